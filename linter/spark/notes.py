"""Notes of a DataFrame to verdicts, and verdicts to files or a table that a run made again replaces."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as f
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from notelint.linter import engine
from notelint.linter.batches import WrongColumns, check_columns, lint_batches, run_of, verdicts_schema
from notelint.linter.config import ConfigError, Settings
from notelint.linter.readers import Identity

if TYPE_CHECKING:
    import pyarrow as pa

PARTITIONS = 200  # tasks of a run: each should have minutes of work at most, and every core several of them


def lint_notes(
    notes: DataFrame,
    settings: Settings,
    *,
    keep: Sequence[str] = (),
    no_text: bool = False,
    partitions: int = PARTITIONS,
) -> DataFrame:
    """The verdicts on all notes, with the columns of `verdicts_schema` and those of the notes that are to be kept.

    All notes of a patient go to one task. Its rows are those of `lint_batches` on the same notes in the order of their
    days and ids, whatever the partitions, and however often a task is tried. Raises WrongColumns, ConfigError.
    """
    identity = run_of(settings).identity
    check_columns(notes.columns, identity, keep)
    wanted = [name for name in notes.columns if name in {*identity.columns, "kind", *keep}]
    schema = from_arrow_schema(verdicts_schema())
    kept = StructType([notes.schema[name] for name in keep])
    judge = partial(_judged, settings=settings, keep=tuple(keep), no_text=no_text)
    return together(notes.select(*wanted), identity, partitions).mapInArrow(judge, StructType([*schema, *kept]))


def together(notes: DataFrame, identity: Identity, partitions: int) -> DataFrame:
    """The notes in so many partitions, a patient's beside one another, in the order of their days and ids."""
    patient = f.lower(place_of(notes, identity, "patient"))  # as readers tell patients apart
    note_id, day = place_of(notes, identity, "id"), place_of(notes, identity, "date")
    whose = f.coalesce(patient, note_id)
    return notes.repartition(partitions, whose).sortWithinPartitions(whose, patient.isNotNull(), day, note_id)


def write_verdicts(
    verdicts: DataFrame,
    *,
    parquet: str | None = None,
    table: str | None = None,
    partition_by: Sequence[str] = (),
) -> None:
    """Write verdicts to a folder of Parquet files or to a table, in place of those of the same notes.

    Where they are partitioned by columns of the notes, the partitions that notes were judged of are replaced, and no
    others: each note has a row, so a partition in which nothing is found any more is replaced too. Otherwise everything
    that is there is. What a task that failed has written is never seen.
    """
    rows = verdicts.hint("rebalance", *(f.col(name) for name in partition_by)) if partition_by else verdicts
    writer = rows.write.mode("overwrite").option("partitionOverwriteMode", "dynamic")
    if parquet:
        writer.partitionBy(*partition_by).option("compression", "zstd").parquet(parquet)
    elif table and verdicts.sparkSession.catalog.tableExists(table):
        columns = verdicts.sparkSession.table(table).columns
        rows.select(*columns).write.option("partitionOverwriteMode", "dynamic").insertInto(table, overwrite=True)
    elif table:
        writer.partitionBy(*partition_by).saveAsTable(table)


def place_of(notes: DataFrame, identity: Identity, part: str) -> Column:
    """A part of the notes, in words with single spaces; null where there is none.

    Raises ConfigError where the settings find it in the text or in a path: it has to be known before a note is read.
    """
    place = getattr(identity, part)
    if place.column is None:
        raise ConfigError(f"key {part!r}: {place}: Spark takes it from a column, as in {part} = {{ column = ... }}")
    if place.column not in notes.columns:
        return f.lit(None).cast("string")
    found = f.col(place.column)
    for key in place.value.split(".")[1:] if place.kind == "path" else ():
        found = found[int(key) if key.isdecimal() else key]
    words = f.trim(f.regexp_replace(found.cast("string"), r"(?U)\s+", " "))
    return f.when(words != "", words)


@contextmanager
def withheld() -> Iterator[None]:
    """What a task does, so that no log of Spark quotes a note: of an error the kind and the places alone are told."""
    gc.set_threshold(100_000)  # a note makes thousands of objects, next to none of them in circles
    try:
        yield
    except WrongColumns:
        raise
    except Exception as error:
        kind = type(error).__name__
        raise RuntimeError(
            f"notelint failed: {kind} at {engine.place_of(error)} (its message may quote a note)"
        ) from None


def _judged(
    batches: Iterable[pa.RecordBatch], *, settings: Settings, keep: tuple[str, ...], no_text: bool
) -> Iterator[pa.RecordBatch]:
    with withheld():
        yield from lint_batches(batches, settings, keep=keep, no_text=no_text)
