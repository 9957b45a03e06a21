"""`check --fix` and `--diff`: what is proposed, in which style, where it goes, and what happens to the file."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from cases import CORPUS, ROOT
from click.testing import CliRunner, Result

from notelint.linter.cli import cli
from notelint.linter.cli.fixes import with_additions
from notelint.linter.evaluation import read_cases
from notelint.linter.language import make_parser
from notelint.linter.markup import SUFFIXES
from notelint.linter.plugins import load_rules
from notelint.linter.verdict import Fix

parser = cache(make_parser)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("notelint.linter.engine._language", parser)
    return tmp_path


def call(*args: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["check", "-j", "1", *args], input=stdin, prog_name="notelint")


def added(diff: str) -> list[str]:
    return [line[1:] for line in diff.splitlines() if line.startswith("+") and not line.startswith("+++ ")]


# --- every template of the corpus -----------------------------------------------------------------------------------


def _templates() -> Iterator[tuple[str, str, str]]:
    """A name, a suffix and the text of each template."""
    for labels in sorted([*CORPUS.glob("rounds/*/labels.jsonl"), CORPUS / "templates" / "labels.jsonl"]):
        for label in map(json.loads, labels.read_text(encoding="utf-8").splitlines()):
            if label["kind"] == "template":
                path = labels.parent / label["file"]
                yield str(path.relative_to(ROOT)), path.suffix, path.read_bytes().decode()
    for case in read_cases(CORPUS / "cases" / "placeholder.case", load_rules()):
        if case.kind == "template":
            yield case.id, ".txt", case.notes[0].text


TEMPLATES = list(_templates())
LABELS = (
    "Measure of motion, strength or mobility",
    "Intended outcome",
    "intended outcome",
    "Task that it serves",
    "task that it serves",
)
ADDED = re.compile(rf" *(?:[-*+>] )?(?:\d{{5}}: )?(?:{'|'.join(LABELS)}): (?P<blank>.+?)(?:\{{\{{/if\}}\}})?")
BLANK = re.compile(r"\W*(?:(?:intended[ _]outcome|task|measure)(?:_\d{5})?|_+)?\W*", re.IGNORECASE)


@pytest.mark.parametrize(("suffix", "text"), [t[1:] for t in TEMPLATES], ids=[t[0] for t in TEMPLATES])
def test_a_fixed_template_lacks_nothing_and_holds_no_more_than_places(suffix: str, text: str) -> None:
    path = Path(f"template{suffix}")
    path.write_text(text, encoding="utf-8", newline="")
    args = ("--as", "template", "--select", "TP002", str(path))
    before, shown = call(*args).exit_code, call("--diff", *args)
    assert path.read_bytes().decode() == text
    assert shown.exit_code == before
    assert call("--fix", *args).exit_code == 0
    fixed = path.read_bytes()
    for line in added(shown.stdout):
        for part in [line] if ADDED.fullmatch(line) else line.split("; "):
            said = ADDED.fullmatch(part)
            assert (said and BLANK.fullmatch(said["blank"])) or part in text, line
    again = call("--diff", *args)
    assert (again.exit_code, again.stdout) == (0, "")
    assert call("--fix", *args).exit_code == 0
    assert path.read_bytes() == fixed


# --- style and place ------------------------------------------------------------------------------------------------


def proposed(text: str, name: str = "a.txt") -> list[str]:
    Path(name).write_text(text, encoding="utf-8", newline="")
    return added(call("--diff", "--as", "template", "--select", "TP002", name).stdout)


@pytest.mark.parametrize(
    ("blank", "outcome", "task"),
    [
        ("***", "***", "***"),
        ("____", "____________", "____________"),
        ("_", "_", "_"),
        ("........", "........", "........"),
        ("[      ]", "[      ]", "[      ]"),
        ("[____]", "[____]", "[____]"),
        ("[word]", "[intended outcome]", "[task]"),
        ("[WORD]", "[INTENDED OUTCOME]", "[TASK]"),
        ("[[word]]", "[[intended outcome]]", "[[task]]"),
        ("<word>", "<intended outcome>", "<task>"),
        ("<<word>>", "<<intended outcome>>", "<<task>>"),
        ("\u00abword\u00bb", "\u00abintended outcome\u00bb", "\u00abtask\u00bb"),
        ("{word}", "{intended outcome}", "{task}"),
        ("{some_word}", "{intended_outcome_97110}", "{task_97110}"),
        ("{{ word }}", "{{ intended_outcome_97110 }}", "{{ task_97110 }}"),
        ("{{word}}", "{{intended_outcome_97110}}", "{{task_97110}}"),
        ("${word}", "${intended_outcome_97110}", "${task_97110}"),
        ("%WORD%", "%INTENDED_OUTCOME_97110%", "%TASK_97110%"),
        ("{WORD:304}", "***", "***"),
        ("@WORD@", "***", "***"),
    ],
)
def test_a_place_is_proposed_in_the_style_of_the_template(blank: str, outcome: str, task: str) -> None:
    text = f"KNEE TEMPLATE\nDate {blank}  Name {blank}\nflexion {blank} deg, grip {blank} kg\n97110 {blank} min: exercises {blank}\nSigned {blank}\n"
    found = proposed(text)
    assert [line for line in found if "flexion" not in line and "Measure" not in line] == [
        f"  Intended outcome: {outcome}", f"  Task that it serves: {task}",
    ]  # fmt: skip


def test_check_lists_get_a_line_to_write_on() -> None:
    found = proposed("FLOW SHEET\nGait [ ] I [ ] SBA [ ] CGA\n97110   [ ] bridge [ ] SLR [ ] clam\n")
    assert found == ["  Intended outcome: ____________", "  Task that it serves: ____________"]


HEAD = "KNEE TEMPLATE\nROM *** deg\n"


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ("97110 *** min: ***\nResponse: ***\n", "97110 *** min: ***\n  {O}\n  {T}\nResponse: ***\n"),
        ("  97110 *** min\n    Exercises: ***\n\nResponse: ***\n", "  97110 *** min\n    Exercises: ***\n    {O}\n    {T}\n\nResponse: ***\n"),
        ("### 97110 (*** min)\n- Exercises: ***\n\n### Plan\n***\n", "### 97110 (*** min)\n- Exercises: ***\n- {O}\n- {T}\n\n### Plan\n***\n"),
        ("97110 *** min: ***\n97140 *** min: ***, aim ***, task ***\n", "97110 *** min: ***\n  {O}\n  {T}\n97140 *** min: ***, aim ***, task ***\n"),
        ("97110 *** min: drills ***; 97140 *** min: ***, aim ***, task ***\n", "97110 *** min: drills ***; {o}; {t}; 97140 *** min: ***, aim ***, task ***\n"),
        ("| 97110 | *** | *** |\n| 97140 | *** | aim ***, task *** |\n\nPlan ***\n", "| 97110 | *** | *** |\n| 97140 | *** | aim ***, task *** |\n97110: {O}\n97110: {T}\n\nPlan ***\n"),
        ("97110 *** min: drills ***; 97140 *** min: glides ***\nPlan ***\n", "97110 *** min: drills ***; {o}; {t}; 97140 *** min: glides ***\n97140: {O}\n97140: {T}\nPlan ***\n"),
        ("code\tmin\tdrill\n97110\t***\t***\n97140\t***\t***\n\nPlan ***\n", "code\tmin\tdrill\n97110\t***\t***\n97140\t***\t***\n97110: {O}\n97110: {T}\n97140: {O}\n97140: {T}\n\nPlan ***\n"),
        ("97110 *** min\n*** \t\n\nPlan ***\n", "97110 *** min\n*** \t\n{O}\n{T}\n\nPlan ***\n"),
        ("97110 *** min: drills ***\nTransfers: CGA ***\nPlan ***\n", "97110 *** min: drills ***\n  {O}\n  {T}\nTransfers: CGA ***\nPlan ***\n"),
        ("97110 *** min: ***", "97110 *** min: ***\n  {O}\n  {T}"),
    ],
)  # fmt: skip
def test_a_place_stands_at_the_end_of_the_block(body: str, after: str) -> None:
    Path("a.txt").write_text(HEAD + body)
    call("--fix", "--as", "template", "a.txt")
    outcome, task = "Intended outcome: ***", "Task that it serves: ***"
    lower = {"o": outcome.replace("I", "i"), "t": task.replace("T", "t")}
    assert Path("a.txt").read_text() == HEAD + after.format(O=outcome, T=task, **lower)


def test_a_place_stays_inside_the_markup_of_its_charge_and_outside_what_is_in_it() -> None:
    text = "{{ date }} ROM {{ rom }} deg\n{% if te %}\n97110 {{ min }} min: {{ ex }}{% if aim %}, aim {{ aim }}{% endif %}\n{% endif %}\n{{ name }}\n"
    Path("a.j2").write_text(text)
    call("--fix", "a.j2")
    assert Path("a.j2").read_text() == text.replace(
        "{% endif %}\n{% endif", "{% endif %}\n  Task that it serves: {{ task_97110 }}\n{% endif"
    )


def test_no_place_is_put_inside_a_blank() -> None:
    text = "Seen {date}. Flexion {deg} deg. Billed 97110 for {min} minutes of {exercise}, and 97140 for {min} minutes of {technique}. {name}, PT\n"
    assert proposed(text) == [
        f"{code}: {label}" for code in ("97110", "97140") for label in ("Intended outcome: {intended outcome}", "Task that it serves: {task}")
    ]  # fmt: skip


def test_the_place_for_a_measure_stands_before_the_first_charge_and_its_heading() -> None:
    after = "\n\n## Treatment\n97110 *** min: ***, aim ***, task ***\nSign ***\n"
    for before, mark in (("VISIT\nDate ***", ""), ("# Visit\n\n## Subjective\n- Pain ***/10", "- ")):
        Path("a.txt").write_text(before + after)
        call("--fix", "--as", "template", "a.txt")
        assert Path("a.txt").read_text() == f"{before}\n{mark}Measure of motion, strength or mobility: ***{after}"
    Path("a.txt").write_text(after.strip())
    call("--fix", "--as", "template", "a.txt")
    assert Path("a.txt").read_text() == f"Measure of motion, strength or mobility: ***\n{after.strip()}"


def test_a_template_of_nothing_but_comments_has_nothing_to_fix() -> None:
    Path("a.j2").write_text("{# soon #}\n")
    assert codes_found("a.j2") == [("TP002", None)]
    assert proposed("{# soon #}\n", "a.j2") == []


def test_the_front_matter_of_a_template_bills_nothing() -> None:
    text = "---\ntitle: 97530 knee\n---\nROM *** deg\n97110 *** min: ***, aim ***, task ***\nSign ***\n"
    Path("a.md").write_text(text)
    assert codes_found("--as", "template", "a.md") == []


def test_additions_of_one_place_keep_their_order() -> None:
    assert with_additions("abc", [Fix(2, "1"), Fix(0, "0"), Fix(2, "2"), Fix(3, "3")]) == "0ab12c3"


def test_the_message_names_the_element_the_code_and_the_slot() -> None:
    Path("a.txt").write_text(HEAD + "97110 *** min: ***, aim ***\nSign ***\n")
    result = call("--as", "template", "--output-format", "concise", "a.txt")
    said = 'a.txt:3:1: TP002 97110 the block of 97110 has no place for the task that it serves, such as "Task that it serves: ***" [warning]'
    assert result.stdout.splitlines()[0] == said


# --- the codes that a template is for -------------------------------------------------------------------------------


SHELL = "SHELL\nDate ***  Dx ***\nROM *** deg\nExercises ***, sets ***\nSigned ***\n"


def codes_found(*args: str) -> list[tuple[str, str | None]]:
    return sorted({(f["rule"], f["code"]) for f in json.loads(call("--output-format", "json", *args).stdout)}, key=str)


def test_a_template_without_a_code_is_asked_for_a_measure_only() -> None:
    Path("a.txt").write_text(SHELL)
    assert codes_found("--as", "template", "a.txt") == []


def test_codes_of_the_front_matter() -> None:
    Path("a.md").write_text(f"---\ncodes: [97110, 98940, 97140]\n---\n{SHELL}")
    assert codes_found("a.md") == [("CA008", "97140"), ("TP002", "97110"), ("TP002", "97140")]
    Path("a.md").write_text(f"---\ncodes: 97110\n---\n{SHELL.replace('sets ***', 'to improve *** so that pt can ***')}")
    assert codes_found("a.md") == []


def test_codes_of_a_pattern_in_the_settings() -> None:
    Path("knee").mkdir()
    Path("knee/a.txt").write_text(SHELL)
    Path("b.txt").write_text(SHELL)
    Path("notelint.toml").write_text('[template-codes]\n"knee/*" = "97110"\n')
    assert codes_found("knee/a.txt") == [("TP002", "97110")]
    assert codes_found("--as", "template", "b.txt") == []


def test_a_heading_that_names_the_service_is_its_block() -> None:
    text = "---\ncodes: [97110, 97140]\n---\nROM *** deg\nTherapeutic exercise: ***, aim ***, task ***\nManual therapy: technique ***\n\nSigned ***\n"
    Path("a.md").write_text(text)
    assert codes_found("a.md") == [("TP002", "97140")]
    call("--fix", "a.md")
    assert Path("a.md").read_text() == text.replace(
        "technique ***\n", "technique ***\n  Intended outcome: ***\n  Task that it serves: ***\n"
    )


def test_a_code_without_a_block_gets_a_line_that_names_it() -> None:
    Path("a.md").write_text(f"---\ncodes: 97110\n---\n{SHELL}")
    call("--fix", "a.md")
    assert (
        Path("a.md").read_text().endswith("Signed ***\n97110: Intended outcome: ***\n97110: Task that it serves: ***\n")
    )
    assert codes_found("a.md") == []


def test_a_code_that_is_not_known() -> None:
    Path("a.md").write_text(f"---\ncodes: 97111\n---\n{SHELL}")
    result = call("a.md")
    assert (result.exit_code, result.stderr) == (
        2,
        "error: a.md: not read: its front matter names '97111', no code known here (notelint codes lists them) [NL002]\n",
    )
    Path("notelint.toml").write_text('[template-codes]\n"*.md" = ["97140", "97111"]\n')
    result = call("a.md")
    assert (result.exit_code, result.stderr) == (
        2,
        f"error: {Path.cwd()}/notelint.toml: key 'template-codes.*.md': unknown code '97111', did you mean '97171'?\n",
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_suffix_of_a_template_language_makes_a_template(suffix: str) -> None:
    Path(f"a{suffix}").write_text("{{ pain }}\nSome text.\n")
    assert codes_found(".") == [("TP002", None)]
    assert ("TP002", None) not in codes_found("--as", "visit", f"a{suffix}")


# --- the file -------------------------------------------------------------------------------------------------------


TEXT = "KN\u00c9E TEMPLATE\nROM *** deg\n97110 *** min: ***\nSigned ***"
FIXED = TEXT.replace("min: ***", "min: ***\n  Intended outcome: ***\n  Task that it serves: ***")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-16-le", b""), ("cp1252", b"")],
)  # fmt: skip
def test_encoding_mark_and_line_ends_are_kept(encoding: str, mark: bytes, end: str) -> None:
    Path("a.txt").write_bytes(mark + TEXT.replace("\n", end).encode(encoding))
    result = call("--fix", "--as", "template", "a.txt")
    assert (result.exit_code, result.stderr) == (0, "fixed: 2 places in 1 template\n")
    assert Path("a.txt").read_bytes() == mark + FIXED.replace("\n", end).encode(encoding)


def test_mode_and_links_are_kept() -> None:
    Path("a.txt").write_text(TEXT)
    Path("a.txt").chmod(0o750)
    Path("b.txt").symlink_to("a.txt")
    call("--fix", "--as", "template", "b.txt")
    assert Path("b.txt").is_symlink()
    assert Path("a.txt").read_text() == FIXED
    assert stat.S_IMODE(os.stat("a.txt").st_mode) == 0o750


def test_a_file_is_written_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.txt").write_text(TEXT)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("notelint.linter.cli.fixes.os.replace", fail)
    result = call("--fix", "--as", "template", "a.txt")
    assert result.exit_code != 0
    assert "cannot fix a.txt: no space left on device" in result.output
    assert Path("a.txt").read_text() == TEXT
    assert os.listdir() == ["a.txt"]


def test_diff_writes_nothing_but_the_diff() -> None:
    Path("a.txt").write_text(TEXT)
    for args in (("--diff",), ("--fix", "--diff")):
        result = call(*args, "--as", "template", "a.txt")
        assert result.exit_code == 1
        assert result.stdout.splitlines()[:2] == ["--- a.txt", "+++ a.txt"]
        assert result.stdout.endswith(" Signed ***\n\\ No newline at end of file\n")
    assert call("--diff", "--exit-zero", "--as", "template", "a.txt").exit_code == 0
    assert Path("a.txt").read_text() == TEXT
    call("--diff", "--as", "template", "-o", "a.diff", "a.txt")
    assert Path("a.diff").read_text() == result.stdout
    assert stat.S_IMODE(os.stat("a.diff").st_mode) == 0o600


def test_standard_input_is_shown_and_never_written() -> None:
    result = call("--diff", "--as", "template", "-", stdin=TEXT.encode())
    assert (result.exit_code, added(result.stdout)) == (1, ["  Intended outcome: ***", "  Task that it serves: ***"])
    result = call("--fix", "--as", "template", "-", stdin=TEXT.encode())
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--fix writes into files; for the standard input there is --diff" in result.stderr


def test_what_cannot_be_read_ends_with_2() -> None:
    Path("a.txt").write_text(TEXT)
    for option in ("--diff", "--fix"):
        result = call(option, "--as", "template", "none.txt", "a.txt")
        assert (result.exit_code, result.stderr.count("none.txt: not read: no such file or folder")) == (2, 1)
    assert Path("a.txt").read_text() == FIXED


def test_notes_rows_of_tables_and_other_rules_are_left_alone() -> None:
    visit = "DOS 3/12/2025\n97110 15 min: SLR 3x10\nAnn Lee, PT\n"
    Path("note.txt").write_text(visit)
    Path("a.csv").write_text(f'Note\n"{TEXT}"\n')
    Path("a.txt").write_text(TEXT)
    call("--fix", "note.txt")
    call("--fix", "--as", "template", "--config", "text = { column = 'Note' }", "a.csv")
    call("--fix", "--as", "template", "--ignore", "TP002", "a.txt")
    assert (Path("note.txt").read_text(), Path("a.csv").read_text(), Path("a.txt").read_text()) == (
        visit,
        f'Note\n"{TEXT}"\n',
        TEXT,
    )


def test_quiet_says_nothing() -> None:
    Path("a.txt").write_text(TEXT)
    assert call("-q", "--fix", "--as", "template", "a.txt").stderr == ""
    assert Path("a.txt").read_text() == FIXED
