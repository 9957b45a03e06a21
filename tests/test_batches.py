from __future__ import annotations

import datetime
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from cases import CORPUS, ROOT
from pyarrow import parquet

from notelint.linter import (
    Note,
    NotRead,
    Result,
    Settings,
    Verdict,
    WrongColumns,
    lint_batches,
    load_settings,
    notes_schema,
    verdicts_schema,
)
from notelint.linter import batches as module
from notelint.linter.claim import ClaimLine
from notelint.linter.cli import main
from notelint.linter.config import Cluster, ConfigError
from notelint.linter.engine import Linter, lint
from notelint.linter.note import file_of
from notelint.linter.result import ReportOptions
from notelint.reports import json as json_report
from notelint.reports.parquet import write

SECRET = "97110 for Jane Roe"


@pytest.fixture(autouse=True)
def own_linter() -> Iterator[None]:
    """A linter with the rules of one test is not for another."""
    module._linter.cache_clear()
    yield
    module._linter.cache_clear()


def notes(*rows: dict[str, Any], schema: pa.Schema | None = None) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(rows), schema or notes_schema())


def said(*batches: pa.RecordBatch, settings: Settings | None = None, **options: Any) -> list[dict[str, Any]]:
    return [row for batch in lint_batches(batches, settings, **options) for row in batch.to_pylist()]


@pytest.mark.usefixtures("fakes")
def test_each_note_has_its_verdicts_and_a_clean_one_a_row_that_says_so() -> None:
    rows = said(notes({"id": "A", "text": "97110 then 97530"}, {"id": "B", "text": "97140"}))
    assert [(r["note"], r["number"], r["rule"], r["code"]) for r in rows] == [
        ("A", 1, "XA001", "97110"), ("A", 2, "XB002", "97530"), ("B", 0, None, None),
    ]  # fmt: skip
    assert [rows[0][k] for k in ("verdict", "severity", "line", "column", "end_column", "path")] == [
        "fail", "error", 1, 1, 6, "A",
    ]  # fmt: skip
    assert rows[0]["evidence"] == [{"text": "97110", "start": 0, "end": 5, "line": 1, "read_as": ""}]
    assert {r["made_by"] for r in rows} == {module.made_by(Settings())}


@pytest.mark.usefixtures("fakes")
def test_the_columns_are_the_keys_of_the_json_report() -> None:
    """One verdict, told by both, is the same."""
    result = next(iter(lint([Note("a.txt", "97110", id="A")])))
    out = io.StringIO()
    json_report.write([result], out, ReportOptions())
    (row,) = json.loads(out.getvalue())
    (told,) = said(notes({"id": "A", "text": "97110"}))
    assert told == row | {"number": 1, "path": "A", "made_by": told["made_by"]}
    assert set(verdicts_schema().names) == {*row, "number"}


@pytest.mark.usefixtures("fakes")
def test_a_patients_notes_are_judged_together_across_batches() -> None:
    one = [{"id": name, "patient": patient, "text": "97140"} for name, patient in zip("ABCD", "xxyx", strict=True)]
    rows = said(notes(*one[:1]), notes(*one[1:]))
    assert [(r["note"], r["message"]) for r in rows] == [
        ("A", "others: ['B']"), ("B", "others: ['A']"), ("C", None), ("D", None),
    ]  # fmt: skip
    assert rows == said(notes(*one))


@pytest.mark.usefixtures("fakes")
def test_no_more_is_taken_from_the_batches_than_has_to_be() -> None:
    taken = 0

    def endless() -> Iterator[pa.RecordBatch]:
        nonlocal taken
        while True:
            taken += 1
            yield notes(*({"id": f"{taken}-{i}", "text": "97140"} for i in range(100)))

    assert next(lint_batches(endless())).num_rows == module.ROWS
    assert taken <= module.ROWS // 100 + 2


def read(row: dict[str, Any], settings: Settings | None = None) -> Note | NotRead:
    return module.note_of(row, module.run_of(settings or Settings()))[1]


def test_every_column_of_a_note_is_used() -> None:
    line = {"code": "97110", "modifiers": ["GP", "59"], "units": 2, "amount": Decimal("90.00")}
    row = {
        "id": "A", "patient": "p", "date": "2025-03-24", "clinician": "C", "payer": "M", "text": "x", "kind": "plan",
        "claim": [line],
    }  # fmt: skip
    assert list(row) == notes_schema().names
    whole = Note(
        "A", "x", id="A", patient="p", date="2025-03-24", clinician="C", payer="M", kind="plan",
        claim=(ClaimLine("97110", ("GP", "59"), 2, Decimal("90.00"), 1),),
    )  # fmt: skip
    assert read(row) == whole
    assert read(row | {"claim": "97110 GP 59 x2 $90.00"}) == whole
    assert read(row | {"claim": None}) == replace(whole, claim=None)


