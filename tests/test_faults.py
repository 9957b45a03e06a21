"""Full disks, closed streams, signals, bare environments, narrow terminals: a clear word, the right status, nothing half-written."""

from __future__ import annotations

import ctypes
import io
import json
import os
import pty
import re
import resource
import signal
import subprocess
import sys
import termios
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain, repeat
from pathlib import Path

import pytest

from notelint.linter import NotRead, lint, read_notes
from notelint.linter.result import ReportOptions
from notelint.reports.full import write

NOTELINT = [sys.executable, "-c", "import sys; from notelint.linter.cli import main; sys.exit(main())"]
ROOT = Path(__file__).parent.parent
SAMPLES = Path(__file__).parent / "samples"
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


COMMANDS = [
    ["check", "--isolated", "a.txt"],
    ["parse", "--isolated", "a.txt"],
    ["rule", "--all"],
    ["codes", "97110"],
    ["audit", "run", "--isolated", "a.txt", "-o", "out"],
]


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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda s: s.name)
@pytest.mark.parametrize("seconds", [0.0, 0.15, 0.4, 0.8])
def test_told_to_end_at_any_moment(folder: Path, number: int, seconds: float) -> None:
    """From the moment on that it has prepared; before that the system ends it, as it ends any program."""
    (folder / "notes").mkdir()
    for i in range(300):
        (folder / "notes" / f"{i}.txt").write_text(NOTE * 10)
    (folder / "r.json").write_text("old")
    process = subprocess.Popen(
        [sys.executable, "-c", STARTED, "check", "--isolated", "-j", "2", "--output-format", "json:r.json", "notes"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "begins\n"
    time.sleep(seconds)
    os.killpg(process.pid, number)
    _, errors = process.communicate(timeout=60)
    assert process.returncode in (128 + number, 0, 1), errors
    assert "Traceback" not in errors
    assert sorted(p.name for p in folder.iterdir()) == ["a.txt", "notes", "r.json"]
    whole = (folder / "r.json").read_text()
    assert whole == "old" if process.returncode > 1 else json.loads(whole)


STARTED = """
import sys
from notelint.linter import cli
prepare = cli._prepare_for_the_worst
cli._prepare_for_the_worst = lambda: (prepare(), print("begins", flush=True))
sys.exit(cli.main())
"""


def test_whoever_reads_the_output_may_go(folder: Path) -> None:
    for i in range(200):
        (folder / f"{i}.txt").write_text(NOTE)
    done = run("check", "--isolated", "--verdicts", ".", shell="| head -n 1")
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def without_the_rights_of_root() -> None:
    """Let the mode of files hold for root too (CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH); nobody else has these rights."""
    for capability in (1, 2):
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


def powerless(*args: str, **more: object) -> subprocess.CompletedProcess[str]:
    return run(*args, preexec_fn=without_the_rights_of_root, **more)


def test_what_may_not_be_read_is_named_and_the_rest_is_judged(folder: Path) -> None:
    (folder / "b.txt").write_text(NOTE)
    (folder / "b.txt").chmod(0)
    (folder / "closed").mkdir()
    (folder / "closed").chmod(0)
    done = powerless("check", "--isolated", "--output-format", "json", ".")
    assert done.returncode == 2
    assert sorted(done.stderr.splitlines()) == [
        "error: ./b.txt: not read: permission denied [NL002]",
        "error: ./closed: not read: permission denied [NL002]",
    ]
    assert {v["path"] for v in json.loads(done.stdout)} == {"./a.txt", "./b.txt", "./closed"}
    (folder / "closed").chmod(0o700)


@pytest.mark.parametrize("name", ["notelint.toml", "notelint-waivers.toml"])
def test_settings_and_waivers_that_may_not_be_read(folder: Path, name: str) -> None:
    (folder / name).write_text("")
    (folder / name).chmod(0)
    done = powerless("check", "a.txt")
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert done.stderr.endswith(f"{name}: permission denied\n")
    assert done.stdout == ""


def test_a_folder_that_takes_no_file(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "t.md").write_text("ROM *** deg\n97110 *** min: ***\nSigned ***\n")
    (folder / "out").chmod(0o500)
    try:
        done = powerless("check", "--isolated", "-o", "out/r.txt", "a.txt")
        assert (done.returncode, done.stderr) == (2, "Error: cannot write out/r.txt: permission denied\n")
        done = powerless("check", "--isolated", "--fix", "--as", "template", "out/t.md")
        assert (done.returncode, done.stderr) == (2, "Error: cannot fix out/t.md: permission denied\n")
        done = powerless("check", "a.txt", env={**os.environ, "XDG_CACHE_HOME": str(folder / "out")})
        assert (done.returncode, done.stderr) == (1, "")
    finally:
        (folder / "out").chmod(0o700)
    assert [p.name for p in (folder / "out").iterdir()] == ["t.md"]


@pytest.mark.parametrize("name", ["a.txt", "a.docx"])
def test_a_file_that_changes_while_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = folder / name
    data = path.read_bytes() if path.exists() else next(SAMPLES.glob("*.docx")).read_bytes()
    really = os.fstat
    for change in (lambda: path.write_bytes(data + b"\n"), lambda: os.utime(path, (1, 1))):
        path.write_bytes(data)
        looks = chain((False, True), repeat(False))

        def changing(
            handle: int, change: Callable[[], object] = change, looks: Iterator[bool] = looks
        ) -> os.stat_result:
            if os.path.samestat(really(handle), os.stat(path)) and next(looks):
                change()
            return really(handle)

        with monkeypatch.context() as patched:
            patched.setattr(os, "fstat", changing)
            *_, item = read_notes([name])
        assert isinstance(item, NotRead)
        assert item.reason == "changed while it was read; run once more"


def test_a_bare_environment(folder: Path) -> None:
    (folder / "\u00e9t\u00e9 \u2126.txt").write_text(NOTE)
    bare = {k: v for k, v in os.environ.items() if k in ("PATH", "PYTHONPATH")} | {"LC_ALL": "C", "PYTHONUTF8": "0"}
    done = run("check", "a.txt", env={**bare, "HOME": "/dev/null"})  # where nothing can be remembered
    assert (done.returncode, done.stderr) == (1, "")
    for env in (bare, {**bare, "HOME": "/nowhere"}, {**bare, "PYTHONCOERCECLOCALE": "0"}):
        done = run("check", "--isolated", "a.txt", env=env)
        assert (done.returncode, done.stderr) == (1, "")
        done = run("check", "--isolated", "--output-format", "concise,html:\u00fc.html", ".", env=env, encoding="utf-8")
        assert (done.returncode, done.stderr) == (1, "")
        assert (folder / "\u00fc.html").stat().st_size > 10_000


BACK = """
import datetime, sys, time
class Date(datetime.date):
    today = classmethod(lambda kind: kind(1970, 1, 1))
class Time(datetime.datetime):
    now = classmethod(lambda kind, zone=None: kind(1970, 1, 1, tzinfo=zone))
datetime.date, datetime.datetime, time.time = Date, Time, lambda: -86400.0
from notelint.linter.cli import main
sys.exit(main())
"""


def test_a_clock_that_was_set_back(folder: Path) -> None:
    os.utime(folder / "a.txt", (4_000_000_000, 4_000_000_000))
    entry = 'rule = "{}"\nnote = "a.txt"\nreason = "x"\nby = "y"\ndate = 2026-01-05\nexpires = 2999-01-01\n'
    (folder / "notelint-waivers.toml").write_text("".join("[[waiver]]\n" + entry.format(r) for r in ("OM001", "CA001")))
    now = run("check", "--output-format", "json", "a.txt")
    for _ in range(2):  # the second finds what the first remembers
        back = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", BACK, "check", "--output-format", "json", "a.txt"],
            capture_output=True,
            text=True,
        )
        assert (back.returncode, back.stdout, back.stderr) == (now.returncode, now.stdout, now.stderr)
    assert now.returncode == 1


@pytest.mark.parametrize("args", [*COMMANDS, ["check", "--help"], ["check", "--isolated", "none.txt"]], ids=" ".join)
def test_commands_on_a_terminal_of_twenty_columns(args: list[str]) -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 20))
    process = subprocess.Popen([*NOTELINT, *args], stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    with suppress(OSError):  # what a terminal says when nobody writes to it any more
        while part := os.read(ours, 65536):
            said += part
    os.close(ours)
    assert process.wait(60) == (2 if "none.txt" in args else 1 if args[0] == "check" and "--help" not in args else 0)
    assert said.strip()
    assert b"Traceback" not in said


def test_a_text_of_twenty_columns(folder: Path) -> None:
    out = io.StringIO()
    write(lint(read_notes(["a.txt"])), out, ReportOptions(width=20))
    said = out.getvalue().rpartition("\nFound")[0]
    assert said
    assert [line for line in said.split("\n") if len(line) > 20 and "-->" not in line and "nearest" not in line] == []


def test_the_tables_of_dependencies_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    locked = "".join((ROOT / name).read_text() for name in ("requirements.txt", "requirements-dev.txt"))
    pins: dict[str, set[str]] = {}  # of one more than one version where newer ones need a newer Python
    for name, version in re.findall(r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)", locked, re.MULTILINE):
        pins.setdefault(name, set()).add(version)
    lines = (ROOT / "docs" / "dependencies.md").read_text().split("\n")
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ") and "| release |" not in line]
    assert {row[0] for row in rows} == {re.split(r"[\[>]", a)[0] for a in asked}
    assert [row for row in rows if row[1] not in pins[row[0]]] == []
    assert [row for row in rows if not re.fullmatch(r"20\d\d-\d\d", row[2]) or not all(row[3:5])] == []
