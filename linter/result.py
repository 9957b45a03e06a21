"""What a run hands to the reports: a note and the verdicts on it."""

from __future__ import annotations

from dataclasses import dataclass

from notelint.linter.note import Note
from notelint.linter.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """A note and the verdicts on it, findings in the order of their places.

    A file that could not be read is a note without text and one verdict, NL002; a rule that crashed is NL001.
    What is said of a file of waivers is a result too, of no note: `is_note` is false.
    """

    note: Note
    verdicts: tuple[Verdict, ...]
    is_note: bool = True

    @property
    def findings(self) -> tuple[Verdict, ...]:
        """The fails and the reviews."""
        return tuple(v for v in self.verdicts if v.is_finding)


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What every report is told: colour or not, all verdicts or findings only, counts, and who made it."""

    color: bool = False
    all_verdicts: bool = False
    statistics: bool = False
    version: str = ""
    profile: str = "default"
    rules: tuple[str, ...] = ()
    width: int = 100
