"""Charges: code, units, minutes and modifiers from the layouts in which clinicians write them."""

import pytest
from reading_help import read_text

HEAD = "1/12/2026  L TSA wk 10. L flex 120.\n"
ROW = "wand AAROM 3x10, for flexion to reach her closet"
GLIDES = "GH glides gr III, for flexion to reach her closet"
LAYOUTS = [
    f"CODE 97110  TIME 30  UNITS 2\n{ROW}\nCODE 97140  TIME 15  UNITS 1\n{GLIDES}",
    f"* `97110` x2, 30 min: {ROW}\n* `97140` x1, 15 min: {GLIDES}",
    f"| Service | CPT | Mod | Minutes | Units |\n| Ex | 97110 | - | 30 | 2 |\n| MT | 97140 | - | 15 | 1 |\n{ROW}.",
    f"Timed codes  97110  97140\nMinutes      30     15\nUnits        2      1\n{ROW}.",
    f"97110\n  Minutes: 30\n  Units: 2\n  {ROW}\n97140\n  Minutes: 15\n  Units: 1\n  {GLIDES}",
    f"code: 97110\nunits: 2\nminutes: 30\ndone: {ROW}\ncode: 97140\nunits: 1\nminutes: 15\ndone: {GLIDES}",
    f"{{97110}} 30m/2u {ROW}\n{{97140}} 15m/1u {GLIDES}",
    f"97110 (2/30) {ROW}\n97140 (1/15) {GLIDES}",
    f"97110 (30) x2: {ROW}\n97140 (15) x1: {GLIDES}",
    f"97110 {ROW}. Time 30 min. Units 2.\n97140 {GLIDES}. Time 15 min. Units 1.",
    f"TE (97110): {ROW} [30 min / 2 u]\nMT (97140): {GLIDES} [15 min / 1 u]",
    f'"97110","2","30","{ROW}"\n"97140","1","15","{GLIDES}"',
    f"|97110|2|30|{ROW}|\n|97140|1|15|{GLIDES}|",
    f"CPT.........Units........Min\n97110.......2............30\n97140.......1............15\nTE: {ROW}",
    f"{ROW}.......97110...2 u...30 min\n{GLIDES}.......97140...1 u...15 min",
    f"TE x2 = 30 min (97110). {ROW}.\nMT x1 = 15 min (97140). {GLIDES}.",
    f"Thirty minutes of exercise, 97110 times two, {ROW}. Fifteen minutes of 97140 times one, {GLIDES}.",
    f"Billed: 97110 (2), 97140 (1). Minutes: 97110 30, 97140 15.\n{ROW}.",
    f"Units: 97110 - 2, 97140 - 1\nTime: 97110 - 30, 97140 - 15\n{ROW}.",
    f"97110 two (2) units, thirty (30) min: {ROW}\n97140 one (1) unit, fifteen (15) min: {GLIDES}",
    f"97110 (start 9:00, end 9:30) 2 units: {ROW}\n97140 (start 9:30, end 9:45) 1 unit: {GLIDES}",
    f"30' 97110 2u {ROW}\n15' 97140 1u {GLIDES}",
    f"97110 - 2 - 30 min - {ROW}\n97140 - 1 - 15 min - {GLIDES}",
    f"#1 97110, 2 units @ 30 min. {ROW}\n#2 97140, 1 unit @ 15 min. {GLIDES}",
    f"Half an hour went to 97110, two units: {ROW}. A quarter of an hour to 97140, one unit: {GLIDES}.",
    f"97110     {ROW}\n          table slides x20                30 min   2u\n97140     {GLIDES}\n"
    "          inferior, then posterior        15 min   1u",
]
ELSEWHERE = [
    "(previous visit: 97110 x3, 97112 x1)",
    "97761 was billed on 12-02 at delivery.",
    "Splint made here on 12/19 (97760 that day).",
    "97530 held, arm sore. 97035 not indicated.",
    "Last session: 97140 x1, 97112 x2, well tolerated.",
    "Bay Street 4, Newport, OR 97140",
    "Claim #97530-B, adjuster R. Poe",
    "Chosen in place of 97112.",
    "97116 was offered; refused, knee sore.",
    "97150 to start next week.",
    "No additional charge for 97035.",
]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_units_and_minutes_in_every_layout(layout: str) -> None:
    bills = read_text(f"{HEAD}{layout}\nCont 2/wk.  Al Fox, PT\n").bills
    assert [(b.code, b.units, b.minutes) for b in bills] == [("97110", 2, 30), ("97140", 1, 15)]


@pytest.mark.parametrize("aside", ELSEWHERE)
def test_a_code_of_another_day_is_no_charge(aside: str) -> None:
    bills = read_text(f"{HEAD}{aside}\n97110 (30 min, 2 units): {ROW}.\nCont 2/wk.  Al Fox, PT\n").bills
    assert [(b.code, b.units, b.minutes) for b in bills] == [("97110", 2, 30)]


def test_only_a_timed_code_takes_its_minutes_from_the_clock() -> None:
    bills = read_text(f"{HEAD}9:00-9:30  97110  2 u  {ROW}\n9:30-9:36  98940  C5, T4 supine\n").bills
    assert [b.minutes for b in bills] == [30, None]


def test_what_stands_at_the_margin_again_is_no_part_of_a_hanging_block() -> None:
    text = f"{HEAD}97110   {ROW}\n        table slides x20\nalso given: lumbar traction on the table, 60 lb, 12 min\n"
    found = read_text(text)
    assert not found.bills[0].holds(text.index("lumbar"))
