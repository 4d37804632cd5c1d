# SPDX-License-Identifier: GPL-2.0-only
"""Lab 04: a student's numbers, pages and runs."""

from pagewire.labs import Measurement, Number

WORDS = "acorn beacon cellar dragon eagle falcon granite hazel iris juniper kiwi lantern".split()
HEAD = 520  # octets of each request as HTTP/1.1 writes it: what browsers send, with a cookie
MEASUREMENTS = {
    "1": Measurement("streams.ini", har=True),
    "2": Measurement("hpack.ini", pcap=True),
    "3": Measurement("priorities.ini", har=True),
    "4": Measurement("push.ini", har=True, pcap=True),
}


def numbers(draw):
    place, delay, slow = draw.choice("K", range(12, 26)), draw.choice("D", range(30, 51, 5)), draw.choice("L", [1, 2, 3])
    return [
        Number("N", draw.choice("N", range(26, 41)), "", "small images that the document names"),
        Number("S", draw.choice("S", range(800, 1201, 50)), "octets", "content of each small image"),
        Number("H", draw.choice("H", range(4000, 8001, 500)), "octets", "content of the document"),
        Number("D", delay, "ms", "delay of the access link, one way"),
        Number("B", draw.choice("B", [80, 100, 120]), "Mbit/s", "rate of the access link"),
        Number("T", draw.choice("T", range(400, 801, 20)), "ms", "time that the server thinks about the slow image"),
        Number("P", f"/{draw.choice('P', WORDS)}/{place}.gif", "", "path of the slow image"),
        Number("K", place - 9, "", "its place: it is the K-th image asked for"),
        Number("L", slow, "Mbit/s", "rate of the slow link (question 3 only)"),
        Number("W", slow * delay * 500, "octets", "what TCP has under way at most on the slow link: twice what fits on it"),
        Number("M", draw.choice("M", range(12, 17)), "", "large pictures (question 3)"),
        Number("Z", draw.choice("Z", range(30000, 40001, 1000)), "octets", "content of each large picture"),
        Number("E", draw.choice("E", range(3000, 6001, 500)), "octets", "content of the urgent stylesheet that is found late (question 3)"),
        Number("Y", draw.choice("Y", range(25000, 50001, 1000)), "octets", "content of the stylesheet that is pushed (question 4)"),
    ]


def document(n, **more):
    return {"url": "/", "type": "document", "mime": "text/html", "size": n["H"], "urgency": 0, "request-head": HEAD, **more}


def images(n, after, **more):
    """The small images. Their names begin at 10 and are equally long, so that their requests are, too."""
    folder = n["P"].rpartition("/")[0]
    image = {"type": "image", "mime": "image/gif", "size": n["S"], "after": after, "urgency": 4, "request-head": HEAD, **more}
    return [{"url": f"{folder}/{k}.gif", **image} for k in range(10, 10 + n["N"])]


def stylesheet(size, **more):
    return {"url": "/style.css", "type": "stylesheet", "mime": "text/css", "size": size, "urgency": 0, **more}


def pages(n):
    from pagewire import Page

    slow = [image | ({"think": f"{n['T']}ms"} if image["url"] == n["P"] else {}) for image in images(n, "/")]
    pictures = [
        {"url": f"/picture-{k}.jpg", "type": "image", "mime": "image/jpeg", "size": n["Z"], "urgency": 5, "after": "/"}
        for k in range(1, n["M"] + 1)
    ]
    late = stylesheet(n["E"], after={"resource": "/", "delay": "300ms"})
    pushed = stylesheet(n["Y"], after="/", push=True, **{"cache-control": "max-age=3600"})
    styled = [document(n, **{"cache-control": "no-store"}), pushed, *images(n, "/style.css", **{"cache-control": "max-age=3600"})]
    return {
        "none.json": Page([document(n), *images(n, "/")], title="A document and its images"),
        "slow.json": Page([document(n), *slow], title="A document and its images, one of them slow"),
        "pictures.json": Page([document(n), *pictures, late], title="Large pictures, and a stylesheet that is found late"),
        "styled.json": Page(styled, title="A document, its stylesheet, and the images that this names"),
    }


def settings(n):
    fast = {"access.delay": f"{n['D']}ms", "access.rate": f"{n['B']}Mbps"}
    window = f"{n['W']}B"
    return {
        "streams.ini": fast,
        "hpack.ini": fast,
        "priorities.ini": {
            "access.delay": f"{n['D']}ms",
            "access.rate": f"{n['L']}Mbps",
            "tcp.receive-buffer": window,
            "tcp.initial-receive-buffer": window,
        },
        "push.ini": fast,
    }
