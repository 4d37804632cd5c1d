# SPDX-License-Identifier: GPL-2.0-only
"""The scenarios as printed: they run in seconds, and show what their comments promise."""

import csv
import json
import math
import pathlib
import re
import shutil

import pytest

MSS = 1448
INITIAL_WINDOW = 10
HEAD = 400  # octets of a request's or response's header section, at most, in these pages


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
    files = pathlib.Path(__file__).parent.glob("*scenarios_test.py")
    tested = {n.replace("_", "-") for file in files for n in re.findall(r"^def test_(\w+)", file.read_text(), re.MULTILINE)}
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
        # Three round trips of 70 ms, two over QUIC, and the first opportunities.
        least = 140 if row["browser.protocol"] == "h3" else 210
        assert least < float(row["first_byte_ms"]) < least + 30
        assert (int(row["queue_drops_down"]) > 0) == (row["access.queue"] == "200p")
    deep = {p: median(rows, {"browser.protocol": p, "access.queue": "1000p"}) for p in ["h11", "h2", "h3"]}
    short = {p: median(rows, {"browser.protocol": p, "access.queue": "200p"}) for p in ["h11", "h2", "h3"]}
    for protocol in ["h11", "h2"]:
        assert deep[protocol] < 1.25 * carried
        assert 2 * carried < short[protocol] < 3 * carried
    assert deep["h11"] < deep["h3"], "what is sent twice"
    assert max(deep["h3"], short["h3"]) < 0.75 * short["h11"], "probes, where TCP's timers wait"


def test_satellite(scenario):
    rows = scenario("satellite")
    assert len(rows) == 30
    trip = {"10Mbps": 600, "1.89Mbps": 760}
    for row in rows:
        trips = 2 if row["browser.protocol"] == "h3" else 3
        assert float(row["first_byte_ms"]) > trips * trip[row["access.rate"]]
    for protocol, trips in [("h2", 3), ("h3", 2)]:
        clean = [float(r["first_byte_ms"]) for r in rows if r["access.rate"] == "10Mbps" and r["browser.protocol"] == protocol]
        assert min(clean) < trips * 600 + 100, "1 Mbit/s up: a full datagram takes 10 ms"
    loads = {
        (rate, protocol): median(rows, {"access.rate": rate, "browser.protocol": protocol})
        for rate in trip
        for protocol in ["h11", "h2", "h3"]
    }
    assert loads["10Mbps", "h2"] < loads["10Mbps", "h11"]
    assert loads["1.89Mbps", "h2"] > 1.5 * loads["1.89Mbps", "h11"]
    assert loads["1.89Mbps", "h3"] < loads["1.89Mbps", "h2"] / 1.5


def table(scenario_folder, name, file):
    with open(scenario_folder / name / file, newline="") as lines:
        return list(csv.DictReader(lines))


def test_quic_under_loss(scenario):
    rows = scenario("quic-under-loss")
    losses = ["0%", "0.5%", "1%", "2%", "4%"]
    loads = {(p, l): median(rows, {"browser.protocol": p, "access.loss": l}) for p in ["h11", "h2", "h3"] for l in losses}
    first = {r["browser.protocol"]: float(r["first_byte_ms"]) for r in rows if r["access.loss"] == "0%"}
    assert 47 < first["h2"] - first["h3"] < 50, "one round trip of the handshake, less for a larger first flight"
    assert loads["h3", "0%"] < loads["h2", "0%"] < loads["h11", "0%"]
    for protocol in ["h2", "h3"]:
        assert loads[protocol, "2%"] > 2 * loads["h11", "2%"], "six windows against one"
        assert loads[protocol, "0%"] < loads[protocol, "1%"] < loads[protocol, "2%"] < loads[protocol, "4%"]


def test_zero_rtt(scenario):
    rows = scenario("zero-rtt")
    by = {(r["access.delay"], r["browser.resume-tls"], r["quic.early-data"]): r for r in rows}
    for delay in ["10ms", "50ms", "100ms"]:
        trip = 2 * int(delay.removesuffix("ms"))
        full, resumed, early = (by[(delay, *words)] for words in [("no", "no"), ("yes", "no"), ("yes", "yes")])
        for row, trips in [(full, 2), (resumed, 2), (early, 1)]:
            assert trips * trip < float(row["first_byte_ms"]) < trips * trip + 1.1
        # Nearly the whole round trip that the first byte gains is gained in total.
        assert float(resumed["plt_ms"]) - float(early["plt_ms"]) > 0.75 * trip
        assert float(early["plt_ms"]) < float(full["plt_ms"])


