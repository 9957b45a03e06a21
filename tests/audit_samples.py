"""An audit of invented notes, for the tests of its outputs."""

from __future__ import annotations

import base64
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from random import Random

from notelint.linter.audit.rates import overpayment, questioning_rules, rates, tallied
from notelint.linter.audit.summary import (
    AuditedCharge,
    AuditedNote,
    AuditedVerdict,
    Frame,
    ReviewedNote,
    RuleInfo,
    Stratum,
    Summary,
    Unread,
)  # fmt: skip
from notelint.linter.config import Thresholds
from notelint.linter.result import Result
from notelint.linter.verdict import Severity, Verdict

sys.path.insert(0, str(Path(__file__).parent / "browser"))
from report_samples import RULES, SOURCES, results

HOSTILE = '=HYPERLINK("//evil","A") <b>O\'Neil</b>'
CLINICIANS = (
    "Alvarez, J., PT", "Brandt, A., PT", "Lindqvist, S., PT", "Nguyen, L., OTR/L", "Osei, K., PTA", "Patel, R., DC",
    "Roth, M., PT", HOSTILE, None,
)  # fmt: skip
WEIGHTS = (46, 44, 38, 36, 34, 9, 12, 8, 3)
TITLES = {
    "OM001": "The note has an objective measure of today.",
    "IO001": "Every therapeutic procedure says what it is meant to achieve.",
    "FL001": "A therapeutic procedure is tied to something that the patient needs to do.",
    "CA001": "What is billed as activity is practice of a task.",
}


def audit(notes: int = 240, review: int = 60, seed: int = 7, **changes: object) -> Summary:
    """An audit; the same ones every time."""
    reviewed = tuple(_notes(notes, seed))
    rows = [r.row for r in reviewed]
    rules = tuple(
        RuleInfo(
            rule, name, rule[:2], TITLES.get(rule, f"{name.replace('-', ' ').capitalize()}."), direction, severity,
            SOURCES.get(rule[:2], "the clinic's own policy"),
        )
        for rule, (name, severity, direction) in sorted(RULES.items())
        if not rule.startswith("NL")
    )  # fmt: skip
    taken, thresholds = frame(notes), Thresholds()
    tally = tallied(rows, Severity.WARNING, questioning_rules(rules, thresholds))
    whole = Summary(
        taken, thresholds, rules, rates(tally, taken, thresholds, rules), overpayment(tally, taken, thresholds), rows,
        reviewed[:review], (),
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


def frame(notes: int = 240) -> Frame:
    """What was sampled."""
    return Frame(
        source=("charts/2026-h1.parquet",), method="simple", seed=7, size=notes, stratified_by=None, universe=4812,
        sampled=notes, strata=(Stratum("all notes", 4812, notes),),
        unread=(Unread("charts/scan-0012.pdf", "scanned: it has no text layer"),), ids_hash="5f0c" * 16,
        first="2026-01-02", last="2026-06-30", billed=61_204_000, day="2026-07-15", version="0.1.0",
        rules_hash="a1b2c3d4", profile="default", settings="notelint.toml",
    )  # fmt: skip


def _notes(count: int, seed: int) -> Iterable[ReviewedNote]:
    random = Random(seed)
    base = [r for r in results() if r.note.text and not any(v.of_run for v in r.verdicts)]
    for number in range(1, count + 1):
        result = random.choice(base)
        clinician = random.choices(CLINICIANS, WEIGHTS)[0]
        month = random.choices(range(1, 7), (6, 6, 5, 5, 4, 1))[0]
        date = f"2026-{month:02}-{random.randint(1, 28):02}" if random.random() > 0.02 else None
        yield _note(number, result, clinician, date, random)


def _note(number: int, result: Result, clinician: str | None, date: str | None, random: Random) -> ReviewedNote:
    good = {"Alvarez, J., PT": 0.8, "Osei, K., PTA": 0.1}.get(clinician or "", 0.5)
    verdicts = tuple(_softened(v, good, random) for v in result.verdicts)
    codes = sorted({v.code for v in verdicts if v.code})
    path, record = f"charts/2026-h1.parquet#{number}", f"row {number + 1}"
    note = replace(result.note, path=path, record=record, id=f"V-{20000 + number}", date=date, clinician=clinician)
    row = AuditedNote(
        number, f"V-{20000 + number}", path, record, date, clinician, random.choice(("Medicare", "Harbor Mutual")),
        "all notes", tuple(AuditedCharge(c, random.choice((1, 2)), random.choice((3850, 4125))) for c in codes),
        tuple(_row(note.line, v) for v in verdicts),
    )  # fmt: skip
    return ReviewedNote(row, note, verdicts)


def _softened(verdict: Verdict, share: float, random: Random) -> Verdict:
    """Some of the fails turned into passes, so that notes differ."""
    if verdict.outcome != "fail" or random.random() > share:
        return verdict
    return replace(verdict, outcome="pass", message="", help="", severity=None)


def _row(line: Callable[[int], int], verdict: Verdict) -> AuditedVerdict:
    severity = verdict.severity or Severity(RULES[verdict.rule][1])
    place = None if verdict.start is None else line(verdict.start)
    mark = verdict.fingerprint if verdict.is_finding else ""
    return AuditedVerdict(
        verdict.rule, verdict.code, verdict.outcome, severity.value, place, verdict.waived is not None, mark
    )


def words_of(path: Path) -> str:
    """All that a file says, unpacked: the parts of a workbook, and the notes of a page."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            return "\n".join(parts.read(name).decode() for name in parts.namelist())
    text = path.read_text(encoding="utf-8")
    packed = re.compile(r'(class="held">)[^<]*')  # in which any few letters may stand by chance
    return packed.sub(r"\1", text) + "\n".join(unpacked(text))


def unpacked(page: str) -> list[str]:
    """The notes of a page."""
    held = re.findall(r'class="held">([^<]*)</script>', page)
    return [zlib.decompress(base64.b64decode(each)).decode() for each in held]
