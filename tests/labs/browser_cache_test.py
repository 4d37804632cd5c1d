# SPDX-License-Identifier: GPL-2.0-only
"""Lab 08: what its formulas say of requests and times, against the runs of several students."""

import pathlib

import pytest

from pagewire.labs import catalogue
from pagewire.labs.steps import Terms

LAB = pathlib.Path(__file__).parents[2] / "labs" / "08-browser-cache"


@pytest.fixture(scope="module", params=["example", "ada", "s1234567"])
def student(request, replayed):
    """The lab, a student's numbers and runs."""
    entry = catalogue.Entry(LAB)
    return entry, *replayed(entry, request.param)


def second_visits(result, option):
    """The second visit of each run, by the value of a swept option."""
    rows = result.visits[result.visits["visit"] == 2]
    return {str(value): row for value, (_, row) in zip(rows[option], rows.iterrows())}


def formulas(student, question):
    """What is right by formula, by name."""
    entry, numbers, results = student
    steps = entry.steps(question, numbers, results)
    terms = {name: value for step in steps if isinstance(step, Terms) for name, value in step.right.items()}
    return {**terms, **{step.name: step.right for step in steps if step.before and not isinstance(step, Terms)}}


def asked(row):
    return row["status_304"] + row["status_200"]


def test_requests_after_each_pause(student):
    numbers, results, right = student[1], student[2], formulas(student, "1")
    visits = second_visits(results("1"), "browser.visit-pause")
    middle = visits[f"{numbers['P2']}s"]
    assert (middle["from_memory"], middle["status_304"], middle["status_200"]) == (
        right["from_cache"], right["validated"], right["fetched"])
    assert visits[f"{numbers['P1']}s"]["status_304"] == right["validated_short"]
    assert visits[f"{numbers['P3'] * 60}min"]["status_304"] == right["validated_long"]


def test_requests_of_each_way(student):
    right = formulas(student, "2")
    rows = student[2]("2").visits.query("visit == 2").set_index(["browser.visits", "browser.reload"])
    way = {key: row for key, row in rows.iterrows()}
    assert asked(way["address-bar+back", "document"]) == right["back"]
    assert way["address-bar+new-session", "document"]["from_disk"] == right["from_disk"]
    assert asked(way["address-bar+reload", "document"]) == right["reload"]
    assert asked(way["address-bar+reload", "all"]) == right["reload_all"]
    assert asked(way["address-bar+hard-reload", "document"]) == right["hard_reload"]


def test_time_that_a_304_saves(student):
    """What the formula leaves out are some 1400 octets: two heads, and 40 or more of each packet."""
    numbers, right = student[1], formulas(student, "3")
    rows = student[2]("3").visits.query("visit == 2").set_index(["access.rate", "browser.visits"])["plt_ms"]
    slow = f"{numbers['B1']}kbps"
    full, short = rows[slow, "address-bar+hard-reload"], rows[slow, "address-bar+reload"]
    assert full - short == pytest.approx(right["saved_slow_ms"], rel=0.05)
    left_out = full - right["connect"] - right["exchange"] - right["link"]
    assert 0 < left_out < 1500 * 8 / numbers["B1"]
    fast = rows["100Mbps", "address-bar+hard-reload"] - rows["100Mbps", "address-bar+reload"]
    assert fast == pytest.approx(right["saved_fast_ms"], abs=0.1)


def test_validations_in_the_capture(student):
    visits = student[2]("4").visits
    assert visits[visits["visit"] == 2]["status_304"].item() == formulas(student, "4")["count_304"]


def test_the_heuristic_lifetime_is_that_of_the_caches():
    """RFC 9111 section 4.2.2, with a tenth and the bound of a day that the caches here have."""
    from pagewire import cache

    for days, hours in ((2, 4.8), (9, 21.6), (30, 24)):
        assert cache.freshness({"Last-Modified": cache.date(-days * 86400)}).lifetime == hours * 3600
