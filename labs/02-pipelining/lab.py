# SPDX-License-Identifier: GPL-2.0-only
"""Lab 02: a student's numbers, pages and runs."""

from pagewire.labs import Measurement, Number

WORDS = "anchor bridge candle desert engine feather glacier hammer island jungle kettle ladder".split()
MEASUREMENTS = {
    "1": Measurement("depth.ini", har=True),
    "2": Measurement("slow.ini", har=True),
    "3": Measurement("place.ini"),
    "4": Measurement("lines.ini", har=True),
    "5": Measurement("packet.ini", pcap=True),
}


def numbers(draw):
    slow = draw.choice("K", range(5, 17))
    return [
        Number("N", draw.choice("N", range(24, 41)), "", "images that the document names"),
        Number("S", draw.choice("S", range(800, 1201, 50)), "octets", "content of each image"),
        Number("H", draw.choice("H", range(4000, 8001, 500)), "octets", "content of the document"),
        Number("D", draw.choice("D", range(20, 51, 5)), "ms", "delay of the access link, one way"),
        Number("B", draw.choice("B", [50, 80, 100]), "Mbit/s", "rate of the access link"),
        Number("d", draw.choice("d", [4, 5, 6]), "", "pipeline depth: requests on their way at a time, on one connection"),
        Number("C", draw.choice("C", [4, 5, 6]), "", "connections, where there are several"),
        Number("T", draw.choice("T", range(400, 801, 20)), "ms", "time that the server thinks about the slow image"),
        Number("K", slow, "", "place of the slow image in the line: it is the K-th image asked for"),
        Number("P", f"/{draw.choice('P', WORDS)}/{slow}.gif", "", "path of the slow image"),
    ]


def page(n, slow):
    """A document and its images, one of which takes the server T ms; 0: none does."""
    from pagewire import Page

    folder = n["P"].rpartition("/")[0]
    document = {"url": "/", "type": "document", "mime": "text/html", "size": n["H"], "urgency": 0}
    images = [
        {"url": f"{folder}/{k}.gif", "type": "image", "mime": "image/gif", "size": n["S"], "after": "/"}
        | ({"think": f"{n['T']}ms"} if k == slow else {})
        for k in range(1, n["N"] + 1)
    ]
    title = "A document and its images" + (f", number {slow} slow" if slow else "")
    return Page([document, *images], title=title)


def pages(n):
    places = {"none": 0, "first": 1, "slow": n["K"], "last": n["N"]}
    return {f"{name}.json": page(n, slow) for name, slow in places.items()}


def settings(n):
    link = {"access.delay": f"{n['D']}ms", "access.rate": f"{n['B']}Mbps"}
    ways = f"h11-pipelined,64,1 h11-pipelined,{n['d']},{n['C']} h11,1,{n['C']}"
    return {
        "depth.ini": {**link, "browser.pipeline-depth": f"1 2 {n['d']} 64"},
        "slow.ini": link,
        "place.ini": link,
        "lines.ini": {**link, "browser.protocol, browser.pipeline-depth, browser.connections-per-host": ways},
        "packet.ini": link,
    }
