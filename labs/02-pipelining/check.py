# SPDX-License-Identifier: GPL-2.0-only
"""Lab 02: what is right, question by question."""

import math

from pagewire.labs import Terms, Text, Value, Word, picked

SEGMENT = 1448  # octets of a full TCP segment on this link


def round_trip(n):
    return 2.0 * n["D"]


def run_of(result, **wanted):
    """The row of the run in which the swept options have these values."""
    return picked(result.runs, **wanted).iloc[0]


def load_ms(result, **wanted):
    """The page load time of this run."""
    return float(run_of(result, **wanted)["plt_ms"])


def images(result, **wanted):
    """The rows of the images of this run, in the order in which they were asked for."""
    requests = result.requests
    mine = requests[requests["run"] == run_of(result, **wanted)["run"]]
    return mine[mine["type"] == "image"].sort_values("request")


def mean_ms(result, **wanted):
    """The mean time of an image, from the moment that the browser knows of it."""
    return float(images(result, **wanted)["total_ms"].mean())


def later_ms(result, page):
    """By how much later an image is there on average than on the page without a slow one."""
    return mean_ms(result, file=page) - mean_ms(result, file="none.json")


def predicted_1(n, results):
    """Question 1: what is predicted."""
    trip, rounds = round_trip(n), math.ceil(n["N"] / n["d"])
    return [
        Terms(
            "load time at depth d",
            {"connect": trip, "document": trip, "images": rounds * trip},
            slips={
                "images": {
                    "a round trip for every image": n["N"] * trip,
                    "all images in one round trip": trip,
                    "N / d rounded down": n["N"] // n["d"] * trip,
                    "N / d not rounded": n["N"] / n["d"] * trip,
                }
            },
            outcome=lambda: load_ms(results("1"), pipeline_depth=n["d"]),
        ),
        Value(
            "trips_all",
            3,
            within=0.1,
            before=True,
            slips={"the handshake left out": 2, "the images left out": 2},
            hint="Handshake, document, images: how long do the images wait if all are asked for at once?",
        ),
    ]


def question_1(n, results):
    """How many requests at a time"""
    return [
        *predicted_1(n, results),
        Value(
            "gain",
            lambda: load_ms(results("1"), pipeline_depth=1) / load_ms(results("1"), pipeline_depth=n["d"]),
            tolerance=0.01,
            hint="Divide the load time at depth 1 by the one at your depth d.",
        ),
        Value("all_ms", lambda: load_ms(results("1"), pipeline_depth=64), "ms", tolerance=0.002),
        Word(
            "limit",
            "every image is asked for already",
            ["every image is asked for already", "the link is full", "the server can do no more"],
            hints={
                "the link is full": "how many ms do all octets of the page take at the rate B?",
                "the server can do no more": "no image is slow here: the server answers each request at once",
            },
        ),
        Text(
            "because",
            "d requests share one round trip of waiting. From d = N on nothing is left to "
            "share: handshake, document, images.",
        ),
    ]


def predicted_2(n, results):
    """Question 2: what is predicted."""
    behind = n["N"] - n["K"] + 1
    return [
        Terms(
            "load time with the slow image",
            {"round_trips": 3 * round_trip(n), "think": float(n["T"])},
            slips={
                "round_trips": {"the handshake left out": 2 * round_trip(n)},
                "think": {
                    "the time counted for every image behind": float(n["T"] * behind),
                    "nothing for the slow image": 0.0,
                },
            },
            outcome=lambda: load_ms(results("2"), file="slow.json"),
        ),
        Value(
            "held",
            behind,
            within=0.1,
            before=True,
            slips={
                "the slow one left out": behind - 1,
                "all images": n["N"],
                "those before it": n["K"] - 1,
                "only the slow one": 1,
            },
            hint="Answers come in the order of the requests. Which of them come after the K-th?",
        ),
    ]


