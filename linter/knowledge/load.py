"""The loader: every data file is read here, checked here, and named with its entry when it is wrong."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from notelint.linter import toml
from notelint.linter.frozen import frozen

FOLDER = Path(__file__).parent
CodeKind = Literal["procedure", "modality", "evaluation", "test", "adjustment", "other"]


class KnowledgeError(Exception):
    """A data file is wrong; the message names the file and the entry."""


@dataclass(frozen=True, slots=True)
class Code:
    """What is known of a billing code: how it is billed, and its meaning in our own words."""

    code: str
    kind: CodeKind
    timed: bool
    meaning: str

    @property
    def one_on_one(self) -> bool:
        """Whether the code asserts direct contact with one patient."""
        attended = ("97032", "97033", "97034", "97035", "97036")
        return self.code in attended if self.kind != "procedure" else self.code != "97150"


@frozen
class Term:
    """A row of a lexicon: the term, and what else its columns say."""

    text: str
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The value of a column."""
        return self.values[column]


def read_toml(name: str) -> dict[str, Any]:
    """A TOML data file by its path inside the knowledge folder. Raises KnowledgeError."""
    try:
        return toml.loads((FOLDER / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{name}: {error}") from error


def read_table(name: str, columns: Sequence[str] | None = None) -> tuple[dict[str, str], list[dict[str, str]]]:
    """A CSV data file: its `# key: value` head, and its rows.

    Raises KnowledgeError naming file and line where a row has not as many cells as the header, or columns are missing.
    """
    about, header, rows = _cells(name)
    if columns is not None and header != list(columns):
        raise KnowledgeError(f"{name}: the columns are {header}, expected {list(columns)}")
    return about, [dict(zip(header, row, strict=True)) for row in rows]


def _cells(name: str) -> tuple[dict[str, str], list[str], list[list[str]]]:
    """The head of a CSV data file, its columns and the cells of its rows."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    about = dict(line[1:].strip().split(": ", 1) for line in head if ": " in line)
    header, *rows = [*csv.reader(line for line in lines if line and line[0] != "#")] or [[]]
    for row in rows:
        if len(row) != len(header):
            raise KnowledgeError(f"{name}: entry {row[0]!r} has {len(row)} cells, expected {len(header)}")
    return about, header, rows


@cache
def codes() -> Mapping[str, Code]:
    """All known codes."""
    kinds = ("procedure", "modality", "evaluation", "test", "adjustment", "other")
    found = {}
    for code, entry in read_toml("codes.toml").items():
        if entry.get("kind") not in kinds or not isinstance(entry.get("timed"), bool) or not entry.get("meaning"):
            known = ", ".join(kinds)
            raise KnowledgeError(f"codes.toml: entry {code}: kind, timed and meaning are needed, kind one of {known}")
        found[code] = Code(code, entry["kind"], entry["timed"], entry["meaning"])
    return MappingProxyType(found)


def code_named(code: str) -> Code:
    """What is known of a code; an unknown one is `other`, untimed."""
    return codes().get(code) or Code(code, "other", False, "not known here")


@cache
def lexicon_names() -> tuple[str, ...]:
    """The names of all lexicons, sorted."""
    return tuple(sorted(path.stem for path in (FOLDER / "lexicons").glob("*.csv")))


def lexicon_keeps_case(name: str) -> bool:
    """Whether the case of a lexicon's terms counts ("IF" the finger, "if" the word)."""
    return _lexicon(name)[0]


def lexicon(name: str) -> tuple[Term, ...]:
    """The terms of a lexicon.

    Raises KnowledgeError where it has no `case:` head, or a term is empty, doubled or out of order.
    """
    return _lexicon(name)[1]


@cache
def _lexicon(name: str) -> tuple[bool, tuple[Term, ...]]:
    file = f"lexicons/{name}.csv"
    about, header, rows = _cells(file)
    if about.get("case") not in ("fold", "exact"):
        raise KnowledgeError(f"{file}: the head says neither '# case: fold' nor '# case: exact'")
    if header[:1] != ["term"]:
        raise KnowledgeError(f"{file}: the first column is {header[:1]}, expected ['term']")
    before = ""
    for row in rows:
        if row[0] <= before or not row[0].strip():
            raise KnowledgeError(f"{file}: entry {row[0]!r} is empty, doubled or out of order")
        before = row[0]
    columns = header[1:]
    values = [dict(zip(columns, cells, strict=True)) for _, *cells in rows] if columns else repeat(dict[str, str]())
    return about["case"] == "exact", tuple(map(Term, [row[0] for row in rows], values))
