"""Build the documentation: `make docs`, or `python docs/make.py FOLDER`. Sphinx's warnings are errors.

The pages of docs/ and of the root folder are written to be read where they stand. Here they become pages of the site:
what is named in them (a command, a rule) leads to its page, a block that is a file shows the file's name, and a picture
follows the site's switch between light and dark.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import generated
from sphinx.cmd.build import build_main

from notelint.linter.evaluation.runner import Runner

ROOT = Path(__file__).resolve().parents[1]
FROM_ROOT = ("ARCHITECTURE.md", "CHANGELOG.md", "SECURITY.md")
_PART = re.compile(
    r"""
    ^(?P<indent>\ *)```(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```$
  | ^<picture>.*?srcset="(?P<dark>[^"]+)".*?src="(?P<light>[^"]+)"\ alt="(?P<alt>[^"]*)".*?</picture>$
  | ^\#+\ [^\n]*$                                         # a heading stays as it is, and so does a link
  | !?\[(?:[^\[\]]|\[[^\]]*\])*\]\((?P<to>[^)\s]*)\)
  | `notelint\ (?P<call>[^`]+)`
  | `[^`]+`
  | (?<![\w\[-])(?P<rule>[A-Z]{2}\d{3})(?![\w-])
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)


def site_pages() -> dict[str, str]:
    """Every page of the site by its name: those that are written from the program, and those that people wrote."""
    pages = {**generated.rule_pages(Runner()), **generated.profile_page(), **generated.command_pages()}
    named = {Path(name).stem: name for name in pages if "/" in name}
    written = {path.name: path for path in (ROOT / "docs").glob("*.md")}
    written |= {name.lower(): ROOT / name for name in FROM_ROOT}
    texts = {name: path.read_text(encoding="utf-8") for name, path in written.items()}
    return {name: for_site(name, text, named) for name, text in {**pages, **texts}.items()}


def for_site(name: str, text: str, named: Mapping[str, str]) -> str:
    """A page as the site shows it; `named` are the pages of rules and commands, by id and by name."""
    return _PART.sub(partial(_part, name, named), text)


def _part(page: str, named: Mapping[str, str], found: re.Match[str]) -> str:
    up = "../" * page.count("/")
    if found["info"] is not None:
        return _block(found)
    if found["dark"]:
        kinds = (("light", _here(found["light"])), ("dark", _here(found["dark"])))
        return "\n".join(f"[![{found['alt']}]({path}){{.only-{kind}}}]({path})" for kind, path in kinds)
    if found["to"] is not None:
        return found[0].removesuffix(f"({found['to']})") + f"({_here(found['to'])})"
    words = (found["call"] or found["rule"] or "").split()
    leads = next((named[name] for name in ("-".join(words[:2]), *reversed(words[:2])) if name in named), page)
    return found[0] if leads == page else f"[{found[0]}]({up}{leads})"


def _block(found: re.Match[str]) -> str:
    """A block; one that is a file shows the name of the file."""
    language, _, name = found["info"].partition(" ")
    language = {"jsonl": "json"}.get(language, language)
    if not name:
        return f"{found['indent']}```{language}\n{found['body']}{found['indent']}```"
    lines = [f"```{{code-block}} {language}", f":caption: {name}", ""]
    head = "".join(f"{found['indent']}{line}".rstrip() + "\n" for line in lines)
    return f"{head}{found['body']}{found['indent']}```"


def _here(link: str) -> str:
    """Where a link of a page in docs/ or in the root folder leads in the site."""
    link = link.removeprefix("docs/")
    name, hash, anchor = link.removeprefix("../").partition("#")
    return f"{name.lower()}{hash}{anchor}" if name in FROM_ROOT else link


def write(source: Path) -> None:
    """Put everything that Sphinx reads into a folder, with corpus/ beside it: pages offer files of it."""
    (source.parent / "corpus").symlink_to(ROOT / "corpus")
    for name, text in site_pages().items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in ("conf.py", "site.css"):
        shutil.copy(ROOT / "docs" / name, source)
    shutil.copytree(ROOT / "docs" / "images", source / "images")


def build(source: Path, target: Path) -> int:
    """Have Sphinx build a site; gives its exit status, which is 0 where there was not even a warning."""
    with tempfile.TemporaryDirectory() as read:
        options = ["-b", "html", "-q", "-n", "-W", "--keep-going", "-d", read]
        return build_main([*options, str(source), str(target)])


def main(target: Path) -> int:
    """Build the documentation into a folder; gives the exit status."""
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary) / "docs"
        write(source)
        shutil.rmtree(target, ignore_errors=True)
        return build(source, target)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
