"""Lexicons: one pass of spaCy's PhraseMatcher over the note for every term of every lexicon."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from spacy.attrs import IDX, LENGTH
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from notelint.linter.knowledge import Term, lexicon, lexicon_names
from notelint.linter.language.reading import Hit, reading

_NOT_MATCHED = frozenset({"sections", "credentials"})


@Language.factory("notelint_lexicons")
def create(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """The component that finds the terms."""
    return Lexicons(nlp)


class Lexicons:
    """The matcher and what its keys stand for; built once for a pipeline."""

    def __init__(self, nlp: Language) -> None:
        """Add every term, with its hyphenated, spaced, joined and line-broken forms."""
        self.matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        self.terms: dict[int, list[tuple[str, Term]]] = defaultdict(list)
        patterns: dict[tuple[str, ...], list[tuple[str, Term]]] = defaultdict(list)
        for name in lexicon_names():
            if name in _NOT_MATCHED:
                continue
            for term in lexicon(name):
                for form in set(_forms(term.text)):
                    words = tuple(t.norm_ for t in nlp.make_doc(form))
                    if (name, term) not in patterns[words]:
                        patterns[words].append((name, term))
        for number, (words, terms) in enumerate(patterns.items()):
            key = f"{number}"
            self.matcher.add(key, [_doc(nlp, broken) for broken in _broken(words)])
            self.terms[nlp.vocab.strings[key]] = terms

    def __call__(self, doc: Doc) -> Doc:
        """Fill the hits of the reading: for each lexicon the longest at each place, in the order of the text."""
        here = reading(doc)
        places = doc.to_array([IDX, LENGTH])
        starts = places[:, 0].tolist()
        ends = (places[:, 0] + places[:, 1]).tolist()
        found = [(first, -last, key) for key, first, last in self.matcher(doc)]
        found.sort()
        reach: dict[str, int] = {}
        terms, hits = self.terms, here.hits
        for first, last, key in found:
            for name, term in terms[key]:
                if -last > reach.get(name, 0):
                    reach[name] = -last
                    hits.setdefault(name, []).append(Hit(name, term, starts[first], ends[-last - 1]))
        return doc


def _forms(term: str) -> Iterator[str]:
    """A term as it stands, and with its hyphens as spaces or gone; "step up" also joined and hyphenated."""
    yield term
    if "-" in term:
        yield term.replace("-", " ")
        if len(term) > 5:
            yield term.replace("-", "")
    parts = term.split()
    if len(parts) == 2 and all(re.fullmatch(r"[a-z]+", p) for p in parts):
        yield "-".join(parts)
        if len(term) > 6:
            yield "".join(parts)


def _broken(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words, and the words with one line break or run of spaces between any two."""
    yield words
    for gap in range(1, len(words)):
        yield (*words[:gap], " ", *words[gap:])


def _doc(nlp: Language, words: tuple[str, ...]) -> Doc:
    """A Doc whose tokens have these norms."""
    doc = Doc(nlp.vocab, words=[w if w != " " else "\n" for w in words], spaces=[False] * len(words))
    for token, word in zip(doc, words, strict=True):
        token.norm_ = word
    return doc
