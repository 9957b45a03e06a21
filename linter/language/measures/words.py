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
_GRADED = frozenset({"muscle", "motion", "strength", "limb"})
_BALANCE_BEFORE = re.compile(
    r"\b(?:(?P<how>static|dynamic|sitting|standing|sit|stand|dyn|stat|unsupported|seated|eob)[ /]+)*(?:(?P<bal>balance|bal)\b[ :=(]*(?:is |was |remains |today |grade[d]? |in )?|(?P<late>static|dynamic|sitting|standing|dyn|stat)[ :=]+)(?:(?:static|dynamic|sitting|standing|sit|stand|dyn|stat|eob|unsupported|is|was|seated)[ :=/,-]*){0,4}$"
)
_BALANCE_AFTER = re.compile(
    r" (?:(?:static|dynamic|sitting|standing|sit|stand|unsupported|seated|dyn|stat)[ /]*(?:and )?){1,4}(?:balance|bal)\b"
)
_REACH = re.compile(
    r"\b(?:to|at|reach(?:es|ing|ed)?) (?:the )?(?:level of )?(?:(?P<spine>[tl] ?[0-9]{1,2}|c7|s1|sacrum|sacral|buttocks?|gluteal\w*|glutes?|(?:hip|back) pocket|greater troch\w*|lateral (?:hip|thigh)|iliac crest|psis|si joint|sij|waist(?:line)?|belt(?:line)?|inferior angle|opposite (?:scapula|shoulder)|scapula\w*|coccyx)|"
    r"(?P<floor>mid[- ]?(?:shin|calf|tibia|thigh)s?|(?:distal |proximal |upper |lower )?(?:shins?|thighs?|patellae?|knees?|ankles?|toes?|floor|tibial tub\w*|knee joint line|joint line|fibular head|calf|malleol\w*)))\b(?! (?:hold|strap|flex|ext))"
)
_BEHIND = re.compile(
    r"\b(?:ir|int(?:ernal)? rot\w*|reach\w*|behind[- ](?:the )?back|hbb|btb|apley\w*|thumb|hand|fir|functional ir)\b[^.;]{0,40}$"
)
_FINGERTIP = re.compile(
    r"\b(?:finger ?-?tips?|fingers|ftf|reach(?:es|ed)?(?: down)?|forward (?:bend|flex)\w*|sb|side ?bend\w*|lat\w* flex\w*|flex\w*|flexion|hands?)\b[^.;,]{0,34}$"
)


def read(judge: Judge) -> None:
    """Add the graded balance, the named grades and the landmarks of a statement."""
    text, begin, finish = judge.folded, judge.begin, judge.finish
    if judge.section in ("subjective", "billing", "home", "education"):
        return
    for found in _GRADE.finditer(text, begin, finish):
        before = text[max(begin, found.start() - 48) : found.start()]
        if found.group("plain") and "bal" not in text[begin : found.start()]:
            continue
        balance = _BALANCE_BEFORE.search(before)
        after = _BALANCE_AFTER.match(text, found.end(), finish)
        listed = (
            (found.group("sign") or found.group("letter") or found.group("plain"))
            and judge.measures
            and judge.measures[-1].name == "balance"
            and found.start() - judge.measures[-1].end < 30
        )
        if (found.group("letter") is None or balance or listed) and (
            (
                balance
                and (balance.group("how") or balance.group("bal"))
                and "balance" in text[max(begin, found.start() - 200) : found.end() + 40]
            )
            or after
            or (listed and balance)
        ):
            if found.group("word") in ("normal", "zero") and not (balance and balance.group("bal")):
                continue
            named = {"g": "good", "f": "fair", "p": "poor"}
            word, sign = (
                found.group("word") or named[found.group("letter") or found.group("plain")],
                (found.group("sign") or found.group("mark") or "").strip(),
            )
            judge.emit(
                "performance",
                None,
                "balance",
                start=found.start(),
                end=found.end(),
                unit="grade",
                lost=True
                if word in ("fair", "poor", "trace")
                else False
                if word == "normal"
                else True
                if sign in ("-", "minus")
                else None,
            )
        elif judge.treatment or found.group("plain"):
            continue
        elif found.group("letter") or found.group("sign") or found.group("word") == "trace":
            _muscle(judge, found, before)
    for found in () if judge.treatment else _REACH.finditer(text, begin, finish):
        before = text[max(begin, found.start() - 60) : found.start()]
        if re.match(r" ?(?:is|was|=|:|measures|distance)? ?[0-9]", text[found.end() : found.end() + 14]):
            continue
        if (found.group("spine") and _BEHIND.search(before)) or (
            found.group("floor")
            and _FINGERTIP.search(before)
            and re.search(r"finger|ftf|forward|reach|sb|bend|flex", before)
        ):
            if any(
                m.start < found.end() and found.start() < m.end + 28 * (m.unit in ("cm", "in"))
                for m in judge.measures[-12:]
            ):
                continue
            _reach(judge, found, before)


def _muscle(judge: Judge, found: re.Match[str], before: str) -> None:
    """A grade by name behind a muscle or motion."""
    index = bisect_right(judge.starts, found.start())
    topics = [t for t in judge.topics[max(0, index - 8) : index] if t.end <= found.start() and t.role in _GRADED]
    if (
        not topics
        or found.start() - topics[-1].end > 12
        or re.search(r"[.;]", judge.folded[topics[-1].end : found.start()])
    ):
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
    spine = found.group("spine")
    if spine:
        level = re.fullmatch(r"t ?([0-9]+)", spine)
        lost: bool | None = (False if int(level.group(1)) <= 8 else None) if level else True
    else:
        lost = not re.match(r"(?:floor|toes?)", found.group("floor"))
    sides = re.findall(r"(?<![a-z])(r|l|right|left)(?![a-z0-9])", before)
    scene = judge.scene.copy()
    scene.side = {"r": "right", "l": "left"}.get(sides[-1], sides[-1]) if sides else scene.side
    scene.joint, scene.motion, scene.region = (
        ("shoulder", "internal rotation", "shoulder") if spine else ("lumbar", "flexion", "lumbar")
    )
    scene.test = None
    judge.emit(
        "rom",
        None,
        "reach behind the back" if spine else "reach to the floor",
        scene,
        start=found.start(),
        end=found.end(),
        unit="landmark",
        lost=lost,
    )
