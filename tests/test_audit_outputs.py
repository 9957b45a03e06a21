"""audit.html, audit.xlsx, worksheet.xlsx and the letters of an audit: what they say, and what no note can make them do."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import pytest
from audit_samples import HOSTILE, audit, frame, unpacked, words_of
from test_report_html import Balance

from notelint.linter.audit.summary import Stratum, Summary
from notelint.linter.audit.worksheet import asked
from notelint.linter.cli.output import opened_whole
from notelint.linter.config import Wording, load_settings
from notelint.reports import audit_letters, audit_page, audit_workbook, audit_worksheet
from notelint.reports.audit_sentences import sentences
from notelint.reports.marks import sentence

Write = Callable[[Summary, BinaryIO], None]
WRITERS = (audit_page.write, audit_workbook.write, audit_worksheet.write, audit_worksheet.write_blind)
SMALL = audit(60, 12)


def made(write: Write, summary: Summary = SMALL) -> bytes:
    out = io.BytesIO()
    write(summary, out)
    return out.getvalue()


def page(summary: Summary = SMALL) -> str:
    return made(audit_page.write, summary).decode()


def book(write: Write, summary: Summary = SMALL) -> Any:
    return openpyxl.load_workbook(io.BytesIO(made(write, summary)))


def table(sheet: Any) -> list[dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def letter(clinician: str, summary: Summary = SMALL) -> str:
    out = io.BytesIO()
    (mine,) = (each for each in audit_letters.letters(summary) if each.rates.clinician == clinician)
    audit_letters.write(mine, summary, out)
    return out.getvalue().decode()


@pytest.mark.parametrize("write", WRITERS, ids=lambda w: f"{w.__module__}.{w.__name__}")
def test_the_same_audit_gives_the_same_bytes(write: Write) -> None:
    assert made(write) == made(write, audit(60, 12))


def test_the_page_is_well_formed_and_every_link_has_its_place() -> None:
    html = page()
    parser = Balance()
    parser.feed(html)
    for note in unpacked(html):
        parser.feed(note)
    assert parser.open == []
    assert len(parser.ids) == len(set(parser.ids))
    assert set(parser.targets) <= set(parser.ids)


def test_the_page_asks_for_nothing() -> None:
    html = page() + "".join(unpacked(page()))
    assert not re.search(r"(src|href|action)=\"(?!#)", html)
    for word in ("url(", "@import", "http://", "https://"):
        assert word not in html


def test_names_of_the_source_are_text() -> None:
    html = page()
    assert "<b>O'Neil" not in html
    assert "&lt;b&gt;O&#39;Neil&lt;/b&gt;" in html
    assert "\u202e" not in "".join(unpacked(html))


def test_the_page_says_first_what_was_found_and_how_sure_that_is() -> None:
    summary = audit()
    html, overall = page(summary), summary.rates.overall
    assert f"{overall.failed} of 240 notes fail a documentation rule</h1>" in html
    assert "Projected to all 4,812 notes: with 95 % confidence, between 26.6 % and 38.8 % of them do." in html
    assert "The first 60 notes of the draw are shown, by the same seed; the figures are of all 240 notes" in html
    assert len(unpacked(html)) == 60
    assert "1 file could not be read and is in no figure" in html
    assert "scanned: it has no text layer" in html


def test_the_method_can_be_followed() -> None:
    html = page()
    for said in ("5f0c5f0c", "BLAKE2b of seed and id", "a1b2c3d4", "Clopper-Pearson", "What was out of scope"):
        assert said in html


def test_small_samples_are_marked_and_stand_after_all_others() -> None:
    html = page(audit())
    body = html[html.index('id="rule-table"') :]
    rows = re.findall(r"<tr( data-few)?><th scope=\"row\" data-value=\"(\w+)\">", body[: body.index("</table>")])
    assert [few for few, _ in rows] == sorted(few for few, _ in rows)
    assert html.count("small sample</span>") > 4
    assert re.search(r'class="cell few"[^>]*title="FL001, Patel', html) or "Patel" in html


def test_a_judgement_sample_says_so_and_projects_nothing() -> None:
    chosen = audit(60, 12, frame=replace(frame(60), method="judgement"))
    html = page(chosen)
    assert "This is a judgement sample" in html
    assert "must not be projected to others" in html
    assert "Projected to all" not in html


def test_strata_are_weighted_in_words() -> None:
    strata = (Stratum("Harbor", 4000, 30), Stratum("Medicare", 812, 30))
    whole = audit(60, 12, frame=replace(frame(60), method="proportional", stratified_by="payer", strata=strata))
    assert "by payer in proportion" in " ".join(sentences(whole))
    assert "2 strata" in page(whole)


def test_without_notes_in_full_nothing_leads_to_them() -> None:
    html = page(replace(SMALL, reviewed=()))
    assert "None are shown; the figures are of the whole sample." in html
    assert 'class="drill"' not in html
    assert "<form" not in html
    assert "It holds the text of notes" not in html


def test_the_header_is_the_clinics_own() -> None:
    said = 'Privileged & "confidential"</style><script>'
    summary = replace(SMALL, wording=Wording(header=said))
    html = page(summary)
    assert html.count("<script>") == 1
    assert '<p class="privileged">Privileged &amp; &#34;confidential&#34;' in html
    assert r"Privileged \26  \22 confidential" in html
    assert "Privileged" in letter("Alvarez, J., PT", summary)
    assert book(audit_workbook.write, summary)["Summary"]["B1"].value == said
    assert book(audit_worksheet.write, summary)["Review"].oddHeader.center.text.startswith("Privileged && ")


def test_the_words_of_an_audit_are_settings() -> None:
    settings = load_settings(["audit = { header = 'Privileged', dispute = 'Ask Kim.' }"], isolated=True)
    assert settings.wording == Wording("Privileged", "Ask Kim.")
    assert settings.thresholds.small_sample == 30


def test_the_workbook_has_its_sheets_and_figures() -> None:
    summary = audit()
    workbook = book(audit_workbook.write, summary)
    assert workbook.sheetnames == ["Summary", "Method", "Rates", "Clinicians", "Codes", "Findings", "Sample"]
    rates = table(workbook["Rates"])
    overall = summary.rates.overall
    assert (rates[0]["Of"], rates[0]["Failed"], rates[0]["Share"]) == ("all", overall.failed, overall.share)
    by_rule = {row["What"]: row for row in rates if row["Of"] == "rule"}
    for each in summary.rates.rules:
        row = by_rule[each.rule.id]
        assert (row["Failed"], row["Notes it applies to"]) == (each.notes.failed, each.notes.applicable)
        if each.notes.applicable and each.notes.exact:
            assert row["Clopper-Pearson, upper"] == pytest.approx(each.notes.exact.upper)
    findings = sum(v.outcome in ("fail", "review") for n in summary.notes for v in n.verdicts)
    assert len(table(workbook["Findings"])) == findings
    sample = table(workbook["Sample"])
    assert [row["Note"] for row in sample] == list(range(1, 241))
    assert [row["Note"] for row in sample if row["In full"]] == list(range(1, 61))
    assert sample[0]["Billed"] == sum(c.amount or 0 for c in next(iter(summary.notes)).charges) / 100


def test_cells_are_typed_heads_stay_in_sight_and_nothing_is_a_formula() -> None:
    workbook = book(audit_workbook.write, audit())
    for sheet in workbook.worksheets:
        assert not [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"], sheet.title
        assert sheet.oddHeader.center.text
    for name in ("Rates", "Clinicians", "Codes", "Findings", "Sample"):
        assert workbook[name].freeze_panes == "A2"
        assert workbook[name].auto_filter.ref
        assert workbook[name].column_dimensions["A"].width > 5
    first = workbook["Clinicians"]["A2"]
    assert (first.value, first.data_type, first.quotePrefix) == (HOSTILE, "s", True)
    assert workbook["Rates"]["I2"].number_format == "0.0%"
    assert workbook["Sample"]["C2"].is_date
    assert workbook["Sample"]["I2"].number_format == "$#,##0.00"
    assert [row["Code"] for row in table(workbook["Codes"])] == [c.key for c in audit().rates.codes]


def test_a_workbook_knows_no_clock() -> None:
    for write in (audit_workbook.write, audit_worksheet.write):
        with zipfile.ZipFile(io.BytesIO(made(write))) as parts:
            core = parts.read("docProps/core.xml").decode()
            assert {p.date_time[0] for p in parts.infolist()} == {1980}
        assert set(re.findall(r">([\d-]+)T[\d:]+Z<", core)) == {"2026-07-15"}


def test_a_table_that_is_longer_than_a_sheet_goes_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notelint.reports.xlsx.ROWS", 25)
    workbook = book(audit_workbook.write)
    names = [n for n in workbook.sheetnames if n.startswith("Sample")]
    assert names == ["Sample", "Sample 2", "Sample 3"]
    assert [row["Note"] for n in names for row in table(workbook[n])] == list(range(1, 61))


@pytest.mark.parametrize(("write", "answers"), [
    (audit_worksheet.write, "agree,disagree,not applicable"), (audit_worksheet.write_blind, "met,not met,not applicable"),
], ids=["open", "blind"])  # fmt: skip
def test_a_worksheet_has_a_row_for_each_verdict_and_drop_downs(write: Write, answers: str) -> None:
    sheet = book(write)["Review"]
    rows = table(sheet)
    assert len(rows) == len(list(asked(r.row for r in SMALL.reviewed)))
    assert len({row["Row"] for row in rows}) == len(rows)
    head = [cell.value for cell in sheet[1]]
    assert head[-4:] == ["Answer", "Comment", "Initials", "Answered on"]
    places = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    column = openpyxl.utils.get_column_letter(len(head) - 3)
    assert places[f"{column}2:{column}{len(rows) + 1}"].formula1 == f'"{answers}"'
    assert {v.type for v in places.values()} == {"list", "textLength", "date"}
    assert sheet.protection.sheet
    assert [cell.protection.locked for cell in sheet[2]] == [True] * (len(head) - 4) + [False] * 4
    assert sheet.freeze_panes == "D2"


def test_a_blind_worksheet_does_not_tell_what_the_tool_found(tmp_path: Path) -> None:
    (tmp_path / "open.xlsx").write_bytes(made(audit_worksheet.write))
    (tmp_path / "blind.xlsx").write_bytes(made(audit_worksheet.write_blind))
    messages = [v.message for r in SMALL.reviewed for v in r.verdicts if v.is_finding and len(v.message) > 20]
    assert messages
    shown, blind = words_of(tmp_path / "open.xlsx"), words_of(tmp_path / "blind.xlsx")
    assert all(m in shown for m in messages)
    assert not any(m in blind for m in messages)
    assert not re.search(r"<t>(Fail|Pass|Review by|Waived)</t>", blind)
    open_rows, blind_rows = (table(book(w)["Review"]) for w in (audit_worksheet.write, audit_worksheet.write_blind))
    assert [row["Row"] for row in open_rows] == [row["Row"] for row in blind_rows]


def test_the_words_in_a_worksheet_are_those_of_the_note() -> None:
    rows = table(book(audit_worksheet.write)["Review"])
    texts = {r.row.number: " ".join(r.note.text.split()) for r in SMALL.reviewed}
    quoted = [row for row in rows if row["Words of the note"] and "\\" not in row["Words of the note"]]
    assert quoted
    for row in quoted:
        for part in row["Words of the note"].split(" … "):
            assert part.rstrip("…") in texts[row["Note"]]


def test_each_clinician_gets_a_letter_and_nobody_else() -> None:
    files = [each.file for each in audit_letters.letters(SMALL)]
    assert len(files) == len({c.clinician for c in SMALL.rates.clinicians} - {"(not named)"})
    assert files[1] == "02-alvarez-j-pt.html"
    assert all(re.fullmatch(r"\d\d-[a-z0-9-]+\.html", f) for f in files)


def test_a_letter_begins_with_strengths_and_asks_about_three_areas_at_most() -> None:
    for each in audit_letters.letters(audit(120, 60)):
        assert len(each.areas) <= 3
        assert all((s.rate.share or 0) <= 0.1 for s in each.strengths)
        assert all(a.question.rstrip().endswith(("?", "addendum.")) for a in each.areas)
    text = letter("Brandt, A., PT", audit(120, 60))
    assert text.index("What your notes do well") < text.index("to look at</h2>")
    assert text.count('class="ask"') == 3


def test_a_letter_quotes_the_clinicians_own_sentence() -> None:
    summary = audit(120, 120)
    for each in audit_letters.letters(summary):
        for area in each.areas:
            number = int(re.findall(r"note (\d+),", area.reference)[0])
            (shown,) = (r for r in summary.reviewed if r.row.number == number)
            assert area.words
            assert shown.row.clinician == each.rates.clinician
            assert area.words in " ".join(shown.note.text.split())


def test_a_sentence_is_cut_out_of_a_long_line() -> None:
    (dictated,) = {r.note.text: r for r in audit().reviewed if "Dictated by" in r.note.text}.values()
    note = dictated.note
    at = note.text.index("clamshells")
    words = sentence(note, at, at + 10, 400)
    assert words.startswith("TREATMENT: Therapeutic exercise")
    assert words.endswith("hip abductor strength.")


def test_a_letter_says_that_few_notes_are_few_and_how_to_differ() -> None:
    text = letter(HOSTILE, audit())
    assert "<strong>6 notes are few</strong> (fewer than 30)" in text
    assert "<b>O" not in text
    assert "Reference: note" in text
    own = replace(SMALL, wording=Wording(dispute="Tell Kim <b> by Friday."))
    assert "Tell Kim &lt;b&gt; by Friday." in letter("Brandt, A., PT", own)


def test_a_letter_without_text_names_places_alone() -> None:
    text = letter("Brandt, A., PT", replace(audit(120), reviewed=()))
    assert "<blockquote>" not in text
    assert "For instance" in text
    assert "line " in text


def test_the_tables_of_a_large_sample_are_the_same_and_leave_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_memory = book(audit_workbook.write)
    monkeypatch.setattr(audit_workbook, "MANY", 10)
    with opened_whole(str(tmp_path / "audit.xlsx")) as out:
        audit_workbook.write(SMALL, out)
    assert [p.name for p in tmp_path.iterdir()] == ["audit.xlsx"]
    by_rows = openpyxl.load_workbook(tmp_path / "audit.xlsx")
    for name in in_memory.sheetnames:
        assert list(by_rows[name].values) == list(in_memory[name].values), name
