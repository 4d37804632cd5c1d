#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The requests of runs over time, a row each: waiting, receiving, and held up by a packet that was missing."""

import matplotlib.lines

import pagewire_style as style
import pagewire_tables as tables

WAITING = "#E5E5E5"
RECEIVING = "#009E73"
ROW = 0.11  # inches
TIMES = ["queued_ms", "send_ms", "wait_ms", "receive_ms"]
REQUESTS = ["request", "path", "protocol", *TIMES, *tables.BEFORE_SENDING]
STALLS = ["request", "kind", "start_ms", "end_ms"]


def read_run(results, run):
    """Requests of one run with their moments, and the spans in which they were held."""
    requests = tables.one_run(results, tables.read_table(results, "requests.csv", REQUESTS), run)
    tables.with_numbers(results, "requests.csv", requests, TIMES)
    stalls = tables.one_run(results, tables.read_table(results, "stalls.csv", STALLS), run)
    sent = requests["queued_ms"] + tables.before_sending(requests)
    first = sent + requests["send_ms"] + requests["wait_ms"]
    requests = requests.assign(sent=sent, first=first, end=first + requests["receive_ms"])
    return requests, stalls[stalls["kind"].isin(style.HELD)]


def title(requests):
    """What tells this run from the others: its protocol and what else was swept."""
    protocols = " and ".join(dict.fromkeys(map(style.value_label, requests["protocol"])))
    others = [o for o in tables.swept_options(requests) if o != "browser.protocol"]
    values = [f"{option} = {requests[option].iloc[0]}" for option in others if requests[option].iloc[0]]
    return ", ".join([protocols, *values])


def draw_run(axes, requests, stalls):
    for place, row in enumerate(requests.itertuples()):
        axes.barh(place, row.first - row.sent, left=row.sent, height=0.72, color=WAITING, linewidth=0)
        axes.barh(place, row.end - row.first, left=row.first, height=0.72, color=RECEIVING, linewidth=0)
        axes.plot([row.end, row.end], [place - 0.36, place + 0.36], color="black", linewidth=1)
        for span in stalls[stalls["request"] == row.request].itertuples():
            colour, hatch, _ = style.HELD[span.kind]
            axes.barh(place, span.end_ms - span.start_ms, left=span.start_ms, height=0.72, color=colour,
                      hatch=hatch, edgecolor="white", linewidth=0)
    style.name_rows(axes, [style.short_path(path) for path in requests["path"]], "requests")
    axes.set_title(title(requests), loc="left")


@style.figure
def draw(
    results, *, more=(), run: int | None = None, begin: float | None = None, end: float | None = None, width="page"
):
    """
    more: further results, drawn below on the same axis
    run: which run of a sweep
    begin: the first moment drawn, in ms
    end: the last one
    width: of the figure: acm, ieee or page, or inches
    """
    runs = [read_run(one, run) for one in (results, *more)]
    rows = [len(requests) for requests, _ in runs]
    height = min(0.6 + sum(0.35 + ROW * n for n in rows), 12.0)
    ratios = [n + 2 for n in rows]
    figure, axes = style.subplots(width, height, len(runs), sharex=True, squeeze=False, height_ratios=ratios)
    for place, (requests, stalls) in zip(axes[:, 0], runs):
        draw_run(place, requests, stalls)
    first = min(requests["sent"].min() for requests, _ in runs) if begin is None else begin
    last = max(requests["end"].max() for requests, _ in runs) if end is None else end
    tables.check_span(first, last)
    axes[-1, 0].set_xlim(first, last + 0.01 * (last - first))
    axes[-1, 0].set_xlabel("Time since navigation start (ms)")
    handles = [style.patch(WAITING, "", "waiting for the first octet"), style.patch(RECEIVING, "", "receiving")]
    handles += [style.patch(*held) for held in style.HELD.values()]
    settings = {"color": "black", "marker": "|", "linestyle": "", "markersize": 6}
    handles.append(matplotlib.lines.Line2D([], [], label="whole", **settings))
    style.legend_above(figure, handles)
    return figure


if __name__ == "__main__":
    style.main(draw)
