"""The record of a visit, shown as a tree, as JSON or as a page, so that anybody can see how a note was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from notelint.linter.record import Activity, Charge, Measure, Mention, Visit
from notelint.linter.result import ReportOptions
from notelint.reports.json import ascii_json
from notelint.reports.marks import Line, Span, lines, places
from notelint.reports.page import render
from notelint.reports.terminal import count, inline, safe

if TYPE_CHECKING:
    from rich.text import Text

KINDS = {
    "charge": "charges",
    "measure": "measures",
    "activity": "activities",
    "outcome": "outcomes",
    "function": "functions",
    "goal": "goals",
}
FEW_NOTES = 12
QUOTE = 90


@dataclass(frozen=True, slots=True)
class _Row:
    kind: str
    text: str
    facts: tuple[str, ...]
    line: int
    start: int
    end: int
    linked: bool
    rows: tuple[_Row, ...] = ()


@dataclass(frozen=True, slots=True)
class _Page:
    id: str
    path: str
    facts: tuple[str, ...]
    lines: Sequence[Line]
    looks: dict[int, str]
    groups: Sequence[tuple[str, str, tuple[_Row, ...]]]
    sections: Sequence[tuple[str, int]]


def write(visits: Iterable[Visit], out: TextIO, format: str, options: ReportOptions) -> None:
    """Write the records as `full` (a tree), `json` or `html`. Raises ValueError for any other format."""
    writers: dict[str, Callable[[Iterable[Visit], TextIO, ReportOptions], None]] = {
        "full": write_tree,
        "json": write_json,
        "html": write_html,
    }
    if format not in writers:
        raise ValueError(f"a record is written as {', '.join(writers)}, not as {format!r}")
    writers[format](visits, out, options)


def write_json(visits: Iterable[Visit], out: TextIO, options: ReportOptions) -> None:
    """Write one array, a visit a line; offsets are those of the file."""
    before = "[\n"
    for visit in visits:
        out.write(before + ascii_json(_shape(visit)))
        before = ",\n"
    out.write("[]\n" if before == "[\n" else "\n]\n")


def _shape(visit: Visit) -> dict[str, Any]:
    offset = visit.note.offset

    def place(mention: Mention) -> dict[str, Any]:
        start, end = mention.start + offset, mention.end + offset
        return {"text": mention.text, "start": start, "end": end, "line": mention.line}

    activities, outcomes, functions = map(_indexes, (visit.activities, visit.outcomes, visit.functions))
    return {
        "path": visit.note.path,
        "note": visit.note.id,
        "kind": visit.kind,
        "date": visit.date and visit.date.isoformat(),
        "sections": [
            {"name": s.name, "start": s.start + offset, "end": s.end + offset, "line": s.line} for s in visit.sections
        ],
        "charges": [
            {
                "code": c.code,
                "modifiers": list(c.modifiers),
                "units": c.units,
                "minutes": c.minutes,
                "line": c.line,
                "activities": [activities[m] for m in c.activities if m in activities],
                "outcomes": [outcomes[m] for m in c.outcomes if m in outcomes],
                "functions": [functions[m] for m in c.functions if m in functions],
            }
            for c in visit.charges
        ],
        "measures": [
            {
                "kind": m.kind,
                **place(m),
                "value": m.value,
                "unit": m.unit or None,
                "region": m.region,
                "side": m.side,
                "normal": m.normal,
                "status": m.status,
                "loss": m.loss,
            }
            for m in visit.measures
        ],
        "activities": [
            {
                **place(a),
                "code": a.code,
                "parameters": list(a.parameters),
                "functional": a.functional,
                "region": a.region,
                "status": a.status,
            }
            for a in visit.activities
        ],
        "outcomes": [{**place(o), "parameters": list(o.parameters)} for o in visit.outcomes],
        "functions": [{**place(f), "parameters": []} for f in visit.functions],
        "goals": [{**place(g), "parameters": list(g.parameters)} for g in visit.goals],
    }


def _indexes(mentions: Sequence[Mention]) -> dict[Mention, int]:
    return {m: i for i, m in reversed(list(enumerate(mentions)))}


def write_tree(visits: Iterable[Visit], out: TextIO, options: ReportOptions) -> None:
    """Write a tree for each visit."""
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

    console = Console(
        file=out,
        width=options.width,
        force_terminal=options.color,
        no_color=not options.color,
        color_system="standard" if options.color else None,
        highlight=False,
        legacy_windows=False,
    )
    for visit in visits:
        tree = Tree(Text.assemble((safe(visit.note.path), "bold"), ("  " + " · ".join(_facts(visit)), "dim")))
        for kind, title, rows in _groups(visit, frozenset()):
            branch = tree.add(Text.assemble((title, "bold cyan"), (f" {len(rows)}", "dim")))
            for row in rows:
                leaf = branch.add(_leaf(row, kind == "charge"))
                for inner in row.rows:
                    leaf.add(_leaf(inner, False))
        branch = tree.add(Text.assemble(("Sections", "bold cyan"), (f" {len(visit.sections)}", "dim")))
        for section in visit.sections:
            branch.add(Text.assemble((f"{section.line:>3}  ", "dim"), safe(section.name)))
        console.print(tree)


def _leaf(row: _Row, bold: bool) -> Text:
    from rich.text import Text

    facts = ", ".join(row.facts)
    return Text.assemble(
        (f"{row.line:>3}  ", "dim"),
        (row.text, "bold" if bold else ""),
        (f"  {facts}" if facts else "", "green"),
    )


def write_html(visits: Iterable[Visit], out: TextIO, options: ReportOptions) -> None:
    """Write one page: each text with what was read in it highlighted, and the record beside it."""
    kept = list(visits)
    context = {
        "notes": (_page(f"n{i + 1}", v) for i, v in enumerate(kept)),
        "note_count": len(kept),
        "many": len(kept) > FEW_NOTES,
        "kinds": KINDS,
        "unfolded": 1 if len(kept) > FEW_NOTES else len(kept),
        "made_by": options.made_by,
        "profile": options.profile,
    }
    render("parse.html", context, out, styles=("page.css", "parse.css"), scripts=("page.js", "parse.js"))


def _page(id: str, visit: Visit) -> _Page:
    spans = [Span(m.start, m.end, kind) for kind in KINDS for m in _mentions(visit, kind)]
    cut = lines(visit.note, spans)
    return _Page(
        id,
        safe(visit.note.path),
        _facts(visit),
        cut,
        {p.start: " ".join(sorted(set(p.keys))) for line in cut for p in line.pieces if p.keys},
        _groups(visit, places(cut)),
        [(safe(s.name), s.line) for s in visit.sections],
    )


def _mentions(visit: Visit, kind: str) -> Sequence[Mention]:
    found: Sequence[Mention] = getattr(visit, KINDS[kind])
    return found


def _facts(visit: Visit) -> tuple[str, ...]:
    date = visit.date.isoformat() if visit.date else "no date found"
    return tuple(safe(f) for f in (visit.kind, date, visit.note.id) if f)


def _groups(visit: Visit, linked: frozenset[int]) -> list[tuple[str, str, tuple[_Row, ...]]]:
    return [
        (kind, title.capitalize(), tuple(_row(kind, m, linked) for m in _mentions(visit, kind)))
        for kind, title in KINDS.items()
    ]


def _row(kind: str, mention: Mention, linked: frozenset[int]) -> _Row:
    tied: tuple[tuple[str, Sequence[Mention]], ...] = ()
    text = mention.text
    if isinstance(mention, Charge):
        tied = (("activity", mention.activities), ("outcome", mention.outcomes), ("function", mention.functions))
        text = mention.code if mention.code in mention.text else f"{mention.code} ({mention.text})"
    return _Row(
        kind,
        inline(text, QUOTE),
        _details(mention),
        mention.line,
        mention.start,
        mention.end,
        mention.start in linked,
        tuple(_row(k, m, linked) for k, group in tied for m in group),
    )


def _details(mention: Mention) -> tuple[str, ...]:
    found: list[str | None]
    if isinstance(mention, Charge):
        found = [
            None if mention.minutes is None else f"{mention.minutes} min",
            None if mention.units is None else count(mention.units, "unit"),
            "modifier " + " ".join(mention.modifiers) if mention.modifiers else None,
            mention.meaning.meaning,
        ]
    elif isinstance(mention, Measure):
        low = None if mention.low is None else f"from {mention.low:g}"
        value = None if mention.value is None else f"{mention.value:g} {mention.unit}".strip()
        found = [mention.kind, mention.read_as, low, value, mention.side, mention.region]
    elif isinstance(mention, Activity):
        task = "practice of a task" if mention.functional else None
        found = [mention.read_as, task, mention.side, mention.region, mention.code]
    else:
        found = [mention.read_as or ", ".join(getattr(mention, "parameters", ()))]
    return tuple(inline(f) for f in found if f)
