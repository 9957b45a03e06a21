"""Activities: what was done, item by item, what each is for by its own name, and in what way it was done."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import itemgetter

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.frozen import replaced
from notelint.linter.language.openings import Expression
from notelint.linter.language.reading import Hit, Reading, Statement, mark, reading
from notelint.linter.language.scope import activity_status
from notelint.linter.language.services import CLOCK, Service, clock_span, is_menu
from notelint.linter.record import Activity, ActivityKind, Mention, Side

KINDS = {
    "tasks": "task", "closed_chain": "closed_chain", "balance": "balance", "exercises": "exercise", "gait": "gait",
    "self_care": "self_care", "wheelchair": "wheelchair", "cognition": "cognition", "orthotics": "orthotic", "manual": "manual",
    "modalities": "modality", "modalities_exact": "modality", "equipment": "equipment",
}  # fmt: skip
_FITS: dict[str, tuple[str, ...]] = {
    "task": ("97530",), "closed_chain": ("97110", "97530", "97112"), "balance": ("97112",), "exercise": ("97110",), "gait": ("97116",),
    "self_care": ("97535", "97530"), "wheelchair": ("97542",), "cognition": ("97129", "97130"), "orthotic": ("97760", "97761", "97763"),
    "manual": ("97140",), "massage": ("97124",), "adjustment": ("98940", "98941", "98942", "98943"),
}  # fmt: skip
_TRAINED: dict[str, ActivityKind] = {
    "97116": "gait",
    "97124": "massage",
    "97140": "manual",
    "97535": "self_care",
    "97542": "wheelchair",
}
_ITEM_END = Expression(
    r"[;\n\u2022|\u2192]|[,:](?=\s)|[.](?=\s|$)|(?<=\s)(?:-{1,2}|[\u2014+/])\s|\bthen\b|\bfollowed by\b|\band\b(?= \d)"
)
_CUED = Expression(r"(?<!verbal )(?<!tactile )\b(?:cue[ds]?|cueing|cuing|vcs?|tcs?|reminders?|reminded)\b")
_CUED_WORK = re.compile(r"cued [a-z]{3,}ing\b")  # "cued walking"
_WITH = re.compile(r"\b(?:with|w/|using) (?:[\w-]+ ){0,3}$")
_POSITION = re.compile(
    r"(?:pt )?(?:seated|supine|prone|sitting|standing|side-?lying|reclined|semi-?reclined|hook-?lying|lying|sitting up|resting|relaxed)\b"
)
_FREQUENCY = Expression(r"(?<!\w)\d ?(?:x|times) ?(?:/|per|a|each)? ?(?:wk|week|day|mo)")
_LIMITED = Expression(r"\b(?:limits?|limiting|cannot|can'?t|unable|because)\b")
_ASIDE = re.compile(
    r"(?:ahead of|before|prior to|after|following|during|in prep for|while|timed with|in time with|synced with|(?:run|led|done|given|supervised|watched|counted|timed|overseen|performed) by) "
)
# Nothing but where it stands what was done: "see exercise sheet", "exercises as listed on the attached card".
_ELSEWHERE = re.compile(
    r"(?:(?:all |the )?(?:exercises?|activities|program|interventions?) )?(?:(?:as|is|are|was|were) )?(?:see|per|as per|refer(?:s|red)? to|recorded|listed|documented|charted|logged|shown|(?<=as )(?:on|in))(?: (?:on|in|per|at|the|his|her|our|attached|separate|scanned|paper|exercises?|ex|therex|treatment|activity|program|flow)){0,5} (?:flow ?sheets?|sheets?|logs?|cards?|grids?|charts?|lists?|records?|forms?)\b"
)
# Who the patient is, and what the family does for him or her, told in the midst of what was done.
_OF_THE_PATIENT = re.compile(
    r"(?:the )?others\b|(?:he|she|they|pt|patient|client) (?:says?|said|talk(?:s|ed)|tells?|told|reports?|reported|states?|stated|mention(?:s|ed)|complain(?:s|ed)|describes?|described|adds?(?= that)|notes?(?= that))\b|(?:(?:he|she|they|pt|patient|client) )?(?:still |also |now )?(?:lives|works|owns|likes|prefers|enjoys|hopes|wishes|drove (?:an?|the|his|her|for|to)\b|used to|retired|is an?|was an?)\b"
    r"|(?:(?:his|her|their|pt's|the) )?(?:husband|wife|spouse|partner|son|daughter|sister|brother|mom|mother|dad|father|neighbou?r|friend|family|aide|roommate)s? (?:now |still |usually |always )?(?!(?:assists|demonstrates|performs|practi[cs]es|shows|verbalizes|completes|guards|returns|learns|tries|repeats)\b)(?:does|do|has|is|[a-z]{3,}s)\b"
)
_DOSE = Expression(
    r"(?:\d+ ?x ?\d+|\d+ ?x\b(?! ?(?:/|per\b|an?\b|w(?:ee)?k|day|mo))|\bx ?\d{1,3}\b|\d+ (?:\w+ )?(?:reps?|sets?|rounds?|laps?|trials?|trips?|times|each|steps|tosses|throws|passes|strikes|lifts|stairs|minutes|circuits?|repetitions?|cycles?)\b|(?<!last )(?<!first )\d+ lengths\b|\d+(?:reps?|sets?|ea)\b|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty) (?:more |slow |full )?(?:sets?|reps?|repetitions|rounds?|times|trips?|laps?|minutes|seconds|passes|lengths|trials)\b(?: of \d+)?|sets of|\d+-?(?:pound|lb|kg)\b|\d+ ?(?:sec|s|second)s?\b(?: holds?)?|\bhold\w*|\d+ ?(?:lbs?|#|kg|oz|pounds?)(?![\w])|#\d|\b(?:level|lvl|l) ?\d+\b|\d+ ?(?:mph|rpm|watts?|% ?(?:grade|incline))|\b(?:yellow|red|green|blue|black|silver|gold|orange|purple|tan|gray|grey) ?(?:band|tb|theraband|tubing|putty|loop|t-band)?\b|\b\d+ ?(?:ft|feet|m|meters?|yards?)\b|\b(?:body ?weight|no weight|bw)\b|\brpe ?\d|\btempo\b)"
)
_WAY = re.compile(
    r"\b(?:from|across|along|around|over|through|between|onto|into|under|behind|up and down|one-handed|two hands|each hand|while|before)\b(?= \w)"
)
_GRADE = Expression(
    r"(?:\bgr(?:ade)?s?\.? ?(?:[1-5]|i{1,3}v?|iv|v)\b|\bwith (?:min|mod|max)\b|(?<![\w/])//(?=[ ,;)]|$))"
)
_DEVICE = re.compile(r"\b(?:splint|ortho[st]|brace|prosthe|afo\b|socket|liner|cast)")
_TASK = Expression(
    r"\b(?:practi[cs](?:ed|ing|e) (?:\w+ )?(?P<practised>[a-z]{3,}ing)\b|(?<![\w-])(?<!active )(?<!passive )(?<!assisted )(?<!resisted )(?P<verb>(?:lift|carry|bend|push|pull|reach|throw|catch|swing|jump|climb|transfer|pick|plac|stack|load|unload|toss|kick|shovel|sweep|mopp?|vacuum|hammer|drill|saw|pour|stir|"
    r"scrubb?|wip|fold|hang|rak|paint|roll|dragg?|mov|stock|sort|assembl|fasten|button|zipp|screw|thread|wir|cutt?|chopp?|slic|peel|cook|wash|rins|iron|stoop|kneel|crawl|pack|open|clos|turn|twist|"
    r"serv|dribbl|batt?|golf|bowl|pitch|tackl|steer|hoist|swapp?|fill|empty|emptie|hand|pass|feed|dress|donn?|doff|writ|typ|scoop|cast|rowing a|paddl|rescu|drag)ing)\b"
    r"(?: (?:of|a|an|the|to|for|into|from|over|up|down|his|her|their|out|and|on|off|in|with|\d\S*|loaded|empty|heavy|light|small|large|full|wet|simulated|weighted)){0,4} (?!(?:exercis|drill|stretch|motion|range|arom|prom|x\b|sets?\b|reps?\b|forward\b|overhead\b|band\b|arm\b|leg\b|knee\b|hip\b|trunk\b|head\b|ball squeeze))[a-z]{3,})"
)
_DID = re.compile(  # a deed of the patient, told as one: "he sawed a board", "then laid brick"
    r"(?:(?:he|she|they|pt|patient|client|resident|worker) (?:then |next |also )?(?:lifted|pushed|picked|placed|opened|closed|passed|filled|put|set|took|cut|built|raised)|(?:(?:he|she|they|pt|patient|client|resident|worker) )?(?:then |next |also )?"
    r"(?:(?:carri|climb|stack|unload|toss|shovel|mopp|vacuum|hammer|drill|saw|pour|stirr|scrubb|wip|fold|rak|paint|stock|sort|assembl|fasten|button|zipp|screw|chopp|slic|peel|cook|wash|rins|iron|serv|pitch|steer|hoist|empti|dress|donn|doff|typ|scoop|paddl|nail|bagg|shelv)ed|swept|hung|dug|drove|slid|threw|swung|tied|wrote|fed|caught|laid))"
    r"(?: (?:of|a|an|the|to|into|from|over|up|down|his|her|their|out|and|on|off|in|with|\d[\w-]*|two|three|four|five|six|loaded|empty|heavy|light|small|large|full|wet|simulated|weighted|lb|kg|oz|pound)){0,5} (?P<object>[a-z][a-z-]{2,})"
)
_TRANSFER = re.compile(
    r"[a-z/] ?<-?>? ?[a-z]|\b(?:sit|supine|lying|bed|chair|w/c|toilet|mat|eob|stand) ?-?> ?(?:sit|stand|supine|bed|chair|w/c|toilet|mat|eob)\b"
)
_CHAIR = re.compile(
    r"propul|push ?rim|caster|wheelie|joystick|power (?:chair|mobility)|(?:w/c|wheelchair) (?:mobility|training|skills|management|push|parts|over|up|down)|ramp|curb"
)
_PLACE = r"(?:floor|ground|waist|knees?|knuckles?|shoulders?|counter\w*|table\w*|shelf|shelves|chest|bench|desk|overhead|eye level|head|hooks?|bins?|cart|pallet|hip|plinth|truck|trunk|kitchen|garage|car|stairs?|tray|box|hip height)"
_PATH = re.compile(
    rf"\b(?:from )?(?:the |a )?{_PLACE}[ -]?(?:height |level )?(?:to|->|-|into|onto|\u2192) ?(?:the |a )?(?:\w+ )?{_PLACE}\b"
)
_BARE_VERBS = frozenset(
    [
        "walk",
        "stand",
        "sit",
        "run",
        "turn",
        "reach",
        "bend",
        "lift",
        "pull",
        "push",
        "roll",
        "step",
        "squat",
        "kneel",
        "hold",
        "grip",
        "move",
        "stretch",
        "jump",
        "climb",
        "stoop",
        "gait",
        "balance",
        "grasp",
        "pinch",
        "rise",
        "lean",
        "twist",
        "overhead",
    ]
)
_MOVES = re.compile(
    r"\b(?:flex|ext|abd|add|rot|push|pull|press|row|curl|raise|walk|step|forward|back|lateral|circuit|interval|retro)\w*"
)
_WORDS_OF = Expression(  # what tells the manner of an item, or else a word
    rf"(?P<manner>{_DOSE.pattern}"
    r"|\b(?:each|sec|hold|holds|side|way|ways|with|the|and|rest|total|min|minutes|per|leg|arm|both|weight|weights|also|prn|plus)\b)|[a-z]{3,}"
)
_NO_ACTIVITY = re.compile(
    r"\b(?:all of (?:it|this|that|these|those|them)|everything|toler\w*|per (?:poc|plan|protocol|flow|log|eval|chart|md)|flow ?sheet|exercise log|see |as (?:above|per|before|listed|needed|indicated|able|appropriate|ordered)|pt|patient|response|well|fair|poor|good|cont(?:inue)?|same|billed|charge|total|timed|completed|performed|session|visit|today|minutes?|limits?|limiting|cannot|can't|unable|because|unit|units|no |without|direct|contact|cue\w*(?<!cued)|cued(?! [a-z]{3,}ing\b)|cuing|vcs?|tcs?|min a|mod a|max a|cga|sba|assist\w*|supervis\w*|pain|rest breaks?|tech|aide|group|class|alone|own|supine|prone|seated|standing|sidelying)\b"
)
_DEVICES = ("9701", "9702", "9703", "G028", "9894", "9716")
_EXERCISED = ("97110", "97112", "97113", "97150", "97530", "97140", "97124")
_OF_DAILY_LIFE = ("97535", "97537")  # whatever things and words belong to the day of a patient
_OWN_TIME = re.compile(
    r"(?<![\w.])(?:\d{1,2}|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|twenty|thirty)[ -]?(?:min(?:ute)?s?\b|')"
)
_NEXT = re.compile(r"\W*(?:(?:and|then|next|after(?:wards?)?|finally|last(?:ly)?)\W+)*")
_SETTING = re.compile(r"\d ?(?:min|m?hz|lbs?|w/cm|pads|ma\b|pps|%)")
_TREATED = re.compile(
    r"\b(?:performed|completed|did|trained|practi[sc]ed|worked|instructed in|instruction in|received|applied|treated|given|administered|administer|provided|rx'd|tx'd|used|mobili[sz]ed|massaged|post|after|before|pre)\b"
)


@Language.factory("notelint_activities")
def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component that finds the activities."""
    return find_activities


