"""Claims read beside the notes, and which of them is of which note: by encounter, or by patient, day and clinician."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import chain

from notelint.linter.claim import ClaimLine
from notelint.linter.note import Note
from notelint.linter.readers.visits import Day, day_of


@dataclass(frozen=True, slots=True)
class Claim:
    """What was claimed for one patient on one day.

    `patients` and `clinicians` are the names and the numbers that each goes by; `encounter` names the visit itself.
    """

    lines: tuple[ClaimLine, ...]
    day: Day | None = None
    patients: tuple[str, ...] = ()
    clinicians: tuple[str, ...] = ()
    payer: str | None = None
    encounter: str | None = None


@dataclass(frozen=True, slots=True)
class Encounter:
    """A visit, as it is known beside its note: what it goes by, and whose, when and with whom it was."""

    id: str
    patient: str | None = None
    date: str | None = None
    clinician: str | None = None


@dataclass(slots=True)
class Claims:
    """The claims and the encounters of a run; `joined` are the claims that some note has answered to."""

    claims: list[Claim] = field(default_factory=list)
    encounters: dict[str, Encounter] = field(default_factory=dict)
    joined: set[int] = field(default_factory=set)
    _by_day: dict[Day, list[int]] = field(default_factory=lambda: defaultdict(list))
    _by_encounter: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, found: Iterable[Claim | Encounter]) -> Claims:
        """Those that were found."""
        made = cls()
        for each in found:
            if isinstance(each, Encounter):
                made.encounters[each.id] = each
                continue
            if each.encounter:
                made._by_encounter[each.encounter].append(len(made.claims))
            if each.day:
                made._by_day[each.day].append(len(made.claims))
            made.claims.append(each)
        return made

    @property
    def unjoined(self) -> int:
        """How many claims no note has answered to."""
        return len(self.claims) - len(self.joined)

    def with_claim(self, note: Note, encounters: Iterable[str] = ()) -> Note:
        """The note with what was claimed for it, and the payer of that claim; as it is where no claim is its own."""
        numbers = list(chain.from_iterable(self._by_encounter.get(e, ()) for e in encounters)) or self._answering(note)
        if not numbers or note.claim is not None:
            return note
        self.joined.update(numbers)
        found = [self.claims[n] for n in numbers]
        payer = note.payer or next((c.payer for c in found if c.payer), None)
        return replace(note, claim=tuple(chain.from_iterable(c.lines for c in found)), payer=payer)

    def _answering(self, note: Note) -> list[int]:
        """The claims of the note's patient and day; where these are of several clinicians, of its own."""
        day = note.date and day_of(note.date)
        if not note.patient or not day:
            return []
        of_patient = [n for n in self._by_day.get(day, ()) if _named(note.patient, self.claims[n].patients)]
        if note.clinician:
            whose = [(n, self.claims[n].clinicians) for n in of_patient]
            return [n for n, names in whose if not names or _within(note.clinician, names)]
        return of_patient if len({self.claims[n].clinicians for n in of_patient}) == 1 else []


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.casefold()))


def _named(name: str, others: Iterable[str]) -> bool:
    """Whether a name or number is one of some, in whatever order its parts stand."""
    return any(_words(name) == _words(other) for other in others)


def _within(name: str, others: Iterable[str]) -> bool:
    """Whether a name is one of some but for credentials and middle names: two of its words or a number are shared."""
    mine = _words(name)
    for other in map(_words, others):
        shared = mine & other
        if shared in (mine, other) and (len(shared) > 1 or any(w.isdecimal() for w in shared)):
            return True
    return False
