"""What programs that annotate files are told of a verdict: its file, its lines and columns, and what it says."""

from __future__ import annotations

from notelint.linter.note import Location, Note
from notelint.linter.readers.tables import is_table
from notelint.linter.verdict import Verdict
from notelint.reports.terminal import acceptance, inline


def file_path(note: Note) -> str:
    """The file of a note as these programs know it: with slashes, from the working folder on."""
    return note.file.replace("\\", "/").removeprefix("./")


def spot(note: Note, start: int | None, end: int | None) -> Location | None:
    """Lines and columns of a span in the file; None for what stands nowhere, or in a cell of a table."""
    if start is None or is_table(note.file):
        return None
    return note.location(start, start if end is None else end)


def sayings(note: Note, verdict: Verdict) -> list[str]:
    """What is wrong, by whom and why it was accepted, what is asked: a line for each, safe to print."""
    said = inline(verdict.message or verdict.name)
    code = f"{verdict.code}: " if verdict.code and verdict.code not in said else ""
    row = f"row {note.path.rpartition('#')[2]}: " if is_table(note.file) and note.path != note.file else ""
    return [line for line in (f"{row}{code}{said}", acceptance(verdict), inline(verdict.help)) if line]
