"""What all tests share. Under NOTELINT_ALL=1 nothing may be skipped: a skip fails."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest
from fakes import RULES, fake_parse

os.environ["NOTELINT_KEY"] = ""  # the key of whoever runs the tests is not theirs
STRICT = os.environ.get("NOTELINT_ALL") == "1"


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
