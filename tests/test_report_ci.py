"""Reports for CI servers and code hosts: true to the published schemas, read back by readers of the format."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema
from cases import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import JUnitXml

from notelint.linter.config import Settings
from notelint.linter.engine import lint
from notelint.linter.note import Note
from notelint.linter.readers import find_notes, read_notes
from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Evidence, Severity, Verdict, Waiver
from notelint.reports import github, gitlab, json_lines, junit, rdjson, sarif
from notelint.reports import json as json_report

SCHEMAS = Path(__file__).parent / "schemas"
TEXT = "S: tut weh — 4/10\r\n\t97110 15 min\r\nB. Müller, PT\n"
MADE_BY = "notelint 1.2, rules and knowledge 00ff00ff00ff00ff"
WAIVER = Waiver("agreed with the payer", "A. Lee", "2025-01-31", "2025-12-31", "notelint-waivers.toml:3")
Write = Callable[[Iterable[Result], Any, ReportOptions], None]


def verdict(word: str = "97110", **values: object) -> Verdict:
    start = TEXT.index(word)
    base: dict[str, object] = {
        "outcome": "fail", "message": "nothing ties it to a task", "help": "Which task?", "code": "97110",
        "start": start, "end": start + len(word), "severity": Severity.ERROR, "rule": "FL001",
        "name": "missing-functional-link", "source": "s", "fingerprint": "f0",
        "evidence": (Evidence("4/10", 13, 17, "pain score"),),
    }  # fmt: skip
    return Verdict(**{**base, **values})  # type: ignore[arg-type]


def nowhere(**values: object) -> Verdict:
    return verdict(start=None, end=None, code=None, evidence=(), **values)


UNREAD = Result(Note("gone.txt", ""), (nowhere(rule="NL002", name="note-not-read", message="not read: empty"),))
EVERYTHING = (
    Result(
        Note("a dir/ä,b:100%.txt", TEXT, id="V-1"),
        (
            verdict(),
            verdict(severity=Severity.WARNING),
            verdict(outcome="review", severity=Severity.INFO),
            verdict(outcome="pass", severity=None),
            nowhere(outcome="not_applicable", severity=None, message="", help=""),
            verdict("97110 15 min\r\nB. Müller", code="97530"),
            nowhere(severity=Severity.INFO),
            verdict(waived=WAIVER),
            verdict(known=True),
        ),
    ),
    UNREAD,
    Result(Note("clean.txt", TEXT), ()),
    Result(Note("a.txt#2", TEXT, first_line=41, offset=900), (verdict(),)),
    Result(Note("t.csv#12", TEXT, record="row 12"), (verdict(),)),
)


def written(write: Write, results: Iterable[Result] = EVERYTHING, **options: Any) -> str:
    out = io.StringIO()
    write(results, out, ReportOptions(version="1.2", rules_hash="00ff00ff00ff00ff", **options))
    return out.getvalue()


# What GitLab's documentation of the code quality report asks, and of the Code Climate format what is used beside it.
GITLAB: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "type": {"const": "issue"},
            "description": {"type": "string", "minLength": 1, "pattern": r"^[^\n]+$"},
            "check_name": {"type": "string", "minLength": 1},
            "content": {"type": "object", "required": ["body"], "properties": {"body": {"type": "string"}}},
            "categories": {"type": "array", "items": {"enum": ["Clarity", "Compatibility"]}},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {n: {"type": "integer", "minimum": 1} for n in ("begin", "end")},
                        "additionalProperties": False,
                    },
                },
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
    },
}
# What reviewdog's documentation asks of its diagnostic format; its published schema allows all of this, and more.
POSITION = {
    "type": "object",
    "required": ["line", "column"],
    "properties": {n: {"type": "integer", "minimum": 1} for n in ("line", "column")},
    "additionalProperties": False,
}
RDJSON: dict[str, Any] = {
    "type": "object",
    "required": ["source", "diagnostics"],
    "properties": {
        "source": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location", "severity"],
                "properties": {
                    "message": {"type": "string", "minLength": 1},
                    "location": {
                        "type": "object",
                        "required": ["path"],
                        "properties": {
                            "path": {"type": "string"},
                            "range": {
                                "type": "object",
                                "required": ["start", "end"],
                                "properties": {"start": POSITION, "end": POSITION},
                                "additionalProperties": False,
                            },
                        },
                        "additionalProperties": False,
                    },
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": {"type": "object", "required": ["value"], "properties": {"value": {"type": "string"}}},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


@cache
def sarif_schema() -> jsonschema.Draft7Validator:
    schema = json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_bytes())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@cache
def junit_schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))


def read_sarif(text: str) -> dict[str, Any]:
    log = json.loads(text)
    sarif_schema().validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def read_junit(text: str) -> JUnitXml:
    junit_schema().validate(io.BytesIO(text.encode()))
    return JUnitXml.fromstring(text.encode())


def read_gitlab(text: str) -> list[dict[str, Any]]:
    issues = json.loads(text)
    jsonschema.validate(issues, GITLAB)
    return list(issues)


def read_rdjson(text: str) -> list[dict[str, Any]]:
    report = json.loads(text)
    jsonschema.validate(report, RDJSON)
    return list(report["diagnostics"])


def read_github(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Commands as the runner of GitHub Actions takes them apart: a line each, `::command key=value,...::message`."""

    def plain(value: str, signs: str) -> str:
        for sign in signs:
            value = value.replace(f"%{ord(sign):02X}", sign)
        return value.replace("%25", "%")

    commands = []
    for line in text.split("\n"):
        if line.startswith("::"):
            head, _, data = line[2:].partition("::")
            command, _, pairs = head.partition(" ")
            properties = dict(pair.split("=", 1) for pair in pairs.split(","))
            assert command in ("error", "warning", "notice")
            commands.append((command, {k: plain(v, "\r\n:,") for k, v in properties.items()}, plain(data, "\r\n")))
    return commands


