"""Blanks in every dialect, what they ask for, and the kind of document."""

import pytest
from reading_help import read_text

from notelint.linter.language.templates import BOTH, of_label
from notelint.linter.language.visit import make_visit

BLANKS = [
    ("knee 6-*** deg", "***", "stars", "measure"),
    ("Berg ____ /56", "____", "underscores", "measure"),
    ("| ER strength | [MMT] |", "[MMT]", "brackets", "measure"),
    ("Cervical rotation {{ rom }} R / 58 L", "{{ rom }}", "braces", "measure"),
    ("PIP {ROM:304}, grip 14 kg", "{ROM:304}", "smartlist", "measure"),
    ("pain @PAIN@ today", "@PAIN@", "smartlink", "pain"),
    ("HIP FLEXION <degrees>, ABDUCTION 4-/5", "<degrees>", "angles", "measure"),
    ("Levels also: ____________", "____________", "underscores", "region"),
    ("Response: ***", "***", "stars", "response"),
    ("97110 *** min 2u", "***", "stars", "minutes"),
    ("to increase [parameter]", "[parameter]", "brackets", "outcome"),
    ("so that pt can ***", "***", "stars", "function"),
    ("grip [insert value] kg", "[insert value]", "brackets", "measure"),
    ("transfers {Dep/Max/Mod/Min/CGA}", "{Dep/Max/Mod/Min/CGA}", "braces", "measure"),
    ("Assessment:\n***", "***", "stars", "response"),
    ("grip <<kg>> today", "<<kg>>", "angles", "measure"),
    ("DOS «visit date»", "«visit date»", "angles", "date"),
    ("Berg %BERG%/56", "%BERG%", "percents", "measure"),
    ("TUG ${tug} s", "${tug}", "braces", "measure"),
    ("grip [____] kg", "[____]", "underscores", "measure"),
    ("QuickDASH ***/100", "***", "stars", "pain"),
    ("cues for ***", "***", "stars", "technique"),
]

ORDINARY = [
    "flex 128*, abd 96* (* = painful)",
    "Capillary refill < 2 s, pain > 5 when reaching",
    "<1 sec delay, <-> transfers",
    "bed<>w/c x6, sit<>stand, supine->sit",
    "Cues:  [x] verbal  [x] tactile  [ ] visual",
    '12/12/25 [late entry 12/13] (R) wrist fx, [R] ext 41, [L] 70. Pt states "my hand [sic] is stuck"',
    "**Date:** 9/22/2025  **Dx:** R Achilles repair\n__Plan:__ 2x/wk",
    "***Knee OA*** visit",
    "line one\n\n***\n\nline two",
    "line one\n---\nline two\n____________________________________\nline three",
    "97110 [2] units [97110]",
    "Mr [NAME] was seen on [DATE] at [HOSPITAL]",
    "mail a@b.com @ noon",
    "<b>bold</b> <br> text",
    "snake_case__name x_1",
    "see [the notes](notes.txt)",
    "M99.01 @ C2",
    "97140 ............ 15 min",
    "S: [   ] new complaint  [ x ] none",
    "Tx options (heat / ice) (circle one) per pt",
    "# Assessment\n## Plan\n> quoted text",
    "5% incline, 20%max effort, 50% of 1RM",
    "pt said _no_ to ice",
    "Goal:\nstairs",
    "- [x] gait belt\n- [ ] walker",
    "L5 <<< L4 tender, sit>>stand x5",
]

BODY = "3/4/25 R knee OA\n{}\n97110 15 min 1u: SLR 3x10 for stairs. cued. 2x/wk\nH.K., PT\n"


@pytest.mark.parametrize(("line", "text", "dialect", "slot"), BLANKS)
def test_a_blank_of_a_note(line, text, dialect, slot):
    found = read_text(BODY.format(line))
    assert found.kind == "visit"
    assert [(p.text, p.dialect) for p in found.placeholders] == [(text, dialect)]
    assert found.placeholders[0].slot == slot


@pytest.mark.parametrize("line", ORDINARY)
def test_ordinary_signs_are_no_blanks(line):
    assert read_text(BODY.format(line)).placeholders == []


