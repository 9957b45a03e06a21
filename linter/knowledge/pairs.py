"""Pairs of codes that payers bundle on one day: the table that comes along, and a newer one of the user's.

A table is TOML in the shape of pairs.toml, or CMS's own list of practitioner PTP edits as text: column 1, column 2, a
mark for edits older than 1996, effective date, deletion date ("*" for none), modifier indicator, rationale.
"""

from __future__ import annotations

import csv
import datetime
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from notelint.linter import toml
from notelint.linter.knowledge.load import KnowledgeError, codes, read_toml

OWN = "pairs.toml"
STATES = ("active", "unverified", "inactive")
_CODE = re.compile(r"[A-Z0-9]\d{3}[A-Z0-9]")
_DAY = re.compile(r"((?:19|20)\d\d)-?(\d\d)-?(\d\d)|(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)")
_COLUMNS = 6  # those that are read; a rationale may follow
_FIELDS = {"column1", "column2", "indicator", "state", "first", "last", "source"}

State = Literal["active", "inactive", "unverified"]
Pairs = Mapping[frozenset[str], tuple["CodePair", ...]]


@dataclass(frozen=True, slots=True)
class CodePair:
    """A row of a table for two of its codes; `column2` is the code that is denied, and `last` the last day it holds."""

    column1: str
    column2: str
    indicator: int
    state: State
    first: datetime.date
    last: datetime.date | None
    source: str

    def holds_on(self, day: datetime.date | None) -> bool:
        """Whether it holds on a day of service; for an undated note, whether it still does."""
        if day is None:
            return self.last is None
        return self.first <= day and (self.last is None or day <= self.last)


@cache
def pairs(table: str = "") -> Pairs:
    """All rows by their two codes: of the table that comes along, but of `table` for the pairs that this one names.

    Raises KnowledgeError naming the table and the line or entry that is wrong.
    """
    found = _by_codes(_from_entries(read_toml(OWN).get("pair", ()), lambda number: f"{OWN}: entry {number}"))
    return {**found, **_by_codes(_read(Path(table)))} if table else found


def pair_on(one: str, two: str, day: datetime.date | None, table: str = "") -> CodePair | None:
    """The row that holds for two codes on a day, an active one before an unverified one; None where there is none."""
    held = [row for row in pairs(table).get(frozenset({one, two}), ()) if row.holds_on(day)]
    return min(held, key=lambda row: STATES.index(row.state), default=None)


def _by_codes(rows: Iterable[CodePair]) -> dict[frozenset[str], tuple[CodePair, ...]]:
    found: dict[frozenset[str], tuple[CodePair, ...]] = {}
    for row in rows:
        key = frozenset({row.column1, row.column2})
        found[key] = (*found.get(key, ()), row)
    return found


def _read(path: Path) -> Iterator[CodePair]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"{path}: {(error.strerror or type(error).__name__).lower()}") from None
    if data.startswith((b"PK", b"\xd0\xcf")):
        raise KnowledgeError(f"{path}: an archive or a workbook; unpack it, and take the text file or save one")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")  # as CMS writes its files
    return _from_toml(text, path) if path.suffix.lower() == ".toml" else _from_cms(text, path)


def _from_toml(text: str, path: Path) -> Iterator[CodePair]:
    try:
        data = toml.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeError(f"{path}: {error}") from None
    lines = [n for n, line in enumerate(text.splitlines(), start=1) if re.match(r"\s*\[\[\s*pair\s*\]\]", line)]
    entries = data.get("pair")
    if not isinstance(entries, list) or not entries or set(data) != {"pair"} or len(lines) != len(entries):
        raise KnowledgeError(f"{path}: line 1: a table of pairs is made of [[pair]] entries and nothing else")
    yield from _from_entries(entries, lambda number: f"{path}: line {lines[number - 1]}")


