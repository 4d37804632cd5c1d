# SPDX-License-Identifier: GPL-2.0-only
"""pagewire.Page: made in every way, shown, written, and read again."""

import json
import os
import pickle
import shutil
import subprocess

import numpy as np
import pagewire
import pytest
from pagewire import InputError, Page, Scenario

ROWS = [
    {"url": "/", "type": "document", "size": "20KB", "think": "12ms", "urgency": 0},
    {"url": "//img.example/a.png", "type": "image", "size": 50_000, "after": "/", "cache_control": "max-age=60"},
    {"url": "//img.example/b.png", "type": "image", "size": np.int64(7), "after": ["/", "//img.example/a.png"]},
]


def described(command, *arguments):
    """What the command `pagewire page` writes."""
    done = command("page", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_page_is_built_resource_by_resource():
    page = Page(ROWS, title="Mine")
    assert page.hosts == {"www.example": "", "img.example": ""}
    frame = page.resources
    assert list(frame["size_bytes"]) == [20_000, 50_000, 7]
    assert list(frame["initiator"]) == ["", "/", "//img.example/a.png"]
    assert list(frame["think_ms"]) == [12.0, 0.0, 0.0]
    assert list(frame["cache_control"]) == ["", "max-age=60", ""]
    assert (page.title, len(page), page.content_bytes) == ("Mine", 3, 70_007)


def test_hosts_of_one_server_are_given_by_mappings():
    rows = [{"url": "/"}, {"url": "//b.example/x", "after": "/"}]
    page = Page(rows, [{"name": "a.example", "server": "s1"}, {"name": "b.example", "server": "s1"}])
    assert page.hosts == {"a.example": "s1", "b.example": "s1"}


def test_where_every_address_names_its_host_the_first_is_the_documents():
    assert list(Page([{"url": "//a.example/"}, {"url": "//b.example/x"}]).hosts) == ["a.example", "b.example"]


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"sise": 3}, 'Page, resource 2: a resource has no "sise": did you mean'),
        ({"size": -1}, 'Page, resource 2: "size" is'),
        ({"after": "/nowhere"}, "Page, resource 2: no resource '/nowhere' stands before this one"),
        ({"size": object()}, "is no value of a page: give texts, numbers, True or False"),
    ],
)
def test_errors_name_the_resource(change, sentence):
    with pytest.raises(InputError, match="") as raised:
        Page([ROWS[0], {**ROWS[1], **change}])
    assert sentence in str(raised.value)


def test_a_file_is_not_resources():
    with pytest.raises(InputError, match="'x.json' is none: read a file with Page.load"):
        Page("x.json")


def test_equality_copies_and_pickles():
    page = Page(ROWS)
    assert page == Page(ROWS) and hash(page) == hash(Page(ROWS))
    assert page != page.renamed(title="Other") and page != "text"
    assert pickle.loads(pickle.dumps(page)) == page
    assert Page.parse(page.text()) == page


def test_synthetic_and_percentile_pages_are_those_of_the_command(pagewire_command):
    assert Page.synthetic().text() == described(pagewire_command, "--synthetic", "objects=40")
    made = Page.synthetic(objects=7, size="12KB", html=3000, hosts=2, found="spread")
    assert made.text() == described(
        pagewire_command, "--synthetic", "objects=7,size=12KB,html=3000,hosts=2,found=spread"
    )
    assert Page.percentile().text() == described(pagewire_command, "--percentile", "50")
    assert Page.percentile(75, device="desktop").text() == described(
        pagewire_command, "--percentile", "75", "--device", "desktop"
    )


def test_mistakes_have_the_commands_sentence(pagewire_command):
    for wrong, arguments in [
        (lambda: Page.synthetic(found="later"), ["--synthetic", "objects=40,found=later"]),
        (lambda: Page.percentile(51), ["--percentile", "51"]),
        (lambda: Page.load("/no/such.json"), ["/no/such.json"]),
    ]:
        with pytest.raises(InputError) as raised:
            wrong()
        assert pagewire_command("page", *arguments).stderr == f"pagewire: {raised.value}\n"


def test_pages_are_loaded_saved_and_made_neutral(source, tmp_path, pagewire_command):
    file = source / "scenarios" / "pages" / "shop.json"
    page = Page.load(file)
    assert page.text() == file.read_text()
    assert Page.load(page.save(tmp_path / "again.json")) == page
    assert page.neutral().text() == described(pagewire_command, file, "--neutral")
    assert [p.name for p in tmp_path.iterdir()] == ["again.json"]
    with pytest.raises(InputError, match="cannot be written"):
        page.save("/no/such/folder/page.json")


def test_har_files_are_imported_as_by_the_command(tmp_path, pagewire_command):
    file = tmp_path / "x.har"
    har = Page(ROWS).to_har(file)
    assert json.loads(file.read_text()) == har
    assert Page.from_har(file).text() == described(pagewire_command, file)
    assert Page.from_har(har, caching=True).text() == described(pagewire_command, file, "--caching")
    with pytest.raises(InputError, match="nine"):
        Page.from_har(har, page="nine")
    with pytest.raises(InputError, match="cannot be read"):
        Page.from_har(tmp_path / "y.har")


