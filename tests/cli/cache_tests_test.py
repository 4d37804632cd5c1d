# SPDX-License-Identifier: GPL-2.0-only
"""`pagewire cache-tests`: suites of behaviour tests become verdicts."""

import json
import os
import pathlib

import pytest

SUITE = """{"suites": [{"id": "own", "name": "Our own", "tests": [
 {"id": "stored", "name": "It stores", "requests": [
  {"response_headers": [["Cache-Control", "max-age=60"]], "setup": true, "pause_after": true},
  {"expected_type": "cached"}]},
 {"id": "used-twice", "kind": "optimal", "depends_on": ["stored"], "requests": [{}, {}]},
 {"id": "not-stored", "requests": [
  {"response_headers": [["Cache-Control", "no-store"]], "setup": true},
  {"expected_type": "not_cached"}]},
 {"id": "ages", "kind": "check", "requests": [{"expected_response_headers": ["Age"]}]},
 {"id": "own-store", "browser_only": true, "requests": [{}]}
]}]}
"""

REASON = "response 2 was to come from the cache, and came from the origin"


def test_verdicts_are_results_and_no_errors(pagewire):
    pagewire.write("own.json", SUITE)
    done = pagewire.run("cache-tests", "own.json", "--as", "no-cache", "-o", "results.json")
    assert done.returncode == 0 and done.stderr == ""
    results = json.loads((pagewire.folder / "results.json").read_text())
    assert results["as"] == "no-cache"
    assert results["totals"]["required"] == {
        "tests": 3, "passed": 1, "failed": 1, "set-up failed": 0, "dependency failed": 0, "skipped": 1,
        "passed without dependencies": 1}
    assert results["totals"]["check"]["no"] == 1
    (suite,) = results["suites"]
    assert (suite["id"], suite["name"]) == ("own", "Our own")
    verdicts = {test["id"]: test["verdict"] for test in suite["tests"]}
    assert verdicts == {"stored": "failed", "used-twice": "dependency failed", "not-stored": "passed", "ages": "no",
                        "own-store": "skipped"}
    assert suite["tests"][0] == {"id": "stored", "name": "It stores", "kind": "required", "verdict": "failed",
                                 "reason": REASON}
    lines = done.stdout.splitlines()
    assert lines[0] == f"required stored failed: {REASON}"
    assert [line.split()[:3] for line in lines[3:5]] == [["required", "3", "1"], ["optimal", "1", "0"]]
    assert lines[-1] == "results.json"


def test_results_are_the_same_each_time(pagewire):
    pagewire.write("own.json", SUITE)
    for name in ["a.json", "b.json"]:
        assert pagewire.run("cache-tests", "own.json", "--as", "no-cache", "-o", name).returncode == 0
    assert (pagewire.folder / "a.json").read_bytes() == (pagewire.folder / "b.json").read_bytes()


@pytest.mark.parametrize("arguments, sentence", [
    ([], "name a file of tests, like cache-tests.json"),
    (["own.json", "own.json", "-o", "r"], "'own.json' is a second file of tests: name one"),
    (["own.json"], "name a file for the results with -o, like -o results.json"),
    (["own.json", "-o", "r", "--as", "no-cahce"], "nothing to test is called 'no-cahce': did you mean 'no-cache'?"),
    (["none.json", "-o", "r"], "none.json"),
    (["own.json", "-o", "no/such/folder/r", "--as", "no-cache"], "'no/such/folder/r' cannot be written"),
    (["own.json", "-o", "r", "--fast"], "see pagewire cache-tests --help"),
])
def test_mistakes_on_the_command_line(pagewire, arguments, sentence):
    pagewire.write("own.json", SUITE)
    assert sentence in pagewire.refused("cache-tests", *arguments)


def test_a_test_that_is_not_understood_is_refused_with_its_place(pagewire):
    pagewire.write("own.json", SUITE.replace('"expected_type": "cached"', '"expected_typ": "cached"'))
    assert pagewire.refused("cache-tests", "own.json", "--as", "no-cache", "-o", "r.json") == (
        "pagewire: own.json:4: suites[0].tests[0].requests[1]: a request has no \"expected_typ\": "
        "did you mean 'expected_type'?")


# Tests of the suite that are not met, and why: the reasons stand in docs/cache-tests.md.
UNMET = {"conditional-lm-fresh-no-lm", "partial-store-partial-complete"}


@pytest.mark.parametrize("subject, required, optimal", [
    ("reverse-proxy", 129, 82),
    ("browser", 109, 63),
    ("no-cache", 22, 0),
])
def test_the_recorded_suite(pagewire, source, subject, required, optimal):
    file = pathlib.Path(os.environ.get("PAGEWIRE_DATA", source.parent / "shared" / "data")) / "cache/cache-tests.json"
    if not file.exists():
        pytest.skip(f"{file} is not there")
    done = pagewire.run("cache-tests", file, "--as", subject, "-o", "results.json")
    assert done.returncode == 0
    results = json.loads((pagewire.folder / "results.json").read_text())
    totals = results["totals"]
    assert sum(kind["tests"] for kind in totals.values()) == 285
    assert (totals["required"]["passed"], totals["optimal"]["passed"]) == (required, optimal)
    if subject != "no-cache":
        failed = {test["id"] for suite in results["suites"] for test in suite["tests"]
                  if test["kind"] != "check" and test["verdict"] not in ("passed", "skipped")}
        assert failed <= UNMET
