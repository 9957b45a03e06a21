"""RC001 to RC006 on records made by hand."""

from __future__ import annotations

import datetime

import pytest
from test_checks_builders import charge, diagnosis, lift, measure, mention, planned, reference, shown, skill, slr, visit

from notelint.checks.record import (
    SKILLED,
    cloned_note,
    missing_condition,
    no_progression,
    no_skilled_service,
    undated_note,
    unsigned_note,
)
from notelint.linter.record import Visit
from notelint.linter.verdict import Severity


def day(number: int) -> datetime.date:
    return datetime.date(2025, 9, number)


# --- RC001 and RC002 ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["visit", "evaluation", "plan", "progress"])
def test_signature(kind: str) -> None:
    assert unsigned_note(visit(kind=kind, signature=mention("J. Doe, PT"))).outcome == "pass"
    last = mention("cont 2x/wk")
    verdict = unsigned_note(visit(charge(), kind=kind, last_line=last))
    assert (verdict.outcome, verdict.start) == ("fail", last.start)
    named = unsigned_note(visit(kind=kind, signer=mention("J. Doe")))
    assert (named.outcome, shown(named)) == ("fail", ["J. Doe"])


def test_date_of_service() -> None:
    assert undated_note(visit()).outcome == "pass"
    assert undated_note(visit(date=None, dated=mention("09/15"))).outcome == "pass"
    verdict = undated_note(visit(charge(), date=None))
    assert (verdict.outcome, verdict.start, verdict.end) == ("fail", None, None)


def test_a_template_is_neither_signed_nor_dated() -> None:
    assert unsigned_note(visit(kind="template")).outcome == "not_applicable"
    assert undated_note(visit(kind="template", date=None)).outcome == "not_applicable"


# --- RC003 -------------------------------------------------------------------------------------------------------

FLEXION = measure("flexion 98", loss=True)
NDI = measure("NDI 36%", "questionnaire", loss=True)
WELL = skill("doing well", "empty")


@pytest.mark.parametrize("kind", sorted(SKILLED))
def test_skill_is_shown(kind: str) -> None:
    assert no_skilled_service(visit(charge("97110", slr()), skills=(WELL, skill("words", kind)))).outcome == "pass"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "fail"),
        ({"skills": (WELL,)}, "fail"),
        ({"measures": (FLEXION,)}, "review"),
        ({"measures": (NDI,)}, "review"),
        ({"measures": (FLEXION,), "skills": (WELL,)}, "review"),
        ({"measures": (NDI,), "skills": (WELL,)}, "fail"),
        ({"skills": (skill("pain 6 before, 3 after", "pain"),)}, "review"),
        ({"skills": (skill("improving", "verdict"),)}, "review"),
    ],
)
def test_weak_and_empty_words(fields: dict[str, object], expected: str) -> None:
    assert no_skilled_service(visit(charge("97110", slr()), **fields)).outcome == expected


def test_where_no_skill_is_asked_for() -> None:
    assert no_skilled_service(visit(charge("98940"))).outcome == "not_applicable"
    assert no_skilled_service(visit(charge("97161"), kind="evaluation")).outcome == "not_applicable"
    assert no_skilled_service(visit()).outcome == "not_applicable"
    assert no_skilled_service(visit(charge(), kind="plan")).outcome == "not_applicable"
    assert no_skilled_service(visit(charge("97010"))).outcome == "fail"
    assert no_skilled_service(visit(activities=(slr(),))).outcome == "fail"


# --- RC004 -------------------------------------------------------------------------------------------------------

TEXT = "Date: {day}\nL knee 8-92, quads 4-/5. 97110 (15 min, 1 unit): SLR 3x10. Cued.\nSigned {day} B. Day, PT"


def note(text: str, number: int, **fields: object) -> Visit:
    return visit(text=text, date=day(number), path=f"{number}.txt", **fields)


