"""What auditors say of an audit, for a person and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from notelint.linter.audit.agreement import Agreement
from notelint.linter.audit.review import Pair, Precision, Review
from notelint.linter.audit.summary import Rate
from notelint.linter.audit.worksheet import Worksheet
from notelint.reports.audit_words import interval_told, percent, rate_told
from notelint.reports.terminal import safe


def as_text(review: Review) -> Iterator[str]:
    """The review, line by line."""
    for part in (_worksheets, _rates, _precision, _kappa, _pairs):
        lines = list(part(review))
        yield from (f"{safe(line)}\n" for line in lines)
        if lines and part is not _pairs:
            yield "\n"


def as_json(review: Review) -> Iterator[str]:
    """The review as one object."""
    said: dict[str, Any] = {
        "worksheets": [
            {"path": w.path, "blind": w.blind, "rows": w.rows, "answered": len(w.answers), "auditors": w.auditors}
            for w in review.worksheets
        ],
        "answered": review.answered,
        "unsettled": [{"note": note, "verdict": index} for note, index in review.unsettled],
        "rates": {"by_tool": asdict(review.by_tool), "with_review": asdict(review.rates)},
        "precision": [asdict(p) for p in review.precision],
        "kappa": {rule or "all": asdict(agreed) for rule, agreed in review.kappa.items()},
        "auditors": [asdict(pair) for pair in review.pairs],
    }
    yield json.dumps(said, indent=1) + "\n"


def _worksheets(review: Review) -> Iterator[str]:
    for w in review.worksheets:
        yield f"{w.path}: {len(w.answers):,} of {w.rows:,} rows answered{_by(w)}{', blind' if w.blind else ''}"
    if review.unsettled:
        yield f"{len(review.unsettled)} rows were answered in two ways and keep the tool's verdict until settled"


def _by(worksheet: Worksheet) -> str:
    return f" by {', '.join(worksheet.auditors)}" if worksheet.auditors else ""


def _rates(review: Review) -> Iterator[str]:
    yield "Notes that failed, by the tool alone and with the auditor's word above it"
    yield f"  overall  {_before_after(review.by_tool.overall, review.rates.overall)}"
    for before, after in zip(review.by_tool.rules, review.rates.rules, strict=True):
        if before.notes != after.notes:
            yield f"  {before.rule.id}    {_before_after(before.notes, after.notes)}"


def _before_after(before: Rate, after: Rate) -> str:
    return f"{rate_told(before)}; {'as before' if before == after else f'now {rate_told(after)}'}"


def _precision(review: Review) -> Iterator[str]:
    if review.precision:
        yield "Precision: how many of the tool's fails that were answered are fails"
    for each in review.precision:
        yield f"  {each.rule}  {_precision_told(each)}"


def _precision_told(each: Precision) -> str:
    said = []
    if each.failed:
        said.append(
            f"{each.right} of {each.failed} ({percent(each.right / each.failed)}, {interval_told(each.interval)})"
        )
    else:
        said.append("no fail was answered")
    if each.passed:
        said.append(f"{each.missed} of {each.passed} passes are fails")
    if each.reviews:
        said.append(f"{each.upheld} of {each.reviews} that were left to a person are fails")
    return "; ".join(said)


def _kappa(review: Review) -> Iterator[str]:
    if not any(w.blind for w in review.worksheets):
        yield "Kappa of tool and auditor: not known, as the auditor saw the tool's verdicts; --blind leaves them out"
        return
    yield "Kappa of tool and auditor, from the blind worksheets"
    for rule, agreed in review.kappa.items():
        yield f"  {rule or 'all'}  {_agreed(agreed)}"
    if not review.kappa:
        yield "  no row is answered"


def _pairs(review: Review) -> Iterator[str]:
    if review.pairs:
        yield "Agreement of auditors, on the rows that both answered"
    for pair in review.pairs:
        yield f"  {pair.first} and {pair.second}: {_pair_told(pair)}"


def _pair_told(pair: Pair) -> str:
    if pair.agreement is None:
        return "no row is answered in both"
    seen = "" if pair.blind else "; the tool's verdicts were in sight, which makes answers alike"
    return _agreed(pair.agreement) + seen


def _agreed(agreed: Agreement) -> str:
    kappa = (
        "no kappa, because all answers are one and the same" if agreed.kappa is None else f"kappa {agreed.kappa:.2f}"
    )
    limits = agreed.interval
    inside = f" ({100 * limits.level:.0f} % interval {limits.lower:.2f} to {limits.upper:.2f})" if limits else ""
    return f"{kappa}{inside}; {agreed.same:,} of {agreed.n:,} rows alike ({percent(agreed.share)})"
