"""Templates: what the words beside a blank ask for, and how far the block of each charge reaches."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from notelint.linter.knowledge import lexicon
from notelint.linter.language.folding import fold
from notelint.linter.language.reading import Line, Reading
from notelint.linter.language.services import MODIFIERS, Service

BOTH = "outcome and function"  # one blank that asks for the intended outcome and for the task
_RAISES = r"(?:increas|improv|rais|build|gain|regain|restor|chang|reduc|decreas|boost|develop|enhanc|maximi[sz]|promot|normali[sz]|facilitat|strengthen|lengthen|loosen|influenc|recover|optimi[sz])(?:e|es|s|ing)?"
_PERSON = r"(?:the |this |our )?(?:pt|patient|client|worker|athlete|child|resident|veteran|player|person|member|he|she|they|s/he|he/she|him|her|them)"
_OUTCOME = re.compile(
    rf"\b(?:(?:intended|expected|desired|wanted|anticipated|hoped[- ]for|targeted|sought|therapeutic|planned|looked[- ]for) (?:\w+ )?(?:outcome|result|effect|benefit|gain|change|improvement)s?"
    rf"|(?:result|outcome|effect|change|gain|benefit|improvement)s? (?:\w+ )?(?:aimed (?:at|for)|sought|wanted|expected|intended|desired|hoped for|targeted|aimed|worked (?:on|for|toward)|looked for|we want|i want|to achieve)"
    rf"|outcomes?(?! (?:measure|tool|score|test|assess))|purposes?|aims?|aimed at|aiming (?:at|for)|intent|intention|rationale|why|(?:treatment |session |therapeutic )objective|parameters?(?! (?:of (?:the )?(?:modality|stim|us)))"
    rf"|(?:goal|objective|reason|point) (?:of|for|behind) (?:the |this |each )?(?:ex|exercises?|treatments?|tx|rx|interventions?|drills?|techniques?|activity|procedures?|doing|it|code|manual|block)"
    rf"|(?:meant|intended|designed|supposed|aimed|directed|expected|done|used|given|performed|chosen|selected|should|will|is|aims?|trying|works?|working|serves) (?:to|at|on|toward|for)? ?{_RAISES}"
    rf"|(?:designed|meant|intended|aimed|done|used) to(?=[\s:=]*$)|effects? on|(?:get|gets|become|becomes|be) (?:better|stronger|looser)|(?:performance |bodily )?components?(?: addressed)?(?=[\s:=]*$)|client factors?|targets? of"
    rf"|to {_RAISES}|(?:it|this|that|drill|exercise|technique) {_RAISES}|response looked for|{_RAISES}(?=[\s:=]*$)|[\u2191\u2193]"
    rf"|(?:abilit(?:y|ies)|capacit(?:y|ies)|qualit(?:y|ies)|components?|impairments?|deficits?|body functions?) (?:\w+ ){{0,2}}(?:trained|worked|addressed|targeted|treated|challenged|improved|combined|together|built)"
    rf"|(?:target|targets|targeting|targeted|working on|works on)(?! (?:date|hr|heart|reps|pace))(?: \w+)?(?=[\s:=]*$)|impairments?)(?!\w)|[\u2191\u2193]"
)
_FUNCTION = re.compile(
    rf"\b(?:tasks?(?! (?:load|dose))|functional (?:task|link|goal|need|activity|activities|use|carry-?over|demand|relevance|skill|benefit|application|tie|reason|purpose|outcome|target|connection|aim|result|limitation|deficit)s?|(?<!body )function(?! (?:test|score|level|scale))"
    rf"|i?adls?\b(?! (?:status|score|level))|occupations?(?= (?:it|this|served|that|trained|goal))|daily (?:life|living|activit(?:y|ies)|use|routine)|(?:work|job|sport|school|play|life|home) (?:duty|duties|demands?|skills?|roles?|situation|requirement)s?|participation|destinations?|errands?|chores?|carry-?over|real[- ]life(?: \w+)?"
    rf"|(?:needs?|needed|required|necessary|necessar[iy]|important|relevant|useful|matters) (?:(?:by|to) {_PERSON} )?(?:for|to|in|at)|needs? it (?:for|to|in)|need (?:for|to)|wants? (?:it )?(?:to|for)|use (?:in|at|during|for)|possible (?:to|for)|home activity|(?:lets?|letting|allows?|allowing|enables?|enabling|helps?|permits?) (?:{_PERSON}|pts?)|(?:lets?|allows?|enables?|permits?)(?=[\s:=]*$)"
    rf"|so (?:that )?(?:{_PERSON}(?: (?:can|could|may|will|is able to|able to|is))?)?(?=[\s:=]*$)|so (?:that )?{_PERSON} (?:can|could|may|will|is able)|{_PERSON} (?:can|is able to|able to|will be able to|could|may)(?: \w+)?(?=[\s:=]*$)"
    rf"|(?:to be |be )?able to|(?:to |and )?return(?:ing)? to|back to|(?:opens?|opened) up|in order to(?! {_RAISES})|carr(?:y|ies) over (?:to|into)|(?:transfers|translates|applies|relates?|related|ties|tied|linked|links?|leads) (?:over )?(?:to|into|with)"
    rf"|(?:for|during|at|in|to) (?:(?:daily |home |work |his |her |their )?(?:work|job|home|sports?|school|daily life|life|play|leisure|community|everyday life))(?=[\s:=/)]*$)"
    rf"|(?:skills?|activit(?:y|ies)|adls?|iadls?) (?:being |was |to be )?(?:trained|practi[sc]ed|simulated|worked|rehearsed|retrained|performed)|activit(?:y|ies) (?:it (?:helps|serves|supports|is for)|served|supported|of daily|limited|that (?:it|this)|at home|this|needed|outside|in daily)|which (?:daily |home |work )?activity|what for|where (?:it is )?(?:used|needed))(?!\w)"
)
_JOIN = re.compile(
    r"[\s()]{0,40}(?:and|&|\+|/|,|->|\u2192|\u2014|with|plus|for what|for which|for|tied to|linked to)?(?: (?:the|a|which|what|daily))?[\s()]*$"
)
_PRONOUN = re.compile(r"\b(?:it|this|which|what|these|that|exercise|treatment|drill)\b")
_COMPLAINT = re.compile(
    r"\b(?:functional|activity) (?:(?:limitation|deficit)s?(?! (?:addressed|targeted|treated|worked|it|this))|status|level|complaint|mobility status|report)s?\b|\btasks? (?:limited|that (?:hurt|are hard|is hard)|avoided)|\b(?:limited|hard|difficult|painful|aggravating|aggravated) (?:\w+ )?(?:tasks?|activit(?:y|ies)|functions?)|prior (?:level of )?function|\bplof\b|\bclof\b|job (?:title|/|status)"
)
_SCORES = re.compile(
    r"\b(?:odi|oswestry|ndi|neck disability index|lefs|quick ?dash|dash|koos|hoos|womac|psfs|faam|spadi|prwe|prwhe|roland(?:[ -]morris)?|rmdq|abc(?: scale)?|fabq|tsk|promis|foto|groc|sane|lysholm|ikdc|visa-?[apg]?|moca|slums|mmse|bims|questionnaire|vas|nprs|nrs|pain|rpe|borg|satisfaction|sf-?36|phq-?[29]|headache (?:index|impact)|hit-?6|dhi|mhq|copm|quest|ases|cait|bctq|whodas|psqi|eq-?5d|peds ?ql|start ?back|upper extremity functional index|uefi|disability (?:index|score))\b(?=[^.;:|]{0,30}$|[^.;|]{0,12}:[^.;|:]{0,12}$)"
)
_GRADED = re.compile(
    r"(?:motion|strength|endurance|rom|flexibility|mobility|power|balance|coordination|length|posture|control|gait|speed)"
)
_WORDS = re.compile(r"[a-z0-9>]+(?:[/-][a-z0-9>]+)*")


@cache
def slots() -> dict[str, str]:
    """What the words of the lexicon ask for."""
    return {t.text: t["slot"] for t in lexicon("slots")}


def known(phrase: str) -> str:
    """What exactly these words ask for; empty where the lexicon does not have them."""
    found = slots()
    return found.get(phrase) or found.get(phrase.removesuffix("s")) or ""


def lookup(words: str) -> str:
    """What a few words ask for, by the last of them that tell; empty where none does."""
    tokens = _WORDS.findall(words.replace("_", " "))[-9:]
    for end in range(len(tokens), 0, -1):
        for start in range(max(0, end - 5), end):
            if found := known(" ".join(tokens[start:end])):
                return found
    return ""


def purpose_of(label: str) -> str:
    """Whether a label asks for an outcome, for the task, or for both; empty for any other."""
    label = label[-90:]
    if _COMPLAINT.search(label):
        return "subjective"
    outcome = _last(_OUTCOME, label)
    function = _last(_FUNCTION, label)
    if outcome is None or function is None:
        return "outcome" if outcome else "function" if function else ""
    if outcome.start() < function.end() and function.start() < outcome.end():  # "functional outcome"
        return BOTH if label[function.start() : function.end()].startswith("functional ") else "function"
    first, second = sorted((outcome, function), key=lambda m: m.start())
    between = label[first.end() : second.start()]
    name = {id(outcome): "outcome", id(function): "function"}
    if _JOIN.match(between):
        return name[id(second)] if between.strip() in ("", "for") else BOTH
    if _PRONOUN.search(between) or _PRONOUN.match(second.group()):
        return name[id(first)]
    return name[id(second)]


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=lambda m: m.start(), default=None)


def is_score(label: str) -> bool:
    """Whether the words before a blank end in the name of a questionnaire or of pain."""
    return bool(_SCORES.search(label[-60:]))


def of_label(label: str) -> str:
    """What the words before a blank ask for."""
    label = label[-160:]
    bare = re.sub(r" ?\([^()]*\)", "", label) if "(" in label else label
    if not re.search(r"[a-z]", bare):
        bare = label
    parts = [p for p in re.split(r" {3,}|[|;]|\. ", bare) if re.search(r"[a-z\u2191\u2193]", p)]
    near = parts[-1].strip(" :=-*_#>.,?") if parts else ""
    exact = known(" ".join(_WORDS.findall(near)))
    if exact and exact not in ("activity", "goal"):
        return exact
    return purpose_of(near) or (
        ("pain" if is_score(near) else "")
        or exact
        or lookup(near)
        or lookup(bare)
        or (lookup(label) if "(" in label else "")
    )


def several_qualities(label: str) -> bool:
    """Whether a label names two qualities or more to choose from: "motion or strength of which joint"."""
    found = list(_GRADED.finditer(label))
    return any(
        re.fullmatch(r"\w*\W{0,3}(?:or|and/or|and|/|,)?\W{0,3}", label[a.end() : b.start()]) is not None
        for a, b in pairwise(found)
    )


class Extent(NamedTuple):
    """How far the block of a charge reaches in a template; `trailing` is where lines begin that stand no deeper than
    its head, and `before` are the charges right above it whose blocks are one line each. `column` is a charge's column
    of a table whose head names the charges.
    """

    start: int
    end: int
    services: tuple[Service, ...]
    trailing: int
    before: tuple[Service, ...] = ()
    column: int | None = None


_STOPS = re.compile(
    r"(?:\d{1,2}[.)]? +|[^a-z0-9\n]{0,6})(?:(?:patient|pt|client)(?:'s)? (?:response|reaction|tolerance|education|tol\b|toler)|respon[sd]|reaction|tolerance|assessment|assess\b|plan\b|next\b|sign(?:ed|ature)?\b|therapist|provider|clinician|credential|doctor|chiropractor|initials|by:|name\b|date\b|dos\b|"
    r"hep\b|home (?:program|exercise)|educat|caregiver|instruct|goals?\b(?! of| for (?:ex|this|tx|treat))|stgs?\b|ltgs?\b|(?:short|long)[ -]term|(?:s|a|p|o|a/p|ap):|subj|objective(?: findings|:)|vitals?\b|vs\b|what changed|change seen|changes? (?:seen|noted|observed)|progress\b(?!ion)|work status|total|time (?:in|out)|timed|charges?\b|billing|billed|"
    r"body mechanics corrected|follow[- ]?up|f/u|return\b(?! to)|poc\b|frequency|recommend|skilled|medical necessity|discharge|after (?:tx|treatment|session)|post[- ]?(?:tx|treatment)|pain (?:after|out|post|level)|comments?|notes?\b|remarks|electronically|observed today|how (?:pt|patient|he|she) (?:did|responded|tolerated)|seen by|treated by|pta?\b[ ,]*$)"
)
_COVERS = re.compile(
    r"(?:\d{1,2}[.)]? +|[^a-z0-9\n]{0,6})(?:all\b|both\b|everything|(?:the )?above|treatments? above|whole|entire|(?:purpose|aim|goal|rationale|outcome|reason|intended outcome|functional link|task) (?:of|for) (?:both|all|the (?:whole|session|treatment|above)|treatment|tx|today)|today'?s (?:treatment|session)|(?:this|these) (?:session|treatments?|codes|procedures|interventions|exercises)|for (?:all|both|every|each)|every (?:code|procedure|charge)|each (?:code|procedure|charge)|overall)"
)
_NO_WORDS = re.compile(
    rf"\b(?:{MODIFIERS}|min|mins|minutes?|m|units?|u|un|cpt|and|or|total|time|timed|x)\b|(?:97|98)\d{{3}}|g0283|[^a-z]"
)


_MOST_SHARED = 8  # charges in a row that one block or one line below may be for


def extents(here: Reading) -> list[Extent]:
    """The blocks of a template's charges, in the order of the text and without overlap, but for the columns of a table."""
    coded = [s for s in here.services if not s.named]
    heads = coded or [s for s in here.services if s.named]
    rows: list[list[Service]] = []
    for head in heads:
        if rows and here.line_at(rows[-1][0].start).number == here.line_at(head.start).number:
            rows[-1].append(head)
        else:
            rows.append([head])
    if coded and all(len(r) > 1 or not _content(here, r) for r in rows):
        rows = _with_names(here, rows)
    found: list[Extent] = []
    run: list[Service] = []
    for index, row in enumerate(rows):
        limit = here.line_at(rows[index + 1][0].start).start if index + 1 < len(rows) else len(here.text)
        line = here.line_at(row[0].start)
        if columns := _columns(here, line, row, limit):
            found += columns
            run = []
            continue
        made = list(_row(here, line, row, limit))
        last = made[-1]
        adjacent = bool(index) and here.line_at(rows[index - 1][-1].start).number == line.number - 1
        above = here.lines[line.number - 1]
        goes_on = adjacent and _depth(here, line) == _depth(here, above)
        run = run[-_MOST_SHARED:] if goes_on else []
        made[-1] = last._replace(before=tuple(run))
        run = [*run, *last.services]
        found += made
    return found


