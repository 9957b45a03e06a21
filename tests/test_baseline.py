"""The baseline: what it survives, what it does not, what its file holds, and the commands around it."""

from __future__ import annotations

import json
import re
import stat
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest
from cases import CORPUS
from click.testing import CliRunner
from click.testing import Result as Called
from generator import notes
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rewrites import rewrapped

from notelint.linter.baseline import Baseline, NoKey, known, mark_of, merged, read_baseline, recorded
from notelint.linter.cli import cli
from notelint.linter.config import ConfigError, Settings
from notelint.linter.engine import lint
from notelint.linter.language import make_parser
from notelint.linter.note import Note
from notelint.linter.result import Result
from notelint.linter.verdict import Severity, Verdict

KEY = b"k" * 32
UNRELATED = (
    "Equipment: own cane, in good order.\n",
    "Billing office: copay collected, the next statement goes out on the 15th.\n",
    "Precautions:\nnone reported\n",
)
calm = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@cache
def parse() -> Callable[..., object]:
    return make_parser()


def judged(text: str) -> Result:
    (result,) = lint([Note("a.txt", text)], Settings(key=KEY), parse())  # type: ignore[arg-type]
    return result


def fresh(before: str, after: str) -> list[Verdict]:
    """The findings on a changed note that a baseline of it as it was does not know."""
    baseline = recorded([judged(before)], "baseline.json", KEY)
    (result,) = known([judged(after)], baseline)
    return [v for v in result.findings if not v.known]


def corpus() -> list[str]:
    found = [*(CORPUS / "samples").iterdir(), *(CORPUS / "rounds").glob("*/*.txt")]
    return [p.read_text(encoding="utf-8") for p in sorted(found)]


def texts() -> st.SearchStrategy[str]:
    """Notes with findings: of the generator, and of the corpus."""
    return st.one_of(notes().map(lambda n: n.text), st.sampled_from(corpus()))


# --- properties --------------------------------------------------------------------------------------------------


@calm
@given(texts())
def test_a_note_that_is_as_it_was_has_nothing_new(text: str) -> None:
    assert fresh(text, text) == []


@calm
@given(texts(), st.data())
def test_blank_lines_between_paragraphs_leave_it_valid(text: str, data: st.DataObject) -> None:
    gaps = [m.end() for m in re.finditer(r"\n(?=\n)", text)]
    wanted = data.draw(st.lists(st.sampled_from(gaps), max_size=4)) if gaps else []
    after = text
    for gap in sorted(wanted, reverse=True):
        after = after[:gap] + "\n" * data.draw(st.integers(1, 3)) + after[gap:]
    after = "\n" * data.draw(st.integers(0, 3)) + after + "\n" * data.draw(st.integers(0, 3))
    assert fresh(text, after) == []


@calm
@given(notes(), st.integers(50, 130))
def test_prose_wrapped_anew_leaves_it_valid(note: object, width: int) -> None:
    text = note.text  # type: ignore[attr-defined]
    after = rewrapped(width)(text)
    assume(after is not None)
    assert fresh(text, str(after)) == []


@calm
@given(texts(), st.sampled_from(UNRELATED), st.data())
def test_an_unrelated_section_leaves_it_valid(text: str, section: str, data: st.DataObject) -> None:
    gaps = [*(m.end() for m in re.finditer(r"\n\n(?=[A-Z][a-z]*:)", text)), len(text)]
    top = [0] if section.count("\n") == 1 else []  # a heading alone would head the lines that have none of their own
    gap = data.draw(st.sampled_from([*top, *gaps]))
    before = "" if gap == 0 or text[:gap].endswith("\n\n") else "\n\n"
    assert fresh(text, f"{text[:gap]}{before}{section}\n{text[gap:]}") == []


# The greatest share of notes of the corpus where a finding is known no more, for it is read otherwise.
MOST = {"wrapped": 0.03, "a blank line anywhere": 0.05}


