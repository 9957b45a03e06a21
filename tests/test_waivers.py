"""Waivers: files beside the notes, comments of templates, the command that writes one, and what reports show."""

from __future__ import annotations

import datetime
import json
import stat
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fakes import RULES

from notelint.checks import waiver as rules_of_waivers
from notelint.linter.cli import cli
from notelint.linter.config import ConfigError
from notelint.linter.language.waivers import inline_waivers
from notelint.linter.note import Note
from notelint.linter.plugins import load_rules
from notelint.linter.record import aged
from notelint.linter.rules import rules_in
from notelint.linter.waivers import NAME, entries_of, files_for

KEY = {"NOTELINT_KEY": "a key of the tests' own"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fakes: None) -> Path:
    known = {**RULES, **{r.id: r for r in rules_in(rules_of_waivers)}}
    for module in ("config", "waivers", "cli.waive"):
        monkeypatch.setattr(f"notelint.linter.{module}.load_rules", lambda *_: known)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    (tmp_path / "bad.txt").write_text("S: x\n97110\n97530\n")
    (tmp_path / "good.txt").write_text("97140\n")
    return tmp_path


def call(*args: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(cli, args, env=env, prog_name="notelint")


def check(*args: str, env: dict[str, str] | None = None) -> Result:
    return call("check", "--output-format", "concise", *args, env=env)


def waive(*args: str, reason: str = "a regional rule", env: dict[str, str] | None = None) -> Result:
    return call("waive", *args, "--reason", reason, "--by", "A. Roe", env=env)


def entry(**values: str) -> str:
    given = {"rule": "XA001", "note": "bad.txt", "reason": "it is so", "by": "A. Roe", "date": "2025-01-31", **values}
    days = ("date", "expires")
    rows = [f"{k} = {v if k in days else json.dumps(v)}" for k, v in given.items() if v]
    return "[[waiver]]\n" + "\n".join(rows) + "\n"


def lines(result: Result) -> list[str]:
    return result.stdout.splitlines()


# --- what a file waives ------------------------------------------------------------------------------------------


def test_a_waived_finding_is_shown_with_who_and_why_and_does_not_count(folder: Path) -> None:
    (folder / NAME).write_text(entry() + entry(rule="wants-visit", expires="2999-12-31"))
    result = check("bad.txt")
    assert result.exit_code == 0
    assert lines(result)[:-1] == [
        "bad.txt:2:1: XA001 97110 97110 is billed [waived by A. Roe on 2025-01-31: it is so (notelint-waivers.toml:1)]",
        "bad.txt:3:1: XB002 97530 97530 is billed "
        "[waived by A. Roe on 2025-01-31: it is so (until 2999-12-31, notelint-waivers.toml:7)]",
        "No findings in 1 note. 2 findings waived.",
    ]


def test_full_json_and_html_show_it_too(folder: Path) -> None:
    (folder / NAME).write_text(entry(reason="<so> it is"))
    assert "waived by A. Roe on 2025-01-31: <so> it is (notelint-waivers.toml:1)" in call("check", "bad.txt").stdout
    (found, other) = json.loads(call("check", "--output-format", "json", "bad.txt").stdout)
    assert found["waived"] == {
        "reason": "<so> it is", "by": "A. Roe", "date": "2025-01-31", "expires": None, "place": f"{NAME}:1",
    }  # fmt: skip
    assert (other["waived"], other["known"]) == (None, False)
    page = call("check", "--output-format", "html", "bad.txt").stdout
    assert 'data-rule="XA001" data-severity="" data-code="97110" data-outcome="waived"' in page
    assert "waived by A. Roe on 2025-01-31: &lt;so&gt; it is" in page
    assert "What was waived" in call("check", "--output-format", "html", "bad.txt", "--select", "XA").stdout


@pytest.mark.parametrize(
    ("values", "waived"),
    [
        ({}, True),
        ({"code": "97110"}, True),
        ({"note": "./bad.txt"}, True),
        ({"code": "97112"}, False),
        ({"note": "good.txt"}, False),
        ({"note": "bad.txt#2"}, False),
        ({"rule": "XB002"}, False),
        ({"fingerprint": "0" * 32}, False),
    ],
)
def test_an_entry_waives_what_it_names(values: dict[str, str], waived: bool, folder: Path) -> None:
    (folder / NAME).write_text(entry(**values))
    assert ("XA001 97110 97110 is billed [waived" in check(".").stdout) is waived


def test_a_fingerprint_alone_waives_its_finding_in_any_note(folder: Path) -> None:
    found = json.loads(call("check", "--output-format", "json", "bad.txt").stdout)
    (folder / "moved.txt").write_text("A:\n\n97110\n")
    (folder / NAME).write_text(entry(note="", fingerprint=found[0]["fingerprint"]))
    assert check(".").stdout.count("XA001 97110 97110 is billed [waived") == 2


def test_files_count_upward_to_the_top_of_the_repository(folder: Path) -> None:
    inner = folder / "2025" / "march"
    inner.mkdir(parents=True)
    (inner / "bad.txt").write_text("97110\n97530\n")
    (folder / NAME).write_text(entry(note="2025/march/bad.txt"))
    (inner / NAME).write_text(entry(rule="XB002"))
    assert check("2025").exit_code == 0
    (inner.parent / ".git").mkdir()
    assert list(files_for(str(inner / "bad.txt"))) == [str(inner / NAME)]
    assert check("2025").exit_code == 1


def test_neither_an_isolated_run_nor_standard_input_has_waivers(folder: Path) -> None:
    (folder / NAME).write_text(entry() + entry(rule="XB002"))
    assert check("bad.txt").exit_code == 0
    assert check("--isolated", "bad.txt").exit_code == 1
    stdin = CliRunner().invoke(cli, ["check", "-"], input=(folder / "bad.txt").read_bytes())
    assert stdin.exit_code == 1


def test_waivers_are_the_same_for_many_processes(folder: Path) -> None:
    for i in range(40):
        (folder / f"{i:02}.txt").write_text("97110\n")
    (folder / NAME).write_text("".join(entry(note=f"{i:02}.txt") for i in range(40)))
    assert check(".", "-j", "2").stdout == check(".", "-j", "1").stdout


# --- SU001, SU002 ------------------------------------------------------------------------------------------------


def test_an_unused_waiver_is_told_where_it_stands(folder: Path) -> None:
    (folder / NAME).write_text("# a comment\n\n" + entry() + entry(rule="XA002"))
    result = check("bad.txt")
    assert result.exit_code == 1
    assert f"{NAME}:9:1: SU001 there is no finding of XA002 in bad.txt that it could waive [warning]" in lines(result)
    assert lines(result)[-2].startswith("Found 2 findings in 1 of 1 note and 1 file of waivers: 1 error, 1 warning.")


@pytest.mark.parametrize(
    ("values", "args"),
    [
        ({"note": "good.txt"}, ["bad.txt"]),
        ({"rule": "XA002"}, ["bad.txt", "--select", "XA001,SU"]),
        ({"fingerprint": "0" * 32, "note": ""}, ["bad.txt"]),
        ({"rule": "XA002"}, [".", "--ignore", "SU001"]),
        ({"rule": "XA002"}, ["good.txt"]),
    ],
)
def test_a_waiver_is_not_called_unused_where_nobody_looked(
    values: dict[str, str], args: list[str], folder: Path
) -> None:
    (folder / NAME).write_text(entry(**values))
    assert "SU001" not in check(*args).stdout


@pytest.mark.parametrize("values", [{"fingerprint": "0" * 32, "note": ""}, {"note": "gone.txt"}, {"note": "good.txt"}])
def test_a_run_over_the_whole_folder_looks_everywhere(values: dict[str, str], folder: Path) -> None:
    (folder / NAME).write_text(entry(**values))
    assert "SU001" in check(str(folder)).stdout


def test_a_note_that_could_not_be_judged_says_nothing_of_its_waivers(folder: Path) -> None:
    (folder / "bad.txt").write_text("EXPLODE\n")
    (folder / NAME).write_text(entry())
    result = check("bad.txt")
    assert result.exit_code == 2
    assert "SU001" not in result.stdout


def test_an_expired_waiver_waives_nothing_and_says_so_once(folder: Path) -> None:
    (folder / NAME).write_text(entry(expires="2025-06-30"))
    result = check("bad.txt")
    assert "bad.txt:2:1: XA001 97110 97110 is billed [error]" in lines(result)
    told = "this waiver of XA001 expired on 2025-06-30: the finding counts again"
    assert f"{NAME}:1:1: SU002 {told} [warning]" in lines(result)
    assert "SU001" not in result.stdout


def test_a_waiver_holds_up_to_and_on_its_last_day() -> None:
    (one,) = entries_of(NAME, entry(expires="2025-06-30"))
    assert not aged(one, datetime.date(2025, 6, 30)).expired
    assert aged(one, datetime.date(2025, 7, 1)).expired


def test_severities_of_the_rules_on_waivers_are_settings_like_others(folder: Path) -> None:
    (folder / NAME).write_text(entry(rule="XA002"))
    result = check("bad.txt", "--config", "severity.SU001 = 'error'")
    assert f"{NAME}:1:1: SU001 there is no finding of XA002 in bad.txt that it could waive [error]" in lines(result)


# --- a file that is wrong ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (entry(reason=""), "waiver 1: key 'reason' is missing"),
        (entry(reason="  "), "waiver 1: key 'reason': string should have at least 1 character, not \"  \""),
        (entry(by=""), "waiver 1: key 'by' is missing"),
        (entry(date=""), "waiver 1: key 'date' is missing"),
        (entry(date='"in May"'), "waiver 1: key 'date': "),
        (entry(note=""), "waiver 1: needs a note or a fingerprint, else it would waive the rule for every note"),
        (entry(rule="XA009"), "waiver 1: key 'rule': no rule 'XA009' that can be waived, did you mean 'XA00"),
        (entry(note="../a.txt"), "waiver 1: key 'note': '../a.txt' is not in the folder of this file or below it"),
        (entry(rule="SU001"), "waiver 1: key 'rule': no rule 'SU001' that can be waived"),
        (entry(rule="NL001"), "waiver 1: key 'rule': no rule 'NL001' that can be waived"),
        (entry(fingerprint="abc"), "waiver 1: key 'fingerprint': "),
        (entry(resaon="x"), "waiver 1: unknown key 'resaon', did you mean 'reason'?"),
        ("waivers = 1\n", "unknown key 'waivers', did you mean 'waiver'?; each entry begins with [[waiver]]"),
        ("waiver = [{ rule = 'XA001' }]\n", "each entry begins with [[waiver]] on a line of its own"),
        ("[[waiver]\n", "Expected ']]'"),
    ],
)
def test_a_wrong_file_names_file_line_and_entry(text: str, complaint: str, folder: Path) -> None:
    (folder / NAME).write_text(text)
    result = check("bad.txt")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {NAME}:")
    assert complaint in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_line_is_that_of_the_entry() -> None:
    with pytest.raises(ConfigError, match=rf"^{NAME}:8: waiver 2: key 'reason' is missing$"):
        entries_of(NAME, "\n" + entry() + entry(reason=""))


