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
    """What every report is told: colour or not, all verdicts or findings only, counts, and who made it.

    `snippets` asks for the words of the note at each place, in the formats that leave them out otherwise.
    """

    color: bool = False
    all_verdicts: bool = False
    statistics: bool = False
    snippets: bool = False
    version: str = ""
    rules_hash: str = ""
    profile: str = "default"
    rules: tuple[str, ...] = ()
    width: int = 100

    @property
    def made_by(self) -> str:
        """By which version, rules and knowledge a report was made: what it takes to make it again."""
        by = f"notelint {self.version}".rstrip()
        return f"{by}, rules and knowledge {self.rules_hash}" if self.rules_hash else by
