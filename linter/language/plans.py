"""Plans: what the note says of the plan, stated periods of certification or authorisation, and the visit's number."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.dates import DateFound, nearest
from notelint.linter.language.openings import Expression
from notelint.linter.language.reading import Line, Reading, Statement, reading
from notelint.linter.record import Period, PlanStatement, VisitCount

Kind = Literal["frequency", "change", "reference", "visit_count", "content", "continue", "wish", "home", "appointment"]

Parts = dict[str, list[int]]  # the kinds of words that a statement holds, and where

_COUNT = r"(?:\d{1,2}(?: ?(?:-|to) ?\d{1,2})?|one|two|three|four|five|six|seven)"
_PER = r"(?:/|per|a|each|every|in a)"
_WEEK = r"(?:wks?|weeks?|w(?!/)|mos?|months?|fortnight)"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
_FREQUENCY = Expression(
    rf"(?<!\d)(?<!\d\.)(?:{_COUNT} ?(?:x|times?|visits?|days?|d(?=[ /])|sessions?|\u00d7)? ?(?:{_PER} ?{_WEEK}\b|(?:weekly|wkly|monthly)\b)|(?:x ?)?{_COUNT} ?(?:x|times?) ?(?:{_PER} ?)?(?:{_WEEK}|day|next w(?:ee)?k)\b|x ?{_COUNT} ?{_PER} ?{_WEEK}\b|"
    rf"(?:once|twice|thrice)[ -]?(?:{_PER} |-)?(?:{_WEEK}|weekly|monthly|day|daily)\b|[1-7] ?wk? ?(?:for )?\d{{1,2}}(?!\d)(?= ?(?:[,.;)]|$|\n|\d|wk|w\b))|"
    rf"{_COUNT} (?:visits?|sessions?|treatments?|tx) (?:over|in|for|within|x) {_COUNT} {_WEEK}\b|\b{_WEEKDAY}(?:(?: ?[/,&] ?|,? and | ){_WEEKDAY})+\b|\b(?:m/?w/?f|tu?/?th|qo?d)\b|"
    rf"(?<!\d)\d{{1,3}} ?min(?:utes)? ?{_PER} ?{_WEEK}\b|\bx ?\d ?/ ?(?:52|12|7)\b|\d ?x ?/ ?52\b|(?:every|q) ?(?:other )?(?:\d{{1,2}} )?{_WEEK}\b|every (?:(?:{_COUNT}|ten|fourteen) days|(?:second|third|fourth|2nd|3rd|4th) day)\b|every other (?:day|week)|\bdaily\b|\bweekly\b|\bwkly\b|\bbiweekly\b|\bbid\b|\bmonthly\b)"
)
_BARE = re.compile(rf"daily|weekly|wkly|bid|biweekly|monthly|qo?d|m/?w/?f|tu?/?th|{_WEEKDAY}\b.*")
_CUT = re.compile(r"[.;|,/](?:\s|$)")
_SPAN_OF_TIME = re.compile(r"\W*(?:through|thru|until|till|from|for|up to|during) [\w /-]{1,24}")
_NOT_TREATMENT = re.compile(
    r"\b(?:hep|home|walks?|walking|rides?|swims?|golfs?|gym at|exercis(?:es|ing) at|runs|attend(?:ed|ance)?|yoga|goes|works|falls?|spasms?|wakes|headaches?|migraines?|pain|symptoms?|episodes?|drinks|takes|medication|meds|mg|ice|stretch(?:es)? (?:at|daily)|"
    r"reports?|states?|was seen|used to|do(?:es)? (?:them|it)|self|y(?:mca)? on|per day at|notes?|weekly note|chiro elsewhere)\b"
)
_OPENS_PLAN = re.compile(
    r"\W*(?:p|plan|poc|rx|rec|next|cont(?:inue)?d?|continue|see|return|freq(?:uency)?|pt|ot|plan of care|will|again|therapy|seen|skilled|follow|tx|to be seen)\b"
)
_REFERENCE = re.compile(
    r"\b(?:cont(?:inue|inued|\.)? (?:with |w/ |per |current |the |same )*(?:current )?(?:poc|plan of care|plan of treatment|treatment plan|tx plan|rehab plan|care plan)|(?:per|see|as per|follow(?:ing)?|under|within|according to|proceed per|progress per|as in) (?:the |current |established |initial |pt |ot )*(?:poc|plan of care|treatment plan|plan of treatment|care plan)|(?:poc|plan of care) (?:\d ?x ?/? ?wk )?(?:continues?|unchanged|remains?|ongoing|in effect|same|as established|reviewed|updated)|cont poc|per (?:the )?plan)\b"
)
_UNDER_PLAN = re.compile(
    r"\b(?:c/w|cont\w*\.? c|remains? on|stays? on|keep(?:ing)? (?:to|with)|same|current|existing|active) (?:the |current |established |same )*(?:poc|plan of care|plan of treatment|(?:tx|treatment|rehab|care) plan|plan)\b|\b(?:tx|treatment|rehab|care) plan (?:is |remains? )?(?:unchanged|same|continues?|ongoing|appropriate)\b"
)
_COURSE = re.compile(
    rf"\b{_COUNT} (?:more |further |remaining |additional |add'l |last |final )+(?:pt |ot )?(?:visits?|sessions?|treatments?|tx|appts?)\b|\b(?:visits?|sessions?|treatments) (?:left|to go|remaining|requested|recommended|planned|ordered)\b|\b(?:remaining|finish in|final) {_COUNT} (?:visits?|sessions?|treatments)\b|"
    rf"\b(?:final|last) (?:visit|session|treatment|tx)(?: (?:will|is|on|next|in|tomorrow|{_WEEKDAY})\b|[: ]+\d)|"
    r"\b(?:d/?c|discharge|dismiss(?:al)?)(?: (?:from (?:pt|ot|care|therapy|skilled \w+)))?,? (?:is |visit )?(?:planned|anticipated|expected|likely|next|after|in \d|at (?:next|visit|\d)|by|when|if|once|soon|to (?:hep|home program\w*|gym|self|independent|wellness|maint\w+))\b|"
    r"\b(?:then|anticipat\w+|expect\w*|prepar\w+|ready|plan(?:ning|ned)?|toward|towards|consider|for)(?: for| to)? (?:d/?c(?!,)|discharge(?! (?:from (?:the )?(?:hosp|acute|snf|inc|wound)|instruct))|dismissal)\b|"
    r"\bhold (?:pt|ot|tx|therapy|care)\b|\bon hold (?:until|till|pending|for)\b"
)
_STEP = re.compile(
    r"\b(?:progress|advance|adv|move|proceed)\b (?:to|from|with|per|along)?[^.;\n]{2,40}\b(?:as (?:able|tol\w*)|protocol|phase \d)\b"
)
_CONTENT_LABEL = re.compile(
    r"\W*(?:plan(?: of care)?|p|poc|(next(?: visit| session| time)?|nxt|nv|n/v)|disposition|rec\w*|a/p|tx plan|treatment plan)\b[ :=-]*"
)
_NEXT_WORK = re.compile(
    r"(?:next(?: sess\w*| visit| time| tx| appt)?|nxt|nv|n/v)\b[.]?(?: ?[:=\u2013-]| (?!tue|mon|wed|thu|fri))|.*\bnext\W*$",
    re.DOTALL,
)
_WORK = (
    "exercises", "closed_chain", "balance", "tasks", "gait", "manual", "equipment", "modalities", "self_care", "wheelchair", "cognition",
)  # fmt: skip
_REMAINS = re.compile(r"\bpoc\b|\bplan of care\b|\bplan of treatment\b|\btreatment plan\b")
_CONTINUE = re.compile(
    r"(?:\b(?:will )?cont(?:inue|inued|inues|'d)?\b\.?(?! (?:pain|to (?:have|report|complain|lack|be|demonstrate|present|require|show|need|use|work|feel))|ed\b|inued (?:pain|difficulty|weakness|tightness))|\bsame\b(?= *(?:$|[.,;]|plan|tx|program))|\bcarry on\b|\bas planned\b|\bprogress as (?:tol\w*|able)|\badvance as (?:tol\w*|able))"
)
_CHANGE = re.compile(
    r"\b(?:add|adding|start|begin|progress|adv(?:ance)?|advance|increase|decrease|inc|dec|introduce|initiate|trial|try|trying|wean|transition|reassess|re-?assess|re-?test|re-?check|re-?eval\w*|re-?measure|re-?examine|upgrade|update|change|switch|replace|discharge|dc|d/c|dismiss|"
    r"reduce|lower|raise|remove|issue|fabricate|remold|adjust|modify|work on|work toward|focus|incorporate|move to|step up|grade|harder|heavier|darker|longer|more|less|taper|drop|hold|red|green|blue|black|full|test|measure|teach|train|review|practi[cs]e|simulate|attempt|resume|"
    r"load|wts?|weights?|lb|lbs|reps?|sets?|curb|stairs|outdoors|treadmill|mirror|new|\+ ?\d+|\d+ ?lb)\b|\+ ?\d+ ?(?:lb|kg|min|reps?|deg)"
)
_RE_EXAM = re.compile(r"(?<!on )(?<!at )(?<!upon )\bre-?(?:exam\w*|eval\w*|assess\w*|test) (?:in|at|on|next|after|by) ")
_NEW = re.compile(
    r"\b(?:add|start|begin|progress|adv(?:ance)?|increase|try|trial|upgrade|initiate|introduce|step up|re-?(?:test|measure|assess|check|eval\w*|exam\w*))\b"
)
_OTHER_CHANGES = frozenset({"next", "course", "able"})
_FUTURE = re.compile(
    r"\b(?:next|nxt) (?:visit|session|time|tx|treatment|wk|week|appt|rx|x|full|set|step|phase)\b|\bnext[:,]|\b(?:tomorrow|wk \d+|week \d+)\b|\bnext(?= \w+ly?\b)|\bwill\b|\b(?:if|when|once) (?:able|tolerated|cleared|pain|ready|no|the|quad|stable|he|she|pt)\b"
)
_OF_PATIENT = re.compile(r"goal|able to|pt will|patient will|he will|she will")
_WILL_CONTINUE = re.compile(r"\bwill cont|, (?:will )?cont")
_PLAN_LABEL = re.compile(r"\W*(?:plan|p|poc|next|nxt|nv|n/v)\b ?[:=\u2013-]")
_NEXT = re.compile(r"\b(?:next|nxt|tomorrow)\b")
_APPOINTMENT = re.compile(
    r"\b(?:next (?:appt|appointment|visit|session|tx|pt|ot)?\b[ :]*(?:is |on |scheduled )*(?=(?:mon|tue|wed|thu|fri|sat|sun|\d{1,2}[/-]\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|tomorrow|at|scheduled|in \d|w/|with))|next (?:appt|appointment)\b|"
    r"(?:back|f/?u) (?:on |next )?(?:mon|tue|wed|thu|fri|sat|sun)\w*|(?:to )?return(?:s|ing)?(?: to clinic)? (?:on |in |next |this )?(?:mon|tue|wed|thu|fri|sat|sun|\d|wk|week|tomorrow|one|two|three|prn|as needed|if)\w*|rtc\b(?: (?:on |in )?(?:mon|tue|wed|thu|fri|\d)\w*)?|again (?:mon|tue|wed|thu|fri|sat|sun|tomorrow|on)\w*|f/?u (?:in |on |with |w/ )|follow[ -]?up (?:in|on|with|appointment)|see (?:again|back|pt) (?:on|in|mon|tue|wed|thu|fri|tomorrow)|md (?:appt|f/?u|visit)|appt\b)"
)
_HOME = re.compile(
    r"\b(?:hep|home (?:program|programme|exercise|ex)\w*|homework|at home (?:advised|daily|bid|tid|recommended))\b"
)
_HOME_STATUS = re.compile(
    r"\b(?:ind\w*|compl\w*|adher\w*|consistent|doing|did|reports?|perform\w*|has been) (?:with |w/ )?(?:his |her |their |the |current )?$"
)
_WISH = re.compile(
    r"\b(?:(?:pt|patient|client|he|she|mom|dad|wife|husband|family|parent|they)\b ?(?:would like|wants?|hopes?|wishes|desires?|'s goal|goal is|looking forward)|wants? (?:to|his|her)|hopes? to|would like to|wishes to)\b"
)
_PLANNED = frozenset({"plan", "assessment_plan", "wish", "home"})
_HISTORY = frozenset({"history", "prior", "goals", "vitals", "precautions"})
_AUTH = r"(?:auth(?:\w|')*|approv\w*|allow\w*)"
_N = r"(?<![\d/.-])(\d{1,3})(?!\d|[/:.-]\d)"
_IS = r"(?:[ ]*(?:#|no\b\.?|number|count|today|is|are|[:=|]|\.{2,}+|\u2026))*[ ]*"
_OF = r"(?:st|nd|rd|th)? ?(?:/|of|out of) ?"
_VISIT_OF = re.compile(
    rf"\b(?:visits?|vis|sessions?)[ :#]*(?:no\.? ?|number |count )?(\d{{1,3}}){_OF}(\d{{1,3}})(?!\d|[/.-]\d)|(?<![\d/.-])(\d{{1,3}}){_OF}(\d{{1,3}}) (?:auth\w*\.? |approved |planned |total |scheduled )?(?:visits?|sessions?|treatments|appts)\b|"
    rf"(?<![\d/.-])(\d{{1,3}}){_OF}(\d{{1,3}}) (?:auth\w*|approved)\b|\b(?:tx|treatment|rx|therapy) ?(?:day|session)? ?#? ?(\d{{1,3}}) (?:of|out of) (\d{{1,3}})\b(?! ?min)"
)
_AUTHORISED = re.compile(
    r"\b(?:visits?|vis) ?(?:auth\w*|approved) ?/ ?(?:used|completed)\b[ :]*(\d{1,3}) ?/ ?(\d{1,3})|\b(?:auth\w*|approved)(?: visits?| for)?[ :#]*(\d{1,3}) ?(?:/|,|;|-)? ?(?:visits? )?used[ :]*(\d{1,3})|\b(?:visits? )?used(?: to date)?[ :]*(\d{1,3}) ?(?:/|of|out of) ?(\d{1,3})"
)
_LIMIT = re.compile(
    rf"\b(?:auth\w*|approv\w*|certif\w*|allow\w*|referral|ref|script|order(?:ed)?|good for)\b[^.;|\n]{{0,30}}?(?<![\d/-])(\d{{1,3}}) ?(?:visits?|sessions?|tx|treatments|v\b)|(?<![\d/-])(\d{{1,3}}) (?:visits?|sessions?|v)? ?(?:were |are |was )?(?:{_AUTH}|certified)\b|\bauth\w*\b[^.\n]{{0,40}}?, ?(\d{{1,3}}) visits?|"
    rf"\b(?:visits?|sessions?|treatments?|vis) (?:{_AUTH}|certified)(?: by (?:[a-z.]+ ){{0,3}}[a-z.]+)?{_IS}{_N}|\b{_AUTH} (?:visits?|sessions?){_IS}{_N}|\b{_AUTH}(?: for)?(?: ?[:=|][ ]*| ){_N}(?! ?(?:more|additional|further|extra|/|days?|w(?:ee)?ks?|min))"
)
_NUMBER = re.compile(
    rf"(?<!next )(?<!per )(?<!last )(?<!home )\b(?:visit|session){_IS}(\d{{1,3}})(?!\d|[/:.-]\d| ?(?:min|of|/ ?\d|x|per|wk|week|days?|am|pm|lb|sets?|reps?|kg|more))|\b(\d{{1,3}})(?:st|nd|rd|th) (?:visit|session|treatment)\b|"
    rf"\b(?:today|this)(?: is| ?[:=])? (?:#|no\.?|number) ?{_N}|\b(?:visits?|sessions?) (?:used|completed|attended|made|done|to date|incl(?:uding|\.)?)(?: \([^()\n]*\))?(?:,? (?:to date|so far|as of|incl(?:uding|\.)?|today|this (?:visit|one))){{0,3}}{_IS}{_N}|{_N} (?:visits? )?(?:used|completed)\b|\bused ?[:=] ?{_N}|"
    rf"\b(?:visits?|sessions?|rx|tx|treatment) ?[:=#] ?{_N}(?= *(?:\(|$|\n|[.,;]| {{2}}))"
)
_ATTENDED = re.compile(r"\b(?:attend\w*|kept|missed|cancel\w*|no[ -]show\w*|compliance)\b")
_PERIOD = re.compile(
    r"(?:re)?(?:cert(?:s|ified|ification)?|auth(?:s|orized|orised|orization|orisation)?|approv(?:ed|al)|poc|plan of care|certification period|valid|coverage|referral|script|rx)\b"
)
_PERIOD_WORD = re.compile(
    r"(?:[:=#|()-]++|period|window|runs?|ran|covers?|between|cert\w*|auth\w*|dates?|from|valid|is|no\.?|eff(?:ective)?|start(?:s|ing)?|begin(?:s|ning)?|for|of|visits?|approved|pt|ot|(?:[^\W\d]|-)*+\d[\w-]*+,?|plan|care|poc|since|signed)[:=#|()-]*$"
)
_LEADERS = re.compile(
    r"\.{2,}|_{2,}|[\u00b7\u2026]+"
)  # what leads from a label to its value, or a field that is filled
_EARLIER = re.compile(r"\b(?:prior|previous|old|past|former|preceding|last)[ ]*$")
_LAST_WORDS = re.compile(
    r"(?<![\d/])\b(?:through|thru|until|till|to|exp(?:ires|iration|ired|iring)?|ends?|ending|ended|end date|due|valid (?:to|through|thru|until)|by|good (?:through|thru|until)|up to|\d{1,2}/\d{1,2} ?-{1,2}>?)(?: on| date| is)?[ :]*$"
)


@Language.factory("notelint_plans")
def create(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """The component that finds plans, periods and the visit's number."""
    return find_plans


