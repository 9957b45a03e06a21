"""`notelint audit`: a sample of a clinic's notes, what it says of all of them, and the files that show it."""

from __future__ import annotations

import datetime
import hashlib
import os
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any, BinaryIO, Unpack, cast

import click

from notelint.linter.audit.progress import NAME, NotKept, Progress
from notelint.linter.audit.run import Plan, Privacy, Step, in_full, judge, list_universe, summarised
from notelint.linter.audit.sampling import AuditError
from notelint.linter.audit.summary import Attribute, Summary
from notelint.linter.cli.check import cores
from notelint.linter.cli.common import Common, Session, run_options, say
from notelint.linter.cli.output import NotWritten, opened, opened_whole
from notelint.linter.config import Settings
from notelint.linter.digest import rules_hash
from notelint.linter.engine import lint_groups
from notelint.linter.installed import version
from notelint.linter.note import Note
from notelint.linter.plugins import load_rules
from notelint.linter.readers import STDIN
from notelint.linter.replacing import UNFINISHED
from notelint.linter.result import Result
from notelint.reports.terminal import safe

# What is written, and the function that writes it, from a Summary into a file of bytes.
OUTPUTS = {
    "frame.csv": "notelint.reports.audit_csv:write_frame",
    "sample.csv": "notelint.reports.audit_csv:write_sample",
    "method.md": "notelint.reports.audit_method:write",
    "audit.html": "notelint.reports.audit_page:write",
    "audit.xlsx": "notelint.reports.audit_workbook:write",
    "worksheet.xlsx": "notelint.reports.audit_worksheet:write",
    "audit.json": "notelint.reports.audit_json:write",  # the last: where it stands, the audit is finished
}
BLIND = {"worksheet.xlsx": "notelint.reports.audit_worksheet:write_blind"}
LETTERS = "letters"  # the folder of the letters
NEEDED = ("scipy", "xlsxwriter")  # libraries without which no audit can be written
SIZE = 50  # notes; what a discovery sample has
PER = 10  # notes of a clinician, in the routine of most practices


class BadAudit(click.ClickException):
    """An audit cannot be made as it was asked for."""

    exit_code = 2


@click.group()
def audit() -> None:
    """Draw a sample of notes, lint it, and say what it says of all of them.

    \b
      notelint audit run charts.csv -o audit/                                  50 notes, drawn at random
      notelint audit run charts.csv -o audit/ --method per-clinician --per 20  20 of each clinician
      notelint audit import audit/worksheet.xlsx                               what an auditor says of it
    """


