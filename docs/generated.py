"""The pages of the site that are written from the program itself: rules, profiles, commands and their options.

Each function gives pages by their names in the site. Nothing of it is kept in the repository. All is Markdown, commands
too, so that the examples are run like those of any page; what sphinx-click writes could not be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from inspect import cleandoc
from itertools import groupby

import click

from notelint.linter.cli import cli
from notelint.linter.cli.rule_page import asked, options, page
from notelint.linter.config import profile_names, read_profile
from notelint.linter.config_schema import Deviation
from notelint.linter.engine import RUN_RULES
from notelint.linter.evaluation.runner import Runner, example_cases
from notelint.linter.result import ReportOptions
from notelint.linter.rules import Rule
from notelint.reports.full import paragraph

FAMILIES = {
    "OM": "Objective measures",
    "IO": "Intended outcome, and how a procedure is done",
    "FL": "Functional link",
    "CA": "The code against the activity",
    "TU": "Time and units",
    "RC": "The record",
    "PL": "The plan",
    "TP": "Templates and blanks",
    "CL": "The claim",
    "SU": "Waivers",
    "NL": "The run",
}
RULES = """\
# The rules

Every rule is on unless the settings or the command line leave it out. A finding weighs as much as stands here unless a
[profile](profiles.md) or the settings say otherwise; a review, which a person has to decide, always weighs as info.
`notelint rule OM001` prints the page of a rule in the terminal.
"""
PROFILES = """\
# Profiles

A profile holds what a payer or a discipline asks otherwise than the rules do by themselves: severities and options,
each with its reason and its source. Name one on the command line, or in the settings as `profile = "medicare"`:

```sh
notelint check --profile medicare note.txt
```

What a payer asks changes. Check a profile against your contracts before you rely on it. Where yours differ, write a
file of your own; it needs no more than what differs, and for each the reason and the source.

```toml clinic.toml
title = "What our largest payer asks"
extends = "commercial"

[severity.IO005]
set = "warning"
reason = "Charges that name no region of the body were sent back in March"
source = "letter of 2026-03-12"

[rules.OM001.accept-questionnaires]
value = true
reason = "The payer takes a questionnaire in place of a measure"
source = "provider manual, section 4"
```

