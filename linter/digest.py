"""The hash of rules and knowledge: what a result was made by, so that it can be made again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from notelint.linter.rules import Rule

_KINDS = (".py", ".toml", ".csv")
_NOT_OF_VERDICTS = frozenset({"audit", "cli", "evaluation"})  # parts of the library that no verdict depends on


def rules_hash(rules: Iterable[Rule]) -> str:
    """16 hex digits for all that a verdict depends on, beside note and settings.

    That is the library's own code and data and, for each rule, the package or the file that it stands in. Neither the
    place of installation nor the way of ending lines counts, so an installed copy and a clone of it have one hash.
    """
    return _hashed(_places(rules))


def state_of(rules: Iterable[Rule]) -> tuple[list[tuple[object, ...]], int]:
    """How these files stand, which is another way when one is written; and when the last one was written, in ns."""
    found = [(path, os.stat(path)) for _, path in sorted(made_of(rules))]
    state: list[tuple[object, ...]] = [(p, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) for p, s in found]
    return state, max(max(s.st_mtime_ns, s.st_ctime_ns) for _, s in found)


def made_of(rules: Iterable[Rule]) -> frozenset[tuple[str, str]]:
    """The files that hold all this, each with a name that is the same wherever it is installed."""
    return _parts(_places(rules))


def _places(rules: Iterable[Rule]) -> frozenset[tuple[str, str]]:
    return frozenset((rule.file, rule.package) for rule in rules)


@cache
def _hashed(places: frozenset[tuple[str, str]]) -> str:
    whole = hashlib.blake2b(digest_size=8)
    for name, path in sorted(_parts(places)):
        text = Path(path).read_bytes().replace(b"\r\n", b"\n")
        whole.update(f"{name}\0{len(text)}\0".encode())
        whole.update(text)
    return whole.hexdigest()


@cache
def _parts(places: frozenset[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    parts = set(_library())
    for file, package in places:
        here, name = os.path.split(file)
        parts.update(_package_files(here, package) if package else {(name, file)})
    return frozenset(parts)


def _library() -> Iterator[tuple[str, str]]:
    folder = os.path.dirname(__file__)
    aside = tuple(os.path.join(folder, name, "") for name in _NOT_OF_VERDICTS)
    return (part for part in _package_files(folder, "notelint.linter") if not part[1].startswith(aside))


def _package_files(folder: str, name: str) -> Iterator[tuple[str, str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _package_files(entry.path, f"{name}/{entry.name}")
            elif entry.name.endswith(_KINDS):
                yield f"{name}/{entry.name}", entry.path
