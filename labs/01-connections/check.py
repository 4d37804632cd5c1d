# SPDX-License-Identifier: GPL-2.0-only
"""Lab 01: what is right, question by question."""

import math

from pagewire.labs import Terms, Text, Value, Word, picked

CAUSES = ["round trips", "octets", "loss", "the server"]


def round_trip(n):
    return 2.0 * n["D"]


def serialisation(n):
    """All content at the link's rate, in ms."""
    return (n["H"] + n["N"] * n["S"]) * 8 / (n["B"] * 1000)


def rounds(n, persistent):
    """How many objects the busiest connection carries after the document."""
    if not persistent:
        return math.ceil(n["N"] / n["C"])
    # The first connection is there when the document is; the others open meanwhile and miss a round.
    return math.ceil((n["N"] + n["C"] - 1) / n["C"])


def load_ms(result, **wanted):
    """The page load time of the run in which the swept options have these values."""
    return float(picked(result.runs, **wanted)["plt_ms"].iloc[0])


def question_1(n, results):
    """A connection for every object, one after another."""
    trips = (n["N"] + 1) * round_trip(n)
    forgot = {"the document left out": trips - round_trip(n), "the one-way delay taken for a round trip": trips / 2}
    return [
        Terms(
            "load time",
            {"connect": trips, "exchange": trips, "link": serialisation(n)},
            slips={"connect": forgot, "exchange": forgot, "link": {"only the images counted": n["N"] * n["S"] * 8 / (n["B"] * 1000)}},
            outcome=lambda: load_ms(results("1")),
        ),
        Value("plt_ms", lambda: load_ms(results("1")), "ms", tolerance=0.002),
        Word("cause", "round trips", CAUSES, hints={"octets": "how long would they take at the link's rate alone?"}),
        Text("because", "Two round trips an object, one of them for the handshake; the content takes well under a tenth of the time."),
    ]


def question_2(n, results):
    """One connection for all objects."""
    trips = (n["N"] + 1) * round_trip(n)
    return [
        Terms(
            "load time",
            {"connect": round_trip(n), "exchange": trips, "link": serialisation(n)},
            slips={
                "connect": {"a handshake for every object": trips, "no handshake at all": 0.0},
                "exchange": {"the document left out": trips - round_trip(n)},
            },
            outcome=lambda: load_ms(results("2")),
        ),
        Value(
            "gain",
            lambda: load_ms(results("1")) / load_ms(results("2")),
            tolerance=0.01,
            hint="Divide the load time of question 1 by that of question 2.",
        ),
        Value("connections", lambda: len(results("2").connections), within=0.1),
        Text("because", "N handshakes are saved, a round trip each: of 2 (N + 1) round trips N + 2 are left, so the gain is just under 2."),
    ]


def question_3(n, results):
    """Several connections at a time."""
    trip = round_trip(n)
    kept = (1 + rounds(n, True)) * trip
    naive = (1 + rounds(n, False)) * trip
    slips = {"all C connections taken for ready when the document is there": naive} if naive != kept else {}
    return [
        Terms(
            "load time",
            {"connect": trip, "exchange": kept, "link": serialisation(n)},
            slips={
                "exchange": {**slips, "the document left out": kept - trip},
                "connect": {"handshakes of two rows added": 2 * trip, "each connection's handshake counted": n["C"] * trip},
            },
            outcome=lambda: load_ms(results("3"), protocol="h11"),
        ),
        Value("short_ms", lambda: load_ms(results("3"), protocol="h10"), "ms", tolerance=0.002),
        Value("persistent_ms", lambda: load_ms(results("3"), protocol="h11"), "ms", tolerance=0.002),
        Word(
            "cheaper",
            "h11 on one connection",
            ["h10 on C connections", "h11 on C connections", "h11 on one connection"],
            hints={"h11 on C connections": "it is the fastest; add packets_up and packets_down of each run"},
        ),
        Text("because", "Waiting overlaps: C requests share a round trip. It buys time with handshakes and packets, not with fewer octets."),
    ]


def packets(result, protocol):
    """Packets both ways in the run of this version."""
    runs = result.runs
    row = runs[runs["browser.protocol"] == protocol].iloc[0]
    return int(row["packets_up"] + row["packets_down"])


def client_port(result, protocol, path):
    """The browser's port of the connection that carried this path."""
    requests, connections = result.requests, result.connections
    wanted = requests[(requests["browser.protocol"] == protocol) & (requests["path"] == path)].iloc[0]
    row = connections[(connections["run"] == wanted["run"]) & (connections["connection"] == wanted["connection"])].iloc[0]
    return int(str(row["local"]).rpartition(":")[2])


def question_4(n, results):
    """Packets, and what HTTP/0.9 cannot say."""
    return [
        Value(
            "overhead_packets",
            7,
            within=0.1,
            before=True,
            slips={
                "the handshake alone counted": 3,
                "FINs that nobody acknowledges": 5,
                "a FIN in the packet that acknowledges the other": 6,
            },
            hint="Count what opens the connection, what closes it, and the acknowledgements of both.",
        ),
        *(
            Value(
                name,
                lambda protocol=protocol: packets(results("4"), protocol),
                within=0.5,
                hint=f"packets_up + packets_down of the {protocol} run.",
            )
            for name, protocol in [("short_packets", "h10"), ("persistent_packets", "h11")]
        ),
        Value(
            "share",
            lambda: 1 - packets(results("4"), "h11") / packets(results("4"), "h10"),
            within=0.01,
            hint="short_packets less persistent_packets, over short_packets.",
        ),
        Word(
            "missing",
            "whether the answer is whole",
            ["whether the answer is whole", "which path was asked for", "when the server is done"],
            hints={"when the server is done": "the server closes the connection then, in HTTP/0.9 too"},
        ),
    ]


def question_5(n, results):
    """The connection of one image, in the capture."""
    return [
        Value(
            "port",
            lambda: client_port(results("4"), "h10", n["P"]),
            label=True,
            hint="In the capture of the h10 run, filter for http.request.uri, then read the source port.",
        ),
        Value("syn_frames", lambda: n["N"] + 1, within=0.1, hint="Count the packets with SYN and without ACK in the same capture."),
    ]


def effects(n, results):
    """What the worksheet promises."""
    return {
        "short over persistent, one connection: load time": load_ms(results("1")) / load_ms(results("2")),
        "one over C persistent connections: load time": load_ms(results("2")) / load_ms(results("3"), protocol="h11"),
        "short over persistent, one connection: packets": packets(results("4"), "h10") / packets(results("4"), "h11"),
    }
