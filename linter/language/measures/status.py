"""Whether a value is today's, a goal, of another day, or no more than a norm or a condition."""

from __future__ import annotations

import re

from notelint.linter.language.matching import last_match
from notelint.linter.record import MeasureStatus

_GOAL_SECTIONS = frozenset({"goals", "wish"})
_PAST_SECTIONS = frozenset({"prior", "history"})
_IDLE_SECTIONS = frozenset({"job", "education", "home", "precautions"})

# What stands right before a value.
_BEFORE_PAST = re.compile(
    r"(?:\b(?:prev(?:ious(?:ly)?)?\.?|prior(?: to)?|initial(?:ly)?|ie|i\.?e\.?|baseline|eval|soc|"
    r"last (?:visit|time|week|wk|tx|session|note|pn|rx|reading|month|re-?eval\w*)|at (?:ie|eval\w*|start|soc|initial eval\w*|baseline|admission|admit|intake)|"
    r"(?:improved|increased|up|down|decreased|progressed|reduced|better|gone|went|changed|advanced|gained|rose|fell|dropped)(?: from)|"
    r"compared (?:to|with)|vs\.?(?: last| prior| prev\w*| ie| eval)|since|formerly|pre-?op|adm(?:ission)?|on (?:eval|ie|admission)|(?:visit|session|tx|appt) (?:#? ?1|one)(?= ?[:=,(]| (?:was|it))|"
    r"(?:at )?(?:the )?start of care(?!,)(?: [a-z]\w*){0,2}|(?:on |as of |dated )\d{1,2}/\d{1,2}(?:/\d{2,4})?|used to be|started at|(?:had|having) (?:been|lacked|measured|reached|stood|read|tested|graded)|(?<=\()start|original(?:ly)?|first visit|yesterday|"
    r"(?:admission|intake|eval\w*|ie|referral|transfer|hospital)(?: (?:sheet|note|form|exam|report|record|summary))? (?:had|showed|recorded|listed|put|gave|read)(?: (?:him|her|them|it))?))"
    r"(?: (?:only|at|of|about|approx\.?|to|a|is|was|were|measured|reading|value|score|r|l|it|they|those|these|both)){0,3}[ :=(,~]*$"
)
_AFTER_PAST = re.compile(
    r"[ ,]*[\[(]?(?:at|on|per|from|in)? ?(?:ie|i\.e\.|eval|evaluation|initial(?: eval\w*)?|baseline|soc|start of care|last (?:visit|week|wk|tx|session|time|month|note)|prior|prev\w*|admission|"
    r"on \d{1,2}/\d{1,2}(?:/\d{2,4})?(?![\d/])|(?:mon|tues?|wed|thurs?|fri)(?:day)?(?=\))|at that \w+|pre-?op|previously|at (?:the )?(?:start|first visit|delivery|fitting|issue|cast removal|injury|onset|surgery|hospital discharge|referral|enrol\w*)|(?:\w+ ){0,2}(?:weeks|wks|days|months) ago)\b(?! (?:care|level))(?! ?[:=]? ?(?:was |of |at )?(?:[~<>]?[0-9-]|(?:min|mod|max|cga|sba|dep|sup|ind|unable|fair|poor|good|trace)\b)| (?:it|he|she|this|that) (?:was|had|scored|stood|measured)\b)"
)
_BEFORE_GOAL = re.compile(
    r"(?:\b(?:goals?(?! (?:#?\d{1,2} )?met\b)|target|stgs?|ltgs?|aims?|expect(?:ed|s)?|predicted|projected|anticipated?|by d/c|desired|work(?:ing)? toward)\b[^.;()\n]{0,40}|"
    r"\bwill (?:be|have|demonstrate|achieve|reach|increase|improve|ambulate|walk|perform|complete|stand|maintain|show|attain|require|score|transfer|climb|tolerate|lift|carry|negotiate|exhibit|display)\b[^.;\n]{0,90}|"
    r"\b(?:increase|improve|restore|regain|progress|advance|raise|maximi[sz]e|achieve|reach|get|gain|return)\b[^.;\n]{0,50}? (?:to|by|of at least)[ ~<>]*|"
    r"\b(?:increase|improve|restore|regain|maximi[sz]e|achieve|promote|maintain)\b[^.;,\n]{0,50}|"
    r"\bability to [^.;\n]{0,40}|\b(?:i|we) (?:want|look for|hope for|aim for|am after|are after|plan on)\b[^.;\n]{0,60}|"
    r"\bto be(?: able to [^.;\n]{0,60}| (?:at least )?[<>~ ]*)|\bso (?:that )?(?:she|he|pt|they|patient|that|the patient|mom|dad|client|resident|her|his)\b[^.;\n]{0,80}|\bin order to\b[^.;\n]{0,60}|"
    r"\bto (?:walk|ambulate|climb|lift|carry|achieve|allow|enable|return|negotiate|ascend)\b[^.;\n]{0,40})$"
)
_MOVED_FROM = re.compile(
    r"\b(?:improved|increased|progressed|up|down|decreased|better|gained|advanced|has gone)\b[^.;]{0,50}\bfrom[ ~]*$"
)
_CURRENT = re.compile(r"\b(?:clof|current(?:ly)?|now|today|present(?:ly)?)\b")
_FROM = re.compile(r"\bfrom[ ~]*(?:a |about |approximately )?$")
_RANGE_FROM = re.compile(r"\b(?:rang\w+|rom|motion|arc|moves?) (?:is )?from[ ~]*$")
_STRONG_GOAL = re.compile(r"\b(?:goals?(?! (?:met|#|\d))|target|stgs?|ltgs?|aims?)\b[^.;()\n]{0,80}$")
_DAY = r"(?:\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?|\d{1,2}\.\d{1,2}\.\d{2,4}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?(?:, ?\d{4})?|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?: \d{4})?)"
_AFTER_GOAL = re.compile(
    rf"[ ,]*\(?(?:(?:goal|target)(?![ :=]*(?:is |of |to )?[<>~]?[0-9])|by then\b|by (?:d/c|discharge|{_DAY})|(?:with)?in \d+ ?(?:wk|week|visit|month|day|mo))"
)
_BEFORE_IDLE = re.compile(
    r"(?:\b(?:if|when|whenever|should|unless|(?<!walk )(?<!walks )(?<!walked )(?<!stood )(?<!stands )until|(?<!at )(?<!the )till|once|would(?! (?:only |not |barely )?(?:bend|flex|extend|straighten|go|reach|lift|raise|come|move)\b)|norms?|(?<!of )normal(?: \w+){0,2}|nl|normative|cut-?off|cutoffs?|fall risk|age[- ]?(?:norm|matched|related)|community|"
    r"limits|limit of|(?<!time )(?:allowed|permitted)|mcid|mdc|mdic|expected|population|job (?:requires?|demands?)|demands?|requires? (?:lifting|carrying|pushing|to)|must|need(?:s|ed)? to|has to|have to|required|"
    r"e\.g\.?|for example|such as|exceeds?|threshold|peers|(?:age|class)-?mates|same-aged?|(?:do|does) not|don't|not to|no more than|avoid|beyond|average|typical(?:ly)?|"
    r"n(?= ?=))\b[^.;()\n]{0,22}|\bn ?= ?|\bif [^.;\n]{0,80}|\bwould (?!(?:only |not |barely )?(?:bend|flex|extend|straighten|go|reach|lift|raise|come|move)\b)[^.;\n]{0,60}|\bmust [^.;\n]{0,40}|(?<!of )\bnormal [^.;\n]{0,30}|\bjob\b[^.;\n]{0,60})$"
)
BY_DATE = re.compile(
    rf"(?:^|[.;:,|] |  )\W*(?:by (?:{_DAY}|(?:the )?(?:end|start|middle) of [a-z]+|(?:wk|week|visit|session|month) #?\d{{1,2}}|\d{{1,2}} (?:wks?|weeks|mos?|months|visits)|d/?c|discharge)\b|to {_DAY} ?:)(?:[^.\n]|\.\d){{0,90}}$"
)
BY_THEN = re.compile(rf"[^.;\n]{{0,34}}\bby (?:{_DAY}|d/?c\b|discharge|(?:the )?end of)")
_CLAUSE_IF = re.compile(r"\b(?:if|when|once|until)\b[^.;\n]*$")
_EXAM_OF = re.compile(
    rf"\b(?:ie|i\.e\.|initial|eval(?:uation)?|exam(?:ination)?|intake|soc|(?:at (?:the )?)?start(?: of care)?|baseline|adm(?:ission)?|(?:last|previous|prior) \w+)(?: (?:on|of|from|dated|was|note))? ?\(?(?P<day>{_DAY})\)?(?![/-]?\d)"
)
_NORMS_OF = re.compile(
    r"\W*(?:age[- ](?:matched |related )?)?(?:norms?|normative|cut-?offs?|criteria|job demands?|demands?|requirements?|limits|protocol)\b[^.:\d]{0,30}:"
)
_COMPARED = re.compile(r"\b(?:compared (?:to|with)|vs\.?)[ :=(~]*$")
_OF_A_SIDE = re.compile(
    r"(?: ?(?:deg\w*|kg|lbs?|s|cm))? ?(?:on the |\()?(?:right|left|r|l|uninvolved|uninjured|other|contralateral|unaffected|sound)\b"
)
_OTHER_SECTIONS = _GOAL_SECTIONS | _IDLE_SECTIONS | {"plan"}
_LEADS_ON = re.compile(r"[^.;,]{0,14}?(?:\bto\b|->|→|>)")
_NO_PAST = re.compile(
    r"\b(?:in|(?<!him )(?<!her )(?<!them )(?<!started )at|of|the|dx|sx|pain|age|aged|surgery|injury|onset|w) $|\d{1,2}/\d{1,2}(?:/\d{2,4})?[ :,]*$"
)
_ON_TO = re.compile(r"\bfrom [^.;]{1,40} (?:up |down )?to[ ~]*$")
_ASIDE_PAST = re.compile(
    r"(?:[(\[]|, ?|; ?|-> ?|- ?|  )(?:was|were|prev\w*|prior|ie|eval|initial\w*|baseline|last visit|from) ?[:=]? ?[^()]{0,12}$"
)
_BRACKET = re.compile(r"[ ,]*\(")
_DONE = re.compile(r"\b(?:(?:is|was|were) able|(?:has|have) (?:been )?\w+ed|improved|increased|able to)\b[^.;]{0,40}$")
_FROM_ONLY = re.compile(r"\bfrom[ ~]*$")
_TO_BE = re.compile(r"\b(?:goal|will|to (?:increase|improve|progress)|increase|improve)\b")
_FROM_NOW = re.compile(r"\bfrom[ ~]*(?:a |about )?$")
_STANDS = re.compile(
    r"\b(?:currently|current(?:ly)?|now|today|present(?:ly)?|met|status|progress|clof)(?: is| at|:| -| =)?[ ,:=(]*(?:\w+ ){0,3}$"
)
_STOOD = re.compile(r"\b(?:was|ie|eval|baseline|initial(?:ly)?|prior|prev\w*|last visit)[ :=(]*(?:\w+ )?$")
_OBSTACLE = re.compile(r"\b(?:threshold|community|door|average)\b[^.;]{0,22}$")
_AFTER_IDLE = re.compile(
    r"[ ]*(?:is |= ?)?(?:\(?(?:normal|norm|nl)\b(?![^().;,]{0,24}\d)|cut-?off|mcid|mdc|fall risk cut|is (?:the )?(?:norm|cut)|for age|required|needed for|threshold)\b"
)
_NOW = re.compile(
    r"\b(?:today|now|currently|current|presently|this (?:visit|date|date of service|session)|post[- ]?(?:tx|treatment|session))\b"
)
_NOW_BEHIND = re.compile(r" (?:today|now|currently|this (?:visit|date|session))\b(?! ?[:=]? ?[<>~]?[0-9])")
_NEEDS = re.compile(r"\b(?:needs|requires)(?: at least| about)? [~]?$")
_FOR_TASK = re.compile(
    r" ?(?:of )?(?:[a-z]+ )?(?:flexion|extension|motion|rom|flex|ext|abd\w*|df|dorsiflexion|rotation|er|ir)\b[^.;,]{0,12}\b(?:to|for|on)\b"
)
_CUT_OFF = re.compile(r" ?(?:=|is|means|indicates) ?(?:an? )?(?:increased |high )?(?:fall|risk|norm)")
_LIFE_BEFORE = re.compile(
    r"^\W*(?:[a-z]{1,12}: ?)?(?:(?:compared (?:to|with)|at) (?:the |his |her )?(?:initial |first )?(?:eval\w*|ie|visit|intake|admission|start of care),? when|(?P<that>before (?:that|this|then))|(?:before|prior to|until|till) (?:(?:the|his|her|their|this|that|being|coming|going) )?(?:\w+ ){0,2}?(?:stroke|cva|surgery|operation|fall|injury|accident|illness|admission|admitted|hospital\w*|fracture|onset|crash|mva|amputation|infection|flare|event)|prior to (?:this|that))\b[^.;]{0,24}?\b(?:walk|ambulat|mov|manag|climb|lift|carr|work|liv|transferr|stood|could|was|were|had|ran|did|drove|need)"
)
_TOLD = frozenset({"diagnosis", "subjective", "header", ""})
_STATEMENT_PAST = re.compile(
    r"^(?:[*•-] ?)?(?:(?:o|obj|objective|findings|measures)(?:[:.-]+ *| {2,})|[a-z]{2,12}(?: [a-z]{2,12})?: ?(?=last|prior|prev|soc\b|ie\b|eval|at (?:ie|eval)))?(?:soc|ie|i\.e\.|initial (?:eval\w*|exam\w*)|eval(?:uation)?|baseline|prior(?: level)?|plof|last (?:visit|note|pn|week|wk|session|re-?eval\w*)|(?:last|prior|previous|earlier|first) (?:\w+ ){0,2}(?:course|episode|bout|round|admission)\b|previous(?:ly)?|exam of|at (?:the )?(?:eval\w*|soc|ie|start|intake)|intake|start of care|"
    r"(?:on |from |per )?(?:the )?(?:initial |first )?(?:eval\w*|ie) (?:of|on|from|dated)?|exam\w* (?:of|dated)|(?:measures|measurements|findings|data|values|rom|mmt) (?:from|of|on|at) (?:ie|eval|the)|prior to|on admission|admission|pre-?op|at (?:the |his |her |their )?(?:first|initial|last|previous) (?:visit|session|exam\w*)|when (?:i|we) (?:first|last|initially) (?:saw|examined|measured|tested|met))\b[^.;]{0,40}?(?::|\d|recorded|showed|turned|found|,|-|was|=|could|able|\bhad\b|walked|stood|reached|needed|lifted)"
)
_ON_DAY_BEHIND = re.compile(rf" on {_DAY}")
_DATED_EXAM = re.compile(
    r"\b(?:exam(?:ination)?|eval(?:uation)?|ie|re-?exam|measures|measurements|findings) (?:of|on|from|dated) \w+[ /-]\d|\b(?:per|from|see) (?:ie|eval\w*|initial eval\w*)\b"
)


