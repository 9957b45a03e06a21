"""Services: where a code or the name of one stands, its units, minutes and modifiers, and the block that describes it."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.knowledge import code_named, codes
from notelint.linter.language.dates import earlier_days
from notelint.linter.language.openings import Expression
from notelint.linter.language.purposes import WHAT_IS_SOUGHT
from notelint.linter.language.reading import Hit, Line, Reading, Statement, reading

MODIFIERS = r"59|gp|go|gn|kx|cq|co|at|25|xe|xp|xs|xu|ga|gx|gy|gz|51|76|77|lt|rt"
_CODE = Expression(
    r"(?:(?<![\w.$/#-])|(?<=[a-z]\.)|(?<=\.{3}))(?:cpt[: ]*)?((?:9[0279]\d{3}|9[58]\d{3}|[gs]\d{4}|2056[01])(?!\d))(?!-\d{3})|(?<=[/-])((?:97|98)\d{3}|g0283)(?!\d)"
)
_EM = re.compile(r"99(?:20[2-5]|21[1-5])$")
_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBER_WORD = {w: n for n, w in enumerate(_ONES)} | {w: n for n, w in zip(range(20, 100, 10), _TENS, strict=True)}
NUMBER_IN_WORDS = (
    rf"(?:(?:one|a)[ ]hundred(?:[ ]and)?[ -])?"
    rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES[1:10])})\b)?|{'|'.join(sorted(_ONES, key=len, reverse=True))})"
)
_NUMBER = rf"(\d{{1,3}}|{NUMBER_IN_WORDS})(?: ?\(\d{{1,3}}\))?"
_HOURS = {
    "half an hour": 30,
    "half hour": 30,
    "quarter of an hour": 15,
    "quarter hour": 15,
    "three quarters of an hour": 45,
}
_PART = rf"(?:(?:a|one|another) )?({'|'.join(sorted(_HOURS, key=len, reverse=True))})"
_SEPARATOR = re.compile(r"[\s,;|/()\[\]{}<>\u00b7=+&.*'\"~@\u2192-]*")
_MODIFIER = re.compile(
    rf"(?:mod(?:ifier)?s?[ :]*)?({MODIFIERS})(?![\w/.%])(?:(?<![0-9])|(?! *(?:min|m\b|'|\"|ft|sec|lb|deg|units?\b|u\b)))"
)
_UNITS = re.compile(
    rf"(?:{_NUMBER}[ \n]?(?:timed )?(?:units?|un?)\b|(?:units? ?[:=#]? {{0,3}}|u(?=\d))(\d{{1,2}})(?!\d| ?[x'/]))"
)
_TIMES = re.compile(
    r"(?:x|times) ?(\d{1,2}|one|two|three|four)(?: ?(?:units?|u))?\b(?![\d/]|\.\d| ?(?:min|m\b|'|ft|feet|rep|sec|s\b|lb|/ ?(?:d|w|m)|day|wk|week|visit|set|person|a\b))"
)
_LABELLED_UNITS = re.compile(r"(?:\bunits?|(?<=[ ,;(])u) ?[:=#]? ?(\d)(?![\w/:])(?! ?(?:x|min))")
_LABELLED_TIME = re.compile(r"\b(?:time|minutes|mins?) ?[:=]? ?(\d{1,3})(?![\w/:]|\.\d| ?(?:s\b|sec|x))(?: ?min\w*)?")
_COUNT_BEFORE_MINUTES = re.compile(r"\d(?= ?[-,|/;(]{1,2} ?\d{1,3} ?(?:min|m\b|'))")
_LAST_IN_BRACKETS = re.compile(r"(?<=[,;/] )[1-7](?=[)\]])|(?<=[,;/])[1-7](?=[)\]])")
_IN_BRACKETS = re.compile(r"[(\[](\d{1,2})(?: ?[/,] ?(\d{1,2}))?[)\]]")
MOST_UNITS = 7  # no visit bills more of a code, and no unit has fewer minutes
MINUTES = re.compile(
    rf"(?:x ?|for )?(?:{_PART}\b|{_NUMBER}[ \n]?-? ?(?:min(?:ute)?s?\b\.?|mn?\b|'(?!\d|\w))(?! ?(?:units?\b|each|per\b|/ ?u))|(?:min(?:ute)?s?|mn)(?: ?[:=] ?| (?=\d{{1,3}}(?:\s{{2}}|$|[,;|)])))(\d{{1,3}})(?!\d)|time(?: ?[:=] ?| (?=\d{{1,3}}(?:\s{{2}}|$|[,;|)]| min)))(\d{{1,3}})(?![\d:]) ?(?:min\w*)?)"
)
CLOCK = re.compile(
    r"(?:from |at )?(\d{1,2}):?(\d{2}) ?(am|pm|a|p)? ?(?:-|to|until) ?(\d{1,2}):?(\d{2}) ?(am|pm|a|p)?\b"
)
_COUNT = rf"(?<![\w.-])(?:{_NUMBER}[ -]?(min(?:ute)?s?|units?|u)|{_PART})\b"
_COUNTS = re.compile(_COUNT)
_COUNTS_APART = re.compile(
    rf"(?:[,;|()\[:]|\s\s|\s--?(?= )|\.(?= ))[ ]*((?:{_COUNT}\.?[ ,/]*(?:and )?)+)(?=[,;|):\]]|\s\s|\s*$|\n|(?<=\.))"
)
_COUNTS_OF = re.compile(
    rf"(?:{_COUNT}\.?[ ,/()-]*(?:and )?)+(?:(?:of|on|for|doing|in|the|our|some|this|one[ -]on[ -]one|1:1|direct|timed|i|we|was|were|spent|went|to|did|billed|as|under)[ ]+){{0,6}}[:(\[-]? ?(?:cpt|codes?)?[: ]*$"
)
_COUNTS_OF_NEXT = re.compile(
    rf"(?:for )?(?:{_COUNT}\.?[ ,/()-]*(?:and )?)+(?:of|on|for|in|as|under) (?:cpt )?[9g]\d{{4}}"
)
_COUNTED_LIST = re.compile(r"\W{0,8}(?:(units?)|time|min(?:ute)?s?)(?: billed| charged| per code)? ?[:=]")
_LISTED_COUNT = re.compile(r"[ :=x-]*(\d{1,2})(?= ?(?:[,;/|.)]|and\b|$))")
_ENDED = re.compile(r";|[.](?= )")
_ENDED_OR_CLOSED = re.compile(r"[;)]|[.](?= )")
_TIMES_OF = re.compile(r"(?:^|[\s,;|])(\d{1,2}) ?x ?(?:cpt )?$")
_FEET_OF = re.compile(r"(?:^|[\s,;|])(\d{1,2})' ?(?:of )?(?:cpt )?$")  # minutes, as nobody walks a code
_TIMES_BEFORE = re.compile(r"x ?(\d)[ =,:/-]{1,3}$")
_CLOCK_BEFORE = re.compile(r"(?:^|\s)(\d{1,2}):?(\d{2}) ?(am|pm)? ?(?:-|to) ?(\d{1,2}):(\d{2}) ?(am|pm)?[\s|]*$")
_BARE_NUMBER = re.compile(
    rf"(?:[ |/\t\",]+|\.{{3,}} ?)(?:(\d{{1,3}}|(?:(?:{MODIFIERS})[ ,-]?)+)(?=[ |/\t]{{2,}}| *$| ?[|,]| /|\"| ?\.{{3}})|(?:-|n/a)(?= ))"
)
_TIMED = re.compile(rf"(?:\(|, )?x? ?{_NUMBER} ?(?:min|m\b|'(?!\w)|u\b|units?)|-? ?\d{{1,3}} ?min")
_CELL = re.compile(r"(\d{1,3})(?: ?(?:u|units?|m|min(?:ute)?s?))?")
_WORD = re.compile(r"[a-z'\u00b0]+")
_MEANING_STOPS = ("exercises", "equipment", "tasks", "closed_chain", "balance")
ADD_ON = {("97129", "97130"), ("97545", "97546")}
_ACTIVITIES = (
    "exercises",
    "tasks",
    "closed_chain",
    "balance",
    "gait",
    "self_care",
    "wheelchair",
    "cognition",
    "orthotics",
    "manual",
    "modalities",
    "equipment",
)
_EXERCISES = ("exercises", "tasks", "closed_chain", "balance", "gait")
NOT_BILLED = re.compile(
    r"\bnot (?:be )?(?:billed|charged|performed|done|provided|given|indicated|needed|required|used|repeated|appropriate)|\bno (?:separate |extra |additional )?charge|\bnon-?billable|\bunbilled|\bnot separately|\bn/c\b|\bvoid|\bno (?:97|98)\d{3}"
)
_HELD = re.compile(
    r"[ ,:()-]{0,4}(?:was |is |were )?(?:held|deferred|declined|omitted|refused|not (?:done|given|performed)|offered\b[^.\n]{1,30}?\b(?:declined|refused))\b"
)
_HELD_BEFORE = re.compile(
    r"\b(?:held|deferred|declined|omitted|refused|skipped|no|not|rather than|instead of|in place of)[ :]{1,2}(?:cpt )?$"
)
_PLANNED = re.compile(
    r"\b(?:will|next (?:visit|session|time|tx|treatment)|plan(?:ned|s)? (?:to|for|on)|to (?:add|begin|start|progress)|consider|future|upcoming|anticipate|discuss(?:ed)? (?:trying|adding)|may (?:add|try)|add(?:ing)? .{0,30}next)\b"
)
_PLANNED_AFTER = re.compile(
    r"[ ,(-]{0,3}(?:(?:to )?(?:begin|start|resume)\w* (?:with |from |on )?(?:the )?|from (?:the )?|as of (?:the )?)(?:next|coming) (?:week|visit|session|time|month)\b"
)
_AUTHORISED = re.compile(
    r"\b(?:authori[sz](?:ed|ation)|approved|auth\b|certified for|eligib|covered codes|allowed codes|precert|pre-auth|denied|denial)"
)
_WAS_BILLED = re.compile(
    r"[ )\],:]{0,3}(?:was|were|had been|has been|already)(?: already| last| first| only)? (?:billed|charged|coded|used|claimed|submitted|reported|done|given|provided)\b"
)
_ASIDE = re.compile(
    r"\((?:previous|prior|last) (?:visit|session|time|tx|treatment)(?:[^a-z\n)]|billed|was|were|charged|had|codes?|x)*$"
)
_LAST_VISIT = re.compile(  # a line of what was billed then
    r"(?:(?:at|on|the) )*(?:last|previous|prior) (?:visit|session|time|tx|treatment|date of service|dos)\b[^:;.\n]{0,24}:[^;.\n]*"
)
# A number that is no code: of a claim or a file, or that of a town, which in some states begins as codes do.
_NUMBERED = re.compile(
    r"\b(?:claim|case|file|acct|account|policy|invoice|member|chart|group|ref(?:erence)?)\b ?(?:no\b\.?|num(?:ber)?\b|#|id\b)[ :#]{0,3}$"
)
_AS = re.compile(r"\bas (?:for |in |with |under |that of )?(?:cpt )?$")
_BELOW = re.compile(r" (?:above|below)\b")
_POSTAL = re.compile(r"[A-Za-z]{2},? (?:OR|WA|AK|Ore\.|Oregon|Wash\.|Washington|Alaska),? $")
_TO_THE_DAY = re.compile(  # what may stand between a code and the earlier day on which it was billed
    r"[ ),:(]*(?:(?:was|were|had|has|been|already|first|last|billed|charged|coded|used|claimed|submitted|reported|done|given|provided|by|me|us|here|on|at|for|in|the|visit|of|delivery|fitting|initial|dated?)[ ,:(]+)*"
)
_BILLING_LABEL = re.compile(r"(?:cpt|codes?|charges?|billing|billed|procedures?|units)\b[^:\n]{0,20}:")
_ALL_MODIFIERS = Expression(
    rf"(?:modifiers?(?: \(all\))? ?[:=] ?|\b(?:all|every) (?:codes?|lines?|charges?|timed)\b[^.\n]{{0,20}}?)((?:(?:{MODIFIERS})\b(?: \([^()\n]*\))?[ ,/+&-]*)+)|\b((?:{MODIFIERS})) (?:applies|modifier) (?:to|on) (?:all|every)"
)
_UNITS_COLUMN = r"#? ?(?:of )?units?|u|un|qty|quantity"
_MINUTES_COLUMN = r"(?:timed )?(?:min|mins|minutes?|time|total min(?:utes)?|duration|time \(min\)|min(?:utes)? spent)"
_COLUMNS = {
    "units": re.compile(rf"(?:{_UNITS_COLUMN})$"),
    "minutes": re.compile(rf"{_MINUTES_COLUMN}$"),
    "modifiers": re.compile(r"mod(?:ifier)?s?$"),
}
_COUNTED = Expression(rf"(?:{_UNITS_COLUMN}|{_MINUTES_COLUMN})(?![a-z0-9])")
_GOES_ON = re.compile(
    rf"(?:{WHAT_IS_SOUGHT}\b|->|=>|\u2192|\u2191|the (?:purpose|aim|intent|goal|intended outcome|outcome) |this (?:is|was) (?:for|to)|these are |so (?:that|he|she|they|pt)\b|in order to|(?:all )?(?:to|for) (?:increase|improve|restore|regain|build|gain|promote|maximi[sz]e|reduce|decrease|normali[sz]e|increased|improved)\b|(?:purpose|rationale|clinical rationale|intent|intended outcome|outcome|aim|reason|focus|why|functional (?:link|goal|need|task)|several outcomes|this (?:is|was) (?:for|to))\b)"
)
_SIGNED = re.compile(
    r"[\w'\u2019-]+(?:(?:\. ?| )[\w'\u2019-]+){0,3}\.?(?: ?, *| +)(?:PT|DPT|PTA|OTR(?:/L)?|OT|COTA(?:/L)?|D\.?C\.?|LMT|CHT|pt|ot|dc|pta|cota)\b(?! [a-z])"
)
_VITALS = re.compile(r"(?:spo2|hr\b|bp\b|vitals|o2 sat|pain\b)")
# How often somebody comes, rather than what is done: "weekly x4", not "weekly pill organiser".
_OFTEN = r"(?:(?:bi-?)?weekly|daily|once|twice)(?: ?(?:/|x\b|x ?\d|\d)| (?:an?|per|each|every|for|until|till|thru|through|at|visits?|sessions?|pt|ot|tx|therapy|treatments?|weekly|daily|monthly|more|hep|home|walk\w*|stretch\w*|exercis\w+|ic(?:e|ing))\b| ?[.,;:)\n]| ?$)"
_BLOCK_ENDS = re.compile(
    rf"dx\b|diagnosis|s/p\b|(?:pre|post)[ -]?(?:tx|treatment)\b|date\b|dos\b|{_OFTEN}|\d ?x ?/? ?(?:wk|week)|\d ?/ ?wk|{_VITALS.pattern}"
    r"|(?:pt|patient|he|she|client|they) (?:tol|toler|respond|reports?|states?|did|was|had|able|demonstrat|will|to (?:cont|return|follow|be seen)|is progress|left|denie|verbali|continue|required|needed|showed)"
    r"|toler|response|resp\b|cont(?:inue)?\b|plan\b|tol\b|good (?:resp|toler)|total|timed|signed|return |next (?:visit|appt|session)|poc\b|rtc\b|no (?:adverse|pain|c/o|increase)"
    rf"|hep\b|home (?:program|exercise)|stg|ltg|(?!{WHAT_IS_SOUGHT})goal"
)
_TALKS = re.compile(
    r"less\b|more\b|better\b|worse\b|improv|progress|fewer\b|told\b|wife|husband|(?:son|daughter|mom|dad|mother|father)\b|caregiver|slower|faster|steadier|caught\b|lost\b|fatigue"
)


@dataclass(slots=True)
class Service:
    """A mention of a service. `start` to `end` is its code or name with units, minutes and modifiers; `head` is where
    a name before the code begins; `parts` are the pieces of the head that describe nothing; `block` is all the text that describes it, empty for one in a list.
    """

    code: str
    start: int
    end: int
    head: int = -1
    parts: list[tuple[int, int]] = field(default_factory=list)
    named: bool = False
    units: int | None = None
    minutes: int | None = None
    modifiers: list[str] = field(default_factory=list)
    clock: tuple[int, int] | None = None
    clock_at: tuple[int, int] = (0, 0)
    block: tuple[int, int] = (0, 0)
    listed: bool = False
    state: str = "billed"

    @property
    def described(self) -> bool:
        """Whether words other than its head describe it."""
        return self.block[1] > self.block[0]


@Language.factory("notelint_services")
def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component that finds the services."""
    return find_services


