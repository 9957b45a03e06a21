"""Which files a run looks at: those that are named, and those that are found in named folders."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from notelint.linter.markup import SUFFIXES
from notelint.linter.readers.formats import FORMATS
from notelint.linter.readers.text import NotRead, why

_FOUND = (suffix for form in FORMATS if form.found for suffix in form.suffixes)
INCLUDE = ("*.txt", "*.md", *(f"*{suffix}" for suffix in (*SUFFIXES, *_FOUND)))
STDIN = "-"
_NO_NOTES = frozenset({"CVS", "_darcs"})


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether the end of a path matches one of the globs, folded in case: `*.txt`, `drafts/*.md`, `**/old/*`."""
    posix = path.replace(os.sep, "/").casefold()
    return any(_expression(p).search(posix) for p in patterns)


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """A glob as an expression for the end of a path: `*` and `?` stop at a slash, `**` does not."""
    glob = pattern.replace(os.sep, "/").casefold().removeprefix("./").rstrip("/")
    body = "".join(_translated(part) for part in re.split(r"(\*\*/?|\*|\?|\[!?[^\]/]+\])", glob))
    return re.compile(f"^{body}$" if glob.startswith("/") else f"(?:^|/){body}$")


def _translated(part: str) -> str:
    if part.startswith("[") and part.endswith("]"):
        return "[" + part[1:-1].replace("!", "^", 1).replace("\\", r"\\") + "]"
    return {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}.get(part) or re.escape(part)


def find_notes(
    paths: Sequence[str], include: Sequence[str] = INCLUDE, exclude: Sequence[str] = (), force_exclude: bool = False
) -> Iterator[str | NotRead]:
    """The files to read, in order, each once; what is named is taken whatever the globs say, save with `force_exclude`.

    Folders are walked in the order of their names, without hidden entries; a folder that is reached twice, through a
    link, is walked once.
    """
    several, seen, walked = len(paths) > 1, set[str](), set[tuple[int, int]]()
    for path in paths:
        if force_exclude and path != STDIN and _excluded(path, exclude):
            continue
        found = _walk(path, include, exclude, walked) if path != STDIN and os.path.isdir(path) else iter((path,))
        for item in found:
            if several and isinstance(item, str):
                key = os.path.abspath(item) if item != STDIN else item
                if key in seen:
                    continue
                seen.add(key)
            yield item


def _excluded(path: str, exclude: Sequence[str]) -> bool:
    """Whether a path, or one of the folders that it leads through, is left out."""
    parts = os.path.normpath(path).split(os.sep)
    return any(matches(os.sep.join(parts[:end]), exclude) for end in range(1, len(parts) + 1))


def _walk(
    folder: str, include: Sequence[str], exclude: Sequence[str], walked: set[tuple[int, int]]
) -> Iterator[str | NotRead]:
    try:
        status = os.stat(folder)
        if (status.st_dev, status.st_ino) in walked:
            return
        walked.add((status.st_dev, status.st_ino))
        with os.scandir(folder) as entries:
            names = sorted((e.name, _is_folder(e)) for e in entries if e.name[0] != "." and e.name not in _NO_NOTES)
    except OSError as error:
        yield NotRead(folder, why(error))
        return
    for name, is_folder in names:
        path = os.path.join(folder, name)
        if exclude and matches(path, exclude):
            continue
        if is_folder:
            yield from _walk(path, include, exclude, walked)
        elif matches(path, include):
            yield path


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself; reading it will say so
        return False
