"""Purposes: what something is done for, and the parameters, tasks and symptoms that a purpose names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.openings import Expression
from notelint.linter.language.reading import Hit, Reading, Statement, reading
from notelint.linter.record import Function, Outcome

_CHANGE = (
    r"(?:further |help |safely |better |fully |gradually |again |more (?:easily|safely) |begin to |continue to |also )?"
    r"(?:increas|improv|restor|regain|gain|maximi[sz]|optimi[sz]|normali[sz]|promot|enhanc|facilitat|develop|build|strengthen|lengthen|stretch|"
    r"mobili[sz]|challeng|retrain|train|re-?educat|correct|stabili[sz]|activat|maintain|prevent|reduc|decreas|minimi[sz]|eliminat|progress|"
    r"advanc|wean|allow|enabl|support|return|achiev|address|target|recover|re-?establish|free(?!z)|loosen|relax|relieve|eas(?:e|ing)|calm|centrali[sz]|protect|preserve|"
    r"raise|boost|bring up|get(?= (?:more|better|back|full|increased|greater|improved|\d))|work on|open|unload|control|steady|lower(?! (?:extremit|limb|body|legs?\b|back|quarter|trunk|trap|cervical|lumbar|thoracic|abdom|quadrant|esophag))|inhibit|desensiti[sz]|sharpen|quicken|hasten|speed|win back|bring (?:back|down|about|out)|heighten|deepen|soften|widen|smooth|settle|unlock|stimulat|offload|off-load|lessen|tame|combine|prepare|ready|help|practi[sc]e|simulate|keep|stop|cut|quiet|up(?=\s)|\u2191|\u2193|\+(?= ?\w))\w*"
)
_CHANGED = rf"(?:{_CHANGE}(?<=ed)|rebuilt|built|won back|brought (?:up|back|down)|kept)"
_MUST = r"(?:must|has to|have to|needs?|needed|required|should|is to|are to)"
_WANTED = re.compile(rf"\b{_MUST}\b")
_SOUGHT = r"(?:wanted|sought|desired|intended|expected|hoped for|aimed (?:at|for)|in view|in mind|looked for)"
WHAT_IS_SOUGHT = (
    r"(?:(?:intended|desired|expected|wanted|functional) (?:effects?|gains?|changes?|carry-?over|end|use)"
    rf"|(?:effects?|gains?|changes?|carry-?over|ability|task|function|end|use) {_SOUGHT}"
    r"|(?:goals?|objectives?) (?:(?:of|for|with) (?:(?:the (?:whole )?|this |these |both |all |today'?s )?"
    r"(?:session|training|treatment|tx|visit|exercises?|drills?|block|charge|work|procedure|sets?|circuit|series|sequence|routine|group)"
    r"|(?:this|these|both|all)(?= (?:is|was|are|were)\b))|here(?= (?:is|was)\b)))"
)
_AIM = (
    r"(?:(?:purpose|(?:intended |clinical |treatment |functional |desired |several |expected |wanted |hoped[- ]for )?"
    r"(?:outcomes?|results?|rationale|intent|intention|aim|target|focus|reason|benefit))"
    rf"(?: (?:given|stated|{_SOUGHT}))?|{WHAT_IS_SOUGHT})"
)
_SUBJECT = r"(?:he|she|they|pt|patient|client)"
_PERSON = (
    r"(?:he|she|they|pt|patient|client|mom|dad|mother|father|child|kid|foot|feet|hand|arm|leg|stride|walking|standing|sitting|reaching|resident|worker"
    r"|his|her|their|[a-z]\.\w\.|(?:the |his |her |their |an? )?(?:[a-z/-]+ )?[a-z/-]+ (?:can(?:not|'t)?|could|will|isn't|aren't|is|are|does|doesn't|stays?|rests?|[a-z]{3,}s)|[a-z]{3,}s ) ?"
)
_AS_BEFORE = r"\b(?:for |to |with )?(?:the )?same (?:purpose|reason|goal|outcome|aim|end|task|as above)|\bfor (?:the )?same\b(?:(?! (?:time|reps?|sets?|dose|holds?|load|weight|duration|distance|sides?|amount|minutes?)\b) [a-z]+){0,2}(?= ?(?:[.;,)|\n]|$))"
AS_BELOW = (
    r"\b(?:for |with )?(?:the )?(?:same )?(?:aim|purpose|goal|outcome|reason|intent|end)s? (?:is |are )?(?:the same )?as (?:for |in |with |under )?(?:(?:the|that of|those of) )*"
    r"(?:(?:exercises?|ex|activit(?:y|ies)|charge|code|block) )?(?:below|following|next|9\d{4}(?! above))\b"
)
_OPENERS = {
    "label": (
        rf"\b{_AIM}\b(?: (?:of|for|here|with|behind|to|in|within|during)(?: [a-z]+){{1,4}}?)? ?(?::|=>?|\b(?:is|was|are|were|being)\b(?: to\b)?)"
        r"|\b(?:purpose|aim|intent) (?:also |again |still |here )?to\b|\b(?:why|for what|what (?:this|the|today's) (?:visit|session|treatment|work|exercise|drill)s? (?:is|was) for|(?:functional|function|fx) (?:link|task|carry-?over|need|relevance|tie-in|application|goal|use|transfer|target)s?(?: (?:addressed|served|targeted|trained for))?|links?|ties to|functional task it serves|task it serves) ?(?::|=)"
        r"|\bserv(?:es?|ed|ing) (?:one|a single|the same) (?:thing|purpose|end|aim|goal|task)s?\b ?[:,]?"
        r"|\bfor ?:[*_]*|\bdone so\b|\bgoals? (?:of|for|behind) (?:this|these|it)\b(?: \w+)? ?(?::|=|\b(?:is|was|are|were)\b)|\b(?:group focus|focus) for \w+ ?="
    ),
    "same": rf"{_AS_BEFORE}|\bsame as above|{AS_BELOW}",
    "goal": r"(?<=[;,.] )goal ?(?:is|=|:)",
    "so": rf"(?:(?<=[.;] )|(?<=[.;]  )|(?<=\n))so\b(?= [a-z])|\bso that\b|\bso(?= (?:that )?{_PERSON})|\bin order (?:to|that|for)\b",
    "need": rf"\b(?:before|until)(?= {_SUBJECT} (?:can|could|may|will|is able to|goes|returns)\b)|\bif(?= {_SUBJECT} (?:is|are) to\b)",
    "to": r"(?:\u2192|-+>|=>|\bto\b|\bnecessary to\b|\b2/2 goal of)(?= )",
    "work": (
        r"\b(?:being (?:the |our |my )?(?:aim|purpose|goal|point|object|target|intent)|(?:chosen|picked|selected) (?:for|to|with(?= [^.;\n]{3,40} in mind))|work(?:ing|ed) on|aimed at|target(?:ing|ed)|(?<!\d )(?<!to )(?<!two )(?<!three )(?<!four )(?<!five )(?<!six )(?<!the )(?<!of )(?<!at )targets|address(?:ing|es)|focus(?:ing|ed|es)? on|emphasi[sz]ing|emphasis on|w/ focus on|with focus on|directed at|in prep(?:aration)? for"
        r"|(?:both|all|each|everything)(?: of (?:these|them|it|this))? (?:serves?|served|aims? at|aimed at|works? towards?|goes? towards?|supports?)"
        r"|is what (?:makes|lets|allows|gets|keeps|helps|gives)|simulat(?:ing|es)|mimic(?:s|king)?|carry-?over (?:to|into)|meant (?:to|for)|designed (?:to|for)|intended (?:to|for)|needed (?:for|to|in)|needs? (?:both|this|it|these|them|that) (?:to|for|in)"
        r"|needs this (?:for|to)|required (?:for|to|in)|necessary for|essential (?:for|to)|prerequisite (?:to|for)|improving|increasing|restoring|building|regaining|promoting|enhancing|facilitating"
        rf"|th(?:is|ese|ose)(?: \w+){{0,2}} (?:(?:aims?|works?|builds?|go(?:es)?|serves?|helps?|trains?|targets?) (?:at|for|toward|towards|on)|(?:is|are|was|were) (?:all )?(?:for|aimed|meant|to(?= {_CHANGE})))"
        r"|(?:is|are|were|was) (?:all )?(?:worked|trained|practi[sc]ed|challenged|built|combined|used) together"
        rf"|(?:being|must be) {_CHANGED}|{_MUST} (?:to )?(?:be|become|get|reach|grow|stay|hold|last)(?= (?:at least |about |over |some )?(?:strong|stabl|stead|mobil|flexib|long|loos|supple|free|\d|more\b|enough|full))"
        r"|allowing|enabling|(?:should|will|would) (?:let|allow|help|enable) (?:him|her|them|pt|patient)|with the (?:goal|aim|intent) of|useful for|in support of|brings? together|combin(?:es|ed|ing)|integrat(?:es|ing))\b|\u2191(?= ?[a-z])"
    ),
    "together": r"\b(?:together|(?:all )?in one|at once)\b(?! [a-z])(?=\W)|\b(?:together|in one|at once)(?= (?:for|to|so|as)\b)",
    "for": r"(?:\bfor\b|\bre:)(?=[ \n])",
}
_CAPACITY = r"(?:strength|range|rom|endurance|power|mobility|flexibility)"
_DOING = re.compile(
    r" (?!normal|match|within|full|good|end\b|all\b)[a-z][a-z-]+ (?:her|his|their|the|an?|into|onto|in|on|up|down|over|through)\b"
)
_CAPABLE = re.compile(rf"\b{_CAPACITY} to(?={_DOING.pattern})")
_DEED = re.compile(
    r" (?!be\b|have\b|keep\b|reach\b|bring\b|hold\b)[a-z]{3,} (?:her|his|their|the|an?|two|three|four|five|six|ten|both|\d{1,3}) (?P<object>[a-z][a-z-]+(?: [a-z][a-z-]+)?)"
)
_SEEKS = re.compile(r"\b(?:stoop|bend|reach|grab|feel|search|scan|retriev)\w*$")
_START = Expression("|".join(f"(?P<{name}>{pattern})" for name, pattern in _OPENERS.items()))
_LEAD = Expression(rf"{_CHANGE}(?: |$)")
_WORK_NOUN = re.compile(r"(?:exercises?|ex|drills?|activit(?:y|ies)|program\w*|work|training|circuit)\b")
_TO_VERB = re.compile(rf" (?:be (?:able|independent|safe|{_CHANGED})\b|{_CHANGE})")
_DEEDS = r"walk|stand|sit|lift|carry|reach|climb|get|go|put|pull|push|turn|step|transfer|dress|don|doff|bathe|shower|cook|drive|sleep|kneel|squat|bend|run|jump|throw|catch|play|ride|swim|write|type|hold|grip|open|close|clear|wash|brush|feed|eat|drink|pick|place|move|roll|rise|clean|sweep|mop|vacuum|rake|mow|garden|shop|return|resume|manage|perform|complete|do|use|make|look|check|back|load|unload|stock|hang|fold|iron|serve|swing|pitch|golf|hike|dance|fish|hunt|attend|participate|tolerate|enter|exit|cross|keep|land|absorb|accept|stay|be|toilet|groom|comb|shave|button|zip|tie|fasten|cut|stir|pour|chop|turn|twist|crawl|scoot|hammer|saw|drill|paint|dig|shovel|operate|handle|hit|kick|skate|ski|row|bike|cycle|board|take|bring|raise|support|navigate|negotiate|ascend|descend|propel|maneuver|swallow|speak|work|care|tend|nurse|hug|pet|text|read|draw|color|scan|merge|help|practice|prepare|attain|pass|switch|walk|see|watch|wear|come|lean|chase|bite|chew|yawn|tug|knead|cough|laugh|breathe|swim|avoid|tackle|sprint|bowl|deliver|ambulate|mobilize|self-\w+"
_VERB = re.compile(rf" (?:safely |better |again |more easily |independently |comfortably )?(?:{_DEEDS})\b")
_NO_PURPOSE_BEFORE = re.compile(
    r"(?:\b(?:(?:told|asked|remind\w*|advised|instruct\w*|taught|cue[ds]?|encourag\w*|shown?|warned) (?:him|her|them|pt|patient|client|mom|dad|wife|husband)"
    r"|cue[ds]?|cueing|cuing|vcs?|tcs?|reminders?|reminded|told|asked|instruct(?:ed|ions?)|taught|assist(?:ance)?|guid(?:ed|ing)|able|unable|able|needs?|needed|wants?|wanted|hopes?|likes?|loves?|wish(?:es)?|dreams|eager|keen|happy|glad|anxious|nervous|try|trying|tries|ready|due|prior|secondary|2|up|down|close|next|add(?:ed)?|progress(?:ed|ing|ion)?|advanced?|return(?:ed|ing|s)?|tolerated?|continue|advised|plans?|going|has|have|had|used|relat(?:ed|ive)|according|respon[ds]\w*|opposed|compared|from|side|back|front|hip|heel|toe|floor|waist|chair|bed|sit|supine|stand|prone|kneel\w*|lying|squat|sidelying|quadruped|roll|scoot|\d|cm|ft|feet|lb|lbs|deg|degrees|min|sec|reps?|band|level|set|sets|rpe|mph|mod|cga|sba|max|a|difficult|hard|easy|difficulty|attempts?|encouraged|permission|educated|seen|pt|began|begins?|starting|allowed|facilitated|max|increase|fails?|failed|reluctant|motivated|refers?|referred|report(?:s|ed)|demand|safe|okay|ok|late|quick|slow|tends?|tendency|require[sd]?|hand|hoop|goal|left|right|shelf|counter|table|tub|toilet|commode|mat|eob|wheelchair|w/c|couch)|<|-|/|\u00b0|%|#|'|\")$"
)
_MUSTS = ("must ", "has to ", "have to ", "need", "required ", "should ", "is to ", "are to ")
_ONE_OF_SEVERAL = re.compile(r"(?:aim|focus|purpose|intent) (?:are|were)")  # "grip, reach and aim are trained at once"
# A dash: what stands before it says nothing of what follows.
_ASIDE = re.compile(r".*\s(?:-{1,2}|\u2013|\u2014)$", re.DOTALL)
_BREAKS = ".;,(-*_|)"  # what a word that begins a clause may follow
_LETS = re.compile(rf"\b(?:makes?|lets?|allows?|helps?|enables?)(?: [\w']+){{1,3}}?(?={_VERB.pattern})")
_STANCE = re.compile(
    r" (?:stand|sit|supine|prone|kneel|half|side|stance|neutral|midline|tolerance|fatigue|failure|pain|patient|pt\b|therapist|l\b|r\b|left\b|right\b|both|each|end|full range|wall|floor|ground|mat\b|shelf|counter|table|chair|bed\b|cone|target|\d)"
)
_EMPTY_OBJECT = re.compile(
    r"^\W*(?:for |to )?(?:tolerance|fatigue|failure|pt tolerance|patient tolerance|as tolerated|continue|per protocol|protocol|warm[ -]?up|warm up|cool[ -]?down|\d|time|safety only|same\b)"
)
_FOR_TIME = re.compile(
    r" (?:\d|the (?:first|next|last|remaining|other)\b(?! steps?\b)|a (?:total|few|min)|one min|two min|[\w-]+ (?:min|sec|units?\b|reps|sets|weeks|visits|rounds|trials)|warm|cool|safety\b(?! )|time\b|comfort\b|support\b|now|today|home\b|next|hep|this visit|visit|lunch|reps\b|ea(?:ch)?\b|both|all (?:sets|reps)|eval|follow(?!-through| through)|re-?check|assist|cue|demo)"
)
_END = re.compile(
    r"[.;!?](?=\s|$)|\n(?=\s*\n)|\s-{1,2}\s|\s\u2014\s|\((?=\d+ ?(?:min|u\b|x))|\||\n *[-*\u2022]|\n *\d[.)]|\s\d+ ?x ?\d|,? x ?\d{1,2}\b(?! ?(?:/|per))|:(?= [^.;:\n]{3,60}?\d (?:sets?|reps?|times|x)\b)|(?:,|\band\b) (?:cue[ds]?|vc|tc|cueing|with cues|min a|mod a)\b"
)
_LONGEST = 300  # characters of a purpose
_DOSE = re.compile(r"\d ?x ?\d|x ?\d{1,2}\b(?! ?(?:/|per))|\d+ ?(?:reps?|sets?|sec|s\b|lbs?|#|kg|min)\b")
_PHRASE_CUT = re.compile(r"[;:.](?=\s)|\s-{1,2}\s|\s\u2014\s|\n *[-*\u2022]|\s//\s|\s\u2192\s|\bwith (?=\w+,)")
_SAME = re.compile(rf"{_AS_BEFORE}|{AS_BELOW}|\bas above\b")
_GENERIC_ONLY = re.compile(
    r"^\W*(?:(?:his|her|their|all|daily|overall|general|improved|better|safe|functional|prior|level|of|with|and|in|the|to|return|increase|improve)\W+)*(?:functions?|adls?|iadls?|mobility|activit(?:y|ies)|plof|independence|safety|quality of life|daily living|life|independent)\W*$"
)
_TO_CHANGE = re.compile(rf"\W*(?:to |in order to )?{_CHANGE} \w")
_COLUMN = re.compile(
    r"\W*(?:(?:intended )?outcome|purpose|aim|to gain|rationale|why|goal of (?:tx|treatment)|reason|(?:what )?for(?: what)?|intent|target|functional (?:goal|link|task)|so that|function)s?\W*"
)
_SO_CAN = re.compile(
    r"\b(?:so|in order)\b (?:that )?(?:[\w.'/]+ ){0,4}?(?:can|could|may|to|will|is able to|are able to|is|are|gets?|does|stays?|clears?|opens?|lands?|[a-z]{3,}s)\b\s+([a-z(].{2,60})"
)
_WHILE_DOING = re.compile(
    rf"\b(?:while|when(?:ever)?) {_SUBJECT} ((?:(?:{_DEEDS})(?:e?s)?\b|(?!(?:feels|needs|loses|has|is|was|reports)\b)[a-z]{{3,}}s (?:the|an?|his|her|their)\b).{{0,50}})"
)
_IF_DOING = re.compile(
    rf"\b(?:before|until|if) {_SUBJECT} (?:can|could|may|will|is able to|are able to|(?:is|are) to) ([a-z].{{2,50}})"
)
_DOES = (
    r"((?!(?:strengthen|stretch|increas|improv|decreas|reduc|work|focus|target|activat|train|condition|stabiliz|mobiliz|regain|restor|swell|feel|cue|guard|load|"
    r"lengthen|loosen|tim|sequenc|brac|spac|scann|process|plann|end|warm|cool|heal|bear|weight)ing\b)[a-z]{2,}ing\b.{0,50})"
)
_FOR_DOING = re.compile(
    rf"\b(?:for|when|while|during|with|of|return to|returning to|returns to|tolerance for|needed in|used in) (?:\w+ )?{_DOES}"
)
_DOING_FIRST = re.compile(rf"\W*(?!(?:lack|miss|hav|be|keep|show|report|gett)ing\b){_DOES}")


@dataclass(frozen=True, slots=True)
class Purpose:
    """A stated purpose: its span, the word that begins it, and the outcome that it was read as."""

    start: int
    end: int
    opener: str
    outcome: Outcome
    same: bool = False


@Language.factory("notelint_purposes")
def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component that finds the purposes."""
    return find_purposes


