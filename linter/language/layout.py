"""Layout: lines, list marks, table columns, and which lines go on with the sentence above."""

from __future__ import annotations

import re
from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.reading import Line, Reading, reading
from notelint.linter.language.wraps import LONGEST

_BULLET = re.compile(
    r"[ ]*((?:[-*+>\u2022\u25aa\u25cf\u25e6\u2013\u00b7]|\[[ x\u2713]?\]|\(?\d{1,2}[.)](?!\d)|\(?[a-h][.)])[ ]+)?"
)
_GAP = re.compile(r"(?<!:)\t+|(?<!:)[ ]{3,}|[ ]*\|[ ]*")
_OPEN_END = re.compile(
    r"(?:,|\b(?:and|or|the|a|an|to|for|of|in|on|with|w/|so|that|from|at|by|as|her|his|their|is|are|was|w))$"
)
_OPEN_WIDTH = 6  # the longest word that leaves a sentence open, and the sign before it
_CLOSED_END = (".", ":", ";", "!", "?", "|")
_LABEL = re.compile(r"(?:\^ ?)?[a-z0-9][^:\n]{0,40}:|[a-z]{1,2}[ ]{2,}")
_ENTRY = re.compile(
    r"(?:cpt )?(?:97|98)\d{3}\b|g0283|(?:\d{1,2}:\d\d|\d{4})(?: ?[ap]m?)? ?- ?(?:\d{1,2}:\d\d|\d{4})\b|\d{1,3} ?(?:'|min\w*) (?:of )?\d{5}\b|(?:te|ta|mt|nmr|gt|ther ?-?(?:ex|act)|manual|gait)\b ?[:(-]|(?:stg|ltg|goals?|plan|hep)\b"
)
_NEW_SENTENCE = re.compile(r"[A-Z][a-z]+ (?![A-Z0-9(])")


@Language.factory("notelint_layout")
def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component that finds the lines."""
    return find_lines


def find_lines(doc: Doc) -> Doc:
    """Fill the lines of the reading."""
    here = reading(doc)
    starts = here.note.line_starts
    folded = here.folded
    rows = []
    for index, start in enumerate(starts):
        end = starts[index + 1] if index + 1 < len(starts) else len(folded)
        while end > start and folded[end - 1] in "\r\n \t\f":
            end -= 1
        mark = _BULLET.match(folded, start, max(start, end))
        content = min(mark.end(), end) if mark else start
        bullet = (mark.group(1) or "").strip() if mark else ""
        rows.append((start, max(start, end), content, bullet))
    width = _wrap_width(rows)
    begins = 0
    for number, (start, end, content, bullet) in enumerate(rows):
        cells = _cells(folded, content, end)
        joined = (
            number > 0
            and not cells
            and not bullet
            and end - begins <= LONGEST
            and _goes_on(here, rows[number - 1], (start, end, content, bullet), width)
        )
        begins = begins if joined else start
        here.lines.append(Line(number, start, end, content, bullet, cells, joined))
    return doc


def _cells(folded: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The columns of a row, none where the line has but one."""
    if "   " not in folded[start:end] and "\t" not in folded[start:end] and "|" not in folded[start:end]:
        return ()
    cells, at = [], start
    for gap in _GAP.finditer(folded, start, end):
        if gap.start() > at:
            cells.append((at, gap.start()))
        at = gap.end()
    if at < end:
        cells.append((at, end))
    return tuple(cells) if len(cells) > 1 else ()


def _wrap_width(rows: list[tuple[int, int, int, str]]) -> int:
    """The width at which the prose of a note was wrapped, 0 where it was not: several lines come near the widest."""
    lengths = [end - start for start, end, content, _ in rows if content < end]
    width = max(lengths, default=0)
    near = sum(length >= width - 14 for length in lengths)
    return width if 36 <= width <= 130 and (near > 2 or (near == 2 and len(lengths) < 9)) else 0


def _goes_on(here: Reading, above: tuple[int, int, int, str], line: tuple[int, int, int, str], width: int) -> bool:
    """Whether a line goes on with the sentence of the one above."""
    _, end, content, _ = line
    if content >= end or above[2] >= above[1]:
        return False
    before = here.folded[above[2] : above[1]]
    if _LABEL.match(here.folded, content, end) or "   " in before or "|" in before:
        return False
    if _OPEN_END.search(before[-_OPEN_WIDTH:]):
        return True
    if before.endswith(_CLOSED_END) or not width or _ENTRY.match(here.folded, content, end):
        return False
    first = re.match(r"\S+", here.folded[content:end])
    fits_not = above[1] - above[0] + 1 + (first.end() if first else 0) > width
    return fits_not and not _NEW_SENTENCE.match(here.text, content, end)
