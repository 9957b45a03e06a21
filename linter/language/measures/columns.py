"""Columns: what the header of a table says of the values under it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from notelint.linter.language.reading import Line

_STATUS = (
    ("goal", re.compile(r"\b(?:goals?|target|stg|ltg|d/?c goal|expected|predicted)\b")),
    ("hypothetical", re.compile(r"\b(?:norms?|normal|nl|cut-?off|reference|ref|demand|required|age norm|mdc|mcid|wnl)\b")),
    ("present", re.compile(r"\b(?:today|current|now|this visit|present|re-?eval\w*|re-?assess\w*|re-?test|discharge|d/c|dc|post|progress|clof)\b")),
    (
        "historical",
        re.compile(r"\b(?:prior|prev\w*|eval\w*|ie|i\.e\.|initial\w*|baseline|last|soc|start|adm\w*|intake|plof|pre|week \d|visit 1)\b|^\W*(?:1[0-2]|0?[1-9])/(?:[0-2]?[1-9]|[123]0|31)(?:/\d{2,4})?\W*$"),
    ),
)
_SIDE = re.compile(r"(?<![a-z])(?:(r|rt|right|r ue|r le|rue|rle)|(l|lt|left|l ue|l le|lue|lle))(?![a-z])")
_MODE = re.compile(r"\b(?:(a?a?rom|prom|motion|degrees|deg|°)|(mmt|strength|grade|power))\b")
_DATE = re.compile(r"\d{1,2}/\d{1,2}|\d{4}-\d{2}-\d{2}|\d{1,2}-\d{1,2}-\d{2}")
_VALUE = re.compile(r"\d ?(?:°|deg|%|cm|kg|lb|s\b|sec|ft|m\b|/ ?5\b|[+-]/)|\d+ ?- ?\d+|\b(?:min|mod|max) a\b|\bcga\b|\bsba\b")
_RULE = re.compile(r"[-|: =+]+$")


@dataclass(frozen=True, slots=True)
class Column:
    """What a header cell says, and where it stands in its line."""

    left: int
    right: int
    status: str = ""
    side: str = ""
    mode: str = ""
    dated: bool = False


def is_rule(folded: str, line: Line) -> bool:
    """Whether a line is only the rule under a table's header."""
    return bool(_RULE.match(folded, line.start, line.end)) and not line.blank


def read_header(folded: str, line: Line, above: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns that a line names, none where it is no header. A second row of a header adds to the first."""
    if len(line.cells) < 2:
        return ()
    columns = []
    plain = 0
    for start, end in line.cells:
        if _VALUE.search(folded, start, end):
            return ()
        column = _column(folded, line, start, end)
        columns.append(column)
        plain += not (column.status or column.side or column.mode)
    if all(not (c.status or c.side or c.mode) for c in columns) or plain > 1 and plain * 2 > len(columns):
        return ()
    if above:
        columns = [_under(c, above) for c in columns]
    dated = [i for i, c in enumerate(columns) if c.dated]
    if len(dated) > 1 and not any(c.status == "present" for c in columns):
        last = dated[-1]
        columns[last] = Column(columns[last].left, columns[last].right, "present", columns[last].side, columns[last].mode)
    return tuple(columns)


def _column(folded: str, line: Line, start: int, end: int) -> Column:
    text = folded[start:end]
    status = next((name for name, words in _STATUS if words.search(text)), "")
    side = _SIDE.search(text)
    mode = _MODE.search(text)
    return Column(
        start - line.start,
        end - line.start,
        status,
        ("right" if side.group(1) else "left") if side and end - start < 30 and not re.search(r"r ?/ ?l|l ?/ ?r", text) else "",
        ("rom" if mode.group(1) else "strength") if mode else "",
        bool(_DATE.search(text)),
    )


def _under(column: Column, above: tuple[Column, ...]) -> Column:
    """A header cell with what the row above says of it."""
    over = [c for c in above if c.left <= column.right]
    if not over:
        return column
    parent = over[-1]
    return Column(column.left, column.right, column.status or parent.status, column.side or parent.side, column.mode or parent.mode, column.dated)


def column_at(columns: tuple[Column, ...], line: Line, offset: int, piped: bool) -> Column | None:
    """The column that a place in a row belongs to."""
    if not columns or not line.cells:
        return None
    index = next((i for i, (start, end) in enumerate(line.cells) if start <= offset < end), None)
    if index is None:
        return None
    if piped:
        shift = len(columns) - len(line.cells)
        return columns[index] if shift == 0 else columns[index + shift] if 0 <= index + shift < len(columns) and shift < 2 else None
    at = line.cells[index][0] - line.start
    if index == 0 and at < 3 and offset - line.cells[0][0] < 40 and len(line.cells) > 1:
        first = min(columns, key=lambda c: abs(c.left - at))
        return first if offset - line.start >= first.left and first.left > 3 else None
    best = min(columns, key=lambda c: min(abs(c.left - at), abs(c.right - (line.cells[index][1] - line.start))))
    return best if min(abs(best.left - at), abs(best.right - (line.cells[index][1] - line.start))) <= 12 else None
