#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The messages of a run at every hop, as a ladder: a line a node, an arrow a message, time going down."""

import pandas as pd

import pagewire_style as style
import pagewire_tables as tables

COLUMN = 1.55  # inches between two nodes
ARROW = 0.17  # inches that an arrow should have for its label
COLOURS = {"request": "#0072B2", "response": "#009E73", "tunnel": "#D55E00", "answer": "#E69F00"}
ORDER = ["browser", "socks-proxy", "forward-proxy", "reverse-proxy", "reverse-proxy-2", "origin"]


def nodes_of(hops):
    """The names of the nodes from the browser outwards: as messages go from one to the next."""
    hops = hops.dropna(subset=["to"])
    after = {}
    for hop in hops[hops["kind"].isin(["request", "tunnel"])].itertuples():
        after.setdefault(hop.sender, set()).add(hop.to)
    names = sorted(set(hops["sender"]) | set(hops["to"])) or ["browser"]
    depth = {name: 0 for name in names}
    for _ in names:
        for name, others in after.items():
            for other in others:
                if other != "browser":
                    depth[other] = max(depth[other], min(depth[name] + 1, len(names)))
    known = {name: place for place, name in enumerate(ORDER)}
    return sorted(names, key=lambda name: (depth[name], known.get(name, len(ORDER)), name))


def shorten(text, most=44):
    return text if len(text) <= most else text[: most // 2 - 1] + "…" + text[-most // 2 :]


def read_hops(results, run, begin, end):
    hops = tables.read_table(results, "hops.csv").rename(columns={"from": "sender"})
    hops = tables.one_run(results, hops, run)
    hops = hops[hops["sender"].notna()]
    if hops.empty:
        raise tables.ResultsError(f"{tables.directory(results)}: hops.csv has no messages to draw for this run")
    sent = hops["sent_ms"].fillna(hops["received_ms"])
    received = hops["received_ms"].fillna(hops["sent_ms"])
    hops = hops.assign(begin=sent, end=received)
    if begin is not None:
        hops = hops[hops["end"] >= begin]
    if end is not None:
        hops = hops[hops["begin"] <= end]
    return hops.sort_values(["begin", "end"], kind="stable")


def draw_lost(axes, hop, x):
    """A message that nobody had: half an arrow, and a cross."""
    start = x.get(hop.sender, 0)
    end = start + (0.4 if start < max(x.values()) else -0.4)
    axes.plot([start, end], [hop.begin, hop.begin], color=COLOURS[hop.kind], linewidth=0.9, linestyle="--")
    axes.plot(end, hop.begin, marker="x", color=COLOURS[hop.kind], markersize=4)
    axes.text((start + end) / 2, hop.begin, shorten(hop.message, 24), fontsize=style.SMALL, ha="center", va="center",
              color=COLOURS[hop.kind], bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})


def draw_message(axes, hop, x):
    if pd.isna(hop.to):
        draw_lost(axes, hop, x)
        return
    start, end = x[hop.sender], x[hop.to]
    known = pd.notna(hop.sent_ms) and pd.notna(hop.received_ms)
    axes.annotate(
        "", xy=(end, hop.end), xytext=(start, hop.begin),
        arrowprops={"arrowstyle": "-|>", "color": COLOURS[hop.kind], "linewidth": 0.9, "shrinkA": 0, "shrinkB": 0,
                    "linestyle": "-" if known else "--"},
    )
    axes.text((start + end) / 2, (hop.begin + hop.end) / 2, shorten(hop.message), fontsize=style.SMALL, ha="center",
              va="center", color=COLOURS[hop.kind], bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8})


@style.figure
def draw(results, *, run: int | None = None, begin: float | None = None, end: float | None = None, messages: int = 60, width=None):
    """
    run: which run of a sweep
    begin: the first moment drawn, in ms
    end: the last one
    messages: so many messages at most
    width: of the figure: acm, ieee or page, or inches; as wide as its nodes need by itself
    """
    hops = read_hops(results, run, begin, end).head(messages)
    if hops.empty:
        raise tables.ResultsError(f"{tables.directory(results)}: no message lies between --from and --to")
    names = nodes_of(hops)
    x = {name: place for place, name in enumerate(names)}
    height = min(max(1.2 + ARROW * len(hops), 2.5), 12.0)
    figure, axes = style.subplots(width or max(COLUMN * len(names), style.WIDTHS["acm"]), height)
    first, last = hops["begin"].min(), hops["end"].max()
    margin = 0.03 * max(last - first, 1e-6)
    for name in names:
        axes.plot([x[name]] * 2, [first - margin, last + margin], color="black", linewidth=0.8)
        axes.text(x[name], first - 2 * margin, name, ha="center", va="bottom", fontsize=7, weight="bold")
    for hop in hops.itertuples():
        draw_message(axes, hop, x)
    axes.set_ylim(last + margin, first - 4 * margin)
    axes.set_xlim(-0.4, len(names) - 0.6)
    axes.set_xticks([])
    axes.grid(False)
    axes.set_ylabel("Time since navigation start (ms)")
    for side in ("top", "bottom", "right"):
        axes.spines[side].set_visible(False)
    return figure


if __name__ == "__main__":
    style.main(draw)
