# SPDX-License-Identifier: GPL-2.0-only
"""What a browser loads: resources, their sizes, hosts and dependencies."""

from __future__ import annotations

import json
import os
import pathlib
import re
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Union

import pandas as pd

from pagewire import _core, page_har
from pagewire.display import Amount, escape, paragraph, table, titled
from pagewire.errors import InputError, refusal
from pagewire.names import checks_keywords
from pagewire.policies import PriorityPolicy
from pagewire.scenario_text import write

FileName = Union[str, "os.PathLike[str]"]
Size = Union[int, str]

#: The host of addresses that name none.
USUAL_HOST = "www.example"


class Page:
    """A page: what a browser loads, and what each part of it waits for.

    It cannot be changed; methods that change something give another page. Two pages are equal if their descriptions
    are. A page can be given wherever a scenario takes `page.file`:

    >>> page = Page.synthetic(objects=10, size="20KB")
    >>> Scenario(page_file=page)

    Make one from a capture (`from_har`), a description (`load`, `parse`), by numbers (`synthetic`, `percentile`), or
    resource by resource:

    >>> Page([{"url": "/", "type": "document", "size": "20KB"},
    ...       {"url": "/a.png", "type": "image", "size": 50_000, "after": "/"}])

    Parameters
    ----------
    resources
        A mapping for each resource with the keys of docs/page-format.md, in which `_` may stand for `-`; the first one
        is the document. A `url` is `/path` on the first host, `//host/path` on another.
    hosts
        Names, or mappings with `name` and `server`; left out, those that the addresses name, in their order.
    title, source
        For people.

    Raises
    ------
    InputError
        Naming the resource that is wrong, and what would be right.
    """

    _page: _core.Page
    #: What an import from a HAR file left out or altered, in sentences.
    notes: Tuple[str, ...]

    @checks_keywords
    def __init__(
        self,
        resources: Iterable[Mapping[str, Any]],
        hosts: Optional[Iterable[Union[str, Mapping[str, str]]]] = None,
        *,
        title: str = "",
        source: str = "",
    ) -> None:
        if isinstance(resources, (str, os.PathLike)):
            raise InputError(f"Page takes resources, and '{resources}' is none: read a file with Page.load")
        rows = [{str(key).replace("_", "-"): value for key, value in one.items()} for one in resources]
        names = _hosts_of(rows) if hosts is None else list(hosts)
        self._page = _parse_rows(rows, [{"name": one} if isinstance(one, str) else dict(one) for one in names])
        self.notes = ()
        if title or source:
            self._page = self._page.renamed(title, source)

    @classmethod
    def _of(cls, core: _core.Page, notes: Sequence[str] = ()) -> Page:
        page = cls.__new__(cls)
        page._page = core
        page.notes = tuple(notes)
        return page

    @classmethod
    def load(cls, path: FileName) -> Page:
        """Reads a page description, or imports the first page of a HAR file."""
        return cls._of(_core.Page.load(os.fspath(path)))

    @classmethod
    def parse(cls, text: str, name: str = "page") -> Page:
        """Reads the text of a page description. `name` is what errors call it."""
        return cls._of(_core.Page.parse(text, name))

    @classmethod
    @checks_keywords
    def from_har(
        cls,
        har: Union[FileName, Mapping[str, Any]],
        page: Union[str, int, None] = None,
        *,
        after_load: bool = False,
        caching: bool = False,
    ) -> Page:
        """Imports a page load from a HAR 1.2 archive: a file, or what `json.load` makes of one.

        What was left out or altered is in `notes`; docs/page-format.md tells how each figure is got.

        Parameters
        ----------
        page
            Which page load, by its id or its number from 1; left out, the first.
        after_load
            Take in also what was found after the load event.
        caching
            Take in also what the responses say for caches.
        """
        text, name = (json.dumps(har), "har") if isinstance(har, Mapping) else (_read(har), os.fspath(har))
        chosen = "" if page is None else str(page)
        return cls._of(*_core.Page.from_har(text, name, chosen, after_load, caching))

    @classmethod
    @checks_keywords
    def synthetic(
        cls,
        *,
        objects: int = 40,
        size: Size = 50_000,
        html: Size = 20_000,
        hosts: int = 1,
        found: str = "complete",
    ) -> Page:
        """A page of equal objects.

        Parameters
        ----------
        objects
            Images besides the HTML, 0 to 100000.
        size
            Content of each of them: bytes, or a text like "50KB".
        html
            Content of the HTML, likewise.
        hosts
            How many hosts the images lie on in turn; the HTML is on the first.
        found
            "complete": all images are found when the HTML is there; "spread": evenly over its bytes.
        """
        return cls._of(
            _core.Page.synthetic(f"objects={objects},size={size},html={html},hosts={hosts},found={found}")
        )

    @classmethod
    @checks_keywords
    def percentile(cls, percentile: int = 50, *, device: str = "mobile") -> Page:
        """A page with the request counts and weights that the Web Almanac 2025 reports.

        Parameters
        ----------
        percentile
            10, 25, 50, 75 or 90.
        device
            "mobile" or "desktop".
        """
        return cls._of(_core.Page.percentile(percentile, device))

    def neutral(self) -> Page:
        """The same with neutral names in place of hosts and paths: h1.example, /image-17.jpg."""
        return Page._of(self._page.neutral(), self.notes)

    def renamed(self, *, title: Optional[str] = None, source: Optional[str] = None) -> Page:
        """The same with another title or source."""
        core = self._page
        return Page._of(
            core.renamed(core.title if title is None else title, core.source if source is None else source), self.notes
        )

    def with_priorities(self, policy: PriorityPolicy) -> Page:
        """The same with the priorities that a policy gives its resources (RFC 9218)."""
        description = json.loads(self.text())
        given = _core.priorities_of(self._page, policy)
        for row, (urgency, incremental) in zip(description["resources"], given):
            row.update({"urgency": urgency, "incremental": incremental})
        return Page._of(_core.Page.parse(json.dumps(description), "page"), self.notes)

    @property
    def title(self) -> str:
        """For people."""
        return self._page.title

    @property
    def source(self) -> str:
        """Whence the figures come, for people."""
        return self._page.source

    @property
    def hosts(self) -> Dict[str, str]:
        """Names that resources are fetched from, with the server that each shares with others; "" is one of its own."""
        return dict(self._page.hosts)

    @property
    def content_bytes(self) -> int:
        """The content of all resources together."""
        return self._page.content_bytes

    @property
    def resources(self) -> pd.DataFrame:
        """A row for each resource, in the order of the page, numbered from 0.

        Sizes are bytes on the wire; heads as HTTP/1.1 writes them, 0 for no more than needed. `initiator` is the
        address of the last resource that it waits for, empty for what is known at the start.
        """
        rows = self._page.resources
        columns = {name: [getattr(one, attribute) for one in rows] for name, attribute in _COLUMNS.items()}
        frame = pd.DataFrame(columns, index=pd.RangeIndex(len(rows), name="resource"))
        frame.insert(2, "initiator", [rows[one.after[-1][0]].url if one.after else "" for one in rows])
        frame.insert(frame.columns.get_loc("urgency"), "think_ms", [one.think_ns / 1e6 for one in rows])
        return frame.astype({"type": "category", "method": "category", "host": "category"})

    def text(self) -> str:
        """The description (JSON) in its plain form, which is the same for equal pages."""
        return self._page.text()

    def save(self, path: FileName) -> pathlib.Path:
        """Writes the description to a file, whole or not at all."""
        return _save(path, self.text())

    def to_har(self, path: Optional[FileName] = None) -> Dict[str, Any]:
        """The page as a HAR 1.2 archive, also written to a file if one is named.

        Its times are a plan, not a measurement: each resource comes over a connection of its own at a byte a
        microsecond. `from_har` (with `caching=True`) makes the same page of it, but for what a HAR cannot say: of
        several resources that one waits for the last one met remains, a delay after a part of a resource is lost, and
        so is how often content changes.
        """
        har = page_har.har_of(self._page, _core.versions()["pagewire"])
        if path is not None:
            _save(path, json.dumps(har, indent=1) + "\n")
        return har

    def __len__(self) -> int:
        return len(self._page.resources)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Page) and self.text() == other.text()

    def __hash__(self) -> int:
        return hash(self.text())

    def __reduce__(self) -> Tuple[Any, ...]:
        return Page.parse, (self.text(),)

    def __repr__(self) -> str:
        title = f"{self.title!r}, " if self.title else ""
        return f"<Page {title}{self._summary()}>"

    def _summary(self) -> str:
        return f"{_count(len(self), 'resource')}, {_count(len(self.hosts), 'host')}, {self.content_bytes:,} bytes"

    def _repr_html_(self) -> str:
        frame = self.resources
        sizes = frame.groupby("type", observed=True)["size_bytes"]
        by_type = sizes.agg(["count", "sum"]).sort_values("sum", ascending=False)
        rows = [(str(name), int(row["count"]), Amount(f"{int(row['sum']):,}")) for name, row in by_type.iterrows()]
        parts = [titled(self.title or "Page", self._summary()), table(("type", "resources", "bytes"), rows)]
        first = frame.head(_SHOWN)
        shown = [
            (number, one.url, one.type, Amount(f"{one.size_bytes:,}"), one.initiator, one.urgency)
            for number, one in zip(first.index, first.itertuples())
        ]
        head = ("", "address", "type", "bytes", "waits for", "urgency")
        more = "" if len(frame) <= _SHOWN else f" (the first {_SHOWN})"
        parts.append(f"<details><summary>{escape('Resources' + more)}</summary>{table(head, shown)}</details>")
        parts += [paragraph(note) for note in self.notes]
        return "".join(parts)


