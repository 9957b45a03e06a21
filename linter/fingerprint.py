"""By what a finding is known again when lines have shifted, and the key that keeps that from telling anything."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from notelint.linter.record import Visit
from notelint.linter.rules import Rule
from notelint.linter.verdict import Verdict

VARIABLE = "NOTELINT_KEY"
SHORTEST = 16  # characters of a key; what is shorter could be guessed


class WrongKey(Exception):
    """A key cannot be used; the message says where it stands and what is wrong with it."""


def fingerprint(rule: Rule, verdict: Verdict, visit: Visit | None, key: bytes | None = None) -> str:
    """BLAKE2b of rule (and aspect), code, name of the section and evidence, in 32 hexadecimal digits.

    It stays the same when lines shift, prose is wrapped anew or a section is added, and changes with the evidence.
    White space and case do not count. Without evidence the words at the place of the finding stand in. The section
    tells only those findings apart that are neither of a code nor of the whole note: a charge is known by its code,
    whatever heading an empty line leaves it under. A note's fingerprint is keyed where there is a key, a template's
    never: it holds no patient's data.
    """
    section, texts = "", [e.text for e in verdict.evidence]
    if visit is not None and verdict.start is not None and rule.subject != "Visit":
        section = "" if verdict.code else _section(visit, verdict.start)
        texts = texts or [visit.note.text[verdict.start : verdict.end]]
    words = sorted("".join(t.split()).casefold() for t in texts)
    parts = (rule.id, verdict.aspect, verdict.code or "", section, *words)
    keyed = b"" if visit is not None and visit.kind == "template" else key or b""
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16, key=keyed).hexdigest()


def find_key() -> bytes | None:
    """The user's own key: of the environment, else of their configuration folder; None where there is none.

    An empty variable stands for none. Raises WrongKey where one is there and cannot be used.
    """
    if (said := os.environ.get(VARIABLE)) is not None:
        return _key(said, f"the environment variable {VARIABLE}") if said else None
    path = key_file()
    try:
        return _key(path.read_text(encoding="utf-8"), str(path))
    except (FileNotFoundError, NotADirectoryError):  # of a user without a home, too
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise WrongKey(f"{path}: {getattr(error, 'strerror', None) or 'not UTF-8'}") from None


def key_file() -> Path:
    """Where a user's key is kept: outside of every folder of notes."""
    from platformdirs import user_config_path

    return user_config_path("notelint") / "key"


def _key(said: str, where: str) -> bytes:
    if len(said.strip()) < SHORTEST:
        raise WrongKey(f"{where}: a key has at least {SHORTEST} characters, this one has {len(said.strip())}")
    return hashlib.blake2b(said.strip().encode("utf-8", "surrogatepass"), digest_size=32).digest()


def _section(visit: Visit, at: int) -> str:
    return next((s.name for s in reversed(visit.sections) if s.start <= at < s.end), "")
