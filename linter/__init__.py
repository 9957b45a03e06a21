"""notelint.linter: reads treatment notes and says, rule by rule, what is missing or contradictory.

The words used everywhere: a *note* is the text of one visit, a *visit* what was read from it: *charges*, *activities*,
*measures*, *outcomes*, *functions*, *goals*. A *rule* looks at one of these and comes to a *verdict* with *evidence*;
fails and reviews are *findings*. A *profile* is what a payer or discipline asks.

Everything that this module exports, and what its docstrings say of it, is the public interface: it changes only with a
new minor version before 1.0 and a new major version after, is named in CHANGELOG.md, and what goes still works, with a
DeprecationWarning, for one minor version. All other modules may change at any time.

    from notelint.linter import lint, find_notes, read_notes
    for result in lint(read_notes(find_notes(["notes/"]))):
        for verdict in result.findings:
            print(result.note.path, verdict.rule, verdict.message)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from notelint.linter.batches import WrongColumns, lint_batches, notes_schema, verdicts_schema
    from notelint.linter.claim import ClaimLine
    from notelint.linter.config import ConfigError, Selection, Settings, load_settings
    from notelint.linter.engine import Linter, lint
    from notelint.linter.note import Location, Note
    from notelint.linter.plugins import load_readers, load_rules, report
    from notelint.linter.readers import NotRead, find_notes, read_notes, reader
    from notelint.linter.record import (
        Activity,
        Charge,
        ChargePair,
        ClaimedCode,
        ClockTime,
        Contact,
        Diagnosis,
        Function,
        Goal,
        LossClaim,
        Measure,
        Mention,
        Outcome,
        Period,
        Placeholder,
        PlannedProcedure,
        PlanStatement,
        PrefilledFinding,
        Proposal,
        Reference,
        Section,
        Skill,
        Subject,
        TemplateSlot,
        TermFound,
        Terms,
        TimeTotal,
        Visit,
        VisitCount,
        WaiverEntry,
    )  # fmt: skip
    from notelint.linter.result import ReportOptions, Result
    from notelint.linter.rules import PluginError, Rule, rule
    from notelint.linter.verdict import Evidence, Fix, Severity, Verdict, Waiver

_HOMES = {
    "batches": ("WrongColumns", "lint_batches", "notes_schema", "verdicts_schema"),
    "claim": ("ClaimLine",),
    "config": ("ConfigError", "Selection", "Settings", "load_settings"),
    "engine": ("Linter", "lint"),
    "note": ("Location", "Note"),
    "plugins": ("load_readers", "load_rules", "report"),
    "readers": ("NotRead", "find_notes", "read_notes", "reader"),
    "record": (
        "Activity", "Charge", "ChargePair", "ClaimedCode", "ClockTime", "Contact", "Diagnosis", "Function", "Goal",
        "LossClaim", "Measure", "Mention", "Outcome", "Period", "Placeholder", "PlanStatement", "PlannedProcedure",
        "PrefilledFinding", "Proposal", "Reference", "Section", "Skill", "Subject", "TemplateSlot", "TermFound",
        "Terms", "TimeTotal", "Visit", "VisitCount", "WaiverEntry",
    ),
    "result": ("ReportOptions", "Result"),
    "rules": ("PluginError", "Rule", "rule"),
    "verdict": ("Evidence", "Fix", "Severity", "Verdict", "Waiver"),
}  # fmt: skip
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Activity", "Charge", "ChargePair", "ClaimLine", "ClaimedCode", "ClockTime", "ConfigError", "Contact", "Diagnosis",
    "Evidence", "Fix", "Function", "Goal", "Linter", "Location", "LossClaim", "Measure", "Mention", "NotRead", "Note",
    "Outcome", "Period", "Placeholder", "PlanStatement", "PlannedProcedure", "PluginError", "PrefilledFinding",
    "Proposal", "Reference", "ReportOptions", "Result", "Rule", "Section", "Selection", "Settings", "Severity", "Skill",
    "Subject", "TemplateSlot", "TermFound", "Terms", "TimeTotal", "Verdict", "Visit", "VisitCount", "Waiver",
    "WaiverEntry", "WrongColumns", "find_notes", "lint", "lint_batches", "load_readers", "load_rules", "load_settings",
    "notes_schema", "read_notes", "reader", "report", "rule", "verdicts_schema",
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
