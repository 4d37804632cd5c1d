# SPDX-License-Identifier: GPL-2.0-only
"""Runs happen in a process of their own, started afresh: whatever befalls one, the program that asked for it lives."""

from __future__ import annotations

import dataclasses
import json
import numbers
import os
import pathlib
import pickle
import signal
import subprocess
import sys
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence

from pagewire.errors import InputError, RunError
from pagewire.jobs import Job

MOST_WORKERS = 4096
PATIENCE_S = 10.0  # for a process that was asked to stop


@dataclasses.dataclass
class Listener:
    """Hears of runs as they end."""

    progress: Callable[[int, int, int], None] = lambda made, failed, missing: None
    failure: Callable[[str], None] = lambda sentence: None


@dataclasses.dataclass
class Outcome:
    """What came of the runs asked for: how many there are now, and the names of those that failed."""

    made: int
    failed: List[str]


def check_workers(place: str, workers: Optional[int]) -> None:
    """Refuses what is no number of workers; None leaves it to the machine."""
    if workers is None:
        return
    if not isinstance(workers, numbers.Integral) or not 1 <= workers <= MOST_WORKERS:
        raise InputError(f"{place} is out of range: write 1 to {MOST_WORKERS}")


def make_runs(job: Job, numbers: Sequence[int], directory: os.PathLike[str], workers: int, listener: Listener) -> Outcome:
    """Makes those runs that the store of the directory lacks, so many at a time, in processes below a new one."""
    messages, theirs = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-m", "pagewire._worker", str(theirs)],
        stdin=subprocess.PIPE,
        pass_fds=(theirs,),
        start_new_session=True,  # Ctrl-C is for the program at the terminal, which passes it on
        env=_environment(),
    ) as process:
        os.close(theirs)
        with open(messages, encoding="utf-8") as lines:
            try:
                _send(process, (job, list(numbers), os.fspath(directory), workers))
                return _listen(process, lines, listener)
            except BaseException:
                _stop(process)
                raise


def _environment() -> Dict[str, str]:
    """The environment with this very package on its path."""
    package = str(pathlib.Path(__file__).resolve().parent.parent)
    paths = [package, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}


def _send(process: subprocess.Popen[bytes], request: Any) -> None:
    assert process.stdin is not None
    try:
        with process.stdin as stream:
            pickle.dump(request, stream)
    except BrokenPipeError:
        pass  # it has ended already; why, is told when it is listened to


def _listen(process: subprocess.Popen[bytes], lines: Iterator[str], listener: Listener) -> Outcome:
    for line in lines:
        message: Dict[str, Any] = json.loads(line)
        if "progress" in message:
            listener.progress(*message["progress"])
        elif "failure" in message:
            listener.failure(message["failure"])
        elif "mistake" in message:
            raise InputError(message["mistake"])
        elif message["signal"] == signal.SIGINT:
            raise KeyboardInterrupt
        elif not message["signal"]:
            return Outcome(message["made"], message["failed"])
    raise RunError(f"the process that makes the runs has ended ({_end_of(process)}); what is finished is kept: run again "
                   "for the rest")


def _end_of(process: subprocess.Popen[bytes]) -> str:
    status = process.wait()
    return f"status {status}" if status >= 0 else f"signal {-status}, {signal.strsignal(-status)}"


def _stop(process: subprocess.Popen[bytes]) -> None:
    """It is to end its own workers and tidy up; if it does not, they end with it all the same."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
