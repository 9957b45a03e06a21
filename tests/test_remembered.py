"""Clean notes are remembered: when they are, when they are judged anew, and what the file in the cache folder holds."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fakes import fake_parse
from test_cli_process import NOTELINT, run

from notelint.linter.cli import cli
from notelint.linter.config import Settings
from notelint.linter.engine import CHUNK, Parse, lint
from notelint.linter.note import Note
from notelint.linter.parallel import FIRST
from notelint.linter.readers import NotRead
from notelint.linter.record import Terms, Visit
from notelint.linter.remembered import HASH, KEPT, KEY, MARK, RULES, Remembered, cache_file, forget

CLEAN = """4/15/2026  R knee OA. R knee flexion 104 deg, quads 4-/5.
97110 (15 min, 1 unit): SLR 3x10 R, to increase R quad strength so that he can climb his stairs.
Lag cued. Plan 2x/wk for 4 wk.  Ann Lee, PT
"""
BEGIN = len(MARK) + KEY + RULES


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fakes: None) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.txt").write_text("97110\n")
    (tmp_path / "good.txt").write_text("97140\n")
    return tmp_path


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the notes that are parsed from here on."""
    paths: list[str] = []

    def language(terms: tuple[Terms, ...] = ()) -> Parse:
        def parse(note: Note) -> Visit:
            paths.append(note.path)
            return replace(fake_parse(note), looked_for=terms)

        return parse

    monkeypatch.setattr("notelint.linter.engine._language", language)
    return paths


def check(*args: str) -> Result:
    return CliRunner().invoke(cli, ["check", *args], prog_name="notelint")


def judged_anew(judged: list[str], *args: str) -> list[str]:
    """Which notes a run judges."""
    judged.clear()
    check(*(args or (".",)))
    return sorted(os.path.basename(path) for path in judged)


def test_a_clean_note_is_judged_once_and_a_note_with_a_finding_every_time(folder: Path, judged: list[str]) -> None:
    assert judged_anew(judged) == ["bad.txt", "good.txt"]
    assert judged_anew(judged) == ["bad.txt"]


def test_reports_are_the_same_as_without(folder: Path) -> None:
    for style in ("full", "concise", "json"):
        said = [check("--output-format", style, *args, ".") for args in (["--no-cache"], [], [])]
        assert {(r.exit_code, r.stdout, r.stderr) for r in said} == {(1, said[0].stdout, "")}
    assert check("good.txt").stdout.startswith("No findings in 1 note.\n")


@pytest.mark.parametrize(
    "args",
    [["--no-cache"], ["--isolated"], ["--verdicts"], ["--output-format", "html:r.html"]],
    ids=" ".join,
)
def test_what_judges_every_note_anew_and_remembers_nothing(folder: Path, judged: list[str], args: list[str]) -> None:
    judged_anew(judged, "good.txt", *args)
    assert not cache_file().exists()
    check("good.txt")
    assert judged_anew(judged, "good.txt", *args) == ["good.txt"]


@pytest.mark.parametrize(
    "args",
    [
        ["--select", "XA"],
        ["--config", "rules.XA001.most = 0"],
        ["--config", "per-file-ignores = { '*.txt' = ['XA002'] }"],
        ["--as", "plan"],
        ["--config", "date = { pattern = '(97)' }"],
    ],
    ids=" ".join,
)
def test_other_settings_judge_anew(folder: Path, judged: list[str], args: list[str]) -> None:
    check("good.txt")
    assert judged_anew(judged, "good.txt", *args) == ["good.txt"]
    assert judged_anew(judged, "good.txt", *args) == []
    assert judged_anew(judged, "good.txt") == []


@pytest.mark.parametrize(
    "args", [["--fail-level", "error"], ["--output-format", "json"], ["--statistics"], ["-j", "2"]]
)
def test_settings_that_no_verdict_depends_on_do_not(folder: Path, judged: list[str], args: list[str]) -> None:
    check("good.txt")
    assert judged_anew(judged, "good.txt", *args) == []


