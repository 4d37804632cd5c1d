#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What tiers of caches do for clients and for the origin: who answers, how fast, and what is left for the origin."""

import matplotlib
import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

import pagewire_style as style
import pagewire_tables as tables

TIERS = ["edge", "parent", "origin", "failed"]
PERCENTILES = {"latency_p50_ms": "median", "latency_p90_ms": "90th percentile", "latency_p99_ms": "99th percentile"}
LOAD = ["from_ms", "to_ms", "origin_requests"]
ASK = "draw results in which requests were answered"
MOST = 12
AXIS_WIDTH = 0.55  # inches that the numbers and names of the left axes take
SLANT = 35  # degrees
OPTION_WORDS = {"cdn.tiers": {"0": "no CDN", "1": "one tier", "2": "two tiers"}}


def words_of(options, values):
    return [OPTION_WORDS.get(option, {}).get(value, value) for option, value in zip(options, values)] or ["all"]


def differing_options(frame):
    """The swept options that the combinations can be told apart by; all of them where there is one combination only."""
    options = tables.swept_options(frame)
    return [option for option in options if frame[option].nunique() > 1] or options


def configurations(results):
    """The words of a label and the numbers of the runs for each combination of swept options."""
    runs = tables.with_numbers(results, "runs.csv", tables.read_table(results, "runs.csv", []), ["run"])
    options = differing_options(runs)
    groups = tables.combinations(runs, options)
    if len(groups) > MOST:
        words = f"has {len(groups)} combinations, more than the {MOST} that one figure can show"
        raise tables.complaint(results, words)
    return [(words_of(options, values), set(group["run"])) for values, group in groups]


def draw_shares(axes, shares):
    places = np.arange(len(shares))
    below = np.zeros(len(shares))
    for place, tier in enumerate(TIERS):
        heights = np.array([share.get(tier, 0) * 100 for share in shares])
        if heights.any():
            axes.bar(places, heights, bottom=below, width=0.6, color=style.COLOURS[place], label=tier)
        below += heights
    axes.set_ylabel("Answers by (%)")
    axes.set_ylim(0, 100)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncol=4, handlelength=1, columnspacing=1)


def draw_load(axes, rates):
    bars = axes.bar(np.arange(len(rates)), rates, width=0.6, color=style.COLOURS[TIERS.index("origin")])
    axes.bar_label(bars, fmt="%.3g", fontsize=7)
    axes.set_ylabel("Origin (requests/s)")
    axes.margins(y=0.15)


def draw_latency(axes, answers):
    places = np.arange(len(answers))
    for place, (column, words) in enumerate(PERCENTILES.items()):
        heights = [frame[column].mean() for frame in answers]
        axes.plot(places, heights, style.MARKERS[place], color=style.COLOURS[place], label=words)
    axes.margins(y=0.15)
    axes.set_ylim(bottom=0)
    axes.set_ylabel("Latency (ms)")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncol=3, handlelength=0.8, handletextpad=0.3, columnspacing=1)


def widest(texts):
    """Inches, on the axis below."""
    size = FontProperties(size=matplotlib.rcParams["xtick.labelsize"]).get_size_in_points()
    return max(TextPath((0, 0), text, size=size).get_extents().width for text in texts) / 72


def lay_out(labels, width):
    """Three axes with these labels below: words under each other where each fits its place, else on a slanting line."""
    lines = [", ".join(words) for words in labels]
    fits = widest(word for words in labels for word in words) < 0.9 * (style.inches(width) - AXIS_WIDTH) / len(labels)
    height = 4.6 if fits else 4.6 + widest(lines) * np.sin(np.radians(SLANT))
    figure, axes = style.subplots(width, height, 3, sharex=True)
    if fits:
        axes[2].set_xticks(np.arange(len(labels)), ["\n".join(words) for words in labels])
    else:
        axes[2].set_xticks(np.arange(len(labels)), lines, rotation=SLANT, ha="right", rotation_mode="anchor")
    axes[2].set_xlim(-0.5, len(labels) - 0.5)
    return figure, axes


@style.figure
def draw(results, *, width="acm"):
    """
    width: of the figure: acm, ieee or page, or inches
    """
    answers = tables.read_table(results, "answers.csv", ["answered_by", "answers", *PERCENTILES])
    answers = tables.with_numbers(results, "answers.csv", answers, ["answers", *PERCENTILES], ASK)
    load = tables.read_table(results, "load.csv", LOAD)
    load = tables.with_numbers(results, "load.csv", load, LOAD, ASK)
    labels, shares, rates, everybody = [], [], [], []
    for words, runs in configurations(results):
        own = answers[answers["run"].isin(runs)]
        counts = own[own["answered_by"] != "all"].groupby("answered_by")["answers"].sum()
        bins = load[load["run"].isin(runs)]
        if bins.empty or not counts.sum():
            raise tables.complaint(results, f"has no answers for {', '.join(words)}; {ASK}")
        labels.append(words)
        shares.append(counts / counts.sum())
        rates.append(bins["origin_requests"].sum() / (bins["to_ms"] - bins["from_ms"]).sum() * 1000)
        everybody.append(own[own["answered_by"] == "all"])
    figure, axes = lay_out(labels, width)
    draw_shares(axes[0], shares)
    draw_load(axes[1], rates)
    draw_latency(axes[2], everybody)
    unsaid = [option for option in differing_options(answers) if option not in OPTION_WORDS]
    axes[2].set_xlabel("\n".join(unsaid))
    return figure


if __name__ == "__main__":
    style.main(draw)
