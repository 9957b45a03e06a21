"""Dates: the date of service, told from birth dates, operations, onsets, appointments, goals and periods."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.reading import Line, Reading, reading

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
_NUMERIC = re.compile(r"\d\d{0,3}([/.-])\d{1,2}\1\d{2,4}(?![\d/]|\.\d)")
_BY_NAME = re.compile(
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?(?:[ ./-]|of )*)?\b{_MONTH}(?:[ ./-]*(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:))?(?:(?:[ ,./-]|of )*('?\d{{2}}|\d{{4}})\b(?![:%/]))?"
)
_SPOKEN_DAY = {
    word: number
    for number, words in enumerate(
        ["one first", "two second", "three third", "four fourth", "five fifth", "six sixth", "seven seventh", "eight eighth", "nine ninth", "ten tenth", "eleven eleventh", "twelve twelfth", "thirteen thirteenth", "fourteen fourteenth", "fifteen fifteenth", "sixteen sixteenth", "seventeen seventeenth", "eighteen eighteenth", "nineteen nineteenth", "twenty twentieth", "twenty-one twenty-first", "twenty-two twenty-second", "twenty-three twenty-third", "twenty-four twenty-fourth", "twenty-five twenty-fifth", "twenty-six twenty-sixth", "twenty-seven twenty-seventh", "twenty-eight twenty-eighth", "twenty-nine twenty-ninth", "thirty thirtieth", "thirty-one thirty-first"], 1
    )
    for word in words.split()
}  # fmt: skip
_SPOKEN_NUMBER = "|".join(sorted((w.replace("-", "[ -]") for w in _SPOKEN_DAY), key=len, reverse=True))
_SPOKEN = re.compile(
    rf"\b{_MONTH} (?:the )?({_SPOKEN_NUMBER}|\d{{1,2}}),? (?:two thousand (?:and )?|twenty[ -])({_SPOKEN_NUMBER})\b"
)
_COMPACT = re.compile(r"(?:20[0-4]\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
_PARTIAL = re.compile(
    r"(?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01])(?![\d/.-]|\w| ?(?:of|visits?|appts?|sessions?|trials?|reps?|correct))"
)
_SHORT = re.compile(
    r"(?<![\d/.-])(?:0?[1-9]|1[0-2])(?:/|-(?=\d\d))(?:0?[1-9]|[12]\d|3[01])(?![\d/]|[.-]\d|\w| ?(?:of|visits?|appts?|sessions?|trials?|reps?|correct|deg|min|sets?|weeks?|wks?|days?|x))"
)
_PARTIAL_AT = re.compile(r"(?<![\d/.-])(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])(?![\d/.]|\w)")
_DAY_NAME = r"(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?"
_AGO = re.compile(
    rf"\b(?:(?:\d+|an?|{_SPOKEN_NUMBER}|few|several|couple(?: of)?|some) (?:days?|weeks?|wks?|months?|mos?|visits?|sessions?) (?:ago|earlier|back|prior|before)"
    rf"|(?:last|previous|prior) (?:visit|session|time|tx|treatment|week|month|appointment|appt|{_DAY_NAME})"
    r"|(?:at|on|from) (?:the |our |his |her )?(?:first|initial|1st|previous|last|prior) (?:visit|session|encounter|fitting|appointment|eval\w*|day)"
    r"|yesterday|that day|(?:at|on) (?:delivery|issue))\b"
)
_RANGE = re.compile(r" {0,2}(?:-{1,2}|to|through|thru|until|\u2192|till) {0,2}$")
_DAY = rf"{_DAY_NAME}[.,]?"
_GAP = r"[ \t:=|*_(#.-]*"
_LABEL = re.compile(
    rf"(?:\b(?:dos|d\.o\.s\.?|dt|date|date of (?:service|visit|treatment|tx|session|encounter|note|evaluation|eval|report)|dates? seen|(?:service|visit|encounter|treatment|tx|session|"
    rf"today'?s|note|appointment|exam|eval(?:uation)?|report) date|date of this visit|seen|seen (?:on|today)|today(?: is)?|treated(?: on)?|visit(?: of| on| \#? ?\d{{1,3}},?)?|"
    rf"encounter(?: of| on)?|session(?: of| on)?|in clinic|"
    rf"(?:pt|ot|dc|hh|home|clinic|aquatic|snf|daily|treatment|progress|weekly|chiro(?:practic)?|soap|late entry|tx|rv|office|rehab) (?:visit|note|tx|treatment|report|entry|rv|log)(?: of| for| on)?)"
    rf"[ ]?(?:\(?mm/dd/yy(?:yy)?\)?)?{_GAP}(?:{_DAY} ?)?)$"
)
_DAY_BEFORE = re.compile(rf"\b{_DAY} ?$")
_SURGERY = (
    r"surg(?:ery|ical)?|sx|operat(?:ion|ive)|op|s/p|status post|post[ -]?op|p/o|orif|t[khs]a|r?tsa|tkr|thr|aclr|rcr|acdf|mua|ctr|[ab]ka|repair(?:ed)?|reconstruct\w*|"
    r"replacement|release|fusion|arthroplasty|arthroscopy|scope|laminectomy|discectomy|meniscectomy|decompression|hemi(?:arthroplasty)?|fixation|"
    r"graft|transplant|transfer|resection|amputation|osteotomy|lrti|bunionectomy|bypass|cabg|pinning|casted|cast (?:off|on)|cortisone|injection|inj"
)
_ONSET = (
    r"onset|doi|date of (?:injury|onset|accident|loss|birth|surgery|death)|injur(?:y|ed)|accident|inj date|dol|mva|mvc|crash|fell|fall|fractured|stroke|cva|tia|bleed|infarct|"
    r"tbi|concussion|sprained|strained|tore|ruptured|dislocated|hit|admi(?:t|ts|tted|ssion)|d/c|dc'?d|discharged?|dx'?d|diagnosed|since|started"
)
_OTHER = (
    r"dob|d\.o\.b\.?|born|birth(?: ?date|day)?|b\.|next|appt|appointment|f/u|follow[ -]?up|return(?:s|ing)?|rtc|re-?check|re-?eval(?:uation)?(?: due| by)?|recert\w*|cert\w*|auth\w*|valid|expir\w*|exp|"
    r"eff(?:ective)?|start(?: date)?|end(?:s|ed|ing)?|due|by|until|till|thru|through|to|from|between|before|after|goals?|targets?|stgs?|ltgs?|soc|start of care|poc|plan of care|prior|prev(?:ious)?(?:ly)?|last|baseline|"
    r"initial(?:ly)?|ie|eval(?:uation|uated)?|i\.e\.|referr\w*|referral|rx|order(?:ed)?|script|mri|x-?rays?|xr|ct|emg|imaging|us|exam of|was|were|printed|faxed|sent|received|md|physician|surgeon|"
    r"vs|as of|measured|test(?:ed)?|progress report|pn|issued|delivered|rtw|back to work|e?los|d/c date|wk of|week of|print date|revised|rev|version|policy|plan year"
)
_AGAINST = re.compile(
    rf"\b(?:{_SURGERY}|{_ONSET}|{_OTHER})(?: (?:date|dates|on|in|of|the|visit|appt|md|pt|w/ pta|is|was|at|report|r|l|rt|lt|right|left|bilat|b|post|surgery|[ctl]\d[-/\dctls]*|\d|period|exam|date:|dated|update))*"
    rf"(?:[ ]{{0,2}}|[ ]?(?:[:=(#/]|-|\.{{2,}}+)+[ ]?)(?:{_DAY} ?|(?:around|about|approx\.?|~) ?)?$"
)
_HAPPENED = re.compile(rf"\b(?:{_ONSET}) ?:[^.;|\n]{{1,50}}$")
_SOFTLY_AGAINST = re.compile(
    r"\b(?:fx|fracture|sprain|strain|tear|rupture|dislocation|whiplash)(?: (?:r|l|rt|lt|right|left|bilat|b|[ctl]\d[-/\dctls]*))*[ ]{0,2}\(?$"
)
_TITLE_WORD = re.compile(
    r"\b(?:eval(?:uation)?|poc|plan of care|re-?check|re-?eval(?:uation)?|treatment plan|progress report|plan|pn|ie|initial(?:ly)?|(?:initial |first )?(?:exam(?:ination)?|consult(?:ation)?|intake)|fcr?e|fce)[ ]{0,6}[:|-]?[ ]{0,3}$"
)
_OF_A_VALUE = re.compile(r" ?[:=] ?\d")  # "DF 5 (11/9/26: 2)"
# The name of a part of the note that is of today, and nothing else before the date.
_HEADED = re.compile(r"\W*(?:s|o|s/o|subj\w*|obj\w*|tx|rx|treatment|interventions?|soap|note)[ :.-]{0,2}[(\[]? ?")
_SIGNED = re.compile(
    r"\b(?:e-?sign\w*|signed|signature|sig\b|authenticated|cosign\w*|finali[sz]ed|locked|completed by)"
)
_BEGUN = re.compile(r"\b(?:soc|start of care|revised|updated|established|plan date|effective)(?: date| on)?[ :=]*$")
_EXCLUDED = frozenset({"goals", "wish", "prior", "history", "authorisation", "home", "education"})


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date in the text; `date` is None where no year is given."""

    start: int
    end: int
    date: datetime.date | None


