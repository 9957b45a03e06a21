"""Every case of corpus/ and every example of a rule's documentation, run through the real linter."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import case_files, failure

from notelint.linter.evaluation import Case, CaseError, read_cases
from notelint.linter.evaluation.runner import example_cases, examples
from notelint.linter.plugins import load_rules
from notelint.linter.rules import Rule

RULES = load_rules()
FILES = case_files()


def _cases() -> list[Case]:
    cases = []
    for path in FILES:
        try:
            cases += read_cases(path, RULES)
        except CaseError:
            continue  # test_case_file_is_well_formed says it
    return cases


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_case_file_is_well_formed(path: Path) -> None:
    assert read_cases(path, RULES)


@pytest.mark.parametrize("case", _cases(), ids=lambda c: c.id)
def test_case(case: Case) -> None:
    if said := failure(case):
        pytest.fail(said, pytrace=False)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda r: r.id)
def test_examples_of_the_documentation(rule: Rule) -> None:
    if said := "\n".join(filter(None, map(failure, example_cases(rule)))):
        pytest.fail(said, pytrace=False)


# --- the reader itself -------------------------------------------------------------------------------------------

GOOD = """# a comment
== one
finds: OM001 97110, OM002
kind: plan

97110 for [[strength]]
---
second
== two
passes: OM001

x
"""


def test_reading(tmp_path: Path) -> None:
    path = tmp_path / "a.case"
    path.write_text(GOOD)
    one, two = read_cases(path, {"OM001", "OM002"})
    assert (one.id, one.title, one.kind, [str(e) for e in one.expected]) == (
        "a.case:2", "one", "plan", ["finds: OM001 97110", "finds: OM002"],
    )  # fmt: skip
    assert [n.text for n in one.notes] == ["97110 for strength\n", "second\n"]
    assert [(n.line, n.marks) for n in one.notes] == [(6, ((10, 18),)), (8, ())]
    assert (two.id, two.notes[0].text) == ("a.case:9", "x\n")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("x\n" + GOOD, "a.case:1: before the first case"),
        ("==one\nfinds: OM001\n\nx\n", "a.case:1: a case begins with '== '"),
        ("== one\n\nx\n", "a.case:1: a case has one of finds"),
        ("== one\nfind: OM001\n\nx\n", "a.case:2: unknown header 'find'"),
        ("== one\nFinds: OM001\n\nx\n", "a.case:2: unknown header 'Finds'"),
        ("== one\nfinds: OM001\nfinds: OM002\n\nx\n", "a.case:3: header 'finds' is given twice"),
        ("== one\nfinds:\n\nx\n", "a.case:2: header 'finds' is empty"),
        ("== one\nfinds: nothing\n\nx\n", "a.case:2: 'nothing' is no rule id"),
        ("== one\nfinds: OM001 97110 97530\n\nx\n", "a.case:2: 'OM001 97110 97530' is no rule id"),
        ("== one\nfinds: ZZ999\n\nx\n", "a.case:2: unknown rule ZZ999"),
        ("== one\nfinds: OM001\nkind: note\n\nx\n", "a.case:1: unknown kind 'note'"),
        ("== one\nfinds: OM001\nprofile: aetna\n\nx\n", "a.case:1: unknown profile 'aetna'"),
        ("== one\nfinds: OM001\n\n[[x\n", "a.case:4: a [[ without its ]]"),
        ("== one\npasses: OM001\n\n[[x]]\n", "a.case:1: a mark under a case that finds nothing"),
        ("== one\nfinds: OM001\n\n", "a.case:4: an empty note"),
        ("== one\nfinds: OM001\n\nx\n---\n", "a.case:6: an empty note"),
        ("== one\nfinds: OM001\n\nx\n== one\nfinds: OM001\n\ny\n", "a.case:5: the title is that of a.case:1"),
    ],
)
def test_complaints_name_file_and_line(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "a.case"
    path.write_text(text)
    with pytest.raises(CaseError) as caught:
        read_cases(path, {"OM001", "OM002"})
    assert str(caught.value).startswith(complaint)


def test_examples_are_found() -> None:
    doc = "About.\n\nFinds:  one line\nPasses (plan):\n    a block\n      indented\n\n    more\nAfter."
    assert list(examples(doc)) == [
        ("Finds", None, "", "one line\n"),
        ("Passes", "plan", "", "a block\n  indented\n\nmore\n"),
    ]
