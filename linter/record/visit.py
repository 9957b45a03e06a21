"""The typed record of one visit: what the rules look at. Nothing here knows how it was read."""

from __future__ import annotations

import datetime
import sys
from bisect import bisect_right
from dataclasses import field
from functools import cached_property
from typing import Literal

from notelint.linter.frozen import frozen
from notelint.linter.knowledge import Code, code_named
from notelint.linter.note import Kind, Note
from notelint.linter.record.chart import Chart, Order
from notelint.linter.record.claimed import ClaimedCode, claimed_codes
from notelint.linter.record.mentions import (
    Activity,
    ClockTime,
    Contact,
    Diagnosis,
    Function,
    Goal,
    LossClaim,
    Measure,
    Outcome,
    Period,
    Placeholder,
    PlanStatement,
    PrefilledFinding,
    Reference,
    Section,
    Skill,
    TimeTotal,
    VisitCount,
)  # fmt: skip
from notelint.linter.record.regions import any_same
from notelint.linter.record.subject import Mention, Subject
from notelint.linter.record.terms import TermFound, Terms
from notelint.linter.record.units import Allocation, allocate
from notelint.linter.record.waivers import WaiverEntry
from notelint.linter.record.wording import Place, changed_words, digest, words_of
from notelint.linter.verdict import Fix, RuleError

_ASIDE = ("education", "evaluation")
Wanted = Literal["measure", "outcome", "link"]
ALONE = "no other note of this patient was given"


