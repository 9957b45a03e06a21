"""What an audit comes to: all that its outputs show. No text of a note is in it, but for the notes shown in full.

The sampling unit is the note. A rule *applies* to a note unless all its verdicts there are not applicable. The note
*failed* it if any verdict failed that nobody waived, else is *open* if one is for review, else *waived* if one was. A
note that is open or waived stays in the denominator and is not counted as failed; both counts stand beside the rate.
Where several rules are put together (families, clinicians, months, codes, overall), only verdicts at or above the fail
level count.

Amounts are whole cents. Rates and limits are shares from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from notelint.linter.config import Thresholds, Wording
from notelint.linter.note import Note
from notelint.linter.verdict import Direction, Outcome, Verdict

Method = Literal["simple", "proportional", "fixed", "per-clinician", "all", "judgement"]
Attribute = Literal["clinician", "payer", "code", "month"]
FollowUp = Literal["yearly", "half-yearly", "quarterly"]

UNNAMED = "(not named)"  # the clinician, payer, month or code of notes that name none
WHOLE = "all notes"  # the name of the only stratum where there are no strata


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of the universe, from which notes are drawn by themselves; how many notes it has, and were drawn."""

    name: str
    universe: int
    sampled: int


@dataclass(frozen=True, slots=True)
class Unread:
    """Something of the source that could not be read, so that it is not part of the universe, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What was sampled, how, and by which version, rules and settings; with the same ones it is drawn again.

    `ids_hash` is BLAKE2b of all ids of the universe, sorted, a line each: it says whether a list of ids is this one.
    `first` and `last` are the earliest and latest day of the universe (ISO), None where no note says its day.
    `billed` is what all claims of the universe come to, None where a note has no amounts. `day` is when the audit began
    (ISO). `size` is what was asked for: notes in all, or in each stratum where the method is fixed or per clinician.
    `ids_withheld` says that ids and clinicians are stand-ins (`--redact`, `--no-text`). `fail_level` is the severity
    from which on a fail counts where several rules are put together.
    """

    source: tuple[str, ...]
    method: Method
    seed: int
    size: int | None
    stratified_by: Attribute | None
    universe: int
    sampled: int
    strata: tuple[Stratum, ...]
    unread: tuple[Unread, ...]
    ids_hash: str
    first: str | None
    last: str | None
    billed: int | None
    day: str
    version: str
    rules_hash: str
    profile: str
    settings: str
    ids_withheld: bool = False
    fail_level: str = "warning"

    @property
    def extrapolates(self) -> bool:
        """Whether the sample says anything of other notes: one that somebody chose does not."""
        return self.method != "judgement"


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule that was asked: what a reader who has never seen the tool needs to know of it."""

    id: str
    name: str
    family: str
    title: str
    direction: Direction
    severity: str
    source: str


@dataclass(frozen=True, slots=True)
class AuditedCharge:
    """A line of the claim; without a claim, a code that the rules looked at. `amount` is in cents."""

    code: str
    units: float | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class AuditedVerdict:
    """What a rule said, without the words of the note. `line` is counted in the file; None for what stands nowhere.

    `fingerprint` is that of a finding, empty for all else. A verdict is named by its note and its place in
    `AuditedNote.verdicts`, which is the same whenever the audit is run again.
    """

    rule: str
    code: str | None
    outcome: Outcome
    severity: str
    line: int | None
    waived: bool
    fingerprint: str

    @property
    def failed(self) -> bool:
        """Whether this is a fail that nobody accepted."""
        return self.outcome == "fail" and not self.waived


@dataclass(frozen=True, slots=True)
class AuditedNote:
    """A note of the sample. `number` is its place in the order of the draw, from 1; `date` is ISO, None if not known.

    `record` is the place in the file ("row 17", "page 2"), where a file holds many.
    """

    number: int
    id: str
    path: str
    record: str | None
    date: str | None
    clinician: str | None
    payer: str | None
    stratum: str
    charges: tuple[AuditedCharge, ...]
    verdicts: tuple[AuditedVerdict, ...]


@dataclass(frozen=True, slots=True)
class ReviewedNote:
    """A note that is shown in full: its row, its text, and the verdicts on it with message, help and evidence.

    `verdicts` are in the order of `row.verdicts`.
    """

    row: AuditedNote
    note: Note
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True)
class Interval:
    """Limits with their level of confidence, such as 0.95."""

    lower: float
    upper: float
    level: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the sample says of the universe; no interval where the sample cannot give one, `why` says what is lacking.

    `point` and limits are shares, or cents. `degrees` are degrees of freedom of t; None for the normal distribution.
    """

    point: float
    standard_error: float | None
    interval: Interval | None
    degrees: float | None = None
    why: str = ""

    @property
    def precision(self) -> float | None:
        """Half the width of the interval as a share of the point: 0.25 is the 25 % that a full sample should reach."""
        if self.interval is None or not self.point:
            return None
        return (self.interval.upper - self.interval.lower) / 2 / abs(self.point)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the notes that something applies to failed it.

    `key` says what: a rule, a family, a clinician, a month. Of a judgement sample there are no intervals. `projected`
    is the rate weighted by the strata; where there are several, it, not `share`, speaks of the universe. `small` says
    that there are too few notes to compare: it is marked, never ranked.
    """

    key: str
    applicable: int
    failed: int
    open: int
    waived: int
    exact: Interval | None  # Clopper-Pearson
    wilson: Interval | None
    projected: Estimate | None
    small: bool

    @property
    def share(self) -> float | None:
        """Failed among applicable; None where there is none."""
        return self.failed / self.applicable if self.applicable else None


@dataclass(frozen=True, slots=True)
class ChargeRate:
    """How many charges, or elements that were asked of notes, failed: a ratio over notes, each note a cluster.

    A charge is a code of a note; it failed where a rule failed on it. For a rule, charges are those that it applies to;
    elements are all verdicts at or above the fail level that apply, whether about a charge or about the note. `notes`
    is the number of notes that have any.
    """

    key: str
    notes: int
    applicable: int
    failed: int
    estimate: Estimate | None
    small: bool

    @property
    def share(self) -> float | None:
        """Failed among applicable; None where there is none."""
        return self.failed / self.applicable if self.applicable else None


@dataclass(frozen=True, slots=True)
class RuleRates:
    """A rule: its rate over notes, and over charges where it is a rule about charges."""

    rule: RuleInfo
    notes: Rate
    charges: ChargeRate | None


@dataclass(frozen=True, slots=True)
class ClinicianRates:
    """A clinician: notes that failed anything, charges on which anything failed, and of all that was asked what failed.

    `follow_up` goes by the share of charges on which nothing failed and the tiers of the settings; it is None where
    there are no charges. Whoever shows it shows `small` beside it.
    """

    clinician: str
    notes: Rate
    charges: ChargeRate
    elements: ChargeRate
    follow_up: FollowUp | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A rule and a clinician, for the heat map; only where any note applies."""

    rule: str
    clinician: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Rates:
    """All rates of an audit; rules by id, clinicians and codes by name, months in their order."""

    overall: Rate
    charges: ChargeRate
    elements: ChargeRate
    families: tuple[Rate, ...]
    rules: tuple[RuleRates, ...]
    clinicians: tuple[ClinicianRates, ...]
    cells: tuple[Cell, ...]
    months: tuple[Rate, ...]
    codes: tuple[ChargeRate, ...]


