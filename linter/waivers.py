"""Waivers in files beside the notes, for a note is a legal record and is not edited for a linter's sake."""

from __future__ import annotations

import datetime
import json
import os
import posixpath
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from notelint.linter import toml
from notelint.linter.config import ConfigError, Settings
from notelint.linter.engine import stamped
from notelint.linter.note import Note, file_of, named_from
from notelint.linter.plugins import load_rules
from notelint.linter.readers import STDIN
from notelint.linter.readers.text import why
from notelint.linter.record import Visit, WaiverEntry, aged, waived
from notelint.linter.result import Result
from notelint.linter.rules import WAIVERS, Rule
from notelint.linter.spelling import nearest
from notelint.linter.verdict import Verdict, Waiver

NAME = "notelint-waivers.toml"
HEAD = "# Findings that somebody accepted, each with its reason. `notelint waive` adds one.\n"
TOP = (".git", ".hg", ".svn")  # what a folder holds above which nothing belongs to its notes

_ENTRY = re.compile(r"^[ \t]*\[\[[ \t]*waiver[ \t]*\]\]", re.MULTILINE)


@dataclass(slots=True)
class _File:
    """A file of waivers, and what the run has told of them so far."""

    note: Note
    folder: str
    entries: list[WaiverEntry]
    seen: set[str] = field(default_factory=set)

    def apply(self, result: Result, judged: frozenset[str]) -> Result:
        """The result with what the entries waive marked; how many findings each waives is counted."""
        name = named_from(self.folder, result.note.path)
        if not any(v.of_run for v in result.verdicts):
            self.seen.add(name)
        mine = [i for i, e in enumerate(self.entries) if e.note in (None, name)]
        verdicts, counted = waived(result.verdicts, [self.entries[i] for i in mine], judged)
        for i, entry in zip(mine, counted, strict=True):
            self.entries[i] = replace(entry, found=(self.entries[i].found or 0) + (entry.found or 0))
        return replace(result, verdicts=tuple(verdicts)) if mine else result

    def told(self, judged: frozenset[str], whole: Sequence[str]) -> list[WaiverEntry]:
        """The entries, without a number of findings where that is not known; the run went through `whole` folders."""
        through = any(Path(self.folder).is_relative_to(folder) for folder in whole)
        return [replace(e, found=e.found or (0 if self._is_known(e, judged, through) else None)) for e in self.entries]

    def _is_known(self, entry: WaiverEntry, judged: frozenset[str], through: bool) -> bool:
        if entry.rule not in judged:
            return False
        if entry.note is None:
            return through
        return entry.note in self.seen or not os.path.exists(os.path.join(self.folder, file_of(entry.note)))


def waived_by_files(results: Iterable[Result], settings: Settings, given: Sequence[str]) -> Iterator[Result]:
    """The results with what waivers beside their notes waive marked, and a last one for each file with idle waivers.

    `given` are the paths that the run was asked to look at. Raises ConfigError where a file of waivers is wrong.
    """
    rules = settings.rules()
    judged = frozenset(r.id for r in rules)
    files: dict[str, _File] = {}
    beside = cache(lambda folder: tuple(files_for(os.path.join(folder, NAME))))
    for result in results:
        for path in () if result.note.path == STDIN else beside(os.path.dirname(result.note.path)):
            if path not in files:
                files[path] = _file(path, settings.plugins)
            result = files[path].apply(result, judged)
        yield result
    whole = [os.path.abspath(p) for p in given if os.path.isdir(p)]
    for file in files.values():
        verdicts = tuple(_verdicts(file.note, file.told(judged, whole), rules, settings))
        if verdicts:
            yield Result(file.note, verdicts, is_note=False)


def files_for(path: str) -> Iterator[str]:
    """The files of waivers that are for a note: beside it, and in the folders above up to the top of its repository."""
    for folder in Path(os.path.abspath(path)).parents:
        if (folder / NAME).is_file():
            yield str(folder / NAME)
        if any((folder / name).exists() for name in TOP):
            return


