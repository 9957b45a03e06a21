"""The pages in a real browser."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import CONTRASTS, PHONE, WIDE, Opener, background, scroll_width
from report_samples import results, visit

from notelint.linter.result import ReportOptions
from notelint.reports import html, parse

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    made = {name: folder / f"{name}.html" for name in ("report", "many", "parse")}
    options = ReportOptions(version="0.0.0")
    with made["report"].open("w", encoding="utf-8") as out:
        html.write(results(), out, options)
    with made["many"].open("w", encoding="utf-8") as out:
        html.write(results() * 8, out, options)
    with made["parse"].open("w", encoding="utf-8") as out:
        parse.write([visit()], out, "html", options)
    return made


def count(page: Page) -> str:
    return page.inner_text("#count")


def test_findings_show_in_the_text_and_in_the_checklist(opened: Opener) -> None:
    page = opened()
    assert page.inner_text("h1") == "15 findings in 6 of 9 notes"
    note = page.locator("details.note", has=page.get_by_role("heading", name="knee-tka-visit-4"))
    assert note.locator(".paper .m.error").all_inner_texts() == ["97110", "97530"]
    assert note.locator(".v.fail.error .rule-id").all_inner_texts() == ["OM001", "IO001", "CA001"]
    assert note.locator(".v.review .outcome").all_inner_texts() == ["Review"]
    assert note.get_by_text("only a pain score was found").is_visible()


def test_what_went_wrong_with_the_run_stands_first(opened: Opener) -> None:
    page = opened()
    assert page.inner_text("main h2 >> nth=0") == "This run is not complete"
    assert page.locator(".trouble li").count() == 2
    hostile = page.locator("details.note", has=page.get_by_role("heading", name="<export>"))
    assert hostile.locator(".v .rule-id").first.inner_text() == "NL001"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("#f-rule", "IO001", "2 of 15 findings in 2 of 7 notes"),
        ("#f-severity", "error", "5 of 15 findings in 3 of 3 notes"),
        ("#f-code", "97530", "3 of 15 findings in 2 of 4 notes"),
        ("#f-outcome", "review", "3 of 15 findings in 3 of 3 notes"),
        ("#f-outcome", "pass", "163 passes in 8 of 8 notes"),
    ],
)
def test_a_filter_hides_the_rest_and_says_so(opened: Opener, field: str, value: str, said: str) -> None:
    page = opened()
    assert count(page) == "15 of 15 findings in 6 of 9 notes"
    assert page.get_attribute("#count", "aria-live") == "polite"
    page.select_option(field, value)
    assert count(page) == said
    attribute = {"#f-rule": "rule", "#f-severity": "severity", "#f-code": "code", "#f-outcome": "outcome"}[field]
    shown = page.eval_on_selector_all(
        "article:not([hidden]) .v:not([hidden])", f"all => all.map(e => e.dataset.rule + ' ' + e.dataset.{attribute})"
    )
    assert shown
    assert {s.split(" ")[1] for s in shown if not s.startswith("NL")} == {value}
    page.click("#reset")
    page.get_by_text("15 of 15 findings").wait_for()


def test_a_path_is_searched_for(opened: Opener) -> None:
    page = opened()
    page.fill("#f-path", "HARBOR")
    assert count(page) == "7 of 15 findings in 2 of 3 notes"
    page.fill("#f-path", "no such note")
    assert count(page) == "0 of 15 findings in 0 of 0 notes"
    assert page.is_visible("#nothing")
    assert page.is_disabled("#next")


def test_only_notes_with_findings_and_those_that_were_not_checked(opened: Opener) -> None:
    page = opened()
    page.check("#f-noted")
    paths = page.locator("article:not([hidden]) summary h3").all_inner_texts()
    assert len(paths) == 7
    assert "notes/imported/scan-0012.txt" in paths
    assert "notes/hand/wrist-orif.txt" not in paths


def test_filtered_findings_leave_the_text_too(opened: Opener) -> None:
    page = opened()
    page.select_option("#f-rule", "CA001")
    note = page.locator("details.note", has=page.get_by_role("heading", name="knee-tka-visit-4"))
    assert note.locator(".paper .m.error").all_inner_texts() == ["97530"]
    assert note.locator(".tag:visible").all_inner_texts() == ["CA001"]


def test_a_bar_of_the_chart_filters(opened: Opener) -> None:
    page = opened()
    bar = page.get_by_role("button", name="FL001")
    bar.click()
    assert count(page).startswith("4 of 15 findings")
    assert bar.get_attribute("aria-pressed") == "true"
    bar.click()
    assert count(page).startswith("15 of 15 findings")


def test_the_keys_go_through_the_findings(opened: Opener) -> None:
    page = opened("many")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.id")
    assert page.locator(f"#{first}").get_attribute("data-outcome") in ("fail", "review")
    page.keyboard.press("j")
    second = page.evaluate("document.activeElement.id")
    assert second != first
    assert page.evaluate("document.activeElement.closest('.note').open")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == first
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "f-path"
    page.keyboard.type("jk")
    assert page.input_value("#f-path") == "jk"
    page.fill("#f-path", "")
    page.keyboard.press("Escape")
    page.uncheck("#keys")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "keys"


def test_everything_can_be_reached_and_seen_by_tab(opened: Opener) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"bar", "f-path", "f-rule", "f-noted", "next", "fold", "reset", "paper", "jump"} <= seen


def test_evidence_leads_to_its_place(opened: Opener) -> None:
    page = opened()
    note = page.locator("details.note", has=page.get_by_role("heading", name="knee-tka-visit-4"))
    note.locator(".v.fail", has_text="OM001").locator(".proofs .jump").click()
    flashed = note.locator(".paper .flash")
    assert flashed.all_inner_texts() == ["pain 5/10"]
    box = flashed.bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= WIDE["height"] - box["height"]


def test_a_tag_in_the_text_leads_to_its_verdict(opened: Opener) -> None:
    page = opened()
    note = page.locator("details.note", has=page.get_by_role("heading", name="knee-tka-visit-4"))
    note.locator(".tag", has_text="CA001").click()
    assert page.evaluate("document.activeElement.dataset.rule") == "CA001"


def test_markup_of_a_note_shows_as_text(opened: Opener) -> None:
    page = opened()
    note = page.locator("details.note", has=page.get_by_role("heading", name="<export>"))
    text = note.locator(".paper").inner_text()
    assert "<script>alert(1)</script>" in text
    assert "{{ 7*7 }}" in text
    assert "<img src=x onerror=alert(2)>" in text
    assert "</td></tr></table><h1>markup</h1>" in text
    assert "␛[31mred" in text
    assert "\\u202eright to left" in text
    assert page.locator("script").count() == 1
    assert page.locator("h1").count() == 1
    assert page.locator("img").count() == 0


def test_white_space_of_a_table_is_kept(opened: Opener) -> None:
    page = opened()
    note = page.locator("details.note", has=page.get_by_role("heading", name="balance"))
    left, right = note.locator(".src").nth(1), note.locator(".src").nth(2)
    assert left.text_content() == "\tL\tR"
    assert right.text_content() == "Knee ext MMT\t3/5\t5/5"


def test_many_notes_start_folded_and_open_together(opened: Opener) -> None:
    page = opened("many")
    assert page.locator("details.note").count() == 72
    assert page.locator("details.note[open]").count() == 1
    page.click("#fold")
    assert page.locator("details.note:not([open])").count() == 0


@pytest.mark.parametrize("name", ["report", "parse"])
def test_a_phone_never_scrolls_sideways(opened: Opener, name: str) -> None:
    page = opened(name, size=PHONE)
    if name == "report":
        page.click("#fold")
    assert scroll_width(page) <= 375
    paper, other = page.locator(".paper").first.bounding_box(), page.locator(".paper + div").first.bounding_box()
    assert paper is not None
    assert other is not None
    assert other["y"] >= paper["y"] + paper["height"] - 1


@pytest.mark.parametrize("name", ["report", "parse"])
def test_dark_and_light_differ(opened: Opener, name: str) -> None:
    light, dark = opened(name), opened(name, scheme="dark")
    assert background(light, "body") != background(dark, "body")
    assert background(light, ".paper .m.error, .paper .m.charge") != background(
        dark, ".paper .m.error, .paper .m.charge"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["report", "parse"])
def test_all_text_has_enough_contrast(opened: Opener, name: str, scheme: str) -> None:
    assert opened(name, scheme=scheme).evaluate(CONTRASTS) == []


@pytest.mark.parametrize("name", ["report", "parse"])
def test_a_screen_reader_finds_its_way(opened: Opener, name: str) -> None:
    page = opened(name)
    assert page.locator("html").get_attribute("lang") == "en"
    for role in ("banner", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1  # type: ignore[arg-type]
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(e => +e.tagName[1])")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    nameless = page.eval_on_selector_all(
        "button, input, select",
        "all => all.filter(e => !e.labels?.length && !e.ariaLabel && !e.innerText.trim()).map(e => e.outerHTML)",
    )
    assert nameless == []


def test_print_shows_every_note_and_no_controls(opened: Opener) -> None:
    page = opened("many")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.note:not([open])").count() == 0
    assert not page.is_visible(".toolbar")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.note[open]").count() == 1


def test_the_record_shows_and_its_kinds_can_be_hidden(opened: Opener) -> None:
    page = opened("parse")
    assert page.locator(".paper .m.charge").all_inner_texts() == ["97110", "97140"]
    assert page.locator(".paper .m.measure").all_inner_texts() == ["flexion 128 deg", "ER 34 deg", "ER 3+/5"]
    before = background(page, ".paper .m.charge")
    page.get_by_label("charges").uncheck()
    assert background(page, ".paper .m.charge") != before
    page.locator(".row.measure .jump").first.click()
    assert page.locator(".paper .flash").all_inner_texts() == ["flexion 128 deg"]
