"""Totals of minutes and clock times."""

import pytest
from reading_help import read_text

TOTALS = [
    ("Timed minutes in all: 62", [("timed", 62)]),
    ("One-on-one minutes altogether: 50", [("timed", 50)]),
    ("Sum of timed minutes: 45", [("timed", 45)]),
    ("Total timed 45 min / 3 units", [("timed", 45)]),
    ("  40 min timed", [("timed", 40)]),
    (
        "Total Timed Minutes: 38      Total Treatment Minutes: 38      Total Units: 3",
        [("timed", 38), ("treatment", 38)],
    ),
    ("TTT 53 / TCT 43", [("treatment", 53), ("timed", 43)]),
    ("Total timed minutes 40. Total treatment 45.", [("timed", 40), ("treatment", 45)]),
    ("Timed 40, treatment 40.", [("timed", 40), ("treatment", 40)]),
    ("Timed 40, untimed 13", [("timed", 40)]),
    ("TOTAL TIMED     60", [("timed", 60)]),
    ("| total timed | 30 min | total treatment 34 min |", [("timed", 30), ("treatment", 34)]),
    ("total timed: 38 min", [("timed", 38)]),
    ("Total treatment time: 55 minutes", [("treatment", 55)]),
    ("TOTAL OF THIRTY-EIGHT.", [("unlabelled", 38)]),
    ("Total 48 min", [("unlabelled", 48)]),
    ("Total time: 45 min", [("unlabelled", 45)]),
    ("Total timed code minutes 43 / total treatment time 53", [("timed", 43), ("treatment", 53)]),
]

NONE = [
    "Total Units: 3",
    "total hip 4/10/25",
    "L total knee wk 5",
    "total assist for LB dressing",
    "Total 3 visits",
    "L total knee  97110 x1 15 min quad sets",
    "timed rounds x4, 31 s",
    "untimed 13",
    "Total A x2",
]

CLOCKS = [
    ("HHPT RV 1/16/24, 0915-0955. 79 y.o.", (555, 595)),
    ("In 9:05 Out 9:58", (545, 598)),
    ("seen 1:00-1:45 pm", (780, 825)),
    ("Time in 1:05 pm Time out 1:40 pm", (785, 820)),
    ("In: 2:05 pm   Out: 2:35 pm     12/22/25", (845, 875)),
    ("Time in 11:45 am, time out 12:28 pm. 97110 25 min 2u", (705, 748)),
    ("1400–1453", (840, 893)),
]

NO_CLOCK = [
    "Next appt 5/23 at 9:15-9:45.",
    "knee 0-120, ext 10-15",
    "chart 1234-5678",
    "codes 97110-97140",
    "works 9:00-5:30 shift 0700-1900",
    "BP 120/80",
    "grip 1015-2345",
]


@pytest.mark.parametrize(("line", "wanted"), TOTALS)
def test_totals(line, wanted):
    assert [(t.label, t.minutes) for t in read_text(f"3/4/25 knee\n{line}\n").totals] == wanted


@pytest.mark.parametrize("line", NONE)
def test_what_is_no_total(line):
    assert read_text(f"3/4/25 knee\n{line}\n").totals == []


def test_minutes_standing_alone_are_a_total():
    found = read_text("97116 15 min 1u: RW 100 ft x4. 97112 15 min 1u: tandem, foam. 30 min.\nfor walking\n").totals
    assert [(t.label, t.minutes) for t in found] == [("unlabelled", 30)]


@pytest.mark.parametrize(("line", "span"), CLOCKS)
def test_the_clock_of_the_visit(line, span):
    text = f"knee OA\n{line}\n"
    found = read_text(text).clock
    assert [(c.begin, c.finish) for c in found] == [span]
    assert all(text[c.start : c.end] == c.text for c in found)


@pytest.mark.parametrize("line", NO_CLOCK)
def test_no_clock_of_the_visit(line):
    assert read_text(f"knee OA\n{line}\n").clock == []


@pytest.mark.parametrize(
    "text",
    [
        "0815-0835 TE 97110 1u: band ER 3x12\n0835-0850 NMR 97112 1u: body blade\n",
        "9:00-9:30   97110  2u   leg press\n9:30-9:45   97112  1u   foam\n",
        "| code | start | end | units |\n| 97110 | 1315 | 1338 | 2 |\n| 97112 | 1338 | 1353 | 1 |\n",
    ],
)
def test_clock_times_of_charges_go_to_the_charges(text):
    found = read_text(text)
    assert found.clock == []
    assert [b.clock is not None for b in found.bills] == [True, True]
