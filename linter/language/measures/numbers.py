"""Numbers as clinicians write them: grades, ratios, ranges, signs and units, found in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar, Literal

Shape = Literal["grade", "ratio", "range", "single", "many", "date", "clock"]

_PIECE = r"[0-9]+(?:,[0-9]{3}(?![0-9]))?(?:\.[0-9]+)?(?: ?[½¼¾])?"
_JOIN = r"(?:[+-]? (?:plus |minus )?(?:out of|over) | ?[+-]?\)? ?/ ?[+-]?| ?[+-]?-[+-]? ?| to -?)"
_ONE = re.compile(_PIECE)
_CLUSTER = re.compile(rf"{_PIECE}(?:{_JOIN}{_PIECE}){{0,6}}(?:[+-](?![0-9a-z>]))?")
_GRADE = re.compile(
    r"([0-9](?:\.[0-9])?) ?([+-]|plus|minus)?(?: ?(?:-|to) ?([0-9](?:\.5)?)([+-])?)? ?(?:/|out of|over) ?5(?![0-9]|\.[0-9])(?!/[0-9])"
)
_WORD_OVER = re.compile(r"[+-]? (?:plus |minus )?(?:out of|over) ")
_SPLIT = re.compile(_JOIN)
_DATE = re.compile(r"[0-9]{1,2}([/-])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})|(?:19|20)[0-9]{2}[/-][0-9]{1,2}[/-][0-9]{1,2}")
_NEXT = re.compile(r"[ -]?(?:°|%|[*]|['\"#]|[a-z]+(?:[/-][a-z]+)?)")
_SIGNS = frozenset("+-)<>~=")
_NO_UNIT = frozenset(",;:.)|/\n\r")
_GLUED_WORD = re.compile(r"[24]ww|ww\b")
_LAPS = re.compile(r"[0-9]{1,2}x([0-9]{2,4}) ?(ft|feet|foot|m|meters?|metres?|yd|yds|yards?)\b")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?![0-9:])(?: ?min(?:utes?|s)?\b(?! ?(?:\(a\)|a\b|assist)))?")
_ICD = re.compile(r"[0-9]{2}\.[0-9]")
_MIN_ASSIST = re.compile(r"[ -]?min(?: ?\(a\)| a(?! (?:day|week|time|piece|side|set|lap|session|visit))| assist\w*)\b")
_AND_SECONDS = re.compile(r" ?(?:and )?([0-5]?[0-9]) ?(?:s|secs?|seconds?)\b")
_PER_SECOND = re.compile(r" (?:per|a) sec(?:ond)?\b")
_DIGIT_NEXT = re.compile(r" ?[0-9]")
_SHORT = frozenset(["o", "d", "y", "k", "w"])
_PREPOSITION = re.compile(
    r" in (?:scap\w*|plane|neutral|flex\w*|ext\w*|abd\w*|er|ir|hook\w*|quad\w*|gravity|side\w*|\w*lying|water|pool|the|a|an|his|her|all|each|[0-9]|sup|sit|stand|prone|bi|both|r|l|under|less|ther|\w+ing)\b"
)
_OTHER_SENSE = {"in": _PREPOSITION, "min": _MIN_ASSIST}
_FRACTION = {"½": 0.5, "¼": 0.25, "¾": 0.75}

_UNITS = {
    "deg": "° * deg degs degree degrees degr dg o",
    "%": "% percent pct",
    "cm": "cm cms centimeters centimetres centimeter", "mm": "mm millimeters millimetres", "in": "in inch inches \"",
    "ft": "ft feet foot '", "m": "m meters meter metres metre mtrs", "yd": "yd yds yards yard", "mi": "mile miles mi",
    "block": "block blocks", "lap": "lap laps",
    "m/s": "m/s m/sec mps", "ft/s": "ft/s ft/sec fps feet/sec", "mph": "mph", "cm/s": "cm/s cm/sec",
    "s": "s sec secs second seconds", "min": "min mins minute minutes", "h": "h hr hrs hour hours",
    "lb": "lb lbs pound pounds # lbf", "kg": "kg kgs kgf kilogram kilograms kilo kilos", "n": "n newton newtons nm ft-lb ft-lbs",
    "reps": "x reps rep repetitions repetition times stands",
    "steps": "steps step stairs stair rungs rung", "flight": "flight flights",
    "grade": "grade grades muscle", "blocks": "cubes",
    "trials": "trial trials",
    "count": "sets set visits visit sessions session appts appt appointments weeks week wks wk days day months month mos mo "
    "years year yrs yr yo y/o y u unit units mg mcg ml mmhg bpm mhz hz pps w/cm ma psi mins/day cal kcal cc oz st nd rd th "
    "hours/day minutes/day rpm beats fr gauge pt pts patients persons person helper helpers people tests test mg/dl pack "
    "level levels cues vc verbal balls throws toss tosses drinks beers pillows risk episodes falls fall staff opioids k d w",
}  # fmt: skip
UNITS: dict[str, str] = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_BLANKS = re.compile(r"[ -]+")
_SLASHES = re.compile("[/-]")


@dataclass(frozen=True, slots=True)
class Part:
    """One value inside a run of figures, with offsets from the run's start."""

    start: int
    end: int
    shape: Shape
    value: float
    low: float | None = None
    of: float | None = None
    values: tuple[float, ...] = ()
    signed: bool = False
    joined: str = ""


