"""Worksheets that come back: each answer read with its cell, so that what is wrong can be said of a place."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from notelint.linter.audit.sampling import AuditError
from notelint.linter.audit.summary import AuditedNote, AuditedVerdict, Frame
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
    Answer,
    Key,
    Worksheet,
    asked,
    mark_of,
    outcome_of,
    row_id,
)  # fmt: skip
from notelint.linter.readers.archives import UNPACKED, check
from notelint.linter.readers.formats import library
from notelint.linter.readers.text import NotRead
from notelint.linter.spelling import nearest

Rows = Mapping[str, tuple[Key, AuditedNote, AuditedVerdict]]
Cells = Mapping[str, Any]
WRITTEN = "take the worksheet as the audit wrote it"


def read_worksheet(path: str, frame: Frame, notes: Sequence[AuditedNote]) -> Worksheet:
    """A worksheet of the audit with this frame and these notes. Raises AuditError, which names sheet and cell."""
    book = _opened(path)
    try:
        shown, blind = _about(path, book, frame)
        sheet = _sheet(path, book, REVIEW)
        mark = mark_of(frame)
        rows = {row_id(mark, key, v): (key, note, v) for key, note, v in asked(n for n in notes if n.number <= shown)}
        answers = dict(_answers(f"{path}, sheet {REVIEW}", sheet, rows, BLIND_ANSWERS if blind else OPEN_ANSWERS))
    finally:
        book.close()
    return Worksheet(path, blind, len(rows), answers)


def _opened(path: str) -> Any:
    """The workbook. Raises AuditError."""
    try:
        library("defusedxml", path)  # with it openpyxl expands no entities
        openpyxl = library("openpyxl", path)
        with Path(path).open("rb") as file, warnings.catch_warnings(action="ignore"):
            check(path, file, "an Excel workbook", needed="xl/workbook.xml", most=UNPACKED)
            return openpyxl.load_workbook(file)
    except NotRead as error:
        raise AuditError(f"{path}: {error.reason}") from None
    except OSError as error:
        raise AuditError(f"{path}: {(error.strerror or type(error).__name__).lower()}") from None
    except Exception as error:
        raise AuditError(f"{path}: not a workbook that can be read ({type(error).__name__})") from None


def _sheet(path: str, book: Any, name: str) -> Any:
    if name not in book.sheetnames:
        raise AuditError(f"{path}: no sheet {name}; {WRITTEN}")
    return book[name]


def _about(path: str, book: Any, frame: Frame) -> tuple[int, bool]:
    """How many notes the worksheet is of, and whether it is blind. Raises AuditError where it is another audit's."""
    sheet = _sheet(path, book, ABOUT)
    said = {row[0].value: row[1] for row in sheet.iter_rows(max_col=2)}
    for word in (MARK, BLIND, NOTES):
        if word not in said:
            raise AuditError(f"{path}, sheet {ABOUT}: no row {word}; {WRITTEN}")
    mark, blind, notes = said[MARK], said[BLIND], said[NOTES]
    if mark.value != mark_of(frame):
        raise AuditError(
            f"{path}, sheet {ABOUT}, cell {mark.coordinate}: the worksheet of another audit ({mark.value}; this one is "
            f"{mark_of(frame)}); name its folder with --audit"
        )
    if blind.value not in ("yes", "no"):
        raise AuditError(f"{path}, sheet {ABOUT}, cell {blind.coordinate}: yes or no, not {blind.value!r}; {WRITTEN}")
    if not isinstance(notes.value, int):
        raise AuditError(f"{path}, sheet {ABOUT}, cell {notes.coordinate}: a number of notes is missing; {WRITTEN}")
    return notes.value, blind.value == "yes"


def _answers(where: str, sheet: Any, rows: Rows, known: Sequence[str]) -> Iterator[tuple[Key, Answer]]:
    """The answers that were given. Raises AuditError where a row is missing, is there twice, or is of no verdict."""
    lines = sheet.iter_rows()
    columns = {cell.value: i for i, cell in enumerate(next(lines, ()))}
    for name in (ROW, ANSWER, COMMENT, INITIALS, DATE):
        if name not in columns:
            raise AuditError(f"{where}, row 1: no column {name}; {WRITTEN}")
    seen: dict[str, str] = {}
    for line in lines:
        cells = {name: line[columns[name]] for name in (ROW, ANSWER, COMMENT, INITIALS, DATE)}
        if all(cell.value is None for cell in line):
            continue
        row, cell = str(cells[ROW].value or ""), cells[ROW].coordinate
        if row not in rows:
            raise AuditError(f"{where}, cell {cell}: {row!r} is no row of this audit; {WRITTEN}")
        if row in seen:
            raise AuditError(f"{where}, cell {cell}: the same row as in {seen[row]}; {WRITTEN}")
        seen[row] = cell
        key, _, verdict = rows[row]
        if answer := _answer(where, cells, verdict, known):
            yield key, answer
    for row in rows:
        if row not in seen:
            _, note, verdict = rows[row]
            what = " ".join(filter(None, (f"note {note.number}, {verdict.rule}", verdict.code)))
            raise AuditError(f"{where}: the row {row} is missing ({what}); {WRITTEN}")


def _answer(where: str, cells: Cells, verdict: AuditedVerdict, known: Sequence[str]) -> Answer | None:
    """The answer of a row; None where there is none. Raises AuditError."""
    said = {name: "" if cell.value is None else str(cell.value).strip() for name, cell in cells.items()}
    for name in (ANSWER, COMMENT, INITIALS, DATE):
        if cells[name].data_type == "f":
            raise AuditError(f"{where}, cell {cells[name].coordinate}: a formula, where words are to stand")
    cell = cells[ANSWER].coordinate
    if not said[ANSWER]:
        if said[INITIALS] or said[DATE]:
            raise AuditError(f"{where}, cell {cell}: no answer, but initials or a day beside it; clear them or answer")
        return None
    answer = said[ANSWER].casefold()
    if answer not in known:
        raise AuditError(f"{where}, cell {cell}: {said[ANSWER]!r} is no answer{nearest(answer, known)}")
    day = cells[DATE].value
    if said[DATE] and not isinstance(day, datetime.date) and not _is_day(said[DATE]):
        raise AuditError(f"{where}, cell {cells[DATE].coordinate}: {said[DATE]!r} is no day, such as 2026-07-31")
    return Answer(outcome_of(answer, verdict), said[COMMENT], said[INITIALS], said[DATE][:10], cell)


def _is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True