def find_services(doc: Doc) -> Doc:
    """Fill the services of the reading, in the order of the text."""
    here = reading(doc)
    coded = [s for m in _CODE.finditer(here.folded) if (s := _coded(here, m)) is not None]
    named = _named(here, coded)
    services = sorted([*coded, *named], key=lambda s: s.start)
    services = _without_doubles(services)
    _read_tables(here, services)
    _read_rows_of_counts(here, services)
    for service, following in itertools.pairwise([*services, Service("", len(here.text), len(here.text))]):
        _read_count_lines(here, service, following.start)
    for service in services:
        if service.head >= 0 and service.minutes is None:
            _read_before(here, service, service.head)
    for index, service in enumerate(services):
        _read_list(here, service)
        _find_block(here, services, index)
        _read_apart(here, services, index)
        service.state = _state(here, service)
    _put_off(here, services)
    services = sorted([*services, *_planned_by_name(here, services)], key=lambda s: s.start)
    for service, following in itertools.pairwise(services):
        if (service.code, following.code) in ADD_ON and not service.described and following.described:
            service.block = (service.start, following.block[1])
    everywhere = _ALL_MODIFIERS.search(here.folded)
    if everywhere and not _CODE.search(here.folded, here.line_at(everywhere.start()).start, everywhere.start()):
        for modifier in re.findall(
            rf"\b(?:{MODIFIERS})\b", re.sub(r"\([^()]*\)", "", everywhere.group(1) or everywhere.group(2))
        ):
            for service in services:
                if modifier.upper() not in service.modifiers:
                    service.modifiers.append(modifier.upper())
    here.services = services
    return doc


