"""`notelint audit run`, with small rules: what is drawn, judged, counted, written, told, and gone on with."""

from __future__ import annotations

import csv
import json
import os
import random
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from audit_samples import words_of
from click.testing import CliRunner, Result
from fakes import RULES
from targets import UNSHOWN

from notelint.linter.audit.progress import NAME, Progress
from notelint.linter.audit.sampling import rank
from notelint.linter.audit.summary import Summary
from notelint.linter.cli import cli
from notelint.reports.audit_json import read

SETTINGS = """
id = { column = "Visit" }
patient = { column = "Patient" }
date = { column = "Date" }
clinician = { column = "Clinician" }
payer = { column = "Payer" }
text = { column = "Note" }
charges = { column = "Charges" }
amount = { column = "Amounts" }
"""
HEAD = ("Visit", "Patient", "Date", "Clinician", "Payer", "Charges", "Amounts", "Note")
CLINICIANS = ("Ana Ruiz", "Lee Marsh", "Priya Nair", "Tom Becker")
FILES = {"audit.html", "audit.json", "audit.xlsx", "frame.csv", "method.md", "sample.csv", "worksheet.xlsx"}
SHOWING = {"audit.html", "worksheet.xlsx"}  # the notes in full


def charts(count: int, seed: int = 1) -> list[dict[str, str]]:
    chance = random.Random(seed)
    rows = []
    for i in range(count):
        code = chance.choice(("97110", "97530", "97140", "97140"))
        values = (
            f"V-{i:04}", f"P{i // 3:03}", f"2025-{1 + i % 6:02}-10", chance.choice(CLINICIANS),
            chance.choice(("Medicare", "Acme")), f"{code} x1", "45.00", f"wobbletastic {code} and no more",
        )  # fmt: skip
        rows.append(dict(zip(HEAD, values, strict=True)))
    return rows


def write(rows: list[dict[str, str]], name: str = "charts.csv") -> None:
    with open(name, "w", newline="", encoding="utf-8") as out:
        table = csv.DictWriter(out, HEAD)
        table.writeheader()
        table.writerows(rows)


def audit(*args: str, source: str = "charts.csv", output: str = "out") -> Result:
    return CliRunner().invoke(
        cli, ["audit", "run", source, "-o", output, "--config", "settings.toml", "-j", "1", *args], prog_name="notelint"
    )


def done(*args: str, output: str = "out") -> Path:
    result = audit(*args, output=output)
    assert result.exit_code == 0, result.output
    return Path(output)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fakes: None) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("settings.toml").write_text(SETTINGS)
    write(charts(60))
    return tmp_path


def test_the_sample_is_the_first_in_the_order_of_the_ranks() -> None:
    out = done("--seed", "7", "--size", "20")
    ids = [row["Visit"] for row in charts(60)]
    assert [row["id"] for row in rows_of(out / "sample.csv")] == sorted(ids, key=lambda i: rank(7, i))[:20]
    assert {row["id"]: row["number"] for row in rows_of(out / "frame.csv") if row["number"]} == {
        row["id"]: row["number"] for row in rows_of(out / "sample.csv")
    }
    assert [row["id"] for row in rows_of(out / "frame.csv")] == ids


@pytest.mark.parametrize(
    "args",
    [
        ("--size", "20"),
        ("--stratify-by", "clinician", "--size", "25"),
        ("--stratify-by", "month", "--per", "3"),
        ("--method", "per-clinician"),
        ("--stratify-by", "payer", "--size", "12"),
        ("--stratify-by", "code", "--per", "4"),
        ("--method", "all"),
    ],
    ids=" ".join,
)
def test_the_page_on_method_draws_the_sample_again(args: tuple[str, ...]) -> None:
    out = done("--seed", "11", *args)
    page = (out / "method.md").read_text()
    snippet = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert snippet
    assert snippet[1].count("\n") == 3
    said = subprocess.run([sys.executable, "-c", snippet[1]], cwd=out, capture_output=True, text=True, check=True)
    assert sorted(eval(said.stdout)) == sorted(row["id"] for row in rows_of(out / "sample.csv"))
    shell = re.search(r"```sh\n(.*?)```", page, re.DOTALL)
    assert shell
    rank_said = subprocess.run(["sh", "-c", shell[1]], capture_output=True, text=True, check=True).stdout.split()[0]
    assert rank_said == rank(11, rows_of(out / "sample.csv")[0]["id"])


