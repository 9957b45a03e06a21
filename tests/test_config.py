"""Settings: where they are found, what they may hold, what a mistake says, how layers and profiles combine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from notelint.linter.config import (
    ConfigError,
    Selection,
    Settings,
    find_settings_file,
    load_settings,
    nearest,
    profile_names,
)
from notelint.linter.verdict import Severity

pytestmark = pytest.mark.usefixtures("fakes")


def settings(folder: Path, toml: str = "", **given: Any) -> Settings:
    if toml:
        (folder / "notelint.toml").write_text(toml)
    return load_settings(start=folder, **given)


# --- finding -----------------------------------------------------------------------------------------------------


def test_the_first_file_upward_wins(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert find_settings_file(inner) is None
    (tmp_path / "pyproject.toml").write_text("[tool.notelint]\nfail-level = 'error'\n")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.ruff]\n")
    assert load_settings(start=inner).fail_level is Severity.ERROR
    (tmp_path / "notelint.toml").write_text("fail-level = 'info'\n")
    assert load_settings(start=inner).fail_level is Severity.INFO
    (tmp_path / ".notelint.toml").write_text("profile = 'default'\n")
    assert load_settings(start=inner).origin == str(tmp_path / ".notelint.toml")
    (inner / "notelint.toml").write_text("exclude = ['x']\n")
    assert load_settings(start=inner).exclude == ("x",)
    assert load_settings(start=inner).fail_level is Severity.WARNING


def test_isolated_reads_none(tmp_path: Path) -> None:
    assert settings(tmp_path, "fail-level = 'error'\n", isolated=True) == load_settings(isolated=True)
    assert load_settings(isolated=True).origin == ""


def test_a_file_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("fail-level = 'error'\n")
    assert settings(tmp_path, "fail-level = 'info'\n", config=[str(path)]).fail_level is Severity.ERROR
    with pytest.raises(ConfigError, match="an isolated run reads no settings file"):
        load_settings([str(path)], isolated=True)
    with pytest.raises(ConfigError, match="one settings file a run, not 2"):
        load_settings([str(path), str(path)])
    with pytest.raises(ConfigError, match=r"none\.toml: no such file"):
        load_settings([str(tmp_path / "none.toml")])


LEVEL = "fail-level='error'"


def test_settings_in_place_of_a_file(tmp_path: Path) -> None:
    found = settings(tmp_path, "[rules.XA001]\nmost = 2\n", config=["rules.XA001.allow = ['97110']", LEVEL])
    assert found.options == {"XA001": {"most": 2, "allow": ("97110",)}}
    assert found.fail_level is Severity.ERROR
    with pytest.raises(ConfigError, match="neither a file nor a setting"):
        load_settings(["a = b"], isolated=True)


# --- what a file may hold ----------------------------------------------------------------------------------------

EVERYTHING = """
select = ["XA", "XB"]
ignore = "XB001"
extend-select = ["XC001"]
include = ["*.note"]
exclude = "drafts, old"
fail-level = "info"
profile = "default"
max-size = "3 MiB"
output-format = ["concise", "html:report.html"]
[per-file-ignores]
"drafts/*" = ["XA", "wants-visit"]
[severity]
XA002 = "error"
[rules.XA001]
allow = ["97110"]
[rules.XA002]
mode = "lax"
"""


def test_every_key(tmp_path: Path) -> None:
    assert settings(tmp_path, EVERYTHING) == Settings(
        selected=frozenset({"XA001", "XA002", "XB002", "XC001"}),
        severities={"XA002": Severity.ERROR},
        options={"XA001": {"allow": ("97110",)}, "XA002": {"mode": "lax"}},
        per_file_ignores=(("drafts/*", frozenset({"XA001", "XA002", "XB002"})),),
        include=("*.note",),
        exclude=("drafts", "old"),
        fail_level=Severity.INFO,
        max_size=3 * 1024 * 1024,
        output_format=("concise", "html:report.html"),
        origin=str(tmp_path / "notelint.toml"),
    )


def test_the_command_line_wins(tmp_path: Path) -> None:
    found = settings(
        tmp_path, EVERYTHING, fail_level=Severity.ERROR, include=["*.md"], exclude=["tmp"], output_format=["json"],
        kind="plan", all_verdicts=True,
    )  # fmt: skip
    assert (found.fail_level, found.include, found.output_format) == (Severity.ERROR, ("*.md",), ("json",))
    assert (found.exclude, found.kind, found.all_verdicts) == (("drafts", "old", "tmp"), "plan", True)


def test_settings_are_frozen() -> None:
    with pytest.raises(AttributeError):
        load_settings(isolated=True).profile = "x"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("selct = ['XA']", "unknown key 'selct', did you mean 'select'?"),
        ("fail_level = 'error'", "unknown key 'fail_level', did you mean 'fail-level'?"),
        ("fail-level = 'warn'", "key 'fail-level': unknown value 'warn', did you mean 'warning'?"),
        ("fail-level = 1", "key 'fail-level': input should be 'error', 'warning' or 'info', not 1"),
        ("select = 3", "key 'select': input should be a valid array, not 3"),
        ("select = ['XA', 3]", "key 'select.1': input should be a valid string, not 3"),
        ("max-size = '2 elephants'", "key 'max-size': input should be a valid integer, not \"2 elephants\""),
        ("max-size = 0", "key 'max-size': input should be greater than 0, not 0"),
        ("select = ['XA009']", "select: unknown rule 'XA009', did you mean 'XA00"),
        ("ignore = ['YA']", "ignore: unknown rule 'YA', did you mean 'XA'?"),
        ("extend-select = ['wants-vist']", "extend-select: unknown rule 'wants-vist'"),
        ("[severity]\nXA01 = 'info'", "key 'severity.XA01': unknown rule 'XA01', did you mean 'XA00"),
        ("[severity]\nXA001 = 'eror'", "key 'severity.XA001': unknown value 'eror', did you mean 'error'?"),
        ("[rules.XZ001]\na = 1", "key 'rules.XZ001': unknown rule 'XZ001', did you mean 'X"),
        ("[rules.XA001]\nalow = []", "key 'rules.XA001.alow': XA001 has no such option, did you mean 'allow'?"),
        ("[rules.XB001]\na = 1", "key 'rules.XB001.a': XB001 has no such option; it has none"),
        ("[rules.XA001]\nmost = '2'", "key 'rules.XA001.most': input should be a valid integer, not '2'"),
        ("[rules.XA001]\nmost = true", "key 'rules.XA001.most': input should be a valid integer, not True"),
        ("[rules.XA002]\nmode = 'loose'", "key 'rules.XA002.mode': input should be 'strict' or 'lax', not 'loose'"),
        ("[per-file-ignores]\n'a' = ['ZZ']", "per-file-ignores: unknown rule 'ZZ'"),
        ("rules = 3", "key 'rules': input should be an object, not 3"),
        ("a = ", "Invalid value"),
        ("profile = 'medicar'", "unknown profile 'medicar', did you mean 'medicare'?"),
        ("profile = 'own.toml'", "own.toml: no such file or directory"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_key_and_the_nearest(tmp_path: Path, toml: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        settings(tmp_path, toml + "\n")
    assert complaint in str(caught.value)
    assert str(tmp_path / "notelint.toml") in str(caught.value) or "profile" in toml
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_utf8(tmp_path: Path) -> None:
    (tmp_path / "notelint.toml").write_bytes(b"select = '\xff'")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_settings(start=tmp_path)


def test_nearest() -> None:
    assert nearest("OM01", ["OM001", "IO001"]) == ", did you mean 'OM001'?"
    assert nearest("zzz", ["a", "b"]) == "; known are a, b"
    assert nearest("zzz", []) == ""


# --- selecting ---------------------------------------------------------------------------------------------------

ALL = {"XA001", "XA002", "XB001", "XB002", "XC001"}


@pytest.mark.parametrize(
    ("file", "line", "expected"),
    [
        ("", Selection(), ALL),
        ("", Selection(select=("XA",)), {"XA001", "XA002"}),
        ("", Selection(select=("XA", "XB001")), {"XA001", "XA002", "XB001"}),
        ("", Selection(ignore=("XA",)), ALL - {"XA001", "XA002"}),
        ("", Selection(select=("ALL",), ignore=("XA001",)), ALL - {"XA001"}),
        ("", Selection(select=("XA001",), ignore=("XA",)), {"XA001"}),
        ("", Selection(select=("XA",), ignore=("XA",)), set()),
        ("", Selection(ignore=("ALL",)), set()),
        ("", Selection(ignore=("XA",), extend_select=("XA001",)), ALL - {"XA002"}),
        ("", Selection(select=("exercise-billed",)), {"XA001"}),
        ("", Selection(select=("xa001",)), {"XA001"}),
        ("select = ['XA']", Selection(), {"XA001", "XA002"}),
        ("select = ['XA']", Selection(extend_select=("XB",)), {"XA001", "XA002", "XB001", "XB002"}),
        ("select = ['XA']", Selection(select=("XB",)), {"XB001", "XB002"}),
        ("ignore = ['XA']", Selection(select=("XA001",)), {"XA001"}),
        ("ignore = ['XA']", Selection(ignore=("XB",)), {"XC001"}),
    ],
)
def test_the_more_exact_selector_wins(tmp_path: Path, file: str, line: Selection, expected: set[str]) -> None:
    assert settings(tmp_path, file + "\n", selection=line).selected == expected


def test_an_unknown_selector_of_the_command_line() -> None:
    with pytest.raises(ConfigError, match=r"^--select: unknown rule 'XAA'"):
        load_settings(isolated=True, selection=Selection(select=("XAA",)))


# --- profiles ----------------------------------------------------------------------------------------------------

CLINIC = """
title = "Our clinic"
[severity.XA001]
lower = 1
reason = "r"
source = "s"
[severity.XA002]
set = "info"
reason = "r"
source = "s"
[rules.XA001.most]
value = 5
reason = "r"
source = "s"
"""


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "clinic.toml").write_text(CLINIC)
    found = settings(tmp_path, "profile = 'clinic.toml'\n[rules.XA001]\nallow = ['1']\n[severity]\nXB001 = 'error'\n")
    assert found.lowered == {"XA001": 1}
    assert found.severities == {"XA002": Severity.INFO, "XB001": Severity.ERROR}
    assert found.options == {"XA001": {"most": 5, "allow": ("1",)}}


def test_a_profile_extends_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "clinic.toml").write_text(CLINIC)
    (tmp_path / "site.toml").write_text(
        "title = 'A site'\nextends = 'clinic.toml'\n[severity.XA001]\nset = 'info'\nreason = 'r'\nsource = 's'\n"
    )
    found = load_settings(isolated=True, profile="site.toml")
    assert (found.lowered, found.severities) == ({}, {"XA001": Severity.INFO, "XA002": Severity.INFO})
    (tmp_path / "clinic.toml").write_text(CLINIC + "extends = 'x'")
    (tmp_path / "loop.toml").write_text("title = 'x'\nextends = 'loop.toml'\n")
    with pytest.raises(ConfigError, match=r"profile loop\.toml: extends itself"):
        load_settings(isolated=True, profile="loop.toml")


def test_a_profile_is_named_from_the_folder_of_what_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "conf" / "base").mkdir(parents=True)
    (tmp_path / "conf" / "base" / "group.toml").write_text(CLINIC)
    (tmp_path / "conf" / "clinic.toml").write_text("title = 'x'\nextends = 'base/group.toml'\n")
    (tmp_path / "conf" / "notelint.toml").write_text("profile = 'clinic.toml'\n")
    monkeypatch.chdir(tmp_path)
    found = load_settings(["conf/notelint.toml"])
    assert (found.profile, found.lowered) == ("clinic.toml", {"XA001": 1})
    assert load_settings(isolated=True, profile="conf/clinic.toml").lowered == {"XA001": 1}


def test_a_clinic_extends_a_profile_that_comes_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    path = tmp_path / "clinic.toml"
    deviation = "[rules.TU001.per-code]\nvalue = true\nreason = 'r'\nsource = 's'\n"
    path.write_text(f"title = 'x'\nextends = 'medicare'\n{deviation}")
    found, medicare = load_settings(isolated=True, profile=str(path)), load_settings(isolated=True, profile="medicare")
    assert found.lowered == medicare.lowered
    assert found.options == {**medicare.options, "TU001": {"per_code": True}}


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("", "key 'title' is missing"),
        ("title = 'x'\nunit = 1", "unknown key 'unit'"),
        ("title = 'x'\n[severity.XA001]\nlower = 1\nsource = 's'", "key 'severity.XA001.reason' is missing"),
        (
            "title = 'x'\n[severity.XA001]\nlower = 1\nreson = 'r'\nreason = 'r'\nsource = 's'",
            "unknown key 'severity.XA001.reson', did you mean 'reason'?",
        ),
        ("title = 'x'\n[severity.XA001]\nreason = 'r'\nsource = 's'", "needs either set or lower"),
        ("title = 'x'\n[severity.XA1]\nlower = 1\nreason = 'r'\nsource = 's'", "unknown rule 'XA1'"),
        ("title = 'x'\n[rules.XA001.mst]\nvalue = 1\nreason = 'r'\nsource = 's'", "option, did you mean 'most'?"),
        ("title = 'x'\n[rules.XA001.most]\nvalue = 'a'\nreason = 'r'\nsource = 's'", "should be a valid integer"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toml: str, complaint: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.toml").write_text(toml + "\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(isolated=True, profile="own.toml")
    assert complaint in str(caught.value)
    assert "own.toml" in str(caught.value)


def test_the_profiles_that_come_along() -> None:
    assert profile_names() == ("chiropractic", "commercial", "default", "medicare", "workers-comp")


def test_medicare_asks_less_of_a_daily_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    found = load_settings(isolated=True, profile="medicare")
    assert found.lowered == {"OM001": 1, "OM005": 1}
    assert found.severities == {}
