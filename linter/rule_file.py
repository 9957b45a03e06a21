"""Rules without Python: a TOML file of rules about words that must, must not, or must together stand in a note."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import indent
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from notelint.linter import toml
from notelint.linter.config_schema import Strict, check
from notelint.linter.knowledge import lexicon
from notelint.linter.note import Kind
from notelint.linter.readers.text import why
from notelint.linter.record import ActivityStatus, Charge, Mention, TermFound, Terms, Visit
from notelint.linter.rules import Check, PluginError, Rule
from notelint.linter.spelling import nearest
from notelint.linter.verdict import Direction, Severity, Verdict

SHAPES = ("must", "must_not", "each", "near")
_TREATMENTS: tuple[Kind, ...] = ("visit", "evaluation", "progress")
_SAID: tuple[ActivityStatus, ...] = ("done", "planned", "home", "historical", "instruction")


def _words(words: tuple[str, ...]) -> tuple[str, ...]:
    if not words or not all(word.strip() for word in words):
        raise ValueError("needs at least one word, and none that is empty")
    return words


def _section_names(names: tuple[str, ...]) -> tuple[str, ...]:
    known = sorted({term["name"] for term in lexicon("sections")})
    for name in names:
        if name not in known:
            raise ValueError(f"unknown section {name!r}{nearest(name, known) or '; known are ' + ', '.join(known)}")
    return names


Words = Annotated[tuple[str, ...], AfterValidator(_words)]
Line = Annotated[str, Field(pattern=r"^\S[^\n]*$")]


class Example(Strict):
    """A note that the rule must find something in, or must pass."""

    note: str = Field(min_length=1)
    kind: Kind | None = None


class Entry(Strict):
    """A `[[rule]]`: what it is called, the words that it is about, where and how they count, what it says."""

    id: str
    name: str
    asks: Line
    why: str = ""
    source: Line
    severity: Severity = Severity.WARNING
    direction: Direction = "documentation"

    must: Words | None = None
    must_not: Words | None = None
    each: Words | None = None
    near: Words | None = None
    within: int = Field(default=1, ge=0, le=50)

    case: Literal["fold", "exact"] = "fold"
    sections: Annotated[tuple[str, ...], AfterValidator(_section_names)] = ()
    status: tuple[ActivityStatus, ...] = _SAID
    kinds: tuple[Kind, ...] = _TREATMENTS
    codes: tuple[Annotated[str, Field(pattern=r"^[A-Z0-9]\d{4}$")], ...] = ()
    block: bool = False

    message: Line
    question: Line
    finds: tuple[Example, ...] = Field(min_length=1)
    passes: tuple[Example, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        if {key for key in SHAPES if getattr(self, key)} not in ({"must"}, {"must_not"}, {"each", "near"}):
            raise ValueError("needs one of must and must-not, or each with near")
        if "within" in self.model_fields_set and not self.each:
            raise ValueError("within goes with each and near")
        if self.block and not self.codes:
            raise ValueError("block needs codes: the block is what describes a charge")
        return self


def read_rules(path: str) -> list[Rule]:
    """The rules of a file. Raises PluginError with file, line and rule where one is wrong."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
        data = toml.loads(text)
    except OSError as error:
        raise PluginError(why(error), (path, 1)) from None
    except UnicodeDecodeError:
        raise PluginError("not UTF-8", (path, 1)) from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        raise PluginError(str(error), (path, int(at[1]) if at else text.count("\n") + 1)) from None
    entries = data.get("rule")
    if not isinstance(entries, list) or not entries or set(data) != {"rule"}:
        raise PluginError("a file of rules is made of [[rule]] entries and nothing else", (path, 1))
    lines = [n for n, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*rule\s*\]\]", line)]
    lines = lines if len(lines) == len(entries) else [1] * len(entries)
    return [_rule(entry, (path, line), text) for entry, line in zip(entries, lines, strict=True)]


