#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The requests that reach the origin over time: what a hot object's expiry does, with and without a remedy."""


import pagewire_style as style
import pagewire_tables as tables

WORDS = {
    "cdn-cache.collapse": {"yes": "collapsing", "no": "no collapsing"},
    "cdn-cache.stale-while-revalidate": {"0s": ""},
}
NAMES = {"cdn-cache.stale-while-revalidate": "stale-while-revalidate "}
COLUMNS = ["from_ms", "to_ms", "origin_requests"]
MOST = 8


def label(options, values):
    words = [
        WORDS.get(option, {}).get(str(value), NAMES.get(option, f"{option} = ") + str(value))
        for option, value in zip(options, values)
    ]
    return ", ".join(word for word in words if word)


def draw_panel(axes, load, colour):
    """The rate as steps, a dot on each bin that has requests alone, since one is hardly above none, and the sum."""
    rate = load["origin_requests"] / (load["to_ms"] - load["from_ms"]) * 1000
    axes.step(load["from_ms"] / 1000, rate, where="post", color=colour, linewidth=1)
    busy = load["origin_requests"] > 0
    alone = busy & ~busy.shift(1, fill_value=False) & ~busy.shift(-1, fill_value=False)
    middle = (load["from_ms"] + load["to_ms"]) / 2000
    axes.plot(middle[alone], rate[alone], "o", color=colour, markersize=2.5)
    total = load["origin_requests"].sum()
    words = f"{total:,} request{'' if total == 1 else 's'}"
    axes.text(1, 1, words, transform=axes.transAxes, ha="right", va="top", fontsize=7)
    axes.margins(y=0.25)  # for the words above the highest step
    axes.set_ylim(bottom=0)


@style.figure
def draw(results, *, width="acm"):
    """
    width: of the figure: acm, ieee or page, or inches
    """
    load = tables.read_table(results, "load.csv", COLUMNS)
    load = tables.with_numbers(results, "load.csv", load, ["repeat", *COLUMNS], "draw results with requests in it")
    load = load[load["repeat"] == load["repeat"].min()]
    options = tables.swept_options(load)
    panels = tables.combinations(load, options)
    if len(panels) > MOST:
        words = f"has {len(panels)} combinations, more than the {MOST} that one figure can show"
        raise tables.complaint(results, words)
    figure, axes = style.subplots(width, 0.5 + 1.1 * len(panels), len(panels), sharex=True, sharey=True, squeeze=False)
    for place, (panel, (values, group)) in enumerate(zip(axes.flat, panels)):
        draw_panel(panel, group, style.COLOURS[place % len(style.COLOURS)])
        panel.set_title(label(options, values), loc="left")
    figure.supylabel("Requests to the origin (1/s)", fontsize=8)
    axes[-1, 0].set_xlabel("Time (s)")
    return figure


if __name__ == "__main__":
    style.main(draw)
