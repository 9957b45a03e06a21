"""Scales and tests with a name, and levels of assistance by score."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from notelint.linter.language.measures import loss, rejects
from notelint.linter.language.measures.numbers import Number
from notelint.linter.language.measures.shared import FILLER, TIMES, WORD
from notelint.linter.language.measures.status import BY_DATE
from notelint.linter.language.measures.vocabulary import Test, Topic
from notelint.linter.record import MeasureKind, MeasureStatus

if TYPE_CHECKING:
    from notelint.linter.language.measures.judge import Judge

# In a treatment these are what was practised, unless they were plainly tested.
_EXERCISES = frozenset(
    {
        "SLS",
        "tandem",
        "plank",
        "hold",
        "heel raise",
        "functional squat",
        "standing time",
        "step down",
        "joint play",
        "bridge",
        "Y balance",
    }
)
_IN_PERCENT = frozenset({"functional squat", "BESTest", "Y balance", "hop"})
_ALSO_DONE = frozenset({"hop", "sit and reach", "5xSTS", "shuttle"})
_MEASURED_IN = frozenset({"s", "min", "reps", "steps", "cm", "m"})
_MISSED = frozenset({"unable"})  # the other side: "L unable, R 61"
_FIGURES = 8  # what a value and its unit take in figures; in words they take more
_NUMERAL = re.compile(r"(?:^|[.:;,]) *\($")
_LABELLED = re.compile(
    r"\b(?:trials?|attempts?)[ #]*(?:\d+ ?(?:&|,|and|to|-) ?)*$|\(?(?:limit|restriction|allowed)[ :=]*$"
)
_THING = re.compile(r" ?(?:high )?(?:box|steps?|block|platform|stool|bench|plate|hurdle|riser)\b")
_WITH_SO_MANY = re.compile(
    r" (?:(?!then|and|before)[a-z]+ )?(?:canes|crutches|poles|sticks|rails|rests?|stops?|pauses?|breaks?|stumbles?|helpers?|losses)\b| ?/ ?(?:wk|week|day|mo)\b"
)
_SOME_TASK = re.compile(r"\bfor [a-z]+ing\b")
_TO_LIMIT = re.compile(r"\b(?:max\w*|safe\w*|tested|limit|capacity|1 ?rm)\b[^.;]{0,40}$")
_OUT_OF = re.compile(r"(?: today)? \(?of (?:a possible )?([0-9]{1,3})(?![0-9/-]|\.[0-9])\)?")
_DOSE_BEFORE = re.compile(r"\bx ?$|\d+ ?x ?$")
_OUT_OF_TIME = re.compile(r" ?(?:(?:out )?of (?:a possible |the )?|/ ?)([0-9]{2,3})(?: ?s(?:ec\w*)?)?\b(?!\.\d|[/-])")
_UNIT_AFTER = re.compile(r" ?(?:depth|of (?:full|normal)(?: depth)?|seconds?|reps|steps)")
_PER_REPORT = re.compile(r"\b(?:per pt|report\w*|pain|states?)\b")
_CARE_SCORE = re.compile("0?[1-7]|09|10|88")
_IN_ITEMS = frozenset({1.0, 4.0, 10.0, 12.0, 50.0, 150.0})  # "Walk 150 feet", "12 steps"
_LEADER = re.compile(r"(?:\.{2,}|[:|=\t]|  ) ?$")
_THEN = re.compile(
    r"[;,(] ?(?:(?:at|on|from) )?(?:the )?(?:initial )?(?:eval\w*|intake|ie|soc|adm(?:ission)?|initial(?:ly)?|prev(?:ious(?:ly)?)?|prior|baseline|last (?:visit|time|week|month|session|note)|start of care)(?: on [\d/]+)?,?(?: (?:it|this))?(?: (?:was|had been))? ?[:=]? ?$"
)
_SENTENCE = re.compile(r"[a-z]\. +[a-z]")
_PART_OF = re.compile(r"[/\d.-]$|\b(?:gg|rm|room|page|of|x)\W*$")
_ITEM = re.compile(r"[a-z](?:(?!  )[^.|:;()\t])*?(?: ?(?:\.{2,}|[:=]) ?| )$")
_PAIN = re.compile(r"\bpain\b")


def _dosed(before: str, after: str) -> bool:
    """Whether a number is part of a dose."""
    return bool(TIMES.match(after) or _DOSE_BEFORE.search(before))


def tested(judge: Judge, number: Number, before: str) -> bool:
    """A value of the test that was named last; true too for a number that is no measure, but is the test's."""
    test, topic = judge.scene.test, judge.scene.topic
    if test is not None and test.unit in ("s", "min") and number.word in ("'", '"'):  # 38" of a plank
        number.unit = "s" if number.word == '"' else "min"
    after = judge.after(number.end)
    if test is None or topic is None or not fits(judge, test, number) or _no_score(test, before, after, number):
        return False
    gap = judge.folded[max(topic.end, judge.value_end) : number.start]
    if test.name == "maximal lift" and judge.breaks(gap):
        return False
    if test.name == "standing time" and _PER_REPORT.search(gap + after[:20]):
        return False
    if test.kind != "assist" and (_far(judge, number, gap) or (judge.treatment and _SOME_TASK.search(gap))):
        return False
    if test.kind == "other" or (
        judge.treatment
        and _practised(test, number, before, after)
        and not BY_DATE.search(judge.before(number.start, 110))
    ):
        return True
    if number.unit == "%" and test.name == "functional squat" and _PAIN.search(gap):
        return True
    if number.shape == "ratio" and test.unit in _MEASURED_IN and ordered(judge):
        return _both_sides(judge, test, number)
    if test.kind == "assist":
        return scored_level(judge, test, number, gap)
    if test.name == "functional squat" and number.unit == "":
        return False
    return _score(judge, test, topic, number, after)


