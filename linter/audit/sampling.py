"""Which notes are drawn: by seed and id alone, so that anybody with the ids draws the same ones."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from notelint.linter.audit.summary import Method


class AuditError(Exception):
    """An audit cannot be made as it was asked for; the message says why, and what to do."""


def rank(seed: int, note_id: str) -> str:
    """Where a note stands in the order of the draw: BLAKE2b of "SEED ID", 128 hex digits. The lowest are drawn first.

    `printf '%s' '7 V-0012' | b2sum` gives the same. Ids are unlike one another, so no two notes have one rank.
    """
    return hashlib.blake2b(f"{seed} {note_id}".encode("utf-8", "surrogatepass")).hexdigest()


def allotted(strata: Mapping[str, int], method: Method, size: int) -> dict[str, int]:
    """How many notes are drawn from each stratum, by the number of notes in it; never more than it has.

    Raises AuditError where a proportional sample is too small to draw two notes of each, without which nothing could be
    said of how they differ.
    """
    if method in ("all", "judgement"):
        return dict(strata)
    if method == "proportional":
        return _in_proportion(strata, size)
    return {name: min(size, notes) for name, notes in strata.items()}


def _in_proportion(strata: Mapping[str, int], size: int) -> dict[str, int]:
    """By largest remainders, and at least two from each stratum that has two."""
    size = min(size, sum(strata.values()))
    least = {name: min(2, notes) for name, notes in strata.items()}
    if sum(least.values()) > size:
        needed = sum(least.values())
        raise AuditError(
            f"a sample of {size} is too small for {len(strata)} strata: two notes of each make {needed}; "
            f"ask for --size {needed} or more, or for strata by something coarser"
        )
    floored: set[str] = set()  # strata whose share is less than the least that is drawn from each
    while True:
        rest = {name: notes for name, notes in strata.items() if name not in floored}
        left, notes_left = size - sum(least[name] for name in floored), sum(rest.values())
        below = {name for name, notes in rest.items() if left * notes < least[name] * notes_left}
        if not below:
            break
        floored |= below
    drawn = {name: least[name] if name in floored else left * notes // notes_left for name, notes in strata.items()}
    by_remainder = sorted(rest, key=lambda name: (-(left * rest[name] % notes_left), name))
    for name in by_remainder[: size - sum(drawn.values())]:
        drawn[name] += 1
    return drawn
