# SPDX-License-Identifier: GPL-2.0-only
"""What checks say, whatever the lab."""

import pytest

from pagewire.labs import Value


@pytest.mark.parametrize(
    "given, said",
    [
        (30, "trip: 30 ms is too large. Look again."),
        (8, "trip: 8 ms is half of what it should be: is a one-way delay taken for a round trip? Look again."),
        (1600, "trip: 1600 ms is 100 times what it should be: is it in per cent? Look again."),
    ],
)
def test_a_hint_follows_as_a_sentence_of_its_own(given, said):
    assert Value("trip", 16, "ms", hint="Look again.").faults({"trip": given}) == [said]


def test_a_port_is_neither_large_nor_small():
    assert Value("port", 49153, label=True).faults({"port": 80}) == ["port: 80 is another one"]
    assert Value("port", 49153, label=True).faults({"port": 49153}) == []