@audit.command()
@click.argument("notes", nargs=-1, required=True, type=click.Path(), metavar="SOURCE...")
@click.option("-o", "--output", required=True, type=click.Path(), metavar="FOLDER", help="Where the audit is written.")
@click.option(
    "--method", type=click.Choice(("simple", "stratified", "per-clinician", "all")),
    help="How notes are drawn: at random from all, from each stratum, from each clinician; or all are taken.  "
    "[default: simple; stratified with --stratify-by]",
)  # fmt: skip
@click.option(
    "--size", type=click.IntRange(1), metavar="N",
    help=f"How many notes to draw; from strata, in proportion to their sizes.  [default: {SIZE}]",
)  # fmt: skip
@click.option(
    "--per", type=click.IntRange(1), metavar="N",
    help=f"How many notes to draw from each stratum or clinician.  [default, per clinician: {PER}]",
)  # fmt: skip
@click.option(
    "--stratify-by", type=click.Choice(("clinician", "payer", "code", "month")),
    help="What makes the strata; code is the first of the claim.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(0), metavar="N",
    help="The number that the draw goes by: the same one draws the same notes.  [default: one at random, recorded]",
)  # fmt: skip
@click.option(
    "--judgement", is_flag=True,
    help="The notes were chosen, not drawn: the audit says so, and says nothing of others.",
)  # fmt: skip
@click.option(
    "--ids", type=click.File(encoding="utf-8-sig"), metavar="FILE",
    help="With --judgement: the ids of the notes that were chosen, one a line.",
)  # fmt: skip
@click.option(
    "--review", type=click.IntRange(0), default=300, show_default=True, metavar="N",
    help="How many notes to show in full at most: the first of the draw. The figures are of all.",
)  # fmt: skip
@click.option(
    "--blind", is_flag=True, help="Leave what the tool found out of worksheet.xlsx, so that kappa can be told."
)
@click.option(
    "--letters",
    is_flag=True,
    help=f"Write a letter to each clinician too, into FOLDER/{LETTERS}: strengths, questions.",
)
@click.option(
    "-j", "--jobs", default="auto", show_default=True, callback=cores, metavar="N|auto",
    help="Processes that judge the notes; auto is one for each core.",
)  # fmt: skip
@run_options
@click.pass_context
def run(
    context: click.Context,
    method: str | None,
    size: int | None,
    per: int | None,
    stratify_by: str | None,
    seed: int | None,
    judgement: bool,
    ids: Iterable[str] | None,
    review: int,
    blind: bool,
    letters: bool,
    jobs: int,
    **common: Unpack[Common],
) -> None:
    """Draw a sample of the notes of SOURCE, lint it, and write rates with their intervals into FOLDER.

    SOURCE is a file of charts or a folder; the settings say where id, patient, date, clinician, payer, text and claim
    stand in it. FOLDER gets audit.html, a page to read; audit.xlsx, its tables; worksheet.xlsx, for an auditor to fill
    in; audit.json; sample.csv; method.md, which says how to draw the sample again by hand; and frame.csv, the ids that
    it was drawn from.

    A run that was interrupted goes on where it ended when it is called again, and comes to the same files.

    Exit status: 0 whatever was found, 2 where something could not be read or judged; the rest is done all the same.
    """
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        raise BadAudit(f"an audit needs {missing[0]}: pip install 'notelint[audit]'")
    if STDIN in common["notes"]:
        raise click.UsageError("an audit reads its source more than once, so the standard input cannot be one")
    plan = _plan(method, size, per, stratify_by, judgement, ids, seed)
    session = Session.begin({**common, "stdin_filename": None}, all_verdicts=True)
    folder = cast(str, common["output"])
    try:
        outputs = {**OUTPUTS, **BLIND} if blind else OUTPUTS
        summary = _audited(session, plan, folder, review, jobs, outputs, letters)
    except AuditError as error:
        raise BadAudit(safe(str(error))) from None
    crashed = next((r.failed for r in summary.rates.families if r.key == "NL"), 0)
    if crashed:
        say(f"error: {crashed} of {summary.frame.sampled} notes could not be judged, and count as failed: see NL001")
    context.exit(2 if summary.frame.unread or crashed else 0)


def _plan(
    method: str | None,
    size: int | None,
    per: int | None,
    stratify_by: str | None,
    judgement: bool,
    ids: Iterable[str] | None,
    seed: int | None,
) -> Plan:
    """What the options ask for. Raises click.UsageError where they do not go together."""
    chosen = secrets.randbelow(10**9) if seed is None else seed
    drawing = {"--method": method, "--size": size, "--per": per, "--stratify-by": stratify_by}
    if judgement:
        if wrong := [name for name, value in drawing.items() if value is not None]:
            raise click.UsageError(f"--judgement takes notes that were chosen; nothing is drawn by {wrong[0]}")
        lines = [line.strip() for line in ids] if ids is not None else None
        return Plan("judgement", chosen, ids=None if lines is None else tuple(dict.fromkeys(filter(None, lines))))
    if ids is not None:
        raise click.UsageError(
            "--ids names notes that were chosen, which makes a judgement sample: say --judgement too"
        )
    method = method or ("stratified" if stratify_by else "simple")
    known = {"simple": ("--size",), "stratified": ("--size", "--per", "--stratify-by"), "per-clinician": ("--per",)}
    for name, value in drawing.items():
        if value is not None and name not in ("--method", *known.get(method, ())):
            raise click.UsageError(f"{name} does not go with --method {method}")
    if method == "all":
        return Plan("all", chosen)
    if method == "per-clinician":
        return Plan("per-clinician", chosen, per or PER, "clinician")
    if method == "simple":
        return Plan("simple", chosen, size or SIZE)
    if stratify_by is None:
        raise click.UsageError("--method stratified needs --stratify-by: clinician, payer, code or month")
    if size and per:
        raise click.UsageError("--size draws in proportion and --per so many from each stratum: one of them")
    return Plan("fixed" if per else "proportional", chosen, per or size or SIZE, cast(Attribute, stratify_by))


