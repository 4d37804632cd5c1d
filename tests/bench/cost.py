#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What a page load costs in CPU time, as ratios against ns-3's own BulkSend moving the same bytes over the same link.

Every figure is the least of several processes, taken in turns, so that other work on the machine weighs on both sides alike.
"""

import argparse
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LARGE = 100_000_000
PAGE = (40, 50_000)
PAGE_BYTES = 40 * 50_000 + 20_000
# What is measured: its words for cost-bench, the baseline's bytes, and the ratio that must hold.
CASES = [
    ("h11, one object of 100 MB", ["h11", "none", "0", str(LARGE)], LARGE, 1.2),
    ("h2, one object of 100 MB", ["h2", "none", "0", str(LARGE)], LARGE, 1.2),
    ("h2 over TLS 1.3, one object of 100 MB", ["h2", "1.3", "0", str(LARGE)], LARGE, None),
    ("h11, a page of 40 objects, 2 MB", ["h11", "none", *map(str, PAGE), "20"], PAGE_BYTES, 1.5),
    ("h2, a page of 40 objects, 2 MB", ["h2", "none", *map(str, PAGE), "20"], PAGE_BYTES, 1.5),
    ("h2 over TLS 1.3, a page of 40 objects, 2 MB", ["h2", "1.3", *map(str, PAGE), "20"], PAGE_BYTES, None),
]


def measure(program, words):
    done = subprocess.run([program, *words], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"cost-bench {' '.join(words)}: exit status {done.returncode} {done.stderr}")
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=ROOT / "build", type=pathlib.Path)
    parser.add_argument("--turns", default=3, type=int, help="processes for each figure (%(default)s)")
    options = parser.parse_args()
    program = options.build / "tests" / "bench" / "cost-bench"
    missed = 0
    print("CPU seconds, and the ratio to ns-3's BulkSend of the same bytes")
    for name, words, size, bar in CASES:
        ours, theirs = [], []
        for _ in range(options.turns):
            theirs.append(measure(program, ["bulk", str(size), *words[4:]])["cpu"])
            ours.append(measure(program, words)["cpu"])
        ratio = min(ours) / min(theirs)
        verdict = "" if bar is None else f"(bar {bar}{', missed' if ratio > bar else ''})"
        missed += bar is not None and ratio > bar
        print(f"{name:40} {min(ours):8.4f}   bulk {min(theirs):8.4f}   ratio {ratio:5.2f} {verdict}", flush=True)
    memory = measure(program, ["h2", "1.3", *map(str, PAGE), "200"])
    growth = memory["late_kib"] - memory["early_kib"]
    print(f"200 page loads in one process: resident {memory['early_kib']} KiB after 20, {memory['late_kib']} KiB after 200")
    if growth > 0.05 * memory["early_kib"]:
        print("memory grew by more than 5 %")
        missed += 1
    sys.exit(1 if missed else 0)


main()
