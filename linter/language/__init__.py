"""Language: the only place that imports spaCy. One component a module; the last step builds the record."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, TypeVar

from notelint.linter.frozen import replaced

if TYPE_CHECKING:
    from notelint.linter.language.shortening import Shortened
    from notelint.linter.markup import Markup
    from notelint.linter.note import Note
    from notelint.linter.record import Terms, Visit

LEARNT_NOTES = 1_000
NOTES = 20_000  # read by one pipeline: spaCy's tables grow with every new word, also with those that are forgotten
BATCH, LETTERS = 16, 50_000  # as many notes, or letters of notes, go through the steps together

Made = TypeVar("Made")


def make_parser(terms: Sequence[Terms] = ()) -> Callable[[Note], Visit]:
    """A function from a note to its record. Making it loads spaCy and every lexicon: about a second, once a run.

    `terms` are lists of terms that rules name themselves.
    """
    parse_all = make_batch_parser(terms)

    def parse(note: Note) -> Visit:
        (visit,) = parse_all([note])
        if isinstance(visit, Exception):
            raise visit
        return visit

    return parse


def make_batch_parser(terms: Sequence[Terms] = ()) -> Callable[[Sequence[Note]], list[Visit | Exception]]:
    """A function from notes to their records, with the error in place of a note that could not be read.

    Each step goes over several notes before the next begins, so that what it consists of stays in the processor's
    caches: a fifth less time than note by note.
    """
    from notelint.linter.language.pipeline import begin, make_language
    from notelint.linter.language.proposals import outside
    from notelint.linter.language.reading import reading
    from notelint.linter.language.shortening import as_written, without_markup
    from notelint.linter.language.visit import make_visit
    from notelint.linter.language.waivers import with_waivers
    from notelint.linter.language.wraps import unwrapped

    nlp = make_language(terms)
    count = 0

    def finish(visit: Visit, bare: tuple[Shortened, Markup, Markup], plain: Shortened, note: Note) -> Visit:
        visit = as_written(visit, plain.note, bare[0])
        if visit.proposals and bare[1].blocks:
            visit = replaced(visit, proposals=outside(visit.proposals, bare[1].blocks, plain.note))
        return with_waivers(as_written(visit, note, plain))

    def parse(notes: Sequence[Note]) -> list[Visit | Exception]:
        nonlocal nlp, count
        if count >= NOTES:
            del nlp
            gc.collect()  # so that it goes before another takes its place
            nlp, count = make_language(terms), 0
        count += len(notes)
        # The words of the first notes stay; those of a later one are forgotten with it, so that memory stays bounded.
        with nlp.memory_zone() if count > LEARNT_NOTES else nullcontext():
            plain = _each(unwrapped, notes)
            bare = _each(lambda short: without_markup(short.note), plain)
            docs = _each(lambda shorts: begin(nlp, shorts[0].note, shorts[2]), bare)
            for _, component in nlp.pipeline:
                docs = _each(component, docs)
            visits = _each(lambda doc: make_visit(reading(doc), terms), docs)
            return _each(finish, visits, bare, plain, notes)

    return lambda notes: [visit for batch in _batches(notes) for visit in parse(batch)]


def _batches(notes: Iterable[Note]) -> Iterator[list[Note]]:
    """The notes in lots; several long ones are not held at once."""
    batch: list[Note] = []
    size = 0
    for note in notes:
        batch.append(note)
        size += len(note.text)
        if len(batch) == BATCH or size >= LETTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _each(step: Callable[..., Made], items: Iterable[Any], *beside: Iterable[Any]) -> list[Made | Exception]:
    """What a step makes of each item and what stands beside it; the error where this step or one before it raised."""
    made: list[Made | Exception] = []
    for item, *others in zip(items, *beside, strict=True):
        if not isinstance(item, Exception):
            try:
                item = step(item, *others)
            except Exception as error:
                item = error
        made.append(item)
    return made