def _planned_by_name(here: Reading, services: list[Service]) -> Iterator[Service]:
    """The services that the prose of a plan names, each described by what follows up to the next of them."""
    taken = [(s.start, max(s.end, s.block[1])) for s in services]
    names = [
        hit
        for hit in here.hits.get("services", ())
        if hit.term["weak"] != "yes"
        and here.section_at(hit.start) == "plan"
        and not any(a <= hit.start < b for a, b in taken)
    ]
    starts = sorted([*(hit.start for hit in names), *(s.start for s in services)])
    for hit in names:
        end = here.statement_at(hit.start).end
        index = bisect_right(starts, hit.start)
        end = min(end, starts[index]) if index < len(starts) else end
        service = Service(hit.term["code"], hit.start, hit.end, named=True, state="planned")
        if _described(here, service, end):
            service.block = (hit.start, end)
        yield service


def _put_off(here: Reading, services: list[Service]) -> None:
    """Codes without units and time below the plan of an evaluation that is billed with its own are what is planned."""
    plan = next((s.start for s in here.sections if s.name in ("plan", "assessment_plan")), None)
    counted = [s for s in services if s.state == "billed" and (s.units or s.minutes)]
    if plan is None or not any(code_named(s.code).kind == "evaluation" for s in counted):
        return
    for service in services:
        if service.state != "billed" or service.start < plan or code_named(service.code).kind != "procedure":
            continue
        bare = not (service.named or service.units or service.minutes or service.clock)
        if bare and (not service.described or here.section_at(service.start) not in ("treatment", "billing")):
            service.state = "planned"


def _counted(match: re.Match[str]) -> tuple[str, int]:
    """What a count of _COUNT counts, and how many."""
    if part := match.group(3):
        return "minutes", _HOURS[part]
    return ("minutes" if match.group(2).startswith("m") else "units"), number(match.group(1))


def number(text: str) -> int:
    """A number in digits or words, the minutes of a part of an hour."""
    if text.isdigit():
        return int(text)
    if text in _HOURS:
        return _HOURS[text]
    return (100 if "hundred" in text else 0) + sum(
        _NUMBER_WORD.get(word, 0) for word in re.split(r"[ -]", text.rpartition("hundred")[2])
    )


def _coded(here: Reading, match: re.Match[str]) -> Service | None:
    code = (match.group(1) or match.group(2)).upper()
    if (code not in codes() and not _EM.match(code)) or _numbers_something_else(here, match.start()):
        return None
    group = 1 if match.group(1) else 2
    service = Service(
        code, match.start(group), match.end(group), head=match.start() if match.start() < match.start(group) else -1
    )
    _read_before(here, service, service.start)
    service.end = _read_head(here, service, match.end(group))
    return service


