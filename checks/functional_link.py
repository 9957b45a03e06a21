"""FL001 and FL002: what is treated is tied to something that the patient needs to do."""

from __future__ import annotations

from notelint.linter.record import Charge, Function, Visit, quoted
from notelint.linter.rules import rule
from notelint.linter.verdict import Severity, Verdict

ARTICLE = 'Dr. Kotlar, "What is the difference between CPT codes 97110 & 97530?"'
CMS = "CMS Benefit Policy Manual (Pub. 100-02) ch. 15 s. 220.3"

OF_A_TASK = frozenset({"97530", "97535", "97537", "97542"})


@rule("FL001", "missing-functional-link", source=f"{ARTICLE}; {CMS}", severity="warning")
def missing_functional_link(charge: Charge, visit: Visit, *, accept_goals: bool = True) -> Verdict:
    """A therapeutic procedure is tied to a task of daily life, work or sport that this patient needs.

    Strength for its own sake is fitness; what a payer buys is the task. The activity may be one itself, its outcome or
    a goal may name one (`accept_goals`), or a sentence may say which loss limits which task. A complaint is no link.

    Finds:
        3/24/2025  R ACL repair wk 12. R quads 4-/5.
        97110 (30 min, 2 units): leg press 90 lb 3x10, SLR 4 lb 3x10, to increase R quadriceps strength. Knee cued.
        Plan 2x/wk.  Ed Sung, PT
    Passes:
        3/24/2025  R ACL repair wk 12. R quads 4-/5.
        97110 (30 min, 2 units): leg press 90 lb 3x10, SLR 4 lb 3x10, to increase R quadriceps strength to climb
        the stairs at work. Knee cued. Plan 2x/wk.  Ed Sung, PT
    """
    if why := visit.exempts(charge):
        return charge.not_applicable(why)
    tasks = [a for a in charge.work if a.functional]
    links = [f for f in charge.tasks if accept_goals or f not in _of_goals(charge)]
    if tasks or links:
        return charge.passed([*tasks, *links])
    for document, aim in visit.aims_elsewhere(charge):
        if named := [f for f in aim.functions if not f.generic]:
            return charge.passed(message=f"{quoted(named)} in the {document.title}")
    message = f"{charge.code}: nothing ties it to a task; {visit.searched} was searched"
    ask = "Which task of daily life, work or sport does this let the patient do?"
    if generic := [f for f in charge.functions if f.generic]:
        return charge.review(f"{message}; only general words are found: {quoted(generic)}", ask=ask, nearest=generic)
    reference = charge.reference if charge.reference and "function" in charge.reference.topics else None
    if reference := reference or visit.refers_to("function", charge.code):
        words = f"{message}; it points to a document that was not given: {quoted([reference])}"
        return charge.review(words, ask=ask, nearest=[reference])
    message += f"; a complaint alone is no link: {quoted(visit.complaints)}" if visit.complaints else ""
    severity = Severity.ERROR if charge.code in OF_A_TASK else Severity.WARNING
    return charge.failed(message, ask=ask, nearest=visit.complaints or charge.outcomes, severity=severity)


@rule("FL002", "function-not-addressed", source=f"{ARTICLE}; {CMS}", severity="warning")
def function_not_addressed(visit: Visit) -> Verdict:
    """A functional deficit that is reported is met by an activity, an outcome or a goal.

    The task that brought the patient in is the reason for the treatment; a note that leaves it at the complaint does
    not say why anything was done.

    Finds:
        7/16/2025  S: Cannot kneel to scrub the floor.  O: L knee 8-98 deg. Dx L knee OA.
        97110 (30 min, 2 units): heel slides 3x10, SAQ 3 lb 3x12, to increase L knee ROM and quad strength. Cued.
        Plan 2x/wk.  Jana Wild, PT
    Passes:
        7/16/2025  S: Cannot kneel to scrub the floor.  O: L knee 8-98 deg. Dx L knee OA.
        97110 (30 min, 2 units): heel slides 3x10, SAQ 3 lb 3x12, to increase L knee ROM for kneeling. Cued.
        Plan 2x/wk.  Jana Wild, PT
    """
    if not visit.is_treatment or not visit.procedures:
        return visit.not_applicable("no therapeutic procedure is billed")
    complaints = [f for f in visit.complaints if not f.generic]
    if not complaints:
        return visit.not_applicable("no functional deficit is reported")
    tasks = [a for a in visit.done if a.functional]
    if found := [*tasks, *_functions(visit)]:
        return visit.passed(found)
    for document in visit.documents:
        if named := [f for g in document.goals for f in g.functions if not f.generic]:
            return visit.passed(message=f"{quoted(named)} in the {document.title}")
    message = f"a deficit is reported, and no activity, outcome or goal is tied to a task: {quoted(complaints)}"
    return visit.failed(message, ask="Which part of the treatment is for this task?", nearest=complaints)


def _of_goals(charge: Charge) -> set[Function]:
    return {f for o in charge.outcomes if o.origin == "goal" for f in o.functions}


def _functions(visit: Visit) -> list[Function]:
    """The tasks that charges, outcomes and goals name."""
    tied = [f for c in visit.charges for f in c.functions]
    tied += [f for o in visit.outcomes for f in o.functions]
    tied += [f for g in visit.goals if not g.wish for f in g.functions]
    return [f for f in dict.fromkeys(tied) if not f.generic]
