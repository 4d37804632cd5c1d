# SPDX-License-Identifier: GPL-2.0-only
"""Reads pages of HTML: what they link, load, and can be linked at."""

import html.parser
import pathlib
import urllib.parse

LOADED = {"img": ["src", "srcset"], "source": ["src", "srcset"]}
LOADED.update({tag: ["src"] for tag in ["script", "iframe", "embed", "video", "audio"]})
# Of <link>, the relations that have the browser fetch something.
FETCHED = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "shortcut icon", "modulepreload"}


class Page(html.parser.HTMLParser):
    """A page: `links` are the targets of its <a>, `loads` what it has the browser fetch, `anchors` its ids."""

    def __init__(self, path):
        super().__init__()
        self.path = path
        self.links, self.loads, self.anchors = [], [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        self.anchors.update(given[name] for name in ("id", "name") if name in given)
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "link" and given.get("rel") in FETCHED:
            self.loads.append(given["href"])
        self.loads += [given[name] for name in LOADED.get(tag, []) if name in given]

    def target(self, link):
        """The file and the anchor that a link within the handbook leads to; None for one to elsewhere."""
        parts = urllib.parse.urlsplit(link)
        if parts.scheme or parts.netloc:
            return None
        path = self.path.parent / urllib.parse.unquote(parts.path) if parts.path else self.path
        return pathlib.Path(path).resolve(), urllib.parse.unquote(parts.fragment)
