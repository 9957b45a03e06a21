"""What the tests of pages share. Each module of tests has its own `files`: pages by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import Opener

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def opened(browser: Browser, files: dict[str, Path]) -> Iterator[Opener]:
    opener = Opener(browser, files)
    yield opener
    for page in opener.pages:
        page.close()
    assert opener.complaints == []
