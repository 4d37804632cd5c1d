# SPDX-License-Identifier: GPL-2.0-only
"""Runs the notebooks, each as somebody who opens it would, and looks at what they show."""

import base64
import datetime
import json
import re
import shutil

import pytest

from build_tree import SOURCE, environment

nbclient = pytest.importorskip("nbclient", reason="install Debian's package python3-nbclient")
nbformat = pytest.importorskip("nbformat", reason="install Debian's package python3-nbformat")
pytest.importorskip("ipykernel", reason="install Debian's package python3-ipykernel")

NOTEBOOKS = sorted(SOURCE.glob("docs/notebooks/*.ipynb"))
CELL_S = 60
FIRST_FIGURE_S = 60
FIRST_FIGURE_LINES = 5


def tagged(notebook, tag):
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def shown(cell, kind):
    """What a cell shows as this kind of content, with how it is to be shown."""
    found = [output for output in cell.outputs if kind in output.get("data", {})]
    assert len(found) == 1, f"{cell.id} shows {len(found)} outputs of {kind}"
    return found[0]["data"][kind], found[0].metadata.get(kind, {})


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def executed(request, tmp_path_factory):
    """A notebook after all its cells have run, in a copy of the tree, whose folder it is in."""
    folder = tmp_path_factory.mktemp("tree") / "docs/notebooks"
    folder.mkdir(parents=True)
    (folder.parents[1] / "scenarios").symlink_to(SOURCE / "scenarios")
    copy = shutil.copy(request.param, folder)
    notebook = nbformat.read(copy, as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=CELL_S, resources={"metadata": {"path": str(folder)}})
    client.execute(env=environment())
    return request.param.stem, notebook, folder


def test_there_are_notebooks():
    assert {"first-figure", "sweep", "page", "caching"} <= {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_kept_of_a_notebook_is_what_was_written(path):
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    nbformat.validate(notebook)
    assert notebook["metadata"]["SPDX-License-Identifier"] == "GPL-2.0-only"
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    for number, cell in enumerate(notebook["cells"], 1):
        assert cell["id"] == f"{path.stem}-{number:02d}", "ids follow from the place"
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None), "clear the outputs"
        assert set(cell["metadata"]) <= {"tags"}
    beginning = "".join(notebook["cells"][0]["source"])
    assert beginning.startswith("# ") and "./waf notebook" in beginning and re.search(r"takes .* to\s+run", beginning)


def test_it_runs_to_its_end_and_complains_of_nothing(executed):
    _, notebook, _ = executed
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output.get("name") != "stderr", f"{cell.id}: {output['text']}"


def test_it_leaves_nothing_in_its_folder(executed):
    name, _, folder = executed
    assert [path.name for path in folder.iterdir()] == [f"{name}.ipynb"]


def test_figures_are_pictures_that_fit(executed):
    name, notebook, _ = executed
    cells = tagged(notebook, "figure")
    assert cells or name != "first-figure"
    for cell in cells:
        picture, metadata = shown(cell, "image/png")
        data = base64.b64decode(picture)
        assert data.startswith(b"\x89PNG") and len(data) > 5000
        # Jupyter's page has some 900 points for them.
        assert 300 < metadata["width"] <= 840


def test_tables_are_shown_as_such(executed):
    _, notebook, _ = executed
    cells = tagged(notebook, "frame")
    assert cells
    for cell in cells:
        assert "<table" in shown(cell, "text/html")[0]


@pytest.mark.parametrize("executed", [SOURCE / "docs/notebooks/first-figure.ipynb"], ids=["first-figure"], indirect=True)
def test_the_first_figure_comes_after_five_lines_in_under_a_minute(executed):
    _, notebook, _ = executed
    first = tagged(notebook, "figure")[0]
    before = notebook.cells[: notebook.cells.index(first) + 1]
    cells = [cell for cell in before if cell.cell_type == "code"]
    lines = [line for cell in cells for line in cell.source.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert "import pagewire" in lines and len(lines) <= FIRST_FIGURE_LINES
    begin, end = (cells[0].metadata.execution["iopub.status.busy"], first.metadata.execution["iopub.status.idle"])
    spent = datetime.datetime.fromisoformat(end.replace("Z", "+00:00")) - datetime.datetime.fromisoformat(begin.replace("Z", "+00:00"))
    assert spent.total_seconds() < FIRST_FIGURE_S
