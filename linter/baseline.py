"""The baseline: what stood when it was taken, so that only what is new fails. It holds no words of a note."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from notelint.linter.config import ConfigError
from notelint.linter.fingerprint import VARIABLE, key_file
from notelint.linter.note import file_of, named_from
from notelint.linter.readers.text import why
from notelint.linter.result import Result
from notelint.linter.spelling import nearest
from notelint.linter.verdict import Verdict

NAME = "notelint-baseline.json"
Found = Counter[tuple[str, str]]  # rule and fingerprint; what stands in a note twice counts twice


@dataclass(slots=True)
class Baseline:
    """The findings of each file, named from the folder of the baseline; `key` tells whose key notes were made with."""

    path: str
    key: str | None = None
    files: dict[str, Found] = field(default_factory=dict)

    def name(self, path: str) -> str:
        """The file of a note, as the baseline names it; the visits of a file may move, so they have no names."""
        return named_from(self._folder, file_of(path))

    def holds(self, name: str) -> bool:
        """Whether a file that it names is still there."""
        return os.path.exists(os.path.join(self._folder, name))

    @property
    def _folder(self) -> str:
        return os.path.dirname(os.path.abspath(self.path))

    def text(self) -> str:
        """The baseline as its file holds it."""
        notes: dict[str, dict[str, list[str]]] = {}
        for name, found in sorted(self.files.items()):
            for rule, mark in sorted(found.elements()):
                notes.setdefault(name, {}).setdefault(rule, []).append(mark)
        return json.dumps({"version": 1, "key": self.key, "notes": notes}, indent=2) + "\n"


def read_baseline(path: str, key: bytes | None) -> Baseline:
    """The baseline of a file. Raises ConfigError where it is not one, or was made with another key than this run's."""
    from notelint.linter.config_schema import BaselineFile, check

    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"baseline {path}: no such file; notelint baseline makes one") from None
    except OSError as error:
        raise ConfigError(f"baseline {path}: {why(error)}") from None
    except (ValueError, RecursionError):
        raise ConfigError(f"baseline {path}: not JSON, write it anew with notelint baseline") from None
    try:
        file = check(BaselineFile, data, nearest)
    except ValueError as error:
        raise ConfigError(f"baseline {path}: {error}") from None
    if file.key is not None and file.key != mark_of(key):
        said = "this run has another one" if key else "this run has none"
        raise ConfigError(
            f"baseline {path}: made with a key, and {said}, so that no finding would be known again; "
            f"put the key that made it into {key_file()} or the environment variable {VARIABLE}"
        )
    found = {
        name: Counter((rule, mark) for rule, marks in rules.items() for mark in marks)
        for name, rules in file.notes.items()
    }
    return Baseline(path, file.key, found)


def known(results: Iterable[Result], baseline: Baseline) -> Iterator[Result]:
    """The results with the findings marked that stand in the baseline, each as often as it stands there."""
    left = {name: Counter(found) for name, found in baseline.files.items()}
    for result in results:
        there = left.get(baseline.name(result.note.path))
        yield replace(result, verdicts=tuple(_known(result.verdicts, there))) if there else result


def recorded(results: Iterable[Result], path: str, key: bytes | None) -> Baseline:
    """What stands in some notes, as a baseline. Raises NoKey where a note's finding would be known by a plain hash."""
    baseline, keyed = Baseline(path), False
    for result in results:
        found = baseline.files.setdefault(baseline.name(result.note.path), Counter())
        for verdict in filter(_standing, result.verdicts):
            if verdict.private and key is None:
                raise NoKey(result.note.path)
            keyed |= verdict.private
            found[verdict.rule, verdict.fingerprint] += 1
    baseline.key = mark_of(key) if keyed else None
    return baseline


def merged(old: Baseline, new: Baseline, *, prune: bool) -> Baseline:
    """An older baseline brought up to date with what stands now in the files that were looked at again.

    To prune is to drop what stands no more, of files that are gone too, and to add nothing.
    """
    kept = {name: found for name, found in old.files.items() if name not in new.files}
    if prune:
        kept = {name: found for name, found in kept.items() if old.holds(name)}
    now = {name: found & old.files.get(name, Counter()) if prune else found for name, found in new.files.items()}
    files = {name: found for name, found in {**kept, **now}.items() if found}
    return Baseline(old.path, new.key or old.key, files)


def mark_of(key: bytes | None) -> str | None:
    """By what a key is known without telling it."""
    return hashlib.blake2b(b"notelint baseline", digest_size=8, key=key).hexdigest() if key else None


class NoKey(Exception):
    """A finding of a note cannot be recorded without a key; the message is the note's path."""


def _standing(verdict: Verdict) -> bool:
    return verdict.is_finding and verdict.waived is None and not verdict.of_run


def _known(verdicts: Iterable[Verdict], left: Found) -> Iterator[Verdict]:
    for verdict in verdicts:
        mark = (verdict.rule, verdict.fingerprint)
        if _standing(verdict) and left[mark] > 0:
            left[mark] -= 1
            verdict = replace(verdict, known=True)
        yield verdict
