# SPDX-License-Identifier: GPL-2.0-only
"""What a type checker makes of the package, and of programs that use it."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

pytest.importorskip("mypy", reason="mypy is not installed (apt install mypy)")
USE = pathlib.Path(__file__).with_name("typed_use.py")


def check(source, cache, *what):
    """The lines that mypy reports: file and number, by its strict rules."""
    command = [sys.executable, "-m", "mypy", "--config-file", source / "mypy.ini", "--cache-dir", cache, "--no-error-summary"]
    environment = {**os.environ, "MYPYPATH": str(source / "src" / "python")}
    done = subprocess.run([*command, *what], cwd=source, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("mypy")


def test_the_package_is_sound(source, cache):
    assert check(source, cache, "src/python/pagewire") == []


def test_right_uses_pass_and_wrong_ones_are_reported(source, cache):
    lines = (re.fullmatch(rf".*{USE.name}:(\d+): error: .*", line) for line in check(source, cache, USE))
    reported = {int(line[1]) for line in lines if line}
    marked = {number for number, line in enumerate(USE.read_text().splitlines(), 1) if line.endswith("# wrong")}
    assert len(marked) > 15
    assert reported == marked


def test_the_package_says_that_it_has_types(source):
    assert (source / "src" / "python" / "pagewire" / "py.typed").exists()
    import pagewire

    assert pathlib.Path(pagewire.__file__).with_name("py.typed").exists(), "the build takes it along"
