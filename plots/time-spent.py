#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Where the time of requests went: stacked bars of the mean request of each sweep point, or of each request of one run."""

import matplotlib.pyplot as plt

import style

# In the order in which they are stacked: the column of requests.csv, colour, hatch and words.
PARTS = [
    ("connection", "#D9D9D9", "", "connection"),
    *((f"{kind}_ms", *drawn) for kind, drawn in style.HELD.items()),
    ("queue_ms", "#E69F00", "....", "queue"),
    ("flow_control_ms", "#56B4E9", "\\\\\\\\", "flow control"),
    ("cwnd_ms", "#0072B2", "----", "congestion window"),
    ("other", "#FFFFFF", "", "server, propagation, line"),
]
STALLS = [part[0] for part in PARTS if part[0].endswith("_ms")]


def with_parts(frame):
    """The table with the two parts that are not columns of it."""
    other = frame[["send_ms", "wait_ms", "receive_ms"]].sum(axis=1) - frame[STALLS].sum(axis=1)
    return frame.assign(connection=style.before_sending(frame), other=other.clip(lower=0))


def read(results):
    frame = style.read_table(results, "requests.csv")
    missing = [column for column in STALLS if column not in frame.columns]
    if missing:
        raise style.ResultsError(f"{results}: requests.csv has no column {missing[0]}; an older pagewire wrote it: run the scenario again")
    frame = frame[frame["status"] == "ok"]
    if frame.empty:
        raise style.ResultsError(f"{results}: no request of it ended with status ok; look at requests.csv")
    return with_parts(frame)


def stack(axes, names, rows, barh=False):
    """A bar for each row; parts that are nowhere are left out. Returns what a legend needs."""
    handles = []
    bottom = [0.0] * len(rows)
    places = range(len(rows))
    for column, colour, hatch, words in PARTS:
        lengths = list(rows[column])
        if max(lengths) <= 0:
            continue
        settings = {"color": colour, "edgecolor": "#333333", "linewidth": 0.4, "hatch": hatch, "label": words}
        if barh:
            handles.append(axes.barh(places, lengths, left=bottom, height=0.75, **settings))
        else:
            handles.append(axes.bar(places, lengths, bottom=bottom, width=0.65, **settings))
        bottom = [b + length for b, length in zip(bottom, lengths)]
    if barh:
        axes.set_yticks(places, names)
        axes.invert_yaxis()
        axes.grid(True, axis="x")
        axes.grid(False, axis="y")
    else:
        axes.set_xticks(places, names)
        axes.grid(False, axis="x")
    return handles


def point_label(options, values):
    return "\n".join(style.protocol_label(v) if o == "browser.protocol" else str(v) for o, v in zip(options, values))


def draw_points(frame, figure, axes):
    """The mean request of each sweep point, in the sweep's order."""
    swept = style.swept_options(frame)
    columns = [part[0] for part in PARTS]
    if not swept:
        means = frame[columns].mean().to_frame().T
        names = ["all runs"]
    else:
        means = frame.groupby(swept, sort=False, dropna=False)[columns].mean()
        keys = [key if isinstance(key, tuple) else (key,) for key in means.index]
        names = [point_label(swept, key) for key in keys]
        axes.set_xlabel(", ".join(style.option_label(option) for option in swept))
    axes.set_ylabel("Mean time of a request (ms)")
    return stack(axes, names, means)


def draw_run(frame, figure, axes):
    """Each request of one run, in the order of discovery."""
    names = [f"{row.request} {style.short_path(row.path)}" for row in frame.itertuples()]
    handles = stack(axes, names, frame, barh=True)
    axes.tick_params(axis="y", labelsize=5)
    if len(frame) > style.MOST_LABELS:
        axes.set_yticks([])
        axes.set_ylabel(f"{len(frame)} requests in the order of discovery")
    axes.set_xlabel("Time of the request (ms)")
    axes.margins(y=0.01)
    return handles


def draw(results, options):
    frame = read(results)
    if options.run is None:
        points = frame.groupby(style.swept_options(frame) or ["status"], dropna=False).ngroups
        size = (min(max(style.COLUMN_WIDTH, 0.75 * points + 0.6), 1.5 * style.PAGE_WIDTH), 2.9)
    else:
        runs = sorted(frame["run"].unique())
        if options.run not in runs:
            raise style.ResultsError(f"{results}: no run {options.run} with a whole response; there are {runs[0]} to {runs[-1]}")
        frame = frame[frame["run"] == options.run]
        size = (style.PAGE_WIDTH, min(1.2 + 0.11 * len(frame), 9.0))
    figure, axes = plt.subplots(figsize=size)
    handles = (draw_points if options.run is None else draw_run)(frame, figure, axes)
    rows = 1 if size[0] >= style.PAGE_WIDTH - 1 else (len(handles) + 1) // 2
    figure.legend(handles=handles, loc="upper center", ncol=-(-len(handles) // rows), frameon=False, fontsize=6)
    figure.get_layout_engine().set(rect=(0, 0, 1, 1 - (0.06 + 0.13 * rows) / size[1]))
    return figure


if __name__ == "__main__":
    style.main(draw, __doc__, "time-spent.pdf",
               [(["--run"], {"type": int, "help": "draw each request of the run of this number", "metavar": "NUMBER"})])
