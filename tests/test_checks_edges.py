"""What rules and record say just inside and just outside of their limits, and what they show as evidence."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from test_checks_builders import (
    TODAY,
    activity,
    charge,
    clock,
    glide,
    heat,
    lift,
    measure,
    mention,
    outcome,
    planned,
    shown,
    skill,
    slr,
    visit,
)

from notelint.checks.code_activity import exercise_billed_as_activity, modality_billed_as_procedure, wrong_code
from notelint.checks.intended_outcome import _guided, equipment_only
from notelint.checks.objective_measure import measure_not_current, measure_of_another_region, missing_objective_measure
from notelint.checks.plan import undescribed_in_plan
from notelint.checks.time_units import time_window, units_exceed_minutes
from notelint.linter.record import Outcome
from notelint.linter.record.subject import quoted
from notelint.linter.record.terms import TermFound
from notelint.linter.record.units import ways
from notelint.linter.record.visit import _overlaps
from notelint.linter.record.wording import same_work, work_of
from notelint.linter.verdict import Severity


def test_three_missing_things_are_listed_with_commas() -> None:
    procedure = planned("97110")
    verdict = undescribed_in_plan(procedure, visit(kind="plan", planned=(procedure,)))
    assert "does not describe its activity, its outcome and the task it is for" in verdict.message


def test_what_an_outcome_was_read_as_is_a_value() -> None:
    assert Outcome("to build strength", 0, 17, 1, parameters=("strength",)).read_as == "strength"
    assert TermFound("a", 0, 1, 1, "own").read_as == ""
    assert TermFound("a", 0, 1, 1, "own", status="planned").read_as == "planned"


@pytest.mark.parametrize("kinds", [("manual",), ("massage",), ("manual", "massage")])
def test_only_hands_contradict_exercise(kinds: tuple[str, ...]) -> None:
    billed = charge("97110", *(activity(f"{k} work", k, name=k) for k in kinds))
    assert "only work by hands is described" in wrong_code(billed, visit(billed)).message


@pytest.mark.parametrize(("regions", "fits"), [(("neck",), "98940"), (("neck", "thoracic"), "98940")])
def test_too_few_regions_name_the_code_that_fits(regions: tuple[str, ...], fits: str) -> None:
    adjusted = activity("adjusted C2", "adjustment")
    billed = charge("98941", adjusted, activity("heat", "modality"))
    verdict = wrong_code(billed, visit(billed, adjusted=regions))
    assert verdict.outcome == "fail"
    assert f"that is the meaning of {fits}" in verdict.message
    assert shown(verdict) == ["adjusted C2"]


def test_five_regions_are_enough_for_five() -> None:
    billed = charge("98942")
    adjusted = ("cervical", "thoracic", "lumbar", "sacral", "pelvic")
    assert wrong_code(billed, visit(billed, adjusted=adjusted)).outcome == "pass"
    assert "that is the meaning of 98941" in wrong_code(billed, visit(billed, adjusted=adjusted[:4])).message


def test_a_pass_shows_the_exercise_and_not_the_modality() -> None:
    billed = charge("97110", heat(), slr("3x10"))
    assert shown(modality_billed_as_procedure(billed, visit(billed))) == ["SLR"]


def test_a_pass_shows_the_work_and_not_the_equipment() -> None:
    billed = charge("97110", activity("bike", "equipment"), slr("3x10"), activity("leg press", "equipment", "50 lb"))
    assert shown(equipment_only(billed, visit(billed))) == ["SLR", "leg press"]


@pytest.mark.parametrize(
    ("kind", "aims", "expected"),
    [("balance", ("balance",), "review"), ("balance", (), "review"), ("balance", ("strength",), "fail")],
)
def test_balance_drills_under_97530(kind: str, aims: tuple[str, ...], expected: str) -> None:
    aim = (outcome("for it", *aims),) if aims else ()
    billed = charge("97530", activity("foam stance", kind), outcomes=aim)
    assert exercise_billed_as_activity(billed, visit(billed)).outcome == expected


@pytest.mark.parametrize(("days", "severity"), [(30, Severity.INFO), (31, Severity.WARNING)])
def test_how_old_a_measure_may_be(days: int, severity: Severity) -> None:
    old = measure("flexion 84 deg", status="historical", date=TODAY - datetime.timedelta(days=days))
    verdict = measure_not_current(visit(charge("97110", slr()), measures=(old,)))
    assert verdict.severity == severity


def test_a_questionnaire_of_another_day_is_not_what_was_seen_today() -> None:
    scores = (measure("ODI 40%", "questionnaire"), measure("NDI 30%", "questionnaire", status="historical"))
    verdict = missing_objective_measure(visit(charge("97110", slr()), measures=scores))
    assert shown(verdict) == ["ODI 40%"]


def test_what_names_no_region_is_of_that_of_its_charge() -> None:
    arm = measure("elbow flexion 90 deg", region="elbow")
    own = charge("97140", glide(region=None), regions=("knee",))
    bare = charge("97140", glide(region=None))
    assert measure_of_another_region(visit(own, measures=(arm,))).outcome == "fail"
    assert measure_of_another_region(visit(bare, measures=(arm,))).outcome == "not_applicable"


def test_a_plan_is_of_no_day_before_it() -> None:
    later = TODAY + datetime.timedelta(days=1)
    assert visit().treatment_days_since(later) is None
    assert visit().treatment_days_since(TODAY) == 0
    assert replace(visit(), date=None).treatment_days_since(TODAY) is None


@pytest.mark.parametrize(("start", "end", "expected"), [(0, 5, False), (0, 11, True), (8, 12, True), (14, 22, True)])
def test_what_overlaps(start: int, end: int, expected: bool) -> None:
    assert _overlaps(replace(mention("x"), start=start, end=end), [(10, 15)]) is expected


def test_the_same_work_has_the_same_codes_doses_and_half_its_words() -> None:
    work = {"97110": work_of(["leg press 90 lb 3x10"])}
    assert same_work(work, {"97110": work_of(["leg press with 90 lb 3x10"])})
    assert not same_work(work, {"97110": work_of(["leg press 95 lb 3x10"])})
    assert not same_work(work, {"97112": work["97110"]})
    assert not same_work(work, {**work, "97112": work["97110"]})
    assert not same_work({**work, "97112": work["97110"]}, work)
    assert not same_work(work, {"97110": work_of(["bicep curl 90 lb 3x10"])})


def test_one_clock_time_alone_overlaps_nothing() -> None:
    timed = charge("97110", slr(), clock=clock(540, 555, "97110"))
    assert time_window(visit(timed)).outcome == "not_applicable"
    two = charge("97140", glide(), clock=clock(555, 570, "97140"))
    assert time_window(visit(timed, two)).outcome == "pass"
    over = charge("97140", glide(), clock=clock(554, 570, "97140"))
    assert time_window(visit(timed, over)).outcome == "fail"


def test_a_window_of_no_length_tells_no_minutes() -> None:
    billed = charge("97110", slr(), units=3)
    assert units_exceed_minutes(billed, visit(billed, clock=(clock(600, 600),))).outcome == "not_applicable"
    assert units_exceed_minutes(billed, visit(billed, clock=(clock(600, 615),))).outcome == "fail"


def test_a_tie_for_the_last_unit_is_two_ways() -> None:
    assert sorted(ways([8, 8])) == [(0, 1), (1, 0)]
    assert ways([15, 15]) == [(1, 1)]


@pytest.mark.parametrize(("length", "cut"), [(60, False), (61, True)])
def test_long_words_are_cut(length: int, cut: bool) -> None:
    assert quoted([mention("x" * length)]).endswith('..."') is cut


def test_cues_of_another_charge_do_not_guide_this_one() -> None:
    cue = skill("cued", "cue")
    billed = charge("97110", slr(), block=replace(mention("x"), start=cue.start, end=cue.end))
    other = charge("97530", lift(), block=replace(mention("x"), start=cue.end, end=cue.end + 5))
    seen = visit(billed, other, skills=(cue,))
    assert _guided(billed, seen) == [cue]
    assert _guided(other, seen) == []
