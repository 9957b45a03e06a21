"""The text of one visit, where it came from, and the arithmetic of places in it."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

from notelint.linter.claim import ClaimLine
from notelint.linter.frozen import frozen

Kind = Literal["visit", "evaluation", "plan", "progress", "template"]
KINDS: tuple[Kind, ...] = ("visit", "evaluation", "plan", "progress", "template")

_LINE_END = re.compile(r"\r\n|\n|\r")
_NUMBER = re.compile(r"#\d+$")


def file_of(path: str) -> str:
    """The file of a note by the note's path: later visits of a file, and rows of a table, have a number behind it."""
    return _NUMBER.sub("", path)


def named_from(folder: str, path: str) -> str:
    """A path as a file in a folder names it: from there, with slashes."""
    return os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/")


@frozen
class Location:
    """A place in a file: line and column from 1; a tab is one column."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Note:
    """One note: its text and where that text stands in its source.

    `path` is as given on the command line, with `#2`, `#3` ... for later visits of one file.
    `offset` and `first_line` are the place of the text in the decoded file; its first `head` characters are said of all
    visits of the file, and its own visit begins behind them. `codes` are those that a template is for,
    where its front matter or the settings say so. `record` says which part of its file it is ("row 17", "page 2"),
    empty for a whole file. `claim` is what was claimed for the visit; None where no claim is given.
    """

    path: str
    text: str
    id: str | None = None
    kind: Kind | None = None
    patient: str | None = None
    date: str | None = None
    offset: int = 0
    first_line: int = 1
    head: int = 0
    codes: tuple[str, ...] = ()
    clinician: str | None = None
    payer: str | None = None
    record: str = ""
    claim: tuple[ClaimLine, ...] | None = None
    line_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Find where each line starts, once."""
        starts = (0, *(m.end() for m in _LINE_END.finditer(self.text)))
        object.__setattr__(self, "line_starts", starts)

    @property
    def file(self) -> str:
        """The path without the number of the visit or row."""
        return file_of(self.path)

    def line(self, offset: int) -> int:
        """The line, as counted in the file, of an offset of this note's text."""
        return bisect_right(self.line_starts, offset) - 1 + self.first_line

    def location(self, start: int, end: int) -> Location:
        """The lines and columns of a span of this note's text; the end column is exclusive."""
        first, last = bisect_right(self.line_starts, start) - 1, bisect_right(self.line_starts, max(start, end - 1)) - 1
        return Location(
            first + self.first_line,
            start - self.line_starts[first] + 1,
            last + self.first_line,
            end - self.line_starts[last] + 1,
        )

    def line_text(self, line: int) -> str:
        """The text of a line, as counted in the file, without its line end."""
        index = line - self.first_line
        start = self.line_starts[index]
        end = self.line_starts[index + 1] if index + 1 < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")
