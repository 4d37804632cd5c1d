# SPDX-License-Identifier: GPL-2.0-only
"""The report: one page that holds itself together, in a browser and in bytes."""

import html
import html.parser
import importlib.util
import json
import pathlib
import re
import shutil
import subprocess

import chromium
import pytest

import pagewire
from pagewire import report_waterfalls
from pagewire.report_html import element
from pagewire.report_tables import span

VOID = {"meta", "link", "img", "br"}


class Reader(html.parser.HTMLParser):
    """What a page is made of: elements with their attributes, and the text of headings and cells. Fails where elements do
    not nest."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.texts = [], [], {}
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and data.strip():
            self.texts.setdefault(self.open[-1], []).append(data.strip())

    def having(self, tag, **attributes):
        return [own for name, own in self.elements if name == tag and attributes.items() <= own.items()]


@pytest.fixture(scope="module")
def page(results):
    """The report of a sweep, written beside its results."""
    return pagewire.report(pagewire.Result(results), results.parent / "report.html")


@pytest.fixture(scope="module")
def reader(page):
    return Reader(page.read_text())


@pytest.fixture
def copy(results, tmp_path):
    """The results in another place, to be damaged."""
    return shutil.copytree(results, tmp_path / "out", symlinks=True)


def refused(call, *arguments):
    with pytest.raises(pagewire.InputError) as caught:
        call(*arguments)
    return str(caught.value)


def test_it_has_title_parts_and_tables(reader):
    assert reader.texts["h1"] == ["A <small> page"]
    assert reader.texts["h2"] == ["Summary", "Figures", "Waterfalls", "Runs", "Made from"]
    assert {"Page load time (ms)", "Runs", "Checksums (SHA-256)"} <= set(reader.texts["caption"])


def test_the_summary_is_that_of_the_result(page, results):
    frame = pagewire.Result(results).summary()
    text = page.read_text()
    table = text[text.index("<caption>Page load time"):].split("</table>")[0]
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", table)][1:]
    assert len(rows) == len(frame) == 6
    for row, (key, found) in zip(rows, frame.iterrows()):
        assert row[:3] == list(key)
        assert row[3:] == ["2 ok", "2", f"{found['mean']:.2f}", f"{found['half_width']:.2f}", f"{found['median']:.2f}"]


def test_nothing_in_it_is_fetched_from_elsewhere(reader):
    for tag, attributes in reader.elements:
        assert not {"src", "srcset", "action"} & attributes.keys(), (tag, attributes)
        assert tag not in {"link", "iframe", "object", "embed", "base"}
        for name in {"href", "xlink:href"} & attributes.keys():
            assert "://" not in attributes[name], "links are relative"


def test_links_lead_to_the_files_of_the_runs(reader, page):
    targets = [link["href"] for link in reader.having("a") if not link["href"].startswith("#")]
    for target in targets:
        assert (page.parent / target).is_file(), target
    kinds = {target.rsplit(".", 1)[-1] for target in targets}
    assert {"har", "pcap", "sqlog", "log", "csv", "ini"} <= kinds


def test_pictures_have_words_and_names_of_their_own(reader):
    pictures = reader.having("svg", role="img")
    assert len(pictures) > 1
    assert all(picture["aria-label"] for picture in pictures)
    names = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    used = {target[1:] for _, attributes in reader.elements for target in [attributes.get("xlink:href") or ""] if target}
    assert used <= set(names)
    assert len({name for name in names if name.startswith("page_load_time")}) > 1


def test_figures_without_data_are_named_with_the_reason(page):
    text = page.read_text()
    assert "<td>stampede</td><td>needs load.csv, which is not among the tables</td>" in text


def test_it_says_how_to_have_it_again(page, results):
    text = page.read_text()
    assert "pagewire run out/scenario.ini -o results-again --har --pcap --qlog\npagewire report out -o report.html" in text
    assert pagewire.versions()["pagewire"] in text
    manifest = json.loads((results / "manifest.json").read_text())
    assert all(digest in text for digest in manifest["inputs"].values())


def test_its_commands_can_be_pasted_whatever_names_there_are(results, tmp_path):
    whole = shutil.copytree(results, tmp_path / "my out", symlinks=True)
    manifest = json.loads((whole / "manifest.json").read_text())
    (whole / "manifest.json").write_text(json.dumps({**manifest, "priorities": "0123", "ns3_arguments": ["--ns3::A::B=1 2"]}))
    text = html.unescape(pagewire.report(whole, tmp_path / "report.html").read_text())
    assert "pagewire run 'my out/scenario.ini' -o results-again --har --pcap --qlog '--ns3::A::B=1 2'\n" in text
    assert "plots/cdf.py 'my out' -o cdf.pdf" in text
    assert "but for the policy in Python that gave requests their priorities" in text


def test_the_same_results_give_the_same_bytes(page, pagewire_command):
    first = page.read_bytes()
    done = pagewire_command("report", "out", "-o", "report.html", folder=page.parent)
    assert (done.returncode, done.stdout, done.stderr) == (0, "report.html\n", "")
    assert page.read_bytes() == first


def test_names_and_titles_cannot_become_markup(copy, tmp_path):
    attack = "</script></title><img src=x onerror=alert(1)>"
    for name in ["scenario.ini", "manifest.json"]:
        path = copy / name
        path.write_text(path.read_text().replace("A <small> page", attack).replace('"gnutls": "', f'"{attack}": "'))
    for path in sorted(copy.glob("store/*/page.har")):
        archive = json.loads(path.read_text())
        archive["log"]["pages"][0]["title"] = attack
        archive["log"]["entries"][0]["request"]["url"] += attack
        path.write_text(json.dumps(archive))
    runs = copy / "runs.csv"
    runs.write_text(runs.read_text().replace(",h11,", f",h11{attack},"))
    text = pagewire.report(copy, tmp_path / "report.html").read_text()
    reader = Reader(text)
    assert not reader.having("img") and not [own for _, own in reader.elements if "onerror" in own]
    assert reader.texts["h1"] == [attack] and reader.texts["title"] == [attack]


def test_the_policy_lets_only_the_scripts_of_the_page_run(reader):
    policy = reader.having("meta", **{"http-equiv": "Content-Security-Policy"})[0]["content"]
    assert "default-src 'none'" in policy and "script-src 'unsafe-inline'" not in policy


def test_without_the_viewer_waterfalls_are_figures(results, tmp_path, monkeypatch):
    monkeypatch.setattr(report_waterfalls, "HERE", tmp_path)
    reader = Reader(pagewire.report(results, tmp_path / "report.html").read_text())
    assert reader.having("script") == []
    assert sum(bool(re.search(r" run \d+: ", picture["aria-label"])) for picture in reader.having("svg", role="img")) == 6
    assert any("./waf setup" in text for text in reader.texts["p"])


def test_damaged_results_are_refused_with_file_and_remedy(copy, tmp_path):
    target = tmp_path / "report.html"
    assert "none: no such directory of results" in refused(pagewire.report, tmp_path / "none", target)
    (copy / "runs.csv").rename(copy / "kept")
    assert f"{copy}/runs.csv: no such table; finish the results" in refused(pagewire.report, copy, target)
    (copy / "runs.csv").write_text((copy / "kept").read_text() + "13,1\n")
    assert "runs.csv:14: not as many cells as columns" in refused(pagewire.report, copy, target)
    (copy / "runs.csv").write_text((copy / "kept").read_text().replace("\n1,1,1,1,", "\n1,1,one,1,"))
    assert "runs.csv:2: seed 'one' is no number" in refused(pagewire.report, copy, target)
    (copy / "manifest.json").write_text((copy / "manifest.json").read_text().replace("inputs/", "inputs/../"))
    assert "lies outside inputs/" in refused(pagewire.report, copy, target)
    (copy / "manifest.json").write_text("{")
    assert "manifest.json: is not whole" in refused(pagewire.report, copy, target)
    (copy / "manifest.json").write_text('{"pagewire": 3}')
    assert "manifest.json: damaged, as 'pagewire' is not what it should be" in refused(pagewire.report, copy, target)
    assert not target.exists()


@pytest.mark.parametrize("arguments, sentence", [
    (["none"], "pagewire: none: no such directory of results; pagewire run SCENARIO -o DIR makes one"),
    (["none", "--outptu", "x"], "pagewire: there is no option '--outptu': did you mean '--output'?"),
    ([], "pagewire: the following arguments are required: RESULTS (pagewire report --help says more)"),
])
def test_mistakes_end_with_status_2_and_a_sentence(pagewire_command, tmp_path, arguments, sentence):
    done = pagewire_command("report", *arguments, folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence + "\n")


def test_modules_of_the_working_directory_are_not_taken_for_pythons(pagewire_command, tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    assert pagewire_command("report", "--help", folder=tmp_path).returncode == 0


def test_a_program_without_its_package_says_where_it_looked(tmp_path):
    build = pathlib.Path(pagewire.__file__).parents[2]
    program = shutil.copy(build / "pagewire", tmp_path)
    done = subprocess.run([program, "report", "x"], env={"LD_LIBRARY_PATH": str(build)}, capture_output=True, text=True)
    if "neither in" not in done.stderr:
        pytest.skip("another pagewire is installed here, whose package is found")
    assert done.returncode == 2
    assert f"is neither in {tmp_path}/python nor in" in done.stderr


def test_the_archive_of_another_viewer_is_refused(source, tmp_path):
    spec = importlib.util.spec_from_file_location("viewer", source / "tools" / "viewer.py")
    viewer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(viewer)
    (tmp_path / "x.tgz").write_bytes(b"other")
    assert "SHA-512 differs" in viewer.unpack(tmp_path / "x.tgz", tmp_path / "viewer")
    assert not (tmp_path / "viewer").exists()


# In the browser.


@pytest.fixture(scope="module")
def browser(page, tmp_path_factory):
    if not chromium.program():
        pytest.skip("chromium is not installed (apt install chromium)")
    if not report_waterfalls.find_viewer():
        pytest.skip("the viewer was not fetched (./waf setup)")
    with chromium.Page(page, tmp_path_factory.mktemp("chromium")) as shown:
        yield shown


PAUSE = "new Promise((done) => setTimeout(done, 400))"  # the viewer's tooltips wait, and complaints take a moment
ROWS = "document.querySelectorAll('#waterfall .row-item').length"


def entries(results, run):
    return len(json.loads((results / "runs" / f"{run:04d}" / "page.har").read_text())["log"]["entries"])


def test_it_opens_without_a_complaint_or_a_request(browser, page):
    assert browser.complaints() == []
    assert browser.requests() == [page.resolve().as_uri()]
    assert browser.value("document.title") == "A <small> page"
    assert browser.value("document.querySelectorAll('table').length") >= 5


def test_the_waterfall_has_a_row_for_each_entry_of_the_chosen_run(browser, results):
    choices = browser.value("[...document.getElementById('archive').options].map((o) => o.value)")
    assert choices == ["1", "3", "5", "7", "9", "11"], "the first of two repeats of each combination"
    seen = set()
    for run in choices:
        browser.value(f"archive.value = '{run}'; archive.dispatchEvent(new Event('change'))")
        assert browser.value(ROWS) == entries(results, int(run)) > 1
        seen.add(browser.value("document.querySelector('#waterfall svg').outerHTML"))
    assert len(seen) == len(choices), "every run looks different"
    assert browser.complaints() == []


@pytest.mark.parametrize("width", [1200, 400])
def test_it_fits_the_window(browser, width):
    browser.size(width, 900)
    assert browser.value("document.documentElement.scrollWidth") <= width


@pytest.fixture
def attacked(copy, tmp_path, browser):
    """The page of an archive whose first entry is an image with an address that is markup."""
    path = copy / "runs" / "0001" / "page.har"
    archive = json.loads(path.read_text())
    entry = archive["log"]["entries"][0]
    entry["request"]["url"] += "<img src=x onerror=\"document.title='owned'\">"
    entry["response"]["content"]["mimeType"] = "image/png"
    path.write_text(json.dumps(archive))
    target = pagewire.report(copy, tmp_path / "report.html")
    with chromium.Page(target, tmp_path) as shown:
        yield shown


def click(shown, what):
    shown.value(f"document.querySelector('{what}').dispatchEvent(new MouseEvent('click', {{bubbles: true, cancelable: true}}))")
    shown.value(PAUSE)


def test_what_the_viewer_shows_does_nothing_and_fetches_nothing(attacked):
    page = attacked.requests()
    attacked.value("document.querySelector('.time-block').dispatchEvent(new MouseEvent('mouseenter'))")
    attacked.value(PAUSE)
    assert "%3Cimg" in attacked.value("document.querySelector('.tooltip-payload').innerHTML")
    click(attacked, ".row-item")
    assert attacked.value("document.querySelectorAll('.info-overlay-holder').length") == 1
    assert attacked.value("document.querySelectorAll('#waterfall img').length") == 0
    click(attacked, ".info-overlay-holder header a")
    click(attacked, ".info-overlay-close-btn")
    assert attacked.value("document.querySelectorAll('.info-overlay-holder').length") == 0
    assert attacked.value("document.title") == "A <small> page"
    assert attacked.complaints() == [] and attacked.requests() == page


@pytest.mark.parametrize("numbers, words", [([7], "7"), ([1, 2, 3], "1 to 3"), ([1, 5, 9], "1 to 9, 3 in all")])
def test_seeds_are_told_in_a_few_words(numbers, words):
    assert span(numbers) == words


def test_attributes_are_escaped():
    assert element("p", "<", title='"><b') == '<p title="&quot;&gt;&lt;b">&lt;</p>'
