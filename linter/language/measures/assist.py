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
    r"(?:hep|home (?:exercise|program|ex|set|routine|work)|exercis\w*|program|stretch\w*|strengthening|gym|routine|self-manage\w*|self management|splint wear|posture|precautions|monitoring)\b"
)
_NOT_LEVEL = re.compile(
    r" ?(?:living|gym|medical|variable|contractor|study|review|lifestyle|senior|facility|apartment|of pain|reading|for age|of the (?:pt|physical)|by (?:pt|the pt|physical)|of (?:pta?|ot|cota|lpt|a |the |dr|licensed|physical|student))"
)
_SUPERVISOR = re.compile(
    r"\b(?:under|parental|parent|caregiver|family|general|direct|pta|aide|therapist|teacher|medical|physician|your|nursing|requires parental|adult|clinical|rehab|supervising|with the)[ ']*(?:\w+ )?$"
)
_TASK = re.compile(
    r"\b(?:ambul\w*|walk\w*|transfers?|transfer\w*|bed mob\w*|mobility|gait|adls?|iadls?|dress\w*|bath\w*|groom\w*|feed\w*|eat\w*|toilet\w*|stand\w*|stairs?|steps?|sit\w*|self[- ]?care|perform\w*|complet\w*|manag\w*|"
    r"meal\w*|don\w*|doff\w*|hygiene|shower\w*|w/c|wheelchair|propuls\w*|roll\w*|scoot\w*|supine|commode|curb\w*|ramps?|bal\w*|cook\w*|clean\w*|laundry|button\w*|writ\w*|open\w*|carr\w*|reach\w*|lift\w*|retriev\w*|bathe\w*|"
    r"plof|prior level|function\w*|community|household|stance|tandem|oob|eob|squat\w*|floor|car|tub|in all|with all|rw|spc|cane|walker|crutch\w*|driv\w*|shop\w*|medication\w*|lb|ub|negotiat\w*|pivot)\b"
)
_UNDER = re.compile(rf"{_TASK.pattern} under (?:close |distant |constant )?$")
_NEAR_BY = ("close", "dist")
_CAME_TO = re.compile(r"(?:\b(?:to|then|later|now|progress\w* to)|->|→) $")
_ARRANGED = re.compile(r" +[-–:] [a-z]+ed\b| (?:on|in|at|by|using|with (?:the )?(?:phone|app|timers?|alarms?))\b")
_CUED = re.compile(r" ?(?:vc|tc|verbal|tactile|cue|cueing|cues)")
_SELF_HELP = re.compile(r"\b(?:active|self)[ -]$")
_LABEL_END = re.compile(r"[:=|]\s*$|^\s*$")
_COLUMN_END = re.compile(r"\t|  $")
_NO_TASK = re.compile(
    r"\b(?:liv\w+|be|more|increase[ds]?|promote|return to|maximi[sz]e|remain|maintain|regain|previously) $"
)
_WISHED = re.compile(r"\b(?:wants?|would like|wish\w*|hop\w+|goal)\b")
_TO_ATTAIN = re.compile(r"\b(?:achieve|demonstrate|reach|attain|return to)\b[^.;]{0,12}$")
_AT_TASK = re.compile(r" (?:in|with|for|during) ")
_SET_THINGS = re.compile(
    r"\b(?:medication|equipment|home|machine|workstation|ergonomic|desk|station|initial|room|clinic|splint|cpm|tens|unit|pill|pillbox)[ ]*$"
)
_REHEARSED = re.compile(r"\b(?:practi[cs](?:e|ing)|training|rehears\w+|simulated)(?: of)? (?:\w+ ){0,2}$")
_ASIDE = re.compile(r"\bincl(?:\.|uding)? $")
_OF_THINGS = re.compile(r" (?:of|for|in) (?:the )?(?:equipment|machine|home)")
_DOES = re.compile(r"\b(?:perform|ambulat|walk|transfer|will be)\w* ")
_ASSISTED = re.compile(r" ?(?:a\b|assist)")
_NEXT_ITEM = re.compile(r"(?: (?:for|with|to|at)(?: \w+){1,4})?[,;] (?:\w+ ){1,4}")
_HOW = re.compile(r"(?:\b(?:with|w)/? |w/ |, )$")
_BY_THEN = re.compile(r"\bby \d{1,2}/\d{1,2}\b[^.;]*$")
_ONLY = re.compile(r" only\b|,|[.;]")
_GIVEN = re.compile(r"(?:\b(?:with|after|w/|needs?|needing|requires?)) $")
_TO_BE = re.compile(r"\bbe $")


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
    if _CUED.match(after):
        return
    if level in ("minimal", "moderate", "maximal") and _SELF_HELP.search(before[-8:]):
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
    if topic.level == "supervision" and word.startswith(_NEAR_BY):
        return True
    if judge.measures and judge.measures[-1].kind == "assist" and _CAME_TO.search(before):
        return True
    labelled = bool(_LABEL_END.search(before[-6:]) or _COLUMN_END.search(before[-3:])) or _told(judge, topic, before)
    done = bool(_TASK.search(before))
    if after.startswith(" from ") and not done:
        return False
    task = done or bool(_TASK.search(after[:60]))
    if topic.level == "supervision":
        return not _supervises(word, before, after) and (task or labelled)
    if topic.level == "unassisted":
        return judge.section == "goals" or (judge.section == "objective" and task and "able" in before)
    if topic.level == "setup":
        return _is_setup(judge, topic, before, after, task, labelled)
    if topic.level == "assist":
        return task
    return (
        _is_independent(judge, word, before, after, task, labelled)
        if topic.level == "independent"
        else task or labelled
    )


