# SPDX-License-Identifier: GPL-2.0-only
"""Sweeps from Python: what they compute, and that the way they are computed leaves no trace in the results."""

import concurrent.futures
import os
import pickle
import warnings

import pandas as pd
import pytest

import pagewire
from pagewire.batches import make_batch, split
from pagewire.jobs import Job
from pagewire.marks import mark
from pagewire.progress import Progress
from sweeps import files, write_scenario


@pytest.fixture
def scenario(tmp_path):
    return pagewire.Scenario(write_scenario(tmp_path))


@pytest.fixture
def whole(tmp_path, scenario):
    """The files of the sweep carried out at one go."""
    pagewire.Sweep(scenario, tmp_path / "whole").run()
    return files(tmp_path / "whole")


def test_a_frame_tells_every_run_and_whether_it_is_there(tmp_path, scenario):
    sweep = pagewire.Sweep(scenario, tmp_path / "out")
    frame = sweep.frame()
    assert len(sweep) == 12 and list(frame.columns) == ["key", "repeat", "browser.protocol", "access.loss", "there"]
    assert not frame["there"].any() and frame["key"].is_unique
    assert sweep.missing() == list(range(1, 13))
    assert not (tmp_path / "out").exists(), "a look writes nothing"
    sweep.run()
    assert sweep.frame()["there"].all() and sweep.missing() == []


def test_a_sweep_says_how_far_it_is(tmp_path, scenario):
    sweep = pagewire.Sweep(scenario.with_(repeat=1), tmp_path / "out")
    assert repr(sweep) == f"Sweep of 4 runs, 0 of them there ({tmp_path / 'out'})"
    sweep.shard(1, 2)
    assert "4 runs, 2 of them there" in sweep._repr_html_() and "browser.protocol" in sweep._repr_html_()
    sweep.run()
    assert "4 runs, all of them there" in repr(sweep)


def test_a_sweep_stays_what_it_is_when_its_scenario_is_changed(tmp_path, scenario):
    sweep = pagewire.Sweep(scenario, tmp_path / "out")
    scenario.repeat = 1
    assert len(sweep) == 12 and sweep.scenario["repeat"] == 3


def test_the_command_and_python_write_the_same(tmp_path, scenario, whole, pagewire_command):
    assert pagewire_command("run", "x.ini", "-o", "other", folder=tmp_path).returncode == 0
    assert files(tmp_path / "other") == whole


def test_asking_again_makes_only_what_is_missing(tmp_path, scenario):
    out = tmp_path / "out"
    pagewire.Sweep(scenario, out).run()
    before = {path: path.stat().st_mtime_ns for path in (out / "store").glob("*/runs.csv")}
    wider = scenario.with_(repeat=4, access_loss=["0%", "2%", "5%"])
    sweep = pagewire.Sweep(wider, out)
    assert len(sweep) == 24 and len(sweep.missing()) == 12
    assert len(sweep.run().runs) == 24
    assert all(path.stat().st_mtime_ns == moment for path, moment in before.items())
    other = pagewire.Sweep(scenario.with_(access_delay="20ms"), out)
    assert len(other.missing()) == 12


def test_a_table_that_was_removed_is_merged_anew(tmp_path, scenario, whole):
    sweep = pagewire.Sweep(scenario, tmp_path / "out")
    sweep.run()
    (tmp_path / "out/requests.csv").unlink()
    sweep.run()
    assert files(tmp_path / "out") == whole


def test_a_wrong_scenario_leaves_no_directory(tmp_path, scenario):
    with pytest.raises(pagewire.InputError, match="is encrypted always"):
        pagewire.Sweep(scenario.with_(browser_protocol="h3"), tmp_path / "out").run()
    assert not (tmp_path / "out").exists()


def test_pruning_leaves_what_the_scenario_has(tmp_path, scenario, whole):
    out = tmp_path / "out"
    pagewire.Sweep(scenario.with_(repeat=4), out).run()
    sweep = pagewire.Sweep(scenario, out)
    sweep.run()
    assert len(sweep.index()) == 16
    sweep.run(prune=True)
    assert len(sweep.index()) == 12
    assert files(out) == whole


@pytest.mark.parametrize("kind", [concurrent.futures.ThreadPoolExecutor, concurrent.futures.ProcessPoolExecutor])
@pytest.mark.parametrize("batch", [None, 5])
def test_any_executor_gives_the_same_bytes(tmp_path, scenario, whole, kind, batch):
    with kind(2) as executor:
        result = pagewire.Sweep(scenario, tmp_path / "out").run(executor=executor, batch=batch)
    assert len(result) == 12
    assert files(tmp_path / "out") == whole


