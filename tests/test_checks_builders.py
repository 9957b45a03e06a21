"""Records made by hand, for the tests of the rules: small functions that fill in what a test does not speak of."""

from __future__ import annotations

import datetime
from dataclasses import replace
from itertools import count
from typing import Any

from notelint.linter.note import Note
from notelint.linter.record import (
    Activity,
    Charge,
    Chart,
    ClockTime,
    Contact,
    Diagnosis,
    Function,
    Goal,
    LossClaim,
    Measure,
    Mention,
    Outcome,
    Placeholder,
    PlannedProcedure,
    PlanStatement,
    Reference,
    Skill,
    TimeTotal,
    Visit,
)
from notelint.linter.verdict import Verdict

TODAY = datetime.date(2025, 9, 15)
_PLACES = count(0, 100)


def at(text: str) -> tuple[str, int, int, int]:
    """The fields of a mention: its text somewhere in a note, each later than the one before."""
    start = next(_PLACES)
    return text, start, start + len(text), 1


def mention(text: str) -> Mention:
    return Mention(*at(text))


def mentions(*texts: str) -> tuple[Mention, ...]:
    return tuple(map(mention, texts))


def visit(*charges: Charge, **fields: Any) -> Visit:
    """A visit of today; what its charges hold is its own too."""
    fields.setdefault("date", TODAY)
    fields.setdefault("last_line", mention("the last line"))
    for name in ("activities", "outcomes", "functions"):
        fields.setdefault(name, tuple(m for c in charges for m in getattr(c, name)))
    text = fields.pop("text", "")
    path = fields.pop("path", "note.txt")
    others = fields.pop("others", ())
    made = Visit(Note(path, text, patient="one"), charges=charges, **fields)
    return replace(made, chart=Chart((*others, made))) if others else made


def charge(code: str = "97110", *activities: Activity, **fields: Any) -> Charge:
    return Charge(*at(code), code, activities=activities, **fields)


def planned(code: str, *activities: Activity, **fields: Any) -> PlannedProcedure:
    return PlannedProcedure(*at(code), code, activities=activities, **fields)


def activity(text: str, kind: str = "exercise", *how: str, **fields: Any) -> Activity:
    fields.setdefault("name", "" if kind in ("manual", "massage", "other") else text)
    return Activity(*at(text), kind, how=mentions(*how), **fields)  # type: ignore[arg-type]


def slr(*how: str, **fields: Any) -> Activity:
    fields.setdefault("parameters", ("strength",))
    return activity("SLR", "exercise", *how, fits=("97110",), region="knee", **fields)


def lift(*how: str) -> Activity:
    return activity("lifting a crate", "task", *how, functional=True, fits=("97530",))


def glide(**fields: Any) -> Activity:
    fields.setdefault("region", "shoulder")
    return activity("posterior glide", "manual", "grade III", fits=("97140",), name="posterior glide", **fields)


def heat(**fields: Any) -> Activity:
    return activity("moist heat", "modality", fits=("97010",), **fields)


def function(text: str, generic: bool = False) -> Function:
    return Function(*at(text), generic)


def outcome(text: str = "to increase strength", *parameters: str, **fields: Any) -> Outcome:
    return Outcome(*at(text), parameters=parameters, **fields)


def goal(text: str, **fields: Any) -> Goal:
    return Goal(*at(text), **fields)


def measure(text: str, kind: str = "rom", **fields: Any) -> Measure:
    fields.setdefault("name", text.partition(" ")[0])
    return Measure(*at(text), kind, **fields)  # type: ignore[arg-type]


def claim(text: str, quality: str, region: str | None = None) -> LossClaim:
    return LossClaim(*at(text), quality, region)


def diagnosis(text: str, kind: str = "condition", **fields: Any) -> Diagnosis:
    return Diagnosis(*at(text), kind, **fields)  # type: ignore[arg-type]


def reference(text: str, *topics: str, code: str | None = None) -> Reference:
    return Reference(*at(text), text, topics, code)


def plan(text: str, kind: str) -> PlanStatement:
    return PlanStatement(*at(text), kind)  # type: ignore[arg-type]


def skill(text: str, kind: str) -> Skill:
    return Skill(*at(text), kind)  # type: ignore[arg-type]


def contact(text: str, kind: str) -> Contact:
    return Contact(*at(text), kind)  # type: ignore[arg-type]


def total(text: str, label: str, minutes: int) -> TimeTotal:
    return TimeTotal(*at(text), label, minutes)  # type: ignore[arg-type]


def clock(begin: int, finish: int, code: str | None = None) -> ClockTime:
    return ClockTime(*at(f"{begin}-{finish}"), begin, finish, code)


def blank(text: str = "***", slot: str = "") -> Placeholder:
    return Placeholder(*at(text), "stars", slot)


def shown(verdict: Verdict) -> list[str]:
    """The words of its evidence."""
    return [e.text for e in verdict.evidence]
