"""Signatures: a name or initials with the credentials of whoever treated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.knowledge import lexicon
from notelint.linter.language.folding import fold
from notelint.linter.language.matching import last_match
from notelint.linter.language.openings import Expression
from notelint.linter.language.reading import Line, Reading, reading
from notelint.linter.record import Mention

_LABEL = re.compile(
    r"(?:\b(?:(?:electronic(?:ally)?[ -])?(?:e[ -]?)?(?:signed|signature|sign|sig)(?: electronically)?(?: by)?|sgd|(?:treating |evaluating |primary |supervising )?"
    r"(?:therapist|clinician|provider|practitioner|chiropractor|pt|ot|pta|cota)(?: name| of record)?(?=[ ]*[:/])|treated by|seen by|tx by|rendered by|documented by|written (?:\d[\d:]* )?by|authored by|note by|completed by|"
    r"(?:(?<=[.|;:,] )|(?<=  )|^)(?:re-?)?(?:evaluated|assessed|examined|prepared|entered|recorded|dictated|submitted|(?:visit|session|report|eval(?:uation)?|care|therapy|services?|treatment)(?: (?:provided|prepared|written|completed))?)(?: and [a-z]+)? by|co-?sign(?:ed|ature|er)?(?: by)?|authenticated by|attested by|supervis(?:ing|or|ed by)|under|(?:performed|provided|delivered|given|led) by)|(?<![a-z])/e?s\b)[ .:=_/*-]*"
)
_WORD = re.compile(r"[^\W\d_](?:[\w'\u2019-]|\.(?!\.))*|\S")
_MORE = re.compile(
    r"(?:[ ]?[,/&+-]?[ ]?(?:[a-z]{2,6}(?:[./-][a-z]+)?\.?(?=[ ]?[,.;|)\n*]|[ ]{2}|$)|pt|pta|dpt|ot|otr/l|cota/l|dc|cht|ocs|ncs|gcs|pcs)\b\.?)*"
)
_GLUED = frozenset("0123456789_@/.-")
_SPELLED = re.compile(
    r"\b(?:(?:licensed |certified |registered )?(?:physical|occupational|massage) therap(?:ist|y)(?: assistant)?|doctor of chiropractic|chiropractor)\b"
)
_INITIALS = re.compile(r"(?:[a-z]\.-?){1,4}[a-z]?$|[a-z]\.?$")
_REFERRED = re.compile(
    r"(?:\b(?:referr(?:ed|ing|al)|ref|physician|surgeon|pcp|cc|attn|ordered|order|fax(?:ed)?|sent)\b[^.;|\n]{0,30}|\bnext (?:visit|session|appt|appointment|tx)[: ]{1,3}|\b(?:per|to|with|from|see|appt|discussed|refer|dr|doctor|patient|pt|client|pt name|patient name|w/)[.:']?[ ](?:the |eval\w* |treating |supervising |lead |primary )?)$"
)
_BEGINS = re.compile(r"(?:[.|:;,*/_)~=\u2014\u00b7<-]|\d|wks?|weeks?|weekly|daily|poc) *$")
_OTHERS = re.compile(r"(?:m\.?d|d\.?o|n\.?p|pa-c|r\.?n|lpn|cna|aprn|arnp|anp|fnp|crnp|dnp|d\.?p\.?m|facs|mbbs)\b")
_STAMP = re.compile(
    r"\s{2}|[ ,]*(?:\(|(?:lic(?:ense)?\.?|#|npi|on|dated?|at|signed|\d)|[,(]?$|[.;|)*\]>]|,? ?(?:dictated|electronically signed|signed|read)\b|under|/|-{1,2}(?: |$)|=|[\u2014\u00b7\u2013]|supervis|co-?sign|cosigned|w/|with\b|,? [a-z .'-]{2,24} cert(?:ified)?\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|$)"
)


_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "la",
        "le",
        "dos",
        "du",
        "el",
        "al",
        "bin",
        "ibn",
        "st",
        "ter",
        "ten",
    ]
)
_GRADED = frozenset(["mod", "min", "max", "level", "phase", "grade", "gr", "lvl", "type", "stage", "class"])
_DEGREES = frozenset(["ms", "ma", "mot", "med", "bs", "ba", "bsc", "msc", "phd", "mba", "mph", "mhs", "edd", "scd"])
_INITIALS_ALONE = re.compile(r"[\W_]{0,3}((?:[a-z]\.){2,4}|[a-z]{2,3}(?=,)) ?(?:,|/|-{1,2}|\u2013|\u2014) ?")
_ROLE_BEFORE = re.compile(
    r"(?:(?m:^)|\s{2}|[|/;] ?)((?:PTA|COTA(?:/L)?|OTR/L|OTR|DPT|LPTA|DC|PT|OT) ?[:=] ?(?:(?:[A-Z]\. ?){1,2}[A-Z][a-z'\u2019-]+|[A-Z][a-z'\u2019-]+ [A-Z][a-z'\u2019-]+|(?:[A-Z]\.){2,3}))[ ]*(?=$|\s{2}|[\n|/;,])"
)
_CLOSING = ("]", ")", ">")
_PERSON = re.compile(r"(?:[A-Z]\.[ -]?){2,4}|(?:[A-Z](?:\.|[a-z'\u2019-]+)[ ]?){2,4}")
# A name and credentials alone on their line; a word that is no name elsewhere is one there.
_NAME_ALONE = re.compile(r"[\W_]*(?P<name>(?:[A-Z](?:\.|[a-z'\u2019-]+) ){1,3}[A-Z][a-z'\u2019-]+),? ?")
_BARS = ("|", "\u00b7", "\u2022", "\u2013", "\u2014", "-", "/")
_AROUND = " ,([])<>" + "".join(_BARS)
_SURNAME_FIRST = re.compile(  # "Foote, Amber PTA"
    r"(?:(?m:^)[ *_]*|[:/|;] *|\s{2}|by )([A-Z][a-z'\u2019-]+), ([A-Z][a-z'\u2019-]+)(?: [A-Z]\.?)?,? $"
)
_TWO_CASED = re.compile(r"[A-Z] [A-Z][a-z'\u2019-]+,? ?")


@Language.factory("notelint_signature")
def create(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """The component that finds the signature."""
    return find_signature


@cache
def _credentials() -> frozenset[str]:
    """The credentials of one word, in lower case and without the full stop at their end."""
    return frozenset(fold(t.text).rstrip(".") for t in lexicon("credentials") if " " not in t.text)


@cache
def _credential() -> Expression:
    """Any of the credentials, as a word of its own."""
    known = "|".join(map(re.escape, sorted(_credentials(), key=len, reverse=True)))
    return Expression(rf"(?<![a-z])(?<![a-z][./-])(?:{known})(?![a-z]|[./-][a-z])\.?")


@cache
def _not_names() -> frozenset[str]:
    """Words that no name holds."""
    return frozenset(t.text for t in lexicon("not_names"))


@cache
def _also_names() -> frozenset[str]:
    """Those of them by which people are named too: Prior, Long, Day."""
    return frozenset(t.text for t in lexicon("not_names") if t["person"] == "yes")


def find_signature(doc: Doc) -> Doc:
    """Fill the signature of the reading, or else its signer: a signature without credentials."""
    here = reading(doc)
    lines = [x for x in here.lines if not x.blank]
    last = {x.number for x in lines[-4:]}
    best = None
    for stretches in (_likely(here, lines), [(0, len(here.folded))]):
        for start, end in stretches:
            found = max(_signers(here, start, end, last), default=None)
            best = found if best is None or (found and found[0] > best[0]) else best
            if best is not None and best[0] >= 3:
                break
        if best is not None:
            break
    if best is not None:
        here.signature = here.mention(best[1], best[2])
    elif role := _role_before(here, lines):
        here.signature = role
    else:
        here.signer = _unsigned(here, lines)
    return doc


def _role_before(here: Reading, lines: list[Line]) -> Mention | None:
    """A credential before a name in one of the last two lines: "PTA: M. Day"."""
    start = lines[-2:][0].content if lines else 0
    found = _ROLE_BEFORE.search(here.text, start)
    return here.mention(found.start(1), found.end(1)) if found else None


def _likely(here: Reading, lines: list[Line]) -> list[tuple[int, int]]:
    """Where a signature is likely: at the end, and after words like "signed"."""
    if not lines:
        return []
    end = lines[-1].end
    start = max(lines[-6:][0].start, end - 300)
    stretches = [(start, end)]
    for word in ("sign", "therapist", "clinician", "provider", "seen by"):
        at = here.folded.find(word)
        while 0 <= at < start:
            stretches.append((at, min(at + 90, start)))
            at = here.folded.find(word, at + 90)
    return stretches


def _signers(here: Reading, start: int, end: int, last: set[int]) -> Iterator[tuple[int, int, int]]:
    """The signatures between two offsets, with how sure they are, from the last; none before one that is sure."""
    tokens = [
        m.span()
        for m in _credential().finditer(here.folded, start, end)
        if here.text[m.start() : m.end()] not in ("lac", "Lac", "LAC")
        and (m.start() == 0 or here.folded[m.start() - 1] not in "0123456789_@.")
    ]
    if "therapist" in here.folded or "chiropract" in here.folded:
        tokens = sorted([*tokens, *(m.span() for m in _SPELLED.finditer(here.folded, start, end))])
    for at, stop in reversed(tokens):
        line = here.line_at(at)
        named = _name_before(here, line, at, line.number in last)
        if named is None:
            continue
        rest = _MORE.match(here.folded, stop, end)
        stop = rest.end() if rest else stop
        if score := _score(here, line, (at, stop), named, line.number in last):
            yield score, named[0], stop
            if score >= 3:
                return


def _name_before(here: Reading, line: Line, at: int, near_end: bool) -> tuple[int, bool] | None:
    """Where the name before credentials begins, and whether a comma parts them; None where no name stands there."""
    alone = _INITIALS_ALONE.fullmatch(here.folded, line.content, at) if near_end else None
    if alone and alone.group(1).rstrip(".") not in _credentials():
        word = here.text[alone.start(1) : alone.end(1)]
        if word.isupper() or word not in _not_names():
            return alone.start(1), True
    if here.folded[at - 1 : at] in _GLUED and at:
        return None
    floor = max(line.start + (line.content - line.start if line.bullet[:1] in "-*+>\u2022" else 0), at - 48)
    words = [(m.start(), m.group()) for m in _WORD.finditer(here.folded, floor, at)]
    comma = _drop_degrees(words)
    if words and words[-1][1] in _BARS and _is_alone(here, line, words[-1][0]):
        words.pop()
        comma = True
    surname = _SURNAME_FIRST.search(here.text, line.content, at) if near_end else None
    if surname and not _not_names().issuperset(map(fold, surname.groups())):
        return surname.start(1), True
    if words and words[-1][1] in _CLOSING and _person_in_brackets(here, line, words[-1][0]):
        words.pop()
    taken: list[tuple[int, str]] = []
    start = at
    while words and len(taken) < 4:
        begin, word = words.pop()
        if (taken and start - begin - len(word) >= 3) or not _names(here, line, (begin, word), floor, len(taken)):
            if word in _GRADED and len(taken) > 1 and len(taken[-1][1]) == 2:
                taken.pop()  # the letter ends the sentence before: "Mod I. C. Abel, PT"
            break
        taken.append((begin, word))
        start = begin
    start = taken[-1][0] if taken else at
    glued = start > 0 and here.folded[start - 1] == "/" and not here.folded.endswith(("/s/", "//"), 0, start)
    return (start, comma) if taken and not glued else None


def _person_in_brackets(here: Reading, line: Line, end: int) -> bool:
    """Whether brackets that close at an offset hold nothing but a name or initials, as where names are taken out: "[C. O.]"."""
    begin = max(here.text.rfind(sign, line.content, end) for sign in "[(<")
    return begin >= 0 and _PERSON.fullmatch(here.text, begin + 1, end) is not None


def _is_alone(here: Reading, line: Line, end: int) -> bool:
    """Whether a line holds nothing before an offset but a name: "Grace Field | PT"."""
    name = _NAME_ALONE.match(here.text, line.start, end)
    return name is not None and not here.text[name.end() : end].strip() and _has_name(name["name"])


def _has_name(words: str) -> bool:
    """Whether one of some words is an initial, or a word that names are made of."""
    return any(w[1:] == "." or fold(w) not in _not_names() for w in words.split())


def _drop_degrees(words: list[tuple[int, str]]) -> bool:
    """Take a comma, and the academic degrees between commas, from the end of some words; whether there was one."""
    comma = False
    while words and words[-1][1] in (",", "("):
        comma = True
        words.pop()
        if len(words) > 1 and words[-1][1].replace(".", "") in _DEGREES and words[-2][1] == ",":
            words.pop()
    return comma


def _names(here: Reading, line: Line, place: tuple[int, str], floor: int, count: int) -> bool:
    """Whether a word before credentials, and before `count` others, is part of a name."""
    begin, word = place
    if _INITIALS.match(word):
        if word == "s" and here.folded[begin - 1 : begin] == "/":
            return False
        letter = word in ("s", "o", "a", "p") and begin == line.content and count
        return not letter or bool(_TWO_CASED.match(here.text, begin))
    closed = word.endswith(".") and word not in ("jr.", "sr.", "dr.", "st.") and count
    return not (
        not word[0].isalpha()
        or (word.strip(".") in _credentials() and len(word) > 1)
        or (word.strip(".-'") in _not_names() and not _is_name_here(here, line, begin, word))
        or closed
        or begin == floor > line.content
        or ".." in word
        or any(c.isdigit() for c in word)
    )


def _is_name_here(here: Reading, line: Line, begin: int, word: str) -> bool:
    """Whether a word by which people are named too stands in a name alone on its line, or behind a label: "Hana Prior, PT"."""
    if word not in _also_names():
        return False
    label = last_match(_LABEL, here.folded, line.content, begin)
    name = _NAME_ALONE.match(here.text, label.end() if label else line.start, line.end)
    if name is None or not name.start("name") <= begin < name.end("name"):
        return False
    return _has_name(name["name"])


def _score(here: Reading, line: Line, place: tuple[int, int], named: tuple[int, bool], near_end: bool) -> int:
    """How sure it is that credentials belong to a signer; 0 where they do not."""
    folded = here.folded
    (at, end), (start, comma) = place, named
    opened = re.search(r"[\[<{][^\]>}\n]*$", folded[max(line.content, at - 60) : at])
    if opened and not _PERSON.fullmatch(here.text[start:at].rstrip(" ,")):
        return 0
    before = folded[max(line.content, start - 40) : start]
    label = last_match(_LABEL, before)
    labelled = label is not None and not re.search(r"[a-z0-9]", before[label.end() :])
    if not labelled and _REFERRED.search(before):
        return 0
    role = folded[at:end]
    if re.match(r"(?:md|do|np|pa-c|m\.d|d\.o)\b", role) and not (labelled and near_end):
        return 0
    if labelled and _OTHERS.match(role) and "signed" not in before and "signature" not in before:
        return 0
    if labelled and _closes(folded, end, line):
        return 4 if not label or not label.group().startswith(("supervis", "co", "under")) else 2
    return _unlabelled(here, (line, at, end, start), comma, near_end)


def _closes(folded: str, end: int, line: Line) -> bool:
    """Whether the words after credentials are those of a stamp, or none."""
    return not folded[end : line.end].strip(" *_") or bool(_STAMP.match(folded, end, line.end))


def _unlabelled(here: Reading, place: tuple[Line, int, int, int], comma: bool, near_end: bool) -> int:
    """The score of a name and credentials with no word like "signed" before them."""
    line, at, end, start = place
    text, folded = here.text, here.folded
    if not _closes(folded, end, line):
        return 0
    before = folded[max(line.content, start - 8) : start].rstrip("[(<")
    begins = not before.strip(" *_") or before.endswith("   ") or bool(_BEGINS.search(before))
    words = re.split(r"(?<=\.)(?=[a-z]{2})|\s+", folded[start:at].strip(_AROUND))
    if all(_INITIALS.match(w) for w in words):
        return (3 if near_end else 2) if "." in folded[start:at] or ((comma or near_end) and begins) else 0
    lone = len(words) == 1 and len(words[0]) == 3 and words[0] not in _not_names()
    if lone and comma and near_end and line.content == start and text[at].isupper():
        return 3
    if len(words) == 1 and len(words[0]) <= 3:
        return 3 if near_end and begins and (text[start:at].strip(" ,").isupper() or text[at].islower()) else 0
    cased = all(any(map(str.isupper, w)) or w in _PARTICLES for w in text[start:at].strip(_AROUND).split())
    if not begins or (not cased and text[at].isupper()) or (len(words) < 2 and not (comma and near_end)):
        return 0
    return 3 if near_end else 1 if comma else 0


_NAMED_SIGNER = re.compile(
    r"(?:(?<!patient )(?<!pt )(?<!client )\b(?:electronically )?(?:signed|signature|sign|sig)(?: electronically)?(?: by)?|\b(?:therapist|clinician|provider|treating clinician)(?= ?:))[ ]*[:=-]?[ ]*(?!(?:on|by|in|off|consent|date|of|up|and)\b)((?:[^\W\d_][\w.'\u2019-]*[ ,]*){1,2}|[_\d/: -]+)"
)


def _unsigned(here: Reading, lines: list[Line]) -> Mention | None:
    """A signature line, or a name behind a label, that has no credentials."""
    for line in reversed(lines):
        match = last_match(_NAMED_SIGNER, here.folded, line.content, line.end)
        if match is not None:
            return here.mention(match.start(), min(line.end, match.start() + len(match.group().rstrip(" ,"))))
    return None
