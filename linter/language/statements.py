"""Statements: sentences, list items and rows."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.reading import Reading, Statement, reading

_LISTED = re.compile(r"(?<=  )(?:\([1-9]\)|[1-9][.)])(?= )")
_LONGEST = 2_000  # characters; what goes on for longer is no sentence, and is read in parts
_END = re.compile(r"(?<![.!?])[.!?]+[\"')\]]*(?=\s)(?! [.:])")  # no dots before the value in a form
_ABBREVIATION = re.compile(
    r"(?:^|[\s(/])(?:pt|pts|dr|mr|mrs|ms|vs|approx|no|st|ft|in|sec|min|mod|max|wk|wks|mo|hr|hrs|deg|ea|lt|rt|r|l|bil|e\.g|i\.e|ext|flex|[a-z]|\d{1,2})\.$"
)
_NUMBERED = re.compile(r"(?:  |\n|; )\(?[1-9]\.$")
_TITLE = re.compile(r"(?:^|[\s(])(?:pt|dr|mr|mrs|ms|vs|e\.g|i\.e)\.$")


@Language.factory("notelint_statements")
def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component that finds the statements."""
    return find_statements


def find_statements(doc: Doc) -> Doc:
    """Fill the statements of the reading, in the order of the text."""
    here = reading(doc)
    sections = [s.start for s in here.sections]
    at: int | None = None
    end = 0
    for line in here.lines:
        if line.blank:
            continue
        if at is not None and not line.joined:
            _split(here, sections, at, end)
            at = None
        if at is None:
            at = line.content
        end = line.end
    if at is not None:
        _split(here, sections, at, end)
    if not here.statements:
        here.statements.append(Statement(0, len(here.text), ""))
    return doc


def _split(here: Reading, sections: list[int], start: int, end: int) -> None:
    """The sentences of a paragraph, a list item or a row; where a section begins, a new one does."""
    cuts = sections[bisect_right(sections, start) : bisect_left(sections, end)]
    if here.folded.find("  ", start, end) >= 0:
        cuts += [m.start() for m in _LISTED.finditer(here.folded, start + 1, end)]
    for match in _END.finditer(here.folded, start, end):
        stop = match.end()
        if here.folded[match.start()] == "." and _abbreviates(here, start, match.start() + 1, stop):
            continue
        cuts.append(stop)
    at = start
    for cut in _shortened(here, start, [*sorted(set(cuts)), end]):
        begin = at
        while begin < cut and here.folded[begin] in " \n\r\t|":
            begin += 1
        if begin < cut:
            here.statements.append(Statement(begin, cut, here.section_at(begin)))
        at = cut


def _shortened(here: Reading, start: int, cuts: list[int]) -> Iterator[int]:
    """The cuts, with others between them at the ends of words where a sentence would be too long."""
    for cut in cuts:
        while cut - start > _LONGEST:
            room = start + _LONGEST
            start = max(here.folded.rfind(" ", room - _LONGEST // 2, room) + 1, room - _LONGEST // 2)
            yield start
        yield cut
        start = cut


def _abbreviates(here: Reading, start: int, dot: int, stop: int) -> bool:
    """Whether the full stop belongs to an abbreviation and the sentence goes on."""
    if not _ABBREVIATION.search(here.folded, max(start, dot - 10), dot):
        return False
    if _NUMBERED.search(here.folded[max(0, dot - 5) : dot]):
        return True
    if dot - start < 5 and here.folded[start : dot - 1].strip().isdigit():
        return True
    after = here.text[stop : stop + 3].lstrip()
    return (bool(after) and not after[0].isupper()) or bool(_TITLE.search(here.folded[max(start, dot - 6) : dot]))
