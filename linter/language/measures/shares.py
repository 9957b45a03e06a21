"""Shares of a motion or of the other side's strength, in percent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from notelint.linter.language.measures import strength
from notelint.linter.language.measures.numbers import Number
from notelint.linter.language.measures.scene import Scene

if TYPE_CHECKING:
    from notelint.linter.language.measures.judge import Judge

_LISTED = re.compile(r"% (?:of normal|limited|limitation|of full|rom|loss|restricted)")
_SHARE = re.compile(
    r" ?(?:(?P<lost>limited|limitation|restrict\w*|loss|lost|reduction|reduced|deficit|decreased?|impaired|less|lacking|limit|below)|"
    r"(?P<kept>of (?:the )?(?:normal|full|expected|range|available|contralateral|uninvolved|opposite|predicted|unaffected|other|motion|rom|r\b|l\b|left|right|involved|norm)(?: (?:range|rom|motion|side))?|"
    r"(?:of )?(?:rom|range|arom|available|depth|normal|full)\b)|(?P<more>increase|improvement|gain|greater|more))"
)
_MORE = re.compile(r" ?(?:better|improve\w*|more|increase\w*|weaker|stronger|pain|of (?:the )?(?:time|reps))")
_WITH_PAIN = re.compile(r" (?:with|w/) ?pain.*")
_LIMITED_BY = re.compile(
    r"\b(?:limited|restricted|reduced|decreased|loss|limitation|deficit)(?: (?:by|to|at|of))?[ :~=]*(?:about |approx\w* )?$"
)
_REPORTED = re.compile(
    r"\b(?:pain|better|sx|symptoms|stiffness|difficulty|adherence|tolerance|report\w*|function|odi|ndi|edema|swelling|of (?:the )?time)\b"
)
_OF_MOTION = re.compile(r"\b(?:a?a?rom|prom|range of motion|motion|flexion|extension|rotation|mobility)\b")
_OPENED = re.compile(r"\(\s*[~<>]?$")
_SYMMETRY = re.compile(r" ?(?:step length|stride length|stance time|limb)? ?(?:asymmetry|symmetry)")
_SAID_MOTION = re.compile(r"rom|flex|ext|motion")
_FROM_TO = re.compile(r"\b(?:from|to)[ ~]*$")
_BY = re.compile(r"\bby (?:at least )?[~<>=]*$")
_TO_SHARE = re.compile(r"(?:to|at)[ :~=]*$")
_AIMED = re.compile(
    r"\b(?:increase|improve|restore|regain|gain|progress)\w*\b[^.;]{0,60}\b(?:from|to)[ ~<>]*(?:\d+ ?(?:deg\w*|°|%)? ?to )?$"
)
_FORCES = frozenset({"grip", "pinch", "dynamometry", "symmetry"})


def percent(judge: Judge, number: Number, before: str) -> bool:
    """A share of a motion or of the other side's strength."""
    scene, after = judge.scene, judge.after(number.end)
    if judge.treatment and not _AIMED.search(before):
        return False
    share, lead = _SHARE.match(after), _LIMITED_BY.search(before)
    follow = judge.following(number.end)
    rom = _of_motion(scene, follow) or bool(share and share.group("more") and _OF_MOTION.search(after[:56]))
    if _OPENED.search(before) and scene.used and not _SAID_MOTION.search(before):
        return False
    if _REPORTED.search(before[-25:] + _WITH_PAIN.sub("", after[:14])):
        return False
    if not (share or lead or _plain(judge, number, before, after, rom)):
        return _gait(judge, number, after)
    end = number.end + (share.end() if share else 0)
    if scene.motion == "symmetry" or (share and share.group("kept") and _of_strength(judge, rom)):
        return _strength(judge, number, end)
    if not rom:
        return False
    lost = _lost(number.part.value, share, lead)
    use = follow or scene
    judge.take_side(number, use)
    name = " ".join(x for x in (use.joint, use.motion) if x) or "range of motion"
    judge.emit("rom", number, name, use, end=end, value=number.part.value, low=number.part.low, unit="%", lost=lost)
    return True


def _of_motion(scene: Scene, follow: Scene | None) -> bool:
    """Whether a motion is being measured."""
    return (
        scene.mode == "rom"
        or (bool(scene.motion) and scene.motion not in _FORCES)
        or (bool(scene.joint) and not scene.muscle)
        or (follow is not None and (bool(follow.motion) or follow.mode == "rom"))
    )


def _of_strength(judge: Judge, rom: bool) -> bool:
    """Whether strength is being measured."""
    scene = judge.scene
    if rom and not scene.muscle and scene.mode != "strength":
        return False
    return strength.strong(judge) or scene.motion in ("grip", "pinch", "symmetry")


def _plain(judge: Judge, number: Number, before: str, after: str, rom: bool) -> bool:
    """Whether a percentage is one of a motion though nothing behind it says so."""
    scene = judge.scene
    near = judge.close(number.start)
    if near and (scene.mode == "rom" or scene.motion == "symmetry"):
        return True
    if not rom:
        return False
    if (
        near
        and judge.section in ("objective", "")
        and scene.topic is not None
        and scene.topic.role == "motion"
        and not _MORE.match(after)
    ):
        return True
    if near and (shares_listed(judge) or (scene.used and judge.measures and judge.measures[-1].unit == "%")):
        return True
    return bool(judge.section == "goals" or (scene.motion and _FROM_TO.search(before)) or _BY.search(before))


def _gait(judge: Judge, number: Number, after: str) -> bool:
    """How unlike the steps of both sides are."""
    gait = _SYMMETRY.match(after)
    if not gait:
        return False
    value = number.part.value
    end = number.end + gait.end()
    judge.emit("performance", number, "gait symmetry", end=end, value=value, unit="%", lost=value >= 15)
    return True


def _strength(judge: Judge, number: Number, end: int) -> bool:
    """The strength, or the hop, of one side as a share of the other's."""
    hop = (
        judge.scene.motion == "symmetry"
        and "hop" in judge.folded[max(judge.line.start, number.start - 200) : number.start]
    )
    value = number.part.value
    name = judge.named() or "strength"
    judge.emit("performance" if hop else "strength", number, name, end=end, value=value, unit="%", lost=value <= 85)
    return True


def _lost(value: float, share: re.Match[str] | None, lead: re.Match[str] | None) -> bool:
    """Whether a share of a motion is a loss: the share that is lost, or the one that is left."""
    if share and share.group("more"):
        return False
    if (share and share.group("lost")) or (lead and not _TO_SHARE.search(lead.group())):
        return value >= 15
    return value <= 85


def shares_listed(judge: Judge) -> bool:
    """Whether some percentage in the statement is said to be of normal, or lost."""
    if judge.listed is None:
        judge.listed = bool(_LISTED.search(judge.folded, judge.begin, judge.finish))
    return judge.listed
