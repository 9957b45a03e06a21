"""Take the pictures of the README again: `.venv/bin/python docs/images/take.py`, from a real run over the samples."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SIZE = {"width": 1280, "height": 800}
BELOW_THE_BAR = "(e) => window.scrollTo(0, e.getBoundingClientRect().top + window.scrollY - 85)"


def report(path: Path) -> None:
    """Write the report on the samples."""
    command = [sys.executable, "-c", "import sys; from notelint.linter.cli import main; sys.exit(main())"]
    options = ["check", "--isolated", "--exit-zero", "--output-format", "html", "-o", str(path), "corpus/samples"]
    subprocess.run([*command, *options], cwd=ROOT, check=True)


def take(report: Path, folder: Path) -> None:
    """Take a picture of the summary and one of the first note, light and dark."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport=SIZE, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.goto(report.as_uri())
            page.screenshot(path=folder / f"summary-{scheme}.png")
            page.get_by_role("heading", name="Notes", exact=True, level=2).evaluate(BELOW_THE_BAR)
            page.wait_for_timeout(200)
            page.screenshot(path=folder / f"note-{scheme}.png")
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary) / "report.html"
        report(made)
        take(made, Path(__file__).parent)