def find_purposes(doc: Doc) -> Doc:
    """Fill the purposes of the reading, in the order of the text."""
    here = reading(doc)
    cells = list(_in_tables(here))
    for statement in here.statements:
        if not (cells and any(p.start < statement.end and statement.start < p.end for p in cells)):
            here.purposes.extend(_in_statement(here, statement))
    here.purposes.extend(cells)
    here.purposes.sort(key=lambda p: p.start)
    return doc


def _in_tables(here: Reading) -> Iterator[Purpose]:
    """Purposes in the column or the row of a table that its head names so."""
    column = -1
    for line in here.lines:
        if len(line.cells) < 2:
            column = column if line.cells else -1
            continue
        heads = [i for i, (a, b) in enumerate(line.cells) if _COLUMN.fullmatch(here.folded, a, b)]
        if heads:
            column = heads[0]
        if heads == [0] and len(line.cells) == 2:
            column = -1
            spans = [line.cells[1]]
        else:
            spans = [] if heads or column < 0 or column >= len(line.cells) else [line.cells[column]]
        for start, end in spans:
            if (outcome := read_outcome(here, start, end)) is not None and not re.search(
                r"\d ?x ?\d", here.folded[start:end]
            ):
                yield Purpose(start, end, "label", outcome)


_NO_AIMS = frozenset({"goals", "wish", "objective", "subjective", "plan", "assessment", "home", "diagnosis", "history"})
_WORK = ("exercises", "closed_chain", "balance", "tasks", "manual", "orthotics")
_OF_A_PARAMETER = ("parameters", "regions", "regions_exact", "motions")
_BESIDE = frozenset(
    {"and", "with", "the", "for", "left", "right", "both", "side", "joint", "muscle", "plus", "also", "then"}
)
_PLAIN = re.compile(r"[a-z][a-z ,&+/-]*[.]?")
_WORDS = re.compile(r"[a-z]{3,}")
_OF_OTHERS = re.compile(r"(?:the )?(?:others\b|other (?:patients?|clients?|members?|participants?)\b)")
_FIRST_CLAUSE = re.compile(r"[;:](?= )|\s-{1,2}\s|\s\u2014\s|\s\u2013\s")


