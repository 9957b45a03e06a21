"""The case files of corpus/: read strictly, and run through the real linter.

A case is a line `== title`, header lines (finds, passes, reviews, kind, profile, patient, date), a blank line, and the
note as it is up to the next case. `---` alone on a line begins the next note of the same run. `[[ ]]` around the place
of a finding is optional and no part of the note. Every complaint names file and line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

from notelint.linter.config import load_settings, profile_names
from notelint.linter.engine import Linter, grouped
from notelint.linter.language import make_parser
from notelint.linter.note import KINDS, Kind, Note
from notelint.linter.result import Result
from notelint.linter.verdict import Verdict

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
EXPECTATIONS = ("finds", "passes", "reviews")
HEADERS = (*EXPECTATIONS, "kind", "profile", "patient", "date")
_EXPECTED = re.compile(r"([A-Z]{2}\d{3})(?: ([A-Z0-9]\d{4}))?")
_MARK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


class CaseError(Exception):
    """A case file is wrong: file:line and what."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a case says of a rule; without a code, of any code."""

    what: str
    rule: str
    code: str | None

    def __str__(self) -> str:
        return f"{self.what}: {self.rule}{f' {self.code}' if self.code else ''}"

    def concerns(self, verdict: Verdict) -> bool:
        """Whether a verdict is one that it speaks of."""
        return verdict.rule == self.rule and self.code in (None, verdict.code)


