# SPDX-License-Identifier: GPL-2.0-only
"""The sessions of docs/python-caching.md give what is printed there."""

import doctest
import re

import pandas as pd


def test_the_sessions_run_as_printed(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.csv").write_text("id,size\n1,10\n2,20\n1,10\n3,10\n1,10\n2,20\n")
    text = (source / "docs" / "python-caching.md").read_text()
    sessions = re.findall(r"^```pycon\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert len(sessions) >= 8
    test = doctest.DocTestParser().get_doctest("\n".join(sessions), {}, "python-caching.md", None, 0)
    complaints = []
    with pd.option_context("display.width", 120, "display.max_columns", 20):
        doctest.DocTestRunner(verbose=False).run(test, out=complaints.append)
    assert not complaints, "".join(complaints)
