# SPDX-License-Identifier: GPL-2.0-only
"""What a report or an artefact is made from: a directory of results, read as text so that no digit of it changes."""

import csv
import functools
import hashlib
import os
import pathlib
import re
import shlex
from typing import Any, Protocol, Union

from pagewire import tables
from pagewire.errors import InputError

# A row of a table: the texts of its cells by the names of its columns.
Row = dict[str, str]


class HasDirectory(Protocol):
    """A result."""

    directory: pathlib.Path


PathOrResult = Union[str, "os.PathLike[str]", HasDirectory]


def checksum(path: pathlib.Path) -> str:
    """SHA-256 of a file, in hex."""
    with open(path, "rb") as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def read_rows(path: pathlib.Path) -> list[Row]:
    """The rows of a table; raises InputError if it is not there or is no table."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, strict=True, restkey="", restval=None))
    except FileNotFoundError:
        raise InputError(f"{path}: no such table; finish the results with pagewire run ... --resume") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read as a table ({error}); make the results again") from None
    for number, row in enumerate(rows, 2):
        if "" in row or None in row.values():
            raise InputError(f"{path}:{number}: not as many cells as columns; make the results again")
    return rows


class Source:
    """A directory of results.

    results: its path, or a Result
    Raises InputError if it is not one, or if what it says of itself is damaged.
    """

    def __init__(self, results: PathOrResult) -> None:
        self.path = pathlib.Path(results if isinstance(results, (str, os.PathLike)) else results.directory)
        if not self.path.is_dir():
            raise InputError(f"{self.path}: no such directory of results; pagewire run SCENARIO -o DIR makes one")
        self.manifest = self._manifest()
        self.scenario = self._scenario()

    def _manifest(self) -> dict[str, Any]:
        path = self.path / "manifest.json"
        manifest = tables.read_json(path, "name a directory that pagewire run wrote, or make the results again")
        kinds = {"pagewire": str, "libraries": dict, "inputs": dict, "runs": int, "missing_runs": list, "ns3_arguments": list,
                 "files": list}
        for name, kind in kinds.items():
            if not isinstance(manifest.get(name), kind):
                raise InputError(f"{path}: damaged, as '{name}' is not what it should be; make the results again")
        for name in manifest["inputs"]:
            if not name.startswith("inputs/") or ".." in pathlib.PurePosixPath(name).parts:
                raise InputError(f"{path}: damaged, as '{name}' lies outside inputs/; make the results again")
        return manifest

    def _scenario(self) -> str:
        path = self.path / "scenario.ini"
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: cannot be read ({error}); make the results again") from None

    @functools.cached_property
    def runs(self) -> list[Row]:
        """The table of the runs; raises InputError if there is no run in it."""
        rows = read_rows(self.path / "runs.csv")
        if not rows:
            raise InputError(f"{self.path / 'runs.csv'}: has no run; finish the results with pagewire run ... --resume")
        for column in ("run", "repeat", "seed", "rng_run", "status"):
            if column not in rows[0]:
                raise InputError(f"{self.path / 'runs.csv'}: has no column {column}; make the results again")
        for line, row in enumerate(rows, 2):
            for column in ("run", "repeat", "seed", "rng_run"):
                if not re.fullmatch("[0-9]+", row[column]):
                    raise InputError(f"{self.path / 'runs.csv'}:{line}: {column} '{row[column]}' is no number; make the results "
                                     "again")
        return rows

    def values(self, rows: list[Row], column: str) -> list[float]:
        """The numbers of a column of the table of runs, in those of these rows that have one; raises InputError for words."""
        try:
            return [float(row[column]) for row in rows if row.get(column)]
        except ValueError as error:
            raise InputError(f"{self.path / 'runs.csv'}: column {column}: {error}; make the results again") from None

    @property
    def tables(self) -> list[str]:
        """The names of the merged tables, in alphabetical order."""
        return [f"{name}.csv" for name in tables.names(self.path)]

    @property
    def title(self) -> str:
        """The title of the scenario, or the directory's name where it has none."""
        head = self.scenario.split("\n[", 1)[0]
        for line in head.splitlines():
            name, _, value = line.partition("=")
            if name.strip() == "title" and value.strip():
                return value.strip()
        return self.path.resolve().name

    @property
    def swept(self) -> list[str]:
        """The options that differ between the runs, in the sweep's order."""
        return tables.swept(list(self.runs[0]))

    @property
    def has_policy(self) -> bool:
        """Whether a policy in Python gave the requests their priorities."""
        return "priorities" in self.manifest

    @property
    def missing(self) -> int:
        """How many runs are planned and not made."""
        return len(self.manifest["missing_runs"])

    def combination(self, row: Row) -> tuple[str, ...]:
        """The values of the swept options in a row."""
        return tuple(row[option] for option in self.swept)

    def folder(self, row: Row) -> pathlib.Path:
        """The directory of the files of a run."""
        return self.path / "runs" / f"{int(row['run']):04d}"

    def files(self, row: Row) -> list[str]:
        """The names of the files of a run that are no tables and not of its scenario: captures, qlogs, archives, keys."""
        ours = {"scenario.ini", "manifest.json"}
        folder = self.folder(row)
        if not folder.is_dir():
            return []
        return sorted(p.name for p in folder.iterdir() if p.is_file() and p.suffix != ".csv" and p.name not in ours)

    def words(self, row: Row) -> str:
        """The values of the swept options in words: "browser.protocol = h2, access.loss = 1%"."""
        return ", ".join(f"{option} = {row[option]}" for option in self.swept)

    def command(self, scenario: str, directory: str) -> str:
        """The command line that makes such results from that scenario."""
        wanted = [f"--{name}" for name in self.manifest["files"]]
        ns3 = [str(argument) for argument in self.manifest["ns3_arguments"]]
        return shlex.join(["pagewire", "run", scenario, "-o", directory, *wanted, *ns3])