def _with_names(here: Reading, rows: list[list[Service]]) -> list[list[Service]]:
    """The rows, with the headings that name a service where codes are only listed."""
    coded = {s.start for r in rows for s in r}
    lines = {here.line_at(s).number for s in coded}
    named = [
        [s] for s in here.services if s.named and here.line_at(s.start).number not in lines and _content(here, [s])
    ]
    return sorted([*rows, *named], key=lambda r: r[0].start) if len(named) > 1 else rows


def _content(here: Reading, row: list[Service]) -> bool:
    """Whether words other than a code's head stand on the line of a charge or deeper below it."""
    line = here.line_at(row[0].start)
    following = here.lines[line.number + 1] if line.number + 1 < len(here.lines) else None
    if following is not None and not following.blank and _depth(here, following) > _depth(here, line):
        return True
    return bool(_NO_WORDS.sub("", here.folded[row[-1].end : line.end]))


def described(here: Reading, service: Service) -> bool:
    """Whether words other than the head of a charge follow it on its line."""
    return bool(_NO_WORDS.sub("", here.folded[service.end : here.line_at(service.start).end]))


def _depth(here: Reading, line: Line) -> float:
    """How far a line is set in; a list mark sets it in a little."""
    text = here.text[line.start : line.end]
    return (
        len(text)
        - len(text.lstrip())
        + (0.5 if line.bullet and not line.bullet[0].isdigit() and line.bullet[0] != "[" else 0)
    )