TEMPLATE = """NEURO DAILY NOTE - TEMPLATE
DOS: __/__/____    Visit # ___
Objective: Berg ___/56   TUG ___ s   MMT {muscle} ___/5
   Transfers: {Dep/Max/Mod/Min/CGA}
97110 ___ min  ___ u
   Exercises: ***   sets ***   cues ***
   To improve {strength/endurance/ROM} of *** so that pt can ***
97530 ___ min    Activity: lift / carry / ___     for: [ ] strength [ ] balance [ ] endurance
   Needed for: [ ] stairs [ ] dressing [ ] lifting a child
Response: ***   Plan ***
Signature: ____________
"""


def test_a_template_is_told_by_its_blanks():
    found = read_text(TEMPLATE)
    assert found.kind == "template"
    assert found.prefilled == []


@pytest.mark.parametrize(
    ("text", "dialect", "slot"),
    [
        ("__/__/____", "underscores", "date"),
        ("{Dep/Max/Mod/Min/CGA}", "choice", "measure"),
        ("{strength/endurance/ROM}", "choice", "outcome"),
        ("[ ] strength [ ] balance [ ] endurance", "choice", "outcome"),
        ("[ ] stairs [ ] dressing [ ] lifting a child", "choice", "function"),
        ("____________", "underscores", "signature"),
    ],
)
def test_the_slots_of_a_template(text, dialect, slot):
    assert [(p.dialect, p.slot) for p in read_text(TEMPLATE).placeholders if p.text.strip() == text] == [
        (dialect, slot)
    ]


def test_a_task_slot_is_a_place_for_a_function():
    found = read_text(TEMPLATE)
    at = TEMPLATE.index("___     for:")
    assert [(p.dialect, p.slot) for p in found.placeholders if p.start == at] == [("choice", "function")]


PREFILLED = [
    ("Strength 5/5 throughout bilateral lower extremities.", "Strength 5/5 throughout"),
    ("Response: patient tolerated treatment well", "tolerated treatment well"),
    ("Cervical range of motion within normal limits, no tenderness.", "within normal limits"),
    ("Ambulates independently 500 ft without device.", "Ambulates independently"),
    ("Pain 0/10 at rest", "0/10"),
    ("Knee flexion 120 degrees", "120 degrees"),
]

NOT_PREFILLED = [
    '// Never leave "strength 5/5" or "tolerated well" in the note.',
    "Response: [ ] tolerated well  [ ] pain up  [ ] fatigued",
    "Strength today: [ ] 5/5 [ ] 4/5 [ ] 3/5",
    "ROM: {WNL / limited, degrees: ***}",
    "Tolerance: {good / fair / poor, because ***}",
    "Strength ***/5, ROM *** deg",
    "HOW TO USE: never write tolerated well.",
    "Continue POC.",
    "Knee flexion *** deg (normal 140 deg)",
]

SHEET = """Knee visit {{{{ date }}}}
ROM *** to *** deg
{}
97110 *** min: exercises ***; outcome ***; task ***
Signature ***
"""


@pytest.mark.parametrize(("line", "words"), PREFILLED)
def test_a_finding_typed_in_beforehand(line, words):
    found = read_text(SHEET.format(line), kind="template")
    assert any(words in p.text for p in found.prefilled), found.prefilled


@pytest.mark.parametrize("line", NOT_PREFILLED)
def test_choices_blanks_and_help_claim_nothing(line):
    assert read_text(SHEET.format(line), kind="template").prefilled == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("PLAN OF CARE 1/5/2026  R frozen shoulder\n97110 2x/wk x 8\nP.G., PT", "plan"),
        ("Treatment plan 3/18/2025, L hip flexor strain\nD.C., DC", "plan"),
        ("INITIAL EVALUATION 5/1/2025      PT\nDx stenosis\nB.A.S., PT", "evaluation"),
        ("PT EVAL 8/28/2025\nR plantar fasciopathy\nL.Z., PT", "evaluation"),
        ("PROGRESS REPORT 05/19/2025, visits 1-10\nDx lumbar strain\nO.B., PT", "progress"),
        ("DAILY 3/20/2025  R TKA\nAt eval 3/2/2025: flexion 84\nG. Birk PT", "visit"),
        ("Physical Therapy – Treatment and 10th visit progress note\nDate of Service: 08/01/2024\nC.C., PT", "visit"),
        ("| R knee | eval 3/2/25 | today 3/27/25 |\n|---|---|---|\n97110 15 min\nG.B., PT", "visit"),
        (
            "Visit 3/18/2024\nS: {{ subjective }}\nO: {{ rom }} R / {{ rom }} L, {{ mmt }}\n97110 20 min 2u\nJ.H., DC",
            "visit",
        ),
        ("3/4/25 knee\n97110 15 min 1u: SLR\nP: continue plan of care\nH.K., PT", "visit"),
    ],
)
def test_the_kind_of_document(text, kind):
    assert read_text(text).kind == kind


