"""The auditor's word above the tool's: rates counted again, the tool's precision, and how far readers agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from notelint.linter.audit.agreement import Agreement, agreement
from notelint.linter.audit.rates import questioning_rules, rates, tallied
from notelint.linter.audit.statistics import clopper_pearson
from notelint.linter.audit.summary import AuditedNote, AuditedVerdict, Frame, Interval, Rates, RuleInfo
from notelint.linter.audit.worksheet import Key, Worksheet
from notelint.linter.config import Thresholds
from notelint.linter.verdict import Outcome, Severity


@dataclass(frozen=True, slots=True)
class Precision:
    """Of what the tool said of a rule, how much an auditor confirmed.

    `right` of `failed` fails were fails; of `passed` passes `missed` were fails; of `reviews` that the tool left to a
    person `upheld` were fails. The interval is that of `right` among `failed`, None where there is none.
    """

    rule: str
    failed: int
    right: int
    passed: int
    missed: int
    reviews: int
    upheld: int
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two worksheets, and how far their auditors agree where both answered; None where they answered no row in common.

    `blind` says that neither saw the tool's verdicts.
    """

    first: str
    second: str
    blind: bool
    agreement: Agreement | None


@dataclass(frozen=True, slots=True)
class Review:
    """What worksheets come to. `by_tool` are the rates as they were, `rates` with the auditors' word.

    `unsettled` are rows on which two auditors differ: they keep the tool's verdict. `kappa` is the tool's with the
    auditors, by rule and for all of them (""), from blind worksheets; without what the tool left to a person.
    """

    worksheets: tuple[Worksheet, ...]
    by_tool: Rates
    rates: Rates
    answered: int
    unsettled: tuple[Key, ...]
    precision: tuple[Precision, ...]
    kappa: Mapping[str, Agreement]
    pairs: tuple[Pair, ...]


def reviewed(
    frame: Frame,
    thresholds: Thresholds,
    rules: Sequence[RuleInfo],
    notes: Sequence[AuditedNote],
    worksheets: Sequence[Worksheet],
) -> Review:
    """The audit with the answers of its worksheets."""
    settled, unsettled = _settled(worksheets)
    verdicts = {(n.number, i): v for n in notes for i, v in enumerate(n.verdicts)}

    def counted(those: Iterable[AuditedNote]) -> Rates:
        tally = tallied(those, Severity(frame.fail_level), questioning_rules(rules, thresholds))
        return rates(tally, frame, thresholds, rules)

    return Review(
        tuple(worksheets),
        counted(notes),
        counted(_answered(notes, settled)),
        len(settled),
        unsettled,
        tuple(_precision(verdicts, settled, thresholds.level)),
        _kappas(verdicts, worksheets, thresholds.level),
        tuple(_pair(a, b, thresholds.level) for a, b in combinations(worksheets, 2)),
    )


def _settled(worksheets: Iterable[Worksheet]) -> tuple[dict[Key, Outcome], tuple[Key, ...]]:
    """What auditors say of each verdict that they answered, and the verdicts on which they differ."""
    said: dict[Key, set[Outcome]] = {}
    for worksheet in worksheets:
        for key, answer in worksheet.answers.items():
            said.setdefault(key, set()).add(answer.outcome)
    settled = {key: next(iter(outcomes)) for key, outcomes in said.items() if len(outcomes) == 1}
    return settled, tuple(sorted(key for key, outcomes in said.items() if len(outcomes) > 1))


def _answered(notes: Iterable[AuditedNote], settled: Mapping[Key, Outcome]) -> Iterator[AuditedNote]:
    """The notes with the auditors' verdicts in place of the tool's."""
    for note in notes:
        said = {i: settled[note.number, i] for i in range(len(note.verdicts)) if (note.number, i) in settled}
        if said:
            verdicts = (_with(v, said[i]) if i in said else v for i, v in enumerate(note.verdicts))
            note = replace(note, verdicts=tuple(verdicts))
        yield note


def _with(verdict: AuditedVerdict, outcome: Outcome) -> AuditedVerdict:
    """The verdict that an auditor gave; a waiver stays with what is still a finding."""
    return replace(verdict, outcome=outcome, waived=verdict.waived and outcome in ("fail", "review"))


def _precision(
    verdicts: Mapping[Key, AuditedVerdict], settled: Mapping[Key, Outcome], level: float
) -> Iterator[Precision]:
    counts: Counter[tuple[str, Outcome]] = Counter()
    fails: Counter[tuple[str, Outcome]] = Counter()
    for key, outcome in settled.items():
        tool = verdicts[key]
        counts[tool.rule, tool.outcome] += 1
        fails[tool.rule, tool.outcome] += outcome == "fail"
    for rule in sorted({rule for rule, _ in counts}):
        failed, right = counts[rule, "fail"], fails[rule, "fail"]
        yield Precision(
            rule, failed, right, counts[rule, "pass"], fails[rule, "pass"], counts[rule, "review"],
            fails[rule, "review"], clopper_pearson(right, failed, level) if failed else None,
        )  # fmt: skip


def _kappas(
    verdicts: Mapping[Key, AuditedVerdict], worksheets: Iterable[Worksheet], level: float
) -> Mapping[str, Agreement]:
    """The tool with the auditors who did not see its verdicts."""
    pairs: dict[str, list[tuple[str, str]]] = {}
    for worksheet in worksheets:
        for key, answer in sorted(worksheet.answers.items()) if worksheet.blind else ():
            tool = verdicts[key]
            if tool.outcome != "review":
                for name in ("", tool.rule):
                    pairs.setdefault(name, []).append((tool.outcome, answer.outcome))
    found = {name: agreement(those, level) for name, those in sorted(pairs.items())}
    return {name: agreed for name, agreed in found.items() if agreed}


def _pair(first: Worksheet, second: Worksheet, level: float) -> Pair:
    both = sorted(first.answers.keys() & second.answers.keys())
    pairs = [(first.answers[k].outcome, second.answers[k].outcome) for k in both]
    return Pair(first.path, second.path, first.blind and second.blind, agreement(pairs, level))
