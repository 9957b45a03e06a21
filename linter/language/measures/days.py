"""The day that values belong to, where a date heads them: "MMT of 06/10: ...", "(12/01 Max A)", "in May it was 80"."""

from __future__ import annotations

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from notelint.linter.language.dates import nearest
from notelint.linter.language.measures.numbers import Number
from notelint.linter.language.reading import Reading, Statement
from notelint.linter.record import MeasureStatus

_EXAM = (
    r"(?:re-?)?(?:test(?:ed|ing|s)?|measure[ds]?|measurements?|assessed|assessment|examined|exam(?:ination)?|taken|recorded|checked|"
    r"findings|values|results|scores?|grades|data|mmt|a?a?rom|prom|strength|goniometry|motion|"
    r"re-?check|(?:re-?)?eval\w*|re-?assess\w*|progress note|last (?:visit|session|note|time))"
)
_AFTER_EXAM = re.compile(rf"\b{_EXAM},?(?: (?:of|on|from|dated|last))? \(?$")
_EXAM_OF = re.compile(
    r"\W*(?:(?:last|previous|prior|initial|first|intake|baseline) )?(?:(?:re-?)?exam(?:ination)?|(?:re-?)?eval(?:uation)?|tests?|testing|measure[ds]?|measurements?|findings|measures) (?:of|on|from|dated) ?"
)
_NO_FINDING = re.compile(
    r"\b(?:today|now|currently|presently|he|she|they|pt|patient|client|this (?:visit|session|date)|re-?check\w*|9[78]\d{3}|after|post)\b"
)
_OPENING = re.compile(
    r"(?:^|[.;,]|  | / ) *(?:\W*[a-z]{1,12} ?[:>] *|\W+)?(?:(?:goals?|stgs?|ltgs?|targets?|aims?|by|to)(?: (?:by|for|of|to|on))? )?(?:on |as of |from )?(?:\d{1,2}/\d{1,2}(?:/\d{2,4})? ?(?:to|-|–|through|thru|until) ?)?$"
)
_LEADS = re.compile(r" ?(?::|\.{2,}|[-=] )")
_AIM_LEAD = re.compile(r"[(\[]$|\b(?:goals?|stgs?|ltgs?|targets?|aims?|by)(?: (?:by|for|of|to|on))? $")
_VALUE_LAST = re.compile(r"\d(?: ?(?:°|%|[a-z]{1,5}(?:/s)?)|[+-])? ?$")
_VALUE_NEXT = re.compile(r"[)\]] ?[~<>]?\d")
_BRACKET = re.compile(r"[(\[](?:on |from |of )?$")
_IN_MONTH = re.compile(r"\b(?:back )?in (?:early |late |mid-?)?$")
_IN_BRACKET = re.compile(r"[(\[] ?$")
_LAST = re.compile(r"\b(?:last|this past) $")
_LAST_YEAR = re.compile(r",? (?:of )?last year\b")
_ON_DAY = re.compile(r"\b(?:back )?on $")
_LEADING = ((_OPENING, _LEADS), (re.compile(r"\d ?\S{0,6} {2,}$"), re.compile(r" {2,}[~<>]?\d")))
_LISTED_DAY = (  # "TUG: 9/2 31 s, 10/7 22 s, now 17 s"
    (
        re.compile(r"[:,;>→] {0,2}$"),
        re.compile(r"(?: ?[:=]| {1,2})[ ]?[~<>]?(?:(?:r|l|rt|lt) )?\d| (?:it |this )?(?:was|were) "),
    ),
    (
        re.compile(r"[a-z)] $"),
        re.compile(r" [~<>]?\d[\d./]* ?[a-z#°\"']{0,4} ?[,;→>-]{1,2} ?(?:today|now|\d{1,2}/\d{1,2}\b)"),
    ),
)
_SAID_OF = re.compile(rf"{_IN_MONTH.pattern}|{_ON_DAY.pattern}")
_MONTH_DAY = re.compile(r"(?:0?[1-9]|1[0-2])/(?:0?[1-46-9]|05|[12]\d|3[01])")  # "4/5" is a grade
_NO_DAY = re.compile(r" ?,? ?\d")
_WAS = re.compile(
    r"\b(?:was|were|had|measured|only|reached|stood|bent|walked|lifted|flexed|opened|gripped|scored|could|showed|came|went)\b"
)
_NOW = re.compile(r"\b(?:today|now|currently|this visit)\b")
_BEHIND = 12
_LISTED = re.compile(r",? and (?!\d)(?:(?!\b(?:was|were|is|now|today)\b)(?:[^.;:()\n]|\.\d)){1,40}?(?<!,) on ")
_SAME_DAY = re.compile(r"\b(?:on )?(?:the |that )?same (?:day|date|visit)\b")