def test_the_settings_may_name_other_columns_and_say_the_kind() -> None:
    settings = replace(
        load_settings(["text = { column = 'NOTE' }", "id = { column = 'NR' }", "max-size = 9"], isolated=True),
        kind="plan",
    )
    note = read({"NR": 7, "NOTE": "x", "date": datetime.date(2025, 3, 24)}, settings)
    assert note == Note("7", "x", id="7", date="2025-03-24", kind="plan")
    assert str(read({"NR": 7, "NOTE": "x" * 10}, settings)).startswith("7: its text is longer than 9")


@pytest.mark.usefixtures("fakes")
@pytest.mark.parametrize(
    ("row", "path", "reason"),
    [
        ({"id": "A", "text": " "}, "A", "holds no note in the column 'text'"),
        ({"id": "A"}, "A", "holds no note in the column 'text'"),
        ({"text": "97140"}, "(no id)", "nothing is in the column 'id'"),
        ({"id": "A", "text": "97140", "kind": SECRET}, "A", "its kind is none of visit, evaluation"),
    ],
)
def test_a_row_that_is_no_note_is_told_and_the_others_are_judged(row: dict[str, str], path: str, reason: str) -> None:
    schema = pa.schema([pa.field(f.name, f.type) for f in notes_schema()])
    first, second = said(notes(row, {"id": "B", "text": "97140"}, schema=schema))
    assert (first["rule"], first["path"], first["note"]) == ("NL002", path, row.get("id"))
    assert first["message"].startswith(f"not read: {reason}")
    assert SECRET not in str(first)
    assert (second["note"], second["number"]) == ("B", 0)


@pytest.mark.usefixtures("fakes")
def test_all_verdicts_or_findings_as_the_settings_say() -> None:
    batch = notes({"id": "A", "text": "97140"})
    assert [r["rule"] for r in said(batch)] == [None]
    rows = said(batch, settings=Settings(all_verdicts=True))
    assert [r["number"] for r in rows] == [1, 2, 3, 4]
    assert {r["rule"]: r["verdict"] for r in rows} == {
        "XA001": "pass", "XA002": "not_applicable", "XB001": "pass", "XB002": "pass",
    }  # fmt: skip


@pytest.mark.usefixtures("fakes")
def test_columns_are_kept_beside_the_verdicts() -> None:
    table = pa.table({"id": ["A", "B"], "text": ["97110", "97140"], "month": [3, 4], "clinician": ["C", None]})
    (batch,) = lint_batches(table.to_batches(), keep=["month", "clinician"])
    assert batch.schema.names == [*verdicts_schema().names, "month", "clinician"]
    assert [(r["note"], r["month"], r["clinician"]) for r in batch.to_pylist()] == [("A", 3, "C"), ("B", 4, None)]


@pytest.mark.usefixtures("fakes")
def test_without_text_nothing_of_a_note_is_told_but_its_id() -> None:
    batch = notes({"id": "A", "patient": "Jane Roe", "text": SECRET})
    (row,) = said(batch, no_text=True)
    assert (row["note"], row["rule"], row["code"], row["line"]) == ("A", "XA001", "97110", 1)
    assert (row["message"], row["help"], row["fingerprint"]) == ("exercise billed", "", "")
    assert "Jane" not in str(row)
    assert "Jane" not in str(said(batch)[0]["message"])


@pytest.mark.usefixtures("fakes")
def test_no_batches_give_none_and_empty_ones_no_rows() -> None:
    assert list(lint_batches([])) == []
    assert said(notes()) == []


@pytest.mark.parametrize(
    ("names", "keep", "complaint"),
    [
        (["id", "texts"], [], "the notes have no column 'text', did you mean 'texts'?"),
        (["text"], [], "the notes have no column 'id'"),
        (["id", "text"], ["month"], "the notes have no column 'month'"),
        (["id", "text", "code"], ["code"], "the column 'code' of the notes cannot be kept: verdicts have one"),
    ],
)
def test_wrong_columns_are_named(names: list[str], keep: list[str], complaint: str) -> None:
    batch = pa.RecordBatch.from_pydict({name: ["x"] for name in names})
    with pytest.raises(WrongColumns, match=complaint[:30]) as told:
        list(lint_batches([batch], keep=keep))
    assert str(told.value).startswith(complaint)


