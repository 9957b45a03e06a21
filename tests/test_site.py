"""The site of the documentation: it builds without a warning, every link in it leads somewhere, nothing is fetched."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

import click
import generated
import make
import pytest
from cases import ROOT, RUNNER

from notelint.linter.cli import cli
from notelint.linter.config import profile_names, read_profile

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # what Sphinx tells MyST's authors
NAMED = {
    "OM001": "rules/OM001.md",
    "check": "commands/check.md",
    "rule": "commands/rule.md",
    "new-rule": "commands/new-rule.md",
}


class Links(HTMLParser):
    """The ids of a page, where its links lead, and what it has the browser load."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        self.loaded += [given[name] for name in ("src", "srcset") if name in given]
        if tag == "link":
            self.loaded.append(given["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make docs` builds it."""
    folder = tmp_path_factory.mktemp("site")
    assert make.main(folder) == 0
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Links]:
    return {page: Links(page) for page in site.rglob("*.html")}


def test_every_link_and_anchor_leads_somewhere(pages: dict[Path, Links]) -> None:
    lost = []
    for page, found in pages.items():
        for link in (unquote(each) for each in (*found.links, *found.loaded) if not each.startswith(("http", "data:"))):
            name, _, anchor = link.partition("#")
            there = (page.parent / name.partition("?")[0]).resolve() if name else page
            known = there.is_file() and (not anchor or anchor in pages[there].ids)
            if not known:
                lost.append(f"{page.name}: {link}")
    assert lost == []


def test_nothing_is_fetched(site: Path, pages: dict[Path, Links]) -> None:
    assert [load for found in pages.values() for load in found.loaded if load.startswith(("http", "//"))] == []
    styles = [path.read_text(encoding="utf-8") for path in site.rglob("*.css")]
    assert styles
    assert [
        url for style in styles for url in re.findall(r"(?:@import|url\()\s*[\"']?(?:https?:)?//[^\"')]+", style)
    ] == []


def test_rules_profiles_and_commands_have_their_pages(site: Path, pages: dict[Path, Links]) -> None:
    said = {page.relative_to(site).as_posix(): page.read_text(encoding="utf-8") for page in pages}
    for rule in generated.every_rule(RUNNER):
        assert f"{rule.id} {rule.name}" in said[f"rules/{rule.id}.html"]
        assert f"rules/{rule.id}.html" in said["rules.html"]
    for profile in map(read_profile, profile_names()):
        deviations = [*profile.severity.values(), *(d for changes in profile.rules.values() for d in changes.values())]
        assert all(d.reason in said["profiles.html"] and d.source in said["profiles.html"] for d in deviations)
    for name, command in commands(cli):
        options = [o for p in command.params if isinstance(p, click.Option) for o in p.opts]
        missing = [o for o in options if o not in said[f"commands/{name}.html"]]
        assert missing == [], name


def commands(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{above}{name}-")
        elif command:
            yield f"{above}{name}", command


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_read_on_a_telephone_without_a_network(
    site: Path, browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in ("index", "clinician", "rules", "rules/CA001", "profiles", "commands/check", "quality", "api"):
        page.goto((site / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
    page.goto((site / "how-it-reads.html").as_uri())
    pictures = [(str(p.get_attribute("src")), p.is_visible()) for p in page.locator("article img").all()]
    assert sorted(visible for _, visible in pictures) == [False, True]
    assert [scheme in source for source, visible in pictures if visible] == [True]
    page.goto((site / "search.html").as_uri() + "?q=addendum")
    page.get_by_text(re.compile(r"found \d+ pages?")).wait_for()
    assert page.locator("#search-results li a").count() > 3
    page.close()
    assert [url for url in asked if not url.startswith("file:")] == []


@pytest.mark.parametrize("wrong", ["[a page](missing.md)", "[a place](#nowhere)", "![a picture](images/missing.png)"])
def test_a_broken_link_breaks_the_build(wrong: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("conf.py", "site.css"):
        shutil.copy(ROOT / "docs" / name, source)
    (source / "index.md").write_text(f"# A page\n\n{wrong}\n")
    assert make.build(source, tmp_path / "site") != 0
    assert "index.md:3: WARNING" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("A pass, see OM001.", "A pass, see [OM001](rules/OM001.md)."),
        ("`notelint rule OM001`", "[`notelint rule OM001`](rules/OM001.md)"),
        ("`notelint check -v` and `notelint new rule`", "[`notelint check -v`](commands/check.md) and [`notelint new rule`](commands/new-rule.md)"),
        ("`notelint rule --all`, `notelint --version`", "[`notelint rule --all`](commands/rule.md), `notelint --version`"),
        ("# On OM001", "# On OM001"),
        ("`rules.OM001`, [OM001 again](x.md), HSE001, notelint check", "`rules.OM001`, [OM001 again](x.md), HSE001, notelint check"),
        ("```text\nOM001\n```", "```text\nOM001\n```"),
        ("```text note.txt\nOM001\n```", "```{code-block} text\n:caption: note.txt\n\nOM001\n```"),
        ("   ```jsonl a.jsonl\n   {}\n   ```", "   ```{code-block} json\n   :caption: a.jsonl\n\n   {}\n   ```"),
        ("[a](docs/a.md#b) [c](../ARCHITECTURE.md) [d](SECURITY.md)", "[a](a.md#b) [c](architecture.md) [d](security.md)"),
        (
            '<picture>\n  <source srcset="docs/images/x-dark.png">\n  <img src="docs/images/x-light.png" alt="X">\n</picture>',
            "[![X](images/x-light.png){.only-light}](images/x-light.png)\n[![X](images/x-dark.png){.only-dark}](images/x-dark.png)",
        ),
    ],
)  # fmt: skip
def test_a_page_becomes_one_of_the_site(written: str, shown: str) -> None:
    assert make.for_site("a.md", written, NAMED) == shown


def test_a_page_does_not_lead_to_itself() -> None:
    assert (
        make.for_site("rules/OM001.md", "OM001, `notelint check`", NAMED)
        == "OM001, [`notelint check`](../commands/check.md)"
    )


def test_the_page_of_a_rule_shows_what_a_report_says() -> None:
    rule = RUNNER.rules["RC004"]
    (said,) = generated.reports(rule, RUNNER)
    assert said.startswith("RC004 [warning] the same text as the visit of 2025-02-03")
    assert " --> note.txt#2:4:" in said
    assert f"```console\n{said}" in generated.rule_pages(RUNNER)["rules/RC004.md"]


def test_help_becomes_markdown() -> None:
    @click.command()
    @click.option("--deep", default="a", show_default=True, help="Look into *.txt, or <all>; see --wide [x].")
    def command(deep: str) -> None:
        """Do it.

        \b
          notelint check a.txt      lint it
          notelint check --deep x

        Then read_this.
        """

    context = click.Context(command, info_name="try")
    assert generated._command("try", command, context) == (
        "# notelint try\n\n```text\ntry [OPTIONS]\n```\n\nDo it.\n\n"
        "```sh\nnotelint check a.txt  # lint it\nnotelint check --deep x\n```\n\nThen read\\_this.\n\n"
        "## Options\n\n`--deep TEXT`\n: Look into `*.txt`, or \\<all\\>; see `--wide` \\[x\\]. (default: a)\n\n"
        "`--help`\n: Show this message and exit.\n"
    )
