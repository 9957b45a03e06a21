"""Files, folders and standard input to notes. One module a format; formats.py lists them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress

from notelint.linter.note import Kind, Note
from notelint.linter.readers.claims import Claim, Claims, Encounter
from notelint.linter.readers.formats import FORMATS, Format, Reader, format_of, reader
from notelint.linter.readers.origins import Charges, Origin
from notelint.linter.readers.patients import Identity, read_again, side_by_side, together
from notelint.linter.readers.run import Run
from notelint.linter.readers.templates import CodesOf, as_template
from notelint.linter.readers.text import (
    MAX_SIZE,
    Content,
    NotRead,
    decode,
    opened,
    read_bytes,
    read_content,
    read_limited,
    read_text,
)  # fmt: skip
from notelint.linter.readers.visits import split_visits
from notelint.linter.readers.walk import INCLUDE, STDIN, find_notes, matches

__all__ = [
    "FORMATS", "INCLUDE", "MAX_SIZE", "STDIN", "Charges", "Claims", "CodesOf", "Content", "Format", "Identity",
    "NotRead", "Origin", "Reader", "decode", "find_claims", "find_notes", "format_of", "matches", "read_again",
    "read_content", "read_notes", "read_text", "reader", "side_by_side", "split_visits", "together",
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
    claims: Claims | None = None,
) -> Iterator[Note | NotRead]:
    """The notes of each source in turn, or why it could not be read.

    `kind` is said of every note. `stdin` reads at most so many bytes of the standard input, whose path is `stdin_name`.
    `identity` finds patient and day, and says where a record holds its note. `readers` read the files that their globs
    name; all others are read by what their name or content says they are. `codes_of` pairs globs with the codes that
    templates of these names are for. `claims` are those that notes are joined to; without any, those of the sources.
    """
    if claims is None:
        sources = list(sources)
        claims = find_claims(sources)
    run = Run(identity or Identity(), kind, max_size, claims)
    for source in sources:
        if isinstance(source, NotRead):
            yield source
            continue
        try:
            piped = source == STDIN and stdin is not None
            path = stdin_name if piped else source
            data = read_limited(stdin, path, max_size) if piped and stdin else None
            if own := next((r for r in readers if matches(path, r.globs)), None):
                yield from _of_reader(own, path, read_bytes(path, max_size) if data is None else data, run)
            elif data is None and (known := format_of(path)):
                with opened(path) as file:
                    yield from known.read(path, file, run)
            else:
                data = read_bytes(path, max_size) if data is None else data
                if known := format_of(path, data[:4096]):
                    yield from known.read(path, io.BytesIO(data), run)
                else:
                    yield from _of_text(path, decode(data, path), run, codes_of)
        except NotRead as error:
            yield error


def find_claims(sources: Iterable[str | NotRead]) -> Claims:
    """The claims and encounters in files that may hold some. What cannot be read is told when its notes are read."""
    return Claims.of(each for source in sources if isinstance(source, str) for each in _claims_of(source))


def _claims_of(path: str) -> Iterator[Claim | Encounter]:
    known = format_of(path)
    if known and known.claims:
        with suppress(NotRead), opened(path) as file:
            yield from known.claims_of(path, file)


def _of_reader(own: Reader, path: str, data: bytes, run: Run) -> Iterator[Note | NotRead]:
    """The notes that a reader makes of a file; what it says of kind and patient holds unless the run says otherwise."""
    for item in own.notes(path, data):
        yield run.finished(item, path) if isinstance(item, Note) else item


def _of_text(path: str, text: str, run: Run, codes_of: CodesOf) -> Iterator[Note | NotRead]:
    """The visits of a text, or the one template that it is."""
    visits = as_template(path, text, run.kind, codes_of) or split_visits(path, text, run.kind)
    yield from map(run.claims.with_claim, run.identity.of_file(visits, path))
