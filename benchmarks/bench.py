"""What a check costs: time beside spaCy's bare tokenizer on the same texts, and of its parts; cores, start, memory.

make bench                          the figures of the project
python benchmarks/bench.py --help   smaller ones

The tables go into benchmarks/RESULTS.md too.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory

from results import FILE, Results, held

NOTELINT = str(Path(sys.executable).with_name("notelint"))
CORPUS = Path(__file__).parent.parent / "corpus"
REMEMBERED = 500  # clean files of the run that is remembered
COUNTS = (5_000, 20_000, 40_000, 200_000)  # notes after which the memory is taken
MAKE_DOC = "spacy.blank('en').make_doc"
AFTER = {20_000: 5_000, 200_000: 40_000}  # and with which of them it is compared
# A number of two or three digits that is no part of a date, a code or a range.
NUMBER = re.compile(r"(?<![\w./:#-])\d{2,3}(?![\w./:-])")


def synthetic(count: int, names: int = 1) -> Iterator[str]:
    """Notes of the corpus in turn, each time with other numbers and with names that no other note has."""
    texts = [
        p.read_text(encoding="utf-8")
        for folder in ("samples", "rounds")
        for p in sorted((CORPUS / folder).rglob("*.txt"))
    ]
    dice = random.Random(7)

    def other(number: re.Match[str]) -> str:
        return str(max(10, int(number[0]) + dice.randint(-9, 9)))

    def new() -> str:
        return "".join(dice.choices("abcdefghijklmnoprstuvwy", k=9)).capitalize()

    for index in range(count):
        patient = " ".join(new() for _ in range(names))
        yield f"Patient: {patient}  MRN {dice.randrange(10**7)}\n" + NUMBER.sub(other, texts[index % len(texts)])


def checker() -> Callable[[list[str]], None]:
    """A function that checks texts with every rule and writes the JSON report; it has checked one note already."""
    from notelint.linter import Note, ReportOptions, Settings
    from notelint.linter.engine import Linter
    from notelint.reports.json import write

    linter = Linter(Settings())

    def check(texts: list[str]) -> None:
        results = (r for i, text in enumerate(texts) for r in linter.results([Note(f"{i}.txt", text)]))
        write(results, io.StringIO(), ReportOptions())

    check(list(synthetic(1)))
    return check


def seconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def speed(out: Results, count: int, rounds: int) -> None:
    """Show the time of the check beside that of the bare tokenizer, each the best of rounds that take turns.

    The check is the command, from the folder of the notes to the file of the report, less what it takes for one note.
    """
    import spacy

    texts, times = list(synthetic(count)), defaultdict[str, list[float]](list)
    with TemporaryDirectory() as root:
        written(root, "one", texts[:1])
        written(root, "all", texts)
        for _ in range(rounds):
            bare = spacy.blank("en")
            times["bare"].append(seconds(lambda make=bare.make_doc: [make(text) for text in texts]))  # type: ignore[misc]
            for jobs, folder in product(("auto", "1"), ("all", "one")):
                times[jobs + folder].append(seconds(partial(check_folder, jobs, root, folder)))
    best = {name: min(took) for name, took in times.items()}
    out.table(f"the command, {count:,} notes", "a note", "to make_doc", "to be")
    out.row(MAKE_DOC, f"{best['bare'] / count * 1e6:,.0f} µs", "1.00", "")
    for jobs in ("auto", "1"):
        ours = best[jobs + "all"] - best[jobs + "one"]
        ratio = ours / best["bare"]
        out.row(f"check -j {jobs}, JSON", f"{ours / count * 1e6:,.0f} µs", f"{ratio:.3f}", held(ratio, most=0.7))


def cores(out: Results, count: int, rounds: int) -> None:
    """Show how long a command with two processes takes, beside two commands that start together on half the notes."""
    times = defaultdict[str, list[float]](list)
    with TemporaryDirectory() as root, ThreadPoolExecutor(2) as both:
        for number, text in enumerate(synthetic(count)):
            for folder in ("all", ("even", "odd")[number % 2]):
                written(root, folder, [text], number)
        written(root, "first", synthetic(1))
        check_folder("1", root, "first")  # Python compiles the modules once
        for _ in range(rounds):
            times["one"].append(seconds(partial(check_folder, "2", root, "all")))
            times["two"].append(seconds(lambda: [*both.map(partial(check_folder, "1", root), ("even", "odd"))]))
    one, two = min(times["one"]), min(times["two"])
    out.table(f"two processes, {count:,} notes", "took", "ratio", "to be")
    out.row("two commands on half the notes each", f"{two:.1f} s", "1.00", "")
    out.row("check -j 2", f"{one:.1f} s", f"{one / two:.3f}", held(one / two, most=1.15))


def check_folder(jobs: str, root: str, folder: str) -> None:
    """Run the command on the notes of a folder."""
    options = ["--isolated", "--exit-zero", "--jobs", jobs, "--output-format", "json", "-o", f"{folder}.json"]
    run([NOTELINT, "check", *options, folder], root)


def start(out: Results, rounds: int) -> None:
    """Show how long what a user waits for takes, beside an empty Python and beside the import of spaCy.

    All take turns; each counts with the best of its rounds, the first of which fills the caches of Python.
    """
    with TemporaryDirectory() as root:
        (one,) = written(root, "one", synthetic(1))
        clean = written(root, "clean", clean_notes(root))
        bare, spacy = "python -c pass", "import spacy; spacy.blank('en')"
        remembered = f"{len(clean)} clean files, remembered"
        commands = {
            bare: [sys.executable, *bare.split(maxsplit=2)[1:]],
            spacy: [sys.executable, "-c", spacy],
            "--help": [NOTELINT, "--help"],
            "rule OM001": [NOTELINT, "rule", "OM001"],
            "one note": [NOTELINT, "check", "--isolated", "--exit-zero", one],
            remembered: [NOTELINT, "check", "clean"],
        }
        times = defaultdict[str, list[float]](list)
        for _ in range(3 * rounds + 1):  # they are short
            for name, command in commands.items():
                times[name].append(seconds(lambda c=command: run(c, root)))  # type: ignore[misc]
    best = {name: min(took[1:]) for name, took in times.items()}
    targets = {"--help": (bare, 6.0), remembered: (bare, 6.0), "one note": (spacy, 1.25)}
    out.table("until it has ended", "took", "ratio", "to", "to be")
    for name in commands:
        beside, most = targets.get(name, ("", 0.0))
        ratio = best[name] / best[beside] if beside else 0.0
        told = (f"{ratio:.3f}", beside, held(ratio, most)) if beside else ("", "", "")
        out.row(name, f"{best[name] * 1e3:,.0f} ms", *told)


def clean_notes(root: str) -> Iterator[str]:
    """Notes without a finding."""
    texts, found = synthetic(40 * REMEMBERED), 0
    while found < REMEMBERED:
        some = list(islice(texts, REMEMBERED))
        paths = written(root, "some", some)
        check_folder("auto", root, "some")
        reported = json.loads(Path(root, "some.json").read_text(encoding="utf-8"))
        bad = {finding["path"].partition("#")[0] for finding in reported}
        clean = [text for path, text in zip(paths, some, strict=True) if path not in bad][: REMEMBERED - found]
        found += len(clean)
        yield from clean


def written(root: str, folder: str, texts: Iterable[str], first: int = 0) -> list[str]:
    """The paths of texts that are put into a folder, numbered from the first."""
    paths = []
    for index, text in enumerate(texts, first):
        Path(root, folder).mkdir(exist_ok=True)
        paths.append(os.path.join(folder, f"{index:06}.txt"))
        Path(root, paths[-1]).write_text(text, encoding="utf-8")
    return paths


def run(command: list[str], root: str) -> None:
    """Run a command in a folder, with a cache of its own and with Python's compiled modules kept."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment["XDG_CACHE_HOME"] = os.path.join(root, "cache")
    environment["PYTHONPYCACHEPREFIX"] = os.path.join(root, "compiled")
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)


