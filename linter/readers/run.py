"""What a run knows of every note that it reads, and how notes of records and documents are made with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import NamedTuple

from notelint.linter.note import Kind, Note
from notelint.linter.readers.claims import Claims
from notelint.linter.readers.origins import NONE, Cells, said
from notelint.linter.readers.patients import Identity
from notelint.linter.readers.text import MAX_SIZE, NotRead
from notelint.linter.readers.visits import split_visits

UNTOLD = 'and no setting names the {what} of its notes: text = {{ {what} = "..." }}'


class Record(NamedTuple):
    """A record of a file that holds a note in each: its number, what one is called there, and what it holds."""

    number: int
    called: str
    cells: Cells


@dataclass(frozen=True, slots=True)
class Run:
    """What holds for every note of a run.

    `identity` says where in a note, a record or a path its parts are written, `kind` what kind of document each is.
    `max_size` is the most that the text of a note may be long, `claims` are those that notes are joined to.
    """

    identity: Identity = field(default_factory=Identity)
    kind: Kind | None = None
    max_size: int = MAX_SIZE
    claims: Claims = field(default_factory=Claims)

    def finished(self, note: Note, path: str, cells: Cells = NONE, encounters: Iterable[str] = ()) -> Note | NotRead:
        """A note of a file with all that the run knows of it, or why it is none."""
        if not note.text.strip():
            return NotRead(note.path, "holds no text")
        if len(note.text) > self.max_size:
            return NotRead(note.path, f"its text is longer than {self.max_size:,} characters (max-size)")
        try:
            found = self.identity.of(replace(note, kind=self.kind) if self.kind else note, path, cells)
        except NotRead as error:
            return error
        return self.claims.with_claim(found, encounters)

    def of_records(self, path: str, records: Iterable[Record | NotRead]) -> Iterator[Note | NotRead]:
        """The notes of records, whose paths end in their numbers."""
        assert self.identity.text
        for record in records:
            if isinstance(record, NotRead):
                yield record
                continue
            place, text = f"{path}#{record.number}", said(self.identity.text.value_in(record.cells))
            if not text.strip():
                yield NotRead(place, f"holds no note in the {self.identity.text}")
                continue
            note = Note(place, text, record=f"{record.called} {record.number}")
            yield self.finished(note, path, record.cells)

    def of_document(self, path: str, text: str) -> Iterator[Note | NotRead]:
        """The visits of a document; where there are several, or pages, each says on which page it begins."""
        if len(text) > self.max_size:
            yield NotRead(path, f"its text is longer than {self.max_size:,} characters (max-size)")
            return
        visits = self.identity.of_file(split_visits(path, text, self.kind), path)
        for visit in visits:
            page = 1 + text.count("\f", 0, visit.offset + 1) if "\f" in text else 0
            named = replace(visit, record=f"page {page}") if page and len(visits) > 1 else visit
            yield self.claims.with_claim(named)

    def complaint(self, names: list[str]) -> str:
        """What is wrong with the columns of a table; empty where nothing is."""
        for name in self.identity.columns:
            if names.count(name) != 1:
                if name in names:
                    return f"more than one of its {len(names)} columns is named {name!r}"
                near = get_close_matches(name, names, 1)  # a file without a header begins with a note: none is shown
                return f"none of its {len(names)} columns is named {name!r}" + (
                    f", but one {near[0]!r}" if near else ""
                )
        return ""
