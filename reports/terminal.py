"""Text of a note made safe and straight for a terminal, and the counts that end a text report."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Severity, Verdict

TAB = "    "
STYLES = {
    "error": "1;31", "warning": "1;33", "info": "1;36", "pass": "32", "not_applicable": "2",
    "waived": "2", "known": "2",
    "dim": "2", "bold": "1", "frame": "34", "near": "36", "help": "1;32",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a line, safe to print; `indent` and `width` are the terminal cells before the span and of it."""

    text: str
    indent: int
    width: int


@dataclass(slots=True)
class Tally:
    """What was counted while the results went by. Troubles of the run (NL001, NL002) are no findings of a note.

    Findings that were waived or stand in the baseline are counted apart; `others` are files of waivers with findings.
    """

    notes: int = 0
    noted: int = 0
    unchecked: int = 0
    reviews: int = 0
    waived: int = 0
    known: int = 0
    others: int = 0
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    troubles: Counter[tuple[str, str]] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)

    @property
    def findings(self) -> int:
        """How many findings there were."""
        return self.rules.total()

    @property
    def clean(self) -> int:
        """How many notes were checked in full and have no finding."""
        return self.notes - self.noted - self.unchecked

    def add(self, result: Result) -> None:
        """Count a note and its findings."""
        self.notes += result.is_note
        if not result.verdicts:
            return
        findings = [v for v in result.verdicts if v.counts and not v.of_run]
        troubles = [v for v in result.verdicts if v.of_run]
        self.noted += result.is_note and bool(findings)
        self.others += not result.is_note and bool(findings)
        self.waived += sum(v.waived is not None for v in result.verdicts)
        self.known += sum(v.known for v in result.verdicts)
        self.unchecked += bool(troubles and not findings)
        self.reviews += sum(v.outcome == "review" for v in findings)
        self.rules.update((v.rule, v.name) for v in findings)
        self.troubles.update((v.rule, v.name) for v in troubles)
        self.severities.update(map(weight, findings))

    def summary(self) -> str:
        """One sentence that says what was found, and another where the run did not go well."""
        if not self.rules:
            return f"No findings in {count(self.notes, 'note')}.{self._accepted()}{self._troubles()}"
        words = {"error": "errors", "warning": "warnings", "info": "info"}
        parts = [f"{n} {words[s] if n > 1 else s}" for s in words if (n := self.severities[s])]
        found = f"Found {count(self.findings, 'finding')} in {self.place}: "
        reviews = f" ({self.reviews} to review)" if self.reviews else ""
        return f"{found}{', '.join(parts)}{reviews}.{self._accepted()}{self._troubles()}"

    @property
    def place(self) -> str:
        """Where the findings are: "2 of 5 notes and 1 file of waivers"."""
        notes = f"{self.noted} of {count(self.notes, 'note')}"
        return f"{notes} and {count(self.others, 'file')} of waivers" if self.others else notes

    def _accepted(self) -> str:
        waived = f" {count(self.waived, 'finding')} waived." if self.waived else ""
        known = f" {count(self.known, 'finding')} known from the baseline." if self.known else ""
        return waived + known

    def _troubles(self) -> str:
        kinds: Counter[str] = Counter()
        for (rule, _), number in self.troubles.items():
            kinds[rule] += number
        read = f" {count(kinds['NL002'], 'note')} could not be read." if kinds["NL002"] else ""
        ran = f" {count(kinds['NL001'], 'rule')} did not run." if kinds["NL001"] else ""
        return read + ran

    def statistics(self) -> str:
        """How often each rule was found, the most frequent first, after what went wrong with the run."""
        rows = [row for c in (self.troubles, self.rules) for row in sorted(c.items(), key=lambda r: (-r[1], r[0]))]
        digits = max((len(str(number)) for _, number in rows), default=0)
        return "".join(f"{number:>{digits}}  {rule}  {safe(name)}".rstrip() + "\n" for (rule, name), number in rows)


def closing(tally: Tally, options: ReportOptions) -> list[str]:
    """The lines that end a text report: what was found, and by which version and rules where that is known."""
    made_by = [paint(options.made_by, "dim", options.color) + "\n"] if options.version else []
    return [paint(tally.summary(), "bold", options.color) + "\n", *made_by]


