"""The score interval of a proportion, for whoever gives a share of so many."""

from __future__ import annotations

from math import sqrt


def wilson_limits(hits: int, of: int, z: float) -> tuple[float, float]:
    """The limits after E. B. Wilson, JASA 22 (1927) 209-212, without correction for continuity.

    `z` is the quantile of the normal distribution, 1.96 for 95 %. At none and at all, rounding may leave a limit a
    hair off 0 or 1.
    """
    share = hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return middle - half, middle + half
