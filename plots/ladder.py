#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The messages of a run at every hop, as a ladder: a line a node, an arrow a message, time going down."""

import re

import pandas as pd

import pagewire_style as style
import pagewire_tables as tables

COLUMN = 1.55  # inches between two nodes
ARROW = 0.17  # inches that an arrow should have for its label
LETTER = 0.055  # inches of a letter of a label
COLOURS = {"request": "#0072B2", "response": "#009E73", "tunnel": "#D55E00", "answer": "#E69F00"}
ORDER = ["browser", "socks-proxy", "forward-proxy", "reverse-proxy", "reverse-proxy-2", "origin"]


def nodes_of(hops):
    """The names of the nodes from the browser outwards: as messages go from one to the next."""
    hops = hops[hops["to"] != ""]
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


def shorten(text, most):
    """A message in so many letters: where it is too long the host goes first, then what is in the middle."""
    if len(text) > most:
        text = re.sub(r"https?://[^/ ]+", "", text)
    return text if len(text) <= most else text[: most // 2 - 1] + "…" + text[-most // 2 :]


def read_hops(results, run, begin, end):
    hops = tables.read_table(results, "hops.csv", ["from", "to", "kind", "message", "sent_ms", "received_ms"])
    hops = tables.one_run(results, hops.rename(columns={"from": "sender"}), run)
    hops = hops[(hops["sender"] != "") & hops["kind"].isin(COLOURS)]
    sent = hops["sent_ms"].fillna(hops["received_ms"])
    received = hops["received_ms"].fillna(hops["sent_ms"])
    hops = hops.assign(begin=sent, end=received)
    remedy = "name a run with messages with --run, or set record.hops to yes and run the scenario again"
    hops = tables.with_numbers(results, "hops.csv", hops, ["begin"], remedy)
    if begin is not None:
        hops = hops[hops["end"] >= begin]
    if end is not None:
        hops = hops[hops["begin"] <= end]
    return hops.sort_values(["begin", "end"], kind="stable")


def write(axes, hop, begin, end, placed):
    """The words of a message on its arrow, at the first place where they cover no others; left out if there is none."""
    sides = sorted(axes.transData.transform(point)[0] for point in (begin, end))
    most = max(int((sides[1] - sides[0]) / axes.figure.dpi / LETTER), 8)
    words = axes.text(*begin, shorten(hop.message, most), fontsize=style.SMALL, ha="center", va="center", zorder=3,
                      color=COLOURS[hop.kind], bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4})
    renderer = axes.figure._get_renderer()
    for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74):
        words.set_position([start + share * (stop - start) for start, stop in zip(begin, end)])
        box = words.get_window_extent(renderer)
        within = sides[0] <= box.x0 and box.x1 <= sides[1] or share == 0.5
        if within and not any(box.overlaps(other) for other in placed):
            placed.append(box)
            return
    words.remove()


def draw_lost(axes, hop, x):
    """A message that nobody had: half an arrow, and a cross. Returns its ends."""
    start = x.get(hop.sender, 0)
    end = start + (0.4 if start < max(x.values()) else -0.4)
    axes.plot([start, end], [hop.begin, hop.begin], color=COLOURS[hop.kind], linewidth=0.9, linestyle="--")
    axes.plot(end, hop.begin, marker="x", color=COLOURS[hop.kind], markersize=4)
    return (start, hop.begin), (end, hop.begin)


def draw_message(axes, hop, x):
    """The arrow of a message, dashed where one end did not tell its moment. Returns its ends."""
    if hop.to == "":
        return draw_lost(axes, hop, x)
    begin, end = (x[hop.sender], hop.begin), (x[hop.to], hop.end)
    known = pd.notna(hop.sent_ms) and pd.notna(hop.received_ms)
    axes.annotate(
        "", xy=end, xytext=begin,
        arrowprops={"arrowstyle": "-|>", "color": COLOURS[hop.kind], "linewidth": 0.9, "shrinkA": 0, "shrinkB": 0,
                    "linestyle": "-" if known else "--"},
    )
    return begin, end


def set_up(axes, names, first, last):
    """A line down for each node, and time on the left; returns where the nodes are."""
    margin = 0.03 * max(last - first, 1e-6)
    for place, name in enumerate(names):
        axes.plot([place] * 2, [first - margin, last + margin], color="black", linewidth=0.8)
        axes.text(place, first - 2 * margin, name, ha="center", va="bottom", fontsize=7, weight="bold")
    axes.set_ylim(last + margin, first - 4 * margin)
    axes.set_xlim(-0.4, len(names) - 0.6)
    axes.set_xticks([])
    axes.grid(False)
    axes.set_ylabel("Time since navigation start (ms)")
    for side in ("top", "bottom", "right"):
        axes.spines[side].set_visible(False)
    return {name: place for place, name in enumerate(names)}


@style.figure
def draw(
    results,
    *,
    run: int | None = None,
    begin: float | None = None,
    end: float | None = None,
    messages: int = 60,
    width=None,
):
    """
    run: which run of a sweep
    begin: the first moment drawn, in ms
    end: the last one
    messages: so many messages at most
    width: of the figure: acm, ieee or page, or inches; as wide as its nodes need by itself
    """
    hops = read_hops(results, run, begin, end).head(messages)
    if hops.empty:
        raise tables.complaint(results, "no message lies between --from and --to; name other moments")
    names = nodes_of(hops)
    height = min(max(1.2 + ARROW * len(hops), 2.5), 12.0)
    figure, axes = style.subplots(width or max(COLUMN * len(names), style.WIDTHS["acm"]), height)
    x = set_up(axes, names, hops["begin"].min(), hops["end"].max())
    arrows = [(hop, *draw_message(axes, hop, x)) for hop in hops.itertuples()]
    # Words find their places once the axes have theirs.
    figure.draw_without_rendering()
    placed = []
    for arrow in arrows:
        write(axes, *arrow, placed)
    return figure


if __name__ == "__main__":
    style.main(draw)