class Head(NamedTuple):
    """A date that heads values: from where to where it counts, and what it makes of them; `said`: where the past is told."""

    start: int
    end: int
    reach: int
    status: MeasureStatus
    said: bool = False


def find_heads(here: Reading, numbers: Sequence[Number]) -> list[Head]:
    """The dates of a note that head values, in the order of the text; none where the day of the visit is not known."""
    visit = here.date
    if visit is None:
        return []
    days = [(d.start, d.end, d.date) for d in here.dates]
    days += [(n.inner, n.end, None) for n in numbers if _of_a_day(here.folded, n)]
    found = [head for day in days if (head := _head(here, visit, *day))]
    found += _months(here, visit)
    found.sort()
    if found and "same " in here.folded:
        found = sorted([*found, *_same_days(here, found)])
    return found


def _of_a_day(folded: str, number: Number) -> bool:
    """Whether figures may be a month and a day."""
    if number.unit or number.part.shape not in ("ratio", "grade"):
        return False
    if folded.startswith(":", number.end) and _AIM_LEAD.search(folded[max(0, number.inner - 16) : number.inner]):
        return True
    return _MONTH_DAY.fullmatch(folded, number.inner, number.end) is not None


def status_under(heads: Sequence[Head], folded: str, start: int, end: int) -> MeasureStatus | None:
    """What the date that heads a value makes of it; None where none does."""
    index = bisect_left(heads, (start,)) - 1
    if index >= 0 and start < (head := heads[index]).reach:
        gap = folded[head.end : start]
        if (not head.said or _WAS.search(gap)) and not _NOW.search(gap):
            return head.status
    behind = heads[index + 1] if index + 1 < len(heads) else None
    if behind is None or not behind.said:
        return None
    if behind.start - end <= _BEHIND:
        gap = folded[end : behind.start].strip()
        return behind.status if _SAID_OF.fullmatch(gap + " ") or behind.reach == behind.start else None
    return behind.status if _LISTED.fullmatch(folded, end, behind.start) else None


def _head(here: Reading, visit: datetime.date, start: int, end: int, day: datetime.date | None) -> Head | None:
    """A date as the head of what follows; None where it heads nothing."""
    folded = here.folded
    statement = here.statement_at(start)
    lead, reach = folded[max(statement.start, start - 40) : start], statement.end
    if folded.startswith("..", reach - 2):  # dots that lead to the values
        reach = here.line_at(start).end
    elif folded.startswith(":", end) and _EXAM_OF.fullmatch(lead):
        reach = _examined_to(here, statement, reach)
    said = False
    if opened := _BRACKET.search(lead):
        if folded.startswith((")", "]"), end):
            return _in_brackets(here, visit, start, end, day, lead[: opened.start()], reach)
        closing = folded.find(")", end, reach)
        reach = closing if closing > 0 else reach
    elif not _AFTER_EXAM.search(lead) and not any(a.match(folded, end) and b.search(lead) for b, a in _LEADING):
        if any(a.match(folded, end) and b.search(lead) for b, a in _LISTED_DAY):
            reach = min(p for p in (*(folded.find(s, end + 2, reach) for s in (", ", ";")), reach) if p > 0)
            return Head(start, end, reach, _status(day or nearest(folded[start:end], visit) or visit, visit))
        if not _ON_DAY.search(lead):
            return None
        reach, said = (reach if _OPENING.search(lead) else end), True
    if day is None:
        day = nearest(folded[start:end], visit)
    return Head(start, end, reach, _status(day, visit), said) if day else None


