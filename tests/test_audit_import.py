"""Worksheets on their way back: answers, rates, precision, kappa, and what is said of one that is wrong."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from audit_samples import audit, frame
from click.testing import CliRunner, Result

from notelint.linter.audit.agreement import agreement
from notelint.linter.audit.answers import read_worksheet
from notelint.linter.audit.review import reviewed
from notelint.linter.audit.sampling import AuditError
from notelint.linter.audit.worksheet import Worksheet, asked
from notelint.linter.cli import cli
from notelint.reports import audit_json, audit_worksheet

SUMMARY = audit(60, 6)
NOTES = tuple(SUMMARY.notes)
TOOL = {key: verdict for key, _, verdict in asked(NOTES)}
Answers = Callable[[dict[str, Any]], str | None]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, write in (
        ("audit.json", audit_json.write),
        ("worksheet.xlsx", audit_worksheet.write),
        ("blind.xlsx", audit_worksheet.write_blind),
    ):
        with open(name, "wb") as out:
            write(SUMMARY, out)
    return tmp_path


def fill(name: str, answer: Answers, initials: str = "KM") -> None:
    """Answer the rows of a worksheet as an auditor would."""
    book = openpyxl.load_workbook(name)
    sheet = book["Review"]
    head = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        cells = dict(zip(head, row, strict=True))
        said = answer({title: cell.value for title, cell in cells.items()})
        if said:
            cells["Answer"].value = said
            cells["Initials"].value = initials
            cells["Answered on"].value = "2026-07-31"
    book.save(name)


def edit(name: str, change: Callable[[Any], object]) -> None:
    book = openpyxl.load_workbook(name)
    change(book)
    book.save(name)


def come_back(*worksheets: str, extra: tuple[str, ...] = ()) -> Result:
    return CliRunner().invoke(cli, ["audit", "import", *worksheets, *extra], prog_name="notelint")


def read(name: str) -> Worksheet:
    return read_worksheet(name, SUMMARY.frame, NOTES)


def said(*worksheets: str) -> dict[str, Any]:
    result = come_back(*worksheets, extra=("--output-format", "json"))
    assert result.exit_code == 0, result.output
    shown: dict[str, Any] = json.loads(result.stdout)
    return shown


def rule_of(shown: dict[str, Any], which: str, rule: str) -> dict[str, Any]:
    (found,) = (r for r in shown["rates"][which]["rules"] if r["rule"]["id"] == rule)
    notes: dict[str, Any] = found["notes"]
    return notes


def test_a_worksheet_without_answers_changes_nothing() -> None:
    shown = said("worksheet.xlsx")
    assert shown["answered"] == 0
    assert shown["rates"]["by_tool"] == shown["rates"]["with_review"]
    assert shown["precision"] == []
    assert shown["rates"]["by_tool"]["overall"]["failed"] == SUMMARY.rates.overall.failed


def test_answers_are_read_with_who_gave_them_and_when() -> None:
    fill("worksheet.xlsx", lambda row: "Agree " if row["Note"] == 1 else None)
    worksheet = read("worksheet.xlsx")
    first = [key for key in TOOL if key[0] == 1]
    assert list(worksheet.answers) == first
    assert worksheet.auditors == ("KM",)
    assert {a.date for a in worksheet.answers.values()} == {"2026-07-31"}
    assert all(worksheet.answers[key].outcome == TOOL[key].outcome for key in first if TOOL[key].outcome != "review")


def test_the_auditors_word_stands_above_the_tools() -> None:
    fill(
        "worksheet.xlsx",
        lambda row: "disagree" if (row["Rule"], row["Verdict of the tool"]) == ("IO001", "Fail") else None,
    )
    shown = said("worksheet.xlsx")
    wrong = {n.number for n in NOTES[:6] for v in n.verdicts if v.rule == "IO001" and v.failed}
    assert wrong
    before, after = rule_of(shown, "by_tool", "IO001"), rule_of(shown, "with_review", "IO001")
    assert after["failed"] == before["failed"] - len(wrong)
    assert after["applicable"] == before["applicable"]
    (precision,) = shown["precision"]
    answered = sum(v.rule == "IO001" and v.outcome == "fail" for n in NOTES[:6] for v in n.verdicts)
    assert (precision["rule"], precision["failed"], precision["right"]) == ("IO001", answered, 0)


def test_not_applicable_leaves_the_denominator() -> None:
    fill("worksheet.xlsx", lambda row: "not applicable" if row["Rule"] == "OM001" else None)
    shown = said("worksheet.xlsx")
    before, after = rule_of(shown, "by_tool", "OM001"), rule_of(shown, "with_review", "OM001")
    assert after["applicable"] == before["applicable"] - 6


def test_precision_counts_what_was_confirmed_and_what_was_missed() -> None:
    seen: list[str] = []

    def answer(row: dict[str, Any]) -> str | None:
        if row["Rule"] != "FL001" or row["Verdict of the tool"] == "Not applicable":
            return None
        seen.append(row["Verdict of the tool"])
        return "disagree" if seen.count(row["Verdict of the tool"]) == 1 else "agree"

    fill("worksheet.xlsx", answer)
    (precision,) = said("worksheet.xlsx")["precision"]
    fails, passes, reviews = (seen.count(word) for word in ("Fail", "Pass", "Review"))
    assert (precision["failed"], precision["right"]) == (fails, fails - 1)
    assert (precision["passed"], precision["missed"]) == (passes, 1)
    assert (precision["reviews"], precision["upheld"]) == (reviews, reviews - 1)
    assert precision["interval"]["lower"] < (fails - 1) / fails < precision["interval"]["upper"]


def test_kappa_is_told_from_blind_worksheets_alone() -> None:
    fill("worksheet.xlsx", lambda _: "agree")
    assert said("worksheet.xlsx")["kappa"] == {}
    assert "not known, as the auditor saw the tool's verdicts" in come_back("worksheet.xlsx").output
    chance = random.Random(5)
    fill("blind.xlsx", lambda _: chance.choice(("met", "met", "not met", "not applicable")))
    blind = read("blind.xlsx")
    pairs = [(TOOL[k].outcome, a.outcome) for k, a in blind.answers.items() if TOOL[k].outcome != "review"]
    shown = said("worksheet.xlsx", "blind.xlsx")
    expected = agreement(pairs)
    assert expected
    assert shown["kappa"]["all"]["kappa"] == expected.kappa
    assert shown["kappa"]["all"]["n"] == len(pairs)


def test_two_auditors_who_say_the_same_agree() -> None:
    Path("second.xlsx").write_bytes(Path("worksheet.xlsx").read_bytes())
    fill("worksheet.xlsx", lambda row: "agree" if row["Note"] < 4 else None)
    fill("second.xlsx", lambda row: "agree" if row["Note"] > 2 else None, "RS")
    shown = said("worksheet.xlsx", "second.xlsx")
    (pair,) = shown["auditors"]
    assert pair["agreement"]["n"] == sum(key[0] == 3 for key in TOOL)
    assert (pair["agreement"]["kappa"], pair["agreement"]["interval"], pair["blind"]) == (1.0, None, False)
    assert [w["auditors"] for w in shown["worksheets"]] == [["KM"], ["RS"]]


def test_a_row_answered_in_two_ways_keeps_the_tools_verdict() -> None:
    Path("second.xlsx").write_bytes(Path("worksheet.xlsx").read_bytes())
    failed = [k for k, v in TOOL.items() if v.failed and k[0] <= 6]
    fill("worksheet.xlsx", lambda row: "disagree" if row["Verdict of the tool"] == "Fail" else None)
    fill("second.xlsx", lambda row: "agree" if row["Verdict of the tool"] == "Fail" else None, "RS")
    shown = said("worksheet.xlsx", "second.xlsx")
    assert [(u["note"], u["verdict"]) for u in shown["unsettled"]] == failed
    assert shown["rates"]["by_tool"] == shown["rates"]["with_review"]
    assert "rows were answered in two ways" in come_back("worksheet.xlsx", "second.xlsx").output


def test_auditors_with_no_row_in_common_are_said_to_have_none() -> None:
    Path("second.xlsx").write_bytes(Path("worksheet.xlsx").read_bytes())
    fill("worksheet.xlsx", lambda row: "agree" if row["Note"] == 1 else None)
    assert "no row is answered in both" in come_back("worksheet.xlsx", "second.xlsx").output


def test_the_text_says_before_and_after() -> None:
    fill("worksheet.xlsx", lambda row: "disagree" if row["Verdict of the tool"] == "Fail" else None)
    result = come_back("worksheet.xlsx")
    assert result.exit_code == 0
    assert "rows answered by KM" in result.output
    assert "; now " in result.output
    assert "0 of " in result.output.split("Precision")[1]


def _bad(column: str, row: int, value: object) -> Callable[[Any], object]:
    def change(book: Any) -> None:
        sheet = book["Review"]
        head = [cell.value for cell in sheet[1]]
        sheet.cell(row, head.index(column) + 1).value = value

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_bad("Answer", 7, "agre"), "sheet Review, cell N7: 'agre' is no answer, did you mean 'agree'?"),
        (_bad("Answer", 8, "=1+1"), "sheet Review, cell N8: a formula"),
        (_bad("Comment", 8, "=A1"), "sheet Review, cell O8: a formula"),
        (_bad("Initials", 9, "KM"), "sheet Review, cell N9: no answer, but initials or a day beside it"),
        (_bad("Row", 5, "0123456789ab"), "sheet Review, cell A5: '0123456789ab' is no row of this audit"),
        (_bad("Row", 5, None), "sheet Review, cell A5: '' is no row of this audit"),
        (lambda b: b["Review"].delete_rows(4), "is missing (note 1, "),
        (lambda b: b["Review"].delete_cols(14), "sheet Review, row 1: no column Answer"),
        (lambda b: b.remove(b["About"]), "no sheet About"),
        (lambda b: b.remove(b["Review"]), "no sheet Review"),
        (lambda b: b["About"].delete_rows(1), "sheet About: no row Audit"),
        (lambda b: b["About"].cell(1, 2, "f" * 16), "sheet About, cell B1: the worksheet of another audit"),
        (lambda b: b["About"].cell(2, 2, "maybe"), "sheet About, cell B2: yes or no, not 'maybe'"),
        (lambda b: b["About"].cell(3, 2, "six"), "sheet About, cell B3: a number of notes is missing"),
        (lambda b: b["About"].cell(3, 2, 9), "is missing (note 7, "),
    ],
)
def test_what_is_wrong_in_a_worksheet_is_said_with_sheet_and_cell(change: Callable[[Any], object], told: str) -> None:
    edit("worksheet.xlsx", change)
    result = come_back("worksheet.xlsx")
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_row_that_is_there_twice_and_a_day_that_is_none() -> None:
    edit("worksheet.xlsx", lambda b: b["Review"].cell(6, 1, b["Review"]["A5"].value))
    assert "cell A6: the same row as in A5" in come_back("worksheet.xlsx").stderr
    fill("blind.xlsx", lambda _: "met")
    edit("blind.xlsx", _bad("Answered on", 3, "soon"))
    assert "sheet Review, cell N3: 'soon' is no day, such as 2026-07-31" in come_back("blind.xlsx").stderr


def test_days_that_a_spreadsheet_made_dates_are_read() -> None:
    import datetime

    fill("blind.xlsx", lambda _: "met")
    edit("blind.xlsx", _bad("Answered on", 2, datetime.datetime(2026, 8, 1)))
    assert next(iter(read("blind.xlsx").answers.values())).date == "2026-08-01"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.xlsx", None, "none.xlsx: no such file or directory"),
        ("text.xlsx", b"a,b,c\n", "text.xlsx: not an Excel workbook, or one that was cut off"),
        ("half.xlsx", b"PK\x03\x04", "half.xlsx: not an Excel workbook, or one that was cut off"),
    ],
)
def test_what_is_no_workbook_is_said(name: str, content: bytes | None, told: str) -> None:
    if content is not None:
        Path(name).write_bytes(content)
    result = come_back(name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_the_audit_is_looked_for_beside_the_worksheet_or_where_it_is_said() -> None:
    Path("mail").mkdir()
    Path("mail/worksheet.xlsx").write_bytes(Path("worksheet.xlsx").read_bytes())
    lost = come_back("mail/worksheet.xlsx")
    assert lost.exit_code == 2
    assert "mail/audit.json: no such file or directory; name the folder of the audit with --audit" in lost.stderr
    assert come_back("mail/worksheet.xlsx", extra=("--audit", ".")).exit_code == 0
    Path("audit.json").write_text('{"format": 1}')
    assert "audit.json: not an audit that notelint wrote" in come_back("worksheet.xlsx").stderr


def test_what_comes_back_is_a_file_of_the_owner_where_asked_for() -> None:
    assert come_back("worksheet.xlsx", extra=("-o", "review.txt")).stdout == ""
    assert Path("review.txt").stat().st_mode & 0o777 == 0o600
    assert "0 of " in Path("review.txt").read_text()


def test_another_seed_is_another_audit() -> None:
    from dataclasses import replace

    with pytest.raises(AuditError, match="another audit"):
        read_worksheet("worksheet.xlsx", replace(frame(60), seed=8), NOTES)


@pytest.mark.parametrize("words", ["ab", "abc", "abcd"])
def test_kappa_is_that_of_statsmodels(words: str) -> None:
    from statsmodels.stats.inter_rater import cohens_kappa

    chance = random.Random(11)
    for share in (0.2, 0.6, 0.95):
        first = [chance.choice(words) for _ in range(150)]
        pairs = [(w, w if chance.random() < share else chance.choice(words)) for w in first]
        theirs = cohens_kappa([[pairs.count((a, b)) for b in words] for a in words])
        ours = agreement(pairs)
        assert ours
        assert ours.interval
        assert ours.kappa == pytest.approx(theirs.kappa)
        assert ours.interval.lower == pytest.approx(theirs.kappa_low)
        assert ours.interval.upper == pytest.approx(theirs.kappa_upp)


def test_kappa_where_there_is_nothing_to_tell() -> None:
    assert agreement([]) is None
    alike = agreement([("pass", "pass")] * 4)
    assert alike
    assert (alike.kappa, alike.interval, alike.share) == (None, None, 1.0)


def test_a_review_of_two_blind_worksheets_counts_each_row_once() -> None:
    Path("second.xlsx").write_bytes(Path("blind.xlsx").read_bytes())
    for name in ("blind.xlsx", "second.xlsx"):
        fill(name, lambda _: "met")
    review = reviewed(
        SUMMARY.frame, SUMMARY.thresholds, SUMMARY.rules, NOTES, [read("blind.xlsx"), read("second.xlsx")]
    )
    assert review.answered == len([k for k in TOOL if k[0] <= 6])
    assert review.pairs[0].blind
