"""One JSON array of verdicts, one verdict a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from notelint.linter.note import Note
from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Verdict
from notelint.reports.terminal import told

WAIVER = ("reason", "by", "date", "expires", "place")


def write(results: Iterable[Result], out: TextIO, options: ReportOptions) -> None:
    """Write the array as the results come, holding none of them."""
    verdicts = ((r.note, v) for r in results for v in told(r, everything=options.all_verdicts))
    write_array((shape(note, verdict, options) for note, verdict in verdicts), out)
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


def shape(note: Note, verdict: Verdict, options: ReportOptions) -> dict[str, Any]:
    """A verdict with its keys; offsets and lines are those of the file."""
    waiver = verdict.waived
    line = column = end_line = end_column = None
    if verdict.start is not None:
        at = note.location(verdict.start, verdict.start if verdict.end is None else verdict.end)
        line, column, end_line, end_column = at.line, at.column, at.end_line, at.end_column
    return {
        "rule": verdict.rule,
        "name": verdict.name,
        "verdict": verdict.outcome,
        "severity": verdict.severity and verdict.severity.value,
        "direction": verdict.direction,
        "path": note.path,
        "note": note.id,
        "code": verdict.code,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "message": verdict.message,
        "help": verdict.help,
        "evidence": [
            {
                "text": e.text,
                "start": note.offset + e.start,
                "end": note.offset + e.end,
                "line": note.line(e.start),
                "read_as": e.read_as,
            }
            for e in verdict.evidence
        ],
        "source": verdict.source,
        "fingerprint": verdict.fingerprint,
        "waived": waiver and {name: getattr(waiver, name) or None for name in WAIVER},
        "known": verdict.known,
        "made_by": options.made_by,
    }
