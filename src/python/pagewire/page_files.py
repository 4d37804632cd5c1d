# SPDX-License-Identifier: GPL-2.0-only
"""Pages that exist in memory only, as the files that scenarios name."""

from __future__ import annotations

import functools
import hashlib
import pathlib
import tempfile
from typing import Protocol, runtime_checkable


@runtime_checkable
class PageLike(Protocol):
    """Whatever has a page description to give."""

    def text(self) -> str:
        """The page description (JSON)."""


@functools.lru_cache(maxsize=None)
def folder() -> "tempfile.TemporaryDirectory[str]":
    """Where they are kept until Python ends."""
    return tempfile.TemporaryDirectory(prefix="pagewire-pages-")


def file_of(page: PageLike) -> str:
    """The file with this page's description; equal pages have the same one, so that their runs do, too."""
    return keep(page.text())


def keep(text: str) -> str:
    """The file with this page description."""
    name = hashlib.sha256(text.encode()).hexdigest()[:12]
    path = pathlib.Path(folder().name, f"page-{name}.json")
    if not path.exists():
        path.write_text(text, encoding="utf-8")
    return str(path)


def is_kept(path: str) -> bool:
    """Whether the file is one of these."""
    return folder.cache_info().currsize > 0 and pathlib.Path(path).parent == pathlib.Path(folder().name)
