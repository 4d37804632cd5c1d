#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The requests of runs over time, a row each: waiting, receiving, and held up by a packet that was missing."""

import matplotlib.patches
import matplotlib.pyplot as plt
import pandas as pd

import style

WAITING = "#E5E5E5"
RECEIVING = "#009E73"
ROW = 0.105  # inches


def read_run(folder):
    """Requests with their moments, and the spans in which they were held, of a folder with one run."""
    requests = style.read_table(folder, "requests.csv")
    stalls = style.read_table(folder, "stalls.csv")
    runs = requests["run"].unique()
    if len(runs) != 1:
        raise style.ResultsError(f"{folder}: has {len(runs)} runs; name one of the folders in {folder}/runs")
    sent = requests["queued_ms"] + style.before_sending(requests)
    first = sent + requests["send_ms"] + requests["wait_ms"]
    requests = requests.assign(sent=sent, first=first, end=first + requests["receive_ms"])
    return requests, stalls[stalls["kind"].isin(style.HELD)]


def title(requests):
    """What tells this run from the others: its protocol and what else was swept."""
    protocols = " and ".join(dict.fromkeys(style.protocol_label(p).replace("\n", " ") for p in requests["protocol"]))
    others = [o for o in style.swept_options(requests) if o != "browser.protocol"]
    values = [f"{option} = {requests[option].iloc[0]}" for option in others if pd.notna(requests[option].iloc[0])]
    return ", ".join([protocols, *values])


def draw_run(axes, requests, stalls):
    for place, row in enumerate(requests.itertuples()):
        axes.barh(place, row.first - row.sent, left=row.sent, height=0.72, color=WAITING, linewidth=0)
        axes.barh(place, row.end - row.first, left=row.first, height=0.72, color=RECEIVING, linewidth=0)
        axes.plot([row.end, row.end], [place - 0.36, place + 0.36], color="black", linewidth=1)
        for span in stalls[stalls["request"] == row.request].itertuples():
            colour, hatch, _ = style.HELD[span.kind]
            axes.barh(place, span.end_ms - span.start_ms, left=span.start_ms, height=0.72, color=colour,
                      hatch=hatch, edgecolor="white", linewidth=0)
    names = [style.short_path(path) for path in requests["path"]]
    axes.set_yticks(range(len(names)), names if len(names) <= style.MOST_LABELS else [""] * len(names), fontsize=5)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(True, axis="x")
    axes.grid(False, axis="y")
    axes.set_title(title(requests), loc="left")


def draw(first, options):
    folders = [first, *options.more]
    runs = [read_run(folder) for folder in folders]
    rows = [len(requests) for requests, _ in runs]
    height = min(0.9 + sum(0.35 + ROW * n for n in rows), 12.0)
    figure, axes = plt.subplots(len(runs), figsize=(style.PAGE_WIDTH, height), sharex=True, squeeze=False,
                                height_ratios=[n + 2 for n in rows])
    for place, (requests, stalls) in zip(axes[:, 0], runs):
        draw_run(place, requests, stalls)
    begin = min(requests["sent"].min() for requests, _ in runs) if options.begin is None else options.begin
    end = max(requests["end"].max() for requests, _ in runs) if options.end is None else options.end
    if begin >= end:
        raise style.ResultsError(f"--from {begin:g} is not before {end:g}, the end of what is drawn; name an earlier moment")
    axes[-1, 0].set_xlim(begin, end + 0.01 * (end - begin))
    axes[-1, 0].set_xlabel("Time since navigation start (ms)")
    handles = [matplotlib.patches.Patch(color=WAITING, label="waiting for the first octet"),
               matplotlib.patches.Patch(color=RECEIVING, label="receiving")]
    handles += [matplotlib.patches.Patch(facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0, label=words)
                for colour, hatch, words in style.HELD.values()]
    handles.append(plt.Line2D([], [], color="black", linewidth=1, marker="|", linestyle="", markersize=6, label="whole"))
    figure.legend(handles=handles, loc="upper center", ncol=5, frameon=False)
    figure.get_layout_engine().set(rect=(0, 0, 1, 1 - 0.22 / height))
    return figure


if __name__ == "__main__":
    style.main(draw, __doc__, "streams.pdf", [
        (["more"], {"nargs": "*", "help": "further runs, drawn below on the same axis"}),
        (["--from"], {"dest": "begin", "type": float, "help": "the first moment drawn, in ms", "metavar": "MS"}),
        (["--to"], {"dest": "end", "type": float, "help": "the last one", "metavar": "MS"}),
    ])
