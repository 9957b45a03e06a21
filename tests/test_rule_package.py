"""The package of the tutorial, written from its page alone: installed beside notelint, found, tested and reported."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from cases import ROOT

PAGE = ROOT / "docs" / "writing-a-rule.md"
FILE = re.compile(r"^```\w+ (house-rules/\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOTE = "4/15/2026  Low back pain, worse with sitting.\nTUG deferred. Plan 2x/wk.  Ann Lee, PT\n"


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A fresh environment that has what this one has, in a folder with the files of the page."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILE.findall(PAGE.read_text(encoding="utf-8")):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", "env"], check=True)
    fresh = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([fresh, "-c", where], check=True, capture_output=True, text=True).stdout.strip()
    here = sysconfig.get_path("purelib")
    (Path(site) / "beside.pth").write_text(f"import site; site.addsitedir({here!r})\n", encoding="utf-8")
    install = ["-m", "pip", "--python", str(fresh), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([sys.executable, *install, "--no-build-isolation", "--editable", "house-rules"], check=True)
    return str(fresh)


def test_a_package_from_the_page_alone(python: str) -> None:
    def run(*args: str) -> tuple[int, str]:
        done = subprocess.run([python, *args], capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout

    notelint = ["-c", "import sys; from notelint.linter.cli import main; sys.exit(main())"]
    Path("note.txt").write_text(NOTE)
    assert "  HSE020\n      from house_rules (house-rules 1.0)\n" in run(*notelint, "plugins")[1]
    assert run(*notelint, "test", "house-rules") == (0, "4 cases, all as expected.\n")
    status, told = run(
        *notelint, "check", "--select", "HSE", "--output-format", "concise", "--fail-level", "info", "note.txt"
    )
    found = ["note.txt:2:1: HSE020 no reason is given [info]", "Found 1 finding in 1 of 1 note: 1 info."]
    assert (status, told.splitlines()[:-1]) == (1, found)
    status, told = run("-m", "pytest", "-v", "-p", "no:cacheprovider", "house-rules")
    assert status == 0, told
    assert "house-rules/house_rules.case::HSE020, example 2: Passes PASSED" in told
    assert "4 passed" in told
