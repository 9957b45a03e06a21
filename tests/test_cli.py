"""The command line with fake rules: options, output files, exit statuses, standard streams."""

from __future__ import annotations

import json
import os
import re
import stat
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fakes import RULES, SECRET

from notelint.linter.cli import cli
from notelint.linter.cli.common import wants_color
from notelint.linter.rules import PluginError


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fakes: None) -> Path:
    monkeypatch.setattr("notelint.linter.cli.rule.load_rules", lambda *_: RULES)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.txt").write_text("S: x\n97110\n")
    (tmp_path / "good.txt").write_text("97140\n")
    return tmp_path


def call(*args: str, stdin: bytes | None = None, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(cli, args, input=stdin, env=env, prog_name="notelint")


def found(result: Result) -> list[tuple[str, str]]:
    return [(f["path"], f["rule"]) for f in json.loads(result.stdout)]


# --- exit statuses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "status"),
    [
        (["good.txt"], 0),
        (["bad.txt"], 1),
        (["bad.txt", "--exit-zero"], 0),
        (["bad.txt", "--ignore", "XA001"], 0),
        (["bad.txt", "--config", "severity.XA001 = 'info'"], 0),
        (["bad.txt", "--config", "severity.XA001 = 'info'", "--fail-level", "info"], 1),
        (["bad.txt", "--config", "severity.XA001 = 'warning'"], 1),
        (["bad.txt", "--config", "severity.XA001 = 'warning'", "--fail-level", "error"], 0),
        (["none.txt"], 2),
        (["none.txt", "--exit-zero"], 2),
        (["good.txt", "none.txt"], 2),
        (["--no-such-option"], 2),
        (["--fail-level", "warn"], 2),
        (["--select", "XZ"], 2),
        (["--as", "letter"], 2),
        (["--profile", "medicar"], 2),
        (["--output-format", "pdf"], 2),
    ],
)
def test_exit_status(args: list[str], status: int) -> None:
    assert call("check", *args).exit_code == status


def test_a_crash_of_a_rule_ends_with_2_and_is_shown_first(folder: Path) -> None:
    (folder / "bad.txt").write_text(f"97110 goal {SECRET}\n")
    result = call("check", "--output-format", "json", "--exit-zero", "bad.txt")
    assert result.exit_code == 2
    assert [f["rule"] for f in json.loads(result.stdout)] == ["NL001", "XA001"]
    assert "error: bad.txt: rule XC001 did not run: ValueError at fakes:" in result.stderr
    assert SECRET not in result.output


def test_an_error_that_nobody_foresaw_quotes_no_note(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object, **__: object) -> None:
        raise KeyError(SECRET)

    monkeypatch.setattr("notelint.linter.cli.check.write_reports", explode)
    result = call("check", "bad.txt")
    assert result.exit_code == 2
    assert "notelint failed: KeyError" in result.stderr
    assert "test_cli:" in result.stderr
    assert SECRET not in result.output


def test_a_configuration_error_is_one_line(folder: Path) -> None:
    (folder / "notelint.toml").write_text("fail-levle = 'info'\n")
    result = call("check", "bad.txt")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"error: {folder}/notelint.toml: unknown key 'fail-levle', did you mean 'fail-level'?\n"
    assert call("check", "--isolated", "bad.txt").exit_code == 1


def test_an_unknown_command() -> None:
    result = call("chek")
    assert result.exit_code == 2
    assert "Did you mean 'check'?" in result.stderr


# --- reading -----------------------------------------------------------------------------------------------------


