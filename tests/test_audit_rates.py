"""Counting a sample: what is in a denominator, what is weighted, what is projected, and to what."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from notelint.linter.audit.progress import Progress
from notelint.linter.audit.rates import overpayment, questioning_rules, rates, tallied
from notelint.linter.audit.run import AuditedNotes, Plan, Privacy, judge, list_universe
from notelint.linter.audit.statistics import Sums, clopper_pearson, ratio, total
from notelint.linter.audit.summary import (
    UNNAMED,
    WHOLE,
    AuditedCharge,
    AuditedNote,
    AuditedVerdict,
    Frame,
    Overpayment,
    Rates,
    RuleInfo,
    Stratum,
)  # fmt: skip
from notelint.linter.claim import ClaimLine
from notelint.linter.config import Thresholds
from notelint.linter.note import Note
from notelint.linter.result import Result
from notelint.linter.verdict import Severity, Verdict

RULES = tuple(
    RuleInfo(i, "a-name", i[:2], "What it asks.", direction, severity, "the tests")
    for i, direction, severity in (
        ("CA001", "over", "error"), ("OM001", "documentation", "error"), ("RC005", "documentation", "info"),
    )
)  # fmt: skip
FRAME = Frame(
    source=("charts.csv",), method="simple", seed=7, size=50, stratified_by=None, universe=1000, sampled=0, strata=(),
    unread=(), ids_hash="", first=None, last=None, billed=None, day="2026-01-01", version="1", rules_hash="x",
    profile="default", settings="",
)  # fmt: skip


def verdict(rule: str, outcome: str, code: str | None = None, *, waived: bool = False) -> AuditedVerdict:
    severity = next(r.severity for r in RULES if r.id == rule)
    return AuditedVerdict(rule, code, outcome, severity, 1, waived, "")  # type: ignore[arg-type]


def note(*verdicts: AuditedVerdict, stratum: str = WHOLE, amount: int | None = None, who: str = "Ann") -> AuditedNote:
    charges = tuple(AuditedCharge(c, 1, amount) for c in dict.fromkeys(v.code for v in verdicts if v.code))
    return AuditedNote(1, "a", "a", None, "2025-03-09", who, "P", stratum, charges, verdicts)


def counted(
    notes: list[AuditedNote], thresholds: Thresholds | None = None, **frame: object
) -> tuple[Rates, Overpayment | None]:
    said = thresholds or Thresholds()
    made = replace(FRAME, **{"strata": (Stratum(WHOLE, 1000, len(notes)),), "sampled": len(notes), **frame})  # type: ignore[arg-type]
    tally = tallied(notes, Severity.WARNING, questioning_rules(RULES, said))
    return rates(tally, made, said, RULES), overpayment(tally, made, said)


def of_rule(found: Rates, rule: str) -> tuple[int, int, int, int]:
    rate = next(r.notes for r in found.rules if r.rule.id == rule)
    return rate.applicable, rate.failed, rate.open, rate.waived


def test_the_worst_verdict_says_how_a_note_stands() -> None:
    fail, passed = verdict("CA001", "fail", "97110"), verdict("CA001", "pass", "97530")
    review, none = verdict("CA001", "review", "97110"), verdict("CA001", "not_applicable", "97140")
    waived = verdict("CA001", "fail", "97110", waived=True)
    found, _ = counted(
        [note(fail, passed, review), note(review, passed), note(waived, passed), note(passed), note(none)]
    )
    assert of_rule(found, "CA001") == (4, 1, 1, 1)
    assert found.rules[0].notes.exact == clopper_pearson(1, 4)
    assert found.rules[0].charges
    assert (found.rules[0].charges.applicable, found.rules[0].charges.failed) == (8, 1)


def test_light_fails_count_for_their_rule_alone() -> None:
    found, _ = counted([note(verdict("RC005", "fail"), verdict("OM001", "pass"))])
    assert of_rule(found, "RC005") == (1, 1, 0, 0)
    assert (found.overall.applicable, found.overall.failed) == (1, 0)
    assert [f.key for f in found.families] == ["OM"]


def test_charges_of_a_clinician_are_those_without_a_finding() -> None:
    right = [note(verdict("CA001", "pass", "97110"), verdict("CA001", "pass", "97530"))] * 4
    wrong = [note(verdict("CA001", "fail", "97110"), verdict("CA001", "pass", "97530"), verdict("OM001", "fail"))]
    found, _ = counted([*right, *wrong, *(replace(n, clinician=None) for n in wrong)])
    ann, nobody = found.clinicians
    assert (ann.clinician, nobody.clinician) == ("Ann", UNNAMED)
    assert (ann.charges.applicable, ann.charges.failed, ann.follow_up) == (10, 1, "yearly")
    assert (nobody.charges.applicable, nobody.charges.failed, nobody.follow_up) == (2, 1, "quarterly")
    assert [(c.key, c.applicable, c.failed) for c in found.codes] == [("97110", 6, 2), ("97530", 6, 0)]
    assert {(c.rule, c.clinician) for c in found.cells} >= {("CA001", "Ann"), ("OM001", UNNAMED)}
    assert [m.key for m in found.months] == ["2025-03"]
    assert ann.notes.small


def test_strata_are_weighted() -> None:
    large = [note(verdict("OM001", o), stratum="A") for o in ["fail"] * 2 + ["pass"] * 18]
    small = [note(verdict("OM001", o), stratum="B") for o in ["fail"] * 15 + ["pass"] * 5]
    strata = (Stratum("A", 900, 20), Stratum("B", 100, 20))
    found, _ = counted([*large, *small], strata=strata, method="fixed", stratified_by="payer")
    assert found.overall.share == 17 / 40
    assert found.overall.projected
    assert found.overall.projected.point == pytest.approx((900 * 0.1 + 100 * 0.75) / 1000)
    sums = [Sums(900, 20, 20, 2, 20, 2, 2), Sums(100, 20, 20, 15, 20, 15, 15)]
    by_hand = ratio(sums)
    assert by_hand
    assert found.overall.projected.standard_error == pytest.approx(by_hand.standard_error)
    assert found.overall.projected.interval == by_hand.interval


def test_few_notes_have_no_interval_of_a_ratio_and_are_marked() -> None:
    found, _ = counted([note(verdict("CA001", o, "97110")) for o in ("fail", "pass", "pass")])
    assert found.overall.small
    assert found.charges.small
    assert found.charges.estimate
    assert found.charges.estimate.interval is None
    many, _ = counted([note(verdict("CA001", o, "97110")) for o in ["fail", "pass", "pass"] * 10])
    assert not many.overall.small
    assert many.charges.estimate
    assert many.charges.estimate.interval


def test_a_judgement_sample_says_nothing_of_others() -> None:
    notes = [note(verdict("CA001", o, "97110"), amount=4500) for o in ["fail", "pass"] * 20]
    found, paid = counted(notes, method="judgement")
    assert found.overall.exact is found.overall.wilson is found.overall.projected is None
    assert found.charges.estimate is None
    assert paid
    assert (paid.billed, paid.questioned, paid.error_rate.point) == (180_000, 90_000, 0.5)
    assert paid.error_rate.interval is paid.mean_per_unit is paid.stratified is paid.ratio is None
    assert "chosen, not drawn" in paid.why


def test_amounts_are_estimated_with_the_finite_population_correction() -> None:
    notes = [note(verdict("CA001", o, "97110"), amount=4500) for o in ["fail", *["pass"] * 4] * 8]
    _, paid = counted(notes, billed=4_600_000)
    by_hand = total([Sums(1000, 40, 180_000, 36_000, 40 * 4500**2, 8 * 4500**2, 8 * 4500**2)], 0.90)
    assert paid
    assert paid.mean_per_unit == by_hand
    assert by_hand.point == pytest.approx(1000 * 36_000 / 40)
    assert paid.stratified is None
    assert paid.ratio
    assert paid.ratio.point == pytest.approx(4_600_000 * 0.2)
    assert paid.over_threshold
    assert paid.rules == ("CA001",)


def test_below_the_threshold() -> None:
    _, paid = counted([note(verdict("CA001", o, "97110"), amount=100) for o in ["fail", *["pass"] * 39]])
    assert paid
    assert not paid.over_threshold
    _, strict = counted(
        [note(verdict("CA001", o, "97110"), amount=100) for o in ["fail", *["pass"] * 39]], Thresholds(0.01)
    )
    assert strict
    assert strict.over_threshold


def test_a_rule_about_the_note_questions_all_its_charges() -> None:
    said = Thresholds(overpayment_rules=("OM001",))
    whole = note(
        verdict("CA001", "pass", "97110"), verdict("CA001", "pass", "97530"), verdict("OM001", "fail"), amount=50
    )
    _, paid = counted([whole], said)
    assert paid
    assert paid.questioned == 100
    assert counted([note(verdict("OM001", "fail"))])[1] is None


def test_the_order_of_the_notes_changes_nothing() -> None:
    chance = random.Random(3)
    notes = [
        note(
            verdict("CA001", chance.choice(("pass", "fail", "review")), chance.choice(("97110", "97530"))),
            verdict("OM001", chance.choice(("pass", "fail", "not_applicable"))),
            stratum=chance.choice("AB"), amount=chance.randint(1, 9999), who=chance.choice(("Ann", "Bo", "Cy")),
        )
        for _ in range(80)
    ]  # fmt: skip
    strata = tuple(Stratum(s, 400, sum(n.stratum == s for n in notes)) for s in "AB")
    first = counted(notes, strata=strata, method="fixed", stratified_by="payer")
    chance.shuffle(notes)
    assert counted(notes, strata=strata, method="fixed", stratified_by="payer") == first


def test_no_more_than_a_patients_notes_are_ever_held(tmp_path: Path) -> None:
    count, size = 800, 40_000

    def notes() -> Iterator[Note]:
        claim = (ClaimLine("97110", units=1, amount=Decimal("45.00")),)
        for i in range(count):
            yield Note(
                "a.csv", f"{i:05}" * (size // 5), id=f"V{i}", patient=f"P{i // 4}", date="2025-03-09", claim=claim
            )

    def lint(groups: object) -> Iterator[Result]:
        for group in groups:  # type: ignore[attr-defined]
            for each in group:
                yield Result(
                    each, (Verdict("pass", code="97110", start=0, end=5, severity=Severity.ERROR, rule="XA001"),)
                )

    progress, plan = Progress(str(tmp_path)), Plan("all", 7)
    tracemalloc.start()
    list_universe(progress, notes(), plan, lambda: None)
    judge(progress, notes(), lint, Privacy(), lambda: None)
    tally = tallied(AuditedNotes(progress, Privacy()), Severity.WARNING, ())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert tally.notes == count
    assert peak < count * size / 4  # characters of all notes, of which each is a byte
    progress.remove()
