"""The form of the project: every rule documented and tested, the data valid, nothing that only this machine has."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections import Counter
from itertools import chain
from pathlib import Path

import api
import pytest
import sections
from cases import ROOT, case_files

from notelint import linter
from notelint.linter.config import load_settings, profile_names, read_profile
from notelint.linter.evaluation import read_cases
from notelint.linter.evaluation.runner import examples
from notelint.linter.knowledge import codes, lexicon, lexicon_names
from notelint.linter.plugins import load_rules
from notelint.linter.rules import Rule

RULES = load_rules()


def each_rule() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("rule", RULES.values(), ids=lambda r: r.id)


@each_rule()
def test_a_rule_is_documented(rule: Rule) -> None:
    labels = Counter(example.label for example in examples(rule.doc))
    assert labels["Finds"], "no Finds: example"
    assert labels["Passes"], "no Passes: example"
    first = rule.doc.split("\n\n")[0]
    assert not first.startswith(("Finds", "Passes")), "what the standard asks comes first"
    assert rule.source
    assert re.fullmatch(r"[A-Z]{2}\d{3}", rule.id)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert rule.check.__name__ == rule.name.replace("-", "_")


def test_names_are_unique() -> None:
    assert [n for n, count in Counter(r.name for r in RULES.values()).items() if count > 1] == []


@each_rule()
def test_a_rule_has_cases(rule: Rule) -> None:
    cases = [case for path in case_files() for case in read_cases(path, RULES)]
    expected = [(case.id, e.what) for case in cases for e in case.expected if e.rule == rule.id]
    found = {case for case, what in expected if what != "passes"}
    passing = {case for case, what in expected if what == "passes"}
    assert len(found | passing) >= 6
    assert len(passing) >= 3
    assert len(found) >= 2


def test_the_data_is_valid() -> None:
    assert codes()
    assert all(lexicon(name) for name in lexicon_names())


@pytest.mark.parametrize("name", profile_names())
def test_a_profile_is_valid(name: str) -> None:
    assert load_settings(isolated=True, profile=name).profile == name


@pytest.mark.parametrize("name", profile_names())
def test_every_key_of_a_profile_is_read_by_its_rule(name: str) -> None:
    profile = read_profile(name)
    for rule_id in {*profile.severity, *profile.rules}:
        assert rule_id in RULES, f"{name}: no rule {rule_id}"
    for rule_id, changes in profile.rules.items():
        options = {option.replace("_", "-") for option in RULES[rule_id].options}
        assert set(changes) <= options, f"{name}: {rule_id} has no such option"
    deviations = [*profile.severity.values(), *(d for changes in profile.rules.values() for d in changes.values())]
    assert all(len(d.reason) > 20 and len(d.source) > 10 for d in deviations)


def test_every_option_of_a_rule_is_documented_there() -> None:
    unsaid = [f"{r.id}: {o}" for r in RULES.values() for o in r.options if f"`{o}`" not in r.doc]
    assert unsaid == []


def test_the_public_interface_is_documented_in_full() -> None:
    named = [name for names in api.PARTS.values() for name in names]
    assert sorted(named) == sorted(linter.__all__)
    assert [name for name in named if not inspect.getdoc(getattr(linter, name))] == []
    assert (ROOT / "docs" / "api.md").read_text(encoding="utf-8") == api.page(), "run make docs-api"


def test_the_page_of_sections_is_that_of_the_lexicon() -> None:
    assert (ROOT / "docs" / "sections.md").read_text(encoding="utf-8") == sections.page(), "run make docs-api"


OURS = (
    ".ci", "benchmarks", "checks", "corpus", "docs", "linter", "reports", "tests", ".editorconfig", ".gitignore",
    "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE", "Makefile", "README.md", "pyproject.toml", "requirements-dev.txt", "requirements.txt",
)  # fmt: skip


def project_files() -> list[Path]:
    found = (p for name in OURS for p in (ROOT / name, *(ROOT / name).rglob("*")))
    return sorted(p for p in found if p.is_file() and "__pycache__" not in p.parts)


def test_nothing_names_what_only_one_machine_has() -> None:
    words = [word.encode() for word in (".." + "/shared", "work" + "/shared", "work" + "/main")]
    holders = [path for path in project_files() if any(word in path.read_bytes() for word in words)]
    assert [str(path) for path in holders] == []


def test_text_files_are_tidy() -> None:
    untidy = []
    samples = ROOT / "tests" / "samples"  # as they were found
    for path in (p for p in project_files() if samples not in p.parents):
        if path.suffix in (".py", ".toml", ".csv", ".case", ".md", ".html", ".css", ".js") or path.name == "Makefile":
            data = path.read_bytes()
            if data and not data.endswith(b"\n"):
                untidy.append(f"{path}: no newline at the end")
            if b"\r" in data:
                untidy.append(f"{path}: a carriage return")
    assert untidy == []


def test_every_package_is_distributed() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    tops = [ROOT / folder for folder in ("linter", "checks", "reports")]
    folders = {path.parent for top in tops for path in top.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert sorted(listed) == sorted(f"notelint.{'.'.join(folder.relative_to(ROOT).parts)}" for folder in folders)


def locked(name: str) -> dict[str, set[tuple[str, int]]]:
    """The packages of a lock, each with its version, or those for several Pythons, and the number of its hashes."""
    entries = re.split(r"\n(?=\w)", (ROOT / name).read_text(encoding="utf-8"))
    pins: dict[str, set[tuple[str, int]]] = {}
    for match in filter(None, map(PIN.match, entries)):
        pins.setdefault(match[1].lower(), set()).add((match[2], match.string.count("--hash=sha256:")))
    assert sum(map(len, pins.values())) == sum(entry[0] != "#" for entry in entries)
    return pins


PIN = re.compile(r"([\w.-]+)==(\S+)")


def test_what_is_installed_is_locked_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    extras = project["project"].get("optional-dependencies", {})
    run, all_of_it = locked("requirements.txt"), locked("requirements-dev.txt")
    assert [name for name, pins in all_of_it.items() if not all(hashes for _, hashes in pins)] == []
    assert [name for name, pin in run.items() if all_of_it.get(name) != pin] == []
    for asked, pins in (
        ([*project["project"]["dependencies"], *groups["build"]], run),
        (chain(*extras.values(), *groups.values()), all_of_it),
    ):
        names = {re.match(r"[\w-]+", requirement)[0].lower() for requirement in asked}  # type: ignore[index]
        assert names - set(pins) == set(), "run make lock"
