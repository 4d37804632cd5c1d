# SPDX-License-Identifier: GPL-2.0-only
"""Makes a page of every file of the tree that the handbook links and that is no page itself: scenarios, scripts,
sources, tests. A link to a folder leads to a list of its files, each with a page."""

import html
import pathlib
from typing import Any, Dict, Iterator, List, Optional, Set, Tuple

import pygments.lexers
import pygments.util
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.util.osutil import relative_uri

PageToWrite = Tuple[str, Dict[str, Any], str]


def page_of(path: str) -> str:
    """The name of the page that shows this file or folder of the tree."""
    return f"files/{path}"


def is_text(path: pathlib.Path) -> bool:
    return b"\0" not in path.read_bytes()[:4096]


def children(folder: pathlib.Path) -> List[pathlib.Path]:
    """What a folder has to show, in order."""
    seen = [one for one in sorted(folder.iterdir()) if not one.name.startswith((".", "__"))]
    return [one for one in seen if one.is_dir() or is_text(one)]


class FileLinks(SphinxTransform):
    """Turns links to files and folders into links to their pages. Those to files that are not text stay downloads."""

    default_priority = 100  # before Sphinx collects what is to be downloaded

    def apply(self, **_: Any) -> None:
        for link in list(self.document.findall(nodes.Element)):
            path = self._target(link) if link.get("reftype") == "myst" else None
            if path is not None:
                linked: Dict[str, Set[str]] = self.env.pagewire_linked  # type: ignore[attr-defined]
                linked.setdefault(self.env.docname, set()).add(path)
                uri = relative_uri(f"{self.env.docname}.html", f"{page_of(path)}.html")
                link.replace_self(nodes.reference("", "", *link.children, internal=True, refuri=uri))

    def _target(self, link: nodes.Element) -> Optional[str]:
        """The path in the tree that a link leads to, where it is one to make a page of."""
        root = pathlib.Path(self.env.srcdir).resolve()
        target = pathlib.Path(self.env.doc2path(self.env.docname)).parent / link["reftarget"].split("#")[0]
        if link["reftarget"].startswith("#") or root not in target.resolve().parents:
            return None
        return target.resolve().relative_to(root).as_posix() if self._is_to_show(target.resolve()) else None

    def _is_to_show(self, target: pathlib.Path) -> bool:
        """Whether this is there and no page anyhow."""
        is_page = self.env.path2doc(str(target)) in self.env.found_docs
        return target.is_dir() or (target.is_file() and is_text(target) and not is_page)


def with_children(root: pathlib.Path, paths: Set[str]) -> List[str]:
    """These files and folders, and all that the folders hold."""
    found: Set[str] = set()
    waiting = sorted(paths)
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            if (root / path).is_dir():
                waiting += [one.relative_to(root).as_posix() for one in children(root / path)]
    return sorted(found)


def pages(app: Sphinx) -> Iterator[PageToWrite]:
    """The pages of what was linked."""
    assert app.env is not None
    root = pathlib.Path(app.srcdir)
    linked: Dict[str, Set[str]] = app.env.pagewire_linked  # type: ignore[attr-defined]
    for path in with_children(root, set().union(*linked.values())):
        body = listing(root / path) if (root / path).is_dir() else highlighted(app, root / path)
        title = html.escape(path)
        yield page_of(path), {"parents": [], "title": title, "body": f"<h1>{title}</h1>\n{body}"}, "page.html"


def listing(folder: pathlib.Path) -> str:
    """A list of links to what a folder holds; its page lies beside the folder's own folder of pages."""
    items = []
    for one in children(folder):
        href = html.escape(f"{folder.name}/{one.name}.html")
        items.append(f'<li><a href="{href}">{html.escape(one.name)}{"/" if one.is_dir() else ""}</a></li>')
    return f"<ul>{''.join(items)}</ul>"


def highlighted(app: Sphinx, path: pathlib.Path) -> str:
    """A file as text, in the colours of its language."""
    try:
        language = pygments.lexers.get_lexer_for_filename(path.name).aliases[0]
    except pygments.util.ClassNotFound:
        language = "text"
    text = path.read_text(encoding="utf-8", errors="replace")
    return str(app.builder.highlighter.highlight_block(text, language, force=True))  # type: ignore[attr-defined]


def begin(app: Sphinx, env: BuildEnvironment, docnames: List[str]) -> None:
    env.pagewire_linked = getattr(env, "pagewire_linked", {})  # type: ignore[attr-defined]


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    getattr(env, "pagewire_linked", {}).pop(docname, None)


def setup(app: Sphinx) -> Dict[str, Any]:
    app.add_transform(FileLinks)
    app.connect("env-before-read-docs", begin)
    app.connect("env-purge-doc", forget)
    app.connect("html-collect-pages", pages)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
