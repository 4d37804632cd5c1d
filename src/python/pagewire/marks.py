# SPDX-License-Identifier: GPL-2.0-only
"""Files by which a worker on another machine knows that it sees the very directory that results are for."""

from __future__ import annotations

import contextlib
import fcntl
import pathlib
import secrets
from typing import Iterator

PREFIX = ".at-work-"


@contextlib.contextmanager
def mark(directory: pathlib.Path) -> Iterator[str]:
    """The path of such a file, while it is needed. It is locked, so that nobody takes it for left."""
    path = directory / f"{PREFIX}{secrets.token_hex(8)}"
    with open(path, "wb") as file:
        with contextlib.suppress(OSError):  # some file systems cannot lock
            fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield str(path.resolve())
        finally:
            path.unlink(missing_ok=True)


def remove_left_marks(directory: pathlib.Path) -> None:
    """Removes the marks of programs that were killed."""
    for path in directory.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), open(path, "r+b") as file:  # locked, or somebody else was quicker
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
