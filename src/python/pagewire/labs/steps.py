# SPDX-License-Identifier: GPL-2.0-only
"""What is right in a question, step by step, and what is wrong with an answer.

A lab's check.py has a function for each question that gives such steps: formulas and measurements in plain Python. The
same steps check a student's answers, make the teacher's key, and are held against the simulation by the tests. A
sentence on a wrong answer says what is off and how, but not what is right.
"""

from __future__ import annotations

import abc
import functools
import sys
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from pagewire.result import Result

#: Gives the results of a measurement by its name.
Results = Callable[[str], Result]
#: A number, or what works it out when it is asked for: what comes from results may need runs.
Lazy = Union[float, Callable[[], float]]
# Slips of units, tried where no slip of the question's own fits: a factor, what it makes of the number, and in which units
# what may have happened.
TIMES, SIZES = ("ms", "s", "round trips"), ("ms", "s", "octets", "Mbit/s")
USUAL: List[Tuple[float, str, Sequence[str], str]] = [
    (2.0, "twice", TIMES, "was something counted both ways, or a round trip taken for one way?"),
    (0.5, "half of", TIMES, "is a one-way delay taken for a round trip?"),
    (8.0, "8 times", SIZES, "octets or bits?"),
    (0.125, "an eighth of", SIZES, "octets or bits?"),
    (100.0, "100 times", ("", "%"), "is it in per cent?"),
    (1000.0, "1000 times", (*SIZES, "MB"), "mind the unit"),
    (0.001, "a thousandth of", (*SIZES, "MB"), "mind the unit"),
]
# How close a number comes, as a part of it, to what a usual slip gives.
CLOSE = 0.1


def shown(value: Any, unit: str = "") -> str:
    """A number in few digits, with its unit."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        text = f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
        return f"{text} {unit}".rstrip()
    return str(value)


def is_number(value: Any) -> bool:
    """Whether an answer can be compared with a number."""
    # An integer too large for a double compares with none.
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -sys.float_info.max <= value <= sys.float_info.max


def off(given: float, right: float, within: float, slips: Mapping[str, float], unit: str) -> str:
    """How a wrong number differs: by a slip that gives it, by a usual factor, or by its direction."""
    slip = min(slips, key=lambda name: abs(given - slips[name]), default="")
    if slip and abs(given - slips[slip]) <= max(within, 1e-9):
        return f"{shown(given, unit)} is what comes out with {slip}"
    # A term that is small beside the others may be off by much of itself: a slip is told only where it comes close.
    near = min(within, CLOSE * abs(right))
    for factor, times, units, reason in USUAL:
        if right and abs(given - factor * right) <= factor * near:
            why = f": {reason}" if unit in units else ""
            return f"{shown(given, unit)} is {times} what it should be{why}"
    return f"{shown(given, unit)} is too {'large' if given > right else 'small'}"


class Step(abc.ABC):
    """One thing that is asked for."""

    name: str
    before: bool
    """Whether it is predicted, before anything is measured."""

    @property
    @abc.abstractmethod
    def fields(self) -> List[str]:
        """The names under which the answers are given."""

    @abc.abstractmethod
    def faults(self, given: Mapping[str, Any]) -> List[str]:
        """What is wrong, in sentences; nothing where all is right. `given` has a value for each field."""

    @abc.abstractmethod
    def key(self) -> List[Tuple[str, str]]:
        """For teachers: each field with what is right."""


class Value(Step):
    """A number: read off a measurement, or worked out.

    `right` may be a function, which is called once, when the number is needed. An answer is right within `tolerance`, a part
    of it, or `within`, in its unit, whichever is more. `slips`: what else comes out, by the mistake that leads there.
    `label`: it names something, as a port does, and is neither large nor small.
    """

    def __init__(
        self,
        name: str,
        right: Lazy,
        unit: str = "",
        *,
        tolerance: float = 0.0,
        within: float = 0.0,
        slips: Optional[Mapping[str, float]] = None,
        hint: str = "",
        before: bool = False,
        label: bool = False,
    ) -> None:
        self.name, self.unit, self.before, self.hint, self._label = name, unit, before, hint, label
        self._right, self._tolerance, self._within = right, tolerance, within
        self._slips = dict(slips or {})

    @functools.cached_property
    def right(self) -> float:
        """The right number."""
        return float(self._right() if callable(self._right) else self._right)

    @property
    def within(self) -> float:
        """How far an answer may be off."""
        return max(self._within, self._tolerance * abs(self.right), 1e-9)

    @property
    def fields(self) -> List[str]:
        return [self.name]

    def faults(self, given: Mapping[str, Any]) -> List[str]:
        value = given[self.name]
        if not is_number(value):
            return [f"{self.name}: {value!r} is no number"]
        if abs(value - self.right) <= self.within:
            return []
        why = f"{value} is another one" if self._label else off(value, self.right, self.within, self._slips, self.unit)
        sentence = f"{self.name}: {why}"
        stop = "" if sentence.endswith("?") else "."
        return [f"{sentence}{stop} {self.hint}" if self.hint else sentence]

    def key(self) -> List[Tuple[str, str]]:
        margin = f" ± {shown(self.within, self.unit)}" if self.within > 1e-6 else ""
        return [(self.name, shown(self.right, self.unit) + margin)]


class Terms(Step):
    """A prediction by a formula, term by term; the terms add up to `name`.

    `right`: each term's value from the formula. A term may be off by `tolerance`, a part of it; or, where that is
    more, by half a per cent of the sum, though by no more than a fifth of itself, so that none can be left out.
    `slips`: for a term, what else comes out, by the mistake that leads there. `outcome`: what is measured in the end, for
    the comparison; the formula comes within `agreement`, a part of it, for every student.
    """

    before = True

    def __init__(
        self,
        name: str,
        right: Mapping[str, float],
        unit: str = "ms",
        *,
        tolerance: float = 0.02,
        slips: Optional[Mapping[str, Mapping[str, float]]] = None,
        outcome: Optional[Callable[[], float]] = None,
        agreement: float = 0.05,
    ) -> None:
        self.name, self.unit, self.right = name, unit, dict(right)
        self._tolerance, self._slips = tolerance, dict(slips or {})
        self.outcome, self.agreement = outcome, agreement

    @property
    def fields(self) -> List[str]:
        return list(self.right)

    def within(self, term: str) -> float:
        """How far an answer may be off in this term."""
        size, total = abs(self.right[term]), abs(sum(self.right.values()))
        # A small term may be rounded more than a large one, but not be left out.
        return max(self._tolerance * size, min(0.005 * total, 0.2 * size) if size else 0.005 * total, 1e-9)

    def faults(self, given: Mapping[str, Any]) -> List[str]:
        found = []
        for term, right in self.right.items():
            value = given[term]
            if not is_number(value):
                found.append(f"the term '{term}': {value!r} is no number")
            elif abs(value - right) > self.within(term):
                why = off(value, right, self.within(term), self._slips.get(term, {}), self.unit)
                found.append(f"the term '{term}' is off: {why}")
        return [f"{self.name}: {'; '.join(found)}"] if found else []

    def key(self) -> List[Tuple[str, str]]:
        terms = [(term, f"{shown(value, self.unit)} ± {shown(self.within(term), self.unit)}") for term, value in self.right.items()]
        return [*terms, (f"{self.name} (sum)", shown(sum(self.right.values()), self.unit))]

    def total(self, given: Mapping[str, Any]) -> float:
        """The sum of a student's terms."""
        return float(sum(given[term] for term in self.right))