def ordered(judge: Judge) -> bool:
    """Whether the statement says in which order values of both sides stand: "R/L"."""
    return bool(judge.scene.order) and judge.order_at >= judge.begin


def _both_sides(judge: Judge, test: Test, number: Number) -> bool:
    """Values of both sides with a slash between: "SLS R/L 6/21 s"."""
    middle = judge.folded.index("/", number.inner)
    sides = ("right", "left") if judge.scene.order == "r" else ("left", "right")
    values = (number.part.value, number.part.of or 0.0)
    for side, value, (start, end) in zip(
        sides, values, ((number.start, middle), (middle + 1, number.end)), strict=True
    ):
        judge.scene.side, judge.scene.side_at = side, start
        unit = number.unit or test.unit
        lost = loss.test_loss(test, value, unit, "")
        judge.emit(
            cast(MeasureKind, test.kind), number, test.name, start=start, end=end, value=value, unit=unit, lost=lost
        )
    return True


def _far(judge: Judge, number: Number, gap: str) -> bool:
    """Whether a number stands too far from the test to be its value."""
    if len(gap) > 70 or (judge.scene.used and _SENTENCE.search(gap)):
        return True
    if number.unit == "" and _THEN.search(gap):
        return False
    strict = number.unit in ("", "reps") and number.shape != "ratio"
    return strict and not judge.now(gap) and (len(gap) >= 34 or bool(set(WORD.findall(gap)) - FILLER - _MISSED))


def _practised(test: Test, number: Number, before: str, after: str) -> bool:
    """Whether a test is what was practised in a treatment, or a load that was lifted there."""
    if test.name == "maximal lift":
        return _dosed(before, after) or not _TO_LIMIT.search(before)
    if test.name == "gait speed" and number.unit == "mph":
        return True
    return test.name in _EXERCISES or (test.name in _ALSO_DONE and _dosed(before, after))


def _score(judge: Judge, test: Test, topic: Topic, number: Number, after: str) -> bool:
    """Add the value of a test."""
    part, unit = number.part, number.unit
    start, end = number.start, number.end
    why = loss.off_scale(test, part.value, part.of, unit)
    out_of = _OUT_OF.match(after) if part.of is None and not unit and test.unit in ("", "reps", "blocks") else None
    if out_of and float(out_of.group(1)) <= (test.high or 100) * 1.3:
        end += out_of.end()
        judge.reached = end
        why = why or loss.off_scale(test, part.value, float(out_of.group(1)), unit)
    stop = end
    limit = _OUT_OF_TIME.match(after) if unit == "s" else None
    if limit:
        judge.reached = end = end + limit.end()
    if more := _UNIT_AFTER.match(after):
        end += more.end()
    dated = any(topic.end <= head.start < start for head in judge.finder.heads)
    missed = "unable" in judge.folded[topic.end : start]  # the other side: "L unable, R 20 s"
    if topic.end <= start and judge.scene.used == 0 and not (dated or missed) and not judge.side_behind(end):
        value = min(len("".join(judge.folded[start:stop].split())), _FIGURES)
        if len("".join(judge.folded[topic.start : end].split())) <= 3 * value + 4:
            start = topic.start
    judge.take_side(number, judge.scene)
    judge.emit(
        cast(MeasureKind, test.kind),
        number,
        test.name,
        start=start,
        end=end,
        value=part.value,
        low=part.low,
        unit=unit or (f"/{part.of:g}" if part.of else test.unit),
        lost=loss.below(part.value, float(limit.group(1))) if limit else _score_loss(test, number, why),
        impossible=why,
    )
    return True


def _score_loss(test: Test, number: Number, why: str | None) -> bool | None:
    """The loss that a value of a test shows."""
    part, unit = number.part, number.unit
    if test.name in ("gait speed", "40m walk") and unit == "s":
        return part.value > 10 or None
    if test.kind == "questionnaire" and part.of and test.high == 100.0 and part.of < 100:
        return loss.test_loss(test, part.value / part.of * 100, unit, "")
    return None if why else loss.test_loss(test, part.value, unit, number.compared)


