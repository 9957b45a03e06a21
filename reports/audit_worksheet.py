"""worksheet.xlsx: a row for each verdict of the notes in full, for an auditor to answer; it can be read back."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, BinaryIO

from notelint.linter.audit.summary import AuditedVerdict, ReviewedNote, Summary
from notelint.linter.audit.worksheet import (
    ABOUT,
    ANSWER,
    BLIND,
    BLIND_ANSWERS,
    COMMENT,
    DATE,
    INITIALS,
    MARK,
    NOTES,
    OPEN_ANSWERS,
    REVIEW,
    ROW,
    asked,
    mark_of,
    row_id,
)  # fmt: skip
from notelint.linter.verdict import Verdict
from notelint.reports.checklist import WORDS
from notelint.reports.marks import sentence
from notelint.reports.terminal import inline
from notelint.reports.xlsx import Book, Column, workbook

_FIRST_DAY = datetime.date(2000, 1, 1)
QUOTE = 300  # characters of the note's words
_ASKED = (
    Column(ROW, 15), Column("Note", 7, "count"), Column("Id", 16), Column("Date", 11, "date"), Column("Clinician", 22),
    Column("File", 30), Column("Line", 7, "count"), Column("Rule", 8), Column("What the rule asks", 44),
    Column("Code", 8),
)  # fmt: skip
_SEEN = (Column("Verdict of the tool", 12), Column("What the tool says", 44), Column("Words of the note", 44))
_ANSWERED = (Column(ANSWER, 15), Column(COMMENT, 40), Column(INITIALS, 9), Column(DATE, 12, "date"))
_HOW = {
    False: (
        "agree: the tool's verdict is right. Of a review: the rule is not met",
        "disagree: it is wrong. Of a review: the rule is met. Of not applicable: the rule does apply",
        "not applicable: the rule does not apply here",
    ),
    True: (
        "met: the note meets the rule",
        "not met: it does not",
        "not applicable: the rule does not apply here",
    ),
}


def write(summary: Summary, out: BinaryIO) -> None:
    """Write the worksheet."""
    _write(summary, out, blind=False)


def write_blind(summary: Summary, out: BinaryIO) -> None:
    """Write the worksheet without anything that tells what the tool found."""
    _write(summary, out, blind=True)


def _write(summary: Summary, out: BinaryIO, *, blind: bool) -> None:
    columns = (*_ASKED, *(() if blind else _SEEN), *_ANSWERED)
    with workbook(out, day=summary.frame.day, title="Audit worksheet", header=summary.wording.header) as book:
        _about(book, summary, blind)
        sheet = book.sheet(REVIEW)
        last = book.fill(sheet, columns, _rows(summary, blind))
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
        _unlock(book, sheet, last, len(columns) - len(_ANSWERED), BLIND_ANSWERS if blind else OPEN_ANSWERS)
        sheet.activate()


def _about(book: Book, summary: Summary, blind: bool) -> None:
    """The sheet that says what this is, and which audit it belongs to."""
    sheet = book.sheet(ABOUT)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 100)
    told = [
        (MARK, mark_of(summary.frame)),
        (BLIND, "yes" if blind else "no"),
        (NOTES, len(summary.reviewed)),
        ("", summary.wording.header),
        ("What", f"One row for each verdict on {len(summary.reviewed):,} notes, on the sheet {REVIEW}."),
        ("How", f"Answer in the column {ANSWER}. A row without an answer keeps the tool's verdict."),
        *(("", how) for how in _HOW[blind]),
        ("", "Only the last four columns can be changed. Leave rows and columns where they are."),
        ("Then", "notelint audit import worksheet.xlsx counts the rates again, with your word above the tool's."),
        ("Keep", "It holds words of the notes: keep it as you keep the notes."),
    ]
    for index, (word, said) in enumerate(told):
        book.cell(sheet, index, 0, word)
        book.cell(sheet, index, 1, said)
    sheet.protect()


def _rows(summary: Summary, blind: bool) -> Iterator[list[object]]:
    titles = {r.id: r.title for r in summary.rules}
    mark = mark_of(summary.frame)
    reviewed = {r.row.number: r for r in summary.reviewed}
    for key, note, verdict in asked(r.row for r in summary.reviewed):
        where = inline(f"{note.path}, {note.record}" if note.record else note.path)
        whose = [note.number, note.id, note.date, note.clinician, where, verdict.line]
        seen = [] if blind else _seen(reviewed[note.number], key[1], verdict)
        asks = [verdict.rule, titles.get(verdict.rule, ""), verdict.code]
        yield [row_id(mark, key, verdict), *whose, *asks, *seen, None, None, None, None]


def _seen(reviewed: ReviewedNote, index: int, row: AuditedVerdict) -> list[object]:
    """What the tool found: its verdict, what it says, and the words that it goes by."""
    verdict = reviewed.verdicts[index]
    word = "Waived" if row.waived else WORDS[row.outcome]
    return [word, inline(verdict.message, QUOTE), " … ".join(_words(reviewed, verdict))]


def _words(reviewed: ReviewedNote, verdict: Verdict) -> Iterator[str]:
    if verdict.evidence:
        yield from (inline(e.text, QUOTE) for e in verdict.evidence[:3])
    elif verdict.start is not None:
        yield sentence(reviewed.note, verdict.start, verdict.end or verdict.start, QUOTE)


def _unlock(book: Book, sheet: Any, last: int, first: int, answers: tuple[str, ...]) -> None:
    """Protect all but the columns that an auditor fills in, and say there what may stand in them."""
    free = {"locked": False, "valign": "top", "bg_color": "#FFFBEA"}
    open_text = book.book.add_format({**free, "text_wrap": True})
    open_date = book.book.add_format({**free, "num_format": "yyyy-mm-dd"})
    for row in range(1, last + 1):
        for column in range(first, first + 4):
            sheet.write_blank(row, column, None, open_date if column == first + 3 else open_text)
    if last:
        sheet.data_validation(1, first, last, first, {
            "validate": "list", "source": list(answers), "error_title": "No such answer",
            "error_message": f"An answer is one of: {', '.join(answers)}.",
        })  # fmt: skip
        sheet.data_validation(1, first + 2, last, first + 2, {
            "validate": "length", "criteria": "<=", "value": 12, "error_message": "Initials, at most 12 letters.",
        })  # fmt: skip
        sheet.data_validation(1, first + 3, last, first + 3, {
            "validate": "date", "criteria": ">=", "value": _FIRST_DAY, "error_message": "A day, such as 2026-07-31.",
        })  # fmt: skip
    allowed = {"autofilter": True, "format_columns": True, "format_rows": True, "select_locked_cells": True}
    sheet.protect("", {"sort": True, **allowed})
