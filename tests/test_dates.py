"""The date of service among all the dates of a note."""

import datetime

import pytest
from reading_help import read_text

from notelint.linter.language.dates import dates_in, parse_date

FORMS = [
    ("3/4/25", (2025, 3, 4)),
    ("03/04/2025", (2025, 3, 4)),
    ("10-30-24", (2024, 10, 30)),
    ("2024-02-20", (2024, 2, 20)),
    ("2025/08/08", (2025, 8, 8)),
    ("2025.08.05", (2025, 8, 5)),
    ("3.3.2025", (2025, 3, 3)),
    ("20240220", (2024, 2, 20)),
    ("03-Mar-2025", (2025, 3, 3)),
    ("15 Nov 2025", (2025, 11, 15)),
    ("25 Sept 2025", (2025, 9, 25)),
    ("3 May 2024", (2024, 5, 3)),
    ("Feb 9, 2026", (2026, 2, 9)),
    ("Feb. 9th, 2026", (2026, 2, 9)),
    ("June 3 2024", (2024, 6, 3)),
    ("4th of July 2025", (2025, 7, 4)),
    ("MAY TWO TWENTY TWENTY-SIX", (2026, 5, 2)),
    ("25/12/2024", (2024, 12, 25)),
]

SERVICE = [
    ("DOS 7/8/2025  -  Neck pain, desk worker\nrot R 48", "7/8/2025"),
    ("Visit date: Feb 9, 2026 | L distal radius ORIF 12/19/25 | seen by D.O., OTR/L", "Feb 9, 2026"),
    ("OT HAND CLINIC      LEFT THUMB CMC LRTI, POD 29\n03/18/26\nCast off today.", "03/18/26"),
    ("83M, 8 wks s/p R TKA, old L CVA.   Tues 4/9/24.\nflexion 99", "4/9/24"),
    ("Visit 4 · 09/17/24 · acct 66120 · Dx M54.59", "09/17/24"),
    ("REHAB ROOM LOG           Fri 3 May 2024           ID 0-7782", "3 May 2024"),
    ("s: can serve\no: flex 158\np: 1x/wk\ndt 8/1/25     a.w. pt", "8/1/25"),
    ("S: 71 M, hip OA for years, walks the dog to the corner.\nO (3/4/2026): TUG 14 s, hip abd R 4-/5.", "3/4/2026"),
    ("DOB 07/07/1990   DOI 02/14/2026   DOS 03/03/2026   Next MD 03/20/2026", "03/03/2026"),
    ("s/p L TKA 12/2/2025, seen 1/12/2026. Knee 4-103.", "1/12/2026"),
    ("R TKA. knee 5-98. 10-20-2025.\n97110 15 min", "10-20-2025"),
    ("adhesive capsulitis L, flex 116 | 5/28/25", "5/28/25"),
    ("S/P R CMC ARTHROPLASTY WK 10, 1/27/2026\nPinch 2.6 kg", "1/27/2026"),
    ("AUTH A-00 valid through 3/31/2026, 16 visits. Visit 9. DOS 4/2/2026.", "4/2/2026"),
    ("PT EVAL 8/28/2025   in 9:00 out 10:00\nR plantar fasciopathy.", "8/28/2025"),
    ("Encounter ID: 9912\nEncounter Date: 10/21/2025\nSurgery Date: 07/29/2025 (R reverse TSA)", "10/21/2025"),
    ("Cert period 06/03/2024 – 08/31/2024     Date of Service: 08/01/2024     DOB 02/11/1961", "08/01/2024"),
    ("daily note, 6 feb 2026, knee\nflex 100", "6 feb 2026"),
    ("pt here today 2/3/26. L knee sore\n97110 15 min", "2/3/26"),
]

UNDATED = [
    "HIP FX, L HEMI          NEXT APPT: 5/12/2025 w/ PTA          DOB --/--/41",
    "OT – acute rehab. Pt room 408. L CVA onset 1/9/2025, R hemi.",
    "Next visit 5/12/25 at 10:30. 1x/wk.\nV.E., OTR/L",
    "DOB 03/02/1951       Surgery: L TSA 12/04/2025\nL flex 92",
    "ALS, L foot drop. Cert period 1/2/26 - 4/1/26.\nLTG by 3/15/26: 0.85 m/s.",
    "Visit 5. 66 y/o, R CVA onset 5/30, L hemi.",
    "R TKA, knee 5-98, quad 3+/5\ncont 3x/wk\nP.E., PT",
    "MRI 2/3/25 shows tear. Referral dated 2/10/25.\nflex 90",
    "DOI: 4/4/2025. Knee sore.\nReturn 5/1/2025.",
    "Auth exp 6/30/2025. Goals by 7/1/2025: 0-120.",
]


@pytest.mark.parametrize(("text", "day"), FORMS)
def test_every_usual_form_is_a_date(text, day):
    assert parse_date(text) == datetime.date(*day)


@pytest.mark.parametrize(
    "text", ["", "L4/5", "132/84", "4/5", "3x10", "97110-59-25", "13/13/2025", "may walk", "120-135-140"]
)
def test_what_only_looks_like_one_is_none(text):
    assert parse_date(text) is None


def test_all_dates_of_a_stretch_in_order():
    text = "onset 1/2/25, seen 3 feb 2025 and 2025-03-04"
    assert [text[d.start : d.end] for d in dates_in(text, 0, len(text))] == ["1/2/25", "3 feb 2025", "2025-03-04"]


@pytest.mark.parametrize(("text", "stated"), SERVICE)
def test_the_date_of_service_is_told_from_the_others(text, stated):
    found = read_text(text)
    assert found.dated is not None
    assert found.dated.text == stated
    assert text[found.dated.start : found.dated.end] == stated
    assert found.date == parse_date(stated)


@pytest.mark.parametrize("text", UNDATED)
def test_no_other_date_stands_in_for_it(text):
    found = read_text(text)
    assert found.dated is None
    assert found.date is None


def test_a_label_without_a_year_dates_the_note():
    found = read_text("DOS 4/9  R knee OA\nflex 100")
    assert found.dated.text == "4/9"
    assert found.date is None


def test_a_signing_stamp_dates_a_note_that_has_no_other_date():
    assert read_text(
        "R knee OA, flex 100\nElectronically signed by A. Berg, PT on 3/4/2025 at 9:12 AM"
    ).date == datetime.date(2025, 3, 4)
    assert read_text(
        "DOS 3/1/2025 R knee OA\nElectronically signed by A. Berg, PT on 3/4/2025 at 9:12 AM"
    ).date == datetime.date(2025, 3, 1)


def test_the_date_of_the_source_counts():
    assert read_text("R knee OA, flex 100", date="2025-06-07").date == datetime.date(2025, 6, 7)
