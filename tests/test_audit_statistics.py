"""The formulas of an audit against published worked examples and against statsmodels."""

from __future__ import annotations

import math
import random

import pytest
import statsmodels.api as sm
from statsmodels.stats.proportion import proportion_confint

from notelint.linter.audit.statistics import ALL_EXAMINED, TOO_FEW, Sums, clopper_pearson, ratio, total, wilson

# R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998) 857-872,
# table I: the four worked examples, with the exact (method 5) and the score (method 3) limits.
NEWCOMBE = [
    (81, 263, (0.2527, 0.3676), (0.2553, 0.3662)),
    (15, 148, (0.0578, 0.1617), (0.0624, 0.1605)),
    (0, 20, (0.0000, 0.1684), (0.0000, 0.1611)),
    (1, 29, (0.0009, 0.1776), (0.0061, 0.1718)),
]
# S. L. Lohr, Sampling: Design and Analysis, 2nd ed. (2010), example 3.2: acres of farms in 300 of 3,078 counties.
REGIONS = {  # counties, sampled, mean, variance
    "Northeast": (220, 21, 97_629.8, 7_647_472_708),
    "North Central": (1054, 103, 300_504.2, 29_618_183_543),
    "South": (1382, 135, 211_315.0, 53_587_487_856),
    "West": (422, 41, 662_295.5, 396_185_950_266),
}
# W. G. Cochran, Sampling Techniques, 3rd ed. (1977), 2.8: signatures on 50 of 676 sheets of a petition.
PETITION = {
    42: 23, 41: 4, 36: 1, 32: 1, 29: 1, 27: 2, 23: 1, 19: 1, 16: 2, 15: 2, 14: 1, 11: 1, 10: 1, 9: 1, 7: 1, 6: 3, 5: 2,
    4: 1, 3: 1,
}  # fmt: skip


def of_moments(size: int, n: int, mean: float, variance: float) -> Sums:
    return Sums(size, n, y=n * mean, yy=(n - 1) * variance + n * mean * mean)


def of_pairs(size: int, pairs: list[tuple[int, int]]) -> Sums:
    x, y = [a for a, _ in pairs], [b for _, b in pairs]
    return Sums(
        size, len(pairs), sum(x), sum(y), sum(a * a for a in x), sum(b * b for b in y), sum(a * b for a, b in pairs)
    )


