# SPDX-License-Identifier: GPL-2.0-only
"""The figure scripts: run as commands on small results, compared with themselves, fed with nonsense."""

import importlib.util
import json
import pathlib
import subprocess
import sys

import pytest

PLOTS = pathlib.Path(__file__).resolve().parents[2] / "plots"
sys.path.insert(0, str(PLOTS))


def script(name):
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), PLOTS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(name, *arguments):
    return subprocess.run([sys.executable, PLOTS / f"{name}.py", *map(str, arguments)], capture_output=True, text=True)


def write_runs(folder, sweep):
    """A runs.csv with a row for each (protocol, loss, milliseconds)."""
    lines = ["run,repeat,seed,rng_run,browser.protocol,access.loss,status,plt_ms"]
    for number, (protocol, loss, time) in enumerate(sweep, 1):
        lines.append(f"{number},1,1,{number},{protocol},{loss},ok,{time}")
    (folder / "runs.csv").write_text("\n".join(lines) + "\n")


@pytest.fixture
def results(tmp_path):
    write_runs(tmp_path, [(p, l, t) for p, t0 in [("h11", 700), ("h2", 400)] for l in ["0%", "2%"] for t in (t0, t0 + 20)])
    return tmp_path


@pytest.fixture
def archive(tmp_path):
    def entry(start, **timings):
        return {
            "startedDateTime": f"2023-11-14T22:13:20.{start:03d}Z",
            "request": {"url": "https://a.example/x.png"},
            "timings": {"blocked": 0, "dns": -1, "connect": -1, "ssl": -1, "send": 0, "wait": 1, "receive": 1, **timings},
        }

    entries = [entry(50, blocked=5), entry(0, connect=40, ssl=20)]
    log = {"entries": entries, "pages": [{"pageTimings": {"onLoad": 60}}]}
    path = tmp_path / "page.har"
    path.write_text(json.dumps({"log": log}))
    return path


@pytest.mark.parametrize("kind", ["png", "pdf", "svg"])
def test_the_same_results_give_the_same_bytes(results, kind):
    for name in ("one", "two"):
        done = run("page-load-time", results, "-o", results / f"{name}.{kind}")
        assert done.returncode == 0, done.stderr
    assert (results / f"one.{kind}").read_bytes() == (results / f"two.{kind}").read_bytes()


def test_a_line_for_each_protocol_at_the_mean_of_its_runs(results):
    module = script("page-load-time")
    module.style.use()
    axes = module.draw(results, type("Options", (), {"x": None})).axes[0]
    heights = {tuple(line.get_ydata()) for line in axes.get_lines() if len(line.get_xdata()) == 2 and line.get_linestyle() != "None"}
    assert (710.0, 710.0) in heights and (410.0, 410.0) in heights
    assert axes.get_ylabel() == "Mean page load time (ms)"
    assert axes.get_xlabel() == "Packet loss on the access link (%)"


def test_the_confidence_interval_is_students(results):
    import pandas

    module = script("page-load-time")
    # Two values 20 apart: s = 14.142, t(1) = 12.706, n = 2.
    assert module.style.confidence(pandas.Series([700.0, 720.0])) == pytest.approx(127.06)
    assert module.style.confidence(pandas.Series([700.0])) == 0


def test_the_waterfall_has_a_row_a_request_in_the_order_of_time(archive):
    module = script("waterfall")
    module.style.use()
    axes = module.draw(archive, None).axes[0]
    first = [bar for bar in axes.patches if abs(bar.get_y() + bar.get_height() / 2) < 0.01]
    assert sorted((round(bar.get_x()), round(bar.get_width())) for bar in first) == [(0, 40), (20, 20), (40, 1), (41, 1)]
    assert run("waterfall", archive.parent, "-o", archive.parent / "w.svg").returncode == 0


@pytest.mark.parametrize(
    "name, contents, words",
    [
        ("page-load-time", {}, "no such table"),
        ("page-load-time", {"runs.csv": ""}, "not a table"),
        ("page-load-time", {"runs.csv": "run,status,plt_ms\n1,failed,\n"}, "no run of it ended with status ok"),
        ("waterfall", {}, "no such archive"),
        ("waterfall", {"page.har": "{"}, "not a HAR archive"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(tmp_path, name, contents, words):
    for file, text in contents.items():
        (tmp_path / file).write_text(text)
    done = run(name, tmp_path, "-o", tmp_path / "out.png")
    assert done.returncode == 2
    assert words in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.glob("out*"))


def test_a_format_or_option_that_does_not_exist_is_named(results):
    done = run("page-load-time", results, "-o", results / "out.bmpx")
    assert done.returncode == 2 and "png, pdf or svg" in done.stderr
    done = run("page-load-time", results, "--x", "access.rate", "-o", results / "out.png")
    assert done.returncode == 2 and "browser.protocol, access.loss" in done.stderr
