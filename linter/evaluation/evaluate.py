"""Labelled notes and case files through the real linter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from notelint.linter.config import Settings
from notelint.linter.engine import Linter, Parse, grouped
from notelint.linter.evaluation.cases import Case, CaseError, read_cases
from notelint.linter.evaluation.labels import LABELS, Label, LabelError, read_first_score, read_labels
from notelint.linter.evaluation.tally import Mistake, Reading, Tally
from notelint.linter.note import Note
from notelint.linter.readers import NotRead, read_notes, read_text
from notelint.linter.record import Visit

SettingsOf = Callable[[str | None], Settings]  # those of a profile; None is the profile of the run


@dataclass(frozen=True, slots=True)
class NoteScore:
    """A note or a case, and what went wrong on it."""

    name: str
    why: str
    mistakes: tuple[Mistake, ...]

    @property
    def weight(self) -> tuple[int, int]:
        """How bad it is: wrong verdicts first, then all mistakes."""
        return sum(m.is_grave for m in self.mistakes), len(self.mistakes)


@dataclass(slots=True)
class SetScore:
    """The notes and cases of one folder; `first` are the figures of the first look at them, where they are kept."""

    folder: str
    tally: Tally = field(default_factory=Tally)
    notes: list[NoteScore] = field(default_factory=list)
    first: dict[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All sets of a run."""

    sets: tuple[SetScore, ...]
    profile: str = "default"

    @property
    def total(self) -> Tally:
        """The counts of all sets together."""
        total = Tally()
        for each in self.sets:
            total.merge(each.tally)
        return total

    @property
    def worst(self) -> list[NoteScore]:
        """The notes on which something went wrong, the worst first."""
        wrong = [n for each in self.sets for n in each.notes if n.mistakes]
        return sorted(wrong, key=lambda n: (*(-w for w in n.weight), n.name))


def evaluate(
    folders: Sequence[str], settings: SettingsOf, known: Collection[str], parse: Parse | None = None
) -> Evaluation:
    """Score every set under these folders. All labels are read before the first note is.

    Raises LabelError or CaseError where a label or a case is wrong, with file and line.
    """
    work = [_read_set(folder, known) for folder in _sets(folders)]
    judge = _Judge(settings, parse)
    return Evaluation(tuple(_scored(each, judge) for each in work), settings(None).profile)


@dataclass(frozen=True, slots=True)
class _Set:
    folder: Path
    labels: list[Label]
    cases: list[Case]
    first: dict[str, float] | None


def _sets(folders: Iterable[str]) -> Iterator[Path]:
    """The folders that hold labels or cases, each once, in the order given."""
    seen: set[Path] = set()
    for folder in map(Path, folders):
        if not folder.is_dir():
            raise LabelError(f"{folder}: no such folder")
        found = sorted({p.parent for pattern in (LABELS, "*.case") for p in folder.rglob(pattern)})
        if not found:
            raise LabelError(f"{folder}: holds neither {LABELS} nor case files")
        for each in found:
            if each.resolve() not in seen:
                seen.add(each.resolve())
                yield each


def _read_set(folder: Path, known: Collection[str]) -> _Set:
    labels = read_labels(folder / LABELS, known) if (folder / LABELS).is_file() else []
    cases: list[Case] = []
    for path in sorted(folder.glob("*.case")):
        try:
            cases += read_cases(path, known)
        except CaseError as error:
            raise CaseError(str(path.parent / str(error))) from None
    return _Set(folder, labels, cases, read_first_score(folder))


class _Judge:
    """Linters, one a profile, that share one parser; every visit is read once."""

    def __init__(self, settings: SettingsOf, parse: Parse | None) -> None:
        self._settings = settings
        self._parse = parse
        self._linters: dict[str | None, Linter] = {}
        self._visits: dict[str, Visit] = {}

    def readings(self, notes: Iterable[Note | NotRead], profile: str | None = None) -> Iterator[Reading]:
        """Each visit with its verdicts."""
        linter = self._linter(profile)
        for group in grouped(notes):
            self._visits.clear()
            for result in linter.results(group):
                yield Reading(result.note, result.verdicts, self._visits.get(result.note.path))

    def _linter(self, profile: str | None) -> Linter:
        if profile not in self._linters:
            linter = Linter(self._settings(profile), self._parse)
            if self._parse is None:
                self._parse = linter.parse
            linter.parse = self._remembering(self._parse)
            self._linters[profile] = linter
        return self._linters[profile]

    def _remembering(self, parse: Parse) -> Parse:
        def read(note: Note) -> Visit:
            visit = self._visits[note.path] = parse(note)
            return visit

        return read


def _scored(each: _Set, judge: _Judge) -> SetScore:
    score = SetScore(each.folder.as_posix(), first=each.first)
    readings: dict[str, list[Reading]] = defaultdict(list)
    for kind in ("note", "template"):
        paths = [str(each.folder / label.file) for label in each.labels if label.kind == kind]
        for reading in judge.readings(read_notes(paths, kind="template" if kind == "template" else None)):
            readings[_source(reading.note.path, paths)].append(reading)
    for label in each.labels:
        path = str(each.folder / label.file)
        wrong = score.tally.add(label, readings[path], read_text(path))
        score.notes.append(NoteScore((each.folder / label.file).as_posix(), label.why, tuple(wrong)))
    for case in each.cases:
        score.notes.append(_case_score(case, each.folder, judge, score.tally))
    return score


def _source(path: str, paths: Collection[str]) -> str:
    """The file of a visit, whose path may end in #2."""
    return path if path in paths else path.rpartition("#")[0]


def _case_score(case: Case, folder: Path, judge: _Judge, tally: Tally) -> NoteScore:
    verdicts = [v for r in judge.readings(case.as_notes(), case.profile) for v in r.verdicts]
    held = [(expected, expected.holds(verdicts)) for expected in case.expected]
    tally.add_case((expected.rule, ok) for expected, ok in held)
    wrong = [Mistake("crash", v.message) for v in verdicts if v.of_run]
    wrong += [Mistake("case", str(expected)) for expected, ok in held if not ok]
    name = folder / case.id.rpartition(":")[0]
    return NoteScore(f"{name.as_posix()} == {case.title}", "", tuple(wrong))