def test_another_text_is_judged_anew(folder: Path, judged: list[str]) -> None:
    check("good.txt")
    (folder / "good.txt").write_text("97140 \n")
    assert judged_anew(judged, "good.txt") == ["good.txt"]


def test_a_change_of_the_table_of_pairs_judges_anew(tmp_path: Path) -> None:
    table = tmp_path / "pairs.toml"
    table.write_text("# one\n")
    settings = Settings(options={"CA008": {"pairs": str(table)}})
    note = [[Note("a.txt", "97140")]]
    memory = Remembered(tmp_path / "clean", settings)
    list(memory.learn(note[0], []))
    memory.save()
    assert list(Remembered(tmp_path / "clean", settings).recall(note)) != note
    table.write_text("# two\n")
    assert list(Remembered(tmp_path / "clean", settings).recall(note)) == note


def test_a_change_of_the_rules_judges_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = tmp_path / "rule.py"
    rule.write_text("one")
    monkeypatch.setattr("notelint.linter.remembered._files", lambda settings: {str(rule)})
    note = [[Note("a.txt", "97140")]]
    memory = Remembered(tmp_path / "clean", Settings())
    list(memory.learn(note[0], []))
    memory.save()
    assert list(Remembered(tmp_path / "clean", Settings()).recall(note)) != note
    rule.write_text("another")
    assert list(Remembered(tmp_path / "clean", Settings()).recall(note)) == note


def test_notes_of_one_patient_are_judged_anew_together(folder: Path, judged: list[str]) -> None:
    """XB001 fails on every note that has others: alone it is clean."""
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text("Patient: Roe\n97140\n")
    setting = "--config", "patient = { label = 'Patient' }"
    assert check("a.txt", *setting).exit_code == 0
    assert judged_anew(judged, "a.txt", *setting) == []
    assert judged_anew(judged, "a.txt", "b.txt", *setting) == ["a.txt", "b.txt"]
    assert judged_anew(judged, "a.txt", "b.txt", *setting) == ["a.txt", "b.txt"]


def test_a_file_that_cannot_be_read_is_told_every_time(folder: Path) -> None:
    for _ in range(2):
        done = check("good.txt", "none.txt", "--output-format", "concise")
        assert (done.exit_code, "none.txt" in done.stdout) == (2, True)


def test_order_and_processes_do_not_matter(tmp_path: Path, fakes: None) -> None:
    """Clean notes, others, and one that is not read, in turn: the first run judges all, the second some."""
    notes: list[Note | NotRead] = [Note(f"{i}.txt", "97140" if i % 3 else "97110") for i in range(CHUNK * (FIRST + 20))]
    notes[70] = NotRead("70.txt", "empty")
    expected = [(r.note.path, [v.rule for v in r.verdicts]) for r in lint(notes, parse=fake_parse)]
    for jobs in (2, 2, 1):
        memory = Remembered(tmp_path / "clean", Settings())
        results = lint(notes, parse=fake_parse, jobs=jobs, remembered=memory)
        assert [(r.note.path, [v.rule for v in r.verdicts]) for r in results] == expected
        memory.save()
    assert memory.recalled == sum(not rules for _, rules in expected)


def test_the_file_is_private_and_holds_nothing_of_a_note(folder: Path) -> None:
    (folder / "Roe-Jane.txt").write_text("Jane Roe 97140\n")
    check(".")
    file = cache_file()
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(file.parent.stat().st_mode)) == (0o600, 0o700)
    assert os.listdir(file.parent) == ["clean"]
    data = file.read_bytes()
    assert len(data) == BEGIN + 2 * HASH
    assert not [word for word in (b"Roe", b"Jane", b"97140", b"good", b".txt") if word in data]


def test_the_same_note_has_another_hash_under_another_key(folder: Path) -> None:
    check("good.txt")
    first = cache_file().read_bytes()
    forget(cache_file())
    check("good.txt")
    second = cache_file().read_bytes()
    assert first[len(MARK) : BEGIN - RULES] != second[len(MARK) : BEGIN - RULES]
    assert first[BEGIN:] != second[BEGIN:]


