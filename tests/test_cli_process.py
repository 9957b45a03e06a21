"""The command line as a process: what start-up imports and costs, broken pipes, interrupts, terminals, real notes."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

NOTELINT = [sys.executable, "-c", "import sys; from notelint.linter.cli import main; sys.exit(main())"]
HEAVY = ("spacy", "numpy", "scipy", "jinja2", "rich")
NOTE = """DOS 3/12/2025  Dx: R rotator cuff tendinopathy. Pain 4/10.
97110 (15 min, 1 unit): band ER 3x12, wall slides 2x10, to increase R shoulder strength for washing her hair.
Cued to keep the elbow in. Plan 2x/wk.  Ann Lee, PT
"""
LIGHT = [
    ["--help"],
    ["--version"],
    ["--version", "-v"],
    ["check", "--help"],
    ["parse", "--help"],
    ["rule", "OM001"],
    ["plugins", "--isolated"],
    ["test", "--help"],
    ["new", "rule", "OM001", "x"],
    ["rule", "--all", "--output-format", "json"],
    ["check", "--config", "fail-levle = 'info'", "."],
    ["check", "--select", "ZZ", "."],
    ["check", "--profile", "medicar", "."],
    ["check", "--isolated", "--output-format", "json", "none.txt"],
    ["audit", "run", "--help"],
    ["audit", "run", "none.txt", "-o", "out", "--per", "5"],
]


def run(*args: str, cwd: Path | None = None, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*NOTELINT, *args], capture_output=True, input=stdin, cwd=cwd, timeout=120)


@pytest.mark.parametrize("args", LIGHT, ids=" ".join)
def test_start_up_imports_nothing_heavy(args: list[str], tmp_path: Path) -> None:
    script = (
        "import sys, json; from notelint.linter.cli import main\n"
        f"try: main({args!r})\n"
        f"finally: print(json.dumps(sorted(set(sys.modules) & set({HEAVY!r}))), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert json.loads(done.stderr.splitlines()[-1]) == []


def test_help_does_not_even_import_pydantic(tmp_path: Path) -> None:
    script = "import sys; from notelint.linter.cli import main; main(['--help']); sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60).returncode == 0


def test_start_up_takes_less_than_half_of_importing_spacy(tmp_path: Path) -> None:
    def seconds(*command: str) -> float:
        begin = time.perf_counter()
        subprocess.run(command, capture_output=True, cwd=tmp_path, timeout=120)
        return time.perf_counter() - begin

    commands = [["--help"], ["--version"], ["rule", "OM001"], ["check", "--config", "fail-levle = 'info'", "."]]
    rounds = [
        (seconds(sys.executable, "-c", "import spacy"), [seconds(*NOTELINT, *c) for c in commands]) for _ in range(4)
    ]
    spacy = min(s for s, _ in rounds)
    for i, command in enumerate(commands):
        assert min(own[i] for _, own in rounds) < spacy / 2, command


BASH = """
eval "$(_NOTELINT_COMPLETE=bash_source notelint)"
COMP_WORDS=(notelint {words}); COMP_CWORD={number}
_notelint_completion notelint; printf "%s\\n" "${{COMPREPLY[@]}}"
"""
ZSH = """
compdef() {{}}; compadd() {{ print -rl -- $completions }}
_describe() {{ print -rl -- ${{completions_with_descriptions%%:*}} }}
eval "$(_NOTELINT_COMPLETE=zsh_source notelint)"
words=(notelint {words}); CURRENT=$(({number} + 1))
_notelint_completion
"""
FISH = """
_NOTELINT_COMPLETE=fish_source notelint | source
complete --do-complete "notelint {words}" | string replace --regex "\\t.*" ""
"""
SHELLS = {"bash": ["bash", "-c", BASH], "zsh": ["zsh", "-f", "-c", ZSH], "fish": ["fish", "--no-config", "-c", FISH]}


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Sequence[str]], list[str]]:
    """What a shell proposes, told as docs/install.md says, where the command is begun with some words."""
    if not shutil.which(request.param):
        pytest.skip(f"there is no {request.param}")
    command = tmp_path / "notelint"
    command.write_text(f'#!/bin/sh\nexec {shlex.join(NOTELINT)} "$@"\n')
    command.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}

    def proposed(words: Sequence[str]) -> list[str]:
        *call, script = SHELLS[request.param]
        script = script.format(words=shlex.join(words), number=len(words))
        done = subprocess.run([*call, script], capture_output=True, text=True, env=environment, timeout=60)
        assert done.stderr == ""
        return done.stdout.splitlines()

    return proposed


@pytest.mark.parametrize(
    ("words", "proposed"),
    [
        (["ch"], ["check"]),
        (["check", "--verd"], ["--verdicts"]),
        (["check", "--profile", "med"], ["medicare"]),
        (["check", "--select", "CA,om00"], [f"CA,OM00{i}" for i in range(1, 8)]),
        (["check", "--output-format", "html:a.html,js"], ["html:a.html,json", "html:a.html,json-lines"]),
        (["rule", "missing-objective"], ["missing-objective-measure"]),
    ],
)
def test_a_shell_completes_words(
    shell: Callable[[Sequence[str]], list[str]], words: list[str], proposed: list[str]
) -> None:
    assert shell(words) == proposed


def test_the_page_says_to_each_shell_what_was_tried_here() -> None:
    page = (Path(__file__).parents[1] / "docs" / "install.md").read_text(encoding="utf-8")
    said = re.findall(r"^.*_source notelint.*$", page, re.MULTILINE)
    tried = re.findall(r"^.*_source notelint.*$", BASH + ZSH + FISH, re.MULTILINE)
    assert said == tried


def test_fish_shows_what_a_command_does_in_full() -> None:
    environment = {**os.environ, "_NOTELINT_COMPLETE": "fish_source"}
    script = subprocess.run(NOTELINT, capture_output=True, text=True, env=environment, timeout=60).stdout
    assert 'string split --max 1 "," $completion' in script


def test_completion_imports_nothing_heavy() -> None:
    script = (
        "import sys; from notelint.linter.cli import main\n"
        "try: main([])\n"
        f"finally: print(set(sys.modules) & set({HEAVY!r}), file=sys.stderr)"
    )
    environment = {
        **os.environ, "_NOTELINT_COMPLETE": "bash_complete", "COMP_WORDS": "notelint rule OM00", "COMP_CWORD": "2",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, timeout=60)
    assert "OM001" in done.stdout
    assert done.stderr.splitlines()[-1] == "set()"


def test_the_public_names_are_lazy_and_complete() -> None:
    script = (
        "import sys, notelint.linter as l\n"
        "assert not {m for m in sys.modules if m.startswith('notelint.linter.')}\n"
        "assert all(getattr(l, n) for n in l.__all__) and 'lint' in dir(l)\n"
        "assert not {'spacy', 'pydantic', 'rich', 'jinja2'} & set(sys.modules)\n"
        "try: l.nothing\nexcept AttributeError: pass\nelse: sys.exit(3)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_real_note_from_a_file_to_json(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + NOTE.replace("\n", "\r\n").encode())
    done = run("check", "--isolated", "--output-format", "json", "a.txt", cwd=tmp_path)
    assert done.stderr == b""
    assert done.returncode == 1
    om001 = [f for f in json.loads(done.stdout) if f["rule"] == "OM001"]
    assert [(f["verdict"], f["path"], f["line"], f["column"]) for f in om001] == [("fail", "a.txt", 2, 1)]


def test_real_notes_of_several_visits(tmp_path: Path) -> None:
    later = NOTE.replace("3/12/2025", "3/19/2025").replace("Pain 4/10", "R shoulder flexion 118")
    (tmp_path / "a.txt").write_text(NOTE + "\n" + later)
    done = run("parse", "--isolated", "--output-format", "json", "a.txt", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "a.txt").read_text()
    visits = json.loads(done.stdout)
    assert [(v["path"], [c["line"] for c in v["charges"]]) for v in visits] == [("a.txt", [2]), ("a.txt#2", [6])]
    assert all(text[m["start"] : m["end"]] == m["text"] for v in visits for m in v["measures"])


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    for i in range(300):
        (tmp_path / f"{i:03}.txt").write_text(NOTE * 4)
    process = subprocess.Popen(
        [*NOTELINT, "check", "--isolated", "."], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    _, errors = process.communicate(timeout=120)
    assert (process.returncode, errors) == (2, b"")


def test_an_interrupt_leaves_nothing_behind(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for i in range(2000):
        (notes / f"{i:04}.txt").write_text(NOTE * 20)
    process = subprocess.Popen(
        [*NOTELINT, "check", "--isolated", "--output-format", "json:r.json,concise:r.txt", "notes"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    until = time.monotonic() + 60
    while not list(tmp_path.glob(".notelint-*")) and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert b"Traceback" not in errors
    assert [p.name for p in tmp_path.iterdir()] == ["notes"]


def test_on_a_terminal_with_many_notes_there_is_a_progress_bar(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for i in range(150):
        (notes / f"{i:03}.txt").write_text(NOTE)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*NOTELINT, "check", "--isolated", "--output-format", "json", "-o", "r.json", "notes"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(ours)
    process.communicate(timeout=60)
    assert b"Reading notes" in shown
    assert b"Reading notes" not in run("check", "--isolated", "-o", "r.json", "notes", cwd=tmp_path).stderr
