"""Measured performance: distances, times, stairs, counts and tasks to be reached."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from notelint.linter.language.measures import loss
from notelint.linter.language.measures.numbers import Number
from notelint.linter.language.measures.shared import TASK
from notelint.linter.language.measures.vocabulary import tests

if TYPE_CHECKING:
    from notelint.linter.language.measures.judge import Judge

RATE = re.compile(
    r" ?-?(?:wpm\b|(?:letters?|words?|characters?|keystrokes?|pegs?|pieces?|coins?|cups?|items?|steps?|cycles?) ?(?:a|per|/|each|in (?:a|one|1)) ?(?:min(?:ute)?|sec(?:ond)?)\b)"
)
SHARE = re.compile(r" (?:of|out of) ?\d{1,2} (?!visits|sessions|appt|days|nights|weeks)[a-z-]{3,}s\b")
TRIES = re.compile(r" (?:of|out of) ?\d{1,2} (?:tries|trials?|attempts?|opportunit\w+|times|occasions|days)\b")
THINGS = re.compile(
    r" (?:(?!lbs?|kg|more|extra|fewer)[a-z-]{3,12}[- ]){0,2}(?:raises|rises|push-?ups|sit-?ups|pull-?ups|squats|hops|jumps|catches|throws|serves|pitches|swings|cartons|boxes|crates|bags|beads|beans|pegs|coins|buttons|cones|cups|cans|rings|blocks|jars|letters)\b"
)
STEPS = re.compile(r" (?!more|extra|fewer|of|other)[a-z-]{3,14} (?:steps|stairs)\b")
_HELD_AT = re.compile(
    r"\b(?:typ(?:e|es|ing)|sits?|sitting|kneel(?:s|ing)?|crouch(?:es|ing)?|squat(?:s|ting)?|driv(?:e|es|ing)|writ(?:e|es|ing)|works?|cooks?|reads?|jogs?|runs?|running|cycl\w+|play\w*|knit\w*|sew\w*)\b[^.;]{0,24}$"
)
_WITHOUT = re.compile(
    r" ?(?:at (?:the|his|her) (?:wheel|desk|computer|keyboard|sink|stove|counter|bench|table|line)|of (?:typing|driving|sitting|standing|walking|writing)|(?:\w+ ){0,3}without (?:a |an )?(?:stop|rest|break|sitting|numbness|pause|support|sx|symptoms|slid\w*|slip\w*|sagging|leaning|hand))"
)
_DOES = re.compile(
    r"(?:^|[:;,.)] |\d{4} |\band )\W*(?!goals|stgs|ltgs|targets|aims|weeks|visits)[a-z]{2,}s (?:(?:up|down|on|off|out|through) )?(?:a|an|the|his|her|their|one|two|all|both|\d{1,2})\b[^.;:]{0,60}$"
)
_DOSE_TO = re.compile(r"^(?!.*\bgoals?\b).*\bholds? (?:to|for) [~<>]?$")
_WITHIN = re.compile(r"\b(?:in|within|under|<) ?(?:a |an )?[~<>]*$")
_SPELL = re.compile(r"\b(?:pain|hours?|period)\b")
_WALK = re.compile(
    r"\b(?:amb\w*|walk\w*|gait|gt|rw|fww|2ww|4ww|spc|sc|cane|crutch\w*|walker|w/c|wheelchair|propel\w*|propuls\w*|level push|crawl\w*|rollator|hall(?:way)?|corridor|overground|distance|level surface\w*|"
    r"cga|sba|min a|mod a|mod i|household|hurrycane|qc|lbqc|sbqc|hemiwalker|ad|assist|6mwt|ambul\w*|steps of|lofstrand|// ?bars|parallel bars|march\w*|afo|prosthesis|loop|nwb|wbat|ttwb|pwb)\b"
)
_NO_WALK = re.compile(
    r"\b(?:tall|height|throw\w*|toss\w*|catch\w*|jump\w*|box|away|apart|radius|ladder|high|wide|long|step-?up|target|cone\w*|rope|ball)\b"
)
_PIECES = re.compile("[,;] ")
_STANDING = re.compile(
    r"\b(?:stood|stands?|standing|held|holds?|hold|sat|tolerat\w+|unsupported|static|balanc\w*|sits?|maintain\w*|sitting|stay\w*|remain\w*)\b"
)
_STAIR = re.compile(
    r"\b(?:negotiat\w*|ascend\w*|descend\w*|asc|desc|climb\w*|up|down|stairs?|rails?|railing\w*|reciprocal\w*|recip|step[- ]to|step[- ]over[- ]step|cga|sba|min a|mod a|mod i|max a|ambulation)\b"
)
_TURNS = re.compile(r"\b(?:turn\w*|step-?ups?|backward|retro)\b")
_FEET_INCHES = re.compile(r" ?(?:and )?\d+ ?(?:in\b|inch|\"|')")
_THE = re.compile(r"\b(?:the|his|her|their) $")
_BETWEEN = re.compile(r" (?:to|from|between) (?:the|his|her|their|a)\b")
_TO_GET = re.compile(r"\b(?:to|for|from)\b[^.;]{0,30}\b(?:walk|get|reach)\b[^.;]{0,40}$")
_WILL = re.compile(r"\bwill\b")
_SETS = re.compile(r" ?(?:x|sets?|each|ea\b|\d+x)")
_HOME_STEPS = re.compile(r"\b(?:the|her|his|their|entry|in|home|with|has|front|porch|of)[ ]*$")
_STAIRS_FIRST = re.compile(r"\b(?:stairs|steps)[ :=x]{1,3}(?:\d{1,2} ?(?:-+>|→) ?)?$")
_WITH_RAIL = re.compile(
    r" ?(?:-+>|→) ?\d|,? (?:(?:w/?|with|using) )?(?:no|[12b]|one|two|both|bilat\w*|r|l|right|left|recip\w*|step|min|mod|cga|sba|up)\b"
)
_LABELLED = re.compile(r"[a-z)] ?: [~<]?$|[a-z]: [^()]{0,24}\((?:first|last) \w+ $|(?:->|→) ?$")
_COURSE = re.compile(r" ?(?:in |: ?|= ?|, ?)?[~<]?\d+(?:\.\d+)? ?(?:s|sec\w*)\b")
_OF_TRIES = re.compile(r" (?:throws|hits|catches|kicks|shots|serves|tosses|pitches|balls|jars|buttons|pegs)\b")
_NEEDED = re.compile(r"\b(?:wants?|lives?|there (?:is|are))\b[^.;]*$")
_AT_HOME = re.compile(r" ?(?:to enter|at home|entry|length|to (?:her|his|the) )")
_COUNTED_IN = re.compile(r"\bin (?:\d{1,3}|thirty|sixty|one|a) ?-?(?:s|sec\w*|min\w*)\b[^.;]{0,40}$")
_IN_TEST = re.compile(r"[^.;]{0,30}\b(?:on|in|during)\b[^.;]{0,24}\b(?:sit[- ]to[- ]stand|chair stand|30)")
_AMBULATES = re.compile(r"\bambulat")
_TALL_BEFORE = re.compile(r"\b(?:height|tall|weigh\w*|was|is|boy|girl)[ :]*$")
_TALL = re.compile(r" ?(?:tall|\d)")
_LOADED = re.compile(r"\b(?:carr\w+|push\w*|pull\w*|sled|crate|box|reach\w*)\b")
_WITH_LOAD = re.compile(r"[^.;]{0,30}\b(?:\d+ ?lbs?|basket|box|bag|laundry|carton)\b")
_RESTS = re.compile(r"\b(?:for|rest|x)[ ]*$")
_HELD = re.compile(
    r"\b(?!holds? to\b)(?:hold|held|plank|stance|balance|stood|stand)\w*\b[^.;:]{0,14}(?:on (?:the |his |her )?(?:right|left|r|l) (?:leg|foot|side) (?:for |x )?)?[~<>]?$"
)
_UPRIGHT = re.compile(r" ?(?:of )?(?:sitting|seated|standing|upright|kneeling|walking)\b")
_STOOD = re.compile(
    r"\b(?:(?:bench|ring|tailor|long|prop|side|cross-?legged)[- ]sit(?:ting)?\b|(?:half|tall)[- ]kneel(?:ing)?\b|stood|kneel(?:s|ed|ing)?|knelt|crouch(?:es|ed|ing)?|standing (?:at|in|on|with|without)|held|tolerat\w+|able to (?:stand|sit)|stands|sits|sat(?! ?\d)|(?:stay\w*|remain\w*) (?:seated|standing|upright|on task|in (?:the|his|her) (?:seat|chair)))\b[^;:]{0,40}$"
)
_ASSISTED = re.compile(
    r"\b(?:cga|sba|assist\w*|min a|mod a|rails?|railings?|independent\w*|mod i|negotiat\w*|ascend\w*|descend\w*|(?<!')s)\b"
)
_APART = re.compile(r"[.;\n]|, (?!x)")
_BALANCE = re.compile(r"\b(?:balance|stance|stand|hold|tandem|plank)\b")
_RUNS = re.compile(
    r"\b(?:run(?:s|ning)?|sprint\w*|shuttles?|bound\w*|skip\w*|carioca|sled|jog\w*|strides|lunges?|bear crawls?)\b[^.;]{0,20}\d ?[x×] ?$"
)
_LOAD_DISTANCE = re.compile(r"\b(?:carry|carries|sled|push|drag)\w* distance\b[^.;]{0,24}$")
_OF_TEN = re.compile(r"\b(?:climb|up|down|ascend|descend|negotiat|asc|desc)\w*\b[^.;]*$")
_REPORTED = re.compile(r"\breport|\bstates?\b|pain|iontophoresis|treatment")
_WALKS = re.compile(r"\b(?:ambulat|walk)\w*\b")
_FAR = frozenset({"mi", "block"})
_STANDS = re.compile(r"\bstand(?:s|ing)?\b[^.;]{0,24}$")
_IN_TIME = re.compile(
    r"\b(?:button\w*|don(?:s|ned|ning)?|doff\w*|t(?:ied?|ies|ying)|lac(?:es|ed|ing)|zip\w*|picks?|picked|stack\w*|places?|placed|opens?|opened|course|circuit|loop|obstacle\w*|climbed|pours?|poured|transfers?|rises?|rose|turns?|turned|walks?|walked|makes?|made|types?|typed|copies|copied|cuts?|crosses)\b[^.;:]{0,60}\bin (?:about |only )?[~<]?$"
)
_MINUTES = ("min", "mins", "minutes")
_HOUR_BEFORE = re.compile(
    r"\b(?:at|from|to|in|out|ramp|slope|incline|start\w*|end\w*|time|arriv\w*|until|till|by|since|around|about|before|after|@)[ :~]*$|[-–]\s*$"
)
_HOUR_AFTER = re.compile(r" ?(?:ramp|slope|incline|grade|ratio|[ap]\.?m\b|h\b|hrs?\b|-|–|to\b|until\b|appt)")
_WITH_PAIN = re.compile(r"pain|complain|sympt|discomfort|tolerance|increase")


def reached(judge: Judge, number: Number) -> bool:
    """Whether a task to be reached already stands right before a figure, which then belongs to it."""
    return any(
        m.kind == "performance"
        and m.end <= number.start < m.end + 40
        and not _APART.search(judge.folded, m.end, number.start)
        for m in judge.measures[-4:]
    )


def _does(judge: Judge, before: str) -> bool:
    """Whether a goal says what the patient does: "carries a full bowl", "empties the top rack"."""
    return judge.goal_led() and _DOES.search(before) is not None


def share_of_tries(judge: Judge, number: Number) -> int:
    """Where a share of throws, hits or the like ends: "catches 3/10 throws"; 0 where it is none."""
    found = _OF_TRIES.match(judge.folded, number.end, judge.finish)
    if (
        number.unit not in ("", "count")
        or found is None
        or judge.section not in ("objective", "goals", "assessment", "")
    ):
        return 0
    return found.end() if TASK.search(judge.before(number.start, 60)) else 0


def _upright(before: str, after: str) -> bool:
    """Whether a time is one that somebody is to sit, stand or kneel for."""
    return "tolera" not in before and bool(_STOOD.search(before) or _UPRIGHT.match(after))


def counted_task(judge: Judge, number: Number) -> int:
    """Where a count of things that a goal has the patient do ends: "opens 4 of 5 kitchen jars"; 0 where it counts none."""
    share = SHARE.match(judge.folded, number.end, judge.finish)
    if share is None or reached(judge, number):
        return 0
    before = judge.before(number.start, 90)
    number_too = f"{before}{judge.folded[number.start : number.end]}"
    return share.end() if _does(judge, number_too) or TASK.search(before) else 0


def task(judge: Judge, number: Number) -> bool:
    """A task to be reached, with all its figures one measure."""
    if reached(judge, number):
        return False
    judge.emit("performance", number, "task", value=number.part.value, unit=number.unit)
    return True


def distance(judge: Judge, number: Number, before: str) -> bool:
    """A distance walked or wheeled."""
    after = judge.after(number.end, 60)
    wide = judge.before(number.start, 110)
    if judge.section == "subjective" and not _AMBULATES.search(before):
        return False
    if _FEET_INCHES.match(after) or (_TALL_BEFORE.search(before) and _TALL.match(after)):
        return False
    if (number.unit == "m" and number.shape == "ratio") or (number.part.value < 3 and number.unit not in _FAR):
        return False
    if _THE.search(before) and _BETWEEN.match(after):
        return False
    if (
        number.part.value <= (33 if number.unit == "ft" else 12) and not number.part.of and _COURSE.match(after)
    ):  # "3 m in 15.2 s": the length of a course
        return False
    tested = number.start - judge.finder.walk_test < 360 and number.unit in ("ft", "m")
    if not (
        tested
        or _WALK.search(wide)
        or _WALK.search(after)
        or (number.word != "'" and _of_gait(judge))
        or _farther(judge, before)
    ):
        number_too = f"{wide}{judge.folded[number.start : number.end]}"
        return not judge.treatment and _does(judge, number_too) and task(judge, number)
    near = _PIECES.split(before[-30:])[-1] + after[:22]
    if _NO_WALK.search(near) or (_LOADED.search(before[-45:]) and judge.treatment):
        return False
    if number.unit in _FAR and (judge.treatment or not (judge.section == "objective" or judge.goal_led())):
        return False
    if _LOAD_DISTANCE.search(before) or (judge.treatment and _RUNS.search(before)):
        return False
    if judge.treatment and _TO_GET.search(before) and not _WALK.search(before[-14:]):
        pass
    lost = loss.test_loss(tests()["6MWT"], number.part.value, number.unit, "") if tested else None
    return judge.performed(number, "6MWT" if tested else "distance walked", number.unit, lost)


def _in_seconds(judge: Judge, number: Number) -> bool:
    """Whether a time is given to the second."""
    return number.unit == "s" or (number.unit == "min" and judge.folded[number.end - 1] in "sd")


def _farther(judge: Judge, before: str) -> bool:
    """Whether a distance is what a walk that was measured before is to reach: "the target is 600 feet"."""
    return judge.expected(before) and any(m.name == "distance walked" for m in judge.finder.measures[-12:])


def _of_gait(judge: Judge) -> bool:
    """Whether the treatment is gait training by its code."""
    if not judge.treatment:
        return False
    codes = judge.finder.codes
    index = bisect_right(codes, judge.begin) - 1
    inside = next((c for c in codes[index + 1 : index + 2] if c < judge.finish), None)
    code = inside if inside is not None else codes[index] if index >= 0 else None
    return code is not None and judge.folded.startswith("97116", code)


def time(judge: Judge, number: Number, before: str) -> bool:
    """A time that something was held, stood or is to take."""
    after = judge.after(number.end)
    if judge.goal_like():
        wide = judge.before(number.start, 120)
        limit = number.compared == "<" or _WITHIN.search(before)
        named = TASK.search(wide) or (number.compared == "<" and number.unit == "s") or _does(judge, wide)
        if limit and named and not _SPELL.search(before[-30:]):
            return task(judge, number)
        if (
            number.unit == "min"
            and not judge.treatment
            and (_HELD_AT.search(wide) or _WITHOUT.match(after))
            and "tolerat" not in wide
        ):
            return judge.performed(number, "time", number.unit)
        if number.unit in ("s", "min", "h") and judge.goal_led() and _upright(before, after):
            return judge.performed(number, "time", number.unit)
        if (
            number.unit == "min"
            and (_WALKS.search(wide[-70:]) or (_STANDS.search(wide) and not _WITH_PAIN.search(wide + after)))
        ) or (number.unit == "s" and _BALANCE.search(wide[-70:]) and not _DOSE_TO.search(before)):
            return judge.performed(number, "time", number.unit)
        return False
    if (
        judge.treatment
        or number.unit == "h"
        or judge.section in ("subjective", "billing", "assessment_plan", "history", "education")
        or _WILL.search(judge.before(number.start, 90))
    ):
        return False
    if number.unit in ("s", "min") and _LABELLED.search(before) and TASK.search(before) and _in_seconds(judge, number):
        return judge.section in ("objective", "") and judge.performed(number, "time", number.unit)
    if _in_seconds(judge, number) and _IN_TIME.search(before) and judge.section in ("objective", ""):
        return not reached(judge, number) and judge.performed(number, "time", number.unit)
    if _SETS.match(after) or "stretch" in before or (_RESTS.search(before) and not _STANDING.search(before)):
        return False
    if (number.unit == "s" and _HELD.search(before)) or (
        _STOOD.search(before) and not _REPORTED.search(before.rpartition(";")[2])
    ):  # fmt: skip
        ahead = judge.ahead()
        if ahead is not None and ahead.unit == "s" and ahead.start - number.end < 3 and number.unit == "min":
            judge.index += 1
            number.end = judge.reached = ahead.end
        lost = True if number.unit == "s" and "standing" in (before + after)[-70:] and number.part.value < 30 else None
        return judge.performed(number, "time", number.unit, lost)
    return False


def clock(judge: Judge, number: Number, before: str) -> bool:
    """Minutes and seconds that a task or a test took, unless they are the hour of the day: "walk until numb 3:10"."""
    if judge.treatment or judge.section not in ("objective", "goals", "assessment", ""):
        return False
    minutes = judge.folded[number.inner : number.end].endswith(_MINUTES)
    if not minutes and (_HOUR_BEFORE.search(before) or _HOUR_AFTER.match(judge.after(number.end))):
        return False
    test = judge.scene.test
    timed = test is not None and test.unit in ("s", "min")
    if not (timed or minutes or TASK.search(judge.before(number.start, 70))):
        return False
    name = test.name if test is not None else "time"
    lost = loss.test_loss(test, number.part.value, "min", "") if test is not None else None
    judge.take_side(number, judge.scene)
    return judge.performed(number, name, "min", lost)


def steps(judge: Judge, number: Number, before: str) -> bool:
    """Stairs that were climbed."""
    after = judge.after(number.end)
    wide = judge.before(number.start, 70)
    if _HOME_STEPS.search(before) or _AT_HOME.match(after) or _NEEDED.search(wide):
        return False
    if judge.section in ("subjective", "history", "header", "prior", "home"):
        return False
    if number.part.of == 10 and not _OF_TEN.search(wide):  # "knee 3/10 stairs": how much it hurts there
        return False
    if not (_STAIR.search(wide) or _STAIR.search(after) or number.word.startswith(("stair", "flight", "rung"))):
        return False
    if judge.treatment and not _ASSISTED.search(
        wide[-40:] + after,
    ):
        return False
    if _TURNS.search(wide[-30:]) or _LOADED.search(wide[-30:]):
        return False
    if judge.treatment and _WITH_LOAD.search(after):
        return False
    return judge.performed(number, "stairs", number.unit)


def stairs(judge: Judge, number: Number, before: str) -> bool:
    """Stairs that are called something before they are counted: "up our 4 training steps with CGA"."""
    kind = STEPS.match(judge.folded, number.end, judge.finish)
    if kind is None:
        after = judge.after(number.end)
        told = not judge.treatment and _STAIRS_FIRST.search(before) and _WITH_RAIL.match(after)
        return bool(told) and judge.performed(number, "stairs", "steps")
    steps_then = replace(number, unit="steps", end=kind.end())
    if not (judge.goal_led() or steps(judge, steps_then, before)):
        return False
    judge.reached = kind.end()
    return bool(judge.measures and judge.measures[-1].end == kind.end()) or judge.performed(
        number, "stairs", "steps", end=kind.end()
    )


def count(judge: Judge, number: Number, before: str) -> bool:
    """Repetitions in a test, or trials to be reached."""
    after = judge.after(number.end)
    if judge.section == "goals" and _IN_TEST.match(after):
        return judge.performed(number, "repetitions", number.unit)
    if not judge.treatment and judge.section in ("objective", "goals", "") and _COUNTED_IN.search(before):
        return judge.performed(number, "repetitions", number.unit)
    if judge.section == "goals" and number.unit == "trials" and TASK.search(before):
        return task(judge, number)
    if number.word == "times" and judge.goal_led() and not judge.treatment:
        wide = judge.before(number.start, 90)
        return bool(_STAIR.search(wide) or TASK.search(wide) or _does(judge, wide)) and task(judge, number)
    return False
