# SPDX-License-Identifier: GPL-2.0-only
"""Lab 05: what is right, question by question."""

from pagewire.labs import Terms, Text, Value, Word, picked

SAVED = ["a round trip", "the certificates", "the key exchange", "nothing"]
STOPPED = ["its congestion window", "the amplification limit", "flow control", "a lost packet"]
HOSTS_FOR_NOTHING = ["h2", "h2, resumed", "h3", "h3 with 0-RTT"]
READABLE = ["of TLS 1.2", "of TLS 1.3", "of both", "of neither"]
FULL_H2 = {"browser_protocol": "h2", "browser_resume_tls": "no"}
FIRST_DATAGRAM = 1200
INITIAL_WINDOW = 10 * 1448


def round_trip(n):
    return 2.0 * n["D"]


def run_with(result, **wanted):
    """The row of runs.csv of the run in which these options have these values."""
    return picked(result.runs, **wanted).iloc[0]


def first_byte(result, **wanted):
    """When the first octet of the answer came, in ms."""
    return float(run_with(result, **wanted)["first_byte_ms"])


def load_ms(result, **wanted):
    """When the page was whole."""
    return float(run_with(result, **wanted)["plt_ms"])


def octets(result, **wanted):
    """Octets of all packets, both ways."""
    row = run_with(result, **wanted)
    return float(row["bytes_up"] + row["bytes_down"])


def resumption_saves(result):
    """How many octets fewer a resumed session of TLS 1.3 takes."""
    full, resumed = (octets(result, browser_tls="1.3", browser_resume_tls=word) for word in ("no", "yes"))
    return full - resumed


def trips(name, right, slips):
    return Value(
        name,
        right,
        "round trips",
        within=0.1,
        before=True,
        slips=slips,
        hint="Draw the arrows, and count when the client waits.",
    )


def predicted_1(n, results):
    """Question 1: what is predicted."""
    trip = round_trip(n)
    forgot_exchange = {"the request and its answer forgotten": 2.0}
    return [
        Terms(
            "first octet with TLS 1.2",
            {"tcp": trip, "tls": 2 * trip, "exchange": trip},
            slips={
                "tcp": {"no TCP handshake at all": 0.0, "three packets taken for three one-way delays": 1.5 * trip},
                "tls": {"TLS 1.3 in the place of TLS 1.2": trip},
                "exchange": {"the request and its answer forgotten": 0.0},
            },
            outcome=lambda: first_byte(results("1"), browser_tls="1.2", browser_resume_tls="no"),
        ),
        trips("trips_12_resumed", 3, {**forgot_exchange, "the saving of a ticket forgotten": 4.0}),
        trips("trips_13", 3, {**forgot_exchange, "TLS 1.2 in the place of TLS 1.3": 4.0}),
        trips("trips_13_resumed", 3, {"a round trip saved that TLS 1.3 over TCP does not save": 2.0}),
    ]


def question_1(n, results):
    """TLS over TCP."""
    return [
        *predicted_1(n, results),
        Value(
            "tls12_ms",
            lambda: first_byte(results("1"), browser_tls="1.2", browser_resume_tls="no"),
            "ms",
            tolerance=0.002,
            hint="Column first_byte_ms of run 2.",
        ),
        Value(
            "tls13_ms",
            lambda: first_byte(results("1"), browser_tls="1.3", browser_resume_tls="no"),
            "ms",
            tolerance=0.002,
            hint="Column first_byte_ms of run 4.",
        ),
        Value(
            "saved_octets",
            lambda: resumption_saves(results("1")),
            "octets",
            within=0.5,
            hint="bytes_up + bytes_down of the full handshake of TLS 1.3, less those of the resumed one.",
        ),
        Word(
            "saves",
            "the certificates",
            SAVED,
            hints={"a round trip": "compare first_byte_ms of the two runs of TLS 1.3"},
        ),
        Text(
            "because",
            "A full handshake of TLS 1.3 takes one round trip already; the ticket takes the place of certificate "
            "and signature.",
        ),
    ]


def predicted_2(n, results):
    """Question 2: what is predicted."""
    trip = round_trip(n)
    return [
        Terms(
            "first octet over QUIC",
            {"handshake": trip, "exchange": trip},
            slips={
                "handshake": {
                    "TCP's and TLS 1.3's handshakes one after the other": 2 * trip,
                    "0-RTT in the place of 1-RTT": 0.0,
                }
            },
            outcome=lambda: first_byte(results("2"), browser_resume_tls="no"),
        ),
        trips("trips_resumed", 2, {"0-RTT in the place of a resumed handshake": 1.0}),
        trips("trips_early", 1, {"a full handshake counted": 2.0, "the answer's own way forgotten": 0.0}),
    ]


