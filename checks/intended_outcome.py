"""IO001 to IO005: what a procedure is meant to achieve, how it is performed, and where."""

from __future__ import annotations

from notelint.linter.record import Charge, Goal, Mention, Outcome, Skill, Visit, quoted
from notelint.linter.rules import rule
from notelint.linter.verdict import Severity, Verdict

ARTICLE = 'Dr. Kotlar, "What is the difference between CPT codes 97110 & 97530?"'
CMS = "CMS Benefit Policy Manual (Pub. 100-02) ch. 15 s. 220.3"
CMS_GOALS = "CMS Benefit Policy Manual (Pub. 100-02) ch. 15 s. 220.1.2"
LCD = "LCD L33631 (97110)"

TASK_TRAINING = frozenset({"97535", "97537", "97542"})
SYMPTOM_IS_NO_OUTCOME = frozenset({"97110", "97112", "97113", "97116", "97150", "97530"})
_UNNAMED_TECHNIQUES = frozenset(
    {"manual", "manual therapy", "manual techniques", "manual treatment", "manual work", "mt", "massage"}
)
_GUIDED = ("cue", "correct", "facilitate", "grade")
_NEED_NO_REGION = ("balance", "gait", "equipment", "task", "closed_chain")
ASK_OUTCOME = "What was this meant to achieve: which parameter, of which part, or which task?"
ASK_MANNER = "How was it performed: mode, dose, resistance, position, help, cues or technique?"


@rule("IO001", "missing-intended-outcome", source=f"{ARTICLE}; {CMS}", severity="error")
def missing_intended_outcome(charge: Charge, visit: Visit) -> Verdict:
    """A therapeutic procedure says which result it is meant to achieve.

    Procedures are coded by that result and not by the equipment, so without one no reviewer can tell whether the code
    is right. A goal or a statement that covers the procedure counts as its own words do.

    Finds:
        3/4/2025  Dx: L rotator cuff tendinopathy. L ER 4-/5, flexion 138 deg.
        97110 (15 min, 1 unit): band ER 3x12, scaption 2 lb 3x10, rows 3x12. Cued to keep the shoulder down.
        Plan 2x/wk.  Al Weir, PT
    Passes:
        3/4/2025  Dx: L rotator cuff tendinopathy. L ER 4-/5, flexion 138 deg.
        97110 (15 min, 1 unit): band ER 3x12, scaption 2 lb 3x10, to increase L cuff strength for painting ceilings.
        Cued to keep the shoulder down. Plan 2x/wk.  Al Weir, PT
    """
    if why := visit.exempts(charge):
        return charge.not_applicable(why)
    stated = [o for o in charge.outcomes if o.origin in ("purpose", "goal")]
    if found := [o for o in stated if not _is_symptom(o) and not _is_task_only(o) and not _is_generic(o)]:
        return charge.passed(found)
    if charge.code in TASK_TRAINING and (levels := _levels(charge, visit)):
        return charge.passed(levels)
    tasks = [o for o in stated if _is_task_only(o)]
    if tasks and (charge.code != "97110" or any(o.parameters for o in charge.outcomes)):
        return charge.passed(tasks)
    symptoms = [o for o in stated if _is_symptom(o)]
    if symptoms and charge.code not in SYMPTOM_IS_NO_OUTCOME:
        return charge.passed(symptoms)
    if elsewhere := visit.aims_elsewhere(charge):
        document, aim = elsewhere[0]
        return charge.passed(message=f"{quoted([aim])} in the {document.title}")
    return _without_outcome(charge, visit, tasks, symptoms)


@rule("IO002", "equipment-only", source=ARTICLE, severity="warning")
def equipment_only(charge: Charge, visit: Visit) -> Verdict:
    """A therapeutic procedure is more than equipment, a device or a place and a time.

    Ten minutes on a machine are not yet treatment: the load, the level, the repetitions or the position are what was
    chosen for this patient.

    Finds:
        2/28/2025  R TKA. R knee 5-101 deg. 97110 (15 min, 1 unit): NuStep 10 min, recumbent bike 5 min.
        Plan 2x/wk.  C. Roe, PT
    Passes:
        2/28/2025  R TKA. R knee 5-101 deg. 97110 (15 min, 1 unit): NuStep level 4 seat 8 10 min, leg press 50 lb 3x12,
        to increase R knee flexion and strength for the bus. Cued. Plan 2x/wk.  C. Roe, PT
    """
    if why := visit.exempts(charge):
        return charge.not_applicable(why)
    if _is_equipment_only(charge):
        ask = "What was done on it: load, level, repetitions, position, and what for?"
        message = f"{charge.code}: only equipment is described: {quoted(charge.work)}"
        return charge.failed(message, ask=ask, nearest=charge.work)
    return charge.passed(a for a in charge.work if a.kind != "equipment" or a.how)


