"""The same by Spark as on one machine, on a cluster of two executors, each a process of its own.

Where there is no Java none of this is run, and the summary of pytest says so; under NOTELINT_ALL=1 it fails.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import lake
import pyarrow as pa
import pytest
from pyarrow import parquet

from notelint.linter import ConfigError, Settings, WrongColumns, lint_batches, load_settings
from notelint.linter.audit import run as one_machine
from notelint.linter.audit.progress import Progress
from notelint.linter.audit.run import Plan, Privacy
from notelint.linter.audit.sampling import AuditError
from notelint.linter.audit.summary import Summary
from notelint.linter.batches import notes_of
from notelint.linter.digest import rules_hash
from notelint.linter.engine import lint_groups
from notelint.linter.installed import version
from notelint.linter.plugins import load_rules

if shutil.which("java") is None:
    pytest.skip("the tests of Spark were NOT run: there is no java on the path", allow_module_level=True)

from pyspark.sql import DataFrame, SparkSession

from notelint.linter.spark import audit, lint_notes, write_verdicts
from notelint.linter.spark.job import main

pytestmark = pytest.mark.xdist_group("spark")  # one cluster, in one process
NOTES = 2_000
KEY = [("note", "ascending"), ("number", "ascending")]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    folder = tmp_path_factory.mktemp("spark")
    patch = pytest.MonkeyPatch()
    patch.setenv("PYSPARK_PYTHON", sys.executable)
    patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    patch.setenv("SPARK_WORKER_DIR", str(folder / "work"))
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.warehouse.dir", str(folder / "tables"))
        .config("spark.local.dir", str(folder / "local"))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()
    patch.undo()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lake") / "notes.parquet"
    lake.write(path, NOTES)
    return path


@pytest.fixture(scope="module")
def alone(path: Path) -> pa.Table:
    """The verdicts of one machine."""
    batches = parquet.ParquetFile(path).iter_batches(150)
    return pa.Table.from_batches(lint_batches(batches, Settings(), keep=["month"])).sort_by(KEY)


@pytest.fixture
def notes(spark: SparkSession, path: Path) -> DataFrame:
    """The notes, in no order."""
    return spark.read.parquet(str(path)).repartition(5, "payer").orderBy("text")


def in_order(table: pa.Table, like: pa.Table) -> pa.Table:
    return table.select(like.column_names).sort_by(KEY).cast(like.schema)


def test_the_rows_are_those_of_one_machine(notes: DataFrame, alone: pa.Table) -> None:
    told = lint_notes(notes, Settings(), keep=["month"], partitions=6).toArrow()
    assert in_order(told, alone).equals(alone)
    assert alone["note"].combine_chunks().unique().to_pylist() == [f"N{i:07}" for i in range(NOTES)]
    assert len(set(alone["rule"].to_pylist())) > 20


def test_with_an_executor_killed_the_rows_are_the_same(
    spark: SparkSession, path: Path, alone: pa.Table, tmp_path: Path
) -> None:
    def kill_one() -> None:
        while not list((tmp_path / "out").rglob("*.parquet")):  # a task has ended, and others have begun
            time.sleep(0.05)
        first = executors(spark)[0]
        killed.append(first)
        os.kill(first, signal.SIGKILL)

    killed: list[int] = []
    killer = Thread(target=kill_one, daemon=True)
    killer.start()
    verdicts = lint_notes(spark.read.parquet(str(path)), Settings(), keep=["month"], partitions=8)
    write_verdicts(verdicts, parquet=str(tmp_path / "out"))
    killer.join(5)
    assert len(killed) == 1
    assert in_order(parquet.read_table(tmp_path / "out"), alone).equals(alone)


def executors(spark: SparkSession) -> list[int]:
    """The processes of the executors of this cluster."""
    driver = re.compile(rf"CoarseGrainedScheduler@[^\0]*:{spark.conf.get('spark.driver.port')}\0")
    found = []
    for process in Path("/proc").iterdir():
        with suppress(OSError):  # it has ended
            if driver.search((process / "cmdline").read_text()):
                found.append(int(process.name))
    return found


def test_a_run_made_again_replaces_the_partitions_of_its_notes_alone(notes: DataFrame, tmp_path: Path) -> None:
    out, months = str(tmp_path / "out"), ["month"]
    few = notes.where("id < 'N0000100'").cache()
    first, last = sorted({row["month"] for row in few.select("month").collect()})[:2]

    def judged(rows: DataFrame, settings: Settings) -> None:
        write_verdicts(lint_notes(rows, settings, keep=months, partitions=2), parquet=out, partition_by=months)

    def held(month: str) -> set[tuple[str, int]]:
        table = parquet.read_table(out, filters=[("month", "=", month)])
        return set(zip(table["note"].to_pylist(), table["number"].to_pylist(), strict=True))

    judged(few, Settings())
    before = held(first), held(last)
    judged(few.where(f"month = '{last}'"), Settings(selected=frozenset()))
    assert held(first) == before[0]
    assert held(last) == {(note, 0) for note, _ in before[1]}, "what was found there before is gone"
    judged(few, Settings())
    assert (held(first), held(last)) == before


def test_a_table_is_read_and_written_like_files(spark: SparkSession, notes: DataFrame) -> None:
    few = notes.where("id < 'N0000040'")
    for _ in range(2):
        write_verdicts(
            lint_notes(few, Settings(), keep=["month"], partitions=2), table="verdicts", partition_by=["month"]
        )
    told = spark.table("verdicts")
    assert told.count() == told.select("note", "number").distinct().count()
    assert told.select("note").distinct().count() == 40


def test_patients_are_told_apart_as_readers_do(spark: SparkSession) -> None:
    text = "97110 (15 min, 1 unit): leg press 90 lb 3x10. J. Doe, PT"
    rows = [(f"{i}", name, f"2025-03-0{i + 1}", text) for i, name in enumerate(("Roe  Ann", "roe ann ", "P", "", "P"))]
    frame = spark.createDataFrame(rows, ["id", "patient", "date", "text"])
    told = lint_notes(frame, Settings(selected=frozenset({"RC004"})), partitions=3).collect()
    copied = {row["note"] for row in told if row["rule"] == "RC004"}
    assert copied == {"1", "4"}


def test_wrong_columns_and_places_are_said_before_anything_is_judged(spark: SparkSession) -> None:
    frame = spark.createDataFrame([("A", "x")], ["id", "txt"])
    with pytest.raises(WrongColumns, match="no column 'text', did you mean 'txt'"):
        lint_notes(frame, Settings())
    settings = load_settings(["patient = { label = 'MRN' }"], isolated=True)
    with pytest.raises(ConfigError, match=r"key 'patient': label 'MRN': Spark takes it from a column"):
        lint_notes(frame.withColumnRenamed("txt", "text"), settings)


@pytest.mark.parametrize(
    "plan",
    [
        Plan("simple", 7, 60),
        Plan("proportional", 11, 90, "payer"),
        Plan("per-clinician", 5, 4, "clinician"),
        Plan("fixed", 3, 8, "month"),
        Plan("judgement", 1, ids=tuple(f"N{i:07}" for i in range(0, 400, 9))),
    ],
    ids=lambda plan: plan.method,
)
def test_an_audit_is_that_of_one_machine(spark: SparkSession, path: Path, tmp_path: Path, plan: Plan) -> None:
    table = pa.Table.from_batches(parquet.ParquetFile(path).iter_batches(columns=None)).slice(0, 400)
    settings = replace(Settings(), all_verdicts=True)
    mine = audit_alone(table, settings, plan, tmp_path)
    theirs = audit(spark.createDataFrame(table), Settings(), plan, day="2026-01-05", source="notes", partitions=3)
    assert theirs.frame == mine.frame
    assert list(theirs.notes) == list(mine.notes)
    assert theirs.rates == mine.rates
    assert theirs.overpayment == mine.overpayment
    assert list(theirs.universe) == list(mine.universe)
    assert theirs.rules == mine.rules


def audit_alone(table: pa.Table, settings: Settings, plan: Plan, folder: Path) -> Summary:
    """The audit of one machine, of the same notes."""
    progress = Progress(str(folder))
    made_by = {"day": "2026-01-05", "version": version("notelint"), "rules_hash": rules_hash(load_rules().values())}
    with progress:
        progress.say(source=["notes"], seed=plan.seed, key="", stratified_by=plan.stratified_by, day=made_by["day"])

    def read() -> Iterator[Any]:
        return notes_of(table.to_batches(70), settings)

    one_machine.list_universe(progress, read(), plan, lambda: None)
    one_machine.judge(progress, read(), lambda groups: lint_groups(groups, settings), Privacy(), lambda: None)
    return one_machine.summarised(progress, plan, settings, Privacy(), made_by)


def test_an_audit_that_cannot_be_made_says_why(spark: SparkSession, notes: DataFrame) -> None:
    few = notes.limit(40)
    with pytest.raises(AuditError, match="2 notes have the same id"):
        audit(few.union(few.limit(1)), Settings(), Plan("simple", 1, 5), day="2026-01-05")
    with pytest.raises(AuditError, match="no note says its clinician"):
        audit(few.drop("clinician"), Settings(), Plan("per-clinician", 1, 5, "clinician"), day="2026-01-05")


def test_the_job_has_all_it_is_told_in_one_file(
    spark: SparkSession, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "notes.parquet"
    lake.write(path, 50)
    told = tmp_path / "notelint.toml"
    told.write_text(
        f"""
        select = ["OM001", "RC001"]
        [spark]
        notes = {{ parquet = "{path}" }}
        verdicts = {{ parquet = "{tmp_path / "out"}" }}
        partition-by = "month"
        keep = "clinician"
        partitions = 4
        no-text = true
        """
    )
    main([str(told)], standalone_mode=False)
    assert capsys.readouterr().err.endswith(f"The verdicts are in the parquet {tmp_path / 'out'}.\n")
    table = parquet.read_table(tmp_path / "out")
    assert {"month", "clinician"} <= set(table.column_names)
    assert set(table["rule"].to_pylist()) <= {"OM001", "RC001", None}
    assert set(table["message"].to_pylist()) <= {"missing objective measure", "unsigned note", None}
    assert len(set(table["note"].to_pylist())) == 50


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("", "says nothing of a Spark job; a table for it is\n[spark]"),
        ("[spark]\nnotes = { table = 'no.such' }\nverdicts = { table = 'v' }", "[TABLE_OR_VIEW_NOT_FOUND]"),
        ("[spark]\nnotes = { parquet = '/no/such' }\nverdicts = { table = 'v' }", "[PATH_NOT_FOUND]"),
        ("[spark]\nnotes = {}\nverdicts = { table = 'v' }", "key 'spark.notes': needs either parquet or table"),
    ],
)
def test_a_job_that_cannot_be_done_says_why_in_a_line(
    spark: SparkSession, tmp_path: Path, table: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notelint.toml").write_text(table)
    with pytest.raises(SystemExit) as end:
        main([str(tmp_path / "notelint.toml")])
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert complaint in said
    assert "Traceback" not in said
