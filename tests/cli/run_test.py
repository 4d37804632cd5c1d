# SPDX-License-Identifier: GPL-2.0-only
"""Whole runs of the command: the same bytes again, interrupts, workers that die, resuming, ns-3's arguments."""

import csv
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import time

import pytest

SWEEP = "[sweep]\nbrowser.protocol = h10 h2\naccess.loss = 0% 3%\n"
BIG = """{
 "pagewire-page": 1,
 "hosts": [
  {"name": "www.example"}
 ],
 "resources": [
  {"url": "/", "type": "document", "size": 30000000}
 ]
}
"""


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.005)
    pytest.fail("waited in vain")


def workers(process):
    """The processes that this one has started."""
    return [int(pid) for pid in pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def two_runs(pagewire):
    """A quick run and one that takes about a second, one after the other."""
    pagewire.write("big.json", BIG)
    pagewire.scenario("[access]\nrate = 1Gbps\n[sweep]\npage.file = page.json big.json\n")
    return ["run", "x.ini", "-o", "out", "-j", "1"]


def start_second_run(pagewire):
    process = pagewire.start(*two_runs(pagewire))
    # The first run is in the index, and a draft is there of the second.
    store, index = pagewire.folder / "out/store", pagewire.folder / "out/index.csv"
    wait_for(lambda: index.exists() and any(store.glob("*.draft-*")) or process.poll() is not None)
    assert process.poll() is None, process.communicate()
    return process


def test_tables_have_a_row_for_each_combination(pagewire):
    pagewire.scenario(SWEEP)
    done = pagewire.run("run", "x.ini", "-o", "out", "--set", "repeat=2", "--har", "--table")
    assert (done.returncode, done.stderr) == (0, "")
    runs = rows(pagewire.folder / "out/runs.csv")
    assert [(r["browser.protocol"], r["access.loss"], r["repeat"]) for r in runs] == [
        (protocol, loss, repeat) for protocol in ["h10", "h2"] for loss in ["0%", "3%"] for repeat in ["1", "2"]]
    assert {r["status"] for r in runs} == {"ok"}
    assert {r["requests"] for r in runs} == {"3"}
    requests = rows(pagewire.folder / "out/requests.csv")
    assert len(requests) == 24 and {r["http_status"] for r in requests} == {"200"}
    assert all((pagewire.folder / f"out/runs/{n:04}/page.har").exists() for n in range(1, 9))
    assert done.stdout.splitlines()[0].split() == (
        "browser.protocol access.loss page load ms first byte ms connections packets bytes".split())
    assert done.stdout.splitlines()[-1] == "8 runs made: out"


def test_two_calls_write_the_same_bytes_at_any_number_of_workers(pagewire):
    pagewire.scenario("[browser]\ntls = 1.3\n" + SWEEP.replace("h10", "h11"))
    for number, folder in [(1, "one"), (1, "again"), (3, "three")]:
        assert pagewire.run("run", "x.ini", "-o", folder, "-j", number, "--har", "--pcap").returncode == 0
    one = pagewire.files("one")
    assert any(name.endswith(".pcap") for name in one) and any(name.endswith("keys.log") for name in one)
    assert pagewire.files("again") == one
    assert pagewire.files("three") == one


def test_results_are_an_experiment_that_gives_the_same_again(pagewire):
    pagewire.write("link.down", "".join(f"{ms}\n" for ms in range(1, 1000)))
    pagewire.scenario("[access]\ntrace = link.down\n[sweep]\nbrowser.protocol = h11 h2\n")
    pagewire.run("run", "x.ini", "-o", "first")
    (pagewire.folder / "page.json").unlink()
    (pagewire.folder / "link.down").unlink()
    assert pagewire.run("run", "first/scenario.ini", "-o", "second").returncode == 0
    assert pagewire.files("second") == pagewire.files("first")
    assert pagewire.run("run", "first/runs/0002/scenario.ini", "-o", "alone").returncode == 0
    whole, alone = rows(pagewire.folder / "first/runs.csv")[1], rows(pagewire.folder / "alone/runs.csv")[0]
    assert {k: v for k, v in whole.items() if k not in {"run", "browser.protocol"}} == {
        k: v for k, v in alone.items() if k != "run"}


def test_an_archive_that_a_run_wrote_is_a_page(pagewire):
    pagewire.scenario()
    pagewire.run("run", "x.ini", "-o", "first", "--har")
    pagewire.write("again.ini", "[page]\nfile = first/runs/0001/page.har\n")
    assert pagewire.run("run", "again.ini", "-o", "second").returncode == 0
    first, second = (rows(pagewire.folder / name / "runs.csv")[0] for name in ["first", "second"])
    assert (second["status"], second["requests"], second["content_bytes"]) == ("ok", "3", first["content_bytes"])
    assert [p.name[:5] for p in (pagewire.folder / "second/inputs").iterdir()] == ["page-"]


def test_repetitions_differ_under_loss_and_are_the_same_for_each_protocol(pagewire):
    pagewire.scenario("[access]\nloss = 5%\n")
    pagewire.run("run", "x.ini", "-o", "out", "--set", "repeat=5")
    assert len({r["plt_ms"] for r in rows(pagewire.folder / "out/runs.csv")}) > 1
    pagewire.run("run", "x.ini", "-o", "one", "--RngRun=4")
    four, one = rows(pagewire.folder / "out/runs.csv")[3], rows(pagewire.folder / "one/runs.csv")[0]
    assert one["rng_run"] == "4" and one["plt_ms"] == four["plt_ms"]
    pagewire.run("run", "x.ini", "-o", "seed", "--RngSeed=9", "--set", "repeat=5")
    seed = rows(pagewire.folder / "seed/runs.csv")
    assert {r["seed"] for r in seed} == {"9"}
    assert [r["plt_ms"] for r in seed] != [r["plt_ms"] for r in rows(pagewire.folder / "out/runs.csv")]


@pytest.mark.parametrize("to_all", [False, True])
def test_interrupt_leaves_only_whole_runs(pagewire, to_all):
    process = start_second_run(pagewire)
    left = workers(process)
    # A terminal sends Ctrl-C to the workers too.
    (os.killpg if to_all else os.kill)(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors == "pagewire: interrupted; what is whole is in out, and --resume makes the rest\n"
    assert output == ""
    assert not any(pathlib.Path(f"/proc/{pid}").exists() for pid in left)
    assert len(list((pagewire.folder / "out/store").iterdir())) == 1
    assert not (pagewire.folder / "out/runs.csv").exists()
    assert pagewire.run("run", "x.ini", "-o", "out", "--resume").stdout == "1 run made, 1 there before: out\n"


def test_a_killed_worker_is_reported_and_can_be_made_again(pagewire):
    process = start_second_run(pagewire)
    wait_for(lambda: workers(process))
    os.kill(workers(process)[0], signal.SIGKILL)
    output, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "run 0002 (page.file=big.json, run number 1) failed: its process was killed by signal 9 (Killed)" in errors
    command = re.search(r"repeat it alone with: pagewire (.*) -o NEW-DIRECTORY(.*)", errors)
    assert output == "1 run made, 1 failed (--resume tries them again): out\n"
    assert [p.name for p in (pagewire.folder / "out/runs").iterdir()] == ["0001"]
    assert [r["page.file"] for r in rows(pagewire.folder / "out/runs.csv")] == ["page.json"]
    assert json.loads((pagewire.folder / "out/manifest.json").read_text())["missing_runs"] == ["0002"]
    again = pagewire.run(*command.group(1).split(), "-o", "alone", *command.group(2).split())
    assert again.returncode == 0, again
    assert pagewire.run("run", "x.ini", "-o", "out", "--resume").returncode == 0
    assert rows(pagewire.folder / "out/runs.csv")[1]["plt_ms"] == rows(pagewire.folder / "alone/runs.csv")[0]["plt_ms"]


def test_a_parent_that_is_killed_leaves_no_workers(pagewire):
    process = start_second_run(pagewire)
    wait_for(lambda: workers(process))
    left = workers(process)
    process.kill()
    process.communicate()
    wait_for(lambda: not any(pathlib.Path(f"/proc/{pid}").exists() for pid in left))
    assert pagewire.run("run", "x.ini", "-o", "out", "--resume").stdout == "1 run made, 1 there before: out\n"
    assert sorted(p.name for p in (pagewire.folder / "out/runs").iterdir()) == ["0001", "0002"]


def test_resuming_gives_what_one_go_gives(pagewire):
    pagewire.scenario(SWEEP)
    pagewire.run("run", "x.ini", "-o", "whole")
    pagewire.run("run", "x.ini", "-o", "part")
    for number in ["0002", "0003"]:
        subprocess.run(["rm", "-r", (pagewire.folder / "part/runs" / number).resolve()], check=True)
    done = pagewire.run("run", "x.ini", "-o", "part", "--resume")
    assert done.stdout == "2 runs made, 2 there before: part\n"
    assert pagewire.files("part") == pagewire.files("whole")
    subprocess.run(["rm", "-r", pagewire.folder / "part/runs/0001"], check=True)
    assert pagewire.run("run", "x.ini", "-o", "part", "--resume").stdout == "0 runs made, 4 there before: part\n"
    assert (pagewire.folder / "part/runs/0001/runs.csv").exists()


def test_a_wider_sweep_makes_only_what_is_missing(pagewire):
    pagewire.scenario(SWEEP)
    pagewire.run("run", "x.ini", "-o", "out")
    pagewire.scenario(SWEEP.replace("h10", "h10 h11"), name="wider.ini")
    wider = pagewire.run("run", "wider.ini", "-o", "out", "--resume")
    assert wider.stdout == "2 runs made, 4 there before: out\n"
    assert len(rows(pagewire.folder / "out/runs.csv")) == 6
    narrower = pagewire.run("run", "x.ini", "-o", "out", "--resume")
    assert narrower.stdout == "0 runs made, 4 there before, 2 of other scenarios kept (--prune removes them): out\n"
    pruned = pagewire.run("run", "x.ini", "-o", "out", "--resume", "--prune")
    assert pruned.stdout == "0 runs made, 4 there before: out\n"
    pagewire.run("run", "x.ini", "-o", "once")
    assert pagewire.files("out") == pagewire.files("once")


def test_more_repetitions_keep_the_runs_there_are(pagewire):
    pagewire.scenario(SWEEP)
    pagewire.run("run", "x.ini", "-o", "out", "--set", "repeat=2")
    assert pagewire.run("run", "x.ini", "-o", "out", "--set", "repeat=3", "--resume").stdout == (
        "4 runs made, 8 there before: out\n")
    pagewire.run("run", "x.ini", "-o", "whole", "--set", "repeat=3")
    assert pagewire.files("out") == pagewire.files("whole")


def test_ns3_arguments_reach_the_simulation(pagewire):
    pagewire.scenario()
    def plt(*arguments):
        folder = f"out{len(list(pagewire.folder.iterdir()))}"
        done = pagewire.run("run", "x.ini", "-o", folder, *arguments)
        assert done.returncode == 0, done
        return rows(pagewire.folder / folder / "runs.csv")[0]
    plain = plt()
    small = plt("--ns3::TcpSocket::SegmentSize=500")
    assert int(small["packets_down"]) > int(plain["packets_down"]) * 2
    assert plt("--set", "tcp.mss=500B")["plt_ms"] == small["plt_ms"]
    assert plt("--SchedulerType=ns3::CalendarScheduler")["plt_ms"] == plain["plt_ms"]
    one = plt("--pagewire::Browser::ConnectionsPerHost=1")
    assert (plain["connections"], one["connections"]) == ("2", "1")


def test_progress_is_for_terminals_only(pagewire):
    pagewire.scenario(SWEEP)
    assert pagewire.run("run", "x.ini", "-o", "quiet").stderr == ""
    try:
        near, far = pty.openpty()
    except OSError as error:
        pytest.skip(f"this machine has no terminals to give: {error}")
    done = subprocess.run([pagewire.program, "run", "x.ini", "-o", "loud"], cwd=pagewire.folder, stdout=subprocess.PIPE,
                          stderr=far, timeout=60)
    os.close(far)
    shown = b""
    try:
        while chunk := os.read(near, 4096):
            shown += chunk
    except OSError:
        pass
    os.close(near)
    assert done.returncode == 0
    assert re.search(rb"\d of 4 runs", shown) and shown.endswith(b"\r\x1b[K")
    assert pagewire.files("loud") == pagewire.files("quiet")
