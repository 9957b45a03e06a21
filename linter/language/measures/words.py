"""Findings in words: graded balance, muscle grades by name or letter, and how far a hand reaches."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notelint.linter.language.measures.judge import Judge

_GRADE = re.compile(
    r"\b(?:(?P<word>normal|good|fair|poor|trace|zero)(?P<sign> ?(?:[+](?!\w)|-(?![a-z0-9])|plus\b|minus\b))?(?: ?(?:to|-|/) ?(?:good|fair|poor)(?: ?[+]|-(?![a-z0-9]))?)?|(?P<letter>[gfp])(?P<mark>[+-])(?![a-z0-9])|(?:(?<=static )|(?<=dynamic )|(?<=static: )|(?<=dynamic: ))(?P<plain>[gfp])(?![a-z0-9+/-]))"
)
_LETTER_LEVEL = re.compile(
    r"\b(?:[Ee]ating|[Ff]eeding|[Gg]rooming|[Dd]ressing|[Bb]athing|[Tt]oileting|[Tt]oilet|[Tt]ransfers?|[Mm]obility|[Hh]ygiene|[Rr]oll(?:ing|s)?|[Gg]ait|[Aa]mb(?:ulation)?|[Ss]tairs|[Ss]hower|STS|[Dd]on(?:s|ning)?(?: [\w/]+){0,2}|[Dd]off(?:s|ing)?(?: [\w/]+){0,2}|(?:[Tt]ies|[Zz]ips|[Bb]uttons|[Ss]naps|[Oo]pens|[Ff]eeds)(?: [\w/]+){0,2}|(?:sit|supine|stand)(?: ?<?-?> ?| to )(?:sit|stand))[ :=-]{1,3}([IS])(?=[ ]*(?:[,;|)\n]|\.(?![A-Za-z])|$))"
)
_BARE_LEVEL = re.compile(
    r"(?:\b(?:transfers?|mat|bed|car|tub|toilet\w*|commode|chair|w/c|shower\w*|bathing|dressing|grooming|feeding|rolling|gait|amb\w*|stairs|curbs?|ramps?|sts|stand|sit|supine|eob|floor|mobility|hygiene|(?<!\d )(?<!\d)[ul]b|[ul]e)(?: ?<?-?> ?(?:mat|bed|chair|w/c|toilet|sit|stand|supine|eob))?|\(?(?:prev|was|eval|ie|prior|now))[ :=-]{1,3}(min|mod|max)(?= ?[,;.)(|\n]| {2}|$| (?:x|of) ?[12]\b)"
)
_SHARE = re.compile(
    r"\b(?P<share>half|one half|three[- ]quarters?|two[- ]thirds|one[- ]third|a third|a quarter|one quarter)(?P<of>(?: of)?(?: the)?(?: normal| full| available| expected)?(?: range|(?<!half) rom| motion|(?<= normal)))?(?! (?:lb|hour|mile|flight|kneel\w*|roll\w*|way|inch|step|cup|an?\b))\b"
)
_SHARES = {
    "half": 50.0,
    "one h": 50.0,
    "three": 75.0,
    "two-t": 67.0,
    "two t": 67.0,
    "one-t": 33.0,
    "one t": 33.0,
    "a thi": 33.0,
    "a qua": 25.0,
    "one q": 25.0,
}
_SHARE_SIDE = re.compile(r"(?: to| on)?(?: the)? (right|left)\b")
_HBB = re.compile(
    r"\b(?:hbb|btb|(?:hand|reach\w*)? ?behind[- ](?:the )?back|f?ir:?(?= (?:thumb |hand )?(?:to |[rl] [tl]\d|[tl] ?\d)))"
)
_SPINE_LEVEL = re.compile(
    r"(?:\b(?P<before>right|left|rt|lt|r|l)\b[ :=]*)?(?:to )?(?<![a-z0-9])(?P<level>[tl] ?[0-9]{1,2}|c7|s1|sacrum|buttock|psis)(?![0-9/-])(?: ?\(?(?P<after>right|left|r|l)\b)?"
)
_BALANCE_ROW = re.compile(r"\bbal(?:ance)?\b")
_CELL_GRADE = re.compile(
    r" *(?:(?P<word>normal|good|fair|poor)(?P<sign> ?[+-])?|(?P<letter>[gfp])(?P<mark>[+-])|(?P<plain>[gfp])) *"
)
_LETTERS = {"g": "good", "f": "fair", "p": "poor"}
_GRADED = frozenset({"muscle", "motion", "strength", "limb"})
_BALANCE_BEFORE = re.compile(
    r"\b(?:(?P<how>static|dynamic|sitting|standing|sit|stand|dyn|stat|unsupported|seated|eob)[ /]+)*(?:(?P<bal>balance|bal)\b[ :=(]*(?:is |was |remains |today |grade[d]? |in )?|(?P<late>static|dynamic|sitting|standing|dyn|stat)[ :=]+)(?:(?:static|dynamic|sitting|standing|sit|stand|stance|dyn|stat|eob|unsupported|is|was|seated)[ :=/,-]*){0,4}$"
)
_BALANCE_AFTER = re.compile(
    r" (?:(?:static|dynamic|sitting|standing|sit|stand|unsupported|seated|dyn|stat)[ /]*(?:and )?){1,4}(?:balance|bal)\b"
)
_REACH = re.compile(
    r"\b(?:to|at|reach(?:es|ing|ed)?) (?:the )?(?:level of )?(?:(?:r|l|rt|lt|right|left|same|opposite)(?: side)? (?=glut|butt|back|hip))?(?:(?P<spine>[tl] ?[0-9]{1,2}|c7|s1|sacrum|sacral|buttocks?|gluteal\w*|glutes?|(?:hip|back) pocket|greater troch\w*|lateral (?:hip|thigh)|iliac crest|psis|si joint|sij|waist(?:line)?|belt(?:line)?|inferior angle|opposite (?:scapula|shoulder)|scapula\w*|coccyx)|"
    r"(?P<floor>mid[- ]?(?:shin|calf|tibia|thigh)s?|(?:distal |proximal |upper |lower )?(?:knee (?:joint|jt) line|shins?|thighs?|patellae?|knees?|ankles?|toes?|floor|tibial tub\w*|(?:knee )?(?:joint|jt) line|fibular head|calf|malleol\w*)))\b(?! (?:hold|strap|flex|ext))"
)
_BEHIND = re.compile(
    r"\b(?:ir|int(?:ernal)? rot\w*|reach\w*|behind[- ](?:the )?back|hbb|btb|apley\w*|thumb|hand|fir|functional ir)\b[^.;]{0,40}$"
)
_FINGERTIP = re.compile(
    r"\b(?:finger ?-?tips?|fingers|ftf|reach(?:es|ed)?(?: down)?|forward (?:bend|flex)\w*|sb|side ?bend\w*|lat\w* flex\w*|flex\w*|flexion|hands?)\b[^.;,]{0,34}$"
)
_SIDE_LETTERS = re.compile(r"(?<![a-z])(r|l|right|left)(?![a-z0-9])")
_THORACIC = re.compile(r"t ?([0-9]+)")
_MEASURED = re.compile(r" ?(?:is|was|=|:|measures|distance)? ?[0-9]")
_STOPS = re.compile(r"[.;]")
_TO_FLOOR = re.compile(r"(?:floor|toes?)")
_REACHING = re.compile(r"finger|ftf|forward|reach|sb|bend|flex")


def read(judge: Judge) -> None:
    """Add the graded balance, the named grades and the landmarks of a statement."""
    if judge.section in ("subjective", "billing", "home", "education"):
        return
    for found in _GRADE.finditer(judge.folded, judge.begin, judge.finish):
        _grade(judge, found)
    if judge.treatment:
        return
    _balance_cells(judge)
    bare_levels(judge)
    _shares(judge)
    for found in _REACH.finditer(judge.folded, judge.begin, judge.finish):
        _landmark(judge, found)
    _behind(judge)


def _grade(judge: Judge, found: re.Match[str]) -> None:
    """Add a grade by name or letter, of balance or of a muscle."""
    text, start = judge.folded, found.start()
    before = text[max(judge.begin, start - 48) : start]
    if found.group("plain") and "bal" not in text[max(judge.begin, start - 200) : start]:
        return
    balance = _BALANCE_BEFORE.search(before)
    last = judge.measures[-1] if judge.measures else None
    short = found.group("sign") or found.group("letter") or found.group("plain")
    listed = balance and short and last is not None and last.name == "balance" and start - last.end < 30
    named = (
        balance
        and (balance.group("how") or balance.group("bal") or balance.group().endswith("stance "))
        and "balance" in text[max(judge.begin, start - 200) : found.end() + 40]
    )
    after = _BALANCE_AFTER.match(text, found.end(), judge.finish)
    if named or listed or (after and (found.group("letter") is None or balance)):
        if found.group("word") not in ("normal", "zero") or (balance and balance.group("bal")):
            _balance(judge, found)
    elif judge.treatment or found.group("plain"):
        return
    elif found.group("letter") or found.group("sign") or found.group("word") == "trace":
        _muscle(judge, found, before)


def _balance_cells(judge: Judge) -> None:
    """Add the grades of a row of balance, one a cell: "Sit bal    P    F-    F"."""
    cells = judge.line.cells
    if len(cells) < 2 or not _BALANCE_ROW.search(judge.folded, *cells[0]):
        return
    for start, end in cells[1:]:
        found = _CELL_GRADE.fullmatch(judge.folded, start, end)
        if found and judge.begin <= start < judge.finish and not any(m.start <= start < m.end for m in judge.measures):
            _balance(judge, found)


def _balance(judge: Judge, found: re.Match[str]) -> None:
    """Add a graded balance: below good it is a loss, at good it may be one."""
    word = found.group("word") or _LETTERS[found.group("letter") or found.group("plain")]
    sign = (found.group("sign") or found.group("mark") or "").strip()
    lost = True if word in ("fair", "poor", "trace") or (word != "normal" and sign in ("-", "minus")) else None
    if word == "normal":
        lost = False
    judge.emit("performance", None, "balance", start=found.start(), end=found.end(), unit="grade", lost=lost)


def _landmark(judge: Judge, found: re.Match[str]) -> None:
    """Add a landmark that a hand reaches, unless a length says how far it is from there."""
    text = judge.folded
    before = text[max(judge.begin, found.start() - 60) : found.start()]
    if _MEASURED.match(text[found.end() : found.end() + 14]):
        return
    behind = found.group("spine") and _BEHIND.search(before)
    down = found.group("floor") and _FINGERTIP.search(before) and _REACHING.search(before)
    if not behind and not down:
        return
    for measure in judge.measures[-12:]:
        reach = 28 if measure.unit in ("cm", "in") else 0
        if measure.start < found.end() and found.start() < measure.end + reach:
            return
    _reach(judge, found, before)


def _shares(judge: Judge) -> None:
    """Add what share of a range is left, in words: "half range to the left, three quarters to the right"."""
    last = -99
    for found in _SHARE.finditer(judge.folded, judge.begin, judge.finish):
        if not found.group("of") and found.start() - last > 40:
            continue
        index = bisect_right(judge.starts, found.start())
        topics = [t for t in judge.topics[max(0, index - 4) : index] if t.role == "motion"]
        if not topics or found.start() - topics[-1].end > 70:
            continue
        last = found.end()
        scene = judge.scene.copy()
        side = _SHARE_SIDE.match(judge.folded, found.end(), judge.finish)
        scene.side = side.group(1) if side else scene.side
        scene.joint, scene.motion = topics[-1].joint or scene.joint, topics[-1].motion
        scene.test = None
        value = _SHARES[found.group("share")[:5]]
        name = f"{scene.joint} {scene.motion}".strip()
        judge.emit("rom", None, name, scene, start=found.start(), end=found.end(), value=value, unit="%", lost=True)


def _behind(judge: Judge) -> None:
    """Add how high each hand reaches behind the back where only levels are named: "HBB R L5, L T7"."""
    named = [m.end() for m in _HBB.finditer(judge.folded, judge.begin, judge.finish)]
    for found in (m for at in named for m in _SPINE_LEVEL.finditer(judge.folded, at, min(judge.finish, at + 60))):
        if any(m.start < found.end() and found.start() < m.end for m in judge.measures[-12:]):
            continue
        at, end = found.span("level")
        side = {"r": "right", "l": "left"}.get((found.group("before") or found.group("after") or " ")[0], "")
        _landed(judge, found.group("level"), side, at, end)


def bare_levels(judge: Judge) -> None:
    """Add levels of which only the degree is written, behind a task: "Transfers: mat Min (prev Mod), car Mod"."""
    for found in _BARE_LEVEL.finditer(judge.folded, judge.begin, judge.finish):
        start, end = found.span(1)
        if any(m.start < end and start < m.end for m in judge.measures):
            continue
        name = {"min": "minimal", "mod": "moderate", "max": "maximal"}[found.group(1)]
        judge.emit("assist", None, name, start=start, end=end, unit="level", lost=True)


def letters(judge: Judge) -> None:
    """Add levels that are one letter, where other levels stand in the same list: "feeding I, dressing Min A"."""
    starts = {m.start for m in judge.measures}
    for found in _LETTER_LEVEL.finditer(judge.here.text, judge.begin, judge.finish):
        lost = found.group(1) == "S"
        name = "supervision" if lost else "independent"
        if found.start(1) in starts:
            continue
        judge.emit("assist", None, name, start=found.start(1), end=found.end(1), unit="level", lost=lost)


def _muscle(judge: Judge, found: re.Match[str], before: str) -> None:
    """A grade by name behind a muscle or motion."""
    index = bisect_right(judge.starts, found.start())
    topics = [t for t in judge.topics[max(0, index - 8) : index] if t.end <= found.start() and t.role in _GRADED]
    if not topics or found.start() - topics[-1].end > 12 or _STOPS.search(judge.folded[topics[-1].end : found.start()]):
        return
    if (
        topics[-1].role == "strength"
        and topics[-1].motion == ""
        and not found.group("sign")
        and not found.group("letter")
    ):
        return
    judge.emit(
        "strength",
        None,
        " ".join(x for x in (topics[-1].joint, topics[-1].motion) if x) or "strength",
        start=found.start(),
        end=found.end(),
        unit="grade",
        lost=found.group("word") != "normal",
    )


def _reach(judge: Judge, found: re.Match[str], before: str) -> None:
    """How far behind the back, or down to the floor."""
    sides = _SIDE_LETTERS.findall(before)
    side = {"r": "right", "l": "left"}.get(sides[-1], sides[-1]) if sides else judge.scene.side
    if found.group("spine"):
        _landed(judge, found.group("spine"), side, *found.span())
        return
    scene = judge.scene.copy()
    scene.side, scene.joint, scene.motion, scene.region, scene.test = side, "lumbar", "flexion", "lumbar", None
    lost = not _TO_FLOOR.match(found.group("floor"))
    judge.emit(
        "rom", None, "reach to the floor", scene, start=found.start(), end=found.end(), unit="landmark", lost=lost
    )


def _landed(judge: Judge, spine: str, side: str, start: int, end: int) -> None:
    """How high a hand reaches behind the back: the eighth thoracic vertebra is as high as most reach."""
    level = _THORACIC.fullmatch(spine)
    lost: bool | None = (False if int(level.group(1)) <= 8 else None) if level else True
    scene = judge.scene.copy()
    scene.side, scene.joint, scene.region = side, "shoulder", "shoulder"
    scene.motion, scene.test = "internal rotation", None
    judge.emit("rom", None, "reach behind the back", scene, start=start, end=end, unit="landmark", lost=lost)
