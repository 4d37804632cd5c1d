# SPDX-License-Identifier: GPL-2.0-only
"""`pagewire link-trace`: made-up cellular links, the same bytes for the same arguments."""

import pytest

# How the traces in scenarios/traces were made.
SHIPPED = {
    "lte.down": ["--mean", "8Mbps", "--duration", "30s", "--seed", "68"],
    "lte.up": ["--mean", "3Mbps", "--duration", "30s", "--seed", "2"],
}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_traces_come_again(pagewire, source, name):
    done = pagewire.run("link-trace", "-o", name, *SHIPPED[name])
    assert (done.returncode, done.stdout) == (0, "")
    made = (pagewire.folder / name).read_bytes()
    assert made == (source / "scenarios" / "traces" / name).read_bytes()
    lines = made.decode().splitlines()
    assert done.stderr == f"{name}: {len(lines)} opportunities in 30000 ms, {len(lines) * 400} bit/s\n"
    assert lines[-1] == "30000"


def test_every_shipped_trace_can_be_made_again(source):
    assert {p.name for p in (source / "scenarios" / "traces").iterdir()} == set(SHIPPED)


def test_without_a_file_it_goes_to_standard_output(pagewire):
    done = pagewire.run("link-trace", "--duration", "1s")
    assert (done.returncode, done.stderr) == (0, "")
    times = [int(line) for line in done.stdout.splitlines()]
    assert times == sorted(times) and times[-1] == 1000
    pagewire.run("link-trace", "--duration", "1s", "-o", "x")
    assert (pagewire.folder / "x").read_text() == done.stdout
    other = pagewire.run("link-trace", "--duration", "1s", "--seed", "2").stdout
    assert other != done.stdout


def test_a_scenario_takes_it(pagewire):
    pagewire.run("link-trace", "-o", "x.down", "--mean", "5Mbps")
    pagewire.scenario("[access]\ntrace = x.down\n")
    assert pagewire.run("run", "x.ini", "-o", "out").returncode == 0
    [kept] = (pagewire.folder / "out" / "inputs").glob("x-*.down")
    assert kept.read_bytes() == (pagewire.folder / "x.down").read_bytes()


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["--mean", "8mb"], "--mean: '8mb' is not a bit rate: write a number and one of bps, kbps, Mbps, Gbps"),
        (["--mean", "10kbps"], "a mean of 10kbps is out of range: give from 100kbps to 1Gbps"),
        (["--duration", "1ms"], "a duration of 1ms is impossible: give whole milliseconds from 1s to 60min"),
        (["--duration", "30"], "--duration: '30' is not a duration"),
        (["--peak", "8Mbps"], "--peak 8Mbps leaves no room above the mean: give more than 8Mbps"),
        (["--peak", "0bps"], "--peak 0bps leaves no room above the mean"),
        (["--sigma", "much"], "--sigma: 'much' is not a number"),
        (["--sigma", "nan"], "a sigma of nan is out of range"),
        (["--outage", "1ms"], "outages of 1ms are out of range: give a mean from 20ms to 1min"),
        (["--seed", "-1"], "--seed: '-1' is not a whole number from 0 on"),
        (["--seed", ""], "--seed"),
        (["--meen", "8Mbps"], "unrecognised option '--meen': see pagewire link-trace --help"),
        (["lte.down"], "see pagewire link-trace --help"),
        (["--mean", "1Gbps", "--duration", "60min"], "this trace would have more than 20 million lines"),
        (["-o", "no/such/folder/x"], "no/such/folder/x"),
    ],
)
def test_mistakes_write_nothing(pagewire, arguments, sentence):
    assert sentence in pagewire.refused("link-trace", *arguments)
