# SPDX-License-Identifier: GPL-2.0-only
"""Pagewire: a network simulator and teaching lab for the web."""

from pagewire._core import InputError, versions

__version__: str = versions()["pagewire"]

__all__ = ["InputError", "versions"]