@pytest.mark.parametrize(
    "form", ["9/{}/2025", "09/{:02}/25", "2025-09-{:02}", "Sep {}, 2025", "{} September 2025", "9/{}"]
)
def test_a_copy_differs_only_in_its_dates(form: str) -> None:
    first = note(TEXT.format(day=form.format(3)), 3)
    second = note(TEXT.format(day=form.format(8)), 8, others=(first,))
    verdict = cloned_note(second)
    assert (verdict.outcome, "2025-09-03" in verdict.message) == ("fail", True)
    assert cloned_note(note(TEXT.format(day=form.format(3)), 3, others=(second,))).outcome == "not_applicable"


@pytest.mark.parametrize("change", ["8-92|6-97", "4-/5|4/5", "3x10|3x12", "Cued|Cued twice"])
def test_a_change_of_one_value_is_no_copy(change: str) -> None:
    before, _, after = change.partition("|")
    first = note(TEXT.format(day="9/3/2025"), 3)
    second = note(TEXT.format(day="9/8/2025").replace(before, after), 8, others=(first,))
    assert cloned_note(second).outcome == "pass"


def test_visit_numbers_are_no_difference() -> None:
    first = note("Visit 3 of 12. SLR 3x10.", 3)
    assert cloned_note(note("Visit 4 of 12. SLR 3x10.", 8, others=(first,))).outcome == "fail"


# --- RC005 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("condition", "pass"),
        ("mechanism", "pass"),
        ("surgery", "pass"),
        ("symptom", "fail"),
        ("symptom_code", "review"),
        ("injury_date", "review"),
    ],
)
def test_conditions(kind: str, expected: str) -> None:
    assert missing_condition(visit(charge(), diagnoses=(diagnosis("words", kind),))).outcome == expected


@pytest.mark.parametrize(
    ("kind", "severity"),
    [
        ("visit", Severity.INFO),
        ("evaluation", Severity.WARNING),
        ("plan", Severity.WARNING),
        ("progress", Severity.INFO),
    ],
)
def test_severity_goes_by_the_kind_of_document(kind: str, severity: Severity) -> None:
    verdict = missing_condition(visit(charge(), kind=kind))
    assert (verdict.outcome, verdict.severity) == ("fail", severity)


def test_conditions_from_elsewhere() -> None:
    evaluation = visit(kind="evaluation", date=day(1), diagnoses=(diagnosis("spinal stenosis"),))
    assert missing_condition(visit(charge(), others=(evaluation,))).outcome == "pass"
    assert missing_condition(visit(charge(), references=(reference("Dx per POC", "condition"),))).outcome == "review"
    assert missing_condition(visit(charge(), diagnoses=(diagnosis("old fracture", history=True),))).outcome == "review"
    assert missing_condition(visit(charge("98940"))).outcome == "not_applicable"
    assert missing_condition(visit(kind="plan", planned=(planned("97110"),))).outcome == "fail"


# --- RC006 -------------------------------------------------------------------------------------------------------


def series(*doses: str, held: int | None = None) -> list[str]:
    """What the rule says of each of several visits, a week apart."""
    visits = [
        note("", n, activities=(slr(d),), held=mention("effusion up") if n == held else None)
        for n, d in enumerate(doses, start=1)
    ]
    others = [tuple(v for v in visits if v is not one) for one in visits]
    found = []
    for one, rest in zip(visits, others, strict=True):
        here = visit(date=one.date, path=one.note.path, activities=one.activities, held=one.held, others=rest)
        found.append(no_progression(here).outcome)
    return found


def test_three_visits_at_one_dose_are_said_once_on_the_last() -> None:
    assert series("3x10", "3x10", "3x10") == ["not_applicable", "not_applicable", "fail"]
    assert series("3x10", "3x10", "3x10", "3x10") == ["not_applicable", "not_applicable", "not_applicable", "fail"]
    assert series("3x10", "3x10", "3x10", "3x12") == ["not_applicable", "not_applicable", "fail", "pass"]


def test_progress_a_reason_or_too_few() -> None:
    assert series("2x10", "3x10", "3x10")[-1] == "pass"
    assert series("3x10", "3x10") == ["not_applicable", "not_applicable"]
    assert series("3x10", "3x10", "3x10", held=2)[-1] == "pass"
    assert no_progression(visit(activities=(lift(),))).outcome == "not_applicable"