@dataclass(slots=True)
class Number:
    """A value in the text: where it stands, what it says, the unit behind it, and a sign or comparator before it."""

    start: int
    end: int
    part: Part
    unit: str = ""
    word: str = ""
    negative: bool = False
    compared: str = ""
    inner: int = 0
    kind: ClassVar[Literal["number"]] = "number"

    @property
    def spaceless(self) -> bool:
        """Whether the unit is glued to the figures."""
        return self.end - self.inner == self.part.end - self.part.start + len(self.word)

    @property
    def shape(self) -> Shape:
        """Its form."""
        return self.part.shape


def find_numbers(folded: str, figures: Sequence[int] | None = None) -> Iterator[Number]:
    """Every number of a text that may be a value: not one glued to a word, such as a spinal level or a dose.

    `figures` are the places where figures begin, where they are known.
    """
    padded = folded + "  "
    for match in _CLUSTER.finditer(folded) if figures is None else _clusters(folded, figures):
        begin, end = match.span()
        before = folded[begin - 1] if begin else " "
        text = match.group()
        if before != " " and _glued(folded, begin, before, text):
            continue
        after = padded[end]
        if (after == "x" and padded[end + 1].isdigit()) or (after == ":" and folded[end + 1 : end + 3].isdigit()):
            if special := _laps(folded, begin) if after == "x" else _clock(folded, begin):
                yield special
            continue
        parts = parse(text) if len(text) <= 60 else ()
        if before == "." and len(text) < 3 and text.isdigit():
            parts = (Part(-1, len(text), "single", float(f"0.{text}")),)
        last = len(parts) - 1
        for index, part in enumerate(parts):
            if part.shape == "date" or part.value >= 90000 or (part.low or 0) >= 90000:
                continue
            if before in "rl" and _level(part, before, text):
                continue
            number = Number(begin + part.start, begin + part.end, part, inner=begin + part.start)
            if not index and (before in _SIGNS or (before == " " and folded[begin - 2 : begin - 1] in _SIGNS)):
                _look_back(folded, number)
            if index == last and after not in _NO_UNIT:
                _look_on(folded, number)
                if number.unit == "count" and part.shape != "grade" and part.of != 10:
                    continue
            yield number


def _laps(folded: str, begin: int) -> Number | None:
    """A distance that was covered several times, written in one: "4x200 ft"."""
    found = _LAPS.match(folded, begin)
    if found is None:
        return None
    part = Part(0, found.end() - begin, "single", float(found.group(1)))
    return Number(begin, found.end(), part, UNITS[found.group(2)], found.group(2), inner=begin)


def _clock(folded: str, begin: int) -> Number | None:
    """Minutes and seconds: "5:25 min"; the hour of a day has the same form, and the words around tell them apart."""
    found = _CLOCK.match(folded, begin)
    if found is None:
        return None
    value = int(found.group(1)) + int(found.group(2)) / 60
    return Number(begin, found.end(), Part(0, found.end() - begin, "clock", value), "min", "min", inner=begin)


def _clusters(folded: str, figures: Sequence[int]) -> Iterator[re.Match[str]]:
    """The runs of figures that begin at known places."""
    reached = 0
    for figure in figures:
        if figure >= reached and (match := _CLUSTER.match(folded, figure)):
            reached = match.end()
            yield match


