"""Units and minutes: how many 15-minute units the minutes of timed codes allow.

Pooled (CMS Claims Processing Manual, Pub. 100-04, chapter 5, section 20.2): the minutes of all timed codes of the day
are added and allow one unit from 8 minutes, one more for each further 15; a code gets its full quarters of an hour,
and the units left over go to the codes with the most minutes left, any of them where they tie.
Midpoint (AMA): each code stands alone and earns a unit when more than half of its 15 minutes have passed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import combinations

from notelint.linter.frozen import frozen

QUARTER = 15
MIDPOINT = 8


def units_for(minutes: int) -> int:
    """The units that a number of minutes allows, of one code or of a pool: 0 to 7 minutes none, 8 to 22 one ..."""
    return (minutes + QUARTER - MIDPOINT) // QUARTER


@frozen
class Allocation:
    """The units that a pool of minutes allows: their sum, and for each code the fewest and the most that it may get."""

    total: int
    least: tuple[int, ...]
    most: tuple[int, ...]

    def admits(self, units: Sequence[int]) -> bool:
        """Whether these units are one of the ways to allocate the sum."""
        return sum(units) == self.total and all(
            low <= billed <= high for low, billed, high in zip(self.least, units, self.most, strict=True)
        )


def allocate(minutes: Sequence[int]) -> Allocation:
    """Pool the minutes of the timed codes of one day."""
    total = units_for(sum(minutes))
    full = [m // QUARTER for m in minutes]
    left = [m % QUARTER for m in minutes]
    spare = total - sum(full)
    ranked = sorted(left)
    least, most = [], []
    for whole, rest in zip(full, left, strict=True):
        more = len(left) - bisect_right(ranked, rest)
        as_many = len(left) - bisect_left(ranked, rest)
        least.append(whole + int(as_many <= spare))
        most.append(whole + int(more < spare and rest > 0))
    return Allocation(total, tuple(least), tuple(most))


def ways(minutes: Sequence[int]) -> list[tuple[int, ...]]:
    """Every way to allocate the pooled minutes: one, or several where codes tie for a unit that is left over."""
    found = allocate(minutes)
    tied = [i for i, (low, high) in enumerate(zip(found.least, found.most, strict=True)) if low < high]
    chosen = combinations(tied, found.total - sum(found.least))
    return [tuple(low + (i in more) for i, low in enumerate(found.least)) for more in chosen]
