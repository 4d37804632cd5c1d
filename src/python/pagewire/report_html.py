# SPDX-License-Identifier: GPL-2.0-only
"""The few parts of HTML that a report is made of. Text is escaped here and nowhere else, so that no name, title or
address of an experiment can become markup."""

import html
import json
from collections.abc import Container, Iterable, Sequence
from typing import Union

Attribute = Union[str, int]


class Markup(str):
    """Text that is HTML already. Whatever is not of this type is escaped."""


Content = Union[str, Markup]


def escape(text: Content) -> Markup:
    """The text as HTML; Markup stays what it is."""
    return text if isinstance(text, Markup) else Markup(html.escape(text, quote=True))


def join(parts: Iterable[Content], between: str = "\n") -> Markup:
    """Parts of a page, one after the other."""
    return Markup(between.join(escape(part) for part in parts))


def element(name: str, *content: Content, **attributes: Attribute) -> Markup:
    """An element with its content. Attributes that are words of Python end in '_', and their other '_' stand for '-'."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(str(value), quote=True)}"' for key, value in attributes.items()
    )
    return Markup(f"<{name}{written}>{join(content, '')}</{name}>")


def section(heading: str, *content: Content) -> Markup:
    """A part of the page under a heading, by which assistive programs find it."""
    name = heading.lower().replace(" ", "-")
    return element("section", element("h2", heading, id=name), "\n", join(content), aria_labelledby=name)


def table(caption: str, header: Sequence[str], rows: Iterable[Sequence[Content]], numbers: Container[int] = (),
          words: bool = False) -> Markup:
    """A table that scrolls by itself where it is too wide.

    numbers: the places of the columns that are numbers, which stand to the right
    words: the last column is of words, and may take several lines
    """

    def cells(row: Sequence[Content], name: str, **attributes: Attribute) -> Markup:
        written = []
        for place, cell in enumerate(row):
            kind: dict[str, Attribute] = {"class_": "number"} if place in numbers else {}
            written.append(element(name, cell, **kind, **attributes))
        return element("tr", *written)

    head = element("thead", cells(header, "th", scope="col"))
    body = element("tbody", "\n", join(cells(row, "td") for row in rows), "\n")
    whole = element("table", element("caption", caption), head, "\n", body, class_="words" if words else "plain")
    return element("div", whole, class_="wide", tabindex=0, role="region", aria_label=caption)


def link(target: str, text: Content) -> Markup:
    return element("a", text, href=target)


def data(name: str, value: object) -> Markup:
    """Data for the page's script. JSON is written so that it cannot end its element."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=True).replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(f'<script type="application/json" id="{html.escape(name, quote=True)}">{text}</script>')
