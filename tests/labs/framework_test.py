# SPDX-License-Identifier: GPL-2.0-only
"""What checks say, whatever the lab."""

import pytest

from pagewire.labs import Value


@pytest.mark.parametrize(
    "given, said",
    [
        (30, "trip: 30 ms is too large. Look again."),
        (8, "trip: 8 ms is half of what it should be: is a one-way delay taken for a round trip? Look again."),
    ],
)
def test_a_hint_follows_as_a_sentence_of_its_own(given, said):
    assert Value("trip", 16, "ms", hint="Look again.").faults({"trip": given}) == [said]
