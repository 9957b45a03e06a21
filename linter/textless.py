"""Places and counts alone: results and records without a word, a value or a date of their note."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from notelint.linter.note import Note
from notelint.linter.record import Activity, Charge, Function, Goal, Measure, Mention, Outcome, Section, Visit
from notelint.linter.result import Result
from notelint.linter.verdict import Evidence, Verdict

M = TypeVar("M", bound=Mention)
_SIGN = re.compile(r"[^\r\n]")


def textless_result(result: Result) -> Result:
    """The verdicts with their places and codes; instead of what a rule says of the note stands the rule's name."""
    return replace(result, note=_blank(result.note), verdicts=tuple(map(_bare, result.verdicts)))


def textless_visit(visit: Visit) -> Visit:
    """Where the record found what, and what it was: charges by their codes, all else by its kind."""
    return Visit(
        note=_blank(visit.note),
        kind=visit.kind,
        sections=tuple(Section("", s.start, s.end, s.line, s.name) for s in visit.sections),
        charges=tuple(_charge(c) for c in visit.charges),
        measures=tuple(Measure("", m.start, m.end, m.line, m.kind, "") for m in visit.measures),
        activities=_activities(visit.activities),
        outcomes=_places(visit.outcomes, Outcome),
        functions=_places(visit.functions, Function),
        goals=_places(visit.goals, Goal),
    )


def _blank(note: Note) -> Note:
    """A note of the same lines and lengths that says nothing."""
    return replace(
        note, text=_SIGN.sub(" ", note.text), id=None, patient=None, date=None, clinician=None, payer=None, claim=None
    )


def _bare(verdict: Verdict) -> Verdict:
    if verdict.of_run:  # never with words of a note
        return verdict
    evidence = tuple(Evidence("", e.start, e.end) for e in verdict.evidence)
    waived = verdict.waived and replace(verdict.waived, reason="", by="")  # a template carries its waivers itself
    said = verdict.name.replace("-", " ")
    return replace(verdict, message=said, help="", evidence=evidence, fingerprint="", waived=waived, fix=None)


def _charge(charge: Charge) -> Charge:
    return Charge(
        charge.code, charge.start, charge.end, charge.line, charge.code,
        activities=_activities(charge.activities),
        outcomes=_places(charge.outcomes, Outcome),
        functions=_places(charge.functions, Function),
    )  # fmt: skip


def _activities(found: Sequence[Activity]) -> tuple[Activity, ...]:
    return tuple(Activity("", a.start, a.end, a.line, a.kind) for a in found)


def _places(found: Sequence[Mention], kind: type[M]) -> tuple[M, ...]:
    return tuple(kind("", m.start, m.end, m.line) for m in found)
