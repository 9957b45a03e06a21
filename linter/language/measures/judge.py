"""One statement: each number and level in it, read by its shape, its unit and the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from notelint.linter.language.measures import assist, blanks, columns, loss, rejects, untested, words
from notelint.linter.language.measures.numbers import Number
from notelint.linter.language.measures.scene import Scene
from notelint.linter.language.measures.status import status_of
from notelint.linter.language.measures.vocabulary import Test, Topic, norms, region_of, tests
from notelint.linter.language.reading import Line, Statement
from notelint.linter.record import Measure, MeasureKind, MeasureStatus, Mention, Side

if TYPE_CHECKING:
    from notelint.linter.language.measures.finder import Event, Finder

_TRAIL = re.compile(r"[ ]?(?P<open>\()?(?:on (?:the )?)?(?:(?P<right>right|rt|r)|(?P<left>left|lt|l)|(?P<both>both|bilaterally|bilateral|bilat|b))(?![a-z0-9/])(?P<close>\))?")
_WORD = re.compile(r"[a-z]+")
_FILLER = frozenset(
    "is are was were to of r l right left rt lt b bilat bilateral bilaterally both arom prom rom aarom active passive a p at deg degree degrees "
    "and lacks lacking lack now today measured about approx approximately around only roughly almost just grossly score scored on with in "
    "test today's total x value result time average avg mean best trial trials time ue le hand side be been reads reading grade graded "
    "strength mmt w rw spc o m s t for from than greater less equal least has had she he patient it pt into sitting by supine seated prone standing "
    "post tx pain painful out position setting pre initial jamar dyn dynamometer dominant non key lateral tip jaw rung hs hamstring involved uninvolved estimated mmhg handle rep reps ea each affected involved uninvolved surgical limited max maximum "
    "prior prev eval ie was goal current currently norm nl normal limit limits".split()
)
_NORM = re.compile(r"[ ]?[\[(]?(?:nl|norm(?:al)?|n|ref|of normal|wnl|of)(?: is)?[ ]?[=:]?[ ]?([0-9]{1,3})(?![0-9]|/)")
_LINK = re.compile(r" ?(?:-|to|through|thru) ?")
_AIMED = re.compile(r"\b(?:increase|improve|restore|regain|gain|progress)\w*\b[^.;]{0,60}\b(?:from|to)[ ~<>]*(?:\d+ ?(?:deg\w*|°|%)? ?to )?$")
_LISTED = re.compile(r"% (?:of normal|limited|limitation|of full|rom|loss|restricted)")
_PLACE = re.compile(r"(?:\b(?:to|from)|mid-?) ?$")
_MOVED = re.compile(r"\b(?:from|improved|increased|progressed|decreased|went|gained|advanced)\b[^.;]{0,30}$")
_NO_MOVE = re.compile(r"\b(?:rom|range|arc|motion|moves?|limited|is|was) from[ ~]*$")
_TREND = re.compile(r"[ ]*(?:->|=>|-->|→|>|➔|▸|⇒)[ ]*(?:now )?[~]?[ ]*$")
_SHARE = re.compile(
    r" ?(?:(?P<lost>limited|limitation|restrict\w*|loss|lost|reduction|reduced|deficit|decreased?|impaired|less|lacking|limit|below)|"
    r"(?P<kept>of (?:the )?(?:normal|full|expected|range|available|contralateral|uninvolved|opposite|predicted|unaffected|other|motion|rom|r\b|l\b|left|right|involved|norm)(?: (?:range|rom|motion|side))?|"
    r"(?:of )?(?:rom|range|arom|available|depth|normal|full)\b)|(?P<more>increase|improvement|gain|greater|more))"
)
_WALK = re.compile(
    r"\b(?:amb\w*|walk\w*|gait|gt|rw|fww|2ww|4ww|spc|sc|cane|crutch\w*|walker|w/c|wheelchair|propel\w*|rollator|hall(?:way)?|overground|distance|level surface\w*|"
    r"cga|sba|min a|mod a|mod i|household|hurrycane|qc|lbqc|sbqc|hemiwalker|ad|assist|6mwt|ambul\w*|steps of|lofstrand|// ?bars|parallel bars|march\w*|afo|prosthesis|loop|nwb|wbat|ttwb|pwb)\b"
)
_NO_WALK = re.compile(r"\b(?:tall|height|throw\w*|toss\w*|catch\w*|jump\w*|box|away|apart|radius|ladder|high|wide|long|step-?up|target|cone\w*|rope|ball)\b")
_STANDING = re.compile(r"\b(?:stood|stands?|standing|held|holds?|hold|sat|tolerat\w+|unsupported|static|balance|sits?|maintain\w*|sitting)\b")
_STAIR = re.compile(r"\b(?:negotiat\w*|ascend\w*|descend\w*|asc|desc|climb\w*|up|down|stairs?|rails?|railing\w*|reciprocal\w*|recip|step[- ]to|step[- ]over[- ]step|cga|sba|min a|mod a|mod i|max a|ambulation)\b")
_TASK = re.compile(
    r"\b(?:carry|lift\w*|place|button\w*|don\w*|doff\w*|reach\w*|stack\w*|pour\w*|open\w*|write|writ\w*|dress\w*|push\w*|pull\w*|squat\w*|kneel\w*|pick\w*|throw\w*|catch\w*|"
    r"step\w*|stair\w*|walk\w*|ambul\w*|stand\w*|balance|stance|hold\w*|sit[- ]to[- ]stand\w*|jump\w*|hop\w*|run\w*|bag|trials?|get up|transfer\w*|plank|bridge|raise\w*|shelf|plate|propel\w*|peg\w*|type|typing|cut\w*|feed\w*)\b"
)
_TIMES = re.compile(r"[ ]?x ?[0-9]|[ ]?[0-9]+ ?x ?[0-9]|[ ]?(?:reps?|sets?|hold|each|ea\b)")


class Judge:
    """Reads one statement; what it finds stands in `measures` and `pain`."""

    def __init__(self, finder: Finder, statement: Statement, line: Line, scene: Scene, events: Sequence[Event], gaps: Sequence[blanks.Blank], signal: bool) -> None:
        """Set out the statement."""
        self.finder, self.here, self.folded = finder, finder.here, finder.folded
        self.statement, self.line, self.scene, self.events, self.gaps = statement, line, scene, events, gaps
        self.begin, self.finish = statement.start, statement.end
        self.section = statement.section
        self.signal = signal
        self.measures: list[Measure] = []
        self.pain: list[Mention] = []
        self.index = 0
        self.reached = 0
        self.value_end = 0
        self.leading: bool | None = None
        self.listed: bool | None = None
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
                self.scene.side, self.scene.side_at = event.side, event.start
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
        if self.scene.order and topic.role in ("motion", "muscle", "test") and self.scene.topic is not None:
            self.scene.order = ""
        if topic.role in ("region", "joint", "limb") and _PLACE.search(self.folded[max(self.begin, topic.start - 6) : topic.start]):
            return
        self.scene.take(topic)
        if topic.test is not None and topic.test.name in ("6MWT", "2MWT"):
            self.finder.walk_test = topic.end

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
                if set(between) & set(",;:.|()\n"):
                    return None
                words = _WORD.findall(between)
                return event.topic if all(w != "and" and (w in _FILLER or w in ("the", "hip", "full")) for w in words) else None
        return None

    def following(self, end: int) -> Scene | None:
        """The scene that a following topic sets, where a value comes before what it measures."""
        topic = self.next_topic(end)
        if topic is None:
            return None
        gap = self.folded[self.scene.topic.end : end] if self.scene.topic and self.scene.used == 0 else None
        angle = self.scene.test is not None and self.scene.test.unit != "deg" and self.folded[end - 1] in "°gs"
        if gap is not None and not angle and not self._breaks(gap) and not re.match(r" (?:of|in|for) ", self.folded[end : end + 5]):
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

    def _breaks(self, gap: str) -> bool:
        """Whether the words between a topic and a value part them."""
        return any(w not in _FILLER for w in _WORD.findall(gap[:60])) or len(gap) > 60

    def close(self, start: int, reach: int = 32) -> bool:
        """Whether nothing but filler stands between the topic (or the value before) and a place."""
        topic = self.scene.topic
        if topic is None:
            return False
        gap_start = max(topic.end, self.value_end if self.value_end > topic.end else 0)
        gap = self.folded[gap_start:start]
        if len(gap) > reach and gap.strip(" |:\t"):
            return False
        return ";" not in gap.strip()[1:] and all(w in _FILLER for w in _WORD.findall(gap))

    # -- numbers ----------------------------------------------------------------------------------------------------

    def _number(self, number: Number) -> None:
        self.reached = number.end
        before = self.before(number.start)
        if re.match(r" ?(?:on|of) an? (?:\w+ )?(?:scale|\d)|-?\d* ?/10|% of the time", self.after(number.end)):
            return
        if number.unit in ("", "deg") and not (self.scene.motion in ("lag", "contracture")) and rejects.position(before, self.after(number.end), False, False):
            held = self.next_topic(number.end, 14)
            if held is not None:
                self.reached = self.value_end = max(self.reached, held.end)
            return
        if number.unit in ("", "deg", "s") and rejects.change(before) and self.section not in ("goals", "plan") and not self.treatment:
            return
        if number.shape == "range" and not number.negative and self._moves(number):
            return
        if rejects.by_context(before, self.after(number.end), number):
            return
        if self._kind(number, before):
            self.scene.used += 1
            self.value_end = number.end

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
        first = Number(number.start, number.inner + at, replace(number.part, shape="single", value=part.low or 0.0, low=None), number.unit, inner=number.inner)
        second = Number(number.inner + at + 4, number.end, replace(number.part, shape="single", low=None), number.unit, number.word, inner=number.inner + at + 4)
        self._number(first)
        self._number(second)
        return True

    def _kind(self, number: Number, before: str) -> bool:
        unit, shape, scene = number.unit, number.shape, self.scene
        if shape == "grade":
            return self._grade(number, before)
        if shape == "ratio" and number.part.of == 10 and unit == "" and not (scene.test and scene.test.high == 10):
            self.pain.append(self.here.mention(number.start, number.end))
            return False
        if shape == "ratio" and number.part.of == 6 and not scene.test and re.search(r"\b(?:mobility|play|pa|glides?|spring|mobs?|hypomobil\w*|jt|joint|accessory|p/a|segment\w*)\b", self.before(number.start, 70)):
            self.emit("rom", number, "joint play", value=number.part.value, unit="/6", lost=number.part.value < 3)
            return True
        if shape == "ratio" and scene.test is None and scene.mode == "strength" and number.part.value <= 5 and (number.part.of or 9) <= 5.4 and scene.topic is not None and not self.treatment and unit == "":
            return self._two_grades(number)
        if scene.test is not None and self._tested(number, before):
            return True
        if unit == "deg":
            return self._degrees(number, before)
        if unit == "%":
            return self._percent(number, before)
        if unit in ("m/s", "ft/s", "cm/s"):
            return self._performed(number, "gait speed", unit) if not self.treatment or "treadmill" not in before else False
        if unit in ("lb", "kg", "n"):
            return self._force(number, before)
        if unit in ("cm", "mm", "in"):
            return self._length(number, before)
        if unit in ("ft", "m", "yd", "mi", "block"):
            return self._distance(number, before)
        if unit in ("s", "min"):
            return self._time(number, before)
        if unit in ("steps", "flight"):
            return self._steps(number, before)
        if unit == "grade":
            if self._strong() or "strength" in before:
                self.emit("strength", number, self._name() or "strength", value=number.part.value, unit="grade")
                return True
            return False
        if unit in ("reps", "trials", "stands"):
            return self._count(number, before)
        return self._bare(number, before)

    def _two_grades(self, number: Number) -> bool:
        """Grades of both sides with a slash between: "4/4+"."""
        middle = self.folded.index("/", number.inner)
        end = number.end + (self.folded[number.end : number.end + 1] in ("+", "-"))
        sides = {"r": ("right", "left"), "l": ("left", "right")}.get(self.scene.order, ("", ""))
        for side, start, stop in ((sides[0], number.inner, middle), (sides[1], middle + 1, end)):
            self.scene.side = side
            text = self.folded[start:stop].strip()
            value = float(text.rstrip("+-") or 0) + (0.3 if text.endswith("+") else -0.3 if text.endswith("-") else 0.0)
            self.emit("strength", number, self._name() or "strength", start=start, end=stop, value=round(value, 1), unit="grade", lost=value < 5)
        self.reached = end
        return True

    def _strong(self) -> bool:
        scene = self.scene
        return scene.mode == "strength" or scene.muscle or (scene.topic is not None and scene.topic.role in ("muscle", "strength"))

    def _grade(self, number: Number, before: str) -> bool:
        scene, part = self.scene, number.part
        after = self.after(number.end)
        if rejects.counts(before, after):
            if self.section == "goals" and re.match(r" ?(?:trials|attempts|times)", after) and _TASK.search(before):
                end = number.end + len(re.match(r" ?\w+", after).group())  # type: ignore[union-attr]
                self.emit("performance", number, "task", end=end, value=part.value, unit="trials")
                return True
            return False
        if scene.test is not None:
            if scene.test.kind == "other" or scene.test.kind == "questionnaire":
                return scene.test.kind == "questionnaire" and self._tested(number, before)
            if scene.test.high == 5.0:
                return self._tested(number, before)
        follow = self.following(number.end)
        known = part.signed or self._strong() or scene.topic is not None or bool(scene.joint or scene.region) or "of" in self.folded[number.start : number.end]
        if not known and follow is None and not re.match(r" ?(?:strength|throughout|bilat|in all|b\b|for|on|mmt|grossly)", after):
            if self.section not in ("objective", "") or re.search(r"\b(?:pain|visit|vas)\b", before):
                return False
            if rejects.like_date(before, after):
                return False
        elif not part.signed and rejects.like_date(before, after):
            return False
        use = follow or scene
        self._side(number, use)
        why = None
        if part.value > 5.31 or part.value > 5 and not part.signed:
            why = "a muscle grade does not exceed 5"
        value = min(part.value, 5.0) if part.signed and part.value > 5 else part.value
        is_loss = None if why else value < 5.0 or part.low is not None
        if number.compared == "<":
            is_loss = True
        self.emit("strength", number, self._name(use) or "strength", use, value=round(part.value, 1), low=part.low, unit="grade", lost=is_loss, impossible=why)
        return True

    def _degrees(self, number: Number, before: str) -> bool:
        scene = self.scene
        after = self.after(number.end)
        if rejects.degrees(before, after):
            return False
        follow = self.following(number.end)
        use = follow or scene
        known = bool(use.motion and use.motion not in ("grip", "pinch")) or use.mode == "rom" or bool(use.joint) and not use.muscle or number.shape == "range" and bool(use.joint)
        if not known:
            if self.section in ("goals", "plan") and number.shape == "range" and not self.treatment:
                return self._angle(number, before, after, use)
            if not (self.section in ("objective", "goals", "assessment", "assessment_plan", "plan", "") and not self.treatment and re.search(r"\b(?:lack\w*|short|flex\w*|ext\w*|bend\w*|contracture|lag|rais\w*|motion|rom)\b", before + after[:14])):
                return False
        if use.muscle and not use.motion and use.mode != "rom" and not follow and scene.topic is not None and self._breaks(self.folded[scene.topic.end : number.start]):
            return False
        aimed = self.treatment and bool(_AIMED.search(before))
        if rejects.position(before, after, self.treatment and not aimed, use.motion in ("lag", "contracture")):
            return False
        if self.treatment and not (aimed or self.close(number.start, 14) or follow or re.search(r"\b(?:lag|lack\w*|post|measured|achieved|reached)\b", before)):
            return False
        if re.match(r" ?,? ?[0-9]+ ?x ?[0-9]", after) or self.treatment and _TIMES.match(after):
            return False
        if number.shape == "ratio":
            return self._ratio_motion(number, use)
        return self._angle(number, before, after, use)

    def _angle(self, number: Number, before: str, after: str, use: Scene) -> bool:
        """Take a motion; two angles that bound one range become one."""
        part = number.part
        low, value, negative = part.low, part.value, number.negative
        end = number.end
        ahead = self.events[self.index] if self.index < len(self.events) else None
        link = _LINK.match(self.folded, number.end)
        if (
            ahead is not None and ahead.number is not None and part.shape == "single" and link and link.end() >= ahead.number.start
            and ahead.number.unit in ("deg",) and ahead.number.shape == "single" and not re.search(r"\b(?:from|improved|increased|decreased)[ ~]*$", before)
            and ahead.number.part.value > value
        ):  # fmt: skip
            low, value, end = value, ahead.number.part.value, ahead.number.end
            self.index += 1
            self.reached = end
        start = number.start
        lack = re.search(r"\b(?:lacks?|lacking|(?:is |remains )?short(?: of)?(?: by)?|minus|deficit(?: of)?|missing|loses|lag(?: of)?)[ :~]*(?:about |approximately |approx |just )?$", before)
        beyond = re.match(r"(?: degrees?)? ?(?:(?P<lack>from neutral|from full|short|shy|of full|deficit|lag|lacking|lack|extension lag|flexion contracture|contracture|from terminal|loss|from straight|limited|less than)|(?P<past>past neutral|past zero|beyond neutral|hyperext\w*|of hyperext\w*))", after)
        if lack:
            start -= len(lack.group())
        normal = None
        glued = _NORM.match(after)
        if glued and not lack:
            normal = float(glued.group(1))
            self.reached = max(self.reached, end + glued.end())
        motion, joint = use.motion, use.joint
        if motion and (joint, motion) not in norms():
            joint = use.joint = self.finder.home_joint(motion) or joint
        if lack or beyond and beyond.group("lack"):
            motion = motion or "extension"
            is_loss: bool | None = value >= 5
        elif beyond and beyond.group("past"):
            is_loss = loss.motion_loss(joint, motion, value, None, normal, False)
        else:
            shown = value if low is None or not (motion == "extension" and joint in ("knee", "elbow")) else max(value, low)
            if motion in ("extension",) and joint in ("knee", "elbow") and low is not None and value > 60:
                motion_, = ("flexion",)
                is_loss = loss.motion_loss(joint, motion_, value, low, normal, negative)
            elif not motion and joint in ("knee", "elbow") and (low is not None or value > 30):
                is_loss = loss.motion_loss(joint, "flexion", value, low, normal, negative)
            else:
                is_loss = loss.motion_loss(joint, motion, shown, low, normal, negative)
        if not is_loss and normal is None and re.search(r"\b(?:limited|decreased|restricted|reduced)\b[^.;:]{0,40}$", before) and not too_normal(joint, motion, value):
            is_loss = True
        if number.compared == ">" or self.folded[number.inner : number.end].find("+") > 0:
            is_loss = None if is_loss else is_loss
        if beyond and beyond.group("lack") and beyond.group("lack") in ("from neutral", "short", "deficit", "shy"):
            end = number.end + beyond.end()
        motion = motion or ("flexion" if joint in ("knee", "elbow") else "")
        too_far = loss.too_much(joint, motion if motion != "extension" or value <= 185 else "extension", value)
        if too_far:
            is_loss = None
        self._side(number, use)
        self.emit("rom", number, " ".join(x for x in (joint, motion) if x) or "range of motion", use, start=start, end=end, value=-value if negative and low is None else value,
                  low=(-low if negative else low) if low is not None else None, unit="deg", normal=normal, lost=is_loss, impossible=too_far)  # fmt: skip
        return True

    def _percent(self, number: Number, before: str) -> bool:
        scene = self.scene
        after = self.after(number.end)
        if self.treatment and not _AIMED.search(before):
            return False
        share = _SHARE.match(after)
        listed = not share and self._shares_listed()
        lead = re.search(r"\b(?:limited|restricted|reduced|decreased|loss|limitation|deficit)(?: (?:by|to|at|of))?[ :~=]*(?:about |approx\w* )?$", before)
        rom = scene.mode == "rom" or bool(scene.motion) and scene.motion not in ("grip", "pinch", "dynamometry", "symmetry") or bool(scene.joint) and not scene.muscle
        follow = self.following(number.end)
        if follow is not None and (follow.motion or follow.mode == "rom"):
            rom = True
        if share and share.group("more") and re.search(r"\b(?:a?a?rom|prom|range of motion|motion|flexion|extension|rotation|mobility)\b", after[:56]):
            rom = True
        if re.search(r"\(\s*[~<>]?$", before) and scene.used and not re.search(r"rom|flex|ext|motion", before):
            return False
        if re.search(r"\b(?:pain|better|sx|symptoms|stiffness|difficulty|adherence|tolerance|report\w*|function|odi|ndi|edema|swelling|of (?:the )?time)\b", before[-25:] + after[:14]):
            return False
        strong = (self._strong() or scene.motion in ("grip", "pinch", "symmetry")) and not (rom and not scene.muscle and scene.mode != "strength")
        if not (share or lead or listed and rom and self.close(number.start) or rom and scene.motion and re.search(r"\b(?:from|to)[ ~]*$", before) or rom and self.section == "goals" or scene.mode == "rom" and self.close(number.start) or rom and re.search(r"\bby (?:at least )?[~<>=]*$", before)
                or scene.motion == "symmetry" and self.close(number.start) or rom and scene.used and self.measures and self.measures[-1].unit == "%" and self.close(number.start)):  # fmt: skip
            gait = re.match(r" ?(?:step length|stride length|stance time|limb)? ?(?:asymmetry|symmetry)", after)
            if not gait:
                return False
            self.emit("performance", number, "gait symmetry", end=number.end + len(gait.group()), value=number.part.value, unit="%", lost=number.part.value >= 15)
            return True
        end = number.end + (share.end() if share else 0)
        if strong and share and (share.group("kept") or scene.motion == "symmetry") or scene.motion == "symmetry":
            kind: MeasureKind = "performance" if scene.motion == "symmetry" and "hop" in self.folded[self.begin : number.start] else "strength"
            self.emit(kind, number, self._name() or "strength", end=end, value=number.part.value, unit="%", lost=number.part.value <= 85)
            return True
        if not rom:
            return False
        lost_share = bool(share and share.group("lost") or lead and not re.search(r"(?:to|at)[ :~=]*$", lead.group()))
        is_loss = number.part.value >= 15 if lost_share else number.part.value <= 85
        if not lost_share and number.part.value >= 100:
            is_loss = False
        if share and share.group("more"):
            is_loss = False
        use = follow or scene
        self._side(number, use)
        self.emit("rom", number, " ".join(x for x in (use.joint, use.motion) if x) or "range of motion", use, end=end, value=number.part.value, low=number.part.low, unit="%", lost=is_loss)
        return True

    def _shares_listed(self) -> bool:
        """Whether some percentage in the statement is said to be of normal, or lost."""
        if self.listed is None:
            self.listed = bool(_LISTED.search(self.folded, self.begin, self.finish))
        return self.listed

    def _force(self, number: Number, before: str) -> bool:
        scene = self.scene
        after = self.after(number.end)
        if scene.motion in ("grip", "pinch", "dynamometry") and not (self.treatment and (_TIMES.match(after) or re.search(r"\bx\b", after[:6]))) and scene.topic is None or (
            scene.motion in ("grip", "pinch", "dynamometry") and scene.topic is not None and not self._breaks(self.folded[max(scene.topic.end, self.value_end) : number.start])
            and not (self.treatment and _TIMES.match(after))
        ):  # fmt: skip
            self._side(number, scene)
            lost = loss.test_loss(tests()[scene.motion], number.part.value, number.unit, "") if scene.motion in ("grip", "pinch") else None
            glued = _NORM.match(after)
            if glued:
                self.reached = max(self.reached, number.end + glued.end())
            self.emit("strength", number, scene.motion, value=number.part.value, unit=number.unit, lost=lost)
            return True
        if scene.mode == "strength" and scene.topic is not None and not self.treatment and number.unit in ("lb", "kg", "n") and self.close(number.start):
            self._side(number, scene)
            self.emit("strength", number, self._name() or "strength", value=number.part.value, unit=number.unit)
            return True
        if self.treatment or number.unit == "n":
            return False
        if self.section == "goals" and _TASK.search(self.before(number.start, 90)):
            return self._task(number)
        if self.section in ("objective", "") and re.search(r"\b(?:carry|lift|push|pull|carri)\w*\b[^.;]{0,40}$", before) and re.match(r" ?(?:limited|max\w*|tested|safe\w*|occ\w*|freq\w*|w/ |with |, ?(?:min|mod|max|cga|sba|unable))", after):
            self.emit("performance", number, "lift", value=number.part.value, unit=number.unit, lost=True if "limit" in after[:12] else None)
            return True
        return False

    def _task(self, number: Number) -> bool:
        """A task to be reached, with all its figures one measure."""
        start = number.start
        for measure in self.measures:
            if measure.kind == "performance" and measure.end <= start and not re.search(r"[.;\n]|, (?!x)", self.folded[measure.end : start]) and start - measure.end < 40:
                return False
        self.emit("performance", number, "task", value=number.part.value, unit=number.unit)
        return True

    def _length(self, number: Number, before: str) -> bool:
        after = self.after(number.end)
        if self.treatment or rejects.object_size(before, after):
            return False
        if re.match(r" ?(?:short|from|shy|off|to|above|lag|deficit)\b[^.;,]{0,14}\b(?:toes?|floor|dpc|palm|knees?|joint line|ankles?|table|wall|buttock|mid)", after) or re.match(r",? ?(?:fingertips?|finger|from (?:the )?floor|tip)[- ](?:to|floor)", after):
            end = number.end + len(re.match(r" ?(?:short|shy|off)?(?: (?:of|from))?(?: (?:the )?(?:toes?|floor|dpc|palm))?", after).group())  # type: ignore[union-attr]
            self._side(number, self.scene)
            if "dpc" in after[:24] or "palm" in after[:24]:
                lost = loss.test_loss(tests()["DPC"], number.part.value, number.unit, "")
                self.emit("rom", number, "DPC", end=end, value=number.part.value, unit=number.unit, lost=lost)
                return True
            floor = "toes" not in after[:20] and number.part.value * loss._LENGTH.get(number.unit, 1) >= 15
            self.emit("rom", number, self._name() or "reach", end=end, value=number.part.value, unit=number.unit, lost=True if floor else None)
            return True
        if number.unit == "mm" and self.finder.home_joint("opening") == "jaw" and self.finder.home_first("jaw"):
            self._side(number, self.scene)
            motion = self.scene.motion if ("jaw", self.scene.motion) in norms() else "lateral excursion" if re.search(r"\blat\b", before[-12:]) else "opening"
            self.emit("rom", number, f"jaw {motion}", value=number.part.value, unit="mm", lost=loss.motion_loss("jaw", motion, number.part.value, None, None, False))
            return True
        if self.scene.joint == "jaw" or self.scene.motion in ("side bend",) and self.close(number.start) or self.scene.motion and self.scene.mode == "rom" and self.close(number.start):
            self._side(number, self.scene)
            scale = 10 if number.unit == "cm" else 1
            is_loss = loss.motion_loss("jaw", self.scene.motion or "opening", number.part.value * scale, None, None, False) if self.scene.joint == "jaw" else None
            self.emit("rom", number, self._name(), value=number.part.value, unit=number.unit, lost=is_loss)
            return True
        return False

    def _distance(self, number: Number, before: str) -> bool:
        after = self.after(number.end, 60)
        wide = self.before(number.start, 110)
        if self.section == "subjective" and not re.search(r"\bambulat", before):
            return False
        if re.match(r" ?(?:and )?\d+ ?(?:in\b|inch|\"|')", after) or re.search(r"\b(?:height|tall|weigh\w*|was|is|boy|girl)[ :]*$", before) and re.match(r" ?(?:tall|\d)", after):
            return False
        if number.unit == "m" and number.shape == "ratio" or number.part.value < 3:
            return False
        tested = number.start - self.finder.walk_test < 360 and number.unit in ("ft", "m")
        if not (tested or _WALK.search(wide) or _WALK.search(after)):
            return False
        near = before[-30:] + after[:22]
        if _NO_WALK.search(near) or re.search(r"\b(?:carr\w+|push\w*|pull\w*|sled|crate|box|reach\w*)\b", before[-45:]) and self.treatment:
            return False
        if number.unit in ("mi", "block") and (self.treatment or self.section not in ("objective", "goals")):
            return False
        if self.treatment and re.search(r"\b(?:to|for|from)\b[^.;]{0,30}\b(?:walk|get|reach)\b[^.;]{0,40}$", before) and not _WALK.search(before[-14:]):
            pass
        lost = loss.test_loss(tests()["6MWT"], number.part.value, number.unit, "") if tested else None
        return self._performed(number, "6MWT" if tested else "distance walked", number.unit, lost)

    def _time(self, number: Number, before: str) -> bool:
        after = self.after(number.end)
        if self.section in ("goals", "plan"):
            wide = self.before(number.start, 120)
            if re.search(r"\b(?:in|within|under|<) ?(?:a |an )?[~<>]*$", before) or number.compared == "<":
                if (_TASK.search(wide) or number.compared == "<" and number.unit == "s") and not re.search(r"\b(?:pain|hours?|period)\b", before[-30:]):
                    return self._task(number)
            if number.unit == "min" and (re.search(r"\b(?:ambulat|walk)\w*\b", wide[-70:]) or re.search(r"\bstand(?:ing)?\b[^.;]{0,24}$", wide) and not re.search(r"pain|complain|sympt|discomfort|tolerance|increase", wide + after)) or number.unit == "s" and re.search(r"\b(?:balance|stance|stand|hold|tandem|plank)\b", wide[-70:]):
                return self._performed(number, "time", number.unit)
            return False
        if self.treatment or self.section in ("subjective", "billing", "assessment_plan", "history", "education") or re.search(r"\bwill\b", self.before(number.start, 90)):
            return False
        if re.match(r" ?(?:x|sets?|each|ea\b|\d+x)", after) or re.search(r"\b(?:for|rest|x)[ ]*$", before) and not _STANDING.search(before):
            return False
        if number.unit == "s" and re.search(r"\b(?:hold|held|plank|stance|balance|stood|stand)\w*\b[^.;:]{0,14}$", before) or (
            re.search(r"\b(?:stood|held|tolerat\w+|able to (?:stand|sit)|stands|sat)\b[^.;:]{0,40}$", before) and not re.search(r"\breport|\bstates?\b|pain|iontophoresis|treatment", before)
        ):  # fmt: skip
            ahead = self.events[self.index] if self.index < len(self.events) else None
            if ahead is not None and ahead.number is not None and ahead.number.unit == "s" and ahead.number.start - number.end < 3 and number.unit == "min":
                self.index += 1
                number.end = self.reached = ahead.number.end
            lost = True if number.unit == "s" and "standing" in (before + after)[-70:] and number.part.value < 30 else None
            return self._performed(number, "time", number.unit, lost)
        return False

    def _steps(self, number: Number, before: str) -> bool:
        after = self.after(number.end)
        wide = self.before(number.start, 70)
        if re.search(r"\b(?:the|her|his|their|entry|in|home|with|has|front|porch|of)[ ]*$", before) or re.match(r" ?(?:to enter|at home|entry|length|to (?:her|his|the) )", after):
            return False
        if self.section in ("subjective", "history", "header", "prior", "home"):
            return False
        if not (_STAIR.search(wide) or _STAIR.search(after) or number.word.startswith(("stair", "flight"))):
            return False
        if self.treatment and not re.search(r"\b(?:cga|sba|assist\w*|min a|mod a|rails?|railings?|independent\w*|mod i|negotiat\w*|ascend\w*|descend\w*|s)\b", wide[-40:] + after):
            return False
        if re.search(r"\b(?:turn\w*|step-?ups?|backward|retro)\b", wide[-30:]):
            return False
        return self._performed(number, "stairs", number.unit)

    def _count(self, number: Number, before: str) -> bool:
        after = self.after(number.end)
        follow = self.following(number.end)
        topic = self.next_topic(number.end, 40)
        if topic is not None and topic.test is not None and topic.test.unit == "reps":
            return self._performed(number, topic.test.name, number.unit, loss.test_loss(topic.test, number.part.value, "reps", ""))
        if self.section == "goals" and re.match(r"[^.;]{0,30}\b(?:on|in|during)\b[^.;]{0,24}\b(?:sit[- ]to[- ]stand|chair stand|30)", after):
            return self._performed(number, "repetitions", number.unit)
        del follow
        if self.section == "goals" and number.unit == "trials" and _TASK.search(before):
            return self._task(number)
        return False

    def _bare(self, number: Number, before: str) -> bool:
        """A number without a unit: a motion in degrees, a grade, a count of a test."""
        scene, part = self.scene, number.part
        after = self.after(number.end)
        if self.section == "goals" and re.match(r" (?:or more |more )?(?:sit[- ]to[- ]stands?|chair stands?|stands)\b[^.;]{0,40}(?:30|in)", after):
            rest = re.match(r"[^.;,]{0,60}?\bin \d+ ?-?(?:s|sec\w*)\b", after)
            self.reached = number.end + (rest.end() if rest else 0)
            return self._performed(number, "30sCST", "reps", end=number.end + (rest.end() if rest else 0))
        if scene.motion in ("grip", "pinch", "dynamometry") and part.shape in ("single", "many", "ratio") and not self.treatment:
            if re.search(r"\b(?:avg|average|mean|best|of|setting|position|pos|rung|handle|trials?|jamar|level)[ #]*$", before):
                return False
            if self._breaks(self.folded[max(scene.topic.end if scene.topic else self.begin, self.value_end) : number.start]) or not 0 < part.value < 250:
                return False
            rest = re.match(r"(?:, ?(?:and )?[0-9]{1,3}(?:\.[0-9])?(?![0-9/])|/[0-9]+)+(?: and [0-9]{1,3})?", after) if part.shape == "single" and part.value >= 10 else None
            end = number.end + (rest.end() if rest else 0)
            self.reached = max(self.reached, end)
            self._side(number, scene)
            self.emit("strength", number, scene.motion, end=end, value=part.value, unit="")
            return True
        if part.signed and part.shape == "single" and part.value <= 5.4 and (self._strong() or scene.topic is not None and scene.topic.role in ("motion", "muscle") and self.close(number.start)):
            if re.match(r" ?(?:edema|pitting|dtr|reflex|tender|person|pulse)", after) or self.treatment and re.search(r"\bgr(?:ade)?", before[-8:]):
                return False
            self._side(number, scene)
            self.emit("strength", number, self._name() or "strength", value=round(part.value, 1), unit="grade", lost=part.value < 5)
            return True
        if scene.mode == "strength" and part.shape == "single" and part.value <= 5 and scene.topic is not None and (scene.motion or scene.muscle) and self.close(number.start, 16) and not self.treatment:
            if not re.match(r" ?(?:$|[,;.|)\n]|  |r\b|l\b|b\b|bilat|and\b|/|throughout)", after):
                return False
            self._side(number, scene)
            self.emit("strength", number, self._name() or "strength", value=part.value, unit="grade", lost=part.value < 5)
            return True
        return self._bare_motion(number, before, after)

    def _bare_motion(self, number: Number, before: str, after: str) -> bool:
        scene, part = self.scene, number.part
        follow = self.following(number.end) if scene.topic is None or scene.used else None
        if follow is not None and (not follow.motion or scene.mode != "rom" and follow.mode != "rom"):
            follow = None
        if self.treatment and not re.search(r"\b(?:lag|lacks?|lacking|post[- ]?(?:tx|mob\w*|session)?|pre)\b[^.;]{0,12}$", before):
            return False
        if scene.motion in ("grip", "pinch", "dynamometry", "symmetry") or not 0 <= part.value <= 400:
            return False
        if not follow and (scene.topic is None or not self.close(number.start)):
            lone = scene.topic is None and part.shape == "range" and bool(scene.joint or scene.mode == "rom") and scene.mode != "strength"
            if self.section == "goals" and part.shape == "range" and (part.low or 0) <= 15 and 60 <= part.value <= 180 and re.search(r"(?:goals?|stg|ltg|target)\b[^.;]{0,24}$", before):
                use = scene.copy()
                use.joint, use.motion = self.finder.home_joint("flexion"), "flexion"
                return self._angle(number, before, after, use)
            if not (lone and self._only_filler(number.start)) and not (scene.mode == "rom" and scene.topic is None and self._only_filler(number.start) and (scene.motion or scene.joint)):
                lacking = re.search(r"\b(?:lack\w*|lag|short)[ ~]*$", before) and (scene.motion or scene.joint)
                if not lacking and not re.search(r"\b(?:flex|extend|bend|straighten)s?\b[^.;,]{0,30}\b(?:to|about|around|roughly)[ ~]*(?:about |just at around |around )?$", before):
                    return False
        use = follow or scene
        if not use.motion:
            if not (part.shape in ("range", "many", "ratio") and use.joint and not use.muscle) and use.mode != "rom" and not re.search(r"\b(?:flex|extend|bend)s?\b", before):
                return False
            if part.shape == "single" and (use.muscle or not use.joint and use.mode == "rom" and not re.search(r"\b(?:flex|ext)", before)):
                return False
        if rejects.bare(before, after, number):
            return False
        if rejects.position(before, after, self.treatment, use.motion in ("lag", "contracture")) and not re.search(r"(?:flex|extend|bend)\b[^.;]{0,30}$", before):
            return False
        if part.shape == "ratio":
            return self._ratio_motion(number, use)
        if use.mode == "strength" and use.topic is not None and use.topic.role != "motion":
            return False
        return self._angle(number, before, after, use)

    def _only_filler(self, start: int) -> bool:
        """Whether only names of sides, modes and filler stand before a place in its statement or since the last value."""
        gap = self.folded[max(self.begin, self.value_end) : start][-60:]
        known = {w for w in _WORD.findall(gap)}
        return all(w in _FILLER or w in ("knee", "kne", "hip", "shoulder", "elbow", "ankle", "wrist") for w in known)

    def _ratio_motion(self, number: Number, use: Scene) -> bool:
        """Two figures with a slash: measured and normal, both sides, or both ends of a joint's range."""
        part = number.part
        first, second = part.value, part.of or 0.0
        name = " ".join(x for x in (use.joint, use.motion) if x) or "range of motion"
        if use.order:
            middle = self.folded.index("/", number.inner)
            sides: tuple[Side, Side] = ("right", "left") if use.order == "r" else ("left", "right")
            for side, value, start, end in ((sides[0], first, number.start, middle), (sides[1], second, middle + 1, number.end)):
                use.side = side
                lost = loss.motion_loss(use.joint, use.motion, value, None, None, False)
                self.emit("rom", number, name, use, start=start, end=end, value=value, unit="deg", lost=lost)
            return True
        hand = use.joint in ("mp", "pip", "dip", "ip", "thumb mp", "finger", "thumb") or use.topic is not None and "/" in self.folded[use.topic.start : use.topic.end]
        if use.both[0]:
            hand = True
        norm = None if hand else norms().get((use.joint, use.motion))
        self._side(number, use)
        if hand or first <= 20 and second >= 60 and not (norm and abs(norm.normal - second) <= norm.normal * 0.34 and norm.normal < 60):
            joint = use.joint
            if use.both[0] and joint not in ("mp", "pip", "dip", "ip", "thumb mp", "finger"):
                shown = [loss.motion_loss(joint, m, v, None, None, False) for m, v in zip(use.both, (first, second), strict=True)]
                self.emit("rom", number, name, use, value=second, low=first, unit="deg", lost=True if True in shown else False if None not in shown else None)
                return True
            wrong = loss.motion_loss(joint, "flexion", second, first if number.negative or first >= 5 and joint not in ("wrist",) else None, None, number.negative)
            if joint == "wrist":
                wrong = loss.motion_loss("wrist", "flexion", second, None, None, False) or loss.motion_loss("wrist", "extension", first, None, None, False)
            self.emit("rom", number, name, use, value=second, low=-first if number.negative else first, unit="deg", lost=wrong, impossible=loss.too_much(joint, "flexion", second))
            return True
        lost = loss.motion_loss(use.joint, use.motion, first, None, second, number.negative)
        self.emit("rom", number, name, use, value=first, unit="deg", normal=second, lost=lost, impossible=loss.too_much(use.joint, use.motion, first))
        return True

    # -- tests ------------------------------------------------------------------------------------------------------

    def _tested(self, number: Number, before: str) -> bool:
        """A value of the test that was named last."""
        test, part, unit = self.scene.test, number.part, number.unit
        assert test is not None
        topic = self.scene.topic
        if topic is None or not self._fits(test, number):
            return False
        gap = self.folded[max(topic.end, self.value_end) : number.start]
        strict = unit in ("", "reps") and part.shape != "ratio"
        if test.name == "maximal lift" and self._breaks(gap):
            return False
        if test.name == "standing time" and re.search(r"\b(?:per pt|report\w*|pain|states?)\b", gap + self.after(number.end, 20)):
            return False
        if len(gap) > 70 or strict and not (len(gap) < 34 and not set(_WORD.findall(gap)) - _FILLER):
            if test.kind != "assist":
                return False
        after = self.after(number.end)
        if test.kind == "other":
            return True
        if self.treatment and (test.name in ("SLS", "tandem", "plank", "hold", "heel raise", "functional squat", "standing time", "step down", "hop", "sit and reach", "joint play", "5xSTS")) and (
            _TIMES.match(after) or re.search(r"\bx ?$|\d+ ?x ?$", before) or test.name in ("functional squat", "hold", "plank", "heel raise", "standing time", "step down", "SLS", "tandem", "joint play")
        ):  # fmt: skip
            return True
        if unit == "%" and test.kind != "questionnaire" and test.name not in ("functional squat", "BESTest", "hop", "Y balance"):
            return False
        if unit == "%" and test.name == "functional squat" and re.search(r"\bpain\b", gap):
            return True
        if test.kind == "assist":
            return self._scored_level(test, number, gap)
        why = loss.off_scale(test, part.value, part.of, unit)
        is_loss = None if why else loss.test_loss(test, part.value, unit, number.compared)
        if test.kind == "questionnaire" and part.of is not None and test.high == 100.0 and part.of < 100:
            is_loss = loss.test_loss(test, part.value / part.of * 100, unit, "") if part.of else None
        if test.name in ("gait speed", "40m walk") and unit == "s":
            is_loss = part.value > 10 or None
        if test.name == "gait speed" and unit == "mph" and self.treatment:
            return True
        if test.name == "functional squat" and unit == "":
            return False
        start, end = number.start, number.end
        if unit == "reps" and number.word == "x":
            pass
        depth = re.match(r" ?(?:depth|of (?:full|normal)(?: depth)?|seconds?|reps)", after)
        if depth:
            end += depth.end()
        plain = re.sub(r"\s+", "", self.folded[topic.start : end])
        if topic.end <= start and len(plain) <= 3 * len(re.sub(r"\s+", "", self.folded[start:end])) + 4 and self.scene.used == 0:
            start = topic.start
        self._side(number, self.scene)
        kind: MeasureKind = test.kind  # type: ignore[assignment]
        self.emit(kind, number, test.name, start=start, end=end, value=part.value, low=part.low, unit=unit or ("/" + f"{part.of:g}" if part.of else test.unit), lost=is_loss, impossible=why, normal=None)
        return True

    def _fits(self, test: Test, number: Number) -> bool:
        unit, part = number.unit, number.part
        if part.shape == "many" and test.unit != "s":
            return False
        if test.name == "joint play":
            return part.shape == "ratio" and part.of == 6
        if unit == "%":
            return test.kind in ("questionnaire", "other") or test.name in ("functional squat", "BESTest", "Y balance", "hop")
        if part.shape in ("ratio", "grade"):
            if test.unit in ("s", "reps", "steps"):
                return test.name in ("heel raise", "step down", "4SBT", "mCTSIB")
            return test.high is None or part.of is not None and part.of <= max(test.high, 30) * 1.3
        if unit == "":
            limit = test.high if test.high is not None else 300.0
            return part.value <= limit * 2
        if test.name == "maximal lift":
            return unit in ("lb", "kg")
        if test.kind == "other":
            return unit in ("cm", "mm", "in", "deg", "reps", "s")
        if test.name in ("gait speed", "40m walk", "step down"):
            return unit in ("m/s", "ft/s", "cm/s", "s", "mph", "reps", "cm", "in")
        if test.unit == "s":
            return unit in ("s", "min")
        if test.unit == "min":
            return unit in ("min", "s")
        if test.unit in ("reps", "blocks", "steps"):
            return unit in ("reps", "blocks", "steps")
        if test.unit == "m":
            return unit in ("m", "ft", "yd")
        if test.unit == "cm":
            return unit in ("cm", "in", "mm") or unit == "deg" and test.name == "WBLT"
        if test.unit == "deg":
            return unit in ("deg", "")
        return test.kind == "questionnaire" and unit in ("reps",)

    def _scored_level(self, test: Test, number: Number, gap: str) -> bool:
        part = number.part
        text = self.folded[number.inner : number.end]
        if part.shape != "single" or part.value > 7 and part.value not in (9, 10, 88) or len(text) > 2 or len(gap) > 60 or ";" in gap[2:] and test.name == "GG" or self.treatment and _TIMES.match(self.after(number.end)):
            return False
        topic = self.scene.topic
        start = topic.start if topic and number.end - topic.start <= 26 and self.scene.used == 0 else number.start
        if test.name == "GG":
            status: MeasureStatus | None = "not_assessed" if part.value in (7, 9, 10, 88) else None
            lost = None if status else part.value < 6
        else:
            status, lost = None, None if part.value == 6 else part.value < 7
        self.emit("assist", number, test.name, start=start, value=part.value, unit=test.name, lost=lost, status=status)
        return True

    # -- emitting ---------------------------------------------------------------------------------------------------

    def _performed(self, number: Number, name: str, unit: str, lost: bool | None = None, end: int | None = None) -> bool:
        self.emit("performance", number, name, end=end, value=number.part.value, low=number.part.low, unit=unit, lost=lost)
        return True

    def _name(self, scene: Scene | None = None) -> str:
        use = scene or self.scene
        if use.test is not None:
            return use.test.name
        return " ".join(x for x in (use.joint or use.region, use.motion) if x)

    def _side(self, number: Number, scene: Scene) -> None:
        """Take a side that stands behind the value."""
        trail = _TRAIL.match(self.folded, number.end)
        if not trail or trail.end() > self.finish:
            if self.leading is None and self.scene.side:
                self.leading = True
            return
        if trail.group("open") or not self.leading:
            if not trail.group("open") and self.leading is None:
                self.leading = False
            if trail.group("open") or self.leading is False:
                scene.side = self.scene.side = trail.lastgroup if trail.lastgroup in ("right", "left", "both") else next(k for k in ("right", "left", "both") if trail.group(k))
                if self.leading is None:
                    self.leading = False

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
            self.finder.marked, at, stop, self.begin, self.finish, self.section, self.treatment, column.status if column else "", kind == "assist"
        )
        side = column.side if column and column.side else use.side
        region = region_of(use.joint) or use.region or None
        if kind in ("performance", "assist", "questionnaire"):
            region = None if use.test is None or not use.joint else region
            if kind != "questionnaire" and kind == "assist" or use.side_at < (use.topic.start - 4 if use.topic else at - 14):
                side = ""
        if said == "hypothetical" and kind == "questionnaire":
            said = "present"
        self.measures.append(
            Measure(
                self.here.text[at:stop], at, stop, self.here.note.line(at), kind, name, value, low, unit, region,
                side if side in ("right", "left", "both") else None, normal, said, lost if said == "present" else None,  # type: ignore[arg-type]
                impossible, reason,
            )  # fmt: skip
        )

    def _trends(self) -> None:
        """Where an arrow leads from one value to the next, the first is of an earlier day, or of today before a goal."""
        for index in range(len(self.measures) - 1):
            first, second = self.measures[index], self.measures[index + 1]
            if first.kind != second.kind or second.start - first.end > 12 or second.start < first.end:
                continue
            between = self.folded[first.end : second.start]
            if not _TREND.match(between):
                if re.match(r"[ ]*to[ ]*[~]?$", between) and first.status == "historical" and second.status not in ("goal",):
                    self.measures[index + 1] = _with(second, "present")
                elif re.match(r"[ ]*to[ ]*[~]?$", between) and first.status == "present" and re.search(r"\bfrom[ ~]*$", self.before(first.start)) and second.status != "goal" and self.section == "goals":
                    self.measures[index + 1] = _with(second, "goal")
                continue
            if second.status == "goal":
                self.measures[index] = _with(first, "present")
            elif first.status == "present":
                self.measures[index] = _with(first, "historical")


def too_normal(joint: str, motion: str, value: float) -> bool:
    """Whether a value reaches the norm of its motion."""
    norm = norms().get((joint, motion))
    return norm is not None and value >= norm.normal and motion != "adduction"


def _with(measure: Measure, status: MeasureStatus) -> Measure:
    return replace(measure, status=status, loss=measure.loss if status == "present" else None)
