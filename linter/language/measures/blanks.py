"""Blanks where a measure belongs: in a template a place for one, in a note one that was never filled in."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from notelint.linter.language.reading import Reading
from notelint.linter.record import MeasureKind

if TYPE_CHECKING:
    from notelint.linter.language.measures.judge import Judge

_BLANK = re.compile(
    r"\*{3}|_{2,60}|\{\{[^{}\n]{0,60}\}\}|\{[^{}\n]{1,80}\}|<[a-z][^<>\n]{1,40}>|\[[^\[\]\n]{1,40}\]|@[a-z]{2,20}@|x{3,5}(?![a-z0-9_])"
)
_SIGNS = ("***", "__", "{", "<", "[", "@", "xxx")  # each blank begins with one of them
_BOX = re.compile(
    r"(?:\[[ ]?\]|\([ ]?\)|[\u2610\u25a1])[ ]{0,2}[^\[\]\n\u2610\u25a1]{1,24}(?:(?:\[[ ]?\]|[\u2610\u25a1])[ ]{0,2}[^\[\]\n\u2610\u25a1]{1,24}){1,12}"
)
_SLOT: tuple[tuple[MeasureKind, re.Pattern[str]], ...] = (
    ("assist", re.compile(r"assist|cga|sba|\bfim\b|level of a|min ?a\b|mod ?a\b|max ?a\b|\bdep\b|independence")),
    ("strength", re.compile(r"mmt|strength|grade|grip|pinch|/5|hhd|dynam|\blb\b|\bkg\b")),
    (
        "rom",
        re.compile(
            r"rom\b|rom_|_rom|degree|\bdeg\b|flex|\bext\b|rotation|bend|\brot\b|\btam\b|abd|motion|% of normal|of normal|range|°|\b[ei]r\b|\bdf\b|elevation"
        ),
    ),
    (
        "performance",
        re.compile(
            r"\btug\b|berg|gait speed|distance|\bft\b|feet|\bsec\b|seconds|m/s|tinetti|\bsls\b|6mwt|balance|chair stand|sts\b|time"
        ),
    ),
)
_AFTER: tuple[tuple[MeasureKind, re.Pattern[str]], ...] = (
    ("strength", re.compile(r" ?/ ?5\b| ?(?:lb|kg|lbs)\b")),
    ("rom", re.compile(r" ?(?:deg|degrees|°|%? ?of normal)")),
    ("performance", re.compile(r" ?(?:/ ?(?:56|28|24|30|12)\b|(?:s|sec|seconds|ft|feet|m/s|m)\b)")),
)
_NEVER = re.compile(r"muscle|group|digit|endurance|progress|technique|region|param|exercis")
_ASKED = re.compile(r"\btested\b[^a-z]*$")
_NO_SLOT = re.compile(
    r"name|date|visit|dx|diag|chart|sign|init|dos\b|minutes|\bmin\b|units?|goal|param|exercis|task|activit|list|plan|response|complaint|pain|level|region|technique|device|cue|reps|sets|dose|side\b|adl|credent|month|day|type|code|age|dob|segment|stroke|outcome|function|purpose|freq|what|better|next"
)
_OTHER_SIDE = re.compile(r" ?[/,;|&]? ?(?:and )?(?:r|l|rt|lt|right|left)[ :=]*")
_FILLED = re.compile(  # "118 deg [prev 104]"
    r"(?:at )?(?:prev\w*|was|were|ie|i\.e\.|eval\w*|initial\w*|baseline|soc|start|first visit|last \w+|goal|norm|nl|left|right|[rl])[ :=]{1,2}-?\d"
)
_NO_MEASURE = re.compile(r"\b(?:pain|visit|for|to|dose|cues|how|dx|date|activity|purpose|exercises?)\b[^.;]{0,16}$")
_WITH_UNIT = re.compile(r" ?(?:/ ?\d+|lbs?\b|kg\b|ft\b|s\b|m/s\b|sec\b|deg\b| of <[^<>]{1,30}>)")
_OTHER_LOAD = re.compile(r"\b(?:pain|visit|min|bp|load|lift|weight|for|x)\b[^a-z]*$")
_MINUTES = re.compile(r"min\b|min:")


@dataclass(frozen=True, slots=True)
class Blank:
    """A blank and what stands inside it."""

    start: int
    end: int
    inside: str
    boxes: bool = False


def find_blanks(here: Reading) -> list[Blank]:
    """The blanks of a note, in order."""
    folded = here.folded
    found = []
    if "[ ]" in folded or "[]" in folded or "\u2610" in folded or "\u25a1" in folded:
        found = [Blank(m.start(), m.end(), m.group(), True) for m in _BOX.finditer(folded)]
    if not any(sign in folded for sign in _SIGNS):
        return found
    boxes = list(found)
    starts = [b.start for b in boxes]
    for match in _BLANK.finditer(folded):
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and match.start() < boxes[before].end:
            continue
        if folded[match.start()] == "x" and (
            folded[match.start() - 1 : match.start()].isalnum() or folded[match.start() - 1 : match.start()] == "_"
        ):
            continue
        inside = match.group().strip("*_{}<>[]@ ")
        if match.group()[0] == "[" and (not inside or (inside[0] in "x\u2713" and len(inside) < 2)):
            continue
        if match.group()[0] == "[" and _FILLED.match(inside):
            continue
        found.append(Blank(match.start(), match.end(), inside))
    return sorted(found, key=lambda b: b.start)


def read(judge: Judge) -> None:
    """Add the blanks of the statement that are for a measure."""
    end = judge.begin
    last: MeasureKind | None = None
    for blank in judge.gaps:
        behind = 2 if blank.inside.isdigit() else -1  # "38 deg [60]": the norm of a value
        if any(m.start < blank.end and blank.start <= m.end + behind for m in judge.measures[-12:]):
            end = max(end, blank.end)
            continue
        if blank.start < end and end > judge.begin:
            continue
        before = judge.folded[max(judge.begin, end, blank.start - 40) : blank.start]
        after = judge.folded[blank.end : min(judge.finish, blank.end + 24)]
        kind = _kind(blank, before, after)
        if kind is None and last is not None and _OTHER_SIDE.fullmatch(before):
            kind = last
        last = kind
        if kind is None or judge.section in ("header", "signature"):
            end = blank.end
            continue
        stop = blank.end
        of = _WITH_UNIT.match(after)
        if of:
            stop += of.end()
        judge.emit(kind, None, "blank", start=blank.start, end=stop, status="placeholder")
        end = stop


def _kind(blank: Blank, before: str, after: str) -> MeasureKind | None:
    """What kind of measure belongs into a blank; None for another thing."""
    if blank.boxes:
        return next((kind for kind, words in _SLOT if words.search(blank.inside)), None)
    for kind, words in _AFTER:
        if words.match(after) and not _OTHER_LOAD.search(before):
            return kind
    if _NEVER.search(blank.inside) or _ASKED.search(before):
        return None
    if blank.inside and not blank.inside.isdigit():
        inner = next(
            (
                kind
                for kind, words in _SLOT
                if words.search(blank.inside.replace("_", " ")) or words.search(blank.inside)
            ),
            None,
        )
        if inner is not None and not _MINUTES.match(blank.inside):
            return inner
        if len(blank.inside) > 3 and _NO_SLOT.search(blank.inside):
            return None
    if _NO_MEASURE.search(before):
        return None
    near = before[-26:]
    told = near.rstrip()
    cut = max(told.rfind("  "), told.rfind(";"), told.rfind(","))
    return next((kind for kind, words in _SLOT if words.search(near[cut + 1 :])), None)
