"""CA001 to CA007 on records made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_checks_builders import (
    activity,
    charge,
    contact,
    function,
    glide,
    heat,
    lift,
    mention,
    outcome,
    reference,
    slr,
    visit,
)

from notelint.checks.code_activity import (
    activity_billed_as_exercise,
    contact_contradiction,
    exercise_billed_as_activity,
    modality_billed_as_procedure,
    unbilled_activity,
    undescribed_charge,
    wrong_code,
)
from notelint.linter.record import Activity, Charge

STAIRS = (function("stairs"),)
STRENGTH = (outcome("for quad strength", "strength"),)
SQUAT = activity("squats", "closed_chain", "3x10", fits=("97110",), region="knee", parameters=("strength",))
BOARD = activity("wobble board", "balance", "2x60 s", fits=("97112",), region="ankle", parameters=("balance",))
BALL = replace(BOARD, text="ball drill", stated=("strength", "balance"))
WALK = activity("RW 80 ft", "gait", "CGA", fits=("97116",))
IFC = activity("IFC", "modality", fits=("97014", "G0283"))
ULTRASOUND = activity("ultrasound", "modality", fits=("97035",))
STRETCH = activity("hamstring stretch", parameters=("flexibility",), fits=("97110",), region="knee")
BIKE = activity("bike", "equipment", fits=("97110",))


def outcome_of(check: object, billed: Charge, **options: bool) -> str:
    return check(billed, visit(billed), **options).outcome  # type: ignore[operator, no-any-return]


# --- CA001 and CA002 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("billed", "default", "task_decides"),
    [
        (charge("97530", slr("3x10")), "fail", "fail"),
        (charge("97530", slr("3x10"), functions=STAIRS), "fail", "fail"),
        (charge("97530", slr("3x10"), lift()), "pass", "pass"),
        (charge("97530", slr(), STRETCH), "fail", "fail"),
        (charge("97530", SQUAT, outcomes=STRENGTH), "review", "review"),
        (charge("97530", SQUAT, functions=STAIRS), "pass", "pass"),
        (charge("97530", replace(SQUAT, stated=("strength", "balance"))), "pass", "review"),
        (charge("97530", BALL), "pass", "review"),
        (charge("97530", BALL, functions=STAIRS), "pass", "pass"),
        (charge("97530", replace(slr(), stated=("strength", "endurance"))), "fail", "fail"),
        (charge("97530", replace(slr(), stated=("rom", "flexibility"))), "fail", "fail"),
        (charge("97530", replace(slr(), stated=("strength", "rom"))), "pass", "fail"),
        (charge("97530", BOARD), "review", "review"),
        (charge("97530", BOARD, outcomes=(outcome("dorsiflexion range", "rom"),)), "fail", "fail"),
        (charge("97530", BOARD, slr()), "fail", "fail"),
        (charge("97530", activity("work simulation", "other")), "review", "review"),
        (charge("97530", BIKE), "review", "review"),
        (charge("97530", BIKE, outcomes=(outcome("for endurance", "endurance"),)), "fail", "fail"),
        (charge("97530", glide()), "not_applicable", "not_applicable"),
        (charge("97530", heat()), "not_applicable", "not_applicable"),
        (charge("97530"), "not_applicable", "not_applicable"),
        (charge("97110", slr()), "not_applicable", "not_applicable"),
    ],
)
def test_exercise_under_the_code_of_activities(billed: Charge, default: str, task_decides: str) -> None:
    assert outcome_of(exercise_billed_as_activity, billed) == default
    assert outcome_of(exercise_billed_as_activity, billed, multi_parameter=False) == task_decides


def test_exercise_suggests_its_code() -> None:
    billed = charge("97530", slr("3x10"))
    assert "97110" in exercise_billed_as_activity(billed, visit(billed)).message


@pytest.mark.parametrize(
    ("billed", "default", "task_decides"),
    [
        (charge("97110", lift()), "fail", "fail"),
        (charge("97110", lift(), BIKE), "fail", "fail"),
        (charge("97110", lift(), slr()), "pass", "pass"),
        (charge("97110", lift(), lift(), slr()), "review", "review"),
        (charge("97110", slr(), SQUAT, functions=STAIRS), "pass", "pass"),
        (charge("97110", replace(SQUAT, functional=True)), "fail", "fail"),
        (charge("97110", slr(), STRETCH), "pass", "pass"),
        (charge("97110", BALL), "fail", "pass"),
        (charge("97110", BALL, functions=STAIRS), "fail", "fail"),
        (charge("97110", replace(slr(), stated=("strength", "endurance"))), "pass", "pass"),
        (charge("97110", heat()), "not_applicable", "not_applicable"),
        (charge("97530", lift()), "not_applicable", "not_applicable"),
    ],
)
def test_activities_under_the_code_of_exercise(billed: Charge, default: str, task_decides: str) -> None:
    assert outcome_of(activity_billed_as_exercise, billed) == default
    assert outcome_of(activity_billed_as_exercise, billed, multi_parameter=False) == task_decides


# --- CA003 and CA004 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("billed", "expected"),
    [
        (charge("97110", heat()), "fail"),
        (charge("97140", ULTRASOUND, heat()), "fail"),
        (charge("97110", heat(), activity("told to rest", "education")), "fail"),
        (charge("97110", heat(), slr()), "pass"),
        (charge("97110"), "not_applicable"),
        (charge("97035", ULTRASOUND), "not_applicable"),
    ],
)
def test_modalities_under_a_procedure(billed: Charge, expected: str) -> None:
    verdict = modality_billed_as_procedure(billed, visit(billed))
    assert verdict.outcome == expected
    assert expected != "fail" or verdict.message.endswith(("97010", "97035, 97010"))


@pytest.mark.parametrize(
    ("billed", "expected"),
    [
        (charge("97110"), "fail"),
        (charge("97035"), "fail"),
        (charge("97110", slr()), "pass"),
        (charge("97010"), "not_applicable"),
        (charge("97161"), "not_applicable"),
        (charge("97750"), "not_applicable"),
        (charge("99213"), "not_applicable"),
        (charge("97110", reference=reference("see flow sheet", "activity")), "review"),
        (charge("98940"), "fail"),
    ],
)
def test_described_or_not(billed: Charge, expected: str) -> None:
    assert outcome_of(undescribed_charge, billed) == expected


def test_what_describes_a_charge_from_elsewhere() -> None:
    adjusted, more = charge("98940"), charge("97130")
    assert undescribed_charge(adjusted, visit(adjusted, adjusted=("cervical",))).outcome == "pass"
    attention = activity("attention tasks", "cognition")
    assert undescribed_charge(more, visit(charge("97129", attention), more)).outcome == "pass"
    assert undescribed_charge(charge("97110"), visit(charge("97110"), kind="plan")).outcome == "not_applicable"
    later = replace(glide(), status="planned")
    verdict = undescribed_charge(charge("97140"), visit(charge("97140"), activities=(later,)))
    assert (verdict.outcome, later.text in verdict.message) == ("fail", True)


# --- CA005 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left_over", "expected"),
    [
        (ULTRASOUND, "fail"),
        (glide(), "fail"),
        (WALK, "fail"),
        (glide(minutes=7), "not_applicable"),
        (glide(minutes=8), "fail"),
        (replace(ULTRASOUND, status="home"), "not_applicable"),
        (replace(ULTRASOUND, status="refused"), "not_applicable"),
        (activity("taught the HEP", "education"), "not_applicable"),
        (activity("taping", "other"), "not_applicable"),
        (slr(), "not_applicable"),
        (lift(), "not_applicable"),
    ],
)
def test_services_left_over(left_over: Activity, expected: str) -> None:
    billed = charge("97110", slr("3x10"))
    here = visit(billed, activities=(*billed.activities, left_over))
    assert unbilled_activity(left_over, here).outcome == expected


def test_services_that_are_covered_marked_or_said_before() -> None:
    bare = charge("97110", slr())
    assert unbilled_activity(IFC, visit(activities=(IFC,))).outcome == "not_applicable"
    assert unbilled_activity(IFC, visit(bare, charge("G0283"), activities=(IFC,))).outcome == "pass"
    inside = charge("97110", slr(), glide())
    assert unbilled_activity(inside.activities[1], visit(inside)).outcome == "pass"
    free = visit(bare, uncharged=(charge("97014"),), activities=(IFC,))
    assert unbilled_activity(IFC, free).outcome == "not_applicable"
    again = replace(IFC, start=IFC.start + 5)
    assert unbilled_activity(again, visit(bare, activities=(IFC, again))).outcome == "not_applicable"


# --- CA006 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("billed", "expected"),
    [
        (charge("97140", slr("3x10"), SQUAT), "fail"),
        (charge("97140", glide(), slr()), "pass"),
        (charge("97140", activity("petrissage", "massage", fits=("97124",))), "pass"),
        (charge("97124", slr("3x10")), "fail"),
        (charge("97116", replace(BIKE, how=(mention("level 4"),)), slr("50 lb")), "fail"),
        (charge("97116", activity("treadmill", "equipment", "cued", fits=("97110", "97116"))), "pass"),
        (charge("97116", WALK), "pass"),
        (charge("97116", BIKE), "pass"),
        (charge("97112", slr("3x10"), outcomes=STRENGTH), "fail"),
        (charge("97112", slr("3x10"), outcomes=(outcome("for posture", "posture"),)), "pass"),
        (charge("97112", BOARD), "pass"),
        (charge("97112", SQUAT), "review"),
        (charge("97112", slr("3x10"), activity("something new", "other")), "pass"),
        (charge("97542", slr("3x10")), "fail"),
        (charge("97542", activity("ramp", "wheelchair", fits=("97542",))), "pass"),
        (charge("97535", slr("3x10")), "fail"),
        (charge("97535", lift()), "pass"),
        (charge("97760", slr("3x10")), "fail"),
        (charge("97110", glide()), "fail"),
        (charge("97530", glide()), "fail"),
        (charge("97110", activity("dressing", "self_care", fits=("97535",))), "fail"),
        (charge("97530", activity("dressing", "self_care", fits=("97535",))), "pass"),
        (charge("97110", BOARD), "review"),
        (charge("97110", WALK), "review"),
        (charge("97110", lift()), "pass"),
        (charge("97110", slr()), "pass"),
        (charge("97110", heat()), "not_applicable"),
        (charge("97110"), "not_applicable"),
        (charge("97035", IFC), "fail"),
        (charge("97035", ULTRASOUND), "pass"),
        (charge("97012", glide()), "fail"),
        (charge("97032", IFC), "pass"),
        (charge("97014", activity("IFC", "modality", fits=("G0283",))), "pass"),
        (charge("97032", IFC, contact=(contact("unattended", "unattended"),)), "fail"),
        (charge("97035", ULTRASOUND, contact=(contact("aide", "aide"),)), "pass"),
        (charge("97760", activity("splint", "orthotic"), later_encounter=mention("visit 4, same splint")), "fail"),
        (charge("97763", activity("splint", "orthotic"), later_encounter=mention("visit 4, same splint")), "pass"),
    ],
)
def test_contradictions(billed: Charge, expected: str) -> None:
    assert outcome_of(wrong_code, billed) == expected


@pytest.mark.parametrize(
    ("code", "regions", "expected"),
    [
        ("98940", ("cervical",), "pass"),
        ("98941", ("cervical", "thoracic"), "fail"),
        ("98941", ("cervical", "thoracic", "lumbar"), "pass"),
        ("98942", ("cervical", "thoracic", "lumbar", "sacral"), "fail"),
        ("98942", ("cervical", "thoracic", "lumbar", "sacral", "pelvic"), "pass"),
        ("98941", (), "not_applicable"),
        ("98943", ("cervical",), "not_applicable"),
    ],
)
def test_regions_of_a_manipulation(code: str, regions: tuple[str, ...], expected: str) -> None:
    billed = charge(code)
    verdict = wrong_code(billed, visit(billed, adjusted=regions))
    assert verdict.outcome == expected
    if expected == "fail":
        assert verdict.message.endswith({"98941": "98940", "98942": "98941"}[code])


# --- CA007 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind", "expected"),
    [
        ("97110", "group", "fail"),
        ("97112", "concurrent", "fail"),
        ("97032", "unattended", "fail"),
        ("97530", "aide", "fail"),
        ("97150", "group", "not_applicable"),
        ("97014", "unattended", "not_applicable"),
        ("97161", "group", "not_applicable"),
    ],
)
def test_contact(code: str, kind: str, expected: str) -> None:
    billed = charge(code, contact=(contact("the words", kind),))
    assert outcome_of(contact_contradiction, billed) == expected
    undisputed = charge(code)
    assert outcome_of(contact_contradiction, undisputed) == ("pass" if expected == "fail" else expected)
