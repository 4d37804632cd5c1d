# SPDX-License-Identifier: GPL-2.0-only
"""How far a sweep is, for whoever is looking."""

from __future__ import annotations

import sys
import warnings
from types import TracebackType
from typing import Any, Optional, Type

from pagewire.errors import InputError, RunWarning


def is_notebook() -> bool:
    """Whether output goes to the cells of a notebook."""
    shell = sys.modules.get("IPython")
    return bool(shell and getattr(shell.get_ipython(), "kernel", None))


def is_watched() -> bool:
    """Whether the standard error is a terminal, or the output of a notebook's cell."""
    return is_notebook() or sys.stderr.isatty()


def open_bar(**settings: Any) -> Any:
    """A bar of tqdm's."""
    try:
        from tqdm import tqdm
    except ImportError:
        raise InputError("progress needs tqdm: install python3-tqdm, or leave progress out") from None
    # Notebooks show the standard error in red, as something that went wrong.
    return tqdm(file=sys.stdout if is_notebook() else sys.stderr, **settings)


class Progress:
    """A bar with the time left. `wanted`: whether there is one; else where somebody is looking."""

    def __init__(self, runs: int, wanted: Optional[bool]) -> None:
        self._bar: Any = None
        if is_watched() if wanted is None else wanted:
            self._bar = open_bar(total=runs, unit="run")

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, made: int, failed: int, missing: int) -> None:
        """So many of the missing runs have ended."""
        if self._bar is not None:
            if failed:
                self._bar.set_postfix(failed=failed, refresh=False)
            self._bar.update(made + failed - self._bar.n)

    def warn(self, sentence: str) -> None:
        """A run has failed."""
        warnings.warn(sentence, RunWarning, stacklevel=2)
