# SPDX-License-Identifier: GPL-2.0-only
"""The command `pagewire sweep`."""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import re
import sys
import warnings
from typing import Iterator, List, Optional, Sequence, Tuple

from pagewire.arguments import Arguments
from pagewire.errors import InputError, RunError, RunWarning
from pagewire.precision import Precision
from pagewire.scenario import Scenario
from pagewire.sweep import Sweep
from pagewire.workers import check_workers

DESCRIPTION = """Carries out every combination of a scenario's sweep, as `pagewire run` does, and goes on where it was
stopped: runs that DIR has already are not made again. Also until means are known well enough, in shares on machines that
know nothing of each other (--shard, then --merge), and on the workers of dask. ns-3's attributes are taken too:
--ns3::Class::Attribute=value."""

FAILED = 1


def parser() -> Arguments:
    """What the command takes."""
    arguments = Arguments("sweep", DESCRIPTION)
    add = arguments.add_argument
    add("scenario", metavar="SCENARIO", help="a scenario file, also the one in DIR")
    add("-o", "--output", metavar="DIR", required=True, help="the directory for the results; new, or with results")
    add("--set", metavar="NAME=VALUE", action="append", default=[], help="sets an option over the scenario file")
    add("-j", "--jobs", metavar="N", type=int, help="runs at a time; else as many as there are processors")
    for kind, what in [("har", "page.har"), ("pcap", "captures of its links"), ("qlog", "the qlogs of QUIC (.sqlog)")]:
        add(f"--{kind}", action="store_true", help=f"each run writes {what}")
    add("--until", metavar="COLUMN:PERCENT", help="repeats until each combination's mean of a column of runs.csv is known "
        "to this part of it, at 95 %%: plt_ms:5%%")
    add("--most", metavar="N", type=int, default=1000, help="with --until: repetitions at most (%(default)s)")
    add("--shard", metavar="I/N", help="makes the I-th of N shares of the runs, and merges nothing")
    add("--merge", metavar="DIR", nargs="*", help="makes nothing: merges what is in the output directory, and in these")
    add("--dask", metavar="ADDRESS", help="makes the runs with the workers of this dask scheduler: tcp://host:8786")
    add("--prune", action="store_true", help="removes runs from the output directory that this scenario does not have")
    return arguments


def main(arguments: Sequence[str]) -> int:
    """The exit status of the command with these arguments."""
    ns3, own = split_ns3(arguments)
    options = parser().read(own)
    check(options)
    scenario = Scenario.load(options.scenario)
    for assignment in options.set:
        name, separator, value = assignment.partition("=")
        if not separator:
            raise InputError(f"--set {assignment}: write NAME=VALUE, like --set access.loss=1%")
        scenario[name] = value
    sweep = Sweep(scenario, options.output, har=options.har, pcap=options.pcap, qlog=options.qlog, ns3=dict(ns3))
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", RunWarning)
            said = carry_out(sweep, options)
    except RunError as error:
        print(f"pagewire: {error}", file=sys.stderr)
        return FAILED
    for warning in caught:
        print(f"pagewire: {warning.message}", file=sys.stderr)
    print(said)
    return FAILED if caught else 0


def split_ns3(arguments: Sequence[str]) -> Tuple[List[Tuple[str, str]], List[str]]:
    """Names and values of ns-3's attributes, and the other arguments."""
    ns3: List[Tuple[str, str]] = []
    own: List[str] = []
    for argument in arguments:
        match = re.fullmatch(r"--(ns3::[^=]+)=(.*)", argument)
        if match:
            ns3.append((match.group(1), match.group(2)))
        else:
            own.append(argument)
    return ns3, own


def check(options: argparse.Namespace) -> None:
    """Refuses what contradicts itself."""
    check_workers(f"-j {options.jobs}", options.jobs)
    ways = [name for name in ("until", "shard", "merge") if getattr(options, name) is not None]
    if len(ways) > 1:
        raise InputError(f"--{ways[0]} and --{ways[1]} exclude each other: leave one out")
    if options.dask and (options.shard or options.merge is not None):
        raise InputError("--dask makes all runs by itself: leave out --shard and --merge")


def carry_out(sweep: Sweep, options: argparse.Namespace) -> str:
    """Does what the options ask for. Gives a sentence on what was done."""
    if options.shard:
        match = re.fullmatch(r"([0-9]+)/([0-9]+)", options.shard)
        if not match:
            raise InputError(f"--shard {options.shard}: write the share and how many there are, like 1/4")
        made = sweep.shard(int(match.group(1)), int(match.group(2)), workers=options.jobs)
        return f"{made} runs made, none merged: {sweep.directory}"
    if options.merge is not None:
        result = sweep.merge(*options.merge, prune=options.prune)
        return f"{len(result)} runs merged: {sweep.directory}"
    until = Precision.parse(options.until, options.most) if options.until else None
    with executor_at(options.dask) as executor:
        missing = len(sweep.missing())
        result = sweep.run(workers=options.jobs, executor=executor, until=until, prune=options.prune)
    # How many more repetitions there would be, nobody knew before.
    before = "" if until else f", {missing} of them were missing"
    return f"{len(result)} runs there{before}: {sweep.directory}"


@contextlib.contextmanager
def executor_at(address: Optional[str]) -> Iterator[Optional[concurrent.futures.Executor]]:
    """The workers of the dask scheduler with that address; none without one."""
    if address is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise InputError("--dask needs dask.distributed: install Debian's package python3-distributed") from None
    try:
        client = Client(address, timeout="10s")
    except (OSError, ValueError) as error:
        raise InputError(f"--dask {address}: no scheduler answers there ({error}): start one with dask-scheduler") from None
    with client:
        yield client.get_executor()
