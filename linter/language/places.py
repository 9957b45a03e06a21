"""Places: which blanks of a template belong to which charge."""

from __future__ import annotations

from collections import Counter

from notelint.linter.frozen import replaced
from notelint.linter.language.bills import Bill
from notelint.linter.language.reading import Reading
from notelint.linter.language.templates import Extent, covers, extents, owners
from notelint.linter.record import Placeholder

_AIMED = ("outcome", "outcome and function")
_LINKED = ("function", "outcome and function")
_NOT_COVERING = ("goals", "subjective", "history", "wish", "plan", "home", "education", "job", "diagnosis", "header")
_TASK_CODES = ("97530", "97535", "97537", "97542", "97760", "97761", "97763")
_DAILY_CODES = ("97535", "97537", "97542")


def places(here: Reading, bills: list[Bill]) -> list[tuple[Placeholder, ...]]:
    """For each charge the blanks of its block and those that cover every charge; a task slot is a link."""
    found = extents(here)
    if not found:  # nothing names a charge: the whole template is for each that it is said to be for
        whole = [p for p in here.placeholders if here.section_at(p.start) not in _NOT_COVERING]
        return [tuple(_own(bill, whole)) for bill in bills]
    starts = [e.start for e in found]
    owned: dict[int, list[Placeholder]] = {}
    apart: list[Placeholder] = []
    shared: list[tuple[Extent, Placeholder]] = []
    for blank in here.placeholders:
        line = here.line_at(blank.start)
        holding = owners(found, starts, here, blank.start) if not covers(here, line) else []
        for extent in holding:
            for service in extent.services:
                owned.setdefault(service.start, []).append(blank)
            if extent.before and blank.start >= extent.trailing:
                shared.append((extent, blank))
        if holding or blank.slot not in (*_AIMED, *_LINKED) or sum(p.slot == blank.slot for p in apart) > 9:
            continue
        if here.section_at(blank.start) not in _NOT_COVERING:
            apart.append(blank)
    for extent, blank in shared:  # a line below several charges is for all of them, where none has its own
        wanted = _AIMED if blank.slot in _AIMED else _LINKED
        for service in extent.before if blank.slot in (*_AIMED, *_LINKED) else ():
            mine = owned.setdefault(service.start, [])
            if not any(p.slot in wanted for p in mine):
                mine.append(blank)
    return [
        (*_own(bill, [p for start in heads for p in owned.get(start, ())]), *apart)
        for bill, heads in zip(bills, stands(here, bills), strict=True)
    ]


def stands(here: Reading, bills: list[Bill]) -> list[list[int]]:
    """For each bill, where the services stand that it is made of."""
    codes = Counter(b.code for b in bills)
    by_code: dict[str, list[int]] = {}
    by_block: dict[tuple[int, int], list[int]] = {}
    for service in here.services:
        by_code.setdefault(service.code, []).append(service.start)
        if service.described:
            by_block.setdefault(service.block, []).append(service.start)
    found = []
    for bill in bills:
        mine = {bill.at.start, *(start for block in bill.blocks for start in by_block.get(block, ()))}
        found.append(sorted(mine | set(by_code.get(bill.code, ()) if codes[bill.code] == 1 else ())))
    return found


def _own(bill: Bill, blanks: list[Placeholder]) -> list[Placeholder]:
    """The blanks of a charge's own block, where a task to train is a link, and with its level an outcome."""
    if bill.code not in _TASK_CODES:
        return blanks
    made = [replaced(p, slot="function") if p.slot == "activity" else p for p in blanks]
    if bill.code in _DAILY_CODES and any(p.slot in _LINKED for p in made):
        made += [replaced(p, slot="outcome") for p in made if p.slot in ("measure", "level")]
    return made
