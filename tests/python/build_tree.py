# SPDX-License-Identifier: GPL-2.0-only
"""Where the sources and the build tree are that the tests are about."""

import os
import pathlib

SOURCE = pathlib.Path(os.environ.get("PAGEWIRE_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("PAGEWIRE_BUILD", SOURCE / "build"))


def environment():
    """The environment of a process that is to import the package of the build tree."""
    paths = [str(BUILD / "python"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
