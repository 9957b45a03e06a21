"""TU001 to TU006: the minutes are there, they add up, and they carry the units that are billed."""

from __future__ import annotations

from itertools import combinations

from notelint.linter.record import Charge, ClockTime, TimeTotal, Visit, quoted, units_for
from notelint.linter.rules import rule
from notelint.linter.verdict import Severity, Verdict

CLAIMS = "CMS Claims Processing Manual (Pub. 100-04) ch. 5 s. 20.2; AMA midpoint rule"
CMS = "CMS Benefit Policy Manual (Pub. 100-02) ch. 15 s. 220.3 E"

ASK_MINUTES = "How many minutes did this take?"
_CERTAINTY = ("timed", "unlabelled", "treatment")


@rule("TU001", "missing-minutes", source=CMS, severity="error")
def missing_minutes(charge: Charge, visit: Visit, *, per_code: bool = False) -> Verdict:
    """A timed code has minutes: its own, its start and end, or a total that covers it.

    Units are paid by the minute; without minutes they cannot be checked and are denied. With `per_code` a total is not
    enough.

    Finds:  1/22/2026  R TKA. R knee 4-101 deg. 97110 x2: heel slides 3x10, SLR 3x10, for knee motion to drive.
    Passes: 1/22/2026  R TKA. R knee 4-101 deg. 97110 (30 min, 2 units): heel slides 3x10, for knee motion to drive.
    """
    if not visit.is_treatment or not charge.is_timed:
        return charge.not_applicable(f"{charge.code} needs no minutes here")
    if charge.time is not None:
        return charge.passed([charge.clock] if charge.minutes is None and charge.clock else [charge])
    totals = [*visit.totals, *(c for c in visit.clock if c.code is None)]
    if totals and not per_code:
        return charge.passed(totals)
    message = f"{charge.code} is timed, and no minutes are written for it"
    message += f"; its own are needed beside the total: {quoted(totals)}" if totals else ", nor a total or clock times"
    return charge.failed(message, ask=ASK_MINUTES, nearest=totals or [charge])


@rule("TU002", "units-exceed-minutes", source=CLAIMS, severity="error", direction="over")
def units_exceed_minutes(charge: Charge, visit: Visit, *, unit_rule: str = "pooled") -> Verdict:
    """Timed codes have no more units than their minutes allow, under the payer's rule.

    Units above the minutes are the error that audits find most. `unit_rule` is "pooled" (CMS: the minutes of all timed
    codes are added, from 8 minutes one unit, one more for each further 15) or "midpoint" (AMA: each code alone). When
    pooled, the sum may be right and stand on the wrong code: a warning.

    Finds:  5/29/2025  L knee OA. L quads 4-/5. 97110 (20 min, 2 units): SLR 3x10, for L quad strength to use stairs.
    Passes: 5/29/2025  L knee OA. L quads 4-/5. 97110 (23 min, 2 units): SLR 3x10, for L quad strength to use stairs.
    """
    if not visit.is_treatment or not charge.is_timed or charge.units is None:
        return charge.not_applicable(f"no timed units of {charge.code}")
    ask = "How many minutes were one-on-one for each code, and how many units do they carry?"
    if unit_rule == "midpoint":
        if charge.time is None:
            return charge.not_applicable(f"no minutes of {charge.code}: see TU001")
        allowed = units_for(charge.time)
        message = f"{charge.code}: {_units(charge.units)} billed, {charge.time} minutes carry {allowed}"
        return charge.passed([charge], message) if charge.units <= allowed else charge.failed(message, ask=ask)
    pool = _pool(visit)
    if pool is None and charge.time is None:
        return charge.not_applicable(f"no minutes of {charge.code}: see TU001")
    billed, most = sum(c.units or 0 for c in visit.timed), _most(charge, visit)
    too_many = pool is not None and billed > units_for(pool)
    if most is not None and charge.units > most:
        severity = Severity.ERROR if too_many or pool is None else Severity.WARNING
        message = f"{charge.code}: {_units(charge.units)} billed, its minutes carry {most} at most"
        message += "; the sum is allowed and stands on the wrong code" if severity is Severity.WARNING else ""
        return charge.failed(message, ask=ask, nearest=[charge], severity=severity)
    if pool is not None and too_many and _is_first(charge, visit) and not _named(visit):
        message = f"{_units(billed)} billed, {pool} timed minutes together carry {units_for(pool)}"
        return visit.failed(message, ask=ask, nearest=visit.timed)
    return charge.passed([charge], "" if pool is None else f"{pool} timed minutes carry {units_for(pool)}")


