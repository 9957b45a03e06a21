"""The syntaxes of templates: what is no prose, what is conditional, what is filled in, and where each stands."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notelint.linter.language.shortening import without_markup
from notelint.linter.markup import MarkupError, front_matter_codes, markup
from notelint.linter.note import Note


def gone(text: str, path: str = "a.j2") -> list[str]:
    return [text[a:b] for a, b in markup(path, text).gone]


def slots(text: str, path: str = "a.j2") -> list[tuple[str, str]]:
    return [(text[s.start : s.end], s.name) for s in markup(path, text).slots]


JINJA = [
    ("a {# c #} b", ["{# c #}"]),
    ("a\n{# c\nd #}\nb", ["{# c\nd #}\n"]),
    ("{% if x %}a{% endif %}", ["{% if x %}", "{% endif %}"]),
    ("  {%- if x -%}  \n a", ["  {%- if x -%}  \n"]),
    ("a {%- if x -%} \n\n b", ["{%- if x -%}"]),
    ("{% raw %}97110 {{ x }}{% endraw %} b", ["{% raw %}97110 {{ x }}{% endraw %}"]),
    ("{% set x = '{# no comment #}' %}\r\nb\r\n", ["{% set x = '{# no comment #}' %}\r\n"]),
    ("{{ '{% no block %}' }}", []),
    ("{% if a %} {% if b %}\nc", ["{% if a %} {% if b %}\n"]),
    ("<!-- one\ntwo -->\nb", ["<!-- one\ntwo -->\n"]),
]


@pytest.mark.parametrize(("text", "found"), JINJA)
def test_what_of_jinja2_is_no_prose(text: str, found: list[str]) -> None:
    assert gone(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{ rom }}", [("{{ rom }}", "rom")]),
        ("{{ rom.knee|round(1)|default('__') }} deg", [("{{ rom.knee|round(1)|default('__') }}", "rom knee")]),
        ("{{\r\n  task\r\n}}", [("{{\r\n  task\r\n}}", "task")]),
        ("{{- task -}}  \n x", [("{{- task -}}  \n ", "task")]),
        ("{{ aims['97110'] }}", [("{{ aims['97110'] }}", "aims '97110'")]),
        ("{{ '}}' }} {{ 4 }}", []),
    ],
)
def test_the_expressions_of_jinja2(text: str, found: list[tuple[str, str]]) -> None:
    assert slots(text) == found


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a\n{{ x", 2, "what begins here is not closed"),
        ("a\n{% if x", 2, "what begins here is not closed"),
        ("{% raw %} a", 1, "missing end of raw directive"),
        ("a\nb\n{{ x? }}", 3, "unexpected char '?'"),
        ("{# never closed", 1, "missing end of comment tag"),
        ("{{ (x }}", 1, "unexpected '}'"),
    ],
)
def test_what_jinja2_cannot_read_is_told_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(MarkupError) as caught:
        markup("a.j2", text)
    assert caught.value.line == line
    assert caught.value.reason.startswith(reason)
    assert markup("a.txt", text).gone == []


MUSTACHE = [
    ("{{! 97110 }}\na", ["{{! 97110 }}\n"], []),
    ("{{!-- a }} b --}} c", ["{{!-- a }} b --}}"], []),
    ("{{#te}}{{min}}{{/te}}", ["{{#te}}", "{{/te}}"], [("{{min}}", "min")]),
    ("{{^te}}none{{/te}} {{> sign}}", ["{{^te}}", "{{/te}} {{> sign}}"], []),
    ("{{#if a}}x{{else if b}}y{{else}}z{{/if}}", ["{{#if a}}", "{{else if b}}", "{{else}}", "{{/if}}"], []),
    ("{{{ text }}} {{& more }}", [], [("{{{ text }}}", "text"), ("{{& more }}", "more")]),
    ("{{{{raw}}}} {{x}} {{{{/raw}}}}a", ["{{{{raw}}}} {{x}} {{{{/raw}}}}"], []),
    ("{{elsewhere}}", [], [("{{elsewhere}}", "elsewhere")]),
    ("{{~#if a~}} b {{~/if~}}", ["{{~#if a~}}", "{{~/if~}}"], []),
]


@pytest.mark.parametrize(("text", "lost", "found"), MUSTACHE)
def test_mustache_and_handlebars(text: str, lost: list[str], found: list[tuple[str, str]]) -> None:
    assert gone(text, "a.hbs") == lost
    assert slots(text, "a.hbs") == found


@pytest.mark.parametrize("path", ["a.j2", "a.jinja2", "a.txt"])
def test_conditions_are_the_outermost_and_what_they_hold(path: str) -> None:
    text = "a {% if x %}b {% if y %}c{% else %}d{% endif %}{% endif %} {% for z in x %}e{% endfor %}"
    found = markup(path, text)
    assert [text[a:b] for a, b in found.conditions] == ["b {% if y %}c{% else %}d{% endif %}"]
    assert text[slice(*found.blocks[-1])] == "{% for z in x %}e{% endfor %}"


def test_a_text_is_jinja_or_mustache_by_its_signs() -> None:
    assert gone("{% if x %}a{% endif %}", "a.txt") == ["{% if x %}", "{% endif %}"]
    assert gone("{{#x}}a{{/x}}", "a.txt") == ["{{#x}}", "{{/x}}"]
    assert gone("{{ x }} {y} {#", "a.txt") == []
    assert gone("10 {%} of it", "a.txt") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("---\ncodes: [97110, '97140']\n---\na", ["97110", "97140"]),
        ("---\ntitle: x\ncodes: 97110 # te\nmore: 1\n---\n", ["97110"]),
        ('---\r\ncodes:\r\n  - 97110\r\n  - "97530"\r\n---\r\na', ["97110", "97530"]),
        ("---\ntitle: codes\n---\n", []),
        ("a\n---\ncodes: 97110\n---\n", []),
        ("---\ncodes: 97110\nno end", []),
        ("codes: 97110", []),
    ],
)
def test_the_codes_of_a_front_matter(text: str, found: list[str]) -> None:
    assert front_matter_codes(text) == found
    kept = text.split("---")[2].lstrip("\r\n") if found else text
    assert without_markup(Note("a.md", text))[0].note.text == kept


def test_a_front_matter_without_codes_is_left_in_the_note() -> None:
    text = "---\ndate: 3/4/2025\n---\n97110\n"
    assert without_markup(Note("a.md", text))[0].note.text == text


PIECES = ["{# c #}", "{% if a %}", "{% endif %}", "{{ x }}", "{{ x | f('}') }}", "\n", "\r\n", " ", "97110", "{% raw %}{{ y }}{% endraw %}",
          "{%- if b -%}", "<!-- d -->", "word"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_what_is_left_stands_where_the_way_back_says(pieces: list[str]) -> None:
    text = "".join(pieces)
    bare, found, left = without_markup(Note("a.j2", text))
    starts, ends = [0, *(end for _, end in found.gone)], [*(start for start, _ in found.gone), len(text)]
    kept = "".join(text[a:b] for a, b in zip(starts, ends, strict=True))
    assert bare.note.text == kept
    assert not any(sign in kept for sign in ("{#", "{%", "<!--"))
    assert [kept[s.start : s.end] for s in left.slots] == [text[s.start : s.end] for s in found.slots]
    way_back = dict(zip(bare.starts, bare.shifts, strict=True))
    assert all(kept[at : at + 1] in ("", text[at + shift : at + shift + 1]) for at, shift in way_back.items())


@pytest.mark.parametrize(
    "sign", ["{{!--", "{{{{a}}}}", "<!--", "{% if x %}", "{% set x %}", "{{#a}}", "{{/a}}", "{{", "{#", "---\r\n"]
)
def test_a_hostile_text_takes_no_more_than_its_length_allows(sign: str) -> None:
    begin = time.process_time()
    for path in ("a.txt", "a.hbs", "a.j2"):
        with suppress(MarkupError):
            markup(path, sign * 20_000)
    assert time.process_time() - begin < 5
