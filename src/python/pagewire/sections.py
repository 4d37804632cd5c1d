# SPDX-License-Identifier: GPL-2.0-only
"""Options as attributes: each reads and writes one option of the scenario it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Iterator, List, Optional, Type, TypeVar, Union, overload

from pagewire import display, values
from pagewire.errors import UnknownOptionError, refusal
from pagewire.option_table import by_name, sections, unknown_keyword
from pagewire.values import Read

V = TypeVar("V")
S = TypeVar("S", bound="Section")


class Holder:
    """What has options as attributes: a scenario, and each of its sections."""

    def _read(self, name: str) -> Read:
        raise NotImplementedError

    def _write(self, name: str, value: Any) -> None:
        raise NotImplementedError


class Setting(Generic[V]):
    """An option as an attribute. Reading gives its value or its default, a tuple of values where it is swept, and
    None where it has neither; a list of values sweeps it, None leaves it at its default."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.__doc__ = by_name()[name].describe() if name in by_name() else ""

    @overload
    def __get__(self, holder: None, owner: Any) -> Setting[V]:
        ...

    @overload
    def __get__(self, holder: Holder, owner: Any) -> Read:
        ...

    def __get__(self, holder: Optional[Holder], owner: Any) -> Union[Setting[V], Read]:
        return self if holder is None else holder._read(self.name)

    def __set__(self, holder: Holder, value: V) -> None:
        holder._write(self.name, value)


class Text(Setting[values.AnyText]):
    """A text of one line."""


class File(Setting[values.AnyFile]):
    """The name of a file."""


class Choice(Setting[values.Given[V]], Generic[V]):
    """One of several words."""


class Switch(Setting[values.AnySwitch]):
    """Yes or no."""


class Count(Setting[values.AnyCount]):
    """A whole number."""


class Number(Setting[values.AnyNumber]):
    """A decimal number."""


class Duration(Setting[values.AnyDuration]):
    """A span of time."""


class Measure(Setting[values.AnyMeasure]):
    """A value that needs its unit: a bit rate, a fraction, the limit of a queue."""


class Bytes(Setting[values.AnyBytes]):
    """A number of octets."""


class Numbers(Setting[values.AnyNumbers]):
    """A list of whole numbers, written as text."""


class Section(Holder):
    """A section of a scenario; its options are its attributes."""

    _section = ""

    def __init_subclass__(cls, section: str) -> None:
        cls._section = section
        cls.__doc__ = f"The section [{section}] of a scenario; its options are its attributes."

    def __init__(self, scenario: Holder) -> None:
        object.__setattr__(self, "_scenario", scenario)

    if TYPE_CHECKING:
        _scenario: Holder
    else:

        def __setattr__(self, name: str, value: Any) -> None:
            if not isinstance(getattr(type(self), name, None), Setting):
                raise self._unknown(name)
            object.__setattr__(self, name, value)

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_"):
                raise AttributeError(name)
            raise self._unknown(name)

    def _unknown(self, name: str) -> UnknownOptionError:
        return unknown_keyword(f"{self._section.replace('-', '_')}_{name}")

    def _read(self, name: str) -> Read:
        return self._scenario._read(name)

    def _write(self, name: str, value: Any) -> None:
        self._scenario._write(name, value)

    def __dir__(self) -> List[str]:
        return [option.key.replace("-", "_") for option in sections()[self._section]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dir__())

    def __repr__(self) -> str:
        shown = (f"{option.key} = {show(self._read(option.name))}" for option in sections()[self._section])
        return f"[{self._section}]\n" + "\n".join(shown)

    def _repr_html_(self) -> str:
        rows = [
            (display.Tip(option.key, option.takes), show(self._read(option.name)), option.help)
            for option in sections()[self._section]
        ]
        return display.titled(f"[{self._section}]") + display.table(["option", "value", "what it is"], rows)


def show(value: Read) -> str:
    """A value for people, as scenario files write it."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return " ".join(show(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else values.plain_number(value)


class Part(Generic[S]):
    """A section as an attribute of its scenario."""

    def __init__(self, section: Type[S]) -> None:
        self.section = section
        self.__doc__ = section.__doc__

    @overload
    def __get__(self, holder: None, owner: Any) -> Part[S]:
        ...

    @overload
    def __get__(self, holder: Holder, owner: Any) -> S:
        ...

    def __get__(self, holder: Optional[Holder], owner: Any) -> Union[Part[S], S]:
        return self if holder is None else self.section(holder)

    if not TYPE_CHECKING:

        def __set__(self, holder: Holder, value: Any) -> None:
            name = self.section._section.replace("-", "_")
            example = dir(self.section(holder))[0]
            raise refusal(name, f"is a section: set one of its options, like {name}.{example}")
