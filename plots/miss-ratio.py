#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""How often caches miss by their size: a line for each eviction policy, a panel for each trace."""

import pathlib

import pandas as pd

import pagewire_style as style
import pagewire_tables as tables

# Each policy looks the same in every figure, whichever others are beside it.
POLICIES = {
    "fifo": "FIFO", "lru": "LRU", "clock": "CLOCK", "lfu": "LFU", "gdsf": "GDSF", "sieve": "SIEVE",
    "s3-fifo": "S3-FIFO",
}

WRITTEN = "name a file that `pagewire cachesim ... -o` wrote"
UNITS = [(2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")]
WORDS = {"miss_ratio": "Share of requests that miss", "byte_miss_ratio": "Share of bytes that miss"}


def look(policy, others):
    """Colour, line and marker of a policy; the others, which are not known here, come after."""
    return style.look([*POLICIES, *others].index(policy))


def rows_of(results):
    """The table of a file, or the data frame of `pagewire.cachesim`, and what to call it in a mistake."""
    if isinstance(results, pd.DataFrame):
        return results.assign(trace=""), "the data frame"
    path = tables.directory(results)
    return tables.read_table(path.parent, path.name, []), path


def unit_of(rows):
    """The unit of the sizes and what to call them: objects if each counts as 1, else the largest in whole quarters."""
    if (rows["bytes"] == rows["requests"]).all():
        thousands = (rows["size"] % 100 == 0).all()
        return (1000, "Size of the cache (thousand objects)") if thousands else (1, "Size of the cache (objects)")
    for factor, name in UNITS:
        if (rows["size"] * 4 % factor == 0).all():
            return factor, f"Size of the cache ({name})"
    return 1, "Size of the cache (bytes)"


def draw_panel(axes, rows, measure):
    factor, label = unit_of(rows)
    others = [policy for policy in rows["policy"].unique() if policy not in POLICIES]
    for policy, group in rows.groupby("policy", sort=False):
        group = group.sort_values("size")
        axes.plot(group["size"] / factor, group[measure], label=POLICIES.get(policy, policy), **look(policy, others))
    if rows["size"].nunique() > 1:
        axes.set_xscale("log")
    ticks = sorted(rows["size"].unique() / factor)
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel(label)


@style.figure
def draw(results, *, bytes=False, width=None):
    """
    bytes: count missed bytes, not requests
    width: of the figure: acm, ieee or page, or inches; acm by itself for one trace, else page
    """
    rows, source = rows_of(results)
    measure = "byte_miss_ratio" if bytes else "miss_ratio"
    numbers = ["bytes", "requests", "size", measure]
    tables.check_columns(source, rows, ["policy", "trace", *numbers], WRITTEN)
    rows = tables.with_numbers(source, "the table", rows, numbers, WRITTEN)
    panels = list(rows.groupby("trace", sort=False))
    width = width or ("acm" if len(panels) == 1 else "page")
    figure, axes = style.subplots(width, 2.2, 1, len(panels), sharey=True, squeeze=False)
    for place, (trace, group) in zip(axes.flat, panels):
        draw_panel(place, group, measure)
        place.set_title(pathlib.Path(trace).name, loc="left")
    axes[0, 0].set_ylabel(WORDS[measure])
    axes[0, 0].set_ylim(bottom=0)
    style.legend_above(figure, *axes[0, 0].get_legend_handles_labels())
    return figure


if __name__ == "__main__":
    style.main(draw)
