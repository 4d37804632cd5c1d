# SPDX-License-Identifier: GPL-2.0-only
"""Lab 06: what is right, question by question."""

import math

from pagewire.labs import Terms, Text, Value, Word, picked

SEGMENT = 1448
OBJECTS = 20
LITTLE = "0.02%"
HELD = ["TCP delivers in order", "the server sends them later", "the window is full", "their own packets are lost"]
GROWS = ["about the same", "twice as long", "four times as long"]
WINDOWS = ["six windows", "six handshakes", "fewer packets", "no encryption"]
OTHERS = "The mean of hol_other_ms of the objects, zeros among them, without the document."
MEANS = "The mean of plt_ms of all eight runs, not the median that the command prints."
FASTER = ["h2", "h3", "cannot be told"]
LEFT = ["QPACK's dynamic table", "TCP", "flow control", "the pacer"]
# Fields and framing of one response over HTTP/2, with the header and the tag of its TLS records.
HEAD = 75


def round_trip(n):
    return 2.0 * n["D"]


def one_rate(n):
    """Mbit/s of one connection by Mathis et al."""
    return 1.22 * SEGMENT * 8 / (round_trip(n) * 1000 * math.sqrt(n["P"] / 100))


def transfer(megabytes, rate):
    """ms that so many MB take at so many Mbit/s."""
    return megabytes * 8 / rate * 1000


def requests_of(result, protocol):
    """The requests for objects in the runs of this protocol."""
    requests = result.requests
    return requests[(requests["browser.protocol"] == protocol) & (requests["path"] != "/")]


def waiting(result, protocol):
    """How many objects wait for a packet of another's."""
    return int((requests_of(result, protocol)["hol_other_ms"] > 1).sum())


def longest_wait(result, protocol):
    """The longest of these waits, in ms."""
    return float(requests_of(result, protocol)["hol_other_ms"].max())


def object_hit(result, protocol):
    """The number of the object that waits for its own packet."""
    requests = requests_of(result, protocol)
    path = str(requests.loc[requests["hol_own_ms"].idxmax(), "path"])
    return int(path.rpartition("/")[2].partition(".")[0])


def predicted_1(n, results):
    """Question 1: what is predicted."""
    delay, behind = float(n["D"]), OBJECTS - n["J"]
    both_ways = {"a round trip taken for one way": 2 * delay}
    return [
        Value(
            "others_h2",
            behind,
            within=0.1,
            before=True,
            slips={
                "all others counted": OBJECTS - 1,
                "those before it counted": n["J"] - 1,
                "the object itself counted": behind + 1,
            },
            hint="Which objects are sent after it on the same connection?",
        ),
        Value(
            "others_h11",
            0,
            within=0.1,
            before=True,
            hint="Which other object is on its way on the same connection?",
        ),
        Value("others_h3", 0, within=0.1, before=True, hint="QUIC orders each stream by itself."),
        Terms(
            "longest wait over h2",
            {"report": delay, "mend": delay},
            slips={"report": both_ways, "mend": both_ways},
            outcome=lambda: longest_wait(results("1"), "h2"),
        ),
    ]


def question_1(n, results):
    """One dropped packet: who waits?"""
    return [
        *predicted_1(n, results),
        Value(
            "longest_ms",
            lambda: longest_wait(results("1"), "h2"),
            "ms",
            tolerance=0.002,
            hint="The largest hol_other_ms of the h2 run.",
        ),
        Value(
            "hit_h3",
            lambda: object_hit(results("1"), "h3"),
            within=0.1,
            hint="In the h3 run one object has hol_own_ms; its path ends in its number.",
        ),
        Word(
            "held_by",
            "TCP delivers in order",
            HELD,
            hints={"the server sends them later": "their octets have arrived: the capture of question 5 shows it"},
        ),
        Text(
            "because",
            "Octets of all streams are one sequence to TCP; what lies behind the gap is there and is not handed up "
            "until the gap is filled.",
        ),
    ]


def outside(result):
    """How many single runs lie outside the interval of their mean."""
    row = result.summary().iloc[0]
    return int(((result.runs["plt_ms"] - row["mean"]).abs() > row["half_width"]).sum())


