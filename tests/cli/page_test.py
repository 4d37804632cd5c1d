# SPDX-License-Identifier: GPL-2.0-only
"""`pagewire page`: captures, numbers and descriptions become page descriptions."""

import json
import os
import pathlib

import pytest

HAR = """{"log": {"version": "1.2", "pages": [{"id": "p", "startedDateTime": "2020-01-01T00:00:00Z"}], "entries": [
{"startedDateTime": "2020-01-01T00:00:00.000Z", "time": 9, "timings": {"send": 1, "wait": 5, "receive": 3},
 "request": {"method": "GET", "url": "https://secret.test/", "headers": [], "headersSize": 80, "bodySize": 0},
 "response": {"status": 200, "headers": [], "headersSize": 200, "bodySize": 700, "content": {"size": 700, "mimeType": "text/html"}}},
{"startedDateTime": "2020-01-01T00:00:00.020Z", "time": 0, "timings": {"send": 0, "wait": 0, "receive": 0},
 "request": {"method": "GET", "url": "data:image/png,x", "headers": []},
 "response": {"status": 200, "headers": [], "content": {"size": 1, "mimeType": "image/png"}}}
]}}
"""


def resources(path):
    return json.loads(path.read_text())["resources"]


def test_har_becomes_a_page(pagewire):
    pagewire.write("x.har", HAR)
    done = pagewire.run("page", "x.har", "-o", "page.json")
    assert done.returncode == 0 and done.stdout == ""
    assert done.stderr.splitlines() == [
        "x.har: 1 of 2 entries left out: data:, blob:, WebSocket and other addresses that HTTP does not fetch",
        "page.json: 1 resources, 1 hosts, 700 octets of content",
    ]
    assert resources(pagewire.folder / "page.json") == [
        {"url": "/", "type": "document", "mime": "text/html", "size": 700, "request-head": 80, "response-head": 200,
         "urgency": 0, "incremental": True}
    ]


def test_neutral_hides_every_name(pagewire):
    pagewire.write("x.har", HAR)
    text = pagewire.run("page", "x.har", "--neutral", "--title", "T", "--source", "S").stdout
    assert "secret" not in text
    page = json.loads(text)
    assert (page["title"], page["source"], page["hosts"]) == ("T", "S", [{"name": "h1.example"}])


def test_description_comes_back_in_its_plain_form(pagewire):
    pagewire.write("a.json", '{"pagewire-page": 1, "_c": 0, "resources": [{"size": "1KB", "url": "/"}], "hosts": [{"name": "h"}]}')
    assert pagewire.run("page", "a.json", "-o", "b.json").returncode == 0
    assert pagewire.run("page", "b.json").stdout == (pagewire.folder / "b.json").read_text()
    assert resources(pagewire.folder / "b.json") == [{"url": "/", "size": 1000}]


def test_pages_from_numbers(pagewire):
    page = json.loads(pagewire.run("page", "--synthetic", "objects=3,size=2KB").stdout)
    assert [r["size"] for r in page["resources"]] == [20000, 2000, 2000, 2000]
    page = json.loads(pagewire.run("page", "--percentile", "90", "--device", "desktop").stdout)
    assert len(page["resources"]) == 192


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ([], "pagewire page makes one page: name one file, or --synthetic, or --percentile"),
        (["x.har", "--synthetic", "objects=1"], "pagewire page makes one page"),
        (["none.har"], "none.har: this file cannot be read"),
        (["."], ".: this file cannot be read"),
        (["x.har", "--page", "q"], "x.har: there is no page 'q' in this file: name one of p"),
        (["--device", "mobile", "--synthetic", "objects=1"], "--device chooses between published figures"),
        (["--percentile", "50", "--after-load"], "--page and --after-load choose from a HAR file"),
        (["--percentile", "50", "--caching"], "--caching takes from a HAR file"),
        (["--percentile", "some"], "see pagewire page --help"),
        (["--neutrl", "x.har"], "unrecognised option '--neutrl'"),
        (["--synthetic", "objects=x"], "'x' is not a size"),
        (["x.har", "-o", "no/such/folder/page.json"], "no/such/folder/page.json: this file cannot be written"),
    ],
)
def test_mistakes_write_nothing(pagewire, arguments, sentence):
    pagewire.write("x.har", HAR)
    assert sentence in pagewire.refused("page", *arguments)


def test_a_broken_har_names_its_line(pagewire):
    pagewire.write("x.har", HAR.replace('"wait": 5', '"wait": "long"'))
    assert pagewire.refused("page", "x.har").startswith('pagewire: x.har:2: "wait" is the text "long"')
    pagewire.write("x.har", HAR[:400])
    line = HAR[:400].count("\n") + 1
    assert f"x.har:{line}: this is not JSON" in pagewire.refused("page", "x.har")


def test_every_capture_imports(pagewire, source):
    folder = pathlib.Path(os.environ.get("PAGEWIRE_DATA", source / "../shared/data")) / "har"
    captures = sorted(folder.glob("*.har"))
    if not captures:
        pytest.skip("the captures are not here: set PAGEWIRE_DATA to their folder")
    for capture in captures:
        done = pagewire.run("page", capture.resolve(), "-o", "page.json")
        assert done.returncode == 0, done.stderr
        assert len(resources(pagewire.folder / "page.json")) >= 30
