"""CA008 and CA009: codes that payers bundle on one day, and procedures on an adjusted region."""

from __future__ import annotations

from notelint.linter.knowledge import pair_on
from notelint.linter.record import Charge, ChargePair, Visit, any_same, quoted
from notelint.linter.rules import rule
from notelint.linter.verdict import Severity, Verdict

CMS = "CMS National Correct Coding Initiative, practitioner PTP edits; the message names the source of a pair"
CHIROPRACTIC = "CMS NCCI Policy Manual ch. XI; Health Network Solutions on 97112, 97124 and 97140"

SEPARATING = frozenset({"59", "XE", "XP", "XS", "XU"})
SPINAL = frozenset({"98940", "98941", "98942"})
ON_ANOTHER_REGION = frozenset({"97112", "97124", "97140"})


@rule("CA008", "code-pair-conflict", source=CMS, severity="error", direction="over")
def code_pair_conflict(pair: ChargePair, visit: Visit, *, pairs: str = "") -> Verdict:
    """Two codes that payers bundle on one day stand together only with a modifier that separates them.

    One of them is denied otherwise. Some pairs no modifier separates; inactive edits are never raised, and pairs that
    nobody has verified yet are raised as information. What counts is the day of service. `pairs`, a key of the settings
    too, names a file with newer pairs: CMS's own list, or a table like the one that comes along.

    Finds:
        10/1/2025  Dx: L5 radiculopathy, R lateral epicondylitis. R grip 19 kg, L 38 kg. Adjusted L4, L5 (98940).
        97140 (12 min, 1 unit): R radial head glide grade III, to restore grip for screwdriving. Grip 23 kg after.
        Plan 2x/wk.  S. Cole, DC
    Passes:
        10/1/2025  Dx: L5 radiculopathy, R lateral epicondylitis. R grip 19 kg, L 38 kg. Adjusted L4, L5 (98940).
        97140-59 (12 min, 1 unit): R radial head glide grade III, to restore grip for screwdriving. Grip 23 kg after.
        Plan 2x/wk.  S. Cole, DC
    """
    if visit.kind == "plan":
        return pair.not_applicable("a plan bills nothing")
    row = pair_on(pair.first.code, pair.second.code, visit.date, pairs)
    if row is None or row.state == "inactive":
        return pair.not_applicable(f"no active edit of {pair.first.code} with {pair.second.code}")
    separated = [c for c in (pair.first, pair.second) if SEPARATING & set(c.modifiers)]
    if row.indicator == 1 and separated:
        return pair.passed(separated, f"separated by {', '.join(sorted(SEPARATING & set(separated[0].modifiers)))}")
    bundled = pair.first if row.state == "active" and pair.first.code == row.column2 else pair.second
    other = pair.second if bundled is pair.first else pair.first
    message = f"{bundled.code} with {other.code}: payers bundle them on one day, and no modifier separates them"
    ask = "Were these different minutes or a different region, and where does the note say so?"
    levels = [c for c in visit.charges if c.meaning.kind == "evaluation" and c.units is None and c.minutes is None]
    if len(levels) > 2 and {pair.first, pair.second} <= set(levels):
        choice = f"{len(levels)} levels of evaluation are listed, as if one were still to be chosen: {quoted(levels)}"
        return bundled.review(choice, ask="Which level of evaluation was given?", nearest=levels)
    if row.indicator != 1:
        message = f"{bundled.code} with {other.code}: not billed together on one day, whatever the modifier"
        ask = "Which of the two was given?"
    severity = Severity.ERROR if row.state == "active" else Severity.INFO
    message += f" ({'' if row.state == 'active' else 'unverified: '}{row.source})"
    return bundled.failed(message, ask=ask, nearest=[other, bundled], severity=severity)


@rule("CA009", "region-clash", source=CHIROPRACTIC, severity="error", direction="over")
def region_clash(charge: Charge, visit: Visit) -> Verdict:
    """Retraining, massage and manual therapy on the day of a manipulation are of a region that was not adjusted.

    Work on the adjusted region is part of the manipulation, and no modifier changes that.

    Finds:
        9/8/2025  Dx: whiplash 8/22/2025. Cervical rotation R 50 deg, L 58 deg. Adjusted C5, C6 (98940).
        97140-59 (15 min, 1 unit): cervical paraspinal myofascial release, to free rotation for backing the truck.
        Rotation R 64 deg after. Plan 3x/wk.  Y. Egan, DC
    Passes:
        9/8/2025  Dx: whiplash 8/22/2025, R ankle sprain. R DF 5 deg, L DF 15 deg. Adjusted C5, C6 (98940).
        97140-59 (15 min, 1 unit): R talocrural AP glides grade III, to increase R DF for climbing into the truck.
        R DF 10 deg after. Plan 3x/wk.  Y. Egan, DC
    """
    if not visit.is_treatment or charge.code not in ON_ANOTHER_REGION:
        return charge.not_applicable(f"{charge.code} is not under this rule")
    adjustment = next((c for c in visit.charges if c.code in SPINAL), None)
    if adjustment is None:
        return charge.not_applicable("no spinal manipulation is billed")
    if not charge.activities or charge.is_modality_described:
        return charge.not_applicable(f"no manual work or retraining is described for {charge.code}")
    named = {a.region for a in charge.work if a.region} or set(charge.regions)
    treated, adjusted = sorted(named - {"trunk", "spine"}), visit.adjusted
    ask = "Which region was treated, and which was adjusted?"
    if not treated or not adjusted:
        missing = f"the region of {charge.code}" if not treated else "the adjusted region"
        message = f"{charge.code} with {adjustment.code}: {missing} is not stated"
        return charge.review(message, ask=ask, nearest=[adjustment, *charge.work])
    places = [a for a in charge.work if a.region]
    if not any_same(treated, adjusted):
        return charge.passed(places, f"treated {', '.join(treated)}, adjusted {', '.join(adjusted)}")
    clash = ", ".join(r for r in treated if any_same([r], adjusted))
    message = f"{charge.code} treats a region that was adjusted under {adjustment.code} ({clash})"
    message += f": {quoted(places)}" if places else ""
    return charge.failed(message, ask=ask, nearest=[adjustment, *places])
