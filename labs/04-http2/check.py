# SPDX-License-Identifier: GPL-2.0-only
"""Lab 04: what is right, question by question."""

import math

from pagewire.labs import Terms, Text, Value, Word, picked

CONNECTIONS = 6  # that the browser opens to a host with HTTP/1.1
FRAME_HEADER = 9
FIELDS = 11  # of the request for an image, as the worksheet lists them
LARGEST_FRAME = 16384
# Octets on the link for each octet of content: 1500 of a full packet carry 1448.
PACKED = 1500 / 1448
# Bits of the characters of paths in HPACK's Huffman code (RFC 7541 appendix B); the others that occur have 6.
SHORT, LONG = "aceiost012", "jkqvwxyz"
# The runs of question 3.
OBEYED = {"priorities": "yes", "send_ahead": "4KiB"}
TOO_LATE = {"priorities": "yes", "send_ahead": "4MiB"}
IGNORED = {"priorities": "no"}


def round_trip(n):
    return 2.0 * n["D"]


def huffman_octets(text):
    bits = sum(5 if letter in SHORT else 7 if letter in LONG else 6 for letter in text)
    return math.ceil(bits / 8)


def row(table, **wanted):
    """The first row in which the options have these values."""
    return picked(table, **wanted).iloc[0]


def load_ms(result, **wanted):
    return float(row(result.runs, **wanted)["plt_ms"])


def faster(result):
    """How many times as long the load takes over HTTP/1.1, without a slow image."""
    return load_ms(result, file="none.json", protocol="h11") / load_ms(result, file="none.json", protocol="h2")


def predicted_1(n, results):
    """Question 1: what is predicted."""
    trip, rounds = round_trip(n), math.ceil((n["N"] + CONNECTIONS - 1) / CONNECTIONS)
    early = math.ceil(n["N"] / CONNECTIONS)
    return [
        Terms(
            "load time over HTTP/2",
            {"connect": trip, "document": trip, "images": trip},
            slips={"images": {"a round trip for every image": n["N"] * trip, "as over six connections": rounds * trip}},
            outcome=lambda: load_ms(results("1"), file="none.json", protocol="h2"),
        ),
        Value(
            "trips_six",
            2 + rounds,
            within=0.1,
            before=True,
            slips={"all six connections taken for ready when the document is there": 2 + early},
            hint="Handshake, document, then rounds: the first connection carries an image in each, the five others begin late.",
        ),
        Value(
            "held",
            1,
            within=0.1,
            before=True,
            slips={"the order of requests kept, as with pipelining": n["N"] - n["K"] + 1},
            hint="Does anything on this connection have to come in the order in which it was asked for?",
        ),
    ]


def question_1(n, results):
    """Streams on one connection"""
    return [
        *predicted_1(n, results),
        Value(
            "gain",
            lambda: faster(results("1")),
            tolerance=0.01,
            hint="Without a slow image: the load time over HTTP/1.1 divided by the one over HTTP/2.",
        ),
        Value("slow_ms", lambda: load_ms(results("1"), file="slow.json", protocol="h2"), "ms", tolerance=0.002),
        Word(
            "passes",
            "each frame names its stream",
            ["each frame names its stream", "the server sorts the answers", "each image has a connection"],
            hints={"each image has a connection": "count the rows of connections.csv of that run"},
        ),
        Text(
            "because",
            "Frames say which stream they are of, so whatever is ready may go; all requests "
            "share one round trip and one handshake.",
        ),
    ]


def requests_of(result, size):
    """The requests of the run with this table size, in their order."""
    table = result.requests
    return table[table["h2.header-table-size"].astype(str) == size].sort_values("request")


def request_octets(result, size, path):
    """Octets that the header section of the request for this path takes on the wire."""
    table = requests_of(result, size)
    return int(table[table["path"] == path]["request_header_bytes"].iloc[0])


def all_octets(result, size):
    """The same of all requests."""
    return int(requests_of(result, size)["request_header_bytes"].sum())


