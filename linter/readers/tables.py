"""Tables of notes, a note in each row: CSV and TSV, read row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from notelint.linter.note import Note
from notelint.linter.readers.run import UNTOLD, Record, Run
from notelint.linter.readers.text import NotRead, encoding_of

_DELIMITERS = ",;\t"


def read(path: str, file: BinaryIO, run: Run) -> Iterator[Note | NotRead]:
    """The notes of a table, whose first row names the columns. A row that is empty in every column is no row."""
    if run.identity.text is None:
        raise NotRead(path, f"a table, {UNTOLD.format(what='column')}")
    yield from run.of_records(path, _rows(path, file, run))


def _rows(path: str, file: BinaryIO, run: Run) -> Iterator[Record | NotRead]:
    text = io.TextIOWrapper(file, encoding_of(file, path), newline="")
    csv.field_size_limit(max(csv.field_size_limit(), run.max_size))
    begin = text.tell()
    header = text.readline()
    if not header:
        raise NotRead(path, "empty")
    text.seek(begin)
    rows = csv.reader(text, delimiter=max(_DELIMITERS, key=header.count), strict=True)
    try:
        names = [name.strip() for name in next(rows)]
        if wrong := run.complaint(names):
            raise NotRead(path, wrong)
        for number, cells in enumerate(rows, 1):
            if len(cells) == len(names):
                if any(cell.strip() for cell in cells):
                    yield Record(number, "row", dict(zip(names, cells, strict=True)))
            elif any(cell.strip() for cell in cells):
                yield NotRead(f"{path}#{number}", f"has {len(cells)} cells under {len(names)} column names")
    except csv.Error as error:
        yield NotRead(path, f"no table from line {rows.line_num} on: {error}")
    finally:
        text.detach()