def _numbers_something_else(here: Reading, at: int) -> bool:
    """Whether a number of five figures is that of a claim, a file or a town, or only points at a charge: "as 97110 below"."""
    begin = max(0, at - 24)
    if _BELOW.match(here.folded, at + 5) and _AS.search(here.folded, begin, at):
        return True
    return bool(_NUMBERED.search(here.folded, begin, at) or _POSTAL.search(here.text, begin, at))


def _named(here: Reading, coded: list[Service]) -> list[Service]:
    """Names of services that begin a block, and are not part of the head of a code."""
    found = []
    apart = [hit for hit in here.hits.get("services", ()) if not _belongs_to_code(here, hit, coded)]
    wanted = _listed_only(here, coded) if apart else set()
    for hit in apart:
        if not _begins_block(here, hit, wanted):
            continue
        service = Service(hit.term["code"], hit.start, hit.end, named=True)
        service.end = _read_head(here, service, hit.end)
        found.append(service)
    return found


def _belongs_to_code(here: Reading, hit: Hit, coded: list[Service]) -> bool:
    """Whether a name stands in the head of a code; a name before it moves the head there."""
    for service in coded:
        if service.start <= hit.start < service.end:
            return True
        if hit.end <= service.start <= hit.end + 60 and _same_head(here, hit, service):
            service.head = hit.start if service.head < 0 else min(service.head, hit.start)
            return True
    return False


def _same_head(here: Reading, hit: Hit, service: Service) -> bool:
    """Whether a name stands in the head of a code: "Therapeutic exercise (97110)"."""
    between = here.folded[hit.end : service.start]
    return (
        "\n" not in between
        and not _CODE.search(here.folded, hit.end, service.start)
        and not re.search(r"[.:;](?=\s)|\d ?x ?\d", between)
    )


def _listed_only(here: Reading, coded: list[Service]) -> set[str]:
    """The codes that stand in lists or grids alone, so that a heading elsewhere describes them."""
    codes = {s.code for s in coded}
    return codes - {s.code for s in coded if _described(here, s, here.line_at(s.start).end)}


def _begins_block(here: Reading, hit: Hit, wanted: set[str]) -> bool:
    """Whether a name stands where a block begins: at the start of a line, cell or sentence, before a sign or a time."""
    line = here.line_at(hit.start)
    weak = hit.term["weak"] == "yes"
    before = here.folded[line.content : hit.start].rstrip(" *_#")
    begins = (
        not before
        or (hit.start == here.statement_at(hit.start).start)
        or before.endswith(("|", ";", " -", ":", "tx", "+", ","))
        or any(c[0] == hit.start for c in line.cells)
    )
    if not begins:
        return False
    after = here.folded[hit.end : hit.end + 32].lstrip(" *_")
    timed = _TIMED.match(after) is not None
    signed = (
        timed
        or (not before and hit.term["code"] in wanted and bool(re.match(r"\.\s|, [a-z /]{2,24}:", after)))
        or after == ""
        or bool(line.cells and line.cells[0] == (hit.start, hit.end))
        or bool(re.match(r"[:=|\u2192(\n]|-(?!\w)", after))
    )
    headed = hit.term["code"] in wanted and after.startswith(":") and before.endswith((".", ";"))
    if before and not timed and not headed and not before.endswith("|"):
        return False
    if weak and hit.term["code"] not in ("97110", "97530", "97112", "97140") and hit.term["code"] not in wanted:
        section = here.section_at(hit.start)
        above = next((x for x in reversed(here.lines[: line.number]) if not x.blank), None)
        follows = above is not None and here.first("services", above.content, above.content + 1) is not None
        if (
            not follows
            and section in ("objective", "subjective", "history", "goals", "plan", "home", "education", "assessment")
            and not timed
        ):
            return False
    if weak and line.cells and line.cells[0] == (hit.start, hit.end):
        return True
    if weak:
        return (
            signed
            if after.startswith((". ", ", "))
            else bool(re.match(r"[:=]|- |-$|(?:\(|, )?x? ?\d{1,3} ?(?:min|m\b|'(?!\w)|u\b|units?)", after))
        )
    return signed or timed


def _read_before(here: Reading, service: Service, at: int) -> None:
    """Units or minutes that stand just before a code: "2 units 97110", "15 minutes (1 unit) of 97110"."""
    before = _of_this_code(here, at)
    if m := _TIMES_OF.search(before):
        service.units = int(m.group(1))
    elif m := _FEET_OF.search(before):
        service.minutes = int(m.group(1))
    elif m := _COUNTS_OF.search(before):
        for name, count in map(_counted, _COUNTS.finditer(m.group())):
            setattr(service, name, count)
        if service.units is None and (times := _TIMES_BEFORE.search(before, 0, m.start())):
            service.units = int(times.group(1))
    elif (m := _CLOCK_BEFORE.search(before)) and (span := clock_span(m)):
        offset = at - len(before)
        service.clock, service.clock_at = span, (offset + m.start(1), offset + m.end(5))


def _of_this_code(here: Reading, at: int) -> str:
    """What stands before an offset and can belong to the code there: nothing that goes on from a code further left."""
    line = here.line_at(at)
    floor = min(line.content, here.statement_at(at).start) if line.joined else line.content
    before = here.folded[max(floor, at - 90) : at].replace("\n", " ")
    cut = max((m.end() for m in _CODE.compiled.finditer(before)), default=0)
    if not cut or not re.search(r"[a-z]", before[cut:]):
        return before[cut:]
    ended = list((_ENDED_OR_CLOSED if before.endswith("(") else _ENDED).finditer(before, cut))
    return before[ended[-1].end() :] if ended and not before.endswith((",", ", ")) else ""


def _read_head(here: Reading, service: Service, at: int) -> int:
    """Read modifiers, units, minutes and clock times that follow a code or name; returns where the head ends."""
    folded, end = here.folded, at
    limit = here.paragraph_end(here.line_at(at))
    words, adjacent, colon, after_colon = 0, True, False, False
    while at < limit and words < 8:
        separator = _SEPARATOR.match(folded, at, limit)
        at = separator.end() if separator else at
        ended = separator is not None and ". " in separator.group()
        adjacent = adjacent and not ended
        if at < limit and folded[at] == ":":
            if colon:
                break
            colon, at = True, at + 1
            continue
        if at >= limit or _CODE.compiled.match(folded, at, limit):
            break
        if ended and _COUNTS_OF_NEXT.match(folded, at, limit):
            break
        accepted = _accept(here, service, at, limit, adjacent and not colon)
        if accepted:
            service.parts.append((at, accepted))
            at = end = accepted
            continue
        if ended or (service.units is not None and service.minutes is not None):
            break
        word = _WORD.match(folded, at, limit)
        if word is None or (colon and not _alias_at(here, at)):
            break
        if here.first(_MEANING_STOPS, at, at + 1):
            break
        alias = _alias_at(here, at)
        own = alias is not None and alias.term["code"] == service.code
        after_colon = after_colon or (colon and not own)
        if alias and own and not after_colon and not _describes(here, alias):
            service.parts.append((alias.start, alias.end))
        at = alias.end if alias else word.end()
        words += 1
        adjacent = adjacent and alias is not None
        if re.match(r"[.!?](?=\s)", folded[at : at + 2]):
            break
    return end


