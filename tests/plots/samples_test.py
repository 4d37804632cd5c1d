# SPDX-License-Identifier: GPL-2.0-only
"""Every figure on the shipped samples: the same bytes each time, fonts in the file, labels with units, legible, apart."""

import itertools
import os
import re
import subprocess
import sys

import matplotlib.text
import pytest

from plot_scripts import PLOTS, script
from pagewire_style import WIDTHS

SAMPLES = PLOTS / "samples"

# What each script is tried on: the sample and the options.
DRAWN = {
    "cache-hit-ratio": [("eviction", {})],
    "cache-tiers": [("tiers", {})],
    "cdf": [("loss", {}), ("loss", {"of": "ttfb_ms"}), ("loss", {"of": "total_ms", "by": "access.loss"})],
    "handshakes": [("handshakes", {})],
    "head-of-line": [("loss", {}), ("load", {})],
    "ladder": [("load", {"messages": 20})],
    "message-latency": [("messages", {})],
    "miss-ratio": [("misses.csv", {})],
    "page-load-time": [("loss", {}), ("rate", {}), ("loss", {"x": "browser.protocol"}), ("load", {})],
    "relative-gain": [("grid", {}), ("grid", {"of": "h2", "over": "h11", "x": "access.delay", "y": "access.loss"})],
    "reload-kinds": [("visits", {})],
    "stampede": [("stampede", {})],
    "streams": [("load", {})],
    "tcp-states": [("load", {"end": 1000})],
    "time-spent": [("loss", {}), ("load", {"run": 1})],
    "waterfall": [("load", {})],
    "window": [("load", {}), ("load", {"node": "browser"})],
}
CASES = [pytest.param(name, *case, id=f"{name}-{number}") for name, cases in DRAWN.items() for number, case in enumerate(cases)]

# Axes that count things or name them have no unit.
UNITLESS = re.compile(r"^(Share of |Requests$|TLS|Protocol)|\d+ .* in the order of discovery$")
UNIT = re.compile(r"\((ms|s|%|MB|kB|GiB|1/s|requests/s|Mbit/s|packets|objects|thousand objects)\)$|\(ms\), round trips R$")


def command(name, sample, options):
    words = {"begin": "from", "end": "to"}
    given = [text for key, value in options.items() for text in (f"--{words.get(key, key)}", str(value))]
    return [sys.executable, PLOTS / f"{name}.py", SAMPLES / sample, *given]


def drawn_texts(figure, monkeypatch):
    """The texts that are drawn, with their boxes in pixels."""
    texts = []
    draw = matplotlib.text.Text.draw

    def record(text, renderer):
        draw(text, renderer)
        if text.get_visible() and text.get_text().strip():
            texts.append((text, matplotlib.text.Text.get_window_extent(text, renderer)))

    monkeypatch.setattr(matplotlib.text.Text, "draw", record)
    figure.draw_without_rendering()
    return texts


def overlapping(texts):
    """Pairs of texts whose boxes share more than a pixel both ways."""
    for (one, here), (other, there) in itertools.combinations(texts, 2):
        both = min(here.x1, there.x1) - max(here.x0, there.x0), min(here.y1, there.y1) - max(here.y0, there.y0)
        if min(both) > 1:
            yield one.get_text(), other.get_text()


def under_legends(figure, texts):
    """Texts that reach into a legend that is not theirs."""
    for legend in [*figure.legends, *(axes.get_legend() for axes in figure.axes if axes.get_legend())]:
        box = legend.get_window_extent()
        own = {id(text) for text in legend.get_texts()}
        for text, there in texts:
            if id(text) not in own and min(box.x1, there.x1) - max(box.x0, there.x0) > 1 and min(box.y1, there.y1) - max(box.y0, there.y0) > 1:
                yield text.get_text()


def test_every_script_has_a_sample_and_a_line_in_the_gallery():
    scripts = {path.stem for path in PLOTS.glob("*.py") if not path.stem.startswith("pagewire_")}
    assert set(DRAWN) == scripts
    gallery = (PLOTS.parent / "docs" / "figures.md").read_text(encoding="utf-8")
    assert all(f"| `plots/{name}.py plots/samples/" in gallery for name in scripts)
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*")) < 500_000


@pytest.mark.parametrize("width", [None, *WIDTHS])
@pytest.mark.parametrize("name, sample, options", CASES)
def test_texts_are_legible_apart_and_within_the_figure(name, sample, options, width, monkeypatch):
    figure = script(name).draw(SAMPLES / sample, **options, **({"width": width} if width else {}))
    texts = drawn_texts(figure, monkeypatch)
    assert min(text.get_fontsize() for text, _ in texts) >= 6
    assert not list(overlapping(texts))
    assert not list(under_legends(figure, texts))
    assert width is None or figure.get_size_inches()[0] == WIDTHS[width]
    width, height = figure.get_size_inches() * figure.dpi
    outside = [text.get_text() for text, box in texts if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1]
    assert not outside


@pytest.mark.parametrize("name, sample, options", CASES)
def test_axes_are_labelled_with_their_units(name, sample, options):
    figure = script(name).draw(SAMPLES / sample, **options)
    figure.draw_without_rendering()
    above = [figure._supxlabel, figure._supylabel]
    labels = [text.get_text() for text in above if text is not None]
    for axes in figure.axes:
        labels += [text for text in (axes.get_xlabel(), axes.get_ylabel()) if text]
        labels += [title for title in [axes.get_title(loc="left")] if title.startswith("Hit ratio")]
    assert labels
    assert [label for label in labels if not UNIT.search(label.replace("\n", " ")) and not UNITLESS.search(label)] == []


@pytest.mark.parametrize("width, inches", [("acm", 3.33), ("ieee", 3.5), ("page", 7.0), ("5.5", 5.5)])
def test_a_figure_is_as_wide_as_asked_for(width, inches):
    assert script("page-load-time").draw(SAMPLES / "loss", width=width).get_size_inches()[0] == pytest.approx(inches)


@pytest.mark.parametrize("name", DRAWN)
def test_bytes_depend_on_nothing_but_the_results(name, tmp_path):
    """Another folder, locale, order of sets and backend."""
    surroundings = [("one", {"LC_ALL": "C", "PYTHONHASHSEED": "1", "MPLBACKEND": "svg"}),
                    ("two", {"LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1"})]
    sample, options = DRAWN[name][0]
    written = []
    for folder, environment in surroundings:
        (tmp_path / folder).mkdir()
        done = subprocess.run(command(name, sample, options), cwd=tmp_path / folder, env={**os.environ, **environment}, capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        written.append((tmp_path / folder / f"{name}.pdf").read_bytes())
    assert written[0] == written[1]
    # Fonts are embedded as TrueType, which journals take; Type 3 they refuse.
    assert b"/FontFile2" in written[0] and b"/Type3" not in written[0]


@pytest.mark.parametrize("kind", ["png", "svg"])
@pytest.mark.parametrize("name", ["relative-gain", "handshakes"])
def test_pictures_and_drawings_are_the_same_each_time(name, kind, tmp_path):
    sample, options = DRAWN[name][0]
    for number in (1, 2):
        environment = {**os.environ, "PYTHONHASHSEED": str(number)}
        subprocess.run([*command(name, sample, options), "-o", tmp_path / f"{number}.{kind}"], env=environment, check=True)
    assert (tmp_path / f"1.{kind}").read_bytes() == (tmp_path / f"2.{kind}").read_bytes()
