# SPDX-License-Identifier: GPL-2.0-only
"""The figures of caches, on small tables with known answers."""

import math

import pytest

from plot_scripts import run, script
from pagewire_tables import ResultsError


def table(folder, name, header, rows):
    (folder / name).write_text("\n".join([header, *rows]) + "\n")


@pytest.fixture
def tiers(tmp_path):
    """No CDN: 10 requests in 5 s, all to the origin. One tier: 4 of them."""
    table(tmp_path, "runs.csv", "run,repeat,seed,rng_run,cdn.tiers,status", ["1,1,1,1,0,ok", "2,1,1,1,1,ok"])
    header = "run,repeat,seed,rng_run,cdn.tiers,answered_by,answers,latency_p50_ms,latency_p90_ms,latency_p99_ms"
    rows = ["1,1,1,1,0,origin,10,100,110,120", "1,1,1,1,0,all,10,100,110,120"]
    rows += ["2,1,1,1,1,edge,6,20,25,30", "2,1,1,1,1,origin,4,100,110,120", "2,1,1,1,1,all,10,25,105,120"]
    table(tmp_path, "answers.csv", header, rows)
    bins = [f"1,1,1,1,0,{1000 * i},{1000 * i + 1000},2" for i in range(5)]
    bins += [f"2,1,1,1,1,{1000 * i},{1000 * i + 1000},{4 * (i == 0)}" for i in range(5)]
    table(tmp_path, "load.csv", "run,repeat,seed,rng_run,cdn.tiers,from_ms,to_ms,origin_requests", bins)
    return tmp_path


def test_tiers_show_who_answers_and_what_is_left_for_the_origin(tiers):
    figure = script("cache-tiers").draw(tiers)
    shares, load, latency = figure.axes
    assert [round(bar.get_height()) for bar in shares.patches] == [0, 60, 100, 40]
    assert [label.get_text() for label in latency.get_xticklabels()] == ["no CDN", "one tier"]
    assert latency.get_xlabel() == "", "the words say it"
    assert [bar.get_height() for bar in load.patches] == [2, 0.8]
    assert [list(line.get_ydata()) for line in latency.lines] == [[100, 25], [110, 105], [120, 120]]


def write_sweep(folder, words):
    """A run with one answer from the origin for each of these values of catalogue.vary, all with ten encodings."""
    sweep = [f"{run},1,1,1,{word},10" for run, word in enumerate(words, 1)]
    columns = "run,repeat,seed,rng_run,catalogue.vary,workload.encodings"
    table(folder, "runs.csv", f"{columns},status", [f"{row},ok" for row in sweep])
    table(folder, "answers.csv", f"{columns},answered_by,answers,latency_p50_ms,latency_p90_ms,latency_p99_ms",
          [f"{row},{who},1,50,100,150" for row in sweep for who in ("origin", "all")])
    table(folder, "load.csv", f"{columns},from_ms,to_ms,origin_requests", [f"{row},0,1000,1" for row in sweep])


def boxes_of(labels):
    return [label.get_window_extent() for label in labels]


@pytest.mark.parametrize("words", [["none", "Accept"], ["none", "Accept-Encoding", "User-Agent", "Accept-Language"]])
def test_labels_of_tiers_stay_apart_and_within_the_figure(tmp_path, words):
    write_sweep(tmp_path, words)
    figure = script("cache-tiers").draw(tmp_path)
    figure.draw_without_rendering()
    labels = figure.axes[2].get_xticklabels()
    assert [label.get_text() for label in labels] == words, "not the encodings, which are the same everywhere"
    assert figure.axes[2].get_xlabel() == "catalogue.vary"
    if labels[0].get_rotation() == 0:
        assert not any(left.overlaps(right) for left, right in zip(boxes_of(labels), boxes_of(labels[1:])))
    else:  # parallel lines, of which each begins a place further on
        places = figure.axes[2].transData.transform([(0, 0), (1, 0)])
        apart = (places[1][0] - places[0][0]) * math.sin(math.radians(labels[0].get_rotation()))
        assert apart > labels[0].get_fontsize() * figure.dpi / 72
    names = boxes_of(axes.yaxis.label for axes in figure.axes)
    assert all(upper.y0 > lower.y1 for upper, lower in zip(names, names[1:]))


