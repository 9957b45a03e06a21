"""Small helps for regular expressions."""

from __future__ import annotations

import re


def last_match(pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The last match of a pattern between two offsets."""
    found = None
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        found = match
    return found
