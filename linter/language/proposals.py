"""Proposals: the places that a template may lack, in the style of its own blanks, at the end of each charge's block."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from notelint.linter.language.places import stands
from notelint.linter.language.reading import Line, Reading
from notelint.linter.language.templates import Extent, described, extents
from notelint.linter.markup import Span
from notelint.linter.note import Note
from notelint.linter.record import Charge, Proposal, Wanted

_LABELS: dict[Wanted, str] = {
    "measure": "Measure of motion, strength or mobility",
    "outcome": "Intended outcome",
    "link": "Task that it serves",
}
_NAMES: dict[Wanted, str] = {"measure": "measure", "outcome": "intended outcome", "link": "task"}
_SIGNS = (
    ("{{{", "}}}"), ("${{", "}}"), ("{{", "}}"), ("${", "}"), ("{", "}"), ("[[", "]]"), ("[", "]"),
    ("<<", ">>"), ("<", ">"), ("\u00ab", "\u00bb"), ("%", "%"), ("~", "~"), ("^", "^"), ("$", "$"), ("#", "#"),
)  # fmt: skip
_IDENTIFIERS = ("{{{", "${{", "{{", "${", "%", "~", "^", "$", "#")  # between these a name is one word
_WITHOUT_NAME = re.compile(r"\*{3}|_+|\.{4,}|\u2026+|\[[ _]+\]|\{ *\}|x{2,3}|\( +\)")
_EPIC = ("smartlist", "smartlink")  # lists and links have to exist; the wild card need not
_WILD_CARD = "***"
_LINE = "____________"
_MARKS = "-*+>\u2022\u25aa\u25cf\u25e6\u2013\u00b7"
_HEADING = re.compile(r"#{1,6} |[=*-]{2,}|[^:]*:\W*$|[A-Z][A-Z &/,-]*$")
_BETWEEN = " \t/,;|&+"


def proposals(here: Reading, charges: Iterable[Charge]) -> Iterator[Proposal]:
    """For the template a place for a measure, for each procedure places for the outcome and for the task."""
    found = extents(here)
    heads = stands(here, here.bills)
    blank = _style(here)
    if (line := _before_charges(here, found)) is not None:
        addition = f"\n{_lead(here, line)}{_LABELS['measure']}: {blank('measure', '')}"
        yield _proposal(here, line.content, line.end, "measure", None, addition)
    for charge, starts in zip(charges, heads, strict=True):
        if not charge.is_therapeutic_procedure:
            continue
        mine = next((e for e in reversed(found) if any(s.start in starts for s in e.services)), None)
        start, end, lead = _end_of_block(here, mine, charge.code)
        for wanted in ("outcome", "link"):
            label = _LABELS[wanted]
            words = label[0].lower() + label[1:] if lead == "; " else label
            code = mine.services[0].code if mine else charge.code
            yield _proposal(here, start, end, wanted, charge, f"{lead}{words}: {blank(wanted, code)}")


def outside(found: Iterable[Proposal], blocks: Iterable[Span], note: Note) -> tuple[Proposal, ...]:
    """The proposals, each behind the blocks of markup that open after its charge and would hold it."""
    ordered = sorted(blocks, key=lambda block: block[1])
    moved = []
    for proposal in found:
        end = proposal.end
        for start, closed in ordered:
            if proposal.owner and proposal.owner.start < start < end <= closed:
                end = closed
        moved.append(replace(proposal, text=note.text[proposal.start : end], end=end))
    return tuple(moved)


def _proposal(here: Reading, start: int, end: int, wanted: Wanted, owner: Charge | None, addition: str) -> Proposal:
    return Proposal(*here.place(start, end), wanted, owner, addition)


def _before_charges(here: Reading, found: list[Extent]) -> Line | None:
    """The line behind which a measure is asked for: the last before the first charge and its heading, else the last."""
    written = [x for x in here.lines if not x.blank]
    if not found:
        return written[-1] if written else None
    first = here.line_at(found[0].start).number
    before = [x for x in written if x.number < first]
    while before and (_in_table(here, before[-1]) or _HEADING.match(here.text, before[-1].content, before[-1].end)):
        before.pop()
    return before[-1] if before else written[-1]


def _end_of_block(here: Reading, block: Extent | None, code: str) -> tuple[int, int, str]:
    """The words behind which a place goes, and what leads to it: a new line of the block, or a semicolon within one.

    A block that is the row or the column of a table, or none, gets a line of its own that names the code.
    """
    if block is None:
        last = [x for x in here.lines if not x.blank][-1]
        return last.content, last.end, f"\n{code}: "
    head = here.line_at(block.services[0].start)
    said = described(here, block.services[-1])  # what follows no deeper may be about something else
    end = min(block.end, max(block.trailing, head.end)) if said else block.end
    line = here.line_at(max(block.start, end - 1))
    if block.column is not None or _in_table(here, line):
        while line.number + 1 < len(here.lines) and _in_table(here, here.lines[line.number + 1]):
            line = here.lines[line.number + 1]
        return line.content, line.end, f"\n{code}: "
    if block.end < line.end and here.text[block.end : line.end].strip(_BETWEEN):
        end = block.start + len(here.text[block.start : block.end].rstrip(_BETWEEN))
        if end > block.services[-1].end:
            return block.start, end, "; "
        return line.content, line.end, f"\n{code}: "
    return line.content, line.end, "\n" + (_lead(here, line) if line.number > head.number else _deeper(here, head))


def _in_table(here: Reading, line: Line) -> bool:
    return "|" in here.text[line.start : line.content + 1] or (
        len(line.cells) > 1 and here.text.count("\t", line.start, line.end) > 1
    )


def _lead(here: Reading, line: Line) -> str:
    """What a line that is the next of its list begins with: the room before it, and its list mark."""
    indent = here.text[line.start : line.end]
    indent = indent[: len(indent) - len(indent.lstrip())]
    return f"{indent}{line.bullet} " if line.bullet and line.bullet in _MARKS else indent


def _deeper(here: Reading, head: Line) -> str:
    """The room before a line that stands deeper than the head of its block."""
    text = here.text[head.start : head.end]
    return text[: len(text) - len(text.lstrip())] + "  "


class _Style:
    """How a template writes its blanks: `opened` and `closed` around a name, or one sign for all."""

    def __init__(self, sample: str, opened: str = "", closed: str = "") -> None:
        self.sample, self.opened, self.closed = sample, opened, closed

    def __call__(self, wanted: Wanted, code: str) -> str:
        """A blank for what is wanted; one that is a variable carries the code, so that each charge has its own."""
        if not self.opened:
            return self.sample
        inner = self.sample[len(self.opened) : len(self.sample) - len(self.closed)]
        variable = self.opened in _IDENTIFIERS or "_" in inner
        name = _NAMES[wanted].replace(" ", "_") if variable else _NAMES[wanted]
        name += f"_{code}" if code and variable else ""
        name = name.upper() if inner.isupper() else name
        return f"{self.opened}{' ' if inner[:1] == ' ' else ''}{name}{' ' if inner[-1:] == ' ' else ''}{self.closed}"


def _style(here: Reading) -> _Style:
    """The most frequent way in which a template writes its blanks; a line to write on where it only has check lists."""
    found: Counter[str] = Counter()
    samples: dict[str, _Style] = {}
    for blank in here.placeholders:
        style = _style_of(here, blank.start, blank.end, blank.dialect)
        if style is not None:
            key = style.opened or style.sample[:1]
            found[key] += 1
            samples.setdefault(key, style)
    return samples[found.most_common(1)[0][0]] if found else _Style(_LINE)


def _style_of(here: Reading, start: int, end: int, dialect: str) -> _Style | None:
    """The style of one blank; None for a choice and for the bare room after a label."""
    text = here.text[start:end]
    if dialect in _EPIC:
        return _Style(_WILD_CARD)
    if dialect == "choice" and not text.startswith("{"):
        return None
    if _WITHOUT_NAME.fullmatch(text):
        return _Style(_LINE if len(text) > 1 and text.strip("_") == "" else text)
    if (start, end) != (0, len(here.text)) and here.text[start - 1 : start] + text[:1] == "[[" and text[-1:] == "]":
        text = f"[{text}]"
    for opened, closed in _SIGNS:
        if text.startswith(opened) and text.endswith(closed) and len(text) > len(opened + closed):
            return _Style(text, opened, closed)
    return None
