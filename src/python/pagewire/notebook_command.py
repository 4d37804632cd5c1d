# SPDX-License-Identifier: GPL-2.0-only
"""The command `pagewire notebook`."""

from __future__ import annotations

import os
import pathlib
import shutil
import sys
from collections.abc import Sequence

from pagewire.arguments import Arguments
from pagewire.errors import InputError

DESCRIPTION = "Opens a notebook, or a folder of notebooks, in Jupyter, which then finds the package pagewire."


def main(arguments: Sequence[str]) -> int:
    """Becomes Jupyter; what returns is an error."""
    parser = Arguments("notebook", DESCRIPTION)
    parser.add_argument("place", metavar="FILE | FOLDER", nargs="?", type=pathlib.Path, default=pathlib.Path("."))
    place: pathlib.Path = parser.read(arguments).place
    if not place.exists():
        raise InputError(f"{place}: there is no such file or folder")
    program = shutil.which("jupyter-notebook")
    if program is None:
        raise InputError("there is no jupyter-notebook: install Debian's package of that name, as ./waf setup does")
    package = pathlib.Path(__file__).resolve().parents[1]
    path = [str(package), *filter(None, [os.environ.get("PYTHONPATH")])]
    # Jupyter refuses to be root, and in a container there may be nobody else.
    words = [program, str(place), *(["--allow-root"] if os.geteuid() == 0 else [])]
    sys.stdout.flush()
    # In our place, for it asks at the terminal what Ctrl-C is to mean.
    os.environ.pop("PYTHONSAFEPATH", None)
    os.execve(program, words, {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(path))})
