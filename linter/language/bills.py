"""Bills: the mentions of one code brought together to one charge, whether it is listed, described or both."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.reading import Reading, reading
from notelint.linter.language.services import MINUTES, Service, number


@dataclass(slots=True)
class Bill:
    """A charge while it is put together. `at` is the mention that findings stand on; `blocks` describe it."""

    code: str
    at: Service
    units: int | None = None
    minutes: int | None = None
    modifiers: list[str] = field(default_factory=list)
    blocks: list[tuple[int, int]] = field(default_factory=list)
    clock: Service | None = None
    state: str = "billed"
    _starts: list[int] = field(default_factory=list, compare=False)
    _reach: list[int] = field(
        default_factory=list, compare=False
    )  # how far the blocks reach that begin at one of the starts or before

    @property
    def span(self) -> tuple[int, int]:
        """Where its code stands, or the name that stands for it."""
        return self.at.start, self.at.end if self.at.named else self.at.start + len(self.code)

    def holds(self, offset: int) -> bool:
        """Whether an offset lies in one of its blocks."""
        if len(self._starts) != len(self.blocks):
            blocks = sorted(self.blocks)
            self._starts, self._reach = [b[0] for b in blocks], [*accumulate((b[1] for b in blocks), max)]
        begun = bisect_right(self._starts, offset)
        return begun > 0 and offset < self._reach[begun - 1]


@Language.factory("notelint_bills")
def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component that puts the charges together."""
    return find_bills


def find_bills(doc: Doc) -> Doc:
    """Fill the bills of the reading, in the order in which the note first names them."""
    here = reading(doc)
    coded = [s for s in here.services if not s.named]
    billed = [s for s in coded if s.state == "billed"]
    if not coded:  # a flow sheet, not a sentence, where the line of a name begins with a service
        begins = {s.start for s in here.services}
        billed = [
            s
            for s in here.services
            if s.named and s.state == "billed" and (s.minutes or s.units) and here.line_at(s.start).content in begins
        ]
    bills: list[Bill] = []
    for service in billed:
        bill = next((b for b in bills if b.code == service.code and _agree(here, b, service)), None)
        if bill is None:
            bills.append(bill := Bill(service.code, service))
        _join(bill, service)
    for service in here.services:
        if service.named and (bill := _named_by(bills, service)) is not None and service is not bill.at:
            _join(bill, service)
    for bill in bills:
        if bill.minutes is None:
            bill.minutes = _minutes_of_modality(here, bill)
    here.bills = bills
    here.unbilled = [
        Bill(s.code, s, state=s.state) for s in coded if s.state != "billed" and all(b.code != s.code for b in bills)
    ]
    return doc


def planned_bills(here: Reading, kind: str) -> list[Bill]:
    """The procedures that a plan or an evaluation names for later visits, each code once; a plan bills nothing."""
    bills: list[Bill] = []
    for service in here.services:
        planned = service.state == "planned" or (kind == "plan" and service.state == "billed")
        if not planned:
            continue
        bill = next((b for b in bills if b.code == service.code), None)
        if bill is None:
            bills.append(bill := Bill(service.code, service, state="planned"))
        _join(bill, service)
    return bills


def declared_bills(here: Reading) -> list[Bill]:
    """The charges that a template is said to be for and that its text does not list, each with the blocks of its name."""
    line = next((x for x in here.lines if not x.blank), None)
    bills: list[Bill] = []
    for code in here.note.codes:
        if line is None or any(b.code == code for b in (*here.bills, *bills)):
            continue
        named = [s for s in here.services if s.code == code and s.named and s.state == "billed"]
        bill = Bill(code, named[0] if named else Service(code, line.content, line.end, named=True))
        for service in named:
            _join(bill, service)
        bills.append(bill)
    return bills


def _agree(here: Reading, bill: Bill, service: Service) -> bool:
    """Whether a further mention of a code is the same charge: a list and a block are, two blocks that differ are not."""
    if service.listed or not bill.blocks:
        return True
    same_minutes = None in (bill.minutes, service.minutes) or bill.minutes == service.minutes
    same_units = None in (bill.units, service.units) or bill.units == service.units
    return (same_minutes and same_units) or here.section_at(service.start) in ("billing", "assessment", "plan")


def _join(bill: Bill, service: Service) -> None:
    bill.units = service.units if bill.units is None else bill.units
    bill.minutes = service.minutes if bill.minutes is None else bill.minutes
    bill.modifiers.extend(m for m in service.modifiers if m not in bill.modifiers)
    if service.described:
        bill.blocks.append(service.block)
    if service.clock and bill.clock is None:
        bill.clock = service


def _named_by(bills: list[Bill], service: Service) -> Bill | None:
    """The charge whose activities stand under the name of a service."""
    if service.state not in ("billed", "planned") or (not service.described and not service.minutes):
        return None
    family = {"98940": ("98940", "98941", "98942"), "G0283": ("G0283", "97014", "97032"), "97760": ("97760", "97761", "97763"),
              "97535": ("97535", "97537")}.get(service.code, (service.code,))  # fmt: skip
    return next((b for code in family for b in bills if b.code == code), None)


def _minutes_of_modality(here: Reading, bill: Bill) -> int | None:
    """The minutes of a modality or technique: the only duration in its description, wherever its device is named."""
    if bill.code.startswith(("970", "G0", "97124", "97140")):
        found = [m for start, end in bill.blocks for m in MINUTES.finditer(here.folded, start, end)]
        if len(found) == 1 or (found and not bill.code.startswith("971")):
            return number(next(g for g in found[0].groups() if g))
    if bill.blocks:
        return None
    for hit in here.hits.get("modalities", ()):
        if hit.term["code"] == bill.code or {hit.term["code"], bill.code} <= {"G0283", "97014", "97032"}:
            statement = here.statement_at(hit.start)
            if after := MINUTES.search(here.folded, hit.end, min(statement.end, hit.end + 40)):
                return number(next(g for g in after.groups() if g))
            if re.search(r"\d ?min", here.folded[max(statement.start, hit.start - 10) : hit.start]):
                return number(re.findall(r"\d+", here.folded[max(statement.start, hit.start - 10) : hit.start])[-1])
    return None
