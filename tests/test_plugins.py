"""Plugins: what packages and files add, and what is said of one that is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from notelint.linter.cli import main
from notelint.linter.config import ConfigError, load_settings
from notelint.linter.engine import lint
from notelint.linter.note import Note
from notelint.linter.plugins import load_readers, load_rules, report_formats
from notelint.linter.rules import PluginError

RULE = """
from notelint.linter import Charge, Verdict, Visit, rule


@rule("HSE001", "never-97530", source="the tests")
def never(charge: Charge, visit: Visit, *, allow: tuple[str, ...] = ()) -> Verdict:
    \"\"\"No charge is 97530.\"\"\"
    if charge.code == "97530" and charge.code not in allow:
        return charge.failed("97530 is billed", nearest=[visit.charges[0]])
    return charge.passed()
"""
OTHERS = """
import csv
from notelint.linter import Note, NotRead, reader, report


@report("rows")
def rows(results, out, options):
    csv.writer(out).writerows((r.note.path, v.rule) for r in results for v in r.findings)


@reader("*.enc")
def enc(path, data):
    if data == b"secret":
        raise ValueError("secret")
    if data == b"bad":
        raise NotRead(path, "no envelope")
    for number, text in enumerate(data.decode().split("=="), 1):
        yield Note(f"{path}#{number}", text, patient="x", date="2026-04-15")
"""
Install = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Make a module of the folder an installed package, as pip would leave it."""

    def installed(name: str, code: str, group: str = "notelint.checks", value: str = "") -> None:
        (folder / f"{name}.py").write_text(code)
        about = folder / f"{name}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (about / "RECORD").write_text(f"{about.name}/entry_points.txt,,\n")
        (about / "entry_points.txt").write_text(f"[{group}]\nmine = {value or name}\n")

    before = set(sys.modules)
    monkeypatch.syspath_prepend(folder)
    yield installed
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(folder)):
            del sys.modules[name]


def test_a_file_of_the_settings_adds_rules_relative_to_them(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "rules").mkdir()
    (folder / "rules" / "house.py").write_text(RULE)
    (folder / "notelint.toml").write_text('plugins = ["rules/house.py"]\n[rules.HSE001]\nallow = ["97140"]\n')
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    settings = load_settings()
    assert settings.plugins == (str(folder / "rules" / "house.py"),)
    assert settings.options["HSE001"] == {"allow": ("97140",)}
    (result,) = lint([Note("a", "4/15/2026\n97110 SLR 3x10\n97530 steps 3x10\n")], settings)
    (mine,) = [v for v in result.verdicts if v.rule == "HSE001"]
    assert (mine.outcome, mine.message, mine.code) == ("fail", "97530 is billed", "97530")


def test_a_finding_without_a_question_has_no_help(folder: Path) -> None:
    (folder / "house.py").write_text(RULE)
    (result,) = lint([Note("a", "4/15/2026\n97530 steps 3x10\n")], load_settings(isolated=True, plugins=["house.py"]))
    assert [v.help for v in result.findings if v.rule == "HSE001"] == [""]


def test_a_path_of_the_command_line_starts_from_the_working_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "below").mkdir()
    (folder / "notelint.toml").write_text('select = ["ALL"]\nbaseline = "known.json"\n')
    (folder / "below" / "house.py").write_text(RULE)
    monkeypatch.chdir(folder / "below")
    assert load_settings(["plugins = ['house.py']"]).plugins == (str(folder / "below" / "house.py"),)
    with pytest.raises(ConfigError, match=r"^--config: key 'plugins': none\.py: no such file$"):
        load_settings(["plugins = ['none.py']"])
    with pytest.raises(ConfigError, match=r"^--config: key 'pairs': .*none\.csv"):
        load_settings(["pairs = 'none.csv'"])
    assert load_settings().baseline == "../known.json"
    assert load_settings(["baseline = 'known.json'"]).baseline == "known.json"


def test_a_plugin_file_hides_no_module_and_is_run_once(folder: Path) -> None:
    (folder / "json.py").write_text(RULE.replace("HSE001", "HSE002").replace("never-", "not-"))
    first = load_rules([str(folder / "json.py")])["HSE002"]
    again = load_rules([str(folder / "json.py"), str(folder / "." / "json.py")])["HSE002"]
    assert first is again
    assert sys.modules["json"] is json
    assert not (folder / "__pycache__").exists()