def _row(here: Reading, line: Line, row: list[Service], limit: int) -> Iterator[Extent]:
    """The blocks of the charges of one line: parted at their codes, and the last goes on below."""
    starts = [line.start, *(s.head if s.head >= 0 else s.start for s in row[1:])]
    ends = [*starts[1:], line.end]
    closing = (
        len(row) > 1
        and not _NO_WORDS.sub("", here.folded[row[-1].end : line.end])
        and bool(re.search(r"\*\*\*|__|[\]}>@]", here.folded[line.content : row[0].start]))
    )
    if closing:
        ends = [*(s.end for s in row[:-1]), line.end]
        starts = [line.start, *ends[:-1]]
    below, trailing = _below(here, line, row, limit)
    listed = (
        len(row) > 1
        and below > line.end
        and trailing == line.end
        and not any(_NO_WORDS.sub("", here.folded[s.end : e]) for s, e in zip(row, ends, strict=True))
    )
    shared: list[Service] = []
    first = 0
    for number, service in enumerate(row):
        first = first if shared else number
        shared.append(service)
        last = number == len(row) - 1
        if (
            not last
            and not closing
            and len(shared) < _MOST_SHARED
            and not _NO_WORDS.sub("", here.folded[service.end : ends[number]])
        ):
            continue
        reach = below if last and not listed else ends[number]
        yield Extent(starts[first], max(reach, ends[number]), tuple(shared), trailing if last else reach)
        shared = []


