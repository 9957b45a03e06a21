"""Functional deficits that are reported, and losses that are claimed in words."""

import pytest
from reading_help import read_text

COMPLAINTS = [
    ("Can't put dishes up on the high shelf yet.", "dishes"),
    ("Patient continues to report difficulty reaching into the upper kitchen cabinet.", "reaching"),
    ("UNABLE TO WASH HAIR OR CARRY GROCERIES.", "HAIR"),
    ("Complaint: drops coffee mug from L hand.", "mug"),
    ("“I still can’t turn the key in my front door.”", "turn"),
    ("S: trouble with stairs and cannot kneel to scrub", "stairs"),
    ("Hard to hold the baby on that side > 5 min.", "baby"),
    ("pt c/o can only walk 1 block", "walk"),
    ("needs help to cut meat", "cut"),
    ("Bending to load mower is hardest.", "Bending"),
    ("Says the front seat of the truck is still a fight", "truck"),
    ("wakes when rolling onto L side", "rolling"),
    ("S: difficulty with ADLs", "ADLs"),
    ("S: sharp w/ donning coat", "coat"),
    ("S: catches putting on a jacket", "jacket"),
    ("S: stiff getting out of the car", "car"),
    ("S: gets dizzy rolling over in bed", "rolling"),
    ("S: numb hands when driving", "driving"),
    ("S: needs the rail on stairs", "stairs"),
    ("S: husband buttons her shirt", "buttons"),
    ("S: cannot yet drive", "drive"),
    ("S: has not returned to bowling", "bowling"),
    ("S: quit bowling because of knee", "bowling"),
    ("S: takes stairs one at a time", "stairs"),
    ("S: jar lids are impossible", "jar"),
    ("S: writing is slow and messy", "writing"),
    ("S: fell getting off the toilet", "toilet"),
    ("S: worst with sitting at work > 30 min", "sitting"),
    ("S: too weak to open jars", "jars"),
]

NONE = [
    "Denies difficulty with stairs.",
    "no trouble walking",
    "Goal: stairs without difficulty",
    "Turned the door-type key twice, could not at all last wk.",
    "Cued to avoid trunk lean on stairs",
    "S: no new complaint, sleeping well",
    "S: sharp pain gone on stairs",
    "S: back to bowling",
    "S: sore for a day after last visit",
    "S: catches ball with grandson",
    "S: stairs are easy now",
    "O: catches beach ball 8/10",
    "O: pinches 4 lb when tested",
    "Floor to waist lift max 30 lb",
]

CLAIMS = [
    ("O: Decreased L shoulder strength.", "strength", "shoulder", "left"),
    ("O: Cervical ROM limited in rotation.", "rom", "neck", None),
    ("standing balance impaired.", "balance", None, None),
    ("Findings: Grip is weak.", "strength", "hand", None),
    ("HIP ABDUCTORS ARE WEAK ON THE RIGHT.", "strength", "hip", "right"),
    ("O: weak quads", "strength", "knee", None),
    ("Decreased hamstring flexibility L.", "flexibility", "knee", None),
    ("A: limited finger motion", "rom", "hand", None),
    ("O: poor endurance", "endurance", None, None),
    ("A: Reduced LE strength and balance remain the barrier", "balance", None, None),
    ("O: limited ROM", "rom", None, None),
    ("O: impaired coordination R hand", "coordination", None, "right"),
    ("Hip power is still low.", "strength", "hip", None),
    ("Grip low both hands", "strength", "hand", "both"),
    ("A: finger flexion strength down compared to last month", "strength", "hand", None),
    ("Low endurance for task", "endurance", None, None),
    ("key pinch remains weak R", "strength", "hand", "right"),
    ("weak DF L", "strength", "ankle", "left"),
    ("Restricted hip internal rotation.", "rom", "hip", None),
    ("decreased lumbar extension", "rom", "lumbar", None),
    ("Dorsiflexion remains restricted", "rom", "ankle", None),
    ("A: still lacks knee extension", "rom", "knee", None),
    ("loss of forearm supination", "rom", "forearm", None),
    ("Thoracic mobility is poor", "rom", "thoracic", None),
    ("A: presents with impaired ROM, strength, and balance", "balance", None, None),
    ("Strength, ROM and balance are impaired", "strength", None, None),
    ("Strength - decreased", "strength", None, None),
    ("strength below normal", "strength", None, None),
    ("ROM not full", "rom", None, None),
    ("Subj\n- sore\nKnees\n- knee ext strength is poor", "strength", "knee", None),
]

NO_CLAIMS = [
    "Dx: M62.81 muscle weakness (generalized), COPD",
    'S: pt states "my left leg is weak and I have poor balance"',
    "History: limited R shoulder ROM after a fracture in 2011.",
    "Goal by 10/13/25: no limited motion at PIP",
    "97110 15 min 1u: PIP flexion 3x10, to correct limited ROM of the PIP for holding a spoon",
    "told: call if hand becomes weak or grip strength is reduced",
    "Plan: address decreased balance",
    "tight hamstrings",
    "old L CVA w/ R weakness",
    "strength improved, balance good",
    "low back strength program",
    "low load long duration stretch for ROM",
    "strength is not low",
    "loss of balance x2 corrected by PT",
    "Reduced pain with rotation",
    "reduced assist for extension",
    "limited reps of flexion",
    "decreased guarding during flexion",
    "flexion limited to 10 reps",
    "less limited ROM today 118",
    "decreased cueing needed for balance",
]


@pytest.mark.parametrize(("line", "task"), COMPLAINTS)
def test_a_reported_deficit(line, task):
    text = f"3/4/25 knee OA\n{line}\n"
    found = read_text(text).complaints
    assert found
    assert any(task.casefold() in c.text.casefold() for c in found)
    assert all(text[c.start : c.end] == c.text for c in found)


@pytest.mark.parametrize("line", NONE)
def test_no_deficit_is_reported(line):
    assert read_text(f"3/4/25 knee OA\n{line}\n").complaints == []


def test_words_for_function_in_general_name_no_task():
    assert [c.generic for c in read_text("S: difficulty with ADLs\n").complaints] == [True]


@pytest.mark.parametrize(("line", "quality", "region", "side"), CLAIMS)
def test_a_claimed_loss(line, quality, region, side):
    found = [c for c in read_text(f"3/4/25\n\n{line}\n").claims if c.quality == quality]
    assert found
    assert found[0].region == region
    if side is not None:
        assert found[0].side == side


@pytest.mark.parametrize("line", NO_CLAIMS)
def test_what_claims_no_loss_of_today(line):
    assert read_text(f"3/4/25\n\n{line}\n").claims == []


@pytest.mark.parametrize(
    "line", ["Squatting limited by pain 6/10", "pain stops her at 5 min", "abd painful with overhead reach"]
)
def test_what_pain_limits(line):
    assert read_text(f"O: flex 140. {line}\n").pain_limited