def test_strata_have_what_was_asked_for() -> None:
    out = done("--seed", "3", "--stratify-by", "clinician", "--per", "5")
    frame = json.loads((out / "audit.json").read_text())["frame"]
    assert frame["method"] == "fixed"
    assert [(s["name"], s["sampled"]) for s in frame["strata"]] == [(c, 5) for c in CLINICIANS]
    assert sum(s["universe"] for s in frame["strata"]) == frame["universe"] == 60
    assert {row["stratum"] for row in rows_of(out / "sample.csv")} == set(CLINICIANS)


def test_a_seed_is_made_up_recorded_and_draws_again() -> None:
    first = json.loads((done() / "audit.json").read_text())
    again = json.loads((done("--seed", str(first["frame"]["seed"]), output="again") / "audit.json").read_text())
    assert first["notes"] == again["notes"]
    assert first["frame"]["seed"] != json.loads((done(output="third") / "audit.json").read_text())["frame"]["seed"]


def test_the_counts_are_those_of_the_verdicts() -> None:
    out = done("--method", "all", "--seed", "1")
    said = json.loads((out / "audit.json").read_text())
    notes = charts(60)
    exercises = [n for n in notes if "97110" in n["Note"]]
    rule = next(r for r in said["rates"]["rules"] if r["rule"]["id"] == "XA001")
    assert (rule["notes"]["failed"], rule["notes"]["applicable"]) == (len(exercises), 60)
    assert (rule["charges"]["failed"], rule["charges"]["applicable"]) == (len(exercises), 60)
    by_clinician = {c["clinician"]: c["notes"] for c in said["rates"]["clinicians"]}
    for name in CLINICIANS:
        mine = [n for n in notes if n["Clinician"] == name]
        failed = [n for n in mine if "97110" in n["Note"] or "97530" in n["Note"]]
        assert (by_clinician[name]["failed"], by_clinician[name]["applicable"]) == (len(failed), len(mine))
    assert [m["key"] for m in said["rates"]["months"]] == [f"2025-{m:02}" for m in range(1, 7)]
    assert sum(m["applicable"] for m in said["rates"]["months"]) == 60
    assert said["overpayment"]["billed"] == 60 * 4500
    assert said["overpayment"]["questioned"] == len(exercises) * 4500
    assert said["frame"]["billed"] == 60 * 4500


def test_what_is_not_applicable_is_in_no_denominator() -> None:
    said = json.loads((done("--method", "all") / "audit.json").read_text())
    no_charge = next(r for r in said["rates"]["rules"] if r["rule"]["id"] == "XA002")
    assert no_charge["notes"]["applicable"] == 0
    assert no_charge["notes"]["share"] is None
    assert no_charge["notes"]["exact"] is None


def test_all_notes_of_a_patient_are_evidence_for_a_drawn_one() -> None:
    out = done("--size", "5", "--seed", "2", "--config", "fail-level = 'info'")
    said = json.loads((out / "audit.json").read_text())
    fields = said["verdict_fields"]
    others = [dict(zip(fields, v, strict=True)) for n in said["notes"] for v in n["verdicts"] if v[0] == "XB001"]
    assert [v["outcome"] for v in others] == ["fail"] * 5  # each has two other notes, drawn or not


def test_a_judgement_sample_is_marked_and_never_extrapolated() -> None:
    Path("ids.txt").write_text("V-0003\nV-0010\n\nV-0003\n")
    out = done("--judgement", "--ids", "ids.txt")
    said = json.loads((out / "audit.json").read_text())
    assert said["frame"]["method"] == "judgement"
    assert {row["id"] for row in rows_of(out / "sample.csv")} == {"V-0003", "V-0010"}
    text = json.dumps([said["rates"], said["overpayment"]])
    assert '"lower"' not in text
    assert said["overpayment"]["mean_per_unit"] is None
    assert "chosen, not drawn" in (out / "method.md").read_text()
    assert "python" not in (out / "method.md").read_text()


def test_all_of_a_source_may_have_been_chosen() -> None:
    said = json.loads((done("--judgement") / "audit.json").read_text())
    assert (said["frame"]["sampled"], said["frame"]["method"]) == (60, "judgement")


