"""Skills: words that say what the skill of the service was, and words that only seem to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, cast

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.reading import Hit, Reading, Statement, reading
from notelint.linter.record import Mention, Skill

Kind = Literal[
    "cue",
    "grade",
    "correct",
    "facilitate",
    "instruct",
    "assess",
    "response",
    "progress",
    "measure",
    "pain",
    "verdict",
    "empty",
]

_LEXICONS = ("skilled", "skill_forms")
_EXCLUDED = frozenset(
    {"subjective", "goals", "wish", "home", "history", "prior", "job", "precautions", "header", "authorisation"}
)
_MOST = 12
_PLANNED = re.compile(
    r"\b(?:will (?!not)|next (?:visit|session|time|tx|wk|week)|nxt|plan(?:ned|s)? (?:to|for|on)|plan:|consider|to (?:add|begin|start|progress)\b|goal|ltg|stg|by \d{1,2}/\d|at next|in preparation|would benefit)"
)
_HOME = re.compile(r"\b(?:hep|home (?:program|exercise|unit|ice)|at home|handout|homework|ice at|to ice)\b")
_REPORTED = re.compile(
    r"\b(?:reports?|reported|states?|stated|says|said|c/o|complains?|denies|feels|pt notes|wants|hopes|per pt|prior to|last (?:visit|week|wk|session)|yesterday)\b|\""
)
_PURPOSE = re.compile(
    r"(?:\b(?:to (?!sba|cga|min|mod|max|sup|ind|\d)|for (?!\d)|so (?:that )?\w+(?: can| is)?|in order to|need(?:s|ed)? to|able to|improv\w+|increas\w+|restor\w+|regain\w*|purpose:?|outcome:?|intended outcome:?|wants? to)[ ]?(?:[\w/-]+[ ]){0,4})$"
)
_NOT_MODIFIED = re.compile(
    r"[ -]*(?:independen\w*|i\b|ind\b|ashworth|oswestry|barthel|duty|work|low back|rankin|diet|thomas|schober|sphyg|pivot|stance|plantigrade|dix|epley|ranger)"
)
_BLANK = re.compile(r"[ :]*(?:needed )?(?:\*{3}|_{2,}|\[|\{|@)")
_PAIN_CHANGE = re.compile(
    r"pain\b[^.;\n]{0,24}?\d{1,2}(?:/10)?[^.;\n\d]{0,24}(?:before|pre|->|\u2192|to|down|after|post|now)[^.;\n\d]{0,14}\d{1,2}\b"
)
_AFTER = re.compile(r"(?:after|post)\b(?! ?(?:-|op|surg|\d|(?:l|r)? ?(?:th|tka|aclr)))|(?:->|\u2192)(?= ?[\d-])")
_HELD_WORDS = (
    "held",
    "not progress",
    "no progress",
    "did not",
    "unable to prog",
    "progression",
    "hold at",
    "hold prog",
    "hold load",
    "hold dose",
    "kept",
    "stays",
    "same ",
)
_HELD = re.compile(
    r"\b(?:not progressed|no progression|did not (?:progress|advance)|unable to progress|progression (?:held|deferred|not)|(?:dose|load|program(?:me)?|weights?|reps|resistance|exercises?|progression|intensity) (?:held|kept|unchanged|stays?|not (?:increased|advanced|progressed))|"
    r"held (?:at|progress\w*|due|because|until|back|for now)|hold (?:at|progress\w*|load|dose|here)|kept (?:at|the same)|same (?:dose|load|weight|program) (?:due|because|as|until|for)|stays? at)\b[^.;\n]{0,60}"
)
_MEASURED = re.compile(r"\d[\d/+-]*[ ]?(?:deg\w*|\u00b0|lb|lbs|kg|s|sec|cm|in|ft|m)?[ ]?$")
_WORDS_ONLY = frozenset({"after treatment", "after tx", "post tx", "rationale", "clinical rationale", "clinical reasoning", "evaluated", "assessment of", "recheck", "reassess", "retest", "re-evaluate", "monitor", "education", "patient education",
                         "progression", "regression", "target cue", "red flag", "limiting factor", "mirror", "metronome", "accuracy", "challenge", "unloaded", "handling", "surface height", "manual assist"})  # fmt: skip
_VERDICTS = frozenset(
    """improving|stable|progressing|unchanged|worse|better|slowly improving|gradually improving|no change|status quo|progressing well|making progress|good progress|slow progress|steady progress|
    fair progress|improved|good|fair|same|much better|progressing slowly|progressing as expected|no significant change|slightly better|maintenance""".replace(
        "\n", ""
    )
    .replace("  ", "")
    .split("|")
)
_LABEL = re.compile(
    r"\W*(?:(?:a|assessment|assmt|asmt|impression|response|resp|progress|tolerance|result|outcome)\b[ :.)=*|-]*)?"
)


@Language.factory("notelint_skills")
def create(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """The component that finds the words about skill."""
    return find_skills


def find_skills(doc: Doc) -> Doc:
    """Fill the skills of the reading, in the order of the text."""
    here = reading(doc)
    empty = here.hits.get("empty", [])
    blocks = [s.block for s in here.services if s.described]
    found = list(_shown(here, [(h.start, h.end) for h in empty], blocks))
    found += [s for h in empty if (s := _empty(here, h)) is not None]
    found += _changes(here)
    here.skills = sorted(found, key=lambda s: s.start)
    here.held = _held(here)
    return doc


def _held(here: Reading) -> Mention | None:
    """Words that say why the treatment was not progressed."""
    for word in _HELD_WORDS:
        at = here.folded.find(word)
        while at >= 0:
            if match := _HELD.search(here.folded, max(0, at - 16), min(len(here.folded), at + 90)):
                return here.mention(match.start(), match.end())
            at = here.folded.find(word, at + len(word))
    return None


def _shown(here: Reading, covered: list[tuple[int, int]], blocks: list[tuple[int, int]]) -> Iterator[Skill]:
    """Terms of skill that were said of today, up to as many as anybody would read."""
    hits = sorted((h for name in _LEXICONS for h in here.hits.get(name, ())), key=lambda h: (h.start, -h.end))
    reach, shown = 0, 0
    for hit in hits:
        if hit.start < reach or shown >= _MOST:
            continue
        if hit.term.text in _WORDS_ONLY or any(a <= hit.start and hit.end <= b for a, b in covered):
            continue
        statement = here.statement_at(hit.start)
        kind = cast(Kind, hit.term["kind"])
        section = "treatment" if any(a <= hit.start < b for a, b in blocks) else statement.section
        if section in _EXCLUDED or (section in ("plan", "assessment_plan") and kind not in ("cue", "correct")):
            continue
        if _said_of_today(here, hit, statement, kind):
            reach = hit.end
            kind = "pain" if kind == "response" and "pain" in hit.term.text else kind
            shown += kind != "pain"
            yield _made(here, hit.start, hit.end, kind)


def _said_of_today(here: Reading, hit: Hit, statement: Statement, kind: Kind) -> bool:
    """Whether a term tells what was done or seen today, rather than what is planned, reported, wanted or blank."""
    folded = here.folded
    before = folded[max(statement.start, hit.start - 44) : hit.start]
    if _BLANK.match(folded, hit.end) or re.search(r"\[ \][ ]*$", before) or _negligible(hit, folded):
        return False
    clause = before[max(before.rfind(c) for c in ".;,:\n") + 1 :]
    if (kind != "cue" and _PURPOSE.search(clause)) or (
        kind == "cue"
        and re.search(r"\b(?:will|to|with fewer|fewer than|only|no more than|<) (?:\d )?$", clause)
        and not re.search(r"\bdue to $", clause)
    ):
        return False
    if _PLANNED.search(folded, max(statement.start, hit.start - 60), hit.start):
        return False
    if kind in ("instruct", "progress") and _HOME.search(folded, statement.start, statement.end):
        return False
    return not (
        kind in ("response", "progress", "assess")
        and _REPORTED.search(folded, max(statement.start, hit.start - 80), hit.start)
    )


def _negligible(hit: Hit, folded: str) -> bool:
    """Whether a term is part of another name: "modified independent"."""
    text = folded[hit.start : hit.end]
    if text.startswith(("modif", "adapt")):
        return bool(_NOT_MODIFIED.match(folded, hit.end)) or (
            text == "adapted" and not folded.startswith((" to ", " for "), hit.end)
        )
    return text in ("tc", "demo", "mirror") and folded[hit.end : hit.end + 1] in "/-"


def _empty(here: Reading, hit: Hit) -> Skill | None:
    """An empty phrase, or a verdict where it is all that the assessment says."""
    statement = here.statement_at(hit.start)
    if statement.section in ("subjective", "goals", "history", "wish", "home"):
        return None
    label = _LABEL.match(here.folded, statement.start)
    rest = here.folded[label.end() if label else statement.start : statement.end].strip(" .;*_|!")
    return _made(here, hit.start, hit.end, "verdict" if rest in _VERDICTS else "empty")


def _changes(here: Reading) -> Iterator[Skill]:
    """Pain before and after, and values before and after: for review."""
    folded = here.folded
    for match in _PAIN_CHANGE.finditer(folded):
        if here.section_at(match.start()) not in ("goals", "plan", "subjective", "history"):
            yield _made(here, match.start(), match.end(), "pain")
    for word in ("after", "post", "->", "\u2192"):
        at = folded.find(word)
        while at >= 0:
            told = _AFTER.match(folded, at)
            value = _MEASURED.search(folded, max(here.line_at(at).start, at - 16), at) if told else None
            if told and value and here.section_at(at) not in ("goals", "plan", "subjective", "history"):
                yield _made(here, value.start(), told.end(), "measure")
            at = folded.find(word, at + len(word))


def _made(here: Reading, start: int, end: int, kind: Kind) -> Skill:
    mention = here.mention(start, end)
    return Skill(mention.text, start, end, mention.line, kind)
