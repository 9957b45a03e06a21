"""Language: the only place that imports spaCy. One component a module; the last step builds the record."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from notelint.linter.frozen import replaced

if TYPE_CHECKING:
    from notelint.linter.note import Note
    from notelint.linter.record import Terms, Visit

LEARNT_NOTES = 1_000
NOTES = 20_000  # read by one pipeline: spaCy's tables grow with every new word, also with those that are forgotten


def make_parser(terms: Sequence[Terms] = ()) -> Callable[[Note], Visit]:
    """A function from a note to its record. Making it loads spaCy and every lexicon: about a second, once a run.

    `terms` are lists of terms that rules name themselves.
    """
    from notelint.linter.language.pipeline import make_language, read
    from notelint.linter.language.proposals import outside
    from notelint.linter.language.reading import reading
    from notelint.linter.language.shortening import as_written, without_markup
    from notelint.linter.language.visit import make_visit
    from notelint.linter.language.waivers import with_waivers
    from notelint.linter.language.wraps import unwrapped

    nlp, count = make_language(terms), 0

    def parse(note: Note) -> Visit:
        nonlocal nlp, count
        if count == NOTES:
            del nlp
            gc.collect()  # so that it goes before another takes its place
            nlp, count = make_language(terms), 0
        count += 1
        # The words of the first notes stay; those of a later one are forgotten with it, so that memory stays bounded.
        with nlp.memory_zone() if count > LEARNT_NOTES else nullcontext():
            plain = unwrapped(note)
            bare, syntax, left = without_markup(plain.note)
            visit = as_written(make_visit(reading(read(nlp, bare.note, left)), terms), plain.note, bare)
            if visit.proposals and syntax.blocks:
                visit = replaced(visit, proposals=outside(visit.proposals, syntax.blocks, plain.note))
            return with_waivers(as_written(visit, note, plain))

    return parse
