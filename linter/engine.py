"""Notes in, verdicts out: every selected rule on each of its subjects, note by note, in the order of the notes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from notelint.linter.config import Settings
from notelint.linter.fingerprint import fingerprint
from notelint.linter.frozen import replaced
from notelint.linter.note import Note
from notelint.linter.plugins import FILE_MODULE, load_rules, path_shown
from notelint.linter.readers import NotRead, matches
from notelint.linter.record import Chart, Subject, Terms, Visit, aged, of_a_rule, waived
from notelint.linter.remembered import Group, Remembered
from notelint.linter.result import Result
from notelint.linter.rules import SUBJECTS, WAIVERS, Rule
from notelint.linter.verdict import Evidence, RuleError, Severity, Verdict

Parse = Callable[[Note], Visit]
CHUNK = 16  # notes that a worker is given at a time; no fewer, unless they are the last
# All that is asked of a template: it has slots where a note has facts.
TEMPLATE_RULES = frozenset({"TP002", "TP003", "CA008", "SU001", "SU002"})


def rule_did_not_run(what: str, error: Exception, rule: Rule | None = None) -> Verdict:
    """A rule crashed on a note, so nothing is known of what it would have said there.

    Shown before all other findings; the run ends with exit status 2. Tell whoever maintains the rule; the message names
    the kind of error and the place in the code, and never repeats the note. `--traceback` of `notelint check` and
    `notelint test` shows all of the error, and may quote the note.
    """
    return Verdict("fail", f"{what}: {_told(error, rule)}")


def note_not_read(unread: NotRead) -> Verdict:
    """A file could not be read as a note, so nothing is known of it.

    It is missing, empty, too large, binary, in an unknown encoding, or not readable for this user. All other files are
    linted; the run ends with exit status 2.
    """
    return Verdict("fail", f"not read: {unread.reason}")


_NL001 = Rule("NL001", "rule-did-not-run", rule_did_not_run, "notelint", Severity.ERROR, "documentation")
_NL002 = Rule("NL002", "note-not-read", note_not_read, "notelint", Severity.ERROR, "documentation")
RUN_RULES = (_NL001, _NL002)


def lint(
    notes: Iterable[Note | NotRead],
    settings: Settings | None = None,
    parse: Parse | None = None,
    jobs: int = 1,
    *,
    remembered: Remembered | None = None,
    raising: bool = False,
) -> Iterator[Result]:
    """The verdicts on each note, in the order of the notes, holding no more than the notes of one patient.

    Neighbouring notes that name the same patient are judged together, each with the others as evidence.
    `parse` reads a note; without it the language pipeline is made when the first note is to be judged. Many notes are
    judged by as many processes as `jobs` says, with a few chunks of notes held for each. Notes that are `remembered` to
    be clean are not judged again. Where `raising`, an error in a rule or in the language ends the run, in place of
    NL001.
    """
    yield from lint_groups(grouped(notes), settings, parse, jobs, remembered=remembered, raising=raising)


def lint_groups(
    groups: Iterable[Group],
    settings: Settings | None = None,
    parse: Parse | None = None,
    jobs: int = 1,
    *,
    remembered: Remembered | None = None,
    raising: bool = False,
) -> Iterator[Result]:
    """The same for notes that are put together already: each of a group is judged with the others as evidence."""
    linter = functools.cache(functools.partial(Linter, settings or Settings(), parse, raising=raising))
    if remembered:
        groups = remembered.recall(groups)
    for group, results in _in_processes(groups, linter, jobs) if jobs > 1 else _in_turn(groups, linter):
        yield from remembered.learn(group, results) if remembered else results


def _in_turn(groups: Iterable[Group], linter: Callable[[], Linter]) -> Iterator[tuple[Group, Iterable[Result]]]:
    """Each group with the results on its notes."""
    for group in groups:
        yield group, linter().results(group) if _asks(group) else [_ready(i) for i in group if not isinstance(i, Note)]


def _in_processes(
    groups: Iterable[Group], linter: Callable[[], Linter], jobs: int
) -> Iterator[tuple[Group, Iterable[Result]]]:
    """The same, where many are to be judged in as many processes as `jobs` says."""
    chunks, judged = _chunks(groups), 0
    for chunk in chunks:
        if any(map(_asks, chunk)):
            from notelint.linter.parallel import FIRST, in_order  # not before there is work

            if judged == FIRST:
                more = [chunk, *islice(chunks, jobs - 1)]
                for group, verdicts in in_order(linter().verdicts, chain(more, chunks), len(more)):
                    yield group, _results(group, verdicts)
                return
            judged += 1
        yield from _in_turn(chunk, linter)


def read_visits(
    notes: Iterable[Note | NotRead | Result], parse: Parse | None = None, *, raising: bool = False
) -> Iterator[Visit | Result]:
    """What was read from each note; a result with NL001 or NL002 where nothing could be."""
    for item in notes:
        if isinstance(item, Note):
            parse = parse or _language()
            yield _visit(item, parse, raising)
        else:
            yield _ready(item)


def grouped(notes: Iterable[Note | NotRead]) -> Iterator[list[Note | NotRead]]:
    """What has to be judged together: neighbours that name the same patient; any other note is alone."""
    held: list[Note | NotRead] = []
    patient: str | None = None
    for item in notes:
        if held and isinstance(item, Note) and item.patient != patient:
            yield held
            held = []
        if isinstance(item, Note) and item.patient is not None:
            patient = item.patient
            held.append(item)
        elif held:
            held.append(item)
        else:
            yield [item]
    if held:
        yield held


def unread_result(unread: NotRead) -> Result:
    """What is reported of a file that could not be read."""
    return Result(Note(unread.path, ""), (stamped(_NL002, note_not_read(unread), Severity.ERROR),))


def place_of(error: BaseException) -> str:
    """Where in the code an error arose, and where a plugin file, else notelint's rules or language, stood.

    That is module:line, of a plugin file file:line, and no note's text.
    """
    import traceback

    frames = [
        (f.f_globals.get("__name__", "?"), f.f_code.co_filename, n) for f, n in traceback.walk_tb(error.__traceback__)
    ]
    if not frames:
        return "an unknown place"
    files = [frame for frame in frames if frame[0].startswith(FILE_MODULE)]
    own = files or [frame for frame in frames if frame[0].startswith("notelint.") and frame[0] != __name__]
    last, nearest = _spot(*frames[-1]), _spot(*(own or frames)[-1])
    return last if nearest == last else f"{nearest} (in {last})"


def _spot(module: str, file: str, line: int) -> str:
    return f"{path_shown(file) if module.startswith(FILE_MODULE) else module}:{line}"


def _told(error: Exception, rule: Rule | None) -> str:
    """The kind of an error and its place; of one that says itself what is wrong with the rule, that."""
    if not rule or not isinstance(error, RuleError):
        return f"{type(error).__name__} at {place_of(error)}"
    import traceback

    lines = [n for f, n in traceback.walk_tb(error.__traceback__) if f.f_code.co_filename == rule.file]
    return f"{path_shown(rule.file)}:{lines[-1] if lines else rule.place[1]}: {error}"


@dataclass(frozen=True, slots=True)
class _Check:
    rule: Rule
    subjects: Callable[[Visit], Sequence[Subject]]
    call: Callable[..., Verdict]
    wants_visit: bool

    def verdict(self, subject: Subject, visit: Visit) -> Verdict:
        """What the rule says of a subject. Raises RuleError where that is no verdict."""
        said = self.call(subject, visit) if self.wants_visit else self.call(subject)
        if not isinstance(said, Verdict):
            raise RuleError(f"it returned {'None' if said is None else type(said).__name__}, not a verdict")
        return said


class Linter:
    """What a process needs to judge notes, made once: the language pipeline and the selected rules."""

    def __init__(self, settings: Settings, parse: Parse | None = None, *, raising: bool = False) -> None:
        self.settings, self.raising = settings, raising
        self._given = parse
        rules = settings.rules()
        self.parse = parse or _language(tuple(dict.fromkeys(terms for r in rules for terms in r.terms)))
        self._checks = tuple(_bound(r, settings) for r in rules)
        self._known = tuple(load_rules(settings.plugins))

    def results(self, group: Group) -> Iterator[Result]:
        """The results on the notes of one patient, or on a single note, in their order."""
        read = list(read_visits(group, self.parse, raising=self.raising))
        visits = [item for item in read if isinstance(item, Visit)]
        chart = Chart(visits) if len(visits) > 1 else None
        for item in read:
            yield item if isinstance(item, Result) else self._judged(replaced(item, chart=chart) if chart else item)

    def verdicts(self, group: Group) -> list[tuple[Verdict, ...]]:
        """The verdicts of these results alone: what a worker sends back to a process that has the notes."""
        return [result.verdicts for result in self.results(group)]

    def __reduce__(self) -> tuple[type[Linter], tuple[Settings, Parse | None]]:
        """A linter does not travel: another process makes its own."""
        return Linter, (self.settings, self._given)

    def _judged(self, visit: Visit) -> Result:
        asked = self._asked(visit)
        verdicts = list(self._ruled(visit, (c for c in asked if c.rule.subject != WAIVERS)))
        if visit.waivers:
            ids = {c.rule.id for c in self._checks}
            entries = [of_a_rule(aged(e), self._known) for e in visit.waivers]
            verdicts, entries = waived(verdicts, entries, ids)
            visit = replaced(visit, waivers=tuple(entries))
            verdicts += self._ruled(visit, (c for c in asked if c.rule.subject == WAIVERS))
        verdicts.sort(key=_order)
        return Result(visit.note, tuple(verdicts))

    def _ruled(self, visit: Visit, checks: Iterable[_Check]) -> Iterator[Verdict]:
        """What some rules say of a visit: findings, and where they are wanted all verdicts."""
        everything, settings = self.settings.all_verdicts, self.settings
        for check in checks:
            try:
                for subject in check.subjects(visit):
                    verdict = check.verdict(subject, visit)
                    if everything or verdict.is_finding:
                        yield stamped(check.rule, verdict, settings.severity(check.rule, verdict), visit, settings.key)
            except Exception as error:
                if self.raising:
                    raise
                yield _crash(f"rule {check.rule.id} did not run", error, check.rule)

    def _asked(self, visit: Visit) -> Sequence[_Check]:
        """The checks that are meant for a note of this kind and place."""
        checks = self._checks
        if visit.kind == "template":
            checks = tuple(c for c in checks if c.rule.id in TEMPLATE_RULES)
        if self.settings.per_file_ignores:
            file = visit.note.file
            ignored = {i for glob, ids in self.settings.per_file_ignores if matches(file, (glob,)) for i in ids}
            checks = tuple(c for c in checks if c.rule.id not in ignored)
        return checks


def _chunks(groups: Iterable[Group]) -> Iterator[list[Group]]:
    chunk: list[Group] = []
    for group in groups:
        chunk.append(group)
        if sum(map(len, chunk)) >= CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _results(group: Group, verdicts: Sequence[tuple[Verdict, ...]] | Exception) -> Iterator[Result]:
    """The results of a group from the verdicts of a worker, or from the error where no worker outlived it."""
    if isinstance(verdicts, Exception):
        crash = _crash("no rule ran, the process that judged the note ended twice", verdicts)
        verdicts = [(crash,)] * len(group)
    for item, said in zip(group, verdicts, strict=True):
        yield Result(item, said) if isinstance(item, Note) else _ready(item)


def _asks(group: Group) -> bool:
    """Whether there is anything to judge."""
    return any(isinstance(item, Note) for item in group)


def _ready(item: NotRead | Result) -> Result:
    """What is known of something that is not judged."""
    return item if isinstance(item, Result) else unread_result(item)


def _language(terms: tuple[Terms, ...] = ()) -> Parse:
    """The language pipeline, with the terms of rules. Imported here: nothing that lints no note waits for spaCy."""
    from notelint.linter.language import make_parser

    return make_parser(terms)


def _visit(note: Note, parse: Parse, raising: bool) -> Visit | Result:
    try:
        return parse(note)
    except Exception as error:
        if raising:
            raise
        return Result(note, (_crash("no rule ran, the note could not be taken in", error),))


def _bound(found: Rule, settings: Settings) -> _Check:
    """A rule with its subjects and its options."""
    options = settings.options.get(found.id)
    call = functools.partial(found.check, **options) if options else found.check
    return _Check(found, SUBJECTS[found.subject], call, found.wants_visit)


def stamped(
    by: Rule, verdict: Verdict, severity: Severity, visit: Visit | None = None, key: bytes | None = None
) -> Verdict:
    """A verdict with all that its rule does not say itself."""
    return replaced(
        verdict,
        evidence=tuple(Evidence(e.text, e.start, e.end, e.read_as) for e in verdict.evidence),
        rule=by.id,
        name=by.name,
        severity=severity,
        direction=by.direction,
        source=by.source,
        fingerprint=fingerprint(by, verdict, visit, key),
        private=visit is not None and visit.kind != "template",
    )


def _crash(what: str, error: Exception, rule: Rule | None = None) -> Verdict:
    return stamped(_NL001, rule_did_not_run(what, error, rule), Severity.ERROR)


def _order(verdict: Verdict) -> tuple[bool, bool, int, str, str]:
    """What went wrong with the run first, then by place; what stands nowhere last."""
    return (
        not verdict.of_run, verdict.start is None, verdict.start or 0, verdict.rule, verdict.code or "",
    )  # fmt: skip
