"""`notelint parse`: show what was read from notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Unpack

import click

from notelint.linter.cli.common import Common, Session, common_options, say, wants_color
from notelint.linter.cli.output import opened, parse_sinks, width
from notelint.linter.digest import rules_hash
from notelint.linter.engine import read_visits
from notelint.linter.installed import version
from notelint.linter.note import Note
from notelint.linter.plugins import load_rules
from notelint.linter.readers import NotRead
from notelint.linter.record import Visit
from notelint.linter.result import ReportOptions
from notelint.linter.textless import textless_visit

FORMATS = ("full", "json", "html")


@dataclass(slots=True)
class Reading:
    """The visits of a run; what could not be read is said on standard error and left out."""

    no_text: bool
    raising: bool
    failed: bool = False

    def visits(self, notes: Iterable[Note | NotRead]) -> Iterator[Visit]:
        """The visits, in the order of the notes."""
        for read in read_visits(notes, raising=self.raising):
            if isinstance(read, Visit):
                yield textless_visit(read) if self.no_text else read
            else:
                self.failed = True
                for verdict in read.verdicts:
                    say(f"error: {read.note.path}: {verdict.message} [{verdict.rule}]")


@click.command()
@common_options
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="full is a tree, html a page with the note's text highlighted.",
)
def parse(output_format: str, **common: Unpack[Common]) -> None:
    """Show what was read from notes, as the rules see it: charges and what belongs to them, measures, goals, the rest.

    NOTE is a file, a folder, or - for standard input; without any, the working directory.
    """
    from notelint.reports.parse import write

    session = Session.begin(common)
    (sink,) = parse_sinks((output_format,), common["output"], FORMATS, common["notes"])
    reading = Reading(common["no_text"], session.raising)
    with opened(sink.path) as out:
        options = ReportOptions(
            color=wants_color(common["color"], out.isatty()),
            version=version("notelint"),
            rules_hash=rules_hash(load_rules(session.settings.plugins).values()),
            profile=session.settings.profile,
            width=width(out),
        )
        bar = sink.path is not None or not out.isatty()
        write(reading.visits(session.notes(bar=bar)), out, output_format, options)
    click.get_current_context().exit(2 if reading.failed else 0)
