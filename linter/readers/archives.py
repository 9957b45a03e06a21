"""Archives that office documents are: what they unpack to is looked at before any of it is unpacked."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from notelint.linter.readers.text import NotRead

UNPACKED = 512 * 1024 * 1024  # bytes; a workbook of 50,000 notes has a third of it
PART = 64 * 1024 * 1024  # bytes of a document's text and all its formatting


def check(path: str, file: BinaryIO, what: str, *, needed: str, most: int) -> None:
    """See that a file is an archive with a part of a name, and unpacks to no more bytes. Raises NotRead."""
    try:
        parts = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise NotRead(path, f"not {what}, or one that was cut off") from None
    finally:
        file.seek(0)
    if not any(part.filename == needed for part in parts):
        raise NotRead(path, f"not {what}: an archive without {needed}")
    if any(part.flag_bits & 1 for part in parts):
        raise NotRead(path, f"{what} that is encrypted; save it without a password")
    size = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if size > most:
        raise NotRead(path, f"unpacks to {size:,} bytes, more than {most:,}")
