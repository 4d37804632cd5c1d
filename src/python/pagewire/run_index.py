# SPDX-License-Identifier: GPL-2.0-only
"""The index of all runs that a directory keeps."""

from __future__ import annotations

import pathlib

import pandas as pd

from pagewire import _core


def read_index(directory: pathlib.Path) -> pd.DataFrame:
    """A row a run as in runs.csv, by key; index.csv is made anew out of the runs where it is not there."""
    path = directory / "index.csv"
    if not path.is_file():
        _core.rebuild_index(str(directory))
    return pd.read_csv(path, index_col="key", dtype={"key": str, "status": "category"})
