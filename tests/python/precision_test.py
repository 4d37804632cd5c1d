# SPDX-License-Identifier: GPL-2.0-only
"""How many repetitions are enough, against figures reckoned by hand."""

import math

import pytest

import pagewire
from pagewire.precision import Precision
from pagewire.statistics import Estimate


def estimate(mean, half_width):
    return Estimate(mean, mean, half_width, 10)


@pytest.mark.parametrize(
    ("half_width", "wanted"),
    [
        (5.0, 10),  # 5 % of 100: reached
        (6.0, 16),  # 1.1 * 10 * (6/5)^2 = 15.84
        (5.1, 12),  # 1.1 * 10 * (5.1/5)^2 = 11.44
        (20.0, 20),  # never more than twice as many at a time
        (math.nan, 20),  # the spread is not known
    ],
)
def test_the_spread_says_how_many_more(half_width, wanted):
    assert Precision(relative=0.05).next_repeat(10, [estimate(100, half_width)]) == wanted


def test_the_least_known_combination_decides_and_the_most_is_kept():
    aim = Precision(relative=0.05, most=18)
    assert aim.next_repeat(10, [estimate(100, 1), estimate(100, 6)]) == 16
    assert aim.next_repeat(10, [estimate(100, 20)]) == 18
    assert aim.next_repeat(18, [estimate(100, 20)]) == 18
    assert aim.next_repeat(30, [estimate(100, 20)]) == 30  # what the scenario asks for, it gets


def test_a_combination_whose_runs_all_fail_asks_for_no_more():
    assert Precision(relative=0.05).next_repeat(10, [estimate(100, 1), Estimate(math.nan, math.nan, math.nan, 0)]) == 10


def test_an_aim_is_read_from_text():
    assert Precision.parse("plt_ms:2.5%", 40) == Precision("plt_ms", 0.025, least=10, most=40)
    for text in ["plt_ms", "plt_ms:5", "PLT:5%", "plt_ms:-5%", "plt_ms:1.2.3%", "plt_ms:.%"]:
        with pytest.raises(pagewire.InputError, match="write a column of runs.csv and a part of its mean"):
            Precision.parse(text)


@pytest.mark.parametrize("wrong", [{"relative": 0}, {"relative": 1}, {"level": 1}, {"least": 1}, {"least": 9, "most": 8}])
def test_an_aim_that_cannot_be_is_refused(wrong):
    with pytest.raises(pagewire.InputError):
        Precision(**wrong)