@pytest.mark.parametrize("future", ["", "from __future__ import annotations\n"], ids=["classes", "strings"])
@pytest.mark.parametrize("written", ["Charge", "'Charge'", "linter.Charge", "C"])
def test_both_spellings_of_annotations(folder: Path, future: str, written: str) -> None:
    code = RULE.replace("charge: Charge", f"charge: {written}").replace("HSE001", "HSE003")
    names = "from notelint import linter\nfrom notelint.linter import Charge as C\n"
    (folder / "house.py").write_text(future + names + code)
    rule = load_rules([str(folder / "house.py")])["HSE003"]
    assert (rule.subject, rule.wants_visit, dict(rule.options)) == ("Charge", True, {"allow": ()})
    assert rule.option_type("allow") == tuple[str, ...]


def test_the_type_of_an_option_is_known_where_the_subject_is_imported_for_type_checkers_only(folder: Path) -> None:
    code = RULE.replace("from notelint.linter import Charge, Verdict, Visit, rule", "from notelint.linter import rule")
    (folder / "house.py").write_text("from __future__ import annotations\n" + code)
    with pytest.raises(ConfigError, match=r"HSE001\.allow"):
        load_settings(["rules.HSE001.allow = 3"], isolated=True, plugins=["house.py"])


def test_an_installed_package_adds_rules(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    install("house", RULE)
    assert load_rules()["HSE001"].name == "never-97530"
    assert main(["plugins", "--isolated"]) == 0
    assert "  HSE001\n      from house (house 1.0)\n" in capsys.readouterr().out


def test_a_file_that_is_installed_too_is_loaded_once(install: Install) -> None:
    install("house", RULE)
    assert load_rules(["house.py"])["HSE001"] is load_rules()["HSE001"]


def test_a_report_format_and_a_reader_of_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "others.py").write_text(OTHERS)
    (folder / "notelint.toml").write_text('plugins = ["others.py"]\nselect = ["RC"]\n')
    (folder / "notes").mkdir()
    (folder / "notes" / "a.enc").write_text("4/15/2026 knee OA\n97110 SLR\n==\n4/16/2026 knee OA\n97140 MFR\n")
    assert main(["check", "--output-format", "rows", "--exit-zero", "notes"]) == 0
    paths = {line.split(",")[0] for line in capsys.readouterr().out.splitlines()}
    assert paths == {"notes/a.enc#1", "notes/a.enc#2"}
    assert main(["plugins"]) == 0
    listed = capsys.readouterr().out
    assert "  rows\n      from others.py (settings)\n" in listed
    assert "  *.enc\n      from others.py (settings)\n" in listed


def test_a_reader_that_fails_is_an_unread_note_and_quotes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "others.py").write_text(OTHERS)
    for name, data in (("a.enc", b"secret"), ("b.enc", b"bad")):
        (folder / name).write_bytes(data)
    assert main(["check", "--config", 'plugins = ["others.py"]', "a.enc", "b.enc"]) == 2
    told = capsys.readouterr().err
    assert "error: a.enc: not read: the reader for *.enc failed on it: ValueError [NL002]" in told
    assert "error: b.enc: not read: no envelope [NL002]" in told
    assert "secret" not in told


def test_plugins_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "house.py").write_text(RULE)
    assert main(["plugins", "--config", 'plugins = ["house.py"]', "--output-format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {
        "kind": "checks", "name": "house", "from": "house.py", "package": None, "adds": ["HSE001"], "needs": None,
    } in listed  # fmt: skip
    assert {entry["kind"] for entry in listed} == {"checks", "reports"}


def test_a_format_whose_library_is_not_installed_hides_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "notelint.reports.parquet", raising=False)
    assert main(["plugins", "--isolated"]) == 0
    listed = capsys.readouterr().out
    assert "needs pyarrow, which is not installed: pip install 'notelint[audit]'\n" in listed
    assert "  OM001" in listed
    assert "  sarif\n" in listed
    assert main(["plugins", "--isolated", "--output-format", "json"]) == 0
    needing = [e["name"] for e in json.loads(capsys.readouterr().out) if e["needs"]]
    assert needing == ["parquet"]


