"""What a check costs: its time beside spaCy's bare tokenizer on the same texts, memory as notes go by, start time.

make bench                          the figures of the project
python benchmarks/bench.py --help   smaller ones
"""

from __future__ import annotations

import argparse
import io
import random
import re
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

NOTELINT = str(Path(sys.executable).with_name("notelint"))
CORPUS = Path(__file__).parent.parent / "corpus"
COMMANDS = ("--help", "rule OM001")
# A number of two or three digits that is no part of a date, a code or a range.
NUMBER = re.compile(r"(?<![\w./:#-])\d{2,3}(?![\w./:-])")


def synthetic(count: int) -> Iterator[str]:
    """Notes of the corpus in turn, each time with other numbers, and six words that no other note has."""
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
        head = f"Patient: {new()} {new()}  MRN {dice.randrange(10**7)}  Ref: {new()} {new()}  Lives: {new()} {new()}\n"
        yield head + NUMBER.sub(other, texts[index % len(texts)])


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


def speed(count: int, rounds: int) -> None:
    """Print the time of the check beside that of the bare tokenizer, each the best of rounds that take turns.

    The check is the command, from the folder of the notes to the file of the report, less what it takes for one note.
    """
    import spacy

    texts, times = list(synthetic(count)), defaultdict[str, list[float]](list)
    with TemporaryDirectory() as root:
        for folder, held in (("one", texts[:1]), ("all", texts)):
            Path(root, folder).mkdir()
            for index, text in enumerate(held):
                Path(root, folder, f"{index:06}.txt").write_text(text, encoding="utf-8")
        for _ in range(rounds):
            bare = spacy.blank("en")
            times["bare"].append(seconds(lambda make=bare.make_doc: [make(text) for text in texts]))  # type: ignore[misc]
            for jobs, folder in product(("auto", "1"), ("all", "one")):
                times[jobs + folder].append(seconds(lambda j=jobs, f=folder: check_folder(j, root, f)))  # type: ignore[misc]
    best = {name: min(took) for name, took in times.items()}
    row("spacy.blank('en').make_doc", f"{best['bare'] / count * 1e6:,.0f} µs a note")
    for jobs, target in (("auto", "at most 1.00"), ("1", "")):
        ours = best[jobs + "all"] - best[jobs + "one"]
        row(f"check -j {jobs}, {count} notes", f"{ours / count * 1e6:,.0f} µs a note", f"{count / ours:,.0f} notes/s")
        row("ratio", f"{ours / best['bare']:.2f}", target)


def check_folder(jobs: str, root: str, folder: str) -> None:
    """Run the command on the notes of a folder."""
    options = ["--isolated", "--exit-zero", "--jobs", jobs, "--output-format", "json", "-o", "report.json"]
    subprocess.run([NOTELINT, "check", *options, folder], cwd=root, check=True)


def memory(few: int, many: int) -> None:
    """Print the peak memory of a process that has checked few notes, and of one that has checked many."""
    peaks = [
        int(
            subprocess.run(
                [sys.executable, __file__, "--peak", str(n)], check=True, capture_output=True, text=True
            ).stdout
        )
        for n in (few, many)
    ]
    for count, peak in zip((few, many), peaks, strict=True):
        row(f"peak memory, {count} notes", f"{peak / 1024:,.0f} MiB")
    row("ratio", f"{peaks[1] / peaks[0]:.3f}", "at most 1.100")


def peak(count: int) -> int:
    """The peak memory of this process, in KiB, after so many notes; no more than a hundred are held."""
    check, held = checker(), []
    for text in synthetic(count):
        held.append(text)
        if len(held) == 100:
            check(held)
            held.clear()
    check(held)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def start(rounds: int) -> None:
    """Print how long commands take that lint no note, beside the import of spaCy."""
    import_spacy = [sys.executable, "-c", "import spacy"]
    commands = {f"notelint {c}": [NOTELINT, *c.split()] for c in COMMANDS}
    for name, command in {"import spacy": import_spacy, **commands}.items():
        best = min(seconds(lambda c=command: subprocess.run(c, check=True, capture_output=True)) for _ in range(rounds))  # type: ignore[misc]
        row(name, f"{best * 1e3:,.0f} ms", "" if name == "import spacy" else "less than half of import spacy")


def row(name: str, value: str, note: str = "") -> None:
    """Print a row of the table."""
    print(f"{name:32}{value:>18}   {note}".rstrip(), flush=True)


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notes", type=int, default=1_500, help="notes for the time [%(default)s]")
    parser.add_argument("--few", type=int, default=5_000, help="notes for the memory [%(default)s]")
    parser.add_argument(
        "--many", type=int, default=20_000, help="notes for the memory, many; 0: no memory [%(default)s]"
    )
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many counts [%(default)s]")
    parser.add_argument("--peak", type=int, metavar="NOTES", help="print only this process's peak memory in KiB")
    options = parser.parse_args()
    if options.peak is not None:
        print(peak(options.peak))
        return
    speed(options.notes, options.rounds)
    start(options.rounds)
    if options.many:
        memory(options.few, options.many)


if __name__ == "__main__":
    main()
