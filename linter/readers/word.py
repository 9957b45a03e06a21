"""Word documents: paragraphs and tables as they come, with the header above and the footer below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from notelint.linter.note import Note
from notelint.linter.readers.archives import PART, check
from notelint.linter.readers.formats import library
from notelint.linter.readers.run import Run
from notelint.linter.readers.text import NotRead

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {f"{_W}tab": "\t", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_REMOVED = frozenset({f"{_W}del", f"{_W}moveFrom", _FALLBACK})  # taken out with changes tracked, or said twice


def read(path: str, file: BinaryIO, run: Run) -> Iterator[Note | NotRead]:
    """The visits of a document."""
    yield from run.of_document(path, text_of(path, file))


def text_of(path: str, file: BinaryIO) -> str:
    """The text of a document. Raises NotRead."""
    check(path, file, "a Word document", needed="word/document.xml", most=PART)
    docx = library("docx", path)
    try:
        document = docx.Document(file)
        parts = [document.element.body]
        for first in list(document.sections)[:1]:
            parts = [first.header._element, *parts, first.footer._element]
        lines = [line for part in parts for line in _lines(part)]
    except Exception as error:  # of the library, whatever it stumbles on
        raise NotRead(path, f"not a Word document that can be read ({type(error).__name__})") from None
    text = "\n".join(lines).strip("\n") + "\n"
    if not text.strip():
        raise NotRead(path, "a Word document without text; what it shows may be a picture")
    return text


def _lines(element: Any) -> Iterator[str]:
    """The lines of paragraphs and rows, whatever they are wrapped in."""
    for child in element:
        if child.tag == f"{_W}p":
            yield from _said(child).split("\n")
            for box in child.iter(f"{_W}txbxContent"):
                if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                    yield from _lines(box)
        elif child.tag == f"{_W}tr":
            cells = (" ".join(line.strip() for line in _lines(cell)).strip() for cell in _cells(child))
            yield " | ".join(cells)
        elif child.tag not in _REMOVED:
            yield from _lines(child)


def _cells(row: Any) -> Iterator[Any]:
    """The cells of a row, without those of tables in them."""
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag != f"{_W}tr":
            yield from _cells(child)


def _said(element: Any) -> str:
    """The words of a paragraph, without those of text boxes in it."""
    words = []
    for child in element:
        if child.tag == f"{_W}t":
            words.append(child.text or "")
        elif child.tag == f"{_W}br":
            words.append("\f" if child.get(f"{_W}type") == "page" else "\n")
        elif child.tag in _SIGNS:
            words.append(_SIGNS[child.tag])
        elif child.tag not in _REMOVED and child.tag != f"{_W}txbxContent":
            words.append(_said(child))
    return "".join(words)