@pytest.mark.parametrize(("failed", "n", "exact", "score"), NEWCOMBE)
def test_published_intervals_of_proportions(
    failed: int, n: int, exact: tuple[float, float], score: tuple[float, float]
) -> None:
    for found, published in ((clopper_pearson(failed, n), exact), (wilson(failed, n), score)):
        assert (found.lower, found.upper) == pytest.approx(published, abs=5e-5)


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.99])
def test_intervals_of_proportions_are_those_of_statsmodels(level: float) -> None:
    for n in (1, 2, 3, 10, 30, 299, 50_000):
        for failed in {0, 1, n // 3, n - 1, n}:
            exact, score = clopper_pearson(failed, n, level), wilson(failed, n, level)
            assert (exact.lower, exact.upper) == pytest.approx(
                proportion_confint(failed, n, 1 - level, "beta"), abs=1e-12, nan_ok=True
            ) or failed in (0, n)
            assert (score.lower, score.upper) == pytest.approx(
                proportion_confint(failed, n, 1 - level, "wilson"), abs=1e-12
            )
            assert 0 <= exact.lower <= failed / n <= exact.upper <= 1
            assert 0 <= score.lower <= failed / n <= score.upper <= 1


def test_no_error_in_ten_still_allows_three_in_ten() -> None:
    assert clopper_pearson(0, 10).upper == pytest.approx(1 - 0.025**0.1)
    assert clopper_pearson(10, 10).lower == pytest.approx(0.025**0.1)


def test_mean_per_unit_of_a_published_simple_sample() -> None:
    # Lohr 2010, example 2.6 and 2.10: 297,897 acres a county, total 916,927,110, standard error 58,169,381
    found = total([of_moments(3078, 300, 89_369_114 / 300, 344_551.9**2)], 0.95)
    assert found.point == pytest.approx(916_927_110, abs=1)
    assert found.standard_error == pytest.approx(58_169_381, rel=1e-6)
    assert found.degrees == 299
    assert found.interval
    assert (found.interval.lower, found.interval.upper) == pytest.approx((802_453_859, 1_031_400_361), rel=1e-6)


def test_mean_per_unit_of_the_petition() -> None:
    # Cochran 2.8: 19,888 signatures; 80 % limits 18,107 and 21,669, there with 1.28 of the normal distribution
    n = sum(PETITION.values())
    sums = Sums(676, n, y=sum(v * f for v, f in PETITION.items()), yy=sum(v * v * f for v, f in PETITION.items()))
    found = total([sums], 0.80)
    assert (n, sums.y, sums.yy) == (50, 1471, 54_497)
    assert found.point == pytest.approx(19_888, abs=0.5)
    assert found.standard_error
    assert 1.28 * found.standard_error == pytest.approx(19_888 - 18_107, rel=2e-3)


def test_stratified_total_of_a_published_sample() -> None:
    # Lohr 2010, example 3.2: total 909,736,035, standard error 50,417,248; 95 % with t of 296 degrees of freedom
    found = total([of_moments(*r) for r in REGIONS.values()], 0.95)
    assert found.point == pytest.approx(909_736_035, rel=1e-6)
    assert found.standard_error == pytest.approx(50_417_248, rel=1e-6)
    assert found.degrees == 296
    assert found.interval
    assert (found.interval.lower, found.interval.upper) == pytest.approx((810_514_350, 1_008_957_721), rel=1e-6)


def test_a_ratio_is_that_of_a_regression_through_the_origin() -> None:
    # statsmodels: weights 1/x make the slope sum(y)/sum(x), HC1 its variance n/(n-1) sum(e^2)/sum(x)^2
    chance = random.Random(5)
    pairs = [(x := chance.randint(1, 9), chance.randint(0, x)) for _ in range(60)]
    x, y = zip(*pairs, strict=True)
    fit = sm.WLS(y, x, weights=[1 / a for a in x]).fit(cov_type="HC1")
    found = ratio([of_pairs(10**12, pairs)])  # a universe without bounds: no correction
    assert found
    assert found.point == pytest.approx(fit.params[0])
    assert found.standard_error == pytest.approx(fit.bse[0])
    fit_t = sm.WLS(y, x, weights=[1 / a for a in x]).fit(cov_type="HC1", use_t=True)
    assert found.interval
    assert (found.interval.lower, found.interval.upper) == pytest.approx(tuple(fit_t.conf_int(0.05)[0]))


def test_the_finite_population_correction() -> None:
    pairs = [(4, 1), (2, 2), (5, 0), (3, 1)]
    large, small = ratio([of_pairs(10**12, pairs)]), ratio([of_pairs(8, pairs)])
    assert large
    assert small
    assert large.standard_error
    assert small.standard_error == pytest.approx(large.standard_error * math.sqrt(1 / 2))


def test_a_ratio_over_strata_is_a_total_over_a_total() -> None:
    chance = random.Random(9)
    strata = [[(chance.randint(1, 5), chance.randint(0, 1)) for _ in range(n)] for n in (8, 20)]
    sums = [of_pairs(100, strata[0]), of_pairs(40, strata[1])]
    found = ratio(sums)
    weighted = [(100 / 8, strata[0]), (40 / 20, strata[1])]
    top = sum(w * y for w, pairs in weighted for _, y in pairs)
    below = sum(w * x for w, pairs in weighted for x, _ in pairs)
    assert found
    assert found.point == pytest.approx(top / below)
    residuals = [[y - found.point * x for x, y in pairs] for pairs in strata]
    variance = 0.0
    for (size, n), es in zip(((100, 8), (40, 20)), residuals, strict=True):
        mean = sum(es) / n
        variance += size**2 * (1 - n / size) * sum((e - mean) ** 2 for e in es) / (n - 1) / n
    assert found.standard_error == pytest.approx(math.sqrt(variance) / below)
    assert found.degrees == 26


def test_estimates_by_simulation_cover_as_often_as_they_say() -> None:
    chance = random.Random(11)
    universe = [chance.choice((0, 0, 0, 40, 90)) * chance.randint(1, 3) for _ in range(800)]
    hits, rounds = 0, 600
    for _ in range(rounds):
        drawn = chance.sample(universe, 120)
        found = total([Sums(800, 120, y=sum(drawn), yy=sum(v * v for v in drawn))], 0.90)
        assert found.interval
        hits += found.interval.lower <= sum(universe) <= found.interval.upper
    assert 0.86 < hits / rounds < 0.94


def test_what_cannot_be_estimated_says_why() -> None:
    assert total([Sums(10, 10, y=30, yy=100)]).why == ALL_EXAMINED
    assert total([Sums(10, 1, y=3, yy=9)]).why == TOO_FEW
    alike = total([Sums(10, 4, y=0, yy=0)])
    assert alike.interval is None
    assert alike.why
    assert ratio([Sums(10, 4)]) is None


def test_a_stratum_examined_whole_adds_no_variance() -> None:
    open_ = Sums(50, 5, y=10, yy=30)
    both, alone = total([open_, Sums(3, 3, y=9, yy=29)]), total([open_])
    assert both.point == alone.point + 9
    assert both.standard_error == alone.standard_error
    assert both.degrees == alone.degrees == 4


def test_precision_is_half_the_width_by_the_point() -> None:
    found = total([Sums(100, 10, y=50, yy=300)])
    assert found.interval
    assert found.precision == pytest.approx((found.interval.upper - found.point) / found.point)
