"""The visits of one patient that are given in one run, put in order once for all of them."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notelint.linter.record.visit import Visit

Order = tuple[datetime.date, int, str]


class Chart:
    """A patient's visits. A visit of the chart is known by its note, so that a copy of the visit is known too."""

    def __init__(self, visits: Iterable[Visit]) -> None:
        self.visits = tuple(visits)

    def others(self, visit: Visit) -> tuple[Visit, ...]:
        """All but one, in the order of the run."""
        return tuple(v for v in self.visits if v.note is not visit.note)

    @cached_property
    def documents(self) -> tuple[Visit, ...]:
        """The evaluations, plans and progress reports."""
        return tuple(v for v in self.visits if v.kind in ("evaluation", "plan", "progress"))

    def before(self, visit: Visit) -> tuple[Visit, ...]:
        """The treatments before a visit, the first of them first."""
        return self._treatments[: bisect_left(self._orders, visit.order)]

    def after(self, visit: Visit) -> tuple[Visit, ...]:
        """The treatments after a visit, the next of them first."""
        return self._treatments[bisect_right(self._orders, visit.order) :]

    def model_of(self, visit: Visit) -> Visit | None:
        """The nearest treatment before a treatment with the same words, save for dates."""
        return self._models.get(visit.order)

    def days_between(self, first: datetime.date, last: datetime.date) -> int:
        """How many days of treatment lie after the first day, up to the last."""
        return bisect_right(self._days, last) - bisect_right(self._days, first)

    @cached_property
    def _treatments(self) -> tuple[Visit, ...]:
        return tuple(sorted((v for v in self.visits if v.is_treatment), key=lambda v: v.order))

    @cached_property
    def _orders(self) -> list[Order]:
        return [v.order for v in self._treatments]

    @cached_property
    def _days(self) -> list[datetime.date]:
        return sorted({v.date for v in self.visits if v.date and v.kind != "plan"})

    @cached_property
    def _models(self) -> dict[Order, Visit]:
        last: dict[bytes, Visit] = {}
        models = {}
        for visit in self._treatments:
            if visit.wording and (model := last.get(visit.wording)):
                models[visit.order] = model
            last[visit.wording] = visit
        return models
