"""An audit in sentences, for somebody who has never seen the tool: what was found, how it was made, what it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from notelint.linter.audit.summary import UNNAMED, Estimate, Frame, Overpayment, Rate, RuleRates, Summary
from notelint.linter.config import Thresholds
from notelint.reports.audit_words import drawn, interval_told, money, percent
from notelint.reports.terminal import count, inline, safe

FEWEST = 3  # rules that are named in the summary
FOLLOW_UPS = {"yearly": "once a year", "half-yearly": "after 6 months", "quarterly": "every 3 months"}
OUT_OF_SCOPE = (
    "whether the care was right or necessary, and whether it is payable: only what the notes say was read",
    "documents that were not given, such as flow sheets and plans of care kept elsewhere",
    "notes that are not in the source, and files that could not be read",
    "the judgement of a person: what stands here was found by rules; the worksheet is where a person confirms it",
)


def sentences(summary: Summary) -> Iterator[str]:
    """The audit in some sentences, for somebody who reads nothing else."""
    frame, overall = summary.frame, summary.rates.overall
    yield f"{drawn(frame)} Each was read against {count(len(summary.rules), 'documentation rule')}.{_period(frame)}"
    yield f"{_lacking(overall)} {_reach(frame, overall)}".rstrip()
    if failed := most_failed(summary.rates.rules)[:FEWEST]:
        named = (
            f"{r.rule.id} {safe(r.rule.name)} ({r.notes.failed:,} of {r.notes.applicable:,} notes)" for r in failed
        )
        yield f"Most often not met: {'; '.join(named)}."
    yield from _clinicians(summary)
    yield from _undecided(overall)
    if summary.overpayment:
        yield from _paid(summary.overpayment, summary.thresholds.financial_error)
    if frame.unread:
        one = len(frame.unread) == 1
        yield (
            f"{count(len(frame.unread), 'file')} could not be read and {'is' if one else 'are'} in no figure; "
            f"the method names {'it' if one else 'them'}."
        )


def method(summary: Summary) -> Iterator[tuple[str, str]]:
    """How the audit was made, so that somebody else can make it again: what, and the words on it."""
    frame, thresholds = summary.frame, summary.thresholds
    yield "Source", ", ".join(map(safe, frame.source))
    yield "Universe", f"{frame.universe:,} notes, all that could be read.{_period(frame)}"
    yield "Sampling unit", "The note: what was written of one visit."
    yield "Sample", drawn(frame)
    yield from _draw(frame)
    yield "Failed", _failed(frame)
    yield "Intervals", _intervals(summary)
    yield "Small samples", f"Rates over fewer than {thresholds.small_sample} notes are marked and never ranked."
    yield "Follow-up", _follow_up(thresholds)
    if summary.overpayment:
        yield "Amounts", _amounts(summary.overpayment, thresholds)
    yield "Notes in full", in_full(summary)
    yield "Made by", f"notelint {frame.version}, rules and knowledge {frame.rules_hash}"
    yield "Profile and settings", f"{safe(frame.profile)}; {safe(frame.settings) or 'no settings file'}"
    yield "Begun on", frame.day


def in_full(summary: Summary) -> str:
    """Which notes are shown with their text."""
    if not summary.reviewed:
        return "None are shown; the figures are of the whole sample."
    if len(summary.reviewed) >= summary.frame.sampled:
        return f"All {summary.frame.sampled:,} notes of the sample are shown."
    return (
        f"The first {len(summary.reviewed):,} notes of the draw are shown, by the same seed; "
        f"the figures are of all {summary.frame.sampled:,} notes of the sample."
    )


def most_failed(rules: Sequence[RuleRates]) -> list[RuleRates]:
    """The rules that failed, the most notes first."""
    return sorted((r for r in rules if r.notes.failed), key=lambda r: (-r.notes.failed, r.rule.id))


def projections(paid: Overpayment) -> list[tuple[str, Estimate]]:
    """The estimates of the questioned amount in the universe that there are, by name."""
    named = {"Mean per unit": paid.mean_per_unit, "Stratified": paid.stratified, "Ratio to what was billed": paid.ratio}
    return [(name, e) for name, e in named.items() if e]


def place(path: str, record: str | None) -> str:
    """Where a note stands: its file, and its place there."""
    return inline(f"{path}, {record}" if record else path)


def _period(frame: Frame) -> str:
    if not frame.first:
        return ""
    days = frame.first if frame.first == frame.last else f"{frame.first} to {frame.last}"
    return f" The notes are of {days}."


def _lacking(overall: Rate) -> str:
    if not overall.applicable:
        return "No rule applies to any of them."
    what = "lacks something that a rule asks for, or contradicts itself"
    if overall.failed != 1:
        what = "lack something that a rule asks for, or contradict themselves"
    return (
        f"{overall.failed:,} of {overall.applicable:,} notes ({percent(overall.failed / overall.applicable)}) {what}."
    )


def _reach(frame: Frame, overall: Rate) -> str:
    """What the rate says of the notes that were not read."""
    if not frame.extrapolates:
        return "These figures are of the chosen notes alone."
    if frame.method == "all":
        return "As all notes were read, there is no sampling error."
    best = overall.projected if len(frame.strata) > 1 else None
    limits = best.interval if best else overall.exact
    if not limits:
        return ""
    weighted = f", weighted by {frame.stratified_by}" if best else ""
    return (
        f"Projected to all {frame.universe:,} notes{weighted}: with {100 * limits.level:.0f} % confidence, between "
        f"{percent(limits.lower)} and {percent(limits.upper)} of them do."
    )


def _clinicians(summary: Summary) -> Iterator[str]:
    named = [c for c in summary.rates.clinicians if c.clinician != UNNAMED]
    if not named:
        return
    small = sum(c.notes.small for c in named)
    said = f"{count(len(named), 'clinician')} wrote the notes."
    if small:
        who, have = "All" if small == len(named) else str(small), "has" if small == 1 else "have"
        said += (
            f" {who} of them {have} fewer than {summary.thresholds.small_sample} notes in the sample, which says "
            "little: such rates are marked and not compared."
        )
    yield said


def _undecided(overall: Rate) -> Iterator[str]:
    if overall.open:
        yield (
            f"In {count(overall.open, 'note')} more, nothing failed and a person has to decide something: the words "
            "point both ways, or lie in a document that was not given."
        )
    if overall.waived:
        yield f"In {count(overall.waived, 'note')} all that failed was waived, with a reason; that does not count."


def _paid(paid: Overpayment, threshold: float) -> Iterator[str]:
    limits = interval_told(paid.error_rate.interval)
    inside = f"{percent(paid.error_rate.point)}, {limits}" if limits else percent(paid.error_rate.point)
    side = "That is at or above" if paid.over_threshold else "That is below"
    yield (
        f"Of {money(paid.billed)} billed in the sample, {money(paid.questioned)} is questioned ({inside}). {side} the "
        f"{percent(threshold)} from which on a larger sample is called for."
    )


def _failed(frame: Frame) -> str:
    return (
        "A note fails a rule that it does not meet and that nobody waived. A rule that does not apply to a note leaves "
        "the denominator. What a person has to decide, and what was waived, stays in it and does not count as failed. "
        f"Where rules are put together, only fails of severity {frame.fail_level} or higher count."
    )


def _follow_up(thresholds: Thresholds) -> str:
    return (
        f"Of all that was asked of a clinician's notes, {percent(thresholds.yearly)} or more is met: once a year; "
        f"{percent(thresholds.half_yearly)} or more: after 6 months; less: every 3 months."
    )


def _amounts(paid: Overpayment, thresholds: Thresholds) -> str:
    return (
        f"A charge is questioned, with its whole amount, where one of {', '.join(paid.rules)} failed on it or on "
        f"its note. Intervals are two-sided at {percent(thresholds.amount_level)}."
    )


def _draw(frame: Frame) -> Iterator[tuple[str, str]]:
    if frame.method not in ("all", "judgement"):
        order = "Notes are taken in the order of BLAKE2b of seed and id, the lowest first."
        by_hand = f"printf '%s' '{frame.seed} ID' | b2sum gives the place of an id"
        yield "Order of the draw", f"{order} {by_hand}; method.md says how to draw the whole sample again."
    under = ", under a key that is not kept" if frame.ids_withheld else ""
    yield "Ids of the universe", f"BLAKE2b {frame.ids_hash}, over all ids, sorted, a line each{under}."
    if frame.ids_withheld:
        yield "Withheld", "Ids and clinicians are stand-ins."


def _intervals(summary: Summary) -> str:
    frame = summary.frame
    if not frame.extrapolates:
        return "None: the notes were chosen, so there is nothing that they stand for."
    said = f"Of rates over notes Clopper-Pearson at {percent(summary.thresholds.level)}; audit.xlsx has Wilson's too."
    if frame.method == "all":
        return f"{said} As all notes were read, they say how far a like period may differ by chance."
    if len(frame.strata) > 1:
        return f"{said} Rates of the universe are weighted by the strata, with the interval of the ratio estimator."
    return said
