#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""Makes the handbook: the pages of docs/ and the worksheets of labs/ by Sphinx, the reference of the C++ library by
Doxygen. A warning of either is an error. Nothing is written but the output folder, and nothing is fetched."""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]


def make_pages(output, build, scratch):
    """The pages; those on Python come from the package of the build tree."""
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-E", "-n", "-W", "--keep-going"]
    folders = ["-d", str(scratch), "-c", "docs", ".", str(output)]
    paths = [str(build / "python"), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([*command, *folders], cwd=ROOT, env=environment).returncode == 0


def make_library_reference(output):
    settings = (ROOT / "docs" / "Doxyfile").read_text(encoding="utf-8")
    settings += f'OUTPUT_DIRECTORY = "{output}"\nHTML_OUTPUT = cpp\n'
    return subprocess.run(["doxygen", "-"], cwd=ROOT, input=settings, text=True).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output", type=pathlib.Path, help="a folder of its own, which is made anew")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build", help="where the package is built")
    options = parser.parse_args()
    output = options.output.resolve()
    if output.exists() and not (output / "objects.inv").exists():
        sys.exit(f"{output}: is there and is no handbook: name another folder")
    if not (options.build / "python" / "pagewire" / "__init__.py").exists():
        sys.exit(f"{options.build / 'python'}: has no package pagewire to describe: ./waf build_command builds it")
    with tempfile.TemporaryDirectory() as scratch:
        made = pathlib.Path(scratch, "handbook")
        whole = make_pages(made, options.build.resolve(), pathlib.Path(scratch, "doctrees"))
        whole = make_library_reference(made) and whole
        if not whole:
            sys.exit("the handbook was not made: mend what is named above")
        shutil.rmtree(output, ignore_errors=True)
        output.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, output)
    print(f"handbook: {output / 'index.html'}")


main()