def test_zero_rtt_without_a_token(scenario):
    one = ["--set", "access.delay=50ms", "--set", "browser.resume-tls=yes", "--set", "quic.early-data=yes"]
    slow = scenario("zero-rtt", "--set", "quic.tokens=no", *one)[0]
    assert float(slow["first_byte_ms"]) < 110
    assert float(slow["plt_ms"]) > 500, "the amplification limit holds the server back"


def test_certificate_chain(scenario, pagewire):
    rows = scenario("certificate-chain")
    connect = {}
    for row in table(pagewire.folder, "certificate-chain", "requests.csv"):
        if row["request"] == "1":
            connect[row["tls.chain"], row["browser.protocol"]] = float(row["connect_ms"])
    assert len(rows) == len(connect) == 10
    for chain, trips in [("0KB", 1), ("2329B", 1), ("3000B", 1), ("4022B", 2), ("8KB", 2)]:
        assert 100 * trips < connect[chain, "h3"] < 100 * trips + 2
        assert 200 < connect[chain, "h2"] < 202


def test_udp_blocked(scenario):
    rows = scenario("udp-blocked")
    first = {(r["browser.h3-known"], r["access.block-udp"]): float(r["first_byte_ms"]) for r in rows}
    trip = 50
    expected = {
        ("told", "no"): 2 * trip,
        ("told", "yes"): 300 + 3 * trip,
        ("earlier-visit", "no"): 2 * trip,
        ("earlier-visit", "yes"): 3 * trip,
        ("first-visit", "no"): 3 * trip,
        ("first-visit", "yes"): 3 * trip,
    }
    assert first.keys() == expected.keys()
    for cell, least in expected.items():
        assert least < first[cell] < least + 1.5, cell
    assert {r["blocked_up"] == "0" for r in rows if r["access.block-udp"] == "no"} == {True}


def test_udp_blocked_without_a_head_start(scenario):
    one = ["--set", "browser.h3-known=told", "--set", "access.block-udp=yes"]
    row = scenario("udp-blocked", "--set", "browser.h3-head-start=0s", *one)[0]
    assert 150 < float(row["first_byte_ms"]) < 151.5
    assert int(row["blocked_up"]) > 0


def test_wifi_to_cellular(scenario, pagewire):
    rows = scenario("wifi-to-cellular")
    links = table(pagewire.folder, "wifi-to-cellular", "connections.csv")
    by = {p: [c for c in links if c["browser.protocol"] == p] for p in ["h11", "h2", "h3"]}
    assert {p: len(c) for p, c in by.items()} == {"h11": 12, "h2": 2, "h3": 1}
    assert by["h3"][0]["local"].startswith("10.0.0.2:"), "QUIC went on from the new address"
    for protocol in ["h11", "h2"]:
        ended = [c for c in by[protocol] if c["close_reason"] == "network changed"]
        assert len(ended) == len(by[protocol]) / 2
        assert all(c["closed_ms"] == "1000.000000" for c in ended)
    attempts = {p: set() for p in by}
    for request in table(pagewire.folder, "wifi-to-cellular", "requests.csv"):
        attempts[request["browser.protocol"]].add(request["attempts"])
    assert attempts == {"h11": {"1", "2"}, "h2": {"1", "2"}, "h3": {"1"}}
    loads = {r["browser.protocol"]: float(r["plt_ms"]) for r in rows}
    assert loads["h3"] < loads["h2"] < loads["h11"]


