"""PL001 to PL004: the treatment is part of an active plan that describes it."""

from __future__ import annotations

from notelint.linter.record import Charge, Mention, PlannedProcedure, Visit, quoted
from notelint.linter.rules import rule
from notelint.linter.verdict import Severity, Verdict

ARTICLE = 'Dr. Kotlar, "What is the difference between CPT codes 97110 & 97530?"'
PLAN = "CMS Benefit Policy Manual (Pub. 100-02) ch. 15 s. 220.1.2"
CERTIFICATION = "CMS Benefit Policy Manual (Pub. 100-02) ch. 15 s. 220.1.3; 42 CFR 424.24"

IS_A_PLAN = frozenset({"frequency", "change", "reference", "visit_count", "content"})
FOR_REVIEW = frozenset({"continue", "wish", "home"})
_CONTINUED_AS = {"97130": "97129", "97546": "97545", "97763": "97760"}


@rule("PL001", "missing-plan", source=PLAN, severity="warning")
def missing_plan(visit: Visit) -> Verdict:
    """A note that bills therapeutic procedures has a plan, a goal, or a reference to the plan of care.

    Treatment has to be part of an active plan. A frequency, a visit count and a change for the next visit are one; a
    next appointment is none; "continue" alone, the patient's wish or a home programme are left to a reviewer.

    Finds:
        2/17/2026  R lateral epicondylitis. R grip 20 kg, L 37 kg.
        97110 (15 min, 1 unit): wrist extension 2 lb 3x15, to increase R forearm strength to prune vines. Slowed by cue.
        Next appointment 2/19/2026, 8:00.  T. Bell, OTR/L
    Passes:
        2/17/2026  R lateral epicondylitis. R grip 20 kg, L 37 kg.
        97110 (15 min, 1 unit): wrist extension 2 lb 3x15, to increase R forearm strength to prune vines. Slowed by cue.
        Plan: 2x/wk for 4 weeks, next time 3 lb.  T. Bell, OTR/L
    """
    if not visit.is_treatment or not visit.procedures:
        return visit.not_applicable("no therapeutic procedure is billed")
    goals = [g for g in visit.goals if not g.wish]
    if found := [*(p for p in visit.plans if p.kind in IS_A_PLAN), *goals, *visit.planned]:
        return visit.passed(found)
    message = "no plan, no goal and no reference to a plan of care"
    ask = "What is planned: how often, for how long, what will change, towards which goal?"
    weak = [*(p for p in visit.plans if p.kind in FOR_REVIEW), *(g for g in visit.goals if g.wish)]
    if weak:
        return visit.review(f"{message}; only this was found: {quoted(weak)}", ask=ask, nearest=weak)
    if documents := [v for v in visit.documents if v.planned or v.goals]:
        words = f"{message}, and the note does not refer to the {documents[-1].title}"
        return visit.review(words, ask=ask)
    appointments = [p for p in visit.plans if p.kind == "appointment"]
    message += f"; a next appointment is no plan: {quoted(appointments)}" if appointments else ""
    return visit.failed(message, ask=ask, nearest=appointments)


@rule("PL002", "undescribed-in-plan", source=f"{ARTICLE}; {PLAN}", severity="warning")
def undescribed_in_plan(procedure: PlannedProcedure, visit: Visit) -> Verdict:
    """A plan or an evaluation describes each procedure that it names: the activity, the outcome, the functional link.

    The plan is where a reviewer looks up why exercise and activity are both billed; codes with a frequency do not say.

    Finds (plan):
        PLAN OF CARE 1/14/2026  R TKA 12/29/2025. R knee 12-78 deg, quads 3-/5.
        97110 2x/wk for 8 weeks.
        R. Ulm, PT
    Passes (plan):
        PLAN OF CARE 1/14/2026  R TKA 12/29/2025. R knee 12-78 deg, quads 3-/5.
        97110 2x/wk for 8 weeks: heel slides and leg press, to raise R knee flexion to 115 deg for getting on the bus.
        R. Ulm, PT
    """
    if visit.kind not in ("plan", "evaluation") or not procedure.is_therapeutic_procedure:
        return procedure.not_applicable("no procedure of a plan")
    outcomes = [o for o in procedure.outcomes if o.origin != "name"]
    tasks: list[Mention] = [a for a in procedure.activities if a.functional or a.kind == "gait"]
    links = [*tasks, *procedure.tasks]
    missing = [
        *([] if procedure.activities else ["its activity"]),
        *([] if outcomes else ["its outcome"]),
        *([] if links else ["the task it is for"]),
    ]
    if not missing:
        return procedure.passed([*procedure.activities, *outcomes, *links])
    nearest = [f for f in procedure.functions if f.generic]
    message = f"{procedure.code} is planned, and the {visit.kind} does not describe {_joined(missing)}"
    message += f"; only general words are found: {quoted(nearest)}" if nearest and not links else ""
    severity = Severity.WARNING if procedure.code in ("97110", "97530") else Severity.INFO
    ask = "What will be done, to achieve what, for which task?"
    return procedure.failed(message, ask=ask, nearest=nearest or [procedure], severity=severity)


