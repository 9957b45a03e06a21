"""A Parquet file with the table of verdicts that `lint_batches` makes, written as the results come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from notelint.linter.batches import batches_of, rows_of, verdicts_schema
from notelint.linter.result import ReportOptions, Result
from notelint.linter.rules import NotInstalled
from notelint.reports.terminal import told

try:
    from pyarrow import parquet
except ImportError:
    raise NotInstalled("report format 'parquet'", "pyarrow", "audit") from None


def write(results: Iterable[Result], out: TextIO, options: ReportOptions) -> None:
    """Write the file to what is below a stream of text, which has to be one over a stream of bytes."""
    rows = (
        row
        for result in results
        for row in rows_of(result, told(result, everything=options.all_verdicts), options.made_by)
    )
    out.flush()
    with parquet.ParquetWriter(out.buffer, verdicts_schema(), compression="zstd") as writer:
        for batch in batches_of(rows, verdicts_schema()):
            writer.write_batch(batch)