def predicted_2(n, results):
    """Question 2: what is predicted."""
    rate = one_rate(n)
    return [
        Value(
            "rate",
            rate,
            "Mbit/s",
            tolerance=0.02,
            before=True,
            slips={
                "the loss in percent put in for the share": rate / 10,
                "the root forgotten": rate / math.sqrt(n["P"] / 100),
            },
            hint="Mind the units: octets or bits, ms or s, percent or a share.",
        ),
        Terms(
            "time of the large object",
            {"transfer": transfer(n["G"], rate)},
            slips={"transfer": {"the link's rate in the place of the connection's": transfer(n["G"], 50)}},
            outcome=lambda: float(results("2").summary()["mean"].iloc[0]),
            agreement=0.12,
        ),
    ]


def question_2(n, results):
    """One connection that loses packets."""
    return [
        *predicted_2(n, results),
        Value(
            "mean_ms",
            lambda: float(results("2").summary()["mean"].iloc[0]),
            "ms",
            tolerance=0.002,
            hint="The mean of plt_ms of all six runs, not the median that the command prints.",
        ),
        Value(
            "half_width_ms",
            lambda: float(results("2").summary()["half_width"].iloc[0]),
            "ms",
            tolerance=0.01,
            hint="t times s divided by the root of 6, with t = 2.571; s divides by 5, not by 6.",
        ),
        Value(
            "outside",
            lambda: outside(results("2")),
            within=0.1,
            hint="Count the runs that are further from the mean than half_width.",
        ),
        Word("grows", "twice as long", GROWS, hints={"four times as long": "look at what the formula does with p"}),
        Text(
            "because",
            "After each loss the window halves, then grows by a segment a round trip: the mean window goes with 1 "
            "/ sqrt(p), whatever the link's rate is.",
        ),
    ]


def mean_ms(result, loss, protocol):
    """The mean page load time at this loss."""
    return float(picked(result.runs, loss=loss, protocol=protocol)["plt_ms"].mean())


def gain(result, loss):
    """The load time of h2 over that of h11."""
    return mean_ms(result, loss, "h2") / mean_ms(result, loss, "h11")


def predicted_3(n, results):
    """Question 3: what is predicted."""
    trip, rate, loss = round_trip(n), one_rate(n), f"{n['P']}%"
    critical = n["P"] * (rate / n["B"]) ** 2
    return [
        Value(
            "critical",
            critical,
            "%",
            tolerance=0.03,
            before=True,
            slips={"a share in the place of percent": critical / 100, "the square forgotten": n["P"] * rate / n["B"]},
            hint="Set the formula's rate equal to B, and solve for p.",
        ),
        Terms(
            "load time over h2",
            {"one_link": transfer(n["V"], rate)},
            slips={"one_link": {"the link's rate taken": transfer(n["V"], n["B"])}},
            outcome=lambda: mean_ms(results("3"), loss, "h2"),
            agreement=0.3,
        ),
        Terms(
            "load time over h11",
            {"waits": 4 * trip, "six_link": transfer(n["V"], n["B"])},
            slips={
                "waits": {
                    "TLS or the document's own round trip forgotten": 3 * trip,
                    "the other connections' handshakes counted, while the first one carries parts already": 6 * trip,
                },
                "six_link": {
                    "more than the link carries": transfer(n["V"], 6 * rate),
                    "one connection counted": transfer(n["V"], rate),
                },
            },
            outcome=lambda: mean_ms(results("3"), loss, "h11"),
            tolerance=0.05,
            agreement=0.3,
        ),
    ]


def question_3(n, results):
    """When do six connections beat one?"""
    loss = f"{n['P']}%"
    return [
        *predicted_3(n, results),
        Value(
            "gain_much",
            lambda: gain(results("3"), loss),
            tolerance=0.01,
            hint="Mean load time over h2, divided by that over h11, at your P.",
        ),
        Value("gain_little", lambda: gain(results("3"), LITTLE), tolerance=0.002, hint="The same at 0.02 %."),
        Word(
            "why",
            "six windows",
            WINDOWS,
            hints={"fewer packets": "add packets_up and packets_down of both", "no encryption": "both use TLS 1.3"},
        ),
        Text(
            "because",
            "A loss halves one window of six, so that a twelfth of the rate is lost, not half; below the critical "
            "loss the link is the limit for both.",
        ),
    ]


def other_ms(result, protocol, table):
    """How long an object waits for others' packets on average, in ms."""
    requests = requests_of(result, protocol)
    return float(requests[requests["h3.qpack-table"] == table]["hol_other_ms"].mean())


