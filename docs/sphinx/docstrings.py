# SPDX-License-Identifier: GPL-2.0-only
"""Keeps Napoleon from taking the words before a colon in the docstring of a property for its type."""

from typing import Any, Dict, List

from sphinx.application import Sphinx

BEFORE_NAPOLEON = 400


def begin_below(app: Sphinx, what: str, name: str, obj: object, options: Any, lines: List[str]) -> None:
    """Napoleon looks for a type in the first line only: a backslash there, which shows nothing."""
    if what in {"attribute", "data", "property"}:
        lines.insert(0, "\\")


def setup(app: Sphinx) -> Dict[str, Any]:
    app.connect("autodoc-process-docstring", begin_below, priority=BEFORE_NAPOLEON)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
