"""How far an audit has come: one SQLite file in its folder, with ids, places and verdicts, and no note's text.

Readable by its owner alone. All of a run can be killed at any moment: what is committed is whole, and is gone on from.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from notelint.linter.audit.sampling import AuditError
from notelint.linter.audit.summary import AuditedCharge, AuditedVerdict, Stratum, Unread

NAME = "progress.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS said (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS frame (
  id TEXT PRIMARY KEY, path TEXT NOT NULL, record TEXT NOT NULL, patient TEXT, date TEXT, clinician TEXT, payer TEXT,
  stratum TEXT NOT NULL, amount INTEGER, rank TEXT NOT NULL, number INTEGER UNIQUE
);
CREATE TABLE IF NOT EXISTS judged (number INTEGER PRIMARY KEY, said BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS unread (path TEXT NOT NULL, reason TEXT NOT NULL);
"""


class NotKept(AuditError):
    """What was found out could not be written: the disk is full, or another run is writing."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A note of the universe: what is known of it without its text. `amount` is what its claim comes to, in cents."""

    id: str
    path: str
    record: str
    patient: str | None
    date: str | None
    clinician: str | None
    payer: str | None
    stratum: str
    amount: int | None
    rank: str

    @property
    def place(self) -> str:
        """Where it stands."""
        return f"{self.path} ({self.record})" if self.record else self.path


@dataclass(frozen=True, slots=True)
class Judged:
    """What is kept of a drawn note when it has been judged; the date is the one to show."""

    date: str | None
    charges: tuple[AuditedCharge, ...]
    verdicts: tuple[AuditedVerdict, ...]


