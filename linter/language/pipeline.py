"""The pipeline: spaCy's blank English, a tokenizer for shorthand, and one component for each step."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from typing import cast

import spacy
from spacy import attrs
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import registry

from notelint.linter.language import (
    activities,
    bills,
    complaints,
    dates,
    diagnosis,
    goals,
    layout,
    lexicons,
    measures,
    placeholders,
    plans,
    purposes,
    references,
    sections,
    services,
    signature,
    skills,
    statements,
    times,
)
from notelint.linter.language.folding import PLAIN_SPACES, fold, stem
from notelint.linter.language.reading import Reading
from notelint.linter.markup import Markup
from notelint.linter.note import Note
from notelint.linter.record import Terms

COMPONENTS = (
    layout, sections, statements, lexicons, dates, measures, purposes, services, bills, activities, goals, signature, diagnosis, plans,
    times, skills, references, complaints, placeholders,
)  # fmt: skip
_SPLIT = re.compile(r"[^\w\s]|_|(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
PLAIN = PLAIN_SPACES | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # spaCy takes no half of a character
_FIRST = re.compile(r"^(?:[^\w\s]|_)")  # spaCy passes over an infix at the very start of a word


def make_language(terms: Sequence[Terms] = ()) -> Language:
    """The pipeline. Its tokens are runs of letters, runs of digits and single signs, so that shorthand comes apart.

    `terms` are lists of terms that rules name themselves.
    """
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "notelint_tokenizer"}}})
    nlp.max_length = sys.maxsize  # how long a note may be, the settings say (max-size)
    nlp.vocab.lex_attr_getters = {attrs.NORM: stem, attrs.LOWER: fold}  # type: ignore[attr-defined]
    for lexeme in nlp.vocab:
        lexeme.norm_ = stem(lexeme.orth_)
    for module in COMPONENTS:
        nlp.add_pipe(f"notelint_{module.__name__.rpartition('.')[2]}")
    cast(lexicons.Lexicons, nlp.get_pipe("notelint_lexicons")).add(terms)
    nlp.tokenizer = _tokenizer(nlp)  # one whose cache the lexicons have not filled
    return nlp


@registry.tokenizers("notelint_tokenizer")  # type: ignore[untyped-decorator]
def tokenizer() -> Callable[[Language], Tokenizer]:
    """Ours from the start: to make spaCy's own takes a tenth of a second."""
    return _tokenizer


def _tokenizer(nlp: Language) -> Tokenizer:
    return Tokenizer(nlp.vocab, rules={}, prefix_search=_FIRST.search, infix_finditer=_SPLIT.finditer)


def read(nlp: Language, note: Note, syntax: Markup | None = None) -> Doc:
    """A note, parsed: the Doc and in it the reading. `syntax` is that of a template, without what is no prose."""
    doc = nlp.make_doc(note.text.translate(PLAIN))
    doc.user_data["notelint"] = Reading(note, note.text, fold(note.text), syntax or Markup())
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc
