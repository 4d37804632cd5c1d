# SPDX-License-Identifier: GPL-2.0-only
"""Mean and confidence interval of a few repeats."""

from __future__ import annotations

import functools
import math
import statistics
from typing import Iterable, NamedTuple

EXACT = 200  # degrees of freedom up to which the distribution is summed; beyond, its series is as good


class Estimate(NamedTuple):
    """What repeats say of a quantity: mean, median, half the width of the mean's confidence interval, how many.

    The half width is NaN for a single value, which says nothing of the spread."""

    mean: float
    median: float
    half_width: float
    n: int


def central_probability(t: float, freedom: int) -> float:
    """The probability that Student's t lies between -t and t, by the finite sums for whole degrees of freedom."""
    angle = math.atan2(t, math.sqrt(freedom))
    cosine = math.cos(angle) ** 2
    odd = freedom % 2
    term = math.cos(angle) if odd else 1.0
    total = 0.0
    for power in range(odd, freedom - 1, 2):
        total += term
        term *= cosine * (power + 1) / (power + 2)
    if odd:
        return 2 / math.pi * (angle + math.sin(angle) * total)
    return math.sin(angle) * total


@functools.lru_cache(maxsize=None)
def t_quantile(freedom: int, level: float = 0.95) -> float:
    """The t between whose negative and itself Student's distribution has this probability."""
    if freedom > EXACT:
        z = statistics.NormalDist().inv_cdf((1 + level) / 2)
        first = (z**3 + z) / (4 * freedom)
        second = (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        return z + first + second
    low, high = 0.0, 1.0
    while central_probability(high, freedom) < level:
        high *= 2
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if central_probability(middle, freedom) < level else (low, middle)
    return high


def estimate(values: Iterable[float], level: float = 0.95) -> Estimate:
    """Of these values; those that are not there (NaN) do not count."""
    known = [value for value in map(float, values) if not math.isnan(value)]
    if not known:
        return Estimate(math.nan, math.nan, math.nan, 0)
    mean = statistics.fmean(known)
    if len(known) < 2:
        return Estimate(mean, mean, math.nan, len(known))
    # Without the rounded mean, so that equal values have no spread at all.
    half = t_quantile(len(known) - 1, level) * statistics.stdev(known) / math.sqrt(len(known))
    return Estimate(mean, statistics.median(known), half, len(known))
