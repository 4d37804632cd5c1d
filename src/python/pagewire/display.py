# SPDX-License-Identifier: GPL-2.0-only
"""What the HTML views of a notebook share. Every text is escaped."""

from __future__ import annotations

import html
from typing import Iterable, NamedTuple, Sequence, Union


class Tip(NamedTuple):
    """A text with an explanation that shows when the pointer rests on it."""

    text: str
    tip: str


class Amount(str):
    """A number already in words; it stands right."""


Cell = Union[str, int, Amount, Tip]


def escape(text: object) -> str:
    return html.escape(str(text), quote=True)


def cell(value: Cell) -> str:
    """The inside of one cell of a table."""
    if isinstance(value, Tip):
        return f'<span title="{escape(value.tip)}">{escape(value.text)}</span>'
    return escape(value)


def titled(title: str, subtitle: str = "") -> str:
    """A line with a name in bold and what it is."""
    rest = f" &mdash; {escape(subtitle)}" if subtitle else ""
    return f"<p><b>{escape(title)}</b>{rest}</p>"


def paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def table(head: Sequence[Cell], rows: Iterable[Sequence[Cell]]) -> str:
    """A table; without a head where `head` is empty. Texts stand left, numbers right."""
    parts = ["<table>"]
    if head:
        names = "".join(f'<th style="text-align:left">{cell(name)}</th>' for name in head)
        parts.append(f"<thead><tr>{names}</tr></thead>")
    parts.append("<tbody>")
    for row in rows:
        cells = []
        for value in row:
            side = "right" if isinstance(value, (int, Amount)) else "left"
            cells.append(f'<td style="text-align:{side}">{cell(value)}</td>')
        parts.append("<tr>" + "".join(cells) + "</tr>")
    parts.append("</tbody></table>")
    return "".join(parts)