def _describes(here: Reading, alias: Hit) -> bool:
    """Whether a name is itself what was done: a technique or a device."""
    near = here.found(("manual", "modalities"), alias.start - 20, alias.start + 1)
    return any(h.end >= alias.end for h in near)


def _alias_at(here: Reading, at: int) -> Hit | None:
    return here.first("services", at, at + 1)


def _accept(here: Reading, service: Service, at: int, limit: int, adjacent: bool) -> int:
    """Read one modifier, unit count, time or clock at an offset; returns its end, 0 where there is none."""
    folded = here.folded
    named = folded.startswith("mod", at)
    if (adjacent or named) and (m := _MODIFIER.match(folded, at, limit)) and _is_modifier(here, service, m):
        if m.group(1).upper() not in service.modifiers:
            service.modifiers.append(m.group(1).upper())
        return m.end()
    if service.clock is None and (m := CLOCK.match(folded, at, limit)) and (span := clock_span(m)):
        service.clock, service.clock_at = span, m.span()
        return m.end()
    if service.minutes is None and (m := MINUTES.match(folded, at, limit)):
        service.minutes = number(next(g for g in m.groups() if g))
        return m.end()
    if service.units is None:
        if service.minutes is not None and (m := _LAST_IN_BRACKETS.match(folded, at, limit)):
            service.units = int(m.group())
            return m.end()
        if adjacent and (m := _COUNT_BEFORE_MINUTES.match(folded, at, limit)):
            service.units = int(m.group())
            return m.end()
        if m := _UNITS.match(folded, at, limit):
            service.units = number(next(g for g in m.groups() if g))
            return m.end()
        if adjacent and (m := _TIMES.match(folded, at, limit)):
            service.units = number(m.group(1))
            return m.end()
    if adjacent and at > 0 and folded[at - 1] in "([" and (m := _IN_BRACKETS.match(folded, at - 1, limit)):
        for count in map(int, filter(None, m.groups())):
            name = "units" if count <= MOST_UNITS else "minutes"
            if getattr(service, name) is None:
                setattr(service, name, count)
        return m.end()
    return 0


def _is_modifier(here: Reading, service: Service, match: re.Match[str]) -> bool:
    """Whether what may be a modifier is no word ("at bedside") and no number of a column ("97530    25    2")."""
    word, start = match.group(1), match.start(1)
    if here.folded[start - 1] == "-" or match.start() < start:
        return True
    if word.isdigit():
        return not here.folded.endswith("  ", 0, start) and (word != "25" or _EM.match(service.code) is not None)
    if word == "at":
        return service.code.startswith("9894") and here.text[start : match.end(1)] == "AT"
    return True


def clock_span(match: re.Match[str]) -> tuple[int, int] | None:
    """Start and end of a clock range in minutes after midnight; None where it is none."""
    h1, m1, half1, h2, m2, half2 = match.groups()
    begin, finish = int(h1) * 60 + int(m1), int(h2) * 60 + int(m2)
    if int(m1) > 59 or int(m2) > 59 or int(h1) > 23 or int(h2) > 23:
        return None
    if half2 and half2[0] == "p" and int(h2) < 12:
        finish += 720
        if (half1 or "p")[0] == "p" and int(h1) < 12 and begin + 720 <= finish:
            begin += 720
    elif half1 and half1[0] == "p" and int(h1) < 12:
        begin += 720
    if finish < begin and int(h2) < 12:
        finish += 720
    return (begin, finish) if 0 < finish - begin <= 300 else None


def _without_doubles(services: list[Service]) -> list[Service]:
    """A name whose code follows in the same head is one service with it."""
    kept: list[Service] = []
    for service in services:
        if kept and service.start < kept[-1].end:
            continue
        kept.append(service)
    return kept


def _read_tables(here: Reading, services: list[Service]) -> None:
    """Units, minutes and modifiers from the columns of a billing grid, by the names in its head."""
    head: list[tuple[int, int, str]] = []
    starts = [s.start for s in services]
    for line in here.lines:
        if line.blank:
            continue
        row = services[bisect_left(starts, line.start) : bisect_left(starts, line.end)]
        coded = [s for s in row if not s.named]
        if not row and _COUNTED.search(here.folded, line.content, line.end):
            fields = [(a - line.start, b - line.start, _column(here.folded[a:b])) for a, b in _fields(here, line)]
            named = [name for _, _, name in fields if name]
            if len(named) > 1 and ("units" in named or "minutes" in named):
                head = fields
        if head and len(coded) == 1:
            _read_cells(here, line, coded[0], head)
        if len(row) == 1 and (row[0].units is None or row[0].minutes is None):
            _read_row(here, line, row[0], [name for _, _, name in head if name])


_LEADERS = re.compile(r"\.{3,}")


def _fields(here: Reading, line: Line) -> list[tuple[int, int]]:
    """The fields of a row: between its bars, empty ones too, or the words parted by slashes, leaders or wide gaps."""
    if "..." in here.folded[line.content : line.end]:
        text = _LEADERS.sub(lambda m: " " * len(m.group()), here.text[line.content : line.end])
        return [(line.content + m.start(), line.content + m.end()) for m in re.finditer(r"\S+(?: \S+)*", text)]
    if "|" in here.folded[line.content : line.end]:
        found = re.finditer(r"[^|]+", here.folded[line.content : line.end])
    else:
        between = r"\s" if line.cells else r"\s/"
        found = re.finditer(rf"[^{between}]+(?: [^{between}]+)*", here.text[line.content : line.end])
    return [(line.content + m.start(), line.content + m.end()) for m in found]


def _read_cells(here: Reading, line: Line, service: Service, head: list[tuple[int, int, str]]) -> None:
    """The cells of a row that stand under the names of its head: in their order, or where some are missing by place."""
    fields = _fields(here, line)
    in_order = len(fields) == len(head)
    for index, (a, b) in enumerate(fields):
        at = a - line.start
        start, _, name = head[index] if in_order else min(head, key=lambda h: abs(h[0] - at))
        value = _CELL.fullmatch(here.folded[a:b].strip())
        if value is None or name not in ("units", "minutes") or not (in_order or abs(start - at) < 5):
            continue
        if getattr(service, name) is None:
            setattr(service, name, int(value.group(1)))
            service.parts.append((a, b))


_CODE_COLUMN = re.compile(r"(?:cpt|codes?|charges?|billed|procedure|service|hcpcs|description)\b")


def _column(text: str) -> str:
    text = text.strip(" :*_")
    for name, pattern in _COLUMNS.items():
        if pattern.match(text):
            return name
    return "code" if _CODE_COLUMN.match(text) else ""


