"""sample.csv, a row for each note of the sample, and frame.csv, the ids that it was drawn from."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import TextIOWrapper
from typing import BinaryIO

from notelint.linter.audit.summary import AuditedNote, Summary
from notelint.reports.terminal import safe

SAMPLE = (
    "number", "id", "path", "record", "date", "clinician", "payer", "stratum", "codes", "units", "amount",
    "passed", "failed", "review", "not_applicable", "waived", "failed_rules",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")  # the last, so that an apostrophe is always one to take away


def write_sample(summary: Summary, out: BinaryIO) -> None:
    """Write the notes in the order of the draw, for a person to read: signs that cannot be seen are shown."""
    _write(out, SAMPLE, (map(_visible, _row(note)) for note in summary.notes))


def write_frame(summary: Summary, out: BinaryIO) -> None:
    """Write the universe: each id, its stratum, and its number in the draw where it was drawn."""
    _write(out, ("id", "stratum", "number"), summary.universe)


def _row(note: AuditedNote) -> Iterator[object]:
    outcomes = Counter("waived" if v.waived else v.outcome for v in note.verdicts)
    units = [c.units for c in note.charges if c.units is not None]
    amounts = [c.amount for c in note.charges if c.amount is not None]
    yield from (note.number, note.id, note.path, note.record, note.date, note.clinician, note.payer, note.stratum)
    yield " ".join(c.code for c in note.charges)
    yield sum(units) if units else None
    yield f"{sum(amounts) / 100:.2f}" if amounts else None
    yield from (outcomes[o] for o in ("pass", "fail", "review", "not_applicable", "waived"))
    yield " ".join(dict.fromkeys(v.rule for v in note.verdicts if v.failed))


def _write(out: BinaryIO, header: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """Write a table; what a spreadsheet would take for a formula gets an apostrophe before it."""
    text = TextIOWrapper(out, encoding="utf-8", errors="backslashreplace", newline="")
    table = csv.writer(text)
    table.writerow(header)
    table.writerows(map(_harmless, row) for row in rows)
    text.flush()
    text.detach()


def _visible(cell: object) -> object:
    return safe(cell) if isinstance(cell, str) else cell


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
