# SPDX-License-Identifier: GPL-2.0-only
"""Puts the worksheets of labs/ into the contents, below the page docs/labs.md, and below each its notebook and the notes for teachers."""

import posixpath
from typing import Any, Dict, List

from sphinx.application import Sphinx

PAGE = "docs/labs"
WORKSHEET = "/worksheet"
NOTES = "/teacher"


def contents(entries: List[str], option: str) -> str:
    """MyST's text for a list of pages; nothing where there is none."""
    lines = "\n".join(entries)
    return f"\n```{{toctree}}\n:{option}\n\n{lines}\n```\n" if entries else ""


def list_labs(app: Sphinx, docname: str, source: List[str]) -> None:
    """Appends to a page what belongs below it."""
    assert app.env is not None
    found = sorted(app.env.found_docs)
    if docname == PAGE:
        worksheets = [f"/{one}" for one in found if one.startswith("labs/") and one.endswith(WORKSHEET)]
        source[0] += contents(worksheets, "maxdepth: 1")
    elif docname.startswith("labs/") and docname.endswith(WORKSHEET):
        beside = [one for one in found if posixpath.dirname(one) == posixpath.dirname(docname) and one != docname]
        # A notebook has the title of its worksheet, and so, but for a few words, have the notes.
        titles = {True: "For teachers", False: "Notebook"}
        source[0] += contents([f"{titles[one.endswith(NOTES)]} </{one}>" for one in beside], "hidden:")


def setup(app: Sphinx) -> Dict[str, Any]:
    app.connect("source-read", list_labs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
