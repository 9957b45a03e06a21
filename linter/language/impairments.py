"""Impairments: sentences that say which loss limits which task ("ER 22 deg limits donning a coat")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from notelint.linter.language.openings import Expression
from notelint.linter.language.purposes import find_functions
from notelint.linter.language.reading import Reading, Statement
from notelint.linter.record import Outcome

_LIMITS = Expression(
    r"\b(?:limit(?:s|ing|ed)?|prevent(?:s|ing)?|restrict(?:s|ing)?|imped(?:es|ing)|impair(?:s|ing)|interfer(?:es|ing) with|hinder(?:s|ing)?|affect(?:s|ing)|keep(?:s|ing)? (?:him|her|pt|them) from|blocks|mak(?:es|ing) (?:it )?\w+ (?:hard|difficult)|contribut(?:es|ing) to|barrier (?:to|for)|(?:so |thus |hence |therefore |: ?|; ?|- ?|-> ?|\u2192 ?)?(?:he |she |pt |patient |they )?(?:cannot|can'?t|unable to|not able to|could not)|need(?:s|ed)? (?:\w+ ){0,3}(?:to|for)|required for|due to|because of|2/2|secondary to|from)\b"
)
_QUANTITY = re.compile(r"\d ?(?:/ ?5|\u00b0|deg)")
_MEASURED = Expression(
    r"\d+ ?(?:/ ?5|\u00b0|deg)|\b(?:weak|tight|stiff|limited|decreased|reduced|poor|impaired|lack\w*)"
)
_MOTION_WORD = re.compile(r"\b(?:flex|ext|rot|abd|add|er|ir|df|pf|elev|rom|motion|range)\w*")


def _tells_a_loss(here: Reading, statement: Statement) -> bool:
    """Whether a statement may say what is lost; what the patient calls weak or stiff, without a measure, is a complaint."""
    span = statement.start, statement.end
    if statement.section == "subjective":
        return bool(_QUANTITY.search(here.folded, *span))
    return here.first("parameters", *span) is not None or bool(_MEASURED.search(here.folded, *span))


def impairments(here: Reading) -> Iterator[Outcome]:
    """Each such sentence as an outcome with origin `impairment`: its parameters, regions and tasks."""
    for statement in here.statements:
        if statement.section in ("goals", "wish", "home", "education", "billing", "header"):
            continue
        found = _LIMITS.search(here.folded, statement.start, statement.end)
        if found is None or not _tells_a_loss(here, statement):
            continue
        first, second = (statement.start, found.start()), (found.end(), statement.end)
        for cause, effect in ((first, second), (second, first)):
            parameters = {
                h.term["parameter"]: None for h in here.found("parameters", *cause) if h.term["parameter"] != "symptom"
            }
            text = here.folded[cause[0] : cause[1]]
            if not parameters and _MEASURED.search(here.folded, *cause):
                parameters = (
                    {"rom": None}
                    if re.search(r"\u00b0|deg|tight|stiff", text) or (_MOTION_WORD.search(text) and "/5" not in text)
                    else {"strength": None}
                )
            functions = tuple(f for f in find_functions(here, *effect) if not f.generic)
            if parameters and functions:
                regions = tuple(
                    dict.fromkeys(
                        h.term["region"] for h in here.found(("regions", "regions_exact"), *cause) if h.term["region"]
                    )
                )
                mention = here.mention(statement.start, statement.end)
                yield Outcome(
                    mention.text,
                    mention.start,
                    mention.end,
                    mention.line,
                    "impairment",
                    tuple(parameters),
                    regions,
                    functions,
                )
                break
