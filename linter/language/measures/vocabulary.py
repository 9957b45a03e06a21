"""What measures are made of: topics in the text, and what the tables say of tests and joints."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple, cast

from notelint.linter.knowledge.load import KnowledgeError, Term, read_table
from notelint.linter.language.reading import Reading

Role = Literal["motion", "joint", "muscle", "limb", "strength", "rom", "test", "level", "region"]

# Written in small letters these are ordinary words.
_CAPITALS = frozenset(
    {
        "pass", "fr", "abc", "dash", "mas", "mal", "fac", "tis", "fist", "ppt", "sis", "hos", "sane", "fts",
        "mets", "ta", "sup", "add", "fa", "ip", "if", "sf", "rf", "th", "ev", "active", "pro", "dep", "ind",
        "fst", "rr", "lr", "lf", "er", "ir", "pf", "rd", "ud", "sb", "fes", "csi", "bq", "td", "sit", "sct",
        "sot", "gas", "haq", "amps", "gm", "les", "ues", "amp", "rot", "hs", "e", "f", "sara",
    }
)  # fmt: skip
_OTHER_WORDS = frozenset(
    {
        "prone", "supine", "inverse", "adding", "adds", "added", "ends", "passes", "passed", "passing",
        "dashes", "constantly", "inch", "sets", "reached", "reaches",
    }
)  # fmt: skip
_LOW_OK = frozenset(
    {
        "er", "ir", "pf", "sb", "rot", "sup", "pro", "hs", "ip", "ind", "dep", "add", "ev", "les", "rr", "lr",
        "rd", "ud", "lf",
    }
)  # fmt: skip


_LETTER = re.compile(r"[ef][ :=]{1,2}(?:(?:r|l) )?-?\d{1,3}(?!\d)(?! ?(?:y|f\b))")
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

    @property
    def kind(self) -> Literal["topic", "level"]:
        """Whether it is itself a measure."""
        return "level" if self.role == "level" else "topic"


class Sense(NamedTuple):
    """What a term says, wherever it stands; `written`: it counts in capitals only."""

    role: Role
    motion: str
    joint: str
    region: str
    test: Test | None
    level: str
    written: bool


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


@cache
def motion_names() -> dict[str, tuple[str, str]]:
    """Joint and motion by the name of a measure: "hip external rotation"."""
    return {f"{joint} {motion}": (joint, motion) for joint, motion in norms()}


JOINT_OF_REGION = {
    "shoulder": "shoulder", "elbow": "elbow", "forearm": "forearm", "wrist": "wrist", "hip": "hip", "knee": "knee",
    "ankle": "ankle", "neck": "neck", "thoracic": "thoracic", "lumbar": "lumbar", "trunk": "lumbar", "jaw": "jaw",
    "hand": "", "foot": "", "upper_limb": "", "lower_limb": "", "pelvis": "", "spine": "",
}  # fmt: skip
SPINE = frozenset({"neck", "thoracic", "lumbar"})
REGION_OF_JOINT = {
    "mp": "hand", "pip": "hand", "dip": "hand", "ip": "hand", "thumb": "hand", "thumb mp": "hand", "finger": "hand",
    "hand": "hand", "great toe": "foot", "leg": "lower_limb", "arm": "upper_limb", "trunk": "trunk",
}  # fmt: skip


def region_of(joint: str) -> str | None:
    """The region that a joint lies in."""
    return REGION_OF_JOINT.get(joint, joint) or None


class _Maker:
    """What the terms of one lexicon make: looked up once for each term."""

    def __init__(self, rank: int, describe: Callable[[Term], Sense]) -> None:
        """Begin with no term."""
        self.rank, self.describe = rank, describe
        self.known: dict[int, Sense] = {}

    def sense(self, term: Term) -> Sense:
        """What a term says; a term lives as long as its lexicon."""
        found = self.known.get(id(term))
        if found is None:
            found = self.known[id(term)] = self.describe(term)
        return found


def _sense(term: Term, role: Role, motion: str, joint: str, region: str, test: Test | None, level: str) -> Sense:
    text = term.text
    written = text in _CAPITALS and text not in _LOW_OK
    return Sense(role, motion, joint, region, test, level, written)


def _of_test(term: Term) -> Sense:
    return _sense(term, "test", "", "", "", tests()[term["test"]], "")


def _of_level(term: Term) -> Sense:
    return _sense(term, "level", "", "", "", None, term["level"])


def _of_motion(term: Term) -> Sense:
    joint = term["joint"]
    return _sense(term, cast(Role, term["kind"]), term["motion"], joint, REGION_OF_JOINT.get(joint, joint), None, "")


def _of_region(term: Term) -> Sense:
    region = term["region"]
    role: Role = "muscle" if term["kind"] == "muscle" else "region"
    if _LEVEL.match(term.text):
        role = "level"  # a level of the spine, which is no topic
    return Sense(role, "", JOINT_OF_REGION.get(region, ""), region, None, "", False)


_MAKERS = {
    "test_names": _Maker(0, _of_test),
    "assist_levels": _Maker(1, _of_level),
    "motions": _Maker(2, _of_motion),
    "regions": _Maker(3, _of_region),
}


def find_topics(here: Reading) -> list[Topic]:
    """The topics of a note in the order of the text; where two overlap, the one that begins first, then the longer."""
    found: list[tuple[int, int, int, int, Sense]] = []
    motions: list[int] = []
    folded, text = here.folded, here.text
    for lexicon, maker in _MAKERS.items():
        of_regions, rank, sense_of = maker.rank == 3, maker.rank, maker.sense
        for _, term, start, end in here.hits.get(lexicon, ()):
            sense = sense_of(term)
            if of_regions:
                if sense.role == "level" or _holds(motions, start, end):
                    continue
            elif (sense.written and not text[start:end].isupper()) or folded[start:end] in _OTHER_WORDS:
                continue
            found.append((start, -end, rank, len(found), sense))
        if rank == 2:
            motions = [h.start for h in here.hits.get(lexicon, ()) if maker.sense(h.term).role == "motion"]
    found.sort()
    kept: list[Topic] = []
    reached = -1
    for start, back, _, _, sense in found:
        if start + back == -1 and not (
            kept and kept[-1].role != "test" and start - kept[-1].end < 24 and _LETTER.match(folded, start)
        ):
            continue  # "E 31", "F 28" stand for motions only behind a joint or another motion
        if start >= reached:
            kept.append(Topic(start, -back, *sense[:6]))
            reached = -back
    return kept


def spine_levels(here: Reading) -> list[tuple[int, str]]:
    """Where levels of the spine are named, and which region each lies in."""
    return [
        (start, term["region"])
        for _, term, start, _ in here.hits.get("regions", ())
        if term["region"] in SPINE and _LEVEL.match(term.text)
    ]


def _holds(starts: list[int], start: int, end: int) -> bool:
    """Whether a motion begins inside a stretch."""
    index = bisect_left(starts, start)
    return index < len(starts) and starts[index] < end
