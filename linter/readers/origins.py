"""Where something of a note is written: in its text, its path, or the record that it comes in; and what is claimed."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Literal

from notelint.linter.claim import ClaimLine, claim_lines

Cells = Mapping[str, object]
NONE: Cells = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something of a note is written, such as the patient or the day.

    A `label` at the head of what follows it in the note, a `pattern` whose first group is found in the note, such a
    pattern for the path of the `file`, the `folder` so many levels above the file, a `column` of a table of notes, or
    a `path` of keys and places in a record, as in "visit.lines.0".
    """

    kind: Literal["label", "pattern", "file", "folder", "column", "path"]
    value: str

    @property
    def is_path(self) -> bool:
        """Whether the note need not be read for it."""
        return self.kind in ("file", "folder")

    @property
    def column(self) -> str | None:
        """The column of a table that it stands in; None where it stands in none."""
        return {"column": self.value, "path": self.value.partition(".")[0]}.get(self.kind)

    def of(self, text: str, path: str, cells: Cells = NONE) -> str | None:
        """What is written there, with single spaces; None where nothing is. `cells` are those of a record."""
        if self.column is not None:
            return " ".join(said(self.value_in(cells)).split()) or None
        if self.kind == "folder":
            folder = os.path.abspath(path)
            for _ in range(int(self.value)):
                folder = os.path.dirname(folder)
            return folder
        if self.kind == "file":
            match = _compiled(self.value).search(path.replace(os.sep, "/"))
        else:
            match = (_labelled if self.kind == "label" else _compiled)(self.value).search(text)
        found = next((g for g in match.groups() if g), "") if match else ""
        return " ".join(found.split()) or None

    def value_in(self, cells: Cells) -> object:
        """What a record holds there, as it is; None where nothing is."""
        if self.kind == "column":
            return cells.get(self.value)
        value: object = cells
        for key in self.value.split("."):
            if isinstance(value, list):
                value = value[int(key)] if key.isdecimal() and int(key) < len(value) else None
            else:
                value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def __str__(self) -> str:
        return f"{self.kind} {self.value!r}"


@dataclass(frozen=True, slots=True)
class Charges:
    """Where a record says what was claimed: in words, or as a list whose items hold these keys."""

    origin: Origin
    code: str = "code"
    modifiers: str = "modifiers"
    units: str = "units"
    amount: str = "amount"

    def of(self, cells: Cells, amounts: Origin | None = None) -> tuple[ClaimLine, ...] | None:
        """The lines of the claim; None where there is nothing. `amounts` is where their amounts are, in their order.

        Raises ValueError, which repeats nothing of what is written.
        """
        value = self.origin.value_in(cells)
        if value is None or value == "" or value == []:
            return None
        items = value if isinstance(value, list) else [value]
        lines = [line for item in items for line in self._lines(item)]
        if amounts:
            given = amounts.value_in(cells)
            parts = given if isinstance(given, list) else re.split(r"[;|\n]|,(?!\d{3})", said(given))
            found = [_amount(part) for part in parts if said(part).strip()]
            if found and len(found) != len(lines):
                raise ValueError(f"amounts for {len(found)} charges, and {len(lines)} charges")
            if found:
                lines = [replace(line, amount=amount) for line, amount in zip(lines, found, strict=True)]
        return tuple(replace(line, number=number) for number, line in enumerate(lines, 1))

    def _lines(self, item: object) -> tuple[ClaimLine, ...]:
        if not isinstance(item, Mapping):
            return claim_lines(said(item))
        (line,) = claim_lines(said(item.get(self.code))) or (None,)
        if line is None:
            raise ValueError(f"a charge has no {self.code!r}")
        given, units, amount = item.get(self.modifiers), _whole(item.get(self.units)), said(item.get(self.amount))
        parts = given if isinstance(given, list) else [given]
        modifiers = tuple(m.upper() for part in parts for m in re.findall(r"\w\w", said(part)))
        return (
            replace(
                line,
                modifiers=modifiers or line.modifiers,
                units=line.units if units is None else units,
                amount=_amount(amount) if amount else line.amount,
            ),
        )


def said(value: object) -> str:
    """A value of a record in words: a whole number without a point, a day without a time."""
    if value is None or isinstance(value, Mapping | list):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else str(value)


def _whole(value: object) -> int | None:
    """A number of units; None where none is said. Raises ValueError where it is not a whole one."""
    if not (number := said(value).strip()):
        return None
    if not re.fullmatch(r"\d{1,6}(?:\.0*)?", number):
        raise ValueError("units that are no whole number")
    return int(number.partition(".")[0])


def _amount(value: object) -> Decimal:
    if not re.fullmatch(r"\d{1,9}(?:\.\d+)?", number := said(value).replace(",", "").strip(" $")):
        raise ValueError("an amount that is no number")
    return Decimal(number)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


@cache
def _labelled(label: str) -> re.Pattern[str]:
    """What follows a label: a word with a figure in it ("Pt # 12-034"), else words up to a gap or the next label."""
    name = r"\s*".join(map(re.escape, re.findall(r"\w+|[^\w\s]", label.rstrip(" :="))))
    word = r"[^\s,;|]"
    return re.compile(
        rf"(?<!\w){name}(?!\w)[ \t]*[:=#|]?[ \t]*"
        rf"(?:({word}*\d{word}*)|(\S(?:(?![ ]{{2}}|[\t;|\r\n]|[ ]+[^\s:]+[ ]?[:#=]).)*))",
        re.IGNORECASE,
    )
