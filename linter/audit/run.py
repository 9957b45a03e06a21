"""An audit from source to summary: the universe is listed, the sample drawn and judged, note by note, and counted.

The source is read for each of these anew, so that no more than the notes of a patient are held at a time. What is found
out goes into `Progress`; whoever calls these functions again after an interruption goes on where it ended.
"""

from __future__ import annotations

import datetime
import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from notelint.linter.audit.progress import Judged, Progress, Unit
from notelint.linter.audit.rates import overpayment, questioning_rules, rates, tallied
from notelint.linter.audit.sampling import AuditError, allotted, rank
from notelint.linter.audit.summary import (
    UNNAMED,
    WHOLE,
    Attribute,
    AuditedCharge,
    AuditedNote,
    AuditedVerdict,
    Frame,
    Method,
    ReviewedNote,
    RuleInfo,
    Stratum,
    Summary,
    Unread,
)  # fmt: skip
from notelint.linter.config import Settings
from notelint.linter.engine import RUN_RULES
from notelint.linter.note import Note
from notelint.linter.readers import NotRead
from notelint.linter.result import Result
from notelint.linter.rules import Rule
from notelint.linter.verdict import Verdict, family_of

Notes = Iterable[Note | NotRead]
Lint = Callable[[Iterable[Sequence[Note]]], Iterable[Result]]
Step = Callable[[], object]  # called for each note
KEPT_EVERY = 1.0  # seconds; so much work is lost at most when a run is killed


@dataclass(frozen=True, slots=True)
class Plan:
    """How the sample is drawn. `ids` are those that somebody chose, None for all of a judgement sample's source."""

    method: Method
    seed: int
    size: int | None = None
    stratified_by: Attribute | None = None
    ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Privacy:
    """What no output may tell. `redact` gives notes other names and dates; `key` is the secret that it goes by."""

    redact: bool = False
    no_text: bool = False
    key: bytes = b""

    @property
    def withholds(self) -> bool:
        """Whether ids and clinicians are stand-ins."""
        return self.redact or self.no_text

    def told(self, note: Note) -> Note:
        """The note that may be judged and shown."""
        if not self.redact:
            return note
        from notelint.linter.redaction import redact

        return redact(note, self.key)

    def stand_ins(self, word: str, names: Iterable[str]) -> Mapping[str, str]:
        """Other names, numbered in an order that nobody without the key can tell."""
        secret = sorted(names, key=lambda n: hashlib.blake2b(n.encode("utf-8", "surrogatepass"), key=self.key).digest())
        return {name: name if name == UNNAMED else f"{word} {i}" for i, name in enumerate(secret, 1)}


def list_universe(progress: Progress, notes: Notes, plan: Plan, step: Step) -> None:
    """Put every note of the source into the universe, unless that is done. Raises AuditError."""
    if progress.said().get("listed"):
        return
    with progress:
        for item in map(_storable, notes):
            if isinstance(item, NotRead):
                progress.add_unread(Unread(item.path, item.reason))
            else:
                progress.add_unit(unit_of(item, plan))
            step()
        strata = progress.strata()
        if not strata:
            raise AuditError(_nothing(progress.unread()))
        if plan.stratified_by and [s.name for s in strata] == [UNNAMED]:
            raise AuditError(unnamed(plan.stratified_by))
        _draw(progress, plan, {s.name: s.universe for s in strata})
        progress.say(listed=True)


def judge(progress: Progress, notes: Notes, lint: Lint, privacy: Privacy, step: Step) -> None:
    """Judge every drawn note that is not judged yet, each with all notes of its patient as evidence.

    Raises AuditError where a drawn note is no longer in the source.
    """
    missing = progress.missing()
    results = _results(notes, missing, progress.patients(missing), lint, privacy)
    kept: list[tuple[int, Judged]] = []
    begun = time.monotonic()
    for number, result in results:
        kept.append((number, judged_of(result)))
        step()
        if time.monotonic() - begun > KEPT_EVERY:
            _keep(progress, kept)
            begun = time.monotonic()
    _keep(progress, kept)
    _all_there(progress, progress.missing())


