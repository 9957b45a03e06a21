"""Files that are put in place whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

UNFINISHED = ".notelint-"  # how the names of files begin that are not in their place yet


class NotReplaced(OSError):
    """No file could be begun beside the target, or the finished one could not be put in its place."""


@contextmanager
def replacing(target: str, permissions: int | None = None) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of the target when it is closed; of an error nothing is left.

    Its permissions are 0600 where none are given. Raises NotReplaced.
    """
    from tempfile import mkstemp

    try:
        handle, temporary = mkstemp(dir=os.path.dirname(target), prefix=UNFINISHED)
    except OSError as error:
        raise NotReplaced(error.errno, error.strerror) from error
    try:
        with open(temporary, "wb", opener=lambda *_: handle) as out:  # so that it knows its name
            yield out
        try:
            if permissions is not None:
                os.chmod(temporary, permissions)
            os.replace(temporary, target)
        except OSError as error:
            raise NotReplaced(error.errno, error.strerror) from error
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
