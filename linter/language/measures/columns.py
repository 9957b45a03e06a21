"""Columns: what the header of a table says of the values under it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from notelint.linter.language.dates import nearest, parse_date
from notelint.linter.language.measures.numbers import UNITS
from notelint.linter.language.measures.shared import FILLER, WORD
from notelint.linter.language.measures.vocabulary import Topic
from notelint.linter.language.reading import Line, Reading

_STATUS = (
    ("goal", re.compile(r"\b(?:goals?|target|stg|ltg|d/?c goal|expected (?:at|by)|predicted)\b")),
    (
        "hypothetical",
        re.compile(
            r"\b(?:norms?|normal|nl|cut-?off|reference|ref|demand|job|required|age norm|mdc|mcid|wnl|expected)\b"
        ),
    ),
    (
        "present",
        re.compile(
            r"\b(?:today|current|now|this visit|present|re-?eval\w*|re-?assess\w*|re-?test|discharge|d/c|dc|post|progress|clof)\b"
        ),
    ),
    (
        "historical",
        re.compile(
            r"\b(?:prior|prev\w*|eval\w*|ie|i\.e\.|initial\w*|base(?:line)?|last|soc|start|adm\w*|intake|plof|pre|first (?:visit|session|day)|week \d|visit 1|session 1)\b|\b(?:on|of|from) \d{1,2}/\d{1,2}|^\W*(?:1[0-2]|0?[1-9])/(?:[0-2]?[1-9]|[123]0|31)(?:/\d{2,4})?(?:[ (]+(?:r|l|rt|lt|right|left))?\W*$"
        ),
    ),
)
_SIDE = re.compile(r"(?<![a-z])(?:(r|rt|right|r ue|r le|rue|rle)|(l|lt|left|l ue|l le|lue|lle))(?![a-z])")
_MODE = re.compile(r"\b(?:(a?a?rom|prom|motion|degrees|deg|°)|(mmt|strength|grade|power))\b")
_DATE = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d{2}-\d{2}|\d{1,2}-\d{1,2}-\d{2,4}")
_GRADE = re.compile(r"[rl]?[ :]*[0-5][+-]?/5")
_VALUE = re.compile(
    r"\d ?(?:°|deg|%|cm|kg|lb|s\b|sec|ft|m\b|[+-]/)|(?<![\d/])[0-5] ?/ ?5\b(?!/)|\d+ ?- ?\d+|\b(?:min|mod|max) a\b|\bcga\b|\bsba\b"
)
_VISIT_COUNT = re.compile(r"\b(?<!first )(?<!last )(?<!prior )vis(?:it)?s? ?#?:? ?\d+ ?(?:/|of) ?\d|\bauth\w*\b")
_ADMIN = re.compile(
    r"(?:\d{1,2}[.)]? +)?(?:date of|dos|claim|patient|pt name|client|name|dob|doi|dx|diagnosis|mrn|injury|onset|surgery|seen|session|accepted|employer|provider|room)\b"
)
_NARROW = re.compile(" {2,}")
_HEADED = re.compile(
    r"\W*(?:tests?|measures?|motion|rom|mmt|today|now|current|this visit|item|task|level|muscle|joint|findings?|outcome|area)?\W*$"
)
_UNIT_LAST = re.compile(
    r"[(\[](?:in )?([a-z/%#°]+)[)\]][ :]*$|[a-z)][ ,]+(cm|mm|kgf?|lbs?|n|nm|s|secs?|m/s|deg|degrees|%|°)[ :]*$"
)
_ORDER = re.compile(r"r ?/ ?l|l ?/ ?r")
_RULES = frozenset("-|: =+")
_RULE = re.compile(r"[-|: =+]+$")


class Said(NamedTuple):
    """What the words of a header cell say; `counted` and `of_visit`: they tell of the visit and head no column."""

    status: str
    side: str
    mode: str
    dated: bool
    counted: bool
    of_visit: bool


@dataclass(frozen=True, slots=True)
class Column:
    """What a header cell says, and where it stands in its line."""

    left: int
    right: int
    slot: int = -1
    status: str = ""
    side: str = ""
    mode: str = ""
    unit: str = ""
    dated: bool = False
    topics: tuple[Topic, ...] = ()


def is_rule(folded: str, line: Line) -> bool:
    """Whether a line is only the rule under a table's header."""
    return folded[line.start] in _RULES and bool(_RULE.match(folded, line.start, line.end))