def find_activities(doc: Doc) -> Doc:
    """Fill the activities of the reading: those in the blocks of charges, then what is described elsewhere."""
    here = reading(doc)
    here.keep_hits("activities", _merged(here))
    holes = [part for s in here.services for part in (_head(here, s), *s.parts)]
    holes += [(p.start, p.end) for p in here.purposes]
    holes = _merged_spans(holes)
    covered = bytearray(len(here.text) + 1)  # 1 where a charge or a service is described
    for bill in here.bills:
        for start, end in bill.blocks:
            mark(covered, start, end)
            here.activities.extend(_set_apart(here, _items(here, start, end, holes, bill.code)))
    for service in here.services:
        if service.described and not covered[service.start]:
            start, end = service.block
            mark(covered, start, end)
            if service.named and service.state == "billed":
                here.activities.extend(
                    replaced(a, kind=_TRAINED.get(service.code, a.kind), fits=(service.code,))
                    for a in _items(here, *service.block, holes, None) or _as_a_whole(here, service)
                )
            elif service.state == "planned":
                here.activities.extend(
                    replaced(a, status="planned") for a in _items(here, *service.block, holes, service.code)
                )
    here.activities.extend(_elsewhere(here, covered, holes))
    here.activities.sort(key=lambda a: a.start)
    return doc


