"""What a note says, mention by mention: measures, activities, outcomes, functions, goals and the rest."""

from __future__ import annotations

import datetime
from typing import Literal

from notelint.linter.frozen import frozen
from notelint.linter.record.subject import Mention, Subject

MeasureKind = Literal["rom", "strength", "assist", "performance", "questionnaire", "other"]
MeasureStatus = Literal["present", "goal", "historical", "not_assessed", "hypothetical", "placeholder"]
ActivityStatus = Literal["done", "planned", "home", "historical", "refused", "instruction"]
ActivityKind = Literal[
    "exercise", "closed_chain", "balance", "task", "gait", "manual", "massage", "modality", "self_care", "wheelchair",
    "cognition", "orthotic", "adjustment", "equipment", "evaluation", "education", "other",
]  # fmt: skip
Side = Literal["right", "left", "both"]

OBJECTIVE: frozenset[str] = frozenset({"rom", "strength", "assist", "performance"})
_SHOWN_BY: dict[str, tuple[str, ...]] = {
    "rom": ("rom", "flexibility"),
    "strength": ("strength",),
    "assist": ("mobility", "gait"),
    "performance": ("mobility", "gait", "balance", "endurance", "coordination", "function"),
}


@frozen
class Section(Mention):
    """A stretch under one heading; `name` is subjective, objective, treatment, assessment, plan, goals ..."""

    name: str


@frozen
class Measure(Mention, Subject):
    """What was objectively found, or would have been.

    `name` is the motion, muscle, task or test ("knee flexion", "TUG"); `value` its number, or the upper end of a
    range; `low` the lower end of one; `unit` as normalised (deg, cm, in, %, grade, kg, lb, s, m/s, ft, reps ...).
    `loss`: True, False, or None where nothing tells. `impossible` says why the scale or joint does not allow it.
    `reason` is why it was not assessed; `date` the day of another examination, where one is given.
    `qualities` are what a test measures beyond its kind: balance, endurance, gait, coordination, mobility ...
    """

    kind: MeasureKind
    name: str
    value: float | None = None
    low: float | None = None
    unit: str = ""
    region: str | None = None
    side: Side | None = None
    normal: float | None = None
    status: MeasureStatus = "present"
    loss: bool | None = None
    impossible: str | None = None
    reason: str | None = None
    date: datetime.date | None = None
    qualities: tuple[str, ...] = ()

    @property
    def anchor(self) -> Mention:
        """A measure's finding stands on the measure."""
        return self

    @property
    def objective(self) -> bool:
        """Whether it measures joint motion, strength or mobility, rather than what the patient reports."""
        return self.kind in OBJECTIVE

    @property
    def shows(self) -> tuple[str, ...]:
        """The qualities whose loss it puts a figure on."""
        return self.qualities or _SHOWN_BY.get(self.kind, ())

    @property
    def read_as(self) -> str:
        """Name, status and loss in words."""
        words = [self.name or self.kind]
        if self.status != "present":
            words.append(self.status.replace("_", " "))
        elif self.loss is not None:
            words.append("a loss" if self.loss else "no loss")
        return ", ".join(words)


@frozen
class Function(Mention):
    """A task of daily life, work or sport. `generic` words ("ADLs", "function") name none."""

    generic: bool = False

    @property
    def read_as(self) -> str:
        """Whether it names a task."""
        return "no task named" if self.generic else "task"


@frozen
class Outcome(Mention):
    """What an activity is meant to achieve.

    `origin`: a stated `purpose`, a `goal`, an `impairment` that limits a task, or no more than the `name` of an
    exercise, where that says its parameter in words ("quad strengthening"; not "SLR").
    `parameters`: strength, endurance, rom, flexibility, balance, coordination, proprioception, posture, gait,
    cognition, edema, tone. `symptom`: it names a symptom to relieve. `functions` are the tasks that it names.
    """

    origin: Literal["purpose", "goal", "impairment", "name"] = "purpose"
    parameters: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    functions: tuple[Function, ...] = ()
    symptom: bool = False

    @property
    def read_as(self) -> str:
        """Parameters and tasks."""
        return ", ".join([*self.parameters, *(["symptom"] if self.symptom else []), *(f.text for f in self.functions)])


