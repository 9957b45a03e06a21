"""Take the pictures of the documentation again, from real runs: `.venv/bin/python docs/images/take.py`."""

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


def write(path: Path, *words: str) -> Path:
    """Have notelint write a page."""
    command = [sys.executable, "-c", "import sys; from notelint.linter.cli import main; sys.exit(main())"]
    options = ["--isolated", "--output-format", "html", "-o", str(path)]
    subprocess.run([*command, *words, *options], cwd=ROOT, check=True)
    return path


def take(report: Path, record: Path, folder: Path) -> None:
    """Take a picture of the summary, one of the first note, and one of how it was read, light and dark."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport=SIZE, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.goto(report.as_uri())
            page.screenshot(path=folder / f"summary-{scheme}.png")
            page.get_by_role("heading", name="Notes", exact=True, level=2).evaluate(BELOW_THE_BAR)
            page.wait_for_timeout(200)
            page.screenshot(path=folder / f"note-{scheme}.png")
            page.goto(record.as_uri())
            page.locator(".key-bar").evaluate("(e) => window.scrollTo(0, e.offsetTop)")
            page.wait_for_timeout(200)
            page.screenshot(path=folder / f"read-{scheme}.png")
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        made = Path(temporary)
        report = write(made / "report.html", "check", "--exit-zero", "corpus/samples")
        record = write(made / "read.html", "parse", "corpus/samples/01-shoulder-ortho.txt")
        take(report, record, Path(__file__).parent)