class Progress:
    """The file, open. What is written is kept at the end of each `with progress:` block, whole or not at all."""

    def __init__(self, folder: str) -> None:
        """Open the file, or make it, mode 0600, in a folder that exists. Raises AuditError."""
        self.path = os.path.join(folder, NAME)
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            self._file = sqlite3.connect(self.path, timeout=1, isolation_level=None)
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("PRAGMA synchronous = NORMAL")
            self._file.execute("PRAGMA temp_store = MEMORY")
            self._file.executescript(_SCHEMA)
        except sqlite3.OperationalError as error:
            raise self._not_kept(error) from None
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise AuditError(f"{self.path}: {reason.lower()}; remove the file to begin the audit anew") from None

    def __enter__(self) -> Self:
        """Begin to write. Raises NotKept, here and when all is written."""
        try:
            self._file.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise self._not_kept(error) from None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Keep what was written, or of an error nothing."""
        if kind is None:
            try:
                self._file.execute("COMMIT")
                return
            except sqlite3.OperationalError as full:
                error = full
        with suppress(sqlite3.OperationalError):  # where SQLite has undone it by itself
            self._file.execute("ROLLBACK")
        if isinstance(error, sqlite3.OperationalError):
            raise self._not_kept(error) from None

    def _not_kept(self, error: sqlite3.OperationalError) -> NotKept:
        return NotKept(f"cannot write {self.path}: {str(error).lower()}")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def remove(self) -> None:
        """Close the file and remove it: the audit is finished."""
        self.close()
        for beside in ("", "-wal", "-shm"):
            Path(self.path + beside).unlink(missing_ok=True)

    def said(self) -> dict[str, Any]:
        """What the run was asked for, and what was found out once for all of it."""
        return {key: json.loads(value) for key, value in self._file.execute("SELECT key, value FROM said")}

    def say(self, **values: object) -> None:
        """Keep such values."""
        rows = [(key, json.dumps(value)) for key, value in values.items()]
        self._file.executemany("INSERT OR REPLACE INTO said VALUES (?, ?)", rows)

    def add_unit(self, unit: Unit) -> None:
        """Add a note to the universe. Raises AuditError where its id is another's too."""
        values = (
            unit.id, unit.path, unit.record, unit.patient, unit.date, unit.clinician, unit.payer, unit.stratum,
            unit.amount, unit.rank,
        )  # fmt: skip
        try:
            self._file.execute("INSERT INTO frame VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", values)
        except sqlite3.IntegrityError:
            twin = self.unit(unit.id)
            raise AuditError(
                f"two notes have the same id: {twin.place} and {unit.place}; an id is of one note, or no sample can be "
                "drawn again; see which column or field the settings take it from"
            ) from None

    def add_unread(self, unread: Unread) -> None:
        """Add something that could not be read."""
        self._file.execute("INSERT INTO unread VALUES (?, ?)", (unread.path, unread.reason))

    def unread(self) -> tuple[Unread, ...]:
        """All that could not be read, as it came."""
        return tuple(Unread(*row) for row in self._file.execute("SELECT path, reason FROM unread ORDER BY rowid"))

    def unit(self, note_id: str) -> Unit:
        """A note of the universe by its id."""
        return Unit(*self._file.execute(f"SELECT {_UNIT} FROM frame WHERE id = ?", (note_id,)).fetchone())

    def ids(self) -> Iterator[tuple[str, str, int | None]]:
        """Id, stratum and number in the draw of every note of the universe, by id."""
        with closing(self._file.execute("SELECT id, stratum, number FROM frame ORDER BY id")) as rows:
            yield from rows

    def strata(self) -> tuple[Stratum, ...]:
        """The strata by name, with their notes and how many of them are drawn."""
        query = "SELECT stratum, count(*), count(number) FROM frame GROUP BY stratum ORDER BY stratum"
        return tuple(Stratum(*row) for row in self._file.execute(query))

    def names(self, column: Literal["clinician", "payer", "stratum"]) -> list[str]:
        """What the notes of the universe say of something, each once, sorted."""
        query = f"SELECT DISTINCT {column} FROM frame WHERE {column} IS NOT NULL ORDER BY {column}"
        return [name for (name,) in self._file.execute(query)]

    def days(self) -> tuple[str | None, str | None]:
        """The first and the last day of the universe."""
        first, last = self._file.execute("SELECT min(date), max(date) FROM frame").fetchone()
        return first, last

    def billed(self) -> int | None:
        """What all claims of the universe come to, in cents; None where a note has no amounts."""
        total, notes, known = self._file.execute("SELECT sum(amount), count(*), count(amount) FROM frame").fetchone()
        return total if notes == known else None

    def mark_drawn(self, sizes: Mapping[str, int], ids: Iterable[str] | None = None) -> None:
        """Number the notes that are drawn, in the order of their ranks: so many of each stratum, or those of `ids`."""
        drawn: list[tuple[str, str]] = []
        if ids is not None:
            for note_id in ids:
                drawn += self._file.execute("SELECT rank, id FROM frame WHERE id = ?", (note_id,))
        else:
            for stratum, size in sizes.items():
                query = "SELECT rank, id FROM frame WHERE stratum = ? ORDER BY rank LIMIT ?"
                drawn += self._file.execute(query, (stratum, size))
        numbered = [(number, note_id) for number, (_, note_id) in enumerate(sorted(drawn), 1)]
        self._file.executemany("UPDATE frame SET number = ? WHERE id = ?", numbered)

    def numbers(self, *, most: int | None = None) -> dict[str, int]:
        """The drawn ids with their numbers; the first `most` of them where that is given."""
        query = "SELECT id, number FROM frame WHERE number IS NOT NULL ORDER BY number LIMIT ?"
        return dict(self._file.execute(query, (-1 if most is None else most,)))

    def missing(self) -> dict[str, int]:
        """The drawn ids that are not judged yet, with their numbers."""
        query = "SELECT id, number FROM frame WHERE number IS NOT NULL AND number NOT IN (SELECT number FROM judged)"
        return dict(self._file.execute(query))

    def patients(self, ids: Iterable[str]) -> dict[str, int]:
        """The patients of some notes, with how many notes of the universe each has."""
        mine = {p for i in ids for (p,) in self._file.execute("SELECT patient FROM frame WHERE id = ?", (i,)) if p}
        counts = self._file.execute("SELECT patient, count(*) FROM frame WHERE patient IS NOT NULL GROUP BY patient")
        return {patient: count for patient, count in counts if patient in mine}

    def keep(self, number: int, judged: Judged) -> None:
        """Keep what was said of a drawn note."""
        charges = [[c.code, c.units, c.amount] for c in judged.charges]
        verdicts = [[v.rule, v.code, v.outcome, v.severity, v.line, v.waived, v.fingerprint] for v in judged.verdicts]
        packed = zlib.compress(json.dumps([judged.date, charges, verdicts]).encode(), 1)
        self._file.execute("INSERT OR REPLACE INTO judged VALUES (?, ?)", (number, packed))

    def judged(self, most: int | None = None) -> Iterator[tuple[int, Unit, Judged]]:
        """The drawn notes by number, with what was said of each; the first `most` of them where that is given."""
        query = f"SELECT number, {_UNIT}, said FROM judged JOIN frame USING (number) ORDER BY number LIMIT ?"
        with closing(self._file.execute(query, (-1 if most is None else most,))) as rows:
            for number, *unit, packed in rows:
                date, charges, verdicts = json.loads(zlib.decompress(packed))
                said = tuple(AuditedVerdict(*v) for v in verdicts)
                yield number, Unit(*unit), Judged(date, tuple(AuditedCharge(*c) for c in charges), said)


_UNIT = "id, path, record, patient, date, clinician, payer, stratum, amount, rank"
