"""`notelint plugins`: what is loaded, and from where."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

import click

from notelint.linter.config import load_settings
from notelint.linter.plugins import (
    Plugin,
    ReportFormat,
    load_readers,
    load_rules,
    readers_by_plugin,
    report_formats,
    rules_by_plugin,
)  # fmt: skip
from notelint.linter.rules import NotInstalled
from notelint.reports.terminal import safe

KINDS = {"checks": "Rules", "reports": "Report formats", "readers": "Readers"}


@click.command()
@click.option("--config", multiple=True, metavar="FILE|SETTING", help="A settings file, whose plugins are listed too.")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@click.option(
    "--output-format", type=click.Choice(("text", "json")), default="text", show_default=True, help="How to print it."
)
def plugins(config: tuple[str, ...], isolated: bool, output_format: str) -> None:
    """List rules, report formats and readers, and where each comes from.

    They are those of installed packages (entry points notelint.checks, notelint.reports and notelint.readers) and of
    the files that the settings name (plugins = ["house_rules.py"]). All are loaded: what is wrong with one is said,
    and the exit status is 2. A format of notelint's own whose library is not installed is listed with what it needs.
    """
    files = load_settings(config, isolated=isolated).plugins
    load_rules(files)
    load_readers(files)
    found = list(_found(files))
    if output_format == "json":
        click.echo(json.dumps([_shape(row) for row in found], indent=2))
        return
    for kind, title in KINDS.items():
        rows = [row for row in found if row.plugin.kind == kind]
        if rows:
            click.echo(title)
        for row in rows:
            click.echo(safe(f"  {', '.join(row.adds) or 'none'}"))
            click.echo(safe(f"      from {_origin(row.plugin)}"))
            if row.needs:
                click.echo(f"      {row.needs}")


class _Row(NamedTuple):
    """A plugin, the ids, names or globs that it adds, and what is not installed that it needs."""

    plugin: Plugin
    adds: list[str]
    needs: str = ""


def _found(files: tuple[str, ...]) -> Iterator[_Row]:
    for plugin, rules in rules_by_plugin(files):
        if rules or plugin.package or plugin.value.endswith(".toml"):
            yield _Row(plugin, [rule.id for rule in rules])
    for name, report in sorted(report_formats(files).items()):
        yield _Row(report.plugin, [name], _needs(report))
    for plugin, readers in readers_by_plugin(files):
        yield _Row(plugin, [glob for reader in readers for glob in reader.globs])


def _needs(report: ReportFormat) -> str:
    try:
        report.load()
    except NotInstalled as error:
        return error.needs
    return ""


def _origin(plugin: Plugin) -> str:
    return f"{plugin.value} ({plugin.package})" if plugin.package else f"{plugin.value} (settings)"


def _shape(row: _Row) -> dict[str, object]:
    plugin = row.plugin
    return {
        "kind": plugin.kind, "name": plugin.name, "from": plugin.value, "package": plugin.package or None,
        "adds": row.adds, "needs": row.needs or None,
    }  # fmt: skip
