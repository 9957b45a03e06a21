"""Expressions that begin at a word: each is tried only at the words that it can begin with.

An expression of many words, searched for, is tried at every letter of a note. How an expression can begin is read from
the expression itself; then one look at each word of a note, at its first letters, tells of all expressions where each
may stand.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache
from itertools import product
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_LETTERS = 5  # of a word, and of what follows it, that are looked at
_ANY = "\0"  # stands for whatever may follow
_MANY = 4_000
_KEPT = 50_000
_DIGITS = str.maketrans("123456789", "000000000")
_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|[_\n]")
_opened: dict[str, list[int]] = {}  # the numbers of the expressions that an opening may begin
_begun: dict[str, tuple[int, ...]] = {}  # the same by the first letters of words that were met
_count = 0


class Expression:
    """A regular expression that begins where a word, a number, a sign or a line end does, and nowhere else.

    `text` is always that of a whole note: where its words begin is found once.
    """

    def __init__(self, pattern: str, flags: int = 0) -> None:
        """Note with what it can begin. It is compiled when it is first tried."""
        global _count
        self.pattern = pattern
        self.flags = flags
        self._number = _count = _count + 1
        for opening in {o.partition(_ANY)[0] for o in _openings(_parser.parse(pattern, flags))}:
            _opened.setdefault(opening, []).append(self._number)
        _begun.clear()
        _places.cache_clear()

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression as Python's."""
        return re.compile(self.pattern, self.flags)

    @cached_property
    def _match(self) -> Callable[[str, int, int], re.Match[str] | None]:
        return self.compiled.match

    def match(self, text: str, start: int, end: int | None = None) -> re.Match[str] | None:
        """The match that begins at an offset."""
        places = _places(text).get(self._number, ())
        index = bisect_left(places, start)
        if index == len(places) or places[index] > start:
            return None
        return self._match(text, start, len(text) if end is None else end)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """The matches between two offsets, in the order of the text."""
        places = _places(text).get(self._number)
        if places is None:
            return
        stop = len(text) if end is None else end
        for place in places[bisect_left(places, start) : bisect_left(places, stop)]:
            if place >= start and (match := self._match(text, place, stop)):
                start = match.end()
                yield match

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match between two offsets."""
        places = _places(text).get(self._number)
        if places is None:
            return None
        stop = len(text) if end is None else end
        for index in range(bisect_left(places, start), len(places)):
            if places[index] >= stop:
                return None
            if match := self._match(text, places[index], stop):
                return match
        return None


@lru_cache(maxsize=32)  # more than the notes that are read together
def _places(text: str) -> dict[int, list[int]]:
    """Where each expression may begin in a text."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    plain = text.translate(_DIGITS)
    known = _begun.get
    for at in [word.start() for word in _WORD.finditer(text)]:
        letters = plain[at : at + _LETTERS]
        numbers = known(letters)
        if numbers is None:
            numbers = _begin(letters)
        if numbers:
            for number in numbers:
                found[number].append(at)
    return dict(found)


def _begin(letters: str) -> tuple[int, ...]:
    """The expressions that the first letters of a word may begin, kept for the next time."""
    if len(_begun) > _KEPT:
        _begun.clear()
    numbers = {n for size in range(len(letters) + 1) if (o := letters[:size]) in _opened for n in _opened[o]}
    return _begun.setdefault(letters, tuple(numbers))


def _openings(parsed: Any) -> set[str]:
    """With what letters a parsed expression can begin; what ends in `_ANY` may go on with any others."""
    found = {""}
    for code, argument in parsed:
        if all(map(_known, found)):
            break
        found = _joined(found, _openings_of(code, argument))
    return found


def _known(opening: str) -> bool:
    return len(opening) == _LETTERS or opening.endswith(_ANY)


def _joined(first: set[str], then: set[str]) -> set[str]:
    if len(first) * len(then) > _MANY:
        then = {_ANY}
    return {a if _known(a) else (a + b)[:_LETTERS] for a, b in product(first, then)}


def _openings_of(code: Any, argument: Any) -> set[str]:
    """With what letters one part of an expression can begin."""
    match code:
        case op.LITERAL:
            return {chr(argument).translate(_DIGITS)}
        case op.IN:
            return _characters(argument)
        case op.BRANCH:
            return set().union(*map(_openings, argument[1]))
        case op.SUBPATTERN:
            return _openings(argument[-1])
        case op.AT | op.ASSERT | op.ASSERT_NOT:
            return {""}
        case op.MAX_REPEAT | op.MIN_REPEAT:
            least, most, part = argument
            once = _openings(part)
            found = [{""}]
            while len(found) <= min(most, _LETTERS) and found[-1] != {_ANY}:
                found.append(_joined(found[-1], once))
            return set().union(*found[min(least, len(found) - 1) :])
    return {_ANY}


def _characters(items: Any) -> set[str]:
    """The characters of a class, but any for one that is negated or of all letters."""
    found: set[str] = set()
    for code, argument in items:
        if code is op.LITERAL:
            found.add(chr(argument).translate(_DIGITS))
        elif code is op.RANGE:
            found.update(map(chr, range(argument[0], argument[1] + 1)))
        elif argument is op.CATEGORY_DIGIT:
            found.add("0")
        else:
            return {_ANY}
    return {c.translate(_DIGITS) for c in found}
