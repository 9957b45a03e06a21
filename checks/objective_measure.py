"""OM001 to OM007: today's note shows an objective loss of motion, strength or mobility, of the part that is treated."""

from __future__ import annotations

from collections.abc import Iterable

from notelint.linter.record import (
    Activity,
    Diagnosis,
    LossClaim,
    Measure,
    Mention,
    Visit,
    any_neighbours,
    any_same,
    quoted,
)
from notelint.linter.rules import rule
from notelint.linter.verdict import Severity, Verdict

ARTICLE = 'Dr. Kotlar, "What is the difference between CPT codes 97110 & 97530?"'
CMS = "CMS Benefit Policy Manual (Pub. 100-02) ch. 15 s. 220.3"
LCD = "LCD L33631 (97110)"
SCALES = "the scale of each test; Norkin & White, Measurement of Joint Motion"

MEASURED = frozenset({"97110", "97112", "97113", "97116", "97140", "97150", "97530"})
ASK = "What was measured today: joint motion, a strength grade, a level of assistance, a performance test?"
_MIDLINE = frozenset({"neck", "thoracic", "lumbar", "trunk", "jaw"})  # the side of its motion is a direction
_LEGS_AND_TRUNK = ("gait", "balance", "closed_chain")
_BY_HANDS = ("manual", "massage", "modality", "adjustment")
_OF_BOTH_SIDES = ("balance", "gait")
_OF_ONE_REGION = ("exercise", "other", "self_care")


@rule("OM001", "missing-objective-measure", source=f"{ARTICLE}; {LCD}; {CMS}", severity="error")
def missing_objective_measure(visit: Visit, *, accept_questionnaires: bool = False, treatment_days: int = 0) -> Verdict:
    """The loss that is treated is shown by an objective measure of joint motion, strength or mobility of today.

    Without one a reviewer cannot see that there was anything to restore. Pain scores, doses, attendance and
    questionnaires are no such measures; `accept_questionnaires` lets a questionnaire count, and `treatment_days`
    a measure of another document of the same run that is at most so many treatment days old.

    Finds:
        3/12/2025  Dx: R rotator cuff tendinopathy. Pain 4/10, QuickDASH 48.
        97110 (15 min, 1 unit): band ER 3x12, wall slides 2x10, to increase R shoulder strength for washing her hair.
        Cued to keep the elbow in. Plan 2x/wk.  Ann Lee, PT
    Passes:
        3/12/2025  Dx: R rotator cuff tendinopathy. R shoulder flexion 118 deg, ER 4-/5.
        97110 (15 min, 1 unit): band ER 3x12, wall slides 2x10, to increase R shoulder strength for washing her hair.
        Cued to keep the elbow in. Plan 2x/wk.  Ann Lee, PT
    """
    if why := _without_procedures(visit):
        return visit.not_applicable(why)
    if found := _accepted(visit, accept_questionnaires):
        return visit.passed(found)
    if _of_another_day(visit):
        return visit.not_applicable("all measures are of another day: see OM005")
    if recent := _in_another_document(visit, treatment_days):
        return visit.passed(message=f"{quoted(recent.objective)} in the {recent.title}")
    codes = ", ".join(dict.fromkeys(c.code for c in visit.procedures))
    message = f"billed {codes}: no objective measure of motion, strength or mobility of today in {visit.searched}"
    if deferred := [m for m in visit.measures if m.status == "not_assessed" and m.reason]:
        return visit.review(f"{message}; testing was deferred: {quoted(deferred)}", ask=ASK, nearest=deferred)
    if reference := visit.refers_to("measure"):
        words = f"{message}; the note points to a document that was not given"
        return visit.review(f"{words}: {quoted([reference])}", ask=ASK, nearest=[reference])
    nearest = _nearest(visit)
    message += f"; only {_kinds(nearest, visit)} found: {quoted(nearest)}" if nearest else ""
    if not MEASURED & {c.code for c in visit.procedures}:
        return visit.review(message, ask=ASK, nearest=nearest)
    return visit.failed(message, ask=ASK, nearest=nearest)