def _set_apart(here: Reading, items: list[Activity]) -> list[Activity]:
    """The items of a block; a modality that a later sentence gives a time of its own is a service of its own."""
    first = next((a for a in items if a.kind not in ("modality", "equipment", "other")), None)
    if first is None:
        return items
    billed = {b.code for b in here.bills}
    return [
        replaced(a, code=next((c for c in a.fits if c in billed), a.fits[0])) if _is_apart(here, a, first) else a
        for a in items
    ]


def _is_apart(here: Reading, activity: Activity, first: Activity) -> bool:
    """Whether an item of a block is a modality in a sentence of its own, with its time, behind the first item."""
    if activity.kind != "modality" or not activity.fits or activity.start < first.start:
        return False
    statement = here.statement_at(activity.start)
    if statement.start <= first.start or not _NEXT.fullmatch(here.folded, statement.start, activity.start):
        return False
    other = here.first(("exercises", "closed_chain", "balance", "tasks"), statement.start, statement.end)
    return other is None and _OWN_TIME.search(here.folded, statement.start, statement.end) is not None


def _as_a_whole(here: Reading, service: Service) -> list[Activity]:
    """What was done under the name of a service, as one activity, where no item of it is known."""
    if service.code not in _TRAINED or not service.minutes:
        return []
    place = here.place(service.start, here.statement_at(service.block[1] - 1).end)
    return [Activity(*place, _TRAINED[service.code], here.folded[service.start : service.end])]


