# SPDX-License-Identifier: GPL-2.0-only
"""Lab 09: its formulas against published values and against the runs of two students."""

import pathlib

import pytest

from pagewire.labs import catalogue
from pagewire.labs.steps import Terms

LAB = pathlib.Path(__file__).parents[2] / "labs" / "09-shared-caches"
CHECK = catalogue.load(LAB / "check.py")


@pytest.mark.parametrize(
    "objects, exponent, room, lru, fifo",
    [(1000, 0.8, 50, 0.2616, 0.2267), (1000, 0.8, 100, 0.3778, 0.3337), (10000, 0.6, 1000, 0.2432, 0.2200)],
)
def test_the_approximation_of_che(objects, exponent, room, lru, fifo):
    """Values that an independent solver found for the formulas of Che 2002, and of Fricker and others 2012 for FIFO."""
    numbers = {"N": objects, "Z": exponent, "C": room}
    assert CHECK.approximation(numbers, CHECK.of_lru) == pytest.approx(lru, abs=1e-4)
    assert CHECK.approximation(numbers, CHECK.of_fifo) == pytest.approx(fifo, abs=1e-4)


def test_hits_by_hand():
    # A B C come; A hits and is young again; D throws out B by LRU, A by FIFO; then A.
    assert (CHECK.hits("ABCADA", 3, True), CHECK.hits("ABCADA", 3, False)) == (2, 1)
    assert CHECK.hits("ABAB", 1, True) == 0


@pytest.fixture(scope="module", params=["example", "ada"])
def student(request, replayed):
    """The lab, a student's numbers and runs."""
    entry = catalogue.Entry(LAB)
    return entry, *replayed(entry, request.param)


def predicted(student, question):
    """What is right by formula, by name."""
    entry, numbers, results = student
    steps = entry.steps(question, numbers, results)
    terms = {name: value for step in steps if isinstance(step, Terms) for name, value in step.right.items()}
    return {**terms, **{step.name: step.right for step in steps if step.before and not isinstance(step, Terms)}}


def test_hits_by_hand_are_those_of_the_cache(student):
    rows = student[2]("1").table("cache-tiers")
    assert list(rows["hits"]) == list(predicted(student, "1").values())


def test_equal_objects_agree_with_the_approximation(student):
    """20 000 requests at random: within a twentieth. The room holds just as many objects as the worksheet says."""
    rows = student[2]("2").table("cache-tiers").set_index("cdn-cache.memory-policy")
    right = predicted(student, "2")
    assert set(rows["stored_responses"]) == {student[1]["C"]}
    for policy in ("lru", "fifo"):
        assert rows.loc[policy, "hits"] / 20000 == pytest.approx(right[f"che_{policy}"], rel=0.05)


def test_each_number_of_copies(student):
    """The first fetch of each copy comes before its first lifetime: some percent more than in the long run."""
    right = list(predicted(student, "3").values())
    assert CHECK.measured_copies(student[1], student[2]) == pytest.approx(right, rel=0.06)


def test_validations_by_any_origin(student):
    assert CHECK.answered_304(student[2]) == pytest.approx(predicted(student, "4")["share_304"], rel=0.1)
    assert CHECK.behind_mb(student[2], "content") == pytest.approx(predicted(student, "4")["first"])


def test_who_waits_for_the_origin(student):
    requests = CHECK.remedied(student[2], "0s")["requests"]
    assert CHECK.waited(student[2], "0s") / requests == pytest.approx(predicted(student, "5")["waiting_share"], rel=0.1)


def test_what_the_cdn_says(student):
    rows = student[2]("6").table("cache")
    hits = rows[rows["outcome"].astype(str) == "hit"]
    right = predicted(student, "6")
    assert len(hits) == right["hits"]
    assert int(CHECK.second_hit(student[1], student[2])["age_s"]) == right["age"]
