# SPDX-License-Identifier: GPL-2.0-only
"""A mistake of the user's: exit status 2, one sentence that says where and what would be right, nothing written."""

import os
import stat

import pytest


def test_unknown_option_of_a_scenario(pagewire):
    pagewire.scenario("[access]\nlos = 1%\n")
    assert pagewire.refused("run", "x.ini", "-o", "out") == (
        "pagewire: x.ini:4: there is no option 'access.los': did you mean 'access.loss'?")


def test_bad_unit(pagewire):
    pagewire.scenario("[access]\nrate = 10mb\n")
    assert pagewire.refused("run", "x.ini", "-o", "out") == (
        "pagewire: x.ini:4: access.rate: '10mb' is not a bit rate: write a number and one of bps, kbps, Mbps, Gbps")


def test_contradiction(pagewire):
    pagewire.scenario("[browser]\nresume-tls = yes\n")
    assert pagewire.refused("run", "x.ini", "-o", "out") == (
        "pagewire: x.ini:4: browser.resume-tls = yes needs TLS: set browser.tls to 1.2 or 1.3, or leave it out")


def test_contradiction_in_one_combination_of_a_sweep(pagewire):
    pagewire.scenario("[access]\ndrop = 3\n[sweep]\naccess.loss = 0% 1%\n")
    assert "x.ini:4: access.drop = 3 names the packets to lose" in pagewire.refused("run", "x.ini", "-o", "out")


def test_contradiction_by_an_assignment(pagewire):
    pagewire.scenario("")
    assert pagewire.refused("run", "x.ini", "-o", "out", "--set", "access.burst=4") == (
        "pagewire: --set access.burst=4: access.burst = 4 needs losses to gather: set access.loss too")


def test_missing_page(pagewire):
    pagewire.write("x.ini", "[page]\nfile = pages/none.json\n")
    assert pagewire.refused("run", "x.ini", "-o", "out") == (
        "pagewire: x.ini:2: page.file: there is no file 'pages/none.json': "
        "file names are relative to the scenario's folder")


@pytest.mark.parametrize("written, meant", [("nwes.json", "news.json"), ("news", "news.json"), ("news.jsn", "news.json"),
                                            ("new.har", "news.har")])
def test_missing_page_beside_one_of_a_similar_name(pagewire, written, meant):
    for name in (meant, "olds.json", "news.ini"):
        pagewire.write(f"pages/{name}", "{}")
    pagewire.write("x.ini", f"[page]\nfile = pages/{written}\n")
    assert pagewire.refused("run", "x.ini", "-o", "out") == (
        f"pagewire: x.ini:2: page.file: there is no file 'pages/{written}': did you mean 'pages/{meant}'?")


def test_missing_page_by_an_assignment(pagewire):
    pagewire.scenario("")
    assert pagewire.refused("run", "x.ini", "-o", "out", "--set", "page.file=none.json") == (
        "pagewire: --set page.file=none.json: page.file: there is no file 'none.json': "
        "file names are relative to the current folder")


def test_no_page_at_all(pagewire):
    pagewire.write("x.ini", "repeat = 2\n")
    assert "x.ini: there is no page to load: set page.file" in pagewire.refused("run", "x.ini", "-o", "out")


BROKEN = [('{"log": {\n"entries": [', 2), ('{"log": {"version": "1.2"}}', 1), ("<html>", 1), ("", 1)]


@pytest.mark.parametrize("text, line", BROKEN)
def test_broken_har(pagewire, text, line):
    pagewire.write("broken.har", text)
    pagewire.write("x.ini", "[page]\nfile = broken.har\n")
    sentence = pagewire.refused("run", "x.ini", "-o", "out")
    assert f"broken.har:{line}:" in sentence or "broken.har: " in sentence


def test_broken_page_names_its_line(pagewire):
    pagewire.scenario(page='{\n "pagewire-page": 1,\n "hosts": 7\n}\n')
    assert "page.json:3:" in pagewire.refused("run", "x.ini", "-o", "out")


@pytest.mark.parametrize("text", ["1000\n1001\n10", "5\n3\n", "1\nx\n", ""])
def test_truncated_or_broken_link_trace(pagewire, text):
    pagewire.write("link.down", text)
    pagewire.scenario("[access]\ntrace = link.down\n")
    assert "link.down:" in pagewire.refused("run", "x.ini", "-o", "out")


