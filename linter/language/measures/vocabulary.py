"""What measures are made of: topics in the text, and what the tables say of tests and joints."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from notelint.linter.knowledge.load import KnowledgeError, read_table
from notelint.linter.language.reading import Hit, Reading

Role = Literal["motion", "joint", "muscle", "limb", "strength", "rom", "test", "level", "region"]

# Written in small letters these are ordinary words.
_CAPITALS = frozenset(
    {
        "pass", "fr", "abc", "dash", "mas", "mal", "fac", "tis", "fist", "ppt", "sis", "hos", "sane", "fts",
        "mets", "ta", "sup", "add", "fa", "ip", "if", "sf", "rf", "th", "ev", "active", "pro", "dep", "ind",
        "fst", "rr", "lr", "lf", "er", "ir", "pf", "rd", "ud", "sb", "fes", "csi", "bq", "td", "sit", "sct",
        "sot", "gas", "haq", "amps", "gm", "les", "ues", "amp", "rot", "hs",
    }
)  # fmt: skip
_OTHER_WORDS = frozenset(
    {
        "prone", "supine", "inverse", "adding", "adds", "added", "ends", "passes", "passed", "passing",
        "dashes", "constantly", "inch", "sets",
    }
)  # fmt: skip
_LOW_OK = frozenset(
    {
        "er", "ir", "pf", "sb", "rot", "sup", "pro", "hs", "ip", "ind", "dep", "add", "ev", "les", "rr", "lr",
        "rd", "ud", "lf",
    }
)  # fmt: skip


_LEVEL = re.compile(r"[clst][ -]?[0-9]")


@dataclass(frozen=True, slots=True)
class Test:
    """A scale or test: its kind, unit, hard limits, and from where on a value is a loss or sound."""

    name: str
    kind: str
    unit: str
    low: float | None
    high: float | None
    better: str
    loss: float | None
    sound: float | None


@dataclass(frozen=True, slots=True)
class Norm:
    """What a joint's motion normally reaches, and what none exceeds."""

    normal: float
    ceiling: float


@dataclass(slots=True)
class Topic:
    """A word that says what is measured; for a level of assistance, the measure itself."""

    start: int
    end: int
    role: Role
    motion: str = ""
    joint: str = ""
    region: str = ""
    test: Test | None = None
    level: str = ""


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def tests() -> dict[str, Test]:
    """All scales and tests by name."""
    _, rows = read_table("tests.csv")
    found = {}
    for row in rows:
        try:
            found[row["test"]] = Test(
                row["test"], row["kind"], row["unit"], _number(row["low"]), _number(row["high"]), row["better"],
                _number(row["loss"]), _number(row["sound"]),
            )  # fmt: skip
        except ValueError as error:
            raise KnowledgeError(f"tests.csv: entry {row['test']!r}: {error}") from error
    return found


@cache
def norms() -> dict[tuple[str, str], Norm]:
    """What is normal, by joint and motion."""
    _, rows = read_table("norms.csv")
    try:
        return {(row["joint"], row["motion"]): Norm(float(row["normal"]), float(row["ceiling"])) for row in rows}
    except ValueError as error:
        raise KnowledgeError(f"norms.csv: {error}") from error


JOINT_OF_REGION = {
    "shoulder": "shoulder", "elbow": "elbow", "forearm": "forearm", "wrist": "wrist", "hip": "hip", "knee": "knee",
    "ankle": "ankle", "neck": "neck", "thoracic": "thoracic", "lumbar": "lumbar", "trunk": "lumbar", "jaw": "jaw",
    "hand": "", "foot": "", "upper_limb": "", "lower_limb": "", "pelvis": "", "spine": "",
}  # fmt: skip
REGION_OF_JOINT = {
    "mp": "hand", "pip": "hand", "dip": "hand", "ip": "hand", "thumb": "hand", "thumb mp": "hand", "finger": "hand",
    "hand": "hand", "great toe": "foot", "leg": "lower_limb", "arm": "upper_limb", "trunk": "trunk",
}  # fmt: skip


def region_of(joint: str) -> str | None:
    """The region that a joint lies in."""
    return REGION_OF_JOINT.get(joint, joint) or None


def find_topics(here: Reading) -> list[Topic]:
    """The topics of a note in the order of the text; where two overlap, the one that begins first, then the longer."""
    found: list[tuple[int, int, int, Topic]] = []
    hits = here.hits
    for rank, lexicon in enumerate(("test_names", "assist_levels", "motions")):
        make = _MAKERS[lexicon]
        for hit in hits.get(lexicon, ()):
            if (hit.term.text not in _CAPITALS or _as_written(hit, here.text)) and here.folded[
                hit.start : hit.end
            ] not in _OTHER_WORDS:
                found.append((hit.start, -hit.end, rank, make(hit)))
    regions = hits.get("regions", ())
    if regions:
        motions = [h.start for h in hits.get("motions", ()) if h.term["kind"] == "motion"]
        for hit in regions:
            if _LEVEL.match(hit.term.text):
                continue
            inside = bisect_left(motions, hit.start)
            if inside < len(motions) and motions[inside] < hit.end:
                continue
            found.append((hit.start, -hit.end, 3, _region(hit)))
    found.sort(key=_place)
    kept: list[Topic] = []
    end = -1
    for start, stop, _, topic in found:
        if start >= end:
            kept.append(topic)
            end = -stop
    return kept


def _place(entry: tuple[int, int, int, Topic]) -> tuple[int, int, int]:
    return entry[:3]


def _test(hit: Hit) -> Topic:
    return Topic(hit.start, hit.end, "test", test=tests()[hit.term["test"]])


def _level(hit: Hit) -> Topic:
    return Topic(hit.start, hit.end, "level", level=hit.term["level"])


def _motion(hit: Hit) -> Topic:
    term, joint = hit.term, hit.term["joint"]
    return Topic(hit.start, hit.end, cast(Role, term["kind"]), term["motion"], joint, REGION_OF_JOINT.get(joint, joint))


def _region(hit: Hit) -> Topic:
    region = hit.term["region"]
    role: Role = "muscle" if hit.term["kind"] == "muscle" else "region"
    return Topic(hit.start, hit.end, role, "", JOINT_OF_REGION.get(region, ""), region)


_MAKERS = {"test_names": _test, "assist_levels": _level, "motions": _motion}


def _as_written(hit: Hit, text: str) -> bool:
    """Whether a term that is also an ordinary word stands in capitals here."""
    return hit.term.text in _LOW_OK or text[hit.start : hit.end].isupper()