def find_plans(doc: Doc) -> Doc:
    """Fill the plans, the periods and the visit count of the reading."""
    here = reading(doc)
    here.visit_count = _visit_count(here)
    here.plans = [p for statement, parts in _worth_reading(here) for p in _in_statement(here, statement, parts)]
    here.periods = list(_periods(here))
    return doc


def _worth_reading(here: Reading) -> list[tuple[Statement, Parts]]:
    """The statements under a plan, and those with a word that one may be told by, with the parts of a plan told by it."""
    wanted: dict[int, tuple[Statement, Parts]] = {s.start: (s, {}) for s in here.statements if s.section in _PLANNED}
    for hit in here.hits.get("cues_plan", ()):
        statement = here.statement_at(hit.start)
        wanted.setdefault(statement.start, (statement, {}))[1].setdefault(hit.term["part"], []).append(hit.start)
    count = here.visit_count
    if count is not None and count.authorised is not None:
        statement = here.statement_at(count.start)
        wanted.setdefault(statement.start, (statement, {}))
    return [wanted[start] for start in sorted(wanted)]


def _in_statement(here: Reading, statement: Statement, parts: Parts) -> Iterator[PlanStatement]:
    """What one statement says of the plan."""
    start, end, section = statement.start, statement.end, statement.section
    folded = here.folded
    if section in ("wish", "home"):
        yield _plan(here, start, end, "wish" if section == "wish" else "home")
        return
    count = here.visit_count
    if (
        count is not None
        and start <= count.start < end
        and count.authorised is not None
        and not _ATTENDED.search(folded, start, end)
    ):
        yield _plan(here, count.start, count.end, "visit_count")
    if section in _HISTORY:
        if (frequency := _frequency(here, statement, False, _often(parts))) and (
            frequency.start == start or _OPENS_PLAN.match(folded, start)
        ):
            yield frequency
        return
    planned = section in ("plan", "assessment_plan") or bool(_PLAN_LABEL.match(folded, start, min(end, start + 14)))
    yield from _clauses(here, statement, planned, parts)


