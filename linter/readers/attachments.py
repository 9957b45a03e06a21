"""Documents that come inside of others, as FHIR, HL7 and C-CDA carry them: base64, and a media type."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Iterator

from notelint.linter.readers.markup_text import text_of
from notelint.linter.readers.text import NotRead, decode

_READABLE = "plain text, HTML, PDF, Word or C-CDA"
_MARKED_UP = ("text/xml", "application/xml", *(f"application/hl7-{kind}+xml" for kind in ("cda", "sda", "v3")))


def unpacked(path: str, coded: str) -> bytes:
    """The bytes of base64, line breaks or not. Raises NotRead."""
    try:
        data = base64.b64decode("".join(coded.split()), validate=True)
    except (binascii.Error, ValueError):
        raise NotRead(path, "its attachment is no base64, or was cut off") from None
    if not data:
        raise NotRead(path, "its attachment is empty")
    return data


def attached_text(path: str, media_type: str, data: bytes) -> str:
    """The text of an attachment, by its media type. Raises NotRead."""
    kind = media_type.partition(";")[0].strip().lower()
    if data.startswith(b"%PDF-") or kind == "application/pdf":
        from notelint.linter.readers import pdf

        return "".join(_whole(pdf.pages(path, io.BytesIO(data))))
    if data.startswith(b"PK\x03\x04"):
        from notelint.linter.readers import word

        return word.text_of(path, io.BytesIO(data))
    if kind in ("text/html", "application/xhtml+xml"):
        return text_of(decode(data, path))
    if kind in _MARKED_UP:
        from notelint.linter.readers import ccda

        return ccda.text_of(path, ccda.tree(path, data))
    if kind in ("", "text/plain", "text/markdown", "text/x-markdown"):
        return decode(data, path)
    raise NotRead(path, f"its attachment is {kind}, not {_READABLE}")


def _whole(pages: Iterator[str | NotRead]) -> Iterator[str]:
    """The pages of a PDF. Raises NotRead where one of them is none that can be read."""
    for page in pages:
        if isinstance(page, NotRead):
            raise page
        yield page