def _head(here: Reading, service: Service) -> tuple[int, int]:
    """The code or name of a service, but for a name that is itself what was done."""
    alias = here.first("services", service.start, service.start + 1)
    if service.named:
        descriptive = alias is not None and any(
            h.end >= alias.end for h in here.found(("manual", "modalities"), service.start, service.start + 1)
        )
        return service.start, service.start if descriptive or alias is None else alias.end
    return service.start if service.head < 0 else service.head, service.start + len(service.code)


def _items(here: Reading, start: int, end: int, holes: Sequence[tuple[int, int]], code: str | None) -> list[Activity]:
    """The activities of a block, without its head and its purposes; a dose or manner on its own goes to its neighbour."""
    found: list[Activity] = []
    waiting: list[Mention] = []
    for begin, stop in _pieces(here, start, end, holes):
        item = _item(here, begin, stop, code, alone=True)
        if item is not None and found and _continues(here, found[-1], item):
            found[-1] = _with_manner(here, found[-1], item.how)
        elif item is not None:
            found.append(item)
        elif manner := _manner(here, begin, stop):
            if found and (found[-1].kind != "equipment" or _beside(here, found[-1], begin)):
                found[-1] = _with_manner(here, found[-1], manner)
            elif not found:
                waiting.extend(manner)
    for kinds in (("other",), ("other", "equipment")) if code not in _OF_DAILY_LIFE else ():
        found = _without(here, found, kinds)
    if any(a.kind == "wheelchair" for a in found):
        found = [a if a.kind != "gait" or _WALKS.search(a.text.lower()) else _in_chair(a) for a in found]
    if found and waiting:
        found[0] = replaced(found[0], how=(*waiting, *found[0].how))
    return found


def _beside(here: Reading, activity: Activity, at: int) -> bool:
    """Whether an offset is in the statement that an activity begins in."""
    return here.statement_at(activity.start) is here.statement_at(at)


_WALKS = re.compile(r"\b(?:walk\w*|ambul\w*|gait|steps?|stepping|strid\w*|cane|crutch\w*|rw|fww|treadmill|stairs?)\b")


def _in_chair(activity: Activity) -> Activity:
    """Ground that is crossed in a wheelchair, not on foot."""
    return replaced(activity, kind="wheelchair", fits=_FITS.get("wheelchair", ()))


def _without(here: Reading, items: list[Activity], kinds: tuple[str, ...]) -> list[Activity]:
    """The items of other kinds, each with the manner of those left out that follow it; all of them where there are none."""
    kept: list[Activity] = []
    for item in items:
        if item.kind not in kinds:
            kept.append(item)
        elif kept and item.how and kept[-1].kind == "equipment" and _beside(here, kept[-1], item.start):
            kept[-1] = _with_manner(here, kept[-1], item.how)
    return kept or items


def _continues(here: Reading, before: Activity, item: Activity) -> bool:
    """Whether an item that no term names goes on with the one before it in the same statement: "bolts 1/2 in, 3/8 in x3"."""
    if here.first("activities", item.start, item.end) is not None or item.kind not in ("exercise", "other", "task"):
        return False
    return here.statement_at(before.start) is here.statement_at(item.start) and before.kind in (
        "task",
        "modality",
        "equipment",
        "gait",
        "manual",
    )


def _with_manner(here: Reading, activity: Activity, manner: tuple[Mention, ...]) -> Activity:
    """An activity with what a following piece says of its manner; a device with a dose is an exercise on it."""
    kind = activity.kind
    if kind == "equipment" and any(_DOSE.compiled.fullmatch(m.text.lower()) for m in manner):
        trained = set(activity.parameters) & {"balance", "proprioception", "coordination"}
        own = _ON_DEVICE.get(activity.code or "", "exercise")
        kind = "task" if "97530" in activity.fits else "balance" if trained else own
    if activity.kind == "equipment" and activity.code == "97116" and here.first("gait", activity.start, activity.end):
        kind = "gait"  # whatever is counted or corrected on the aid that is walked with
    return replaced(activity, kind=kind, how=(*activity.how, *manner), fits=_FITS.get(kind, activity.fits))