@Language.factory("notelint_dates")
def create(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """The component that finds the date of service."""
    return find_date


def find_date(doc: Doc) -> Doc:
    """Fill the dates of the reading, its date of service and where that stands."""
    here = reading(doc)
    found = _all_dates(here)
    here.dates = found
    scored = [(score, -index, item) for index, item in enumerate(found) if (score := _score(here, found, index)) > 0]
    best = max(scored, default=None)
    if best is None:
        best = max(
            ((s, 0, d) for d in _without_year(here) if (s := _score(here, [d], 0)) >= 50),
            default=None,
            key=lambda x: x[0],
        )
    if best is not None:
        item = best[2]
        here.date, here.dated = item.date, here.mention(item.start, item.end)
    elif found:
        here.begun = next((d for d in found if _BEGUN.search(here.folded, max(0, d.start - 30), d.start)), None)
    if here.note.date:
        here.date = parse_date(here.note.date) or here.date
    return doc


def parse_date(text: str) -> datetime.date | None:
    """The date that a text is, in any usual form; None where it is none or has no year."""
    folded = text.strip().lower().replace("\u2013", "-")
    if _COMPACT.match(folded):
        return _date(int(folded[:4]), int(folded[4:6]), int(folded[6:]))
    return next((d.date for d in dates_in(folded, 0, len(folded)) if d.date), None)


def nearest(text: str, visit: datetime.date) -> datetime.date | None:
    """The date next to a visit that a day and a month without a year say: "12/01", "8 July"; None where they say none."""
    named = re.search(_MONTH, text)
    figures = [int(f) for f in re.findall(r"\d{1,2}", text)]
    if len(figures) != (1 if named else 2):
        return None
    month, day = (_month(named.group()), figures[0]) if named else figures
    dates = [d for year in (visit.year - 1, visit.year, visit.year + 1) if (d := _date(year, month, day))]
    return min(dates, key=lambda d: abs(d - visit), default=None)


def earlier_days(here: Reading, start: int, end: int) -> list[tuple[int, int]]:
    """Where days before the date of service stand between two offsets: dates in any form, "two weeks ago", "last visit"."""
    dated = [(d.start, d.end) for d in here.dates if start <= d.start < end]
    dated += [m.span() for m in _SHORT.finditer(here.folded, start, end) if not _measured(here, m)]
    found = [(a, b) for a, b in dated if _is_earlier(here, a, b)]
    return sorted([*found, *(m.span() for m in _AGO.finditer(here.folded, start, end))])


def _measured(here: Reading, match: re.Match[str]) -> bool:
    """Whether what looks like a month and a day is a grade or a range of motion."""
    return any(m.end > match.start() for m in here.measures_from(match.start() - 24, match.end()))


def _is_earlier(here: Reading, start: int, end: int) -> bool:
    if here.date is None:
        return here.dated is None or start != here.dated.start
    text = here.folded[start:end]
    day = parse_date(text) or nearest(text, here.date)
    return day is not None and day < here.date


def dates_in(folded: str, start: int, end: int) -> list[DateFound]:
    """The dates between two offsets of a folded text, in its order; those without a year only where a month is named."""
    found = [d for m in _NUMERIC.finditer(folded, start, end) if (d := _numeric(folded, m)) is not None]
    found += _named_months(folded, start, end)
    return sorted(found, key=lambda d: d.start)


def _all_dates(here: Reading) -> list[DateFound]:
    found = [d for m in _NUMERIC.finditer(here.folded) if (d := _numeric(here.folded, m)) is not None]
    for hit in here.hits.get("months", ()):
        found += _named_months(here.folded, max(0, hit.start - 8), min(len(here.folded), hit.end + 40), hit.start)
    return sorted(found, key=lambda d: d.start)


def _numeric(folded: str, match: re.Match[str]) -> DateFound | None:
    """A date in digits: year first, or month first, or day first where the month cannot be."""
    before, after = folded[max(0, match.start() - 2) : match.start()], folded[match.end() : match.end() + 2]
    if before[-1:].isalnum() or before[-1:] == "/" or (before[-1:] == "." and before[0].isdigit()):
        return None
    if match.group(1) == "-" and (re.match(r"-\d", after) or re.match(r"\d-$", before)):
        return None
    parts = match.group().split(match.group(1))
    first, second, third = (int(p) for p in parts)
    if len(parts[0]) == 4:
        day = _date(first, second, third)
    elif len(parts[0]) == 3 or len(parts[2]) == 3:
        return None
    elif first > 12:
        day = _date(_year(parts[2]), second, first)
    else:
        day = _date(_year(parts[2]), first, second)
    return DateFound(match.start(), match.end(), day) if day else None


def _named_months(folded: str, start: int, end: int, at: int | None = None) -> Iterator[DateFound]:
    """Dates with the name of the month: "03-Mar-2025", "Feb 9, 2026", "May two twenty twenty-six"."""
    for match in _SPOKEN.finditer(folded, start, end):
        if at is None or match.start(1) == at:
            number, short = (_spoken(match.group(g)) for g in (2, 3))
            if date := _date(2000 + short, _month(match.group(1)), number):
                yield DateFound(match.start(), match.end(), date)
    for match in _BY_NAME.finditer(folded, start, end):
        if at is not None and match.start(2) != at:
            continue
        before, after, year = match.group(1), match.group(3), match.group(4)
        if before and not after:
            date = _date(_year(year), _month(match.group(2)), int(before)) if year else None
            yield DateFound(match.start(), match.end(), date)
        elif after:
            begin = match.start(2) if before else match.start()
            date = _date(_year(year), _month(match.group(2)), int(after)) if year else None
            if year is None and before and len(after) == 2:
                begin, date = match.start(), _date(_year(after), _month(match.group(2)), int(before))
            yield DateFound(begin, match.end(), date)


def _month(name: str) -> int:
    return _MONTHS.index(name[:3]) + 1


def _spoken(word: str) -> int:
    return int(word) if word.isdigit() else _SPOKEN_DAY[word.replace(" ", "-")]


def _year(text: str) -> int:
    year = int(text.lstrip("'"))
    return year if year > 99 else 2000 + year if year < 70 else 1900 + year


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day) if 1900 <= year <= 2099 else None
    except ValueError:
        return None


