from __future__ import annotations

import io
import re
from html.parser import HTMLParser

from notelint.linter.note import Note
from notelint.linter.result import ReportOptions, Result
from notelint.linter.verdict import Evidence, Severity, Verdict
from notelint.reports.html import write

TEXT = "S: <script>alert(1)</script> {{ 7*7 }} & \x1b[31m\u202e\n97110 15 min: heel slides\n"
VOID = {"meta", "br", "input", "img", "link", "hr"}


def page(*results: Result, **options: object) -> str:
    out = io.StringIO()
    write(results, out, ReportOptions(**options))
    return out.getvalue()


def result(*more: Verdict, text: str = TEXT, path: str = "a.txt") -> Result:
    at = text.index("97110")
    finding = Verdict(
        "fail", "No outcome <b>", "What for? </li>", (Evidence("heel slides", at + 14, at + 25, "exercise"),), "97110",
        at, at + 5, Severity.ERROR, "IO001", "missing-intended-outcome", source="BPM 15",
    )  # fmt: skip
    return Result(Note(path, text), (finding, *more))


class Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if values.get("id"):
            self.ids.append(values["id"] or "")
        if (values.get("href") or "").startswith("#"):
            self.targets.append((values["href"] or "")[1:])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_every_link_has_its_place() -> None:
    overlapping = Verdict("review", "m", "", (Evidence("x", 3, 60),), None, 20, 70, Severity.INFO, "FL002", "n")
    parser = Balance()
    parser.feed(page(result(overlapping), result(path="b.txt")))
    assert parser.open == []
    assert len(parser.ids) == len(set(parser.ids))
    assert set(parser.targets) <= set(parser.ids)


def test_markup_of_a_note_is_text() -> None:
    html = page(result(path="<i>&.txt"))
    assert html.count("<script>") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} &amp; ␛[31m\\u202e" in html
    assert "No outcome &lt;b&gt;" in html
    assert "&lt;i&gt;&amp;.txt" in html
    assert "\x1b" not in html
    assert "\u202e" not in html


def test_the_page_holds_everything_and_asks_for_nothing() -> None:
    html = page(result())
    assert not re.search(r"(src|href|action)=\"(?!#)", html)
    assert "url(" not in html
    assert "@import" not in html
    assert "http://" not in html
    assert "https://" not in html


def test_the_same_results_give_the_same_bytes() -> None:
    assert page(result(), version="1") == page(result(), version="1")


def test_a_run_without_findings_says_so() -> None:
    clean = Result(Note("a.txt", TEXT), (Verdict("pass", rule="IO001", severity=Severity.ERROR),))
    assert "No findings in 1 note</h1>" in page(clean)
    assert "No notes were read" in page()


def test_passes_are_shown_whatever_the_text_reports_show() -> None:
    passed = Verdict("pass", evidence=(Evidence("15 min", 0, 3),), severity=Severity.INFO, rule="IO003")
    assert 'data-rule="IO003"' in page(result(passed), all_verdicts=False)


def test_a_note_that_was_not_checked_never_looks_clean() -> None:
    unread = Result(Note("b.txt", ""), (Verdict("fail", "not text", rule="NL002", severity=Severity.ERROR),))
    html = page(unread)
    assert "This run is not complete" in html
    assert "not checked in full</span>" in html
    assert "no findings</span>" not in html


def test_it_says_what_it_is_not() -> None:
    html = page(result())
    assert "no clinical, coding or legal advice" in html
    assert "CPT is a trademark of the American Medical Association" in html


def test_a_surrogate_of_a_file_name_can_be_written_as_utf8() -> None:
    assert page(result(path="bad\udce9.txt")).encode("utf-8")
