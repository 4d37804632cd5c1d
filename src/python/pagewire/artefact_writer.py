# SPDX-License-Identifier: GPL-2.0-only
"""A directory of results with all that it takes to check them."""

import json
import math
import os
import pathlib
import shutil
import string
import tempfile
from typing import Any, Union

from pagewire import artefact_versions
from pagewire._core import versions
from pagewire.errors import InputError
from pagewire.report_figures import draw_all
from pagewire.report_source import PathOrResult, Source, checksum
from pagewire.report_tables import span, statuses

PACKAGE = pathlib.Path(__file__).resolve().parent
TEMPLATES = PACKAGE / "templates"
PLOTS = PACKAGE / "plots"
SAMPLE = 5  # runs that check makes again by itself

# What a run costs at most, roughly, on a processor of today: seconds for itself, and packets and requests a second.
SECONDS_A_RUN, PACKETS_A_SECOND, REQUESTS_A_SECOND = 0.05, 40_000, 50_000


def duration(seconds: float) -> str:
    """A time in words no finer than it is known."""
    if seconds <= 60:
        return "a minute"
    if seconds <= 3600:
        return f"{math.ceil(seconds / 60)} minutes"
    return f"{math.ceil(seconds / 3600)} hours"


def cost(source: Source, runs: int) -> float:
    """The seconds that so many runs take, about."""
    packets, requests = (sum(sum(source.values(source.runs, column)) for column in columns)
                         for columns in [("packets_up", "packets_down"), ("requests",)])
    work = packets / PACKETS_A_SECOND + requests / REQUESTS_A_SECOND
    return (SECONDS_A_RUN * len(source.runs) + work) * runs / len(source.runs)


def check_inputs(source: Source) -> None:
    """Raises InputError unless all runs are there and can be made again, and what they read is what the manifest says."""
    if source.missing:
        raise InputError(f"{source.path / 'manifest.json'}: {source.missing} runs are missing; make them with --resume first")
    if source.has_policy:
        raise InputError(f"{source.path}: a policy in Python gave its requests their priorities, which the check of an artefact "
                         "cannot make again: pack the program that has the policy by yourself")
    for name, digest in source.manifest["inputs"].items():
        path = source.path / name
        if not path.is_file() or checksum(path) != digest:
            raise InputError(f"{path}: is not what the runs have read (see manifest.json); put it back, or make the results again")


def copy_results(source: Source, target: pathlib.Path) -> None:
    """Scenario, inputs and tables: a directory of results without the files of single runs."""
    for name in ["manifest.json", "scenario.ini", *source.manifest["inputs"], *source.tables]:
        copy = target / "results" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source.path / name, copy)


def copy_figures(target: pathlib.Path) -> dict[str, list[str]]:
    """The figures of the tables that were copied, and the scripts. Returns the arguments of each script by its figure."""
    (target / "plots").mkdir()
    for path in sorted(PLOTS.glob("*.py")):
        shutil.copyfile(path, target / "plots" / path.name)
    (target / "figures").mkdir()
    commands = {}
    drawn, _ = draw_all(Source(target / "results"))
    for one in drawn:
        name = one.name.replace("_", "-")
        commands[name] = [f"plots/{name}.py", "results", *(["--run", str(one.run)] if one.run else [])]
        one.figure.savefig(target / "figures" / f"{name}.svg")
    return commands


def manifest_of(source: Source, commands: dict[str, list[str]]) -> dict[str, Any]:
    """All that the artefact says of itself but its files' checksums."""
    return {
        "pagewire-artefact": 1,
        "title": source.title,
        "pagewire": source.manifest["pagewire"],
        "libraries": source.manifest["libraries"],
        "packed_by": f"pagewire {versions()['pagewire']}",
        "system": artefact_versions.system(),
        "packages": artefact_versions.packages(),
        "python": artefact_versions.python(),
        "runs": len(source.runs),
        "swept": source.swept,
        "seeds": sorted({int(row["seed"]) for row in source.runs}),
        "rng_runs": sorted({int(row["rng_run"]) for row in source.runs}),
        "ns3_arguments": source.manifest["ns3_arguments"],
        "command": source.command("results/scenario.ini", "again"),
        "figures": commands,
    }


def readme(source: Source, manifest: dict[str, Any]) -> str:
    """What the reviewer reads first."""
    template = string.Template((TEMPLATES / "artefact-readme.md").read_text(encoding="utf-8"))
    sample = min(SAMPLE, len(source.runs))
    drawing = {name: version for name, version in manifest["python"].items() if name != "python"}
    figures = [f"    python3 {' '.join(command)} -o {name}.pdf" for name, command in manifest["figures"].items()]
    return template.substitute(
        title=source.title,
        runs=len(source.runs),
        statuses=statuses(source.runs),
        swept=f"; they differ in {' and '.join(source.swept)}" if source.swept else "",
        seeds=f"seed {span(manifest['seeds'])} and RngRun {span(manifest['rng_runs'])}",
        pagewire=manifest["pagewire"],
        libraries=", ".join(f"{name} {version}" for name, version in manifest["libraries"].items()),
        python=manifest["python"]["python"] + " with " + ", ".join(f"{name} {version}" for name, version in drawing.items()),
        system=manifest["system"],
        sample=sample,
        sample_time=duration(cost(source, sample)),
        all_time=duration(cost(source, len(source.runs))),
        command=manifest["command"],
        figures="\n".join(figures) or "There is none that these tables are enough for.",
    )


def fill(source: Source, target: pathlib.Path) -> None:
    """Writes the artefact's files into an empty directory."""
    copy_results(source, target)
    manifest = manifest_of(source, copy_figures(target))
    (target / "README.md").write_text(readme(source, manifest), encoding="utf-8")
    shutil.copyfile(TEMPLATES / "artefact-licence.md", target / "LICENCE.md")
    shutil.copyfile(PACKAGE / "artefact_check.py", target / "check")
    (target / "check").chmod(0o755)
    files = sorted(path for path in target.rglob("*") if path.is_file())
    manifest["files"] = {path.relative_to(target).as_posix(): checksum(path) for path in files if path.name != "LICENCE.md"}
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (target / "manifest.json").write_text(text + "\n", encoding="utf-8")


def artefact(results: PathOrResult, path: Union[str, "os.PathLike[str]"]) -> pathlib.Path:
    """Packs results with all that a reviewer needs to check them: scenario, inputs, tables, versions, seeds, commands, figures
    with the scripts that draw them, a README and a script that makes a sample again and compares.

    results: a Result, or the path of a directory of results; no run of it may be missing
    path: the directory to write; it must not be there. It is there whole or not at all
    Returns the path. Raises InputError if the results are damaged or the directory cannot be written.
    """
    source = Source(results)
    target = pathlib.Path(path)
    if os.path.lexists(target):
        raise InputError(f"{target}: is there already; name a new directory with -o")
    if not target.parent.is_dir():
        raise InputError(f"{target.parent}: no such directory; make it, or name another with -o")
    check_inputs(source)
    try:
        work = pathlib.Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise InputError(f"{target}: cannot be written: {error.strerror}") from None
    try:
        fill(source, work)
        work.chmod(0o755)
        os.rename(work, target)
    except OSError as error:
        raise InputError(f"{target}: cannot be written: {error.strerror}") from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target
