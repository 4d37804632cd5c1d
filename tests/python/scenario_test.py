# SPDX-License-Identifier: GPL-2.0-only
"""Scenarios made and changed in Python."""

import copy
import datetime
import inspect
import pathlib
import pickle

import numpy as np
import pandas as pd
import pytest

import pagewire
from pagewire import Scenario

TEXT = """[page]
file = page.json

[access]
loss = 1%

[sweep]
browser.protocol = h11 h2
access.rate, access.delay = 2Mbps,50ms 10Mbps,25ms
"""


def message(call):
    with pytest.raises(pagewire.InputError) as error:
        call()
    return str(error.value)


def test_file_text_and_keywords_make_the_same_scenario(page):
    pathlib.Path("x.ini").write_text(TEXT)
    built = Scenario(page_file=page, access_loss="1%", browser_protocol=["h11", "h2"])
    built.sweep_together(access_rate=["2Mbps", "10Mbps"], access_delay=["50ms", "25ms"])
    attributes = Scenario()
    attributes.page.file = pathlib.Path(page)
    attributes.access.loss = "1%"
    attributes.browser.protocol = ("h11", "h2")
    attributes.sweep_together(access_rate=["2Mbps", "10Mbps"], access_delay=["50ms", "25ms"])
    for other in [Scenario.load("x.ini"), Scenario.parse(TEXT), built, attributes, Scenario.parse(built.text())]:
        assert other == Scenario("x.ini")
        assert other.text() == TEXT
    assert Scenario("x.ini") != Scenario("x.ini", access_loss="2%")
    assert Scenario(access_loss="0%") == Scenario(), "the default given is the default left alone"


def test_keywords_change_what_a_file_says(page):
    pathlib.Path("x.ini").write_text(TEXT)
    changed = Scenario(pathlib.Path("x.ini"), access_rate="1Mbps", browser_protocol=None)
    assert changed.access.rate == "1Mbps"
    assert changed.access.delay == ("50ms", "25ms")
    assert changed.browser.protocol == "h11", "None leaves the option at its default"


@pytest.mark.parametrize(
    "name, value, text, read",
    [
        ("access.loss", "1%", "1%", "1%"),
        ("repeat", 3, "3", 3),
        ("repeat", np.int64(3), "3", 3),
        ("browser.coalesce", True, "yes", True),
        ("browser.coalesce", np.bool_(False), "no", False),
        ("browser.coalesce", "on", "on", True),
        ("workload.zipf", 0.00001, "0.00001", 0.00001),
        ("workload.zipf", np.float64(0.5), "0.5", 0.5),
        ("browser.tls", 1.3, "1.3", "1.3"),
        ("tcp.mss", 1000, "1000", "1000"),
        ("access.drop", 3, "3", "3"),
        ("access.delay", datetime.timedelta(milliseconds=12.5), "12500us", "12500us"),
        ("access.delay", np.timedelta64(25, "ms"), "25ms", "25ms"),
        ("access.delay", pd.Timedelta(nanoseconds=1500), "1500ns", "1500ns"),
        ("access.delay", datetime.timedelta(0), "0s", "0s"),
        ("page.file", pathlib.Path("a/b.json"), "a/b.json", "a/b.json"),
    ],
)
def test_values_of_python(name, value, text, read):
    scenario = Scenario()
    scenario[name] = value
    assert f"{name.split('.')[-1]} = {text}\n" in scenario.text()
    assert scenario[name] == read and type(scenario[name]) is type(read)


def test_swept_values_of_python():
    scenario = Scenario(cdn_tiers=range(3), browser_coalesce=[False, True], workload_zipf=np.array([0.0, 0.5]))
    assert scenario.cdn.tiers == (0, 1, 2) and scenario.browser.coalesce == (False, True)
    assert scenario.workload.zipf == (0.0, 0.5)
    assert "cdn.tiers = 0 1 2\n" in scenario.text() and "browser.coalesce = no yes\n" in scenario.text()
    assert "0 1 2" in scenario._repr_html_()


