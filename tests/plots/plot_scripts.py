# SPDX-License-Identifier: GPL-2.0-only
"""The scripts of plots/, as modules and as commands."""

import importlib.util
import os
import pathlib
import subprocess
import sys

PLOTS = pathlib.Path(__file__).resolve().parents[2] / "plots"
BUILD = pathlib.Path(os.environ.get("PAGEWIRE_BUILD", PLOTS.parent / "build"))
sys.path.insert(0, str(PLOTS))


def script(name):
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), PLOTS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(name, *arguments):
    return subprocess.run([sys.executable, PLOTS / f"{name}.py", *map(str, arguments)], capture_output=True, text=True)
