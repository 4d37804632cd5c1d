# SPDX-License-Identifier: GPL-2.0-only
"""Teachers' keys, and the results that are shipped."""

import os
import pathlib
import re
import subprocess

import pandas
import pytest

from model_student import SOURCE
from pagewire.labs import catalogue
from pagewire.labs.answers import Answers
from pagewire.labs.checking import check
from pagewire.labs.drawing import EXAMPLE
from pagewire.labs.key import key_from
from pagewire.labs.measuring import Measured
from pagewire.labs.steps import Terms, Value, Word

BUILD = pathlib.Path(os.environ["PAGEWIRE_BUILD"])
STUDENT = "s7654321"


def right_answers(entry, student, results):
    """What the key says, as answers."""
    numbers = catalogue.as_mapping(entry.numbers(student))
    for question, _, steps in catalogue.questions_with_steps(entry, numbers, results):
        given = {}
        for step in steps:
            if isinstance(step, Terms):
                given.update(step.right)
            elif isinstance(step, (Value, Word)):
                given[step.name] = step.right
            else:
                given[step.name] = "as the key has it, in some words that a person has to read"
        yield question, given


@pytest.fixture(scope="module")
def measured(entry, tmp_path_factory):
    """A student's own folder, measured there."""
    folder = tmp_path_factory.mktemp("student") / "lab"
    command = [BUILD / "pagewire", "lab", "start", entry.number, "--student", STUDENT, "-o", folder]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return folder, Measured(entry.measurements, folder, make=True)


def test_the_key_reproduces_what_a_student_measures(entry, measured, replayed):
    """The key knows no more than the name."""
    folder, own = measured
    answers = Answers(folder / "answers.json")
    _, replay = replayed(entry, STUDENT)
    for question, given in right_answers(entry, STUDENT, replay):
        answers.answer(question, given)
    found = check(entry, answers, own)
    assert [one for one in found if one.state != "right"] == []
    for name in entry.measurements:
        assert (own.directory(name) / "runs.csv").read_bytes() == (replay.directory(name) / "runs.csv").read_bytes()


def test_keys_of_two_students_differ_and_one_is_always_the_same(entry, measured, replayed):
    first, second = (key_from(entry, student, replayed(entry, student)[1]) for student in (STUDENT, EXAMPLE))
    assert first == key_from(entry, STUDENT, measured[1])
    rows = [{line for line in text.splitlines() if line.startswith("|")} for text in (first, second)]
    assert len(rows[0] - rows[1]) >= 5, "answers differ"
    assert "## Common misconceptions" in first and "## Timing" in first


def test_the_command_prints_the_key(replayed):
    entry = catalogue.find("1")
    command = [BUILD / "pagewire", "lab", "key", "1", "--student", f" {STUDENT.upper()} "]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout == key_from(entry, STUDENT, replayed(entry, STUDENT)[1])


def repeated(folder):
    """Of repeated runs the tables of the sweep are shipped, that of stalls without rows, and no single run."""
    return pandas.read_csv(folder / "runs.csv")["repeat"].max() > 1


def tables(folder):
    found = [*folder.glob("*.csv"), *([] if repeated(folder) else folder.glob("runs/*/*.csv"))]
    left_out = ["index.csv", "stalls.csv"] if repeated(folder) else ["index.csv"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found if path.name not in left_out}


def test_shipped_results_are_those_of_the_example(entry, replayed):
    """tools/lab-files.py writes them."""
    _, results = replayed(entry, EXAMPLE)
    for name in entry.measurements:
        shipped = entry.folder / "fallback" / name
        assert tables(shipped) == tables(results(name).directory), name


def test_shipped_results_are_whole_and_small(entry):
    fallback = entry.folder / "fallback"
    for name, measurement in entry.measurements.items():
        runs = sorted((fallback / name).glob("runs/*"))
        assert bool(runs) != repeated(fallback / name)
        assert runs or measurement.command == measurement.scenario, "files of single runs are not shipped"
        for run in runs:
            there = {path.suffix for path in run.iterdir()}
            assert ".har" in there or not measurement.har
            assert ".pcap" in there or not measurement.pcap
    size = sum(path.stat().st_size for path in fallback.rglob("*") if path.is_file())
    assert size < 2_000_000


@pytest.mark.parametrize("student", ["", " ", "x" * 65, "a\nb"])
def test_names_that_are_none(student):
    done = subprocess.run([BUILD / "pagewire", "lab", "key", "1", "--student", student], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and done.stdout == "" and "characters that print" in done.stderr


def test_shipped_results_are_had_by_the_commands_of_the_worksheet(entry, tmp_path):
    """With the command, and with sources that nobody has built."""
    typed = re.findall(r"`([^`]*pagewire lab start [^`]*--fallback[^`]*)`", entry.worksheet)
    assert len(typed) == 2
    for number, command in enumerate(typed):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "src").symlink_to(SOURCE / "src")
        path = os.pathsep.join([str(BUILD), "/usr/bin", "/bin"])
        environment = {"PATH": path, "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run(["bash", "-c", command], cwd=folder, env=environment, check=True, capture_output=True, timeout=60)
        assert (folder / f"fallback-{entry.number}" / "results").is_dir()
