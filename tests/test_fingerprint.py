"""Fingerprints: what they tell apart, what they do not, and the key that they are made with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fakes import RULES

from notelint.linter.fingerprint import VARIABLE, WrongKey, find_key, fingerprint
from notelint.linter.note import Note
from notelint.linter.record import Section, Visit
from notelint.linter.verdict import Evidence, Verdict

CHARGE, VISIT = RULES["XA001"], RULES["XA002"]
TEXT = "Plan: band row\n97110\n"
KEY = b"k" * 32


def visit(text: str = TEXT, kind: str = "visit") -> Visit:
    sections = (Section("Plan:", 0, text.index("\n"), 1, "plan"),)
    return Visit(Note("a.txt", text), kind=kind, sections=sections)  # type: ignore[arg-type]


def finding(*evidence: str, code: str | None = None, start: int | None = 0, end: int = 5) -> Verdict:
    seen = tuple(Evidence(text, 0, len(text)) for text in evidence)
    return Verdict("fail", "m", evidence=seen, code=code, start=start, end=end)


def test_rule_code_section_and_evidence_tell_findings_apart() -> None:
    prints = [
        fingerprint(CHARGE, finding("band row"), visit()),
        fingerprint(RULES["XB002"], finding("band row"), visit()),
        fingerprint(CHARGE, finding("band row", code="97110"), visit()),
        fingerprint(CHARGE, finding("band row", start=15), visit()),
        fingerprint(CHARGE, replace(finding("band row"), aspect="outcome"), visit()),
        fingerprint(CHARGE, finding("band rows"), visit()),
        fingerprint(CHARGE, finding("band row", "band row"), visit()),
        fingerprint(CHARGE, finding(), visit()),
        fingerprint(CHARGE, finding(start=15, end=20), visit()),
        fingerprint(CHARGE, finding("band row"), visit(), KEY),
    ]
    assert len(set(prints)) == len(prints)
    assert all(len(p) == 32 and int(p, 16) >= 0 for p in prints)


def test_space_case_and_order_of_the_evidence_do_not_count() -> None:
    one, other = finding("Sit-to-stand\n 3x10", "cued"), finding("cued", "sit-to-\n  stand 3 x10")
    assert fingerprint(CHARGE, one, visit()) == fingerprint(CHARGE, other, visit())


def test_message_help_and_outcome_do_not_count() -> None:
    one = finding("cued")
    other = replace(one, outcome="review", message="other words", help="in a later release")
    assert fingerprint(CHARGE, one, visit()) == fingerprint(CHARGE, other, visit())


def test_a_finding_of_the_whole_note_does_not_hang_on_where_it_is_shown() -> None:
    assert fingerprint(VISIT, finding(), visit()) == fingerprint(VISIT, finding(start=16, end=19), visit())
    assert fingerprint(VISIT, finding("cued"), visit()) == fingerprint(VISIT, finding("cued", start=None), visit())


def test_a_charge_is_known_by_its_code_under_any_heading() -> None:
    one, other = finding("cued", code="97110"), finding("cued", code="97110", start=16)
    assert fingerprint(CHARGE, one, visit()) == fingerprint(CHARGE, other, visit())


def test_only_what_is_said_of_notes_is_keyed() -> None:
    one = finding("cued")
    assert fingerprint(CHARGE, one, visit(kind="template"), KEY) == fingerprint(CHARGE, one, visit())
    assert fingerprint(CHARGE, one, visit(), KEY) != fingerprint(CHARGE, one, visit())
    assert fingerprint(CHARGE, one, visit(), KEY) != fingerprint(CHARGE, one, visit(), b"l" * 32)


def test_a_note_with_lone_surrogates_has_fingerprints() -> None:
    assert fingerprint(CHARGE, finding("\ud800"), visit())


# --- the key -----------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("notelint.linter.fingerprint.key_file", lambda: tmp_path / "key")
    return tmp_path


def test_the_key_comes_from_the_environment_else_from_the_users_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_key() is None
    (home / "key").write_text("of the user's folder\n")
    of_file = find_key()
    monkeypatch.setenv(VARIABLE, "of the environment, longer")
    of_environment = find_key()
    assert of_file
    assert of_environment
    assert of_file != of_environment
    (home / "key").write_text("of the environment, longer")
    monkeypatch.delenv(VARIABLE)
    assert find_key() == of_environment


def test_an_empty_variable_stands_for_no_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "key").write_text("of the user's folder\n")
    monkeypatch.setenv(VARIABLE, "")
    assert find_key() is None


@pytest.mark.parametrize("said", [b"", b"short\n", b"\xff" * 20])
def test_a_key_that_cannot_be_used_is_named_by_its_place_and_never_shown(said: bytes, home: Path) -> None:
    (home / "key").write_bytes(said)
    with pytest.raises(WrongKey) as error:
        find_key()
    assert str(home / "key") in str(error.value)
    assert "short\n" not in str(error.value)
