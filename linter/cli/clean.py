"""`notelint clean`: forget which notes were clean."""

from __future__ import annotations

import click

from notelint.linter.readers.text import why
from notelint.linter.remembered import cache_file, forget
from notelint.reports.terminal import count, safe


@click.command()
def clean() -> None:
    """Forget which notes were clean: remove what `notelint check` has put into your cache folder."""
    path = cache_file()
    try:
        held = forget(path)
    except OSError as error:
        raise NotRemoved(f"cannot remove {safe(str(path))}: {why(error)}") from None
    click.echo(f"Forgot {count(held, 'clean note')}." if held else "Nothing was remembered.")


class NotRemoved(click.ClickException):
    """The file could not be removed."""

    exit_code = 2