@dataclass(frozen=True, slots=True)
class Text:
    """A note of a case, without its marks; `marks` are the places that they stood around."""

    text: str
    line: int
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One case: a run over its notes, and what is expected of it."""

    id: str
    title: str
    expected: tuple[Expectation, ...]
    notes: tuple[Text, ...]
    kind: Kind | None = None
    profile: str = "default"
    patient: str | None = None
    date: str | None = None


def case_files() -> list[Path]:
    """All case files, sorted."""
    return sorted(CORPUS.rglob("*.case"))


def read_cases(path: Path, known: Collection[str]) -> list[Case]:
    """The cases of a file. Raises CaseError; `known` are the ids of the installed rules."""
    cases: list[Case] = []
    lines = path.read_bytes().decode("utf-8").split("\n")
    starts = [i for i, line in enumerate(lines) if line.startswith("==")]
    for i, line in enumerate(lines[: starts[0] if starts else len(lines)]):
        if line.strip() and not line.startswith("#"):
            raise CaseError(f"{path.name}:{i + 1}: before the first case there is room for # comments only")
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        case = _read_case(path.name, lines, start, end, known)
        if twin := next((c for c in cases if c.title == case.title), None):
            raise CaseError(f"{case.id}: the title is that of {twin.id}")
        cases.append(case)
    return cases


def _read_case(name: str, lines: list[str], start: int, end: int, known: Collection[str]) -> Case:
    def wrong(line: int, what: str) -> CaseError:
        return CaseError(f"{name}:{line + 1}: {what}")

    if not (title := re.fullmatch(r"== (\S.*)", lines[start])):
        raise wrong(start, "a case begins with '== ' and a title")
    headers: dict[str, str] = {}
    expected: list[Expectation] = []
    body = start + 1
    while body < end and lines[body].strip():
        key, colon, value = lines[body].partition(":")
        value = value.strip()
        if not colon or key not in HEADERS:
            raise wrong(body, f"unknown header {key!r}, not one of {', '.join(HEADERS)}")
        if key in headers or not value:
            raise wrong(body, f"header {key!r} is {'given twice' if key in headers else 'empty'}")
        headers[key] = value
        if key in EXPECTATIONS:
            for part in value.split(","):
                if not (said := _EXPECTED.fullmatch(part.strip())):
                    raise wrong(body, f"{part.strip()!r} is no rule id with or without a code")
                if said[1] not in known:
                    raise wrong(body, f"unknown rule {said[1]}")
                expected.append(Expectation(key, said[1], said[2]))
        body += 1
    if not headers.keys() & set(EXPECTATIONS):
        raise wrong(start, f"a case has one of {', '.join(EXPECTATIONS)}")
    if headers.get("kind", "visit") not in KINDS:
        raise wrong(start, f"unknown kind {headers['kind']!r}")
    if headers.get("profile", "default") not in profile_names():
        raise wrong(start, f"unknown profile {headers['profile']!r}")
    notes = list(_read_notes(lines, body + 1, end, wrong))
    if any(n.marks for n in notes) and not headers.keys() & {"finds", "reviews"}:
        raise wrong(start, "a mark under a case that finds nothing")
    kind = next((k for k in KINDS if k == headers.get("kind")), None)
    return Case(
        f"{name}:{start + 1}", title[1], tuple(expected), tuple(notes), kind, headers.get("profile", "default"),
        headers.get("patient"), headers.get("date"),
    )  # fmt: skip


def _read_notes(lines: list[str], start: int, end: int, wrong: object) -> Iterator[Text]:
    assert callable(wrong)
    edges = [start - 1, *(i for i in range(start, end) if lines[i] == "---"), end]
    for before, after in pairwise(edges):
        marked = "\n".join(lines[before + 1 : after]).rstrip("\n") + "\n"
        text, marks, at = "", [], 0
        for mark in _MARK.finditer(marked):
            text += marked[at : mark.start()]
            marks.append((len(text), len(text) + len(mark[1])))
            text += mark[1]
            at = mark.end()
        text += marked[at:]
        if "[[" in text or "]]" in text:
            raise wrong(before + 1, "a [[ without its ]], or the other way round")
        if not text.strip():
            raise wrong(before + 1, "an empty note")
        yield Text(text, before + 2, tuple(marks))


def run(case: Case) -> list[Result]:
    """The verdicts of the real linter on a case."""
    linter = _linter(case.profile)
    notes = [
        Note(case.id if i == 0 else f"{case.id}#{i + 1}", n.text, kind=case.kind, patient=case.patient, date=case.date)
        for i, n in enumerate(case.notes)
    ]
    return [result for group in grouped(notes) for result in linter.results(group)]


def complaints(case: Case, results: list[Result]) -> list[str]:
    """What differs from what is expected, in words; nothing where the case holds."""
    found = [(text, result, v) for text, result in zip(case.notes, results, strict=True) for v in result.verdicts]
    said = [f"the run failed: {v.message}" for _, _, v in found if v.rule.startswith("NL")]
    for expected in case.expected:
        mine = [(text, result, v) for text, result, v in found if expected.concerns(v)]
        if expected.what == "passes":
            bad = [entry for entry in mine if entry[2].is_finding]
        else:
            outcome = "fail" if expected.what == "finds" else "review"
            right = [entry for entry in mine if entry[2].outcome == outcome]
            bad = [] if right else mine or [entry for entry in found if entry[2].rule == expected.rule]
            if not right and not bad:
                said.append(f"{expected}\n    got nothing: the rule has no subject here")
            if right and _single(case) is expected and _marked(case) and not any(_in_place(*entry) for entry in right):
                said.append(f"{expected}, at the mark\n{_listing(right)}")
        if bad:
            said.append(f"{expected}\n{_listing(bad)}")
    return said


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


def _listing(entries: list[tuple[Text, Result, Verdict]]) -> str:
    rows = []
    for text, result, v in entries:
        place = "nowhere" if v.start is None else f"line {text.line - 1 + result.note.line(v.start)}"
        rows.append(f"    got {v.outcome} of {v.rule} {v.code or '-'} ({place}): {v.message or 'no message'}")
        rows += [f"        {e.text!r} read as {e.read_as or 'itself'}" for e in v.evidence[:4]]
    return "\n".join(rows)


@cache
def _parse() -> object:
    return make_parser()


@cache
def _linter(profile: str) -> Linter:
    return Linter(load_settings(isolated=True, profile=profile, all_verdicts=True), _parse())  # type: ignore[arg-type]


_EXAMPLE = re.compile(r"(Finds|Passes)(?: \((\w+)\))?:(.*)")


def examples(doc: str) -> Iterator[tuple[str, Kind | None, str]]:
    """The examples of a rule's docstring: "Finds" or "Passes", the kind of document, the note.

    The note stands on the line of the label, or as an indented block under it; `Finds (template):` names a kind.
    """
    lines = doc.split("\n")
    for i, line in enumerate(lines):
        if said := _EXAMPLE.fullmatch(line):
            block = []
            for below in lines[i + 1 :]:
                if below.strip() and not below.startswith(" "):
                    break
                block.append(below)
            first = [said[3].strip()] if said[3].strip() else []
            text = "\n".join([*first, *dedent("\n".join(block)).split("\n")]).strip("\n") + "\n"
            yield said[1], next((k for k in KINDS if k == said[2]), None), text


def run_example(text: str, kind: Kind | None) -> list[Verdict]:
    """The verdicts on an example; `---` alone on a line begins the next note of the same patient."""
    case = Case("example", "", (), tuple(Text(t, 1, ()) for t in text.split("\n---\n")), kind, patient="example")
    return [v for result in run(case) for v in result.verdicts]
