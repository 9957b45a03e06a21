"""A letter for each clinician of an audit: what is well documented, at most three areas to look at, and questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

from notelint.linter.audit.summary import (
    UNNAMED,
    AuditedNote,
    AuditedVerdict,
    ClinicianRates,
    Rate,
    ReviewedNote,
    RuleInfo,
    Summary,
)  # fmt: skip
from notelint.linter.note import Note
from notelint.linter.verdict import Severity, Verdict
from notelint.reports.audit_sentences import FOLLOW_UPS, place
from notelint.reports.audit_words import drawn
from notelint.reports.marks import sentence
from notelint.reports.page import render
from notelint.reports.terminal import inline, safe

AREAS = 3  # at most, whatever was found
STRENGTHS = 4
WELL = 0.10  # a rule that no more of the notes fail than this is a strength
QUOTE = 360  # characters of the clinician's words


@dataclass(frozen=True, slots=True)
class Strength:
    """A rule that the clinician's notes meet, or nearly all of them."""

    rule: RuleInfo
    rate: Rate


@dataclass(frozen=True, slots=True)
class Area:
    """A rule to look at, with a note that shows it: where, the clinician's own words, and the question.

    `words` and `nearest` are empty where the note is not shown in full.
    """

    rule: RuleInfo
    rate: Rate
    reference: str
    where: str
    words: str
    nearest: str
    question: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter; `file` is its name in the folder of letters."""

    file: str
    rates: ClinicianRates
    notes: int
    strengths: Sequence[Strength]
    areas: Sequence[Area]


def letters(summary: Summary) -> list[Letter]:
    """A letter for each clinician who is named, by name."""
    named = [c for c in summary.rates.clinicians if c.clinician != UNNAMED]
    counts: Counter[str] = Counter()
    failing: dict[tuple[str, str], tuple[AuditedNote, int]] = {}
    for note in summary.notes:
        clinician = note.clinician or UNNAMED
        counts[clinician] += 1
        for index, verdict in enumerate(note.verdicts):
            if verdict.failed:
                failing.setdefault((verdict.rule, clinician), (note, index))
    return [_letter(summary, c, number, counts[c.clinician], failing) for number, c in enumerate(named, 1)]


def write(letter: Letter, summary: Summary, out: BinaryIO) -> None:
    """Write a letter as a page to print."""
    text = TextIOWrapper(out, encoding="utf-8", errors="backslashreplace", newline="")
    context = {
        "letter": letter,
        "frame": summary.frame,
        "thresholds": summary.thresholds,
        "header": inline(summary.wording.header),
        "dispute": inline(summary.wording.dispute),
        "drawn": drawn(summary.frame),
        "rules": len(summary.rules),
        "follow_ups": FOLLOW_UPS,
        "safe": safe,
    }
    render("letter.html", context, text, styles=("page.css", "letter.css"), scripts=())
    text.flush()
    text.detach()


def _letter(
    summary: Summary,
    rates: ClinicianRates,
    number: int,
    notes: int,
    failing: Mapping[tuple[str, str], tuple[AuditedNote, int]],
) -> Letter:
    """The letter to a clinician; `failing` has the first note of the draw that failed, by rule and clinician."""
    rules = {r.id: r for r in summary.rules}
    mine = [(rules[c.rule], c.rate) for c in summary.rates.cells if c.clinician == rates.clinician and c.rule in rules]
    mine = [(rule, rate) for rule, rate in mine if not rule.id.startswith("NL")]
    shown = {r.row.number: r for r in summary.reviewed}
    good = [(rule, rate) for rule, rate in mine if rate.applicable and (rate.share or 0) <= WELL and not rate.open]
    good.sort(key=lambda pair: (pair[1].failed > 0, -_weight(pair[0]), -pair[1].applicable, pair[0].id))
    bad = [(rule, rate) for rule, rate in mine if rate.failed and (rule.id, rates.clinician) in failing]
    bad.sort(key=lambda pair: (-_weight(pair[0]), -pair[1].failed, pair[0].id))
    return Letter(
        f"{number:02}-{_slug(rates.clinician)}.html",
        rates,
        notes,
        [Strength(*pair) for pair in good[:STRENGTHS]],
        [_area(rule, rate, *failing[rule.id, rates.clinician], shown) for rule, rate in bad[:AREAS]],
    )


def _area(rule: RuleInfo, rate: Rate, note: AuditedNote, index: int, shown: dict[int, ReviewedNote]) -> Area:
    row = note.verdicts[index]
    reference = f"note {note.number}, {row.rule}" + (f" {row.code}" if row.code else "")
    where = ", ".join(filter(None, (safe(note.id), note.date, place(note.path, note.record), _line(row))))
    reviewed = shown.get(note.number)
    if reviewed is None:
        question = "Does the note say it in other words, or elsewhere? If not, what would a reader need to see there?"
        return Area(rule, rate, reference, where, "", "", question)
    verdict = reviewed.verdicts[index]
    words, nearest = _own_words(reviewed.note, verdict)
    return Area(rule, rate, reference, where, words, nearest, inline(verdict.help) or _asks(rule))


def _own_words(note: Note, verdict: Verdict) -> tuple[str, str]:
    """The sentence in which the finding stands, and the one with what came nearest, where that is another."""
    places = [(e.start, e.end) for e in verdict.evidence]
    if verdict.start is not None:
        places.insert(0, (verdict.start, verdict.end or verdict.start))
    sentences = list(dict.fromkeys(sentence(note, *p, QUOTE) for p in places))
    return (sentences[0] if sentences else "", sentences[1] if len(sentences) > 1 else "")


def _asks(rule: RuleInfo) -> str:
    return f"The rule asks: {inline(rule.title)} Where does the note say that?"


def _line(row: AuditedVerdict) -> str:
    return f"line {row.line}" if row.line is not None else ""


def _weight(rule: RuleInfo) -> int:
    return Severity(rule.severity).rank


def _slug(name: str) -> str:
    """A name as part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:40] or "clinician"
