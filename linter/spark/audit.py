"""An audit of notes in a DataFrame: the draw, the verdicts and the counts, each where the notes are.

What comes of it is a `Summary`, the same as that of `notelint audit run` on the same notes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema

from notelint.linter.audit.progress import Unit
from notelint.linter.audit.rates import Count, Tally, overpayment, questioning_rules, rates, tallied
from notelint.linter.audit.run import Plan, judged_of, rule_info, unit_of, unnamed
from notelint.linter.audit.sampling import AuditError, allotted
from notelint.linter.audit.summary import (
    UNNAMED,
    AuditedCharge,
    AuditedNote,
    AuditedVerdict,
    Frame,
    Stratum,
    Summary,
    Unread,
)  # fmt: skip
from notelint.linter.batches import batches_of, check_columns, notes_of, results_of, run_of
from notelint.linter.config import Settings
from notelint.linter.digest import rules_hash
from notelint.linter.engine import RUN_RULES
from notelint.linter.installed import version
from notelint.linter.plugins import load_rules
from notelint.linter.readers import NotRead
from notelint.linter.result import Result
from notelint.linter.spark.notes import PARTITIONS, place_of, together, withheld

if TYPE_CHECKING:
    import pyarrow as pa

NUMBERS = 6  # of a count at most
OF_DRAWN = ("_number", "_unit")  # columns that drawn notes have beside their own


def audit(
    notes: DataFrame, settings: Settings, plan: Plan, *, day: str, source: str = "", partitions: int = PARTITIONS
) -> Summary:
    """Draw a sample of the notes, judge it, and say what it says of all of them; no note is shown in full.

    `day` (ISO) and `source` are what the audit says of itself. Every note of a patient in the sample is evidence. The
    frame and the judged notes stay cached, since a summary is gone through more than once. Raises AuditError.
    """
    settings = replace(settings, all_verdicts=True)
    listed = frame_of(notes, settings, plan).persist()
    units = listed.where("reason IS NULL").drop("reason")
    chosen = drawn(units, plan).persist()
    sample = _judged_sample(notes, chosen, settings, partitions).persist()
    frame = _frame(listed, units, chosen, settings, plan, day, source)
    asked = tuple(rule_info(r, settings) for r in settings.rules())
    tally = _tally(sample, settings, questioning_rules(asked, settings.thresholds))
    rules = (*asked, *(rule_info(r, settings) for r in RUN_RULES if r.id in tally.rules()))
    return Summary(
        frame, settings.thresholds, rules, rates(tally, frame, settings.thresholds, rules),
        overpayment(tally, frame, settings.thresholds), _Sample(sample), (), _Universe(units, chosen),
    )  # fmt: skip


def frame_of(notes: DataFrame, settings: Settings, plan: Plan) -> DataFrame:
    """What is known of every note without its text, with its rank in the draw; `reason` says why a row is none."""
    identity = run_of(settings).identity
    check_columns(notes.columns, identity)
    columns = [name for name in notes.columns if name in {*identity.columns, "kind"}]
    return notes.select(*columns).mapInArrow(
        partial(_units, settings=settings, plan=plan), from_arrow_schema(_units_schema())
    )


def drawn(units: DataFrame, plan: Plan) -> DataFrame:
    """The notes of a frame that the plan draws, each with its `number` in the draw. Raises AuditError."""
    if twins := units.groupBy("id").count().where("count > 1").limit(1).collect():
        raise AuditError(f"{twins[0]['count']} notes have the same id; an id is of one note, or no sample can be drawn")
    strata = {row["stratum"]: row["count"] for row in units.groupBy("stratum").count().collect()}
    if not strata:
        raise AuditError("there is no note that could be read in the source, so nothing to audit")
    if plan.stratified_by and [*strata] == [UNNAMED]:
        raise AuditError(unnamed(plan.stratified_by))
    if plan.ids is not None:
        chosen = units.where(f.col("id").isin(*plan.ids))
    else:
        sizes = allotted(strata, plan.method, plan.size or 0)
        size = f.create_map(*(f.lit(each) for pair in sizes.items() for each in pair))[f.col("stratum")]
        place = f.row_number().over(Window.partitionBy("stratum").orderBy("rank"))
        ranked = units.withColumn("place", place).where(f.col("place") <= max(sizes.values()))
        chosen = ranked.where(f.col("place") <= size).drop("place")
    return chosen.withColumn("number", f.row_number().over(Window.orderBy("rank", "id")))


def _judged_sample(notes: DataFrame, chosen: DataFrame, settings: Settings, partitions: int) -> DataFrame:
    """The drawn notes as `AuditedNote` has them, judged with all notes of their patients."""
    identity = run_of(settings).identity
    note_id, patient = place_of(notes, identity, "id"), f.lower(place_of(notes, identity, "patient"))
    columns = [name for name in notes.columns if name in {*identity.columns, "kind"}]
    number, unit = OF_DRAWN
    mine = chosen.select(f.col("id").alias("_id"), f.col("number").alias(number), f.struct("*").alias(unit))
    with_them = chosen.where("patient IS NOT NULL").select(
        f.col("patient").alias("_patient"), f.lit(True).alias("_also")
    )
    marked = notes.select(*columns, note_id.alias("_id"), patient.alias("_patient"))
    marked = marked.join(f.broadcast(mine), "_id", "left")
    marked = marked.join(f.broadcast(with_them.distinct()), "_patient", "left")
    needed = marked.where(f.col(number).isNotNull() | f.col("_also")).select(*columns, *OF_DRAWN)
    return together(needed, identity, partitions).mapInArrow(
        partial(_judged, settings=settings), from_arrow_schema(_sample_schema())
    )


def _frame(
    listed: DataFrame, units: DataFrame, chosen: DataFrame, settings: Settings, plan: Plan, day: str, source: str
) -> Frame:
    """What was sampled. All ids go by in their order, for the hash over them."""
    sampled = {row["stratum"]: row["count"] for row in chosen.groupBy("stratum").count().collect()}
    strata = [(row["stratum"], row["count"]) for row in units.groupBy("stratum").count().collect()]
    known = units.agg(
        f.min("date").alias("first"), f.max("date").alias("last"), f.sum("amount").alias("billed"),
        f.count("amount").alias("priced"), f.count("*").alias("notes"),
    ).first()  # fmt: skip
    assert known
    hashed = hashlib.blake2b()
    for row in units.select("id").orderBy("id").toLocalIterator():
        hashed.update(f"{row['id']}\n".encode())
    unread = listed.where("reason IS NOT NULL").select("path", "reason").collect()
    return Frame(
        source=(source,),
        method=plan.method,
        seed=plan.seed,
        size=plan.size,
        stratified_by=plan.stratified_by,
        universe=known["notes"],
        sampled=sum(sampled.values()),
        strata=tuple(Stratum(name, size, sampled.get(name, 0)) for name, size in sorted(strata)),
        unread=tuple(Unread(row["path"], row["reason"]) for row in unread),
        ids_hash=hashed.hexdigest(),
        first=known["first"],
        last=known["last"],
        billed=known["billed"] if known["priced"] == known["notes"] else None,
        day=day,
        version=version("notelint"),
        rules_hash=rules_hash(load_rules(settings.plugins).values()),
        profile=settings.profile,
        settings=settings.origin,
    )


def _tally(sample: DataFrame, settings: Settings, questioning: tuple[str, ...]) -> Tally:
    """The counts of the sample: each task counts its notes, and the counts are added up."""
    counted = sample.mapInArrow(
        partial(_counts, settings=settings, questioning=questioning), from_arrow_schema(_counts_schema())
    )
    added = [f.sum(f.get("numbers", f.lit(i))).alias(str(i)) for i in range(NUMBERS)]
    tally = tallied((), settings.fail_level, questioning)
    for row in counted.groupBy("what", "key", "stratum").agg(*added).collect():
        numbers = tuple(row[str(i)] for i in range(NUMBERS) if row[str(i)] is not None)
        tally.put(Count(row["what"], tuple(row["key"]), row["stratum"], numbers))
    return tally


@dataclass(frozen=True, slots=True)
class _Sample:
    """The notes of the sample, by number, each time anew."""

    sample: DataFrame

    def __iter__(self) -> Iterator[AuditedNote]:
        return (_audited(row.asDict(recursive=True)) for row in self.sample.orderBy("number").toLocalIterator())


@dataclass(frozen=True, slots=True)
class _Universe:
    """Id, stratum and number in the draw of every note, by id, each time anew."""

    units: DataFrame
    chosen: DataFrame

    def __iter__(self) -> Iterator[tuple[str, str, int | None]]:
        numbered = self.units.join(f.broadcast(self.chosen.select("id", "number")), "id", "left")
        rows = numbered.select("id", "stratum", "number").orderBy("id").toLocalIterator()
        return ((row["id"], row["stratum"], row["number"]) for row in rows)


def _units(batches: Iterable[pa.RecordBatch], *, settings: Settings, plan: Plan) -> Iterator[pa.RecordBatch]:
    """The frame of batches of notes."""
    rows = (
        {"path": note.path, "reason": note.reason} if isinstance(note, NotRead) else asdict(unit_of(note, plan))
        for note in notes_of(batches, settings)
    )
    with withheld():
        yield from batches_of(rows, _units_schema())


def _judged(batches: Iterable[pa.RecordBatch], *, settings: Settings) -> Iterator[pa.RecordBatch]:
    """The notes of the sample among batches of notes."""
    number, unit = OF_DRAWN
    rows = (
        asdict(_note_of(kept[number], Unit(**{k: v for k, v in kept[unit].items() if k != "number"}), result))
        for _, result, kept in results_of(batches, settings, OF_DRAWN)
        if kept[number] is not None
    )
    with withheld():
        yield from batches_of(rows, _sample_schema())


def _note_of(number: int, unit: Unit, result: Result) -> AuditedNote:
    said = judged_of(result)
    return AuditedNote(
        number, unit.id, unit.path, unit.record or None, said.date, unit.clinician, unit.payer, unit.stratum,
        said.charges, said.verdicts,
    )  # fmt: skip


def _counts(
    batches: Iterable[pa.RecordBatch], *, settings: Settings, questioning: tuple[str, ...]
) -> Iterator[pa.RecordBatch]:
    """The counts of the notes in batches of a sample."""
    notes = (_audited(row) for batch in batches for row in batch.to_pylist())
    tally = tallied(notes, settings.fail_level, questioning)
    yield from batches_of((count._asdict() for count in tally.counts()), _counts_schema())


def _audited(row: dict[str, Any]) -> AuditedNote:
    charges = tuple(AuditedCharge(**charge) for charge in row["charges"])
    return AuditedNote(**{**row, "charges": charges, "verdicts": tuple(AuditedVerdict(**v) for v in row["verdicts"])})


@cache
def _units_schema() -> pa.Schema:
    """The columns of `Unit`, and why a row is no note."""
    import pyarrow as pa

    words = ("id", "path", "record", "patient", "date", "clinician", "payer", "stratum", "rank", "reason")
    return pa.schema([*((name, pa.string()) for name in words), ("amount", pa.int64())])


@cache
def _sample_schema() -> pa.Schema:
    """The columns of `AuditedNote`."""
    import pyarrow as pa

    word = pa.string()
    words = ("id", "path", "record", "date", "clinician", "payer", "stratum")
    charge = {"code": word, "units": pa.int32(), "amount": pa.int64()}
    verdict = {
        "rule": word, "code": word, "outcome": word, "severity": word, "line": pa.int32(), "waived": pa.bool_(),
        "fingerprint": word,
    }  # fmt: skip
    return pa.schema(
        [
            ("number", pa.int32()),
            *((name, word) for name in words),
            ("charges", pa.list_(pa.struct(charge.items()))),
            ("verdicts", pa.list_(pa.struct(verdict.items()))),
        ]
    )


@cache
def _counts_schema() -> pa.Schema:
    """The columns of `Count`."""
    import pyarrow as pa

    return pa.schema(
        [
            ("what", pa.string()),
            ("key", pa.list_(pa.string())),
            ("stratum", pa.string()),
            ("numbers", pa.list_(pa.int64())),
        ]
    )
