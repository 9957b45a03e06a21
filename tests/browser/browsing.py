"""A real browser for the tests of pages, and what they ask of a page."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 740}

CONTRASTS = """
() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) =>
    [r, g, b].map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const color = rgba(getComputedStyle(e).backgroundColor);
      if (color[3] > 230) return color;
    }
    return [255, 255, 255];
  };
  const low = new Set();
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility() || e.matches('option, script, .skip, .vh')) continue;
    const [a, b] = [light(rgba(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5 && !e.disabled) low.add(`${e.className || e.tagName} ${ratio.toFixed(2)}`);
  }
  return [...low];
}
"""


def unavailable(why: str) -> None:
    if os.environ.get("NOTELINT_ALL") == "1":
        pytest.fail(f"the browser tests have to run: {why}")
    pytest.skip(why)


class Opener:
    """Opens pages, and remembers what they complained about or asked for."""

    def __init__(self, browser: Browser, files: dict[str, Path]) -> None:
        self.browser = browser
        self.files = files
        self.complaints: list[str] = []
        self.pages: list[Page] = []

    def __call__(self, name: str = "report", *, size: dict[str, int] = WIDE, scheme: str = "light") -> Page:
        page = self.browser.new_page(viewport=size, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_default_timeout(10_000)
        url = self.files[name].as_uri()
        page.on("console", lambda m: self.complaints.append(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        page.on("dialog", lambda d: self.complaints.append(f"dialog: {d.message}"))
        page.on("request", lambda r: r.url.split("#")[0] == url or self.complaints.append(f"request: {r.url}"))
        page.goto(url)
        self.pages.append(page)
        return page


def scroll_width(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


def background(page: Page, selector: str) -> str:
    value: str = page.eval_on_selector(selector, "e => getComputedStyle(e).backgroundColor")
    return value