def memory(out: Results, most: int) -> None:
    """Show the peak memory of a process as it goes on checking notes, each with words that no other has."""
    counts = [count for count in COUNTS if count <= most]
    command = [sys.executable, __file__, "--peaks", *map(str, counts)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    peaks = dict(zip(counts, map(int, printed), strict=True))
    out.table("peak memory after", "MB", "to be", "ratio", "to", "to be")
    for count, peak in peaks.items():
        size, few = peak * 1.024 / 1000, AFTER.get(count)
        ratio = peak / peaks[few] if few else 0.0
        told = (f"{ratio:.3f}", f"{few:,} notes", held(ratio, most=1.1)) if few else ("", "", "")
        out.row(f"{count:,} notes", f"{size:,.0f}", held(size, most=300), *told)


def peaks(counts: list[int]) -> None:
    """Print the peak memory of this process, in units of 1,024 bytes, after so many notes; a hundred are held."""
    check, held = checker(), []
    for number, text in enumerate(synthetic(counts[-1], names=6), start=1):
        held.append(text)
        if len(held) == 100:
            check(held)
            held.clear()
        if number in counts:
            print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)


def main() -> None:
    """Read the options, measure, and print and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=1_500, help="notes for the time [%(default)s]")
    parser.add_argument("--cores", type=int, default=20_000, help="notes for two processes; 0: none [%(default)s]")
    parser.add_argument("--many", type=int, default=COUNTS[-1], help="most notes for the memory; 0: none [%(default)s]")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many counts [%(default)s]")
    parser.add_argument("--results", type=Path, default=FILE, metavar="FILE", help="what is written [%(default)s]")
    parser.add_argument("--peaks", type=int, nargs="+", metavar="NOTES", help="print only this process's memory")
    options = parser.parse_args()
    if options.peaks:
        peaks(options.peaks)
        return
    import parts  # and spaCy with it

    out = Results("make bench", f"Each time is the best of {options.rounds} rounds that take turns.")
    speed(out, options.notes, options.rounds)
    parts.show(out, synthetic(options.notes), options.rounds)
    if options.cores:
        cores(out, options.cores, options.rounds)
    start(out, options.rounds)
    if options.many:
        memory(out, options.many)
    out.write(options.results)


if __name__ == "__main__":
    main()