def _leads(here: Reading, statement: Statement) -> Purpose | None:
    """A statement that begins with a verb of change is a purpose: "Gaining trunk rotation range so he can roll over"."""
    if statement.section in _NO_AIMS:
        return None
    lead = _LEAD.match(here.folded, statement.start, statement.end)
    if not lead or _WORK_NOUN.match(here.folded, lead.end()):
        return None
    stop = _stop(here, statement.start, statement.end)
    told = lead.group().rstrip().endswith("ed")
    if _DOSE.search(here.folded, statement.start, stop) or (told and _FOUND.search(here.folded, lead.end(), stop)):
        return None
    outcome = read_outcome(here, statement.start, stop, "label")
    if outcome is None:
        return None
    eased = outcome.symptom and not (told or lead.group().endswith("s "))
    if not (outcome.parameters or eased or (outcome.functions and _SERVES.match(here.folded, statement.start))):
        return None
    return Purpose(statement.start, stop, "to", outcome)


_FOUND = re.compile(
    r"\b(?:noted|seen|observed|compared|than|since|last (?:visit|time|session|week|wk)|from \d|by \d|today|this visit)\b"
)
# What a device or an exercise does for the patient: "Lets him grip the wheel", "Keeps the tip straight while she types".
_SERVES = re.compile(
    r"(?:(?:lets?|allows?|enables?|helps?|frees) (?:him|her|them|pt|patient|client)\b"
    r"|(?:keeps?|holds?|protects?|supports?|steadies|rests|positions) [^.;\n]{3,60}? (?:while|when|so) (?:that )?(?:he|she|they|pt|patient|client)\b)"
)


