# SPDX-License-Identifier: GPL-2.0-only
"""Lab 11: what is right, question by question."""

import math

from pagewire.labs import Terms, Text, Value, Word, picked

VIA, VERSION, WAY, PROBES = "path.via", "socks-proxy.version", "workload.way", "tcp.keep-alive-time"


def first_byte(result, via, version=None):
    """The first byte of the run with these proxies, in ms."""
    wanted = {VIA: via} if version is None else {VIA: via, VERSION: version}
    return float(picked(result.runs, wanted)["first_byte_ms"].iloc[0])


def trips(n):
    """Round trips in ms: to the proxy, beyond it, and of the whole path."""
    near, far = 2.0 * n["A"], 2.0 * n["B"]
    return near, far, near + far


def question_1(n, results):
    """One request at every hop."""
    near, far, whole = trips(n)
    return [
        Terms(
            "first byte through the forward proxy",
            {"tcp_near": near, "tcp_far": far, "request": whole},
            slips={
                "tcp_near": {"the one-way delay taken for a round trip": n["A"], "the round trip of the whole path": whole},
                "tcp_far": {"the one-way delay taken for a round trip": n["B"], "a connection to the origin that is there already": 0.0},
                "request": {"the request as far as the proxy only": near, "the handshake to the origin counted here, too": whole + far},
            },
            outcome=lambda: first_byte(results("1"), "forward-proxy"),
        ),
        Value("straight_ms", lambda: first_byte(results("1"), "none"), "ms", tolerance=0.005),
        Value("forward_ms", lambda: first_byte(results("1"), "forward-proxy"), "ms", tolerance=0.005),
        Word(
            "form",
            "absolute-form",
            ["origin-form", "absolute-form", "authority-form"],
            hints={
                "origin-form": "that is what an origin gets, and what a reverse proxy gets that is taken for one",
                "authority-form": "that has a host and a port and nothing else, and belongs to CONNECT",
            },
        ),
        Text(
            "because",
            "The two handshakes together are as long as one over the whole path, and the proxy sends on at once. "
            "It costs no round trip, and it saves some where it has a connection to the origin already.",
        ),
    ]


def setup_ms(result):
    """How long the proxy took to open the first tunnel of CONNECT, in ms."""
    row = result.tunnels[result.tunnels["kind"] == "connect"].iloc[0]
    return float(row["established_ms"] - row["asked_ms"])


def question_2(n, results):
    """What opens a tunnel."""
    near, far, whole = trips(n)
    one_way = {"the one-way delay taken for a round trip": n["A"] + n["B"]}
    return [
        Terms(
            "first byte through SOCKS 5",
            {"tcp": near, "method": near, "connect": whole, "tls": whole, "request": whole},
            slips={
                "tcp": {"the whole path: but this connection ends at the proxy": whole},
                "method": {"no talk about how the client says who it is": 0.0, "the whole path": whole},
                "connect": {"the origin left out: the proxy answers when its own connection stands": near, "the way to the proxy left out": far},
                "tls": {"TLS with the proxy": near, **one_way},
                "request": {"an answer from the proxy": near, **one_way},
            },
            outcome=lambda: first_byte(results("2"), "socks-proxy", "5"),
        ),
        Value(
            "connect_more",
            near,
            "ms",
            tolerance=0.02,
            before=True,
            slips={"a round trip of the whole path": whole, "nothing": 0.0, "two round trips to the proxy": 2 * near},
            hint="Write down both as sums, and see which term is only in one of them.",
        ),
        Value("straight_ms", lambda: first_byte(results("2"), "none"), "ms", tolerance=0.005),
        Value("connect_ms", lambda: first_byte(results("2"), "forward-proxy"), "ms", tolerance=0.005),
        Value("socks5_ms", lambda: first_byte(results("2"), "socks-proxy", "5"), "ms", tolerance=0.005),
        Value(
            "setup_ms",
            lambda: setup_ms(results("2")),
            "ms",
            tolerance=0.01,
            slips={"the way to the proxy counted, too": whole},
            hint="In tunnels.csv: established_ms less asked_ms, of CONNECT.",
        ),
        Word(
            "hidden",
            "the path",
            ["the host", "the port", "the path", "how many octets"],
            hints={
                "the host": "what does the line of CONNECT say?",
                "the port": "what does the line of CONNECT say?",
                "how many octets": "look at the columns of tunnels.csv: who wrote them?",
            },
        ),
        Text(
            "because",
            "TLS runs from end to end inside the tunnel: the proxy learns host, port, times and octets, and "
            "nothing of what is asked and answered.",
        ),
    ]