def _below(here: Reading, line: Line, row: list[Service], limit: int) -> tuple[int, int]:
    """Where the block of the last charge of a line ends, and where lines begin that stand no deeper than its head."""
    depth = _depth(here, line)
    end, trailing = line.end, -1
    full = bool(_NO_WORDS.sub("", here.folded[row[-1].end : line.end]))
    table = here.folded[line.content : line.content + 1] == "|"
    number = line.number + 1
    while number < len(here.lines) and here.lines[number].start < limit:
        below = here.lines[number]
        if below.blank:
            following = here.lines[number + 1] if number + 1 < len(here.lines) else None
            if following is None or following.blank or (full and _depth(here, following) <= depth):
                break
            number += 1
            continue
        deep = _depth(here, below)
        if deep < depth or (table and here.folded[below.content] != "|"):
            break
        if deep <= depth and _stops(here, below):
            break
        if deep <= depth and trailing < 0:
            trailing = below.start
        end, full, number = below.end, True, number + 1
    return end, trailing if trailing >= 0 else end


def _stops(here: Reading, line: Line) -> bool:
    """Whether a line that stands no deeper than a charge begins something else."""
    if _STOPS.match(here.folded, line.content, line.end) or _COVERS.match(here.folded, line.content, line.end):
        return True
    if re.match(r"#{1,6} |={3,}|-{3,}|\*{4,}", here.folded[line.content : line.content + 7]):
        return True
    section = here.section_at(line.content)
    if section in ("", "treatment", "objective", "billing") or section == here.section_at(max(0, line.start - 1)):
        return False
    label = re.split(r"[:*_{\[<@]", here.folded[line.content : line.content + 60])[0]
    return of_label(label) not in ("outcome", "function", BOTH, "activity", "exercise", "technique", "dose")