def question_2(n, results):
    """A slow image in the line"""
    return [
        *predicted_2(n, results),
        Value("slow_ms", lambda: load_ms(results("2"), file="slow.json"), "ms", tolerance=0.002),
        Value(
            "extra",
            lambda: load_ms(results("2"), file="slow.json") - load_ms(results("2"), file="none.json"),
            "ms",
            tolerance=0.02,
            hint="The load time with the slow image, less the one without.",
        ),
        Word(
            "cause",
            "the order of the answers",
            ["the order of the answers", "the rate of the link", "the number of requests"],
            hints={"the number of requests": "there are as many without a slow image"},
        ),
        Text(
            "because",
            "The images behind have long been asked for; but HTTP/1.1 has no way to say which "
            "answer it is, so they come in order.",
        ),
    ]


def predicted_3(n, results):
    """Question 3: what is predicted."""
    thought = float(n["T"])
    return [
        Value(
            "later_first",
            thought,
            "ms",
            tolerance=0.03,
            before=True,
            slips={"only one of N images held up": thought / n["N"]},
            hint="How many of the N images wait T when the first one is slow? Take the mean over all N.",
        ),
        Value(
            "later_last",
            thought / n["N"],
            "ms",
            tolerance=0.02,
            before=True,
            slips={
                "all images held up": thought,
                "no image held up": 0.0,
                "the document counted among the images": thought / (n["N"] + 1),
            },
            hint="How many of the N images wait T when the last one is slow? Take the mean over all N.",
        ),
    ]


def question_3(n, results):
    """Where in the line it stands"""
    return [
        *predicted_3(n, results),
        Value(
            "mean_first",
            lambda: later_ms(results("3"), "first.json"),
            "ms",
            tolerance=0.02,
            hint="Mean total_ms of the images in first.json, less the mean in none.json.",
        ),
        Value(
            "mean_last",
            lambda: later_ms(results("3"), "last.json"),
            "ms",
            tolerance=0.05,
            hint="Mean total_ms of the images in last.json, less the mean in none.json.",
        ),
        Word(
            "blind",
            "the page load time",
            ["the page load time", "the mean time of an image", "the time of the first image"],
            hints={
                "the mean time of an image": "you have just measured it: it differs by much",
                "the time of the first image": "with first.json it has the whole T in it",
            },
        ),
        Text(
            "because",
            "The load ends with the last answer, which waits for the slow one wherever it "
            "stands; what is before it comes early.",
        ),
    ]


def others_done(result, n):
    """When the last image is there that did not share a line with the slow one, over C pipelined connections."""
    rows = images(result, file="first.json", protocol="h11-pipelined", connections_per_host=n["C"])
    slow = rows[rows["path"] == rows["path"].iloc[0]].iloc[0]
    free = rows[rows["connection"] != slow["connection"]]
    return float((free["queued_ms"] + free["total_ms"]).max())


def late(result, **wanted):
    """How many images come later by more than half of the longest delay because of the slow one."""
    with_slow, without = images(result, file="first.json", **wanted), images(result, file="none.json", **wanted)
    delays = with_slow["total_ms"].to_numpy() - without["total_ms"].to_numpy()
    return int((delays > delays.max() / 2).sum())


