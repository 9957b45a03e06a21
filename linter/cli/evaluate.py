"""`notelint evaluate`: how right the linter is on labelled notes and on case files."""

from __future__ import annotations

import json
from pathlib import Path

import click

from notelint.linter.cli.output import opened
from notelint.linter.config import Settings, load_settings
from notelint.linter.evaluation import (
    CaseError,
    LabelError,
    as_json,
    as_markdown,
    as_text,
    changes,
    read_baseline,
)  # fmt: skip
from notelint.linter.evaluation import (
    evaluate as score,
)
from notelint.linter.installed import version
from notelint.linter.plugins import load_rules
from notelint.reports.terminal import safe


class BadLabels(click.ClickException):
    """A label, a case or a baseline is wrong."""

    exit_code = 2


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(), metavar="FOLDER...")
@click.option(
    "--output-format",
    type=click.Choice(("text", "json", "markdown")),
    default="text",
    show_default=True,
    help="How to print it; json can be a baseline.",
)
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help="Write it to a file.")
@click.option("--baseline", type=click.Path(), metavar="FILE", help="An earlier JSON: say what changed since.")
@click.option("--profile", metavar="NAME", help="What the payer or discipline asks; cases may name their own.")
@click.option(
    "--worst", type=click.IntRange(0), default=20, show_default=True, metavar="N", help="How many notes to show."
)
@click.pass_context
def evaluate(
    context: click.Context,
    folders: tuple[str, ...],
    output_format: str,
    output: str | None,
    baseline: str | None,
    profile: str | None,
    worst: int,
) -> None:
    """Say how right the linter is on labelled notes.

    FOLDER holds notes with a labels.jsonl beside them, or case files; folders below it are looked at too. No settings
    file is read. Shown are, for each rule, what was found of what must be and what was raised of what must not be, with
    95 % intervals; measures, charges, places; and the notes on which most went wrong.

    Exit status: 0 whatever the figures are, 2 where a label is wrong or a note could not be judged.
    """

    def settings(name: str | None) -> Settings:
        return load_settings(isolated=True, profile=name or profile)

    try:
        before = read_baseline(Path(baseline)) if baseline else None
        evaluation = score(folders, settings, load_rules())
    except (LabelError, CaseError) as error:
        raise BadLabels(safe(str(error))) from None
    shape = as_json(evaluation, version("notelint"))
    change = changes(before, shape) if before else None
    with opened(output) as out:
        if output_format == "json":
            out.write(json.dumps(shape, indent=1) + "\n")
        else:
            write = as_markdown if output_format == "markdown" else as_text
            out.writelines(safe(line) + "\n" for line in write(evaluation, change, worst).split("\n")[:-1])
    crashed = any(m.what == "crash" for s in evaluation.sets for n in s.notes for m in n.mistakes)
    context.exit(2 if crashed else 0)
