"""What installed packages add is found as `importlib.metadata` finds it."""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

import pytest

from notelint.linter import installed
from notelint.linter.installed import EntryPoint, entry_points, version


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages ahead of all others."""
    monkeypatch.syspath_prepend(tmp_path)
    for found in (installed._packages, installed._entry_points):
        monkeypatch.setattr(installed, found.__name__, found.__wrapped__)
    return tmp_path


def package(site: Path, about: str, *lines: str) -> None:
    (site / about).mkdir()
    (site / about / "entry_points.txt").write_text("\n".join(lines))


@pytest.mark.parametrize(
    "group", ["notelint.checks", "notelint.reports", "console_scripts", "pytest11", "spacy_factories"]
)
def test_the_same_as_the_standard_library(group: str) -> None:
    theirs = {(p.name, p.module, p.attr or "") for p in importlib.metadata.entry_points(group=group)}
    ours = {(p.name, p.module, p.value.partition(":")[2].strip()) for p in entry_points(group)}
    assert ours == theirs
    assert len(entry_points("notelint.checks")) > 8


def test_versions_are_those_of_the_standard_library() -> None:
    for name in ("notelint", "spacy", "pydantic-core", "mypy-extensions"):
        assert version(name) == importlib.metadata.version(name)
    assert version("no-such-package") == ""


def test_the_format(site: Path) -> None:
    package(
        site, "house_rules-1.2.dist-info",
        "# a comment", "[notelint.checks]", "house = house_rules", "", "[ x.y ]", " b.c = m.n : f.g [extra, more]", ";d = e",
    )  # fmt: skip
    assert entry_points("x.y") == [EntryPoint("x.y", "b.c", "m.n : f.g")]
    assert [p.module for p in entry_points("x.y")] == ["m.n"]
    assert EntryPoint("notelint.checks", "house", "house_rules") in entry_points("notelint.checks")
    assert version("house-rules") == "1.2"


def test_the_first_of_one_name_counts(site: Path) -> None:
    package(site, "a_b-2.dist-info", "[g]", "x = first")
    later = site / "later"
    later.mkdir()
    sys.path.insert(1, str(later))
    package(later, "A.b-1.dist-info", "[g]", "x = second")
    package(later, "c.egg-info", "[g]", "y = third")
    assert [(p.name, p.value) for p in entry_points("g")] == [("x", "first"), ("y", "third")]
    assert (version("a-b"), version("c")) == ("2", "")
    sys.path.remove(str(later))


def test_loading() -> None:
    assert EntryPoint("g", "n", "os.path:join").load() is __import__("os").path.join
    assert EntryPoint("g", "n", "os:path.join").load() is __import__("os").path.join
    assert EntryPoint("g", "n", "json").load() is __import__("json")
    with pytest.raises(ImportError):
        EntryPoint("g", "n", "no_such_module:f").load()
