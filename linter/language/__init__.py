"""Language: the only place that imports spaCy. One component a module; the last step builds the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notelint.linter.note import Note
    from notelint.linter.record import Visit


def make_parser() -> Callable[[Note], Visit]:
    """A function from a note to its record. Making it loads spaCy and every lexicon: about a second, once a run."""
    from notelint.linter.language.pipeline import make_language, read
    from notelint.linter.language.reading import reading
    from notelint.linter.language.visit import make_visit

    nlp = make_language()

    def parse(note: Note) -> Visit:
        return make_visit(reading(read(nlp, note)))

    return parse
