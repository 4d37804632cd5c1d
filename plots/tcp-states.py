#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The TCP states of both ends of each connection over time: which end is half open, and for how long."""

import matplotlib.lines

import pagewire_style as style
import pagewire_tables as tables

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


def read_ends(results, run):
    columns = ["node", "local", "remote", "time_ms", "from", "to", "why"]
    states = tables.one_run(results, tables.read_table(results, "states.csv", columns), run)
    remedy = "name a run with TCP connections with --run"
    states = tables.with_numbers(results, "states.csv", states, ["time_ms"], remedy)
    ends = []
    seen = set()
    for key, _ in states.groupby(["local", "remote"], sort=False):
        for local, remote in (key, key[::-1]):
            mine = states[(states["local"] == local) & (states["remote"] == remote)]
            if (local, remote) not in seen and not mine.empty:
                seen.add((local, remote))
                ends.append((f"{mine['node'].iloc[0]} {local}", mine))
    return ends


def end_of_use(changes):
    """The last change that is not the end of waiting in TIME-WAIT, where nothing is to be seen for a minute."""
    return changes.loc[changes["from"] != "TIME-WAIT", "time_ms"].max()


def draw_end(axes, place, changes, last):
    """The bar of one end; returns the states that are in it."""
    shown = set()
    for state, begin, end in spans_of(changes, last):
        colour, hatch = STATES[state]
        shown.add(state)
        axes.barh(place, max(min(end, 1.1 * last) - begin, 0), left=begin, height=0.7, color=colour, hatch=hatch,
                  edgecolor="white", linewidth=0)
    for change in changes[(changes["to"] == "CLOSED") & (changes["time_ms"] <= last)].itertuples():
        axes.plot(change.time_ms, place, marker="x", color="black", markersize=4)
        axes.annotate(change.why, (change.time_ms, place), xytext=(3, 2), textcoords="offset points",
                      fontsize=style.SMALL)
    return shown


@style.figure
def draw(
    results,
    *,
    run: int | None = None,
    begin: float | None = None,
    end: float | None = None,
    ends: int = 40,
    width="page",
):
    """
    run: which run of a sweep
    begin: the first moment drawn, in ms
    end: the last one
    ends: so many ends at most
    width: of the figure: acm, ieee or page, or inches
    """
    drawn = read_ends(results, run)[:ends]
    last = max(end_of_use(changes) for _, changes in drawn) if end is None else end
    first = min(changes["time_ms"].min() for _, changes in drawn) if begin is None else begin
    tables.check_span(first, last)
    figure, axes = style.subplots(width, min(0.6 + ROW * len(drawn), 12.0))
    shown = set()
    for place, (_, changes) in enumerate(drawn):
        shown |= draw_end(axes, place, changes, last)
    style.name_rows(axes, [name for name, _ in drawn], "ends of connections")
    axes.set_xlim(first, last + 0.05 * (last - first))
    axes.set_xlabel("Time since navigation start (ms)")
    handles = [style.patch(*look, state) for state, look in STATES.items() if state in shown]
    settings = {"color": "black", "marker": "x", "linestyle": "", "markersize": 4}
    handles.append(matplotlib.lines.Line2D([], [], label="CLOSED", **settings))
    style.legend_above(figure, handles)
    return figure


if __name__ == "__main__":
    style.main(draw)
