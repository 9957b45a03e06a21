"""The two sides of one measure: the worse side is a loss where it is far from the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from notelint.linter.language.measures.loss import _SHARE
from notelint.linter.language.measures.marks import Side
from notelint.linter.language.measures.vocabulary import motion_names, norms, tests
from notelint.linter.record import Measure

Key = tuple[str, str, str]

_REACH = 320
_OTHER = {"right": "left", "left": "right", "affected": "sound", "sound": "affected"}
_AS_GOOD = 0.9  # of the other hand's force: dominance alone makes as much of a difference
_SHORTFALLS = ("lag", "contracture", "popliteal angle")
_MIDLINE = frozenset({"neck", "thoracic", "lumbar", "trunk", "jaw"})


def compare(sides: Sequence[Side], measures: Sequence[Measure], called: Mapping[int, str]) -> list[Measure]:
    """The measures with the losses that the other side shows; `called` are those whose side is "affected" or "sound"."""
    found = list(measures)
    last: dict[tuple[str, str, str, str], int] = {}
    sided: bool | None = None
    affected: str | None = None
    for index, measure in enumerate(found):
        if measure.status != "present" or measure.value is None or measure.impossible:
            continue
        if measure.unit in ("grade", "level") or measure.kind == "assist":
            continue
        key = (measure.kind, measure.name, "deg" if measure.unit == "" and measure.kind == "rom" else measure.unit)
        side = measure.side if measure.side in ("right", "left") else called.get(measure.start)
        if side is None:
            if (better := _better(found, last, key)) is not None:
                found[index] = _both(found[better], measure, True)[1]
            last[*key, ""] = index
            continue
        last[*key, side] = index
        other = last.get((*key, _OTHER[side]))
        if other is None:
            treated = last.get((*key, ""))
            if measure.loss is None and treated is not None and measure.start - found[treated].end <= _REACH:
                affected = _side_before(sides, found[0].start) if affected is None else affected
                if affected not in ("", side) and _both(found[treated], measure, True)[0].loss:
                    found[index] = _both(found[treated], measure, True)[1]
            continue
        if sided is None:
            sided = one_sided(sides) or one_sided([s for s in sides if s.end < found[0].start - 2])
        first, second = _both(found[other], measure, sided)
        if measure.start - found[other].end <= _REACH:
            found[other], found[index] = first, second
        elif second.loss:  # one side measured again, after a treatment
            found[index] = second
    return found


def _side_before(sides: Sequence[Side], start: int) -> str:
    """The one side that the note names before its first measure, as in "L TKA"; what is measured without one is of it."""
    named = {s.name for s in sides if s.end < start}
    return named.pop() if len(named) == 1 and named <= {"right", "left"} else ""


def _better(found: Sequence[Measure], last: Mapping[tuple[str, str, str, str], int], key: Key) -> int | None:
    """The better of two sides measured before, where the other was the worse: what is measured again is the worse."""
    sides = [last[*key, side] for side in ("right", "left") if (*key, side) in last]
    sound = [index for index in sides if found[index].loss is False]
    return sound[0] if len(sides) == 2 and len(sound) == 1 else None


def _both(first: Measure, second: Measure, sided: bool) -> tuple[Measure, Measure]:
    """Two sides of one measure, compared."""
    test = tests().get(first.name)
    lower = (test is not None and test.better == "lower") or first.name.endswith(_SHORTFALLS)
    a, b = first.value or 0.0, second.value or 0.0
    if a == b or (first.kind == "rom" and _straight(first.name)):
        return first, second
    first_worse = (a > b) if lower else (a < b)
    worse, better = (first, second) if first_worse else (second, first)
    low, high = sorted((abs(a), abs(b))) if a * b >= 0 else (min(a, b), max(a, b))
    far = (high - low >= 15 and first.unit == "deg") or (high > 0 and low <= high * (1 - _SHARE) + 1e-9)
    if not far:
        if sided and better.loss is None and first.kind == "strength":
            better = replace(better, loss=False)
        if better.loss is False and worse.loss is None and first.kind == "strength" and low >= high * _AS_GOOD:
            worse = replace(worse, loss=False)
        return (worse, better) if first_worse else (better, worse)
    if worse.loss is None or first.kind in ("rom", "strength") or test is None or test.loss is None:
        worse = replace(worse, loss=True)
    if better.loss is None:
        better = replace(better, loss=False)
    elif better.loss and sided and not (better.low or 0) >= 5 and (better.value or 0) >= 0:
        better = replace(better, loss=None if better.region in _MIDLINE else False)
    return (worse, better) if first_worse else (better, worse)


def _straight(name: str) -> bool:
    """Whether a motion is normal at zero: what is short of it is a loss by itself, whatever the other side is."""
    norm = norms().get(motion_names().get(name, ("", "")))
    return norm is not None and norm.normal == 0


def one_sided(sides: Sequence[Side]) -> bool:
    """Whether the note speaks of one side as the patient's, as in "R TKA" or "left shoulder pain"."""
    named = {s.name for s in sides if s.end <= 400 and s.name in ("right", "left", "both")}
    return len(named) == 1 and "both" not in named
