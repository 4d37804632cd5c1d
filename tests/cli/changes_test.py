# SPDX-License-Identifier: GPL-2.0-only
"""windows.csv and queues.csv: there when a scenario asks for them, merged over a sweep, and otherwise not."""

import csv

TABLES = ["windows.csv", "queues.csv"]


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def test_without_being_asked_for_they_are_not_there(pagewire):
    pagewire.scenario()
    assert pagewire.run("run", "x.ini", "-o", "out").returncode == 0
    assert not [name for name in pagewire.files("out") if name.split("/")[-1] in TABLES]


def test_each_is_asked_for_on_its_own(pagewire):
    pagewire.scenario()
    for option, table in [("windows", "windows.csv"), ("queues", "queues.csv")]:
        assert pagewire.run("run", "x.ini", "-o", option, "--set", f"record.{option}=yes").returncode == 0
        assert [name for name in pagewire.files(option) if name in TABLES] == [table]


def test_they_are_merged_over_a_sweep(pagewire):
    pagewire.scenario("[browser]\ntls = 1.3\n[record]\nwindows = yes\nqueues = yes\n[sweep]\nbrowser.protocol = h2 h3\n")
    done = pagewire.run("run", "x.ini", "-o", "out", "-j", "2")
    assert (done.returncode, done.stderr) == (0, "")
    windows = rows(pagewire.folder / "out/windows.csv")
    ends = {(row["run"], row["browser.protocol"], row["connection"], row["node"]) for row in windows}
    assert ends == {(run, protocol, "1", node) for run, protocol in [("1", "h2"), ("2", "h3")]
                    for node in ["browser", "origin"]}
    queues = rows(pagewire.folder / "out/queues.csv")
    assert {(row["run"], row["link"], row["direction"]) for row in queues} == {
        (run, "access", direction) for run in ["1", "2"] for direction in ["up", "down"]}
    for row in windows:
        assert float(row["time_ms"]) >= 0 and int(row["cwnd_bytes"]) > 0 and int(row["in_flight_bytes"]) >= 0
    for name in TABLES:
        merged = rows(pagewire.folder / "out" / name)
        assert len(merged) == sum(len(rows(run / name)) for run in (pagewire.folder / "out/runs").iterdir())
