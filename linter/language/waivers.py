"""Waivers inside a template: comments of its own syntax that begin with "notelint: waive"."""

from __future__ import annotations

import datetime
import re
import shlex
import unicodedata
from collections.abc import Iterator

from notelint.linter.frozen import replaced
from notelint.linter.note import Note
from notelint.linter.record import Visit, WaiverEntry
from notelint.linter.verdict import Waiver

KEYS = ("reason", "by", "date", "expires")
SHAPE = 'notelint: waive TP002 97110 reason="..." by="..." date=2026-01-31 expires=2026-12-31'

# Jinja, Mustache and Handlebars, HTML and Markdown, C; and the lines that a plain template marks as help.
_COMMENT = re.compile(
    r"(?:\{#[-+]?|\{\{~?!(?:--)?|<!--|/\*)\s*notelint:\s*waive\b(?P<block>.{0,1500}?)(?:[-+]?#\}|(?:--)?~?\}\}|-->|\*/)"
    r"|^[^\S\r\n]*(?://|;;)[^\S\r\n]*notelint:[^\S\r\n]*waive\b(?P<line>[^\r\n]*)",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_RULE = re.compile(r"[A-Z]+\d+")
_CODE = re.compile(r"[A-Z]?\d{4,5}")


def with_waivers(visit: Visit) -> Visit:
    """The record with the waivers that its text carries, where it is that of a template."""
    return replaced(visit, waivers=tuple(inline_waivers(visit.note))) if visit.kind == "template" else visit


def inline_waivers(note: Note) -> Iterator[WaiverEntry]:
    """The waivers that a template carries; one that is not written as it should be says what is wrong with it."""
    if "notelint:" not in note.text.lower():
        return
    for match in _COMMENT.finditer(note.text):
        start, end = match.start() + len(match[0]) - len(match[0].lstrip()), match.end()
        place = f"{note.path}:{note.line(start)}"
        try:
            rule, code, given = _parts(match["block"] or match["line"] or "")
            wrong = _complaint(given)
        except ValueError as error:
            rule, code, given, wrong = "", None, {}, str(error)
        waiver = Waiver(**{key: given.get(key, "") for key in KEYS}, place=place)
        yield WaiverEntry(note.text[start:end], start, end, note.line(start), rule, waiver, code, wrong=wrong)


def _parts(said: str) -> tuple[str, str | None, dict[str, str]]:
    """The rule, the code and what else is given. Raises ValueError."""
    try:
        words = shlex.split(unicodedata.normalize("NFKC", said))
    except ValueError:
        raise ValueError("a quotation mark is not closed") from None
    rule = words.pop(0).upper() if words and "=" not in words[0] else ""
    if not _RULE.fullmatch(rule):
        raise ValueError(f"it names no rule, as in {SHAPE}")
    code = words.pop(0) if words and _CODE.fullmatch(words[0]) else None
    given: dict[str, str] = {}
    for word in words:
        key, mark, value = word.partition("=")
        key = key.casefold()
        if key not in KEYS or not mark or key in given:
            raise ValueError(f"{word!r} is not {', '.join(KEYS)} with a value, given once, as in {SHAPE}")
        given[key] = " ".join(value.split())
    return rule, code, given


def _complaint(given: dict[str, str]) -> str:
    if not given.get("reason"):
        return 'it gives no reason, as in reason="..."'
    for key in ("date", "expires"):
        try:
            if key in given:
                given[key] = datetime.date.fromisoformat(given[key]).isoformat()
        except ValueError:
            return f"{key}={given[key]} is no date, as in {key}=2026-01-31"
    return ""
