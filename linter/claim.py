"""What was claimed for a visit: the lines of the claim that name a service."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A service as it was claimed: `units` of a `code`, with its modifiers in their order; None where not said.

    `amount` is what was charged for all its units. `number` is that of the line on the claim, from 1.
    """

    code: str
    modifiers: tuple[str, ...] = ()
    units: int | None = None
    amount: Decimal | None = None
    number: int | None = None
