"""The draw: reproducible by hand, in proportion, never more than there is."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notelint.linter.audit.sampling import AuditError, allotted, rank

STRATA = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 500), min_size=1, max_size=12)


def test_the_rank_is_what_b2sum_says() -> None:
    assert shutil.which("b2sum"), "coreutils has it"
    said = subprocess.run(["b2sum"], input=b"7 V-0012", capture_output=True, check=True).stdout.split()[0].decode()
    assert rank(7, "V-0012") == said


def test_seed_and_id_cannot_run_into_each_other() -> None:
    assert rank(1, "2 3") != rank(12, "3")


def test_all_and_judgement_take_all() -> None:
    assert allotted({"a": 3, "b": 900}, "all", 0) == {"a": 3, "b": 900}
    assert allotted({"a": 3}, "judgement", 0) == {"a": 3}


def test_a_fixed_number_of_each() -> None:
    assert allotted({"a": 3, "b": 900}, "fixed", 10) == {"a": 3, "b": 10}
    assert allotted({"all notes": 900}, "simple", 50) == {"all notes": 50}


def test_largest_remainders() -> None:
    assert allotted({"a": 530, "b": 330, "c": 140}, "proportional", 10) == {"a": 5, "b": 3, "c": 2}
    assert allotted({"a": 100, "b": 100, "c": 101}, "proportional", 10) == {"a": 3, "b": 3, "c": 4}


def test_at_least_two_of_each() -> None:
    assert allotted({"a": 990, "b": 9, "c": 1}, "proportional", 30) == {"a": 27, "b": 2, "c": 1}
    with pytest.raises(AuditError, match="two notes of each make 8; ask for --size 8"):
        allotted(dict.fromkeys("abcd", 9), "proportional", 5)


@given(STRATA, st.integers(1, 2000))
def test_a_proportional_draw_is_of_the_size_asked_for(strata: dict[str, int], size: int) -> None:
    universe = sum(strata.values())
    try:
        drawn = allotted(strata, "proportional", size)
    except AuditError:
        assert sum(min(2, n) for n in strata.values()) > min(size, universe)
        return
    assert sum(drawn.values()) == min(size, universe)
    assert all(min(2, strata[s]) <= n <= strata[s] for s, n in drawn.items())
    free = [s for s, n in drawn.items() if n > 2]
    if not any(n <= 2 for n in drawn.values()):
        assert all(abs(drawn[s] - min(size, universe) * strata[s] / universe) < 1 for s in free)
