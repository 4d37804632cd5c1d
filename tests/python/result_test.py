# SPDX-License-Identifier: GPL-2.0-only
"""Results as data frames, and the files of their runs."""

import csv
import gc
import json
import pathlib
import shutil
import tempfile

import pandas as pd
import pytest

import pagewire
from pagewire import Result


@pytest.fixture(scope="module")
def result(results):
    return Result(results)


@pytest.fixture
def damaged(results, tmp_path):
    """A copy of the results to be spoilt."""
    shutil.copytree(results, tmp_path / "out", symlinks=True)
    return tmp_path / "out"


def message(call):
    with pytest.raises(pagewire.InputError) as error:
        call()
    return str(error.value)


def test_frames_have_what_the_tables_have(result, results):
    assert result.tables == sorted(path.stem for path in results.glob("*.csv") if path.stem != "index")
    for name in result.tables:
        with open(results / f"{name}.csv", newline="") as file:
            rows = list(csv.reader(file))
        frame = result.table(name)
        assert list(frame.columns) == rows[0] and len(frame) == len(rows) - 1
        for column, texts in zip(rows[0], zip(*rows[1:])):
            for value, text in zip(frame[column], texts):
                assert pd.isna(value) if text == "" else str(value) == text or float(value) == float(text), (name, column)


def test_words_and_swept_options_are_categories_in_order(result):
    # 2 protocols x 3 links x 2 repeats
    assert len(result) == 12 and result.swept == ["browser.protocol", "access.rate", "access.delay"]
    for frame in [result.runs, result.requests]:
        assert list(frame["browser.protocol"].cat.categories) == ["h3", "h11"], "as the sweep has them, not by the alphabet"
        assert list(frame["access.rate"].cat.categories) == ["10Mbps", "2Mbps"]
        assert list(frame["access.delay"].cat.categories) == ["25ms", "50ms", "5ms"]
        assert frame["browser.protocol"].cat.ordered
    assert all(result.requests[name].dtype == "category" for name in ["status", "protocol", "host", "path", "type"])
    assert result.requests["total_ms"].dtype == float


def test_frames_are_read_once(result):
    assert result.requests is result.requests is result.table("requests")


def test_a_run_has_its_own_tables_and_files(result, results):
    run = result[7]
    assert run.number == 7 and run.directory == results / "runs" / "0007"
    ours = result.requests[result.requests["run"] == 7]
    assert run.requests["total_ms"].tolist() == ours["total_ms"].tolist()
    assert len(run.runs) == 1 and run.runs["plt_ms"][0] == result.runs["plt_ms"][6]
    assert run.scenario.browser.protocol == "h11" and run.scenario.access.delay == "25ms"
    assert run.scenario.repeat == 1
    assert [one.number for one in result] == list(range(1, 13))
    entries = run.har()["log"]["entries"]
    assert len(entries) == len(run.requests) == 2
    assert sum(entry["time"] for entry in entries) == pytest.approx(run.requests["total_ms"].sum())
    assert result.har(7) == run.har()
    capture = run.capture()
    assert set(capture.files) == {"access-near", "access-far"}
    # The magic number of pcap with microseconds or nanoseconds, in the byte order of the machine that wrote it.
    magic = {"a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1"}
    assert all(path.read_bytes()[:4].hex() in magic for path in capture.files.values())
    assert "CLIENT_TRAFFIC_SECRET_0" in capture.keys.read_text()
    assert len(result.hops) > len(run.hops) > 0 and hasattr(result, "hops") and "hops" in dir(result)


def test_qlog_is_a_list_of_records_for_each_end(result):
    logs = result.qlog(1)
    assert {name.rsplit("-", 1)[1] for name in logs} == {"client", "server"}
    for records in logs.values():
        assert records[0]["qlog_format"] == "JSON-SEQ" and records[0]["trace"]["vantage_point"]["type"] in {"client", "server"}
        assert len(records) > 20 and all("name" in record and "time" in record for record in records[1:])
    assert message(lambda: result.qlog(7)).endswith("*.sqlog: there is no such file: run a scenario with HTTP/3 with qlog=True")


