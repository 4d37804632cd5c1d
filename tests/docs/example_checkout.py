# SPDX-License-Identifier: GPL-2.0-only
"""A scratch folder that looks like a checkout after `./waf setup demo`, to type a document's commands in."""

import dataclasses
import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess

from shell_blocks import blocks

HERE = pathlib.Path(__file__).resolve().parent
LEFT_OUT = shutil.ignore_patterns("build*", "results", ".git", ".lock-waf*", ".waf3-*", "__pycache__", "*.pyc", ".pytest_cache")

# In the place of the window: the arguments must be right, and the files captures with packets that tshark can read.
WIRESHARK = """#!/bin/bash
command -v tshark >/dev/null || { echo "there is no tshark to try the arguments with" >&2; exit 77; }
arguments=()
while [ $# -gt 0 ]; do
    case $1 in
        -k) ;;
        -o | -d | -Y | -r) arguments+=("$1" "$2"); shift ;;
        *) arguments+=(-r "$1") ;;
    esac
    shift
done
[ -n "$(tshark "${arguments[@]}")" ]
"""
# Jupyter would wait for a browser: there must be notebooks, and the package be importable.
JUPYTER = """#!/bin/bash
set -e
if [ -d "$1" ]; then ls "$1"/*.ipynb; else /usr/bin/python3 -m json.tool "$1" /dev/null; fi
/usr/bin/python3 -c "import pagewire"
"""
CACHE_TESTS = {"suites": [{"id": "own", "name": "Our own", "tests": [
    {"id": "stored", "name": "It stores", "requests": [
        {"response_headers": [["Cache-Control", "max-age=60"]], "setup": True, "pause_after": True},
        {"expected_type": "cached"}]}]}]}


def capture(folder: pathlib.Path, build: pathlib.Path) -> bytes:
    """A HAR archive, for what a reader saves in a browser."""
    command = [build / "pagewire", "run", "scenarios/first-page.ini", "--set", "browser.protocol=h2", "-o", "saved", "--har"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    archive = (folder / "saved/runs/0001/page.har").read_bytes()
    shutil.rmtree(folder / "saved")
    return archive


def program(folder: pathlib.Path, build: pathlib.Path) -> bytes:
    """The program that the page on the C++ library prints."""
    found = blocks((folder / "docs/cpp-api.md").read_text(encoding="utf-8"))
    return "\n".join(next(block.lines for block in found if block.language == "cpp")).encode()


# Files that a reader has from elsewhere, by the name in the documents, and what stands for them.
BROUGHT = {
    "capture.har": capture,
    "my-page.har": capture,
    "my-study.cc": program,
    "cache-tests.json": lambda folder, build: json.dumps(CACHE_TESTS).encode(),
    "cloudPhysicsIO.oracleGeneral.bin": lambda folder, build: b"".join(
        struct.pack("<IQIq", place, place * place % 97, 1 << 20, -1) for place in range(1000)),
    "urls.gz": lambda folder, build: subprocess.run(
        ["gzip"], input="".join(f"/{place * place % 97}\n" for place in range(1000)).encode(), check=True, capture_output=True).stdout,
}


@dataclasses.dataclass
class Done:
    """How a script ended, and the end of what it printed."""

    returncode: int
    output: str


class Checkout:
    """A copy of the sources with the build tree in its place; nothing that is typed in it changes the originals."""

    def __init__(self, folder: pathlib.Path, source: pathlib.Path, build: pathlib.Path, matplotlib: pathlib.Path):
        self.home, self.root, self.build = folder, folder / "pagewire", build
        shutil.copytree(source, self.root, ignore=LEFT_OUT)
        (self.root / "build").symlink_to(build)
        self.programs = folder / "programs"
        self.add_program("wireshark", WIRESHARK)
        self.add_program("jupyter-notebook", JUPYTER)
        inherited = {name: os.environ[name] for name in ["LANG", "LC_ALL", "TMPDIR"] if name in os.environ}
        self.environment = {
            **inherited,
            "HOME": str(folder),
            "PATH": os.pathsep.join([str(self.programs), str(build), os.environ["PATH"]]),
            "MPLCONFIGDIR": str(matplotlib),
            "PKG_CONFIG_PATH": str(self.installed()),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def add_program(self, name: str, text: str) -> None:
        self.programs.mkdir(exist_ok=True)
        (self.programs / name).write_text(text)
        (self.programs / name).chmod(0o755)

    def installed(self) -> pathlib.Path:
        """A prefix as `./waf install` makes it, of links into the trees. Returns where its pkg-config file is."""
        prefix = self.home / ".local"
        (prefix / "include").mkdir(parents=True)
        (prefix / "include/pagewire").symlink_to(self.root / "src")
        (prefix / "lib/pkgconfig").mkdir(parents=True)
        (prefix / "lib/libpagewire.so").symlink_to(self.build / "libpagewire.so")
        places = {"prefix=": f"prefix={prefix}", "libdir=": f"libdir={prefix}/lib"}
        lines = (self.build / "pagewire.pc").read_text().splitlines()
        text = "\n".join(next((new for old, new in places.items() if line.startswith(old)), line) for line in lines)
        (prefix / "lib/pkgconfig/pagewire.pc").write_text(text + "\n")
        return prefix / "lib/pkgconfig"

    def bring(self, text: str) -> None:
        """Makes the files that a text names and a reader has from elsewhere."""
        for name, make in BROUGHT.items():
            if name in text:
                (self.root / name).write_bytes(make(self.root, self.build))

    def run(self, script: str, document: str, seconds: float) -> Done:
        """Executes the script of a document, and ends whatever it leaves behind."""
        path, log = self.home / "script", self.home / "log"
        path.write_text(script)
        more = {
            "DOCUMENT": document,
            "DOCUMENT_PATH": str(self.root / document),
            "DOCUMENT_PRELUDE": str(HERE / "document_prelude.sh"),
            "DOCUMENT_PYTHONPATH": str(self.build / "python"),
            "DOCUMENT_TESTS": str(HERE),
        }
        with open(log, "w") as output:
            process = subprocess.Popen(["bash", path], cwd=self.root, env={**self.environment, **more}, stdin=subprocess.DEVNULL,
                                       stdout=output, stderr=output, start_new_session=True)
            try:
                status = process.wait(seconds)
            except subprocess.TimeoutExpired:
                status = -signal.SIGKILL
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        return Done(status, log.read_text(errors="replace"))
