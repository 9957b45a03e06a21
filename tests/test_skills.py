"""Words about skill, and words that only seem to be."""

import pytest
from reading_help import read_text

HEAD = "3/4/25 R knee OA, flex 100\n97110 15 min 1u: SLR 3x10 for quad strength to use stairs\n"
SHOWN = {"cue", "grade", "correct", "facilitate", "instruct", "assess", "response", "progress"}

SKILLED = [
    "Cued slow lowering on SAQ.",
    "vc not to arch.",
    "TC at VMO",
    "re-cued at lap 5",
    "Corrected twisting with basket twice.",
    "Shrug corrected on wall slides.",
    "graded up from tan to yellow putty",
    "Slower on last set, told to drop the weight.",
    "Lost neutral on two of the pivots.",
    "Tolerated; Y form better by set 3.",
    "Resp: extension centralised leg sx.",
    "fatigued last set of press, no pain.",
    "guarding eased w/ breathing cue",
    "slow but safe after 4th rep, cues down from 3 to 1 per transfer",
    "Return demo correct after one correction of strap order.",
    "Rounds got quicker and no dropped screws in the last.",
    "antalgic pattern much less w/ cane in L hand",
    "Spilled 3x early, once at the end.",
    "Did well w/ big step cue, freezing x1 at doorway.",
    "OT guiding wrist position throughout",
    "ulnar drift blocked.",
    "PIP held by OT",
    "Web held open by OT.",
    "metronome up 10 bpm, symptoms 2/10",
    "foam taken away when heel lifted",
    "depth lowered",
    "Steadier on 2nd bout, speed raised.",
    "SWAY LESS ON THE THIRD TRIAL.",
    "A: needs skilled PT to grade unloading",
    "arm sx centralized",
    "rests paced by PT",
    "Second stop reached by set 3. Stride visibly longer after ball work.",
    "Pt required moderate verbal cueing to limit trunk extension",
    "Not progressed, effusion up after work.",
    "let go of the rail by lap 3",
    "needed a hand at the pelvis on the last two",
    "Hip drops on L stance, mirror helped.",
    "backed off to 3 lb after shrug",
    "block under heel let her squat deeper",
    "tapped quads to start the lift",
    "strap loosened, red mark gone in 5 min",
    "showed her how to roll before sitting up",
    "pt repeated back all 3 precautions",
    "BP 168/90 so bike skipped",
    "patellar glide firmer medially than last week",
    "incision pink, kept off scar",
    "nystagmus upbeat 12 s then none",
    "errors fell from 6 to 2 with the checklist",
    "foot slap audible past 200 ft",
    "first set was all arm, the rest from the hip",
    "Smooth once the ring was turned a little",
    "I had to stop him from holding his breath",
    'saying "heel" on each step fixed it',
    "knee fell in on 2 of 12 hops",
]

UNSKILLED = [
    "Tolerated well. Continue 2x/wk.",
    "tol well no c/o",
    "Pt doing well. Pt was supervised throughout.",
    "TREATMENT TOLERATED WELL. CONTINUE TWICE A WEEK.",
    "pt tol fair, will cont",
    "Modified independent with RW.",
    "HEP handout given, to be done at home.",
    "Plan: next visit add step-ups, cue for hip hinge.",
    "STG: stairs with < 2 verbal cues by 4/1.",
    "S: pt reports cueing herself at home and feels steadier.",
    "Cues: ***",
    "Good potential.",
    "97110 for better knee control to use stairs",
    "Pt performed exercises as listed.",
    "Supervised throughout for safety.",
    "Patient arrived 5 min late.",
    "Did 3 sets of 10 each side.",
    "heel drops on step 3x15, shoulder rolls x10",
    "once a week",
    "Pt was pleasant and cooperative. No adverse reaction.",
    'S: "it got looser after the second lap"',
    "Plan: once the brace is off, start hops",
]


@pytest.mark.parametrize("line", SKILLED)
def test_words_that_show_skill(line):
    assert SHOWN & {s.kind for s in read_text(HEAD + line + "\n").skills}


@pytest.mark.parametrize("line", UNSKILLED)
def test_words_that_show_none(line):
    assert not SHOWN & {s.kind for s in read_text(HEAD + line + "\n").skills}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Pain 6/10 before, 3/10 after", "pain"),
        ("Pain 4/10 → 3/10", "pain"),
        ("flex 112 after. 2x/wk", "measure"),
        ("ext 8 -> 14", "measure"),
        ("A: improving", "verdict"),
        ("A: stable.", "verdict"),
        ("A: no change", "verdict"),
        ("Tolerated well.", "empty"),
        ("Pt doing well.", "empty"),
    ],
)
def test_weak_words_have_their_own_kind(line, kind):
    kinds = {s.kind for s in read_text(HEAD + line + "\n").skills}
    assert kind in kinds
    assert not SHOWN & kinds


def test_no_more_than_anybody_would_read():
    found = read_text(HEAD + "cued to slow. " * 60 + "\n").skills
    assert 0 < len(found) < 30


@pytest.mark.parametrize(
    "line", ["Dose held until effusion settles, surgeon called.", "Not progressed, effusion up after work."]
)
def test_a_reason_not_to_progress(line):
    assert read_text(HEAD + line + "\n").held is not None
