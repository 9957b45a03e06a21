"""Motions with a slash: measured and normal, both sides, active and passive, or both ends of a joint's range."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from notelint.linter.language.measures import loss
from notelint.linter.language.measures.numbers import Number
from notelint.linter.language.measures.scene import Scene
from notelint.linter.language.measures.vocabulary import norms

if TYPE_CHECKING:
    from notelint.linter.language.measures.judge import Judge

_BOTH_MODES = re.compile(r"\((?:a/p|act/pass|active/passive|arom/prom)\)|\b(?:arom ?/ ?prom|active/passive)\b")
_HAND = frozenset({"mp", "pip", "dip", "ip", "thumb mp", "finger"})


def ratio_motion(judge: Judge, number: Number, use: Scene) -> bool:
    """Take two figures with a slash."""
    first, second = number.part.value, number.part.of or 0.0
    name = " ".join(x for x in (use.joint, use.motion) if x) or "range of motion"
    if use.order:
        return _parted(judge, number, use, name, ("right", "left") if use.order == "r" else ("left", "right"))
    hand = (
        use.joint in _HAND
        or use.joint == "thumb"
        or bool(use.both[0])
        or (use.topic is not None and "/" in judge.folded[use.topic.start : use.topic.end])
    )
    if not hand and judge.both_modes():
        judge.take_side(number, use)
        return _parted(judge, number, use, name, ())
    judge.take_side(number, use)
    norm = norms().get((use.joint, use.motion))
    near_norm = norm is not None and norm.normal < 60 and abs(norm.normal - second) <= norm.normal * 0.34
    if hand or (first <= 20 and second >= 60 and not near_norm):
        return _both_ends(judge, number, use, name)
    lost = loss.motion_loss(use.joint, use.motion, first, None, second, number.negative)
    too_far = loss.too_much(use.joint, use.motion, first)
    judge.emit("rom", number, name, use, value=first, unit="deg", normal=second, lost=lost, impossible=too_far)
    return True


def _parted(judge: Judge, number: Number, use: Scene, name: str, sides: tuple[str, ...]) -> bool:
    """Both sides, or active and passive motion: two measures."""
    middle = judge.folded.index("/", number.inner)
    values = (number.part.value, number.part.of or 0.0)
    spots = ((number.start, middle), (middle + 1, number.end))
    for index, (value, (start, end)) in enumerate(zip(values, spots, strict=True)):
        if sides:
            use.side = sides[index]
        lost = loss.motion_loss(use.joint, use.motion, value, None, None, False)
        judge.emit("rom", number, name, use, start=start, end=end, value=value, unit="deg", lost=lost)
    return True


def _both_ends(judge: Judge, number: Number, use: Scene, name: str) -> bool:
    """Extension and flexion of one joint, or two motions that were named with a slash."""
    joint, first, second = use.joint, number.part.value, number.part.of or 0.0
    if use.both[0] and joint not in _HAND:
        shown = [
            loss.motion_loss(joint, m, v, None, None, False) for m, v in zip(use.both, (first, second), strict=True)
        ]
        lost = True if True in shown else False if None not in shown else None
        judge.emit("rom", number, name, use, value=second, low=first, unit="deg", lost=lost)
        return True
    low = first if number.negative or (first >= 5 and joint != "wrist") else None
    lost = loss.motion_loss(joint, "flexion", second, low, None, number.negative)
    if joint == "wrist":
        flexed = loss.motion_loss("wrist", "flexion", second, None, None, False)
        lost = flexed or loss.motion_loss("wrist", "extension", first, None, None, False)
    low = -first if number.negative else first
    too_far = loss.too_much(joint, "flexion", second)
    judge.emit("rom", number, name, use, value=second, low=low, unit="deg", lost=lost, impossible=too_far)
    return True


def names_both_modes(text: str, start: int, end: int) -> bool:
    """Whether a stretch says that active and passive motion stand together."""
    return bool(_BOTH_MODES.search(text, start, end))
