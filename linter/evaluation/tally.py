"""Counts of an evaluation, note by note, and what went wrong, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from notelint.linter.evaluation.labels import Label, WantedCharge, WantedFinding, WantedMeasure, squashed
from notelint.linter.note import Note
from notelint.linter.proportion import wilson_limits
from notelint.linter.record import OBJECTIVE, Charge, Measure, Visit
from notelint.linter.verdict import Severity, Verdict

KINDS = ("rom", "strength", "assist", "performance")
CORE = ("OM", "IO", "FL", "CA")
IDLE = ("hypothetical", "placeholder")  # labelled only where they could mislead, so a few unlabelled are no mistake
IDLE_ALLOWED = 2
Z95 = 1.959963984540054
What = Literal["missed", "false", "noise", "crash", "case", "charge", "measure", "status", "loss", "anchor", "offset"]
GRAVE: tuple[What, ...] = ("crash", "missed", "false", "noise", "case")


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, after Wilson (1927): 8 of 10 may be anything from 0.49 to 0.94."""
    if not of:
        return 0.0, 1.0
    lower, upper = wilson_limits(right, of, Z95)
    return max(0.0, lower), min(1.0, upper)


@dataclass(slots=True)
class Share:
    """So many of so many."""

    right: int = 0
    of: int = 0

    def add(self, ok: bool) -> None:
        """Count one."""
        self.right += ok
        self.of += 1

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its 95 % interval; None of nothing."""
        return wilson(self.right, self.of) if self.of else None


@dataclass(slots=True)
class Overlap:
    """What is in both of two lists: what is labelled, and what was found."""

    right: int = 0
    labelled: int = 0
    found: int = 0

    @property
    def precision(self) -> Share:
        """Of what was found, what is labelled."""
        return Share(self.right, self.found)

    @property
    def recall(self) -> Share:
        """Of what is labelled, what was found."""
        return Share(self.right, self.labelled)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both."""
        return 2 * self.right / (self.labelled + self.found) if self.labelled + self.found else None


@dataclass(slots=True)
class RuleCount:
    """What is labelled of a rule: findings that must and must not be raised, and what the case files expect."""

    must: Share = field(default_factory=Share)
    must_not: Share = field(default_factory=Share)
    cases: Share = field(default_factory=Share)

    @property
    def labelled(self) -> Overlap:
        """Found and raised among the labels: what is raised without a label counts neither way."""
        return Overlap(self.must.right, self.must.of, self.must.right + self.must_not.of - self.must_not.right)


