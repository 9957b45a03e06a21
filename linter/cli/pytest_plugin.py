"""Case files and TOML files of rules as tests: with notelint installed, plain `pytest` runs them.

A case file's rules are those of installed packages, of the plugin files that its settings file names, and of the Python
file of its own name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from notelint.linter.cli.trial import Trial
    from notelint.linter.evaluation import Case

_TRIALS = pytest.StashKey[dict[tuple[str, ...], "Trial"]]()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take a case file, or a TOML file of rules, for a file of tests."""
    if file_path.suffix not in (".case", ".toml"):
        return None
    from notelint.linter.cli.trial import is_rule_file

    if file_path.suffix == ".toml" and not is_rule_file(file_path):
        return None
    return CaseFile.from_parent(parent, path=file_path)


class CaseFile(pytest.File):
    """A file of cases, or of rules whose examples are cases."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its cases."""
        from notelint.linter.config import ConfigError
        from notelint.linter.evaluation import CaseError
        from notelint.linter.rules import PluginError

        try:
            trial = self._trial()
            for case in trial.cases(self.path):
                yield CaseItem.from_parent(self, name=case.title, case=case, trial=trial)
        except (CaseError, ConfigError, PluginError) as error:
            raise self.CollectError(str(error)) from None

    def _trial(self) -> Trial:
        from notelint.linter.cli.trial import Trial, rules_beside
        from notelint.linter.config import load_settings
        from notelint.linter.evaluation.runner import Runner
        from notelint.linter.plugins import load_rules

        plugins = load_settings(start=self.path.parent).plugins
        its = (str(self.path),) if self.path.suffix == ".toml" else rules_beside(self.path, load_rules(plugins))
        plugins = tuple(dict.fromkeys((*plugins, *its)))
        trials = self.config.stash.setdefault(_TRIALS, {})
        if plugins not in trials:
            trials[plugins] = Trial(Runner(plugins))
        return trials[plugins]


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, case: Case, trial: Trial, **given: Any) -> None:
        super().__init__(**given)
        self.case = case
        self.trial = trial

    def runtest(self) -> None:
        """Run it; a case that does not hold fails with what the report would show."""
        from notelint.linter.cli.trial import shown
        from notelint.linter.result import ReportOptions

        if complaints := self.trial.runner.complaints(self.case):
            pytest.fail(shown(self.case, complaints, ReportOptions(all_verdicts=True)), pytrace=False)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it stands."""
        line = self.case.id.rpartition(":")[2]
        return self.path, int(line) - 1 if line.isdecimal() else 0, self.name
