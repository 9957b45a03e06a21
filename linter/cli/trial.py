"""What `notelint test` and pytest share: which files hold cases, what is run of them, how a failure is shown."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from notelint.linter.evaluation import Case, read_cases
from notelint.linter.evaluation.runner import Complaint, Runner, example_cases
from notelint.linter.plugins import path_shown
from notelint.linter.result import ReportOptions
from notelint.linter.rules import Rule

CASES = ".case"
_RULE_ID = re.compile(r"^@rule\(\s*[\"']([A-Z]{2,3}\d{3})[\"']", re.MULTILINE)
_RULE_ENTRY = re.compile(rb"^\s*\[\[\s*rule\s*\]\]", re.MULTILINE)


@dataclass(slots=True)
class Trial:
    """A run of cases: each rule's examples are run once, with the first file that is about the rule."""

    runner: Runner
    _tested: set[str] = field(default_factory=set)

    def cases(self, path: Path) -> list[Case]:
        """The cases of a case file, after the examples of the rules that it finds; the examples of a file of rules.

        Raises CaseError where a case file is wrong.
        """
        if path.suffix != CASES:
            real = os.path.realpath(path)
            return self._examples(r for r in self.runner.rules.values() if os.path.realpath(r.place[0]) == real)
        cases = read_cases(path, self.runner.rules, path_shown(str(path)))
        found = {e.rule for case in cases for e in case.expected if e.what != "passes"}
        return [*self._examples(r for r in self.runner.rules.values() if r.id in found), *cases]

    def untested(self, files: Iterable[str], cases: Iterable[Case]) -> list[Rule]:
        """The rules of some files that none of the cases is about."""
        real = set(map(os.path.realpath, files))
        about = {e.rule for case in cases for e in case.expected}
        rules = self.runner.rules.values()
        return [r for r in rules if r.id not in about and os.path.realpath(r.place[0]) in real]

    def _examples(self, rules: Iterable[Rule]) -> list[Case]:
        fresh = [rule for rule in rules if rule.id not in self._tested]
        self._tested.update(rule.id for rule in fresh)
        return [case for rule in fresh for case in example_cases(rule)]


def rules_beside(case: Path, known: Collection[str]) -> tuple[str, ...]:
    """The Python file that is called as a case file is, where it has rules and none of them is known already."""
    path = case.with_suffix(".py")
    ids = set(_RULE_ID.findall(path.read_text(encoding="utf-8", errors="replace"))) if path.is_file() else set()
    return (str(path),) if ids and ids.isdisjoint(known) else ()


def is_rule_file(path: Path) -> bool:
    """Whether a file is a TOML file of rules."""
    return path.suffix == ".toml" and _RULE_ENTRY.search(path.read_bytes()) is not None


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that are named, and the case files and TOML rule files of folders, without hidden ones, in order."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if name[0] != ".")
            for each in (Path(folder) / name for name in sorted(names) if name[0] != "."):
                if each.suffix == CASES or is_rule_file(each):
                    yield each


def shown(case: Case, complaints: Sequence[Complaint], options: ReportOptions) -> str:
    """A case that failed: what was expected, and what came as a report shows it."""
    from notelint.reports.full import paragraph
    from notelint.reports.terminal import safe

    parts = [safe(f"{case.id} == {case.title}")]
    for complaint in complaints:
        parts.append(complaint.text + (":" if complaint.results else "."))
        parts += [paragraph(result.note, v, options) for result in complaint.results for v in result.verdicts]
    return "\n".join(parts)
