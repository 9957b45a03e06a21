"""What a rule is: a function that looks at one thing of the record and comes to one verdict, with its id and source."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from notelint.linter.record.terms import Terms
from notelint.linter.spelling import nearest
from notelint.linter.verdict import Direction, Severity, Verdict

if TYPE_CHECKING:
    from notelint.linter.record import Subject, Visit

Check = Callable[..., Verdict]
F = TypeVar("F", bound=Check)

WAIVERS = "WaiverEntry"  # the subject of rules that run last, when it is known what each waiver waives
SUBJECTS: Mapping[str, Callable[[Visit], Sequence[Subject]]] = {
    "Visit": lambda visit: (visit,),
    "Charge": lambda visit: visit.charges,
    "ChargePair": lambda visit: visit.pairs,
    "ClaimedCode": lambda visit: visit.claimed,
    "Goal": lambda visit: visit.goals,
    "Measure": lambda visit: visit.measures,
    "Activity": lambda visit: visit.activities,
    "LossClaim": lambda visit: visit.claims,
    "Placeholder": lambda visit: visit.placeholders,
    "PlannedProcedure": lambda visit: visit.planned,
    "PrefilledFinding": lambda visit: visit.prefilled,
    "TemplateSlot": lambda visit: visit.slots,
    WAIVERS: lambda visit: visit.waivers,
}
RULE_ID = re.compile(r"[A-Z]{2,3}\d{3}")
RULE_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class PluginError(Exception):
    """A plugin, or one of its rules, is not usable; the message names it, file and line, and what is wrong.

    `place` is the file and the line, as long as the message does not say them.
    """

    def __init__(self, message: str, place: tuple[str, int] | None = None) -> None:
        super().__init__(message)
        self.place = place


class NotInstalled(PluginError):
    """A part of notelint needs a library that one of its extras installs, and that is not there."""

    def __init__(self, part: str, library: str, extra: str) -> None:
        self.needs = f"needs {library}, which is not installed: pip install 'notelint[{extra}]'"
        super().__init__(f"{part} {self.needs}")


@dataclass(frozen=True)
class Rule:
    """A check with its id, name and source. `severity` is its own; a profile may set another.

    `terms` are the lists of terms that it asks the visit for. `defined` is its file and line, where the check itself
    does not tell: for the rules of a TOML file.
    """

    id: str
    name: str
    check: Check
    source: str
    severity: Severity
    direction: Direction
    terms: tuple[Terms, ...] = ()
    defined: tuple[str, int] | None = None

    @cached_property
    def subject(self) -> str:
        """The name of the class of its subjects, from the annotation of its first parameter."""
        return self._named_type(self._parameters[0])

    @cached_property
    def wants_visit(self) -> bool:
        """Whether it is also handed the visit that its subject belongs to."""
        return len(self._parameters) > 1 and self._parameters[1].kind is not inspect.Parameter.KEYWORD_ONLY

    @cached_property
    def options(self) -> Mapping[str, Any]:
        """Its keyword-only options and their defaults: the settings of `[rules.<id>]`."""
        return MappingProxyType({p.name: p.default for p in self._parameters if p.kind is p.KEYWORD_ONLY})

    def option_type(self, name: str) -> Any:
        """The type of an option, from its annotation; anything goes where it has none."""
        annotation = next(p.annotation for p in self._parameters if p.name == name)
        if annotation is inspect.Parameter.empty:
            return Any
        return eval(annotation, self._globals) if isinstance(annotation, str) else annotation

    @property
    def file(self) -> str:
        """The file that it is written in."""
        return self.place[0]

    @property
    def package(self) -> str:
        """The package that it belongs to; empty for a file that stands alone."""
        return "" if self.defined else getattr(sys.modules.get(self.check.__module__), "__package__", None) or ""

    @property
    def doc(self) -> str:
        """The page that a user reads."""
        return inspect.getdoc(self.check) or ""

    @property
    def place(self) -> tuple[str, int]:
        """The file and the line where it is defined."""
        code = getattr(inspect.unwrap(self.check), "__code__", None)
        return self.defined or ((code.co_filename, code.co_firstlineno) if code else ("", 0))

    def complaint(self) -> str:
        """What is wrong with its id, its name or the signature of its check; empty where nothing is."""
        if not RULE_ID.fullmatch(self.id):
            return "its id is not two or three capital letters and three digits, such as HSE001"
        if not RULE_NAME.fullmatch(self.name):
            return f"its name {self.name!r} is not of small letters, digits and hyphens, such as missing-home-programme"
        if not self.source.strip():
            return "its source is empty; say who asks for it"
        if self.direction not in get_args(Direction):
            return f"unknown direction {self.direction!r}{nearest(self.direction, get_args(Direction))}"
        if inspect.isgeneratorfunction(self.check) or inspect.iscoroutinefunction(self.check):
            return "it has to return one verdict; it yields or awaits"
        return self._signature_complaint()

    def _signature_complaint(self) -> str:
        known = ", ".join(SUBJECTS)
        by_place = [p for p in self._parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        if not by_place:
            return f"it has no parameter for what it looks at, such as 'visit: Visit'; it may be one of {known}"
        if by_place[0].annotation is inspect.Parameter.empty:
            return f"parameter {by_place[0].name!r} does not say what the rule looks at; annotate it: one of {known}"
        if self.subject not in SUBJECTS:
            return f"it looks at {self.subject}, which is none of {known}"
        if len(by_place) > 2 or (len(by_place) == 2 and self._named_type(by_place[1]) not in ("Visit", "")):
            return f"parameter {by_place[-1].name!r}: the second may be the visit, 'visit: Visit'; options follow a *"
        for each in self._parameters:
            if each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD):
                return f"parameter '{each}': every option has a name, a type and a default, after a *"
            if each.kind is each.KEYWORD_ONLY and each.default is each.empty:
                return f"option {each.name!r} has no default"
        return ""

    @cached_property
    def _parameters(self) -> Sequence[inspect.Parameter]:
        return tuple(inspect.signature(self.check).parameters.values())

    @property
    def _globals(self) -> dict[str, Any]:
        return getattr(inspect.unwrap(self.check), "__globals__", {})

    def _named_type(self, parameter: inspect.Parameter) -> str:
        """The name of the class that annotates a parameter, whether it is written as text or as the class."""
        annotation = parameter.annotation
        if annotation is inspect.Parameter.empty:
            return ""
        if isinstance(annotation, str):
            annotation = annotation.strip("'\"")
            annotation = self._globals.get(annotation, annotation.rpartition(".")[2])
        return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))


def rule(
    id: str,
    name: str,
    *,
    source: str,
    severity: str = "warning",
    direction: Direction = "documentation",
    terms: Iterable[Terms] = (),
) -> Callable[[F], F]:
    """Make a function a rule. Its first parameter's annotation names its subject.

    The subject is one of Visit, Charge, ChargePair, ClaimedCode, Goal, Measure, Activity, LossClaim, Placeholder,
    PlannedProcedure, PrefilledFinding, TemplateSlot and WaiverEntry. A second positional parameter, where there is one,
    is the visit; keyword-only parameters are options. `terms` are lists of words of its own that it asks the visit for
    with `visit.said`.
    Raises PluginError where id, name or signature is not that of a rule.
    """

    def register(check: F) -> F:
        levels = [level.value for level in Severity]
        if severity not in levels:
            raise PluginError(f"rule {id}: unknown severity {severity!r}{nearest(severity, levels)}")
        made = Rule(id, name, check, source, Severity(severity), direction, tuple(terms))
        if complaint := made.complaint():
            raise PluginError(f"rule {id}: {complaint}", made.place)
        check.rule = made  # type: ignore[attr-defined]
        return check

    return register


def rules_in(module: object) -> list[Rule]:
    """The rules that a module defines, in the order of their ids."""
    found = [value.rule for value in vars(module).values() if isinstance(getattr(value, "rule", None), Rule)]
    return sorted(found, key=lambda r: r.id)
