"""The documentation is true: its code runs, its commands end as it says, its files are read, its links lead somewhere.

That holds for the pages of the repository and for those that docs/generated.py writes for the site; the examples on the
pages of rules are run with the cases.

What a fenced block is follows from its first line:

    ```python           is run, after the blocks above it; where it imports one of OPTIONAL, only if that is installed
    ```python name.py   is written to a file and can be imported
    ```sh               is commands, run one by one; `# exit status N` after one says how it ends, 0 or 1 otherwise
    ```console          is `$ command` and what it prints; `...` alone on a line stands for lines left out, in a line
                        for the rest of it
    ```text name.txt    is written to a file, likewise toml, jsonl and yaml; notelint.toml is loaded, pyproject.toml
                        leaves its package installed, *.case is run and has to hold, unless it says "# This case is
                        wrong", the hooks of .pre-commit-config.yaml have to exist
    ```text             is text

All blocks of a page share one folder, in which `notes/` holds the sample notes, and `note.txt` is one until the page
writes its own.
"""

from __future__ import annotations

import io
import json
import re
import shlex
import shutil
import socket
import stat
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent
from typing import Any, NoReturn

import generated
import pytest
from cases import CORPUS, ROOT, failure
from pre_commit.clientlib import load_config, load_manifest

from notelint.linter import installed
from notelint.linter.cli import main
from notelint.linter.config import load_settings
from notelint.linter.evaluation import read_cases
from notelint.linter.evaluation.runner import Runner
from notelint.linter.language import make_parser
from notelint.linter.note import Note
from notelint.linter.record import Terms, Visit
from notelint.linter.waivers import NAME as WAIVERS
from notelint.linter.waivers import entries_of

FILES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
PAGES = {path.name: path.read_text(encoding="utf-8") for path in FILES}
PAGES |= {**generated.command_pages(), **generated.profile_page()}
OTHERS = frozenset(
    {"cat", "chmod", "git", "pip", "pre-commit", "printf", "pytest", "python"}
)  # programs that a page may show and no test runs
OPTIONAL = frozenset({"ray"})  # not installed for the tests: hundreds of megabytes for one example
LANGUAGES = frozenset({"python", "sh", "console", "text", "toml", "json", "jsonl", "yaml", "{toctree}"})
FENCE = re.compile(r"^( *)```(\S*)(?: +(\S+))?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"")
PICTURE_LIMIT = 300_000


@cache
def parser(terms: tuple[Terms, ...] = ()) -> Callable[[Note], Visit]:
    return make_parser(terms)


@dataclass
class Page:
    """The blocks of one page, run in one folder."""

    name: str
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "page"})
    written: list[Path] = field(default_factory=list)

    def blocks(self) -> Iterator[tuple[int, str, str, str]]:
        text = PAGES[self.name]
        assert text.count("```") == 2 * len(FENCE.findall(text)), "a fence is not closed"
        for found in FENCE.finditer(text):
            yield text.count("\n", 0, found.start()) + 1, found[2], found[3] or "", dedent(found[4])

    def run(self) -> None:
        for line, language, name, body in self.blocks():
            where = f"{self.name}:{line}"
            assert language in LANGUAGES, f"{where}: a block of {language or 'no language'}"
            if name:
                self.file(where, Path(name), body)
            elif language == "python" and not missing(body):
                exec(compile("\n" * line + body, self.name, "exec"), self.names)
            elif language == "sh":
                for command in body.replace("\\\n", " ").splitlines():
                    self.command(f"{where}: {command}", command)
            elif language == "console":
                self.console(where, body)

    def file(self, where: str, name: Path, body: str) -> None:
        name.parent.mkdir(parents=True, exist_ok=True)
        name.write_text(body, encoding="utf-8")
        if name.name == "notelint.toml":
            assert load_settings([str(name)]), where
            self.written.append(name)
        elif name.name == WAIVERS:
            assert entries_of(str(name), body), where
        elif name.name == "pyproject.toml":
            self.install(name.parent.absolute(), tomllib.loads(body))
        elif name.suffix == ".case" and name.parent == Path() and "# This case is wrong" not in body:
            runner = Runner(load_settings().plugins)
            for case in read_cases(name, runner.rules):
                assert failure(case, runner) == "", where
        elif name.suffix == ".yaml":
            known = {hook["id"] for hook in load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))}
            assert {hook["id"] for repo in load_config(str(name))["repos"] for hook in repo["hooks"]} <= known, where
        elif name.suffix == ".jsonl":
            assert [json.loads(row) for row in body.splitlines()], where

    def install(self, folder: Path, project: dict[str, Any]) -> None:
        """What `pip install --editable` would leave of a package whose pyproject.toml a page shows."""
        name, number = project["project"]["name"], project["project"]["version"]
        about = folder / f"{name.replace('-', '_')}-{number}.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {number}\n")
        self.patch.syspath_prepend(folder)
        groups = project["project"]["entry-points"].items()
        lines = [f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in points.items()) for group, points in groups]
        (about / "entry_points.txt").write_text("\n".join(lines))
        look_anew()

    def command(self, where: str, command: str) -> str:
        """Run a command, if it is notelint's, and give what it prints."""
        words = shlex.split(command, comments=True)
        if not words or words[0].startswith("./") or words[0] in OTHERS:
            return ""
        if words[0] == "make":
            targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
            assert set(words[1:]) <= set(targets), where
            return ""
        assert words.pop(0) == "notelint", f"{where}: a command that is not known here"
        if words[-2:-1] == ["<"]:
            self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(words.pop()).read_bytes())))
            words.pop()
        self.capture.readouterr()
        status = main(words)
        out, complaint = self.capture.readouterr()
        said = re.search(r"# exit status (\d)", command)
        assert status in ({int(said[1])} if said else {0, 1}), f"{where}: exit status {status}\n{complaint}"
        return out if not said or int(said[1]) != 2 else complaint

    def console(self, where: str, body: str) -> None:
        for shown in re.split(r"^(?=\$ )", body, flags=re.MULTILINE):
            command, _, expected = shown.removeprefix("$ ").partition("\n")
            rest = self.command(f"{where}: {command}", command).rstrip("\n").split("\n")
            skip = False
            for line in expected.rstrip("\n").split("\n"):
                if line.strip() == "...":
                    skip = True
                    continue
                shown_as = re.compile(".*".join(map(re.escape, line.split("..."))))
                at = next((i for i, printed in enumerate(rest) if shown_as.fullmatch(printed)), -1)
                assert at >= 0 if skip else at == 0, f"{where}: {command} prints no longer\n{line}"
                rest, skip = rest[at + 1 :], False
            assert skip or not rest, f"{where}: {command} prints more: {rest}"


