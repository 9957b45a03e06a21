"""Lexicons: one pass of spaCy's PhraseMatcher over the note for every term of every lexicon."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from numpy.typing import NDArray
from spacy.attrs import IDX, LENGTH, NORM, ORTH
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from notelint.linter.knowledge import Term, lexicon, lexicon_keeps_case, lexicon_names
from notelint.linter.language.folding import stem
from notelint.linter.language.reading import Hit, reading

Entry = tuple[str, Term]
_NOT_MATCHED = frozenset({"sections", "credentials", "not_names"})
_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_TWO_WORDS = re.compile(r"[a-z]+ [a-z]+")


@Language.factory("notelint_lexicons")
def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component that finds the terms."""
    return Lexicons(nlp)


class Lexicons:
    """Two matchers, one on folded words and one on words as written, and what their keys stand for.

    A term joins its matcher when a note first holds the word that it begins with, so that one note does not wait
    for twenty thousand terms.
    """

    def __init__(self, nlp: Language) -> None:
        """Sort every form of every term by its first word."""
        self.vocab = nlp.vocab
        self.matchers = {NORM: PhraseMatcher(nlp.vocab, attr="NORM"), ORTH: PhraseMatcher(nlp.vocab, attr="ORTH")}
        self.entries: dict[int, tuple[Entry, ...]] = {}
        self.waiting: dict[int, dict[int, dict[tuple[str, ...], list[Entry]]]] = {NORM: {}, ORTH: {}}
        for name in lexicon_names():
            if name not in _NOT_MATCHED:
                attribute, fold = (ORTH, str) if lexicon_keeps_case(name) else (NORM, stem)
                self._sort(name, attribute, fold)

    def _sort(self, name: str, attribute: int, fold: Callable[[str], str]) -> None:
        waiting, strings = self.waiting[attribute], self.vocab.strings
        for term in lexicon(name):
            for form in dict.fromkeys(_forms(term.text)) if attribute == NORM else (term.text,):
                words = tuple(map(fold, _WORD.findall(form)))
                first = waiting.setdefault(strings.add(words[0]), defaultdict(list))
                if (name, term) not in first[words]:
                    first[words].append((name, term))

    def __call__(self, doc: Doc) -> Doc:
        """Fill the hits of the reading: for each lexicon the longest at each place, in the order of the text."""
        here = reading(doc)
        table = doc.to_array([IDX, LENGTH, NORM, ORTH])
        self._admit(table[:, 2:])
        starts = table[:, 0].tolist()
        ends = (table[:, 0] + table[:, 1]).tolist()
        found = [(first, -last, key) for matcher in self.matchers.values() for key, first, last in matcher(doc)]
        found.sort()
        reach: dict[str, int] = {}
        entries, hits = self.entries, here.hits
        for first, last, key in found:
            for name, term in entries[key]:
                if -last > reach.get(name, 0):
                    reach[name] = -last
                    hits.setdefault(name, []).append(Hit(name, term, starts[first], ends[-last - 1]))
        return doc

    def _admit(self, words: NDArray[Any]) -> None:
        """Give the matchers the terms that begin with a word of this note, where no earlier note held it."""
        here = set(words.ravel().tolist())
        for attribute, waiting in self.waiting.items():
            for word in here & waiting.keys():
                for number, (form, terms) in enumerate(waiting.pop(word).items()):
                    key = f"{attribute} {word} {number}"
                    self.vocab.strings.add(key, allow_transient=False)  # type: ignore[call-arg]
                    self.matchers[attribute].add(key, [self._doc(words) for words in _broken(form)])
                    self.entries[self.vocab.strings[key]] = tuple(terms)

    def _doc(self, words: tuple[str, ...]) -> Doc:
        """A Doc whose tokens have these words, and these norms."""
        doc = Doc(self.vocab, words=[w if w != " " else "\n" for w in words], spaces=[False] * len(words))
        for token, word in zip(doc, words, strict=True):
            token.norm_ = word
        return doc


def _forms(term: str) -> Iterator[str]:
    """A term as it stands, and with its hyphens as spaces or gone; "step up" also joined and hyphenated."""
    yield term
    if "-" in term:
        yield term.replace("-", " ")
        if len(term) > 5:
            yield term.replace("-", "")
    elif _TWO_WORDS.fullmatch(term):
        yield term.replace(" ", "-")
        if len(term) > 6:
            yield term.replace(" ", "")


def _broken(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words, and the words with one line break or run of spaces between any two."""
    yield words
    for gap in range(1, len(words)):
        yield (*words[:gap], " ", *words[gap:])