def mean_ms(result, way):
    """The mean latency of messages followed in this way."""
    return float(picked(result.messages, {WAY: way})["latency_ms"].mean())


def client(result, way):
    """The row of the client that followed in this way."""
    return picked(result.clients, {WAY: way}).iloc[0]


def octets(result, way):
    """Octets to the client for each message, as clients.csv counts them."""
    row = client(result, way)
    return float(row["bytes_down"] / row["heard"])


def question_3(n, results):
    """Hearing of news at once."""
    way = trips(n)[2] / 2
    half = 500.0 * n["I"]
    frame = 2 if n["Z"] < 126 else 4
    polls = 200 * n["G"] / (1000 * n["I"])
    return [
        Terms(
            "mean latency by polling",
            {"wait": half, "way": way},
            slips={"wait": {"the longest wait, not the mean": 2 * half}, "way": {"a round trip: but the poll is at the server already": 2 * way}},
            outcome=lambda: mean_ms(results("3"), "polling"),
        ),
        Value(
            "websocket_mean",
            way,
            "ms",
            tolerance=0.02,
            before=True,
            slips={"a request before each message": 2 * way, "the interval of polling": half},
        ),
        Value(
            "frame_octets",
            frame,
            within=0.1,
            before=True,
            slips={"a length of 7 bits, whatever the size": 2, "a length of 16 bits, whatever the size": 4},
        ),
        Value("polls", polls, tolerance=0.1, before=True, slips={"a poll for each message": 200}),
        Value("websocket_ms", lambda: mean_ms(results("3"), "websocket"), "ms", tolerance=0.005),
        Value("long_polling_ms", lambda: mean_ms(results("3"), "long-polling"), "ms", tolerance=0.005),
        Value("polling_ms", lambda: mean_ms(results("3"), "polling"), "ms", tolerance=0.005),
        Value(
            "times_octets",
            lambda: octets(results("3"), "long-polling") / octets(results("3"), "websocket"),
            tolerance=0.02,
            hint="bytes_down of long polling over that of WebSocket, in clients.csv.",
        ),
        Word(
            "cheapest",
            "websocket",
            ["websocket", "long-polling", "polling"],
            hints={"polling": "fewer answers, but each has fields; add bytes_up and bytes_down"},
        ),
        Text(
            "because",
            "The server may send only when it was asked. A WebSocket is asked for once; a long poll is held until "
            "there is news; a poll comes half an interval late in the mean.",
        ),
    ]


def noticed(result, n, keep_alive):
    """How long after the crash the browser gave its first connection up, in ms."""
    value = "0s" if keep_alive == 0 else f"{n['K']}ms"
    return float(picked(result.connections, {PROBES: value, "connection": "1"})["closed_ms"].iloc[0]) - n["T"]


def probes_before(n):
    """How many probes find nobody: those that arrive before the machine is back."""
    return math.ceil((n["W"] - n["K"] - trips(n)[2]) / n["J"])


