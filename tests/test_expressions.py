"""No regular expression takes long on a text made for it: each is searched for in strings that its own repeats make."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import random
import re
import signal
from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import chain
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import notelint.checks
import notelint.linter
import notelint.reports
from notelint.linter.language.openings import Expression

SIZE = 2_000  # characters: the longest sentence that is read at once
MOST = 2.0  # seconds of the processor: what grows with the square takes less, what grows faster takes longer than anybody waits
ENDS = ("", "\0")


def modules() -> Iterator[Any]:
    """All modules of the linter, the rules and the reports."""
    for package in (notelint.linter, notelint.checks, notelint.reports):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield import_module(found.name)


def patterns_in(value: Any, depth: int = 4) -> Iterator[re.Pattern[str] | Expression]:
    """The expressions that a module, a container or an object of notelint's own holds."""
    if isinstance(value, re.Pattern | Expression):
        yield value
    elif depth and isinstance(value, dict):
        for inner in value.values():
            yield from patterns_in(inner, depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from patterns_in(inner, depth - 1)
    elif depth and type(value).__module__.startswith("notelint"):
        yield from patterns_in(getattr(value, "__dict__", {}), depth - 1)


FUNCTIONS = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")


def patterns_within(module: Any) -> Iterator[re.Pattern[str]]:
    """The expressions that the functions of a module write where they use them; those made of what is read are none."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=name), args=[said, *_]) if name in FUNCTIONS:
                try:
                    pattern = eval(compile(ast.Expression(said), module.__name__, "eval"), vars(module))
                except NameError:  # a part of it is a value of the function
                    continue
                yield pattern if isinstance(pattern, re.Pattern) else re.compile(pattern)


def example(parsed: Iterable[Any], dice: random.Random) -> str:
    """A string that a parsed expression may match; what only looks around is left out."""
    return "".join(_example(code, argument, dice) for code, argument in parsed)


def _example(code: Any, argument: Any, dice: random.Random) -> str:
    match code:
        case op.LITERAL:
            return chr(argument)
        case op.NOT_LITERAL:
            return "b" if argument == ord("a") else "a"
        case op.ANY:
            return dice.choice("a 1")
        case op.IN:
            return _of_class(argument, dice)
        case op.BRANCH:
            return example(dice.choice(argument[1]), dice)
        case op.SUBPATTERN:
            return example(argument[-1], dice)
        case op.ATOMIC_GROUP:
            return example(argument, dice)
        case op.MAX_REPEAT | op.MIN_REPEAT | op.POSSESSIVE_REPEAT:
            least, most, part = argument
            return "".join(example(part, dice) for _ in range(max(least, min(most, dice.randint(0, 2)))))
    return ""


SAMPLES = {
    op.CATEGORY_DIGIT: "1", op.CATEGORY_NOT_DIGIT: "a", op.CATEGORY_SPACE: " ", op.CATEGORY_NOT_SPACE: "a",
    op.CATEGORY_WORD: "a", op.CATEGORY_NOT_WORD: ",",
}  # fmt: skip


def _of_class(items: list[Any], dice: random.Random) -> str:
    if items[0][0] is op.NEGATE:
        inside = re.compile("[" + "".join(map(_class_source, items[1:])) + "]")
        return dice.choice([c for c in "a1 ,:A-(/\n\0" if not inside.match(c)] or ["~"])
    code, argument = dice.choice(items)
    if code is op.RANGE:
        return chr(dice.choice(argument))
    return SAMPLES[argument] if code is op.CATEGORY else chr(argument)


def _class_source(item: Any) -> str:
    code, argument = item
    if code is op.CATEGORY:
        return {"1": r"\d", " ": r"\s"}.get(SAMPLES[argument], r"\w") if "NOT" not in str(argument) else ""
    if code is op.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    return re.escape(chr(argument))


def pumps(parsed: Iterable[Any], dice: random.Random) -> set[tuple[str, str]]:
    """What stands before each repeat without a small bound, and what it repeats."""
    found, before = set(), ""
    for code, argument in parsed:
        inner: list[Any] = []
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            inner = [argument[2]]
            if argument[1] > 8 and (part := example(argument[2], dice)):
                found.add((before, part))
        elif code is op.SUBPATTERN:
            inner = [argument[-1]]
        elif code is op.BRANCH:
            inner = argument[1]
        for part_of in inner:
            found |= {(before + pre, part) for pre, part in pumps(part_of, dice)}
        before += _example(code, argument, dice)
    return found


def attacks(pattern: str, flags: int) -> set[tuple[str, str, str]]:
    """A beginning, what is repeated, and an end: its repeats pumped, and the whole of it over and over."""
    dice, parsed = random.Random(7), _parser.parse(pattern, flags)
    made = pumps(parsed, dice)
    made |= {("", pre + part) for pre, part in made}
    made |= {("", whole) for _ in range(2) if (whole := example(parsed, dice))}
    return {(pre, part, end) for pre, part in made for end in ENDS}


class TookLong(Exception):
    """An expression had all the time that it may have."""


def _stop(*_: object) -> None:
    raise TookLong


def slow_on(expression: re.Pattern[str] | Expression) -> Iterator[str]:
    """The attacks on which an expression takes long."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    for pre, part, end in sorted(attacks(expression.pattern, int(expression.flags))):
        signal.setitimer(signal.ITIMER_VIRTUAL, MOST)
        try:
            for _ in expression.finditer(pre + part * (SIZE // len(part)) + end):
                pass
        except TookLong:
            yield f"{pre!r} + {part!r} * n + {end!r}"
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize(
    "module", [m for m in modules() if any(patterns_in(vars(m))) or any(patterns_within(m))], ids=lambda m: m.__name__
)
def test_no_expression_takes_long(module: Any) -> None:
    expressions = chain(patterns_in(vars(module)), patterns_within(module))
    slow = {e.pattern: list(slow_on(e)) for e in expressions if isinstance(e.pattern, str)}
    assert {pattern: on for pattern, on in slow.items() if on} == {}


@pytest.mark.parametrize("pattern", [r"surgery(?:[:=]|\.{2,})+ ?$", r"(?:\s*x?)*\d+y", r"a*a*a*b"])
def test_an_expression_that_takes_long_would_be_seen(pattern: str) -> None:
    assert next(slow_on(re.compile(pattern)))
