"""Templates: told by the name of the file, its front matter or the settings, and the codes that each is for."""

from __future__ import annotations

from notelint.linter.knowledge import codes
from notelint.linter.markup import JINJA, SUFFIXES, MarkupError, front_matter_codes, markup, suffix_of
from notelint.linter.note import Kind, Note
from notelint.linter.readers.text import NotRead
from notelint.linter.readers.walk import matches

CodesOf = tuple[tuple[str, tuple[str, ...]], ...]


def as_template(path: str, text: str, kind: Kind | None = None, codes_of: CodesOf = ()) -> list[Note]:
    """The one note of a file whose name, whose front matter or a setting makes it a template; none for another file.

    `codes_of` pairs globs with the codes that the templates of these names are for. Raises NotRead where Jinja2 cannot
    read a template of its own, or the front matter names a code that is not known.
    """
    suffix = suffix_of(path)
    said = [*front_matter_codes(text), *(code for glob, those in codes_of if matches(path, (glob,)) for code in those)]
    if kind not in (None, "template") or not (said or kind or suffix in SUFFIXES):
        return []
    found = tuple(dict.fromkeys(code.upper() for code in said))
    if unknown := [code for code in found if code not in codes()]:
        raise NotRead(path, f"its front matter names {unknown[0]!r}, no code known here (notelint codes lists them)")
    if suffix in JINJA:
        try:
            markup(path, text)
        except MarkupError as error:
            raise NotRead(path, f"line {error.line} is not valid Jinja2: {error.reason}") from None
    return [Note(path, text, kind="template", codes=found)]
