"""What a note says of its plan, its certification and its number."""

import datetime

import pytest
from reading_help import read_text

HEAD = "3/4/25 R knee OA, flex 100\n97110 15 min 1u: SLR 3x10 for quad strength to use stairs\n"

PLANS = [
    ("cont 2x/wk", "frequency"),
    ("Plan: 2x/wk, start band ER next visit.", "frequency"),
    ("P 1x/wk x 8", "frequency"),
    ("Cont 2w3.", "frequency"),
    ("TWICE A WEEK", "frequency"),
    ("CONTINUE CARE 3X WEEK.", "frequency"),
    ("weekly x3", "frequency"),
    ("POC 3x/wk continues.", "frequency"),
    ("1-2x/wk", "frequency"),
    ("Plan daily.", "frequency"),
    ("2 times per week for 4 weeks", "frequency"),
    ("every other week", "frequency"),
    ("p: again fri, 2/wk", "frequency"),
    ("adv wts nxt wk", "change"),
    ("Next time red putty and wrist curls 1 lb.", "change"),
    ("P: same, add 2 min walking.", "change"),
    ("next visit +10 lb", "change"),
    ("Discussed trying manual and possibly NMES next visit if the quad stays below 4/5.", "change"),
    ("Next week discharge.", "change"),
    ("Cont POC", "reference"),
    ("continue plan of care", "reference"),
    ("PLAN: per POC to end of cert", "reference"),
    ("visit 7/12", "visit_count"),
    ("Visit 6/12.", "visit_count"),
    ("VISIT 14 OF 24 UNDER MVA CLAIM", "visit_count"),
    ("P: continue", "continue"),
    ("pt tol fair, will cont", "continue"),
    ("Patient wants to golf again by summer.", "wish"),
    ("HEP: same two exercises bid, sheet given", "home"),
    ("Next appt: 2/19/2026, 8:00", "appointment"),
    ("return Friday", "appointment"),
    ("Patient to return Friday.", "appointment"),
    ("RTC 1 wk", "appointment"),
    ("PLAN: shrinker wear and skin checks", "content"),
    ("Two more sessions then d/c to gym", "change"),
    ("Discharge planned 3/20", "change"),
    ("Anticipate d/c in 2 wks", "change"),
    ("Remaining 4 visits: load and plyos", "change"),
    ("Final session next week", "change"),
    ("Progress to unassisted stairs as able", "change"),
    ("advance per protocol wk 7", "change"),
    ("Return Monday to start jogging", "change"),
    ("F/u Thurs: re-measure flexion", "change"),
    ("Blue band next", "change"),
    ("N/V - step-ups on foam", "change"),
    ("On hold until MD clears", "change"),
    ("Next: lunges", "content"),
    ("P\n- home visit, then stair chair trial", "change"),
    ("5 d/wk, 60 min/day", "frequency"),
    ("QD x 5", "frequency"),
    ("MWF", "frequency"),
    ("Tu/Th x 4 wks", "frequency"),
    ("Sees PT Mon and Thu through June", "frequency"),
    ("6 visits over 3 weeks", "frequency"),
    ("Remains on POC", "reference"),
    ("c/w current plan", "reference"),
    ("tx plan unchanged", "reference"),
]

STRONG = {"frequency", "change", "reference", "visit_count", "content"}
NO_PLAN = [
    "return Friday",
    "Next appt: 2/19/2026, 8:00",
    "NEXT APPT: 5/12 w/ PTA",
    "seen when needed",
    "Attendance 9/12 visits. Ind w/ HEP.",
    "Attended 4/5 visits since 4/27",
    "S: walks 3x/wk, swims weekly",
    "slow but safe after 4th rep, cues down from 3 to 1",
    "HEP 2x/day reviewed",
    "P: same",
    "tol well",
    "30 times per shift",
    "Back Thursday",
    "next Tues 2p",
    "Does squats 3x/wk at gym",
    "came 2x last week",
    "discharged from hospital 2/2",
    "no discharge from incision",
    "1 more rep than last visit",
    "Last visit was Monday",
    "More pain after last session",
    "Sore Mon and Tue after yard work",
    "Plan\nR. Vantreight, PT, DPT",
]


@pytest.mark.parametrize(("line", "kind"), PLANS)
def test_the_kind_of_a_plan(line, kind):
    found = read_text(HEAD + line + "\n").plans
    assert kind in {p.kind for p in found}, found


