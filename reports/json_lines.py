"""One JSON object a line, each a verdict with the keys of the JSON report, for programs that read a stream."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from notelint.linter.result import ReportOptions, Result
from notelint.linter.row import row
from notelint.reports.json import ascii_json
from notelint.reports.terminal import told


def write(results: Iterable[Result], out: TextIO, options: ReportOptions) -> None:
    """Write a line for each verdict as the results come."""
    for result in results:
        for verdict in told(result, everything=options.all_verdicts):
            out.write(ascii_json(row(result.note, verdict, options.made_by)) + "\n")
