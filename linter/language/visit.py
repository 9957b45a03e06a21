"""The visit: which activities, outcomes and functions belong to which charge; the last step, from a reading to the record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from notelint.linter.frozen import replaced
from notelint.linter.knowledge import code_named
from notelint.linter.language.bills import Bill, declared_bills, planned_bills
from notelint.linter.language.contact import contacts
from notelint.linter.language.encounters import later_encounter
from notelint.linter.language.impairments import impairments
from notelint.linter.language.openings import Expression
from notelint.linter.language.places import places
from notelint.linter.language.proposals import proposals
from notelint.linter.language.purposes import AS_BELOW, Purpose
from notelint.linter.language.reading import Hit, Reading, mark
from notelint.linter.language.services import ADD_ON, NOT_BILLED
from notelint.linter.language.spine import adjusted_regions
from notelint.linter.language.terms import terms_found
from notelint.linter.record import (
    Activity,
    Charge,
    ClockTime,
    Contact,
    Goal,
    Mention,
    Outcome,
    PlannedProcedure,
    Reference,
    Terms,
    Visit,
    any_neighbours,
)  # fmt: skip

_COVERS_ALL = re.compile(
    r"\W*(?:all|everything|both|above|the above|entire|whole|today'?s|this|these|treatment|tx|rx|interventions?|procedures|session|overall|purpose of (?:treatment|session|tx|all|today)|treatment above|program)\b"
)
_ALL_INSIDE = re.compile(
    r"\b(?:all (?:of )?(?:the |today'?s |this )?(?:above|interventions?|treatments?|procedures|exercises|activities|codes|charges|of it|this|above|tx|performed|done|work|for|to|aimed|directed|towards?)|(?:everything|the whole (?:session|treatment)|entire session|whole treatment|treatment (?:above|today|session)|both (?:charges|codes|procedures|blocks)|interventions above|above interventions|(?:treatment|session|visit|program\w*|care) as a whole|both (?=(?:are |were )?(?:for|to|aim|serve|target|chosen|picked|selected|meant|intended|directed|done|given)\w*)))\b|\b(?:all(?: three| four| of these)?|both|these|above) ?[:=]"
)
_OF_ALL = re.compile(
    r"\W*(?:purpose|aim|goal|rationale|outcome|reason) (?:of|for) (?:both|all|above|the (?:whole|session|treatment|above|visit)|treatment|tx|today|(?:this|today's) (?:visit|session|treatment))\b|\W*what (?:this|the|today's) (?:visit|session|treatment) (?:is|was) for\b"
)
_BEGINS_WITH_ALL = re.compile(
    rf"(?:{_OF_ALL.pattern})|\W*(?:all|everything|both|these|the above|above|whole|entire|treatment|interventions)\b"
)
_FAMILY = {
    "97110": {"strength", "endurance", "rom", "flexibility"},
    "97112": {"balance", "coordination", "proprioception", "posture", "tone"},
    "97113": {"strength", "endurance", "rom", "flexibility", "balance", "gait"},
    "97116": {"gait"},
    "97124": {"flexibility", "tone", "edema"},
    "97129": {"cognition"},
    "97130": {"cognition"},
    "97140": {"rom", "flexibility", "edema"},
    "97150": set(),
    "97530": set(),
}


def make_visit(here: Reading, terms: Sequence[Terms] = ()) -> Visit:
    """The record of a note that has been read; `terms` are lists of terms that rules name themselves."""
    kind = here.note.kind or here.kind
    here.activities = _assigned(here)
    planned = planned_bills(here, kind) if kind in ("plan", "evaluation") else []
    if kind == "template":
        here.bills += declared_bills(here)
    charges = tuple(_charges(here, [b for b in here.bills if kind != "plan" or _evaluates(b)], Charge))
    texts = [line for line in here.lines if not line.blank]
    last = here.mention(texts[-1].content, texts[-1].end) if texts else None
    outcomes = [p.outcome for p in here.purposes if not p.same and not _said_by_patient(here, p)]
    return Visit(
        note=here.note, kind=kind, date=here.date, dated=here.dated, sections=tuple(s for s in here.sections if s.name),
        charges=charges, uncharged=(*(_bare(here, b) for b in here.unbilled if b.state == "not billed"), *_given_free(here)),
        measures=tuple(here.measures), activities=tuple(here.activities), outcomes=tuple(outcomes),
        functions=tuple(dict.fromkeys(f for o in outcomes for f in o.functions)), goals=tuple(here.goals), complaints=tuple(here.complaints),
        claims=tuple(here.claims), diagnoses=tuple(here.diagnoses), references=tuple(here.references), plans=tuple(here.plans),
        skills=tuple(here.skills), pain=tuple(here.pain), placeholders=tuple(here.placeholders), prefilled=tuple(here.prefilled),
        totals=tuple(here.totals), clock=tuple(here.clock), periods=tuple(here.periods), visit_count=here.visit_count,
        signature=here.signature, signer=here.signer, pain_limited=tuple(here.pain_limited), held=here.held,
        adjusted=adjusted_regions(here), last_line=last,
        planned=tuple(_charges(here, planned, PlannedProcedure)), terms=tuple(terms_found(here, terms)), looked_for=tuple(terms),
        proposals=tuple(proposals(here, charges)) if kind == "template" else (),
    )  # fmt: skip


def _evaluates(bill: Bill) -> bool:
    """Whether a bill is that of the evaluation which a plan came from: all other codes of a plan are of visits to come."""
    return code_named(bill.code).kind == "evaluation" and bool(bill.units or bill.minutes)


def _said_by_patient(here: Reading, purpose: Purpose) -> bool:
    """Whether a purpose stands in what the patient reports, or in the statement of a complaint."""
    statement = here.statement_at(purpose.start)
    if statement.section in ("subjective", "history", "wish", "job", "diagnosis", "header"):
        return True
    return any(statement.start <= c.start < statement.end for c in here.complaints)


def _bare(here: Reading, bill: Bill) -> Charge:
    return Charge(*here.place(*bill.span), bill.code)


def _given_free(here: Reading) -> Iterator[Charge]:
    """The services described with the words that nothing is charged for them: "cold pack 10 min (no charge)"."""
    for activity in here.activities:
        if (
            activity.kind in ("modality", "manual", "massage")
            and activity.code in (None, *activity.fits[:1])
            and activity.fits
        ):
            end = here.statement_at(activity.end - 1).end
            if NOT_BILLED.search(here.folded, activity.start, end):
                yield Charge(*here.place(activity.start, activity.end), activity.fits[0])


def _assigned(here: Reading) -> list[Activity]:
    """The activities with the charges they go to, where a block does not say: by fit, else to the first procedure."""
    procedures = [b for b in here.bills if b.code in _FAMILY or b.code.startswith("97")]
    billed = {b.code for b in here.bills}
    loose = [b for b in procedures if not b.blocks and not b.code.startswith(("9716", "9701", "9702", "9703"))]
    assigned: list[Activity] = []
    for activity in here.activities:
        if activity.code is not None or activity.status != "done":
            assigned.append(activity)
            continue
        if any(b.holds(activity.start) for b in here.bills):
            continue
        assigned.append(replaced(activity, code=_goes_to(activity, billed, loose)))
    return assigned


def _goes_to(activity: Activity, billed: set[str], loose: list[Bill]) -> str | None:
    """The code of the charge that an activity outside all blocks belongs to; None for a service that no charge covers."""
    for code in activity.fits:
        if code in billed:
            return code
    if activity.kind in ("modality", "adjustment"):
        return (
            next((b.code for b in loose if b.code in activity.fits), None)
            if len(loose) != 1 or activity.kind == "adjustment"
            else None
        )
    if not loose:
        return None
    if activity.kind in ("manual", "massage", "gait", "wheelchair", "self_care"):
        return None
    return loose[0].code


C = TypeVar("C", bound=Charge)


def _charges(here: Reading, bills: list[Bill], made: type[C]) -> Iterable[C]:
    """The charges, or the planned procedures, with all that is tied to each."""
    if not bills:
        return
    purposes = _purposes(here, bills)
    everything = [o for p in here.purposes if not p.same and (o := _covering(here, p)) is not None]
    limits = list(impairments(here))
    apart = _said_apart(here)
    drafts = []
    for index, bill in enumerate(bills):
        own = tuple(a for a in here.activities if _of(bills, bill, a))
        activities = _with_stated(own, purposes[index])
        outcomes = [*purposes[index], *(o for o in everything if o not in purposes[index])]
        drafts.append((bill, activities, outcomes))
    blanks = places(here, bills) if (here.note.kind or here.kind) == "template" else [() for _ in bills]
    for (bill, activities, outcomes), its_blanks in zip(drafts, blanks, strict=True):
        regions = _regions(here, bill, activities)
        aims = _aims(bill.code, activities, outcomes)
        goals = [
            o
            for g in here.goals
            if not g.wish and (o := _served(bill, activities, aims, regions, g, outcomes)) is not None
        ]
        names = [o for a in activities if (o := _named(a)) is not None]
        functions = [f for o in (*outcomes, *goals) for f in o.functions]
        functions += [f for o in limits if aims & set(o.parameters) and _near(regions, o.regions) for f in o.functions]
        aimed = {p for o in outcomes for p in o.parameters}
        functions += [
            f
            for other, done, theirs in drafts
            if other is not bill
            for o in theirs
            if aimed & set(o.parameters)
            and regions
            and any_neighbours(regions, o.regions or _regions(here, other, done))
            for f in o.functions
        ]
        yield made(
            *here.place(*bill.span), bill.code, tuple(bill.modifiers), bill.units, bill.minutes,
            here.mention(*bill.blocks[0]) if bill.blocks else None, activities, (*outcomes, *goals, *names), tuple(dict.fromkeys(functions)),
            _contact(here, bill, apart), _reference(here, bill), regions, _clock(here, bill),
            later_encounter(here, bill), its_blanks, _on_land(here, bill),
        )  # fmt: skip


def _of(bills: list[Bill], bill: Bill, activity: Activity) -> bool:
    """Whether an activity belongs to a charge by its code, of two with one code by its place, as what is planned does."""
    if activity.code is None and bill.state == "planned":
        return bill.holds(activity.start)
    if activity.code != bill.code:
        return False
    if activity.status != "done" and (activity.status, bill.state) != ("planned", "planned"):
        return False
    same = [b for b in bills if b.code == bill.code]
    inside = [b for b in same if b.holds(activity.start)]
    return (inside or same)[0] is bill


def _purposes(here: Reading, bills: list[Bill]) -> list[list[Outcome]]:
    """The outcomes stated in the blocks of each charge; "for same" takes those of the charge before, or their tasks."""
    found: list[list[Outcome]] = []
    for bill in bills:
        inside = [p for p in here.purposes if bill.holds(p.start) or bill.holds(p.end - 1)]
        own = [p for p in inside if not _is_planned(here, p)]
        outcomes = [p.outcome for p in own if not p.same or p.outcome.parameters or p.outcome.functions]
        if any(p.same and not _AS_BELOW.search(here.folded, p.start, p.end) for p in own) and found:
            tasks = tuple(f for o in found[-1] for f in o.functions)
            outcomes = [*outcomes[:-1], replaced(outcomes[-1], functions=tasks)] if outcomes else found[-1]
        found.append(outcomes)
    for index, (bill, below) in enumerate(zip(bills, found[1:], strict=False)):
        if any(p.same and bill.holds(p.start) and _AS_BELOW.search(here.folded, p.start, p.end) for p in here.purposes):
            found[index] = [*(o for o in found[index] if o.parameters or o.functions), *below]
    for bill, outcomes in zip(bills, found, strict=True):
        base = next((i for i, b in enumerate(bills) if (b.code, bill.code) in ADD_ON), None)
        if base is not None:
            outcomes[:] = found[base] = list(dict.fromkeys([*found[base], *outcomes]))
    return found


_AS_BELOW = re.compile(AS_BELOW)
_NOT_YET = re.compile(
    r"\b(?:will (?:start|add|begin|try|trial|progress|advance|introduce|resume)|next (?:visit|session|time|tx|week|wk)|plan(?:s|ned)? to)\b[^.;\n]*$"
)


def _is_planned(here: Reading, purpose: Purpose) -> bool:
    """Whether a purpose is that of something that will be done: "US next visit to reduce pain"."""
    return _NOT_YET.search(here.folded, here.statement_at(purpose.start).start, purpose.start) is not None


def _covering(here: Reading, purpose: Purpose) -> Outcome | None:
    """The outcome of a statement that covers the whole treatment, None for one of a charge, a goal or a complaint."""
    statement = here.statement_at(purpose.start)
    if statement.section in ("subjective", "history", "goals", "wish", "home", "education", "job", "diagnosis"):
        return None
    words = here.folded[statement.start : statement.end]
    if bills := [b for b in here.bills if b.holds(purpose.start)]:
        below = statement.start > min(start for b in bills for start, _ in b.blocks)
        whole = below and len(here.bills) > 1 and (_ALL_INSIDE.search(words) or _OF_ALL.match(words))
        return purpose.outcome if whole and _BEGINS_WITH_ALL.match(words) else None
    unlisted = not any(b.blocks for b in here.bills)
    if (
        purpose.opener == "label"
        or _COVERS_ALL.match(words)
        or _ALL_INSIDE.search(words)
        or unlisted
        or statement.section == "treatment"
    ):
        return purpose.outcome
    return None


_TOGETHER = re.compile(
    r"\b(?:together|at once|at the same time|simultaneous\w*|combin\w+|in (?:the )?one (?:movement|drill|task)|several outcomes|all in one|concurrently|integrat\w+)\b|\w\+\w"
)


def _with_stated(activities: tuple[Activity, ...], outcomes: list[Outcome]) -> tuple[Activity, ...]:
    """The activities with the parameters stated of this very one: it is the only one, or all are said to work together."""
    stated = [o for o in outcomes if len(o.parameters) > 1]
    whole = [o for o in stated if _TOGETHER.search(o.text.lower())]
    if (len(activities) == 1 and stated) or whole:
        return tuple(replaced(a, stated=(whole or stated)[0].parameters) for a in activities)
    return activities


def _named(activity: Activity) -> Outcome | None:
    """The outcome that the name of an exercise tells: a parameter with its muscle, "quad strengthening"."""
    text = activity.text.lower()
    if (
        activity.region
        and activity.parameters
        and re.search(r"strengthen|stretch|\brom\b|range|mobility|flexib|endurance|stabili[sz]", text)
    ):
        return Outcome(
            activity.text, activity.start, activity.end, activity.line, "name", activity.parameters, (activity.region,)
        )
    return None


_CUED = Expression(r"\b(?:cue[sd]?|cueing|vcs?|tcs?|remind\w*|told) (?:\w+ )?(?:to|for|not) [^.;,\n]*$")


def _regions(here: Reading, bill: Bill, activities: Iterable[Activity]) -> tuple[str, ...]:
    """The regions that a charge treats: of its activities, and any named in its block."""
    named = [a.region for a in activities if a.region]
    hits = [h for a, b in bill.blocks for h in here.found(("regions", "regions_exact"), a, b) if h.term["region"]]
    worked = [h for h in hits if not _CUED.search(here.folded, max(0, h.start - 40), h.start) and not _in_task(here, h)]
    return tuple(dict.fromkeys([*named, *(h.term["region"] for h in worked)]))


def _in_task(here: Reading, hit: Hit) -> bool:
    """Whether a region is named by the name of a task or of an exercise only: the hand in "gripping the racquet"."""
    names = here.found(("functions", "tasks", "gait", "exercises"), hit.start - 20, hit.end)
    return any(
        h.start <= hit.start and hit.end <= h.end and (h.lexicon != "exercises" or h.term["region"]) for h in names
    )


def _aims(code: str, activities: Iterable[Activity], outcomes: Iterable[Outcome]) -> set[str]:
    aims = {p for o in outcomes for p in o.parameters}
    aims |= {p for a in activities for p in a.parameters}
    kinds = {a.kind for a in activities}
    if "gait" in kinds or code == "97116":
        aims.add("gait")
    if "balance" in kinds:
        aims.add("balance")
    return aims or set(_FAMILY.get(code, set()))


def _near(here: Iterable[str], there: Iterable[str]) -> bool:
    return not here or not there or any_neighbours(here, there)


def _served(
    bill: Bill,
    activities: tuple[Activity, ...],
    aims: set[str],
    regions: tuple[str, ...],
    goal: Goal,
    outcomes: list[Outcome],
) -> Outcome | None:
    """A goal as an outcome of a charge that it plainly serves: the same quality and region, or the same task."""
    tasks = {f.text.casefold() for o in outcomes for f in o.functions if not f.generic}
    text = goal.text.casefold()
    done = {a.name.split()[0] for a in activities if a.functional and a.name}
    shared = bool(tasks & {f.text.casefold() for f in goal.functions}) or any(
        word in text for word in done if len(word) > 3
    )
    quality = bool(aims & set(goal.parameters)) and _near(regions, goal.regions)
    walking = bill.code == "97116" and bool(
        re.search(r"\b(?:walk|amb|gait|stair|step|curb|community|ft\b|feet|m/s|tug\b)", text)
    )
    daily = bill.code in ("97535", "97537", "97542") and any(not f.generic for f in goal.functions)
    task = (
        bill.code == "97530"
        and any(a.kind == "task" or a.functional for a in activities)
        and any(not f.generic for f in goal.functions)
    )
    if not (shared or quality or walking or daily or task):
        return None
    return Outcome(goal.text, goal.start, goal.end, goal.line, "goal", goal.parameters, goal.regions, goal.functions)


def _said_apart(here: Reading) -> list[tuple[int, Contact]]:
    """Words outside all blocks that contradict direct contact with one patient, and the line of their statement."""
    described = bytearray(len(here.text))  # 1 where a block is
    for start, end in (block for b in here.bills for block in b.blocks):
        mark(described, start, end)
    return [
        (here.line_at(statement.start).number, contact)
        for statement in here.statements
        if statement.section not in _ELSEWHERE and described.find(1, statement.start, statement.end) < 0
        for contact in contacts(here, statement.start, statement.end)
        if contact.kind in ("aide", "concurrent")
    ]


def _contact(here: Reading, bill: Bill, apart: list[tuple[int, Contact]]) -> tuple[Contact, ...]:
    """Words in a charge's block, or about the whole visit, that contradict direct contact with one patient."""
    theirs = {here.line_at(end - 1).number for b in here.bills if b is not bill for _, end in b.blocks}
    begins = [start for b in here.bills if b is not bill for start, _ in b.blocks]
    lines = [(start, min([here.line_at(end - 1).end, *(b for b in begins if b >= end)])) for start, end in bill.blocks]
    found = [c for line in lines for c in contacts(here, *line)]
    found += [contact for line, contact in apart if line not in theirs]
    return tuple(c for c in found if not any(_is_part(here, c, p) for p in here.purposes))