_SHOWN = 50

#: Columns of Page.resources, and the attributes that they show.
_COLUMNS = {
    "url": "url",
    "type": "type",
    "size_bytes": "size",
    "header_bytes": "response_head",
    "request_bytes": "request_size",
    "request_header_bytes": "request_head",
    "host": "host",
    "path": "path",
    "method": "method",
    "mime": "mime",
    "status": "status",
    "urgency": "urgency",
    "incremental": "incremental",
    "push": "push",
    "cache_control": "cache_control",
    "expires_s": "expires_s",
    "vary": "vary",
    "cdn_cache_control": "cdn_cache_control",
    "cache_tags": "cache_tags",
    "etag": "etag",
    "last_modified": "last_modified",
    "update_interval_s": "update_interval_s",
}


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _read(path: FileName) -> str:
    try:
        return pathlib.Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
        raise refusal(os.fspath(path), f"cannot be read ({why}): name a HAR file") from None


def _save(path: FileName, text: str) -> pathlib.Path:
    where = pathlib.Path(path)
    write(where, text)
    return where


def _hosts_of(rows: Sequence[Mapping[str, Any]]) -> List[Union[str, Mapping[str, str]]]:
    """The hosts that addresses name, that of addresses without one first."""
    urls = [str(row.get("url", "")) for row in rows]
    plain = any(not url.startswith("//") for url in urls)
    named = [re.split("[/?#]", url[2:], maxsplit=1)[0] for url in urls if url.startswith("//")]
    return list(dict.fromkeys([USUAL_HOST, *named] if plain or not urls else named))


def _plain(value: object) -> object:
    """What JSON has no notion of, as one that it has: numbers of NumPy."""
    item = getattr(value, "item", None)
    if callable(item):
        return item()
    raise TypeError(f"{value!r} is no value of a page")


def _parse_rows(rows: Sequence[Mapping[str, Any]], hosts: Sequence[Mapping[str, str]]) -> _core.Page:
    """Has the core read a description with the nth resource in line n, so that its errors tell which one is wrong."""
    try:
        lines = ",\n".join(json.dumps(row, default=_plain) for row in rows)
    except TypeError as error:
        raise InputError(f"{error}: give texts, numbers, True or False") from None
    head = f'{{"pagewire-page": 1, "hosts": {json.dumps(hosts)}, "resources": ['
    try:
        return _core.Page.parse(f"{head}{lines}]}}", "Page")
    except InputError as error:
        raise InputError(re.sub(r"^Page:(\d+):", r"Page, resource \1:", str(error))) from None
