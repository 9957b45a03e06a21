"""Whole treatment notes built from pieces, for tests that know what they took away. Imports nothing of notelint."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from hypothesis import strategies as st


@dataclass(frozen=True)
class Body:
    """What a part of the body brings with it."""

    name: str
    diagnoses: tuple[str, ...]
    measures: tuple[str, ...]  # {side}, {low}, {deg}, {grade}
    exercises: tuple[str, ...]
    parameter: str
    hands: tuple[str, ...]
    tasks: tuple[str, ...]
    several: str
    aims: tuple[str, ...]


KNEE = Body(
    "knee",
    ("{side} total knee arthroplasty", "{side} knee osteoarthritis", "{side} meniscus tear"),
    ("{side} knee flexion {deg} deg", "{side} knee AROM {low}-{deg} deg", "{side} quad strength {grade}/5"),
    ("heel slides 2x10", "quad sets 10x10 s", "straight leg raise 3x8", "short arc quad 3x12 with 3 lb"),
    "{side} knee range of motion",
    ("patellar glides, inferior, grade III, supine", "tibiofemoral glides, posterior, grade III"),
    ("lifting a laundry basket from the floor 3x6", "carrying two grocery bags 60 ft x4"),
    "leg strength, balance and coordination together",
    ("go down the 5 porch steps", "get into the car", "kneel in the garden"),
)
SHOULDER = Body(
    "shoulder",
    ("{side} rotator cuff repair", "{side} adhesive capsulitis", "{side} shoulder impingement syndrome"),
    (
        "{side} shoulder flexion {deg} deg",
        "{side} shoulder abduction AROM 0-{deg} deg",
        "{side} deltoid strength {grade}/5",
    ),
    ("table slides 2x10", "wand flexion AAROM 3x10", "sidelying external rotation 2x10 with 1 lb", "pulleys x20"),
    "{side} shoulder range of motion",
    ("glenohumeral glides, posterior, grade III", "scapular mobilization in sidelying, grade III"),
    ("placing jars on the upper shelf 3x8 with 2 lb", "hanging shirts on the high bar 2x15"),
    "shoulder strength, endurance and coordination together",
    ("fasten a bra", "wash her hair", "reach the top shelf"),
)
LUMBAR = Body(
    "lumbar spine",
    ("lumbar disc herniation L4-5", "lumbar spondylosis with stenosis", "lumbar strain"),
    ("lumbar flexion {low}5 deg", "trunk extension AROM 0-{low} deg", "{side} hip abduction strength {grade}/5"),
    ("prone press-up 2x10", "bridges 3x10", "bird dog 2x8", "single knee to chest 10x10 s"),
    "lumbar range of motion",
    ("L4 posterior-anterior glides, grade III, prone", "lumbar rotation mobilization in sidelying, grade III"),
    ("lifting a crate from floor to waist 20 lb 3x5", "carrying a loaded crate 40 ft x4"),
    "trunk strength, balance and endurance together",
    ("lift boxes at the warehouse", "bend to the lower shelf", "sit through a 2-hour class"),
)
ANKLE = Body(
    "ankle",
    ("{side} ankle sprain", "{side} Achilles tendon repair", "{side} bimalleolar fracture"),
    ("{side} ankle dorsiflexion AROM 0-{low} deg", "{side} plantar flexion strength {grade}/5"),
    ("ankle alphabet x2 seated", "ankle pumps x20", "towel curls 3x20", "heel raises 3x12"),
    "{side} ankle range of motion",
    ("talocrural glides, posterior, grade III", "subtalar glides, grade III, prone"),
    ("carrying a toolbox over the ramp 60 ft x4", "lifting a bucket from the floor 3x6"),
    "ankle strength, balance and proprioception together",
    ("walk on gravel at work", "climb the ladder", "hike to the lake"),
)
BODIES = (KNEE, SHOULDER, LUMBAR, ANKLE)
SIDES = ("R", "L", "right", "left")
GRADES = ("3", "3+", "4-")
SIGNERS = ("M. Orlova, PT, DPT", "Signed: K. Lund, PTA", "J. Sato, OTR/L", "Electronically signed by T. Abara, PT")
CUES = (
    "Less limp after the second set, verbal cues for alignment faded from five to two",
    "Needed tactile cues to slow the lowering, corrected by the third set",
    "Form corrected twice, load not ready to go up yet",
)
COMPLAINTS = (
    "Sore after yesterday's yard work - pain 3-4/10",
    "Slept better - pain 4/10 on waking, 2/10 after 10-15 min up",
    "No new complaints - took 1-2 rests on the walk here",
)
PLANS = (
    "2-3x/wk for 3 weeks, add load next visit",
    "Continue 3x/wk x 4-6 weeks, progress the dose",
    "2x/wk, 6-8 more visits",
)
LABELS = {
    "letters": ("S:", "O:", "Tx:", "A:", "P:"),
    "words": ("Subjective:", "Objective:", "Treatment:", "Assessment:", "Plan:"),
    "capitals": ("SUBJECTIVE:", "OBJECTIVE:", "INTERVENTIONS:", "ASSESSMENT:", "PLAN:"),
}


@dataclass(frozen=True)
class Service:
    """A billed code and what is said of it; `aim` is its purpose, "" for none."""

    code: str
    units: int
    minutes: int
    work: str
    aim: str = ""

    def line(self, form: int) -> str:
        """The service as one entry."""
        head = (
            f"{self.code} ({self.minutes} min, {self.units} unit{'s'[: self.units - 1]}):",
            f"{self.code}, {self.minutes} min, {self.units} unit{'s'[: self.units - 1]}:",
            f"{self.code} x{self.units}, {self.minutes} min:",
        )[form]
        return f"{head} {self.work}{', ' + self.aim if self.aim else ''}."


@dataclass(frozen=True)
class Note:
    """The pieces of a note; `text` puts them together."""

    body: Body
    side: str
    diagnosis: str
    date: str
    complaint: str
    measures: tuple[str, ...]
    services: tuple[Service, ...]
    assessment: str
    plan: str
    signer: str
    labels: str = "letters"
    form: int = 0
    spaced: bool = True
    goals: tuple[str, ...] = field(default=())
    order: tuple[int, ...] = (0, 1, 2, 3, 4)

    @property
    def deferred(self) -> tuple[str, ...]:
        """The measures, each without its value."""
        return tuple(re.sub(r" [\d/+-]+(?: deg)?$", " deferred", m) for m in self.measures)

    @property
    def sections(self) -> list[list[str]]:
        """The labelled sections: subjective, objective, treatment, assessment, plan."""
        s, o, t, a, p = LABELS[self.labels]
        return [
            [f"{s} {self.complaint}."],
            [f"{o} {'. '.join(self.measures)}."] if self.measures else [],
            [t, *(x.line(self.form) for x in self.services)],
            [f"{a} {self.assessment}."],
            [f"{p} {self.plan}."],
        ]

    @property
    def text(self) -> str:
        """The note."""
        parts = [[f"Date of service: {self.date}", f"Dx: {self.diagnosis}"]]
        parts += [self.sections[i] for i in self.order]
        if self.goals:
            parts.append(["Goals (4 weeks):", *(f"- {g}" for g in self.goals)])
        parts.append([self.signer])
        gap = "\n\n" if self.spaced else "\n"
        return gap.join("\n".join(part) for part in parts if part) + "\n"


@st.composite
def notes(draw: st.DrawFn, *, measured: bool | None = None, aimed: bool | None = None, pair: bool = False) -> Note:
    """A note. `measured`: with measures or none; `aimed`: with a purpose for each service or none; `pair`: bills 97110
    for exercise of one parameter and 97530 for a task that asks for several."""
    body = draw(st.sampled_from(BODIES))
    side = draw(st.sampled_from(SIDES))
    with_measures = draw(st.booleans()) if measured is None else measured
    with_aims = draw(st.booleans()) if aimed is None else aimed
    figures = {
        "side": side,
        "low": draw(st.integers(2, 4)),
        "deg": draw(st.integers(60, 110)),
        "grade": draw(st.sampled_from(GRADES)),
    }
    measures = draw(st.lists(st.sampled_from(body.measures), min_size=1, unique=True)) if with_measures else []
    task = draw(st.sampled_from(body.aims))

    def service(code: str, work: str, aim: str) -> Service:
        units = draw(st.integers(1, 2))
        return Service(code, units, 15 * units, work, aim if with_aims else "")

    parameter = body.parameter.format(side=side)
    exercises = draw(st.lists(st.sampled_from(body.exercises), min_size=2, max_size=3, unique=True))
    exercise = service("97110", ", ".join(exercises), f"to increase {parameter} so the patient can {task}")
    work = draw(st.sampled_from(body.tasks))
    activity = service("97530", work, f"to improve {body.several} so the patient can {task}")
    manual = service("97140", draw(st.sampled_from(body.hands)), f"to increase {parameter} to {task}")
    if pair:
        services = [exercise, activity]
    else:
        services = draw(st.lists(st.sampled_from((exercise, activity, manual)), min_size=1, unique_by=lambda x: x.code))
    return Note(
        body=body,
        side=side,
        diagnosis=draw(st.sampled_from(body.diagnoses)).format(side=side),
        date=f"{draw(st.integers(1, 12)):02}/{draw(st.integers(1, 28)):02}/2025",
        complaint=draw(st.sampled_from(COMPLAINTS)),
        measures=tuple(m.format(**figures) for m in measures),
        services=tuple(services),
        assessment=draw(st.sampled_from(CUES)),
        plan=draw(st.sampled_from(PLANS)),
        signer=draw(st.sampled_from(SIGNERS)),
        labels=draw(st.sampled_from(sorted(LABELS))),
        form=draw(st.integers(0, 2)),
        spaced=draw(st.sampled_from((True, True, False))),
    )
