"""The options that several commands share, and the notes and settings that they stand for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, TypedDict, TypeVar

import click

from notelint.linter.cli import TRACEBACK
from notelint.linter.cli.completion import completed
from notelint.linter.config import Selection, Settings, load_settings, profile_names
from notelint.linter.fingerprint import find_key
from notelint.linter.note import KINDS, Kind, Note
from notelint.linter.plugins import load_readers
from notelint.linter.readers import (
    STDIN,
    Claims,
    NotRead,
    Reader,
    find_claims,
    find_notes,
    format_of,
    read_again,
    read_notes,
    side_by_side,
    together,
)  # fmt: skip
from notelint.linter.result import Result
from notelint.linter.verdict import Severity
from notelint.reports.terminal import safe

Command = TypeVar("Command", bound=Callable[..., Any])
T = TypeVar("T")
MANY = 100  # files from which on a progress bar is worth its place


class Common(TypedDict):
    """What the shared options hand to a command."""

    notes: tuple[str, ...]
    output: str | None
    config: tuple[str, ...]
    isolated: bool
    profile: str | None
    kind: str
    stdin_filename: str | None
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    redact: bool
    no_text: bool
    force_exclude: bool
    quiet: bool
    verbose: bool
    color: str


def words(_context: click.Context, _parameter: click.Parameter, given: Sequence[str] | None) -> tuple[str, ...]:
    """Comma-separated lists, and options given several times, as one list."""
    return tuple(word.strip() for part in given or () for word in part.split(",") if word.strip())


def _wants_traceback(context: click.Context, _parameter: click.Parameter, given: bool) -> None:
    context.meta[TRACEBACK] = given


traceback_option: Callable[[Any], Any] = click.option(
    "--traceback", is_flag=True, expose_value=False, callback=_wants_traceback,
    help="For developers: stop at an error in a rule or in notelint and show all of it. It may quote a note.",
)  # fmt: skip
_IN_AND_OUT: tuple[Callable[[Any], Any], ...] = (
    click.argument("notes", nargs=-1, type=click.Path(), metavar="[NOTE]..."),
    click.option("-o", "--output", type=click.Path(), metavar="FILE", help="Write the report to a file."),
    click.option(
        "--stdin-filename", "--stdin-display-name", metavar="NAME", help="The path given to standard input."
    ),
)  # fmt: skip
_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--as", "kind", type=click.Choice(("auto", *KINDS)), default="auto", show_default=True,
        help="What kind of document every note is.",
    ),
    click.option(
        "--profile", metavar="NAME|FILE", shell_complete=completed(profile_names),
        help="What the payer or discipline asks: default, medicare, clinic.toml ...",
    ),
    click.option(
        "--config", multiple=True, metavar="FILE|SETTING",
        help="A settings file, or a setting such as \"fail-level = 'error'\".",
    ),
    click.option("--isolated", is_flag=True, help="Read no settings file, no waivers, no stored result."),
    click.option("--include", multiple=True, callback=words, metavar="GLOB", help="What to read in folders."),
    click.option("--exclude", multiple=True, callback=words, metavar="GLOB", help="What to leave out there."),
    click.option("--force-exclude", is_flag=True, help="Leave it out also where it is named, as hooks do."),
    click.option(
        "--redact", is_flag=True, help="Other names, numbers of persons, telephones, addresses and dates in all output."
    ),
    click.option("--no-text", is_flag=True, help="Rules, codes and places alone: no word, value or date of a note."),
    click.option("-q", "--quiet", is_flag=True, help="The report and errors, nothing else."),
    click.option("-v", "--verbose", is_flag=True, help="Say on standard error what the run goes by."),
    click.option(
        "--color", type=click.Choice(("auto", "always", "never")), default="auto", show_default=True,
        help="Colour; auto is on a terminal, unless NO_COLOR is set.",
    ),
    traceback_option,
)  # fmt: skip


def common_options(command: Command) -> Command:
    """Add the shared options to a command that reads notes and writes a report."""
    for decorate in reversed((*_IN_AND_OUT, *_OPTIONS)):
        command = decorate(command)
    return command


def run_options(command: Command) -> Command:
    """Add those of them that say how notes are read and judged, and what may be told."""
    for decorate in reversed(_OPTIONS):
        command = decorate(command)
    return command


@dataclass(frozen=True, slots=True)
class Session:
    """A run: its notes and its settings."""

    common: Common
    settings: Settings

    @classmethod
    def begin(
        cls,
        common: Common,
        *,
        selection: Selection | None = None,
        fail_level: str | None = None,
        output_format: Sequence[str] = (),
        all_verdicts: bool = False,
        baseline: str | None = None,
    ) -> Session:
        """Read the settings. Raises ConfigError."""
        settings = load_settings(
            common["config"],
            isolated=common["isolated"],
            selection=selection,
            profile=common["profile"],
            include=common["include"],
            exclude=common["exclude"],
            fail_level=Severity(fail_level) if fail_level else None,
            output_format=output_format,
            kind=_kind(common["kind"]),
            all_verdicts=all_verdicts,
            baseline=baseline,
            key=find_key(),
        )
        session = cls(common, settings)
        session.whisper(f"settings: {settings.origin or 'none'}; profile: {settings.profile}")
        if settings.plugins:
            session.whisper(f"plugin files: {', '.join(settings.plugins)}")
        return session

    @property
    def raising(self) -> bool:
        """Whether an error of notelint's own ends the run, and is shown whole."""
        return bool(click.get_current_context().meta.get(TRACEBACK))

    def notes(self, *, bar: bool) -> Iterator[Note | NotRead]:
        """The notes of the run or why one could not be read, in order, a patient's together; with a bar for many.

        With `--redact` they are redacted here, before anything looks at them.
        """
        found = self._notes(bar=bar)
        if not self.common["redact"]:
            return found
        from notelint.linter.redaction import redacted

        return redacted(found)

    def stream(self, *, warn: bool = False) -> Iterator[Note | NotRead]:
        """The notes as they come, each once, or why one could not be read: neither redacted nor put in any order."""
        given, settings = self.common["notes"], self.settings
        sources = list(find_notes(given, settings.include, settings.exclude, self.common["force_exclude"]))
        claims = find_claims(sources)
        read = partial(self._read, readers=load_readers(settings.plugins), claims=claims)
        for source in sources:
            yield from read(source)
        if warn:
            self._tell_unjoined(claims)

    def _notes(self, *, bar: bool) -> Iterator[Note | NotRead]:
        given = self.common["notes"] or ((STDIN,) if self.common["stdin_filename"] else (".",))
        sources = list(find_notes(given, self.settings.include, self.settings.exclude, self.common["force_exclude"]))
        place = self.settings.identity.patient
        by_patient = place is not None or any(map(_knows_patients, sources))
        claims = find_claims(sources)
        in_turn: Iterator[Iterable[Note | NotRead]]
        read = partial(self._read, readers=load_readers(self.settings.plugins), claims=claims)
        if by_patient:
            again = read_again(read)
            patients = self.settings.identity.patients(sources, again)
            many, in_turn = len(patients), together(patients, again)
        else:
            many, in_turn = len(sources), map(read, side_by_side(sources))
        if bar and many >= MANY and not self.common["quiet"] and sys.stderr.isatty():
            in_turn = _tracked(in_turn, many)
        notes, nameless = 0, 0
        for item in chain.from_iterable(in_turn):
            notes += 1
            nameless += isinstance(item, Note) and item.patient is None
            yield item
        if self.common["quiet"]:
            return
        if not notes and not claims.claims:
            globs = f"--include {','.join(self.settings.include)}"
            globs += f", --exclude {','.join(self.settings.exclude)}" if self.settings.exclude else ""
            say(f"warning: no notes found in {', '.join(given)} ({globs})")
        if place and nameless:
            say(f"warning: no patient found by {place} in {nameless} of {notes} notes; each of these is judged alone")
        self._tell_unjoined(claims)

    def _tell_unjoined(self, claims: Claims) -> None:
        if claims.unjoined:
            self.tell(
                f"warning: {claims.unjoined} of {len(claims.claims)} claims belong to no note of this run "
                "(by encounter, or by patient, date and clinician)"
            )

    def _read(self, source: str | NotRead, readers: Sequence[Reader], claims: Claims) -> Iterator[Note | NotRead]:
        return read_notes(
            (source,),
            max_size=self.settings.max_size,
            kind=self.settings.kind,
            stdin=lambda size: sys.stdin.buffer.read(size),
            stdin_name=self.common["stdin_filename"] or STDIN,
            identity=self.settings.identity,
            readers=readers,
            codes_of=self.settings.codes_of,
            claims=claims,
        )

    def accepted(self, results: Iterable[Result]) -> Iterable[Result]:
        """The results with what waivers beside the notes accept marked. Raises ConfigError."""
        from notelint.linter.waivers import waived_by_files

        if self.common["isolated"]:
            return results
        return waived_by_files(results, self.settings, self.common["notes"] or (".",))

    def tell(self, text: str) -> None:
        """Say something that a quiet run does not say."""
        if not self.common["quiet"]:
            say(text)

    def whisper(self, text: str) -> None:
        """Say something that only a verbose run says."""
        if self.common["verbose"] and not self.common["quiet"]:
            say(text)


def say(text: str) -> None:
    """A line on standard error, safe to print."""
    click.echo(safe(text), err=True)


def wants_color(choice: str, on_terminal: bool) -> bool:
    """Whether to colour: as asked; by itself on a terminal only, unless NO_COLOR is set."""
    if choice != "auto":
        return choice == "always"
    return on_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _kind(name: str) -> Kind | None:
    return next((kind for kind in KINDS if kind == name), None)


def _knows_patients(source: str | NotRead) -> bool:
    known = format_of(source) if isinstance(source, str) else None
    return known is not None and known.patients


def _tracked(read_in_turn: Iterable[T], many: int) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import track

    yield from track(read_in_turn, "Reading notes", many, console=Console(stderr=True), transient=True)