def _is_part(here: Reading, contact: Contact, purpose: Purpose) -> bool:
    """Whether words belong to a purpose, and do not stand behind a sign that closes it: "to drive / group of 3"."""
    inside = purpose.start <= contact.start < purpose.end
    return inside and not _CLOSED.search(here.folded, purpose.start, contact.start)


_CLOSED = re.compile(r"[;|]| / |\.(?= )")
_ELSEWHERE = (
    "subjective",
    "history",
    "goals",
    "wish",
    "plan",
    "home",
    "education",
    "header",
    "diagnosis",
    "job",
    "billing",
)


def _reference(here: Reading, bill: Bill) -> Reference | None:
    return next((r for r in here.references if bill.holds(r.start)), None)


def _clock(here: Reading, bill: Bill) -> ClockTime | None:
    if bill.clock is None or bill.clock.clock is None:
        return None
    return ClockTime(*here.place(*bill.clock.clock_at), *bill.clock.clock, bill.code)


_LAND = re.compile(
    r"\b(?:on (?:dry )?land|land[- ]based|(?:mat|treatment|hi-?lo|exam) table|(?:gym )?mat\b|plinth|(?:in|at) (?:the )?gym|gym floor|parallel bars|leg press|cable column|nu-?step|recumbent|arm ergometer|ube\b|stationary bike|short arc quad|saq\b)"
)
_WATER = re.compile(
    r"\b(?:water|pool|aqua\w*|hydro\w*|(?:chest|waist|neck|shoulder|knee|xiphoid|asis|shallow|deep)[ -](?:deep|depth|level|end)|deep|depth|immers\w*|submer\w*|buoyan\w*|turbulen\w*|jets?|noodles?|kick-?board|float\w*|ai chi|bad ragaz|halliwick|watsu|swim\w*|tread\w* water|underwater|paddles?)\b"
)


def _on_land(here: Reading, bill: Bill) -> Mention | None:
    """Words that say that exercise billed as done in water was done on land."""
    if bill.code != "97113" or any(_WATER.search(here.folded, start, end) for start, end in bill.blocks):
        return None
    found = next((m for start, end in bill.blocks if (m := _LAND.search(here.folded, start, end))), None)
    return here.mention(*found.span()) if found else None