def _no_score(test: Test, before: str, after: str, number: Number) -> bool:
    """Whether a number is the numeral of a list, a day of the month or the height of a thing."""
    part = number.part
    if part.shape == "ratio":
        dated = not number.unit and part.value <= 31 and (part.of or 0) <= 31 and part.of != test.high
        return dated and rejects.like_date(before, after)
    if (_NUMERAL.search(before) and after.startswith(")")) or _LABELLED.search(before):
        return True
    if number.unit in ("cm", "in", "m", "ft") and after.startswith(":"):  # "step-down 8 in: R 6 reps"
        return True
    if number.unit in ("", "reps") and _WITH_SO_MANY.match(after):
        return True
    return number.unit in ("cm", "in") and bool(_THING.match(after))


def fits(judge: Judge, test: Test, number: Number) -> bool:
    """Whether a number has a form and unit that the test is written in."""
    unit, part = number.unit, number.part
    if part.shape == "many" and test.unit != "s":
        return False
    if test.name == "joint play":
        return part.shape == "ratio" and part.of == 6
    short = judge.scene.topic is not None and len(_name(judge, judge.scene.topic)) < 5
    if test.name == "DNF endurance" and short and judge.treatment:
        return False
    if test.name == "hop" and short:
        return unit in ("cm", "m", "s", "in") and part.shape == "single" and part.value > 12
    if unit == "%":
        return test.unit == "%" or test.kind in ("questionnaire", "other") or test.name in _IN_PERCENT
    if part.shape in ("ratio", "grade"):
        if test.unit in ("s", "reps", "steps"):
            return ordered(judge) or test.name in ("heel raise", "step down", "4SBT", "mCTSIB")
        if test.unit == "m":
            return ordered(judge)
        return test.high is None or (part.of is not None and part.of <= max(test.high, 30) * 1.3)
    if unit == "":
        limit = test.high if test.high is not None else 300.0
        return part.value <= limit * 2
    if test.name == "maximal lift":
        return unit in ("lb", "kg")
    if test.kind == "other":
        return unit in ("cm", "mm", "in", "deg", "reps", "s")
    if test.name in ("gait speed", "40m walk", "step down"):
        return unit in ("m/s", "ft/s", "cm/s", "s", "mph", "reps", "steps", "cm", "in")
    if test.unit == "s":
        return unit in ("s", "min")
    if test.unit == "min":
        return unit in ("min", "s")
    if test.unit in ("reps", "blocks", "steps"):
        return (
            unit in ("reps", "blocks", "steps")
            or (unit == "block" and test.unit == "blocks")
            or (unit == "s" and test.name == "bridge")
        )
    if test.unit == "m":
        return unit in ("m", "ft", "yd")
    if test.unit == "cm":
        return unit in ("cm", "in", "mm") or (unit == "deg" and test.name == "WBLT")
    if test.unit == "deg":
        return unit in ("deg", "")
    return test.kind == "questionnaire" and unit in ("reps",)


def _name(judge: Judge, topic: Topic) -> str:
    """The words that name a test."""
    return judge.folded[topic.start : topic.end]


def of_a_care_item(judge: Judge, number: Number) -> bool:
    """A score of Section GG under a heading that says so ("Eating ......... 05"), or a figure in an item's name."""
    start = number.inner
    text = judge.folded[start : number.end]
    if number.unit or (not judge.finder.scored and text[:1] != "0"):
        return judge.finder.scored and number.unit in ("ft", "steps") and number.part.value in _IN_ITEMS
    lead = judge.folded[judge.line.content : start]
    if not _CARE_SCORE.fullmatch(text) or not (len(text) == 2 or _LEADER.search(lead)) or _PART_OF.search(lead):
        return False
    label = _ITEM.search(lead)
    value = number.part.value
    status: MeasureStatus | None = "not_assessed" if value in (7, 9, 10, 88) else None
    led = label is None or ".." in label.group()
    judge.emit(
        "assist",
        number,
        "GG",
        start=start if led or label is None else start - len(label.group()),
        value=value,
        unit="GG",
        lost=None if status else value < 6,
        status=status,
    )
    return True


def scored_level(judge: Judge, test: Test, number: Number, gap: str) -> bool:
    """A level of assistance by score, FIM or Section GG."""
    part = number.part
    text = judge.folded[number.inner : number.end]
    if (
        not (part.shape == "single" or (part.shape == "ratio" and part.of == (7 if test.name == "FIM" else 6)))
        or (part.value > 7 and part.value not in (9, 10, 88))
        or (len(text) > 2 and part.shape == "single")
        or len(gap) > 60
        or (";" in gap[2:] and test.name == "GG")
        or (judge.treatment and TIMES.match(judge.after(number.end)))
    ):
        return False
    topic = judge.scene.topic
    start = topic.start if topic and number.end - topic.start <= 26 and judge.scene.used == 0 else number.start
    if test.name == "GG":
        status: MeasureStatus | None = "not_assessed" if part.value in (7, 9, 10, 88) else None
        lost = None if status else part.value < 6
    else:
        status, lost = None, None if part.value == 6 else part.value < 7
    judge.emit("assist", number, test.name, start=start, value=part.value, unit=test.name, lost=lost, status=status)
    return True