def _names_only(here: Reading, statement: Statement) -> Purpose | None:
    """A sentence after those on exercise that is nothing but parameters: "Bridge 3x10. Hip strength and flexion range."

    A task may follow: "Volume reduction; fit into work blouse."
    """
    cut = _FIRST_CLAUSE.search(here.folded, statement.start, statement.end)
    stop = cut.start() if cut else statement.end
    if not 8 < stop - statement.start < 90 or statement.section in _NO_AIMS:
        return None
    if here.first("parameters", statement.start, stop) is None:
        return None
    line = here.line_at(statement.start)
    if line.content == statement.start or not here.first(_WORK, line.content, statement.start):
        return None
    if not _PLAIN.fullmatch(here.folded, statement.start, stop):
        return None
    words = _WORDS.findall(_MOTION.sub(" ", _beside_parameters(here, statement.start, stop)))
    if len(_WORDS.findall(here.folded, statement.start, stop)) < 2 or not _BESIDE.issuperset(words):
        return None
    if cut and (_DOSE.search(here.folded, stop, statement.end) or not any(find_functions(here, stop, statement.end))):
        return None
    outcome = read_outcome(here, statement.start, statement.end)
    return Purpose(statement.start, statement.end, "to", outcome) if outcome is not None else None


def _in_statement(here: Reading, statement: Statement) -> Iterator[Purpose]:
    if _OF_OTHERS.match(here.folded, statement.start):
        return
    if (whole := _leads(here, statement) or _names_only(here, statement)) is not None:
        yield whole
        return
    opened = list(_opened(here, statement))
    yield from opened
    yield from _told_as_clauses(here, statement, opened)


def _opened(here: Reading, statement: Statement) -> Iterator[Purpose]:
    """The purposes that a connecting word opens."""
    at = statement.start
    end = statement.end
    folded = here.folded
    while at < end and (found := _START.search(folded, at, end)):
        opener = "label" if found.lastgroup == "goal" else found.lastgroup or ""
        if not _opens(here, found, statement):
            at = found.end()
            continue
        stop = _stop(here, found.end(), min(end, found.end() + _LONGEST))
        same = bool(_SAME.search(folded, found.start(), stop))
        outcome = read_outcome(here, found.start() if opener != "label" else found.end(), stop, opener)
        led = opener in ("for", "together", "need") or found.group().endswith(" together")
        led = led or found.group().startswith(("being ", *_MUSTS))
        led = led or found.group()[0] in "-=\u2192"
        led = led or (opener == "to" and _DOING.match(folded, found.end()) is not None)
        start = _begins(here, found, at, statement) if led or outcome is not None or same else found.start()
        if outcome is not None or same or (led and start < found.start()):
            if start < found.start():
                outcome = read_outcome(here, start, stop, opener) or outcome
            elif opener == "for" and outcome and outcome.functions and not outcome.parameters:
                outcome = _of_the_motion_before(here, found.start(), stop, statement) or outcome
            yield Purpose(
                start,
                stop,
                opener,
                outcome or Outcome(*here.place(found.start(), stop)),
                same,
            )
            at = max(stop, found.end())
        else:
            at = found.end()


def _of_the_motion_before(here: Reading, start: int, stop: int, statement: Statement) -> Outcome | None:
    """The outcome with the motion that stands alone before it, behind a dosed exercise: "dowel ER 3x10, ER for zipping"."""
    begin = _before_arrow(here, start, statement.start)
    if begin == start or not _DOSE.search(here.folded, statement.start, begin) or here.folded[begin - 2] not in ",;.":
        return None
    return read_outcome(here, begin, stop, "for")


