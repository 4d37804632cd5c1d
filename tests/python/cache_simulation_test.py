# SPDX-License-Identifier: GPL-2.0-only
"""pagewire.cachesim: the numbers of the command and of papers, arrays without copies, policies written in Python."""

import collections
import functools
import os
import pathlib
import signal
import sys
import threading
import time
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from pagewire import EvictionPolicy, InputError, Trace, cachesim, read_trace

DATA = os.environ.get("PAGEWIRE_DATA", "")


class PythonFifo(EvictionPolicy):
    def __init__(self, capacity):
        super().__init__(capacity)
        self.queue = collections.OrderedDict()

    def insert(self, key, size):
        self.queue[key] = size

    def hit(self, key):
        pass

    def victim(self):
        return self.queue.popitem(last=False)[0]

    def remove(self, key):
        del self.queue[key]


class PythonLru(PythonFifo):
    def hit(self, key):
        self.queue.move_to_end(key)


def requests(count=20_000, objects=500, seed=1):
    """Popular and less popular objects of several sizes, by a fixed generator."""
    generator = np.random.Generator(np.random.PCG64(seed))
    keys = np.minimum(generator.geometric(0.01, count), objects).astype(np.uint64)
    return keys, (keys * np.uint64(37)) % np.uint64(900) + np.uint64(1)


def counts(frame):
    return [tuple(row) for row in frame[["misses", "missed_bytes"]].to_numpy()]


def test_counts_by_hand():
    # Room for one of 10 and one of 20; 3 is too large to come in, and then missed again: as in the test of the core.
    frame = cachesim(([1, 2, 1, 3, 3, 2], [10, 20, 10, 31, 31, 18]), size=30)
    row = frame.iloc[0]
    assert list(frame.columns) == [
        "policy", "size", "requests", "misses", "miss_ratio", "bytes", "missed_bytes", "byte_miss_ratio"]
    assert (row["policy"], row["size"], row["requests"], row["misses"]) == ("lru", 30, 6, 4)
    assert (row["bytes"], row["missed_bytes"]) == (120, 92)
    assert row["miss_ratio"] == 4 / 6 and row["byte_miss_ratio"] == 92 / 120


@pytest.mark.parametrize("text, name", [("1 5 0 0\n3 5 0 1\n", "x.lis"), ("a\nb\na\nc\na\n", "x.txt"),
                                        ("id,size\n1,10\n2,20\n1,10\n3,7\n", "x.csv")])