def test_a_file_that_is_no_text_is_named(folder: Path) -> None:
    (folder / NAME).write_bytes(b"\xff\xfe")
    result = check("bad.txt")
    assert (result.exit_code, result.stderr) == (2, f"error: {NAME}: not UTF-8\n")


# --- notelint waive ----------------------------------------------------------------------------------------------


def test_waive_writes_an_entry_that_waives_the_finding(folder: Path) -> None:
    result = waive("bad.txt:2", "XA001", reason='as "agreed"\n with the payer', env=KEY)
    assert (result.exit_code, result.stdout) == (0, f"{NAME}:3: waives one finding of XA001 on 97110 in bad.txt\n")
    (table,) = tomllib.loads((folder / NAME).read_text())["waiver"]
    assert table == {
        "rule": "XA001", "note": "bad.txt", "code": "97110", "fingerprint": table["fingerprint"],
        "reason": 'as "agreed" with the payer', "by": "A. Roe", "date": datetime.date.today(),
    }  # fmt: skip
    assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600
    assert (folder / "bad.txt").read_text() == "S: x\n97110\n97530\n"
    shown = check("bad.txt", env=KEY)
    assert "XA001 97110 97110 is billed [waived by A. Roe on " in shown.stdout
    assert "XB002 97530 97530 is billed [error]" in shown.stdout
    assert "SU001" not in shown.stdout


