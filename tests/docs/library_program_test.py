# SPDX-License-Identifier: GPL-2.0-only
"""The program on the page of the C++ library prints what stands below it."""

import os
import pathlib

from example_checkout import Checkout
from shell_blocks import blocks

SOURCE = pathlib.Path(os.environ.get("PAGEWIRE_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("PAGEWIRE_BUILD", SOURCE / "build")).resolve()
PAGE = "docs/cpp-api.md"


def test_the_program_prints_what_the_page_says(tmp_path):
    found = blocks((SOURCE / PAGE).read_text(encoding="utf-8"))
    printed = next(block.lines for block in found if block.language == "text")
    # All but the first block, which installs: the checkout has a prefix already.
    typed = [line for block in found if block.language == "sh" for line in block.lines if not line.startswith("./waf")]
    checkout = Checkout(tmp_path, SOURCE, BUILD, tmp_path / "matplotlib")
    checkout.bring("\n".join(typed))
    done = checkout.run("\n".join(typed), PAGE, 120)
    assert done.returncode == 0, done.output
    assert done.output.splitlines() == printed
