"""Files, folders and standard input to notes. One module a format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from notelint.linter.note import Kind, Note
from notelint.linter.readers.formats import Reader, reader
from notelint.linter.readers.patients import Identity, Origin, Source, read_again
from notelint.linter.readers.tables import TABLES, is_table, read_rows
from notelint.linter.readers.templates import CodesOf, as_template
from notelint.linter.readers.text import (
    MAX_SIZE,
    Content,
    NotRead,
    decode,
    read_bytes,
    read_content,
    read_limited,
    read_text,
)  # fmt: skip
from notelint.linter.readers.visits import split_visits
from notelint.linter.readers.walk import INCLUDE, STDIN, find_notes, matches

__all__ = [
    "INCLUDE", "MAX_SIZE", "STDIN", "TABLES", "CodesOf", "Content", "Identity", "NotRead", "Origin", "Reader", "Source",
    "decode", "find_notes", "matches", "read_again", "read_content", "read_notes", "read_text", "reader",
    "split_visits",
]  # fmt: skip


def read_notes(
    sources: Iterable[str | NotRead],
    *,
    max_size: int = MAX_SIZE,
    kind: Kind | None = None,
    stdin: Callable[[int], bytes] | None = None,
    stdin_name: str = STDIN,
    identity: Identity | None = None,
    readers: Sequence[Reader] = (),
    codes_of: CodesOf = (),
) -> Iterator[Note | NotRead]:
    """The notes of each source in turn, or why it could not be read.

    `kind` is said of every note. `stdin` reads at most so many bytes of the standard input, whose path is `stdin_name`.
    `identity` finds patient and day, and says which column of a table holds the notes. `readers` read the files that
    their globs name; all others are text, or tables. `codes_of` pairs globs with the codes that templates of these
    names are for.
    """
    identity = identity or Identity()
    for source in sources:
        if isinstance(source, NotRead):
            yield source
            continue
        try:
            if source == STDIN and stdin is not None:
                source = stdin_name
                data = read_limited(stdin, source, max_size)
            else:
                data = read_bytes(source, max_size)
            if own := next((r for r in readers if matches(source, r.globs)), None):
                yield from _of_reader(own, source, data, kind, identity)
                continue
            text = decode(data, source)
            if is_table(source):
                yield from _of_table(source, text, kind, identity)
            else:
                visits = as_template(source, text, kind, codes_of) or split_visits(source, text, kind)
                yield from identity.of_file(visits, source)
        except NotRead as error:
            yield error


def _of_reader(own: Reader, path: str, data: bytes, kind: Kind | None, identity: Identity) -> Iterator[Note | NotRead]:
    """The notes that a reader makes of a file; what it says of kind and patient holds unless the run says otherwise."""
    for item in own.notes(path, data):
        if isinstance(item, Note):
            item = identity.of(replace(item, kind=kind) if kind else item, path)
        yield item


def _of_table(path: str, table: str, kind: Kind | None, identity: Identity) -> Iterator[Note | NotRead]:
    """The notes of a table, one a row."""
    if identity.text is None:
        yield NotRead(path, 'a table, and no setting names the column of its notes: text = { column = "..." }')
        return
    for row in read_rows(path, table, identity.text, identity.columns):
        yield row if isinstance(row, NotRead) else identity.of(Note(row.path, row.text, kind=kind), path, row.cells)