def _clauses(here: Reading, statement: Statement, planned: bool, parts: Parts) -> Iterator[PlanStatement]:
    folded, start, end = here.folded, statement.start, statement.end
    frequency = _frequency(here, statement, planned, _often(parts))
    if frequency is not None:
        yield frequency
    if "poc" in parts or "plan" in parts:
        reference = _REFERENCE.search(folded, start, end) or _UNDER_PLAN.search(folded, start, end)
        if reference is None and planned and "poc" in parts:
            reference = _REMAINS.search(folded, start + 5, end)
        if reference:
            yield _plan(here, reference.start(), reference.end(), "reference")
    if statement.section != "subjective":
        yield from _rest(here, start, end, planned, parts, frequency is not None)
    elif "wish" in parts and (wish := _WISH.search(folded, start, end)):
        yield _plan(here, wish.start(), end, "wish")


def _rest(here: Reading, start: int, end: int, planned: bool, parts: Parts, frequent: bool) -> Iterator[PlanStatement]:
    """Changes, appointments, "continue", wishes, home programmes, and all else that stands under a plan."""
    folded = here.folded
    found: list[PlanStatement] = []
    appointment = _APPOINTMENT.search(folded, start, end) if "next" in parts or "return" in parts else None
    change = _change(folded, start, end, planned) if planned or "next" in parts or "exam" in parts else None
    if change is None and (appointment or not parts.keys().isdisjoint(_OTHER_CHANGES)):
        change = _other_change(here, start, end, planned, appointment)
    elif change is not None and appointment and not _changes_beside(folded, start, end, appointment):
        change = None
    if change is not None:
        found.append(_plan(here, change, end, "change"))
    if appointment:
        found.append(_plan(here, appointment.start(), appointment.end(), "appointment"))
    if "wish" in parts and (wish := _WISH.search(folded, start, end)):
        found.append(_plan(here, wish.start(), end, "wish"))
    home = _HOME.search(folded, start, end) if "home" in parts else None
    if home and not _HOME_STATUS.search(folded, max(start, home.start() - 30), home.start()):
        found.append(_plan(here, home.start(), home.end(), "home"))
    more = _CONTINUE.search(folded, start, end) if "continue" in parts else None
    if more and (
        planned or more.start() <= start + 12 or "will" in more.group() or _WILL_CONTINUE.search(folded, start, end)
    ):
        found.append(_plan(here, more.start(), more.end(), "continue"))
    if planned and not found and not frequent and _has_content(here, start, end):
        found.append(_plan(here, start, end, "content"))
    yield from found


