"""One line a finding: `path:line:col: RULE CODE message [severity]`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from notelint.linter.note import Note
from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Verdict
from notelint.reports.terminal import Tally, acceptance, closing, inline, paint, safe, standing, tallied, told, weight


def write(results: Iterable[Result], out: TextIO, options: ReportOptions) -> None:
    """Write a line for each finding and a summary; with `statistics` the counts in place of the lines."""
    tally = Tally()
    for result in tallied(results, tally):
        if not options.statistics:
            out.writelines(_line(result.note, v, options.color) for v in told(result, everything=options.all_verdicts))
    if options.statistics:
        out.write(tally.statistics())
    out.writelines(closing(tally, options))


def _line(note: Note, verdict: Verdict, color: bool) -> str:
    outcome = weight(verdict) if verdict.counts else standing(verdict)
    place = safe(note.path)
    if verdict.start is not None:
        at = note.location(verdict.start, verdict.start if verdict.end is None else verdict.end)
        place += f":{at.line}:{at.column}"
    words = [paint(verdict.rule, outcome, color), verdict.code or "", inline(verdict.message or verdict.name)]
    label = paint(f"[{acceptance(verdict) or outcome.replace('_', ' ')}]", outcome, color)
    return f"{paint(place, 'bold', color)}: {' '.join(w for w in words if w)} {label}\n"
