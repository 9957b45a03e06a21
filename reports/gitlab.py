"""GitLab's code quality report: findings beside the lines of a merge request."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from notelint.linter.note import Note
from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Verdict
from notelint.reports.annotations import file_path, sayings, spot
from notelint.reports.json import write_array
from notelint.reports.terminal import told, weight

SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def write(results: Iterable[Result], out: TextIO, options: ReportOptions) -> None:
    """Write the array as the results come."""
    write_array((issue for result in results for issue in _issues(result, options)), out)
    out.write("\n")


def _issues(result: Result, options: ReportOptions) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for verdict in told(result, everything=False):
        seen[verdict.fingerprint] += 1
        yield _issue(result.note, verdict, seen[verdict.fingerprint], options)


def _issue(note: Note, verdict: Verdict, occurrence: int, options: ReportOptions) -> dict[str, Any]:
    at = spot(note, verdict.start, verdict.end)
    what, *more = sayings(note, verdict)
    return {
        "type": "issue",
        "check_name": f"{verdict.rule} {verdict.name}",
        "description": f"{verdict.rule} {what}",
        "content": {"body": "\n\n".join([*more, options.made_by])},
        "categories": ["Compatibility" if verdict.of_run else "Clarity"],
        "severity": _severity(verdict),
        "fingerprint": _unique(note, verdict, occurrence),
        "location": {
            "path": file_path(note),
            "lines": {"begin": at.line if at else 1, "end": at.end_line if at else 1},
        },
    }


def _severity(verdict: Verdict) -> str:
    if verdict.of_run:
        return "blocker"
    return SEVERITIES[weight(verdict)] if verdict.counts else "info"


def _unique(note: Note, verdict: Verdict, occurrence: int) -> str:
    """A fingerprint that no other finding of the report has: GitLab shows the first of equal ones alone."""
    parts = (file_path(note), note.path, verdict.fingerprint or verdict.rule, str(occurrence))
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
