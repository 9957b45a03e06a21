"""An evaluation as text, as Markdown and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from notelint.linter.evaluation.baseline import FORMAT, Change
from notelint.linter.evaluation.evaluate import Evaluation, NoteScore
from notelint.linter.evaluation.tally import KINDS, MeasureCount, Overlap, RuleCount, Share, Tally

_COLUMNS = {
    "recall": "recall", "false_alarms": "false alarms", "compliant_notes_left_alone": "left alone",
    "charge_f1": "charge F1", "measure_f1": "measure F1", "status_accuracy": "status", "loss_accuracy": "loss",
    "reviews_per_note": "reviews a note", "anchored": "anchored", "offsets": "offsets",
}  # fmt: skip
_NAMES = {
    "recall": "recall: findings that must be raised, and were",
    "core_recall": "the same, OM, IO, FL and CA only",
    "precision": "precision, of the findings that are labelled",
    "false_alarms": "false alarms: findings that must not be raised, and were",
    "compliant_notes_left_alone": "compliant notes left alone",
    "anchored": "findings with a code that stand on its line",
    "status_accuracy": "status of a measure",
    "loss_accuracy": "loss of a measure of today",
    "offsets": "measures whose offsets hold their text",
    "cases": "cases that hold",
}


def as_json(evaluation: Evaluation, version: str = "") -> dict[str, Any]:
    """The evaluation as JSON holds it; a later one is compared with it."""
    total = evaluation.total
    return {
        "format": FORMAT,
        "notelint": version,
        "profile": evaluation.profile,
        "notes_labelled": total.notes,
        "cases": total.cases.of,
        "figures": total.figures(),
        "intervals": {name: _rounded(s.interval) for name, s in total.shares().items() if s.of},
        "rules": {rule: _rule_json(count) for rule, count in sorted(total.rules.items())},
        "charges": _overlap_json(total.charges),
        "measures": {kind: _measure_json(total.measures[kind]) for kind in KINDS},
        "sets": [
            {"folder": s.folder, "notes": s.tally.notes, "cases": s.tally.cases.of, "figures": s.tally.figures(),
             "first": s.first}
            for s in evaluation.sets
        ],
        "notes": [
            {"note": n.name, "why": n.why, "mistakes": [{"what": m.what, "text": m.text} for m in n.mistakes]}
            for s in evaluation.sets
            for n in s.notes
        ],
    }  # fmt: skip


def as_text(evaluation: Evaluation, change: Change | None = None, worst: int = 20) -> str:
    """The evaluation for a terminal."""
    return "\n".join(_lines(evaluation, change, worst, _Text())) + "\n"


def as_markdown(evaluation: Evaluation, change: Change | None = None, worst: int = 20) -> str:
    """The evaluation as a page."""
    return "\n".join(_lines(evaluation, change, worst, _Markdown())) + "\n"


@dataclass(frozen=True, slots=True)
class _Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def widths(self) -> list[int]:
        return [max(map(len, column)) for column in zip(self.head, *self.rows, strict=True)]


class _Text:
    """Plain text: headings in capitals, aligned columns."""

    def heading(self, words: str) -> Iterator[str]:
        yield from ("", words.upper())

    def table(self, table: _Table) -> Iterator[str]:
        widths = table.widths()
        for row in (table.head, *table.rows):
            rest = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
            yield "  ".join([row[0].ljust(widths[0]), *rest]).rstrip()

    def note(self, name: str, why: str, mistakes: Iterable[str]) -> Iterator[str]:
        yield name + (f"  ({why})" if why else "")
        yield from (f"    {m}" for m in mistakes)

    def paragraph(self, words: str) -> Iterator[str]:
        yield words


class _Markdown:
    """A page."""

    def heading(self, words: str) -> Iterator[str]:
        yield from ("", f"## {words}", "")

    def table(self, table: _Table) -> Iterator[str]:
        widths = table.widths()
        rule = ["-" * w if i == 0 else "-" * (w - 1) + ":" for i, w in enumerate(max(w, 3) for w in widths)]
        for row in (table.head, rule, *table.rows):
            yield f"| {' | '.join(_plain(c).ljust(max(w, 3)) for c, w in zip(row, widths, strict=True))} |"

    def note(self, name: str, why: str, mistakes: Iterable[str]) -> Iterator[str]:
        yield f"- `{name}`" + (f": {_plain(why)}" if why else "")
        yield from (f"  - {_plain(m)}" for m in mistakes)

    def paragraph(self, words: str) -> Iterator[str]:
        yield _plain(words)


def _plain(words: str) -> str:
    """Words that Markdown leaves as they are, on one line."""
    flat = " ".join(words.split())
    return "".join(f"\\{c}" if c in "\\|*_<>[]`" else c for c in flat)


def _lines(evaluation: Evaluation, change: Change | None, worst: int, out: _Text | _Markdown) -> Iterator[str]:
    total = evaluation.total
    counts = ((total.notes, "labelled note"), (total.cases.of, "case"))
    counted = [f"{n} {what}{'s' if n > 1 else ''}" for n, what in counts if n]
    yield from out.paragraph(f"{' and '.join(counted)}, profile {evaluation.profile}.")
    if change:
        yield from _changed(change, out)
    yield from out.heading("All sets")
    yield from out.table(_summary(total))
    yield from out.heading("Each set")
    yield from out.table(_sets(evaluation))
    if any(s.first for s in evaluation.sets):
        yield from out.heading("First scores of fresh rounds")
        yield from out.paragraph("What the linter scored before anybody had looked at what it gets wrong there.")
        yield from ("",)
        yield from out.table(_firsts(evaluation))
    yield from out.heading("Rules")
    yield from out.table(_rules(total))
    if total.measured().labelled or total.measured().found:
        yield from out.heading("Measures and charges")
        yield from out.table(_measures(total))
    bad = evaluation.worst
    if bad and worst:
        shown = bad[:worst]
        yield from out.heading("The worst first" if len(bad) > len(shown) else "What went wrong")
        for n in shown:
            yield from out.note(n.name, n.why, _told(n))
        if len(bad) > len(shown):
            yield from out.paragraph(f"and {len(bad) - len(shown)} more")


def _told(note: NoteScore) -> list[str]:
    return [str(m) for m in sorted(note.mistakes, key=lambda m: not m.is_grave)]


def _summary(total: Tally) -> _Table:
    rows = [
        (words, _number(share.value), _between(share.interval), f"{share.right} of {share.of}")
        for name, words in _NAMES.items()
        if (share := total.shares()[name]).of
    ]
    if total.charges.labelled or total.charges.found:
        rows.append(("charges, F1", _number(total.charges.f1), "", _of(total.charges)))
    measured = total.measured()
    if measured.labelled or measured.found:
        rows.append(("measures, F1", _number(measured.f1), "", _of(measured)))
    if total.notes:
        rows.append(("reviews a note", _number(total.reviews / total.notes), "", f"{total.reviews} in {total.notes}"))
    return _Table(("figure", "value", "95 % interval", "counts"), tuple(rows))


def _sets(evaluation: Evaluation) -> _Table:
    rows = []
    for s in evaluation.sets:
        figures = s.tally.figures()
        cases = f"{s.tally.cases.right}/{s.tally.cases.of}" if s.tally.cases.of else ""
        rows.append((s.folder, str(s.tally.notes), cases, *(_number(figures[name]) for name in _COLUMNS)))
    return _Table(("set", "notes", "cases", *_COLUMNS.values()), tuple(rows))


def _firsts(evaluation: Evaluation) -> _Table:
    firsts = [(s, s.first) for s in evaluation.sets if s.first]
    rows = [(s.folder, str(s.tally.notes), *(_number(first.get(n)) for n in _COLUMNS)) for s, first in firsts]
    return _Table(("set", "notes", *_COLUMNS.values()), tuple(rows))


def _rules(total: Tally) -> _Table:
    rows = []
    for rule, count in sorted(total.rules.items()):
        both = count.labelled
        rows.append((
            rule, str(count.must.of), str(count.must.right), _with_interval(both.recall),
            str(count.must_not.of), str(count.must_not.of - count.must_not.right), _with_interval(both.precision),
            _number(both.f1), f"{count.cases.right}/{count.cases.of}" if count.cases.of else "",
        ))  # fmt: skip
    head = ("rule", "must", "found", "recall", "must not", "raised", "precision", "F1", "cases")
    return _Table(head, tuple(rows))


def _measures(total: Tally) -> _Table:
    rows = [_measure_row(kind, total.measures[kind]) for kind in KINDS]
    charges = total.charges
    rows.append(("charges", str(charges.labelled), str(charges.found), _with_interval(charges.precision),
                 _with_interval(charges.recall), _number(charges.f1), "", ""))  # fmt: skip
    return _Table(("kind", "labelled", "found", "precision", "recall", "F1", "status", "loss"), tuple(rows))


def _measure_row(kind: str, count: MeasureCount) -> tuple[str, ...]:
    found = count.found
    return (
        kind, str(found.labelled), str(found.found), _with_interval(found.precision), _with_interval(found.recall),
        _number(found.f1), _with_interval(count.status), _with_interval(count.loss),
    )  # fmt: skip


def _changed(change: Change, out: _Text | _Markdown) -> Iterator[str]:
    yield from out.heading("Changed since the baseline")
    if change.is_empty:
        yield from out.paragraph("Nothing.")
        return
    moved = [(name.replace("_", " "), _number(a), _number(b)) for name, (a, b) in change.figures.items()]
    moved += [(rule, a, b) for rule, (a, b) in change.rules.items()]
    if moved:
        yield from out.table(_Table(("what", "before", "now"), tuple(moved)))
        yield ""
    for words, notes in (("broken", change.broken), ("mended", change.mended)):
        for name, rows in notes.items():
            yield from out.note(name, words, rows)
    for words, names in (("new here", change.added), ("no longer here", change.gone)):
        if names:
            yield from out.note(words, f"{len(names)}", ())


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _between(interval: Sequence[float] | None) -> str:
    return "" if interval is None else f"{interval[0]:.2f}-{interval[1]:.2f}"


def _with_interval(share: Share) -> str:
    return f"{_number(share.value)} ({_between(share.interval)})" if share.of else ""


def _of(both: Overlap) -> str:
    return f"{both.right} right, {both.labelled} labelled, {both.found} found"


def _rounded(interval: Sequence[float] | None) -> list[float] | None:
    return None if interval is None else [round(x, 4) for x in interval]


def _share_json(share: Share) -> dict[str, Any]:
    value = share.value
    return {"right": share.right, "of": share.of, "value": None if value is None else round(value, 4),
            "interval": _rounded(share.interval)}  # fmt: skip


def _overlap_json(both: Overlap) -> dict[str, Any]:
    f1 = both.f1
    return {
        "right": both.right,
        "labelled": both.labelled,
        "found": both.found,
        "precision": _share_json(both.precision),
        "recall": _share_json(both.recall),
        "f1": None if f1 is None else round(f1, 4),
    }


def _rule_json(count: RuleCount) -> dict[str, Any]:
    both = _overlap_json(count.labelled)
    return {
        "must": count.must.of,
        "found": count.must.right,
        "must_not": count.must_not.of,
        "raised": count.must_not.of - count.must_not.right,
        "cases": count.cases.of,
        "cases_right": count.cases.right,
        **{name: both[name] for name in ("precision", "recall", "f1")},
    }


def _measure_json(count: MeasureCount) -> dict[str, Any]:
    return {**_overlap_json(count.found), "status": _share_json(count.status), "loss": _share_json(count.loss)}