@pytest.mark.parametrize("name", MOST)
def test_few_notes_of_the_corpus_are_read_otherwise(name: str) -> None:
    met = broken = 0
    for number, text in enumerate(corpus()[::3]):
        lines = text.split("\n")
        gap = 1 + number * 7 % max(1, len(lines) - 1)
        blank = "\n".join([*lines[:gap], "", *lines[gap:]])
        after = rewrapped(70)(text) if name == "wrapped" else blank
        if after is not None:
            met += 1
            broken += bool(fresh(text, after))
    assert met > 100
    assert broken <= MOST[name] * met, f"{broken} of {met}"


def folded(verdict: Verdict) -> tuple[str, str | None, Counter[str]]:
    return verdict.rule, verdict.code, Counter("".join(e.text.split()).casefold() for e in verdict.evidence)


@calm
@given(texts(), st.data())
def test_changed_evidence_is_new(text: str, data: st.DataObject) -> None:
    before = judged(text)
    seen = [e for v in before.findings for e in v.evidence if re.search(r"\w", e.text)]
    assume(seen)
    evidence = data.draw(st.sampled_from(seen))
    word = data.draw(st.sampled_from(list(re.finditer(r"\w+", evidence.text))))
    at, end = evidence.start + word.start(), evidence.start + word.end()
    after = text[:at] + data.draw(st.sampled_from(("7", "29", "unclear", "left"))) + text[end:]
    (result,) = known([judged(after)], recorded([before], "baseline.json", KEY))
    was = [folded(v) for v in before.findings]
    assert all(folded(v) in was for v in result.findings if v.known)


def test_the_changed_finding_itself_is_new() -> None:
    text = "5/6/2025 R ACL repair. R quads 4-/5.\n97530 (15 min, 1 unit): leg press 90 lb 3x10, for R quad strength.\n"
    assert {v.rule for v in fresh(text, text.replace("leg press 90 lb", "leg curl 30 lb"))} >= {"CA001"}
    assert fresh(text, text.replace("5/6/2025", "5/8/2025")) == []


# --- what stands in it -------------------------------------------------------------------------------------------


def finding(mark: str, rule: str = "XA001", **values: object) -> Verdict:
    return Verdict("fail", rule=rule, fingerprint=mark, severity=Severity.ERROR, **values)  # type: ignore[arg-type]


def result(path: str, *verdicts: Verdict) -> Result:
    return Result(Note(path, "x"), verdicts)


def marks(results: Sequence[Result]) -> list[list[bool]]:
    return [[v.known for v in r.verdicts] for r in results]


def test_what_stands_twice_is_known_twice() -> None:
    baseline = recorded([result("a.txt", finding("1"), finding("1"))], "b.json", None)
    now = [result("a.txt", finding("1"), finding("1"), finding("1"), finding("2"))]
    assert marks(list(known(now, baseline))) == [[True, True, False, False]]


def test_visits_of_a_file_share_what_is_known_and_files_do_not() -> None:
    baseline = recorded([result("a.txt", finding("1"))], "b.json", None)
    now = [result("a.txt"), result("a.txt#2", finding("1")), result("b.txt", finding("1"))]
    assert marks(list(known(now, baseline))) == [[], [True], [False]]


def test_what_was_waived_and_what_went_wrong_with_the_run_are_not_recorded() -> None:
    from notelint.linter.verdict import Waiver

    baseline = recorded([result("a.txt", finding("1", waived=Waiver("r")), finding("2", "NL001"))], "b.json", None)
    assert baseline.files == {"a.txt": Counter()}


def test_a_note_needs_a_key_and_a_template_does_not() -> None:
    with pytest.raises(NoKey, match=r"a\.txt"):
        recorded([result("a.txt", finding("1", private=True))], "b.json", None)
    assert recorded([result("a.txt", finding("1"))], "b.json", KEY).key is None
    assert recorded([result("a.txt", finding("1", private=True))], "b.json", KEY).key == mark_of(KEY)


