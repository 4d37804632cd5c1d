#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The distribution of page load times, or of a time of requests: a line for each protocol, a panel for the rest."""

import pagewire_lines as lines
import pagewire_style as style
import pagewire_tables as tables

WORDS = {
    "plt_ms": "Page load time",
    "first_byte_ms": "Time to the first byte of the page",
    "total_ms": "Time of a request",
    "ttfb_ms": "Time to the first byte of a request",
    "wait_ms": "Wait for the first byte of a response",
    "receive_ms": "Time to receive a response",
}
MOST = 12


def checked(results, name, frame, of):
    """The rows of a table that have this column's number."""
    tables.check_columns(tables.directory(results) / name, frame, [of], "run the scenario again")
    return tables.with_numbers(results, name, frame, [of], "name another time with --of, or results that have it")


def read(results, of):
    """The rows that have this column: a page's of runs.csv, else a request's of requests.csv."""
    frame = tables.read_ok(results, "runs.csv", [])
    if of in frame.columns:
        return checked(results, "runs.csv", frame, of)
    frame = tables.read_ok(results, "requests.csv", ["send_ms", "wait_ms", *tables.BEFORE_SENDING])
    frame = frame.assign(ttfb_ms=tables.before_sending(frame) + frame["send_ms"] + frame["wait_ms"])
    if of not in frame.columns:
        known = [column for column in frame.columns if column.endswith("_ms")]
        raise tables.complaint(
            results,
            f"no table has a column {of}; --of takes plt_ms, first_byte_ms, or of requests:"
            f" {', '.join(known)}",
        )
    return checked(results, "requests.csv", frame, of)


def draw_panel(axes, group, of, by, names):
    """A line for each of the names, the values of the option."""
    for place, name in enumerate(names):
        values = (group if by is None else group[group[by] == name])[of]
        if not values.empty:
            lines.distribution(axes, values, label=style.point_label([by], [name]), **style.dashes(place))
    axes.grid(True, axis="both")


@style.figure
def draw(results, *, of="plt_ms", by=None, width="acm"):
    """
    of: the time: plt_ms, first_byte_ms, or of requests ttfb_ms, total_ms, wait_ms, receive_ms or another column
    by: the swept option that lines stand for; by itself the protocol, or what was swept first
    width: of the figure: acm, ieee or page, or inches
    """
    frame = read(results, of)
    swept = tables.swept_options(frame)
    if by is not None and by not in swept:
        raise tables.ResultsError(f"{by} was not swept; --by takes one of: {', '.join(swept) or '(nothing was swept)'}")
    by = by or (tables.PROTOCOL if tables.PROTOCOL in swept else next(iter(swept), None))
    names = list(dict.fromkeys(frame[by])) if by else ["all runs"]
    others = [option for option in swept if option != by]
    groups = tables.combinations(frame, others)
    if len(groups) > MOST or len(names) > len(style.COLOURS):
        raise tables.complaint(
            results,
            f"has {len(groups)} panels of {len(names)} lines, more than the {MOST} of"
            f" {len(style.COLOURS)} that one figure can show",
        )
    share = "Share of loads" if of in ("plt_ms", "first_byte_ms") else "Share of requests"
    figure, axes = lines.panels(width, len(groups), (f"{WORDS.get(of, of.removesuffix('_ms'))} (ms)", share))
    for place, (values, group) in zip(axes, groups):
        draw_panel(place, group, of, by, names)
        place.set_title(style.point_label(others, values), loc="left")
    if lines.spans_decades(frame[of]):
        lines.make_logarithmic(axes[0])
    axes[0].set_ylim(0, 1.02)
    if by:
        style.legend_of_panels(figure, axes)
    return figure


if __name__ == "__main__":
    style.main(draw)
