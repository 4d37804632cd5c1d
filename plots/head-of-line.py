#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""How long a request is held up by a missing packet of its own, and of another's, with 95 % confidence intervals."""

import pagewire_lines as lines
import pagewire_style as style
import pagewire_tables as tables

PANELS = {"hol_own_ms": "Own loss", "hol_other_ms": "Another's loss"}


@style.figure
def draw(results, *, x=None, width="acm"):
    """
    x: the swept option along the horizontal axis; by itself access.loss, or what was swept first besides the protocol
    width: of the figure: acm, ieee or page, or inches
    """
    requests = tables.read_ok(results, "requests.csv", list(PANELS))
    requests = tables.with_numbers(results, "requests.csv", requests, list(PANELS))
    swept = tables.swept_options(requests)
    along = tables.along_axis(requests, x or ("access.loss" if "access.loss" in swept else None)) or tables.PROTOCOL
    if along not in requests.columns:
        requests = requests.assign(**{along: "all runs"})
    # Requests of one load share their losses, so that loads are what can be counted as independent.
    keys = ["run", *tables.swept_options(requests)]
    loads = requests.groupby(keys, sort=False, as_index=False, dropna=False)[list(PANELS)].mean()
    figure, axes = style.subplots(width, 2.0, 1, 2, sharey=True)
    for panel, (column, title) in zip(axes, PANELS.items()):
        lines.means(panel, loads, along, column)
        panel.set_title(title, loc="left")
    label = axes[0].get_xlabel()
    for panel in axes:
        panel.set_xlabel("")
    figure.supxlabel(label, fontsize=8)
    axes[0].set_ylabel("Held time of a request (ms)")
    axes[0].set_ylim(bottom=0)
    handles, labels = axes[0].get_legend_handles_labels()
    if len(handles) > 1:
        style.legend_above(figure, handles, labels)
    return figure


if __name__ == "__main__":
    style.main(draw)
