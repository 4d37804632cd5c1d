# SPDX-License-Identifier: GPL-2.0-only
"""Lab 08: what is right, question by question."""

from pagewire.labs import Terms, Text, Value, Word, picked

NO_CACHE = ["stored, and validated before each use", "stored, and used without asking while fresh", "not stored"]
CAUSES = ["round trips", "octets", "the server", "the disk"]
KEPT = ["the round trip", "the content", "the time on the link"]
CONDITIONS = ["If-None-Match", "If-Modified-Since", "Cache-Control: max-age=0"]


def round_trip(n):
    return 2.0 * n["D"]


def requests(n):
    """The document, its images and counters."""
    return 1 + n["V"] + n["S"] + n["H"] + n["X"]


def link_ms(n, kilobits):
    """The photo's content at this rate."""
    return n["F"] * 8 / kilobits


def visit(result, number, **wanted):
    """The row of visits.csv of this visit, in the run in which the swept options have these values."""
    return picked(result.visits, visit=number, **wanted).iloc[0]


def way(results, navigation, reload="document"):
    """The second visit of question 2 by this way."""
    return visit(results("2"), 2, visits=f"address-bar+{navigation}", reload=reload)


def octets_share(n, result):
    """What the second visit after the middle pause is sent, as a part of what the first one is."""
    of = [visit(result, number, visit_pause=f"{n['P2']}s")["response_bytes"] for number in (1, 2)]
    return of[1] / of[0]


def question_1(n, results):
    """Fresh or stale: the same link after three pauses."""
    cached, asked, fetched = n["V"] + n["H"], 1 + n["S"], n["X"]
    silent = {"what names no lifetime taken for stale": n["V"], "the document counted, which says no-cache": cached + 1}
    return [
        Terms(
            "requests after P2",
            {"from_cache": cached, "validated": asked, "fetched": fetched},
            "",
            slips={
                "from_cache": silent,
                "validated": {"no-cache taken for no-store": n["S"], "what names no lifetime taken for stale": asked + n["H"]},
                "fetched": {"no-cache taken for no-store": fetched + 1, "stale taken for lost": fetched + asked},
            },
        ),
        Value("validated_short", 1, within=0.1, before=True, slips={"nothing validated, though the document says no-cache": 0}),
        Value(
            "validated_long",
            asked + n["H"],
            within=0.1,
            before=True,
            slips={"a heuristic lifetime without an end: it is a day at most": asked, "immutable taken for stale": asked + n["H"] + n["V"]},
        ),
        Value(
            "heuristic_h",
            2.4 * n["A"],
            "h",
            tolerance=0.01,
            before=True,
            slips={"the whole time since Last-Modified": 24.0 * n["A"]},
            hint="A tenth of the time since Last-Modified, if that is less than a day.",
        ),
        Value(
            "octets_share",
            lambda: octets_share(n, results("1")),
            tolerance=0.02,
            hint="Divide response_bytes of the second visit after P2 by that of the first one.",
        ),
        Word(
            "no_cache",
            NO_CACHE[0],
            NO_CACHE,
            hints={"not stored": "that is no-store; see what became of the document in cache.csv"},
        ),
        Text("because", "Age against lifetime decides, each image for itself: fresh is used unasked, stale is validated, no-store is not there at all."),
    ]


def question_2(n, results):
    """Six ways to come back."""
    total, link = requests(n), 1 + n["S"] + n["X"]
    stored = total - n["X"]
    backward = {
        "what is stale validated, as on a link": link,
        "the document validated: back shows once more what was there, whatever it says": n["X"] + 1,
        "no-store taken for stored": 0,
    }
    on_disk = {
        "the cache taken for gone with the browser": 0,
        "all that is on the disk: but what is stale or says no-cache is validated first": stored,
        "stale images taken for fresh": stored - 1,
    }
    return [
        Value("back", n["X"], within=0.1, before=True, slips=backward),
        Value("from_disk", n["V"] + n["H"], within=0.1, before=True, slips=on_disk),
        Value(
            "reload",
            link,
            within=0.1,
            before=True,
            slips={
                "everything validated, as browsers did before 2017": total - n["V"],
                "a hard reload": total,
                "nothing but the document validated: images go as by a link": 1 + n["X"],
            },
        ),
        Value(
            "reload_all",
            total - n["V"],
            within=0.1,
            before=True,
            slips={"immutable left out of account": total, "the counters left out, which are asked for each time": total - n["V"] - n["X"]},
        ),
        Value("hard_reload", total, within=0.1, before=True, slips={"immutable taken for safe from a hard reload": total - n["V"]}),
        Value(
            "octets_ratio",
            lambda: way(results, "hard-reload")["response_bytes"] / way(results, "reload", "all")["response_bytes"],
            tolerance=0.02,
            hint="response_bytes of the hard reload over those of the reload of all.",
        ),
        Value(
            "time_ratio",
            lambda: way(results, "hard-reload")["plt_ms"] / way(results, "reload", "all")["plt_ms"],
            tolerance=0.02,
            hint="plt_ms of the hard reload over that of the reload of all.",
        ),
        Word("cause", "round trips", CAUSES, hints={"octets": "which of the two ratios is large, and which is near 1?"}),
        Text("because", "A validation waits a round trip as a fetch does, and six connections take them in as many rounds; only the octets are saved."),
    ]


