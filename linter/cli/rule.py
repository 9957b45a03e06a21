"""`notelint rule`: what a rule means, why reviewers ask for it, and what fails and passes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from notelint.linter.cli.completion import completed, rule_names
from notelint.linter.config import load_settings, profile_names, read_profile
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
        click.echo("\n".join([*(_contents(chosen) if everything else ()), *map(_markdown, chosen)]), nl=False)
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
        "options": _options(of),
        "explanation": of.doc,
    }


def _options(of: Rule) -> dict[str, Any]:
    """The options with their defaults, as JSON and TOML know them."""
    return {name.replace("_", "-"): _plain(value) for name, value in of.options.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Sequence | frozenset) and not isinstance(value, str):
        return sorted(value) if isinstance(value, frozenset) else list(value)
    return value


def _text(of: Rule) -> str:
    facts = [("Severity", of.severity.value), ("Direction", of.direction), ("Source", of.source)]
    lines = [f"{of.id} {of.name}", "", of.doc, "", *(f"{name + ':':<11}{value}" for name, value in facts)]
    lines += [f"{'Option:':<11}{name} = {json.dumps(value)}" for name, value in _options(of).items()]
    return "\n".join(lines) + "\n"


def _contents(rules: Iterable[Rule]) -> list[str]:
    """The head of the reference of all rules, with a list of them."""
    rows = [f"| [{r.id}](#{r.id.lower()}-{r.name}) | {r.name} | {r.severity.value} | {_first(r)} |" for r in rules]
    return [
        "# The rules",
        "",
        "Written by `notelint rule --all --output-format markdown` from the rules themselves; not edited by hand.",
        "A finding weighs as much as the list says unless the rule's page, a profile or the settings say otherwise; a",
        "review always weighs as information.",
        "",
        "| id | name | severity | what is asked |",
        "|---|---|---|---|",
        *rows,
        "",
    ]


def _first(of: Rule) -> str:
    return " ".join(of.doc.split("\n\n")[0].split())


def _markdown(of: Rule) -> str:
    facts = f"Severity: {of.severity.value}. Direction: {of.direction}. Source: {of.source}."
    lines = [f"## {of.id} {of.name}", "", facts, ""]
    for paragraph in of.doc.split("\n\n"):
        example = paragraph.lstrip().startswith(("Finds", "Passes"))
        lines += ["```text", paragraph, "```", ""] if example else [paragraph, ""]
    if options := _options(of):
        lines += ["```toml", f"[rules.{of.id}]", *(f"{n} = {json.dumps(v)}" for n, v in options.items()), "```", ""]
    if deviations := list(_deviations(of)):
        lines += [*deviations, ""]
    return "\n".join(lines)


def _deviations(of: Rule) -> Iterator[str]:
    """What the profiles that come along change of a rule, with reason and source."""
    for name in profile_names():
        profile = read_profile(name)
        if change := profile.severity.get(of.id):
            steps = "one step lighter" if change.lower == 1 else f"{change.lower} steps lighter"
            said = change.set.value if change.set else steps
            yield f"- In the profile `{name}`: {said}. {change.reason}. Source: {change.source}."
        for option, deviation in profile.rules.get(of.id, {}).items():
            value = json.dumps(deviation.value)
            yield f"- In the profile `{name}`: `{option} = {value}`. {deviation.reason}. Source: {deviation.source}."
