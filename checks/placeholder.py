"""TP001 to TP003: blanks that a note leaves unfilled, and what a template leaves out or fills in beforehand."""

from __future__ import annotations

from notelint.linter.record import Placeholder, PrefilledFinding, TemplateSlot, Visit, quoted
from notelint.linter.rules import rule
from notelint.linter.verdict import Verdict

CMS = "CMS Benefit Policy Manual (Pub. 100-02) ch. 15 s. 220.3"
CLONED = "NGS Medicare and J11 bulletins on cloned documentation"
ARTICLE = 'Dr. Kotlar, "What is the difference between CPT codes 97110 & 97530?"'

_WANTED = {
    "measure": ("a measure of motion, strength or mobility", "Where will the measure of the day be written?"),
    "outcome": ("the intended outcome", "Where will the clinician write what the procedure is meant to achieve?"),
    "link": ("the task that it serves", "Where will the clinician write which task the procedure is for?"),
}


@rule("TP001", "unfilled-placeholder", source=CMS, severity="error")
def unfilled_placeholder(blank: Placeholder, visit: Visit) -> Verdict:
    """A note has no blank that was never filled in.

    A blank shows that the text was made beforehand, and what it asked for is missing.

    Finds:
        11/4/2025  R TKA. R knee 6-*** deg, R quads 4-/5.
        97110 (30 min, 2 units): heel slides 3x10, to increase R knee motion for stairs. Cued. Cont 2x/wk.  B. Day, PT
    Passes:
        11/4/2025  R TKA. R knee 6-98* deg (* = painful), R quads 4-/5.
        97110 (30 min, 2 units): heel slides 3x10, to increase R knee motion for stairs. Cued. Cont 2x/wk.  B. Day, PT
    """
    if visit.kind == "template":
        return blank.not_applicable("a blank of a template is its slot")
    what = f" for {blank.slot}" if blank.slot else ""
    message = f"a blank{what} was never filled in: {quoted([blank])}"
    return blank.failed(message, ask="What belongs here?", nearest=[blank])


@rule("TP002", "template-lacks-slot", source=ARTICLE, severity="warning")
def template_lacks_slot(slot: TemplateSlot) -> Verdict:
    """A template has a place for a measure, and for the outcome and the task of each procedure.

    What the template does not ask for, the notes made from it will not say. A check list or a drop-down is a place.
    A template is for the codes that it bills, that its front matter names, or that the settings give it. The finding
    proposes a place in the style of the template; `notelint check --fix` writes it, and adds no clinical word.

    Finds (template):
        Knee visit. ROM *** to *** deg, quads ***/5
        97110 *** min: exercises ***, sets and load ***, cues ***
        Signature ***
    Passes (template):
        Knee visit. ROM *** to *** deg, quads ***/5
        97110 *** min: exercises ***, sets and load ***, cues ***
        Intended outcome: ***   Task it serves: ***
        Signature ***
    """
    if slot.found:
        return slot.passed(slot.found)
    what, ask = _WANTED[slot.wanted]
    where = f"the block of {slot.billed_as}" if slot.charge else "the template"
    message = f"{where} has no place for {what}"
    if slot.proposal is None:
        return slot.failed(message, ask=ask)
    return slot.failed(f'{message}, such as "{slot.proposal.shown}"', ask=ask, fix=slot.proposal.fix)


@rule("TP003", "prefilled-finding", source=CLONED, severity="warning")
def prefilled_finding(finding: PrefilledFinding, visit: Visit) -> Verdict:
    """A template asserts nothing about a patient who has not been seen.

    Every note made from it would claim the same, true or not. Choices and help text claim nothing.

    Finds (template):
        Knee visit. ROM *** deg. Strength 5/5 throughout.
        97110 *** min: ***, intended outcome ***, task ***
        Signature ***
    Passes (template):
        Knee visit. ROM *** deg. Strength: [ ] 3/5 [ ] 4/5 [ ] 5/5
        97110 *** min: ***, intended outcome ***, task ***
        Signature ***
    """
    if visit.kind != "template":
        return finding.not_applicable("a note records what was found")
    message = f"typed in beforehand, and every note made from it would claim it: {quoted([finding])}"
    return finding.failed(message, ask="Which choices or which blank should stand here?", nearest=[finding])
