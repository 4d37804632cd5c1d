#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""How long messages take from being said to being heard: the distribution for each way of following a feed."""

import pagewire_lines as lines
import pagewire_style as style
import pagewire_tables as tables

WAYS = {"websocket": "WebSocket", "long-polling": "long polling", "polling": "polling"}

MOST = 12


def draw_panel(axes, group, title):
    for place, (way, label) in enumerate(WAYS.items()):
        latency = group.loc[group["way"] == way, "latency_ms"]
        if not latency.empty:
            lines.distribution(axes, latency, label=label, **style.dashes(place))
    axes.set_title(title, loc="left")
    axes.grid(True, axis="both")


@style.figure
def draw(results, *, width="page"):
    """
    width: of the figure: acm, ieee or page, or inches
    """
    messages = tables.read_table(results, "messages.csv", ["way", "latency_ms"])
    messages = messages[messages["way"].isin(WAYS)]
    remedy = "name results of a feed whose clients reached the server"
    messages = tables.with_numbers(results, "messages.csv", messages, ["latency_ms"], remedy)
    others = [option for option in tables.swept_options(messages) if option != "workload.way"]
    groups = tables.combinations(messages, others)
    if len(groups) > MOST:
        raise tables.complaint(
            results,
            f"has {len(groups)} combinations besides workload.way, more than the {MOST} that"
            " one figure can show",
        )
    figure, axes = lines.panels(width, len(groups), ("From said to heard (ms)", "Share of messages"))
    for place, (values, group) in zip(axes, groups):
        draw_panel(place, group, style.point_label(others, values))
    lines.make_logarithmic(axes[0])
    axes[0].set_ylim(0, 1.02)
    style.legend_of_panels(figure, axes)
    return figure


if __name__ == "__main__":
    style.main(draw)
