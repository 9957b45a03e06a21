"""`notelint check`: lint notes and write reports."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TextIO, Unpack

import click

from notelint.linter.cli.common import Common, Session, common_options, say, wants_color, words
from notelint.linter.cli.output import parse_sinks, width, write_reports
from notelint.linter.config import Selection
from notelint.linter.engine import RUN_RULES, lint
from notelint.linter.plugins import report_formats
from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Severity

CHECKLISTS = frozenset({"html"})  # reports that show every verdict, whether --verdicts is given or not
UNKNOWN = (
    "not set in the settings, so RC004, RC006, PL003 "
    "and evidence from other documents apply to the visits of one file only; "
    "name a label of the notes, a pattern, or the folder of each patient, as in patient = { folder = 1 }"
)
_RUN_IDS = frozenset(r.id for r in RUN_RULES)


@dataclass(slots=True)
class Outcome:
    """How the run went, learnt while the results go by."""

    fail_level: Severity
    notes: int = 0
    failed: bool = False
    found: bool = False

    def watch(self, results: Iterable[Result]) -> Iterator[Result]:
        """The results as they are; what went wrong with the run is also said on standard error."""
        for result in results:
            self.notes += 1
            for verdict in result.verdicts:
                if verdict.rule in _RUN_IDS:
                    self.failed = True
                    say(f"error: {result.note.path}: {verdict.message} [{verdict.rule}]")
                elif verdict.is_finding and verdict.severity and verdict.severity.rank >= self.fail_level.rank:
                    self.found = True
            yield result


def cores(_context: click.Context, _parameter: click.Parameter, given: str) -> int:
    """A number of processes; `auto` is one for each core that this process may use."""
    if given == "auto":
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if given.isdecimal() and int(given):
        return int(given)
    raise click.BadParameter(f"{given!r} is neither a number from 1 on nor auto")


@click.command()
@common_options
@click.option(
    "--select", multiple=True, callback=words, metavar="RULES", help="Only these: ids, prefixes, names, or ALL."
)
@click.option("--ignore", multiple=True, callback=words, metavar="RULES", help="Not these rules.")
@click.option("--extend-select", multiple=True, callback=words, metavar="RULES", help="These rules too.")
@click.option(
    "--output-format",
    multiple=True,
    callback=words,
    envvar="NOTELINT_OUTPUT_FORMAT",
    metavar="FORMAT[:FILE],...",
    help="full, concise, json or html; several at once as in html:report.html,concise.",
)
@click.option(
    "-j", "--jobs", default="auto", show_default=True, callback=cores, metavar="N|auto",
    help="Processes that judge the notes, where there are many; auto is one for each core.",
)  # fmt: skip
@click.option("--statistics", is_flag=True, help="Counts of the findings of each rule.")
@click.option("--verdicts", is_flag=True, help="Every verdict, also what passes or is not applicable.")
@click.option("--exit-zero", is_flag=True, help="Exit status 0 whatever was found; 2 still where the run failed.")
@click.option(
    "--fail-level",
    type=click.Choice([s.value for s in Severity]),
    help="The lightest finding that makes the exit status 1.  [default: warning]",
)
@click.pass_context
def check(
    context: click.Context,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    extend_select: tuple[str, ...],
    output_format: tuple[str, ...],
    jobs: int,
    statistics: bool,
    verdicts: bool,
    exit_zero: bool,
    fail_level: str | None,
    **common: Unpack[Common],
) -> None:
    """Lint notes: say, rule by rule, what is missing or contradictory.

    NOTE is a file, a folder, or - for standard input; without any, the working directory. Folders are walked for *.txt
    and *.md. Rules are selected as in ruff: the more exact of two selectors wins.

    Exit status: 0 nothing at or above the fail level, 1 findings, 2 the run itself failed.
    """
    selection = Selection(select or None, extend_select, ignore)
    session = Session.begin(
        common, selection=selection, fail_level=fail_level, output_format=output_format, all_verdicts=verdicts
    )
    formats = report_formats(session.settings.plugins)
    sinks = parse_sinks(session.settings.output_format, common["output"], formats, common["notes"])
    settings = session.settings
    if any(s.format in CHECKLISTS for s in sinks):
        settings = replace(settings, all_verdicts=True)
    rules = tuple(r.id for r in settings.rules())
    session.whisper(f"rules: {', '.join(rules) or 'none'}")
    session.whisper(f"processes: {jobs} at most")
    session.whisper(f"patient: {settings.identity.patient or UNKNOWN}")
    outcome = Outcome(settings.fail_level)

    def options(out: TextIO) -> ReportOptions:
        return ReportOptions(
            color=wants_color(common["color"], out.isatty()),
            all_verdicts=verdicts,
            statistics=statistics,
            version=version("notelint"),
            profile=settings.profile,
            rules=rules,
            width=width(out),
        )

    notes = session.notes(bar=all(s.path for s in sinks) or not sys.stdout.isatty())
    results = outcome.watch(lint(notes, settings, jobs=jobs))
    write_reports(results, sinks, [formats[s.format].load() for s in sinks], options)
    session.whisper(f"notes: {outcome.notes}")
    context.exit(2 if outcome.failed else 1 if outcome.found and not exit_zero else 0)
