# SPDX-License-Identifier: GPL-2.0-only
"""Lab 05: a student's numbers, pages and runs."""

from pagewire.labs import WORDS, Measurement, Number

MEASUREMENTS = {
    "1": Measurement("tls.ini", har=True),
    "2": Measurement("early.ini", har=True),
    "3": Measurement("chain.ini", har=True),
    "4": Measurement("hosts.ini", har=True),
    "5": Measurement("packets.ini", pcap=True),
}


def numbers(draw):
    return [
        Number("D", draw.choice("D", range(20, 91, 5)), "ms", "delay of the access link, one way"),
        Number("B", draw.choice("B", [50, 80, 100]), "Mbit/s", "rate of the access link"),
        Number("S", draw.choice("S", range(5000, 11001, 500)), "octets", "content of the document"),
        Number("C", draw.choice("C", range(1500, 3501, 10)), "octets", "an ordinary certificate chain, in question 1"),
        Number("L", draw.choice("L", range(4000, 9001, 100)), "octets", "a long certificate chain"),
        Number("M", draw.choice("M", range(18000, 26001, 500)), "octets", "a very long certificate chain"),
        Number("K", draw.choice("K", range(3, 7)), "", "objects that name each other, in question 4"),
        Number(
            "P",
            f"/{draw.choice('P', WORDS)}/{draw.choice('X', range(10, 10000))}.html",
            "",
            "path of the document",
        ),
    ]


def chain_of_objects(n, hosts):
    """The document names an object, which names the next one, and so on; on one host, or each on a host of its own."""
    from pagewire import Page

    urls = [
        n["P"],
        *(f"//{hosts[k]}/part-{k}.js" if hosts[k] != hosts[0] else f"/part-{k}.js" for k in range(1, n["K"])),
    ]
    document = {"url": urls[0], "type": "document", "mime": "text/html", "size": 2000, "urgency": 0}
    scripts = [
        {"url": url, "type": "script", "mime": "text/javascript", "size": 2000, "urgency": 0, "after": before}
        for before, url in zip(urls, urls[1:])
    ]
    return Page(
        [document, *scripts],
        hosts=sorted(set(hosts)),
        title=f"{n['K']} objects in a row, hosts: {len(set(hosts))}",
    )


def pages(n):
    from pagewire import Page

    document = {"url": n["P"], "type": "document", "mime": "text/html", "size": n["S"], "urgency": 0}
    return {
        "page.json": Page([document], title="A document"),
        "one-host.json": chain_of_objects(n, ["h1.example"] * n["K"]),
        "many-hosts.json": chain_of_objects(n, [f"h{k}.example" for k in range(1, n["K"] + 1)]),
    }


def settings(n):
    link = {"access.delay": f"{n['D']}ms", "access.rate": f"{n['B']}Mbps"}
    chains = f"h2,0B h2,{n['L']}B h2,{n['M']}B h3,0B h3,{n['L']}B"
    return {
        "tls.ini": {**link, "tls.chain": f"{n['C']}B"},
        "early.ini": link,
        "chain.ini": {**link, "browser.protocol, tls.chain": chains},
        "hosts.ini": link,
        "packets.ini": {**link, "tls.chain": f"{n['L']}B"},
    }
