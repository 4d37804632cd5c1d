#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Runs the GoogleTest programs of the build tree and the pytest files, and adds up their results."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

TESTS = pathlib.Path(__file__).resolve().parent


class Tally:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.failures = []
        self.skips = []


def selected(program, text):
    """The tests of a GoogleTest program to run: all where the text is in its path, else those that have it in their
    names, without regard to case."""
    if text in str(program):
        return "*"
    listed = subprocess.run([program, "--gtest_list_tests"], capture_output=True, text=True).stdout
    names, suite = [], ""
    for line in listed.splitlines():
        name = line.split("#")[0].rstrip()
        if name and not name.startswith((" ", "Running main")):
            suite = name
        elif name.startswith(" ") and text.lower() in (suite + name.strip()).lower():
            names.append(suite + name.strip())
    return ":".join(names)


def run_program(program, names, tally, folder):
    """Tests of one GoogleTest program; a crash counts as one failure."""
    report = folder / f"{program.name}.json"
    done = subprocess.run([program, f"--gtest_filter={names}", f"--gtest_output=json:{report}", "--gtest_brief=1"])
    if not report.exists():
        tally.failed += 1
        tally.failures.append(f"{program.name}: ended with status {done.returncode} before its report")
        return
    for suite in json.loads(report.read_text())["testsuites"]:
        for case in suite["testsuite"]:
            name = f"{suite['name']}.{case['name']}"
            if "failures" in case:
                tally.failed += 1
                tally.failures.append(name)
            elif case["result"] == "SKIPPED":
                tally.skipped += 1
                tally.skips.append(name)
            elif case["result"] == "COMPLETED":
                tally.passed += 1


def run_python(files, tally, folder, build):
    report = folder / "pytest.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", f"--junitxml={report}"]
    done = subprocess.run([*command, *files], env={**os.environ, "PAGEWIRE_BUILD": str(build)})
    if not report.exists():
        tally.failed += 1
        tally.failures.append(f"pytest: ended with status {done.returncode} before its report")
        return
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        if case.find("failure") is not None or case.find("error") is not None:
            tally.failed += 1
            tally.failures.append(name)
        elif case.find("skipped") is not None:
            tally.skipped += 1
            tally.skips.append(name)
        else:
            tally.passed += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=TESTS.parent / "build")
    parser.add_argument("--filter", default="", help="only programs and files whose path has this text, and tests of programs whose name has it")
    options = parser.parse_args()
    build = options.build.resolve()
    os.environ.setdefault("PAGEWIRE_DATA", str(TESTS.parent.parent / "shared" / "data"))
    os.environ["PAGEWIRE_SOURCE"] = str(TESTS.parent)
    tally = Tally()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for program in sorted((build / "tests").glob("test-*")):
            names = selected(program, options.filter) if os.access(program, os.X_OK) and program.is_file() else ""
            if names:
                print(f"== {program.name}", flush=True)
                run_program(program, names, tally, folder)
        files = [str(f) for f in sorted(TESTS.rglob("*_test.py")) if options.filter in str(f)]
        if files:
            run_python(files, tally, folder, build)
    for name in tally.skips:
        print(f"skipped: {name}")
    for name in tally.failures:
        print(f"FAILED: {name}")
    print(f"{tally.passed} passed, {tally.failed} failed, {tally.skipped} skipped")
    sys.exit(1 if tally.failed or not tally.passed else 0)


main()
