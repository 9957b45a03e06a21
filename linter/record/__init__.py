"""The record of a visit: frozen, slotted, and free of how it was read."""

from notelint.linter.record.mentions import (
    OBJECTIVE, Activity, ActivityKind, ActivityStatus, ClockTime, Diagnosis, Function, Goal, LossClaim, Measure, MeasureKind,
    MeasureStatus, Outcome, Period, Placeholder, PlanStatement, PrefilledFinding, Reference, Section, Side, Skill,
    TimeTotal, VisitCount,
)  # fmt: skip
from notelint.linter.record.subject import Mention, Subject
from notelint.linter.record.visit import Charge, ChargePair, Visit

__all__ = [
    "OBJECTIVE", "Activity", "ActivityKind", "ActivityStatus", "Charge", "ChargePair", "ClockTime", "Diagnosis", "Function",
    "Goal", "LossClaim", "Measure", "MeasureKind", "MeasureStatus", "Mention", "Outcome", "Period", "Placeholder",
    "PlanStatement", "PrefilledFinding", "Reference", "Section", "Side", "Skill", "Subject", "TimeTotal", "Visit", "VisitCount",
]  # fmt: skip
