#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Mean page load time by protocol: bars, or lines over another swept option; whiskers are 95 % confidence intervals."""

import pagewire_lines as lines
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


@style.figure
def draw(results, *, x=None, width="acm"):
    """
    x: the swept option along the horizontal axis
    width: of the figure: acm, ieee or page, or inches
    """
    frame = tables.read_ok(results, "runs.csv", ["plt_ms"])
    frame = tables.with_numbers(results, "runs.csv", frame, ["plt_ms"], "draw results in which pages were loaded")
    swept = tables.swept_options(frame)
    along = tables.along_axis(frame, x)
    figure, axes = style.subplots(width, 2.1)
    if along and swept != [PROTOCOL]:
        lines.means(axes, frame, along, "plt_ms")
    else:
        bars(frame if swept else frame.assign(**{PROTOCOL: "all runs"}), PROTOCOL, axes)
    repeated = frame.groupby(swept or ["status"]).size().max() > 1
    axes.set_ylabel("Mean page load time (ms)" if repeated else "Page load time (ms)")
    axes.set_ylim(bottom=0)
    handles, labels = axes.get_legend_handles_labels()
    if len(handles) > 1:
        style.legend_above(figure, handles, labels)
    return figure


if __name__ == "__main__":
    style.main(draw)
