"""The words of a note without what changes by itself from day to day: dates, clock times and visit numbers."""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    r"\b\d{1,4}([/.-])\d{1,2}\1\d{1,4}\b"
    rf"|\b{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?\b|\b\d{{1,2}} {_MONTH}\.?(?:,? \d{{4}})?\b"
    r"|\b(?:visit|session|tx) ?(?:#|no\.?)? ?\d+(?: ?(?:of|/) ?\d+)?\b|\b\d{1,2}:\d{2}\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[+/.-]{1,2}[^\W_]+)*[+-]?")

# Words that tell how much was done, and how: they count one by one, as figures do.
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {word: str(number) for number, word in enumerate(_ONES, start=1)}
_BANDS = ("yellow", "red", "green", "blue", "black", "silver", "gold", "orange", "purple", "tan", "gray", "grey")
_HELP = ("cga", "sba", "min", "mod", "max", "supervision", "independent")
_DOSES = {"left": "l", "right": "r", **{word: word for word in ("l", "r", *_BANDS, *_HELP)}}
_SAID_ANYHOW = frozenset((
    "a", "an", "and", "at", "by", "for", "from", "in", "into", "of", "on", "or", "over", "the", "then", "to", "up",
    "with", "x", "set", "time", "rep",
))  # fmt: skip
_ITEM_WORD = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")
_ALIKE = 0.6
_SETS = re.compile(r"\d ?[xX\u00d7] ?\d")

Place = tuple[int, int]
Work = tuple[Counter[str], frozenset[str]]


def words_of(text: str, day: datetime.date | None = None, start: int = 0) -> list[tuple[str, Place]]:
    """The words from a place on, folded, each with its place; `day`, of the service, may stand without its year."""

    def masked(match: re.Match[str]) -> str:
        return " " * len(match[0])

    text = _DATE.sub(masked, text)
    if day and not (day.day == 10 and day.month <= 10):  # "4/10" may be a pain score
        text = re.sub(rf"(?<![\d/])0?{day.month}/0?{day.day}(?![\d/])", masked, text)
    return [(m[0].casefold(), m.span()) for m in _WORD.finditer(text, start)]


def digest(said: list[tuple[str, Place]]) -> bytes:
    """What two texts with the same words have in common, and no others; empty for a text without words."""
    if not said:
        return b""
    return hashlib.blake2b("\0".join(w for w, _ in said).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def changed_words(
    before: list[tuple[str, Place]], after: list[tuple[str, Place]], alike: float
) -> list[tuple[str, str, Place]] | None:
    """What the one text says where the other said something else, with its place; None unless they are nearly equal.

    `alike` is the least share of words that they have in common.
    """
    old, new = [w for w, _ in before], [w for w, _ in after]
    most = max(len(old), len(new))
    if not most or sum((Counter(old) & Counter(new)).values()) < alike * most:
        return None
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    found = []
    for what, i, j, k, m in matcher.get_opcodes():
        if what != "equal":
            place = (after[k][1][0], after[m - 1][1][1]) if m > k else (0, 0)
            found.append((" ".join(old[i:j]), " ".join(new[k:m]), place))
    same = sum(block.size for block in matcher.get_matching_blocks())
    return found if same >= alike * most else None


def work_of(texts: Iterable[str]) -> Work:
    """The figures and other words of dose in what was done, each as often as it stands there, and the other words."""
    doses: Counter[str] = Counter()
    words = set()
    for word in _ITEM_WORD.findall(unicodedata.normalize("NFKC", " ".join(texts)).casefold()):
        word = _NUMBERS.get(word) or _DOSES.get(word) or (word if len(word) < 4 else word.removesuffix("s"))
        if word[0].isdigit() or word in _DOSES:
            doses[word] += 1
        elif word not in _SAID_ANYHOW:
            words.add(word)
    return doses, frozenset(words)


def in_sets(text: str) -> bool:
    """Whether words tell sets and repetitions: "3x10"."""
    return bool(_SETS.search(text))


def same_work(before: Mapping[str, Work], after: Mapping[str, Work]) -> bool:
    """Whether the same was done at the same dose under the same codes, in the same or in other words."""
    return before.keys() == after.keys() and all(_alike(before[code], after[code]) for code in before)


def _alike(before: Work, after: Work) -> bool:
    (doses, words), (doses_after, words_after) = before, after
    if not doses:
        return words == words_after and not doses_after
    return doses == doses_after and len(words & words_after) >= _ALIKE * min(len(words), len(words_after))
