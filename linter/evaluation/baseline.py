"""An earlier evaluation, and what changed since: by figure, by rule, by note."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notelint.linter.evaluation.labels import LabelError

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since the baseline. Numbers are pairs of before and now; `mended` and `broken` are mistakes."""

    figures: dict[str, tuple[float | None, float | None]]
    rules: dict[str, tuple[str, str]]
    mended: dict[str, tuple[str, ...]]
    broken: dict[str, tuple[str, ...]]
    added: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.figures or self.rules or self.mended or self.broken or self.added or self.gone)


def read_baseline(path: Path) -> dict[str, Any]:
    """An evaluation that was written as JSON. Raises LabelError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise LabelError(f"{path}: {(error.strerror or type(error).__name__).lower()}") from None
    except (ValueError, RecursionError) as error:
        raise LabelError(f"{path}:{getattr(error, 'lineno', 1)}: no JSON") from None
    parts = ("figures", "rules", "notes")
    if not isinstance(data, dict) or data.get("format") != FORMAT or not all(p in data for p in parts):
        raise LabelError(f"{path}:1: not what `notelint evaluate --output-format json` writes")
    return data


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Change:
    """What differs between two evaluations as JSON."""
    figures = {
        name: (before["figures"].get(name), value)
        for name, value in now["figures"].items()
        if before["figures"].get(name) != value
    }
    ids = sorted({*before["rules"], *now["rules"]})
    rules = {i: (_counts(before["rules"].get(i)), _counts(now["rules"].get(i))) for i in ids}
    old, new = _mistakes(before), _mistakes(now)
    both = [name for name in new if name in old]
    mended = {name: tuple(m for m in old[name] if m not in new[name]) for name in both}
    broken = {name: tuple(m for m in new[name] if m not in old[name]) for name in both}
    return Change(
        figures,
        {i: pair for i, pair in rules.items() if pair[0] != pair[1]},
        {name: rows for name, rows in mended.items() if rows},
        {name: rows for name, rows in broken.items() if rows},
        tuple(name for name in new if name not in old),
        tuple(name for name in old if name not in new),
    )


def _counts(rule: Mapping[str, Any] | None) -> str:
    """The counts of a rule in a few words: "found 8 of 10, raised 1 of 12"."""
    if rule is None:
        return "none"
    said = f"found {rule['found']} of {rule['must']}, raised {rule['raised']} of {rule['must_not']}"
    return said + (f", cases {rule['cases_right']} of {rule['cases']}" if rule["cases"] else "")


def _mistakes(evaluation: Mapping[str, Any]) -> dict[str, list[str]]:
    return {n["note"]: [f"{m['what']}: {m['text']}" for m in n["mistakes"]] for n in evaluation["notes"]}
