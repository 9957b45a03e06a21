"""One file, several dated visits: where one ends and the next begins.

Cautious on purpose. A form feed parts two visits only where the page after it shows another date or another patient;
a heading parts them only where the same heading stands at the start of a line twice or more, with different dates, each
followed by what reads like a visit. Appointments, flow sheets, histories and goals with dates part nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from notelint.linter.note import Kind, Note

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DATE = (
    r"(?:(?P<y1>(?:19|20)\d\d)[-/.](?P<m1>\d{1,2})[-/.](?P<d1>\d{1,2})"
    r"|(?P<m2>\d{1,2})[-/.](?P<d2>\d{1,2})[-/.](?P<y2>(?:19|20)?\d\d)"
    r"|(?P<n3>[A-Za-z]{3,9})\.?[ ](?P<d3>\d{1,2})(?:st|nd|rd|th)?,?[ ](?P<y3>(?:19|20)\d\d)"
    r"|(?P<d4>\d{1,2})[- ](?P<n4>[A-Za-z]{3,9})\.?,?[- ](?P<y4>(?:19|20)?\d\d))(?![\d/])"
)
_PACKED = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_ANY_DATE = re.compile(rf"(?<![\d/.-]){_DATE}")
_SERVICE = (
    r"date\s+of\s+(?:service|visit|treatment)|d\.?o\.?s\.?"
    r"|(?:visit|service|treatment|session|encounter)\s+date|date\s+seen"
)
_VISIT = (
    r"(?P<visit_label>(?:daily|treatment|progress|session|visit|soap|encounter|office|clinic)\s+(?:note|visit|treatment)"
    r"|visit|session|treatment|date)(?:\s*(?:no\.?|number|\#)?\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?)?"
)
_BEFORE = r"(?:(?P<before>[^\s=|>_~-][^\r\n]{1,60}?)(?:[ \t]{2,}|[,;|.(\t–—-][ \t]*|[ \t](?=dos\b)))?"
# A line that begins with a label of the day and goes on with the day itself; what says that a day is one of service may
# stand behind other words, such as a patient's name, which then stand before each of the days.
_HEADING = re.compile(
    rf"^[ \t\f#*=|>_~-]*(?:{_BEFORE}(?P<service>{_SERVICE})|{_VISIT})\b[ \t.:*_|#=(·–—-]*"
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?[ \t]+)?{_DATE}",
    re.IGNORECASE | re.MULTILINE,
)
_LABEL_WORDS = ("date", "dos", "d.o.s", "visit", "session", "treatment", "note")
_OF_SOMETHING_ELSE = re.compile(
    r"\b(?:dob|d\.o\.b|birth|born|onset|injury|doi|surgery|sx|s/p|printed|print date|referral|referred|next|return"
    r"|follow[- ]?up|f/u|certification|cert|through|thru|until|by|goals?|history|hx|last seen|prior|previous)\b",
    re.IGNORECASE,
)
_OF_ANOTHER_DAY = re.compile(r"\b(?:history|hx|prior|previous|last|next|return\w*|until|since)\b", re.IGNORECASE)
_PAGE = re.compile(r"\bpage\s*(?:[2-9]|\d{2,})\b|\bcontinued\b|\bcont'd\b", re.IGNORECASE)
_WHO = re.compile(r"\b(?:patient|pt|name|client|mrn|acct|account|chart)\b[ \t#:.]+[^\n\r]*", re.IGNORECASE)
# A name or a number behind a label; after "Pt" a word in small letters only tells how the patient is.
_NAMED = re.compile(
    r"\b(?P<label>(?i:patient|pt|name|client|mrn|acct|account|chart))\b[ \t]*(?i:name|id|no|number)?[ \t#:.=|]*"
    r"(?P<name>[A-Z\d][\w'-]*)"
)
# What a visit holds besides its date: a billed code, a heading of the usual kind, or a signature.
_VISIT_LIKE = re.compile(
    r"\b(?:9\d{4}|G\d{4})\b"
    r"|^[ \t#*|>-]*(?:[SOAP]|Tx|Rx|Dx|HPI|subj\w*|obj\w*|assess\w*|plan)\b"
    r"[ \t*.)]*[:)|\n-]|\b(?:DPT|PTA?|OTR?(?:/L)?|COTA|DC|ATC)\b(?:, ?[a-z]{2,6}(?:/[a-z]{1,2})?){0,3}[ \t.*]*$",
    re.IGNORECASE | re.MULTILINE,
)
_BILLED = re.compile(r"\b(?:9[0278]\d{3}|G\d{4})\b")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")
_SUBSTANTIAL = 90  # characters other than white space: the shortest whole visits seen have twice as many
_HEAD_LINES = 4

Day = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    label: str
    day: Day


def day_of(said: str) -> Day | None:
    """The day that some words begin with or hold: in any usual form, or as in 20250324."""
    if packed := _PACKED.match(said.strip()):
        year, month, date = map(int, packed.groups())
        return (year, month, date) if 1 <= month <= 12 and 1 <= date <= 31 else None
    return next((day for match in _ANY_DATE.finditer(said) if (day := _day(match))), None)


def split_visits(path: str, text: str, kind: Kind | None = None) -> list[Note]:
    """The visits of one file, in order: the first under its path, later ones as `path#2`, `path#3` ...

    They are of one patient, who is known by the path, unless their heads name several.
    """
    head, *cuts = _cuts(text) or [0]
    if not cuts:
        return [Note(path, text, kind=kind)]
    lines = Note(path, text).line_starts
    patient = path if _of_one_patient([text[start:end] for start, end in pairwise((0, *cuts, len(text)))]) else None
    return [
        Note(
            path if i == 0 else f"{path}#{i + 1}",
            text[start:end],
            kind=kind,
            patient=patient,
            offset=start,
            first_line=bisect_right(lines, start),
            head=0 if i else head,
        )
        for i, (start, end) in enumerate(pairwise((0, *cuts, len(text))))
    ]


def _cuts(text: str) -> list[int]:
    """Where the visits of a file begin, the first below what is said of all; nowhere where there is only one."""
    cuts = _at_form_feeds(text) if "\f" in text else []
    if not cuts and _worth_a_look(text):
        cuts = _at_headings(text)
    return cuts


def _at_form_feeds(text: str) -> list[int]:
    cuts, start = [0], 0
    feeds = [m.start() for m in re.finditer("\f", text)]
    for feed, end in pairwise((*feeds, len(text))):
        before, after = text[start:feed], text[feed:end]
        if _solid(before) and _solid(after) and _another_visit(before, after):
            cuts.append(feed)
            start = feed
    return cuts if len(cuts) > 1 else []


def _another_visit(before: str, after: str) -> bool:
    """Whether the head of a page shows another date or another patient than the head of the visit before it."""
    head, earlier = _head(after), _head(before)
    if _PAGE.search(head):
        return False
    day, earlier_day = _first_day(head), _first_day(earlier)
    if day is None:
        return False
    who, earlier_who = _WHO.search(head), _WHO.search(earlier)
    return day != earlier_day or bool(
        who and earlier_who and _key(who[0], whole=True) != _key(earlier_who[0], whole=True)
    )


def _of_one_patient(visits: list[str]) -> bool:
    """Whether no two heads of a file's visits name different patients."""
    said: dict[str, set[str]] = {}
    for visit in visits:
        named: dict[str, set[str]] = {}
        for match in _NAMED.finditer(_head(visit)):
            named.setdefault(match["label"].casefold(), set()).add(match["name"].casefold())
        if any(names.isdisjoint(said.setdefault(label, names)) for label, names in named.items()):
            return False
    return True


