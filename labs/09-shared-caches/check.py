# SPDX-License-Identifier: GPL-2.0-only
"""Lab 09: what is right, question by question."""

import math

from pagewire.labs import Terms, Text, Value, Word, picked

ROOM = 3
REQUESTS = 20000
SIZE_MB = 0.02
LOOKED_AT = ["how often it was asked for", "when it was asked for last", "when it came"]
IN_COMMON = ["each copy gets fewer requests in its lifetime", "the cache is full", "the objects change more often"]
REMEDIES = ["a tag of the content", "a Last-Modified beside the tag", "a weak tag of the server"]
COLLAPSED = ", in cache-tiers.csv; what waited for the answer to another request is no hit."
STILL = ["clients wait for the origin", "the origin gets a burst", "answers are outdated"]


def hits(sequence, room, renews):
    """By hand: the next to leave is at the front; a hit sends to the back where it renews (LRU; else FIFO)."""
    held, found = [], 0
    for name in sequence:
        if name in held:
            found += 1
            if renews:
                held.append(held.pop(held.index(name)))
        else:
            held = [*held, name][-room:]
    return found


def run(result, **wanted):
    """The row of runs.csv in which the swept options have these values."""
    return picked(result.runs, **wanted).iloc[0]


def caches(result, **wanted):
    """Likewise of cache-tiers.csv."""
    return picked(result.table("cache-tiers"), **wanted).iloc[0]


def question_1(n, results):
    """Hits by hand: LRU and FIFO with room for three."""
    by_lru, by_fifo = hits(n["R"], ROOM, True), hits(n["R"], ROOM, False)
    distinct = len(set(n["R"]))
    return [
        Value(
            "lru",
            by_lru,
            within=0.1,
            before=True,
            slips={"FIFO: a hit does not make an object young there": by_fifo, "the misses counted": len(n["R"]) - by_lru},
        ),
        Value(
            "fifo",
            by_fifo,
            within=0.1,
            before=True,
            slips={"LRU: a hit makes an object young there": by_lru, "the misses counted": len(n["R"]) - by_fifo},
        ),
        Value("unlimited", len(n["R"]) - distinct, within=0.1, before=True, slips={"the first request for each taken for a hit": len(n["R"])}),
        Value(
            "evictions_lru",
            lambda: caches(results("1"), cdn_cache_memory_policy="lru", cdn_cache_memory_capacity="65KB")["evictions"],
            within=0.1,
            hint="Column evictions of cache-tiers.csv: every miss brings one in, and the first three find room.",
        ),
        Text("because", "At FIFO a popular object leaves when its time has come though it was just used; at LRU each use renews it."),
    ]


def zipf(n):
    """Each object's share of the requests."""
    weights = [rank ** -n["Z"] for rank in range(1, n["N"] + 1)]
    return [weight / sum(weights) for weight in weights]


def approximation(n, held):
    """Che's: `held` gives the part of the time that an object is stored, from its requests in the time T."""
    shares, low, high = zipf(n), 0.0, 1e9
    for _ in range(100):
        middle = (low + high) / 2
        full = sum(held(share * middle) for share in shares) >= n["C"]
        low, high = (low, middle) if full else (middle, high)
    return sum(share * held(share * low) for share in shares)


def of_lru(requests):
    return 1 - math.exp(-requests)


def of_fifo(requests):
    return requests / (1 + requests)


def hit_ratio(result, **wanted):
    row = caches(result, **wanted)
    return row["hits"] / row["requests"]


def question_2(n, results):
    """Room for a part: Che's approximation, and other policies."""
    lru, fifo = approximation(n, of_lru), approximation(n, of_fifo)
    return [
        Value(
            "che_lru",
            lru,
            tolerance=0.01,
            before=True,
            slips={"the formula of FIFO": fifo, "room taken for hit ratio": n["C"] / n["N"]},
        ),
        Value("che_fifo", fifo, tolerance=0.01, before=True, slips={"the formula of LRU": lru, "room taken for hit ratio": n["C"] / n["N"]}),
        Value(
            "lru",
            lambda: hit_ratio(results("2"), cdn_cache_memory_policy="lru"),
            tolerance=0.01,
            hint="hits divided by requests, in cache-tiers.csv.",
        ),
        Value(
            "lfu",
            lambda: hit_ratio(results("2"), cdn_cache_memory_policy="lfu"),
            tolerance=0.01,
            hint="hits divided by requests, in cache-tiers.csv.",
        ),
        Word("best_by", LOOKED_AT[0], LOOKED_AT, hints={"when it was asked for last": "that is LRU", "when it came": "that is FIFO"}),
        Text(
            "because",
            "Popularity does not change here, so the count of requests tells it best; LRU lets objects in that are asked for once, and popular ones out for them.",
        ),
    ]


