"""Diagnoses: conditions, symptoms, mechanisms and operations, by name or by ICD-10 code."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.knowledge import lexicon
from notelint.linter.language.matching import last_match
from notelint.linter.language.openings import Expression
from notelint.linter.language.reading import Hit, Reading, reading
from notelint.linter.record import Diagnosis, Side

Kind = Literal["condition", "symptom", "mechanism", "surgery", "symptom_code", "injury_date"]

_ICD = Expression(r"\d[0-9ab]\.[0-9a-z]{1,4}(?![\w%]|\.\d|/)")
_ICD_BEFORE = re.compile(r"(?:^|[^\w.@#-])[a-tv-z]$")
_ICD_BARE = re.compile(r"(?<![\w.@#/-])([a-bd-kmnp-su-z]\d[0-9](?:\d{1,2}[0-9a-z]{0,2})?)(?![\w.%/-])")
_ICD_LABEL = Expression(r"(?:icd(?:[- ]?10)?(?:[- ]?cm)?|dx|diagnos[ei]s)\b")
_SYMPTOM_CODE = re.compile(
    r"r\d\d|m25\.[456]|m54\.(?:[2569]|89|81)|m62\.(?:81|83)|m79\.[126]|m79\.89|g89\.(?!4)|z7[34]|z91\.81|m53\.82"
)
_SURGERY_CODE = re.compile(r"z4[78]|z96|z98|z89")
_INJURY_DATE = Expression(
    r"\b(?:doi|d\.o\.i\.?|dol|doa|date of (?:injury|accident|loss|onset)|injury date|accident date|inj date)\b[ :.#-]*(?=\(?\d)"
)
_SIDES = re.compile(
    r"(?<![\w/])(?:(?P<both>bilat(?:eral(?:ly)?)?|b/l|\(b\)|bil|[lr] ?[<>] ?[lr]|b(?= (?:knee|hip|shoulder|elbow|hand|wrist|ankle|foot|feet|thumb|heel|[ul]e\b|cmc|carpal|ct[rs]\b|t[hk]a)))|"
    r"(?P<left>left|lt\.?|\(l\)|l|l[ul]e)|(?P<right>right|rt\.?|\(r\)|r|r[ul]e))(?!-(?!sided)|[\w/'.]|/[a-z])"
)
_NEGATED = re.compile(
    r"(?:\b(?:no|denies|denied|deny|without|w/o|negative for|neg for|rule out|ruled out|r/o|not|never|free of|absence of|unlikely|doubt|vs\.?|screen(?:ed|ing)? for|"
    r"risk (?:of|for|factors? for)|prevent(?:ion of)?|to avoid|avoid(?:ing)?|watch for|monitor(?:ed)? for|signs? of|s/s of|cleared for|education on|fear of)"
    r"(?: (?:any|a|an|the|hx of|h/o|history of|known|recent|prior|new|further|other|evidence of|signs? of|s/s|previous|or|and|\w+,))*|\(-\)) ?$"
)
_FAMILY = re.compile(
    r"\b(?:family|fhx|mother|father|sister|brother|sibling|husband|wife|spouse|son|daughter|parent)(?:'s)?\b[^.;\n]{0,30}$"
)
_PAST = re.compile(
    r"\b(?:hx|h/o|history|pmhx?|psh|past|prior|previous|previously|(?<!year-)(?<!year )(?<!yr )(?<!yr-)(?<!y/o )(?<!yo )old|remote|resolved|childhood|years ago|comorbid\w*|co-morbid\w*)\b[^.;|\n]{0,50}$"
)
_PAST_AFTER = re.compile(
    r"[^.;|\n,]{0,14}(?:\b(?:in |\()?(?:19[5-9]\d|20[01]\d|202[0-3])\b(?![-/])|\b(?:\d+ )?(?:years|yrs|yr) ago|, resolved|\(resolved)"
)
_LIFELONG = re.compile(
    r"pd|parkinson|ms\b|multiple sclerosis|ra\b|rheumatoid|\w{0,20}arthritis|oa\b|cp\b|cerebral palsy|als\b|\w{0,20}dm\b|diabet|copd|chf|dementia|alzheimer|huntington|myasthenia|\w{1,20} dystrophy|fibromyalgia|lupus|ankylosing|neuropathy|"
    r"charcot|spina bifida|down|autism|scoliosis|crps|post-?polio|sci\b|spinal cord|tetra|para|[lr]?[ab]ka\b|\w{0,20} ?amputation|dbs"
)
_CURRENT = re.compile(r"\b(?:hpi|present illness|present condition|mechanism|onset|history of injury|current)")
_BRAIN = re.compile(
    r"\b(?:cva|stroke|tia|bleed|hemorrhage|haemorrhage|ich|sah|sdh|mca|aca|pca|tbi|infarct\w*|glioma|glioblastoma|meningioma|craniotomy|brain|thalamic|pontine|cerebellar|basal ganglia|lacunar|concussion|schwannoma|(?:epi|sub)dural|subarachnoid|intracerebral|intracranial|cerebral|encephal\w+|neuroma|midbrain|brain ?stem|hydrocephalus|stroke syndrome)\b"
)
_LOBE = re.compile(
    r"\b(?:frontal|temporal|parietal|occipital|fronto\w+|lobe|hemispher\w+|thalam\w+|cortical|subcortical|cerebell\w+|pons|pontine|ganglia|capsule infarct)\b(?! (?:plane|bone|sinus|fx|fracture))[^.;|,\n]{0,24}$"
)
_LESION = re.compile(
    r"contusion|h(?:a?e)?morrhage|bleed|hematoma|haematoma|lesion|tumou?r|mass|metasta|abscess|injury|aneurysm|avm|infarct"
)
_ACUTE_SIDE = re.compile(r"([lr])(?:t[kh][ar]|bka|aka|rcr|aclr)$")
_BETWEEN = frozenset(
    [
        "lateral",
        "medial",
        "distal",
        "proximal",
        "posterior",
        "anterior",
        "head",
        "neck",
        "shaft",
        "base",
        "tendon",
        "of",
        "the",
        "and",
    ]
)
_FORM = re.compile(
    r"(?:itis|osis|opathy|opathies|plegia|plegic|paresis|ectomy|plasty|otomy|sarcoma|carcinoma|trophy|listhesis|melia|cele|lysis|palsy|disease|syndrome|disorder|herniation|tear|rupture|sprain|strain|"
    r"fractures?|fxs?|dislocation|subluxation|laceration|crush|contusion|repair|reconstruction|fusion|graft|impingement|instability|entrapment|deformity|degeneration|malalignment|maltracking|dysfunction|"
    r"prolapse|burns?|amputation|injury|replacement|tennis elbow|golfer'?s elbow|frozen shoulder|pain (?:w/|with) (?:mobility|movement|muscle power|radiating|headache)\w*)\b"
)
_FORM_BEFORE = re.compile(r"[\w.]{1,24} ?$")
_REGION_OF = re.compile(
    r"\b(?:(?P<knee>[lr]?t[kr]a|[lr]?tkr|uka|acl\w*|pcl\w*|mcl\w*|menisc\w*|pmm|patell\w*|pfps)|(?P<hip>[lr]?tha|[lr]?thr|fai|hip hemi\w*|bipolar)|(?P<shoulder>r?tsa|rcr|rtc|rotator cuff|cuff|slap|bankart|sad|adhesive capsulitis|frozen shoulder)|"
    r"(?P<wrist>ctr|carpal tunnel|cts|dequervain\w*|de quervain\w*|colles\w*)|(?P<hand>lrti|trigger (?:finger|thumb)|dupuytren\w*|cmc\w*)|(?P<neck>acdf|whiplash|cervical)|(?P<lumbar>lbp|lumbar|sciatica)|(?P<elbow>epicondyl\w*|tennis elbow|golfer'?s elbow)|"
    r"(?P<foot>plantar|bunion\w*|hallux)|(?P<ankle>achilles)|(?P<lower_limb>[lr]?[ab]ka|trans-?(?:tibial|femoral)))\b"
)
_EXCLUDED = frozenset({"goals", "wish", "home", "education", "precautions", "job"})
_TITLE = re.compile(r"Ms\b\.? ?(?=[A-Z])")  # of a person: "with Ms. A"
_CUT = re.compile(r"(?<!\brt)(?<!\blt)\.|[;|\n:]|,(?= )| w/ | with ")


@Language.factory("notelint_diagnosis")
def create(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """The component that finds the diagnoses."""
    return find_diagnoses


def find_diagnoses(doc: Doc) -> Doc:
    """Fill the diagnoses of the reading, in the order of the text."""
    here = reading(doc)
    found = [d for hit in _hits(here) if (d := _named(here, hit)) is not None]
    found += _coded(here)
    if not any(d.kind in ("condition", "surgery", "mechanism") and not d.history for d in found):
        found += _by_form(here)
    for match in _INJURY_DATE.finditer(here.folded):
        found.append(_make(here, match.start(), match.end(), "injury_date"))
    here.diagnoses = sorted(found, key=lambda d: d.start)
    return doc


def _hits(here: Reading) -> list[Hit]:
    """The terms of conditions, each place once; abbreviations as they are written."""
    exact = [h for h in here.hits.get("conditions_exact", ()) if here.text[h.start : h.end] in _exact()]
    named = [h for h in here.hits.get("conditions", ()) if not _TITLE.match(here.text, max(h.start, h.end - 2))]
    return [*named, *exact]


@cache
def _exact() -> frozenset[str]:
    return frozenset(t.text for t in lexicon("conditions_exact"))


def _by_form(here: Reading) -> list[Diagnosis]:
    """Conditions that no list holds, by the form of their name: "-itis", "tear", "palsy"; only where no other is named."""
    found = []
    for match in _FORM.finditer(here.folded):
        statement = here.statement_at(match.start())
        if statement.section in _EXCLUDED:
            continue
        word = _FORM_BEFORE.search(here.folded, max(statement.start, match.start() - 24), match.start())
        start = word.start() if word else match.start()
        name = here.folded[start : match.end()]
        whole = match.group().startswith(("tennis", "golfer", "frozen", "pain"))
        if not whole and (name.endswith(("diagnosis", "prognosis")) or start == match.start()):
            continue
        before = [here.folded[max(statement.start, at - 60) : at] for at in (start, match.start())]
        if any(_NEGATED.search(words) or _FAMILY.search(words) for words in before):
            continue
        surgery = re.search(r"(?:repair|tomy|plasty|reconstruction|fusion|graft|amputation|replacement)$", name)
        found.append(_make(here, match.start() if whole else start, match.end(), "surgery" if surgery else "condition"))
    return found


def _named(here: Reading, hit: Hit) -> Diagnosis | None:
    """A condition by its name, None where it is negated, feared, another person's or a heading."""
    section = here.section_at(hit.start)
    if section in _EXCLUDED:
        return None
    if here.signature and here.signature.start <= hit.start < here.signature.end:
        return None
    line = here.line_at(hit.start)
    statement = here.statement_at(hit.start)
    floor = max(statement.start, line.start - 80, hit.start - 60)
    before = here.folded[floor : hit.start]
    if _NEGATED.search(before) or _FAMILY.search(before) or here.folded.endswith(" drops", hit.start, hit.end):
        return None  # "the wrist drops" tells what was seen
    return _make(here, hit.start, hit.end, _kind(hit.term["kind"]))


