# SPDX-License-Identifier: GPL-2.0-only
"""Lab 09: a student's numbers, pages and runs."""

import itertools
import math

from pagewire.labs import WORDS, Measurement, Number

# 14 requests for five objects, for which LRU and FIFO differ where there is room for three.
SEQUENCES = """EDAEABACBADABA ACABAEADBACEAE BECBABADBAEACB EBECDECBABCACB ABEDECACEBCABA EDBABEBEABCBCA BDAEACDAECABCA BEBCADCBACABDB
ABCDCACBCBEABE EADABCBABDBEAE EACBCACBCADACE EACAEDABADCADB DACDACABDABEAB BDABEBAEBDCBAB ECBDACDEDCABCA ACEBDABCABAEAB CBEBDEBAEBEDBA
BCABCBDBEDADCA BCBADABDABCAEB DABAEBADADBCEA BABDEBEABECEBA DCEBEBCEADEACA BEBADBADCADBDA BDADECDCBACABA""".split()
LETTERS = "ABCDE"
SIZE = 20000
#: What the head of a stored response takes, about; it counts, too, where there is room for a number of objects.
HEAD = 290
MEASUREMENTS = {
    "1": Measurement("hand.ini"),
    "2": Measurement("room.ini"),
    "3": Measurement("copies.ini"),
    "4": Measurement("etags.ini"),
    "5": Measurement("stampede.ini"),
    "6": Measurement("packet.ini", pcap=True),
}


def requested(draw):
    """One of the sequences, with the letters in an order of the student's."""
    order = draw.choice("order", ["".join(letters) for letters in itertools.permutations(LETTERS)])
    return draw.choice("R", SEQUENCES).translate(str.maketrans(LETTERS, order))


def numbers(draw):
    objects = draw.choice("N", range(1000, 2001, 100))
    public, lifetime = draw.choice("I", range(6, 13)), draw.choice("L", range(300, 901, 20))
    return [
        Number("R", requested(draw), "", "objects of question 1, in the order of the requests"),
        Number("N", objects, "", "objects of question 2"),
        Number("Z", draw.choice("Z", [0.6, 0.7, 0.8, 0.9]), "", "exponent of Zipf's law there"),
        Number("C", objects * draw.choice("C", [6, 8, 10, 12]) // 100, "", "objects that there is room for"),
        Number("J", draw.choice("J", range(40, 101, 10)), "per s", "requests of all clients, questions 3 and 4"),
        Number("K", draw.choice("K", range(20, 51, 5)), "", "objects of question 3, all alike; question 4 has ten times as many"),
        Number("T", draw.choice("T", range(6, 13)), "s", "their lifetime"),
        Number("V", draw.choice("V", range(4, 13)), "", "different values of Accept-Encoding"),
        Number("E", draw.choice("E", [3, 4, 5, 6]), "", "edges"),
        Number("Y", draw.choice("Y", [3, 4, 5, 6]), "", "origins, which take turns"),
        Number("A", draw.choice("A", [200, 250, 300, 350]), "per s", "requests for the hot object of question 5"),
        Number("F", draw.choice("F", range(8, 14)), "s", "lifetime of the hot object"),
        Number("D", draw.choice("D", range(40, 101, 10)), "ms", "delay of the backbone there, one way"),
        Number("W", draw.choice("W", range(700, 1301, 100)), "ms", "what the origin takes to make the hot object"),
        Number("I", public, "", "images of question 6 that anybody may see"),
        Number("U", draw.choice("U", range(2, 6)), "", "images that are of the user (private)"),
        Number("L", lifetime, "s", "lifetime of all on that page"),
        Number("P", draw.choice("P", range(60, 241, 3)), "s", "pause between two visits"),
        Number("X", f"/{draw.choice('X', WORDS)}/{1 + draw.number('x', public)}.png", "", "the image that you will look for"),
    ]


def log(n):
    """The requests of question 1, one in ten seconds."""
    rows = [f"{10 * k},{1 + k % 2},http://www.example/{letter},{SIZE},max-age=86400" for k, letter in enumerate(n["R"])]
    return "\n".join(["time,client,url,size,cache-control", *rows]) + "\n"


def pages(n):
    from pagewire import Page

    folder = n["X"].rpartition("/")[0]
    kinds = [f"max-age={n['L']}"] * n["I"] + [f"private, max-age={n['L']}"] * n["U"]
    images = [
        {"url": f"{folder}/{k}.png", "type": "image", "mime": "image/png", "size": 2000, "after": "/", "cache-control": says}
        for k, says in enumerate(kinds, 1)
    ]
    document = {"url": "/", "type": "document", "mime": "text/html", "size": 6000, "cache-control": f"max-age={n['L']}"}
    return {"log.csv": log(n), "page.json": Page([document, *images], title="Images for all and for one")}


def settings(n):
    room = math.ceil((n["C"] * (SIZE + HEAD) + SIZE / 4) / 1000)
    alike = {"workload.clients": str(n["J"] * 10), "catalogue.lifetime": f"{n['T']}s"}
    both = "catalogue.vary, cdn.edges, cdn.tiers"
    return {
        "room.ini": {
            "workload.zipf": str(n["Z"]),
            "catalogue.objects": str(n["N"]),
            "cdn-cache.memory-capacity": f"{room}KB",
        },
        "copies.ini": {
            **alike,
            "catalogue.objects": str(n["K"]),
            "workload.encodings": str(n["V"]),
            both: f"none,1,1 Accept-Encoding,1,1 none,{n['E']},1 none,{n['E']},2",
        },
        "etags.ini": {**alike, "catalogue.objects": str(10 * n["K"]), "origin.servers": str(n["Y"])},
        "stampede.ini": {
            "workload.clients": str(n["A"] * 5),
            "workload.requests": str(10 * n["A"] * n["F"]),
            "catalogue.lifetime": f"{n['F']}s",
            "origin.think-time": f"{n['W']}ms",
            "backbone.delay": f"{n['D']}ms",
        },
        "packet.ini": {"browser.visit-pause": f"{n['P']}s"},
    }
