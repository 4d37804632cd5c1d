# SPDX-License-Identifier: GPL-2.0-only
"""The figure scripts: run as commands on small results, compared with themselves, fed with nonsense."""

import json

import pandas as pd
import pytest

from plot_scripts import run, script


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


COLUMNS = "queued_ms,blocked_ms,dns_ms,connect_ms,send_ms,wait_ms,receive_ms,hol_own_ms,hol_other_ms,queue_ms,flow_control_ms,cwnd_ms"


def write_requests(folder, rows, protocol="h2", number=1):
    """A requests.csv of one run, a row for each list of the values of COLUMNS."""
    lines = [f"run,repeat,seed,rng_run,browser.protocol,request,path,status,protocol,{COLUMNS}"]
    for request, values in enumerate(rows, 1):
        lines.append(f"{number},1,1,{number},{protocol},{request},/image-{request}.jpg,ok,{protocol}," + ",".join(map(str, values)))
    (folder / "requests.csv").write_text("\n".join(lines) + "\n")


@pytest.fixture
def held(tmp_path):
    """One run of two requests: the first lost a packet, and the second waits for it."""
    write_requests(tmp_path, [[0, 10, 0, 20, 0, 50, 60, 40, 0, 5, 0, 15], [0, 30, "", "", 0, 110, 0, 0, 50, 10, 0, 0]])
    rows = ["1,1,1,1,h2,1,hol_own,95,135", "1,1,1,1,h2,2,hol_other,90,140", "1,1,1,1,h2,2,queue,50,60"]
    (tmp_path / "stalls.csv").write_text("\n".join(["run,repeat,seed,rng_run,browser.protocol,request,kind,start_ms,end_ms", *rows]) + "\n")
    return tmp_path


def spans(axes, row):
    """Begin and end of the bars of a row, rounded."""
    bars = [bar for bar in axes.patches if abs(bar.get_y() + bar.get_height() / 2 - row) < 0.01 and bar.get_width() > 0]
    return [(round(bar.get_x()), round(bar.get_x() + bar.get_width())) for bar in bars]


@pytest.mark.parametrize("kind", ["png", "pdf", "svg"])
def test_the_same_results_give_the_same_bytes(results, kind):
    for name in ("one", "two"):
        done = run("page-load-time", results, "-o", results / f"{name}.{kind}")
        assert done.returncode == 0, done.stderr
    assert (results / f"one.{kind}").read_bytes() == (results / f"two.{kind}").read_bytes()


def test_a_line_for_each_protocol_at_the_mean_of_its_runs(results):
    module = script("page-load-time")
    axes = module.draw(results).axes[0]
    heights = {tuple(line.get_ydata()) for line in axes.get_lines() if len(line.get_xdata()) == 2 and line.get_linestyle() != "None"}
    assert (710.0, 710.0) in heights and (410.0, 410.0) in heights
    assert axes.get_ylabel() == "Mean page load time (ms)"
    assert axes.get_xlabel() == "Packet loss on the access link (%)"


def test_the_confidence_interval_is_students(results):
    import pandas

    module = script("page-load-time")
    # Two values 20 apart: s = 14.142, t(1) = 12.7062, n = 2.
    assert module.tables.confidence(pandas.Series([700.0, 720.0])) == pytest.approx(127.062, rel=1e-5)
    assert module.tables.confidence(pandas.Series([700.0])) == 0


# Two-sided 95 % points of Student's t, from the tables in the back of any textbook.
@pytest.mark.parametrize("freedom, expected", [(1, 12.706), (4, 2.776), (29, 2.045), (40, 2.021), (120, 1.980)])
def test_quantiles_are_those_of_the_tables(freedom, expected):
    assert round(script("page-load-time").tables.quantile(freedom), 3) == expected


def test_the_waterfall_has_a_row_a_request_in_the_order_of_time(archive):
    module = script("waterfall")
    axes = module.draw(archive).axes[0]
    first = [bar for bar in axes.patches if abs(bar.get_y() + bar.get_height() / 2) < 0.01]
    assert sorted((round(bar.get_x()), round(bar.get_width())) for bar in first) == [(0, 40), (20, 20), (40, 1), (41, 1)]
    assert run("waterfall", archive.parent, "-o", archive.parent / "w.svg").returncode == 0


