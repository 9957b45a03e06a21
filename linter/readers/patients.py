"""Which notes belong together: where patient and day of a note are written, and notes in the order of patients."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from notelint.linter.note import Note
from notelint.linter.readers.text import NotRead
from notelint.linter.readers.walk import STDIN

Read = Callable[[str | NotRead], Iterable[Note | NotRead]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a patient or a day is written.

    A `label` at the head of what follows it in the note, a `pattern` whose first group is found in the note, such a
    pattern for the path of the `file`, the `folder` so many levels above the file, or a `column` of a table of notes.
    """

    kind: Literal["label", "pattern", "file", "folder", "column"]
    value: str

    @property
    def is_path(self) -> bool:
        """Whether the note need not be read for it."""
        return self.kind in ("file", "folder")

    def of(self, text: str, path: str, cells: Mapping[str, str] = MappingProxyType({})) -> str | None:
        """What is written there, with single spaces; None where nothing is. `cells` are those of a table's row."""
        if self.kind == "column":
            return " ".join(cells.get(self.value, "").split()) or None
        if self.kind == "folder":
            folder = os.path.abspath(path)
            for _ in range(int(self.value)):
                folder = os.path.dirname(folder)
            return folder
        if self.kind == "file":
            match = _compiled(self.value).search(path.replace(os.sep, "/"))
        else:
            match = (_labelled if self.kind == "label" else _compiled)(self.value).search(text)
        said = next((g for g in match.groups() if g), "") if match else ""
        return " ".join(said.split()) or None

    def __str__(self) -> str:
        return f"{self.kind} {self.value!r}"


class Source(NamedTuple):
    """A source of notes; where notes of several patients are in it, whose of them are meant, None for nobody's."""

    path: str | NotRead
    shared: bool = False
    patient: str | None = None

    def holds(self, item: Note | NotRead) -> bool:
        """Whether something that was read from the source is meant."""
        return not self.shared or self.patient == (item.patient if isinstance(item, Note) else None)


@dataclass(frozen=True, slots=True)
class Identity:
    """Where the patient and the day of every note of a run are written; None where that is not known.

    `text` is the column of a table that holds the notes.
    """

    patient: Origin | None = None
    date: Origin | None = None
    text: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that a table has to have beside that of the notes."""
        return tuple(origin.value for origin in (self.patient, self.date) if origin and origin.kind == "column")

    def of(self, note: Note, path: str, cells: Mapping[str, str] = MappingProxyType({})) -> Note:
        """The note with its patient and its day, as far as they are found; names are folded."""
        if self.patient and (patient := self.patient.of(note.text, path, cells)):
            note = replace(note, patient=patient if self.patient.kind == "folder" else patient.casefold())
        if self.date and (date := self.date.of(note.text, path, cells)):
            note = replace(note, date=date.replace("_", "-"))
        return note

    def of_file(self, visits: Iterable[Note], path: str) -> list[Note]:
        """The visits of a file, each with its patient and its day; whom one names is the patient of all."""
        notes = [self.of(visit, path) for visit in visits]
        named = {note.patient for note in notes} - {path, None}
        return [replace(n, patient=next(iter(named))) if n.patient == path and len(named) == 1 else n for n in notes]

    def arranged(self, sources: Iterable[str | NotRead], read: Read) -> list[Source]:
        """The sources, each once for every patient in it, so that a patient's notes are neighbours.

        Patients come in the order of their first notes, and so do the notes of each. Where the patient is written in
        the note, everything is read for that.
        """
        order: dict[tuple[str | None, object], list[Source]] = {}
        for source in sources:
            patients = set(self._patients(source, read)) or {None}
            for patient in sorted(patients, key=str):
                alone = source if patient is None else None
                order.setdefault((patient, alone), []).append(Source(source, len(patients) > 1, patient))
        return [source for together in order.values() for source in together]

    def _patients(self, source: str | NotRead, read: Read) -> Iterator[str | None]:
        if isinstance(source, NotRead):
            yield None
        elif self.patient and self.patient.is_path:
            note = self.of(Note(source, ""), source)
            yield note.patient
        else:
            for item in read(source):
                yield item.patient if isinstance(item, Note) else None


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
