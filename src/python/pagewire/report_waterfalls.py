# SPDX-License-Identifier: GPL-2.0-only
"""The waterfalls of a report: archives (HAR) within the page, and the viewer that draws the one that is chosen."""

import json
import pathlib
import re
from typing import Any, Optional

from pagewire import figures
from pagewire.errors import InputError
from pagewire.report_figures import inline, sentence, svg_of
from pagewire.report_html import Content, Markup, data, element, join, section
from pagewire.report_source import Row, Source

MOST_ARCHIVES = 12
MOST_OCTETS = 8_000_000  # of all embedded archives together
LONGEST_VALUE = 160  # of a header field

HERE = pathlib.Path(__file__).resolve().parent


class Viewer:
    """The viewer's script, style sheet and licence, as `./waf setup` fetched them."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.script = (folder / "perf-cascade.min.js").read_text(encoding="utf-8")
        self.sheet = (folder / "perf-cascade.css").read_text(encoding="utf-8")
        self.licence = (folder / "LICENSE").read_text(encoding="utf-8")


def find_viewer() -> Optional[Viewer]:
    """The viewer, or None where it was not fetched."""
    folder = HERE / "viewer"
    return Viewer(folder) if folder.is_dir() else None


def harmless(url: str) -> str:
    """The address without the characters that would be markup where the viewer forgets to escape it."""
    return re.sub(r"[<>\"'`\s]", lambda found: f"%{ord(found[0]):02X}", url)


def shorten(fields: list[dict[str, Any]]) -> None:
    for field in fields:
        value = str(field.get("value", ""))
        if len(value) > LONGEST_VALUE:
            field["value"] = value[:LONGEST_VALUE] + "..."


def read_archive(path: pathlib.Path) -> dict[str, Any]:
    """An archive as the viewer may have it: addresses that are no markup, no content, no endless header fields."""
    try:
        archive = json.loads(path.read_text(encoding="utf-8"))
        for entry in archive["log"]["entries"]:
            entry["request"]["url"] = harmless(str(entry["request"]["url"]))
            entry["response"]["content"].pop("text", None)
            shorten(entry["request"]["headers"])
            shorten(entry["response"]["headers"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path}: not a HAR archive ({error!r}); make the results again with --har") from None
    return dict(archive)


def with_archives(source: Source) -> list[Row]:
    """The first run of each combination that has an archive."""
    found: dict[tuple[str, ...], Row] = {}
    for row in source.runs:
        if source.combination(row) not in found and (source.folder(row) / "page.har").is_file():
            found[source.combination(row)] = row
    return list(found.values())


def name_of(source: Source, row: Row) -> str:
    words = source.words(row)
    return f"run {row['run']}" + (f": {words}" if words else "")


def embed(source: Source, rows: list[Row]) -> tuple[list[tuple[Row, Markup]], int]:
    """The archives of these runs as data of the page, as many as there is room for, and how many were left out."""
    embedded: list[tuple[Row, Markup]] = []
    octets = 0
    for row in rows[:MOST_ARCHIVES]:
        archive = read_archive(source.folder(row) / "page.har")
        if not archive["log"]["entries"]:
            continue
        one = data(f"archive-{row['run']}", archive)
        octets += len(one)
        if octets > MOST_OCTETS and embedded:
            break
        embedded.append((row, one))
    return embedded, len(rows) - len(embedded)


def interactive(source: Source, rows: list[Row]) -> list[Content]:
    """The choice of runs, the place for the viewer, and the archives."""
    archives, left_out = embed(source, rows)
    options = [element("option", name_of(source, row), value=row["run"]) for row, _ in archives]
    note = f"The first run of each combination that has an archive: {len(archives)}"
    note += f"; {left_out} more are only among the files." if left_out else "."
    return [
        element("p", note, " Rows open and close with a click or the Enter key. Long header fields are cut short here, "
                "not in the files."),
        element("p", element("label", "Run ", element("select", join(options), id="archive")), " ",
                element("label", "Visit ", element("select", id="visit"), hidden="hidden"), class_="choice"),
        element("div", "", id="legend"),
        element("div", element("noscript", element("p", "The waterfall viewer needs JavaScript.")), id="waterfall",
                class_="wide", tabindex=0, role="region", aria_label="Waterfall", aria_live="polite"),
        join(archive for _, archive in archives),
    ]


def static(source: Source, rows: list[Row]) -> list[Content]:
    """The same as figures, where there is no viewer."""
    parts: list[Content] = [
        element("p", "The interactive viewer was not there when this report was made (./waf setup fetches it): these are the "
                f"waterfalls of the first {min(len(rows), MOST_ARCHIVES)} combinations as figures.")
    ]
    for row in rows[:MOST_ARCHIVES]:
        run = int(row["run"])
        picture = svg_of(figures.waterfall(source.path, run=run))
        words = f"{sentence(figures.waterfall)} {name_of(source, row)}"
        parts.append(element("figure", element("div", inline(f"waterfall-{run}", picture, words), class_="picture"),
                             element("figcaption", words)))
    return parts


def waterfalls_section(source: Source, viewer: Optional[Viewer]) -> Markup:
    """The part of the report with the waterfalls."""
    rows = with_archives(source)
    if not rows:
        return section("Waterfalls", element("p", "These runs wrote no archives: pagewire run ... --har lets them."))
    return section("Waterfalls", *(interactive(source, rows) if viewer else static(source, rows)))