# --- what is wrong ----------------------------------------------------------------------------------------------


def wrong_rule(old: str, new: str) -> str:
    assert old in RULE
    return RULE.replace(old, new)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import nosuch", "bad.py:1: plugin 'bad' cannot be imported: ModuleNotFoundError: No module named 'nosuch'"),
        ("x = 1\n\ndef f(:\n", "bad.py:3: plugin 'bad' cannot be imported: SyntaxError: "),
        ("import sys\nsys.exit(3)", "bad.py:2: plugin 'bad' cannot be imported: SystemExit: 3"),
        (wrong_rule('"HSE001"', '"hse1"'), "bad.py:5: plugin 'bad': rule hse1: its id is not two or three capital"),
        (wrong_rule("never-97530", "Never"), "bad.py:5: plugin 'bad': rule HSE001: its name 'Never' is not of small"),
        (wrong_rule('"the tests"', '" "'), "bad.py:5: plugin 'bad': rule HSE001: its source is empty"),
        (
            wrong_rule('"the tests"', '"x", severity="eror"'),
            "bad.py:5: plugin 'bad': rule HSE001: unknown severity 'eror', did you mean 'error'?",
        ),
        (
            wrong_rule('"the tests"', '"x", direction="up"'),
            "bad.py:5: plugin 'bad': rule HSE001: unknown direction 'up'",
        ),
        (
            wrong_rule("charge: Charge", "charge"),
            "bad.py:5: plugin 'bad': rule HSE001: parameter 'charge' does not say what the rule looks at; annotate",
        ),
        (
            wrong_rule("charge: Charge", "charge: Verdict"),
            "bad.py:5: plugin 'bad': rule HSE001: it looks at Verdict, which is none of Visit, Charge, ",
        ),
        (
            wrong_rule("charge: Charge, visit: Visit, ", ""),
            "bad.py:5: plugin 'bad': rule HSE001: it has no parameter for what it looks at",
        ),
        (
            wrong_rule("visit: Visit", "visit: Charge"),
            "bad.py:5: plugin 'bad': rule HSE001: parameter 'visit': the second may be the visit",
        ),
        (
            wrong_rule("visit: Visit, *, allow: tuple[str, ...] = ()", "visit: Visit, allow=()"),
            "bad.py:5: plugin 'bad': rule HSE001: parameter 'allow': the second may be the visit, 'visit: Visit'; "
            "options follow a *",
        ),
        (wrong_rule(" = ()", ""), "bad.py:5: plugin 'bad': rule HSE001: option 'allow' has no default"),
        (wrong_rule(" = ()", " = (), **more"), "bad.py:5: plugin 'bad': rule HSE001: parameter '**more': every option"),
        (wrong_rule("return charge.p", "yield charge.p"), "bad.py:5: plugin 'bad': rule HSE001: it has to return one"),
        (
            RULE.replace("HSE001", "OM001"),
            "rule OM001 is defined twice: ",
        ),
        (
            RULE + RULE.replace("never(", "again("),
            "rule HSE001 is defined twice: bad.py:5 (plugin 'bad') and bad.py:15 (plugin 'bad')",
        ),
        (
            RULE + RULE.replace("never(", "again(").replace("HSE001", "HSE002"),
            "rule name never-97530 is defined twice: bad.py:5 (plugin 'bad') and bad.py:15 (plugin 'bad')",
        ),
        (
            OTHERS.replace("(results, out, options)", "(results)"),
            "bad.py:6: plugin 'bad': a report format is called as",
        ),
        (OTHERS.replace("(path, data)", "(path)"), "bad.py:11: plugin 'bad': a reader is called as enc(path, data): "),
        (OTHERS.replace('"rows"', '"full"'), "report format 'full' is defined twice: by plugin 'full' of notelint"),
        (
            OTHERS + OTHERS[OTHERS.index("@reader") :].replace("def enc", "def other"),
            "two readers for *.enc: of plugin 'bad' (bad.py) and plugin 'bad' (bad.py)",
        ),
    ],
)
def test_what_is_wrong_with_a_file(folder: Path, capsys: pytest.CaptureFixture[str], code: str, said: str) -> None:
    (folder / "bad.py").write_text(code)
    assert main(["plugins", "--config", 'plugins = ["bad.py"]']) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"error: {said}"), told
    assert told.count("\n") == 1


