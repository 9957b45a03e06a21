"""`notelint new`: a rule to begin with."""

from __future__ import annotations

from keyword import iskeyword
from pathlib import Path
from string import Template
from textwrap import indent

import click

from notelint.linter.config import load_settings
from notelint.linter.plugins import load_rules
from notelint.linter.rules import RULE_ID, RULE_NAME

LACKING = """\
4/15/2026  R knee OA. R knee flexion 104 deg, quads 4-/5.
97110 (15 min, 1 unit): SLR 3x10, for R quad strength to climb stairs.
Lag cued. Plan 2x/wk.  Ann Lee, PT
"""
HAVING = LACKING + "$words: say it here as a clinician would.\n"

PYTHON = Template('''\
"""Rules of our own."""

from notelint.linter import Terms, Verdict, Visit, rule

WORDS = Terms(["$words"])


@rule("$id", "$name", source="say who asks for it, and where it is written", terms=[WORDS])
def $function(visit: Visit) -> Verdict:
    """A note says ... (what is asked, in one sentence).

    Why a reviewer cares.

    Finds:
$lacking
    Passes:
$having
    """
    if not visit.is_treatment:
        return visit.not_applicable(f"a {visit.kind} records no treatment")
    found = visit.said(WORDS)
    if found:
        return visit.passed(found)
    return visit.failed("$words is not mentioned", ask="What is known of it?")
''')
CASES = Template("""\
# Cases of $id: `notelint test` runs them.

== $words is not mentioned
finds: $id

$lacking
== $words is mentioned
passes: $id

$having""")
TOML = Template('''\
# Rules of our own, without Python.

[[rule]]
id = "$id"
name = "$name"
asks = "A note says ... (what is asked, in one sentence)."
why = "Why a reviewer cares."
source = "say who asks for it, and where it is written"
severity = "warning"
must = ["$words"]
message = "$words is not mentioned"
question = "What is known of it?"

[[rule.finds]]
note = """
$lacking"""

[[rule.passes]]
note = """
$having"""
''')


class NotNew(click.ClickException):
    """There is a rule, or a file, of that name already."""

    exit_code = 2


@click.group()
def new() -> None:
    """Write a rule of your own to begin with: the rule, its page and its cases."""


@new.command("rule")
@click.argument("id")
@click.argument("name")
@click.option("--toml", is_flag=True, help="A rule about words, in a TOML file; without it, a rule in Python.")
@click.option(
    "--into", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path(), metavar="FOLDER",
    help="Where to write it; without this, the working folder.",
)  # fmt: skip
def rule(id: str, name: str, toml: bool, into: Path) -> None:
    """Write a rule with its page and its cases, all of which hold, to change from there.

    ID is two or three capital letters and three digits, NAME says in small letters and hyphens what is found.

    \b
      notelint new rule HSE001 missing-home-programme
    """
    if not RULE_ID.fullmatch(id):
        raise click.BadParameter(f"{id!r} is not two or three capital letters and three digits, such as HSE001")
    if not RULE_NAME.fullmatch(name) or name[0].isdigit():
        raise click.BadParameter(f"{name!r} is not of small letters and hyphens, such as missing-home-programme")
    for known in load_rules(load_settings().plugins).values():
        if id == known.id or name == known.name:
            raise NotNew(f"there is a rule {known.id} {known.name} already; choose another id and name")
    texts = _texts(id, name, toml)
    if there := next((path for path in texts if (into / path).exists()), None):
        raise NotNew(f"{into / there} exists already; nothing is written")
    for path, text in texts.items():
        (into / path).write_text(text, encoding="utf-8", newline="\n")
    written = [str(into / path) for path in texts]
    click.echo(f"Written: {' and '.join(written)}")
    click.echo(f"Try it:  notelint test {' '.join(written)}")
    click.echo(f'Use it:  plugins = ["{written[0]}"] in notelint.toml')


def _texts(id: str, name: str, toml: bool) -> dict[str, str]:
    """What is written, by the names of the files."""
    words = name.removeprefix("missing-").removeprefix("no-").replace("-", " ")
    function = name.replace("-", "_") + ("_" if iskeyword(name) else "")
    having = Template(HAVING).substitute(words=words[:1].upper() + words[1:])
    values = {"id": id, "name": name, "words": words, "function": function, "lacking": LACKING, "having": having}
    if toml:
        return {f"{function}.toml": TOML.substitute(values)}
    inside = {key: indent(values[key].rstrip("\n"), " " * 8) for key in ("lacking", "having")}
    return {f"{function}.py": PYTHON.substitute(values | inside), f"{function}.case": CASES.substitute(values)}
