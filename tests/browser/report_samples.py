"""Hand-made notes and verdicts for the report's browser tests. All patients are invented."""

from __future__ import annotations

import datetime
from typing import Any

from notelint.linter.note import Note
from notelint.linter.record import Activity, Charge, Function, Goal, Measure, Section, Visit
from notelint.linter.record import Outcome as IntendedOutcome
from notelint.linter.result import Result
from notelint.linter.verdict import Direction, Evidence, Outcome, Severity, Verdict

RULES: dict[str, tuple[str, str, Direction]] = {
    "OM001": ("missing-objective-measure", "error", "documentation"),
    "OM002": ("no-measured-loss", "warning", "documentation"),
    "OM003": ("unquantified-impairment", "info", "documentation"),
    "OM004": ("impossible-measure", "error", "documentation"),
    "OM005": ("measure-not-current", "warning", "documentation"),
    "OM006": ("measure-of-another-region", "warning", "documentation"),
    "OM007": ("wrong-side", "warning", "documentation"),
    "IO001": ("missing-intended-outcome", "error", "documentation"),
    "IO002": ("equipment-only", "warning", "documentation"),
    "IO003": ("missing-technique", "warning", "documentation"),
    "IO004": ("goal-not-measurable", "info", "documentation"),
    "IO005": ("missing-body-region", "info", "documentation"),
    "FL001": ("missing-functional-link", "error", "documentation"),
    "FL002": ("function-not-addressed", "warning", "documentation"),
    "CA001": ("exercise-billed-as-activity", "error", "over"),
    "CA002": ("activity-billed-as-exercise", "warning", "under"),
    "CA003": ("modality-billed-as-procedure", "error", "over"),
    "CA004": ("undescribed-charge", "error", "over"),
    "CA005": ("unbilled-activity", "info", "under"),
    "CA006": ("wrong-code", "error", "over"),
    "CA007": ("contact-contradiction", "error", "over"),
    "NL001": ("rule-did-not-run", "error", "documentation"),
    "NL002": ("note-not-read", "error", "documentation"),
}
SOURCES = {"OM": "Medicare Benefit Policy Manual 15, 220.3", "IO": "Medicare Benefit Policy Manual 15, 230.1"}
NOTE_RULES = ("OM001", "OM002", "OM003", "OM004", "OM005", "OM006", "OM007", "FL002", "CA005")
CHARGE_RULES = ("IO001", "IO002", "IO003", "IO005", "FL001", "CA001", "CA002", "CA003", "CA004", "CA006", "CA007")

SHOULDER = """\
Harbor Street Physical Therapy                         Daily note
DOS: 03/11/2026    Visit 6 of 12    Dx: M75.121 R rotator cuff tear

S: Pain 4/10 at rest, 7/10 reaching overhead. Still cannot put plates
   on the top shelf or fasten her bra.

O: PROM R shoulder flexion 128 deg, ER 34 deg (L 88). MMT ER 3+/5, abd 4-/5.

97110 x2 (30 min): table slides 2x10, side-lying ER 3x10 with 2 lb,
   scapular rows green band 3x12, to increase ER strength and flexion ROM
   for reaching the kitchen shelf.
97140 (15 min): grade III inferior glides R GH joint, to gain flexion ROM
   so that she can reach overhead.

A: Flexion up 12 deg since visit 3. Needs cues to avoid shrugging.
P: Cont 2x/wk; add wall slides next visit.

J. Alvarez, PT, DPT
"""

KNEE = """\
Date of service: 03/12/2026
Pt: 58 y/o, s/p R TKA 02/19/2026, POD 21

Pt reports pain 5/10 and that the knee feels stiff going down stairs.
Tolerated treatment well.

97110 (23 min, 2 units)
  - NuStep 10 min
  - heel slides, quad sets, SAQ
97530 (15 min, 1 unit): leg press, hamstring curls, standing hip abd 3x15
  green band for glute strength
97014 (15 min): IFC to R knee

Plan: continue per POC

K. Osei, PTA
"""