def test_the_schemas_are_the_published_ones() -> None:
    about = (SCHEMAS / "ABOUT.md").read_text(encoding="utf-8")
    files = [p for p in SCHEMAS.iterdir() if p.name != "ABOUT.md"]
    assert len(files) == 2
    for path in files:
        assert f"`{path.name}`" in about
        assert hashlib.sha256(path.read_bytes()).hexdigest() in about


def test_the_schemas_refuse_what_is_wrong() -> None:
    text = written(sarif.write, all_verdicts=True)
    assert not sarif_schema().is_valid(json.loads(text.replace('"notApplicable"', '"not_applicable"')))
    assert not junit_schema().is_valid(io.BytesIO(written(junit.write).replace(' tests="', ' test="').encode()))


# SARIF


def test_sarif_has_a_kind_for_each_verdict_and_a_level_for_fails_alone() -> None:
    run = read_sarif(written(sarif.write, EVERYTHING[:1], all_verdicts=True))
    told = [(r["kind"], r["level"]) for r in run["results"]]
    assert told == [
        ("fail", "error"), ("fail", "warning"), ("review", "none"), ("pass", "none"), ("notApplicable", "none"),
        ("fail", "error"), ("fail", "note"), ("fail", "error"), ("fail", "error"),
    ]  # fmt: skip
    kinds = {r["kind"] for r in read_sarif(written(sarif.write))["results"]}
    assert kinds == {"fail", "review"}


def test_sarif_places_a_result_in_its_file() -> None:
    run = read_sarif(written(sarif.write))
    places = [r["locations"][0]["physicalLocation"] for r in run["results"]]
    uris = [p["artifactLocation"]["uri"] for p in places]
    assert uris[0] == "a%20dir/%C3%A4%2Cb%3A100%25.txt"
    assert uris[-2:] == ["a.txt", "t.csv"]
    assert places[0]["region"] == {"startLine": 2, "startColumn": 2, "endLine": 2, "endColumn": 7}
    assert places[3]["region"] == {"startLine": 2, "startColumn": 2, "endLine": 3, "endColumn": 10}
    assert places[-2]["region"]["startLine"] == 42
    assert "region" not in places[4]
    assert "region" not in places[-1]
    assert run["results"][-1]["message"]["text"].startswith("row 12: 97110: nothing")
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_makes_a_uri_of_an_absolute_path() -> None:
    run = read_sarif(written(sarif.write, [Result(Note("/notes/a b.txt", TEXT), (verdict(),))]))
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///notes/a%20b.txt"