def count(number: int, noun: str) -> str:
    """A number and its noun: "1 note", "2 notes"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def weight(verdict: Verdict) -> str:
    """The severity of a verdict as a word; a warning where none was stamped, and info for a review."""
    if verdict.severity is not None:
        return verdict.severity.value
    return Severity.INFO.value if verdict.outcome == "review" else Severity.WARNING.value


def standing(verdict: Verdict) -> str:
    """The outcome of a verdict, or in its place "waived" or "known" where that keeps a finding from counting."""
    return "waived" if verdict.waived else "known" if verdict.known else verdict.outcome


def acceptance(verdict: Verdict) -> str:
    """By whom and why a finding does not count, on one line; empty where it does."""
    if not (waiver := verdict.waived):
        return "known from the baseline" if verdict.known else ""
    who = " ".join(w for w in ("waived", waiver.by and f"by {waiver.by}", waiver.date and f"on {waiver.date}") if w)
    until = f"until {waiver.expires}, " if waiver.expires else ""
    return inline(f"{who}{waiver.reason and f': {waiver.reason}'} ({until}{waiver.place})")


def told(result: Result, *, everything: bool) -> list[Verdict]:
    """The verdicts to show, what went wrong with the run (NL001, NL002) first; the baseline's among everything only."""
    chosen = [v for v in result.verdicts if everything or (v.is_finding and not v.known)]
    if any(v.of_run for v in chosen):
        chosen.sort(key=lambda v: not v.of_run)
    return chosen


def safe(text: str) -> str:
    """The text with every control, format and bidirectional character shown as a visible escape."""
    return text if text.isprintable() else "".join(map(_shown, text))


def inline(text: str, limit: int = 0) -> str:
    """The text on one line, safe to print, shortened to `limit` characters where one is given."""
    joined = " ".join(text[: 4 * limit].split() if limit else text.split())
    return safe(joined if not limit or len(joined) <= limit else joined[: limit - 1].rstrip() + "…")


def paint(text: str, style: str, color: bool) -> str:
    """The text in a style of `STYLES`, where colour is wanted."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if color and text else text


def excerpt(line: str, start: int, end: int, width: int) -> Excerpt:
    """As much of a line as `width` cells hold, with the span from `start` to `end` in it.

    A longer line is cut at words where it can be, and an ellipsis stands for what was left out.
    """
    start, end = min(start, len(line)), min(max(start, end), len(line))
    if len(line) <= width and line.isascii() and line.isprintable():
        return Excerpt(line, start, max(1, end - start))
    first, last = _window(line, start, end, width)
    cells = [_cell(c) for c in line[first:last]]
    before, within = start - first, min(end, last) - first
    lead = "…" if first else ""
    return Excerpt(
        lead + "".join(text for text, _ in cells) + ("…" if last < len(line) else ""),
        len(lead) + sum(w for _, w in cells[:before]),
        max(1, sum(w for _, w in cells[before:within])),
    )


def _window(line: str, start: int, end: int, width: int) -> tuple[int, int]:
    room, limit = max(width - 2, 8), 4 * width
    first = last = start
    while last < end and last - first < limit and (size := _cell(line[last])[1]) <= room:
        room, last = room - size, last + 1
    if last == end:
        grown = True
        while grown and last - first < limit:
            grown = False
            if last < len(line) and (size := _cell(line[last])[1]) <= room:
                room, last, grown = room - size, last + 1, True
            if first > 0 and (size := _cell(line[first - 1])[1]) <= room:
                room, first, grown = room - size, first - 1, True
    if first and (space := line.find(" ", first, min(start, first + 16))) >= 0:
        first = space + 1
    if last < len(line) and (space := line.rfind(" ", max(end, last - 16), last)) >= 0:
        last = space
    return first, last


@lru_cache(maxsize=4096)
def _cell(character: str) -> tuple[str, int]:
    if character == "\t":
        return TAB, len(TAB)
    text = _shown(character)
    if text != character:
        return text, len(text)
    if unicodedata.category(character) in ("Mn", "Me") or "\u1160" <= character <= "\u11ff":
        return text, 0
    return text, 2 if unicodedata.east_asian_width(character) in "WF" else 1


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    point = ord(character)
    if point < 0x20:
        return chr(0x2400 + point)
    if point == 0x7F:
        return "␡"
    return f"\\x{point:02x}" if point < 0x100 else f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def tallied(results: Iterable[Result], tally: Tally) -> Iterable[Result]:
    """The results as they are, counted as they go by."""
    for result in results:
        tally.add(result)
        yield result
