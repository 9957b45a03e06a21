"""SARIF 2.1.0, the OASIS format of code scanning services and editors.

Places are given as lines and columns. The words of a note that stand there are written only when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any, TextIO
from urllib.parse import quote

from notelint.linter.note import Note
from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Verdict, Waiver
from notelint.reports.annotations import file_path, sayings, spot
from notelint.reports.json import ascii_json, write_array
from notelint.reports.terminal import inline, weight

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
KINDS = {"fail": "fail", "review": "review", "pass": "pass", "not_applicable": "notApplicable"}
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
FINGERPRINT = "notelint/v1"
Shape = dict[str, Any]


def write(results: Iterable[Result], out: TextIO, options: ReportOptions) -> None:
    """Write the log as the results come, then what was learnt on the way: the rules met, and how the run went."""
    rules: dict[str, Shape] = {}
    troubles: list[Shape] = []
    head = {"$schema": SCHEMA, "version": "2.1.0"}
    out.write(f'{ascii_json(head)[:-1]}, "runs": [{{"columnKind": "unicodeCodePoints", "results": ')
    write_array(_results(results, rules, troubles, options), out)
    run = {
        "invocations": [{"executionSuccessful": not troubles, "toolExecutionNotifications": troubles}],
        "tool": {"driver": _driver(rules, options)},
    }
    out.write(f", {ascii_json(run)[1:]}]}}\n")


def _results(
    results: Iterable[Result], rules: dict[str, Shape], troubles: list[Shape], options: ReportOptions
) -> Iterator[Shape]:
    for result in results:
        for verdict in result.verdicts:
            if verdict.of_run:
                troubles.append(_notification(result.note, verdict))
            elif options.all_verdicts or verdict.is_finding:
                rules.setdefault(verdict.rule, _rule(verdict))
                yield _result(result.note, verdict, options)


def _driver(rules: dict[str, Shape], options: ReportOptions) -> Shape:
    return {
        "name": "notelint",
        "version": options.version or "unknown",
        "rules": [rules[rule] for rule in sorted(rules)],
        "properties": {"rulesHash": options.rules_hash, "profile": options.profile},
    }


def _rule(verdict: Verdict) -> Shape:
    return {
        "id": verdict.rule,
        "name": verdict.name,
        "shortDescription": {"text": f"{verdict.name.replace('-', ' ').capitalize()}."},
        "help": {"text": f"Explained by: notelint rule {verdict.rule}"},
        "properties": {"source": verdict.source},
    }


def _result(note: Note, verdict: Verdict, options: ReportOptions) -> Shape:
    shape: Shape = {
        "ruleId": verdict.rule,
        "kind": KINDS[verdict.outcome],
        "level": LEVELS[weight(verdict)] if verdict.outcome == "fail" else "none",
        "message": {"text": "\n".join(sayings(note, verdict))},
        "locations": [_location(note, verdict.start, verdict.end, options)],
        "relatedLocations": [
            _location(note, start, end, options) | {"message": {"text": inline(read_as) or "evidence"}}
            for start, end, read_as in dict.fromkeys((e.start, e.end, e.read_as) for e in verdict.evidence)
        ],
        "partialFingerprints": {FINGERPRINT: verdict.fingerprint},
        "suppressions": [_suppression(note, verdict.waived)] if verdict.waived else [],
        "properties": {"note": note.path, "code": verdict.code, "direction": verdict.direction},
    }
    return shape | ({"baselineState": "unchanged"} if verdict.known else {})


def _notification(note: Note, verdict: Verdict) -> Shape:
    return {
        "descriptor": {"id": verdict.rule},
        "level": "error",
        "message": {"text": "\n".join(sayings(note, verdict))},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(file_path(note))}}}],
    }


def _suppression(note: Note, waiver: Waiver) -> Shape:
    file = waiver.place.rpartition(":")[0]
    return {
        "kind": "inSource" if file == note.file else "external",
        "status": "accepted",
        "justification": waiver.reason,
        "properties": {"by": waiver.by, "date": waiver.date, "expires": waiver.expires, "place": waiver.place},
    }


def _location(note: Note, start: int | None, end: int | None, options: ReportOptions) -> Shape:
    where: Shape = {"artifactLocation": {"uri": _uri(file_path(note))}}
    if at := spot(note, start, end):
        region: Shape = {
            "startLine": at.line, "startColumn": at.column, "endLine": at.end_line, "endColumn": at.end_column,
        }  # fmt: skip
        if options.snippets:
            region["snippet"] = {"text": note.text[start:end]}
        where["region"] = region
    return {"physicalLocation": where}


def _uri(file: str) -> str:
    """A path as a URI; a relative one stays relative to the folder that the run was started in."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(file.encode("utf-8", "surrogatepass"))