@dataclass(frozen=True, slots=True)
class Overpayment:
    """What was billed and is not supported by its note, where claims have amounts; in cents.

    A charge is questioned, with its whole amount, where a rule of `rules` failed on it or, on no charge, on its note.
    `error_rate` is questioned by billed (a ratio over notes); `over_threshold` compares it with the setting. The three
    estimates of the universe's total are None where they do not exist, and `why` says it where none does: mean per unit
    is for a sample without strata, the ratio needs the universe's billed total. Their intervals are two-sided, with the
    finite population correction.
    """

    rules: tuple[str, ...]
    notes: int
    billed: int
    questioned: int
    error_rate: Estimate
    over_threshold: bool
    mean_per_unit: Estimate | None
    stratified: Estimate | None
    ratio: Estimate | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """An audit.

    `notes` are all notes of the sample in the order of the draw; they can be gone through more than once, and each time
    come from disk, one by one. `reviewed` are the first of them, shown in full (`--review`); none with `--no-text`.
    `universe` has, likewise from disk, id, stratum and number in the draw (None where not drawn) of every note; it is
    empty where ids are withheld. `rules` are those that were asked, by id; `overpayment` is None where no claim has
    amounts. `wording` is what the clinic says in its own words.
    """

    frame: Frame
    thresholds: Thresholds
    rules: tuple[RuleInfo, ...]
    rates: Rates
    overpayment: Overpayment | None
    notes: Iterable[AuditedNote]
    reviewed: tuple[ReviewedNote, ...]
    universe: Iterable[tuple[str, str, int | None]]
    wording: Wording = field(default_factory=Wording)
