"""X12 837P: the service lines (SV1) of professional claims, as charges of the notes that they are for."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO

from notelint.linter.claim import ClaimLine
from notelint.linter.note import Note
from notelint.linter.readers.claims import Claim
from notelint.linter.readers.formats import library
from notelint.linter.readers.run import Run
from notelint.linter.readers.text import NotRead, encoding_of
from notelint.linter.readers.visits import Day, day_of

_BILLING, _SUBSCRIBER, _PATIENT, _PAYER, _RENDERING = "85", "IL", "QC", "PR", "82"
_LEVELS = {"20": (_BILLING, _SUBSCRIBER, _PATIENT, _PAYER), "22": (_SUBSCRIBER, _PATIENT, _PAYER), "23": (_PATIENT,)}
_PERSON = "1"
_SERVICE = "472"  # the date of a service
_RECORD = "EA"  # the number of the medical record


def read(path: str, file: BinaryIO, run: Run) -> Iterator[Note | NotRead]:
    """No note, for claims hold none; but what is wrong with the file. `claims` gives what is in it."""
    found = 0
    for item in _read(path, file):
        if isinstance(item, NotRead):
            yield item
        found += 1
    if not found:
        yield NotRead(path, "X12 without a professional service line (837P, SV1)")


def claims(path: str, file: BinaryIO) -> Iterator[Claim]:
    """The claims of a file, one for each day and clinician."""
    yield from (item for item in _read(path, file) if isinstance(item, Claim))


@dataclass(slots=True)
class _Claim:
    """A claim while it is read: where it stands, the numbers that its patient goes by, and its lines so far."""

    source: str
    numbers: list[str]
    day: Day | None = None
    lines: list[_Line] = field(default_factory=list)
    clinicians: tuple[str, ...] = ()


@dataclass(slots=True)
class _Line:
    number: int | None
    service: ClaimLine | None = None
    day: Day | None = None
    clinicians: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """Where in a file reading stands: who is named at the levels above, and the claim that is read."""

    path: str
    count: int = 0
    named: dict[str, tuple[str, ...]] = field(default_factory=dict)
    claim: _Claim | None = None

    def take(self, segment: Any) -> Iterator[Claim]:
        """Take in a segment; gives the claims that end with it."""
        kind = segment.get_seg_id()
        if kind in ("HL", "CLM", "SE"):
            yield from self.finished()
        if kind == "HL":
            for who in _LEVELS.get(_at(segment, "HL03"), ()):
                self.named.pop(who, None)
        elif kind == "CLM":
            self.count += 1
            self.claim = _Claim(f"{self.path}, claim {self.count}", [_at(segment, "CLM01")])
        elif kind == "NM1":
            self._name(segment)
        elif self.claim:
            self._detail(kind, segment, self.claim)

    def _name(self, segment: Any) -> None:
        who = _at(segment, "NM101")
        name = " ".join(filter(None, (_at(segment, "NM104"), _at(segment, "NM103"))))
        names = tuple(filter(None, (name, _at(segment, "NM109"))))
        if who == _RENDERING and self.claim:
            (self.claim.lines[-1] if self.claim.lines else self.claim).clinicians = names
        elif not self.claim and not (who == _BILLING and _at(segment, "NM102") != _PERSON):
            self.named[who] = names

    def _detail(self, kind: str, segment: Any, claim: _Claim) -> None:
        if kind == "REF" and _at(segment, "REF01") == _RECORD:
            claim.numbers.append(_at(segment, "REF02"))
        elif kind == "LX":
            claim.lines.append(_Line(_whole(_at(segment, "LX01"))))
        elif kind == "SV1" and claim.lines:
            claim.lines[-1].service = _service(segment, claim.lines[-1].number, claim.source)
        elif kind == "DTP" and _at(segment, "DTP01") == _SERVICE:
            (claim.lines[-1] if claim.lines else claim).day = day_of(_at(segment, "DTP03"))

    def finished(self) -> Iterator[Claim]:
        """What was claimed for each day and clinician of the claim that was read."""
        claim, self.claim = self.claim, None
        if claim is None:
            return
        patients = (*self.named.get(_PATIENT, self.named.get(_SUBSCRIBER, ())), *filter(None, claim.numbers))
        payer = next(iter(self.named.get(_PAYER, ())), None)
        visits: dict[tuple[Day | None, tuple[str, ...]], list[ClaimLine]] = {}
        for line in claim.lines:
            if line.service:
                clinicians = line.clinicians or claim.clinicians or self.named.get(_BILLING, ())
                visits.setdefault((line.day or claim.day, clinicians), []).append(line.service)
        for (day, clinicians), lines in visits.items():
            yield Claim(tuple(lines), day, patients, clinicians, payer)


def _read(path: str, file: BinaryIO) -> Iterator[Claim | NotRead]:
    """The claims of a file, and what is wrong with it. Raises NotRead."""
    x12, errors = library("pyx12.x12file", path), library("pyx12.errors", path)
    logging.getLogger("pyx12").setLevel(logging.CRITICAL)  # what it says of a file may quote it
    text = io.TextIOWrapper(file, encoding_of(file, path), newline=None)
    reading, kinds = _Reading(path), set[str]()
    try:
        segments = x12.X12Reader(text)
        for segment in segments:
            if segment.get_seg_id() == "ST":
                kinds.add(_at(segment, "ST01"))
            yield from reading.take(segment)
        segments.cleanup()
        wrong = segments.pop_errors()
    except errors.X12Error:
        raise NotRead(path, "no X12 interchange: it does not begin with a whole ISA segment") from None
    finally:
        text.detach()
    yield from reading.finished()
    if kinds - {"837"}:
        raise NotRead(path, f"X12, but no 837: {', '.join(sorted(k for k in kinds if k.isdigit())[:3]) or 'none'}")
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise NotRead(path, f"X12 that is not whole: {wrong[0][2]}{more}")


def _service(segment: Any, number: int | None, source: str) -> ClaimLine | None:
    """The service of an SV1: SV101 names it, SV102 is what was charged, SV104 the units where SV103 says so."""
    code = _at(segment, "SV101-02").upper()
    if not code:
        return None
    modifiers = tuple(m.upper() for i in range(3, 7) if (m := _at(segment, f"SV101-{i:02}")))
    units = _whole(_at(segment, "SV104")) if _at(segment, "SV103") == "UN" else None
    try:
        amount = Decimal(_at(segment, "SV102"))
    except InvalidOperation:
        amount = None
    return ClaimLine(code, modifiers, units, amount, number, source)


def _at(segment: Any, place: str) -> str:
    """What stands at a place of a segment; empty where nothing does."""
    return (segment.get_value(place) or "").strip()


def _whole(said: str) -> int | None:
    whole, _, rest = said.partition(".")
    return int(whole) if whole.isdecimal() and not rest.strip("0") else None