def test_head_of_line(scenario, pagewire):
    scenario("head-of-line")
    with open(pagewire.folder / "head-of-line" / "requests.csv", newline="") as file:
        requests = list(csv.DictReader(file))
    held = {}
    for row in requests:
        kind = "own" if float(row["hol_own_ms"]) > 0 else "other" if float(row["hol_other_ms"]) > 0 else "no"
        held.setdefault(row["browser.protocol"], {}).setdefault(kind, []).append(row)
    for found in held.values():
        assert [r["path"] for r in found["own"]] == ["/image-3.jpg"]
        assert 48 < float(found["own"][0]["hol_own_ms"]) < 70, "a round trip, and what tells the loss"
    assert [r["path"] for r in held["h2"]["other"]] == [f"/image-{i}.jpg" for i in range(4, 21)]
    assert all(44 < float(r["hol_other_ms"]) < 51 for r in held["h2"]["other"])
    assert "other" not in held["h11"] and "other" not in held["h3"]


def test_head_of_line_by_qpack(scenario, pagewire):
    for table_size, drop, waiting in [("4096B", 169, 19), ("0B", 170, 0)]:
        settings = ["browser.protocol=h3", f"access.drop={drop}", f"h3.qpack-table={table_size}"]
        scenario("head-of-line", *[word for setting in settings for word in ("--set", setting)])
        requests = table(pagewire.folder, "head-of-line", "requests.csv")
        assert sum(float(row["hol_other_ms"]) > 45 for row in requests) == waiting
        assert [row["path"] for row in requests if float(row["hol_own_ms"]) > 45] == ["/image-1.jpg"]
        shutil.rmtree(pagewire.folder / "head-of-line")


def table_of(folder, name):
    with open(folder / name, newline="") as file:
        return list(csv.DictReader(file))


def test_hop_by_hop(scenario, pagewire):
    runs = scenario("hop-by-hop")
    hops = table_of(pagewire.folder / "hop-by-hop", "hops.csv")
    for row, nodes in zip(runs, [["browser", "origin"], ["browser", "forward-proxy", "origin"], ["browser", "reverse-proxy", "origin"],
                                 ["browser", "forward-proxy", "reverse-proxy", "origin"]]):
        mine = [h for h in hops if h["run"] == row["run"]]
        for kind, way in [("request", nodes), ("response", nodes[::-1])]:
            for near, far in zip(way, way[1:]):
                passed = [h for h in mine if (h["kind"], h["from"], h["to"]) == (kind, near, far)]
                assert len(passed) == int(row["requests"]), (row["path.via"], kind, near)
                assert all(float(h["sent_ms"]) < float(h["received_ms"]) for h in passed)
        behind = [h["message"] for h in mine if h["from"] == "reverse-proxy" and h["kind"] == "request"]
        assert all(m.endswith(" h2") for m in behind)


def near_formula(found, expected):
    """A first byte in ms, against round trips: a few packets have to be put on the links besides."""
    return expected <= found < expected + 4


def test_connect_tunnel(scenario, pagewire):
    a, b = 20, 40
    expected = {"none": 3 * (a + b), "h11": a + 3 * (a + b), "h2": 2 * a + 3 * (a + b), "h3": a + 3 * (a + b)}
    runs = scenario("connect-tunnel")
    for row in runs:
        key = row["path.via"] if row["path.via"] == "none" else row["forward-proxy.tunnel-protocol"]
        assert near_formula(float(row["first_byte_ms"]), expected[key]), row
    load = {(r["path.via"], r["forward-proxy.tunnel-protocol"]): float(r["plt_ms"]) for r in runs if r["access.loss"] == "1%"}
    assert load["forward-proxy", "h11"] < load["none", "h11"], "losses are mended over the shorter way"
    tunnels = table_of(pagewire.folder / "connect-tunnel", "tunnels.csv")
    assert {t["outcome"] for t in tunnels} == {"closed"} and len(tunnels) == 6


def test_socks(scenario, pagewire):
    a, b = 20, 40
    expected = {("none", "5", "h2"): 3 * (a + b), ("socks-proxy", "4", "h2"): a + 3 * (a + b), ("socks-proxy", "4a", "h2"): a + 3 * (a + b),
                ("socks-proxy", "5", "h2"): 2 * a + 3 * (a + b), ("socks-proxy+forward-proxy", "5", "h2"): 3 * a + 3 * (a + b),
                ("none", "5", "h3"): 2 * (a + b), ("socks-proxy", "5", "h3"): 3 * a + 2 * (a + b)}
    for row in scenario("socks"):
        key = row["path.via"], row["socks-proxy.version"], row["browser.protocol"]
        assert near_formula(float(row["first_byte_ms"]), expected[key]), row
    kinds = {t["kind"] for t in table_of(pagewire.folder / "socks", "tunnels.csv")}
    assert kinds == {"socks4", "socks4a", "socks5", "socks5-udp", "connect"}


