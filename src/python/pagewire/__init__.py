# SPDX-License-Identifier: GPL-2.0-only
"""Pagewire: a network simulator and teaching lab for the web."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, List

from pagewire._core import versions
from pagewire.errors import InputError, RunError, RunWarning

if TYPE_CHECKING:
    from pagewire import figures
    from pagewire.artefact_writer import artefact
    from pagewire.option_table import Option, option, options
    from pagewire.precision import Precision
    from pagewire.report_writer import report
    from pagewire.result import Result
    from pagewire.run_files import Run
    from pagewire.running import run
    from pagewire.scenario import Scenario
    from pagewire.sweep import Sweep

__version__: str = versions()["pagewire"]

# Where each name comes from. It is imported when it is asked for: a process that only makes runs has no use for pandas.
_HOMES = {
    "Option": "option_table",
    "Precision": "precision",
    "Result": "result",
    "Run": "run_files",
    "Scenario": "scenario",
    "Sweep": "sweep",
    "artefact": "artefact_writer",
    "option": "option_table",
    "options": "option_table",
    "report": "report_writer",
    "run": "running",
}
_MODULES = ["figures"]

__all__ = [
    "InputError",
    "Option",
    "Precision",
    "Result",
    "Run",
    "RunError",
    "RunWarning",
    "Scenario",
    "Sweep",
    "artefact",
    "figures",
    "option",
    "options",
    "report",
    "run",
    "versions",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        found = getattr(importlib.import_module(f"pagewire.{_HOMES[name]}"), name)
        # A module may be called as what it holds.
        globals()[name] = found
        return found
    if name in _MODULES:
        return importlib.import_module(f"pagewire.{name}")
    raise AttributeError(f"module 'pagewire' has no attribute '{name}'")


def __dir__() -> List[str]:
    return sorted({*__all__, "__version__", "__doc__"})
