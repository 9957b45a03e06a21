"""A Parquet file with the table of verdicts that `lint_batches` makes, written as the results come."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from typing import TextIO

from notelint.linter.batches import batches_of, rows_of, verdicts_schema
from notelint.linter.result import ReportOptions, Result
from notelint.linter.rules import NotInstalled
from notelint.reports.terminal import told

if find_spec("pyarrow") is None:
    raise NotInstalled("report format 'parquet'", "pyarrow", "audit")


def write(results: Iterable[Result], out: TextIO, options: ReportOptions) -> None:
    """Write the file to what is below a stream of text, which has to be one over a stream of bytes."""
    from pyarrow import parquet

    rows = (
        row
        for result in results
        for row in rows_of(result, told(result, everything=options.all_verdicts), options.made_by)
    )
    out.flush()
    with parquet.ParquetWriter(out.buffer, verdicts_schema(), compression="zstd") as writer:
        for batch in batches_of(rows, verdicts_schema()):
            writer.write_batch(batch)
