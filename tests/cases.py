"""The case files of corpus/ and the runner that the tests share."""

from __future__ import annotations

from pathlib import Path

from notelint.linter.cli.trial import shown
from notelint.linter.evaluation import Case
from notelint.linter.evaluation.runner import Runner
from notelint.linter.result import ReportOptions

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
RUNNER = Runner()


def case_files() -> list[Path]:
    """All case files, sorted."""
    return sorted(CORPUS.rglob("*.case"))


def failure(case: Case, runner: Runner = RUNNER) -> str:
    """What `notelint test` prints of a case; nothing where it holds."""
    complaints = runner.complaints(case)
    return shown(case, complaints, ReportOptions(all_verdicts=True)) if complaints else ""
