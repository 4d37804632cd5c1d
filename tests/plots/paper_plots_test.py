# SPDX-License-Identifier: GPL-2.0-only
"""The figures of papers, on small tables with known answers."""

import numpy as np
import pandas as pd
import pytest

from plot_scripts import run, script
import pagewire_style as style
import pagewire_tables as tables


def table(folder, name, header, rows):
    (folder / name).write_text("\n".join([header, *rows]) + "\n")


def test_the_legend_names_what_only_some_panels_have(tmp_path):
    rows = ["1,1,1,1,h2,0%,ok,400", "2,1,1,1,h3,2%,ok,300"]
    table(tmp_path, "runs.csv", "run,repeat,seed,rng_run,browser.protocol,access.loss,status,plt_ms", rows)
    legend = script("cdf").draw(tmp_path).legends[0]
    assert [text.get_text() for text in legend.get_texts()] == ["HTTP/2", "HTTP/3"]


@pytest.fixture
def grid(tmp_path):
    """Two protocols, two losses, two delays, three repeats: h3 is 25 % faster at 0 %, no matter the delay; at 2 % nobody can tell."""
    rows = []
    for protocol, loss, delay, times in [
        ("h2", "0%", "50ms", (390, 400, 410)), ("h3", "0%", "50ms", (290, 300, 310)),
        ("h2", "0%", "5ms", (39, 40, 41)), ("h3", "0%", "5ms", (29, 30, 31)),
        ("h2", "2%", "50ms", (300, 500, 700)), ("h3", "2%", "50ms", (200, 450, 700)),
        ("h2", "2%", "5ms", (10, 20, 30)), ("h3", "2%", "5ms", (12, 22, 32)),
    ]:
        rows += [f"{len(rows) + place},{place},1,{place},{protocol},{loss},{delay},ok,{time}" for place, time in enumerate(times, 1)]
    table(tmp_path, "runs.csv", "run,repeat,seed,rng_run,browser.protocol,access.loss,access.delay,status,plt_ms", rows)
    return tmp_path


def test_the_gain_is_of_means_and_unsure_where_welchs_test_is(grid):
    module = script("relative-gain")
    gains, sure = module.cells(tables.read_ok(grid, "runs.csv", ["plt_ms"]), "access.loss", "access.delay", "h3", "h2")
    # Rows: 5 ms, 50 ms; columns: 0 %, 2 %. 1 - 30/40, 1 - 22/20; 1 - 300/400, 1 - 450/500.
    assert gains == pytest.approx(np.array([[25, -10], [25, 10]]))
    assert sure.tolist() == [[True, False], [True, False]]


def test_a_heat_map_has_a_number_in_each_cell_and_hatches_the_unsure(grid):
    axes = script("relative-gain").draw(grid).axes[0]
    assert sorted(text.get_text() for text in axes.texts) == ["+10", "+25", "+25", "\N{MINUS SIGN}10"]
    hatched = [(patch.get_x(), patch.get_y()) for patch in axes.patches if patch.get_hatch()]
    assert hatched == [(1, 0), (1, 1)]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["5", "50"]
    assert axes.get_xlabel() == "Packet loss on the access link (%)"
    assert axes.collections[0].get_clim() == (-25, 25), "no gain is white"


def test_a_heat_map_says_which_protocols_and_options_there_are(grid):
    for options, words in [(("--of", "h11"), "no load over h11; its protocols are: h2, h3"),
                           (("--x", "access.rate"), "access.rate was not swept; --x and --y take two of: access.loss, access.delay")]:
        done = run("relative-gain", grid, *options, "-o", grid / "x.png")
        assert done.returncode == 2 and words in done.stderr and not (grid / "x.png").exists()


@pytest.mark.parametrize("first, second, differ", [
    # s^2 = 4 and n = 3 each, so that t = d / sqrt(8 / 3) with 4 degrees of freedom, of which the quantile is 2.776: d = 4.533.
    ((10, 12, 14), (14.5, 16.5, 18.5), False), ((10, 12, 14), (14.6, 16.6, 18.6), True),
    ((10, 10), (10, 10), False), ((10, 10), (11, 11), True), ((10,), (11,), True), ((10,), (10,), False),
])
def test_means_differ_by_welchs_test(first, second, differ):
    assert tables.differ(pd.Series(first), pd.Series(second)) is differ


