"""PL001 to PL004 on records made by hand."""

from __future__ import annotations

import datetime

import pytest
from test_checks_builders import (
    activity,
    at,
    charge,
    function,
    goal,
    lift,
    outcome,
    plan,
    planned,
    shown,
    slr,
    visit,
)

from notelint.checks.plan import missing_plan, not_in_plan, plan_not_active, undescribed_in_plan
from notelint.linter.record import Period, PlannedProcedure, VisitCount
from notelint.linter.verdict import Severity

# --- PL001 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("frequency", "pass"),
        ("change", "pass"),
        ("reference", "pass"),
        ("visit_count", "pass"),
        ("content", "pass"),
        ("continue", "review"),
        ("wish", "review"),
        ("home", "review"),
        ("appointment", "fail"),
    ],
)
def test_what_is_a_plan(kind: str, expected: str) -> None:
    verdict = missing_plan(visit(charge(), plans=(plan("the words", kind),)))
    assert (verdict.outcome, shown(verdict)) == (expected, ["the words"])


def test_goals_and_nothing() -> None:
    assert missing_plan(visit(charge(), goals=(goal("flexion 120"),))).outcome == "pass"
    assert missing_plan(visit(charge(), goals=(goal("to golf", wish=True),))).outcome == "review"
    assert missing_plan(visit(charge())).outcome == "fail"
    assert missing_plan(visit(charge("98940"))).outcome == "not_applicable"
    assert missing_plan(visit(charge(), kind="template")).outcome == "not_applicable"
    given = visit(kind="plan", planned=(planned("97110"),))
    assert missing_plan(visit(charge(), others=(given,))).outcome == "review"


# --- PL002 -------------------------------------------------------------------------------------------------------

STAIRS = (function("stairs"),)
AIM = (outcome("to raise strength", "strength"),)


@pytest.mark.parametrize(
    ("procedure", "missing"),
    [
        (planned("97110"), "its activity, its outcome and the task it is for"),
        (planned("97110", slr(), outcomes=AIM), "the task it is for"),
        (planned("97110", slr(), functions=STAIRS), "its outcome"),
        (planned("97530", outcomes=AIM, functions=STAIRS), "its activity"),
        (planned("97110", slr(), outcomes=AIM, functions=(function("ADLs", generic=True),)), "the task it is for"),
        (planned("97110", slr(), outcomes=AIM, functions=STAIRS), ""),
        (planned("97530", lift(), outcomes=AIM), ""),
    ],
)
def test_what_a_plan_describes(procedure: PlannedProcedure, missing: str) -> None:
    verdict = undescribed_in_plan(procedure, visit(kind="plan", planned=(procedure,)))
    assert verdict.outcome == ("fail" if missing else "pass")
    assert not missing or missing in verdict.message


@pytest.mark.parametrize(
    ("code", "severity"), [("97110", Severity.WARNING), ("97530", Severity.WARNING), ("97140", Severity.INFO)]
)
def test_severity_goes_by_the_code(code: str, severity: Severity) -> None:
    procedure = planned(code)
    verdict = undescribed_in_plan(procedure, visit(kind="evaluation", planned=(procedure,)))
    assert (verdict.outcome, verdict.severity, verdict.code) == ("fail", severity, code)


def test_a_visit_is_no_plan() -> None:
    assert undescribed_in_plan(planned("97110"), visit(kind="visit")).outcome == "not_applicable"
    assert undescribed_in_plan(planned("97010"), visit(kind="plan")).outcome == "not_applicable"


# --- PL003 -------------------------------------------------------------------------------------------------------


def pl003(code: str, *codes: str, kind: str = "plan", on: int = 1) -> str:
    document = visit(kind=kind, date=datetime.date(2025, 9, on), planned=tuple(map(planned, codes)))
    billed = charge(code, activity("x"))
    return not_in_plan(billed, visit(billed, others=(document,))).outcome


def test_plan_and_visit() -> None:
    assert pl003("97140", "97110", "97530") == "fail"
    assert pl003("97110", "97110", "97530") == "pass"
    assert pl003("97140", "97110", kind="evaluation") == "fail"
    assert pl003("97130", "97129") == "pass"
    assert pl003("97010", "97110") == "not_applicable"
    assert pl003("97140") == "not_applicable"
    assert pl003("97140", "97110", on=30) == "not_applicable"
    assert pl003("97140", "97110", kind="visit") == "not_applicable"


# --- PL004 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (1, 15, "pass"),
        (15, 30, "pass"),
        (1, 14, "fail"),
        (16, 30, "fail"),
        (None, 14, "fail"),
        (None, 15, "pass"),
        (16, None, "fail"),
        (None, None, "not_applicable"),
    ],
)
def test_periods(first: int | None, last: int | None, expected: str) -> None:
    ends = [datetime.date(2025, 9, n) if n else None for n in (first, last)]
    period = Period(*at("cert period"), *ends)
    assert plan_not_active(visit(charge(), periods=(period,))).outcome == expected
    if expected != "not_applicable":
        assert plan_not_active(visit(charge(), periods=(period,), date=None)).outcome == "not_applicable"


def test_one_period_of_several_is_enough() -> None:
    old = Period(*at("old"), datetime.date(2025, 3, 1), datetime.date(2025, 5, 30))
    new = Period(*at("new"), datetime.date(2025, 9, 1), datetime.date(2025, 11, 30))
    assert plan_not_active(visit(charge(), periods=(old, new))).outcome == "pass"


@pytest.mark.parametrize(
    ("number", "authorised", "expected"),
    [(13, 12, "fail"), (12, 12, "pass"), (None, 12, "not_applicable"), (5, None, "not_applicable")],
)
def test_visit_numbers(number: int | None, authorised: int | None, expected: str) -> None:
    count = VisitCount(*at("visit"), number, authorised)
    assert plan_not_active(visit(charge(), visit_count=count)).outcome == expected
