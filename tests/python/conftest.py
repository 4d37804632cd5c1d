# SPDX-License-Identifier: GPL-2.0-only
"""Imports the Python package of the build tree, and has results to look at."""

import subprocess
import sys

import pytest
from build_tree import BUILD, SOURCE

sys.path.insert(0, str(BUILD / "python"))

PAGE = """{
 "pagewire-page": 1,
 "hosts": [
  {"name": "www.example"}
 ],
 "resources": [
  {"url": "/", "type": "document", "size": 5000},
  {"url": "/a.png", "type": "image", "size": 20000, "after": "/"}
 ]
}
"""
SWEEP = """repeat = 2
title = A <small> page
[page]
file = page.json
[browser]
tls = 1.3
[record]
hops = yes
[sweep]
browser.protocol = h3 h11
access.rate, access.delay = 10Mbps,25ms 2Mbps,50ms 10Mbps,5ms
"""


def command(*arguments, folder=None):
    """Runs the command of the build tree."""
    return subprocess.run([BUILD / "pagewire", *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.fixture
def pagewire_command():
    return command


@pytest.fixture
def source():
    return SOURCE


@pytest.fixture
def page(tmp_path, monkeypatch):
    """A small page in the current folder, "page.json"."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.json").write_text(PAGE)
    return "page.json"


@pytest.fixture(scope="session")
def results(tmp_path_factory):
    """The folder of a finished sweep: two protocols, three links, two repeats, with every kind of file."""
    folder = tmp_path_factory.mktemp("results")
    (folder / "page.json").write_text(PAGE)
    (folder / "x.ini").write_text(SWEEP)
    done = command("run", "x.ini", "-o", "out", "--har", "--pcap", "--qlog", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder / "out"
