"""A paragraph a finding: what is missing, the line with the place marked, the nearest miss, and a question."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from notelint.linter.note import Note
from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Verdict
from notelint.reports.terminal import (
    Tally,
    acceptance,
    closing,
    excerpt,
    inline,
    paint,
    safe,
    standing,
    tallied,
    told,
    weight,
)  # fmt: skip

EVIDENCE_SHOWN = 3
NARROWEST = 20
HANGING = 60  # columns from which on a message hangs behind its rule


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    sign: str
    label: str
    style: str


def write(results: Iterable[Result], out: TextIO, options: ReportOptions) -> None:
    """Write a paragraph for each finding and a summary; with `statistics` the counts in place of the paragraphs."""
    tally = Tally()
    for result in tallied(results, tally):
        if not options.statistics:
            out.writelines(
                paragraph(result.note, v, options) + "\n" for v in told(result, everything=options.all_verdicts)
            )
    if options.statistics:
        out.write(tally.statistics())
    out.writelines(closing(tally, options))


def paragraph(note: Note, verdict: Verdict, options: ReportOptions) -> str:
    """What is said of one verdict."""
    color, width = options.color, max(options.width, NARROWEST)
    outcome = weight(verdict) if verdict.counts else standing(verdict)
    marks = _marks(verdict, outcome)
    gutter = max((len(str(note.line(m.start))) for m in marks), default=1)
    place = safe(note.path)
    if verdict.start is not None:
        at = note.location(verdict.start, verdict.start if verdict.end is None else verdict.end)
        place += f":{at.line}:{at.column}"
    lines = [_header(verdict, outcome, width, color), f"{' ' * gutter}{paint('-->', 'frame', color)} {place}"]
    lines += _snippet(note, marks, gutter, width, color)
    left_out = len(verdict.evidence) - EVIDENCE_SHOWN
    if left_out > 0:
        lines.append(f"{' ' * gutter} {paint('=', 'frame', color)} and {left_out} more of the kind")
    if said := acceptance(verdict):
        lines.append(textwrap.fill(said, width, subsequent_indent=" " * len("waived ")))
    elif verdict.help:
        asked = textwrap.fill(inline(verdict.help), width, initial_indent="help: ", subsequent_indent=" " * 6)
        lines.append(paint("help:", "help", color) + asked[5:])
    return "\n".join(lines) + "\n"


def _header(verdict: Verdict, outcome: str, width: int, color: bool) -> str:
    label = "review" if standing(verdict) == "review" else outcome.replace("_", " ")
    message = inline(verdict.message or verdict.name)
    about = f"{verdict.code}: " if verdict.code and verdict.code not in message else ""
    head = f"{verdict.rule} [{label}] "
    indent = " " * (len(head) if width >= HANGING else 2)
    rest = textwrap.fill(head + about + message, width, subsequent_indent=indent)[len(head) :]
    return f"{paint(verdict.rule, outcome, color)} {paint(f'[{label}]', outcome, color)} {paint(rest, 'bold', color)}"


def _marks(verdict: Verdict, outcome: str) -> list[_Mark]:
    marks = []
    if verdict.start is not None:
        end = verdict.start if verdict.end is None else verdict.end
        marks.append(_Mark(verdict.start, end, "^", "", outcome))
    near = "nearest: " if verdict.is_finding else ""
    marks += [
        _Mark(e.start, e.end, "-", (near + inline(e.read_as, 60)) if e.read_as or near else "", "near")
        for e in verdict.evidence[:EVIDENCE_SHOWN]
        if (e.start, e.end) != (verdict.start, verdict.end) or e.read_as
    ]
    return sorted(marks, key=lambda m: (m.start, m.sign != "^"))


def _snippet(note: Note, marks: list[_Mark], gutter: int, width: int, color: bool) -> list[str]:
    bar = paint("|", "frame", color)
    blank = f"{' ' * gutter} {bar}"
    lines = [blank] if marks else []
    above: tuple[int, str] | None = None
    for mark in marks:
        at = note.location(mark.start, mark.end)
        source = note.line_text(at.line)
        column = at.column - 1
        finish = at.end_column - 1 if at.end_line == at.line else len(source)
        part = excerpt(source, column, finish, width - gutter - 3)
        if above != (at.line, part.text):
            if above and at.line > above[0] + 1:
                lines.append(paint("...", "frame", color))
            number = paint(f"{at.line:>{gutter}}", "frame", color)
            lines.append(f"{number} {bar} {part.text}".rstrip())
            above = (at.line, part.text)
        further = f"(to line {at.end_line})" if at.end_line > at.line else ""
        label = " ".join(w for w in (mark.label.removesuffix(": "), further) if w)
        signs = paint(f"{mark.sign * part.width} {label}".rstrip(), mark.style, color)
        lines.append(f"{blank} {' ' * part.indent}{signs}")
    return [*lines, blank] if marks else []