@pytest.mark.usefixtures("fakes")
def test_what_judges_is_made_once_for_calls_with_the_same_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    class Counted(Linter):
        def __init__(self, settings: Settings) -> None:
            made.append(settings)
            super().__init__(settings)

    monkeypatch.setattr(module, "Linter", Counted)
    batch = notes({"id": "A", "text": "97140"})
    for settings in (Settings(), Settings(), Settings(all_verdicts=True)):
        said(batch, settings=settings)
    assert [s.all_verdicts for s in made] == [False, True]


def test_half_a_character_is_written_as_an_escape() -> None:
    result = Result(Note("\udcff.txt", "x"), (Verdict("fail", "half \ud800", rule="XA001"),))
    (batch,) = module.batches_of(module.rows_of(result, result.verdicts, ""), verdicts_schema())
    assert [batch[name][0].as_py() for name in ("path", "message")] == ["\\udcff.txt", "half \\ud800"]


def test_the_report_holds_the_same_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, samples = tmp_path / "verdicts.parquet", str(CORPUS / "samples")
    assert main(["check", "--isolated", "-q", "--output-format", f"parquet:{out},json", samples]) == 1
    table = parquet.read_table(out)
    assert table.schema.equals(verdicts_schema())
    assert out.stat().st_mode & 0o777 == 0o600
    found = json.loads(capsys.readouterr().out)
    assert [{k: r[k] for k in found[0]} for r in table.to_pylist() if r["number"]] == found
    clean = [r["path"] for r in table.to_pylist() if not r["number"]]
    read = {file_of(path) for path in (*clean, *(f["path"] for f in found))}
    assert read == {str(p) for p in (CORPUS / "samples").iterdir() if p.is_file()}
    assert not {f["path"] for f in found} & set(clean)


def test_a_row_of_a_file_is_judged_as_the_same_row_of_a_table(tmp_path: Path) -> None:
    """Rows are no visits of one file: what stands above the date of the first is said of that row alone."""
    head, out = "R total knee arthroplasty.\n5/20/2024\n", tmp_path / "verdicts.parquet"
    visit = "R knee pain. R quads 4-/5.\n97110 (15 min, 1 unit): SLR 3x10. Plan 2x/wk.  S. Lin, PT"
    batch = notes(*({"id": n, "patient": "P", "text": text} for n, text in (("a", head + visit), ("b", visit))))
    parquet.write_table(pa.Table.from_batches([batch]), tmp_path / "notes.parquet")
    named = [f"--config={name} = {{ column = '{name}' }}" for name in ("id", "patient", "text")]
    main(["check", "--isolated", "-q", *named, f"--output-format=parquet:{out}", str(tmp_path / "notes.parquet")])
    rows = [{**row, "path": row["note"]} for row in parquet.read_table(out).to_pylist()]
    assert rows == said(batch)
    assert [row["note"] for row in rows if row["rule"] == "RC005"] == ["b"]


def test_the_report_goes_through_a_pipe_and_not_to_a_terminal(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("Seen today. J. Doe, PT")
    out = io.TextIOWrapper(io.BytesIO())
    write([Result(Note("a", "x"), (Verdict("pass"),))], out, ReportOptions())
    assert out.buffer.getvalue().startswith(b"PAR1")  # type: ignore[attr-defined]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["check", "--isolated", "--output-format", "parquet", str(tmp_path)]) == 2
    told, complaint = capfdbinary.readouterr()
    assert told == b""
    assert b"parquet is not for a terminal: name a file, as in -o verdicts.parquet" in complaint


def test_the_page_names_every_column() -> None:
    cells = re.findall(r"^\| (`[^|]+) \| ([^|]+) \|", (ROOT / "docs" / "scale.md").read_text(), re.MULTILINE)
    told = {name: kind for names, kind in cells for name in re.findall(r"`(\w+)`", names)}
    kinds = {**fields(notes_schema()), **fields(verdicts_schema())}
    assert told == kinds


def fields(schema: pa.Schema) -> dict[str, str]:
    return {field.name: str(field.type).partition("<")[0] for field in schema}


def test_without_the_library_the_remedy_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Seen today. J. Doe, PT")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "notelint.reports.parquet")
    out = tmp_path / "x.parquet"
    assert main(["check", "--isolated", "--output-format", f"parquet:{out}", str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith("needs pyarrow, which is not installed: pip install 'notelint[audit]'\n")
    assert not out.exists()


def test_a_spark_job_is_told_in_a_table_of_the_settings() -> None:
    table = "spark = { notes = { table = 'a' }, verdicts = { parquet = 'b' }, partition-by = 'month' }"
    job = load_settings([table], isolated=True).cluster
    assert job == Cluster(("table", "a"), ("parquet", "b"), ("month",))
    assert load_settings(isolated=True).cluster is None
    with pytest.raises(ConfigError, match="needs either parquet or table"):
        load_settings([table.replace("parquet", "table = 'c', parquet")], isolated=True)
