"""PDF files with a text layer. A page that is a picture is named as one, and never read as an empty one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, BinaryIO

from notelint.linter.note import Note
from notelint.linter.readers.formats import library
from notelint.linter.readers.run import Run
from notelint.linter.readers.text import NotRead

MOST = 64 * 1024 * 1024  # bytes of a file, with its pictures and fonts
ENCRYPTED = "a PDF that is encrypted; save it without a password"
WIDE = 1.6  # heights of a letter from line to line: what is further apart has a blank line between
SCANNED = "scanned: pictures without text; recognise the text (OCR) first"


def read(path: str, file: BinaryIO, run: Run) -> Iterator[Note | NotRead]:
    """The visits of a file, and which of its pages could not be read."""
    texts: list[str] = []
    long = 0
    for page in pages(path, file):
        if isinstance(page, NotRead):
            yield page
            continue
        texts.append(page)
        long += len(page)
        if long > run.max_size:
            raise NotRead(path, f"its text is longer than {run.max_size:,} characters (max-size)")
    if texts:
        yield from run.of_document(path, "".join(texts))


def pages(path: str, file: BinaryIO) -> Iterator[str | NotRead]:
    """The text of each page, with a form feed before all but the first; then which have none. Raises NotRead."""
    reader = _opened(path, file)
    count, read, damaged, scanned = len(reader.pages), 0, 0, list[int]()
    for number, page in enumerate(reader.pages, 1):
        try:
            text = _text(page)
            if not text and _has_pictures(page):
                scanned.append(number)
        except Exception as error:  # of the library, whatever it stumbles on
            yield NotRead(path, f"page {number} of {count} is damaged ({type(error).__name__})")
            damaged += 1
            continue
        if text:
            yield ("\f" if read else "") + text + "\n"
            read += 1
    if not read and not damaged and (count == 1 or not scanned):
        raise NotRead(path, SCANNED if scanned else "a PDF without text")
    if not read and not damaged:
        raise NotRead(path, f"its {count} pages are {SCANNED}")
    yield from (NotRead(path, f"page {number} of {count} is {SCANNED}") for number in scanned)


def _text(page: Any) -> str:
    """The lines of a page as they stand on it: columns apart, and a blank line where there is room for one."""
    heights: list[tuple[float, float]] = []

    def note_height(text: str, outer: Any, inner: Any, _font: Any, size: float) -> None:
        if text.strip():
            heights.append((inner[5] * outer[3] + outer[5], abs(size * inner[3] * outer[3])))

    page.extract_text(visitor_text=note_height)
    if not heights:
        return ""
    steps = ((a - b) / size for (a, size), (b, _) in pairwise(heights) if size and a - b >= size)
    apart = min(min(steps, default=1.0), WIDE)
    text: str = page.extract_text(extraction_mode="layout", layout_mode_font_height_weight=max(1.0, 0.9 * apart))
    return text.rstrip()


def _opened(path: str, file: BinaryIO) -> Any:
    pypdf = library("pypdf", path)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says of a file may quote it
    size = file.seek(0, 2)
    file.seek(0)
    if size > MOST:
        raise NotRead(path, f"larger than {MOST:,} bytes")
    try:
        reader = pypdf.PdfReader(file, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotRead(path, ENCRYPTED)
        if not len(reader.pages):
            raise NotRead(path, "a PDF without a page")
    except NotRead:
        raise
    except pypdf.errors.DependencyError:  # it would take a library for ciphers
        raise NotRead(path, ENCRYPTED) from None
    except Exception as error:
        raise NotRead(path, f"not a PDF that can be read, or one that was cut off ({type(error).__name__})") from None
    return reader


def _has_pictures(page: Any) -> bool:
    """Whether a page shows a picture."""
    shown = page
    for name in ("/Resources", "/XObject"):
        if (shown := shown.get(name)) is None:
            return False
        shown = shown.get_object()
    return any(x.get_object().get("/Subtype") in ("/Image", "/Form") for x in shown.values())
