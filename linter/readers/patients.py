"""Which notes belong together: where patient and day of a note are written, and notes in the order of patients."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from notelint.linter.note import Note
from notelint.linter.readers.formats import format_of
from notelint.linter.readers.origins import NONE, Cells, Charges, Origin
from notelint.linter.readers.text import NotRead, opened
from notelint.linter.readers.walk import STDIN

Read = Callable[[str | NotRead], Iterable[Note | NotRead]]
Patients = dict[object, dict[str | NotRead, int]]  # of each patient the sources, and how long what they hold is
HELD = 16 * 1024 * 1024  # characters of notes that are held at a time, so that a patient's come together


_HEAD = 2_000  # characters in which the head of a note stands
_HEAD_LINES = 6
_PERSON = r"(?:patient|pt|client|resident|child|member)"
_NO = r"[ \t]*(?:(?:id|no|num|number)\b\.?|\#)*[ \t:#=.]*"
# A number with three figures at least; neither a date nor a form's blank.
_NUMBER = r"((?=(?:[a-z-]*\d){3})(?!\d{1,2}-\d{1,2}-\d{2,4}\b)[a-z\d]+(?:-[a-z\d]+)*)(?![\w/]|\.\d|-\W)"
# What a patient's number is written behind, the surest first.
_NUMBERED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:mrn|m\.r\.n\.|med(?:ical)?\.?[ ]rec(?:ord)?\b\.?){_NO}{_NUMBER}",
        rf"\b{_PERSON}[ ]?(?:(?:id|no|number)\b|\#){_NO}{_NUMBER}|\b{_PERSON}:[ \t]*(?=[a-z]{{1,4}}-\d){_NUMBER}",
        rf"\b(?:chart|record|file){_NO}{_NUMBER}|\(id{_NO}{_NUMBER}\)",
        rf"\b(?:acct|account|case){_NO}{_NUMBER}",
    )
)
_FULL_NAME = re.compile(
    r"\b(?:(?i:patient|pt|client|resident)(?:[ ](?i:name))?|(?i:name))[ \t]*[:=][ \t]*"
    r"(?P<name>[A-Z][a-z'-]+(?:,[ ]|[ ])(?:[A-Z]\.?[ ])?[A-Z][a-z'-]+)(?=[ \t]{2}|[ \t]*(?:[\r\n|,;(]|$))"
)
_NOBODY = frozenset((
    "doe", "test", "sample", "withheld", "patient", "name", "last", "first", "on", "file", "demo", "example",
    "redacted",
))  # fmt: skip


def named_at_head(text: str) -> str | None:
    """Who a note says that it is of, by a number or else a full name in its first lines; None where it names nobody."""
    head = "\n".join(islice((line for line in text[:_HEAD].splitlines() if line.strip()), _HEAD_LINES))
    for pattern in _NUMBERED:
        for match in pattern.finditer(head):
            number: str = next(filter(None, match.groups()))
            if not _made_up(number):
                return number.casefold()
    name = _FULL_NAME.search(head)
    words = name["name"].casefold().replace(",", "").split() if name else []
    return " ".join(sorted(words)) if words and _NOBODY.isdisjoint(words) else None


def _made_up(number: str) -> bool:
    """Whether a number stands for any: zeros, figures in their order."""
    figures = "".join(filter(str.isdigit, number))
    return len(set(figures)) == 1 or (len(figures) > 3 and "1234567890".startswith(figures))


def side_by_side(sources: Sequence[str | NotRead]) -> list[str | NotRead]:
    """The sources, those whose heads name the same patient at the place of the first of them."""
    if len(sources) < 2:
        return [*sources]
    first: dict[object, int] = {}
    places = [first.setdefault(_named_by(s) or (i,), i) for i, s in enumerate(sources)]
    return [sources[i] for i in sorted(range(len(sources)), key=places.__getitem__)]


def _named_by(source: str | NotRead) -> str | None:
    """Who is named at the head of a text; a file that cannot be read says so when it is."""
    if isinstance(source, NotRead) or source == STDIN or format_of(source):
        return None
    with suppress(NotRead, OSError), opened(source) as file:
        return named_at_head(file.read(_HEAD).replace(b"\0", b"").decode("latin-1"))
    return None


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
        """The visits of a file, each with its patient and its day; whom one names is the patient of all.

        Where no setting says how a note names its patient, a number or a full name at its head does.
        """
        notes = [self.of(visit, path) for visit in visits]
        if not self.patient:
            told = [named_at_head(note.text) for note in notes]
            first = next(filter(None, told), path)
            return [
                replace(n, patient=first if n.patient == path else n.patient or who)
                for n, who in zip(notes, told, strict=True)
            ]
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


def together(patients: Patients, read: Read) -> Iterator[Iterable[Note | NotRead]]:
    """The notes of each patient in turn, in the order of the sources; all are read for as many as can be held.

    What is too long to be held is handed on as it is read.
    """
    several = Counter(source for found in patients.values() for source in found)

    def reading(portion: list[object]) -> Iterator[tuple[object, Note | NotRead]]:
        alone = {source: patient for patient in portion for source in patients[patient] if several[source] == 1}
        for source in dict.fromkeys(source for patient in portion for source in patients[patient]):
            for item in read(source):
                yield alone.get(source) or _whose(item, source), item

    for portion in _portions(patients):
        if len(portion) == 1:
            yield _of_one(portion[0], reading(portion))
            continue
        held: dict[object, list[Note | NotRead]] = {patient: [] for patient in portion}
        for whose, item in reading(portion):
            if whose in held:
                held[whose].append(item)
        for patient in portion:
            yield held.pop(patient)


def _of_one(patient: object, items: Iterable[tuple[object, Note | NotRead]]) -> Iterator[Note | NotRead]:
    return (item for whose, item in items if whose == patient)


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
