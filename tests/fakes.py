"""Rules and a parser small enough to see through, for the tests of everything around them."""

from __future__ import annotations

import re
from typing import Literal

from notelint.linter.note import Note
from notelint.linter.record import Charge, Goal, Mention, Section, Visit
from notelint.linter.rules import Rule, rule
from notelint.linter.verdict import Severity, Verdict

SECRET = "Jane Roe"


@rule("XA001", "exercise-billed", source="the tests", severity="error", direction="over")
def exercise_billed(charge: Charge, *, allow: tuple[str, ...] = (), most: int = 1) -> Verdict:
    """No charge is 97110.

    Finds:  97110
    Passes: 97530
    """
    if charge.code == "97110" and charge.code not in allow and most:
        return charge.failed("97110 is billed", ask="Why?", nearest=[charge])
    return charge.passed([charge])


@rule("XA002", "no-charge", source="the tests")
def no_charge(visit: Visit, *, mode: Literal["strict", "lax"] = "strict") -> Verdict:
    """A note bills something."""
    if visit.charges:
        return visit.not_applicable("it does")
    return visit.failed("nothing is billed") if mode == "strict" else visit.review("nothing is billed")


@rule("XB001", "other-notes", source="the tests", severity="info")
def other_notes(visit: Visit) -> Verdict:
    """Says how many other notes of the patient there are."""
    return visit.failed(f"others: {[v.note.path for v in visit.others]}") if visit.others else visit.passed()


@rule("XB002", "wants-visit", source="the tests")
def wants_visit(charge: Charge, visit: Visit) -> Verdict:
    """Is handed the visit too; weighs more where the charge is 97530."""
    if charge.code != "97530" or charge not in visit.charges:
        return charge.passed()
    return charge.failed("97530 is billed", severity=Severity.ERROR)


@rule("XC001", "crash", source="the tests")
def crash(goal: Goal) -> Verdict:
    """Crashes on every goal, and says what no message may say."""
    raise ValueError(f"cannot cope with {SECRET}")


RULES: dict[str, Rule] = {f.rule.id: f.rule for f in (exercise_billed, no_charge, other_notes, wants_visit, crash)}


def fake_parse(note: Note) -> Visit:
    """Codes are charges, "goal" is a goal, a colon ends a section's name, "EXPLODE" cannot be read."""
    if "EXPLODE" in note.text:
        raise RuntimeError(note.text)

    def found(expression: str) -> list[Mention]:
        return [Mention(m[0], m.start(), m.end(), note.line(m.start())) for m in re.finditer(expression, note.text)]

    charges = tuple(Charge(m.text, m.start, m.end, m.line, m.text) for m in found(r"\b97\d{3}\b"))
    goals = tuple(Goal(m.text, m.start, m.end, m.line) for m in found(r"\bgoal\b"))
    heads = found(r"(?m)^\w+:")
    ends = [*(h.start for h in heads), len(note.text)][1:]
    sections = tuple(
        Section(note.text[h.start : end], h.start, end, h.line, h.text[:-1].lower())
        for h, end in zip(heads, ends, strict=True)
    )
    last = found(r"(?m)^.*\S.*$")
    return Visit(
        note,
        kind=note.kind or "visit",
        charges=charges,
        goals=goals,
        sections=sections,
        last_line=last[-1] if last else None,
    )