def test_what_cannot_be_read_is_said_and_the_rest_is_linted(folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    (folder / "evil\x1b[31m.txt").write_bytes(b"\x7fELF\0")
    result = call("check", "--output-format", "json", ".")
    assert result.exit_code == 2
    assert [f["rule"] for f in json.loads(result.stdout)] == ["XA001", "NL002", "NL002"]
    assert "error: ./empty.txt: not read: empty [NL002]\n" in result.stderr
    assert "binary, not text [NL002]" in result.stderr
    assert "\x1b" not in result.output


def test_the_working_folder_by_default() -> None:
    assert found(call("check", "--output-format", "json")) == [("./bad.txt", "XA001")]


def test_include_and_exclude(folder: Path) -> None:
    (folder / "c.note").write_text("97110")
    (folder / "d.md").write_text("97110")
    assert found(call("check", "--output-format", "json", "--include", "*.note")) == [("./c.note", "XA001")]
    assert found(call("check", "--output-format", "json", "--exclude", "b*.txt,*.md")) == []
    assert found(call("check", "--output-format", "json", "--exclude", "bad.txt", "bad.txt")) == [("bad.txt", "XA001")]


def test_standard_input() -> None:
    assert found(call("check", "--output-format", "json", "-", stdin=b"\xef\xbb\xbf97110")) == [("-", "XA001")]
    result = call("check", "--output-format", "json", "-", "--stdin-filename", "a/b.txt", stdin=b"97110")
    assert found(result) == [("a/b.txt", "XA001")]
    result = call("check", "--output-format", "json", "--stdin-filename", "c.txt", stdin=b"97110")
    assert found(result) == [("c.txt", "XA001")]
    empty = call("check", "-", stdin=b"")
    assert (empty.exit_code, "error: -: not read: empty" in empty.stderr) == (2, True)


def test_no_notes_is_a_warning(folder: Path) -> None:
    (folder / "sub").mkdir()
    result = call("check", "sub")
    assert result.exit_code == 0
    assert "warning: no notes found in sub" in result.stderr
    assert call("check", "-q", "sub").stderr == ""


def test_the_kind_is_said_of_every_note() -> None:
    assert found(call("check", "--output-format", "json", "--as", "template", "bad.txt")) == []
    assert found(call("check", "--output-format", "json", "--as", "auto", "bad.txt")) == [("bad.txt", "XA001")]


# --- selecting ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "rules"),
    [
        (["--select", "XA"], ["XA001"]),
        (["--select", "XB"], []),
        (["--select", "XB,XA001"], ["XA001"]),
        (["--select", "XB", "--select", "XA001"], ["XA001"]),
        (["--select", "XB", "--extend-select", "XA"], ["XA001"]),
        (["--select", "ALL", "--ignore", "XA"], []),
        (["--ignore", "XA", "--extend-select", "exercise-billed"], ["XA001"]),
    ],
)
def test_selection(args: list[str], rules: list[str]) -> None:
    assert [r for _, r in found(call("check", "--output-format", "json", "bad.txt", *args))] == rules


# --- reports -----------------------------------------------------------------------------------------------------


def test_several_reports_in_one_run(folder: Path) -> None:
    result = call("check", "--output-format", "html:report.html,concise", "--output-format", "json:out.json", ".")
    assert result.exit_code == 1
    assert "bad.txt:2:1: XA001" in result.stdout
    assert json.loads((folder / "out.json").read_text())[0]["rule"] == "XA001"
    assert "<html" in (folder / "report.html").read_text()


def test_the_page_holds_every_verdict_and_json_only_what_was_asked_for(folder: Path) -> None:
    call("check", "--output-format", "html:all.html,json:some.json", "bad.txt")
    assert "wants-visit" in (folder / "all.html").read_text()
    assert len(json.loads((folder / "some.json").read_text())) == 1
    all_of_them = json.loads(call("check", "--output-format", "json", "--verdicts", "bad.txt").stdout)
    assert {v["verdict"] for v in all_of_them} == {"fail", "pass", "not_applicable"}


def test_a_report_file_is_private_and_whole(folder: Path) -> None:
    (folder / "r.json").write_text("old")
    os.chmod(folder / "r.json", 0o644)
    assert call("check", "--output-format", "json", "-o", "r.json", "bad.txt").exit_code == 1
    assert stat.S_IMODE((folder / "r.json").stat().st_mode) == 0o600
    assert json.loads((folder / "r.json").read_text())
    assert sorted(p.name for p in folder.iterdir()) == ["bad.txt", "good.txt", "r.json"]