class Word(Step):
    """One of several words: which is faster, what the cause is. `hints`: what to think of after a wrong one."""

    def __init__(
        self,
        name: str,
        right: Union[str, Callable[[], str]],
        among: Sequence[str],
        *,
        hints: Optional[Mapping[str, str]] = None,
        before: bool = False,
    ) -> None:
        self.name, self.among, self.before = name, list(among), before
        self._right, self._hints = right, dict(hints or {})

    @functools.cached_property
    def right(self) -> str:
        """The right word."""
        return self._right() if callable(self._right) else self._right

    @property
    def fields(self) -> List[str]:
        return [self.name]

    def faults(self, given: Mapping[str, Any]) -> List[str]:
        said = str(given[self.name])
        word = {one.casefold(): one for one in self.among}.get(said.strip().casefold())
        if word is None:
            return [f"{self.name}: '{said}' is none of {', '.join(map(repr, self.among))}"]
        if word == self.right:
            return []
        hint = self._hints.get(word, "look at the measurement again, and at the formula's largest term")
        return [f"{self.name}: it is not '{word}': {hint}"]

    def key(self) -> List[Tuple[str, str]]:
        return [(self.name, f"{self.right} (of {', '.join(self.among)})")]


class Text(Step):
    """A reason in the student's words. Whether it is there is checked; what it says is for people to judge."""

    before = False

    def __init__(self, name: str, points: str, least: int = 8) -> None:
        """`points`: for teachers, what a good answer says. `least`: words."""
        self.name, self._points, self._least = name, points, least

    @property
    def fields(self) -> List[str]:
        return [self.name]

    def faults(self, given: Mapping[str, Any]) -> List[str]:
        text = given[self.name]
        if isinstance(text, str) and len(text.split()) >= self._least:
            return []
        return [f"{self.name}: say it in a sentence or two, {self._least} words at least"]

    def key(self) -> List[Tuple[str, str]]:
        return [(self.name, self._points)]


def fields_of(steps: Sequence[Step], before: bool) -> Dict[str, Step]:
    """The fields that are predicted, or those that are not, each with its step."""
    return {field: step for step in steps if step.before == before for field in step.fields}
