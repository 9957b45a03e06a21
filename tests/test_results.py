"""What the benchmarks write: a section in the place of the one before, and a tool that answers through a pipe."""

from __future__ import annotations

from pathlib import Path

import peers
import pytest
from results import HEAD, Results, held


def written(path: Path, command: str, figure: str) -> str:
    out = Results(command, "One round.")
    out.table("what", "took")
    out.row("it", figure)
    out.write(path)
    return path.read_text(encoding="utf-8")


def test_a_section_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    written(path, "make b", "1 s")
    first = written(path, "make a", "2 s")
    assert first.startswith(HEAD)
    assert first.index("## make a") < first.index("## make b")
    assert "\n| what | took |\n| --- | ---: |\n| it | 1 s |\n" in first
    assert written(path, "make b", "3 s") == first.replace("| it | 1 s |", "| it | 3 s |")


def test_a_target_is_held_or_is_not() -> None:
    assert held(1.15, most=1.15) == "at most 1.15, held"
    assert held(5.9, least=40) == "at least 40, **not held**"


def test_a_tool_answers_with_its_own_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "BUILD", tmp_path)
    monkeypatch.setattr(peers, "WARM", 1)
    its = peers.measure(["spacy"], [], count=2, rounds=2)["spacy"]
    assert len(its.took) == 2
    assert min(its.took) > 0
    assert its.versions["spacy"]