@pytest.mark.parametrize(
    "keywords, sentence",
    [
        ({"access_delay": 25}, "access_delay=25: access.delay has a unit: write it as text, like '25ms'"),
        ({"access_delay": 0.025}, "access_delay=0.025: access.delay has a unit: write it as text, like '25ms'"),
        ({"access_loss": 0.01}, "access_loss=0.01: access.loss has a unit: write it as text, like '0.5%'"),
        ({"access_rate": True}, "access_rate=True: access.rate is no yes or no, it takes bit rate, like 10Mbps: 1kbps to 1000Gbps"),
        ({"repeat": datetime.timedelta(1)}, "repeat=datetime.timedelta(days=1): repeat is no duration, it takes whole number: 1 to 1000000"),
        ({"browser_protocol": 3}, "browser_protocol=3: browser.protocol takes h09, h10, h10-keepalive, h11, h11-pipelined, h2 or h3, not a number"),
        ({"access_loss": b"1%"}, "access_loss=b'1%': access.loss takes fraction, like 0.5%: 0% to 100%, not a bytes"),
        ({"page_file": 3j}, "page_file=3j: page.file takes the name of a file, not a complex"),
        ({"access_loss": {"1%", "2%"}}, "access_loss: a set has no order: give the values of a sweep as a list"),
        ({"access_loss": []}, "access_loss=[]: the sweep has no values: give one or more"),
        ({"repeat": [1, 2]}, "repeat=[1, 2]: 'repeat' cannot be swept: only options of a section can"),
        ({"title": "a # b"}, "title='a # b': a value has neither '#' nor a line end in it"),
        ({"origin_cache_control": ["no-store", "max-age=1, private"]}, "origin_cache_control=['no-store', 'max-age=1, private']: 'max-age=1, private' cannot be swept: blanks and commas separate the values"),
    ],
)
def test_values_that_an_option_does_not_take(keywords, sentence):
    assert message(lambda: Scenario(**keywords)) == sentence


@pytest.mark.parametrize(
    "name, value",
    [
        ("access.loss", "banana"),
        ("access.loss", "200%"),
        ("access.rate", "0bps"),
        ("browser.protocol", "h4"),
        ("tcp.mss", "12"),
        ("repeat", "0"),
        ("browser.coalesce", "perhaps"),
        ("access.delay", "25"),
        ("access.delay", ""),
    ],
)
def test_a_wrong_value_has_the_sentence_of_the_command(name, value, page, pagewire_command):
    pathlib.Path("x.ini").write_text("[page]\nfile = page.json\n")
    told = pagewire_command("run", "x.ini", "-o", "out", "--set", f"{name}={value}").stderr
    place = f"--set {name}={value}: "
    assert told.startswith("pagewire: " + place)
    keyword = pagewire.option(name).keyword
    assert message(lambda: Scenario(**{keyword: value})) == f"{keyword}='{value}': {told[len('pagewire: ' + place):-1]}"


def test_a_wrong_keyword_suggests_the_nearest():
    assert message(lambda: Scenario(access_los="1%")) == "access_los='1%': there is no option 'access_los': did you mean 'access_loss'?"
    assert message(lambda: Scenario(loss="1%")) == "loss='1%': there is no option 'loss': did you mean 'access_loss'?"
    scenario = Scenario()
    assert message(lambda: scenario.with_(acces_rate="1Mbps")).endswith("did you mean 'access_rate'?")
    assert message(lambda: scenario.access.los).endswith("did you mean 'access_loss'?")
    assert message(lambda: setattr(scenario.access, "los", "1%")).endswith("did you mean 'access_loss'?")
    assert message(lambda: scenario.acces) == "a scenario has no 'acces': did you mean 'access'?"
    assert message(lambda: setattr(scenario, "repaet", 3)) == "a scenario has no 'repaet': did you mean 'repeat'?"
    assert message(lambda: setattr(scenario, "access", "1%")) == "access: is a section: set one of its options, like access.block_udp"
    assert message(lambda: scenario["access.los"]) == "there is no option 'access.los': did you mean 'access.loss'?"
    assert not hasattr(scenario, "acces") and not hasattr(scenario.access, "los")


