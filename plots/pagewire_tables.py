# SPDX-License-Identifier: GPL-2.0-only
"""What all figures share of their data: reading results, the options that were swept, means and how sure they are."""

import configparser
import math
import pathlib
import re

import pandas as pd
from scipy.special import stdtrit  # of scipy.stats, which takes seconds to import, the part that is needed

PROTOCOL = "browser.protocol"

# By the ending of an option's value: what to divide the number by, and the unit that it has then.
UNITS = {
    "%": (1, "%"), "us": (1e3, "ms"), "ms": (1, "ms"), "s": (1e-3, "ms"), "min": (1 / 6e4, "ms"),
    "bps": (1e6, "Mbit/s"), "kbps": (1e3, "Mbit/s"), "Mbps": (1, "Mbit/s"), "Gbps": (1e-3, "Mbit/s"),
    "B": (1e6, "MB"), "KB": (1e3, "MB"), "MB": (1, "MB"), "GB": (1e-3, "MB"),
    "KiB": (1e6 / 2**10, "MB"), "MiB": (1e6 / 2**20, "MB"), "GiB": (1e6 / 2**30, "MB"),
    "p": (1, "packets"), "": (1, ""),
}


# Columns that hold words. The others hold numbers, but for those of swept options, which stay text.
WORDS = {
    "answered_by", "direction", "from", "kind", "link", "local", "message", "navigation", "node", "path", "policy",
    "protocol", "remote", "status", "tier", "tls", "to", "trace", "way", "why",
}

# What a request waits for until it is sent.
BEFORE_SENDING = ["blocked_ms", "dns_ms", "connect_ms"]


class ResultsError(ValueError):
    """Results that a figure cannot be drawn from; the text says which and what would help."""


def complaint(results, words: str) -> ResultsError:
    """What is wrong with these results, to be raised."""
    return ResultsError(f"{directory(results)}: {words}")


def directory(results) -> pathlib.Path:
    """The folder of results: a path, or of an object that has one as its attribute directory."""
    return pathlib.Path(getattr(results, "directory", results))


def run_directory(results, run: int | None) -> pathlib.Path:
    """The folder of a run of a sweep; without a number that of the results themselves."""
    folder = directory(results)
    if run is None:
        return folder
    own = folder / "runs" / f"{run:04d}"
    if not own.is_dir():
        raise complaint(results, f"has no run {run}; look at {folder / 'runs'}")
    return own


def check_columns(path, frame: pd.DataFrame, columns: list[str], remedy: str):
    """Refuses a table that has not all of these columns, or words where numbers belong."""
    for column in columns:
        if column not in frame.columns:
            raise ResultsError(f"{path}: has no column {column}; {remedy}")
        if column not in WORDS and frame[column].dtype == object:
            words = frame[column][pd.to_numeric(frame[column], errors="coerce").isna()].dropna()
            if not words.empty:
                raise ResultsError(f"{path}: column {column} has {words.iloc[0]!r}, which is no number; {remedy}")


def read_table(results, name: str, columns: list[str]) -> pd.DataFrame:
    """The CSV table of that name in a results folder as a data frame; it must have these columns. Swept options and
    other words are text, "" where there is nothing. The table of a single run has no numbers of runs: it is run 1,
    repeat 1."""
    path = directory(results) / name
    try:
        texts = [column for column in pd.read_csv(path, nrows=0).columns if "." in column or column in WORDS]
        frame = pd.read_csv(path, dtype=dict.fromkeys(texts, str))
    except (FileNotFoundError, NotADirectoryError):
        raise ResultsError(f"{path}: no such table; name a folder that `pagewire run ... -o` wrote") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise ResultsError(f"{path}: not a table: {error}") from None
    for column in ("repeat", "run"):
        if column not in frame.columns:
            frame.insert(0, column, 1)
    check_columns(path, frame, ["run", "repeat", *columns], "an older pagewire wrote it: run the scenario again")
    return frame.assign(**{column: frame[column].fillna("") for column in texts})


def with_numbers(results, name: str, frame: pd.DataFrame, columns: list[str],
                 remedy: str = "name results that have some, or run the scenario again") -> pd.DataFrame:
    """The rows of a table that have a number in each of these columns; there must be some."""
    if frame.empty:
        raise complaint(results, f"{name} has no rows; {remedy}")
    empty = [column for column in columns if frame[column].isna().all()]
    if empty:
        raise complaint(results, f"{name} has nothing in column {empty[0]}; {remedy}")
    rows = frame.dropna(subset=columns)
    if rows.empty:
        raise complaint(results, f"{name} has no row with {' and '.join(columns)}; {remedy}")
    return rows