@pytest.mark.parametrize("values, numbers", [
    (["0%", "0.5%"], ([0, 0.5], "%")), (["500us", "1ms", "1s"], ([0.5, 1, 1000], "ms")), (["500kbps", "1Mbps"], ([0.5, 1], "Mbit/s")),
    (["1KB", "1MiB"], ([0.001, 1.048576], "MB")), (["0", "5ms"], ([0, 5], "ms")), ([1, 2], ([1, 2], "")), (["100p"], ([100], "packets")),
    (["lru", "fifo"], None), (["1ms", "1MB"], None), (["1.2", "none"], None),
])
def test_values_of_options_become_numbers_of_one_unit(values, numbers):
    found = tables.quantities(values)
    assert (found is None) == (numbers is None)
    if numbers:
        assert found[0] == pytest.approx(numbers[0]) and found[1] == numbers[1]


def test_an_axis_is_logarithmic_where_values_span_decades(tmp_path):
    for rates, scale in [(["1Mbps", "10Mbps", "100Mbps"], "log"), (["1Mbps", "10Mbps"], "linear"), (["0Mbps", "100Mbps"], "linear")]:
        rows = [f"{place},1,1,{place},{rate},ok,100" for place, rate in enumerate(rates)]
        table(tmp_path, "runs.csv", "run,repeat,seed,rng_run,access.rate,status,plt_ms", rows)
        axes = script("page-load-time").draw(tmp_path).axes[0]
        assert axes.get_xscale() == scale and axes.get_xlabel() == "Rate of the access link (Mbit/s)"


def test_a_distribution_rises_by_its_share_at_each_value(tmp_path):
    rows = [f"{place},1,1,{place},{protocol},ok,{time}" for place, (protocol, time) in enumerate([("h2", 300), ("h2", 100), ("h3", 200), ("h2", 200), ("h2", 200)], 1)]
    table(tmp_path, "runs.csv", "run,repeat,seed,rng_run,browser.protocol,status,plt_ms", rows)
    h2, h3 = script("cdf").draw(tmp_path).axes[0].lines
    assert list(h2.get_xdata()) == [100, 100, 200, 200, 300] and list(h2.get_ydata()) == [0, 0.25, 0.5, 0.75, 1]
    assert list(h3.get_xdata()) == [200, 200] and list(h3.get_ydata()) == [0, 1]


REQUESTS = "run,repeat,seed,rng_run,{}request,status,protocol,connection,queued_ms,blocked_ms,dns_ms,connect_ms,send_ms,wait_ms,receive_ms,hol_own_ms,hol_other_ms"


def test_times_of_requests_have_distributions_too(tmp_path):
    table(tmp_path, "runs.csv", "run,status,plt_ms", ["1,ok,200"])
    table(tmp_path, "requests.csv", REQUESTS.format(""), ["1,1,1,1,1,ok,h2,1,0,5,,100,1,50,20,0,0"])
    axes = script("cdf").draw(tmp_path, of="ttfb_ms").axes[0]
    assert list(axes.lines[0].get_xdata()) == [156, 156], "5 + 100 + 1 + 50"
    with pytest.raises(tables.ResultsError, match="no table has a column nothing; --of takes plt_ms, first_byte_ms, or of requests: queued_ms"):
        script("cdf").draw(tmp_path, of="nothing")


def test_held_times_are_means_of_loads(tmp_path):
    """Two loads of two requests each: means of 20 and 40 for own losses, of 10 and 10 for others'."""
    rows = [f"{load},{load},1,{load},2%,{request},ok,h2,1,0,0,,,0,0,0,{own},{other}"
            for load, request, own, other in [(1, 1, 40, 0), (1, 2, 0, 20), (2, 1, 80, 10), (2, 2, 0, 10)]]
    table(tmp_path, "requests.csv", REQUESTS.format("access.loss,"), rows)
    own, other = script("head-of-line").draw(tmp_path).axes
    assert own.lines[0].get_ydata() == [30] and other.lines[0].get_ydata() == [10]
    # s = 14.142 of two loads, t(1) = 12.7062: 127.062.
    whisker = own.collections[0].get_segments()[0]
    assert whisker[1][1] - 30 == pytest.approx(127.062)


