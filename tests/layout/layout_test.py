# SPDX-License-Identifier: GPL-2.0-only
"""The rules of the tree: what may include what, licence lines, file sizes, format."""

import pathlib
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Lowest first: a folder may include itself and those before it.
FOLDERS = ["base", "http", "page", "cache", "net", "transport", "wire", "node", "report", "lab", "cli", "python"]
PURE = {"base", "http", "page", "cache"}
# Folders that stand side by side, though one is named after the other.
APART = {"cache": {"page"}, "net": {"http", "page", "cache"}, "transport": {"http", "page", "cache"}, "wire": {"page", "cache"}}
SOURCE = {".h", ".cc", ".py", ".ini"}


def tracked():
    try:
        names = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout: the tracked files are not known")
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def includes(path):
    return re.findall(r'^#include "([^"]+)"', path.read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_folder_includes_one_above_it(folder):
    allowed = set(FOLDERS[: FOLDERS.index(folder) + 1]) - APART.get(folder, set())
    for path in sorted((ROOT / "src" / folder).glob("*.[hc]*")):
        for name in includes(path):
            head = name.split("/")[0]
            if head == "ns3":
                assert folder not in PURE, f"{path}: {name} in a folder that knows no network"
                assert not name.endswith("-module.h"), f"{path}: include single ns-3 headers"
            else:
                assert head in allowed, f"{path} includes {name}"


def test_every_file_names_its_licence():
    for path in tracked():
        # What lies in a lab's fallback was written by the program.
        if (path.suffix in SOURCE or path.name in {"wscript", "waf"}) and "fallback" not in path.parts:
            head = path.read_text(encoding="utf-8")[:400]
            assert "SPDX-License-Identifier: GPL-2.0-only" in head, path


def test_no_file_is_too_long_to_read():
    for path in tracked():
        if path.suffix in {".h", ".cc", ".py"}:
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 600, path


def test_sources_are_formatted():
    if not shutil.which("clang-format"):
        pytest.skip("clang-format is not installed")
    files = [str(p) for p in tracked() if p.suffix in {".h", ".cc"}]
    done = subprocess.run(["clang-format", "--dry-run", "-Werror", *files], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:2000]


def test_nothing_names_a_folder_of_one_machine():
    for path in tracked():
        if path.suffix in SOURCE | {".md", ".json", ".ipynb"} and path != pathlib.Path(__file__):
            text = path.read_text(encoding="utf-8")
            found = re.search(r"/work/|/root/|/home/\w+", text)
            assert not found, f"{path}: {found and found.group()}"


def test_links_between_documents_lead_somewhere():
    for path in tracked():
        if path.suffix == ".md":
            # A lambda of C++ looks like a link.
            text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
            for target in re.findall(r"\]\(([^)#\s]+)", text):
                assert "://" in target or (path.parent / target).exists(), f"{path} links {target}"
