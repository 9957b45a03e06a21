"""Scope: whether what is said was done, is planned, belongs to the home programme, to the past, or was refused."""

from __future__ import annotations

import re

from notelint.linter.language.openings import Expression
from notelint.linter.language.reading import Reading
from notelint.linter.record import ActivityStatus

_REACH = 160
_CLAUSE = Expression(r"[.;!?]\s|\n|, (?:but|then)\b|(?<= )(?:but|then)\b")
_REFUSED = re.compile(
    r"\b(?:declin|refus|offered|(?:on|was|were|is) h[eo]ld|held (?:today|due|this|for|2/2|d/t|per|-)|defer|omitted|not (?:done|performed|perform|attempted|tolerated|used|given|today|appropriate|indicated|needed|trialed|provided)|did not|didn'?t|unable to (?:perform|complete|attempt|do)|withheld|contraindicated|no longer|skipped|discontinued|d/c'?d)"
)
_NEGATED = Expression(
    r"(?<![^\s(,.])(?:no|not|without|w/o|never|denies|avoid(?:ed|ing)?|hold|holding|deferred) (?:[\w/-]+ ){0,2}$"
)
_PLANNED = re.compile(
    r"\b(?:will|next (?:visit|session|time|tx|treatment|wk|week|appt)|nxt|plan(?:ned|s|ning)?\b(?! of)|consider|to (?:add|begin|initiate|start|trial|introduce)|future|upcoming|anticipat|discuss|may (?:add|try|need)|would|recommend|if (?:tolerat|pain|no)|goal|when (?:able|cleared|ready)|in preparation|add (?:\w+ ){1,4}(?:next|when|as)|progress to)"
)
_HOME = re.compile(
    r"\b(?:hep\b|home (?:program|exercise|ex\b|unit|tens|ice|instruction|use)|at home|for home|@ home|own (?:tens|ice|unit)|on (?:her|his|their) own (?:at|tu|mon|wed|thu|fri|sat|sun|every|daily|\d)|homework|after work|at the (?:y|gym)\b|nightly|nights\b|twice (?:a|per) day|bid\b|tid\b|each (?:night|morning|evening)|daily at|self-treat|at bedtime|prn)"
)
_PAST = re.compile(
    r"\b(?:last (?:visit|session|week|wk|time|tx|month|year)|previous(?:ly)?|prior (?:visit|session|to|pt|therapy|treatment)|yesterday|\d+ (?:wks?|weeks?|days?|months?|mos?|yrs?|years?) ago|in the past|had (?:been|tried|received)|was (?:dry needled|seen|treated) (?:elsewhere|by)|history of|hx of|elsewhere|since eval|before (?:the |his |her )?(?:surgery|operation|injury|accident|fall|stroke|onset)\b|used to\b)"
)
_TAUGHT = re.compile(
    r"\b(?:educat(?:ed|ion)|handout|advis(?:ed|e)|instruct(?:ed|ions?) (?:pt |patient |in |on |to |re|for home)|issued|reviewed (?:hep|home|\d|all)|discussed|counsel|told to (?:ice|use|do|apply|avoid)|to (?:ice|use) at|encouraged|recommend)"
)
_SAID = Expression(  # any of these; it seldom is, and one expression is quicker than five
    rf"\b(?:{'|'.join(p.pattern for p in (_REFUSED, _HOME, _PAST, _PLANNED, _TAUGHT))})"
)


def _clause_begin(folded: str, start: int, reach: int) -> int:
    """Where the clause before an offset begins, behind the last full stop, line end or "but", as far as a reach."""
    begin = max(0, start - reach)
    for match in _CLAUSE.finditer(folded, begin, start):
        begin = match.end()
    return begin


def _clause_end(folded: str, end: int) -> int:
    """Where the clause after an offset ends, before what it is done for: "so that the liner will slide on"."""
    limit = min(len(folded), end + _REACH)
    stop = _CLAUSE.search(folded, end, limit)
    limit = stop.start() if stop else limit
    purpose = folded.find(" so ", end, limit)
    return limit if purpose < 0 else purpose


def activity_status(here: Reading, start: int, end: int, *, alone: bool = False) -> ActivityStatus:
    """What becomes of something that could have been done, by its section and the words of its clause.

    `alone`: it stands under a charge, so that only its own words and a "no" before it count.
    """
    folded = here.folded
    if alone:
        begin, stop, section = max(_clause_begin(folded, start, 24), start - 12), end, ""
    else:
        begin, stop = _clause_begin(folded, start, _REACH), _clause_end(folded, end)
        section = here.section_at(start)
    words = folded[begin:stop]
    said = _SAID.search(folded, begin, stop) is not None
    near = max(begin, start - 40)
    if _NEGATED.search(folded, near + (near > begin), start) or (said and _REFUSED.search(words)):
        return "refused"
    if section in ("home",) or (said and _HOME.search(words)):
        return "home"
    if section == "history" or (said and _PAST.search(words)):
        return "historical"
    if section in ("plan", "goals", "wish", "authorisation", "assessment_plan") or (said and _PLANNED.search(words)):
        return "planned"
    if section == "education" or (said and _TAUGHT.search(words)):
        return "instruction"
    return "done"
