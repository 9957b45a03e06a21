"""What was claimed for a visit beside what its note bills, code by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notelint.linter.claim import ClaimLine
from notelint.linter.frozen import frozen
from notelint.linter.record.mentions import Activity
from notelint.linter.record.subject import Mention, Subject

if TYPE_CHECKING:
    from notelint.linter.record.visit import Charge, Visit


@frozen
class ClaimedCode(Subject):
    """A code that is on the claim of a visit, in its note, or in both.

    `lines` are those of the claim, `charges` those of the note, `elsewhere` those of other notes that the same claim is
    for; `notes` is how many these are. `refused` are mentions of the code as not billed, `described` activities whose
    best code it is.
    """

    code: str
    lines: tuple[ClaimLine, ...]
    charges: tuple[Charge, ...]
    elsewhere: tuple[Charge, ...]
    refused: tuple[Charge, ...]
    described: tuple[Activity, ...]
    notes: int
    place: Mention | None

    @property
    def anchor(self) -> Mention | None:
        """The charge of the note, else what a finding about the note stands on."""
        return self.place

    @property
    def billed_as(self) -> str:
        """The code."""
        return self.code

    @property
    def units(self) -> int | None:
        """The units in the note; None where a charge says none."""
        return _sum([charge.units for charge in (*self.charges, *self.elsewhere)])

    @property
    def claimed_units(self) -> int | None:
        """The units on the claim; None where a line says none."""
        return _sum([line.units for line in self.lines])


def claimed_codes(visit: Visit) -> tuple[ClaimedCode, ...]:
    """Every code of a visit's claim, then those of its note alone; none where no claim is given.

    Where one claim is for several notes of a day, what they bill is taken together and judged at the first of them.
    """
    claim = visit.note.claim
    if claim is None or visit.kind == "template":
        return ()
    shared = {line.source for line in claim} - {""}
    chart = visit.chart.visits if visit.chart and shared else ()
    sharing = [v for v in chart if v.note.claim and shared & {line.source for line in v.note.claim}] or [visit]
    first = sharing[0].note is visit.note
    others = [charge for each in sharing if each.note is not visit.note for charge in each.charges]
    claimed, own = {line.code for line in claim}, {charge.code: charge for charge in reversed(visit.charges)}
    codes = [line.code for line in claim if first] + [c.code for c in visit.charges if c.code not in claimed]
    return tuple(
        ClaimedCode(
            code,
            tuple(line for line in claim if line.code == code),
            tuple(charge for charge in visit.charges if charge.code == code),
            tuple(charge for charge in others if charge.code == code),
            tuple(charge for charge in visit.uncharged if charge.code == code),
            tuple(a for a in visit.done if code in a.fits[:1]),
            len(sharing),
            own.get(code, visit.anchor),
        )
        for code in dict.fromkeys(codes)
    )


def _sum(units: list[int | None]) -> int | None:
    known = [number for number in units if number is not None]
    return sum(known) if known and len(known) == len(units) else None
