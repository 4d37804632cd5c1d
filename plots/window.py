#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Congestion windows, what is in flight, and the queues of links over the time of one run."""

import matplotlib.lines

import pagewire_style as style
import pagewire_tables as tables

NUMBERS = ["time_ms", "cwnd_bytes", "in_flight_bytes"]
WINDOWS = ["connection", "node", "local", "remote", "ssthresh_bytes", *NUMBERS]
QUEUES = ["link", "direction", "time_ms", "packets"]
MOST = 14  # lines of a panel that can be told apart
IDLE = 0.1  # of what the busiest connection has in flight at most: one that never has so much is not drawn


def name(row):
    """A connection by its number, where it is one of the browser's, else by the two ports."""
    if row["connection"] == row["connection"]:
        return f"connection {row['connection']:g}"
    return " to ".join(str(row[end]).rsplit(":", 1)[-1] for end in ("local", "remote"))


def senders(results, windows, node):
    """The node that sends, the one named or the one that has most in flight, and the rows of its connections but idle
    ones."""
    nodes = list(dict.fromkeys(windows["node"]))
    if node is None:
        node = windows.groupby("node", sort=False)["in_flight_bytes"].max().idxmax()
    elif node not in nodes:
        raise tables.complaint(results, f"windows.csv has no node {node}; it has: {', '.join(nodes)}")
    own = windows[windows["node"] == node]
    least = own["in_flight_bytes"].max() * IDLE
    connections = [(name(rows.iloc[0]), rows) for _, rows in own.groupby(["local", "remote"], sort=False)]
    return node, [(words, rows) for words, rows in connections if rows["in_flight_bytes"].max() >= least]


def draw_windows(axes, connections, node):
    """A pair of lines for each connection: its window, and thinner what is in flight; the threshold if there is one
    connection only."""
    for place, (_, rows) in enumerate(connections):
        settings = style.dashes(place)
        axes.step(rows["time_ms"], rows["cwnd_bytes"] / 1e3, where="post", **settings)
        thin = {"color": settings["color"], "linewidth": 0.5, "alpha": 0.7}
        axes.step(rows["time_ms"], rows["in_flight_bytes"] / 1e3, where="post", **thin)
    if len(connections) == 1:
        rows = connections[0][1]
        dotted = {"color": "#444444", "linestyle": ":", "linewidth": 1}
        axes.step(rows["time_ms"], rows["ssthresh_bytes"] / 1e3, where="post", **dotted)
    axes.set_title(node, loc="left")
    axes.set_ylabel("Window (kB)")
    axes.set_ylim(bottom=0)


def draw_queues(axes, queues):
    """A line for each direction of a link that had to wait."""
    directions = queues.groupby(["link", "direction"], sort=False)
    busy = [(names, rows) for names, rows in directions if rows["packets"].max() > 1]
    for place, ((link, direction), rows) in enumerate(busy):
        words = f"{link}, {direction}"
        axes.step(rows["time_ms"], rows["packets"], where="post", label=words, **style.dashes(place))
    axes.set_ylabel("Queue (packets)")
    axes.set_ylim(bottom=0)
    if busy:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncol=3, borderaxespad=0, borderpad=0.2,
                    fontsize=style.SMALL, handlelength=1.6, columnspacing=1)


def whole(results, run, connections):
    """When the page is whole, after which connections only idle; the last change where the load has no such moment."""
    last = max(rows["time_ms"].max() for _, rows in connections)
    loads = tables.one_run(results, tables.read_table(results, "runs.csv", ["plt_ms"]), run)
    return min(last, 1.05 * loads["plt_ms"].fillna(last).max())


def keys(connections):
    """What the legend above says of the lines of windows."""
    grey = {"color": "#444444", "marker": ""}
    if len(connections) == 1:
        colour = style.COLOURS[0]
        return [matplotlib.lines.Line2D([], [], color=colour, linewidth=1, label="congestion window"),
                matplotlib.lines.Line2D([], [], color=colour, linewidth=0.5, alpha=0.7, label="in flight"),
                matplotlib.lines.Line2D([], [], linestyle=":", linewidth=1, label="slow start threshold", **grey)]
    lines = [matplotlib.lines.Line2D([], [], label=words, **style.dashes(place))
             for place, (words, _) in enumerate(connections)]
    return [*lines, matplotlib.lines.Line2D([], [], linewidth=0.5, alpha=0.7, label="in flight", **grey)]


@style.figure
def draw(
    results,
    *,
    run: int | None = None,
    node=None,
    begin: float | None = None,
    end: float | None = None,
    width="acm",
):
    """
    run: which run of a sweep
    node: whose windows; by itself the node's that has most in flight
    begin: the first moment drawn, in ms
    end: the last one; by itself a little after the page is whole
    width: of the figure: acm, ieee or page, or inches
    """
    windows = tables.one_run(results, tables.read_table(results, "windows.csv", WINDOWS), run)
    queues = tables.one_run(results, tables.read_table(results, "queues.csv", QUEUES), run)
    windows = tables.with_numbers(results, "windows.csv", windows, NUMBERS, "name a run with connections with --run")
    node, connections = senders(results, windows, node)
    if len(connections) > MOST:
        raise tables.complaint(results, f"{node} has {len(connections)} connections in this run, more than {MOST}")
    figure, (above, below) = style.subplots(width, 3.0, 2, sharex=True, height_ratios=[3, 2])
    draw_windows(above, connections, node)
    draw_queues(below, queues)
    below.set_xlabel("Time since navigation start (ms)")
    first, last = 0 if begin is None else begin, whole(results, run, connections) if end is None else end
    tables.check_span(first, last)
    below.set_xlim(first, last)
    style.legend_above(figure, keys(connections))
    return figure


if __name__ == "__main__":
    style.main(draw)
