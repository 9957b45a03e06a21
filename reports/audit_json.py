"""audit.json: all of an audit for programs, the notes one a line."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any, BinaryIO

from notelint.linter.audit.summary import (
    AuditedCharge,
    AuditedNote,
    AuditedVerdict,
    Frame,
    RuleInfo,
    Stratum,
    Summary,
    Unread,
)  # fmt: skip
from notelint.linter.config import Thresholds
from notelint.reports.json import ascii_json

FORMAT = 1
CHARGE = tuple(f.name for f in fields(AuditedCharge))
VERDICT = tuple(f.name for f in fields(AuditedVerdict))


def write(summary: Summary, out: BinaryIO) -> None:
    """Write the audit; charges and verdicts of a note are lists, whose fields the head names in their order."""
    head = {
        "format": FORMAT,
        "frame": asdict(summary.frame),
        "thresholds": asdict(summary.thresholds),
        "rates": _with_shares(asdict(summary.rates)),
        "overpayment": summary.overpayment and asdict(summary.overpayment),
        "rules": [asdict(rule) for rule in summary.rules],
        "reviewed": [reviewed.row.number for reviewed in summary.reviewed],
        "charge_fields": CHARGE,
        "verdict_fields": VERDICT,
    }
    out.write(b"{\n")
    for key, value in head.items():
        out.write(f'"{key}": {ascii_json(value)},\n'.encode())
    out.write(b'"notes": [')
    for i, note in enumerate(summary.notes):
        out.write(f"{',' if i else ''}\n{ascii_json(_note(note), compact=True)}".encode())
    out.write(b"\n]\n}\n")


def read(text: str) -> tuple[Frame, Thresholds, tuple[RuleInfo, ...], tuple[AuditedNote, ...]]:
    """What all else in an audit.json follows from. Raises ValueError where it is none, or of another format."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise ValueError(f"an audit of format {said['format']}, and this version reads {FORMAT}")
        frame = said["frame"]
        frame |= {
            "source": tuple(frame["source"]),
            "strata": tuple(Stratum(**s) for s in frame["strata"]),
            "unread": tuple(Unread(**u) for u in frame["unread"]),
        }
        thresholds = said["thresholds"] | {"overpayment_rules": tuple(said["thresholds"]["overpayment_rules"])}
        rules = tuple(RuleInfo(**r) for r in said["rules"])
        return Frame(**frame), Thresholds(**thresholds), rules, tuple(_read_note(n) for n in said["notes"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"not an audit that notelint wrote ({type(error).__name__})") from None


def _note(note: AuditedNote) -> dict[str, Any]:
    """A note; its charges and verdicts as lists, which there are many of."""
    said = {f.name: getattr(note, f.name) for f in fields(note)}
    said["charges"] = [[getattr(c, name) for name in CHARGE] for c in note.charges]
    said["verdicts"] = [[getattr(v, name) for name in VERDICT] for v in note.verdicts]
    return said


def _read_note(said: dict[str, Any]) -> AuditedNote:
    charges = tuple(AuditedCharge(*c) for c in said["charges"])
    return AuditedNote(**said | {"charges": charges, "verdicts": tuple(AuditedVerdict(*v) for v in said["verdicts"])})


def _with_shares(value: Any) -> Any:
    """Rates with the share beside the counts that it follows from."""
    if isinstance(value, dict):
        said = {key: _with_shares(v) for key, v in value.items()}
        if "applicable" in said:
            said["share"] = said["failed"] / said["applicable"] if said["applicable"] else None
        return said
    return [_with_shares(v) for v in value] if isinstance(value, (list, tuple)) else value