@rule("OM002", "no-measured-loss", source=f"{ARTICLE}; {LCD}", severity="warning")
def no_measured_loss(visit: Visit) -> Verdict:
    """At least one measure of today is below normal, below the other side or a level of help: a loss.

    A note whose measures are all normal argues against its own treatment. What pain limits, what a questionnaire
    shows or what was lost earlier in the episode may still justify it, and is left to a reviewer.

    Finds:
        2/3/2025  Dx: R ankle sprain. R DF 20 deg, PF 50 deg. R ankle MMT 5/5.
        97110 (15 min, 1 unit): band eversion 3x15, calf raises 3x15, to increase R ankle strength for trail running.
        Cued slow return. Plan 2x/wk.  V. Moss, PT
    Passes:
        2/3/2025  Dx: R ankle sprain. R DF 6 deg, L DF 20 deg. R ankle eversion 4-/5.
        97110 (15 min, 1 unit): band eversion 3x15, calf raises 3x15, to increase R ankle strength for trail running.
        Cued slow return. Plan 2x/wk.  V. Moss, PT
    """
    if why := _without_procedures(visit):
        return visit.not_applicable(why)
    if not visit.objective:
        return visit.not_applicable("there is no objective measure of today")
    if losses := [m for m in visit.objective if m.loss]:
        return visit.passed(losses)
    if unknown := [m for m in visit.objective if m.loss is None]:
        return visit.not_applicable(f"nothing tells whether these are normal: {quoted(unknown)}")
    message = f"every measure of today is normal: {quoted(visit.objective)}"
    ask = "What is still lost: motion, strength or mobility, on which test, compared with which norm or side?"
    limited = [*visit.pain_limited, *_questionnaire_deficits(visit), *_earlier_losses(visit)]
    if limited:
        return visit.review(f"{message}; a deficit is stated: {quoted(limited)}", ask=ask, nearest=limited)
    if lost := [v for v in visit.documents if any(m.loss for m in v.objective)]:
        return visit.review(f"{message}; a loss stands in the {lost[-1].title}", ask=ask, nearest=visit.objective)
    return visit.failed(message, ask=ask, nearest=visit.objective)


@rule("OM003", "unquantified-impairment", source=f"{CMS}; {LCD}", severity="info")
def unquantified_impairment(claim: LossClaim, visit: Visit) -> Verdict:
    """A loss that is claimed in words is given in figures too, for that quality and that region.

    "Decreased strength" cannot be compared with the next visit, and reads the same in every note.

    Finds:
        7/2/2025  Dx: L rotator cuff tendinopathy. L shoulder flexion 138 deg. Decreased L shoulder strength.
        97110 (15 min, 1 unit): wand flexion 2x12, to increase L shoulder range for reaching the top bunk. Ribs cued.
        Plan 2x/wk.  Al Weir, PT
    Passes:
        7/2/2025  Dx: L rotator cuff tendinopathy. Decreased L shoulder strength: L ER 4-/5, R 5/5.
        97110 (15 min, 1 unit): band ER 2x12, to increase L shoulder strength for reaching the top bunk. Ribs cued.
        Plan 2x/wk.  Al Weir, PT
    """
    if visit.kind == "template":
        return claim.not_applicable("a template records no treatment")
    same = [c for c in visit.claims if (c.quality, c.region) == (claim.quality, claim.region)]
    if same and same[0].start < claim.start:
        return claim.not_applicable(f"said before: {quoted(same[:1])}")
    measures = [m for m in visit.measures if claim.quality in m.shows and _covers(m, claim)]
    if found := [m for m in measures if m.status in ("present", "historical")]:
        return claim.passed(found)
    where = f" of the {claim.region.replace('_', ' ')}" if claim.region else ""
    message = f'"{claim.text}" is claimed and no measure of {_named(claim.quality)}{where} stands in this note'
    ask = f"Which grade, degree, score or time does this loss of {_named(claim.quality)} have?"
    if deferred := [m for m in measures if m.status == "not_assessed" and m.reason]:
        return claim.review(f"{message}; testing was deferred: {quoted(deferred)}", ask=ask, nearest=deferred)
    return claim.failed(message, ask=ask, nearest=[claim])


