"""Ways of writing the same note: each gives the other spelling, or None where its precondition is not met."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

Rewrite = Callable[[str], str | None]


def changed(text: str, other: str) -> str | None:
    """The other text, where it is another."""
    return other if other != text else None


# --- prose -------------------------------------------------------------------------------------------------------

_COLUMNS = re.compile(r"\S(?: {2,}|\t)\s*\S|\|")
_BLANKS = re.compile(r"[{}\[\]<>@*_]")
_NO_START = re.compile(r"(?:\d{5}\b|G0283\b|[-*•(]|\d+[.)]|[A-Za-z]\)|\W|(?:\S+ ){0,3}\S+:)")


def is_prose(line: str) -> bool:
    """Whether a line is a sentence or more, and no row of a table, list of values or form."""
    letters = sum(c.isalpha() for c in line)
    long = len(line.split()) >= 10
    plain = not _COLUMNS.search(line) and not _BLANKS.search(line)
    return long and plain and letters >= 0.6 * len("".join(line.split()))


def rewrapped(width: int) -> Rewrite:
    """Prose wrapped at another width, where what follows it plainly begins anew.

    No line begins with what would begin an entry of its own.
    """

    def rewrite(text: str) -> str | None:
        out: list[str] = []
        lines = text.split("\n")
        for line, below in zip(lines, [*lines[1:], ""], strict=True):
            free = is_prose(line) and not re.match(r"\s*[a-z]", below)
            out += _wrapped(line, width) if free else [line]
        return changed(text, "\n".join(out))

    return rewrite


def _wrapped(line: str, width: int) -> Iterator[str]:
    indent = line[: len(line) - len(line.lstrip())]
    hanging = indent + ("  " if re.match(r"\s*(?:[-*•]|\d+[.)]) ", line) else "")
    words = line.split()
    current = indent + words[0]
    for i, word in enumerate(words[1:], 1):
        if len(current) + 1 + len(word) > width and not _NO_START.match(" ".join(words[i : i + 5])):
            yield current
            current = hanging + word
        else:
            current += " " + word
    yield current


_HANGS_ON_CASE = {
    "upper": re.compile(r"\bus\b"),
    "lower": re.compile(r"\b(?:US|IT|AT|OR|IS|ON|AM|MI|MET|ADD|ALL|ALS|MS|CP|PD|RA)\b"),
}


def cased(way: str) -> Rewrite:
    """Prose in capitals or small letters: not the signature, not blanks, no words that case tells apart (US, us)."""

    def rewrite(text: str) -> str | None:
        lines = text.split("\n")
        written = [i for i, line in enumerate(lines) if line.strip()]
        out = list(lines)
        for i in written[:-2] if len(written) > 3 else []:
            if is_prose(lines[i]) and not _HANGS_ON_CASE[way].search(lines[i]):
                out[i] = getattr(lines[i], way)()
        return changed(text, "\n".join(out))

    return rewrite


# --- characters --------------------------------------------------------------------------------------------------


def crlf(text: str) -> str | None:
    """Lines that end as on Windows."""
    return changed(text, text.replace("\n", "\r\n"))


def tabs(text: str) -> str | None:
    """A tab for an indent, for a gap between columns, and after the colon of a label."""
    out = re.sub(r"(?m)^ {2,}(?=\S)", "\t", text)
    out = re.sub(r"(?<=[^\s\[]) {2,}(?=[^\s\]])", "\t", out)
    return changed(text, re.sub(r"(?m)^([A-Za-z][A-Za-z ]{0,30}:) ", "\\1\t", out))


def no_break_spaces(text: str) -> str | None:
    """A no-break space for every space."""
    return changed(text, text.replace(" ", "\u00a0"))


def full_width_digits(text: str) -> str | None:
    """Digits as an East Asian keyboard writes them."""
    return changed(text, text.translate({ord("0") + i: 0xFF10 + i for i in range(10)}))


_RANGE = re.compile(r"(?<![\w/.:-])(\d{1,3}) ?-(?= ?\d{1,3}(?:\.\d)?(?![\d/:-]))")


def ranges_with(dash: str) -> Rewrite:
    """Another dash in ranges of numbers."""

    def rewrite(text: str) -> str | None:
        return changed(text, _RANGE.sub(lambda m: m[0][:-1] + dash, text))

    return rewrite


def en_dashes(text: str) -> str | None:
    """En dashes in ranges, and en and em dashes for hyphens that stand between words."""
    out = ranges_with("–")(text) or text
    return changed(text, re.sub(r"(?<=\w) - (?=\w)", " – ", re.sub(r" -- ", " — ", out)))


# --- arrangement -------------------------------------------------------------------------------------------------

UNRELATED = (
    "The fax line of the office was down this morning; records were mailed to the insurer. Copay collected.",
    "This page is confidential and meant for the named recipient only.",
)


def with_paragraph(paragraph: str) -> Rewrite:
    """A paragraph about something else at the first empty line."""

    def rewrite(text: str) -> str | None:
        place = re.search(r"\S[^\n]*\n\n(?=\S)", text)
        return f"{text[: place.end()]}{paragraph}\n\n{text[place.end() :]}" if place else None

    return rewrite


def with_footer(paragraph: str) -> Rewrite:
    """A paragraph about something else under the whole."""
    return lambda text: f"{text.rstrip()}\n\n{paragraph}\n"


_LABEL = {
    "S": r"S|Subj|Subjective", "O": r"O|Obj|Objective", "A": r"A|Assess|Assessment", "P": r"P|Plan",
}  # fmt: skip
_LEANS = re.compile(r"(?i)\b(?:same|above|below|latter|former|as noted|likewise|ditto|it|this|these|that)\b")


def swapped_sections(one: str, other: str) -> Rewrite:
    """Two labelled sections in each other's place, where each stands on its own."""

    def rewrite(text: str) -> str | None:
        lines = text.split("\n")
        places = []
        for label in (one, other):
            heads = [i for i, line in enumerate(lines) if re.match(rf"(?i:{_LABEL[label]})\s*[:)]\s*\S", line)]
            if len(heads) != 1:
                return None
            end = heads[0] + 1
            while end < len(lines) and re.match(r"[ \t]+\S|[a-z]", lines[end]):
                end += 1
            places.append((heads[0], end))
        (a, b), (c, d) = sorted(places)
        if any(_LEANS.search(line) for line in (*lines[a:b], *lines[c:d])):
            return None
        return "\n".join([*lines[:a], *lines[c:d], *lines[b:c], *lines[a:b], *lines[d:]])

    return rewrite


