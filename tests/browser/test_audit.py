"""The page of an audit, and a letter, in a real browser."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import CONTRASTS, PHONE, Opener, background, scroll_width

from notelint.linter.audit.summary import UNNAMED
from notelint.reports import audit_letters, audit_page

sys.path.insert(0, str(Path(__file__).parents[1]))
from audit_samples import audit

if TYPE_CHECKING:
    from playwright.sync_api import Page

WHOLE = audit(60, 60)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("audit")
    made = {name: folder / f"{name}.html" for name in ("some", "whole", "large", "letter")}
    for name, summary in (("some", audit(240, 60)), ("whole", WHOLE), ("large", audit(320, 300))):
        with made[name].open("wb") as out:
            audit_page.write(summary, out)
    with made["letter"].open("wb") as out:
        audit_letters.write(audit_letters.letters(WHOLE)[1], WHOLE, out)
    return made


def count(page: Page) -> str:
    return page.inner_text("#count")


def column(page: Page, table: str, index: int) -> list[str]:
    cells: list[str] = page.eval_on_selector_all(
        f"{table} tbody tr", f"all => all.map(r => r.cells[{index}].dataset.value)"
    )
    return cells


def test_every_bar_and_cell_leads_to_as_many_notes_as_it_counts(opened: Opener) -> None:
    page = opened("whole")
    wrong = page.evaluate("""() => [...document.querySelectorAll('[data-total]')].filter(b => {
      b.click();
      const shown = document.querySelectorAll('#notes article:not([hidden])').length;
      return shown !== +b.dataset.total;
    }).map(b => `${JSON.stringify(b.dataset)} ${document.querySelector('#count').textContent}`)""")
    assert wrong == []
    assert page.locator("[data-total]").count() > 40


def test_a_cell_filters_by_rule_and_clinician_and_says_how_many_there_are_in_all(opened: Opener) -> None:
    page = opened("some")
    assert count(page) == "60 of 60 notes on this page"
    cell = page.locator('.cell[data-rule="IO001"][data-clinician="Brandt, A., PT"]')
    total = cell.get_attribute("data-total")
    cell.click()
    assert page.input_value("#f-rule") == "IO001"
    assert page.input_value("#f-clinician") == "Brandt, A., PT"
    assert count(page).endswith(f"; {total} in the whole sample")
    assert page.get_attribute("#count", "aria-live") == "polite"
    page.click("#notes button[type=reset]")
    page.get_by_text("60 of 60 notes on this page").wait_for()


def test_a_note_that_is_opened_shows_its_text_and_checklist(opened: Opener) -> None:
    page = opened("whole")
    page.locator("#rule-table .drill").first.click()
    note = page.locator("#notes article:not([hidden]) details").first
    assert note.locator(".paper").count() == 0
    note.locator("summary").first.click()
    note.locator(".paper").wait_for()
    assert note.locator(".checklist .v.fail").count() >= 1
    rule = page.input_value("#f-rule")
    assert rule in note.locator(".v.fail .rule-id").all_inner_texts()
    note.locator(f".tag:text-is('{rule}')").first.click()
    assert page.evaluate("document.activeElement.dataset.rule") == rule


@pytest.mark.parametrize(("field", "value"), [("#f-month", "2026-02"), ("#f-code", "97110"), ("#f-standing", "met")])
def test_a_filter_leaves_the_notes_that_it_names(opened: Opener, field: str, value: str) -> None:
    page = opened("whole")
    page.select_option(field, value)
    rows = [r.row for r in WHOLE.reviewed]
    fits = {
        "#f-month": [n for n in rows if (n.date or "").startswith(value)],
        "#f-code": [n for n in rows if value in {c.code for c in n.charges} | {v.code for v in n.verdicts}],
        "#f-standing": [n for n in rows if not any(v.failed and v.severity != "info" for v in n.verdicts)],
    }[field]
    assert count(page) == f"{len(fits)} of 60 notes on this page"


def test_words_find_a_note(opened: Opener) -> None:
    page = opened("whole")
    page.fill("#f-words", "v-20007")
    assert count(page) == "1 of 60 notes on this page"
    page.fill("#f-words", "no such note")
    assert page.is_visible("#nothing")


def test_three_hundred_notes_open_and_filter_within_a_second(opened: Opener) -> None:
    page = opened("large")
    took = page.evaluate("""() => {
      const field = document.querySelector('#f-rule');
      return ['IO001', 'FL', ''].map((value) => {
        const begun = performance.now();
        field.value = value;
        field.dispatchEvent(new Event('input', { bubbles: true }));
        document.body.offsetHeight;
        return performance.now() - begun;
      });
    }""")
    assert page.locator("#notes article").count() == 300
    assert max(took) < 1000


@pytest.mark.parametrize("how", ["click", "keyboard"])
def test_a_table_is_sorted_by_its_heads_and_small_samples_stay_last(opened: Opener, how: str) -> None:
    page = opened("some")
    table = "#by-clinician table.sortable"
    names = column(page, table, 0)
    assert page.get_attribute(f"{table} th >> nth=0", "aria-sort") == "ascending"
    button = page.locator(table).get_by_role("button", name="Share")
    for order in ("descending", "ascending"):
        if how == "click":
            button.click()
        else:
            button.focus()
            page.keyboard.press("Enter")
        assert (
            page.locator(f"{table} th", has=page.get_by_role("button", name="Share")).get_attribute("aria-sort")
            == order
        )
        rows = page.eval_on_selector_all(
            f"{table} tbody tr", "all => all.map(r => [r.hasAttribute('data-few'), +r.cells[3].dataset.value])"
        )
        assert [few for few, _ in rows] == sorted(few for few, _ in rows)
        shares = [share for few, share in rows if not few]
        assert shares == sorted(shares, reverse=order == "descending")
    assert sorted(column(page, table, 0)) == sorted(names)
    assert UNNAMED in names


def test_charts_have_words_and_a_table_beside_them(opened: Opener) -> None:
    page = opened("some")
    assert page.eval_on_selector_all(
        "svg[role=img]", "all => all.filter(s => !s.querySelector('title')?.textContent || !s.querySelector('desc')?.textContent).length"
    ) == 0  # fmt: skip
    trend = page.get_by_role("img", name="Share of notes that failed any rule, by month")
    assert trend.locator("circle").count() == page.locator("#by-month tbody tr").count() - 1
    assert trend.locator("circle.few").count() == page.locator("#by-month tr[data-few]").count() - 1


@pytest.mark.parametrize("name", ["some", "letter"])
def test_a_phone_never_scrolls_sideways(opened: Opener, name: str) -> None:
    page = opened(name, size={**PHONE, "width": 390})
    assert scroll_width(page) <= 390
    if name == "some":
        page.locator("#notes article details > summary").first.click()
        page.locator(".paper").first.wait_for()
        assert scroll_width(page) <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["some", "letter"])
def test_all_text_has_enough_contrast(opened: Opener, name: str, scheme: str) -> None:
    page = opened(name, scheme=scheme)
    if name == "some":
        page.evaluate("document.querySelectorAll('.reading').forEach(d => d.open = true)")
    assert page.evaluate(CONTRASTS) == []


def test_dark_and_light_differ(opened: Opener) -> None:
    assert background(opened("some"), "body") != background(opened("some", scheme="dark"), "body")


@pytest.mark.parametrize("name", ["some", "letter"])
def test_a_screen_reader_finds_its_way(opened: Opener, name: str) -> None:
    page = opened(name)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("main").count() == 1
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(e => +e.tagName[1])")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    nameless = page.eval_on_selector_all(
        "button, input, select",
        "all => all.filter(e => !e.labels?.length && !e.ariaLabel && !e.textContent.trim()).map(e => e.outerHTML)",
    )
    assert nameless == []


def test_everything_can_be_reached_by_tab(opened: Opener) -> None:
    page = opened("some")
    seen = set()
    for _ in range(160):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        seen.add(page.evaluate("document.activeElement.className.split(' ')[0] || document.activeElement.id"))
    assert {"skip", "drill", "sort", "cell", "scroll", "f-rule", "f-standing"} <= seen


def test_print_shows_the_figures_and_the_notes_that_stand_open(opened: Opener) -> None:
    page = opened("some")
    page.locator("#notes article details > summary").nth(1).click()
    page.locator(".paper").wait_for()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#notes article:visible").count() == 1
    assert page.is_visible("#by-rule table >> nth=1")
    assert not page.is_visible(".toolbar")
