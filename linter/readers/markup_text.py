"""The text of narrative that is marked up: HTML, the XHTML of FHIR, the narrative blocks of C-CDA."""

from __future__ import annotations

import re
from html.parser import HTMLParser

# What begins a line of its own, by its name in HTML or in C-CDA.
_BLOCKS = frozenset(
    {
        "address", "article", "blockquote", "body", "caption", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3",
        "h4", "h5", "h6", "header", "hr", "item", "li", "list", "ol", "p", "paragraph", "pre", "section", "table",
        "tbody", "text", "tfoot", "thead", "title", "tr", "ul",
    }
)  # fmt: skip
_LINES = frozenset({"p", "paragraph"})  # an empty one is an empty line
_CELLS = frozenset({"td", "th"})
_UNSEEN = frozenset({"script", "style", "head", "template"})
_ITEM = "- "
_BROKEN = re.compile(r"[ \t]*[\r\n]\s*")


def text_of(marked: str) -> str:
    """The lines of narrative: one for each block, row and break; cells of a row stand between bars.

    White space with a line break in it is that of the markup and counts as one space; other white space stays.
    """
    parser = _Lines()
    parser.feed(marked)
    parser.close()
    parser.end_line()
    return "\n".join(parser.lines) + "\n" if parser.lines else ""


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self._line: list[str] = []
        self._unseen = self._pre = self._cells = 0

    def end_line(self, *, always: bool = False) -> None:
        """Put what was gathered on a line; an empty line only where it is meant."""
        line = "".join(self._line).rstrip()
        self._line = []
        if line.strip() or always:
            self.lines.append(line)

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        if tag == "br":
            self.end_line(always=True)
        elif tag in _CELLS:
            self._cells += 1
            if self._cells > 1:
                self._line = ["".join(self._line).rstrip(), " | "]
        elif tag in _BLOCKS and not (self._cells and tag in _LINES) and self._line != [_ITEM]:
            self.end_line()
        if tag == "tr":
            self._cells = 0
        elif tag in ("li", "item"):
            self._line.append(_ITEM)
        self._unseen += tag in _UNSEEN
        self._pre += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr":
            self._cells = 0
        if tag in _LINES and not self._cells:
            self.end_line(always=True)
        elif tag in _BLOCKS and not self._cells:
            self.end_line()
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        self._pre = max(0, self._pre - (tag == "pre"))

    def handle_startendtag(self, tag: str, attributes: object) -> None:
        self.handle_starttag(tag, attributes)
        if tag != "br":
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        if self._pre:
            *whole, rest = data.split("\n")
            for line in whole:
                self._line.append(line)
                self.end_line(always=True)
            self._line.append(rest)
            return
        before = data[: len(data) - len(data.lstrip())]
        if "\n" in before or "\r" in before:
            data = " " * bool(self._line) + data.lstrip()
        self._line.append(_BROKEN.sub(" ", data))