def in_full(
    progress: Progress, notes: Notes, lint: Lint, privacy: Privacy, most: int, step: Step
) -> tuple[ReviewedNote, ...]:
    """The first notes of the draw with their text, and the verdicts with what they say; none with --no-text.

    Raises AuditError where one is no longer in the source.
    """
    if privacy.no_text or not most:
        return ()
    numbers = progress.numbers(most=most)
    rows = {row.number: row for row in AuditedNotes(progress, privacy, most)}
    patients = progress.patients(numbers)
    clinicians = _Shown.of(progress, privacy).clinicians
    found = []
    for number, result in _results(notes, numbers, patients, lint, privacy):
        note = replace(result.note, id=rows[number].id)
        if privacy.redact:
            note = replace(note, patient=None, clinician=note.clinician and clinicians.get(note.clinician))
        found.append(ReviewedNote(rows[number], note, result.verdicts))
        step()
    there = {each.row.number for each in found}
    _all_there(progress, {note_id: number for note_id, number in numbers.items() if number not in there})
    return tuple(sorted(found, key=lambda r: r.row.number))


def _all_there(progress: Progress, gone: Mapping[str, int]) -> None:
    """Raise AuditError where drawn notes were not found."""
    if gone:
        first = progress.unit(min(gone, key=gone.__getitem__))
        raise AuditError(
            f"{first.place}: drawn, and no longer in the source ({len(gone)} such notes); the source has changed since "
            f"the audit began: put it back, or remove {progress.path} to begin anew"
        )