def test_merging_and_pruning(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("x")
    path = str(tmp_path / "b.json")

    def base(**files: str) -> Baseline:
        found = {f"{name}.txt": Counter(("XA001", mark) for mark in listed) for name, listed in files.items()}
        return Baseline(path, None, found)

    old = base(a="112", other="5", gone="6")
    new = base(a="13", more="4")
    assert merged(old, new, prune=False).files == base(a="13", other="5", gone="6", more="4").files
    assert merged(old, new, prune=True).files == base(a="1", other="5").files


# --- the file ----------------------------------------------------------------------------------------------------


def test_a_file_that_is_read_back_says_the_same(tmp_path: Path) -> None:
    path = str(tmp_path / "b.json")
    now = [result(str(tmp_path / "in" / "a.txt"), finding("2"), finding("1"), finding("1"), finding("3", "XB001"))]
    baseline = recorded(now, path, None)
    Path(path).write_text(baseline.text())
    assert read_baseline(path, None) == baseline
    assert json.loads(baseline.text()) == {
        "version": 1, "key": None, "notes": {"in/a.txt": {"XA001": ["1", "1", "2"], "XB001": ["3"]}},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not JSON, write it anew with notelint baseline"),
        ("[]", "input should be an object"),
        ('{"version": 2, "key": null, "notes": {}}', "key 'version': input should be 1, not 2"),
        ('{"version": 1, "key": null, "note": {}}', "unknown key 'note', did you mean 'notes'?"),
        ('{"version": 1, "key": null, "notes": {"a": {"XA001": "1"}}}', "key 'notes.a.XA001': "),
    ],
)
def test_a_wrong_file_is_named_with_the_key(text: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(text)
    with pytest.raises(ConfigError) as error:
        read_baseline(str(tmp_path / "b.json"), None)
    assert str(error.value).startswith(f"baseline {tmp_path / 'b.json'}: {complaint}")


@pytest.mark.parametrize(("key", "said"), [(None, "this run has none"), (b"l" * 32, "this run has another one")])
def test_another_key_is_an_error_and_not_a_flood_of_findings(key: bytes | None, said: str, tmp_path: Path) -> None:
    path = str(tmp_path / "b.json")
    Path(path).write_text(recorded([result("a.txt", finding("1", private=True))], path, KEY).text())
    with pytest.raises(ConfigError, match=f"made with a key, and {said}"):
        read_baseline(path, key)


# --- the commands, with the real rules ---------------------------------------------------------------------------

SAMPLE = "5/6/2025 R ACL repair. R quads 4-/5.\n97530 (15 min, 1 unit): leg press 90 lb 3x10, for R quad strength.\n"
TEMPLATE = "{# for the ward #}\nKnee visit. ROM *** deg. Strength 5/5 throughout.\n97110 *** min: ***\nSignature ***\n"
ENV = {"NOTELINT_KEY": "a key of the tests' own"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("notelint.linter.engine._language", lambda *_: parse())
    (tmp_path / "visits").mkdir()
    (tmp_path / "visits" / "a.txt").write_text(SAMPLE)
    (tmp_path / "knee.md").write_text(TEMPLATE)
    return tmp_path


def call(*args: str, **env: str) -> Called:
    return CliRunner().invoke(cli, args, env=env, prog_name="notelint")


def test_only_what_is_new_fails(folder: Path) -> None:
    assert call("baseline", "visits", **ENV).exit_code == 0
    checked = call("check", "--output-format", "concise", "--baseline", "notelint-baseline.json", "visits", **ENV)
    assert checked.exit_code == 0
    assert re.match(r"No findings in 1 note\. \d+ findings known from the baseline\.\n", checked.stdout)
    (folder / "visits" / "b.txt").write_text(SAMPLE)
    setting = ("--config", "baseline = 'notelint-baseline.json'")
    checked = call("check", "--output-format", "concise", *setting, "visits", **ENV)
    assert checked.exit_code == 1
    assert "visits/b.txt:2:1: CA001" in checked.stdout
    assert "visits/a.txt" not in checked.stdout


def test_the_baseline_of_the_settings_is_found_from_their_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "notelint.toml").write_text('baseline = "known.json"\n')
    monkeypatch.chdir(folder / "visits")
    assert call("baseline", **ENV).stdout.startswith(f"{Path('..') / 'known.json'}: ")
    assert call("check", **ENV).exit_code == 0


def test_reports_say_what_is_known(folder: Path) -> None:
    call("baseline", "visits", **ENV)
    given = ("check", "--baseline", "notelint-baseline.json", "visits")
    told = json.loads(call(*given, "--output-format", "json", "--verdicts", **ENV).stdout)
    assert {v["known"] for v in told if v["verdict"] == "fail"} == {True}
    assert 'data-outcome="known"' in call(*given, "--output-format", "html", **ENV).stdout


def test_without_a_key_notes_are_not_recorded_and_templates_are(folder: Path) -> None:
    refused = call("baseline", ".")
    assert refused.exit_code == 2
    assert "visits/a.txt: a note's findings are recorded with a key of your own, and there is none" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not (folder / "notelint-baseline.json").exists()
    assert call("baseline", "--as", "template", "knee.md").exit_code == 0
    assert call("check", "--as", "template", "--baseline", "notelint-baseline.json", "knee.md").exit_code == 0


def test_a_check_without_the_key_says_so(folder: Path) -> None:
    call("baseline", "visits", **ENV)
    refused = call("check", "--baseline", "notelint-baseline.json", "visits")
    assert refused.exit_code == 2
    assert "made with a key, and this run has none" in refused.stderr


def test_no_baseline_at_all_says_how_to_make_one(folder: Path) -> None:
    refused = call("check", "--baseline", "none.json", "visits")
    assert (refused.exit_code, refused.stderr) == (
        2,
        "error: baseline none.json: no such file; notelint baseline makes one\n",
    )


def test_pruning_drops_what_is_gone_and_adds_nothing(folder: Path) -> None:
    call("baseline", "visits", **ENV)
    note = folder / "visits" / "a.txt"
    note.write_text(SAMPLE.replace("for R quad strength", "for R quad strength to climb the 4 steps at home"))
    pruned = call("baseline", "--prune", "visits", **ENV)
    assert re.search(r"\(\d+ gone\)\n$", pruned.stdout)
    note.write_text(SAMPLE)
    assert call("check", "--baseline", "notelint-baseline.json", "visits", **ENV).exit_code == 1
    note.unlink()
    assert "0 findings in 0 files" in call("baseline", "--prune", ".", "--exclude", "knee.md", **ENV).stdout


def test_a_run_that_went_wrong_leaves_the_baseline_as_it_was(folder: Path) -> None:
    call("baseline", "visits", **ENV)
    before = (folder / "notelint-baseline.json").read_bytes()
    refused = call("baseline", "visits", "none.txt", **ENV)
    assert refused.exit_code == 2
    assert refused.stderr.splitlines()[-1].startswith("error: no baseline was written")
    assert (folder / "notelint-baseline.json").read_bytes() == before


def test_the_file_is_the_owners_alone_and_holds_no_words_of_a_note(folder: Path) -> None:
    call("baseline", ".", **ENV)
    path = folder / "notelint-baseline.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    marks = [m for rules in json.loads(path.read_text())["notes"].values() for listed in rules.values() for m in listed]
    assert marks
    assert all(re.fullmatch("[0-9a-f]{32}", m) for m in marks)
    assert set(json.loads(path.read_text())) == {"version", "key", "notes"}


def test_a_template_is_waived_by_fingerprint_without_a_key(folder: Path) -> None:
    waive = ("waive", "--as", "template", "--reason", "r", "--by", "b")
    assert (
        call(*waive, "knee.md:2", "TP003").stdout == "notelint-waivers.toml:3: waives one finding of TP003 in knee.md\n"
    )
    # One for the outcome and one for the task; both stand on the line of the charge.
    assert call(*waive, "knee.md:3", "TP002").stdout.count("waives one finding of TP002 on 97110") == 2
    assert call("check", "--as", "template", "knee.md").exit_code == 0


def test_an_inline_waiver_waives_in_a_template_and_not_in_a_note(folder: Path) -> None:
    comment = '{# notelint: waive TP003 reason="printed so" #}\n'
    (folder / "knee.md").write_text(comment + TEMPLATE)
    told = json.loads(call("check", "--as", "template", "--output-format", "json", "knee.md").stdout)
    assert [(v["rule"], bool(v["waived"])) for v in told] == [("TP003", True), ("TP002", False), ("TP002", False)]
    (folder / "visits" / "a.txt").write_text(comment.replace("TP003", "CA001") + SAMPLE)
    assert "CA001" in call("check", "--output-format", "concise", "visits").stdout
    assert "waived" not in call("check", "--output-format", "concise", "visits").stdout
