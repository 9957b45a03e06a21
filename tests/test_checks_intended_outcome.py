"""IO001 to IO005 on records made by hand."""

from __future__ import annotations

import pytest
from test_checks_builders import (
    activity,
    charge,
    diagnosis,
    function,
    glide,
    goal,
    heat,
    measure,
    mention,
    mentions,
    outcome,
    planned,
    reference,
    shown,
    slr,
    visit,
)

from notelint.checks.intended_outcome import (
    equipment_only,
    goal_not_measurable,
    missing_body_region,
    missing_intended_outcome,
    missing_technique,
)
from notelint.linter.record import Activity, Charge, Outcome
from notelint.linter.verdict import Severity

STAIRS = function("stairs")
FOR_STAIRS = outcome("for stairs", functions=(STAIRS,))
ADLS = function("ADLs", generic=True)
BIKE = activity("NuStep", "equipment", fits=("97110",), region="lower_limb")


def io001(billed: Charge, **fields: object) -> str:
    return missing_intended_outcome(billed, visit(billed, **fields)).outcome


# --- what the rules leave alone ----------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [missing_intended_outcome, equipment_only, missing_technique, missing_body_region])
@pytest.mark.parametrize(
    ("billed", "kind"),
    [
        (charge("97110"), "visit"),
        (charge("97140", heat()), "visit"),
        (charge("97035", heat()), "visit"),
        (charge("97161"), "evaluation"),
        (charge("97110", slr()), "template"),
        (charge("97110", slr()), "plan"),
    ],
)
def test_not_applicable(check: object, billed: Charge, kind: str) -> None:
    verdict = check(billed, visit(billed, kind=kind))  # type: ignore[operator]
    assert (verdict.outcome, bool(verdict.message)) == ("not_applicable", True)


# --- IO001 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "outcomes", "expected"),
    [
        ("97110", (outcome("to increase quad strength", "strength"),), "pass"),
        ("97110", (outcome("to open the jaw"),), "pass"),
        ("97110", (outcome("quads 4/5", "strength", origin="goal"),), "pass"),
        ("97110", (FOR_STAIRS,), "review"),
        ("97110", (FOR_STAIRS, outcome("quad strengthening", "strength", origin="name", regions=("knee",))), "pass"),
        ("97530", (FOR_STAIRS,), "pass"),
        ("97116", (FOR_STAIRS,), "pass"),
        ("97110", (outcome("quad strengthening", "strength", origin="name", regions=("knee",)),), "review"),
        ("97110", (outcome("strengthening", "strength", origin="name"),), "fail"),
        ("97110", (outcome("to decrease pain", symptom=True),), "review"),
        ("97530", (outcome("to decrease pain", symptom=True),), "review"),
        ("97140", (outcome("to reduce spasm", symptom=True),), "pass"),
        ("97124", (outcome("to reduce spasm", symptom=True),), "pass"),
        ("97110", (outcome("ER limits donning", "rom", origin="impairment", functions=(STAIRS,)),), "fail"),
        ("97110", (), "fail"),
    ],
)
def test_outcomes(code: str, outcomes: tuple[Outcome, ...], expected: str) -> None:
    billed = charge(code, glide() if code in ("97140", "97124") else slr("3x10"), outcomes=outcomes)
    assert io001(billed) == expected


def test_general_words_are_for_review() -> None:
    billed = charge("97110", slr(), outcomes=(outcome("for ADLs", functions=(ADLS,)),), functions=(ADLS,))
    verdict = missing_intended_outcome(billed, visit(billed))
    assert (verdict.outcome, shown(verdict)) == ("review", ["ADLs"])


@pytest.mark.parametrize("code", ["97535", "97537", "97542"])
def test_a_trained_task_with_its_level_is_the_outcome(code: str) -> None:
    bare, cued = activity("dressing", "self_care"), activity("dressing", "self_care", "Mod A")
    assert io001(charge(code, cued)) == "pass"
    assert io001(charge(code, bare)) == "fail"
    assert io001(charge("97530", cued)) == "fail"
    level = measure("Mod A", "assist")
    assert io001(charge(code, bare, block=mention("x" * 200)), measures=(level,)) == "fail"
    around = mention("dressing Mod A")
    inside = measure("Mod A", "assist")
    assert inside.start > around.end
    block = type(around)("dressing Mod A", around.start, inside.end, 1)
    assert io001(charge(code, bare, block=block), measures=(inside,)) == "pass"


def test_a_document_that_was_not_given() -> None:
    billed = charge("97110", slr("3x10"))
    assert io001(billed, references=(reference("per POC goal #2", "outcome"),)) == "review"
    assert io001(billed, references=(reference("per POC", "outcome", code="97140"),)) == "fail"
    assert io001(charge("97110", slr(), reference=reference("see POC", "outcome"))) == "review"


