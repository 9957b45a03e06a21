"""CA001 to CA007: the code that is billed has the meaning of what is described."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from notelint.linter.record import Activity, Charge, Visit, quoted
from notelint.linter.rules import rule
from notelint.linter.verdict import Verdict

ARTICLE = 'Dr. Kotlar, "What is the difference between CPT codes 97110 & 97530?"'
CLAIMS = "CMS Claims Processing Manual (Pub. 100-04) ch. 5 s. 20"
CMS = "CMS Benefit Policy Manual (Pub. 100-02) ch. 15 s. 220.3, 230"

ASK_CODE = "Which service was given in these minutes?"
_FAMILY = {"endurance": "strength", "flexibility": "rom"}
_SERVICES = ("modality", "manual", "massage", "gait", "wheelchair", "self_care")
_EXERCISES = ("exercise", "closed_chain", "equipment")
_TASKS = ("task", "gait", "self_care", "wheelchair", "cognition", "orthotic")
_ACTIVE = (*_EXERCISES, "balance", "task", "gait", "self_care", "wheelchair", "cognition")
_CONTROL = frozenset({"balance", "coordination", "proprioception", "posture", "tone"})
_STIMULATION = frozenset({"97014", "97032", "G0283"})
_CONTINUED = {"97130": "97129", "97546": "97545"}
_REGIONS_OF = {"98940": 1, "98941": 3, "98942": 5}
_SAID = {
    "group": "a group",
    "concurrent": "another patient at the same time",
    "unattended": "nobody in attendance",
    "aide": "an aide",
}


@rule("CA001", "exercise-billed-as-activity", source=ARTICLE, severity="error", direction="over")
def exercise_billed_as_activity(charge: Charge, visit: Visit, *, multi_parameter: bool = True) -> Verdict:
    """97530 is practice of a functional task, or one activity for several parameters together.

    Exercise for one parameter each is 97110, whatever task it is for. With `multi_parameter` off, an activity for
    several parameters is 97530 only where a task is named.

    Finds:
        2/11/2025  Dx: L trochanteric bursitis. L hip abd 3+/5.
        97530 (15 min, 1 unit): sidelying hip abd 3x12, clamshell 3x15 green band, to build L hip strength for stairs.
        Roll of the trunk corrected. Plan 2x/wk.  R. Voss, PT
    Passes:
        2/11/2025  Dx: L trochanteric bursitis. L hip abd 3+/5.
        97530 (15 min, 1 unit): lifting a 10 lb crate from floor to shelf 3x8, carrying it 40 ft x4, to stock shelves
        again. Hip hinge cued. Plan 2x/wk.  R. Voss, PT
    """
    if why := _not_judged(charge, visit, "97530"):
        return charge.not_applicable(why)
    if tasks := [a for a in charge.work if a.functional or a.kind in _TASKS]:
        return charge.passed(tasks)
    kinds = {a.kind for a in charge.work}
    if kinds <= {"manual", "massage", "modality"}:
        return charge.not_applicable("no exercise is described: see CA006")
    several = [a for a in charge.work if _is_several(a)]
    if several and (multi_parameter or charge.tasks):
        return charge.passed(several)
    message = f"97530 is billed, and only exercise is described, no functional task: {quoted(charge.work)}"
    closed = [a for a in charge.work if a.kind == "closed_chain"]
    closed = closed if 2 * len(closed) >= len(charge.work) else []
    if closed and charge.tasks:
        return charge.passed([*closed, *charge.tasks])
    ask = "Which functional task was practised?"
    aimed = {p for o in charge.outcomes for p in o.parameters}
    of_control = kinds == {"balance"} and (not aimed or bool(aimed & _CONTROL))
    if closed or "other" in kinds or of_control or (kinds == {"equipment"} and not charge.aims):
        return charge.review(message, ask=ask, nearest=closed or charge.work)
    return charge.failed(f"{message}; that is the meaning of 97110", ask=ask, nearest=charge.work)


@rule("CA002", "activity-billed-as-exercise", source=ARTICLE, severity="warning", direction="under")
def activity_billed_as_exercise(charge: Charge, visit: Visit, *, multi_parameter: bool = True) -> Verdict:
    """97110 is exercise for one parameter at a time; practice of a functional task is 97530.

    Lifting, carrying, reaching, transfers, throwing or hand assembly are tasks; so is one activity that is to improve
    several parameters together (with `multi_parameter` off, only where a task is named). A list of exercises with a
    parameter each is exercise, and so are squats and step-ups for strength.

    Finds:
        5/7/2025  R stroke, L hemiparesis. Sit to stand Min A, L knee extension 3/5.
        97110 (30 min, 2 units): bed to chair transfers x6, toilet transfers x4, so that his wife can help him alone.
        Weight shift facilitated. Plan 5x/wk.  W. Brand, PT
    Passes:
        5/7/2025  R stroke, L hemiparesis. Sit to stand Min A, L knee extension 3/5.
        97110 (30 min, 2 units): L LAQ 3x10, bridges 2x10, to increase L leg strength so that he stands up alone.
        Full extension cued. Plan 5x/wk.  W. Brand, PT
    """
    if why := _not_judged(charge, visit, "97110"):
        return charge.not_applicable(why)
    counts = bool(multi_parameter or charge.tasks)
    tasks = [a for a in charge.work if _is_practice(a)]
    found = [a for a in charge.work if _is_practice(a) or (counts and _is_several(a))]
    if not found:
        return charge.passed(charge.work)
    ask = "Was a functional task practised, or exercise for one parameter at a time?"
    others = [a for a in charge.work if not (_is_practice(a) or (counts and _is_several(a)))]
    rest = [a for a in others if a.kind in ("exercise", "closed_chain", "other")]
    if not rest:
        what = "practice of a functional task" if tasks else "one activity for several parameters together"
        message = f"97110 is billed, and {what} is described: {quoted(found)}; that is the meaning of 97530"
        return charge.failed(message, ask=ask, nearest=found)
    if len(found) > len(rest):
        message = f"97110 is billed, and tasks are described beside exercise: {quoted(found)}"
        return charge.review(message, ask=ask, nearest=found)
    return charge.passed(rest)


@rule("CA003", "modality-billed-as-procedure", source=ARTICLE, severity="error", direction="over")
def modality_billed_as_procedure(charge: Charge, visit: Visit) -> Verdict:
    """A therapeutic procedure is not a modality: heat, current, ultrasound or a traction machine has its own code.

    A modality is billed on the device; many are paid once a day or not at all, so the difference is money.

    Finds:
        5/30/2025  Dx: cervical strain, MVA 5/2/2025. Cervical rotation R 44 deg.
        97110 (15 min, 1 unit): moist heat to the neck with interferential current 80-150 Hz, supine.
        Plan 2x/wk.  Q. Dorn, PT
    Passes:
        5/30/2025  Dx: cervical strain, MVA 5/2/2025. Cervical rotation R 44 deg.
        97110 (15 min, 1 unit): after moist heat, chin tucks 3x10 and rotation AROM 2x10, to increase neck rotation.
        Chin level cued. Plan 2x/wk.  Q. Dorn, PT
    """
    if not visit.is_treatment or not charge.is_therapeutic_procedure:
        return charge.not_applicable(f"{charge.code} is no therapeutic procedure of a visit")
    if not charge.work:
        return charge.not_applicable(f"nothing describes {charge.code}: see CA004")
    if not charge.is_modality_described:
        return charge.passed(a for a in charge.work if a.kind != "modality")
    message = f"{charge.code} is billed, and a modality is described: {quoted(charge.work)}{_meant(charge.work)}"
    return charge.failed(message, ask=ASK_CODE, nearest=charge.work)


@rule("CA004", "undescribed-charge", source=f"{CMS}; {ARTICLE}", severity="error", direction="over")
def undescribed_charge(charge: Charge, visit: Visit) -> Verdict:
    """Each code that is billed is described: what was done for it.

    A code with no words behind it is denied as not furnished. Evaluations, tests and hot or cold packs describe
    themselves; a flow sheet that was not given is left to a reviewer.

    Finds:
        10/7/2025  Dx: R Achilles tendinopathy. R DF 4 deg. Codes: 97110 (20 min, 1 unit), 97140 (10 min, 1 unit).
        Therapeutic exercise: eccentric heel drops 3x15, to build R calf strength for running to the bus. Cued.
        Plan 2x/wk.  J. Pohl, PT
    Passes:
        10/7/2025  Dx: R Achilles tendinopathy. R DF 4 deg. Codes: 97110 (20 min, 1 unit), 97140 (10 min, 1 unit).
        Therapeutic exercise: eccentric heel drops 3x15, to build R calf strength for running to the bus. Cued.
        Manual therapy: R talocrural AP glides grade III 4x45 s, to increase R DF for the same. Plan 2x/wk.  J. Pohl, PT
    """
    kind = charge.meaning.kind
    if not visit.is_treatment or kind in ("evaluation", "test", "other") or charge.code == "97010":
        return charge.not_applicable(f"{charge.code} needs no description here")
    adjusted = [a for a in visit.done if a.kind == "adjustment"]
    if kind == "adjustment" and (adjusted or visit.adjusted):
        return charge.passed(adjusted, ", ".join(visit.adjusted))
    if charge.activities:
        return charge.passed(charge.activities)
    if parent := next((c for c in visit.charges if c.code == _CONTINUED.get(charge.code) and c.activities), None):
        return charge.passed(parent.activities, f"continues {parent.code}")
    message = f"{charge.code} is billed, and nothing says what was done for it"
    ask = "What was done under this code?"
    if reference := charge.reference or visit.refers_to("activity", charge.code):
        words = f"{message}; it points to a document that was not given: {quoted([reference])}"
        return charge.review(words, ask=ask, nearest=[reference])
    message += "; its line, the text under it, the headings and the list of activities were searched"
    near = [a for a in visit.activities if a.status != "done" and charge.code in a.fits]
    message += f"; only this was found, and not as done today: {quoted(near)}" if near else ""
    if near and (visit.kind == "evaluation" or any(c.meaning.kind == "evaluation" for c in visit.charges)):
        return charge.review(message, ask=ask, nearest=near)
    return charge.failed(message, ask=ask, nearest=near or [charge])


@rule("CA005", "unbilled-activity", source=CMS, severity="info", direction="under")
def unbilled_activity(activity: Activity, visit: Visit, *, least_minutes: int = 8) -> Verdict:
    """A distinct service that was given is covered by a charge, or marked as not charged.

    Either the bill is incomplete or the note claims a service that was not given. Teaching, tests, taping, and a
    service of fewer than `least_minutes` stated minutes need no charge.

    Finds:
        6/10/2025  Dx: L rotator cuff tendinopathy. L abd 122 deg.
        Ultrasound 1 MHz 1.0 W/cm2 continuous 8 min to the L supraspinatus.
        97110 (15 min, 1 unit): ER isometrics 10x10 s, to increase L cuff strength so he can paint. Elbow cued.
        Billed: 97110. Plan 2x/wk.  H. Lau, PT
    Passes:
        6/10/2025  Dx: L rotator cuff tendinopathy. L abd 122 deg.
        97035 (8 min, 1 unit): ultrasound 1 MHz 1.0 W/cm2 continuous to the L supraspinatus.
        97110 (15 min, 1 unit): ER isometrics 10x10 s, to increase L cuff strength so he can paint. Elbow cued.
        Plan 2x/wk.  H. Lau, PT
    """
    if not visit.is_treatment or not visit.charges:
        return activity.not_applicable("no charges are listed")
    if activity.status != "done" or activity.kind not in _SERVICES:
        return activity.not_applicable("no distinct service of today")
    codes = {activity.code, *activity.fits}
    if covering := [c for c in visit.charges if _covers(c, activity, codes)]:
        return activity.passed(covering)
    if free := [c for c in visit.uncharged if c.code in codes or activity in c.activities]:
        return activity.not_applicable(f"marked as not charged: {quoted(free)}")
    if activity.minutes is not None and activity.minutes < least_minutes:
        return activity.not_applicable(f"{activity.minutes} minutes are too short for a charge")
    same = [a for a in visit.done if a.kind == activity.kind and _is_same_service(a, activity)]
    if same and same[0].start < activity.start:
        return activity.not_applicable(f"said before: {quoted(same[:1])}")
    billed = ", ".join(dict.fromkeys(c.code for c in visit.charges))
    message = f"described as done, and no charge of {billed} covers it: {quoted([activity])}{_meant([activity])}"
    return activity.failed(message, ask="Was this service given, and is it billed?", nearest=[activity])


@rule("CA006", "wrong-code", source=f"{CLAIMS}; {ARTICLE}", severity="error", direction="over")
def wrong_code(charge: Charge, visit: Visit) -> Verdict:
    """A code and what is described under it do not contradict each other.

    Manual therapy is done by hands, gait training is walking, retraining is of balance or control, a modality is the
    device that was used, and manipulation is paid by the regions that are named. Equipment alone decides nothing.

    Finds:
        9/2/2025  Dx: L thoracic outlet syndrome. L abd 140 deg, lower trapezius 3+/5.
        97140 (15 min, 1 unit): prone Y 2x10, chin tuck 2x10, band rows 3x12, to build strength for the register.
        Thumb position cued. Plan 2x/wk.  K. Kerr, PT
    Passes:
        9/2/2025  Dx: L thoracic outlet syndrome. L abd 140 deg, lower trapezius 3+/5.
        97140 (15 min, 1 unit): L GH inferior glides grade III 4x30 s, to increase L shoulder motion for the register.
        Softer after. Plan 2x/wk.  K. Kerr, PT
    """
    if not visit.is_treatment:
        return charge.not_applicable(f"a {visit.kind} records no treatment")
    if charge.meaning.kind == "adjustment":
        return _regions(charge, visit)
    if unattended := [c for c in charge.contact if charge.code == "97032" and c.kind == "unattended"]:
        message = f"97032 is billed, and nobody was in attendance: {quoted(unattended)}"
        return charge.failed(f"{message}; that is the meaning of 97014 or G0283", ask=ASK_CODE, nearest=unattended)
    if charge.later_encounter and charge.code in ("97760", "97761"):
        later = [charge.later_encounter]
        message = f"{charge.code} is for the first encounter, and this is a later one: {quoted(later)}"
        ask = "Is this the first encounter for this device?"
        return charge.failed(f"{message}; that is the meaning of 97763", ask=ask, nearest=later)
    if charge.on_land:
        message = f"97113 is exercise in water, and what is described was done on land: {quoted([charge.on_land])}"
        return charge.failed(f"{message}{_meant(charge.work)}", ask=ASK_CODE, nearest=[charge.on_land])
    if not charge.work or charge.meaning.kind not in ("procedure", "modality"):
        return charge.not_applicable(f"nothing to compare {charge.code} with")
    if charge.is_therapeutic_procedure and charge.is_modality_described:
        return charge.not_applicable("what is described is a modality: see CA003")
    if not (words := _contradiction(charge)):
        return charge.passed(charge.work)
    message = f"{charge.code} is billed, and {words}: {quoted(charge.work)}"
    if words in _FOR_REVIEW:
        return charge.review(message, ask=ASK_CODE, nearest=charge.work)
    return charge.failed(f"{message}{_meant(charge.work)}", ask=ASK_CODE, nearest=charge.work)


@rule("CA007", "contact-contradiction", source=CLAIMS, severity="error", direction="over")
def contact_contradiction(charge: Charge, visit: Visit) -> Verdict:
    """A one-on-one code is given to one patient by the clinician, for all of its minutes.

    Time in a group, beside another patient, alone in the gym or under an aide belongs to no such code.

    Finds:
        9/17/2025  Dx: osteoporosis, T9 fracture. Back extension 4-/5.
        97110 (30 min, 2 units): back class, 4 patients, one PT: prone extension 2x10, band rows 3x12, to increase back
        strength to carry groceries. Chest lift cued. Plan 2x/wk.  L. Ruhl, PT
    Passes:
        9/17/2025  Dx: osteoporosis, T9 fracture. Back extension 4-/5.
        97110 (30 min, 2 units): one-on-one, prone extension 2x10, band rows 3x12, to increase back strength to carry
        groceries, done independently after a cue. Plan 2x/wk.  L. Ruhl, PT
    """
    if not visit.is_treatment or not charge.meaning.one_on_one:
        return charge.not_applicable(f"{charge.code} is not billed one-on-one here")
    if not charge.contact:
        return charge.passed()
    kinds = ", ".join(dict.fromkeys(_SAID[c.kind] for c in charge.contact))
    message = f"{charge.code} is one-on-one, and the note says {kinds}: {quoted(charge.contact)}"
    ask = "Which of these minutes were one-on-one with the clinician?"
    return charge.failed(message, ask=ask, nearest=charge.contact)


_BY_HAND = "nothing is described that is done by hands"
_NO_GAIT = "no walking is described"
_STRENGTH = "plain exercise is described, not balance, coordination, posture or movement control"
_NO_CHAIR = "no wheelchair is described"
_ONLY_EXERCISE = "only exercise is described"
_NO_DEVICE = "no orthosis or prosthesis is described"
_ONLY_HANDS = "only work by hands is described"
_OTHER_TRAINING = "training of another kind is described"
_OTHER_SERVICE = "another service is described"
_MAYBE_STRENGTH = "closed-chain exercise is described, and no aim of balance, posture or control"
_ONLY_BALANCE = "only balance drills are described"
_ONLY_WALKING = "only walking is described"
_FOR_REVIEW = (_MAYBE_STRENGTH, _ONLY_BALANCE, _ONLY_WALKING)


def _contradiction(charge: Charge) -> str:
    """In words, what contradicts the code; empty where nothing does."""
    work = charge.work
    kinds = {a.kind for a in work}
    if "other" in kinds or any(charge.code in a.fits[:1] for a in work):
        return ""
    if all((a.kind == "equipment" and not a.how) or not a.name for a in work):
        return ""  # what no term names may be anything
    if charge.meaning.kind == "modality":
        return _of_device(charge)
    match charge.code:
        case "97140" | "97124":
            return _BY_HAND if kinds <= set(_ACTIVE) else ""
        case "97116":
            return _NO_GAIT if not _any_fits(work, "97116") and kinds <= {*_EXERCISES, "wheelchair"} else ""
        case "97112":
            return _of_control(charge, kinds)
        case "97542":
            return "" if "wheelchair" in kinds or _any_fits(work, "97542") else _NO_CHAIR
        case "97535" | "97537" | "97129" | "97130":
            return _ONLY_EXERCISE if kinds <= set(_EXERCISES) and not any(a.functional for a in work) else ""
        case "97760" | "97761" | "97763":
            return _NO_DEVICE if kinds <= set(_EXERCISES) else ""
        case "97110" | "97530":
            return _of_exercise(charge.code, kinds)
    return ""


def _of_device(charge: Charge) -> str:
    codes = _STIMULATION if charge.code in _STIMULATION else {charge.code}
    others = [a for a in charge.work if a.fits]
    return _OTHER_SERVICE if others and not any(codes & set(a.fits) for a in others) else ""


def _of_control(charge: Charge, kinds: Collection[str]) -> str:
    if _CONTROL & charge.aims or _any_fits(charge.work, "97112") or not set(kinds) <= set(_EXERCISES):
        return ""
    return _MAYBE_STRENGTH if "closed_chain" in kinds else _STRENGTH


def _of_exercise(code: str, kinds: Collection[str]) -> str:
    kinds = set(kinds)
    if kinds <= {"manual", "massage"}:
        return _ONLY_HANDS
    if kinds == {"gait"}:
        return _ONLY_WALKING
    if code == "97110" and kinds == {"balance"}:
        return _ONLY_BALANCE
    trained = {"self_care", "wheelchair", "cognition", "orthotic"} if code == "97110" else {"cognition", "orthotic"}
    return _OTHER_TRAINING if kinds <= trained else ""


def _regions(charge: Charge, visit: Visit) -> Verdict:
    """Whether as many spinal regions are named as adjusted as the code asserts."""
    least = _REGIONS_OF.get(charge.code)
    if least is None or not visit.adjusted:
        return charge.not_applicable("no spinal regions to count" if least is None else "no adjusted region is named")
    regions = sorted(set(visit.adjusted))
    if len(regions) >= least:
        return charge.passed(message=", ".join(regions))
    fits = max(code for code, count in _REGIONS_OF.items() if count <= len(regions))
    message = f"{charge.code} is for {least} regions or more, and {len(regions)} are named: {', '.join(regions)}"
    message += f"; that is the meaning of {fits}"
    adjusted = [a for a in visit.done if a.kind == "adjustment"]
    return charge.failed(message, ask="Which regions were adjusted?", nearest=adjusted)


def _is_same_service(one: Activity, other: Activity) -> bool:
    """Whether two mentions are of one service: by their first code, or stimulation and its settings."""
    first, second = set(one.fits[:1]), set(other.fits[:1])
    return first == second or bool(first & _STIMULATION and second & _STIMULATION)


def _covers(charge: Charge, activity: Activity, codes: Collection[str | None]) -> bool:
    """Whether a charge pays for a service; what is told in the words of a manipulation is no part of it for that."""
    apart = activity.kind == "modality" or (activity.kind in ("manual", "massage") and activity.minutes is not None)
    if apart and activity.fits and charge.meaning.kind == "adjustment":
        return charge.code in activity.fits
    return charge.code in codes or activity in charge.activities


def _not_judged(charge: Charge, visit: Visit, code: str) -> str:
    return f"{charge.code} is not {code}" if charge.code != code else visit.exempts(charge)


def _is_practice(activity: Activity) -> bool:
    """Whether an activity is practice of a task."""
    return activity.kind == "task" or (activity.kind == "closed_chain" and activity.functional)


def _is_several(activity: Activity) -> bool:
    """Whether a purpose said of this very activity names several parameters: strength with endurance counts as one."""
    return len({_FAMILY.get(p, p) for p in activity.stated}) > 1


def _any_fits(activities: Iterable[Activity], code: str) -> bool:
    return any(code in a.fits for a in activities)


def _meant(activities: Iterable[Activity]) -> str:
    """The codes whose meaning the activities have, as the end of a message."""
    codes = list(dict.fromkeys(a.fits[0] for a in activities if a.fits))
    return f"; that is the meaning of {', '.join(codes)}" if codes else ""