@rule("TU003", "units-below-minutes", source=CLAIMS, severity="info", direction="under")
def units_below_minutes(visit: Visit, *, unit_rule: str = "pooled") -> Verdict:
    """Timed codes have as many units as their minutes allow.

    Fewer is no fault of compliance: it is money not asked for, or minutes that were not one-on-one. `unit_rule` is that
    of TU002.

    Finds:  5/29/2025  L knee OA. L quads 4-/5. 97110 (45 min, 2 units): SLR 3x10, for L quad strength to use stairs.
    Passes: 5/29/2025  L knee OA. L quads 4-/5. 97110 (45 min, 3 units): SLR 3x10, for L quad strength to use stairs.
    """
    if not visit.is_treatment or not visit.timed or any(c.units is None for c in visit.timed):
        return visit.not_applicable("no timed units to compare")
    times = [c.time for c in visit.timed if c.time is not None]
    total = next((t.minutes for t in visit.totals if t.label == "timed"), None)
    if len(times) == len(visit.timed):
        allowed = sum(map(units_for, times)) if unit_rule == "midpoint" else units_for(sum(times))
    elif total is not None and unit_rule == "pooled":
        allowed = units_for(total)
    else:
        return visit.not_applicable("no timed minutes to compare")
    billed = sum(c.units or 0 for c in visit.timed)
    message = f"{_units(billed)} billed, the timed minutes carry {allowed}"
    if billed >= allowed:
        return visit.passed(visit.timed, message)
    return visit.failed(message, ask="Were all of these minutes one-on-one treatment?", nearest=visit.timed)


@rule("TU004", "totals-disagree", source=CMS, severity="warning")
def totals_disagree(visit: Visit) -> Verdict:
    """The totals agree with the charges: timed minutes are the sum of the timed codes, treatment minutes no less.

    A reviewer adds them up first. A larger treatment total is untimed care.

    Finds:  6/26/2025  R shoulder OA. R flexion 120 deg. 97110 (15 min, 1 unit): wand ER 3x10. Total timed minutes: 45
    Passes: 6/26/2025  R shoulder OA. R flexion 120 deg. 97110 (15 min, 1 unit): wand ER 3x10. Total timed minutes: 15
    """
    times = [c.time for c in visit.timed if c.time is not None]
    if not visit.is_treatment or not visit.totals or not times:
        return visit.not_applicable("no total, or no minutes of timed codes to add")
    timed, complete = sum(times), len(times) == len(visit.timed)
    untimed = sum(c.time or 0 for c in visit.charges if not c.is_timed)
    free = sum(c.time or 0 for c in visit.uncharged if c.is_timed)
    ask = "How many minutes were timed treatment, and how many were treatment in all?"
    for total in visit.totals:
        wrong = total.minutes < timed
        if total.label == "timed" and complete:
            wrong = total.minutes not in (timed, timed + free)
        if not wrong:
            continue
        message = f"{quoted([total])}, and the timed codes add up to {timed} minutes"
        if total.label == "timed" and untimed and total.minutes == timed + untimed:
            message += f"; {untimed} minutes of untimed services are counted as timed"
        nearest = [total, *visit.timed]
        if total.label == "unlabelled":
            return visit.review(f"{message}; it fits neither reading", ask=ask, nearest=nearest, at=total)
        return visit.failed(message, ask=ask, nearest=nearest, at=total)
    return visit.passed(visit.totals, f"the timed codes add up to {timed} minutes")


