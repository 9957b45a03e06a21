"""An expression that begins at a word finds what the same regular expression finds when it is tried everywhere."""

from __future__ import annotations

import re

import pytest

from notelint.linter.language.openings import Expression

TEXT = "3x10 reps (2 sets), cued; then\nlevel 4/5 ... 12 min @ 97110 with a cue to the knee, not done. r/l 120 deg x3"
PATTERNS = (
    r"\d+ ?x ?\d+|\bx ?\d{1,3}\b",
    r"\b(?:cue[ds]?|with (?:a|the) \w+)\b",
    r"[.;!?]\s|\n|, (?:but|then)\b",
    r"(?<![\w.])(?:cpt )?(97\d{3})(?!\d)",
    r"\b[a-z]{5,}|[@(] ?\d+",
    r"(?:\d*?(\d{1,3}) ?min|not (?:done|given))\b",
    r"\.{3,}|(?P<side>[rl])/(?!(?P=side))[rl]",
    r"\b(?:a{0,2}b)?x",
)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_same_matches_as_everywhere(pattern: str) -> None:
    expression = Expression(pattern)
    for start, end in ((0, len(TEXT)), (5, 60), (31, len(TEXT) - 1)):
        everywhere = list(re.compile(pattern).finditer(TEXT, start, end))
        assert [m.span() for m in expression.finditer(TEXT, start, end)] == [m.span() for m in everywhere]
        first = expression.search(TEXT, start, end)
        assert (first and first.span()) == (everywhere[0].span() if everywhere else None)
        for match in everywhere:
            again = expression.match(TEXT, match.start(), end)
            assert again is not None
            assert again.span() == match.span()


def test_the_middle_of_a_word_begins_nothing() -> None:
    assert Expression("nee").search(TEXT) is None
    assert Expression("knee").match(TEXT, TEXT.index("knee") + 1) is None