def question_4(n, results):
    """A server that restarts."""
    whole = trips(n)[2]
    last = whole / 2
    silence = n["K"] + probes_before(n) * n["J"]
    return [
        Terms(
            "noticed without probes",
            {"data": last, "patience": 1000.0 * n["S"]},
            slips={"data": {"a round trip": whole}, "patience": {"a browser that sees at once": 0.0, "the time that the machine is down": n["W"]}},
            outcome=lambda: noticed(results("4"), n, 0),
        ),
        Terms(
            "noticed by probes",
            {"last": last, "silence": silence, "reset": whole},
            slips={
                "last": {"a round trip": whole},
                "silence": {
                    "the first probe: but nobody answers while the machine is down": n["K"],
                    "a probe that comes while the machine is down": silence - n["J"],
                    "a probe later than needed": silence + n["J"],
                    "the time that the machine is down: but probes come at their own times": n["W"],
                },
                "reset": {"one way: the probe has to get there, and the answer back": last},
            },
            outcome=lambda: noticed(results("4"), n, n["K"]),
        ),
        Value(
            "silent_ms",
            lambda: noticed(results("4"), n, 0),
            "ms",
            tolerance=0.002,
            hint="closed_ms of connection 1 less T.",
        ),
        Value(
            "probed_ms",
            lambda: noticed(results("4"), n, n["K"]),
            "ms",
            tolerance=0.002,
            hint="closed_ms of connection 1 less T.",
        ),
        Word(
            "state",
            "ESTABLISHED",
            ["ESTABLISHED", "CLOSE-WAIT", "FIN-WAIT-1", "CLOSED"],
            hints={"CLOSED": "that is the origin's end; look at the browser's", "CLOSE-WAIT": "for that a FIN has to come: who would send it?"},
        ),
        Word(
            "answer",
            "a RST",
            ["a RST", "a FIN", "nothing"],
            hints={"nothing": "look at the last change of states of that run's first connection", "a FIN": "to close a connection, one has to know of it"},
        ),
        Text(
            "because",
            "A machine without power sends nothing, so the browser's end stays half open. The restarted machine "
            "knows no such connection, and says so to the first segment that meets it.",
        ),
    ]


def requests_for(capture, path):
    """The packets of a capture file that ask for a path: each with its frame number and source port."""
    content, found, at, number = capture.read_bytes(), [], 24, 0
    while at < len(content):
        # The record's header has the length as its third number; what follows is IPv4 without options, then TCP.
        length = int.from_bytes(content[at + 8 : at + 12], "little")
        packet, number = content[at + 16 : at + 16 + length], number + 1
        if packet[9] == 6 and f"{path} HTTP/1".encode() in packet:
            found.append((number, int.from_bytes(packet[20:22], "big")))
        at += 16 + length
    return found


def found_at(result, n, link):
    """Frame number and source port of the request for the image, in the forward proxy's run."""
    number = int(picked(result.runs, {VIA: "forward-proxy"})["run"].iloc[0])
    return requests_for(result.capture(number).files[f"{link}-near"], n["P"])[0]


def question_5(n, results):
    """The same request on both sides of a proxy."""
    return [
        Value(
            "near_port",
            lambda: found_at(results("1"), n, "access")[1],
            label=True,
            hint="Read tcp.srcport of the request for P in the capture of the access link.",
        ),
        Value(
            "far_port",
            lambda: found_at(results("1"), n, "backbone")[1],
            label=True,
            hint="Read tcp.srcport of the request for P in the capture of the backbone.",
        ),
        Value(
            "far_frame",
            lambda: found_at(results("1"), n, "backbone")[0],
            label=True,
            hint="It is the frame's number in the capture of the backbone.",
        ),
        Word(
            "gone",
            "Connection",
            ["Connection", "Host", "User-Agent", "Accept"],
            hints={"Host": "both requests have it, in the proxy's run"},
        ),
        Value("came", 4, within=0.1, slips={"Via alone": 1, "those for the client alone": 3}, hint="Count the fields that only the proxy's request has."),
        Text(
            "because",
            "Connection speaks of the connection to the neighbour, and ends there (RFC 9110 section 7.6.1). The "
            "proxy says who it is (Via) and who asked (X-Forwarded-...).",
        ),
    ]


def effects(n, results):
    """What the worksheet promises."""
    two, three, four = (results(name) for name in "234")
    return {
        "CONNECT over straight: first byte": first_byte(two, "forward-proxy") / first_byte(two, "none"),
        "SOCKS 5 over straight: first byte": first_byte(two, "socks-proxy", "5") / first_byte(two, "none"),
        "polling over WebSocket: mean latency": mean_ms(three, "polling") / mean_ms(three, "websocket"),
        "long polling over WebSocket: octets to the client": octets(three, "long-polling") / octets(three, "websocket"),
        "without probes over with probes: time until noticed": noticed(four, n, 0) / noticed(four, n, n["K"]),
    }
