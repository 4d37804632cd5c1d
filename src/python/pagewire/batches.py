# SPDX-License-Identifier: GPL-2.0-only
"""Runs in batches, for executors whose workers may be on other machines."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import os
import pathlib
import tempfile
from typing import Dict, Iterator, List, Sequence, Tuple

from pagewire import _core
from pagewire.errors import InputError, RunError
from pagewire.jobs import Job
from pagewire.marks import mark
from pagewire.workers import Listener, make_runs

ROUNDS = 3  # so often a batch is given out whose worker was lost
MOST_RUNS = 64  # in a batch: a lost worker loses no more than these
BATCHES_A_WORKER = 8  # so that all of them end at about the same time


@dataclasses.dataclass
class Batch:
    """What a worker gives back: its runs' files by key, where it could not put them into the directory itself."""

    made: int
    failures: List[str]
    runs: Dict[str, Dict[str, bytes]]


def make_batch(job: Job, numbers: Tuple[int, ...], seen: str) -> Batch:
    """Makes runs one after another, in the process of an executor's worker. `seen` is the file of `mark`."""
    failures: List[str] = []
    listener = Listener(failure=failures.append)
    if os.path.exists(seen):
        return Batch(make_runs(job, numbers, pathlib.Path(seen).parent, 1, listener).made, failures, {})
    with tempfile.TemporaryDirectory(prefix="pagewire-") as folder:
        outcome = make_runs(job, numbers, pathlib.Path(folder), 1, listener)
        return Batch(outcome.made, failures, dict(_files_of_runs(pathlib.Path(folder) / "store")))


def _files_of_runs(store: pathlib.Path) -> Iterator[Tuple[str, Dict[str, bytes]]]:
    for run in sorted(store.iterdir()):
        yield run.name, {path.name: path.read_bytes() for path in sorted(run.iterdir())}


def split(numbers: Sequence[int], workers: int, size: int | None) -> List[Tuple[int, ...]]:
    """The runs in batches of this size; without one, of a size that keeps so many workers busy."""
    if size is None:
        size = max(1, min(MOST_RUNS, len(numbers) // (BATCHES_A_WORKER * workers)))
    return [tuple(numbers[begin : begin + size]) for begin in range(0, len(numbers), size)]


def make_with(
    executor: concurrent.futures.Executor,
    job: Job,
    numbers: Sequence[int],
    directory: pathlib.Path,
    size: int | None,
    listener: Listener,
) -> None:
    """Makes the runs with an executor's workers. Batches whose workers are lost are given out again."""
    workers = getattr(executor, "_max_workers", None) or os.cpu_count() or 1
    done = failed = 0
    left = split(numbers, workers, size)
    with mark(directory) as seen:
        for _ in range(ROUNDS):
            lost: List[Tuple[int, ...]] = []
            trouble: BaseException | None = None
            for part, future in _as_they_end(executor, job, left, seen):
                try:
                    batch = future.result()
                except InputError:
                    raise
                except Exception as error:  # whatever the executor tells of a lost worker
                    lost.append(part)
                    trouble = error
                    continue
                for key, files in batch.runs.items():
                    _core.put_run(str(directory), key, files)
                done += batch.made
                failed += len(batch.failures)
                for sentence in batch.failures:
                    listener.failure(sentence)
                listener.progress(done, failed, len(numbers))
            if not lost:
                return
            left = lost
    raise RunError(f"workers were lost {ROUNDS} times over {sum(map(len, left))} runs ({trouble!r}); what is finished is "
                   "kept: run again for the rest") from trouble


def _as_they_end(
    executor: concurrent.futures.Executor, job: Job, parts: Sequence[Tuple[int, ...]], seen: str
) -> Iterator[Tuple[Tuple[int, ...], concurrent.futures.Future[Batch]]]:
    try:
        futures = {executor.submit(make_batch, job, part, seen): part for part in parts}
    except concurrent.futures.BrokenExecutor as error:
        raise RunError(f"the executor takes no more work ({error}); what is finished is kept: run again, with a new "
                       "executor, for the rest") from error
    try:
        for future in concurrent.futures.as_completed(futures):
            yield futures[future], future
    finally:
        for future in futures:
            future.cancel()
