from __future__ import annotations

import io

import pytest

from notelint.linter.note import Note
from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Evidence, Severity, Verdict
from notelint.reports import concise, full
from notelint.reports.terminal import excerpt, inline, safe

TEXT = """\
S: pain 4/10 today
O: nothing

97110 (15 min): heel slides
J. Doe, PT
"""


def finding(text: str, at: str, **values: object) -> Verdict:
    base: dict[str, object] = {
        "outcome": "fail", "message": "nothing says what it is for", "start": text.index(at),
        "end": text.index(at) + len(at), "rule": "IO001", "name": "missing-intended-outcome",
        "severity": Severity.ERROR,
    }  # fmt: skip
    return Verdict(**{**base, **values})  # type: ignore[arg-type]


def written(module: object, *results: Result, **options: object) -> str:
    out = io.StringIO()
    module.write(results, out, ReportOptions(**options))  # type: ignore[attr-defined]
    return out.getvalue()


def one(text: str, at: str, **values: object) -> Result:
    return Result(Note("a.txt", text), (finding(text, at, **values),))


def test_concise_is_one_line_and_a_summary() -> None:
    assert written(concise, one(TEXT, "97110", code="97110")) == (
        "a.txt:4:1: IO001 97110 nothing says what it is for [error]\n"
        "Found 1 finding in 1 of 1 note: 1 error.\n"
    )  # fmt: skip


def test_concise_of_what_stands_nowhere_names_no_place() -> None:
    assert written(concise, one(TEXT, "97110", start=None, end=None)).startswith("a.txt: IO001 nothing")


def test_concise_shows_passes_when_asked_for() -> None:
    result = one(TEXT, "97110", outcome="not_applicable")
    assert "[not applicable]" in written(concise, result, all_verdicts=True)
    assert written(concise, result) == "No findings in 1 note.\n"


def test_full_shows_the_line_the_place_the_nearest_miss_and_the_question() -> None:
    near = Evidence("pain 4/10", 3, 12, "pain score")
    assert written(full, one(TEXT, "97110", evidence=(near,), help="What is it for?")) == (
        "IO001 [error] nothing says what it is for\n"
        " --> a.txt:4:1\n"
        "  |\n"
        "1 | S: pain 4/10 today\n"
        "  |    --------- nearest: pain score\n"
        "...\n"
        "4 | 97110 (15 min): heel slides\n"
        "  | ^^^^^\n"
        "  |\n"
        "help: What is it for?\n"
        "\n"
        "Found 1 finding in 1 of 1 note: 1 error.\n"
    )


def test_full_of_a_span_over_several_lines_says_where_it_ends() -> None:
    text = "first line\nsecond line\n"
    assert "^^^^ (to line 2)" in written(full, one(text, "line\nsecond"))


def test_full_of_an_unread_file_has_no_snippet() -> None:
    result = Result(Note("b.txt", ""), (Verdict("fail", "not text", rule="NL002", severity=Severity.ERROR),))
    report = written(full, result)
    assert report == "NL002 [error] not text\n --> b.txt\n\nNo findings in 1 note. 1 note could not be read.\n"


@pytest.mark.parametrize("module", [concise, full])
def test_what_went_wrong_with_the_run_comes_first(module: object) -> None:
    crash = Verdict("fail", "IO005 crashed", rule="NL001", severity=Severity.ERROR)
    report = written(module, Result(Note("a.txt", TEXT), (finding(TEXT, "97110"), crash)))
    assert report.index("NL001") < report.index("IO001")
    assert "1 rule did not run." in report


@pytest.mark.parametrize("module", [concise, full])
def test_colour_only_where_it_is_wanted(module: object) -> None:
    assert "\x1b[" not in written(module, one(TEXT, "97110"))
    assert "\x1b[" in written(module, one(TEXT, "97110"), color=True)


