# SPDX-License-Identifier: GPL-2.0-only
"""Runs the pagewire command of the build tree as a user does."""

import csv
import os
import pathlib
import subprocess
import time

import pytest
from small_page import PAGE

SOURCE = pathlib.Path(os.environ.get("PAGEWIRE_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
PROGRAM = pathlib.Path(os.environ.get("PAGEWIRE_BUILD", SOURCE / "build")) / "pagewire"


class Pagewire:
    def __init__(self, folder):
        self.folder = folder
        self.program = PROGRAM

    def run(self, *arguments, **more):
        """Runs the command in the test's folder; nothing of it is a terminal."""
        command = [PROGRAM, *map(str, arguments)]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=60, **more)
        assert "Sanitizer" not in done.stderr, done.stderr
        return done

    def start(self, *arguments):
        return subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=self.folder, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, start_new_session=True)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def scenario(self, text="", page=PAGE, name="x.ini"):
        self.write("page.json", page)
        return self.write(name, "[page]\nfile = page.json\n" + text)

    def refused(self, *arguments):
        """Runs the command, which must end as after a mistake of the user's. Returns its sentence."""
        before = self.files()
        done = self.run(*arguments)
        assert done.returncode == 2, done
        assert done.stdout == "", done.stdout
        lines = done.stderr.splitlines()
        assert len(lines) == 1 and lines[0].startswith("pagewire: "), done.stderr
        assert self.files() == before, "something was written"
        return lines[0]

    def files(self, name="."):
        """Every file below a folder with its bytes."""
        root = self.folder / name
        return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


@pytest.fixture
def pagewire(tmp_path):
    if not PROGRAM.exists():
        pytest.fail(f"{PROGRAM} is not there: build first")
    return Pagewire(tmp_path)


@pytest.fixture
def source():
    return SOURCE


@pytest.fixture
def scenario(pagewire, source):
    def run(name, *arguments):
        began = time.monotonic()
        done = pagewire.run("run", source / "scenarios" / f"{name}.ini", "-o", name, *arguments)
        assert (done.returncode, done.stderr) == (0, ""), done
        assert time.monotonic() - began < 30, "a scenario takes seconds"
        with open(pagewire.folder / name / "runs.csv", newline="") as file:
            found = list(csv.DictReader(file))
        assert {r["status"] for r in found} == {"ok"}
        return found

    return run
