# SPDX-License-Identifier: GPL-2.0-only
"""Mean and confidence interval of a few repeats."""

from __future__ import annotations

import math
import statistics
from typing import Iterable, NamedTuple

from pagewire.errors import InputError


class Estimate(NamedTuple):
    """What repeats say of a quantity: mean, median, half the width of the mean's confidence interval, how many.

    The half width is NaN for a single value, which says nothing of the spread."""

    mean: float
    median: float
    half_width: float
    n: int


def check_level(level: float) -> None:
    """Refuses what is no level of confidence, like 95: no quantile belongs to it."""
    if not 0 < level < 1:
        raise InputError(f"level={level}: write a probability between 0 and 1, like 0.95")


def t_quantile(freedom: int, level: float = 0.95) -> float:
    """The t between whose negative and itself Student's distribution has this probability."""
    # Here, since sweeps do without it; and scipy.stats, which has the same, takes seconds to import.
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + level) / 2))


def estimate(values: Iterable[float], level: float = 0.95) -> Estimate:
    """Of these values; those that are not there (NaN) do not count."""
    check_level(level)
    known = [value for value in map(float, values) if not math.isnan(value)]
    if not known:
        return Estimate(math.nan, math.nan, math.nan, 0)
    mean = statistics.fmean(known)
    if len(known) < 2:
        return Estimate(mean, mean, math.nan, len(known))
    # Without the rounded mean, so that equal values have no spread at all.
    half = t_quantile(len(known) - 1, level) * statistics.stdev(known) / math.sqrt(len(known))
    return Estimate(mean, statistics.median(known), half, len(known))