def test_handshakes_are_counted_in_round_trips(tmp_path):
    """R = 100 ms. TCP and TLS 1.3: 100 + 100 + 100. QUIC with 0-RTT: ready at once."""
    swept = "browser.protocol,browser.tls,quic.early-data,"
    rows = ["1,1,1,1,h2,1.3,no,1,ok,h2,1,0,0,,200,0,100,5,0,0", "2,1,1,1,h3,1.3,yes,1,ok,h3,1,0,0,,,0,100,5,0,0", "3,1,1,1,h3,1.3,no,1,ok,h3,1,10,0,,100,0,100,5,0,0"]
    table(tmp_path, "requests.csv", REQUESTS.format(swept), rows)
    header = f"run,repeat,seed,rng_run,{swept}connection,tls,tls_resumed,opened_ms,established_ms,ready_ms,srtt_ms"
    table(tmp_path, "connections.csv", header, ["1,1,1,1,h2,1.3,no,1,1.3,0,0,100,200,103", "2,1,1,1,h3,1.3,yes,1,1.3,1,0,0,0,100", "3,1,1,1,h3,1.3,no,1,1.3,0,10,10,110,101"])
    kinds = script("handshakes").summarise(tmp_path)
    assert list(kinds.index) == ["TCP, TLS 1.3", "QUIC, 0-RTT", "QUIC"]
    assert kinds[["before_ms", "tcp_ms", "tls_ms", "quic_ms", "answer_ms", "round_trips"]].values.tolist() == [
        [0, 100, 100, 0, 100, 3], [0, 0, 0, 0, 100, 1], [0, 0, 0, 100, 100, 2]]


def texts(figure):
    """What stands at the bars of a figure, and below its axis."""
    return [note.get_text() for note in figure.axes[0].texts], figure._supxlabel.get_text()


def write_handshake(folder, swept="", values=""):
    """A run of TCP and TLS 1.3 for each of these values; R = 100 ms."""
    runs = [f"{run},{run},1,1,{value}" for run, value in enumerate(values.split() or [""], 1)]
    table(folder, "requests.csv", REQUESTS.format(swept), [f"{run}1,ok,h2,1,0,0,,200,0,100,5,0,0" for run in runs])
    header = f"run,repeat,seed,rng_run,{swept}connection,tls,tls_resumed,opened_ms,established_ms,ready_ms,srtt_ms"
    table(folder, "connections.csv", header, [f"{run}1,1.3,0,0,100,200,103" for run in runs])


def test_handshakes_through_a_proxy_are_not_counted_in_its_round_trips(tmp_path):
    """A connection to a proxy knows the round trip to there only."""
    write_handshake(tmp_path, "path.via,", "none, forward-proxy, socks-proxy,")
    notes, axis = texts(script("handshakes").draw(tmp_path))
    assert notes == ["3.0 R"] and axis == "Time to the first byte (ms), round trips R"


@pytest.mark.parametrize("scenario, expected", [
    (None, "3.0 R"),
    ("title = 50% = half\n\n[path]\nvia = none\n", "3.0 R"),
    ("title = 50% = half\n# by hand\n\n[path]\nvia = socks-proxy+forward-proxy\n", None),
])
def test_handshakes_know_a_proxy_from_the_scenario(tmp_path, scenario, expected):
    write_handshake(tmp_path)
    if scenario:
        (tmp_path / "scenario.ini").write_text(scenario)
    notes, axis = texts(script("handshakes").draw(tmp_path))
    assert notes == ([expected] if expected else [])
    assert axis.endswith("round trips R") == bool(expected)


