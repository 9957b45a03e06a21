"""HL7 v2: the documents of MDM messages (T02 and its like), their text in OBX-5."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from notelint.linter.note import Note
from notelint.linter.readers.attachments import attached_text, unpacked
from notelint.linter.readers.formats import library
from notelint.linter.readers.run import Run
from notelint.linter.readers.text import NotRead, encoding_of

DOCUMENTS = frozenset({"T02", "T04", "T06", "T08", "T10"})  # the events that bring a text with them
ROOM = 8  # so many times the most that a note may be long is read of one message
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}\|")
_ENVELOPE = ("FHS", "BHS", "BTS", "FTS")
_ESCAPE = re.compile(r"\\(?:[HNFSRTE]|\.(?:br|sp|fi|nf|in|ti|sk|ce)[+-]?\d*|X(?:[0-9A-Fa-f]{2})+)\\")
# What escapes stand for, where the library says otherwise; highlights are left out.
_ESCAPES = {".br": "\n", ".sp": "\n", ".ce": "\n", "H": "", "N": "", "X0D": "\n", "X0A": "\n", "X0D0A": "\n"}


def read(path: str, file: BinaryIO, run: Run) -> Iterator[Note | NotRead]:
    """The notes of a file of messages, the first under its path, later ones numbered."""
    hl7 = library("hl7", path)
    library("hl7.util", path).logger.setLevel(logging.CRITICAL)  # what it says of a message may quote it
    seen, others, number = 0, set[str](), 0
    for number, message in enumerate(_messages(path, file, ROOM * run.max_size), 1):
        kind = _kind(message)
        if not kind.startswith("MDM") or kind[4:7] not in DOCUMENTS:
            others.add(kind)
            continue
        seen += 1
        place = path if seen == 1 else f"{path}#{seen}"
        try:
            note, unread = _note(place, f"message {number}", hl7.parse("\r".join(message)))
            yield from unread
            yield run.finished(note, path)
        except NotRead as error:
            yield error
        except Exception as error:  # of the library, whatever it stumbles on
            yield NotRead(place, f"message {number} cannot be read ({type(error).__name__})")
    if not seen:
        shown = ", ".join(sorted(k for k in others if re.fullmatch(r"[A-Z0-9^_]{3,20}", k))[:4])
        yield NotRead(path, f"holds no document (MDM^T02), but {shown or 'something else'}")


def _messages(path: str, file: BinaryIO, most: int) -> Iterator[list[str]]:
    """The messages of a file as their segments. A line that begins no segment goes on with the one before."""
    text = io.TextIOWrapper(file, encoding_of(file, path), newline=None)
    message: list[str] = []
    long = 0
    try:
        for line in text:
            segment = line.strip("\n\x0b\x1c")
            if segment.startswith("MSH") and message:
                yield message
                message, long = [], 0
            if not message and not segment.startswith("MSH"):
                if segment.strip() and not segment.startswith(_ENVELOPE):
                    raise NotRead(path, "no HL7 v2: it does not begin with a message header (MSH)")
                continue
            long += len(line)
            if long > most:
                raise NotRead(path, f"a message longer than {most:,} characters ({ROOM} times max-size)")
            if _SEGMENT.match(segment) or len(message) == 0:
                if not segment.startswith(_ENVELOPE):
                    message.append(segment)
            else:
                message[-1] += "\n" + segment
    finally:
        text.detach()
    if message:
        yield message
    elif not long:
        raise NotRead(path, "holds no HL7 v2 message")


def _kind(message: list[str]) -> str:
    """The kind of a message, as in MDM^T02."""
    fields = message[0].split(message[0][3:4] or "|")
    return fields[8] if len(fields) > 8 else ""


def _note(place: str, record: str, message: Any) -> tuple[Note, list[NotRead]]:
    """The note of a message, and what is wrong with such attachments as are not read into it. Raises NotRead."""
    txa = next((s for s in message if str(s[0]) == "TXA"), None)
    pid = next((s for s in message if str(s[0]) == "PID"), None)
    if pid is None:
        raise NotRead(place, f"{record} names no patient (PID)")
    patient = _first(pid, 3) or _person(pid, 5)
    text, unread = _text(place, record, message)
    clinician = (_person(txa, 9) or _person(txa, 5) or _person(txa, 10)) if txa else ""
    note = Note(
        place, text, id=(_first(txa, 12) if txa else "") or None,
        patient=patient.casefold() or None, date=_day(_first(txa, 4) if txa else ""), clinician=clinician or None,
        record=record,
    )  # fmt: skip
    return note, unread


def _text(place: str, record: str, message: Any) -> tuple[str, list[NotRead]]:
    """What the OBX of a message say together, and what is wrong with others. Raises NotRead where none says a thing."""
    texts, unread = [], []
    for obx in message:
        if str(obx[0]) != "OBX":
            continue
        try:
            texts.append(_observed(place, record, message, obx))
        except NotRead as error:
            unread.append(error)
    said = "".join(text.removesuffix("\n") + "\n" for text in texts if text is not None)
    if not said.strip():
        raise unread[0] if unread else NotRead(place, f"{record} holds no text (OBX-5)")
    return said, unread


def _observed(place: str, record: str, message: Any, obx: Any) -> str | None:
    """What an OBX says: its text, or that of the document in it; None of a value. Raises NotRead."""
    kind, field = str(obx[2]), obx[5] if len(obx) > 5 else ""
    if kind == "ED":
        parts = [_plain(message, str(part)) for part in (field[0] if len(field) else [])]
        if len(parts) < 5:
            raise NotRead(place, f"{record} has an attachment (ED) without content")
        if parts[3].casefold() != "base64":
            raise NotRead(place, f"{record} has an attachment (ED) that is not in base64")
        return attached_text(place, _media(parts[1], parts[2]), unpacked(place, parts[4]))
    if kind == "RP":
        raise NotRead(place, f"the text of {record} is not in the file but elsewhere (OBX-5 of kind RP)")
    return "\n".join(_plain(message, str(line)) for line in field) if kind in ("TX", "FT", "ST") else None


def _media(kind: str, subtype: str) -> str:
    """The media type that an ED says, as of TEXT and plain, or of application and pdf."""
    said = f"{kind}/{subtype}".casefold().strip("/")
    return "text/plain" if said in ("", "tx", "text") else said


def _plain(message: Any, field: str) -> str:
    """A field with its escapes undone; a backslash that begins none stays."""
    return _ESCAPE.sub(lambda found: str(message.unescape(found[0], _ESCAPES)), field) if "\\" in field else field


def _first(segment: Any, field: int) -> str:
    """The first component of the first value of a field."""
    if len(segment) <= field or not len(segment[field]):
        return ""
    value = segment[field][0]
    return str(value if isinstance(value, str) else value[0]).strip()


def _person(segment: Any, field: int) -> str:
    """The name of a person in a field, as in "Dana Roe, PT"; or the number where there is no name."""
    if len(segment) <= field or not len(segment[field]):
        return ""
    value = segment[field][0]
    parts = [str(p).split("&")[0].strip() for p in value] if not isinstance(value, str) else [value]
    if str(segment[0]) != "PID":
        number, *parts = parts
    else:
        number = ""
    family, given, _, _, _, degree, *_ = [*parts, "", "", "", "", "", ""]
    return ", ".join(filter(None, (f"{given} {family}".strip(), degree))) or number


def _day(said: str) -> str | None:
    return f"{said[:4]}-{said[4:6]}-{said[6:8]}" if re.match(r"(?:19|20)\d{6}", said) else None