def test_websocket(scenario, pagewire):
    half, interval = 30, 2000  # ms
    runs = scenario("websocket")
    messages = table_of(pagewire.folder / "websocket", "messages.csv")
    for row in runs:
        heard = [float(m["latency_ms"]) for m in messages if m["run"] == row["run"]]
        assert len(heard) == 60
        least, most = {"websocket": (half, half), "long-polling": (half, 3 * half), "polling": (half, half + interval)}[row["workload.way"]]
        assert min(heard) >= least and max(heard) < most + 2, row
    clients = table_of(pagewire.folder / "websocket", "clients.csv")
    down = {way: sum(int(c["bytes_down"]) for c in clients if c["workload.way"] == way) for way in ["websocket", "long-polling", "polling"]}
    assert down["websocket"] < min(down["long-polling"], down["polling"])
    assert all(c["failures"] == "0" for c in clients)


def test_websocket_needs_a_proxy_that_lets_it_pass(pagewire, source):
    done = pagewire.run("run", source / "scenarios" / "websocket.ini", "-o", "out", "--set", "reverse-proxy.pass-upgrade=no", "--set", "path.via=reverse-proxy",
                        "--set", "workload.way=websocket", "--set", "browser.deadline=5s", "--set", "repeat=1")
    assert done.returncode == 0, done
    clients = table_of(pagewire.folder / "out", "clients.csv")
    assert all(c["heard"] == "0" and int(c["failures"]) > 0 for c in clients)
    assert {r["status"] for r in table_of(pagewire.folder / "out", "runs.csv")} == {"timeout"}


def test_server_restart(scenario, pagewire):
    runs = scenario("server-restart")
    down, back, silence, round_trip = 600, 1600, 3000, 50  # ms
    connections = table_of(pagewire.folder / "server-restart", "connections.csv")
    for row in runs:
        broken, after = [c for c in connections if c["run"] == row["run"]]
        found_out = float(broken["closed_ms"])
        if row["tcp.keep-alive-time"] == "0s":
            assert down + silence < found_out < down + silence + 3 * round_trip, row
        else:
            assert back < found_out < back + 200 + round_trip, "the first probe after the restart meets a RST"
            assert broken["close_reason"] == "reset"
        assert float(after["opened_ms"]) >= found_out - 2 * round_trip and after["close_reason"] == "graceful"
    states = table_of(pagewire.folder / "server-restart", "states.csv")
    crashed = [s for s in states if s["why"] == "crash"]
    assert {(s["node"], s["from"], float(s["time_ms"])) for s in crashed} == {("origin", "ESTABLISHED", float(down))}


def test_load_balancing(scenario, pagewire):
    runs = scenario("load-balancing")
    load = {r["reverse-proxy.balance"]: float(r["plt_ms"]) for r in runs}
    assert load["least-connections"] < 0.85 * load["round-robin"]
    hops = [h for h in table_of(pagewire.folder / "load-balancing", "hops.csv") if (h["kind"], h["from"]) == ("request", "reverse-proxy")]

    def shares(policy):
        mine = [h["to"] for h in hops if h["reverse-proxy.balance"] == policy]
        return [mine.count(server) for server in ["origin", "origin-2", "origin-3"]]

    assert max(shares("round-robin")) - min(shares("round-robin")) <= 1
    assert shares("least-connections")[0] == min(shares("least-connections"))
    assert sum(shares("consistent-hash")) == 41


def test_a_server_that_dies_is_left_alone(pagewire, source):
    done = pagewire.run("run", source / "scenarios" / "load-balancing.ini", "-o", "out", "--set", "reverse-proxy.balance=round-robin", "--set", "fault.kind=crash",
                        "--set", "fault.at=100ms", "--set", "fault.time=0s")
    assert done.returncode == 0, done
    assert {r["status"] for r in table_of(pagewire.folder / "out", "runs.csv")} == {"ok"}
    hops = [h for h in table_of(pagewire.folder / "out", "hops.csv") if (h["kind"], h["from"]) == ("request", "reverse-proxy")]
    assert all(float(h["sent_ms"]) < 2500 for h in hops if h["to"] == "origin"), "but for those under way"