def _read_row(here: Reading, line: Line, service: Service, columns: list[str]) -> None:
    """One row of a billing grid: the bare numbers after the code, in the order of the columns."""
    wanted = [c for c in columns if c in ("units", "minutes")]
    numbers: list[int] = []
    at = service.end
    while found := _BARE_NUMBER.match(here.folded, at, line.end):
        if found.group(1) and not found.group(1).isdigit():
            service.modifiers.extend(
                m.upper() for m in re.findall(MODIFIERS, found.group(1)) if m.upper() not in service.modifiers
            )
        elif found.group(1):
            numbers.append(int(found.group(1)))
        at = found.end()
    if not numbers or len(numbers) > 3:
        return
    apart = re.search(r"[|\"]", here.folded[service.end : at]) is not None and min(numbers) <= MOST_UNITS < max(numbers)
    if len(numbers) == 2 and not wanted and (apart or not _words(here, at, line.end)):
        wanted = ["units", "minutes"] if numbers[0] <= MOST_UNITS else ["minutes", "units"]
    if len(numbers) == 1 and (len(wanted) == 2 or not wanted):
        wanted = ["units" if numbers[0] < 8 else "minutes"]
    for column, value in zip(wanted, numbers, strict=False):
        if getattr(service, column) is None:
            setattr(service, column, value)
    if wanted:
        service.parts.append((service.end, at))
        service.end = _read_head(here, service, at)


def _words(here: Reading, start: int, end: int) -> bool:
    """Whether words other than those of a head stand between two offsets."""
    rest = re.sub(rf"\b(?:{MODIFIERS}|min|mins|minutes|units?|u|cpt|x\d?)\b", " ", here.folded[start:end])
    return bool(re.search(r"[a-z]{2}", rest))


_COUNT_LINE = re.compile(  # a line for one count alone: "Minutes: 30"
    rf"(?:(?P<units>{_UNITS_COLUMN})|(?P<minutes>{_MINUTES_COLUMN}))(?: billed| spent)? ?[:=] ?(?P<count>\d{{1,3}})(?: ?(?:min(?:ute)?s?|units?|u))?$"
)


def _read_count_lines(here: Reading, service: Service, following: int) -> None:
    """The counts that have a line each under a code, before the next one."""
    for line in here.lines[here.line_at(service.start).number + 1 :]:
        match = (
            None if line.blank or line.start >= following else _COUNT_LINE.match(here.folded, line.content, line.end)
        )
        if match is None:
            return
        name = "units" if match["units"] else "minutes"
        if getattr(service, name) is None:
            setattr(service, name, int(match["count"]))
            service.parts.append((line.content, line.end))


def _read_rows_of_counts(here: Reading, services: list[Service]) -> None:
    """Rows of counts below a row of codes: "Codes 97110 97140", "Minutes 30 15"."""
    for number, run in itertools.groupby(services, lambda s: here.line_at(s.start).number):
        coded = [s for s in run if not s.named]
        for line in here.lines[number + 1 : number + 4] if len(coded) > 1 else ():
            counts = _ROW_OF_COUNTS.match(here.folded, line.content, line.end)
            values = [int(n) for n in re.findall(r"\d+", counts["counts"])] if counts else []
            if counts is None or len(values) != len(coded):
                break
            for service, value in zip(coded, values, strict=True):
                name = "units" if counts["units"] else "minutes"
                if getattr(service, name) is None:
                    setattr(service, name, value)


_ROW_OF_COUNTS = re.compile(
    rf"(?:(?P<units>{_UNITS_COLUMN})|{_MINUTES_COLUMN})[ :=|]+(?P<counts>\d{{1,3}}(?:[ ,;|/]+\d{{1,3}})+)[ |]*$"
)


def _find_block(here: Reading, services: list[Service], index: int) -> None:
    """Where the text that describes a service begins and ends."""
    service = services[index]
    line = here.line_at(service.start)
    following = services[index + 1] if index + 1 < len(services) else None
    limit = (following.head if following.head >= 0 else following.start) if following else len(here.text)
    if following and limit > line.end and (_closes_line(here, following) or _in_table(here, following)):
        limit = here.line_at(following.start).content
    end = min(line.end, limit)
    if _in_list(here, service, services, index):
        service.listed = True
        return
    start = _begin(here, services, index, line)
    own = start < service.start - 3 or _described(here, service, end)
    number, hangs = line.number + 1, False
    while limit > line.end and number < len(here.lines) and here.lines[number].start < limit:
        below = here.lines[number]
        if not below.blank and _COUNT_LINE.match(here.folded, below.content, below.end):
            number += 1
            continue
        if _ends_block(here, service, line, below, own, hangs):
            break
        hangs = hangs or (not below.blank and not below.bullet and below.indent > line.indent)
        end = min(below.end, limit)
        own, number = own or not below.blank, number + 1
    end = _until_response(here, service, end)
    if own or start < service.start - 3:
        service.block = (start, end)
    else:
        service.listed = True


_OF_ABOVE = re.compile(
    r"\W*(?:all (?:of )?)?(?:the |these )?(?:exercises |activities |items |work )?above(?: \w+){0,2}(?: ?[=:>\u2192-]+ ?| (?:as|is|are|was|were|under|to|for)? ?)*\W*"
)


def _above(here: Reading, before: list[Service], line: Line) -> int:
    """Where the list of what was done begins that stands above a line, behind the code before it."""
    number = line.number - 1
    while number > 0 and here.lines[number].blank:
        number -= 1
    taken = {here.line_at(s.start).number for s in before}
    start = line.content
    while number >= 0 and number not in taken and _lists_work(here, here.lines[number]):
        start = here.lines[number].content
        number -= 1
    return start


def _lists_work(here: Reading, line: Line) -> bool:
    """Whether a line is an item of what was done, and no finding."""
    if line.blank or any(
        m.status == "present" and m.kind in ("rom", "strength") for m in here.measures_from(line.start, line.end)
    ):
        return False
    return _doses(here, line) or here.first(_ACTIVITIES, line.content, line.end) is not None


def _begin(here: Reading, services: list[Service], index: int, line: Line) -> int:
    """Where a block begins: at its head, or before it where the code closes what describes it."""
    service = services[index]
    before = here.folded[line.content : service.start]
    if service.named or (index and services[index - 1].end > line.content):
        return service.start
    if "above" in before and _OF_ABOVE.fullmatch(before):
        return _above(here, services[:index], line)
    if _closes_line(here, service):
        return line.content
    listed = re.search(
        r":\s*$|\b(?:bill\w*|charg\w*|cod(?:e|es|ed|ing)|cpt|units?|procedures?|today|dos|total)(?: (?:is|are|was|were|today))?[\s:>=-]*$",
        before,
    )
    tells = here.first((*_ACTIVITIES, "regions_exact"), line.content, service.start) is not None or re.search(
        r"\b[ctls]\d|adjust|manipul", before
    )
    if tells and not line.cells and before.strip(" (*-[") and len(before) > 3 and not listed and service.head < 0:
        begins = here.folded.rfind(".", line.content, service.start) >= len(before.rstrip()) + line.content - 1
        if begins and _described(here, service, min(line.end, here.statement_at(service.start).end)):
            return service.start  # the code begins a sentence of its own
        return here.statement_before(service.start, line.content)
    return service.start


