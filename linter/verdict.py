"""What a rule says: a verdict with its evidence."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal, Protocol

from notelint.linter.frozen import frozen

Outcome = Literal["pass", "fail", "review", "not_applicable"]
Direction = Literal["over", "under", "documentation"]


def family_of(rule: str) -> str:
    """The letters that a rule's id begins with: "OM" of "OM001"."""
    return rule.rstrip("0123456789")


class RuleError(Exception):
    """A rule did what no rule may; the message says what, and quotes nothing of a note."""


class Severity(StrEnum):
    """How much a finding weighs, heaviest first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for info, 1 for warning, 2 for error."""
        return ("info", "warning", "error").index(self.value)

    def lowered(self, steps: int) -> Severity:
        """The severity that many steps lighter, info at the lightest."""
        return (Severity.INFO, Severity.WARNING, Severity.ERROR)[max(0, self.rank - steps)]


class Seen(Protocol):
    """What a rule may give as evidence: evidence itself, or a mention of the record."""

    @property
    def text(self) -> str:
        """The words."""

    @property
    def start(self) -> int:
        """Where they begin in the note's text."""

    @property
    def end(self) -> int:
        """Where they end."""

    @property
    def read_as(self) -> str:
        """What they were read as."""


@frozen
class Evidence:
    """A piece of the note and what it was read as; offsets are those of the note's text."""

    text: str
    start: int
    end: int
    read_as: str = ""


@frozen
class Waiver:
    """Why a finding was accepted, by whom, since when and until when; `place` is where the waiver stands, file:line."""

    reason: str
    by: str = ""
    date: str = ""
    expires: str = ""
    place: str = ""


@frozen
class Fix:
    """What would set a finding right: words to put into the note's text at an offset. Only templates are ever fixed."""

    at: int
    addition: str


@frozen
class Verdict:
    """What a rule says of one subject.

    `start` and `end` place it in the note's text; both are None for what stands nowhere.
    `help` is a question to the clinician. A rule gives `severity` only where it differs from the rule's own.
    The engine stamps `rule`, `name`, `severity`, `direction`, `source` and `fingerprint`, and makes the mentions that a
    rule gave as evidence `Evidence`, which holds no more of the record.
    `aspect` tells apart what a rule asks of one place. `private` says that it is about a note, not a template: what it
    quotes are a patient's data. `waived` says that somebody accepted the finding, `known` that it stands in the
    baseline.
    """

    outcome: Outcome
    message: str = ""
    help: str = ""
    evidence: tuple[Seen, ...] = ()
    code: str | None = None
    start: int | None = None
    end: int | None = None
    severity: Severity | None = None
    rule: str = ""
    name: str = ""
    direction: Direction = "documentation"
    source: str = ""
    fingerprint: str = ""
    aspect: str = ""
    private: bool = False
    waived: Waiver | None = None
    known: bool = False
    fix: Fix | None = None

    @property
    def is_finding(self) -> bool:
        """Whether this is a fail or a review."""
        return self.outcome in ("fail", "review")

    @property
    def of_run(self) -> bool:
        """Whether this is of the run, not the note: a rule that crashed (NL001), a note that was not read (NL002)."""
        return self.rule.startswith("NL")

    @property
    def counts(self) -> bool:
        """Whether this is a finding that nobody accepted: neither waived nor in the baseline."""
        return self.is_finding and self.waived is None and not self.known
