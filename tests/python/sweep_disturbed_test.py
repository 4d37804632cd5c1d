# SPDX-License-Identifier: GPL-2.0-only
"""Sweeps that are interrupted, killed, or lose their workers: no finished run is lost, and the end is the same."""

import os
import pathlib
import random
import signal
import subprocess
import sys
import threading
import warnings

import pytest

import pagewire
from build_tree import BUILD
from sweeps import descendants, files, stored, wait_for, write_scenario

KILLS = 10


def start(folder, *more):
    command = [BUILD / "pagewire", "sweep", "x.ini", "-o", "out", "-j", "2", *more]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def whole(tmp_path):
    """The files of the undisturbed sweep, of 40 runs."""
    pagewire.Sweep(write_scenario(tmp_path, repeat=10), tmp_path / "whole").run()
    return files(tmp_path / "whole")


def test_killed_ten_times_it_ends_with_the_same_bytes(tmp_path):
    runs = 600
    pagewire.Sweep(write_scenario(tmp_path, repeat=runs // 4), tmp_path / "whole").run()
    chance = random.Random(1)
    for _ in range(KILLS):
        process = start(tmp_path)
        enough = stored(tmp_path / "out") + chance.randrange(1, 4)
        wait_for(lambda: stored(tmp_path / "out") >= enough)
        left = descendants(process.pid)
        process.kill()
        process.communicate()
        assert stored(tmp_path / "out") >= enough
        wait_for(lambda: not any(pathlib.Path(f"/proc/{pid}").exists() for pid in left))
    assert stored(tmp_path / "out") < runs, "it was done before it was killed so often"
    output, errors = start(tmp_path).communicate()
    assert f"{runs} runs there" in output, errors
    assert files(tmp_path / "out") == files(tmp_path / "whole")


def test_an_interrupt_leaves_whole_runs_and_no_processes(tmp_path):
    write_scenario(tmp_path, repeat=200)
    process = start(tmp_path)
    wait_for(lambda: stored(tmp_path / "out") >= 2)
    left = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=20)
    assert (process.returncode, output, errors) == (130, "", "pagewire: interrupted\n")
    assert not any(pathlib.Path(f"/proc/{pid}").exists() for pid in left)
    assert not [path for path in (tmp_path / "out/store").iterdir() if ".draft-" in path.name]


def test_a_killed_run_is_warned_of_and_made_the_next_time(tmp_path):
    sweep = pagewire.Sweep(write_scenario(tmp_path, repeat=60), tmp_path / "out")

    def kill_one():
        # pagewire._worker is our child, the runs are its children.
        wait_for(lambda: len(descendants(os.getpid())) >= 2 and stored(tmp_path / "out") > 2)
        for _ in range(1000):
            runs = [run for child in descendants(os.getpid()) for run in descendants(child)]
            try:
                os.kill(runs[0], signal.SIGKILL)
                return
            except (IndexError, ProcessLookupError):
                continue

    killer = threading.Thread(target=kill_one)
    killer.start()
    with pytest.warns(pagewire.RunWarning, match="failed: its process was killed by signal 9.*repeat it alone with"):
        result = sweep.run(workers=1)
    killer.join()
    assert len(result) == 239 and len(result.missing) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(sweep.run()) == 240


def test_the_program_lives_when_the_process_that_makes_runs_is_killed(tmp_path):
    sweep = pagewire.Sweep(write_scenario(tmp_path, repeat=200), tmp_path / "out")

    def kill():
        wait_for(lambda: stored(tmp_path / "out") > 2)
        os.kill(descendants(os.getpid())[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(pagewire.RunError, match="signal 9, Killed.*what is finished is kept"):
        sweep.run()
    killer.join()
    assert 2 < stored(tmp_path / "out") < 800


def test_a_dask_worker_that_is_killed_loses_nothing(tmp_path, whole):
    distributed = pytest.importorskip("distributed", reason="install Debian's package python3-distributed")
    arguments = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**arguments, local_directory=tmp_path / "dask") as cluster, distributed.Client(cluster) as client:
        pids = list(client.run(os.getpid).values())

        def kill():
            wait_for(lambda: stored(tmp_path / "out") > 4)
            os.kill(pids[0], signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        result = pagewire.Sweep(tmp_path / "x.ini", tmp_path / "out").run(executor=client.get_executor(), batch=2)
        killer.join()
    assert len(result) == 40
    assert files(tmp_path / "out") == whole


def test_a_script_needs_no_guard_around_its_main_part(tmp_path):
    write_scenario(tmp_path)
    (tmp_path / "script.py").write_text("import pagewire\nprint(len(pagewire.run('x.ini', workers=2)))\n")
    done = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(BUILD / "python")})
    assert (done.stdout, done.stderr) == ("12\n", "")