def _closes_line(here: Reading, service: Service) -> bool:
    """Whether the words of a line come to its code at the end, or by leaders: "Glides gr III, 8 min ...... 97140"."""
    line = here.line_at(service.start)
    before = here.folded[line.content : service.start]
    if before.rstrip().endswith(("...", "---", "___")):
        return _WORD.search(before) is not None
    last = service.end >= line.end - 2 and not line.joined and not line.cells
    return last and len(before) > 30 and here.first(_ACTIVITIES, line.content, service.start - 20) is not None


def _in_table(here: Reading, service: Service) -> bool:
    """Whether a code stands in a row between bars, which begins with one."""
    return here.folded.startswith("|", here.line_at(service.start).content)


def _in_list(here: Reading, service: Service, services: list[Service], index: int) -> bool:
    """Whether a code ends a run of codes: "97012, 97110x2, 97140." """
    before = services[index - 1] if index else None
    line = here.line_at(service.start)
    if _BILLING_LABEL.match(here.folded, line.content, line.end) and not _described(here, service, line.end):
        return True
    if before and (before.code, service.code) in ADD_ON and before.start == line.content:
        return False  # a code and its add-on head one block
    run = (
        before is not None
        and not re.search(r"[a-z]{3}", here.folded[before.end : service.start])
        and "\n" not in here.folded[before.end : service.start]
    )
    return run and bool(re.match(r"[ )]*(?:\.(?= |$)|$|\n)", here.folded[service.end : service.end + 4]))


def _read_list(here: Reading, service: Service) -> None:
    """The bare count behind a code of a list that says what it counts: "Units: 98940 1, 97110 2"."""
    start = max(here.line_at(service.start).content, here.statement_at(service.start).start)
    label = _COUNTED_LIST.match(here.folded, start, service.start)
    name = "units" if label and label.group(1) else "minutes"
    if label is None or getattr(service, name) is not None:
        return
    if count := _LISTED_COUNT.match(here.folded, service.end, here.line_at(service.start).end):
        setattr(service, name, int(count.group(1)))
        service.parts.append((service.end, count.end()))
        service.end = count.end()


def _read_apart(here: Reading, services: list[Service], index: int) -> None:
    """Units, and the minutes beside them, that close or interrupt the description: "NuStep, 25 min, 2 units"."""
    service = services[index]
    if not service.described:
        return
    end = min([_columns_end(here, service), *(s.start for s in services[index + 1 : index + 2])])
    if service.units is not None:
        if service.minutes is None:
            _read_minutes(here, service, end)
        return
    if (labelled := _LABELLED_UNITS.search(here.folded, service.end, end)) is not None:
        service.units = int(labelled.group(1))
        service.parts.append(labelled.span())
        if service.minutes is None and (time := _LABELLED_TIME.search(here.folded, service.end, end)):
            service.minutes = int(time.group(1))
            service.parts.append(time.span())
        return
    for apart in _COUNTS_APART.finditer(here.folded, service.end, end):
        counts = dict(map(_counted, _COUNTS.finditer(apart.group(1))))
        if "units" in counts:
            for name, count in counts.items():
                if getattr(service, name) is None:
                    setattr(service, name, count)
            service.parts.append(apart.span(1))
            return


def _columns_end(here: Reading, service: Service) -> int:
    """Where the line of a service ends, or the row of its block that has columns: its words may take several lines."""
    line = here.line_at(service.start)
    rows = itertools.takewhile(lambda x: x.start < service.block[1], here.lines[line.number + 1 :])
    return max((row.end for row in rows if len(row.cells) > 1), default=line.end)


def _read_minutes(here: Reading, service: Service, end: int) -> None:
    """Minutes that stand for themselves in a description, where they are the only time in it and fit the units."""
    apart = list(_COUNTS_APART.finditer(here.folded, service.end, end))
    if len(apart) != 1 or len(list(MINUTES.finditer(here.folded, service.end, end))) != 1:
        return
    match = _COUNTS.match(apart[0].group(1))
    name, minutes = _counted(match) if match else ("", 0)
    if name != "minutes":
        return
    start = apart[0].start()
    clause = max(here.folded.rfind(sign, service.end, start) for sign in ",;.")
    if (
        here.first("equipment", max(clause, service.end), start) is None
        and abs(minutes - 15 * (service.units or 0)) < 8
    ):
        service.minutes = minutes
        service.parts.append(apart[0].span(1))


def _until_response(here: Reading, service: Service, end: int) -> int:
    """The end of a block of prose: before the sentence that tells how the patient responded, or what comes next."""
    told = service.end
    measured = False  # whether vital signs were told, behind which only a purpose belongs to the block
    for statement in here.statements_between(service.end, end):
        goes_on = bool(_GOES_ON.match(here.folded, statement.start)) or _aims(here, statement.start, statement.end)
        if statement.start > service.end and _VITALS.match(here.folded, statement.start):
            measured = True
            continue
        if statement.start > service.end and _BLOCK_ENDS.match(here.folded, statement.start):
            break
        if statement.start > service.end and not goes_on and _TALKS.match(here.folded, statement.start):
            break
        if statement.start <= service.end or goes_on or (not measured and _tells(here, statement)):
            told = min(statement.end, end)
    return max(told, min(end, service.end))


def _aims(here: Reading, start: int, end: int) -> bool:
    """Whether a stretch of text begins with a purpose, or soon comes to one that names a parameter or a task."""
    return any(
        p.same or p.outcome.parameters or p.outcome.functions for p in here.purposes_from(start, min(end, start + 60))
    )


def _tells(here: Reading, statement: Statement) -> bool:
    """Whether a statement tells of an activity, of a manner, of a dose or of a purpose."""
    if any(m.status == "present" for m in here.measures_from(statement.start, statement.end)):
        return bool(re.search(r"\d ?x ?\d|\bx ?\d", here.folded[statement.start : statement.end]))
    if here.first((*_ACTIVITIES, "manner", "parameters", "functions"), statement.start, statement.end) is not None:
        return True
    return bool(
        re.search(r"\d ?x ?\d|\bx ?\d|\d (?:reps|sets)|[|{\[<*_@]|\.{4}", here.folded[statement.start : statement.end])
    )


_WORDS_OF = re.compile(  # a word of the head of a service, or else what describes it
    rf"(?P<head>9\d{{4}}|g0283|(?<![a-z])(?:{MODIFIERS}|min|mins|minutes?|units?|u|cpt|x|and|then|timed|untimed|total|each|complexity|low|moderate|mod|high|direct|one-on-one|1:1|billed|re|ed|pt|ot|ea)\b)|[a-z]{{2}}|\b[ctls]\d"
)


_LONGEST_HEAD = 1_000  # characters; no list of codes is longer


def _described(here: Reading, service: Service, end: int) -> bool:
    """Whether words follow the head of a service before an offset, other than a name of the service."""
    end = min(end, service.start + _LONGEST_HEAD)
    rest = here.folded[service.start : end]
    for hit in here.found("services", service.start, end):
        if _describes(here, hit):
            return True
        rest = rest.replace(here.folded[hit.start : hit.end], " ", 1)
    return any(m.lastgroup != "head" for m in _WORDS_OF.finditer(rest))


