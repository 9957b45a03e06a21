"""Placeholders: blanks in every dialect, what they ask for, what a template fills in beforehand, and the kind of document."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.folding import fold
from notelint.linter.language.openings import Expression
from notelint.linter.language.reading import Line, Reading, reading
from notelint.linter.language.sections import section_named
from notelint.linter.language.templates import (
    BOTH,
    Extent,
    Head,
    extents,
    heads_of_tables,
    is_score,
    known,
    label_in_head,
    lookup,
    of_label,
    owners,
    purpose_of,
    several_qualities,
)
from notelint.linter.note import Kind, Note
from notelint.linter.record import Placeholder, PrefilledFinding

_STARS = re.compile(r"\*{3,}")
_TITLE_IN_STARS = re.compile(r"(?m:^)[ ]*\*{3,} [^*\na-z]+ \*{3,}[ ]*(?m:$)")
_EMPHASIS = re.compile(r"\*{3}(?=[^\s*/%])[^*\n]*[^\s*]\*{3}(?![^\s.,;:)])")
_UNDERSCORES = re.compile(
    r"(?<![a-z_])_{2,}(?: ?/ ?_{2,})*(?!(?!(?:u|un|units?|m|mins?|deg|ft|lbs?|kg|sec|s|cm|in|reps?|x)\b)[a-z_])"
)
_BRACKETS = re.compile(r"\[([^\[\]\n]{1,60})\](?!\()")
_BRACES = re.compile(r"\$?\{\{[^{}\n]{1,60}\}\}|\$?\{[^{}\n]{1,120}\}")
_SMARTLINK = re.compile(r"@[a-z][a-z0-9_.-]{0,40}@")
_ANGLES = re.compile(r"(?<![\w<>-])<([a-z][^<>\n]{0,50})>(?!\w)")
_SIGNS_OF_HEADINGS = frozenset({"brackets", "angles", "braces"})
_UNTICKED = ("[ ]", "( )", "\u2610", "\u25a1")
_DOUBLE_ANGLES = re.compile(
    r"(?<![\w<])<<[ ]?([^<>\n]{1,50}?)[ ]?>>(?![\w>])|\u00ab[ ]?([^\u00ab\u00bb\n]{1,50}?)[ ]?\u00bb"
)
_PERCENTS = re.compile(r"(?<![\w%])%([a-z][a-z0-9_]{2,30})%(?![\w%])")
_ROOM = Expression(
    r"(?P<dots>(?<![.\w])\.{4,}|(?<=[a-z])\.{6,}|\u2026{2,})|\[[ ]{3,}\]|\{[ ]*\}|(?P<round>\([ ]{3,}\))|(?P<one>(?<![^\s(\[/:])_(?![^\s)\]/%\u00b0,;]))|(?<![\w#/])x{2,3}(?![\w])"
    r"|\[ {1,2}\](?=[ ]*(?:\r?\n|$)|[ ]?(?:/5|deg|units?\b|minutes?\b|mins\b|kg\b|lbs?\b)|[ ]min(?:\r?\n|$|[,)]|[ ]+\d))|(?P<between>[~^$#])[a-z][a-z0-9_]{2,30}(?P=between)(?!\w)"
)
_EMPTY_CELL = re.compile(r"\|[ ]+(?=\|)")
_LED_TO = re.compile(r" ?(?:(?P<value>\$?\d)|(?!min|deg|sec|units?|lbs?|reps|feet)[a-z]{3,}\b)")
_LABEL_ONLY = re.compile(r"(?<![^\s|(])([a-z][a-z0-9 /,&+()'>-]{1,70}):(?=[ ]{3,}|[ ]*\r?\n|[ ]*$|(?P<gap>[ ]))")
_HTML = re.compile(
    r"/?(?:b|i|u|p|br|hr|li|ul|ol|td|tr|th|table|tbody|thead|div|span|em|strong|h[1-6]|a|img|font|pre|code|sup|sub|body|html|head|title)\b[^<>]*/?$"
)
_BOX = re.compile(
    r"\[[ x\u2713\u2714\u221a]?\]|\([ ]?\)|[\u2610\u2611\u2612\u25a1\u25a2\u25cb\u25ef\u25fb\u2b1c\u274f\u2751]|\[_\]"
)
_CIRCLED = re.compile(
    r"(?<![a-z0-9+-])(?P<options>[a-z0-9+-]{1,16}(?: [a-z0-9+-]{1,16}){0,2}(?: ?[/|,] ?[a-z0-9+-]{1,16}(?: [a-z0-9+-]{1,16}){0,2}){1,9}) ?\((?:please )?(?:circle|check|tick|underline|choose|select|pick|delete|strike|mark)\b[^()\n]{0,30}\)"
)
_CIRCLE = re.compile(
    r"\b(?:circle|check|tick|underline|choose|select|pick|mark)(?: (?:one|all|any|those|that|which|appl\w+)){0,3}[ :)]{1,3}(?P<options>[a-z0-9+-]{1,16}(?: ?[/|,] ?[a-z0-9+ -]{1,25}){1,10})"
)
_BOX_WORDS = frozenset({" ", "x", "\u2713", "\u2714", "\u221a", "-", "  "})
_PLAIN_BRACKETS = re.compile(
    r"(?:r|l|rt|lt|b|bilat|right|left|both|r/l|l/r|sic|\d[\d.,/ -]*|late entry.*|redacted.*|de-?identified.*|\*.*|[a-z]{1,2}|edited.*|addend.*|inaudible.*|photo.*|image.*|video.*|see .*|\".*|sex|.*(?:removed|redacted|withheld|omitted|blacked out)|unreadable.*|illegible.*|signature on file|(?:97|98)\d{3}.*)$"
)
_ASKS = re.compile(
    r"(?:(?:insert|enter|fill|describe|specify|select|choose|list|type|add|state|document|pick|value|tbd|to be|number|n)\b|free ?text|#|\.\.\.|x{2,}|0-10|0-100|mm|dd|yes ?/ ?no|y/n)"
)
# What brackets hold that are filled: a value with its unit, a dose.
_FILLED = re.compile(
    r"(?<![\d.-])(?!0-)\d[\d.+-]* ?(?:deg\w*|\u00b0|%|/ ?\d|min\w*|m|ft|feet|lbs?|kg|cm|in|s|sec\w*|reps?|sets?|units?|u|x ?\d+)(?![a-z])"
)
_VALUE_BEFORE = re.compile(r"\d ?(?:/10|/5|deg|\u00b0|%|s|sec|ft|m|lbs?|kg|cm) ?$")
_IDENTITY = frozenset(
    {"date", "name", "patient", "patient name", "address", "phone", "mrn", "doctor", "dr", "hospital", "facility", "location", "age", "city", "state", "provider", "therapist", "initials",
     "clinic", "dob", "id", "person", "organization", "time", "last name", "first name", "physician", "room", "email", "zip"}
)  # fmt: skip
_PARAMETERS = re.compile(
    r"\b(?:strength|endurance|rom|range of motion|motion|flexibility|balance|posture|proprioception|coordination|gait|mobility|parameter|str|endur|coord|propriocep|bal|kinesthe\w+|power|tone|stability|agility|motor control)s?\b"
)
_LEVELS = re.compile(r"\b(?:min|mod|max|cga|sba|dep|mod i|min a|supervision|indep\w*)\b|\d[+-]?/5|\d ?%|<3/5")
_UNIT_AFTER = re.compile(
    r"[ ]{0,2}(?:(?P<measure>/ ?(?:5|56|28|24|30|36|100)\b|deg\w*|\u00b0|m/s|\bft with)|(?P<pain>/ ?10\b)|(?P<minutes>min(?:ute)?s?\b|')|(?P<units>u\b|units?\b)|(?P<vitals>mmhg|bpm))"
)
_WORDS = re.compile(r"[a-z0-9>]+(?:[/-][a-z0-9>]+)*")
_STARTS_WITH = re.compile(
    r"\b(?:lines?|rows?|text)(?: that| which)? (?:start|begin|marked|preced|beginning|starting)\w*(?: with| by)? (?:an? )?[\"'(]{0,2}([^\w\s\"'()]{1,4})"
)
_COMMENT = re.compile(r"/\*.{0,1500}?\*/", re.DOTALL)
_ASIDE = re.compile(
    r"\((?:e\.?g\b|ex:|ex\.|example|i\.e|such as|delete|do not|don't|never|not \"|hint|help|note:|say|replace|remember|no \"|avoid)[^()\n]{0,160}\)"
)
_HELP = re.compile(
    r"\W{0,3}(?://|<!--|;;|>>|\(?(?:how to use|instructions?\b|help\b|tips?:|note to (?:user|self|clinician|therapist)|delete (?:this|the|these|before|all|lines)|do not (?:write|leave|use|type|enter)|never (?:leave|write|use)|e\.g\.|example|remember|reminder:|replace (?:every|each|all)|fill in (?:every|each|all)|give numbers|say (?:what|how)))"
)
_TYPED = Expression(
    r"(?<![\d*_/}\]@>])[0-5][+-]?/5\b(?! ?(?:trials|visits|reps))|\bwnl\b|\bwfl\b|\bwithin (?:normal|functional) limits\b|\btol(?:erated|erates|\b)(?: (?!\*|_|\[|\{)\w+){0,4} well\b|\bno adverse (?:reactions?|responses?|effects?|events?)\b|"
    r"\b(?:independent(?:ly)?|ind\b|mod(?:ified)? i(?:ndependent)?\b)(?! (?:gym|living|exercise program))|\bfull (?:a?rom|range|strength|active)\b|\bno (?:tenderness|edema|swelling|complaints?|distress|falls?|new|change|increase|loss|pain|red flags)\b|"
    r"\b(?:good|fair|excellent) (?:tolerance|response|effort|form|technique|carryover|understanding|rehab potential|quality|return demo\w*)\b|\b\d{1,3} ?(?:deg(?:rees)?\b|\u00b0)|\ba ?(?:&|and)? ?o ?x ?[34]\b|\b(?:alert and oriented|vitals stable|intact|normal (?:gait|strength|rom|tone|sensation|posture)|(?:strength|rom|gait|posture|tone|sensation|reflexes|dtrs|myotomes|dermatomes)(?: (?:is|are|was|were|grossly))* (?:normal|symmetric\w*|equal|full)\b|negative for|(?:control|cuff|quads?|muscles?|grip|power|strength|balance|gait|posture|coordination|joint play|mobility|motion|range|mechanics|alignment|tone|stability|flexibility|endurance|transfers?|skin|incision|patell\w+|tracking|proprioception|pulses?|circulation)(?: (?:is|are|was|were|grossly|remains?|bilaterally|clinically))* (?:normal|strong|painless|pain-?free|full|steady|good|excellent|even|equal|unrestricted|stable|safe|poor|weak|adequate|appropriate)\b(?! ?(?:[/|\[\u2610]|or\b))|unremarkable|symmetrical)\b|"
    r"\b(?:demonstrated|verbali[sz]ed|showed|reports?|reported|required|improved|decreased|progressing|met) (?:good |improved |better |decreased |understanding|less |no |all |with |well|toward|verbal|min|mod)\w*|\b[0-9]{1,2}/10\b|"
    r"\b(?:hypertonic\w*|hypomobil\w*|tender(?:ness)?|spasms?|subluxations?|restrict(?:ed|ions?)|edema|swelling|crepitus|decreased|limited|impaired|reduced|weak(?:ness)?|deficits?)(?: \w+)?(?: (?:is|was|are|were))? (?:noted|present|found|palpated|observed|in (?:all|both|extension|flexion)|bilaterally|throughout)\b|"
    r"\btolerat\w+ (?:\w+ ){0,3}(?:without|with no)\b|\bcontinues to (?:require|benefit|need|demonstrate|present|make|progress|improve|show|have)\b|\bgait (?:is |was )?(?:antalgic|steady|unsteady|slow)\b|\b(?:antalgic|steady|unsteady) gait\b|"
    r"\b(?:pt|patient|client|resident|child|worker|athlete|veteran)(?: is| was)? (?:progressing|participat\w+ (?:well|fully)|making (?:good |steady )?progress|compliant|motivated|alert|oriented|cooperative|responding|in no)\b|\b(?:clean, dry|follows \w+[- ]step commands|forward head|rounded shoulders|within expected limits|as expected|no s/s)\b"
)
_NOT_TYPED = Expression(
    r"\b(?:norm|normal(?:s)?|nl|goal|e\.g|example|of|target|until|if|when|max|scale|cutoff)[ :(=]*$"
)
_NAMED = re.compile(
    r"\b(?:template|smart ?text|smart ?phrase|dot ?phrase|tmpl|copy to chart|how to use|fill (?:all|in)|master copy|note shell|shell\b|macro|auto ?text|quick ?text|paper form|form (?:\d|rev)|blank (?:form|sheet|note|copy)|boiler ?plate|skeleton|dup(?:licate)? for ea|print (?:double|one|this)|(?:tick|check|circle) and fill|note form|travel card|merge fields?|snippet)\b|\(blank\)|\bblank$|\.(?:md|tmpl|txt|j2|jinja2?|mustache|hbs)\b"
)
_TITLES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("plan", re.compile(
        r"\W*(?:updated |initial |pt |ot |physical therapy |occupational therapy |chiropractic |rehab |rehabilitation |outpatient |home health |medicare )*(?:plan of care|poc\b|plan of treatment|treatment plan|care plan|certification and plan)(?! (?:continues|reviewed|cert|from|dated?|dates|signed|period|valid|exp\w*|through|thru|until|runs)\b)"
        r"|(?!.*\b(?:visit|note|cont\w*|per|under|see|follow\w*|progress|eval\w*|exam\w*)\b)[a-z][a-z /&,-]{2,60} (?:plan of care|plan of treatment|treatment plan)\W*$"
    )),
    ("evaluation", re.compile(r"(?:^|.*\b)(?:initial (?:eval\w*|exam\w*|assessment|visit and eval\w*)|(?:re-?)?eval(?:uation)?\b(?! (?:of|due|on|date|from|\d+/\d+ )))(?! ?(?:from|by|was|findings|0))")),
    ("progress", re.compile(r".*\b(?:progress (?:report|summary)|progress note|10th visit (?:report|note)|recertification|discharge (?:summary|report|note))\b")),
)  # fmt: skip
_APART = re.compile(r"\s{2,}|\|")  # what parts a title from a date or a name
# Beside a date or a name: no number is part of a title, unless it is that of a period or a page behind a comma.
_TITLE_ALONE = re.compile(r"[a-z][a-z &/-]{3,59}(?:[a-z ,&/-]{0,40}$|, ?(?:cert|auth|page|dated?|rev)\b)")
_DATED = re.compile(
    r"(?:(?:date(?: of \w+)?|dos)[ :]*)?(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}|(?:\d{1,2} )?[a-z]{3,9}\.? (?:\d{1,2}(?:st|nd|rd|th)?,? )?\d{4})[ ,:]+"
)
_BRACKETED = re.compile(r"\s\([^()]*\)")
_PROSE = re.compile(r"\b(?:was|were|is|are|has|had|she|he|at eval|since eval|seen|presents?|per)\b")
_VISIT_TITLE = re.compile(r"\b(?:daily|visit|treatment (?:note|and)|treatment note|tx note|session|soap|encounter)\b")


@dataclass(slots=True)
class Blank:
    """A blank while it is read; `name` is what stands inside its signs."""

    start: int
    end: int
    dialect: str
    name: str = ""
    slot: str = ""
    sure: bool = True


@Language.factory("notelint_placeholders")
def create(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """The component that finds the blanks and tells the kind of document."""
    return find_placeholders


def find_placeholders(doc: Doc) -> Doc:
    """Fill the placeholders and the prefilled findings of the reading, and its kind."""
    here = reading(doc)
    signed = here.signature
    blanks = [b for b in _blanks(here) if signed is None or b.end <= signed.start or signed.end <= b.start]
    here.placeholders = [_made(here, b) for b in blanks if b.sure]
    here.kind = here.note.kind or detect_kind(here.note, here, sum(b.dialect == "room" for b in blanks))
    _date_of_plan(here)
    if here.kind == "template":
        _read_template(here, blanks)
    elif blanks:
        here.placeholders = [_made(here, b) for b in _slotted(here, [b for b in blanks if b.sure])]
    return doc


def detect_kind(note: Note, here: Reading, rooms: int = 0) -> Kind:
    """The kind of a document by its title and its blanks; a visit where nothing tells otherwise.

    `rooms` is how often it leaves room that may be a blank and may be none: dots, empty brackets.
    """
    said = [x for x in here.lines if not x.blank]
    titles = [here.folded[x.content : x.end] for x in said[:3]]
    if note.head:
        titles += [here.folded[x.content : x.end] for x in islice((x for x in said[3:] if x.start >= note.head), 2)]
    blanks = len(here.placeholders)
    head = " ".join(titles)
    named = blanks + rooms > 0 and (bool(_NAMED.search(head[:300])) or bool(re.match(r"\.[a-z]{4,}", head)))
    boxes = sum(map(here.text.count, _UNTICKED))
    unsigned = here.date is None and here.signature is None
    if (named and blanks + rooms + boxes >= 2) or (unsigned and blanks + (boxes > 3) + (rooms > 5) * rooms >= 3):
        return "template"
    for number, line in enumerate(titles):
        if number and len(line) > 60 and not _APART.search(line):
            continue
        first, *others = (
            _BRACKETED.sub("", piece).strip()
            for piece in re.split(r"[.;] |\s{2,}|\s[-\u2013\u2014]\s|\|", line.strip(" |#*_="))
        )
        if dated := _DATED.match(first):
            others = [first[dated.end() :], *others]
        for title in (first[:80], *(o for o in others if _TITLE_ALONE.match(o))):
            if kind := _titled(here, title):
                return kind
    return "visit"


def _date_of_plan(here: Reading) -> None:
    """Give a plan or an evaluation that has no other date the day from which it holds."""
    if here.dated is None and here.begun is not None and here.kind in ("plan", "evaluation"):
        here.date = here.date or here.begun.date
        here.dated = here.mention(here.begun.start, here.begun.end)


def _titled(here: Reading, title: str) -> Kind | None:
    """The kind of a document that a title names."""
    if _PROSE.search(title) or _VISIT_TITLE.search(title):
        return None
    billed = any(b.minutes or b.units for b in here.bills)
    return next((k for k, p in _TITLES if p.match(title) and not ("progress note" in title and billed)), None)


def _blanks(here: Reading) -> list[Blank]:
    """The blanks of all dialects, in order; those that may be ordinary brackets are not sure."""
    folded = here.folded
    blanks = [Blank(s.start, s.end, "braces", fold(s.name)) for s in here.syntax.slots]
    if "{" in folded:
        blanks += _braces(folded)
    if "***" in folded:
        blanks += _stars(here)
    if "__" in folded:
        blanks += _underscores(here)
    if "[" in folded:
        blanks += _brackets(here)
    if "@" in folded:
        blanks += [Blank(m.start(), m.end(), "smartlink", m.group().strip("@")) for m in _SMARTLINK.finditer(folded)]
    if "<" in folded:
        blanks += [
            Blank(m.start(), m.end(), "angles", m.group(1))
            for m in _ANGLES.finditer(folded)
            if not _HTML.match(m.group(1)) and len(m.group(1).split()) <= 6 and "@" not in m.group(1)
        ]
    if "<<" in folded or "\u00ab" in folded:
        blanks += [
            Blank(m.start(), m.end(), "angles", (m.group(1) or m.group(2)).strip(" ._"))
            for m in _DOUBLE_ANGLES.finditer(folded)
        ]
    if "%" in folded:
        blanks += [Blank(m.start(), m.end(), "percents", m.group(1)) for m in _PERCENTS.finditer(folded)]
    blanks = _without_labels(here, blanks) + list(_rooms(folded))
    blanks.sort(key=lambda b: (b.start, -b.end))
    kept: list[Blank] = []
    for blank in blanks:
        if not kept or blank.start >= kept[-1].end:
            kept.append(blank)
    return kept


def _braces(folded: str) -> Iterator[Blank]:
    for match in _BRACES.finditer(folded):
        name = match.group().strip("${}").strip()
        if name.startswith(("%", "#", "/", "^", ">", "!")):
            continue
        if not name:
            continue
        double = "{{" in match.group() or match.group()[0] == "$"
        if not double and _PLAIN_BRACKETS.match(name) and not re.match(r"\d+-\d+:", name):
            if re.match(r"[a-z]{1,2}$|0-10$", name):
                yield Blank(match.start(), match.end(), "braces", name, sure=False)
            continue
        numbered = re.search(r":\d+$", name)
        yield Blank(
            match.start(),
            match.end(),
            "smartlist" if numbered else "braces",
            name[: numbered.start()] if numbered else name,
        )


def _rooms(folded: str) -> Iterator[Blank]:
    """Room that is a blank in a template and may be none in a note: dots, empty brackets, a single underscore."""
    for match in _ROOM.finditer(folded):
        name = match.group()[1:-1] if match.lastgroup == "between" else ""
        leads = match.lastgroup == "dots" and _LED_TO.match(folded, match.end())
        if not leads:
            yield Blank(match.start(), match.end(), "room", name, sure=False)
        elif not leads.group("value"):
            yield Blank(match.start(), match.end(), "leader", name, sure=False)


def _stars(here: Reading) -> Iterator[Blank]:
    """Wildcards of stars, but neither a rule across the page nor emphasis."""
    skip = [m.span() for m in _EMPHASIS.finditer(here.folded)]
    skip += [m.span() for m in _TITLE_IN_STARS.finditer(here.text)]
    for match in _STARS.finditer(here.folded):
        if any(a <= match.start() < b for a, b in skip) or _is_rule(here, match):
            continue
        yield Blank(match.start(), match.end(), "stars")


def _underscores(here: Reading) -> Iterator[Blank]:
    """Blank lines of underscores, but neither a rule across the page nor emphasis."""
    for match in _UNDERSCORES.finditer(here.folded):
        line = here.line_at(match.start())
        opened = (
            re.search(
                r"(?<!_)__(?=(?!(?:u|un|units?|m|mins?|deg|ft|lbs?|kg|sec|s|cm|in|reps?|x)\b)[a-z*])",
                here.folded[max(line.start, match.start() - 200) : match.start()],
            )
            if match.end() - match.start() == 2
            else None
        )
        if opened is not None:
            continue
        if not _is_rule(here, match):
            yield Blank(match.start(), match.end(), "underscores")
        elif line.number and _heads(here, here.lines[line.number - 1]):
            yield Blank(match.start(), match.end(), "underscores", sure=False)


def _is_rule(here: Reading, match: re.Match[str]) -> bool:
    """Whether a run of signs is all of its line, and no label above asks for it."""
    line = here.line_at(match.start())
    if line.end - line.start > 400 or here.folded[line.start : line.end].strip(" *_-=|\t"):
        return False
    above = next((x for x in reversed(here.lines[: line.number]) if not x.blank), None)
    return (
        above is None
        or not here.folded[above.start : above.end].rstrip(" *_").endswith(":")
        or match.end() - match.start() > 24
    )


def _heads(here: Reading, line: Line) -> bool:
    """Whether a line is a short label, so that the rule below it may be the room for it."""
    text = here.folded[line.content : line.end]
    return 0 < len(text.split()) <= 6 and bool(re.match(r"[a-z][a-z0-9 /&,()-]{2,50}$", text))


def _brackets(here: Reading) -> list[Blank]:
    """Square brackets that ask for something; a name or date taken out of a finished note is no blank."""
    found: list[Blank] = []
    for match in _BRACKETS.finditer(here.folded):
        name = match.group(1).strip()
        if name and not name.strip("_. *"):
            if name.count("_") > 1 or "***" in name:
                found.append(Blank(match.start(), match.end(), "underscores"))
            elif len(name) > 2:
                found.append(Blank(match.start(), match.end(), "room", sure=False))
            continue
        if match.group(1) in _BOX_WORDS or not name or (_PLAIN_BRACKETS.match(name) and not _ASKS.match(name)):
            continue
        if (
            re.search(
                r"\b(?:it|this|that|they|he|she|the|my|her|his|of|a)[ ]?$",
                here.folded[max(0, match.start() - 6) : match.start()],
            )
            and name.islower()
            and " " not in name
            and not known(name)
        ):
            continue
        asks = bool(_ASKS.match(name)) or lookup(name) != ""
        if asks and not _ASKS.match(name) and _is_filled(here, match, name):
            continue
        clear = asks and name not in _IDENTITY and len(name.split()) <= 8
        found.append(Blank(match.start(), match.end(), "brackets", name, sure=clear))
    many = sum(b.sure for b in found) >= 3
    for blank in found:
        if many or (
            blank.name in _IDENTITY
            and any(b.sure for b in found)
            and here.text[blank.start + 1 : blank.end - 1].islower()
        ):
            blank.sure = True
    return found


def _is_filled(here: Reading, match: re.Match[str], name: str) -> bool:
    """Whether brackets hold what was found, or say of which condition the value before them is."""
    before = _VALUE_BEFORE.search(here.folded, max(0, match.start() - 12), match.start())
    return bool(_FILLED.search(name) or (before and " " not in name))


def _without_labels(here: Reading, blanks: list[Blank]) -> list[Blank]:
    """The blanks but for headings in their signs: they open lines, name parts of a note, and the parts follow.

    Where two or more do, whatever opens a line in the same signs and has text behind it is a label too.
    """
    opening = [b for b in blanks if b.dialect in _SIGNS_OF_HEADINGS and b.start == here.line_at(b.start).content]
    headings = [b for b in opening if section_named(b.name.rstrip(":")) is not None and _followed(here, b)]
    labels = {b.start for b in headings}
    if len(headings) > 1:
        labels |= {b.start for b in opening if here.folded[b.end : here.line_at(b.start).end].strip(" :.-")}
    return [b for b in blanks if b.start not in labels]


def _followed(here: Reading, blank: Blank) -> bool:
    """Whether text follows on the line, or on the next one."""
    line = here.line_at(blank.start)
    if here.folded[blank.end : line.end].strip(" :.-"):
        return True
    below = here.lines[line.number + 1] if line.number + 1 < len(here.lines) else None
    return below is not None and not below.blank and here.folded[below.content] not in "[<{"


def _choice_of(name: str) -> str:
    """What choices ask for: "strength / endurance / ROM", "Dep / Max / Mod / Min"."""
    options = [o for o in re.split(r"[/|,;\"]|(?<!\w)or(?!\w)", name) if re.search(r"[a-z0-9]", o)]
    if _qualities(options):
        return "outcome"
    if _LEVELS.search(name):
        return "measure"
    if re.search(r"\b(?:better|good|well|same)\b", name):
        return "response"
    return ""


def _qualities(options: list[str]) -> bool:
    """Whether options are qualities of the body, and not tasks or values among which one may be."""
    return 2 * sum(bool(_PARAMETERS.search(o)) for o in options) > len(options)


def _inside(name: str) -> str:
    """What a name inside the signs of a blank asks for: its choices, or the first of its words that tells."""
    name = name.replace("_", " ").replace(".", " ")
    choices = bool(re.search(r"[a-z)] ?(?:[/|]|\",?\") ?[a-z(_]", name))
    if choices and (found := _choice_of(name.split("::")[-1])):
        return found
    exact = known(" ".join(_WORDS.findall(re.sub(r"\d+$", "", name.strip()))))
    if exact or (exact := purpose_of(name)):
        return exact
    return "" if choices else _first_word(name)


def _first_word(name: str) -> str:
    tokens = _WORDS.findall(name)
    for start in range(len(tokens)):
        for end in range(len(tokens), start, -1):
            phrase = " ".join(tokens[start:end])
            if found := known(phrase) or known(re.sub(r"\d+$", "", phrase)):
                return found
    return ""


def _slotted(here: Reading, blanks: list[Blank]) -> list[Blank]:
    """The blanks with what each asks for: by its name, its unit, the head of its column or the words before it."""
    template = here.kind == "template"
    places = _Places(here, extents(here) if template else [], heads_of_tables(here) if template else {})
    previous: Blank | None = None
    aim: Blank | None = None
    for blank in blanks:
        line = here.line_at(blank.start)
        if previous is not None and previous.end <= line.start:
            previous = aim = None
        if not blank.slot:
            blank.slot = _slot(places, blank, line, previous, aim)
        if blank.slot in ("outcome", BOTH):
            aim = blank
        if previous is None or blank.end > previous.end:
            previous = blank
    return blanks


class _Places:
    """Where a blank may stand: the blocks of the charges of a template, and the rows of its tables."""

    def __init__(self, here: Reading, found: list[Extent], heads: dict[int, Head]) -> None:
        self.here = here
        self.found = found
        self.starts = [e.start for e in found]
        self.heads = heads

    def in_block(self, blank: Blank) -> bool:
        """Whether a blank stands in the block of a charge, where a grade is that of a mobilisation."""
        here = self.here
        if self.found:
            return bool(owners(self.found, self.starts, here, blank.start))
        return any(a.start <= blank.start < max(a.block[1], here.line_at(a.start).end) for a in here.services)


_REACH = 200  # how far before a blank its label may begin


def _slot(places: _Places, blank: Blank, line: Line, previous: Blank | None, aim: Blank | None) -> str:
    """What a blank asks for; `previous` is the blank before it on its line, `aim` the last that asks for an outcome."""
    here = places.here
    floor = max(line.start, previous.end if previous else line.start)
    if previous is not None and previous.end > blank.start:  # inside a check list
        floor = previous.start + max(
            (m.end() for m in _BOX.finditer(here.folded[previous.start : blank.start])), default=0
        )
    floor = max(floor, blank.start - _REACH)
    head = places.heads.get(line.number)
    row = here.folded[floor : blank.start]
    before = row[row.rfind("|") + 1 :] if head else row
    block = places.in_block(blank)
    if head and not re.search(r"[a-z]{2}", before) and (label := label_in_head(here, head, line, blank.start)):
        found = of_label(label)
        if found not in ("", "measure") or (found and not block):
            return found
    near = re.sub(r"\([^()]*\)", " ", before) if "(" in before else before
    near = near.rstrip(' :=-*(,"')
    if re.search(r"\b(?:activity|task|practice|practise)s?\b[^.;]{0,12}[:=]?[^.;:]{2,60} / ?$", before):
        return "function"
    named = _inside(blank.name) if blank.name else ""
    if re.search(
        r"\b(?:cue|cueing|cuing|assist|assistance|help|vc|tc|facilitation|hold|set|held|rest|scheduled|wait|monitored|watch)s? for$",
        near,
    ):
        return "technique"
    if named == "goal" and block and re.search(r"\b(?:in order )?to$", near):
        return "outcome"
    if re.search(r"\bfor$", near) and not blank.name and _UNIT_AFTER.match(here.folded, blank.end) is None:
        aimed = aim is not None and not re.search(r"\d{5}", here.folded[aim.end : blank.start])
        aimed = aimed or purpose_of(near[:-3]) in ("outcome", BOTH)
        return "function" if aimed or purpose_of(near) == "function" else "outcome"
    if _OPEN.search(near) and named not in ("function", "date", "name", "signature"):
        said = purpose_of(near)
        if said in ("outcome", "function", BOTH):
            return said
    if named:
        if named == "measure" and block and not _strong(blank.name):
            return "technique" if "grade" in blank.name else _weak(before + " " + blank.name)
        return named
    if is_score(before):
        return "pain"
    unit = _UNIT_AFTER.match(here.folded, blank.end)
    if unit is None and block and re.match(r" ?m\b", here.folded[blank.end : blank.end + 3]):
        return "minutes"
    if unit and (unit.lastgroup != "minutes" or "min" in unit.group()):
        return "technique" if unit.lastgroup == "measure" and block and "grade" in before else unit.lastgroup or ""
    if re.fullmatch(r"\W*min(?:ute)?s?\W+", before):
        return "activity"
    if found := of_label(before):
        if block and found in ("measure", "region") and (several_qualities(before) or not _strong(before)):
            return _weak(before)
        return found
    if blank.name:
        if here.first(("functions", "tasks"), blank.start, blank.end) is not None:
            return "function"
        return _first_word(blank.name)
    aside = re.match(r" ?\(([^()\n]{2,40})\)", here.folded[blank.end : blank.end + 44])
    if aside and (found := of_label(aside.group(1))):
        return found
    if previous is not None and not re.search(r"[a-z]{4,}", before):
        return previous.slot
    above = next((x for x in reversed(here.lines[max(0, line.number - 3) : line.number]) if not x.blank), None)
    if above is not None and not re.search(r"[a-z]", before):
        label = here.folded[above.content : above.end]
        if label.rstrip(" *_").endswith(":") or (not blank.sure and blank.dialect == "underscores"):
            return of_label(label)
    return ""


_OPEN = re.compile(
    r"(?:\b(?:to|so|that|can|for|of|able to|(?:increas|improv|rais|build|gain|regain|restor|chang|reduc|decreas|boost|develop|enhanc|maximi[sz]|promot|normali[sz]|facilitat|strengthen|recover)(?:e|es|ing)?|able|at|pt|patient|client|do)|[\u2191\u2193])$"
)
_WEAK = re.compile(
    r"\b(?:muscles?|strength|motion|rom|range of motion|joint|gait|balance|transfers?|mobility|endurance|measures?|flexion|extension|rotation|flex|ext|ir|er|abd|abduction|adduction|quads?|hamstrings|grip|grade|assist|assist level|outcomes?)\b"
)


def _strong(label: str) -> bool:
    """Whether a label inside a block asks for a measure all the same: a test, or an assist level."""
    return bool(re.search(r"\b(?:assist|help|a?rom|prom|mmt|level|cga|fim|test|result)\b", label)) or not _WEAK.search(
        label
    )


def _weak(label: str) -> str:
    """What the name of a muscle, joint or quality asks for inside the block of a charge."""
    if "grade" in label:
        return "technique"
    return "outcome" if several_qualities(label) else "region"


def _made(here: Reading, blank: Blank) -> Placeholder:
    mention = here.mention(blank.start, blank.end)
    return Placeholder(mention.text, blank.start, blank.end, mention.line, blank.dialect, blank.slot)


def _read_template(here: Reading, blanks: list[Blank]) -> None:
    """The slots of a template, its check lists and drop-downs among them, and what is typed in beforehand."""
    helps = _helps(here)
    inside = _Spans(helps)
    kept = [b for b in blanks if not inside.holds(b.start)]
    rooms = {b.start for b in kept}
    choices = [
        c
        for x in here.lines
        if not x.blank and not inside.holds(x.content)
        for c in (*_choices(here, x, rooms), *_circled(here, x))
    ]
    kept += _empty_cells(here, kept)
    taken = _Spans([(b.start, b.end) for b in (*kept, *choices)])
    kept += [b for b in _labels_only(here) if not inside.holds(b.start) and not taken.holds(b.start)]
    everything = sorted([*kept, *choices], key=lambda b: b.start)
    groups = _Spans([(c.start, c.end) for c in choices])
    for blank in _slotted(here, everything):
        if re.search(r"[a-z] ?[/|] ?[a-z]|::", blank.name) or (
            blank.slot == "function" and re.search(r" / ?$", here.folded[max(0, blank.start - 4) : blank.start])
        ):
            blank.dialect = "choice"
        if blank.dialect == "leader":
            blank.dialect = "room"
        group = groups.number(blank.start)
        if group is not None and blank.slot in ("measure", "region", "") and choices[group].slot:
            blank.slot = choices[group].slot
    here.placeholders = [_made(here, b) for b in everything]
    here.purposes = [p for p in here.purposes if not inside.holds(p.start)]
    here.measures = [m for m in here.measures if not inside.holds(m.start)]
    here.prefilled = list(_prefilled(here, kept, choices, helps))


class _Spans:
    """Stretches of text, in order, and which of them holds an offset."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans = sorted(spans)
        self.starts = [a for a, _ in self.spans]

    def number(self, at: int) -> int | None:
        """The number of the stretch that holds an offset, None where none does."""
        index = bisect_right(self.starts, at) - 1
        return index if index >= 0 and at < self.spans[index][1] else None

    def holds(self, at: int) -> bool:
        """Whether a stretch holds an offset."""
        return self.number(at) is not None

    def before(self, at: int) -> int:
        """Where the last stretch that begins before an offset ends, 0 where none does."""
        index = bisect_right(self.starts, at) - 1
        return self.spans[index][1] if index >= 0 else 0

    def after(self, at: int, limit: int) -> int:
        """Where the next stretch begins."""
        index = bisect_right(self.starts, at - 1)
        return min(limit, self.starts[index]) if index < len(self.starts) else limit


