"""`notelint baseline`: record the findings that stand today, so that only new ones fail."""

from __future__ import annotations

import os
import sys
from typing import Unpack

import click

from notelint.linter.baseline import NAME, Baseline, NoKey, merged, read_baseline, recorded
from notelint.linter.cli.check import Outcome, cores
from notelint.linter.cli.common import Common, Session, common_options
from notelint.linter.cli.output import opened
from notelint.linter.config import ConfigError
from notelint.linter.engine import lint
from notelint.linter.fingerprint import VARIABLE, key_file
from notelint.reports.terminal import count, safe


@click.command()
@common_options
@click.option("--prune", is_flag=True, help="Only drop what stands no more; add nothing.")
@click.option("-j", "--jobs", default="auto", show_default=True, callback=cores, metavar="N|auto", help="As for check.")
def baseline(prune: bool, jobs: int, **common: Unpack[Common]) -> None:
    """Record the findings that stand today, so that only new ones fail.

    NOTE is as for check, which counts what the baseline holds as known when it is told its name by --baseline or by
    the setting baseline. It is written to -o, else to the file of that setting, else to notelint-baseline.json; what it
    holds of files outside of this run stays. It holds names of files, rules and fingerprints, no words of a note.
    """
    session = Session.begin(common)
    settings = session.settings
    path = common["output"] or settings.baseline or NAME
    old = read_baseline(path, settings.key) if os.path.exists(path) else Baseline(path)
    outcome = Outcome(settings.fail_level)
    results = lint(session.notes(bar=not sys.stdout.isatty()), settings, jobs=jobs)
    try:
        new = recorded(outcome.watch(session.accepted(results)), path, settings.key)
    except NoKey as error:
        raise ConfigError(
            f"{error}: a note's findings are recorded with a key of your own, and there is none; "
            f"put 16 characters or more that nobody can guess (openssl rand -hex 32) into {key_file()} "
            f"or the environment variable {VARIABLE}, never into the repository"
        ) from None
    if outcome.failed:
        raise ConfigError("no baseline was written, for not every note could be judged in full")
    now = merged(old, new, prune=prune)
    with opened(path) as out:
        out.write(now.text())
    click.echo(safe(_summary(path, old, now)))


def _summary(path: str, old: Baseline, now: Baseline) -> str:
    """What the baseline holds now, and what came and went."""
    before, after = (sum(found.total() for found in b.files.values()) for b in (old, now))
    kept = sum((now.files[name] & found).total() for name, found in old.files.items() if name in now.files)
    changes = [f"{number} {word}" for number, word in ((after - kept, "new"), (before - kept, "gone")) if number]
    files = sum(1 for found in now.files.values() if found)
    return f"{path}: {count(after, 'finding')} in {count(files, 'file')}" + (
        f" ({', '.join(changes)})" if changes else ""
    )
