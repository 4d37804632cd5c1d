#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What comes before the first byte of a page: the handshakes of TCP, TLS and QUIC, in milliseconds and round trips."""

import math

import pagewire_style as style
import pagewire_tables as tables

# In the order in which they follow each other.
PARTS = [
    ("before_ms", "waiting", "#D9D9D9", ""),
    ("tcp_ms", "TCP handshake", "#E69F00", "////"),
    ("tls_ms", "TLS handshake", "#CC79A7", "...."),
    ("quic_ms", "QUIC handshake", "#0072B2", "\\\\\\\\"),
    ("answer_ms", "request and first byte", "#009E73", ""),
]
# Options that the name of a handshake tells already.
TOLD = {"browser.protocol", "browser.tls", "browser.resume-tls", "quic.early-data", "tls.resume"}
ROW = 0.2  # inches
REQUESTS = ["connection", "queued_ms", "send_ms", "wait_ms"]
MOMENTS = ["opened_ms", "established_ms", "ready_ms", "srtt_ms"]
MOST = 40


def documents(results):
    """The first request of each run beside the connection that it took."""
    requests = tables.read_ok(results, "requests.csv", ["protocol", *REQUESTS, *tables.BEFORE_SENDING])
    requests = tables.with_numbers(results, "requests.csv", requests, REQUESTS)
    first = requests[requests["connection"] > 0].groupby("run", sort=False).head(1)
    columns = ["connection", "tls", "tls_resumed", *MOMENTS]
    connections = tables.read_table(results, "connections.csv", columns)
    connections = tables.with_numbers(results, "connections.csv", connections, ["connection", "tls_resumed", *MOMENTS])
    rows = first.merge(connections[["run", *columns]], on=["run", "connection"])
    if rows.empty:
        raise tables.complaint(results, "no first request of it had a connection; look at connections.csv")
    return rows


def with_parts(rows, straight):
    """The parts of the time to the first byte, also in round trips: the shortest that the connection met. A connection
    that is not straight to the origin has met only those to its proxy, by which the time is not to be measured."""
    quic = rows["protocol"] == "h3"
    start = rows[["opened_ms", "queued_ms"]].max(axis=1)
    end = rows["queued_ms"] + tables.before_sending(rows) + rows["send_ms"] + rows["wait_ms"]
    ready = rows["ready_ms"].clip(lower=start)
    established = rows["established_ms"].clip(lower=start)
    trips = rows[["srtt_ms"]].assign(
        tcp=rows["established_ms"] - rows["opened_ms"], quic=(rows["ready_ms"] - rows["opened_ms"]).where(quic)
    )
    return rows.assign(
        before_ms=start - rows["queued_ms"],
        tcp_ms=(established - start).where(~quic, 0),
        tls_ms=(ready - established).where(~quic, 0),
        quic_ms=(ready - start).where(quic, 0),
        answer_ms=end - ready,
        round_trips=((end - rows["queued_ms"]) / trips.where(trips > 0).min(axis=1)).where(straight),
    )


def name(row, protocols, told):
    """Such as "TLS 1.3, resumed": the handshake, the version of HTTP if there are several over TCP, other options."""
    if row.protocol == "h3":
        early = row.quic_ms == 0
        words = ["QUIC, 0-RTT" if early else "QUIC, resumed" if row.tls_resumed else "QUIC"]
    elif row.tls == "none":
        words = ["TCP alone"]
    else:
        words = [f"TCP, TLS {row.tls}" + (", resumed" if row.tls_resumed else "")]
    if row.protocol != "h3" and len(protocols - {"h3"}) > 1:
        words.append(style.value_label(row.protocol))
    return ", ".join([*words, told] if told else words)


def summarise(results):
    """The means of each handshake, in the sweep's order."""
    rows = documents(results)
    rows = with_parts(rows, tables.option_values(results, rows, "path.via").isin(["", "none"]))
    options = [option for option in tables.swept_options(rows) if option not in TOLD]
    protocols = set(rows["protocol"])
    told = [style.point_label(options, values) for values in rows[options].values.tolist()]
    names = [name(row, protocols, words) for row, words in zip(rows.itertuples(), told)]
    columns = [column for column, *_ in PARTS] + ["round_trips"]
    return rows.assign(name=names).groupby("name", sort=False)[columns].mean()


@style.figure
def draw(results, *, width="acm"):
    """
    width: of the figure: acm, ieee or page, or inches
    """
    kinds = summarise(results)
    if len(kinds) > MOST:
        raise tables.complaint(results, f"has {len(kinds)} kinds of handshakes, more than {MOST}")
    figure, axes = style.subplots(width, 0.45 + ROW * len(kinds))
    left, handles = kinds["before_ms"] * 0, []
    for column, words, colour, hatch in PARTS:
        if kinds[column].max() > 0.01:
            settings = {"color": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0}
            axes.barh(range(len(kinds)), kinds[column], left=left, height=0.7, **settings)
            handles.append(style.patch(colour, hatch, words))
        left = left + kinds[column]
    for place, (total, trips) in enumerate(zip(left, kinds["round_trips"])):
        if math.isfinite(trips):
            axes.annotate(f"{trips:.1f} R", (total, place), xytext=(2, 0), textcoords="offset points", va="center",
                          fontsize=style.SMALL)
    style.name_rows(axes, list(kinds.index), fontsize=7)
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, 1.14 * left.max())
    counted = ", round trips R" if kinds["round_trips"].notna().any() else ""
    figure.supxlabel(f"Time to the first byte (ms){counted}", fontsize=8)
    style.legend_above(figure, handles)
    return figure


if __name__ == "__main__":
    style.main(draw)
