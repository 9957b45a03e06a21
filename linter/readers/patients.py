"""Which notes belong together: where patient and day of a note are written, and notes in the order of patients."""

from __future__ import annotations

import datetime
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Literal

from notelint.linter.claim import ClaimLine, claim_lines
from notelint.linter.note import Note
from notelint.linter.readers.text import NotRead
from notelint.linter.readers.walk import STDIN

Read = Callable[[str | NotRead], Iterable[Note | NotRead]]
Cells = Mapping[str, object]
Patients = dict[object, dict[str | NotRead, int]]  # of each patient the sources, and how long what they hold is
NONE: Cells = MappingProxyType({})
HELD = 16 * 1024 * 1024  # characters of notes that are held at a time, so that a patient's come together


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
            lines = (
                [replace(line, amount=amount) for line, amount in zip(lines, found, strict=True)] if found else lines
            )
        return tuple(replace(line, number=number) for number, line in enumerate(lines, 1))

    def _lines(self, item: object) -> tuple[ClaimLine, ...]:
        if not isinstance(item, Mapping):
            return claim_lines(said(item))
        (line,) = claim_lines(said(item.get(self.code))) or (None,)
        if line is None:
            raise ValueError(f"a charge has no {self.code!r}")
        given = item.get(self.modifiers)
        modifiers = [
            m for part in (given if isinstance(given, list) else [given]) for m in re.findall(r"\w\w", said(part))
        ]
        amount = said(item.get(self.amount))
        return (
            replace(
                line,
                modifiers=tuple(m.upper() for m in modifiers) or line.modifiers,
                units=whole(item.get(self.units)) or line.units,
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


def whole(value: object) -> int | None:
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


@dataclass(frozen=True, slots=True)
class Identity:
    """Where the patient, the day and all else of every note of a run are written; None where that is not known.

    `text` is where a record holds its note; `charges` and `amount` are what was claimed for it.
    """

    patient: Origin | None = None
    date: Origin | None = None
    text: Origin | None = None
    id: Origin | None = None
    clinician: Origin | None = None
    payer: Origin | None = None
    charges: Charges | None = None
    amount: Origin | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a table has to have, that of the notes first."""
        charges = self.charges and self.charges.origin
        places = (self.text, self.patient, self.date, self.id, self.clinician, self.payer, charges, self.amount)
        return tuple(dict.fromkeys(p.column for p in places if p and p.column))

    def of(self, note: Note, path: str, cells: Cells = NONE) -> Note:
        """The note with all that is found of it; names of patients are folded. Raises NotRead."""
        if self.patient and (patient := self.patient.of(note.text, path, cells)):
            note = replace(note, patient=patient if self.patient.kind == "folder" else patient.casefold())
        if self.date and (date := self.date.of(note.text, path, cells)):
            note = replace(note, date=date.replace("_", "-"))
        if self.id and (id := self.id.of(note.text, path, cells)):
            note = replace(note, id=id)
        if self.clinician and (clinician := self.clinician.of(note.text, path, cells)):
            note = replace(note, clinician=clinician)
        if self.payer and (payer := self.payer.of(note.text, path, cells)):
            note = replace(note, payer=payer)
        try:
            if self.charges and (claim := self.charges.of(cells, self.amount)):
                note = replace(note, claim=claim)
        except ValueError as error:
            raise NotRead(note.path, f"in its charges: {error}") from None
        return note

    def of_file(self, visits: Iterable[Note], path: str) -> list[Note]:
        """The visits of a file, each with its patient and its day; whom one names is the patient of all."""
        notes = [self.of(visit, path) for visit in visits]
        named = {note.patient for note in notes} - {path, None}
        return [replace(n, patient=next(iter(named))) if n.patient == path and len(named) == 1 else n for n in notes]

    def patients(self, sources: Iterable[str | NotRead], read: Read) -> Patients:
        """Every patient in the order of their first notes; what names none is for itself, under its source.

        Where the path says the patient nothing is read, else everything.
        """
        found: Patients = {}

        def add(whose: object, source: str | NotRead, long: int) -> None:
            there = found.setdefault(whose, {})
            there[source] = there.get(source, 0) + long

        for source in sources:
            if isinstance(source, NotRead):
                add((source,), source, 0)
            elif self.patient and self.patient.is_path:
                add(self.patient.of("", source) or (source,), source, _size(source))
            else:
                for item in read(source):
                    add(_whose(item, source), source, len(item.text) if isinstance(item, Note) else 0)
        return found


def together(patients: Patients, read: Read) -> Iterator[list[Note | NotRead]]:
    """The notes of each patient in turn, in the order of the sources; all are read for as many as can be held."""
    several = Counter(source for found in patients.values() for source in found)
    for portion in _portions(patients):
        held: dict[object, list[Note | NotRead]] = {patient: [] for patient in portion}
        alone = {source: patient for patient in portion for source in patients[patient] if several[source] == 1}
        for source in dict.fromkeys(source for patient in portion for source in patients[patient]):
            for item in read(source):
                whose = alone.get(source) or _whose(item, source)
                if whose in held:
                    held[whose].append(item)
        for patient in portion:
            yield held.pop(patient)


def _portions(patients: Patients) -> Iterator[list[object]]:
    """Neighbouring patients, as many as can be held at a time."""
    portion: list[object] = []
    long = 0
    for patient, found in patients.items():
        if portion and long + sum(found.values()) > HELD:
            yield portion
            portion, long = [], 0
        portion.append(patient)
        long += sum(found.values())
    if portion:
        yield portion


def _whose(item: Note | NotRead, source: str | NotRead) -> object:
    return item.patient if isinstance(item, Note) and item.patient is not None else (source,)


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except OSError:  # reading it will say so
        return 0


def read_again(read: Read) -> Read:
    """A way to read that may read the standard input twice."""
    kept: dict[str | NotRead, list[Note | NotRead]] = {}

    def reading(source: str | NotRead) -> Iterable[Note | NotRead]:
        if source != STDIN:
            return read(source)
        if source not in kept:
            kept[source] = list(read(source))
        return kept[source]

    return reading


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
