# SPDX-License-Identifier: GPL-2.0-only
"""Reading the tables of results."""

from __future__ import annotations

import json
import pathlib
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional


from pagewire.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

# Columns of few different words, which are kept once each.
WORDS = frozenset(
    "status protocol type method host path error tls kind close_reason node cache tier answered_by outcome forward "
    "store way author client navigation from to why local remote url target link direction".split()
)
# What makes the tables that not every run writes.
ASKED_FOR = {
    "hops": "record_hops=True",
    "tunnels": "record_hops=True",
    "states": "record_states=True",
    "cache": "record_cache=True",
    "visits": "a browser_cache, or several browser_visits",
    "messages": "a workload_kind of messages",
    "clients": "a workload_kind of messages",
    "answers": 'workload_kind="requests"',
    "load": 'workload_kind="requests"',
    "windows": "record_windows=True",
    "queues": "record_queues=True",
    "cache-tiers": 'workload_kind="requests"',
}
NOT_TABLES = {"index"}


def names(folder: pathlib.Path) -> List[str]:
    """The tables that are there, without their ".csv"."""
    return sorted({path.stem for path in folder.glob("*.csv")} - NOT_TABLES)


def swept(columns: List[str]) -> List[str]:
    """The options that the sweep varied, in its order: the columns with a dot in their names."""
    return [column for column in columns if "." in column]


def read(path: pathlib.Path, dtypes: Optional[Mapping[str, Any]] = None) -> pd.DataFrame:
    """A table as a data frame: words as categories, times as floats, empty cells as missing.

    `dtypes`: of further columns. A table that is not there, or none, is an `InputError`.
    """
    import pandas as pd

    try:
        head = list(pd.read_csv(path, nrows=0).columns)
        if "rng_run" not in head:
            raise InputError(f"{path}: is no table of pagewire's, which have a column rng_run: remove it, and have it made again")
        types: Dict[str, Any] = {name: "float64" for name in head if name.endswith("_ms")}
        types.update({name: "category" for name in head if name in WORDS or "." in name})
        types.update({name: kind for name, kind in (dtypes or {}).items() if name in head})
        frame = pd.read_csv(
            path, dtype=types, engine="c", keep_default_na=False, na_values=[""], float_precision="round_trip"
        )
        return in_order(frame)
    except FileNotFoundError:
        raise missing(path) from None
    except (OSError, ValueError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: is not a whole table ({error}): remove it, and have it made again") from None


def in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """With the values of swept options in the order of the sweep, which is that of their first rows."""
    import pandas as pd

    for name in swept(list(frame.columns)):
        column = frame[name].cat
        if not column.ordered:
            frame[name] = column.reorder_categories(column.categories[pd.unique(column.codes)], ordered=True)
    return frame


def missing(path: pathlib.Path) -> InputError:
    """The error for a table that is not there."""
    there = names(path.parent)
    if path.stem in ASKED_FOR:
        return InputError(f"{path}: there is no such table: it is written with {ASKED_FOR[path.stem]}")
    if "runs" not in there:
        return InputError(f"{path}: there is no such table: name a directory that pagewire has written results to")
    return InputError(f"{path}: there is no such table: there are {', '.join(there)}")


def read_json(path: pathlib.Path, remedy: str) -> Dict[str, Any]:
    """A JSON object; what is no such thing is an `InputError` with the remedy."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file: {remedy}") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: is not whole ({error}): {remedy}") from None
    if not isinstance(value, dict):
        raise InputError(f"{path}: is not a JSON object: {remedy}")
    return value
