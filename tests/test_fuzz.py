"""Whatever is read, nothing crashes, nothing hangs and nothing gets through to a terminal or a page.

A few examples in the tests, many with `make fuzz`. What ever failed is kept in tests/seeds, a file each.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from targets import CHARTS, TARGETS, judged, reported

from notelint.linter.note import KINDS
from notelint.linter.readers import NotRead, decode

HERE = Path(__file__).parent
SEEDS = sorted((HERE / "seeds").glob("*/*"))
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
    "\U0001f600", "<script>alert(1)</script>", "<svg onload=alert(1)>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "=cmd|' /C calc'!A0", "]]>", "&lt;",
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


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def to_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("seed", SEEDS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_what_once_failed(seed: Path) -> None:
    TARGETS[seed.parent.name](seed.read_bytes())


@FUZZED
@given(text=texts, kind=st.sampled_from([None, *KINDS]))
def test_notes(text: str, kind: str | None) -> None:
    reported(judged(text, kind))


@pytest.mark.parametrize("target", ["pipeline", "record", "rules", "audits", "redaction"])
@FUZZED
@given(text=texts)
def test_texts(target: str, text: str) -> None:
    TARGETS[target](to_bytes(text))


@FUZZED
@given(syntax=st.sampled_from(range(3)), text=texts)
def test_templates(syntax: int, text: str) -> None:
    TARGETS["templates"](bytes([syntax]) + to_bytes(text))


files = st.one_of(
    st.binary(max_size=400),
    texts.map(to_bytes),
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
@given(kind=st.integers(0, 127), data=files)
def test_files(kind: int, data: bytes) -> None:
    TARGETS["readers"](bytes([kind]) + data)


@FUZZED
@given(format=st.integers(0, len(CHARTS) - 1), data=files)
def test_charts(format: int, data: bytes) -> None:
    TARGETS["charts"](bytes([format]) + data)


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
def test_settings(tables: dict[str, Any], junk: str) -> None:
    TARGETS["configuration"](to_bytes("".join(f"{k} = {toml(v)}\n" for k, v in tables.items()) + junk))


@FUZZED
@given(text=st.one_of(texts, st.lists(st.sampled_from(
    ["== a", "== ", "finds: CA001 97530", "passes: OM001", "kind: plan", "profile: medicare", "date: 1/1/2025", "---", "[[", "]]", "x: y", "97110", ""]
), max_size=12).map("\n".join)))  # fmt: skip
def test_case_files(text: str) -> None:
    TARGETS["case_files"](to_bytes(text))


@pytest.mark.parametrize("target", ["labels", "baselines"])
@FUZZED
@given(rows=st.lists(st.one_of(values.map(lambda v: json.dumps(v)), texts), max_size=4))
def test_tables_in_json(target: str, rows: list[str]) -> None:
    TARGETS[target](to_bytes("\n".join(rows)))


ENTRY_KEYS = ("rule", "note", "code", "reason", "by", "date", "expires", "fingerprint", "id", "name", "asks", "source", "must", "each", "near", "message", "question", "finds", "passes")  # fmt: skip
ENTRY_VALUES = ("OM001", "../a", "a.txt", "2025-03-24", "ZZ001", "zz-name", "97110", "[[")


@pytest.mark.parametrize(("target", "head"), [("waivers", "[[waiver]]"), ("rule_files", "[[rule]]")])
@FUZZED
@given(
    entries=st.lists(
        st.dictionaries(st.sampled_from(ENTRY_KEYS), st.one_of(values, st.sampled_from(ENTRY_VALUES)), max_size=12),
        max_size=3,
    )
)
def test_tables_in_toml(target: str, head: str, entries: list[dict[str, Any]]) -> None:
    said = "\n".join(f"{head}\n" + "".join(f"{k} = {toml(v)}\n" for k, v in entry.items()) for entry in entries)
    TARGETS[target](to_bytes(said))
