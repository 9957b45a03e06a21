"""`notelint codes`, the guidance, and tables of pairs: the one that comes along, one's own, and CMS's."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from test_checks_builders import charge, visit

from notelint.checks.intended_outcome import missing_body_region
from notelint.checks.objective_measure import MEASURED
from notelint.linter.cli import cli
from notelint.linter.cli.codes import MEASURED as TOLD_MEASURED
from notelint.linter.cli.codes import NEEDS_REGION, known_code
from notelint.linter.config import ConfigError, load_settings
from notelint.linter.knowledge import KnowledgeError, codes, guidance, pair_on, pairs
from notelint.linter.plugins import load_rules

CMS_HEAD = (
    "CPT only copyright 2025 American Medical Association.  All rights reserved.\t\t\t\t\t\t\n"
    "Column1/Column2 Edits\t\t\t\t\t\t\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\n"
    "\t\t\t\t*=no data\t1=allowed\t\n"
    "\t\t\t\t\t9=not applicable\t\n"
)
CMS = CMS_HEAD + (
    "10004\t10005\t\t20190101\t*\t1\tMisuse of Column Two code with Column One code\n"
    "97530\t97116\t\t19990701\t20191231\t1\tMore extensive procedure\n"
    "97530\t97116\t\t20270101\t*\t1\tMore extensive procedure\n"
    "97161\t97140\t\t20200101\t20200101\t9\tMisuse of Column Two code with Column One code\n"
    "97150\t97110\t*\t19960101\t*\t0\tCPT \xa9 manual instruction\n"
)
OWN = """[[pair]]
column1 = ["97530"]
column2 = ["97140"]
indicator = 1
state = "active"
first = 2026-01-01
source = "our payer's letter of 2026"
"""


def call(*args: str) -> Result:
    return CliRunner().invoke(cli, ["codes", *args], prog_name="notelint")


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


# --- the command -------------------------------------------------------------------------------------------------


def test_a_code_in_plain_words() -> None:
    told = call("97530", "--isolated").stdout
    for part in (
        "97530: dynamic practice of functional tasks",
        "timed: a unit for each 15 minutes",
        "the task of the patient's life that it is for [FL001]",
        "97110 (exercise for strength, endurance, joint motion or flexibility): sets and repetitions",
        "From\n    1999-07-01 to\n",
        "voided, as if it had never been",
    ):
        assert " ".join(part.split()) in " ".join(told.split())
    assert max(map(len, told.splitlines())) <= 100


def test_untimed_codes_and_codes_without_pairs() -> None:
    assert "untimed: one unit a day, whatever the minutes or the regions" in call("97012", "--isolated").stdout
    assert "No code pairs are known here" in call("97533", "97010", "--isolated").stdout
    assert "not in 15-minute units" in call("97545", "--isolated").stdout


def test_all_codes() -> None:
    listed = call().stdout.splitlines()
    assert len(listed) == len(codes())
    assert "97110  timed    exercise for strength, endurance, joint motion or flexibility" in listed
    assert {c["code"] for c in json.loads(call("--output-format", "json").stdout)} == set(codes())


def test_json() -> None:
    told = json.loads(call("97161", "--isolated", "--output-format", "json").stdout)
    assert (told["code"], told["kind"], told["timed"], told["one_on_one"]) == ("97161", "evaluation", False, False)
    assert told["pairs"][0] | {"source": ""} == {
        "column1": "97162", "column2": "97161", "indicator": 0, "state": "active", "first": "2020-10-01", "last": None,
        "indicator_means": "never on one day, whatever the modifier", "source": "",
    }  # fmt: skip
    both = json.loads(call("97110", "97530", "97110", "--isolated", "--output-format", "json").stdout)
    assert [c["code"] for c in both] == ["97110", "97530"]


@pytest.mark.parametrize(
    ("wrong", "right"), [("97350", "97530"), ("9753", "97530"), ("97111", "97110"), ("G0238", "G0283"), ("zebra", None)]
)
def test_an_unknown_code(wrong: str, right: str | None) -> None:
    result = call(wrong)
    assert (result.exit_code, result.stdout) == (2, "")
    assert (f"did you mean {right} (" if right else "notelint codes lists those known") in result.stderr


def test_every_code_can_be_told() -> None:
    assert call(*codes(), "--isolated").exit_code == 0
    assert known_code(" g0283 ").code == "G0283"


def test_what_is_told_of_the_rules_is_so() -> None:
    assert TOLD_MEASURED == MEASURED
    asked = {c for c in codes() if missing_body_region(charge(c), visit(charge(c))).outcome != "not_applicable"}
    assert asked <= NEEDS_REGION
    rules = {a["rule"] for c in json.loads(call(*codes(), "--output-format", "json").stdout) for a in c["asks"]}
    assert rules <= set(load_rules())


def test_guidance_covers_the_codes_of_treatment() -> None:
    kinds = ("procedure", "modality", "adjustment")
    treatment = {c.code for c in codes().values() if c.kind in kinds and "retired" not in c.meaning}
    assert sorted(treatment - set(guidance())) == []


# --- tables ------------------------------------------------------------------------------------------------------


def table(folder: Path, text: str, name: str = "ptp.txt", encoding: str = "latin-1") -> str:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return str(path)


@pytest.mark.parametrize("form", ["txt", "csv", "semicolons", "bom"])
def test_the_columns_of_cms(tmp_path: Path, form: str) -> None:
    text = CMS
    if form == "csv":
        text = '"Column 1","Column 2","*=in existence\nprior to 1996","Effective","Deletion","Modifier","PTP"\n' + CMS[
            len(CMS_HEAD) :
        ].replace("\t", ",")
    elif form == "semicolons":
        text = CMS[len(CMS_HEAD) :].replace("\t", ";").replace("20270101", "1/1/2027")
    own = table(tmp_path, text, encoding="utf-8-sig" if form == "bom" else "latin-1")
    in_2018, in_2026, in_2027 = (pair_on("97116", "97530", day(f"{year}-05-05"), own) for year in (2018, 2026, 2027))
    assert in_2018 is not None
    assert (in_2018.column2, in_2018.state, in_2018.last) == ("97116", "active", day("2019-12-31"))
    assert in_2026 is None
    assert in_2027 is not None
    assert in_2027.source == "CMS NCCI practitioner PTP table ptp.txt"
    voided = pair_on("97140", "97161", day("2020-01-01"), own)
    assert voided is not None
    assert (voided.indicator, voided.state) == (9, "inactive")
    assert pair_on("10004", "10005", None, own) is None, "neither code is known here"


def test_a_table_replaces_the_pairs_that_it_names(tmp_path: Path) -> None:
    own = table(tmp_path, CMS)
    before, after = pair_on("97150", "97110", None), pair_on("97150", "97110", None, own)
    assert before is not None
    assert after is not None
    assert (before.state, before.indicator, after.state, after.indicator) == ("unverified", 1, "active", 0)
    assert pair_on("98940", "97140", None, own) == pair_on("98940", "97140", None)


def test_ones_own_shape(tmp_path: Path) -> None:
    own = table(tmp_path, OWN, "mine.toml", "utf-8")
    found = pair_on("97530", "97140", day("2026-02-02"), own)
    assert found is not None
    assert found.source == "our payer's letter of 2026"


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("a.txt", "", "line 1: neither a table of pairs (*.toml)"),
        ("a.txt", "Dear clinic,\nthe new edits are attached.\n", "line 1: neither a table of pairs"),
        ("a.txt", CMS + "97530\t97116\n", "line 12: 2 columns, a PTP edit has at least 6"),
        ("a.txt", CMS + "97530\t97116\t\t20261301\t*\t1\tx\n", "line 12: '20261301' is no date, such as 20261001"),
        ("a.txt", CMS + "97530\t97116\t\t20261001\t?\t1\tx\n", "line 12: '?' is no date"),
        ("a.txt", CMS + "97530\t97116\t\t20261001\t*\t2\tx\n", "line 12: the modifier indicator is 0, 1 or 9, not '2'"),
        ("a.txt", CMS + "97530\tlater\t\t20261001\t*\t1\tx\n", "line 12: 'later' is no code"),
        ("a.txt", CMS + "Total rows: 5\n", "line 12: 1 columns"),
        ("a.zip", "PK\x03\x04", "an archive or a workbook; unpack it"),
        ("a.toml", "x = \n", "Invalid value (at line 1"),
        ("a.toml", "", "line 1: a table of pairs is made of [[pair]] entries"),
        ("a.toml", OWN + "[[pair]]\ncolumn1 = ['97530']\n", "line 8: unknown or missing: column2, first, indicator"),
        ("a.toml", OWN.replace("= 1\n", "= 3\n"), "line 1: indicator is 0, 1 or 9"),
        ("a.toml", OWN.replace('["97530"]', '"97530"'), "line 1: column1 is a list of codes in quotation marks"),
        ("a.toml", OWN.replace("2026-01-01", '"2026"'), "line 1: first and last are dates"),
        ("a.toml", OWN.replace("2026-01-01", "2026-01-01T10:00:00"), "line 1: first and last are dates"),
        ("a.toml", OWN.replace("our payer's letter of 2026", ""), "line 1: a source is needed"),
    ],
)
def test_a_wrong_table_is_named_with_its_line(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    path = table(tmp_path, text, name)
    with pytest.raises(KnowledgeError) as caught:
        pairs(path)
    assert complaint in str(caught.value)
    assert str(caught.value).startswith(path)


def test_the_settings_name_a_table(tmp_path: Path) -> None:
    table(tmp_path, OWN, "mine.toml", "utf-8")
    (tmp_path / "notelint.toml").write_text("pairs = 'mine.toml'\n")
    assert load_settings(start=tmp_path).options["CA008"] == {"pairs": str(tmp_path / "mine.toml")}
    assert load_settings([str(tmp_path / "notelint.toml")]).options["CA008"]["pairs"] == str(tmp_path / "mine.toml")
    (tmp_path / "notelint.toml").write_text("[rules.CA008]\npairs = 'mine.toml'\n")
    assert load_settings(start=tmp_path).options["CA008"] == {"pairs": str(tmp_path / "mine.toml")}
    (tmp_path / "notelint.toml").write_text("pairs = 'none.toml'\n")
    with pytest.raises(ConfigError, match=r"notelint\.toml: key 'pairs': .*none\.toml: no such file"):
        load_settings(start=tmp_path)


NOTE = """DOS 3/4/2026  R shoulder: rotator cuff repair 1/12/2026. R flexion 110 deg, L 165 deg.
97530 (15 min, 1 unit): lifting a 10 lb crate to the 2nd shelf 3x8 to stock shelves at work.
97140 (15 min, 1 unit): posterior GH glides grade III, to increase R flexion for reaching the shelf.
Cued. Cont 2x/wk per POC.  J. Doe, PT, DPT
"""


def test_a_table_reaches_the_rule(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(NOTE)
    table(tmp_path, OWN, "mine.toml", "utf-8")
    args = ["check", "--select", "CA008", "--output-format", "json", str(tmp_path / "note.txt")]
    assert json.loads(CliRunner().invoke(cli, [*args, "--isolated"]).stdout) == []
    (tmp_path / "notelint.toml").write_text("pairs = 'mine.toml'\n")
    (finding,) = json.loads(CliRunner().invoke(cli, [*args, "--config", str(tmp_path / "notelint.toml")]).stdout)
    assert (finding["rule"], finding["severity"], finding["code"]) == ("CA008", "error", "97140")
    assert "our payer's letter of 2026" in finding["message"]
