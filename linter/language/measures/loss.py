"""Whether a value is a loss, and whether its scale or joint allows it at all."""

from __future__ import annotations

from notelint.linter.language.measures.vocabulary import Norm, Test, motion_names, norms, tests

_SHARE, _DEGREES = 0.15, 15.0
LENGTH = {"cm": 1.0, "mm": 0.1, "in": 2.54, "": 1.0}
_DISTANCE = {"m": 1.0, "ft": 0.3048, "yd": 0.9144, "": 1.0}
_SPEED = {"m/s": 1.0, "ft/s": 0.3048, "mph": 0.447, "cm/s": 0.01}
_FORCE = {"lb": 1.0, "kg": 2.2046, "n": 0.2248}
_TIME = {"s": 1.0, "min": 60.0, "h": 3600.0, "": 1.0}


def below(value: float, normal: float) -> bool:
    """Whether a value lies 15 degrees or 15 % below what is normal."""
    return normal > 0 and (normal - value >= _DEGREES or value <= normal * (1 - _SHARE) + 1e-9)


def motion_loss(
    joint: str, motion: str, value: float, low: float | None, normal: float | None, negative: bool
) -> bool | None:
    """The loss of a motion in degrees."""
    if motion in ("lag", "contracture"):
        return abs(value) >= 5
    if low is not None and (low >= 5 or (negative and low > 0)):
        return True
    if motion == "popliteal angle":
        return True if 20 <= abs(value) < 150 else None
    if motion == "hyperextension" and joint in ("knee", "elbow", ""):
        return False if abs(value) <= 10 else None
    if motion in ("hyperextension", "muscle length"):
        return None
    norm = norms().get((joint, motion))
    standard = normal if normal is not None else norm.normal if norm else None
    if standard is None:
        return None
    if standard == 0:
        short = abs(value) if value < 180 - 30 else 180 - value
        return True if short >= 5 else False if short < 1 else None
    if negative:
        return True
    if normal is not None and value <= normal * 0.9:
        return True
    if below(value, standard):
        return True
    return False if value >= standard else None


def too_much(joint: str, motion: str, value: float) -> str | None:
    """Why a joint does not allow a motion of so many degrees."""
    norm: Norm | None = norms().get((joint, motion))
    ceiling = norm.ceiling if norm else 290.0 if motion == "total active motion" else 200.0
    if value > ceiling:
        what = " ".join(w for w in (joint, motion) if w) or "a joint"
        return f"{what} does not exceed {ceiling:g} degrees"
    return None


def in_unit(test: Test, value: float, unit: str) -> float:
    """A value in the unit of its test."""
    for table in (LENGTH, _DISTANCE, _SPEED, _FORCE, _TIME):
        if test.unit in table and unit in table and test.unit:
            return value * table[unit or test.unit] / table[test.unit]
    return value


def test_loss(test: Test, value: float, unit: str, compared: str) -> bool | None:
    """The loss that a test shows."""
    if test.loss is None:
        return None
    found = in_unit(test, value, unit)
    if test.better == "lower":
        return True if found >= test.loss else False if test.sound is not None and found <= test.sound else None
    if compared == "<":
        return True if found <= test.loss else None
    return True if found < test.loss else False if test.sound is not None and found >= test.sound else None


def of_name(name: str, value: float, unit: str) -> bool | None:
    """The loss that a value shows, where only the name of the measure is known."""
    if pair := motion_names().get(name):
        return motion_loss(*pair, value, None, None, False)
    test = tests().get(name)
    return test_loss(test, value, unit, "") if test is not None else None


def off_scale(test: Test, value: float, of: float | None, unit: str) -> str | None:
    """Why a scale does not allow a value."""
    if of is not None and value > of:
        return f"{test.name} does not exceed {of:g}"
    if unit or test.high is None or test.unit:
        return None
    if value > test.high:
        return f"{test.name} does not exceed {test.high:g}"
    return None


def assist_loss(level: str) -> bool | None:
    """The loss that a level of assistance shows."""
    if level in ("independent", "unassisted"):
        return False
    return None if level == "mod_independent" else True
