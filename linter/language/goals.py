"""Goals: what is to be reached, by when, and which parameters, regions and tasks each goal names."""

from __future__ import annotations

import re
from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.purposes import find_functions
from notelint.linter.language.reading import Reading, Statement, reading
from notelint.linter.record import Goal, Mention

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_NUMBER_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_DAY = r"(?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01])"
_DUE = re.compile(
    r"\b(?:by|in|within|x|over|for|at|after|until|before|through|to|wk|week|weeks|visit|dc|next)? ?(?:(?:the next |approx\.? |~)?\d{1,2} ?(?:-|to )? ?\d{0,2} ?(?:wks?|weeks?|days?|months?|mos?|mths?|visits?|sessions?|tx)\b|"
    rf"(?<=by ){_DAY}(?:[/-]\d{{2,4}})?|{_DAY}[/-]\d{{2,4}}|(?<=[(:] )?(?:0?[1-9]|1[0-2])/(?:[12]\d|3[01])(?!\d|/)|{_MONTH} \d{{1,2}}|\d{{1,2}}[ -]{_MONTH}|(?:(?<=by )|(?:by |the )?(?:end of|early|mid|late)[ -]){_MONTH}\b|"
    rf"d/?c\b|discharge|next (?:visit|session|recert|re-?eval|progress note|month|week)|end of (?:cert|poc|episode|care|month)|\d{{4}}-\d\d-\d\d|{_NUMBER_WORD} (?:more |further )?(?:wks?|weeks?|months?|visits?)\b|recert|re-?eval(?:uation)?\b|wk \d{{1,2}}|week \d{{1,2}})",
)
_ANY_DAY = re.compile(rf"\b{_DAY}\b")
_TARGET = re.compile(
    r"\d+[+-]? ?/ ?\d+|[<>]?~? ?\d+(?:\.\d+)? ?(?:\u00b0|deg|degrees|%|cm|in\b|inch|ft\b|feet|'|m\b|m/s|sec|s\b|min|minutes|lbs?|#|kg|oz|reps?|steps?|stairs|flights?|blocks?|miles?|hours?|hrs?|x\b|times|trials?|pounds|points?|pts\b|mph|grade|\w+)|"
    r"\b(?:independen\w+|mod(?:ified)? i(?:ndep\w*)?\b|unaided|unassisted|supervision|sba|cga|min a|mod a|max a|setup|set-up|without|w/o|no (?:lob|pain|assist|cues?|falls?|help|ad|device|rest|difficulty|handrails?|rails?|hands|ue)|zero|pain[ -]free|full|all|every|normal|symmetr\w+|reciprocal\w*|wfl|wnl|one|two|three|four|five|six|ten|half|both hands|within normal)\b"
)
_WISH = re.compile(
    r"\b(?:wants? to|wishes|hopes? to|would like|pt goal|patient goal|\"|pt'?s goal|patient'?s goal|stated goal|i want|i just want)"
)
_NUMBER = re.compile(
    r"(?:(?<=^)|(?<=[\s;:|]))(?:\([1-9]\)|[1-9][.)](?!\d)|(?<=; )[1-9](?= [a-z])|(?<=\| )[1-9](?= [a-z]))"
)
_HEADING = re.compile(
    r"\W*(?:[a-z'/&-]+ ){0,3}(?:goals?|stgs?|ltgs?|targets?|objectives)\b(?:,? (?:to be |due |for |by |in |within |over )[^:.\n]{0,30}|[^:.\n]{0,12})(?:\([^()\n]*\))?\W*"
)
_HOW_OFTEN = re.compile(
    r"\W*(?:daily|(?:bi-?)?weekly|wkly|monthly|(?:once|twice|\d ?x|\d times) ?(?:/|a |per |each )?(?:week|wk|month|mo)|every (?:other )?(?:\d+ )?(?:day|week|month)s?)"
    r"(?: (?:for|x|until|through|till) [^.;\n]{1,30})?\W*"
)
_PLAN_TAIL = re.compile(
    r"^\W*(?:cont(?:inue)?|plan|p:|poc|next(?: visit| session| time)?\b[ *]*[:.=-]|(?:will )?(?:weekly|bi-?weekly|monthly|once|twice) (?:visits?|sessions?|a\b|per\b|for\b)|see (?:(?:her|him|them|pt|patient) )?(?:weekly|once|twice|again|in|every|\d)|\d ?x ?/? ?(?:wk|week)|return|f/u|follow)"
)


