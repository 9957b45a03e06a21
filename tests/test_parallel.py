"""Work in several processes: order, bounds, killed workers, interrupts; the verdicts are those of one process."""

from __future__ import annotations

import os
import pickle
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from cases import CORPUS
from fakes import SECRET, fake_parse
from test_cli_process import NOTE, NOTELINT, run

from notelint.linter import parallel
from notelint.linter.config import Settings
from notelint.linter.engine import CHUNK, Group, Linter, lint
from notelint.linter.note import Note
from notelint.linter.parallel import AHEAD, FIRST, in_order
from notelint.linter.readers import NotRead
from notelint.linter.record import Visit

MANY = CHUNK * (FIRST + 4)


def slowly(item: int) -> int:
    time.sleep(random.random() / 200)
    return item * item


def deadly(item: str) -> str:
    """Kills its process at "kill"; at the path of a file, after making it, so that it does so only once."""
    if item == "kill" or (item.startswith("/") and not Path(item).exists()):
        if item != "kill":
            Path(item).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return item.upper()


def pid_of(_: int) -> int:
    return os.getpid()


def parse_or_die(note: Note) -> Visit:
    if "KILL" in note.text:
        os.kill(os.getpid(), signal.SIGKILL)
    return fake_parse(note)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_until_gone(pids: list[int]) -> list[int]:
    until = time.monotonic() + 20
    while (left := [pid for pid in pids if Path(f"/proc/{pid}").exists()]) and time.monotonic() < until:
        time.sleep(0.05)
    return left


# --- the processes -----------------------------------------------------------------------------------------------


def test_answers_come_in_the_order_of_the_items() -> None:
    chunks = [list(range(i, i + 3)) for i in range(0, 120, 3)]
    assert list(in_order(slowly, chunks, 4)) == [(i, i * i) for i in range(120)]


def test_no_more_is_read_than_the_workers_have_before_them() -> None:
    pulled = 0

    def source() -> Iterator[list[int]]:
        nonlocal pulled
        for pulled in range(1, 1001):
            yield [pulled]

    for done, _ in enumerate(in_order(slowly, source(), 2)):
        assert pulled <= done + 2 * AHEAD
        if done == 50:
            break


def test_several_processes_work_and_this_one_does_not() -> None:
    pids = {pid for _, pid in in_order(pid_of, [[i] for i in range(20)], 2)}
    assert 1 <= len(pids) <= 2
    assert os.getpid() not in pids
    assert wait_until_gone(list(pids)) == []


def test_a_killed_worker_is_replaced_and_its_chunk_given_out_again(tmp_path: Path) -> None:
    once = str(tmp_path / "once")
    items = [*"abc", once, *"defghij"]
    assert list(in_order(deadly, [[i] for i in items], 2)) == [(i, i.upper()) for i in items]


def test_what_kills_every_worker_is_told_and_costs_no_other_its_answer() -> None:
    chunks = [["a", "b"], ["c", "kill", "d"], ["e"], *([c] for c in "fghijklmnop")]
    answers = dict(in_order(deadly, chunks, 2))
    assert isinstance(answers.pop("kill"), BrokenProcessPool)
    assert answers == {c: c.upper() for c in "abcdefghijklmnop"}


def test_where_forks_are_not_safe_workers_start_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "FORKS", False)
    linter = Linter(Settings(selected=frozenset({"CA001"})))
    ((_, verdicts),) = in_order(linter.verdicts, [[[Note("a.txt", NOTE)]]], 1)
    assert verdicts == linter.verdicts([Note("a.txt", NOTE)])


# --- the verdicts ------------------------------------------------------------------------------------------------


def some_notes() -> list[Note | NotRead]:
    texts = ("97110", "97530 goal", f"EXPLODE {SECRET}", "Plan:\n97140")
    notes: list[Note | NotRead] = [Note(f"{i}", texts[i % 4], patient=f"{i // 7}") for i in range(MANY)]
    return [*notes[:9], NotRead("x", "empty"), *notes[9:], *(Note(f"alone {i}", "97110") for i in range(9))]


