#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The TCP states of both ends of each connection over time: which end is half open, and for how long."""

import matplotlib.patches
import matplotlib.pyplot as plt

import style

STATES = {
    "SYN-SENT": ("#E69F00", ""),
    "SYN-RECEIVED": ("#F0C76B", ""),
    "ESTABLISHED": ("#009E73", ""),
    "FIN-WAIT-1": ("#56B4E9", ""),
    "FIN-WAIT-2": ("#0072B2", ""),
    "CLOSE-WAIT": ("#CC79A7", ""),
    "CLOSING": ("#CC79A7", "////"),
    "LAST-ACK": ("#D55E00", ""),
    "TIME-WAIT": ("#BBBBBB", ""),
}
ROW = 0.2  # inches


def spans_of(changes, end):
    """(state, from, to) of one end of a connection, whose changes are in the order of time."""
    rows = list(changes.itertuples())
    for here, following in zip(rows, rows[1:] + [None]):
        if here.to in STATES:
            yield here.to, here.time_ms, following.time_ms if following else end


def read_ends(folder, options):
    states = style.read_table(folder, "states.csv")
    runs = states["run"].unique()
    if options.run is not None:
        states = states[states["run"] == options.run]
    elif len(runs) != 1:
        raise style.ResultsError(f"{folder}: has {len(runs)} runs; name one with --run, or its folder in {folder}/runs")
    if states.empty:
        raise style.ResultsError(f"{folder}: states.csv has no connections for this run")
    ends = []
    seen = set()
    for key, _ in states.groupby(["local", "remote"], sort=False):
        for local, remote in (key, key[::-1]):
            mine = states[(states["local"] == local) & (states["remote"] == remote)]
            if (local, remote) not in seen and not mine.empty:
                seen.add((local, remote))
                ends.append((f"{mine['node'].iloc[0]} {local}", mine))
    return ends[: options.ends]


def end_of_use(changes):
    """The last change that is not the end of waiting in TIME-WAIT, where nothing is to be seen for a minute."""
    return changes.loc[changes["from"] != "TIME-WAIT", "time_ms"].max()


def draw(folder, options):
    ends = read_ends(folder, options)
    last = max(end_of_use(changes) for _, changes in ends) if options.end is None else options.end
    first = min(changes["time_ms"].min() for _, changes in ends) if options.begin is None else options.begin
    if first >= last:
        raise style.ResultsError(f"--from {first:g} is not before {last:g}, the end of what is drawn; name an earlier moment")
    height = min(1.1 + ROW * len(ends), 12.0)
    figure, axes = plt.subplots(figsize=(style.PAGE_WIDTH, height))
    shown = set()
    for place, (_, changes) in enumerate(ends):
        for state, begin, end in spans_of(changes, last):
            colour, hatch = STATES[state]
            shown.add(state)
            axes.barh(place, max(min(end, 1.1 * last) - begin, 0), left=begin, height=0.7, color=colour, hatch=hatch, edgecolor="white", linewidth=0)
        for change in changes[(changes["to"] == "CLOSED") & (changes["time_ms"] <= last)].itertuples():
            axes.plot(change.time_ms, place, marker="x", color="black", markersize=4)
            axes.annotate(change.why, (change.time_ms, place), xytext=(3, 2), textcoords="offset points", fontsize=4.5)
    axes.set_yticks(range(len(ends)), [name for name, _ in ends], fontsize=5)
    axes.set_ylim(len(ends) - 0.4, -0.6)
    axes.set_xlim(first, last + 0.05 * (last - first))
    axes.grid(True, axis="x")
    axes.grid(False, axis="y")
    axes.set_xlabel("Time since navigation start (ms)")
    handles = [matplotlib.patches.Patch(facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0, label=state)
               for state, (colour, hatch) in STATES.items() if state in shown]
    handles.append(plt.Line2D([], [], color="black", marker="x", linestyle="", markersize=4, label="CLOSED"))
    figure.legend(handles=handles, loc="upper center", ncol=5, frameon=False)
    figure.get_layout_engine().set(rect=(0, 0, 1, 1 - 0.4 / height))
    return figure


if __name__ == "__main__":
    style.main(draw, __doc__, "tcp-states.pdf", [
        (["--run"], {"type": int, "help": "which run of a sweep", "metavar": "N"}),
        (["--from"], {"dest": "begin", "type": float, "help": "the first moment drawn, in ms", "metavar": "MS"}),
        (["--to"], {"dest": "end", "type": float, "help": "the last one", "metavar": "MS"}),
        (["--ends"], {"type": int, "default": 40, "help": "so many ends at most", "metavar": "N"}),
    ])
