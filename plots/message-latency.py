#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""How long messages take from being said to being heard: the distribution for each way of following a feed."""

import numpy as np

import pagewire_style as style
import pagewire_tables as tables

WAYS = {"websocket": "WebSocket", "long-polling": "long polling", "polling": "polling"}


def draw_panel(axes, group, title):
    for way, label in WAYS.items():
        latency = np.sort(group.loc[group["way"] == way, "latency_ms"].to_numpy())
        if len(latency):
            place = list(WAYS).index(way)
            share = np.arange(1, len(latency) + 1) / len(latency)
            axes.step(latency, share, where="post", label=label, color=style.COLOURS[place], linestyle=style.DASHES[place])
    axes.set_title(title, loc="left")
    axes.grid(True, axis="both")


@style.figure
def draw(results, *, width="page"):
    """
    width: of the figure: acm, ieee or page, or inches
    """
    folder = tables.directory(results)
    messages = tables.read_table(folder, "messages.csv")
    if messages.empty:
        raise tables.ResultsError(f"{folder}: messages.csv has no messages; did the clients reach the server?")
    others = [option for option in tables.swept_options(messages) if option != "workload.way"]
    panels = tables.combinations(messages, others)
    if len(panels) > 12:
        raise tables.ResultsError(f"{folder}: has {len(panels)} combinations besides workload.way, too many to draw")
    columns = min(len(panels), 2)
    rows = -(-len(panels) // columns)
    figure, axes = style.subplots(width, 0.6 + 1.5 * rows, rows, columns, sharex=True, sharey=True, squeeze=False)
    for place, (values, group) in zip(axes.flat, panels):
        draw_panel(place, group, ", ".join(map(str, values)))
    for place in axes.flat[len(panels) :]:
        place.set_visible(False)
    axes[0, 0].set_xscale("log")
    axes[0, 0].set_ylim(0, 1.02)
    figure.supxlabel("From said to heard (ms)", fontsize=8)
    figure.supylabel("Share of messages", fontsize=8)
    style.legend_above(figure, *axes[0, 0].get_legend_handles_labels())
    return figure


if __name__ == "__main__":
    style.main(draw)
