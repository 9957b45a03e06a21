"""Lengths that a motion reaches: fingertip to floor or palm, mouth opening."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from notelint.linter.language.measures import loss, motion, rejects
from notelint.linter.language.measures.numbers import Number
from notelint.linter.language.measures.vocabulary import norms, tests

if TYPE_CHECKING:
    from notelint.linter.language.measures.judge import Judge

_TO_PLACE = re.compile(
    r" ?(?:short|from|shy|off|to|above|lag|deficit)\b(?: (?:of|from))?(?: the)?[^.;,]{0,14}\b(?:toes?|floor|dpc|palm|(?:palmar )?crease|knees?|joint line|ankles?|table|wall|buttock|mid)|"
    r",? ?(?:fingertips?|finger|from (?:the )?floor|tip)[- ](?:to|floor)"
)
_SHORT_OF = re.compile(
    r" ?(?:short|shy|off)?(?: (?:of|from))?(?: (?:the )?(?:toes?|floor|dpc|(?:(?:distal|proximal) )?palmar crease|palm|crease))?"
)
_ABOVE_FLOOR = re.compile(r" ?above (?:the )?floor\b")
_LATERAL = re.compile(r"\blat\b")


def length(judge: Judge, number: Number, before: str) -> bool:
    """A length that a motion reaches."""
    after = judge.after(number.end)
    above_floor = "finger" in before and _ABOVE_FLOOR.match(after)
    if (judge.treatment and not motion.shown(before, after)) or (
        not above_floor and rejects.object_size(before, after)
    ):
        return False
    if _TO_PLACE.match(after):
        return _to_place(judge, number, after)
    if number.unit == "mm" and judge.finder.home_joint("opening") == "jaw" and judge.finder.home_first("jaw"):
        return _of_jaw(judge, number, before)
    scene = judge.scene
    measured = scene.motion == "side bend" or (scene.motion and scene.mode == "rom")
    if scene.joint != "jaw" and not (measured and judge.close(number.start)):
        return False
    judge.take_side(number, scene)
    value = number.part.value
    lost = None
    if scene.joint == "jaw":
        scale = 10 if number.unit == "cm" else 1
        lost = loss.motion_loss("jaw", scene.motion or "opening", value * scale, None, None, False)
    judge.emit("rom", number, judge.named(), value=value, unit=number.unit, lost=lost)
    return True


def _to_place(judge: Judge, number: Number, after: str) -> bool:
    """How far fingers are from the floor or the palm."""
    tail = _SHORT_OF.match(after)
    end = number.end + (tail.end() if tail else 0)
    value, unit = number.part.value, number.unit
    judge.take_side(number, judge.scene)
    if any(place in after[:32] for place in ("dpc", "palm", "crease")):
        lost = loss.test_loss(tests()["DPC"], value, unit, "")
        judge.emit("rom", number, "DPC", end=end, value=value, unit=unit, lost=lost)
        return True
    floor = "toes" not in after[:20] and value * loss.LENGTH.get(unit, 1) >= 15
    name = judge.named() or "reach"
    judge.emit("rom", number, name, end=end, value=value, unit=unit, lost=True if floor else None)
    return True


def _of_jaw(judge: Judge, number: Number, before: str) -> bool:
    """How far the jaw opens or moves to the side."""
    judge.take_side(number, judge.scene)
    scene = judge.scene.copy()
    scene.joint = scene.region = "jaw"
    moved = scene.motion if ("jaw", scene.motion) in norms() else ""
    moved = moved or ("lateral excursion" if _LATERAL.search(before[-12:]) else "opening")
    value = number.part.value
    lost = loss.motion_loss("jaw", moved, value, None, None, False)
    judge.emit("rom", number, f"jaw {moved}", scene, value=value, unit="mm", lost=lost)
    return True