def _helps(here: Reading) -> list[tuple[int, int]]:
    """Help that is deleted before saving: lines with its mark, the lines under its heading, comments; in order."""
    found: list[tuple[int, int]] = []
    marks: set[str] = set()
    goes_on = False
    for line in here.lines:
        if line.blank:
            goes_on = False
            continue
        text = here.folded[line.start : line.end]
        told = _HELP.match(text.lstrip())
        if (
            told
            or (goes_on and (line.joined or line.bullet or text[0] == " "))
            or text.lstrip().startswith(tuple(marks))
        ):
            found.append((line.start, line.end))
            marks |= {m.group(1) for m in _STARTS_WITH.finditer(text)}
            goes_on = goes_on or bool(told)
        else:
            goes_on = False
    if marks:
        found += [
            (x.start, x.end) for x in here.lines if here.folded[x.start : x.end].lstrip().startswith(tuple(marks))
        ]
    found += [m.span() for pattern in (_COMMENT, _ASIDE) for m in pattern.finditer(here.folded)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _empty_cells(here: Reading, blanks: list[Blank]) -> list[Blank]:
    """The empty cells of a table below a head that names its columns."""
    taken = {b.start for b in blanks}
    cells = [
        Blank(m.start() + 1, m.end(), "room", sure=False)
        for number in heads_of_tables(here)
        for m in _EMPTY_CELL.finditer(here.folded, here.lines[number].start, here.lines[number].end)
    ]
    return [b for b in cells if b.start not in taken]


def _labels_only(here: Reading) -> Iterator[Blank]:
    """Labels with nothing but room after them: "Intended outcome:" at the end of a line or before a wide gap."""
    for match in _LABEL_ONLY.finditer(here.folded):
        line = here.line_at(match.start())
        if match.group("gap") and "\t" not in here.text[match.end() : match.end() + 3]:
            continue
        if match.end() >= line.end:
            below = here.lines[line.number + 1] if line.number + 1 < len(here.lines) else None
            if (
                below is not None
                and not below.blank
                and (
                    below.content - below.start > line.content - line.start
                    or ":" not in here.folded[below.start : below.end]
                )
            ):
                continue
        elif re.match(r"[ ]*[^\s:]*[*_\[{<@(.\u2610\u25a1]", here.folded[match.end() : line.end]):
            continue
        yield Blank(match.end() - 1, match.end(), "room", sure=False)


def _circled(here: Reading, line: Line) -> Iterator[Blank]:
    """The choices of a line that are circled on paper: "str / endur / ROM (circle)"."""
    for pattern in (_CIRCLED, _CIRCLE):
        for match in pattern.finditer(here.folded, line.content, line.end):
            group = Blank(match.start(), match.end(), "choice", match.group("options"))
            start, end = match.span("options")
            group.slot = _choice_slot(
                here,
                group,
                here.folded[max(line.content, start - _REACH) : start],
                re.split(r"[/|,]", here.folded[start:end]),
            )
            yield group


_SIGNS = re.compile(r"_{2,}|\*{3}|\.{4,}|\u2026|[\]}>@]")
_UNIT_WORDS = re.compile(r"^\W*(?:u|un|units?|min|mins|minutes|m)\b")


def _choices(here: Reading, line: Line, rooms: set[int]) -> list[Blank]:
    """The check lists of a line: boxes that follow one another, with the words between them; `rooms` are no boxes."""
    groups: list[Blank] = []
    for box in _BOX.finditer(here.folded, line.start, line.end):
        if box.start() in rooms:
            continue
        between = here.folded[groups[-1].end : box.start()] if groups else ""
        if groups and not re.search(r":|[^ ] {2,}[a-z]|\d{5}| min\b", between):
            groups[-1].end = box.end()
        else:
            groups.append(Blank(box.start(), box.end(), "choice"))
    for index, group in enumerate(groups):
        limit = groups[index + 1].start if index + 1 < len(groups) else line.end
        rest = re.match(r" ?[^\[\n]*?(?= {2,}|$)", here.folded[group.end : limit])
        group.end += rest.end() if rest else 0
        before = here.folded[(groups[index - 1].end if index else line.start) : group.start]
        before = _UNIT_WORDS.sub("", _SIGNS.split(before[-_REACH:])[-1])
        options = _BOX.split(here.folded[group.start : group.end])[1:]
        group.slot = _choice_slot(here, group, before, options)
    return [
        g
        for g in groups
        if re.search(r"[a-z0-9]", (words := here.folded[g.start : g.end])) and not re.match(r"\W*(?:cpt )?\d{5}", words)
    ]


def _choice_slot(here: Reading, group: Blank, before: str, options: list[str]) -> str:
    """What a check list asks for, by its label and its options."""
    text = here.folded[group.start : group.end]
    label = of_label(before)
    if not re.search(r"[a-z]", before):
        above = here.lines[here.line_at(group.start).number - 1] if here.line_at(group.start).number else None
        if above is not None and not above.blank and here.folded[above.start : above.end].endswith(":"):
            label = of_label(here.folded[above.start : above.end])
    if _LEVELS.search(text) and label not in ("technique", "outcome", "function", BOTH, "response"):
        return "measure"
    if _qualities(options) and label not in ("function", "measure", "response", BOTH):
        return "outcome"
    tasks = here.first(("functions", "tasks"), group.start, group.end) is not None
    if re.search(r"\bfor$", before.rstrip(" :=-")):
        return "function" if tasks and not _qualities(options) else "outcome"
    if label == "outcome" and tasks and not any(_PARAMETERS.search(o) for o in options):
        return BOTH
    return label or ("function" if tasks else "activity" if re.search(r"[a-z]", text) else "")


def _prefilled(
    here: Reading, blanks: list[Blank], choices: list[Blank], helps: list[tuple[int, int]]
) -> Iterator[PrefilledFinding]:
    """Findings typed into a template: each statement once, outside of choices, blanks and help."""
    reached = 0
    conditions = here.syntax.conditions
    closed = _Spans([*((b.start, b.end) for b in (*blanks, *choices)), *helps, *conditions])
    off = [
        _Spans([(b.start, b.end) for b in blanks]),
        _Spans([(b.start, b.end) for b in choices]),
        _Spans(helps),
        _Spans(conditions),
    ]
    for match in _TYPED.finditer(here.folded):
        if match.start() < reached or any(spans.holds(match.start()) for spans in off):
            continue
        line = here.line_at(match.start())
        before = here.folded[max(line.content, match.start() - _REACH) : match.start()]
        if (
            _NOT_TYPED.search(before[-60:])
            or _BOX.search(before)
            or before.count('"') % 2
            or re.search(r" / ?$|\bor $", before)
            or re.match(r" ?(?:/|\|) ?[a-z_*{\[<]|,? or\b", here.folded[match.end() : match.end() + 8])
            or re.match(r" ?\(?(?:normal|norm|nl|goal|target|max)\b", here.folded[match.end() : match.end() + 10])
            or here.section_at(match.start()) in ("goals", "wish")
        ):
            continue
        start, end = _clause(here, match, line, closed)
        reached = end
        mention = here.mention(start, end)
        yield PrefilledFinding(mention.text, start, end, mention.line)


def _clause(here: Reading, match: re.Match[str], line: Line, closed: _Spans) -> tuple[int, int]:
    """The words around something typed in: its clause, without blanks and labels."""
    floor = max(line.content, match.start() - _REACH, min(closed.before(match.start()), match.start()))
    start = floor
    for cut in re.finditer(r"[.;:|](?=\s)|\s{2,}", here.folded[floor : match.start()]):
        start = floor + cut.end()
    limit = closed.after(match.end(), line.end)
    stop = re.search(r"[.;|](?=\s|$)|\s{2,}", here.folded[match.end() : limit])
    end = match.end() + (stop.start() if stop else limit - match.end())
    while start < match.start() and here.folded[start] in " ,.:;|*_-":
        start += 1
    return start, max(match.end(), start + len(here.text[start:end].rstrip(" *_")))