def question_2(n, results):
    """QUIC, and the request in the first packet."""
    early = {"browser_resume_tls": "yes", "quic_early_data": "yes"}
    return [
        *predicted_2(n, results),
        Value(
            "early_ms",
            lambda: load_ms(results("2"), **early, quic_tokens="yes"),
            "ms",
            tolerance=0.002,
            hint="Column plt_ms of run 3, not first_byte_ms.",
        ),
        Value(
            "no_token_ms",
            lambda: load_ms(results("2"), **early, quic_tokens="no"),
            "ms",
            tolerance=0.002,
            hint="Column plt_ms of run 4, not first_byte_ms.",
        ),
        Value(
            "gain",
            lambda: load_ms(results("2"), browser_resume_tls="no") / load_ms(results("2"), **early, quic_tokens="yes"),
            tolerance=0.01,
            hint="The page load time of the full handshake, divided by that of 0-RTT with a token.",
        ),
        Word(
            "stopped_by",
            "the amplification limit",
            STOPPED,
            hints={
                "its congestion window": "ten datagrams would fit into that; the document has fewer",
                "flow control": "the client allows millions of octets",
                "a lost packet": "nothing was lost: see lost_down",
            },
        ),
        Text(
            "because",
            "Without a token the address may be forged: three times what came, until something comes back from it, "
            "a round trip later.",
        ),
    ]


def predicted_3(n, results):
    """Question 3: what is predicted."""
    trip = round_trip(n)
    long_chain, very_long = f"{n['L']}B", f"{n['M']}B"
    return [
        Value(
            "quic_limit",
            3 * FIRST_DATAGRAM,
            "octets",
            within=0.5,
            before=True,
            slips={
                "the client's datagram taken for the limit": FIRST_DATAGRAM,
                "the congestion window taken": 10 * FIRST_DATAGRAM,
            },
            hint="RFC 9000 section 8.1: a multiple of what the client has sent; its first datagram has 1200 octets.",
        ),
        Value(
            "tcp_limit",
            INITIAL_WINDOW,
            "octets",
            within=60.0,
            before=True,
            slips={"headers counted": 15000, "the limit of QUIC taken": 3 * FIRST_DATAGRAM},
            hint="The initial window has ten segments, and a segment carries 1448 octets.",
        ),
        Terms(
            "first octet over QUIC, chain of L",
            {"quic_handshake": 2 * trip, "quic_exchange": trip},
            slips={"quic_handshake": {"the chain taken to fit": trip}},
            outcome=lambda: first_byte(results("3"), browser_protocol="h3", tls_chain=long_chain),
        ),
        Terms(
            "first octet over TCP, chain of M",
            {"tcp": trip, "tls": 2 * trip, "exchange": trip},
            slips={"tls": {"the chain taken to fit": trip}},
            outcome=lambda: first_byte(results("3"), browser_protocol="h2", tls_chain=very_long),
        ),
    ]


def question_3(n, results):
    """How long may a certificate chain be?"""
    long_chain = f"{n['L']}B"
    return [
        *predicted_3(n, results),
        Value(
            "quic_long_ms",
            lambda: first_byte(results("3"), browser_protocol="h3", tls_chain=long_chain),
            "ms",
            tolerance=0.002,
            hint="Column first_byte_ms of run 5.",
        ),
        Value(
            "tcp_long_ms",
            lambda: first_byte(results("3"), browser_protocol="h2", tls_chain=long_chain),
            "ms",
            tolerance=0.002,
            hint="Column first_byte_ms of run 2.",
        ),
        Text(
            "because",
            "With L QUIC takes as long as TCP with TLS 1.3: the saved round trip is spent on showing that the "
            "address is real.",
        ),
    ]


def predicted_4(n, results):
    """Question 4: what is predicted."""
    trip, count = round_trip(n), n["K"]
    every = {"only the first host counted": trip}
    return [
        Terms(
            "load time, h2, K hosts",
            {"tcp": count * trip, "tls": count * trip, "exchange": count * trip},
            slips={
                "tcp": every,
                "tls": {**every, "TLS 1.2 in the place of TLS 1.3": 2 * count * trip},
                "exchange": every,
            },
            outcome=lambda: load_ms(results("4"), page_file="many-hosts.json", **FULL_H2),
        ),
        Terms(
            "load time, h2, one host",
            {"one_tcp": trip, "one_tls": trip, "one_exchange": count * trip},
            slips={
                "one_tcp": {"a handshake for every object": count * trip},
                "one_tls": {"a handshake for every object": count * trip},
                "one_exchange": {"only the document counted": trip},
            },
            outcome=lambda: load_ms(results("4"), page_file="one-host.json", **FULL_H2),
        ),
    ]


