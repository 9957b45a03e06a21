"""Terms that rules name themselves: where each stands, and what becomes of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from notelint.linter.language.reading import Reading
from notelint.linter.language.scope import activity_status
from notelint.linter.record import TermFound, Terms


def lexicon_of(index: int) -> str:
    """The name under which the terms of a rule stand among the lexicons."""
    return f"terms of rules {index}"


def terms_found(here: Reading, terms: Sequence[Terms]) -> Iterator[TermFound]:
    """The terms of all lists that stand in a note; for each list in the order of the text."""
    starts = [statement.start for statement in here.statements] if terms else []
    for index, its in enumerate(terms):
        for hit in here.hits.get(lexicon_of(index), ()):
            section = here.section_at(hit.start)
            status = activity_status(here, hit.start, hit.end)
            statement = bisect_right(starts, hit.start) - 1
            yield TermFound(*here.place(hit.start, hit.end), its, section, statement, status)
