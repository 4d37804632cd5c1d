# SPDX-License-Identifier: GPL-2.0-only
"""Lab 01: a student's numbers, page and runs."""

from pagewire.labs import WORDS, Measurement, Number

MEASUREMENTS = {
    "1": Measurement("short.ini", har=True),
    "2": Measurement("persistent.ini", har=True),
    "3": Measurement("parallel.ini", har=True),
    "4": Measurement("versions.ini", pcap=True),
}


def numbers(draw):
    return [
        Number("N", draw.choice("N", range(24, 45)), "", "images that the document names"),
        Number("S", draw.choice("S", range(1600, 4001, 100)), "octets", "content of each image"),
        Number("H", draw.choice("H", range(6000, 11001, 500)), "octets", "content of the document"),
        Number("D", draw.choice("D", range(25, 81, 5)), "ms", "delay of the access link, one way"),
        Number("B", draw.choice("B", [20, 40, 50, 80, 100]), "Mbit/s", "rate of the access link"),
        Number("C", draw.choice("C", [3, 4, 5, 6]), "", "connections at a time, where there are several"),
        Number("P", f"/{draw.choice('P', WORDS)}/{draw.choice('K', range(3, 21))}.gif", "", "an image that you will look for"),
    ]


def image_paths(n):
    """All images lie in the folder of the one to be found, numbered from 1."""
    folder = n["P"].rpartition("/")[0]
    return [f"{folder}/{k}.gif" for k in range(1, n["N"] + 1)]


def pages(n):
    from pagewire import Page

    document = {"url": "/", "type": "document", "mime": "text/html", "size": n["H"], "urgency": 0}
    images = [{"url": path, "type": "image", "mime": "image/gif", "size": n["S"], "after": "/"} for path in image_paths(n)]
    return {"page.json": Page([document, *images], title="A document and its images")}


def settings(n):
    link = {"access.delay": f"{n['D']}ms", "access.rate": f"{n['B']}Mbps"}
    return {
        "short.ini": link,
        "persistent.ini": link,
        "parallel.ini": {**link, "browser.connections-per-host": str(n["C"])},
        "versions.ini": link,
    }