def _change(folded: str, start: int, end: int, planned: bool) -> int | None:
    """Where the statement begins to tell of a change for a later visit."""
    if again := _RE_EXAM.search(folded, start, end):
        return again.start()
    future = _FUTURE.search(folded, start, end)
    change = _CHANGE.search(folded, start, end) if future or planned else None
    if change is None:
        return None
    told = future is not None and (
        _NEXT.search(folded, start, end) or (future.group() == "will" and not _OF_PATIENT.search(folded, start, end))
    )
    return min(change.start(), future.start() if future else change.start()) if planned or told else None


def _other_change(here: Reading, start: int, end: int, planned: bool, appointment: re.Match[str] | None) -> int | None:
    """Where it tells how care goes on or ends, which work comes next, or what is done at an appointment."""
    folded = here.folded
    if course := _COURSE.search(folded, start, end):
        return course.start()
    step = _STEP.search(folded, start, end)
    if step and (planned or step.start() <= start + 4):
        return step.start()
    if appointment:
        new = _NEW.search(folded, appointment.end(), end)
        return new.start() if new else None
    work = _NEXT_WORK.match(folded, start, end) and here.first(_WORK, start, end)
    return start if work else None


def _changes_beside(folded: str, start: int, end: int, appointment: re.Match[str]) -> bool:
    """Whether a change is told in other words than those of an appointment."""
    rest = (
        folded[start : appointment.start()]
        + " "
        + re.sub(
            r"^[\w/: ,]*?(?=\b(?:add|start|begin|progress|adv|increase|try|re-?\w+)\b|$)",
            "",
            folded[appointment.end() : end],
        )
    )
    return bool(_CHANGE.search(rest))


