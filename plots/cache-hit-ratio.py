#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Which share of requests, and of octets, caches answer out of their stores, by their size and what they evict."""

from matplotlib.ticker import NullFormatter

import pagewire_style as style
import pagewire_tables as tables

SIZE = "cdn-cache.memory-capacity"
COUNTS = ["requests", "hits", "stale_served", "bytes_from_cache", "bytes_from_behind"]
UNITS = {"B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


def octets(text):
    """A size as scenario files write it: "5MB"."""
    number = text.rstrip("BKMGTi")
    try:
        return float(number) * UNITS[text[len(number) :] or "B"]
    except (ValueError, KeyError):
        raise ValueError(f"a {SIZE} is {text!r}, which is no size; sweep it with sizes such as 5MB") from None


def ratios(caches):
    """Of requests and of octets; in percent."""
    total = caches[COUNTS].sum()
    of_requests = (total["hits"] + total["stale_served"]) / total["requests"] * 100
    of_octets = total["bytes_from_cache"] / (total["bytes_from_cache"] + total["bytes_from_behind"]) * 100
    return of_requests, of_octets


@style.figure
def draw(results, *, width="page"):
    """
    width: of the figure: acm, ieee or page, or inches
    """
    caches = tables.read_table(results, "cache-tiers.csv", ["tier", *COUNTS])
    caches = caches[caches["tier"] == "edge"]
    if caches.empty or SIZE not in caches.columns:
        raise tables.complaint(results, f"has no edge caches of several sizes; sweep {SIZE}")
    caches = tables.with_numbers(results, "cache-tiers.csv", caches, COUNTS)
    try:
        caches = caches.assign(octets=caches[SIZE].map(octets))
    except ValueError as error:
        raise tables.complaint(results, str(error)) from None
    others = [option for option in tables.swept_options(caches) if option != SIZE]
    lines = tables.combinations(caches, others)
    if len(lines) > len(style.COLOURS):
        words = f"has {len(lines)} combinations besides {SIZE}, more than {len(style.COLOURS)} lines"
        raise tables.complaint(results, words)
    figure, axes = style.subplots(width, 2.4, 1, 2, sharey=True)
    sizes = sorted(set(caches["octets"]))
    for place, (values, group) in enumerate(lines):
        points = sorted((size, ratios(own)) for size, own in group.groupby("octets"))
        for which, panel in enumerate(axes):
            at, heights = [size / 1e6 for size, _ in points], [ratio[which] for _, ratio in points]
            panel.plot(at, heights, label=style.point_label(others, values), **style.look(place))
    for panel, title in zip(axes, ["Hit ratio of requests (%)", "Hit ratio of octets (%)"]):
        panel.set_title(title, loc="left")
        panel.set_xscale("log")
        panel.set_xticks([size / 1e6 for size in sizes], [f"{size / 1e6:g}" for size in sizes])
        panel.xaxis.set_minor_formatter(NullFormatter())
        panel.set_xlabel("Size of the cache (MB)")
        panel.set_ylim(bottom=0)
    if others:
        style.legend_above(figure, *axes[0].get_legend_handles_labels())
    return figure


if __name__ == "__main__":
    style.main(draw)
