#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Mean page load time by protocol: bars, or lines over another swept option; whiskers are 95 % confidence intervals."""

import re

import matplotlib.pyplot as plt

import style

PROTOCOL = "browser.protocol"


def quantity(text):
    """The number that an option's value begins with, for the order and place on an axis; None if there is none."""
    found = re.match(r"\s*([0-9.]+)\s*([a-zA-Z%]*)", str(text))
    if not found:
        return None
    scale = {"": 1, "%": 1, "us": 1e-3, "ms": 1, "s": 1e3, "kbps": 1e-3, "Mbps": 1, "Gbps": 1e3, "KB": 1e-3, "MB": 1}
    return float(found.group(1)) * scale.get(found.group(2), 1)


def unit(values):
    kinds = {re.sub(r"^[0-9.\s]+", "", str(value)) for value in values}
    if kinds <= {"%"}:
        return " (%)"
    if kinds <= {"us", "ms", "s"}:
        return " (ms)"
    if kinds <= {"kbps", "Mbps", "Gbps"}:
        return " (Mbit/s)"
    return ""


def bars(frame, groups, axes):
    """A bar for each value of the option, in the sweep's order."""
    names = list(dict.fromkeys(frame[groups]))
    for place, name in enumerate(names):
        values = frame[frame[groups] == name]["plt_ms"]
        mean = values.mean()
        axes.bar(place, mean, width=0.65, color=style.COLOURS[place % len(style.COLOURS)])
        whisker = style.confidence(values)
        if whisker > 0:
            axes.errorbar(place, mean, yerr=whisker, color="black", capsize=2, linewidth=0.8)
        axes.annotate(f"{mean:.0f}", (place, mean + whisker), ha="center", va="bottom", fontsize=7,
                      xytext=(0, 1), textcoords="offset points")
    axes.set_xticks(range(len(names)), [style.protocol_label(name) for name in names])
    axes.set_xlabel(style.option_label(groups))
    axes.grid(False, axis="x")
    axes.margins(y=0.12)


def lines(frame, groups, along, axes):
    """A line for each value of the first option over the values of the second."""
    names = list(dict.fromkeys(frame[groups])) if groups else [None]
    places = list(dict.fromkeys(frame[along]))
    numbers = [quantity(place) for place in places]
    spread = numbers if None not in numbers else list(range(len(places)))
    for index, name in enumerate(names):
        part = frame if name is None else frame[frame[groups] == name]
        cells = [part[part[along] == place]["plt_ms"] for place in places]
        axes.errorbar(spread, [c.mean() for c in cells], yerr=[style.confidence(c) for c in cells], capsize=2,
                      color=style.COLOURS[index % len(style.COLOURS)], marker=style.MARKERS[index % len(style.MARKERS)],
                      linestyle=style.DASHES[index % len(style.DASHES)], linewidth=1,
                      label=None if name is None else style.protocol_label(name).replace("\n", " "))
    axes.set_xlabel(style.option_label(along) + (unit(places) if spread is numbers else ""))
    if spread is not numbers:
        axes.set_xticks(spread, places)
    if groups:
        axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1.01, 1, 0), mode="expand", ncol=2, borderaxespad=0)


def draw(results, options):
    frame = style.read_table(results, "runs.csv")
    frame = frame[frame["status"] == "ok"]
    if frame.empty:
        raise style.ResultsError(f"{results}: no run of it ended with status ok; look at runs.csv")
    swept = style.swept_options(frame)
    if options.x and options.x not in swept:
        raise style.ResultsError(f"{options.x} was not swept; --x takes one of: {', '.join(swept) or '(nothing was swept)'}")
    groups = PROTOCOL if PROTOCOL in swept and options.x != PROTOCOL else None
    others = [option for option in swept if option != PROTOCOL]
    along = options.x or next(iter(others), None)
    figure, axes = plt.subplots()
    if along and along != PROTOCOL:
        rest = [option for option in others if option != along]
        if rest:
            frame = frame.assign(group=frame[[*([groups] if groups else []), *rest]].astype(str).agg(", ".join, axis=1))
            groups = "group"
        lines(frame, groups, along, axes)
    elif PROTOCOL in swept:
        bars(frame, PROTOCOL, axes)
    else:
        bars(frame.assign(**{PROTOCOL: "all runs"}), PROTOCOL, axes)
    axes.set_ylabel("Mean page load time (ms)" if frame.groupby(swept or ["status"]).size().max() > 1 else "Page load time (ms)")
    axes.set_ylim(bottom=0)
    return figure


if __name__ == "__main__":
    style.main(draw, __doc__, "page-load-time.pdf",
               [(["--x"], {"help": "the swept option along the horizontal axis", "metavar": "OPTION"})])