def test_goals_of_other_documents_count_where_they_plainly_serve() -> None:
    billed = charge("97110", slr("3x10"))
    quads = goal("quads 5/5", parameters=("strength",), regions=("knee",))
    shoulder = goal("ER 5/5", parameters=("strength",), regions=("shoulder",))
    motion = goal("knee 0-120", parameters=("rom",), regions=("knee",))

    def with_goal(aim: object) -> str:
        return io001(billed, others=(visit(kind="evaluation", goals=(aim,)),))

    assert [with_goal(g) for g in (quads, shoulder, motion)] == ["pass", "fail", "fail"]
    document = visit(kind="plan", planned=(planned("97110", outcomes=(outcome("to raise strength", "strength"),)),))
    verdict = missing_intended_outcome(billed, visit(billed, others=(document,)))
    assert (verdict.outcome, verdict.evidence) == ("pass", ())
    assert "plan of 2025-09-15" in verdict.message
    assert io001(billed, others=(visit(kind="visit", goals=(quads,)),)) == "fail"


def test_goals_that_aim_elsewhere_are_the_nearest_miss() -> None:
    billed = charge("97110", slr("3x10"))
    verdict = missing_intended_outcome(billed, visit(billed, goals=(goal("jar lid in 2 of 2 tries"),)))
    assert "jar lid in 2 of 2 tries" in verdict.message
    assert verdict.code == "97110"


# --- IO002 and IO003 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("activities", "outcomes", "only", "technique"),
    [
        ((BIKE,), (), "fail", "not_applicable"),
        ((BIKE, activity("elliptical", "equipment")), (), "fail", "not_applicable"),
        ((BIKE,), (outcome("quads 5/5", "strength", origin="goal"),), "fail", "not_applicable"),
        ((BIKE,), (outcome("for endurance", "endurance"),), "fail", "not_applicable"),
        ((activity("leg press", "equipment", "50 lb 3x20"),), (), "pass", "pass"),
        ((BIKE, slr()), (), "pass", "fail"),
        ((BIKE, slr("3x10")), (), "pass", "pass"),
        ((slr(),), (), "pass", "fail"),
        ((slr(minutes=10),), (), "pass", "review"),
        ((slr(minutes=15),), (), "pass", "fail"),
        ((glide(),), (), "pass", "pass"),
        ((activity("manual therapy", "manual", "manual", name="manual therapy"),), (), "pass", "fail"),
        ((activity("effleurage", "massage", name="effleurage"),), (), "pass", "pass"),
    ],
)
def test_equipment_and_technique(
    activities: tuple[Activity, ...], outcomes: tuple[Outcome, ...], only: str, technique: str
) -> None:
    billed = charge("97110", *activities, outcomes=outcomes, minutes=15)
    assert equipment_only(billed, visit(billed)).outcome == only
    assert missing_technique(billed, visit(billed)).outcome == technique


def test_technique_in_a_document_that_was_not_given() -> None:
    billed = charge("97110", slr(), reference=reference("see flow sheet", "technique"))
    assert missing_technique(billed, visit(billed)).outcome == "review"


# --- IO004 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "severity"),
    [
        ("visit", Severity.INFO),
        ("plan", Severity.WARNING),
        ("progress", Severity.WARNING),
        ("evaluation", Severity.WARNING),
    ],
)
def test_vague_goals(kind: str, severity: Severity) -> None:
    vague = goal("improve strength")
    verdict = goal_not_measurable(vague, visit(kind=kind, goals=(vague,)))
    assert (verdict.outcome, verdict.severity) == ("fail", severity)
    assert "no target that can be measured and no time frame" in verdict.message


def test_what_a_goal_needs() -> None:
    target, due = mentions("0-120", "4 wks")
    assert goal_not_measurable(goal("g", target=target, due=due), visit()).outcome == "pass"
    assert "no time frame" in goal_not_measurable(goal("g", target=target), visit()).message
    assert "no target" in goal_not_measurable(goal("g", due=due), visit()).message
    assert goal_not_measurable(goal("to golf", wish=True), visit()).outcome == "not_applicable"


# --- IO005 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("billed", "expected"),
    [
        (charge("97140", glide(region=None)), "fail"),
        (charge("97140", glide()), "pass"),
        (charge("97140", glide(region=None), regions=("hip",)), "pass"),
        (charge("97140", glide(region=None), outcomes=(outcome("for hip motion", "rom", regions=("hip",)),)), "pass"),
        (charge("97110", activity("theraband", "exercise", "3x12")), "fail"),
        (charge("97112", activity("foam stance", "balance")), "pass"),
        (charge("97110", activity("bike", "equipment")), "pass"),
        (charge("97110", activity("marching", parameters=("endurance",))), "pass"),
        (charge("97530", activity("theraband")), "not_applicable"),
    ],
)
def test_body_region(billed: Charge, expected: str) -> None:
    assert missing_body_region(billed, visit(billed)).outcome == expected


def test_a_diagnosis_of_one_region_is_enough_for_exercise() -> None:
    one = (diagnosis("R frozen shoulder", region="shoulder"),)
    two = (*one, diagnosis("L knee OA", region="knee"))
    exercise, hands = charge("97110", activity("isometrics")), charge("97140", glide(region=None))
    assert missing_body_region(exercise, visit(exercise, diagnoses=one)).outcome == "pass"
    assert missing_body_region(exercise, visit(exercise, diagnoses=two)).outcome == "fail"
    assert missing_body_region(hands, visit(hands, diagnoses=one)).outcome == "fail"
