"""The syntaxes that templates are written in: what of a template is prose, what is chosen, and what is filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath

JINJA = (".j2", ".jinja", ".jinja2")
MUSTACHE = (".mustache", ".hbs", ".handlebars")
SUFFIXES = (*JINJA, *MUSTACHE)

Span = tuple[int, int]

_VISIT = re.compile(r"#\d+$")
_IS_JINJA = re.compile(r"(?<!\{)\{[%#]")
_IS_MUSTACHE = re.compile(r"\{\{~?[#^/!>&{]")
_HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(
    r"\{\{\{\{(?P<raw>[\w.-]+)\}\}\}\}.*?\{\{\{\{/(?P=raw)\}\}\}\}"
    r"|\{\{~?!--(?P<long>.*?)--~?\}\}|\{\{~?(?P<sign>[!#^/>=])(?P<word>[^{}]*?)~?\}\}"
    r"|\{\{~?\s*(?P<other>else\b[^{}]*?)~?\}\}|\{\{\{~?(?P<bare>[^{}]*?)~?\}\}\}|\{\{~?&?(?P<name>[^{}]*?)~?\}\}",
    re.DOTALL,
)
_FRONT = re.compile(r"---[ \t]*\r?\n(?P<body>(?:.*\r?\n)*?)(?:---|\.\.\.)[ \t]*(?:\r?\n|$)")
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
    return PurePath(_VISIT.sub("", path)).suffix.lower()


def markup(path: str, text: str) -> Markup:
    """What is no prose, what is conditional, and the expressions of a text, by the suffix of its name or its signs.

    Raises MarkupError where the suffix is Jinja2's and Jinja2 cannot read it.
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
    if "<!--" in text:
        found.gone += [m.span() for m in _HTML_COMMENT.finditer(text)]
    if (front := _FRONT.match(text)) and _CODES.search(front["body"]):
        found.gone.append(front.span())
    found.gone = _whole_lines(text, found.gone)
    return found


def front_matter_codes(text: str) -> list[str]:
    """What the key `codes` of a front matter names, as written; nothing where there is none."""
    front = _FRONT.match(text)
    said = _CODES.search(front["body"]) if front else None
    return re.findall(r"[^\s,\[\]\"'-]+", re.sub(r"#.*", "", said["value"])) if said else []


def _jinja(text: str) -> Markup:
    """Jinja2's own tokens, with the places that its lexer does not tell."""
    from jinja2 import Environment, TemplateSyntaxError

    found = Markup()
    plain = text.replace("\r\n", " \n").replace("\r", "\n")  # as long as the text, with the line ends of the lexer
    lexer = Environment(keep_trailing_newline=True).lexer
    at = begin = inside = 0
    words: list[tuple[str, str]] = []
    opened: list[tuple[str, int, int]] = []
    try:
        for line, kind, value in lexer.tokeniter(plain, None):
            start = plain.index(value, at)  # white space lies between where a "-" takes it away
            at = start + len(value)
            if kind.endswith("_begin"):
                begin, words, inside = start, [], line
                continue
            if kind == "variable_end":
                if any(k == "name" for k, _ in words):
                    found.slots.append(Slot(begin, at, _expression(words)))
            elif kind.endswith("_end"):
                end = begin + len(plain[begin:at].rstrip())
                found.gone.append((begin, end))
                word = words[0][1] if words else ""
                if word.startswith("end"):
                    _close(found, opened, word.removeprefix("end"), begin, end, word == "endif")
                else:
                    opened.append((word, begin, end))
            elif kind != "whitespace":
                words.append((kind, value))
            inside = 0 if kind.endswith("_end") else inside
    except TemplateSyntaxError as error:
        raise MarkupError(error.lineno, (error.message or "it cannot be read").lower().rstrip(".")) from None
    if inside:
        raise MarkupError(inside, "what begins here is not closed")
    return found


def _expression(words: list[tuple[str, str]]) -> str:
    """An expression without its filters."""
    kept = words[: words.index(("operator", "|"))] if ("operator", "|") in words else words
    return " ".join(value for kind, value in kept if kind != "operator")


def _close(
    found: Markup, opened: list[tuple[str, int, int]], word: str, start: int, end: int, conditional: bool
) -> None:
    """Close the last block that a word opened, from `start` to `end`; what was opened since takes no closing tag."""
    at = next((i for i in range(len(opened) - 1, -1, -1) if opened[i][0] == word), None)
    if at is not None:
        _, begin, inside = opened[at]
        del opened[at:]
        found.blocks.append((begin, end))
        if conditional:
            found.conditions.append((inside, start))


def _mustache(text: str) -> Markup:
    """The tags of Mustache and Handlebars."""
    found = Markup()
    opened: list[tuple[str, int, int]] = []
    for tag in _TAG.finditer(text):
        name = tag["bare"] or tag["name"]
        if name and name.strip():
            found.slots.append(Slot(*tag.span(), name.strip()))
            continue
        found.gone.append(tag.span())
        word = (tag["word"] or "").split()
        if tag["sign"] in ("#", "^") and word:
            opened.append((word[0], *tag.span()))
        elif tag["sign"] == "/" and word:
            _close(found, opened, word[0], *tag.span(), conditional=True)
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
