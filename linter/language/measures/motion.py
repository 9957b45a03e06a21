"""Motion of joints in degrees."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from notelint.linter.language.measures import loss, rejects
from notelint.linter.language.measures.numbers import Number
from notelint.linter.language.measures.ratios import ratio_motion
from notelint.linter.language.measures.scene import Scene
from notelint.linter.language.measures.shared import BRACKETED, FILLER, GLUED_NORM, TIMES, WORD
from notelint.linter.language.measures.vocabulary import norms

if TYPE_CHECKING:
    from notelint.linter.language.measures.judge import Judge

_ELEVATES = re.compile(r"\b(?:elevat\w+|rais(?:es|ed)|lift(?:s|ed))\b[^.;]{0,24}$")
_MODE_AFTER = re.compile(r" ?\(?(?:a?a?rom|prom|active|passive|act|pass)\b")
_AFTERWARDS = re.compile(r" ?(?:deg\w*|°)?,? (?:after|post|afterwards?|(?:at|by) (?:the )?end|end of)\b")
_GAINS = re.compile(
    r" ?(?:deg\w*|°)? ?(?:-+>|→|=>) ?\d{1,3} ?(?:deg\w*|°)?,? (?:after|post|afterwards?|at (?:the )?end|end of)\b"
)
_LACK_WORDS = ("lack", "short", "minus", "deficit", "missing", "loses", "lag")
_LIMIT_WORDS = ("limited", "decreased", "restricted", "reduced")
_TOLD_IN = frozenset({"objective", "goals", "assessment", "assessment_plan", "plan", ""})
_ENDS = frozenset({"", ",", ";", ".", ")", "|", "\n"})
_DIGITS = frozenset({"mp", "pip", "dip", "ip", "thumb mp"})
_BENDS = _DIGITS | {"knee", "elbow"}
_HELD_IN = (" in ", " at ")
_LINK = re.compile(r" ?(?:-|to|through|thru) ?")
_AIMED = re.compile(
    r"\b(?:increase|improve|restore|regain|gain|progress)\w*\b[^.;]{0,60}\b(?:from|to)[ ~<>]*(?:\d+ ?(?:deg\w*|°|%)? ?to )?$"
)
_LACKS = re.compile(
    r"\b(?:lacks?|lacking|(?:is |remains )?short(?: of)?(?: by)?|minus|deficit(?: of)?|missing|loses|lag(?: of)?)[ :~]*(?:about |approximately |approx |just )?$"
)
_BEYOND = re.compile(
    r"(?: degrees?)? ?(?:(?P<lack>from neutral|from full|short|shy|of full|deficit|lag|lacking|lack|extension lag|flexion contracture|contracture|from terminal|loss|from straight|limited|less than)|(?P<past>past neutral|past zero|beyond neutral|hyperext\w*|of hyperext\w*))"
)
_LIMITED = re.compile(r"\b(?:limited|decreased|restricted|reduced)\b[^.;:]{0,40}$")
_CHANGED = re.compile(r"\b(?:from|improved|increased|decreased)[ ~]*$")
_SHORTFALL = re.compile(r"\b(?:lag|lacks?|lacking|post[- ]?(?:tx|mob\w*|session)?|pre)\b[^.;]{0,12}$")
_GOAL_BEFORE = re.compile(r"(?:goals?|stg|ltg|target)\b[^.;]{0,24}$")
_BENDS_TO = re.compile(r"(?:flex|extend|bend)\b[^.;]{0,30}$")
_MOVES = re.compile(
    r"\b(?:lack\w*|short|flex\w*|ext\w*|bend\w*|contracture|lag|rais\w*|motion|rom|arc|painless|pain-?free)\b"
)
_MEASURED = re.compile(
    r"\b(?:lag|lack\w*|post|measured|achieved|reached|(?:came|went|rose|got|opened) (?:up )?to|after(?: (?:the )?(?:treatment|session|tx|glides|mobs?|mobili[sz]ation|stretch\w*))?|re-?(?:check|test|measure)\w*)\b[^.;]{0,30}$"
)
_AIMED_AT = re.compile(r"\b(?:goal|expect|target|aim)\b[^.;]{0,30}$")
_AGAIN = re.compile(r"\bre-?(?:check|test|measur)\w*\b[^.;]{0,30}$")
_ROSE = re.compile(r"\b(?:came|went|rose|got|opened) (?:up )?to[ ~]*$")
_LACKING = re.compile(r"\b(?:lack\w*|lag|short)[ ~]*$")
_BENDING = re.compile(r"\b(?:flex|extend|bend)s?\b")
_BENDS_ABOUT = re.compile(
    r"\b(?:flex|extend|bend|straighten)s?\b[^.;,]{0,30}\b(?:to|about|around|roughly)[ ~]*(?:about |just at around |around )?$"
)
_BENT = re.compile(
    r"\b(?:bend|flex)(?:s|es|ed|ing)?(?: (?:back|up|down|only))?(?: to)? (?:about |around |just |only )?[~]?$"
)
_FLEXES = re.compile(r"\b(?:flex|ext)")


def degrees(judge: Judge, number: Number, before: str) -> bool:
    """A value in degrees: a motion, unless it is a position, a setting or a machine."""
    scene, after = judge.scene, judge.after(number.end)
    if rejects.degrees(before, after):
        return False
    follow = judge.following(number.end)
    use = follow or scene
    known = _known(use, number)
    if not known and judge.expected(before):
        use = judge.last_motion() or use
        known = bool(use.motion)
    if not known:
        if judge.section in ("goals", "plan") and number.shape == "range" and not judge.treatment:
            return angle(judge, number, before, after, use)
        if judge.treatment or judge.section not in _TOLD_IN or not _MOVES.search(before + after[:14]):
            return False
    if judge.treatment and not follow and use.topic is not None and judge.before(use.topic.start, 4).endswith(_HELD_IN):
        return False
    muscle = not follow and use.muscle and not use.motion and use.mode != "rom"
    if muscle and scene.topic is not None and judge.breaks(judge.folded[scene.topic.end : number.start]):
        return False
    aimed = judge.treatment and bool(_AIMED.search(before) or _ROSE.search(before))
    if rejects.position(before, judge.treatment and not aimed, use.motion in ("lag", "contracture")):
        return False
    if judge.treatment and not (aimed or judge.close(number.start, 14) or follow or _MEASURED.search(before)):
        return False
    if rejects.dosed(after) or (judge.treatment and TIMES.match(after)):
        return False
    return ratio_motion(judge, number, use) if number.shape == "ratio" else angle(judge, number, before, after, use)


def shown(before: str, after: str) -> bool:
    """Whether a value in a treatment is what was measured at its end, or is to be reached: "opened to 36 mm"."""
    return bool(_MEASURED.search(before) or _AFTERWARDS.match(after) or _AIMED_AT.search(before))


def _known(use: Scene, number: Number) -> bool:
    """Whether it is known which motion or joint is measured."""
    if use.mode == "rom" or (use.motion and use.motion not in ("grip", "pinch")):
        return True
    return bool(use.joint) and (not use.muscle or number.shape == "range")


def angle(judge: Judge, number: Number, before: str, after: str, use: Scene) -> bool:
    """Take a motion; two angles that bound one range become one."""
    low, value, end = _bounds(judge, number, before)
    start, negative = number.start, number.negative
    lack = _LACKS.search(before) if any(word in before for word in _LACK_WORDS) else None
    beyond = None if after[:1] in _ENDS else _BEYOND.match(after)
    glued = None if lack or after[:1] in _ENDS else GLUED_NORM.match(after)
    normal = float(glued.group(1)) if glued else None
    if lack:
        start -= len(lack.group())
    if glued:
        judge.reached = max(judge.reached, end + glued.end())
    _place_motion(judge, use, before, low)
    if negative and low is None and not use.motion and use.joint in _BENDS:
        use = replace(use, motion="extension")
    joint, motion = use.joint, use.motion
    if normal is None and (printed := _printed_norm(joint, motion, after)):
        normal = float(printed.group(1))
        judge.reached = max(judge.reached, end + printed.end())
    short = lack is not None or (beyond is not None and beyond.group("lack") is not None)
    if short:
        motion = motion or "extension"
        norm = norms().get((joint, motion))
        lost: bool | None = value >= 5 or (norm is not None and norm.normal > 0 and "neutral" in after) or None
    elif beyond:
        lost = loss.motion_loss(joint, motion, value, None, normal, False)
    else:
        lost = _shown_loss(joint, motion, value, low, normal, negative)
    if not lost and normal is None and _called_limited(before) and not too_normal(joint, motion, value):
        lost = True
    if lost and (number.compared == ">" or "+" in judge.folded[number.inner + 1 : number.end]):
        lost = None
    if beyond and beyond.group("lack") in ("from neutral", "short", "deficit", "shy"):
        end = number.end + beyond.end()
    motion = motion or ("flexion" if joint in _BENDS else "")
    too_far = loss.too_much("" if use.guessed else joint, motion, value)
    judge.take_side(number, use)
    judge.emit(
        "rom",
        number,
        " ".join(x for x in (joint, motion) if x) or "range of motion",
        use,
        start=start,
        end=end,
        value=-value if negative and low is None else value,
        low=-low if negative and low is not None else low,
        unit="deg",
        normal=normal,
        lost=None if too_far else lost,
        impossible=too_far,
    )
    return True


_MIDLINE = frozenset({"neck", "thoracic", "lumbar", "trunk", "jaw"})
_OVER = re.compile(r" ?/ ?(\d{1,3})(?: ?(?:°|deg\b)|(?![\d/]))")


def _printed_norm(joint: str, motion: str, after: str) -> re.Match[str] | None:
    """The norm of a motion behind its value, in brackets or, where there are no sides, over a slash: "38 deg (60)"."""
    over = _OVER.match(after) if joint in _MIDLINE and motion in ("flexion", "extension", "opening") else None
    found, norm = over or BRACKETED.match(after), norms().get((joint, motion))
    if found is None or norm is None or norm.normal == 0 or float(found.group(1)) % 5:
        return None
    return found if abs(float(found.group(1)) - norm.normal) <= norm.normal * 0.34 else None


def _bounds(judge: Judge, number: Number, before: str) -> tuple[float | None, float, int]:
    """The lower and the upper end of a motion, and where it ends: "5 deg to 105 deg" is one."""
    part = number.part
    ahead = judge.ahead() if part.shape == "single" else None
    if ahead is not None and ahead.unit == "deg" and ahead.shape == "single" and ahead.part.value > part.value:
        link = _LINK.match(judge.folded, number.end)
        if link and link.end() >= ahead.start and not _CHANGED.search(before):
            judge.index += 1
            judge.reached = ahead.end
            return part.value, ahead.part.value, ahead.end
    return part.low, part.value, number.end


def _place_motion(judge: Judge, use: Scene, before: str, low: float | None) -> None:
    """Say of a motion which joint it is of, and of a joint which motion, where the words leave it open."""
    if use.motion == "extension" and use.joint in _BENDS and _BENT.search(before):
        use.motion = "flexion"
    if use.motion and ((use.joint, use.motion) not in norms() or _of_another_clause(judge, use)):
        use.joint = judge.finder.home_joint(use.motion, _of_one_side(use)) or use.joint
        use.guessed = True
    if not use.motion and use.joint and low is None:
        use.motion = judge.finder.only_motion(use.joint)
    if not use.motion and use.joint == "shoulder" and _ELEVATES.search(before):
        use.motion = "flexion"
    if not use.motion and not use.joint and low is not None:
        use.joint = judge.finder.home_joint("flexion")
        use.guessed = True


def _of_one_side(use: Scene) -> bool:
    """Whether a flexion or extension is said to be that of a side: "L flexion 112 deg"; the spine has no side there."""
    return (
        use.motion in ("flexion", "extension")
        and use.side in ("right", "left")
        and use.topic is not None
        and 0 < use.topic.start - use.side_at <= 7
    )


def _of_another_clause(judge: Judge, use: Scene) -> bool:
    """Whether the joint was named in a clause before and never measured: "the neck tightened; flexion 118 deg"."""
    topic = use.topic
    if topic is None or topic.role != "motion" or topic.joint or not judge.before(topic.start, 3).endswith("; "):
        return False
    name = f"{use.joint} {use.motion}"
    return not any(m.name == name for m in (*judge.finder.measures[-24:], *judge.measures))


def _shown_loss(
    joint: str, motion: str, value: float, low: float | None, normal: float | None, negative: bool
) -> bool | None:
    """The loss of a motion, or of the flexion that a range says of a joint."""
    if motion == "extension" and joint in ("knee", "elbow") and low is not None:
        if value > 60:
            return loss.motion_loss(joint, "flexion", value, low, normal, negative)
        value = max(value, low)
    if not motion and joint in _BENDS and (low is not None or value > 30 or joint in _DIGITS):
        motion = "flexion"
    return loss.motion_loss(joint, motion, value, low, normal, negative)


def _called_limited(before: str) -> bool:
    """Whether the words before call a motion limited."""
    return any(word in before for word in _LIMIT_WORDS) and bool(_LIMITED.search(before))


def bare_motion(judge: Judge, number: Number, before: str, after: str) -> bool:
    """A number without a unit behind a motion."""
    scene, part = judge.scene, number.part
    if judge.treatment and not (_gained(after) or _SHORTFALL.search(before) or _AGAIN.search(before)):
        return False
    if scene.motion in ("grip", "pinch", "dynamometry", "symmetry") or not 0 <= part.value < 1000:
        return False
    if part.value < (part.low or 0.0) <= 10 and not number.negative:  # "knee 4 to 2": how much it hurts
        return False
    follow = judge.following(number.end) if scene.topic is None or scene.used else None
    if follow is not None and (not follow.motion or (scene.mode != "rom" and follow.mode != "rom")):
        follow = None
    if not follow and (scene.topic is None or not judge.close(number.start)):
        if _range_to_reach(judge, number, before):
            use = scene.copy()
            use.joint, use.motion = judge.finder.home_joint("flexion"), "flexion"
            return angle(judge, number, before, after, use)
        if not _alone(judge, number, before):
            return False
    use = follow or scene
    if not use.motion and not _of_a_joint(use, number, before, after):
        return False
    if rejects.bare(before, after, number) or (part.shape == "range" and rejects.dosed(after)):
        return False
    if (
        rejects.position(before, judge.treatment, use.motion in ("lag", "contracture"))
        and not _BENDS_TO.search(before)
        and not judge.held(number)
    ):
        return False
    if part.shape == "ratio":
        return ratio_motion(judge, number, use)
    if use.mode == "strength" and use.topic is not None and use.topic.role != "motion":
        return False
    return angle(judge, number, before, after, use)


def _range_to_reach(judge: Judge, number: Number, before: str) -> bool:
    """Whether a range among the goals is that of the joint the note is about: "Goal: 0-125"."""
    part = number.part
    return (
        judge.goal_like()
        and part.shape == "range"
        and (part.low or 0) <= 15
        and 60 <= part.value <= 180
        and bool(_GOAL_BEFORE.search(before))
    )


def _alone(judge: Judge, number: Number, before: str) -> bool:
    """Whether a number with no motion close by is one of what is being measured."""
    scene = judge.scene
    rom = scene.mode == "rom"
    lone = number.shape == "range" and bool(scene.joint or rom) and scene.mode != "strength"
    listed = rom and bool(scene.motion or scene.joint)
    if scene.topic is None and (lone or listed) and only_filler(judge, number.start):
        return True
    if _LACKING.search(before) and (scene.motion or scene.joint):
        return True
    return bool(_BENDS_ABOUT.search(before))


def _of_a_joint(use: Scene, number: Number, before: str, after: str) -> bool:
    """Whether a number can be a motion where a joint is named and no motion is."""
    single = number.shape == "single"
    if use.joint and (_LACKING.search(before) or (number.negative and use.joint in _BENDS)):
        return True
    if use.joint in _DIGITS and (_MODE_AFTER.match(after) or (single and 20 <= number.part.value <= 130)):
        return True
    whole = number.shape in ("range", "many", "ratio") and bool(use.joint) and not use.muscle
    if not whole and use.mode != "rom" and not _BENDING.search(before):
        return False
    return not (single and (use.muscle or (not use.joint and use.mode == "rom" and not _FLEXES.search(before))))


def _gained(after: str) -> bool:
    """Whether a value in a treatment says what was gained: "flexion 98 -> 108 after", "MP flexion 58 afterwards"."""
    return bool(_GAINS.match(after) or _AFTERWARDS.match(after))


def only_filler(judge: Judge, start: int) -> bool:
    """Whether only names of sides, modes and filler stand before a place in its statement or since the last value."""
    gap = judge.folded[max(judge.begin, judge.value_end) : start][-60:]
    known = set(WORD.findall(gap))
    return all(w in FILLER or w in ("knee", "kne", "hip", "shoulder", "elbow", "ankle", "wrist") for w in known)


def too_normal(joint: str, motion: str, value: float) -> bool:
    """Whether a value reaches the norm of its motion."""
    norm = norms().get((joint, motion))
    return norm is not None and value >= norm.normal and motion != "adduction"
