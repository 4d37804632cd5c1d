# SPDX-License-Identifier: GPL-2.0-only
"""Lab 07: what is right, question by question."""

from pagewire.labs import Terms, Text, Value, Word, picked


UDP, START, PROTOCOL, OVERLAP = "access.block-udp", "browser.h3-head-start", "browser.protocol", "handover.overlap"


def first_byte(result, n, blocked, head_start):
    """Question 1: the first byte of the run with these options, in ms."""
    start = "0s" if head_start == 0 else f"{n['H']}ms"
    return float(picked(result.runs, {UDP: blocked, START: start})["first_byte_ms"].iloc[0])


def question_1(n, results):
    """A network that swallows UDP."""
    trip = 2.0 * n["D"]
    one_way = {"the one-way delay taken for a round trip": n["D"]}
    return [
        Terms(
            "first byte, UDP blocked",
            {"head_start": n["H"], "tcp": trip, "tls": trip, "request": trip},
            slips={
                "head_start": {"TCP tried at once": 0.0},
                "tcp": one_way,
                "tls": {"the two round trips of TLS 1.2": 2 * trip, "TLS left out": 0.0, **one_way},
                "request": one_way,
            },
            outcome=lambda: first_byte(results("1"), n, "yes", n["H"]),
        ),
        Value("passed_ms", lambda: first_byte(results("1"), n, "no", n["H"]), "ms", tolerance=0.01),
        Value(
            "cost_ms",
            lambda: first_byte(results("1"), n, "yes", n["H"]) - first_byte(results("1"), n, "no", n["H"]),
            "ms",
            tolerance=0.01,
            slips={"the head start alone": n["H"]},
            hint="Take the first byte with UDP from the one without, both with the head start H.",
        ),
        Value(
            "swallowed",
            lambda: int(picked(results("1").runs, {UDP: "yes", START: f"{n['H']}ms"})["blocked_up"].iloc[0]),
            within=0.1,
            hint="Read blocked_up of the run with the head start H.",
        ),
        Word(
            "left_at_zero",
            "one round trip",
            ["nothing", "one round trip", "the head start"],
            hints={"nothing": "with a head start of 0 s: compare the two networks, not the two head starts"},
        ),
        Text(
            "because",
            "Nothing tells the browser that a packet was dropped: a blocked network looks like a slow one until "
            "the time is over. Then TCP and TLS take one round trip more than QUIC, whose handshake does both.",
        ),
    ]


def visit_ms(result, blocked, visit):
    """Question 2: how long a visit took."""
    return float(picked(result.visits, {UDP: blocked, "visit": visit})["plt_ms"].iloc[0])


def visit_value(name, results, blocked, visit):
    """The step that asks for it."""
    hint = f"Column plt_ms of visits.csv: block-udp {blocked}, visit {visit}."
    return Value(name, lambda: visit_ms(results("2"), blocked, visit), "ms", tolerance=0.01, hint=hint)


def question_2(n, results):
    """Alt-Svc, from visit to visit."""
    trip = 2.0 * n["D"]
    return [
        Value("first_trips", 3, within=0.1, before=True, slips={"QUIC taken for known already": 2, "the request left out": 2}),
        Value("second_trips", 2, within=0.1, before=True, slips={"HTTP/2 again": 3, "the request left out": 1}),
        Value("third_trips", 1, within=0.1, before=True, slips={"a whole handshake (the browser kept a session)": 2}),
        Terms(
            "second visit, UDP blocked",
            {"wait": n["H"], "connect": 2 * trip, "request": trip},
            slips={"wait": {"a browser that knows of the firewall": 0.0}, "connect": {"QUIC's handshake": trip}},
            outcome=lambda: visit_ms(results("2"), "yes", 2),
        ),
        visit_value("second_ms", results, "no", 2),
        visit_value("third_ms", results, "no", 3),
        visit_value("blocked_third_ms", results, "yes", 3),
        Word(
            "why_third",
            "QUIC failed before",
            ["QUIC failed before", "Alt-Svc has expired", "the TLS session was kept"],
            hints={
                "the TLS session was kept": "a session saves octets here, but over TCP no round trip; compare the waits before TCP is tried",
                "Alt-Svc has expired": "it lasts for a day and more; the visits are seconds apart",
            },
        ),
        Text(
            "because",
            "The first answer over TCP tells of HTTP/3 (Alt-Svc), so the second visit tries QUIC and pays the "
            "head start where UDP is blocked. The browser then takes QUIC for broken for a while and goes "
            "straight to TCP.",
        ),
    ]


def film(result, protocol):
    """Question 3: the row of the film in requests.csv."""
    return picked(result.requests, {PROTOCOL: protocol, "path": "/film.mp4"}).iloc[0]


