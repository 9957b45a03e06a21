"""The templates of the corpus: dialect by dialect one that is complete and one that lacks something."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cases import CORPUS

from notelint.linter.engine import lint
from notelint.linter.language import make_parser
from notelint.linter.readers import find_notes, read_notes

FOLDER = CORPUS / "templates"
LABELS: list[dict[str, Any]] = [json.loads(row) for row in (FOLDER / "labels.jsonl").read_text().splitlines()]


parser = cache(make_parser)


def found(path: Path, kind: Any) -> list[tuple[str, str | None]]:
    (result,) = lint(read_notes([str(path)], kind=kind), parse=parser())
    return sorted({(v.rule, v.code) for v in result.findings}, key=str)


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label["file"])
def test_what_a_template_lacks(label: dict[str, Any]) -> None:
    wanted = sorted(((w["rule"], w["code"]) for w in label["must"]), key=str)
    assert found(FOLDER / label["file"], "template") == wanted
    if not label["file"].startswith("plain"):  # labels alone could be a note: it has to be said that they are none
        assert found(FOLDER / label["file"], None) == wanted


def test_ten_dialects_have_one_of_each() -> None:
    dialects = {label["file"].split("-")[0] for label in LABELS}
    assert len(dialects) >= 10
    for dialect in dialects:
        mine = [label for label in LABELS if label["file"].startswith(f"{dialect}-")]
        assert {bool(label["must"]) for label in mine} == {True, False}
    files = {Path(str(p)).name for p in find_notes([str(FOLDER)])}
    assert files == {label["file"] for label in LABELS}
