"""TU001 to TU006 on records made by hand, and the arithmetic of units with its worked examples."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_checks_builders import charge, clock, total, visit

from notelint.checks.code_pair import code_pair_conflict
from notelint.checks.time_units import (
    missing_minutes,
    time_window,
    totals_disagree,
    units_below_minutes,
    units_exceed_minutes,
    untimed_units,
)
from notelint.linter.record import Charge, Visit, allocate, units_for
from notelint.linter.verdict import Severity, Verdict

# --- arithmetic --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("units", "first", "last"),
    [
        (0, 0, 7),
        (1, 8, 22),
        (2, 23, 37),
        (3, 38, 52),
        (4, 53, 67),
        (5, 68, 82),
        (6, 83, 97),
        (7, 98, 112),
        (8, 113, 127),
    ],
)
def test_minutes_and_units(units: int, first: int, last: int) -> None:
    assert {units_for(minutes) for minutes in range(first, last + 1)} == {units}


@pytest.mark.parametrize(
    ("minutes", "pooled", "midpoint"),
    [
        ([24, 23], [(2, 1)], (2, 2)),
        ([20, 20], [(2, 1), (1, 2)], (1, 1)),
        ([33, 7], [(2, 1)], (2, 0)),
        ([18, 13, 10, 8], [(1, 1, 1, 0)], (1, 1, 1, 1)),
        ([7, 7, 7], [(1, 0, 0), (0, 1, 0), (0, 0, 1)], (0, 0, 0)),
        ([15, 8], [(1, 1)], (1, 1)),
        ([10, 10], [(1, 0), (0, 1)], (1, 1)),
        ([38], [(3,)], (3,)),
        ([8, 8, 8, 8], sorted(set(permutations((1, 1, 0, 0)))), (1, 1, 1, 1)),
        ([5], [(0,)], (0,)),
        ([], [()], ()),
    ],
)
def test_worked_examples(minutes: list[int], pooled: list[tuple[int, ...]], midpoint: tuple[int, ...]) -> None:
    found = allocate(minutes)
    assert tuple(map(units_for, minutes)) == midpoint
    assert all(found.admits(vector) for vector in pooled)
    assert found.total == sum(pooled[0])
    assert found.most == tuple(max(v[i] for v in pooled) for i in range(len(minutes)))
    assert found.least == tuple(min(v[i] for v in pooled) for i in range(len(minutes)))


def brute_force(minutes: list[int]) -> set[tuple[int, ...]]:
    """Every way to give the units left over to as many codes, with the most minutes left among those codes."""
    full, left = [m // 15 for m in minutes], [m % 15 for m in minutes]
    spare = (sum(minutes) + 7) // 15 - sum(full)
    choices = list(combinations([i for i, rest in enumerate(left) if rest], spare))
    best = max(sum(left[i] for i in chosen) for chosen in choices)
    kept = [chosen for chosen in choices if sum(left[i] for i in chosen) == best]
    return {tuple(whole + (i in chosen) for i, whole in enumerate(full)) for chosen in kept}


@given(st.lists(st.integers(0, 70), max_size=6))
def test_allocation_against_brute_force(minutes: list[int]) -> None:
    found, ways = allocate(minutes), brute_force(minutes)
    assert {sum(way) for way in ways} == {found.total}
    assert found.least == tuple(min(way[i] for way in ways) for i in range(len(minutes)))
    assert found.most == tuple(max(way[i] for way in ways) for i in range(len(minutes)))


@given(st.lists(st.integers(1, 40), min_size=1, max_size=4), st.data())
def test_admitted_are_the_allocations_and_no_others(minutes: list[int], data: st.DataObject) -> None:
    units = tuple(data.draw(st.integers(0, 3)) for _ in minutes)
    assert allocate(minutes).admits(units) == (units in brute_force(minutes))


# --- TU002 and TU003 ---------------------------------------------------------------------------------------------


def billed(*lines: tuple[str, int | None, int | None], **fields: object) -> Visit:
    return visit(*(charge(code, minutes=minutes, units=units) for code, minutes, units in lines), **fields)


def exceeding(here: Visit, unit_rule: str = "pooled") -> list[tuple[str | None, Severity | None]]:
    """Code and severity of every finding of TU002."""
    verdicts = [units_exceed_minutes(c, here, unit_rule=unit_rule) for c in here.charges]
    return [(v.code, v.severity) for v in verdicts if v.is_finding]


@pytest.mark.parametrize(
    ("lines", "pooled", "midpoint"),
    [
        # V1 to V5
        ([("97112", 24, 2), ("97110", 23, 1)], [], []),
        ([("97112", 24, 1), ("97110", 23, 2)], [("97110", Severity.WARNING)], []),
        ([("97110", 33, 3), ("97140", 7, 0)], [("97110", Severity.WARNING)], [("97110", None)]),
        ([("97110", 10, 1), ("97124", 10, 1)], [(None, None)], []),
        ([("97110", 8, 1), ("97112", 8, 1), ("97140", 8, 1), ("97530", 8, 1)], [(None, None)], []),
        # the manual's own
        ([("97112", 20, 2), ("97110", 20, 1)], [], [("97112", None)]),
        ([("97112", 20, 1), ("97110", 20, 2)], [], [("97110", None)]),
        ([("97110", 33, 2), ("97140", 7, 1)], [], [("97140", None)]),
        ([("97110", 18, 1), ("97140", 13, 1), ("97116", 10, 1), ("97035", 8, 1)], [("97035", Severity.ERROR)], []),
        ([("97110", 18, 1), ("97140", 13, 1), ("97116", 10, 1), ("97035", 8, 0)], [], []),
        ([("97110", 38, 3)], [], []),
        # more
        ([("97110", 20, 2)], [("97110", Severity.ERROR)], [("97110", None)]),
        ([("97140", 5, 1)], [("97140", Severity.ERROR)], [("97140", None)]),
        ([("97110", 15, 3), ("97010", 15, 1), ("G0283", 15, 1)], [("97110", Severity.ERROR)], [("97110", None)]),
        ([("97110", 30, 2), ("97150", 30, 2)], [], []),
        ([("97110", 30, None)], [], []),
    ],
)
def test_units_against_minutes(
    lines: list[tuple[str, int, int]], pooled: list[tuple[str, Severity]], midpoint: list[tuple[str, Severity]]
) -> None:
    assert exceeding(billed(*lines)) == pooled
    assert exceeding(billed(*lines), "midpoint") == midpoint


def test_units_against_a_total() -> None:
    lines = [("97110", None, 2), ("97140", None, 1)]
    assert exceeding(billed(*lines, totals=(total("timed 30", "timed", 30),))) == [(None, None)]
    assert exceeding(billed(*lines, totals=(total("timed 38", "timed", 38),))) == []
    assert exceeding(billed(*lines, totals=(total("treatment 30", "treatment", 30),))) == [(None, None)]
    assert exceeding(billed(*lines, clock=(clock(600, 630),))) == [(None, None)]
    assert exceeding(billed(*lines)) == []


def test_units_of_one_code_whose_neighbour_has_no_minutes() -> None:
    assert exceeding(billed(("97110", 20, 3), ("97140", None, 1))) == [("97110", Severity.ERROR)]
    assert exceeding(billed(("97110", 20, 2), ("97140", None, 1))) == []


def test_the_sum_is_named_once_on_the_first_charge_with_units() -> None:
    here = billed(("97112", 0, None), ("97110", 10, 1), ("97124", 10, 1))
    assert len(exceeding(here)) == 1


def test_clock_times_are_minutes() -> None:
    short = charge("97110", units=2, clock=clock(600, 620, "97110"))
    assert exceeding(visit(short)) == [("97110", Severity.ERROR)]


@pytest.mark.parametrize(
    ("lines", "pooled", "midpoint"),
    [
        ([("97113", 45, 2)], "fail", "fail"),
        ([("97112", 23, 1), ("97530", 15, 1)], "fail", "fail"),
        ([("97112", 20, 1), ("97530", 20, 1)], "fail", "pass"),
        ([("97110", 37, 2)], "pass", "pass"),
        ([("97110", 10, 1), ("97124", 10, 1)], "pass", "pass"),
        ([("97110", 15, 1), ("97161", 45, 1)], "pass", "pass"),
        ([("97110", 15, None)], "not_applicable", "not_applicable"),
        ([("97110", None, 1)], "not_applicable", "not_applicable"),
        ([("97150", 30, 1)], "not_applicable", "not_applicable"),
    ],
)
def test_fewer_units_than_minutes(lines: list[tuple[str, int, int]], pooled: str, midpoint: str) -> None:
    assert units_below_minutes(billed(*lines)).outcome == pooled
    assert units_below_minutes(billed(*lines), unit_rule="midpoint").outcome == midpoint


def test_fewer_units_than_a_timed_total() -> None:
    assert units_below_minutes(billed(("97110", None, 2), totals=(total("timed 45", "timed", 45),))).outcome == "fail"
    unlabelled = billed(("97110", None, 2), totals=(total("45", "treatment", 45),))
    assert units_below_minutes(unlabelled).outcome == "not_applicable"


# --- TU001 -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "fields", "expected", "per_code"),
    [
        (charge("97110", minutes=15), {}, "pass", "pass"),
        (charge("97110", clock=clock(600, 620)), {}, "pass", "pass"),
        (charge("97110"), {}, "fail", "fail"),
        (charge("97110"), {"totals": (total("timed 40", "timed", 40),)}, "pass", "fail"),
        (charge("97110"), {"clock": (clock(600, 640),)}, "pass", "fail"),
        (charge("97110"), {"clock": (clock(600, 640, "97140"),)}, "fail", "fail"),
        (charge("97150"), {}, "not_applicable", "not_applicable"),
        (charge("97161"), {}, "not_applicable", "not_applicable"),
        (charge("97110"), {"kind": "plan"}, "not_applicable", "not_applicable"),
    ],
)
def test_minutes_are_there(line: Charge, fields: dict[str, object], expected: str, per_code: str) -> None:
    assert missing_minutes(line, visit(line, **fields)).outcome == expected
    assert missing_minutes(line, visit(line, **fields), per_code=True).outcome == per_code


# --- TU004 to TU006 ----------------------------------------------------------------------------------------------


def totals(label: str, minutes: int, *lines: tuple[str, int | None, int | None], **fields: object) -> Verdict:
    return totals_disagree(billed(*lines, totals=(total(f"{label} {minutes}", label, minutes),), **fields))


@pytest.mark.parametrize(
    ("label", "minutes", "expected"),
    [
        ("timed", 30, "pass"),
        ("timed", 38, "fail"),
        ("timed", 45, "fail"),
        ("treatment", 29, "fail"),
        ("treatment", 30, "pass"),
        ("treatment", 55, "pass"),
        ("unlabelled", 30, "pass"),
        ("unlabelled", 40, "pass"),
        ("unlabelled", 25, "review"),
    ],
)
def test_totals(label: str, minutes: int, expected: str) -> None:
    verdict = totals(label, minutes, ("97110", 15, 1), ("97140", 15, 1), ("97010", 15, 1))
    assert verdict.outcome == expected
    assert ("counted as timed" in verdict.message) == ((label, minutes) == ("timed", 45))


def test_totals_that_cannot_be_added_up() -> None:
    assert totals("timed", 40, ("97110", 15, 1), ("97140", None, 1)).outcome == "pass"
    assert totals("timed", 10, ("97110", 15, 1), ("97140", None, 1)).outcome == "fail"
    assert totals("timed", 40, ("97110", None, 1)).outcome == "not_applicable"
    assert totals_disagree(billed(("97110", 15, 1))).outcome == "not_applicable"


def test_unbilled_timed_minutes_may_be_in_the_timed_total() -> None:
    free = (charge("97140", minutes=5),)
    assert totals("timed", 20, ("97110", 15, 1), uncharged=free).outcome == "pass"


def test_total_treatment_below_timed() -> None:
    """V6."""
    assert totals("treatment", 40, ("97110", 30, 2), ("97530", 15, 1)).outcome == "fail"


@pytest.mark.parametrize(
    ("code", "units", "expected"),
    [
        ("97161", 2, "fail"),
        ("97012", 2, "fail"),
        ("G0283", 2, "fail"),
        ("97150", 2, "fail"),
        ("98940", 2, "fail"),
        ("98943", 2, "fail"),
        ("97150", 1, "pass"),
        ("97010", None, "pass"),
        ("97110", 2, "not_applicable"),
        ("97035", 2, "not_applicable"),
        ("97760", 2, "not_applicable"),
        ("97546", 3, "not_applicable"),
        ("97598", 2, "not_applicable"),
    ],
)
def test_untimed_codes(code: str, units: int | None, expected: str) -> None:
    line = charge(code, units=units)
    assert untimed_units(line, visit(line)).outcome == expected


def test_clock_times_of_charges() -> None:
    def window(*spans: tuple[str, int, int], **fields: object) -> str:
        lines = (charge(code, clock=clock(begin, finish, code)) for code, begin, finish in spans)
        return time_window(visit(*lines, **fields)).outcome

    assert window(("97110", 495, 515), ("97112", 515, 530)) == "pass"
    assert window(("97110", 495, 520), ("97112", 510, 530)) == "fail"
    assert window(("97110", 495, 520), ("97150", 510, 530)) == "fail"
    assert window(("97110", 495, 520), ("97010", 510, 530)) == "not_applicable"
    assert window(("97014", 495, 510), ("97010", 495, 510)) == "not_applicable"
    assert window(("97110", 495, 520)) == "not_applicable"


def test_the_length_of_the_visit() -> None:
    lines = [("97110", 15, 1), ("97530", 24, 2)]
    assert time_window(billed(*lines, clock=(clock(555, 595),))).outcome == "pass"
    assert time_window(billed(*lines, clock=(clock(555, 590),))).outcome == "fail"
    assert time_window(billed(*lines, clock=(clock(555, 575), clock(800, 820)))).outcome == "pass"
    assert time_window(billed(*lines, clock=(clock(555, 575), clock(555, 575)))).outcome == "fail"
    assert time_window(billed(*lines, clock=(clock(715, 20),))).outcome == "not_applicable"


def test_vectors_of_pairs() -> None:
    """V7 and V10: two evaluation levels; group and individual minutes apart."""
    levels = visit(charge("97161"), charge("97162"))
    assert code_pair_conflict(levels.pairs[0], levels).outcome == "fail"
    group = visit(charge("97150", units=1), charge("97110", minutes=10, units=1))
    assert code_pair_conflict(group.pairs[0], group).severity == Severity.INFO
    assert exceeding(group) == []
    same = visit(charge("97150", clock=clock(540, 570)), charge("97110", clock=clock(550, 560), units=1))
    assert time_window(same).outcome == "fail"