def _without_year(here: Reading) -> Iterator[DateFound]:
    """Dates of day and month only: the first words of the note, and those after a label or a weekday."""
    first = next((x for x in here.lines if not x.blank), None)
    for match in _PARTIAL_AT.finditer(here.folded):
        at_start = (
            first is not None and match.start() == first.content and bool(_PARTIAL.match(here.folded, match.start()))
        )
        before = here.folded[max(0, match.start() - 40) : match.start()]
        if (
            at_start
            or (_LABEL.search(before) and not re.search(r"visits? ?#? ?$", before))
            or _DAY_BEFORE.search(before)
        ):
            yield DateFound(match.start(), match.end(), None)


def _score(here: Reading, found: list[DateFound], index: int) -> int:
    """How much speaks for a date as the date of service; 0 where it is another."""
    item = found[index]
    line = here.line_at(item.start)
    floor = max(line.content, item.start - 60)
    before = here.folded[floor : item.start]
    if _in_range(here, found, index):
        return 0
    if _LABEL.search(before) and not _AGAINST.search(before):
        return 100 if not _SIGNED.search(before) else 30
    titled = _is_title(here, line)
    if titled and _TITLE_WORD.search(before) and all(_is_against(here, d) for d in found[:index]):
        return 80
    if _AGAINST.search(before) or _HAPPENED.search(before):
        return 0
    if _SIGNED.search(here.folded, max(line.content, item.start - 1_000), item.start):
        return 20
    score = 60 if _HEADED.fullmatch(here.folded, line.content, item.start) else _bare(here, item, line, before, titled)
    return min(score, 12) if _SOFTLY_AGAINST.search(before) else score