@rule("IO003", "missing-technique", source=f"{ARTICLE}; {CMS}", severity="warning")
def missing_technique(charge: Charge, visit: Visit) -> Verdict:
    """A therapeutic procedure says how it was performed: mode, dose, resistance, position, help, cues or technique.

    The name of an exercise does not show that a therapist was needed for it. The minutes that are billed do not either.

    Finds:
        4/29/2025  R TKA. R knee flexion 96 deg, quads 3+/5.
        97110 (30 min, 2 units): quad sets, heel slides, SAQ. For R quad strength to climb stairs.
        Fewer pauses than last time. Plan 2x/wk.  Sian Bell, PT
    Passes:
        4/29/2025  R TKA. R knee flexion 96 deg, quads 3+/5.
        97110 (30 min, 2 units): quad sets 10x5 s, heel slides 3x10. For R quad strength to climb stairs.
        Fewer pauses than last time. Plan 2x/wk.  Sian Bell, PT
    """
    if why := visit.exempts(charge):
        return charge.not_applicable(why)
    if _is_equipment_only(charge):
        return charge.not_applicable("only equipment is described: see IO002")
    if manners := [*_manners(charge), *_named_techniques(charge), *_help(charge, visit), *_guided(charge, visit)]:
        return charge.passed(manners)
    message = f"{charge.code}: nothing says how it was performed: {quoted(charge.work)}"
    if reference := _reference(charge, visit, "technique"):
        words = f"{message}; it points to a document that was not given: {quoted([reference])}"
        return charge.review(words, ask=ASK_MANNER, nearest=[reference])
    if timed := [a for a in charge.work if a.minutes is not None and a.minutes != charge.time]:
        return charge.review(f"{message}; only its time is stated", ask=ASK_MANNER, nearest=timed)
    return charge.failed(message, ask=ASK_MANNER, nearest=charge.work)


@rule("IO004", "goal-not-measurable", source=CMS_GOALS, severity="warning")
def goal_not_measurable(goal: Goal, visit: Visit) -> Verdict:
    """A goal has a target that can be measured and a time by which it is to be reached.

    Nobody can tell whether "improve strength" was reached, nor when treatment should end. In a visit note this is worth
    a remark, in a plan or a progress report a warning; what the patient wishes for is no goal.

    Finds:
        8/4/2025  Dx: R rotator cuff tendinosis. R abd 4-/5.
        97110 (15 min, 1 unit): band ER 3x12, rows 3x12, to increase cuff strength to paint. Elbow in by cue.
        Goal: improve strength and function.
        Plan 2x/wk.  E. Falk, PT
    Passes:
        8/4/2025  Dx: R rotator cuff tendinosis. R abd 4-/5.
        97110 (15 min, 1 unit): band ER 3x12, rows 3x12, to increase cuff strength to paint. Elbow in by cue.
        Goal by 9/15/2025: R abduction 4+/5.
        Plan 2x/wk.  E. Falk, PT
    """
    if visit.kind == "template":
        return goal.not_applicable("a template records no treatment")
    if goal.wish:
        return goal.not_applicable("the patient's own wish is no goal")
    missing = [
        *([] if goal.target else ["no target that can be measured"]),
        *([] if goal.due else ["no time frame"]),
    ]
    if not missing:
        return goal.passed(m for m in (goal.target, goal.due) if m)
    ask = "Which value, level or count is to be reached, and by when?"
    severity = Severity.INFO if visit.kind == "visit" else Severity.WARNING
    message = f"a goal with {' and '.join(missing)}: {quoted([goal])}"
    return goal.failed(message, ask=ask, nearest=[goal], severity=severity)