def _told_as_clauses(here: Reading, statement: Statement, opened: list[Purpose]) -> Iterator[Purpose]:
    """Clauses after a dosed exercise that begin with a parameter: "Bridge 3x10; hip strength, with the ladder in mind"."""
    if statement.section in _NO_AIMS or here.first("parameters", statement.start, statement.end) is None:
        return
    line = here.line_at(statement.start)
    dose = _DOSE.search(here.folded, line.content, statement.end)
    if dose is None:
        return
    begin = max(statement.start, dose.end())
    cuts = [m.end() for m in _CLAUSE.finditer(here.folded, begin, statement.end)]
    for start in [statement.start, *cuts] if dose.end() < statement.start else cuts:
        stop = _stop(here, start, min(statement.end, start + _LONGEST))
        if _DOSE.match(here.folded, stop + 1, statement.end):
            continue
        begins = _begins_with_parameter(here, start, stop) or _seeks_change(here, start, stop)
        if begins and not any(p.start < stop and start < p.end for p in opened):
            outcome = read_outcome(here, start, stop, "clause")
            if outcome is not None and (outcome.functions or _is_aside(here, start, stop)):
                yield Purpose(start, stop, "clause", outcome)


def _seeks_change(here: Reading, start: int, stop: int) -> bool:
    """Whether a clause begins with a verb of change and names what is to change: "; win back extension to stand at the press"."""
    lead = _LEAD.match(here.folded, start, stop)
    if lead is None or lead.group().rstrip().endswith(("ed", "ing", "s")) or _WORK_NOUN.match(here.folded, lead.end()):
        return False
    return not _DOSE.search(here.folded, start, stop) and _names_quality(here, lead.end(), stop)


def _is_aside(here: Reading, start: int, stop: int) -> bool:
    """Whether a clause behind a dash or in brackets is nothing but parameters: "gripper 5 lb 3x10 \u2013 forearm endurance"."""
    if not _ASIDE_BEFORE.search(here.folded, max(0, start - 3), start):
        return False
    words = _WORDS.findall(here.folded, start, stop)
    return len(words) > 1 and _BESIDE.issuperset(
        _WORDS.findall(_MOTION.sub(" ", _beside_parameters(here, start, stop)))
    )


def _begins_with_parameter(here: Reading, start: int, stop: int) -> bool:
    """Whether a clause is led by a parameter, with no more than its side and region before it, and tells no finding."""
    hit = here.first("parameters", start, min(stop, start + 30))
    if hit is None or hit.term["parameter"] == "symptom" or _DOSE.search(here.folded, start, stop):
        return False
    if _OF_WORK.match(here.folded, hit.end) or _TELLS.match(here.folded, hit.end):
        return False
    return _QUALIFIERS.issuperset(re.findall(r"[a-z]+", _beside_parameters(here, start, hit.start)))


def _beside_parameters(here: Reading, start: int, end: int) -> str:
    """A stretch of text with blanks in place of the parameters, the motions and the parts of the body in it."""
    letters = list(here.folded[start:end])
    for hit in here.found(_OF_A_PARAMETER, start, end):
        letters[hit.start - start : hit.end - start] = " " * (hit.end - hit.start)
    return "".join(letters)


_CLAUSE = re.compile(r"[;:.(,~](?: |(?<=\())|\s-{1,2}\s|\s\u2014\s")
_ASIDE_BEFORE = re.compile(r"\(|[-\u2013\u2014=] $")
_QUALIFIERS = frozenset(
    {"more", "better", "greater", "improved", "increased", "the", "his", "her", "their", "l", "r", "left", "right", "both",
     "with", "and", "of", "wanted", "aim", "target", "toward", "towards"}
)  # fmt: skip
_CLAUSE_BEGIN = re.compile(r"[|;:.,(]\s*|\s-{1,2}\s|->|\u2192")
_OF_WORK = re.compile(
    r"(?:ing)? ?(?:exercises?|ex\b|training|drills?|work\b|program\w*|tests?|testing|activit\w+|circuit|ther\w*)"
)
_TELLS = re.compile(
    r" (?:(?:is|was|are|were) (?!for\b|what\b|needed|required|the\b)|remains?|improv|still|limited|decreas|reduc|poor|fair|good|better|weak|lack|deficit|loss|has\b|had\b|[0-5][+-]?/|at \d|\d)"
)
_RELATES = re.compile(
    r"\b(?:towards?|in (?:view|service|aid|support|light) of|in the service of|with(?= [^.;,]{3,30}? (?:in mind|as the \w+)\b)|on behalf of|relevant to|goal of|needs?|needed (?:for|to)|requir(?:es|ed)(?: (?:for|by|to))?|demands?(?: of)?|(?:what|that|which)(?= (?:[\w-]+ ){1,4}?(?:asks?|needs?|takes?|demands?|requires?|wants?|calls?|depends?|relies|uses?)\b)|takes|depends on|lets?|helps?(?: at| with)?|means|serves?|works? the|behind|carr(?:y|ies) over to|because|when|w/)(?= )|->(?= )|[/(:=\u2192~-](?= ?[a-z])"
)
_DOING_THING = re.compile(
    r"(?: \w+){0,2}? ?\b((?!(?:cue?|hold|breath|count|paus|rest|us|keep|us|add|tap|tim|focus|work|mov|start|stay|exhal|inhal|check|watch|squeez|contract|stretch|strengthen|load|brac|resist|avoid|prevent|allow|correct|monitor|progress|alternat|repeat)ing\b)[a-z]{3,}ing (?!of\b|as\b|and\b|to\b)[a-z]{3,}\w*(?: [a-z]+)?)"
)
_EVERYDAY = re.compile(
    r"(?: \w+){0,2}? (?:the|his|her|their|an?) ((?!(?:most|best|same|next|last|first|whole|full|other|rest)\b)[a-z-]{3,}(?: (?!needs|asks|takes|in mind|as\b)[a-z-]+)?)"
)


def _before_arrow(here: Reading, start: int, floor: int) -> int:
    """Where the name of a parameter or a motion begins that stands before an arrow, and is all that stands there."""
    begin = max([floor, *(m.end() for m in _CLAUSE_BEGIN.finditer(here.folded, floor, start))])
    words = _WORDS.findall(_MOTION.sub(" ", _beside_parameters(here, begin, start)))
    return begin if _names_quality(here, begin, start) and _BESIDE.issuperset(words) else start


