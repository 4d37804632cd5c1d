# SPDX-License-Identifier: GPL-2.0-only
"""Lab 07: a student's numbers, pages and runs."""

from pagewire.labs import Measurement, Number

MEASUREMENTS = {
    "1": Measurement("blocked.ini", har=True),
    "2": Measurement("visits.ini"),
    "3": Measurement("move.ini", pcap=True, qlog=True),
    "4": Measurement("overlap.ini"),
}


def numbers(draw):
    return [
        Number("D", draw.choice("D", range(20, 61, 5)), "ms", "delay of the office network, one way"),
        Number("H", draw.choice("H", range(200, 501, 25)), "ms", "head start that the browser gives QUIC"),
        Number("D1", draw.choice("D1", range(12, 31, 2)), "ms", "delay of the Wi-Fi at home, one way"),
        Number("B1", draw.choice("B1", [3, 4]), "Mbit/s", "rate of the Wi-Fi at home"),
        Number("D2", draw.choice("D2", range(40, 81, 5)), "ms", "delay of the cellular link, one way"),
        Number("B2", draw.choice("B2", [10, 12, 15, 20]), "Mbit/s", "rate of the cellular link"),
        Number("T", draw.choice("T", range(350, 451, 10)), "ms", "when the phone moves to the cellular link"),
        Number("V", draw.choice("V", range(240, 301, 5)) * 1000, "octets", "content of the film"),
    ]


def pages(n):
    from pagewire import Page

    note = {"url": "/", "type": "document", "mime": "text/html", "size": 5000, "urgency": 0}
    document = {"url": "/", "type": "document", "mime": "text/html", "size": 2000, "urgency": 0}
    film = {"url": "/film.mp4", "type": "media", "mime": "video/mp4", "size": n["V"], "after": "/"}
    return {
        "note.json": Page([note], title="A short note"),
        "film.json": Page([document, film], title="A document and a film"),
    }


def overlaps(n):
    """The overlaps that question 4 tries, in ms: none, then in steps of half of what it takes without a queue."""
    return [k * (n["D1"] + n["D2"]) // 2 for k in range(9)]


def settings(n):
    office = {"access.delay": f"{n['D']}ms", "browser.h3-head-start": f"{n['H']}ms"}
    move = {
        "access.delay": f"{n['D1']}ms",
        "access.rate": f"{n['B1']}Mbps",
        "second.delay": f"{n['D2']}ms",
        "second.rate": f"{n['B2']}Mbps",
        "handover.at": f"{n['T']}ms",
    }
    starts = "browser.h3-head-start"
    return {
        "blocked.ini": {"access.delay": office["access.delay"], starts: f"{n['H']}ms 0s"},
        "visits.ini": office,
        "move.ini": move,
        "overlap.ini": {**move, "handover.overlap": " ".join(f"{one}ms" for one in overlaps(n))},
    }
