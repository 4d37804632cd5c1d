# SPDX-License-Identifier: GPL-2.0-only
"""The scenarios as printed: they run in seconds, and show what their comments promise."""

import csv
import json
import math
import time

import pytest

MSS = 1448
INITIAL_WINDOW = 10
HEAD = 400  # octets of a request's or response's header section, at most, in these pages


@pytest.fixture
def scenario(pagewire, source):
    def run(name, *arguments):
        began = time.monotonic()
        done = pagewire.run("run", source / "scenarios" / f"{name}.ini", "-o", name, *arguments)
        assert (done.returncode, done.stderr) == (0, ""), done
        assert time.monotonic() - began < 30, "a scenario takes seconds"
        with open(pagewire.folder / name / "runs.csv", newline="") as file:
            found = list(csv.DictReader(file))
        assert {r["status"] for r in found} == {"ok"}
        return found

    return run


def page(source, name):
    resources = json.loads((source / "scenarios" / "pages" / f"{name}.json").read_text())["resources"]
    return [r.get("size", 0) for r in resources]


def median(rows, wanted):
    """Of the page load milliseconds of the runs with these values of swept options."""
    values = sorted(float(r["plt_ms"]) for r in rows if all(r[option] == value for option, value in wanted.items()))
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def flights(size):
    """Round trips in which slow start delivers so many octets, from the initial window on."""
    segments, window, count = math.ceil((size + HEAD) / MSS), INITIAL_WINDOW, 0
    while segments > 0:
        segments -= window
        window *= 2
        count += 1
    return count


def test_every_scenario_has_its_test(source):
    names = {p.stem for p in (source / "scenarios").glob("*.ini")}
    tested = {n.replace("_", "-") for n in (f.removeprefix("test_") for f in globals())}
    assert names <= tested, names - tested


def test_first_page(scenario, source):
    rows = scenario("first-page", "--har")
    by = {r["browser.protocol"]: r for r in rows}
    assert list(by) == ["h10", "h11", "h11-pipelined", "h2"]
    sizes = page(source, "tiles")
    bytes_alone = sum(sizes) * 8 / 10e6 * 1000
    for row in rows:
        assert int(row["requests"]) == len(sizes)
        assert float(row["plt_ms"]) > bytes_alone
        assert 560 < float(row["first_byte_ms"]) < 570, "a handshake, a request, and the server's time"
    assert int(by["h10"]["connections"]) == len(sizes)
    assert int(by["h2"]["connections"]) == 2, "one for each host"
    assert int(by["h10"]["packets_up"]) > 2 * int(by["h11"]["packets_up"])
    assert int(by["h2"]["bytes_up"]) < int(by["h11"]["bytes_up"]) / 2, "compressed headers"
    loads = {protocol: float(row["plt_ms"]) for protocol, row in by.items()}
    assert 6000 < loads["h10"] < 7500
    assert 3000 < loads["h11"] < 4500
    assert loads["h2"] < loads["h11-pipelined"] < loads["h11"] / 2


def test_short_vs_persistent(scenario, source):
    rows = scenario("short-vs-persistent")
    sizes = page(source, "microscape")
    count, rtt = len(sizes) - 1, 100
    transfer = (sum(sizes) + len(sizes) * (HEAD + 7 * 52)) * 8 / 100e6 * 1000
    late = sum(flights(size) - 1 for size in sizes)  # round trips beyond the first, where each starts slowly
    cells = {
        ("1", "h10"): (2 * (count + 1), late),
        ("6", "h10"): (2 + 2 * math.ceil(count / 6), late),
        ("1", "h11"): (2 + count, flights(sizes[0])),
        ("6", "h11"): (2 + math.ceil(count / 6), flights(sizes[0]) + 1),
        ("1", "h10-keepalive"): (2 + count, flights(sizes[0])),
        ("6", "h10-keepalive"): (2 + math.ceil(count / 6), flights(sizes[0]) + 1),
    }
    for (connections, protocol), (formula, more) in cells.items():
        load = median(rows, {"browser.connections-per-host": connections, "browser.protocol": protocol})
        assert formula * rtt <= load <= (formula + more) * rtt + transfer, (connections, protocol)
    packets = {r["browser.protocol"]: int(r["packets_up"]) + int(r["packets_down"]) for r in rows[:3]}
    assert packets["h10"] > 2 * packets["h11"]


