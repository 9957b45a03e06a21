"""Evaluation: labels read strictly, counts and intervals, changes since a baseline, the command."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fakes import RULES

from notelint.linter.cli import cli
from notelint.linter.evaluation import Label, LabelError, Mistake, Share, Tally, changes, read_labels, wilson
from notelint.linter.evaluation.tally import Reading
from notelint.linter.note import Note
from notelint.linter.record import Charge, Measure, Visit
from notelint.linter.verdict import Severity, Verdict

# --- shares ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (95, 100, 0.8882, 0.9785), (0, 0, 0.0, 1.0)],
)
def test_wilson(right: int, of: int, low: float, high: float) -> None:
    assert wilson(right, of) == pytest.approx((low, high), abs=1e-4)


def test_a_share_of_nothing_is_no_number() -> None:
    assert (Share().value, Share().interval) == (None, None)


# --- labels ------------------------------------------------------------------------------------------------------


def labelled(folder: Path, *labels: dict[str, Any] | str, text: str = "knee flexion 104 deg\n97110\n") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_text(text)
    lines = [line if isinstance(line, str) else json.dumps(line) for line in labels]
    (folder / "labels.jsonl").write_text("\n".join(lines) + "\n")
    return folder / "labels.jsonl"


def test_labels_are_read(tmp_path: Path) -> None:
    finding = {"rule": "OM001", "code": None}
    charge = {"code": "97110", "units": 1, "minutes": None, "modifiers": ["59"]}
    measure = {"kind": "rom", "text": "104 deg", "line": 1, "status": "present", "loss": True}
    path = labelled(
        tmp_path / "set", "", {"file": "a.txt", "must": [finding], "charges": [charge], "measures": [measure]}
    )
    (label,) = read_labels(path, {"OM001"})
    assert (label.kind, str(label.must[0]), label.must_not) == ("note", "OM001", ())
    assert label.charges is not None
    assert label.charges[0].modifiers == ("59",)
    assert label.measures is not None
    assert label.measures[0].loss is True


@pytest.mark.parametrize(
    ("label", "complaint"),
    [
        ("{", "no JSON"),
        ({}, "key 'file' is missing"),
        ({"file": "a.txt", "mus": []}, "unknown key 'mus', did you mean 'must'?"),
        ({"file": "a.txt", "must": [{"rule": "OM001", "cod": "1"}]}, "unknown key 'must.0.cod', did you mean 'code'?"),
        ({"file": "a.txt", "must": [{"rule": "OM010"}]}, "unknown rule 'OM010', did you mean 'OM001'?"),
        ({"file": "a.txt", "kind": "letter"}, "key 'kind': input should be 'note' or 'template'"),
        ({"file": "b.txt"}, "b.txt: no such file or folder"),
        ({"file": "a.txt", "must": [{"rule": "OM001"}], "must_not": [{"rule": "OM001"}]}, "OM001 both must and must"),
        ({"file": "a.txt", "measures": [{"kind": "rom", "text": "95 deg", "line": 1}]}, "a.txt:1 does not hold '95"),
        ({"file": "a.txt", "measures": [{"kind": "rom", "text": "104 deg", "line": 9}]}, "a.txt:9 does not hold"),
        ({"file": "a.txt", "charges": [{"code": "97110", "units": "1"}]}, "key 'charges.0.units': input should be a"),
    ],
)
def test_what_is_wrong_with_a_label(tmp_path: Path, label: dict[str, Any] | str, complaint: str) -> None:
    path = labelled(tmp_path / "set", "", label)
    with pytest.raises(LabelError) as caught:
        read_labels(path, {"OM001"})
    assert str(caught.value).startswith(f"{path}:2: {complaint}")


def test_a_note_is_labelled_once(tmp_path: Path) -> None:
    path = labelled(tmp_path / "set", {"file": "a.txt"}, {"file": "a.txt"})
    with pytest.raises(LabelError, match=r"labels\.jsonl:2: 'a\.txt' is labelled twice"):
        read_labels(path, {"OM001"})


# --- counts ------------------------------------------------------------------------------------------------------

TEXT = "knee flexion 104 deg, extension 6 deg\n97110 97140\n"


def measure(text: str, line: int = 1, **more: Any) -> Measure:
    start = TEXT.index(text)
    return Measure(text, start, start + len(text), line, "rom", "knee flexion", **more)


def fail(rule: str, code: str | None = None, at: int | None = 38, severity: Severity = Severity.ERROR) -> Verdict:
    return Verdict("fail", "wrong", code=code, start=at, end=at, severity=severity, rule=rule)


def count(label: dict[str, Any], *verdicts: Verdict, **visit: Any) -> tuple[Tally, list[str]]:
    note = Note("a.txt", TEXT)
    tally = Tally()
    labelled = Label.model_validate_json(json.dumps({"file": "a.txt", **label}))
    wrong = tally.add(labelled, [Reading(note, verdicts, Visit(note, **visit))], TEXT)
    return tally, [str(m) for m in wrong]


def charge(code: str, **more: Any) -> Charge:
    start = TEXT.index(code)
    return Charge(code, start, start + 5, 2, code, **more)


def test_findings() -> None:
    must = ({"rule": "OM001"}, {"rule": "IO001", "code": "97140"}, {"rule": "CA001"})
    must_not = ({"rule": "FL001", "code": "97110"}, {"rule": "FL001", "code": "97140"})
    review = Verdict("review", rule="CA001", severity=Severity.INFO)
    tally, wrong = count(
        {"must": must, "must_not": must_not}, fail("OM001"), fail("IO001", "97110"), fail("FL001", "97140"), review
    )
    assert wrong == ["missed: IO001 97140", "missed: CA001", "false: FL001 97140: wrong"]
    figures = tally.figures()
    assert (figures["recall"], figures["false_alarms"], figures["precision"]) == (0.3333, 0.5, 0.5)
    assert (figures["reviews_per_note"], figures["compliant_notes_left_alone"]) == (1.0, None)
    assert tally.rules["FL001"].labelled.precision == Share(0, 1)


def test_a_compliant_note_is_left_alone_by_loud_findings_only() -> None:
    quiet, said = count({"must": [{"rule": "RC001"}]}, fail("RC001"), fail("IO005", severity=Severity.INFO))
    assert (quiet.left_alone, said) == (Share(1, 1), [])
    loud, said = count({}, fail("IO001", "97110"))
    assert (loud.left_alone, said) == (Share(0, 1), ["noise: IO001 97110: wrong"])
    template, _ = count({"kind": "template"}, fail("CA008"))
    assert template.left_alone == Share()


def test_charges_and_places() -> None:
    wanted = [{"code": "97110", "units": 2}, {"code": "97140", "units": 1, "modifiers": ("59",)}]
    tally, wrong = count(
        {"charges": wanted}, fail("RC009", "97110", at=0), fail("RC009", "97140"), fail("RC009", "97999"),
        charges=(charge("97110", units=1), charge("97140", units=1, modifiers=("59",))),
    )  # fmt: skip
    assert wrong == [
        "anchor: RC009 97110 stands on line 1, billed on 2",
        "charge: wanted 97110, 2 u",
        "charge: not labelled 97110, 1 u",
    ]
    assert (tally.anchors, tally.charges.f1) == (Share(1, 2), 0.5)


def test_measures() -> None:
    wanted = [
        {"kind": "rom", "text": "flexion 104 deg", "line": 1, "loss": True},
        {"kind": "rom", "text": "6 deg", "line": 1, "status": "goal"},
        {"kind": "assist", "text": "97110", "line": 2},
    ]
    tally, wrong = count({"measures": wanted}, measures=(measure("104 deg", loss=False), measure("extension 6 deg")))
    assert wrong == [
        "loss: line 1: 'flexion 104 deg' loss True, read as False",
        "status: line 1: '6 deg' is goal, read as present",
        "measure: line 2: missed assist '97110'",
    ]
    rom = tally.measures["rom"]
    assert (rom.found.f1, rom.status, rom.loss) == (1.0, Share(1, 2), Share(0, 1))
    assert (tally.measured().recall, tally.offsets) == (Share(2, 3), Share(2, 2))


def test_a_few_idle_measures_are_no_mistake() -> None:
    three = tuple(measure("104 deg", status="placeholder") for _ in range(3))
    _, wrong = count({"measures": []}, measures=(*three, measure("6 deg")))
    assert wrong == ["measure: line 1: not labelled rom '6 deg'", "measure: line 1: not labelled rom '104 deg'"]


def test_a_whole_sentence_is_no_measure() -> None:
    wanted = [{"kind": "rom", "text": "6", "line": 1}]
    _, wrong = count({"measures": wanted}, measures=(measure("flexion 104 deg, extension 6 deg"),))
    assert wrong[0] == "measure: line 1: missed rom '6'"


def test_offsets_are_those_of_the_file() -> None:
    note = Note("a.txt#2", TEXT, offset=3, first_line=2)
    reading = Reading(note, (), Visit(note, measures=(measure("104 deg", 2),)))
    tally, label = Tally(), Label(file="a.txt", measures=())
    assert tally.add(label, [reading], "ab\n" + TEXT)[0].what == "measure"
    assert tally.add(label, [reading], TEXT)[0] == Mistake("offset", "line 2: '104 deg' is not at 16-23")


# --- changes -----------------------------------------------------------------------------------------------------


def test_changes() -> None:
    def evaluation(recall: float, found: int, **notes: list[str]) -> dict[str, Any]:
        rule = {"found": found, "must": 4, "raised": 0, "must_not": 2, "cases": 0, "cases_right": 0}
        rows = [
            {"note": n, "mistakes": [{"what": "missed", "text": text} for text in texts]} for n, texts in notes.items()
        ]
        return {"figures": {"recall": recall, "offsets": 1.0}, "rules": {"OM001": rule}, "notes": rows}

    before = evaluation(0.5, 2, a=["OM001", "IO001"], b=[], c=["FL001"])
    change = changes(before, evaluation(0.75, 3, a=["IO001"], b=["CA001"], d=["CA002"]))
    assert change.figures == {"recall": (0.5, 0.75)}
    assert change.rules == {"OM001": ("found 2 of 4, raised 0 of 2", "found 3 of 4, raised 0 of 2")}
    assert (change.mended, change.broken) == ({"a": ("missed: OM001",)}, {"b": ("missed: CA001",)})
    assert (change.added, change.gone) == (("d",), ("c",))
    assert changes(before, before).is_empty


# --- the command -------------------------------------------------------------------------------------------------


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fakes: None) -> Path:
    monkeypatch.setattr("notelint.linter.cli.evaluate.load_rules", lambda *_: RULES)
    monkeypatch.chdir(tmp_path)
    must = [{"rule": "XA001", "code": "97110"}, {"rule": "XA002"}]
    labelled(tmp_path / "set", {"file": "a.txt", "must": must, "why": "bills | one"}, text="97110\n")
    (tmp_path / "set" / "first-score.json").write_text('{"recall": 0.25, "charge_f1": 0.5}')
    (tmp_path / "cases").mkdir()
    cases = "== one\nfinds: XA001 97110\npasses: XA002\n\n97110\n== two\nfinds: XA002\n\n97530\n"
    (tmp_path / "cases" / "x.case").write_text(cases)
    return tmp_path


def call(*args: str) -> Result:
    return CliRunner().invoke(cli, ["evaluate", *args], prog_name="notelint")


def test_text(corpus: Path) -> None:
    result = call("set", "cases")
    assert result.exit_code == 0
    assert result.stdout.startswith("1 labelled note and 2 cases, profile default.\n")
    assert "XA001     1      1  1.000 (0.21-1.00)" in result.stdout
    assert "FIRST SCORES OF FRESH ROUNDS" in result.stdout
    assert result.stdout.endswith(
        "WHAT WENT WRONG\ncases/x.case == two\n    case: finds: XA002\nset/a.txt  (bills | one)\n    missed: XA002\n"
    )


def test_markdown_escapes_what_notes_say(corpus: Path) -> None:
    result = call("set", "--output-format", "markdown")
    assert "- `set/a.txt`: bills \\| one\n  - missed: XA002\n" in result.stdout
    widths = {line.count("|") for line in result.stdout.split("\n") if line.startswith("| XA")}
    assert widths == {10}


def test_the_worst_come_first_and_may_be_left_out(corpus: Path) -> None:
    assert "and 1 more" in call(".", "--worst", "1").stdout
    assert "missed" not in call("set", "--worst", "0").stdout


def test_json_is_a_baseline(corpus: Path) -> None:
    assert call("set", "cases", "--output-format", "json", "-o", "old.json").exit_code == 0
    shape = json.loads((corpus / "old.json").read_text())
    assert shape["figures"]["recall"] == 0.5
    assert shape["rules"]["XA001"]["recall"] == {"right": 1, "of": 1, "value": 1.0, "interval": [0.2065, 1.0]}
    assert shape["sets"][0] == {**shape["sets"][0], "folder": "set", "first": {"recall": 0.25, "charge_f1": 0.5}}
    assert "CHANGED SINCE THE BASELINE\nNothing.\n" in call("set", "cases", "--baseline", "old.json").stdout
    labelled(corpus / "set", {"file": "a.txt", "must": [{"rule": "XA001"}]}, text="97530\n")
    changed = call("set", "--baseline", "old.json").stdout
    assert "set/a.txt  (broken)\n    missed: XA001\nset/a.txt  (mended)\n    missed: XA002\n" in changed
    assert "no longer here  (2)" in changed


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (["none"], "none: no such folder"),
        (["empty"], "empty: holds neither labels.jsonl nor case files"),
        (["set", "--baseline", "none.json"], "none.json: no such file or directory"),
        (["set", "--baseline", "set/first-score.json"], "not what `notelint evaluate --output-format json` writes"),
        (["set", "--profile", "medicar"], "unknown profile 'medicar'"),
        (["bad"], "bad/labels.jsonl:1: unknown rule 'XA009', did you mean 'XA00"),
        (["badcase"], "badcase/y.case:2: unknown rule ZZ001"),
        ([], "Missing argument"),
    ],
)
def test_what_ends_the_run(corpus: Path, args: list[str], complaint: str) -> None:
    (corpus / "empty").mkdir()
    labelled(corpus / "bad", {"file": "a.txt", "must": [{"rule": "XA009"}]})
    (corpus / "badcase").mkdir()
    (corpus / "badcase" / "y.case").write_text("== one\nfinds: ZZ001\n\n97110\n")
    result = call(*args)
    assert result.exit_code == 2
    assert complaint in result.stderr


def test_a_crash_is_a_mistake_and_ends_with_2(corpus: Path) -> None:
    labelled(corpus / "set", {"file": "a.txt"}, text="goal\n")
    result = call("set")
    assert result.exit_code == 2
    assert "crash: rule XC001 did not run" in result.stdout
