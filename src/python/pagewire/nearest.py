# SPDX-License-Identifier: GPL-2.0-only
"""The nearest right name to a wrong one, as the command finds it, or, where the simulator cannot be loaded, as difflib does."""

from __future__ import annotations

import difflib
from typing import Sequence

__all__ = ["nearest_name"]


def _of_difflib(wrong: str, names: Sequence[str]) -> str:
    """The nearest name; empty where none is near."""
    return next(iter(difflib.get_close_matches(wrong, names, 1)), "")


try:
    from pagewire._core import nearest_name
except ImportError:
    nearest_name = _of_difflib
