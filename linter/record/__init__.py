"""The record of a visit: frozen, slotted, and free of how it was read."""

from notelint.linter.record.chart import Chart
from notelint.linter.record.claimed import ClaimedCode
from notelint.linter.record.mentions import (
    OBJECTIVE,
    Activity,
    ActivityKind,
    ActivityStatus,
    ClockTime,
    Contact,
    Diagnosis,
    Function,
    Goal,
    LossClaim,
    Measure,
    MeasureKind,
    MeasureStatus,
    Outcome,
    Period,
    Placeholder,
    PlanStatement,
    PrefilledFinding,
    Reference,
    Section,
    Side,
    Skill,
    TimeTotal,
    VisitCount,
)  # fmt: skip
from notelint.linter.record.regions import any_neighbours, any_same, neighbours, same_region
from notelint.linter.record.subject import ADDENDUM, Mention, Subject, quoted
from notelint.linter.record.terms import TermFound, Terms
from notelint.linter.record.units import Allocation, allocate, units_for
from notelint.linter.record.visit import Charge, ChargePair, PlannedProcedure, Proposal, TemplateSlot, Visit, Wanted
from notelint.linter.record.waivers import WaiverEntry, aged, of_a_rule, waived
from notelint.linter.record.wording import Work, in_sets, same_work, work_of

__all__ = [
    "ADDENDUM", "OBJECTIVE", "Activity", "ActivityKind", "ActivityStatus", "Allocation", "Charge", "ChargePair",
    "Chart", "ClaimedCode", "ClockTime", "Contact", "Diagnosis", "Function", "Goal", "LossClaim", "Measure",
    "MeasureKind", "MeasureStatus", "Mention", "Outcome", "Period", "Placeholder", "PlanStatement", "PlannedProcedure",
    "PrefilledFinding", "Proposal", "Reference", "Section", "Side", "Skill", "Subject", "TemplateSlot", "TermFound",
    "Terms", "TimeTotal", "Visit", "VisitCount", "WaiverEntry", "Wanted", "Work", "aged", "allocate", "any_neighbours",
    "any_same", "in_sets", "neighbours", "of_a_rule", "quoted", "same_region", "same_work", "units_for", "waived",
    "work_of",
]  # fmt: skip
