"""JSON Lines: a record in each line, read line by line. Lines that hold resources of FHIR are read as these."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from notelint.linter.note import Note
from notelint.linter.readers import fhir
from notelint.linter.readers.claims import Claim, Encounter
from notelint.linter.readers.run import UNTOLD, Record, Run
from notelint.linter.readers.text import MAX_SIZE, NotRead

ROOM = 8  # so many times the most that a note may be long is read of one line


def read(path: str, file: BinaryIO, run: Run) -> Iterator[Note | NotRead]:
    """The notes of a file of records, or of resources."""
    items = _items(path, file, run.max_size)
    if _is_fhir(file):
        yield from fhir.of_resources(path, items, run)
        return
    if run.identity.text is None:
        raise NotRead(path, f"records, {UNTOLD.format(what='path')}")
    yield from run.of_records(path, items)


def claims(path: str, file: BinaryIO) -> Iterator[Claim | Encounter]:
    """The claims and encounters among the resources of a file; none where it holds other records."""
    if _is_fhir(file):
        for item in _items(path, file, MAX_SIZE):
            if isinstance(item, Record):
                yield from fhir.claims_in([item.cells])


def _is_fhir(file: BinaryIO) -> bool:
    begin = file.read(64 * 1024)
    file.seek(0)
    return b'"resourceType"' in begin.lstrip().partition(b"\n")[0]


def _items(path: str, file: BinaryIO, max_size: int) -> Iterator[Record | NotRead]:
    """The objects of the lines. A file whose first line is none is no such file; a later line is told by itself."""
    most, number, read = ROOM * max_size, 0, 0
    while line := file.readline(most):
        number += 1
        if len(line) == most and not line.endswith(b"\n"):
            while (rest := file.readline(most)) and not rest.endswith(b"\n"):
                continue
            yield NotRead(f"{path}#{number}", f"a line longer than {most:,} bytes ({ROOM} times max-size)")
            continue
        if not line.strip():
            continue
        read += 1
        value, wrong = _object(line)
        if not wrong:
            yield Record(number, "line", value)
        elif read == 1:
            raise NotRead(path, f"no JSON Lines: line {number} is {wrong}")
        else:
            yield NotRead(f"{path}#{number}", f"line {number} is {wrong}")
    if not read:
        raise NotRead(path, "empty")


def _object(line: bytes) -> tuple[dict[str, Any], str]:
    """The object of a line, or what is wrong with it, which repeats nothing of it."""
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return {}, "not UTF-8"
    except json.JSONDecodeError as error:
        return {}, f"not JSON from character {error.pos + 1} on"
    except RecursionError:
        return {}, "JSON nested too deeply"
    return (value, "") if isinstance(value, dict) else ({}, "no JSON object")
