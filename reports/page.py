"""One self-contained HTML page from a template, with its styles and its script inside."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any, TextIO


def render(
    name: str, context: Mapping[str, Any], out: TextIO, *, styles: Iterable[str], scripts: Iterable[str]
) -> None:
    """Write the page `name`; its policy lets its own script run and no other, and lets nothing be loaded."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    script = "\n".join(map(_template, scripts))
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    page = environment.get_template(name).stream(
        **context, style=Markup("\n".join(map(_template, styles))), script=Markup(script), script_digest=digest
    )
    page.enable_buffering(200)
    out.writelines(page)


def _template(name: str) -> str:
    return (files("notelint.reports") / "templates" / name).read_text(encoding="utf-8")
