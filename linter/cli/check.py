"""`notelint check`: lint notes and write reports."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TextIO, Unpack

import click

from notelint.linter.baseline import known, read_baseline
from notelint.linter.cli.common import Common, Session, common_options, say, wants_color, words
from notelint.linter.cli.completion import completed, rule_names
from notelint.linter.cli.output import parse_sinks, width, write_reports
from notelint.linter.config import Selection
from notelint.linter.digest import rules_hash
from notelint.linter.engine import lint
from notelint.linter.installed import version
from notelint.linter.plugins import load_rules, report_formats
from notelint.linter.readers import STDIN
from notelint.linter.remembered import Remembered, cache_file
from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Severity

CHECKLISTS = frozenset({"html"})  # reports that show every verdict, whether --verdicts is given or not
BINARY = frozenset({"parquet"})  # reports that no terminal can show
UNKNOWN = (
    "not set in the settings, so RC004, RC006, PL003 and evidence from other documents apply to the visits of one file "
    "and to notes that show the same number or full name at their head; "
    "name a label of the notes, a pattern, or the folder of each patient, as in patient = { folder = 1 }"
)


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
            self.notes += result.is_note
            for verdict in result.verdicts:
                if verdict.of_run:
                    self.failed = True
                    say(f"error: {result.note.path}: {verdict.message} [{verdict.rule}]")
                elif verdict.counts and verdict.severity and verdict.severity.rank >= self.fail_level.rank:
                    self.found = True
            yield result


def accepted(results: Iterable[Result], session: Session) -> Iterable[Result]:
    """The results with what was waived, and what stands in the baseline, marked. Raises ConfigError."""
    settings, results = session.settings, session.accepted(results)
    return known(results, read_baseline(settings.baseline, settings.key)) if settings.baseline else results


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
    "--select", multiple=True, callback=words, metavar="RULES", shell_complete=completed(rule_names),
    help="Only these: ids, prefixes, names, or ALL.",
)  # fmt: skip
@click.option(
    "--ignore", multiple=True, callback=words, metavar="RULES", shell_complete=completed(rule_names),
    help="Not these rules.",
)  # fmt: skip
@click.option(
    "--extend-select", multiple=True, callback=words, metavar="RULES", shell_complete=completed(rule_names),
    help="These rules too.",
)  # fmt: skip
@click.option(
    "--output-format",
    multiple=True,
    callback=words,
    envvar="NOTELINT_OUTPUT_FORMAT",
    metavar="FORMAT[:FILE],...",
    shell_complete=completed(report_formats),
    help="full, concise, html, json, json-lines, github, gitlab, sarif, junit, rdjson or parquet; "
    "several at once as in html:report.html,concise.",
)
@click.option(
    "-j", "--jobs", default="auto", show_default=True, callback=cores, metavar="N|auto",
    help="Processes that judge the notes, where there are many; auto is one for each core.",
)  # fmt: skip
@click.option("--no-cache", is_flag=True, help="Judge every note anew, and remember nothing.")
@click.option("--statistics", is_flag=True, help="Counts of the findings of each rule.")
@click.option("--verdicts", is_flag=True, help="Every verdict, also what passes or is not applicable.")
@click.option("--snippets", is_flag=True, help="In SARIF, the words of the note at each place.")
@click.option("--baseline", metavar="FILE", help="What stands in it is known: only other findings count.")
@click.option("--fix", is_flag=True, help="First write into templates the places that they lack.")
@click.option("--diff", is_flag=True, help="Show what --fix would write, instead of checking.")
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
    no_cache: bool,
    statistics: bool,
    verdicts: bool,
    snippets: bool,
    baseline: str | None,
    fix: bool,
    diff: bool,
    exit_zero: bool,
    fail_level: str | None,
    **common: Unpack[Common],
) -> None:
    """Lint notes: say, rule by rule, what is missing or contradictory.

    NOTE is a file, a folder, or - for standard input; without any, the working directory. Folders are walked for *.txt,
    *.md, *.docx, *.pdf, *.hl7 and templates (*.j2, *.mustache, *.hbs ...); docs/charts.md has the other formats. Rules
    are selected as in ruff: the more exact of two selectors wins.

    Exit status: 0 nothing at or above the fail level, 1 findings, 2 the run itself failed.
    """
    if fix and not diff and (STDIN in common["notes"] or common["stdin_filename"]):
        raise click.UsageError("--fix writes into files; for the standard input there is --diff")
    if (fix or diff) and common["redact"]:
        raise click.UsageError("--fix and --diff are about a template as it stands; leave out --redact")
    if diff and common["no_text"]:
        raise click.UsageError("--diff shows lines of the template, which --no-text forbids; leave out one of them")
    selection = Selection(select or None, extend_select, ignore)
    session = Session.begin(
        common, selection=selection, fail_level=fail_level, output_format=output_format, all_verdicts=verdicts,
        baseline=baseline,
    )  # fmt: skip
    formats = report_formats(session.settings.plugins)
    sinks = parse_sinks(session.settings.output_format, common["output"], formats, common["notes"])
    if binary := next((s.format for s in sinks if s.format in BINARY and not s.path and sys.stdout.isatty()), None):
        raise click.UsageError(f"{binary} is not for a terminal: name a file, as in -o verdicts.{binary}")
    settings = session.settings
    if any(s.format in CHECKLISTS for s in sinks):
        settings = replace(settings, all_verdicts=True)
    outcome = Outcome(settings.fail_level)
    if fix or diff:
        from notelint.linter.cli.fixes import show_fixes, write_fixes

        once = session if diff else replace(session, common={**common, "quiet": True})  # the check itself will warn
        first = accepted(lint(once.notes(bar=False), replace(settings, all_verdicts=False), jobs=jobs), session)
        if diff:
            changed = show_fixes(outcome.watch(first), settings, common["output"])
            context.exit(2 if outcome.failed else 1 if changed and not exit_zero else 0)
        if said := write_fixes(first, settings):
            session.tell(said)
    rules = tuple(r.id for r in settings.rules())
    session.whisper(f"rules: {', '.join(rules) or 'none'}")
    session.whisper(f"processes: {jobs} at most")
    session.whisper(f"patient: {settings.identity.patient or UNKNOWN}")
    # A report of every verdict has to say of clean notes too why they are.
    anew = no_cache or common["isolated"] or common["redact"] or settings.all_verdicts
    remembered = None if anew else Remembered(cache_file(), settings)
    made_by = (remembered.rules_hash if remembered else rules_hash)(load_rules(settings.plugins).values())

    def options(out: TextIO) -> ReportOptions:
        return ReportOptions(
            color=wants_color(common["color"], out.isatty()),
            all_verdicts=verdicts,
            statistics=statistics,
            snippets=snippets,
            version=version("notelint"),
            rules_hash=made_by,
            profile=settings.profile,
            rules=rules,
            width=width(out),
        )

    notes = session.notes(bar=all(s.path for s in sinks) or not sys.stdout.isatty())
    judged = lint(notes, settings, jobs=jobs, remembered=remembered, raising=session.raising)
    results: Iterator[Result] = outcome.watch(accepted(judged, session))
    if common["no_text"]:
        from notelint.linter.textless import textless_result

        results = map(textless_result, results)
    try:
        write_reports(results, sinks, [formats[s.format].load() for s in sinks], options)
    finally:
        if remembered:
            remembered.save()
    session.whisper(f"notes: {outcome.notes}")
    if remembered:
        session.whisper(f"remembered as clean: {remembered.recalled} ({remembered.path})")
    context.exit(2 if outcome.failed else 1 if outcome.found and not exit_zero else 0)