def _has_content(here: Reading, start: int, end: int) -> bool:
    """Whether words that are no heading, date or signature stand in a plan; after "next:" one is enough."""
    if here.signature and here.signature.start < end and start < here.signature.end:
        end = max(start, here.signature.start)
    label = _CONTENT_LABEL.match(here.folded, start, end)
    text = here.folded[label.end() if label else start : end]
    if re.search(r"_{3}|\*{3}", text):
        return False
    if label and label.group(1) and (word := re.match(r"[a-z]{4,}", text)):
        return word.group() not in ("same", "none", "cont", "continue", "pend", "pending", "call", "will")
    return len(re.findall(r"[a-z]{3,}", text)) >= 2


def _often(parts: Parts) -> list[int]:
    """Where words that tell how often stand, and weekdays."""
    return sorted([*parts.get("often", ()), *parts.get("weekday", ())])


def _frequency(here: Reading, statement: Statement, planned: bool, places: Sequence[int]) -> PlanStatement | None:
    """How often treatment is given, rather than how often the patient does something."""
    folded, start, end, section = here.folded, statement.start, statement.end, statement.section
    in_plan = planned or "plan" in folded[start:end] if places else planned
    for place in places:
        match = _FREQUENCY.search(folded, max(start, place - 22), min(end, place + 12))
        if match is None:
            continue
        before = _CUT.split(folded[max(start, match.start() - 40) : match.start()])[-1]
        word = match.group().strip()
        if _NOT_TREATMENT.search(before) or re.match(
            r" ?(?:hep|at (?:home|(?:the |his |her |a )?(?:gym|y\b|pool|school|work))|home\b|ago|note\b|basis|living|activit)",
            folded[match.end() : match.end() + 12],
        ):
            continue
        alone = not before.strip(" *-") or _SPAN_OF_TIME.fullmatch(before) is not None
        bare = _BARE.fullmatch(word) is not None
        if section == "subjective" and not _OPENS_PLAN.match(folded, start):
            continue
        if bare and not (
            in_plan
            or (
                alone
                and re.match(
                    rf"[ ]*(?:[.,;:|]|x ?\d|for (?:the next )?{_COUNT}\b|until|till|through|schedule|$|[a-z]\.)",
                    folded[match.end() : min(end, match.end() + 10)],
                )
            )
            or re.search(
                r"\b(?:plan|cont\w*|p:?|sees?(?: (?:her|him|them|pt|the patient))?|seen|pt|ot|tx|return|schedul\w+)[ ]*$",
                before,
            )
        ):
            continue
        if re.match(r"\d+ ?min", word) and not (planned or alone or _OPENS_PLAN.match(folded, start)):
            continue
        if "day" in word and not (planned or _OPENS_PLAN.match(folded, start) or (alone and word.startswith("every "))):
            continue
        return _plan(here, match.start(), match.end(), "frequency")
    return None


