"""The typed record of one visit: what the rules look at. Nothing here knows how it was read."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from notelint.linter.knowledge import Code, code_named
from notelint.linter.note import Kind, Note
from notelint.linter.record.mentions import (
    Activity, ClockTime, Diagnosis, Function, Goal, LossClaim, Measure, Outcome, Period, Placeholder, PlanStatement,
    PrefilledFinding, Reference, Section, Skill, TimeTotal, VisitCount,
)  # fmt: skip
from notelint.linter.record.subject import Mention, Subject


@dataclass(frozen=True, slots=True)
class Charge(Mention, Subject):
    """A billed code. `start`, `end` and `line` are those of the code, or of the name that stands for it.

    `block` is the text that describes it; `activities` are what it covers; `outcomes` and `functions` are all that
    is tied to it, from its own words, from statements and from goals that cover it. `contact` are words that
    contradict a one-on-one service; `reference` points to a document that describes it.
    """

    code: str
    modifiers: tuple[str, ...] = ()
    units: int | None = None
    minutes: int | None = None
    block: Mention | None = None
    activities: tuple[Activity, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    functions: tuple[Function, ...] = ()
    contact: tuple[Mention, ...] = ()
    reference: Reference | None = None
    regions: tuple[str, ...] = ()
    clock: ClockTime | None = None

    @property
    def anchor(self) -> Mention:
        """A charge's finding stands on the charge's line."""
        return self

    @property
    def billed_as(self) -> str:
        """Its code."""
        return self.code

    @property
    def meaning(self) -> Code:
        """What is known of its code."""
        return code_named(self.code)

    @property
    def is_therapeutic_procedure(self) -> bool:
        """Whether it is billed on the intended outcome."""
        return self.meaning.kind == "procedure"

    @property
    def is_timed(self) -> bool:
        """Whether its units come from minutes."""
        return self.meaning.timed


@dataclass(frozen=True, slots=True)
class ChargePair(Subject):
    """Two charges of one visit, in the order in which the note lists them."""

    first: Charge
    second: Charge

    @property
    def anchor(self) -> Mention:
        """Where the later charge stands."""
        return self.second

    @property
    def billed_as(self) -> str:
        """The code listed later."""
        return self.second.code


@dataclass(frozen=True)
class Visit(Subject):
    """Everything that one note says. See the classes of its members for what they mean.

    `adjusted` are the spinal regions named as manipulated; `uncharged` the codes that are named as not billed;
    `complaints` are functional deficits that are reported; `pain` are pain scores; `last_line` is the last with text.
    """

    note: Note
    kind: Kind = "visit"
    date: datetime.date | None = None
    dated: Mention | None = None
    sections: tuple[Section, ...] = ()
    charges: tuple[Charge, ...] = ()
    uncharged: tuple[Charge, ...] = ()
    measures: tuple[Measure, ...] = ()
    activities: tuple[Activity, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    functions: tuple[Function, ...] = ()
    goals: tuple[Goal, ...] = ()
    complaints: tuple[Function, ...] = ()
    claims: tuple[LossClaim, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    references: tuple[Reference, ...] = ()
    plans: tuple[PlanStatement, ...] = ()
    skills: tuple[Skill, ...] = ()
    pain: tuple[Mention, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    prefilled: tuple[PrefilledFinding, ...] = ()
    totals: tuple[TimeTotal, ...] = ()
    clock: tuple[ClockTime, ...] = ()
    periods: tuple[Period, ...] = ()
    visit_count: VisitCount | None = None
    signature: Mention | None = None
    adjusted: tuple[str, ...] = ()
    last_line: Mention | None = None
    patient: str | None = None
    others: tuple[Visit, ...] = field(default=(), repr=False)

    @property
    def anchor(self) -> Mention | None:
        """A note's finding stands on its first therapeutic procedure, else on its first charge or line."""
        return self.procedures[0] if self.procedures else self.charges[0] if self.charges else self.last_line

    @cached_property
    def procedures(self) -> tuple[Charge, ...]:
        """The therapeutic procedures billed, in order."""
        return tuple(c for c in self.charges if c.is_therapeutic_procedure)

    @cached_property
    def done(self) -> tuple[Activity, ...]:
        """What was done today."""
        return tuple(a for a in self.activities if a.status == "done")

    @property
    def pairs(self) -> tuple[ChargePair, ...]:
        """Every two of its charges."""
        return tuple(
            ChargePair(a, b) for i, a in enumerate(self.charges) for b in self.charges[i + 1 :]
        )

    @cached_property
    def objective(self) -> tuple[Measure, ...]:
        """Today's measures of joint motion, strength or mobility."""
        return tuple(m for m in self.measures if m.objective and m.status == "present")

    @property
    def searched(self) -> str:
        """The documents that were searched, in words."""
        if not self.others:
            return "this note"
        return "this note and the patient's " + ", ".join(
            f"{v.kind} of {v.date.isoformat()}" if v.date else v.kind for v in self.others
        )

    def refers_to(self, topic: str, code: str | None = None) -> Reference | None:
        """Where the note says that a thing stands in a document that was not given."""
        return next((r for r in self.references if topic in r.topics and r.code in (None, code)), None)
