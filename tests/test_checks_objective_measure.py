"""OM001 to OM007 on records made by hand."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from test_checks_builders import (
    TODAY,
    activity,
    charge,
    claim,
    diagnosis,
    glide,
    lift,
    measure,
    mention,
    reference,
    shown,
    slr,
    visit,
)

from notelint.checks.objective_measure import (
    impossible_measure,
    measure_not_current,
    measure_of_another_region,
    missing_objective_measure,
    no_measured_loss,
    unquantified_impairment,
    wrong_side,
)
from notelint.linter.record import ADDENDUM
from notelint.linter.verdict import Severity

FLEXION = measure("flexion 98", region="knee", loss=True)
OLD = measure("flexion 84", region="knee", status="historical", date=datetime.date(2025, 9, 1))
ODI = measure("ODI 38%", "questionnaire", loss=True)


def day(number: int) -> datetime.date:
    return datetime.date(2025, 9, number)


# --- OM001 -------------------------------------------------------------------------------------------------------


def test_a_measure_of_today_is_enough() -> None:
    verdict = missing_objective_measure(visit(charge(), measures=(FLEXION, OLD)))
    assert (verdict.outcome, shown(verdict)) == ("pass", ["flexion 98"])


@pytest.mark.parametrize("code", ["97110", "97112", "97113", "97116", "97140", "97150", "97530"])
def test_without_any_measure(code: str) -> None:
    billed = charge(code)
    verdict = missing_objective_measure(visit(charge("97010"), billed))
    assert (verdict.outcome, verdict.severity, verdict.code, verdict.start) == ("fail", None, None, billed.start)
    assert "this note" in verdict.message
    assert verdict.help.endswith(ADDENDUM)


@pytest.mark.parametrize("code", ["97124", "97535", "97542", "97760", "97129"])
def test_other_procedures_alone_are_for_review(code: str) -> None:
    verdict = missing_objective_measure(visit(charge(code)))
    assert (verdict.outcome, verdict.severity) == ("review", Severity.INFO)


def test_no_procedure_and_no_treatment() -> None:
    assert missing_objective_measure(visit(charge("97161"))).outcome == "not_applicable"
    assert missing_objective_measure(visit()).outcome == "not_applicable"
    assert missing_objective_measure(visit(charge(), kind="template")).outcome == "not_applicable"
    assert missing_objective_measure(visit(charge(), kind="plan")).outcome == "not_applicable"
    assert missing_objective_measure(visit(charge("97161"), charge(), kind="evaluation")).outcome == "fail"


def test_what_was_seen_instead_is_said() -> None:
    verdict = missing_objective_measure(visit(charge(), measures=(ODI,), pain=(mention("4/10"),)))
    assert verdict.outcome == "fail"
    assert shown(verdict) == ["ODI 38%", "4/10"]
    assert verdict.message.endswith('only a questionnaire and a pain score were found: "ODI 38%", "4/10"')


def test_a_profile_may_accept_a_questionnaire() -> None:
    assert missing_objective_measure(visit(charge(), measures=(ODI,)), accept_questionnaires=True).outcome == "pass"


def test_only_measures_of_another_day_are_of_om005() -> None:
    assert missing_objective_measure(visit(charge(), measures=(OLD,))).outcome == "not_applicable"


@pytest.mark.parametrize("status", ["goal", "hypothetical", "placeholder"])
def test_a_measure_of_no_day_counts_for_nothing(status: str) -> None:
    assert missing_objective_measure(visit(charge(), measures=(replace(FLEXION, status=status),))).outcome == "fail"


def test_deferred_testing_is_for_review_only_with_its_reason() -> None:
    deferred = measure("ROM deferred", status="not_assessed", reason="surgeon's protocol")
    assert missing_objective_measure(visit(charge(), measures=(deferred,))).outcome == "review"
    assert missing_objective_measure(visit(charge(), measures=(replace(deferred, reason=None),))).outcome == "fail"


def test_a_document_that_was_not_given_is_for_review() -> None:
    pointer = reference("measures see eval", "measure")
    assert missing_objective_measure(visit(charge(), references=(pointer,))).outcome == "review"
    assert missing_objective_measure(visit(charge(), references=(reference("per POC", "outcome"),))).outcome == "fail"


def test_a_measure_of_the_evaluation_counts_for_ten_treatment_days_where_asked() -> None:
    evaluation = visit(charge("97161"), kind="evaluation", date=day(1), measures=(FLEXION,))
    days = tuple(visit(charge(), date=day(n), path=f"{n}.txt") for n in range(2, 12))
    tenth = visit(charge(), date=day(11), others=(evaluation, *days[:-1]))
    eleventh = visit(charge(), date=day(12), others=(evaluation, *days))
    assert missing_objective_measure(tenth, treatment_days=10).outcome == "pass"
    assert missing_objective_measure(eleventh, treatment_days=10).outcome == "fail"
    assert missing_objective_measure(tenth).outcome == "fail"
    assert "evaluation of 2025-09-01" in missing_objective_measure(tenth).message


# --- OM002 -------------------------------------------------------------------------------------------------------

NORMAL = measure("quads 5/5", "strength", name="quads", value=5.0, loss=False)


def test_all_normal() -> None:
    verdict = no_measured_loss(visit(charge(), measures=(NORMAL, measure("flexion 140", loss=False))))
    assert (verdict.outcome, shown(verdict)) == ("fail", ["quads 5/5", "flexion 140"])


def test_one_loss_is_enough() -> None:
    assert no_measured_loss(visit(charge(), measures=(NORMAL, FLEXION))).outcome == "pass"


def test_what_nothing_tells_of_is_not_judged() -> None:
    distance = measure("120 ft", "performance", loss=None)
    assert no_measured_loss(visit(charge(), measures=(NORMAL, distance))).outcome == "not_applicable"
    assert no_measured_loss(visit(charge())).outcome == "not_applicable"


def test_a_stated_deficit_beside_normal_measures_is_for_review() -> None:
    was = measure("quads 3/5", "strength", name="quads", value=3.0, status="historical")
    evaluation = visit(kind="evaluation", date=day(1), measures=(FLEXION,))
    assert no_measured_loss(visit(charge(), measures=(NORMAL, ODI))).outcome == "review"
    assert no_measured_loss(visit(charge(), measures=(NORMAL, replace(ODI, loss=False)))).outcome == "fail"
    assert no_measured_loss(visit(charge(), measures=(NORMAL, was))).outcome == "review"
    assert no_measured_loss(visit(charge(), measures=(NORMAL, replace(was, value=5.0)))).outcome == "fail"
    painful = visit(charge(), measures=(NORMAL,), pain_limited=(mention("step-down stopped by pain"),))
    assert no_measured_loss(painful).outcome == "review"
    assert no_measured_loss(visit(charge(), measures=(NORMAL,), others=(evaluation,))).outcome == "review"


# --- OM003 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quality", "region", "found", "outcome"),
    [
        ("strength", "shoulder", measure("ER 4-/5", "strength", region="shoulder"), "pass"),
        ("strength", "shoulder", measure("flexion 138", "rom", region="shoulder"), "fail"),
        ("rom", "neck", measure("abduction 112", "rom", region="shoulder"), "fail"),
        ("flexibility", "knee", measure("SLR 52", "rom", region="knee"), "pass"),
        ("strength", "lower_limb", measure("quads 3/5", "strength", region="knee"), "pass"),
        ("strength", None, measure("quads 3/5", "strength", region="knee"), "pass"),
        ("balance", None, measure("quads 4-/5", "strength", region="knee"), "fail"),
        ("balance", None, measure("CGA", "assist"), "fail"),
        ("balance", None, measure("Berg 38/56", "performance", qualities=("balance",)), "pass"),
        ("balance", None, measure("6MWT 210 m", "performance", qualities=("endurance", "gait")), "fail"),
        ("strength", "shoulder", measure("ER 3/5", "strength", region="shoulder", status="historical"), "pass"),
        ("strength", "shoulder", measure("ER 5/5", "strength", region="shoulder", status="goal"), "fail"),
        (
            "strength",
            "shoulder",
            measure("MMT deferred", "strength", region="shoulder", status="not_assessed", reason="repair"),
            "review",
        ),
    ],
)
def test_a_claimed_loss_and_its_measure(quality: str, region: str | None, found: object, outcome: str) -> None:
    said = claim("decreased", quality, region)
    assert unquantified_impairment(said, visit(claims=(said,), measures=(found,))).outcome == outcome


def test_a_quality_and_region_is_named_once() -> None:
    first, again, other = claim("weak", "strength"), claim("weakness", "strength"), claim("stiff", "rom")
    here = visit(claims=(first, again, other))
    assert [unquantified_impairment(c, here).outcome for c in here.claims] == ["fail", "not_applicable", "fail"]


# --- OM004 -------------------------------------------------------------------------------------------------------


def test_impossible_values() -> None:
    wrong = measure("6/5", "strength", impossible="a grade is 5 at most")
    verdict = impossible_measure(wrong, visit())
    assert (verdict.outcome, verdict.message, verdict.start) == ("fail", '"6/5": a grade is 5 at most', wrong.start)
    assert impossible_measure(FLEXION, visit()).outcome == "pass"
    assert impossible_measure(replace(wrong, status="placeholder"), visit()).outcome == "not_applicable"
    assert impossible_measure(wrong, visit(kind="template")).outcome == "not_applicable"


# --- OM005 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "severity"),
    [
        (TODAY - datetime.timedelta(30), Severity.INFO),
        (TODAY - datetime.timedelta(31), Severity.WARNING),
        (None, Severity.WARNING),
    ],
)
def test_old_measures(date: datetime.date | None, severity: Severity) -> None:
    verdict = measure_not_current(visit(charge(), measures=(replace(OLD, date=date),)))
    assert (verdict.outcome, verdict.severity) == ("fail", severity)


def test_the_newest_old_measure_decides() -> None:
    older = replace(OLD, date=datetime.date(2025, 1, 1))
    assert measure_not_current(visit(charge(), measures=(older, OLD))).severity == Severity.INFO
    assert measure_not_current(visit(charge(), measures=(OLD,), date=None)).severity == Severity.WARNING


def test_current_or_none_at_all() -> None:
    assert measure_not_current(visit(charge(), measures=(OLD, FLEXION))).outcome == "pass"
    assert measure_not_current(visit(charge())).outcome == "not_applicable"
    assert measure_not_current(visit(charge("97535"), measures=(OLD,))).outcome == "review"
    evaluation = visit(kind="evaluation", date=day(10), measures=(FLEXION,))
    known = visit(charge(), measures=(OLD,), others=(evaluation,))
    assert measure_not_current(known, treatment_days=10).outcome == "pass"


# --- OM006 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measured", "treated", "outcome"),
    [
        ("wrist", "knee", "fail"),
        ("ankle", "shoulder", "fail"),
        ("neck", "knee", "fail"),
        ("neck", "shoulder", "pass"),
        ("shoulder", "thoracic", "pass"),
        ("hip", "lumbar", "pass"),
        ("ankle", "lumbar", "pass"),
        ("hand", "neck", "pass"),
        ("hip", "ankle", "pass"),
        ("hand", "elbow", "pass"),
        ("lower_limb", "trunk", "pass"),
        ("hand", "hip", "fail"),
    ],
)
def test_regions_of_measure_and_treatment(measured: str, treated: str, outcome: str) -> None:
    here = visit(charge("97110", activity("exercise", region=treated)), measures=(measure("x", region=measured),))
    assert measure_of_another_region(here).outcome == outcome


def test_regions_that_nothing_tells() -> None:
    wrist = measure("ext 32", region="wrist")
    anywhere, walking = charge("97110", activity("isometrics")), charge("97116", activity("RW 80 ft", "gait"))
    assert measure_of_another_region(visit(anywhere, measures=(wrist,))).outcome == "not_applicable"
    assert measure_of_another_region(visit(walking, measures=(wrist,))).outcome == "fail"
    knee = charge("97110", slr(), activity("clamshells"))
    loose, lifting = charge("97140", activity("oscillations", "manual")), charge("97530", lift())
    assert measure_of_another_region(visit(knee, loose, measures=(wrist,))).outcome == "fail"
    assert measure_of_another_region(visit(loose, measures=(wrist,))).outcome == "not_applicable"
    assert measure_of_another_region(visit(charge("97110", slr()), anywhere, measures=(wrist,))).outcome == (
        "not_applicable"
    )
    assert measure_of_another_region(visit(lifting, measures=(wrist,))).outcome == "pass"
    whole = (wrist, measure("TUG 12", "performance"))
    assert measure_of_another_region(visit(charge("97110", slr()), measures=whole)).outcome == "not_applicable"


# --- OM007 -------------------------------------------------------------------------------------------------------

RIGHT = diagnosis("R TKA", "surgery", region="knee", side="right")


@pytest.mark.parametrize(
    ("measured", "treated", "kind", "outcome"),
    [
        ("left", "left", "exercise", "fail"),
        ("left", None, "exercise", "fail"),
        (None, "left", "exercise", "fail"),
        ("left", "right", "exercise", "pass"),
        ("right", "left", "exercise", "pass"),
        ("left", "both", "exercise", "review"),
        ("left", None, "balance", "review"),
        (None, None, "exercise", "not_applicable"),
    ],
)
def test_sides(measured: str | None, treated: str | None, kind: str, outcome: str) -> None:
    done = activity("drill", kind, region="knee", side=treated)
    found = measure("flexion 78", region="knee", side=measured, loss=True)
    assert wrong_side(visit(charge("97110", done), measures=(found,), diagnoses=(RIGHT,))).outcome == outcome


def test_sides_of_other_diagnoses() -> None:
    left = measure("flexion 78", region="knee", side="left", loss=True)
    history = replace(RIGHT, history=True)
    both = diagnosis("L ankle sprain", region="ankle", side="left")
    assert wrong_side(visit(charge(), measures=(left,), diagnoses=(history,))).outcome == "not_applicable"
    assert wrong_side(visit(charge(), measures=(left,), diagnoses=(RIGHT, both))).outcome == "not_applicable"
    elsewhere = measure("grip 10", region="hand", side="left", loss=True)
    assert wrong_side(visit(charge(), measures=(elsewhere,), diagnoses=(RIGHT,))).outcome == "not_applicable"
    sound = replace(left, loss=False)
    assert wrong_side(visit(charge("97140", glide(side="right")), measures=(sound,), diagnoses=(RIGHT,))).outcome == (
        "not_applicable"
    )
