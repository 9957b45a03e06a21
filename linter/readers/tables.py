"""Tables of notes, a note in each row: CSV and TSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from notelint.linter.readers.text import NotRead

TABLES = ("*.csv", "*.tsv")
_SUFFIXES = (".csv", ".tsv")
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the path of its file with the number of the row, the first after the header being 1."""

    path: str
    text: str
    cells: Mapping[str, str]


def is_table(path: str) -> bool:
    """Whether the name of a file says that it is a table."""
    return path.lower().endswith(_SUFFIXES)


def read_rows(path: str, table: str, column: str, others: tuple[str, ...] = ()) -> Iterator[Row | NotRead]:
    """The rows of a table whose notes stand in a column, or why a row is none; what is wrong with all is said once.

    `others` are columns that have to be there too. A row that is empty in every column is no row.
    """
    csv.field_size_limit(max(csv.field_size_limit(), len(table)))
    header = table.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(table, newline=""), delimiter=max(_DELIMITERS, key=header.count), strict=True)
    try:
        names = [name.strip() for name in next(rows)]
        if wrong := _wrong_header(names, (column, *others)):
            yield NotRead(path, wrong)
            return
        for number, cells in enumerate(rows, 1):
            if not any(cell.strip() for cell in cells):
                continue
            yield _row(f"{path}#{number}", names, cells, column)
    except csv.Error as error:
        yield NotRead(path, f"no table from line {rows.line_num} on: {error}")


def _row(path: str, names: list[str], cells: list[str], column: str) -> Row | NotRead:
    if len(cells) != len(names):
        return NotRead(path, f"has {len(cells)} cells under {len(names)} column names")
    by_name = dict(zip(names, cells, strict=True))
    if not by_name[column].strip():
        return NotRead(path, f"holds no note in the column {column!r}")
    return Row(path, by_name[column], by_name)


def _wrong_header(names: list[str], wanted: tuple[str, ...]) -> str:
    for name in wanted:
        if names.count(name) != 1:
            if name in names:
                return f"more than one of its {len(names)} columns is named {name!r}"
            near = get_close_matches(name, names, 1)  # a file without a header begins with a note: none is shown whole
            return f"none of its {len(names)} columns is named {name!r}" + (f", but one {near[0]!r}" if near else "")
    return ""