@pytest.mark.usefixtures("fakes")
@pytest.mark.parametrize("jobs", [2, 5])
def test_many_notes_in_several_processes_are_judged_as_in_one(jobs: int) -> None:
    notes = some_notes()
    assert list(lint(iter(notes), jobs=jobs)) == list(lint(iter(notes)))


@pytest.mark.usefixtures("fakes")
@pytest.mark.parametrize(("count", "starts"), [(1, False), (CHUNK * FIRST, False), (MANY, True)])
def test_few_notes_start_no_process(count: int, starts: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []

    def counted(work: object, chunks: object, jobs: int) -> Iterator[tuple[Group, list[object]]]:
        started.append(jobs)
        return iter(())

    monkeypatch.setattr(parallel, "in_order", counted)
    notes = [Note(str(i), "97110") for i in range(count)]
    assert len(list(lint(notes, jobs=64))) == min(count, CHUNK * FIRST)
    assert started == ([4] if starts else [])


@pytest.mark.usefixtures("fakes")
def test_one_process_unless_more_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "in_order", lambda *_: pytest.fail("started processes"))
    assert len(list(lint([Note(str(i), "97110") for i in range(MANY)]))) == MANY


@pytest.mark.usefixtures("fakes")
def test_a_note_that_kills_is_reported_and_all_others_are_judged() -> None:
    notes: list[Note | NotRead] = [Note(str(i), "97110") for i in range(MANY)]
    notes[-20:-18] = [Note("bad", f"KILL {SECRET}", patient="1"), NotRead("x", "empty")]
    results = list(lint(notes, parse=parse_or_die, jobs=2))
    assert [r.note.path for r in results] == [n.path for n in notes]
    by_rule = {r.note.path: r.verdicts[0] for r in results if r.verdicts[0].rule != "XA001"}
    assert {path: v.rule for path, v in by_rule.items()} == {"bad": "NL001", "x": "NL002"}
    assert by_rule["bad"].message.startswith("no rule ran, the process that judged the note ended twice: BrokenProcess")
    assert SECRET not in repr(by_rule)


@pytest.mark.usefixtures("fakes")
def test_a_linter_that_travels_is_made_anew() -> None:
    linter = pickle.loads(pickle.dumps(Linter(Settings(all_verdicts=True), fake_parse)))
    assert (linter.settings, linter.parse) == (Settings(all_verdicts=True), fake_parse)


# --- the command -------------------------------------------------------------------------------------------------


def test_reports_are_the_same_to_the_letter(tmp_path: Path) -> None:
    (tmp_path / "notes").symlink_to(CORPUS)
    formats = ("json", "concise", "html")
    for jobs in ("1", "3"):
        sinks = ",".join(f"{name}:{name}.{jobs}" for name in formats)
        done = run(
            "check", "--isolated", "-j", jobs, "--output-format", sinks, "notes/samples", "notes/rounds", cwd=tmp_path
        )
        assert (done.returncode, done.stderr) == (1, b"")
    for name in formats:
        one, several = (tmp_path / f"{name}.{jobs}" for jobs in ("1", "3"))
        assert one.read_bytes() == several.read_bytes(), name


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda s: s.name)
def test_however_the_command_ends_no_worker_is_left(how: signal.Signals, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for i in range(1000):
        (notes / f"{i:04}.txt").write_text(NOTE * 20)
    process = subprocess.Popen(
        [*NOTELINT, "check", "--isolated", "-j", "2", "--output-format", "json", "-o", "r.json", "notes"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + 60
    while len(workers := children(process.pid)) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    assert len(workers) == 2
    time.sleep(0.5)
    (os.killpg if how == signal.SIGINT else os.kill)(process.pid, how)
    _, errors = process.communicate(timeout=60)
    assert wait_until_gone(workers) == []
    expected = {signal.SIGINT: (130, b"interrupted"), signal.SIGTERM: (143, b""), signal.SIGKILL: (-9, b"")}
    assert (process.returncode, errors.strip()) == expected[how]
    assert not (tmp_path / "r.json").exists()