def load_ms(result, protocol, wanted=None):
    """The page load time of a run of this version."""
    return float(picked(result.runs, {PROTOCOL: protocol, **(wanted or {})})["plt_ms"].iloc[0])


def silence_h2(result):
    """From the move to the first octet of the film over a new connection, in ms."""
    row = film(result, "h2")
    return float(row["connect_ms"] + row["send_ms"] + row["wait_ms"])


def packets(result, n, kind, since):
    """The events "packet_sent" or "packet_received" of the browser's qlog of the h3 run from a moment on."""
    number = int(picked(result.runs, {PROTOCOL: "h3"})["run"].iloc[0])
    records = next(log for name, log in result.qlog(number).items() if "client" in name)
    return [one for one in records[1:] if one["name"] == f"transport:{kind}" and one["time"] >= since]


def silence_h3(result, n):
    """From the move to the first packet over the new path that can only have come there, in ms."""
    # Nothing can come sooner than after a one-way delay, and what the Wi-Fi delivered has come before T.
    return packets(result, n, "packet_received", n["T"] + n["D2"])[0]["time"] - n["T"]


def question_3(n, results):
    """A move in mid-film."""
    trip = 2.0 * n["D2"]
    slips = {"the delay of the Wi-Fi": 2.0 * n["D1"], "the one-way delay taken for a round trip": n["D2"]}
    return [
        Terms(
            "silence over TCP",
            {"tcp": trip, "tls": trip, "request": trip},
            slips={"tcp": slips, "tls": {"TLS left out": 0.0, **slips}, "request": slips},
            outcome=lambda: silence_h2(results("3")),
        ),
        Terms(
            "silence over QUIC",
            {"quic": trip},
            slips={"quic": {"a handshake before": 2 * trip, "three round trips, as over TCP": 3 * trip, **slips}},
            outcome=lambda: silence_h3(results("3"), n),
        ),
        Value(
            "silence_h2_ms",
            lambda: silence_h2(results("3")),
            "ms",
            tolerance=0.01,
            hint="Of the film's row: connect_ms + wait_ms, which belong to the second attempt.",
        ),
        Value(
            "silence_h3_ms",
            lambda: silence_h3(results("3"), n),
            "ms",
            within=1.5,
            slips={"T not taken off": n["T"] + 2.0 * n["D2"]},
            hint="The time of the first packet_received after the pause, less T.",
        ),
        Value(
            "gain_ms",
            lambda: load_ms(results("3"), "h2") - load_ms(results("3"), "h3"),
            "ms",
            tolerance=0.01,
            hint="plt_ms over HTTP/2 less plt_ms over HTTP/3.",
        ),
        Value(
            "status",
            lambda: int(film(results("3"), "h2")["http_status"]),
            within=0.1,
            slips={"the document's row, or that of HTTP/3": 200},
            hint="Column http_status of the film's row of the HTTP/2 run.",
        ),
        Word(
            "kept",
            "the connection ID",
            ["the connection ID", "the port", "the IP address"],
            hints={"the port": "look at column local of connections.csv, and at the port in the capture", "the IP address": "it is what has changed"},
        ),
        Text(
            "because",
            "TCP names a connection by addresses and ports: with a new address it is lost, and handshake, TLS and "
            "request come again. QUIC names it by an ID, so that the server goes on at once; what was under way "
            "is sent again in both cases (over TCP asked for with Range: 206).",
        ),
    ]


def enough(result):
    """The least of the overlaps with which no octet of the film was lost over QUIC, in ms."""
    runs = picked(result.runs, {PROTOCOL: "h3"})
    # Up to 4 packets that are lost later are the server's challenges to the old address (RFC 9000 section 9.3.3).
    whole = runs[runs["lost_down"] <= 4][OVERLAP]
    return min(float(one.removesuffix("ms")) for one in whole)


def lost(result, which):
    """How many packets towards the browser were lost over QUIC with one of the overlaps, in order."""
    return int(picked(result.runs, {PROTOCOL: "h3"})["lost_down"].iloc[which])


def shortened(result):
    """The load times over HTTP/3 without an overlap and with the best one, in ms."""
    return load_ms(result, "h3", {OVERLAP: "0ms"}), float(min(picked(result.runs, {PROTOCOL: "h3"})["plt_ms"]))


