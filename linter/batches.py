"""Notes and verdicts as Arrow record batches: what engines for many machines hand on, and what Parquet holds.

Of the notes there is a row for each, with the columns of `notes_schema`; of those only `id` and `text` have to be
there. Of the verdicts there is a row for each, with the columns of `verdicts_schema`; where there is nothing to tell of
a note it has one row with the number 0 and without a rule, so that every note that was judged is in the table. `note`
and `number` together name a row, and it is the same one whenever it is made again.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from notelint.linter.config import Settings
from notelint.linter.digest import rules_hash
from notelint.linter.engine import Linter, grouped
from notelint.linter.installed import version
from notelint.linter.note import KINDS, Note
from notelint.linter.plugins import load_rules
from notelint.linter.readers import Charges, Identity, NotRead, Origin
from notelint.linter.readers.origins import said
from notelint.linter.readers.run import Run
from notelint.linter.result import ReportOptions, Result
from notelint.linter.row import WAIVER, row
from notelint.linter.spelling import nearest
from notelint.linter.textless import textless_result
from notelint.linter.verdict import Verdict

if TYPE_CHECKING:
    import pyarrow as pa

PARTS = ("id", "patient", "date", "clinician", "payer", "text")  # of a note, each a column of words
ROWS = 1024  # of a batch that is made; and notes that are taken out of a batch at a time


class WrongColumns(ValueError):
    """A table is none of notes; the message names the column."""


def notes_schema() -> pa.Schema:
    """The columns of a table of notes, with the meanings that `Note` and `ClaimLine` give them.

    `id` names a note in all that is said of it. Notes of one `patient` stand next to one another, or are not judged
    together. Whole numbers, days and claims in words ("97110 GP x2 $90.00") are taken too.
    """
    import pyarrow as pa

    line = {
        "code": pa.string(), "modifiers": pa.list_(pa.string()), "units": pa.int32(), "amount": pa.decimal128(12, 2),
    }  # fmt: skip
    return pa.schema(
        [
            *(pa.field(part, pa.string(), nullable=part not in ("id", "text")) for part in PARTS),
            ("kind", pa.string()),
            ("claim", pa.list_(pa.struct(line.items()))),
        ]
    )


def verdicts_schema() -> pa.Schema:
    """The columns of a table of verdicts: those of the JSON report, and the number of the verdict in its note."""
    import pyarrow as pa

    word, number = pa.string(), pa.int32()
    seen = {"text": word, "start": number, "end": number, "line": number, "read_as": word}
    places = ("line", "column", "end_line", "end_column")
    return pa.schema(
        [
            ("note", word),
            pa.field("number", number, nullable=False),
            *((name, word) for name in ("path", "rule", "name", "verdict", "severity", "direction", "code")),
            *((name, number) for name in places),
            ("message", word),
            ("help", word),
            ("evidence", pa.list_(pa.struct(seen.items()))),
            ("source", word),
            ("fingerprint", word),
            ("waived", pa.struct([(name, word) for name in WAIVER])),
            ("known", pa.bool_()),
            ("made_by", word),
        ]
    )


def lint_batches(
    batches: Iterable[pa.RecordBatch],
    settings: Settings | None = None,
    *,
    keep: Sequence[str] = (),
    no_text: bool = False,
) -> Iterator[pa.RecordBatch]:
    """The verdicts on batches of notes, in the order of the notes, as batches of `verdicts_schema`.

    Neighbouring notes of one patient are judged together, also where a batch ends between them; no more than these and
    one batch are held. `settings` say whether there are findings or all verdicts (`all_verdicts`). `keep` are columns
    of the notes that their verdicts have too. With `no_text` no word, value or date of a note is in them, beside its
    id and what is kept. What makes a linter is made once for calls with the same settings.

    Raises WrongColumns.
    """
    settings, batches = settings or Settings(), iter(batches)
    if (first := next(batches, None)) is None:
        return
    check_columns(first.schema.names, run_of(settings).identity, keep)
    schema, by = verdicts_schema(), made_by(settings)
    judged = results_of(chain([first], batches), settings, keep)
    for name in keep:
        schema = schema.append(first.schema.field(name))

    def rows() -> Iterator[dict[str, Any]]:
        for note_id, result, kept in judged:
            told = textless_result(result) if no_text else result
            for each in rows_of(told, told.verdicts, by):
                yield {**each, "note": note_id, **kept}

    yield from batches_of(rows(), schema)


def results_of(
    batches: Iterable[pa.RecordBatch], settings: Settings, keep: Sequence[str] = ()
) -> Iterator[tuple[str | None, Result, dict[str, Any]]]:
    """The id of each note, the result on it, and what its row has in the columns to keep. Raises WrongColumns."""
    run, linter = run_of(settings), _linter(pickle.dumps(settings))
    held = deque[tuple[str | None, dict[str, Any]]]()  # for each note that is being judged

    def notes() -> Iterator[Note | NotRead]:
        for cells in _rows(batches, run.identity, keep):
            note_id, note = note_of(cells, run)
            held.append((note_id, {name: cells[name] for name in keep}))
            yield note

    for group in grouped(notes()):
        for result in linter.results(group):
            note_id, kept = held.popleft()
            yield note_id, result, kept


def notes_of(batches: Iterable[pa.RecordBatch], settings: Settings) -> Iterator[Note | NotRead]:
    """The notes of batches, or why a row is none. Raises WrongColumns."""
    run = run_of(settings)
    return (note_of(cells, run)[1] for cells in _rows(batches, run.identity))


def rows_of(result: Result, verdicts: Sequence[Verdict], made_by: str) -> Iterator[dict[str, Any]]:
    """What a table of verdicts has of a result: those of its verdicts that are to be told, each with its number."""
    for number, verdict in enumerate(verdicts, 1):
        yield {"number": number, **row(result.note, verdict, made_by)}
    if result.is_note and not verdicts:
        yield {"number": 0, "path": result.note.path, "note": result.note.id, "made_by": made_by}


def batches_of(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Rows as batches, each as soon as it is full."""
    import pyarrow as pa

    rows = iter(rows)
    while some := list(islice(rows, ROWS)):
        try:
            yield pa.RecordBatch.from_pylist(some, schema)
        except UnicodeEncodeError:
            yield pa.RecordBatch.from_pylist([_encodable(each) for each in some], schema)