BALANCE = """\
NEURO REHAB DAILY NOTE\t\t03/12/2026
\tL\tR
Knee ext MMT\t3/5\t5/5
Ankle DF MMT\t2+/5\t5/5
Berg 38/56   TUG 19.4 s   10MWT 0.62 m/s

97112 1u 15'  tandem stance on foam, perturbations in // bars, min A, vc for weight shift to L
              to improve balance reactions for turning in her kitchen
97116 1u 15'  gait w/ SPC 120 ft x3 CGA, cues for L heel strike; to walk to the mailbox
97530 1u 10'  pt practised independently in the gym: sit to stand from 17" chair x12,
              floor transfer training w/ mod A, for getting up after a fall

Goals: improve balance and function.
M. Roth, PT
"""

CLEAN = """\
OT DAILY TREATMENT NOTE     03/13/2026
Dx: S52.501D L distal radius fx, ORIF 01/15/2026

S: "I still drop the pan when I drain pasta."
O: L wrist ext 42 deg, flex 38 deg. Grip L 11 kg, R 29 kg.

97530 (23 min, 2 units): lifting and pouring with a 1.5 kg pan at counter
height x10, carrying a laundry basket 3 kg x4, cues for neutral wrist, to
build grip strength and wrist stability for cooking.
97140 (15 min, 1 unit): radiocarpal mobilisation grade II-III to increase
wrist extension, needed to push up from a chair.

A: Ext +6 deg since 03/06. Compensates with the shoulder above 2 kg.
P: 2x/wk, progress load to 2 kg. STG: carry 4 kg L hand 20 ft in 3 wks.
L. Nguyen, OTR/L
"""

HOSTILE = """\
SOAP 03/13/2026 <b>imported from the old system</b>
S: <script>alert(1)</script> LBP 6/10 sitting > 20 min & driving
O: lumbar flexion {{ 7*7 }} deg, SLR neg, "strength decreased"
T: 97110 15 min <img src=x onerror=alert(2)> trunk exercise on ball
   \x1b[31mred\x1b[0m and \u202eright to left\u202c marks
A: </td></tr></table><h1>markup</h1>
Signed R. Patel, DC
"""

DICTATION = (
    "HISTORY: This 71-year-old gentleman returns for his ninth visit following right total hip arthroplasty "
    "performed on January 28. " + "He reports that he is doing well overall, sleeping through the night, "
    "and that his daughter has been helping with the groceries and the driving. He denies calf pain, fever or drainage "
    "from the incision. " * 4 + "OBJECTIVE: Hip flexion actively 84 degrees and passively 95 degrees, abduction 22 "
    "degrees. Hip abductor strength is graded 3+ out of 5. He walks 250 feet with a single-point cane and "
    "supervision. TREATMENT: Therapeutic exercise, 97110, 23 minutes, consisted of standing hip abduction, "
    "clamshells and bridging, three sets of ten each with verbal cues for pelvic control, to increase hip abductor "
    "strength. "
    "Therapeutic activities, 97530, 15 minutes, consisted of step-ups onto a six-inch step and getting in and out of a "
    "simulated car seat so that he can be driven to church. " + "He was reminded once again of "
    "his precautions and was able to repeat them without help, and he was asked to bring his walking diary along "
    "to the next visit so that the distances can be reviewed. " * 4
    + "ASSESSMENT: Progressing. PLAN: Continue twice weekly for three more weeks. Dictated by S. Lindqvist, PT."
)  # fmt: skip

CHIRO = """\
03/16/2026  Visit 4/8
CC: neck pain after rear-end collision 02/27/2026. NDI 34%.
C/S AROM: flex 38, ext 41, R rot 52, L rot 68. Fixation C5, T4.
98940: CMT C5, T4, prone.
97124-59 10 min: effleurage and petrissage B upper traps.
97035 8 min 1.0 W/cm2 R upper trap.
Pt tolerated well. RTC 2 days.
D. Whitaker, DC
"""