def covers(here: Reading, line: Line) -> bool:
    """Whether a line is said to be about the whole treatment."""
    return bool(_COVERS.match(here.folded, line.content, line.end))


def _columns(here: Reading, line: Line, row: list[Service], limit: int) -> list[Extent]:
    """The charges of a table whose head names them, each with its column; none where the line is no such head."""
    if not 1 < len(row) <= 20:
        return []
    places = [cell_of(here, line, s.start) for s in row]
    if len(set(places)) < len(row) or min(places) < 1:
        return []
    end, number = line.end, line.number + 1
    while number < len(here.lines) and here.lines[number].start < limit and "|" in _text(here, here.lines[number]):
        end, number = here.lines[number].end, number + 1
    if number < line.number + 3:
        return []
    return [Extent(line.start, end, (s,), end, (), place) for s, place in zip(row, places, strict=True)]


def cell_of(here: Reading, line: Line, at: int) -> int:
    """The number of the column of a table that an offset stands in."""
    return here.text.count(_bar(_text(here, line)), line.start, at)


def _bar(text: str) -> str:
    """The sign that parts the columns of a row."""
    return "|" if "|" in text else "\t"


def _text(here: Reading, line: Line) -> str:
    return here.text[line.start : line.end]


def owners(found: list[Extent], starts: list[int], here: Reading, at: int) -> list[Extent]:
    """The blocks that hold an offset; `starts` are where they start."""
    index = bisect_right(starts, at) - 1
    if index < 0 or at >= found[index].end:
        return []
    if found[index].column is None:
        return [found[index]]
    first = bisect_left(starts, found[index].start)
    column = cell_of(here, here.line_at(at), at)
    return [e for e in found[first : index + 1] if e.column == column]


