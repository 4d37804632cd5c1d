# SPDX-License-Identifier: GPL-2.0-only
"""A workload of requests: read from a log, drawn by chance, and what is refused."""

import csv

HEAD = "[workload]\nkind = requests\n"
LINKS = "[access]\nrate = 8Mbps\ndelay = 10ms\n[backbone]\nrate = 1Gbps\ndelay = 40ms\n"

LOG = """time,client,url,size,cache-control
10,ann,http://www.example/a,1000,max-age=60
11,bob,http://www.example/a,,
12,ann,http://www.example/b,2000,no-store
13,ann,http://www.example/b,,
"""


def rows(pagewire, name):
    with open(pagewire.folder / "out" / name, newline="") as file:
        return list(csv.DictReader(file))


def test_a_log_is_played_back(pagewire):
    pagewire.write("log.csv", LOG)
    pagewire.write("x.ini", HEAD + "log = log.csv\n[catalogue]\n" + LINKS)
    done = pagewire.run("run", "x.ini", "-o", "out")
    assert (done.returncode, done.stderr) == (0, ""), done
    answers = {row["answered_by"]: row for row in rows(pagewire, "answers.csv")}
    assert answers["edge"]["answers"] == "1"
    # Twice 10 ms, and 1000 octets at 8 Mbit/s.
    assert answers["edge"]["latency_max_ms"] == "21.000000"
    assert answers["origin"]["answers"] == "3"
    # Of 2000 octets twice 50 ms, 2 ms and, at 1 Gbit/s, 16 us.
    assert answers["origin"]["latency_p50_ms"] == "102.016000"
    assert answers["all"]["bytes"] == "6000"
    cache = rows(pagewire, "cache-tiers.csv")[0]
    assert (cache["cache"], cache["requests"], cache["hits"], cache["stored_responses"]) == ("edge-1", "4", "1", "1")
    assert len(rows(pagewire, "load.csv")) == 4, "seconds from the first request to the last answer"
    assert [p.read_text() for p in (pagewire.folder / "out" / "inputs").glob("log-*.csv")] == [LOG]


def test_a_log_is_played_back_over_connections(pagewire):
    """From its first moment, by all the clients that it names."""
    pagewire.write("log.csv", LOG)
    pagewire.write("x.ini", HEAD + "log = log.csv\nlevel = packets\n" + LINKS)
    done = pagewire.run("run", "x.ini", "-o", "out")
    assert (done.returncode, done.stderr) == (0, ""), done
    answers = {row["answered_by"]: row["answers"] for row in rows(pagewire, "answers.csv")}
    assert answers == {"edge": "1", "origin": "3", "all": "4"}


def test_the_same_seed_draws_the_same_requests(pagewire):
    pagewire.write("x.ini", HEAD + "requests = 2000\n" + LINKS)
    tables = []
    for name, seed in [("a", 1), ("b", 1), ("c", 2)]:
        done = pagewire.run("run", "x.ini", "-o", name, "--set", f"seed={seed}", "--set", "workload.clients=50")
        assert done.returncode == 0, done
        tables.append((pagewire.folder / name / "answers.csv").read_bytes().replace(b",2,1,", b",1,1,"))
    assert tables[0] == tables[1] != tables[2]


def test_a_mistake_in_a_log_has_its_line(pagewire):
    pagewire.write("log.csv", LOG + "soon,bob,http://www.example/a,,\n")
    pagewire.write("x.ini", HEAD + "log = log.csv\n" + LINKS)
    sentence = pagewire.refused("run", "x.ini", "-o", "out")
    assert "log.csv:6: time 'soon' is no number of seconds" in sentence


def test_what_is_of_a_single_browser_is_refused(pagewire):
    pagewire.write("x.ini", HEAD + "[path]\nvia = reverse-proxy\n" + LINKS)
    assert "x.ini:4: path.via = reverse-proxy is of a single browser's path" in pagewire.refused("run", "x.ini", "-o", "out")
    pagewire.write("x.ini", HEAD + "[fault]\nkind = stall\n" + LINKS)
    assert "fault.kind = stall is not for a workload of requests: use crash" in pagewire.refused("run", "x.ini", "-o", "out")
    pagewire.write("x.ini", HEAD + "[catalogue]\nprivate = 60%\nno-store = 50%\n" + LINKS)
    assert "are 100 % at most" in pagewire.refused("run", "x.ini", "-o", "out")


TIERS = "[cdn]\ntiers = 2\nedges = 2\n[middle]\nrate = 1Gbps\ndelay = 20ms\n"


