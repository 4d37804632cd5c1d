# SPDX-License-Identifier: GPL-2.0-only
"""What `run` makes of its arguments; the sweep itself is stood in for."""

import gc
import pathlib
import shutil
import sys
import types

import pytest

import pagewire
from pagewire import Result, Scenario


@pytest.fixture
def sweep(monkeypatch, results):
    """Stands in for the sweep: notes what it is asked for, and gives results that were made before."""
    asked = {}

    def carry_out(scenario, directory, **manner):
        asked.update(scenario=scenario, directory=directory, manner=manner)
        shutil.copytree(results, directory, symlinks=True, dirs_exist_ok=True)
        return Result(directory)

    module = types.ModuleType("pagewire.sweep")
    module.carry_out = carry_out
    monkeypatch.setitem(sys.modules, "pagewire.sweep", module)
    monkeypatch.setattr(pagewire, "sweep", module, raising=False)
    return asked


def test_options_change_the_scenario_and_the_rest_is_the_manner(page, sweep):
    scenario = Scenario(page_file=page, access_loss="1%")
    ns3 = {"ns3::TcpSocket::DelAckCount": 1}
    result = pagewire.run(scenario, "out", access_loss="2%", repeat=3, workers=2, har=True, ns3=ns3)
    assert isinstance(result, Result) and len(result) == 12
    assert sweep["scenario"] == Scenario(page_file=page, access_loss="2%", repeat=3)
    assert scenario.access.loss == "1%", "the scenario itself stays as it is"
    assert sweep["directory"] == pathlib.Path("out")
    assert sweep["manner"] == {
        "workers": 2, "har": True, "pcap": False, "qlog": False, "progress": None, "executor": None, "ns3": ns3,
        "priorities": None,
    }


def test_a_file_or_keywords_alone_will_do(page, sweep):
    pathlib.Path("x.ini").write_text("[page]\nfile = page.json\n")
    pagewire.run("x.ini", "out", qlog=True)
    assert sweep["scenario"] == Scenario("x.ini") and sweep["manner"]["qlog"]
    pagewire.run(page_file=page, access_rate="5Mbps")
    assert sweep["scenario"] == Scenario(page_file=page, access_rate="5Mbps")


def test_a_wrong_keyword_runs_nothing(page, sweep):
    with pytest.raises(pagewire.InputError, match="there is no option 'acess_loss': did you mean 'access_loss'"):
        pagewire.run(page_file=page, acess_loss="1%")
    assert not sweep


def test_without_a_directory_results_live_as_long_as_they_are_held(page, sweep):
    result = Scenario(page_file=page).run()
    folder = result.directory
    gc.collect()
    assert (folder / "runs.csv").exists() and len(result.requests) == 24
    del result
    gc.collect()
    assert not folder.exists()


def test_a_misspelt_manner_suggests_the_nearest(page, sweep):
    with pytest.raises(pagewire.InputError, match="did you mean 'workers'"):
        pagewire.run(page_file=page, worker=2)
    with pytest.raises(pagewire.InputError, match="^run has no parameter 'worker': did you mean 'workers'"):
        Scenario(page_file=page).run(worker=2)
    with pytest.raises(pagewire.InputError, match="^check has no parameter 'x': they are har, pcap, qlog"):
        Scenario(page_file=page).check(x=2)
    assert not sweep