@rule("OM004", "impossible-measure", source=SCALES, severity="error")
def impossible_measure(measure: Measure, visit: Visit) -> Verdict:
    """A measure is a value that its scale or its joint allows.

    An impossible value is a typing error at best; a reviewer will doubt every other figure of the note.

    Finds:  2/20/2026 L ACL repair. L quads 6/5, L knee 0-118 deg.
    Passes: 2/20/2026 L ACL repair. L quads 4-/5, L knee 0-118 deg.
    """
    if visit.kind == "template" or measure.status in ("placeholder", "not_assessed"):
        return measure.not_applicable("nothing was measured")
    if not measure.impossible:
        return measure.passed([measure])
    ask = "What is the value that was found?"
    return measure.failed(f'"{measure.text}": {measure.impossible}', ask=ask, nearest=[measure])


@rule("OM005", "measure-not-current", source=f"{CMS}; {LCD}", severity="warning")
def measure_not_current(visit: Visit, *, recent_days: int = 30, treatment_days: int = 0) -> Verdict:
    """The objective measures are of today, not only of the evaluation or of another examination.

    An old value shows what was lost then. A measure of `recent_days` or less is worth a note, an older or undated one
    a warning. `treatment_days` lets a measure of another document of the run count, as OM001 does.

    Finds:
        4/20/2025  R TKA 2/10/2025. At eval 3/2/2025: R knee flexion 84 deg, quads 3-/5.
        97110 (30 min, 2 units): heel slides 3x10, SLR 3x8, to increase R knee flexion for the bus step. Strap cued.
        Plan 3x/wk.  G. Birk, PT
    Passes:
        4/20/2025  R TKA 2/10/2025. R knee flexion 102 deg today, 84 deg at eval 3/2/2025.
        97110 (30 min, 2 units): heel slides 3x10, SLR 3x8, to increase R knee flexion for the bus step. Strap cued.
        Plan 3x/wk.  G. Birk, PT
    """
    if why := _without_procedures(visit):
        return visit.not_applicable(why)
    if visit.objective:
        return visit.passed(visit.objective)
    old = _of_another_day(visit)
    if not old:
        return visit.not_applicable("there is no objective measure at all: see OM001")
    if recent := _in_another_document(visit, treatment_days):
        return visit.passed(message=f"{quoted(recent.objective)} in the {recent.title}")
    message = f"the only measures are of another day: {quoted(old)}; {visit.searched} was searched"
    if not MEASURED & {c.code for c in visit.procedures}:
        return visit.review(message, ask=ASK, nearest=old)
    ages = [(visit.date - m.date).days for m in old if m.date] if visit.date else []
    severity = Severity.INFO if ages and min(ages) <= recent_days else Severity.WARNING
    return visit.failed(message, ask=ASK, nearest=old, severity=severity)


