"""Sections: the headings of a note, and how far each reaches."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.knowledge import lexicon
from notelint.linter.language.openings import Expression
from notelint.linter.language.reading import Line, Reading, reading
from notelint.linter.record import Section

_LABELLED = re.compile(
    r"(?:\*\*|#{1,6} *|_)?([a-z][a-z0-9/&'#. -]{0,44}?)(?:\*\*)? ?(\([^()\n]{0,60}\))? ?(?:\*\*)?(:|//(?= |$)|\.(?= )|=(?=\s)| -{1,2} |(?= {2})|\t|\|)"
)
_WHOLE = re.compile(
    r"(?:\*\*|#{1,6} *|=+ *|_|\[)?([a-z][a-z0-9/&'#. -]{0,44}?)(?![a-z0-9/&'#.])(?:[*_=: ]*(?:\([^()\n]{0,60}\))?|, [^:*\]\n]{1,40}(?::|\*\*|\]))[]*_=: -]*$"
)
_MARKED = re.compile(
    r"(?:\*\*|__|\[)([a-z][a-z0-9/&'#. -]{0,44}?)(?:(?:,| \() ?[^*\]_\n]{1,40})?:?(?:\*\*|__|\]):?(?=\s)"
)
_FIRST_WORD = re.compile(r"(?:\*\*|__|#{1,6} *|=+ *|_|\[)?([a-z]+)")
_BEFORE = ("today's ", "pt ", "ot ", "current ", "skilled ", "updated ")
_SAID = re.compile(r" *(?:[\"\u201c]|(?:[a-z][a-z'\u2019/-]*,? ){3}[a-z])")
_LETTER = re.compile(r"([soaptgi]|a/p)(?:[.)] *(?![a-z]\.)|/{1,2} +| ?: ?| +-+ | {2,}|\t)(?=\S)")
_LETTER_ALONE = re.compile(r"([soap]|a/p)[.:)]?$")
_PLAN_WITH_TIME = re.compile(
    r"\W*(?:(?:treatment )?plan(?: of (?:care|treatment))?|poc)\b,? [^:;\n]{0,40}\d[^:;\n]{0,40}:?\W*"
)
_BANNER = re.compile(  # "-- plan: 5x/wk x 4 wk --"
    r"(?:-{2,8}|={2,8}|\*{2,8}|~{2,8}|#{1,8}) *([a-z][a-z /&-]{0,30}?) ?[:,(] ?[^\n]{0,80}?(?:-{2,8}|={2,8}|\*{2,8}|~{2,8}|#{1,8})$"
)
_UNKNOWN_HEADING = re.compile(r"[A-Z][A-Za-z/&-]*(?: [A-Za-z/&-]+)?:?")
_LIST_HEADING = re.compile(r"[A-Z][A-Za-z/&-]*(?:,? [A-Za-z/&-]+){0,8}:?")
_GOALS = Expression(
    r"\b(?:(?:goal|stg|ltg|target)s?|short|long|by|weeks?|wks?)\b"
)  # one of them stands in the next two
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_BY = rf"by (?:(?:0?[1-9]|1[0-2])[/-]\d{{1,2}}(?:[/-]\d{{2,4}})?|\d{{4}}-\d\d-\d\d|\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}})(?:,? \d{{4}})?"
_BY_DAY = rf"{_BY}:"
_LAST_SENTENCE = rf"{_BY},? (?:he|she|they|pt|patient|client) (?:should|will|is to|must)\b(?=(?:[^.\n]|\.(?=\d)){{0,200}}\.?\s*(?:\n|$))"
_GOAL = re.compile(
    r"[*_\[]*(?:(?:new |current |updated |iep |school |functional )?((?:short|long)[ -]term goals?|(?:stg|ltg|goal|target)s?)\b(?! (?:#?\d{1,2} )?(?:met|of)\b)(?: \((?:in |by )?\d{1,2} ?(?:wks?|weeks?|mos?|months?|visits?)\) (?=[a-z])|[^:=\n.*\]]{0,40}?(?:[:=]|\.?\*{1,2}|\]| - | {2,}(?=[a-z<>\d])))"
    rf"|(?:to (?:reach|be reached|achieve) )?{_BY_DAY}|goals? (?:by |to |for )?(?:0?[1-9]|1[0-2])/\d{{1,2}}(?:/\d{{2,4}})? (?=[a-z])|\d{{1,2}} (?:wks?|weeks?)(?: \([^()\n]*\))?:)"
)
_GOAL_LINE = re.compile(
    r"[*_\[]*(?:[a-z'/-]+ ){0,2}(?:goals?|stgs?|ltgs?|targets?)\b(?: ?\([^()\n]*\)|,? (?:by|to|for|in|within|x|at|until|over)\b[^.:\n]{1,25}|,? \d+ ?(?:wks?|weeks?|mos?|months?|visits?))?[\W_]*$"
)
_FORM_ROW = re.compile(r"[^.:\n]{2,30} \.(?: ?\.){0,24} ?:")  # a label and its value, joined by dots
_INLINE = re.compile(r"[.;!?,|] ([a-z][a-z/&' -]{1,38}?) ?(\([^()\n]{0,40}\))?:(?=[\s,])|[.!?] ([soap]): ")
_INLINE_GOAL = re.compile(rf"(?<=[.;!?] )({_BY_DAY}|{_LAST_SENTENCE})(?= )")
_FREQUENCY = re.compile(r" \d ?x ?/? ?(?:wk|week).*$")
_CHARGE = re.compile(r"\W*(?:cpt )?(?:97\d{3}|9894\d|g0283)\b")
_NO_CHARGES = frozenset(
    {"goals", "wish", "home", "subjective", "history", "diagnosis", "vitals", "education", "precautions", "header"}
)
_ONE_LINE = frozenset({"header", "signature", "diagnosis", "authorisation", "vitals"})
_SHORT = frozenset({"history", "goals", "wish", "plan", "home", "education", "billing", "precautions", "job", "prior"})
_FINDING = re.compile(
    r"(?<=[.;|]) +(?=[^.;|\n]{0,30}?(?:\b(?:flex|ext|abd|add|rot|rom|arom|prom|mmt|strength|grip|pinch|dorsi|plantar|supin|pron)[a-z]*\b[^.;|\n]{0,20}\d|\d ?(?:deg\b|\u00b0)|[0-5][+-]? ?/ ?5\b))"
)


@cache
def _names() -> dict[str, str]:
    return {term.text: term["name"] for term in lexicon("sections")}


@cache
def _services() -> tuple[str, ...]:
    return tuple(term.text for term in lexicon("services"))


@cache
def _first_words() -> frozenset[str]:
    """The words, or letters, that a heading can begin with."""
    before = (word.strip() for word in _BEFORE)
    return frozenset(re.match("[a-z]*", text)[0] for text in (*_names(), *before, *"soaptgi"))  # type: ignore[index]


@Language.factory("notelint_sections")
def create(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """The component that finds the sections."""
    return find_sections


def section_named(label: str) -> str | None:
    """The kind of section that a heading begins, None for a label that is no heading."""
    label = " ".join(label.strip(" .*#_-").split())
    names = _names()
    found = names.get(label) or names.get(_FREQUENCY.sub("", label))
    if found is None and label.endswith(" today"):
        found = names.get(label.removesuffix(" today"))
    if found is None and label.startswith(_BEFORE):
        found = names.get(label.split(" ", 1)[1])
    return found


def find_sections(doc: Doc) -> Doc:
    """Fill the sections of the reading: stretches that cover the note without gaps, unnamed ones included."""
    here = reading(doc)
    marks: list[tuple[int, str, bool]] = [(0, "", False)]
    open_inline: Line | None = None
    listed = False
    for line in here.lines:
        if line.blank:
            if marks[-1][1] == "billing" and here.line_at(marks[-1][0]).number < line.number - 1:
                marks.append((line.start, "", False))
            if open_inline is not None:
                marks.append((line.start, "", False))
                open_inline = None
            continue
        heading = _heading(here, line)
        if heading is None and marks[-1][1] in _NO_CHARGES and _CHARGE.match(here.folded, line.content, line.end):
            heading = ("treatment", False)
        if heading is not None:
            name, inline = heading
            marks.append((line.start, name, inline))
            open_inline = line if inline else None
        elif open_inline is None and marks[-1][1] == "objective" and _lists_services(here, line):
            marks.append((line.start, "", False))
        elif open_inline is not None and _closes(here, open_inline, line, marks[-1][1]):
            marks.append((line.start, "", False))
            open_inline = None
        elif (
            open_inline is None
            and listed
            and (marks[-1][1] in _SHORT or _begins_list(here, line))
            and not line.bullet
            and not line.joined
            and line.content == line.start
        ):
            marks.append((line.start, "", False))
        listed = bool(line.bullet) or (listed and line.joined)
        inside = _inline(here, line)
        marks.extend(inside)
        if inside:
            open_inline = line
        aside = marks[-1][1] == "job" or (bool(inside) and marks[-1][1] in ("header", "diagnosis", "prior"))
        if aside and (found := _FINDING.search(here.folded, max(line.start, marks[-1][0]), line.end)):
            marks.append((found.end(), "", False))
            open_inline = None
    ends = [m[0] for m in marks[1:]] + [len(here.text)]
    here.sections = [
        Section(here.text[start : min(end, start + 60)].split("\n")[0], start, end, here.note.line(start), name)
        for (start, name, _), end in zip(marks, ends, strict=True)
        if end > start
    ]
    return doc


def _begins_list(here: Reading, line: Line) -> bool:
    """Whether a line is a heading that no list knows: one or two words, and a list below."""
    below = here.lines[line.number + 1] if line.number + 1 < len(here.lines) else line
    return bool(below.bullet) and _UNKNOWN_HEADING.fullmatch(here.text, line.content, line.end) is not None


def _lists_services(here: Reading, line: Line) -> bool:
    """Whether a line is a heading that no list knows, and the items of the list below begin with services."""
    below = here.lines[line.number + 1] if line.number + 1 < len(here.lines) else line
    if line.bullet or not below.bullet or not _LIST_HEADING.fullmatch(here.text, line.content, line.end):
        return False
    return here.folded.startswith(_services(), below.content)


def _heading(here: Reading, line: Line) -> tuple[str, bool] | None:
    """The section that a line begins, and whether its text stands on the same line."""
    folded = here.folded
    if line.cells and folded[line.content] == "|":
        label = section_named(folded[line.cells[0][0] : line.cells[0][1]])
        return (label, True) if label else None
    if _GOALS.search(folded, line.content, line.end):
        if goal := _GOAL.match(folded, line.content, line.end):
            return "goals", goal.end() < line.end
        if _GOAL_LINE.match(folded, line.content, line.end):
            return "goals", False
    if _PLAN_WITH_TIME.fullmatch(folded, line.content, line.end) and _holds_list(here, line):
        return "plan", False
    banner = _BANNER.match(folded, line.content, line.end) if folded[line.content] in "-=*~#" else None
    if banner is not None and (name := section_named(banner.group(1))):
        return name, False
    first = _FIRST_WORD.match(folded, line.content, line.end)
    if first is None or first.group(1) not in _first_words():
        return None
    whole = _WHOLE.match(folded, line.content, line.end)
    if whole and len(whole.group(1)) > 1 and (name := section_named(whole.group(1))):
        return name, False
    marked = _MARKED.match(folded, line.content, line.end)
    if marked and (name := section_named(marked.group(1))):
        return name, True
    labelled = _LABELLED.match(folded, line.content, line.end)
    if labelled and len(labelled.group(1)) > 1 and (name := section_named(labelled.group(1))):
        if name == "treatment" and labelled.group(3) == "" and all(x.blank for x in here.lines[: line.number]):
            return None  # the title of the note: "PT TX   Fri 16 Jan"
        if name == "header" and _SAID.match(here.text, labelled.end(), line.end):
            name = "subjective"  # no name of a patient, but what he or she says: "Pt: can't get a spoon to the mouth"
        table = labelled.group(3) == "" and here.text[line.content : labelled.end(1)].isupper()
        return name, not table and labelled.end() < line.end
    letter = _LETTER_ALONE.match(folded, line.content, line.end)
    if letter and not line.bullet:
        return section_named(letter.group(1)) or "", False
    letter = _LETTER.match(folded, line.content, line.end)
    if letter and not line.bullet:
        return section_named(letter.group(1)) or "", True
    return None


def _holds_list(here: Reading, line: Line) -> bool:
    """Whether the next line stands deeper, is an item of a list or begins with a code."""
    below = here.lines[line.number + 1] if line.number + 1 < len(here.lines) else line
    if below is not line and _CHARGE.match(here.folded, below.content, below.end):
        return True
    return bool(below.bullet) or below.content - below.start > line.content - line.start


def _closes(here: Reading, opened: Line, line: Line, name: str) -> bool:
    """Whether a line without a heading ends the section that was opened inside an earlier line."""
    if line.joined:
        return False
    if all(_FORM_ROW.match(here.folded, x.content, x.end) for x in (line, opened)):
        return True
    if name in _ONE_LINE or opened.bullet:
        return True
    row = here.folded[line.content] == "|" == here.folded[opened.content]
    if name == "subjective" and row and line.cells and here.folded[slice(*line.cells[0])].strip():
        return True  # each row has its own name
    indented = line.content - line.start > opened.content - opened.start
    return name in _SHORT and not line.bullet and not indented


def _inline(here: Reading, line: Line) -> list[tuple[int, str, bool]]:
    """Headings inside a line of prose: "... 4/5. ASSESSMENT: ..."."""
    words = here.folded[line.content : line.end]
    if line.end - line.start < 36:
        return []
    marks = []
    for label in _INLINE.finditer(here.folded, max(0, line.content - 2), line.end) if ":" in words else ():
        text = label.group(1) or label.group(3)
        name = section_named(text)
        at = label.start(1) if label.group(1) else label.start(3)
        if name and (here.text[at].isupper()):
            marks.append((at, name, True))
    if " by " in words:
        goals = _INLINE_GOAL.finditer(here.folded, line.content, line.end)
        marks += [(label.start(1), "goals", True) for label in goals]
    return sorted(marks)