# --- terms -------------------------------------------------------------------------------------------------------

_PART = (
    r"(?:knee|shoulder|hip|ankle|elbow|wrist|hand|foot|thumb|arm|leg|thigh|calf|forearm|quads?|quadriceps|hamstrings?"
    r"|UE|LE|upper extremity|lower extremity|hemiparesis|TKA|THA|total|rotator|distal|grip|hip abductors?|glut\w*"
    r"|lateral|side)\b"
)
# Each: the short form as an expression, the short form, the long form. A short form may need what stands around it.
_TERMS: tuple[tuple[str, str, str], ...] = (
    (rf"\bR(?= {_PART})", "R", "right"),
    (rf"\bL(?= {_PART})", "L", "left"),
    (r"\bther ex\b", "ther ex", "therapeutic exercise"),
    (r"\bTher ex\b", "Ther ex", "Therapeutic exercise"),
    (r"\bther act\b", "ther act", "therapeutic activities"),
    (r"\bTher act\b", "Ther act", "Therapeutic activities"),
    (r"\bROM\b", "ROM", "range of motion"),
    (r"\bAROM\b", "AROM", "active range of motion"),
    (r"\bPROM\b", "PROM", "passive range of motion"),
    (r"\bdeg\b(?!\.)", "deg", "degrees"),
    (r"(?<=\d )min\b(?!\.| A\b)", "min", "minutes"),
    (r"(?<=\d )ft\b(?!\.)", "ft", "feet"),
    (r"(?<=\d )lb\b(?!\.)", "lb", "pounds"),
    (r"(?<=\d )wks\b(?!\.)", "wks", "weeks"),
    (r"\breps\b", "reps", "repetitions"),
    (r"\bflex\b(?!\.)", "flex", "flexion"),
    (r"\bext\b(?!\.)", "ext", "extension"),
    (r"\babd\b(?!\.)", "abd", "abduction"),
    (r"\bER(?= \d)", "ER", "external rotation"),
    (r"\bIR(?= \d)", "IR", "internal rotation"),
    (r"\bDF(?= \d)", "DF", "dorsiflexion"),
    (r"\bpt(?= [a-z])(?!\.)", "pt", "patient"),
    (r"(?<=\s)w/ ?(?=[a-z])", "w/ ", "with "),
    (r"\bHEP\b", "HEP", "home exercise program"),
    (r"\bPOC\b", "POC", "plan of care"),
    (r"\bTKA\b", "TKA", "total knee arthroplasty"),
    (r"\bTHA\b", "THA", "total hip arthroplasty"),
    (r"\bCGA\b", "CGA", "contact guard assist"),
    (r"\bSBA\b", "SBA", "standby assist"),
    (r"\b[Mm]in A\b", "Min A", "minimal assist"),
    (r"\b[Mm]od A\b", "Mod A", "moderate assist"),
    (r"\bTUG\b", "TUG", "Timed Up and Go"),
    (r"\bSLS\b", "SLS", "single leg stance"),
    (r"\bSLR(?= \dx)", "SLR", "straight leg raise"),
    (r"\bVC\b", "VC", "verbal cues"),
    (r"\bTC\b", "TC", "tactile cues"),
    (r"\bSTG\b", "STG", "short-term goal"),
    (r"\bLTG\b", "LTG", "long-term goal"),
    (r"\bquads\b", "quads", "quadriceps"),
    (r"\bbilat\b(?!\.)", "bilat", "bilateral"),
    (r"\bUE\b", "UE", "upper extremity"),
    (r"\bLE\b", "LE", "lower extremity"),
    (r"\bRW\b", "RW", "rolling walker"),
    (r"\bSTS\b", "STS", "sit to stand"),
)
_BACK = {"R": rf"(?= {_PART})", "L": rf"(?= {_PART})", "SLR": r"(?= \dx)", "w/ ": r"(?=[a-z])", "pt": r"(?= [a-z])"}
_AFTER_NUMBER = {"min", "ft", "lb", "wks"}
_BEFORE_NUMBER = {"ER", "IR", "DF"}