def test_connections_carry_the_same_workload(pagewire):
    """Both levels have the same requests, and the caches answer the same ones."""
    workload = HEAD + "clients = 20\nrequests = 600\nthink-time = 1s\n[catalogue]\nobjects = 100\nobject-size = 10KB\n"
    pagewire.write("x.ini", workload + TIERS + LINKS)
    tables = {}
    for level in ["messages", "packets"]:
        done = pagewire.run("run", "x.ini", "-o", "out", "--set", f"workload.level={level}", *(["--pcap"] if level == "packets" else []))
        assert (done.returncode, done.stderr) == (0, ""), done
        tables[level] = {row["answered_by"]: row for row in rows(pagewire, "answers.csv")}, rows(pagewire, "cache-tiers.csv")
        if level == "messages":
            (pagewire.folder / "out").rename(pagewire.folder / "messages")
    (direct, caches), (packets, behind) = tables["messages"], tables["packets"]
    assert [row["cache"] for row in caches] == [row["cache"] for row in behind] == ["edge-1", "edge-2", "parent"]
    assert "failed" not in packets
    for tier in ["edge", "parent", "origin", "all"]:
        assert abs(int(direct[tier]["answers"]) - int(packets[tier]["answers"])) <= 12, "a few collapse here and not there"
        # Handshakes and slow start come on top; a response's headers, too.
        assert float(packets[tier]["latency_p50_ms"]) > float(direct[tier]["latency_p50_ms"])
    assert direct["all"]["bytes"] == packets["all"]["bytes"]
    for one, other in zip(caches, behind):
        assert abs(int(one["hits"]) - int(other["hits"])) <= 12
        assert one["stored_responses"] == other["stored_responses"]
    captures = {path.name for path in (pagewire.folder / "out").rglob("*.pcap")}
    assert {"capture-access-near.pcap", "capture-access-2-far.pcap", "capture-middle-2-near.pcap", "capture-backbone-far.pcap"} <= captures


def test_connections_need_clients_that_can_have_them(pagewire):
    pagewire.write("x.ini", HEAD + "level = packets\nclients = 20000\n" + LINKS)
    assert "workload.clients = 20000 is too many to have connections" in pagewire.refused("run", "x.ini", "-o", "out")
    pagewire.write("x.ini", HEAD + "level = packets\n[browser]\ntls = 1.3\n" + LINKS)
    assert "browser.tls = 1.3 is not for a workload of requests" in pagewire.refused("run", "x.ini", "-o", "out")


DRAWN = HEAD + "clients = 20\nrequests = 600\nthink-time = 1s\n[catalogue]\nobjects = 100\nobject-size = 10KB\n"


def test_the_printed_table_says_how_requests_were_answered(pagewire):
    pagewire.write("x.ini", DRAWN + LINKS + "[sweep]\ncdn.tiers = 0 1\n")
    done = pagewire.run("run", "x.ini", "-o", "out", "--table")
    assert (done.returncode, done.stderr) == (0, ""), done
    header, none, one, _ = done.stdout.splitlines()
    for heading in ["requests", "hit %", "byte hit %", "revalidated %", "outdated %", "origin requests", "p50 ms", "p99 ms"]:
        assert heading in header
    assert none.split()[:3] == ["0", "600", "0.0"]
    runs = rows(pagewire, "runs.csv")
    answers = [r for r in rows(pagewire, "answers.csv") if r["cdn.tiers"] == "1"]
    hits = sum(int(r["answers"]) for r in answers if r["answered_by"] == "edge")
    assert one.split()[:3] == ["1", "600", f"{hits / 6:.1f}"]
    assert [r["requests"] for r in runs] == ["600", "600"] and runs[0]["origin_requests"] == "600"
    assert {r["packets_up"] for r in runs} == {""}, "there were none"


def test_decisions_of_caches_are_written_down_on_demand(pagewire):
    for level in ["messages", "packets"]:
        pagewire.write(f"{level}.ini", DRAWN + LINKS + f"[record]\ncache = yes\n[sweep]\nworkload.level = {level}\n")
        done = pagewire.run("run", f"{level}.ini", "-o", level)
        assert (done.returncode, done.stderr) == (0, ""), done
        with open(pagewire.folder / level / "cache.csv", newline="") as file:
            decided = list(csv.DictReader(file))
        assert len(decided) == 600
        assert {row["node"] for row in decided} == {"edge-1"}
        assert any(row["outcome"] == "hit" for row in decided) and all(row["why"].endswith(".") for row in decided)


def test_a_cache_can_be_switched_off_at_both_levels(pagewire):
    pagewire.write("x.ini", DRAWN + LINKS + "[cdn-cache]\ncache = no\n[sweep]\nworkload.level = messages packets\n")
    done = pagewire.run("run", "x.ini", "-o", "out")
    assert (done.returncode, done.stderr) == (0, ""), done
    for row in rows(pagewire, "runs.csv"):
        assert (row["requests"], row["cache_answers"], row["origin_requests"]) == ("600", "0", "600"), row


def test_too_many_clients_of_a_log_are_refused_as_well(pagewire):
    pagewire.write("log.csv", "time,client,url\n" + "".join(f"{i},{i},http://x.example/\n" for i in range(10001)))
    pagewire.write("x.ini", HEAD + "level = packets\nlog = log.csv\n" + LINKS)
    assert "has 10001 clients, too many to have connections" in pagewire.refused("run", "x.ini", "-o", "out")


