"""Regions of the body: which of them contain each other, and which are neighbours.

The names are ankle, elbow, foot, forearm, hand, head, hip, jaw, knee, lower_limb, lumbar, neck, pelvis, shoulder,
thoracic, trunk, upper_limb and wrist. The regions of a spinal adjustment are cervical (the neck), thoracic, lumbar,
sacral and pelvic (both of the pelvis).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

_ARM = ("shoulder", "elbow", "forearm", "wrist", "hand")
_LEG = ("hip", "knee", "ankle", "foot")
_ALSO = {"cervical": "neck", "sacral": "pelvis", "pelvic": "pelvis"}
_PARTS: dict[str, frozenset[str]] = {
    "upper_limb": frozenset(_ARM),
    "lower_limb": frozenset(_LEG),
    "trunk": frozenset({"thoracic", "lumbar", "pelvis"}),
    "head": frozenset({"jaw"}),
}
_NEIGHBOURS: tuple[frozenset[str], ...] = (
    frozenset({"head", "jaw", "neck"}),
    frozenset({"neck", "thoracic", "shoulder"}),
    frozenset({"thoracic", "lumbar", "pelvis", "trunk"}),
    frozenset({"lumbar", "pelvis", "trunk", "hip"}),
    frozenset({"lower_limb", *_LEG}),
    frozenset({"shoulder", "elbow", "upper_limb"}),
    frozenset({"elbow", "forearm", "wrist", "hand", "upper_limb"}),
    *(frozenset({spine, part}) for spine in ("lumbar", "pelvis", "trunk") for part in ("lower_limb", *_LEG)),
    *(frozenset({"neck", part}) for part in ("upper_limb", *_ARM)),
)


@cache
def same_region(one: str, other: str) -> bool:
    """Whether two names are of one region, or one of them contains the other."""
    one, other = _ALSO.get(one, one), _ALSO.get(other, other)
    return one == other or other in _PARTS.get(one, ()) or one in _PARTS.get(other, ())


@cache
def neighbours(one: str, other: str) -> bool:
    """Whether a measure of one region says something about treatment of the other.

    Neighbours are those of one limb, of the spine, and the spine with the limb that its roots serve.
    """
    one, other = _ALSO.get(one, one), _ALSO.get(other, other)
    return same_region(one, other) or any(one in group and other in group for group in _NEIGHBOURS)


def any_same(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a region of the one list is a region of the other."""
    others = tuple(others)
    return any(same_region(a, b) for a in some for b in others)


def any_neighbours(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a region of the one list is a neighbour of one of the other."""
    others = tuple(others)
    return any(neighbours(a, b) for a in some for b in others)
