"""The formulas of an audit: intervals of a proportion, and estimates from a sample of notes, stratified or not.

Sources, cited by name below: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404-413; E. B. Wilson, JASA 22
(1927) 209-212; W. G. Cochran, Sampling Techniques, 3rd ed. (Wiley 1977); S. L. Lohr, Sampling: Design and Analysis,
2nd ed. (Brooks/Cole 2010).

Estimates need sums alone, which are kept as whole numbers, so that no order of adding changes a result.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from notelint.linter.audit.summary import Estimate, Interval
from notelint.linter.proportion import wilson_limits

ALL_EXAMINED = "all notes were examined, so that there is no sampling error"
TOO_FEW = "a stratum has fewer than two notes in the sample"


def clopper_pearson(failed: int, n: int, level: float = 0.95) -> Interval:
    """The exact interval of a proportion (Clopper and Pearson 1934), by quantiles of the beta distribution.

    It covers at least as often as its level says, and is wider than need be where much of the universe was drawn.
    """
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    lower = float(betaincinv(failed, n - failed + 1, tail)) if failed else 0.0
    upper = float(betaincinv(failed + 1, n - failed, 1 - tail)) if failed < n else 1.0
    return Interval(lower, upper, level)


def wilson(failed: int, n: int, level: float = 0.95) -> Interval:
    """The score interval of a proportion (Wilson 1927), without correction for continuity."""
    from scipy.special import ndtri

    lower, upper = wilson_limits(failed, n, float(ndtri((1 + level) / 2)))
    return Interval(lower if failed else 0.0, upper if failed < n else 1.0, level)


@dataclass(frozen=True, slots=True)
class Sums:
    """What a stratum's notes add up to: `size` notes in the universe, `n` drawn, and sums of x, y and their products.

    For a ratio y/x over notes x is what could fail and y what failed; for a total y alone counts.
    """

    size: int
    n: int
    x: float = 0
    y: float = 0
    xx: float = 0
    yy: float = 0
    xy: float = 0

    @property
    def weight(self) -> float:
        """How many notes of the universe each drawn one stands for."""
        return self.size / self.n if self.n else 0.0

    def variance_of_total(self, ratio: float | None = None) -> float | None:
        """The variance of the stratum's estimated total of y, or of y - ratio x (Cochran 2.21, 5.7).

        None where the sample cannot tell: a single note of several.
        """
        if self.n == self.size or not self.n:
            return 0.0
        if self.n < 2:
            return None
        r = ratio or 0.0
        squares = self.yy - 2 * r * self.xy + r * r * self.xx
        total = self.y - r * self.x
        spread = max(0.0, squares - total * total / self.n) / (self.n - 1)
        return self.size * self.size * (1 - self.n / self.size) * spread / self.n


def total(strata: Iterable[Sums], level: float = 0.90) -> Estimate:
    """The universe's total of y: mean per unit, and with several strata the stratified estimator.

    Cochran 2.2 and 5.3 with the finite population correction; t has n - 1 degrees of freedom, and n - H with H strata
    (Lohr 2010, 3.2). Where there is one stratum this is what RAT-STATS calls an unrestricted variable appraisal; where
    there are several, RAT-STATS takes the normal distribution in place of t, which is a little narrower.
    """
    drawn = [s for s in strata if s.size]
    point = math.fsum(s.weight * s.y for s in drawn)
    return _estimate(point, [s.variance_of_total() for s in drawn], drawn, level)


def ratio(strata: Iterable[Sums], level: float = 0.95, *, times: float = 1.0) -> Estimate | None:
    """The universe's y by x, each note a cluster: the combined ratio estimator (Cochran 6.11), None where x is nothing.

    Its variance is that of y - R x over the estimated total of x. `times` makes a total of it: the universe's known
    total of x. No interval is given where no note, or all of every note, failed: then the formula knows no variance.
    """
    drawn = [s for s in strata if s.size]
    below = math.fsum(s.weight * s.x for s in drawn)
    if not below:
        return None
    share = math.fsum(s.weight * s.y for s in drawn) / below
    variances = [s.variance_of_total(share) for s in drawn]
    return _estimate(share * times, [None if v is None else v * (times / below) ** 2 for v in variances], drawn, level)


def _estimate(point: float, variances: list[float | None], drawn: list[Sums], level: float) -> Estimate:
    """A point with its interval, as far as there is one."""
    if all(s.n == s.size for s in drawn):
        return Estimate(point, 0.0, None, why=ALL_EXAMINED)
    known = [v for v in variances if v is not None]
    if len(known) < len(variances) or any(not s.n for s in drawn):
        return Estimate(point, None, None, why=TOO_FEW)
    error = math.sqrt(math.fsum(known))
    sampled = [s for s in drawn if s.n < s.size]
    degrees = sum(s.n for s in sampled) - len(sampled)
    if not error:
        return Estimate(point, error, None, degrees, why="all notes of the sample are alike in this")
    from scipy.special import stdtrit

    half = float(stdtrit(degrees, (1 + level) / 2)) * error
    return Estimate(point, error, Interval(point - half, point + half, level), degrees)
