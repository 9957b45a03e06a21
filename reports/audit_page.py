"""audit.html: an audit as one self-contained page, for somebody who has never seen the tool."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import TextIOWrapper
from itertools import groupby
from typing import BinaryIO

from markupsafe import Markup

from notelint.linter.audit.summary import UNNAMED, AuditedVerdict, Cell, Rate, ReviewedNote, RuleInfo, Summary
from notelint.linter.result import Result
from notelint.linter.verdict import Severity
from notelint.reports.audit_charts import axis, trend
from notelint.reports.audit_sentences import (
    FOLLOW_UPS,
    OUT_OF_SCOPE,
    in_full,
    method,
    place,
    projections,
    sentences,
)  # fmt: skip
from notelint.reports.audit_words import charges_told, estimate_told, interval_told, money, percent, rate_told
from notelint.reports.checklist import FAMILIES, SEVERITIES, NotePage, note_page
from notelint.reports.page import render
from notelint.reports.terminal import inline, safe


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a heat map: a rule, and its cell for each clinician, None where the rule applies to no note."""

    rule: RuleInfo
    cells: Sequence[Cell | None]

    @property
    def failed(self) -> bool:
        """Whether anybody failed the rule."""
        return any(c.rate.failed for c in self.cells if c)


@dataclass(frozen=True, slots=True)
class Shown:
    """A note in full, with what a filter asks of it.

    `asked` are the rules that apply; `failed`, `open` and `waived` are rules with their codes, as "FL001/97530". An
    exclamation mark stands before what counts where several rules are put together.
    """

    page: NotePage
    clinician: str
    month: str
    codes: str
    asked: str
    failed: str
    open: str
    waived: str
    words: str


def write(summary: Summary, out: BinaryIO) -> None:
    """Write the page."""
    text = TextIOWrapper(out, encoding="utf-8", errors="backslashreplace", newline="")
    render("audit.html", _context(summary), text, styles=STYLES, scripts=SCRIPTS)
    text.flush()
    text.detach()


STYLES = ("page.css", "report.css", "audit.css")
SCRIPTS = ("page.js", "note.js", "audit.js")


def _context(summary: Summary) -> dict[str, object]:
    rates, frame = summary.rates, summary.frame
    asked = [r for r in rates.rules if r.notes.applicable]
    return {
        "summary": summary,
        "frame": frame,
        "rates": rates,
        "header": inline(summary.wording.header),
        "header_css": _css_string(inline(summary.wording.header)),
        "sentences": list(sentences(summary)),
        "method": list(method(summary)),
        "out_of_scope": OUT_OF_SCOPE,
        "in_full": in_full(summary),
        "families": FAMILIES,
        "rules": sorted(asked, key=_by_share),
        "idle": [r.rule for r in rates.rules if not r.notes.applicable],
        "rule_axis": axis([*(r.notes for r in asked), *rates.families]),
        "clinician_axis": axis(c.notes for c in rates.clinicians),
        "heat": _heat(summary),
        "heat_end": max((c.rate.share or 0 for c in rates.cells if not c.rate.small), default=0),
        "clinicians": [c.clinician for c in rates.clinicians],
        "months": [m.key for m in rates.months],
        "trend": trend([m for m in rates.months if m.key != UNNAMED]),
        "codes": [c for c in rates.codes if c.applicable],
        "projections": projections(summary.overpayment) if summary.overpayment else [],
        "unread": [(safe(u.path), inline(u.reason)) for u in frame.unread],
        "grouped_rules": [(f, list(rs)) for f, rs in groupby((r.rule for r in asked), lambda r: r.family)],
        "notes": (_shown(r, summary.frame.fail_level) for r in summary.reviewed),
        "note_count": len(summary.reviewed),
        "severities": SEVERITIES,
        "held": _held,
        "unnamed": UNNAMED,
        "follow_ups": FOLLOW_UPS,
        "percent": percent,
        "money": money,
        "safe": safe,
        "interval_told": interval_told,
        "rate_told": rate_told,
        "charges_told": charges_told,
        "estimate_told": estimate_told,
    }


def _by_share(rated: object) -> tuple[bool, float, str]:
    """Rules with the highest rate first; those over few notes stand apart, by their ids alone."""
    notes: Rate = rated.notes  # type: ignore[attr-defined]
    return notes.small, 0 if notes.small else -(notes.share or 0), notes.key


def _heat(summary: Summary) -> list[Row]:
    cells = {(c.rule, c.clinician): c for c in summary.rates.cells}
    people = [c.clinician for c in summary.rates.clinicians]
    applied = {rule for rule, _ in cells}
    return [Row(r, [cells.get((r.id, c)) for c in people]) for r in summary.rules if r.id in applied]


def _shown(reviewed: ReviewedNote, fail_level: str) -> Shown:
    row = reviewed.row
    page = note_page(f"n{row.number}", Result(reviewed.note, reviewed.verdicts), unfold=False)
    clinician = row.clinician or UNNAMED
    facts = (row.date or "no date", safe(clinician), place(row.path, row.record))
    level = Severity(fail_level).rank

    def told(verdicts: Iterable[AuditedVerdict]) -> str:
        return " ".join(sorted({_token(v, level) for v in verdicts}))

    said = [v for v in row.verdicts if v.outcome != "not_applicable"]
    return Shown(
        replace(page, path=f"Note {row.number} · {safe(row.id)}", facts=facts),
        safe(clinician),
        row.date[:7] if row.date else UNNAMED,
        safe(" ".join(sorted({c.code for c in row.charges} | {v.code for v in said if v.code}))),
        told(said),
        told(v for v in said if v.failed),
        told(v for v in said if v.outcome == "review" and not v.waived),
        told(v for v in said if v.waived),
        safe(f"{row.id} {row.date or ''} {clinician} {row.path}").lower(),
    )


def _token(verdict: AuditedVerdict, level: int) -> str:
    """A rule and its code as a filter reads them."""
    mark = "!" if Severity(verdict.severity).rank >= level else ""
    return safe(f"{mark}{verdict.rule}/{verdict.code or ''}")


def _held(html: Markup) -> Markup:
    """The text and checklist of a note, packed until the note is opened: hundreds would be megabytes and seconds."""
    return Markup(base64.b64encode(zlib.compress(str(html).encode("utf-8", "backslashreplace"), 9)).decode())


def _css_string(text: str) -> str:
    """A string of a style sheet, in which every sign but letters, digits and blanks is escaped."""
    return re.sub(r"[^A-Za-z0-9 ]", lambda sign: f"\\{ord(sign[0]):x} ", text)
