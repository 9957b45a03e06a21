"""The spine: which regions are named as manipulated."""

from __future__ import annotations

import re

from notelint.linter.language.openings import Expression
from notelint.linter.language.reading import Reading, mark

_ADJUSTED = Expression(
    r"\b(?:adjust(?:ed|ment|ments|ing)?|manipulat(?:ed|ion|ions)|cmt\b|smt\b|hvla|thrust|diversified|activator|toggle|drop (?:table|technique|piece)|thompson|gonstead|flexion[ -]distraction|cox\b|crossed bilateral|prone p-?a|98940|98941|98942|subluxat\w+ corrected)"
)
_REGION = re.compile(
    r"(?P<cervical>\b(?:c[0-7](?![\d/]\d)(?:[/-]\d)?|c/?s\b|cervic\w*|neck|atlas|axis|occip\w*|c-spine)\b)"
    r"|(?P<thoracic>\b(?:t\d{1,2}|t/s|thoracic|t-spine|mid[ -]?back|dorsal|costovertebral|rib head)\b)"
    r"|(?P<lumbar>\b(?:l[1-6]|l/s|lumbar|l-spine|low(?:er)? back|lumbosacral)\b)"
    r"|(?P<sacral>\b(?:s1|s2|sacrum|sacral|sacro-?\w*|l5[/-]s1)\b)"
    r"|(?P<pelvic>\b(?:pelvi\w+|si joint|si\b|sij|ilium|ilia\w*|innominate|psis|asis|sacro-?iliac)\b)"
)
_THOSE = re.compile(
    r"\b(?:those|these|same|above|all (?:three|four|five|of these)|each of) (?:\w+ )?(?:segments?|levels?|fixations?|areas|joints|vertebra\w*|restrictions?)\b"
)
_RANGE = re.compile(r"\b([ctls])(\d{1,2}) ?(?:-|to) ?([ctls])(\d{1,2})\b")
_MANIPULATED = r"(?:thrust|adj|adjust\w*|manipulat\w*|cmt)\b"
_SPARED = re.compile(
    rf"[^;.,(\n]*(?:\((?=(?:not|no|without) {_MANIPULATED}))?\b(?:not|no|without) (?:\w+ ){{0,2}}{_MANIPULATED}[^;.,\n]*"
    r"|[^;.,\n]*\b(?:adjustment|thrust|manipulation|cmt) (?:\w+ ){0,3}(?:held|deferred|declined|omitted|withheld)\b"
    r"|[^;.,(\n]*\b(?:left alone|left untouched|spared|untouched|avoided|not touched)\b"
)
_ORDER = "ctls"
_NAMES = {"c": "cervical", "t": "thoracic", "l": "lumbar", "s": "sacral"}


def adjusted_regions(here: Reading) -> tuple[str, ...]:
    """The spinal regions in statements and blocks that tell of manipulation, in the order of the spine."""
    spans = [block for bill in here.bills if bill.code in ("98940", "98941", "98942") for block in bill.blocks]
    taken = bytearray(len(here.folded))  # 1 where a span is
    for start, end in spans:
        mark(taken, start, end)
    for found in _ADJUSTED.finditer(here.folded):
        statement = here.statement_at(found.start())
        if statement.section in ("plan", "goals", "history", "subjective", "home", "billing") or taken[found.start()]:
            continue
        if found.group().startswith("9894") and (
            here.line_at(found.start()).start <= statement.start
            and len(re.findall(r"9\d{4}", here.folded[statement.start : statement.end])) > 1
        ):
            continue
        spans.append((statement.start, statement.end))
        mark(taken, statement.start, statement.end)
        if _THOSE.search(here.folded, statement.start, statement.end):
            before = here.statement_before(statement.start, 0)
            spans.append((before, statement.start))
            mark(taken, before, statement.start)
    regions: set[str] = set()
    for start, end in spans:
        if _in_other_block(here, start, end):
            continue
        text = re.sub(r"(?:97|98)\d{3}[^\n]*?(?=(?:9[78]\d{3}))", " ", here.folded[start:end])
        text = _SPARED.sub(" ", text)
        regions.update(str(m.lastgroup) for m in _REGION.finditer(text))
        for first, _, last, _ in _RANGE.findall(text):
            low, high = sorted((_ORDER.index(first), _ORDER.index(last)))
            if high - low == 1:
                regions.update((_NAMES[_ORDER[low]], _NAMES[_ORDER[high]]))
    return tuple(r for r in ("cervical", "thoracic", "lumbar", "sacral", "pelvic") if r in regions)


def _in_other_block(here: Reading, start: int, end: int) -> bool:
    return any(
        a <= start and end <= b for bill in here.bills if not bill.code.startswith("9894") for a, b in bill.blocks
    )
