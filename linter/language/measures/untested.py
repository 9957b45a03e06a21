"""What was not tested, and why."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from notelint.linter.language.measures.vocabulary import Topic
from notelint.linter.record import MeasureKind

if TYPE_CHECKING:
    from notelint.linter.language.measures.judge import Judge

_NOT = re.compile(
    r"\b(?:not (?:formally |yet |fully |currently )?(?:be )?(?:tested|assessed|attempted|measured|examined|evaluated|performed|taken|done|trialed)|nt(?=[ ,.;|)]|$)|n/t|untested|unable to (?:test|assess|measure|be (?:tested|assessed))|"
    r"(?:testing |measur\w+ |assessment )?(?:was |were |is )?deferred|could not be (?:tested|assessed|measured)|refused|declined|contraindicated)\b"
)
_UNABLE = re.compile(r"(?:[:=|-] ?|\bwas |\bis |\()?\bunable\b(?! to (?:test|assess|measure))")
_LEADS = re.compile(r"[:|\t]|\.{3}| {3}")
_OF_A_SIDE = re.compile(r"[,|:;(] ?((?:r|l|rt|lt|right|left)\b[ :=-]*)$")
_SIDE_ONLY = re.compile(r" ?(?:(?:r|l|rt|lt|right|left|b|both|bilat\w*)[ :]*)?")
_WHY = re.compile(r"[ ,-]*(?:\(|due to|d/t|because|secondary to|2/2|per|-|--|:|till|until)[^.;\n]{2,60}")
_TASK = re.compile(
    r"\b(?:(stairs?|ambulation|gait|walking|steps?|curbs?|ramps?|walk|tug|floor transfers?)|transfers?|bed mobility|toileting|bathing|dressing|grooming|feeding|car transfers?|sit[- ]to[- ]stand|showering|shower|tub|commode|bed|(?:meal|cooking|laundry)(?: \w+)?)(?: \w+)?[ .:-]*(?:was |were |is )?$"
)
_VALUED = re.compile(r"\d|\|")
_ROLES: dict[str, MeasureKind] = {
    "motion": "rom",
    "rom": "rom",
    "joint": "rom",
    "strength": "strength",
    "muscle": "strength",
    "limb": "strength",
}
_CHAINED = re.compile(r"(\w+ (?:\+|and|&|/) )$")
_OF_STRENGTH = re.compile(r"\b(?:mmt|strength|/5)\b")


def read(judge: Judge) -> None:
    """Add what the statement says was not tested."""
    text = judge.folded
    if judge.section in ("subjective", "plan", "home", "billing", "education", "treatment") or judge.treatment:
        return
    for found in _UNABLE.finditer(text, judge.begin, judge.finish):
        _unable(judge, found)
    if judge.scene.test is not None and judge.scene.test.name == "joint play":
        return
    for found in _NOT.finditer(text, judge.begin, judge.finish):
        _not_done(judge, found)


def _unable(judge: Judge, found: re.Match[str]) -> None:
    """Add a test that could not be done."""
    topic = _subject(judge, found.start())
    if topic is None or topic.test is None or topic.test.kind != "performance":
        _unable_to_do(judge, found)
        return
    gap = judge.folded[topic.end : found.start() + 1]
    if topic.test.name == "functional squat" or len(" ".join(gap.split())) >= 24:
        return
    at = found.end() - len("unable")
    if sided := _OF_A_SIDE.search(judge.folded, topic.end, at):
        judge.emit("performance", None, topic.test.name, start=sided.start(1), end=found.end(), status="not_assessed")
    elif _LEADS.search(gap):
        judge.scene.test = topic.test
        judge.emit("performance", None, topic.test.name, start=at, end=found.end(), lost=True)
    elif _SIDE_ONLY.fullmatch(gap[:-1]):
        judge.emit("performance", None, topic.test.name, start=at, end=found.end(), status="not_assessed")


def _unable_to_do(judge: Judge, found: re.Match[str]) -> None:
    """Add the task of a row whose cell says no more than "unable": "| 2-inch curb up | unable |"."""
    at = found.end() - len("unable")
    cells = judge.line.cells
    index = bisect_right(cells, (at, len(judge.folded))) - 1
    if index < 1 or judge.folded[slice(*cells[index])].strip(" .*") != "unable":
        return
    task = _TASK.search(judge.folded[slice(*cells[0])].rstrip() + " ")
    if task:
        kind: MeasureKind = "performance" if task.group(1) else "assist"
        judge.emit(kind, None, task.group().strip(), start=at, end=found.end(), status="not_assessed")


def _not_done(judge: Judge, found: re.Match[str]) -> None:
    """Add a task or a measure that was not assessed."""
    text, at = judge.folded, found.start()
    topic = _subject(judge, at)
    gap = at - topic.end if topic is not None else 0
    task = _TASK.search(text[max(judge.begin, at - 34) : at])
    if task and (topic is None or gap > 8):
        kind: MeasureKind = "performance" if task.group(1) else "assist"
        judge.emit(kind, None, task.group().strip(" .:-"), start=at, end=found.end(), status="not_assessed")
        return
    measured = _kind(judge, topic)
    if topic is None or measured is None or gap > 40 or _of_another_kind(judge, found, topic):
        return
    if any(m.start < found.end() and at < m.end for m in judge.measures[-12:]):
        return
    near = found.end() - topic.start <= 24 and not _VALUED.search(text, topic.end, at)
    start = topic.start if near else at
    chain = _CHAINED.search(text[max(judge.begin, start - 14) : start])
    if chain and start == topic.start and start - len(chain.group()) in judge.starts[-40:]:
        start -= len(chain.group())
    why = _WHY.match(text, found.end(), judge.finish)
    name = topic.test.name if topic.test else " ".join(x for x in (topic.joint, topic.motion) if x)
    reason = why.group().strip(" ,-:(") if why else None
    judge.emit(measured, None, name, start=start, end=found.end(), status="not_assessed", reason=reason)


def _of_another_kind(judge: Judge, found: re.Match[str], topic: Topic) -> bool:
    """Whether "refused" or "contraindicated" is said of something other than a measure."""
    word = found.group()
    if word not in ("refused", "declined", "contraindicated"):
        return False
    if topic.role in ("joint", "limb", "muscle", "rom") or found.start() - topic.end > 14:
        return True
    return word == "contraindicated" and any(m.status == "not_assessed" for m in judge.measures[-12:])


def _subject(judge: Judge, at: int) -> Topic | None:
    """The topic that was not tested: the last one before, told what kind by its neighbours."""
    index = bisect_left(judge.starts, at)
    for topic in reversed(judge.topics[max(0, index - 12) : index]):
        if topic.role not in ("level", "region"):
            return topic
    return None


def _kind(judge: Judge, topic: Topic | None) -> MeasureKind | None:
    if topic is None:
        return None
    if topic.test is not None:
        return topic.test.kind if topic.test.kind in ("performance", "rom", "assist") else None  # type: ignore[return-value]
    last = (judge.measures or judge.finder.measures)[-1:]
    if topic.role == "motion" and last and last[0].kind == "rom":
        return "rom"
    if topic.role in ("joint", "limb", "muscle", "motion"):
        line = judge.folded[max(judge.begin, topic.start - 120) : min(judge.finish, topic.end + 120)]
        if _OF_STRENGTH.search(line) or judge.scene.mode == "strength":
            return "strength"
        if topic.role in ("joint", "limb") and judge.scene.mode != "rom":
            return None
    return _ROLES.get(topic.role)