@dataclass(slots=True)
class MeasureCount:
    """What is labelled of one kind of measure."""

    found: Overlap = field(default_factory=Overlap)
    status: Share = field(default_factory=Share)
    loss: Share = field(default_factory=Share)


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that went wrong on a note, and what."""

    what: What
    text: str

    @property
    def is_grave(self) -> bool:
        """Whether a verdict is wrong, not only a part of the reading."""
        return self.what in GRAVE

    def __str__(self) -> str:
        return f"{self.what}: {self.text}"


@dataclass(frozen=True, slots=True)
class Reading:
    """One visit as it was read and judged; `visit` is None where it could not be read."""

    note: Note
    verdicts: Sequence[Verdict]
    visit: Visit | None

    def line(self, verdict: Verdict) -> int | None:
        """The line on which a finding stands."""
        return None if verdict.start is None else self.note.line(verdict.start)


@dataclass(slots=True)
class Tally:
    """The counts of a set of notes."""

    notes: int = 0
    cases: Share = field(default_factory=Share)
    rules: dict[str, RuleCount] = field(default_factory=lambda: defaultdict(RuleCount))
    measures: dict[str, MeasureCount] = field(default_factory=lambda: {k: MeasureCount() for k in KINDS})
    charges: Overlap = field(default_factory=Overlap)
    left_alone: Share = field(default_factory=Share)
    anchors: Share = field(default_factory=Share)
    offsets: Share = field(default_factory=Share)
    reviews: int = 0

    def add(self, label: Label, readings: Sequence[Reading], text: str) -> list[Mistake]:
        """Count one labelled note, which may hold several visits; gives what went wrong."""
        self.notes += 1
        verdicts = [v for r in readings for v in r.verdicts]
        fails = [v for v in verdicts if v.outcome == "fail"]
        self.reviews += sum(v.outcome == "review" for v in verdicts)
        wrong = [Mistake("crash", v.message) for v in fails if v.of_run]
        wrong += self._findings(label, fails)
        if label.kind == "note":
            wrong += self._anchors(readings)
            visits = [r.visit for r in readings if r.visit]
            if label.charges is not None:
                wrong += self._charges(label.charges, [c for v in visits for c in v.charges])
            if label.measures is not None:
                wrong += self._measures(label.measures, visits, text)
        return wrong

    def add_case(self, expected: Iterable[tuple[str, bool]]) -> None:
        """Count one case: each expectation's rule, and whether it held."""
        held = list(expected)
        self.cases.add(all(ok for _, ok in held))
        for rule, ok in held:
            self.rules[rule].cases.add(ok)

    def merge(self, other: Tally) -> None:
        """Add the counts of another set."""
        self.notes += other.notes
        self.reviews += other.reviews
        for rule, count in other.rules.items():
            _plus(self.rules[rule].must, count.must)
            _plus(self.rules[rule].must_not, count.must_not)
            _plus(self.rules[rule].cases, count.cases)
        for kind, measured in other.measures.items():
            _plus(self.measures[kind].found, measured.found)
            _plus(self.measures[kind].status, measured.status)
            _plus(self.measures[kind].loss, measured.loss)
        for name in ("cases", "charges", "left_alone", "anchors", "offsets"):
            _plus(getattr(self, name), getattr(other, name))

    def shares(self) -> dict[str, Share]:
        """The figures that are shares, by name; a false alarm is the share that is not right."""
        rules = self.rules.items()
        alarms = _sum(c.must_not for _, c in rules)
        return {
            "recall": _sum(c.must for _, c in rules),
            "core_recall": _sum(c.must for rule, c in rules if rule.startswith(CORE)),
            "precision": Share(sum(c.labelled.right for _, c in rules), sum(c.labelled.found for _, c in rules)),
            "false_alarms": Share(alarms.of - alarms.right, alarms.of),
            "compliant_notes_left_alone": self.left_alone,
            "anchored": self.anchors,
            "status_accuracy": _sum(m.status for m in self.measures.values()),
            "loss_accuracy": _sum(m.loss for m in self.measures.values()),
            "offsets": self.offsets,
            "cases": self.cases,
        }

    def measured(self) -> Overlap:
        """The measures of every kind."""
        total = Overlap()
        for count in self.measures.values():
            _plus(total, count.found)
        return total

    def figures(self) -> dict[str, float | None]:
        """Every figure by name, to four places."""
        plain = {name: share.value for name, share in self.shares().items()}
        plain["reviews_per_note"] = self.reviews / self.notes if self.notes else None
        plain["charge_f1"] = self.charges.f1
        plain["measure_f1"] = self.measured().f1
        return {name: None if value is None else round(value, 4) for name, value in plain.items()}

    def _findings(self, label: Label, fails: Sequence[Verdict]) -> Iterator[Mistake]:
        for wanted in label.must:
            found = any(_named(wanted, v) for v in fails)
            self.rules[wanted.rule].must.add(found)
            if not found:
                yield Mistake("missed", str(wanted))
        for banned in label.must_not:
            raised = next((v for v in fails if _named(banned, v)), None)
            self.rules[banned.rule].must_not.add(raised is None)
            if raised:
                yield Mistake("false", f"{banned}: {raised.message}")
        if label.kind == "note" and not any(w.rule.startswith(CORE) for w in label.must):
            loud = [v for v in fails if v.rule.startswith(CORE) and v.severity in (Severity.ERROR, Severity.WARNING)]
            self.left_alone.add(not loud)
            for v in loud:
                if not any(_named(b, v) for b in label.must_not):
                    yield Mistake("noise", f"{v.rule} {v.code or ''}".strip() + f": {v.message}")

    def _anchors(self, readings: Sequence[Reading]) -> Iterator[Mistake]:
        billed: dict[str, set[int]] = defaultdict(set)
        for reading in readings:
            for charge in reading.visit.charges if reading.visit else ():
                billed[charge.code].add(charge.line)
        for reading in readings:
            for v in reading.verdicts:
                if v.outcome == "fail" and v.code and billed[v.code]:
                    line = reading.line(v)
                    self.anchors.add(line in billed[v.code])
                    if line not in billed[v.code]:
                        lines = ", ".join(map(str, sorted(billed[v.code])))
                        yield Mistake("anchor", f"{v.rule} {v.code} stands on line {line}, billed on {lines}")

    def _charges(self, wanted: Sequence[WantedCharge], found: Sequence[Charge]) -> Iterator[Mistake]:
        left = [_charge(c) for c in found]
        self.charges.labelled += len(wanted)
        self.charges.found += len(left)
        for charge in map(_charge, wanted):
            if charge in left:
                left.remove(charge)
                self.charges.right += 1
            else:
                yield Mistake("charge", f"wanted {_spoken(charge)}")
        for charge in left:
            yield Mistake("charge", f"not labelled {_spoken(charge)}")

    def _measures(self, wanted: Sequence[WantedMeasure], visits: Sequence[Visit], text: str) -> Iterator[Mistake]:
        left: list[Measure] = []
        for visit in visits:
            for measure in (m for m in visit.measures if m.kind in OBJECTIVE):
                left.append(measure)
                start, end = measure.start + visit.note.offset, measure.end + visit.note.offset
                self.offsets.add(text[start:end] == measure.text)
                if text[start:end] != measure.text:
                    yield Mistake("offset", f"line {measure.line}: {measure.text!r} is not at {start}-{end}")
        for want in wanted:
            count = self.measures[want.kind]
            count.found.labelled += 1
            match = next((m for m in left if _same(m, want)), None)
            if match is None:
                yield Mistake("measure", f"line {want.line}: missed {want.kind} {want.text!r}")
                continue
            left.remove(match)
            count.found.right += 1
            count.found.found += 1
            count.status.add(match.status == want.status)
            if match.status != want.status:
                yield Mistake("status", f"line {want.line}: {want.text!r} is {want.status}, read as {match.status}")
            elif want.loss is not None and want.status == "present":
                count.loss.add(match.loss == want.loss)
                if match.loss != want.loss:
                    yield Mistake("loss", f"line {want.line}: {want.text!r} loss {want.loss}, read as {match.loss}")
        idle = [m for m in left if m.status in IDLE]
        for extra in (*(m for m in left if m.status not in IDLE), *idle[IDLE_ALLOWED:]):
            self.measures[extra.kind].found.found += 1
            yield Mistake("measure", f"line {extra.line}: not labelled {extra.kind} {extra.text!r}")


