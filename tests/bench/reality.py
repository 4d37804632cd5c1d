#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Holds simulated page loads against measured ones, cell by cell.

Reads runs.csv of measured loads (PAGEWIRE_DATA/reality), runs the same pages over the same networks, and prints the
medians of seconds, packets and bytes, simulated over measured. A measured median of few lossy loads is itself uncertain:
the range between the order statistics that hold it with at least 95 % is printed beside it.
"""

import argparse
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import pandas as pd

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = {"micro": "micro.json", "1M": "one-megabyte.json"}
TLS = {"browser.tls": "1.3"}
# The clients and the server as the measurement's notes describe them.
BASE = {
    "tls.record-size": "16384",
    "tls.resume": "no",
    "tcp.congestion-control": "cubic",
    "tcp.slow-start-exit": "hystart",
    "tcp.linux-cubic": "yes",
    "browser.deadline": "10min",
    "h2.index-responses": "no",
}
CURL = {"browser.waiting-requests": "libcurl"}
CURL_H2 = {**CURL, "browser.protocol": "h2", "h2.initial-window-size": "32MiB", "h2.connection-window": "32MiB"}
NGHTTP = {"browser.protocol": "h2", "h2.initial-window-size": "16MiB", "h2.connection-window": "16MiB", "h2.separate-requests": "no"}
# ngtcp2's example client and server; they take the library's default of a third of a second for the first round trip.
NGTCP2 = {
    "browser.protocol": "h3",
    "quic.initial-rtt": "333ms",
    "quic.connection-id-length": "18",
    "tls.tickets": "1",
    "origin.alt-svc": "no",
    **TLS,
}
PROTOCOLS = {
    "h10-short1": {**CURL, "browser.protocol": "h10", "browser.connections-per-host": "1"},
    "h11-short6": {**CURL, "browser.protocol": "h11", "browser.connections-per-host": "6", "browser.requests-per-connection": "1"},
    "h11-keep1": {**CURL, "browser.protocol": "h11", "browser.connections-per-host": "1"},
    "h11-keep6": {**CURL, "browser.protocol": "h11", "browser.connections-per-host": "6"},
    "h11-keep1-tls": {**CURL, "browser.protocol": "h11", "browser.connections-per-host": "1", **TLS},
    "h11-keep6-tls": {**CURL, "browser.protocol": "h11", "browser.connections-per-host": "6", **TLS},
    "h2": {**CURL_H2, **TLS},
    "h2-nghttp": {**NGHTTP, **TLS},
    "h2c-nghttp": NGHTTP,
    "h3": NGTCP2,
}
NETWORK = ["rtt_ms", "rate_mbps", "loss"]
COUNTS = ["packets_down", "packets_up", "bytes_down", "bytes_up"]
BAR = {False: 0.05, True: 0.25}  # allowed error of the median seconds: loss-free, lossy


def data_folder():
    return pathlib.Path(os.environ.get("PAGEWIRE_DATA", ROOT.parent / "shared" / "data")) / "reality"


def scenario(page, protocol, networks, repeat):
    """The scenario file of one page and protocol over some networks."""
    lines = [f"title = {page} over {protocol} as measured", f"repeat = {repeat}"]
    settings = {"page.file": ROOT / "scenarios" / "pages" / PAGES[page], "access.queue": "100p", **BASE, **PROTOCOLS[protocol]}
    section = None
    for name, value in sorted(settings.items()):
        head, key = name.split(".", 1)
        if head != section:
            lines.append(f"[{head}]")
            section = head
        lines.append(f"{key} = {value}")
    rows = [f"{rate:g}Mbps,{rtt / 2:g}ms,{loss * 100:g}%" for rtt, rate, loss in networks]
    lines += ["[sweep]", "access.rate, access.delay, access.loss = " + " ".join(rows)]
    return "\n".join(lines) + "\n"


def simulate(command, page, protocol, networks, repeat):
    """The rows of runs.csv, with the columns of the measurement."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "cell.ini")
        file.write_text(scenario(page, protocol, networks, repeat), encoding="utf-8")
        done = subprocess.run([command, "run", file, "-o", f"{folder}/out"], stdout=subprocess.DEVNULL)
        if done.returncode:
            sys.exit(f"{page} {protocol}: pagewire run ended with status {done.returncode}")
        frame = pd.read_csv(f"{folder}/out/runs.csv")
    delay = frame["access.delay"].str.removesuffix("ms").astype(float)
    frame = frame.assign(
        page=page,
        protocol=protocol,
        rtt_ms=(2 * delay).astype(int),
        rate_mbps=frame["access.rate"].str.removesuffix("Mbps").astype(float),
        loss=frame["access.loss"].str.removesuffix("%").astype(float) / 100,
        seconds=frame["plt_ms"] / 1e3,
    )
    bad = frame[frame["status"] != "ok"]
    if len(bad):
        print(f"{page} {protocol}: {len(bad)} runs did not end well: {dict(bad['status'].value_counts())}")
    return frame[frame["status"] == "ok"]


