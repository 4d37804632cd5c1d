# SPDX-License-Identifier: GPL-2.0-only
"""Has Sphinx read notebooks as pages. They are kept without outputs, so that text and code are all there is to show."""

import json
from typing import Any, Dict

from docutils import nodes
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.application import Sphinx


def as_markdown(notebook: Dict[str, Any]) -> str:
    """The text of a notebook: cells of text as they are, cells of code as blocks of Python."""
    parts = []
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        parts.append(f"```python\n{text}\n```" if cell["cell_type"] == "code" else text)
    return "\n\n".join(parts) + "\n"


class NotebookParser(MystParser):
    """Reads what Jupyter saves."""

    supported = ("notebook",)

    def parse(self, inputstring: str, document: nodes.document) -> None:
        super().parse(as_markdown(json.loads(inputstring)), document)


def setup(app: Sphinx) -> Dict[str, Any]:
    app.add_source_suffix(".ipynb", "notebook")
    app.add_source_parser(NotebookParser)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