@pytest.mark.parametrize(
    "data",
    [b"", b"x", MARK, MARK + b"k" * (KEY + RULES) + b"odd", b"\0" * 200],
    ids=["empty", "x", "no key", "cut off", "zeros"],
)
def test_a_corrupt_file_is_not_used_and_made_anew(folder: Path, judged: list[str], data: bytes) -> None:
    check("good.txt")
    cache_file().write_bytes(data)
    assert judged_anew(judged, "good.txt") == ["good.txt"]
    assert judged_anew(judged, "good.txt") == []


def test_a_folder_that_cannot_be_written_is_done_without(folder: Path, judged: list[str]) -> None:
    place = cache_file().parent
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("a file where the folder should be")
    for _ in range(2):
        judged.clear()
        done = check("good.txt")
        assert (done.exit_code, done.stderr, judged) == (0, "", ["good.txt"])


def test_what_is_not_met_for_long_gives_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notelint.linter.remembered.KEPT", 3)
    for text in ("a", "b", "a", "c", "d"):
        memory = Remembered(tmp_path / "clean", Settings())
        for group in memory.recall([[Note("n.txt", text)]]):
            list(memory.learn(group, []))
        memory.save()
    memory = Remembered(tmp_path / "clean", Settings())
    groups = [[Note("n.txt", text)] for text in "abcd"]
    assert [group is not known for group, known in zip(groups, memory.recall(groups), strict=True)] == [
        False, True, True, True,
    ]  # fmt: skip
    assert KEPT * HASH < 1_000_000


def test_runs_side_by_side_lose_nothing_that_counts(tmp_path: Path) -> None:
    """Each adds to what the others have written; the file is whole at every moment."""
    path = tmp_path / "clean"
    first = Remembered(path, Settings())
    list(first.learn([Note("0.txt", "0")], []))
    first.save()

    def add(number: int) -> None:
        memory = Remembered(path, Settings())
        list(memory.learn([Note("n.txt", str(number))], []))
        memory.save()
        assert Remembered(path, Settings()).known

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert [p.name for p in tmp_path.iterdir()] == ["clean"]
    assert (len(path.read_bytes()) - BEGIN) % HASH == 0


def test_a_run_that_began_before_the_file_was_removed_does_not_mix_keys(tmp_path: Path) -> None:
    path = tmp_path / "clean"
    memory = Remembered(path, Settings())
    list(memory.learn([Note("a.txt", "a")], []))
    other = Remembered(path, Settings())
    list(other.learn([Note("b.txt", "b")], []))
    other.save()
    memory.save()
    assert path.read_bytes()[len(MARK) : BEGIN - RULES] == other.key


def test_clean_forgets(folder: Path, judged: list[str]) -> None:
    def clean() -> tuple[int, str]:
        done = CliRunner().invoke(cli, ["clean"])
        return done.exit_code, done.output

    assert clean() == (0, "Nothing was remembered.\n")
    check(".")
    assert clean() == (0, "Forgot 1 clean note.\n")
    assert not cache_file().exists()
    assert judged_anew(judged, "good.txt") == ["good.txt"]


def test_clean_says_where_it_could_not(folder: Path) -> None:
    cache_file().mkdir(parents=True)
    done = CliRunner().invoke(cli, ["clean"])
    assert (done.exit_code, "cannot remove" in done.output, str(cache_file()) in done.output) == (2, True, True)


def test_a_verbose_run_says_how_many(folder: Path) -> None:
    check("good.txt")
    assert f"remembered as clean: 1 ({cache_file()})" in check("-v", "good.txt").stderr


HOUSE_TOML = """
[[rule]]
id = "HSE001"
name = "house-words"
asks = "A note says it."
source = "the tests"
message = "not said"
question = "What is it?"
must-not = ["{word}"]
finds = [{{ note = "x" }}]
passes = [{{ note = "HEP" }}]
"""
HOUSE_PY = """
from notelint.linter import Verdict, Visit, rule

@rule("HSE001", "house-words", source="the tests")
def house_words(visit: Visit) -> Verdict:
    \"\"\"A note says {word}.\"\"\"
    return visit.passed()
"""