def test_the_scenario_and_the_manifest(result):
    assert result.scenario.title == "A <small> page"
    assert result.scenario.check() == 12, "results have their inputs with them"
    assert result.manifest["runs"] == 12 and result.manifest["pagewire"] == pagewire.__version__
    assert result.missing == []


def test_a_summary_of_each_combination(result):
    summary = result.summary()
    assert list(summary.columns) == ["mean", "median", "half_width", "n"] and summary.index.names == result.swept
    assert list(summary.index) == [
        ("h3", "10Mbps", "25ms"),
        ("h3", "2Mbps", "50ms"),
        ("h3", "10Mbps", "5ms"),
        ("h11", "10Mbps", "25ms"),
        ("h11", "2Mbps", "50ms"),
        ("h11", "10Mbps", "5ms"),
    ]
    pair = result.runs["plt_ms"][2:4]
    row = summary.loc[("h3", "2Mbps", "50ms")]
    assert row["mean"] == pytest.approx(pair.sum() / 2) and row["n"] == 2
    # For two values the half width is t(1) = 12.706 times half their distance.
    assert row["half_width"] == pytest.approx(12.7062 * (pair.max() - pair.min()) / 2, rel=1e-4, abs=1e-9)
    # Two resources of 5,000 and 20,000 octets.
    assert set(result.summary("content_bytes")["mean"]) == {25000}
    assert message(lambda: result.summary("status")).startswith("runs has no column of numbers 'status': it has run, ")


def test_failed_runs_do_not_count(damaged):
    runs = pd.read_csv(damaged / "runs.csv")
    runs.loc[0, ["plt_ms", "status"]] = [None, "timeout"]
    runs.to_csv(damaged / "runs.csv", index=False)
    result = Result(damaged)
    assert result.summary()["n"].tolist() == [1, 2, 2, 2, 2, 2]
    assert pd.isna(result.summary()["half_width"][0]) and result.summary()["mean"][0] == runs["plt_ms"][1]
    assert repr(result).startswith("Result of 12 runs: 11 ok, 1 timeout")
    assert "11 ok, 1 timeout" in result._repr_html_()


def test_views(result):
    assert repr(result).startswith("Result of 12 runs: 12 ok (")
    shown = result._repr_html_()
    assert "A &lt;small&gt; page" in shown and "12 runs: 12 ok" in shown and "2Mbps" in shown
    mean = result.summary()["mean"][0]
    assert f">{mean:.1f}<" in shown
    assert "plt_ms" in result[1]._repr_html_() and repr(result[1]).startswith("Run 1: ")


def test_without_a_sweep_there_is_one_run(page, pagewire_command):
    pathlib.Path("x.ini").write_text("[page]\nfile = page.json\n")
    assert pagewire_command("run", "x.ini", "-o", "out").returncode == 0
    result = Result("out")
    assert result.swept == [] and result.run().number == 1
    assert result.summary().shape == (1, 4)
    assert message(result.har).endswith("page.har: there is no such file: run the scenario with har=True")
    assert message(result.capture).endswith("*.pcap: there is no such file: run the scenario with pcap=True")
    assert "page load time" in result._repr_html_()


def test_what_is_not_there(result, tmp_path):
    assert message(lambda: result[13]).endswith("has no run 13: they are 1 to 12")
    assert message(lambda: result[0]).endswith("has no run 0: they are 1 to 12")
    assert message(result.run).endswith("has 12 runs: name one, by its number in the column run")
    assert message(lambda: result.states).endswith("states.csv: there is no such table: it is written with record_states=True")
    assert message(lambda: result.table("stats")).endswith("there are connections, hops, requests, runs, stalls, tunnels")
    assert not hasattr(result, "states") and not hasattr(result, "_repr_markdown_")
    assert message(lambda: Result(tmp_path / "no")).endswith("no: there is no such directory: name a directory that pagewire has written results to")
    assert message(lambda: Result(tmp_path)).endswith("there are no whole results in it: name a directory that pagewire has written results to")