def test_a_stack_for_each_sweep_point_is_the_mean_request(held):
    module = script("time-spent")
    axes = module.draw(held).axes[0]
    # Connection 30 and 30; own 40 and 0; another's 0 and 50; queue 5 and 10; window 15 and 0; the rest 50 and 50.
    assert [bar.get_height() for bar in axes.patches] == [30, 20, 25, 7.5, 7.5, 50]
    assert [bar.get_y() for bar in axes.patches] == [0, 30, 50, 75, 82.5, 90]
    assert axes.get_xticklabels()[0].get_text() == "HTTP/2"


def test_a_stack_for_each_request_of_one_run(held):
    module = script("time-spent")
    axes = module.draw(held, run=1).axes[0]
    assert spans(axes, 0) == [(0, 30), (30, 70), (70, 75), (75, 90), (90, 140)]
    assert spans(axes, 1) == [(0, 30), (30, 80), (80, 90), (90, 140)]
    done = run("time-spent", held, "--run", "7", "-o", held / "out.png")
    assert done.returncode == 2 and "no run 7" in done.stderr


def test_streams_are_rows_with_what_held_them(held):
    module = script("streams")
    axes = module.draw(held).axes[0]
    assert spans(axes, 0) == [(30, 80), (80, 140), (95, 135)]
    assert spans(axes, 1) == [(30, 140), (90, 140)]
    assert axes.get_title(loc="left") == "HTTP/2"