def row_of(here: Reading, columns: tuple[Column, ...], line: Line) -> tuple[tuple[int, int], ...]:
    """The cells of a row under a header; where two spaces part them, those that stand under its columns."""
    cells = cells_of(here, line)
    if not columns or columns[0].slot >= 0 or (cells and not any("  " in here.folded[a:b].strip() for a, b in cells)):
        return cells
    found, at = [], line.content
    for gap in _NARROW.finditer(here.folded, line.content, line.end):
        found.append((at, gap.start()))
        at = gap.end()
    found.append((at, line.end))
    lefts = [c.left for c in columns]
    under = sum(any(abs(start - line.start - left) < 3 for left in lefts) for start, _ in found)
    return tuple(found) if len(found) > 2 and under * 2 > len(found) else cells


def cells_of(here: Reading, line: Line) -> tuple[tuple[int, int], ...]:
    """The columns of a row, also where single tabs part them."""
    if line.cells or "\t" not in here.text[line.start : line.end]:
        return line.cells
    cells, at = [], line.content
    for piece in here.text[line.content : line.end].split("\t"):
        if piece.strip():
            cells.append((at, at + len(piece)))
        at += len(piece) + 1
    return tuple(cells) if len(cells) > 1 else ()


def _slot(here: Reading, line: Line, offset: int) -> int:
    """How many bars or tabs stand before a place in its line; -1 where the line has none."""
    text = here.text
    sign = "|" if text.find("|", line.start, line.end) >= 0 else "\t"
    if text.find(sign, line.start, line.end) < 0:
        return -1
    return text.count(sign, line.start, offset)


def read_measured(here: Reading, line: Line, above: tuple[Column, ...], topics: Sequence[Topic]) -> tuple[Column, ...]:
    """The columns of a header whose every cell behind the first says no more than what is measured: "Ext  Flex  Grip"."""
    columns = []
    for index, (start, end) in enumerate(cells_of(here, line)):
        inside = tuple(t for t in topics if start < t.end <= end)
        rest, at = "", start
        for topic in inside:
            rest, at = rest + here.folded[at : topic.start] + " ", topic.end
        rest += here.folded[at:end]
        whole = (
            any(t.motion or t.test or (index and t.role == "joint") for t in inside)
            and not set(WORD.findall(rest)) - FILLER
        )
        if any(sign.isdigit() for sign in rest) or (index and not whole):
            return ()
        if whole:
            columns.append(_column(here, line, (start, end), _said(here.folded[start:end]), inside))
    if len(columns) < 2:
        return ()
    return tuple(_under(c, above) if above else c for c in columns)


