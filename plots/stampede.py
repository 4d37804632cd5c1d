#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The requests that reach the origin over time: what a hot object's expiry does, with and without a remedy."""

import matplotlib.pyplot as plt

import style

WORDS = {
    "cdn-cache.collapse": {"yes": "collapsing", "no": "no collapsing"},
    "cdn-cache.stale-while-revalidate": {"0s": ""},
}
NAMES = {"cdn-cache.stale-while-revalidate": "stale-while-revalidate "}
MOST = 8


def label(options, values):
    words = [WORDS.get(option, {}).get(str(value), NAMES.get(option, f"{option} = ") + str(value)) for option, value in zip(options, values)]
    return ", ".join(word for word in words if word)


def draw(folder, _):
    load = style.read_table(folder, "load.csv")
    if load.empty:
        raise style.ResultsError(f"{folder}: load.csv has no rows: nothing was asked")
    load = load[load["repeat"] == load["repeat"].min()]
    options = style.swept_options(load)
    panels = style.combinations(load, options)
    if len(panels) > MOST:
        raise style.ResultsError(f"{folder}: has {len(panels)} combinations, more than the {MOST} that one figure can show")
    figure, axes = plt.subplots(len(panels), 1, figsize=(style.COLUMN_WIDTH, 0.5 + 1.1 * len(panels)), sharex=True, sharey=True,
                                squeeze=False)
    for place, (panel, (values, group)) in enumerate(zip(axes.flat, panels)):
        rate = group["origin_requests"] / (group["to_ms"] - group["from_ms"]) * 1000
        panel.step(group["from_ms"] / 1000, rate, where="post", color=style.COLOURS[place % len(style.COLOURS)], linewidth=1)
        panel.set_title(label(options, values), loc="left")
        panel.set_ylim(bottom=0)
    figure.supylabel("Requests to the origin (1/s)", fontsize=8)
    axes[-1, 0].set_xlabel("Time (s)")
    return figure


if __name__ == "__main__":
    style.main(draw, __doc__, "stampede.pdf")
