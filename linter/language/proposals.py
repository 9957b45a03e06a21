"""Proposals: the places that a template may lack, in the style of its own blanks, at the end of each charge's block."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from notelint.linter.frozen import replaced
from notelint.linter.language.places import stands
from notelint.linter.language.reading import Line, Reading
from notelint.linter.language.templates import Extent, described, extents
from notelint.linter.markup import Span
from notelint.linter.note import Note
from notelint.linter.record import Charge, Placeholder, Proposal, Wanted

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
_WITHIN = "; "
_BETWEEN = " \t/,;|&+"


class Spot(NamedTuple):
    """Where a place goes: behind the words from `start` to `end`; `lead` and `trail` part it from what is around it."""

    start: int
    end: int
    lead: str
    trail: str = ""


def proposals(here: Reading, charges: Iterable[Charge]) -> Iterator[Proposal]:
    """For the template a place for a measure, for each procedure places for the outcome and for the task."""
    if all(line.blank for line in here.lines):  # nothing but comments
        return
    found = extents(here)
    heads = stands(here, here.bills)
    blank = _style(here)
    yield _proposal(here, _before_charges(here, found), "measure", None, blank("measure", ""))
    for charge, starts in zip(charges, heads, strict=True):
        if not charge.is_therapeutic_procedure:
            continue
        mine = next((e for e in reversed(found) if any(s.start in starts for s in e.services)), None)
        spot = _end_of_block(here, found, mine, charge.code)
        code = mine.services[0].code if mine else charge.code
        for wanted in ("outcome", "link"):
            yield _proposal(here, spot, wanted, charge, blank(wanted, code))


def _proposal(here: Reading, spot: Spot, wanted: Wanted, owner: Charge | None, blank: str) -> Proposal:
    label = _LABELS[wanted]
    if spot.lead == _WITHIN:
        label = label[0].lower() + label[1:]
    return Proposal(*here.place(spot.start, spot.end), wanted, owner, f"{spot.lead}{label}: {blank}{spot.trail}")


def outside(found: Iterable[Proposal], blocks: Iterable[Span], note: Note) -> tuple[Proposal, ...]:
    """The proposals, each behind the blocks of markup that open after its charge and would hold it."""
    ordered = sorted(blocks, key=lambda block: block[1])
    moved = []
    for proposal in found:
        end = proposal.end
        for start, closed in ordered:
            if proposal.owner and proposal.owner.start < start < end <= closed:
                end = closed
        moved.append(replaced(proposal, text=note.text[proposal.start : end], end=end))
    return tuple(moved)


def _before_charges(here: Reading, found: list[Extent]) -> Spot:
    """Where a measure is asked for: behind the last line before the first charge and its heading, else at the end."""
    written = [x for x in here.lines if not x.blank]
    if not found:
        return _below(here, written[-1], _lead(here, written[-1]))
    first = here.line_at(found[0].start)
    before = [x for x in written if x.number < first.number]
    while before and (_in_table(here, before[-1]) or _HEADING.match(here.text, before[-1].content, before[-1].end)):
        first = before.pop()
    return _below(here, before[-1], _lead(here, before[-1])) if before else Spot(first.start, first.start, "", "\n")


def _end_of_block(here: Reading, found: list[Extent], block: Extent | None, code: str) -> Spot:
    """Where the places of a charge go: on new lines of its block, or within its line where another charge follows.

    Where a line below would not tell whose it is (after a line of several charges, after a table) it names the code.
    """
    if block is None:
        return _below(here, [x for x in here.lines if not x.blank][-1], f"{code}: ")
    head = here.line_at(block.services[0].start)
    said = described(here, block.services[-1])  # what follows no deeper may be about something else
    end = min(block.end, max(block.trailing, head.end)) if said else block.end
    line = here.line_at(max(block.start, end - 1))
    if block.column is not None or _in_table(here, line):
        while line.number + 1 < len(here.lines) and _in_table(here, here.lines[line.number + 1]):
            line = here.lines[line.number + 1]
        return _below(here, line, f"{code}: ")
    if block.end < line.end and here.text[block.end : line.end].strip(_BETWEEN):
        end = block.start + len(here.text[block.start : block.end].rstrip(_BETWEEN))
        if end > block.services[-1].end and _blank_at(here, end) is None:
            return Spot(block.start, end, _WITHIN)
        return _below(here, line, f"{code}: ")
    if line.number > head.number:
        return _below(here, line, _lead(here, line))
    several = sum(head.start <= e.start < head.end for e in found) > 1
    return _below(here, line, f"{code}: " if several else _deeper(here, head))


def _below(here: Reading, line: Line, lead: str) -> Spot:
    """The line below another; below the end of a blank that goes over several lines."""
    while (blank := _blank_at(here, line.end)) is not None:
        line = here.line_at(blank.end)
    end = line.end
    while here.text[end : end + 1] in (" ", "\t"):
        end += 1
    return Spot(line.content, end, f"\n{lead}")


def _blank_at(here: Reading, at: int) -> Placeholder | None:
    """The blank that an offset stands within."""
    return next((p for p in here.placeholders if p.start < at < p.end), None)


def _in_table(here: Reading, line: Line) -> bool:
    return "|" in here.text[line.start : line.content + 1] or here.text.count("\t", line.content, line.end) > 1


def _lead(here: Reading, line: Line) -> str:
    """What a line that is the next of its list begins with: the room before it, and its list mark."""
    indent = _indent(here, line)
    return f"{indent}{line.bullet} " if line.bullet and line.bullet in _MARKS else indent


def _deeper(here: Reading, head: Line) -> str:
    """The room before a line that stands deeper than the head of its block."""
    return _indent(here, head) + "  "


def _indent(here: Reading, line: Line) -> str:
    text = here.text[line.start : line.end]
    return text[: len(text) - len(text.lstrip())]


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
