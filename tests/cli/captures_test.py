# SPDX-License-Identifier: GPL-2.0-only
"""Captures of real pages load whole, over every protocol."""

import csv
import os
import pathlib

import pytest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
CAPTURES = pathlib.Path(os.environ.get("PAGEWIRE_DATA", SOURCE.parent / "shared" / "data")) / "har"
PROTOCOLS = "h09 h10 h10-keepalive h11 h11-pipelined h2"


@pytest.mark.parametrize("tls", ["none", "1.3"])
def test_every_capture_loads_over_every_protocol(pagewire, tls):
    captures = sorted(CAPTURES.glob("*.har"))
    if not captures:
        pytest.skip("the captures are not on this machine")
    for capture in captures:
        text = f"[page]\nfile = {capture}\n[browser]\ntls = {tls}\n[sweep]\nbrowser.protocol = {PROTOCOLS}\n"
        pagewire.write("x.ini", text)
        done = pagewire.run("run", "x.ini", "-o", capture.stem)
        assert (done.returncode, done.stderr) == (0, ""), done
        with open(pagewire.folder / capture.stem / "runs.csv", newline="") as file:
            runs = list(csv.DictReader(file))
        assert [(r["browser.protocol"], r["status"]) for r in runs] == [(p, "ok") for p in PROTOCOLS.split()], capture
        # HTTP/0.9 asks by GET for what the others POST.
        assert len({(r["requests"], r["content_bytes"]) for r in runs[1:]}) == 1, "the same page whatever carries it"