def test_audit_json_is_read_back() -> None:
    text = (done("--seed", "7", "--size", "20") / "audit.json").read_text()
    frame, thresholds, rules, notes = read(text)
    assert (frame.sampled, thresholds.small_sample, len(notes)) == (20, 30, 20)
    assert {r.id for r in rules} >= {"XA001", "XB002"}
    assert notes[0].charges[0].amount == 4500
    assert notes[0].verdicts[0].outcome in ("pass", "fail", "review", "not_applicable")
    for wrong in ("{}", "[]", '{"format": 99}', "no"):
        with pytest.raises(ValueError, match=r"audit|Expecting"):
            read(wrong)


def test_everything_is_the_owners_alone_and_no_progress_is_left() -> None:
    out = done("--size", "5")
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {p.name: stat.S_IMODE(p.stat().st_mode) for p in out.iterdir()} == dict.fromkeys(FILES, 0o600)


def test_no_word_of_a_note_is_in_a_file_that_shows_no_notes() -> None:
    out = done("--method", "all")
    for path in out.iterdir():
        assert ("wobbletastic" in words_of(path)) == (path.name in SHOWING), path


def test_what_is_redacted_is_in_no_file() -> None:
    out = done("--redact", "--stratify-by", "clinician", "--size", "30")
    text = "".join(words_of(path) for path in out.iterdir())
    found = re.search(r"\b(?:V-0\d|Ruiz|Marsh|Nair|Becker|P0\d\d\b)", text)
    assert not found, text[found.start() - 40 : found.end() + 40]
    assert not (out / "frame.csv").exists()
    said = json.loads((out / "audit.json").read_text())
    assert said["frame"]["ids_withheld"]
    assert [s["name"] for s in said["frame"]["strata"]] == [f"clinician {i}" for i in range(1, 5)]
    assert {n["clinician"] for n in said["notes"]} == {f"clinician {i}" for i in range(1, 5)}
    assert {n["id"] for n in said["notes"]} == {f"note {i}" for i in range(1, 31)}
    written = [row["Date"] for row in charts(60)]
    assert all(n["date"] and n["date"] < written[int(n["path"].split("#")[1]) - 1] for n in said["notes"])
    assert "97110" in text


def test_without_text_there_is_no_date_name_or_payer() -> None:
    out = done("--no-text", "--method", "all")
    text = "".join(words_of(path) for path in out.iterdir())
    assert not re.search(r"V-0\d|Ruiz|Marsh|Nair|Becker|P0\d\d|Medicare|Acme|2025-0", text)
    said = json.loads((out / "audit.json").read_text())
    assert said["reviewed"] == []
    assert {n["date"] for n in said["notes"]} == {None}
    assert "wobbletastic" not in text


def seen(monkeypatch: pytest.MonkeyPatch, *args: str) -> Summary:
    """What the outputs are given."""
    given: list[Summary] = []
    monkeypatch.setattr("notelint.reports.audit_json.write", lambda summary, out: given.append(summary))
    result = audit(*args)
    assert result.exit_code == 0, result.output
    return given[0]


def test_notes_in_full_are_the_first_of_the_draw_with_text_and_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    summary = seen(monkeypatch, "--size", "20", "--review", "6", "--seed", "7")
    assert [r.row.number for r in summary.reviewed] == [1, 2, 3, 4, 5, 6]
    texts = {row["Visit"]: row["Note"] for row in charts(60)}
    for reviewed in summary.reviewed:
        assert reviewed.note.text == texts[reviewed.row.id]
        assert [(v.rule, v.outcome) for v in reviewed.verdicts] == [(v.rule, v.outcome) for v in reviewed.row.verdicts]
        assert any(v.evidence for v in reviewed.verdicts if v.outcome == "fail") or all(
            v.rule != "XA001" for v in reviewed.row.verdicts if v.failed
        )


def test_notes_in_full_are_redacted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = charts(12)
    for row in rows:
        who = row["Clinician"]
        row["Note"] = (
            f"{row['Visit']} of {row['Patient']}, seen {row['Date']} by {who}, {who.split()[1].lower()} and 97110"
        )
    write(rows)
    summary = seen(monkeypatch, "--redact", "--size", "12")
    told = repr(summary.reviewed)
    assert len(summary.reviewed) == 12
    assert not re.search(r"V-00|P00\d|ruiz|marsh|nair|becker", told, re.IGNORECASE)
    assert not {row["Date"] for row in rows} <= set(re.findall(r"20\d\d-\d\d-\d\d", told))  # each patient's are moved
    assert "97110" in told
    assert {r.row.clinician for r in summary.reviewed} == {r.note.clinician for r in summary.reviewed}


