"""`notelint rule`: what a rule means, why reviewers ask for it, and what fails and passes it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import click

from notelint.linter.cli.completion import completed, rule_names
from notelint.linter.cli.rule_page import explanation, options, page
from notelint.linter.config import load_settings
from notelint.linter.engine import RUN_RULES
from notelint.linter.plugins import load_rules
from notelint.linter.rules import Rule
from notelint.linter.spelling import nearest


@click.command()
@click.argument("rules", nargs=-1, metavar="[RULE]...", shell_complete=completed(rule_names))
@click.option("--all", "everything", is_flag=True, help="All installed rules.")
@click.option(
    "--output-format",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    show_default=True,
    help="How to print it.",
)
@click.option("--config", multiple=True, metavar="FILE|SETTING", help="A settings file: its plugins have rules too.")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
def rule(rules: tuple[str, ...], everything: bool, output_format: str, config: tuple[str, ...], isolated: bool) -> None:
    """Explain a rule, or all of them.

    RULE is an id (OM001), a name (missing-objective-measure) or the prefix of a family (OM).
    """
    plugins = load_settings(config, isolated=isolated).plugins
    known = {r.id: r for r in (*RUN_RULES, *load_rules(plugins).values())}
    if bool(rules) == everything:
        raise click.UsageError("Name the rules to explain, or give --all.")
    chosen = [known[i] for i in sorted(known)] if everything else _named(rules, known)
    if output_format == "json":
        shapes = [_shape(r) for r in chosen]
        single = len(rules) == 1 and len(chosen) == 1
        click.echo(json.dumps(shapes[0] if single else shapes, indent=2))
    elif output_format == "markdown":
        click.echo("\n".join(map(page, chosen)), nl=False)
    else:
        click.echo("\n".join(map(_text, chosen)), nl=False)


def _named(names: Iterable[str], known: dict[str, Rule]) -> list[Rule]:
    """The rules that are meant, each once, in the order asked for."""
    found: dict[str, Rule] = {}
    for name in names:
        meant = [r for r in known.values() if r.name == name.lower() or r.id.startswith(name.upper())]
        if not meant or not name:
            raise click.UsageError(f"Unknown rule {name!r}{nearest(name, [*known, *(r.name for r in known.values())])}")
        found |= {r.id: r for r in sorted(meant, key=lambda r: r.id)}
    return list(found.values())


def _shape(of: Rule) -> dict[str, Any]:
    return {
        "rule": of.id,
        "name": of.name,
        "severity": of.severity.value,
        "direction": of.direction,
        "source": of.source,
        "options": options(of),
        "explanation": explanation(of),
    }


def _text(of: Rule) -> str:
    facts = [("Severity", of.severity.value), ("Direction", of.direction), ("Source", of.source)]
    lines = [f"{of.id} {of.name}", "", explanation(of), "", *(f"{name + ':':<11}{value}" for name, value in facts)]
    lines += [f"{'Option:':<11}{name} = {json.dumps(value)}" for name, value in options(of).items()]
    return "\n".join(lines) + "\n"
