"""Notes without what tells whose they are: names, numbers, telephones and addresses; dates moved by some weeks.

A note is redacted before anything reads it, so that nothing that comes after can tell: no rule, record or report. It
stays a note that can be judged: a name is another name, a date another date of the same form.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from typing import TypeVar

from notelint.linter.knowledge import codes, lexicon, lexicon_names
from notelint.linter.note import Note

NAME = "Redacted"
WEEKS = range(1, 53)  # by how many weeks dates move, the same for all notes of a patient

_WORD = r"[^\W\d_](?:[\w'\u2019-]*[^\W_]|\.)?"
_CAPITAL = r"(?-i:[A-Z](?:[\w'\u2019-]*[^\W_]|\.)?)"
_NAMES = rf"{_CAPITAL}(?:(?:,?[ ]|,){_CAPITAL}){{0,4}}"
_CREDENTIAL = r"(?:S?PTA?s?|DPT|MPT|MSPT|S?OTA?|OTD|MOT|OTR|COTA|MD|DO|DC|NP|FNP|PA-C|PA|RN|LPN|LMT|ATC|SLP|CHT|OCS|NCS|GCS|DPM|PhD|EdD)\b"
_PERSON = (
    r"(?:patient|pt|client|resident|member|insured|subscriber|guarantor|physician|provider|practitioner|therapist|clinician|"
    r"chiropractor|surgeon|doctor|pcp|spouse|caregiver|guardian|emergency contact|employer|attorney|adjuster|supervisor|"
    r"referr(?:ing|ed by)(?: (?:physician|provider|md|dr|doctor))?)"
)
_RELATIVE = (
    r"(?:wife|husband|spouse|partner|son|daughter|mother|father|mom|dad|sister|brother|aunt|uncle|niece|nephew|grandson|"
    r"granddaughter|caregiver|friend|neighbou?r|boss|coach|named|called)"
)
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"\b(?:{_PERSON}(?:'s)?[ ]?(?:full |legal |first |last )?name|(?:full |legal |first |last |preferred )?name)[ ]?[:=#][ \t]*(?P<sure>{_WORD}(?:(?:,?[ ]|,){_WORD}){{0,3}})",
        rf"\b{_PERSON}[ ]?[:=#][ \t]*(?P<name>{_NAMES})",
        rf"\b(?:signed|signature|e-?sign(?:ed)?|sig|sgd|by)[ ]?[:=/][ \t]*(?P<name>{_NAMES})",
        rf"\b(?:signed|seen|treated|performed|rendered|provided|documented|written|completed|authenticated|attested|supervised|referred|ordered|prescribed)[ ]by[ ](?P<name>{_NAMES})",
        rf"(?-i:\b(?:Mr|Mrs|Ms|Mx|Miss|Dr|DR|MR|MRS|MS|Doctor|Prof))\.?[ ]+(?P<sure>{_CAPITAL}(?:[ ]{_CAPITAL})?)",
        rf"\b{_RELATIVE},?[ ](?P<name>{_NAMES})",
        rf"(?P<signer>{_NAMES}),[ ]?(?-i:{_CREDENTIAL})",
        rf"^[ \t*_/s-]*(?P<signer>{_CAPITAL}(?:[ ]{_CAPITAL}){{1,2}})[ ](?-i:{_CREDENTIAL})",
        rf"(?P<name>{_CAPITAL},?[ ]{_CAPITAL}(?:[ ]{_CAPITAL})?)[ \t,;|()/-]{{1,8}}(?=d\.?o\.?b\b|date of birth|mrn\b|age\b|\d{{1,3}}[ -]?(?:y/?o\b|year)|#[ ]?\d)",
        rf"(?P<name>\b{_CAPITAL}[ ]{_CAPITAL}(?:[ ]{_CAPITAL})?)[ ](?=(?:is|was|presents?|presented|reports?|reported|arrived|came|states?|stated|returns?|returned|has|had|continues|tolerated|demonstrate[sd]?|completed|denies)\b)",
        rf"^[ \t]*(?P<name>{_CAPITAL}(?:,?[ ]{_CAPITAL}){{1,2}})[ \t]*$",
    )
)
_ID_LABEL = (
    r"(?:mrn|m\.r\.n\.|medical record|(?:patient|pt|member|subscriber|policy|claim|account|acct|chart|case|auth(?:orization)?|group|"
    r"insurance|medicare|medicaid|encounter|accession|referral|order|invoice)|mbi|hicn|ssn|ss|social security|npi|lic(?:ense)?|dea|tin|ein)"
)
_IDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_ID_LABEL}\b\.?(?:[ ]?(?:id|no|num|number|\#))*\.?[ \t]*[:#=]*[ \t]*(?P<id>(?=(?:[a-z-]*\d){{4}})[a-z\d](?:[a-z\d-]*[a-z\d]))\b(?![/.]\d)",
        r"(?<![\w/.-])(?P<id>\d{3}-\d{2}-\d{4})(?![\w-])",
        r"(?<![\w/.-])(?P<id>(?:\+?1[ .-]?)?(?:\(\d{3}\)[ ]?|\d{3}[ .-])\d{3}[ .-]\d{4})(?!\d)",
        r"(?<![\w/.-])(?P<id>\d{3}-\d{4})(?![\w-]|[ ]?(?:ft|feet|m|steps|cal|kcal|mg|ml|hz)\b)",
        r"(?<![\w.-])(?P<id>[a-z]{0,3}-?\d{6,})(?![\w%]|[.]\d)",
    )
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
_STATE = "A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY]"
_TOWN = rf"(?:[A-Z][a-z]+[ ]){{0,2}}[A-Z][a-z]+,?[ ](?:{_STATE})(?:[ ]+\d{{5}}(?:-\d{{4}})?)?\b"
_STREET = (
    r"(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Boulevard|Ln|Lane|Dr|Drive|Ct|Court|Way|Pl|Place|Hwy|Highway|Ter|Terrace|Cir|"
    r"Circle|Pkwy|Parkway|Sq|Square|Trl|Trail|Loop|Pike)\b\.?"
)
_ADDRESSES = (
    re.compile(r"\b(?:home |mailing |street )?address[ ]?[:=][ \t]*(?P<place>[^\s|](?:(?![ ]{2}|[\t|\r\n]).)*)", re.IGNORECASE),
    re.compile(
        rf"\b(?P<place>\d{{1,6}}[ ](?:[NSEW]\.?[ ])?(?:(?:[A-Z][\w'.]*|\d{{1,3}}(?:st|nd|rd|th))[ ]){{1,3}}{_STREET}(?:,?[ ](?:Apt|Unit|Suite|Ste|#)\.?[ ]?[\w-]+)?(?:,?[ ]{_TOWN})?)"
    ),
    re.compile(rf"\b(?P<place>(?:[A-Z][a-z]+[ ]){{0,2}}[A-Z][a-z]+,[ ](?:{_STATE})[ ]+(?P<zip>\d{{5}})(?:-\d{{4}})?)\b"),
    re.compile(r"\b(?P<place>P\.?[ ]?O\.?[ ]?Box[ ]\d+)", re.IGNORECASE),
)  # fmt: skip
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = r"(?P<name>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|" + "|".join(_MONTHS) + r")\b\.?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d/.-])(?P<y>\d{4})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d/]|[.-]\d)",
        r"(?<![\d/.-])(?P<m>\d{1,2})(?P<s>[/.-])(?P<d>\d{1,2})(?P=s)(?P<y>\d{4})(?![\d/]|[.-]\d)",
        r"(?<![\d/.-])(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{2})(?![\d/]|[.-]\d)",
        r"(?<![\d/.-])(?P<m>\d{2})(?P<s>[.-])(?P<d>\d{2})(?P=s)(?P<y>\d{2})(?![\d/]|[.-]\d)",
        r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)",
        rf"\b{_MONTH}[ -](?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?[ -](?P<y>\d{{4}})\b)?",
        rf"(?<![\d/.-])(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:[ -]|[ ]of[ ]){_MONTH}(?:,?[ -](?P<y>\d{{4}}|\d{{2}}(?!\d))\b)?",
        rf"\b{_MONTH},?[ ](?P<y>\d{{4}})\b",
        r"\b(?:on|since|seen|dated?|dos|d\.o\.s\.|date of service)[ ]?[:=]?[ ](?P<m>\d{1,2})/(?P<d>\d{1,2})(?![/\d])",
    )
)
_PADDED = (_DATES[0], _DATES[3], _DATES[4])
_COMMON = frozenset((
    "i", "he", "she", "they", "it", "we", "you", "his", "her", "their", "him", "them", "my", "our", "its", "this",
    "that", "these", "those", "there", "here", "who", "what", "when", "where", "why", "how", "the", "a", "an",
    "and", "or", "but", "so", "if", "then", "than", "as", "at", "by", "for", "from", "in", "into", "of", "off",
    "on", "onto", "out", "over", "per", "to", "under", "up", "with", "without", "no", "not", "yes", "none",
    "patient", "pt", "client", "resident", "therapist", "provider", "physician", "doctor", "date", "time", "total",
    "session", "visit", "note", "notes", "name", "dob", "mrn", "age", "today", "yesterday", "tomorrow", "monday",
    "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "overall", "currently", "also", "both",
    "each", "all", "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "will",
    "would", "can", "could", "may", "might", "shall", "should", "must", "reports", "report", "reported", "states",
    "stated", "presents", "presented", "continues", "continued", "tolerated", "denies", "denied", "tolerates", "dr",
    "mr", "mrs", "ms", "miss", "inc", "llc", "clinic", "hospital", "center", "centre", "department", "insurance",
))  # fmt: skip

Edit = tuple[int, int, str]
Other = TypeVar("Other")


def redacted(notes: Iterable[Note | Other]) -> Iterator[Note | Other]:
    """The notes redacted, and what is no note as it is. Every run moves dates by weeks of its own."""
    key = secrets.token_bytes(16)
    for note in notes:
        yield redact(note, key) if isinstance(note, Note) else note


def redact(note: Note, key: bytes) -> Note:
    """The note with other names and dates; `key` and the patient say by how much dates move, the same for each note."""
    edits = [*_identifiers(note.text), *_names(note.text, _people(note)), *_known_ids(note)]
    whose = note.patient or " ".join(sorted(_sure_names(note.text))) or note.path
    digest = hashlib.blake2b(whose.casefold().encode("utf-8", "surrogatepass"), key=key, digest_size=8).digest()
    weeks = WEEKS[int.from_bytes(digest) % len(WEEKS)]
    moved = partial(_earlier, datetime.timedelta(weeks=weeks))
    edits += _moved_dates(note.text, moved)
    date = _edited(note.date, _moved_dates(note.date, moved)) if note.date else note.date
    return replace(note, text=_edited(note.text, edits), date=date, id=None)


def _people(note: Note) -> Iterator[str]:
    """The words of the names that came with the note, not in it."""
    for name in (note.clinician, note.patient):
        if name and "/" not in name and "\\" not in name:
            yield from re.findall(r"[^\W\d_]{2,}", name)


def _known_ids(note: Note) -> Iterator[Edit]:
    """The numbers that came with the note, where it repeats them."""
    for number in (note.id, note.patient):
        if number and len(number) > 3 and any(map(str.isdigit, number)) and "/" not in number:
            for match in re.finditer(rf"(?<![^\W_]){re.escape(number)}(?![^\W_])", note.text, re.IGNORECASE):
                yield *match.span(), re.sub(r"[A-Za-z]", "X", re.sub(r"\d", "0", match[0]))


def _edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with its edits; of two that overlap the one that begins first, or is longer, is made."""
    pieces: list[str] = []
    at = 0
    for start, end, instead in sorted(set(edits), key=lambda e: (e[0], -e[1])):
        if start >= at:
            pieces += (text[at:start], instead)
            at = end
    return "".join([*pieces, text[at:]])


