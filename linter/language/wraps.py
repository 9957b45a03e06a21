"""Wraps: prose that was broken at a width is read as the lines that its writer wrote."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from notelint.linter.language.folding import fold
from notelint.linter.language.shortening import Shortened, shortened
from notelint.linter.note import Note

# Each way to match begins with a sign of its own, which lets the search pass over words quickly.
_APART = re.compile(r"\t(?<=\S\t)|  (?:(?<=\S  ) |\S+  )|\||\[|\]|\{|\}|<|>|_|\*\*|\.\.\.\.")
_BEGINS = re.compile(
    r"\W*(?:\d{5}\b|(?:\d{1,2}:\d\d|\d{4})(?: ?[ap]m?)? ?- ?(?:\d{1,2}:\d\d|\d{4})\b|\d{1,3} ?(?:'|min\w*) (?:of )?\d{5}\b|g0283\b|\d+[.)]\s|[a-z]\)\s)|[^\w\s'\"]|(?:\S+ ){0,3}\S+(?::(?!\d)|//)|[^\n]{1,44}:$|[a-z]{1,4}(?:[ ]{2,}| ?=| -{1,2} )"
)
_BULLET = re.compile(r"(?:[-*\u2022]|\d+[.)]) ")
_OPEN = re.compile(
    r"\b(?:and|or|the|a|an|to|for|of|in|on|with|w/|so|that|from|at|by|as|her|his|their|is|are|was|were|can|will|she|he|pt|without|than|into|onto|per)$"
)
_OPEN_WIDTH = 8  # the longest word that leaves a sentence open, and the sign before it
_CLOSED = (".", ":", ";", "!", "?")
LONGEST = (
    10_000  # characters; a longer line is read as several, so that no step has to look through all of it each time
)

_NEW = re.compile(r"[A-Z][a-z]+ (?![A-Z0-9(])")


class _Row(NamedTuple):
    start: int
    end: int
    content: int

    @property
    def length(self) -> int:
        """How wide it is, its indent included."""
        return self.end - self.start


_Pair = tuple[_Row, _Row, int]


def unwrapped(note: Note) -> Shortened:
    """The note as its writer's lines were, before something wrapped them; a line without end is cut."""
    text, folded = note.text, fold(note.text)
    starts = [*note.line_starts, len(text)]
    rows = []
    for start, following in pairwise(starts):
        line = text[start:following].rstrip()
        rows.append(_Row(start, start + len(line), start + len(line) - len(line.lstrip())))
    pairs = [(a, b, first) for a, b in pairwise(rows) if (first := _could(text, folded, a, b))]
    width, support = _width(folded, pairs)
    plain = support > 3
    small = support < 2 and not _small_writer(text, rows)
    gone = [
        (a.end, b.content)
        for a, b, first in pairs
        if _is_wrap(text, folded, a, b, support > 1 and _fits_not(folded, a, first, width), small, plain)
    ]
    return shortened(
        note, sorted([*_joins(rows, gone), *((cut, cut, "\n") for row in rows for cut in _cuts(text, row))])
    )


def _joins(rows: list[_Row], gone: list[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """The breaks that go, with a space for each; one stays where the line would be too long without it."""
    begins = end_before = 0
    for start, end in gone:
        row = rows[bisect_right(rows, start, key=lambda r: r.start) - 1]
        begins = begins if row.content == end_before else row.start
        if start - begins <= LONGEST:
            end_before = end
            yield start, end, " "


def _cuts(text: str, row: _Row) -> Iterator[int]:
    """Where a line that is too long is cut: behind the last sentence or word that has room, else in a word."""
    at = row.start
    while row.end - at > LONGEST:
        room = at + LONGEST
        sentence, word = text.rfind(". ", room - LONGEST // 2, room), text.rfind(" ", room - LONGEST // 2, room)
        at = sentence + 2 if sentence >= 0 else word + 1 if word >= 0 else room
        yield at


def _could(text: str, folded: str, above: _Row, line: _Row) -> int:
    """The length of the first word of a line that may go on with the one above, 0 where it does not."""
    if above.content >= above.end or line.content >= line.end or above.length < 36:
        return 0
    indent, hung = line.content - line.start, above.content - above.start
    if indent != hung:
        bullet = _BULLET.match(text, above.content, above.content + 8)
        if not bullet or indent not in (hung + len(bullet.group()), hung + 2):
            return 0
    if _BEGINS.match(folded, line.content, line.end):
        return 0
    if len(text[above.content : above.end].split(maxsplit=4)) < 5:
        return 0
    if _APART.search(text, above.content, above.end) or _APART.search(text, line.content, line.end):
        return 0
    return len(text[line.content : line.end].split(maxsplit=1)[0])


def _width(folded: str, pairs: list[_Pair]) -> tuple[int, int]:
    """The width at which most breaks would have been made, and how many would."""
    counts: Counter[int] = Counter()
    for above, _, first in pairs:
        counts.update(range(above.length, above.length + 1 + first))
    for width in counts:
        counts[width] -= sum(a.length > width and not _overhangs(folded, a, width) for a, _, _ in pairs)
    most = max(counts.values(), default=0)
    return min((w for w, n in counts.items() if n == most), default=0), most


def _overhangs(folded: str, above: _Row, width: int) -> bool:
    """Whether a line is wider only because the word that did not fit would have looked like an entry of its own."""
    cut = folded.rfind(" ", above.content, above.start + width + 1) + 1
    return cut > 0 and bool(_BEGINS.match(folded, cut, above.end))


def _fits_not(folded: str, above: _Row, first: int, width: int) -> bool:
    """Whether the first word of the next line had no room at the end of a line."""
    return above.length + 1 + first > width and (above.length <= width or _overhangs(folded, above, width))


def _small_writer(text: str, rows: list[_Row]) -> bool:
    """Whether the writer begins lines that go on with nothing in small letters."""
    return any(
        text[b.content : b.content + 1].islower() and (a.length < 36 or text.endswith(_CLOSED, a.content, a.end))
        for a, b in pairwise([_Row(0, 0, 0), *rows])
        if b.content < b.end
    )


def _is_wrap(text: str, folded: str, above: _Row, line: _Row, unfit: bool, small: bool, plain: bool) -> bool:
    """Whether a break stands where a width made it: the next word did not fit, or the sentence is not at its end."""
    if _OPEN.search(folded[max(above.content, above.end - _OPEN_WIDTH) : above.end]):
        return True
    if folded.endswith(_CLOSED, above.content, above.end):
        return unfit and above.length >= 50
    if text[line.content].islower():
        return unfit or (small and 48 <= above.length <= 130)
    return unfit and above.length >= 44 and (plain or not _NEW.match(text, line.content, line.end))
