"""Which notes were clean is remembered, so that they need not be judged again.

One file in the user's cache folder, readable by its owner alone, holds a random key and hashes under that key. A hash
is over all that the verdicts on a note come from: the notes that were judged together, the settings, the rules with all
that they know, and the versions. There is no finding in the file, no path and no text. A file that cannot be read or
written is done without.

The hash of rules and knowledge is there too, behind one of the state of the files that it was made of: as long as they
stay as they are, they need not be read again.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from notelint.linter.config import Settings
from notelint.linter.digest import made_of, rules_hash, state_of
from notelint.linter.note import Note
from notelint.linter.readers import NotRead
from notelint.linter.replacing import replacing
from notelint.linter.result import Result
from notelint.linter.rules import Rule

Group = Sequence[Note | NotRead | Result]  # a result is there where it is remembered
MARK = b"notelint: notes without a finding, 2\n"
KEY = 32  # bytes of the key
HASH = 16  # bytes of a hash
RULES = HASH + 8  # bytes of the state of the linter's own files, and of the hash of rules and knowledge
SETTLED = 2_000_000_000  # ns after which a file that is written once more has another time, on any file system
KEPT = 50_000  # hashes; those that were not met for the longest give way


def cache_file() -> Path:
    """Where it is kept."""
    from platformdirs import user_cache_path

    return user_cache_path("notelint", appauthor=False) / "clean"


class Remembered:
    """The hashes of one run: those that were there, and those that it adds."""

    def __init__(self, path: Path, settings: Settings) -> None:
        """Read the file; without a usable one, begin afresh."""
        self.path = path
        self.key, self.rules, known = _read(path) or (os.urandom(KEY), bytes(RULES), [])
        self.known = frozenset(known)
        self.met: dict[bytes, bool] = {}  # what this run came by, and whether it was known
        self.recalled = 0  # notes
        self.new_rules = False
        self._basis = hashlib.blake2b(key=self.key, digest_size=HASH)
        for part in _basis(settings):
            self._basis.update(part)

    def rules_hash(self, rules: Collection[Rule]) -> str:
        """The hash of rules and knowledge, from the files only where they are not those that it was last made of."""
        now = time.time_ns()
        said, written = state_of(rules)
        state = hashlib.blake2b(repr(said).encode(errors="surrogatepass"), key=self.key, digest_size=HASH).digest()
        if not self.rules.startswith(state):
            made = state + bytes.fromhex(rules_hash(rules))
            self.new_rules = written < now - SETTLED
            if not self.new_rules:
                return made[HASH:].hex()
            self.rules = made
        return self.rules[HASH:].hex()

    def recall(self, groups: Iterable[Group]) -> Iterator[Group]:
        """The groups of notes that are judged together; of a group that is known to be clean, its results."""
        for group in groups:
            name = self._name(group)
            if name in self.known:
                self.met[name] = True
                self.recalled += len(group)
                yield [Result(item, ()) for item in group if isinstance(item, Note)]
            else:
                yield group

    def learn(self, group: Group, results: Iterable[Result]) -> Iterator[Result]:
        """The results of a group as they are; where none has a finding, the group is remembered."""
        clean = True
        for result in results:
            clean = clean and not result.verdicts
            yield result
        if clean and (name := self._name(group)):
            self.met.setdefault(name, False)

    def save(self) -> None:
        """Put what this run adds into the file, beside what others have added meanwhile."""
        if all(self.met.values()) and not self.new_rules:
            return
        with suppress(OSError):
            key, _, others = _read(self.path) or (self.key, b"", [])
            if key == self.key:
                _write(self.path, key, self.rules, [*dict.fromkeys((*self.met, *others))][:KEPT])

    def _name(self, group: Group) -> bytes:
        """The hash of a group of notes; empty where not all of it are notes."""
        hashed = self._basis.copy()
        for item in group:
            if not isinstance(item, Note):
                return b""
            text = item.text.encode(errors="surrogatepass")
            said = (
                item.path, item.kind, item.patient, item.date, item.offset, item.codes, item.clinician, item.payer,
                item.claim, len(text),
            )  # fmt: skip
            hashed.update(repr(said).encode() + text)
        return hashed.digest()


def forget(path: Path) -> int:
    """Remove the file; gives how many hashes it held. Raises OSError where it cannot be removed."""
    held = _read(path)
    path.unlink(missing_ok=True)
    return len(held[-1]) if held else 0


def _read(path: Path) -> tuple[bytes, bytes, list[bytes]] | None:
    """The key, what is known of the rules, and the hashes of a file; None where there is none, or something else."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    rules, begin = len(MARK) + KEY, len(MARK) + KEY + RULES
    if not data.startswith(MARK) or len(data) < begin or (len(data) - begin) % HASH:
        return None
    return data[len(MARK) : rules], data[rules:begin], [data[i : i + HASH] for i in range(begin, len(data), HASH)]


def _write(path: Path, key: bytes, rules: bytes, hashes: Iterable[bytes]) -> None:
    """Write the file under another name, mode 0600, and put it in place."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with replacing(str(path)) as out:
        out.write(b"".join((MARK, key, rules, *hashes)))


def _basis(settings: Settings) -> Iterator[bytes]:
    """What decides on every note alike: versions, settings, the tables that they name, the code and its data."""
    options = sorted((rule, sorted(given.items())) for rule, given in settings.options.items())
    ignores = [(glob, sorted(rules)) for glob, rules in settings.per_file_ignores]
    yield repr((sys.version, [r.id for r in settings.rules()], options, ignores)).encode()
    for _, given in options:
        for name, value in given:
            if name == "pairs":
                yield Path(value).read_bytes()
    for file in sorted(_files(settings)):
        status = os.stat(file)
        yield f"{file}\0{status.st_size}\0{status.st_mtime_ns}\0".encode(errors="surrogateescape")


def _files(settings: Settings) -> set[str]:
    """What records and verdicts are made by: spaCy, the linter with all it knows, and what comes with the rules."""
    spacy = find_spec("spacy")
    return {*(path for _, path in made_of(settings.rules())), str(spacy and spacy.origin), *settings.plugins}