TRICKS = (
    "=1+1", "+1", "-1", "@SUM(1)", "\tx", "\rx", "'x", "\u202egnp\u202c", "\x1b[31mred", "<svg onload=alert(1)>", "{{ 7*7 }}",
    "| `a` <b>", "\u200bx",
)  # fmt: skip


def test_what_the_source_says_commands_no_spreadsheet_page_or_terminal() -> None:
    rows = charts(26)
    for i, row in enumerate(rows):
        trick = TRICKS[i % len(TRICKS)]
        row |= {
            "Visit": f"{trick} {i}",
            "Clinician": trick,
            "Payer": trick,
            "Note": f"{trick} 97110 {trick} and no more",
        }
    write(rows)
    result = audit("--stratify-by", "payer", "--size", "26", "--letters", "--seed", "7")
    assert result.exit_code == 0, result.output
    assert not UNSHOWN.search(result.output)
    out = Path("out")
    for name in ("sample.csv", "frame.csv"):
        cells = [c for row in csv.reader((out / name).open(encoding="utf-8", newline="")) for c in row]
        assert [c for c in cells if c.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
        assert any(c.startswith("'=1+1") for c in cells)
    for name in ("audit.xlsx", "worksheet.xlsx"):
        cells = [c for sheet in openpyxl.load_workbook(out / name).worksheets for row in sheet.iter_rows() for c in row]
        said = [c for c in cells if str(c.value).startswith(("=", "+", "-", "@"))]
        assert said
        assert {(c.data_type, c.quotePrefix) for c in said} == {("s", True)}
    for path in (p for p in out.rglob("*") if p.is_file() and p.name != "frame.csv"):
        text = words_of(path)
        assert not UNSHOWN.search(text.replace("\r\n", "\n")), path
        if path.suffix == ".html":
            assert "<svg onload" not in text
    assert "{{ 7*7 }}" in words_of(out / "audit.html")
    snippet = re.search(r"```python\n(.*?)```", (out / "method.md").read_text(), re.DOTALL)
    assert snippet
    drawn = subprocess.run([sys.executable, "-c", snippet[1]], cwd=out, capture_output=True, text=True, check=True)
    numbers = [n["id"] for n in json.loads((out / "audit.json").read_text())["notes"]]
    assert sorted(eval(drawn.stdout)) == sorted(numbers)


def test_a_file_whose_name_is_in_no_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("notes").mkdir()
    with open(b"notes/a\xff.txt", "w") as out:
        out.write("97110 and no more\n")
    result = audit("--method", "all", source="notes")
    assert result.exit_code == 0, result.output
    assert [row["id"] for row in rows_of(Path("out/sample.csv"))] == ["notes/a\\udcff.txt"]


def test_half_a_character_is_shown_and_ends_nothing() -> None:
    rows = [dict.fromkeys(HEAD, "\ud800 x") | {"Visit": f"\ud800{i}", "Charges": "", "Amounts": ""} for i in range(3)]
    Path("charts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = audit("--stratify-by", "clinician", "--letters", source="charts.jsonl")
    assert result.exit_code == 0, result.output
    assert {row["clinician"] for row in rows_of(Path("out/sample.csv"))} == {"\\ud800 x"}


def test_letters_are_the_owners_alone_and_one_for_each_clinician() -> None:
    out = done("--method", "all", "--letters")
    letters = sorted((out / "letters").iterdir())
    assert [p.name for p in letters] == [
        "01-ana-ruiz.html", "02-lee-marsh.html", "03-priya-nair.html", "04-tom-becker.html",
    ]  # fmt: skip
    assert {stat.S_IMODE(p.stat().st_mode) for p in letters} == {0o600}
    assert stat.S_IMODE((out / "letters").stat().st_mode) == 0o700
    assert "wobbletastic" in words_of(letters[0])
    assert "Lee Marsh" not in words_of(letters[0])


@pytest.mark.parametrize("how", ["--redact", "--no-text"])
def test_letters_tell_no_more_than_all_else(how: str) -> None:
    out = done(how, "--method", "all", "--letters")
    letters = sorted((out / "letters").iterdir())
    assert [p.name for p in letters] == [f"0{i}-clinician-{i}.html" for i in range(1, 5)]
    text = "".join(map(words_of, letters))
    assert not re.search(r"V-0\d|Ruiz|Marsh|Nair|Becker|P0\d\d", text)
    assert ("wobbletastic" in text) == (how == "--redact")


def test_a_blind_worksheet_is_written_where_asked_for() -> None:
    said = words_of(done("--size", "5", "--blind") / "worksheet.xlsx")
    assert "not met" in said
    assert "Verdict of the tool" not in said
    assert "Verdict of the tool" in words_of(done("--size", "5", output="open") / "worksheet.xlsx")


def test_two_notes_of_one_id_are_named_with_both_places() -> None:
    rows = charts(5)
    rows[3]["Visit"] = rows[1]["Visit"]
    write(rows)
    result = audit()
    assert result.exit_code == 2
    assert "two notes have the same id: charts.csv#2 (row 2) and charts.csv#4 (row 4)" in result.output
    assert "V-0001" not in result.output


def test_what_cannot_be_read_is_counted_named_and_makes_status_2() -> None:
    rows = charts(8)
    rows[2]["Note"] = " "
    write(rows)
    result = audit("--method", "all")
    assert result.exit_code == 2
    assert "error: charts.csv#3: not read: holds no note" in result.output
    said = json.loads(Path("out/audit.json").read_text())
    assert [u["path"] for u in said["frame"]["unread"]] == ["charts.csv#3"]
    assert said["frame"]["universe"] == 7
    assert "charts.csv#3" in Path("out/method.md").read_text()


def test_a_note_that_could_not_be_judged_counts_as_failed() -> None:
    rows = charts(8)
    rows[4]["Note"] = "EXPLODE"
    write(rows)
    result = audit("--method", "all")
    assert result.exit_code == 2
    said = json.loads(Path("out/audit.json").read_text())
    assert "1 of 8 notes could not be judged, and count as failed" in result.output
    crashed = next(r for r in said["rates"]["rules"] if r["rule"]["id"] == "NL001")
    assert crashed["notes"]["failed"] == 1
    assert "EXPLODE" not in "".join(words_of(p) for p in Path("out").iterdir() if p.name not in SHOWING)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--per", "5"), "--per does not go with --method simple"),
        (("--method", "all", "--size", "5"), "--size does not go with --method all"),
        (("--method", "stratified"), "needs --stratify-by"),
        (("--stratify-by", "payer", "--size", "9", "--per", "2"), "one of them"),
        (("--judgement", "--size", "5"), "nothing is drawn by --size"),
        (("--ids", "settings.toml"), "say --judgement too"),
        (("--seed", "-1"), "--seed"),
        (("--stratify-by", "payer", "--size", "1"), "two notes of each make 4; ask for --size 4"),
        (("--config", "audit = { yearl = 0.9 }"), "did you mean 'yearly'"),
        (("--config", "audit = { yearly = 0.6 }"), "half-yearly is a lower share"),
        (("--config", "audit = { overpayment-rules = ['XA9'] }"), "unknown rule 'XA9'"),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, tuple) else "",
)
def test_what_is_asked_for_wrongly_is_said_in_one_line(args: tuple[str, ...], said: str) -> None:
    result = audit(*args)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output
    assert not Path("out/audit.json").exists()


