# SPDX-License-Identifier: GPL-2.0-only
"""Lab 11: a student's numbers, page and runs."""

from pagewire.labs import WORDS, Measurement, Number

IMAGES = 12
MESSAGES = 200
MEASUREMENTS = {
    "1": Measurement("hops.ini", pcap=True),
    "2": Measurement("tunnels.ini", pcap=True),
    "3": Measurement("messages.ini"),
    "4": Measurement("restart.ini"),
}


def even_gaps(interval_ms):
    """Gaps between messages that meet polls at all phases alike: their mean wait is half of the interval, within 0.5 %."""

    def mean_phase(gap):
        return sum(-k * gap % interval_ms for k in range(1, MESSAGES + 1)) / MESSAGES / interval_ms

    return [gap for gap in range(601, 1000, 2) if abs(mean_phase(gap) - 0.5) < 0.005]


def numbers(draw):
    a, b = draw.choice("A", range(10, 31, 2)), draw.choice("B", range(20, 61, 5))
    interval = draw.choice("I", [2, 3, 4, 5])
    keep_alive, every = draw.choice("K", range(300, 901, 50)), draw.choice("J", [150, 200, 250])
    # The machine is back some time between two probes, never close to either.
    down = keep_alive + draw.choice("probes", range(1, 6)) * every + 2 * (a + b) - draw.choice("slack", range(20, every - 19, 10))
    return [
        Number("A", a, "ms", "delay of the access link, from the browser to the proxy, one way"),
        Number("B", b, "ms", "delay from the proxy to the origin, one way"),
        Number("P", f"/{draw.choice('P', WORDS)}/{draw.choice('N', range(3, IMAGES + 1))}.gif", "", "an image that you will look for"),
        Number("I", interval, "s", "interval of polling"),
        Number("G", draw.choice("G", even_gaps(1000 * interval)), "ms", "from one message of the ticker to the next"),
        Number("Z", draw.choice("Z", [*range(40, 121, 10), *range(150, 351, 10)]), "octets", "size of a message"),
        Number("T", draw.choice("T", range(650, 1001, 50)), "ms", "when the origin's machine loses its power"),
        Number("W", down, "ms", "for how long it is down"),
        Number("K", keep_alive, "ms", "silence after which TCP sends a keep-alive probe"),
        Number("J", every, "ms", "from one probe to the next"),
        Number("S", draw.choice("S", range(5, 10)), "s", "silence after which the browser gives a request up"),
    ]


def pages(n):
    from pagewire import Page

    folder = n["P"].rpartition("/")[0]
    document = {"url": "/", "type": "document", "mime": "text/html", "size": 4000, "urgency": 0}
    images = [{"url": f"{folder}/{k}.gif", "type": "image", "mime": "image/gif", "size": 800, "after": "/"} for k in range(1, IMAGES + 1)]
    download = {"url": "/", "type": "document", "mime": "application/octet-stream", "size": 500_000, "urgency": 0}
    return {
        "page.json": Page([document, *images], title="A document and its images"),
        "download.json": Page([download], title="A download of half a megabyte"),
    }


def settings(n):
    path = {"access.delay": f"{n['A']}ms", "backbone.delay": f"{n['B']}ms"}
    return {
        "hops.ini": path,
        "tunnels.ini": path,
        "messages.ini": {
            **path,
            "workload.gap": f"{n['G']}ms",
            "workload.size": f"{n['Z']}B",
            "workload.poll-interval": f"{n['I']}s",
        },
        "restart.ini": {
            **path,
            "fault.at": f"{n['T']}ms",
            "fault.time": f"{n['W']}ms",
            "browser.silence": f"{n['S']}s",
            "tcp.keep-alive-time": f"0s {n['K']}ms",
            "tcp.keep-alive-interval": f"{n['J']}ms",
        },
    }
