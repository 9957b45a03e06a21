"""SU001 and SU002: waivers that waive nothing, or nothing any more."""

from __future__ import annotations

from notelint.linter.record import WaiverEntry
from notelint.linter.rules import rule
from notelint.linter.verdict import Verdict


@rule("SU001", "unused-waiver", source="notelint", severity="warning")
def unused_waiver(entry: WaiverEntry) -> Verdict:
    """Every waiver waives a finding.

    One that does not would silently accept the same finding when it comes back; and one that is not written as it
    should be leaves its finding standing. Judged where the note that it names was in the run and its rule was on.

    Finds (template):
        {# notelint: waive TP003 reason="the scale is printed on the paper form" #}
        Knee visit. ROM *** deg. Strength ***/5.
        97110 *** min: ***, intended outcome ***, task ***
        Signature ***
    Passes (template):
        {# notelint: waive TP003 reason="the scale is printed on the paper form" #}
        Knee visit. ROM *** deg. Strength 5/5 throughout.
        97110 *** min: ***, intended outcome ***, task ***
        Signature ***
    """
    if entry.wrong:
        return entry.failed(f"this waiver is not in force: {entry.wrong}")
    if entry.expired:
        return entry.not_applicable("it has expired: see SU002")
    if entry.found is None:
        return entry.not_applicable(f"the run did not look for {entry.aim} there")
    if entry.found:
        return entry.passed(message=f"waives {entry.found} of {entry.aim}")
    known_by = " with this fingerprint" if entry.fingerprint else ""
    where = f" in {entry.note}" if entry.note else ""
    message = f"there is no finding of {entry.aim}{known_by}{where} that it could waive"
    return entry.failed(message, ask="Is the finding settled? Then remove the waiver.")


@rule("SU002", "expired-waiver", source="notelint", severity="warning")
def expired_waiver(entry: WaiverEntry) -> Verdict:
    """No waiver is past the day until which it was given.

    From the day after, its finding counts again, and somebody has to decide anew.

    Finds (template):
        {# notelint: waive TP003 reason="the form is revised in spring" expires=2024-05-31 #}
        Knee visit. ROM *** deg. Strength 5/5 throughout.
        97110 *** min: ***, intended outcome ***, task ***
        Signature ***
    Passes (template):
        {# notelint: waive TP003 reason="the scale is printed on the paper form" #}
        Knee visit. ROM *** deg. Strength 5/5 throughout.
        97110 *** min: ***, intended outcome ***, task ***
        Signature ***
    """
    until = entry.waiver.expires
    if not until:
        return entry.not_applicable("it does not expire")
    if not entry.expired:
        return entry.passed(message=f"in force until {until}")
    message = f"this waiver of {entry.aim} expired on {until}: the finding counts again"
    return entry.failed(message, ask="Does its reason still hold? Then give it a new day, else remove it.")