def test_ids_that_are_of_no_note() -> None:
    Path("ids.txt").write_text("V-0003\nV-9999\n")
    result = audit("--judgement", "--ids", "ids.txt")
    assert result.exit_code == 2
    assert "1 of the 2 ids that were chosen are of no note" in result.output


def test_strata_need_what_makes_them() -> None:
    Path("settings.toml").write_text(SETTINGS.replace('payer = { column = "Payer" }', ""))
    result = audit("--stratify-by", "payer")
    assert result.exit_code == 2
    assert "no note says its payer; name the place in the settings" in result.output


def test_a_finished_audit_is_not_written_over() -> None:
    before = (done("--size", "5") / "audit.json").read_bytes()
    result = audit("--size", "5")
    assert result.exit_code == 2
    assert "holds a finished audit" in result.output
    assert Path("out/audit.json").read_bytes() == before


def test_an_audit_is_not_written_among_the_notes() -> None:
    result = audit(source=".")
    assert result.exit_code == 2
    assert "out is inside of ., so its files would be read as notes" in result.output
    assert not Path("out").exists()


def test_nothing_that_could_be_read_is_said_with_the_reason() -> None:
    write([row | {"Note": ""} for row in charts(2)])
    result = audit()
    assert result.exit_code == 2
    assert "there is nothing to audit; charts.csv#1: holds no note" in result.output
    assert list(Path("out").iterdir()) == []
    Path("empty").mkdir()
    assert "no notes found; of a folder only files are read that --include names" in audit(source="empty").output


