# SPDX-License-Identifier: GPL-2.0-only
"""The process that makes runs: `python3 -m pagewire._worker FD` reads what to make on the standard input, and tells of it
in lines of JSON on that file descriptor."""

from __future__ import annotations

import json
import pathlib
import pickle
import signal
import sys
import tempfile
import time
from typing import IO, Any, Callable, List

from pagewire import _core
from pagewire.jobs import Job

PROGRESS_S = 0.1  # between two reports on progress


def main(descriptor: int) -> None:
    _core.die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until the core takes it over, which ends the runs tidily
    with open(descriptor, "w", encoding="utf-8") as messages:
        job, numbers, directory, workers = pickle.load(sys.stdin.buffer)
        try:
            tell(messages, **make(job, numbers, directory, workers, messages))
        except _core.InputError as error:
            tell(messages, mistake=str(error))


def tell(messages: IO[str], **message: Any) -> None:
    messages.write(json.dumps(message) + "\n")
    messages.flush()


def throttled(messages: IO[str]) -> Callable[[int, int, int], None]:
    """Tells of progress, but not of every tiny run."""
    last = 0.0

    def progress(made: int, failed: int, missing: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= PROGRESS_S or made + failed == missing:
            last = now
            tell(messages, progress=(made, failed, missing))

    return progress


def make(job: Job, numbers: List[int], directory: str, workers: int, messages: IO[str]) -> Any:
    with tempfile.TemporaryDirectory(prefix="pagewire-") as folder:
        plan = job.plan(pathlib.Path(folder))
        outcome = _core.make_runs(
            plan,
            numbers,
            directory,
            workers,
            job.repeat_hint,
            throttled(messages),
            lambda sentence: tell(messages, failure=sentence),
            pickle.loads(job.priorities) if job.priorities else None,
        )
    made = outcome.planned - outcome.found - len(outcome.failed)
    return {"made": made, "failed": outcome.failed, "signal": outcome.signal}


if __name__ == "__main__":
    main(int(sys.argv[1]))
