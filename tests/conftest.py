"""What all tests share. Under NOTELINT_ALL=1 nothing may be skipped: a skip fails."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fakes import RULES, fake_parse

if TYPE_CHECKING:
    from playwright.sync_api import Browser

os.environ["NOTELINT_KEY"] = ""  # the key of whoever runs the tests is not theirs
STRICT = os.environ.get("NOTELINT_ALL") == "1"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    return _no_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, Any, Any]:
    return _no_skip((yield))


def _no_skip(report: Any) -> Any:
    if STRICT and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped under NOTELINT_ALL=1: {reason}"
    return report


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small set of rules in place of the installed ones, and a parser of one expression in place of spaCy."""
    monkeypatch.setattr("notelint.linter.config.load_rules", lambda *_: RULES)
    monkeypatch.setattr("notelint.linter.engine._language", lambda *_: fake_parse)


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test remembers for another, nor for the user."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser; skipped where there is none."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no {CHROMIUM}")
    driver = pytest.importorskip("playwright.sync_api")
    with driver.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield started
        started.close()
