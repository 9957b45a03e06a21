"""Waivers as they are written, in a template or in a file beside the notes, and what they do to verdicts."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import replace

from notelint.linter.frozen import frozen
from notelint.linter.record.subject import Mention, Subject
from notelint.linter.spelling import nearest
from notelint.linter.verdict import Verdict, Waiver


@frozen
class WaiverEntry(Mention, Subject):
    """A waiver where it stands; it waives the findings of a rule, of those only the ones with the code, note and
    fingerprint that it gives.

    `note` is a path as the entry's reader resolved it. `wrong` says why it can waive nothing. `found` is how many
    findings it waives, None where the run does not tell; `expired` is whether it did so in the past only.
    """

    rule: str
    waiver: Waiver
    code: str | None = None
    note: str | None = None
    fingerprint: str | None = None
    wrong: str = ""
    expired: bool = False
    found: int | None = None

    @property
    def anchor(self) -> Mention:
        """Where it is written."""
        return self

    @property
    def billed_as(self) -> str | None:
        """The code that it is for."""
        return self.code

    @property
    def addendum(self) -> str:
        """Nobody signs a waiver."""
        return ""

    @property
    def aim(self) -> str:
        """What it is meant to waive, in words: "FL001 on 97530"."""
        return self.rule + (f" on {self.code}" if self.code else "")

    def waives(self, verdict: Verdict) -> bool:
        """Whether a verdict on its note is one that it is for."""
        return (
            verdict.is_finding
            and verdict.rule == self.rule
            and self.code in (None, verdict.code)
            and self.fingerprint in (None, verdict.fingerprint)
        )


def aged(entry: WaiverEntry, today: datetime.date | None = None) -> WaiverEntry:
    """The entry as it stands on a day, without one today: it is in force up to and on the day that it names."""
    day = (today or datetime.date.today()).isoformat()
    return replace(entry, expired=bool(entry.waiver.expires) and entry.waiver.expires < day)


def of_a_rule(entry: WaiverEntry, rules: Collection[str]) -> WaiverEntry:
    """The entry, which says what is wrong with it where none of the rules has the id that it gives."""
    if entry.wrong or entry.rule in rules:
        return entry
    return replace(entry, wrong=f"there is no rule {entry.rule!r}{nearest(entry.rule, rules)}")


def waived(
    verdicts: Sequence[Verdict], entries: Sequence[WaiverEntry], judged: Collection[str]
) -> tuple[list[Verdict], list[WaiverEntry]]:
    """The verdicts on a note, with what is waived marked, and the entries for it with the number of findings of each.

    `judged` are the rules that looked at the note; of others nothing is known. The first entry in force counts.
    """
    found = [0] * len(entries)
    marked = []
    for verdict in verdicts:
        for i, entry in enumerate(entries):
            if not entry.expired and not entry.wrong and entry.waives(verdict):
                found[i] += 1
                verdict = replace(verdict, waived=verdict.waived or entry.waiver)
        marked.append(verdict)
    counted = [replace(e, found=n if n or e.rule in judged else None) for e, n in zip(entries, found, strict=True)]
    return marked, counted
