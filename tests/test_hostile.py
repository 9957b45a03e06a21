"""Texts made to take long, and signs that only look like others."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from targets import UNSHOWN

from notelint.linter import Note, NotRead, find_notes, read_notes
from notelint.linter.cli import cli
from notelint.linter.config import load_settings
from notelint.linter.engine import Linter
from notelint.linter.plugins import report_formats

SIZE = int(os.environ.get("NOTELINT_SIZE", "12000"))  # `make long` tries texts of 2 MiB
HELD = 800  # bytes of memory for one of a text
TIMES = 20
PROSE = (
    "The patient came in and said that the knee felt better than last week. He walked the dog and carried groceries. "
    "97110 (15 min, 1 unit): leg press 3x10. Right knee flexion 117 deg, quad 4-/5. Continue twice a week.\n"
)
REPEATED = [
    *map(chr, range(33, 127)), " ", "\t", "\n", "\r", "\f", "\v", "a ", "a. ", "a\n", "a\n\n", "1 ", "1/", "1-", "1.", ", ", "a, ", "- ",
    "( ", "()", "[]", "{{", "}}", "{{ a }} ", "*** ", "____ ", "| ", "|\n", "a | b |\n", "a  b  ", "é", "\u0301", "\u200b", "\u202e", "\U0001f600",
    "97110 ", "97110, ", "97110/", "97110-", "97110: ", "97110\n", "97110 x2 ", "97110 x2\n", "97110 (15 min) ", "97530-59 ", "G0283 ",
    "M54.5 ", "1/1/2025 ", "1/1/2025\n", "Jan 1, 2025 ", "9:00-9:15 ", "Date: 1/1/2025\n", "pain 4/10 ", "4-/5 ", "AROM: 0-90 ", "0-90",
    "R knee flexion 90\n", "quad strength 4-/5, ", "for ", "-> ", "to ", "and ", "and\n", "in order to ", "improve ", "to climb stairs ", "goal ", "STG: ",
    "Ann Lee, PT ", "Signed by ", "S: ", "US 8 min\n", "98940 C5 adjusted\n", "manual therapy: STM to quad\n", "min A x1 ", "TUG 14 s ", "x10 ",
    "3x10 ", "spasm ", "see eval ", "per POC ", "by 4 wks ", "no ", "refused ", "cued ", "1) ", "1. ", "O:\n", "***\n", "[ ] a\n", "x\n",
    "97110 (15 min): leg press 3x10 to increase quad strength\n", "Pt tolerated treatment well without complaints and will continue with the\n",
]  # fmt: skip


def repeated(part: str, size: int) -> str:
    return (part * (size // len(part) + 1))[:size]


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(load_settings(isolated=True))


def seconds(linter: Linter, text: str) -> float:
    begin = time.process_time()
    (result,) = linter.results([Note("a.txt", text)])
    assert not [v for v in result.verdicts if v.rule == "NL001"]
    return time.process_time() - begin


@pytest.fixture(scope="module")
def prose(linter: Linter) -> float:
    return min(seconds(linter, repeated(PROSE, SIZE)) for _ in range(3))


@pytest.mark.parametrize("part", REPEATED, ids=ascii)
def test_nothing_repeated_takes_twenty_times_what_prose_takes(linter: Linter, prose: float, part: str) -> None:
    assert seconds(linter, repeated(part, SIZE)) < TIMES * prose


def test_nor_does_what_several_parts_make(linter: Linter, prose: float) -> None:
    chance = random.Random(0)
    for _ in range(25):
        part = "".join(chance.choice(REPEATED) for _ in range(chance.randint(2, 4)))
        text = chance.choice([repeated(part, SIZE), repeated(part[:1], SIZE // 2) + repeated(part[1:], SIZE // 2)])
        assert seconds(linter, text) < TIMES * prose, part


@pytest.mark.parametrize(
    "part", ["for ", "97110 ", "97110 x2\n", "a. ", "1/1/2025 ", "a", "-", "R knee flexion 90\n"], ids=ascii
)
def test_twice_the_length_does_not_take_four_times_as_long(linter: Linter, part: str) -> None:
    once, twice = (min(seconds(linter, repeated(part, n * SIZE)) for _ in range(2)) for n in (3, 6))
    assert twice < 3.3 * once + 0.05


HOLDING = """
import resource, sys
from notelint.linter import Note
from notelint.linter.config import load_settings
from notelint.linter.engine import Linter
linter = Linter(load_settings(isolated=True))
used = [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss for text in ("a", sys.stdin.read()) if list(linter.results([Note("a", text)]))]
print((used[1] - used[0]) * 1024)
"""


@pytest.mark.parametrize("part", ["a\n", "97110 x2\n", PROSE], ids=lambda p: ascii(p)[:20])
def test_memory_is_bounded_by_the_length(part: str) -> None:
    size = max(SIZE, 60_000)
    done = subprocess.run([sys.executable, "-c", HOLDING], input=repeated(part, size), capture_output=True, text=True)
    assert 0 <= int(done.stdout) < HELD * size + 20_000_000, done.stderr


def test_a_line_without_end_is_read_with_its_places(linter: Linter) -> None:
    text = (
        repeated("The knee felt better than last week, he said. ", 25_000) + ". 97110 (15 min, 1 unit): leg press 3x10."
    )
    visit = linter.parse(Note("a.txt", text))
    (charge,) = visit.charges
    assert text[charge.start : charge.end] == "97110"
    assert (charge.line, charge.minutes) == (1, 15)


@pytest.mark.parametrize("dash", "-\u2010\u2011\u2012\u2013\u2014\u2212\u207b\ufe63\uff0d", ids=ascii)
@pytest.mark.parametrize("zero", "0\u0660\u06f0\u0966\uff10\U0001d7ce\U0001d7f6", ids=ascii)
def test_digits_and_dashes_are_read_as_they_are_meant(linter: Linter, zero: str, dash: str) -> None:
    text = "DOS 3/12/2025. R knee flexion 0-117 deg, quad 4-/5. 97110 (15 min, 1 unit): leg press 3x10"
    other = "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in text).replace("-", dash)
    visit, meant = linter.parse(Note("a.txt", other)), linter.parse(Note("a.txt", text))
    assert [(m.kind, m.low, m.value) for m in visit.measures] == [(m.kind, m.low, m.value) for m in meant.measures]
    assert [(c.code, c.minutes, c.units) for c in visit.charges] == [("97110", 15, 1)]
    assert visit.date == meant.date


def test_a_file_that_names_no_end_is_refused_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    os.mkfifo(tmp_path / "fifo.txt")
    for name, reason in (
        ("zero.txt", "not a regular file but a device"),
        ("loop.txt", "too many levels of symbolic links"),
        ("fifo.txt", "not a regular file but a FIFO"),
    ):
        (item,) = read_notes([str(tmp_path / name)])
        assert isinstance(item, NotRead)
        assert item.reason == reason


def test_links_that_lead_round_are_gone_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("in/deep").mkdir(parents=True)
    Path("in/deep/up").symlink_to("..")
    Path("in/deep/top").symlink_to(tmp_path)
    Path("in/loop").symlink_to("loop")
    Path("in/deep/a.txt").write_text("97110")
    assert [str(p) for p in find_notes(["."])] == ["./in/deep/a.txt"]


# --- names of files ---------------------------------------------------------------------------------------------

NAMES = (
    "a\nb.txt", "a\rb.txt", "a\x1b[31mred\x07.txt", "\u202egnp.txt", "\u2066a\u200b.txt", "=cmd|' calc'!A0.txt", "+1.txt", "@x.txt",
    "<img src=x onerror=alert(1)>.txt", "{{ 7*7 }}.txt", "]]>&amp;.txt", "::error file=x::y.txt", "%0A%25.txt", "half \udcff.txt",
    "#2.txt", "-o.txt", "a'b\"c.txt",
)  # fmt: skip


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose files have such names, each with a note that has findings."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        Path(name).write_text("DOS 3/12/2025 97110 x1 \u202egnp\u202c <img src=x onerror=alert(1)> {{ 7*7 }}\n")
    return tmp_path


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize(
    "form", [*sorted(set(report_formats()) - {"parquet"}), "parse full", "parse json", "parse html"]
)
def test_names_of_files_command_nothing(form: str) -> None:
    command = ["parse", "--output-format", form.split()[1]] if " " in form else ["check", "--output-format", form]
    result = CliRunner().invoke(cli, [*command, "--isolated", "."])
    assert result.exit_code in (0, 1), result.output
    assert not UNSHOWN.search(result.output)
    assert "gnp" in result.output
    if "html" in form:
        assert "<img src=x" not in result.stdout
        assert "{{ 7*7 }}" in result.stdout
        assert "\\u202e" in result.stdout
    if form in ("json", "sarif", "gitlab", "rdjson", "parse json"):
        json.loads(result.stdout)
    if form == "json-lines":
        assert [json.loads(line) for line in result.stdout.splitlines()]
    if form == "junit":
        assert ElementTree.fromstring(result.stdout.encode()).findall(".//testcase")
    if form == "github":
        assert all(line.startswith("::") for line in result.stdout.splitlines()[:-1] if "::" in line)


@pytest.mark.usefixtures("named")
def test_errors_about_such_files_are_one_line_each() -> None:
    for name in NAMES:
        Path(name).write_bytes(b"%PDF-1.7")
    result = CliRunner().invoke(cli, ["check", "--isolated", "."])
    assert result.exit_code == 2
    assert not UNSHOWN.search(result.stderr)
    assert [line for line in result.stderr.splitlines() if not line.startswith("error: ./")] == []
    assert len(result.stderr.splitlines()) == len(NAMES)
