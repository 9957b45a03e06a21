"""What was claimed for a visit: the lines of the claim that name a service."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

# 97110 GP 59 x2 $90.00: a code, modifiers, units behind an x or before "unit", an amount behind a $
_LINE = re.compile(
    r"(?P<code>[0-9A-Z]\d{3}[0-9A-Z])"
    r"(?P<modifiers>(?:[ :-]+(?![Xx]\d|\d[Uu])[A-Za-z0-9]{2}(?![\w.]))*)"
    r"(?:[ :-]*(?:[xX*] ?(?P<times>\d{1,3})|(?<= |-|:)(?P<units>\d{1,3}) ?(?:units?|u)?))?"
    r"(?:[ :-]*\$ ?(?P<amount>\d{1,7}(?:\.\d{1,2})?))?"
)
LIKE = "97110 GP x2 $90.00, 97140 59 x1"


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A service as it was claimed: `units` of a `code`, with its modifiers in their order; None where not said.

    `amount` is what was charged for all its units. `number` is that of the line on the claim, from 1. `source` says
    which claim it is of, where that stands apart from the notes and may be for several; empty where it is of one note.
    """

    code: str
    modifiers: tuple[str, ...] = ()
    units: int | None = None
    amount: Decimal | None = None
    number: int | None = None
    source: str = ""


def claim_lines(said: str, source: str = "") -> tuple[ClaimLine, ...]:
    """The lines of a claim in words, such as "97110 GP x2 $90.00, 97140 59 x1"; between two stands a comma, ; or |.

    Raises ValueError, which repeats nothing of what was said.
    """
    parts = [part.strip() for part in re.split(r"[,;|\n]", said) if part.strip()]
    return tuple(_line(part, number, source) for number, part in enumerate(parts, 1))


def _line(part: str, number: int, source: str) -> ClaimLine:
    if not (match := _LINE.fullmatch(part)):
        raise ValueError(f"charge {number} is none that can be read, such as {LIKE.split(', ')[0]}")
    units = match["times"] or match["units"]
    return ClaimLine(
        match["code"],
        tuple(re.findall(r"\w\w", match["modifiers"].upper())),
        int(units) if units else None,
        Decimal(match["amount"]) if match["amount"] else None,
        number,
        source,
    )
