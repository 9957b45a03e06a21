"""How far two readers of the same things agree: Cohen's kappa."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from notelint.linter.audit.summary import Interval


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often two readers said the same of `n` things, and kappa: that beyond chance.

    `kappa` is None where both said one and the same of all, so that there is nothing beyond chance; `interval` also
    where they never differed.
    """

    n: int
    same: int
    kappa: float | None
    interval: Interval | None

    @property
    def share(self) -> float:
        """The share of things of which both said the same."""
        return self.same / self.n


def agreement(pairs: Iterable[tuple[str, str]], level: float = 0.95) -> Agreement | None:
    """The agreement of two readers; None where there is no thing of which both said something.

    Kappa is that of J. Cohen, Educational and Psychological Measurement 20 (1960) 37-46; its standard error that of
    J. L. Fleiss, J. Cohen and B. S. Everitt, Psychological Bulletin 72 (1969) 323-327, with the normal distribution.
    The things are taken to be independent of each other, which those of one note are not quite.
    """
    table = Counter(pairs)
    n = table.total()
    if not n:
        return None
    words = sorted({word for pair in table for word in pair})
    rows = {w: sum(table[w, v] for v in words) / n for w in words}
    columns = {w: sum(table[v, w] for v in words) / n for w in words}
    same = sum(table[w, w] for w in words)
    observed, chance = same / n, sum(rows[w] * columns[w] for w in words)
    if math.isclose(chance, 1):
        return Agreement(n, same, None, None)
    kappa = (observed - chance) / (1 - chance)
    if same == n:
        return Agreement(n, same, 1.0, None)
    spread = sum(table[w, w] / n * (1 - (rows[w] + columns[w]) * (1 - kappa)) ** 2 for w in words)
    spread += (1 - kappa) ** 2 * sum(
        count / n * (rows[v] + columns[w]) ** 2 for (w, v), count in table.items() if w != v
    )
    variance = max(0.0, spread - (kappa - chance * (1 - kappa)) ** 2) / n / (1 - chance) ** 2
    from scipy.special import ndtri

    half = float(ndtri((1 + level) / 2)) * math.sqrt(variance)
    return Agreement(n, same, kappa, Interval(max(-1.0, kappa - half), min(1.0, kappa + half), level))
