"""A note's text cut into lines and pieces, so that a page can highlight places that overlap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notelint.linter.note import Note
from notelint.reports.terminal import inline, safe

_SENTENCE_END = re.compile(r"[.!?;]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the note's text, and what stands for it on the page."""

    start: int
    end: int
    key: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line with the same spans over all of it."""

    text: str
    start: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the note: its number in the file, its place in the text, and its pieces."""

    number: int
    start: int
    end: int
    pieces: tuple[Piece, ...]


def lines(note: Note, spans: Iterable[Span]) -> list[Line]:
    """The lines of a note, each cut wherever a span begins or ends."""
    text = note.text
    opening = sorted((s for s in spans if 0 <= s.start < min(s.end, len(text))), key=lambda s: s.start)
    cuts = sorted({edge for s in opening for edge in (s.start, s.end)})
    active: list[Span] = []
    opened = cut = 0
    found = []
    for index, start in enumerate(note.line_starts):
        full = note.line_starts[index + 1] if index + 1 < len(note.line_starts) else len(text)
        end = start + len(text[start:full].rstrip("\r\n"))
        while cut < len(cuts) and cuts[cut] <= start:
            cut += 1
        edges = [start]
        while cut < len(cuts) and cuts[cut] < end:
            edges.append(cuts[cut])
            cut += 1
        pieces = []
        for first, last in zip(edges, [*edges[1:], end], strict=True):
            while opened < len(opening) and opening[opened].start <= first:
                active.append(opening[opened])
                opened += 1
            active = [s for s in active if s.end > first]
            if last > first:
                pieces.append(Piece(visible(text[first:last]), first, tuple(s.key for s in active)))
        found.append(Line(note.first_line + index, start, end, tuple(pieces)))
    if len(found) > 1 and not found[-1].pieces:
        found.pop()
    return found


def places(cut: Sequence[Line]) -> frozenset[int]:
    """The offsets at which a piece with a span begins: the places that a link can lead to."""
    return frozenset(p.start for line in cut for p in line.pieces if p.keys)


def visible(text: str) -> str:
    """The text with control and bidirectional characters shown as escapes, and tabs kept."""
    return text if text.isprintable() else "\t".join(map(safe, text.split("\t")))


def sentence(note: Note, start: int, end: int, limit: int) -> str:
    """The sentence of a line that a place stands in, safe to show, shortened to so many characters."""
    line = note.line(start)
    text, at = note.line_text(line), start - note.line_starts[line - note.first_line]
    edges = [0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]
    first = max(e for e in edges if e <= at)
    last = min((e for e in edges if e > at and e >= at + min(end - start, len(text) - at)), default=len(text))
    return inline(text[first:last].strip(), limit)
