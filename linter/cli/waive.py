"""`notelint waive`: accept a finding, with the reason, in the file of waivers beside its note."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator, Sequence

import click

from notelint.linter.cli.common import Common, Session, say
from notelint.linter.cli.output import opened
from notelint.linter.config import ConfigError
from notelint.linter.engine import lint
from notelint.linter.fingerprint import find_key
from notelint.linter.note import file_of, named_from
from notelint.linter.plugins import load_rules
from notelint.linter.result import Result
from notelint.linter.rules import Rule
from notelint.linter.spelling import nearest
from notelint.linter.verdict import Verdict, Waiver
from notelint.linter.waivers import (
    NAME,
    entries_of,
    files_for,
    read_text,
    waivable,
    waived_by_files,
    with_entry,
)  # fmt: skip
from notelint.reports.terminal import safe

NOT_READ = "NL002"
Found = tuple[Result, Verdict]


@click.command()
@click.argument("place", metavar="NOTE:LINE")
@click.argument("rule", metavar="RULE")
@click.option("--reason", required=True, metavar="TEXT", help="Why the finding is accepted; no patient's data.")
@click.option("--by", required=True, metavar="NAME", help="Who accepts it.")
@click.option("--expires", metavar="DATE", help="The last day on which it is accepted, as 2026-12-31.")
@click.option("--as", "kind", default="auto", metavar="KIND", help="What kind of document the note is, as for check.")
@click.option("--profile", metavar="NAME|FILE", help="What the payer or discipline asks, as for check.")
@click.option("--config", multiple=True, metavar="FILE|SETTING", help="A settings file, or a setting.")
def waive(
    place: str,
    rule: str,
    reason: str,
    by: str,
    expires: str | None,
    kind: str,
    profile: str | None,
    config: tuple[str, ...],
) -> None:
    """Accept a finding, with the reason, in the file of waivers beside its note; the note itself stays as it is.

    \b
      notelint waive notes/01-shoulder-ortho.txt:10 FL001 --reason "linked in the evaluation" --by "A. Roe"

    NOTE:LINE is the place as a report gives it; without a line it is a finding that stands nowhere. RULE is an id or a
    name. The file is the nearest notelint-waivers.toml, in the note's folder or above it, else a new one in its folder.
    """
    waiver = Waiver(_said(reason, "--reason"), _said(by, "--by"), datetime.date.today().isoformat(), _day(expires))
    path, line, column = _parts(place)
    common = Common(
        notes=(_file(path),), output=None, config=config, isolated=False, profile=profile, kind=kind,
        stdin_filename=None, include=(), exclude=(), force_exclude=False, quiet=True, verbose=False, color="never",
        redact=False, no_text=False,
    )  # fmt: skip
    session = Session.begin(common)
    meant = _rule(rule, session.settings.plugins)
    found = [f for f in _findings(session, meant) if path in (f[0].note.path, _file(f[0].note.path))]
    chosen = [f for f in found if (line, column) in (_at(*f), (_at(*f)[0], None))]
    if not chosen:
        raise click.UsageError(_nothing(meant, path, line, found))
    for _, verdict in chosen:
        if verdict.waived:
            say(f"{meant.id} is waived already: {verdict.waived.place}")
    _write([f for f in chosen if not f[1].waived], waiver, session.settings.plugins)


def _rule(name: str, plugins: Sequence[str]) -> Rule:
    rules = waivable(load_rules(plugins).values())
    if found := next((r for r in rules if name.upper() == r.id or name == r.name), None):
        return found
    known = [x for r in rules for x in (r.id, r.name)]
    raise click.UsageError(f"No rule {name!r} that can be waived{nearest(name, known)}")


def _said(text: str, option: str) -> str:
    if not text.strip():
        raise click.UsageError(f"{option} says nothing")
    return " ".join(text.split())


def _day(text: str | None) -> str:
    try:
        day = datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise click.UsageError(f"--expires {text!r} is no date, as 2026-12-31") from None
    if day and day < datetime.date.today():
        raise click.UsageError(f"--expires {day} is over already")
    return day.isoformat() if day else ""


def _parts(place: str) -> tuple[str, int | None, int | None]:
    """Path, line and column of a place as a report gives it."""
    match = re.fullmatch(r"(.+?)(?::(\d+))?(?::(\d+))?:?", place, re.DOTALL)
    if not match:
        raise click.UsageError(f"{place!r} is no place of a note, as visits/07.txt:12")
    return match[1], int(match[2]) if match[2] else None, int(match[3]) if match[3] else None


def _file(path: str) -> str:
    """The file of a note, whose own name may look as if it had a visit's number."""
    return path if os.path.exists(path) else file_of(path)


def _findings(session: Session, rule: Rule) -> Iterator[Found]:
    """The findings of a rule on the notes of a file, judged beside the patient's other notes in its folder."""
    (file,) = session.common["notes"]
    if session.settings.identity.patient:
        session.common["notes"] = (file, os.path.dirname(file) or ".")
    for result in waived_by_files(lint(session.notes(bar=False), session.settings), session.settings, ()):
        for verdict in result.verdicts:
            if result.note.path == file and verdict.rule == NOT_READ:
                raise ConfigError(f"{file}: {verdict.message}")
            if verdict.is_finding and verdict.rule == rule.id:
                yield result, verdict


def _at(result: Result, verdict: Verdict) -> tuple[int | None, int | None]:
    """Line and column of a finding; None of one that stands nowhere."""
    if verdict.start is None:
        return None, None
    place = result.note.location(verdict.start, verdict.start if verdict.end is None else verdict.end)
    return place.line, place.column


def _nothing(rule: Rule, path: str, line: int | None, found: Sequence[Found]) -> str:
    lines = sorted({_at(*f)[0] or 0 for f in found})
    there = (
        f"; there are findings of it at {', '.join(f'line {n}' if n else 'no line' for n in lines)}" if lines else ""
    )
    where = f"at line {line} of {path}" if line else f"that stands nowhere in {path}"
    return f"No finding of {rule.id} {where}{there}"


def _write(found: Sequence[Found], waiver: Waiver, plugins: Sequence[str]) -> None:
    """Add an entry for each finding to the file of waivers nearest to its note."""
    if not found:
        return
    note = found[0][0].note.path
    target = os.path.relpath(next(files_for(note), os.path.join(os.path.dirname(os.path.abspath(note)), NAME)))
    text = read_text(target) if os.path.exists(target) else ""
    aims = dict.fromkeys(_aim(target, *f) for f in found)
    for rule, name, code, fingerprint in aims:
        text = with_entry(text, rule=rule, note=name, code=code, fingerprint=fingerprint, waiver=waiver)
    written = entries_of(target, text, plugins)[-len(aims) :]
    with opened(target) as out:
        out.write(text)
    for entry in written:
        which = "one finding of" if entry.fingerprint else "every finding of"
        click.echo(safe(f"{entry.waiver.place}: waives {which} {entry.aim} in {entry.note}"))


def _aim(target: str, result: Result, verdict: Verdict) -> tuple[str, str, str | None, str | None]:
    """What an entry for a finding names; a plain fingerprint of a note would tell of its words to who guesses them."""
    name = named_from(os.path.dirname(os.path.abspath(target)), result.note.path)
    told = not verdict.private or find_key() is not None
    return verdict.rule, name, verdict.code, verdict.fingerprint if told else None
