"""Lexicons: one pass over the words of the note for every term of every lexicon."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from spacy.attrs import IDX, LENGTH, NORM
from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.knowledge import Term, lexicon, lexicon_keeps_case, lexicon_names
from notelint.linter.language.folding import stem
from notelint.linter.language.reading import Hit, reading
from notelint.linter.language.terms import lexicon_of
from notelint.linter.record import Terms

Entry = tuple[str, Term, str]  # a lexicon, a term of it, and its letters where their case counts
_NOT_MATCHED = frozenset({"sections", "credentials", "not_names"})
_NO_COLUMNS: Mapping[str, str] = MappingProxyType({})
_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_TWO_WORDS = re.compile(r"[a-z]+ (?:(?:to|and|in|on|of|by|at|over) )?[a-z]+")


@Language.factory("notelint_lexicons")
def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component that finds the terms."""
    return Lexicons(nlp)


class Node:
    """Where some words lead that terms begin with: the terms that end here, and the words that others go on with."""

    __slots__ = ("entries", "on")

    def __init__(self) -> None:
        """Lead nowhere yet."""
        self.entries: list[Entry] = []
        self.on: dict[int, Node] = {}


class Lexicons:
    """All terms, as a tree of the hashes of their folded words.

    A term waits under the word that it begins with until a note holds that word, so that one note does not wait for
    twenty thousand terms.
    """

    def __init__(self, nlp: Language) -> None:
        """Have every term wait."""
        self.strings = nlp.vocab.strings
        self.space = self.strings[" "]
        self.tree: dict[int, Node] = {}
        self.waiting: defaultdict[int, list[Entry]] = defaultdict(list)
        self.firsts: dict[str, int] = {}
        for name in lexicon_names():
            if name not in _NOT_MATCHED:
                self._sort(name, lexicon(name), exact=lexicon_keeps_case(name))

    def add(self, terms: Iterable[Terms]) -> None:
        """Look for the terms of rules too."""
        for index, its in enumerate(terms):
            self._sort(lexicon_of(index), [Term(word, _NO_COLUMNS) for word in its.words], exact=its.case == "exact")

    def _sort(self, name: str, terms: Iterable[Term], *, exact: bool) -> None:
        """Put each term under the hash of the word that it begins with, and of the one that it begins with joined."""
        for term in terms:
            entry = name, term, _letters(term.text) if exact else ""
            first = self._first(term.text)
            self.waiting[first].append(entry)
            if not exact and (joined := _joined(term.text)) and (second := self._first(joined)) != first:
                self.waiting[second].append(entry)

    def _first(self, text: str) -> int:
        word = _WORD.match(text)[0]  # type: ignore[index]
        return self.firsts.get(word) or self.firsts.setdefault(word, self.strings[stem(word)])

    def __call__(self, doc: Doc) -> Doc:
        """Fill the hits of the reading: for each lexicon the longest at each place, in the order of the text."""
        here = reading(doc)
        starts, lengths, words = doc.to_array([IDX, LENGTH, NORM]).T.tolist()
        self._admit(words)
        words.append(0)
        reach: dict[str, int] = {}
        hits: defaultdict[str, list[Hit]] = defaultdict(list)
        for first, node in enumerate(map(self.tree.get, words)):
            if node is None:
                continue
            start = starts[first]
            goes_on = words[first + 1] in node.on or words[first + 1] == self.space
            for last, entries in _ends(node, words, first, self.space) if goes_on else ((first, node.entries),):
                for name, term, letters in entries:
                    end = starts[last] + lengths[last]
                    if end > reach.get(name, 0) and (not letters or letters == _letters(here.text[start:end])):
                        reach[name] = end
                        hits[name].append(Hit(name, term, start, end))
        for name, its in hits.items():
            here.keep_hits(name, its)
        return doc

    def _admit(self, words: Iterable[int]) -> None:
        """Put the terms that begin with a word of this note into the tree, where no earlier note held it."""
        for first in self.waiting.keys() & words:
            for entry in self.waiting.pop(first):
                for written in _forms(entry[1].text, exact=bool(entry[2])):
                    word, *rest = [self.strings[stem(each)] for each in _WORD.findall(written)]
                    if word == first:
                        node = self.tree.get(first) or self.tree.setdefault(first, Node())
                        for word in rest:
                            node = node.on.get(word) or node.on.setdefault(word, Node())
                        if entry not in node.entries:
                            node.entries.append(entry)


def _ends(node: Node, words: Sequence[int], first: int, space: int) -> list[tuple[int, list[Entry]]]:
    """Where terms that begin with a word end, the longest first; between two words one break may stand."""
    ends = [(first, node.entries)]
    broken = False
    for index in range(first + 1, len(words)):
        following = node.on.get(words[index])
        if following is not None:
            node = following
            ends.append((index, node.entries))
        elif broken or words[index] != space:
            break
        else:
            broken = True
    ends.reverse()
    return ends


def _letters(text: str) -> str:
    return "".join(text.split())


def _forms(term: str, *, exact: bool) -> list[str]:
    """A term as it stands, and with its hyphens as spaces or gone; "step up" and "sit to stand" also joined and hyphenated."""
    found = [term]
    if not exact:
        if "-" in term:
            found.append(term.replace("-", " "))
        elif _TWO_WORDS.fullmatch(term):
            found.append(term.replace(" ", "-"))
        if joined := _joined(term):
            found.append(joined)
    return found


def _joined(term: str) -> str:
    """A term without its hyphens; of few words, without the spaces; empty where that is too short to be told."""
    if "-" in term:
        return term.replace("-", "") if len(term) > 5 else ""
    return term.replace(" ", "") if len(term) > 6 and _TWO_WORDS.fullmatch(term) else ""
