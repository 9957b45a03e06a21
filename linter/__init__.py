"""notelint.linter: reads treatment notes and says, rule by rule, what is missing or contradictory.

The words used everywhere: a *note* is the text of one visit, a *visit* what was read from it: *charges*, *activities*,
*measures*, *outcomes*, *functions*, *goals*. A *rule* looks at one of these and comes to a *verdict* with *evidence*;
fails and reviews are *findings*. A *profile* is what a payer or discipline asks.

    from notelint.linter import lint, find_notes, read_notes
    for result in lint(read_notes(find_notes(["notes/"]))):
        for verdict in result.findings:
            print(result.note.path, verdict.rule, verdict.message)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from notelint.linter.config import ConfigError, Selection, Settings, load_settings
    from notelint.linter.engine import Linter, lint
    from notelint.linter.note import Location, Note
    from notelint.linter.readers import NotRead, find_notes, read_notes
    from notelint.linter.record import (
        Activity,
        Charge,
        ChargePair,
        Function,
        Goal,
        LossClaim,
        Measure,
        Mention,
        Outcome,
        Placeholder,
        Subject,
        Visit,
    )  # fmt: skip
    from notelint.linter.result import ReportOptions, Result
    from notelint.linter.rules import Rule, RuleError, load_rules, rule
    from notelint.linter.verdict import Evidence, Severity, Verdict

_HOMES = {
    "config": ("ConfigError", "Selection", "Settings", "load_settings"),
    "engine": ("Linter", "lint"),
    "note": ("Location", "Note"),
    "readers": ("NotRead", "find_notes", "read_notes"),
    "record": (
        "Activity", "Charge", "ChargePair", "Function", "Goal", "LossClaim", "Measure", "Mention", "Outcome",
        "Placeholder", "Subject", "Visit",
    ),
    "result": ("ReportOptions", "Result"),
    "rules": ("Rule", "RuleError", "load_rules", "rule"),
    "verdict": ("Evidence", "Severity", "Verdict"),
}  # fmt: skip
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Activity", "Charge", "ChargePair", "ConfigError", "Evidence", "Function", "Goal", "Linter", "Location",
    "LossClaim", "Measure", "Mention", "NotRead", "Note", "Outcome", "Placeholder", "ReportOptions", "Result",
    "Rule", "RuleError", "Selection", "Settings", "Severity", "Subject", "Verdict", "Visit", "find_notes",
    "lint", "load_rules", "load_settings", "read_notes", "rule",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """A public name, from its module when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted([*globals(), *__all__])
