"""Where things stand in the charts of an audit: all across in percent of the width, so that a chart fits any page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notelint.linter.audit.summary import Rate

ENDS = (0.05, 0.10, 0.20, 0.40, 0.60, 0.80, 1.0)  # where the axis of shares may end
LABELS = 12  # months that are named below a trend


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of shares from 0 to `end`."""

    end: float

    @property
    def ticks(self) -> list[tuple[str, str]]:
        """Place and label of each tick."""
        return [(self.at(self.end * i / 4), f"{100 * self.end * i / 4:.4g}") for i in range(5)]

    def at(self, share: float) -> str:
        """Where a share stands; what is beyond the end stands there."""
        return f"{100 * min(share / self.end, 1):.2f}%"


def axis(rates: Iterable[Rate]) -> Axis:
    """The axis that has room for the intervals of all rates that are not small; small ones only where all are."""
    known = [r for r in rates if r.share is not None]
    sound = [r for r in known if not r.small] or known
    highest = max((r.exact.upper if r.exact and not r.small else r.share or 0 for r in sound), default=0)
    return Axis(next((end for end in ENDS if highest <= end), 1.0))


@dataclass(frozen=True, slots=True)
class Point:
    """A month of a trend: its rate, where it stands, across and down in pixels, and the ends of its interval."""

    rate: Rate
    x: str
    y: float
    upper: float | None
    lower: float | None
    label: str


@dataclass(frozen=True, slots=True)
class Trend:
    """Points, the lines from one to the next, and the grid."""

    height: int
    points: Sequence[Point]
    grid: Sequence[tuple[float, str]]


def trend(months: Sequence[Rate], height: int = 200) -> Trend:
    """The rates of the months, in their order; months without a note to judge are left out."""
    shown = [m for m in months if m.share is not None]
    end = axis(shown).end
    top, room = 14, height - 38

    def down(share: float) -> float:
        return round(top + room * (1 - min(share / end, 1)), 1)

    every = max(1, -(-len(shown) // LABELS))
    points = [
        Point(
            rate,
            f"{100 * (index + 0.5) / len(shown):.2f}%",
            down(rate.share or 0),
            down(rate.exact.upper) if rate.exact else None,
            down(rate.exact.lower) if rate.exact else None,
            rate.key if index % every == 0 else "",
        )
        for index, rate in enumerate(shown)
    ]
    return Trend(height, points, [(down(end * i / 4), f"{100 * end * i / 4:.4g} %") for i in range(5)])
