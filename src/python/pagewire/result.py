# SPDX-License-Identifier: GPL-2.0-only
"""The results of a scenario: tables as data frames, and the files of each run."""

from __future__ import annotations

import math
import os
import pathlib
import tempfile
from typing import TYPE_CHECKING, Any, Dict, Iterator, List, Optional


from pagewire import display, statistics, tables
from pagewire.errors import InputError
from pagewire.names import checks_keywords
from pagewire.run_files import Capture, Run, Tables

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pagewire.values import FileName

AGAIN = "run its scenario again, which makes what is missing"
NAME = "name a directory that pagewire has written results to"


class Result(Tables):
    """What a sweep has yielded: a directory that `Scenario.run` or the command `pagewire` wrote.

    `runs`, `requests`, `connections`, `stalls` are data frames, `table("hops")` gives the others; `tables` lists all.
    `result[17]` is run 17 with its own files; `har()`, `qlog()`, `capture()`, `waterfall()` and `ladder()` are those of
    the run that is named, and of the only one where there is no other.
    """

    def __init__(self, directory: FileName) -> None:
        self.directory = pathlib.Path(os.fspath(directory))
        self._temporary: Optional[tempfile.TemporaryDirectory[str]] = None
        if not self.directory.is_dir():
            raise InputError(f"{self.directory}: there is no such directory: {NAME}")
        if not (self.directory / "manifest.json").is_file():
            remedy = AGAIN if (self.directory / "runs").is_dir() else NAME
            raise InputError(f"{self.directory}: there are no whole results in it: {remedy}")
        for name in ("runs", "requests", "connections", "stalls"):
            if not (self.directory / f"{name}.csv").is_file():
                raise InputError(f"{self.directory / name}.csv: the table is not there: {AGAIN}")

    def keep(self, temporary: tempfile.TemporaryDirectory[str]) -> None:
        """Has the directory removed with the results."""
        self._temporary = temporary

    @property
    def runs(self) -> pd.DataFrame:
        """A row a run."""
        frame = self.table("runs")
        expected = self.manifest.get("runs", 0) - len(self.missing)
        if len(frame) != expected:
            raise InputError(f"{self.directory / 'runs.csv'}: has {len(frame)} of {expected} rows: {AGAIN}")
        return frame

    def run(self, number: Optional[int] = None) -> Run:
        """The run of this number, which is in the column `run`; without a number the only one."""
        known = self.runs["run"]
        if number is None:
            if len(known) != 1:
                raise InputError(f"{self.directory}: has {len(known)} runs: name one, by its number in the column run")
            number = int(known.iloc[0])
        if not (known == number).any():
            failed = f", of which {len(self.missing)} failed" if self.missing else ""
            raise InputError(f"{self.directory}: has no run {number}: they are 1 to {self.manifest['runs']}{failed}")
        return Run(self.directory / "runs" / f"{number:04d}", int(number), self)

    @property
    def missing(self) -> List[int]:
        """The numbers of the runs that failed, and are not in the tables."""
        return [int(folder) for folder in self.manifest.get("missing_runs", [])]

    @property
    def swept(self) -> List[str]:
        """The names of the swept options, which are columns of every table."""
        return tables.swept(list(self.runs.columns))

    @checks_keywords
    def summary(self, value: str = "plt_ms", level: float = 0.95) -> pd.DataFrame:
        """A row for each combination of the swept options: `mean`, `median`, `half_width`, `n` of a column of `runs`.

        `half_width` is half the width of the mean's confidence interval (Student's t), missing for a single run. `n`
        counts the runs that have a value: those that failed have none. All but `n` have the unit of the column.
        """
        import pandas as pd

        if value not in self.runs.columns or not pd.api.types.is_numeric_dtype(self.runs[value]):
            numbers = [name for name in self.runs.columns if pd.api.types.is_numeric_dtype(self.runs[name])]
            raise InputError(f"runs has no column of numbers '{value}': it has {', '.join(numbers)}")
        names = self.swept
        columns = list(statistics.Estimate._fields)
        if not names:
            return pd.DataFrame([statistics.estimate(self.runs[value], level)], columns=columns)
        groups = self.runs.groupby(names if len(names) > 1 else names[0], sort=False, observed=True)
        estimates = {key: statistics.estimate(part[value], level) for key, part in groups}
        index = self.runs[names].drop_duplicates().set_index(names).index
        return pd.DataFrame([estimates[key] for key in index], columns=columns, index=index)

    def har(self, run: Optional[int] = None) -> Dict[str, Any]:
        """See `Run.har`."""
        return self.run(run).har()

    def qlog(self, run: Optional[int] = None) -> Dict[str, List[Dict[str, Any]]]:
        """See `Run.qlog`."""
        return self.run(run).qlog()

    def capture(self, run: Optional[int] = None) -> Capture:
        """See `Run.capture`."""
        return self.run(run).capture()

    def waterfall(self, run: Optional[int] = None, **options: Any) -> Figure:
        """See `Run.waterfall`."""
        return self.run(run).waterfall(**options)

    def ladder(self, run: Optional[int] = None, **options: Any) -> Figure:
        """See `Run.ladder`."""
        return self.run(run).ladder(**options)

    def __getitem__(self, number: int) -> Run:
        return self.run(number)

    def __len__(self) -> int:
        return len(self.runs)

    def __iter__(self) -> Iterator[Run]:
        return (self.run(int(number)) for number in self.runs["run"])

    def _counts(self) -> str:
        """How many runs ended how: "90 runs: 88 ok, 2 timeout"."""
        counts = self.runs["status"].value_counts()
        told = [f"{count} {status}" for status, count in counts.items() if count]
        told += [f"{len(self.missing)} missing"] if self.missing else []
        return f"{len(self)} run{'' if len(self) == 1 else 's'}: {', '.join(told)}"

    def __repr__(self) -> str:
        return f"Result of {self._counts()} ({self.directory})"

    def _repr_html_(self) -> str:
        title = str(self.scenario["title"] or "Result")
        parts = [display.titled(title, self._counts()), display.paragraph(f"tables: {', '.join(self.tables)}")]
        if self.runs["plt_ms"].notna().any():
            summary = self.summary()
            rows = []
            for key, row in zip(summary.index, summary.itertuples(index=False)):
                point = key if isinstance(key, tuple) else (key,) if self.swept else ()
                rows.append([*map(str, point), *map(milliseconds, (row.mean, row.median, row.half_width)), row.n])
            head = [*self.swept, "mean (ms)", "median (ms)", "± 95 % (ms)", "runs"]
            parts += [display.paragraph("page load time"), display.table(head, rows)]
        return "".join(parts)


def milliseconds(value: float) -> display.Amount:
    return display.Amount("" if math.isnan(value) else f"{value:.1f}")
