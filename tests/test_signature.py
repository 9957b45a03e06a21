"""Signatures with credentials, and what only looks like one."""

import pytest
from reading_help import read_text

BODY = "3/4/25 R knee OA, flex 100\n97110 15 min 1u: SLR 3x10 for quad strength to use stairs. cued.\ncont 2x/wk"

SIGNED = [
    ("a.w. pt", "a.w. pt"),
    ("Nora Prior, PT", "Nora Prior, PT"),
    ("B. Hand, OTR/L", "B. Hand, OTR/L"),
    ("Will Long, PTA", "Will Long, PTA"),
    ("[R. S.], PT", "R. S.], PT"),
    ("[R. S., PT]", "R. S., PT"),
    ("Re-evaluated by K. Ostrow, DPT", "K. Ostrow, DPT"),
    ("Joan Pell | PT", "Joan Pell | PT"),
    ("Pell, Joan PTA", "Pell, Joan PTA"),
    ("-- U. Weeks, DC --", "U. Weeks, DC"),
    ("H.K., PT", "H.K., PT"),
    ("Signed, I.R., DC, MS", "I.R., DC, MS"),
    ("e.k., ptA under b.o., pt", "e.k., ptA"),
    ("Therapist: C.C., PT, NCS", "C.C., PT, NCS"),
    ("A.A. OTR/L", "A.A. OTR/L"),
    ("SIGNED ELECTRONICALLY G.N., D.C.", "G.N., D.C."),
    ("Electronically Signed By: V. D., PT, DPT on 10/21/2025 at 1:12 PM", "V. D., PT, DPT"),
    ("/s/ B. Tamm, PTA\nSupervising: L. Roe, PT (on site)", "B. Tamm, PTA"),
    ("Signature: N. Abel, DC\nClinic phone 000-0000 | page 1 of 1", "N. Abel, DC"),
    ("E-signature: S.K., OTR/L; cosigned B.W., DC", "S.K., OTR/L"),
    ("*J.H., DC*", "J.H., DC"),
    ("O.T., OTR/L", "O.T., OTR/L"),
    ("Mia Krol, OTR/L, CHT", "Mia Krol, OTR/L, CHT"),
    ("t. olin pt", "t. olin pt"),
    ("GAIL UPSHAW PT.", "GAIL UPSHAW PT."),
    ("Seán O'Brien, DPT", "Seán O'Brien, DPT"),
    ("2x/wk. G. Birk PT", "G. Birk PT"),
    ("Charles Babbage, PT. Dated: 09/14/2025", "Charles Babbage, PT."),
    ("Signed: S. Marek, DPT, lic PT-00000, 08/05/2025 16:10", "S. Marek, DPT"),
    ("DICTATED AND SIGNED BY H. N., PHYSICAL THERAPIST", "H. N., PHYSICAL THERAPIST"),
    ("| signed | O. Reyes, PT, SCS |", "O. Reyes, PT, SCS"),
    ("JS, PT", "JS, PT"),
    ("Clinician: O.M., DPT", "O.M., DPT"),
    ("e-sign T. Aalto, COTA/L 03/04/2025", "T. Aalto, COTA/L"),
    ("eSigned Paul Neri DPT OCS 4:15p", "Paul Neri DPT OCS"),
    ("Digitally signed: R. Quist PT", "R. Quist PT"),
    ("sgd A. Sorel PT", "A. Sorel PT"),
    ("/s A. Sorel, PT", "A. Sorel, PT"),
    ("//A. Sorel, PT//", "A. Sorel, PT"),
    ("=== A. Sorel, PT ===", "A. Sorel, PT"),
    ("Electronically authenticated by Ben Ruiz, MS, OTR/L, 03/04/2025 12:22", "Ben Ruiz, MS, OTR/L"),
    ("b.d., pta (sup. PT r.k. by phone)", "b.d., pta"),
    ("LK, PTA (supervising PT: DM, in building)", "LK, PTA"),
    ("N. Feld, PTA (co-treat w/ OT)", "N. Feld, PTA"),
    ("Anita Sorel, Doctor of Chiropractic", "Anita Sorel, Doctor of Chiropractic"),
    ("Written 1650 by A. Sorel, PT", "A. Sorel, PT"),
    ("J. van der Berg, PT, PhD", "J. van der Berg, PT, PhD"),
    ("Jean-Luc d'Arcy, PT", "Jean-Luc d'Arcy, PT"),
    ("A.S./PT", "A.S./PT"),
    ("A.S. - PT", "A.S. - PT"),
    ("IT, OTR/L", "IT, OTR/L"),
    ("A Sorel PT 3/4/25 1702h", "A Sorel PT"),
    ("PTA: M. Day     PT: A. Sorel", "PTA: M. Day"),
    ("Two-bag carry Mod I. N. Abel, OTR/L, CBIS", "N. Abel, OTR/L, CBIS"),
    ("Signed electronically by A. Sorel, PT, DPT, April 2, 2026", "A. Sorel, PT, DPT"),
]

UNSIGNED = [
    "Outpatient Ortho | PT",
    "Next Visit - PT",
    "[Treating Provider], PT",
    "nmr, pt",
    "To be evaluated by PT",
    "",
    "Therapist: J. Halm",
    "Electronically signed 01/22/2026 17:42",
    "PT to see 3x next wk; OT eval pending; MD appt 7/20",
    "REFERRED BY DR. M. OKELLO, MD. PATIENT SIGNATURE ON FILE.",
    "Signature: ______________, PT",
    "Signature [name, DC]",
    "{SIGNATURE:2}",
    "pt tol fair, will cont",
    "Continue skilled PT",
    "Discussed with J. Roe, PT",
    "NEXT APPT: 5/12 w/ PTA",
    "Continue OP PT",
    "Cont plan per evaluating PT",
    "Patient: J.T. PT presents for visit",
    "e-signed 03/04/2025 16:40",
    "Next visit: M. Day, PTA",
    "Handoff to M. Day, PTA (on call)",
    "Wife is a PT (M. Day, PT) at the hospital",
    "POC established by A. Sorel, PT on 2/1/25",
    "Supervising PT: ________",
    "PT: continue",
    "PT, OT",
]


@pytest.mark.parametrize(("line", "signature"), SIGNED)
def test_a_name_with_credentials_signs(line, signature):
    found = read_text(f"{BODY}\n{line}\n").signature
    assert found is not None
    assert found.text.rstrip(".") == signature.rstrip(".")


@pytest.mark.parametrize("line", UNSIGNED)
def test_what_is_no_signature(line):
    assert read_text(f"{BODY}\n{line}\n").signature is None


def test_the_header_may_name_who_treated():
    found = read_text(
        "Visit date: Feb 9, 2026 | ORIF 12/19/25 | seen by D.O., OTR/L, CHT\n" + "wrist ext 41\n" * 30
    ).signature
    assert found.text == "D.O., OTR/L, CHT"


def test_a_signature_may_stand_before_the_billing():
    assert read_text("5/5/25 knee\nH.K., PT\n" + "97110 1 unit 15 min\n" * 12).signature.text == "H.K., PT"


def test_a_signer_without_credentials_is_kept_apart():
    found = read_text(f"{BODY}\nTherapist: J. Halm\n")
    assert found.signature is None
    assert found.signer.text == "Therapist: J. Halm"
