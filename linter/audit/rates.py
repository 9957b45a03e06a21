"""From the verdicts on a sample to rates and amounts: everything is counted in one pass, in whole numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Literal, NamedTuple

from notelint.linter.audit.statistics import Sums, clopper_pearson, ratio, total, wilson
from notelint.linter.audit.summary import (
    UNNAMED,
    AuditedNote,
    AuditedVerdict,
    Cell,
    ChargeRate,
    ClinicianRates,
    Estimate,
    FollowUp,
    Frame,
    Interval,
    Overpayment,
    Rate,
    Rates,
    RuleInfo,
    RuleRates,
)  # fmt: skip
from notelint.linter.config import Thresholds
from notelint.linter.verdict import Severity, family_of

Standing = Literal["failed", "open", "waived", "passed"]
Key = tuple[str, ...]
OVERALL: Key = ("overall",)


@dataclass(slots=True)
class _Standings:
    """How many notes of a stratum something applies to, and how they stand."""

    failed: int = 0
    open: int = 0
    waived: int = 0
    passed: int = 0

    @property
    def applicable(self) -> int:
        """All of them."""
        return self.failed + self.open + self.waived + self.passed


@dataclass(slots=True)
class _Pairs:
    """Sums over the notes of a stratum: x elements of which y failed, or x cents of which y are questioned."""

    notes: int = 0
    x: int = 0
    y: int = 0
    xx: int = 0
    yy: int = 0
    xy: int = 0

    def add(self, x: int, y: int) -> None:
        """Count a note."""
        self.notes += 1
        self.x += x
        self.y += y
        self.xx += x * x
        self.yy += y * y
        self.xy += x * y


class Count(NamedTuple):
    """A part of a tally: what it is of, its key and stratum, and whole numbers that may be added up."""

    what: Literal["notes", "standings", "elements"]
    key: Key
    stratum: str
    numbers: tuple[int, ...]


@dataclass(slots=True)
class Tally:
    """All counts of a sample, by what is counted and by stratum.

    `weighty` are the severities from the fail level up; `questioning` are the rules that question charges. Two tallies
    of the same notes are the same, in whatever order the notes came.
    """

    weighty: frozenset[str]
    questioning: frozenset[str]
    notes: int = 0
    priced: int = 0
    standings: dict[Key, dict[str, _Standings]] = field(default_factory=lambda: defaultdict(dict))
    elements: dict[Key, dict[str, _Pairs]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, note: AuditedNote) -> None:
        """Count a note."""
        self.notes += 1
        by_rule: dict[str, list[AuditedVerdict]] = defaultdict(list)
        for verdict in note.verdicts:
            if verdict.outcome != "not_applicable":
                by_rule[verdict.rule].append(verdict)
        for rule, said in by_rule.items():
            self._stand(note, said, ("rule", rule), ("cell", rule, note.clinician or UNNAMED))
            if charges := [v for v in said if v.code is not None]:
                self._pair(note, ("rule", rule), len(charges), sum(v.failed for v in charges))
        weighty = [v for said in by_rule.values() for v in said if v.severity in self.weighty]
        clinician = note.clinician or UNNAMED
        self._stand(note, weighty, OVERALL, ("clinician", clinician), ("month", (note.date or "")[:7] or UNNAMED))
        for family in {family_of(v.rule) for v in weighty}:
            self._stand(note, [v for v in weighty if family_of(v.rule) == family], ("family", family))
        if weighty:
            for key in (OVERALL, ("clinician", clinician)):
                self._pair(note, key, len(weighty), sum(v.failed for v in weighty))
        failing = {v.code for v in weighty if v.failed}
        codes = {c.code for c in note.charges} | {v.code for v in weighty if v.code}
        for code in codes:
            self._pair(note, ("code", code), 1, int(code in failing))
        if codes:
            for key in (("charges",), ("charges", clinician)):
                self._pair(note, key, len(codes), len(codes & failing))
        self._price(note)

    def counts(self) -> Iterator[Count]:
        """All counts, so that those of other notes can be added to them."""
        yield Count("notes", (), "", (self.notes, self.priced))
        for key, strata in self.standings.items():
            for stratum, counted in strata.items():
                yield Count("standings", key, stratum, astuple(counted))
        for key, pairs in self.elements.items():
            for stratum, summed in pairs.items():
                yield Count("elements", key, stratum, astuple(summed))

    def put(self, count: Count) -> None:
        """Put a count, of all notes that there are, in its place."""
        if count.what == "notes":
            self.notes, self.priced = count.numbers
        elif count.what == "standings":
            self.standings[count.key][count.stratum] = _Standings(*count.numbers)
        else:
            self.elements[count.key][count.stratum] = _Pairs(*count.numbers)

    def rules(self) -> set[str]:
        """The rules that apply to any note."""
        return {key[1] for key in self.standings if key[0] == "rule"}

    def _price(self, note: AuditedNote) -> None:
        """Count what was billed and what of it is questioned, where every line of the claim has an amount."""
        amounts = [(c.code, c.amount) for c in note.charges if c.amount is not None]
        if not amounts or len(amounts) < len(note.charges):
            return
        against = [v for v in note.verdicts if v.rule in self.questioning and v.failed]
        codes = {v.code for v in against}
        questioned = sum(amount for code, amount in amounts if code in codes or None in codes)
        self.priced += 1
        self._pair(note, ("amount",), sum(amount for _, amount in amounts), questioned)

    def _stand(self, note: AuditedNote, verdicts: Sequence[AuditedVerdict], *keys: Key) -> None:
        if not verdicts:
            return
        standing = _standing(verdicts)
        for key in keys:
            counts = self.standings[key].setdefault(note.stratum, _Standings())
            setattr(counts, standing, getattr(counts, standing) + 1)

    def _pair(self, note: AuditedNote, key: Key, x: int, y: int) -> None:
        self.elements[key].setdefault(note.stratum, _Pairs()).add(x, y)


def tallied(notes: Iterable[AuditedNote], level: Severity, questioning: Iterable[str]) -> Tally:
    """The counts of all notes of a sample; `level` is the fail level."""
    tally = Tally(frozenset(s.value for s in Severity if s.rank >= level.rank), frozenset(questioning))
    for note in notes:
        tally.add(note)
    return tally


def questioning_rules(rules: Iterable[RuleInfo], thresholds: Thresholds) -> tuple[str, ...]:
    """The rules that question charges: those that the settings name, else those about what was billed too high."""
    return thresholds.overpayment_rules or tuple(r.id for r in rules if r.direction == "over")


def rates(tally: Tally, frame: Frame, thresholds: Thresholds, rules: Iterable[RuleInfo]) -> Rates:
    """All rates of a sample."""
    return _Rater(tally, frame, thresholds).rates({r.id: r for r in rules})


def overpayment(tally: Tally, frame: Frame, thresholds: Thresholds) -> Overpayment | None:
    """What was billed and is not supported, in the sample and, as far as it can be said, in the universe.

    None where no claim of the sample has amounts.
    """
    pairs = tally.elements.get(("amount",))
    if not pairs:
        return None
    strata, level = _sums(frame, pairs), thresholds.amount_level
    error_rate = ratio(strata, level) or Estimate(0.0, None, None, why="nothing was billed")
    why = _why_no_projection(tally, frame)
    error_rate = error_rate if not why else Estimate(error_rate.point, None, None, why=why)
    mean = total(strata, level) if not why else None
    return Overpayment(
        rules=tuple(sorted(tally.questioning)),
        notes=tally.priced,
        billed=sum(p.x for p in pairs.values()),
        questioned=sum(p.y for p in pairs.values()),
        error_rate=error_rate,
        over_threshold=error_rate.point >= thresholds.financial_error,
        mean_per_unit=mean if len(frame.strata) == 1 else None,
        stratified=mean if len(frame.strata) > 1 else None,
        ratio=ratio(strata, level, times=frame.billed) if not why and frame.billed else None,
        why=why,
    )


@dataclass(frozen=True, slots=True)
class _Rater:
    """Makes rates of the counts of a sample."""

    tally: Tally
    frame: Frame
    thresholds: Thresholds

    def rates(self, rules: Mapping[str, RuleInfo]) -> Rates:
        """All of them."""
        standings = self.tally.standings
        return Rates(
            overall=self.rate(OVERALL, "overall"),
            charges=self.charges(("charges",), "overall"),
            elements=self.charges(OVERALL, "overall"),
            families=tuple(self.rate(k, k[1]) for k in _of(standings, "family")),
            rules=tuple(self._rule(info) for info in rules.values()),
            clinicians=tuple(self._clinician(k[1]) for k in _of(standings, "clinician")),
            cells=tuple(Cell(k[1], k[2], self.rate(k, f"{k[1]} {k[2]}")) for k in _of(standings, "cell")),
            months=tuple(self.rate(k, k[1]) for k in _of(standings, "month")),
            codes=tuple(self.charges(k, k[1]) for k in _of(self.tally.elements, "code")),
        )

    def rate(self, key: Key, name: str) -> Rate:
        """The rate over notes."""
        by_stratum = self.tally.standings.get(key, {})
        counts = _Standings(*(sum(getattr(c, n) for c in by_stratum.values()) for n in _Standings.__slots__))
        interval = self._interval(counts.failed, counts.applicable)
        projected = None
        if self.frame.extrapolates and len(self.frame.strata) > 1:
            pairs = {s: _counted(c.applicable, c.failed) for s, c in by_stratum.items()}
            projected = self._projected(pairs, counts.applicable)
        return Rate(
            name, counts.applicable, counts.failed, counts.open, counts.waived,
            exact=interval(clopper_pearson), wilson=interval(wilson), projected=projected,
            small=counts.applicable < self.thresholds.small_sample,
        )  # fmt: skip

    def charges(self, key: Key, name: str) -> ChargeRate:
        """The rate over charges, or over elements."""
        pairs = self.tally.elements.get(key, {})
        notes = sum(p.notes for p in pairs.values())
        return ChargeRate(
            name, notes, sum(p.x for p in pairs.values()), sum(p.y for p in pairs.values()),
            estimate=self._projected(pairs, notes) if self.frame.extrapolates else None,
            small=notes < self.thresholds.small_sample,
        )  # fmt: skip

    def _rule(self, info: RuleInfo) -> RuleRates:
        key = ("rule", info.id)
        return RuleRates(
            info, self.rate(key, info.id), self.charges(key, info.id) if key in self.tally.elements else None
        )

    def _clinician(self, name: str) -> ClinicianRates:
        charges = self.charges(("charges", name), name)
        follow_up: FollowUp | None = None
        if charges.share is not None:
            right = 1 - charges.share
            yearly, half_yearly = self.thresholds.yearly, self.thresholds.half_yearly
            follow_up = "yearly" if right >= yearly else "half-yearly" if right >= half_yearly else "quarterly"
        key = ("clinician", name)
        return ClinicianRates(name, self.rate(key, name), charges, self.charges(key, name), follow_up)

    def _interval(self, failed: int, n: int) -> Callable[[Callable[[int, int, float], Interval]], Interval | None]:
        said = self.frame.extrapolates and n > 0
        return lambda formula: formula(failed, n, self.thresholds.level) if said else None

    def _projected(self, pairs: Mapping[str, _Pairs], notes: int) -> Estimate | None:
        """The ratio over all notes, without an interval where there are too few."""
        found = ratio(_sums(self.frame, pairs), self.thresholds.level)
        if found is None or found.interval is None:
            return found
        if notes < self.thresholds.small_sample:
            return Estimate(found.point, found.standard_error, None, found.degrees, why="too few notes for an interval")
        within = Interval(max(0.0, found.interval.lower), min(1.0, found.interval.upper), found.interval.level)
        return Estimate(found.point, found.standard_error, within, found.degrees)


def _standing(verdicts: Iterable[AuditedVerdict]) -> Standing:
    """How a note stands by verdicts of which none is not applicable."""
    said = list(verdicts)
    if any(v.failed for v in said):
        return "failed"
    if any(v.outcome == "review" and not v.waived for v in said):
        return "open"
    return "waived" if any(v.waived for v in said) else "passed"


def _of(counts: Iterable[Key], kind: str) -> Iterator[Key]:
    """What is counted of a kind, in order; what has no name comes last."""
    return iter(sorted((k for k in counts if k[0] == kind), key=lambda k: (UNNAMED in k, k)))


def _counted(x: int, y: int) -> _Pairs:
    """The sums over notes of which x have one element each, and y of these failed."""
    return _Pairs(x, x, y, x, y, y)


def _sums(frame: Frame, pairs: Mapping[str, _Pairs]) -> list[Sums]:
    """What the strata add up to, also those in which nothing was counted."""
    none = _Pairs()
    found = [(s, pairs.get(s.name, none)) for s in frame.strata]
    return [Sums(s.universe, s.sampled, p.x, p.y, p.xx, p.yy, p.xy) for s, p in found]


def _why_no_projection(tally: Tally, frame: Frame) -> str:
    """Why amounts of the sample say nothing of the universe; empty where they do."""
    if not frame.extrapolates:
        return "the notes were chosen, not drawn"
    if tally.priced < tally.notes:
        return f"{tally.notes - tally.priced} of {tally.notes} sampled notes have a claim without all amounts, or none"
    return ""
