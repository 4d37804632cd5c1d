# SPDX-License-Identifier: GPL-2.0-only
"""One self-contained web page of results."""

import base64
import hashlib
import os
import pathlib
from typing import Optional, Union

from pagewire._core import versions
from pagewire.errors import InputError
from pagewire.report_figures import figures_section
from pagewire.report_html import Markup, element, join
from pagewire.report_source import PathOrResult, Source
from pagewire.report_tables import made_from_section, runs_section, summary_section
from pagewire.report_waterfalls import Viewer, find_viewer, waterfalls_section

TEMPLATES = pathlib.Path(__file__).resolve().parent / "templates"
PARTS = ["Summary", "Figures", "Waterfalls", "Runs", "Made from"]


def script(text: str) -> tuple[Markup, str]:
    """A script as a part of the page, and its hash, by which the page's policy knows it."""
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return Markup(f"<script>{text}</script>"), f"'sha256-{digest}'"


def head(title: str, viewer: Optional[Viewer], hashes: list[str]) -> Markup:
    """The page's head. The policy keeps the page from the network, and lets no script run but ours."""
    sheet = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    styles = (viewer.sheet if viewer else "") + sheet
    policy = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src {' '.join(hashes) or chr(39) + 'none' + chr(39)}"
    return Markup(
        "<head>\n"
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{element('title', title)}\n"
        f"<style>{styles}</style>\n"
        "</head>"
    )


def contents() -> Markup:
    links = [element("li", element("a", part, href=f"#{part.lower().replace(' ', '-')}")) for part in PARTS]
    return element("nav", element("ul", *links), aria_label="Contents")


def page_of(source: Source, base: str, name: str) -> str:
    """The whole page.

    base: the way from the page to the directory of the results
    name: of the page's file
    """
    viewer = find_viewer()
    waterfalls = waterfalls_section(source, viewer)
    scripts: list[tuple[Markup, str]] = []
    if viewer and 'id="archive"' in waterfalls:
        scripts = [script(viewer.script), script((TEMPLATES / "report.js").read_text(encoding="utf-8"))]
    licence = [element("details", element("summary", "Licence of the waterfall viewer, perf-cascade"),
                       element("pre", viewer.licence))] if viewer and scripts else []
    body = join([
        element("header", element("h1", source.title), contents()),
        element("main", "\n", join([
            summary_section(source),
            figures_section(source, base),
            waterfalls,
            runs_section(source, base),
            made_from_section(source, base, name),
        ])),
        element("footer", element("p", f"Made by pagewire {versions()['pagewire']}."), *licence),
        *(one for one, _ in scripts),
    ])
    start = head(source.title, viewer if scripts else None, [digest for _, digest in scripts])
    return f'<!DOCTYPE html>\n<html lang="en">\n{start}\n{element("body", body)}\n</html>\n'


def report(results: PathOrResult, path: Union[str, "os.PathLike[str]"]) -> pathlib.Path:
    """Writes one self-contained web page of results: summary, figures, waterfalls, runs with links to their files, and how to
    have it all again. The same results give the same bytes.

    results: a Result, or the path of a directory of results
    path: the file to write; it replaces one that is there, whole or not at all
    Returns the path. Raises InputError if the results are damaged or the file cannot be written.
    """
    source = Source(results)
    target = pathlib.Path(path)
    if not target.parent.is_dir():
        raise InputError(f"{target.parent}: no such directory; make it, or name another with -o")
    if target.is_dir():
        raise InputError(f"{target}: is a directory; name a file, like {target / 'report.html'}")
    base = os.path.relpath(source.path, target.parent)
    text = page_of(source, base, target.name)
    part = target.with_name(target.name + ".part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        os.replace(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise InputError(f"{target}: cannot be written: {error.strerror}") from None
    return target