def _kind(word: str) -> Kind:
    return word if word in ("condition", "symptom", "mechanism", "surgery") else "condition"  # type: ignore[return-value]


def _coded(here: Reading) -> list[Diagnosis]:
    """The ICD-10 codes; those without a point only behind a label or under a heading for diagnoses."""
    found = []
    for match in _ICD.finditer(here.folded):
        start = match.start() - 1
        if start < 0 or not _ICD_BEFORE.search(here.folded, max(0, start - 1), start + 1):
            continue
        code = here.folded[start : match.end()]
        kind: Kind = (
            "symptom_code"
            if _SYMPTOM_CODE.match(code)
            else "surgery"
            if _SURGERY_CODE.match(code)
            else "mechanism"
            if code[0] in "vwxy"
            else "condition"
        )
        found.append(_make(here, start, match.end(), kind))
    if not found:
        for label in _ICD_LABEL.finditer(here.folded):
            line = here.line_at(label.start())
            for match in _ICD_BARE.finditer(here.folded, label.end(), min(line.end, label.end() + 44)):
                found.append(
                    _make(
                        here,
                        match.start(),
                        match.end(),
                        "symptom_code" if _SYMPTOM_CODE.match(_dotted(match.group())) else "condition",
                    )
                )
    return found


def _dotted(code: str) -> str:
    return code[:3] + "." + code[3:]


