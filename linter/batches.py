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
from decimal import Decimal
from functools import cache, lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from notelint.linter.claim import ClaimLine
from notelint.linter.config import Settings
from notelint.linter.digest import rules_hash
from notelint.linter.engine import Linter, grouped
from notelint.linter.installed import version
from notelint.linter.note import KINDS, Note
from notelint.linter.plugins import load_rules
from notelint.linter.readers import NotRead
from notelint.linter.result import ReportOptions, Result
from notelint.linter.row import WAIVER, row
from notelint.linter.spelling import nearest
from notelint.linter.textless import textless_result
from notelint.linter.verdict import Verdict

if TYPE_CHECKING:
    import pyarrow as pa

NEEDED = ("id", "text")
ROWS = 1024  # of a batch that is made; and notes that are taken out of a batch at a time


class WrongColumns(ValueError):
    """A table is none of notes; the message names the column."""


@cache
def notes_schema() -> pa.Schema:
    """The columns of a table of notes, with the meanings that `Note` and `ClaimLine` give them.

    `id` names a note in all that is said of it. Notes of one `patient` stand next to one another, or are not judged
    together.
    """
    import pyarrow as pa

    line = {
        "code": pa.string(), "modifiers": pa.list_(pa.string()), "units": pa.int32(), "amount": pa.decimal128(12, 2),
        "number": pa.int32(),
    }  # fmt: skip
    words = ("patient", "date", "clinician", "payer", "kind")
    return pa.schema(
        [
            pa.field("id", pa.string(), nullable=False),
            *((name, pa.string()) for name in words),
            pa.field("text", pa.string(), nullable=False),
            ("claim", pa.list_(pa.struct(line.items()))),
        ]
    )


@cache
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
    schema, held = _schema_with(keep, first), deque[dict[str, Any]]()

    def notes() -> Iterator[Note | NotRead]:
        for batch in chain([first], batches):
            for cells in _cells(batch, keep):
                held.append({"note": cells["id"], **{name: cells[name] for name in keep}})
                yield _note(cells)

    def rows() -> Iterator[dict[str, Any]]:
        linter, by = _linter(pickle.dumps(settings)), made_by(settings)
        for group in grouped(notes()):
            for result in linter.results(group):
                said = textless_result(result) if no_text else result
                kept = held.popleft()
                yield from (each | kept for each in rows_of(said, said.verdicts, by))

    yield from batches_of(rows(), schema)


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


def check_columns(names: Sequence[str], keep: Sequence[str] = ()) -> None:
    """Raises WrongColumns where notes cannot be made of columns with these names, or some cannot be kept."""
    for name in (*NEEDED, *keep):
        if name not in names:
            raise WrongColumns(f"the notes have no column {name!r}{nearest(name, names)}")
    if taken := sorted(set(keep) & set(verdicts_schema().names)):
        raise WrongColumns(f"the column {taken[0]!r} of the notes cannot be kept: verdicts have one of that name")


@lru_cache(maxsize=1)
def _linter(settings: bytes) -> Linter:
    """What judges notes by pickled settings: it outlives a call, as a process judges many parts of one table."""
    return Linter(pickle.loads(settings))


def _schema_with(keep: Sequence[str], batch: pa.RecordBatch) -> pa.Schema:
    schema = verdicts_schema()
    check_columns(batch.schema.names, keep)
    for name in keep:
        schema = schema.append(batch.schema.field(name))
    return schema


def _cells(batch: pa.RecordBatch, keep: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of a batch, with the columns of notes and those that are kept. Raises WrongColumns."""
    import pyarrow as pa

    check_columns(batch.schema.names, keep)
    columns = {name: batch[name] for name in keep}
    for field in notes_schema():
        column = batch[field.name] if field.name in batch.schema.names else pa.nulls(batch.num_rows, field.type)
        columns[field.name] = _as_words(column) if pa.types.is_string(field.type) else column
    fitted = pa.RecordBatch.from_pydict(columns)
    for start in range(0, fitted.num_rows, ROWS):
        yield from fitted.slice(start, ROWS).to_pylist()


def _as_words(column: pa.Array) -> pa.Array:
    """Days as ISO writes them, numbers as their digits."""
    import pyarrow as pa

    return (column.cast(pa.date32(), safe=False) if pa.types.is_timestamp(column.type) else column).cast(pa.string())


def _note(cells: dict[str, Any]) -> Note | NotRead:
    """The note of a row, or why it is none; `keep` may stand beside its columns."""
    name, text, kind = cells["id"], cells["text"], cells["kind"]
    if name is None:
        return NotRead("(no id)", "its row has no id")
    if text is None or not text.strip():
        return NotRead(name, "holds no note in the column 'text'")
    if kind is not None and kind not in KINDS:
        return NotRead(name, f"its kind is none of {', '.join(KINDS)}")
    claim = cells["claim"]
    return Note(
        name, text, name, kind, cells["patient"], cells["date"], clinician=cells["clinician"], payer=cells["payer"],
        claim=None if claim is None else tuple(map(_claim_line, claim)),
    )  # fmt: skip


def _claim_line(line: dict[str, Any]) -> ClaimLine:
    amount = line.get("amount")
    return ClaimLine(
        line["code"], tuple(line.get("modifiers") or ()), line.get("units"),
        None if amount is None else Decimal(str(amount)), line.get("number"),
    )  # fmt: skip


def _encodable(value: Any) -> Any:
    """Halves of characters, which no UTF-8 holds, as visible escapes."""
    if isinstance(value, dict):
        return {key: _encodable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_encodable(each) for each in value]
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