def _from_entries(entries: Iterable[Mapping[str, Any]], where: Any) -> Iterator[CodePair]:
    for number, entry in enumerate(entries, start=1):
        _check(entry, where(number))
        for one in entry["column1"]:
            for two in entry["column2"]:
                last = entry.get("last")
                yield CodePair(one, two, entry["indicator"], entry["state"], entry["first"], last, entry["source"])


def _check(entry: Mapping[str, Any], where: str) -> None:
    if wrong := (set(entry) - _FIELDS) | (_FIELDS - {"last"} - set(entry)):
        raise KnowledgeError(f"{where}: unknown or missing: {', '.join(sorted(wrong))}")
    for column in ("column1", "column2"):
        found = entry[column]
        if not isinstance(found, list) or not found or not all(_CODE.fullmatch(str(c)) for c in found):
            raise KnowledgeError(f'{where}: {column} is a list of codes in quotation marks, such as ["97140"]')
    if entry["indicator"] not in (0, 1, 9) or entry["state"] not in STATES:
        raise KnowledgeError(f"{where}: indicator is 0, 1 or 9, state active, inactive or unverified")
    if not all(type(entry[k]) is datetime.date for k in ("first", "last") if k in entry):
        raise KnowledgeError(f"{where}: first and last are dates, such as 2026-10-01")
    if not isinstance(entry["source"], str) or not entry["source"]:
        raise KnowledgeError(f"{where}: a source is needed")


def _from_cms(text: str, path: Path) -> Iterator[CodePair]:
    """The rows that concern a code that is known here, of the millions that such a list may have."""
    known, source = codes(), f"CMS NCCI practitioner PTP table {path.name}"
    begun = False
    for line, cells in _cells(text):
        if not begun:  # the copyright and the headings stand above the first pair
            begun = len(cells) > 1 and bool(_CODE.fullmatch(cells[0]) and _CODE.fullmatch(cells[1]))
        if begun and any(cells) and (len(cells) < 2 or cells[0] in known or cells[1] in known or not _is_pair(cells)):
            yield _cms_row(cells, source, f"{path}: line {line}")
    if not begun:
        raise KnowledgeError(f"{path}: line 1: neither a table of pairs (*.toml) nor CMS's columns of PTP edits")


def _is_pair(cells: list[str]) -> bool:
    return len(cells[0]) == len(cells[1]) == 5


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its last line: parted by tabs, else by the commas or semicolons of a CSV file."""
    lines = text.splitlines()
    if "\t" in text:
        for number, line in enumerate(lines, start=1):
            yield number, line.replace('"', "").split("\t")
        return
    reader = csv.reader(lines, delimiter=";" if text.count(";") > text.count(",") else ",")
    for row in reader:
        yield reader.line_num, row


def _cms_row(cells: list[str], source: str, where: str) -> CodePair:
    if len(cells) < _COLUMNS:
        raise KnowledgeError(f"{where}: {len(cells)} columns, a PTP edit has at least {_COLUMNS}")
    one, two, _, first, last, indicator = (cell.strip() for cell in cells[:_COLUMNS])
    for code in (one, two):
        if not _CODE.fullmatch(code):
            raise KnowledgeError(f"{where}: {code!r} is no code")
    if indicator not in ("0", "1", "9"):
        raise KnowledgeError(f"{where}: the modifier indicator is 0, 1 or 9, not {indicator!r}")
    begin = _day(first, where)
    end = None if last in ("*", "") else _day(last, where)
    return CodePair(one, two, int(indicator), "inactive" if indicator == "9" else "active", begin, end, source)


def _day(said: str, where: str) -> datetime.date:
    match = _DAY.fullmatch(said)
    try:
        if match and match[1]:
            return datetime.date(int(match[1]), int(match[2]), int(match[3]))
        if match:
            return datetime.date(int(match[6]), int(match[4]), int(match[5]))
    except ValueError:
        pass
    raise KnowledgeError(f"{where}: {said!r} is no date, such as 20261001")
