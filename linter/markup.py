"""The syntaxes that templates are written in: what of a template is prose, what is chosen, and what is filled in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

from notelint.linter.note import file_of

JINJA = (".j2", ".jinja", ".jinja2")
MUSTACHE = (".mustache", ".hbs", ".handlebars")
SUFFIXES = (*JINJA, *MUSTACHE)

Span = tuple[int, int]

_IS_JINJA = re.compile(r"(?<!\{)\{[%#]")
_IS_MUSTACHE = re.compile(r"\{\{~?[#^/!>&{]")
_TAG = re.compile(
    r"\{\{\{\{(?P<raw>[\w.-]{1,60})\}\}\}\}.{0,2000}?\{\{\{\{/(?P=raw)\}\}\}\}"
    r"|\{\{~?!--.{0,2000}?--~?\}\}|\{\{~?(?P<sign>[!#^/>=])(?P<word>[^{}]*?)~?\}\}"
    r"|\{\{~?\s*(?P<other>else\b[^{}]*?)~?\}\}|\{\{\{~?(?P<bare>[^{}]*?)~?\}\}\}|\{\{~?&?(?P<name>[^{}]*?)~?\}\}",
    re.DOTALL,
)
_FRONT = re.compile(r"---[ \t]*\r?\n(?P<body>(?:[^\n]*\n)*?)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)")
_CODES = re.compile(r"^codes[ \t]*:(?P<value>[^\n]*(?:\n[ \t]*-[ \t][^\n]*)*)", re.MULTILINE)


class MarkupError(Exception):
    """A template is not valid in the syntax that its name says; `line` is where, counted from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(line, reason)
        self.line = line
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Slot:
    """An expression that is filled in when a note is made; `name` is what stands inside its signs, without filters."""

    start: int
    end: int
    name: str


@dataclass(slots=True)
class Markup:
    """What the syntax of a template says of its text.

    `gone` is no prose: comments, control blocks, raw blocks, front matter. `blocks` reach from a tag that opens to the
    one that closes; `conditions` is what stands in those that only some notes get. `slots` are the expressions.
    """

    gone: list[Span] = field(default_factory=list)
    blocks: list[Span] = field(default_factory=list)
    conditions: list[Span] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)


def suffix_of(path: str) -> str:
    """The suffix of the file that a note is from, in small letters."""
    return PurePath(file_of(path)).suffix.lower()


def markup(path: str, text: str, template: bool = False) -> Markup:
    """What is no prose, what is conditional, and the expressions of a text, by the suffix of its name or its signs.

    The front matter of a template is no prose; nor is that of another text where it has the key `codes`. Raises
    MarkupError where the suffix is Jinja2's and Jinja2 cannot read it.
    """
    suffix = suffix_of(path)
    found = Markup()
    if suffix in JINJA:
        found = _jinja(text)
    elif suffix in MUSTACHE or _IS_MUSTACHE.search(text):
        found = _mustache(text)
    elif _IS_JINJA.search(text):
        try:
            found = _jinja(text)
        except MarkupError:  # its signs mean something else
            found = Markup()
    found.gone += _html_comments(text)
    if (front := _FRONT.match(text)) and (template or _CODES.search(front["body"])):
        found.gone.append(front.span())
    found.gone = _whole_lines(text, found.gone)
    found.conditions = list(_merged(text, sorted(found.conditions)))
    return found


def _html_comments(text: str) -> Iterator[Span]:
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (end := text.find("-->", start) + 3) > 2:
        yield start, end


def front_matter_codes(text: str) -> list[str]:
    """What the key `codes` of a front matter names, as written; nothing where there is none."""
    front = _FRONT.match(text)
    said = _CODES.search(front["body"]) if front else None
    return re.findall(r"[^\s,\[\]\"'-]+", re.sub(r"#.*", "", said["value"])) if said else []