IN_BRACKETS = re.compile(
    r"\b(?:baseline|intake|eval\w*|ie|initial\w*|first visit|previous\w*|prior|last (?:visit|time|week|session|test)|start of care)\b[^()\n.;:]{0,24}\b(?:is |are |stands? |given |shown )?in (?:brackets|parenthes[ie]s|\(\))"
)

_PAST, _GOAL, _IDLE, _FROM_BIT, _BY = 1, 2, 4, 8, 16
# The words without which none of the expressions above can match, each with the families that it belongs to.
CUES = re.compile(
    r"(?:(?P<past>prev|prior|had\b|having|first saw|before\b|(?:mon|tue|wed|thu|fri)[a-z]*\)|at that|init|ie\b|i\.e|base|eval|soc|last|start|admi|adm\b|intake|compar|vs\b|since|former|pre-?op|on \d|as of|dated|used to|orig|first|yester|(?:visit|session) (?:#|1|one)|was\b|were\b|weeks|wks|days|months|plof|exam|measure|finding|data\b|value|deliver|fitting|issue|cast|injur|onset|surger|hospital|referr|enrol|(?:rom|mmt) (?:from|of|on|at)\b)|"
    r"(?P<goal>goal|target|stg|ltg|aim|predict|project|anticip|desir|work|want|look for|hope for|(?:am|are) after|plan on|will\b|increas|improv|restor|regain|progress|advanc|rais|maxim|achiev|reach\b|get\b|gain|return|promot|maintain|abilit|to (?:be|walk|ambulat|climb|lift|carry|achiev|allow|enabl|return|negotiat|ascend)\b|so\b|in order|(?:with)?in \d)|"
    r"(?P<idle>if\b|when|should\b|unless|once\b|would|norm|nl\b|cut|fall|communit|limit|allow|permit|mcid|mdc|mdic|populat|job|demand|requir|must|need|has to|have to|e\.g|for (?:example|age)|such|exceed|thresh|peers|age-?mate|classmate|same-age|do(?:es)? not|don't|not to|no more|avoid|beyond|averag|typical|n ?=|criteri|protocol|age\b|age-)|"
    r"(?P<hope>expect)|(?P<until>until|till\b)|(?P<from>from)|(?P<by>by\b|to \d{1,2}[ /.-]))"
)
BITS = {
    "past": _PAST,
    "goal": _GOAL,
    "idle": _IDLE,
    "hope": _GOAL | _IDLE,
    "until": _PAST | _IDLE,
    "from": _FROM_BIT | _PAST,
    "by": _BY | _GOAL,
}


