# SPDX-License-Identifier: GPL-2.0-only
"""Runs each lab's notebook as a student who answers everything right would, from `pagewire lab start` on."""

import json
import os
import pathlib
import re
import subprocess

import pytest

from model_student import SOURCE, calls, code_cells, filled_in, model
from pagewire.labs.drawing import EXAMPLE

nbclient = pytest.importorskip("nbclient", reason="install Debian's package python3-nbclient")
nbformat = pytest.importorskip("nbformat", reason="install Debian's package python3-nbformat")
pytest.importorskip("ipykernel", reason="install Debian's package python3-ipykernel")

BUILD = pathlib.Path(os.environ["PAGEWIRE_BUILD"])
CELL_S = 120
# Sources that are not built have everything but the simulator.
UNBUILT = SOURCE / "src/python"


def started(entry, folder, *options):
    command = [BUILD / "pagewire", "lab", "start", entry.number, "-o", folder, *options]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return folder


@pytest.fixture(scope="module")
def executed(request, entry, tmp_path_factory):
    """The notebook after all its cells have run, and its folder."""
    folder = started(entry, tmp_path_factory.mktemp("student") / "lab", "--student", EXAMPLE)
    notebook = nbformat.read(folder / "lab.ipynb", as_version=4)
    student = model(entry.name)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = filled_in(cell.source, student)
    client = nbclient.NotebookClient(notebook, timeout=CELL_S, resources={"metadata": {"path": str(folder)}})
    client.execute(env={**os.environ, "PYTHONPATH": str(BUILD / "python")})
    return entry, notebook, folder


def tagged(notebook, tag):
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def test_it_runs_to_its_end_and_complains_of_nothing(executed):
    _, notebook, _ = executed
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output.get("name") != "stderr", f"{cell.id}: {output['text']}"


def test_figures_and_tables_are_shown(executed):
    _, notebook, _ = executed
    assert tagged(notebook, "figure") and tagged(notebook, "frame")
    for cell in tagged(notebook, "figure"):
        assert any("image/png" in output.get("data", {}) for output in cell.outputs), cell.id
    for cell in tagged(notebook, "frame"):
        assert any("<table" in output.get("data", {}).get("text/html", "") for output in cell.outputs), cell.id


def test_every_check_in_it_is_content(executed):
    _, notebook, _ = executed
    cells = tagged(notebook, "check")
    assert cells
    for cell in cells:
        [shown] = [output["data"]["text/html"] for output in cell.outputs if "text/html" in output.get("data", {})]
        assert ">ok<" in shown and ">WRONG<" not in shown and ">open<" not in shown, cell.id


def test_predictions_are_compared_with_measurements(executed):
    _, notebook, _ = executed
    text = "".join(output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", []))
    assert "you predicted" in text


def test_what_is_handed_in_passes_the_check_elsewhere(executed, tmp_path):
    entry, _, folder = executed
    handed = tmp_path / "answers.json"
    handed.write_bytes((folder / "answers.json").read_bytes())
    content = json.loads(handed.read_text())
    assert content["hours"] == model(entry.name)["hours"]
    for question in entry.measurements:
        assert content["questions"][question]["before_measuring"] is not None
    for place in [folder, handed]:
        done = subprocess.run([BUILD / "pagewire", "lab", "check", entry.number, place], capture_output=True, text=True, timeout=CELL_S)
        assert done.returncode == 0, done.stdout + done.stderr
        assert not re.search(r"WRONG|open", done.stdout)


def test_nothing_is_measured_before_it_is_predicted(entry, tmp_path):
    from pagewire import InputError
    from pagewire.labs import Lab

    lab = Lab(started(entry, tmp_path / "lab"))
    asked = {question for source in code_cells(read(lab.folder)) for _, question, _ in calls(source, {"predict"})}
    assert asked & set(entry.measurements)
    for question in asked & set(entry.measurements):
        with pytest.raises(InputError, match="predict first"):
            lab.measure(question)
    assert not (lab.folder / "results").exists()


def read(folder):
    return json.loads((folder / "lab.ipynb").read_text(encoding="utf-8"))


def test_without_the_simulator_the_shipped_results_do(entry, tmp_path):
    """The notebook's code on the shipped results, with sources that nobody has built."""
    environment = {**os.environ, "PYTHONPATH": str(UNBUILT), "MPLBACKEND": "agg", "PYTHONDONTWRITEBYTECODE": "1"}
    command = ["/usr/bin/python3", "-m", "pagewire", "lab", "start", entry.number, "-o", "lab", "--fallback"]
    subprocess.run(command, check=True, cwd=tmp_path, env=environment, capture_output=True, timeout=60)
    student = model(entry.name)
    code = [filled_in(source, student) for source in code_cells(read(tmp_path / "lab"))]
    script = "\n".join([*code, "findings = lab.check()", "assert findings.passed, findings"])
    done = subprocess.run(["/usr/bin/python3", "-c", script], cwd=tmp_path / "lab", env=environment, capture_output=True, text=True, timeout=CELL_S)
    assert done.returncode == 0, done.stderr[-2000:]