def made_by(settings: Settings) -> str:
    """By which version, rules and knowledge the verdicts of a run are made."""
    by = rules_hash(load_rules(settings.plugins).values())
    return ReportOptions(version=version("notelint"), rules_hash=by).made_by


def run_of(settings: Settings) -> Run:
    """What is known of every note: the columns that the settings name, and of the rest those of `notes_schema`."""
    given = settings.identity
    others = {part: Origin("column", part) for part in PARTS if getattr(given, part) is None}
    identity = replace(given, charges=given.charges or Charges(Origin("column", "claim")), **others)
    return Run(identity, settings.kind, settings.max_size)


def check_columns(names: Sequence[str], identity: Identity, keep: Sequence[str] = ()) -> None:
    """Raises WrongColumns where notes cannot be made of columns with these names, or some cannot be kept."""
    needed = [each.column for each in (identity.id, identity.text) if each and each.column]
    for name in (*needed, *keep):
        if name not in names:
            raise WrongColumns(f"the notes have no column {name!r}{nearest(name, names)}")
    if taken := sorted(set(keep) & set(verdicts_schema().names)):
        raise WrongColumns(f"the column {taken[0]!r} of the notes cannot be kept: verdicts have one of that name")


@lru_cache(maxsize=1)
def _linter(settings: bytes) -> Linter:
    """What judges notes by pickled settings: it outlives a call, as a process judges many parts of one table."""
    return Linter(pickle.loads(settings))


def _rows(batches: Iterable[pa.RecordBatch], identity: Identity, keep: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """The rows of batches, without the columns that nobody needs."""
    wanted = {*identity.columns, "kind", *keep}
    for batch in batches:
        check_columns(batch.schema.names, identity, keep)
        needed = batch.select([name for name in batch.schema.names if name in wanted])
        for start in range(0, needed.num_rows, ROWS):
            yield from needed.slice(start, ROWS).to_pylist()


def note_of(cells: dict[str, Any], run: Run) -> tuple[str | None, Note | NotRead]:
    """The id of a row, and its note or why it is none."""
    identity = run.identity
    assert identity.id
    assert identity.text
    text, kind = said(identity.text.value_in(cells)), cells.get("kind")
    if (name := identity.id.of(text, "", cells)) is None:
        return None, NotRead("(no id)", f"nothing is in the {identity.id}")
    if not text.strip():
        return name, NotRead(name, f"holds no note in the {identity.text}")
    if kind is not None and kind not in KINDS:
        return name, NotRead(name, f"its kind is none of {', '.join(KINDS)}")
    return name, run.finished(Note(name, text, name, kind), name, cells)


def _encodable(value: Any) -> Any:
    """Halves of characters, which no UTF-8 holds, as visible escapes."""
    if isinstance(value, dict):
        return {key: _encodable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_encodable(each) for each in value]
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