def test_pipelining(scenario, source):
    rows = scenario("pipelining")
    sizes = page(source, "microscape")
    count, rtt = len(sizes) - 1, 100
    loads = [float(r["plt_ms"]) for r in rows]
    assert loads == sorted(loads, reverse=True)
    assert {r["connections"] for r in rows} == {"1"}
    document = (2 + flights(sizes[0]) - 1) * rtt
    for row in rows:
        depth = int(row["browser.pipeline-depth"])
        formula = document + max(count / depth, 1) * rtt
        assert 0.9 * formula <= float(row["plt_ms"]) <= formula + 2.5 * rtt, depth


def test_handshakes(scenario):
    rows = scenario("handshakes")
    trips = {("none", "no"): 2, ("1.2", "no"): 4, ("1.2", "yes"): 3, ("1.3", "no"): 3, ("1.3", "yes"): 3}
    assert len(rows) == len(trips)
    for row in rows:
        expected = 100 * trips[row["browser.tls"], row["browser.resume-tls"]]
        assert expected <= float(row["first_byte_ms"]) <= expected + 1
    with_bytes = {(r["browser.tls"], r["browser.resume-tls"]): int(r["bytes_down"]) for r in rows}
    assert with_bytes["1.3", "yes"] < with_bytes["1.3", "no"]


def test_handshakes_with_a_long_chain(scenario):
    one = ["--set", "browser.tls=1.3", "--set", "browser.resume-tls=no"]
    rows = scenario("handshakes", "--set", "tls.chain=20KB", *one)
    assert 400 <= float(rows[0]["first_byte_ms"]) <= 402


def test_h2_multiplexing(scenario):
    rows = scenario("h2-multiplexing")
    assert len(rows) == 80
    clean = {p: median(rows, {"browser.protocol": p, "access.loss": "0%"}) for p in ["h11", "h2"]}
    lossy = {p: median(rows, {"browser.protocol": p, "access.loss": "2%"}) for p in ["h11", "h2"]}
    assert 1616 < clean["h2"] < clean["h11"] < 2200
    assert lossy["h2"] > 1.5 * lossy["h11"]


def test_mobile_link(scenario, source):
    rows = scenario("mobile-link")
    size = sum(page(source, "median-mobile"))
    opportunities = (source / "scenarios" / "traces" / "lte.down").read_text().splitlines()
    carried = int(opportunities[size // 1500])  # ms until the link can have carried the content
    assert 6400 < carried < 6600
    for row in rows:
        assert float(row["plt_ms"]) > carried
        # Three round trips of 70 ms, and the first opportunities.
        assert 210 < float(row["first_byte_ms"]) < 240
        assert (int(row["queue_drops_down"]) > 0) == (row["access.queue"] == "200p")
    deep = {p: median(rows, {"browser.protocol": p, "access.queue": "1000p"}) for p in ["h11", "h2"]}
    short = {p: median(rows, {"browser.protocol": p, "access.queue": "200p"}) for p in ["h11", "h2"]}
    for protocol in deep:
        assert deep[protocol] < 1.25 * carried
        assert 2 * carried < short[protocol] < 3 * carried


def test_satellite(scenario):
    rows = scenario("satellite")
    assert len(rows) == 20
    trip = {"10Mbps": 600, "1.89Mbps": 760}
    for row in rows:
        assert float(row["first_byte_ms"]) > 3 * trip[row["access.rate"]]
    clean = [float(r["first_byte_ms"]) for r in rows if r["access.rate"] == "10Mbps"]
    assert min(clean) < 3 * 600 + 20
    loads = {
        (rate, protocol): median(rows, {"access.rate": rate, "browser.protocol": protocol})
        for rate in trip
        for protocol in ["h11", "h2"]
    }
    assert loads["10Mbps", "h2"] < loads["10Mbps", "h11"]
    assert loads["1.89Mbps", "h2"] > 1.5 * loads["1.89Mbps", "h11"]