def _identifiers(text: str) -> Iterator[Edit]:
    """Numbers that stand for a person, telephones, addresses in the post and on the net."""
    for pattern in _IDS:
        for match in pattern.finditer(text):
            if match["id"].upper() not in codes() and not any(d.fullmatch(match["id"]) for d in _DATES[:5]):
                yield *match.span("id"), re.sub(r"[A-Za-z]", "X", re.sub(r"\d", "0", match["id"]))
    for match in _MAIL.finditer(text):
        yield *match.span(), NAME.lower()
    for pattern in _ADDRESSES:
        for match in pattern.finditer(text):
            if match.groupdict().get("zip") not in codes():
                yield *match.span("place"), NAME


def _names(text: str, known: Iterable[str]) -> Iterator[Edit]:
    """Names where a label, a title, a credential or the like shows one, and wherever the note has them again.

    `known` are words of names that are known beforehand.
    """
    words = {word.casefold() for word in known if word.casefold() not in _COMMON}
    for start, end, sure in _named(text):
        yield start, end, _other(text[start:end])
        word = text[start:end].strip(".'\u2019-")
        if len(word) > 1 and (sure or word.casefold() not in _vocabulary()) and word.casefold() not in _COMMON:
            words.add(word)
    spread = {w for w in words if w.casefold() not in _vocabulary()}
    forms = {f for w in spread for f in (w, w.title(), w.upper(), *([w.lower()] if len(w) > 3 else []))}
    if forms:
        anywhere = "|".join(map(re.escape, sorted(forms, key=lambda f: (-len(f), f))))
        for match in re.finditer(rf"(?<![^\W_])(?:{anywhere})(?![^\W_])", text):
            yield *match.span(), _other(match[0])