def _told(judge: Judge, topic: Topic, before: str) -> bool:
    """Whether a level is the next of a list of levels, or is what a goal says how a task is to be done."""
    last = judge.measures[-1] if judge.measures else None
    if last is not None and last.kind == "assist" and _NEXT_ITEM.fullmatch(judge.folded, last.end, topic.start):
        return True
    return bool(_HOW.search(before[-8:])) and (judge.goal_led() or bool(_BY_THEN.search(before)))


def _supervises(word: str, before: str, after: str) -> bool:
    """Whether it is a therapist who is supervised, or does so."""
    if word == "supervision" and _UNDER.search(before):
        return False
    if word in ("supervise", "supervises", "supervising", "supervisor") or _SUPERVISOR.search(before):
        return True
    return word.startswith("supervised") and not _ASSISTED.match(after)


def _is_setup(judge: Judge, topic: Topic, before: str, after: str, task: bool, labelled: bool) -> bool:
    """Whether "set up" is help with a task, and not something that was arranged."""
    word = judge.folded[topic.start : topic.end]
    if word.endswith((" a", "assist", "assistance")):
        return True
    if _ASIDE.search(judge.folded[max(0, topic.start - 12) : topic.start]):
        return False
    if _ONLY.match(after) and (_GIVEN.search(before) or after.startswith(" only")):
        return not _SET_THINGS.search(before)
    if _REHEARSED.search(before[-40:]):
        return False
    if (judge.treatment and not task) or (word in ("set up", "set-up") and _ARRANGED.match(after)):
        return False
    return (task or labelled) and not _SET_THINGS.search(before) and not _OF_THINGS.match(after)


def _is_independent(judge: Judge, word: str, before: str, after: str, task: bool, labelled: bool) -> bool:
    """Whether "independent" is the patient's level at a task, and not a way of living or a wish."""
    if "independence" in word:
        return judge.section == "goals" and task and bool(_TO_ATTAIN.search(before) and _AT_TASK.match(after))
    if judge.section in ("education", "home", "billing", "treatment") and not task:
        return False
    if _NO_TASK.search(before[-16:]) and not _DOES.search(before[-34:]):
        return judge.section == "goals" and task and bool(_TO_BE.search(before[-4:]))
    if judge.section == "subjective" and _WISHED.search(before):
        return False
    return task or labelled
