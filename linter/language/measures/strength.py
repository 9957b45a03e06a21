"""Strength: grades over five, forces of grip, pinch and dynamometers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from notelint.linter.language.measures import loss, performance, rejects, scales
from notelint.linter.language.measures.numbers import Number
from notelint.linter.language.measures.shared import FILLER, GLUED_NORM, TASK, TIMES, WORD
from notelint.linter.language.measures.status import BY_THEN
from notelint.linter.language.measures.vocabulary import tests

if TYPE_CHECKING:
    from notelint.linter.language.measures.judge import Judge

_HELPED = frozenset(
    {
        "glide",
        "glides",
        "glided",
        "mwm",
        "mob",
        "mobs",
        "brace",
        "strap",
        "splint",
        "tape",
        "taped",
        "up",
        "held",
        "without",
    }
)
_LIFT = re.compile(
    r"\b(?:lift\w*|carr(?:y|ies|ied|ying)|push\w*|pull\w*|overhead|(?:floor|knuckle|waist|shoulder|ground|desk|bench)[- /](?:to[- ])?(?:waist|knuckle|shoulder|overhead|crown|eye|floor|shelf)\w*)\b[^.;\d]{0,36}$"
)
_LIFT_AFTER = re.compile(
    r" (?:(?:box|crate|case|bag|tote)s? )?(?:(?:from )?(?:the )?(?:floor|ground|knuckle|waist|bench|desk|table)[- ]to[- ]|to (?:the |a )?(?:(?:top|upper|high|middle|overhead) )?(?:rack|shelf|shoulder height|waist)|overhead)"
)
_CARRIED_OVER = re.compile(
    r"\b(?:carr(?:y|ies|ied)|push\w*|pull\w*|drag\w*)(?: \w+)? \d{1,3} ?(?:ft|feet|m|yd)\b[ :=]*(?:is |was )?$"
)
_LOAD_ROW = re.compile(r"\b(?:lift\w*|carr(?:y|ies|ied|ying)|push\w*|pull\w*|drag\w*)\b")
_DEVICE = re.compile(r"\b(?:biodex|isokinetic\w*|cybex|humac|torque|hhd|dynamomet\w*|microfet|mvic)\b")
_SIDE_LAST = re.compile(r"[^0-9;.]*[ (,](?:r|l|rt|lt|right|left|both)[ :=)]*$")
_UNIT_HEAD = re.compile(
    r"\b(?:hhd|dynamomet\w*|microfet|lafayette|force|grip|pinch|strength)[^.;\n\d]{0,24}[(,] ?(?:in )?(kgf?|lbs?|lbf|n|#)\)"
)
_EXERTED = re.compile(
    r"[ :,(]{0,4}(?:(?:isometric(?:ally)?|mvi?c|hhd|dynamometer|peak(?: force)?|max(?:imal)?|make test|break test)[ :,)=]{0,4}){1,4}(?:(?:r|l|rt|lt|right|left)[ :=]*)?"
)
_TRIALS = re.compile(r",? ?(?:tested )?(?:x ?)?\d{1,2} ?(?:reps?|trials?|times|tries)\b")
_SO_THAT = re.compile(r"\b(?:so (?:that|she|he|they|pt)|in order|(?<!able )to (?:lift|carry|push|pull|allow))\b[^.;]*$")
_TESTED = re.compile(
    r"\b(?:static|isometric|safe(?:ly)?|max\w*|tested|capacity|able to|occasional|frequent|best|limit)\b[^.;\d]{0,50}$"
)
_TESTED_AT = re.compile(r"\b(?:tested|safe(?:ly)?|max\w*)(?: (?:to|at|is|of))? ?[~<>]?$")
_LIFT_WORD = re.compile(r"\b(?:lift\w*|carr(?:y|ies|ying)|floor[- ]to[- ](?:waist|shoulder|knuckle))\b")
_DEMANDED = re.compile(r"\bjob (?:demands?|requires?|description)\b")
_OVER = re.compile(r" ?(?:x|for|over) ?\d{1,3} ?(?:ft|feet|m|yd|yards|meters)\b")
_MOVED = re.compile(r"\b(?:carr(?:y|ies|ied|ying)|push\w*|pull\w*|drag\w*)\b[^.;\d]{0,30}$")
_NEXT_CELL = re.compile(r" *\| *|(?: {2,}|, |; | ?/ ?)(?:r|l|rt|lt|right|left)[ :]+")
_HOW_OFTEN = re.compile(r" ?(?:occ|freq|const|max|rare|seld)")
_TO_NEXT = re.compile(r"[.;:]")
_LIFTED_IN = frozenset({"objective", "assessment", "assessment_plan", "plan", "goals", "job", ""})
_FORCED_IN = frozenset({"objective", "goals", "assessment", "plan", ""})
_LOADED = re.compile(r" ?(?:,? ?\d+ ?x|[- ]?(?:weights?|cuffs?|dumbbells?|ankle weights?|kettlebells?|resistance)\b)")
_ABLE_THEN = re.compile(
    r"\b(?:at|on) (?:the )?(?:intake|eval\w*|ie|start of care|baseline|admission|first visit)\b[^.;\d]{0,40}$"
)
_LIMIT = re.compile(
    r" ?(?:[^.;]{0,40}\b(?:dynamomet\w*|force gauge|max(?:imum|imal)?)\b|limited|(?:static|isometric|peak)\b|max\w*|tested|safe\w*|occ\w*|freq\w*|w/ |with |\(?(?:max|occ|freq)|, ?(?:min|mod|max|cga|sba|unable))"
)
_TRIED = re.compile(r" ?(?:trials|attempts|times)")
_STRONG_AFTER = re.compile(r" ?(?:strength|throughout|bilat|in all|b\b|for|on|mmt|grossly)")
_SCORED = re.compile(r"\b(?:pain|visit|vas)\b")
_TIMES_SIGN = re.compile(r"\bx\b")
_NEXT_WORD = re.compile(r" ?\w+")


def two_grades(judge: Judge, number: Number) -> bool:
    """Grades of both sides with a slash between: "4/4+"."""
    middle = judge.folded.index("/", number.inner)
    end = number.end + (judge.folded[number.end : number.end + 1] in ("+", "-"))
    sides = {"r": ("right", "left"), "l": ("left", "right")}.get(judge.scene.order, ("", ""))
    for side, start, stop in ((sides[0], number.inner, middle), (sides[1], middle + 1, end)):
        judge.scene.side = side
        text = judge.folded[start:stop].strip()
        value = float(text.rstrip("+-") or 0) + (0.3 if text.endswith("+") else -0.3 if text.endswith("-") else 0.0)
        judge.emit(
            "strength",
            number,
            judge.named() or "strength",
            start=start,
            end=stop,
            value=round(value, 1),
            unit="grade",
            lost=value < 5,
        )
    judge.reached = end
    return True


def strong(judge: Judge) -> bool:
    """Whether strength is what is being measured."""
    scene = judge.scene
    return (
        scene.mode == "strength"
        or scene.muscle
        or (scene.topic is not None and scene.topic.role in ("muscle", "strength"))
    )


def grade(judge: Judge, number: Number, before: str) -> bool:
    """A grade over five, unless it counts visits or is a date."""
    scene, part = judge.scene, number.part
    after = judge.after(number.end)
    if rejects.counts(before, after):
        if judge.section == "goals" and _TRIED.match(after) and TASK.search(before):
            end = number.end + len(_NEXT_WORD.match(after).group())  # type: ignore[union-attr]
            judge.emit("performance", number, "task", end=end, value=part.value, unit="trials")
            return True
        return False
    if scene.test is not None:
        if scene.test.kind == "other" or scene.test.kind == "questionnaire":
            return scene.test.kind == "questionnaire" and scales.tested(judge, number, before)
        if scene.test.high == 5.0:
            return scales.tested(judge, number, before)
    follow = judge.following(number.end)
    if not part.signed and rejects.like_date(before, after):
        return False
    told = follow or _graded(judge, number) or _STRONG_AFTER.match(after)
    if not told and (judge.section not in ("objective", "") or _SCORED.search(before)):
        return False
    use = follow or scene
    judge.take_side(number, use)
    why = None
    if part.value > 5.31 or (part.value > 5 and not part.signed):
        why = "a muscle grade does not exceed 5"
    value = min(part.value, 5.0) if part.signed and part.value > 5 else part.value
    is_loss = None if why else value < 5.0 or part.low is not None
    if number.compared == "<":
        is_loss = True
    judge.emit(
        "strength",
        number,
        judge.named(use) or "strength",
        use,
        value=round(part.value, 1),
        low=part.low,
        unit="grade",
        lost=is_loss,
        impossible=why,
    )
    return True


def _graded(judge: Judge, number: Number) -> bool:
    """Whether a grade has a sign, or something that it is of."""
    scene = judge.scene
    if number.part.signed or strong(judge) or scene.topic is not None or scene.joint or scene.region:
        return True
    return "of" in judge.folded[number.start : number.end]


def two_forces(judge: Judge, number: Number) -> bool:
    """Forces of both sides: "R/L 38/74 lb"."""
    scene = judge.scene
    middle = judge.folded.index("/", number.inner)
    sides = ("right", "left") if scene.order == "r" else ("left", "right")
    values = (number.part.value, number.part.of or 0.0)
    spots = ((number.start, middle), (middle + 1, number.end))
    for side, value, (start, end) in zip(sides, values, spots, strict=True):
        scene.side, scene.side_at = side, start
        lost = loss.test_loss(tests()[scene.motion], value, number.unit, "") if scene.motion in tests() else None
        judge.emit("strength", number, scene.motion, start=start, end=end, value=value, unit=number.unit, lost=lost)
    return True


def _unit_of_device(judge: Judge, number: Number) -> str:
    """The unit of the force before, in a line that names the device: "Biodex: R ext 92 ft-lb, L 148. R flex 61"."""
    if number.negative or not _DEVICE.search(judge.folded, judge.line.content, number.start):
        return ""
    told = [*judge.finder.measures[-4:], *judge.measures[-4:]]
    forces = (m.unit for m in reversed(told) if m.start >= judge.line.start)
    return next((unit for unit in forces if unit in ("n", "lb", "kg")), "")


def headed(judge: Judge, number: Number) -> bool:
    """A force whose unit stands with the name of the device: "HHD (kg): quads R 24, L 36"."""
    scene = judge.scene
    if not (scene.motion or scene.muscle) or judge.treatment or not 5.4 < number.part.value <= 400:
        return False
    if number.part.shape != "single" or not judge.close(number.start):
        return False
    if unit := _unit_of_device(judge, number):
        judge.take_side(number, scene)
        judge.emit("strength", number, judge.named() or "strength", value=number.part.value, unit=unit)
        return True
    if judge.finder.unit_heads is None:
        judge.finder.unit_heads = bool(_UNIT_HEAD.search(judge.folded))
    if not judge.finder.unit_heads:
        return False
    head = _UNIT_HEAD.search(judge.folded, max(judge.begin, number.start - 200), number.start)
    if head is None:
        return False
    judge.take_side(number, scene)
    unit = {"#": "lb", "lbs": "lb", "lbf": "lb"}.get(head.group(1), head.group(1))
    judge.emit("strength", number, judge.named() or "strength", value=number.part.value, unit=unit)
    return True


def _near(judge: Judge, gap: str) -> bool:
    """Whether a force belongs to its topic: filler or what was done stands between, or the position and then a side."""
    if not judge.breaks(gap) or all(w in FILLER or w in _HELPED for w in WORD.findall(gap)):
        return True
    return len(gap) < 48 and bool(_SIDE_LAST.match(gap))


def force(judge: Judge, number: Number, before: str) -> bool:
    """A force of grip, pinch or dynamometer; elsewhere a load."""
    scene = judge.scene
    after = judge.after(number.end)
    if (scene.motion in ("grip", "pinch", "dynamometry") and not (judge.treatment and (TIMES.match(after) or _TIMES_SIGN.search(after[:6]))) and scene.topic is None) or (
        scene.motion in ("grip", "pinch", "dynamometry") and scene.topic is not None and _near(judge, judge.folded[max(scene.topic.end, judge.value_end) : number.start])
        and not (judge.treatment and TIMES.match(after))
    ):  # fmt: skip
        judge.take_side(number, scene)
        lost = (
            loss.test_loss(tests()[scene.motion], number.part.value, number.unit, "")
            if scene.motion in ("grip", "pinch")
            else None
        )
        if number.shape == "ratio" and scene.order:
            return two_forces(judge, number)
        glued = GLUED_NORM.match(after)
        if glued:
            judge.reached = max(judge.reached, number.end + glued.end())
        judge.emit("strength", number, scene.motion, value=number.part.value, unit=number.unit, lost=lost)
        return True
    if (
        (scene.mode == "strength" or (number.unit == "n" and scene.motion))
        and scene.topic is not None
        and not judge.treatment
        and number.unit in ("lb", "kg", "n")
        and judge.close(number.start)
    ):
        judge.take_side(number, scene)
        judge.emit("strength", number, judge.named() or "strength", value=number.part.value, unit=number.unit)
        return True
    if judge.treatment:
        return False
    if (
        scene.muscle
        and judge.section in _FORCED_IN
        and not (TIMES.match(after) or _LOADED.match(after))
        and judge.close(number.start, 20)
    ):
        judge.take_side(number, scene)
        judge.emit("strength", number, judge.named() or "strength", value=number.part.value, unit=number.unit)
        return True
    if scene.motion and scene.topic is not None and _EXERTED.fullmatch(judge.folded, scene.topic.end, number.start):
        scene.mode = "strength"
        judge.take_side(number, scene)
        judge.emit("strength", number, judge.named() or "strength", value=number.part.value, unit=number.unit)
        return True
    if number.unit == "n":
        return False
    if judge.section == "goals" and TASK.search(judge.before(number.start, 90)):
        return performance.task(judge, number)
    return _lifted(judge, number, before, after)


def _listed(judge: Judge, number: Number, after: str) -> bool:
    """Whether a load is the next of a lift that was tested: "25 lb occasional, 15 lb frequent"."""
    last = judge.measures[-1] if judge.measures else None
    if last is None or last.name != "maximal lift":
        return False
    if _NEXT_CELL.fullmatch(judge.folded, last.end, number.start):
        return True
    return (
        bool(_HOW_OFTEN.match(after))
        and number.start - last.end < 24
        and not _TO_NEXT.search(judge.folded, last.end, number.start)
    )


def _of_a_load(judge: Judge) -> bool:
    """Whether the row of a table is that of a lift, carry, push or pull."""
    cells = judge.line.cells
    return bool(cells) and _LOAD_ROW.search(judge.folded, *cells[0]) is not None


def carried(judge: Judge, number: Number) -> bool:
    """Whether a load was carried, pushed or pulled over a distance: "carry 35 lb x 50 ft"."""
    return bool(_OVER.match(judge.after(number.end)) and _MOVED.search(judge.before(number.start)))


def _lifted(judge: Judge, number: Number, before: str, after: str) -> bool:
    """A lift, carry, push or pull whose load was tested or is to be reached."""
    if "tested" in before:
        before = _TRIALS.sub(" tested", before)
    column = judge.finder.column_at(judge.line, number.inner)
    in_row = column is not None and column.status != "" and _of_a_load(judge)
    named = (
        in_row
        or _LIFT.search(before)
        or _CARRIED_OVER.search(before)
        or _LIFT_AFTER.match(after)
        or (
            _TESTED_AT.search(before)
            and _LIFT_WORD.search(
                judge.folded, max(judge.begin, number.start - 160), min(judge.finish, number.end + 80)
            )
        )
    )
    if not (named or _listed(judge, number, after)) or _SO_THAT.search(before):
        return False
    said = _TESTED.search(before) or _ABLE_THEN.search(before) or _LIMIT.match(after)
    said = said or _DEMANDED.search(judge.before(number.start, 90))
    tested = (
        said
        or in_row
        or _CARRIED_OVER.search(before)
        or judge.lifts()
        or carried(judge, number)
        or _listed(judge, number, after)
    )
    tested = tested or (judge.section == "plan" and BY_THEN.match(after) is not None)
    if not tested and not (judge.goal_like() and judge.section != "plan") and not judge.goal_led():
        return False
    if judge.section not in _LIFTED_IN and not _ABLE_THEN.search(before):
        return False
    lost = True if "limit" in after[:12] else None
    return judge.performed(number, "maximal lift", number.unit, lost)