def _plan(here: Reading, start: int, end: int, kind: Kind) -> PlanStatement:
    mention = here.mention(start, end)
    return PlanStatement(mention.text, start, end, mention.line, kind)


def _visit_count(here: Reading) -> VisitCount | None:
    """The number of the visit and how many are authorised, where the note says one of them."""
    cues = [h for h in here.hits.get("cues_count", ()) if h.term["part"] in ("visit", "auth")]
    if not cues:
        return None
    places = [
        (max(here.line_at(h.start).start, h.start - 16), _word_end(here, h.end + 60, here.line_at(h.start).end))
        for h in cues
    ]
    return _of_many(here, places) or _numbered(here, places)


def _word_end(here: Reading, at: int, limit: int) -> int:
    """Where the word around an offset ends, so that no number is cut in two; a limit at most."""
    while at < limit and not here.folded[at - 1].isspace():
        at += 1
    return min(at, limit)


def _of_many(here: Reading, places: list[tuple[int, int]]) -> VisitCount | None:
    """The number of the visit with how many there are: "visit 7/12", "visits auth/used 20/13"."""
    for a, b in places:
        if match := _AUTHORISED.search(here.folded, a, b):
            limit, used = (
                (match[1], match[2]) if match[1] else (match[3], match[4]) if match[3] else (match[6], match[5])
            )
            return _count(here, match.start(), match.end(), int(used), int(limit))
    for a, b in places:
        for match in _VISIT_OF.finditer(here.folded, a, b):
            number, limit = next((x, y) for x, y in zip(match.groups()[::2], match.groups()[1::2], strict=True) if x)
            next_one = re.search(r"\bnext\b[^.;\n]{0,12}$", here.folded[max(0, match.start() - 14) : match.start()])
            if not next_one and here.section_at(match.start()) not in ("goals", "history"):
                return _count(here, match.start(), match.end(), int(number), int(limit))
    return None