def _begins(here: Reading, found: re.Match[str], floor: int, statement: Statement) -> int:
    """Where a purpose begins: at its connecting word, or before it with the parameters that it is about."""
    folded, start = here.folded, found.start()
    word = found.group()
    if word[0] in "-=\u2192" and (begin := _before_arrow(here, start, floor)) < start:
        return begin
    if found.lastgroup == "need":
        return max(floor, statement.start)
    if found.lastgroup in ("for", "so", "together") or (
        found.lastgroup == "to" and (folded.startswith(" be ", found.end()) or not _TO_VERB.match(folded, found.end()))
    ):
        return _phrase_start(here, start, floor)
    if word.startswith(("combin", "bring", "integrat", "being", *_MUSTS)) or word.endswith(" together"):
        return _phrase_start(here, start, floor)
    if word.startswith("to") and folded.endswith("enough ", floor, start):
        return _phrase_start(here, start, floor)
    if (
        word.startswith("need")
        and here.first("parameters", floor, start)
        and not _DOSE.search(folded, statement.start, start)
    ):
        return max(floor, statement.start)
    return start


def _opens(here: Reading, found: re.Match[str], statement: Statement) -> bool:
    """Whether a connecting word opens a purpose, rather than a direction, a dose or a cue."""
    folded = here.folded
    kind = found.lastgroup
    after = folded[found.end() : found.end() + 40].replace("\n", " ").replace("\r", " ")
    before = _ASIDE.sub("", folded[max(statement.start, found.start() - 24) : found.start()].rstrip())
    if kind == "label" and found.group().startswith("for"):
        return not before or before[-1] in _BREAKS
    if kind == "label" and _ONE_OF_SEVERAL.fullmatch(found.group()):
        return False
    if kind == "to" and found.start() == statement.start:
        return not _STANCE.match(after)
    if kind == "to":
        arrow = not folded[found.start() : found.end()].startswith(("to", "nec"))
        if arrow:
            return not re.match(
                r" ?(?:\d|s?p?c|rw|cga|sba|min|mod|sup|independent|antigrav|//|out|stand|sit|prone|supine)", after
            )
        if re.search(rf"\b{_CAPACITY}$", before) and (_DOING.match(after) or _VERB.match(after)):
            return True
        if _STANCE.match(after):
            return False
        if before.endswith(",") and (deed := _DEED.match(after)):
            stop = _stop(here, found.end(), min(statement.end, found.end() + _LONGEST))
            object_at = found.end() + deed.start("object"), found.end() + deed.end()
            if _TO_VERB.match(after) and _names_quality(here, found.end(), stop):
                return True
            if here.first(_OF_THE_BODY, *object_at) is None or here.first("parameters", found.end(), stop) is None:
                return _phrase_start(here, found.start(), statement.start) < found.start()
            return True
        if not (_TO_VERB.match(after) or _VERB.match(after)):
            return False
        if re.search(
            r"\b(?:needed|required|necessary|essential|designed|meant|intended|strength|range|rom|endurance|balance|control|purpose|goal|aim|all|done)$",
            before,
        ):
            return True
        return not _NO_PURPOSE_BEFORE.search(before) or (
            before.endswith(tuple("0123456789")) and bool(_TO_VERB.match(after))
        )
    if kind == "need":
        clause = max(folded.rfind(c, statement.start, found.start()) for c in ".;")
        wanted = _WANTED.search(folded, max(clause, statement.start), found.start())
        return wanted is not None and _names_quality(here, statement.start, found.start())
    if kind == "together":
        start = _phrase_start(here, found.start(), statement.start)
        return len({h.term["parameter"] for h in here.found("parameters", start, found.start())}) > 1
    if kind == "for":
        if _FOR_TIME.match(after):
            return False
        if _SEEKS.search(before):
            piece = max(folded.rfind(c, statement.start, found.start()) for c in ",;.:")
            return here.first("parameters", max(statement.start, piece), found.start()) is not None
        return not re.search(
            r"\b(?:cue[ds]?|cueing|vcs?|tcs?|look|watch|wait|check(?:ed)?|assist|min a|mod a|max a|cga|sba|need|needs|required?|except|prep|order|appropriate|compensat\w+|tested|negative|positive|demands?|prognosis|potential|cues|reminders?|ready|monitor(?:ed)?|asked|blocked|screen\w*|allow\w*|called|candidate|cleared|referred|seen|unable|limited|hx|instructed|educated|waiting|barrier|caus\w+|impair\w+|guard\w*|supv?|supervision|setup|visit|returns?|return(?:s|ed)? )$",
            before,
        )
    if kind == "work":
        word = folded[found.start() : found.end()]
        if word.endswith("ing") and word in (
            "improving",
            "increasing",
            "building",
            "restoring",
            "promoting",
            "enhancing",
            "facilitating",
            "regaining",
            "allowing",
            "enabling",
            "limiting",
            "targeting",
            "addressing",
        ):
            if re.match(r" (?:with|at|in|on)\b", after):
                return False
            return word != "limiting" and not re.search(
                r"\b(?:is|are|was|not|cue[ds]?|pt|gait|balance|transfer|stair|slowly|still|steadily|self|body|ther|re|pain|and) ?$",
                before,
            )
        return word != "because"
    return True


def _names_quality(here: Reading, start: int, end: int) -> bool:
    """Whether a parameter or a motion is named."""
    return here.first("parameters", start, end) is not None or bool(_MOTION.search(here.folded, start, end))


def _stop(here: Reading, start: int, end: int) -> int:
    """Where a purpose ends: at a full stop, a dash, a new dose."""
    at = start
    while found := _END.search(here.folded, at, end):
        if found.group().startswith((" -", " \u2014")) and found.start() - start < 3:
            at = found.end()
            continue
        return found.start()
    return end


def _phrase_start(here: Reading, start: int, floor: int) -> int:
    """Where a purpose begins that names its parameters before the connecting word: "strength, balance and reach for ..."."""
    folded = here.folded
    at = floor
    for cut in _PHRASE_CUT.finditer(folded, floor, start):
        at = cut.end()
    begin = start
    pieces = [at, *(m.end() for m in re.finditer(r",(?=\s)", folded[at:start]))]
    bounds = [at, *(at + p for p in pieces[1:])]
    for first, last in reversed(list(zip(bounds, [*bounds[1:], start], strict=True))):
        piece = folded[first:last].strip(" ,\r\n")
        if not piece and begin == start:
            continue
        named = here.first("parameters", first, last) is not None or bool(_GAINED.search(piece))
        done = here.first(("modalities", "equipment", "manual"), first, last) is not None or any(
            h.term["kind"] == "training" and h.start < first + 3 for h in here.found("gait", first, last)
        )
        if not named or done or _DOSE.search(piece) or _WORK_DONE.search(piece):
            break
        begin = first
    return begin + len(folded[begin:start]) - len(folded[begin:start].lstrip()) if begin < start else start


_WORK_DONE = re.compile(r"\b(?:exercises?|drills?|activities)$")
_MOTIONS = r"(?:(?:dorsi|plantar)?flex(?:ion)?|ext(?:ension)?|rot(?:ation)?s?|abd(?:uction)?|add(?:uction)?|er|ir|df|pf|tke|elevation|scaption|opposition|pronation|supination|side ?bend(?:ing)?|inversion|eversion|protraction|retraction|upward rotation|opening|fist|glide|excursion|overhead reach|reach)"
_MOTION = re.compile(rf"\b{_MOTIONS}\b")
_GAINED = re.compile(rf"\b{_MOTIONS} (?:gains?|recovery|return|increase|improvement|back)$")


