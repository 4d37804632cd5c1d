# SPDX-License-Identifier: GPL-2.0-only
"""Fields of HTTP messages."""

from __future__ import annotations

from typing import Iterable, Iterator, List, Mapping, Sequence, Tuple, Union

#: Fields as users give them: a mapping, in which a field that has several lines has a list; or pairs.
AnyHeaders = Union[Mapping[str, Union[str, Sequence[str]]], Iterable[Tuple[str, str]], None]


class Headers(Mapping[str, str]):
    """The fields of a message. Names are looked up without regard to case; several lines of one name are joined with
    a comma (RFC 9110 section 5.2). `pairs` has the lines as they are."""

    def __init__(self, given: AnyHeaders = None) -> None:
        self.pairs: List[Tuple[str, str]] = field_lines(given)

    def __getitem__(self, name: str) -> str:
        values = self.lines(name)
        if not values:
            raise KeyError(name)
        return ", ".join(values)

    def lines(self, name: str) -> List[str]:
        """The values of all lines of this name."""
        return [value for known, value in self.pairs if known.lower() == name.lower()]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.lines(name))

    def __iter__(self) -> Iterator[str]:
        return iter({name.lower(): name for name, _ in reversed(self.pairs)}.values())

    def __len__(self) -> int:
        return len({name.lower() for name, _ in self.pairs})

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{name!r}: {self[name]!r}" for name in self) + "}"


def field_lines(given: AnyHeaders) -> List[Tuple[str, str]]:
    """The lines in their order; numbers become text."""
    if given is None:
        return []
    if isinstance(given, Headers):
        return list(given.pairs)
    lines: List[Tuple[str, str]] = []
    for name, value in given.items() if isinstance(given, Mapping) else given:
        several = value if isinstance(value, (list, tuple)) else [value]
        lines += [(str(name), str(one)) for one in several]
    return lines
