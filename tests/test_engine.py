"""The engine: subjects, options, severities, order, crashes, fingerprints, groups."""

from __future__ import annotations

import gc
import pickle
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from fakes import RULES, SECRET, fake_parse

from notelint.linter.config import Settings, load_settings
from notelint.linter.engine import Linter, grouped, lint, read_visits
from notelint.linter.note import Note
from notelint.linter.readers import NotRead
from notelint.linter.record import Visit
from notelint.linter.result import Result
from notelint.linter.rules import SUBJECTS, Rule
from notelint.linter.verdict import Severity

pytestmark = pytest.mark.usefixtures("fakes")


def run(text: str, settings: Settings | None = None, **note: str) -> Result:
    (result,) = lint([Note("a.txt", text, **note)], settings)  # type: ignore[arg-type]
    return result


def brief(result: Result) -> list[tuple[str, str, str | None, int | None]]:
    return [(v.rule, v.outcome, v.code, v.start) for v in result.verdicts]


def test_each_rule_on_each_of_its_subjects_in_the_order_of_places() -> None:
    result = run("97530\n97110\n97110\n")
    assert brief(result) == [
        ("XB002", "fail", "97530", 0),
        ("XA001", "fail", "97110", 6),
        ("XA001", "fail", "97110", 12),
    ]


def test_a_verdict_is_stamped() -> None:
    first = run("97110").verdicts[0]
    assert (first.rule, first.name, first.severity, first.direction, first.source) == (
        "XA001", "exercise-billed", Severity.ERROR, "over", "the tests",
    )  # fmt: skip
    assert len(first.fingerprint) == 32


def test_passes_are_kept_where_asked_for() -> None:
    outcomes = [(v.rule, v.outcome) for v in run("97140", Settings(all_verdicts=True)).verdicts]
    assert outcomes == [("XA001", "pass"), ("XA002", "not_applicable"), ("XB001", "pass"), ("XB002", "pass")]


def test_only_selected_rules_run() -> None:
    assert brief(run("97110 goal", Settings(selected=frozenset({"XA002"})))) == []


def test_options_reach_the_rule() -> None:
    assert brief(run("97110", Settings(options={"XA001": {"allow": ("97110",)}}))) == []


@pytest.mark.parametrize(
    ("settings", "text", "severity"),
    [
        (Settings(), "97110", Severity.ERROR),
        (Settings(), "97530", Severity.ERROR),
        (Settings(lowered={"XA001": 1}), "97110", Severity.WARNING),
        (Settings(lowered={"XB002": 2}), "97530", Severity.INFO),
        (Settings(severities={"XB002": Severity.WARNING}, lowered={"XB002": 2}), "97530", Severity.WARNING),
        (Settings(), "nothing", Severity.WARNING),
        (Settings(options={"XA002": {"mode": "lax"}}), "nothing", Severity.INFO),
        (Settings(options={"XA002": {"mode": "lax"}}, severities={"XA002": Severity.ERROR}), "nothing", Severity.INFO),
    ],
)
def test_severities(settings: Settings, text: str, severity: Severity) -> None:
    assert [v.severity for v in run(text, settings).verdicts] == [severity]


def test_a_crash_is_a_finding_of_its_own_and_tells_nothing_of_the_note() -> None:
    result = run("97110 goal goal")
    assert [(v.rule, v.outcome) for v in result.verdicts] == [("NL001", "fail"), ("XA001", "fail")]
    crash = result.verdicts[0]
    assert crash.severity is Severity.ERROR
    assert crash.message.startswith("rule XC001 did not run: ValueError at fakes:")
    assert SECRET not in repr(crash)


