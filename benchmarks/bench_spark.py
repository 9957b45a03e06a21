"""What Spark costs beside one machine's processes: the same notes by both in turn, the same rows, time and memory.

make bench-spark                                       100,000 notes, two executors of one core beside -j 2
python benchmarks/bench_spark.py --notes 2000 --parts 2
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import lake
import pyarrow as pa
from pyarrow import parquet
from pyspark.sql import SparkSession

from notelint.linter import Settings
from notelint.linter.spark import lint_notes, write_verdicts

NOTELINT = str(Path(sys.executable).with_name("notelint"))
COLUMNS = ("id", "patient", "date", "clinician", "payer", "text")
TICKS = os.sysconf("SC_CLK_TCK")
WARM = 400  # notes that the executors have judged before they are measured
AWAKE = 40  # and these before each part, as an executor ends a Python process that was idle for a minute
MB = 2**20


@contextmanager
def session(folder: Path) -> Iterator[SparkSession]:
    """Two executors of one core and 1 GB, each in a process of its own; what they do is logged."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    (folder / "events").mkdir()
    spark = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .config("spark.ui.enabled", "false")
        .config("spark.eventLog.enabled", "true")
        .config("spark.eventLog.dir", (folder / "events").as_uri())
        .config("spark.eventLog.compress", "false")
        .config("spark.eventLog.rolling.enabled", "false")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    try:
        yield spark
    finally:
        spark.stop()


def by_spark(spark: SparkSession, notes: Path, verdicts: Path, tasks: int) -> None:
    """Judge a file of notes by the executors."""
    write_verdicts(lint_notes(spark.read.parquet(str(notes)), Settings(), partitions=tasks), parquet=str(verdicts))


def by_processes(notes: Path, verdicts: Path) -> None:
    """Judge a file of notes by two processes of one machine."""
    named = [f"--config={name} = {{ column = '{name}' }}" for name in COLUMNS]
    command = [
        NOTELINT,
        "check",
        "-q",
        "-j",
        "2",
        "--isolated",
        "--exit-zero",
        "--config=charges = { column = 'claim' }",
    ]
    subprocess.run([*command, *named, f"--output-format=parquet:{verdicts}", str(notes)], check=True)


def processes() -> dict[int, tuple[str, float, int]]:
    """This process and all below it: name, seconds of the processor with those of its dead, the most of memory."""
    found: dict[int, tuple[int, str, float, int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                stat = (folder / "stat").read_text().rpartition(")")[2].split()
                said = (folder / "cmdline").read_text().replace("\0", " ")
                peak = re.search(r"VmHWM:\s+(\d+)", (folder / "status").read_text())
            except OSError:
                continue
            found[int(folder.name)] = (
                int(stat[1]),
                said,
                sum(map(int, stat[11:15])) / TICKS,
                int(peak[1] if peak else 0) * 1024,
            )
    below = {os.getpid()}
    while more := {pid for pid, (parent, *_) in found.items() if parent in below} - below:
        below |= more
    return {pid: found[pid][1:] for pid in below if pid in found}


def measured(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor in this process and all below it."""
    begin, used = time.perf_counter(), sum(cpu for _, cpu, _ in processes().values())
    work()
    return time.perf_counter() - begin, sum(cpu for _, cpu, _ in processes().values()) - used


def rows(path: Path) -> pa.Table:
    """The rows of verdicts in their order; where a note stands (`path`) differs between a file and a table."""
    return parquet.read_table(path).drop_columns("path").sort_by([("note", "ascending"), ("number", "ascending")])


def logged(folder: Path) -> tuple[int, int]:
    """The bytes of notes that were shuffled and those that had to be written to disk meanwhile, of all jobs."""
    shuffled = spilled = 0
    for line in next((folder / "events").iterdir()).read_text().splitlines():
        event = json.loads(line)
        if event["Event"] == "SparkListenerTaskEnd" and (metrics := event.get("Task Metrics")):
            shuffled += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
            spilled += metrics["Disk Bytes Spilled"]
    return shuffled, spilled


@dataclass(slots=True)
class Sums:
    """What was measured of both so far, first of the processes of one machine, then of Spark."""

    clock: list[float] = field(default_factory=lambda: [0.0, 0.0])
    cpu: list[float] = field(default_factory=lambda: [0.0, 0.0])
    notes: int = 0
    characters: int = 0
    rows: int = 0
    findings: int = 0

    def __str__(self) -> str:
        clock, cpu = (one / other for one, other in (self.clock, self.cpu))
        return (
            f"{self.notes:,} notes of {self.characters / self.notes:,.0f} characters, {self.findings:,} findings, "
            f"the same {self.rows:,} rows; notes a second: {self.notes / self.clock[0]:,.0f} by -j 2, "
            f"{self.notes / self.clock[1]:,.0f} by Spark, {clock:.2f} of it; milliseconds of the processor a note: "
            f"{self.cpu[0] / self.notes * 1000:.2f} and {self.cpu[1] / self.notes * 1000:.2f}, {cpu:.2f}"
        )


def compare(folder: Path, count: int, parts: int, tasks: int) -> None:
    """Measure both, part by part in turn, and print what comes of it."""
    sums, each = Sums(), count // parts
    lake.write(folder / "one.parquet", 1)
    lake.write(folder / "warm.parquet", WARM)
    lake.write(folder / "awake.parquet", AWAKE)
    with session(folder) as spark:
        by_spark(spark, folder / "warm.parquet", folder / "warm-spark", 8)
        for part in range(parts):
            notes, here, there = (folder / f"{name}-{part}.parquet" for name in ("notes", "here", "there"))
            lake.write(notes, each, first=part * each)
            one = measured(partial(by_processes, folder / "one.parquet", folder / "one-here.parquet"))
            alone = measured(partial(by_processes, notes, here))
            by_spark(spark, folder / "awake.parquet", folder / "awake-spark", 4)
            spread = measured(partial(by_spark, spark, notes, there, max(2, tasks // parts)))
            if not rows(here).equals(rows(there)):
                raise SystemExit(f"part {part}: the rows are NOT the same")
            sums.clock = [sums.clock[0] + alone[0] - one[0], sums.clock[1] + spread[0]]
            sums.cpu = [sums.cpu[0] + alone[1] - one[1], sums.cpu[1] + spread[1]]
            sums.notes += each
            sums.characters += sum(map(len, parquet.read_table(notes, columns=["text"])["text"].to_pylist()))
            sums.rows += rows(here).num_rows
            sums.findings += sum(n > 0 for n in rows(here)["number"].to_pylist())
            print(sums, flush=True)
            tell_memory()
    shuffled, spilled = logged(folder)
    print(
        f"shuffled: {shuffled / (count + WARM + parts * AWAKE):,.0f} bytes a note; spilled to disk: {spilled:,} bytes"
    )


def tell_memory() -> None:
    """Print the most of memory that the processes of the executors had."""
    live = [(name, peak // MB) for name, _, peak in processes().values()]
    java = [peak for name, peak in live if "CoarseGrainedExecutorBackend" in name]
    python = sorted((peak for name, peak in live if "pyspark.daemon" in name), reverse=True)
    print(f"memory: {java} MB of the executors, {python[:2]} MB of their Python processes at most", flush=True)


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=100_000)
    parser.add_argument("--parts", type=int, default=20, help="in which the notes are judged, by each of both in turn")
    parser.add_argument("--tasks", type=int, default=200, help="of Spark, for all parts")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        compare(Path(folder), options.notes, options.parts, options.tasks)


if __name__ == "__main__":
    main()
