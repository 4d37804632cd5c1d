# SPDX-License-Identifier: GPL-2.0-only
"""Numbers that a student's name decides: others for each, the same for one and the same."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any, NamedTuple, Sequence, TypeVar

from pagewire.errors import InputError

T = TypeVar("T")
#: Whose numbers the worksheets print.
EXAMPLE = "example"
#: For names of folders and files on a page.
WORDS = "garden harbour castle meadow bridge market forest island museum valley orchard station".split()
LONGEST = 64


def cleaned(student: str) -> str:
    """How a student's name counts: upper and lower case and blanks around it are no difference.

    Raises InputError for one that is empty, longer than 64 characters, or has characters that do not print.
    """
    name = unicodedata.normalize("NFKC", student).strip().casefold()
    if not name or len(name) > LONGEST or not name.isprintable():
        raise InputError(f"student {student!r}: give a name or number of 1 to {LONGEST} characters that print")
    return name


class Draw:
    """Draws for one student in one lab. Each is by its own name, so that a lab can get a further number without the
    others changing; what is drawn depends on nothing but the names (SHA-256), on every machine."""

    def __init__(self, lab: str, student: str) -> None:
        self._seed = f"pagewire-lab\n{lab}\n{cleaned(student)}"

    def number(self, name: str, below: int) -> int:
        """One of 0 to `below` - 1; 256 bits modulo `below` are as good as even."""
        digest = hashlib.sha256(f"{self._seed}\n{name}".encode()).digest()
        return int.from_bytes(digest, "big") % below

    def choice(self, name: str, values: Sequence[T]) -> T:
        """One of the values."""
        return values[self.number(name, len(values))]


class Number(NamedTuple):
    """One of the numbers of a student's."""

    symbol: str
    """By which the worksheet's formulas and the lab's functions name it."""
    value: Any
    unit: str
    """Empty for a count or a word."""
    meaning: str

    def __str__(self) -> str:
        return f"{self.value} {self.unit}".rstrip()


def number_table(numbers: Sequence[Number]) -> str:
    """The numbers as a table in Markdown."""
    rows = [f"| *{one.symbol}* | {one} | {one.meaning} |" for one in numbers]
    return "\n".join(["| symbol | yours | what it is |", "| --- | --- | --- |", *rows])
