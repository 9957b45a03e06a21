"""FL001 and FL002 on records made by hand."""

from __future__ import annotations

import pytest
from test_checks_builders import (
    activity,
    charge,
    function,
    glide,
    goal,
    heat,
    lift,
    outcome,
    planned,
    reference,
    shown,
    slr,
    visit,
)

from notelint.checks.functional_link import function_not_addressed, missing_functional_link
from notelint.linter.record import Charge
from notelint.linter.verdict import Severity

STAIRS, ADLS = function("stairs"), function("ADLs", generic=True)


def fl001(billed: Charge, **fields: object) -> str:
    return missing_functional_link(billed, visit(billed, **fields)).outcome


@pytest.mark.parametrize(
    ("billed", "expected"),
    [
        (charge("97110", slr(), functions=(STAIRS,)), "pass"),
        (charge("97110", slr(), functions=(ADLS, STAIRS)), "pass"),
        (charge("97110", slr(), functions=(ADLS,)), "review"),
        (charge("97110", slr()), "fail"),
        (charge("97530", lift()), "pass"),
        (charge("97116", activity("RW 80 ft", "gait", functional=True)), "pass"),
        (charge("97535", activity("dressing", "self_care", functional=True)), "pass"),
        (charge("97112", activity("foam stance", "balance")), "fail"),
        (charge("97110", activity("sit-to-stand", "closed_chain")), "fail"),
        (charge("97110", activity("sit-to-stand", "closed_chain", functional=True)), "pass"),
        (charge("97110", slr(), reference=reference("see POC", "function")), "review"),
        (charge("97110"), "not_applicable"),
        (charge("97140", heat()), "not_applicable"),
        (charge("97035", heat()), "not_applicable"),
    ],
)
def test_links(billed: Charge, expected: str) -> None:
    assert fl001(billed) == expected


@pytest.mark.parametrize(
    ("code", "severity"),
    [
        ("97530", Severity.ERROR),
        ("97535", Severity.ERROR),
        ("97537", Severity.ERROR),
        ("97542", Severity.ERROR),
        ("97110", Severity.WARNING),
        ("97140", Severity.WARNING),
        ("97150", Severity.WARNING),
    ],
)
def test_severity_goes_by_the_code(code: str, severity: Severity) -> None:
    billed = charge(code, slr())
    assert missing_functional_link(billed, visit(billed)).severity == severity


def test_a_complaint_is_no_link_and_is_shown() -> None:
    billed = charge("97110", slr())
    verdict = missing_functional_link(billed, visit(billed, complaints=(STAIRS,)))
    assert (verdict.outcome, shown(verdict)) == ("fail", ["stairs"])
    assert "this note was searched" in verdict.message


def test_a_reference_of_another_code_is_none() -> None:
    billed = charge("97110", slr())
    assert fl001(billed, references=(reference("goals see POC", "function"),)) == "review"
    assert fl001(billed, references=(reference("goals see POC", "function", code="97140"),)) == "fail"


def test_goals_may_be_left_out() -> None:
    aim = outcome("climbs the stairs", "strength", origin="goal", functions=(STAIRS,))
    billed = charge("97110", slr(), outcomes=(aim,), functions=(STAIRS,))
    assert fl001(billed) == "pass"
    assert missing_functional_link(billed, visit(billed), accept_goals=False).outcome == "fail"


def test_goals_and_plans_of_other_documents() -> None:
    billed = charge("97110", slr())
    served = goal("quads 5/5 for stairs", parameters=("strength",), regions=("knee",), functions=(STAIRS,))
    bare = goal("quads 5/5", parameters=("strength",), regions=("knee",))
    assert fl001(billed, others=(visit(kind="evaluation", goals=(served,)),)) == "pass"
    assert fl001(billed, others=(visit(kind="evaluation", goals=(bare,)),)) == "fail"
    described = planned("97110", outcomes=(outcome("for stairs", functions=(STAIRS,)),))
    assert fl001(billed, others=(visit(kind="plan", planned=(described,)),)) == "pass"


def test_a_reported_deficit_is_addressed() -> None:
    bare = charge("97140", glide())
    assert function_not_addressed(visit(bare, complaints=(STAIRS,))).outcome == "fail"
    assert function_not_addressed(visit(bare)).outcome == "not_applicable"
    assert function_not_addressed(visit(bare, complaints=(ADLS,))).outcome == "not_applicable"
    assert function_not_addressed(visit(charge("98940"), complaints=(STAIRS,))).outcome == "not_applicable"
    assert function_not_addressed(visit(charge("97530", lift()), complaints=(STAIRS,))).outcome == "pass"
    tied = charge("97140", glide(), functions=(function("driving"),))
    assert function_not_addressed(visit(bare, tied, complaints=(STAIRS,))).outcome == "pass"
    wish = goal("to golf", functions=(function("golf"),), wish=True)
    assert function_not_addressed(visit(bare, complaints=(STAIRS,), goals=(wish,))).outcome == "fail"
    aim = goal("12 steps", functions=(STAIRS,))
    assert function_not_addressed(visit(bare, complaints=(STAIRS,), goals=(aim,))).outcome == "pass"
    plan = visit(kind="plan", goals=(aim,))
    assert function_not_addressed(visit(bare, complaints=(STAIRS,), others=(plan,))).outcome == "pass"
