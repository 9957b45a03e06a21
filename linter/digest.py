"""The hash of rules and knowledge: what a result was made by, so that it can be made again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from notelint.linter.rules import Rule

_KINDS = frozenset({".py", ".toml", ".csv"})
_NOT_OF_VERDICTS = frozenset({"audit", "cli", "evaluation"})  # parts of the library that no verdict depends on


def rules_hash(rules: Iterable[Rule]) -> str:
    """16 hex digits for all that a verdict depends on, beside note and settings.

    That is the library's own code and data and, for each rule, the package or the file that it stands in. Neither the
    place of installation nor the way of ending lines counts, so an installed copy and a clone of it have one hash.
    """
    return _hashed(_places(rules))


def made_of(rules: Iterable[Rule]) -> frozenset[tuple[str, Path]]:
    """The files that hold all this, each with a name that is the same wherever it is installed."""
    return _parts(_places(rules))


def _places(rules: Iterable[Rule]) -> frozenset[tuple[str, str]]:
    return frozenset((rule.file, rule.package) for rule in rules)


@cache
def _hashed(places: frozenset[tuple[str, str]]) -> str:
    whole = hashlib.blake2b(digest_size=8)
    for name, text in sorted((name, path.read_bytes().replace(b"\r\n", b"\n")) for name, path in _parts(places)):
        whole.update(f"{name}\0{len(text)}\0".encode())
        whole.update(text)
    return whole.hexdigest()


@cache
def _parts(places: frozenset[tuple[str, str]]) -> frozenset[tuple[str, Path]]:
    parts = set(_library())
    for file, package in places:
        parts.update(_package_files(Path(file).parent, package) if package else {(Path(file).name, Path(file))})
    return frozenset(parts)


def _library() -> Iterator[tuple[str, Path]]:
    folder = Path(__file__).parent
    for name, path in _package_files(folder, "notelint.linter"):
        if path.relative_to(folder).parts[0] not in _NOT_OF_VERDICTS:
            yield name, path


def _package_files(folder: Path, package: str) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*"):
        if path.suffix in _KINDS:
            yield f"{package}/{path.relative_to(folder).as_posix()}", path