BODY = RULE[RULE.index("    if charge.code") :]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("    return charge.nosuch\n", "AttributeError at bad.py:8"),
        ("    return charge.failed()\n", "TypeError at bad.py:8"),
        ("    return charge.failed('x', at=3)\n", "AttributeError at bad.py:8 (in notelint.linter."),
        ("    charge.passed()\n", "bad.py:5: it returned None, not a verdict"),
        ("    return 'passed'\n", "bad.py:5: it returned str, not a verdict"),
    ],
)
def test_a_rule_of_a_file_that_crashes_is_named_by_its_file(
    folder: Path, capsys: pytest.CaptureFixture[str], body: str, said: str
) -> None:
    (folder / "bad.py").write_text(RULE.replace(BODY, body))
    (folder / "a.txt").write_text("4/15/2026\n97110 SLR 3x10\n")
    assert main(["check", "--isolated", "--config", 'plugins = ["bad.py"]', "a.txt"]) == 2
    assert f"error: a.txt: rule HSE001 did not run: {said}" in capsys.readouterr().err


def test_what_is_wrong_ends_a_check_before_a_note_is_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.py").write_text("import nosuch")
    (folder / "notelint.toml").write_text('plugins = ["bad.py"]')
    assert main(["check", "none.txt"]) == 2
    assert capsys.readouterr().err.startswith("error: bad.py:1: plugin 'bad' cannot be imported")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none.py", "key 'plugins': .*none.py: no such file"),
        ("notes.txt", "key 'plugins': .*notes.txt: neither Python"),
    ],
)
def test_a_plugin_file_that_is_none(folder: Path, name: str, said: str) -> None:
    (folder / "notes.txt").write_text("x")
    (folder / "notelint.toml").write_text(f'plugins = ["{name}"]')
    with pytest.raises(ConfigError, match=said):
        load_settings()


def test_a_package_that_is_wrong_inside(install: Install) -> None:
    install("house", "\nfrom notelint.linter import rule\n\n@rule('HS', 'x', source='y')\ndef f(a): ...\n")
    with pytest.raises(PluginError, match=r"house.py:4: plugin 'mine' of house 1.0: rule HS: its id is not two"):
        load_rules()


def test_a_package_without_its_module(install: Install) -> None:
    install("house", RULE, value="hose")
    with pytest.raises(PluginError, match=r"entry_points.txt:2: plugin 'mine' of house 1.0 cannot be imported: Mod"):
        load_rules()


@pytest.mark.parametrize(("group", "what"), [("checks", "rule"), ("readers", "reader")])
def test_a_package_whose_module_has_nothing(
    install: Install, capsys: pytest.CaptureFixture[str], group: str, what: str
) -> None:
    install("house", "import json\n", f"notelint.{group}")
    assert main(["plugins", "--isolated"]) == 2
    told = capsys.readouterr().err
    assert told.startswith(
        f"error: house.py:1: plugin 'mine' of house 1.0: module house has no {what}; what counts is a function under "
        f"@{what}(...) that is written in the module or imported into it by name: "
    )


def test_rules_in_submodules(install: Install, folder: Path) -> None:
    (folder / "inner.py").write_text(RULE)
    install("house", "from inner import never\n")
    assert load_rules()["HSE001"].place[0] == str(folder / "inner.py")


def test_a_report_format_of_a_package(install: Install) -> None:
    install("house", "def write(results, out):\n    pass\n", "notelint.reports", "house:write")
    with pytest.raises(PluginError, match=r"house.py:1: plugin 'mine' of house 1.0: a report format is called as"):
        report_formats()["mine"].load()


def test_a_reader_of_a_package(install: Install) -> None:
    install("house", OTHERS, "notelint.readers")
    (found,) = load_readers()
    assert found.globs == ("*.enc",)
    assert "*.enc" in load_settings(isolated=True).include