def status_of(
    folded: str,
    start: int,
    end: int,
    begin: int,
    finish: int,
    section: str,
    cues: int,
    column: str,
    weak: bool,
    dated: MeasureStatus | None,
) -> MeasureStatus:
    """The status of a value at start-end inside a statement begin-finish.

    `weak` values are bare words or levels; `dated` is what the date that heads the value makes of it.
    """
    if column:
        return column  # type: ignore[return-value]
    if section in _PAST_SECTIONS:
        return "present" if _CURRENT.search(folded, max(begin, start - 900), start) else "historical"
    if dated == "goal" or (dated == "historical" and section not in _OTHER_SECTIONS):
        return dated
    if not cues and section not in _OTHER_SECTIONS:
        return "present"
    before = folded[max(begin, start - 110) : start]
    after = folded[end : min(finish, end + 34)]
    near = before[-60:]
    if section in _GOAL_SECTIONS:
        return _in_goals(near, after)
    if cues & _FROM_BIT and _FROM.search(near) and _LEADS_ON.match(after) and not _RANGE_FROM.search(near):
        return "present" if section == "plan" or _goal_ahead(before) else "historical"
    if cues & _BY and BY_DATE.search(before) and not _NOW.search(near):
        return "goal"
    if section == "plan" and not _NOW.search(before):
        return "hypothetical" if _CLAUSE_IF.search(before) else "goal"
    if section in _IDLE_SECTIONS:
        return "hypothetical"
    if dated == "present" and _ON_DAY_BEHIND.match(after):
        return "present"
    if cues & _PAST:
        if _of_life_before(folded, begin, start, section):
            return "historical"
        if found := _past_nearby(before, near, after):
            return found
    if cues & (_GOAL | _IDLE) and (found := _not_yet(folded, begin, start, before, after, cues, weak)):
        return found
    return "historical" if cues & _PAST and not dated and _past_before(folded, begin, start) else "present"


