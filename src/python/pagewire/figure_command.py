# SPDX-License-Identifier: GPL-2.0-only
"""The command `pagewire figure`."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Sequence

from pagewire import figures
from pagewire.arguments import did_you_mean
from pagewire.errors import InputError

USAGE = """pagewire figure NAME RESULTS ... -o FILE

Draws a figure of results into a PNG, PDF or SVG file, as the scripts of plots/ do. `pagewire figure NAME --help` lists
what a figure takes. There are:
"""


def main(arguments: Sequence[str]) -> int:
    """The exit status of the command with these arguments."""
    known = [name.replace("_", "-") for name in figures.names()]
    if not arguments or arguments[0] in ("--help", "-h"):
        print(USAGE + "\n".join(f"  {name}" for name in known))
        return 0 if arguments else 2
    name = arguments[0]
    if name not in known:
        raise InputError(f"there is no figure '{name}': " + did_you_mean(name, known, "pagewire figure --help lists them"))
    folder = figures.folder()
    sys.path.insert(0, str(folder))
    sys.argv = [f"pagewire figure {name}", *arguments[1:]]
    try:
        runpy.run_path(str(folder / f"{name}.py"), run_name="__main__")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0
