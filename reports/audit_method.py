"""method.md: how the sample was drawn and the figures made, so that somebody else can do both again."""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from typing import BinaryIO

from notelint.linter.audit.summary import Estimate, Frame, Overpayment, Summary
from notelint.reports.audit_words import charges_told, drawn, estimate_told, level, money, percent, rate_told
from notelint.reports.terminal import safe

SHOWN = 50  # strata, and places that could not be read, that are listed one by one
SNIPPET = """\
import csv, hashlib
order = sorted((hashlib.blake2b(f"{seed} {{note}}".encode()).hexdigest(), stratum, note) for note, stratum, _ in \
[[cell.removeprefix("'") for cell in row] for row in csv.reader(open("frame.csv", encoding="utf-8", newline=""))][1:])
print([note for stratum, size in {sizes!r}.items() for note in [i for _, s, i in order if s == stratum][:size]])"""


def write(summary: Summary, out: BinaryIO) -> None:
    """Write the page."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(  # Markdown, whose cells are made harmless one by one
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters |= {
        "cell": _cell,
        "percent": percent,
        "level": level,
        "money": money,
        "rate": rate_told,
        "ratio": charges_told,
        "estimate": estimate_told,
        "amounts": partial(estimate_told, of_money=True),
    }
    rates, paid = summary.rates, summary.overpayment
    template = environment.from_string((files("notelint.reports") / "templates" / "method.md").read_text("utf-8"))
    page = template.render(
        frame=summary.frame,
        thresholds=summary.thresholds,
        drawn=drawn(summary.frame),
        shown=SHOWN,
        snippet=_snippet(summary.frame),
        example=_example(summary),
        rules=len(summary.rules),
        overall=rates.overall,
        charges=rates.charges,
        elements=rates.elements,
        paid=paid,
        projections=_projections(paid) if paid else [],
    )
    out.write(page.encode("utf-8", "backslashreplace"))


def _snippet(frame: Frame) -> str:
    """Lines of Python that draw the sample again."""
    return SNIPPET.format(seed=frame.seed, sizes={s.name: s.sampled for s in frame.strata})


def _example(summary: Summary) -> str:
    """Seed and id of a note, the first whose id can be seen, as a shell takes them."""
    first = next((note.id for note in summary.notes if note.id.isprintable()), "")
    return "'" + f"{summary.frame.seed} {first}".replace("'", "'\\''") + "'"


def _projections(paid: Overpayment) -> list[tuple[str, Estimate]]:
    """The estimates of the universe's total that there are, with their names."""
    named = (
        ("mean per unit", paid.mean_per_unit),
        ("stratified", paid.stratified),
        ("ratio to what was billed", paid.ratio),
    )
    return [(name, estimate) for name, estimate in named if estimate]


def _cell(text: str) -> str:
    """Words of the source that stay words in Markdown."""
    return safe(text).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "\\`")