def estimate(result, protocol):
    """Mean page load time and half the width of its interval."""
    row = result.summary().loc[(protocol, "4096B")]
    return float(row["mean"]), float(row["half_width"])


def faster(result):
    """Which protocol is faster, where the intervals do not overlap."""
    (mean_h2, half_h2), (mean_h3, half_h3) = estimate(result, "h2"), estimate(result, "h3")
    if abs(mean_h2 - mean_h3) <= half_h2 + half_h3:
        return "cannot be told"
    return "h2" if mean_h2 < mean_h3 else "h3"


def predicted_4(n, results):
    """Question 4: what is predicted."""
    octets = 20_000 + 30 * 30_000
    losses = octets / SEGMENT * n["P"] / 100
    return [
        Value(
            "losses",
            losses,
            tolerance=0.1,
            before=True,
            slips={
                "percent taken for the share": 100 * losses,
                "only one object counted": 30_000 / SEGMENT * n["P"] / 100,
            },
            hint="Octets of the page, divided by those of a packet, times the share that is lost.",
        ),
    ]


def question_4(n, results):
    """HTTP/3: no line, and yet?"""
    return [
        *predicted_4(n, results),
        Value("h2_other_ms", lambda: other_ms(results("4"), "h2", "4096B"), "ms", tolerance=0.005, hint=OTHERS),
        Value(
            "h3_other_ms",
            lambda: other_ms(results("4"), "h3", "4096B"),
            "ms",
            tolerance=0.005,
            within=0.05,
            hint=OTHERS,
        ),
        Value(
            "static_other_ms",
            lambda: other_ms(results("4"), "h3", "0B"),
            "ms",
            tolerance=0.005,
            within=0.05,
            hint=OTHERS,
        ),
        Word(
            "left_by",
            "QPACK's dynamic table",
            LEFT,
            hints={"TCP": "there is none under HTTP/3", "the pacer": "its waits are in none of these columns"},
        ),
        Value("h2_mean_ms", lambda: estimate(results("4"), "h2")[0], "ms", tolerance=0.002, hint=MEANS),
        Value("h3_mean_ms", lambda: estimate(results("4"), "h3")[0], "ms", tolerance=0.002, hint=MEANS),
        Word(
            "faster",
            lambda: faster(results("4")),
            FASTER,
            hints={word: "do the two intervals overlap?" for word in FASTER},
        ),
        Text(
            "because",
            "A page is done when its last octet is; one window, halved by each loss, decides when that is, and "
            "either protocol has one.",
        ),
    ]


def arrival(result, n):
    """When the retransmission arrives at the browser: the object whose packet was lost waits until then."""
    stalls = result.stalls
    return float(stalls[(stalls["kind"] == "hol_own") & (stalls["request"] == n["J"] + 1)]["end_ms"].max())


def question_5(n, results):
    """The retransmission, in the capture."""
    return [
        Value(
            "arrives_ms",
            lambda: arrival(results("5"), n),
            "ms",
            tolerance=0.0005,
            hint="The packet with a sequence number lower than those before it.",
        ),
        Value(
            "repair_ms",
            round_trip(n),
            "ms",
            tolerance=0.03,
            hint="From the first acknowledgement with a SACK block to the retransmission.",
        ),
        Value(
            "stream",
            2 * n["J"] + 1,
            within=0.1,
            slips={"the object's number": n["J"], "the document forgotten": 2 * n["J"] - 1},
            hint="The lowest number on the line that has several.",
        ),
        Value(
            "held_octets",
            (OBJECTS - n["J"] + 1) * (3500 + HEAD) - SEGMENT,
            "octets",
            tolerance=0.04,
            hint="The right edge of the last SACK block less its left edge.",
        ),
    ]


def effects(n, results):
    """What the worksheet promises."""
    return {
        "h2, objects that wait for another's packet": waiting(results("1"), "h2"),
        "h2, the longest such wait over R": longest_wait(results("1"), "h2") / round_trip(n),
        "h2 over h11 at your loss: page load time": gain(results("3"), f"{n['P']}%"),
        "h11 over h2 without loss: page load time": 1 / gain(results("3"), "0%"),
        "h2, mean wait for others' packets that h3 without the table saves, over R": (
            other_ms(results("4"), "h2", "4096B") - other_ms(results("4"), "h3", "0B")
        )
        / round_trip(n),
    }