def of_an_earlier_day(after: str) -> bool:
    """Whether the words behind a value say that it is of another day: "16 last week"."""
    return _AFTER_PAST.match(after) is not None


def _past_nearby(before: str, near: str, after: str) -> MeasureStatus | None:
    """The status of a value next to words for another day; None where there are none."""
    if _MOVED_FROM.search(near):
        return "historical"
    if _NOW_BEHIND.match(after):
        return "present"
    if (
        _BEFORE_PAST.search(near)
        and not (_COMPARED.search(near) and _OF_A_SIDE.match(after))
        and not _NO_PAST.search(near)
        and not _ON_TO.search(near)
    ):
        return "present" if _goal_ahead(before) else "historical"
    return "historical" if _ASIDE_PAST.search(near) or _AFTER_PAST.match(after) else None


def _not_yet(
    folded: str, begin: int, start: int, before: str, after: str, cues: int, weak: bool
) -> MeasureStatus | None:
    """The status of a value that is to be reached, or no more than a norm or a condition; None where it is neither."""
    near = before[-60:]
    if cues & _GOAL and _STRONG_GOAL.search(before):
        return "goal"
    if cues & _IDLE and (
        _NORMS_OF.match(folded, begin, start)
        or (_BEFORE_IDLE.search(near) and not (weak and _OBSTACLE.search(near)))
        or _AFTER_IDLE.match(after)
        or (folded[start] in "<>" and _CUT_OFF.match(after))
        or (_NEEDS.search(near) and _FOR_TASK.match(after))
    ):
        return "hypothetical"
    if not cues & _GOAL:
        return None
    if _AFTER_GOAL.match(after) and not _BRACKET.match(after):
        return "goal"
    if _BEFORE_GOAL.search(before) and not _NOW.search(near) and not _DONE.search(near):
        return "goal"
    return None


