# SPDX-License-Identifier: GPL-2.0-only
"""The index of all runs that a directory keeps."""

from __future__ import annotations

import os
import pathlib
from typing import TYPE_CHECKING, List

from pagewire import _core

if TYPE_CHECKING:
    import pandas as pd


def read_index(directory: pathlib.Path) -> pd.DataFrame:
    """A row a run as in runs.csv, by key. index.csv is made anew out of the runs where it does not list just them: a program
    that was killed may not have come to add its last run."""
    path = directory / "index.csv"
    if path.is_file():
        index = _read(path)
        if sorted(index.index) == stored_keys(directory / "store"):
            return index
    _core.rebuild_index(str(directory))
    return _read(path)


def stored_keys(store: pathlib.Path) -> List[str]:
    """The keys of the runs there; what somebody is at has a point in its name. Looks only: the results may be others'."""
    return sorted(name for name in os.listdir(store) if "." not in name)


def _read(path: pathlib.Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_csv(path, index_col="key", dtype={"key": str, "status": "category"})
