"""A verdict as programs read it: the keys of the JSON reports, and the columns of Parquet."""

from __future__ import annotations

from typing import Any

from notelint.linter.note import Note
from notelint.linter.verdict import Verdict

WAIVER = ("reason", "by", "date", "expires", "place")


def row(note: Note, verdict: Verdict, made_by: str) -> dict[str, Any]:
    """A verdict with its keys; offsets and lines are those of the file. `made_by` is `ReportOptions.made_by`."""
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
        "made_by": made_by,
    }
