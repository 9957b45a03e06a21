"""One self-contained page: a summary, then each note with its findings in place and the checklist beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from notelint.linter.result import ReportOptions, Result
from notelint.reports.checklist import SEVERITIES, WORDS, note_page
from notelint.reports.page import render
from notelint.reports.terminal import Tally, inline, safe, tallied, weight

FEW_NOTES = 12


@dataclass(frozen=True, slots=True)
class _Bar:
    label: str
    name: str
    total: int
    parts: tuple[tuple[str, int, str], ...]


def write(results: Iterable[Result], out: TextIO, options: ReportOptions) -> None:
    """Write the page. It holds every verdict of the results, whatever `all_verdicts` says of the text reports."""
    tally = Tally()
    kept = list(tallied(results, tally))
    noted = [i for i, r in enumerate(kept) if any(v.counts for v in r.verdicts) and r.note.text]
    unfolded = set(noted if len(kept) <= FEW_NOTES else noted[:1])
    verdicts = [v for r in kept for v in r.verdicts if not v.of_run]
    context = {
        "notes": (note_page(f"n{i + 1}", r, unfold=i in unfolded) for i, r in enumerate(kept)),
        "note_count": tally.notes,
        "many": len(kept) > FEW_NOTES,
        "tally": tally,
        "severities": SEVERITIES,
        "words": WORDS,
        "rule_bars": _bars([(v.rule, safe(v.name), weight(v)) for v in verdicts if v.counts]),
        "code_bars": _bars([(v.code, "", weight(v)) for v in verdicts if v.counts and v.code]),
        "troubles": [
            (f"n{i + 1}", safe(r.note.path), v.rule, inline(v.message))
            for i, r in enumerate(kept)
            for v in r.verdicts
            if v.of_run
        ],
        "rules": sorted({(v.rule, safe(v.name)) for v in verdicts}),
        "codes": sorted({v.code for v in verdicts if v.code}),
        "passes": sum(v.outcome == "pass" for v in verdicts),
        "idle": sum(v.outcome == "not_applicable" for v in verdicts),
        "verdict_count": len(verdicts),
        "made_by": options.made_by,
        "profile": options.profile,
        "checked_rules": options.rules,
    }
    render("report.html", context, out, styles=("page.css", "report.css"), scripts=("page.js", "note.js", "report.js"))


def _bars(findings: Iterable[tuple[str, str, str]]) -> list[_Bar]:
    groups: dict[tuple[str, str], Counter[str]] = {}
    for label, name, severity in findings:
        groups.setdefault((label, name), Counter())[severity] += 1
    longest = max((c.total() for c in groups.values()), default=1)
    ordered = sorted(groups.items(), key=lambda g: (-g[1].total(), g[0]))
    return [
        _Bar(
            label,
            name,
            counts.total(),
            tuple((s, counts[s], f"{100 * counts[s] / longest:.2f}%") for s in SEVERITIES if counts[s]),
        )
        for (label, name), counts in ordered
    ]
