# SPDX-License-Identifier: GPL-2.0-only
"""The scenarios with many browsers and a CDN: what their comments promise, by formula where there is one."""

import csv
import math

import pytest


@pytest.fixture
def tables(scenario, pagewire):
    """Runs a scenario and gives a function that reads one of its tables."""

    def run(name, *arguments):
        scenario(name, *arguments)

        def read(table):
            with open(pagewire.folder / name / table, newline="") as file:
                return list(csv.DictReader(file))

        return read

    return run


def total(rows, column, **wanted):
    """The sum of a column over the rows whose options (dots and dashes as underscores) have these values."""
    matching = [r for r in rows if all({k.replace(".", "_").replace("-", "_"): v for k, v in r.items()}[o] == w for o, w in wanted.items())]
    return sum(float(r[column] or 0) for r in matching)


def zipf(objects, exponent=0.8):
    weights = [rank**-exponent for rank in range(1, objects + 1)]
    return [weight / sum(weights) for weight in weights]


def at_least(count, mean):
    """The probability that a Poisson variable of this mean is so large."""
    return 1 - sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(count))


def fetches(rates, lifetime, duration):
    """How often objects are fetched whose copies live so long, each again with the first request after that."""
    return sum(
        at_least(n, rate * (duration - (n - 1) * lifetime))
        for rate in rates
        for n in range(1, int(duration // lifetime) + 2)
    )


def test_cdn_tiers(tables):
    read = tables("cdn-tiers")
    load, answers, caches = read("load.csv"), read("answers.csv"), read("cache-tiers.csv")
    requests = [total(load, "origin_requests", cdn_tiers=str(tiers)) for tiers in range(3)]
    assert requests[0] == 40000
    rates = [share * 1000 / 20 for share in zipf(5000)]
    duration = 40000 / (1000 / 20)
    assert requests[1] == pytest.approx(4 * fetches([rate / 4 for rate in rates], 300, duration), rel=0.03)
    assert requests[2] == pytest.approx(fetches(rates, 300, duration), rel=0.03)
    for row in answers:
        # Milliseconds of the links there and back, of the octets on the slowest, and of the origin.
        octets = float(row["bytes"]) * 8 / 50e6 * 1000 / int(row["answers"])
        if row["answered_by"] == "edge":
            assert float(row["latency_mean_ms"]) == pytest.approx(2 * 10 + octets, rel=1e-6)
        if row["answered_by"] == "origin" and row["cdn.tiers"] == "0":
            assert float(row["latency_mean_ms"]) == pytest.approx(2 * (10 + 20 + 40) + 20 + octets, rel=1e-6)
    assert {r["cache"] for r in caches if r["cdn.tiers"] == "2"} == {"edge-1", "edge-2", "edge-3", "edge-4", "parent"}
    for tiers in "12":
        assert total(caches, "requests", cdn_tiers=tiers, tier="edge") == 40000


def test_stampede(tables):
    read = tables("stampede")
    load, answers = read("load.csv"), read("answers.csv")
    # Requests come for 50 s, 200 a second. A fetch takes the origin's second and 2 x 50 ms; the age that a cache reckons
    # has that in it, so that what came is fresh for 10 - 1.1 s more.
    fetch = 1.1
    without = [int(r["origin_requests"]) for r in load if r["cdn-cache.collapse"] == "no"]
    # Those sent until the first answer is there; the last of them is answered as long after that.
    batches = math.ceil(50 / (10 + fetch))
    assert sum(without) == pytest.approx(batches * 200 * fetch, rel=0.05)
    assert max(without) > 10, "some 20 in each tenth of a second"
    for swr in ["0s", "5s"]:
        collapsed = [int(r["origin_requests"]) for r in load if r["cdn-cache.collapse"] == "yes" and r["cdn-cache.stale-while-revalidate"] == swr]
        assert 5 <= sum(collapsed) <= 6 and max(collapsed) == 1
    waited = {(r["cdn-cache.collapse"], r["cdn-cache.stale-while-revalidate"]): int(r["answers"]) for r in answers if r["answered_by"] == "origin"}
    assert waited["yes", "0s"] == pytest.approx(5 * 200 * fetch, rel=0.1)
    assert waited["yes", "5s"] == pytest.approx(200 * fetch, rel=0.2), "only before there was anything"


def test_stale_while_revalidate(tables):
    answers = tables("stale-while-revalidate")("answers.csv")
    by = {(r["cdn-cache.stale-while-revalidate"], r["cdn-cache.stale-if-error"], r["answered_by"]): r for r in answers}
    windows = ["0s", "5s", "60s"]
    for error in ["0s", "600s"]:
        waiting = [int(by[w, error, "origin"]["answers"]) for w in windows]
        outdated = [int(by[w, error, "all"]["outdated"]) for w in windows]
        assert waiting[0] > waiting[1] > waiting[2]
        assert outdated[0] < outdated[1] < outdated[2]
    failed = [int(by[w, "0s", "failed"]["answers"]) for w in windows]
    assert failed[0] > failed[1] > failed[2] > 0
    for window in windows:
        spared = by.get((window, "600s", "failed"), {"answers": 0})
        assert int(spared["answers"]) < failed[2] / 2, "only what was never stored"
        assert float(by[window, "600s", "all"]["outdated_max_ms"]) > 60000, "from before the origin went down"
    # Without leave to serve what is stale nothing is outdated for longer than it is fresh.
    assert float(by["0s", "0s", "all"]["outdated_max_ms"]) < 10000


def test_etag_across_servers(tables):
    caches = tables("etag-across-servers")("cache-tiers.csv")
    for row in caches:
        validations = int(row["revalidated"]) + int(row["updated"])
        expected = 1 / 4 if row["origin.etags"] == "per-server" else 1
        assert validations > 1000
        assert int(row["revalidated"]) / validations == pytest.approx(expected, abs=0.03), row
    behind = {(r["origin.etags"], r["catalogue.validators"]): int(r["bytes_from_behind"]) for r in caches}
    assert behind["per-server", "both"] > 10 * behind["content", "both"]
    assert behind["none", "both"] == behind["content", "both"]


def test_vary(tables):
    caches = tables("vary")("cache-tiers.csv")
    misses = {}
    for row in caches:
        kind = row["catalogue.vary"], row["workload.encodings"]
        misses[kind] = int(row["misses"]) + int(row["updated"]) + int(row["revalidated"])
    order = [("none", "12"), ("Accept-Encoding", "2"), ("Accept-Encoding", "12"), ("User-Agent", "12")]
    assert sorted(misses, key=misses.get) == order
    rates = [share * 1000 / 10 for share in zipf(1000)]
    for kind, variants in zip(order[:3], [1, 2, 12]):
        expected = variants * fetches([rate / variants for rate in rates], 300, 400)
        assert misses[kind] == pytest.approx(expected, rel=0.05), kind


def che(capacity, shares):
    """The hit ratio of LRU with room for so many objects, by the approximation of Che, Tung and Wang (2002)."""
    low, high = 0.0, 1e9
    for _ in range(100):
        middle = (low + high) / 2
        held = sum(1 - math.exp(-share * middle) for share in shares)
        low, high = (middle, high) if held < capacity else (low, middle)
    return sum(share * (1 - math.exp(-share * low)) for share in shares)


def ratio(row, hits, *others):
    return int(row[hits]) / (int(row[hits]) + sum(int(row[other]) for other in others))


def test_eviction(tables):
    caches = tables("eviction")("cache-tiers.csv")
    hits = {(r["cdn-cache.memory-policy"], r["cdn-cache.memory-capacity"]): ratio(r, "hits", "misses", "collapsed") for r in caches}
    octets = {(r["cdn-cache.memory-policy"], r["cdn-cache.memory-capacity"]): ratio(r, "bytes_from_cache", "bytes_from_behind") for r in caches}
    policies = sorted({policy for policy, _ in hits})
    assert len(policies) == 7
    for size in ["5MB", "15MB", "40MB"]:
        assert hits["fifo", size] < hits["lru", size] < hits["lfu", size]
        assert max(policies, key=lambda policy: hits[policy, size]) == "gdsf"
        assert octets["gdsf", size] < octets["lfu", size]
    for policy in policies:
        assert hits[policy, "5MB"] < hits[policy, "15MB"] < hits[policy, "40MB"]


def test_eviction_of_equal_objects_agrees_with_che(tables):
    caches = tables("eviction", "--set", "catalogue.size-spread=0", "--set", "cdn-cache.memory-policy=lru")("cache-tiers.csv")
    shares = zipf(5000)
    for row in caches:
        if row["cdn-cache.memory-capacity"] in ["5MB", "15MB"]:  # the largest is still filling up
            held = int(row["stored_responses"])
            assert ratio(row, "hits", "misses", "collapsed") == pytest.approx(che(held, shares), abs=0.015)


def test_validation(tables):
    read = tables("validation")
    answers, caches = read("answers.csv"), read("cache-tiers.csv")

    def of(rows, validators, by="max-age", ahead="0s"):
        wanted = {"catalogue.validators": validators, "catalogue.lifetime-by": by, "cdn-cache.clock-skew": ahead}
        return [r for r in rows if all(r[option] == value for option, value in wanted.items())]

    def everybody(validators, *how):
        return next(r for r in of(answers, validators, *how) if r["answered_by"] == "all")

    # An entity tag finds every change out: what is outdated is so for no longer than it was fresh.
    assert float(everybody("etag")["outdated_max_ms"]) < 1000
    assert float(everybody("last-modified")["outdated_max_ms"]) > 1000
    assert int(everybody("last-modified")["outdated"]) > 1.05 * int(everybody("etag")["outdated"])
    for validators in ["etag", "last-modified"]:
        right, wrong = of(caches, validators, "expires")[0], of(caches, validators, "expires", "30s")[0]
        assert int(right["hits"]) == int(of(caches, validators)[0]["hits"]) > 1000
        assert int(wrong["hits"]) == int(of(caches, validators, "max-age", "30s")[0]["hits"]) == 0
