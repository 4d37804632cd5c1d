# SPDX-License-Identifier: GPL-2.0-only
"""The package of the build tree, and each lab with the results of its example."""

import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(os.environ["PAGEWIRE_BUILD"], "python")))

from pagewire.labs import catalogue, checking  # noqa: E402

NAMES = [entry.name for entry in catalogue.entries()]


@pytest.fixture(scope="session", params=NAMES)
def entry(request):
    """Every lab in turn."""
    return catalogue.find(request.param)


@pytest.fixture(scope="session")
def replayed():
    """Gives a lab's numbers and results for a student; made once each."""
    made = {}

    def numbers_and_results(entry, student):
        if (entry.name, student) not in made:
            made[entry.name, student] = checking.Replayed(entry, student)
        numbers = catalogue.as_mapping(entry.numbers(student))
        return numbers, made[entry.name, student].results

    yield numbers_and_results
    for one in made.values():
        one.__exit__()