@rule("PL003", "not-in-plan", source=PLAN, severity="warning")
def not_in_plan(charge: Charge, visit: Visit) -> Verdict:
    """A procedure that a visit bills is one that the patient's plan contains.

    What is outside the plan was not certified. Only plans that are given in the same run can be compared.

    Finds:
        PLAN OF CARE 5/5/2025  R TKA 4/21/2025. R knee 10-84 deg.
        97110 2x/wk: heel slides, to raise R knee flexion to 115 deg so he can get on a tractor.  B. Lund, PT
        ---
        VISIT 5/12/2025  R TKA. R knee 6-92 deg. 97140 (10 min, 1 unit): R patellar glides grade III, to increase R knee
        flexion so he can get on a tractor. Flexion 97 deg after. Cont POC.  B. Lund, PT
    Passes:
        PLAN OF CARE 5/5/2025  R TKA 4/21/2025. R knee 10-84 deg.
        97110 2x/wk: heel slides, to raise R knee flexion to 115 deg so he can get on a tractor.  B. Lund, PT
        ---
        VISIT 5/12/2025  R TKA. R knee 6-92 deg. 97110 (15 min, 1 unit): heel slides 3x10, to increase R knee flexion
        so he can get on a tractor. Strap cued. Cont POC.  B. Lund, PT
    """
    if visit.kind != "visit" or not charge.is_therapeutic_procedure:
        return charge.not_applicable("no procedure of a visit")
    given = [v for v in visit.documents if v.planned and not (v.date and visit.date and v.date > visit.date)]
    if not given:
        return charge.not_applicable(visit.stands_alone or "no plan of this patient that names procedures was given")
    codes = {p.code for v in given for p in v.planned}
    if charge.code in codes or _CONTINUED_AS.get(charge.code) in codes:
        return charge.passed([charge], f"in the {given[-1].title}")
    message = f"{charge.code} is billed, and the patient's {given[-1].title} contains only {', '.join(sorted(codes))}"
    return charge.failed(message, ask="Was the plan changed, and when?", nearest=[charge])


@rule("PL004", "plan-not-active", source=CERTIFICATION, severity="error", direction="over")
def plan_not_active(visit: Visit) -> Verdict:
    """The visit lies inside its certification or authorisation: the dates, and the number of visits.

    What is given outside of it is not paid, however well it is described.

    Finds:
        Date of service 4/9/2025. Certification period 1/6/2025 to 4/5/2025. R total shoulder. R flexion 118 deg.
        97110 (15 min, 1 unit): pulleys 3x10, to increase R shoulder motion to cook. Cued. Cont POC.  F. Ilg, PT
    Passes:
        Date of service 4/2/2025. Certification period 1/6/2025 to 4/5/2025. R total shoulder. R flexion 118 deg.
        97110 (15 min, 1 unit): pulleys 3x10, to increase R shoulder motion to cook. Cued. Cont POC.  F. Ilg, PT
    """
    if not visit.is_treatment:
        return visit.not_applicable(f"a {visit.kind} records no treatment")
    count, day = visit.visit_count, visit.date
    ask = "Which certification or authorisation covers this visit?"
    if count and count.number is not None and count.authorised is not None and count.number > count.authorised:
        message = f"visit {count.number} of {count.authorised} authorised: {quoted([count])}"
        return visit.failed(message, ask=ask, nearest=[count], at=count)
    periods = [p for p in visit.periods if p.first or p.last] if day else []
    inside = [p for p in periods if day and (not p.first or p.first <= day) and (not p.last or day <= p.last)]
    if day and periods and not inside:
        message = f"the date of service, {day.isoformat()}, lies outside the stated period: {quoted(periods)}"
        return visit.failed(message, ask=ask, nearest=periods, at=periods[0])
    if inside or (count and count.authorised is not None and count.number is not None):
        return visit.passed([*inside, *([count] if count else [])])
    return visit.not_applicable("no certification or authorisation is stated that could be compared")


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
