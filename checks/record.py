"""RC001 to RC006: the note as a record: who, when, why, with which skill, and not a copy of the last one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from notelint.linter.record import Activity, Diagnosis, Visit, Work, in_sets, quoted, same_work, work_of
from notelint.linter.rules import rule
from notelint.linter.verdict import Severity, Verdict

CMS = "CMS Benefit Policy Manual (Pub. 100-02) ch. 15 s. 220.2, 220.3"
SIGNATURES = "CMS Program Integrity Manual (Pub. 100-08) ch. 3 s. 3.3.2.4"
CLONED = "NGS Medicare and J11 bulletins on cloned documentation"
ARTICLE = 'Dr. Kotlar, "What is the difference between CPT codes 97110 & 97530?"'
LCD = "LCD L33631 (97110)"

SKILLED = frozenset({"cue", "grade", "correct", "facilitate", "instruct", "assess", "response", "progress"})
_EXERCISED = ("exercise", "closed_chain", "balance", "task", "gait", "equipment", "self_care", "wheelchair", "manual")
_OF_THE_DAY = frozenset({"cue", "correct", "facilitate", "response"})
_CONDITIONS = ("condition", "mechanism", "surgery")
NEARLY_EQUAL = 0.9
MANY = 8


@rule("RC001", "unsigned-note", source=SIGNATURES, severity="error")
def unsigned_note(visit: Visit) -> Verdict:
    """A note is signed by whoever treated, with the credential.

    Without the credential nobody can tell that the service was skilled, and the whole day is denied.

    Finds:
        6/6/2025  L5 radiculopathy. Lumbar extension 9 deg.
        97110 (15 min, 1 unit): press-ups 3x10, to increase lumbar extension for standing at work. Plan 2x/wk.
    Passes:
        6/6/2025  L5 radiculopathy. Lumbar extension 9 deg.
        97110 (15 min, 1 unit): press-ups 3x10, to increase lumbar extension for standing at work. Plan 2x/wk.
        J. Doe, PT, DPT
    """
    if visit.kind == "template":
        return visit.not_applicable("nobody signs a template")
    if visit.signature:
        return visit.passed([visit.signature])
    nearest = [m for m in (visit.signer,) if m]
    message = f"no signature with credentials; only a name was found: {quoted(nearest)}" if nearest else "no signature"
    ask = "Who treated, and with which credential?"
    return visit.failed(message, ask=ask, nearest=nearest, at=visit.last_line)


@rule("RC002", "undated-note", source=CMS, severity="error")
def undated_note(visit: Visit) -> Verdict:
    """A note says on which day the service was given.

    A note without a date supports no claim.

    Finds:
        L5 radiculopathy. Lumbar extension 9 deg. Next appointment 6/12/2025.
        97110 (15 min, 1 unit): press-ups 3x10, to increase lumbar extension for standing at work. J. Doe, PT
    Passes:
        Date of service: 6/6/2025. L5 radiculopathy. Lumbar extension 9 deg.
        97110 (15 min, 1 unit): press-ups 3x10, to increase lumbar extension for standing at work. J. Doe, PT
    """
    if visit.kind == "template":
        return visit.not_applicable("a template has no day")
    if visit.date or visit.dated:
        return visit.passed([visit.dated] if visit.dated else [])
    verdict = visit.failed("no date of service", ask="On which day was this service given?")
    return replace(verdict, start=None, end=None)


@rule("RC003", "no-skilled-service", source=CMS, severity="warning")
def no_skilled_service(visit: Visit) -> Verdict:
    """The note shows the skill of the therapist: assessment, grading, cueing, correction, progression, a response.

    What an aide or the patient alone could have done is not paid as therapy. "Tolerated well", "continue" and
    "supervised" show nothing; figures alone, and a word like "improving", are left to a reviewer.

    Finds:
        6/6/2025  L5 radiculopathy.
        97110 (15 min, 1 unit): press-ups 3x10, to increase lumbar extension for standing at work.
        Tolerated well. Continue 2x/wk.  J. Doe, PT
    Passes:
        6/6/2025  L5 radiculopathy.
        97110 (15 min, 1 unit): press-ups 3x10, to increase lumbar extension for standing at work.
        Corrected breath holding; hands moved lower when leg pain came. Continue 2x/wk.  J. Doe, PT
    """
    if not visit.is_treatment:
        return visit.not_applicable(f"a {visit.kind} records no treatment")
    treated = any(c.meaning.kind in ("procedure", "modality") for c in visit.charges)
    if not treated and (visit.charges or not visit.done):
        return visit.not_applicable("no treatment that asks for the skill of a therapist to be shown")
    if skilled := [s for s in visit.skills if s.kind in SKILLED]:
        return visit.passed(skilled)
    message = f"nothing says what the skill of the therapist was; {visit.searched} was searched"
    ask = "What did you assess, grade, cue, correct or change, and how did the patient respond?"
    empty = [s for s in visit.skills if s.kind == "empty"]
    weak = [s for s in visit.skills if s.kind in ("measure", "pain", "verdict")]
    figures = [m for m in visit.measures if m.status == "present" and (m.objective or not empty)]
    if found := [*weak, *figures]:
        return visit.review(f"{message}; only this was found: {quoted(found)}", ask=ask, nearest=found)
    message += f"; only this was found: {quoted(empty)}" if empty else ""
    return visit.failed(message, ask=ask, nearest=empty)


@rule("RC004", "cloned-note", source=CLONED, severity="warning")
def cloned_note(visit: Visit) -> Verdict:
    """Each visit has a note of its own, not the text of another visit with a new date.

    A copy does not show that the patient was seen, and casts doubt on every other note of the record. Where a note is
    nearly that of the visit before it, the verdict shows what was changed.

    Finds:
        2/3/2025  Cervical strain. Rotation R 52 deg. 97110 (15 min, 1 unit): chin tucks 2x10, for neck strength.
        Chin level cued. Continue 2x/wk.  O. Yu, PT
        ---
        2/6/2025  Cervical strain. Rotation R 52 deg. 97110 (15 min, 1 unit): chin tucks 2x10, for neck strength.
        Chin level cued. Continue 2x/wk.  O. Yu, PT
    Passes:
        2/3/2025  Cervical strain. Rotation R 52 deg. 97110 (15 min, 1 unit): chin tucks 2x10, for neck strength.
        Chin level cued. Continue 2x/wk.  O. Yu, PT
        ---
        2/6/2025  Cervical strain. Rotation R 58 deg. 97110 (15 min, 1 unit): chin tucks 3x10, for neck strength.
        Chin held without cue. Continue 2x/wk.  O. Yu, PT
    """
    if visit.kind == "template" or not visit.earlier:
        return visit.not_applicable(visit.stands_alone or "no earlier visit of this patient was given")
    if model := visit.model:
        message = f"the same text as the {model.title}, save for dates"
        return visit.failed(message, ask="What was different on this day?")
    last = visit.earlier[-1]
    changes = visit.changes_since(last, NEARLY_EQUAL)
    if not changes:
        return visit.passed(message=f"compared with {len(visit.earlier)} earlier notes")
    shown = "; ".join(f"{old or 'nothing'} -> {new.text if new else 'nothing'}" for old, new in changes[:MANY])
    message = f"nearly the text of the {last.title}; changed since: {shown}"
    message += f" and {len(changes) - MANY} more" if len(changes) > MANY else ""
    return visit.passed([new for _, new in changes if new][:MANY], " ".join(message.split()))


@rule("RC005", "missing-condition", source=f"{ARTICLE}; {CMS}", severity="info")
def missing_condition(visit: Visit) -> Verdict:
    """The note names the disease, the injury, the surgery or the condition that the loss results from.

    A symptom or a site alone ("knee pain") does not say why the treatment is necessary. In a plan or an evaluation
    this is a warning.

    Finds:
        3/12/2025  R knee pain for 3 months. R quads 4-/5.
        97110 (15 min, 1 unit): SLR 3x10, to increase R quad strength to use stairs. Cued. Plan 2x/wk.  S. Lin, PT
    Passes:
        3/12/2025  Dx: R patellofemoral osteoarthritis. R quads 4-/5.
        97110 (15 min, 1 unit): SLR 3x10, to increase R quad strength to use stairs. Cued. Plan 2x/wk.  S. Lin, PT
    """
    if visit.kind == "template" or not (visit.procedures or visit.planned):
        return visit.not_applicable("no therapeutic procedure is billed or planned")
    if named := _conditions(visit):
        return visit.passed(named)
    for document in visit.documents:
        if given := _conditions(document):
            return visit.passed(message=f"{quoted(given)} in the {document.title}")
    if above := [d for d in visit.of_file if _is_condition(d)]:
        return visit.passed(message=f"{quoted(above)} at the head of the file")
    message = f"no disease, injury, surgery or condition is named; {visit.searched} was searched"
    ask = "Which condition does the loss result from?"
    if weak := [d for d in visit.diagnoses if d.kind != "symptom"]:
        return visit.review(f"{message}; only this was found: {quoted(weak)}", ask=ask, nearest=weak)
    if reference := visit.refers_to("condition"):
        words = f"{message}; the note points to a document that was not given: {quoted([reference])}"
        return visit.review(words, ask=ask, nearest=[reference])
    symptoms = visit.diagnoses
    message += f"; only a symptom was found: {quoted(symptoms)}" if symptoms else ""
    severity = Severity.WARNING if visit.kind in ("plan", "evaluation") else Severity.INFO
    return visit.failed(message, ask=ask, nearest=symptoms, severity=severity)


@rule("RC006", "no-progression", source=f"{ARTICLE}; {CMS}", severity="info")
def no_progression(visit: Visit, *, visits: int = 3) -> Verdict:
    """Over several visits the treatment changes, or the note says why it does not.

    Activities at one dose over `visits` visits or more look like a routine that needs no therapist.

    Finds:
        1/5/2026  R cuff tendinitis, R ER 4-/5. Pain 4/10.
        97110 (15 min, 1 unit): band ER red 3x12, for cuff strength to serve. Elbow cued. 2x/wk.  K. Toll, PT
        ---
        1/8/2026  R cuff tendinitis, R ER 4-/5. Slept on R.
        97110 (15 min, 1 unit): band ER red 3x12, for cuff strength to serve. Wrist corrected. 2x/wk.  K. Toll, PT
        ---
        1/12/2026  R cuff tendinitis, R ER 4/5. Hung curtains.
        97110 (15 min, 1 unit): band ER red 3x12, for cuff strength to serve. Slow return cued. 2x/wk.  K. Toll, PT
    Passes:
        1/5/2026  R cuff tendinitis, R ER 4-/5. Pain 4/10.
        97110 (15 min, 1 unit): band ER red 3x12, for cuff strength to serve. Elbow cued. 2x/wk.  K. Toll, PT
        ---
        1/8/2026  R cuff tendinitis, R ER 4-/5. Slept on R.
        97110 (15 min, 1 unit): band ER red 3x15, for cuff strength to serve. Wrist corrected. 2x/wk.  K. Toll, PT
        ---
        1/12/2026  R cuff tendinitis, R ER 4/5. Hung curtains.
        97110 (15 min, 1 unit): band ER green 3x10, for cuff strength to serve. Slow return cued. 2x/wk.  K. Toll, PT
    """
    if not visit.is_treatment or len(visit.earlier) < visits - 1 or not (work := _work(visit)):
        return visit.not_applicable(visit.stands_alone or f"fewer than {visits} visits of this patient to compare")
    if visit.later and same_work(_work(visit.later[0]), work):
        return visit.not_applicable("the series goes on")
    series = [visit]
    for other in reversed(visit.earlier):
        if not same_work(_work(other), work):
            break
        series.append(other)
    if len(series) < visits:
        return visit.passed(message=f"{len(series)} {'visit' if len(series) == 1 else 'visits'} in a row at this dose")
    if reason := next((v.held for v in series if v.held), None):
        return visit.passed([visit.held] if visit.held else [], f"with a reason: {quoted([reason])}")
    message = f"the same activities at the same dose over {len(series)} visits, and no reason is given"
    exercised = [a for a in visit.done if a.kind in _EXERCISED]
    return visit.failed(message, ask="What was progressed, or why was it held?", nearest=exercised[:3])


def _conditions(visit: Visit) -> list[Diagnosis]:
    return [d for d in visit.diagnoses if _is_condition(d)]


def _is_condition(diagnosis: Diagnosis) -> bool:
    return diagnosis.kind in _CONDITIONS and not diagnosis.history


def _work(visit: Visit) -> dict[str, Work]:
    """What was done under each code and in which dose, to be compared with another visit."""

    def exercised(activities: Iterable[Activity]) -> list[Activity]:
        return [a for a in activities if a.kind in _EXERCISED and (in_sets(a.text) or not _how_it_went(a, visit))]

    done = {c.code: exercised(c.work) for c in visit.procedures}
    if not any(done.values()):
        done = {"": exercised(visit.done)}
    return {code: work_of(map(_said, activities)) for code, activities in done.items() if activities}


def _how_it_went(activity: Activity, visit: Visit) -> bool:
    """Whether a cue, a correction or a response names it, which differs from day to day under the same dose."""
    return any(s.kind in _OF_THE_DAY and s.start < activity.end and activity.start < s.end for s in visit.skills)


def _said(activity: Activity) -> str:
    """Its words, and those that tell its manner elsewhere."""
    return " ".join([activity.text, *(h.text for h in activity.how if h.text not in activity.text)])
