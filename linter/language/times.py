"""Times: totals of minutes, and the clock times of the visit and of charges that stand in columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc

from notelint.linter.knowledge import code_named
from notelint.linter.language.reading import Line, Reading, reading
from notelint.linter.language.services import MOST_UNITS, NUMBER_IN_WORDS, Service, clock_span, number
from notelint.linter.record import ClockTime, TimeTotal

_N = r"(?P<n{0}>\d{{1,3}}(?![\d/:]|\.\d|-\d)|" + NUMBER_IN_WORDS + ")"
_MIN = r"(?:min(?:ute)?s?\b|mins?\b|m\b|'(?!\d))"
_IN_ALL = r"(?:,?[ ]+(?:in[ ]all|altogether|all[ ]together|overall|combined|for[ ]the[ ](?:visit|day|session)|today|this[ ](?:visit|session)))?"
_SEP = r"(?:[ ]?\(?min(?:ute)?s?\)?)?(?:[ \t:=|\u2192]|\.(?=[ .])|\bof\b|\bwas\b|\bis\b|-(?!\d))*"
_TOTAL = re.compile(
    rf"""
      \b(?P<timed>(?:total[ ]+)?(?<!un)timed(?:[ ]+(?:codes?|procedures?|services?|treatment|cpt|tx|one[ -]on[ -]one|direct))*(?:[ ]+(?:time|total|min(?:ute)?s?))*{_IN_ALL}|(?:one[ -]on[ -]one|1:1|direct|contact|skilled|billable)[ ]+(?:time|min(?:ute)?s?)(?=[ ](?:in[ ]all|altogether|overall|combined|total)){_IN_ALL}|tct|ttm|tcm|total[ ]+(?:direct|one[ -]on[ -]one|1:1|skilled|billable|timed[ ]code)[ ]+(?:time|min(?:ute)?s?)){_SEP}{_N.format(1)}
    | \b(?P<treatment>(?:total[ ]+)?(?:treatment|tx|therapy|session|visit|rx|encounter)[ ]+(?:time|total|min(?:ute)?s?)(?:[ ]+min(?:ute)?s?)?|total[ ]+(?:treatment|tx|therapy|session|visit|rx|in[ -]clinic)|(?<=[,/;&+][ ])treatment(?=[ ]\d)|(?:treatment|tx|therapy|session|visit|appointment)[ ](?:lasted|took|ran)(?:[ ](?:for|about|a[ ]total[ ]of|in[ ]total))?|ttt|time[ ]in[ ](?:clinic|treatment)){_IN_ALL}{_SEP}{_N.format(2)}
    | \b(?P<plain>(?:grand[ ]+)?total(?:[ ]+(?:time|min(?:ute)?s?|duration|today|spent))*|total[ ]of){_SEP}{_N.format(3)}(?P<unit>[ ]*-?[ ]*{_MIN})?
    | (?<![\w.])(?P<before>\d{{1,3}})[ ]*-?[ ]*{_MIN}[ ]*(?:(?P<after_timed>(?:of[ ])?(?:total[ ])?(?<!un)timed)|(?P<after_total>total)(?P<rest>[ ](?:treatment|tx|therapy|session|timed))?)\b(?![ ]*[:=]?[ ]*\d)
    """,
    re.VERBOSE,
)
_ANCHOR = re.compile(
    r"t(?:otal|imed|ct\b|tt\b|tm\b|cm\b|ime:|ime in (?:clinic|treat)|x time|reatment time|reatment min|herapy time)|session (?:time|lasted|took|ran)|visit (?:time|lasted|took|ran)|altogether|in all|overall"
)
_BARE = re.compile(rf"(\d{{1,3}}) ?-? ?{_MIN}\.?$")
_NOT_A_TOTAL = re.compile(
    r"[ ]*(?:units?\b|u\b|visits?|sessions?|hip|knee|shoulder|reps?|sets?|steps?|feet|ft\b|lbs?|kg|deg|\u00b0|%|/ ?\d|x ?\d|assist|a\b|points?|hours?|hrs?|weeks?|wks?|days?|sec)"
)
_UNITS_BESIDE = re.compile(r"[ ]*(?:units?|u) ?[:=]? ?\d\b(?! ?min)")  # a field of its own: "Total timed 45   Units: 3"
_CLOCK = re.compile(
    r"(\d{1,2}):?(\d{2}) ?(am|pm|a|p|a\.m\.|p\.m\.)?(?: ?hrs?)?"
    r"[ ]{0,24}(?:(?:-|to|until|thru|through|\u2192|till)[ ]{0,8}|[,;|/ ]{0,24}(?:(?:time |clock |visit |session )?(?:out|end(?:ed)?|stop(?:ped)?|finish(?:ed)?|depart(?:ed|ure)?|left|until|to)(?: time| at)?[ :=]*))(\d{1,2}):?(\d{2}) ?(am|pm|a|p|a\.m\.|p\.m\.)?(?![\d/%\u00b0-]|\w)"
)
# Each way to match begins with a sign of its own, which lets the search pass over the rest quickly.
_CLOCK_LIKE = re.compile(
    r":\d\d|- ?\d{4}(?!\d)|\u2192 ?\d{4}(?!\d)|"
    + "|".join(rf"{word}[ :=]{{1,3}}\d{{4}}(?!\d)" for word in ("out", "to", "until", "end", "thru"))
)
_CLOCK_LABEL = re.compile(
    r"(?:(?:time |clock |visit |session )?\b(?:in|start(?:ed)?|begin|began|arriv(?:ed|al))(?: time| at)?|\b(?:time|clock|from|at))[ :=]*$"
)
_OTHER_TIME = re.compile(
    r"\b(?:next|appt|appointment|return|f/u|follow[ -]?up|scheduled?|hours|open|shift|works?|job|sleep\w*|bed|work from|md|clinic hours|phone|call|class)\b[^.;|\n]{0,30}$"
)
_CELL_TIME = re.compile(r"(\d{1,2}):?(\d{2}) ?(am|pm|a|p)?$")


@Language.factory("notelint_times")
def create(nlp: Language, name: str):  # type: ignore[no-untyped-def]
    """The component that finds totals and clock times."""
    return find_times


def find_times(doc: Doc) -> Doc:
    """Fill the totals and the clock times of the reading."""
    here = reading(doc)
    here.totals = [
        t
        for a, b in _lines_with_totals(here)
        for m in _TOTAL.finditer(here.folded, a, b)
        if (t := _total(here, m)) is not None
    ]
    here.totals += [t for t in _alone(here) if all(t.start >= o.end or t.end <= o.start for o in here.totals)]
    here.clock = list(_ranges(here))
    _read_columns(here)
    for bill in here.bills:
        timed = code_named(bill.code).timed
        if timed and bill.minutes is None and bill.clock is not None and bill.clock.clock is not None:
            begin, finish = bill.clock.clock
            bill.minutes = finish - begin
    return doc


def _lines_with_totals(here: Reading) -> Iterator[tuple[int, int]]:
    """The lines that a total may stand on."""
    reached = 0
    for match in _ANCHOR.finditer(here.folded):
        if match.start() >= reached:
            line = here.line_at(match.start())
            reached = line.end
            yield line.start, line.end


def _total(here: Reading, match: re.Match[str]) -> TimeTotal | None:
    """A total of minutes from its label; None where the number counts something else."""
    if match["before"]:
        label: Literal["timed", "treatment", "unlabelled"] = (
            "timed"
            if match["after_timed"] or (match["rest"] or "").endswith("timed")
            else "treatment"
            if match["rest"]
            else "unlabelled"
        )
        return _made(here, match, label, match["before"])
    text = match["n1"] or match["n2"] or match["n3"]
    beside = number(text) > MOST_UNITS and _UNITS_BESIDE.match(here.folded, match.end())
    if not beside and _NOT_A_TOTAL.match(here.folded, match.end()):
        return _of_row(here, match) if match["plain"] else None
    if match["plain"]:
        if not match["unit"] and "min" not in match.group() and "time" not in match.group():
            return _of_row(here, match)
        return _made(here, match, "unlabelled", text)
    if here.folded[max(0, match.start() - 3) : match.start()].endswith(("un", "non", "un-")):
        return None
    if (
        match["treatment"]
        and "treatment" in match["treatment"]
        and not match["treatment"].startswith("total")
        and here.section_at(match.start()) in ("goals", "history")
    ):
        return None
    return _made(here, match, "timed" if match["timed"] else "treatment", text)


def _made(
    here: Reading, match: re.Match[str], label: Literal["timed", "treatment", "unlabelled"], text: str
) -> TimeTotal | None:
    minutes = number(text)
    if not 0 < minutes <= 480:
        return None
    return TimeTotal(*here.place(*match.span()), label, minutes)


def _of_row(here: Reading, match: re.Match[str]) -> TimeTotal | None:
    """The minutes of a row of totals: the last number of a row that has units and minutes, or the only one above eight."""
    line = here.line_at(match.start())
    if match.group().startswith("total of"):
        return _made(here, match, "unlabelled", match["n3"])
    if here.folded[line.content : match.start()].strip(" |*_"):
        return None
    rest = here.folded[match.start("n3") : line.end]
    if re.search(r"[a-z]{3}", re.sub(r"\bmin(?:ute)?s?\b|\bunits?\b", "", rest)):
        return None
    numbers = [m for m in re.finditer(r"(?<![\w.])\d{1,3}(?![\w.])", rest) if int(m.group()) > 8]
    return _made(here, match, "unlabelled", numbers[-1].group()) if len(numbers) == 1 else None


def _alone(here: Reading) -> Iterator[TimeTotal]:
    """A sentence that is nothing but a number of minutes: "30 min." """
    for statement in here.statements:
        if statement.end - statement.start < 12 and (match := _BARE.match(here.folded, statement.start, statement.end)):
            line = here.line_at(statement.start)
            if (
                statement.start > line.content
                and not any(s.start < statement.end and statement.start < s.end for s in here.services)
                and (total := _made(here, match, "unlabelled", match.group(1)))
            ):
                yield total


def _ranges(here: Reading) -> Iterator[ClockTime]:
    """Clock times with a start and an end that no service has in its head."""
    if not _CLOCK_LIKE.search(here.folded):
        return
    taken = [s.clock_at for s in here.services if s.clock]
    for match in _CLOCK.finditer(here.folded):
        if any(a < match.end() and match.start() < b for a, b in taken):
            continue
        if match.start() and (here.folded[match.start() - 1].isdigit() or here.folded[match.start() - 1] in "/:.$#-"):
            continue
        span = clock_span(match)
        line = here.line_at(match.start())
        if span is None or not _is_clock(here, match, line):
            continue
        label = _CLOCK_LABEL.search(here.folded, max(line.start, match.start() - 24), match.start())
        of_visit = label is not None and re.search(r"\b(?:in|start|beg[ia]n|arriv)", label.group()) is not None
        start = label.start() if label else match.start()
        end = start + len(here.text[start : match.end()].rstrip())
        own = _of_head(here, start, line) if of_visit else None
        service = own if of_visit else _service_of(here, match, line)
        if service is not None:
            _give(here, service, span, (start, end))
        else:
            yield ClockTime(*here.place(start, end), *span)


def _of_head(here: Reading, start: int, line: Line) -> Service | None:
    """The service whose code stands just before a labelled clock time: "97110 (start 9:00, end 9:30)"."""
    before = next((s for s in reversed(here.services) if s.start < start), None)
    return before if before and before.start >= line.start and start - before.end < 4 else None


def _give(here: Reading, service: Service, span: tuple[int, int], place: tuple[int, int]) -> None:
    """A service, and the bill that it belongs to, get the clock time that stands with them."""
    if service.clock is None:
        service.clock, service.clock_at = span, place
        bill = next((b for b in here.bills if b.code == service.code and b.clock is None), None)
        if bill is not None:
            bill.clock = service


def _is_clock(here: Reading, match: re.Match[str], line: Line) -> bool:
    """Whether two numbers are clock times of today, rather than an identifier, a range of motion or an appointment."""
    text = match.group()
    if (
        ":" not in text
        and not re.search(r"\b(?:am|pm)|\d[ap]\b", text)
        and not (len(match[1] + match[2]) == len(match[4] + match[5]) == 4)
    ):
        return False
    if (
        ":" not in text
        and re.search(r"[a-z#]{2}[ :#]*$", here.folded[max(line.start, match.start() - 6) : match.start()])
        and not re.search(
            r"\b(?:in|time|from|at|am|pm|seen|visit|rv)[ :]*$",
            here.folded[max(line.start, match.start() - 8) : match.start()],
        )
    ):
        return False
    dated = (
        here.dated.end if here.dated and here.dated.end <= match.start() else 0
    )  # a time beside the day is of the visit
    return not _OTHER_TIME.search(here.folded, max(line.content, match.start() - 50, dated), match.start())


def _service_of(here: Reading, match: re.Match[str], line: Line) -> Service | None:
    """The service that a clock time stands with: just before it on the line, or around it."""
    following = next((s for s in here.services if match.end() <= s.start < line.end), None)
    if (
        following is not None
        and following.start - match.end() < 24
        and not re.search(r"[.;:](?!$)", here.folded[match.end() : following.start].strip())
    ):
        return following
    for service in here.services:
        if service.start <= match.start() < service.end or (
            service.described and service.block[0] <= match.start() < service.block[1]
        ):
            return service
    return None


def _read_columns(here: Reading) -> None:
    """Start and end in the cells of a row of a billing grid."""
    for service in here.services:
        line = here.line_at(service.start)
        if service.clock is not None or not line.cells:
            continue
        times = [(a, b, m) for a, b in line.cells if (m := _CELL_TIME.match(here.folded[a:b].strip()))]
        if len(times) == 2 and (span := _span(times[0][2], times[1][2])):
            _give(here, service, span, (times[0][0], times[1][1]))


def _span(first: re.Match[str], second: re.Match[str]) -> tuple[int, int] | None:
    joined = re.match(
        r"(\d{1,2}):(\d{2})(am|pm|a|p)?-(\d{1,2}):(\d{2})(am|pm|a|p)?",
        "-".join(f"{m[1]}:{m[2]}{m[3] or ''}" for m in (first, second)),
    )
    return clock_span(joined) if joined else None