def _numbered(here: Reading, places: list[tuple[int, int]]) -> VisitCount | None:
    """The number of the visit, and the number authorised, where they stand apart."""
    limit_at = next((m for a, b in places if (m := _LIMIT.search(here.folded, a, b))), None)
    numbers = [m for a, b in places for m in _NUMBER.finditer(here.folded, a, b)]
    number_at = next((m for m in numbers if limit_at is None or _stated(m)[1] != _stated(limit_at)[1]), None)
    first = number_at or limit_at
    if first is None:
        return None
    number = _stated(number_at)[0] if number_at else None
    return _count(here, first.start(), first.end(), number, _stated(limit_at)[0] if limit_at else None)


def _stated(match: re.Match[str]) -> tuple[int, int]:
    """The number that a match holds, and where it stands."""
    group = match.lastindex or 0
    return int(match[group]), match.start(group)


def _count(here: Reading, start: int, end: int, number: int | None, authorised: int | None) -> VisitCount:
    mention = here.mention(start, end)
    return VisitCount(mention.text, start, end, mention.line, number, authorised)


def _periods(here: Reading) -> Iterator[Period]:
    """The periods of certification or authorisation: a label, then a range of dates or a last day."""
    reached = 0
    for hit in here.hits.get("cues_count", ()):
        match = _PERIOD.match(here.folded, hit.start) if hit.start >= reached else None
        if match is None or _EARLIER.search(here.folded, max(0, match.start() - 12), match.start()):
            continue
        line = here.line_at(match.start())
        limit = min(_with_next(here, line), match.end() + 60)
        dates = [d for d in here.dates if match.start() < d.start < limit]
        if not dates:
            continue
        between = _LEADERS.sub(" ", here.folded[match.end() : dates[0].start])
        if period := _period(here, match, dates, between):
            yield period
            reached = period.end