def fetched(n, copies):
    """Requests that reach the next server if there are so many copies in all: one of each in a lifetime and a wait."""
    return REQUESTS / (1 + n["J"] * n["T"] / copies)


def at_once(n, copies):
    """The slip of a fetch in each lifetime, with no wait for the next request."""
    return {"r T in the place of r T + 1: after a lifetime it takes until somebody asks": REQUESTS * copies / (n["J"] * n["T"])}


def origin_requests(results, vary, edges, tiers):
    return float(run(results("3"), catalogue_vary=vary, cdn_edges=edges, cdn_tiers=tiers)["origin_requests"])


def measured_copies(n, results):
    """Requests at the origin in the four runs of question 3."""
    runs = [("none", 1, 1), ("Accept-Encoding", 1, 1), ("none", n["E"], 1), ("none", n["E"], 2)]
    return [origin_requests(results, *one) for one in runs]


def question_3(n, results):
    """Many copies of the same: variants, edges, a parent."""
    one, variants, edges = fetched(n, n["K"]), fetched(n, n["K"] * n["V"]), fetched(n, n["K"] * n["E"])
    share = lambda vary: hit_ratio(results("3"), catalogue_vary=vary, cdn_edges=1, cdn_tiers=1)
    return [
        Terms(
            "requests at the origin",
            {"one_edge": one, "variants": variants, "edges": edges, "parent": one},
            "",
            slips={
                "one_edge": {**at_once(n, n["K"]), "all requests": REQUESTS, "the requests that are answered by the cache": REQUESTS - one},
                "variants": {**at_once(n, n["K"] * n["V"]), "one copy for all variants": one, "each variant with all requests": n["V"] * one},
                "edges": {**at_once(n, n["K"] * n["E"]), "one copy for all edges": one, "each edge with all requests": n["E"] * one},
                "parent": {"a parent that does not share": edges},
            },
            outcome=lambda: sum(measured_copies(n, results)),
            agreement=0.06,
        ),
        Value("hit_one", lambda: share("none"), tolerance=0.01, hint=f"hits divided by requests of the first run{COLLAPSED}"),
        Value("hit_variants", lambda: share("Accept-Encoding"), tolerance=0.01, hint=f"hits divided by requests of the second run{COLLAPSED}"),
        Word("in_common", IN_COMMON[0], IN_COMMON, hints={"the cache is full": "column evictions says otherwise"}),
        Text(
            "because",
            "Splitting by variant or edge divides the rate r of each copy; a copy is fetched once in T + 1 / r, however few ask. A parent joins the edges.",
        ),
    ]


def objects_4(n):
    """So many that it is chance which origin a validation meets; with few, the turns of the origins would show."""
    return 10 * n["K"]


def again(n):
    """Validations that bring the content once more, in MB."""
    return (fetched(n, objects_4(n)) - objects_4(n)) * (1 - 1 / n["Y"]) * SIZE_MB


def behind_mb(results, etags):
    return float(caches(results("4"), origin_etags=etags)["bytes_from_behind"]) / 1e6


def answered_304(results):
    row = caches(results("4"), origin_etags="per-server")
    return row["revalidated"] / (row["revalidated"] + row["updated"])


def question_4(n, results):
    """Whose entity tag: several origins behind one edge."""
    return [
        Value(
            "share_304",
            1 / n["Y"],
            tolerance=0.01,
            before=True,
            slips={"the servers that do not know the tag": 1 - 1 / n["Y"], "a tag that all servers know": 1},
        ),
        Terms(
            "octets from the origins",
            {"first": objects_4(n) * SIZE_MB, "again": again(n)},
            "MB",
            slips={
                "first": {"once for each origin": objects_4(n) * n["Y"] * SIZE_MB},
                "again": {
                    "the first fetches taken for validations": again(n) + objects_4(n) * (1 - 1 / n["Y"]) * SIZE_MB,
                    "every validation": again(n) / (1 - 1 / n["Y"]),
                    "the validations that end in a 304": again(n) / (n["Y"] - 1),
                },
            },
            outcome=lambda: behind_mb(results, "per-server"),
            agreement=0.09,
        ),
        Value(
            "measured_304",
            lambda: answered_304(results),
            tolerance=0.01,
            hint="Of the run with tags per server: revalidated divided by revalidated + updated, in cache-tiers.csv.",
        ),
        Value(
            "octets_ratio",
            lambda: behind_mb(results, "per-server") / behind_mb(results, "content"),
            tolerance=0.01,
            hint="bytes_from_behind with tags per server, divided by those with tags of the content.",
        ),
        Word(
            "remedy",
            REMEDIES[0],
            REMEDIES,
            hints={REMEDIES[1]: "which of the two is compared? RFC 9110 section 13.2.2", REMEDIES[2]: "weak or strong, it is another text"},
        ),
        Text("because", "The cache asks with a tag that only its own server knows; another says 200 with the whole content, though it is the same."),
    ]


