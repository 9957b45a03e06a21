"""A note with all verdicts on it, as pages show it: its text with the places marked, and its checklist by families."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from notelint.linter.result import Result
from notelint.linter.verdict import Verdict, family_of
from notelint.reports.marks import Line, Span, lines, places
from notelint.reports.terminal import acceptance, inline, safe, standing, told, weight

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
QUOTE = 160  # characters of a piece of evidence


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence; `linked` says that the page has its place to lead to."""

    text: str
    read_as: str
    line: int
    start: int
    end: int
    linked: bool


@dataclass(frozen=True, slots=True)
class Item:
    """A verdict with its words made safe; `key` names it within its note, `weight` is empty where it does not count."""

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
    evidence: tuple[Proof, ...]


@dataclass(slots=True)
class Family:
    """The verdicts of a family of rules: findings, what was accepted, passes, and what does not apply."""

    prefix: str
    title: str
    findings: list[Item] = field(default_factory=list)
    accepted: list[Item] = field(default_factory=list)
    passes: list[Item] = field(default_factory=list)
    others: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NotePage:
    """A note as a page shows it.

    `looks` says how each place with a mark looks, by its offset; `tags` are the findings beside each line; `counts` are
    findings by severity, `troubles` counts what went wrong with the run; `open` says that it begins unfolded.
    """

    id: str
    path: str
    facts: tuple[str, ...]
    lines: Sequence[Line]
    looks: dict[int, str]
    tags: dict[int, list[Item]]
    items: dict[str, Item]
    families: Sequence[Family]
    counts: Counter[str]
    troubles: int
    open: bool


def note_page(id: str, result: Result, *, unfold: bool) -> NotePage:
    """The note with every verdict on it; `id` is its own on the page."""
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
    tags: dict[int, list[Item]] = {}
    for item in findings:
        if item.line is not None:
            tags.setdefault(item.line, []).append(item)
    return NotePage(
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


def _item(key: str, verdict: Verdict, result: Result, starts: frozenset[int]) -> Item:
    note = result.note
    evidence = tuple(
        Proof(inline(e.text, QUOTE), inline(e.read_as), note.line(e.start), e.start, e.end, e.start in starts)
        for e in verdict.evidence
    )
    return Item(
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


def _families(items: Iterable[Item]) -> list[Family]:
    order = list(FAMILIES)
    families: dict[str, Family] = {}
    for item in items:
        prefix = family_of(item.verdict.rule)
        family = families.setdefault(prefix, Family(prefix, FAMILIES.get(prefix, f"Rules {prefix}")))
        lists = {"pass": family.passes, "not_applicable": family.others}
        lists |= {"waived": family.accepted, "known": family.accepted}
        lists.get(item.outcome, family.findings).append(item)
    return sorted(
        families.values(), key=lambda f: (order.index(f.prefix) if f.prefix in order else len(order), f.prefix)
    )
