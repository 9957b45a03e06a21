"""The walk through a note: numbers, levels and topics in the order of the text, each value read where it stands."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from spacy.tokens import Doc

from notelint.linter.language.measures import blanks, columns, days, judge, pairs
from notelint.linter.language.measures.marks import Side, find_marks
from notelint.linter.language.measures.numbers import Number, find_numbers, find_plain, find_spelled
from notelint.linter.language.measures.scene import Scene, is_heading, treatment_from
from notelint.linter.language.measures.shared import FILLER, WORD
from notelint.linter.language.measures.status import BITS, CUES, IN_BRACKETS
from notelint.linter.language.measures.vocabulary import SPINE, Topic, find_topics, motion_names, norms, spine_levels
from notelint.linter.language.reading import Line, Reading, Statement
from notelint.linter.record import Measure, Mention

_FINGER = re.compile(
    r"\bIF\b(?=[ :]{0,12}(?:(?:MC?P|PIP|DIP|IP|CMC|TAM|TPM|A?A?ROM|PROM|ABD|FLEX|EXT|RD|UD|TO|TIP)\b|[-+0-9(,;/]))"
)
_PLAN_TITLE = re.compile(
    r"\b(?:plan of (?:care|treatment|management)|(?:treatment|care|management) plan|initial (?:eval|exam|visit|assess)[a-z]*)\b"
)
_VISIT_TITLE = re.compile(r"\b(?:daily|progress|treatment note|visit (?:note|\d))\b")
_BASELINE = re.compile(r"\bbaseline\b")
_NO_SCORE = re.compile(r"(?:0\d{3}[a-z]?\b)?\D*")
_DOT = re.compile(r"\.(?: | *\| *)")
_VALUE = re.compile(r"(?:(?:r|l|rt|lt|right|left)[ :]+)?\d")
_NAMING = frozenset({"test", "motion", "muscle", "level"})
_AIM = re.compile(r"\b(?:criteria|goals?|targets?|clearance|discharge when)\b")
_SKIPPED = frozenset({"signature", "authorisation"})


Event = Topic | Number | Side


class Finder:
    """Finds the measures of one note."""

    def __init__(self, doc: Doc, here: Reading) -> None:
        """Find numbers and topics once."""
        self.here = here
        self.folded = here.folded
        self.topics = find_topics(here)
        self.marked = self.folded
        if "IF" in here.text:
            self.marked = _mask(_FINGER, here.text, self.folded)
        self.plans = self._sets_the_plan()
        if self.plans and "baseline" in self.folded:
            self.marked = _mask(_BASELINE, self.folded, self.marked)
        self.marks = find_marks(doc, self.folded)
        self.numbers = list(find_numbers(self.folded, self.marks.figures))
        if self.marks.spelled:
            spelled = [*find_spelled(self.folded), *find_plain(self.folded)]
            self.numbers = sorted(self.numbers + spelled, key=lambda n: (n.start, -n.end))
        self.heads = days.find_heads(here, self.numbers)
        if self.heads:
            headed = {h.start for h in self.heads}
            self.numbers = [n for n in self.numbers if n.inner not in headed]
        self.blanks = blanks.find_blanks(here)
        self.codes, self.sides, self.signals = self.marks.codes, self.marks.sides, self.marks.signals
        self.blank_starts = [b.start for b in self.blanks]
        if boxes := [b for b in self.blanks if b.boxes or b.end - b.start > 4]:
            starts = [b.start for b in boxes]
            self.numbers = [n for n in self.numbers if not _inside(boxes, starts, n.start)]
            self.topics = [t for t in self.topics if t.role != "level" or not _inside(boxes, starts, t.start)]
        self.topic_starts = [t.start for t in self.topics]
        self.side_starts = [s.start for s in self.sides]
        self.events = _merged(self.topics, self.numbers, self.sides)
        self.event_starts = [e.start for e in self.events]
        self.tabs = "\t" in here.text
        first = here.statements[0].section if here.statements else ""
        self.titled = first if first == "treatment" or (first == "plan" and self.plans) else ""
        self.measures: list[Measure] = []
        self.called: dict[int, str] = {}
        self.pain: list[Mention] = []
        told = IN_BRACKETS.search(self.folded) if " in " in self.folded else None
        self.bracketed = told.end() if told else len(self.folded)
        self.columns: tuple[columns.Column, ...] = ()
        self.head = Scene()
        self.header_line = -9
        self.aim = False
        self.scored = self.cared = False
        self.walk_test = -999
        self._home: list[str] | None = None
        self.unit_heads: bool | None = None
        self.row: columns.Row | None = None
        self.treatment_line: Line | None = None
        self.treatment_start: int | None = None

    def run(self) -> None:
        """Read the note statement by statement."""
        scene = Scene()
        before: Statement | None = None
        last_line: Line | None = None
        spot = 0
        for statement in _led(self.here):
            line = self.here.line_at(statement.start)
            wrapped = last_line is not None and self._wrapped(scene, last_line, line)
            while spot < line.number + 1 and spot < len(self.here.lines):
                self._pass_line(self.here.lines[spot])
                spot += 1
            if wrapped or (before is not None and self._abbreviated(scene, before, statement)):
                pass
            elif last_line is None or (line.number != last_line.number and not line.joined):
                carried = scene if before and self._continues(last_line, line) else self.head
                scene = carried.copy()
                scene.motion, scene.test, scene.topic = "", None, None
            elif before is not None and statement.section != before.section:
                scene = Scene()
            else:
                scene.topic = None
                scene.test = None
            self._statement(statement, line, scene)
            before, last_line = statement, line if statement.end <= line.end else self.here.line_at(statement.end - 1)

    def _wrapped(self, scene: Scene, above: Line, line: Line) -> bool:
        """Whether a line begins with the value of what the line above names last."""
        topic = scene.topic
        if topic is None or scene.used or line.number - above.number != 1 or topic.role not in _NAMING:
            return False
        if line.cells or line.bullet or not self.folded[line.content : line.content + 1].isdigit():
            return False
        rest = self.folded[topic.end : above.end]
        return len(rest) < 24 and not rest.rstrip().endswith((".", ";")) and not set(WORD.findall(rest)) - FILLER

    def _abbreviated(self, scene: Scene, before: Statement, statement: Statement) -> bool:
        """Whether a sentence that ends in a test or a short motion goes on with its value: "Y-balance ant. L 50 cm"."""
        topic = scene.topic
        if topic is None or scene.used or topic.end < before.start:
            return False
        if topic.role != "test" and not (topic.role == "motion" and topic.end - topic.start < 6):
            return False
        return bool(
            _DOT.fullmatch(self.folded, topic.end, statement.start) and _VALUE.match(self.folded, statement.start)
        )

    def _continues(self, above: Line | None, line: Line) -> bool:
        """Whether a line goes on with the subject of the one above: indented under it."""
        return (
            above is not None
            and line.number - above.number == 1
            and line.content - line.start > above.content - above.start
            and not line.cells
        )

    def _pass_line(self, line: Line) -> None:
        """Take in what a line announces for those under it: headings, table headers, codes."""
        if line.blank:
            self.columns = ()
            self.aim = self.scored = False
            self.head = Scene()
            self.treatment_line = None
            return
        if columns.is_rule(self.folded, line):
            return
        heading = is_heading(self.folded, line)
        cells = columns.row_of(self.here, self.columns, line) if line.cells or self.tabs or self.columns else ()
        scores = self._names_scores(line, cells) if heading or cells else self._announces_scores(line)
        if heading or cells or scores:
            self.cared |= scores
            self.scored = scores or (self.scored and (bool(cells) or not heading))
        if len(cells) > 1 and (not self.columns or line.number == self.header_line + 1):
            named = not scores and any(t.role in _NAMING for t in self._topics_in(*cells[0]))
            named = named and not columns.heads_all(self.here, line)
            topics = self._topics_in(line.content, line.end)
            header = columns.read_measured(self.here, line, self.columns, topics)
            header = header or (() if named else columns.read_header(self.here, line, self.columns))
            if header:
                self.columns, self.header_line = header, line.number
                labelled = not header[0].topics or header[0].left > cells[0][0] - line.start
                if header[0].mode or (labelled and self._topics_in(*cells[0])):
                    self.head = self._announced(line, cells[0][1])
                    self.head.mode = header[0].mode or self.head.mode
        elif not cells and not heading:
            self.columns = ()
        if heading:
            self.head = self._announced(line, line.end)
            self.aim = bool(_AIM.search(self.folded, line.content, line.end))
        start = treatment_from(self.here, line, self.codes)
        if start is not None:
            self.treatment_line, self.treatment_start = line, start
        elif self.treatment_line is not None and not line.joined:
            above = self.treatment_line
            if line.content - line.start <= above.content - above.start:
                self.treatment_line = None

    def _names_scores(self, line: Line, cells: Sequence[tuple[int, int]]) -> bool:
        """Whether a heading, or the header of a table, says that scores of Section GG follow."""
        end = cells[0][1] if cells else line.end
        topics = self._topics_in(line.content, end)
        return any(t.test is not None and t.test.name == "GG" for t in topics)

    def _announces_scores(self, line: Line) -> bool:
        """Whether a short line names Section GG, or an item of it, and gives no score: "GG0170 today"."""
        if line.end - line.content > 40:
            return False
        topics = self._topics_in(line.content, line.end)
        named = next((t for t in reversed(topics) if t.test is not None and t.test.name == "GG"), None)
        return named is not None and _NO_SCORE.fullmatch(self.folded, named.end, line.end) is not None

    def _announced(self, line: Line, end: int) -> Scene:
        """What a heading, or the first cell of a header, says of the lines under it."""
        scene = Scene()
        for topic in self._topics_in(line.start, end):
            if topic.role not in ("test", "level"):
                scene.take(topic)
        sides = self._sides_in(line.content, end)
        if sides and sides[0].name.startswith("order"):
            scene.order = sides[0].name[-1]
        elif sides:
            scene.side = sides[0].name
        scene.topic = None
        return scene

    def _topics_in(self, start: int, end: int) -> list[Topic]:
        low = bisect_left(self.topic_starts, start)
        if low == len(self.topics) or self.topic_starts[low] >= end:
            return []
        return self.topics[low : bisect_left(self.topic_starts, end, low)]

    def _sides_in(self, start: int, end: int) -> list[Side]:
        low = bisect_left(self.side_starts, start)
        return self.sides[low : bisect_left(self.side_starts, end, low)]

    def column_at(self, line: Line, offset: int) -> columns.Column | None:
        """The column that a place in a row belongs to."""
        if not self.columns:
            return None
        if self.row is None or self.row.line is not line or self.row.columns is not self.columns:
            self.row = columns.Row(self.here, self.columns, line)
        return self.row.at(offset)

    def cues(self, start: int, end: int) -> int:
        """The families of words in a statement that can make a value anything but today's."""
        cues = self.marks.cues
        low, found = bisect_left(cues, start), 0
        for place in cues[low : bisect_left(cues, end, low)]:
            if cue := CUES.match(self.marked, place):
                found |= BITS[cue.lastgroup or ""]
        return found

    def section_at(self, statement: Statement) -> str:
        """The section of a statement; the title of a note ("PT TX", "Plan of care") heads none, up to the first code."""
        section = statement.section
        if section == self.titled and self.codes and statement.end <= self.codes[0]:
            return section if section == "plan" and statement.start >= self.here.sections[0].end else ""
        if section == "prior" and self.plans:
            heading = self.here.section_of(statement.start)
            at = self.here.line_at(heading.start).content if heading else -1
            return "" if at >= 0 and _BASELINE.match(self.folded, at) else section
        return section

    def _sets_the_plan(self) -> bool:
        """Whether the note is titled as one that begins an episode: the baseline in it is what was found that day."""
        title = next((x for x in self.here.lines if not x.blank), None)
        if title is None or _VISIT_TITLE.search(self.folded, title.content, title.end):
            return False
        return _PLAN_TITLE.search(self.folded, title.content, title.end) is not None

    def in_treatment(self, offset: int, section: str) -> bool:
        """Whether a place describes treatment."""
        if section in ("treatment", "home"):
            return True
        return self.treatment_line is not None and self.treatment_start is not None and offset >= self.treatment_start

    def home_joint(self, motion: str, sided: bool = False) -> str:
        """The joint whose motion of this name was measured last; else the first that the note names and that has it.

        Where the motion is that of a side, it is no bending of the spine, if the note names a limb.
        """
        recent = self.measures[:-25:-1]
        for measure in sorted(recent, key=lambda m: m.kind != "rom"):
            joint, name = motion_names().get(measure.name, ("", ""))
            if joint and name == motion:
                return joint
        if self._home is None:
            self._home = list(dict.fromkeys(t.joint for t in self.topics if t.joint and t.role != "level"))
        named = [j for j in self._home if (j, motion) in norms()]
        home = next((j for j in named if not sided or j not in SPINE), named[0] if named else "")
        if home and home not in SPINE:
            return home
        return next((j for j in self._spine if (j, motion) in norms()), home)

    @cached_property
    def _spine(self) -> list[str]:
        """The regions of the spine in the order in which the note names them, be it by a level: "C5-6 facet"."""
        named = [(t.start, t.joint) for t in self.topics if t.joint in SPINE]
        return list(dict.fromkeys(joint for _, joint in sorted(named + spine_levels(self.here))))

    def only_motion(self, joint: str) -> str:
        """The one motion that was measured of a joint; "" where there is none or are several."""
        motions = {
            motion
            for m in self.measures[-24:]
            if m.kind == "rom" and (pair := motion_names().get(m.name))
            for motion in pair[1:]
            if pair[0] == joint
        }
        return motions.pop() if len(motions) == 1 else ""

    def home_first(self, joint: str) -> bool:
        """Whether a joint is one of the first two that the note names."""
        self.home_joint("")
        return joint in (self._home or [])[:2]

    def _signal(self, start: int, end: int) -> bool:
        """Whether a place has words for a grade, a landmark or an untested thing."""
        index = bisect_left(self.signals, start)
        return index < len(self.signals) and self.signals[index] < end

    def _statement(self, statement: Statement, line: Line, scene: Scene) -> None:
        start, end = statement.start, statement.end
        low = bisect_left(self.event_starts, start)
        events = self.events[low : bisect_left(self.event_starts, end, low)]
        gaps: list[blanks.Blank] = []
        if self.blanks:
            low = bisect_left(self.blank_starts, start)
            gaps = self.blanks[low : bisect_left(self.blank_starts, end, low)]
        signal = self._signal(start, end)
        if statement.section in _SKIPPED and not gaps:
            return
        if line.number == self.header_line:
            events = [e for e in events if not (isinstance(e, Number) and self._dates(line, e))]
        if not gaps and not any(isinstance(e, Number) for e in events):
            events = [e for e in events if not isinstance(e, Side)]
            if not signal and not any(e.kind == "level" for e in events):
                self._take(events, scene)
                return
        reader = judge.Judge(self, statement, line, scene, events, gaps, signal)
        reader.read()
        self.measures.extend(reader.measures)
        self.pain.extend(reader.pain)

    def _dates(self, line: Line, number: Number) -> bool:
        """Whether figures of a header are the day of their column."""
        column = self.column_at(line, number.inner)
        return column is not None and column.dated and number.shape in ("ratio", "grade")

    def _take(self, events: list[Event], scene: Scene) -> None:
        """Take in the topics of a statement that has nothing else."""
        for event in events:
            if isinstance(event, Topic):
                scene.take(event)
                if event.test is not None and event.test.name in ("6MWT", "2MWT"):
                    self.walk_test = event.end


