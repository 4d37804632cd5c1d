#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Mean page load time by protocol: bars, or lines over another swept option; whiskers are 95 % confidence intervals."""

import pagewire_style as style
import pagewire_tables as tables
from pagewire_tables import PROTOCOL


def bars(frame, groups, axes):
    """A bar for each value of the option, in the sweep's order."""
    names = list(dict.fromkeys(frame[groups]))
    for place, name in enumerate(names):
        values = frame[frame[groups] == name]["plt_ms"]
        mean = values.mean()
        axes.bar(place, mean, width=0.65, color=style.COLOURS[place % len(style.COLOURS)])
        whisker = tables.confidence(values)
        if whisker > 0:
            axes.errorbar(place, mean, yerr=whisker, color="black", capsize=2, linewidth=0.8)
        axes.annotate(f"{mean:.0f}", (place, mean + whisker), ha="center", va="bottom", fontsize=7,
                      xytext=(0, 1), textcoords="offset points")
    axes.set_xticks(range(len(names)), [style.protocol_label(name) for name in names])
    axes.set_xlabel(style.option_label(groups))
    axes.grid(False, axis="x")
    axes.margins(y=0.12)


def lines(frame, along, axes):
    """A line for each combination of the other options over the values of this one."""
    values = list(dict.fromkeys(frame[along]))
    places = style.place_values(axes, along, values)
    others = [option for option in tables.swept_options(frame) if option != along]
    # The protocol first: it is what lines are named by.
    others.sort(key=lambda option: option != PROTOCOL)
    for index, (names, part) in enumerate(tables.combinations(frame, others)):
        cells = [part[part[along] == value]["plt_ms"] for value in values]
        points = sorted(
            (place, cell.mean(), tables.confidence(cell)) for place, cell in zip(places, cells) if not cell.empty
        )
        at, means, whiskers = zip(*points)
        axes.errorbar(at, means, yerr=whiskers, capsize=2, label=", ".join(map(style.value_label, names)), **style.look(index))


@style.figure
def draw(results, *, x=None, width="acm"):
    """
    x: the swept option along the horizontal axis
    width: of the figure: acm, ieee or page, or inches
    """
    frame = tables.read_ok(results, "runs.csv")
    swept = tables.swept_options(frame)
    along = tables.along_axis(results, frame, x)
    figure, axes = style.subplots(width, 2.1)
    if along and swept != [PROTOCOL]:
        lines(frame, along, axes)
    else:
        bars(frame if swept else frame.assign(**{PROTOCOL: "all runs"}), PROTOCOL, axes)
    axes.set_ylabel("Mean page load time (ms)" if frame.groupby(swept or ["status"]).size().max() > 1 else "Page load time (ms)")
    axes.set_ylim(bottom=0)
    handles, labels = axes.get_legend_handles_labels()
    if len(handles) > 1:
        style.legend_above(figure, handles, labels)
    return figure


if __name__ == "__main__":
    style.main(draw)
