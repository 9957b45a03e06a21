"""Tables in Excel workbooks, written with XlsxWriter. Every text is written as text: nothing of a note is a formula."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Literal

from notelint.linter.replacing import UNFINISHED
from notelint.reports.terminal import safe

Kind = Literal["text", "count", "share", "money", "date"]
FORMATS: Mapping[Kind, Mapping[str, object]] = {
    "text": {"text_wrap": True, "quote_prefix": True},
    "count": {"num_format": "#,##0"},
    "share": {"num_format": "0.0%"},
    "money": {"num_format": "$#,##0.00"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
}
HEAD = {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E6EDED"}
ROWS = 1_048_575  # that a sheet holds below its head
CELL = 32_000  # characters; a cell holds a few more


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, its width in characters, and what stands in it."""

    title: str
    width: float = 12
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook in the making; `header` stands above each printed page, `formats` are how cells look, by kind."""

    book: Any
    header: str
    formats: Mapping[str, Any]

    def sheet(self, name: str) -> Any:
        """A new sheet, set up to be printed."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_header("&C" + self.header.replace("&", "&&")[:200])
        sheet.set_footer("&C&P / &N")
        return sheet

    def table(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
        """A table on a sheet of its own, or on several where there are more rows than a sheet holds."""
        left = iter(rows)
        for number in range(1, 1_000):
            sheet = self.sheet(name if number == 1 else f"{name} {number}")
            last = self.fill(sheet, columns, islice(left, ROWS))
            sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
            if last < ROWS:
                return

    def fill(self, sheet: Any, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> int:
        """Head and rows, with the head kept in sight; gives the number of rows."""
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(0, index, column.title, self.formats["head"])
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        last = 0
        for last, row in enumerate(rows, 1):
            for index, (column, value) in enumerate(zip(columns, row, strict=True)):
                self.cell(sheet, last, index, value, column.kind)
        return last

    def cell(self, sheet: Any, row: int, index: int, value: object, kind: Kind = "text") -> None:
        """A cell, by what its column holds; nothing for None."""
        style = self.formats[kind]
        if value is None or value == "":
            return
        if kind == "date" and (day := _day(value)):
            sheet.write_datetime(row, index, day, style)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            sheet.write_number(row, index, value / 100 if kind == "money" else value, style)
        else:
            sheet.write_string(row, index, "\n".join(map(safe, str(value).split("\n")))[:CELL], self.formats["text"])


@contextmanager
def workbook(out: BinaryIO, *, day: str, title: str, header: str, large: bool = False) -> Iterator[Book]:
    """A workbook that is written when it is done with; the same cells and day give the same bytes.

    `day` (ISO) is when it says that it was made. One that is `large` goes row by row through temporary files, in a
    folder beside the workbook, in place of memory.
    """
    import xlsxwriter

    with _way(out, large) as way:
        book = xlsxwriter.Workbook(out, {**way, "strings_to_formulas": False, "strings_to_urls": False})
        made = _day(day) or datetime.datetime(2000, 1, 1)
        book.set_properties({"title": title, "author": "notelint", "comments": header, "created": made})
        formats: dict[str, Any] = {name: book.add_format({"valign": "top", **look}) for name, look in FORMATS.items()}
        formats["head"] = book.add_format({"valign": "top", **HEAD})
        yield Book(book, header, formats)
        book.close()


@contextmanager
def _way(out: BinaryIO, large: bool) -> Iterator[dict[str, object]]:
    """The options of XlsxWriter for memory or for temporary files."""
    if not large:
        yield {"in_memory": True}
        return
    name = getattr(out, "name", None)
    with TemporaryDirectory(prefix=UNFINISHED, dir=os.path.dirname(name) if isinstance(name, str) else None) as folder:
        yield {"constant_memory": True, "tmpdir": folder}


def _day(value: object) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(str(value))
    except ValueError:
        return None
