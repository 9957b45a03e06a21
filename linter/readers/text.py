"""Bytes to text, and why a file could not be read."""

from __future__ import annotations

import os
import stat
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

MAX_SIZE = 2 * 1024 * 1024

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF, not text"),
    (b"PK\x03\x04", "a zip archive or an office document, not text"),
    (b"\xd0\xcf\x11\xe0", "an old office document, not text"),
    (b"{\\rtf", "a rich text document (RTF), not plain text"),
)
_CONTROL = bytes(set(range(0x20)) - set(b"\t\n\r\f")) + b"\x7f"
_SAMPLE = 4096


class NotRead(Exception):
    """A file, or a folder, that could not be read: its path as given, and the reason in a few words."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class Content(NamedTuple):
    """The text of a file, and how it is written there: its encoding, and its byte-order mark."""

    text: str
    encoding: str
    mark: bytes = b""

    def encoded(self, text: str) -> bytes:
        """Another text, written in the same way. Raises UnicodeEncodeError."""
        return self.mark + text.encode(self.encoding)


def decode(data: bytes, path: str = "-") -> str:
    """The text of a file, without its byte-order mark; newlines stay as they are.

    UTF-8 or UTF-16 where the bytes allow it, Windows-1252 as the last resort. Raises NotRead.
    """
    return _content(data, path).text


def _content(data: bytes, path: str) -> Content:
    for magic, reason in _MAGIC:
        if data.startswith(magic):
            raise NotRead(path, reason)
    content = _decoded(data, path)
    if not content.text.strip():
        raise NotRead(path, "empty" if not content.text else "holds nothing but white space")
    return content


def _decoded(data: bytes, path: str) -> Content:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            reason = f"begins with a byte-order mark but is not valid {encoding.upper()}"
            return Content(_strict(data[len(mark) :], encoding, path, reason), encoding, mark)
    if b"\0" in data:
        order = _utf16_order(data, path)
        return Content(_strict(data, order, path, "binary, not text"), order)
    try:
        return Content(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        if data.translate(None, _CONTROL) != data:
            raise NotRead(path, "binary, not text") from None
        return Content(_strict(data, "cp1252", path, "neither UTF-8, UTF-16 nor Windows-1252"), "cp1252")


def _strict(data: bytes, encoding: str, path: str, reason: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise NotRead(path, reason) from None
    if "\0" in text:
        raise NotRead(path, "binary, not text")
    return text


def _utf16_order(data: bytes, path: str) -> str:
    """Which UTF-16 it is: nearly every other byte of English is zero there, and none of the others."""
    even, odd = data[:_SAMPLE:2], data[1:_SAMPLE:2]
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if len(data) % 2 == 0 and zeros.count(0) >= 0.7 * len(zeros) and not others.count(0):
            return encoding
    raise NotRead(path, "binary, not text")


def read_text(path: str, max_size: int = MAX_SIZE) -> str:
    """The text of a regular file. Raises NotRead."""
    return read_content(path, max_size).text


def read_content(path: str, max_size: int = MAX_SIZE) -> Content:
    """The text of a regular file, and how it is written there. Raises NotRead."""
    return _content(read_bytes(path, max_size), path)


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """A regular file, to read its bytes. Raises NotRead, at the end too where it was changed meanwhile."""
    try:
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode):
            raise NotRead(path, f"not a regular file but {_nature(mode)}")
        # Without waiting: between the two calls somebody may have put a FIFO in its place.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise NotRead(path, why(error)) from error
    with open(handle, "rb") as file:
        before = _state(file)
        yield file
        if not file.closed and _state(file) != before:
            raise NotRead(path, "changed while it was read; run once more")


def read_bytes(path: str, max_size: int = MAX_SIZE) -> bytes:
    """The bytes of a regular file, as they were at one time. Raises NotRead."""
    with opened(path) as file:
        try:
            size, _ = _state(file)
            # Python makes room for as many bytes as it is asked for; of a small file it is asked for what there is.
            return read_limited(file.read, path, max_size) if not 0 < size <= max_size else file.read(size + 1)
        except OSError as error:
            raise NotRead(path, why(error)) from error


def _state(file: BinaryIO) -> tuple[int, int]:
    """By what it is seen that a file was changed: its size, and when it was last written."""
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns


def encoding_of(file: BinaryIO, path: str) -> str:
    """The encoding of a long text that is not read at once, which is gone through for it. Raises NotRead."""
    begin = file.read(_SAMPLE)
    mark, encoding = next(((m, e) for m, e in _BOMS if begin.startswith(m)), (b"", ""))
    if not encoding and b"\0" in begin:
        encoding = _utf16_order(begin, path)
    file.seek(len(mark))
    decoder, control = getincrementaldecoder(encoding or "utf-8")(), False
    try:
        while data := file.read(_SAMPLE * 64):
            decoder.decode(data)
            control = control or (not encoding and data.translate(None, _CONTROL) != data)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        if encoding or control:
            raise NotRead(path, f"not valid {encoding.upper()}" if encoding else "binary, not text") from None
        encoding = "cp1252"
    file.seek(len(mark))
    return encoding or "utf-8"


def read_limited(read: Callable[[int], bytes], path: str, max_size: int = MAX_SIZE) -> bytes:
    """All of a stream, unless it is too large. Raises NotRead."""
    data = read(max_size + 1)
    if len(data) > max_size:
        raise NotRead(path, f"larger than {max_size:,} bytes (max-size)")
    return data


def why(error: OSError) -> str:
    """An error of the operating system in a few words, without the path."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    return (error.strerror or type(error).__name__).lower()


def _nature(mode: int) -> str:
    for test, name in (
        (stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a FIFO"), (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"),
    ):  # fmt: skip
        if test(mode):
            return name
    return "something else"
