"""Which notes belong together: labels, patterns, file names, folders; the order of notes; what is said without them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from notelint.linter.cli import cli
from notelint.linter.config import ConfigError, load_settings
from notelint.linter.note import Note
from notelint.linter.readers import INCLUDE, Identity, NotRead, Origin, read_notes, together
from notelint.linter.readers.patients import named_at_head


@pytest.mark.parametrize(
    ("origin", "text", "patient"),
    [
        (Origin("label", "Pt #"), "Pt #: 12-A   DOS 2/3/2025\n", "12-A"),
        (Origin("label", "Pt #"), "Pt # 77, DOS 2/3/2025\n", "77"),
        (Origin("label", "Pt #"), "DOS 2/3/2025\nPT# 77\n", "77"),
        (Origin("label", "MRN"), "mrn=00412; DOB 1/1/1950", "00412"),
        (Origin("label", "MRN:"), "MRN 00412\tDOB", "00412"),
        (Origin("label", "Patient"), "Patient: Smith, Anna   DOS 3/4/2025\n", "Smith, Anna"),
        (Origin("label", "Patient"), "Patient: Anna Smith DOS: 3/4/2025\n", "Anna Smith"),
        (Origin("label", "Patient"), "Patient: Anna Smith\nreports less pain", "Anna Smith"),
        (Origin("label", "Patient name"), "Patient  Name | Anna Smith | 3/4/2025", "Anna Smith"),
        (Origin("label", "MRN"), "no number here", None),
        (Origin("label", "Pt"), "Ptosis 3", None),
        (Origin("pattern", r"^Acct (\d+)"), "x\nAcct 99 y", "99"),
        (Origin("pattern", r"(?:A(\d)|B(\d))"), "B2", "2"),
        (Origin("pattern", r"Acct ( +)"), "Acct   ", None),
        (Origin("file", r"/([a-z]+)_\d+\.txt$"), "", "smith"),
    ],
)
def test_where_a_patient_is_written(origin: Origin, text: str, patient: str | None) -> None:
    assert origin.of(text, "notes/smith_20250304.txt") == patient


def test_a_folder_is_known_by_its_place() -> None:
    one, two = Origin("folder", "1"), Origin("folder", "2")
    assert one.of("", "a/smith/1.txt") == os.path.abspath("a/smith") != one.of("", "b/smith/1.txt")
    assert two.of("", "smith/2025/1.txt") == os.path.abspath("smith")
    assert one.of("", "1.txt") == os.getcwd()


def test_patient_and_day_are_set() -> None:
    identity = Identity(Origin("label", "Pt #"), Origin("file", r"(\d{4}_\d\d_\d\d)"))
    found = identity.of(Note("x", "PT # 12A\n"), "n/2025_03_04.txt")
    assert (found.patient, found.date) == ("12a", "2025-03-04")
    assert identity.of(Note("x", "y"), "z") == Note("x", "y")


# --- order -------------------------------------------------------------------------------------------------------

NOTE = Origin("column", "Note")
FILES: dict[str | NotRead, list[Note | NotRead]] = {
    "1": [Note("1", "", patient="a")],
    "2": [Note("2", "", patient="b"), Note("2#2", "", patient="a")],
    "3": [Note("3", "")],
    "4": [NotRead("4", "empty")],
    "5": [Note("5", "", patient="a")],
    "6": [Note("6", "", patient="b"), Note("6#2", "")],
}


def arranged(identity: Identity, sources: list[str | NotRead]) -> list[str]:
    patients = identity.patients(sources, FILES.__getitem__)
    return [item.path for items in together(patients, FILES.__getitem__) for item in items]


def test_notes_of_a_patient_are_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    order = ["1", "2#2", "5", "2", "6", "3", "4", "6#2"]
    assert arranged(Identity(Origin("label", "x")), list(FILES)) == order
    monkeypatch.setattr("notelint.linter.readers.patients.HELD", 0)
    assert arranged(Identity(Origin("label", "x")), list(FILES)) == order


def test_nothing_is_read_for_what_the_path_says() -> None:
    identity = Identity(Origin("file", r"(\w)\.txt"))
    gone = NotRead("x", "no such file")

    def read(_: Any) -> Any:
        pytest.fail("was read")

    found = identity.patients(["1a.txt", "1b.txt", gone, "2a.txt"], read)
    assert {whose: list(sources) for whose, sources in found.items()} == {
        "a": ["1a.txt", "2a.txt"], "b": ["1b.txt"], (gone,): [gone],
    }  # fmt: skip


def test_what_an_unshared_source_gives_is_never_dropped() -> None:
    for later in (Note("1", "", patient="b"), NotRead("1", "vanished")):
        assert [list(x) for x in together({"a": {"1": 0}}, lambda _, item=later: [item])] == [[later]]  # type: ignore[misc]


def test_of_many_patients_only_some_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notelint.linter.readers.patients.HELD", 10)
    notes = [Note(f"t#{i}", "x" * 5, patient=str(i % 4)) for i in range(8)]
    times = []

    def read(_: Any) -> Any:
        times.append(1)
        return notes

    found = Identity(Origin("column", "x")).patients(["t"], read)
    items = [item.path for items in together(found, read) for item in items]
    assert items == ["t#0", "t#4", "t#1", "t#5", "t#2", "t#6", "t#3", "t#7"]
    assert len(times) == 5


# --- settings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        (
            "patient = { label = 'Pt', folder = 1 }",
            "key 'patient': needs one of label, pattern, file, folder, column and path",
        ),
        ("patient = {}", "key 'patient': needs one of label, pattern, file, folder, column and path"),
        ("patient = { pattern = 'Pt' }", "key 'patient': pattern needs a group, such as in '(\\d+)'"),
        ("date = { file = '(' }", "key 'date': file is no regular expression"),
        ("date = { fil = 'x' }", "unknown key 'date.fil', did you mean 'file'?"),
        ("patient = { folder = 0 }", "key 'patient.folder': input should be greater than or equal to 1"),
        ("patient = 'Pt #'", "key 'patient': input should be an object"),
        ("text = { colum = 'Note' }", "unknown key 'text.colum', did you mean 'column'?"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, toml: str, complaint: str) -> None:
    (tmp_path / "notelint.toml").write_text(toml + "\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(start=tmp_path)
    assert complaint in str(caught.value)


def test_settings_hold_them(tmp_path: Path) -> None:
    (tmp_path / "notelint.toml").write_text("patient = { folder = 2 }\ndate = { label = 'DOS' }\n")
    assert load_settings(start=tmp_path).identity == Identity(Origin("folder", "2"), Origin("label", "DOS"))
    assert load_settings(isolated=True).identity == Identity()
    (tmp_path / "notelint.toml").write_text("text = { column = 'Note' }\npatient = { column = 'MRN' }\n")
    settings = load_settings(start=tmp_path)
    assert settings.identity == Identity(Origin("column", "MRN"), text=NOTE)
    assert settings.include == (*INCLUDE, "*.csv", "*.tsv", "*.jsonl", "*.ndjson", "*.xlsx", "*.parquet")


# --- the command line --------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fakes: None) -> Path:
    monkeypatch.chdir(tmp_path)
    for number, text in enumerate(("Pt # 1\n97140\n", "Pt # 2\n97140\n", "Pt # 1\n97140\n", "97140\n", ""), start=1):
        (tmp_path / f"{number}.txt").write_text(text)
    return tmp_path


def call(*args: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["check", "--output-format", "json", *args], input=stdin, prog_name="notelint")


def seen(result: Result) -> list[tuple[str, str]]:
    return [(f["path"], f["message"]) for f in json.loads(result.stdout) if f["rule"] in ("XB001", "NL002")]


LABEL = "patient = { label = 'Pt #' }"


def test_notes_are_judged_together(folder: Path) -> None:
    result = call("--config", LABEL)
    assert seen(result) == [
        ("./1.txt", "others: ['./3.txt']"),
        ("./3.txt", "others: ['./1.txt']"),
        ("./5.txt", "not read: empty"),
    ]
    assert "warning: no patient found by label 'Pt #' in 1 of 5 notes; each of these is judged alone\n" in result.stderr
    assert "warning: no patient" not in call("--config", LABEL, "-q").stderr


def test_an_unreadable_note_of_a_folder_is_not_lost(folder: Path) -> None:
    result = call("--config", "patient = { folder = 1 }")
    assert [path for path, _ in seen(result)] == [f"./{n}.txt" for n in range(1, 6)]


def test_standard_input_is_read_once(folder: Path) -> None:
    text = b"Date of service: 1/2/2025\nPt # 1\n" + b"97140 (15 min): patellar glides grade III, cued. J. Doe, PT\n" * 3
    both = text + text.replace(b"1/2/2025", b"1/9/2025")
    assert seen(call("--config", LABEL, "-", stdin=both)) == [("-", "others: ['-#2']"), ("-#2", "others: ['-']")]


def test_what_cannot_be_judged_without_patients_is_said_once(folder: Path) -> None:
    told = call("-v").stderr
    assert told.count("RC004, RC006, PL003 and evidence from other documents apply to the visits of one file and") == 1
    assert "patient: label 'Pt #'\n" in call("-v", "--config", LABEL).stderr


def test_the_day_of_a_file_name_reaches_parse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "smith_20250304.txt").write_text("97110 (15 min, 1 unit): SLR 3x10\n")
    args = ["parse", "--output-format", "json", "--config", r"date = { file = '_(\d{8})' }", "smith_20250304.txt"]
    assert json.loads(CliRunner().invoke(cli, args).stdout)[0]["date"] == "2025-03-04"


# --- tables ------------------------------------------------------------------------------------------------------

COLUMNS = "text = { column = 'Note' }"
TABLE = """MRN,Visit,Note
1,3/4/2025,"97140, first
second line"
2,3/4/2025,97140
1,3/11/2025,97140
"""


def written(folder: Path, table: str, name: str = "charts.csv") -> Path:
    (folder / "tables").mkdir(exist_ok=True)
    (folder / "tables" / name).write_text(table, newline="")
    return folder / "tables"


def rows(*args: str) -> list[tuple[str, str]]:
    return seen(call("--config", COLUMNS, *args))


def test_a_patient_from_a_column(folder: Path) -> None:
    written(folder, TABLE)
    assert rows("--config", "patient = { column = 'MRN' }", "tables") == [
        ("tables/charts.csv#1", "others: ['tables/charts.csv#3']"),
        ("tables/charts.csv#3", "others: ['tables/charts.csv#1']"),
    ]


def test_the_day_of_a_row_and_its_text_as_it_is(folder: Path) -> None:
    identity = Identity(Origin("column", "MRN"), Origin("column", "Visit"), NOTE)
    path = str(written(folder, TABLE.replace("\n1,", "\r\n1,")) / "charts.csv")
    first, *_, last = read_notes([path], identity=identity)
    assert first == Note(f"{path}#1", "97140, first\nsecond line", patient="1", date="3/4/2025", record="row 1")
    assert last == Note(f"{path}#3", "97140", patient="1", date="3/11/2025", record="row 3")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_that_of_the_header(folder: Path, delimiter: str) -> None:
    path = str(written(folder, TABLE.replace("97140, first", "97140").replace(",", delimiter)) / "charts.csv")
    assert [n.patient for n in read_notes([path], identity=Identity(Origin("column", "MRN"), None, NOTE))] == [
        "1", "2", "1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("MRN,Text\n1,97140\n", "none of its 2 columns is named 'Note'"),
        ("Note,Note\n1,97140\n", "more than one of its 2 columns is named 'Note'"),
        ("MRN,Note\n1,97140,x\n", "has 3 cells under 2 column names"),
        ("MRN,Note\n1,\n", "holds no note in the column 'Note'"),
        ('MRN,Note\n1,"97140\n', "no table from line 2 on: unexpected end of data"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(folder: Path, table: str, complaint: str) -> None:
    (item,) = read_notes([str(written(folder, table) / "charts.csv")], identity=Identity(text=NOTE))
    assert isinstance(item, NotRead)
    assert item.reason == complaint


def test_a_bad_row_takes_no_other_with_it(folder: Path) -> None:
    written(folder, "MRN,Note\n1,97140\n\n,\n2,97140,x\n3,97140\n")
    assert rows("tables") == [("tables/charts.csv#4", "not read: has 3 cells under 2 column names")]
    assert call("--config", COLUMNS, "tables").exit_code == 2


def test_a_table_needs_to_be_told_its_column(folder: Path) -> None:
    path = str(written(folder, TABLE) / "charts.csv")
    ((_, told),) = seen(call(path))
    assert told == 'not read: a table, and no setting names the column of its notes: text = { column = "..." }'


# --- several visits of one file ------------------------------------------------------------------------------------

VISIT = "Date of service: {day}\n{who}\n" + "97140 (15 min): patellar glides grade III, cued. J. Doe, PT\n" * 3


def visits(folder: Path, *who: str, label: str = "MRN") -> list[str | None]:
    path = folder / "several.txt"
    path.write_text("".join(VISIT.format(day=f"1/{day}/2025", who=name) for day, name in enumerate(who, start=1)))
    return [n.patient for n in read_notes([str(path)], identity=Identity(Origin("label", label) if label else None))]


@pytest.mark.parametrize(
    ("who", "together"),
    [
        (("Patient: A. Smith", "Patient: A. Smith"), True),
        (("Patient: A. Smith", "Pt reports less pain"), True),
        (("Patient: Smith", "Patient: Jones"), False),
        (("Pt feels sore", "Pt walked more"), True),
        (("Chart 12", "Chart 13"), False),
    ],
)
def test_visits_of_a_file_are_one_patients_unless_they_name_several(
    folder: Path, who: tuple[str, str], together: bool
) -> None:
    path = str(folder / "several.txt")
    assert visits(folder, *who, label="") == ([path] * 2 if together else [None] * 2)


def test_who_is_named_once_is_the_patient_of_the_file(folder: Path) -> None:
    assert visits(folder, "MRN 7", "no number") == ["7", "7"]
    assert visits(folder, "MRN 7", "MRN 8") == ["7", "8"]


def test_visits_of_a_file_are_judged_together(folder: Path) -> None:
    visits(folder, "MRN 7", "no number")
    assert seen(call("several.txt")) == [
        ("several.txt", "others: ['several.txt#2']"),
        ("several.txt#2", "others: ['several.txt']"),
    ]


HOME_VISIT = """Date of service: {day}
PT home visit   pt 4471   M 80{dx}
L hip flexion 74 deg; gait 60 ft with walker, CGA
97110 30 min 2 units: heel slides 2x12, standing abduction 2x10 at the sink, hand on pelvis. Hip range and strength
to get in and out of bed.
Leans right less. 3x/wk. Ina Moss, PT

