# SPDX-License-Identifier: GPL-2.0-only
"""Sweeps: every combination of a scenario's values, repeated, computed once."""

from __future__ import annotations

import concurrent.futures
import os
import pathlib
import warnings
from typing import TYPE_CHECKING, Any, Dict, Iterable, List, Mapping, Optional, Union

from pagewire import _core, display
from pagewire.errors import InputError, RunError, RunWarning
from pagewire.jobs import Job
from pagewire.marks import remove_left_marks
from pagewire.names import checks_keywords
from pagewire.precision import Precision
from pagewire.progress import Progress
from pagewire.result import Result
from pagewire.scenario import Scenario
from pagewire.values import FileName
from pagewire.workers import Listener, check_workers, make_runs

if TYPE_CHECKING:
    import pandas as pd

    from pagewire.policies import PriorityPolicy



class Sweep:
    """The runs of a scenario and the directory that keeps them.

    A run lies there under its key, a checksum of pagewire's version, the resolved options, the page and the seed, whole or
    not at all. Asking again computes what is missing: more repetitions, more values of a swept option, another option
    swept. What an interrupt, a lost worker or a dead machine leaves, the next call goes on from.

    >>> sweep = Sweep(Scenario("scenarios/quic-under-loss.ini", repeat=30), "results/loss")
    >>> result = sweep.run()
    """

    @checks_keywords
    def __init__(
        self,
        scenario: Union[Scenario, FileName],
        directory: FileName,
        *,
        har: bool = False,
        pcap: bool = False,
        qlog: bool = False,
        ns3: Optional[Mapping[str, Any]] = None,
        priorities: Optional[PriorityPolicy] = None,
    ) -> None:
        """`scenario`: a `Scenario` or a scenario file. `directory`: new, or with results. `har`, `pcap`, `qlog`: each run
        writes such files. `ns3`: attributes of ns-3. `priorities`: decides the priorities of the browser's requests."""
        self.scenario = scenario.copy() if isinstance(scenario, Scenario) else Scenario(scenario)
        self.directory = pathlib.Path(os.fspath(directory))
        self._files = {"har": har, "pcap": pcap, "qlog": qlog}
        self._ns3 = [f"--{name}={value}" for name, value in (ns3 or {}).items()]
        self._policy = b""
        self._policy_key = ""
        if priorities is not None:
            from pagewire.policies import pickled, policy_key

            if isinstance(priorities, type) or not hasattr(priorities, "priority"):
                raise InputError(f"priorities={priorities!r} is no policy: give an object of a class below PriorityPolicy")
            self._policy = pickled(priorities)
            self._policy_key = policy_key(priorities)
        self._plan: Optional[_core.Plan] = None

    @property
    def plan(self) -> _core.Plan:
        """Its runs, after a look at every combination and every file."""
        if self._plan is None:
            files = self._files
            self._plan = _core.Plan(
                self.scenario._core, self._ns3, files["har"], files["pcap"], files["qlog"], self._policy_key
            )
        return self._plan

    def __len__(self) -> int:
        return len(self.plan)

    def frame(self) -> pd.DataFrame:
        """A row a run: its number, key, repetition, the swept options, and whether it is there."""
        import pandas as pd

        rows = self.plan.rows()
        there = set(self._stored())
        columns: Dict[str, Any] = {
            "run": range(1, len(rows) + 1),
            "key": [key for key, _, _ in rows],
            "repeat": [repeat for _, repeat, _ in rows],
        }
        for index, option in enumerate(self.plan.swept_options()):
            columns[option] = [values[index] for _, _, values in rows]
        columns["there"] = [key in there for key, _, _ in rows]
        return pd.DataFrame(columns).set_index("run")

    def missing(self) -> List[int]:
        """The numbers of the runs that are still to be made."""
        rows = self.plan.rows()
        there = set(self._stored())
        return [number for number, (key, _, _) in enumerate(rows, 1) if key not in there]

    @checks_keywords
    def run(
        self,
        *,
        workers: Optional[int] = None,
        executor: Optional[concurrent.futures.Executor] = None,
        batch: Optional[int] = None,
        until: Optional[Precision] = None,
        progress: Optional[bool] = None,
        prune: bool = False,
    ) -> Result:
        """Makes the runs that are missing and gives the results of all.

        `workers`: processes at a time on this machine; else as many as there are processors. `executor`: makes them
        instead, in batches of `batch` runs; any `concurrent.futures.Executor`, like dask's `client.get_executor()`.
        `until`: repeats until the means are known so well. `progress`: whether a bar shows how far it is; else where
        somebody is looking. `prune`: runs in the directory that the scenario does not have are removed.

        Runs that fail are warned of (`RunWarning`), and missing in the results; it is a `RunError` if all do.
        """
        check_workers(f"workers={workers!r}", workers)
        _check_executor(executor, batch)
        if until is not None:
            self._repeat_until(until, workers, executor, batch, progress)
        self._make(self.missing(), workers, executor, batch, progress)
        remove_left_marks(self.directory)
        outcome = _core.merge_runs(self.plan, str(self.directory), prune)
        if outcome.planned and len(outcome.failed) == outcome.planned:
            raise RunError(f"{self.directory}: not one run could be made")
        return Result(self.directory)

    @checks_keywords
    def shard(self, number: int, of: int, *, workers: Optional[int] = None, progress: Optional[bool] = None) -> int:
        """Makes one of `of` shares of the runs, for machines that work on a sweep without knowing of each other; 1 is the
        first. Gives the number of runs made. `merge` puts the shares together."""
        if not 1 <= number <= of:
            raise InputError(f"shard {number}/{of}: write 1/{of} to {of}/{of}")
        check_workers(f"workers={workers!r}", workers)
        share = set(range(number, len(self) + 1, of))
        wanted = [run for run in self.missing() if run in share]
        self._make(wanted, workers, None, None, progress)
        there = set(self._stored())
        return sum(self.plan.rows()[run - 1][0] in there for run in wanted)

    def merge(self, *others: FileName, prune: bool = False) -> Result:
        """The results of what is there, after taking over the runs of other directories, like those of other shards.
        Runs that nobody has made are warned of."""
        for other in others:
            if not (pathlib.Path(os.fspath(other)) / "store").is_dir():
                raise InputError(f"{os.fspath(other)}: there are no runs in it: name a directory that pagewire has written to")
        self._make_directory()
        for other in others:
            _core.import_runs(str(self.directory), os.fspath(other))
        if len(self.missing()) == len(self):
            raise InputError(f"{self.directory}: none of the scenario's runs is there: name the directories that have them")
        remove_left_marks(self.directory)
        outcome = _core.merge_runs(self.plan, str(self.directory), prune)
        if outcome.failed:
            warnings.warn(f"{len(outcome.failed)} of {outcome.planned} runs are not there: run {outcome.failed[0]} is the "
                          "first of them", RunWarning, stacklevel=2)
        return Result(self.directory)

    def index(self) -> pd.DataFrame:
        """Every run of the directory, also those of other scenarios: a row each as in runs.csv, by key. It is the file
        index.csv, which is made anew out of the runs where it is not there."""
        from pagewire.run_index import read_index

        return read_index(self.directory)

    def _counts(self) -> str:
        """How many runs there are to make: "90 runs, 45 of them there"."""
        runs, there = len(self), len(self) - len(self.missing())
        return f"{runs} run{'' if runs == 1 else 's'}, {there if there < runs else 'all'} of them there"

    def __repr__(self) -> str:
        return f"Sweep of {self._counts()} ({self.directory})"

    def _repr_html_(self) -> str:
        return display.titled("Sweep", f"{self._counts()}, in {self.directory}") + self.scenario._repr_html_()

    def _stored(self) -> List[str]:
        from pagewire.run_index import stored_keys

        store = self.directory / "store"
        return stored_keys(store) if store.is_dir() else []

    def _make_directory(self) -> None:
        """Makes it where it is not there; raises InputError where it cannot hold results."""
        _core.stored_keys(str(self.directory))

    def _make(
        self,
        numbers: List[int],
        workers: Optional[int],
        executor: Optional[concurrent.futures.Executor],
        batch: Optional[int],
        progress: Optional[bool],
    ) -> None:
        self._make_directory()
        if not numbers:
            return
        with Progress(len(numbers), progress) as shown:
            listener = Listener(progress=shown.show, failure=shown.warn)
            if executor is None:
                make_runs(self._job(), numbers, self.directory, workers or _core.default_workers(), listener)
            else:
                from pagewire.batches import make_with

                make_with(executor, self._job(), numbers, self.directory, batch, listener)

    def _job(self) -> Job:
        return Job(
            version=self.plan.version(),
            scenario=self.plan.text(),
            inputs=self.plan.inputs(),
            ns3=tuple(self._ns3),
            priorities=self._policy,
            priorities_key=self._policy_key,
            repeat_hint=f"pagewire run {self.directory}/scenario.ini -o NEW-DIRECTORY",
            **self._files,
        )

    def _repeat_until(
        self,
        until: Precision,
        workers: Optional[int],
        executor: Optional[concurrent.futures.Executor],
        batch: Optional[int],
        progress: Optional[bool],
    ) -> None:
        repeat = max(int(self.scenario["repeat"]), until.least)
        while True:
            self._repeat(repeat)
            self._make(self.missing(), workers, executor, batch, progress)
            estimates = until.estimates(self._values(until.value))
            enough = until.next_repeat(repeat, estimates)
            if enough == repeat:
                break
            repeat = enough
        short = sum(not until.reached(known) for known in estimates)
        if short:
            warnings.warn(f"{short} of {len(estimates)} combinations are not known to {until.relative:.1%} after {repeat} "
                          "repetitions", RunWarning, stacklevel=3)

    def _repeat(self, times: int) -> None:
        self.scenario = self.scenario.with_(repeat=times)
        self._plan = None

    def _values(self, column: str) -> Iterable[List[float]]:
        """The column's values of each combination's runs."""
        import pandas as pd

        index = self.index()
        if column not in index.columns:
            raise InputError(f"runs.csv has no column '{column}': it has {', '.join(index.columns)}")
        if not pd.api.types.is_numeric_dtype(index[column]):
            raise InputError(f"column '{column}' of runs.csv has words: name one of numbers, like plt_ms")
        known = index[column].where(index["status"] == "ok").to_dict()
        # By key: where a sweep has a value twice, its runs count once.
        groups: Dict[Any, Dict[str, float]] = {}
        for key, _, values in self.plan.rows():
            groups.setdefault(tuple(values), {})[key] = known.get(key, float("nan"))
        return [list(group.values()) for group in groups.values()]


def _check_executor(executor: object, batch: Optional[int]) -> None:
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise InputError(f"executor={executor!r} is none: give a concurrent.futures.Executor")
    if batch is not None and batch < 1:
        raise InputError(f"batch={batch} holds no run: give 1 at least")


def carry_out(
    scenario: Scenario,
    directory: pathlib.Path,
    *,
    workers: Optional[int] = None,
    executor: Optional[concurrent.futures.Executor] = None,
    progress: Optional[bool] = None,
    **manner: Any,
) -> Result:
    """The results of a scenario: what `Scenario.run` does. `manner` is for `Sweep`."""
    return Sweep(scenario, directory, **manner).run(workers=workers, executor=executor, progress=progress)
