# SPDX-License-Identifier: GPL-2.0-only
"""`pagewire cachesim`: a trace, several policies and sizes; a table and tidy comma-separated values."""

import struct

import pytest

# In a cache of two, c comes for b with LRU, and a is hit again; with FIFO c comes for a.
PLAIN = "a\nb\na\nc\na\n"


def table(done):
    assert (done.returncode, done.stderr) == (0, ""), done
    return [line.split() for line in done.stdout.splitlines()]


def test_the_table_and_the_values(pagewire):
    pagewire.write("x.txt", PLAIN)
    done = pagewire.run("cachesim", "x.txt", "--policy", "lru,fifo", "--size", "2,3B", "-o", "out.csv")
    assert table(done) == [
        ["policy", "size", "requests", "misses", "miss", "ratio", "byte", "miss", "ratio"],
        ["lru", "2", "5", "3", "0.6000", "0.6000"],
        ["lru", "3B", "5", "3", "0.6000", "0.6000"],
        ["fifo", "2", "5", "4", "0.8000", "0.8000"],
        ["fifo", "3B", "5", "3", "0.6000", "0.6000"],
    ]
    assert (pagewire.folder / "out.csv").read_text() == (
        "trace,policy,size,requests,misses,miss_ratio,bytes,missed_bytes,byte_miss_ratio\n"
        "x.txt,lru,2,5,3,0.6,5,3,0.6\n"
        "x.txt,lru,3,5,3,0.6,5,3,0.6\n"
        "x.txt,fifo,2,5,4,0.8,5,4,0.8\n"
        "x.txt,fifo,3,5,3,0.6,5,3,0.6\n"
    )


def test_sizes_count_unless_told_otherwise(pagewire):
    requests = [(5, 1000), (6, 2000), (5, 1000), (7, 3000), (5, 1000)]
    data = b"".join(struct.pack("<IQIq", 0, *request, -1) for request in requests)
    (pagewire.folder / "x.oracleGeneral.bin").write_bytes(data)
    # 7 takes the place of both; 7000 bytes of 8000 miss.
    assert table(pagewire.run("cachesim", "x.oracleGeneral.bin", "--size", "3KB"))[1] == ["lru", "3KB", "5", "4", "0.8000", "0.8750"]
    # Two of three objects fit: 7 takes the place of 6.
    done = pagewire.run("cachesim", "x.oracleGeneral.bin", "--size", "2", "--unit-size")
    assert table(done)[1] == ["lru", "2", "5", "3", "0.6000", "0.6000"]


def test_all_policies_over_the_standard_input(pagewire):
    done = pagewire.run("cachesim", "-", "--format", "plain", "--size", "9", "--policy", "all", input=PLAIN)
    policies = ["fifo", "lru", "clock", "lfu", "gdsf", "sieve", "s3-fifo"]
    assert [row[:5] for row in table(done)[1:]] == [[policy, "9", "5", "3", "0.6000"] for policy in policies]


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ([], "name the sizes of the cache with --size, like --size 128MiB,1GiB"),
        (["--size", "2"], "name a trace of requests, like OLTP.lis"),
        (["x.txt", "--size", "2mb"], "'2mb' is not a size: write a number and one of B, KB, KiB, MB, MiB, GB, GiB"),
        (["x.txt", "--size", "2,"], "'' is not a size"),
        (["x.txt", "--size", "0B"], "--size 0B holds nothing: give 1 at least"),
        (["x.txt", "--size", "2,2"], "--size names '2' twice: name it once"),
        (["x.txt", "--size", "2", "--policy", "lru,seive"], "'seive' is no eviction policy: did you mean 'sieve'?"),
        (["x.txt", "--size", "2", "--policy", "lru,lru"], "--policy names 'lru' twice: name it once"),
        (["x.txt", "x.txt", "--size", "2"], "'x.txt' is a second trace: name one"),
        (["bad.txt", "--size", "2"], "bad.txt:2: 'two' is not a size: write a whole number"),
        (["bad.txt", "--size", "2", "--format", "cvs"], "'cvs' is no format of traces: did you mean 'csv'?"),
        (["none.txt", "--size", "2"], "'none.txt' cannot be read"),
        (["x.dat", "--size", "2"], "the name of the trace 'x.dat' does not tell its format: give it with --format"),
        (["-", "--size", "2"], "the standard input does not tell its format: give it with --format"),
        (["x.txt", "--sise", "2"], "unrecognised option '--sise': see pagewire cachesim --help"),
        (["x.txt", "--size", "2", "-o", "no/such/folder/x"], "no/such/folder/x"),
    ],
)
def test_mistakes_write_nothing(pagewire, arguments, sentence):
    pagewire.write("x.txt", PLAIN)
    pagewire.write("x.dat", PLAIN)
    pagewire.write("bad.txt", "a,1\nb,two\n")
    assert sentence in pagewire.refused("cachesim", *arguments)
