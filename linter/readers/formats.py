"""What a reader is: a function that makes notes of the bytes of a file, and the names of the files that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from notelint.linter.note import Note
from notelint.linter.readers.text import NotRead

Read = Callable[[str, bytes], Iterable[Note | NotRead]]
F = TypeVar("F", bound=Read)


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