def _audited(
    session: Session, plan: Plan, folder: str, review: int, jobs: int, outputs: Mapping[str, str], letters: bool
) -> Summary:
    """The whole audit; its files are in their places when this returns. Raises AuditError."""
    progress, plan, privacy = _begun(session, plan, folder)
    settings = session.settings

    def judged(groups: Iterable[Sequence[Note]]) -> Iterable[Result]:
        return session.accepted(lint_groups(groups, settings, jobs=jobs, raising=session.raising))

    try:
        with _steps(session, "Listing notes", None) as step:
            list_universe(progress, session.stream(warn=True), plan, step)
    except NotKept:
        raise
    except AuditError:
        progress.remove()  # there is nothing yet to go on from
        raise
    for unread in progress.unread():
        say(f"error: {unread.path}: not read: {unread.reason}")
    missing = progress.missing()
    with _steps(session, "Judging notes", len(missing)) as step:
        judge(progress, session.stream(), judged, privacy, step)
    with _steps(session, "Notes in full", len(progress.numbers(most=review))) as step:
        reviewed = in_full(progress, session.stream(), judged, privacy, review, step)
    said = progress.said()
    made_by = {"day": said["day"], "version": version("notelint"), "rules_hash": said["rules_hash"]}
    summary = summarised(progress, plan, settings, privacy, made_by, reviewed)
    posted = _write_letters(summary, folder) if letters else []
    written = [os.path.join(folder, name) for name in [*posted, *_write(summary, folder, outputs)]]
    progress.remove()
    for line in _told(summary, written):
        click.echo(safe(line))
    return summary


def _begun(session: Session, plan: Plan, folder: str) -> tuple[Progress, Plan, Privacy]:
    """The file of progress, new or to go on from, with the seed and the secret of the run. Raises AuditError."""
    settings, common = session.settings, session.common
    for source in filter(os.path.isdir, common["notes"]):
        if os.path.commonpath([os.path.realpath(source), os.path.realpath(folder)]) == os.path.realpath(source):
            raise AuditError(
                f"{folder} is inside of {source}, so its files would be read as notes; name another folder"
            )
    _make(folder)
    fresh = not os.path.exists(os.path.join(folder, NAME))
    if fresh and os.path.exists(os.path.join(folder, "audit.json")):
        raise AuditError(f"{folder} holds a finished audit; name another folder, or move that one away")
    asked = {
        "source": list(common["notes"]),
        "method": plan.method,
        "size": plan.size,
        "stratified_by": plan.stratified_by,
        "ids": plan.ids and list(plan.ids),
        "redact": common["redact"],
        "no_text": common["no_text"],
        "settings": _settings_hash(settings),
        "rules_hash": rules_hash(load_rules(settings.plugins).values()),
    }
    progress = Progress(folder)
    said = progress.said()
    if not said:
        with progress:
            key = secrets.token_hex(16)
            progress.say(**asked, seed=plan.seed, key=key, day=datetime.date.today().isoformat())
        said = progress.said()
    else:
        _same(asked, said, progress.path)
        for name in os.listdir(folder):  # what a run left that was killed while it wrote
            if name.startswith(UNFINISHED):
                _remove(os.path.join(folder, name))
        session.tell(f"goes on with the audit begun on {said['day']}")
    privacy = Privacy(common["redact"], common["no_text"], bytes.fromhex(said["key"]))
    return progress, replace(plan, seed=said["seed"]), privacy


def _remove(path: str) -> None:
    """Remove what a run that was killed left unfinished: a file, or a folder of temporary ones."""
    if os.path.isdir(path):
        import shutil

        shutil.rmtree(path)
    else:
        os.unlink(path)


def _make(folder: str) -> None:
    """Make a folder that only its owner may read, if it is not there."""
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError as error:
        raise NotWritten(f"cannot write {safe(folder)}: {(error.strerror or type(error).__name__).lower()}") from None


def _same(asked: dict[str, Any], said: dict[str, Any], path: str) -> None:
    """Raise AuditError where a run that was interrupted had been asked for something else."""
    for name, value in asked.items():
        if said.get(name) != value:
            word = name.replace("_", " ")
            shown = "" if name in ("ids", "settings", "rules_hash") else f" ({said.get(name)}, now {value})"
            raise AuditError(
                f"{path} is of an audit that was interrupted, with another {word}{shown}; "
                "go on with the same options and settings, or remove the file to begin anew"
            )