@rule("OM006", "measure-of-another-region", source=f"{ARTICLE}; {LCD}", severity="warning")
def measure_of_another_region(visit: Visit) -> Verdict:
    """The measures are of the region that is treated, or of a neighbour of it.

    A stiff wrist does not show why the knee was exercised. Neck, thoracic spine and shoulder are neighbours, the joints
    of a limb, lumbar spine and hip, the spine with the limb that its roots serve; walking, balance and transfers belong
    to leg and trunk.

    Finds:
        5/2/2025  Dx: R knee OA, R wrist fx. R wrist extension 32 deg, R wrist flexion 38 deg.
        97110 (15 min, 1 unit): R SLR 3x10, R SAQ 3 lb 3x12, to increase R quad strength for the basement stairs.
        No lag after cue. Plan 2x/wk.  Hal Stone, PT
    Passes:
        5/2/2025  Dx: R knee OA. R knee flexion 104 deg, R quads 4-/5.
        97110 (15 min, 1 unit): R SLR 3x10, R SAQ 3 lb 3x12, to increase R quad strength for the basement stairs.
        No lag after cue. Plan 2x/wk.  Hal Stone, PT
    """
    if why := _without_procedures(visit):
        return visit.not_applicable(why)
    measures = visit.objective
    if not measures:
        return visit.not_applicable("there is no objective measure of today")
    if whole := [m for m in measures if not m.region]:
        return visit.not_applicable(f"a measure is of no one region: {quoted(whole)}")
    treated = _treated(visit)
    if not treated:
        return visit.not_applicable("nothing tells which region is treated")
    if near := [m for m in measures if any_neighbours([m.region or ""], treated)]:
        return visit.passed(near)
    regions = _listed({m.region or "" for m in measures})
    message = f"the measures are of {regions}, and what is treated is {_listed(treated)}: {quoted(measures)}"
    ask = "What was measured of the region that was treated?"
    return visit.failed(message, ask=ask, nearest=measures)


@rule("OM007", "wrong-side", source=f"{CMS}; {LCD}", severity="warning")
def wrong_side(visit: Visit) -> Verdict:
    """What is measured and treated is of the side that the diagnosis or the surgery names.

    A note with the sides mixed up either treats the wrong limb or describes it; both are denied.

    Finds:
        9/9/2025  Dx: R rotator cuff tear, repaired 7/1/2025. L shoulder flexion 108 deg, L abd 3/5.
        97110 (15 min, 1 unit): L wand flexion 2x12, L table slides 2x10, to increase L shoulder range to comb hair.
        Supine by cue. Plan 2x/wk.  Max Thiel, PT
    Passes:
        9/9/2025  Dx: R rotator cuff tear, repaired 7/1/2025. R shoulder flexion 108 deg, R abd 3/5.
        97110 (15 min, 1 unit): R wand flexion 2x12, R table slides 2x10, to increase R shoulder range to comb hair.
        Supine by cue. Plan 2x/wk.  Max Thiel, PT
    """
    if not visit.is_treatment:
        return visit.not_applicable(f"a {visit.kind} records no treatment")
    sided = [d for d in visit.diagnoses if d.side and not d.history and not _is_treated_part(d, visit)]
    named = [d for d in sided if d.kind != "symptom"] or sided
    if len({d.side for d in named}) != 1 or named[0].side == "both":
        return visit.not_applicable("no diagnosis of one side")
    side, regions = named[0].side, [d.region for d in named if d.region]
    lost = [m for m in visit.objective if m.loss and m.region not in _MIDLINE]
    parts: list[Measure | Activity] = [*lost, *visit.done]
    parts = [p for p in parts if not regions or not p.region or any_neighbours([p.region], regions)]
    if right := [p for p in parts if p.side == side]:
        return visit.passed([*named, *right])
    other = [p for p in parts if p.side and p.side != "both" and not _is_direction(p, regions)]
    if not other:
        return visit.not_applicable("no impaired measure and no treated part names one side")
    message = f"the diagnosis names the {side} side ({quoted(named)}), and these are of the other: {quoted(other)}"
    ask = "Which side is the condition on, and which side was measured and treated?"
    if any(p.side == "both" or (not p.side and isinstance(p, Activity) and p.kind in _OF_BOTH_SIDES) for p in parts):
        return visit.review(f"{message}; both sides work together here", ask=ask, nearest=[*named, *other])
    return visit.failed(message, ask=ask, nearest=[*named, *other])


def _is_treated_part(diagnosis: Diagnosis, visit: Visit) -> bool:
    """Whether the name of a diagnosis is that of a part under treatment: "soft tissue work to the L ITB"."""
    return any(a.start <= diagnosis.start < a.end for charge in visit.charges for a in charge.activities)


def _is_direction(part: Measure | Activity, regions: list[str]) -> bool:
    """Whether the side of an exercise is where it goes, rather than the limb that does it: "R rotation in sitting"."""
    places = {part.region} if part.region else set(regions)
    if not isinstance(part, Activity) or not places or not _MIDLINE.issuperset(places):
        return False
    return part.kind not in _BY_HANDS or places == {"jaw"}