@pytest.fixture
def windows(tmp_path):
    """The origin's two connections, of which one idles, and the browser's end; the queue down the access link."""
    header = "run,repeat,seed,rng_run,connection,node,local,remote,time_ms,cwnd_bytes,in_flight_bytes,ssthresh_bytes,srtt_ms"
    rows = ["1,1,1,1,1,origin,b:80,a:1,10,14600,0,,", "1,1,1,1,1,origin,b:80,a:1,50,29200,14600,14600,40", "1,1,1,1,2,origin,b:80,a:2,20,14600,100,,"]
    rows += ["1,1,1,1,,browser,a:1,b:80,5,14600,500,,"]
    table(tmp_path, "windows.csv", header, rows)
    rows = ["1,1,1,1,access,down,10,3,4500", "1,1,1,1,access,down,12,0,0", "1,1,1,1,access,up,5,1,40"]
    table(tmp_path, "queues.csv", "run,repeat,seed,rng_run,link,direction,time_ms,packets,bytes", rows)
    table(tmp_path, "runs.csv", "run,repeat,seed,rng_run,status,plt_ms", ["1,1,1,1,ok,40"])
    return tmp_path


def test_windows_and_queues_are_steps_over_time(windows):
    figure = script("window").draw(windows)
    above, below = figure.axes
    window, in_flight, threshold = above.lines
    assert above.get_title(loc="left") == "origin" and window.get_drawstyle() == "steps-post"
    assert list(window.get_xdata()) == [10, 50] and list(window.get_ydata()) == [14.6, 29.2]
    assert list(in_flight.get_ydata()) == [0, 14.6] and list(threshold.get_ydata())[1:] == [14.6]
    assert [line.get_label() for line in below.lines] == ["access, down"], "nothing waited on the way up"
    assert list(below.lines[0].get_ydata()) == [3, 0]
    assert below.get_xlim() == (0, 42)


def test_the_windows_of_another_node_can_be_asked_for(windows):
    assert list(script("window").draw(windows, node="browser").axes[0].lines[0].get_ydata()) == [14.6]
    with pytest.raises(tables.ResultsError, match="windows.csv has no node proxy; it has: origin, browser"):
        script("window").draw(windows, node="proxy")


@pytest.mark.parametrize("name, words", [("cdf", "runs.csv"), ("head-of-line", "requests.csv"), ("handshakes", "requests.csv"),
                                         ("relative-gain", "runs.csv"), ("window", "windows.csv")])
def test_a_folder_without_results_is_refused_in_a_sentence(name, words, tmp_path):
    done = run(name, tmp_path, "-o", tmp_path / "x.png")
    assert done.returncode == 2 and words in done.stderr and "no such table" in done.stderr
    assert not (tmp_path / "x.png").exists()


def test_the_tables_of_a_single_run_need_no_numbers_of_runs(tmp_path):
    table(tmp_path, "hops.csv", "seed,rng_run,from,to,kind,message,connection,exchange,sent_ms,received_ms,whole_ms",
          ["1,1,browser,origin,request,GET / h2,1,1,0,30,30"])
    assert [text.get_text() for text in script("ladder").draw(tmp_path).axes[0].texts if text.get_text()] == ["browser", "origin", "GET / h2"]


def test_labels_of_a_ladder_lose_the_host_first_and_then_their_middle():
    shorten = script("ladder").shorten
    assert shorten("GET https://a.example/x h2", 40) == "GET https://a.example/x h2"
    assert shorten("GET https://a.example/x h2", 12) == "GET /x h2"
    assert shorten("GET https://a.example/a-long-name.jpg h2", 12) == "GET /…jpg h2"


def test_words_for_points_of_a_sweep():
    assert style.point_label(["browser.protocol", "access.delay", "cdn-cache.collapse"], ["h11-pipelined", "5ms", "yes"]) == "HTTP/1.1 pipelined, delay 5ms, collapse yes"


def test_lines_stay_apart_when_colours_come_again():
    looks = [tuple(map(str, style.look(place).values())) for place in range(49)]
    assert len(set(looks)) == 49