def test_a_report_that_fails_leaves_the_old_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "r.json").write_text("old")

    def explode(results: object, out: object, options: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr("notelint.reports.json.write", explode)
    for formats in ("json:r.json", "json:r.json,concise:c.txt"):
        assert call("check", "--output-format", formats, "bad.txt").exit_code == 2
        assert (folder / "r.json").read_text() == "old"
        assert sorted(p.name for p in folder.iterdir()) == ["bad.txt", "good.txt", "r.json"]


def test_where_a_report_cannot_go(folder: Path) -> None:
    for target, reason in (("none/r.json", "no such file or directory"), (".", "is a directory")):
        result = call("check", "--output-format", "json", "-o", target, "bad.txt")
        assert result.exit_code == 2
        assert f"cannot write {target}: {reason}" in result.stderr
    for args in (["-o", "bad.txt"], ["-o", "./bad.txt"]):
        result = call("check", *args, "bad.txt")
        assert (result.exit_code, "would overwrite the note" in result.stderr) == (2, True)
    assert (folder / "bad.txt").read_text() == "S: x\n97110\n"


@pytest.mark.parametrize(
    "args",
    [
        ["--output-format", "json,concise"],
        ["--output-format", "json:a,concise:a"],
        ["--output-format", "json:a", "-o", "b"],
        ["--output-format", "json,concise", "-o", "b"],
    ],
)
def test_reports_that_get_in_each_others_way(args: list[str]) -> None:
    assert call("check", "bad.txt", *args).exit_code == 2


def test_a_report_through_a_link_and_to_a_device(folder: Path) -> None:
    (folder / "real.json").write_text("old")
    (folder / "link.json").symlink_to("real.json")
    call("check", "--output-format", "json", "-o", "link.json", "bad.txt")
    assert (folder / "link.json").is_symlink()
    assert json.loads((folder / "real.json").read_text())
    assert call("check", "--output-format", "json", "-o", "/dev/null", "bad.txt").exit_code == 1
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    assert found(call("check", "--output-format", "json", "-o", "-", "bad.txt"))


def test_an_unknown_format_names_the_nearest() -> None:
    assert "Unknown output format 'jsn', did you mean 'json'?" in call("check", "--output-format", "jsn").stderr


def test_the_format_from_the_settings_and_the_environment(folder: Path) -> None:
    (folder / "notelint.toml").write_text("output-format = 'json'\n")
    assert found(call("check", "bad.txt"))
    assert "bad.txt:2:1" in call("check", "bad.txt", env={"NOTELINT_OUTPUT_FORMAT": "concise"}).stdout


def test_the_same_input_gives_the_same_bytes() -> None:
    for name in ("full", "concise", "json", "html"):
        assert call("check", "--output-format", name).stdout == call("check", "--output-format", name).stdout


def test_color() -> None:
    assert "\x1b[" in call("check", "--color", "always", "bad.txt").stdout
    assert "\x1b[" not in call("check", "bad.txt").stdout


def test_color_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert [wants_color("auto", terminal) for terminal in (True, False)] == [True, False]
    monkeypatch.setenv("NO_COLOR", "1")
    assert (wants_color("auto", True), wants_color("always", True), wants_color("never", True)) == (False, True, False)


def test_verbose_says_what_the_run_goes_by(folder: Path) -> None:
    (folder / "notelint.toml").write_text("select = ['XA']\n")
    told = call("check", "-v", "bad.txt").stderr
    assert f"settings: {folder}/notelint.toml; profile: default" in told
    assert "rules: XA001, XA002" in told
    assert "notes: 1" in told


def test_statistics() -> None:
    assert "1  XA001  exercise-billed" in call("check", "--statistics", "bad.txt").stdout


# --- parse -------------------------------------------------------------------------------------------------------


def test_parse_as_json(folder: Path) -> None:
    (visit,) = json.loads(call("parse", "--output-format", "json", "bad.txt").stdout)
    assert (visit["path"], visit["charges"][0]["code"], visit["charges"][0]["line"]) == ("bad.txt", "97110", 2)


def test_parse_as_a_tree_and_a_page(folder: Path) -> None:
    assert "97110" in call("parse", "bad.txt").stdout
    assert call("parse", "--output-format", "html", "-o", "p.html", "bad.txt").exit_code == 0
    assert "97110" in (folder / "p.html").read_text()


def test_parse_says_what_it_could_not_read(folder: Path) -> None:
    (folder / "x.txt").write_text(f"EXPLODE {SECRET}")
    result = call("parse", "--output-format", "json", "none.txt", "x.txt", "bad.txt")
    assert result.exit_code == 2
    assert [v["path"] for v in json.loads(result.stdout)] == ["bad.txt"]
    assert "error: none.txt: not read: no such file or folder [NL002]" in result.stderr
    assert "error: x.txt: no rule ran, the note could not be taken in: RuntimeError at fakes:" in result.stderr
    assert SECRET not in result.output


# --- rule --------------------------------------------------------------------------------------------------------


def test_a_rule_is_explained() -> None:
    told = call("rule", "XA001").stdout
    assert told.startswith("XA001 exercise-billed\n\nNo charge is 97110.\n\nFinds:  97110\nPasses: 97530\n")
    assert "Severity:  error" in told
    assert "Source:    the tests" in told
    assert "Option:    most = 1" in told


def test_rules_by_name_and_family() -> None:
    assert call("rule", "exercise-billed").stdout == call("rule", "xa001").stdout
    assert [r["rule"] for r in json.loads(call("rule", "XA", "--output-format", "json").stdout)] == ["XA001", "XA002"]
    assert json.loads(call("rule", "XA001", "--output-format", "json").stdout)["options"] == {"allow": [], "most": 1}


def test_all_rules_with_those_of_the_run() -> None:
    rules = [r["rule"] for r in json.loads(call("rule", "--all", "--output-format", "json").stdout)]
    assert rules == ["NL001", "NL002", "XA001", "XA002", "XB001", "XB002", "XC001"]
    markdown = call("rule", "--all", "--output-format", "markdown").stdout
    assert "# XA001 exercise-billed\n\nNo charge is 97110.\n\n- **Severity:** error" in markdown
    assert "- **Looks at:** each charge\n- **A finding says:** more may be billed than the note supports" in markdown
    assert (
        "- **Source:** the tests\n\n## A note in which it finds something\n\n```text note.txt\n97110\n```" in markdown
    )
    assert "## A note that passes\n\n```text note.txt\n97530\n```" in markdown
    assert "```toml\n[rules.XA001]\nallow = []\nmost = 1\n```" in markdown


@pytest.mark.parametrize("args", [[], ["XA001", "--all"], ["XA009"], [""]])
def test_rule_called_wrongly(args: list[str]) -> None:
    assert call("rule", *args).exit_code == 2


def test_an_unknown_rule_names_the_nearest() -> None:
    assert "Unknown rule 'XA01', did you mean 'XA001'?" in call("rule", "XA01").stderr


# --- processes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["0", "-1", "two", "1.5", ""])
def test_a_number_of_processes_that_is_none(given: str) -> None:
    result = call("check", "--jobs", given, "bad.txt")
    assert result.exit_code == 2
    assert "is neither a number from 1 on nor auto" in result.stderr


def test_by_default_a_process_for_each_core_that_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3, 5}, raising=False)
    assert "processes: 3 at most" in call("check", "-v", "bad.txt").stderr
    assert "processes: 2 at most" in call("check", "-v", "-j", "2", "bad.txt").stderr


