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
from collections.abc import Callable, Iterator
from pathlib import Path

CORPUS = Path(__file__).parent.parent / "corpus"
COMMANDS = ("--help", "rule OM001")
# A number of two or three digits that is no part of a date, a code or a range.
NUMBER = re.compile(r"(?<![\w./:#-])\d{2,3}(?![\w./:-])")


def synthetic(count: int) -> Iterator[str]:
    """Notes of the corpus in turn, each time with other numbers, another name and another chart number."""
    texts = [
        p.read_text(encoding="utf-8")
        for folder in ("samples", "rounds")
        for p in sorted((CORPUS / folder).rglob("*.txt"))
    ]
    dice = random.Random(7)

    def other(number: re.Match[str]) -> str:
        return str(max(10, int(number[0]) + dice.randint(-9, 9)))

    for index in range(count):
        name = "".join(dice.choices("abcdefghijklmnoprstuvwy", k=9)).capitalize()
        yield f"Patient: {name}  MRN {dice.randrange(10**7)}\n" + NUMBER.sub(other, texts[index % len(texts)])


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
    """Print the time of the check beside that of the bare tokenizer, each the best of rounds that take turns."""
    import spacy

    texts, check = list(synthetic(count)), checker()
    ours, theirs = [], []
    for _ in range(rounds):
        bare = spacy.blank("en")
        theirs.append(seconds(lambda make=bare.make_doc: [make(text) for text in texts]))  # type: ignore[misc]
        ours.append(seconds(lambda: check(texts)))
    row(f"check of {count} notes", f"{min(ours) / count * 1e6:,.0f} µs a note", f"{count / min(ours):,.0f} notes/s")
    row("spacy.blank('en').make_doc", f"{min(theirs) / count * 1e6:,.0f} µs a note")
    row("ratio", f"{min(ours) / min(theirs):.2f}", "at most 1.00")


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
    commands = {f"notelint {c}": [str(Path(sys.executable).with_name("notelint")), *c.split()] for c in COMMANDS}
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
