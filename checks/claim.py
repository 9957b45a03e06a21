"""CL001 to CL003: what was claimed is what the note bills. Nothing is said where no claim is given."""

from __future__ import annotations

from notelint.linter.knowledge import codes
from notelint.linter.record import ClaimedCode, Visit, quoted
from notelint.linter.rules import rule
from notelint.linter.verdict import Verdict

CMS = "CMS Program Integrity Manual (Pub. 100-08) ch. 3 s. 3.6.2.4; OIG A-05-14-00041 (2018), coding errors"


@rule("CL001", "charge-not-in-note", source=CMS, direction="over")
def charge_not_in_note(claimed: ClaimedCode, visit: Visit) -> Verdict:
    """Every code on the claim is billed in the note.

    What is claimed and not in the record counts as not done, and is repaid. Where a note lists no charges at all, what
    it describes is shown for review. A code that notelint does not know is left out.

    Finds (claim: 97110 x2, 97140 x1):
        6/6/2025  L5 radiculopathy. Lumbar extension 9 deg.
        97110 (30 min, 2 units): press-ups 3x10, to increase lumbar extension for standing at work. Plan 2x/wk.
        J. Doe, PT
    Passes (claim: 97110 x2):
        6/6/2025  L5 radiculopathy. Lumbar extension 9 deg.
        97110 (30 min, 2 units): press-ups 3x10, to increase lumbar extension for standing at work. Plan 2x/wk.
        J. Doe, PT
    """
    code = claimed.code
    if not claimed.lines:
        return claimed.not_applicable(f"{code} is not on the claim: see CL002")
    if claimed.charges or claimed.elsewhere:
        return claimed.passed(claimed.charges)
    if code not in codes():
        return claimed.not_applicable(f"{code} is no code known here")
    ask = f"Was {code} provided at this visit, and where does the record say so?"
    where = "in the note" if claimed.notes == 1 else f"in any of the {claimed.notes} notes of that day"
    message = f"{code} is on the claim ({_claimed(claimed)}) and not {where}"
    if claimed.refused:
        said = f"{message}, which says that it is not billed: {quoted(claimed.refused)}"
        return claimed.failed(said, ask=ask, nearest=claimed.refused, at=claimed.refused[0])
    listed = ", ".join(dict.fromkeys(charge.code for charge in visit.charges))
    if not listed and claimed.described:
        said = f"{message}, which lists no charges; this is described: {quoted(claimed.described)}"
        return claimed.review(said, ask=ask, nearest=claimed.described)
    said = f"{message}; {f'the note bills {listed}' if listed else 'the note lists no charges'}"
    return claimed.failed(said, ask=ask, nearest=claimed.described)


@rule("CL002", "charge-not-on-claim", source=CMS, direction="under")
def charge_not_on_claim(claimed: ClaimedCode) -> Verdict:
    """Every code that the note bills is on the claim.

    What was done and recorded and never claimed is not paid; what was left out on purpose is said in the note.

    Finds (claim: 97110 x2):
        6/6/2025  L5 radiculopathy. Lumbar extension 9 deg.
        97110 (30 min, 2 units): press-ups 3x10, to increase lumbar extension for standing at work. Plan 2x/wk.
        97140 (15 min, 1 unit): L4-5 PA glides gr III, to increase lumbar extension for standing at work.
        J. Doe, PT
    Passes (claim: 97110 x2, 97140 x1):
        6/6/2025  L5 radiculopathy. Lumbar extension 9 deg.
        97110 (30 min, 2 units): press-ups 3x10, to increase lumbar extension for standing at work. Plan 2x/wk.
        97140 (15 min, 1 unit): L4-5 PA glides gr III, to increase lumbar extension for standing at work.
        J. Doe, PT
    """
    if not claimed.charges:
        return claimed.not_applicable(f"{claimed.code} is not in the note: see CL001")
    if claimed.lines:
        return claimed.passed(claimed.charges)
    ask = f"Is {claimed.code} on another claim, or was it left out on purpose?"
    return claimed.failed(f"{claimed.code} is in the note and not on the claim", ask=ask, nearest=claimed.charges)


@rule("CL003", "units-differ", source=CMS)
def units_differ(claimed: ClaimedCode) -> Verdict:
    """A code has as many units on the claim as in the note.

    More units on the claim than in the note are an overpayment, fewer are money that is not asked for. Lines of one
    code are added up. A note or a claim that gives a code no units is not compared.

    Finds (claim: 97110 x3):
        6/6/2025  L5 radiculopathy. Lumbar extension 9 deg.
        97110 (30 min, 2 units): press-ups 3x10, to increase lumbar extension for standing at work. Plan 2x/wk.
        J. Doe, PT
    Passes (claim: 97110 x1, 97110 59 x1):
        6/6/2025  L5 radiculopathy. Lumbar extension 9 deg.
        97110 (30 min, 2 units): press-ups 3x10, to increase lumbar extension for standing at work. Plan 2x/wk.
        J. Doe, PT
    """
    if not claimed.lines or not (claimed.charges or claimed.elsewhere):
        return claimed.not_applicable(f"{claimed.code} is not both in the note and on the claim")
    if claimed.units is None or claimed.claimed_units is None:
        without = "the note" if claimed.units is None else "the claim"
        return claimed.not_applicable(f"{without} gives {claimed.code} no units")
    message = f"{claimed.code}: {_units(claimed.units)} in the note, {claimed.claimed_units} on the claim"
    if claimed.units == claimed.claimed_units:
        return claimed.passed(claimed.charges, message)
    ask = f"How many units of {claimed.code} were provided, and which of the two is to be corrected?"
    return claimed.failed(message, ask=ask, nearest=claimed.charges)


def _claimed(claimed: ClaimedCode) -> str:
    """Where on the claim the code stands, and with how many units."""
    numbers = [str(line.number) for line in claimed.lines if line.number is not None]
    lines = f"line{'s' * (len(numbers) > 1)} {', '.join(numbers)}" if numbers else ""
    units = _units(claimed.claimed_units) if claimed.claimed_units is not None else ""
    return ", ".join(filter(None, (lines, units))) or "no units given"


def _units(number: int) -> str:
    return f"{number} unit{'' if number == 1 else 's'}"
