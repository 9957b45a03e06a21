"""Conditions, symptoms, mechanisms, operations and codes, with side, region and history."""

import pytest
from reading_help import read_text

CONDITIONS = [
    ("dx M54.16 M99.03", ["M54.16", "M99.03"]),
    ("Dx: lumbar strain, landscaper", ["lumbar strain"]),
    ("R knee (OA, s/p cortisone 10/28): 6-109 deg", ["OA"]),
    ("L5/S1 disc, nurse on light duty. L5-S1 disc herniation.", ["disc herniation"]),
    ("s/p UTI w/ decline", ["UTI"]),
    ("ICD M17.11", ["M17.11"]),
    ("diagnosis: Parkinson disease", ["Parkinson disease"]),
    ("femoral nerve palsy L", ["nerve palsy"]),
    ("Tarsal tunnel release R", ["Tarsal tunnel release"]),
    ("fell from a ladder on 11/9", ["fell from a ladder"]),
    ("tennis elbow l, grip l 17 kg", ["tennis elbow"]),
    ("neck pain with mobility deficits. 4/28/2026", ["neck pain with mobility deficits"]),
    ("66-year-old man with a left hip replacement", ["hip replacement"]),
    ("Parkinson's since 2014, freezes at doors", ["Parkinson's"]),
    ("K. Yu     MS (relapsing-remitting), cane", ["relapsing-remitting"]),
    ("EDC tendon lac, repaired", ["tendon lac"]),
    ("ulnar n. transposition R", ["n. transposition"]),
    ("R scaphoid #, cast off", ["scaphoid #"]),
    ("burn of the R forearm, graft", ["burn"]),
]

NONE = [
    "R knee pain x 3 mo",
    "c/o numb R thumb and index, drops cups",
    "general weakness and unsteadiness",
    "no hx of CVA, denies DM",
    "family hx of OA",
    "Education on prevention of DVT",
    "Pain at shoulder blade 4/10",
    "DIAGNOSIS: low back",
    "rule out fracture",
]

SYMPTOM_CODES = ["R26.81", "M25.561", "M62.81", "M79.604", "M54.2", "R29.6", "M25.511"]
CONDITION_CODES = ["M54.16", "M99.01", "Z47.1", "G62.9", "S93.401A", "M17.0", "I69.351", "M24.551", "F82"]


def told(text):
    return [d for d in read_text(text).diagnoses if d.kind in ("condition", "surgery", "mechanism") and not d.history]


@pytest.mark.parametrize(("text", "named"), CONDITIONS)
def test_a_condition_is_named(text, named):
    found = [d.text for d in told(text)]
    for name in named:
        assert any(name in f or f in name for f in found), found


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_condition(text):
    assert told(text) == []


@pytest.mark.parametrize("code", SYMPTOM_CODES)
def test_a_code_of_a_symptom(code):
    assert [d.kind for d in read_text(f"Dx code {code}\nBerg 41/56").diagnoses if d.text == code] == ["symptom_code"]


@pytest.mark.parametrize("code", CONDITION_CODES)
def test_a_code_of_a_condition(code):
    assert [d.kind for d in read_text(f"Dx {code}\nBerg 41/56").diagnoses if d.text == code] in (
        ["condition"],
        ["surgery"],
    )


@pytest.mark.parametrize("text", ["L4.5 kg", "version v2.10", "C5-6 glide", "T12 compression", "12.5 cm", "0.8 W/cm2"])
def test_what_only_looks_like_a_code(text):
    assert not [d for d in read_text(text).diagnoses if d.kind in ("symptom_code",) or "." in d.text]


def test_a_date_of_injury_is_kept_apart():
    assert [d.kind for d in read_text("DOI 2/3/25. DOS 3/4/25. R shoulder, flex 121").diagnoses] == ["injury_date"]


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("R TKA 5/30, hx L thalamic CVA 2019", "CVA"),
        ("PMH: COPD, HTN\nflex 100", "COPD"),
        ("old L CVA w/ R weakness", "CVA"),
        ("hx PD. L hip hemi 12/20", "PD"),
        ("R wrist fx 2019. knee OA", "fx"),
    ],
)
def test_history(text, past):
    found = next(d for d in read_text(text).diagnoses if past in d.text)
    assert found.history


@pytest.mark.parametrize(
    "text",
    [
        "s/p L TKA 12/2/2025",
        "HPI: fell at work, lumbar strain",
        "R CVA 3 weeks ago, L hemiparesis",
        "wk 10 after R rotator cuff repair",
    ],
)
def test_the_present_is_no_history(text):
    assert told(text)


@pytest.mark.parametrize(
    ("text", "name", "side", "region"),
    [
        ("R TKA wk 5", "TKA", "right", "knee"),
        ("Dx: left ankle sprain grade 2", "sprain", "left", "ankle"),
        ("tennis elbow l, grip l 17 kg", "elbow", "left", "elbow"),
        ("hip OA bilateral, land walking 4 min", "OA", "both", "hip"),
        ("L CVA, R hemiparesis", "CVA", None, None),
        ("Surgery: L TSA 12/04/2025", "TSA", "left", "shoulder"),
        ("R distal radius fx", "radius", "right", "wrist"),
        ("TBI, L temporal lobe hemorrhage", "hemorrhage", None, None),
        ("R subdural hematoma evacuated 3/1/26", "hematoma", None, None),
        ("R acoustic neuroma resected", "neuroma", None, None),
        ("left parietal contusion (fell off roof), R arm weak", "contusion", None, None),
        ("left parietal contusion (fell off roof), R arm weak", "fell off", None, None),
        ("R frontal bone fracture", "fracture", "right", None),
        ("R thigh contusion", "contusion", "right", "lower_limb"),
        ("LTKA 3/1", "LTKA", "left", "knee"),
        ("Rt. TKA", "TKA", "right", "knee"),
        ("left-sided sciatica", "sciatica", "left", "lumbar"),
        ("RC tear, left", "tear", "left", "shoulder"),
        ("fracture, right distal radius", "fracture", "right", None),
        ("B knee OA (L>R)", "OA", "both", "knee"),
        ("displaced fx lateral malleolus R", "fx", "right", "ankle"),
        ("mastectomy, lymphedema RUE", "lymphedema", "right", "upper_limb"),
        ("BKA L 4/4", "BKA", "left", "lower_limb"),
    ],
)
def test_side_and_region(text, name, side, region):
    found = next(d for d in read_text(text).diagnoses if name in d.text)
    assert found.side == side
    if region is not None:
        assert found.region == region


def test_a_hemiparesis_has_the_side_of_the_limbs():
    found = [d for d in read_text("L CVA, R hemiparesis").diagnoses if "hemi" in d.text.lower()]
    assert [d.side for d in found] == ["right"]


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("L scaphoid fracture, cast off 2/2/26. Occupation: florist.\nWrist flexion 41 deg", "job"),
        ("L scaphoid fracture, cast off 2/2/26. Job: mail sorter. Wrist flexion 41 deg, grip 9 kg", "job"),
        ("Here for visit 4 after her surgery. Dx: R RCR 1/2/26.\nShoulder flexion 91 deg", "diagnosis"),
        ("Second visit for this athletic man. PMH: HTN, DM.\nKnee flexion 101 deg", "history"),
    ],
)
def test_a_heading_inside_a_line_ends_with_its_line(text, section):
    found = read_text(text)
    assert section in [s.name for s in found.sections]
    assert [m.status for m in found.measures if m.unit == "deg"] == ["present"]