def _jinja(text: str) -> Markup:
    """The comments, control blocks, raw blocks and expressions of Jinja2."""
    found = Markup()
    opened: defaultdict[str, list[Span]] = defaultdict(list)
    for kind, start, end, words in _jinja_tags(text):
        if kind == "variable":
            if any(what == "name" for what, _ in words):
                found.slots.append(Slot(start, end, _expression(words)))
            continue
        tag = start, start + len(text[start:end].rstrip())
        found.gone.append(tag)
        word = words[0][1] if words and kind == "block" else ""
        if word.startswith("end"):
            _close(found, opened[word.removeprefix("end")], tag, word == "endif")
        else:
            opened[word].append(tag)
    return found


Word = tuple[str, str]


def _jinja_tags(text: str) -> Iterator[tuple[str, int, int, list[Word]]]:
    """The tags of Jinja2, of its own lexer, each with its kind, its place and its words. Raises MarkupError."""
    from jinja2 import Environment, TemplateSyntaxError

    plain = text.replace("\r\n", " \n").replace("\r", "\n")  # as long as the text, with the line ends of the lexer
    at = begin = opened = 0
    words: list[Word] = []
    try:
        for line, kind, value in Environment(keep_trailing_newline=True).lexer.tokeniter(plain, None):
            start = plain.index(value, at)  # white space lies between where a "-" takes it away
            at = start + len(value)
            if kind.endswith("_begin"):
                begin, opened, words = start, line, []
            elif kind.endswith("_end"):
                yield kind.removesuffix("_end"), begin, at, words
                opened = 0
            elif kind != "whitespace":
                words.append((kind, value))
    except TemplateSyntaxError as error:
        raise MarkupError(error.lineno, (error.message or "it cannot be read").lower().rstrip(".")) from None
    if opened:
        raise MarkupError(opened, "what begins here is not closed")


def _expression(words: list[Word]) -> str:
    """An expression without its filters."""
    kept = words[: words.index(("operator", "|"))] if ("operator", "|") in words else words
    return " ".join(value for kind, value in kept if kind != "operator")


def _close(found: Markup, opened: list[Span], tag: Span, conditional: bool) -> None:
    """Close the block that the last of the opening tags began, with the tag that closes it."""
    if opened:
        begin, inside = opened.pop()
        found.blocks.append((begin, tag[1]))
        if conditional:
            found.conditions.append((inside, tag[0]))


def _mustache(text: str) -> Markup:
    """The tags of Mustache and Handlebars."""
    found = Markup()
    opened: defaultdict[str, list[Span]] = defaultdict(list)
    for tag in _TAG.finditer(text):
        name = tag["bare"] or tag["name"]
        if name and name.strip():
            found.slots.append(Slot(*tag.span(), name.strip()))
            continue
        found.gone.append(tag.span())
        word = (tag["word"] or "").split()
        if tag["sign"] in ("#", "^") and word:
            opened[word[0]].append(tag.span())
        elif tag["sign"] == "/" and word:
            _close(found, opened[word[0]], tag.span(), True)
    return found


def _whole_lines(text: str, spans: list[Span]) -> list[Span]:
    """The spans in order, merged, and with the line ends of the lines that hold nothing else."""
    found: list[Span] = []
    for start, end in _merged(text, sorted(spans)):
        line = text.rfind("\n", 0, start) + 1
        below = text.find("\n", end)
        below = len(text) if below < 0 else below + 1
        if not text[line:start].strip() and not text[end:below].strip():
            start, end = line, below
        found.append((start, end))
    return found


def _merged(text: str, spans: list[Span]) -> Iterator[Span]:
    """Spans that overlap, or have but blanks between them on one line, as one."""
    held: Span | None = None
    for span in spans:
        if held and (span[0] <= held[1] or not text[held[1] : span[0]].strip(" \t")):
            held = (held[0], max(held[1], span[1]))
        else:
            if held:
                yield held
            held = span
    if held:
        yield held
