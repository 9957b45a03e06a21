"""Workflow commands of GitHub Actions: a finding shows as an annotation of its line.

Values are escaped as the runner takes them apart again: percent signs and line ends everywhere, colons and commas in
the properties too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from notelint.linter.note import Note
from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Verdict
from notelint.reports.annotations import file_path, sayings, spot
from notelint.reports.terminal import Tally, closing, safe, tallied, told, weight

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def write(results: Iterable[Result], out: TextIO, options: ReportOptions) -> None:
    """Write a command for each finding, and the summary as a plain line of the log."""
    tally = Tally()
    for result in tallied(results, tally):
        out.writelines(_command(result.note, v) for v in told(result, everything=False))
    out.writelines(closing(tally, options))


def _command(note: Note, verdict: Verdict) -> str:
    properties: dict[str, object] = {"file": safe(file_path(note))}
    if at := spot(note, verdict.start, verdict.end):
        properties |= {"line": at.line, "endLine": at.end_line}
        if at.line == at.end_line:  # columns of several lines are refused
            properties |= {"col": at.column, "endColumn": at.end_column}
    properties["title"] = f"{verdict.rule} {verdict.name}"
    told = ",".join(f"{name}={str(value).translate(_PROPERTY)}" for name, value in properties.items())
    command = COMMANDS[weight(verdict)] if verdict.counts else "notice"
    return f"::{command} {told}::{chr(10).join(sayings(note, verdict)).translate(_DATA)}\n"
