from __future__ import annotations

import datetime
import io
import json

import pytest

from notelint.linter.note import Note
from notelint.linter.record import Activity, Charge, Function, Goal, Measure, Outcome, Section, Visit
from notelint.linter.result import ReportOptions
from notelint.reports.parse import write

TEXT = "O: knee flex 90 deg\n97110 x2: SLR 3x10 to increase strength for stairs\nGoal: walk <1 mile>\x1b\n"


def visit(offset: int = 0, first_line: int = 1) -> Visit:
    note = Note("a.txt", TEXT, offset=offset, first_line=first_line)

    def place(words: str) -> tuple[str, int, int, int]:
        start = TEXT.index(words)
        return words, start, start + len(words), note.line(start)

    stairs = Function(*place("stairs"))
    outcome = Outcome(*place("to increase strength for stairs"), parameters=("strength",), functions=(stairs,))
    activity = Activity(*place("SLR 3x10"), kind="exercise", parameters=("strength",))
    return Visit(
        note,
        date=datetime.date(2026, 3, 1),
        sections=(Section(*place("O:"), "objective"),),
        charges=(
            Charge(*place("97110"), "97110", units=2, activities=(activity,), outcomes=(outcome,), functions=(stairs,)),
        ),
        measures=(Measure(*place("flex 90 deg"), kind="rom", name="knee flexion", value=90.0, unit="deg", loss=True),),
        activities=(activity,),
        outcomes=(outcome,),
        functions=(Function(*place("walk")), stairs),
        goals=(Goal(*place("walk <1 mile>")),),
    )


def written(format: str, *visits: Visit, **options: object) -> str:
    out = io.StringIO()
    write(visits, out, format, ReportOptions(**options))
    return out.getvalue()


def test_json_has_the_promised_shape() -> None:
    (shape,) = json.loads(written("json", visit()))
    assert list(shape) == [
        "path", "note", "kind", "date", "sections", "charges", "measures", "activities", "outcomes", "functions",
        "goals",
    ]  # fmt: skip
    assert shape["date"] == "2026-03-01"
    assert shape["charges"] == [
        {
            "code": "97110", "modifiers": [], "units": 2, "minutes": None, "line": 2, "activities": [0],
            "outcomes": [0], "functions": [1],
        }
    ]  # fmt: skip
    assert shape["measures"] == [
        {
            "kind": "rom", "text": "flex 90 deg", "start": 8, "end": 19, "line": 1, "value": 90.0, "unit": "deg",
            "region": None, "side": None, "normal": None, "status": "present", "loss": True,
        }
    ]  # fmt: skip
    assert set(shape["activities"][0]) == {
        "text", "start", "end", "line", "code", "parameters", "functional", "region", "status",
    }  # fmt: skip
    for kind in ("outcomes", "functions", "goals"):
        assert set(shape[kind][0]) == {"text", "start", "end", "line", "parameters"}


def test_json_offsets_and_lines_are_those_of_the_file() -> None:
    file = "x" * 49 + "\n" + TEXT
    (shape,) = json.loads(written("json", visit(offset=50, first_line=2)))
    for kind in ("measures", "activities", "outcomes", "functions", "goals"):
        for found in shape[kind]:
            assert file[found["start"] : found["end"]] == found["text"]
            assert file[: found["start"]].count("\n") + 1 == found["line"]


def test_json_of_no_visit_is_an_empty_array() -> None:
    assert json.loads(written("json")) == []


def test_the_tree_shows_what_belongs_to_a_charge() -> None:
    tree = written("full", visit())
    assert "97110  2 units" in tree
    assert tree.index("97110") < tree.index("SLR 3x10") < tree.index("Measures 1")
    assert "\x1b" not in tree
    assert tree.endswith("└── Sections 1\n    └──   1  objective\n")
    assert "\x1b[" in written("full", visit(), color=True)


def test_the_page_highlights_and_escapes() -> None:
    html = written("html", visit())
    assert 'class="m activity"' in html
    assert 'class="m function outcome"' in html
    assert "&lt;1 mile&gt;" in html
    assert "\x1b" not in html
    assert html == written("html", visit())


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="full, json, html"):
        written("xml", visit())