def _named(text: str) -> Iterator[tuple[int, int, bool]]:
    """The words of names, and whether something says for sure that they are names."""
    for pattern in _NAMED:
        for match in pattern.finditer(text):
            (group,) = (g for g in ("sure", "signer", "name") if g in match.re.groupindex)
            others = {"sure": _COMMON, "signer": _not_names(), "name": _vocabulary()}[group]
            words: list[re.Match[str]] = []
            for word in re.finditer(_WORD, match[group]):
                if word[0].casefold().strip(".") in _COMMON or re.fullmatch(_CREDENTIAL, word[0]):
                    if words:
                        break
                    continue
                words.append(word)
            if any(word[0].casefold().strip(".") not in others for word in words):
                for word in words:
                    yield match.start(group) + word.start(), match.start(group) + word.end(), group == "sure"


def _sure_names(text: str) -> set[str]:
    """The names that follow a label of the patient, the first of the note."""
    match = _NAMED[0].search(text)
    return {w[0].casefold() for w in re.finditer(_WORD, match["sure"])} if match else set()


def _other(word: str) -> str:
    """What stands for a name, in the same case; an initial for an initial."""
    if len(word.strip(".")) == 1:
        return word.replace(word[0], NAME[0])
    return NAME.upper() if word.isupper() else NAME.lower() if word.islower() else NAME


