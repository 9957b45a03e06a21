"""What a shell proposes when a word is begun: names of rules, formats, profiles."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click
from click.shell_completion import FishComplete, add_completion_class

Complete = Callable[[click.Context, click.Parameter, str], list[str]]


def completed(names: Callable[[], Iterable[str]]) -> Complete:
    """Proposes the names that go on from a begun word, or from the last one of a comma-separated list."""

    def complete(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[str]:
        before, comma, word = begun.rpartition(",")
        return [f"{before}{comma}{name}" for name in names() if name.casefold().startswith(word.casefold())]

    return complete


def rule_names() -> list[str]:
    """The ids of the installed rules, then their names."""
    from notelint.linter.plugins import load_rules

    rules = load_rules().values()
    return [*(r.id for r in rules), *(r.name for r in rules)]


@add_completion_class
class WholeFish(FishComplete):
    """Completion in fish that keeps what stands behind a comma, in a list of names and in what a command does."""

    source_template = FishComplete.source_template.replace('string split ","', 'string split --max 1 ","')
