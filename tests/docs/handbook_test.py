# SPDX-License-Identifier: GPL-2.0-only
"""The handbook is made without warnings, is whole, needs no network, and is the same each time."""

import hashlib
import html
import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys

import handbook_pages
import pytest

SOURCE = pathlib.Path(os.environ.get("PAGEWIRE_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("PAGEWIRE_BUILD", SOURCE / "build"))
MODULES = [name for name in ["sphinx", "myst_parser", "furo"] if importlib.util.find_spec(name) is None]
PACKAGE = BUILD / "python" / "pagewire" / "__init__.py"
MISSING = MODULES + ["doxygen"] * (shutil.which("doxygen") is None) + ["Python package"] * (not PACKAGE.exists())

REASON = f"the handbook cannot be made: there is no {', no '.join(MISSING)}"
pytestmark = pytest.mark.skipif(bool(MISSING), reason=REASON)


# Line 5 tells of an argument that there is not.
WRONG_HEADER = r"""/** Holds one. */
class One
{
  public:
    /** \param other the other one */
    One(int first);
};
"""


def making(root, output):
    command = [sys.executable, root / "tools" / "handbook.py", output, "--build", BUILD]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two handbooks, made side by side in folders of different names, and what was said meanwhile."""
    folders = [tmp_path_factory.mktemp("one") / "handbook", tmp_path_factory.mktemp("other") / "longer-name"]
    makers = [making(SOURCE, folder) for folder in folders]
    said = [maker.communicate()[0] for maker in makers]
    assert [maker.returncode for maker in makers] == [0, 0], said[0] + said[1]
    return folders, said


@pytest.fixture(scope="module")
def folder(made):
    return made[0][0]


@pytest.fixture(scope="module")
def pages(folder):
    """The pages that Sphinx made, by their paths; those of Doxygen are its own affair."""
    paths = [path for path in sorted(folder.rglob("*.html")) if path.relative_to(folder).parts[0] != "cpp"]
    return {path.resolve(): handbook_pages.Page(path) for path in paths}


def documents():
    """What is to have a page of its own: everything in docs/ for readers, and the worksheets of labs with
    their notebooks and the notes for teachers."""
    found = [*SOURCE.glob("docs/**/*.md"), *SOURCE.glob("docs/notebooks/*.ipynb")]
    found += [*SOURCE.glob("labs/*/*.md"), *SOURCE.glob("labs/*/*.ipynb")]
    names = [path.relative_to(SOURCE).with_suffix("") for path in found]
    return sorted(name for name in names if name.parts[:2] != ("docs", "sphinx"))


def digests(folder):
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_nothing_is_said_but_where_it_is(made):
    folders, said = made
    assert said == [f"handbook: {folder / 'index.html'}\n" for folder in folders]


def test_two_are_the_same_bytes(made):
    one, other = (digests(folder) for folder in made[0])
    assert one and {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)} == set()


def test_every_document_is_in_the_contents(folder, pages):
    contents = pages[(folder / "docs" / "index.html").resolve()]
    listed = {contents.target(link)[0] for link in contents.links if contents.target(link)}
    assert len(documents()) > 20
    for name in documents():
        assert name == pathlib.Path("docs/index") or (folder / f"{name}.html").resolve() in listed, name


def test_every_link_leads_somewhere(pages):
    linked = 0
    for page in pages.values():
        for target in filter(None, map(page.target, [*page.links, *page.loads])):
            path, anchor = target
            assert path.is_file(), f"{page.path} links {path}"
            if anchor and path in pages:
                assert anchor in pages[path].anchors, f"{page.path} links {path}#{anchor}"
                linked += 1
    assert linked > 100


def test_files_of_the_tree_are_shown(folder):
    page = (folder / "files" / "scenarios" / "first-page.ini.html").read_text(encoding="utf-8")
    text = html.unescape(re.sub("<[^>]*>", "", page))
    lines = (SOURCE / "scenarios" / "first-page.ini").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line not in text] == []


def test_nothing_is_fetched_from_a_network(folder, pages):
    for page in pages.values():
        elsewhere = [load for load in page.loads if page.target(load) is None and not load.startswith("data:")]
        assert elsewhere == [], page.path
    of_doxygen = r"<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=[\"']?(?:https?:)?//"
    of_styles = r"(?:url\(|@import)\s*[\"']?(?:https?:)?//"
    for name, expression in [("cpp/**/*.html", of_doxygen), ("**/*.css", of_styles)]:
        for path in folder.glob(name):
            assert re.findall(expression, path.read_text(encoding="utf-8")) == [], path


def test_every_public_name_of_the_package_is_described(folder, pages):
    text = (SOURCE / "src" / "python" / "pagewire" / "__init__.py").read_text(encoding="utf-8")
    names = re.findall(r'"(\w+)"', text[text.index("__all__") :].split("]")[0])
    anchors = pages[(folder / "docs" / "python-api.html").resolve()].anchors
    modules = {name: f"module-pagewire.{name}" for name in ["cache", "figures", "labs"]}
    assert len(names) > 20
    assert [name for name in names if modules.get(name, f"pagewire.{name}") not in anchors] == []


def test_the_library_is_described(folder):
    page = handbook_pages.Page(folder / "docs" / "cpp-api.html")
    reference = page.target(next(link for link in page.links if "cpp/" in link))[0]
    assert "Every class and function" in reference.read_text(encoding="utf-8")
    browser = (reference.parent / "classpagewire_1_1Browser.html").read_text(encoding="utf-8")
    assert "Loads a page when it starts" in browser


@pytest.fixture
def small_tree(tmp_path):
    """A tree with the tools of the handbook, and a handbook of one page that the test writes."""
    shutil.copytree(SOURCE / "docs" / "sphinx", tmp_path / "tree" / "docs" / "sphinx")
    (tmp_path / "tree" / "tools").mkdir()
    (tmp_path / "tree" / "src").mkdir()
    for name in ["docs/conf.py", "docs/Doxyfile", "tools/handbook.py"]:
        shutil.copy(SOURCE / name, tmp_path / "tree" / name)
    (tmp_path / "tree" / "src" / "one.h").write_text("/** \\return one */\nint One();\n")
    return tmp_path / "tree"


def said_of(tree, output):
    maker = making(tree, output)
    said = maker.communicate()[0]
    return maker.returncode, said


def test_each_dead_link_is_named(small_tree, tmp_path):
    links = "[there](../nowhere.ini) [there](nowhere.md) [there](#nowhere) ![there](nowhere.png)"
    (small_tree / "docs" / "index.md").write_text(f"# One page\n\n{links}\n")
    status, said = said_of(small_tree, tmp_path / "out")
    assert status == 1
    assert [name for name in ["nowhere.ini", "nowhere.md", "#nowhere", "nowhere.png"] if name not in said] == []
    assert not (tmp_path / "out").exists()


def test_a_wrong_comment_of_a_header_is_an_error(small_tree, tmp_path):
    (small_tree / "docs" / "index.md").write_text("# One page\n")
    (small_tree / "src" / "one.h").write_text(WRONG_HEADER)
    status, said = said_of(small_tree, tmp_path / "out")
    assert status == 1 and "one.h:5" in said, said


def test_folders_are_listed_and_their_files_shown(small_tree, tmp_path):
    (small_tree / "docs" / "index.md").write_text("# One page\n\n[headers](../src), [readme](../README.md)\n")
    (small_tree / "README.md").write_text("It is of no use to read this.\n")
    status, said = said_of(small_tree, tmp_path / "out")
    assert status == 0, said
    listing = handbook_pages.Page(tmp_path / "out" / "files" / "src.html")
    shown = (tmp_path / "out" / "files" / "src" / "one.h.html").resolve()
    assert (shown, "") in [listing.target(link) for link in listing.links if "one.h" in link]
    assert "One" in shown.read_text(encoding="utf-8")
    assert "of no use" in (tmp_path / "out" / "files" / "README.md.html").read_text(encoding="utf-8")


def test_what_is_no_handbook_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    status, said = said_of(SOURCE, tmp_path)
    assert status == 1 and "is no handbook" in said
    assert (tmp_path / "mine.txt").read_text() == "mine"