@frozen
class Charge(Mention, Subject):
    """A billed code. `start`, `end` and `line` are those of the code, or of the name that stands for it.

    `block` is the text that describes it; `activities` are what it covers; `outcomes` and `functions` are all that
    is tied to it, from its own words, from statements and from goals that cover it. `contact` are words that
    contradict a one-on-one service; `reference` points to a document that describes it.
    `later_encounter` are words that say that a device is not new to the patient ("visit 4, same splint").
    `places` are, in a template, the blanks of its block and those of lines that cover it. `on_land` are words that say
    that what is billed as done in water was not.
    """

    code: str
    modifiers: tuple[str, ...] = ()
    units: int | None = None
    minutes: int | None = None
    block: Mention | None = None
    activities: tuple[Activity, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    functions: tuple[Function, ...] = ()
    contact: tuple[Contact, ...] = ()
    reference: Reference | None = None
    regions: tuple[str, ...] = ()
    clock: ClockTime | None = None
    later_encounter: Mention | None = None
    places: tuple[Placeholder, ...] = ()
    on_land: Mention | None = None

    @property
    def anchor(self) -> Mention:
        """A charge's finding stands on the charge's line."""
        return self

    @property
    def billed_as(self) -> str:
        """Its code."""
        return self.code

    @cached_property
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

    @property
    def time(self) -> int | None:
        """Its minutes: those written, else those between its start and its end."""
        if self.minutes is None and self.clock and self.clock.finish > self.clock.begin:
            return self.clock.finish - self.clock.begin
        return self.minutes

    @cached_property
    def work(self) -> tuple[Activity, ...]:
        """What was done for it: its activities without teaching and testing, where there are others."""
        return tuple(a for a in self.activities if a.kind not in _ASIDE) or self.activities

    @cached_property
    def is_modality_described(self) -> bool:
        """Whether all that is described is a modality."""
        return bool(self.work) and all(a.kind == "modality" for a in self.work)

    @cached_property
    def tasks(self) -> tuple[Function, ...]:
        """The named tasks that are tied to it, without words like "ADLs" that name none."""
        return tuple(f for f in self.functions if not f.generic)

    @cached_property
    def aims(self) -> frozenset[str]:
        """The parameters that it is for: those of its activities and of its outcomes."""
        named = [p for a in self.activities for p in (*a.parameters, *a.stated)]
        return frozenset([*named, *(p for o in self.outcomes for p in o.parameters)])

    @cached_property
    def treated(self) -> frozenset[str]:
        """The regions that it treats: its own, and those of its activities."""
        return frozenset([*self.regions, *(a.region for a in self.activities if a.region)])

    def is_served_by(self, goal: Goal | Outcome) -> bool:
        """Whether a goal or outcome of another document plainly serves it: same quality and region, or same task."""
        if {f.text.casefold() for f in goal.functions if not f.generic} & {f.text.casefold() for f in self.tasks}:
            return True
        here, there = self.treated, goal.regions
        return bool(self.aims & set(goal.parameters)) and (not here or not there or any_same(here, there))


@frozen
class PlannedProcedure(Charge):
    """A procedure that a plan or an evaluation names for later visits, by its code or by its name; it is not billed."""


@frozen
class Proposal(Mention):
    """A place that a template may lack, in the style of its blanks: `addition` goes right behind this mention.

    `wanted` is what the place is for, `owner` the charge that it belongs to, None for the measure.
    """

    wanted: Wanted
    owner: Charge | None
    addition: str

    @property
    def shown(self) -> str:
        """The addition as it is shown in a message."""
        return self.addition.strip(" \n;")

    @property
    def fix(self) -> Fix:
        """The addition in its place."""
        return Fix(self.end, self.addition)


@frozen
class TemplateSlot(Subject):
    """A place that a template needs: for a measure anywhere, and for the outcome and the link of each procedure.

    `found` are the places that are there; `charge` is None for the measure; `proposal` is how one could look.
    """

    wanted: Wanted
    charge: Charge | None
    found: tuple[Mention, ...]
    place: Mention | None
    proposal: Proposal | None = None

    @property
    def anchor(self) -> Mention | None:
        """The charge, else the template's first charge or line."""
        return self.place

    @property
    def billed_as(self) -> str | None:
        """The code of the charge."""
        return self.charge.code if self.charge else None

    @property
    def aspect(self) -> str:
        """Which of the places that one charge needs."""
        return self.wanted

    @property
    def addendum(self) -> str:
        """Nobody signs a template."""
        return ""


@frozen
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


def _overlaps(mention: Mention, spans: list[tuple[int, int]]) -> bool:
    """Whether one of some stretches, in the order of the text, overlaps a mention."""
    return _is_in(mention.start, spans) or _is_in(mention.end - 1, spans)


def _is_in(at: int, spans: list[tuple[int, int]]) -> bool:
    """Whether one of some stretches, in the order of the text, holds an offset."""
    index = bisect_right(spans, (at, sys.maxsize)) - 1
    return index >= 0 and at < spans[index][1]


@frozen
class Visit(Subject):
    """Everything that one note says. See the classes of its members for what they mean.

    `adjusted` are the spinal regions named as manipulated; `uncharged` the codes that are named as not billed;
    `complaints` are functional deficits that are reported; `pain` are pain scores; `last_line` is the last with text.
    `planned` are the procedures that a plan or evaluation names for later visits; in those kinds a code with neither
    units nor minutes under a plan is planned and no charge. `pain_limited` are tasks or motions that pain is said to
    limit or stop. `signer` is a name or a signature line without credentials. `held` are words that say why the
    treatment was not progressed. `terms` are what rules look for by themselves, of the lists `looked_for`: see `said`.
    `waivers` are those that a template carries, `proposals` the places that it could have. `chart` are the patient's
    notes of the same run, where it is known which those are.
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
    signer: Mention | None = None
    adjusted: tuple[str, ...] = ()
    last_line: Mention | None = None
    patient: str | None = None
    planned: tuple[PlannedProcedure, ...] = ()
    pain_limited: tuple[Mention, ...] = ()
    held: Mention | None = None
    terms: tuple[TermFound, ...] = ()
    looked_for: tuple[Terms, ...] = ()
    waivers: tuple[WaiverEntry, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    chart: Chart | None = field(default=None, repr=False, compare=False)

    @cached_property
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
        return tuple(ChargePair(a, b) for i, a in enumerate(self.charges) for b in self.charges[i + 1 :])

    @property
    def claimed(self) -> tuple[ClaimedCode, ...]:
        """The codes of its claim and of its note, each beside the other; none where no claim is given."""
        return claimed_codes(self)

    @cached_property
    def objective(self) -> tuple[Measure, ...]:
        """Today's measures of joint motion, strength or mobility."""
        return tuple(m for m in self.measures if m.objective and m.status == "present")

    @property
    def slots(self) -> tuple[TemplateSlot, ...]:
        """What a template must have a place for; nothing for a note."""
        if self.kind != "template":
            return ()
        blanks = tuple(p for p in self.placeholders if p.slot == "measure")
        other = [(p.start, p.end) for p in self.placeholders if p.slot not in ("", "measure")]
        asked = [m for m in self.measures if m.objective and m.status == "placeholder"]
        measures = [m for m in asked if not _is_in(m.start, other)]
        proposed = {(p.wanted, p.owner): p for p in self.proposals}
        slots = [TemplateSlot("measure", None, (*blanks, *measures), self.anchor, proposed.get(("measure", None)))]
        aside = sorted([(x.start, x.end) for x in (*self.goals, *self.placeholders)])
        for charge in self.procedures:
            outcomes = tuple(p for p in charge.places if p.slot in ("outcome", "outcome and function"))
            links = tuple(p for p in charge.places if p.slot in ("function", "outcome and function"))
            typed = tuple(o for o in charge.outcomes if o.origin not in ("name", "goal"))
            tasks = tuple(f for f in charge.tasks if not _overlaps(f, aside))
            aim, task = proposed.get(("outcome", charge)), proposed.get(("link", charge))
            slots.append(TemplateSlot("outcome", charge, (*outcomes, *typed), charge, aim))
            slots.append(TemplateSlot("link", charge, (*links, *tasks), charge, task))
        return tuple(slots)

    @cached_property
    def is_treatment(self) -> bool:
        """Whether it records a treatment: templates and plans do not."""
        return self.kind not in ("template", "plan")

    @cached_property
    def timed(self) -> tuple[Charge, ...]:
        """The timed charges, in order."""
        return tuple(c for c in self.charges if c.is_timed)

    @cached_property
    def allocation(self) -> Allocation | None:
        """How the minutes of its timed charges, pooled, become units; None where those of one are not known."""
        times = [c.time for c in self.timed if c.time is not None]
        return allocate(times) if len(times) == len(self.timed) else None

    @property
    def title(self) -> str:
        """What it is, in words: "evaluation of 2025-03-10"."""
        name = "progress report" if self.kind == "progress" else self.kind
        return f"{name} of {self.date.isoformat()}" if self.date else name

    @cached_property
    def others(self) -> tuple[Visit, ...]:
        """The patient's other notes of the same run, of any kind."""
        return self.chart.others(self) if self.chart else ()

    @cached_property
    def documents(self) -> tuple[Visit, ...]:
        """The patient's evaluations, plans and progress reports of the same run: they are evidence for this note."""
        return tuple(v for v in self.chart.documents if v.note is not self.note) if self.chart else ()

    @cached_property
    def earlier(self) -> tuple[Visit, ...]:
        """The patient's treatments of the same run before this one, the first of them first."""
        return self.chart.before(self) if self.chart else ()

    @cached_property
    def later(self) -> tuple[Visit, ...]:
        """The patient's treatments of the same run after this one, the next of them first."""
        return self.chart.after(self) if self.chart else ()

    @property
    def order(self) -> Order:
        """By date, then by place in the file, then by file."""
        return (self.date or datetime.date.min, self.note.offset, self.note.path)

    @property
    def words(self) -> list[tuple[str, Place]]:
        """The words of the visit with their places, without its dates, clock times and visit numbers."""
        return words_of(self.note.text, self.date, self.note.head)

    @cached_property
    def wording(self) -> bytes:
        """What it shares with a note of the same words, save for dates, and with no other."""
        return digest(self.words)

    @property
    def model(self) -> Visit | None:
        """The nearest earlier treatment of the patient with the same words, save for dates."""
        return self.chart.model_of(self) if self.chart else None

    def changes_since(self, other: Visit, alike: float) -> list[tuple[str, Mention | None]] | None:
        """What another note says where this one says something else; None unless so many of their words are the same.

        Each change is what stood there, and what stands in its place here, None where nothing does.
        """
        found = changed_words(other.words, self.words, alike)
        if found is None:
            return None
        text, line = self.note.text, self.note.line
        return [(old, Mention(text[i:j], i, j, line(i)) if new else None) for old, new, (i, j) in found]

    @property
    def stands_alone(self) -> str:
        """Why there is nothing to compare it with; empty where there is."""
        if self.chart:
            return ""
        return "it is not known which other notes are of this patient" if self.note.patient is None else ALONE

    @property
    def of_file(self) -> tuple[Diagnosis, ...]:
        """The diagnoses at the head of a file of several visits, above the day of its first: they are those of all."""
        if not (self.chart and self.note.offset):  # the rows of a table begin at 0 each
            return ()
        first = min((v for v in self.chart.visits if v.note.file == self.note.file), key=lambda v: v.note.offset)
        day = first.dated
        return tuple(d for d in first.diagnoses if d.start < day.start) if day else ()

    @property
    def searched(self) -> str:
        """The documents that were searched, in words."""
        if not self.documents:
            return "this note"
        return "this note and the patient's " + ", ".join(v.title for v in self.documents)

    def exempts(self, charge: Charge) -> str:
        """Why the rules on outcome, manner and link leave a charge alone; empty where they do not."""
        if not self.is_treatment:
            return f"a {self.kind} records no treatment"
        if not charge.is_therapeutic_procedure:
            return f"{charge.code} is no therapeutic procedure"
        if not charge.activities:
            return f"nothing describes {charge.code}: see CA004"
        if charge.is_modality_described:
            return f"what is described for {charge.code} is a modality: see CA003"
        return ""

    def aims_elsewhere(self, charge: Charge) -> tuple[tuple[Visit, Goal | Outcome], ...]:
        """Goals and outcomes of the patient's other documents that plainly serve a charge, each with its document."""
        found: list[tuple[Visit, Goal | Outcome]] = []
        for document in self.documents:
            found += [(document, o) for p in document.planned if p.code == charge.code for o in p.outcomes]
            found += [(document, o) for o in document.outcomes if o.origin != "name" and charge.is_served_by(o)]
            found += [(document, g) for g in document.goals if not g.wish and charge.is_served_by(g)]
        return tuple(found)

    def treatment_days_since(self, day: datetime.date) -> int | None:
        """How many days of treatment in this run lie after a day, this one included; None where this one is undated."""
        if self.date is None or self.date < day:
            return None
        return self.chart.days_between(day, self.date) if self.chart else int(day < self.date)

    def refers_to(self, topic: str, code: str | None = None) -> Reference | None:
        """Where the note says that a thing stands in a document that was not given."""
        return next((r for r in self.references if topic in r.topics and r.code in (None, code)), None)

    def said(self, terms: Terms) -> tuple[TermFound, ...]:
        """The terms of a list that stand in the note, in its order. Raises RuleError where no rule names the list."""
        if terms not in self.looked_for:
            raise RuleError(f"it asks for Terms({list(terms.words)}), which it does not name: @rule(..., terms=[...])")
        return tuple(found for found in self.terms if found.terms == terms)
