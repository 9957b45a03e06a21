"""One statement: each number and level in it, read by its shape, its unit and the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from notelint.linter.language.measures import (
    assist,
    blanks,
    columns,
    loss,
    motion,
    performance,
    rejects,
    scales,
    strength,
    untested,
    words,
)
from notelint.linter.language.measures.numbers import Number
from notelint.linter.language.measures.scene import Scene
from notelint.linter.language.measures.shared import FILLER, WORD
from notelint.linter.language.measures.status import status_of
from notelint.linter.language.measures.vocabulary import Topic, norms, region_of, tests
from notelint.linter.language.reading import Line, Statement
from notelint.linter.record import Measure, MeasureKind, MeasureStatus, Mention, Side

if TYPE_CHECKING:
    from notelint.linter.language.measures.finder import Event, Finder

_TRAIL = re.compile(
    r"[ ]?(?P<open>\()?(?:on (?:the )?)?(?:(?P<right>right|rt|r)|(?P<left>left|lt|l)|(?P<both>both|bilaterally|bilateral|bilat|b))(?![a-z0-9/])(?(open)[^()0-9]{0,24}\))"
)
_GOAL_LEAD = re.compile(
    r"\W*(?:\w+ ){0,2}(?:goals?|targets?|stgs?|ltgs?|by (?:\d{1,2}[/-]\d|(?:the )?end of|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\b))|expect\w*\b"
)
_NUMBER_NEXT = re.compile(r" ?[:=]? ?[0-9]")
_AGAINST = frozenset({"against", "the", "versus", "vs", "compared", "but", "while", "other"})
_SIDE_WORDS = {"r": "right", "rt": "right", "right": "right", "l": "left", "lt": "left", "left": "left"}
_EXPECTED = re.compile(r"\b(?:expect\w*|goal|target|aim|aiming for|hope for)\b[^.;]{0,20}$")
_FORCES = frozenset({"grip", "pinch", "dynamometry"})
_HELD = re.compile(r"s? (?:straight|extended|bent|flexed|at \d|@|in (?:ext|flex))")
_SIDED = {
    "rr": "right",
    "lr": "left",
    "rsb": "right",
    "lsb": "left",
    "rlf": "right",
    "llf": "left",
    "rrot": "right",
    "lrot": "left",
    "rlb": "right",
    "llb": "left",
}
_LEVEL_OF = re.compile(r"(?:^|[ ,(/])(?:t12|t1|l1|l5|s[12]|sacr(?:al|um)|gross)[ :=]*$")
_OF_THE = re.compile(r" (?:of|at|in) (?:the |her |his )?(?:right |left |r |l |rt |lt )?")
_KNEE_HELD = re.compile(
    r"knees? ?(?:in |at )?(?:ext(?:ended|ension)?|straight|flex(?:ed|ion)?|bent|0|90)\b(?= *[:=]? ?[-+~0-9(])"
)
_REGION_OF = {
    "heel raise": "ankle",
    "DNF endurance": "neck",
    "Sorensen": "lumbar",
    "9HPT": "hand",
    "BBT": "hand",
    "Purdue": "hand",
    "Jebsen": "hand",
    "MMDT": "hand",
    "Moberg": "hand",
    "FDT": "hand",
    "grooved pegboard": "hand",
    "bridge": "hip",
}
_ROSE = re.compile(
    r" (?:or more |more )?(?:sit[- ]to[- ]stands?|chair (?:stands?|rises?)|stands)\b[^.;,]{0,40}?\bin (?:\d+|thirty|sixty) ?-?(?:s|sec\w*)\b"
)
_ON_A_TEST = re.compile(r"\b(?:on|in|for)(?: the)? $")
_NOW_AT = re.compile(r"[ ,;(](?:now|today|currently)(?: at| is| to)?[ :=]*$")
_ARROW = re.compile(r" ?(?:deg\w*|°|s|sec)? ?(?:-+>|→|=>)")
_TRUNK = frozenset({"lumbar", "thoracic", "trunk"})
_ORDERED = ("motion", "muscle", "test")
_PARTS = frozenset(",;:.|()\n")
_PLACE = re.compile(r"(?:\b(?:to|from)|mid-?) ?$")
_ON_A_SCALE = re.compile(r" ?(?:on|of) an? (?:\w+ )?(?:scale|\d)|-?\d* ?/10|% of the time")
_MOVED = re.compile(r"\b(?:from|improved|increased|progressed|decreased|went|gained|advanced)\b[^.;]{0,30}$")
_NO_MOVE = re.compile(r"\b(?:rom|range|arc|motion|moves?|limited|is|was) from[ ~]*$")
_TREND = re.compile(r"[ ]*(?:->|=>|-->|→|>|➔|▸|⇒)[ ]*(?:now )?[~]?[ ]*$")


class Judge:
    """Reads one statement; what it finds stands in `measures` and `pain`."""

    def __init__(
        self,
        finder: Finder,
        statement: Statement,
        line: Line,
        scene: Scene,
        events: Sequence[Event],
        gaps: Sequence[blanks.Blank],
        signal: bool,
    ) -> None:
        """Set out the statement."""
        self.finder, self.here, self.folded = finder, finder.here, finder.folded
        self.statement, self.line, self.scene, self.events, self.gaps = statement, line, scene, events, gaps
        self.begin, self.finish = statement.start, statement.end
        self.section = statement.section
        self.signal = signal
        self.help = self.folded.startswith("//", line.content)
        self.topics = [e.topic for e in events if e.topic is not None]
        self.starts = [t.start for t in self.topics]
        self.measures: list[Measure] = []
        self.pain: list[Mention] = []
        self.index = 0
        self.reached = 0
        self.value_end = 0
        self.leading: bool | None = None
        self.listed: bool | None = None
        self.aimed: bool | None = None
        self.held_end = -9
        self.headed = bool(scene.order)
        self.borrowed: str | None = None
        self.treatment = finder.in_treatment(statement.start, self.section)

    # -- the walk ---------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read everything in the statement."""
        events = self.events
        while self.index < len(events):
            event = events[self.index]
            self.index += 1
            if event.start < self.reached:
                continue
            if event.topic is not None:
                self._topic(event.topic)
            elif event.number is not None:
                self._number(event.number)
            elif event.side.startswith("order"):
                self.scene.order = event.side[-1]
                if self.scene.topic is None or event.start - self.scene.topic.end > 12:
                    self.scene.side = ""
            else:
                if self.leading is None:
                    self.leading = True
                if self.folded[event.start - 1] == "(" and self.borrowed is None:
                    self.borrowed = self.scene.side
                self.scene.side, self.scene.side_at = event.side, event.start
        if len(self.measures) > 1 and any(m.kind == "assist" for m in self.measures):
            words.letters(self)
        if self.signal:
            words.read(self)
            untested.read(self)
        if self.gaps:
            blanks.read(self)
        if len(self.measures) > 1:
            self._trends()

    def _topic(self, topic: Topic) -> None:
        self.reached = topic.end
        if topic.role == "level":
            assist.read(self, topic)
            return
        if self.borrowed is not None:
            self.scene.side, self.borrowed = self.borrowed or self.scene.side, None
        if self.scene.order and not self.headed and topic.role in _ORDERED and self.scene.topic is not None:
            self.scene.order = ""
        if topic.role in ("region", "joint", "limb") and _PLACE.search(
            self.folded[max(self.begin, topic.start - 6) : topic.start]
        ):
            return
        if (
            topic.role in ("joint", "region", "limb")
            and self.folded.startswith("finger", topic.start)
            and self.scene.motion in ("flexion", "side bend")
            and self.scene.joint in _TRUNK
        ):
            return
        if self._owned(topic) or self._at_the_knee(topic):
            return
        if topic.role == "joint" and self.scene.motion in _FORCES and _HELD.match(self.folded, topic.end, self.finish):
            return
        self.scene.take(topic)
        sided = _SIDED.get(self.folded[topic.start : topic.end]) if topic.role == "motion" else None
        if sided:
            self.scene.side, self.scene.side_at, self.leading = sided, topic.start, True
        if topic.test is not None and topic.test.name in ("6MWT", "2MWT"):
            self.finder.walk_test = topic.end

    def _owned(self, topic: Topic) -> bool:
        """Whether a part of the body only says whose motion was named: "elevation of the right arm"."""
        last = self.scene.topic
        if topic.role not in ("joint", "limb", "region") or last is None or last.role != "motion" or self.scene.used:
            return False
        if not _OF_THE.fullmatch(self.folded, last.end, topic.start):
            return False
        if topic.joint and (topic.joint, self.scene.motion) in norms():
            self.scene.joint, self.scene.region = topic.joint, topic.region or topic.joint
        self.scene.topic = replace(last, end=topic.end)
        return True

    def _at_the_knee(self, topic: Topic) -> bool:
        """Whether a knee only says how dorsiflexion was tested: "DF knee ext -4, knee flexed 3"."""
        if topic.joint != "knee" or self.scene.motion != "dorsiflexion" or self.scene.topic is None:
            return False
        held = _KNEE_HELD.match(self.folded, topic.start, self.finish)
        if not held:
            return False
        self.reached = self.held_end = held.end()
        self.scene.topic, self.scene.used = replace(self.scene.topic, end=held.end()), 0
        return True

    def held(self, number: Number) -> bool:
        """Whether the position of the knee stands before a value of the ankle."""
        return 0 <= number.inner - self.held_end < 4

    def goal_like(self) -> bool:
        """Whether the statement says what is to be reached."""
        if self.aimed is None:
            self.aimed = self.section in ("goals", "plan") or bool(
                _GOAL_LEAD.match(self.folded, self.begin, self.finish)
            )
        return self.aimed

    def lifts(self) -> bool:
        """Whether the statement already gave a lift that was tested."""
        return any(m.name in ("lift", "maximal lift") for m in self.measures[-4:])

    def expected(self, before: str) -> bool:
        """Whether a value is one to be reached."""
        return not self.treatment and bool(_EXPECTED.search(before))

    def last_motion(self) -> Scene | None:
        """A scene with the motion that was measured last in the note."""
        last = next((m for m in reversed(self.finder.measures[-12:]) if m.kind == "rom" and m.unit == "deg"), None)
        if last is None:
            return None
        joint, _, motion_ = last.name.partition(" ")
        return Scene(mode="rom", joint=joint, region=last.region or joint, motion=motion_, side=last.side or "")

    def before(self, start: int, width: int = 45) -> str:
        """What stands before a place in this statement."""
        return self.folded[max(self.begin, start - width) : start]

    def after(self, end: int, width: int = 45) -> str:
        """What stands after a place in this statement."""
        return self.folded[end : min(self.finish, end + width)]

    def next_topic(self, end: int, reach: int = 26) -> Topic | None:
        """The topic that follows a value closely, as in "75 deg hip flexion"."""
        for event in self.events[self.index : self.index + 6]:
            if event.start - end > reach or event.number is not None:
                return None
            if event.topic is not None and event.topic.role != "level":
                between = self.folded[end : event.start]
                if set(between) & _PARTS or "   " in between:
                    return None
                words = WORD.findall(between)
                return (
                    event.topic
                    if all(w != "and" and (w in FILLER or w in ("the", "hip", "full")) for w in words)
                    else None
                )
        return None

    def following(self, end: int) -> Scene | None:
        """The scene that a following topic sets, where a value comes before what it measures."""
        topic = self.next_topic(end)
        if topic is None:
            return None
        gap = self.folded[self.scene.topic.end : end] if self.scene.topic and self.scene.used == 0 else None
        angle = self.scene.test is not None and self.scene.test.unit != "deg" and self.folded[end - 1] in "°gs"
        if (
            gap is not None
            and not angle
            and not self.breaks(gap)
            and not re.match(r" (?:of|in|for) ", self.folded[end : end + 5])
        ):
            return None
        scene = self.scene.copy()
        scene.test, scene.muscle, scene.motion = None, False, ""
        last = topic.end
        scene.take(topic)
        for event in self.events[self.index :]:
            if event.topic is None or event.topic.role == "level":
                continue
            if event.start < last:
                continue
            if event.start - last > 2:
                break
            scene.take(event.topic)
            last = event.topic.end
        return scene

    def breaks(self, gap: str) -> bool:
        """Whether the words between a topic and a value part them."""
        return any(w not in FILLER for w in WORD.findall(gap[:60])) or len(gap) > 60

    def now(self, gap: str) -> bool:
        """Whether words between lead to today's value: "gained 12 since last visit, now 104"."""
        return bool(_NOW_AT.search(gap))

    def close(self, start: int, reach: int = 32) -> bool:
        """Whether nothing but filler stands between the topic (or the value before) and a place."""
        topic = self.scene.topic
        if topic is None:
            return False
        gap_start = max(topic.end, self.value_end if self.value_end > topic.end else 0)
        gap = self.folded[gap_start:start]
        if len(gap) < 60 and _NOW_AT.search(gap):
            return True
        if len(gap) > reach and gap.strip(" |:\t"):
            return False
        return ";" not in gap.strip()[1:] and all(w in FILLER for w in WORD.findall(gap))

    # -- numbers ----------------------------------------------------------------------------------------------------

    def _number(self, number: Number) -> None:
        self.reached = number.end
        before = self.before(number.start)
        after = self.after(number.end)
        if _ON_A_SCALE.match(after):
            return
        if (
            number.unit in ("", "deg")
            and self.scene.motion not in ("lag", "contracture")
            and not self.held(number)
            and rejects.position(before, self.after(number.end), False, False)
        ):
            held = self.next_topic(number.end, 14)
            if held is not None:
                self.reached = self.value_end = max(self.reached, held.end)
            return
        if (
            number.unit in ("", "deg", "s")
            and rejects.change(before)
            and not _ARROW.match(after)
            and self.section not in ("goals", "plan")
            and not self.treatment
        ):
            return
        if self.scene.mode != "strength" and self.scene.motion and _LEVEL_OF.search(before):
            return
        if number.shape == "range" and not number.negative and self._moves(number):
            return
        if rejects.by_context(before, after, number) and not self._lift_tested(number):
            return
        if self._kind(number, before) or self._other_side(number):
            self.scene.used += 1
            self.value_end = number.end

    def _lift_tested(self, number: Number) -> bool:
        """Whether a load with repetitions is that of a lift that was tested."""
        test = self.scene.test
        return number.unit in ("lb", "kg") and not self.treatment and test is not None and test.name == "maximal lift"

    def _other_side(self, number: Number) -> bool:
        """Whether a bare number is the other side of the value before it: "3 seconds on the right and 9 on the left"."""
        if number.unit or number.shape != "single" or self.treatment or not self.measures or not self.value_end:
            return False
        last = self.measures[-1]
        if last.end < self.value_end or last.value is None or last.kind not in ("rom", "strength", "performance"):
            return False
        gap = self.folded[last.end : number.start]
        trail = _TRAIL.match(self.folded, number.end)
        if len(gap) > 34 or not all(w in FILLER or w in _AGAINST for w in WORD.findall(gap)):
            return False
        sides = {_SIDE_WORDS[w] for w in WORD.findall(gap) if w in _SIDE_WORDS}
        if trail and trail.end() <= self.finish:
            sides = {next(k for k in ("right", "left", "both") if trail.group(k))}
        if len(sides - {last.side}) != 1 or (last.side is None and not trail):
            return False
        use = self.scene.copy()
        use.side, use.side_at = (sides - {last.side}).pop(), number.start
        self.emit(last.kind, number, last.name, use, value=number.part.value, unit=last.unit)
        return True

    def _moves(self, number: Number) -> bool:
        """Whether "95 to 110" says from where to where a value went; the two are then read apart."""
        text = self.folded[number.inner : number.end]
        at = text.find(" to ")
        before = self.before(number.start)
        if at < 0 or not _MOVED.search(before) or _NO_MOVE.search(before):
            return False
        if (number.part.low or 0) < 8 and "improved" not in before and "increased" not in before:
            return False
        part = number.part
        first = Number(
            number.start,
            number.inner + at,
            replace(number.part, shape="single", value=part.low or 0.0, low=None),
            number.unit,
            inner=number.inner,
        )
        second = Number(
            number.inner + at + 4,
            number.end,
            replace(number.part, shape="single", low=None),
            number.unit,
            number.word,
            inner=number.inner + at + 4,
        )
        self._number(first)
        self._number(second)
        return True

    def _kind(self, number: Number, before: str) -> bool:
        unit, shape, scene = number.unit, number.shape, self.scene
        if shape == "grade":
            return strength.grade(self, number, before)
        if shape == "ratio" and number.part.of == 10 and unit == "" and not (scene.test and scene.test.high == 10):
            self.pain.append(self.here.mention(number.start, number.end))
            return False
        if (
            shape == "ratio"
            and number.part.of == 6
            and not scene.test
            and re.search(
                r"\b(?:mobility|play|pa|glides?|spring|mobs?|hypomobil\w*|jt|joint|accessory|p/a|segment\w*)\b",
                self.before(number.start, 70),
            )
        ):
            self.emit("rom", number, "joint play", value=number.part.value, unit="/6", lost=number.part.value < 3)
            return True
        if (
            shape == "ratio"
            and scene.test is None
            and scene.mode == "strength"
            and number.part.value <= 5
            and (number.part.of or 9) <= 5.4
            and scene.topic is not None
            and not self.treatment
            and unit == ""
        ):
            return strength.two_grades(self, number)
        if unit in ("cm", "in", "s") and scene.topic is None:
            self._named_behind(number)
        if scene.test is not None and scales.tested(self, number, before):
            return True
        if unit in ("", "reps") and shape == "single" and not self.treatment and self._counted(number):
            return True
        if unit == "" and shape == "single" and not self.treatment and self._rate(number):
            return True
        if unit == "deg":
            return motion.degrees(self, number, before)
        if unit == "%":
            return motion.percent(self, number, before)
        if unit in ("m/s", "ft/s", "cm/s"):
            return (
                self.performed(number, "gait speed", unit) if not self.treatment or "treadmill" not in before else False
            )
        if unit in ("lb", "kg", "n"):
            return strength.force(self, number, before)
        if unit in ("cm", "mm", "in"):
            return motion.length(self, number, before)
        if unit in ("ft", "m", "yd", "mi", "block"):
            return performance.distance(self, number, before)
        if unit in ("s", "min"):
            return performance.time(self, number, before)
        if unit in ("steps", "flight"):
            return performance.steps(self, number, before)
        if unit == "grade":
            if strength.strong(self) or "strength" in before:
                self.emit("strength", number, self.named() or "strength", value=number.part.value, unit="grade")
                return True
            return False
        if unit in ("reps", "trials", "stands"):
            return performance.count(self, number, before)
        return self._bare(number, before)

    def _rate(self, number: Number) -> bool:
        """Whether so many letters, words or pieces were done in a minute, or so many tries came off."""
        rate = performance.RATE.match(self.folded, number.end, self.finish)
        if rate is None and self.goal_like():
            rate = performance.TRIES.match(self.folded, number.end, self.finish)
        if rate is None or self.section in ("subjective", "history", "billing"):
            return False
        self.reached = rate.end()
        return self.performed(number, "rate" if rate.re is performance.RATE else "task", "", end=rate.end())

    def _named_behind(self, number: Number) -> None:
        """Take the test that stands behind the values of both sides: "3 cm R, 11 L on knee to wall"."""
        for event in self.events[self.index : self.index + 8]:
            topic = event.topic
            if event.start - number.end > 44:
                return
            if topic is None:
                continue
            gap = self.folded[number.end : topic.start]
            if topic.test is not None and _ON_A_TEST.search(gap) and not self.breaks(gap):
                self.scene.take(replace(topic, start=number.start, end=number.start))
            return

    def _counted(self, number: Number) -> bool:
        """Whether a number counts the repetitions of the test that is named behind it: "12 single heel raises"."""
        topic = self.next_topic(number.end, 12)
        if topic is None or topic.test is None or topic.test.unit != "reps":
            return False
        self.scene.take(topic)
        lost = loss.test_loss(topic.test, number.part.value, "reps", number.compared)
        self.take_side(number, self.scene)
        return self.performed(number, topic.test.name, "reps", lost)

    def _bare(self, number: Number, before: str) -> bool:
        """A number without a unit: a motion in degrees, a grade, a count of a test."""
        scene, part = self.scene, number.part
        after = self.after(number.end)
        if self.finder.columns and scene.topic is not None:
            column = columns.column_at(self.here, self.finder.columns, self.line, number.start)
            scene.mode = column.mode if column and column.mode else scene.mode
        rose = _ROSE.match(after) if self.section == "goals" or not self.treatment else None
        if rose:
            self.reached = number.end + rose.end()
            lost = (
                loss.test_loss(tests()["30sCST"], part.value, "reps", "")
                if "30" in rose.group() or "thirty" in rose.group()
                else None
            )
            return self.performed(number, "30sCST", "reps", lost, end=self.reached)
        if (
            scene.motion in ("grip", "pinch", "dynamometry")
            and part.shape in ("single", "many", "ratio")
            and not self.treatment
        ):
            if re.search(
                r"\b(?:avg|average|mean|best|of|setting|position|pos|rung|handle|trials?|jamar|level)[ #]*$", before
            ):
                return False
            if (
                self.breaks(
                    self.folded[max(scene.topic.end if scene.topic else self.begin, self.value_end) : number.start]
                )
                or not 0 < part.value < 250
                or rejects.bare(before, after, number)
            ):
                return False
            rest = (
                re.match(
                    r"(?:, ?(?:and )?[0-9]{1,3}(?:\.[0-9])?(?![0-9/])|/[0-9]+)+(?: and [0-9]{1,3})?(?: ?(?:kg|lbs?|#))?",
                    after,
                )
                if part.shape == "single" and part.value >= 10
                else None
            )
            end = number.end + (rest.end() if rest else 0)
            self.reached = max(self.reached, end)
            self.take_side(number, scene)
            self.emit("strength", number, scene.motion, end=end, value=part.value, unit="")
            return True
        if (
            part.signed
            and part.shape == "single"
            and part.value <= 5.4
            and (
                strength.strong(self)
                or (scene.topic is not None and scene.topic.role in ("motion", "muscle") and self.close(number.start))
            )
        ):
            if re.match(r" ?(?:edema|pitting|dtr|reflex|tender|person|pulse)", after) or (
                self.treatment and re.search(r"\bgr(?:ade)?", before[-8:])
            ):
                return False
            self.take_side(number, scene)
            self.emit(
                "strength",
                number,
                self.named() or "strength",
                value=round(part.value, 1),
                unit="grade",
                lost=part.value < 5,
            )
            return True
        if (
            scene.mode == "strength"
            and part.shape == "single"
            and part.value <= 5
            and scene.topic is not None
            and (scene.motion or scene.muscle)
            and self.close(number.start, 16)
            and not self.treatment
        ):
            if not re.match(r" ?(?:$|[,;.|)\n]|  |r\b|l\b|b\b|bilat|and\b|/|throughout)", after):
                return False
            self.take_side(number, scene)
            self.emit(
                "strength", number, self.named() or "strength", value=part.value, unit="grade", lost=part.value < 5
            )
            return True
        return strength.headed(self, number) or motion.bare_motion(self, number, before, after)

    # -- tests ------------------------------------------------------------------------------------------------------

    # -- emitting ---------------------------------------------------------------------------------------------------

    def performed(self, number: Number, name: str, unit: str, lost: bool | None = None, end: int | None = None) -> bool:
        """Add a performance."""
        self.emit(
            "performance", number, name, end=end, value=number.part.value, low=number.part.low, unit=unit, lost=lost
        )
        return True

    def named(self, scene: Scene | None = None) -> str:
        """What is measured, in words."""
        use = scene or self.scene
        if use.test is not None:
            return use.test.name
        return " ".join(x for x in (use.joint or use.region, use.motion) if x)

    def take_side(self, number: Number, scene: Scene) -> None:
        """Take a side that stands behind the value."""
        trail = _TRAIL.match(self.folded, number.end)
        if not trail or trail.end() > self.finish:
            if self.leading is None and self.scene.side:
                self.leading = True
            return
        topic = scene.topic
        stale = topic is not None and topic.test is not None and self.scene.side_at < topic.start - 14
        if stale and _NUMBER_NEXT.match(self.folded, trail.end()):
            return
        stale = stale or self.folded.startswith(" on the ", number.end)
        if trail.group("open") or not self.leading or stale:
            if self.leading is None or stale:
                self.leading = False
            scene.side = self.scene.side = next(k for k in ("right", "left", "both") if trail.group(k))
            scene.side_at = self.scene.side_at = number.end

    def emit(
        self, kind: MeasureKind, number: Number | None, name: str, scene: Scene | None = None, *, start: int | None = None, end: int | None = None,
        value: float | None = None, low: float | None = None, unit: str = "", normal: float | None = None, lost: bool | None = None,
        impossible: str | None = None, status: MeasureStatus | None = None, reason: str | None = None,
    ) -> None:  # fmt: skip
        """Add a measure."""
        use = scene or self.scene
        at = start if start is not None else number.start if number else self.begin
        stop = end if end is not None else number.end if number else at
        while stop > at and self.folded[stop - 1] in " \t":
            stop -= 1
        anchor = max(at, number.inner) if number else at
        column = columns.column_at(self.here, self.finder.columns, self.line, anchor) if self.finder.columns else None
        said = status or status_of(
            self.finder.marked,
            at,
            stop,
            self.begin,
            self.finish,
            self.section,
            self.treatment,
            column.status if column else "",
            kind == "assist",
        )
        side = column.side if column and column.side else use.side
        if not side and use.order and use.used < 2 and number is not None:
            side = ("right", "left")[(use.order != "r") ^ use.used]
        region = region_of(use.joint) or use.region or None
        if kind in ("performance", "assist", "questionnaire"):
            region = _REGION_OF.get(name)
            if column is not None and column.side and kind != "assist":
                pass
            elif kind == "assist" or use.side_at < (use.topic.start - 4 if use.topic else at - 14):
                side = ""
        if said == "present" and self.help:
            said = "hypothetical"
        if said == "present" and self.finder.aim and status is None:
            said = "goal"
        if said == "hypothetical" and kind == "questionnaire":
            said = "present"
        self.measures.append(
            Measure(
                self.here.text[at:stop],
                at,
                stop,
                self.here.note.line(at),
                kind,
                name,
                value,
                low,
                unit,
                region,
                cast(Side, side) if side in ("right", "left", "both") else None,
                normal,
                said,
                lost if said == "present" else None,
                impossible,
                reason,
            )
        )

    def _trends(self) -> None:
        """Where an arrow leads from one value to the next, the first is of an earlier day, or of today before a goal."""
        for index in range(len(self.measures) - 1):
            first, second = self.measures[index], self.measures[index + 1]
            if first.kind != second.kind or second.start - first.end > 12 or second.start < first.end:
                continue
            between = self.folded[first.end : second.start]
            if not _TREND.match(between):
                if (
                    re.match(r"[ ]*to[ ]*[~]?$", between)
                    and first.status == "historical"
                    and second.status not in ("goal",)
                ):
                    self.measures[index + 1] = _with(second, "present")
                elif (
                    re.match(r"[ ]*to[ ]*[~]?$", between)
                    and first.status == "present"
                    and re.search(r"\bfrom[ ~]*$", self.before(first.start))
                    and second.status != "goal"
                    and self.section == "goals"
                ):
                    self.measures[index + 1] = _with(second, "goal")
                continue
            if second.status == "goal":
                self.measures[index] = _with(first, "present")
            elif first.status == "present" and not (self.treatment and first.kind == "assist"):
                self.measures[index] = _with(first, "historical")


def _with(measure: Measure, status: MeasureStatus) -> Measure:
    return replace(measure, status=status, loss=measure.loss if status == "present" else None)
