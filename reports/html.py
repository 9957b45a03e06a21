"""One self-contained page: a summary, then each note with its findings in place and the checklist beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Verdict
from notelint.reports.marks import Line, Span, lines, places
from notelint.reports.page import render
from notelint.reports.terminal import Tally, acceptance, inline, safe, standing, tallied, told, weight

FAMILIES = {
    "NL": "The run",
    "OM": "Objective measures",
    "IO": "Intended outcome",
    "FL": "Functional link",
    "CA": "Code and activity",
    "TU": "Time and units",
    "RC": "The record",
    "PL": "The plan",
    "TP": "Templates and blanks",
    "SU": "Waivers",
    "CL": "The claim",
}
WORDS = {
    "fail": "Fail", "review": "Review", "pass": "Pass", "not_applicable": "Not applicable", "waived": "Waived",
    "known": "In the baseline",
}  # fmt: skip
SEVERITIES = ("error", "warning", "info")
FEW_NOTES = 12
QUOTE = 160


@dataclass(frozen=True, slots=True)
class _Proof:
    text: str
    read_as: str
    line: int
    start: int
    end: int
    linked: bool


@dataclass(frozen=True, slots=True)
class _Item:
    key: str
    verdict: Verdict
    message: str
    question: str
    acceptance: str
    weight: str
    outcome: str
    word: str
    line: int | None
    linked: bool
    evidence: tuple[_Proof, ...]


@dataclass(slots=True)
class _Family:
    prefix: str
    title: str
    findings: list[_Item] = field(default_factory=list)
    accepted: list[_Item] = field(default_factory=list)
    passes: list[_Item] = field(default_factory=list)
    others: list[_Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Page:
    id: str
    path: str
    facts: tuple[str, ...]
    lines: Sequence[Line]
    looks: dict[int, str]
    tags: dict[int, list[_Item]]
    items: dict[str, _Item]
    families: Sequence[_Family]
    counts: Counter[str]
    troubles: int
    open: bool


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
        "notes": (_page(f"n{i + 1}", r, unfold=i in unfolded) for i, r in enumerate(kept)),
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
    render("report.html", context, out, styles=("page.css", "report.css"), scripts=("page.js", "report.js"))


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


def _page(id: str, result: Result, *, unfold: bool) -> _Page:
    note = result.note
    verdicts = told(result, everything=True)
    spans: list[Span] = []
    looks: dict[str, str] = {}
    for index, v in enumerate(verdicts):
        key = f"v{index + 1}"
        if v.start is not None:
            spans.append(Span(v.start, v.start if v.end is None else v.end, key))
            looks[key] = weight(v) if v.counts else ""
        proof = key + "e"
        looks[proof] = "near" if v.counts else "kept" if v.outcome == "pass" else ""
        spans += [Span(e.start, e.end, proof) for e in v.evidence]
    cut = lines(note, spans)
    starts = places(cut)
    items = {f"v{i + 1}": _item(f"v{i + 1}", v, result, starts) for i, v in enumerate(verdicts)}
    findings = [i for i in items.values() if i.verdict.counts and not i.verdict.of_run]
    tags: dict[int, list[_Item]] = {}
    for item in findings:
        if item.line is not None:
            tags.setdefault(item.line, []).append(item)
    return _Page(
        id,
        safe(note.path),
        tuple(safe(f) for f in (note.kind, note.date, note.id) if f),
        cut if note.text else (),
        {p.start: _look({looks[k] for k in p.keys}) for line in cut for p in line.pieces if p.keys},
        tags,
        items,
        _families(items.values()),
        Counter(i.weight for i in findings),
        sum(v.of_run for v in verdicts),
        unfold,
    )


def _look(kinds: set[str]) -> str:
    heaviest = next((s for s in SEVERITIES if s in kinds), "")
    return " ".join(k for k in (heaviest, *(k for k in ("near", "kept") if k in kinds)) if k)


def _item(key: str, verdict: Verdict, result: Result, starts: frozenset[int]) -> _Item:
    note = result.note
    evidence = tuple(
        _Proof(inline(e.text, QUOTE), inline(e.read_as), note.line(e.start), e.start, e.end, e.start in starts)
        for e in verdict.evidence
    )
    return _Item(
        key,
        verdict,
        inline(verdict.message),
        inline(verdict.help),
        acceptance(verdict),
        weight(verdict) if verdict.counts else "",
        standing(verdict),
        WORDS[standing(verdict)],
        None if verdict.start is None else note.line(verdict.start),
        verdict.start is not None and verdict.start in starts,
        evidence,
    )


def _families(items: Iterable[_Item]) -> list[_Family]:
    order = list(FAMILIES)
    families: dict[str, _Family] = {}
    for item in items:
        prefix = item.verdict.rule.rstrip("0123456789")
        family = families.setdefault(prefix, _Family(prefix, FAMILIES.get(prefix, f"Rules {prefix}")))
        lists = {"pass": family.passes, "not_applicable": family.others}
        lists |= {"waived": family.accepted, "known": family.accepted}
        lists.get(item.outcome, family.findings).append(item)
    return sorted(
        families.values(), key=lambda f: (order.index(f.prefix) if f.prefix in order else len(order), f.prefix)
    )
