"""The hash of rules and knowledge: the same for the same rules wherever they are, another for any other."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

import notelint.linter
from notelint.linter.digest import rules_hash
from notelint.linter.plugins import load_rules
from notelint.linter.rules import Rule, rules_in

LIBRARY = Path(str(notelint.linter.__file__)).parent
RULE = '''
from notelint.linter.rules import rule
from notelint.linter.record import Visit
from notelint.linter.verdict import Verdict

@rule("HSE001", "house-rule", source="the house")
def house_rule(visit: Visit) -> Verdict:
    """The house is kept."""
    return visit.passed()
'''


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The library under another roof."""
    return Path(shutil.copytree(LIBRARY, tmp_path / "notelint" / "linter"))


def hash_of(copy: Path) -> str:
    script = (
        "import notelint.linter as l, sys; from notelint.linter.digest import rules_hash\n"
        f"assert l.__file__.startswith({str(copy)!r}), l.__file__\n"
        "print(rules_hash(()))"
    )
    environment = {"PYTHONPATH": str(copy.parent.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-S", "-c", script]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def from_file(path: Path, text: str) -> list[Rule]:
    path.write_text(text)
    spec = spec_from_file_location("house_rules", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["house_rules"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return rules_in(module)


def test_it_is_sixteen_hex_digits_and_stays() -> None:
    rules = load_rules().values()
    assert rules_hash(rules) == rules_hash(reversed(list(rules)))
    assert len(bytes.fromhex(rules_hash(rules))) == 8


def test_a_copy_elsewhere_has_the_same_whatever_its_line_ends(copy: Path) -> None:
    assert hash_of(copy) == rules_hash(())
    codes = copy / "knowledge" / "codes.toml"
    codes.write_bytes(codes.read_bytes().replace(b"\n", b"\r\n"))
    assert hash_of(copy) == rules_hash(())


@pytest.mark.parametrize(
    "part", ["knowledge/lexicons/tasks.csv", "knowledge/profiles/medicare.toml", "language/scope.py"]
)
def test_a_change_of_what_a_verdict_depends_on_makes_another(copy: Path, part: str) -> None:
    with (copy / part).open("a") as file:
        file.write("\n")
    assert hash_of(copy) != rules_hash(())


def test_a_change_of_the_command_line_does_not(copy: Path) -> None:
    (copy / "cli" / "check.py").write_text("")
    assert hash_of(copy) == rules_hash(())


def test_rules_count_with_all_of_their_package() -> None:
    rules = load_rules().values()
    objective = [r for r in rules if r.id.startswith("OM")]
    assert rules_hash(objective) == rules_hash(rules) != rules_hash(())


def test_a_rule_of_ones_own_counts_with_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "house_rules", None)
    one = rules_hash(from_file(tmp_path / "house_rules.py", RULE))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "notes.toml").write_text("")
    same = rules_hash(from_file(tmp_path / "elsewhere" / "house_rules.py", RULE))
    (tmp_path / "changed").mkdir()
    other = rules_hash(from_file(tmp_path / "changed" / "house_rules.py", RULE + "\n# changed\n"))
    assert one == same
    assert len({one, other, rules_hash(())}) == 3


@pytest.mark.parametrize("name", ["house.py", "house.toml"])
def test_a_file_of_rules_that_the_settings_name_counts_with_its_text(tmp_path: Path, name: str) -> None:
    toml = """
[[rule]]
id = "HSE001"
name = "house-rule"
asks = "The house is kept."
source = "the house"
message = "not kept"
question = "Is it?"
must = ["kept"]
finds = [{ note = "x" }]
passes = [{ note = "kept" }]
"""
    said = []
    for folder, more in (("a", ""), ("b", ""), ("c", "\n# changed\n")):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / name
        path.write_text((toml if name.endswith("toml") else RULE) + more)
        (rule,) = [r for r in load_rules([str(path)]).values() if r.id == "HSE001"]
        assert (rule.file, rule.package) == (str(path), "")
        said.append(rules_hash([rule]))
    assert said[0] == said[1]
    assert len({said[0], said[2], rules_hash(())}) == 3


def test_two_files_of_one_name_count_both(tmp_path: Path) -> None:
    rules = []
    for folder, rule_id in (("a", "HSE001"), ("b", "HSE002")):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "house.py"
        path.write_text(RULE.replace("HSE001", rule_id).replace("house-rule", f"house-rule-{folder}"))
        rules.append(load_rules([str(path)])[rule_id])
    assert len({rules_hash(rules), rules_hash(rules[:1]), rules_hash(rules[1:])}) == 3
