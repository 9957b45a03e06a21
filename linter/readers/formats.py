"""The formats that are read beside plain text, and how others add to them.

A format is told by the name of the file, else by how its content begins. Its module has a function `read` from an open
file to notes, and imports the library that it needs inside it: a run pays for what it reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from notelint.linter.note import Note
from notelint.linter.readers.text import NotRead

if TYPE_CHECKING:
    from notelint.linter.readers.claims import Claim, Encounter
    from notelint.linter.readers.run import Run

Read = Callable[[str, bytes], Iterable[Note | NotRead]]
F = TypeVar("F", bound=Read)


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the ends of the names of its files, its module, and what its content begins with.

    `records` says that a setting has to name where in it the notes are, `found` that files of it are looked for in
    folders, `claims` that there may be claims in it, `patients` that its notes may say by themselves whose they are.
    """

    suffixes: tuple[str, ...]
    name: str
    sign: re.Pattern[bytes] | None = None
    records: bool = False
    found: bool = False
    claims: bool = False
    patients: bool = False

    @property
    def module(self) -> ModuleType:
        """Its module."""
        return import_module(f"notelint.linter.readers.{self.name}")

    def read(self, path: str, file: BinaryIO, run: Run) -> Iterator[Note | NotRead]:
        """The notes of an open file, or why it could not be read. What a library raises may quote a note: not told."""
        try:
            yield from self.module.read(path, file, run)
        except NotRead as error:
            yield error
        except (Exception, RecursionError) as error:
            yield NotRead(path, f"not a {self.suffixes[0]} file that can be read ({type(error).__name__})")

    def claims_of(self, path: str, file: BinaryIO) -> Iterator[Claim | Encounter]:
        """The claims and the encounters of an open file, as far as it can be read."""
        try:
            yield from self.module.claims(path, file)
        except (Exception, RecursionError):  # told when its notes are read
            return


FORMATS = (
    Format((".csv", ".tsv"), "tables", records=True),
    Format((".jsonl", ".ndjson"), "json_lines", records=True, claims=True, patients=True),
    Format((".xlsx",), "excel", re.compile(rb"PK\x03\x04.{26,4000}xl/", re.DOTALL), records=True),
    Format((".parquet",), "parquet", re.compile(rb"PAR1"), records=True),
    Format((".docx",), "word", re.compile(rb"PK\x03\x04.{26,4000}word/", re.DOTALL), found=True),
    Format((".pdf",), "pdf", re.compile(rb"%PDF-"), found=True),
    Format((".json",), "fhir", re.compile(rb'\s*\{\s*"resourceType"'), claims=True, patients=True),
    Format((".xml",), "ccda", re.compile(rb"[^\0]{,2000}<(?:\w+:)?ClinicalDocument[\s>]"), patients=True),
    Format((".hl7",), "hl7v2", re.compile(rb"(?:\x0b)?(?:MSH|FHS|BHS)\|"), found=True, patients=True),
    Format((".837", ".x12", ".edi"), "x12", re.compile(rb"ISA[^\w\s]\d\d"), claims=True),
)


def format_of(path: str, begin: bytes = b"") -> Format | None:
    """The format of a file by its name, else by its first bytes; None for plain text, and what else is none of them."""
    named = next((f for f in FORMATS if path.lower().endswith(f.suffixes)), None)
    return named or next((f for f in FORMATS if f.sign and begin and f.sign.match(begin)), None)


def library(name: str, path: str) -> Any:
    """A module of a library that comes with the extra `audit`. Raises NotRead, which says how to install it."""
    try:
        return import_module(name)
    except ImportError:
        needed = name.partition(".")[0]
        raise NotRead(path, f"needs {needed}, which is not installed: pip install 'notelint[audit]'") from None


@dataclass(frozen=True, slots=True)
class Reader:
    """A function from the path and the bytes of a file to its notes, and the globs of the files that it is for."""

    globs: tuple[str, ...]
    read: Read

    def notes(self, path: str, data: bytes) -> Iterator[Note | NotRead]:
        """The notes of a file, or why it could not be read. What the reader raises may quote a note: it is not told."""
        try:
            yield from self.read(path, data)
        except NotRead as error:
            yield error
        except Exception as error:
            yield NotRead(path, f"the reader for {', '.join(self.globs)} failed on it: {type(error).__name__}")


def reader(*globs: str) -> Callable[[F], F]:
    """Make a function the reader of the files that these globs name, such as "*.hl7".

    It is called with the path and the bytes of each file and gives its notes, each with a path of its own (`x.hl7#2`);
    it raises NotRead where the file is not what it should be.
    """

    def register(read: F) -> F:
        read.reader = Reader(globs, read)  # type: ignore[attr-defined]
        return read

    return register


def readers_in(module: object) -> list[Reader]:
    """The readers that a module defines."""
    return [value.reader for value in vars(module).values() if isinstance(getattr(value, "reader", None), Reader)]
