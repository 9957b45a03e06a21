"""Complaints: functional deficits that are reported, tasks that pain limits, and losses claimed in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.reading import Reading, Statement, reading
from notelint.linter.record import Function, LossClaim, Mention, Side

_CANNOT = re.compile(
    r"\b(?:can(?:'t|not|t)\b|can only|could(?:n't| not)\b|unable to|not able to|isn'?t able to|inability to|still can'?t|difficult(?:y|ies|t)? ?(?:with|to|in|when|while)?|diff w/?|trouble(?:s)? ?(?:with|getting|to)?|problems? (?:with|when)|hard(?:er)? (?:to|time|for)|struggl\w+(?: to| with)?|"
    r"hurts? (?:to|when|with)|painful (?:to|when|with)|pain (?:with|when|on|while|during)|aches? (?:with|when|after|to)|sore (?:with|when|after)|avoid(?:s|ing)?|needs? (?:help|assist\w*|someone) (?:to|with|for)|has to (?:stop|use|ask|hold)|have to (?:stop|ask)|wakes? (?:\w+ ){0,3}(?:when|with|from|at)|limited (?:in|with|when)|limits?|"
    r"drop(?:s|ped|ping)|loses? balance|gives? (?:way|out)|stops? (?:\w+ )?(?:after|at)|doesn'?t|does not|no longer (?:able|can)|afraid (?:to|of)|fear of|scared to|is (?:stiff|weak) (?:when|with)|won'?t (?:straighten|bend|close|open|let|go)|is hardest|hardest|still a fight|a fight|is a problem|gets? stuck|only (?:walk|stand|sit)s?|falls? (?:when|in|off|getting))\b|\bstairs hard\b"
)
_DENIED = re.compile(r"\b(?:no|denies|denied|without|w/o|not|no longer (?:has|having)|never|any|less|resolved) (?:\w+ ){0,2}$")
_BEFORE = re.compile(r"\b(?:last (?:wk|week|visit|month|time|year)|previously|used to|was unable|initially|at eval|prior|before surgery|until)\b")
_EXCLUDED = frozenset({"goals", "wish", "home", "education", "plan", "billing", "precautions", "signature", "vitals", "prior", "header"})
_TAUGHT = re.compile(r"\b(?:cue[ds]?|cueing|told|instruct\w*|taught|so (?:that )?\w+ (?:can|does)|in order|to prevent|goal|ltg|stg|will|educat\w*|if|avoid(?:ance)? cue)\b")
_OTHERS = re.compile(r"\b(?:family|caregiver|therapist|staff|spouse|daughter|wife|husband|nurse) ")
_PAIN_LIMITS = re.compile(r"\b(?:limit(?:ed|ing|s)?|stop(?:ped|s)|restrict(?:ed|s)|prevent(?:ed|s)?|interrupt(?:ed|s)?) (?:by|due to|2/2|d/t|because of|secondary to|w/|with) (?:\w+ ){0,2}(?:pain|ache|soreness)|\bpain(?:ful)?[- ]limit\w*|\bpain (?:\w+ ){0,3}(?:limit|stop|prevent|restrict|interfer)\w*|\b(?:hurts?|painful) (?:to|when|with) |\bpain (?:with|when|on|during) \w+")
_GENERIC = re.compile(r"\b(?:adls?|iadls?|function|daily (?:activities|living|tasks)|activities|mobility|life|work|sleep)\b")
_STOP = re.compile(r"[.;!?|\n\"]|,? (?:but|because|since|due to|d/t|2/2|so|yet|and (?:pain|reports|has|is)|with pain|pain)\b")

_LOW = r"decreas\w+|diminish\w+|reduc(?:ed|tion)|limit(?:ed|ations?)|impair\w+|restrict\w+|poor|weak(?:ness|er)?|deficits?|deficient|lack(?:s|ing)? of|loss of|lost|insufficient|inadequate|compromised|\u2193|dec\b|dec'd"
_QUALITY = {
    "strength": r"strength|power|mmt|grip(?: strength)?|pinch(?: strength)?",
    "rom": r"rom|arom|prom|aarom|range(?: of motion)?|motion|excursion",
    "flexibility": r"flexibility|muscle length|extensibility",
    "balance": r"balance|equilibrium|postural stability",
    "endurance": r"endurance|activity tolerance|stamina|aerobic capacity",
    "coordination": r"coordination|dexterity|fine motor(?: control| skills?)?",
    "proprioception": r"proprioception|joint position sense|kinesthesia",
}
_QUALITIES = "|".join(f"(?P<{name}{{0}}>{words})" for name, words in _QUALITY.items())
_CLAIM = re.compile(
    rf"(?<![\w-])(?:{_LOW})[ ](?:in[ ]|of[ ]|with[ ]|for[ ])?(?:(?!(?:to|for|and|is|was|by|but|pain|due|from|after|when)\b)[\w/'&()-]+[ ,]+){{{{0,4}}}}?(?:{_QUALITIES})\b|"
    rf"\b(?:{_QUALITIES.replace('{0}', '{1}')})\b(?:[ ](?:is|are|was|remains?|still|in|of|all|the|to|on|at|both|r|l|right|left|grossly|noted|as|bilateral\w*|mod\w*|mild\w*|severe\w*|very|testing|appears|with|w/|[a-z]+))?[: ]{{{{1,2}}}}(?:{_LOW}|limited|weak)(?![\w-])"
    .format("1", "2")
)
_WEAK = re.compile(r"(?<![\w-])weak(?:ness)?(?: (?:in|of|at|with))?(?: (?:the|his|her|both|bilateral|b/l|r|l|right|left|rt|lt|mod\w*|mild\w*))* |\b(?:is|are|remains?|still|grossly|very) weak(?:er)?\b|\bweakness\b")
_QUANTITY = re.compile(r"[^.;\n]{0,6}(?:\d ?/ ?5|\d+ ?(?:deg|\u00b0|%))")
_NO_CLAIM_BEFORE = re.compile(
    r"(?:\b(?:to|for|if|when|goal|ltg|stg|reports?|states?|says?|c/o|complains? of|feels|hx|history|h/o|no|denies|without|w/o|not|call|told|address\w*|correct|target\w*|prevent|improve|increase|reduce|restore|regain|overcome|dx|diagnos[ei]s|medical necessity|icd|risk of|old|prior|previous|patient says|pt says|purpose|work(?:ing)? on|due to hx of|because)\b:?[^.;|\n]{0,28}|\"[^\"\n]{0,80}|m62\.81[^.;\n]{0,24})$"
)
_CLAIM_EXCLUDED = frozenset({"diagnosis", "history", "subjective", "goals", "wish", "home", "education", "plan", "job", "prior", "precautions", "authorisation", "header", "billing"})
_SIDES = re.compile(r"(?<![\w/])(?:(?P<both>bilat(?:eral(?:ly)?)?|b/l|both|ble|bue)|(?P<left>left|lt|\(l\)|l|lle|lue)|(?P<right>right|rt|\(r\)|r|rle|rue))(?![\w/'.-])")


@Language.factory("notelint_complaints")
def create(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """The component that finds complaints and claimed losses."""
    return find_complaints


def find_complaints(doc: Doc) -> Doc:
    """Fill the complaints, the tasks limited by pain and the claimed losses of the reading."""
    here = reading(doc)
    here.complaints = list(_complaints(here))
    here.pain_limited = _pain_limits(here)
    here.claims = list(_claims(here))
    return doc


def _complaints(here: Reading) -> Iterator[Function]:
    blocks = [(max(s.block[0], s.start), s.block[1]) for s in here.services if s.described]
    for match in _CANNOT.finditer(here.folded):
        statement = here.statement_at(match.start())
        if statement.section in _EXCLUDED or any(a <= match.start() < b for a, b in blocks):
            continue
        before = here.folded[max(statement.start, match.start() - 60) : match.start()]
        if _DENIED.search(before) or _TAUGHT.search(before) or _BEFORE.search(here.folded, match.end(), min(statement.end, match.end() + 50)):
            continue
        if (found := _task(here, match, statement)) is not None:
            yield found


def _task(here: Reading, match: re.Match[str], statement: Statement) -> Function | None:
    """The task that a complaint is about: a term of the lexicons after it or before it, else its own words."""
    stop = _STOP.search(here.folded, match.end(), statement.end)
    end = stop.start() if stop else statement.end
    hits = list(here.found(("functions", "tasks"), match.start(), max(end, match.end())))
    named = next((h for h in hits if h.lexicon == "tasks" or h.term["kind"] == "specific"), None)
    if named is None and re.search(r"hard|fight|problem|limit", match.group()):
        named = next((h for h in here.found(("functions", "tasks"), max(statement.start, match.start() - 60), match.start()) if h.lexicon == "tasks" or h.term["kind"] == "specific"), None)
    if named is not None:
        start, finish = min(match.start(), named.start), max(named.end, match.end())
        return _function(here, start, finish, False)
    words = here.folded[match.end() : end].strip(" ,-")
    if hits and not match.group().startswith(("pain", "ach", "sore", "hurt")):
        return _function(here, match.start(), hits[0].end, True)
    if re.match(r"can|could|unable|not able|inability|hard(?:er)? to|difficult\w* ?to|struggl", match.group()) and re.match(r"[a-z]{2,}", words) and len(words.split()) >= 2:
        return _function(here, match.start(), match.end() + len(here.folded[match.end() : end].rstrip()), False)
    return None


def _function(here: Reading, start: int, end: int, generic: bool) -> Function:
    mention = here.mention(start, end)
    return Function(mention.text, start, end, mention.line, generic)


def _pain_limits(here: Reading) -> list[Mention]:
    """Tasks or motions that pain is said to limit or stop today."""
    if "pain" not in here.folded and "hurt" not in here.folded and "ache" not in here.folded:
        return []
    return [
        here.mention(m.start(), m.end())
        for m in _PAIN_LIMITS.finditer(here.folded)
        if here.section_at(m.start()) not in ("goals", "wish", "home", "history", "prior", "plan", "education")
        and not re.search(r"\b(?:no|denies|without|not|if|avoid|stop) (?:\w+ )?$", here.folded[max(0, m.start() - 16) : m.start()])
    ]


def _claims(here: Reading) -> Iterator[LossClaim]:
    """Losses claimed today without a quantity of their own."""
    blocks = [(max(s.block[0], s.start), s.block[1]) for s in here.services if s.described]
    taken: list[LossClaim] = []
    for match in _claim_matches(here):
        if any(c.start < match.end() and match.start() < c.end for c in taken):
            continue
        statement = here.statement_at(match.start())
        if statement.section in _CLAIM_EXCLUDED or any(a <= match.start() < b for a, b in blocks):
            continue
        if _NO_CLAIM_BEFORE.search(here.folded, max(statement.start, match.start() - 90), match.start()):
            continue
        taken.extend(_claim(here, match, statement))
    yield from sorted(taken, key=lambda c: c.start)


def _claim_matches(here: Reading) -> Iterator[re.Match[str]]:
    if any(word in here.folded for word in ("decreas", "dimin", "reduc", "limit", "impair", "restrict", "poor", "deficit", "loss of", "lack", "\u2193", "dec ", "weak")):
        yield from _CLAIM.finditer(here.folded)
    if "weak" in here.folded:
        yield from _WEAK.finditer(here.folded)


def _claim(here: Reading, match: re.Match[str], statement: Statement) -> Iterator[LossClaim]:
    """A claim for each quality that is named: "reduced LE strength and balance" claims two."""
    names = [k.rstrip("12") for k, v in match.groupdict().items() if v]
    end = match.end()
    if not names:
        names, end = ["strength"], _weak_end(here, match, statement)
    also = re.match(rf"(?:,| and| &|/|\+)+ ?(?:{_QUALITIES.format('1')})\b", here.folded[match.end() : match.end() + 40])
    hits = list(here.found(("regions", "regions_exact"), match.start(), end)) or list(here.found(("regions", "regions_exact"), max(statement.start, match.start() - 30), min(statement.end, end + 24)))
    region = next((h.term["region"] for h in hits if h.term["region"]), None) or ("hand" if re.search(r"grip|pinch|fist", match.group()) else None)
    if region is None and "weak" in match.group() and not match.groupdict():
        return
    mention = here.mention(match.start(), end)
    side = _side(here, match.start(), end, statement)
    names += [k.rstrip("12") for k, v in (also.groupdict() if also else {}).items() if v]
    for name in dict.fromkeys(names):
        yield LossClaim(mention.text, match.start(), end, mention.line, name, None if name in ("balance", "endurance", "coordination") else region, side)


def _weak_end(here: Reading, match: re.Match[str], statement: Statement) -> int:
    """The end of "weak quads": with the muscle that follows."""
    hit = here.first(("regions", "regions_exact"), match.end() - 1, min(statement.end, match.end() + 20))
    return hit.end if hit else len(here.folded[: match.end()].rstrip())


def _side(here: Reading, start: int, end: int, statement: Statement) -> Side | None:
    floor = max(statement.start, start - 16)
    found = list(_SIDES.finditer(here.folded, floor, min(statement.end, end + 18)))
    near = min(found, key=lambda m: max(start - m.end(), m.start() - end, 0), default=None)
    return near.lastgroup if near else None  # type: ignore[return-value]