def _head(text: str) -> str:
    lines = (line for line in text.replace("\f", "").splitlines() if line.strip())
    return "\n".join(line for line, _ in zip(lines, range(_HEAD_LINES), strict=False))


def _first_day(head: str) -> Day | None:
    """The day that a head gives: that of a heading, else of any line that does not date something else."""
    for match in _HEADING.finditer(head):
        if day := _day(match):
            return day
    for line in head.splitlines():
        if not _OF_SOMETHING_ELSE.search(line):
            for match in _ANY_DATE.finditer(line):
                if day := _day(match):
                    return day
    return None


def _worth_a_look(text: str) -> bool:
    """A cheap look before the dear one: some label stands there twice."""
    low = text.lower()
    return any(low.count(word) > 1 for word in _LABEL_WORDS)


def _at_headings(text: str) -> list[int]:
    by_label: dict[str, list[_Heading]] = {}
    for heading in _headings(text):
        by_label.setdefault(heading.label, []).append(heading)
    for headings in by_label.values():
        kept = _visits_among(text, headings)
        if len(kept) > 1:
            first, second = kept[0].start, kept[1].start
            return [_with_title(text, second, first), *(_with_title(text, first, h.start) for h in kept[1:])]
    return []


def _headings(text: str) -> Iterator[_Heading]:
    for match in _HEADING.finditer(text):
        if (day := _day(match)) and not _OF_ANOTHER_DAY.search(before := match["before"] or ""):
            label = f"{_key(before)} {match['service'] or match['visit_label']}"
            yield _Heading(match.start(), re.sub(r"[\s.]+", " ", label).strip().casefold(), day)


