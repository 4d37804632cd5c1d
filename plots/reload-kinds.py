#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What each kind of visit asks for and costs: requests by where answers came from, and octets on the access link."""

from matplotlib.ticker import EngFormatter

import pagewire_style as style
import pagewire_tables as tables

# From the cheapest to the dearest: column of visits.csv, words, colour, hatch.
SOURCES = [
    ("from_memory", "memory", "#009E73", ""),
    ("from_disk", "disk", "#56B4E9", "...."),
    ("status_304", "304", "#E69F00", "////"),
    ("status_200", "200", "#0072B2", ""),
    ("rest", "other", "#999999", "xxxx"),
]

# What of visits.csv is counted.
COUNTS = [column for column, *_ in SOURCES[:-1]]
COUNTS += ["status_other", "requests_failed", "bytes_down", "bytes_up", "visit"]

FIGURES = [column for column, *_ in SOURCES] + ["bytes_down", "bytes_up"]

BESIDE = 5  # inches from which on both panels have room beside each other

# Options that a row's label has no need of, since it has the navigation.
TOLD = {"browser.visits"}


def differ(groups):
    """Whether the groups' means are more than a hundredth apart: who closes connections in a pause tips a few octets
    over."""
    means = groups[FIGURES].mean()
    return ((means.max() - means.min()) > 0.01 * means.max()).any()


def add_labels(visits):
    """A label a row: the navigation, the values of what was swept where they matter, and the visit's number where it
    must be."""
    swept = [option for option in tables.swept_options(visits) if option not in TOLD]
    plain = visits["navigation"].astype(str)
    labels = plain.copy()
    for option in swept:
        for navigation in plain.unique():
            rows = plain == navigation
            values = visits.loc[rows, option]
            if differ(visits[rows].groupby(option)):
                labels[rows] = labels[rows] + ", " + values.astype(str)
    repeated = visits.assign(label=labels).groupby("label")["visit"].transform("nunique") > 1
    labels[repeated] = labels[repeated] + " (" + visits.loc[repeated, "visit"].astype(str) + ")"
    return visits.assign(label=labels)


def summarise(visits):
    """The mean of each kind of visit, in the order of their first rows."""
    frame = add_labels(visits.assign(rest=visits["status_other"] + visits["requests_failed"]))
    return frame.groupby("label", sort=False)[FIGURES].mean()


def draw_requests(axes, kinds):
    left = 0
    for column, words, colour, hatch in SOURCES:
        if kinds[column].any():
            settings = {"color": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.4}
            axes.barh(kinds.index, kinds[column], left=left, label=words, **settings)
        left = left + kinds[column]
    axes.set_xlabel("Requests")
    axes.legend(ncol=5, loc="lower left", bbox_to_anchor=(0, 1), handlelength=1.2, columnspacing=0.9, borderpad=0)


def octets_text(down, up):
    """Such as 1.3 MB + 37.3 kB: beside a megabyte the bars of a few kilobytes cannot be seen."""
    size = EngFormatter(unit="B", places=1)
    return f"{size(down)} + {size(up)}" if down + up > 0 else "0"


def draw_octets(axes, kinds):
    axes.barh(kinds.index, kinds["bytes_down"] / 1e6, color="#0072B2", label="down")
    settings = {"color": "#D55E00", "hatch": "////", "edgecolor": "white", "linewidth": 0.4}
    ends = axes.barh(kinds.index, kinds["bytes_up"] / 1e6, left=kinds["bytes_down"] / 1e6, label="up", **settings)
    words = [octets_text(*sizes) for sizes in zip(kinds["bytes_down"], kinds["bytes_up"])]
    axes.bar_label(ends, words, padding=2, fontsize=7)
    axes.margins(x=0.65)  # for the words behind the longest bar
    axes.set_xlabel("Octets on the access link (MB)")
    axes.legend(ncol=2, loc="lower left", bbox_to_anchor=(0, 1), handlelength=1.2, borderpad=0)


@style.figure
def draw(results, *, width="page"):
    """
    width: of the figure: acm, ieee or page, or inches
    """
    visits = tables.read_table(results, "visits.csv", ["navigation", *COUNTS])
    visits = tables.with_numbers(results, "visits.csv", visits, COUNTS, "set browser.visits to more than one")
    kinds = summarise(visits)
    if len(kinds) > style.MOST_LABELS:
        raise tables.complaint(results, f"has {len(kinds)} kinds of visits, too many to draw")
    height = 0.9 + 0.24 * len(kinds)
    if style.inches(width) < BESIDE:
        figure, (requests, octets) = style.subplots(width, 2 * height, 2)
        octets.invert_yaxis()
    else:
        figure, (requests, octets) = style.subplots(width, height, 1, 2, sharey=True, width_ratios=[3, 2])
    draw_requests(requests, kinds)
    draw_octets(octets, kinds)
    for axes in (requests, octets):
        axes.grid(True, axis="x")
        axes.grid(False, axis="y")
    requests.invert_yaxis()
    return figure


if __name__ == "__main__":
    style.main(draw)