def _named(wanted: WantedFinding, verdict: Verdict) -> bool:
    return verdict.rule == wanted.rule and wanted.code in (None, verdict.code)


_Key = tuple[str, int | None, int | None, tuple[str, ...]]


def _charge(charge: WantedCharge | Charge) -> _Key:
    return charge.code, charge.units, charge.minutes, tuple(sorted(charge.modifiers))


def _spoken(charge: _Key) -> str:
    code, units, minutes, modifiers = charge
    said = [f"{units} u" if units is not None else "", f"{minutes} min" if minutes is not None else ""]
    return ", ".join(["-".join((code, *modifiers)), *filter(None, said)])


def _same(found: Measure, wanted: WantedMeasure) -> bool:
    """Whether they are of one kind and line and one holds the other, what was found being no whole sentence."""
    if found.line != wanted.line or found.kind != wanted.kind:
        return False
    got, want = squashed(found.text), squashed(wanted.text)
    return (got in want or want in got) and 0 < len(got) <= 3 * len(want) + 6


def _plus(one: Share | Overlap, other: Share | Overlap) -> None:
    for name in one.__slots__:
        setattr(one, name, getattr(one, name) + getattr(other, name))


def _sum(shares: Iterable[Share]) -> Share:
    total = Share()
    for share in shares:
        _plus(total, share)
    return total