def _with_next(here: Reading, line: Line) -> int:
    """The end of a line; of the line below it, where that begins with a date as the value of a label."""
    below = here.lines[line.number + 1] if line.number + 1 < len(here.lines) else None
    return below.end if below and any(d.start == below.content for d in here.dates) else line.end


def _period(here: Reading, label: re.Match[str], dates: list[DateFound], between: str) -> Period | None:
    first = dates[0]
    second = next((d for d in dates[1:2] if d.start - first.end < 16), None)
    if re.search(r"[.;\n]\s", between) or not (
        all(_PERIOD_WORD.match(w) for w in between.replace(",", " ").split()) or _LAST_WORDS.search(between)
    ):
        return None
    if second is not None and re.match(
        r"[ ]*(?:-{1,2}>?|to|through|thru|until|\u2192|\||end(?:s)?|,|and)+[ |]*(?:end |exp |ends )?$",
        _LEADERS.sub(" ", here.folded[first.end : second.start]).replace("through", "to"),
    ):
        mention = here.mention(label.start(), second.end)
        last = _day(here, second, here.date)
        begun = _day(here, first, last)
        return Period(mention.text, mention.start, mention.end, mention.line, begun, last) if begun and last else None
    if first.date is None:
        return None
    if _LAST_WORDS.search(between) or _LAST_WORDS.search(here.folded, label.start(), first.start):
        mention = here.mention(label.start(), first.end)
        return Period(mention.text, mention.start, mention.end, mention.line, None, first.date)
    return None


def _day(here: Reading, found: DateFound, beside: datetime.date | None) -> datetime.date | None:
    """The day of a date; without a year, the one next to another day: "January 12 through April 11, 2026"."""
    if found.date or beside is None:
        return found.date
    return nearest(here.folded[found.start : found.end], beside)