```sh
notelint check --profile clinic.toml note.txt
```
"""
_PREFORMATTED = "\b\n"
_EXAMPLE = re.compile(r"(notelint .*?)(?:  +(\S.*))?")
_LITERAL = re.compile(
    r"(`[^`]+`|(?<![\w:-])(?:--?[a-z][a-z-]*|\*\.[a-z0-9]+|[\w-]+\.(?:toml|txt|jsonl|html|json|py))(?!\w))"
)
_SIGNS = re.compile(r"[\\*_<>\[\]|]")  # those that Markdown would read


def every_rule(runner: Runner) -> list[Rule]:
    """The rules that come along, those of the run too, by family and id."""
    rules = [*RUN_RULES, *runner.rules.values()]
    assert {r.id[:-3] for r in rules} <= set(FAMILIES), "a family of rules has no title here"
    order = list(FAMILIES)
    return sorted(rules, key=lambda r: (order.index(r.id[:-3]), r.id))


def rule_pages(runner: Runner) -> dict[str, str]:
    """A page for each rule, and one that lists them by family."""
    rules = every_rule(runner)
    pages = {f"rules/{r.id}.md": page(r, list(reports(r, runner))) for r in rules}
    return {"rules.md": _contents(rules), **pages}


def reports(of: Rule, runner: Runner) -> Iterator[str]:
    """What a report says of each example in which a rule finds something."""
    if of in RUN_RULES:
        return
    for case in example_cases(of):
        if case.expected[0].what == "finds":
            first = case.notes[0].line
            notes = tuple(replace(note, line=note.line - first + 1) for note in case.notes)
            results = runner.run(replace(case, id="note.txt", notes=notes))
            found = [(r.note, v) for r in results for v in r.verdicts if v.rule == of.id and v.is_finding]
            yield "\n".join(paragraph(note, verdict, ReportOptions(width=88)) for note, verdict in found)


def _contents(rules: Iterable[Rule]) -> str:
    parts = [RULES.strip()]
    pages = []
    for family, members in groupby(rules, key=lambda r: r.id[:-3]):
        parts.append(f"## {family}: {FAMILIES[family]}")
        for each in members:
            parts.append(f"[{each.id}](rules/{each.id}.md) {each.name}, *{each.severity.value}*\n: {asked(each)}")
            pages.append(f"rules/{each.id}")
    return "\n\n".join([*parts, _tree(pages)]) + "\n"


def profile_page() -> dict[str, str]:
    """The profiles that come along, with the reason and the source of each deviation."""
    rules = Runner().rules
    names = sorted(profile_names(), key=lambda name: (name != "default", name))
    return {"profiles.md": "\n".join([PROFILES, *(_profile(name, rules) for name in names)])}


def _profile(name: str, rules: Mapping[str, Rule]) -> str:
    profile = read_profile(name)
    parts = [f"## {name}", f"{profile.title}."]
    if profile.extends != "default":
        parts.append(f"All that stands under [{profile.extends}](#{profile.extends}) holds here too.")
    changes: dict[tuple[str, str], list[str]] = {}
    for change, of in _changes(name, rules):
        changes.setdefault((of.reason, of.source), []).append(change)
    parts += [
        f"{reason}. *Source: {source}.*\n\n" + "\n".join(f"- {c}" for c in said)
        for (reason, source), said in changes.items()
    ]
    return "\n\n".join(parts) + "\n"


def _changes(name: str, rules: Mapping[str, Rule]) -> Iterator[tuple[str, Deviation]]:
    profile = read_profile(name)
    for rule_id, severity in profile.severity.items():
        own = rules[rule_id].severity.value
        said = severity.set.value if severity.set else f"{severity.lower} step{'s' * (severity.lower != 1)} lighter"
        yield f"{rule_id} {rules[rule_id].name}: severity {said}, by itself {own}", severity
    for rule_id, changes in profile.rules.items():
        for option, change in changes.items():
            own = json.dumps(options(rules[rule_id])[option])
            said = f"`{option} = {json.dumps(change.value)}`, by itself `{own}`"
            yield f"{rule_id} {rules[rule_id].name}: {said}", change


def command_pages() -> dict[str, str]:
    """A page for each command with all its options, and one that lists them."""
    context = click.Context(cli, info_name="notelint", **cli.context_settings)
    commands = list(_commands(cli, context))
    listed = "\n".join(f"- [notelint {name}](commands/{_file(name)}.md): {_short(c)}" for name, c, _ in commands)
    tree = _tree(f"commands/{_file(name)}" for name, _, _ in commands)
    first = ["# Commands", *_paragraphs(cli.help or ""), "## All commands", listed, *_options(cli, context), tree]
    pages = {f"commands/{_file(name)}.md": _command(name, command, within) for name, command, within in commands}
    return {"commands.md": "\n\n".join(first) + "\n", **pages}


def _commands(group: click.Group, context: click.Context) -> Iterator[tuple[str, click.Command, click.Context]]:
    """The commands of a group and of those below it, each with its name behind "notelint"."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        below = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from _commands(command, below)
        else:
            yield below.command_path.removeprefix("notelint "), command, below


def _command(name: str, command: click.Command, context: click.Context) -> str:
    usage = " ".join(command.get_usage(context).split()).removeprefix("Usage: ")
    parts = [f"# notelint {name}", f"```text\n{usage}\n```", *_paragraphs(command.help or "")]
    return "\n\n".join([*parts, *_options(command, context)]) + "\n"


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    """The options as a list of definitions."""
    yield "## Options"
    for each in command.get_params(context):
        if isinstance(each, click.Option) and (record := each.get_help_record(context)):
            yield f"`{record[0]}`\n: {_prose(record[1])}"


def _paragraphs(help: str) -> Iterator[str]:
    """The paragraphs of a command's help; lines of examples are commands with what they do behind a #."""
    for part in cleandoc(help).split("\n\n"):
        if not part.startswith(_PREFORMATTED):
            yield _prose(" ".join(part.split()))
            continue
        lines = cleandoc(part.removeprefix(_PREFORMATTED)).splitlines()
        found = [m for line in lines if (m := _EXAMPLE.fullmatch(line.strip()))]
        assert len(found) == len(lines), f"no example of notelint: {lines}"
        width = max((len(m[1]) for m in found if m[2]), default=0)
        shown = [f"{m[1]:<{width}}  # {m[2]}" if m[2] else m[1] for m in found]
        yield "\n".join(["```sh", *shown, "```"])


def _prose(text: str) -> str:
    """Text of a help as Markdown: options, globs and file names as code, all else as it stands."""
    parts = _LITERAL.split(re.sub(r" +\[(default: .+|required)\]$", r" (\1)", text))
    return "".join(f"`{p.strip('`')}`" if i % 2 else _SIGNS.sub(r"\\\g<0>", p) for i, p in enumerate(parts))


def _short(command: click.Command) -> str:
    return _prose(cleandoc(command.help or "").split("\n\n")[0].replace("\n", " "))


def _file(name: str) -> str:
    return name.replace(" ", "-")


def _tree(pages: Iterable[str]) -> str:
    return "\n".join(["```{toctree}", ":hidden:", "", *pages, "```"])