@pytest.mark.parametrize("module", [concise, full])
def test_statistics_are_counts_for_each_rule(module: object) -> None:
    verdicts = [finding(TEXT, "97110"), finding(TEXT, "O:", rule="FL001", name="missing-functional-link")]
    report = written(module, Result(Note("a", TEXT), (*verdicts, verdicts[1])), statistics=True)
    assert report == (
        "2  FL001  missing-functional-link\n"
        "1  IO001  missing-intended-outcome\n"
        "Found 3 findings in 1 of 1 note: 3 errors.\n"
    )  # fmt: skip


@pytest.mark.parametrize("module", [concise, full])
def test_nothing_of_a_note_commands_the_terminal(module: object) -> None:
    nasty = "\x1b]0;title\x07\x9b2J\x00\x7f\u202e\u2066\u200f\ufeff\u2028\x0c\x85\ud83d"
    text = f"before {nasty} 97110 after"
    at = text.index("97110")
    verdict = finding(text, "97110", message=nasty, help=nasty, evidence=(Evidence(nasty, 7, at - 1, nasty),))
    report = written(module, Result(Note(f"dir/{nasty}.txt", text), (verdict,)), width=200)
    assert report.replace("\n", "").isprintable()
    for shown in ("␛", "␇", "␀", "␡", r"\x9b", r"\u202e", r"\u2066", r"\u200f", r"\ufeff", r"\u2028", r"\ud83d"):
        assert shown in report


@pytest.mark.parametrize(
    ("line", "at", "indent", "width"),
    [
        ("\tROM 90", "90", 8, 2),
        ("握力 11 kg", "11 kg", 5, 5),
        ("握力 11 kg", "力", 2, 2),
        ("cafe\u0301 chair stand 8", "stand", 11, 5),
        ("a\u202eb ROM", "ROM", 9, 3),
        ("a\x1bb ROM", "ROM", 4, 3),
        ("naïve 5/5", "5/5", 6, 3),
    ],
)
def test_carets_stand_under_the_place(line: str, at: str, indent: int, width: int) -> None:
    start = line.index(at)
    part = excerpt(line, start, start + len(at), 80)
    assert (part.indent, part.width) == (indent, width)


@pytest.mark.parametrize("filler", ["word ", "wörd ", "x", "長い", "e\u0301", "\t"])
@pytest.mark.parametrize("place", ["start", "middle", "end"])
def test_a_long_line_is_shown_around_the_place(filler: str, place: str) -> None:
    long = filler * 1500
    line = {"start": f"97110 {long}", "middle": f"{long} 97110 {long}", "end": f"{long} 97110"}[place]
    start = line.index("97110")
    part = excerpt(line, start, start + 5, 80)
    assert "97110" in part.text
    assert len(part.text) <= 4 * 80 + 2
    assert part.indent <= 80
    assert part.width == 5
    assert part.text.startswith("…") == (place != "start")
    assert part.text.endswith("…") == (place != "end")
    if filler.isascii() and filler != "\t":
        assert part.text[part.indent :].startswith("97110")
        assert len(part.text) <= 80


def test_a_span_longer_than_the_width_is_cut() -> None:
    part = excerpt("x" * 500, 100, 400, 60)
    assert part.text.startswith("…x")
    assert part.text.endswith("…")
    assert part.width <= 60


def test_a_place_past_the_end_of_the_line_still_has_a_caret() -> None:
    assert excerpt("short", 5, 5, 80).width == 1
    assert excerpt("", 0, 0, 80).width == 1


def test_safe_leaves_ordinary_text_alone() -> None:
    assert safe("Knie 90°, « 4/5 » 握力\xa0kg") == "Knie 90°, « 4/5 » 握力\xa0kg"
    assert inline("two\n  lines") == "two lines"
    assert inline("abcdefgh", 4) == "abc…"


def test_results_are_written_as_they_come() -> None:
    out = io.StringIO()
    sizes = []

    def results():  # type: ignore[no-untyped-def]
        for _ in range(3):
            sizes.append(out.tell())
            yield one(TEXT, "97110")

    full.write(results(), out, ReportOptions())
    assert 0 == sizes[0] < sizes[1] < sizes[2]
