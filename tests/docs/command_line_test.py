# SPDX-License-Identifier: GPL-2.0-only
"""The page on the command line has every command, and no other."""

import os
import pathlib
import re
import subprocess

SOURCE = pathlib.Path(os.environ.get("PAGEWIRE_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("PAGEWIRE_BUILD", SOURCE / "build"))


def test_every_command_is_listed():
    help_text = subprocess.run([BUILD / "pagewire", "--help"], check=True, capture_output=True, text=True).stdout
    page = (SOURCE / "docs" / "command-line.md").read_text(encoding="utf-8")
    commands = re.findall(r"^  pagewire ([a-z-]+)", help_text, re.M)
    assert len(commands) > 10
    assert sorted(re.findall(r"^\| `pagewire ([a-z-]+)`", page, re.M)) == sorted(commands)