def _pieces(here: Reading, start: int, end: int, holes: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The items that a stretch of text lists, as it is outside the holes."""
    for begin, stop in _outside(start, end, holes):
        for cut in _ITEM_END.finditer(here.folded, begin, stop):
            if cut.start() > begin:
                yield begin, cut.start()
            begin = cut.end()
        if here.folded[begin:stop].strip():
            yield begin, stop


def _merged_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap made one."""
    merged: list[tuple[int, int]] = []
    for a, b in sorted(spans):
        if merged and a < merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], b)
        else:
            merged.append((a, b))
    return merged


def _outside(start: int, end: int, holes: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What is left of a stretch of text without the holes, which stand in order and apart."""
    at = start
    first, last = bisect_right(holes, start, key=itemgetter(1)), bisect_left(holes, end, key=itemgetter(0))
    for a, b in holes[first:last]:
        if a > at:
            yield at, a
        at = max(at, b)
    if at < end:
        yield at, end


_LETTERS = re.compile(r"[a-z]{2}")


def _item(here: Reading, start: int, end: int, code: str | None, *, alone: bool = False) -> Activity | None:
    """One item of a list of activities, None where it holds none."""
    while start < end and not here.folded[start].isalnum():
        start += 1
    while end > start and here.folded[end - 1] in " \r\n(-":
        end -= 1
    text = here.folded[start:end]
    if (
        len(text) < 3
        or not _LETTERS.search(text)
        or _ASIDE.match(text)
        or _ELSEWHERE.match(text)
        or _OF_THE_PATIENT.match(text)
    ):
        return None
    skill = here.first("skilled", start, start + 1)
    if (
        skill is not None
        and here.first("activities", start, start + 1) is None
        and not _GRADE.compiled.match(here.folded, start, end)
        and not _CUED_WORK.match(here.folded, start, end)
        and skill.term["kind"] in ("cue", "grade", "correct", "facilitate", "response", "assess", "progress")
    ):
        return None
    dose = _DOSE.search(here.folded, start, end)
    dosed = dose is not None
    if (
        _POSITION.match(text)
        and not dosed
        and not here.first(("exercises", "balance", "tasks", "closed_chain", "modalities", "manual"), start, end)
    ):
        return None
    if _FREQUENCY.search(here.folded, start, end) or _is_finding(here, start, end):
        return None
    if not dosed and (_LIMITED.search(here.folded, start, end) or _tells_a_cue(here, start, end)):
        return None
    hits = [h for h in here.found("activities", start, end) if h.end <= end + 1]
    kind = _kind(here, hits, start, end, dosed, code)
    if kind is None:
        return None
    how = tuple(_how(here, start, end, dose)) if kind != "equipment" else ()
    if (
        kind in ("task", "self_care", "gait", "wheelchair")
        and not how
        and (way := next((m for m in _WAY.finditer(here.folded, start, end) if not _inside(hits, m)), None))
    ):
        how = (here.mention(way.start(), way.end()),)
    return _activity(here, start, end, kind, hits, how, code, alone)


def _inside(hits: Iterable[Hit], word: re.Match[str]) -> bool:
    """Whether a word stands inside a term: what only names an activity does not tell how it was done."""
    return any(h.start < word.start() < h.end for h in hits)


def _tells_a_cue(here: Reading, start: int, end: int) -> bool:
    """Whether an item is about a cue, rather than an activity that was cued: "cue to step", not "walking with cueing"."""
    cue = _CUED.search(here.folded, start, end)
    if cue is None or _WITH.search(here.folded, start, cue.start()):
        return False
    return not _CUED_WORK.match(here.folded, cue.start(), end)


def _is_finding(here: Reading, start: int, end: int) -> bool:
    """Whether an item is no more than a measured motion or grade, or the name of a condition."""
    for measure in here.measures_from(start, min(end, start + 13)):
        if measure.end >= end - 3 and measure.kind in ("rom", "strength"):
            return True
    return any(h.end >= end for h in here.found(("conditions", "conditions_exact"), start, start + 1))


def _merged(here: Reading) -> list[Hit]:
    """The hits of all lexicons of activities in the order of the text, those inside a longer one left out."""
    found = sorted((h for name in KINDS for h in here.hits.get(name, ())), key=lambda h: (h.start, -h.end))
    kept: list[Hit] = []
    reach = 0
    named = {(h.start, h.end) for name in ("conditions", "conditions_exact") for h in here.hits.get(name, ())}
    for hit in found:
        if hit.lexicon in ("modalities", "modalities_exact") and (hit.start, hit.end) in named:
            continue
        text = here.folded[hit.start : hit.end]
        if hit.lexicon in ("exercises", "closed_chain") and text.endswith("ed") and " " not in text:
            continue
        if hit.end > reach or (kept and (hit.start, hit.end) == (kept[-1].start, kept[-1].end)):
            kept.append(hit)
            reach = max(reach, hit.end)
    return kept


_ORDER = (
    "modality",
    "manual",
    "wheelchair",
    "orthotic",
    "cognition",
    "task",
    "self_care",
    "gait",
    "closed_chain",
    "balance",
    "exercise",
    "equipment",
)


_MACHINE = re.compile(r" (?:machine|ergometer)s?\b")  # behind the exercise that it is named for
# What work on a device is, where the code does not make it exercise.
_ON_DEVICE: dict[str, ActivityKind] = {"97129": "cognition", "97130": "cognition"}
_WORK = re.compile(r"(?!(?:board|system|program|device|with|only|level)\b)[a-z]{4}")


def _kind(here: Reading, hits: list[Hit], start: int, end: int, dosed: bool, code: str | None) -> ActivityKind | None:
    """What an item is, by its terms, else by its form: words with a dose under a charge are an exercise."""
    if (
        code in ("97530", "97535", "97537")
        and (own := _by_code(here, code, {KINDS[h.lexicon] for h in hits} - {"equipment"}, start, end)) is not None
    ):
        return own
    if code != "97116":  # a deviation that is corrected in another exercise makes no gait training of it
        hits = [h for h in hits if h.lexicon != "gait" or h.term["kind"] != "deviation"]
    devices = {(h.start, h.end) for h in hits if h.lexicon == "equipment"}
    machines = [h for h in hits if h.lexicon == "exercises" and _MACHINE.match(here.folded, h.end, end)]
    devices |= {(h.start, h.end) for h in machines}
    kinds = {KINDS[h.lexicon] for h in hits if (h.start, h.end) not in devices}
    if not kinds and devices:
        named = _merged_spans(devices | {(h.end, h.end + len(" machine")) for h in machines})
        rest = " ".join(here.folded[a:b] for a, b in _outside(start, end, named))
        rest = re.sub(r"\d+ ?(?:min|minutes?|')", "", rest)
        if _is_task_by_form(here, hits, start, end):
            return "task"
        own = _ON_DEVICE.get(code or "", "exercise")
        if not (_DOSE.compiled.search(rest) or _MOVES.search(rest) or (own == "cognition" and _WORK.search(rest))):
            return "equipment"
        kinds = {KINDS[h.lexicon] for h in hits} - {"equipment"} or {own}
    text = here.folded[start:end]
    if ("<" in text or ">" in text) and _TRANSFER.search(here.folded, start, end):
        return "task"
    if code is not None and (own := _by_code(here, code, kinds, start, end)) is not None:
        return own
    if kinds == {"wheelchair"} and not _CHAIR.search(here.folded, start, end):
        return None
    if not kinds & {"task", "modality", "manual"} and _is_task_by_form(here, hits, start, end):
        return "task"
    if (
        kinds == {"orthotic"}
        and code not in ("97760", "97761", "97763")
        and not _DEVICE.search(here.folded, start, end)
    ):
        return None
    if "task" in kinds and KINDS[max(hits, key=lambda h: (h.end, h.start)).lexicon] == "exercise":
        kinds.discard("task")
    if "task" in kinds and any(h.lexicon == "tasks" and _is_moved(here, h, start) for h in hits):
        kinds = kinds - {"task"} or {"exercise"}
    for kind in _ORDER:
        if kind in kinds:
            if kind == "manual" and any(h.term["code"] == "97124" for h in hits if h.lexicon == "manual"):
                return "massage"
            if kind == "manual" and any(h.term["code"].startswith("9894") for h in hits if h.lexicon == "manual"):
                return "adjustment"
            return kind  # type: ignore[return-value]
    if code is None:
        return None
    words = any(m.lastgroup != "manner" for m in _WORDS_OF.finditer(here.folded, start, end))
    if words and dosed and code[:4] not in _DEVICES and (code in _EXERCISED or _MOVES.search(here.folded, start, end)):
        return "exercise"
    return "other" if words and not _NO_ACTIVITY.search(here.folded, start, end) else None


def _is_moved(here: Reading, task: Hit, start: int) -> bool:
    """Whether the word for a task names the tool of a motion: "hammer pron/sup", "pronation with a hammer"."""
    after = _WITH.search(here.folded, start, task.start)
    motion = here.first("motions", start, after.start()) if after else here.first("motions", task.end, task.end + 2)
    return motion is not None and motion.term["kind"] == "motion"


def _by_code(here: Reading, code: str, kinds: set[str], start: int, end: int) -> ActivityKind | None:
    """What an item is under the code of a trained task: a task with its objects, a device, a chair."""
    if code == "97140" and _GRADE.search(here.folded, start, end):
        return "manual"
    if kinds & {"exercise", "closed_chain", "balance", "modality", "manual", "gait"}:
        return None
    if code in ("97535", "97537") and (
        here.first("self_care", start, end) or _names_task(here, start, end) or kinds & {"task"}
    ):
        return "self_care"
    if code == "97530" and (_PATH.search(here.folded, start, end) or _names_task(here, start, end)):
        return "task"
    if code == "97542" and here.hits.get("wheelchair"):
        return "wheelchair" if re.search(r"[a-z]{4}", here.folded[start:end]) and not kinds else None
    if code in ("97760", "97761", "97763") and here.hits.get("orthotics") and not _DOSE.search(here.folded, start, end):
        return "orthotic" if re.search(r"[a-z]{4}", here.folded[start:end]) and not kinds else None
    return None


def _names_task(here: Reading, start: int, end: int) -> bool:
    found = here.found("functions", start, end)
    return any(h.term["kind"] == "specific" and h.term.text not in _BARE_VERBS for h in found)


_OF_THE_BODY = (
    "regions",
    "regions_exact",
    "motions",
    "exercises",
    "closed_chain",
    "balance",
    "modalities",
    "manual",
    "equipment",
    "manner",
)
_OF_TRAINING = re.compile(
    r"(?:exercis|drill|stretch|motion|range|sets?\b|reps?\b|forward\b|overhead\b|bands?\b|load|weight|minute|step|pace|side|through|fist|last\b|first\b|next\b|rest\b)"
)


def _is_task_by_form(here: Reading, hits: list[Hit], start: int, end: int) -> bool:
    """Whether an item is practice of a task by its form: a dynamic verb and its object, outside the name of an exercise."""
    if (did := _DID.match(here.folded, start, end)) is not None and not _OF_TRAINING.match(did["object"]):
        return here.first(_OF_THE_BODY, did.start("object"), did.end()) is None
    found = _TASK.search(here.folded, start, end)
    if found is None:
        return False
    verb = max(found.start("verb"), found.start("practised"))
    return not any(
        h.start <= verb < h.end for h in hits if h.lexicon in ("exercises", "closed_chain", "balance", "manual")
    )


def _manner(here: Reading, start: int, end: int) -> tuple[Mention, ...]:
    """What tells the manner of an item, in a piece that holds no item of its own."""
    return tuple(_how(here, start, end, _DOSE.search(here.folded, start, end)))


def _how(here: Reading, start: int, end: int, dose: re.Match[str] | None) -> Iterator[Mention]:
    """What tells in what way an item was done: its first dose, its first word of manner."""
    if dose:
        yield here.mention(dose.start(), dose.end())
    manners = here.found("manner", start, end)
    if manner := next((h for h in manners if not _in_name(here, h)), None):
        yield here.mention(manner.start, manner.end)
    elif grade := _GRADE.search(here.folded, start, end):
        yield here.mention(grade.start(), grade.end())
    else:
        for skill in here.found("skilled", start, end):
            if skill.term["kind"] in ("cue", "grade", "correct", "facilitate", "instruct"):
                yield here.mention(skill.start, skill.end)
                break


def _in_name(here: Reading, manner: Hit) -> bool:
    """Whether a word of manner is but a part of the name of what was done: "noodle bicycle", "gaze stabilization"."""
    if manner.term["kind"] in ("position", "dose"):
        return False
    around = here.found("activities", max(0, manner.start - 40), manner.end)
    return any(
        h.start < manner.start < h.end or (h.start == manner.start and h.end > manner.end)
        for h in around
        if h.lexicon != "manual"
    )


def _activity(
    here: Reading,
    start: int,
    end: int,
    kind: ActivityKind,
    hits: list[Hit],
    how: tuple[Mention, ...],
    code: str | None,
    alone: bool,
) -> Activity:
    best = next((h for h in hits if KINDS[h.lexicon] == kind), hits[0] if hits else None)
    parameters: dict[str, None] = {}
    region: str | None = None
    for hit in hits:
        values = hit.term.values
        region = region or values.get("region")
        told = values.get("parameters")
        if told and KINDS[hit.lexicon] in (kind, "balance", "exercise"):
            parameters |= dict.fromkeys(filter(None, told.split("+")))
    named = here.first(("regions", "regions_exact"), start, end)
    region = (
        named.term["region"]
        if named and named.term["region"] and (not region or region in ("upper_limb", "lower_limb", "trunk", "spine"))
        else region
    )
    fits = _FITS.get(kind, ())
    if kind == "equipment" and any(h.lexicon == "tasks" for h in hits):
        fits = ("97530",)
    if kind == "modality":
        fits = tuple(dict.fromkeys(h.term["code"] for h in hits if KINDS[h.lexicon] == "modality" and h.term["code"]))
    status = activity_status(here, start, end, alone=alone)
    side = _side(here.folded[start:end])
    below = here.folded.find("\n", start, end + 40)
    minutes = _MINUTES.search(here.folded, start, end + 40 if below < 0 else below)
    return Activity(
        *here.place(start, end), kind, best.term.text if best else "", fits, code, tuple(parameters), (),
        _is_functional(here, kind, hits, start, end), region or None, side, status, how, int(minutes.group(1)) if minutes else None,
    )  # fmt: skip


def _is_functional(here: Reading, kind: ActivityKind, hits: list[Hit], start: int, end: int) -> bool:
    """Whether an activity is itself a task of daily life, work or sport; a drill of dexterity is none: "pegs x20"."""
    if kind != "task":
        return kind in ("self_care", "wheelchair", "gait")
    tasks = [h for h in hits if h.lexicon == "tasks"]
    drills = {h.start for h in here.found("drills", start, end)}
    if not tasks or not drills.issuperset(h.start for h in tasks):
        return True
    named = (h for h in here.found("functions", start, end) if h.term["kind"] == "specific")
    return any(h.term.text not in _BARE_VERBS and not any(t.start <= h.start < t.end for t in tasks) for h in named)


_RIGHT = re.compile(r"r(?<!\wr)(?:|t|ight|le|ue)\b")
_LEFT = re.compile(r"l(?<!\wl)(?:|t|eft|le|ue)\b(?! ?\d)")
_BOTH = re.compile(r"b(?<!\wb)(?:|il|ilat|ilateral\w*|/l|oth|le|ue)\b")
_MINUTES = Expression(r"\d*?(\d{1,3}) ?(?:min|minutes|')(?!\w)")


def _side(text: str) -> Side | None:
    """The side that a piece of folded text names."""
    right, left = _RIGHT.search(text), _LEFT.search(text)
    if (right and left) or _BOTH.search(text):
        return "both"
    return "right" if right else "left" if left else None


_NO_TREATMENT = frozenset(
    {"goals", "wish", "subjective", "history", "diagnosis", "billing", "signature", "header", "authorisation", "vitals",
     "prior", "precautions", "job", "home"}
)  # fmt: skip


def _elsewhere(here: Reading, covered: bytearray, holes: list[tuple[int, int]]) -> Iterator[Activity]:
    """What is described outside the blocks of charges: under a heading of treatment, or as a service of its own."""
    loose = not any(b.blocks for b in here.bills)
    for statement in here.statements:
        if covered[statement.start]:
            continue
        if statement.section == "billing":
            yield from _in_log(here, statement, holes)
        if statement.section in _NO_TREATMENT:
            continue
        if is_menu(here, statement):
            yield from _planned_names(here, statement)
            continue
        if not _may_hold(here, statement.start, statement.end):
            continue
        treated = statement.section == "treatment"
        found: list[Activity] = []
        for begin, stop in _pieces(here, statement.start, statement.end, holes):
            item = _item(here, begin, stop, None)
            if item is None and found and found[-1].kind == "equipment":
                manner = _manner(here, begin, stop)
                found[-1] = _with_manner(here, found[-1], manner) if manner else found[-1]
            elif item is not None and (treated or _performed(here, item, statement.start, statement.end, loose)):
                found.append(item)
        yield from found


def _in_log(here: Reading, statement: Statement, holes: list[tuple[int, int]]) -> Iterator[Activity]:
    """The modalities and manual work of a row that begins with its clock times, as they are logged beside the charges."""
    clock = CLOCK.match(here.folded, here.line_at(statement.start).content, statement.end)
    span = clock_span(clock) if clock else None
    if clock is None or span is None:
        return
    for begin, stop in _pieces(here, max(clock.end(), statement.start), statement.end, holes):
        item = _item(here, begin, stop, None)
        if item is not None and item.kind in ("modality", "manual", "massage"):
            status = activity_status(here, item.start, item.end, alone=True)
            yield replaced(item, minutes=item.minutes or span[1] - span[0], status=status)


def _may_hold(here: Reading, start: int, end: int) -> bool:
    """Whether a stretch of text can hold an activity where no charge says that it does."""
    if here.first("activities", start, end) is not None or _TASK.search(here.folded, start, end):
        return True
    return here.folded.find(">", start, end) >= 0 or here.folded.find("<", start, end) >= 0


def _planned_names(here: Reading, statement: Statement) -> Iterator[Activity]:
    """The services that a list of possible interventions names, as planned."""
    for hit in here.found("services", statement.start, statement.end):
        place = here.place(hit.start, hit.end)
        yield Activity(*place, "other", hit.term.text, (hit.term["code"],), status="planned")


_HOW_MANY = re.compile(
    r"\d of (?:the )?(?:last |first )?\d"
)  # of so many it went well: "heel strike 8 of 10 steps after cue"


def _performed(here: Reading, item: Activity, start: int, end: int, loose: bool) -> bool:
    """Whether words outside any heading of treatment tell of something done, and not of how the patient is."""
    if item.kind in ("gait", "task", "self_care") and (
        any(item.start < m.end for m in here.measures_from(start, item.end))
        or _HOW_MANY.search(here.folded, item.start, item.end)
    ):
        return False
    if item.kind in ("modality", "manual", "massage", "adjustment"):
        applied = _TREATED.search(here.folded, start, end) or _SETTING.search(here.folded, start, end)
        return bool(item.how or item.minutes or applied or loose)
    section = here.section_at(start)
    if section in ("objective", "assessment"):
        return loose and _DOSE.search(here.folded, item.start, item.end) is not None and item.kind != "gait"
    return _DOSE.search(here.folded, item.start, item.end) is not None and (
        loose or item.kind in ("wheelchair", "self_care", "gait", "orthotic", "cognition")
    )
