"""The pipeline, built once, and short ways to read a text with it."""

from functools import cache

from notelint.linter.language.pipeline import make_language, read
from notelint.linter.language.reading import Reading, reading
from notelint.linter.language.shortening import without_markup
from notelint.linter.note import Kind, Note


@cache
def language():
    return make_language()


def read_text(text: str, kind: Kind | None = None, date: str | None = None) -> Reading:
    bare, _, left = without_markup(Note("note.txt", text, kind=kind, date=date))
    return reading(read(language(), bare.note, left))
