"""Skills: words that say what the skill of the service was, and words that only seem to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, cast

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.openings import Expression
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
_NEAR = 400
_PLANNED = re.compile(
    r"\b(?:will (?!not)|next (?:visit|session|time|tx|wk|week)|nxt|plan(?:ned|s)? (?:to|for|on)|plan:|consider|to (?:add|begin|start|progress)\b|goal|ltg|stg|by \d{1,2}/\d|at next|in preparation|would benefit)"
)
_HOME = re.compile(r"\b(?:hep|home (?:program|exercise|unit|ice)|at home|handout|homework|ice at|to ice)\b")
_REPORTED = re.compile(
    r"\b(?:reports?|reported|states?|stated|says|said|c/o|complains?|denies|feels|pt notes|wants|hopes|per pt|prior to|last (?:visit|week|wk|session)|yesterday)\b"
)
_PURPOSE = re.compile(
    r"(?:\b(?:to (?!sba|cga|min|mod|max|sup|ind|\d)|for (?!\d)|so (?:that )?\w+(?: can| is)?|in order to|need(?:s|ed)? to|able to|improv\w+|increas\w+|restor\w+|regain\w*|purpose:?|outcome:?|intended outcome:?|wants? to)[ ]?(?:[\w/-]+[ ]){0,4})$"
)
_NOT_MODIFIED = re.compile(
    r"[ -]*(?:independen\w*|i\b|ind\b|ashworth|oswestry|barthel|duty|work|low back|rankin|diet|thomas|schober|sphyg|pivot|stance|plantigrade|dix|epley|ranger)"
)
_HELD_ON = re.compile(
    r" (?:the |his |her |their |a )?(?:rims?|wheels?|rails?|handrails?|bars?|walker|counter|table|wall|armrests?|chair|knees)\b"
)
_BLANK = re.compile(r"[ :]*(?:needed )?(?:\*{3}|_{2,}|\[|\{|@)")
_OPENING, _CLOSING = frozenset("[<{"), frozenset("]>}")
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
    "nothing beyond",
    "nothing more than",
    "no load",
    "restrict",
    "same ",
)
_HELD = re.compile(
    r"\b(?:not progressed|no progression|did not (?:progress|advance)|unable to progress|progression (?:held|deferred|not)|(?:dose|load|program(?:me)?|weights?|reps|resistance|exercises?|progression|intensity) (?:held|kept|unchanged|stays?|not (?:increased|advanced|progressed))|"
    r"held (?:at|progress\w*|due|because|until|back|for now)|hold (?:at|progress\w*|load|dose|here)|kept (?:at|the same)|same (?:dose|load|weight|program) (?:due|because|as|until|for)|stays? at|nothing (?:beyond|more than) [^.;\n]{3,50}(?:per|until|till|before|by order)|no (?:load\w*|resist\w*|progression|strengthening|active) [^.;\n]{0,30}(?:per|until|till|before)|restrict\w* (?:to|by) [^.;\n]{3,40}(?:per|until|till|before|protocol))\b[^.;\n]{0,60}"
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
_PART = r"(?:hip|knee|heel|foot|toe|elbow|shoulder|scapula|blade|head|chin|trunk|pelvis|wrist|thumb|finger|hand|arch|back|rib|lip of the foot)s?"
_ORDINAL = r"(?:last|final|first|second|third|fourth|fifth|1st|2nd|3rd|\d+th)"
_FORMS = Expression(
    rf"\b(?:(?P<response>{_PART} (?:still )?(?:dropped|caved|collapsed|shifted|came up|drifted|wobbled|leaned|rounded|flared|winged|hiked|shook|slapped|slipped|sank|stayed|fell (?:in|out|back|forward)|(?:rolled|turned|slid|tipped|swung) (?:in|out|up|down|back|forward|under|over))\b|{_PART} (?:drops|caves|collapses|shifts|leans|drifts|wobbles|flares|sinks|hikes) (?:on (?:[rl]\b|left|right|stance)|when|at the|into|out|each|as|[rl]\b)|"
    rf"(?:firmer|taller|deeper|straighter|looser|quieter|smoother|steadier|cleaner|softer|freer|crisper)\b|(?:fell|dropped|went|down|faded|improved) from \w+ to \w+|let go\b|(?:opened|freed|loosened|came) (?:up )?(?:after|once|with)\b|(?:mirror|cue|block|wedge|strap|towel|line|tape|band|that|this|it|which|prompt|count\w*|card|margin) (?:\w+ ){{0,2}}(?:helped|fixed|evened|stopped|let (?:her|him|them))|fixed (?:it|that|with|by)\b|once (?:the|he|she|i|pt|it|her|his|they|hand|cued|told)\b|{_ORDINAL} (?:rep|set|lap|trial|try|pass|bout|round) (?:was|needed|took|had|got|went)\b|(?:less|more|fewer|better|worse|slower|faster) (?:each|every|with each|by the) \w+|stopped (?:at |on |after )?(?:the )?(?:{_ORDINAL}|rep|set)\b|audible\b|then none\b|gone (?:by|in|after)\b)|"
    r"(?P<grade>(?:i|we|therapist) (?:changed|switched|swapped|moved|lowered|raised|slowed|shifted|turned|held|pressed|pinned|had (?:her|him|them))|shortened|loosened|backed (?:off|down)|eased (?:off|back)|scaled (?:back|down)|cut (?:back|down|short)|(?:load|weight|reps|range|speed) cut\b|bumped (?:up|down)|trimmed|re-?positioned|kept off|(?:dropped|cut|back|down|reduced|lowered) to \d+ ?(?:x ?\d|reps|lbs?\b|kg|#)|kept (?:to|at|within|in) (?:\w+[ -])?(?:mid[- ]?range|range|neutral|arc)|(?:bike|step|set|stairs|exercise|squats?|lunges?|drill) skipped)\b|"
    rf"(?P<correct>until (?:a |the |my |her |his )?(?:\w+ ){{1,5}}?(?:kept|held|stopped|brought|steadied|straightened) (?:it|them|the {_PART}|her|him)\b|(?:blocked|steadied|straightened|nudged) (?:the |his |her )?(?:(?:[rl]|left|right) )?{_PART}\b|had to (?:correct|stop|slow|cue|remind|block|lower|reduce|guide|guard|support)|to (?:stop|keep|avoid|prevent|block) (?:\w+ ){{0,2}}(?:hyperext\w*|valgus|hik\w+|lean\w*|shrug\w*|drift\w*|arching|substitution|compensation)|needed a hand (?:at|on|under|to)|tapped (?:\w+ )?(?:{_PART}|quads?|glutes?|\w+ to)|count(?:ed|ing) (?:out loud|aloud))\b|"
    r"(?P<instruct>(?:showed|taught|walked) (?:\w+ ){1,2}how|repeat(?:ed|s) (?:it |them |\w+ )?back|said back)\b|"
    r"(?P<assess>(?:bp|hr|spo2|sats?|o2) (?:to |of |at )?\d{2,3}\b[^.;\n]{0,40}\b(?:so|paced|slowed|stopped|skipped|rested|held)|(?:joint|end feel|capsule|tissue|glide) (?:feels? |is |was )?(?:stiff|firm|hard|springy|soft|empty|boggy|restricted)|ataxia worse|nystagmus)\b)"
)
_AT_A_SET = Expression(
    rf"\b(?:by|on|at|after|from|until) (?:the )?(?:{_ORDINAL} (?:\w+ )?(?:rep|set|lap|trial|try|tries|pass|bout|length|round)(?:e?s)?|(?:rep|set|lap|trial|round)s? (?:\d+|two|three|four|five))\b"
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
    found = list(_shown(here, _candidates(here, blocks), [(h.start, h.end) for h in empty], blocks))
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


def _candidates(here: Reading, blocks: list[tuple[int, int]]) -> list[tuple[int, int, Kind]]:
    """Where words about skill may stand, in the order of the text: terms, and forms that no list can hold."""
    found = [
        (h.start, h.end, cast(Kind, h.term["kind"]))
        for name in _LEXICONS
        for h in here.hits.get(name, ())
        if h.term.text not in _WORDS_ONLY
    ]
    found += [(m.start(), m.end(), cast(Kind, m.lastgroup)) for m in _FORMS.finditer(here.folded)]
    for match in _AT_A_SET.finditer(here.folded):
        if not any(a <= match.start() < b for a, b in blocks):
            found.append((match.start(), match.end(), "response"))
    return sorted(found, key=lambda f: (f[0], -f[1]))


def _shown(
    here: Reading,
    candidates: list[tuple[int, int, Kind]],
    covered: list[tuple[int, int]],
    blocks: list[tuple[int, int]],
) -> Iterator[Skill]:
    """Words of skill that were said of today, up to as many as anybody would read."""
    reach, shown, at = 0, 0, 0
    for start, end, kind in candidates:
        if shown >= _MOST:
            break
        while at < len(covered) and covered[at][1] <= start:
            at += 1
        if start < reach or any(a <= start and end <= b for a, b in covered[at : at + 3]):
            continue
        statement = here.statement_at(start)
        section = "treatment" if any(a <= start < b for a, b in blocks) else statement.section
        if section in _EXCLUDED or (section in ("plan", "assessment_plan") and kind not in ("cue", "correct")):
            continue
        if _said_of_today(here, (start, end), statement, kind):
            reach = end
            kind = "pain" if kind == "response" and "pain" in here.folded[start:end] else kind
            if kind == "pain" and section == "objective":
                continue  # a finding, and no response
            shown += kind != "pain"
            yield _made(here, start, end, kind)


def _said_of_today(here: Reading, place: tuple[int, int], statement: Statement, kind: Kind) -> bool:
    """Whether words tell what was done or seen today, rather than what is planned, reported, wanted or blank."""
    folded = here.folded
    start, end = place
    before = folded[max(statement.start, start - 44) : start]
    if (
        _BLANK.match(folded, end)
        or (before[-1:] in _OPENING and folded[end : end + 1] in _CLOSING)
        or re.search(r"\[ \][ ]*$", before)
        or _negligible(here, start, end)
    ):
        return False
    clause = before[max(before.rfind(c) for c in ".;,:\n") + 1 :]
    if (kind != "cue" and _PURPOSE.search(clause)) or (
        kind == "cue"
        and re.search(r"\b(?:will|to|with fewer|fewer than|only|no more than|<) (?:\d )?$", clause)
        and not re.search(r"\bdue to $", clause)
    ):
        return False
    if _PLANNED.search(folded, max(statement.start, start - 60), start):
        return False
    if kind in ("instruct", "progress") and _HOME.search(
        folded, max(statement.start, start - _NEAR), min(statement.end, end + _NEAR)
    ):
        return False
    return not (
        kind in ("response", "progress", "assess")
        and (
            _REPORTED.search(folded, max(statement.start, start - 80), start)
            or folded.count('"', max(statement.start, start - _NEAR), start) % 2
        )
    )


def _negligible(here: Reading, start: int, end: int) -> bool:
    """Whether a term is part of another name: "modified independent", "wobble board"."""
    folded = here.folded
    text = folded[start:end]
    if text.startswith(("modif", "adapt")):
        return bool(_NOT_MODIFIED.match(folded, end)) or (
            text == "adapted" and not folded.startswith((" to ", " for "), end)
        )
    if any(h.start <= start and end < h.end for h in here.found(("equipment", "exercises", "balance"), start, end)):
        return True
    if text == "hands on":  # the patient's, on what is held
        return bool(
            _HELD_ON.match(folded, end)
            or re.search(r"\b(?:both|his|her|their|two|b) $", folded[max(0, start - 7) : start])
        )
    return text in ("tc", "demo", "mirror") and folded[end : end + 1] in "/-"


def _empty(here: Reading, hit: Hit) -> Skill | None:
    """An empty phrase, or a verdict where it is all that the assessment says."""
    statement = here.statement_at(hit.start)
    if statement.section in ("subjective", "goals", "history", "wish", "home"):
        return None
    label = _LABEL.match(here.folded, statement.start)
    begin = label.end() if label else statement.start
    rest = here.folded[begin : min(statement.end, begin + 60)].strip(" .;*_|!")
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
