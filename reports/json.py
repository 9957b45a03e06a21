"""One JSON array of verdicts, one verdict a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from notelint.linter.result import ReportOptions, Result
from notelint.linter.row import row
from notelint.reports.terminal import told


def write(results: Iterable[Result], out: TextIO, options: ReportOptions) -> None:
    """Write the array as the results come, holding none of them."""
    verdicts = ((r.note, v) for r in results for v in told(r, everything=options.all_verdicts))
    write_array((row(note, verdict, options.made_by) for note, verdict in verdicts), out)
    out.write("\n")


def write_array(values: Iterable[object], out: TextIO) -> None:
    """Write a JSON array of values as they come, one a line."""
    before = "[\n"
    for value in values:
        out.write(before + ascii_json(value))
        before = ",\n"
    out.write("[]" if before == "[\n" else "\n]")


def ascii_json(value: object, *, compact: bool = False) -> str:
    """JSON in printable ASCII: a control character of a note stays an escape. `compact` leaves out spaces."""
    return json.dumps(value, separators=(",", ":") if compact else None).replace("\x7f", "\\u007f")