def question_2(n, results):
    """What headers cost"""
    path = 2 + huffman_octets(n["P"])
    return [
        Terms(
            "a later request",
            {"frame": FRAME_HEADER, "fields": FIELDS - 1, "path": path},
            "octets",
            tolerance=0.05,
            slips={
                "frame": {"the frame header left out": 0},
                "fields": {"the path counted among them": FIELDS, "two octets for each": 2 * (FIELDS - 1)},
                "path": {
                    "the name and the length left out": path - 2,
                    "no Huffman code": 2 + len(n["P"]),
                    "bits": (path - 2) * 8,
                },
            },
            outcome=lambda: request_octets(results("2"), "4096B", n["P"]),
        ),
        Value("first", lambda: request_octets(results("2"), "4096B", "/"), "octets", within=0.5),
        Value("without", lambda: request_octets(results("2"), "0B", n["P"]), "octets", within=0.5),
        Value(
            "saved",
            lambda: 1 - all_octets(results("2"), "4096B") / all_octets(results("2"), "0B"),
            within=0.005,
            hint="Add up request_header_bytes of each run: 1 less the sum with the table over the sum without, like 0.5.",
        ),
        Word(
            "empty",
            "the table is empty at first",
            ["the table is empty at first", "the document is larger", "the first request is not coded"],
            hints={
                "the document is larger": "that is the answer's content; here requests are counted",
                "the first request is not coded": "in HTTP/1.1 it has 520 octets",
            },
        ),
        Text(
            "because",
            "What was sent once is in the table of both ends, one octet names it; only the "
            "path is new. Cookies gain the most.",
        ),
    ]


def late_sheet(result, **wanted):
    """How long the stylesheet took that is found late."""
    table = result.requests
    return float(row(table[table["type"] == "stylesheet"], **wanted)["total_ms"])


def on_slow_link(n, octets):
    """In ms, octets as they go over the slow link."""
    return octets * 8 / (n["L"] * 1000)


def ahead_octets(n, results):
    """How much went before the stylesheet where priorities were obeyed in time."""
    obeyed = late_sheet(results("3"), **OBEYED)
    return (obeyed - round_trip(n) - on_slow_link(n, n["E"])) * n["L"] * 1000 / 8


def predicted_3(n, results):
    """Question 3: what is predicted."""
    trip = round_trip(n)
    octets = on_slow_link(n, n["H"] + n["M"] * n["Z"] + n["E"]) * PACKED
    least = trip + on_slow_link(n, n["E"])
    return [
        Terms(
            "load time",
            {"connect": trip, "document": trip, "pictures": trip, "link": octets},
            tolerance=0.03,
            slips={
                "link": {
                    "the headers of packets left out": octets / PACKED,
                    "the rate of the fast link": octets * n["L"] / n["B"],
                },
                "pictures": {"a round trip for every picture": n["M"] * trip},
            },
            outcome=lambda: load_ms(results("3"), **OBEYED),
        ),
        Value(
            "least",
            least,
            "ms",
            tolerance=0.05,
            before=True,
            slips={"its own octets left out": trip, "the round trip left out": least - trip},
            hint="Suppose that nothing is before it: a round trip, and its own octets at the slow rate.",
        ),
    ]


def question_3(n, results):
    """An urgent thing behind large ones"""
    return [
        *predicted_3(n, results),
        Value("obeyed_ms", lambda: late_sheet(results("3"), **OBEYED), "ms", tolerance=0.005),
        Value("ignored_ms", lambda: late_sheet(results("3"), **IGNORED), "ms", tolerance=0.005),
        Value("late_ms", lambda: late_sheet(results("3"), **TOO_LATE), "ms", tolerance=0.005),
        Value(
            "ahead",
            lambda: ahead_octets(n, results),
            "octets",
            tolerance=0.05,
            hint="obeyed_ms less your least is time; the slow link's rate turns it into octets.",
        ),
        Word(
            "needed",
            "both",
            ["priorities alone", "little handed ahead alone", "both"],
            hints={
                "priorities alone": "the third run had priorities: what had the server done with the pictures already?",
                "little handed ahead alone": "the second run handed little ahead: by what did the server choose?",
            },
        ),
        Text(
            "because",
            "A priority only sorts what the server still holds; what lies in TCP or in the "
            "link's queue goes first, urgent or not.",
        ),
    ]


def visit(result, push, number):
    """The row of one visit."""
    return row(result.table("visits"), push=push, visit=number)


def vain_octets(result):
    """By how many octets the second visit brings more with push."""
    return int(visit(result, "yes", 2)["bytes_down"] - visit(result, "no", 2)["bytes_down"])


