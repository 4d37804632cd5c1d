# SPDX-License-Identifier: GPL-2.0-only
"""Pagewire: a network simulator and teaching lab for the web."""

from pagewire._core import versions
from pagewire.errors import InputError
from pagewire.option_table import Option, option, options
from pagewire.result import Result
from pagewire.run_files import Run
from pagewire.running import run
from pagewire.scenario import Scenario

__version__: str = versions()["pagewire"]

__all__ = ["InputError", "Option", "Result", "Run", "Scenario", "option", "options", "run", "versions"]