def test_sarif_has_no_words_of_the_note_unless_they_are_asked_for() -> None:
    quoted = [Result(Note("a.txt", TEXT), (verdict(evidence=(Evidence("tut weh", 3, 10, "pain"),)),))]
    without = written(sarif.write, quoted, all_verdicts=True)
    assert "snippet" not in without
    assert "tut weh" not in without
    (result,) = read_sarif(written(sarif.write, quoted, snippets=True))["results"]
    places = [where["physicalLocation"]["region"] for where in (*result["locations"], *result["relatedLocations"])]
    assert [p["snippet"]["text"] for p in places] == ["97110", "tut weh"]


def test_sarif_gives_evidence_once_that_a_rule_gave_twice() -> None:
    twice = (Evidence("4/10", 13, 17, "pain score"), Evidence("4/10", 13, 17, "pain score"))
    (result,) = read_sarif(written(sarif.write, [Result(Note("a.txt", TEXT), (verdict(evidence=twice),))]))["results"]
    assert len(result["relatedLocations"]) == 1


def test_sarif_tells_fingerprints_waivers_and_the_baseline() -> None:
    results = read_sarif(written(sarif.write))["results"]
    assert results[0]["partialFingerprints"] == {"notelint/v1": "f0"}
    waived = [r for r in results if r["suppressions"]]
    assert [r["suppressions"] for r in waived] == [
        [
            {
                "kind": "external", "status": "accepted", "justification": "agreed with the payer",
                "properties": {
                    "by": "A. Lee", "date": "2025-01-31", "expires": "2025-12-31", "place": "notelint-waivers.toml:3",
                },
            }
        ]
    ]  # fmt: skip
    assert [r.get("baselineState") for r in results].count("unchanged") == 1
    assert all("suppressions" in r for r in results)


def test_a_waiver_in_the_template_itself_is_in_source() -> None:
    waiver = Waiver("old form", place="t.md:4")
    (result,) = read_sarif(written(sarif.write, [Result(Note("t.md", TEXT), (verdict(waived=waiver),))]))["results"]
    assert result["suppressions"][0]["kind"] == "inSource"