def _ends_block(here: Reading, service: Service, head: Line, line: Line, described: bool, hangs: bool) -> bool:
    """Whether a line is no longer part of the block that began on the head line; one that `hangs` is set in below it."""
    if line.blank:
        following = here.lines[line.number + 1] if line.number + 1 < len(here.lines) else None
        if (
            following is not None
            and len(following.cells) > 1
            and here.first(_ACTIVITIES, head.content, line.start) is None
        ):
            return False
        return described or following is None or following.blank or not here.folded[head.start : head.end].endswith(":")
    if _SIGNED.match(here.text, line.content, line.end):
        return True
    if _GOES_ON.match(here.folded, line.content, line.end) or (
        described
        and _aims(here, line.content, line.end)
        and not _BLOCK_ENDS.match(here.folded, line.content)
        and _heading(here, line) in ("", "treatment")
    ):
        return False
    heading = _heading(here, line)
    if heading and (described or heading not in ("treatment", "objective")):
        return True
    if (
        described
        and not line.joined
        and not _doses(here, line)
        and any(m.status == "present" for m in here.measures_from(line.start, line.end))
    ):
        return True
    deeper = line.indent > head.indent
    if head.bullet and line.bullet and not deeper:
        return True
    if line.cells and not described:
        return False
    if line.joined or (deeper and not (described and _stands_beside(here, head, line))):
        return False
    if not described and here.folded.startswith("|", head.content):
        return True
    if deeper:
        return _is_other_service(here, service, head, line)
    if hangs or (described and _is_other_service(here, service, head, line)):
        return True
    if not described and here.first(_ACTIVITIES, line.content, line.end) is None and not _doses(here, line):
        return True
    return bool(_BLOCK_ENDS.match(here.folded, line.content) or _TALKS.match(here.folded, line.content))


_LABEL = re.compile(r"[a-z/]{1,12}[:.)] +(?=\S)")


def _stands_beside(here: Reading, head: Line, line: Line) -> bool:
    """Whether a line begins where the text behind the label of the head line does: "T: adjusted C5", below it "   STM"."""
    label = _LABEL.match(here.folded, head.content, head.end)
    return label is not None and line.indent <= head.indent + label.end() - head.content


def _doses(here: Reading, line: Line) -> bool:
    end = min(line.end, here.statement_at(line.content).end)
    return bool(re.search(r"\d ?x ?\d|\bx ?\d|\d (?:reps|sets|rounds|min)", here.folded[line.content : end]))


def _heading(here: Reading, line: Line) -> str:
    """The name of the section that begins with a line, "" where none does."""
    section = here.section_of(line.start)
    return section.name if section and section.start == line.start else ""


def _is_other_service(here: Reading, service: Service, head: Line, line: Line) -> bool:
    """Whether a line under a described charge begins with, or has minutes of its own for, a device or technique of another kind."""
    reach = min(line.end, line.content + 24)
    if service.minutes is not None and MINUTES.search(here.folded, line.content, line.end):
        reach = min(line.end, here.statement_at(line.content).end)
    first = here.first(("modalities", "manual"), line.content, reach)
    if first is None or (first.start > line.content + 24 and _is_exercised(here, line.content, first.start)):
        return False
    own = {_means(h) for h in here.found(("modalities", "manual"), head.content, head.end)}
    own.add("device" if code_named(service.code).kind == "modality" else _BY_HAND.get(service.code[:4], ""))
    return _means(first) not in own


def _is_exercised(here: Reading, start: int, end: int) -> bool:
    """Whether an exercise or a task is named, and not one that was done to the patient: "capsule stretched"."""
    return any(not here.folded.endswith("ed", h.start, h.end) for h in here.found(_EXERCISES, start, end))


_BY_HAND = {"9714": "hands", "9712": "hands", "9894": "adjustment"}


def _means(hit: Hit) -> str:
    """By what a technique or device works: the hands, a manipulation, or a device."""
    return "device" if hit.lexicon == "modalities" else _BY_HAND.get(hit.term["code"][:4], "hands")


def is_menu(here: Reading, statement: Statement) -> bool:
    """Whether a statement lists services that may be given, rather than what was done: four names or more, and no dose or setting."""
    found = here.found(("services", "modalities"), statement.start, statement.end)
    named = {h.start for h in found if h.lexicon != "services" or not h.term["weak"]}
    return len(named) > 3 and not re.search(r"\d ?(?:x ?\d|hz\b|w/cm)", here.folded[statement.start : statement.end])


def _state(here: Reading, service: Service) -> str:
    """Whether a service is billed, or only named: not billed, planned, authorised."""
    statement = here.statement_at(service.start)
    line = here.line_at(service.start)
    around = here.folded[max(line.content, statement.start) : min(statement.end, service.end + 60)]
    before = here.folded[max(line.content, statement.start, service.start - 30) : service.start]
    near = before + here.folded[service.start : min(line.end, service.end + 45)]
    section = here.section_at(service.start)
    if NOT_BILLED.search(near) or _HELD.match(here.folded, service.end) or _HELD_BEFORE.search(before):
        return "not billed"
    if _is_of_before(here, service, statement):
        return "historical"
    if service.named and not (service.minutes or service.units) and is_menu(here, statement):
        return "planned"
    if section == "authorisation" or _AUTHORISED.search(
        here.folded, max(line.content, service.start - 60), service.start
    ):
        return "authorised"
    if section in ("goals", "home", "education", "history", "wish", "prior"):
        return "planned" if section != "history" else "historical"
    if (
        section in ("plan", "assessment_plan")
        and not _BILLING_LABEL.search(around)
        and not (service.minutes or service.units)
    ):
        return "planned"
    if _PLANNED.search(here.folded, max(line.content, statement.start, service.start - 40), service.start):
        return "planned"
    if _PLANNED_AFTER.match(here.folded, service.end):
        return "planned"
    return "billed"


def _is_of_before(here: Reading, service: Service, statement: Statement) -> bool:
    """Whether a code is only told of as billed on an earlier day: "97761 was billed on 06-02", "(97760 that day)"."""
    if _LAST_VISIT.fullmatch(here.folded, here.line_at(service.start).content, service.start):
        return True
    if service.named or service.minutes:
        return False
    end = min(statement.end, service.end + 60)
    if any(_TO_THE_DAY.fullmatch(here.folded, service.end, start) for start, _ in earlier_days(here, service.end, end)):
        return True
    if here.folded[service.start - 1 : service.start] == "(" and here.folded[service.end : service.end + 1] == ")":
        before = earlier_days(here, max(statement.start, service.start - 24), service.start)
        if before and not here.folded[before[-1][1] : service.start - 1].strip(" ,:"):
            return True
    aside = here.folded.rfind("(", max(0, service.start - 60), service.start)
    if aside >= 0 and _ASIDE.match(here.folded, aside, service.start):
        return True
    return bool(_WAS_BILLED.match(here.folded, service.end)) and bool(earlier_days(here, statement.start, end))