@pytest.mark.parametrize("line", NO_PLAN)
def test_what_is_no_plan(line):
    assert not STRONG & {p.kind for p in read_text(HEAD + line + "\n").plans}


def test_the_words_are_those_of_the_note():
    found = read_text(HEAD + "Continue 2x/wk, add step-ups next visit\n")
    assert all(found.text[p.start : p.end] == p.text for p in found.plans)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Cert period 1/2/26 - 4/1/26. DOS 2/2/26", (2026, 1, 2), (2026, 4, 1)),
        ("Date of service 04/09/2025        Cert 01/06/2025 to 04/05/2025", (2025, 1, 6), (2025, 4, 5)),
        ("Certified 11/04/2025-02/02/2026. Date 02/02/2026.", (2025, 11, 4), (2026, 2, 2)),
        ("CERTIFICATION PERIOD FEBRUARY 10 2026 THROUGH MAY 10 2026.", (2026, 2, 10), (2026, 5, 10)),
        ("AUTH A-00 valid through 3/31/2026, 16 visits. Visit 9.", None, (2026, 3, 31)),
        ("auth exp 6/30/25", None, (2025, 6, 30)),
        ("POC thru 4/1/26", None, (2026, 4, 1)),
    ],
)
def test_periods(text, first, last):
    found = read_text(text + "\nflex 100\n").periods
    assert [(p.first, p.last) for p in found] == [(first and datetime.date(*first), datetime.date(*last))]


@pytest.mark.parametrize(
    "text",
    [
        "Insurance 2026 plan year",
        "PLAN OF CARE 1/5/2026  R frozen shoulder",
        "LTG by 3/15/26: 0.85 m/s",
        "next progress report 10/6/25",
        "cert pending. DOS 3/3/25 - knee",
    ],
)
def test_no_period(text):
    assert read_text(text + "\nflex 100\n").periods == []


@pytest.mark.parametrize(
    ("text", "number", "authorised"),
    [
        ("PT PRESENTS FOR VISIT 14 OF 24 UNDER MVA CLAIM.", 14, 24),
        ("Primary Insurance: PPO     Visits Auth/Used: 20/13", 13, 20),
        ("visit 7/12     06/03/2025", 7, 12),
        ("WC auth: 12 visits. Visit # 13. 9/8/25", 13, 12),
        ("16 visits authorized. Visit 9. DOS 4/2/2026.", 9, 16),
        ("visit 12 of 12 authorized, 1/16/2026", 12, 12),
        ("8 of 16 authorized visits", 8, 16),
        ("Attendance 9/12 visits.", 9, 12),
        ("VISIT #4   2025.08.05", 4, None),
        ("Treatment and 10th visit progress note", 10, None),
        ("Authorized visits: 12     Visit today: 13", 13, 12),
        ("# visits approved 10; visit number today 11", 11, 10),
        ("Auth'd visits 8 / this is visit 9", 9, 8),
        ("Visits approved: 20. Visits used: 21.", 21, 20),
        ("Visits used to date: 14 of 12", 14, 12),
        ("This is the 13th of 12 authorized visits", 13, 12),
        ("session 13 (12 authorized)", 13, 12),
        ("Auth: 12   Used: 13   Remaining: 0", 13, 12),
        ("Visits: 7 (auth 6)", 7, 6),
        ("Insurance allows 20 visits/yr; today is number 21", 21, 20),
        ("Ref good for 12 visits, this is #13", 13, 12),
        ("| Visits authorized | 22 | Visit number | 23 |", 23, 22),
        ("Visits authorized: 24\nVisit: 25", 25, 24),
    ],
)
def test_visit_counts(text, number, authorised):
    found = read_text(text + "\nflex 100\n").visit_count
    assert (found.number, found.authorised) == (number, authorised)


@pytest.mark.parametrize(
    "text",
    [
        "visit 9/8/25",
        "Visit 11/26/2025",
        "MD appt 7/20",
        "next visit 15 lb",
        "total treatment 36",
        "Pain 4/10",
        "missed 2 visits",
        "Visit 9:15",
        "home visit 45 min",
        "adjuster approved 6 more visits",
    ],
)
def test_no_visit_count(text):
    assert read_text("flex 100\n" + text + "\n").visit_count is None