def test_a_rule_that_returns_no_verdict_has_crashed(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = replace(RULES["XA002"], check=lambda visit: None)
    broken.__dict__["subject"] = "Visit"
    monkeypatch.setattr("notelint.linter.config.load_rules", lambda *_: {"XA002": broken})
    (verdict,) = run("x").verdicts
    line = broken.place[1]
    assert verdict.message == f"rule XA002 did not run: tests/test_engine.py:{line}: it returned None, not a verdict"


def test_a_note_that_cannot_be_taken_in() -> None:
    (verdict,) = run(f"EXPLODE {SECRET}").verdicts
    assert (verdict.rule, verdict.start) == ("NL001", None)
    assert SECRET not in repr(verdict)
    results = list(lint([Note("a", "EXPLODE"), Note("b", "97110")]))
    assert [r.verdicts[0].rule for r in results] == ["NL001", "XA001"]


def test_an_unread_file_keeps_its_place() -> None:
    results = list(lint([Note("a", "97110"), NotRead("b", "empty"), Note("c", "97110")]))
    assert [(r.note.path, r.verdicts[0].rule, r.verdicts[0].message) for r in results] == [
        ("a", "XA001", "97110 is billed"),
        ("b", "NL002", "not read: empty"),
        ("c", "XA001", "97110 is billed"),
    ]


def test_nothing_is_parsed_where_nothing_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notelint.linter.engine._language", lambda *_: pytest.fail("made a parser"))
    assert [r.verdicts[0].rule for r in lint([NotRead("a", "empty")])] == ["NL002"]


def test_every_subject_can_be_taken_from_a_visit() -> None:
    visit = fake_parse(Note("a", "97110 97530 goal"))
    counts = {name: len(take(visit)) for name, take in SUBJECTS.items()}
    assert {k: v for k, v in counts.items() if v} == {"Visit": 1, "Charge": 2, "ChargePair": 1, "Goal": 1}


def test_in_a_template_only_the_rules_of_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    assert brief(run("97110 goal", kind="template")) == []
    pair = replace(RULES["XA001"], id="CA008")
    monkeypatch.setattr("notelint.linter.config.load_rules", lambda *_: {"CA008": pair})
    assert brief(run("97110", kind="template")) == [("CA008", "fail", "97110", 0)]


def test_per_file_ignores_go_by_the_file() -> None:
    settings = Settings(per_file_ignores=(("drafts/*", frozenset({"XA001"})),))
    notes = [Note(path, "97110") for path in ("x/drafts/a.txt", "x/drafts/a.txt#2", "x/a.txt")]
    assert [len(r.verdicts) for r in lint(notes, settings)] == [0, 0, 1]


# --- fingerprints ------------------------------------------------------------------------------------------------


def prints(text: str) -> list[str]:
    return [v.fingerprint for v in run(text).verdicts]


def test_a_fingerprint_survives_edits_around_it() -> None:
    assert prints("Plan:\n97110") == prints("Objective: fine\nPlan:\n\n  some\n97110")


def test_a_fingerprint_tells_code_and_rule() -> None:
    assert len({p for text in ("97530", "97110", "") for p in prints(text)}) == 3


def test_fingerprints_of_notes_are_made_with_the_key() -> None:
    def one(kind: str, key: bytes | None) -> tuple[str, bool]:
        verdict = run("97110", Settings(key=key), kind=kind).verdicts[0]
        return verdict.fingerprint, verdict.private

    assert one("visit", b"k" * 32) != one("visit", None) == one("plan", None)
    assert one("visit", None)[1]


# --- notes of one patient ----------------------------------------------------------------------------------------


def test_neighbours_of_one_patient_are_judged_together() -> None:
    notes = [
        Note("a", "97140", patient="1"), Note("b", "97140", patient="1"), NotRead("x", "empty"),
        Note("c", "97140", patient="1"), Note("d", "97140", patient="2"), Note("e", "97140"), Note("f", "97140"),
    ]  # fmt: skip
    results = list(lint(notes))
    assert [r.note.path for r in results] == ["a", "b", "x", "c", "d", "e", "f"]
    assert [r.verdicts[0].message for r in results if r.verdicts] == [
        "others: ['b', 'c']", "others: ['a', 'c']", "not read: empty", "others: ['a', 'b']",
    ]  # fmt: skip


def test_without_a_patient_everything_streams() -> None:
    pulled: list[str] = []

    def source() -> Iterator[Note]:
        for name in "abc":
            pulled.append(name)
            yield Note(name, "97110")

    results = lint(source())
    assert next(results).note.path == "a"
    assert pulled == ["a"]
    assert [len(g) for g in grouped(source())] == [1, 1, 1]


def test_nothing_is_held_that_has_gone_by() -> None:
    alive: list[weakref.ref[Visit]] = []

    def watched(note: Note) -> Visit:
        visit = fake_parse(note)
        alive.append(weakref.ref(visit))
        return visit

    for _ in lint((Note(str(i), "97110") for i in range(50)), parse=watched):
        pass
    gc.collect()
    assert sum(ref() is not None for ref in alive) <= 1


def test_the_same_notes_give_the_same_verdicts_in_the_same_order() -> None:
    notes = [Note(str(i), "97530 97110\ngoal 97110 97140") for i in range(3)]
    first, again = list(lint(notes)), list(lint(notes))
    assert first == again
    assert first[0].verdicts == first[2].verdicts


def test_settings_and_results_travel_between_processes() -> None:
    settings = load_settings(isolated=True)
    assert pickle.loads(pickle.dumps(settings)) == settings
    result = run("97110 goal")
    assert pickle.loads(pickle.dumps(result)) == result


def test_read_visits() -> None:
    read: Iterable[Visit | Result] = read_visits([Note("a", "97110"), NotRead("b", "empty"), Note("c", "EXPLODE")])
    assert [type(r).__name__ for r in read] == ["Visit", "Result", "Result"]


def test_a_linter_is_made_once_for_many_notes() -> None:
    linter = Linter(Settings(), fake_parse)
    assert [len(r.verdicts) for i in range(3) for r in linter.results([Note(str(i), "97110")])] == [1, 1, 1]


def test_rules_are_those_that_are_installed() -> None:
    found: dict[str, Rule] = {r.id: r for r in Settings().rules()}
    assert found == RULES