def _merged(topics: list[Topic], numbers: list[Number], sides: list[Side]) -> list[Event]:
    """Topics, numbers and sides in the order of the text; a topic comes first, then what is longer."""
    order: list[tuple[int, int, int, int, Event]] = [(t.start, 0, -t.end, i, t) for i, t in enumerate(topics)]
    order += [(n.start, 1, -n.end, i, n) for i, n in enumerate(numbers)]
    order += [(s.start, 1, -s.end, len(numbers) + i, s) for i, s in enumerate(sides)]
    order.sort()
    return [entry[4] for entry in order]


def _led(here: Reading) -> list[Statement]:
    """The statements of a note; dots that lead to a value ("Shower ..... Mod A") part none."""
    if ".. " not in here.folded:
        return here.statements
    found: list[Statement] = []
    for statement in here.statements:
        if found and here.folded[found[-1].end - 2 : found[-1].end] == "..":
            above = found[-1]
            if "\n" not in here.folded[above.end : statement.start]:
                found[-1] = Statement(above.start, statement.end, above.section)
                continue
        found.append(statement)
    return found


def _inside(boxes: list[blanks.Blank], starts: list[int], offset: int) -> bool:
    """Whether a place stands in a blank or in a list of boxes to tick."""
    index = bisect_right(starts, offset) - 1
    return index >= 0 and offset < boxes[index].end


def _mask(words: re.Pattern[str], text: str, folded: str) -> str:
    """The folded text with words blotted out, so that the index finger ("IF") is no condition and a baseline no past."""
    pieces, at = [], 0
    for found in words.finditer(text):
        pieces += [folded[at : found.start()], "#" * (found.end() - found.start())]
        at = found.end()
    return "".join([*pieces, folded[at:]])


def find(doc: Doc, here: Reading) -> tuple[list[Measure], list[Mention]]:
    """The measures and the pain scores of a note, in the order of the text."""
    finder = Finder(doc, here)
    finder.run()
    measures = sorted(finder.measures, key=lambda m: m.start)
    return pairs.compare(finder.marks.sides, measures, finder.called), finder.pain
