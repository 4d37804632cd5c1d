#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Writes what is made from a lab's own files: the numbers of the example in its worksheet, pages, the tidy notebook, and
the fallback results.

Run it with the built package on the path after a lab was changed: PYTHONPATH=build/python tools/lab-files.py labs/01-*
"""

import argparse
import json
import pathlib
import re
import shutil
import tempfile

from pagewire.labs import catalogue, starting
from pagewire.labs.drawing import EXAMPLE
from pagewire.labs.measuring import Measured

# What results are made up of besides the runs; the store and the index are no use without the simulator.
LEFT_OUT = ["store", "runs", "inputs", "index.csv", ".lock"]
METADATA = {
    "SPDX-License-Identifier": "GPL-2.0-only",
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def tidy_notebook(path):
    """Clears outputs, numbers the cells, leaves no other metadata than the tags."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for number, cell in enumerate(notebook["cells"], 1):
        cell["id"] = f"{path.stem}-{number:02d}"
        cell["metadata"] = {key: value for key, value in cell.get("metadata", {}).items() if key == "tags"}
        if isinstance(cell["source"], str):
            cell["source"] = cell["source"].splitlines(keepends=True)
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    notebook.update(metadata=METADATA, nbformat=4, nbformat_minor=5)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def write_example(entry):
    """The numbers of the example in the worksheet and in the scenario files, and its pages."""
    numbers = entry.numbers(EXAMPLE)
    sheet = entry.folder / "worksheet.md"
    sheet.write_text(starting.with_numbers(entry.worksheet, numbers), encoding="utf-8")
    starting.write_scenarios(entry, catalogue.as_mapping(numbers), entry.folder)


def plain_manifest(path):
    """The manifest without the commit it was made at, which would be another each time."""
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for name, value in manifest.get("versions", manifest).items():
        if isinstance(value, str):
            manifest.get("versions", manifest)[name] = re.sub(r"^(\d+\.\d+\.\d+)\+.*", r"\1", value)
    path.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def copy_results(result, target):
    """The tables of a sweep, and each run in a plain folder. Of repeated runs worksheets ask for means: these have no folders,
    and of the spans in which requests were held up, megabytes under loss, the heading alone."""
    repeated = result.runs["repeat"].max() > 1
    shutil.copytree(result.directory, target, ignore=lambda at, names: LEFT_OUT if at == str(result.directory) else [])
    if repeated:
        stalls = target / "stalls.csv"
        stalls.write_text(stalls.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    for run in [] if repeated else sorted((result.directory / "runs").iterdir()):
        shutil.copytree(run.resolve(), target / "runs" / run.name, ignore=shutil.ignore_patterns("inputs"))


def write_fallback(entry):
    """The results of the example."""
    target = entry.folder / "fallback"
    shutil.rmtree(target, ignore_errors=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        starting.write_scenarios(entry, catalogue.as_mapping(entry.numbers(EXAMPLE)), folder)
        measured = Measured(entry.measurements, folder, make=True)
        for name in entry.measurements:
            copy_results(measured(name), target / name)
    if "-far.pcap" not in entry.worksheet:
        for capture in target.rglob("*-far.pcap"):
            capture.unlink()
    for manifest in target.rglob("manifest.json"):
        plain_manifest(manifest)
    for path in target.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("labs", nargs="*", type=pathlib.Path, help="folders of labs; else all")
    parser.add_argument("--no-fallback", action="store_true", help="leave the fallback results as they are")
    options = parser.parse_args()
    for folder in options.labs or [entry.folder for entry in catalogue.entries()]:
        entry = catalogue.Entry(folder)
        write_example(entry)
        tidy_notebook(entry.folder / "lab.ipynb")
        if not options.no_fallback:
            write_fallback(entry)


if __name__ == "__main__":
    main()
