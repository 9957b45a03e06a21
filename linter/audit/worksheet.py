"""What a worksheet of an audit holds: a row for each verdict of the notes in full, and an auditor's answer to each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from notelint.linter.audit.summary import AuditedNote, AuditedVerdict, Frame
from notelint.linter.verdict import Outcome

REVIEW, ABOUT = "Review", "About"  # the sheets
ROW, ANSWER, COMMENT, INITIALS, DATE = "Row", "Answer", "Comment", "Initials", "Answered on"  # columns that are read
MARK, BLIND, NOTES = "Audit", "Blind", "Notes"  # rows of the sheet About that are read
AGREE, DISAGREE, NOT_APPLICABLE, MET, NOT_MET = "agree", "disagree", "not applicable", "met", "not met"
OPEN_ANSWERS = (AGREE, DISAGREE, NOT_APPLICABLE)
BLIND_ANSWERS = (MET, NOT_MET, NOT_APPLICABLE)
Key = tuple[int, int]  # the number of a note, and the place of a verdict among its verdicts


@dataclass(frozen=True, slots=True)
class Answer:
    """What an auditor says of a verdict; `outcome` is the verdict that it comes to, `cell` where it stands."""

    outcome: Outcome
    comment: str
    initials: str
    date: str
    cell: str


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A worksheet that was filled in: its rows, and the answers to those that were answered.

    `blind` says that the auditor did not see the tool's verdicts.
    """

    path: str
    blind: bool
    rows: int
    answers: Mapping[Key, Answer]

    @property
    def auditors(self) -> tuple[str, ...]:
        """The initials that stand in it."""
        return tuple(sorted({a.initials for a in self.answers.values() if a.initials}))


def mark_of(frame: Frame) -> str:
    """What tells an audit from others: a hash of what was drawn, how, and by which rules."""
    said = [
        frame.ids_hash, frame.method, frame.seed, frame.size, frame.stratified_by, frame.universe, frame.sampled,
        frame.rules_hash, frame.profile, frame.ids_withheld,
    ]  # fmt: skip
    return hashlib.blake2b(json.dumps(said).encode(), digest_size=8).hexdigest()


def asked(notes: Iterable[AuditedNote]) -> Iterable[tuple[Key, AuditedNote, AuditedVerdict]]:
    """The verdicts that are a row of the worksheet, in their order; what is of the run (NL) is none."""
    for note in notes:
        for index, verdict in enumerate(note.verdicts):
            if not verdict.rule.startswith("NL"):
                yield (note.number, index), note, verdict


def row_id(mark: str, key: Key, verdict: AuditedVerdict) -> str:
    """The name of a row, the same whenever the worksheet is written; it does not tell the tool's verdict."""
    said = f"{mark} {key[0]} {key[1]} {verdict.rule} {verdict.code} {verdict.line}"
    return hashlib.blake2b(said.encode(), digest_size=6).hexdigest()


def outcome_of(answer: str, verdict: AuditedVerdict) -> Outcome:
    """The verdict that an answer comes to.

    To agree with a review is to say that the rule is not met. Who disagrees that a rule does not apply says only that
    it does: it is for somebody to decide.
    """
    if answer == NOT_APPLICABLE:
        return "not_applicable"
    if answer in (MET, NOT_MET):
        return "pass" if answer == MET else "fail"
    if answer == AGREE:
        return "fail" if verdict.outcome == "review" else verdict.outcome
    others: Mapping[Outcome, Outcome] = {"pass": "fail", "fail": "pass", "review": "pass", "not_applicable": "review"}
    return others[verdict.outcome]