def test_without_a_key_a_note_is_waived_by_name_and_code_and_that_is_said(folder: Path) -> None:
    assert "waives every finding of XA001 on 97110 in bad.txt" in waive("bad.txt:2", "XA001").stdout
    assert "fingerprint" not in (folder / NAME).read_text()
    assert check("bad.txt", "--select", "XA").exit_code == 0


def test_what_a_file_holds_stays_as_it_is(folder: Path) -> None:
    before = "# ours\n\n" + entry(rule="XB002", note="bad.txt") + "# the end, without a newline"
    (folder / NAME).write_text(before)
    assert waive("bad.txt:2", "exercise-billed", "--expires", "2999-01-01").exit_code == 0
    after = (folder / NAME).read_text()
    assert after.startswith(before + "\n\n[[waiver]]\n")
    assert after.endswith("expires = 2999-01-01\n")
    assert check("bad.txt").exit_code == 0


def test_waive_takes_the_nearest_file_above_and_places_as_reports_give_them(folder: Path) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "bad.txt").write_text("97110\n")
    (folder / NAME).write_text("")
    assert waive("in/bad.txt:1:1:", "XA001").exit_code == 0
    assert not (folder / "in" / NAME).exists()
    assert tomllib.loads((folder / NAME).read_text())["waiver"][0]["note"] == "in/bad.txt"


