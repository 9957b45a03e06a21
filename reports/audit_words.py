"""How the figures of an audit are said: shares, intervals, amounts, methods."""

from __future__ import annotations

from notelint.linter.audit.summary import ChargeRate, Estimate, Frame, Interval, Rate


def percent(share: float) -> str:
    """A share as in "12.5 %"."""
    return f"{100 * share:.1f} %"


def level(share: float) -> str:
    """A level or a threshold as in "95 %"."""
    return f"{100 * share:g} %"


def money(cents: float) -> str:
    """An amount as in "$1,234.50"."""
    return f"{'-' if round(cents) < 0 else ''}${abs(round(cents)) / 100:,.2f}"


def interval_told(interval: Interval | None, *, of_money: bool = False) -> str:
    """An interval as in "95 % interval 1.2 % to 7.3 %"; empty where there is none."""
    if interval is None:
        return ""
    said = money if of_money else percent
    return f"{level(interval.level)} interval {said(interval.lower)} to {said(interval.upper)}"


def rate_told(rate: Rate) -> str:
    """A rate over notes, as in "12 of 50 (24.0 %, 95 % interval 13.1 % to 38.2 %)"."""
    if rate.share is None:
        return "none applies"
    inside = [percent(rate.share), interval_told(rate.exact), "too few notes to compare" if rate.small else ""]
    return f"{rate.failed} of {rate.applicable} ({', '.join(filter(None, inside))})"


def charges_told(rate: ChargeRate) -> str:
    """A rate over charges or elements, likewise; weighted where the strata make another share of it."""
    if rate.share is None:
        return "none applies"
    inside = [percent(rate.share)]
    if rate.estimate and abs(rate.estimate.point - rate.share) > 1e-9:
        inside.append(f"weighted by stratum {percent(rate.estimate.point)}")
    inside.append(interval_told(rate.estimate.interval) if rate.estimate else "")
    return f"{rate.failed} of {rate.applicable} in {rate.notes} notes ({', '.join(filter(None, inside))})"


def estimate_told(estimate: Estimate, *, of_money: bool = False) -> str:
    """An estimate with its interval, or why there is none."""
    point = (money if of_money else percent)(estimate.point)
    rest = interval_told(estimate.interval, of_money=of_money) or (estimate.why and f"no interval: {estimate.why}")
    return f"{point} ({rest})" if rest else point


def drawn(frame: Frame) -> str:
    """What was drawn, in a sentence."""
    notes = f"{frame.sampled:,} of {frame.universe:,} notes"
    by = frame.stratified_by
    return {
        "simple": f"{notes} were drawn at random, each as likely as any other, with seed {frame.seed}.",
        "proportional": f"{notes} were drawn at random, by {by} in proportion, with seed {frame.seed}.",
        "fixed": f"{notes} were drawn at random, up to {frame.size} of each {by}, with seed {frame.seed}.",
        "per-clinician": f"{notes} were drawn at random, up to {frame.size} of each clinician, with seed {frame.seed}.",
        "all": f"All {frame.universe:,} notes were examined.",
        "judgement": f"{notes} were chosen, not drawn: a judgement sample, which says nothing of other notes.",
    }[frame.method]
