#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""How long the labs keep a student waiting: the longest run, all runs on two cores, the check.

It fails where a worksheet's promise is not kept: each run under 5 s, all runs under 2 minutes, the check under 12 s. All runs
are also told as a ratio to the time that the scenario of the README's first figure takes in the same turn, as seconds mean
something on a quiet machine only.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import time

RUN_S, SWEEP_S, CHECK_S = 5, 120, 12
ROOT = pathlib.Path(__file__).resolve().parents[2]


def seconds(action, *arguments, **keywords):
    """How long a call takes."""
    began = time.perf_counter()
    action(*arguments, **keywords)
    return time.perf_counter() - began


def longest_run(entry, folder):
    """The longest of all single runs of a lab, each in a process of its own."""
    spent = []
    for name, measurement in entry.measurements.items():
        sweep = measurement.sweep(folder, folder / "single" / name)
        spent += [seconds(sweep.shard, number, len(sweep), workers=1, progress=False) for number in range(1, len(sweep) + 1)]
    return max(spent)


def all_runs(entry, folder):
    """All measurements of a lab, one after another, each with two workers."""
    for name, measurement in entry.measurements.items():
        measurement.sweep(folder, folder / "results" / name).run(workers=2, progress=False)


def answer_everything(entry, folder):
    """Wrong answers to everything, so that a check has everything to compare."""
    from pagewire.labs import Answers, catalogue, checking
    from pagewire.labs.measuring import Measured

    answers = Answers(folder / "answers.json")
    numbers = checking.numbers_of(entry, answers)
    results = Measured(entry.measurements, folder, make=False)
    for question, _, steps in catalogue.questions_with_steps(entry, numbers, results):
        answers.answer(question, {field: 0 for step in steps for field in step.fields})


def command(*arguments, folder=None):
    done = subprocess.run(list(map(str, arguments)), cwd=folder, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{arguments}: exit status {done.returncode} {done.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    build = parser.parse_args().build.resolve()
    sys.path.insert(0, str(build / "python"))
    from pagewire.labs import catalogue

    with tempfile.TemporaryDirectory() as scratch:
        base = pathlib.Path(scratch)
        first = seconds(command, build / "pagewire", "run", ROOT / "scenarios/first-page.ini", "-o", base / "first")
        print(f"the README's first scenario: {first:.1f} s")
        print("lab  longest run s  all runs s  check s  ratio of all runs to the first scenario")
        slow = []
        for entry in catalogue.entries():
            folder = base / entry.name
            command(build / "pagewire", "lab", "start", entry.number, "-o", folder)
            single, whole = longest_run(entry, folder), seconds(all_runs, entry, folder)
            answer_everything(entry, folder)
            check = seconds(command, build / "pagewire", "lab", "check", entry.number, folder)
            print(f"{entry.number}   {single:13.2f}  {whole:10.2f}  {check:7.2f}  {whole / first:.2f}")
            if single > RUN_S or whole > SWEEP_S or check > CHECK_S:
                slow.append(entry.number)
    if slow:
        sys.exit(f"too slow: {', '.join(slow)}")


if __name__ == "__main__":
    main()
