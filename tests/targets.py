"""What is fuzzed: for each target a function of any bytes, which fails where something crashes or gets through.

The bytes that it is given are those of a file. It writes into the working folder.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

from audit_samples import frame, words_of
from pyarrow import parquet

from notelint.linter.audit.rates import overpayment, questioning_rules, rates, tallied
from notelint.linter.audit.run import judged_of, rule_info
from notelint.linter.audit.summary import AuditedNote, ReviewedNote, Stratum, Summary, Unread
from notelint.linter.baseline import read_baseline
from notelint.linter.cli.audit import OUTPUTS
from notelint.linter.config import ConfigError, Settings, Thresholds, load_settings
from notelint.linter.engine import Linter
from notelint.linter.evaluation import LabelError
from notelint.linter.evaluation.baseline import read_baseline as read_scores
from notelint.linter.evaluation.cases import CaseError, read_cases
from notelint.linter.evaluation.labels import read_labels
from notelint.linter.note import Note
from notelint.linter.plugins import load_rules, report_formats
from notelint.linter.readers import Identity, NotRead, Origin, read_notes
from notelint.linter.readers.formats import FORMATS
from notelint.linter.record import Visit
from notelint.linter.redaction import redact
from notelint.linter.result import ReportOptions, Result
from notelint.linter.rule_file import read_rules
from notelint.linter.rules import PluginError
from notelint.linter.textless import textless_result, textless_visit
from notelint.linter.verdict import Severity
from notelint.linter.waivers import entries_of
from notelint.reports import audit_letters
from notelint.reports.parse import write as write_record

UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]")
OPTIONS = ReportOptions(all_verdicts=True, snippets=True, width=40, version="1")
CHARTS = tuple(f.suffixes[0] for f in FORMATS)
NAMES = ("a.txt", "a.csv", "a.tsv", "a.md", "a.j2", "a.hbs")


@cache
def linter() -> Linter:
    return Linter(load_settings(isolated=True, all_verdicts=True))


def text_of(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def judged(text: str, kind: str | None = None) -> list[Result]:
    """The results on a text and on every other letter of it: no rule crashed, all places are in the text."""
    results = list(linter().results([Note("a.txt", text, kind=kind), Note("b.txt", text[::2])]))  # type: ignore[arg-type]
    assert [v.message for r in results for v in r.verdicts if v.rule == "NL001"] == []
    for result in results:
        for verdict in result.verdicts:
            assert verdict.start is None or 0 <= verdict.start <= len(result.note.text)
            assert all(0 <= e.start <= e.end <= len(result.note.text) for e in verdict.evidence)
    return results


def reported(results: list[Result]) -> None:
    """Nothing of a text gets through to a terminal or a page, in any format."""
    written: dict[str, str] = {}
    for name, point in report_formats().items():
        raw = io.BytesIO()
        out = io.TextIOWrapper(raw, "utf-8", "surrogatepass", "", write_through=True)
        point.load()(results, out, OPTIONS)
        if name == "parquet":
            assert parquet.read_table(raw).schema.names
        else:
            written[name] = raw.getvalue().decode("utf-8", "surrogatepass")
    for form in ("full", "json", "html"):
        out = io.StringIO()
        write_record([v for r in results if isinstance(v := linter().parse(r.note), Visit)], out, form, OPTIONS)
        written[f"record {form}"] = out.getvalue()
    for name, said in written.items():
        assert not UNSHOWN.search(said), name
        assert "<script>alert" not in said or "html" not in name
        assert "<img src" not in said or "html" not in name
    for name in ("json", "sarif", "gitlab", "rdjson", "record json"):
        json.loads(written[name])


def readers(data: bytes) -> None:
    """The first byte says what kind of file the others are."""
    name = NAMES[data[0] % len(NAMES)] if data else NAMES[0]
    column = name.endswith(("csv", "tsv"))
    identity = Identity(Origin("column", "MRN") if column else Origin("label", "MRN"), None, Origin("column", "Note"))
    given = (b"Note,MRN\n" if column and data[0] & 64 else b"") + data[1:]
    for item in read_notes(["-"], stdin=lambda _: given, stdin_name=name, identity=identity):
        assert item.text.strip() if isinstance(item, Note) else item.reason


def charts(data: bytes) -> None:
    """The first byte says in which format the others are a file."""
    suffix = CHARTS[data[0] % len(CHARTS)] if data else CHARTS[0]
    for item in read_notes([given(f"a{suffix}", data[1:])], identity=Identity(text=Origin("column", "Note"))):
        assert isinstance(item, Note) or (item.reason and "\n" not in item.reason)


def pipeline(data: bytes) -> None:
    text = text_of(data)
    visit = linter().parse(Note("a.txt", text))
    found = (visit.charges, visit.measures, visit.activities, visit.outcomes, visit.functions, visit.goals)
    for mention in (m for kind in found for m in kind):
        assert 0 <= mention.start <= mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text


def record(data: bytes) -> None:
    """What is written of a record without text is the same whatever the words are, and the rest can be read back."""
    visit = linter().parse(Note("a.txt", text_of(data)))
    for form in ("full", "json", "html"):
        for shown in (visit, textless_visit(visit)):
            write_record([shown], out := io.StringIO(), form, OPTIONS)
            assert not UNSHOWN.search(out.getvalue())
            if form == "json":
                json.loads(out.getvalue())


def rules(data: bytes) -> None:
    results = judged(text_of(data))
    bare = map(textless_result, results)
    assert [(v.rule, v.start) for r in bare for v in r.verdicts] == [
        (v.rule, v.start) for r in results for v in r.verdicts
    ]


def reports(data: bytes) -> None:
    for kind in (None, "template"):
        reported(judged(text_of(data), kind))


def audits(data: bytes) -> None:
    """Notes whose id, place, clinician and payer say what the text begins with: no output of an audit is commanded by it."""
    text = text_of(data)
    who = text[:40].encode("utf-8", "backslashreplace").decode()
    results = [result for result in judged(text) if result.note.text]
    reviewed = []
    for number, result in enumerate(results, 1):
        said = judged_of(result)
        row = AuditedNote(number, f"{who}{number}", who, who, None, who, who, who, said.charges, said.verdicts)
        reviewed.append(ReviewedNote(row, result.note, result.verdicts))
    rows, thresholds = [r.row for r in reviewed], Thresholds()
    rules = tuple(rule_info(rule, linter().settings) for rule in linter().settings.rules())
    strata, unread = (Stratum(who, 9, len(rows)),), (Unread(who, who),)
    taken = replace(frame(len(rows)), source=(who,), profile=who, settings=who, strata=strata, unread=unread)
    tally = tallied(rows, Severity.WARNING, questioning_rules(rules, thresholds))
    summary = Summary(
        taken, thresholds, rules, rates(tally, taken, thresholds, rules), overpayment(tally, taken, thresholds), rows,
        tuple(reviewed), [(row.id, row.stratum, row.number) for row in rows],
    )  # fmt: skip
    for name, where in OUTPUTS.items():
        module, _, function = where.partition(":")
        getattr(import_module(module), function)(summary, out := io.BytesIO())
        of_audit(name, out.getvalue())
    for letter in audit_letters.letters(summary):
        audit_letters.write(letter, summary, out := io.BytesIO())
        of_audit("letter.html", out.getvalue())


def of_audit(name: str, data: bytes) -> None:
    """Nothing in a file of an audit is a formula, a command to a terminal, or markup of the source's."""
    if name.endswith(".csv"):
        cells = [cell for row in csv.reader(io.StringIO(data.decode(), "")) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    if name == "frame.csv":  # for programs: ids as they are
        return
    said = words_of(Path(given(name, data))).replace("\r\n", "\n")
    assert not UNSHOWN.search(said), name
    for markup in (
        ("<f>", "<script>alert", "<img src", "<svg on") if not name.endswith((".md", ".json", ".csv")) else ()
    ):
        assert markup not in said, name


def redaction(data: bytes) -> None:
    judged(redact(Note("a.txt", text_of(data)), b"1" * 16).text)


def configuration(data: bytes) -> None:
    try:
        assert isinstance(load_settings([given("notelint.toml", data)]), Settings)
    except ConfigError as error:
        assert "\n" not in str(error).strip() or len(str(error)) < 4_000


def case_files(data: bytes) -> None:
    complains_by_name(lambda path: read_cases(Path(path), load_rules()), CaseError, given("a.case", data))


def waivers(data: bytes) -> None:
    text = text_of(data)
    complains_by_name(lambda path: entries_of(path, text), ConfigError, "notelint-waivers.toml")


def rule_files(data: bytes) -> None:
    try:
        read_rules(given("own.toml", data))
    except PluginError as wrong:
        assert str(wrong)
        assert wrong.place


def labels(data: bytes) -> None:
    complains_by_name(lambda path: read_labels(Path(path), load_rules()), LabelError, given("labels.jsonl", data))


def baselines(data: bytes) -> None:
    path = given("notelint-baseline.json", data)
    complains_by_name(lambda path: read_baseline(path, None), ConfigError, path)
    complains_by_name(lambda path: read_scores(Path(path)), LabelError, path)


def templates(data: bytes) -> None:
    """The first byte says in which syntax the template is."""
    name = NAMES[3 + data[0] % 3] if data else NAMES[3]
    found: Iterable[Note | NotRead] = read_notes(["-"], stdin=lambda _: data[1:], stdin_name=name, kind="template")
    for item in found:
        if isinstance(item, Note):
            results = list(linter().results([item]))
            assert [v.message for r in results for v in r.verdicts if v.rule == "NL001"] == []
            reported(results)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        readers, charts, pipeline, record, rules, reports, audits, redaction, configuration, case_files, waivers, rule_files, labels,
        baselines, templates,
    )
}  # fmt: skip


def given(name: str, data: bytes) -> str:
    """A file of the working folder with these bytes."""
    Path(name).write_bytes(data)
    return name


def complains_by_name(read: Callable[[str], object], error: type[Exception], path: str) -> None:
    """What is read may be wrong; then the file is named."""
    try:
        read(path)
    except error as wrong:
        assert path in str(wrong)
