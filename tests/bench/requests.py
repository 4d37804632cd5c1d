#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What many requests through two tiers of a CDN cost in CPU time: a million by messages, ten thousand over connections.

The figures of a level are the program's whole, from start to written tables. Besides a request's cost the ratio of the two levels is
printed: what leaving out packets saves.
"""

import argparse
import pathlib
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCENARIO = """title = Many requests through two tiers
[workload]
kind = requests
level = {level}
clients = 1000
requests = {requests}
think-time = 20s
[catalogue]
objects = 20000
lifetime = 300s
[cdn]
edges = 4
tiers = 2
[access]
rate = 1Gbps
delay = 10ms
[middle]
rate = 1Gbps
delay = 20ms
[backbone]
rate = 1Gbps
delay = 40ms
"""


def cpu_of(build, level, requests):
    """\\return CPU seconds of a run, user and system."""
    with tempfile.TemporaryDirectory() as folder:
        scenario = pathlib.Path(folder, "requests.ini")
        scenario.write_text(SCENARIO.format(level=level, requests=requests))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([build / "pagewire", "run", scenario, "-o", pathlib.Path(folder, "results")], capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            sys.exit(f"{level}: exit status {done.returncode} {done.stderr}")
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=ROOT / "build", type=pathlib.Path)
    options = parser.parse_args()
    each = {}
    for level, requests in (("messages", 1_000_000), ("packets", 10_000)):
        cpu = cpu_of(options.build, level, requests)
        each[level] = cpu / requests
        print(f"{requests} requests through two tiers of a CDN, level {level}: {cpu:.1f} CPU seconds, {each[level] * 1e6:.0f} us each", flush=True)
    print(f"a request over connections costs {each['packets'] / each['messages']:.0f} times one by messages")


main()