def median_range(values):
    """The order statistics between which the true median lies with at least 95 %, or the extremes of few values."""
    ordered, count = sorted(values), len(values)
    best = 0
    for lower in range(count // 2):
        outside = 2 * sum(math.comb(count, k) for k in range(lower + 1)) / 2**count
        if outside <= 0.05:
            best = lower
    return ordered[best], ordered[-1 - best]


def compare(measured, simulated):
    """A row a cell: medians, their ratios, whether within the bar."""
    rows = []
    for cell, real in measured.groupby(["page", *NETWORK, "protocol"], sort=True):
        page, rtt, rate, loss, protocol = cell
        ours = simulated[
            (simulated["page"] == page)
            & (simulated["protocol"] == protocol)
            & (simulated["rtt_ms"] == rtt)
            & (simulated["rate_mbps"] == rate)
            & ((simulated["loss"] - loss).abs() < 1e-9)
        ]
        if ours.empty:
            continue
        low, high = median_range(real["seconds"])
        row = {"page": page, "rtt": rtt, "rate": rate, "loss": loss, "protocol": protocol}
        row |= {"real": real["seconds"].median(), "low": low, "high": high, "sim": ours["seconds"].median()}
        row["ratio"] = row["sim"] / row["real"]
        for count in COUNTS:
            row[count] = ours[count].median() / real[count].median()
        row["within"] = abs(row["ratio"] - 1) <= BAR[loss > 0]
        rows.append(row)
    return pd.DataFrame(rows)


def order_errors(table):
    """Pairs of protocols whose measured order is clear of the medians' ranges and whose simulated order is the other."""
    wrong, clear = [], 0
    for cell, group in table.groupby(["page", "rtt", "rate", "loss"]):
        rows = list(group.itertuples())
        for i, a in enumerate(rows):
            for b in rows[i + 1 :]:
                first, second = (a, b) if a.real < b.real else (b, a)
                if first.high < second.low:
                    clear += 1
                    if first.sim >= second.sim:
                        wrong.append((cell, first.protocol, second.protocol))
    return wrong, clear


def show(table):
    print("page   rtt rate loss  protocol       real s [range of median]   sim s  ratio | packets v ^    bytes v ^")
    for row in table.itertuples():
        mark = " " if row.within else "*"
        print(
            f"{row.page:6} {row.rtt:3} {row.rate:4g} {row.loss:4.0%}  {row.protocol:13} {row.real:7.3f} "
            f"[{row.low:6.3f} {row.high:6.3f}] {row.sim:7.3f} {row.ratio:6.3f}{mark}| "
            f"{row.packets_down:5.3f} {row.packets_up:5.3f}  {row.bytes_down:5.3f} {row.bytes_up:5.3f}"
        )
    for lossy in (False, True):
        part = table[(table["loss"] > 0) == lossy]
        if len(part):
            inside = part[(part["sim"] >= part["low"]) & (part["sim"] <= part["high"])]
            print(
                f"{'lossy' if lossy else 'loss-free'} cells within {BAR[lossy]:.0%}: {part['within'].sum()} of {len(part)}; "
                f"median error {statistics.median(abs(part['ratio'] - 1)):.1%}; "
                f"inside the range of the measured median: {len(inside)} of {len(part)}"
            )
    wrong, clear = order_errors(table)
    print(f"order of protocols as measured: {clear - len(wrong)} of {clear} pairs that the measurement tells apart")
    for cell, first, second in wrong:
        print(f"  other order: {first} before {second} at {cell}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=ROOT / "build", type=pathlib.Path)
    parser.add_argument("--repeat", default=40, type=int, help="simulated loads of a lossy cell (%(default)s)")
    parser.add_argument("--only", default="", help="only protocols with this text in their names")
    parser.add_argument("--csv", help="write the comparison to this file too")
    options = parser.parse_args()
    file = data_folder() / "runs.csv"
    if not file.exists():
        print(f"skipped: no measured loads at {file}; PAGEWIRE_DATA names the folder that holds reality/runs.csv")
        return
    measured = pd.read_csv(file)
    known = measured["protocol"].isin(PROTOCOLS) & measured["protocol"].str.contains(options.only, regex=False)
    measured = measured[known]
    parts = []
    for (page, protocol), cells in measured.groupby(["page", "protocol"]):
        networks = sorted(set(cells[NETWORK].itertuples(index=False, name=None)))
        for lossy in (False, True):
            part = [network for network in networks if (network[2] > 0) == lossy]
            if part:
                parts.append(simulate(options.build / "pagewire", page, protocol, part, options.repeat if lossy else 1))
    table = compare(measured, pd.concat(parts))
    show(table)
    if options.csv:
        table.to_csv(options.csv, index=False)


main()
