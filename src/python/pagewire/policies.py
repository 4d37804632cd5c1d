# SPDX-License-Identifier: GPL-2.0-only
"""Policies that users write in Python: what leaves a cache, and what a browser wants first.

They are for small studies: every decision is a call into Python, which costs about a microsecond.
"""

from __future__ import annotations

import abc
import functools
import hashlib
import inspect
import json
import pickle
import sys
from typing import List, Tuple, Union

from pagewire._core import Resource
from pagewire.errors import InputError

__all__ = ["EvictionPolicy", "PriorityPolicy", "Resource", "policy_key"]


class EvictionPolicy(abc.ABC):
    """Decides which object leaves a full cache. Subclass it and give the class to `pagewire.cachesim`.

    The policy knows the objects that are in the cache by their keys, and nothing of bytes in use: the cache counts
    those and asks for victims until there is room. Keys are whole numbers; those of a trace that names its objects
    count its names from 1.

    >>> class Mine(EvictionPolicy):  # FIFO
    ...     def __init__(self, capacity):
    ...         super().__init__(capacity)
    ...         self.queue = {}
    ...     def insert(self, key, size):
    ...         self.queue[key] = None
    ...     def hit(self, key):
    ...         pass
    ...     def victim(self):
    ...         oldest = next(iter(self.queue))
    ...         del self.queue[oldest]
    ...         return oldest
    ...     def remove(self, key):
    ...         del self.queue[key]

    A subclass may also have a method `announce(key)`: that object missed and is about to be inserted, and room is made
    only now. It is for policies that remember what has left.

    Parameters
    ----------
    capacity
        Of the cache, in bytes. Each cache has a policy of its own.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity

    @abc.abstractmethod
    def insert(self, key: int, size: int) -> None:
        """An object comes in that was not there; room was made already. `size` is in bytes."""

    @abc.abstractmethod
    def hit(self, key: int) -> None:
        """An object in the cache was asked for."""

    @abc.abstractmethod
    def victim(self) -> int:
        """Chooses what is to leave, forgets it, and returns its key; there is an object at least."""

    @abc.abstractmethod
    def remove(self, key: int) -> None:
        """Forgets an object in the cache that leaves for another reason."""


class PriorityPolicy(abc.ABC):
    """Decides which priority (RFC 9218) a browser asks for. Subclass it and give an object of it to a run.

    >>> class ImagesLast(PriorityPolicy):
    ...     def priority(self, resource):
    ...         return (7, True) if resource.type == "image" else (resource.urgency, resource.incremental)

    It is asked at the beginning of each load, once for each resource in the order of the page. Results are kept by
    `policy_key`: a run is made again if the class or an attribute has changed. A policy that depends on more than
    these says so by a method `key`.
    """

    @abc.abstractmethod
    def priority(self, resource: Resource) -> Tuple[int, bool]:
        """The urgency, 0 (first) to 7, and whether the response may arrive in turns with others (incremental).

        `resource` has, among others, `number`, `url`, `host`, `path`, `method`, `type`, `mime`, `size` (bytes), and
        `urgency` and `incremental` as the page states them.
        """


def policy_key(policy: Union[EvictionPolicy, PriorityPolicy]) -> str:
    """What a policy is known by: equal for equal code and attributes, in every process; 64 hexadecimal digits.

    It is the SHA-256 of the source of the policy's class and of its bases below those of Pagewire, and of its
    attributes as JSON; or, where the policy has a method `key`, of the class' name and what that returns. What the code
    calls elsewhere, and what it reads from outside, are not part of it.

    Raises
    ------
    InputError
        If the source cannot be had, or an attribute has no JSON: define a method `key(self)` that returns a text or
        number which is another whenever the policy decides otherwise.
    """
    name = type(policy).__qualname__
    own = getattr(policy, "key", None)
    if callable(own):
        return _hash([name, _json(own(), f"key() of the policy {name} returns what is no text or number")])
    remedy = f"define a method key(self) in {name} that returns a text which is another when it decides otherwise"
    attributes = _json(vars(policy), f"an attribute of the policy {name} cannot be written as JSON: {remedy}")
    return _hash([*(_source(one, remedy) for one in _written_classes(policy)), attributes])


def pickled(policy: Union[EvictionPolicy, PriorityPolicy]) -> bytes:
    """The policy with the code of its class, for a process that cannot import that: one of another machine, or of
    another folder.

    Raises
    ------
    InputError
        If something that it holds or uses cannot be taken along.
    """
    import cloudpickle

    known = cloudpickle.list_registry_pickle_by_value()
    modules = {one.__module__ for one in _written_classes(policy)} - {"__main__", *known}
    registered = [sys.modules[name] for name in sorted(modules) if name in sys.modules]
    for module in registered:
        cloudpickle.register_pickle_by_value(module)
    try:
        return bytes(cloudpickle.dumps(policy))
    except (TypeError, pickle.PicklingError) as error:
        name = type(policy).__qualname__
        raise InputError(f"the policy {name} cannot be taken to the process of a run ({error})") from None
    finally:
        for module in registered:
            cloudpickle.unregister_pickle_by_value(module)


def _written_classes(policy: object) -> List[type]:
    ours = {EvictionPolicy, PriorityPolicy, abc.ABC, object}
    return [one for one in type(policy).__mro__ if one not in ours]


def _source(written: type, remedy: str) -> str:
    try:
        return inspect.getsource(written)
    except (OSError, TypeError):
        raise InputError(f"the source of the policy {written.__qualname__} cannot be had: {remedy}") from None


def _json(value: object, mistake: str) -> str:
    try:
        return json.dumps(value, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError):
        raise InputError(mistake) from None


def _hash(parts: List[str]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def name_of(maker: object) -> str:
    """What errors call a policy that is made by calling this: the name of a class or function."""
    inner = maker.func if isinstance(maker, functools.partial) else maker
    return str(getattr(inner, "__name__", type(inner).__name__))
