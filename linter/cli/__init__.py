"""The command line: the one place where linter, checks and reports meet. Commands are imported when they are called."""

from __future__ import annotations

import errno
import gc
import io
import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from threading import current_thread, main_thread
from typing import Any

import click

COMMANDS = {
    "check": "Lint notes: say, rule by rule, what is missing or contradictory.",
    "parse": "Show what was read from notes, as the rules see it.",
    "rule": "Explain a rule, or all of them.",
    "new": "Write a rule of your own to begin with: the rule, its page and its cases.",
    "test": "Run cases, and the examples of rules.",
    "plugins": "List rules, report formats and readers, and where each comes from.",
    "codes": "Say what is known of billing codes: meaning, what a note must show, pairs, confusions.",
    "evaluate": "Say how right the linter is on labelled notes.",
    "waive": "Accept a finding, with the reason, in the file of waivers beside its note.",
    "baseline": "Record the findings that stand today, so that only new ones fail.",
    "audit": "Draw a sample of notes, lint it, and say what it says of all of them.",
    "units": "Say how many units the minutes of timed codes carry, and why.",
    "clean": "Forget which notes were clean.",
}


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)  # what an error is called where there is no room to write
COMPLETION = "_NOTELINT_COMPLETE"  # the variable in which a shell asks what could follow
TRACEBACK = "notelint.traceback"  # whether errors of notelint's own are shown whole


class Commands(click.Group):
    """Imports a command where it is called, and turns every failure into one clear line and exit status 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """A command from the module of its name."""
        if name not in COMMANDS:
            return None
        command = getattr(import_module(f"{__name__}.{name}"), name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command called, or a usage error that names the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, 1)
            ctx.fail(f"No such command {args[0]!r}." + (f" Did you mean {close[0]!r}?" if close else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:  # whoever read the output has gone
            _drop_output()
            raise click.exceptions.Exit(2) from None
        except OSError as error:
            if error.errno not in FULL and not isinstance(error, io.UnsupportedOperation):
                _tell(ctx, error)
            else:
                reason = (error.strerror or "it is closed").lower()
                click.echo(f"error: cannot write the standard output: {reason}", err=True)
            _drop_output()
            raise click.exceptions.Exit(2) from None
        except Exception as error:
            _tell(ctx, error)
            raise click.exceptions.Exit(2) from None


def _drop_output() -> None:
    """Let go of what could not be written; Python would complain once more when it closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _tell(ctx: click.Context, error: Exception) -> None:
    if ctx.meta.get(TRACEBACK):
        import traceback

        traceback.print_exception(error)
    else:
        click.echo(f"error: {_told(error)}", err=True)


def _told(error: Exception) -> str:
    """What to say of an error. One that nobody foresaw may quote a note: only its kind and places are told."""
    from notelint.linter.config import ConfigError
    from notelint.linter.fingerprint import WrongKey
    from notelint.linter.knowledge import KnowledgeError
    from notelint.linter.rules import PluginError
    from notelint.reports.terminal import safe

    if isinstance(error, ConfigError | KnowledgeError | PluginError | WrongKey):
        return safe(str(error))
    import traceback

    frames = traceback.walk_tb(error.__traceback__)
    places = [f"  {f.f_globals.get('__name__')}:{line} in {f.f_code.co_name}" for f, line in frames]
    head = f"notelint failed: {type(error).__name__} (its message is withheld, it may quote a note)"
    return "\n".join([head, *places])


def show_version(context: click.Context, _parameter: click.Parameter, asked: bool) -> None:
    """Say the version; of a verbose run also all else that a result depends on, without importing any of it."""
    if not asked:
        return
    from notelint.linter.installed import version

    click.echo(f"notelint {version('notelint')}")
    if context.params["verbose"]:
        import platform

        from notelint.linter.digest import rules_hash
        from notelint.linter.plugins import load_rules
        from notelint.linter.rules import PluginError

        try:
            rules = load_rules().values()
        except PluginError as error:
            raise click.ClickException(_told(error)) from None
        click.echo(f"rules and knowledge {rules_hash(rules)}, {len(rules)} rules")
        click.echo(f"Python {platform.python_version()}, spaCy {version('spacy')}")
    context.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, callback=show_version, expose_value=False, help="Say the version.")
@click.option("-v", "--verbose", is_flag=True, is_eager=True, help="With --version: the hash of rules and knowledge.")
def cli(verbose: bool) -> None:
    """Read treatment notes and say what is missing or contradictory in them, with the evidence.

    \b
      notelint check notes/                              lint every note of a folder
      notelint check --output-format html -o report.html notes/
      notelint parse note.txt                            show how a note was read
      notelint rule OM001                                what a rule asks, and why
      notelint codes 97530                               what a billing code needs, and what it is confused with
      notelint units 97110=24 97112=23                   how many units the minutes carry

    Exit status: 0 nothing at or above the fail level, 1 findings, 2 the run itself failed.
    """
    if verbose:
        raise click.UsageError("-v before a command goes with --version alone; say it after the command")


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit status."""
    try:
        gc.set_threshold(100_000)  # a note makes thousands of objects, next to none of them in circles
        _prepare_for_the_worst()
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace", **({} if stream.isatty() else {"encoding": "utf-8"}))
        if COMPLETION in os.environ:
            import_module(f"{__name__}.completion")
        status = cli.main(args, prog_name="notelint", standalone_mode=False, complete_var=COMPLETION)
    except (click.Abort, KeyboardInterrupt):  # click makes the one of the other only while it works
        click.echo("interrupted", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    finally:
        gc.freeze()  # the process ends, and all that it holds need not be looked through once more
    return status if isinstance(status, int) else 0


def _prepare_for_the_worst() -> None:
    """A closed stream reads as empty and cannot be written; when told to end, remove unfinished files first."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, encoding="utf-8")  # noqa: SIM115
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if current_thread() is main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name) and signal.getsignal(getattr(signal, name)) is signal.SIG_DFL:
                signal.signal(getattr(signal, name), _end)


def _end(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)
