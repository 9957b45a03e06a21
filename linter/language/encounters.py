"""Encounters: what the note says of an earlier day, and whether a device is new to the patient."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from notelint.linter.language.bills import Bill
from notelint.linter.language.dates import earlier_days
from notelint.linter.language.reading import Reading, Statement
from notelint.linter.record import Mention

_NEEDED_AT = ("97760", "97761")
_FUTURE = ("goals", "wish", "plan", "home", "education", "authorisation")
# Words of a later encounter that need no day: what is done to a device that is there.
_LATER = re.compile(
    r"\b(?:(?:subsequent|follow[ -]?up|later|second|2nd|third|3rd) (?:encounter|visit|fitting|check)|re-?check|(?:splint|orthosis|brace|afo|prosthes[ie]s|socket|device) (?:check|re-?check|adjust\w*|modif\w*|remold\w*|re-?mould\w*)|re-?(?:mold|mould|form|shap|fit|fitt|lin|heat)(?:e?d|ing)\b|same (?:splint|orthosis|brace|afo|prosthesis|socket|device)|(?:made|fitted|fabricated|issued|delivered|received) \d{1,2}/\d{1,2}\b|(?:made|fitted|fabricated|issued|delivered|received) (?:\w+ ){0,3}(?:last|previous|\d+ (?:wks?|weeks?|days?) ago|on \d)|wearing (?:it|the \w+) (?:for|since)|adjusted (?:the )?(?:strap|splint|orthosis|socket|brace)|visit [2-9]\b|(?:strap|trim ?line|pad)s? (?:replaced|adjusted|changed))"
)
_SAME_DEVICE = re.compile(
    r"\b(?:same|existing|current|his|her) (?:\w+ ){0,3}(?:splint|orthos[ie]s|brace|afo|prosthes[ie]s|socket)\b[^.\n]{0,30}\b(?:issued|since|made|from|delivered|fitted|worn)|"
    r"\b(?:splint|orthos[ie]s|brace|afo|prosthes[ie]s|socket)s? (?:\w+ ){0,2}(?:worn|wearing|issued|delivered|fitted|made) (?:since|on|for|\d)|\b(?:second|2nd|third|3rd|fourth|4th) (?:\w+ )?(?:fitting|prosthetic|orthotic) (?:visit|session)|"
    r"\b(?:visit|session|day|week|wk) #? ?(?:[2-9]|\d\d) (?:w/|with|on|in|of) (?:\w+ ){0,3}(?:splint|orthos[ie]s|brace|afo|prosthes[ie]s|socket)\b"
)
_LATER_SESSION = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:nd|rd|th)) (?:session|visit|fitting|treatment)\b[^.\n]{0,30}\b(?:since|with (?:it|the|this)|on (?:the )?prosthes)"
)
_INITIAL = re.compile(
    r"\b(?:initial (?:encounter|fitting|visit)|first (?:encounter|fitting|visit|prosthesis|orthosis|delivered)|new (?:splint|orthosis|afo|prosthesis)|delivered today|fabricated|initial)\b"
)
_MADE_HERE = re.compile(
    r"\b(?:made|fabricated|mou?lded|formed|fit|fitted|issued|delivered|dispensed|provided|supplied|given|trained|taught|instructed|applied)\b"
)
_FROM = re.compile(r"\b(?:from|since|of) (?:the )?$")
_TRAINED = re.compile(r"\b(?:trained|taught|instructed|training|session|gait)\b")
# Somebody else gave the device, or it is another one than today's.
_NOT_THIS_ONE = re.compile(
    r"\b(?:old|older|previous|prior|former|outgr[eo]wn?|broken?|lost|worn out|replac\w+|temporary|ready[ -]made|prefab\w*|off[ -]the[ -]shelf|over[ -]the[ -]counter|er|ed|emergency|urgent care|hospital|ward|inpatient|"
    r"surgeon|physician|md|dr|doctor|office|pharmacy|store|outside|elsewhere|orthotists?|prosthetists?|vendor|cpo|co|other (?:hand|arm|foot|leg|side)|school|online)\b"
)
_RETURN = re.compile(
    r"\b(?:return|follow[ -]?up|(?:second|2nd|third|3rd|fourth|4th) (?:orthotic |prosthetic |splint )?)[ -]?(?:visit|session|appointment|appt|fitting|check)\b"
)


def later_encounter(here: Reading, bill: Bill) -> Mention | None:
    """Words that say that the device of a first encounter is not new to the patient."""
    if bill.code not in _NEEDED_AT or any(_is_initial(here, start, end) for start, end in bill.blocks):
        return None
    if billed := next((s for s in here.services if s.code == bill.code and s.state == "historical"), None):
        return here.mention(billed.start, here.statement_at(billed.start).end)
    whole = [(0, len(here.folded))]
    for pattern, spans in ((_LATER, bill.blocks), (_LATER_SESSION, whole), (_SAME_DEVICE, whole)):
        for start, end in spans:
            found = pattern.search(here.folded, start, end)
            if found and not _is_of_today(here, found.group()):
                return here.mention(found.start(), found.end())
    told = next((s for s in _of_devices(here, bill) if _tells_of_before(here, s, bill.code)), None)
    return here.mention(told.start, told.end) if told else None


def _is_initial(here: Reading, start: int, end: int) -> bool:
    """Whether a block says that the device is new, and does not date it back."""
    found = _INITIAL.search(here.folded, start, end)
    return found is not None and not earlier_days(here, found.end(), min(end, found.end() + 30))


def _of_devices(here: Reading, bill: Bill) -> Iterator[Statement]:
    """The statements that name a device and tell what was, rather than what is to be."""
    kind = "orthosis" if bill.code == "97760" else "prosthesis"
    last = -1
    for hit in here.hits.get("orthotics", ()):
        statement = here.statement_at(hit.start)
        if hit.term["kind"] == kind and statement.start > last and statement.section not in _FUTURE:
            last = statement.start
            yield statement


def _tells_of_before(here: Reading, statement: Statement, code: str) -> bool:
    """Whether a statement tells that this device was given, or its use taught, on an earlier day."""
    start, end = statement.start, statement.end
    given = _MADE_HERE if code == "97760" else _TRAINED  # a prosthetist delivers; the first training comes after that
    if _NOT_THIS_ONE.search(here.folded, start, end):
        return False
    if not (given.search(here.folded, start, end) or (code == "97760" and _dates_back(here, start, end))):
        return False
    return bool(earlier_days(here, start, end) or _RETURN.search(here.folded, start, end))


def _dates_back(here: Reading, start: int, end: int) -> bool:
    """Whether a stretch of text names what an earlier day brought: "the gutter from 10/9"."""
    return any(_FROM.search(here.folded, start, day) for day, _ in earlier_days(here, start, end))


def _is_of_today(here: Reading, words: str) -> bool:
    """Whether words end with the month and day of service."""
    day = re.search(r"(\d{1,2})/(\d{1,2})$", words)
    return (
        day is not None
        and isinstance(here.date, datetime.date)
        and (here.date.month, here.date.day) == tuple(map(int, day.groups()))
    )
