# SPDX-License-Identifier: GPL-2.0-only
"""The handbook's pages on models: their frame, their tables, their programs, and the tests that they name."""

import os
import pathlib
import re
import subprocess

import pytest

SOURCE = pathlib.Path(os.environ.get("PAGEWIRE_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("PAGEWIRE_BUILD", SOURCE / "build")).resolve()
MODELS = SOURCE / "docs" / "models"
PAGES = [page for page in sorted(MODELS.glob("*.md")) if page.name != "index.md"]
FRAME = [
    "## Model description",
    "### Design",
    "### Scope and limitations",
    "### References",
    "## Usage",
    "### Helpers",
    "### Attributes and trace sources",
    "### Options of scenario files",
    "## Examples",
    "## Validation",
]
REGION = re.compile(r"<!-- begin of `pagewire (.*?)` -->\n(.*?)<!-- end of it -->", re.S)
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def pagewire(*arguments):
    done = subprocess.run([BUILD / "pagewire", *arguments], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


def text_of(page):
    return page.read_text(encoding="utf-8")


def section(text, heading):
    """What stands below a heading, up to the next one of its level or above."""
    level = heading.split()[0]
    below = text.split(f"\n{heading}\n")[1]
    return re.split(rf"^#{{2,{len(level)}}} ", below, flags=re.M)[0]


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


@each_page
def test_the_page_has_the_frame(page):
    text = re.sub(r"^```.*?^```$", "", text_of(page), flags=re.M | re.S)
    assert len(re.findall(r"^# ", text, re.M)) == 1
    headings = re.findall(r"^##+ .*$", text, re.M)
    assert [heading for heading in headings if heading in FRAME] == FRAME
    for heading in FRAME:
        assert section(text_of(page), heading).strip(), f"{heading} is empty"


def test_the_index_has_every_page():
    index = text_of(MODELS / "index.md")
    assert sorted(re.findall(r"^\| \[.*?\]\((\S+?)\.md\)", index, re.M)) == [page.stem for page in PAGES]
    contents = blocks(index, "{toctree}")[0].split("\n\n")[1].split()
    assert sorted(contents) == [page.stem for page in PAGES]


@each_page
def test_tables_are_what_the_library_says(page):
    for command, table in REGION.findall(text_of(page)):
        assert table.strip() == pagewire(*command.split()).strip(), f"{page}: put in what `pagewire {command}` prints"


def test_every_class_is_on_one_page():
    listed = re.findall(r"^pagewire::(\w+): ", pagewire("models"), re.M)
    tables = [command.split() for page in PAGES for command, _ in REGION.findall(text_of(page))]
    assert len(listed) > 10
    assert sorted(words[2] for words in tables) == sorted(listed)
    # What a table leaves out as another class's stands in that one's.
    assert {words[4] for words in tables if "--beside" in words} <= set(listed)
    index = text_of(MODELS / "index.md")
    named = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| \[.*\| (.*?) \|$", index, re.M)))
    assert sorted(named) == sorted(listed)


def test_every_signature_is_explained():
    index = text_of(MODELS / "index.md")
    headers = "".join(text_of(path) for path in sorted((SOURCE / "src").glob("*/*.h")))
    found = {name for page in PAGES for name in re.findall(r"\| `(\w+TracedCallback)` \|", text_of(page))}
    assert found
    for name in sorted(found):
        assert f"| `{name}` | " in index, f"the index does not say what {name} gets"
        assert f"typedef void (*{name})(" in headers, name


@each_page
def test_the_tests_that_it_names_are_there(page):
    rows = [row for row in section(text_of(page), "## Validation").splitlines() if row.startswith("| ") and "tests/" in row]
    assert rows, "no test is named"
    for row in rows:
        for name in re.findall(r"`(tests/[^`]+)`", row):
            assert (SOURCE / name).is_file(), f"{page}: there is no {name}"


@each_page
def test_the_sources_that_it_names_are_there(page):
    for name in re.findall(r"`(src/[^`]+)`", text_of(page)):
        assert list(SOURCE.glob(name)), f"{page}: there is no {name}"


def include_folders():
    command = ["pkg-config", "--variable=includedir", "ns3-core"]
    ns3 = subprocess.check_output(command, text=True).strip("\\; \n")
    return [f"-I{SOURCE / 'src'}", "-idirafter", ns3]


def libraries():
    command = ["pkg-config", "--libs", "ns3-core", "ns3-network", "ns3-internet"]
    ns3 = subprocess.check_output(command, text=True).split()
    return [f"-L{BUILD}", f"-Wl,-rpath,{BUILD}", "-Wl,--no-as-needed", "-lpagewire", *ns3]


def compile_program(program, *options):
    command = ["g++", "-std=c++17", "-Wall", "-Wextra", "-Werror", program, *include_folders(), *options]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[:2000]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(text_of(page), "cpp")], ids=lambda page: page.stem)
def test_its_programs_compile_and_say_what_is_printed(page, tmp_path):
    code = "\n".join(blocks(text_of(page), "cpp"))
    program = tmp_path / "program.cc"
    program.write_text(code)
    if "\nmain()\n" not in code:
        compile_program(program, "-fsyntax-only")
        return
    # The library may have been built with the sanitizers, which a program has to load first.
    sanitized = b"__asan_init" in (BUILD / "libpagewire.so").read_bytes()
    compile_program(program, "-o", tmp_path / "program", *(["-fsanitize=address,undefined"] if sanitized else []), *libraries())
    done = subprocess.run([tmp_path / "program"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, ""), done
    assert done.stdout in blocks(text_of(page), "text")


def test_each_limit_has_its_substitute_effect_and_place():
    text = text_of(SOURCE / "docs" / "limits.md")
    rows = [row for row in re.findall(r"^\| (.*) \|$", text, re.M) if not row.startswith(("---", "not modelled"))]
    assert len(rows) > 30
    for row in rows:
        cells = [cell.strip() for cell in row.split(" | ")]
        assert len(cells) == 4 and all(cells), row
        assert re.search(r"\]\([\w/-]+\.md(#[\w-]+)?\)", cells[3]), f"no link: {row}"
