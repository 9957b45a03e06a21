"""What a note should show for a billing code, and which codes it is confused with, in our own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from notelint.linter.knowledge.load import KnowledgeError, codes, read_toml

FILE = "guidance.toml"


@dataclass(frozen=True, slots=True)
class Guidance:
    """`shows` is what reviewers look for; `confused` are other codes, each with the case in which it is that one."""

    shows: str = ""
    confused: tuple[tuple[str, str], ...] = ()


@cache
def guidance() -> Mapping[str, Guidance]:
    """The guidance by code. Raises KnowledgeError naming the entry that is wrong."""
    found = {}
    for code, entry in read_toml(FILE).items():
        confused = tuple(tuple(pair) for pair in entry.get("confused", ()))
        if set(entry) - {"shows", "confused"} or not entry.get("shows") or any(len(pair) != 2 for pair in confused):
            raise KnowledgeError(f"{FILE}: entry {code}: shows is needed, confused is a list of pairs")
        if unknown := {code, *(other for other, _ in confused)} - set(codes()):
            raise KnowledgeError(f"{FILE}: entry {code}: not in codes.toml: {', '.join(sorted(unknown))}")
        found[code] = Guidance(entry["shows"], confused)
    return MappingProxyType(found)