def lifetime(resource, heuristic=24 * 3600):
    """Seconds for which a browser may take the response from its cache; None: it is not to be taken unasked."""
    said = {}
    for directive in (resource.get("cache-control") or "").split(","):
        name, _, value = directive.strip().partition("=")
        said[name] = value
    if resource.get("method", "GET") != "GET" or "no-store" in said or "no-cache" in said:
        return None
    if "max-age" in said:
        return int(said["max-age"])
    if "expires" in resource:
        text = resource["expires"]
        number = float(text.rstrip("nsmi"))
        return number * 60 if text.endswith("min") else 0 if text.endswith("ns") else number
    return heuristic if resource.get("last-modified") else None


def cached_page(source, name):
    return json.loads((source / "scenarios" / "pages" / f"{name}.json").read_text())["resources"]


def test_browser_cache(scenario, source, pagewire):
    scenario("browser-cache")
    visits = table_of(pagewire.folder / "browser-cache", "visits.csv")
    by = {(v["browser.cache"], v["navigation"]): v for v in visits}
    resources = cached_page(source, "news-cached")
    for navigation in ["address-bar", "link", "new-session"]:
        row = by["none", navigation]
        assert int(row["status_200"]) + int(row["status_other"]) == len(resources), "without a cache all is asked for"
    fresh = sum((lifetime(r) or 0) > 120 for r in resources)  # the pause, and what the load itself takes
    link, session = by["browser", "link"], by["browser", "new-session"]
    assert (int(link["from_memory"]), int(link["from_disk"])) == (fresh, 0)
    assert (int(session["from_memory"]), int(session["from_disk"])) == (0, fresh)
    assert int(link["bytes_down"]) < 0.7 * int(by["none", "link"]["bytes_down"])
    assert float(link["plt_ms"]) < float(by["none", "link"]["plt_ms"])
    assert int(session["bytes_down"]) > int(link["bytes_down"]), "certificates are sent again"
    reasons = table_of(pagewire.folder / "browser-cache", "cache.csv")
    assert len(reasons) == 3 * len(resources) and all(r["why"].endswith(".") for r in reasons)
    assert {r["browser.cache"] for r in reasons} == {"browser"}


def test_reload_kinds(scenario, source, pagewire):
    scenario("reload-kinds")
    resources = cached_page(source, "article-cached")
    count, after = len(resources), 600
    fresh = sum((lifetime(r) or 0) > after for r in resources)
    stale = count - fresh
    assert (count, stale) == (101, 5), "the document, and four that say max-age=300"
    expected = {  # from memory, from disk, 304, 200
        ("link", "document"): (fresh, 0, stale, 0),
        ("back", "document"): (count, 0, 0, 0),
        ("new-session", "document"): (0, fresh, stale, 0),
        ("reload", "document"): (fresh, 0, stale, 0),
        ("reload", "all"): (0, 0, count, 0),
        ("hard-reload", "document"): (0, 0, 0, count),
    }
    visits = table_of(pagewire.folder / "reload-kinds", "visits.csv")
    again = {(v["navigation"], v["browser.reload"]): v for v in visits if v["visit"] == "2"}
    columns = ["from_memory", "from_disk", "status_304", "status_200"]
    assert {kind: tuple(int(v[c]) for c in columns) for kind, v in again.items()} == expected
    first = {int(v["bytes_down"]) for v in visits if v["visit"] == "1" and v["browser.visits"] != "address-bar+new-session"}
    assert len(first) == 1, "the first visit is always the same, but for who closes its connections in the pause"
    down = {kind: int(v["bytes_down"]) for kind, v in again.items()}
    content = sum(r.get("size", 0) for r in resources)
    assert down["back", "document"] == 0
    assert content < down["hard-reload", "document"] < first.pop() * 1.01
    assert down["reload", "document"] < down["reload", "all"] < 0.1 * content
    heads = {(r["navigation"], r["browser.reload"]): r for r in again.values()}
    assert float(heads["back", "document"]["plt_ms"]) < float(heads["reload", "document"]["plt_ms"]) < float(heads["hard-reload", "document"]["plt_ms"])
