"""TP001 to TP003 on records made by hand."""

from __future__ import annotations

from dataclasses import replace

from test_checks_builders import at, blank, charge, function, measure, outcome, visit

from notelint.checks.placeholder import prefilled_finding, template_lacks_slot, unfilled_placeholder
from notelint.linter.record import ADDENDUM, PrefilledFinding

MEASURE, OUTCOME, LINK = blank("***", "measure"), blank("***", "outcome"), blank("***", "function")
FULL = charge("97110", places=(OUTCOME, LINK))


def lacking(**fields: object) -> list[tuple[str | None, str]]:
    """Code and message of every finding of TP002 in a template."""
    template = visit(*fields.pop("charges", (FULL,)), kind="template", **fields)  # type: ignore[misc]
    verdicts = [template_lacks_slot(slot) for slot in template.slots]
    return [(v.code, v.message) for v in verdicts if v.is_finding]


def test_blanks_of_a_note_and_of_a_template() -> None:
    verdict = unfilled_placeholder(MEASURE, visit())
    assert (verdict.outcome, verdict.start) == ("fail", MEASURE.start)
    assert "measure" in verdict.message
    assert verdict.help.endswith(ADDENDUM)
    assert unfilled_placeholder(MEASURE, visit(kind="template")).outcome == "not_applicable"


def test_a_template_with_all_its_places() -> None:
    assert lacking(placeholders=(MEASURE,)) == []
    rom = measure("ROM ***", status="placeholder")
    assert lacking(measures=(rom,)) == []


def test_each_missing_place_is_a_finding() -> None:
    questionnaire = measure("ODI ***", "questionnaire", status="placeholder")
    (code, message), *rest = lacking(measures=(questionnaire,))
    assert (code, rest) == (None, [])
    assert message == "the template has no place for a measure of motion, strength or mobility"
    bare = replace(FULL, places=())
    assert lacking(placeholders=(MEASURE,), charges=(bare,)) == [
        ("97110", "the block of 97110 has no place for the intended outcome"),
        ("97110", "the block of 97110 has no place for the task that it serves"),
    ]
    two = lacking(placeholders=(MEASURE,), charges=(FULL, replace(bare, code="97140")))
    assert [code for code, _ in two] == ["97140", "97140"]


def test_what_is_typed_in_is_a_place_too() -> None:
    stairs = function("stairs")
    typed = charge("97110", outcomes=(outcome("to increase strength", "strength"),), functions=(stairs,))
    assert lacking(placeholders=(MEASURE,), charges=(typed,)) == []
    named = charge("97110", outcomes=(outcome("strengthening", "strength", origin="name"),), places=(LINK,))
    assert [m for _, m in lacking(placeholders=(MEASURE,), charges=(named,))] == [
        "the block of 97110 has no place for the intended outcome"
    ]


def test_only_procedures_of_a_template_need_places() -> None:
    assert lacking(placeholders=(MEASURE,), charges=(charge("98940"), charge("97010"))) == []
    assert visit(FULL).slots == ()


def test_the_help_of_a_template_speaks_of_no_addendum() -> None:
    template = visit(replace(FULL, places=()), kind="template")
    assert not any(ADDENDUM in template_lacks_slot(slot).help for slot in template.slots)


def test_prefilled_findings() -> None:
    typed = PrefilledFinding(*at("strength 5/5 throughout"))
    verdict = prefilled_finding(typed, visit(kind="template"))
    assert (verdict.outcome, verdict.start, ADDENDUM in verdict.help) == ("fail", typed.start, False)
    assert prefilled_finding(typed, visit()).outcome == "not_applicable"
