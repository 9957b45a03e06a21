"""Pointers to documents that were not given, and what is said to stand there."""

import pytest
from reading_help import read_text

CASES = [
    ("97110 30 min 2u: see flow sheet\n97140 10 min 1u: glide", "activity", "97110"),
    ("97110 2u: exercises per exercise log", "activity", "97110"),
    ("97110 30 min 2u: see flowsheet for sets and reps", "technique", "97110"),
    ("97110 15 min 1u: side-lying abd 3x10; functional goals see POC.", "function", "97110"),
    ("97110 15 min 1u: wand flexion 2x12; outcome per POC goal #2.", "outcome", "97110"),
    ("97110 15 min 1u: SLR 3x10 to address goal #2", "outcome", "97110"),
    ("11/19/25. Dx per POC. R flex 130", "condition", None),
    ("Diagnosis: see initial evaluation", "condition", None),
    ("O: ROM and MMT per eval", "measure", None),
    ("Objective measures: see progress report", "measure", None),
    ("Goals: see plan of care", "outcome", None),
]

NONE = [
    "Cont POC 2x/wk.",
    "Plan: 3x/wk per plan of care.",
    "PLAN: 2x/wk per POC to end of cert",
    "POC 3x/wk continues.",
    "Cont 2x/wk per protocol",
    "PATIENT FLOW SHEET   R TKA wk 6",
    "PLAN OF CARE 1/5/2026  R frozen shoulder",
    "No GH joint mobilization per protocol.",
    "chart 7719-04",
]


@pytest.mark.parametrize(("text", "topic", "code"), CASES)
def test_a_reference_and_its_topic(text, topic, code):
    found = [r for r in read_text("3/4/25 knee\n" + text + "\n").references if topic in r.topics]
    assert found
    assert found[0].code == code


@pytest.mark.parametrize("text", NONE)
def test_naming_a_document_refers_to_nothing(text):
    found = read_text("3/4/25 knee\n97110 15 min 1u: SLR 3x10 for stairs\n\n" + text + "\n")
    assert not [r for r in found.references if r.topics]


def test_the_words_are_those_of_the_note():
    found = read_text("3/4/25\n97110 30 min 2u: See Flow Sheet\n")
    assert [r.text for r in found.references] == ["See Flow Sheet"]
