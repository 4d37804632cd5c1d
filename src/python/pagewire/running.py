# SPDX-License-Identifier: GPL-2.0-only
"""The function that makes a scenario and runs it."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from pagewire import _run
from pagewire._core import nearest_name
from pagewire.errors import InputError
from pagewire.names import did_you_mean
from pagewire.option_table import by_keyword
from pagewire.scenario import Scenario, readable_signature

if TYPE_CHECKING:
    from pagewire._run import run
else:

    def run(scenario=None, directory=None, **keywords: Any):
        """Runs a scenario and gives its results.

        `scenario` is a `Scenario`, or the name of a scenario file. Options of scenarios are taken as keywords, and
        change it for this call; the other parameters are those of `Scenario.run`.

        >>> result = pagewire.run("scenarios/first-page.ini", access_loss="1%")
        """
        manner = {name: keywords.pop(name) for name in list(keywords) if name in MANNER}
        for name in keywords:
            if name not in by_keyword() and nearest_name(name, MANNER):
                raise InputError(f"run has no parameter '{name}'{did_you_mean(name, MANNER, '')}")
        if not isinstance(scenario, Scenario):
            scenario = Scenario(scenario)
        return scenario.with_(**keywords).run(directory, **manner)

    MANNER = [name for name in inspect.signature(Scenario.run).parameters if name not in {"self", "directory"}]
    run.__signature__ = readable_signature(_run.run)

__all__ = ["run"]
