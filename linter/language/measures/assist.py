"""Levels of assistance: which of them are the patient's level at a task."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from notelint.linter.language.measures import loss
from notelint.linter.language.measures.vocabulary import Topic

if TYPE_CHECKING:
    from notelint.linter.language.measures.judge import Judge

_PROGRAM = re.compile(
    r"(?:ly)?(?: (?:in|with|w/|for|on|performance|of|a|an|the|his|her|their|daily|performing|perform|follow|complete|use|self|full|all|and|safe|consistent\w*|safely|carryover|management|advanced|updated|current|performs?|doing|written|demonstrat\w+|compli\w+)){0,6} ?(?:[\w/&-]+ ){0,4}?"
    r"(?:hep|home (?:exercise|program|ex)|exercis\w*|program|stretch\w*|strengthening|gym|routine|self-manage\w*|self management|splint wear|posture|precautions|monitoring)\b"
)
_NOT_LEVEL = re.compile(
    r" ?(?:living|gym|medical|variable|contractor|study|review|lifestyle|senior|facility|apartment|of pain|reading|for age|of the (?:pt|physical)|by (?:pt|the pt|physical)|of (?:pta?|ot|cota|lpt|a |the |dr|licensed|physical|student))"
)
_SUPERVISOR = re.compile(
    r"\b(?:under|parental|parent|caregiver|family|general|direct|pta|aide|therapist|teacher|medical|physician|your|nursing|requires parental|adult|clinical|rehab|supervising|with the)[ ']*(?:\w+ )?$"
)
_TASK = re.compile(
    r"\b(?:ambul\w*|walk\w*|transfers?|transfer\w*|bed mob\w*|mobility|gait|adls?|iadls?|dress\w*|bath\w*|groom\w*|feed\w*|eat\w*|toilet\w*|stand\w*|stairs?|steps?|sit\w*|self[- ]?care|perform\w*|complet\w*|manag\w*|"
    r"meal\w*|don\w*|doff\w*|hygiene|shower\w*|w/c|wheelchair|propuls\w*|roll\w*|scoot\w*|supine|commode|curb\w*|bal\w*|cook\w*|clean\w*|laundry|button\w*|writ\w*|open\w*|carr\w*|reach\w*|lift\w*|retriev\w*|bathe\w*|"
    r"plof|prior level|function\w*|community|household|stance|tandem|oob|eob|squat\w*|floor|car|tub|in all|with all|rw|spc|cane|walker|crutch\w*|driv\w*|shop\w*|medication\w*|lb|ub|negotiat\w*|pivot)\b"
)
_ARRANGED = re.compile(r" (?:on|in|at|by|using|with (?:the )?(?:phone|app|timers?|alarms?))\b")


def read(judge: Judge, topic: Topic) -> None:
    """Take a level that the patient has, needs or is to reach at a task."""
    level = topic.level
    before, after = judge.before(topic.start, 70), judge.after(topic.end, 70)
    if level in ("independent", "unassisted", "supervision", "setup", "total", "assist") and not _is_level(
        judge, topic, before, after
    ):
        return
    if level in ("independent", "total") and judge.folded[topic.start - 1 : topic.start] == "-":
        return
    if re.match(r" ?(?:vc|tc|verbal|tactile|cue|cueing|cues)", after):
        return
    if level in ("minimal", "moderate", "maximal") and re.search(r"\b(?:active|self)[ -]$", before[-8:]):
        return
    if judge.folded[topic.start : topic.end].startswith("mi") and topic.end - topic.start == 3:
        return
    name = {
        "standby": "standby assistance",
        "contact_guard": "contact guard",
        "mod_independent": "modified independence",
        "unassisted": "independent",
    }.get(level, level)
    judge.emit("assist", None, name, start=topic.start, end=topic.end, unit="level", lost=loss.assist_loss(level))


def _is_level(judge: Judge, topic: Topic, before: str, after: str) -> bool:
    """Whether an ordinary word ("independent", "supervision", "setup") is a level here."""
    word = judge.folded[topic.start : topic.end]
    if _NOT_LEVEL.match(after) or _PROGRAM.match(after):
        return False
    if after.startswith(" from ") and not _TASK.search(before):
        return False
    if topic.level == "supervision" and (
        _SUPERVISOR.search(before) or (word.startswith("supervised") and not re.match(r" ?(?:a\b|assist)", after))
    ):
        return False
    if topic.level == "supervision" and word in ("supervise", "supervises", "supervising", "supervisor"):
        return False
    labelled = bool(re.search(r"[:=|]\s*$|^\s*$", before[-6:])) or bool(re.search(r"\t|  $", before[-3:]))
    task = bool(_TASK.search(before)) or bool(_TASK.search(after[:60]))
    if topic.level == "unassisted":
        return judge.section == "goals" or (judge.section == "objective" and task and "able" in before)
    if "independence" in word and topic.level == "independent":
        return (
            judge.section == "goals"
            and bool(re.search(r"\b(?:achieve|demonstrate|reach|attain|return to)\b[^.;]{0,12}$", before))
            and bool(re.match(r" (?:in|with|for|during) ", after))
            and task
        )
    if topic.level == "total" and word in ("dep", "d"):
        return task or labelled
    if topic.level == "setup":
        if word.endswith((" a", "assist", "assistance")):
            return True
        if judge.treatment and not task:
            return False
        if word == "set up" and _ARRANGED.match(after):
            return False
        return (
            not re.search(
                r"\b(?:medication|equipment|home|machine|workstation|ergonomic|desk|station|initial|room|clinic|splint|cpm|tens|unit|pill|pillbox)[ ]*$",
                before,
            )
            and (task or labelled)
            and not re.match(r" (?:of|for|in) (?:the )?(?:equipment|machine|home)", after)
        )
    if topic.level == "assist":
        return task
    if topic.level == "independent":
        if judge.section in ("education", "home", "billing", "treatment") and not task:
            return False
        if re.search(
            r"\b(?:liv\w+|be|more|increase[ds]?|promote|return to|maximi[sz]e|remain|maintain|regain|previously) $",
            before[-16:],
        ) and not re.search(r"\b(?:perform|ambulat|walk|transfer|will be)\w* ", before[-34:]):
            return bool(re.search(r"\bbe $", before[-4:])) and judge.section == "goals" and task
        if judge.section in ("subjective",) and re.search(r"\b(?:wants?|would like|wish\w*|hop\w+|goal)\b", before):
            return False
        return task or labelled
    return task or labelled
