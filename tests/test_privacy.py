"""What must not get out: planted secrets in every output, format and temporary folder; no connection; no text in errors."""

from __future__ import annotations

import ast
import datetime
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from audit_samples import words_of as words_of_file
from chart_files import FORMATS as CHARTS
from chart_files import SETTINGS, Chart, write_csv
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from notelint.linter import Note
from notelint.linter.cli import cli
from notelint.linter.cli.parse import FORMATS
from notelint.linter.plugins import report_formats
from notelint.linter.redaction import redact

NOTELINT = [sys.executable, "-c", "import sys; from notelint.linter.cli import main; sys.exit(main())"]
SECRETS = (
    "Zoltanfry", "Quenneville", "ZOLTANFRY", "Marguerite", "Okonkwo", "Hollis", "Xanthe", "00471199", "40QA01234500",
    "XYZ99812345", "555-0143", "(217)", "Tamarack", "Springfield", "62704", "zolt@example.org", "3/14/1961", "1961",
    "3/12/2025", "2025-01-05", "Feb 2", "February 2", "219-09-9999",
)  # fmt: skip
WORDS = ("quizzically", "wobbletastic", "117", "4-/5", "leg press", "cannot climb", "stairs", "yellow band", "14:32")
NOTE = """PATIENT: ZOLTANFRY, Marguerite Q   DOB: 3/14/1961   MRN: 00471199-2   SSN 219-09-9999
Address: 12 Tamarack Tree Rd, Apt 4, Springfield, IL 62704   Ph (217) 555-0143   zolt@example.org
DOS 3/12/2025 (Wed). R TKA Feb 2, 2025, onset 2025-01-05. Member ID XYZ99812345
Mrs. Zoltanfry reports quizzically that her husband Xanthe drove, she cannot climb stairs. Dr. Okonkwo agrees.
97110 (15 min, 1 unit): leg press 3x10 wobbletastic. R knee flexion 117 deg, quad 4-/5
97530 x2, 23 min: ER with yellow band 3x10, for rotator cuff strength, *** with Marguerite
Plan 2x/wk until 4/11/2025. Signed electronically by Hollis Quenneville, PT, DPT 3/12/2025 14:32 Lic 40QA01234500
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(NOTE)
    return tmp_path


def outputs(*args: str) -> str:
    """All that a run says and writes."""
    before = set(Path().iterdir())
    result = CliRunner().invoke(cli, args, prog_name="notelint")
    assert result.exit_code in (0, 1), result.output
    written = "".join(words_of(p.read_bytes()) for p in set(Path().iterdir()) - before)
    assert result.stdout_bytes or written
    return words_of(result.stdout_bytes) + result.stderr + written


def words_of(output: bytes) -> str:
    """What an output says, also one that is compressed."""
    table = parquet.read_table(io.BytesIO(output)) if output.startswith(b"PAR1") else None
    return output.decode() if table is None else str(table.to_pylist())


RUNS = [
    *(["check", "--output-format", f, *more] for f in sorted(report_formats()) for more in ([], ["--verdicts", "-o", "out"])),
    ["check", "--output-format", "concise", "--statistics", "-v"],
    *(["parse", "--output-format", f] for f in FORMATS),
    ["parse", "-o", "out"],
]  # fmt: skip


@pytest.mark.parametrize("args", RUNS, ids=" ".join)
def test_redacted_output_names_nobody(args: list[str]) -> None:
    said = outputs(*args, "--isolated", "--redact", "a.txt")
    found = [s for s in SECRETS if re.search(rf"{re.escape(s)}(?!\d)", said)]  # "Feb 2" is not in "Feb 26"
    assert [s for s in found if s != "1961"] == []  # moved by weeks, a date may keep its year


@pytest.mark.parametrize("args", RUNS, ids=" ".join)
def test_output_without_text_has_no_word_number_or_date_of_the_note(args: list[str]) -> None:
    said = outputs(*args, "--isolated", "--no-text", "a.txt")
    assert [s for s in (*SECRETS, *WORDS) if s in said] == []


def test_the_planted_secrets_would_be_seen() -> None:
    said = outputs("check", "--isolated", "--output-format", "html", "a.txt")
    assert [s for s in (*SECRETS, *WORDS) if s not in said] == ["February 2"]


def test_without_text_there_are_the_same_findings_at_the_same_places() -> None:
    def places(*args: str) -> list[tuple[str, str, int, int]]:
        found = json.loads(CliRunner().invoke(cli, ["check", "--isolated", "--output-format", "json", *args]).stdout)
        return [(v["rule"], v["code"], v["line"], v["column"]) for v in found]

    assert places("a.txt") == places("--no-text", "a.txt") != []
    assert [p[:2] for p in places("--redact", "a.txt")] == [p[:2] for p in places("a.txt")]


def test_measures_codes_and_minutes_stay() -> None:
    said = outputs("parse", "--isolated", "--redact", "--output-format", "json", "a.txt")
    (visit,) = json.loads(said)
    assert [(c["code"], c["minutes"], c["units"]) for c in visit["charges"]] == [("97110", 15, 1), ("97530", 23, 2)]
    assert {117.0} <= {m["value"] for m in visit["measures"]}


@pytest.mark.parametrize("format", sorted(report_formats()))
def test_output_without_text_has_nothing_of_a_template_s_own_waivers(format: str) -> None:
    Path("a.j2").write_text(
        'ROM *** deg\n97110 *** min: ***\n{# notelint: waive TP002 reason="wobbletastic" by="Okonkwo" date=2025-03-12 #}\nSigned ***\n'
    )
    said = outputs("check", "--isolated", "--verdicts", "--output-format", format, "a.j2")
    assert "wobbletastic" in said or format in ("concise", "github", "gitlab", "rdjson")
    assert "wobbletastic" not in outputs(
        "check", "--isolated", "--verdicts", "--no-text", "--output-format", format, "a.j2"
    )


def test_a_file_of_waivers_is_no_note_without_text_either() -> None:
    Path("a.txt").write_text("DOS 3/12/2025 97110 x1")
    Path("notelint-waivers.toml").write_text(
        '[[waiver]]\nrule = "FL001"\nnote = "none.txt"\nreason = "x"\nby = "y"\ndate = 2025-03-12\n'
    )
    with_text, without = (
        CliRunner().invoke(cli, ["check", "--output-format", "concise", "--statistics", *more, "."]).stdout
        for more in ([], ["--no-text"])
    )
    assert "1 file of waivers" in with_text
    assert with_text.partition("Found")[2] == without.partition("Found")[2]


@pytest.mark.parametrize(
    "options", [("--fix", "--redact"), ("--diff", "--redact"), ("--diff", "--no-text")], ids=" ".join
)
def test_what_would_fix_nothing_or_show_a_template_is_refused(options: tuple[str, ...]) -> None:
    Path("a.j2").write_text("ROM *** deg\n97110 *** min: ***\nSigned ***\n")
    result = CliRunner().invoke(cli, ["check", "--isolated", *options, "a.j2"])
    assert result.exit_code == 2
    assert all(option in result.stderr for option in options)
    assert "ROM" not in result.output


KEY = b"0" * 16


def shown(text: str, **more: str) -> str:
    return redact(Note("a.txt", text, **more), KEY).text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Patient: Jana Rowe", "Patient Name: rowe, jana", "Name: ROWE, JANA A.", "Mrs. Rowe reports pain", "Dr Rowe agrees",
        "Signed: Jana Rowe, PT", "J. Rowe, PTA", "Rowe, DC", "her daughter Rowe helped", "Jana Rowe reports pain",
        "Rowe, Jana  DOB 3/4/1950", "Provider: Jana Rowe, OTR/L", "Seen by Jana Rowe", "Patient: Jana Rowe\nrowe walked",
    ],
)  # fmt: skip
def test_names(text: str) -> None:
    assert not re.search("rowe", shown(text), re.IGNORECASE)


@pytest.mark.parametrize(
    "text",
    [
        "MRN 4711234", "MRN: A-471123", "Acct #: 471-1234", "Medical Record Number 4711234", "SSN 471-12-3400",
        "Ph (471) 123-4711", "471.123.4711", "+1 471-123-4711", "cell 471-1234", "NPI 4711234711", "at 471 Elm St",
        "4711 N. Elm Tree Ave, Unit 4711", "Elm, IL 47112", "P.O. Box 4711", "mail a471@b471.org", "www.b471.org/x",
        "Policy no. XQ4711234",
    ],
)  # fmt: skip
def test_numbers_and_addresses(text: str) -> None:
    assert "471" not in shown(text)


@pytest.mark.parametrize(
    "text",
    [
        "97110 (15 min, 1 unit): leg press 90 lb 3x10", "R knee flexion 0-117 deg, quads 4-/5, pain 4/10", "TUG 12.4 s",
        "M54.50 S83.511A G0283 97530-59", "Pt tolerated treatment well. Reports pain", "Continue PT 2x/wk for 6 weeks",
        "Plan: Progress as tolerated", "walked 150-1200 ft", "BP 120/80, HR 72", "visit 3/12", "may increase 5 reps",
        "S: Feels better\nO: Gait training", "Subjective\n\nObjective\n", "Therapeutic Exercise\n",
    ],
)  # fmt: skip
def test_what_is_of_the_treatment_stays(text: str) -> None:
    assert shown(text) == text


DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


# In May the long and the short name of a month are one.
@given(
    st.dates(datetime.date(1950, 1, 1), datetime.date(2049, 12, 31)).filter(lambda d: d.month != 5), st.integers(0, 400)
)
@settings(max_examples=100, deadline=None)
def test_dates_move_by_the_same_weeks_in_every_form(first: datetime.date, days: int) -> None:
    second = first + datetime.timedelta(days)
    text = f"DOS {first:%Y-%m-%d} {first:%m/%d/%Y} {first:%B %d, %Y} {first:%d %b %Y} {first:%Y%m%d} {second:%Y-%m-%d}"
    said = shown(text)
    one, other = map(datetime.date.fromisoformat, DAY.findall(said))
    assert other - one == second - first
    assert one.weekday() == first.weekday()
    assert one != first
    expected = f"DOS {one:%Y-%m-%d} {one:%m/%d/%Y} {one:%B %d, %Y} {one:%d %b %Y} {one:%Y%m%d} {other:%Y-%m-%d}"
    assert re.sub(r"\b0", "", said) == re.sub(r"\b0", "", expected)


def test_a_day_with_its_month_and_year_is_one_date() -> None:
    said = shown("DOS 2000-01-26, 26 Jan 2000, January 26, 2000")
    (one,) = map(datetime.date.fromisoformat, DAY.findall(said))
    assert said == f"DOS {one:%Y-%m-%d}, {one.day} {one:%b %Y}, {one:%B} {one.day}, {one.year}"


def test_dates_of_one_patient_move_together_and_differ_from_those_of_others() -> None:
    moved = {patient: shown("DOS 3/12/2025", patient=patient) for patient in map(str, range(20))}
    assert shown("DOS 3/12/2025\nx", patient="1").splitlines()[0] == moved["1"]
    assert len(set(moved.values())) > 5


def test_redaction_may_not_be_undone_by_doing_it_again() -> None:
    once = outputs("parse", "--isolated", "--redact", "--output-format", "json", "a.txt")
    days = {
        json.loads(outputs("parse", "--isolated", "--redact", "--output-format", "json", "a.txt"))[0]["date"]
        for _ in range(6)
    }
    assert len({json.loads(once)[0]["date"], *days}) > 1


# --- charts and audits -----------------------------------------------------------------------------------------------

HELD = [
    Chart(f"0047119{n}", "00471199-2", "2025-03-12", "Hollis Quenneville, PT", "Acme", f"Visit {n}\n{NOTE}") for n in range(3)
]  # fmt: skip
OWN = ("0047119", "Quenneville", "2025-03-12", "20250312", *SECRETS)
OF_NOTES = tuple(w for w in WORDS if w not in ("117", "stairs"))  # a hash may hold the one, what a rule asks the other


@pytest.mark.parametrize(
    "command", [("check", "--verdicts", "--output-format", "json"), ("parse", "--output-format", "json")]
)
@pytest.mark.parametrize("option", ["--redact", "--no-text"])
def test_nor_is_what_a_chart_says_beside_its_notes(folder: Path, option: str, command: tuple[str, ...]) -> None:
    (folder / "settings.toml").write_text(SETTINGS)
    (folder / "charts").mkdir()
    for name in ("csv", "jsonl", "xlsx", "parquet", "bundle", "hl7"):
        CHARTS[name](folder / "charts", HELD)
    files = sorted(str(p.relative_to(folder)) for p in (folder / "charts").iterdir())
    said = outputs(*command, option, "--config", "settings.toml", *files)
    assert len({re.split("[#:]", r["path"])[0] for r in json.loads(said[: said.rindex("]") + 1])}) == len(files)
    secrets = OWN if option == "--redact" else (*OWN, *WORDS)
    assert [s for s in secrets if s != "1961" and re.search(rf"{re.escape(s)}(?!\d)", said)] == []


def audited(folder: Path, *options: str) -> dict[str, str]:
    """All that an audit says, by the names of its files; under an empty name what it says itself."""
    (folder / "settings.toml").write_text(SETTINGS)
    write_csv(folder, HELD)
    run = [
        "audit",
        "run",
        "charts.csv",
        "-o",
        "out",
        "--config",
        "settings.toml",
        "-j",
        "1",
        "--seed",
        "7",
        "--letters",
    ]
    result = CliRunner().invoke(cli, [*run, *options], prog_name="notelint")
    assert result.exit_code == 0, result.output
    written = {p.relative_to(folder / "out").as_posix(): p for p in (folder / "out").rglob("*") if p.is_file()}
    assert {p.stat().st_mode & 0o777 for p in written.values()} == {0o600}
    return {"": result.output} | {name: words_of_file(path) for name, path in written.items()}


@pytest.mark.parametrize("option", ["--redact", "--no-text"])
def test_an_audit_tells_no_more_in_any_of_its_files(folder: Path, option: str) -> None:
    files = audited(folder, option)
    assert {Path(name).suffix for name in files} == {"", ".csv", ".html", ".json", ".md", ".xlsx"}
    secrets = OWN if option == "--redact" else (*OWN, *OF_NOTES, "Acme", "2025-")
    found = {
        name: [s for s in secrets if s != "1961" and re.search(rf"{re.escape(s)}(?!\d)", said)]
        for name, said in files.items()
    }
    assert {name: secrets for name, secrets in found.items() if secrets} == {}


def test_only_the_files_of_an_audit_that_show_notes_hold_words_of_them(folder: Path) -> None:
    showing = {name for name, said in audited(folder).items() if any(word in said for word in OF_NOTES)}
    assert showing == {"audit.html", "worksheet.xlsx", "letters/01-hollis-quenneville-pt.html"}


# --- errors ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("fakes")
def test_an_error_names_rule_file_and_place_and_no_text() -> None:
    Path("a.txt").write_text("97110 goal")
    result = CliRunner().invoke(cli, ["check", "--isolated", "a.txt"])
    assert result.exit_code == 2
    assert re.search(r"error: a.txt: rule XC001 did not run: ValueError at fakes:\d+ \[NL001\]", result.stderr)
    assert "Jane" not in result.output


@pytest.mark.usefixtures("fakes")
def test_a_developer_may_ask_for_the_traceback() -> None:
    Path("a.txt").write_text("97110 goal")
    result = CliRunner().invoke(cli, ["check", "--isolated", "--traceback", "a.txt"])
    assert result.exit_code == 2
    assert "ValueError: cannot cope with Jane Roe" in result.stderr


def test_a_table_without_a_header_is_not_quoted() -> None:
    Path("t.csv").write_text("Marguerite Zoltanfry,cannot climb stairs\n")
    result = CliRunner().invoke(cli, ["check", "--isolated", "--config", "text = { column = 'Note' }", "t.csv"])
    assert result.exit_code == 2
    assert "none of its 2 columns is named 'Note'" in result.stderr
    assert "Zoltanfry" not in result.output


# --- what a run leaves behind ----------------------------------------------------------------------------------------


def test_cache_baseline_and_waivers_hold_nothing_of_a_note(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cache", "home", "temporary"):
        (folder / name).mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    monkeypatch.setenv("HOME", str(folder / "home"))
    monkeypatch.setenv("TMPDIR", str(folder / "temporary"))
    monkeypatch.setenv("NOTELINT_KEY", "0123456789abcdef" * 2)
    (folder / "clean.txt").write_text(CLEAN)
    said = ""
    for args in (
        ["check", "clean.txt"], ["check", "-v", "--statistics", "--output-format", "sarif", "-o", "r.sarif", "clean.txt"],
        ["baseline", "a.txt"], ["waive", "a.txt", "RC005", "--reason", "seen", "--by", "the clinic"], ["check", "-q", "--statistics", "-o", "r.txt", "a.txt"],
    ):  # fmt: skip
        result = CliRunner().invoke(cli, args)
        assert result.exit_code in (0, 1, 2), result.output
        said += result.stderr
    left = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    del left[folder / "a.txt"], left[folder / "clean.txt"], left[folder / "r.txt"], left[folder / "r.sarif"]
    assert {"clean", "notelint-baseline.json"} <= {p.name for p in left}
    assert list((folder / "temporary").iterdir()) == []
    everything = said.encode() + b"".join(left.values()) + "".join(map(str, left)).encode()
    assert [s for s in (*SECRETS, *WORDS) if s.encode() in everything] == []
    assert {p.name: p.stat().st_mode & 0o777 for p in left if p.name == "clean"} == {"clean": 0o600}


CLEAN = """DOS 3/12/2025  Marguerite Zoltanfry. R knee OA. R knee flexion 117 deg, quad 4-/5
97110 (15 min, 1 unit): leg press 90 lb 3x10 wobbletastic, to increase R quad strength to climb the stairs at home.
Cued to slow the return. Pt quizzically asked for a yellow band. Plan 2x/wk.  Hollis Quenneville, PT
"""


# --- what a run touches ------------------------------------------------------------------------------------------

GUARDED = """
import os, sys
opened = []
def watch(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"):
        raise AssertionError(event)
    if event in ("open", "os.mkdir", "sqlite3.connect") and str(args[0]).startswith(os.environ["TMPDIR"]):
        raise AssertionError(f"{event} in the folder of temporary files")
    if event == "open" and isinstance(args[0], (str, bytes)) and isinstance(args[2], int) and args[2] & 3:
        opened.append(str(args[0]))
sys.addaudithook(watch)
from notelint.linter.cli import main
status = main(sys.argv[1:])
print("WRITTEN", [o for o in opened if o != "/dev/null"], file=sys.stderr)
sys.exit(status)
"""
JOBS = [
    ["check", "--isolated", "notes"],
    ["check", "--isolated", "-j", "2", "--output-format", "html:r.html,json:r.json", "notes"],
    ["parse", "--isolated", "notes"],
    ["rule", "OM001"],
    ["baseline", "notes"],
    ["test", "cases"],
    ["evaluate", "cases"],
    ["audit", "run", "notes", "-o", "out", "--isolated", "--letters"],
    ["plugins"],
    ["codes", "97530"],
    ["units", "97110=24", "97112=23"],
]


@pytest.mark.parametrize("args", JOBS, ids=" ".join)
def test_no_job_opens_a_connection_or_writes_what_nobody_asked_for(folder: Path, args: list[str]) -> None:
    (folder / "notes").mkdir()
    for i in range(80 if "-j" in args else 2):
        (folder / "notes" / f"{i}.txt").write_text(NOTE)
    (folder / "cases").mkdir()
    (folder / "cases" / "own.case").write_text(
        "== a case\nfinds: FL001 97110\n\n97110 (15 min, 1 unit): leg press 3x10\n"
    )
    (folder / "tmp").mkdir()
    (folder / "home").mkdir()
    where = {
        "TMPDIR": str(folder / "tmp"),
        "HOME": str(folder / "home"),
        "XDG_CACHE_HOME": str(folder / "home"),
        "NOTELINT_KEY": "0" * 32,
    }
    if shutil.which("unshare") and not subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode:
        command = ["unshare", "-rn", sys.executable]
    else:
        command = [sys.executable]
    done = subprocess.run(
        [*command, "-c", GUARDED, *args], capture_output=True, text=True, env={**os.environ, **where}, timeout=300
    )
    assert done.returncode in (0, 1), done.stderr
    written = {Path(path) for path in ast.literal_eval(done.stderr.rpartition("WRITTEN ")[2]) if path}
    asked = {folder / name for name in (".", "out", "out/letters")}
    assert [p for p in written if not p.name.startswith(".notelint-") or p.parent not in asked] == (
        [Path("out/progress.sqlite")] if "audit" in args else []
    )
    assert list((folder / "tmp").iterdir()) == []
    assert [
        p for p in (folder / "home").rglob("*") if p.is_file() and "Zoltanfry" in p.read_text(errors="replace")
    ] == []
