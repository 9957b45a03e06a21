"""What to say after a word that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(wrong: str, right: Iterable[str]) -> str:
    """What to say after a word that is wrong: the nearest right one, or all where they are few."""
    known = list(right)
    by_fold = {k.casefold(): k for k in known}
    close = difflib.get_close_matches(wrong.casefold(), by_fold, 1, 0.5)
    if close:
        return f", did you mean {by_fold[close[0]]!r}?"
    return f"; known are {', '.join(known)}" if 0 < len(known) <= 12 else ""
