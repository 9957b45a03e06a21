"""What the components of the pipeline hand on to one another: the reading of one note."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast

from spacy.tokens import Doc

from notelint.linter.knowledge import Term
from notelint.linter.markup import Markup
from notelint.linter.note import Kind, Note
from notelint.linter.record import (
    Activity,
    ClockTime,
    Diagnosis,
    Function,
    Goal,
    LossClaim,
    Measure,
    Mention,
    Period,
    Placeholder,
    PlanStatement,
    PrefilledFinding,
    Reference,
    Section,
    Skill,
    TimeTotal,
    VisitCount,
)  # fmt: skip

if TYPE_CHECKING:
    from notelint.linter.language.bills import Bill
    from notelint.linter.language.dates import DateFound
    from notelint.linter.language.purposes import Purpose
    from notelint.linter.language.services import Service


class Line(NamedTuple):
    """A line of the note: `start` to `end` without its line end; `content` is where its words begin.

    `bullet` is the list mark before the words; `cells` are the columns of a table row, none elsewhere.
    `joined`: it goes on with the sentence of the line above.
    """

    number: int
    start: int
    end: int
    content: int
    bullet: str
    cells: tuple[tuple[int, int], ...] = ()
    joined: bool = False

    @property
    def blank(self) -> bool:
        """Whether it has no words."""
        return self.content >= self.end

    @property
    def indent(self) -> int:
        """How far its words are set in."""
        return self.content - self.start


class Statement(NamedTuple):
    """A sentence, list item or table row; `section` is the name of the section that it stands in."""

    start: int
    end: int
    section: str


class Hit(NamedTuple):
    """A term of a lexicon that stands in the text."""

    lexicon: str
    term: Term
    start: int
    end: int


@dataclass(slots=True)
class Reading:
    """A note while it is read. `folded` has the same offsets as `text`; `syntax` is that of a template."""

    note: Note
    text: str
    folded: str
    syntax: Markup = field(default_factory=Markup)
    lines: list[Line] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    measures: list[Measure] = field(default_factory=list)
    pain: list[Mention] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    purposes: list[Purpose] = field(default_factory=list)
    bills: list[Bill] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    unbilled: list[Bill] = field(default_factory=list)
    kind: Kind = "visit"
    date: datetime.date | None = None
    dated: Mention | None = None
    begun: DateFound | None = None  # from when a plan holds, where it has no other date
    dates: list[DateFound] = field(default_factory=list)
    signature: Mention | None = None
    signer: Mention | None = None
    diagnoses: list[Diagnosis] = field(default_factory=list)
    plans: list[PlanStatement] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    visit_count: VisitCount | None = None
    skills: list[Skill] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    complaints: list[Function] = field(default_factory=list)
    pain_limited: list[Mention] = field(default_factory=list)
    held: Mention | None = None
    claims: list[LossClaim] = field(default_factory=list)
    totals: list[TimeTotal] = field(default_factory=list)
    clock: list[ClockTime] = field(default_factory=list)
    placeholders: list[Placeholder] = field(default_factory=list)
    prefilled: list[PrefilledFinding] = field(default_factory=list)
    _starts: dict[str, list[int]] = field(default_factory=dict)
    _section_starts: list[int] = field(default_factory=list)
    _statement_starts: list[int] = field(default_factory=list)
    _measure_starts: list[int] = field(default_factory=list)
    _purpose_starts: list[int] = field(default_factory=list)

    def mention(self, start: int, end: int) -> Mention:
        """The text between two offsets."""
        return Mention(*self.place(start, end))

    def place(self, start: int, end: int) -> tuple[str, int, int, int]:
        """What begins every kind of mention: its text, where it starts and ends, and its line."""
        return self.text[start:end], start, end, self.note.line(start)

    def section_at(self, offset: int) -> str:
        """The name of the section at an offset, "" before the first heading."""
        section = self.section_of(offset)
        return section.name if section else ""

    def section_of(self, offset: int) -> Section | None:
        """The section at an offset, None before the first heading."""
        if len(self._section_starts) != len(self.sections):
            self._section_starts = [s.start for s in self.sections]
        index = bisect_right(self._section_starts, offset) - 1
        return self.sections[index] if index >= 0 else None

    def measures_from(self, start: int, end: int) -> list[Measure]:
        """The measures that begin between two offsets."""
        if len(self._measure_starts) != len(self.measures):
            self._measure_starts = [m.start for m in self.measures]
        return self.measures[bisect_left(self._measure_starts, start) : bisect_left(self._measure_starts, end)]

    def purposes_from(self, start: int, end: int) -> list[Purpose]:
        """The purposes that begin between two offsets."""
        if len(self._purpose_starts) != len(self.purposes):
            self._purpose_starts = [p.start for p in self.purposes]
        return self.purposes[bisect_left(self._purpose_starts, start) : bisect_left(self._purpose_starts, end)]

    def statement_at(self, offset: int) -> Statement:
        """The statement at an offset, or the next one."""
        if len(self._statement_starts) != len(self.statements):
            self._statement_starts = [s.start for s in self.statements]
        index = bisect_right(self._statement_starts, offset) - 1
        return self.statements[max(0, index)]

    def statements_between(self, start: int, end: int) -> list[Statement]:
        """The statements that overlap a stretch of text."""
        self.statement_at(start)
        first = max(0, bisect_right(self._statement_starts, start) - 1)
        last = bisect_right(self._statement_starts, max(start, end - 1))
        return [s for s in self.statements[first:last] if s.end > start]

    def statement_before(self, offset: int, floor: int) -> int:
        """Where the statement at an offset begins, or the one before it where the offset begins one of its own."""
        statement = self.statement_at(offset)
        if statement.start < offset:
            return max(floor, statement.start)
        index = max(0, bisect_right(self._statement_starts, offset) - 2)
        return max(floor, self.statements[index].start)

    def paragraph_end(self, line: Line) -> int:
        """The end of a line and of the lines that go on with its sentence."""
        number = line.number + 1
        while number < len(self.lines) and self.lines[number].joined:
            line, number = self.lines[number], number + 1
        return line.end

    def line_at(self, offset: int) -> Line:
        """The line at an offset."""
        return self.lines[bisect_right(self.note.line_starts, offset) - 1]

    def found(self, lexicons: str | Iterable[str], start: int, end: int) -> Iterator[Hit]:
        """The hits of one or several lexicons that begin between two offsets, in the order of the text for each."""
        found: list[Hit] = []
        for lexicon in (lexicons,) if isinstance(lexicons, str) else lexicons:
            if starts := self._starts.get(lexicon):
                first = bisect_left(starts, start)
                if first < len(starts) and starts[first] < end:
                    found += self.hits[lexicon][first : bisect_left(starts, end, first)]
        return iter(found)

    def first(self, lexicons: str | Iterable[str], start: int, end: int) -> Hit | None:
        """The first hit between two offsets."""
        best: Hit | None = None
        for lexicon in (lexicons,) if isinstance(lexicons, str) else lexicons:
            if starts := self._starts.get(lexicon):
                index = bisect_left(starts, start)
                if index < len(starts) and starts[index] < (best.start if best else end):
                    best = self.hits[lexicon][index]
        return best

    def keep_hits(self, lexicon: str, hits: list[Hit]) -> None:
        """Keep the hits of a lexicon, which are in the order of the text."""
        self.hits[lexicon] = hits
        self._starts[lexicon] = [hit.start for hit in hits]


def reading(doc: Doc) -> Reading:
    """The reading that belongs to a Doc."""
    return cast(Reading, doc.user_data["notelint"])


def mark(places: bytearray, start: int, end: int) -> None:
    """Mark the places of a text from start up to end with 1."""
    places[start:end] = b"\1" * (end - start)
