#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What tiers of caches do for clients and for the origin: who answers, how fast, and how much is left for the origin."""

import matplotlib.pyplot as plt
import numpy as np

import style

TIERS = ["edge", "parent", "origin", "failed"]
PERCENTILES = {"latency_p50_ms": "median", "latency_p90_ms": "90th percentile", "latency_p99_ms": "99th percentile"}
MOST = 12
OPTION_WORDS = {"cdn.tiers": {"0": "no CDN", "1": "one tier", "2": "two tiers"}}


def label(options, values):
    words = [OPTION_WORDS.get(option, {}).get(str(value), str(value)) for option, value in zip(options, values)]
    return "\n".join(words) or "all"


def configurations(folder):
    """A label and the numbers of the runs for each combination of swept options."""
    runs = style.read_table(folder, "runs.csv")
    options = style.swept_options(runs)
    groups = style.combinations(runs, options)
    if len(groups) > MOST:
        raise style.ResultsError(f"{folder}: has {len(groups)} combinations, more than the {MOST} that one figure can show")
    return [(label(options, values), set(group["run"])) for values, group in groups]


def draw_shares(axes, labels, shares):
    below = np.zeros(len(labels))
    for place, tier in enumerate(TIERS):
        heights = np.array([share.get(tier, 0) * 100 for share in shares])
        if heights.any():
            axes.bar(labels, heights, bottom=below, width=0.6, color=style.COLOURS[place], label=tier)
        below += heights
    axes.set_ylabel("Answers by (%)")
    axes.set_ylim(0, 100)
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncol=4, handlelength=1, columnspacing=1)


def draw_load(axes, labels, rates):
    bars = axes.bar(labels, rates, width=0.6, color=style.COLOURS[TIERS.index("origin")])
    axes.bar_label(bars, fmt="%.3g", fontsize=7)
    axes.set_ylabel("Origin (requests/s)")
    axes.margins(y=0.15)


def draw_latency(axes, labels, answers):
    places = np.arange(len(labels))
    for place, (column, words) in enumerate(PERCENTILES.items()):
        axes.plot(places, [frame[column].mean() for frame in answers], style.MARKERS[place], color=style.COLOURS[place], label=words)
    axes.set_xticks(places, labels)
    axes.set_xlim(-0.5, len(labels) - 0.5)
    axes.set_ylim(bottom=0)
    axes.set_ylabel("Latency (ms)")
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncol=3, handlelength=0.8, handletextpad=0.3, columnspacing=1)


def draw(folder, _):
    answers = style.read_table(folder, "answers.csv")
    load = style.read_table(folder, "load.csv")
    if answers.empty or load.empty:
        raise style.ResultsError(f"{folder}: nothing was answered, so there is nothing to draw")
    labels, shares, rates, everybody = [], [], [], []
    for words, runs in configurations(folder):
        own = answers[answers["run"].isin(runs)]
        counts = own[own["answered_by"] != "all"].groupby("answered_by")["answers"].sum()
        bins = load[load["run"].isin(runs)]
        labels.append(words)
        shares.append(counts / counts.sum())
        rates.append(bins["origin_requests"].sum() / (bins["to_ms"] - bins["from_ms"]).sum() * 1000)
        everybody.append(own[own["answered_by"] == "all"])
    width = max(style.COLUMN_WIDTH, 0.55 * len(labels))
    figure, axes = plt.subplots(3, 1, figsize=(width, 4.6), sharex=False)
    draw_shares(axes[0], labels, shares)
    draw_load(axes[1], labels, rates)
    draw_latency(axes[2], labels, everybody)
    unsaid = [option for option in style.swept_options(answers) if option not in OPTION_WORDS]
    axes[2].set_xlabel("\n".join(unsaid))
    return figure


if __name__ == "__main__":
    style.main(draw, __doc__, "cache-tiers.pdf")