@cache
def _vocabulary() -> frozenset[str]:
    """The words of the lexicons, which are no names, or may mean something else where they stand alone."""
    terms = (term.text for name in lexicon_names() if name != "credentials" for term in lexicon(name))
    return frozenset(word.casefold() for term in terms for word in re.findall(r"[^\W\d_]{2,}", term)) | _COMMON


@cache
def _not_names() -> frozenset[str]:
    """The words before a credential that are no names."""
    return frozenset(term.text for term in lexicon("not_names")) | _COMMON


def _earlier(by: datetime.timedelta, year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day) - by
    except (ValueError, OverflowError):
        return None


def _moved_dates(text: str, moved: Callable[[int, int, int], datetime.date | None]) -> Iterator[Edit]:
    """Every date of the text, moved. One without a year is taken to be of the year of the first that has one."""
    found: list[re.Match[str]] = []
    for pattern in _DATES:  # "26 Jan 2000" is a day, and not also "Jan 2000"
        held = bytearray(len(text))
        for m in found:
            held[m.start() : m.end()] = b"\1" * (m.end() - m.start())
        found += [m for m in pattern.finditer(text) if held.find(1, m.start(), m.end()) < 0]
    years = [_year(m["y"]) for m in sorted(found, key=re.Match.start) if m.groupdict().get("y")]
    days = set()
    for match in found:
        said = match.groupdict()
        if said.get("name") == "may" and not said.get("y"):
            continue  # the verb
        year = _year(said["y"]) if said.get("y") else years[0] if years else 2024
        month = _month(said["name"]) if said.get("name") else int(said["m"])
        day = int(said["d"]) if said.get("d") else 15
        swapped = month > 12 >= day
        new = moved(year, day, month) if swapped else moved(year, month, day)
        if new is None:
            continue
        days.add((month, day))
        values = {"y": new.year, "m": new.day if swapped else new.month, "d": new.month if swapped else new.day}
        padded = match.re in _PADDED or any(said[p].startswith("0") for p in "md" if said.get(p))
        for part, value in values.items():
            if said.get(part):
                width = len(said[part]) if part == "y" or padded else 0
                yield *match.span(part), f"{value % 10 ** len(said[part]) if part == 'y' else value:0{width or 1}d}"
        if said.get("name"):
            yield *match.span("name"), _month_like(said["name"], new.month)
    yield from _again(text, days, years[0] if years else 2024, moved)


def _again(
    text: str, days: set[tuple[int, int]], year: int, moved: Callable[[int, int, int], datetime.date | None]
) -> Iterator[Edit]:
    """Days that the note has with a year, where they stand without one and cannot be a grade or a score."""
    for match in re.finditer(r"(?<![\d/.-])(\d{1,2})/(\d{1,2})(?![\d/]|[.-]\d)", text):
        month, day = int(match[1]), int(match[2])
        if (month, day) in days and day not in (5, 10) and (new := moved(year, month, day)):
            yield (
                *match.span(),
                f"{new.month:0{2 if match[1][0] == '0' else 1}d}/{new.day:0{2 if match[2][0] == '0' else 1}d}",
            )


def _year(text: str) -> int:
    return int(text) + (0 if len(text) == 4 else 2000 if int(text) < 50 else 1900)


def _month(name: str) -> int:
    return next(i for i, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _month_like(name: str, month: int) -> str:
    """The name of a month, short or long as another is written, and in its case."""
    full = _MONTHS[month - 1]
    new = full if name.lower() in _MONTHS and len(name) > 3 else full[:3]
    return new.upper() if name.isupper() else new if name.islower() else new.title()
