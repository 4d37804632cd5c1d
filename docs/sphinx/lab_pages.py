# SPDX-License-Identifier: GPL-2.0-only
"""Lists the worksheets of labs/, and their notebooks, on the page docs/labs.md."""

import pathlib
from typing import Any, Dict, List, Tuple

from sphinx.application import Sphinx

PAGE = "docs/labs"


def place(document: str) -> Tuple[pathlib.PurePosixPath, bool]:
    """Worksheets come in the order of the labs, each before what belongs to it."""
    path = pathlib.PurePosixPath(document)
    return path.parent, path.name != "worksheet"


def entry(document: str) -> str:
    """A line of the list. A notebook has the title of its worksheet."""
    return f"/{document}" if document.endswith("/worksheet") else f"Notebook </{document}>"


def list_labs(app: Sphinx, docname: str, source: List[str]) -> None:
    """Appends the list to the page that has it."""
    assert app.env is not None
    found = sorted((one for one in app.env.found_docs if one.startswith("labs/")), key=place)
    if docname == PAGE and found:
        entries = "\n".join(entry(one) for one in found)
        source[0] += f"\n```{{toctree}}\n:maxdepth: 1\n\n{entries}\n```\n"


def setup(app: Sphinx) -> Dict[str, Any]:
    app.connect("source-read", list_labs)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