def test_what_is_refused_changes_nothing():
    scenario = Scenario(access_loss=["1%", "2%"], access_delay="5ms")
    before = scenario.text()
    for call in [
        lambda: setattr(scenario.access, "loss", ["3%", "x"]),
        lambda: setattr(scenario.access, "delay", "x"),
        lambda: scenario._change({"access_delay": "6ms", "access_loss": "x"}),
        lambda: scenario.sweep_together(access_loss=["3%", "4%"], access_delay=["5ms"]),
        lambda: scenario.sweep_together(access_loss=["3%", "4%"], access_delay=["5ms", "x"]),
        lambda: scenario.sweep_together(access_loss=["3%", "4%"], access_delay="5ms"),
    ]:
        message(call)
        assert scenario.text() == before


def test_what_contradicts_is_found_by_a_check(page):
    assert Scenario(page_file=page, access_loss=["0%", "1%"], repeat=3).check() == 6
    told = message(Scenario(page_file=page, access_burst=3).check)
    assert told == "access_burst=3: access.burst = 3 needs losses to gather: set access.loss too"
    assert message(Scenario().check).startswith("there is no page to load")
    assert message(Scenario(page_file="no.json").check) == (
        "page_file='no.json': page.file: there is no file 'no.json': file names are relative to the current folder")
    near = str(page).replace(".json", ".jsn")
    assert message(Scenario(page_file=near).check).endswith(f"there is no file '{near}': did you mean '{page}'?")
    assert message(lambda: Scenario("no.ini")).startswith("'no.ini' cannot be read")
    requests = Scenario(workload_kind="requests")
    assert requests.check() == 1
    assert "workload.kind" in message(lambda: requests.check(har=True))


def test_setting_again_replaces_what_was_swept():
    scenario = Scenario(access_loss=["1%", "2%"], browser_protocol=["h11", "h2"])
    scenario.access.loss = "3%"
    assert scenario.access.loss == "3%"
    scenario.sweep_together(access_rate=["1Mbps", "2Mbps"], browser_protocol=["h2", "h3"])
    assert list(scenario.combinations().columns) == ["access.rate", "browser.protocol"]
    scenario.browser.protocol = "h2"
    assert scenario.access.rate == ("1Mbps", "2Mbps") and scenario.browser.protocol == "h2"


def test_combinations_are_in_the_order_of_the_runs():
    # 2 x 2, the last axis changing fastest; both options of the second axis together.
    table = Scenario.parse(TEXT).combinations()
    assert list(table.columns) == ["browser.protocol", "access.rate", "access.delay"]
    assert table.values.tolist() == [
        ["h11", "2Mbps", "50ms"],
        ["h11", "10Mbps", "25ms"],
        ["h2", "2Mbps", "50ms"],
        ["h2", "10Mbps", "25ms"],
    ]
    assert Scenario().combinations().shape == (1, 0)


def test_a_copy_is_changed_by_itself():
    scenario = Scenario(access_loss="1%")
    for other in [scenario.with_(access_loss="2%"), scenario.copy(), copy.copy(scenario), copy.deepcopy(scenario)]:
        other.access.loss = "3%"
        assert scenario.access.loss == "1%"
    with pytest.raises(TypeError):
        hash(scenario)


class InMemory:
    def text(self):
        return pathlib.Path("page.json").read_text()


def test_a_page_in_memory_stands_for_its_file(page):
    scenario = Scenario(page_file=InMemory())
    assert scenario.check() == 1
    assert scenario == Scenario(page_file=InMemory()), "equal pages are the same file"
    swept = Scenario(page_file=[page, InMemory()])
    assert swept.check() == 2
    folder = pathlib.Path("elsewhere")
    folder.mkdir()
    saved = scenario.save(folder / "x.ini")
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 2 and names[0].startswith("page-") and names[1] == "x.ini"
    assert Scenario(saved).check() == 1
    assert f"file = {names[0]}\n" in saved.read_text()