# --- what a result was made by -------------------------------------------------------------------------------------


@pytest.mark.parametrize("args", [("--version", "-v"), ("-v", "--version")])
def test_a_verbose_version_names_all_that_a_result_depends_on(args: tuple[str, ...]) -> None:
    said = call(*args)
    assert said.exit_code == 0
    release, rules, language = said.stdout.splitlines()
    assert release == call("--version").stdout.strip() == f"notelint {version('notelint')}"
    assert re.fullmatch(r"rules and knowledge [0-9a-f]{16}, \d+ rules", rules)
    assert re.fullmatch(r"Python \S+, spaCy \S+", language)


def test_a_report_names_the_version_and_the_hash(folder: Path) -> None:
    rules = call("--version", "-v").stdout.splitlines()[1].partition(",")[0]
    made_by = f"notelint {version('notelint')}, {rules}"
    assert call("check", "bad.txt").stdout.splitlines()[-1] == made_by
    assert call("check", "--output-format", "concise", "good.txt").stdout.splitlines()[-1] == made_by
    assert {f["made_by"] for f in json.loads(call("check", "--output-format", "json", "bad.txt").stdout)} == {made_by}
    assert f"{made_by}, profile default" in call("check", "--output-format", "html", "bad.txt").stdout


def test_verbose_before_a_command_says_where_it_belongs() -> None:
    wrong = call("-v", "check", "good.txt")
    assert wrong.exit_code == 2
    assert "say it after the command" in wrong.stderr


def test_a_plugin_that_cannot_be_imported_does_not_hide_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise PluginError("checks plugin 'house' (house) cannot be imported: No module named 'house'")

    monkeypatch.setattr("notelint.linter.plugins.load_rules", broken)
    said = call("--version", "-v")
    assert said.exit_code != 0
    assert said.stdout.startswith("notelint ")
    assert "house" in said.stderr
    assert "Traceback" not in said.stderr


def test_sarif_quotes_the_note_only_where_snippets_are_asked_for() -> None:
    plain = call("check", "--output-format", "sarif", "bad.txt")
    quoted = call("check", "--output-format", "sarif", "--snippets", "bad.txt")
    assert (plain.exit_code, quoted.exit_code) == (1, 1)
    assert "snippet" not in plain.stdout
    assert '"snippet": {"text": "97110"}' in quoted.stdout
