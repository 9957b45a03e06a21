"""The places that templates lack, written into them or shown: `notelint check --fix` and `--diff`."""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial

from notelint.linter.cli.output import NotWritten, opened
from notelint.linter.config import Settings
from notelint.linter.engine import Linter
from notelint.linter.note import Note
from notelint.linter.readers import Content, NotRead, read_content
from notelint.linter.readers.text import why
from notelint.linter.replacing import replacing
from notelint.linter.result import Result
from notelint.linter.verdict import Fix, Verdict
from notelint.reports.terminal import count, safe


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be added to a template; `content` is how its file is written, None for the standard input."""

    note: Note
    fixes: tuple[Fix, ...]
    content: Content | None = None

    @property
    def after(self) -> str:
        """The text with the additions, in its own line ends."""
        text = self.note.text
        end = "\r\n" if "\r\n" in text else "\n" if "\n" in text or "\r" not in text else "\r"
        return with_additions(text, [replace(f, addition=f.addition.replace("\n", end)) for f in self.fixes])


def show_fixes(results: Iterable[Result], settings: Settings, output: str | None) -> bool:
    """Write what --fix would change as a unified diff, and say whether there is anything."""
    found = False
    with opened(output) as out:
        for change in _changes(results, settings):
            found = True
            out.writelines(_diff(change))
    return found


def write_fixes(results: Iterable[Result], settings: Settings) -> str:
    """Write the places that templates lack, each file whole or not at all, and tell how many in how many files."""
    places = files = 0
    for change in list(_changes(results, settings)):
        if change.content:
            _write(change.note.path, change.content.encoded(change.after))
            places, files = places + len(change.fixes), files + 1
    return f"fixed: {count(places, 'place')} in {count(files, 'template')}" if files else ""


def with_additions(text: str, fixes: Sequence[Fix]) -> str:
    """The text with each addition in its place, those of one place in the order in which they are given."""
    pieces, at = [], 0
    for fix in sorted(fixes, key=lambda f: f.at):
        pieces += [text[at : fix.at], fix.addition]
        at = fix.at
    return "".join([*pieces, text[at:]])


def _changes(results: Iterable[Result], settings: Settings) -> Iterator[Change]:
    """What would be added to each template; nothing to a file that holds other notes too, or was changed since."""
    linter = cache(partial(Linter, settings))
    for note, findings in ((r.note, [v for v in r.findings if v.fix and v.counts]) for r in results):
        if not findings or not (content := _content_of(note, settings.max_size)):
            continue
        if fixes := _settling(note, findings, linter()):
            yield Change(note, fixes, content if os.path.isfile(note.path) else None)


def _content_of(note: Note, max_size: int) -> Content | None:
    """What the file of a note holds, or the standard input; None where it is not this note alone."""
    if not os.path.isfile(note.path):
        return None if "#" in note.path else Content(note.text, "utf-8")
    with suppress(NotRead):
        content = read_content(note.path, max_size)
        return content if content.text == note.text else None
    return None


def _settling(note: Note, findings: list[Verdict], linter: Linter) -> tuple[Fix, ...]:
    """The fixes after which their findings are gone, so that a second run has nothing to add."""
    while findings:
        fixes = tuple(dict.fromkeys(v.fix for v in findings if v.fix))
        changed = replace(note, text=Change(note, fixes).after)
        (result,) = linter.results([changed])
        left = {(v.rule, v.code, v.message) for v in result.findings}
        settled = [v for v in findings if (v.rule, v.code, v.message) not in left]
        if len(settled) == len(findings):
            return fixes
        findings = settled
    return ()


def _diff(change: Change) -> Iterator[str]:
    """A change as a unified diff, safe to print."""
    before, after = (_lines(text) for text in (change.note.text, change.after))
    path = change.note.path
    for line in difflib.unified_diff(before, after, path, path):
        yield safe(line.rstrip("\r\n")) + "\n"
        if line[:1] in " +-" and not line.endswith(("\n", "\r")):
            yield "\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    return [line + "\n" for line in text.split("\n")[:-1]] + ([last] if (last := text.split("\n")[-1]) else [])


def _write(path: str, data: bytes) -> None:
    """Put data in the place of a file, all of it or nothing, with the mode of the file."""
    target = os.path.realpath(path)
    try:
        with replacing(target, stat.S_IMODE(os.stat(target).st_mode)) as out:
            out.write(data)
    except OSError as error:
        raise NotWritten(f"cannot fix {safe(path)}: {why(error)}") from None
