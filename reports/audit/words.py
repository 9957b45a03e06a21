"""An audit in words and figures: what the page, the workbooks and the letters all say in the same way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from notelint.linter.audit.summary import UNNAMED, Estimate, Frame, Interval, Overpayment, Rate, RuleRates, Summary
from notelint.reports.terminal import count, inline, safe

FEWEST = 3  # rules that are named in the summary
FOLLOW_UPS = {"yearly": "once a year", "half-yearly": "after 6 months", "quarterly": "every 3 months"}
ATTRIBUTES = {"clinician": "clinician", "payer": "payer", "code": "code", "month": "month"}


@dataclass(frozen=True, slots=True)
class Wording:
    """What a clinic says in its own words: `header` stands on every page, `dispute` under every question of a letter."""

    header: str = "Confidential"
    dispute: str = (
        "If you see this differently, write to whoever sent this letter within 30 days and name the reference. "
        "The note will be looked at again."
    )


def percent(share: float | None, digits: int = 1) -> str:
    """A share as a percentage: "18.5 %"; a dash where there is none."""
    return "–" if share is None else f"{100 * share:.{digits}f} %"


def between(interval: Interval | None) -> str:
    """Limits as percentages: "13.4 to 24.6 %"; empty where there are none."""
    return f"{100 * interval.lower:.1f} to {100 * interval.upper:.1f} %" if interval else ""


def money(cents: float) -> str:
    """An amount: "$1,234.56"."""
    return f"{'-' if cents < 0 else ''}${abs(cents) / 100:,.2f}"


def number(value: int) -> str:
    """A count with its thousands apart: "4,812"."""
    return f"{value:,}"


def drawn(frame: Frame) -> str:
    """How the notes of the sample were found, as the end of "200 notes were ..."."""
    by = ATTRIBUTES.get(frame.stratified_by or "", "stratum")
    return {
        "simple": "drawn at random",
        "proportional": f"drawn at random within each {by}, in proportion to its notes",
        "fixed": f"drawn at random, {frame.size} from each {by}",
        "per-clinician": f"drawn at random, {frame.size} of each clinician",
        "all": "read: all there are",
        "judgement": "chosen by hand",
    }[frame.method]


def period(frame: Frame) -> str:
    """The days of the universe: "of 2026-01-02 to 2026-06-30"; empty where no note says its day."""
    if not frame.first:
        return ""
    return f"of {frame.first}" if frame.first == frame.last else f"of {frame.first} to {frame.last}"


def told(rate: Rate) -> str:
    """A rate in short: "37 of 200, 18.5 %"."""
    return f"{number(rate.failed)} of {number(rate.applicable)}, {percent(rate.share)}"


def most_failed(rules: Sequence[RuleRates]) -> list[RuleRates]:
    """The rules that failed, the most notes first."""
    return sorted((r for r in rules if r.notes.failed), key=lambda r: (-r.notes.failed, r.rule.id))


def sentences(summary: Summary) -> Iterator[str]:
    """The audit in some sentences, for somebody who reads nothing else."""
    frame, overall = summary.frame, summary.rates.overall
    what = f"{number(frame.universe)} notes {period(frame)}".rstrip()
    if frame.method == "all":
        yield f"All {what} were read against {len(summary.rules)} documentation rules."
    else:
        yield (
            f"The charts hold {what}. {number(frame.sampled)} of them were {drawn(frame)} and read against "
            f"{len(summary.rules)} documentation rules."
        )
    yield (
        f"{number(overall.failed)} of {count(overall.applicable, 'note')} ({percent(overall.share)}) "
        f"{'lacks' if overall.failed == 1 else 'lack'} something that a rule asks for, or contradict themselves. "
        f"{_reach(frame, overall)}"
    )
    if failed := most_failed(summary.rates.rules)[:FEWEST]:
        yield "Most often not met: " + "; ".join(f"{r.rule.id} {r.rule.name} ({told(r.notes)})" for r in failed) + "."
    yield from _clinicians(summary)
    if overall.open:
        yield (
            f"In {count(overall.open, 'note')} nothing failed and a person has to decide something: the words point "
            "both ways, or lie in a document that was not given. These do not count as failed."
        )
    if overall.waived:
        yield f"In {count(overall.waived, 'note')} all that failed was waived, with a reason; these do not count either."
    if summary.overpayment:
        yield from _paid(summary.overpayment, summary)
    if frame.unread:
        yield f"{count(len(frame.unread), 'file')} could not be read and is in no figure; Method lists what and why."


def _reach(frame: Frame, overall: Rate) -> str:
    """What the rate says of the notes that were not read."""
    if not frame.extrapolates:
        return "The notes were chosen, not drawn: the figures are of these notes alone and say nothing of others."
    if frame.method == "all":
        return "All notes were read, so that there is no sampling error."
    if overall.projected and overall.projected.interval and len(frame.strata) > 1:
        best = overall.projected
        limits = overall.projected.interval
        return (
            f"Weighted by the strata, the share among all {number(frame.universe)} notes is estimated as "
            f"{percent(best.point)}, with {limits.level:.0%} confidence between {between(limits)}."
        ).replace(" to ", " and ", 1)
    if not overall.exact:
        return ""
    low, high = 100 * overall.exact.lower, 100 * overall.exact.upper
    return (
        f"Among all {number(frame.universe)} notes the share lies, with {overall.exact.level:.0%} confidence, between "
        f"{low:.1f} and {high:.1f} %."
    )


def _clinicians(summary: Summary) -> Iterator[str]:
    named = [c for c in summary.rates.clinicians if c.clinician != UNNAMED]
    if not named:
        return
    small = sum(c.notes.small for c in named)
    said = f"{count(len(named), 'clinician')} wrote them."
    if small:
        said += (
            f" {small} {'has' if small == 1 else 'have'} fewer than {summary.thresholds.small_sample} notes in the "
            "sample: so few say little, and their rates are marked and not compared."
        )
    yield said


def _paid(paid: Overpayment, summary: Summary) -> Iterator[str]:
    limit = percent(summary.thresholds.financial_error, 0)
    rate = paid.error_rate
    side = "at or above" if paid.over_threshold else "below"
    limits = f", {rate.interval.level:.0%} interval {between(rate.interval)}" if rate.interval else ""
    yield (
        f"Of {money(paid.billed)} billed in the sample, {money(paid.questioned)} is questioned ({percent(rate.point)}"
        f"{limits}): {side} the {limit} from which on a larger sample is called for."
    )


def estimates(paid: Overpayment) -> list[tuple[str, Estimate]]:
    """The estimates of the questioned amount in the universe that there are, by name."""
    named = {
        "mean per unit": paid.mean_per_unit,
        "stratified, mean per unit": paid.stratified,
        "ratio to what was billed": paid.ratio,
    }
    return [(name, e) for name, e in named.items() if e]


def method(summary: Summary) -> Iterator[tuple[str, str]]:
    """How the audit was made, so that somebody else can make it again: what, and the words on it."""
    frame, thresholds = summary.frame, summary.thresholds
    yield "Source", ", ".join(map(safe, frame.source))
    yield "Universe", f"{number(frame.universe)} notes {period(frame)}".rstrip() + "; every note that could be read"
    yield "Sampling unit", "the note: what was written of one visit"
    yield "Sample", f"{number(frame.sampled)} notes, {drawn(frame)}"
    if frame.method not in ("all", "judgement"):
        yield "Seed", (
            f"{frame.seed}. Notes are drawn in the order of BLAKE2b of seed and id, the lowest first; "
            f"printf '%s' '{frame.seed} ID' | b2sum gives the same order by hand"
        )
    if frame.method == "judgement":
        yield "Extrapolation", "none: the notes were chosen, so the figures are of these notes alone"
    if frame.ids_hash:
        yield "Ids of the universe", f"BLAKE2b {frame.ids_hash}, over all ids, sorted, a line each"
    if frame.ids_withheld:
        yield "Ids", "stand-ins: ids and clinicians are withheld"
    yield "Failed", (
        "a note fails a rule where the rule is not met and nobody waived that; a rule that does not apply to a note "
        "leaves the denominator; what a person has to decide, and what was waived, stays in it and does not count as "
        "failed"
    )
    yield "Intervals of rates", (
        f"{thresholds.level:.0%}, Clopper-Pearson; Wilson's stand beside them in audit.xlsx"
        if frame.extrapolates and frame.method != "all"
        else "none: there is no sampling error that one could speak of"
    )
    yield "Small samples", f"rates over fewer than {thresholds.small_sample} notes are marked and never ranked"
    yield "Follow-up", (
        f"of all that was asked of a clinician's notes, {percent(thresholds.yearly, 0)} met or more: once a year; "
        f"{percent(thresholds.half_yearly, 0)} or more: after 6 months; less: every 3 months"
    )
    if paid := summary.overpayment:
        yield "Amounts", (
            f"a charge is questioned, with its whole amount, where one of {', '.join(paid.rules)} failed on it; "
            f"{thresholds.amount_level:.0%} two-sided intervals, with the finite population correction"
        )
    yield "Notes in full", _in_full(summary)
    yield "Made by", f"notelint {frame.version}, rules and knowledge {frame.rules_hash}"
    yield "Profile", safe(frame.profile)
    yield "Settings", safe(frame.settings) or "none"
    yield "Begun on", frame.day


def _in_full(summary: Summary) -> str:
    if not summary.reviewed:
        return "none; the figures are of the whole sample"
    shown = len(summary.reviewed)
    if shown == summary.frame.sampled:
        return f"all {number(shown)} of the sample"
    return f"the first {number(shown)} of the draw, by the same seed; the figures are of the whole sample"


OUT_OF_SCOPE = (
    "whether the care was right, or necessary: only what the note says of it was read",
    "documents that were not given, such as flow sheets and plans of care kept elsewhere",
    "notes that are not in the source, and what could not be read",
    "the judgement of a person: what stands here was found by rules, and the worksheet is where a person confirms it",
)


def place(path: str, record: str | None) -> str:
    """Where a note stands: its file, and its place there."""
    return inline(f"{path}, {record}" if record else path)
