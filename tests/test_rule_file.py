"""Rules of a TOML file: what each shape finds, and what is said of a file that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from notelint.linter.config import load_settings
from notelint.linter.engine import Linter
from notelint.linter.language import make_parser
from notelint.linter.note import Kind, Note
from notelint.linter.plugins import load_rules
from notelint.linter.record import Terms, Visit
from notelint.linter.rules import PluginError
from notelint.linter.verdict import RuleError, Verdict

ENTRY = """
[[rule]]
id = "HSE001"
name = "house-words"
asks = "A note says it."
source = "the tests"
message = "not said"
question = "What is it?"
{keys}
finds = [{{ note = "x" }}]
passes = [{{ note = "HEP" }}]
"""
BILLED = "4/15/2026  R knee OA.\n97110 (15 min, 1 unit): SLR 3x10, for quad strength.\n{more}\nAnn Lee, PT\n"


@cache
def parser(terms: tuple[Terms, ...]) -> Callable[[Note], Visit]:
    return make_parser(terms)


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Verdict]]:
    """What a rule with these keys says of a note."""
    monkeypatch.setattr("notelint.linter.engine._language", parser)
    monkeypatch.chdir(tmp_path)

    def said(keys: str, more: str, kind: Kind | None = None) -> list[Verdict]:
        Path("house.toml").write_text(ENTRY.format(keys=keys))
        settings = load_settings(isolated=True, plugins=["house.toml"], all_verdicts=True)
        (result,) = Linter(settings).results([Note("a", BILLED.format(more=more), kind=kind)])
        return [v for v in result.verdicts if v.rule == "HSE001"]

    return said


HOME = 'must = ["HEP", "home program"]\n'


@pytest.mark.parametrize(
    ("keys", "more", "outcome"),
    [
        (HOME, "HEP reviewed.", "pass"),
        (HOME, "Home-program given.", "pass"),
        (HOME, "Gave home programs.", "pass"),
        (HOME, "Plan 2x/wk.", "fail"),
        (HOME, "Shepherd.", "fail"),
        (HOME, "Declined HEP today.", "fail"),
        (HOME + 'status = ["refused"]\n', "Declined HEP today.", "pass"),
        (HOME + 'case = "exact"\n', "hep reviewed.", "fail"),
        (HOME + 'sections = ["plan"]\n', "S: HEP done.\nP: 2x/wk.", "fail"),
        (HOME + 'sections = ["plan"]\n', "S: better.\nP: HEP daily.", "pass"),
        (HOME + 'codes = ["97110"]\n', "HEP daily.", "pass"),
        (HOME + 'codes = ["97140"]\n', "Plan 2x/wk.", "not_applicable"),
        (HOME + 'codes = ["97110"]\nblock = true\n', "A: better.\nP: HEP daily.", "fail"),
        ('must = ["SLR"]\ncodes = ["97110"]\nblock = true\n', "A: better.", "pass"),
        ('must-not = ["tolerated well"]\n', "Plan 2x/wk.", "pass"),
        ('must-not = ["tolerated well"]\n', "Tolerated\nwell.", "fail"),
        ('must-not = ["ultrasound"]\n', "No ultrasound today.", "pass"),
        ('each = ["dry needling"]\nnear = ["consent"]\n', "Plan 2x/wk.", "not_applicable"),
        ('each = ["dry needling"]\nnear = ["consent"]\n', "Consent given. Dry needling L4.", "pass"),
        ('each = ["dry needling"]\nnear = ["consent"]\nwithin = 0\n', "Consent given. Dry needling L4.", "fail"),
        ('each = ["dry needling"]\nnear = ["consent"]\nwithin = 0\n', "Dry needling L4 with consent.", "pass"),
        ('each = ["dry needling"]\nnear = ["consent"]\n', "Consent given. Pain 3/10. Hot. Dry needling L4.", "fail"),
        ('each = ["dry needling"]\nnear = ["consent"]\n', "Dry needling L4.", "fail"),
    ],
)
def test_what_each_shape_says(say: Callable[..., list[Verdict]], keys: str, more: str, outcome: str) -> None:
    (verdict,) = say(keys, more)
    assert verdict.outcome == outcome
    assert (verdict.message == "not said") == (outcome == "fail")


def test_where_a_finding_stands(say: Callable[..., list[Verdict]]) -> None:
    note = BILLED.format(more="HEP. HEP.")
    (verdict,) = say('must-not = ["HEP"]', "HEP. HEP.")
    assert (verdict.start, [e.text for e in verdict.evidence]) == (note.index("HEP"), ["HEP", "HEP"])
    assert verdict.help.startswith("What is it? ")
    (verdict,) = say(HOME + 'codes = ["97110"]', "x")
    assert (verdict.start, verdict.code) == (note.index("97110"), "97110")


def test_the_nearest_of_what_must_be_said(say: Callable[..., list[Verdict]]) -> None:
    (verdict,) = say(HOME, "Declined HEP today.")
    assert [(e.text, e.read_as) for e in verdict.evidence] == [("HEP", "refused")]


def test_it_is_about_treatments_unless_it_says_otherwise(say: Callable[..., list[Verdict]]) -> None:
    assert [v.outcome for v in say(HOME, "x", kind="plan")] == ["not_applicable"]
    assert [v.outcome for v in say(HOME + 'kinds = ["plan"]', "x", kind="plan")] == ["fail"]


def test_places_are_those_of_the_note_as_written(say: Callable[..., list[Verdict]]) -> None:
    wrapped = (
        "S: the patient reports that the shoulder has been feeling a good deal better since the last\n"
        "visit and that she has been able to sleep on it again for most of the night, with a home\n"
        "program that she does each morning before she goes to work at the bakery down the street.\n"
    )
    (verdict,) = say('must-not = ["each morning", "home program"]', wrapped)
    note = BILLED.format(more=wrapped)
    assert [note[e.start : e.end] for e in verdict.evidence] == ["home\nprogram", "each morning"]


def test_the_page_of_a_rule_has_its_examples(tmp_path: Path) -> None:
    path = tmp_path / "house.toml"
    path.write_text(ENTRY.format(keys=HOME + 'why = "Because."\nseverity = "info"'))
    rule = load_rules([str(path)])["HSE001"]
    assert rule.doc == "A note says it.\n\nBecause.\n\nFinds:\n    x\n\nPasses:\n    HEP"
    assert (rule.severity, rule.place) == ("info", (str(path), 2))


def test_nothing_is_looked_for_where_no_rule_asks() -> None:
    assert make_parser()(Note("a", BILLED.format(more="HEP"))).terms == ()


def test_terms_of_a_rule_in_python() -> None:
    home, other = Terms(["HEP", "home program"]), Terms(["SLR"])
    visit = make_parser((home, other))(Note("a", "S: ok\nP: HEP daily. Home\nprogram.\n97110 SLR\n"))
    assert [(t.text, t.section, t.status) for t in visit.said(home)] == [
        ("HEP", "plan", "home"),
        ("Home\nprogram", "plan", "planned"),
    ]
    assert visit.said(home)[0].statement < visit.said(home)[1].statement
    assert [t.text for t in visit.said(other)] == ["SLR"]
    with pytest.raises(RuleError, match=r"it asks for Terms\(\['HEP'\]\), which it does not name: @rule\(..., terms="):
        visit.said(Terms(["HEP"]))


@pytest.mark.parametrize("words", [(), "HEP", ("",), ("HEP", " ")])
def test_terms_that_are_none(words: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="Terms needs a list of words"):
        Terms(words)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule", "house.toml:1: plugin 'house': Expected"),
        ("x = 1\n\ny", "house.toml:3: plugin 'house': Expected"),
        ("", "house.toml:1: plugin 'house': a file of rules is made of [[rule]] entries and nothing else"),
        ("more = 1\n" + ENTRY.format(keys=HOME), "house.toml:1: plugin 'house': a file of rules is made of"),
        (ENTRY.format(keys=""), "house.toml:2: plugin 'house': rule HSE001: needs one of must and must-not, or each"),
        (ENTRY.format(keys=HOME + 'must-not = ["x"]'), "house.toml:2: plugin 'house': rule HSE001: needs one of must"),
        (ENTRY.format(keys='each = ["x"]'), "house.toml:2: plugin 'house': rule HSE001: needs one of must and"),
        (ENTRY.format(keys=HOME + "within = 2"), "house.toml:2: plugin 'house': rule HSE001: within goes with each"),
        (ENTRY.format(keys=HOME + "block = true"), "house.toml:2: plugin 'house': rule HSE001: block needs codes"),
        (ENTRY.format(keys="must = []"), "house.toml:9: plugin 'house': rule HSE001: key 'must': needs at least one"),
        (ENTRY.format(keys='must = ["HEP", " "]'), "house.toml:9: plugin 'house': rule HSE001: key 'must': needs at"),
        (
            ENTRY.format(keys='mustnt = ["x"]'),
            "house.toml:9: plugin 'house': rule HSE001: unknown key 'mustnt', did you mean 'must-not'?",
        ),
        (
            ENTRY.format(keys=HOME + 'sections = ["planing"]'),
            "house.toml:10: plugin 'house': rule HSE001: key 'sections': unknown section 'planing', did you mean 'plan'",
        ),
        (
            ENTRY.format(keys=HOME + 'status = ["doing"]'),
            "house.toml:10: plugin 'house': rule HSE001: key 'status.0': input should be 'done', 'planned', 'home'",
        ),
        (
            ENTRY.format(keys=HOME + 'severity = "eror"'),
            "house.toml:10: plugin 'house': rule HSE001: key 'severity': unknown value 'eror', did you mean 'error'?",
        ),
        (
            ENTRY.format(keys=HOME + "codes = [97110]"),
            "house.toml:10: plugin 'house': rule HSE001: key 'codes.0': input should be a valid string, not 97110",
        ),
        (ENTRY.format(keys=HOME).replace("HSE001", "HS1"), "house.toml:2: plugin 'house': rule HS1: its id is not two"),
        (
            ENTRY.format(keys=HOME).replace("finds", "#"),
            "house.toml:2: plugin 'house': rule HSE001: key 'finds' is missing",
        ),
        (
            ENTRY.format(keys=HOME).replace('note = "x"', 'nte = "x"'),
            "house.toml:11: plugin 'house': rule HSE001: unknown key 'finds.0.nte', did you mean 'note'?",
        ),
        (
            ENTRY.format(keys=HOME) * 2,
            "rule HSE001 is defined twice: house.toml:2 (plugin 'house') and house.toml:14 (plugin 'house')",
        ),
    ],
)
def test_what_is_wrong_names_file_line_and_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("house.toml").write_text(text)
    with pytest.raises(PluginError) as caught:
        load_rules(["house.toml"])
    assert str(caught.value).startswith(said)


def test_an_unknown_section_is_said_once_with_those_that_are_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("house.toml").write_text(ENTRY.format(keys=HOME + 'sections = ["rx"]'))
    with pytest.raises(PluginError, match=r"unknown section 'rx'; known are assessment, .*, treatment, vitals, wish$"):
        load_rules(["house.toml"])


def test_terms_are_found_by_a_pipeline_that_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notelint.linter.language.NOTES", 3)
    monkeypatch.setattr("notelint.linter.language.LEARNT_NOTES", 1)
    parse = make_parser((Terms(["home program"]),))
    notes = [Note("a", f"Patient: Zoltan{'abcdefgh'[i]}\n97110 SLR 3x10\nP: home program.\n") for i in range(8)]
    assert [[t.text for t in parse(note).terms] for note in notes] == 8 * [["home program"]]
