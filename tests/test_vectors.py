"""Worked examples of payers' rules, each as a short note through `notelint check`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from notelint.linter.cli import cli

HEAD = """DOS 3/4/2026  R rotator cuff repair 1/12/2026, cervical strain. R flexion 110 deg, L 165 deg; R ER 3+/5.
"""
TAIL = """Pt needed cues to keep the scapula down; flexion 118 deg after. Cont 2x/wk per POC.  J. Doe, PT, DPT
"""
WORDS = {
    "97110": "band ER 3x12, to increase cuff strength to reach the 2nd shelf at work",
    "97112": "rhythmic stabilization 4x20 sec with manual perturbation, for shoulder proprioception to reach overhead",
    "97140": "posterior GH glides grade III, to increase R shoulder flexion for reaching the shelf",
    "97116": "gait with SPC 300 ft, cues for arm swing, to walk to the bus",
    "97035": "ultrasound 1 MHz 1.2 W/cm2 to R supraspinatus",
    "97530": "lifting a 10 lb crate from counter to 2nd shelf 3x8 to stock shelves at work",
    "97124": "massage, effleurage and petrissage to R upper trapezius, to reduce spasm so he can reach the shelf",
}


def billed(*charges: str, total: str = "") -> str:
    """A sound note that bills "97110 24 2" (minutes, units) and the like."""
    lines = []
    for charge in charges:
        code, minutes, units = charge.split()
        lines.append(f"{code} ({minutes} min, {units} unit{'' if units == '1' else 's'}): {WORDS[code]}.\n")
    return HEAD + "".join(lines) + total + TAIL


def found(folder: Path, note: str, profile: str, families: str) -> set[tuple[str, str, str | None]]:
    """Rule, severity and code of each finding."""
    (folder / "note.txt").write_text(note)
    args = ["check", "--isolated", "--profile", profile, "--select", families, "--output-format", "json"]
    result = CliRunner().invoke(cli, [*args, str(folder / "note.txt")], prog_name="notelint")
    assert result.exit_code in (0, 1), result.output
    return {(f["rule"], f["severity"], f["code"]) for f in json.loads(result.stdout)}


@dataclass(frozen=True)
class Example:
    """What is billed, and the findings under the pooled and under the midpoint rule."""

    name: str
    charges: tuple[str, ...]
    pooled: set[tuple[str, str, str | None]]
    midpoint: set[tuple[str, str, str | None]]


def over(*codes: str | None, severity: str = "error") -> set[tuple[str, str, str | None]]:
    return {("TU002", severity, code) for code in codes}


UNDER = {("TU003", "info", None)}

EXAMPLES = [
    # CMS Claims Processing Manual ch. 5 s. 20.2 and what the midpoint rule makes of the same visit
    Example("24 and 23", ("97112 24 2", "97110 23 1"), set(), UNDER),
    Example("24 and 23, all that the midpoint rule gives", ("97112 24 2", "97110 23 2"), over("97110"), set()),
    Example("20 and 20, one way", ("97112 20 2", "97110 20 1"), set(), over("97112")),
    Example("20 and 20, the other way", ("97112 20 1", "97110 20 2"), set(), over("97110")),
    Example("20 and 20, one each", ("97112 20 1", "97110 20 1"), UNDER, set()),
    Example("33 and 7", ("97110 33 2", "97140 7 1"), set(), over("97140")),
    Example("four codes", ("97110 18 1", "97140 13 1", "97116 10 1", "97035 8 0"), set(), UNDER),
    Example("four codes, a unit each", ("97110 18 1", "97140 13 1", "97116 10 1", "97035 8 1"), over("97035"), set()),
    Example("7, 7 and 7", ("97112 7 1", "97110 7 0", "97140 7 0"), set(), over("97112")),
    Example("7, 7 and 7, the last one", ("97112 7 0", "97110 7 0", "97140 7 1"), set(), over("97140")),
    Example("15 and 8", ("97110 15 1", "97530 8 1"), set(), set()),
    Example("10 and 10, one", ("97110 10 1", "97124 10 0"), set(), UNDER),
    Example("38", ("97110 38 3",), set(), set()),
    # V1 to V5
    Example("V1", ("97112 24 2", "97110 23 1"), set(), UNDER),
    Example("V2", ("97112 24 1", "97110 23 2"), over("97110", severity="warning"), UNDER),
    Example("V3", ("97110 33 3", "97140 7 0"), over("97110", severity="warning"), over("97110")),
    Example("V4", ("97110 10 1", "97124 10 1"), over(None), set()),
    Example("V5", ("97110 8 1", "97112 8 1", "97140 8 1", "97530 8 1"), over(None), set()),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.name)
@pytest.mark.parametrize("profile", ["medicare", "commercial"])
def test_units(example: Example, profile: str, tmp_path: Path) -> None:
    expected = example.pooled if profile == "medicare" else example.midpoint
    assert found(tmp_path, billed(*example.charges), profile, "TU") == expected


def test_v6_treatment_minutes_below_the_timed_ones(tmp_path: Path) -> None:
    total = "Total timed minutes: 45. Total treatment time: 40 min.\n"
    note = billed("97110 30 2", "97140 15 1", total=total)
    assert found(tmp_path, note, "medicare", "TU") == {("TU004", "warning", None)}
    assert found(tmp_path, note.replace("time: 40", "time: 50"), "medicare", "TU") == set()


V7 = """INITIAL EVALUATION 3/4/2026  R rotator cuff repair 1/12/2026. R flexion 110 deg, L 165 deg.
97162 (1 unit): PT evaluation, moderate complexity.
97161 (1 unit): PT evaluation, low complexity.
Plan 2x/wk for 6 weeks. Goal: lift 10 lb to the 2nd shelf by 4/15/2026.  J. Doe, PT, DPT
"""
V10 = """DOS 3/4/2026  R knee OA. R knee 8-105 deg, quads 4-/5.
97150 (1 unit): bike class of 4 patients, 20 min, cadence cued for each, to build quad endurance for the walk to church.
97110 (10 min, 1 unit): one-on-one heel slides 3x10 with strap, to increase R knee flexion for the stairs.
Flexion 110 deg after. Cont 2x/wk per POC.  J. Doe, PT, DPT
"""
V13 = """DOS 3/4/2026  Cervical and thoracic segmental dysfunction. Cervical rotation R 50 deg, L 70 deg. T6 tender.
98941 (1 unit): adjusted C2 and T6, diversified. Rotation R 62 deg after.
Plan 2x/wk for 3 weeks.  Y. Egan, DC
"""
V15 = billed("97110 24 2").replace("J. Doe, PT, DPT", "J. Doe")


@pytest.mark.parametrize(
    ("note", "families", "expected"),
    [
        (V7, "CA008", {("CA008", "error", "97161")}),
        (V10, "CA008,TU", {("CA008", "info", "97110")}),
        (V13, "CA006", {("CA006", "error", "98941")}),
        (V13.replace("98941", "98940"), "CA006", set()),
        (V13.replace("C2 and T6", "C2, T6 and L4"), "CA006", set()),
        (V15, "RC001", {("RC001", "error", None)}),
        (billed("97110 24 2"), "RC001", set()),
    ],
    ids=["V7", "V10", "V13", "V13 as 98940", "V13 with three regions", "V15", "V15 with credentials"],
)
def test_vectors(note: str, families: str, expected: set[tuple[str, str, str | None]], tmp_path: Path) -> None:
    assert found(tmp_path, note, "medicare", families) == expected


def test_v20_a_note_that_is_a_copy(tmp_path: Path) -> None:
    for folder, days in (("smith", (3, 6)), ("jones", (3,))):
        (tmp_path / folder).mkdir()
        for day in days:
            note = billed("97110 24 2").replace("DOS 3/4/2026", f"DOS 2/{day}/2026")
            (tmp_path / folder / f"{day}.txt").write_text(note)
    args = ["check", "--isolated", "--config", "patient = { folder = 1 }", "--select", "RC004"]
    result = CliRunner().invoke(cli, [*args, "--output-format", "json", str(tmp_path)], prog_name="notelint")
    (finding,) = json.loads(result.stdout)
    assert (finding["rule"], finding["severity"], Path(finding["path"]).name) == ("RC004", "warning", "6.txt")
    assert finding["message"] == "the same text as the visit of 2026-02-03, save for dates"
