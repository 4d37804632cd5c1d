# SPDX-License-Identifier: GPL-2.0-only
"""The figures of a report: each script of plots/ that these results have the tables for, as SVG within the page."""

import html
import inspect
import io
import re
import shlex
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple, Optional

from pagewire import figures
from pagewire.report_html import Markup, element, join, section, table
from pagewire.report_source import Source

ELSEWHERE = "waterfall"  # has a part of the report of its own
LARGER = 1.6  # than in a column of print, at most


class Drawn(NamedTuple):
    """A figure: its name, what matplotlib has drawn, and which run it is of where it is of one."""

    name: str
    figure: Any
    run: Optional[int]


def svg_of(figure: Any) -> str:
    """The SVG of a matplotlib figure, without what belongs to a file of its own."""
    text = io.StringIO()
    figure.savefig(text, format="svg")
    picture = text.getvalue()[text.getvalue().index("<svg"):]
    # A style element would be the style of the whole page; the page's own sheet has the same for figures.
    picture = re.sub(r"\s*<metadata>.*?</metadata>|\s*<style [^>]*>.*?</style>", "", picture, flags=re.S)
    return picture


def inline(name: str, picture: str, title: str) -> Markup:
    """An SVG as a part of the page: its names made its own, since the page has several, and read aloud as its title."""
    picture = re.sub(r'\bid="', f'id="{name}-', picture)
    picture = re.sub(r'(href="|url\()#', rf"\g<1>#{name}-", picture)
    width = re.match(r'<svg [^>]*?width="([0-9.]+)pt"', picture)
    size = f' style="max-width: {float(width[1]) * LARGER:.0f}pt"' if width else ""
    return Markup(picture.replace("<svg ", f'<svg role="img" aria-label="{html.escape(title, quote=True)}"{size} ', 1))


def sentence(draw: Callable[..., Any]) -> str:
    """What a figure shows, in a sentence."""
    return " ".join((draw.__doc__ or "").split("\n\n", 1)[0].split())


def reason(source: Source, error: Exception) -> str:
    """Why a figure is not there, without the directory's name."""
    if isinstance(error, OSError):
        return "is drawn from other files than those of a directory of runs"
    if not isinstance(error, ValueError):
        return f"cannot be drawn from these tables ({type(error).__name__}: {error})"
    words = str(error).replace(f"{source.path}/", "").replace(f"{source.path}: ", "")
    table_name = re.match(r"([\w-]+\.csv): no such table", words)
    return f"needs {table_name[1]}, which is not among the tables" if table_name else words


def draw(source: Source, name: str) -> Drawn:
    """Draws the figure of that name; of the first run where it is a figure of one run."""
    function = getattr(figures, name)
    try:
        return Drawn(name, function(source.path), None)
    except ValueError:
        first = int(source.runs[0]["run"])
        if "run" not in inspect.signature(function).parameters or len(source.runs) < 2:
            raise
        return Drawn(name, function(source.path, run=first), first)


def draw_all(source: Source) -> tuple[list[Drawn], list[tuple[str, str]]]:
    """The figures that can be drawn, and the names of the others with the reason."""
    drawn, others = [], []
    for name in figures.names():
        if name == ELSEWHERE:
            continue
        # Whatever hinders one figure must not hinder the report, and a figure of no numbers, of which numpy warns, is none.
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            try:
                drawn.append(draw(source, name))
            except Exception as error:
                others.append((name.replace("_", "-"), reason(source, error)))
    return drawn, others


def figure(drawn: Drawn, command: str) -> Markup:
    """A figure of the report with its caption."""
    of = f" Run {drawn.run}." if drawn.run else ""
    words = f"{sentence(getattr(figures, drawn.name))}{of}"
    caption = element("figcaption", words, " ", element("code", command))
    return element("figure", element("div", inline(drawn.name, svg_of(drawn.figure), words), class_="picture"), caption, id=drawn.name)


def figures_section(source: Source, results: str) -> Markup:
    """All figures, each with the command that writes it as a file, and why others are not there."""
    drawn, others = draw_all(source)
    parts = []
    for one in drawn:
        script = one.name.replace("_", "-")
        which = ["--run", str(one.run)] if one.run else []
        parts.append(figure(one, shlex.join([f"plots/{script}.py", results, *which, "-o", f"{script}.pdf"])))
    without = element("details", element("summary", f"{len(others)} figures that these results have not the data for"),
                      table("Figures not drawn", ["figure", "reason"], others, words=True))
    return section("Figures", join(parts), without if others else "")