def test_streams_of_several_runs_share_the_axis(held, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    write_requests(other, [[0, 10, 0, 20, 0, 300, 60, 0, 0, 0, 0, 0]], "h3")
    (other / "stalls.csv").write_text("run,request,kind,start_ms,end_ms\n")
    for name in ("one.svg", "two.svg"):
        done = run("streams", held, other, "--from", "10", "-o", held / name)
        assert done.returncode == 0, done.stderr
    assert (held / "one.svg").read_bytes() == (held / "two.svg").read_bytes()
    module = script("streams")
    first, second = module.draw(held, more=[other], begin=10).axes
    assert first.get_xlim() == second.get_xlim() and first.get_xlim()[0] == 10
    done = run("streams", held, "--from", "9999", "-o", held / "out.png")
    assert done.returncode == 2 and "--from" in done.stderr


@pytest.mark.parametrize(
    "name, contents, words",
    [
        ("time-spent", {}, "no such table"),
        ("time-spent", {"requests.csv": "run,status\n1,ok\n"}, "no column request;"),
        ("time-spent", {"requests.csv": f"run,status,request,path,{COLUMNS}\n1,failed,1,/{',0' * 12}\n"}, "no request of it ended with status ok"),
        ("streams", {}, "no such table"),
        ("streams", {"requests.csv": f"run,request,path,protocol,{COLUMNS}\n" + f"1,1,/,h2{',0' * 12}\n2,1,/,h2{',0' * 12}\n"}, "has 2 runs"),
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


def write_hops(folder):
    (folder / "hops.csv").write_text(
        "run,repeat,seed,rng_run,from,to,kind,message,connection,exchange,sent_ms,received_ms,whole_ms\n"
        "1,1,1,1,browser,forward-proxy,tunnel,CONNECT a.example:443,1,0,,30,\n"
        "1,1,1,1,forward-proxy,browser,answer,open,1,0,70,,\n"
        "1,1,1,1,browser,origin,request,GET https://a.example/ h2,1,1,141,170,170\n"
        "1,1,1,1,origin,browser,response,200,1,1,170,200,230\n"
        "1,1,1,1,browser,,request,GET https://a.example/lost h2,1,3,141,,\n")


def test_a_ladder_has_its_nodes_in_the_order_of_the_path(tmp_path):
    import pandas as pd

    write_hops(tmp_path)
    hops = pd.read_csv(tmp_path / "hops.csv", keep_default_na=False).rename(columns={"from": "sender"})
    assert script("ladder").nodes_of(hops) == ["browser", "forward-proxy", "origin"]
    reverse = pd.DataFrame([("browser", "reverse-proxy", "request"), ("reverse-proxy", "reverse-proxy-2", "request"),
                            ("reverse-proxy-2", "origin", "request"), ("reverse-proxy-2", "origin-2", "request")], columns=["sender", "to", "kind"])
    assert script("ladder").nodes_of(reverse) == ["browser", "reverse-proxy", "reverse-proxy-2", "origin", "origin-2"]


def write_states(folder):
    lines = ["run,repeat,seed,rng_run,node,local,remote,time_ms,from,to,why"]
    for local, remote, node, opening in [("10.0.0.1:49153", "10.1.1.1:80", "browser", "SYN-SENT"), ("10.1.1.1:80", "10.0.0.1:49153", "origin", "SYN-RECEIVED")]:
        for time, before, after, why in [(0, "CLOSED", opening, "SYN"), (50, opening, "ESTABLISHED", "ACK"), (600, "ESTABLISHED", "CLOSED", "crash")]:
            lines.append(f"1,1,1,1,{node},{local},{remote},{time},{before},{after},{why}")
    lines.append("1,1,1,1,browser,10.0.0.1:9,10.1.1.1:80,700,FIN-WAIT-2,TIME-WAIT,FIN received")
    lines.append("1,1,1,1,browser,10.0.0.1:9,10.1.1.1:80,60700,TIME-WAIT,CLOSED,timeout")
    (folder / "states.csv").write_text("\n".join(lines) + "\n")


def test_the_spans_of_tcp_states(tmp_path):
    import pandas as pd

    write_states(tmp_path)
    states = pd.read_csv(tmp_path / "states.csv")
    module = script("tcp-states")
    mine = states[states["local"] == "10.0.0.1:49153"]
    assert list(module.spans_of(mine, 1000)) == [("SYN-SENT", 0, 50), ("ESTABLISHED", 50, 600)]
    assert module.end_of_use(states[states["local"] == "10.0.0.1:9"]) == 700


def write_messages(folder):
    lines = ["run,repeat,seed,rng_run,workload.way,browser.protocol,message,author,client,way,size_bytes,wire_bytes,said_ms,published_ms,received_ms,latency_ms"]
    for way, latency in [("websocket", 30), ("polling", 900), ("long-polling", 31)]:
        for protocol in ["h11", "h2"]:
            lines += [f"1,1,1,1,{way},{protocol},{n},-,client-1,{way},100,104,0,0,{latency},{latency + n}" for n in range(1, 4)]
    (folder / "messages.csv").write_text("\n".join(lines) + "\n")


VISITS = "visit,navigation,requests_failed,from_memory,from_disk,status_304,status_200,status_other,bytes_up,bytes_down"


def write_visits(folder):
    """Two kinds of a second visit, one of them with two values of another option."""
    lines = [f"run,repeat,seed,rng_run,browser.visits,browser.reload,{VISITS}"]
    for number, (kind, scope, counts) in enumerate([("link", "document", "9,0,1,0"), ("reload", "document", "9,0,1,0"), ("reload", "all", "0,0,10,0")], 1):
        run = f"{number},1,1,{number},address-bar+{kind},{scope}"
        lines += [f"{run},1,address-bar,0,0,0,0,10,0,1000,90000", f"{run},2,{kind},0,{counts},0,400,3000"]
    (folder / "visits.csv").write_text("\n".join(lines) + "\n")


def test_kinds_of_visits_are_told_apart(tmp_path):
    import pandas as pd

    write_visits(tmp_path)
    kinds = script("reload-kinds").summarise(pd.read_csv(tmp_path / "visits.csv"))
    assert list(kinds.index) == ["address-bar", "link", "reload, document", "reload, all"]
    assert kinds.loc["reload, all", "status_304"] == 10
    assert kinds.loc["address-bar", "bytes_down"] == 90000


@pytest.mark.parametrize("name, write", [("ladder", write_hops), ("tcp-states", write_states), ("message-latency", write_messages),
                                         ("reload-kinds", write_visits)])
def test_figures_of_paths_are_drawn_the_same_each_time(tmp_path, name, write):
    write(tmp_path)
    for number in (1, 2):
        done = run(name, tmp_path, "-o", tmp_path / f"{number}.png")
        assert (done.returncode, done.stderr) == (0, ""), done
    assert (tmp_path / "1.png").read_bytes() == (tmp_path / "2.png").read_bytes()
    assert (tmp_path / "1.png").stat().st_size > 5000


@pytest.mark.parametrize("name, table", [("ladder", "hops.csv"), ("tcp-states", "states.csv"), ("message-latency", "messages.csv"),
                                         ("reload-kinds", "visits.csv")])
def test_figures_of_paths_say_what_is_missing(tmp_path, name, table):
    done = run(name, tmp_path, "-o", tmp_path / "x.png")
    assert done.returncode == 2 and table in done.stderr and not (tmp_path / "x.png").exists()


def write_misses(path, sizes=(2**28, 2**30)):
    """What `pagewire cachesim -o` writes: two policies, two sizes."""
    lines = ["trace,policy,size,requests,misses,miss_ratio,bytes,missed_bytes,byte_miss_ratio"]
    for policy, ratio in [("lru", 0.5), ("sieve", 0.4)]:
        lines += [f"x.csv,{policy},{size},10,5,{ratio / n},1000,800,{0.8 / n}" for n, size in enumerate(sizes, 1)]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_miss_ratios_are_drawn_the_same_each_time(tmp_path):
    for number in (1, 2):
        done = run("miss-ratio", write_misses(tmp_path / "x.csv"), "-o", tmp_path / f"{number}.png")
        assert (done.returncode, done.stderr) == (0, ""), done
    assert (tmp_path / "1.png").read_bytes() == (tmp_path / "2.png").read_bytes()
    assert (tmp_path / "1.png").stat().st_size > 5000


@pytest.mark.parametrize("count_bytes, heights", [(False, [[0.5, 0.25], [0.4, 0.2]]), (True, [[0.8, 0.4], [0.8, 0.4]])])
def test_a_line_for_each_policy_over_the_size_of_the_cache(tmp_path, count_bytes, heights):
    module = script("miss-ratio")
    axes = module.draw(write_misses(tmp_path / "x.csv"), bytes=count_bytes).axes[0]
    assert [list(line.get_xdata()) for line in axes.get_lines()] == [[0.25, 1], [0.25, 1]]
    assert [list(line.get_ydata()) for line in axes.get_lines()] == heights
    assert axes.get_xlabel() == "Size of the cache (GiB)"
    assert [text.get_text() for text in axes.figure.legends[0].get_texts()] == ["LRU", "SIEVE"]


def test_the_data_frame_of_cachesim_is_drawn_and_each_policy_has_its_look():
    names = ["lru", "Mine", "Other"]
    frame = pd.DataFrame({"policy": names, "size": 50, "requests": 10, "misses": 5, "miss_ratio": [0.5, 0.4, 0.3], "bytes": 10,
                          "missed_bytes": 5, "byte_miss_ratio": 0.5})
    figure = script("miss-ratio").draw(frame)
    lines = figure.axes[0].get_lines()
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["LRU", "Mine", "Other"]
    assert [line.get_ydata()[0] for line in lines] == [0.5, 0.4, 0.3] and figure.axes[0].get_xlabel() == "Size of the cache (objects)"
    assert len({(line.get_color(), line.get_marker()) for line in lines}) == 3


def test_miss_ratios_say_what_is_missing(results, tmp_path):
    for name, words in [("none.csv", "no such table"), ("runs.csv", "has no column policy; name a file that `pagewire cachesim")]:
        done = run("miss-ratio", tmp_path / name, "-o", tmp_path / "x.png")
        assert done.returncode == 2 and words in done.stderr and not (tmp_path / "x.png").exists(), done
