"""Where reports go: the standard output, or files that appear whole or not at all."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from queue import Queue
from typing import BinaryIO, TextIO

import click

from notelint.linter.cli import FULL
from notelint.linter.plugins import Write
from notelint.linter.readers import STDIN
from notelint.linter.replacing import NotReplaced, replacing
from notelint.linter.result import ReportOptions, Result
from notelint.linter.spelling import nearest

AHEAD = 64  # results that one report may be ahead of another


class NotWritten(click.ClickException):
    """A report could not be written."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Sink:
    """One report to write: its format, and its file; None is the standard output."""

    format: str
    path: str | None


def parse_sinks(formats: Sequence[str], output: str | None, known: Iterable[str], notes: Sequence[str]) -> list[Sink]:
    """The reports that were asked for: `html:report.html`, `concise`. Raises click.UsageError."""
    known = sorted(known)
    sinks = []
    for said in formats:
        name, _, path = said.partition(":")
        if name not in known:
            raise click.UsageError(f"Unknown output format {name!r}{nearest(name, known)}")
        sinks.append(Sink(name, path or None))
    if output is not None:
        if sum(s.path is None for s in sinks) != 1:
            raise click.UsageError("-o needs exactly one output format without a file of its own")
        sinks = [s if s.path else Sink(s.format, output) for s in sinks]
    sinks = [Sink(s.format, None if s.path == STDIN else s.path) for s in sinks]
    targets = [s.path and os.path.realpath(s.path) for s in sinks]
    named = {os.path.realpath(n) for n in notes if n != STDIN}
    for target in targets:
        if targets.count(target) > 1:
            raise click.UsageError(f"Two reports would be written to {target or 'the standard output'}")
        if target in named:
            raise click.UsageError(f"The report would overwrite the note {target}")
    return sinks


def write_reports(
    results: Iterable[Result],
    sinks: Sequence[Sink],
    writers: Sequence[Write],
    options: Callable[[TextIO], ReportOptions],
) -> None:
    """Write all reports in one pass over the results. Files get their names when every report is complete."""
    with ExitStack() as stack:
        outs = [stack.enter_context(opened(s.path)) for s in sinks]
        jobs = [(write, out, options(out)) for write, out in zip(writers, outs, strict=True)]
        if len(jobs) == 1:
            ((write, out, told),) = jobs
            write(results, out, told)
        else:
            _fan_out(results, jobs)


def _fan_out(results: Iterable[Result], jobs: Sequence[tuple[Write, TextIO, ReportOptions]]) -> None:
    """Hand each result to every report, each in a thread of its own, none far ahead of the others."""
    from concurrent.futures import ThreadPoolExecutor
    from queue import Queue

    queues: list[Queue[Result | None]] = [Queue(AHEAD) for _ in jobs]

    def follow(job: tuple[Write, TextIO, ReportOptions], queue: Queue[Result | None]) -> None:
        write, out, told = job
        items: Iterator[Result] = iter(queue.get, None)
        try:
            write(items, out, told)
        finally:
            for _ in items:  # a report that stopped early must not hold up the others
                pass

    with ThreadPoolExecutor(len(jobs)) as pool:
        running = [pool.submit(follow, job, queue) for job, queue in zip(jobs, queues, strict=True)]
        try:
            for result in results:
                for queue in queues:
                    queue.put(result)
        finally:
            for queue in queues:
                queue.put(None)
        for future in running:
            future.result()


@contextmanager
def opened(path: str | None) -> Iterator[TextIO]:
    """The standard output, or a file that is put in place, mode 0600, when all of it has been written."""
    if path is None:
        yield sys.stdout
        return
    target = os.path.realpath(path)
    try:
        if os.path.exists(target) and not stat.S_ISREG(os.stat(target).st_mode):
            with _full_said(path), open(target, "w", encoding="utf-8", errors="backslashreplace", newline="") as out:
                yield out
            return
    except OSError as error:
        raise _unwritable(path, error) from None
    with (
        opened_whole(path) as whole,
        TextIOWrapper(whole, encoding="utf-8", errors="backslashreplace", newline="") as out,
    ):
        yield out


@contextmanager
def opened_whole(path: str) -> Iterator[BinaryIO]:
    """A file of bytes that is put in place, mode 0600, when all of it has been written."""
    try:
        with _full_said(path), replacing(os.path.realpath(path)) as out:
            yield out
    except NotReplaced as error:
        raise _unwritable(path, error) from None


@contextmanager
def _full_said(path: str) -> Iterator[None]:
    """Where what is written to has no room, that is what is said."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise _unwritable(path, error) from None


def _unwritable(path: str, error: OSError) -> NotWritten:
    from notelint.reports.terminal import safe

    return NotWritten(f"cannot write {safe(path)}: {(error.strerror or type(error).__name__).lower()}")


def width(out: TextIO) -> int:
    """How many columns a report may use."""
    if not out.isatty():
        return 100
    from shutil import get_terminal_size

    return min(get_terminal_size().columns, 120)
