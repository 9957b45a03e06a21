"""audit.xlsx: an audit as tables, for those who go on to count with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from notelint.linter.audit.summary import Estimate, Interval, Rate, RuleInfo, Summary
from notelint.reports.audit_sentences import FOLLOW_UPS, OUT_OF_SCOPE, method, projections, sentences
from notelint.reports.audit_words import estimate_told, money
from notelint.reports.checklist import WORDS
from notelint.reports.xlsx import Book, Column, workbook

Row = list[object]
MANY = 5_000  # notes; the tables of more are not held in memory
_RATE = (
    Column("Notes it applies to", 11, "count"), Column("Failed", 9, "count"), Column("Share", 9, "share"),
    Column("Clopper-Pearson, lower", 11, "share"), Column("Clopper-Pearson, upper", 11, "share"),
    Column("Wilson, lower", 9, "share"), Column("Wilson, upper", 9, "share"), Column("Open", 8, "count"),
    Column("Waived", 8, "count"), Column("Sample", 8),
)  # fmt: skip
_RATES = (
    Column("Of", 9), Column("What", 12), Column("Name", 30), Column("Asks", 50), Column("Severity", 10),
    Column("Direction", 14), *_RATE, Column("Weighted by strata", 10, "share"), Column("Weighted, lower", 10, "share"),
    Column("Weighted, upper", 10, "share"), Column("Charges", 9, "count"), Column("Charges failed", 9, "count"),
    Column("Share of charges", 9, "share"), Column("Charges, lower", 9, "share"), Column("Charges, upper", 9, "share"),
)  # fmt: skip
_CLINICIANS = (
    Column("Clinician", 26), Column("Rule", 9), *_RATE, Column("Asked in all", 9, "count"),
    Column("Not met", 9, "count"), Column("Met", 9, "share"), Column("Follow-up", 16),
)  # fmt: skip
_CODES = (
    Column("Code", 9), Column("Notes", 9, "count"), Column("Failed", 9, "count"), Column("Share", 9, "share"),
    Column("Lower", 9, "share"), Column("Upper", 9, "share"), Column("Sample", 8),
)  # fmt: skip
_FINDINGS = (
    Column("Note", 7, "count"), Column("Id", 16), Column("Date", 11, "date"), Column("Clinician", 24),
    Column("Payer", 16), Column("Rule", 8), Column("Name", 30), Column("Code", 8), Column("Verdict", 9),
    Column("Severity", 9), Column("Direction", 14), Column("Waived", 8), Column("Line", 7, "count"),
    Column("File", 40), Column("Place in the file", 14), Column("Fingerprint", 34),
)  # fmt: skip
_SAMPLE = (
    Column("Note", 7, "count"), Column("Id", 16), Column("Date", 11, "date"), Column("Clinician", 24),
    Column("Payer", 16), Column("Stratum", 16), Column("Codes", 22), Column("Units", 7), Column("Billed", 11, "money"),
    Column("Passed", 8, "count"), Column("Failed", 8, "count"), Column("Review", 8, "count"),
    Column("Waived", 8, "count"), Column("Not applicable", 10, "count"), Column("Failed rules", 30),
    Column("In full", 7), Column("File", 40), Column("Place in the file", 14),
)  # fmt: skip


def write(summary: Summary, out: BinaryIO) -> None:
    """Write the workbook."""
    frame = summary.frame
    large, header = frame.sampled > MANY, summary.wording.header
    with workbook(out, day=frame.day, title="Documentation audit", header=header, large=large) as book:
        _prose(book, "Summary", [("", s) for s in sentences(summary)])
        _prose(book, "Method", list(_method(summary)))
        book.table("Rates", _RATES, _rates(summary))
        book.table("Clinicians", _CLINICIANS, _clinicians(summary))
        book.table("Codes", _CODES, _codes(summary))
        book.table("Findings", _FINDINGS, _findings(summary))
        book.table("Sample", _SAMPLE, _sample(summary))


def _prose(book: Book, name: str, rows: list[tuple[str, str]]) -> None:
    """A sheet to read: a word, and what is said of it."""
    sheet = book.sheet(name)
    sheet.set_column(0, 0, 24 if any(word for word, _ in rows) else 2)
    sheet.set_column(1, 1, 110)
    sheet.write_string(0, 1, book.header, book.formats["head"])
    for index, (word, said) in enumerate(rows, 2):
        book.cell(sheet, index, 0, word)
        book.cell(sheet, index, 1, said)


def _method(summary: Summary) -> Iterator[tuple[str, str]]:
    frame, paid = summary.frame, summary.overpayment
    yield from method(summary)
    yield from (("Out of scope", what) for what in OUT_OF_SCOPE)
    if len(frame.strata) > 1:
        yield from ((f"Stratum {s.name}", f"{s.sampled:,} of {s.universe:,} notes") for s in frame.strata)
    yield from (("Could not be read", f"{u.path}: {u.reason}") for u in frame.unread)
    if paid:
        yield "Billed in the sample", f"{money(paid.billed)} by {paid.notes:,} notes"
        yield "Questioned", f"{money(paid.questioned)}: {estimate_told(paid.error_rate)}"
        for name, estimate in projections(paid):
            yield f"Questioned in all, {name.lower()}", estimate_told(estimate, of_money=True)
        if paid.why:
            yield "Not projected", paid.why


def _limits(interval: Interval | None) -> Row:
    return [interval.lower, interval.upper] if interval else [None, None]


def _rate(rate: Rate) -> Row:
    limits = [*_limits(rate.exact), *_limits(rate.wilson)] if rate.applicable else [None] * 4
    small = "small" if rate.small else ""
    return [rate.applicable, rate.failed, rate.share, *limits, rate.open, rate.waived, small]


def _estimate(estimate: Estimate | None) -> Row:
    return [estimate.point, *_limits(estimate.interval)] if estimate else [None] * 3


def _rates(summary: Summary) -> Iterator[Row]:
    rates = summary.rates
    none: Row = [None] * 5
    yield ["all", "", "", "", "", "", *_rate(rates.overall), *_estimate(rates.overall.projected), *none]
    for rate in rates.families:
        yield ["family", rate.key, "", "", "", "", *_rate(rate), *_estimate(rate.projected), *none]
    for each in rates.rules:
        rule, charges = each.rule, each.charges
        counted: Row = none
        if charges and charges.applicable:
            limits = _limits(charges.estimate.interval if charges.estimate else None)
            counted = [charges.applicable, charges.failed, charges.share, *limits]
        about = [rule.id, rule.name, rule.title, rule.severity, rule.direction]
        yield ["rule", *about, *_rate(each.notes), *_estimate(each.notes.projected), *counted]
    for rate in rates.months:
        yield ["month", rate.key, "", "", "", "", *_rate(rate), *_estimate(rate.projected), *none]


def _clinicians(summary: Summary) -> Iterator[Row]:
    cells = summary.rates.cells
    for each in summary.rates.clinicians:
        asked, share = each.elements, each.elements.share
        met = [asked.applicable, asked.failed, None if share is None else 1 - share]
        follow_up = FOLLOW_UPS[each.follow_up] if each.follow_up else ""
        yield [each.clinician, "all", *_rate(each.notes), *met, follow_up]
        for cell in cells:
            if cell.clinician == each.clinician:
                yield [cell.clinician, cell.rule, *_rate(cell.rate), None, None, None, ""]


def _codes(summary: Summary) -> Iterator[Row]:
    for rate in summary.rates.codes:
        limits = _limits(rate.estimate.interval if rate.estimate else None)
        yield [rate.key, rate.applicable, rate.failed, rate.share, *limits, "small" if rate.small else ""]


def _findings(summary: Summary) -> Iterator[Row]:
    rules: dict[str, RuleInfo] = {r.id: r for r in summary.rules}
    for note in summary.notes:
        whose = [note.number, note.id, note.date, note.clinician, note.payer]
        for v in note.verdicts:
            if v.outcome not in ("fail", "review"):
                continue
            rule = rules.get(v.rule)
            about = [v.rule, rule.name if rule else "", v.code, WORDS[v.outcome], v.severity]
            place = [v.line, note.path, note.record, v.fingerprint]
            yield [*whose, *about, rule.direction if rule else "", "yes" if v.waived else "", *place]


def _sample(summary: Summary) -> Iterator[Row]:
    shown = {r.row.number for r in summary.reviewed}
    for note in summary.notes:
        counts = Counter("waived" if v.waived else v.outcome for v in note.verdicts)
        units = [c.units for c in note.charges if c.units is not None]
        amounts = [c.amount for c in note.charges if c.amount is not None]
        whose: Row = [note.number, note.id, note.date, note.clinician, note.payer, note.stratum]
        billed = [
            " ".join(c.code for c in note.charges),
            sum(units) if units else None,
            sum(amounts) if amounts else None,
        ]
        found = [counts[o] for o in ("pass", "fail", "review", "waived", "not_applicable")]
        failed = " ".join(sorted({v.rule for v in note.verdicts if v.failed}))
        yield [*whose, *billed, *found, failed, "yes" if note.number in shown else "", note.path, note.record]
