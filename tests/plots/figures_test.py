# SPDX-License-Identifier: GPL-2.0-only
"""The figure scripts called from Python: what a notebook sees of them, and what they must leave alone."""

import importlib.util
import inspect
import os
import subprocess
import sys
import types

import matplotlib
import pytest

from plot_scripts import BUILD, PLOTS

SOURCE = PLOTS.parent / "src" / "python" / "pagewire" / "figures.py"


@pytest.fixture
def figures(monkeypatch):
    """The module of the source tree, with the package of the build tree around it."""
    monkeypatch.syspath_prepend(BUILD / "python")
    spec = importlib.util.spec_from_file_location("pagewire_figures_alone", SOURCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def results(tmp_path):
    rows = [f"{number},1,1,{number},{loss},ok,{time}" for number, (loss, time) in enumerate([("0%", 400), ("2%", 500)], 1)]
    (tmp_path / "runs.csv").write_text("\n".join(["run,repeat,seed,rng_run,access.loss,status,plt_ms", *rows]) + "\n")
    return tmp_path


def test_every_script_is_a_function_with_its_documentation_and_signature(figures):
    assert {name.replace("_", "-") for name in figures.names()} == {path.stem for path in PLOTS.glob("*.py") if "-" in path.stem or "_" not in path.stem}
    assert set(figures.names()) < set(dir(figures))
    for name in figures.names():
        draw = getattr(figures, name)
        keywords = [p.name for p in inspect.signature(draw).parameters.values() if p.kind is p.KEYWORD_ONLY]
        assert draw.__name__ == name and "width" in keywords
        assert all(f"\n{keyword}: " in draw.__doc__ for keyword in keywords), f"{name}: an option without documentation"
        assert not draw.__doc__.startswith("\n")


def test_an_unknown_figure_names_the_nearest(figures):
    with pytest.raises(AttributeError, match="there is no figure page_lod_time; did you mean page_load_time?"):
        figures.page_lod_time


def test_results_are_a_path_or_an_object_that_has_a_directory(figures, results):
    for given in (results, str(results), types.SimpleNamespace(directory=results)):
        axes = figures.page_load_time(given).axes[0]
        assert list(axes.get_lines()[0].get_ydata()) == [400, 500]


def test_a_mistake_is_an_input_error_with_the_sentence_of_the_command_line(figures, results):
    from pagewire import InputError

    with pytest.raises(InputError, match="access.rate was not swept; --x takes one of: access.loss"):
        figures.page_load_time(results, x="access.rate")
    with pytest.raises(InputError, match="wide is no width; name acm, ieee, page, or inches"):
        figures.page_load_time(results, width="wide")


def test_a_figure_saves_the_bytes_of_the_script_whatever_the_notebook_has_set(figures, results):
    for kind in ("pdf", "svg", "png"):
        written = results / f"script.{kind}"
        subprocess.run([sys.executable, PLOTS / "page-load-time.py", results, "-o", written], check=True)
        with matplotlib.rc_context({"font.size": 20, "xtick.labelsize": 20, "savefig.dpi": 50, "axes.grid": False, "pdf.fonttype": 3}):
            figure = figures.page_load_time(results)
            figure.savefig(results / f"notebook.{kind}")
        assert (results / f"notebook.{kind}").read_bytes() == written.read_bytes(), kind


def test_a_notebook_shows_a_figure_as_a_picture_and_pyplot_knows_nothing_of_it(figures, results):
    import matplotlib.pyplot

    picture, shown = figures.page_load_time(results)._repr_png_()
    assert picture.startswith(b"\x89PNG") and shown == {"width": round(3.33 * 120)}
    assert matplotlib.pyplot.get_fignums() == []


QUIET = """
import importlib.util, os, sys
import matplotlib
def state():
    return dict.copy(matplotlib.rcParams), dict(os.environ), list(sys.path), sys.modules.get("style")
sys.modules["style"] = user = object()
before = state()
spec = importlib.util.spec_from_file_location("figures_alone", sys.argv[1])
figures = importlib.util.module_from_spec(spec)
spec.loader.exec_module(figures)
for name in figures.names():
    getattr(figures, name)
figures.page_load_time(sys.argv[2])._repr_png_()
assert state() == before, "something was changed"
assert "matplotlib.pyplot" not in sys.modules, "pyplot chooses a backend"
"""


def test_importing_and_drawing_leave_the_process_as_it_was(results):
    environment = {name: value for name, value in os.environ.items() if name not in ("MPLBACKEND", "SOURCE_DATE_EPOCH")}
    environment["PYTHONPATH"] = str(BUILD / "python")
    done = subprocess.run([sys.executable, "-c", QUIET, SOURCE, results], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