def question_4(n, results):
    """One line, or several"""
    trip, depth, several = round_trip(n), n["d"], n["C"]
    rounds = math.ceil((n["N"] - depth) / ((several - 1) * depth))
    one = {"protocol": "h11-pipelined", "connections_per_host": 1}
    lines = {"protocol": "h11-pipelined", "connections_per_host": several}
    single = {"protocol": "h11", "connections_per_host": several}
    return [
        Terms(
            "the images of the other lines",
            {"connect": trip, "document": trip, "second_connect": trip, "images": rounds * trip},
            slips={
                "second_connect": {
                    "the other connections taken for ready": 0.0,
                    "each of them counted": (several - 1) * trip,
                },
                "images": {"one image at a time on each": math.ceil((n["N"] - depth) / (several - 1)) * trip},
            },
            outcome=lambda: others_done(results("4"), n),
        ),
        Value("held_one", n["N"], within=0.1, before=True, slips={"the slow one left out": n["N"] - 1}),
        Value(
            "held_lines",
            depth,
            within=0.1,
            before=True,
            slips={
                "the slow one left out": depth - 1,
                "an even share of the images": math.ceil(n["N"] / several),
                "only the slow one": 1,
            },
            hint="The browser gives the first connection d requests and no more. Who stands behind the slow one there?",
        ),
        Value(
            "held_single",
            1,
            within=0.1,
            before=True,
            hint="With one request at a time nobody stands behind anybody.",
        ),
        *(
            Value(
                name,
                lambda way=way: mean_ms(results("4"), file="first.json", **way),
                "ms",
                tolerance=0.005,
                hint=f"Mean total_ms of the images, without the document, in run {run}.",
            )
            for name, run, way in [("one_mean", 4, one), ("lines_mean", 5, lines), ("single_mean", 6, single)]
        ),
        Text(
            "because",
            "Depth saves round trips and lengthens the line that one slow answer holds up; "
            "connections shorten it, for handshakes.",
        ),
    ]


def ends_of_requests(result):
    """Where in the octets towards the server each request ends, by path."""
    requests = result.requests.sort_values("request")
    return dict(zip(requests["path"], requests["request_header_bytes"].cumsum()))


def packet_of(result, path):
    """Number of the packet that brings the end of this image's request, 0 being the first after the document's."""
    ends = ends_of_requests(result)
    return (int(ends[path]) - int(ends["/"]) - 1) // SEGMENT


def question_5(n, results):
    """The line on the wire"""
    return [
        Value(
            "request_packets",
            lambda: 1 + max(packet_of(results("5"), path) for path in ends_of_requests(results("5")) if path != "/"),
            within=0.1,
            hint="Count the packets with data that leave the browser after the document has come.",
        ),
        Value(
            "seq",
            lambda: 1 + ends_of_requests(results("5"))["/"] + SEGMENT * packet_of(results("5"), n["P"]),
            label=True,
            hint="The packet whose column http.request.uri has P in it, perhaps among others; its relative tcp.seq.",
        ),
        Value(
            "silence",
            float(n["T"]),
            "ms",
            tolerance=0.03,
            slips={"the wait for the first image": round_trip(n), "the wait from the request": n["T"] + round_trip(n)},
            hint="The longest time between two packets with data from the server.",
        ),
        Word(
            "tells",
            "its place in the order",
            ["its place in the order", "a number in its head", "the path in its head", "the port"],
            hints={
                "the port": "all answers here have the same two ports",
                "the path in its head": "look at an answer: Follow TCP stream shows its fields",
                "a number in its head": "that came with HTTP/2; look at an answer: Follow TCP stream shows its fields",
            },
        ),
        Text(
            "because",
            "Answers have no mark of the request they belong to, so a finished answer cannot "
            "overtake: it waits at the server.",
        ),
    ]


def effects(n, results):
    """What the worksheet promises."""
    depth, slow, place, lines = (results(question) for question in "1234")
    one = {"protocol": "h11-pipelined", "connections_per_host": 1}
    several = {"protocol": "h11-pipelined", "connections_per_host": n["C"]}
    return {
        "depth 1 over depth d: load time": load_ms(depth, pipeline_depth=1) / load_ms(depth, pipeline_depth=n["d"]),
        "with a slow image over without: load time": load_ms(slow, file="slow.json") / load_ms(slow, file="none.json"),
        "slow one first over last: mean time of an image": mean_ms(place, file="first.json")
        / mean_ms(place, file="last.json"),
        "one line over C lines, slow one first: mean time of an image": mean_ms(lines, file="first.json", **one)
        / mean_ms(lines, file="first.json", **several),
        "one line over C lines, slow one first: images held up": late(lines, **one) / late(lines, **several),
    }
