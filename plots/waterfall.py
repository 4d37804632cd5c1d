#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""The waterfall of one page load, drawn from a HAR archive (ours or a browser's): a row a request."""

import json
import urllib.parse

import pandas as pd

import pagewire_style as style
import pagewire_tables as tables

# In the order in which they follow each other; ssl lies inside connect and is drawn over its end.
PARTS = [
    ("blocked", "blocked", "#D9D9D9"),
    ("dns", "name look-up", "#56B4E9"),
    ("connect", "connect", "#E69F00"),
    ("ssl", "TLS", "#CC79A7"),
    ("send", "send", "#000000"),
    ("wait", "wait", "#009E73"),
    ("receive", "receive", "#0072B2"),
]
ROW = 0.11  # inches


def read_archive(results, run):
    """The log of a HAR file; a results folder stands for the page.har in it."""
    path = tables.run_directory(results, run)
    if path.is_dir():
        path = path / "page.har"
    try:
        log = json.loads(path.read_text(encoding="utf-8"))["log"]
        for entry in log["entries"]:
            pd.Timestamp(entry["startedDateTime"])
            entry["request"]["url"]
    except FileNotFoundError:
        words = "no such archive; `pagewire run ... --har` writes page.har for each run"
        raise tables.ResultsError(f"{path}: {words}") from None
    except (ValueError, KeyError, TypeError):
        raise tables.ResultsError(f"{path}: not a HAR archive; export it again") from None
    if not log["entries"]:
        raise tables.ResultsError(f"{path}: has no entries; export it again, with requests in it")
    return log


def milliseconds(entry, start):
    return (pd.Timestamp(entry["startedDateTime"]) - start).total_seconds() * 1e3


def is_length(value):
    """Whether a part took time; -1 and what is missing did not happen."""
    return isinstance(value, (int, float)) and value > 0


def draw_entry(axes, row, entry, begin):
    """One row: the parts of the request from its start."""
    timings = entry.get("timings", {})
    at = begin
    for name, _, colour in PARTS:
        length = timings.get(name)
        if not is_length(length):
            continue
        if name == "ssl":
            axes.barh(row, length, left=at - length, height=0.45, color=colour)
            continue
        axes.barh(row, length, left=at, height=0.75, color=colour)
        at += length


def label(entry):
    return style.short_path(urllib.parse.urlsplit(entry["request"]["url"]).path)


@style.figure
def draw(results, *, run: int | None = None, width="page"):
    """
    run: which run of a sweep
    width: of the figure: acm, ieee or page, or inches
    """
    log = read_archive(results, run)
    entries = sorted(log["entries"], key=lambda entry: pd.Timestamp(entry["startedDateTime"]))
    start = pd.Timestamp(entries[0]["startedDateTime"])
    figure, axes = style.subplots(width, min(0.7 + ROW * len(entries), 9.0))
    for row, entry in enumerate(entries):
        draw_entry(axes, row, entry, milliseconds(entry, start))
    page = (log.get("pages") or [{}])[0]
    loaded = page.get("pageTimings", {}).get("onLoad")
    shown = {name for entry in entries for name, length in entry.get("timings", {}).items() if is_length(length)}
    handles = [style.patch(colour, "", text) for name, text, colour in PARTS if name in shown]
    if is_length(loaded):
        words = f"onload {loaded:.0f} ms"
        handles.append(axes.axvline(loaded, color="#D55E00", linewidth=1, linestyle="--", label=words))
    style.name_rows(axes, [label(entry) for entry in entries], "requests in the order of discovery")
    axes.set_xlabel("Time since navigation start (ms)")
    axes.set_xlim(left=0)
    style.legend_above(figure, handles)
    return figure


if __name__ == "__main__":
    style.main(draw)