def _make(here: Reading, start: int, end: int, kind: Kind) -> Diagnosis:
    """A diagnosis with its region, its side and whether it is of the past."""
    mention = here.mention(start, end)
    floor, stop = _clause(here, start, end)
    if _is_brain(here, start, end, floor):
        return Diagnosis(mention.text, start, end, mention.line, kind, None, None, _is_past(here, start, end))
    region = _region(here, start, end, floor, stop)
    side = _side(here, end if kind == "mechanism" else floor, start, end, stop)
    if side is None and kind != "mechanism":
        side = _side_apart(here, start, end, region)
    return Diagnosis(mention.text, start, end, mention.line, kind, region, side, _is_past(here, start, end))


def _is_brain(here: Reading, start: int, end: int, floor: int) -> bool:
    """Whether it is a lesion of the brain: it has no side of the body."""
    if _BRAIN.search(here.folded, start, end):
        return True
    name = here.folded[start:end]
    return bool(_LESION.search(name) and (_LOBE.search(name) or _LOBE.search(here.folded, floor, start)))


def _clause(here: Reading, start: int, end: int) -> tuple[int, int]:
    """The part of the sentence around a name, up to 36 characters to each side."""
    floor = max(here.line_at(start).start, start - 36)
    for match in _CUT.finditer(here.folded, floor, start):
        floor = match.end()
    limit = min(len(here.folded), end + 36)
    cut = _CUT.search(here.folded, end, limit)
    return floor, cut.start() if cut else limit


