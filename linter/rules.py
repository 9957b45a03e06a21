"""What a rule is, and how rules are found: entry points of the group `notelint.checks`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from types import MappingProxyType
from typing import Any

from notelint.linter.installed import entry_points
from notelint.linter.verdict import Direction, Severity, Verdict

GROUP = "notelint.checks"
Check = Callable[..., Verdict]


class RuleError(Exception):
    """A rule, or the module that should hold it, is not usable; the message names both and the place."""


@dataclass(frozen=True)
class Rule:
    """A check with its id, name and source. `severity` is its own; a profile may set another."""

    id: str
    name: str
    check: Check
    source: str
    severity: Severity
    direction: Direction

    @cached_property
    def subject(self) -> str:
        """The name of the class of its subjects, from the annotation of its first parameter."""
        return str(next(iter(inspect.signature(self.check).parameters.values())).annotation)

    @cached_property
    def wants_visit(self) -> bool:
        """Whether it is also handed the visit that its subject belongs to."""
        parameters = list(inspect.signature(self.check).parameters.values())
        return len(parameters) > 1 and parameters[1].kind is not inspect.Parameter.KEYWORD_ONLY

    @cached_property
    def options(self) -> Mapping[str, Any]:
        """Its keyword-only options and their defaults: the settings of `[rules.<id>]`."""
        parameters = inspect.signature(self.check).parameters.values()
        return MappingProxyType({p.name: p.default for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY})

    @property
    def file(self) -> str:
        """The file that it is written in."""
        return inspect.getfile(self.check)

    @property
    def doc(self) -> str:
        """The page that a user reads."""
        return inspect.getdoc(self.check) or ""


def rule(
    id: str, name: str, *, source: str, severity: str = "warning", direction: Direction = "documentation"
) -> Callable[[Check], Check]:
    """Make a function a rule. Its first parameter's annotation names its subject.

    The subject is one of Visit, Charge, ChargePair, Goal, Measure, Activity, LossClaim, Placeholder, PrefilledFinding.
    A second positional parameter, where there is one, is the visit; keyword-only parameters are options.
    """

    def register(check: Check) -> Check:
        check.rule = Rule(id, name, check, source, Severity(severity), direction)  # type: ignore[attr-defined]
        return check

    return register


def rules_in(module: object) -> list[Rule]:
    """The rules that a module defines, in the order of their ids."""
    found = [value.rule for value in vars(module).values() if isinstance(getattr(value, "rule", None), Rule)]
    return sorted(found, key=lambda r: r.id)


@cache
def load_rules() -> Mapping[str, Rule]:
    """All installed rules by id.

    Raises RuleError where a module cannot be imported or two rules share an id.
    """
    rules: dict[str, Rule] = {}
    for point in sorted(entry_points(GROUP), key=lambda p: (p.value, p.name)):
        try:
            module = import_module(point.module)
        except Exception as error:
            raise RuleError(f"checks plugin {point.name!r} ({point.value}) cannot be imported: {error}") from error
        for found in rules_in(module):
            if found.id in rules:
                first = rules[found.id].check.__module__
                raise RuleError(f"rule {found.id} is defined twice: in {first} and {point.value}")
            rules[found.id] = found
    return MappingProxyType(dict(sorted(rules.items())))
