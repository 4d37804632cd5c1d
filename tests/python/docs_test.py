# SPDX-License-Identifier: GPL-2.0-only
"""Runs the snippets of the handbook's pages on Python, each page from top to bottom."""

import contextlib
import io
import os
import pathlib
import re

import pytest

SOURCE = pathlib.Path(os.environ.get("PAGEWIRE_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
PAGES = [page for page in sorted(SOURCE.glob("docs/*.md")) if "\n```python\n" in page.read_text(encoding="utf-8")]


def test_there_are_pages_to_run():
    assert PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_snippets_run_as_they_stand(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in ["scenarios", "docs"]:
        (tmp_path / folder).symlink_to(SOURCE / folder)
    text = page.read_text()
    snippets = list(re.finditer(r"^```python\n(.*?)^```$", text, re.M | re.S))
    assert snippets
    names = {"__name__": "__main__"}
    for snippet in snippets:
        # Lines are counted as in the page, so that a failure names the place.
        lines = "\n" * text.count("\n", 0, snippet.start(1)) + snippet[1]
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(lines, str(page), "exec"), names)