def question_4(n, results):
    """A handshake for every host."""
    return [
        *predicted_4(n, results),
        Value(
            "quic_hosts_ms",
            lambda: load_ms(results("4"), page_file="many-hosts.json", browser_protocol="h3", browser_resume_tls="no"),
            "ms",
            tolerance=0.002,
            hint="Column plt_ms of run 7.",
        ),
        Value(
            "early_hosts_ms",
            lambda: load_ms(results("4"), page_file="many-hosts.json", browser_protocol="h3", browser_resume_tls="yes"),
            "ms",
            tolerance=0.002,
            hint="Column plt_ms of run 8.",
        ),
        Word(
            "hosts_for_nothing",
            "h3 with 0-RTT",
            HOSTS_FOR_NOTHING,
            hints={
                "h2, resumed": "compare its two load times",
                "h3": "K hosts still cost K - 1 round trips more than one",
            },
        ),
        Text(
            "because",
            "Each new host costs its handshake again: 2 R with TCP and TLS 1.3, R with QUIC, nothing with 0-RTT.",
        ),
    ]


def early_request_octets(result):
    """Octets of the request's header section with its frame, which is all that the stream carries."""
    requests = result.requests
    return float(requests[requests["browser.protocol"] == "h3"].iloc[0]["request_header_bytes"])


def question_5(n, results):
    """The ClientHello and the 0-RTT packet, in the captures."""
    trip = round_trip(n)
    return [
        Value(
            "hello_ms",
            trip,
            "ms",
            tolerance=0.01,
            slips={"the SYN taken for the ClientHello": 0.0, "the ServerHello taken": 2 * trip},
        ),
        Word(
            "readable",
            "of TLS 1.2",
            READABLE,
            hints={"of both": "look for Certificate in the capture of TLS 1.3 without the key log"},
        ),
        Value(
            "request_octets",
            lambda: early_request_octets(results("5")),
            "octets",
            within=0.5,
            hint="In the 0-RTT packet, the frame STREAM with stream ID 0 has a length.",
        ),
        Value(
            "granted",
            3 * FIRST_DATAGRAM,
            "octets",
            within=0.5,
            slips={"IP's and UDP's headers counted": 3 * (FIRST_DATAGRAM + 28), "one datagram counted": FIRST_DATAGRAM},
            hint="Add udp.length less 8 of what the server sends before it falls silent.",
        ),
        Value(
            "silence_ms",
            trip,
            "ms",
            tolerance=0.03,
            hint="From the server's last datagram before the pause to its next one.",
        ),
    ]


def effects(n, results):
    """What the worksheet promises."""
    early = {"browser_resume_tls": "yes", "quic_early_data": "yes"}
    chains = {"small": "0B", "long": f"{n['L']}B", "very long": f"{n['M']}B"}
    return {
        "TLS 1.2 over TLS 1.3: first octet": first_byte(results("1"), browser_tls="1.2", browser_resume_tls="no")
        / first_byte(results("1"), browser_tls="1.3", browser_resume_tls="no"),
        "1-RTT over 0-RTT: page load time": load_ms(results("2"), browser_resume_tls="no")
        / load_ms(results("2"), **early, quic_tokens="yes"),
        "0-RTT, without over with a token: page load time": load_ms(results("2"), **early, quic_tokens="no")
        / load_ms(results("2"), **early, quic_tokens="yes"),
        "QUIC, chain of L over a small one: first octet": first_byte(
            results("3"),
            browser_protocol="h3",
            tls_chain=chains["long"],
        )
        / first_byte(results("3"), browser_protocol="h3", tls_chain=chains["small"]),
        "TCP, chain of M over L: first octet": first_byte(
            results("3"),
            browser_protocol="h2",
            tls_chain=chains["very long"],
        )
        / first_byte(results("3"), browser_protocol="h2", tls_chain=chains["long"]),
        "h2, K hosts over one: page load time": load_ms(results("4"), page_file="many-hosts.json", **FULL_H2)
        / load_ms(results("4"), page_file="one-host.json", **FULL_H2),
    }