def question_4(n, results):
    """A move that one sees coming."""
    both = float(n["D1"] + n["D2"])
    return [
        Word("gains", "h3 only", ["both", "h2 only", "h3 only", "neither"], before=True),
        Terms(
            "overlap that saves all, without a queue",
            {"there": n["D2"], "back": n["D1"]},
            slips={
                "there": {"the Wi-Fi's delay: over which link does the server hear of the new address?": n["D1"]},
                "back": {"the cellular link's delay: by which link come the last packets to the old address?": n["D2"]},
            },
        ),
        Value(
            "enough_ms",
            lambda: enough(results("4")),
            "ms",
            within=0.5,
            hint="Look in lost_down of the h3 runs for the first that is 4 at most.",
        ),
        Value(
            "saved_ms",
            lambda: shortened(results("4"))[0] - shortened(results("4"))[1],
            "ms",
            tolerance=0.02,
            hint="The longest less the shortest plt_ms of the h3 runs.",
        ),
        Word(
            "why_more",
            "packets wait in the queue of the Wi-Fi",
            ["packets wait in the queue of the Wi-Fi", "the server sends more slowly", "the browser challenges the path first"],
            hints={
                "the server sends more slowly": f"how long do the waiting packets take at {n['B1']} Mbit/s? Look at max_queue_down_packets",
                "the browser challenges the path first": "the challenge is the first packet on the new path, and takes no time of its own",
            },
        ),
        Text(
            "because",
            "TCP connections are given up at the move, whatever the old link still brings. QUIC takes in what "
            "still comes on the old path.",
        ),
    ]


def frames(events, kind):
    """The packets with such a frame: each with the frame."""
    return [(one, frame) for one in events for frame in one["data"]["frames"] if frame["frame_type"] == kind]


def challenge(result, n):
    """The browser's first PATH_CHALLENGE, with its packet."""
    return frames(packets(result, n, "packet_sent", n["T"]), "path_challenge")[0]


def answered(result, n):
    """How long after the move the response to the first challenge came, in ms."""
    data = challenge(result, n)[1]["data"]
    came = frames(packets(result, n, "packet_received", n["T"]), "path_response")
    return next(one["time"] for one, frame in came if frame["data"] == data) - n["T"]


def destination_id(result):
    """The destination connection ID of the first datagram on the new path, as tshark prints it."""
    number = int(picked(result.runs, {PROTOCOL: "h3"})["run"].iloc[0])
    capture = result.capture(number).files["second-near"].read_bytes()
    # File header, record header, IPv4, UDP, first octet of a short header; then the ID of 8 octets (RFC 9000 section 17.3.1).
    start = 24 + 16 + 20 + 8 + 1
    return capture[start : start + 8].hex()


def sequence(result, n):
    """The sequence number under which the server had given the browser that ID."""
    told = frames(packets(result, n, "packet_received", 0), "new_connection_id")
    wanted = destination_id(result)
    return next(frame["sequence_number"] for _, frame in told if frame["connection_id"] == wanted)


def question_5(n, results):
    """The challenge, and the new name."""
    return [
        Value(
            "packet_number",
            lambda: challenge(results("3"), n)[0]["data"]["header"]["packet_number"],
            within=0.1,
            hint="The first packet_sent with a path_challenge; another one follows at once.",
            label=True,
        ),
        Value(
            "octets",
            1200,
            within=0.5,
            slips={"the datagram with UDP and IP": 1228, "the frame alone": 9},
            hint="Read the length of the packet with the challenge.",
        ),
        Value(
            "answered_ms",
            lambda: answered(results("3"), n),
            "ms",
            within=1.5,
            hint="Compare the data of both frames: there is more than one challenge.",
        ),
        Value(
            "sequence",
            lambda: sequence(results("3"), n),
            within=0.1,
            hint="Look for the ID that tshark shows among the frames new_connection_id that came.",
            label=True,
        ),
        Word(
            "why_new",
            "nobody shall link the two addresses",
            ["nobody shall link the two addresses", "the old one has expired", "the server could not tell the paths apart"],
            hints={
                "the old one has expired": "IDs have no lifetime: they are retired by a frame",
                "the server could not tell the paths apart": "it tells them apart by the addresses",
            },
        ),
    ]


def effects(n, results):
    """What the worksheet promises."""
    one, two, three, four = (results(name) for name in "1234")
    return {
        "UDP blocked over UDP passed: first byte": first_byte(one, n, "yes", n["H"]) / first_byte(one, n, "no", n["H"]),
        "second visit over first visit, UDP blocked": visit_ms(two, "yes", 2) / visit_ms(two, "yes", 1),
        "second visit over third visit, UDP passed": visit_ms(two, "no", 2) / visit_ms(two, "no", 3),
        "silence over TCP over silence over QUIC": silence_h2(three) / silence_h3(three, n),
        "load time over TCP over that over QUIC": load_ms(three, "h2") / load_ms(three, "h3"),
        "packets lost over QUIC, no overlap less the longest": lost(four, 0) - lost(four, -1),
        "overlap that is enough over the one without a queue": enough(four) / (n["D1"] + n["D2"]),
    }