EVALUATION = """\
PHYSICAL THERAPY EVALUATION AND PLAN OF CARE         03/09/2026
Referring dx: M17.11 unilateral primary osteoarthritis, right knee

Function: walks 1 block before pain stops her; stairs one at a time
with rail; cannot kneel to garden. LEFS 41/80.
Exam: R knee AROM 8-104, L 0-132. Quads R 4-/5, L 5/5. 30 s chair stand 8.

Goals (6 weeks)
1. R knee flexion to 120 deg so that she can go down stairs foot over foot.
2. Increase strength.
3. Walk 4 blocks without stopping.

Plan: 2x/wk for 6 wks; 97110 quad and hip strengthening, 97530 stair and
floor-transfer training, 97140 patellar glides for flexion.
A. Brandt, PT
"""


def span(text: str, needle: str) -> tuple[int, int]:
    """Where the needle first stands in the text."""
    start = text.index(needle)
    return start, start + len(needle)


def verdict(
    note: Note,
    rule: str,
    outcome: Outcome,
    message: str = "",
    *,
    at: str = "",
    code: str | None = None,
    ask: str = "",
    seen: tuple[tuple[str, str], ...] = (),
    severity: str | None = None,
) -> Verdict:
    """A verdict as the engine would stamp it; places are given by their words."""
    name, own, direction = RULES[rule]
    start, end = span(note.text, at) if at else (None, None)
    evidence = tuple(Evidence(needle, *span(note.text, needle), read_as) for needle, read_as in seen)
    weight = Severity.INFO if outcome == "review" else Severity(severity or own)
    source, mark = SOURCES.get(rule[:2], ""), f"{rule}-{start}"
    return Verdict(outcome, message, ask, evidence, code, start, end, weight, rule, name, direction, source, mark)


def checked(note: Note, charges: dict[str, tuple[tuple[str, str], ...]], findings: list[Verdict]) -> Result:
    """The findings with a pass or a not-applicable for every other rule and charge."""
    said = {(v.rule, v.code) for v in findings}
    rest: list[Verdict] = []
    first = next(iter(charges), "")
    for rule in NOTE_RULES:
        if (rule, None) not in said:
            outcome: Outcome = "pass" if rule in ("OM001", "OM002", "OM004", "FL002") else "not_applicable"
            why = "" if outcome == "pass" else "Nothing in the note asks for this check."
            seen = charges[first][:1] if outcome == "pass" and first else ()
            rest.append(verdict(note, rule, outcome, why, at=first, seen=seen))
    for code, seen in charges.items():
        procedure = code not in ("97014", "98940", "97035")
        for rule in CHARGE_RULES:
            if (rule, code) not in said:
                if procedure:
                    rest.append(verdict(note, rule, "pass", at=code, code=code, seen=seen))
                else:
                    why = f"{code} is no therapeutic procedure."
                    rest.append(verdict(note, rule, "not_applicable", why, at=code, code=code))
    everything = findings + rest
    return Result(note, tuple(sorted(everything, key=lambda v: (not v.is_finding, v.start or 0, v.rule))))