def read_outcome(here: Reading, start: int, end: int, opener: str = "label") -> Outcome | None:
    """What a stretch of text names as an outcome; None where it has no object."""
    text = here.folded[start:end]
    body = re.sub(r"^\W*(?:so that|so|in order to|in order|to|for|\u2192|->|=)\W+", "", text)
    if _EMPTY_OBJECT.match(body) or not re.search(r"[a-z]{3}", body):
        return None
    parameters: dict[str, None] = {}
    symptom = False
    for hit in here.found("parameters", start, end):
        value = hit.term["parameter"]
        symptom = symptom or value == "symptom"
        if value != "symptom":
            parameters[value] = None
    if parameters.keys() <= {"gait"} and _MOTION.search(text) and (opener != "so" or text.startswith("in order")):
        parameters["rom"] = None
    functions = tuple(find_functions(here, start, end, opener))
    if not parameters and not functions and not symptom and opener != "label" and not _TO_CHANGE.match(text):
        return None
    if not parameters and not functions and not symptom and opener == "for":
        return None
    regions = tuple(
        dict.fromkeys(
            h.term["region"]
            for h in here.found(("regions", "regions_exact"), start, end)
            if h.term["region"] and not in_name_of(here, h, "functions")
        )
    )
    return Outcome(
        here.text[start:end].strip(),
        *_strip(here, start, end),
        here.note.line(start),
        "purpose",
        tuple(parameters),
        regions,
        functions,
        symptom,
    )


def in_name_of(here: Reading, hit: Hit, *lexicons: str) -> bool:
    """Whether a term is but a part of a name in other lexicons: the shoulder in "looking over the shoulder"."""
    return any(h.start <= hit.start and hit.end <= h.end for h in here.found(lexicons, hit.start - 20, hit.end))


def _strip(here: Reading, start: int, end: int) -> tuple[int, int]:
    text = here.text[start:end]
    lead = len(text) - len(text.lstrip())
    return start + lead, start + lead + len(text.strip())


def find_functions(here: Reading, start: int, end: int, opener: str = "label") -> Iterator[Function]:
    """The tasks that a purpose names: terms of the lexicon, and what a person "can" do or something is "for doing"."""
    taken: list[int] = []
    for hit in here.found("functions", start, end):
        if hit.end > end or _is_parameter(here, hit):
            continue
        taken.append(hit.start)
        yield Function(*here.place(hit.start, hit.end), hit.term["kind"] == "generic")
    if any(not _is_generic(here, start) for start in taken):
        return
    text = here.folded[start:end]
    for pattern in (_SO_CAN, _IF_DOING, _FOR_DOING, _WHILE_DOING):
        for place in re.finditer(r"\bso\b|\bin order\b", text) if pattern is _SO_CAN else (re.match("", text),):
            match = pattern.search(text, place.start() if place else 0)
            if match and not _GENERIC_ONLY.match(match.group(1)) and not _is_change(here, text, match, start):
                yield _function(here, start + match.start(1), min(end, start + match.end(1)))
                return
    if opener == "label" and (doing := _DOING_FIRST.match(text)) and not _of_the_body(here, text, doing, start):
        yield _function(here, start + doing.start(1), min(end, start + doing.end(1)))
        return
    if (related := _related(here, text, start)) is not None:
        yield _function(here, *related)
        return
    if (thing := _thing(here, text, start)) is not None:
        yield _function(here, *thing)
        return
    if (capable := _CAPABLE.search(text)) is not None:
        yield _function(here, start + capable.end() + 1, min(end, start + capable.end() + 60))
        return
    for place in (*re.finditer(r"\bto(?= )", text), *_LETS.finditer(text)):
        verb = _VERB.match(text, place.end()) or _deed(here, text, place.end(), start)
        if verb and not _TO_VERB.match(text, place.end()) and not _to_the_body(here, start, text, verb):
            yield _function(here, start + place.end() + 1, min(end, start + verb.end() + 50))
            return


def _to_the_body(here: Reading, start: int, text: str, verb: re.Match[str]) -> bool:
    """Whether a verb of many uses is said of a parameter or a symptom: "to take the ache out", not "to take the bus"."""
    said = verb.group().strip()
    if _BOTH.match(said):
        end = start + _short_of_clause(text, verb.end(), min(len(text), verb.end() + 25))
        return here.first(_OF_THE_BODY, start + verb.end(), end) is not None
    if _LIGHT.match(said) is None:
        return False
    if _DONE_TO.match(text, verb.end() - 3) or _posed(here, start, text, verb.end()):
        return True
    if _OF_TRAINING.search(text, verb.end(), verb.end() + 16):
        return True
    end = start + _short_of_clause(text, verb.end(), len(text))
    hit = here.first("parameters", start + verb.end(), end)
    return hit is not None and not _FREE_OF.search(here.folded, start + verb.end(), hit.start)


def _posed(here: Reading, start: int, text: str, at: int) -> bool:
    """Whether the object of a verb is a part of the body that is put somewhere: "get both heels down"."""
    hit = here.first(("regions", "regions_exact", "motions"), start + at, start + at + 20)
    if hit is None or not _DETERMINED.fullmatch(text, at, hit.start - start):
        return False
    return _POSE.match(here.folded, hit.end) is not None


def _deed(here: Reading, text: str, at: int, start: int) -> re.Match[str] | None:
    """A verb and an everyday object: "finish three clients", "thread the needle"; nothing of the body, and no exercise."""
    found = _DEED.match(text, at)
    if found is None or _NO_THING.search(text, found.start("object"), found.end()):
        return None
    return found if here.first(_OF_THE_BODY, start + found.start(), start + found.end()) is None else None


def _is_change(here: Reading, text: str, match: re.Match[str], start: int) -> bool:
    """Whether what is done is a change of the body: "opening the chest" is one, "opening the shears" a task."""
    lead = _LEAD.compiled.match(text[match.start(1) : match.end(1)].removeprefix("up "))
    if lead is None or not _BOTH.match(lead.group()):
        return lead is not None
    first = start + match.start(1)
    return here.first(_OF_THE_BODY, first, start + _short_of_clause(text, match.start(1), match.end(1))) is not None


def _of_the_body(here: Reading, text: str, match: re.Match[str], start: int) -> bool:
    """Whether what is done is a change of the body, or is done to a part of it: "firing the quadriceps"."""
    end = start + _short_of_clause(text, match.start(1), min(match.end(1), match.start(1) + 30))
    named = here.first(_OF_THE_BODY, start + match.start(1), end) is not None
    return named or _is_change(here, text, match, start)


