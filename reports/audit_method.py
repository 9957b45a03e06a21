"""method.md: how the sample was drawn and the figures made, so that somebody else can do both again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from notelint.linter.audit.summary import Overpayment, Summary
from notelint.reports.audit_words import charges_told, drawn, estimate_told, money, percent, rate_told
from notelint.reports.terminal import safe

SHOWN = 50  # strata, and places that could not be read, that are listed one by one
SNIPPET = """\
import csv, hashlib
order = sorted((hashlib.blake2b(f"{seed} {{row['id']}}".encode()).hexdigest(), row["stratum"], row["id"]) \
for row in csv.DictReader(open("frame.csv", encoding="utf-8")))
print([note for stratum, size in {sizes!r}.items() for note in [i for _, s, i in order if s == stratum][:size]])
"""


def write(summary: Summary, out: BinaryIO) -> None:
    """Write the page."""
    for part in (_head, _drawing, _judging, _rates, _amounts, _limits):
        out.writelines(f"{line}\n".encode("utf-8", "backslashreplace") for line in part(summary))


def _head(summary: Summary) -> Iterator[str]:
    frame = summary.frame
    yield from ("# How this audit was made", "", drawn(frame), "")
    days = f"{frame.first} to {frame.last}" if frame.first else "not told" if frame.ids_withheld else "not known"
    yield from _table(
        ("what", "value"),
        [
            ("source", ", ".join(_cell(s) for s in frame.source)),
            ("sampling unit", "a note, which is one visit"),
            ("universe", f"{frame.universe:,} notes"),
            ("days of service", days),
            ("could not be read", f"{len(frame.unread):,} (not part of the universe)"),
            ("method", _cell(frame.method)),
            ("sample", f"{frame.sampled:,} notes"),
            ("seed", str(frame.seed)),
            ("hash of the ids", f"BLAKE2b {frame.ids_hash}"),
            ("made on", frame.day),
            ("made by", f"notelint {frame.version}, rules and knowledge {frame.rules_hash}"),
            ("profile", _cell(frame.profile)),
            ("settings", _cell(frame.settings or "none")),
        ],
    )
    yield "The hash is over all ids of the universe, sorted by their characters, each with a line feed after it."
    yield ""
    for unread in frame.unread[:SHOWN]:
        yield f"- could not be read: {_cell(unread.path)}: {_cell(unread.reason)}"
    if len(frame.unread) > SHOWN:
        yield f"- and {len(frame.unread) - SHOWN:,} more, which audit.json lists"
    if frame.unread:
        yield ""


def _drawing(summary: Summary) -> Iterator[str]:
    frame = summary.frame
    yield from ("## The draw", "")
    if frame.method == "judgement":
        yield "The notes were chosen by somebody, for a reason that this page does not know. Their figures are theirs alone:"
        yield from ("no rate, interval or amount is projected to other notes.", "")
        return
    if frame.method == "all":
        yield from ("Every note of the universe was examined, so nothing was drawn.", "")
    yield "Each note has a rank: BLAKE2b of the seed, a space and its id, in hexadecimal. The notes of each stratum are"
    yield "put in the order of their ranks, and the first are the sample. There are no spares: a note that could not be"
    yield from ("judged counts as failed.", "")
    if len(frame.strata) > 1 or frame.method != "simple":
        rows = [(_cell(s.name), f"{s.universe:,}", f"{s.sampled:,}") for s in frame.strata[:SHOWN]]
        yield from _table(("stratum", "notes", "drawn"), rows)
    if frame.ids_withheld:
        yield "Ids are withheld from this audit, so that the draw can be done again only with the ids of the source."
        yield from ("The rank of an id is what `printf '%s' 'SEED ID' | b2sum` prints.", "")
        return
    yield "`frame.csv` lists the ids of the universe. This draws the sample again:"
    sizes = {s.name: s.sampled for s in frame.strata}
    yield from ("", "```python", *SNIPPET.format(seed=frame.seed, sizes=sizes).splitlines(), "```", "")
    yield "So does any other way to compute the rank of an id:"
    example = next((note.id for note in summary.notes), "")
    yield from ("", "```sh", f"printf '%s' {_quoted(f'{frame.seed} {example}')} | b2sum", "```", "")


def _judging(summary: Summary) -> Iterator[str]:
    yield from ("## How notes were judged", "")
    yield f"{len(summary.rules)} rules were asked of each note; audit.json names them with what each asks. A verdict is"
    yield "pass, fail, review (somebody has to look), or not applicable. All notes of a patient were read together, drawn"
    yield "or not, where the source says whose they are, because some rules compare them."
    yield ""


def _rates(summary: Summary) -> Iterator[str]:
    t = summary.thresholds
    yield from ("## Rates", "")
    yield "A rule applies to a note unless all its verdicts there are not applicable; only such notes are in the"
    yield "denominator. The note failed if any verdict failed that nobody waived. Reviews and waived findings stay in the"
    yield "denominator and are not counted as failed; their numbers stand beside the rate. Where rules are put together"
    yield "(by family, clinician, month, code, overall), only verdicts at or above the fail level count."
    yield ""
    yield f"Intervals of rates over notes are those of Clopper and Pearson (1934), exact, and Wilson (1927), at {percent(t.level)}."
    yield "Rates over charges, and over all that was asked of a clinician, are ratios over notes with each note a cluster"
    yield "(Cochran 1977, 6.11), with the finite population correction; where the sample is stratified, notes are weighted"
    yield "by the size of their stratum. Where none or all failed, or there are too few notes, no such interval is given."
    yield f"A rate over fewer than {t.small_sample} notes is marked as small: it is no ground to compare anybody with anybody."
    yield ""
    if summary.frame.method == "all":
        yield "All notes were examined, so these figures have no sampling error. The intervals of rates over notes say how"
        yield from ("far a like period might differ by chance.", "")
    rates = summary.rates
    yield f"- Notes that failed a rule: {rate_told(rates.overall)}; {_beside(rates.overall.open, rates.overall.waived)}"
    if rates.overall.projected:
        yield f"- The same, weighted by stratum: {estimate_told(rates.overall.projected)}"
    yield f"- Of all that was asked: {charges_told(rates.elements)}"
    yield ""
    yield f"Follow-up: a clinician of whom {percent(t.yearly)} or more of all that was asked did not fail is looked at"
    yield f"again in a year, of {percent(t.half_yearly)} or more in half a year, else in a quarter."
    yield ""


def _amounts(summary: Summary) -> Iterator[str]:
    paid, t = summary.overpayment, summary.thresholds
    yield from ("## Amounts", "")
    if paid is None:
        yield from ("No claim of the sample has amounts, so nothing is said of them.", "")
        return
    yield "A charge is questioned with its whole amount where one of these rules failed on it, or on its note as a whole:"
    yield from (f"{', '.join(paid.rules)}. What was billed too low is not set against it.", "")
    yield f"- Billed by {paid.notes:,} sampled notes: {money(paid.billed)}; questioned: {money(paid.questioned)}"
    yield f"- Financial error rate: {estimate_told(paid.error_rate)}; threshold {percent(t.financial_error)}: " + (
        "reached, which calls for a larger sample" if paid.over_threshold else "not reached"
    )
    yield from (f"- {line}" for line in _projections(paid))
    yield ""
    if not paid.why and summary.frame.method != "all":
        yield f"Intervals of amounts are two-sided at {percent(t.amount_level)}, with the finite population correction."
        yield "Mean per unit is Cochran 1977, 2.2, with Student's t of n - 1 degrees of freedom, as RAT-STATS has it in an"
        yield "unrestricted variable appraisal; the stratified estimator is 5.3, with n - H degrees, where RAT-STATS takes"
        yield "the normal distribution, which is a little narrower. Payers use to ask for the lower limit."
        yield ""


def _projections(paid: Overpayment) -> Iterator[str]:
    if paid.why:
        yield f"Not projected to the universe: {paid.why}"
    named = (
        ("mean per unit", paid.mean_per_unit),
        ("stratified", paid.stratified),
        ("ratio to what was billed", paid.ratio),
    )
    for name, estimate in named:
        if estimate:
            precision = f", precision {percent(estimate.precision)}" if estimate.precision else ""
            yield f"Questioned in the universe, {name}: {estimate_told(estimate, of_money=True)}{precision}"


def _limits(summary: Summary) -> Iterator[str]:
    yield from ("## What this audit does not say", "")
    yield "The verdicts are those of a program that reads the words of a note. It does not see what was done, nor decide"
    yield "what is medically necessary or payable. A person has to look at a finding before it is acted on."


def _beside(open_: int, waived: int) -> str:
    return f"{open_} open for review, {waived} waived"


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _cell(text: str) -> str:
    """Words of the source that stay words in Markdown."""
    return safe(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "\\`")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
