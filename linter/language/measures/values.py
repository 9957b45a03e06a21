"""What a number is by its shape and unit: a grade, a ratio, a test's value, a motion, a force, a distance, a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from notelint.linter.language.measures import (
    lengths,
    loss,
    motion,
    performance,
    rejects,
    scales,
    shares,
    strength,
)
from notelint.linter.language.measures.numbers import Number
from notelint.linter.language.measures.vocabulary import Test, Topic, tests

if TYPE_CHECKING:
    from notelint.linter.language.measures.judge import Judge

_ROSE = re.compile(
    r" (?:or more |more )?(?:sit[- ]to[- ]stands?|chair (?:stands?|rises?)|stands)\b[^.;,]{0,40}?\bin (?:\d+|thirty|sixty) ?-?(?:s|sec\w*)\b"
)
_COUNTED_IN = frozenset({"objective", "goals", "assessment", "plan", ""})
_EXERCISES = ("exercises", "closed_chain", "functions", "parameters")
_CLAUSE = re.compile("[,;.]")
_ON_A_TEST = re.compile(r"\b(?:on|in|for)(?: the)? $")
_GOES_ON = frozenset(" -lwckpis")
_MOBILITY = re.compile(r"\b(?:mobility|play|pa|glides?|spring|mobs?|hypomobil\w*|jt|joint|accessory|p/a|segment\w*)\b")
_TRIAL_LABEL = re.compile(r"\b(?:avg|average|mean|best|of|setting|position|pos|rung|handle|trials?|jamar|level)[ #]*$")
_UNIT_IN_BRACKETS = re.compile(r"\((?:lbs?|kgf?|#)\)")
_TRIALS = re.compile(
    r"(?:, ?(?:and )?[0-9]{1,3}(?:\.[0-9])?(?![0-9/])|/[0-9]+)+(?: and [0-9]{1,3})?(?: ?(?:kg|lbs?|#))?"
)
_SCALE_BEFORE = re.compile(r"\b(?:mas|ashworth|tardieu|dtrs?|reflex\w*|spasticity|tone|edema|pulses?)\b[^.;]*$")
_TENDER_BEFORE = re.compile(r"\b(?:tender\w*|ttp|spasms?|guarding|trigger points?|hyperton\w*)\b[^.;]*$")
_SIGN_BEFORE = re.compile(r"\b(?:effusion|swelling|pitting|crepitus|laxity|lachman|drawer)\b[^.;,]*$")
_OTHER_SCALE = re.compile(r" ?(?:edema|pitting|dtr|reflex|tender|person|pulse)")
_GRADE_ENDS = re.compile(r" ?(?:$|[,;.|)\n]|  |r\b|l\b|b\b|bilat|and\b|/|throughout)")
_ARROW = re.compile(r" ?(?:-+>|=>|→) ?")
_GRADED = re.compile(r"\bgr(?:ade)?")


def read(judge: Judge, number: Number, before: str) -> bool:
    """Take a number where it measures something."""
    unit, shape, scene = number.unit, number.shape, judge.scene
    if shape == "grade":
        return strength.grade(judge, number, before)
    if shape == "clock":
        return performance.clock(judge, number, before)
    if shape == "ratio" and (found := _ratio(judge, number)) is not None:
        return found
    if unit in ("cm", "in", "s") and scene.topic is None:
        _named_behind(judge, number)
    if number.word.startswith("rep") and not judge.treatment and judge.section in _COUNTED_IN:
        _of_an_exercise(judge, number)
    if scene.test is not None and scales.tested(judge, number, before):
        return True
    if shape == "single" and not unit and performance.stairs(judge, number, before):
        return True
    if shape == "single" and unit in ("", "reps") and not judge.treatment and _counted(judge, number):
        return True
    return _BY_UNIT.get(unit, _bare)(judge, number, before)


def _ratio(judge: Judge, number: Number) -> bool | None:
    """A pain score, a grade of joint play or two grades of strength; None for another ratio."""
    part, scene = number.part, judge.scene
    if not judge.treatment and (end := performance.share_of_tries(judge, number)):
        judge.reached = end
        return judge.performed(number, "task", "", end=end)
    if part.of == 10 and not number.unit and not (scene.test and scene.test.high == 10):
        judge.pain.append(judge.here.mention(number.start, number.end))
        return False
    if scene.test is not None:
        return None
    if part.of == 6 and _MOBILITY.search(judge.before(number.start, 70)):
        judge.emit("rom", number, "joint play", value=part.value, unit="/6", lost=part.value < 3)
        return True
    graded = part.value <= 5 and (part.of or 9) <= 5.4 and not number.unit
    graded = graded and not rejects.like_date(judge.before(number.start, 16), judge.after(number.end))
    if graded and scene.mode == "strength" and scene.topic is not None and not judge.treatment:
        return strength.two_grades(judge, number)
    return None


def _named_behind(judge: Judge, number: Number) -> None:
    """Take the test that stands behind the values of both sides: "3 cm R, 11 L on knee to wall"."""
    for event in judge.events[judge.index : judge.index + 8]:
        if event.start - number.end > 44:
            return
        if not isinstance(event, Topic):
            continue
        gap = judge.folded[number.end : event.start]
        if event.test is not None and _ON_A_TEST.search(gap) and not judge.breaks(gap):
            judge.scene.take(replace(event, start=number.start, end=number.start))
        return


def _of_an_exercise(judge: Judge, number: Number) -> None:
    """Take an exercise that was counted as a test: "step-down R 6 reps"."""
    test = judge.scene.test
    start = max(judge.begin, number.start - 60, judge.value_end)
    hits = list(judge.here.found(_EXERCISES, start, number.start))
    if not hits or (test is not None and scales.fits(judge, test, number)):
        return
    hit = max(hits, key=lambda h: h.end)
    if hit.end <= number.start and not judge.breaks(judge.folded[hit.end : number.start]):
        name = judge.folded[hit.start : hit.end]
        test = Test(name, "performance", "reps", 0.0, None, "higher", None, None)
        judge.scene.take(Topic(hit.start, hit.end, "test", test=test))


def _counted(judge: Judge, number: Number) -> bool:
    """The repetitions of a test that is named behind them ("12 single heel raises"), or a rate."""
    if judge.folded[number.end : number.end + 1] not in _GOES_ON:
        return False
    topic = judge.next_topic(number.end, 12)
    if topic is None or topic.test is None or topic.test.unit != "reps":
        return not number.unit and _rate(judge, number)
    scene = judge.scene
    if scene.side_at >= judge.begin and not _CLAUSE.search(judge.folded, scene.side_at, number.start):
        scene.side_at = number.start
    scene.take(replace(topic, start=number.start))
    lost = loss.test_loss(topic.test, number.part.value, "reps", number.compared)
    judge.reached = topic.end
    judge.take_side(number, judge.scene)
    return judge.performed(number, topic.test.name, "reps", lost)


def _rate(judge: Judge, number: Number) -> bool:
    """Letters, words or pieces in a minute, or what is to come off so many times: "8 of 10 tries", "18 raises"."""
    if judge.goal_led() and not number.unit and (end := performance.counted_task(judge, number)):
        judge.reached = end
        return judge.performed(number, "task", "", end=end)
    rate = performance.RATE.match(judge.folded, number.end, judge.finish)
    if rate is None and (things := performance.THINGS.match(judge.folded, number.end, judge.finish)):
        rate = things if judge.goal_led() and judge.folded[number.start - 1] != "x" else None
    if rate is None and judge.goal_like() and not performance.reached(judge, number):
        rate = performance.TRIES.match(judge.folded, number.end, judge.finish)
    if rate is None or judge.section in ("subjective", "history", "billing"):
        return False
    judge.reached = rate.end()
    return judge.performed(number, "rate" if rate.re is performance.RATE else "task", "", end=rate.end())


def _speed(judge: Judge, number: Number, before: str) -> bool:
    """A speed, unless it is that of a treadmill."""
    if judge.treatment and "treadmill" in before:
        return False
    test = tests()["gait speed"]
    return judge.performed(
        number, test.name, number.unit, loss.test_loss(test, number.part.value, number.unit, number.compared)
    )


def _grades(judge: Judge, number: Number, before: str) -> bool:
    """Grades that strength is to gain."""
    if not strength.strong(judge) and "strength" not in before:
        return False
    judge.emit("strength", number, judge.named() or "strength", value=number.part.value, unit="grade")
    return True


def _bare(judge: Judge, number: Number, before: str) -> bool:
    """A number without a unit: a motion in degrees, a grade, a force, a count of a test."""
    scene, after = judge.scene, judge.after(number.end)
    if judge.finder.columns and scene.topic is not None:
        column = judge.finder.column_at(judge.line, number.start)
        scene.mode = column.mode if column and column.mode else scene.mode
    if after[:1] == " " and (judge.section == "goals" or not judge.treatment) and (rose := _ROSE.match(after)):
        return _chair_rises(judge, number, rose)
    single = number.shape == "single"
    forced = scene.motion in ("grip", "pinch", "dynamometry") and not judge.treatment
    if forced and (single or number.shape in ("many", "ratio")):
        return _force(judge, number, before, after)
    if single and number.part.value <= 5.4 and (graded := _grade(judge, number, before, after)) is not None:
        return graded
    return strength.headed(judge, number) or motion.bare_motion(judge, number, before, after)


def _chair_rises(judge: Judge, number: Number, rose: re.Match[str]) -> bool:
    """Rises from a chair in half a minute."""
    judge.reached = number.end + rose.end()
    half = "30" in rose.group() or "thirty" in rose.group()
    lost = loss.test_loss(tests()["30sCST"], number.part.value, "reps", "") if half else None
    return judge.performed(number, "30sCST", "reps", lost, end=judge.reached)


def _force(judge: Judge, number: Number, before: str, after: str) -> bool:
    """A force of grip or pinch with no unit, or three trials of it."""
    scene, value = judge.scene, number.part.value
    begin = max(scene.topic.end if scene.topic else judge.begin, judge.value_end)
    if _TRIAL_LABEL.search(before) or judge.breaks(_UNIT_IN_BRACKETS.sub(" ", judge.between(begin, number.start))):
        return False
    if not 0 < value < 250 or rejects.bare(before, after, number):
        return False
    if number.shape == "ratio" and scene.order:
        return strength.two_forces(judge, number)
    rest = _TRIALS.match(after) if number.shape == "single" and value >= 10 else None
    end = number.end + (rest.end() if rest else 0)
    judge.reached = max(judge.reached, end)
    judge.take_side(number, scene)
    last = judge.measures[-1] if judge.measures else None
    unit = last.unit if last is not None and last.name == scene.motion and number.start - last.end < 24 else ""
    judge.emit("strength", number, scene.motion, end=end, value=value, unit=unit)
    return True


def _grade(judge: Judge, number: Number, before: str, after: str) -> bool | None:
    """A grade of strength without its "/5"; None for a number that is none."""
    scene, part = judge.scene, number.part
    if part.signed and (strength.strong(judge) or (_of_muscle(judge) and judge.close(number.start))):
        if (
            _OTHER_SCALE.match(after)
            or _SCALE_BEFORE.search(before)
            or _SIGN_BEFORE.search(before)
            or (_TENDER_BEFORE.search(before) and scene.muscle)
            or (judge.treatment and _GRADED.search(before[-8:]))
        ):
            return False
    elif (
        scene.mode == "strength"
        and not (judge.measures and judge.measures[-1].kind == "rom" and scene.used)
        and part.value <= 5
        and scene.topic is not None
        and (scene.motion or scene.muscle)
        and not judge.treatment
        and judge.close(number.start, 16)
    ):
        if not _GRADE_ENDS.match(after):
            return False
    elif not _raised(judge, number):
        return None
    judge.take_side(number, scene)
    name = judge.named() or "strength"
    judge.emit("strength", number, name, value=round(part.value, 1), unit="grade", lost=part.value < 5)
    return True


def _raised(judge: Judge, number: Number) -> bool:
    """Whether an arrow leads from a grade to this one: "quad 3+ -> 4"."""
    last = judge.measures[-1] if judge.measures else None
    if last is None or last.unit != "grade" or judge.treatment or not 0 < number.start - last.end < 6:
        return False
    return _ARROW.fullmatch(judge.folded, last.end, number.start) is not None


def _of_muscle(judge: Judge) -> bool:
    """Whether a motion or muscle was named last."""
    return judge.scene.topic is not None and judge.scene.topic.role in ("motion", "muscle")


_BY_UNIT: dict[str, Callable[[Judge, Number, str], bool]] = {
    "deg": motion.degrees,
    "%": shares.percent,
    "grade": _grades,
    **dict.fromkeys(("m/s", "ft/s", "cm/s"), _speed),
    **dict.fromkeys(("lb", "kg", "n"), strength.force),
    **dict.fromkeys(("cm", "mm", "in"), lengths.length),
    **dict.fromkeys(("ft", "m", "yd", "mi", "block"), performance.distance),
    **dict.fromkeys(("s", "min", "h"), performance.time),
    **dict.fromkeys(("steps", "flight"), performance.steps),
    **dict.fromkeys(("reps", "trials", "stands"), performance.count),
}
