"""Tables of invented notes, as a data lake keeps them: for tests on one machine and more, and for measurements."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from bench import synthetic
from pyarrow import parquet

from notelint.linter import notes_schema

PER_PATIENT = 10  # notes
NAMELESS = 20  # every so manieth note names no patient
COPIED = 7  # and every so manieth is a copy of the one before
BEGIN = datetime.date(2025, 1, 6)
CLAIM = (("97110", ["GP"], 2, "74.20"), ("97140", ["GP", "59"], 1, "31.50"), ("97530", ["GP"], 1, "40.10"))


def schema() -> pa.Schema:
    """The columns of notes, and the month, by which a lake is partitioned."""
    return notes_schema().append(pa.field("month", pa.string()))


def rows(count: int, first: int = 0) -> Iterator[dict[str, Any]]:
    """So many notes from one on, a patient's beside one another and in the order of their days."""
    text = ""
    for index, fresh in enumerate(synthetic(count), first):
        text = text if text and index % COPIED == COPIED - 1 else fresh
        patient, visit = divmod(index, PER_PATIENT)
        day = BEGIN + datetime.timedelta(days=patient % 90 + 3 * visit)
        claim = [
            dict(zip(("code", "modifiers", "units"), line, strict=False), amount=Decimal(line[3])) for line in CLAIM
        ]
        yield {
            "id": f"N{index:07}",
            "patient": None if index % NAMELESS == NAMELESS - 1 else f"P{patient:06}",
            "date": day.isoformat(),
            "clinician": f"Clinician {index % 13}" if index % 11 else None,
            "payer": ("Medicare", "Blue", "Green")[patient % 3],
            "text": text,
            "kind": None,
            "claim": claim[: 1 + index % 3] if index % 3 else None,
            "month": day.isoformat()[:7],
        }


def write(path: Path, count: int, first: int = 0) -> None:
    """Write so many notes to a Parquet file."""
    left = rows(count, first)
    with parquet.ParquetWriter(path, schema(), compression="zstd") as writer:
        while some := list(islice(left, 5_000)):
            writer.write_batch(pa.RecordBatch.from_pylist(some, schema()))
