# SPDX-License-Identifier: GPL-2.0-only
"""Confidence intervals."""

import math

import pytest

from pagewire import InputError, statistics


# Two-sided 95 % and 99 % points of Student's t, from the tables in the back of any textbook.
@pytest.mark.parametrize(
    "freedom, level, expected",
    [(1, 0.95, 12.706), (2, 0.95, 4.303), (3, 0.95, 3.182), (10, 0.95, 2.228), (29, 0.95, 2.045), (30, 0.95, 2.042),
     (120, 0.95, 1.980), (1, 0.99, 63.657), (5, 0.99, 4.032), (60, 0.99, 2.660), (10**6, 0.95, 1.960)],
)
def test_quantiles_are_those_of_the_tables(freedom, level, expected):
    assert round(statistics.t_quantile(freedom, level), 3) == expected


def test_an_estimate_by_hand():
    # 2, 4, 9: mean 5, median 4, variance (9 + 1 + 16) / 2 = 13; t for 2 degrees of freedom 4.3027
    estimate = statistics.estimate([2, 4, math.nan, 9])
    assert (estimate.mean, estimate.median, estimate.n) == (5, 4, 3)
    assert estimate.half_width == pytest.approx(4.3027 * math.sqrt(13 / 3), rel=1e-4)


@pytest.mark.parametrize("level", [0, 1, 95, -1, math.nan])
def test_a_level_that_no_interval_has_is_refused(level):
    with pytest.raises(InputError, match="write a probability between 0 and 1, like 0.95"):
        statistics.estimate([1.0, 2.0, 4.0], level)


def test_one_value_tells_nothing_of_the_spread():
    assert statistics.estimate([7.0])[:2] == (7, 7)
    assert math.isnan(statistics.estimate([7.0]).half_width)
    assert statistics.estimate([]).n == 0 and math.isnan(statistics.estimate([]).mean)


def test_equal_values_have_no_spread_whatever_their_mean_is_rounded_to():
    # A tenth of the rounded sum of ten of it is not this number.
    value = 453.876931
    assert statistics.estimate([value] * 10)[2:] == (0, 10)
    assert statistics.estimate([value, math.nan, value])[2:] == (0, 2)
