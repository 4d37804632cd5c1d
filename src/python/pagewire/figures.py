# SPDX-License-Identifier: GPL-2.0-only
"""Figures of results, as the scripts of plots/ draw them.

Each script is a function here, by its name with underscores: ``figures.page_load_time(result, x="access.loss")`` draws
what ``plots/page-load-time.py DIR --x access.loss`` writes. The first argument is a result, or the path of a folder of
results; the others are the script's options, which ``help(figures.page_load_time)`` lists. What comes back is a
matplotlib figure in the style of the papers, whatever style the notebook has; its ``savefig`` writes the same bytes as
the script. A mistake is an InputError with the sentence of the command line.
"""

import difflib
import functools
import importlib.util
import pathlib
import sys
import types
from typing import TYPE_CHECKING, Any, Callable, Optional

from pagewire.errors import InputError
from pagewire.names import checks_keywords

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# What scripts import of each other's; those that others import come first.
SHARED = ("pagewire_tables", "pagewire_style", "pagewire_lines")


def folder() -> pathlib.Path:
    """Where the scripts are: inside the package, or at the root of the source tree."""
    here = pathlib.Path(__file__).resolve().parent
    inside = here / "plots"
    return inside if inside.is_dir() else here.parents[2] / "plots"


def _load(name: str, path: pathlib.Path) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path}: cannot be imported")
    module = importlib.util.module_from_spec(spec)
    if name in SHARED:
        sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return module


def names() -> list[str]:
    """The figures that there are, in alphabetical order."""
    stems = (path.stem for path in folder().glob("*.py"))
    return sorted(stem.replace("-", "_") for stem in stems if stem not in SHARED)


@functools.lru_cache(maxsize=None)
def _figure(name: str) -> "Callable[..., Figure]":
    for shared in SHARED:
        if shared not in sys.modules:
            _load(shared, folder() / f"{shared}.py")
    script = name.replace("_", "-")
    draw: "Callable[..., Figure]" = _load(f"pagewire.figures.{name}", folder() / f"{script}.py").draw

    @functools.wraps(draw)
    def figure(results: Any, **options: Any) -> "Figure":
        try:
            return draw(results, **options)
        except sys.modules["pagewire_tables"].ResultsError as error:
            raise InputError(str(error)) from None

    figure.__name__ = figure.__qualname__ = name
    return checks_keywords(figure)


def __getattr__(name: str) -> "Callable[..., Figure]":
    if name in names():
        return _figure(name)
    nearest: Optional[str] = next(iter(difflib.get_close_matches(name, names(), 1)), None)
    raise AttributeError(f"there is no figure {name}" + (f"; did you mean {nearest}?" if nearest else ""))


def __dir__() -> list[str]:
    return [*names(), "names"]