def expanded(text: str) -> str | None:
    """Every term of the table written out; a template's blanks are named by short forms."""
    out = text
    if re.search(r"@\w+@|[{\[]\w", text):
        return None
    for short, _, long in _TERMS:
        out = re.sub(short, long, out)
    return changed(text, out)


def abbreviated(text: str) -> str | None:
    """Every term of the table made short; a template's blanks may be named by long forms."""
    out = text
    if re.search(r"@\w+@|[{\[]\w", text):
        return None
    for _, short, long in sorted(_TERMS, key=lambda t: -len(t[2])):
        before = r"(?<=\d )" if short in _AFTER_NUMBER else r"(?<=\s)" if short == "w/ " else r"\b"
        after = _BACK.get(short, r"(?= \d)" if short in _BEFORE_NUMBER else r"\b")
        out = re.sub(before + re.escape(long) + after, short, out)
    return changed(text, out)


SECTIONS = [swapped_sections(*pair) for pair in (("S", "O"), ("A", "P"), ("S", "A"))]


def swapped_codes(one: str, other: str) -> Rewrite:
    """Two codes in each other's place."""

    def rewrite(text: str) -> str | None:
        if one not in text or other not in text:
            return None
        return re.sub(f"{one}|{other}", lambda m: other if m[0] == one else one, text)

    return rewrite


SAME: dict[str, Rewrite] = {
    "wrapped at 60": rewrapped(60),
    "wrapped at 100": rewrapped(100),
    "in capitals": cased("upper"),
    "in small letters": cased("lower"),
    "CRLF": crlf,
    "tabs": tabs,
    "no-break spaces": no_break_spaces,
    "full-width digits": full_width_digits,
    "en dashes": en_dashes,
    "minus in ranges": ranges_with("−"),
    "unrelated paragraph": with_paragraph(UNRELATED[0]),
    "unrelated footer": with_footer(UNRELATED[1]),
    "terms written out": expanded,
    "terms made short": abbreviated,
}