def test_the_standard_input_is_no_source() -> None:
    result = audit(source="-")
    assert result.exit_code == 2
    assert "standard input" in result.output


def test_thresholds_are_those_of_the_settings() -> None:
    table = "audit = { small-sample = 5, yearly = 0.99, half-yearly = 0.1, overpayment-rules = ['XB'], level = 0.8 }"
    said = json.loads((done("--method", "all", "--config", table) / "audit.json").read_text())
    assert said["overpayment"]["rules"] == ["XB001", "XB002"]
    assert not said["rates"]["overall"]["small"]
    assert said["rates"]["overall"]["exact"]["level"] == 0.8
    assert {c["follow_up"] for c in said["rates"]["clinicians"]} == {"half-yearly"}


def test_amounts_are_not_projected_where_a_note_has_none() -> None:
    rows = charts(20)
    rows[0]["Amounts"] = ""
    write(rows)
    paid = json.loads((done("--size", "20") / "audit.json").read_text())["overpayment"]
    assert paid["mean_per_unit"] is None
    assert paid["notes"] == 19
    assert paid["why"].startswith("1 of 20 sampled notes")


def test_waived_findings_stand_beside_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notelint.linter.waivers.load_rules", lambda *_: RULES)
    entry = '[[waiver]]\nrule = "XA001"\nnote = "charts.csv#{}"\nreason = "agreed"\nby = "A. Lee"\ndate = 2025-01-01\n'
    entries = (entry.format(i) for i, row in enumerate(charts(60), 1) if "97110" in row["Note"])
    Path("notelint-waivers.toml").write_text("".join(entries))
    said = json.loads((done("--method", "all") / "audit.json").read_text())
    rule = next(r for r in said["rates"]["rules"] if r["rule"]["id"] == "XA001")["notes"]
    assert rule["failed"] == 0
    assert rule["waived"] == sum("97110" in row["Note"] for row in charts(60))
    assert rule["applicable"] == 60


def test_going_on_needs_the_same_options(monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(monkeypatch, "--seed", "7", "--size", "20")
    result = audit("--seed", "7", "--size", "21")
    assert result.exit_code == 2
    assert "with another size (20, now 21)" in result.output
    assert "remove the file to begin anew" in result.output


def test_going_on_takes_the_seed_of_the_run_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(monkeypatch, "--size", "20")
    progress = Progress("out")
    seed = progress.said()["seed"]
    progress.close()
    result = audit("--size", "20")
    assert "goes on with the audit begun on" in result.output
    assert json.loads(Path("out/audit.json").read_text())["frame"]["seed"] == seed


def test_a_source_that_has_changed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(monkeypatch, "--method", "all")
    write(charts(40))
    result = audit("--method", "all")
    assert result.exit_code == 2
    assert "drawn, and no longer in the source (20 such notes)" in result.output


def test_a_source_that_has_changed_before_all_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(monkeypatch, "--method", "all")
    with closing(sqlite3.connect(Path("out", NAME), isolation_level=None)) as file:
        file.execute("DELETE FROM judged WHERE number > 10")
    write(charts(40))
    assert "no longer in the source" in audit("--method", "all", "--review", "0").output
    write(charts(60))
    assert audit("--method", "all", "--review", "0").exit_code == 0


def test_progress_holds_no_text_and_is_the_owners_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(monkeypatch, "--method", "all")
    files = list(Path("out").iterdir())
    assert NAME in {p.name for p in files}
    assert {stat.S_IMODE(p.stat().st_mode) for p in files} == {0o600}
    assert b"wobbletastic" not in b"".join(p.read_bytes() for p in files)


def test_a_file_of_progress_that_is_none_is_said() -> None:
    Path("out").mkdir()
    Path("out", NAME).write_text("not a database, but words " * 40)
    result = audit()
    assert result.exit_code == 2
    assert "remove the file to begin the audit anew" in result.output


@pytest.mark.parametrize("room", [8, 60, 120])
def test_a_full_disk_is_said_and_the_run_can_go_on(room: int) -> None:
    write(charts(400))
    args = ("--method", "all", "-j", "1")
    full = child(0, "out", *args, before=("sh", "-c", f'ulimit -f {room}; exec "$@"', "sh"))
    assert full.returncode == 2, full.stderr
    assert re.fullmatch(r"Error: cannot write out/[\w.]+: (?:.*full|.*i/o error|file too large)\n", full.stderr)
    assert not [p for p in Path("out").iterdir() if p.name.startswith(".notelint-")]
    assert child(0, "out", *args).returncode == 0
    assert {p.name for p in Path("out").iterdir()} == FILES


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda s: s.name)
def test_told_to_end_it_leaves_what_it_can_go_on_from(number: int) -> None:
    write(charts(1500))
    args = ("--method", "all", "-j", "2")
    process = subprocess.Popen(command(0, "out", *args), stderr=subprocess.PIPE, start_new_session=True, text=True)
    while not Path("out", NAME).exists():
        time.sleep(0.01)
    time.sleep(0.5)
    os.killpg(process.pid, number)
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors.strip()) == (128 + number, "" if number == signal.SIGTERM else "interrupted")
    assert {p.name for p in Path("out").iterdir()} <= {f"{NAME}{part}" for part in ("", "-wal", "-shm")}
    assert child(0, "out", *args).returncode == 0
    assert {p.name for p in Path("out").iterdir()} == FILES


