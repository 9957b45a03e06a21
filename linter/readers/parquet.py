"""Parquet files, a note in each row, read some rows at a time and no column that nobody asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, BinaryIO

from notelint.linter.note import Note
from notelint.linter.readers.archives import PART
from notelint.linter.readers.formats import library
from notelint.linter.readers.run import UNTOLD, Record, Run
from notelint.linter.readers.text import NotRead

ROWS = 256  # that are held at a time, or fewer where they are long
BUFFER = 1024 * 1024  # bytes of a column that are read at a time
PACKED = 200  # times its own size: a file of more than PART unpacks to no more
WIDEST = 4  # bytes of a character


def read(path: str, file: BinaryIO, run: Run) -> Iterator[Note | NotRead]:
    """The notes of a file."""
    if run.identity.text is None:
        raise NotRead(path, f"a table, {UNTOLD.format(what='column')}")
    yield from run.of_records(path, _rows(path, file, run))


def _rows(path: str, file: BinaryIO, run: Run) -> Iterator[Record | NotRead]:
    """The rows; of values that stand in many of them there is one, and one too long is never taken out."""
    pyarrow, parquet = library("pyarrow", path), library("pyarrow.parquet", path)
    columns = [*run.identity.columns]
    try:
        said = parquet.read_metadata(file)
        if wrong := run.complaint(said.schema.to_arrow_schema().names):
            raise NotRead(path, wrong)
    except (pyarrow.ArrowException, OSError):
        raise NotRead(path, "not a Parquet file, or one that was cut off") from None
    table = parquet.ParquetFile(file, read_dictionary=columns, buffer_size=BUFFER, pre_buffer=False)
    number = 0
    try:
        for batch in table.iter_batches(_at_once(path, file, said), columns=columns, use_threads=False):
            held = [(name, batch.column(name)) for name in columns]
            for row in range(batch.num_rows):
                number += 1
                cells = {name: _cell(values[row]) for name, values in held}
                if any(_size(cell) > WIDEST * run.max_size for cell in cells.values()):
                    yield NotRead(f"{path}#{number}", f"holds more than {run.max_size:,} characters (max-size)")
                else:
                    yield Record(number, "row", {name: cell.as_py() for name, cell in cells.items()})
    except (pyarrow.ArrowException, OSError, UnicodeDecodeError):
        yield NotRead(path, f"its content is damaged; its rows to {number:,} are read")


def _at_once(path: str, file: BinaryIO, said: Any) -> int:
    """How many rows to hold at a time, by what a file says of itself. Raises NotRead where it says too much."""
    size = os.fstat(file.fileno()).st_size
    groups = [said.row_group(i) for i in range(said.num_row_groups)]
    unpacked: int = sum(group.total_byte_size for group in groups)
    if unpacked > max(PART, PACKED * size):
        raise NotRead(path, f"unpacks to {unpacked:,} bytes, more than {PACKED} times its size")
    if said.num_rows > size:
        raise NotRead(path, f"says that it has {said.num_rows:,} rows, more than bytes")
    rows: int = said.num_rows
    return max(1, min(ROWS, PART * rows // max(unpacked, 1)))


def _cell(value: Any) -> Any:
    """A value, still packed; of a dictionary the one that it stands for."""
    return value.value if hasattr(value, "dictionary") and value.is_valid else value


def _size(value: Any) -> int:
    """The bytes of a text; of all else none."""
    return value.as_buffer().size if value.is_valid and hasattr(value, "as_buffer") else 0
