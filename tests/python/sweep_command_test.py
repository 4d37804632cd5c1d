# SPDX-License-Identifier: GPL-2.0-only
"""The command `pagewire sweep`."""

import pytest

from sweeps import files, write_scenario


@pytest.fixture
def sweep(tmp_path, pagewire_command):
    write_scenario(tmp_path, repeat=2)
    return lambda *arguments: pagewire_command("sweep", "x.ini", "-o", *arguments, folder=tmp_path)


def test_it_does_what_run_does(tmp_path, sweep, pagewire_command):
    done = sweep("out", "--set", "access.delay=5ms", "--har")
    assert (done.returncode, done.stdout, done.stderr) == (0, "8 runs there, 8 of them were missing: out\n", "")
    pagewire_command("run", "x.ini", "-o", "other", "--set", "access.delay=5ms", "--har", folder=tmp_path)
    assert files(tmp_path / "out") == files(tmp_path / "other")
    assert sweep("out", "--set", "access.delay=5ms", "--har").stdout == "8 runs there, 0 of them were missing: out\n"


def test_shards_and_their_merge(tmp_path, sweep):
    assert sweep("one", "--shard", "1/2").stdout == "4 runs made, none merged: one\n"
    assert sweep("two", "--shard", "2/2").stdout == "4 runs made, none merged: two\n"
    early = sweep("one", "--merge")
    assert early.returncode == 1 and "4 of 8 runs are not there" in early.stderr
    assert sweep("one", "--merge", "two").stdout == "8 runs merged: one\n"
    sweep("whole")
    assert files(tmp_path / "one") == files(tmp_path / "whole")


def test_until_means_are_known(sweep):
    done = sweep("out", "--until", "plt_ms:20%", "--most", "40", "--set", "access.loss=1%")
    assert done.returncode == 0 and "runs there" in done.stdout, done


def test_attributes_of_ns3_are_taken(tmp_path, sweep):
    sweep("small", "--ns3::TcpSocket::InitialCwnd=1")
    sweep("usual")
    assert (tmp_path / "small/runs.csv").read_text() != (tmp_path / "usual/runs.csv").read_text()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--shard", "3/2"], "shard 3/2: write 1/2 to 2/2"),
        (["--shard", "half"], "--shard half: write the share and how many there are, like 1/4"),
        (["--shard", "1/2", "--until", "plt_ms:5%"], "--until and --shard exclude each other"),
        (["--until", "plt_ms"], "write a column of runs.csv and a part of its mean, like plt_ms:5%"),
        (["--until", "plt:5%"], "runs.csv has no column 'plt'"),
        (["--until", "status:5%"], "column 'status' of runs.csv has words: name one of numbers, like plt_ms"),
        (["--merge"], "none of the scenario's runs is there: name the directories that have them"),
        (["--job", "2"], "there is no option '--job': did you mean '--jobs'?"),
        (["-j", "0"], "-j 0 is out of range: write 1 to 4096"),
        (["--set", "access.los=1%"], "did you mean 'access.loss'?"),
        (["--set", "access.loss"], "write NAME=VALUE"),
        (["--merge", "nowhere"], "nowhere: there are no runs in it"),
        (["--dask", "tcp://127.0.0.1:9"], "--dask tcp://127.0.0.1:9: no scheduler answers there"),
        (["--ns3::TcpSocket::InitialCwn=1"], "InitialCwnd"),
    ],
)
def test_mistakes_are_told_in_a_sentence(sweep, arguments, sentence):
    done = sweep("out", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("pagewire: ") and sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
