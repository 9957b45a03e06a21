from __future__ import annotations

import io
import json

from notelint.linter.note import Note
from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Evidence, Severity, Verdict
from notelint.reports.json import write

TEXT = "S: pain 4/10\r\n\t97110 15 min\r\nJ. Doe, PT\n"
KEYS = [
    "rule", "name", "verdict", "severity", "direction", "path", "note", "code", "line", "column", "end_line",
    "end_column", "message", "help", "evidence", "source", "fingerprint", "waived", "known", "made_by",
]  # fmt: skip


def verdict(**values: object) -> Verdict:
    start = TEXT.index("97110")
    base: dict[str, object] = {
        "outcome": "fail", "message": "m", "help": "h", "code": "97110", "start": start, "end": start + 5,
        "severity": Severity.ERROR, "rule": "IO001", "name": "missing-intended-outcome", "source": "s",
        "fingerprint": "f",
        "evidence": (Evidence("pain 4/10", 3, 12, "pain score"),),
    }  # fmt: skip
    return Verdict(**{**base, **values})  # type: ignore[arg-type]


def written(results: list[Result], **options: bool) -> str:
    out = io.StringIO()
    write(results, out, ReportOptions(**options))
    return out.getvalue()


def test_a_finding_has_the_promised_keys_and_places_of_the_file() -> None:
    note = Note("a.txt#2", TEXT, id="V-1", offset=100, first_line=21)
    (found,) = json.loads(written([Result(note, (verdict(),))]))
    assert list(found) == KEYS
    assert (found["path"], found["note"], found["severity"]) == ("a.txt#2", "V-1", "error")
    assert (found["line"], found["column"], found["end_line"], found["end_column"]) == (22, 2, 22, 7)
    assert found["evidence"] == [
        {"text": "pain 4/10", "start": 103, "end": 112, "line": 21, "read_as": "pain score"},
    ]


def test_what_stands_nowhere_has_null_places() -> None:
    (found,) = json.loads(written([Result(Note("a", TEXT), (verdict(start=None, end=None, code=None),))]))
    assert [found[k] for k in ("line", "column", "end_line", "end_column", "code", "note")] == [None] * 6


def test_passes_are_written_only_when_asked_for() -> None:
    result = Result(Note("a", TEXT), (verdict(), verdict(outcome="pass"), verdict(outcome="review")))
    assert [f["verdict"] for f in json.loads(written([result]))] == ["fail", "review"]
    assert [f["verdict"] for f in json.loads(written([result], all_verdicts=True))] == ["fail", "pass", "review"]


def test_nothing_found_is_an_empty_array() -> None:
    assert json.loads(written([Result(Note("a", TEXT), ())])) == []
    assert json.loads(written([])) == []


def test_what_went_wrong_with_the_run_comes_first() -> None:
    result = Result(Note("a", TEXT), (verdict(), verdict(rule="NL001", start=None, end=None)))
    assert [f["rule"] for f in json.loads(written([result]))] == ["NL001", "IO001"]


def test_no_control_character_is_written_and_all_come_back() -> None:
    nasty = "\x1b[31m\x7f\x9b\u202e\ud800 \U0001f600"
    text = written([Result(Note("a", nasty), (verdict(message=nasty, start=0, end=1, evidence=()),))])
    assert text.replace("\n", "").isprintable()
    assert text.isascii()
    assert json.loads(text)[0]["message"] == nasty


def test_the_array_is_written_as_the_results_come() -> None:
    out = io.StringIO()
    sizes = []

    def results():  # type: ignore[no-untyped-def]
        for _ in range(3):
            sizes.append(out.tell())
            yield Result(Note("a", TEXT), (verdict(),))

    write(results(), out, ReportOptions())
    assert sizes[0] == 0
    assert sizes[1] > 0
    assert sizes[2] > sizes[1]
