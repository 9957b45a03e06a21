"""`notelint units`, and the allocation of pooled minutes against brute force: all remainders of up to four codes."""

from __future__ import annotations

import json
from itertools import combinations_with_replacement, product

import pytest
from click.testing import CliRunner, Result

from notelint.linter.cli import cli
from notelint.linter.record import allocate, units_for
from notelint.linter.record.units import ways


def call(*args: str) -> Result:
    return CliRunner().invoke(cli, ["units", *args], prog_name="notelint")


def best_vectors(minutes: tuple[int, ...]) -> set[tuple[int, ...]]:
    """All vectors of the allowed sum that respect full 15s and that no exchange of a unit makes better."""
    total, full = units_for(sum(minutes)), [m // 15 for m in minutes]
    fair = [v for v in product(*((f, f + 1) for f in full)) if sum(v) == total]
    left = [m % 15 for m in minutes]
    carried = {v: sorted((m for m, n, f in zip(left, v, full, strict=True) if n > f), reverse=True) for v in fair}
    best = max(carried.values())
    return {v for v in fair if carried[v] == best}


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_every_remainder_of_up_to_four_codes(number: int) -> None:
    for minutes in combinations_with_replacement(range(15), number):
        shifted = tuple(m + 15 * (i % 3) for i, m in enumerate(minutes))
        found, expected = allocate(shifted), best_vectors(shifted)
        assert set(ways(shifted)) == expected, shifted
        assert all(map(found.admits, expected))
        assert found.least == tuple(map(min, zip(*expected, strict=True)))
        assert found.most == tuple(map(max, zip(*expected, strict=True)))


POOLED = """\
Counted pooled (CMS): the minutes of all timed codes of the day are added [profile medicare]

  97110   24 min  2 units       24 = 1 x 15 + 9
  97112   23 min  1 unit        23 = 1 x 15 + 8

47 minutes in all carry 3 units (38 to 52 do).
2 are from full 15s, 1 from the 17 minutes over; what is over counts, the most first:
  97110: 9 minutes over, gets one
  97112: 8 minutes over, gets none

Bill 97110 x2 + 97112 x1
"""
TIED = """\
  97112 and 97110: a tie, 5 minutes over each, one of them gets one

Bill 97112 x2 + 97110 x1
  or 97112 x1 + 97110 x2
"""
MIDPOINT = """\
Counted midpoint (AMA): each code stands alone, and earns a unit from 8 minutes on [profile commercial]

  97110   24 min  2 units       24 = 1 x 15 + 9, and 9 reach 8
  97112   20 min  1 unit        20 = 1 x 15 + 5, and 5 do not reach 8

3 units in all.
"""


def test_pooled() -> None:
    assert call("97110=24", "97112=23", "--profile", "medicare").stdout == POOLED


def test_ties_are_named() -> None:
    assert call("97112=20", "97110=20").stdout.endswith(TIED)
    four = call("97110=8", "97112=8", "97140=8", "97530=8").stdout
    assert "97110, 97112, 97140 and 97530: a tie, 8 minutes over each, any 2 of them gets one" in four
    assert four.count("\n  or ") == 5


def test_each_code_alone() -> None:
    assert call("97110=24", "97112=20", "--profile", "commercial").stdout == MIDPOINT


def test_the_settings_say_how_the_payer_counts() -> None:
    assert "3 units in all" in call("97110=24", "97112=20", "--config", "rules.TU002.unit-rule = 'midpoint'").stdout


def test_a_code_that_is_given_twice() -> None:
    assert "97110   24 min  2 units" in call("97110=10", "97110=14").stdout


@pytest.mark.parametrize(
    ("minutes", "line"),
    [
        ("97110=0", "0 minutes in all carry 0 units (0 to 7 do)."),
        ("97110=7", "7 minutes in all carry 0 units (0 to 7 do)."),
        ("97110=8", "8 minutes in all carry 1 unit (8 to 22 do)."),
        ("g0283=8", ""),
    ],
)
def test_one_code(minutes: str, line: str) -> None:
    assert line in call(minutes).output


def test_json() -> None:
    said = json.loads(call("97112=20", "97110=20", "--output-format", "json", "--profile", "medicare").stdout)
    assert (said["unit_rule"], said["minutes"], said["units"]) == ("pooled", 40, 3)
    assert said["codes"][0] == {
        "code": "97112", "minutes": 20, "full_quarters": 1, "minutes_left": 5, "least": 1, "most": 2,
    }  # fmt: skip
    assert said["allocations"] == [{"97112": 2, "97110": 1}, {"97112": 1, "97110": 2}]
    alone = json.loads(call("97112=20", "97110=20", "--output-format", "json", "--profile", "commercial").stdout)
    assert (alone["units"], alone["allocations"]) == (2, [{"97112": 1, "97110": 1}])


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (["97110"], "'97110' is not CODE=MINUTES, such as 97110=24"),
        (["97110=x"], "'97110=x': the minutes are a whole number, not 'x'"),
        (["97110=-5"], "the minutes are a whole number, not '-5'"),
        (["97110=24.5"], "the minutes are a whole number, not '24.5'"),
        (["97110=²"], "the minutes are a whole number, not '²'"),
        (["97110="], "the minutes are a whole number, not ''"),
        (["97110=2000"], "2000 minutes are more than a day has"),
        (["97350=20"], "Unknown code '97350', did you mean 97530 (dynamic practice of functional tasks)?"),
        (["zebra=20"], "Unknown code 'zebra'; notelint codes lists those known"),
        (["97110=20", "97150=20"], "97150 (a procedure given to two or more patients at once) is untimed"),
        (["G0283=20"], "is untimed: its units do not come from minutes. Leave it out."),
        (["97110=20", "--profile", "medicar"], "unknown profile 'medicar', did you mean 'medicare'?"),
        ([], "Missing argument 'CODE=MINUTES...'"),
    ],
)
def test_what_cannot_be_counted(args: list[str], complaint: str) -> None:
    result = call(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert complaint in result.stderr
