"""What Spark costs beside one machine's processes: the same notes by both in turn, the same rows, time and memory.

make bench-spark                                       100,000 notes, two executors of one core beside -j 2
python benchmarks/bench_spark.py --notes 2000 --parts 2
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    command = [NOTELINT, "check", "-q", "-j", "2", "--isolated", "--exit-zero", "--config=charges = { column = 'claim' }"]
    subprocess.run([*command, *named, f"--output-format=parquet:{verdicts}", str(notes)], check=True)


def processes() -> dict[int, tuple[str, float, int]]:
    """Each process below this one: its name, its seconds of the processor with those of its dead, the most of memory."""
    found: dict[int, tuple[int, str, float, int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                stat = (folder / "stat").read_text().rpartition(")")[2].split()
                said = (folder / "cmdline").read_text().replace("\0", " ")
                peak = next((l for l in (folder / "status").read_text().splitlines() if l.startswith("VmHWM")), "x 0 k")
            except OSError:
                continue
            found[int(folder.name)] = (int(stat[1]), said, sum(map(int, stat[11:15])) / TICKS, int(peak.split()[1]) * 1024)
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


def compare(folder: Path, count: int, parts: int, tasks: int) -> None:
    """Measure both, part by part in turn, and print what comes of it."""
    texts = 0
    for part in range(parts):
        lake.write(folder / f"notes-{part}.parquet", count // parts, first=part * (count // parts))
        texts += sum(map(len, parquet.read_table(folder / f"notes-{part}.parquet")["text"].to_pylist()))
    lake.write(folder / "one.parquet", 1)
    lake.write(folder / "warm.parquet", WARM)
    clock, cpu, equal, number, findings = [0.0, 0.0], [0.0, 0.0], True, 0, 0
    with session(folder) as spark:
        by_spark(spark, folder / "warm.parquet", folder / "warm-spark", 8)
        for part in range(parts):
            notes, here, there = (folder / f"{name}-{part}.parquet" for name in ("notes", "here", "there"))
            set_up = measured(lambda: by_processes(folder / "one.parquet", folder / "one-here.parquet"))
            alone = measured(lambda: by_processes(notes, here))
            spread = measured(lambda: by_spark(spark, notes, there, max(2, tasks // parts)))
            clock = [clock[0] + alone[0] - set_up[0], clock[1] + spread[0]]
            cpu = [cpu[0] + alone[1] - set_up[1], cpu[1] + spread[1]]
            mine, theirs = rows(here), rows(there)
            equal &= mine.equals(theirs)
            number, findings = number + mine.num_rows, findings + sum(n > 0 for n in mine["number"].to_pylist())
            print(f"part {part}: -j 2 {alone[0] - set_up[0]:.0f} s, Spark {spread[0]:.0f} s, rows {'the same' if equal else 'NOT THE SAME'}", flush=True)
        live = processes().values()
    shuffled, spilled = logged(folder)
    executors = [peak for name, _, peak in live if "CoarseGrainedExecutorBackend" in name]
    workers = [peak for name, _, peak in live if "pyspark.daemon" in name]
    print(f"{count:,} notes of {texts / count:,.0f} characters, {findings:,} findings; {number:,} rows, {'the same' if equal else 'NOT THE SAME'}")
    for name, seconds, used in zip(("-j 2", "Spark, two executors of one core"), clock, cpu, strict=True):
        print(f"{name}: {count / seconds:,.0f} notes a second, {used / count * 1000:.2f} ms of the processor a note")
    print(f"throughput of Spark by that of -j 2: {clock[0] / clock[1]:.2f} by the clock, {cpu[0] / cpu[1]:.2f} by the processor")
    print(f"memory: executors {[p // MB for p in executors]} MB, Python processes {sorted(p // MB for p in workers)} MB at most")
    print(f"shuffled: {shuffled / (count + WARM):,.0f} bytes a note, spilled to disk: {spilled:,} bytes")


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=100_000)
    parser.add_argument("--parts", type=int, default=5, help="in which the notes are judged, by each of both in turn")
    parser.add_argument("--tasks", type=int, default=200, help="of Spark, for all parts")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        compare(Path(folder), options.notes, options.parts, options.tasks)


if __name__ == "__main__":
    main()