def _glued(folded: str, begin: int, before: str, text: str) -> bool:
    """Whether figures stand behind a letter, a point or a blank that makes them no value."""
    earlier = folded[begin - 2] if begin > 1 else ""
    if before.isalpha():
        return before not in "rl" or earlier.isalnum() or bool(_ICD.match(text))
    if before in ".:$":
        return earlier.isdigit()
    if before == "/":
        return earlier != "" and earlier in "_*}]>"
    return before == "-" and len(text) < 3 and earlier.isalpha() and text.isdigit() and int(text) <= 12


def _level(part: Part, side: str, text: str) -> bool:
    """Whether figures behind an "l" or "r" name a level of the spine or a list mark."""
    if part.value < 6 and "/" not in text:
        return True
    return side == "l" and part.shape in ("ratio", "grade") and not part.signed and (part.of or 0) < 9


_WORDS = {
    **dict(zip(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"], range(20), strict=True)),
    **dict(zip(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], range(20, 100, 10), strict=True)),
}  # fmt: skip
NUMBER_WORDS = frozenset({*_WORDS, "hundred"})
_GRADE_FIGURES = frozenset("012345")
_ONES = "|".join(list(_WORDS)[1:10])
_TENS = "|".join(list(_WORDS)[20:])
_SPELLED_END = re.compile(
    rf"(?:out of|over) five\b|out of (?P<of>(?:{_TENS})(?:[ -](?:{_ONES}))?|{'|'.join(list(_WORDS)[10:20])}|(?:a |one )?hundred)\b|"
    r"degrees?\b|percent\b|feet\b|seconds\b|pounds\b|inches\b|kilos\b|kilograms\b|(?:centi|milli)?met(?:er|re)s\b"
)
_PLAIN = re.compile(
    rf"\b(?:(?:is|was|were|to|at|reads|measures|measured|reached|right|left|against|versus|with)|and(?= [a-z-]+ on the (?:right|left)\b)) ((?:one hundred(?: and)?[ -]?)?(?:(?:{_TENS})(?:[ -](?:{_ONES}))?|{'|'.join(list(_WORDS)[10:20])}))(?=[.,;]|$| (?:after|afterwards?|today|now|at|last|before|on|right|left|with|and|but)\b)"
)
_MARKS = (*list(_WORDS)[20:], "teen", " ten", "eleven", "twelve", "hundred")
_COUNTS = ("steps", "stairs", "stand", "chair", "heel r", "calf r")
_COUNTED = re.compile(
    r" (sit[- ]to[- ]stands?|chair (?:stands|rises)|(?:(?:single|one|double|full)[- ](?:(?:leg(?:ged)?|limb) )?)?(?:heel|calf) (?:raises|rises)|steps|stairs)(?![a-z])"
)


def find_spelled(folded: str) -> Iterator[Number]:
    """Numbers dictated in words: "four plus out of five", "lacking ten degrees"."""
    for unit in _SPELLED_END.finditer(folded):
        before = folded[max(0, unit.start() - 40) : unit.start()]
        if before[-2:-1] and not before[-2:-1].isalpha():
            continue
        words = _BLANKS.split(before.strip())
        sign = 0.0
        if words and words[-1] in ("plus", "minus"):
            sign = 0.3 if words.pop() == "plus" else -0.3
        value, used = _spelled(words)
        if not used:
            continue
        first = len(words) - used
        start = (
            unit.start() - len(before) + before.rindex(words[first], 0, len(before))
            if used == 1
            else unit.start() - len(before) + _nth(before, words, first)
        )
        if unit.group("of"):
            part = Part(0, 0, "ratio", value, None, _spelled(_BLANKS.split(unit.group("of")))[0])
            yield Number(start, unit.end(), part, inner=start)
            continue
        over = unit.group().endswith("five")
        if not over and words[first].isdigit():
            continue
        part = Part(0, 0, "grade" if over else "single", value + sign, None, 5.0 if over else None, signed=over)
        name, end = "" if over else UNITS[unit.group()], unit.end()
        if name in ("m", "ft") and (speed := _PER_SECOND.match(folded, end)):
            name, end = f"{name}/s", speed.end()
        yield Number(start, end, part, name, unit.group(), inner=start)


def find_plain(folded: str) -> Iterator[Number]:
    """Numbers in words with no unit: "the right is seventy-eight", "nine sit-to-stands"."""
    for found in _COUNTED.finditer(folded) if any(word in folded for word in _COUNTS) else ():
        words = folded[max(0, found.start() - 24) : found.start()].replace("-", " ").split(" ")
        value, used = _spelled(words[1:] if len(words) > 1 else words)
        if used and "\n" not in (text := " ".join(words[-used:])):
            unit = UNITS.get(found.group(1), "")
            start = found.start() - len(text)
            yield Number(
                start,
                found.end() if unit else found.start(),
                Part(0, 0, "single", value),
                unit,
                found.group(1),
                inner=start,
            )
    if not any(word in folded for word in _MARKS):
        return
    for found in _PLAIN.finditer(folded):
        start, end = found.span(1)
        value, used = _spelled(_BLANKS.split(found.group(1)))
        if used:
            yield Number(start, end, Part(0, 0, "single", value), inner=start)


def _nth(before: str, words: list[str], first: int) -> int:
    """Where the last words begin, from the first that belongs to the number."""
    at = len(before)
    for word in reversed(words[first:]):
        at = before.rindex(word, 0, at)
    return at


def _spelled(words: list[str]) -> tuple[float, int]:
    """The number that the last words say, and how many words it takes."""
    value, used, scale = 0.0, 0, 1.0
    for word in reversed(words):
        if word in _WORDS:
            value += _WORDS[word] * scale
        elif word == "point" and used == 1 and value < 10:
            value /= 10
        elif word == "thousand":
            scale = 1000.0
        elif not used and word in _GRADE_FIGURES:
            return float(word), 1
        elif word == "hundred":
            scale = 100.0
            if len(words) <= used + 1 or words[-used - 2] not in _WORDS:
                value += 100.0
        elif word == "and" and used and len(words) > used + 1 and words[-used - 2] == "hundred":
            pass
        else:
            break
        used += 1
    return value, used


def _look_back(folded: str, number: Number) -> None:
    """Take a sign or comparator that stands before the figures."""
    at = number.start
    if folded.startswith("(-) ", at - 4) or folded.startswith("(-)", at - 3):
        number.negative = True
        at -= 4 if folded[at - 1] == " " else 3
    elif at and folded[at - 1] in "+-" and (at < 2 or folded[at - 2] in " (:/=,\t|\n"):
        number.negative = folded[at - 1] == "-"
        at -= 1
    back = at
    while back > at - 2 and back > 0 and folded[back - 1] in " =":
        back -= 1
    if back and folded[back - 1] in "<>~" and not (back > 1 and folded[back - 2] in "-=<"):
        number.compared = folded[back - 1]
        at = back - 1
    number.start = at


def _look_on(folded: str, number: Number) -> None:
    """Take the unit that stands after the figures."""
    found = _NEXT.match(folded, number.end)
    if not found:
        return
    word, unit, length = unit_of(found.group())
    number.word = word
    if not unit or unit == "trials":
        number.unit = unit if unit or not _GLUED_WORD.match(found.group()) else "count"
        return
    if word == "x" and _DIGIT_NEXT.match(folded, found.end()):
        unit = "count"
    elif (other := _OTHER_SENSE.get(word)) is not None and other.match(folded, number.end):
        return
    if number.shape == "grade" and unit != "deg":
        number.unit = unit
        return
    if word in ("*", "o") and number.shape == "grade":
        return
    number.unit = unit
    if unit in ("m", "ft", "cm") and (speed := _PER_SECOND.match(folded, number.end + length)):
        number.unit, length = f"{unit}/s", speed.end() - number.end
    if unit != "count":
        number.end += length
    if unit == "min" and number.shape == "single" and (rest := _AND_SECONDS.match(folded, number.end)):
        number.part = replace(number.part, value=number.part.value + int(rest.group(1)) / 60)
        number.end = rest.end()


@lru_cache(maxsize=4_000)
def unit_of(text: str) -> tuple[str, str, int]:
    """The word behind a number, the unit that it means ("" for none), and how far it reaches."""
    word = text.lstrip(" -")
    unit = UNITS.get(word)
    if unit is None and ("/" in word or "-" in word):
        word = _SLASHES.split(word)[0]
        unit = UNITS.get(word)
    if unit is None or (word in _SHORT and text[0] in " -"):
        return word, "", 0
    return word, unit, text.find(word) + len(word)


@lru_cache(maxsize=20_000)
def parse(text: str) -> tuple[Part, ...]:
    """The values inside a run of figures."""
    if _DATE.fullmatch(text) and _is_date(text):
        return (Part(0, len(text), "date", 0.0),)
    parts: list[Part] = []
    at = 0
    joined = ""
    while at < len(text):
        grade = _GRADE.match(text, at)
        if grade:
            parts.append(_grade(grade, joined))
            at = grade.end()
        else:
            at = _other(text, at, parts, joined)
        rest = _SPLIT.match(text, at)
        if not rest:
            break
        joined = rest.group().strip()
        at = rest.end()
    return tuple(parts)


def _is_date(text: str) -> bool:
    """Whether three figures can be a day of a month."""
    first, second, *_ = (int(x) for x in _SLASHES.split(text))
    return first > 1900 or (min(first, second) <= 12 and max(first, second) <= 31 and min(first, second) > 0)


def _grade(match: re.Match[str], joined: str) -> Part:
    """A grade, or two that bound one, over five."""
    first, last = float(match.group(1)), float(match.group(3) or match.group(1))
    sign = match.group(4) if match.group(3) else match.group(2)
    value = last + {"+": 0.3, "plus": 0.3, "-": -0.3, "minus": -0.3}.get(sign or "", 0.0)
    low = first if match.group(3) else None
    return Part(
        match.start(),
        match.end(),
        "grade",
        value,
        low,
        5.0,
        signed=bool(match.group(2) or match.group(4)),
        joined=joined,
    )


def _other(text: str, at: int, parts: list[Part], joined: str) -> int:
    """A number, ratio or range from an offset on; gives where it ends."""
    pieces: list[tuple[int, int, float]] = []
    joins: list[str] = []
    spot = at
    while True:
        found = _ONE.match(text, spot)
        if not found:
            break
        pieces.append((found.start(), found.end(), _value(found.group())))
        join = _SPLIT.match(text, found.end())
        if not join or _GRADE.match(text, join.end()):
            break
        joins.append("/" if "/" in join.group() or _WORD_OVER.match(join.group()) else "-")
        spot = join.end()
    if not pieces:
        return len(text)
    joins = joins[: len(pieces) - 1]
    if len(pieces) == 4 and joins in (["-", "/", "-"], ["/", "-", "/"]):
        shape: Shape = "range" if joins[0] == "-" else "ratio"
        for i in (0, 2):
            parts.append(_pair(shape, pieces[i], pieces[i + 1], joined if not i else joins[1], text))
    elif len(pieces) == 3 and joins == ["-", "/"]:
        parts.append(Part(pieces[0][0], pieces[2][1], "ratio", pieces[1][2], pieces[0][2], pieces[2][2], joined=joined))
    elif len(pieces) == 1:
        end = pieces[0][1]
        signed = end < len(text) and text[end] in "+-" and end + 1 == len(text)
        value = pieces[0][2]
        if signed:
            parts.append(
                Part(
                    pieces[0][0],
                    end + 1,
                    "single",
                    value + (0.3 if text[end] == "+" else -0.3),
                    signed=True,
                    joined=joined,
                )
            )
            return end + 1
        parts.append(Part(pieces[0][0], end, "single", value, joined=joined))
    elif len(pieces) == 2:
        parts.append(_pair("range" if joins[0] == "-" else "ratio", pieces[0], pieces[1], joined, text))
    else:
        values = tuple(p[2] for p in pieces)
        parts.append(Part(pieces[0][0], pieces[-1][1], "many", values[-1], values[0], values=values, joined=joined))
    return pieces[-1][1]


def _pair(shape: Shape, first: tuple[int, int, float], last: tuple[int, int, float], joined: str, text: str) -> Part:
    """Two figures that belong together."""
    between = text[first[1] : last[0]]
    signed = shape == "ratio" and "+" in between
    if shape == "ratio":
        return Part(first[0], last[1], "ratio", first[2], None, last[2], signed=signed, joined=joined)
    return Part(first[0], last[1], "range", last[2], first[2], joined=joined)


def _value(text: str) -> float:
    """The figure as a number."""
    extra = _FRACTION.get(text[-1], 0.0)
    plain = text.rstrip("½¼¾ ").replace(",", "")
    return float(plain[:12]) + extra