def _is_against(here: Reading, item: DateFound) -> bool:
    """Whether the words before a date say that it is that of something else."""
    floor = max(here.line_at(item.start).content, item.start - 60)
    return _AGAINST.search(here.folded[floor : item.start]) is not None


def _in_range(here: Reading, found: list[DateFound], index: int) -> bool:
    """Whether a date is one end of a period."""
    item = found[index]
    if (
        index + 1 < len(found)
        and _RANGE.match(here.folded[item.end : found[index + 1].start].rstrip() + " ")
        and found[index + 1].start - item.end < 12
    ):
        return True
    return (
        index > 0
        and item.start - found[index - 1].end < 12
        and bool(_RANGE.match(here.folded[found[index - 1].end : item.start].rstrip() + " "))
    )


def _bare(here: Reading, item: DateFound, line: Line, before: str, titled: bool) -> int:
    """A date without a label, by its place: a heading, a cell or sentence of its own, or next to a signature."""
    own_cell = any(a <= item.start < b and b - a <= item.end - item.start + 12 for a, b in line.cells)
    if titled:
        if before.endswith("("):
            return 0 if _OF_A_VALUE.match(here.folded, item.end) else 60
        return 70
    statement = here.statement_at(item.start)
    lead = here.folded[statement.start : item.start]
    alone = not re.search(r"[a-z0-9]", re.sub(rf"{_DAY} ?$", "", lead)) or own_cell
    if statement.section in _EXCLUDED and not (alone and here.line_at(item.start).start != line.start):
        return 10 if alone and statement.section == "goals" and len(lead) == 0 else 0
    if _DAY_BEFORE.search(before):
        return 50
    if alone:
        return 45
    if before.rstrip().endswith("(") or re.search(r"\d ?$|\bon $", before):
        return 15 if re.search(r"(?:[a-z]\.|\bpta?|\bota?|\bdc|otr/l|cota/l|dpt) +$", before) else 0
    after = here.folded[item.end : line.end].strip()
    if (
        re.match(r"[,;|.:)]|$|\d{4}\b|(?:visit|pt|ot|dc)\b", after)
        or re.search(r"[,;|/]\s*$|\s{3,}$", before)
        or not after
    ):
        return 40 if re.search(r"[,;|./-]\s*$|\s{3,}$", before) else 25
    return 15


def _is_title(here: Reading, line: Line) -> bool:
    """Whether a line is the first with words, or the second after a short one."""
    for number, other in enumerate(x for x in here.lines if not x.blank):
        if other.start == line.start:
            return True
        if number >= 1 or other.end - other.content > 70:
            return False
    return False