def _settings_hash(settings: Settings) -> str:
    """A hash of all settings that a result depends on."""
    options = sorted((rule, sorted(given.items())) for rule, given in settings.options.items())
    ignores = [(glob, sorted(rules)) for glob, rules in settings.per_file_ignores]
    severities = sorted((rule, level.value) for rule, level in settings.severities.items())
    said = (
        [r.id for r in settings.rules()], options, ignores, severities, sorted(settings.lowered.items()),
        settings.fail_level.value, settings.thresholds, settings.kind, settings.identity, settings.include,
        settings.exclude, settings.codes_of, settings.max_size, settings.profile, settings.key,
    )  # fmt: skip
    return hashlib.blake2b(repr(said).encode(), digest_size=8).hexdigest()


def _write(summary: Summary, folder: str, outputs: Mapping[str, str]) -> list[str]:
    """Write every output, each whole or not at all; gives their names."""
    names = [name for name in outputs if name != "frame.csv" or not summary.frame.ids_withheld]
    for name in names:
        module, _, function = outputs[name].partition(":")
        write: Callable[[Summary, BinaryIO], None] = getattr(import_module(module), function)
        with opened_whole(os.path.join(folder, name)) as out:
            write(summary, out)
    return names


def _write_letters(summary: Summary, folder: str) -> list[str]:
    """Write a letter to each clinician; gives the name of their folder, nothing where nobody is named."""
    from notelint.reports import audit_letters

    posted = audit_letters.letters(summary)
    if posted:
        _make(os.path.join(folder, LETTERS))
    for letter in posted:
        with opened_whole(os.path.join(folder, LETTERS, letter.file)) as out:
            audit_letters.write(letter, summary, out)
    return [LETTERS] if posted else []


def _told(summary: Summary, written: Sequence[str]) -> Iterator[str]:
    """The audit in a few lines."""
    from notelint.reports.audit_words import drawn, rate_told

    yield drawn(summary.frame)
    yield f"Notes that failed a rule: {rate_told(summary.rates.overall)}"
    yield f"Written: {', '.join(written)}"


@contextmanager
def _steps(session: Session, title: str, total: int | None) -> Iterator[Step]:
    """Something to call for each note; a bar with an estimate on a terminal."""
    if session.common["quiet"] or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda: bar.advance(task)


@audit.command("import")
@click.argument("worksheets", nargs=-1, required=True, type=click.Path(), metavar="WORKSHEET...")
@click.option(
    "--audit", "folder", type=click.Path(), metavar="FOLDER",
    help="The folder of the audit.  [default: that of the first worksheet]",
)  # fmt: skip
@click.option(
    "--output-format", type=click.Choice(("text", "json")), default="text", show_default=True, help="How to print it."
)
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help="Write it to a file.")
def import_(worksheets: tuple[str, ...], folder: str | None, output_format: str, output: str | None) -> None:
    """Count the rates of an audit again, with the auditor's word above the tool's.

    WORKSHEET is worksheet.xlsx with answers in it. Said are the rates before and after, for each rule how many of the
    tool's fails an auditor confirmed, from worksheets that were written with --blind how far tool and auditor agree
    (Cohen's kappa), and of several worksheets how far the auditors agree with each other.

    Exit status: 0 whatever the figures are, 2 where a worksheet cannot be read; nothing is counted then.
    """
    from notelint.linter.audit.answers import read_worksheet
    from notelint.linter.audit.review import reviewed
    from notelint.reports.audit_json import read
    from notelint.reports.audit_review import as_json, as_text

    path = os.path.join(folder if folder is not None else os.path.dirname(worksheets[0]), "audit.json")
    try:
        with open(path, encoding="utf-8") as file:
            frame, thresholds, rules, notes = read(file.read())
        review = reviewed(frame, thresholds, rules, notes, [read_worksheet(w, frame, notes) for w in worksheets])
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise BadAudit(safe(f"{path}: {reason}; name the folder of the audit with --audit")) from None
    except (AuditError, ValueError) as error:
        raise BadAudit(safe(str(error) if isinstance(error, AuditError) else f"{path}: {error}")) from None
    with opened(output) as out:
        out.writelines(as_json(review) if output_format == "json" else as_text(review))
