# SPDX-License-Identifier: GPL-2.0-only
"""One run of a sweep: the files in its folder."""

from __future__ import annotations

import json
import pathlib
from typing import TYPE_CHECKING, Any, Dict, List, NamedTuple, Optional


from pagewire import display, tables
from pagewire.errors import InputError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from pagewire.scenario import Scenario

AGAIN = "have the run made again"


class Capture(NamedTuple):
    """The captures of a run, and what decrypts them."""

    files: Dict[str, pathlib.Path]
    """The .pcap files by link and end: "access-near" is the browser's end of the access link."""
    keys: Optional[pathlib.Path]
    """The TLS key log; None where nothing was encrypted."""


class UnknownTableError(InputError, AttributeError):
    """There is no such table: also an AttributeError, so that `hasattr` works as everywhere."""


class Tables:
    """What has tables: results, and each of their runs."""

    directory: pathlib.Path

    @property
    def tables(self) -> List[str]:
        """The names of its tables: "runs", "requests", ..."""
        return tables.names(self.directory)

    def table(self, name: str) -> pd.DataFrame:
        """The table of this name as a data frame; read once and then kept, so copy it before you change it.

        Words and swept options are categories, times (`..._ms`) floats, empty cells missing. The handbook's page on
        results says what each column is.
        """
        frames: Dict[str, pd.DataFrame] = self.__dict__.setdefault("_frames", {})
        file = name.replace("_", "-")
        if file not in frames:
            frames[file] = tables.read(self.directory / f"{file}.csv")
        return frames[file]

    @property
    def runs(self) -> pd.DataFrame:
        """A row a run."""
        return self.table("runs")

    @property
    def requests(self) -> pd.DataFrame:
        """A row a request."""
        return self.table("requests")

    @property
    def connections(self) -> pd.DataFrame:
        """A row a connection of the browser."""
        return self.table("connections")

    @property
    def stalls(self) -> pd.DataFrame:
        """A row a span of time in which something held a request up."""
        return self.table("stalls")

    @property
    def scenario(self) -> Scenario:
        """The scenario that made it, every option spelt out."""
        from pagewire.scenario import Scenario

        return Scenario.load(self.directory / "scenario.ini")

    @property
    def manifest(self) -> Dict[str, Any]:
        """Versions of the program and its libraries, checksums of what was read."""
        return tables.read_json(self.directory / "manifest.json", AGAIN)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> pd.DataFrame:
            if name.startswith("_"):
                raise AttributeError(name)
            if name.replace("_", "-") not in self.tables:
                raise UnknownTableError(str(tables.missing(self.directory / f"{name.replace('_', '-')}.csv")))
            return self.table(name)

    def __dir__(self) -> List[str]:
        return sorted({*object.__dir__(self), *(name.replace("-", "_") for name in self.tables)})


class Run(Tables):
    """One run of a sweep. Its tables are those of `Result` with the rows of this run only."""

    def __init__(self, directory: pathlib.Path, number: int, result: Tables) -> None:
        self.directory = directory
        self.number = number
        self._result = result  # whose directory may go with it

    def har(self) -> Dict[str, Any]:
        """The HAR 1.2 archive of its page load, as the dictionary that its JSON is. For runs made with har=True."""
        return tables.read_json(self.directory / "page.har", "run the scenario with har=True")

    def qlog(self) -> Dict[str, List[Dict[str, Any]]]:
        """The qlog records of each end of each QUIC connection, by the name of the file: the head of the trace first,
        then the events. For runs made with qlog=True."""
        files = sorted(self.directory.glob("*.sqlog"))
        if not files:
            raise self._lacks("*.sqlog", "run a scenario with HTTP/3 with qlog=True")
        return {path.stem: read_records(path) for path in files}

    def capture(self) -> Capture:
        """Its captures and their key log. For runs made with pcap=True."""
        files = {path.stem.replace("capture-", "", 1): path for path in sorted(self.directory.glob("*.pcap"))}
        if not files:
            raise self._lacks("*.pcap", "run the scenario with pcap=True")
        keys = self.directory / "keys.log"
        return Capture(files, keys if keys.exists() else None)

    def waterfall(self, **options: Any) -> Figure:
        """The waterfall of its page load: a row a request. For runs made with har=True. `options`: see
        `pagewire.figures.waterfall`."""
        from pagewire import figures

        self.har()
        return figures.waterfall(self.directory, **options)

    def ladder(self, **options: Any) -> Figure:
        """Its messages between the nodes: an arrow each. For scenarios with record_hops=True. `options`: see
        `pagewire.figures.ladder`."""
        from pagewire import figures

        self.table("hops")
        return figures.ladder(self.directory, **options)

    def _lacks(self, files: str, remedy: str) -> InputError:
        return InputError(f"{self.directory / files}: there is no such file: {remedy}")

    def __repr__(self) -> str:
        return f"Run {self.number}: {self.directory}"

    def _repr_html_(self) -> str:
        known = self.runs.iloc[0].dropna()
        cells = [(name, str(value)) for name, value in known.items()]
        return display.titled(f"Run {self.number}", str(self.directory)) + display.table(["column", "value"], cells)


def read_records(path: pathlib.Path) -> List[Dict[str, Any]]:
    """The records of a JSON text sequence (RFC 7464): each begins with a record separator."""
    try:
        return [json.loads(part) for part in path.read_text(encoding="utf-8").split("\x1e") if part.strip()]
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: is not a whole qlog ({error}): {AGAIN}") from None
