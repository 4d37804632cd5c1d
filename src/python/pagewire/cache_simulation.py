# SPDX-License-Identifier: GPL-2.0-only
"""Traces of requests, sent through caches."""

from __future__ import annotations

import os
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np
import pandas as pd

from pagewire import _core
from pagewire.errors import InputError
from pagewire.names import checks_keywords
from pagewire.policies import EvictionPolicy, name_of
from pagewire.progress import is_watched, open_bar

FileName = Union[str, "os.PathLike[str]"]
Maker = Callable[[int], EvictionPolicy]
Policy = Union[str, Maker]
Size = Union[int, str]
Arrays = Union[Tuple[Any], Tuple[Any, Any], Tuple[Any, Any, Any]]

#: Requests from which on a simulation shows how far it is.
LONG = 2_000_000


class Trace(NamedTuple):
    """Requests for objects in the order in which they came, as arrays of whole numbers; see `read_trace`."""

    #: What each request is for.
    keys: Any
    #: The size of that in bytes; 1 where the trace tells no sizes.
    sizes: Any


def read_trace(path: FileName, format: str = "", *, progress: Optional[bool] = None) -> Trace:
    """Reads a trace once, for several simulations.

    Parameters
    ----------
    path
        Its file, in one of the formats of docs/cache-simulation.md; one that ends in .zst is decompressed.
    format
        "oracle-general", "lis", "csv" or "plain"; left out, the end of the file's name tells it.
    progress
        Whether to show how many requests are read; left out, where somebody watches.

    Returns
    -------
    Trace
        Keys and sizes; arrays that look into the same memory.
    """
    with _Bar("requests read", None, progress) as bar:
        return Trace(*_core.read_trace(os.fspath(path), format, bar.watch()))


@checks_keywords
def cachesim(
    trace: Union[FileName, Trace, Arrays, "np.ndarray[Any, Any]", Sequence[Any]],
    policy: Union[Policy, Sequence[Policy], Mapping[str, Policy]] = "lru",
    size: Union[Size, Sequence[Size], None] = None,
    *,
    format: str = "",
    unit_size: bool = False,
    progress: Optional[bool] = None,
) -> pd.DataFrame:
    """Sends a trace of requests through caches and counts what misses, as `pagewire cachesim` does.

    >>> cachesim("OLTP.lis.zst", policy=["lru", "sieve"], size=[1000, 2000])
    >>> cachesim((keys, sizes), policy=MyPolicy, size="128MiB")

    Ctrl-C ends it. Other threads of Python run meanwhile.

    Parameters
    ----------
    trace
        The name of a file in any format that the command reads; or a `Trace`; or keys as an array or list; or a tuple
        of keys and sizes, or of keys, sizes and times, which only must not fall. Arrays of 64-bit whole numbers are not
        copied; other keys, such as texts, are numbered in the order in which they come.
    policy
        What evicts: a name, "all" for all that there are, or a subclass of `EvictionPolicy` (or any function that makes
        one for a capacity); several as a list, or as a mapping from the names that the table is to show.
    size
        Of the cache: bytes, or a text like "128MiB"; several as a list. For traces without sizes, objects.
    format
        Of the trace's file; left out, the end of its name tells it.
    unit_size
        Every object counts as 1, whatever its size.
    progress
        Whether to show a bar; left out, for long traces where somebody watches.

    Returns
    -------
    pandas.DataFrame
        A row for each policy and size with the columns policy, size, requests, misses, miss_ratio, bytes, missed_bytes
        and byte_miss_ratio, as in the command's CSV. Where every object counts as 1, sizes and bytes count objects.

    Raises
    ------
    InputError
        In the words of the command line; also if a policy chooses what is not in the cache. What a policy of the user's
        raises is raised.
    """
    policies = _policies(policy)
    capacities = _capacities(size)
    keys, sizes = _arrays(trace, format, progress)
    if unit_size:
        sizes = None
    rows = []
    with _Bar("requests", len(keys) * len(policies) * len(capacities), progress) as bar:
        for name, maker in policies.items():
            for capacity in capacities:
                counts = _simulate(keys, sizes, name, maker, capacity, bar)
                rows.append((name, capacity, *counts))
                bar.finished(len(keys))
    return _frame(rows)


def _simulate(
    keys: Any, sizes: Any, name: str, maker: Optional[Maker], capacity: int, bar: "_Bar"
) -> Tuple[int, int, int, int]:
    try:
        return _core.simulate_cache(keys, sizes, name, maker, capacity, bar.watch())
    except InputError:
        raise
    except Exception as error:
        note = getattr(error, "add_note", None)
        if maker is not None and note is not None:
            note(f"raised by the eviction policy {name} in a cache of {capacity} bytes")
        raise