def read_ok(results, name: str, columns: list[str]) -> pd.DataFrame:
    """The rows of a table that ended with status ok; it must have these columns."""
    frame = read_table(results, name, ["status", *columns])
    frame = frame[frame["status"] == "ok"]
    if frame.empty:
        what = name.removesuffix("s.csv")
        raise complaint(results, f"no {what} of it ended with status ok; look at {name}")
    return frame


def one_run(results, frame: pd.DataFrame, run: int | None) -> pd.DataFrame:
    """The rows of this run; without a number there must be one run only."""
    if run is not None:
        return frame[frame["run"] == run]
    runs = frame["run"].nunique()
    if runs > 1:
        folder = directory(results) / "runs"
        raise complaint(results, f"has {runs} runs; name one with --run, or its folder in {folder}")
    return frame


def check_span(first: float, last: float):
    """Refuses to draw from a moment that is not before the last one."""
    if first >= last:
        words = f"--from {first:g} is not before {last:g}, the end of what is drawn; name an earlier moment"
        raise ResultsError(words)


def before_sending(requests: pd.DataFrame) -> pd.Series:
    """The milliseconds from the moment that each request was queued until it was sent."""
    return requests[BEFORE_SENDING].fillna(0).sum(axis=1)


def swept_options(frame: pd.DataFrame) -> list[str]:
    """The options that this sweep varied, in its order: the columns with a dot in their names."""
    return [column for column in frame.columns if "." in column and not column.startswith("Unnamed")]


def option_values(results, frame: pd.DataFrame, option: str) -> pd.Series:
    """What an option is in each row: the column of one that was swept, else what scenario.ini of the results says; ""
    where neither tells."""
    if option in frame.columns:
        return frame[option]
    scenario = configparser.ConfigParser(interpolation=None, delimiters="=", comment_prefixes="#", strict=False)
    path = directory(results) / "scenario.ini"
    if path.is_file():
        # What stands above the first section has a section of its own for the parser.
        scenario.read_string("[scenario]\n" + path.read_text(encoding="utf-8"), str(path))
    section, key = option.split(".", 1)
    return pd.Series(scenario.get(section, key, fallback=""), index=frame.index)


def along_axis(frame: pd.DataFrame, wanted: str | None) -> str | None:
    """The swept option that belongs on the horizontal axis: the one wanted, else the first that is not the protocol."""
    swept = swept_options(frame)
    if wanted and wanted not in swept:
        raise ResultsError(f"{wanted} was not swept; --x takes one of: {', '.join(swept) or '(nothing was swept)'}")
    return wanted or next((option for option in swept if option != PROTOCOL), None)


def combinations(frame: pd.DataFrame, options: list[str]) -> list[tuple[tuple, pd.DataFrame]]:
    """The values of these options and the rows that have them, for each combination that is there, in its order."""
    if not options:
        return [((), frame)]
    groups = frame.groupby(options if len(options) > 1 else options[0], sort=False, dropna=False)
    return [(values if isinstance(values, tuple) else (values,), rows) for values, rows in groups]


def quantities(values) -> tuple[list[float], str] | None:
    """These values of an option as numbers of one unit, and the unit; None if they are words or have none in common."""
    found = [re.fullmatch(r"\s*([0-9.]+(?:e-?[0-9]+)?)\s*([a-zA-Z%]*)\s*", str(value)) for value in values]
    if not all(match and match[2] in UNITS for match in found):
        return None
    units = {UNITS[match[2]][1] for match in found if float(match[1]) or match[2]}
    if len(units) > 1:
        return None
    return [float(match[1]) / UNITS[match[2]][0] for match in found], units.pop() if units else ""


def quantile(freedom: float) -> float:
    """Student's t: two-sided 95 %, for these degrees of freedom."""
    return float(stdtrit(freedom, 0.975))


def confidence(values: pd.Series) -> float:
    """Half the width of the 95 % confidence interval of the mean (Student's t); 0 for a single value."""
    if len(values) < 2:
        return 0.0
    return quantile(len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5


def differ(first: pd.Series, second: pd.Series) -> bool:
    """Whether the means of two samples differ, at 5 %, by Welch's test; single values differ if they are not equal."""
    if len(first) < 2 or len(second) < 2:
        return bool(first.mean() != second.mean())
    parts = [values.var(ddof=1) / len(values) for values in (first, second)]
    error = sum(parts)
    if error == 0:
        return bool(first.mean() != second.mean())
    # Welch and Satterthwaite's degrees of freedom.
    freedom = error**2 / sum(part**2 / (len(values) - 1) for part, values in zip(parts, (first, second)))
    return bool(abs(first.mean() - second.mean()) > quantile(freedom) * math.sqrt(error))
