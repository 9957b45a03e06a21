"""Cases through the real linter, and what differs from what they expect; a rule's examples are cases too."""

from __future__ import annotations

import linecache
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from textwrap import dedent
from typing import NamedTuple

from notelint.linter.claim import claim_lines
from notelint.linter.config import load_settings
from notelint.linter.engine import Linter, Parse, grouped
from notelint.linter.evaluation.cases import Case, Expectation, Text
from notelint.linter.note import KINDS, Kind
from notelint.linter.plugins import load_rules, path_shown
from notelint.linter.result import Result
from notelint.linter.rules import Rule
from notelint.linter.verdict import Verdict

_EXAMPLE = re.compile(r"(Finds|Passes)(?: \((?:claim: ([^)]+)|(\w+))\))?:(.*)")
_Entry = tuple[Text, Result, Verdict]


@dataclass(frozen=True, slots=True)
class Complaint:
    """What differs in a case from what it expects, and the verdicts that show it, each with its note."""

    text: str
    results: tuple[Result, ...] = ()


class Runner:
    """The installed rules and those of plugin files, with one linter for each profile, all of which share a parser.

    Where `raising`, an error in a rule ends the run, in place of NL001.
    """

    def __init__(self, plugins: Iterable[str] = (), *, raising: bool = False) -> None:
        self.plugins, self.raising = tuple(plugins), raising
        self._linters: dict[str, Linter] = {}
        self._parse: Parse | None = None

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """All rules by id."""
        return load_rules(self.plugins)

    def run(self, case: Case) -> list[Result]:
        """Every verdict on the notes of a case."""
        linter = self.linter(case.profile)
        return [result for group in grouped(case.as_notes()) for result in linter.results(group)]

    def complaints(self, case: Case) -> list[Complaint]:
        """What differs from what a case expects; nothing where it holds."""
        return complaints(case, self.run(case))

    def linter(self, profile: str) -> Linter:
        """The linter of a profile, which keeps every verdict."""
        if profile not in self._linters:
            settings = load_settings(isolated=True, profile=profile, all_verdicts=True, plugins=self.plugins)
            self._linters[profile] = Linter(settings, self._parse, raising=self.raising)
            self._parse = self._linters[profile].parse
        return self._linters[profile]


def complaints(case: Case, results: Sequence[Result]) -> list[Complaint]:
    """What differs from what a case expects; nothing where it holds."""
    found = [(text, result, v) for text, result in zip(case.notes, results, strict=True) for v in result.verdicts]
    if said := [Complaint(f"the run failed: {v.message}") for _, _, v in found if v.of_run]:
        return said
    for expected in case.expected:
        mine = [(text, result, v) for text, result, v in found if expected.concerns(v)]
        if expected.what == "passes":
            wrong, came = [e for e in mine if e[2].is_finding], "and this was found"
            if wrong:
                said.append(Complaint(f"expected {expected}, {came}", _results(wrong)))
            continue
        right = [e for e in mine if e[2].outcome == ("fail" if expected.what == "finds" else "review")]
        if not right:
            others = mine or [e for e in found if e[2].rule == expected.rule]
            came = "and the rule says" if others else "and there is nothing that the rule looks at"
            said.append(Complaint(f"expected {expected}, {came}", _results(others)))
        elif _single(case) is expected and _marked(case) and not any(_in_place(*e) for e in right):
            said.append(Complaint(f"expected {expected} at the mark, and it stands elsewhere", _results(right)))
    return said


class Example(NamedTuple):
    """An example of a rule's page: "Finds" or "Passes", the kind of document or what was claimed, the note."""

    label: str
    kind: Kind | None
    claim: str
    text: str


def examples(doc: str) -> Iterator[Example]:
    """The examples of a rule's page.

    The note stands on the line of the label, or as an indented block under it; `Finds (template):` names a kind,
    `Finds (claim: 97110 x2):` what was claimed.
    """
    lines = doc.split("\n")
    for i, line in enumerate(lines):
        if said := _EXAMPLE.fullmatch(line):
            block = []
            for below in lines[i + 1 :]:
                if below.strip() and not below.startswith(" "):
                    break
                block.append(below)
            first = [said[4].strip()] if said[4].strip() else []
            text = "\n".join([*first, *dedent("\n".join(block)).split("\n")]).strip("\n") + "\n"
            yield Example(said[1], next((k for k in KINDS if k == said[3]), None), said[2] or "", text)


def example_cases(rule: Rule) -> list[Case]:
    """The examples of a rule's page as cases; `---` alone on a line begins the next note of the same patient."""
    file, line = rule.place
    lines, name = linecache.getlines(file), path_shown(file) if file else rule.id
    cases = []
    for number, (label, kind, claim, text) in enumerate(examples(rule.doc), 1):
        line = _line_of(text, lines, line)
        notes = tuple(Text(note, line + before.count("\n"), ()) for before, note in _parted(text))
        title = f"{rule.id}, example {number}: {label}"
        expected = (Expectation(label.lower(), rule.id, None),)
        lines_claimed = claim_lines(claim) if claim else None
        cases.append(Case(f"{name}:{line}", title, expected, notes, kind, patient="example", claim=lines_claimed))
    return cases


def _parted(text: str) -> Iterator[tuple[str, str]]:
    """Each note of an example, with what stands before it."""
    before = ""
    for note in text.split("\n---\n"):
        yield before, note
        before += f"{note}\n---\n"


def _line_of(text: str, lines: Sequence[str], above: int) -> int:
    """The line at which an example begins, below another line; that line itself where it is not found."""
    wanted = [line.strip() for line in text.splitlines()]
    for start in range(above, len(lines) - len(wanted) + 1):
        there = [line.strip() for line in lines[start : start + len(wanted)]]
        if there[1:] == wanted[1:] and there[0].endswith(wanted[0]):
            return start + 1
    return above


def _results(entries: Iterable[_Entry]) -> tuple[Result, ...]:
    return tuple(replace(result, verdicts=(verdict,)) for _, result, verdict in entries)


def _single(case: Case) -> Expectation | None:
    wanted = [e for e in case.expected if e.what != "passes"]
    return wanted[0] if len(wanted) == 1 else None


def _marked(case: Case) -> bool:
    return any(n.marks for n in case.notes)


def _in_place(text: Text, result: Result, verdict: Verdict) -> bool:
    """Whether a finding overlaps a mark, or stands on a line of one."""
    if verdict.start is None or verdict.end is None:
        return False
    note, line = result.note, result.note.line(verdict.start)
    return any(
        (verdict.start < end and start < verdict.end) or note.line(start) <= line <= note.line(max(start, end - 1))
        for start, end in text.marks
    )