@rule("TU005", "untimed-units", source=CLAIMS, severity="error", direction="over")
def untimed_units(charge: Charge, visit: Visit) -> Verdict:
    """An untimed code is billed once a day, whatever its minutes or its regions.

    Evaluations, supervised modalities, group treatment and manipulation are paid as one service.

    Finds:  1/30/2026  L5-S1 herniation. Lumbar extension 9 deg. 97012 (25 min, 2 units): mechanical lumbar traction.
    Passes: 1/30/2026  L5-S1 herniation. Lumbar extension 9 deg. 97012 (25 min, 1 unit): mechanical lumbar traction.
    """
    once = charge.code == "97150" or charge.meaning.kind in ("evaluation", "modality", "adjustment")
    if not visit.is_treatment or charge.is_timed or not once:
        return charge.not_applicable(f"{charge.code} is not billed once a day")
    if charge.units is None or charge.units <= 1:
        return charge.passed([charge])
    message = f"{charge.code} is untimed, and {charge.units} units are billed"
    return charge.failed(message, ask="Was this one service of the day?", nearest=[charge])


@rule("TU006", "time-window", source=CLAIMS, severity="error", direction="over")
def time_window(visit: Visit) -> Verdict:
    """Clock times of charges do not overlap, and the visit is as long as its timed minutes.

    The same minutes cannot be billed twice. A supervised modality may run beside another service.

    Finds:
        9/10/2025  R shoulder instability. R ER 4-/5. 0815-0840 97110 (2 units): band ER 3x12, cuff strength to swim.
        0830-0850 97112 (1 unit): rhythmic stabilisation 4x20 s, for control to swim. Plan 2x/wk.  J. Roe, PT
    Passes:
        9/10/2025  R shoulder instability. R ER 4-/5. 0815-0840 97110 (2 units): band ER 3x12, cuff strength to swim.
        0840-0855 97112 (1 unit): rhythmic stabilisation 4x20 s, for control to swim. Plan 2x/wk.  J. Roe, PT
    """
    clocked = [(c, c.clock) for c in visit.charges if c.clock and not (c.meaning.kind == "modality" and not c.is_timed)]
    window = list(dict.fromkeys(c for c in visit.clock if c.code is None and c.finish > c.begin))
    if not visit.is_treatment or not (len(clocked) > 1 or window):
        return visit.not_applicable("no clock times to compare")
    for (one, first), (two, second) in combinations(clocked, 2):
        if first.begin < second.finish and second.begin < first.finish:
            message = f"the times of {one.code} and {two.code} overlap: {quoted([first, second])}"
            return visit.failed(message, ask="Which minutes belong to which code?", nearest=[first, second], at=second)
    length = sum(c.finish - c.begin for c in _distinct(window))
    timed = sum(c.time or 0 for c in visit.timed)
    if window and length < timed:
        message = f"the visit took {length} minutes ({quoted(window)}), and its timed codes {timed}"
        nearest = [*window, *visit.timed]
        return visit.failed(message, ask="When did the visit begin and end?", nearest=nearest, at=window[0])
    return visit.passed([*(c for _, c in clocked), *window])


def _pool(visit: Visit) -> int | None:
    """The timed minutes of the visit: the sum of its codes, else a total, else its length; None where nothing tells."""
    times = [c.time for c in visit.timed if c.time is not None]
    if len(times) == len(visit.timed):
        return sum(times)
    totals: list[TimeTotal] = sorted(visit.totals, key=lambda t: _CERTAINTY.index(t.label))
    if totals:
        return totals[0].minutes
    window = _distinct([c for c in visit.clock if c.code is None and c.finish > c.begin])
    return sum(c.finish - c.begin for c in window) or None


def _most(charge: Charge, visit: Visit) -> int | None:
    """The most units that any allocation gives a charge; None where its minutes are not known."""
    if charge.time is None:
        return None
    if visit.allocation is None:
        return units_for(charge.time) if len(visit.timed) == 1 else -(-charge.time // 15)
    index = next(i for i, c in enumerate(visit.timed) if c is charge)
    return visit.allocation.most[index]


def _is_first(charge: Charge, visit: Visit) -> bool:
    """Whether it is the first timed charge with units: the verdict on the sum is given once."""
    return charge is next((c for c in visit.timed if c.units is not None), None)


def _named(visit: Visit) -> bool:
    """Whether a charge has more units than any allocation gives it."""
    known = ((c.units, _most(c, visit)) for c in visit.timed)
    return any(units is not None and most is not None and units > most for units, most in known)


def _distinct(window: list[ClockTime]) -> list[ClockTime]:
    """Clock times without those that say the same again."""
    return list({(c.begin, c.finish): c for c in window}.values())


def _units(number: int) -> str:
    return f"{number} unit" if number == 1 else f"{number} units"