Head = list[tuple[int, str]]


def heads_of_tables(here: Reading) -> dict[int, Head]:
    """For each row of a table below a head without blanks, by line number: the columns of the head and their labels.

    A column is a number in a table of bars or tabs, else the offset at which it begins.
    """
    found: dict[int, Head] = {}
    head: Head = []
    barred = False
    for line in here.lines:
        text = _text(here, line)
        bars = "|" in text or "\t" in text.strip()
        if line.blank or (head and bars != barred) or (head and not bars and len(line.cells) < 2):
            head = []
        if line.blank:
            continue
        if head:
            found[line.number] = head
        elif (bars or len(line.cells) > 2) and not _HAS_BLANK.search(text) and not re.search(r"\d{5}", text):
            barred = bars
            head = (
                [(n, fold(c).strip(" *_:")) for n, c in enumerate(text.split(_bar(text)))]
                if bars
                else [(a - line.start, here.folded[a:b].strip(" *_:")) for a, b in line.cells]
            )
            if sum(bool(re.search(r"[a-z]{2}", label)) for _, label in head) < 2 or (not bars and ":" in text):
                head = []
    return found


def label_in_head(here: Reading, head: Head, line: Line, at: int) -> str:
    """The label of the column of a table that an offset stands in."""
    text = here.text[line.start : line.end]
    if "|" in text or "\t" in text:
        column = cell_of(here, line, at)
        return next((label for n, label in head if n == column), "")
    return next((label for n, label in reversed(head) if n <= at - line.start + 2), "")


_HAS_BLANK = re.compile(r"\*{3}|_{2}|[{\[<@]|\.{4}|\u2610|\u25a1|\(\s*\)")
