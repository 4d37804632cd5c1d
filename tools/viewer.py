# SPDX-License-Identifier: GPL-2.0-only
"""Brings the waterfall viewer that reports embed, perf-cascade of npm, into a cache folder of the user's."""

import base64
import hashlib
import os
import pathlib
import shutil
import subprocess
import tarfile
import tempfile

NAME, VERSION = "perf-cascade", "3.0.3"
SHA512 = "2TFyFcBdJrbVU5DGlq32yVimwZ3FQkBX5zB+g2/ps/E60RrcUEUvuHgrPxpoUulhcujejGtIGlp9muQ+WU6Tlw=="
PATIENCE_S = 60
FILES = ["LICENSE", "dist/perf-cascade.css", "dist/perf-cascade.min.js"]


def folder():
    """Where the files are once `fetch` has been successful."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(base) / "pagewire" / f"{NAME}-{VERSION}"


def npm(install):
    """The path of npm, which is installed, if so wanted, where it is not there; None if that cannot be."""
    if install and not shutil.which("npm") and shutil.which("apt-get"):
        # No entry of packages.txt, for it cannot stand beside a Node.js that is not Debian's and has npm in it.
        root = [] if os.geteuid() == 0 else ["sudo"]
        subprocess.run([*root, "apt-get", "install", "-y", "-q", "--no-install-recommends", "npm"])
    return shutil.which("npm")


def unpack(archive, target):
    """Unpacks what is embedded, whole or not at all. Returns what is wrong with the archive, or None."""
    if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != SHA512:
        return f"the archive of {NAME} {VERSION} is not the one that is known: its SHA-512 differs"
    with tempfile.TemporaryDirectory(dir=target.parent) as work:
        tree = pathlib.Path(work, "tree")
        tree.mkdir()
        with tarfile.open(archive) as members:
            for name in FILES:
                content = members.extractfile(f"package/{name}")
                (tree / pathlib.Path(name).name).write_bytes(content.read())
        os.rename(tree, target)
    return None


def fetch(install_npm):
    """Fetches the viewer unless it is there, by an npm that is installed first if so wanted. Returns why it could not be had, or None."""
    target = folder()
    if target.is_dir():
        return None
    program = npm(install_npm)
    if not program:
        return "there is no npm to fetch it with"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as work:
        # Behind a wall that swallows packets npm would try for many minutes, and a student wait for reports' sake.
        command = [program, "pack", "--silent", "--fetch-retries=1", f"{NAME}@{VERSION}"]
        try:
            done = subprocess.run(command, cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            return f"npm did not fetch {NAME} within {PATIENCE_S} s"
        archives = list(pathlib.Path(work).glob("*.tgz"))
        if done.returncode or len(archives) != 1:
            return f"npm could not fetch {NAME}: {done.stderr.strip() or 'no archive came'}"
        return unpack(archives[0], target)