@pytest.mark.parametrize(("name", "body"), [("house.toml", HOUSE_TOML), ("house_of_notes.py", HOUSE_PY)])
def test_another_rule_in_a_file_of_rules_judges_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, judged: list[str], name: str, body: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.txt").write_text("97140\n")
    asked = ("--config", f"plugins = ['{name}']", "--select", "HSE", "good.txt")
    (tmp_path / name).write_text(body.format(word="tape"))
    assert judged_anew(judged, *asked) == ["good.txt"]
    assert judged_anew(judged, *asked) == []
    (tmp_path / name).write_text(body.format(word="bandage"))
    assert judged_anew(judged, *asked) == ["good.txt"]


# --- the command as a process --------------------------------------------------------------------------------------


def test_with_all_remembered_spacy_is_not_imported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CLEAN)
    script = (
        "import sys, json; from notelint.linter.cli import main\n"
        "status = main(['check', '-j', '2', '--output-format', 'json', 'a.txt'])\n"
        "heavy = {'spacy', 'numpy', 'pydantic', 'rich', 'jinja2', 'multiprocessing', 'importlib.metadata'}\n"
        "print(json.dumps([status, sorted(heavy & set(sys.modules))]), file=sys.stderr)"
    )
    said = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, timeout=120)
        for _ in range(2)
    ]
    first, second = (json.loads(done.stderr.splitlines()[-1]) for done in said)
    assert "spacy" in first[1]
    assert second == [0, []]
    assert said[0].stdout == said[1].stdout


def test_several_processes_at_once(tmp_path: Path) -> None:
    for i in range(6):
        (tmp_path / f"{i}.txt").write_text(CLEAN.replace("104", str(100 + i)))
    commands = [[*NOTELINT, "check", f"{i}.txt", f"{i + 1}.txt"] for i in range(5)]
    running = [subprocess.Popen(c, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for c in commands]
    assert {(p.communicate(timeout=120)[1], p.returncode) for p in running} == {(b"", 0)}
    assert run("check", ".", cwd=tmp_path).returncode == 0
    assert len(cache_file().read_bytes()) >= BEGIN + 6 * HASH


def test_a_remembered_run_takes_a_fraction_of_importing_spacy(tmp_path: Path) -> None:
    for i in range(20):
        (tmp_path / f"{i}.txt").write_text(CLEAN)
    assert run("check", ".", cwd=tmp_path).returncode == 0

    def seconds(*command: str) -> float:
        begin = time.perf_counter()
        subprocess.run(command, capture_output=True, cwd=tmp_path, timeout=120, check=True)
        return time.perf_counter() - begin

    rounds = [(seconds(sys.executable, "-c", "import spacy"), seconds(*NOTELINT, "check", ".")) for _ in range(3)]
    assert min(ours for _, ours in rounds) < min(spacy for spacy, _ in rounds) / 2


def test_the_hash_of_the_rules_is_made_anew_when_one_of_their_files_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, path, read = tmp_path / "part.py", tmp_path / "clean", list[str]()
    monkeypatch.setattr("notelint.linter.digest.made_of", lambda rules: {("part.py", str(part))})
    monkeypatch.setattr(
        "notelint.linter.remembered.rules_hash", lambda rules: read.append("") or part.read_bytes().hex()
    )

    def told() -> str:
        read.clear()
        memory = Remembered(path, Settings())
        said = memory.rules_hash(())
        memory.save()
        return said

    part.write_bytes(b"rules: 1")
    assert (told(), len(read)) == (b"rules: 1".hex(), 1)
    assert (told(), len(read)) == (b"rules: 1".hex(), 1)  # it was written a moment ago, and may be once more
    now = time.time_ns()
    monkeypatch.setattr("notelint.linter.remembered.time.time_ns", lambda: now + 10**10)
    assert (told(), len(read)) == (b"rules: 1".hex(), 1)
    assert (told(), len(read)) == (b"rules: 1".hex(), 0)
    before = part.stat()
    part.write_bytes(b"rules: 2")
    os.utime(part, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (told(), len(read)) == (b"rules: 2".hex(), 1)