def _without_procedures(visit: Visit) -> str:
    """Why the rules on the measures of a treatment do not apply; empty where they do."""
    if not visit.is_treatment:
        return f"a {visit.kind} records no treatment"
    return "" if visit.procedures else "no therapeutic procedure is billed"


def _accepted(visit: Visit, questionnaires: bool) -> list[Measure]:
    kept = [m for m in visit.measures if m.status == "present" and m.kind == "questionnaire" and questionnaires]
    return [*visit.objective, *kept]


def _of_another_day(visit: Visit) -> list[Measure]:
    if visit.objective:
        return []
    return [m for m in visit.measures if m.objective and m.status == "historical"]


def _in_another_document(visit: Visit, treatment_days: int) -> Visit | None:
    """The document of the run with measures that are at most so many treatment days old."""
    for document in visit.documents if treatment_days else ():
        age = visit.treatment_days_since(document.date) if document.date else None
        if document.objective and age is not None and age <= treatment_days:
            return document
    return None


def _nearest(visit: Visit) -> list[Mention]:
    """What was seen and is no measure of today: questionnaires and pain first, then what is a goal or not assessed."""
    seen = [m for m in visit.measures if m.kind in ("questionnaire", "other") and m.status == "present"]
    rest = [m for m in visit.measures if m.objective and m.status in ("goal", "not_assessed", "hypothetical")]
    return [*seen, *visit.pain, *rest]


def _kinds(nearest: list[Mention], visit: Visit) -> str:
    """What the nearest misses are: "a questionnaire and a pain score were"."""
    names = {
        "a questionnaire": any(isinstance(m, Measure) and m.kind == "questionnaire" for m in nearest),
        "a pain score": any(m in visit.pain for m in nearest),
        "a goal, a norm or what was not tested": any(isinstance(m, Measure) and m.status != "present" for m in nearest),
    }
    words = [name for name, here in names.items() if here] or ["this"]
    return f"{' and '.join(words)} {'was' if len(words) == 1 else 'were'}"


def _questionnaire_deficits(visit: Visit) -> list[Measure]:
    present = [m for m in visit.measures if m.kind == "questionnaire" and m.status == "present"]
    return [m for m in present if m.loss is not False]


def _earlier_losses(visit: Visit) -> list[Measure]:
    """Measures of another day that differ from what was found today."""
    today = {(m.name, m.side, m.value) for m in visit.objective}
    earlier = [m for m in visit.measures if m.objective and m.status == "historical"]
    return [m for m in earlier if (m.name, m.side, m.value) not in today]


def _covers(measure: Measure, claim: LossClaim) -> bool:
    return not claim.region or not measure.region or any_same([measure.region], [claim.region])


def _named(quality: str) -> str:
    return {"rom": "joint motion"}.get(quality, quality)


def _listed(regions: Iterable[str]) -> str:
    return ", ".join(sorted(r.replace("_", " ") for r in regions))


def _treated(visit: Visit) -> set[str]:
    """The regions that are treated today; empty where an exercise may be of any.

    What names none is of the regions of its charge; manual work that names none follows the rest of the treatment.
    """
    regions = {r for c in visit.charges if c.meaning.kind != "adjustment" for r in c.treated} or set(visit.adjusted)
    placed = {a for c in visit.charges if c.treated for a in c.activities}
    billed = {a for c in visit.charges for a in c.activities}
    for activity in (a for a in visit.done if a in billed or not regions):
        if activity.region:
            regions.add(activity.region)
        elif activity.kind in _LEGS_AND_TRUNK:
            regions |= {"lower_limb", "trunk"}
        elif activity.kind == "task" and activity not in placed:
            regions |= {"lower_limb", "trunk", "upper_limb"}
        elif activity.kind in _OF_ONE_REGION and activity not in placed:
            return set()
    return regions
