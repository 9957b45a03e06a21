"""Complaints: functional deficits that are reported, tasks that pain limits, and losses claimed in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.reading import Hit, Reading, Statement, reading
from notelint.linter.record import Function, LossClaim, Mention, Side

_CANNOT = re.compile(
    r"(?:(?<!she )(?<!he )(?<!pt )(?<!they )(?:will not|won'?t|would not|refuses to)\b(?! (?:be\b|have\b|need))|can(?:'t|not|t)\b|can only|could(?:n't| not)\b|unable to|not able to|no luck(?: yet)?(?: with)?|has not managed(?: to)?|not managing(?: to)?|isn'?t able to|inability to|still can'?t|difficult(?:y|ies|t)? ?(?:with|to|in|when|while)?|diff w/?|trouble(?:s)? ?(?:with|getting|to)?|problems? (?:with|when)|hard(?:er)? (?:to|time|for)|struggl\w+(?: to| with)?|"
    r"hurts? (?:to|when|with)|painful (?:to|when|with)|pain (?:with|when|on|while|during)|aches? (?:with|when|after|to)|sore (?:with|when|after)|avoid(?:s|ing)?|needs? (?:help|assist\w*|someone) (?:to|with|for)|has to (?:stop|use|ask|hold)|have to (?:stop|ask)|wakes? (?:\w+ ){0,3}(?:when|with|from|at)|limited (?:in|with|when)|limits?|"
    r"drop(?:s|ped|ping)|loses? balance|gives? (?:way|out)|stops? (?:\w+ )?(?:after|at)|doesn'?t|does not|no longer (?:able|can)|afraid (?:to|of)|fear of|scared to|is (?:stiff|weak) (?:when|with)|won'?t (?:straighten|bend|close|open|let|go)|is hardest|hardest|still a fight|a fight|is a problem|impossible(?: to)?|gets? stuck|only (?:walk|stand|sit)s?|(?:keep|stop|prevent|hinder)(?:s|ped|ed|ing)? (?:him|her|them|me|pt|patient|client) from|falls? (?:when|in|off|getting)|problem\b)\b|hard(?=\s*(?:$|[.;,\n]))"
)
_WITH = r"(?:when(?:ever)?|while|with|w/|on|after|during|as|by|at|in|if|every time|each time|to|[a-z]{2,}ing\b)"
_SYMPTOM = re.compile(
    rf"(?:sharp|twinges?|stiff(?:ness)?|achy|aching|aches|sore(?:ness)?|numb(?:ness)?|tingl\w+|dizz(?:y|iness)|short of breath|sob|unsteady|wobbly|tired|tires|fatigue[sd]?|limp(?:s|ing)|buckles|cramps?|spasms?|pain(?:ful)?|hurts?|worst|worse|aggravated|aggs?|wakes?)\b:?(?: \d+/10)?(?: (?!no\b|gone\b|but\b)[a-z/']+){{0,3}}? ?{_WITH}"
    rf"|(?:stabs|stabbing|catch(?:es|ing)|pinch(?:es|ing)|burn(?:s|ing)|throb(?:s|bing)|zings?|clicks|locks|locking) (?:when(?:ever)?|while|as|with|w/|on|at|after|during|[a-z]{{3,}}ing\b)|the (?:hard|worst) (?:ones?|part|bit)\b|brings? (?:it|this) on\b"
)
_HABIT = re.compile(
    r"(?:husband|wife|son|daughter|mom|mother|dad|father|spouse|aide|caregiver|partner|neighbou?r|family|staff|roommate|sister|brother)s? (?:now |still |has to |must |needs to )?(?:do|does|buttons?|helps?|carry|carries|cuts?|drives?|cooks?|cleans?|dress(?:es)?|wash(?:es)?|ties?|opens?|lifts?|puts?|feeds?|assists?|reach(?:es)?|shops?|mows?|zips?)\b|"
    r"(?:needs?|holds|uses|using|grabs) (?:the |a |his |her |both |my )?(?:rails?|railings?|handrails?|hands|counter|furniture|wall|arms)\b|gave up|given up|quit|not yet (?:back (?:to|at)|return\w*|able|ready)|(?:hasn't|has not|have not|haven't) (?:returned|been able|resumed|gone back)|sits (?:down )?to|one step at a time|one (?:foot )?at a time|backwards?\b|sideways\b|misses|fell|lost balance|impossible|"
    r"(?:is|are) (?:slow|messy|clumsy|exhausting|awful|a nightmare|\"a nightmare\")|a nightmare|only manages|takes (?:her |him |them )?\d+ ?min|too (?:weak|stiff|sore|painful|tight|slow|dizzy|tired|short)\b"
)
# What the family does in the patient's place, wherever it is told.
_DONE_FOR = re.compile(
    r"(?:husband|wife|son|daughter|mom|mother|dad|father|spouse|partner|roommate|sister|brother)s? (?:now |still |has to |must )?(?:buttons?|carry|carries|cuts?|cooks?|cleans?|dress(?:es)?|wash(?:es)?|ties?|opens?|lifts?|feeds?|reach(?:es)?|shops?|mows?|zips?)\b"
)
_STILL = re.compile(
    r"(?:(?:he|she|they|pt|patient|client) )?still (?:cannot|can'?t|can not|unable|avoids|needs help)\b"
)
_GONE = re.compile(
    r"\b(?:gone|resolved|better|easier|easy|improv\w+|no longer|fine|ok|okay|eased|settled|ceased|without)\b"
)
_TASK_BEFORE = re.compile(
    r"hard|worst (?:ones?|part|bit)|bring|fight|problem|limit|impossible|nightmare|slow|messy|clumsy|awful|exhausting|takes|one |backward|sideways"
)
_DEED = re.compile(
    r"(?:^|[.;,:\n\"] ?|\band )((?!(?:feel|swell|burn|throb|tingl|morn|even|noth|anyth|everyth|someth|still)ing\b)[a-z]{3,}ing [^.;,\n\"]{2,40}?) (?:is|are|was|remains?|stays?) (?:still |now |almost |nearly |just )?$"
)

_DENIED = re.compile(
    r"\b(?:no|denies|denied|without|w/o|not|no longer (?:has|having)|never|any|less|resolved|nothing) (?:\w+ ){0,2}$"
)
_BEFORE = re.compile(
    r"\b(?:last (?:wk|week|visit|month|time|year)|previously|used to|was unable|initially|at eval|prior|before surgery|until)\b"
)
_EXCLUDED = frozenset(
    {"goals", "wish", "home", "education", "plan", "billing", "precautions", "signature", "vitals", "prior", "header"}
)
_TAUGHT = re.compile(
    r"\b(?:cue[ds]?|cueing|told|instruct\w*|taught|so (?:that )?\w+ (?:can|does)|in order|to prevent|goal|ltg|stg|will(?! not)|educat\w*|if|avoid(?:ance)? cue)\b"
)
_PAIN_LIMITS = re.compile(
    r"\b(?:limit(?:ed|ing|s)?|stop(?:ped|s)|restrict(?:ed|s)|prevent(?:ed|s)?|interrupt(?:ed|s)?) (?:by|due to|2/2|d/t|because of|secondary to|w/|with) (?:\w+ ){0,2}(?:pain|ache|soreness)|\bpain(?:ful)?[- ]limit\w*|\bpain (?:\w+ ){0,3}(?:limit|stop|prevent|restrict|interfer)\w*|\b(?:hurts?|painful) (?:to|when|with) |\bpain (?:with|when|on|during) \w+"
)
_PAIN_DENIED = re.compile(r"\b(?:no|denies|without|not|if|avoid|stop) (?:\w+ )?$")
_NOT_TODAY = frozenset({"goals", "wish", "home", "history", "prior", "plan", "education"})
_STOP = re.compile(
    r"[.;!?|\n\"]|, yet\b|,? (?:but|because|since|due to|d/t|2/2|so|and (?:pain|reports|has|is)|with pain|pain)\b"
)

_QUALITY = {
    "strength": r"strength|power|mmt|grip(?: strength)?|pinch(?: strength)?",
    "rom": r"rom|arom|prom|aarom|range(?: of motion)?|motion|excursion|(?:spinal|thoracic|lumbar|cervical|neck|trunk) mobility",
    "flexibility": r"flexibility|muscle length|extensibility",
    "balance": r"balance|equilibrium|postural stability",
    "endurance": r"endurance|activity tolerance|stamina|aerobic capacity",
    "coordination": r"coordination|dexterity|fine motor(?: control| skills?)?",
    "proprioception": r"proprioception|joint position sense|kinesthesia",
}
_QUALITIES = "|".join(f"(?P<{name}>{words})" for name, words in _QUALITY.items())
_ANY_QUALITY = "|".join(_QUALITY.values())
_MOTION = (
    r"(?:flex|ext|abd|add|rot)\b|flexion|extension|rotation|abduction|adduction|dorsiflexion|plantarflexion|df|pf|er|ir|inversion|eversion|supination|pronation|"
    r"side-?bend(?:ing)?|opposition|(?:radial|ulnar) deviation|elevation"
)
_NOT_STRENGTH = r"(?![ -](?:strength|power|mmt|endurance|weak|control|force|grade|torque|exercise|lag|contracture|splint|brace|moment|synerg|pattern|tone))"
_LOW = (
    r"decreas\w+|diminish\w+|reduc(?:ed|tion)|limit(?:ed|ations?)|impair\w+|restrict\w+|poor|weak(?:ness|er)?|deficits?|deficient|lack(?:s|ing)? of|loss of|lost|insufficient|inadequate|compromised|delayed|\u2193|dec\b|dec'd|"
    rf"low(?! (?:back|load|level|impact)\b)(?= (?:[a-z]+ )?(?:{_ANY_QUALITY})\b)"
)
_LOSS_OF = re.compile(
    rf"(?:{_LOW})[ ](?:in[ ]|of[ ]|with[ ]|for[ ])?(?:(?!(?:to|for|and|is|was|by|but|pain|due|from|after|when|decreas\w+|limited|reduced|impaired|restricted|poor)\b)[\w/'&()-]+[ ,]+){{0,4}}?(?:{_QUALITIES})\b"
)
_STATE = r"(?:is|are|was|remains?|still|in|of|all|the|to|on|at|both|r|l|right|left|grossly|noted|as|very|testing|appears|with|w/|fair)"
_JOINED = r"(?:[:= -]{1,3}|[ .]{1,24}[:=] ?)$"  # between a finding and its value, the dots of a form too
_QUALITY_LOST = re.compile(
    rf"\b(?:{_QUALITIES})\b(?:[ ]{_STATE}\b){{0,3}}(?:[ ](?!and\b|or\b|but\b|for\b|to\b)[a-z]+)?(?:[ ]{_STATE}\b)?{_JOINED}"
)
_MOTION_AFTER = re.compile(
    rf"(?:decreas\w+|diminished|reduc(?:ed|tion)|limit(?:ed|ations?)|impaired|restrict(?:ed|ions?)|poor|weak(?:ness)?|deficits?|lack(?:s|ing)?|loss of|lost|insufficient|inadequate|\u2193|dec\b) (?:in |of )?(?P<words>(?:[a-z/'()-]+ ){{0,4}}?)(?:{_MOTION})\b{_NOT_STRENGTH}"
)
_MOTION_BEFORE = re.compile(
    rf"\b(?:{_MOTION})\b(?:[ ](?:{_STATE}|mildly|moderately|severely|slightly|again|quite)\b){{0,3}}{_JOINED}"
)
_OF_MOTION = frozenset(
    [
        "active",
        "passive",
        "full",
        "terminal",
        "end",
        "end-range",
        "the",
        "his",
        "her",
        "their",
        "r",
        "l",
        "right",
        "left",
        "bilateral",
        "b/l",
        "both",
        "internal",
        "external",
        "lateral",
        "medial",
        "horizontal",
        "forward",
        "straight",
        "and",
    ]
)
_WEAK = re.compile(
    r"weak(?:ness|er)?\b(?: (?:in|of|at|with))?(?: (?:the|his|her|both|bilateral|b/l|r|l|right|left|rt|lt|mod\w*|mild\w*)\b)* ?"
)
_IS_WEAK = re.compile(r"\b(?:is|are|remains?|still|grossly|very) $")
_ALSO = re.compile(rf"(?:,| and| &|/|\+){{1,3}} ?(?:[a-z]+ )?(?:{_QUALITIES})\b")
_ALSO_BEFORE = re.compile(rf"(?:{_QUALITIES})(?:,? and |, |/| & )$")
_MOST_NAMED = 6
_WHOLE_BODY = ("balance", "endurance", "coordination")
_JOINTS = frozenset(
    [
        "ankle",
        "elbow",
        "forearm",
        "hand",
        "hip",
        "jaw",
        "knee",
        "lumbar",
        "neck",
        "shoulder",
        "thoracic",
        "trunk",
        "wrist",
    ]
)
_AFTER_ONLY = frozenset(["lost", "loss", "lack", "lacks", "lacking", "decreases", "decrease"])
_BEFORE_ONLY = frozenset(["down", "not full", "below normal"])
_NO_CLAIM_BEFORE = re.compile(
    r"(?:\b(?:to|for|if|when|less|goal|ltg|stg|reports?|states?|says?|c/o|complains? of|feels|hx|history|h/o|no|denies|without|w/o|not|call|told|address\w*|correct|target\w*|prevent|improve|increase|reduce|restore|regain|overcome|dx|diagnos[ei]s|medical necessity|icd|risk of|old|prior|previous|patient says|pt says|purpose|work(?:ing)? on|due to hx of|because)\b:?[^.;|\n]{0,28}|\"[^\"\n]{0,80}|m62\.81[^.;\n]{0,24})$"
)
_CLAIM_EXCLUDED = frozenset(
    {
        "diagnosis",
        "history",
        "subjective",
        "goals",
        "wish",
        "home",
        "education",
        "plan",
        "job",
        "prior",
        "precautions",
        "authorisation",
        "header",
        "billing",
    }
)
_SIDES = re.compile(
    r"(?<![\w/])(?:(?P<both>bilat(?:eral(?:ly)?)?|b/l|both|ble|bue)|(?P<left>left|lt|\(l\)|l|lle|lue)|(?P<right>right|rt|\(r\)|r|rle|rue))(?![\w/'-]|\.\w)"
)


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
    reached = 0
    for hit in here.hits.get("cues_complaint", ()):
        statement = here.statement_at(hit.start)
        match = _CANNOT.match(here.folded, hit.start) or _as_told(here, hit, statement)
        if match is None or hit.start < reached:
            continue
        reached = match.end()
        if statement.section in _EXCLUDED:
            continue
        if any(a <= match.start() < b for a, b in blocks) and not _STILL.match(here.folded, statement.start):
            continue
        before = here.folded[max(statement.start, match.start() - 60) : match.start()]
        if (
            _DENIED.search(before)
            or _TAUGHT.search(before)
            or _BEFORE.search(here.folded, match.end(), min(statement.end, match.end() + 50))
        ):
            continue
        if (found := _task(here, match, statement)) is not None:
            yield found


def _as_told(here: Reading, hit: Hit, statement: Statement) -> re.Match[str] | None:
    """A symptom at a task, or how the patient gets by, in what the patient tells: "sharp when he reaches back"."""
    told = statement.section == "subjective" or _in_his_words(here, statement, hit.start)
    if not (told or statement.section == "") or _GONE.search(here.folded, hit.start, min(statement.end, hit.end + 60)):
        return None
    symptom = _SYMPTOM.match(here.folded, hit.start, statement.end)
    if symptom or not (told or _DONE_FOR.match(here.folded, hit.start, statement.end)):
        return symptom
    return _HABIT.match(here.folded, hit.start, statement.end)


def _in_his_words(here: Reading, statement: Statement, at: int) -> bool:
    """Whether an offset lies in what is quoted from the patient: "I go down the stairs sideways"."""
    line = here.line_at(at)
    quote = max(here.folded.rfind(q, line.content, at) for q in '"\u201c')
    return quote >= 0 and here.folded.count('"', line.content, at) % 2 == (here.folded[quote] == '"')


def _task(here: Reading, match: re.Match[str], statement: Statement) -> Function | None:
    """The task that a complaint is about: a term of the lexicons after it or before it, else its own words."""
    limit = min(statement.end, match.end() + 160)
    stop = _STOP.search(here.folded, match.end(), limit)
    end = stop.start() if stop else limit
    hits = list(here.found(("functions", "tasks"), match.start(), max(end, match.end())))
    named = next((h for h in hits if h.lexicon == "tasks" or h.term["kind"] == "specific"), None)
    if named is None and _TASK_BEFORE.search(match.group()):
        named = next(
            (
                h
                for h in here.found(("functions", "tasks"), max(statement.start, match.start() - 60), match.start())
                if h.lexicon == "tasks" or h.term["kind"] == "specific"
            ),
            None,
        )
    if named is not None:
        start, finish = min(match.start(), named.start), max(named.end, match.end())
        if finish == match.end() and start == match.start():
            finish += len(here.folded[finish : min(end, finish + 40)].rstrip())
        return _function(here, start, finish, False)
    if _TASK_BEFORE.search(match.group()) and (
        deed := _DEED.search(here.folded, max(statement.start, match.start() - 60), match.start())
    ):
        return _function(here, deed.start(1), match.end(), False)
    words = here.folded[match.end() : end].strip(" ,-")
    if hits and not match.group().startswith(("pain", "ach", "sore", "hurt")):
        return _function(here, match.start(), hits[0].end, True)
    if (
        (
            _DONE_FOR.match(match.group())
            or re.match(
                r"can|could|unable|no luck|has not man|not man|not able|inability|hard(?:er)? to|difficult\w* ?to|struggl|keep|stop\w* \w+ from|prevent|hinder",
                match.group(),
            )
        )
        and re.match("[a-z]{2}", words)
        and len(words.split()) >= 2
    ):
        return _function(here, match.start(), match.end() + len(here.folded[match.end() : end].rstrip()), False)
    return None


def _function(here: Reading, start: int, end: int, generic: bool) -> Function:
    mention = here.mention(start, end)
    return Function(mention.text, start, end, mention.line, generic)


def _pain_limits(here: Reading) -> list[Mention]:
    """Tasks or motions that pain is said to limit or stop today."""
    found: list[Mention] = []
    for word in ("pain", "hurt", "ache", "sore"):
        at = here.folded.find(word)
        while at >= 0:
            floor = max(here.statement_at(at).start, at - 40)
            match = _PAIN_LIMITS.search(here.folded, floor, min(len(here.folded), at + 50))
            if (
                match
                and match.start() <= at < match.end()
                and here.section_at(at) not in _NOT_TODAY
                and not _PAIN_DENIED.search(here.folded, floor, match.start())
            ):
                found.append(here.mention(match.start(), match.end()))
            at = here.folded.find(word, at + 4)
    return sorted(found, key=lambda m: m.start)


def _claims(here: Reading) -> Iterator[LossClaim]:
    """Losses claimed today without a quantity of their own."""
    blocks = [(max(s.block[0], s.start), s.block[1]) for s in here.services if s.described]
    reached = 0
    for hit in here.hits.get("cues_loss", ()):
        if hit.start < reached or any(a <= hit.start < b for a, b in blocks):
            continue
        statement = here.statement_at(hit.start)
        if statement.section in _CLAIM_EXCLUDED:
            continue
        span, names = _lost(here, hit, statement)
        denied = re.search(r"\bnot\b(?! full)", here.folded[span[0] : span[1]])
        if (
            names
            and not denied
            and not _NO_CLAIM_BEFORE.search(here.folded, max(statement.start, span[0] - 90), span[0])
        ):
            reached = span[1]
            yield from _claim(here, span, names, statement)


def _lost(here: Reading, hit: Hit, statement: Statement) -> tuple[tuple[int, int], list[str]]:
    """The words of a claim around a word of loss, and the qualities that it names; none where it names none."""
    word = here.folded[hit.start : hit.end]
    if word not in _BEFORE_ONLY and (found := _lost_after(here, hit, statement)):
        return found
    if word not in _AFTER_ONLY and (found := _lost_before(here, hit, statement)):
        return found
    return _weak(here, hit, statement)


def _lost_after(here: Reading, hit: Hit, statement: Statement) -> tuple[tuple[int, int], list[str]] | None:
    """A quality or a motion after the word: "reduced LE strength and balance", "limited neck rotation"."""
    folded = here.folded
    motion = _MOTION_AFTER.match(folded, hit.start, statement.end)
    if motion and all(
        w in _OF_MOTION or here.first(("regions", "regions_exact"), *_word_at(motion, w))
        for w in motion["words"].split()
    ):
        return motion.span(), ["strength" if motion.group().startswith("weak") else "rom"]
    after = _LOSS_OF.match(folded, hit.start, statement.end)
    if after is None or _is_event(folded, after):
        return None
    names, end = _named(after), after.end()
    while len(names) < _MOST_NAMED and (also := _ALSO.match(folded, end, min(statement.end, end + 40))):
        names += _named(also)
        end = also.end()
    return after.span(), names


def _lost_before(here: Reading, hit: Hit, statement: Statement) -> tuple[tuple[int, int], list[str]] | None:
    """A quality or a motion before the word: "grip is weak", "dorsiflexion still limited"."""
    folded, floor = here.folded, max(statement.start, hit.start - 60)
    if before := _QUALITY_LOST.search(folded, max(floor, hit.start - 44), hit.start):
        names, start = _named(before), before.start()
        while len(names) < _MOST_NAMED and (also := _ALSO_BEFORE.search(folded, max(floor, start - 24), start)):
            names += _named(also)
            start = also.start()
        return (before.start(), hit.end), names
    if (motion := _MOTION_BEFORE.search(folded, floor, hit.start)) and _tells_state(folded, hit):
        return (motion.start(), hit.end), ["strength" if folded.startswith("weak", hit.start) else "rom"]
    return None


def _weak(here: Reading, hit: Hit, statement: Statement) -> tuple[tuple[int, int], list[str]]:
    """A muscle that is called weak."""
    folded = here.folded
    weak = _WEAK.match(folded, hit.start, statement.end)
    if weak is None:
        return (hit.start, hit.end), []
    is_weak = _IS_WEAK.search(folded, max(statement.start, hit.start - 10), hit.start)
    start = is_weak.start() if is_weak else hit.start
    muscle = here.first(("regions", "regions_exact"), weak.end() - 1, min(statement.end, weak.end() + 20))
    end = muscle.end if muscle and start == hit.start else hit.start + len(weak.group().rstrip())
    named = muscle or here.first(("regions", "regions_exact"), max(statement.start, start - 30), start)
    return (start, end), ["strength"] if named else []


def _named(match: re.Match[str]) -> list[str]:
    return [name for name, words in match.groupdict().items() if words]


def _word_at(match: re.Match[str], word: str) -> tuple[int, int]:
    """Where a word of the middle of a match stands, with the words that a name of several words begins with."""
    at = match.string.find(word, match.start("words"))
    return max(match.start("words"), at - 12), at + len(word)


def _is_event(folded: str, match: re.Match[str]) -> bool:
    """Whether balance was lost once, rather than impaired."""
    return match.group().startswith(("loss of balance", "lost balance", "lost his balance", "lost her balance"))


def _tells_state(folded: str, hit: Hit) -> bool:
    """Whether a word of loss ends what is said of a motion: "extension limited", not "flexion limited 10 lb lifts"."""
    return not re.match(r" (?:\d|to \d|(?:reps?|sets?|weight|load|lifting|cue\w*)\b)", folded[hit.end : hit.end + 12])


# Weakness of a root is measured in the limb that it serves.
_ROOT = re.compile(r"\b(?:c[5-8]|t1|l[2-5]|s[12])\b")
_LIMB_OF_ROOTS = {"neck": "upper_limb", "thoracic": "upper_limb", "lumbar": "lower_limb", "pelvis": "lower_limb"}


def _claim(here: Reading, span: tuple[int, int], names: list[str], statement: Statement) -> Iterator[LossClaim]:
    """A claim for each quality that is named: "reduced LE strength and balance" claims two."""
    start, end = span
    hits = list(here.found(("regions", "regions_exact"), start, end)) or list(
        here.found(("regions", "regions_exact"), max(statement.start, start - 30), min(statement.end, end + 24))
    )
    region = next((h.term["region"] for h in hits if h.term["region"]), None) or _implied(here, start, end)
    if region and _ROOT.search(here.folded, start, end + 4):
        region = _LIMB_OF_ROOTS.get(region, region)
    mention = here.mention(start, end)
    side = _side(here, start, end, statement)
    for name in dict.fromkeys(names):
        yield LossClaim(
            mention.text,
            start,
            end,
            mention.line,
            name,
            None if name in _WHOLE_BODY else region,
            side,
        )


def _implied(here: Reading, start: int, end: int) -> str | None:
    """The region that a motion or a grip belongs to."""
    joints = [h.term["joint"] for h in here.found("motions", max(0, start - 16), end) if h.end > start]
    return next((j for j in joints if j in _JOINTS), None)


def _side(here: Reading, start: int, end: int, statement: Statement) -> Side | None:
    floor = max(statement.start, start - 16)
    found = list(_SIDES.finditer(here.folded, floor, min(statement.end, end + 24)))
    near = min(found, key=lambda m: max(start - m.end(), m.start() - end, 0), default=None)
    return near.lastgroup if near else None  # type: ignore[return-value]