def test_missing_link_trace(pagewire):
    pagewire.scenario("[access]\ntrace = link.down\n")
    assert "x.ini:4: access.trace: there is no file 'link.down'" in pagewire.refused("run", "x.ini", "-o", "out")


def test_missing_scenario(pagewire):
    assert pagewire.refused("run", "none.ini", "-o", "out") == (
        "pagewire: 'none.ini' cannot be read (No such file or directory): name a scenario file")


def test_directory_that_holds_something(pagewire):
    pagewire.scenario()
    pagewire.write("out/mine.txt", "x")
    assert "the directory 'out' is not empty" in pagewire.refused("run", "x.ini", "-o", "out")


def test_directory_in_the_way_of_a_file(pagewire):
    pagewire.scenario()
    pagewire.write("out", "x")
    assert "the directory 'out' cannot be written" in pagewire.refused("run", "x.ini", "-o", "out")


def test_directory_where_nothing_can_be_made(pagewire):
    pagewire.scenario()
    assert "the directory '/proc/results' cannot be written" in pagewire.refused("run", "x.ini", "-o", "/proc/results")


def test_unwritable_directory(pagewire):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    pagewire.scenario()
    (pagewire.folder / "locked").mkdir()
    (pagewire.folder / "locked").chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert "cannot be written (Permission denied)" in pagewire.refused("run", "x.ini", "-o", "locked/out")


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["run", "x.ini", "-o", "out", "--resme"], "has an option --resme: did you mean --resume?"),
        (["run", "x.ini", "-o", "out", "--RngRum=3"], "has an option --RngRum: did you mean --RngRun?"),
        (["run", "x.ini", "-o", "out", "--ns3::TcpSocket::SegmentSiz=9"], "mean --ns3::TcpSocket::SegmentSize?"),
        (["run", "x.ini", "-o", "out", "--ns3::TcpSocket::DelAckCount=1"], "would change nothing"),
        (["run", "x.ini", "-o", "out", "--pagewire::Browser::MaxAttempts=two"], "'two' is not a whole number"),
        (["run", "x.ini", "-o", "out", "--set", "access.rat=1Mbps"], "did you mean 'access.rate'?"),
        (["run", "x.ini", "-o", "out", "-j", "0"], "-j 0 is out of range: write 1 to 4096"),
        (["run", "x.ini", "-o", "out", "-j", "many"], "--jobs"),
        (["run", "x.ini"], "name a directory for the results with -o"),
        (["run", "-o", "out"], "name a scenario file to run"),
        (["run", "x.ini", "y.ini", "-o", "out"], "'y.ini' is a second scenario: name one"),
        (["run", "--PrintAttributes=ns3::TcpSockt"], "did you mean 'ns3::TcpSocket'?"),
        (["rum"], "there is no command 'rum': did you mean 'run'?"),
        (["options", "acces.rate"], "did you mean 'access.rate'?"),
        (["models", "Browsr"], "did you mean 'pagewire::Browser'?"),
        (["models", "Browser", "Origin"], "'Origin' is one argument too many"),
        (["models", "Browser", "--beside", "Origin"], "add --markdown"),
        (["models", "--markdown"], "needs the name of a model"),
        (["models", "--markdwn"], "see pagewire models --help"),
        (["version", "now"], "takes no arguments"),
    ],
)
def test_command_line(pagewire, arguments, sentence):
    pagewire.scenario()
    assert sentence in pagewire.refused(*arguments)


def test_a_directory_of_something_else_is_not_taken_over(pagewire):
    pagewire.scenario()
    pagewire.write("mine/runs.csv", "precious\n")
    sentence = pagewire.refused("run", "x.ini", "-o", "mine", "--resume")
    assert "'mine' holds something else" in sentence


def test_a_link_trace_cut_within_its_last_number(pagewire):
    pagewire.scenario("[access]\ntrace = link.down\n")
    pagewire.write("link.down", "1\n20\n228")
    assert "link.down:3: " in pagewire.refused("run", "x.ini", "-o", "out")


def test_an_attribute_that_an_option_stands_for_is_recorded(pagewire):
    pagewire.scenario()
    done = pagewire.run("run", "x.ini", "-o", "out", "--pagewire::Browser::Protocol=h2")
    assert done.returncode == 0, done
    assert "protocol = h2" in (pagewire.folder / "out" / "scenario.ini").read_text()
