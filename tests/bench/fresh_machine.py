#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""How long a newcomer waits on a bare Debian 12 for the first figure of a lab, from `./waf setup demo` on.

Makes a bare system by debootstrap with git and Python 3 and nothing else, clones this checkout into it, and does what the
README and docs/labs.md say. It takes some 6 GB of room and a quarter of an hour, needs root, debootstrap and a Debian mirror,
and is no part of `./waf bench`. It fails where the figure comes after more than ten minutes.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MINUTES = 10
MIRROR = "http://deb.debian.org/debian"
SOURCES = """deb {mirror} bookworm main
deb {mirror} bookworm-updates main
deb {mirror}-security bookworm-security main
"""
STEPS = [
    ("./waf setup demo", "packages, build and the first scenario"),
    ("build/pagewire lab start 1 --student s1234567 -o results/lab-01", "a lab's folder"),
    ("build/pagewire run results/lab-01/short.ini -o results/lab-01/results/1 --har --table", "its first runs"),
    ("build/pagewire figure waterfall results/lab-01/results/1/runs/0001 -o results/waterfall.png", "its first figure"),
]


def make_system(folder, mirror):
    """A bare system with git and Python 3, and a clone of this checkout."""
    include = "--include=git,python3,ca-certificates"
    subprocess.run(["debootstrap", "--variant=minbase", include, "bookworm", folder, mirror], check=True, stdout=subprocess.DEVNULL)
    (folder / "etc/apt/sources.list").write_text(SOURCES.format(mirror=mirror), encoding="utf-8")
    shutil.copy("/etc/resolv.conf", folder / "etc/resolv.conf")
    subprocess.run(["git", "clone", "-q", ROOT, folder / "srv/pagewire"], check=True)


def within(folder, command):
    """Carries out a command in the clone, with nothing of this machine's environment."""
    environment = {"HOME": "/srv", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    words = ["chroot", folder, "sh", "-c", f"cd /srv/pagewire && {command}"]
    return subprocess.run(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mirror", default=MIRROR, help="(%(default)s)")
    options = parser.parse_args()
    if os.geteuid() or not shutil.which("debootstrap"):
        sys.exit("this makes a system of its own: be root, and install debootstrap")
    with tempfile.TemporaryDirectory(prefix="pagewire-fresh-") as scratch:
        folder = pathlib.Path(scratch, "system")
        make_system(folder, options.mirror)
        subprocess.run(["mount", "-t", "proc", "proc", folder / "proc"], check=True)
        try:
            spent = sum(timed(folder, *step) for step in STEPS)
        finally:
            subprocess.run(["umount", folder / "proc"], check=True)
    print(f"first figure after {spent / 60:.1f} minutes")
    sys.exit(spent > MINUTES * 60)


def timed(folder, command, what):
    """Seconds that a step takes; its output is shown where it fails."""
    began = time.perf_counter()
    done = within(folder, command)
    spent = time.perf_counter() - began
    print(f"{spent:7.1f} s  {what}", flush=True)
    if done.returncode:
        sys.exit(f"{done.stdout[-3000:]}\n{command}: exit status {done.returncode}")
    return spent


if __name__ == "__main__":
    main()
