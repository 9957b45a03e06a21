"""The case files of corpus/, run through the real linter, and what differs from what they expect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent

from notelint.linter.config import load_settings
from notelint.linter.engine import Linter, grouped
from notelint.linter.evaluation import Case, CaseError, Expectation, Text, read_cases
from notelint.linter.language import make_parser
from notelint.linter.note import KINDS, Kind
from notelint.linter.result import Result
from notelint.linter.verdict import Verdict

__all__ = ["CORPUS", "ROOT", "Case", "CaseError", "Text", "case_files", "complaints", "examples", "read_cases", "run"]

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"


def case_files() -> list[Path]:
    """All case files, sorted."""
    return sorted(CORPUS.rglob("*.case"))


def run(case: Case) -> list[Result]:
    """The verdicts of the real linter on a case."""
    linter = _linter(case.profile)
    return [result for group in grouped(case.as_notes()) for result in linter.results(group)]


def complaints(case: Case, results: list[Result]) -> list[str]:
    """What differs from what is expected, in words; nothing where the case holds."""
    found = [(text, result, v) for text, result in zip(case.notes, results, strict=True) for v in result.verdicts]
    said = [f"the run failed: {v.message}" for _, _, v in found if v.rule.startswith("NL")]
    for expected in case.expected:
        mine = [(text, result, v) for text, result, v in found if expected.concerns(v)]
        if expected.what == "passes":
            bad = [entry for entry in mine if entry[2].is_finding]
        else:
            outcome = "fail" if expected.what == "finds" else "review"
            right = [entry for entry in mine if entry[2].outcome == outcome]
            bad = [] if right else mine or [entry for entry in found if entry[2].rule == expected.rule]
            if not right and not bad:
                said.append(f"{expected}\n    got nothing: the rule has no subject here")
            if right and _single(case) is expected and _marked(case) and not any(_in_place(*entry) for entry in right):
                said.append(f"{expected}, at the mark\n{_listing(right)}")
        if bad:
            said.append(f"{expected}\n{_listing(bad)}")
    return said


def _single(case: Case) -> Expectation | None:
    wanted = [e for e in case.expected if e.what != "passes"]
    return wanted[0] if len(wanted) == 1 else None


def _marked(case: Case) -> bool:
    return any(n.marks for n in case.notes)


def _in_place(text: Text, result: Result, verdict: Verdict) -> bool:
    """Whether a finding overlaps a mark, or stands on a line of one."""
    if verdict.start is None or verdict.end is None:
        return False
    note, line = result.note, result.note.line(verdict.start)
    return any(
        (verdict.start < end and start < verdict.end) or note.line(start) <= line <= note.line(max(start, end - 1))
        for start, end in text.marks
    )


def _listing(entries: list[tuple[Text, Result, Verdict]]) -> str:
    rows = []
    for text, result, v in entries:
        place = "nowhere" if v.start is None else f"line {text.line - 1 + result.note.line(v.start)}"
        rows.append(f"    got {v.outcome} of {v.rule} {v.code or '-'} ({place}): {v.message or 'no message'}")
        rows += [f"        {e.text!r} read as {e.read_as or 'itself'}" for e in v.evidence[:4]]
    return "\n".join(rows)


@cache
def _parse() -> object:
    return make_parser()


@cache
def _linter(profile: str) -> Linter:
    return Linter(load_settings(isolated=True, profile=profile, all_verdicts=True), _parse())  # type: ignore[arg-type]


_EXAMPLE = re.compile(r"(Finds|Passes)(?: \((\w+)\))?:(.*)")


def examples(doc: str) -> Iterator[tuple[str, Kind | None, str]]:
    """The examples of a rule's docstring: "Finds" or "Passes", the kind of document, the note.

    The note stands on the line of the label, or as an indented block under it; `Finds (template):` names a kind.
    """
    lines = doc.split("\n")
    for i, line in enumerate(lines):
        if said := _EXAMPLE.fullmatch(line):
            block = []
            for below in lines[i + 1 :]:
                if below.strip() and not below.startswith(" "):
                    break
                block.append(below)
            first = [said[3].strip()] if said[3].strip() else []
            text = "\n".join([*first, *dedent("\n".join(block)).split("\n")]).strip("\n") + "\n"
            yield said[1], next((k for k in KINDS if k == said[2]), None), text


def run_example(text: str, kind: Kind | None) -> list[Verdict]:
    """The verdicts on an example; `---` alone on a line begins the next note of the same patient."""
    case = Case("example", "", (), tuple(Text(t, 1, ()) for t in text.split("\n---\n")), kind, patient="example")
    return [v for result in run(case) for v in result.verdicts]
