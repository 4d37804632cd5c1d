# SPDX-License-Identifier: GPL-2.0-only
"""The runs of a lab's questions."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING, Dict, Mapping, NamedTuple, Optional

from pagewire.errors import InputError
from pagewire.result import Result

if TYPE_CHECKING:
    from pagewire.sweep import Sweep


class Measurement(NamedTuple):
    """What is run for a question: a scenario file, and what each run writes besides its tables."""

    scenario: str
    har: bool = False
    pcap: bool = False
    qlog: bool = False

    def sweep(self, folder: pathlib.Path, results: pathlib.Path) -> Sweep:
        """Its runs, by the scenario file in the folder."""
        from pagewire.sweep import Sweep

        return Sweep(folder / self.scenario, results, har=self.har, pcap=self.pcap, qlog=self.qlog)

    @property
    def command(self) -> str:
        """The options of `pagewire run` that do the same."""
        return " ".join([self.scenario, *(f"--{kind}" for kind in ("har", "pcap", "qlog") if getattr(self, kind))])


class Measured:
    """The results of measurements by name, below one folder: those that are there, or (`make`) also made when they are
    asked for."""

    def __init__(
        self,
        measurements: Mapping[str, Measurement],
        folder: pathlib.Path,
        make: bool,
        fallback: bool = False,
        results: str = "results",
    ) -> None:
        self._measurements, self._folder, self._results = measurements, folder, results
        self._make, self._fallback = make, fallback
        self._read: Dict[str, Result] = {}

    def directory(self, name: str) -> pathlib.Path:
        """Where the results of this measurement are."""
        return self._folder / self._results / name

    def __call__(self, name: str, progress: Optional[bool] = None) -> Result:
        """The results of this measurement; raises InputError where they are not there and not to be made."""
        if name not in self._read:
            self._read[name] = self._result(name, progress)
        return self._read[name]

    def _result(self, name: str, progress: Optional[bool]) -> Result:
        if name not in self._measurements:
            raise InputError(f"question {name} has nothing to measure: these have: {', '.join(self._measurements)}")
        if self._fallback:
            return Result(self.directory(name))
        sweep = self._measurements[name].sweep(self._folder, self.directory(name))
        if self._make:
            refuse_foreign(self.directory(name))
            return sweep.run(progress=progress)
        if not (self.directory(name) / "manifest.json").is_file() or sweep.missing():
            scenario = self._measurements[name].scenario
            raise InputError(f"question {name} is not measured yet with {scenario} as it is: run its cell, lab.measure(\"{name}\")")
        return Result(self.directory(name))


def refuse_foreign(directory: pathlib.Path) -> None:
    """Raises InputError where something else than the results of runs has their place, which in a lab is always the same."""
    empty = not directory.exists() or (directory.is_dir() and not any(directory.iterdir()))
    if not empty and not (directory / "store").is_dir():
        raise InputError(f"{directory}: has lost the runs that it held, or is something else: remove it, and run the cell again")
