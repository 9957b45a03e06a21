"""One statement: each number and level in it, read by its shape, its unit and the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

from notelint.linter.language.measures import (
    assist,
    blanks,
    columns,
    days,
    loss,
    ratios,
    rejects,
    scales,
    strength,
    untested,
    values,
    words,
)
from notelint.linter.language.measures.marks import Side
from notelint.linter.language.measures.numbers import Number
from notelint.linter.language.measures.scene import Scene
from notelint.linter.language.measures.shared import FILLER, TIMES, WORD
from notelint.linter.language.measures.status import of_an_earlier_day, status_of
from notelint.linter.language.measures.vocabulary import Topic, motion_names, norms, region_of
from notelint.linter.language.reading import Line, Statement
from notelint.linter.record import Measure, MeasureKind, MeasureStatus, Mention
from notelint.linter.record.mentions import Side as SideName

if TYPE_CHECKING:
    from notelint.linter.language.measures.finder import Event, Finder

_TRAIL = re.compile(
    r"[ ]?(?P<open>\()?(?:on (?:the )?)?(?:(?P<right>right|rt|r)|(?P<left>left|lt|l)|(?P<both>both|bilaterally|bilateral|bilat|b))(?![a-z0-9/])(?(open)[^()0-9]{0,24}\))"
)
_GOAL_LEAD = re.compile(
    r"\W*(?:\w+ ){0,2}(?:goals?|targets?|aims?|stgs?|ltgs?|by (?:\d{1,2}[/-]\d|(?:the )?end of|(?:\d{1,2} )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\b))|expect\w*\b"
)
_NUMBER_NEXT = re.compile(r" ?[:=]? ?[0-9]")
_AGAINST = frozenset({"against", "the", "versus", "vs", "compared", "but", "while", "other", "foot", "leg", "arm"})
_VERSUS = frozenset({"vs", "vs.", "versus", "against"})
_SIDE_WORDS = {"r": "right", "rt": "right", "right": "right", "l": "left", "lt": "left", "left": "left"}
_EXPECTED = re.compile(r"\b(?:expect\w*|goal|target|aim|aiming for|hope for)\b[^.;]{0,20}$")
_FORCES = frozenset({"grip", "pinch", "dynamometry"})
_FORCE_UNITS = frozenset({"lb", "kg", "n"})
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
_DOSED_IN = frozenset({"s", "min", "cm", "mm", "in", "lb", "kg"})
_LEVELS = ("t12", "t1", "l1", "l5", "s1", "s2", "sacral", "sacrum", "gross")
_LEVEL_OF = re.compile(r"(?:^|[ ,(/])(?:t12|t1|l1|l5|s[12]|sacr(?:al|um)|gross)[ :=]*$")
_OF_THE = re.compile(r" (?:of|at|in) (?:the |her |his )?(?:right |left |r |l |rt |lt )?")
_KNEE_HELD = re.compile(
    r"knees? ?(?:in |at )?(?:ext(?:ended|ension)?|straight|flex(?:ed|ion)?|bent|0|90)\b(?=\)? *(?:(?:is|was|[:=|]) *)*(?:(?:r|l|rt|lt|right|left)\b[ :=]*)?[-+~0-9(])"
)
_JOINT_HELD = re.compile(
    r"\w+ (?:in |is |at |held |kept |remains )?(?:straight|bent|extended|flexed|in (?:extension|flexion|neutral))\b(?: (?:to|at) \d+(?: ?deg\w*|°)?)?"
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
_NOW_WORDS = ("now", "today", "currently", "after", "post", " is ")
_NOW_AT = re.compile(
    r"[ ,;(](?:(?:now|today|currently)(?: at| is| to)?|(?:and|but) (?:it )?is|(?:after|post)[ -](?:the )?(?:mob\w*|glides?|stretch\w*|tx|treatment|manual|session|bike|release|traction|mt|massage|heat|exercis\w*|needling|adjust\w*|manip\w*|tap(?:e|ing)|warm-?up)[,:]?(?: (?:it is|was))?)(?: (?:r|l|right|left))?[ :=]*$"
)
_ARROW = re.compile(r" ?(?:deg\w*|°|s|sec)? ?(?:-+>|→|=>)")
_TRUNK = frozenset({"lumbar", "thoracic", "trunk"})
_ORDERED = ("motion", "muscle", "test")
_PARTS_OF_BODY = frozenset({"joint", "limb", "region"})
_BENDINGS = frozenset({"flexion", "side bend"})
_PARTS = frozenset(",;:.|()\n")
_PARTING = frozenset({"and", "after", "before"})
_PLACE = re.compile(r"(?:\b(?:to|from)|mid-?) ?$")
_SCALES = frozenset(" oO-0123456789/%")
_ON_A_SCALE = re.compile(r" ?(?:on|of) an? (?:\w+ )?(?:scale|\d)|-?\d* ?/10|% of the time")
_MOVED = re.compile(r"\b(?:from|improved|increased|progressed|decreased|went|gained|advanced)\b[^.;]{0,30}$")
_NO_MOVE = re.compile(r"\b(?:rom|range|arc|motion|moves?|limited|is|was) from[ ~]*$")
_TREND = re.compile(r"[ ]*(?:->|=>|-->|→|>|➔|▸|⇒)[ ]*(?:now )?[~]?[ ]*$")
_OF_THAT = re.compile(r" (?:of|in|for) ")
_ALSO = re.compile(r",? and (?:a |an |the )?$")
_NOW_BEHIND = re.compile(r"[ ,(]*(?:on the (?:right|left) )?(?:today|now|currently|this visit)\b")
_CALLED = re.compile(
    r"\b(?:(aff|affected|inv|invol|involved|paretic|hemiparetic|surgical|operated|operative|injured|prosthesis|prosthetic)|unaff|unaffected|uninv|uninvol|uninvolved|nonparetic|sound|intact|contralat|contralateral|uninjured|unoperated|nonoperated)(?: (?:side|ue|le|hand|leg|arm))?[ :=~]{1,3}$"
)
_AIM_ASIDE = re.compile(r"[(,;\[] ?(?:goal|target|aim|stg|ltg)[ :=]{1,3}[<>~]?$")
_LINKED = re.compile(r"[ ]*to[ ]*[~]?$")
_VERB = re.compile(r"(?:^|[.:;,|•-] *|\b(?:and|then|to|will|can|may|visit|session|week|time) )$")
_SOME_WAY = re.compile(r" \d{1,2}-(?!deg)[a-z]")
_MORE = frozenset({"plan", "assessment_plan"})
_AGAIN = re.compile(
    r"\bre-?(?:test|check|measure|assess)\w*(?: (?:was|is|to|at|now|today|after(?: the)? [a-z]{2,14}|after)){0,2}[ :=]{1,3}[~]?$"
)
_FADING = re.compile(r"\b(?:lower|fad|taper|wean|reduc|decreas|withdraw)ing\b[^.;]{0,30}\bfrom[ ~]*$")
_FADED = re.compile(
    r"\b(?:lower|fad|taper|wean)e[ds]\b[^.;]{0,30}\bfrom[ ~]*$|\b(?:start|begin|beg[au]n)\w* (?:at|with)[ ~]*$"
)
_UP_FROM = re.compile(r"\b(?:up|down) (?=from )")
_FROM_END = re.compile(r"\bfrom[ ~]*$")


class Judge:
    """Reads one statement; what it finds stands in `measures` and `pain`."""

    index = 0
    reached = 0
    value_end = 0
    leading: bool | None = None
    listed: bool | None = None
    aimed: bool | None = None
    paired: bool | None = None
    cues = -1
    held_end = -9
    order_at = -9
    awaited: tuple[tuple[str, str], ...] = ()
    borrowed: str | None = None
    row: Scene | None = None

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
        self.section = finder.section_at(statement)
        self.signal = signal
        self.help = self.folded.startswith("//", line.content)
        self.measures: list[Measure] = []
        self.pain: list[Mention] = []
        self.headed = bool(scene.order)
        self.treatment = finder.in_treatment(statement.start, self.section)

    @cached_property
    def topics(self) -> list[Topic]:
        """The topics of the statement."""
        return [e for e in self.events if isinstance(e, Topic)]

    @cached_property
    def starts(self) -> list[int]:
        """Where they begin."""
        return [t.start for t in self.topics]

    # -- the walk ---------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read everything in the statement."""
        events = self.events
        while self.index < len(events):
            event = events[self.index]
            self.index += 1
            if event.start < self.reached:
                continue
            if isinstance(event, Topic):
                self._topic(event)
            elif isinstance(event, Number):
                self._number(event)
            else:
                self._side(event)
        if any(m.kind == "assist" for m in self.measures):
            words.letters(self)
        if self.signal:
            words.read(self)
            untested.read(self)
        if self.gaps:
            blanks.read(self)
        if len(self.measures) > 1:
            self._trends()

    def _side(self, side: Side) -> None:
        """Move on to a side, or to values that stand for both in this order."""
        scene = self.scene
        if side.name.startswith("order"):
            scene.order, self.order_at = side.name[-1], side.start
            if scene.topic is None or side.start - scene.topic.end > 12:
                scene.side = ""
            return
        if self.leading is None:
            self.leading = True
        if self.folded[side.start - 1] == "(" and self.borrowed is None:
            self.borrowed = scene.side
        scene.side, scene.side_at = side.name, side.start
        self.awaited = self._told_of_other(side)

    def _told_of_other(self, side: Side) -> tuple[tuple[str, str], ...]:
        """The motions told of the other side, where as many values follow: "L flexion 98, IR 14 (R 118, 32)"."""
        other = {"right": "left", "left": "right"}.get(side.name)
        told = [m for m in self.measures if m.kind == "rom" and m.unit == "deg" and m.side == other]
        motions = [pair for m in told if (pair := motion_names().get(m.name)) is not None]
        if len(told) < 2 or len(motions) < len(told) or len(set(motions)) < len(told):
            return ()
        count = 0
        for event in self.events[self.index :]:
            if isinstance(event, Number):
                count += 2 if event.shape == "ratio" else 1
            elif not isinstance(event, Topic) or event.role not in _PARTS_OF_BODY:
                break
        return tuple(motions) if count == len(told) else ()

    def _topic(self, topic: Topic) -> None:
        self.reached = topic.end
        if topic.role == "level":
            assist.read(self, topic)
            return
        if self.borrowed is not None and ")" in self.folded[max(self.scene.side_at, 0) : topic.start]:
            self.scene.side, self.borrowed = self.borrowed or self.scene.side, None
        if self.scene.order and not self.headed and topic.role in _ORDERED and self.scene.topic is not None:
            if self.value_end > self.order_at:
                self.scene.order = ""
            else:
                self.headed = True
        if (topic.role in _PARTS_OF_BODY or topic.joint == "knee") and self._passed_over(topic):
            return
        if topic.motion == "adduction" and self._adds(topic):
            return
        self.scene.take(topic)
        sided = _SIDED.get(self.folded[topic.start : topic.end]) if topic.role == "motion" else None
        if sided:
            self.scene.side, self.scene.side_at, self.leading = sided, topic.start, True
        if topic.test is not None and topic.test.name in ("6MWT", "2MWT"):
            self.finder.walk_test = topic.end

    def _passed_over(self, topic: Topic) -> bool:
        """Whether a part of the body is where something goes to, or how it is held, and not what is measured."""
        scene, folded = self.scene, self.folded
        if topic.role in _PARTS_OF_BODY:
            if _PLACE.search(folded[max(self.begin, topic.start - 6) : topic.start]):
                return True
            if scene.joint in _TRUNK and scene.motion in _BENDINGS and folded.startswith("finger", topic.start):
                return True
        if self._owned(topic) or self._held_so(topic):
            return True
        held = (
            _HELD.match(folded, topic.end, self.finish) if topic.role == "joint" and scene.motion in _FORCES else None
        )
        if held is not None and scene.topic is not None:  # the value then follows: "Grip, elbow straight 19 kg"
            scene.topic = replace(scene.topic, end=held.end())
        return held is not None

    def _adds(self, topic: Topic) -> bool:
        """Whether "add" is what comes next in a plan, and no adduction: "Add 4-way hip"."""
        if self.folded[topic.start : topic.end] != "add" or not _VERB.search(self.before(topic.start, 12)):
            return False
        return self.section in _MORE or _SOME_WAY.match(self.folded, topic.end) is not None

    def _owned(self, topic: Topic) -> bool:
        """Whether a part of the body only says whose motion was named: "elevation of the right arm"."""
        last = self.scene.topic
        if topic.role not in _PARTS_OF_BODY or last is None or last.role != "motion" or self.scene.used:
            return False
        if not _OF_THE.fullmatch(self.folded, last.end, topic.start):
            return False
        if topic.joint and (topic.joint, self.scene.motion) in norms():
            self.scene.joint, self.scene.region = topic.joint, topic.region or topic.joint
        self.scene.topic = replace(last, end=topic.end)
        return True

    def _held_so(self, topic: Topic) -> bool:
        """Whether a neighbour only says how a joint was held: "DF knee ext -4, knee flexed 3", "with elbow straight"."""
        scene = self.scene
        if scene.topic is None or not scene.motion or topic.joint in ("", scene.joint):
            return False
        held = None
        if topic.joint == "knee" and scene.motion == "dorsiflexion":
            held = _KNEE_HELD.match(self.folded, topic.start, self.finish)
        if held is None and topic.role == "joint" and (scene.joint, scene.motion) in norms():
            held = _JOINT_HELD.match(self.folded, topic.start, self.finish)
        if held is None:
            return False
        self.reached = self.held_end = held.end()
        scene.topic, scene.used = replace(scene.topic, end=held.end()), 0
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

    def goal_led(self) -> bool:
        """Whether the statement stands among the goals or opens as one."""
        return self.section == "goals" or bool(_GOAL_LEAD.match(self.folded, self.begin, self.finish))

    def both_modes(self) -> bool:
        """Whether the statement says that active and passive motion stand together."""
        if self.paired is None:
            self.paired = ratios.names_both_modes(self.folded, self.begin, self.finish)
        return self.paired

    def lifts(self) -> bool:
        """Whether the statement already gave a lift that was tested."""
        return any(m.name == "maximal lift" for m in self.measures[-4:])

    def expected(self, before: str) -> bool:
        """Whether a value is one to be reached."""
        return not self.treatment and bool(_EXPECTED.search(before))

    def last_motion(self) -> Scene | None:
        """A scene with the motion that was measured last in the note."""
        last = next((m for m in reversed(self.finder.measures[-12:]) if m.kind == "rom" and m.unit == "deg"), None)
        if last is None:
            return None
        joint, motion_ = motion_names().get(last.name, last.name.partition(" ")[::2])
        return Scene(mode="rom", joint=joint, region=last.region or joint, motion=motion_, side=last.side or "")

    def ahead(self) -> Number | None:
        """The number that comes next, where nothing else does."""
        event = self.events[self.index] if self.index < len(self.events) else None
        return event if isinstance(event, Number) else None

    def before(self, start: int, width: int = 45) -> str:
        """What stands before a place in this statement."""
        return self.folded[max(self.begin, start - width) : start]

    def after(self, end: int, width: int = 45) -> str:
        """What stands after a place in this statement."""
        return self.folded[end : min(self.finish, end + width)]

    def next_topic(self, end: int, reach: int = 26) -> Topic | None:
        """The topic that follows a value closely, as in "75 deg hip flexion"."""
        for event in self.events[self.index : self.index + 6]:
            if event.start - end > reach or isinstance(event, Number):
                return None
            if isinstance(event, Topic) and event.role != "level":
                between = self.folded[end : event.start]
                if set(between) & _PARTS or "   " in between:
                    return None
                words = WORD.findall(between)
                return (
                    event
                    if all(w not in _PARTING and (w in FILLER or w in ("the", "hip", "full")) for w in words)
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
        if gap is not None and not angle and not self.breaks(gap) and not _OF_THAT.match(self.folded[end : end + 5]):
            return None
        scene = self.scene.copy()
        scene.test, scene.muscle, scene.motion = None, False, ""
        last = topic.end
        scene.take(topic)
        for event in self.events[self.index : self.index + 12]:
            if not isinstance(event, Topic) or event.role == "level":
                continue
            if event.start < last:
                continue
            if event.start - last > 2:
                break
            scene.take(event)
            last = event.end
        return scene

    def breaks(self, gap: str) -> bool:
        """Whether the words between a topic and a value part them."""
        return any(w not in FILLER for w in WORD.findall(gap[:60])) or len(gap) > 60

    def now(self, gap: str) -> bool:
        """Whether words between lead to today's value: "gained 12 since last visit, now 104"."""
        return any(word in gap for word in _NOW_WORDS) and bool(_NOW_AT.search(gap))

    def between(self, start: int, end: int) -> str:
        """What stands between a topic and a value, without the days that head values and "up from"."""
        gap = self.folded[start:end]
        for head in self.finder.heads if len(gap) < 60 else ():
            if start <= head.start and head.end <= end:
                gap = gap.replace(self.folded[head.start : head.end], "")
        return _UP_FROM.sub("", gap) if " from " in gap else gap

    def close(self, start: int, reach: int = 32) -> bool:
        """Whether nothing but filler stands between the topic (or the value before) and a place."""
        topic = self.scene.topic
        if topic is None:
            return False
        gap_start = max(topic.end, self.value_end if self.value_end > topic.end else 0)
        gap = self.between(gap_start, start)
        if len(gap) < 60 and self.now(gap):
            return True
        if len(gap) > reach and len(" ".join(gap.split())) > reach:
            return False
        return ";" not in gap.strip()[1:] and all(w in FILLER for w in WORD.findall(gap))

    # -- numbers ----------------------------------------------------------------------------------------------------

    def _number(self, number: Number) -> None:
        self.reached = number.end
        column = self.finder.column_at(self.line, number.inner)
        if column is not None and column.topics:
            self._under(column.topics, number)
        if not number.unit and number.shape in ("single", "range") and self.line.cells:
            number.unit = self._unit_of_place(column, number)
        if self.awaited:
            self._of_other_side(number)
            return
        scored = self.finder.scored or (self.finder.cared and self.goal_led())
        if scored and number.shape == "single" and scales.of_a_care_item(self, number):
            self.value_end = number.end
            return
        before = self.before(number.start)
        if self.treatment and " re" in before and self._again(number, before):
            self.value_end = number.end
            return
        if self.treatment and number.unit in _DOSED_IN and self._dose(number):
            return
        after = self.after(number.end)
        if after[:1] in _SCALES and _ON_A_SCALE.match(after):
            return
        if (
            number.unit in ("", "deg")
            and self.scene.motion not in ("lag", "contracture")
            and not self.held(number)
            and rejects.position(before, False, False)
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
        if (
            before.rstrip(" :=").endswith(_LEVELS)
            and self.scene.mode != "strength"
            and self.scene.motion
            and _LEVEL_OF.search(before)
        ):
            return
        if number.shape == "range" and not number.negative and self._moves(number):
            return
        if rejects.by_context(before, after, number) and not (
            self._lift_tested(number) or self._count_to_reach(number)
        ):
            return
        if values.read(self, number, before) or self._other_side(number) or self._to_reach(number, before):
            self.scene.used += 1
            self.value_end = number.end

    def _unit_of_place(self, column: columns.Column | None, number: Number) -> str:
        """The unit that the head of a column, the name of a row, or a cell behind it gives to bare figures of a table."""
        (start, end), *others = self.line.cells[:2]
        if number.start < end or not others:
            return ""
        unit = (column.unit if column is not None else "") or columns.unit_named(self.here, start, end)
        if not unit and (beside := columns.unit_alone(self.here, *others[0])):
            unit, end = beside, others[0][1]
        heads = self.finder.columns
        if not unit and column is not None and column is not heads[0] and heads[0].unit in _FORCE_UNITS:
            unit = heads[0].unit
        if unit:  # the whole name of the row then says what is measured
            self.value_end = max(self.value_end, end)
        if unit in _FORCE_UNITS and self.scene.topic is not None and (self.scene.motion or self.scene.muscle):
            self.scene.mode = "strength"
        return unit

    def _under(self, topics: Sequence[Topic], number: Number) -> None:
        """Take what the header of a column says is measured; the part of the body and the side are those of the row."""
        self.row = self.row or self.scene.copy()
        side, side_at = self.scene.side, self.scene.side_at
        self.scene = self.row.copy()
        self.scene.side, self.scene.side_at = side, side_at
        for topic in topics:
            self.scene.take(replace(topic, start=number.start, end=number.start))

    def _dose(self, number: Number) -> bool:
        """Whether a time, length or load in a treatment can be nothing but a dose."""
        scene = self.scene
        if scene.test is not None or scene.topic is None or number.shape == "grade" or self.goal_like():
            return False
        return number.unit not in ("lb", "kg") or scene.motion not in _FORCES

    def _lift_tested(self, number: Number) -> bool:
        """Whether a load with repetitions, or with a distance, is that of a lift or a carry that was tested."""
        if number.unit not in ("lb", "kg") or self.treatment:
            return False
        test = self.scene.test
        return (test is not None and test.name == "maximal lift") or strength.carried(self, number)

    def _count_to_reach(self, number: Number) -> bool:
        """Whether repetitions behind an "x" are those that a test is to reach: "Goal: heel raise x 25"."""
        test = self.scene.test
        return number.unit in ("", "reps") and test is not None and test.unit == "reps" and self.goal_led()

    def _other_side(self, number: Number) -> bool:
        """Whether a number is the other side of the value before it: "3 seconds on the right and 9 on the left"."""
        if number.shape != "single" or self.treatment or not self.measures or not self.value_end:
            return False
        last = self.measures[-1]
        if number.unit not in ("", last.unit):
            return False
        if last.end < self.value_end or last.value is None or last.kind not in ("rom", "strength", "performance"):
            return False
        gap = self.folded[last.end : number.start]
        trail = _TRAIL.match(self.folded, number.end)
        if len(gap) > 34 or not all(w in FILLER or w in _AGAINST for w in WORD.findall(gap)):
            return False
        sides = {_SIDE_WORDS[w] for w in WORD.findall(gap) if w in _SIDE_WORDS}
        if gap.strip(" ,(") in _VERSUS and not trail:
            return self._compared(number, last)
        if trail and trail.end() <= self.finish:
            sides = {next(k for k in ("right", "left", "both") if trail.group(k))}
        if len(sides - {last.side}) != 1 or (last.side is None and not trail):
            return False
        use = self.scene.copy()
        use.side, use.side_at = (sides - {last.side}).pop(), number.start
        self.emit(last.kind, number, last.name, use, value=number.part.value, unit=last.unit)
        return True

    def _compared(self, number: Number, last: Measure) -> bool:
        """Take what a value is compared with: that of an earlier day, or of the other side: "R 18.2 kg vs 41.5"."""
        past = of_an_earlier_day(self.after(number.end))
        other = {"right": "left", "left": "right"}.get(last.side or "", "")
        if not (past or other):
            return False
        use = self.scene.copy()
        use.side, use.side_at = (last.side or "") if past else other, number.start
        status: MeasureStatus | None = "historical" if past else None
        self.emit(last.kind, number, last.name, use, value=number.part.value, unit=last.unit, status=status)
        return True

    def _to_reach(self, number: Number, before: str) -> bool:
        """Whether a bare number is what the value before it is to reach: "stands at sink 7 min (goal 15)"."""
        last = self.measures[-1] if self.measures else None
        if last is None or number.unit or number.shape != "single" or last.value is None or last.kind == "assist":
            return False
        if not 0 <= number.start - last.end < 14 or not _AIM_ASIDE.search(before):
            return False
        self.emit(last.kind, number, last.name, value=number.part.value, unit=last.unit, status="goal")
        return True

    def _again(self, number: Number, before: str) -> bool:
        """Whether a value in a treatment is that of what was measured last, taken again: "re-test after mob 7 cm"."""
        if number.shape != "single" or not _AGAIN.search(before) or TIMES.match(self.after(number.end)):
            return False
        unit = number.unit or "deg"
        told = (*reversed(self.measures[-12:]), *self.finder.measures[:-25:-1])
        last = next((m for m in told if m.unit == unit and m.status == "present"), None)
        if last is None:
            return False
        lost = loss.of_name(last.name, number.part.value, last.unit)
        use = Scene(region=last.region or "")
        self.emit(last.kind, number, last.name, use, value=number.part.value, unit=last.unit, lost=lost)
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
        told = len(self.measures)
        for piece in _split(number, at, at + 4):
            self._number(piece)
        if len(self.measures) == told + 2 and self.measures[told].status == "present" and not self.goal_like():
            self.measures[told] = _with(self.measures[told], "historical")
        return True

    def _of_other_side(self, number: Number) -> None:
        """Take the next of the values that stand in the order of the other side's motions."""
        pieces = [number]
        if number.shape == "ratio":
            slash = self.folded.index("/", number.inner) - number.inner
            pieces = _split(number, slash, slash + 1)
        for piece in pieces:
            (self.scene.joint, self.scene.motion), *rest = self.awaited
            self.scene.mode, self.scene.test, self.scene.muscle, self.awaited = "rom", None, False, ()
            self._number(piece)
            self.awaited = tuple(rest)

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

    def side_behind(self, end: int) -> bool:
        """Whether a side stands behind a value that ends here: "5.5 cm left, 11 cm right"."""
        trail = _TRAIL.match(self.folded, end, self.finish)
        if trail is None or trail.group("open") or " on " in trail.group():
            return False
        return not self.leading and not _NUMBER_NEXT.match(self.folded, trail.end())

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
        while at < stop and self.folded[at] == " ":
            at += 1
        anchor = max(at, number.inner) if number else at
        column = self.finder.column_at(self.line, anchor)
        said = status or self._status(kind, at, stop, column.status if column else "")
        side = column.side if column and column.side else use.side
        if not side and use.order and use.used < 2 and number is not None:
            side = ("right", "left")[(use.order != "r") ^ use.used]
        if not side and number is not None and (called := _CALLED.search(self.before(anchor, 20))):
            self.finder.called[at] = "affected" if called.group(1) else "sound"
        region = region_of(use.joint) or use.region or None
        if kind in ("performance", "assist", "questionnaire"):
            region = _REGION_OF.get(name)
            if column is not None and column.side and kind != "assist":
                pass
            elif kind == "assist" or not self._sided(use, at):
                side = ""
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
                cast(SideName, side) if side in ("right", "left", "both") else None,
                normal,
                said,
                lost if said == "present" else None,
                impossible,
                reason,
            )
        )

    def _sided(self, use: Scene, at: int) -> bool:
        """Whether the side stands with the test or task of a value, or close before the value itself."""
        if use.topic is None:
            return use.side_at >= at - 20
        beside = self.folded[max(use.side_at, 0) : use.topic.start] in ("right ", "left ")
        return beside or use.side_at >= use.topic.start - 4

    def _status(self, kind: MeasureKind, start: int, end: int, column: str) -> MeasureStatus:
        """The status of a value."""
        if self.cues < 0:
            self.cues = self.finder.cues(self.begin, self.finish)
        heads, marked = self.finder.heads, self.finder.marked
        dated = days.status_under(heads, marked, start, end) if heads else None
        said = status_of(
            marked, start, end, self.begin, self.finish, self.section, self.cues, column, kind == "assist", dated
        )
        if said == "historical" and kind == "assist" and self._fades(self.before(start, 60)):
            said = "present"
        if said == "present" and start > self.finder.bracketed and self.folded.startswith("(", start - 1):
            said = "historical"
        if said == "present" and self.help:
            said = "hypothetical"
        if said == "present" and self.finder.aim:
            said = "goal"
        return "present" if said == "hypothetical" and kind == "questionnaire" else said

    def _fades(self, before: str) -> bool:
        """Whether help was taken away while the task was practised: "lowering the assist from Min A to CGA"."""
        return bool(_FADING.search(before) or (self.treatment and _FADED.search(before)))

    def _trends(self) -> None:
        """Where an arrow leads from one value to the next, the first is of an earlier day, or of today before a goal."""
        for index in range(len(self.measures) - 1):
            first, second = self.measures[index], self.measures[index + 1]
            if first.kind != second.kind or second.start - first.end > 12 or second.start < first.end:
                continue
            between = self.folded[first.end : second.start]
            if _ALSO.match(between) and first.status == "historical" and second.status == "present":
                if not self.now(between) and not _NOW_BEHIND.match(self.folded, second.end):
                    self.measures[index + 1] = _with(second, "historical")
                continue
            if not _TREND.match(between):
                if _LINKED.match(between) and first.status == "historical" and second.status not in ("goal",):
                    self.measures[index + 1] = _with(second, "present")
                elif (
                    _LINKED.match(between)
                    and first.status == "present"
                    and _FROM_END.search(self.before(first.start))
                    and second.status != "goal"
                    and self.section == "goals"
                ):
                    self.measures[index + 1] = _with(second, "goal")
                continue
            if second.status == "goal":
                self.measures[index] = _with(first, "present")
            elif first.status == "present" and not (self.treatment and first.kind == "assist"):
                self.measures[index] = _with(first, "historical")


def _split(number: Number, first_end: int, second_start: int) -> list[Number]:
    """The two values of a number, from where in its figures the first ends and the second begins."""
    low, part = number.part.low, number.part
    values = (low or 0.0, part.value) if part.of is None else (part.value, part.of)
    first, second = (replace(part, shape="single", value=value, low=None, of=None) for value in values)
    start = number.inner + second_start
    return [
        Number(number.start, number.inner + first_end, first, number.unit, inner=number.inner),
        Number(start, number.end, second, number.unit, number.word, inner=start),
    ]


def _with(measure: Measure, status: MeasureStatus) -> Measure:
    return replace(measure, status=status, loss=measure.loss if status == "present" else None)
