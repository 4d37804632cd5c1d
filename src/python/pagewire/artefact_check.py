#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs a sample of an artefact's runs again and compares their tables, byte for byte; draws a figure again likewise.

Exit status: 0, all is the same; 1, something differs; 2, it could not be checked.
"""

import argparse
import concurrent.futures
import csv
import hashlib
import importlib.metadata
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
from typing import Any, Optional

HERE = pathlib.Path(__file__).resolve().parent
RESULTS = HERE / "results"
SHOWN = 3  # differences of a table that are told one by one
NAMES = ("run", "repeat")  # columns that number a run within its sweep

Row = dict[str, str]


class CannotCheck(Exception):
    """What keeps the check from being made, and what would help."""


def read_manifest() -> dict[str, Any]:
    try:
        return dict(json.loads((HERE / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise CannotCheck(f"manifest.json: cannot be read ({error}); unpack the artefact again") from None


def changed_files(manifest: dict[str, Any]) -> list[str]:
    """What is wrong with the files of the artefact."""
    wrong = []
    for name, digest in manifest["files"].items():
        path = HERE / name
        if not path.is_file():
            wrong.append(f"{name}: is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            wrong.append(f"{name}: is not what was packed (its SHA-256 differs)")
    return wrong


def rank(seed: str, run: str) -> bytes:
    return hashlib.sha256(f"{seed} {run}".encode()).digest()


def sample(runs: list[Row], size: Optional[int], seed: str) -> list[Row]:
    """So many runs in their order: the same ones for the same seed, everywhere."""
    chosen = sorted(runs, key=lambda row: rank(seed, row["run"]))[:size]
    return sorted(chosen, key=lambda row: int(row["run"]))


def rows_of(path: pathlib.Path, run: str) -> list[Row]:
    """The rows of a run in a table, in their order."""
    if not path.is_file():
        return []
    with open(path, encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row.get("run") == run]


def near(new: str, packed: str, tolerance: float) -> bool:
    """Whether two cells are numbers that differ by no more than this part of the packed one."""
    try:
        return abs(float(new) - float(packed)) <= tolerance * abs(float(packed))
    except ValueError:
        return False


def differences(table: str, new: list[Row], packed: list[Row], leave: set[str], tolerance: float) -> list[str]:
    """Where two versions of the rows of a run in a table differ."""
    if len(new) != len(packed):
        return [f"{table}: {len(new)} rows here, {len(packed)} packed"]
    found = []
    for number, (left, right) in enumerate(zip(new, packed), 1):
        left = {name: cell for name, cell in left.items() if name not in leave}
        right = {name: cell for name, cell in right.items() if name not in leave}
        if left.keys() != right.keys():
            return [f"{table}: other columns here than packed: {', '.join(sorted(left.keys() ^ right.keys()))}"]
        for name, cell in left.items():
            if cell != right[name] and not (tolerance and near(cell, right[name], tolerance)):
                found.append(f"{table}, row {number} of the run, column {name}: {cell or 'empty'} here, "
                             f"{right[name] or 'empty'} packed")
    return found


class Check:
    """The check of one artefact with one program."""

    def __init__(self, program: str, tolerance: float) -> None:
        found = shutil.which(program)
        if not found:
            raise CannotCheck(f"{program}: no such program; install pagewire, or name it with --pagewire")
        self.program = os.path.abspath(found)
        self.tolerance = tolerance
        self.manifest = read_manifest()

    def own_versions(self) -> dict[str, str]:
        """The versions of the program here and of its libraries."""
        done = subprocess.run([self.program, "version"], capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotCheck(f"{self.program}: is no pagewire: {done.stderr.strip()}")
        return dict(line.split(" ", 1) for line in done.stdout.splitlines())

    def say_versions(self) -> None:
        packed = {"pagewire": self.manifest["pagewire"], **self.manifest["libraries"]}
        own = self.own_versions()
        other = [f"{name} {own.get(name, 'none')} here, {version} packed" for name, version in packed.items()
                 if own.get(name) != version]
        if not other:
            print(f"versions: the same, pagewire {packed['pagewire']}")
            return
        print(f"versions: {'; '.join(other)}")
        if not self.tolerance:
            print("Other versions may give other numbers: --tolerance 0.01 lets them differ by 1 %.")

    def again(self, row: Row, directory: pathlib.Path) -> list[str]:
        """Makes a run again; returns how it differs."""
        settings = {"repeat": "1", "seed": row["seed"], "first-run": row["rng_run"]}
        settings.update({option: row[option] for option in self.manifest["swept"]})
        command = [self.program, "run", "scenario.ini", "-o", str(directory), "-j", "1"]
        for name, value in settings.items():
            command += ["--set", f"{name}={value}"]
        done = subprocess.run([*command, *self.manifest["ns3_arguments"]], cwd=RESULTS, capture_output=True, text=True, check=False)
        if done.returncode:
            return [f"ended with exit status {done.returncode}: {done.stderr.strip() or shlex.join(command)}"]
        leave = {*NAMES, *self.manifest["swept"]}
        found = []
        for table in sorted({path.name for folder in (RESULTS, directory) for path in folder.glob("*.csv")} - {"index.csv"}):
            found += differences(table, rows_of(directory / table, "1"), rows_of(RESULTS / table, row["run"]), leave, self.tolerance)
        return found

    def name(self, row: Row) -> str:
        swept = "".join(f", {option} = {row[option]}" for option in self.manifest["swept"])
        return f"run {row['run']} (RngRun {row['rng_run']}{swept})"

    def check_runs(self, size: Optional[int], seed: str, jobs: int) -> int:
        """Makes a sample again; returns how many differ."""
        with open(RESULTS / "runs.csv", encoding="utf-8", newline="") as file:
            runs = list(csv.DictReader(file))
        chosen = sample(runs, size, seed)
        print(f"runs: {len(chosen)} of {len(runs)} are made again", flush=True)
        differing = 0
        with tempfile.TemporaryDirectory() as work, concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            found = pool.map(lambda row: self.again(row, pathlib.Path(work, row["run"])), chosen)
            for row, wrong in zip(chosen, found):
                differing += bool(wrong)
                print(f"{self.name(row)}: {'differs' if wrong else 'the same'}", flush=True)
                for line in wrong[:SHOWN]:
                    print(f"  {line}")
                if len(wrong) > SHOWN:
                    print(f"  and {len(wrong) - SHOWN} more")
        return differing

    def other_drawing(self) -> list[str]:
        """What of Python's packages for figures has another version here."""
        other = []
        for name, packed in self.manifest["python"].items():
            try:
                own = ".".join(map(str, sys.version_info[:3])) if name == "python" else importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                own = "none"
            if own != packed:
                other.append(f"{name} {own} here, {packed} packed")
        return other

    def draw(self, name: str, arguments: list[str]) -> bool:
        """Draws a figure again; returns whether it is the same."""
        with tempfile.TemporaryDirectory() as work:
            picture = pathlib.Path(work, "figure.svg")
            done = subprocess.run([sys.executable, *arguments, "-o", str(picture)], cwd=HERE, capture_output=True, text=True,
                                  env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, check=False)
            if done.returncode:
                print(f"figure {name}: cannot be drawn: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")
                return False
            same = picture.read_bytes() == (HERE / "figures" / f"{name}.svg").read_bytes()
        other = self.other_drawing()
        because = f", which is no failure, as versions differ: {'; '.join(other)}" if other and not same else ""
        print(f"figure {name}: {'the same' if same else 'differs'}{because}")
        return same or bool(other)

    def check_figures(self, size: Optional[int], seed: str) -> int:
        """Draws one figure or all again; returns how many differ."""
        figures = self.manifest["figures"]
        chosen = sorted(sorted(figures, key=lambda name: rank(seed, name))[:size])
        print(f"figures: {len(chosen)} of {len(figures)} are drawn again", flush=True)
        return sum(not self.draw(name, figures[name]) for name in chosen)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="check", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pagewire", metavar="PROGRAM", default="pagewire", help="the program to check with")
    parser.add_argument("--sample", metavar="N", type=int, default=5, help="how many runs are made again (%(default)s)")
    parser.add_argument("--all", action="store_true", help="all runs and all figures")
    parser.add_argument("--seed", metavar="TEXT", default="1", help="which runs and figure: another text, another sample")
    parser.add_argument("--tolerance", metavar="PART", type=float, default=0.0,
                        help="lets numbers differ by this part, as 0.01 for 1 %%; by itself nothing may differ")
    parser.add_argument("--no-figures", action="store_true", help="runs only")
    parser.add_argument("-j", "--jobs", metavar="N", type=int, default=os.cpu_count() or 1, help="runs at a time (%(default)s)")
    options = parser.parse_args()
    if options.sample < 1 or options.jobs < 1 or options.tolerance < 0:
        parser.error("--sample and --jobs are 1 or more, and --tolerance is not below 0")
    return options


def main() -> int:
    options = arguments()
    check = Check(options.pagewire, options.tolerance)
    check.say_versions()
    wrong = changed_files(check.manifest)
    print(f"files: {len(check.manifest['files']) - len(wrong)} of {len(check.manifest['files'])} are what was packed")
    for line in wrong:
        print(f"  {line}")
    differing = check.check_runs(None if options.all else options.sample, options.seed, options.jobs)
    figures = 0 if options.no_figures else check.check_figures(None if options.all else 1, options.seed)
    if wrong or differing or figures:
        print(f"DIFFERS: {len(wrong)} files, {differing} runs, {figures} figures")
        return 1
    print("all is the same")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except CannotCheck as problem:
        print(f"check: {problem}", file=sys.stderr)
        sys.exit(2)