@frozen
class Activity(Mention, Subject):
    """Something that was done, planned, refused or taught.

    `fits` are the codes whose meaning it has, the best first. `parameters` are what its own name or purpose is for.
    `functional`: it is itself practice of a task. `how` is what says in what way it was done: mode, dose, resistance,
    position, assistance, cues, technique. `stated` are the parameters of a purpose said of this one activity.
    """

    kind: ActivityKind
    name: str = ""
    fits: tuple[str, ...] = ()
    code: str | None = None
    parameters: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    functional: bool = False
    region: str | None = None
    side: Side | None = None
    status: ActivityStatus = "done"
    how: tuple[Mention, ...] = ()
    minutes: int | None = None

    @property
    def anchor(self) -> Mention:
        """An activity's finding stands on the activity."""
        return self

    @property
    def read_as(self) -> str:
        """Kind, parameters and status."""
        words = [self.kind.replace("_", " "), *self.parameters]
        return ", ".join(words if self.status == "done" else [*words, self.status])


@frozen
class Goal(Mention, Subject):
    """A goal: what is to be reached, and by when.

    `target` is what makes it measurable (a value, a level, a count, a distance, a named weight); `due` its time frame,
    its own or its heading's. `wish`: the patient's own words of what he or she wants.
    """

    parameters: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    functions: tuple[Function, ...] = ()
    target: Mention | None = None
    due: Mention | None = None
    wish: bool = False

    @property
    def anchor(self) -> Mention:
        """A goal's finding stands on the goal."""
        return self


@frozen
class LossClaim(Mention, Subject):
    """A loss claimed today in words: "decreased grip strength"; `quality` is rom, strength, balance, endurance ..."""

    quality: str
    region: str | None = None
    side: Side | None = None

    @property
    def anchor(self) -> Mention:
        """A claim's finding stands on the claim."""
        return self


@frozen
class Contact(Mention):
    """Words that contradict a one-on-one service.

    `kind`: group; concurrent (with another patient); unattended (or alone in the gym); aide (supervised by one).
    """

    kind: Literal["group", "concurrent", "unattended", "aide"]


@frozen
class Diagnosis(Mention):
    """A condition, symptom, mechanism or surgery, by name or ICD code; `history`: it is of the past.

    `side` is that of the body part affected: a lesion of the brain has none, its hemiparesis has one.
    """

    kind: Literal["condition", "symptom", "mechanism", "surgery", "symptom_code", "injury_date"]
    region: str | None = None
    side: Side | None = None
    history: bool = False


@frozen
class Reference(Mention):
    """A pointer to a document that says it ("per POC", "see flow sheet", "goal #2").

    `topics`: which of measure, outcome, technique, function, condition, activity are said to stand there.
    """

    document: str
    topics: tuple[str, ...] = ()
    code: str | None = None


@frozen
class PlanStatement(Mention):
    """What the note says of the plan.

    `kind`: frequency, change, reference, visit_count, content count as a plan; continue, wish, home are for review;
    an appointment is none.
    """

    kind: Literal[
        "frequency", "change", "reference", "visit_count", "content", "continue", "wish", "home", "appointment",
    ]  # fmt: skip


@frozen
class Skill(Mention):
    """Words about the skill of the service. `kind`: cue, grade, correct, facilitate, instruct, assess, response,
    progress show it; measure, pain and verdict ("stable") are for review; empty ("tolerated well") shows none.
    """

    kind: Literal[
        "cue", "grade", "correct", "facilitate", "instruct", "assess", "response", "progress", "measure", "pain",
        "verdict", "empty",
    ]  # fmt: skip


@frozen
class Placeholder(Mention, Subject):
    """A blank. `dialect`: stars, underscores, brackets, braces, smartlist, smartlink, angles, percents, choice, room
    (dots, empty brackets, the room after a label: a blank in a template only).

    `slot` is what it asks for: measure, outcome, function, "outcome and function", activity, technique, dose ...;
    empty where nothing tells.
    A check list, a drop-down and a task slot ("Activity: lift / carry / ___", slot function) are blanks of a template.
    """

    dialect: str
    slot: str = ""

    @property
    def anchor(self) -> Mention:
        """A blank's finding stands on the blank."""
        return self


@frozen
class TimeTotal(Mention):
    """A total of minutes. `label`: timed, treatment or unlabelled."""

    label: Literal["timed", "treatment", "unlabelled"]
    minutes: int


@frozen
class ClockTime(Mention):
    """A start and an end, in minutes after midnight; `code` is the charge it stands with, None for the visit."""

    begin: int
    finish: int
    code: str | None = None


@frozen
class Period(Mention):
    """A stated certification or authorisation period; either end may be open."""

    first: datetime.date | None
    last: datetime.date | None


@frozen
class VisitCount(Mention):
    """The number of this visit and how many are authorised or planned ("visit 14 of 24")."""

    number: int | None
    authorised: int | None


@frozen
class PrefilledFinding(Mention, Subject):
    """In a template: a finding typed in beforehand."""

    @property
    def anchor(self) -> Mention:
        """It stands where it is typed."""
        return self

    @property
    def addendum(self) -> str:
        """Nobody signs a template."""
        return ""