def test_sarif_says_what_went_wrong_with_the_run() -> None:
    (invocation,) = read_sarif(written(sarif.write))["invocations"]
    assert invocation["executionSuccessful"] is False
    (notice,) = invocation["toolExecutionNotifications"]
    assert notice["descriptor"] == {"id": "NL002"}
    assert notice["message"]["text"].startswith("not read: empty")
    assert notice["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "gone.txt"
    assert read_sarif(written(sarif.write, []))["invocations"][0]["executionSuccessful"] is True


def test_sarif_describes_the_rules_that_it_met() -> None:
    driver = read_sarif(written(sarif.write))["tool"]["driver"]
    assert [(r["id"], r["name"]) for r in driver["rules"]] == [("FL001", "missing-functional-link")]
    assert (driver["version"], driver["properties"]["rulesHash"]) == ("1.2", "00ff00ff00ff00ff")


# GitHub


def test_github_escapes_what_its_runner_takes_for_signs() -> None:
    text = written(github.write, [Result(Note("a,b:c%.txt", TEXT), (verdict(message="100%: a,b\r\n::error::x"),))])
    line = text.split("\n")[0]
    assert line.startswith("::error file=a%2Cb%3Ac%25.txt,line=2,endLine=2,col=2,endColumn=7,title=FL001 missing-")
    assert line.endswith("::97110: 100%25: a,b ::error::x%0AWhich task?")
    assert read_github(text) == [
        (
            "error",
            {
                "file": "a,b:c%.txt", "line": "2", "endLine": "2", "col": "2", "endColumn": "7",
                "title": "FL001 missing-functional-link",
            },
            "97110: 100%: a,b ::error::x\nWhich task?",
        )
    ]  # fmt: skip


def test_github_weighs_findings_and_notices_what_was_waived() -> None:
    commands = read_github(written(github.write))
    assert [c for c, _, _ in commands] == [
        "error", "warning", "notice", "error", "notice", "notice", "error", "error", "error",
    ]  # fmt: skip
    assert "waived by A. Lee on 2025-01-31: agreed with the payer" in commands[5][2]
    several_lines = commands[3][1]
    assert (several_lines["line"], several_lines["endLine"]) == ("2", "3")
    assert "col" not in several_lines
    assert "line" not in commands[4][1]


def test_github_ends_with_plain_lines_of_the_log() -> None:
    assert written(github.write).split("\n")[-3:] == [
        "Found 7 findings in 3 of 5 notes: 4 errors, 1 warning, 2 info (1 to review). 1 finding waived. "
        "1 finding known from the baseline. 1 note could not be read.",
        MADE_BY,
        "",
    ]


# GitLab


def test_gitlab_has_a_line_a_severity_and_a_fingerprint_of_its_own_for_each() -> None:
    issues = read_gitlab(written(gitlab.write))
    assert [(i["severity"], i["location"]["path"], i["location"]["lines"]) for i in issues] == [
        ("major", "a dir/ä,b:100%.txt", {"begin": 2, "end": 2}),
        ("minor", "a dir/ä,b:100%.txt", {"begin": 2, "end": 2}),
        ("info", "a dir/ä,b:100%.txt", {"begin": 2, "end": 2}),
        ("major", "a dir/ä,b:100%.txt", {"begin": 2, "end": 3}),
        ("info", "a dir/ä,b:100%.txt", {"begin": 1, "end": 1}),
        ("info", "a dir/ä,b:100%.txt", {"begin": 2, "end": 2}),
        ("blocker", "gone.txt", {"begin": 1, "end": 1}),
        ("major", "a.txt", {"begin": 42, "end": 42}),
        ("major", "t.csv", {"begin": 1, "end": 1}),
    ]
    assert len({i["fingerprint"] for i in issues}) == len(issues)
    assert issues[0]["description"] == "FL001 97110: nothing ties it to a task"
    assert issues[0]["content"]["body"] == f"Which task?\n\n{MADE_BY}"


def test_gitlabs_fingerprints_stay_when_lines_shift() -> None:
    note = Note("./a.txt", TEXT)
    shifted = Note("./a.txt", TEXT, first_line=7)
    before, after = (read_gitlab(written(gitlab.write, [Result(n, (verdict(), verdict()))])) for n in (note, shifted))
    assert [i["fingerprint"] for i in before] == [i["fingerprint"] for i in after]
    assert before[0]["location"]["path"] == "a.txt"
    assert after[0]["location"]["lines"]["begin"] == 8


# reviewdog


def test_rdjson_counts_the_bytes_of_a_line() -> None:
    word = "4/10"
    note = Note("a.txt", TEXT)
    (found,) = read_rdjson(written(rdjson.write, [Result(note, (verdict(word),))]))
    start, end = (found["location"]["range"][side] for side in ("start", "end"))
    assert (start["line"], end["line"]) == (1, 1)
    assert TEXT.encode()[start["column"] - 1 : end["column"] - 1].decode() == word
    assert start["column"] == note.location(TEXT.index(word), 0).column + 2


def test_rdjson_names_severity_rule_and_place() -> None:
    found = read_rdjson(written(rdjson.write))
    assert [d["severity"] for d in found] == [
        "ERROR", "WARNING", "INFO", "ERROR", "INFO", "INFO", "ERROR", "ERROR", "ERROR",
    ]  # fmt: skip
    assert found[0]["code"] == {"value": "FL001 missing-functional-link"}
    assert found[0]["message"] == "97110: nothing ties it to a task\nWhich task?"
    assert ["range" in d["location"] for d in found] == [True, True, True, True, False, True, False, True, False]


# JUnit


def test_junit_has_a_suite_a_note_and_a_case_a_verdict() -> None:
    suites = list(read_junit(written(junit.write)))
    told = [(s.name, s.tests, s.failures, s.errors, s.skipped) for s in suites]
    assert told == [
        ("a dir/ä,b:100%.txt", 6, 4, 0, 2),
        ("gone.txt", 1, 0, 1, 0),
        ("clean.txt", 1, 0, 0, 0),
        ("a.txt#2", 1, 1, 0, 0),
        ("t.csv#12", 1, 1, 0, 0),
    ]
    cases = list(suites[0])
    assert cases[0].name == "FL001 missing-functional-link 97110 line 2"
    (failure,) = cases[0].result
    assert (failure.type, failure.message) == ("error", "97110: nothing ties it to a task")
    assert failure.text.split("\n") == [
        "a dir/ä,b:100%.txt:2:2: FL001 97110: nothing ties it to a task",
        "Which task?",
    ]
    assert [c.name for c in suites[2]] == ["no findings"]


def test_junit_skips_what_is_not_for_a_machine_to_decide() -> None:
    cases = list(next(iter(read_junit(written(junit.write, all_verdicts=True)))))
    assert [type(r).__name__ for c in cases for r in c.result or [None]] == [
        "Failure", "Failure", "Skipped", "NoneType", "Skipped", "Failure", "Failure", "Skipped", "Skipped",
    ]  # fmt: skip
    reasons = [r.message.partition(":")[0] for c in cases for r in c.result if type(r).__name__ == "Skipped"]
    assert reasons == [
        "to review", "not applicable", "waived by A. Lee on 2025-01-31", "known from the baseline",
    ]  # fmt: skip


# JSON lines


def test_json_lines_are_the_json_report_line_by_line() -> None:
    lines = written(json_lines.write, all_verdicts=True).splitlines()
    assert [json.loads(line) for line in lines] == json.loads(written(json_report.write, all_verdicts=True))
    assert written(json_lines.write, []) == ""


# All of them

READERS: dict[str, tuple[Write, Callable[[str], Any]]] = {
    "github": (github.write, read_github),
    "gitlab": (gitlab.write, read_gitlab),
    "sarif": (sarif.write, read_sarif),
    "junit": (junit.write, read_junit),
    "rdjson": (rdjson.write, read_rdjson),
    "json-lines": (json_lines.write, lambda text: [json.loads(line) for line in text.splitlines()]),
}


def each_format() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("name", READERS)


@pytest.fixture(scope="module")
def judged() -> list[Result]:
    """Every verdict on the sample notes."""
    return list(lint(read_notes(find_notes([str(ROOT / "corpus" / "samples")])), Settings(all_verdicts=True)))


@each_format()
def test_every_verdict_on_real_notes_is_told_rightly(name: str, judged: list[Result]) -> None:
    write, read = READERS[name]
    assert read(written(write, judged, all_verdicts=True, snippets=True))
    assert read(written(write, judged))


@each_format()
def test_nothing_to_tell_is_a_whole_report(name: str) -> None:
    write, read = READERS[name]
    read(written(write, []))
    read(written(write, [Result(Note("a.txt", TEXT), ())]))


@each_format()
def test_the_version_and_the_hash_of_rules_and_knowledge_are_told(name: str) -> None:
    text = written(READERS[name][0])
    assert "00ff00ff00ff00ff" in text
    assert re.search(r'notelint 1\.2|"version": "1\.2"', text)


@each_format()
@settings(deadline=None)  # another process may take the core away
@given(
    text=st.text(st.characters(), min_size=1, max_size=40),
    path=st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=12),
)
def test_no_text_or_path_breaks_a_report(name: str, text: str, path: str) -> None:
    write, read = READERS[name]
    evidence = (Evidence(text, 0, len(text), text),)
    found = verdict(
        message=text,
        help=text,
        evidence=evidence,
        start=0,
        end=len(text),
        waived=Waiver(text, text, "d", "", f"{path}:1"),
    )
    output = written(
        write, [Result(Note(path, text, id=text), (found, nowhere(message=text)))], all_verdicts=True, snippets=True
    )
    output.encode("utf-8", "backslashreplace").decode()
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]", output)
    assert read(output) is not None


@each_format()
def test_results_are_written_as_they_come(name: str) -> None:
    out = io.StringIO()
    sizes: list[int] = []

    def results() -> Iterable[Result]:
        for _ in range(3):
            sizes.append(out.tell())
            yield Result(Note("a.txt", TEXT), (verdict(),))

    READERS[name][0](results(), out, ReportOptions())
    assert sizes[0] < sizes[1] < sizes[2]
