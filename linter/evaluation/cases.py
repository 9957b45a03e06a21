"""Case files, read strictly: one point a case, in the note's own words.

A case is a line `== title`, header lines (finds, passes, reviews, kind, profile, patient, date, claim), a blank line,
and the note as it is up to the next case. `---` alone on a line begins the next note of the same run. `[[ ]]` around
the place of a finding is optional and no part of the note. Every complaint names file and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from notelint.linter.claim import ClaimLine, claim_lines
from notelint.linter.config import profile_names
from notelint.linter.note import KINDS, Kind, Note
from notelint.linter.verdict import Verdict

EXPECTATIONS = ("finds", "passes", "reviews")
HEADERS = (*EXPECTATIONS, "kind", "profile", "patient", "date", "claim")
_EXPECTED = re.compile(r"([A-Z]{2,3}\d{3})(?: ([A-Z0-9]\d{4}))?")
_MARK = re.compile(r"\[\[((?:(?!\[\[).)*?)\]\]", re.DOTALL)
_UNKNOWN = (
    "no installed package and no plugin file of the settings or of this run defines it; name its file beside the cases "
    '(notelint test house_rules.py house.case), or in the settings (plugins = ["house_rules.py"])'
)


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

    def holds(self, verdicts: Sequence[Verdict]) -> bool:
        """Whether the verdicts of the whole run are as expected."""
        outcomes = [v.outcome for v in verdicts if self.concerns(v)]
        if self.what == "passes":
            return not {"fail", "review"} & set(outcomes)
        return ("fail" if self.what == "finds" else "review") in outcomes


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
    claim: tuple[ClaimLine, ...] | None = None

    def as_notes(self) -> list[Note]:
        """The notes of its run."""
        file = self.id.rpartition(":")[0] or self.id
        return [
            Note(
                f"{file}#{i}" if i > 1 else file, n.text, kind=self.kind, patient=self.patient, date=self.date,
                first_line=n.line, claim=self.claim,
            )
            for i, n in enumerate(self.notes, 1)
        ]  # fmt: skip


def read_cases(path: Path, known: Collection[str], name: str = "") -> list[Case]:
    """The cases of a file, called by its name or as said. Raises CaseError; `known` are the ids of the rules."""
    name = name or path.name
    cases: list[Case] = []
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise CaseError(f"{name}:1: not UTF-8, from byte {error.start} on") from None
    starts = [i for i, line in enumerate(lines) if line.startswith("==")]
    for i, line in enumerate(lines[: starts[0] if starts else len(lines)]):
        if line.strip() and not line.startswith("#"):
            raise CaseError(f"{name}:{i + 1}: before the first case there is room for # comments only")
    for start, end in pairwise([*starts, len(lines)]):
        case = _read_case(name, lines, start, end, known)
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
                    raise wrong(body, f"unknown rule {said[1]}: {_UNKNOWN}")
                expected.append(Expectation(key, said[1], said[2]))
        body += 1
    if not headers.keys() & set(EXPECTATIONS):
        raise wrong(start, f"a case has one of {', '.join(EXPECTATIONS)}")
    if headers.get("kind", "visit") not in KINDS:
        raise wrong(start, f"unknown kind {headers['kind']!r}")
    if headers.get("profile", "default") not in profile_names():
        raise wrong(start, f"unknown profile {headers['profile']!r}")
    try:
        claim = claim_lines(headers["claim"], f"{name}:{start + 1}") if "claim" in headers else None
    except ValueError as error:
        raise wrong(start, f"in its claim, {error}") from None
    notes = list(_read_notes(lines, body + 1, end, wrong))
    if any(n.marks for n in notes) and not headers.keys() & {"finds", "reviews"}:
        raise wrong(start, "a mark under a case that finds nothing")
    kind = next((k for k in KINDS if k == headers.get("kind")), None)
    return Case(
        f"{name}:{start + 1}", title[1], tuple(expected), tuple(notes), kind, headers.get("profile", "default"),
        headers.get("patient"), headers.get("date"), claim,
    )  # fmt: skip


def _read_notes(lines: list[str], start: int, end: int, wrong: Callable[[int, str], CaseError]) -> Iterator[Text]:
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