def test_saved_files_name_their_inputs_from_where_they_lie(page, tmp_path):
    folder = pathlib.Path("elsewhere")
    folder.mkdir()
    scenario = Scenario(page_file=page, access_loss="1%")
    assert scenario.save("elsewhere/x.ini") == folder / "x.ini"
    assert (folder / "x.ini").read_text() == "[page]\nfile = ../page.json\n\n[access]\nloss = 1%\n"
    assert Scenario("elsewhere/x.ini") == scenario
    assert Scenario("elsewhere/x.ini").page.file == "page.json", "paths are told from the current folder"
    Scenario(page_file=tmp_path / "page.json").save("elsewhere/y.ini")
    assert f"file = {tmp_path / 'page.json'}\n" in (folder / "y.ini").read_text()
    assert message(lambda: scenario.save("nowhere/x.ini")).startswith("'nowhere/x.ini' cannot be written (No such file")


def test_names_of_swept_files_are_told_from_the_current_folder(page):
    folder = pathlib.Path("sub")
    folder.mkdir()
    for name in ["a.json", "b.json"]:
        (folder / name).write_text(pathlib.Path(page).read_text())
    (folder / "x.ini").write_text("[sweep]\npage.file = a.json b.json\n")
    scenario = Scenario("sub/x.ini")
    assert scenario.page.file == ("sub/a.json", "sub/b.json")
    assert scenario == Scenario(page_file=["sub/a.json", "sub/b.json"]) and scenario.check() == 2
    (folder / "c d.json").write_text(pathlib.Path(page).read_text())
    blank = Scenario(page_file=["sub/a.json", "sub/c d.json"])
    assert blank.check() == 2
    assert "rename the file" in message(blank.text)


def test_another_process_gets_the_same_scenario(page):
    scenario = Scenario.parse(TEXT, folder=".").with_(title="A title, with a comma")
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario and again.check() == 4
    assert pickle.loads(pickle.dumps(Scenario(page_file=InMemory()))) == Scenario(page_file=InMemory())


def test_the_whole_text_has_every_option_that_means_something():
    whole = Scenario().text(every=True)
    assert "protocol = h11\n" in whole and "[second]" not in whole
    assert Scenario.parse(whole) == Scenario()


def test_errors_of_a_text_name_the_line():
    assert message(lambda: Scenario.parse("[access]\nlos = 1%\n")) == "scenario text:2: there is no option 'access.los': did you mean 'access.loss'?"


def test_tab_completion_and_signature():
    scenario = Scenario()
    assert {"access", "browser", "cdn_cache", "repeat", "run", "with_"} <= set(dir(scenario))
    assert dir(scenario.handover) == ["at", "overlap"]
    keywords = list(inspect.signature(Scenario).parameters)
    assert keywords[:3] == ["file", "title", "repeat"] and len(keywords) == 1 + len(pagewire.options())
    assert list(inspect.signature(scenario.with_).parameters) == keywords[1:]
    assert {"directory", "workers", "har", "access_loss"} <= set(inspect.signature(pagewire.run).parameters)
    assert "access_loss: Share of packets lost" in Scenario.__init__.__doc__
    assert "Takes: fraction" in type(scenario.access).loss.__doc__
    assert "[access]" in type(scenario.access).__doc__


def test_views():
    scenario = Scenario(title="<b>", access_loss=["1%", "2%"], browser_coalesce=True)
    assert repr(scenario) == "Scenario(title='<b>', browser_coalesce=True, access_loss=('1%', '2%'))"
    assert eval(repr(scenario)) == scenario
    shown = scenario._repr_html_()
    assert "&lt;b&gt;" in shown and "<b>&lt;" not in shown
    assert "1% 2%" in shown and "2 combinations" in shown and "Share of packets lost" in shown
    assert "access.delay" not in shown, "only what differs from the defaults"
    assert "loss = 1% 2%" in repr(scenario.access) and "1% 2%" in scenario.access._repr_html_()
    assert len(repr(Scenario(title="x" * 500))) < 230