def results() -> list[Result]:
    """Eight notes and a file that could not be read."""
    shoulder = Note("notes/harbor/shoulder-visit-6.txt", SHOULDER, id="V-20311", kind="visit", date="2026-03-11")
    knee = Note("notes/harbor/knee-tka-visit-4.txt", KNEE, id="V-20345", kind="visit", date="2026-03-12")
    balance = Note("notes/neuro/balance.txt", BALANCE, kind="visit", date="2026-03-12")
    clean = Note("notes/hand/wrist-orif.txt", CLEAN, kind="visit", date="2026-03-13")
    hostile = Note("notes/imported/<export> & more.txt", HOSTILE, kind="visit", date="2026-03-13")
    dictation = Note("notes/dictated/hip.txt", DICTATION, kind="visit")
    chiro = Note("notes/chiro/neck.txt#2", CHIRO, kind="visit", date="2026-03-16", offset=912, first_line=31)
    evaluation = Note("notes/harbor/knee-evaluation.txt", EVALUATION, kind="evaluation", date="2026-03-09")
    unread = Note("notes/imported/scan-0012.txt", "")
    addendum = "Anything added after signing is a dated addendum."
    return [
        checked(
            evaluation,
            {},
            [
                verdict(
                    evaluation, "IO004", "fail", "The goal has no measurable target.", at="Increase strength",
                    ask=f"Which muscle, from which grade to which, and by when? {addendum}", severity="warning",
                    seen=(("Quads R 4-/5", "strength, a loss"),),
                )
            ],
        ),
        checked(
            shoulder,
            {
                "97110": (("to increase ER strength and flexion ROM\n   for reaching", "strength, task"),),
                "97140": (("to gain flexion ROM\n   so that she can reach overhead", "rom, task"),),
            },
            [],
        ),
        checked(
            knee,
            {"97110": (), "97530": (("for glute strength", "strength"),), "97014": ()},
            [
                verdict(
                    knee, "OM001", "fail", "No objective measure of motion, strength or mobility stands in this note; "
                    "only a pain score was found.", at="97110", seen=(("pain 5/10", "pain score"),),
                    ask="Which motion, strength or mobility was measured on this day, and what did it show?",
                ),
                verdict(
                    knee, "IO001", "fail", "97110 has no stated result that it is meant to achieve.", at="97110",
                    code="97110", ask=f"What was this exercise meant to improve? {addendum}",
                    seen=(("Tolerated treatment well", "no outcome"),),
                ),
                verdict(
                    knee, "IO003", "fail", "How the exercises were done is not said: no mode, dose or cues.",
                    at="97110", code="97110", seen=(("heel slides, quad sets, SAQ", "exercise"),),
                    ask=f"How many, against which resistance, with which help? {addendum}",
                ),
                verdict(
                    knee, "FL001", "fail", "Nothing ties 97110 to a task of daily life.", at="97110", code="97110",
                    seen=(("going down stairs", "a complaint alone"),), severity="warning",
                    ask=f"Which task does this let the patient do? {addendum}",
                ),
                verdict(
                    knee, "CA001", "fail", "97530 is billed, and what is described is exercise for strength with no "
                    "functional activity; it reads as 97110.", at="97530", code="97530",
                    ask="Was a task practised? If not, does 97110 describe the service?",
                    seen=(("leg press, hamstring curls, standing hip abd", "exercise, strength"),),
                ),
                verdict(
                    knee, "FL001", "review", "Whether 97530 is tied to a task stands in a plan that was not given.",
                    at="97530", code="97530", seen=(("continue per POC", "a document that was not given"),),
                    ask="Which task does this let the patient do?",
                ),
            ],
        ),
        checked(
            balance,
            {
                "97112": (("to improve balance reactions for turning in her kitchen", "balance, task"),),
                "97116": (("to walk to the mailbox", "task"),),
                "97530": (("for getting up after a fall", "task"),),
            },
            [
                verdict(
                    balance, "CA007", "fail", "97530 asks for one-on-one contact, and the words say that the patient "
                    "practised alone.", at="97530", code="97530", seen=(("independently in the gym", "no contact"),),
                    ask="Who was with the patient during these minutes?",
                ),
                verdict(
                    balance, "IO004", "fail", "The goal has no measurable target and no time frame.",
                    at="improve balance and function", ask=f"Which score, level or distance, and by when? {addendum}",
                ),
                verdict(
                    balance, "FL002", "review", "“function” names no task.", at="97112",
                    seen=(("function", "no task named"),), ask="Which task is meant?",
                ),
            ],
        ),
        checked(
            chiro,
            {"98940": (), "97124": (), "97035": ()},
            [
                verdict(
                    chiro, "IO001", "fail", "97124 has no stated result that it is meant to achieve.", at="97124",
                    code="97124", ask=f"What was the massage meant to achieve? {addendum}",
                    seen=(("Pt tolerated well", "no outcome"),),
                ),
                verdict(
                    chiro, "FL001", "fail", "Nothing ties 97124 to a task of daily life.", at="97124", code="97124",
                    severity="warning", ask=f"Which task does this let the patient do? {addendum}",
                ),
            ],
        ),
        checked(
            dictation,
            {
                "97110": (("to increase hip abductor strength", "strength"),),
                "97530": (("so that he can be driven to church", "task"),),
            },
            [
                verdict(
                    dictation, "FL001", "review", "An outcome is stated for 97110, and no task is named that needs it.",
                    at="97110", code="97110", seen=(("to increase hip abductor strength", "strength"),),
                    ask="Which task does this let the patient do?",
                )
            ],
        ),
        checked(
            hostile,
            {"97110": (("trunk exercise on ball", "exercise"),)},
            [
                verdict(
                    hostile, "NL001", "fail", "IO005 crashed here (ValueError: <b>bad</b>) and says nothing."
                ),
                verdict(
                    hostile, "OM003", "fail", "“strength decreased” claims a loss, and no measure shows it.",
                    at='"strength decreased"', ask="How much, on which scale?",
                ),
                verdict(
                    hostile, "IO002", "fail", "97110 is described by equipment and time only.", at="97110 15 min",
                    code="97110", seen=(("on ball", "equipment"), ("<script>alert(1)</script>", "not understood")),
                    ask="What did the patient do?",
                ),
            ],
        ),
        checked(
            clean,
            {
                "97530": (("to\nbuild grip strength and wrist stability for cooking", "strength, task"),),
                "97140": (("to increase\nwrist extension, needed to push up from a chair", "rom, task"),),
            },
            [],
        ),
        Result(unread, (verdict(unread, "NL002", "fail", "This is no text file (a PDF)."),)),
    ]  # fmt: skip


