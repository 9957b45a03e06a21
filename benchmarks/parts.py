"""What each part of a check takes, in one process and of the processor's time: stages, rules, report formats."""

from __future__ import annotations

import io
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import spacy
from results import Results

from notelint.linter import Note, ReportOptions, Result, Settings
from notelint.linter.engine import Linter
from notelint.linter.language.pipeline import make_language, read
from notelint.linter.language.reading import reading
from notelint.linter.language.shortening import without_markup
from notelint.linter.language.visit import make_visit
from notelint.linter.language.wraps import unwrapped
from notelint.linter.plugins import report_formats
from notelint.linter.rules import NotInstalled

BATCH = (
    8  # notes that each part is given before it is the next one's turn; of many, the garbage collector sees too much
)
A = TypeVar("A")
B = TypeVar("B")


class Parts:
    """All that a check consists of, with the seconds of each part in the round that is going on."""

    def __init__(self) -> None:
        self.took = defaultdict[str, float](float)
        self.bare = spacy.blank("en")
        self.linter = Linter(Settings())
        self.checks = self.linter._checks
        self.terms = tuple(dict.fromkeys(terms for check in self.checks for terms in check.rule.terms))
        self.nlp = make_language(self.terms)
        self.components = self.nlp.pipeline
        self.nlp.select_pipes(enable=[])  # they are called one by one
        self.reports = dict(_reports())

    def each(self, name: str, call: Callable[[A], B], items: Iterable[A]) -> list[B]:
        """What a part makes of each item."""
        begin = time.process_time()
        made = [call(item) for item in items]
        self.took[name] += time.process_time() - begin
        return made

    def round(self, notes: list[Note]) -> dict[str, float]:
        """The seconds of each part."""
        self.took.clear()
        results: list[Result] = []
        for first in range(0, len(notes), BATCH):
            some = notes[first : first + BATCH]
            self.each("bare", self.bare.make_doc, [note.text for note in some])
            visits = self.each("reading", self.linter.parse, some)
            results += self.each("judging", self.linter._judged, visits)
            for check in self.checks:
                self.each(f"rule {check.rule.id}", lambda v, c=check: [*self.linter._ruled(v, [c])], visits)  # type: ignore[misc]
            self.stages(some)
        for name, write in self.reports.items():
            self.each(f"report {name}", write, [results])
        return dict(self.took)

    def stages(self, notes: list[Note]) -> None:
        """Read notes, all of them by a stage before the next one begins."""
        with self.nlp.memory_zone():
            plain = self.each("stage wraps", unwrapped, notes)
            short = self.each("stage shortening", lambda its: without_markup(its.note), plain)
            docs = self.each("stage tokens", lambda its: read(self.nlp, its[0].note, its[2]), short)
            for name, component in self.components:
                docs = self.each(f"stage {name.removeprefix('notelint_')}", component, docs)
            self.each("stage visit", lambda doc: make_visit(reading(doc), self.terms), docs)


def _reports() -> Iterator[tuple[str, Callable[[list[Result]], None]]]:
    """The report formats, but for those that need what is not installed."""
    for name, each in report_formats().items():
        try:
            write = each.load()
        except NotInstalled:
            continue
        yield name, lambda its, write=write: write(its, io.TextIOWrapper(io.BytesIO(), "utf-8"), ReportOptions())  # type: ignore[misc]


def show(out: Results, texts: Iterable[str], rounds: int) -> None:
    """Show the best of some rounds over the same notes, after one that fills the caches."""
    notes, parts = [Note(f"{i}.txt", text) for i, text in enumerate(texts)], Parts()
    taken = [parts.round(notes) for _ in range(rounds + 1)][1:]
    best = {name: min(took[name] for took in taken) for name in taken[0]}
    whole = best["reading"] + best["judging"] + best["report json"]
    out.table(f"one process, {len(notes):,} notes", "a note", "to make_doc", "of the check")

    def row(name: str, took: float) -> None:
        out.row(name, f"{took / len(notes) * 1e6:,.1f} µs", f"{took / best['bare']:.4f}", f"{took / whole:.1%}")

    row("check, JSON", whole)
    for kind, told in (("stage ", "reading"), ("rule ", "judging"), ("report ", "")):
        its = {name: took for name, took in best.items() if name.startswith(kind)}
        if told:
            row(told, best[told])
            its[f"all else of {told}"] = max(0.0, best[told] - sum(its.values()))
        for name in sorted(its, key=its.__getitem__, reverse=True):
            row(name, its[name])
