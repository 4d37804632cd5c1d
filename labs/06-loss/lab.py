# SPDX-License-Identifier: GPL-2.0-only
"""Lab 06: a student's numbers, pages and runs."""

import math

from pagewire.labs import WORDS, Measurement, Number

SEGMENT = 1448
OBJECTS = 20
PARTS = 24
# Octets of the document and of each object of question 4.
PAGE = (20_000, [30_000] * 30)
MEASUREMENTS = {
    "1": Measurement("streams.ini"),
    "2": Measurement("one-object.ini"),
    "3": Measurement("six.ini"),
    "4": Measurement("page.ini"),
    "5": Measurement("packets.ini", pcap=True),
}


def mathis(delay_ms, loss_percent):
    """Mbit/s of one connection by Mathis et al."""
    return 1.22 * SEGMENT * 8 / (2 * delay_ms * 1000 * math.sqrt(loss_percent / 100))


def numbers(draw):
    delay = draw.choice("D", range(15, 61, 5))
    loss = draw.choice("P", [k / 10 for k in range(12, 25)])
    # So fast that six connections fill the link, and one does not.
    rate = round(draw.choice("Q", [3.0, 3.25, 3.5, 3.75, 4.0]) * mathis(delay, loss) * 2) / 2
    return [
        Number("D", delay, "ms", "delay of the access link, one way"),
        Number("J", draw.choice("J", range(9, 17)), "", f"of {OBJECTS} objects, the one that loses a packet"),
        Number("P", loss, "%", "packets that the link loses, in questions 2 to 4"),
        Number("B", rate, "Mbit/s", "rate of the access link, in questions 3 and 4"),
        Number("G", round(24 / loss, 1), "MB", "the large object of question 2 (1 MB is a million octets)"),
        Number("V", round(8 / loss, 1), "MB", f"the {PARTS} parts of question 3 together"),
        Number(
            "W",
            draw.choice("W", range(1, 10000)),
            "",
            "seed of the losses; with another one other packets are lost",
        ),
        Number("F", draw.choice("F", WORDS), "", "folder in which your objects lie"),
    ]


def page_of(n, document, sizes, incremental):
    """A document that names objects, numbered from 1, in the student's folder."""
    from pagewire import Page

    first = {
        "url": "/",
        "type": "document",
        "mime": "text/html",
        "size": document,
        "urgency": 0,
        "incremental": incremental,
    }
    rest = [
        {
            "url": f"/{n['F']}/{k}.jpg",
            "type": "image",
            "mime": "image/jpeg",
            "size": size,
            "incremental": incremental,
            "after": "/",
        }
        for k, size in enumerate(sizes, 1)
    ]
    return Page([first, *rest], title=f"A document and {len(sizes)} objects" if sizes else "One large object")


def pages(n):
    return {
        "twenty.json": page_of(n, 120_000, [3500] * OBJECTS, True),
        "one.json": page_of(n, int(n["G"] * 1e6), [], False),
        "parts.json": page_of(n, 2000, [int(n["V"] * 1e6 / PARTS)] * PARTS, False),
        "page.json": page_of(n, *PAGE, True),
    }


def dropped(n):
    """Which packet towards the browser is the first with content of object J, by protocol: three packets an object, and
    before them those that open the connections and carry the document. Over HTTP/3 the pacer moves it by a few, to an
    object nearby."""
    return {"h2": 90 + 3 * n["J"], "h11": 113 + 3 * n["J"], "h3": 125 + n["J"]}


def settings(n):
    delay, seed = {"access.delay": f"{n['D']}ms"}, {"seed": str(n["W"])}
    slow = {**delay, **seed, "access.rate": f"{n['B']}Mbps"}
    drops = dropped(n)
    return {
        "streams.ini": {
            **delay,
            "browser.protocol, access.drop": " ".join(f"{name},{number}" for name, number in drops.items()),
        },
        "one-object.ini": {**delay, **seed, "access.loss": f"{n['P']}%"},
        "six.ini": {**slow, "access.loss": f"0% 0.02% {n['P']}%"},
        "page.ini": {**slow, "access.loss": f"{n['P']}%"},
        "packets.ini": {**delay, "access.drop": str(drops["h2"])},
    }
