# SPDX-License-Identifier: GPL-2.0-only
"""Pagewire: a network simulator and teaching lab for the web."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, List

from pagewire.errors import InputError, RunError, RunWarning

try:
    from pagewire._core import versions

    _unloadable = ""
except ImportError as error:
    _unloadable = str(error)

if TYPE_CHECKING:
    from pagewire import cache, figures, labs
    from pagewire.artefact_writer import artefact
    from pagewire.cache_simulation import Trace, cachesim, read_trace
    from pagewire.option_table import Option, option, options
    from pagewire.page import Page
    from pagewire.policies import EvictionPolicy, PriorityPolicy, policy_key
    from pagewire.precision import Precision
    from pagewire.report_writer import report
    from pagewire.result import Result
    from pagewire.run_files import Run
    from pagewire.running import run
    from pagewire.scenario import Scenario
    from pagewire.sweep import Sweep

# Without the simulator results can still be read and drawn.
__version__: str = "unknown" if _unloadable else versions()["pagewire"]

# Where each name comes from. It is imported when it is asked for: a process that only makes runs has no use for pandas.
_HOMES = {
    "EvictionPolicy": "policies",
    "Option": "option_table",
    "Page": "page",
    "Precision": "precision",
    "PriorityPolicy": "policies",
    "Result": "result",
    "Run": "run_files",
    "Scenario": "scenario",
    "Sweep": "sweep",
    "Trace": "cache_simulation",
    "artefact": "artefact_writer",
    "cachesim": "cache_simulation",
    "option": "option_table",
    "options": "option_table",
    "policy_key": "policies",
    "read_trace": "cache_simulation",
    "report": "report_writer",
    "run": "running",
}
_MODULES = ["cache", "figures", "labs"]
_WITHOUT_SIMULATOR = {"Result", "Run"}

__all__ = [
    "EvictionPolicy",
    "InputError",
    "Option",
    "Page",
    "Precision",
    "PriorityPolicy",
    "Result",
    "Run",
    "RunError",
    "RunWarning",
    "Scenario",
    "Sweep",
    "Trace",
    "artefact",
    "cache",
    "cachesim",
    "figures",
    "labs",
    "option",
    "options",
    "policy_key",
    "read_trace",
    "report",
    "run",
    "versions",
]


def missing_simulator() -> str:
    """Why the simulator cannot be loaded; empty if it can."""
    return _unloadable


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        if _unloadable and name not in _WITHOUT_SIMULATOR:
            raise ImportError(f"pagewire.{name} needs the simulator, which cannot be loaded ({_unloadable}): ./waf setup builds it")
        found = getattr(importlib.import_module(f"pagewire.{_HOMES[name]}"), name)
        # A module may be called as what it holds.
        globals()[name] = found
        return found
    if name in _MODULES:
        return importlib.import_module(f"pagewire.{name}")
    raise AttributeError(f"module 'pagewire' has no attribute '{name}'")


def __dir__() -> List[str]:
    return sorted({*__all__, "__version__", "__doc__"})