@Language.factory("notelint_goals")
def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component that finds the goals."""
    return find_goals


def find_goals(doc: Doc) -> Doc:
    """Fill the goals of the reading: the statements of the sections of goals and wishes."""
    here = reading(doc)
    for statement in here.statements:
        if statement.section in ("goals", "wish"):
            here.goals.extend(g for part in _parts(here, statement) if (g := _goal(here, part)) is not None)
    return doc


def _parts(here: Reading, statement: Statement) -> list[Statement]:
    """The goals that one line enumerates: "(1) 5xSTS 17 s. (2) safer walking", "1 better balance; 2 walk nicer"."""
    marks = [m.start() for m in _NUMBER.finditer(here.folded, statement.start, statement.end)]
    if len(marks) < 2 and not (marks and re.match(r"\W*\(?[2-9]", here.folded[statement.start : statement.start + 4])):
        return [statement]
    cuts = [statement.start if i == 0 else mark for i, mark in enumerate(marks)]
    return [statement._replace(start=a, end=b) for a, b in zip(cuts, [*cuts[1:], statement.end], strict=True)]


def _goal(here: Reading, statement: Statement) -> Goal | None:
    """One statement of a section of goals, None for its heading and for what is no goal."""
    section = next(s for s in here.sections if s.start <= statement.start < s.end)
    line = here.line_at(section.start)
    heading_end = (
        here.folded.find(":", section.start, min(section.end, section.start + 60)) + 1
        if here.line_at(statement.start) is line
        else line.end
    )
    start = (
        max(statement.start, heading_end)
        if statement.start < heading_end and heading_end < statement.end
        else statement.start
    )
    while start < statement.end and here.folded[start] in " *-\u2022.:)":
        start += 1
    text = here.folded[start : statement.end]
    heading = here.folded[section.start : heading_end if heading_end > section.start else line.end]
    if line is here.line_at(statement.start) and _HEADING.fullmatch(here.folded, statement.start, statement.end):
        return None
    if (
        (statement.start < heading_end and heading_end >= statement.end)
        or len(re.findall(r"[a-z]{2,}", text)) < 1
        or _PLAN_TAIL.match(text)
        or _HOW_OFTEN.fullmatch(text)
    ):
        return None
    if re.match(r"[\w.]+(?: [\w.]+){0,3} ?,? (?:pt|ot|dc|pta|otr|dpt|cota|otd)\b", text) and len(text) < 40:
        return None
    due = _due(here, start, statement.end) or (_due_of_heading(here, section.start, heading))
    measures = here.measures_from(start, statement.end)
    parameters = {h.term["parameter"]: None for h in here.found("parameters", start, statement.end)}
    parameters.update({m.kind: None for m in measures if m.kind in ("rom", "strength")})
    parameters.update({q: None for m in measures for q in m.qualities})
    regions = {m.region: None for m in measures if m.region} or {
        h.term["region"]: None
        for h in here.found(("regions", "regions_exact"), start, statement.end)
        if h.term["region"]
    }
    return Goal(
        here.text[start : statement.end].strip(), start, start + len(here.text[start : statement.end].rstrip()), here.note.line(start),
        tuple(parameters), tuple(regions), tuple(find_functions(here, start, statement.end)), _target(here, start, statement.end), due,
        statement.section == "wish" or bool(_WISH.search(heading) or _WISH.search(text[:24])),
    )  # fmt: skip


def _due(here: Reading, start: int, end: int) -> Mention | None:
    found = _DUE.search(here.folded, start, end)
    return here.mention(found.start(), found.end()) if found else None


def _due_of_heading(here: Reading, start: int, heading: str) -> Mention | None:
    found = _DUE.search(heading) or _ANY_DAY.search(heading)
    return here.mention(start + found.start(), start + found.end()) if found else None


def _target(here: Reading, start: int, end: int) -> Mention | None:
    """What makes a goal measurable, its time frame left out."""
    frames = [(m.start(), m.end()) for m in _DUE.finditer(here.folded, start, end)]
    for found in _TARGET.finditer(here.folded, start, end):
        if not any(a <= found.start() < b for a, b in frames):
            return here.mention(found.start(), found.end())
    return None