def test_a_finding_that_is_waived_already_is_not_waived_again(folder: Path) -> None:
    waive("bad.txt:2", "XA001")
    before = (folder / NAME).read_text()
    again = waive("bad.txt:2", "XA001")
    assert (again.exit_code, again.stderr) == (0, f"XA001 is waived already: {NAME}:3\n")
    assert (folder / NAME).read_text() == before


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (["bad.txt:1", "XA001"], "No finding of XA001 at line 1 of bad.txt; there are findings of it at line 2"),
        (
            ["bad.txt", "XA001"],
            "No finding of XA001 that stands nowhere in bad.txt; there are findings of it at line 2",
        ),
        (["good.txt:1", "XA001"], "No finding of XA001 at line 1 of good.txt"),
        (["bad.txt:2", "XA01"], "No rule 'XA01' that can be waived, did you mean 'XA001'?"),
        (["bad.txt:2", "NL001"], "No rule 'NL001' that can be waived"),
        (["none.txt:2", "XA001"], "none.txt: not read: no such file or folder"),
        (["bad.txt:2", "XA001", "--expires", "soon"], "--expires 'soon' is no date, as 2026-12-31"),
        (["bad.txt:2", "XA001", "--expires", "2020-01-01"], "--expires 2020-01-01 is over already"),
        (["bad.txt:2", "XA001", "--reason", " "], "--reason says nothing"),
    ],
)
def test_waive_says_what_is_wrong_and_writes_nothing(args: list[str], complaint: str, folder: Path) -> None:
    result = call("waive", "--reason", "r", "--by", "b", *args)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert not (folder / NAME).exists()


def test_waive_without_a_reason_or_a_name_is_an_error(folder: Path) -> None:
    assert call("waive", "bad.txt:2", "XA001", "--by", "b").exit_code == 2
    assert call("waive", "bad.txt:2", "XA001", "--reason", "r").exit_code == 2


