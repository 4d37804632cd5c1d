# SPDX-License-Identifier: GPL-2.0-only
"""What checks say, whatever the lab."""

import json
import os
import shutil

import numpy
import pandas
import pytest

from pagewire import InputError
from pagewire.labs import Lab, Terms, Value, Word, catalogue, picked, starting

# The link's term, 8 octets at a bit in 1.1 ms, is a small part of the sum; a two-hundredth of that is 30.04.
SMALL = Terms("load time", {"connect": 3000.0, "exchange": 3000.0, "link": 8.8})


@pytest.mark.parametrize(
    "given, said",
    [
        (30, "trip: 30 ms is too large. Look again."),
        (8, "trip: 8 ms is half of what it should be: is a one-way delay taken for a round trip? Look again."),
        (1600, "trip: 1600 ms is 100 times what it should be. Look again."),
    ],
)
def test_a_hint_follows_as_a_sentence_of_its_own(given, said):
    assert Value("trip", 16, "ms", hint="Look again.").faults({"trip": given}) == [said]


def test_a_port_is_neither_large_nor_small():
    assert Value("port", 49153, label=True).faults({"port": 80}) == ["port: 80 is another one"]
    assert Value("port", 49153, label=True).faults({"port": 49153}) == []


@pytest.mark.parametrize(
    "link, said",
    [
        (0, "too small"),
        (-2.9, "too small"),
        (1.1, "an eighth of what it should be: octets or bits?"),
        (70.4, "8 times what it should be: octets or bits?"),
        (17.6, "twice what it should be"),
        (30, "too large"),
    ],
)
def test_a_small_term_cannot_be_left_out(link, said):
    [fault] = SMALL.faults({"connect": 3000, "exchange": 3000, "link": link})
    assert "the term 'link'" in fault and said in fault


def test_a_small_term_may_be_rough():
    for link in (7.5, 10):
        assert SMALL.faults({"connect": 3000, "exchange": 3000, "link": link}) == []


def test_the_nearest_slip_is_told():
    step = Value("held", 20, within=3, slips={"the first left out": 14, "all of them": 11})
    assert "all of them" in step.faults({"held": 11.5})[0]


def test_a_number_beyond_all_measure_is_none():
    assert Value("trip", 16).faults({"trip": 10**400}) == [f"trip: {10**400!r} is no number"]


@pytest.mark.parametrize("given", ["round trips", "Round trips", " ROUND TRIPS\n"])
def test_words_are_taken_as_they_are_meant(given):
    assert Word("cause", "round trips", ["round trips", "octets"]).faults({"cause": given}) == []


@pytest.fixture
def lab(tmp_path):
    starting.start(catalogue.find("1"), "ada", tmp_path / "lab")
    return Lab(tmp_path / "lab")


def test_numbers_out_of_tables_are_answers(lab):
    lab.answer("2", connections=numpy.int64(1), gain=numpy.float32(1.5))
    kept = json.loads((lab.folder / "answers.json").read_text())["questions"]["2"]["answers"]
    assert kept == {"connections": 1, "gain": 1.5}


def test_questions_go_by_their_number_too(lab):
    lab.predict(1, connect=1, exchange=2, link=3)
    lab.answer(1, cause="round trips")
    assert list(lab.check(1)) == list(lab.check("1"))
    with pytest.raises(InputError, match="no question '9'"):
        lab.check(9)


def test_results_that_have_lost_their_runs_are_to_be_removed(lab):
    lab.predict(1, connect=1, exchange=2, link=3)
    lab.measure(1, progress=False)
    shutil.rmtree(lab.folder / "results/1/store")
    again = Lab(lab.folder)
    with pytest.raises(InputError, match="results/1: .*: remove it, and run the cell again"):
        again.measure(1, progress=False)
    shutil.rmtree(lab.folder / "results/1")
    assert len(again.measure(1, progress=False)) == 1


