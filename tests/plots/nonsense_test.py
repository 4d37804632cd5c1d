# SPDX-License-Identifier: GPL-2.0-only
"""Every figure script on tables that lost something: it draws, or says in a sentence which file and what would help."""

import json
import re
import shutil
import warnings

import pandas as pd
import pytest

from plot_scripts import PLOTS, script
from pagewire_tables import ResultsError
from samples_test import DRAWN, SAMPLES

# A folder or file, what is wrong with it, and what to do.
SENTENCE = re.compile(r"^/\S+: .+; .+$", re.DOTALL)
SHARED = "".join((PLOTS / f"pagewire_{part}.py").read_text(encoding="utf-8") for part in ("lines", "tables"))


def without(column):
    return lambda frame: frame.drop(columns=column)


def emptied(column):
    return lambda frame: frame.assign(**{column: None})


def worded(column):
    return lambda frame: frame.assign(**{column: "nonsense"})


def cases(name):
    """Each table of the script's sample and what may become of it, told in words."""
    source = (PLOTS / f"{name}.py").read_text(encoding="utf-8")
    sample = SAMPLES / DRAWN[name][0][0]
    for table in sorted(sample.glob("*.csv")) if sample.is_dir() else [sample]:
        if sample.is_dir() and table.name not in source:
            continue
        yield table.name, "no rows", lambda frame: frame.head(0)
        yield table.name, "nothing in any column", lambda frame: frame.assign(**dict.fromkeys(frame.columns))
        yield table.name, "numbers alone", lambda frame: frame[["run"]] if "run" in frame else frame[["size"]]
        for column in pd.read_csv(table, nrows=0).columns:
            if "." in column or re.search(rf"\b{column}\b", source + SHARED):
                yield table.name, f"no {column}", without(column)
                yield table.name, f"nothing in {column}", emptied(column)
                yield table.name, f"words in {column}", worded(column)


@pytest.mark.parametrize("name", sorted(set(DRAWN) - {"waterfall"}))
def test_tables_that_lost_something_are_drawn_or_named(name, tmp_path):
    draw = script(name).draw
    sample, options = DRAWN[name][0]
    whole = tmp_path / "results" if (SAMPLES / sample).is_dir() else tmp_path / sample
    (shutil.copytree if whole.suffix == "" else shutil.copy)(SAMPLES / sample, whole)
    wrong = []
    for table, words, change in cases(name):
        path = whole / table if whole.is_dir() else whole
        text = path.read_bytes()
        change(pd.read_csv(path)).to_csv(path, index=False)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                draw(whole, **options)
        except ResultsError as error:
            if not SENTENCE.match(str(error)):
                wrong.append((table, words, str(error)))
        except Exception as error:
            wrong.append((table, words, repr(error)))
        path.write_bytes(text)
    assert wrong == []


def test_streams_and_page_loads_say_that_there_is_nothing(tmp_path):
    shutil.copytree(SAMPLES / "load", tmp_path / "load")
    for name, table, words in [("streams", "requests.csv", "requests.csv has no rows"),
                               ("page-load-time", "runs.csv", "runs.csv has nothing in column plt_ms")]:
        path = tmp_path / "load" / table
        frame = pd.read_csv(path)
        (frame.head(0) if name == "streams" else frame.assign(plt_ms=None)).to_csv(path, index=False)
        with pytest.raises(ResultsError, match=words):
            script(name).draw(tmp_path / "load")


def strip(entry, path):
    """The entry without the member at the end of this path."""
    entry = json.loads(json.dumps(entry))
    inner = entry
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    return entry


LOST = [["startedDateTime"], ["request"], ["request", "url"], ["timings"], ["timings", "wait"]]


@pytest.mark.parametrize("path", LOST)
@pytest.mark.parametrize("which", [slice(None), slice(1, None)])
def test_archives_that_lost_something_are_drawn_or_named(path, which, tmp_path):
    har = json.loads((SAMPLES / "load" / "page.har").read_text(encoding="utf-8"))
    entries = har["log"]["entries"]
    entries[which] = [strip(entry, path) for entry in entries[which]]
    file = tmp_path / "page.har"
    file.write_text(json.dumps(har))
    draw = script("waterfall").draw
    if path[0] == "timings":
        draw(file)
    else:
        with pytest.raises(ResultsError, match=SENTENCE):
            draw(file)


@pytest.mark.parametrize("pages", [[], [{}], [{"pageTimings": {}}], [{"pageTimings": {"onLoad": None}}]])
def test_an_archive_needs_no_page(pages, tmp_path):
    har = json.loads((SAMPLES / "load" / "page.har").read_text(encoding="utf-8"))
    har["log"]["pages"] = pages
    file = tmp_path / "page.har"
    file.write_text(json.dumps(har))
    script("waterfall").draw(file)
