"""Write docs/sections.md, the sections of a note and the headings that begin them: `make docs-api`."""

from __future__ import annotations

import sys
from itertools import groupby

from notelint.linter.knowledge import lexicon

HEAD = """# The sections of a note

Written by `make docs-api` from `linter/knowledge/lexicons/sections.csv`; not edited by hand.

A section begins with one of these headings and reaches to the next; what stands above the first heading is in none.
Capitals do not count, and `Today's`, `Current` or `Skilled` may stand before a heading. `notelint parse note.txt` shows
the sections of a note. A [rule](writing-a-rule.md) names them by the names on the left.
"""


def page() -> str:
    """The page."""
    terms = sorted((term["name"], term.text) for term in lexicon("sections"))
    rows = [
        f"| `{name}` | {', '.join(heading for _, heading in its)} |" for name, its in groupby(terms, lambda t: t[0])
    ]
    return "\n".join([HEAD, "| section | headings |", "|---|---|", *rows, ""])


if __name__ == "__main__":
    sys.stdout.write(page())
