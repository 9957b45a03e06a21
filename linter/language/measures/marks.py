"""One pass over the tokens: where figures, sides, codes, untested things and words about time begin."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from spacy.attrs import IDX, ORTH
from spacy.tokens import Doc

from notelint.linter.language.measures.numbers import NUMBER_WORDS

_SIDE = re.compile(
    r"(?<![a-z0-9'/-])(?:(?P<order>r ?/ ?l|l ?/ ?r|right/left|left/right|rt/lt)|(?P<right>right|rt|r|rue|rle|®)|(?P<left>left|lt|l|lue|lle)|"
    r"(?P<both>b|b/l|bil|bilat|bilateral|bilaterally|both|bue|ble))(?![a-z0-9'])(?!/[a-kmnoqst-z])(?!-[0-9])"
)
_SIGNAL = re.compile(
    r"(?<![a-z])(?:bal(?:ance)?|not (?:\w+ )?(?:be )?(?:tested|assessed|attempted|measured|examined|evaluated|performed|taken|done|trialed)|nt|n/t|untested|unable|deferred|could not|refused|declined|contraindicated|to (?:the |(?:r|l|right|left) )?(?:[tlcs] ?[0-9]|sacr|butt|glut|hip|back|great|lat|iliac|psis|si|waist|belt|inf|opp|scap|mid|dist|prox|low|upp|shin|thigh|pat|knee|ankle|toe|floor|tib|joint|fib|calf|mall|coccyx)|reach(?:es)? (?:the )?[tlcs]|hbb|btb|f?ir:? (?:(?:r|l|right|left)[ :]*)?[tl] ?[0-9]{1,2}|(?<![0-9] )(?:min|mod|max)(?= ?[,;.)(|\n]| {2}|$| (?:x|of) ?[12])|behind|half|three[- ]quarter|two[- ]third|one[- ]third|trace|good|fair|poor|[gfpn][+-])(?![0-9])"
)
_OF_SIDES = frozenset(
    [
        "r",
        "l",
        "right",
        "left",
        "rt",
        "lt",
        "rue",
        "rle",
        "lue",
        "lle",
        "b",
        "bil",
        "bilat",
        "bilateral",
        "bilaterally",
        "both",
        "bue",
        "ble",
        "®",
    ]
)
_OF_SIGNALS = (
    "bal", "not", "nt", "untested", "unable", "deferred", "could", "refused", "declined", "contraindicated", "to",
    "reach", "hbb", "btb", "behind", "half", "three", "two", "one", "trace", "good", "fair", "poor", "ir", "fir", "min", "mod", "max",
)  # fmt: skip
_LETTERS = frozenset("gfpn")
_OF_CUES = (
    "prev", "prior", "init", "base", "eval", "last", "start", "adm", "intake", "compar", "since", "former", "pre", "dated",
    "used", "orig", "first", "yester", "week", "wks", "days", "month", "exam", "measure", "finding", "value", "goal",
    "target", "predict", "project", "anticip", "desir", "work", "increas", "improv", "restor", "regain", "progress",
    "advanc", "rais", "maxim", "achiev", "reach", "gain", "return", "promot", "maintain", "abilit", "when", "should",
    "unless", "until", "would", "norm", "cut", "fall", "communit", "limit", "allow", "permit", "mcid", "mdc", "mdic",
    "populat", "job", "demand", "requir", "must", "need", "such", "exceed", "thresh", "avoid", "beyond", "averag",
    "typical", "criteri", "protocol", "expect", "plof", "stg", "ltg", "aim", "from", "soc", "deliver", "fitting", "issue",
    "mon", "tue", "wed", "thu", "fri", "cast", "injur", "onset", "surger", "hospital", "referr", "enrol",
    "visit", "session", "having", "before", "until", "peer", "classmate", "same",
)  # fmt: skip
_CUE_WORDS = frozenset(
    [
        "ie",
        "i",
        "vs",
        "on",
        "as",
        "was",
        "were",
        "data",
        "rom",
        "mmt",
        "will",
        "get",
        "to",
        "so",
        "in",
        "within",
        "if",
        "till",
        "once",
        "nl",
        "has",
        "had",
        "have",
        "e",
        "for",
        "do",
        "does",
        "don",
        "not",
        "no",
        "n",
        "age",
        "at",
        "by",
    ]
)
_FIGURE, _OF_SIDE, _OF_SIGNAL, _OF_CUE, _OF_CODE, _OF_WORD = 1, 2, 4, 8, 16, 32
_known: dict[int, int] = {}


class Side(NamedTuple):
    """A word for a side; `name` is right, left, both, or which comes first of two: "orderr", "orderl"."""

    start: int
    end: int
    name: str
    kind: Literal["side"] = "side"


@dataclass(slots=True)
class Marks:
    """Where things begin; at `cues` a word that may be about time; `spelled`: some number is written as a word."""

    figures: list[int] = field(default_factory=list)
    sides: list[Side] = field(default_factory=list)
    signals: list[int] = field(default_factory=list)
    codes: list[int] = field(default_factory=list)
    cues: list[int] = field(default_factory=list)
    spelled: bool = False


def find_marks(doc: Doc, folded: str) -> Marks:
    """The marks of a note."""
    marks = Marks()
    starts, words = doc.to_array([IDX, ORTH]).T.tolist()
    for index, flags in enumerate(map(_known.get, words)):
        if flags == 0:
            continue
        start = starts[index]
        if flags is None:
            flags = _learn(words[index], folded[start : start + len(doc[index])])
        if flags == _FIGURE:
            marks.figures.append(start)
        elif flags:
            _note(marks, start, flags, folded)
    return marks


def _note(marks: Marks, start: int, flags: int, folded: str) -> None:
    """Take down what a word begins."""
    if flags & _FIGURE:
        marks.figures.append(start)
    if flags & _OF_CUE:
        marks.cues.append(start)
    if flags & _OF_SIDE and (side := _SIDE.match(folded, start)) and (not marks.sides or marks.sides[-1].end <= start):
        name = side.lastgroup or ""
        marks.sides.append(Side(start, side.end(), name if name != "order" else "order" + folded[start]))
    if flags & _OF_SIGNAL and _SIGNAL.match(folded, start):
        marks.signals.append(start)
    if flags & _OF_CODE:
        _code(marks, start, folded)
    if flags & _OF_WORD:
        marks.spelled = True


def _code(marks: Marks, start: int, folded: str) -> None:
    """Take down a billing code."""
    if folded.startswith("g0283", start - 1):
        start -= 1
    elif folded[start] != "9":
        return
    end = start + 5
    if (not start or not _word(folded[start - 1])) and (end >= len(folded) or not _word(folded[end])):
        marks.codes.append(start)


def _word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _learn(word: int, text: str) -> int:
    """What a word can begin, kept for the next time."""
    flags = 0
    if "0" <= text[:1] <= "9":
        flags = _FIGURE
        if text == "0283" or (len(text) == 5 and text[0] == "9" and "2" <= text[1] <= "9"):
            flags |= _OF_CODE
    elif text:
        flags |= _OF_SIDE * (text in _OF_SIDES)
        flags |= _OF_SIGNAL * (text.startswith(_OF_SIGNALS) or text in _LETTERS)
        flags |= _OF_CUE * (text.startswith(_OF_CUES) or text in _CUE_WORDS)
        flags |= _OF_WORD * (text in NUMBER_WORDS)
    if len(_known) > 50_000:
        _known.clear()
    _known[word] = flags
    return flags