def _frame(rows: Sequence[Tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["policy", "size", "requests", "misses", "bytes", "missed_bytes"])
    frame.insert(4, "miss_ratio", frame["misses"] / frame["requests"])
    frame["byte_miss_ratio"] = (frame["missed_bytes"] / frame["bytes"].where(frame["bytes"] > 0)).fillna(0.0)
    return frame


def _policies(policy: Any) -> Dict[str, Optional[Maker]]:
    """What evicts by the name that the table shows; those of the core have no maker."""
    if isinstance(policy, Mapping):
        return {str(name): _maker_of(one) for name, one in policy.items()}
    several = list(policy) if isinstance(policy, (list, tuple)) else [policy]
    if several == ["all"]:
        several = _core.eviction_policies()
    found: Dict[str, Optional[Maker]] = {}
    for one in several:
        name = name_of(one) if callable(one) else str(one)
        if name in found:
            raise InputError(f"policy names '{name}' twice: name it once, or give a mapping with names of your own")
        found[name] = _maker_of(one)
    return found


def _maker_of(policy: Policy) -> Optional[Maker]:
    """Refuses, before the trace is read, what is no policy's name."""
    if callable(policy):
        return policy
    _core.check_eviction_policy(str(policy))
    return None


def _capacities(size: Any) -> List[int]:
    if size is None:
        raise InputError('name the sizes of the cache with size, like size=["128MiB", "1GiB"]')
    several = list(size) if isinstance(size, (list, tuple, range, np.ndarray)) else [size]
    capacities = [_core.parse_byte_count(str(one)) for one in several]
    for one, capacity in zip(several, capacities):
        if capacity == 0:
            raise InputError(f"size {one} holds nothing: give 1 at least")
        if capacities.count(capacity) > 1:
            raise InputError(f"size names '{one}' twice: name it once")
    return capacities


def _arrays(trace: Any, format: str, progress: Optional[bool]) -> Tuple[Any, Any]:
    if isinstance(trace, (str, os.PathLike)):
        return read_trace(trace, format, progress=progress)
    columns = list(trace) if isinstance(trace, tuple) else [trace]
    if not 1 <= len(columns) <= 3:
        raise InputError(f"a trace of {len(columns)} arrays: give keys, or keys and sizes, or keys, sizes and times")
    keys = _keys(columns[0])
    sizes = _whole_numbers(columns[1], "sizes") if len(columns) > 1 and columns[1] is not None else None
    for name, column in zip(("sizes", "times"), columns[1:]):
        if column is not None and len(column) != len(keys):
            raise InputError(f"there are {len(keys)} keys and {len(column)} {name}: give one of each a request")
    if len(columns) == 3 and np.any(np.asarray(columns[2])[1:] < np.asarray(columns[2])[:-1]):
        raise InputError("the times of the trace fall: sort its requests by time")
    if len(keys) == 0:
        raise InputError("the trace has no request: give a trace with one at least")
    return keys, sizes


def _keys(column: Any) -> Any:
    array = np.asarray(column)
    if array.ndim == 1 and array.dtype.kind not in "iu":
        return (pd.factorize(array)[0] + 1).astype(np.uint64)
    return _whole_numbers(array, "keys")


def _whole_numbers(column: Any, what: str) -> Any:
    """The numbers as the core reads them: 64 bits without sign. Such arrays are not copied."""
    array = np.asarray(column)
    if array.ndim != 1 or array.dtype.kind not in "iu":
        raise InputError(f"{what} of a trace are whole numbers in one dimension, not {array.dtype} in {array.ndim}")
    if array.dtype.kind == "i" and len(array) > 0 and array.min() < 0:
        raise InputError(f"{array.min()} is among the {what} of the trace: give numbers from 0 on")
    if array.dtype == np.int64:
        return array.view(np.uint64)
    return array.astype(np.uint64, copy=False)


class _Bar:
    """A progress bar, if one is wanted and tqdm is there."""

    def __init__(self, unit: str, total: Optional[int], wanted: Optional[bool]) -> None:
        self._done = 0
        self._bar: Any = None
        if wanted is None:
            wanted = is_watched() and (total is None or total >= LONG)
        if wanted:
            self._bar = open_bar(total=total, unit=" " + unit, unit_scale=True, leave=False)

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def watch(self) -> Optional[Callable[[int], None]]:
        """To be called with how much is done of the present simulation; None if nobody watches."""
        return None if self._bar is None else lambda done: self._show(self._done + done)

    def finished(self, count: int) -> None:
        self._done += count
        if self._bar is not None:
            self._show(self._done)

    def _show(self, done: int) -> None:
        self._bar.update(done - self._bar.n)
