"""Parquet files, a note in each row, read some rows at a time and no column that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from notelint.linter.note import Note
from notelint.linter.readers.formats import library
from notelint.linter.readers.run import UNTOLD, Record, Run
from notelint.linter.readers.text import NotRead

ROWS = 256  # that are held at a time
BUFFER = 1024 * 1024  # bytes of a column that are read at a time


def read(path: str, file: BinaryIO, run: Run) -> Iterator[Note | NotRead]:
    """The notes of a file."""
    if run.identity.text is None:
        raise NotRead(path, f"a table, {UNTOLD.format(what='column')}")
    yield from run.of_records(path, _rows(path, file, run))


def _rows(path: str, file: BinaryIO, run: Run) -> Iterator[Record | NotRead]:
    pyarrow, parquet = library("pyarrow", path), library("pyarrow.parquet", path)
    try:
        table = parquet.ParquetFile(file, buffer_size=BUFFER, pre_buffer=False)
    except (pyarrow.ArrowException, OSError):
        raise NotRead(path, "not a Parquet file, or one that was cut off") from None
    if wrong := run.complaint(table.schema_arrow.names):
        raise NotRead(path, wrong)
    number = 0
    try:
        for batch in table.iter_batches(ROWS, columns=[*run.identity.columns], use_threads=False):
            for cells in batch.to_pylist():
                number += 1
                yield Record(number, "row", cells)
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError):
        yield NotRead(path, f"its content is damaged; its rows to {number:,} are read")