def test_a_waivers_file_holds_no_words_of_a_note(folder: Path) -> None:
    waive("bad.txt:2", "XA001", env=KEY)
    assert "S: x" not in (folder / NAME).read_text()


# --- inline, in a template ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "comment",
    [
        "{{# {0} #}}", "{{#- {0} -#}}", "{{{{~!-- {0} --~}}}}", "{{{{! {0} }}}}", "{{{{!-- {0} --}}}}", "<!-- {0} -->", "/* {0} */", "// {0}",
        "  ;; {0}", "<!--\n{0}\n-->",
    ],
)  # fmt: skip
def test_a_template_carries_waivers_in_a_comment_of_its_own(comment: str) -> None:
    said = 'notelint: waive TP002 97530 reason="asked in the header" by="A. Roe" date=2025-01-31 expires=2999-12-31'
    text = f"Line one ***\n{comment.format(said)}\n97530 ***\n"
    (found,) = inline_waivers(Note("t.md", text))
    assert (found.rule, found.code, found.wrong) == ("TP002", "97530", "")
    waiver = found.waiver
    assert (waiver.reason, waiver.by, waiver.date, waiver.expires, waiver.place) == (
        "asked in the header", "A. Roe", "2025-01-31", "2999-12-31", "t.md:2",
    )  # fmt: skip
    assert text[found.start : found.end] == found.text == comment.format(said).strip(" ")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("waive TP002", 'it gives no reason, as in reason="..."'),
        ('waive TP002 reason=" "', 'it gives no reason, as in reason="..."'),
        ('waive reason="x"', "it names no rule, as in notelint: waive TP002"),
        ('waive TP002 reason="x', "a quotation mark is not closed"),
        ('waive TP002 reason="x" expires=soon', "expires=soon is no date, as in expires=2026-01-31"),
        ('waive TP002 reson="x"', "'reson=x' is not reason, by, date, expires with a value, given once"),
        ("waive TP002 because it is so", "'because' is not reason, by, date, expires"),
    ],
)
def test_an_inline_waiver_that_is_wrong_is_not_in_force(said: str, wrong: str) -> None:
    (found,) = inline_waivers(Note("t.md", f"{{# notelint: {said} #}}"))
    assert found.wrong.startswith(wrong)


def test_an_inline_waiver_is_read_as_people_type_it() -> None:
    (found,) = inline_waivers(
        Note("t.md", "// notelint:\u00a0waive tp\uff10\uff10\uff12\u00a097530 reason='so\u00a0be it'\r\n97530\r\n")
    )
    assert (found.rule, found.code, found.waiver.reason, found.wrong) == ("TP002", "97530", "so be it", "")


def test_prose_about_waivers_is_none() -> None:
    assert (
        list(inline_waivers(Note("t.md", "We say notelint: waive TP002 in a comment. # notelint: waive TP002"))) == []
    )


def test_a_finding_of_a_rule_from_a_file_is_waived(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    house = """
from notelint.linter import Verdict, Visit, rule

@rule("HSE009", "house-says-no", source="the tests")
def house_says_no(visit: Visit) -> Verdict:
    \"\"\"Never.\"\"\"
    return visit.failed("no")
"""
    for module in ("config", "waivers", "cli.waive"):
        monkeypatch.setattr(f"notelint.linter.{module}.load_rules", load_rules)
    (folder / "house_of_no.py").write_text(house)
    (folder / "notelint.toml").write_text('plugins = ["house_of_no.py"]\nselect = ["HSE"]\n')
    assert check("good.txt").exit_code == 1
    done = waive("good.txt:1", "house-says-no")
    assert (done.exit_code, done.stderr) == (0, "")
    assert check("good.txt").exit_code == 0
    (folder / "notelint.toml").unlink()
    result = check("good.txt")
    assert result.exit_code == 2
    assert "no rule 'HSE009' that can be waived" in result.stderr