def fetch_s(n):
    """From a request at the edge to the answer that comes for it."""
    return (2 * n["D"] + n["W"]) / 1000


def burst(results):
    """The mean of requests in a stampede without collapsing; the last one may be cut short and does not count."""
    load = results("5").table("load")
    rows = load[(load["cdn-cache.collapse"].astype(str) == "no")]
    bursts, quiet = [], True
    for count in rows["origin_requests"]:
        if count and quiet:
            bursts.append(0)
        if count:
            bursts[-1] += int(count)
        quiet = not count
    whole = bursts[:-1]
    return sum(whole) / len(whole)


def remedied(results, window):
    return run(results("5"), cdn_cache_collapse="yes", cdn_cache_stale_while_revalidate=window)


def waited(results, window):
    """Answers that came from the origin in spite of collapsing, with this window of stale-while-revalidate."""
    wanted = {"cdn_cache_collapse": "yes", "cdn_cache_stale_while_revalidate": window, "answered_by": "origin"}
    return float(picked(results("5").table("answers"), **wanted).iloc[0]["answers"])


def question_5(n, results):
    """A stampede, and two remedies."""
    way, think = n["A"] * 2 * n["D"] / 1000, n["A"] * n["W"] / 1000
    share = fetch_s(n) / n["F"]
    return [
        Terms(
            "requests in a stampede",
            {"way": way, "think": think},
            "",
            slips={"way": {"the way to the origin alone": way / 2}, "think": {"a request each millisecond": n["W"]}},
            outcome=lambda: burst(results),
            agreement=0.09,
        ),
        Value(
            "waiting_share",
            share,
            tolerance=0.03,
            before=True,
            slips={"the fetch counted beside the lifetime: it is part of the age (RFC 9111 section 4.2.3)": fetch_s(n) / (n["F"] + fetch_s(n))},
        ),
        Value(
            "collapsed",
            lambda: float(remedied(results, "0s")["origin_requests"]),
            within=0.1,
            hint="origin_requests of the second run, in runs.csv.",
        ),
        Value(
            "p99_collapsed_ms",
            lambda: float(remedied(results, "0s")["latency_p99_ms"]),
            "ms",
            tolerance=0.002,
            hint="latency_p99_ms of the second run, in runs.csv.",
        ),
        Value(
            "waited",
            lambda: waited(results, "5s"),
            within=0.5,
            hint="In answers.csv, of the third run: the answers by the origin.",
        ),
        Word(
            "left",
            STILL[0],
            STILL,
            hints={STILL[1]: "look at the second panel of the figure", STILL[2]: "an answer is never older than its lifetime there"},
        ),
        Text("because", "Collapsing spares the origin, yet whoever comes while the one fetch is on its way waits for it; a stale answer at once spares both."),
    ]


def second_hit(n, results):
    """The row of cache.csv for the image that is looked for, in the second visit."""
    rows = results("6").table("cache")
    return rows[(rows["outcome"].astype(str) == "hit") & (rows["url"] == f"http://www.example{n['X']}")].iloc[0]


def question_6(n, results):
    """Age and Cache-Status of one image, in the capture."""
    return [
        Value("age", n["P"], "s", within=1.0, before=True, slips={"the time that is left": n["L"] - n["P"]}),
        Value(
            "hits",
            1 + n["I"],
            within=0.1,
            before=True,
            slips={"private taken for something that a CDN may store": 1 + n["I"] + n["U"], "the document left out": n["I"]},
        ),
        Value(
            "ttl",
            lambda: math.floor(second_hit(n, results)["lifetime_s"] - second_hit(n, results)["age_s"]),
            "s",
            within=0.1,
            hint="The parameter ttl of Cache-Status in the second answer for your image.",
        ),
        Text("because", "Age and ttl add up to the lifetime, but for what is cut off: whoever gets the answer may use it no longer than the cache may."),
    ]


def effects(n, results):
    """What the worksheet promises."""
    one, variants, edges, parent = measured_copies(n, results)
    lfu, lru, fifo = (hit_ratio(results("2"), cdn_cache_memory_policy=policy) for policy in ("lfu", "lru", "fifo"))
    stampeding = run(results("5"), cdn_cache_collapse="no")["origin_requests"]
    return {
        "LFU over LRU: hits": lfu / lru,
        "LRU over FIFO: hits": lru / fifo,
        "variants over one copy: requests at the origin": variants / one,
        "edges over edges with a parent: requests at the origin": edges / parent,
        "tags per server over tags of the content: octets from the origins": behind_mb(results, "per-server") / behind_mb(results, "content"),
        "no collapsing over collapsing: requests at the origin": stampeding / remedied(results, "0s")["origin_requests"],
        "collapsing over stale-while-revalidate: answers that wait": waited(results, "0s") / waited(results, "5s"),
    }