def read_header(here: Reading, line: Line, above: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns that a line names, none where it is no header. A second row of a header adds to the first."""
    cells = cells_of(here, line)
    if len(cells) < 2 or any(end - start > 48 for start, end in cells):
        return ()
    said = [_said(here.folded[start:end]) for start, end in cells]
    plain = sum(not (s.status or s.side or s.mode) for s in said)
    if plain == len(said) or (plain > 1 and plain * 2 > len(said)) or _about_the_visit(here, cells, said):
        return ()
    if _VALUE.search(here.folded, line.content, line.end):
        return ()
    columns = [_column(here, line, cell, words) for cell, words in zip(cells, said, strict=True)]
    if above:
        columns = [_under(c, above) for c in columns]
    if columns[0].status in ("historical", "goal") and not any(c.status for c in columns[1:]):
        columns = [replace(c, status=columns[0].status) for c in columns]
    dated = [i for i, c in enumerate(columns) if c.dated]
    said_today = any(c.status == "present" for c in columns)
    if len(dated) == 1 and not said_today and _only_today(here, here.folded[slice(*cells[dated[0]])]):
        columns = [replace(c, status="" if c.status == "historical" else c.status) for c in columns]
    if len(dated) > 1 and not said_today:
        latest = _of_today(here, [here.folded[slice(*cells[i])] for i in dated])
        columns[dated[latest]] = replace(columns[dated[latest]], status="present")
    return tuple(columns)


def heads_all(here: Reading, line: Line) -> bool:
    """Whether every cell behind the first says of which day, or of which standing, the values under it are."""
    cells = [here.folded[start:end].strip() for start, end in cells_of(here, line)[1:]]
    return bool(cells) and all(_said(text).status and not _GRADE.fullmatch(text) for text in cells)


def _of_today(here: Reading, heads: Sequence[str]) -> int:
    """Which of several dated columns is today's: the one with the day of the visit, else the last."""
    if here.date is not None:
        for index, head in enumerate(heads):
            if not (date := _DATE.search(head)) or _said(head[: date.start()] + head[date.end() :]).status:
                continue
            if _is_today(here, head):
                return index
    return len(heads) - 1


def _is_today(here: Reading, head: str) -> bool:
    """Whether a cell names the day of the visit."""
    date = _DATE.search(head)
    return (
        date is not None
        and here.date is not None
        and (parse_date(date.group()) or nearest(date.group(), here.date)) == here.date
    )


def _only_today(here: Reading, head: str) -> bool:
    """Whether a cell says no more than the day of the visit."""
    return _DATE.fullmatch(head.strip(" |*")) is not None and _is_today(here, head)


def _about_the_visit(here: Reading, cells: tuple[tuple[int, int], ...], said: list[Said]) -> bool:
    """Whether a row with columns says when, of whom and which visit, and heads no table."""
    if any(s.counted for s in said):
        return True
    dates = sum(s.dated for s in said)
    if dates == 1 and said[0].dated and _is_today(here, here.folded[slice(*cells[0])]):
        return not any(s.side for s in said[1:])
    if len(said) == 2 and dates == 1 and said[1].dated and not _HEADED.match(here.folded[slice(*cells[0])].strip()):
        return True
    return dates < 2 and any(s.of_visit for s in said)


@lru_cache(maxsize=4_000)
def _said(text: str) -> Said:
    """What a cell says as part of a header."""
    side, mode, words = _SIDE.search(text), _MODE.search(text), text.strip()
    return Said(
        next((name for name, pattern in _STATUS if pattern.search(text)), ""),
        ("right" if side.group(1) else "left") if side and len(text) < 30 and not _ORDER.search(text) else "",
        ("rom" if mode.group(1) else "strength") if mode else "",
        bool(_DATE.search(text)),
        bool(_VISIT_COUNT.search(words)),
        bool(_ADMIN.match(words)),
    )


def _column(here: Reading, line: Line, cell: tuple[int, int], said: Said, topics: tuple[Topic, ...] = ()) -> Column:
    start, end = cell
    slot = _slot(here, line, start)
    unit = unit_named(here, start, end)
    return Column(
        start - line.start, end - line.start, slot, said.status, said.side, said.mode, unit, said.dated, topics
    )


def _under(column: Column, above: tuple[Column, ...]) -> Column:
    """A header cell with what the row above says of it."""
    over = [c for c in above if (c.slot <= column.slot if column.slot >= 0 else c.left <= column.right)]
    if not over:
        return column
    parent = over[-1]
    return replace(
        column, status=column.status or parent.status, side=column.side or parent.side, mode=column.mode or parent.mode
    )


def unit_named(here: Reading, start: int, end: int) -> str:
    """The unit that the name of a row or column ends in, for the bare figures of it: "quad HHD N", "Grip (kg)"."""
    return _last_unit(here.folded[max(start, end - 20) : end])


def unit_alone(here: Reading, start: int, end: int) -> str:
    """The unit that is all of a cell."""
    return UNITS.get(here.folded[start:end].strip(" ()*.:"), "") if end - start < 16 else ""


@lru_cache(maxsize=4_000)
def _last_unit(label: str) -> str:
    found = _UNIT_LAST.search(label)
    return UNITS.get(found.group(1) or found.group(2), "") if found else ""


class Row:
    """A row under a header: which column each of its places belongs to."""

    def __init__(self, here: Reading, columns: tuple[Column, ...], line: Line) -> None:
        """Find its cells and bars once."""
        self.columns, self.line = columns, line
        self.cells = row_of(here, columns, line)
        self.starts = [start for start, _ in self.cells]
        sign = "|" if here.text.find("|", line.start, line.end) >= 0 else "\t"
        self.bars = [m.start() for m in re.finditer(re.escape(sign), here.text[line.start : line.end])]

    def at(self, offset: int) -> Column | None:
        """The column of a place."""
        index = bisect_right(self.starts, offset) - 1
        if index < 0 or offset >= self.cells[index][1]:
            return None
        if self.bars and self.columns[0].slot >= 0:
            slot = bisect_left(self.bars, offset - self.line.start)
            return next((c for c in self.columns if c.slot == slot), None)
        left, right = (edge - self.line.start for edge in self.cells[index])
        if index == 0 and left < 3:  # the name of the row, and behind one blank perhaps the first value
            at = offset - self.line.start
            return next((c for c in self.columns if at > left and abs(c.left - at) < 3), None)
        best = min(self.columns, key=lambda c: min(abs(c.left - left), abs(c.right - right)))
        return best if min(abs(best.left - left), abs(best.right - right)) <= 12 else None
