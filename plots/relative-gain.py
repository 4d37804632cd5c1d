#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""By how much one protocol loads pages faster than another, over two swept options: a heat map of the gain of mean page
load times in percent. Cells whose means do not differ at 5 % (Welch's test) are hatched."""

import matplotlib.patches
import numpy as np

import pagewire_style as style
import pagewire_tables as tables

COLOURS = "RdBu"  # red: slower, blue: faster


def ordered(values):
    """The values of an option from the least to the greatest, or as the sweep has them where they are words."""
    values = list(dict.fromkeys(values))
    found = tables.quantities(values)
    return [value for _, value in sorted(zip(found[0], values))] if found else values


def plain(option, values):
    """How the ticks of an axis name values: by their numbers where the axis has the unit."""
    found = tables.quantities(values)
    return [f"{number:g}" for number in found[0]] if found else [style.value_label(value) for value in values]


def gain(first, second):
    """Of the first over the second sample of times, in percent, and whether their means differ."""
    return (1 - first.mean() / second.mean()) * 100, tables.differ(first, second)


def choose(results, frame, x, y, of, over):
    """The two options that span the figure."""
    for protocol in (of, over):
        known = list(dict.fromkeys(frame[tables.PROTOCOL])) if tables.PROTOCOL in frame.columns else []
        if protocol not in known:
            raise tables.complaint(
                results,
                f"has no load over {protocol}; its protocols are: {', '.join(known) or '(none was swept)'}",
            )
    swept = [option for option in tables.swept_options(frame) if option != tables.PROTOCOL]
    for option in (x, y):
        if option is not None and option not in swept:
            known = ", ".join(swept) or "(nothing was swept)"
            raise tables.ResultsError(f"{option} was not swept; --x and --y take two of: {known}")
    rest = [option for option in swept if option not in (x, y)]
    x = x or (rest.pop(0) if rest else None)
    y = y or (rest.pop(0) if rest else None)
    if x is None or y is None or x == y or rest:
        raise tables.complaint(
            results,
            f"a heat map needs two swept options besides {tables.PROTOCOL}, and has {', '.join(swept) or 'none'};"
            " sweep two, or take page-load-time",
        )
    return x, y


def cells(frame, x, y, of, over):
    """Gains and whether they are significant, a row for each value of y; not a number where a load is missing."""
    columns, rows = ordered(frame[x]), ordered(frame[y])
    gains, sure = np.full((len(rows), len(columns)), np.nan), np.zeros((len(rows), len(columns)), dtype=bool)
    for (at_x, at_y), group in frame.groupby([x, y], sort=False):
        times = [group.loc[group[tables.PROTOCOL] == protocol, "plt_ms"] for protocol in (of, over)]
        if not any(sample.empty for sample in times):
            place = rows.index(at_y), columns.index(at_x)
            gains[place], sure[place] = gain(*times)
    return gains, sure


def draw_cells(axes, gains, sure):
    """Significant cells in their colours with white or black numbers, the others hatched with grey ones."""
    bound = np.nanmax(np.abs(gains)) or 1
    settings = {"cmap": COLOURS, "vmin": -bound, "vmax": bound, "edgecolor": "white", "linewidth": 0.5}
    drawn = axes.pcolormesh(np.where(sure, gains, np.nan), **settings)
    for (row, column), value in np.ndenumerate(gains):
        if np.isnan(value):
            continue
        settings = {"color": "white" if abs(value) > 0.6 * bound else "black"}
        if not sure[row, column]:
            settings = {"facecolor": "#EEEEEE", "edgecolor": "#BBBBBB", "hatch": "////", "linewidth": 0}
            axes.add_patch(matplotlib.patches.Rectangle((column, row), 1, 1, **settings))
            settings = {"color": "#444444", "bbox": {"facecolor": "#EEEEEE", "edgecolor": "none", "pad": 0.6}}
        words = f"{value:+.0f}".replace("-", "\N{MINUS SIGN}")
        axes.text(column + 0.5, row + 0.5, words, ha="center", va="center", fontsize=7, **settings)
    return drawn


@style.figure
def draw(results, *, of="h3", over="h2", x=None, y=None, width="acm"):
    """
    of: the protocol whose gain it is
    over: the protocol that it is compared with
    x: the swept option along the horizontal axis; by itself the first besides the protocol
    y: the swept option along the vertical axis
    width: of the figure: acm, ieee or page, or inches
    """
    frame = tables.read_ok(results, "runs.csv", ["plt_ms"])
    frame = tables.with_numbers(results, "runs.csv", frame, ["plt_ms"], "draw results in which pages were loaded")
    x, y = choose(results, frame, x, y, of, over)
    columns, rows = ordered(frame[x]), ordered(frame[y])
    gains, sure = cells(frame, x, y, of, over)
    figure, axes = style.subplots(width, 0.6 + 0.32 * max(len(rows), 4))
    drawn = draw_cells(axes, gains, sure)
    axes.set_xticks(np.arange(len(columns)) + 0.5, plain(x, columns))
    axes.set_yticks(np.arange(len(rows)) + 0.5, plain(y, rows))
    axes.tick_params(length=0)
    axes.set_xlabel(style.option_label(x, columns))
    axes.set_ylabel(style.wrap(style.option_label(y, rows), 0.32 * max(len(rows), 4)))
    axes.grid(False)
    bar = figure.colorbar(drawn, ax=axes, pad=0.02)
    bar.set_label(f"Gain of {style.value_label(of)}\nover {style.value_label(over)} (%)")
    bar.outline.set_visible(False)
    return figure


if __name__ == "__main__":
    style.main(draw)