def test_numbers_are_the_commands(tmp_path, pagewire_command, text, name):
    (tmp_path / name).write_text(text)
    done = pagewire_command("cachesim", name, "--policy", "all", "--size", "2,30", "-o", "out.csv", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    wanted = pd.read_csv(tmp_path / "out.csv").drop(columns="trace")
    frame = cachesim(tmp_path / name, policy="all", size=[2, "30B" if name == "x.csv" else 30])
    pd.testing.assert_frame_equal(frame, wanted)


def test_a_published_table():
    file = pathlib.Path(DATA) / "cache/cloudPhysicsIO.oracleGeneral.bin"
    if not file.is_file():
        pytest.skip(f"{file} is not here: set PAGEWIRE_DATA to the folder of the measured data")
    # The misses in libCacheSim's own test (test/test_evictionAlgo.c, commit aa0fc409).
    published = {"fifo": [93403, 84387, 72498, 72182], "lru": [93374, 83572, 72494, 71972]}
    trace = read_trace(file)
    sizes = ["128MiB", "384MiB", "640MiB", "896MiB"]
    frame = cachesim(trace, policy=["fifo", "lru"], size=sizes)
    mine = cachesim(trace, policy={"fifo": PythonFifo, "lru": PythonLru}, size=sizes)
    pd.testing.assert_frame_equal(frame, mine)
    assert {name: list(rows["misses"]) for name, rows in frame.groupby("policy")} == published


def test_policies_written_in_python_decide_as_the_built_in_ones():
    trace = requests()
    for own, name in [(PythonFifo, "fifo"), (PythonLru, "lru")]:
        sizes = [1000, 20_000, 100_000]
        assert counts(cachesim(trace, own, sizes)) == counts(cachesim(trace, name, sizes))
        assert list(cachesim(trace, own, 1000)["policy"]) == [own.__name__]


def test_policies_may_have_parameters_and_be_told_of_what_comes():
    class Announced(PythonFifo):
        told = []

        def __init__(self, capacity, start):
            super().__init__(capacity)
            self.told.append((start, capacity))

        def announce(self, key):
            self.told.append(key)

    frame = cachesim([4, 5, 4], functools.partial(Announced, start=9), size=1)
    assert Announced.told == [(9, 1), 4, 5, 4]
    assert list(frame["policy"]) == ["Announced"]


def broken(**methods):
    return type("Broken", (PythonFifo,), methods)


def raising(self, key=None, size=None):
    raise ZeroDivisionError("mine")


@pytest.mark.parametrize(
    "methods, sentence",
    [
        ({"victim": lambda self: 77}, "the eviction policy Broken chose 77 to leave, which is not in the store"),
        ({"victim": lambda self: "a"}, "victim() of the eviction policy Broken gave 'a'"),
        ({"victim": lambda self: None}, "victim() of the eviction policy Broken gave None"),
        ({"victim": lambda self: -1}, "victim() of the eviction policy Broken gave -1"),
        ({"insert": None}, "the policy Broken has no method insert"),
    ],
)
def test_policies_that_misbehave_are_named(methods, sentence):
    with pytest.raises(InputError) as raised:
        cachesim([1, 2, 3, 1], broken(**methods), size=2)
    assert sentence in str(raised.value)


@pytest.mark.parametrize("method", ["insert", "hit", "victim"])
def test_what_a_policy_raises_is_raised(method):
    with pytest.raises(ZeroDivisionError, match="mine") as raised:
        cachesim([1, 1, 2, 3], broken(**{method: raising}), size=2)
    if sys.version_info >= (3, 11):
        assert raised.value.__notes__ == ["raised by the eviction policy Broken in a cache of 2 bytes"]


def test_a_policy_without_all_methods_cannot_be_made():
    class Half(EvictionPolicy):
        def insert(self, key, size):
            pass

    with pytest.raises(TypeError, match="Half"):
        cachesim([1, 2], Half, size=1)


def test_arrays_of_64_bits_are_not_copied():
    keys = np.arange(3_000_000, dtype=np.int64) % 1000
    tracemalloc.start()
    cachesim((keys, keys[::-1]), size=500)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < keys.nbytes / 10


def test_arrays_may_be_of_any_kind_of_whole_numbers_and_have_gaps():
    wide = np.array([[1, 10], [2, 20], [1, 10]], dtype=np.int64)
    expected = counts(cachesim(([1, 2, 1], [10, 20, 10]), size=30))
    assert counts(cachesim((wide[:, 0], wide[:, 1]), size=30)) == expected == [(2, 30)]
    assert counts(cachesim((wide[:, 0].astype("i2"), wide[:, 1].astype(">u4")), size=30)) == expected


def test_texts_are_numbered_and_times_only_have_to_rise():
    assert counts(cachesim(["b", "a", "b"], size=2)) == [(2, 2)]
    assert counts(cachesim((["b", "a"], [3, 4], [0.5, 0.5]), size=7)) == [(2, 7)]
    assert counts(cachesim(([5, 6], None, [1, 2]), size=7)) == [(2, 2)]
    assert counts(cachesim(([5, 5], [3, 4]), size=7, unit_size=True)) == [(1, 1)]


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ((([1, 2], [3]), "lru", 1), "there are 2 keys and 1 sizes"),
        ((([1, -2],), "lru", 1), "-2 is among the keys"),
        ((([1, 2], [1.5, 2]), "lru", 1), "sizes of a trace are whole numbers"),
        ((([1, 2], [1, 1], [5, 4]), "lru", 1), "the times of the trace fall"),
        ((([],), "lru", 1), "has no request"),
        (([1], "lur", 1), "'lur' is no eviction policy: did you mean 'lru'?"),
        (([1], "lru"), "name the sizes of the cache"),
        (([1], "lru", 0), "size 0 holds nothing: give 1 at least"),
        (([1], ["lru", "lru"], 1), "policy names 'lru' twice"),
        (([1], "lru", [1, "1B"]), "size names '1' twice"),
        (("/no/such.csv", "lru", 1), "'/no/such.csv' cannot be read"),
    ],
)
def test_mistakes(arguments, sentence):
    with pytest.raises(InputError) as raised:
        cachesim(*arguments)
    assert sentence in str(raised.value)


def test_a_trace_is_read_once(tmp_path):
    (tmp_path / "x.csv").write_text("id,size\n1,10\n2,20\n1,10\n")
    trace = read_trace(tmp_path / "x.csv")
    assert isinstance(trace, Trace)
    assert (list(trace.keys), list(trace.sizes)) == ([1, 2, 1], [10, 20, 10])
    keys = read_trace(tmp_path / "x.csv").keys  # lives on without the sizes
    assert list(keys) == [1, 2, 1]
    assert counts(cachesim(trace, size=30)) == [(2, 30)]


def test_progress_is_shown_where_wanted(capsys):
    cachesim(np.zeros(300_000, dtype=np.int64), size=1, progress=True)
    assert "300k" in capsys.readouterr().err
    cachesim(np.zeros(300_000, dtype=np.int64), size=1)
    assert capsys.readouterr().err == ""


def interrupt_soon():
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()


@pytest.mark.parametrize("policy", ["lru", PythonFifo])
def test_ctrl_c_ends_it(policy):
    keys = np.resize(np.arange(100_000, dtype=np.int64), 20_000_000)
    interrupt_soon()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        cachesim(keys, policy, size=50_000)
    assert time.monotonic() - began < 5


def test_other_threads_run_meanwhile():
    keys = np.resize(np.arange(100_000, dtype=np.int64), 3_000_000)
    done = threading.Event()
    seen = []

    def count():
        while not done.is_set():
            seen.append(time.monotonic())
            time.sleep(0.005)

    thread = threading.Thread(target=count)
    thread.start()
    began = time.monotonic()
    cachesim(keys, size=50_000)
    ended = time.monotonic()
    done.set()
    thread.join()
    assert sum(began < moment < ended for moment in seen) >= 3