def missing(code: str) -> list[str]:
    """What a block imports that does not have to be installed, and is not."""
    imported = set(re.findall(r"^(?:import|from) (\w+)", code, re.MULTILINE))
    return [name for name in imported & OPTIONAL if find_spec(name) is None]


@pytest.fixture
def page(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Page]:
    def no_network(*_: object) -> NoReturn:
        raise AssertionError("notelint asked for the network")

    shutil.copytree(CORPUS / "samples", tmp_path / "notes")
    shutil.copy(CORPUS / "samples" / "01-shoulder-ortho.txt", tmp_path / "note.txt")
    (tmp_path / "corpus").symlink_to(CORPUS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("notelint.linter.engine._language", parser)
    monkeypatch.setattr(socket.socket, "connect", no_network)
    yield Page(request.param, capsys, monkeypatch)
    for name in [n for n, m in sys.modules.items() if str(getattr(m, "__file__", "")).startswith(str(tmp_path))]:
        del sys.modules[name]
    look_anew()


def look_anew() -> None:
    """Have installed packages looked for once more."""
    for found in (installed._packages, installed._entry_points):
        found.cache_clear()


@pytest.mark.parametrize("page", PAGES, indirect=True)
def test_a_page_is_true(page: Page) -> None:
    page.run()
    made = [p for p in Path().rglob("*.*") if p.suffix in (".html", ".json") and p.is_file()]
    assert [p for p in made if stat.S_IMODE(p.stat().st_mode) != 0o600] == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    targets = [a or b for a, b in LINK.findall(text)]
    missing = []
    for target in (t for t in targets if not t.startswith(("http:", "https:"))):
        name, _, anchor = target.partition("#")
        there = (path.parent / name) if name else path
        if not there.exists() or (anchor and anchor not in _anchors(there)):
            missing.append(target)
    assert missing == []


def _anchors(path: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs" / "images").glob("*.png"))
    assert pictures
    assert [p.name for p in pictures if p.stat().st_size > PICTURE_LIMIT] == []


def test_the_architecture_names_every_module() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    language = ROOT / "linter" / "language"
    names = [p.stem if p.suffix else f"{p.name}/" for p in language.iterdir() if p.suffix == ".py" or p.is_dir()]
    folders = [f"{p.name}/" for p in (ROOT / "linter").iterdir() if p.is_dir()]
    wanted = {n for n in (*names, *folders) if not n.startswith("__")}
    assert sorted(n for n in wanted if f"`{n}`" not in text) == []
