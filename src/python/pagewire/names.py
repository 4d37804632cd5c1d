# SPDX-License-Identifier: GPL-2.0-only
"""Wrong names, and the nearest right ones."""

from __future__ import annotations

import functools
import inspect
from typing import Any, Callable, Iterable, TypeVar, cast

from pagewire.errors import InputError
from pagewire.nearest import nearest_name

F = TypeVar("F", bound=Callable[..., Any])


def did_you_mean(wrong: str, names: Iterable[str], otherwise: str) -> str:
    """How an error ends that speaks of a wrong name: with the nearest of the names, or with something else."""
    near = nearest_name(wrong, list(names))
    return f": did you mean '{near}'?" if near else otherwise


def checks_keywords(function: F) -> F:
    """Has a keyword that a function does not know be an `InputError` that suggests the nearest."""
    known = [name for name in inspect.signature(function).parameters if name not in {"self", "cls"}]
    called = function.__name__ if function.__name__ != "__init__" else function.__qualname__.split(".")[-2]

    @functools.wraps(function)
    def checked(*arguments: Any, **keywords: Any) -> Any:
        for name in keywords:
            if name not in known:
                hint = did_you_mean(name, known, f": they are {', '.join(known)}")
                raise InputError(f"{called} has no parameter '{name}'{hint}")
        return function(*arguments, **keywords)

    return cast(F, checked)
