# SPDX-License-Identifier: GPL-2.0-only
"""When a sweep has enough repetitions."""

from __future__ import annotations

import dataclasses
import math
import re
from typing import Iterable, List, Sequence

from pagewire.errors import InputError
from pagewire.statistics import Estimate, check_level, estimate

MARGIN = 1.1  # repetitions beyond those that the spread so far calls for


@dataclasses.dataclass(frozen=True)
class Precision:
    """Repetitions are added until each combination's mean is known well enough.

    `value`: a column of runs.csv; `relative`: half the width of the mean's confidence interval may be this part of the
    mean; `level`: the interval's; `least`, `most`: repetitions, whatever the spread. All combinations get the same
    number, so that they can be compared run number by run number. Looking at the spread of few values and stopping makes
    intervals a little too narrow: have `least` at ten or more where that matters.
    """

    value: str = "plt_ms"
    relative: float = 0.05
    level: float = 0.95
    least: int = 10
    most: int = 1000

    def __post_init__(self) -> None:
        if not 0 < self.relative < 1:
            raise InputError(f"relative={self.relative}: write a part of the mean between 0 and 1, like 0.05")
        check_level(self.level)
        if not 2 <= self.least <= self.most:
            raise InputError(f"least={self.least}, most={self.most}: at least 2 repetitions, and not more than most")

    @classmethod
    def parse(cls, text: str, most: int = 1000) -> Precision:
        """Of text like "plt_ms:5%"."""
        match = re.fullmatch(r"([a-z0-9_]+):([0-9]+(?:\.[0-9]+)?)%", text)
        if not match:
            raise InputError(f"'{text}' is no aim: write a column of runs.csv and a part of its mean, like plt_ms:5%")
        return cls(value=match.group(1), relative=float(match.group(2)) / 100, least=min(10, most), most=most)

    def estimates(self, groups: Iterable[Sequence[float]]) -> List[Estimate]:
        """What the values of each combination say of it."""
        return [estimate(group, self.level) for group in groups]

    def reached(self, known: Estimate) -> bool:
        """Whether that is narrow enough; a combination whose runs all fail never is."""
        return known.half_width <= self.relative * abs(known.mean)

    def next_repeat(self, repeat: int, estimates: Iterable[Estimate]) -> int:
        """The number of repetitions to make now; the present one if these are enough, or no more are allowed."""
        wanted = repeat
        for known in estimates:
            if self.reached(known) or known.n == 0:
                continue  # where every run fails, more of them tell nothing
            ratio = known.half_width / (self.relative * abs(known.mean)) if known.mean else math.nan
            enough = 2 * repeat if math.isnan(ratio) else math.ceil(MARGIN * repeat * ratio**2)
            # The spread of few values is a guess: no more than twice as many at a time.
            wanted = max(wanted, min(max(enough, repeat + 1), 2 * repeat))
        return max(repeat, min(wanted, self.most))