def _short_of_clause(text: str, first: int, last: int) -> int:
    """The end of a phrase within its clause."""
    stop = _CLAUSE_END.search(text, first, last)
    return stop.start() if stop else last


def _thing(here: Reading, text: str, start: int) -> tuple[int, int] | None:
    """Where a parameter is wanted for what no lexicon names: "dorsiflexion for the defensive stance"."""
    found = _FOR_THING.search(text)
    if found is None or _NO_THING.search(found[1]):
        return None
    first, last = start + found.start(1), start + found.end(1)
    wanted = here.first("parameters", start, first) is not None or _MOTION.search(text, 0, found.start())
    return (first, last) if wanted and here.first(_OF_THE_BODY, first, last) is None else None


def _related(here: Reading, text: str, start: int) -> tuple[int, int] | None:
    """What a parameter is related to by its clause: a deed ("towards hauling hay") or an everyday thing."""
    if (thing := _beyond_arrow(here, text, start)) is not None:
        return thing
    named = here.first("parameters", start, start + len(text))
    for word in _RELATES.finditer(text, named.end - start) if named and named.end < start + len(text) else ():
        for pattern in (_DOING_THING, _EVERYDAY):
            found = pattern.match(text, word.end())
            if found is None or _NO_THING.search(found[1]) or _LEAD.compiled.match(found[1]):
                continue
            first, last = start + found.start(1), start + found.end(1)
            if here.first((*_OF_THE_BODY, "equipment"), first, last) is None:
                return first, last
    return None


def _beyond_arrow(here: Reading, text: str, start: int) -> tuple[int, int] | None:
    """The everyday thing that an arrow leads to from a parameter or a motion: "thoracic rotation \u2192 backswing"."""
    found = _ARROW_THING.search(text)
    if found is None or not _names_quality(here, start, start + found.start()) or _NO_THING.search(found[1]):
        return None
    first, last = start + found.start(1), start + found.end(1)
    if _LEAD.match(here.folded, first, last) or here.first(
        (*_OF_THE_BODY, "equipment", "assist_levels", "skilled"), first, last
    ):
        return None
    return first, last


def _function(here: Reading, start: int, end: int) -> Function:
    stop = re.search(r"[.;,\n(]", here.text[start:end])
    end = start + stop.start() if stop and stop.start() > 3 else end
    return Function(here.text[start:end].strip(), *_strip(here, start, end), here.note.line(start))


def _is_generic(here: Reading, start: int) -> bool:
    return any(h.term["kind"] == "generic" for h in here.found("functions", start, start + 1))


_OF_THE_BODY = ("parameters", "regions", "regions_exact", "conditions", "activities", "motions")
# Verbs of change that people also do things with.
_BOTH = re.compile(
    r"(?:open|cut|lower|rais|load|unload|keep|support|steady|control|stop|help|prepare|build|protect|smooth)"
)
_CLAUSE_END = re.compile(r"[.;,\n(]| and | or | so | with ")
_ARROW_THING = re.compile(
    r"(?:->|=>|\u2192) ?((?!(?:better|good|fair|poor|same|less|more|normal|full|next|home|stable|tolerated|discharge|return|then|felt|reports?|pain|able)\b)[a-z][a-z-]{4,}(?: [a-z-]{3,}){0,2})\W*$"
)
_LIGHT = re.compile(
    r"(?:\w+ly |better |again )?(?:get|put|take|bring|hold|keep|make|move|do|use|give|see|check|avoid|land|absorb|accept|have|be|stay|turn|place|raise|support|attain|prepare|handle)\b"
)
_OF_TRAINING = re.compile(r"\b(?:sets?|reps?|exercises?|pace|tempo|resistance)\b")
_DETERMINED = re.compile(r" (?:(?:both|the|his|her|their|l|r|left|right) )*")
_POSE = re.compile(
    r"s?(?: (?:down|up|straight|flat|level|still|bent|forward|back|aligned|apart|together|relaxed|vertical|symmetrical|quiet|free|long|nearer|closer))*"
    r"(?: (?:in|into|to|towards?|out of) (?:full |more |end )?(?:neutral|midline|alignment|line|extension|flexion|rotation|abduction|adduction|valgus|varus|range))?"
    r"\W*(?:$|[.;,\n]|(?<=\s)(?:and|or|so|when|while)\b)"
)
_DONE_TO = re.compile(r" be (?!tired|bored|scared)(?:[a-z]{2,}ed|done|given|seen|sent|shown|held|taught|kept)\b")
_FREE_OF = re.compile(r"\b(?:without|w/o|with less|with no|free|despite)\b")
_FOR_THING = re.compile(
    r"\bfor (?:the|his|her|their|a|an) ((?!(?:same|next|first|last|following|long|short|best|full|other|affected|involved|injured|operated|whole|rest)\b)[a-z-]+(?: [a-z-]+){0,2})\W*$"
)
_NO_THING = re.compile(
    r"\b(?:joints?|capsul\w+|cartilage|ligaments?|dis[ck]s?|protocol|count|pace|tempo|swelling|tear|surgeon|therapist|exam|muscles?|grafts?|tissues?|tendons?|nerves?|scars?|sessions?|visits?|days?|weeks?|months?|surgery|surgeon|procedure|brace|splint|orthosis|prosthesis|socket|exam|phase|program\w*|exercises?|stretch\w*|glides?|posture|scapula\w*|core|arms?|legs?|limbs?|sides?|spine|back|body|patient|goals?|tests?|sets?|time|pain|symptoms?|deficits?|weakness|stiffness|loss|impairments?|limitations?|injur\w+|repairs?|fusion|replacement|fracture|strain|sprain|functions?|adls?|activit\w+|mobility|tolerance|response|future|term|purpose|reason|condition|diagnosis|needs?|safety|healing|recovery|region|areas?|segments?|levels?|range|motion|rom|strength|balance|endurance|control|gait)\b"
)
_CAPACITY_FOR = re.compile(
    r"(?:walk|sitt?|stand|bend|reach|driv|carry|lift)(?:ing)? (?:endurance|range|mobility|flexib)"
)
_PARAMETER_AFTER = re.compile(r" (?:strength|endurance|rom|range|mobility|flexibility|stabil)")


def _is_parameter(here: Reading, hit: Hit) -> bool:
    """Whether a term is part of the name of a parameter: "grip" in "grip strength", "mobility" in "shoulder mobility"."""
    if hit.term.text == "mobility":
        regions = here.found(("regions", "regions_exact"), max(0, hit.start - 24), hit.start)
        return any(h.end in (hit.start - 1, hit.start) for h in regions)
    if _CAPACITY_FOR.match(here.folded, hit.start):
        return False
    return bool(_PARAMETER_AFTER.match(here.folded, hit.end)) and hit.end - hit.start < 8
