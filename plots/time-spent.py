#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Where the time of requests went: stacked bars of the mean request of each sweep point, or of those of one run."""


import pagewire_style as style
import pagewire_tables as tables

# In the order in which they are stacked: the column of requests.csv, colour, hatch and words.
PARTS = [
    ("connection", "#D9D9D9", "", "connection"),
    *((f"{kind}_ms", *drawn) for kind, drawn in style.HELD.items()),
    ("queue_ms", "#E69F00", "....", "queue"),
    ("flow_control_ms", "#56B4E9", "\\\\\\\\", "flow control"),
    ("cwnd_ms", "#0072B2", "----", "congestion window"),
    ("other", "#FFFFFF", "", "server, propagation, link"),
]
FEW = 4  # bars that a column of a paper has room for
NAME = 0.55  # inches that a bar has for its name below
SPANS = ["send_ms", "wait_ms", "receive_ms"]
STALLS = [part[0] for part in PARTS if part[0].endswith("_ms")]


def with_parts(frame):
    """The table with the two parts that are not columns of it."""
    other = frame[SPANS].sum(axis=1) - frame[STALLS].sum(axis=1)
    return frame.assign(connection=tables.before_sending(frame), other=other.clip(lower=0))


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
        style.name_rows(axes, names, "requests in the order of discovery")
    else:
        if axes.figure.get_size_inches()[0] / len(names) < NAME:
            axes.set_xticks(places, [name.replace("\n", ", ") for name in names], rotation=90)
        else:
            axes.set_xticks(places, names)
        axes.grid(False, axis="x")
    return handles


def point_label(options, values):
    return "\n".join(style.protocol_label(v) if o == "browser.protocol" else str(v) for o, v in zip(options, values))


def draw_points(frame, axes):
    """The mean request of each sweep point, in the sweep's order."""
    swept = tables.swept_options(frame)
    columns = [part[0] for part in PARTS]
    if not swept:
        means = frame[columns].mean().to_frame().T
        names = ["all runs"]
    else:
        means = frame.groupby(swept, sort=False, dropna=False)[columns].mean()
        keys = [key if isinstance(key, tuple) else (key,) for key in means.index]
        names = [point_label(swept, key) for key in keys]
        first, *others = map(style.option_label, swept)
        axes.set_xlabel(", ".join([first, *(words[:1].lower() + words[1:] for words in others)]))
    axes.set_ylabel("Mean request time (ms)")
    return stack(axes, names, means)


def draw_run(frame, axes):
    """Each request of one run, in the order of discovery."""
    names = [f"{row.request} {style.short_path(row.path)}" for row in frame.itertuples()]
    axes.set_xlabel("Time of the request (ms)")
    return stack(axes, names, frame, barh=True)


@style.figure
def draw(results, *, run: int | None = None, width=None):
    """
    run: draw each request of the run of this number
    width: of the figure: acm, ieee or page, or inches; acm by itself where there are few bars, else page
    """
    frame = tables.read_ok(results, "requests.csv", ["request", "path", *SPANS, *STALLS, *tables.BEFORE_SENDING])
    frame = with_parts(tables.with_numbers(results, "requests.csv", frame, [*SPANS, *STALLS]))
    if run is None:
        points = frame.groupby(tables.swept_options(frame) or ["status"], dropna=False).ngroups
        figure, axes = style.subplots(width or ("acm" if points <= FEW else "page"), 2.6)
        handles = draw_points(frame, axes)
    else:
        runs = sorted(frame["run"].unique())
        if run not in runs:
            raise tables.complaint(
                results,
                f"no run {run} with a whole response; there are {runs[0]} to {runs[-1]}",
            )
        frame = frame[frame["run"] == run]
        figure, axes = style.subplots(width or "page", min(0.8 + 0.12 * len(frame), 9.0))
        handles = draw_run(frame, axes)
    style.legend_above(figure, handles, fontsize=style.SMALL)
    return figure


if __name__ == "__main__":
    style.main(draw)