def visit() -> Visit:
    """The record of the shoulder note, as a reader of it would make it."""
    note = Note("notes/harbor/shoulder-visit-6.txt", SHOULDER, id="V-20311", kind="visit")

    def place(needle: str) -> tuple[str, int, int, int]:
        start, end = span(SHOULDER, needle)
        return needle, start, end, note.line(start)

    shelf = Function(*place("reaching the kitchen shelf"))
    overhead = Function(*place("reach overhead"))
    strength = IntendedOutcome(
        *place("to increase ER strength and flexion ROM\n   for reaching the kitchen shelf"),
        parameters=("strength", "rom"),
        functions=(shelf,),
    )
    flexion = IntendedOutcome(
        *place("to gain flexion ROM\n   so that she can reach overhead"), parameters=("rom",), functions=(overhead,)
    )
    slides = Activity(*place("table slides 2x10"), kind="exercise", parameters=("rom",), region="shoulder")
    side_lying = Activity(
        *place("side-lying ER 3x10 with 2 lb"), kind="exercise", parameters=("strength",), region="shoulder"
    )
    rows = Activity(
        *place("scapular rows green band 3x12"), kind="exercise", parameters=("strength",), region="shoulder"
    )
    glides = Activity(
        *place("grade III inferior glides R GH joint"), kind="manual", region="shoulder", side="right", code="97140"
    )
    wall = Activity(*place("wall slides"), kind="exercise", status="planned")
    motion: dict[str, Any] = {"kind": "rom", "unit": "deg", "region": "shoulder", "loss": True}
    return Visit(
        note,
        date=datetime.date(2026, 3, 11),
        sections=(Section(*place("S:"), "subjective"), Section(*place("O:"), "objective")),
        charges=(
            Charge(
                *place("97110"), "97110", units=2, minutes=30, activities=(slides, side_lying, rows),
                outcomes=(strength,), functions=(shelf,),
            ),
            Charge(
                *place("97140"), "97140", ("59",), minutes=15, activities=(glides,), outcomes=(flexion,),
                functions=(overhead,),
            ),
        ),
        measures=(
            Measure(*place("flexion 128 deg"), name="shoulder flexion", value=128, side="right", normal=180, **motion),
            Measure(*place("ER 34 deg"), name="shoulder ER", value=34, side="right", normal=90, **motion),
            Measure(*place("ER 3+/5"), kind="strength", name="ER", value=3.3, side="right", loss=True),
        ),
        activities=(slides, side_lying, rows, glides, wall),
        outcomes=(strength, flexion),
        functions=(Function(*place("put plates\n   on the top shelf")), shelf, overhead),
        goals=(Goal(*place("add wall slides next visit"), parameters=("rom",)),),
    )  # fmt: skip
