"""Whatever is read, nothing crashes, nothing hangs and nothing gets through to a terminal or a page.

A few examples in the tests, many with `make fuzz`. What ever failed is kept in tests/seeds, a file each.
"""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from notelint.linter.config import ConfigError, Settings, load_settings
from notelint.linter.engine import Linter
from notelint.linter.evaluation import LabelError
from notelint.linter.evaluation.baseline import read_baseline
from notelint.linter.evaluation.cases import CaseError, read_cases
from notelint.linter.evaluation.labels import read_labels
from notelint.linter.note import KINDS, Note
from notelint.linter.plugins import ReportFormat, load_rules, report_formats
from notelint.linter.readers import Identity, NotRead, Origin, decode, read_notes
from notelint.linter.record import Visit
from notelint.linter.redaction import redact
from notelint.linter.result import ReportOptions, Result
from notelint.linter.textless import textless_result, textless_visit
from notelint.reports.parse import write as write_record

HERE = Path(__file__).parent
SEEDS = sorted((HERE / "seeds").iterdir())
NOTES = [p.read_text() for p in sorted((HERE.parent / "corpus" / "rounds").rglob("*.txt"))[::9]]
FUZZED = settings(
    max_examples=int(os.environ.get("NOTELINT_FUZZ", "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
ATOMS = (
    "97110", "97530-59", "G0283", "x2", "15 min", "(1 unit)", "3x10", "4-/5", "4/10", "0-90", "AROM:", "R", "knee", "flexion",
    "DOS", "3/12/2025", "2025-01-05", "Jan 5", "9:00-9:15", "Pt", "PT", "Ann Lee, DPT", "to", "for", "stairs", "improve",
    "strength", "STG:", "Plan", "2x/wk", "***", "____", "[ ]", "{{ a }}", "{% b %}", "<c>", "S:", "O:", "A:", "P:", "|", "\t",
    "\n", "\r\n", "\n\n", "   ", "- ", "1. ", ".", ",", ";", ":", "/", "-", "(", ")", "\u2013", "\u2022", "\u00bd", "\u00b2", "\u00b0",
    "\u0130", "\u00df", "\ufb01", "\u0301", "\u200b", "\u202e", "\u2028", "\x85", "\x1b[31m", "\x07", "\x00", "\ud800", "\uff11", "\u0663", "\u00b9",
    "\U0001f600", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "=cmd|' /C calc'!A0", "]]>", "&lt;",
    "99999999999999999999", "-0.5", "1e309", "12/31/9999", "0/0/0000", "2/30/2025", "29:99", "999 min", "x999999",
)  # fmt: skip
shorthand = st.lists(st.sampled_from(ATOMS), max_size=40).flatmap(
    lambda words: st.sampled_from(["", " ", "\n"]).map(lambda between: between.join(words))
)


@st.composite
def mangled(draw: st.DrawFn) -> str:
    """Two notes spliced, with pieces lost, doubled and put in."""
    one, other = draw(st.sampled_from(NOTES)), draw(st.sampled_from(NOTES))
    text = one[: draw(st.integers(0, len(one)))] + other[draw(st.integers(0, len(other))) :]
    for _ in range(draw(st.integers(0, 4))):
        at, to = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        text = text[:at] + draw(st.sampled_from(("", text[at:to] * 2, draw(shorthand)))) + text[to:]
    return text[:6_000]


texts = st.one_of(shorthand, mangled(), st.text(max_size=300))


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter(load_settings(isolated=True, all_verdicts=True))


def judged(linter: Linter, text: str, kind: str | None) -> list[Result]:
    """The results on a text, each of its reports looked at."""
    results = list(linter.results([Note("a.txt", text, kind=kind), Note("b.txt", text[::2])]))  # type: ignore[arg-type]
    assert [v.message for r in results for v in r.verdicts if v.rule == "NL001"] == []
    for result in results:
        for verdict in result.verdicts:
            assert verdict.start is None or 0 <= verdict.start <= len(result.note.text)
            assert all(0 <= e.start <= e.end <= len(result.note.text) for e in verdict.evidence)
    return results


def told(form: ReportFormat, results: list[Result], options: ReportOptions) -> str:
    """What a report says; of a table its rows."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, "utf-8", "surrogatepass", "", write_through=True)
    form.load()(results, out, options)
    return (
        repr(parquet.read_table(raw).to_pylist())
        if form.name == "parquet"
        else out.buffer.getvalue().decode("utf-8", "surrogatepass")
    )


def reported(results: list[Result], linter: Linter) -> None:
    options = ReportOptions(all_verdicts=True, width=40, version="1")
    written: dict[str, str] = {}
    for name, point in report_formats().items():
        written[name] = told(point, results, options)
    for form in ("full", "json", "html"):
        out = io.StringIO()
        visits = [v for r in results if isinstance(v := linter.parse(r.note), Visit)]
        write_record(visits, out, form, options)
        written[f"record {form}"] = out.getvalue()
    for name, said in written.items():
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]", said), name
        assert "<script>alert" not in said or "html" not in name
        assert "<img src" not in said or "html" not in name
    json.loads(written["json"])
    json.loads(written["record json"])


@FUZZED
@given(text=texts, kind=st.sampled_from([None, *KINDS]))
def test_notes(linter: Linter, text: str, kind: str | None) -> None:
    results = judged(linter, text, kind)
    reported(results, linter)
    bare = [textless_result(r) for r in results]
    assert [(v.rule, v.start) for r in bare for v in r.verdicts] == [
        (v.rule, v.start) for r in results for v in r.verdicts
    ]
    textless_visit(linter.parse(results[0].note))


@FUZZED
@given(text=texts)
def test_redaction(linter: Linter, text: str) -> None:
    judged(linter, redact(Note("a.txt", text), b"1" * 16).text, None)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda p: p.name)
def test_what_once_failed(linter: Linter, seed: Path) -> None:
    text = seed.read_bytes().decode("utf-8", "surrogatepass")
    for kind in (None, "template"):
        reported(judged(linter, text, kind), linter)


files = st.one_of(
    st.binary(max_size=400),
    texts.map(lambda t: t.encode("utf-8", "surrogatepass")),
    texts.map(lambda t: b"\xff\xfe" + t.encode("utf-16-le", "surrogatepass")),
    st.tuples(
        st.sampled_from([b"\xef\xbb\xbf", b"\xfe\xff", b"%PDF-", b"PK\x03\x04", b"\x00"]), st.binary(max_size=60)
    ).map(b"".join),
)


@FUZZED
@given(data=files)
def test_bytes(data: bytes) -> None:
    try:
        assert "\0" not in decode(data)
    except NotRead as error:
        assert error.reason


@FUZZED
@given(
    data=files,
    name=st.sampled_from(["a.txt", "a.csv", "a.tsv", "a.md"]),
    head=st.sampled_from([b"", b"Note,MRN\n", b"Note;MRN\n"]),
)
def test_files(tmp_path: Path, data: bytes, name: str, head: bytes) -> None:
    (tmp_path / name).write_bytes(head + data)
    identity = Identity(
        Origin("column", "MRN") if "csv" in name else Origin("label", "MRN"), None, Origin("column", "Note")
    )
    for item in read_notes([str(tmp_path / name)], identity=identity):
        assert item.text.strip() if isinstance(item, Note) else item.reason


plain = st.one_of(
    st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["CA", "ALL", "OM001", "medicare", "error", "json", "html:x", "2 MiB", "9" * 400 + " GiB", "(", "[", "*" * 60]),
)  # fmt: skip
KEYS = (
    "select", "ignore", "extend-select", "profile", "exclude", "include", "fail-level", "output-format", "max-size", "patient",
    "date", "text", "severity", "per-file-ignores", "rules", "label", "pattern", "folder", "column", "OM001", "TU002", "unit-rule",
)  # fmt: skip
values = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=5)), inner, max_size=3),
    ),
    max_leaves=6,
)


def toml(value: Any) -> str:
    """A value in TOML's own notation."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, float) and value != value:
        return "nan"
    return json.dumps(value).replace("Infinity", "inf")


@FUZZED
@given(
    tables=st.dictionaries(st.sampled_from(KEYS), values, max_size=4), junk=st.one_of(st.just(""), st.just(""), texts)
)
def test_settings(tmp_path: Path, tables: dict[str, Any], junk: str) -> None:
    said = "".join(f"{k} = {toml(v)}\n" for k, v in tables.items()) + junk
    (tmp_path / "notelint.toml").write_bytes(said.encode("utf-8", "surrogatepass"))
    try:
        assert isinstance(load_settings([str(tmp_path / "notelint.toml")]), Settings)
    except ConfigError as error:
        assert "\n" not in str(error).strip() or len(str(error)) < 4_000


@FUZZED
@given(text=st.one_of(texts, st.lists(st.sampled_from(
    ["== a", "== ", "finds: CA001 97530", "passes: OM001", "kind: plan", "profile: medicare", "date: 1/1/2025", "---", "[[", "]]", "x: y", "97110", ""]
), max_size=12).map("\n".join)))  # fmt: skip
def test_case_files(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.case").write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        read_cases(tmp_path / "a.case", load_rules())
    except CaseError as error:
        assert "a.case" in str(error)


@FUZZED
@given(rows=st.lists(st.one_of(values.map(lambda v: json.dumps(v)), texts), max_size=4))
def test_labels_and_baselines(tmp_path: Path, rows: list[str]) -> None:
    (tmp_path / "labels.jsonl").write_bytes("\n".join(rows).encode("utf-8", "surrogatepass"))
    for read in (lambda p: read_labels(p, load_rules()), read_baseline):
        try:
            read(tmp_path / "labels.jsonl")
        except LabelError as error:
            assert "labels.jsonl" in str(error)
