#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""What sweeps cost besides their runs, how well two workers share them, and how fast a hundred thousand runs are read.

The cost of a sweep of a thousand tiny runs, as CPU time, is held against that of the same runs one after another in one
process (tiny-runs-bench), each taking the better of several turns, for the command and for Python. Efficiency is the time with
one worker over twice the time with two. Times mean something on a machine that does nothing else.
"""

import argparse
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
ONE_RESOURCE = '{"pagewire-page": 1, "hosts": [{"name": "www.example"}], "resources": [{"url": "/", "size": "2KB"}]}'
MICRO = (ROOT / "scenarios/pages/micro.json").read_text()
TINY = "repeat = {runs}\n[page]\nfile = p.json\n[access]\nrate = 10Mbps\ndelay = 10ms\n"
REAL = """repeat = 30
[page]
file = {page}
[browser]
tls = 1.3
[access]
rate = 10Mbps
delay = 25ms
queue = 1bdp
[sweep]
browser.protocol = h11 h2 h3
access.loss = 0% 0.5% 1% 2% 4%
"""
PYTHON = "import pagewire, sys; pagewire.Sweep(sys.argv[1], sys.argv[2]).run(progress=False)"
INDEXED = """
import sys, time, pagewire
from pagewire import _core
from pagewire.run_index import read_index
import pathlib, pandas
began = time.perf_counter()
_core.rebuild_index(sys.argv[1])
built = time.perf_counter()
frame = read_index(pathlib.Path(sys.argv[1]))
print(f"{built - began:.2f} {time.perf_counter() - built:.2f} {len(frame)}")
"""


def cpu_of(command, **more):
    """CPU seconds of a command with all its processes, and the seconds that passed."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, **more)
    after, passed = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{command}: exit status {done.returncode} {done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, passed


def overhead(build, folder, what, page, runs, turns):
    folder.mkdir()
    (folder / "p.json").write_text(page)
    scenario = folder / "tiny.ini"
    scenario.write_text(TINY.format(runs=runs))
    environment = {"PYTHONPATH": str(build / "python"), "PATH": "/usr/bin:/bin"}
    best = {}
    for turn in range(turns):
        out = folder / f"turn-{turn}"
        ways = {
            "alone": [build / "tests/bench/tiny-runs-bench", scenario, out / "alone"],
            "command": [build / "pagewire", "run", scenario, "-o", out / "command"],
            "python": [sys.executable, "-c", PYTHON, scenario, out / "python"],
        }
        for way, command in ways.items():
            cpu, _ = cpu_of(command, env=environment)
            # Nothing is removed between: file systems are slow to create what takes the place of the just removed.
            best[way] = min(cpu, best.get(way, cpu))
    print(f"{runs} runs of {what} one after another in one process: {best['alone']:.2f} CPU seconds")
    for way in ("command", "python"):
        print(f"the same as a sweep, {way}: {best[way]:.2f} CPU seconds, {best[way] / best['alone']:.2f} times the runs alone", flush=True)


def efficiency(build, folder):
    scenario = folder / "real.ini"
    scenario.write_text(REAL.format(page=ROOT / "scenarios/pages/news.json"))
    seconds = {}
    for workers in (1, 2):
        _, seconds[workers] = cpu_of([build / "pagewire", "run", scenario, "-o", folder / f"j{workers}", "-j", workers])
    print(f"450 loads of a real page: {seconds[1]:.1f} s with one worker, {seconds[2]:.1f} s with two: "
          f"parallel efficiency {seconds[1] / (2 * seconds[2]):.2f}", flush=True)


def index(build, folder, runs):
    """Copies a finished run under as many keys, then makes the index out of the folders and reads it."""
    (folder / "p.json").write_text(ONE_RESOURCE)
    (folder / "one.ini").write_text(TINY.format(runs=1))
    cpu_of([build / "pagewire", "run", folder / "one.ini", "-o", folder / "many"])
    store = folder / "many/store"
    files = {path.name: path.read_bytes() for path in next(store.iterdir()).iterdir()}
    for number in range(runs - 1):
        run = store / f"{number:032x}"
        run.mkdir()
        for name, content in files.items():
            (run / name).write_bytes(content)
    done = subprocess.run([sys.executable, "-c", INDEXED, folder / "many"], capture_output=True, text=True, check=True,
                          env={"PYTHONPATH": str(build / "python"), "PATH": "/usr/bin:/bin"})
    built, loaded, rows = done.stdout.split()
    print(f"{rows} finished runs: the index made anew in {built} s, read as a data frame in {loaded} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=ROOT / "build", type=pathlib.Path)
    parser.add_argument("--turns", default=3, type=int)
    parser.add_argument("--runs", default=1000, type=int, help="tiny runs of the sweep (%(default)s)")
    parser.add_argument("--indexed", default=100_000, type=int, help="finished runs of the index (%(default)s)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for what, page in [("a page of one resource of 2 KB", ONE_RESOURCE), ("the page micro.json", MICRO)]:
            overhead(options.build.resolve(), folder / str(len(page)), what, page, options.runs, options.turns)
        efficiency(options.build.resolve(), folder)
        index(options.build.resolve(), folder, options.indexed)


main()
