"""JUnit's XML, which most CI servers read: a suite a note, a case a verdict.

A fail is a failure; what went wrong with the run is an error; what is for a person to decide, was waived, is known from
the baseline or does not apply is skipped, with the reason. A note without findings is one case that passed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from notelint.linter.note import Note
from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Verdict
from notelint.reports.annotations import sayings, spot
from notelint.reports.terminal import acceptance, safe, told, weight

Element = ElementTree.Element


def write(results: Iterable[Result], out: TextIO, options: ReportOptions) -> None:
    """Write a suite for each note as the results come."""
    out.write(f'<?xml version="1.0" encoding="utf-8"?>\n<testsuites name={quoteattr(options.made_by)}>\n')
    for result in results:
        suite = _suite(result, options)
        ElementTree.indent(suite)
        out.write(ElementTree.tostring(suite, encoding="unicode") + "\n")
    out.write("</testsuites>\n")


def _suite(result: Result, options: ReportOptions) -> Element:
    path = safe(result.note.path)
    suite = Element("testsuite", name=path)
    for verdict in told(result, everything=options.all_verdicts):
        suite.append(_case(result.note, verdict))
    if not len(suite):
        ElementTree.SubElement(suite, "testcase", name="no findings", classname=path)
    kinds = [child.tag for case in suite for child in case]
    counts = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    suite.set("tests", str(len(suite)))
    for name, kind in counts.items():
        suite.set(name, str(kinds.count(kind)))
    return suite


def _case(note: Note, verdict: Verdict) -> Element:
    at = spot(note, verdict.start, verdict.end)
    place = f"line {at.line}" if at else ""
    name = " ".join(w for w in (verdict.rule, verdict.name, verdict.code, place) if w)
    case = Element("testcase", name=safe(name), classname=safe(note.path))
    if verdict.outcome == "pass":
        return case
    what, *more = sayings(note, verdict)
    if verdict.of_run:
        kind, said = "error", what
    elif verdict.counts and verdict.outcome == "fail":
        kind, said = "failure", what
    else:
        reason = acceptance(verdict) or ("to review" if verdict.outcome == "review" else "not applicable")
        kind, said = "skipped", f"{reason}: {what}"
    child = ElementTree.SubElement(case, kind, type=weight(verdict), message=said)
    where = f"{safe(note.path)}:{at.line}:{at.column}" if at else safe(note.path)
    child.text = "\n".join((f"{where}: {verdict.rule} {what}", *more))
    return case
