#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What a page load costs in CPU time, as ratios against ns-3's own BulkSend, or UDP sockets, moving the same bytes over the same link.

Every figure is the least of several processes, taken in turns, so that other work on the machine weighs on both sides alike.
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LARGE = 100_000_000
PAGE = (40, 50_000)
PAGE_BYTES = 40 * 50_000 + 20_000
PAGE_BULK = ("bulk", str(PAGE_BYTES), "20")
BULK = ("bulk", str(LARGE))
# What is measured: its words for cost-bench, those of the baseline, and the ratio that must hold.
CASES = [
    ("h11, one object of 100 MB", ["h11", "none", "0", str(LARGE)], BULK, 1.2),
    ("h2, one object of 100 MB", ["h2", "none", "0", str(LARGE)], BULK, 1.2),
    ("h2 over TLS 1.3, one object of 100 MB", ["h2", "1.3", "0", str(LARGE)], BULK, None),
    ("h11, a page of 40 objects, 2 MB", ["h11", "none", *map(str, PAGE), "20"], PAGE_BULK, 1.5),
    ("h2, a page of 40 objects, 2 MB", ["h2", "none", *map(str, PAGE), "20"], PAGE_BULK, 1.5),
    ("h2 over TLS 1.3, a page of 40 objects, 2 MB", ["h2", "1.3", *map(str, PAGE), "20"], PAGE_BULK, None),
    ("h3, one object of 100 MB", ["h3", "1.3", "0", str(LARGE)], ("plain-udp", str(LARGE)), 2.5),
    ("h3, the same, UDP over our own link", ["h3", "1.3", "0", str(LARGE)], ("udp", str(LARGE)), None),
    ("h3 against h2 over TLS 1.3, 100 MB", ["h3", "1.3", "0", str(LARGE)], ("h2", "1.3", "0", str(LARGE)), 1.0),
    ("h3, a page of 40 objects, 2 MB", ["h3", "1.3", *map(str, PAGE), "20"], ("plain-udp", str(PAGE_BYTES), "20"), None),
]
TUNNEL = 1.1  # of what a transfer through a SOCKS proxy costs, against one through a router
GROWTH = (9, 11)  # of the cost of h3 from 10 to 100 MB


def measure(program, words):
    done = subprocess.run([program, *words], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{program.name} {' '.join(words)}: exit status {done.returncode} {done.stderr}")
    return json.loads(done.stdout)


def instructions(program, words):
    """Instructions for 10 MB more, which no other work on the machine disturbs; start and end cancel out."""
    counts = []
    for size in (LARGE // 10, LARGE // 5):
        command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", program, *words, str(size)]
        done = subprocess.run(command, capture_output=True, text=True)
        counts.append(int(re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)[1].replace(",", "")))
    return counts[1] - counts[0]


def print_instructions(program):
    if not shutil.which("valgrind"):
        print("instructions: install valgrind to have them counted")
        return
    ours = instructions(program, ["h3", "1.3", "0"])
    for name, words in [("ns-3's UDP", ["plain-udp"]), ("the same over our own link", ["udp"]), ("h2 over TLS 1.3", ["h2", "1.3", "0"])]:
        theirs = instructions(program, words)
        print(f"instructions an octet: h3 {ours * 10 / LARGE:.1f}, {name} {theirs * 10 / LARGE:.1f}, ratio {ours / theirs:.2f}", flush=True)


def growth_of_h3(program, turns):
    """What 100 MB cost in units of 10 MB, of which a process moves ten in turn, so that either is as much work."""
    small, large = [], []
    for _ in range(turns):
        small.append(measure(program, ["h3", "1.3", "0", str(LARGE // 10), "10"])["cpu"])
        large.append(measure(program, ["h3", "1.3", "0", str(LARGE)])["cpu"])
    return min(large) / min(small)


def tunnels(program, turns):
    """Prints what tunnels cost. \return whether the bar was missed"""
    cpu = {middle: [] for middle in ("router", "socks", "connect")}
    for _ in range(turns):
        for middle, times in cpu.items():
            times.append(measure(program, [middle, str(LARGE)])["cpu"])
    router, socks, connect = (min(times) * 1e9 / LARGE for times in cpu.values())
    print(f"{LARGE // 1000000} MB with a node between: CPU milliseconds a MB {router:.2f} through a router")
    missed = False
    for name, each in (("a SOCKS 5 proxy", socks), ("CONNECT", connect)):
        over = each / router > TUNNEL
        missed = missed or over
        print(f"  {each:.2f} through {name}, ratio {each / router:.2f} (bar {TUNNEL}{', missed' if over else ''})", flush=True)
    idle = measure(program, ["idle", "10000"])
    print(f"{idle['tunnels']} idle tunnels through one proxy: {idle['cpu']:.2f} CPU seconds, {idle['kib_each']:.0f} KiB each, all four ends")
    return missed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=ROOT / "build", type=pathlib.Path)
    parser.add_argument("--turns", default=5, type=int, help="processes for each figure (%(default)s)")
    options = parser.parse_args()
    program = options.build / "tests" / "bench" / "cost-bench"
    missed = 0
    print("CPU seconds, and the ratio to those of the baseline for the same bytes")
    for name, words, baseline, bar in CASES:
        ours, theirs = [], []
        for _ in range(options.turns):
            theirs.append(measure(program, baseline)["cpu"])
            ours.append(measure(program, words)["cpu"])
        ratio = min(ours) / min(theirs)
        verdict = "" if bar is None else f"(bar {bar}{', missed' if ratio > bar else ''})"
        missed += bar is not None and ratio > bar
        print(f"{name:45} {min(ours):8.4f}   {baseline[0]:9} {min(theirs):8.4f}   ratio {ratio:5.2f} {verdict}", flush=True)
    print_instructions(program)
    growth = growth_of_h3(program, options.turns)
    within = GROWTH[0] <= growth <= GROWTH[1]
    missed += not within
    print(f"h3, 100 MB over 10 MB: {growth:.2f} (bar {GROWTH[0]} to {GROWTH[1]}{'' if within else ', missed'})", flush=True)
    memory = measure(program, ["h2", "1.3", *map(str, PAGE), "200"])
    growth = memory["late_kib"] - memory["early_kib"]
    print(f"200 page loads in one process: resident {memory['early_kib']} KiB after 20, {memory['late_kib']} KiB after 200")
    if growth > 0.05 * memory["early_kib"]:
        print("memory grew by more than 5 %")
        missed += 1
    many = measure(program.with_name("quic-connections-bench"), ["1000"])
    print(f"{many['connections']} QUIC connections to one server: {many['cpu']:.2f} CPU seconds, {many['kib_each']:.0f} KiB each, both ends")
    missed += tunnels(program.with_name("tunnels-bench"), options.turns)
    sys.exit(1 if missed else 0)


main()