def _region(here: Reading, start: int, end: int, floor: int, stop: int) -> str | None:
    """The region that a name holds or that stands closest to it."""
    inside = [h for h in here.found(("regions", "regions_exact"), start, end) if h.term["region"]]
    if inside:
        return inside[0].term["region"]
    if known := _REGION_OF.search(here.folded, start, end):
        return known.lastgroup
    near = [h for h in here.found(("regions", "regions_exact"), floor, stop) if h.term["region"]]
    best = min(near, key=lambda h: max(start - h.end, h.start - end), default=None)
    return best.term["region"] if best else None


def _side(here: Reading, floor: int, start: int, end: int, stop: int) -> Side | None:
    """The side named before a diagnosis, else inside or after it; "L>R" is both."""
    if glued := _ACUTE_SIDE.match(here.folded, start, end):
        return "left" if glued.group(1) == "l" else "right"
    sides = list(_SIDES.finditer(here.folded, floor, stop))
    before = [m for m in sides if m.start() < end]
    after = [m for m in sides if m.start() >= end and _joins(here, end, m.start())]
    found = next((m for m in (*before, *after) if m.lastgroup == "both"), None)
    found = found or (before[-1] if before else after[0] if after else None)
    return found.lastgroup if found else None  # type: ignore[return-value]


def _joins(here: Reading, start: int, end: int) -> bool:
    """Whether nothing but parts of the body stand between a name and a side."""
    words = list(re.finditer(r"[a-z]{4,}", here.folded[start:end]))
    spans = [(h.start, h.end) for h in here.found(("regions", "regions_exact"), start, end)]
    return all(m.group() in _BETWEEN or any(a <= start + m.start() < b for a, b in spans) for m in words)


def _side_apart(here: Reading, start: int, end: int, region: str | None) -> Side | None:
    """A side behind a comma: "RC tear, left", "fracture, right distal radius"."""
    found = _SIDES.match(here.folded, end + 2) if here.folded.startswith(", ", end) else None
    if found is None:
        return None
    named = here.first(("regions", "regions_exact"), found.end() + 1, found.end() + 2)
    again = named is not None and named.term["region"] == region
    if region and not again and not re.match(r"[ ]*(?:$|[.,;|)\n\d])", here.folded[found.end() : found.end() + 3]):
        return None
    return found.lastgroup  # type: ignore[return-value]


def _is_past(here: Reading, start: int, end: int) -> bool:
    """Whether a diagnosis is of the past: by its words, or because it stands in the medical history."""
    statement = here.statement_at(start)
    before = here.folded[max(statement.start, start - 60) : start]
    past = last_match(_PAST, before)
    if past is not None and not re.search(r"\b(?:with|w/|current|now|today|dx|presents?)\b", past.group()):
        return True
    if _PAST_AFTER.match(here.folded, end) and not _LIFELONG.match(here.folded, start):
        return True
    if here.section_at(start) != "history":
        return False
    heading = next((s.text for s in reversed(here.sections) if s.start <= start), "").lower()
    return not _CURRENT.search(heading)