def test_what_an_import_leaves_out_is_noted():
    har = Page(ROWS).to_har()
    har["log"]["entries"][2]["response"]["status"] = 0
    page = Page.from_har(har)
    assert len(page) == 2
    assert page.notes == ("1 of 3 entries left out: aborted or blocked, without a response",)


@pytest.mark.parametrize("name", ["news-cached", "article", "shop", "corporate", "tiles", "micro"])
def test_a_har_describes_the_page(source, name):
    page = Page.load(source / "scenarios" / "pages" / f"{name}.json")
    again = Page.from_har(page.to_har(), caching=True)
    columns = ["type", "size_bytes", "think_ms", "urgency", "incremental", "status", "cache_control", "vary"]
    before = page.resources.set_index(["host", "path", "method"])
    after = again.resources.set_index(["host", "path", "method"]).reindex(before.index)
    for column in columns:
        same = before[column].astype(object) == after[column].astype(object)
        assert same.all(), before[~same].join(after, rsuffix="_again").T.iloc[:, :3]
    known = before["header_bytes"] > 0
    assert (before["header_bytes"] == after["header_bytes"])[known].all()


def test_a_har_keeps_when_resources_are_found():
    rows = [
        {"url": "/", "type": "document", "size": 4000},
        {"url": "/a.css", "type": "stylesheet", "size": 10, "after": {"resource": "/", "at": 1000}},
        {"url": "/b.css", "type": "stylesheet", "size": 10, "after": {"resource": "/", "at": "headers"}},
        {"url": "/c.js", "type": "script", "size": 10, "after": {"resource": "/a.css", "delay": "5ms"}},
    ]
    found = {r["url"]: r["after"] for r in json.loads(Page.from_har(Page(rows).to_har()).text())["resources"][1:]}
    assert found == {row["url"]: row["after"] for row in rows[1:]}


def test_archives_are_valid(tmp_path, source):
    if not shutil.which("node") or not os.path.isdir("/usr/share/nodejs/har-validator"):
        pytest.skip("node-har-validator is not installed")
    Page.load(source / "scenarios" / "pages" / "news-cached.json").to_har(tmp_path / "x.har")
    check = "require('har-validator').har(JSON.parse(require('fs').readFileSync(process.argv[1]))).catch(" \
            "e => { console.error(JSON.stringify(e.errors)); process.exit(1) })"
    done = subprocess.run(["node", "-e", check, tmp_path / "x.har"], capture_output=True, text=True,
                          env={**os.environ, "NODE_PATH": "/usr/share/nodejs"})
    assert (done.returncode, done.stderr) == (0, "")


def test_views():
    page = Page(ROWS, title="A <b> & c")
    assert repr(page) == "<Page 'A <b> & c', 3 resources, 2 hosts, 70,007 bytes>"
    html = page._repr_html_()
    assert "A &lt;b&gt; &amp; c" in html and "<b> & c" not in html
    assert "50,007" in html  # the two images
    long = Page.synthetic(objects=60)._repr_html_()
    assert "the first 50" in long and "/image-60" not in long


def test_a_page_is_given_to_a_scenario():
    page = Page(ROWS)
    scenario = pagewire.Scenario(page_file=page)
    assert Page.load(scenario.page.file) == page


@pytest.mark.parametrize("tls", ["none", "1.2", "1.3"])
def test_a_run_replayed_from_its_archive_takes_as_long(tls):
    """Of six HTTP/1.1 connections some are begun for a request that another connection then serves."""
    rows = [
        {"url": "/", "type": "document", "size": "30KB", "think": "50ms"},
        {"url": "/style.css", "type": "stylesheet", "size": "20KB", "after": {"resource": "/", "at": 1000}},
        {"url": "/app.js", "type": "script", "size": "150KB", "after": {"resource": "/", "at": 2000}},
        {"url": "/data.json", "type": "xhr", "size": "5KB", "think": "200ms", "after": "/app.js"},
    ]
    photos = [{"url": f"/{i}.jpg", "type": "image", "size": "40KB", "after": {"resource": "/", "at": 20000}}
              for i in range(8)]
    link = {"access_rate": "50Mbps", "access_delay": "25ms", "browser_protocol": "h11", "browser_tls": tls}
    result = Scenario(page_file=Page(rows + photos), **link).run(har=True)
    again = Page.from_har(result.har())
    # The servers' truth. A round trip is 50 ms; the queue of the link, which looks like thinking, far less.
    think = again.resources.set_index("url")["think_ms"]
    truth = {"/": 50, "/data.json": 200}
    assert {url: pytest.approx(truth.get(url, 0), abs=15) for url in think.index} == think.to_dict()
    replayed = Scenario(page_file=again, **link).run()
    assert replayed.runs["plt_ms"][0] == pytest.approx(result.runs["plt_ms"][0], rel=0.02)
