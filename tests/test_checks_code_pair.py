"""CA008 and CA009 on records made by hand, and the table of pairs."""

from __future__ import annotations

import datetime

import pytest
from test_checks_builders import activity, charge, glide, heat, visit

from notelint.checks.code_pair import code_pair_conflict, region_clash
from notelint.linter.knowledge import pairs
from notelint.linter.record import Charge
from notelint.linter.verdict import Severity, Verdict


def judged(one: Charge, two: Charge, **fields: object) -> Verdict:
    here = visit(one, two, **fields)
    return code_pair_conflict(here.pairs[0], here)


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("98940", "97140", "97140"),
        ("97140", "98941", "97140"),
        ("98942", "97112", "97112"),
        ("97124", "98940", "97124"),
    ],
)
def test_manipulation_names_the_therapy_code(first: str, second: str, code: str) -> None:
    verdict = judged(charge(first), charge(second))
    assert (verdict.outcome, verdict.code, verdict.severity) == ("fail", code, Severity.ERROR)


@pytest.mark.parametrize("modifier", ["59", "XE", "XP", "XS", "XU"])
def test_a_modifier_separates_on_either_charge(modifier: str) -> None:
    assert judged(charge("98940"), charge("97140", modifiers=("GP", modifier))).outcome == "pass"
    assert judged(charge("98940", modifiers=(modifier,)), charge("97140")).outcome == "pass"


def test_other_modifiers_separate_nothing() -> None:
    assert judged(charge("98940", modifiers=("AT",)), charge("97140", modifiers=("GP", "25"))).outcome == "fail"


def test_indicator_zero_is_raised_whatever_the_modifier() -> None:
    verdict = judged(charge("97161", modifiers=("59",)), charge("97162"))
    assert (verdict.outcome, verdict.code, verdict.severity) == ("fail", "97161", Severity.ERROR)
    assert "whatever the modifier" in verdict.message


def test_unverified_pairs_are_info_and_name_the_later_one() -> None:
    for first, second in (("97140", "97124"), ("97124", "97140"), ("97150", "97110"), ("97110", "97150")):
        verdict = judged(charge(first), charge(second))
        assert (verdict.outcome, verdict.code, verdict.severity) == ("fail", second, Severity.INFO)
        assert "unverified" in verdict.message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("97530", "97116"),
        ("97530", "97140"),
        ("97161", "97140"),
        ("97530", "97110"),
        ("97110", "97140"),
        ("97110", "98940"),
    ],
)
def test_inactive_and_unknown_pairs(first: str, second: str) -> None:
    assert judged(charge(first), charge(second)).outcome == "not_applicable"
    assert judged(charge(first), charge(second), date=datetime.date(2019, 6, 1)).outcome == "not_applicable"


def test_the_day_of_service_decides() -> None:
    evaluations = charge("97161"), charge("97162")
    assert judged(*evaluations, date=datetime.date(2020, 9, 30)).outcome == "not_applicable"
    assert judged(*evaluations, date=datetime.date(2020, 10, 1)).outcome == "fail"
    assert judged(*evaluations, date=None).outcome == "fail"


def test_in_a_template_and_in_a_plan() -> None:
    assert judged(charge("98940"), charge("97140"), kind="template", date=None).outcome == "fail"
    assert judged(charge("98940"), charge("97140"), kind="plan").outcome == "not_applicable"


def test_the_table_is_valid() -> None:
    rows = {row for found in pairs().values() for row in found}
    assert {row.state for row in rows} == {"active", "inactive", "unverified"}
    assert all(row.source and (row.last is None or row.first <= row.last) for row in rows)
    assert all(row.column1 != row.column2 for row in rows)
    active = [row for row in rows if row.state == "active"]
    assert not any(row.indicator == 9 for row in active)
    twice = [codes for codes, found in pairs().items() if sum(r.state == "active" for r in found) > 1]
    assert twice == []


ADJUSTED = charge("98940")


@pytest.mark.parametrize(
    ("code", "region", "adjusted", "expected"),
    [
        ("97140", "neck", ("cervical",), "fail"),
        ("97124", "lumbar", ("lumbar",), "fail"),
        ("97112", "neck", ("cervical", "thoracic"), "fail"),
        ("97140", "pelvis", ("sacral",), "fail"),
        ("97140", "ankle", ("cervical",), "pass"),
        ("97140", "lumbar", ("cervical", "thoracic"), "pass"),
        ("97140", None, ("thoracic",), "review"),
        ("97140", "trunk", ("thoracic",), "review"),
        ("97140", "neck", (), "review"),
        ("97110", "neck", ("cervical",), "not_applicable"),
    ],
)
def test_region_clash(code: str, region: str | None, adjusted: tuple[str, ...], expected: str) -> None:
    billed = charge(code, glide(region=region), modifiers=("59",))
    assert region_clash(billed, visit(ADJUSTED, billed, adjusted=adjusted)).outcome == expected


def test_region_clash_needs_a_spinal_manipulation() -> None:
    billed = charge("97140", glide(region="shoulder"))
    assert region_clash(billed, visit(billed, adjusted=("cervical",))).outcome == "not_applicable"
    assert region_clash(billed, visit(charge("98943"), billed)).outcome == "not_applicable"
    hot = charge("97140", heat(region="neck"))
    assert region_clash(hot, visit(ADJUSTED, hot, adjusted=("cervical",))).outcome == "not_applicable"
    tied = charge("97112", activity("DNF nods"), regions=("neck",))
    assert region_clash(tied, visit(ADJUSTED, tied, adjusted=("cervical",))).outcome == "fail"