def predicted_4(n, results):
    """Question 4: what is predicted."""
    trip = round_trip(n)
    return [
        Terms(
            "first visit without push",
            {"connect": trip, "document": trip, "stylesheet": trip, "images": trip},
            outcome=lambda: float(visit(results("4"), "no", 1)["plt_ms"]),
        ),
        Value(
            "saves",
            trip,
            "ms",
            tolerance=0.03,
            before=True,
            slips={"nothing saved": 0.0, "the images taken for pushed, too": 2 * trip},
            hint="Which of your terms goes when the stylesheet comes without being asked for?",
        ),
        Value(
            "vain",
            n["Y"],
            "octets",
            tolerance=0.07,
            before=True,
            slips={"the document taken for pushed": n["H"], "nothing, as the browser can refuse": 0.0},
            hint="On the second visit the stylesheet is in the cache. The server does not know that.",
        ),
    ]


def question_4(n, results):
    """Push, and a second visit"""
    return [
        *predicted_4(n, results),
        Value(
            "saved_ms",
            lambda: float(visit(results("4"), "no", 1)["plt_ms"] - visit(results("4"), "yes", 1)["plt_ms"]),
            "ms",
            tolerance=0.02,
            hint="plt_ms of the first visits, without push less with push.",
        ),
        Value(
            "vain_octets",
            lambda: vain_octets(results("4")),
            "octets",
            tolerance=0.01,
            hint="bytes_down of the second visits.",
        ),
        Value(
            "slow_link",
            lambda: on_slow_link(n, vain_octets(results("4"))),
            "ms",
            tolerance=0.06,
            slips={"the rate of the fast link": n["Y"] * 8 / (n["B"] * 1000)},
            hint="vain_octets at the rate L.",
        ),
        Word(
            "refusal",
            "it comes a round trip too late",
            ["it comes a round trip too late", "a browser cannot refuse", "the server does not heed it"],
            hints={
                "a browser cannot refuse": "look for RST_STREAM in the capture",
                "the server does not heed it": "what has it handed to TCP by the time it hears of it?",
            },
        ),
        Text(
            "because",
            "Only the browser knows its cache, only the server knows early; it saves a round trip "
            "once and costs the octets each time.",
        ),
    ]


def question_5(n, results):
    """Streams in the captures"""
    return [
        Value(
            "stream",
            2 * n["K"] + 1,
            within=0.1,
            slips={"streams counted one by one": n["K"] + 1, "the document left out": 2 * n["K"] - 1},
            hint="Filter for http2.headers.path, and read http2.streamid.",
        ),
        Value(
            "promised",
            4,
            within=0.1,
            slips={"the promise of the first visit": 2},
            hint="The second PUSH_PROMISE: http2.push_promise.promised_stream_id.",
        ),
        Value(
            "frames",
            math.ceil(n["Y"] / LARGEST_FRAME),
            within=0.1,
            hint="Frames of type 0 with the promised stream's number, after the RST_STREAM; each row may have several frames.",
        ),
        Word(
            "code",
            "CANCEL",
            ["CANCEL", "REFUSED_STREAM", "NO_ERROR", "FLOW_CONTROL_ERROR"],
            hints={"REFUSED_STREAM": "RFC 9113 section 7 has the numbers of error codes"},
        ),
        Text(
            "because",
            "Streams of a client are odd, of a server even; the promise tells which stream is "
            "to be refused before it has come.",
        ),
    ]


def effects(n, results):
    """What the worksheet promises."""
    streams, headers, sheet, push = (results(question) for question in "1234")
    obeyed = late_sheet(sheet, **OBEYED)
    loads = [float(visit(push, pushing, 1)["plt_ms"]) for pushing in ("no", "yes")]
    octets = [float(visit(push, pushing, 2)["bytes_down"]) for pushing in ("no", "yes")]
    return {
        "six connections over HTTP/2: load time": faster(streams),
        "without the table over with it: octets of requests' headers": all_octets(headers, "0B") / all_octets(headers, "4096B"),
        "priorities too late over in time: the urgent stylesheet": late_sheet(sheet, **TOO_LATE) / obeyed,
        "priorities ignored over obeyed: the urgent stylesheet": late_sheet(sheet, **IGNORED) / obeyed,
        "without push over with it: first visit": loads[0] / loads[1],
        "with push over without it: octets of the second visit": octets[1] / octets[0],
    }