def test_a_kind_that_was_given_is_kept():
    assert read_text("PLAN OF CARE 1/5/2026", kind="visit").kind == "visit"


@pytest.mark.parametrize(
    ("label", "slot"),
    [
        ("result aimed at", "outcome"),
        ("expected result", "outcome"),
        ("meant to change", "outcome"),
        ("parameter to be raised", "outcome"),
        ("intent", "outcome"),
        ("in order to improve", "outcome"),
        ("abilities worked together", "outcome"),
        ("hoped-for gain", "outcome"),
        ("body function addressed", "outcome"),
        ("parameter and muscle it should change", "outcome"),
        ("lets pt do", "function"),
        ("daily task it opens up", "function"),
        ("needed for (task)", "function"),
        ("job task simulated", "function"),
        ("task it is for (run, cut, throw ...)", "function"),
        ("so the client can", "function"),
        ("carries over to", "function"),
        ("functional limitation addressed", "function"),
        ("which is needed for", "function"),
        ("outcome and task", BOTH),
        ("functional outcome", BOTH),
        ("purpose (why) and daily task", BOTH),
        ("functional reach", "measure"),
        ("outcome measure", "measure"),
        ("hip er strength", "measure"),
        ("oswestry", "pain"),
        ("worst pain", "pain"),
        ("functional limitation", "subjective"),
        ("what changed", "response"),
        ("sets and load", "dose"),
        ("97110 exercises", "exercise"),
        ("remarks of the day", ""),
    ],
)
def test_what_a_label_asks_for(label, slot):
    assert of_label(f"{label}: ") == slot


def slots_of(text: str) -> list[tuple[str, str]]:
    return [(p.text.strip(), p.slot) for p in read_text(text, kind="template").placeholders]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("97110 ***: done to increase ***, which is needed for ***", ["", "outcome", "function"]),
        ("97110 ***: *** for *** so pt can ***", ["", "", "outcome", "function"]),
        ("97110 ........ min  aim ........  task ........", ["minutes", "outcome", "function"]),
        ("97110 _ min  aim _  needed for _", ["minutes", "outcome", "function"]),
        ("97110 ...... min aim ........ needed for ........", ["minutes", "outcome", "function"]),
        ("97140 .................. 15 min technique ........", ["technique"]),
        ("97110  Aim:\tNeeded for:\tCues:", ["outcome", "function", "technique"]),
        ("97110 [    ]  to build (strength, motion) [    ]", ["", "outcome"]),
        ("97110  ex ____ to build str / endur / ROM (circle) of ____ for ____", ["exercise", "outcome", "outcome", "function"]),
        ("97530  task (circle): lift / carry / push", ["function"]),
        ("97535  ( ) bathing ( ) dressing ( ) cooking", ["function"]),
        ("97110  ____ which daily task  ____ (task)", ["", "function"]),
        ("97110  joint ____ motion or strength of which joint ____", ["region", "outcome"]),
        ("97110  Aim:      Needed for:      Cues:", ["outcome", "function", "technique"]),
        ("Oswestry ***%   NDI ***/100   LEFS ***/80   pain ***/10", ["pain", "pain", "pain", "pain"]),
        ("Bathing [ I | Mod I | S | Min | Mod | Max ]", ["measure"]),
    ],
)  # fmt: skip
def test_the_slots_of_a_line(line, found):
    assert [slot for _, slot in slots_of(f"Knee\n{line}\n")] == found


def test_the_head_of_a_table_names_its_blanks_and_empty_cells():
    table = """| Code | Min | Drill + dose | Parameter it should change | Task it is for |
|---|---|---|---|---|
| 97110 | __ | ____ |      | ____ |
"""
    assert [slot for _, slot in slots_of(table)] == ["minutes", "dose", "outcome", "function"]


def lacking(text: str) -> list[tuple[str, str | None]]:
    visit = make_visit(read_text(text, kind="template"))
    return [(s.wanted, s.billed_as) for s in visit.slots if not s.found]


