# SPDX-License-Identifier: GPL-2.0-only
"""Between Python's values and the texts of scenario files."""

from __future__ import annotations

import datetime
import decimal
import math
import numbers
import os
from typing import Any, Callable, List, Optional, Sequence, Tuple, TypeVar, Union

import numpy as np

from pagewire import _core, page_files
from pagewire.errors import refusal
from pagewire.option_table import Option

T = TypeVar("T")
FileName = Union[str, "os.PathLike[str]"]
#: What may be given to an option: a value, several that sweep it, or None, which leaves it at its default.
Given = Union[T, Sequence[T], None]
AnyText = Given[str]
AnyFile = Given[Union[str, "os.PathLike[str]", page_files.PageLike]]
AnySwitch = Given[Union[bool, str]]
AnyCount = Given[Union[int, str]]
AnyNumber = Given[Union[float, int, str]]
AnyDuration = Given[Union[str, datetime.timedelta, "np.timedelta64"]]
AnyMeasure = Given[str]
AnyBytes = Given[Union[int, str]]
AnyNumbers = Given[Union[int, str]]
#: What reading an option gives; several values where it is swept.
Value = Union[str, bool, int, float]
Read = Union[Value, None, Tuple[Optional[Value], ...]]

Refuse = Callable[[str], Exception]

PLAIN = {"count", "number", "numbers", "bytes"}


def is_axis(value: object) -> bool:
    """Whether the value is several: those of a sweep."""
    return isinstance(value, (list, tuple, range, set, frozenset)) or (isinstance(value, np.ndarray) and value.ndim > 0)


def axis_texts(option: Option, value: Any) -> List[str]:
    """The values of a sweep as a scenario file would write them, in their order."""
    if isinstance(value, (set, frozenset)):
        raise refusal(option.keyword, "a set has no order: give the values of a sweep as a list")
    return [text_of(option, one) for one in value]


def spelling(option: Option, value: object) -> str:
    """How the user wrote it, for errors: "access_loss='1%'"."""
    shown = repr(value)
    return f"{option.keyword}={shown if len(shown) <= 60 else shown[:57] + '...'}"


def plain_number(value: Union[int, float, numbers.Real]) -> str:
    """The shortest decimal text without an exponent that is the same number."""
    if isinstance(value, numbers.Integral):
        return str(int(value))
    number = float(value)
    return format(decimal.Decimal(repr(number)), "f") if math.isfinite(number) else repr(number)


def duration_text(value: Union[datetime.timedelta, np.timedelta64]) -> str:
    """A span of time as scenario files write it."""
    exact = getattr(value, "to_timedelta64", None)
    if exact is not None:
        value = exact()
    if isinstance(value, datetime.timedelta):
        microseconds = (value.days * 86400 + value.seconds) * 10**6 + value.microseconds
        return _core.format_duration(microseconds * 1000)
    return _core.format_duration(int(value.astype("timedelta64[ns]").astype(np.int64)))


def text_of(option: Option, value: object) -> str:
    """One value as a scenario file would write it.

    Only its type is looked at; whether the text is right for the option is for the core to say.
    """
    place = spelling(option, value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, (bool, np.bool_)):
        if option.kind != "switch":
            raise refusal(place, f"{option.name} is no yes or no, it takes {option.takes}")
        return "yes" if value else "no"
    if isinstance(value, (datetime.timedelta, np.timedelta64)):
        if option.kind != "duration":
            raise refusal(place, f"{option.name} is no duration, it takes {option.takes}")
        if np.isnat(np.timedelta64(value)):
            raise refusal(place, f"{option.name} needs a duration, like {option.example}")
        return duration_text(value)
    if isinstance(value, numbers.Real):
        return number_text(option, value, place)
    if option.kind == "file":
        return file_text(option, value, place)
    raise refusal(place, f"{option.name} takes {option.takes}, not a {type(value).__name__}")


def number_text(option: Option, value: numbers.Real, place: str) -> str:
    text = plain_number(value)
    if option.kind in PLAIN or text in option.words:
        return text
    if option.kind in {"duration", "bit rate", "fraction", "queue"}:
        raise refusal(place, f"{option.name} has a unit: write it as text, like '{option.example}'")
    raise refusal(place, f"{option.name} takes {option.takes}, not a number")


def file_text(option: Option, value: object, place: str) -> str:
    if isinstance(value, os.PathLike):
        return str(os.fspath(value))
    if option.name == "page.file" and isinstance(value, page_files.PageLike):
        return page_files.file_of(value)
    raise refusal(place, f"{option.name} takes the name of a file, not a {type(value).__name__}")


def value_of(option: Option, text: str) -> Optional[Value]:
    """A text of a scenario file as Python's value: a bool, an int, a float where the option is that, else text."""
    if not text:
        return None
    if text in option.words:
        return text
    if option.kind == "switch":
        return text in {"yes", "on", "true", "1", "t"}
    if option.kind == "count":
        return int(text)
    if option.kind == "number":
        return float(text)
    return text