def _rule(data: dict[str, Any], place: tuple[str, int], text: str) -> Rule:
    named = data.get("id") or data.get("name") or "without an id"
    try:
        entry = check(Entry, data, nearest)
    except ValueError as error:
        raise PluginError(f"rule {named}: {error}", (place[0], _line_of(str(error), text, place[1]))) from None
    lists = {key: Terms(words, entry.case) for key in SHAPES if (words := getattr(entry, key))}
    judge = _check(entry, lists)
    judge.__doc__ = _page(entry)
    made = Rule(
        entry.id, entry.name, judge, entry.source, entry.severity, entry.direction, tuple(lists.values()), place
    )
    if complaint := made.complaint():
        raise PluginError(f"rule {named}: {complaint}", place)
    return made


def _line_of(complaint: str, text: str, above: int) -> int:
    """The line of the key that a complaint is about, of the rule that begins at a line; that line where it has none."""
    said = re.search(r"key '([\w-]+)'?", complaint)
    for number, line in enumerate(text.splitlines()[above:], above + 1):
        if not said or re.match(r"\s*\[\[?\s*rule\b", line):
            break
        if re.match(rf"\s*{re.escape(said[1])}\s*=", line):
            return number
    return above


def _page(entry: Entry) -> str:
    """The page of a rule, as a docstring would have it."""
    examples = [("Finds", e) for e in entry.finds] + [("Passes", e) for e in entry.passes]
    blocks = [
        f"{label}{f' ({e.kind})' if e.kind else ''}:\n{indent(e.note.strip(chr(10)), '    ')}" for label, e in examples
    ]
    return "\n\n".join(filter(None, (entry.asks, entry.why.strip(), *blocks)))


def _check(entry: Entry, lists: Mapping[str, Terms]) -> Check:
    """The check of an entry: of each charge with one of its codes, or of the visit where it names none."""

    def of_charge(charge: Charge, visit: Visit) -> Verdict:
        if charge.code not in entry.codes:
            return charge.not_applicable(f"{charge.code} is not one of {', '.join(entry.codes)}")
        return _judged(entry, lists, charge, visit)

    def of_visit(visit: Visit) -> Verdict:
        return _judged(entry, lists, visit, visit)

    return of_charge if entry.codes else of_visit


def _judged(entry: Entry, lists: Mapping[str, Terms], subject: Charge | Visit, visit: Visit) -> Verdict:
    if visit.kind not in entry.kinds:
        return subject.not_applicable(f"a {visit.kind} is not one of {', '.join(entry.kinds)}")
    block = subject.block if entry.block and isinstance(subject, Charge) else None
    if entry.block and block is None:
        return subject.not_applicable(f"nothing describes {subject.billed_as}")
    there = {key: [t for t in visit.said(terms) if _counts(entry, t, block)] for key, terms in lists.items()}
    if entry.must:
        if there["must"]:
            return subject.passed(there["must"])
        return subject.failed(entry.message, ask=entry.question, nearest=visit.said(lists["must"]))
    wrong = there["must_not"] if entry.must_not else [t for t in there["each"] if not _beside(entry, t, there["near"])]
    if wrong:
        return subject.failed(entry.message, ask=entry.question, nearest=wrong, at=wrong[0])
    if entry.each and not there["each"]:
        return subject.not_applicable("the note says none of " + ", ".join(entry.each))
    return subject.passed([t for found in there.values() for t in found])


def _counts(entry: Entry, term: TermFound, block: Mention | None) -> bool:
    """Whether a term stands where the entry looks, and is said as it wants."""
    if block and not block.start <= term.start < block.end:
        return False
    return term.status in entry.status and (not entry.sections or term.section in entry.sections)


def _beside(entry: Entry, term: TermFound, others: Iterable[TermFound]) -> bool:
    return any(abs(term.statement - other.statement) <= entry.within for other in others)
