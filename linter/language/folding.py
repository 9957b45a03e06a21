"""Letters as clinicians mean them: one folded text of the same length, and one folded form for each word."""

from __future__ import annotations

from functools import lru_cache

PLAIN_SPACES = dict.fromkeys(
    map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"), " "
)
# Where ten digits begin: Arabic, Persian, Devanagari, of full width, and those that make a text bold on the net.
_ZEROS = (0x660, 0x6F0, 0x966, 0xFF10, *range(0x1D7CE, 0x1D7FF, 10))
_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u207b\u208b\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u00ba\u02da\u1d52", "\u00b0"),
        **dict.fromkeys("\u2018\u2019\u201b\u2032\u00b4\u0060", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u2033", '"'),
        **dict.fromkeys(
            "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
        ),
        **dict.fromkeys("\u00d7\u2715\u2716", "x"),
        **dict.fromkeys("\u2044\u2215\uff0f", "/"),
        **{chr(zero + i): str(i) for zero in _ZEROS for i in range(10)},
        "\u2264": "<",
        "\u2265": ">",
        "\u2248": "~",
        "\u2190": "<",
        "\uff05": "%",
        "\uff0b": "+",
        "\u2022": "\u2022",
        "\t": " ",
    }
)

_KEPT = {"gripping", "pinching", "cupping", "tens", "tense", "tubing", "marching", "lunge", "lunges", "lunging", "lungs", "less", "press", "process", "assess", "cross", "address", "dress", "mass", "loss", "class", "pass", "this", "is",
         "his", "was", "has", "its", "us", "abs", "dvds", "toss", "grass", "bus", "gas", "yes", "biceps", "triceps", "pelvis",
         "axis", "basis", "lens", "always", "glass", "boss", "balance", "red", "bed", "need", "seed", "feed", "speed",
         "shed", "sled", "med", "ted", "ring", "king", "wing", "swing", "string", "spring", "sling", "bring", "thing",
         "morning", "evening", "ceiling", "during", "nothing", "something", "sing", "ping", "pes", "quadriceps", "gluteus",
         "talus", "calcaneus", "humerus", "radius", "meniscus", "thrombus", "status", "focus", "various", "valgus", "varus"}  # fmt: skip


def fold(text: str) -> str:
    """The text in lower case with plain dashes, quotes, digits, degree signs and spaces; same length, same offsets."""
    low = text.lower()
    if low.isascii() and low.isalnum():
        return low
    if len(low) != len(text):
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return low.translate(_SAME)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without its inflection: plural, -ed and -ing fold to the base form ("lifting", "lifts" -> "lift").

    Light on purpose: "mobility" and "mobilization", "flexion" and "flexor" stay apart.
    """
    word = fold(word)
    if word.isspace():
        return " "
    if len(word) < 4 or not word.isalpha() or word in _KEPT:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return _silent(word[:-1]) if len(word) > 4 else word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and any(v in word[: -len(ending)] for v in "aeiouy"):
            base = word[: -len(ending)]
            if ending == "ed" and base.endswith("i"):
                return base[:-1] + "y"
            if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz":
                base = base[:-1]
            return _silent(base)
    return _silent(word)


def _silent(word: str) -> str:
    """Without a silent final e, so that "exercise", "exercising" and "exercises" meet."""
    return word[:-1] if len(word) > 4 and word.endswith("e") and not word.endswith("ee") else word