def summarised(
    progress: Progress, plan: Plan, settings: Settings, privacy: Privacy, made_by: Mapping[str, str],
    reviewed: tuple[ReviewedNote, ...] = (),
) -> Summary:  # fmt: skip
    """The audit, when all drawn notes are judged. `made_by` says version, rules_hash, day and source."""
    frame = _frame(progress, plan, settings, privacy, made_by)
    notes, thresholds = AuditedNotes(progress, privacy), settings.thresholds
    asked = tuple(rule_info(r, settings) for r in settings.rules())
    tally = tallied(notes, settings.fail_level, questioning_rules(asked, thresholds))
    rules = (*asked, *(rule_info(r, settings) for r in RUN_RULES if r.id in tally.rules()))
    return Summary(
        frame, thresholds, rules, rates(tally, frame, thresholds, rules), overpayment(tally, frame, thresholds), notes,
        reviewed, Universe(progress, privacy), settings.wording,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditedNotes:
    """The notes of the sample, by number, from the file of progress, each time anew."""

    progress: Progress
    privacy: Privacy
    most: int | None = None

    def __iter__(self) -> Iterator[AuditedNote]:
        """The notes, one by one."""
        shown = _Shown.of(self.progress, self.privacy)
        for number, unit, judged in self.progress.judged(self.most):
            yield shown.row(number, unit, judged)


@dataclass(frozen=True, slots=True)
class Universe:
    """Id, stratum and number in the draw of every note of the universe, by id; none where ids are withheld."""

    progress: Progress
    privacy: Privacy

    def __iter__(self) -> Iterator[tuple[str, str, int | None]]:
        """The notes, one by one."""
        return iter(()) if self.privacy.withholds else self.progress.ids()


@dataclass(frozen=True, slots=True)
class _Shown:
    """What stands for names in the outputs."""

    privacy: Privacy
    clinicians: Mapping[str, str]
    payers: Mapping[str, str]
    strata: Mapping[str, str]

    @classmethod
    def of(cls, progress: Progress, privacy: Privacy) -> _Shown:
        clinicians, payers, strata = (progress.names(c) for c in ("clinician", "payer", "stratum"))
        if not privacy.withholds:
            return cls(privacy, *({n: n for n in names} for names in (clinicians, payers, strata)))
        people = privacy.stand_ins("clinician", clinicians)
        payer = privacy.stand_ins("payer", payers) if privacy.no_text else {n: n for n in payers}
        by = progress.said()["stratified_by"]
        parts = (
            {"clinician": people, "payer": payer}.get(by, {}) if by != "month" else privacy.stand_ins("month", strata)
        )
        return cls(privacy, people, payer, {name: parts.get(name, name) for name in strata})

    def row(self, number: int, unit: Unit, judged: Judged) -> AuditedNote:
        """A note as it may be shown."""
        no_text = self.privacy.no_text
        verdicts = tuple(replace(v, fingerprint="") for v in judged.verdicts) if no_text else judged.verdicts
        return AuditedNote(
            number=number,
            id=f"note {number}" if self.privacy.withholds else unit.id,
            path=unit.path,
            record=unit.record or None,
            date=None if no_text else judged.date,
            clinician=unit.clinician and self.clinicians[unit.clinician],
            payer=unit.payer and self.payers[unit.payer],
            stratum=self.strata[unit.stratum],
            charges=judged.charges,
            verdicts=verdicts,
        )


def id_of(note: Note) -> str:
    """What a note is drawn by: its id, or else its place."""
    return _printable(note.id or note.path)


def _printable(name: str) -> str:
    """A name that is not in any encoding, of a file or with half a character, so that it can be kept and written."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _storable(item: Note | NotRead) -> Note | NotRead:
    """A note whose patient, clinician and payer can be kept."""
    if isinstance(item, NotRead):
        return item
    said = (item.patient, item.clinician, item.payer)
    patient, clinician, payer = kept = tuple(value and _printable(value) for value in said)
    return item if kept == said else replace(item, patient=patient, clinician=clinician, payer=payer)


def unit_of(note: Note, plan: Plan) -> Unit:
    """What is known of a note of the universe."""
    note_id, date = id_of(note), _iso(note.date)
    said = {
        "clinician": note.clinician,
        "payer": note.payer,
        "month": date and date[:7],
        "code": note.claim[0].code if note.claim else None,
    }
    stratum = _printable(said[plan.stratified_by] or UNNAMED) if plan.stratified_by else WHOLE
    amounts = [line.amount for line in note.claim or ()]
    cents = [_cents(a) for a in amounts if a is not None]
    return Unit(
        note_id, _printable(note.path), note.record, note.patient, date, note.clinician, note.payer, stratum,
        sum(cents) if amounts and len(cents) == len(amounts) else None, rank(plan.seed, note_id),
    )  # fmt: skip


def _nothing(unread: Sequence[Unread]) -> str:
    if unread:
        return (
            f"no note of the source could be read, so there is nothing to audit; {unread[0].path}: {unread[0].reason}"
        )
    return "no notes found; of a folder only files are read that --include names: say it, or name the files themselves"


def unnamed(attribute: Attribute) -> str:
    """What to say where no note has what the strata are made of."""
    if attribute == "code":
        return "--stratify-by code: no note has a claim, and only a claim says the code before the note is judged"
    known = "date" if attribute == "month" else attribute
    return f"--stratify-by {attribute}: no note says its {known}; name the place in the settings: {known} = {{ ... }}"


def _draw(progress: Progress, plan: Plan, strata: Mapping[str, int]) -> None:
    """Draw the sample. Raises AuditError where it cannot be drawn as planned."""
    if plan.ids is not None:
        known = {note_id for note_id, *_ in progress.ids()}
        if unknown := [i for i in plan.ids if i not in known]:
            raise AuditError(f"{len(unknown)} of the {len(plan.ids)} ids that were chosen are of no note in the source")
        progress.mark_drawn({}, plan.ids)
    else:
        progress.mark_drawn(allotted(strata, plan.method, plan.size or 0))


def _results(
    notes: Notes, wanted: Mapping[str, int], patients: Mapping[str, int], lint: Lint, privacy: Privacy
) -> Iterator[tuple[int, Result]]:
    """The results on the wanted notes, with their numbers; all notes of their patients are judged with them."""
    fed: deque[str] = deque()

    def told() -> Iterator[list[Note]]:
        for group in _together(notes, wanted, patients):
            fed.extend(map(id_of, group))
            yield [privacy.told(note) for note in group]

    if not wanted:
        return
    for result in lint(told()):
        if result.is_note and (number := wanted.get(fed.popleft())) is not None:
            yield number, result


def _together(notes: Notes, wanted: Mapping[str, int], patients: Mapping[str, int]) -> Iterator[list[Note]]:
    """The wanted notes, each with those of its patient, when the last of them has been read; `patients` counts them."""
    held: dict[str, list[Note]] = {}
    for note in map(_storable, notes):
        if isinstance(note, NotRead):
            continue
        if note.patient is not None and note.patient in patients:
            mine = held.setdefault(note.patient, [])
            mine.append(note)
            if len(mine) == patients[note.patient]:
                yield held.pop(note.patient)
        elif id_of(note) in wanted:
            yield [note]
    yield from held.values()


def _keep(progress: Progress, kept: list[tuple[int, Judged]]) -> None:
    with progress:
        for number, judged in kept:
            progress.keep(number, judged)
    kept.clear()


def judged_of(result: Result) -> Judged:
    """What is kept of a result."""
    note, verdicts = result.note, result.verdicts
    if note.claim is not None:
        lines = note.claim
        charges = tuple(AuditedCharge(c.code, c.units, None if c.amount is None else _cents(c.amount)) for c in lines)
    else:
        codes = dict.fromkeys(v.code for v in verdicts if v.code and v.outcome != "not_applicable")
        charges = tuple(AuditedCharge(code) for code in codes)
    return Judged(_iso(note.date), charges, tuple(_bare(note, v) for v in verdicts))


def _bare(note: Note, verdict: Verdict) -> AuditedVerdict:
    return AuditedVerdict(
        verdict.rule,
        verdict.code,
        verdict.outcome,
        verdict.severity.value if verdict.severity else "info",
        None if verdict.start is None else note.line(verdict.start),
        verdict.waived is not None,
        verdict.fingerprint if verdict.is_finding else "",
    )


def _frame(progress: Progress, plan: Plan, settings: Settings, privacy: Privacy, made_by: Mapping[str, str]) -> Frame:
    shown = _Shown.of(progress, privacy)
    strata = tuple(Stratum(shown.strata[s.name], s.universe, s.sampled) for s in progress.strata())
    hashed = hashlib.blake2b(key=privacy.key if privacy.withholds else b"")  # ids that are withheld must not be guessed
    for note_id, *_ in progress.ids():
        hashed.update(f"{note_id}\n".encode("utf-8", "surrogatepass"))
    first, last = (None, None) if privacy.withholds else progress.days()
    return Frame(
        source=tuple(progress.said()["source"]),
        method=plan.method,
        seed=plan.seed,
        size=plan.size,
        stratified_by=plan.stratified_by,
        universe=sum(s.universe for s in strata),
        sampled=sum(s.sampled for s in strata),
        strata=tuple(sorted(strata, key=lambda s: s.name)),
        unread=progress.unread(),
        ids_hash=hashed.hexdigest(),
        first=first,
        last=last,
        billed=progress.billed(),
        profile=settings.profile,
        settings=settings.origin,
        ids_withheld=privacy.withholds,
        fail_level=settings.fail_level.value,
        **made_by,
    )


def rule_info(rule: Rule, settings: Settings) -> RuleInfo:
    """What a reader needs to know of a rule, with the severity that the settings give a fail."""
    severity = settings.severity(rule, Verdict("fail")).value
    title = rule.doc.split("\n\n", 1)[0].replace("\n", " ")
    return RuleInfo(rule.id, rule.name, family_of(rule.id), title, rule.direction, severity, rule.source)


def _iso(date: str | None) -> str | None:
    """The day that a text says, as 2025-03-12."""
    if date is None:
        return None
    try:
        return datetime.date.fromisoformat(date).isoformat()
    except ValueError:
        from notelint.linter.language.dates import parse_date

        found = parse_date(date)
        return found.isoformat() if found else None


def _cents(amount: Decimal) -> int:
    return int((amount * 100).to_integral_value())
