# SPDX-License-Identifier: GPL-2.0-only
"""What a process needs to make runs of a sweep, on this machine or on another."""

from __future__ import annotations

import dataclasses
import pathlib
from typing import Dict, Tuple

from pagewire import _core
from pagewire.errors import InputError


@dataclasses.dataclass(frozen=True)
class Job:
    """A plan of runs as plain data: its scenario with all that this reads. It can be pickled."""

    version: str
    scenario: str
    inputs: Dict[str, bytes]
    ns3: Tuple[str, ...] = ()
    har: bool = False
    pcap: bool = False
    qlog: bool = False
    priorities: bytes = b""
    priorities_key: str = ""
    repeat_hint: str = "pagewire run SCENARIO -o NEW-DIRECTORY"

    def plan(self, folder: pathlib.Path) -> _core.Plan:
        """The plan, its inputs being written into the folder. Raises an InputError where another version of pagewire
        runs than the one that has planned it: the results would not be the same."""
        here = _core.versions()["pagewire"]
        if here != self.version:
            raise InputError(f"the sweep was planned by pagewire {self.version}, and this is {here}: have the same one everywhere")
        for name, content in self.inputs.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        scenario = _core.Scenario.parse(self.scenario, str(folder / "scenario.ini"))
        return _core.Plan(scenario, list(self.ns3), self.har, self.pcap, self.qlog, self.priorities_key)