"""


def findings(text: str, tmp_path: Path, rule: str) -> list[str]:
    """The notes of one file that a rule fails."""
    path = tmp_path / "chart.txt"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(cli, ["check", "--isolated", "--output-format", "json", str(path)])
    return [v["path"].removeprefix(str(path)) for v in json.loads(result.stdout) if v["rule"] == rule]


def test_a_patient_is_the_same_where_credentials_stand_behind_the_same_label(tmp_path: Path) -> None:
    dx = "   Dx: L hip fracture, nailed 2/9/2026"
    text = HOME_VISIT.format(day="3/2/2026", dx=dx) + HOME_VISIT.format(day="3/4/2026", dx=dx)
    assert findings(text, tmp_path, "RC004") == ["#2"]
    assert not findings(text.replace("4471", "4472", 1), tmp_path, "RC004")


def test_a_condition_above_the_visits_of_a_file_is_that_of_all(tmp_path: Path) -> None:
    visits = HOME_VISIT.format(day="3/2/2026", dx="") + HOME_VISIT.format(day="3/4/2026", dx="")
    assert findings(visits, tmp_path, "RC005") == ["", "#2"]
    assert not findings("Chart 4471 - Dx: L hip fracture, nailed 2/9/2026\n\n" + visits, tmp_path, "RC005")
    assert findings(visits.replace("80\n", "80  Dx: L hip fracture\n", 1), tmp_path, "RC005") == ["#2"]


@pytest.mark.parametrize(
    ("head", "who"),
    [
        ("PT visit   MRN PT-20417   DOS 4/28/25", "pt-20417"),
        ("Acct: 90031-7   Med Rec # LS-40077", "ls-40077"),
        ("OT   Client no. 7-2218   6/9/25", "7-2218"),
        ("Patient: M-407   Dx: R distal radius fracture", "m-407"),
        ("Patient: L. Montague (ID 7781)", "7781"),
        ("[chart 884-W]  3.11.2025", "884-w"),
        ("Patient: Rosalind Achebe   DOB 1/1/60", "achebe rosalind"),
        ("Name: Achebe, Rosalind\nDOS 3/4/2025", "achebe rosalind"),
        ("MRN: 00000   DOS 3/4/2025", None),
        ("MRN 123456   DOS 3/4/2025", None),
        ("Chart: ____   MRN ***", None),
        ("chart reviewed 3/4/2025", None),
        ("file 02-10-26", None),
        ("Patient: R.A., 39 F", None),
        ("Patient: 71 y/o, R hip fx", None),
        ("Patient: Jane Doe   DOS 3/4/2025", None),
        ("\n".join(["line"] * 6 + ["MRN 4471-B"]), None),
    ],
)
def test_who_is_named_at_the_head_of_a_note(head: str, who: str | None) -> None:
    assert named_at_head(head) == who


def test_notes_that_name_a_patient_at_their_head_are_judged_together(folder: Path) -> None:
    for name, number in (("a", "88-31-K"), ("b", "88-31-L"), ("c", "88-31-K"), ("d", "none")):
        (folder / f"{name}.txt").write_text(f"PT daily   Record {number}   3/4/2025\n97110 15 min\n", encoding="utf-8")
    assert seen(call("a.txt", "b.txt", "c.txt", "d.txt")) == [
        ("a.txt", "others: ['c.txt']"),
        ("c.txt", "others: ['a.txt']"),
    ]


def test_the_head_of_a_file_is_no_part_of_its_first_visit(tmp_path: Path) -> None:
    dx = "   Dx: L hip fracture, nailed 2/9/2026"
    text = HOME_VISIT.format(day="3/2/2026", dx=dx) + HOME_VISIT.format(day="3/4/2026", dx=dx)
    assert findings("ELM COURT, therapy log of the east wing\n\n" + text, tmp_path, "RC004") == ["#2"]