def test_the_highest_latency_has_room_above_it(tmp_path):
    write_sweep(tmp_path, ["none", "Accept"])
    latency = script("cache-tiers").draw(tmp_path).axes[2]
    bottom, top = latency.get_ylim()
    assert bottom == 0 and top >= 1.05 * 150


def test_hit_ratios_are_of_requests_and_of_octets(tmp_path):
    header = "run,repeat,seed,rng_run,cdn-cache.memory-policy,cdn-cache.memory-capacity,cache,tier,requests,hits,stale_served,bytes_from_cache,bytes_from_behind"
    rows = ["1,1,1,1,lru,5MB,edge-1,edge,10,4,1,300,700", "2,1,1,1,lru,10MB,edge-1,edge,10,8,0,600,400"]
    rows += ["2,1,1,1,lru,10MB,parent,parent,10,0,0,0,400"]
    table(tmp_path, "cache-tiers.csv", header, rows)
    figure = script("cache-hit-ratio").draw(tmp_path)
    of_requests, of_octets = figure.axes
    assert list(of_requests.lines[0].get_xdata()) == [5, 10]
    assert list(of_requests.lines[0].get_ydata()) == [50, 80]
    assert list(of_octets.lines[0].get_ydata()) == [30, 60]


def test_stampede_has_a_panel_for_each_combination(tmp_path):
    header = "run,repeat,seed,rng_run,cdn-cache.collapse,cdn-cache.stale-while-revalidate,from_ms,to_ms,origin_requests"
    table(tmp_path, "load.csv", header, ["1,1,1,1,no,0s,0,100,20", "1,1,1,1,no,0s,100,200,0", "2,1,1,1,yes,5s,0,100,1"])
    figure = script("stampede").draw(tmp_path)
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["no collapsing", "collapsing, stale-while-revalidate 5s"]
    assert list(figure.axes[0].lines[0].get_ydata()) == [200, 0]
    assert [axes.texts[0].get_text() for axes in figure.axes] == ["20 requests", "1 request"]


def test_a_lone_request_has_a_dot_in_a_stampede(tmp_path):
    counts = [0, 1, 0, 7, 9, 0, 0, 1]
    table(tmp_path, "load.csv", "run,repeat,seed,rng_run,from_ms,to_ms,origin_requests",
          [f"1,1,1,1,{100 * i},{100 * i + 100},{count}" for i, count in enumerate(counts)])
    panel = script("stampede").draw(tmp_path).axes[0]
    assert list(panel.lines[1].get_xdata()) == [0.15, 0.75] and list(panel.lines[1].get_ydata()) == [10, 10]


def test_a_stampede_without_lone_requests_has_its_full_height(tmp_path):
    table(tmp_path, "load.csv", "run,repeat,seed,rng_run,from_ms,to_ms,origin_requests", ["1,1,1,1,0,100,20", "1,1,1,1,100,200,20"])
    figure = script("stampede").draw(tmp_path)
    figure.draw_without_rendering()
    assert figure.axes[0].get_position().height > 0.4


@pytest.mark.parametrize("down,up,text", [(1333083, 37311, "1.3 MB + 37.3 kB"), (3334, 3199, "3.3 kB + 3.2 kB"), (0, 0, "0")])
def test_octets_of_visits_are_written_out(down, up, text):
    assert script("reload-kinds").octets_text(down, up) == text


@pytest.mark.parametrize("name", ["cache-tiers", "cache-hit-ratio", "stampede"])
def test_a_folder_without_results_is_refused_in_a_sentence(name, tmp_path):
    done = run(name, tmp_path, "-o", tmp_path / "x.png")
    assert done.returncode == 2 and "no such table" in done.stderr
    assert not (tmp_path / "x.png").exists()


def test_sizes_are_needed_for_hit_ratios(tiers):
    header = "run,repeat,seed,rng_run,cdn.tiers,cache,tier,requests,hits,stale_served,bytes_from_cache,bytes_from_behind"
    table(tiers, "cache-tiers.csv", header, ["2,1,1,1,1,edge-1,edge,10,5,0,1,1"])
    with pytest.raises(ResultsError, match="sweep cdn-cache.memory-capacity"):
        script("cache-hit-ratio").draw(tiers)


@pytest.mark.parametrize("text,octets", [("5MB", 5e6), ("1GiB", 2**30), ("100", 100), ("64B", 64), ("1.5KB", 1500)])
def test_sizes_are_read_as_scenario_files_write_them(text, octets):
    assert script("cache-hit-ratio").octets(text) == octets