HEAD = "Knee template\nDate ***   ROM *** deg\n"


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("97110 *** min: ***\n  Aim: ***\n  Task: ***\n97140 *** min: ***\n", [("outcome", "97140"), ("link", "97140")]),
        ("97110 *** min\nExercises: ***\nAim: ***\nTask: ***\n\n97140 *** min\nTechnique: ***\n", [("outcome", "97140"), ("link", "97140")]),
        ("97110 *** min: ***\n97140 *** min: ***\nAim of treatment: ***   Task: ***\n", []),
        ("97110 *** min: ***; aim ***; task ***\n97140 *** min: ***\nBoth done so pt can ***\n", []),
        ("97110 / 97112 *** min: ***, aim ***, task ***\n", []),
        ("97110 *** min: *** aim *** task *** / 97140 *** min: technique ***\n", [("outcome", "97140"), ("link", "97140")]),
        ("97110 *** min: ***\nGoals: pt will improve *** so pt can ***\n", [("outcome", "97110"), ("link", "97110")]),
        ("97110 *** min: ***\nPlan: progress *** so that pt can ***\n", [("outcome", "97110"), ("link", "97110")]),
        ("97542 *** min  skill trained: [ramp / curb]  help needed: [I / SBA / CGA]\n", []),
        ("97535 *** min  ( ) bathing ( ) dressing  cues ***\n", [("outcome", "97535")]),
        ("97530 *** min: exercises ***, aim ***\n", [("link", "97530")]),
        ("|  | 97110 | 97140 |\n|---|---|---|\n| Aim | *** |   |\n| Task | *** | *** |\n", [("outcome", "97140")]),
        ("Codes: 97110 ***  97140 ***\nTher ex: *** to improve *** for ***\nManual: technique ***\n", [("outcome", "97140"), ("link", "97140")]),
        ("// e.g. to increase quad strength so he can climb stairs\n97110 *** min: ***\n", [("outcome", "97110"), ("link", "97110")]),
    ],
)  # fmt: skip
def test_the_block_of_a_charge(body, missing):
    assert lacking(HEAD + body + "Response: ***\nSign: ***\n") == missing


def test_what_is_typed_in_or_scored_is_no_measure():
    body = "97110 *** min: ***; aim ***; task ***\nSign: ***\n"
    assert lacking("Template\nOswestry ***%  pain ***/10\n" + body) == [("measure", None)]
    assert lacking("Template\nStrength 5/5 throughout\n" + body) == [("measure", None)]
    assert lacking("Template\nlevel of help {I / SBA / CGA / Min A}\n" + body) == []


@pytest.mark.parametrize(
    "text",
    [
        "NOTE SHELL - rev 7\nDate [____]  ROM [__] deg\n97110 [__] min  aim [____]\n",
        "HOME VISIT TEMPLATE (v. 2026-01)\ndate ........  dx ........\n97110 ........ min\n",
        "Visit <<n>>  seen <<date>>\nBerg <<score>>/56\n97110 <<min>> min\n",
        "Sheet %DATE% %NAME%\nBerg %BERG%/56\n97110 %MIN% min\n",
        "Flow (blank)\nDate ____\n97110 ( ) putty ( ) bands\n",
    ],
)
def test_templates_of_many_dialects_are_told(text):
    assert read_text(text).kind == "template"


@pytest.mark.parametrize(
    ("line", "claimed"),
    [
        ("# Lines that begin with >> are deleted.\n>> Tolerated well is no response.", False),
        ("HOW TO USE\n  Fill all. Strength 5/5 is no finding.", False),
        ("{# tolerated well #}", False),
        ("<!-- strength\n5/5 -->", False),
        ("{% if good %}Tolerated treatment well.{% endif %}", False),
        ('Response *** (not "tolerated well")', False),
        ("Tolerance: tolerated well / fair / poor", False),
        ("Response ( ) tolerated well ( ) pain up", False),
        ("Goals: independent with stairs in *** wk", False),
        ("Hypertonicity noted bilaterally.", True),
        ("Pt continues to require skilled care.", True),
        ("Gait is antalgic.", True),
        ("Pt tol tx well, no s/s distress.", True),
        ('Called "the knee" again. Strength 5/5 throughout.', True),
    ],
)
def test_what_a_template_claims(line, claimed):
    assert (
        bool(read_text(SHEET.format(line.replace("{", "{{").replace("}", "}}").format()), kind="template").prefilled)
        is claimed
    )
