"""The diagnostic format of reviewdog, which brings findings to many code hosts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TextIO

from notelint.linter.note import Note
from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Verdict
from notelint.reports.annotations import file_path, sayings, spot
from notelint.reports.json import ascii_json, write_array
from notelint.reports.terminal import told, weight

SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def write(results: Iterable[Result], out: TextIO, options: ReportOptions) -> None:
    """Write the diagnostics as the results come."""
    out.write(f'{{"source": {ascii_json({"name": options.made_by})},\n"diagnostics": ')
    write_array((_diagnostic(r.note, v) for r in results for v in told(r, everything=False)), out)
    out.write("}\n")


def _diagnostic(note: Note, verdict: Verdict) -> dict[str, Any]:
    return {
        "message": "\n".join(sayings(note, verdict)),
        "location": {"path": file_path(note)} | _range(note, verdict),
        "severity": SEVERITIES[weight(verdict)] if verdict.counts else "INFO",
        "code": {"value": f"{verdict.rule} {verdict.name}"},
    }


def _range(note: Note, verdict: Verdict) -> dict[str, Any]:
    """The place with columns that count the bytes of UTF-8, as this format does."""
    if not (at := spot(note, verdict.start, verdict.end)):
        return {}
    return {
        "range": {
            "start": {"line": at.line, "column": _bytes(note.line_text(at.line), at.column)},
            "end": {"line": at.end_line, "column": _bytes(note.line_text(at.end_line), at.end_column)},
        }
    }


def _bytes(line: str, column: int) -> int:
    return len(line[: column - 1].encode("utf-8", "surrogatepass")) + 1
