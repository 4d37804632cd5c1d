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
from typing import IO, Any, List

from pagewire import _core
from pagewire.jobs import Job


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


def make(job: Job, numbers: List[int], directory: str, workers: int, messages: IO[str]) -> Any:
    with tempfile.TemporaryDirectory(prefix="pagewire-") as folder:
        plan = job.plan(pathlib.Path(folder))
        outcome = _core.make_runs(
            plan,
            numbers,
            directory,
            workers,
            job.repeat_hint,
            lambda *counts: tell(messages, progress=counts),
            lambda sentence: tell(messages, failure=sentence),
            pickle.loads(job.priorities) if job.priorities else None,
        )
    made = outcome.planned - outcome.found - len(outcome.failed)
    return {"made": made, "failed": outcome.failed, "signal": outcome.signal}


if __name__ == "__main__":
    main(int(sys.argv[1]))
