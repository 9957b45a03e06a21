"""What a value's surroundings say of it: the line and statement it stands in, and what is being measured there."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from notelint.linter.language.measures.vocabulary import Test, Topic
from notelint.linter.language.reading import Line, Reading

_ANNOUNCING = frozenset(":*-–")
_FINGER_JOINTS = frozenset({"mp", "pip", "dip"})
_DIGIT = re.compile("[0-9]")
_EVALUATIONS = tuple(str(code) for code in range(97161, 97169))


@dataclass(slots=True)
class Scene:
    """What is being measured at a place in the note; carried on from value to value."""

    mode: str = ""
    joint: str = ""
    region: str = ""
    motion: str = ""
    side: str = ""
    order: str = ""
    muscle: bool = False
    test: Test | None = None
    topic: Topic | None = None
    used: int = 0
    both: tuple[str, str] = ("", "")
    side_at: int = -1
    guessed: bool = False  # the joint is none that was named with the motion

    def take(self, topic: Topic) -> None:
        """Move on to another topic."""
        role = topic.role
        if topic.joint:
            self.guessed = False
        if role == "rom":
            self.mode = "rom"
            self.test = None
        elif role == "strength":
            self.mode = "strength"
            self.test = None
            if topic.motion:
                self.motion, self.muscle = topic.motion, False
                self.joint, self.region = topic.joint, topic.region
        elif role == "motion":
            last = self.topic
            self.both = (
                (last.motion, topic.motion)
                if last is not None and last.role == "motion" and topic.start - last.end == 1
                else ("", "")
            )
            self.motion = topic.motion
            self.test, self.muscle = None, False
            if topic.joint and topic.joint != self.joint and topic.motion not in ("lag", "contracture"):
                self.joint, self.region = topic.joint, topic.region or topic.joint
        elif role in ("joint", "muscle", "limb", "region"):
            if role in ("region",) and not topic.joint and self.joint:
                return
            if (
                role == "muscle"
                and self.motion == "popliteal angle"
                and self.topic is not None
                and topic.start - self.topic.end < 3
            ):
                return
            if topic.joint == "finger" and self.joint in _FINGER_JOINTS:
                self.topic, self.used = topic, 0
                return
            if topic.joint != self.joint or role == "muscle":
                self.motion = topic.motion
            self.joint, self.region = topic.joint or self.joint, topic.region or topic.joint
            self.muscle = role == "muscle"
            if not (self.test and role in ("region", "joint", "limb")):
                self.test = None
        elif role == "test":
            self.test, self.motion, self.muscle = topic.test, "", False
        if role != "level":
            self.topic, self.used = topic, 0

    def copy(self) -> Scene:
        """The same scene, to be moved on separately."""
        return Scene(
            self.mode,
            self.joint,
            self.region,
            self.motion,
            self.side,
            self.order,
            self.muscle,
            self.test,
            self.topic,
            self.used,
            self.both,
            self.side_at,
            self.guessed,
        )


def is_heading(folded: str, line: Line) -> bool:
    """Whether a line only announces what follows: it ends with a colon, or is short and has no figures or stop."""
    length = line.end - line.content
    if length > 120 or (length >= 60 and folded[line.end - 1] not in _ANNOUNCING and folded[line.content] != "#"):
        return False
    text = folded[line.content : line.end]
    if text.endswith((":", ":**", "-", " –")) or text.startswith("#"):
        return len(text) < 60 or not _DIGIT.search(text)
    return len(text) < 60 and not _DIGIT.search(text) and not text.endswith((".", ",", ";")) and text.count(" ") < 7


def treatment_from(here: Reading, line: Line, codes: list[int]) -> int | None:
    """From where on a line describes treatment under a code: its sentence; None where it names none."""
    index = bisect_left(codes, line.start)
    while index < len(codes) and here.folded.startswith(_EVALUATIONS, codes[index]):
        index += 1
    if index == len(codes) or codes[index] >= line.end:
        return None
    if codes[index] - line.content >= 60:
        return codes[index]
    return max(line.start, min(here.statement_at(codes[index]).start, codes[index]))
