"""What programs that annotate files are told of a verdict: its file, its lines and columns, and what it says."""

from __future__ import annotations

from notelint.linter.note import Location, Note
from notelint.linter.readers.formats import format_of
from notelint.linter.verdict import Verdict
from notelint.reports.terminal import acceptance, inline


def file_path(note: Note) -> str:
    """The file of a note as these programs know it: with slashes, from the working folder on."""
    return note.file.replace("\\", "/").removeprefix("./")


def spot(note: Note, start: int | None, end: int | None) -> Location | None:
    """Lines and columns of a span in the file; None for what stands nowhere, or in a file that is more than text."""
    if start is None or format_of(note.file):
        return None
    return note.location(start, start if end is None else end)


def sayings(note: Note, verdict: Verdict) -> list[str]:
    """What is wrong, by whom and why it was accepted, what is asked: a line for each, safe to print."""
    said = inline(verdict.message or verdict.name)
    code = f"{verdict.code}: " if verdict.code and verdict.code not in said else ""
    record = f"{inline(note.record)}: " if note.record else ""
    return [line for line in (f"{record}{code}{said}", acceptance(verdict), inline(verdict.help)) if line]
