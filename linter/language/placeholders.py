"""Placeholders: blanks in every dialect, what they ask for, what a template fills in beforehand, and the kind of document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.knowledge import lexicon
from notelint.linter.language.reading import Line, Reading, reading
from notelint.linter.note import Kind, Note
from notelint.linter.record import Placeholder, PrefilledFinding

_STARS = re.compile(r"\*{3,}")
_EMPHASIS = re.compile(r"\*{3}(?=[^\s*/%])[^*\n]*[^\s*]\*{3}(?![^\s.,;:)])")
_UNDERSCORES = re.compile(r"(?<![a-z_])_{2,}(?: ?/ ?_{2,})*(?![a-z_])")
_BRACKETS = re.compile(r"\[([^\[\]\n]{1,60})\](?!\()")
_BRACES = re.compile(r"\{\{[^{}\n]{1,60}\}\}|\{[^{}\n]{1,120}\}")
_SMARTLINK = re.compile(r"@[a-z][a-z0-9_.-]{0,40}@")
_ANGLES = re.compile(r"(?<![\w<>-])<([a-z][^<>\n]{0,50})>(?!\w)")
_HTML = re.compile(
    r"/?(?:b|i|u|p|br|hr|li|ul|ol|td|tr|th|table|tbody|thead|div|span|em|strong|h[1-6]|a|img|font|pre|code|sup|sub|body|html|head|title)\b[^<>]*/?$"
)
_BOX = re.compile(r"\[[ x\u2713\u2714\u221a]?\]|[\u2610\u2611\u2612\u25a1]")
_BOX_WORDS = frozenset({" ", "x", "\u2713", "\u2714", "\u221a", "-", "  "})
_PLAIN_BRACKETS = re.compile(
    r"(?:r|l|rt|lt|b|bilat|right|left|both|r/l|l/r|sic|\d[\d.,/ -]*|late entry.*|redacted.*|de-?identified.*|\*.*|[a-z]{1,2}|edited.*|addend.*|inaudible.*|photo.*|image.*|video.*|see .*|\".*|sex|unreadable.*|illegible.*|signature on file|(?:97|98)\d{3}.*)$"
)
_ASKS = re.compile(
    r"(?:insert|enter|fill|describe|specify|select|choose|list|type|add|state|document|pick|free ?text|tbd|to be|number|#|\.\.\.|x{2,}|n\b|0-10|0-100|mm|dd|yes ?/ ?no|y/n)"
)
_IDENTITY = frozenset(
    {"date", "name", "patient", "patient name", "address", "phone", "mrn", "doctor", "dr", "hospital", "facility", "location", "age", "city", "state", "provider", "therapist", "initials",
     "clinic", "dob", "id", "person", "organization", "time", "last name", "first name", "physician", "room", "email", "zip"}
)  # fmt: skip
_PARAMETERS = re.compile(
    r"\b(?:strength|endurance|rom|range of motion|motion|flexibility|balance|posture|proprioception|coordination|gait|mobility|parameter)s?\b"
)
_LEVELS = re.compile(r"\b(?:min|mod|max|cga|sba|dep|mod i|min a|supervision|indep\w*)\b|\d[+-]?/5|\d ?%|<3/5")
_UNIT_AFTER = re.compile(
    r"[ ]{0,2}(?:(?P<measure>/ ?(?:5|56|28|24|30|36|100)\b|deg\w*|\u00b0|m/s|\bft with)|(?P<pain>/ ?10\b)|(?P<minutes>min(?:ute)?s?\b|')|(?P<units>u\b|units?\b)|(?P<vitals>mmhg|bpm))"
)
_WORDS = re.compile(r"[a-z0-9>]+(?:[/-][a-z0-9>]+)*")
_HELP = re.compile(
    r"\W{0,3}(?://|<!--|;;|>>|\(?(?:how to use|instructions?\b|help\b|tips?:|note to (?:user|self|clinician|therapist)|delete (?:this|the|these|before|all|lines)|do not (?:write|leave|use|type|enter)|never (?:leave|write|use)|e\.g\.|example|remember|reminder:|replace (?:every|each|all)|fill in (?:every|each|all)|give numbers|say (?:what|how)))"
)
_TYPED = re.compile(
    r"(?<![\d*_/}\]@>])[0-5][+-]?/5\b(?! ?(?:trials|visits|reps))|\bwnl\b|\bwfl\b|\bwithin (?:normal|functional) limits\b|\btol(?:erated|erates|\b)(?: (?!\*|_|\[|\{)\w+){0,4} well\b|\bno adverse (?:reactions?|responses?|effects?|events?)\b|"
    r"\b(?:independent(?:ly)?|ind\b|mod(?:ified)? i(?:ndependent)?\b)(?! (?:gym|living|exercise program))|\bfull (?:a?rom|range|strength|active)\b|\bno (?:tenderness|edema|swelling|complaints?|distress|falls?|new|change|increase|loss|pain|red flags)\b|"
    r"\b(?:good|fair|excellent) (?:tolerance|response|effort|form|technique|carryover|understanding|rehab potential|quality|return demo\w*)\b|\b\d{1,3} ?(?:deg(?:rees)?\b|\u00b0)|\ba ?(?:&|and)? ?o ?x ?[34]\b|\b(?:alert and oriented|vitals stable|intact|normal (?:gait|strength|rom|tone|sensation|posture)|negative for|unremarkable|symmetrical)\b|"
    r"\b(?:demonstrated|verbali[sz]ed|showed|reports?|reported|required|improved|decreased|progressing|met) (?:good |improved |better |decreased |understanding|less |no |all |with |well|toward|verbal|min|mod)\w*|\b[0-9]{1,2}/10\b"
)
_NOT_TYPED = re.compile(
    r"\b(?:norm|normal(?:s)?|nl|goal|e\.g|example|of|target|until|if|when|max|scale|cutoff)[ :(=]*$"
)
_NAMED = re.compile(
    r"\b(?:template|smart ?text|smart ?phrase|dot ?phrase|tmpl|copy to chart|how to use|fill (?:all|in))\b"
)
_TITLES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("plan", re.compile(r"\W*(?:updated |initial |pt |ot |physical therapy |occupational therapy |chiropractic |rehab |rehabilitation |outpatient |home health |medicare )*(?:plan of care|poc\b|plan of treatment|treatment plan|care plan|certification and plan)(?! (?:continues|reviewed|cert|from|dated|signed))")),
    ("evaluation", re.compile(r"(?:^|.*\b)(?:initial (?:eval\w*|exam\w*|assessment|visit and eval\w*)|(?:re-?)?eval(?:uation)?\b(?! (?:of|due|on|date|from|\d+/\d+ )))(?! ?(?:from|by|was|findings|0))")),
    ("progress", re.compile(r".*\b(?:progress (?:report|summary)|progress note|10th visit (?:report|note)|recertification|discharge (?:summary|report|note))\b")),
)  # fmt: skip
_TITLE_WORDS = ("eval", "plan", "poc", "progress", "initial", "report", "recert", "discharge", "10th")
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
    blanks = _blanks(here)
    here.placeholders = [_made(here, b) for b in blanks if b.sure]
    here.kind = here.note.kind or detect_kind(here.note, here)
    if here.kind == "template":
        _read_template(here, blanks)
    elif blanks:
        here.placeholders = [_made(here, b) for b in _slotted(here, [b for b in blanks if b.sure])]
    return doc


@cache
def _slots() -> dict[str, str]:
    return {t.text: t["slot"] for t in lexicon("slots")}


def detect_kind(note: Note, here: Reading) -> Kind:
    """The kind of a document by its title and its blanks; a visit where nothing tells otherwise."""
    titles = [here.folded[x.content : x.end] for x in islice((x for x in here.lines if not x.blank), 3)]
    blanks = len(here.placeholders)
    head = " ".join(titles)
    named = blanks > 0 and (bool(_NAMED.search(head[:300])) or bool(re.match(r"\.[a-z]{4,}", head)))
    boxes = len(re.findall(r"\[ \]|\u2610", here.text)) if "[ ]" in here.text or "\u2610" in here.text else 0
    if (named and blanks + boxes >= 2) or (blanks + (boxes > 3) >= 3 and here.date is None and here.signature is None):
        return "template"
    for number, line in enumerate(titles[:2]):
        title = re.split(r"[.;] |\s{3,}|\|", line.strip(" |#*_="))[0][:80]
        if (number and len(line) > 60) or _PROSE.search(title) or _VISIT_TITLE.search(title):
            continue
        for kind, pattern in _TITLES:
            if pattern.match(title) and not (
                "progress note" in title and any(b.minutes or b.units for b in here.bills)
            ):
                return kind
    return "visit"


def _blanks(here: Reading) -> list[Blank]:
    """The blanks of all dialects, in order; those that may be ordinary brackets are not sure."""
    folded = here.folded
    blanks: list[Blank] = []
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
    blanks.sort(key=lambda b: (b.start, -b.end))
    kept: list[Blank] = []
    for blank in blanks:
        if not kept or blank.start >= kept[-1].end:
            kept.append(blank)
    return kept


def _braces(folded: str) -> Iterator[Blank]:
    for match in _BRACES.finditer(folded):
        name = match.group().strip("{}").strip()
        if not name or (_PLAIN_BRACKETS.match(name) and not re.match(r"\d+-\d+:", name)):
            continue
        numbered = re.search(r":\d+$", name)
        yield Blank(
            match.start(),
            match.end(),
            "smartlist" if numbered else "braces",
            name[: numbered.start()] if numbered else name,
        )


def _stars(here: Reading) -> Iterator[Blank]:
    """Wildcards of stars, but neither a rule across the page nor emphasis."""
    skip = [m.span() for m in _EMPHASIS.finditer(here.folded)]
    for match in _STARS.finditer(here.folded):
        if any(a <= match.start() < b for a, b in skip) or _is_rule(here, match):
            continue
        yield Blank(match.start(), match.end(), "stars")


def _underscores(here: Reading) -> Iterator[Blank]:
    """Blank lines of underscores, but neither a rule across the page nor emphasis."""
    for match in _UNDERSCORES.finditer(here.folded):
        line = here.line_at(match.start())
        opened = (
            re.search(r"(?<!_)__(?=[a-z*])", here.folded[line.start : match.start()])
            if match.end() - match.start() == 2
            else None
        )
        if opened is None and not _is_rule(here, match):
            yield Blank(match.start(), match.end(), "underscores")


def _is_rule(here: Reading, match: re.Match[str]) -> bool:
    """Whether a run of signs is all of its line, and no label above asks for it."""
    line = here.line_at(match.start())
    if here.folded[line.start : line.end].strip(" *_-=|\t"):
        return False
    above = next((x for x in reversed(here.lines[: line.number]) if not x.blank), None)
    return (
        above is None
        or not here.folded[above.start : above.end].rstrip(" *_").endswith(":")
        or match.end() - match.start() > 24
    )


def _brackets(here: Reading) -> list[Blank]:
    """Square brackets that ask for something; a name or date taken out of a finished note is no blank."""
    found: list[Blank] = []
    for match in _BRACKETS.finditer(here.folded):
        name = match.group(1).strip()
        if match.group(1) in _BOX_WORDS or not name or (_PLAIN_BRACKETS.match(name) and not _ASKS.match(name)):
            continue
        if (
            re.search(
                r"\b(?:it|this|that|they|he|she|the|my|her|his|of|a)[ ]?$",
                here.folded[max(0, match.start() - 6) : match.start()],
            )
            and name.islower()
            and " " not in name
            and name not in _slots()
        ):
            continue
        asks = bool(_ASKS.match(name)) or _lookup(name) != ""
        known = asks and name not in _IDENTITY and len(name.split()) <= 8
        found.append(Blank(match.start(), match.end(), "brackets", name, sure=known))
    many = sum(b.sure for b in found) >= 3
    for blank in found:
        if many or (
            blank.name in _IDENTITY
            and any(b.sure for b in found)
            and here.text[blank.start + 1 : blank.end - 1].islower()
        ):
            blank.sure = True
    return found


def _lookup(words: str) -> str:
    """What a few words ask for, by the last of them that tell; empty where none does."""
    slots = _slots()
    tokens = _WORDS.findall(words.replace("_", " "))[-9:]
    for end in range(len(tokens), 0, -1):
        for start in range(max(0, end - 5), end):
            phrase = " ".join(tokens[start:end])
            if found := slots.get(phrase) or slots.get(phrase.removesuffix("s")):
                return found
    return ""


def _inside(name: str) -> str:
    """What a name inside the signs of a blank asks for: the first of its words that tells, or its choices."""
    if re.search(r"[a-z] ?[/|] ?[a-z]", name):
        return (
            "outcome"
            if _PARAMETERS.search(name)
            else "measure"
            if _LEVELS.search(name)
            else "response"
            if re.search(r"better|good|well|same", name)
            else _lookup(name)
        )
    tokens = _WORDS.findall(name.replace("_", " "))
    slots = _slots()
    for start in range(len(tokens)):
        for end in range(len(tokens), start, -1):
            phrase = " ".join(tokens[start:end])
            bare = re.sub(r"\d+$", "", phrase)
            if found := slots.get(phrase) or slots.get(bare) or slots.get(bare.removesuffix("s")):
                return found
    return ""


def _slotted(here: Reading, blanks: list[Blank]) -> list[Blank]:
    """The blanks with what each asks for: by its name, its unit, or the words before it."""
    previous: Blank | None = None
    for blank in blanks:
        line = here.line_at(blank.start)
        if previous is not None and previous.end <= line.start:
            previous = None
        if not blank.slot:
            blank.slot = _slot(here, blank, line, previous)
        previous = blank
    return blanks


def _slot(here: Reading, blank: Blank, line: Line, previous: Blank | None) -> str:
    floor = max(line.start, previous.end if previous else line.start)
    before = here.folded[floor : blank.start]
    if re.search(r"\b(?:activity|task|practice|practise)s?\b[^.;]{0,12}[:=]?[^.;:]{2,60} / ?$", before):
        return "function"
    if re.search(r"\bfor[: ]*$", before) and blank.name == "":
        return "outcome"
    if re.search(
        r"\b(?:so (?:that )?(?:the )?(?:pt|patient|client|he|she)?|(?:pt|patient|client|he|she) can|able to)[: ]*$",
        before,
    ):
        return "function"
    if found := _inside(blank.name):
        return "technique" if found == "measure" and "grade" in blank.name and _in_block(here, blank) else found
    unit = _UNIT_AFTER.match(here.folded, blank.end)
    if unit and (unit.lastgroup != "minutes" or "min" in unit.group()):
        return unit.lastgroup or ""
    if re.fullmatch(r"\W*min(?:ute)?s?\W+", before):
        return "activity"
    if found := _lookup(re.sub(r"\([^()]*\)", " ", before)) or _lookup(before):
        return "technique" if found == "measure" and "grade" in before and _in_block(here, blank) else found
    if previous is not None and not re.search(r"[a-z]{4,}", before):
        return previous.slot
    above = next((x for x in reversed(here.lines[: line.number]) if not x.blank), None)
    if (
        above is not None
        and not re.search(r"[a-z]", before)
        and here.folded[above.content : above.end].rstrip(" *_").endswith(":")
    ):
        return _lookup(here.folded[above.content : above.end])
    return ""


def _in_block(here: Reading, blank: Blank) -> bool:
    """Whether a blank stands in the block of a charge, where a grade is that of a mobilisation."""
    return any(a.start <= blank.start < max(a.block[1], here.line_at(a.start).end) for a in here.services)


def _made(here: Reading, blank: Blank) -> Placeholder:
    mention = here.mention(blank.start, blank.end)
    return Placeholder(mention.text, blank.start, blank.end, mention.line, blank.dialect, blank.slot)


def _read_template(here: Reading, blanks: list[Blank]) -> None:
    """The slots of a template, its check lists and drop-downs among them, and what is typed in beforehand."""
    helps = [(x.start, x.end) for x in here.lines if not x.blank and _HELP.match(here.folded, x.content)]
    kept = [b for b in blanks if not any(a <= b.start < e for a, e in helps)]
    choices = [
        c
        for x in here.lines
        if "[" in here.folded[x.start : x.end] or "\u2610" in here.folded[x.start : x.end]
        for c in _choices(here, x)
    ]
    for blank in _slotted(here, sorted([*kept, *choices], key=lambda b: b.start)):
        if re.search(r"[a-z] ?[/|] ?[a-z]", blank.name) or (
            blank.slot == "function" and re.search(r" / ?$", here.folded[max(0, blank.start - 4) : blank.start])
        ):
            blank.dialect = "choice"
        group = next((c for c in choices if c.start <= blank.start < c.end), None)
        if group is not None and blank.slot in ("measure", "") and group.slot:
            blank.slot = group.slot
    here.placeholders = [_made(here, b) for b in sorted([*kept, *choices], key=lambda b: b.start)]
    here.prefilled = list(_prefilled(here, kept, choices, helps))


def _choices(here: Reading, line: Line) -> list[Blank]:
    """The check lists of a line: boxes that follow one another, with the words between them."""
    groups: list[Blank] = []
    for box in _BOX.finditer(here.folded, line.start, line.end):
        between = here.folded[groups[-1].end : box.start()] if groups else ""
        if groups and ":" not in between and not re.search(r" {4,}[a-z]", between):
            groups[-1].end = box.end()
        else:
            groups.append(Blank(box.start(), box.end(), "choice"))
    for index, group in enumerate(groups):
        limit = groups[index + 1].start if index + 1 < len(groups) else line.end
        rest = re.match(r" ?[^\[\n]*?(?= {2,}|$)", here.folded[group.end : limit])
        group.end += rest.end() if rest else 0
        group.slot = _choice_slot(
            here, group, here.folded[(groups[index - 1].end if index else line.start) : group.start]
        )
    return groups


def _choice_slot(here: Reading, group: Blank, before: str) -> str:
    options = here.folded[group.start : group.end]
    if _LEVELS.search(options):
        return "measure"
    label = _lookup(before)
    if _PARAMETERS.search(options) and label not in ("function", "measure"):
        return "outcome"
    if label:
        return label
    return "function" if here.first(("functions", "tasks"), group.start, group.end) else ""


def _prefilled(
    here: Reading, blanks: list[Blank], choices: list[Blank], helps: list[tuple[int, int]]
) -> Iterator[PrefilledFinding]:
    """Findings typed into a template: each statement once, outside of choices, blanks and help."""
    reached = 0
    closed = [(b.start, b.end) for b in (*blanks, *choices)] + helps
    for match in _TYPED.finditer(here.folded):
        if match.start() < reached or any(a <= match.start() < b for a, b in closed):
            continue
        line = here.line_at(match.start())
        before = here.folded[line.content : match.start()]
        if (
            _NOT_TYPED.search(before)
            or _BOX.search(before)
            or re.search(r"\"[^\"]*$", before)
            or re.search(r" / ?$", before)
        ):
            continue
        start, end = _clause(here, match, line, closed)
        reached = end
        mention = here.mention(start, end)
        yield PrefilledFinding(mention.text, start, end, mention.line)


def _clause(here: Reading, match: re.Match[str], line: Line, closed: list[tuple[int, int]]) -> tuple[int, int]:
    """The words around something typed in: its clause, without blanks and labels."""
    floor = max([line.content, *(b for _, b in closed if b <= match.start())])
    start = floor
    for cut in re.finditer(r"[.;:|](?=\s)|\s{2,}", here.folded[floor : match.start()]):
        start = floor + cut.end()
    limit = min([line.end, *(a for a, _ in closed if a >= match.end())])
    stop = re.search(r"[.;|](?=\s|$)|\s{2,}", here.folded[match.end() : limit])
    end = match.end() + (stop.start() if stop else limit - match.end())
    while start < match.start() and here.folded[start] in " ,.:;|*_-":
        start += 1
    return start, max(match.end(), start + len(here.text[start:end].rstrip(" *_")))