def _examined_to(here: Reading, statement: Statement, end: int) -> int:
    """Where the findings end that a line gives under the day of an examination: at a charge, or where it comes to today."""
    if statement.start > here.line_at(statement.start).content:
        return end
    for below in here.statements_between(end, here.paragraph_end(here.line_at(statement.start))):
        if below.section != statement.section or _NO_FINDING.search(here.folded, below.start, below.end):
            break
        end = below.end
    return end


def _in_brackets(
    here: Reading, visit: datetime.date, start: int, end: int, day: datetime.date | None, lead: str, reach: int
) -> Head | None:
    """A date that fills its brackets: of the value before it ("24 s (5/20)"), or of those behind ("(5/20) 24 s")."""
    folded = here.folded
    figures = folded[start:end]
    if day is None:
        day = nearest(figures, visit)
    if day is None:
        return None
    if _VALUE_LAST.search(lead):
        sure = figures.count("/") == 2 or day.day > 12  # "4/5 (5/5)" are grades of both sides
        return Head(start, end, start if sure else end, _status(day, visit), said=sure)
    if _VALUE_NEXT.match(folded, end):
        reach = min(p for p in (*(folded.find(s, end + 2, reach) for s in (", ", ";")), reach) if p > 0)
    return Head(start, end, reach, _status(day, visit))


def _same_days(here: Reading, heads: Sequence[Head]) -> Iterator[Head]:
    """Where values are said to be of the day that was named last in their statement; they stand before it."""
    for same in _SAME_DAY.finditer(here.folded):
        index = bisect_left(heads, (same.start(),)) - 1
        if index >= 0 and heads[index].start >= here.statement_at(same.start()).start:
            yield Head(same.start(), same.end(), same.start(), heads[index].status, said=True)


def _months(here: Reading, visit: datetime.date) -> Iterator[Head]:
    """The months that values are said to be of, up to the end of the clause."""
    for hit in here.hits.get("months", ()):
        folded = here.folded
        lead, last_year = folded[max(0, hit.start - 14) : hit.start], _LAST_YEAR.match(folded, hit.end)
        if last_year or _LAST.search(lead):
            end = last_year.end() if last_year else hit.end
            finish = here.statement_at(hit.start).end
            reach = min((p for s in ".;" if (p := folded.find(s, end, finish)) > 0), default=finish)
            yield Head(hit.start, end, reach, "historical")
            continue
        if _IN_BRACKET.search(lead) and folded.startswith(":", hit.end):
            if day := nearest(f"{folded[hit.start : hit.end]} 15", visit):
                closing = folded.find(")", hit.end, hit.end + 60)
                status = "present" if day.month == visit.month else _status(day, visit)
                yield Head(hit.start, hit.end, closing if closing > 0 else hit.end, status)
            continue
        if not _IN_MONTH.search(lead) or _NO_DAY.match(folded, hit.end):
            continue
        day = nearest(f"{folded[hit.start : hit.end]} 15", visit)
        if day and day.month != visit.month:
            finish = here.statement_at(hit.start).end
            reach = min((p for s in ".;" if (p := folded.find(s, hit.end, finish)) > 0), default=finish)
            yield Head(hit.start, hit.end, reach, _status(day, visit), said=True)


def _status(day: datetime.date, visit: datetime.date) -> MeasureStatus:
    """What was found on an earlier day is of the past, what stands under a later one is to be reached."""
    return "present" if day == visit else "historical" if day < visit else "goal"
