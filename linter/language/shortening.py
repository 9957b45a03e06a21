"""Shortening: a note without stretches that are not to be read, and the way back to the note as written."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, NamedTuple, cast

from notelint.linter.markup import Markup, Slot, markup
from notelint.linter.note import Note
from notelint.linter.record import Visit

Edit = tuple[int, int, str]  # from, to, and what stands there instead


class Shortened(NamedTuple):
    """A note without some stretches, and where what is left of it stands in the note as written."""

    note: Note
    starts: list[int]
    shifts: list[int]


def shortened(note: Note, edits: Sequence[Edit]) -> Shortened:
    """The note with other words in place of each stretch; they are in order and do not overlap."""
    if not edits:
        return Shortened(note, [0], [0])
    text = note.text
    pieces, at, starts, shifts, length, shift = [], 0, [0], [0], 0, 0
    for start, end, filler in edits:
        pieces += [text[at:start], filler]
        length += start - at + len(filler)
        shift += end - start - len(filler)
        starts.append(length)
        shifts.append(shift)
        at = end
    pieces.append(text[at:])
    return Shortened(replace(note, text="".join(pieces)), starts, shifts)


def without_markup(note: Note) -> tuple[Shortened, Markup, Markup]:
    """The note without what is no prose in the syntax of its template; that syntax, and the same of what is left."""
    if not any(sign in note.text for sign in ("{", "<!--", "---")):
        return shortened(note, ()), Markup(), Markup()
    found = markup(note.path, note.text, note.kind == "template")
    ends = [end for _, end in found.gone]
    before = [0]
    for start, end in found.gone:
        before.append(before[-1] + end - start)

    def moved(offset: int) -> int:
        return offset - before[bisect_right(ends, offset)]

    conditions = [(moved(a), moved(b)) for a, b in found.conditions]
    slots = [Slot(moved(s.start), moved(s.end), s.name) for s in found.slots]
    return shortened(note, [(a, b, "") for a, b in found.gone]), found, Markup(conditions=conditions, slots=slots)


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """What a value of the record is made of; nothing for what is no part of the record."""
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) else ()


def as_written(visit: Visit, note: Note, short: Shortened) -> Visit:
    """The record with the places of the note as written."""
    if short.note is note:
        return visit
    seen: dict[int, Any] = {}

    def place(offset: int) -> int:
        return offset + short.shifts[bisect_right(short.starts, offset) - 1]

    def moved(value: Any) -> Any:
        if type(value) is tuple:
            return tuple(map(moved, value))
        if value is short.note:
            return note
        names = _fields(value.__class__)
        if not names:
            return value
        if id(value) not in seen:
            new = {name: moved(getattr(value, name)) for name in names}
            if "start" in new and "end" in new and "line" in new:
                start, end = place(new["start"]), place(max(new["start"], new["end"] - 1)) + (new["end"] > new["start"])
                new |= {"start": start, "end": end, "line": note.line(start)}
                if "text" in new and note.text[start:end].split() != new["text"].split():
                    new["text"] = note.text[start:end]
            seen[id(value)] = value.__class__(**new)
        return seen[id(value)]

    return cast(Visit, moved(visit))
