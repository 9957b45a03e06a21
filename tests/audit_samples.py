"""An audit of invented notes, for the tests of its outputs. Its rates are counted here, once more and simply."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from notelint.linter.audit.summary import (
    AuditedCharge,
    AuditedNote,
    AuditedVerdict,
    Cell,
    ChargeRate,
    ClinicianRates,
    Estimate,
    Frame,
    Interval,
    Overpayment,
    Rate,
    Rates,
    ReviewedNote,
    RuleInfo,
    RuleRates,
    Stratum,
    Summary,
    Thresholds,
    Unread,
)
from notelint.linter.result import Result
from notelint.linter.verdict import Severity, Verdict

sys.path.insert(0, str(Path(__file__).parent / "browser"))
from report_samples import RULES, SOURCES, results

HOSTILE = "=HYPERLINK(\"//evil\",\"A\") <b>O'Neil</b>"
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
    whole = Summary(
        frame(notes),
        Thresholds(),
        rules,
        rates_of(rows, rules),
        overpayment(),
        rows,
        reviewed[:review],
    )
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


def overpayment() -> Overpayment:
    """What was billed and is not supported."""
    ninety = 0.90
    return Overpayment(
        rules=("CA001", "CA003"), notes=240, billed=3_052_500, questioned=214_300,
        error_rate=Estimate(0.0702, 0.011, Interval(0.052, 0.0884, ninety), 239), over_threshold=True,
        mean_per_unit=Estimate(4_296_800, 610_000, Interval(3_289_000, 5_304_600, ninety), 239),
        stratified=None, ratio=Estimate(4_296_520, 590_000, Interval(3_322_000, 5_271_000, ninety), 239),
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


def rates_of(rows: Sequence[AuditedNote], rules: Sequence[RuleInfo]) -> Rates:
    """All rates of such notes."""
    clinicians = sorted({n.clinician or "(not named)" for n in rows})
    months = sorted({(n.date or "(not named)")[:7] if n.date else "(not named)" for n in rows})
    per_clinician = {c: [n for n in rows if (n.clinician or "(not named)") == c] for c in clinicians}
    cells = [
        Cell(r.id, c, _rate(c, its, lambda v, r=r: v.rule == r.id))  # type: ignore[misc]
        for r in rules
        for c, its in per_clinician.items()
    ]
    codes = sorted({v.code for n in rows for v in n.verdicts if v.code})
    return Rates(
        overall=_rate("all", rows, _heavy),
        elements=_elements("all", rows, _heavy),
        families=tuple(
            _rate(f, rows, lambda v, f=f: _heavy(v) and v.rule.startswith(f))  # type: ignore[misc]
            for f in sorted({r.family for r in rules})
        ),
        rules=tuple(
            RuleRates(
                r,
                _rate(r.id, rows, lambda v, r=r: v.rule == r.id),  # type: ignore[misc]
                _elements(r.id, rows, lambda v, r=r: v.rule == r.id),  # type: ignore[misc]
            )
            for r in rules
        ),
        clinicians=tuple(
            ClinicianRates(c, _rate(c, its, _heavy), _elements(c, its, _heavy), "half-yearly")
            for c, its in per_clinician.items()
        ),
        cells=tuple(c for c in cells if c.rate.applicable),
        months=tuple(_rate(m, [n for n in rows if _month(n) == m], _heavy) for m in months),
        codes=tuple(_elements(c, rows, lambda v, c=c: _heavy(v) and v.code == c) for c in codes),  # type: ignore[misc]
    )


def _month(note: AuditedNote) -> str:
    return note.date[:7] if note.date else "(not named)"


def _heavy(verdict: AuditedVerdict) -> bool:
    return verdict.severity in ("error", "warning")


def _rate(key: str, notes: Iterable[AuditedNote], asked: Callable[[AuditedVerdict], bool]) -> Rate:
    counts: Counter[str] = Counter()
    for note in notes:
        said = [v for v in note.verdicts if asked(v) and v.outcome != "not_applicable"]
        counts["asked"] += bool(said)
        if any(v.failed for v in said):
            counts["failed"] += 1
        elif any(v.outcome == "review" for v in said):
            counts["open"] += 1
        elif any(v.waived for v in said):
            counts["waived"] += 1
    n, k = counts["asked"], counts["failed"]
    limits = _exact(k, n) if n else None
    return Rate(key, n, k, counts["open"], counts["waived"], limits, limits, None, n < 30)


def _elements(key: str, notes: Iterable[AuditedNote], asked: Callable[[AuditedVerdict], bool]) -> ChargeRate:
    per_note = [[v for v in n.verdicts if asked(v) and v.outcome != "not_applicable"] for n in notes]
    flat = [v for vs in per_note for v in vs]
    failed = sum(v.failed for v in flat)
    estimate = Estimate(failed / len(flat), None, None) if flat else None
    holders = sum(map(bool, per_note))
    return ChargeRate(key, holders, len(flat), failed, estimate, holders < 30)


def _exact(failed: int, n: int) -> Interval:
    from scipy.special import betaincinv

    lower = float(betaincinv(failed, n - failed + 1, 0.025)) if failed else 0.0
    upper = float(betaincinv(failed + 1, n - failed, 0.975)) if failed < n else 1.0
    return Interval(lower, upper, 0.95)
