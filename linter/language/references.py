"""References: where the note says of a thing only that it stands in another document."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.reading import Reading, Statement, reading
from notelint.linter.record import Reference

_ANCHOR = re.compile(
    r"(?:poc|plan of care|plan of treatment|treatment plan|care plan|flow ?sheets?|(?:exercise|ex|exs|therex|treatment|activity) (?:log|sheet|record|grid|card|list|flow ?sheet)s?|log\b|grid|eval(?:uation)?|ie|initial (?:exam|report)|re-?eval|progress (?:note|report)|pn|goals? ?#? ?\d|(?:stg|ltg)s? ?#? ?\d|goals|chart|attached|attachment|protocol|(?:previous|prior|last) (?:note|visit note|progress note|report|eval)|discharge summary|referral|order|scanned|separate (?:sheet|form|document)|hep handout)\b"
)
_POINTER = re.compile(
    r"(?:\b(?:per|see|as per|as in|as on|refer to|refer(?:s|red)? to|recorded (?:in|on)|documented (?:in|on)|listed (?:in|on)|stated in|noted (?:in|on)|found in|stands? in|set (?:in|out in)|according to|follow(?:ing|ed)?|outlined in|established in|on|in|from|via|toward|towards|for|addresses|address(?:ing)?|re:?|supports?|working on|to meet|meets?|cf\.?|ref\.?|ref to|goal:?|outcome:?|purpose:?|c/w|continue(?: with)?)"
    r"[ :]+(?:the |pt'?s |his |her |current |established |initial |original |attached |paper |scanned |separate |ot |pt |dc |exercise |poc |progress |last )*|\()$"
)
_STRONG = re.compile(
    r"\b(?:per|see|as per|as in|as on|refer(?:s|red)? to|recorded|documented|listed|stated|noted|found|stands?|set|outlined|established|according|cf|ref)\b"
)
_GOAL_NUMBER = re.compile(r"goals? ?#? ?\d|(?:stg|ltg)s? ?#? ?\d")
_TOPICS = (
    ("condition", re.compile(r"\b(?:dx|diagnos[ei]s|condition|icd|medical hx|history)\b")),
    ("measure", re.compile(r"\b(?:rom|arom|prom|mmt|measures?|measurements?|objective|strength|findings|data|testing|tests?|outcome measures|values|scores?|deficits?|baseline|impairments?|status|exam)\b")),
    ("outcome", re.compile(r"\b(?:outcomes?|goals?|purpose|rationale|aims?|intent|stgs?|ltgs?|for)\b")),
    ("function", re.compile(r"\b(?:functional|function|functions|task|goals?|stgs?|ltgs?|need|adls?|limitations)\b")),
    ("technique", re.compile(r"\b(?:sets?|reps?|dose|dosage|technique|parameters|resistance|load|weights?|details?|grade|how|settings|specifics|positions?)\b")),
    ("activity", re.compile(r"\b(?:exercises?|ther-?ex|te|ex|exs|activit(?:y|ies)|interventions?|program|drills?|procedures?|treatment|list|techniques)\b")),
)  # fmt: skip
_SHEET = re.compile(
    r"flow ?sheets?|log\b|(?:exercise|ex|exs|therex|treatment|activity) |grid|attached|attachment|scanned|separate|handout"
)
_CONTINUES = re.compile(
    r"\b(?:cont(?:inue|inued)?|remains?|unchanged|ongoing|progress(?:ing)?|proceed|\d ?x ?/? ?w(?:ee)?k|2w|3w|freq\w*)\b"
)


@Language.factory("notelint_references")
def create(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """The component that finds the references."""
    return find_references


def find_references(doc: Doc) -> Doc:
    """Fill the references of the reading, in the order of the text."""
    here = reading(doc)
    reached = 0
    for hit in here.hits.get("cues_document", ()):
        match = _ANCHOR.match(here.folded, hit.start)
        if match is None or match.start() < reached:
            continue
        reached = match.end()
        if (reference := _reference(here, match)) is not None:
            here.references.append(reference)
    return doc


def _reference(here: Reading, match: re.Match[str]) -> Reference | None:
    """A document that the note points to; None where it only names it, or is that document."""
    statement = here.statement_at(match.start())
    before = here.folded[max(statement.start, match.start() - 48) : match.start()]
    pointer = _POINTER.search(before)
    document = match.group()
    word = pointer.group().strip(" (") if pointer else ""
    if pointer is None or not (_STRONG.search(word) or _GOAL_NUMBER.match(document)):
        if not (_GOAL_NUMBER.match(document) and _code_at(here, match.start())):
            return None
        word = ""
    if document.startswith("goals") and not _STRONG.search(word):
        return None
    start = match.start() - len(before) + pointer.start() if pointer else match.start()
    code = _code_at(here, match.start())
    topics = _topics(here, statement, start, match, code)
    return Reference(*here.place(start, match.end()), document, topics, code)


def _code_at(here: Reading, offset: int) -> str | None:
    """The code of the charge in whose block or head an offset lies."""
    for service in here.services:
        if service.state == "billed" and (
            service.start <= offset < service.end
            or (service.described and service.block[0] <= offset < service.block[1])
        ):
            return service.code
    return None


def _topics(here: Reading, statement: Statement, start: int, match: re.Match[str], code: str | None) -> tuple[str, ...]:
    """What is said to stand in a document: by the words before it, else by the kind of document and its place."""
    floor = max(here.line_at(start).start, statement.start)
    clause = here.folded[floor:start]
    clause = clause[max(clause.rfind(c) for c in ";.|") + 1 :][-40:]
    after = here.folded[match.end() : min(statement.end, match.end() + 30)]
    beyond = re.match(r"[ ]*(?:for|re:?|:)[ ]+([\w/ ,&]+)", after)
    if (_CONTINUES.search(clause) and "per" not in here.folded[start : start + 7]) or re.match(
        r"\W*plan\b", here.folded[statement.start : statement.start + 8]
    ):
        return ()
    if _GOAL_NUMBER.match(match.group()):
        return ("outcome", "function")
    words = clause + " " + (beyond.group(1) if beyond else "")
    named = tuple(name for name, pattern in _TOPICS if pattern.search(words))
    if _SHEET.match(match.group()):
        return tuple(
            dict.fromkeys(
                (
                    *(n for n in named if n not in ("outcome", "function")),
                    *(("activity", "technique") if code or not named else ()),
                )
            )
        )
    if "protocol" in match.group():
        return ("technique",) if code and "technique" in named else ()
    if named:
        return named if not (code and named == ("activity",)) else ("activity", "technique", "outcome", "function")
    if statement.section in ("plan", "assessment_plan", "goals") or (statement.section == "" and code is None):
        return ()
    return ("outcome", "function", "technique") if code else ()
