"""Measures: the part of the pipeline that finds what was objectively measured, and says when, where and how well."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.measures.finder import find
from notelint.linter.language.reading import reading


@Language.factory("notelint_measures")
def create(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """The component that finds the measures."""
    return find_measures


def find_measures(doc: Doc) -> Doc:
    """Fill the measures and the pain scores of the reading."""
    here = reading(doc)
    here.measures, here.pain = find(doc, here)
    return doc
