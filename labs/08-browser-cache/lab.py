# SPDX-License-Identifier: GPL-2.0-only
"""Lab 08: a student's numbers, pages and runs."""

from pagewire.labs import WORDS, Measurement, Number

#: What the images of each group say for caches; the third group says nothing.
SAYS = {"V": "max-age=31536000, immutable", "S": "max-age={L}", "H": "", "X": "no-store"}
COUNTER = 43
MEASUREMENTS = {
    "1": Measurement("pauses.ini"),
    "2": Measurement("kinds.ini"),
    "3": Measurement("photo.ini"),
    "4": Measurement("packet.ini", pcap=True),
}


def numbers(draw):
    immutable, lifetime = draw.choice("V", range(2, 7)), draw.choice("L", range(60, 241, 20))
    image = immutable + draw.choice("K", range(1, 9))
    return [
        Number("V", immutable, "", "images with Cache-Control: max-age=31536000, immutable"),
        Number("S", draw.choice("S", range(8, 17)), "", "images with Cache-Control: max-age=L"),
        Number("H", draw.choice("H", range(5, 13)), "", "images with Last-Modified and no Cache-Control"),
        Number("X", draw.choice("X", range(2, 6)), "", "counters of 43 octets with Cache-Control: no-store"),
        Number("L", lifetime, "s", "lifetime of the *S* images"),
        Number("P1", lifetime * draw.choice("P1", [4, 5, 6, 7, 8]) // 10, "s", "short pause between two visits"),
        Number("P2", lifetime * draw.choice("P2", [15, 20, 25, 30]) // 10, "s", "middle pause"),
        Number("P3", draw.choice("P3", range(30, 97, 6)), "h", "long pause"),
        Number("A", draw.choice("A", range(2, 10)), "days", "age of another image when it is asked for, by its Last-Modified"),
        Number("Z", draw.choice("Z", range(4000, 8001, 250)), "octets", "content of each image"),
        Number("F", draw.choice("F", range(9000, 13501, 250)), "octets", "content of the photo of question 3"),
        Number("D", draw.choice("D", range(30, 51, 2)), "ms", "delay of the access link, one way"),
        Number("B", draw.choice("B", [30, 40, 50, 60]), "Mbit/s", "rate of the access link"),
        Number("B1", draw.choice("B1", [600, 800, 1000, 1200]), "kbit/s", "rate of the slow link of question 3"),
        Number("P", f"/{draw.choice('P', WORDS)}/{image}.png", "", "one of the *S* images, that you will look for"),
    ]


def pages(n):
    from pagewire import Page

    folder = n["P"].rpartition("/")[0]
    rows = [{"url": "/", "type": "document", "mime": "text/html", "size": 9000, "urgency": 0, "cache-control": "no-cache"}]
    for group, words in SAYS.items():
        for _ in range(n[group]):
            size = COUNTER if group == "X" else n["Z"]
            says = {"cache-control": words.format(L=n["L"])} if words else {}
            image = {"url": f"{folder}/{len(rows)}.png", "type": "image", "mime": "image/png", "size": size, "after": "/"}
            rows.append({**image, **says})
    photo = {"url": "/photo.jpg", "type": "document", "mime": "image/jpeg", "size": n["F"], "cache-control": "max-age=60"}
    return {
        "page.json": Page(rows, title="A document, three groups of images, and counters"),
        "photo.json": Page([photo], title="A photo"),
    }


def settings(n):
    link = {"access.delay": f"{n['D']}ms", "access.rate": f"{n['B']}Mbps"}
    pause = {"browser.visit-pause": f"{n['P2']}s"}
    return {
        "pauses.ini": {**link, "browser.visit-pause": f"{n['P1']}s {n['P2']}s {n['P3'] * 60}min"},
        "kinds.ini": {**link, **pause},
        "photo.ini": {"access.delay": f"{n['D']}ms", "access.rate": f"{n['B1']}kbps 100Mbps"},
        "packet.ini": {**link, **pause},
    }