def read_text(path: str) -> str:
    """The text of a file of waivers. Raises ConfigError."""
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path}: {why(error)}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not UTF-8") from None


def entries_of(path: str, text: str, plugins: Sequence[str] = ()) -> list[WaiverEntry]:
    """The entries of a text that is, or shall be, a file of waivers. Raises ConfigError.

    `plugins` are files of rules that they may name beside the installed ones.
    """
    try:
        tables = toml.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from None
    for key in tables:
        if key != "waiver":
            raise ConfigError(
                f"{path}: unknown key {key!r}{nearest(key, ['waiver'])}; each entry begins with [[waiver]]"
            )
    listed = tables.get("waiver", [])
    starts = [m.start() for m in _ENTRY.finditer(text)]
    if not isinstance(listed, list) or len(starts) != len(listed):
        raise ConfigError(f"{path}: each entry begins with [[waiver]] on a line of its own")
    ends = [*starts, len(text)][1:]
    rules = waivable(load_rules(plugins).values())
    return [
        _entry(path, text, number, table, start, end, rules)
        for number, (table, start, end) in enumerate(zip(listed, starts, ends, strict=True), 1)
    ]


def with_entry(text: str, *, rule: str, note: str, code: str | None, fingerprint: str | None, waiver: Waiver) -> str:
    """The text of a file of waivers with one more entry at its end; everything else stays as it is."""
    values = {
        "rule": rule, "note": note, "code": code, "fingerprint": fingerprint, "reason": waiver.reason, "by": waiver.by,
    }  # fmt: skip
    lines = ["[[waiver]]", *(f"{key} = {_quoted(value)}" for key, value in values.items() if value)]
    lines += [f"{key} = {day}" for key, day in (("date", waiver.date), ("expires", waiver.expires)) if day]
    before = text if not text or text.endswith("\n") else text + "\n"
    return (before or HEAD) + "\n" + "\n".join(lines) + "\n"


def waivable(rules: Iterable[Rule]) -> list[Rule]:
    """The rules whose findings may be waived; those of the run and of waivers may not."""
    return [r for r in rules if r.subject != WAIVERS]


def _file(path: str, plugins: Sequence[str]) -> _File:
    shown = os.path.relpath(path)
    text = read_text(shown)
    return _File(Note(shown, text), os.path.dirname(path), [aged(e) for e in entries_of(shown, text, plugins)])


def _entry(
    path: str, text: str, number: int, table: Mapping[str, Any], start: int, end: int, rules: Sequence[Rule]
) -> WaiverEntry:
    from notelint.linter.config_schema import WaiverTable, check

    line = text.count("\n", 0, start) + 1
    try:
        said = check(WaiverTable, table, nearest)
        rule = next((r for r in rules if said.rule in (r.id, r.name)), None)
        if rule is None:
            known = nearest(said.rule, [r.id for r in rules])
            raise ValueError(f"key 'rule': no rule {said.rule!r} that can be waived{known}")
        note = said.note and posixpath.normpath(said.note)
        if note and note.startswith(("/", "../")):
            raise ValueError(f"key 'note': {said.note!r} is not in the folder of this file or below it")
    except ValueError as error:
        raise ConfigError(f"{path}:{line}: waiver {number}: {error}") from None
    end = start + len(text[start:end].rstrip())
    waiver = Waiver(said.reason, said.by, _day(said.date), _day(said.expires), f"{path}:{line}")
    return WaiverEntry(text[start:end], start, end, line, rule.id, waiver, said.code, note, said.fingerprint)


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _verdicts(
    note: Note, entries: Sequence[WaiverEntry], rules: Iterable[Rule], settings: Settings
) -> Iterator[Verdict]:
    file = Visit(note, kind="template")  # like a template it holds no patient's data
    for rule in rules:
        if rule.subject == WAIVERS:
            for entry in entries:
                verdict = rule.check(entry)
                if verdict.is_finding:
                    yield stamped(rule, verdict, settings.severity(rule, verdict), file)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