def _of_life_before(folded: str, begin: int, start: int, section: str) -> bool:
    """Whether the statement tells what was before the injury or illness: "Before the stroke he walked 800 ft"."""
    life = _LIFE_BEFORE.match(folded[begin : min(begin + 110, start)])
    if life is None or _NOW.search(folded, begin, start):
        return False
    return section in _TOLD or not life.group("that")


def _past_before(folded: str, begin: int, start: int) -> bool:
    """Whether the statement opened with another day's examination."""
    far = max(begin, start - 900)
    opened = folded[begin : min(begin + 90, start)]
    if _STATEMENT_PAST.match(opened) or _DATED_EXAM.search(folded, far, start):
        return not _NOW.search(folded, far, start)
    return _of_an_exam(folded, far, start)


def _of_an_exam(folded: str, far: int, start: int) -> bool:
    """Whether the values belong to an examination of another day: "IE 2/8: Berg 24/56"."""
    exam = last_match(_EXAM_OF, folded, far, start)
    if exam is None or _NOW.search(folded, exam.end(), start):
        return False
    if folded[exam.start() - 1] == "(" and folded.find(")", exam.end("day"), start) >= 0:
        return False
    return folded.find(exam.group("day"), 0, min(240, exam.start())) < 0


def _goal_ahead(before: str) -> bool:
    """Whether "from 4/5" is where a goal starts from: what is found today."""
    return bool(_FROM_ONLY.search(before) and _TO_BE.search(before))


def _in_goals(near: str, after: str) -> MeasureStatus:
    """The status of a value among the goals: nearly always one of them."""
    if _FROM_NOW.search(near) or _STANDS.search(near):
        return "present"
    return "historical" if _STOOD.search(near) or _AFTER_PAST.match(after) else "goal"
