# SPDX-License-Identifier: GPL-2.0-only
"""The tables of a report: what the combinations came to, the runs, their files, and what it was all made from."""

import collections
import math
import shlex
from urllib.parse import quote

from pagewire import statistics
from pagewire.report_html import Content, Markup, element, join, link, section, table
from pagewire.report_source import Row, Source, checksum

MOST_RUNS = 1000  # rows of a table that a browser shows at once

# The columns of runs.csv that are summed up, where they have values, and what they are called.
MEASURES = {
    "plt_ms": "Page load time (ms)",
    "first_byte_ms": "First byte (ms)",
    "latency_ms": "Message latency (ms)",
    "latency_p50_ms": "Latency, median of a run (ms)",
    "latency_p99_ms": "Latency, 99th percentile of a run (ms)",
}

# The columns of runs.csv that the table of runs shows, where they have values.
SHOWN = [*MEASURES, "requests", "requests_failed", "connections", "packets_up", "packets_down", "bytes_up", "bytes_down"]


def groups(source: Source) -> dict[tuple[str, ...], list[Row]]:
    """The runs of each combination, in the sweep's order."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in source.runs:
        found.setdefault(source.combination(row), []).append(row)
    return found


def statuses(rows: list[Row]) -> str:
    """How many runs ended how: "29 ok, 1 timeout"."""
    counts = collections.Counter(row["status"] for row in rows)
    return ", ".join(f"{counts[status]} {status}" for status in sorted(counts, key=lambda name: (name != "ok", name)))


def numbers(values: list[float]) -> list[str]:
    """Number, mean, half the confidence interval and median of some values."""
    found = statistics.estimate(values)
    shown = (found.mean, found.half_width, found.median)
    return [str(found.n), *("" if math.isnan(value) else f"{value:.2f}" for value in shown)]


def summary_section(source: Source) -> Markup:
    """What each combination came to."""
    combinations = groups(source)
    parts: list[Content] = [element("p", f"{len(source.runs)} runs: {statuses(source.runs)}.")]
    for option in source.swept:
        places = dict.fromkeys(row[option] for row in source.runs)
        parts.append(element("p", element("code", option), f" is {', '.join(places)}."))
    if source.missing:
        parts.append(element("p", f"{source.missing} planned runs are missing; --resume makes them.", class_="warning"))
    for column, name in MEASURES.items():
        rows: list[list[Content]] = []
        for values, runs in combinations.items():
            rows.append([*values, statuses(runs), *numbers(source.values(runs, column))])
        if any(row[-4] != "0" for row in rows):
            header = [*source.swept, "status", "n", "mean", "95 % CI ±", "median"]
            parts.append(table(name, header, rows, numbers=range(len(header) - 4, len(header))))
    note = "n runs have a value; the interval is of the mean (Student's t) and needs two."
    return section("Summary", *parts, element("p", note))


def file_links(source: Source, row: Row, base: str) -> Markup:
    """Links to the captures, qlogs, archives and key logs of a run."""
    folder = f"{base}/runs/{int(row['run']):04d}"
    return join((link(quote(f"{folder}/{name}"), name) for name in source.files(row)), ", ")


def runs_section(source: Source, base: str) -> Markup:
    """The table of the runs, each with links to its files."""
    columns = ["run", "repeat", "seed", "rng_run", *source.swept, "status"]
    shown = [column for column in SHOWN if any(row.get(column) for row in source.runs)]
    rows = [[*(row[c] for c in columns), *(row[c] for c in shown), file_links(source, row, base)]
            for row in source.runs[:MOST_RUNS]]
    numbers = {*range(4), *range(len(columns), len(columns) + len(shown))}
    left_out = len(source.runs) - len(rows)
    note = f"{left_out} more runs are only in " if left_out else "All columns are in "
    words = element("p", note, link(quote(f"{base}/runs.csv"), "runs.csv"), ". The last column links to the "
                    "files of each run, in the directory of the results as it lay when this report was made.")
    return section("Runs", words, table("Runs", [*columns, *shown, "files"], rows, numbers, words=True))


def span(numbers: list[int]) -> str:
    """Sorted numbers in a few words."""
    first, last = numbers[0], numbers[-1]
    if first == last:
        return str(first)
    return f"{first} to {last}" + ("" if last - first + 1 == len(numbers) else f", {len(numbers)} in all")


def made_from_section(source: Source, base: str, report: str) -> Markup:
    """Commands, versions, seeds and checksums: what it takes to have the same again."""
    seeds = sorted({int(row["seed"]) for row in source.runs})
    streams = sorted({int(row["rng_run"]) for row in source.runs})
    commands = [source.command(f"{base}/scenario.ini", "results-again"), shlex.join(["pagewire", "report", base, "-o", report])]
    policy = " (but for the policy in Python that gave requests their priorities: no command has it)" if source.has_policy else ""
    versions = [["pagewire", source.manifest["pagewire"]], *source.manifest["libraries"].items()]
    files = [(name, checksum(source.path / name)) for name in ["scenario.ini", "manifest.json", *source.tables]]
    files += sorted(source.manifest["inputs"].items())
    hashes = [[link(quote(f"{base}/{name}"), name), element("span", digest, class_="hash")] for name, digest in files]
    return section(
        "Made from",
        element("p", f"The same results again{policy}, and this page of them, from the directory of this page:"),
        element("pre", "\n".join(commands)),
        element("p", f"Seed {span(seeds)}; RngRun {span(streams)}."),
        table("Versions that made the results", ["program or library", "version"], versions),
        table("Checksums (SHA-256)", ["file", "SHA-256"], hashes),
        element("details", element("summary", "The scenario, every option resolved"), element("pre", source.scenario)),
    )
