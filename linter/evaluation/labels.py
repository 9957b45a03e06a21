"""Labelled notes: `labels.jsonl` beside the notes, read strictly. Every complaint names file and line."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from notelint.linter.note import Note
from notelint.linter.readers import NotRead, read_text
from notelint.linter.record import MeasureStatus
from notelint.linter.spelling import nearest

LABELS = "labels.jsonl"
FIRST_SCORE = "first-score.json"


class LabelError(Exception):
    """A label is wrong: file:line and what."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class WantedFinding(_Strict):
    """A finding that must, or must not, be raised; without a code, for any code or none."""

    rule: str
    code: str | None = None

    def __str__(self) -> str:
        return f"{self.rule} {self.code}" if self.code else self.rule


class WantedCharge(_Strict):
    """A billed charge as written; None where units or minutes are not stated."""

    code: str
    units: int | None = None
    minutes: int | None = None
    modifiers: tuple[str, ...] = ()


class WantedMeasure(_Strict):
    """A measure by its text and line; `loss` is None where it is not judged."""

    kind: Literal["rom", "strength", "assist", "performance"]
    text: str = Field(min_length=1)
    line: int = Field(ge=1)
    status: MeasureStatus = "present"
    loss: bool | None = None


class Label(_Strict):
    """What is right to say of one note. Charges and measures are all of them, or None where they are not labelled."""

    file: str = Field(min_length=1)
    kind: Literal["note", "template"] = "note"
    must: tuple[WantedFinding, ...] = ()
    must_not: tuple[WantedFinding, ...] = ()
    charges: tuple[WantedCharge, ...] | None = None
    measures: tuple[WantedMeasure, ...] | None = None
    why: str = ""


_PARTS: dict[str, type[_Strict]] = {
    "must": WantedFinding, "must_not": WantedFinding, "charges": WantedCharge, "measures": WantedMeasure,
}  # fmt: skip


def read_labels(path: Path, known: Collection[str]) -> list[Label]:
    """The labels of a file, each checked against its note. Raises LabelError; `known` are the ids of the rules."""
    labels: list[Label] = []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LabelError(f"{path}: {getattr(error, 'strerror', None) or 'not UTF-8'}") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            label = _label(line)
            _check(label, path.parent, known)
            if any(label.file == other.file for other in labels):
                raise ValueError(f"{label.file!r} is labelled twice")
        except ValueError as error:
            raise LabelError(f"{path}:{number}: {error}") from None
        labels.append(label)
    return labels


def read_first_score(folder: Path) -> dict[str, float] | None:
    """The figures of the first look at a folder's notes, from its first-score.json; None where there is none."""
    path = folder / FIRST_SCORE
    if not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise LabelError(f"{path}:{getattr(error, 'lineno', 1)}: no JSON") from None
    figures = data.get("figures", data) if isinstance(data, dict) else None
    if not isinstance(figures, dict):
        raise LabelError(f"{path}:1: no table of figures")
    return {k: float(v) for k, v in figures.items() if isinstance(v, int | float) and not isinstance(v, bool)}


def _label(line: str) -> Label:
    try:
        return Label.model_validate_json(line)
    except ValidationError as error:
        first: Any = error.errors(include_url=False)[0]
    place = [str(part) for part in first["loc"]]
    key = ".".join(place)
    if first["type"] == "json_invalid":
        raise ValueError("no JSON")
    if first["type"] == "extra_forbidden":
        model = _PARTS.get(place[0], Label) if len(place) > 1 else Label
        raise ValueError(f"unknown key {key!r}{nearest(place[-1], sorted(model.model_fields))}")
    if first["type"] == "missing":
        raise ValueError(f"key {key!r} is missing")
    raise ValueError(f"key {key!r}: {first['msg'][:1].lower()}{first['msg'][1:]}")


def _check(label: Label, folder: Path, known: Collection[str]) -> None:
    for wanted in (*label.must, *label.must_not):
        if wanted.rule not in known:
            raise ValueError(f"unknown rule {wanted.rule!r}{nearest(wanted.rule, known)}")
    both = {str(w) for w in label.must} & {str(w) for w in label.must_not}
    if both:
        raise ValueError(f"{sorted(both)[0]} both must and must not be raised")
    try:
        note = Note(label.file, read_text(str(folder / label.file)))
    except NotRead as error:
        raise ValueError(f"{label.file}: {error.reason}") from None
    for measure in label.measures or ():
        if measure.line > len(note.line_starts) or squashed(measure.text) not in squashed(note.line_text(measure.line)):
            raise ValueError(f"{label.file}:{measure.line} does not hold {measure.text!r}")


def squashed(text: str) -> str:
    """A text without white space and capitals."""
    return "".join(text.split()).lower()
