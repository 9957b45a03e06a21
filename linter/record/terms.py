"""Words that a rule looks for by itself, beside what the record holds anyway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from notelint.linter.frozen import frozen
from notelint.linter.record.mentions import ActivityStatus
from notelint.linter.record.subject import Mention


@dataclass(frozen=True, slots=True)
class Terms:
    """A list of terms that a rule names with `terms=[...]` and then asks the visit for: `visit.said(HOME)`.

    A term is a word or a few words as a clinician writes them, no expression. Hyphens and line breaks inside do not
    count, nor does the ending of a plural. With `case="exact"` capitals count: "PT" is not "pt".
    Raises ValueError where a term is empty.
    """

    words: tuple[str, ...]
    case: Literal["fold", "exact"] = "fold"

    def __post_init__(self) -> None:
        """Take any collection of words; none of them may be empty."""
        words = () if isinstance(self.words, str) else tuple(self.words)
        if not words or not all(isinstance(word, str) and word.strip() for word in words):
            raise ValueError("Terms needs a list of words, none of them empty, such as Terms(['HEP', 'home program'])")
        object.__setattr__(self, "words", words)


@frozen
class TermFound(Mention):
    """A term of a list that stands in the note.

    `section` is the name of the section that it stands in, "" before the first heading; `statement` counts the
    sentences, list items and rows of the note. `status` is what becomes of it: done (said without more), planned, home,
    historical, instruction, or refused, which is also what is denied or negated.
    """

    terms: Terms
    section: str = ""
    statement: int = 0
    status: ActivityStatus = "done"

    @property
    def read_as(self) -> str:
        """Its status, where it is not plainly said."""
        return "" if self.status == "done" else self.status