def test_what_may_only_be_read_is_judged(lab):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    lab.predict(1, connect=1, exchange=2, link=3)
    lab.answer(1, plt_ms=float(lab.measure(1, progress=False).runs["plt_ms"].iloc[0]))
    folders = [lab.folder, *(path for path in lab.folder.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    try:
        assert [one.state for one in Lab(lab.folder).check(1) if one.step == "plt_ms"] == ["right"]
    finally:
        for folder in folders:
            folder.chmod(0o755)


def test_of_two_starts_at_once_one_is_told(tmp_path, monkeypatch):
    write = starting.write_personal

    def another_first(entry, student, folder, origin):
        write(entry, student, folder, origin)
        (tmp_path / "lab").mkdir()
        (tmp_path / "lab" / "answers.json").write_text("theirs")

    monkeypatch.setattr(starting, "write_personal", another_first)
    with pytest.raises(InputError, match="is there already"):
        starting.start(catalogue.find("1"), "ada", tmp_path / "lab")
    assert [path.name for path in tmp_path.iterdir()] == ["lab"]
    assert (tmp_path / "lab" / "answers.json").read_text() == "theirs"


@pytest.mark.parametrize(
    "given, state",
    [
        # Of 1010 in all half a hundredth is 5.05, but a fifth of a term of 10 is 2.
        ({"trips": 1000, "link": 11.9}, "right"),
        ({"trips": 1000, "link": 12.1}, "wrong"),
        ({"trips": 1000, "link": 1.25}, "wrong"),
        ({"trips": 1019, "link": 10}, "right"),
    ],
)
def test_a_small_term_has_a_margin_of_its_own(given, state):
    found = Terms("time", {"trips": 1000.0, "link": 10.0}).faults(given)
    assert (found == []) == (state == "right")


def test_terms_that_are_off_are_named_one_after_the_other():
    found = Terms("time", {"trips": 100.0, "link": 10.0}).faults({"trips": 50, "link": 80})
    assert found == [
        "time: the term 'trips' is off: 50 ms is half of what it should be: is a one-way delay taken for a round trip?; "
        "the term 'link' is off: 80 ms is 8 times what it should be: octets or bits?"
    ]


@pytest.mark.parametrize(
    "unit, factor, said",
    [
        ("ms", 2, "32 ms is twice what it should be: was something counted both ways, or a round trip taken for one way?"),
        ("", 2, "32 is twice what it should be"),
        ("octets", 8, "128 octets is 8 times what it should be: octets or bits?"),
        ("", 8, "128 is 8 times what it should be"),
        ("", 100, "1600 is 100 times what it should be: is it in per cent?"),
        ("round trips", 0.5, "8 round trips is half of what it should be: is a one-way delay taken for a round trip?"),
    ],
)
def test_a_usual_slip_is_named_where_the_unit_allows_it(unit, factor, said):
    assert Value("it", 16, unit).faults({"it": 16 * factor}) == [f"it: {said}"]


def test_two_notebooks_of_one_lab_lose_nothing(lab):
    other = Lab(lab.folder)
    lab.predict("1", connect=1, exchange=2, link=3)
    other.predict("2", connect=4, exchange=5, link=6)
    lab.answer("1", cause="octets")
    kept = json.loads((lab.folder / "answers.json").read_text())["questions"]
    assert [one["predictions"] for one in kept.values()] == [[{"connect": 1, "exchange": 2, "link": 3}], [{"connect": 4, "exchange": 5, "link": 6}]]
    assert kept["1"]["answers"] == {"cause": "octets"}


def test_rows_are_picked_by_options_with_or_without_their_section():
    table = pandas.DataFrame({"browser.tls": ["none", "1.3"], "forward-proxy.tls": ["1.3", "1.3"], "access.loss": ["0%", "1%"], "run": [1, 2]})
    assert list(picked(table, browser_tls="1.3")["run"]) == [2]
    assert list(picked(table, {"access.loss": "0%"}, run=1)["run"]) == [1]
    assert list(picked(table, loss="1%")["run"]) == [2]
    for word in ("tls", "rate"):
        with pytest.raises(InputError, match=f"'{word}' names"):
            picked(table, **{word: "1.3"})