def test_a_run_beside_another_ends_and_does_it_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted(monkeypatch, "--method", "all")
    with closing(sqlite3.connect(Path("out", NAME), isolation_level=None)) as other:
        other.execute("DELETE FROM said WHERE key = 'listed'")
        other.execute("BEGIN IMMEDIATE")
        result = audit("--method", "all")
        assert result.exit_code == 2
        assert result.output.endswith(f"Error: cannot write out/{NAME}: database is locked\n")
        assert Path("out", NAME).exists()


def interrupted(monkeypatch: pytest.MonkeyPatch, *args: str) -> None:
    """A run that ended when it had judged all and wrote its first file."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("notelint.reports.audit_csv.write_frame", stop)
        assert audit(*args).exit_code == 1
    with closing(sqlite3.connect(Path("out", NAME))) as file:
        assert file.execute("SELECT count(*) FROM judged").fetchone()[0]


CHILD = Path(__file__).with_name("audit_kill.py")


def command(seconds: float, output: str, *args: str) -> list[str]:
    run = [sys.executable, str(CHILD), str(seconds), "audit", "run", "charts.csv", "-o", output]
    return [*run, "--config", "settings.toml", "--seed", "7", *args]


def child(seconds: float, output: str, *args: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*before, *command(seconds, output, *args)], capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    ("chance", "args"),
    [
        (101, ("--method", "all", "-j", "1")),
        (102, ("--stratify-by", "clinician", "--size", "150", "-j", "1", "--redact")),
        (103, ("--method", "all", "-j", "2")),
        (104, ("--size", "150", "-j", "1", "--no-text")),
    ],
    ids=["all", "redacted", "two processes", "without text"],
)
def test_killed_at_random_points_it_comes_to_the_same_bytes(chance: int, args: tuple[str, ...]) -> None:
    write(charts(200))
    whole = child(0, "whole", *args)
    assert whole.returncode == 0, whole.stderr
    took = float(whole.stdout.split("took ")[1])
    points, kills = random.Random(chance), 0
    for _ in range(60):
        ended = child(points.uniform(0.02, took) if kills < 5 else 0, "killed", *args)
        unfinished = Path("killed", NAME).exists()
        if ended.returncode == -9 and unfinished:
            kills += 1
        elif kills < 5:  # it was done before its time had come
            assert ended.returncode in (0, -9), ended.stderr
            for path in Path("killed").iterdir():
                path.unlink()
        else:
            assert ended.returncode == 0, ended.stderr
            break
    assert kills == 5
    assert {p.name for p in Path("killed").iterdir()} == {p.name for p in Path("whole").iterdir()}
    for path in Path("whole").iterdir():
        assert Path("killed", path.name).read_bytes() == path.read_bytes(), path.name
