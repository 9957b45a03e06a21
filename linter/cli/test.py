"""`notelint test`: run cases, and the examples of rules."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from notelint.linter.cli import TRACEBACK
from notelint.linter.cli.common import traceback_option, wants_color
from notelint.linter.cli.output import width
from notelint.linter.cli.trial import CASES, Trial, files_of, is_rule_file, rules_beside, shown
from notelint.linter.config import load_settings
from notelint.linter.evaluation import CaseError
from notelint.linter.evaluation.runner import Runner
from notelint.linter.plugins import load_rules, path_shown
from notelint.linter.result import ReportOptions
from notelint.reports.terminal import count, safe


class BadCases(click.ClickException):
    """A case file is wrong, or there is none."""

    exit_code = 2


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[PATH]...")
@click.option("--config", multiple=True, metavar="FILE|SETTING", help="A settings file: its plugins have rules too.")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@click.option("-v", "--verbose", is_flag=True, help="Name every case as it is run.")
@click.option(
    "--color", type=click.Choice(("auto", "always", "never")), default="auto", show_default=True, help="Colour."
)
@traceback_option
@click.pass_context
def test(
    context: click.Context, paths: tuple[Path, ...], config: tuple[str, ...], isolated: bool, verbose: bool, color: str
) -> None:
    """Run cases, and the examples of rules.

    PATH is a case file (*.case), a file of rules (*.py, *.toml), or a folder in which case files and TOML files of
    rules are looked for; without any, the working folder. Of a rule file the examples are run, of a case file the cases
    and the examples of the rules that it finds; rules in house.py go with house.case beside it. A case that fails is
    shown as the report would show it.

    Exit status: 0 all is as expected, 1 something is not, 2 a case or a rule is not formed as it should be.
    """
    files = list(files_of(paths or (Path(),)))
    rule_files = [str(f) for f in files if f.suffix == ".py" or is_rule_file(f)]
    if odd := next((f for f in files if f.suffix != CASES and str(f) not in rule_files), None):
        raise BadCases(f"{safe(str(odd))}: neither a case file (*.case) nor a file of rules (*.py, *.toml)")
    if not files:
        raise BadCases(f"no case files and no files of rules in {safe(', '.join(map(str, paths or ('.',))))}")
    plugins = (*load_settings(config, isolated=isolated).plugins, *rule_files)
    known = load_rules(plugins)
    beside = [rules for file in files if file.suffix == CASES for rules in rules_beside(file, known)]
    trial = Trial(Runner(dict.fromkeys((*plugins, *beside)), raising=context.meta[TRACEBACK]))
    options = ReportOptions(color=wants_color(color, sys.stdout.isatty()), all_verdicts=True, width=width(sys.stdout))
    try:
        cases = [case for file in files for case in trial.cases(file)]
    except CaseError as error:
        raise BadCases(safe(str(error))) from None
    failed = 0
    for case in cases:
        complaints = trial.runner.complaints(case)
        failed += bool(complaints)
        if complaints:
            click.echo(shown(case, complaints, options))
        elif verbose:
            click.echo(safe(f"{case.id} == {case.title}"))
    for rule in trial.untested((*rule_files, *beside), cases):
        place = f"{path_shown(rule.place[0])}:{rule.place[1]}"
        click.echo(
            safe(f"warning: {place}: no example or case is about {rule.id}: write Finds: and Passes: in its docstring"),
            err=True,
        )
    number = count(len(cases), "case")
    click.echo(f"{failed} of {number} failed." if failed else f"{number}, all as expected.")
    context.exit(1 if failed else 0)
