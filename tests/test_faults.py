"""Full disks, closed streams, signals, bare environments, narrow terminals: a clear word, the right status, nothing half-written."""

from __future__ import annotations

import io
import os
import re
import resource
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from notelint.linter import lint, read_notes
from notelint.linter.result import ReportOptions
from notelint.reports.full import write

NOTELINT = [sys.executable, "-c", "import sys; from notelint.linter.cli import main; sys.exit(main())"]
ROOT = Path(__file__).parent.parent
NOTE = """DOS 3/12/2025  Dx: R rotator cuff tendinopathy. Pain 4/10.
97110 (15 min, 1 unit): band ER 3x12, wall slides 2x10, to increase R shoulder strength for washing her hair.
Cued to keep the elbow in. Plan 2x/wk.  Ann Lee, PT
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(NOTE)
    return tmp_path


def run(*args: str, shell: str = "", **more: object) -> subprocess.CompletedProcess[str]:
    command = ["sh", "-c", f'"$@" {shell}', "sh", *NOTELINT, *args] if shell else [*NOTELINT, *args]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **more)  # type: ignore[call-overload, no-any-return]


COMMANDS = [["check", "--isolated", "a.txt"], ["parse", "--isolated", "a.txt"], ["rule", "--all"], ["codes", "97110"]]


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(("shell", "word"), [("> /dev/full", "no space left on device"), (">&-", "it is closed")])
def test_a_standard_output_that_takes_nothing(args: list[str], shell: str, word: str) -> None:
    done = run(*args, shell=shell)
    assert (done.returncode, done.stderr) == (2, f"error: cannot write the standard output: {word}\n")


@pytest.mark.parametrize("formats", ["html:r.html", "json:r.json,html:r.html"])
def test_a_report_that_has_no_room_leaves_the_old_one(folder: Path, formats: str) -> None:
    for i in range(20):
        (folder / f"{i}.txt").write_text(NOTE)
    (folder / "r.html").write_text("old")
    before = sorted(folder.iterdir())
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))  # noqa: E731
    done = run("check", "--isolated", "--output-format", formats, ".", preexec_fn=limit)
    assert done.returncode == 2
    assert "cannot write r." in done.stderr
    assert "file too large" in done.stderr
    assert sorted(folder.iterdir()) == before
    assert (folder / "r.html").read_text() == "old"


def test_a_report_to_a_file_needs_no_standard_output(folder: Path) -> None:
    assert run("check", "--isolated", "-o", "r.txt", "a.txt", shell=">&-").returncode == 1
    assert "Found" in (folder / "r.txt").read_text()


def test_closed_streams() -> None:
    assert run("check", "--isolated", "none.txt", shell="2>&-").returncode == 2
    done = run("check", "--isolated", "-", shell="<&-")
    assert (done.returncode, done.stderr) == (2, "error: -: not read: empty [NL002]\n")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_told_to_end_it_leaves_nothing_behind(folder: Path, number: int, status: int) -> None:
    (folder / "notes").mkdir()
    for i in range(1500):
        (folder / "notes" / f"{i}.txt").write_text(NOTE * 10)
    (folder / "r.json").write_text("old")
    process = subprocess.Popen(
        [*NOTELINT, "check", "--isolated", "-j", "2", "--output-format", "json:r.json,html:r.html", "notes"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + 60
    while not list(folder.glob(".notelint-*")) and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(1.5)
    os.killpg(process.pid, number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == status, errors
    assert b"Traceback" not in errors
    assert sorted(p.name for p in folder.iterdir()) == ["a.txt", "notes", "r.json"]
    assert (folder / "r.json").read_text() == "old"


def test_a_bare_environment() -> None:
    bare = {k: v for k, v in os.environ.items() if k in ("PATH", "PYTHONPATH")} | {"LC_ALL": "C", "PYTHONUTF8": "0"}
    for env in (bare, {**bare, "HOME": "/nowhere"}):
        done = run("check", "--isolated", "a.txt", env=env)
        assert (done.returncode, done.stderr) == (1, "")


def test_a_terminal_of_twenty_columns(folder: Path) -> None:
    out = io.StringIO()
    write(lint(read_notes(["a.txt"])), out, ReportOptions(width=20))
    said = out.getvalue().rpartition("\nFound")[0]
    assert said
    assert [line for line in said.split("\n") if len(line) > 20 and "-->" not in line and "nearest" not in line] == []


def test_the_table_of_dependencies_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {d.partition(">")[0] for d in project["dependencies"]}
    locked = (ROOT / "requirements.txt").read_text()
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+)", locked, re.MULTILINE))
    rows = [
        line.strip("| \n").split(" | ")
        for line in (ROOT / "docs" / "dependencies.md").read_text().split("\n")
        if line.startswith("| ")
    ]
    told = {row[0]: row[1] for row in rows if row[0] != "package"}
    assert told == {name: pinned[name] for name in wanted}