def test_captures_need_packets(pagewire):
    pagewire.write("x.ini", HEAD + LINKS)
    assert "leave --pcap out" in pagewire.refused("run", "x.ini", "-o", "out", "--pcap")
    assert "leave --har out" in pagewire.refused("run", "x.ini", "-o", "out", "--har")


def test_failed_validations_are_not_updates(pagewire):
    """Nothing ever changes, so that no validation brings anything new, not even while the origin is down."""
    pagewire.write("x.ini", DRAWN + "lifetime = 1s\n[fault]\nkind = crash\nnode = origin\nat = 10s\ntime = 5s\n[cdn-cache]\nstale-if-error = 0s\n" + LINKS)
    done = pagewire.run("run", "x.ini", "-o", "out")
    assert (done.returncode, done.stderr) == (0, ""), done
    cache = rows(pagewire, "cache-tiers.csv")[0]
    assert cache["updated"] == "0" and int(cache["failed"]) > 0 and int(cache["revalidated"]) > 0
    run = rows(pagewire, "runs.csv")[0]
    assert int(run["requests_failed"]) >= int(cache["failed"])


OF_BROWSERS = """time,client,url,size,cache-control
10,ann,http://www.example/a,1000,max-age=60
11,ann,http://www.example/a,,
12,ann,http://www.example/p,1000,"private, max-age=60"
13,ann,http://www.example/p,,
14,bob,http://www.example/p,,
75,bob,http://www.example/a,,
80,ann,http://www.example/a,,
81,ann,http://www.example/a,,
"""


def with_browsers(pagewire, *more):
    """Returns, by level, rows by who answered, rows of caches, and decisions by node."""
    pagewire.write("log.csv", OF_BROWSERS)
    pagewire.write("x.ini", HEAD + "log = log.csv\n[browser]\ncache = browser\n[record]\ncache = yes\n" + LINKS + "[sweep]\nworkload.level = messages packets\n")
    done = pagewire.run("run", "x.ini", "-o", "out", *more)
    assert (done.returncode, done.stderr) == (0, ""), done
    by_level = []
    for level in ["messages", "packets"]:
        answers, caches, decided = ([row for row in rows(pagewire, name) if row["workload.level"] == level] for name in ["answers.csv", "cache-tiers.csv", "cache.csv"])
        outcomes = {}
        for row in decided:
            outcomes.setdefault(row["node"], []).append(row["outcome"])
        by_level.append(({row["answered_by"]: row for row in answers}, caches, outcomes))
    return by_level


def test_each_client_may_have_a_cache_of_its_own(pagewire):
    """What is private stays there. At 75 s the edge validates /a, which at 80 s a 304 of its own confirms to ann, and so the edge answers her."""
    for answers, caches, outcomes in with_browsers(pagewire):
        assert {by: row["answers"] for by, row in answers.items()} == {"browser": "3", "edge": "1", "origin": "4", "all": "8"}
        assert answers["browser"]["latency_max_ms"] == "0.000000" and answers["browser"]["bytes"] == "3000"
        # Clients have 1000 octets of every answer, a 304 or none.
        assert answers["all"]["bytes"] == "8000"
        assert [row["cache"] for row in caches] == ["edge-1"], "browsers are no tier"
        assert {key: caches[0][key] for key in ["requests", "hits", "revalidated", "misses", "stored_responses"]} == {
            "requests": "5", "hits": "1", "revalidated": "1", "misses": "3", "stored_responses": "1"}
        assert outcomes == {"browser-1": ["miss", "hit", "miss", "hit", "revalidated", "hit"],
                            "browser-2": ["miss", "miss"],
                            "edge-1": ["miss", "miss", "miss", "revalidated", "hit"]}
    for run in rows(pagewire, "runs.csv"):
        assert (run["requests"], run["cache_answers"], run["origin_requests"]) == ("8", "4", "4")
    assert not (pagewire.folder / "out" / "visits.csv").exists()


def test_caches_of_clients_are_as_large_fast_and_punctual_as_a_browsers(pagewire):
    """On disk alone a hit takes its 5 ms, a cache too small for 1000 octets has none, and to a clock 2 min ahead all is stale."""
    for answers, _, _ in with_browsers(pagewire, "--set", "browser.memory-cache=0"):
        assert (answers["browser"]["answers"], answers["browser"]["latency_max_ms"]) == ("3", "5.000000")
    for cause in ["memory-cache=1000B", "clock-skew=2min"]:
        (pagewire.folder / "out").rename(pagewire.folder / f"before-{cause}")
        for answers, _, _ in with_browsers(pagewire, "--set", f"browser.{cause}", "--set", "browser.disk-cache=0" if "memory" in cause else "browser.disk-cache=1MB"):
            assert "browser" not in answers and answers["all"]["answers"] == "8"