def test_damaged_results_name_the_file_and_the_remedy(damaged):
    again = "run its scenario again, which makes what is missing"
    (damaged / "requests.csv").write_bytes(b"run,status\n1,\xff\n")
    assert str(damaged / "requests.csv") + ": is not a whole table" in message(lambda: Result(damaged).requests)
    (damaged / "requests.csv").write_text("")
    assert "is not a whole table" in message(lambda: Result(damaged).requests)
    (damaged / "requests.csv").write_text("run,total_ms\n1,abc\n")
    assert "is not a whole table" in message(lambda: Result(damaged).requests)
    (damaged / "requests.csv").write_text("run,access.loss,total_ms\n1,0%,3.0\n2,,3.0\n")
    assert "is not a whole table" in message(lambda: Result(damaged).requests)
    (damaged / "requests.csv").unlink()
    assert "requests.csv: the table is not there: run its scenario again" in message(lambda: Result(damaged))
    (damaged / "requests.csv").write_text("run,repeat,seed,rng_run\n")
    lines = (damaged / "runs.csv").read_text().splitlines(True)
    (damaged / "runs.csv").write_text("".join(lines[:-1]))
    assert message(lambda: len(Result(damaged))) == f"{damaged / 'runs.csv'}: has 11 of 12 rows: {again}"
    (damaged / "manifest.json").write_text("{")
    assert message(lambda: Result(damaged).manifest).startswith(f"{damaged / 'manifest.json'}: is not whole (")
    (damaged / "manifest.json").unlink()
    assert message(lambda: Result(damaged)) == f"{damaged}: there are no whole results in it: {again}"


def test_missing_runs_are_told(damaged):
    manifest = json.loads((damaged / "manifest.json").read_text())
    manifest["missing_runs"] = ["0012"]
    (damaged / "manifest.json").write_text(json.dumps(manifest))
    lines = (damaged / "runs.csv").read_text().splitlines(True)
    (damaged / "runs.csv").write_text("".join(lines[:-1]))
    result = Result(damaged)
    assert result.missing == [12] and "11 runs: 11 ok, 1 missing" in repr(result)
    assert message(lambda: result[12]).endswith("has no run 12: they are 1 to 12, of which 1 failed")


def test_a_temporary_directory_lives_as_long_as_the_results(damaged):
    temporary = tempfile.TemporaryDirectory()
    shutil.move(str(damaged), temporary.name)
    folder = pathlib.Path(temporary.name)
    result = Result(folder / "out")
    result.keep(temporary)
    del temporary
    gc.collect()
    assert len(result.requests) == 24
    run = result[1]
    del result
    gc.collect()
    assert run.directory.exists(), "a run keeps what it belongs to"
    del run
    gc.collect()
    assert not folder.exists()


def test_figures_of_a_run(result):
    waterfall = result.waterfall(7)
    # A bar or more for each of the two requests, at heights 0 and 1.
    rows = {round(bar.get_y() + bar.get_height() / 2) for bar in waterfall.axes[0].patches}
    assert {0, 1} <= rows
    assert message(lambda: result.waterfall(7, widht="ieee")) == "waterfall has no parameter 'widht': did you mean 'width'?"
    ladder = result[7].ladder(messages=3)
    assert ladder.axes and result.ladder(7, messages=3).axes


def test_figures_say_what_they_need(page):
    result = pagewire.run(page_file=page)
    assert message(result.waterfall).endswith("page.har: there is no such file: run the scenario with har=True")
    assert message(result.ladder).endswith("hops.csv: there is no such table: it is written with record_hops=True")
    assert len(pagewire.run(page_file=page, record_hops=True, har=True).hops) > 0