@pytest.mark.parametrize("wrong", [{"batch": 0}, {"batch": -3}, {"workers": -1}, {"workers": 10**10}])
def test_numbers_of_workers_and_runs_of_batches_are_checked(tmp_path, scenario, wrong):
    sweep = pagewire.Sweep(scenario, tmp_path / "out")
    with concurrent.futures.ThreadPoolExecutor(1) as executor:
        with pytest.raises(pagewire.InputError, match="is out of range: write 1 to 4096|holds no run"):
            sweep.run(executor=executor, **wrong)


def test_the_mark_of_a_killed_program_is_removed_and_that_of_another_kept(tmp_path, scenario, whole):
    out = tmp_path / "out"
    sweep = pagewire.Sweep(scenario, out)
    (out / "store").mkdir(parents=True)
    (out / ".at-work-0123456789abcdef").touch()
    with mark(out) as seen:
        sweep.run()
        assert [path.name for path in out.glob(".at-work-*")] == [os.path.basename(seen)]
    assert files(out) == whole


class Elsewhere(concurrent.futures.ThreadPoolExecutor):
    """Workers that do not see the directory, as on another machine."""

    def submit(self, function, job, part, seen):
        return super().submit(function, pickle.loads(pickle.dumps(job)), part, "/no/such/file")


def test_workers_that_do_not_see_the_directory_send_their_runs(tmp_path, scenario, whole):
    with Elsewhere(2) as executor:
        pagewire.Sweep(scenario, tmp_path / "out").run(executor=executor, batch=4)
    assert files(tmp_path / "out") == whole


class Losing(concurrent.futures.ThreadPoolExecutor):
    """Loses the first so many batches."""

    losses = 2

    def submit(self, function, *arguments):
        if self.losses > 0:
            self.losses -= 1
            future = concurrent.futures.Future()
            future.set_exception(ConnectionError("the worker is gone"))
            return future
        return super().submit(function, *arguments)


def test_batches_of_lost_workers_are_given_out_again(tmp_path, scenario, whole):
    with Losing(2) as executor:
        pagewire.Sweep(scenario, tmp_path / "out").run(executor=executor, batch=3)
    assert files(tmp_path / "out") == whole
    with Losing(2) as executor:
        executor.losses = 1000
        with pytest.raises(pagewire.RunError, match="lost 3 times over 12 runs.*the worker is gone"):
            pagewire.Sweep(scenario, tmp_path / "never").run(executor=executor)


def test_shards_merged_give_the_same_bytes(tmp_path, scenario, whole):
    made = [pagewire.Sweep(scenario, tmp_path / f"shard-{i}").shard(i, 4) for i in range(1, 5)]
    assert made == [3, 3, 3, 3]
    merged = pagewire.Sweep(scenario, tmp_path / "out")
    with pytest.warns(pagewire.RunWarning, match="9 of 12 runs are not there: run 0002"):
        merged.merge(tmp_path / "shard-1")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        merged.merge(*(tmp_path / f"shard-{i}" for i in range(2, 5)))
    assert files(tmp_path / "out") == whole


def test_shards_may_share_a_directory(tmp_path, scenario, whole):
    for i in (2, 1):
        pagewire.Sweep(scenario, tmp_path / "out").shard(i, 2)
    assert not (tmp_path / "out/runs.csv").exists()
    pagewire.Sweep(scenario, tmp_path / "out").merge()
    assert files(tmp_path / "out") == whole