def photo_ms(n, results, kind, rate):
    """Load time of the second visit of question 3."""
    return float(visit(results("3"), 2, visits=f"address-bar+{kind}", rate=rate)["plt_ms"])


def question_3(n, results):
    """What a 304 saves."""
    slow, fast, trip = f"{n['B1']}kbps", "100Mbps", round_trip(n)
    return [
        Terms(
            "load time of the hard reload, slow link",
            {"connect": trip, "exchange": trip, "link": link_ms(n, n["B1"])},
            slips={"connect": {"the connection taken for open: the origin has closed it in the pause": 0.0}},
            outcome=lambda: photo_ms(n, results, "hard-reload", slow),
            agreement=0.07,
        ),
        Value(
            "saved_slow_ms",
            link_ms(n, n["B1"]),
            "ms",
            tolerance=0.06,
            before=True,
            slips={"the exchange saved as well": link_ms(n, n["B1"]) + trip, "all saved": link_ms(n, n["B1"]) + 2 * trip},
        ),
        Value(
            "saved_fast_ms",
            link_ms(n, 100_000),
            "ms",
            within=0.2,
            before=True,
            slips={"the exchange saved as well": link_ms(n, 100_000) + trip},
        ),
        Value(
            "share_slow",
            lambda: photo_ms(n, results, "reload", slow) / photo_ms(n, results, "hard-reload", slow),
            tolerance=0.01,
            hint="On the slow link: plt_ms of the reload over that of the hard reload.",
        ),
        Value(
            "share_fast",
            lambda: photo_ms(n, results, "reload", fast) / photo_ms(n, results, "hard-reload", fast),
            tolerance=0.01,
            hint="On the fast link: plt_ms of the reload over that of the hard reload.",
        ),
        Word("not_saved", "the round trip", KEPT, hints={"the content": "bytes_down of the two ways tells", "the time on the link": "what makes share_slow so much less than share_fast?"}),
        Text("because", "A 304 saves F octets on the link, that is F x 8 / rate; handshake and exchange stay. On a fast link nearly nothing is left to save."),
    ]


def validation(n, results):
    """The request of the reload for the image that is looked for."""
    rows = results("4").requests
    return rows[(rows["path"] == n["P"]) & (rows["http_status"].astype(str) == "304")].iloc[0]


def validation_port(n, results):
    """The browser's port of the connection that carried it."""
    connections = results("4").connections
    row = connections[connections["connection"] == validation(n, results)["connection"]].iloc[0]
    return int(str(row["local"]).rpartition(":")[2])


def question_4(n, results):
    """The validation of one image, in the capture."""
    return [
        Value(
            "count_304",
            1 + n["S"] + n["H"],
            within=0.1,
            before=True,
            slips={"immutable left out of account": requests(n) - n["X"], "the document left out": n["S"] + n["H"]},
        ),
        Value("port", lambda: validation_port(n, results), label=True, hint="The destination port of the 304, or the source port of its request."),
        Value(
            "head_octets",
            lambda: float(validation(n, results)["response_header_bytes"]),
            within=0.5,
            hint="tcp.len of the packet that has the 304: not the headers of IP and TCP.",
        ),
        Word(
            "decides",
            "If-None-Match",
            CONDITIONS,
            hints={"If-Modified-Since": "RFC 9110 section 13.2.2 has the order", "Cache-Control: max-age=0": "that is for caches on the way"},
        ),
        Text("because", "An entity tag tells versions apart that a date with whole seconds cannot; a recipient ignores If-Modified-Since beside If-None-Match."),
    ]


def effects(n, results):
    """What the worksheet promises."""
    everything, validated = way(results, "hard-reload"), way(results, "reload", "all")
    slow = f"{n['B1']}kbps"
    return {
        "first visit over link after P2: octets of responses": 1 / octets_share(n, results("1")),
        "hard reload over reload of all: octets of responses": everything["response_bytes"] / validated["response_bytes"],
        "reload of all over hard reload: load time": validated["plt_ms"] / everything["plt_ms"],
        "200 over 304, slow link: load time": photo_ms(n, results, "hard-reload", slow) / photo_ms(n, results, "reload", slow),
        "304 over 200, fast link: load time": photo_ms(n, results, "reload", "100Mbps") / photo_ms(n, results, "hard-reload", "100Mbps"),
    }