@rule("IO005", "missing-body-region", source=f"{CMS}; {LCD}", severity="info")
def missing_body_region(charge: Charge, visit: Visit) -> Verdict:
    """Exercise, retraining, massage and manual work name the joint, the muscle or the part of the body.

    The code covers one or more areas, and a reviewer compares them with the diagnosis. Balance, gait and whole-body
    endurance need none; the name of an exercise may imply it; for exercise a diagnosis of one region is enough.

    Finds:
        2/19/2025  Dx: cervical strain, lumbar strain after MVA 2/1/2025. Cervical rotation R 50 deg.
        97124 (15 min, 1 unit): effleurage, kneading, moderate depth, to relax muscle spasm. Slower when she tensed.
        Plan 3x/wk.  Ned Fry, DC
    Passes:
        2/19/2025  Dx: cervical strain, lumbar strain after MVA 2/1/2025. Cervical rotation R 50 deg.
        97124 (15 min, 1 unit): effleurage and kneading of the R upper trapezius, to relax muscle spasm.
        Plan 3x/wk.  Ned Fry, DC
    """
    if charge.code not in ("97110", "97112", "97124", "97140"):
        return charge.not_applicable(f"{charge.code} needs no region")
    if why := visit.exempts(charge):
        return charge.not_applicable(why)
    if charge.treated:
        return charge.passed(a for a in charge.activities if a.region)
    if aimed := [o for o in charge.outcomes if o.regions]:
        return charge.passed(aimed)
    if charge.code in ("97110", "97112"):
        if whole := [a for a in charge.work if a.kind in _NEED_NO_REGION or "endurance" in a.parameters]:
            return charge.passed(whole)
        if {"endurance", "balance"} & charge.aims:
            return charge.passed(charge.outcomes)
        diagnosed = [d for d in visit.diagnoses if d.region and not d.history]
        if len({d.region for d in diagnosed}) == 1:
            return charge.passed(diagnosed)
    message = f"{charge.code}: no joint, muscle or area of the body is named: {quoted(charge.work)}"
    return charge.failed(message, ask="Which joint, muscle or area was treated?", nearest=charge.work)


def _without_outcome(charge: Charge, visit: Visit, tasks: list[Outcome], symptoms: list[Outcome]) -> Verdict:
    """The verdict on a charge with no outcome: review where something points to one."""
    message = f"{charge.code}: nothing says what it is meant to achieve; {visit.searched} was searched"
    names = [o for o in charge.outcomes if o.origin == "name" and o.parameters and o.regions]
    generic = [f for f in charge.functions if f.generic]
    reference = _reference(charge, visit, "outcome")
    for found, words in (
        (tasks, "only a task is named, and no parameter"),
        (symptoms, "only a symptom is named"),
        (names, "only the name of an exercise tells its parameter"),
        (generic, "only general words are found"),
        ([reference] if reference else [], "it points to a document that was not given"),
    ):
        if found:
            return charge.review(f"{message}; {words}: {quoted(found)}", ask=ASK_OUTCOME, nearest=found)
    others = [g for g in visit.goals if not g.wish][:2]
    message += f"; the goals aim at something else: {quoted(others)}" if others else ""
    return charge.failed(message, ask=ASK_OUTCOME, nearest=others or charge.work)


def _is_symptom(outcome: Outcome) -> bool:
    return outcome.symptom and not outcome.parameters and not _is_task_only(outcome)


def _is_task_only(outcome: Outcome) -> bool:
    return not outcome.parameters and any(not f.generic for f in outcome.functions)


def _is_generic(outcome: Outcome) -> bool:
    return not outcome.parameters and bool(outcome.functions) and all(f.generic for f in outcome.functions)


def _levels(charge: Charge, visit: Visit) -> list[Mention]:
    """What tells the level or the difficulty of the tasks that a charge trains."""
    trained = [a for a in charge.work if a.functional or a.kind in ("self_care", "wheelchair", "task")]
    return [*(h for a in trained for h in a.how), *(_help(charge, visit) if trained else [])]


def _guided(charge: Charge, visit: Visit) -> list[Skill]:
    """Cues and corrections that its description tells of."""
    said = charge.block
    return [s for s in visit.skills if said and said.start <= s.start < said.end and s.kind in _GUIDED]


def _help(charge: Charge, visit: Visit) -> list[Mention]:
    """Assist levels and measured performances inside the text of a charge."""
    spans = [(m.start, m.end) for m in (charge.block, *charge.activities) if m]
    levels = [m for m in visit.measures if m.kind in ("assist", "performance") and m.status == "present"]
    measures = [m for m in levels if m.kind == "assist" or m.start > charge.start]
    return [m for m in measures if any(start <= m.start < end for start, end in spans)]


def _manners(charge: Charge) -> list[Mention]:
    said = [h for a in charge.activities for h in a.how]
    return [h for h in said if h.text.casefold().strip() not in _UNNAMED_TECHNIQUES]


def _named_techniques(charge: Charge) -> list[Mention]:
    manual = [a for a in charge.work if a.kind in ("manual", "massage")]
    return [a for a in manual if (a.name or a.text).casefold().strip() not in _UNNAMED_TECHNIQUES]


def _is_equipment_only(charge: Charge) -> bool:
    """Whether all that is said to be done is equipment and time."""
    return all(a.kind == "equipment" and not a.how for a in charge.work)


def _reference(charge: Charge, visit: Visit, topic: str) -> Mention | None:
    if charge.reference and topic in charge.reference.topics:
        return charge.reference
    return visit.refers_to(topic, charge.code)