def test_what_cannot_be_is_refused(tmp_path, scenario):
    sweep = pagewire.Sweep(scenario, tmp_path / "out")
    with pytest.raises(pagewire.InputError, match="shard 5/4: write 1/4 to 4/4"):
        sweep.shard(5, 4)
    with pytest.raises(pagewire.InputError, match="there are no runs in it"):
        sweep.merge(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("precious")
    with pytest.raises(pagewire.InputError, match="holds something else than pagewire's results"):
        pagewire.Sweep(scenario, tmp_path / "mine").run()
    assert list(files(tmp_path / "mine")) == ["thesis.txt"]
    with pytest.raises(pagewire.InputError, match="TcpSocket::NoSuch"):
        pagewire.Sweep(scenario, tmp_path / "out", ns3={"ns3::TcpSocket::NoSuch": 1}).plan


@pytest.mark.parametrize(
    "manner, sentence",
    [
        ({"workers": 0}, "workers=0 is out of range: write 1 to 4096"),
        ({"workers": -1}, "workers=-1 is out of range"),
        ({"workers": "2"}, "workers='2' is out of range"),
        ({"executor": 5}, "executor=5 is none: give a concurrent.futures.Executor"),
        ({"batch": 0}, "batch=0 holds no run"),
        ({"batch": -1}, "batch=-1 holds no run"),
    ],
)
def test_a_manner_that_cannot_be_makes_nothing(tmp_path, scenario, manner, sentence):
    sweep = pagewire.Sweep(scenario, tmp_path / "out")
    with pytest.raises(pagewire.InputError, match=sentence):
        sweep.run(**manner)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("wrong", [5, pagewire.PriorityPolicy], ids=["a number", "a class"])
def test_what_is_no_policy_is_refused(tmp_path, scenario, wrong):
    with pytest.raises(pagewire.InputError, match="is no policy: give an object of a class below PriorityPolicy"):
        pagewire.Sweep(scenario, tmp_path / "out", priorities=wrong)


class Remembering(pagewire.PriorityPolicy):
    """Decides by what it has seen before, and keeps that where a copy of it does not help."""

    seen = []

    def priority(self, resource):
        self.seen.append(resource)
        return len(self.seen) % 8, False


def test_what_a_policy_remembers_of_a_run_is_not_for_the_next_one(tmp_path, scenario):
    one = scenario.with_(browser_protocol="h2", repeat=6, access_loss="0%")
    for workers in (1, 2):
        pagewire.Sweep(one, tmp_path / str(workers), priorities=Remembering()).run(workers=workers)
    assert files(tmp_path / "1") == files(tmp_path / "2")
    assert pagewire.Result(tmp_path / "1").runs["plt_ms"].nunique() == 1, "nothing is lost, so that all runs are alike"


def test_workers_of_another_version_are_refused(tmp_path):
    job = Job(version="0.0.9", scenario="[page]\nfile = inputs/p.json\n", inputs={})
    with pytest.raises(pagewire.InputError, match="planned by pagewire 0.0.9, and this is"):
        make_batch(job, (1,), str(tmp_path / "nowhere"))


def test_batches_keep_the_workers_busy():
    assert split(range(1, 8), 2, 3) == [(1, 2, 3), (4, 5, 6), (7,)]
    assert [len(part) for part in split(range(4), 2, None)] == [1, 1, 1, 1]
    assert len(split(range(320), 2, None)) == 16
    assert max(len(part) for part in split(range(100_000), 2, None)) == 64


def test_the_index_is_made_anew_out_of_the_runs(tmp_path, scenario):
    sweep = pagewire.Sweep(scenario, tmp_path / "out")
    sweep.run()
    before = sweep.index()
    (tmp_path / "out/index.csv").unlink()
    pd.testing.assert_frame_equal(sweep.index(), before)
    runs = pagewire.Result(tmp_path / "out").runs.set_index(sweep.frame()["key"])
    assert (before["plt_ms"] == runs["plt_ms"].sort_index()).all()
    # A program was killed before it added its last run, or two added the same.
    lines = (tmp_path / "out/index.csv").read_text().splitlines(True)
    for other in [lines[:-1], lines + lines[-1:]]:
        (tmp_path / "out/index.csv").write_text("".join(other))
        pd.testing.assert_frame_equal(sweep.index(), before)


def test_progress_shows_runs_only_to_who_looks(capsys):
    with Progress(3, None) as shown:
        shown.show(1, 0, 3)
    assert capsys.readouterr().err == ""
    with Progress(3, True) as shown:
        shown.show(1, 1, 3)
    assert "2/3" in capsys.readouterr().err


def test_in_a_notebook_progress_is_no_error_output(capsys, monkeypatch):
    monkeypatch.setattr("pagewire.progress.is_notebook", lambda: True)
    with Progress(3, None) as shown:
        shown.show(1, 1, 3)
    output, errors = capsys.readouterr()
    assert "2/3" in output and errors == ""


def test_repeats_until_means_are_known(tmp_path, scenario):
    sweep = pagewire.Sweep(scenario.with_(browser_protocol="h11", access_loss="2%"), tmp_path / "out")
    result = sweep.run(until=pagewire.Precision(relative=0.3, least=5, most=200))
    known = result.summary().iloc[0]
    assert 5 < known["n"] < 200 and known["half_width"] <= 0.3 * known["mean"]
    assert len(sweep) == known["n"] == len(pagewire.Scenario(tmp_path / "out/scenario.ini").run(tmp_path / "out"))


def test_a_value_that_is_swept_twice_is_not_twice_as_well_known(tmp_path, scenario):
    twice = pagewire.Sweep(scenario.with_(browser_protocol="h11", access_loss=["2%", "2%"], repeat=4), tmp_path / "out")
    assert len(twice) == 8 and len(twice.run()) == 8
    assert [len(group) for group in twice._values("plt_ms")] == [4]


def test_what_is_not_known_at_the_most_is_said(tmp_path, scenario):
    sweep = pagewire.Sweep(scenario.with_(browser_protocol="h11"), tmp_path / "out")
    with pytest.warns(pagewire.RunWarning, match="1 of 2 combinations are not known to 0.1% after 6 repetitions"):
        assert len(sweep.run(until=pagewire.Precision(relative=0.001, least=5, most=6))) == 12
    with pytest.raises(pagewire.InputError, match="no column 'plt'"):
        sweep.run(until=pagewire.Precision(value="plt"))
