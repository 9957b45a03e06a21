"""`notelint new`, `notelint test` and the pytest plugin: a rule is written, tested, and a failing case is shown."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from notelint.linter.cli import main
from notelint.linter.language import make_parser
from notelint.linter.note import Note
from notelint.linter.record import Terms, Visit

CASE = """== no home programme
finds: HSE001

4/15/2026  R knee OA.
97110 (15 min, 1 unit): SLR 3x10, for quad strength.
[[HEP]] daily.
"""
PYTEST = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]


@cache
def parser(terms: tuple[Terms, ...] = ()) -> Callable[[Note], Visit]:
    return make_parser(terms)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("notelint.linter.engine._language", parser)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*args: str) -> int:
    return main(args)


Capture = pytest.CaptureFixture[str]


# --- new --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["missing-home-programme", "no-consent", "copied-text", "pass"])
def test_a_new_rule_is_found_and_its_cases_hold(capsys: Capture, name: str) -> None:
    assert call("new", "rule", "HSE001", name) == 0
    file = name.replace("-", "_").replace("pass", "pass_")
    told = capsys.readouterr().out
    assert told.splitlines() == [
        f"Written: {file}.py and {file}.case",
        f"Try it:  notelint test {file}.py {file}.case",
        f'Use it:  plugins = ["{file}.py"] in notelint.toml',
    ]
    assert call("test", f"{file}.py", f"{file}.case") == 0
    assert capsys.readouterr().out == "4 cases, all as expected.\n"


def test_a_new_rule_in_toml(capsys: Capture) -> None:
    assert call("new", "rule", "HSE002", "missing-consent", "--toml") == 0
    assert 'plugins = ["missing_consent.toml"]' in capsys.readouterr().out
    assert call("test") == 0
    assert capsys.readouterr().out == "2 cases, all as expected.\n"


def test_a_new_rule_elsewhere(folder: Path) -> None:
    (folder / "rules").mkdir()
    assert call("new", "rule", "HSE001", "missing-consent", "--into", "rules") == 0
    assert sorted(p.name for p in (folder / "rules").iterdir()) == ["missing_consent.case", "missing_consent.py"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["HS1", "x"], "'HS1' is not two or three capital letters and three digits, such as HSE001"),
        (["HSE001", "Missing HEP"], "'Missing HEP' is not of small letters and hyphens"),
        (["HSE001", "1st"], "'1st' is not of small letters and hyphens"),
        (["OM001", "x"], "there is a rule OM001 missing-objective-measure already"),
        (["HSE001", "missing-objective-measure"], "there is a rule OM001 missing-objective-measure already"),
        (["HSE001", "there"], "there.case exists already; nothing is written"),
    ],
)
def test_what_is_not_new(folder: Path, capsys: Capture, args: list[str], said: str) -> None:
    (folder / "there.case").write_text("mine")
    assert call("new", "rule", *args) == 2
    assert said in capsys.readouterr().err
    assert [p.name for p in folder.iterdir()] == ["there.case"]
    assert (folder / "there.case").read_text() == "mine"


# --- test -------------------------------------------------------------------------------------------------------


@pytest.fixture
def written(folder: Path, capsys: Capture) -> Path:
    call("new", "rule", "HSE001", "missing-hep")
    capsys.readouterr()
    return folder


def test_a_failing_case_is_shown_as_the_report_would(written: Path, capsys: Capture) -> None:
    (written / "house.case").write_text("# about\n\n" + CASE)
    assert call("test", "missing_hep.py", "house.case") == 1
    assert capsys.readouterr().out == (
        "house.case:3 == no home programme\n"
        "expected finds: HSE001, and the rule says:\n"
        "HSE001 [pass] missing-hep\n"
        " --> house.case:7:1\n"
        "  |\n"
        "7 | 97110 (15 min, 1 unit): SLR 3x10, for quad strength.\n"
        "  | ^^^^^\n"
        "8 | HEP daily.\n"
        "  | --- home\n"
        "  |\n"
        "\n"
        "1 of 3 cases failed.\n"
    )


def test_a_finding_beside_the_mark_and_one_too_many(written: Path, capsys: Capture) -> None:
    bare = CASE.replace("[[HEP]] daily.", "[[Plan 2x/wk.]]")
    (written / "house.case").write_text(
        bare + bare.replace("finds", "passes").replace("== no", "== a").replace("[[", "").replace("]]", "")
    )
    assert call("test", "missing_hep.py", "house.case") == 1
    told = capsys.readouterr().out
    assert "expected finds: HSE001 at the mark, and it stands elsewhere:\nHSE001 [warning]" in told
    assert "house.case:7 == a home programme\nexpected passes: HSE001, and this was found:\nHSE001 [warning]" in told


def test_a_rule_that_crashes(written: Path, capsys: Capture) -> None:
    rule = written / "missing_hep.py"
    code = rule.read_text()
    line = code.splitlines().index("    found = visit.said(WORDS)") + 1
    rule.write_text(code.replace("    found = visit.said(WORDS)", "    found = 1 / 0"))
    assert call("test", "missing_hep.py", "missing_hep.case") == 1
    told = capsys.readouterr()
    failed = f"the run failed: rule HSE001 did not run: ZeroDivisionError at missing_hep.py:{line}."
    assert [s for s in told.out.splitlines() if " == " not in s] == [*4 * [failed], "4 of 4 cases failed."]
    assert call("test", "--traceback", "missing_hep.py") == 2
    told = capsys.readouterr()
    assert "ZeroDivisionError: division by zero" in told.err


def test_a_list_of_terms_that_the_rule_does_not_name(written: Path, capsys: Capture) -> None:
    rule = written / "missing_hep.py"
    rule.write_text(rule.read_text().replace(", terms=[WORDS]", ""))
    line = rule.read_text().splitlines().index("    found = visit.said(WORDS)") + 1
    assert call("test", "missing_hep.py") == 1
    said = f"the run failed: rule HSE001 did not run: missing_hep.py:{line}: it asks for Terms(['hep']), which it does"
    assert said in capsys.readouterr().out


def test_an_example_that_fails_is_named_by_its_line(written: Path, capsys: Capture) -> None:
    rule = written / "missing_hep.py"
    rule.write_text(rule.read_text().replace("Hep: say", "say"))
    assert call("test", "missing_hep.py") == 1
    line = rule.read_text().splitlines().index("    Passes:") + 2
    assert capsys.readouterr().out.startswith(f"missing_hep.py:{line} == HSE001, example 2: Passes\n")


def test_a_subject_that_is_not_there(written: Path, capsys: Capture) -> None:
    (written / "goal.case").write_text("== no goal\nfinds: OM001 97530\n\n4/15/2026 R knee OA.\n")
    assert call("test", "goal.case") == 1
    assert "expected finds: OM001 97530, and " in capsys.readouterr().out


def test_a_rule_without_examples_is_warned_of(written: Path, capsys: Capture) -> None:
    rule = written / "missing_hep.py"
    rule.write_text(rule.read_text().replace("Finds:", "Found:").replace("Passes:", "Passed:"))
    assert call("test", "missing_hep.py") == 0
    told = capsys.readouterr()
    assert told.out == "0 cases, all as expected.\n"
    assert told.err.startswith(
        "warning: missing_hep.py:8: no example or case is about HSE001: write Finds: and Passes:"
    )
    assert call("test", "missing_hep.py", "missing_hep.case") == 0
    assert capsys.readouterr().err == ""


def test_a_folder_of_cases_with_their_rules_beside_them(written: Path, capsys: Capture) -> None:
    (written / "setup.py").write_text("1 / 0")
    assert call("test") == 0
    assert capsys.readouterr().out == "4 cases, all as expected.\n"
    (written / "missing_hep.case").rename("house.case")
    assert call("test") == 2
    told = capsys.readouterr().err
    assert "house.case:4: unknown rule HSE001: no installed package and no plugin file of the settings or of" in told
    assert '(notelint test house_rules.py house.case), or in the settings (plugins = ["house_rules.py"])' in told


def test_rules_beside_their_cases_are_left_where_they_are_known(written: Path, capsys: Capture) -> None:
    (written / "copy").mkdir()
    for name in ("missing_hep.py", "missing_hep.case"):
        (written / "copy" / name).write_text((written / name).read_text())
    (written / "notelint.toml").write_text('plugins = ["missing_hep.py"]')
    assert call("test", "copy") == 0
    assert capsys.readouterr().out == "4 cases, all as expected.\n"


def test_a_folder_and_the_plugins_of_its_settings(written: Path, capsys: Capture) -> None:
    (written / "notelint.toml").write_text('plugins = ["missing_hep.py"]')
    (written / ".hidden").mkdir()
    (written / ".hidden" / "bad.case").write_text("bad")
    assert call("test", "-v") == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.partition(" == ")[2] for line in told[:-1]] == [
        "HSE001, example 1: Finds",
        "HSE001, example 2: Passes",
        "hep is not mentioned",
        "hep is mentioned",
    ]
    assert told[-1] == "4 cases, all as expected."


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "a.case",
            CASE,
            "a.case:2: unknown rule HSE001: no installed package and no plugin file of the settings or of",
        ),
        ("a.case", "x", "a.case:1: before the first case there is room for # comments only"),
        ("a.case", b"\xff", "a.case:1: not UTF-8"),
        ("a.txt", "x", "a.txt: neither a case file (*.case) nor a file of rules (*.py, *.toml)"),
        ("a.toml", "[[rule]]", "a.toml:1: plugin 'a': rule without an id: key 'id' is missing"),
        ("a.py", "1/0", "a.py:1: plugin 'a' cannot be imported: ZeroDivisionError: division by zero"),
    ],
)
def test_what_cannot_be_tested(folder: Path, capsys: Capture, name: str, text: str | bytes, said: str) -> None:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    assert call("test", name) == 2
    assert said in capsys.readouterr().err


def test_a_folder_without_cases(capsys: Capture) -> None:
    assert call("test") == 2
    assert "no case files and no files of rules in ." in capsys.readouterr().err


# --- pytest -----------------------------------------------------------------------------------------------------


def test_plain_pytest_runs_cases_and_examples(written: Path) -> None:
    (written / "house.py").write_text((written / "missing_hep.py").read_text())
    (written / "house.case").write_text(CASE)
    (written / "odd.case").write_text("odd")
    call("new", "rule", "HSE002", "no-consent", "--toml")
    ran = subprocess.run(
        [*PYTEST, "-v", "--continue-on-collection-errors"], capture_output=True, text=True, timeout=120
    )
    assert "missing_hep.case::hep is mentioned PASSED" in ran.stdout
    assert "house.case::HSE001, example 1: Finds PASSED" in ran.stdout
    assert "no_consent.toml::HSE002, example 2: Passes PASSED" in ran.stdout
    assert "house.case::no home programme FAILED" in ran.stdout
    assert "expected finds: HSE001, and the rule says:\nHSE001 [pass] missing-hep\n --> house.case:5:1" in ran.stdout
    assert "odd.case:1: before the first case there is room for # comments only" in ran.stdout
    assert ran.returncode == 1
