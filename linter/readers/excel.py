"""Excel workbooks, a note in each row of the first sheet that has the columns."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO

from notelint.linter.note import Note
from notelint.linter.readers.archives import UNPACKED, check
from notelint.linter.readers.formats import library
from notelint.linter.readers.origins import said
from notelint.linter.readers.run import UNTOLD, Record, Run
from notelint.linter.readers.text import NotRead

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read(path: str, file: BinaryIO, run: Run) -> Iterator[Note | NotRead]:
    """The notes of a workbook; the first row of a sheet names its columns."""
    if run.identity.text is None:
        raise NotRead(path, f"a table, {UNTOLD.format(what='column')}")
    check(path, file, "an Excel workbook", needed="xl/workbook.xml", most=UNPACKED)
    library("defusedxml", path)  # with it openpyxl expands no entities
    openpyxl = library("openpyxl", path)
    with warnings.catch_warnings(action="ignore"):  # of styles and extensions that nobody asked for
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        try:
            yield from run.of_records(path, _rows(path, book, run))
        finally:
            book.close()


def _rows(path: str, book: Any, run: Run) -> Iterator[Record | NotRead]:
    complaints = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what it says of its size may be wrong
        rows = sheet.iter_rows(values_only=True)
        names = [said(name).strip() for name in next(rows, ())]
        while names and not names[-1]:
            names.pop()
        if wrong := run.complaint(names):
            complaints.append(wrong)
            continue
        for number, cells in enumerate(rows, 1):
            values = [_written(cell) for cell in cells]
            if any(said(value).strip() for value in values):
                yield Record(number, "row", dict(zip(names, values, strict=False)))
        return
    raise NotRead(path, complaints[0] if complaints else "a workbook without a sheet")


def _written(cell: object) -> object:
    """What a cell holds, its escapes (as in _x000D_) undone."""
    if not isinstance(cell, str):
        return cell
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), cell) if "_x" in cell else cell
