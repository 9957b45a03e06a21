"""Activities: what was done, item by item, what each is for by its own name, and in what way it was done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.language.reading import Hit, Reading, reading
from notelint.linter.language.scope import activity_status
from notelint.linter.language.services import Service
from notelint.linter.record import Activity, ActivityKind, Mention

KINDS = {
    "tasks": "task", "closed_chain": "closed_chain", "balance": "balance", "exercises": "exercise", "gait": "gait",
    "self_care": "self_care", "wheelchair": "wheelchair", "cognition": "cognition", "orthotics": "orthotic", "manual": "manual",
    "modalities": "modality", "modalities_exact": "modality", "equipment": "equipment",
}  # fmt: skip
_FITS: dict[str, tuple[str, ...]] = {
    "task": ("97530",), "closed_chain": ("97110", "97530", "97112"), "balance": ("97112",), "exercise": ("97110",), "gait": ("97116",),
    "self_care": ("97535", "97530"), "wheelchair": ("97542",), "cognition": ("97129", "97130"), "orthotic": ("97760", "97761", "97763"),
    "manual": ("97140",), "massage": ("97124",), "adjustment": ("98940", "98941", "98942", "98943"),
}  # fmt: skip
_ITEM_END = re.compile(r"[;\n\u2022|]|,(?=\s)|[.](?=\s|$)|\s-{1,2}\s|\s\u2014\s|\s\+\s|\bthen\b|\bfollowed by\b|\band\b(?= \d)|:(?=\s)|\u2192|\s/\s")
_ASIDE = re.compile(r"(?:before|prior to|after|following|during|in prep for|while) ")
_DOSE = re.compile(
    r"\d+ ?x ?\d+|\bx ?\d{1,3}\b|\d+ (?:\w+ )?(?:reps?|sets?|rounds?|laps?|trials?|trips?|times|each|steps|tosses|throws|passes|strikes|lifts|stairs|minutes|circuits?|repetitions?|cycles?)\b|\d+(?:reps?|sets?|ea)\b|\d+ ?(?:sec|s|second)s?\b(?: holds?)?|\bhold\w*|\d+ ?(?:lbs?|#|kg|oz|pounds?)(?![\w])|#\d|\b(?:level|lvl|l) ?\d+\b|\d+ ?(?:mph|rpm|watts?|% ?(?:grade|incline))|\b(?:yellow|red|green|blue|black|silver|gold|orange|purple|tan|gray|grey) ?(?:band|tb|theraband|tubing|putty|loop|t-band)?\b|\b\d+ ?(?:ft|feet|m|meters?|yards?)\b|\b(?:body ?weight|no weight|bw)\b|\brpe ?\d|\btempo\b"
)
_HOW = re.compile(
    r"\b(?:active(?:ly)?|assist(?:ed|ive|ance)?|passive(?:ly)?|resist(?:ed|ive|ance)?|isometrics?|eccentric(?:ally)?|concentric|isokinetic|a?arom|aarom|prom|rrom|manual(?:ly)?|supine|prone|seated|sitting|standing|side-?ly\w*|sidelying|s/l|quadruped|hook-?lying|half-?kneel\w*|tall-?kneel\w*|long-?sit\w*|edge of (?:mat|bed)|eob|against (?:gravity|wall|resistance)|gravity[ -]\w+|end[ -]range|grade [iv1-5]+|gr\.? ?[iv1-5]+\b|sustained|oscillat\w+|low load|over ?pressure|contract[ -]relax|hold[ -]relax|slow|paced|metronome|mirror|cue[ds]?|cueing|cuing|vcs?\b|tcs?\b|verbal|tactile|hand[ -](?:over|under)[ -]hand|hoh|min a|mod a|max a|cga|sba|close supervision|contact guard|facilitat\w*|guid(?:ed|ance|ing)|graded|progressed|faded|corrected|demo\w*|demonstrat\w*|taught|eyes (?:open|closed)|ec\b|eo\b|foam|head turns?|single[ -]leg|unilateral\w*|bilateral\w*|alternat\w*|with (?:band|towel|strap|dowel|cane|weight|ball)|w/ ?(?:band|towel|strap|dowel|cane|weight|ball|cues?|vc|tc)|machine|pressure|tension|ischemic|cross[ -]fiber|direction|technique|long axis|anterior|posterior|caudal|cephalad|lateral glide\w*|ap\b|pa\b|p/a|a/p|thrust|stroke\w*|kneading|instrument\w*|modified|adapted|adaptive|equipment|reacher|sock aid|built-up|rw\b|fww\b|walker|cane|crutch\w*|rail|gait belt|//|parallel bars|surface|perturb\w*|weight[ -]?shift\w*|hip hinge|log roll|body mechanics|posture|breath\w*|neutral|pool|waist[ -]deep|chest[ -]deep|buoyan\w+|noodle)\b"
)
_MANNER = re.compile(_DOSE.pattern + r"|\b(?:each|sec|hold|holds|side|way|ways|with|the|and|rest|total|min|minutes|per|leg|arm|both|weight|weights)\b")
_NO_ACTIVITY = re.compile(
    r"\b(?:toler\w*|per (?:poc|plan|protocol|flow|log|eval|chart|md)|flow ?sheet|exercise log|see |as (?:above|per|before|listed)|pt|patient|response|well|fair|poor|good|cont(?:inue)?|same|billed|charge|total|timed|completed|performed|session|visit|today|minutes?|unit|units|no |without|direct|contact|cue\w*|cuing|vcs?|tcs?|min a|mod a|max a|cga|sba|assist\w*|supervis\w*|pain|rest breaks?|tech|aide|group|class|alone|own|supine|prone|seated|standing|sidelying)\b"
)
_DEVICES = ("9701", "9702", "9703", "G028", "9894", "9716")
_ALONE = re.compile(r"^\W*(?:\d+ ?(?:min|minutes?|')?|\w{1,2}|w/|with|and|for|x|on|in|the|min|minutes?|of|each|ea|warm|up|warm-up|total|\W)*$")
_TREATED = re.compile(
    r"\b(?:performed|completed|did|trained|practi[sc]ed|worked|instructed in|instruction in|received|applied|treated|given|administered|administer|provided|rx'd|tx'd|used|mobili[sz]ed|massaged|post|after|before|pre)\b"
)


@Language.factory("notelint_activities")
def create(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """The component that finds the activities."""
    return find_activities


def find_activities(doc: Doc) -> Doc:
    """Fill the activities of the reading: those in the blocks of charges, then what is described elsewhere."""
    here = reading(doc)
    heads = [part for s in here.services for part in (_head(here, s), *s.parts)]
    taken = [(p.start, p.end) for p in here.purposes]
    covered: list[tuple[int, int]] = []
    for bill in here.bills:
        for start, end in bill.blocks:
            covered.append((start, end))
            here.activities.extend(_items(here, start, end, [*heads, *taken], bill.code))
    for service in here.services:
        if service.described and not any(a <= service.start < b for a, b in covered):
            covered.append(service.block)
            if service.named and service.state == "billed":
                here.activities.extend(_items(here, *service.block, [*heads, *taken], None))
    here.activities.extend(_elsewhere(here, covered, [*heads, *taken]))
    here.activities.sort(key=lambda a: a.start)
    return doc


def _head(here: Reading, service: Service) -> tuple[int, int]:
    """The code or name of a service, but for a name that is itself what was done."""
    alias = here.first("services", service.start, service.start + 1)
    if service.named:
        descriptive = alias is not None and any(h.end >= alias.end for h in here.found(("manual", "modalities"), service.start, service.start + 1))
        return service.start, service.start if descriptive or alias is None else alias.end
    return service.start if service.head < 0 else service.head, service.start + len(service.code)


def _items(here: Reading, start: int, end: int, holes: Iterable[tuple[int, int]], code: str | None) -> list[Activity]:
    """The activities of a block, without its head and its purposes; a dose or manner on its own goes to its neighbour."""
    found: list[Activity] = []
    waiting: list[Mention] = []
    for begin, stop in _outside(start, end, holes):
        at = begin
        cuts = [(m.start(), m.end()) for m in _ITEM_END.finditer(here.folded, begin, stop)]
        for cut, after in [*cuts, (stop, stop)]:
            if (item := _item(here, at, cut, code)) is not None:
                found.append(item)
            elif manner := tuple(_how(here, at, cut)):
                if found:
                    found[-1] = replace(found[-1], how=(*found[-1].how, *manner))
                else:
                    waiting.extend(manner)
            at = after
    known = [a for a in found if a.kind != "other"]
    found = known or found
    if found and waiting:
        found[0] = replace(found[0], how=(*waiting, *found[0].how))
    return found


def _outside(start: int, end: int, holes: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at = start
    for a, b in sorted(h for h in holes if h[0] < end and h[1] > start):
        if a > at:
            yield at, a
        at = max(at, b)
    if at < end:
        yield at, end


def _item(here: Reading, start: int, end: int, code: str | None) -> Activity | None:
    """One item of a list of activities, None where it holds none."""
    while start < end and not here.folded[start].isalnum():
        start += 1
    while end > start and here.folded[end - 1] in " \r\n(-":
        end -= 1
    text = here.folded[start:end]
    if len(text) < 3 or not re.search(r"[a-z]{2}", text) or _ASIDE.match(text):
        return None
    hits = _hits(here, start, end)
    how = tuple(_how(here, start, end))
    kind = _kind(here, hits, start, end, bool(_DOSE.search(text)), code)
    if kind is None:
        return None
    return _activity(here, start, end, kind, hits, how, code)


def _hits(here: Reading, start: int, end: int) -> list[Hit]:
    """The hits of the lexicons of activities, those inside a longer one left out."""
    found = [h for h in here.found(KINDS, start, end) if h.end <= end + 1]
    return [h for h in found if not any(o is not h and o.start <= h.start and h.end <= o.end and o.end - o.start > h.end - h.start for o in found)]


_ORDER = ("modality", "manual", "wheelchair", "orthotic", "cognition", "task", "self_care", "gait", "closed_chain", "balance", "exercise", "equipment")


def _kind(here: Reading, hits: list[Hit], start: int, end: int, dosed: bool, code: str | None) -> ActivityKind | None:
    """What an item is, by its terms, else by its form: words with a dose under a charge are an exercise."""
    kinds = {KINDS[h.lexicon] for h in hits}
    if "task" in kinds and KINDS[max(hits, key=lambda h: (h.end, h.start)).lexicon] == "exercise":
        kinds.discard("task")
    if kinds == {"equipment"}:
        load = re.sub(r"\d+ ?(?:min|minutes?|')", "", here.folded[start:end])
        rest = load
        for hit in hits:
            rest = rest.replace(here.folded[hit.start : hit.end], " ")
        return "exercise" if _DOSE.search(load) or _moves(here, rest) else "equipment"
    for kind in _ORDER:
        if kind in kinds:
            if kind == "manual" and any(h.term["code"] == "97124" for h in hits if h.lexicon == "manual"):
                return "massage"
            if kind == "manual" and any(h.term["code"].startswith("9894") for h in hits if h.lexicon == "manual"):
                return "adjustment"
            return kind  # type: ignore[return-value]
    if code is None:
        return None
    words = re.findall(r"[a-z]{3,}", _MANNER.sub(" ", here.folded[start:end])) if code[:4] not in _DEVICES else ()
    if words and dosed:
        return "exercise"
    return "other" if words and not _NO_ACTIVITY.search(here.folded, start, end) else None


def _moves(here: Reading, text: str) -> bool:
    return bool(re.search(r"\b(?:flex|ext|abd|add|rot|push|pull|press|row|curl|raise|walk|step|forward|back|lateral|circuit|interval|retro)\w*", text))


def _how(here: Reading, start: int, end: int) -> Iterator[Mention]:
    for pattern in (_DOSE, _HOW):
        for match in pattern.finditer(here.folded, start, end):
            yield here.mention(match.start(), match.end())
            break


def _activity(here: Reading, start: int, end: int, kind: ActivityKind, hits: list[Hit], how: tuple[Mention, ...], code: str | None) -> Activity:
    best = next((h for h in hits if KINDS[h.lexicon] == kind), hits[0] if hits else None)
    parameters: dict[str, None] = {}
    for hit in hits:
        for value in hit.term.values.get("parameters", "").split("+"):
            if value and KINDS[hit.lexicon] in (kind, "balance", "exercise"):
                parameters[value] = None
    region = next((h.term.values.get("region") for h in hits if h.term.values.get("region")), None)
    named = here.first(("regions", "regions_exact"), start, end)
    region = named.term["region"] if named and named.term["region"] and (not region or region in ("upper_limb", "lower_limb", "trunk", "spine")) else region
    fits = _FITS.get(kind, ())
    if kind == "modality":
        fits = tuple(dict.fromkeys(h.term["code"] for h in hits if KINDS[h.lexicon] == "modality" and h.term["code"]))
    section = here.section_at(start)
    status = activity_status(here, start, end, section, alone=code is not None)
    side = _side(here.folded[start:end])
    minutes = re.search(r"(\d{1,3}) ?(?:min|minutes|')(?!\w)", here.folded[start : min(len(here.folded), end + 40)].split("\n")[0])
    return Activity(
        here.text[start:end], start, end, here.note.line(start), kind, best.term.text if best else "", fits, code, tuple(parameters), (),
        kind in ("task", "self_care", "wheelchair", "gait"), region or None, side, status, how, int(minutes.group(1)) if minutes else None,
    )  # fmt: skip


def _side(text: str):  # type: ignore[no-untyped-def]
    """The side that a piece of folded text names."""
    right = re.search(r"\b(?:r|rt|right|rle|rue)\b", text)
    left = re.search(r"\b(?:l|lt|left|lle|lue)\b(?! ?\d)", text)
    if (right and left) or re.search(r"\b(?:b|bil|bilat|bilateral\w*|b/l|both|ble|bue)\b", text):
        return "both"
    return "right" if right else "left" if left else None


def _elsewhere(here: Reading, covered: list[tuple[int, int]], holes: list[tuple[int, int]]) -> Iterator[Activity]:
    """What is described outside the blocks of charges: under a heading of treatment, or as a service of its own."""
    loose = not any(b.blocks for b in here.bills)
    for statement in here.statements:
        if any(a <= statement.start < b for a, b in covered) or statement.section in ("goals", "wish", "subjective", "history", "diagnosis", "billing", "signature", "header", "authorisation", "vitals", "prior", "precautions", "job", "home", "plan"):
            continue
        treated = statement.section == "treatment"
        for begin, stop in _outside(statement.start, statement.end, [h for h in holes if h[1] > statement.start and h[0] < statement.end]):
            at = begin
            for cut in [*(m for m in _ITEM_END.finditer(here.folded, begin, stop)), None]:
                edge = cut.start() if cut else stop
                item = _item(here, at, edge, None)
                at = cut.end() if cut else stop
                if item is not None and (treated or _performed(here, item, statement.start, statement.end, loose)):
                    yield item


def _performed(here: Reading, item: Activity, start: int, end: int, loose: bool) -> bool:
    """Whether words outside any heading of treatment tell of something done, and not of how the patient is."""
    if item.kind in ("modality", "manual", "massage", "adjustment"):
        return bool(item.how or item.minutes or _TREATED.search(here.folded, start, end) or loose)
    section = here.section_at(start)
    if section in ("objective", "assessment"):
        return loose and bool(_DOSE.search(item.text.lower())) and item.kind != "gait"
    return bool(_DOSE.search(item.text.lower())) and (loose or item.kind in ("wheelchair", "self_care", "gait", "orthotic", "cognition"))
