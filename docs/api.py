"""Write docs/api.md, the public interface, from the docstrings of what notelint.linter exports: `make docs-api`."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cached_property
from typing import Any, Literal, get_args, get_origin

import notelint.linter as linter

HEAD = """# The public interface

Written by `make docs-api` from the docstrings; not edited by hand. How to use it: [writing a rule](writing-a-rule.md).

{promise}

To lint from a program takes a few lines:

```python
from notelint.linter import find_notes, lint, read_notes

for result in lint(read_notes(find_notes(["notes/"]))):
    for verdict in result.findings:
        print(result.note.path, verdict.rule, verdict.code, verdict.message)
```
"""
PARTS = {
    "To write rules": ("rule", "Terms", "Subject", "Verdict", "Severity", "Evidence", "Fix", "Waiver", "Rule"),
    "What a rule may look at": (
        "Visit", "Charge", "ChargePair", "ClaimedCode", "Goal", "Measure", "Activity", "LossClaim", "Placeholder",
        "PlannedProcedure", "PrefilledFinding", "TemplateSlot", "WaiverEntry",
    ),
    "What else a visit holds": (
        "Mention", "Section", "Outcome", "Function", "Diagnosis", "Skill", "PlanStatement", "Reference", "Contact",
        "TimeTotal", "ClockTime", "Period", "VisitCount", "Proposal", "TermFound",
    ),
    "Report formats and readers": ("report", "ReportOptions", "Result", "reader", "NotRead"),
    "To lint from a program": (
        "Note", "ClaimLine", "Location", "find_notes", "read_notes", "lint", "Linter", "Settings", "load_settings",
        "Selection", "load_rules", "load_readers", "ConfigError", "PluginError",
    ),
    "Tables of notes and verdicts": ("lint_batches", "notes_schema", "verdicts_schema", "WrongColumns"),
}  # fmt: skip


def page() -> str:
    """The page."""
    promise = re.search(r"^Everything that.*?\n\n", linter.__doc__ or "", re.MULTILINE | re.DOTALL)
    assert promise, "the docstring of notelint.linter promises nothing"
    parts = [HEAD.format(promise=promise[0].strip().replace("this module exports", "`notelint.linter` exports"))]
    for title, names in PARTS.items():
        parts += [f"\n## {title}\n", *(_entry(name, getattr(linter, name)) for name in names)]
    return "\n".join(parts)


def _entry(name: str, of: Any) -> str:
    call = f"`{name}{_signature(of)}`\n" if inspect.isfunction(of) else ""
    kind = f"A {bases}.\n" if (bases := _bases(of)) else ""
    lines = [f"### {name}\n", *filter(None, (call, kind)), inspect.getdoc(of) or "", ""]
    members = [*_fields(of), *_methods(of)] if inspect.isclass(of) else []
    return "\n".join([*lines, *members, ""] if members else lines)


def _bases(of: Any) -> str:
    named = [b.__name__ for b in getattr(of, "__bases__", ()) if b.__name__ in linter.__all__]
    return " and a ".join(named)


def _fields(of: type) -> Iterator[str]:
    if is_dataclass(of):
        inherited = {f.name for b in of.__bases__ if is_dataclass(b) for f in fields(b)}
        for each in fields(of):
            if each.name not in inherited and not each.name.startswith("_") and each.init:
                yield f"- `{each.name}`: {_type(of, str(each.type))}"


def _methods(of: type) -> Iterator[str]:
    for name, member in vars(of).items():
        if name.startswith("_") or name in ("anchor", "billed_as"):
            continue
        if isinstance(member, property | cached_property):
            function: Callable[..., Any] = member.func if isinstance(member, cached_property) else member.fget  # type: ignore[assignment]
            result = str(inspect.signature(function).return_annotation)
            yield f"- `{name}`: {_type(of, result)}. {_first(function)}"
        elif inspect.isfunction(member):
            yield f"- `{name}{_signature(member)}` {_first(member)}"
        elif isinstance(of, type) and name.isupper():
            yield f"- `{name}`"


def _first(of: Any) -> str:
    return " ".join((inspect.getdoc(of) or "").split())


def _signature(of: Any) -> str:
    written = re.sub(r"\(self(?:, )?", "(", str(inspect.signature(of)))
    return re.sub(r"(: |-> )(['\"])(.*?)\2(?=[,)= ]|$)", r"\1\3", written)


def _type(of: type, written: str) -> str:
    """A type, with the values of those that are one of a few words."""
    names = vars(sys.modules[of.__module__])

    def spelled(name: re.Match[str]) -> str:
        known = names.get(name[0])
        return " or ".join(map(repr, get_args(known))) if get_origin(known) is Literal else name[0]

    words = re.sub(r"Literal\[(.*?)\]", lambda m: m[1].replace(", ", " or "), written)
    return f"`{re.sub('[A-Z][A-Za-z]+', spelled, words)}`"


if __name__ == "__main__":
    sys.stdout.write(page())