def _visits_among(text: str, headings: list[_Heading]) -> list[_Heading]:
    """The headings that begin a visit: of another day than the one before, with a visit's text under them.

    Headings that follow one another with next to no text between are a list of dates, and none of them begins a visit.
    """
    distinct = headings[:1] + [h for before, h in pairwise(headings) if before.day != h.day]
    bodies = [text[start:end] for start, end in pairwise([*(h.start for h in distinct), len(text)])]
    listed = {j for i, body in enumerate(bodies[:-1]) if not _solid(body) for j in (i, i + 1)}
    kept = [h for i, h in enumerate(distinct) if i not in listed and _is_visit(h.label, bodies[i])]
    return kept if len({h.day for h in kept}) > 1 else []


def _is_visit(label: str, body: str) -> bool:
    """Whether a text reads like a visit; under a bare "Date" (of a signature, say) it has to bill something."""
    return _solid(body) and bool((_BILLED if label == "date" else _VISIT_LIKE).search(body))


def _with_title(text: str, first: int, start: int) -> int:
    """A later heading's start, moved up over the lines that repeat those above the first heading (a title, a name)."""
    above_first, above = _lines_above(text, first), _lines_above(text, start)
    for (_, model), (begin, line) in zip(above_first, above, strict=False):
        if _key(line) != _key(model):
            break
        if line.strip():
            start = begin
    return start


def _lines_above(text: str, offset: int) -> list[tuple[int, str]]:
    """The six lines above a place, the nearest first."""
    nearby = max(0, offset - 600)
    lines = [(m.start(), m[0]) for m in _LINE.finditer(text, nearby, offset) if m[0]]
    return lines[:-7:-1]


def _key(line: str, *, whole: bool = False) -> str:
    """A line reduced to what stays the same from visit to visit: its label, or itself without its digits."""
    said = line.strip(" \t\r\n\f#*=|>_~-.")
    if not whole:
        said = re.sub(r"\d+", "0", re.split(r":|\s{2,}", said)[0])
    return " ".join(said.casefold().split())


def _solid(text: str) -> bool:
    return len("".join(text.split())) >= _SUBSTANTIAL


def _day(match: re.Match[str]) -> Day | None:
    group = match.groupdict()
    if group["y1"]:
        year, month, day = int(group["y1"]), int(group["m1"]), int(group["d1"])
    elif group["y2"]:
        year, month, day = int(group["y2"]), int(group["m2"]), int(group["d2"])
    else:
        name, day = (group["n3"] or group["n4"])[:3].lower(), int(group["d3"] or group["d4"])
        if name not in _MONTHS:
            return None
        year, month = int(group["y3"] or group["y4"]), _MONTHS.index(name) + 1
    if month > 12 >= day:
        day, month = month, day
    return (year + 2000 if year < 100 else year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
