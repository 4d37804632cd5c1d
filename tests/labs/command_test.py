# SPDX-License-Identifier: GPL-2.0-only
"""The command `pagewire lab`, and its mistakes."""

import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from model_student import SOURCE
from pagewire import InputError
from pagewire.labs import Lab
from pagewire.labs.starting import personal_link

BUILD = pathlib.Path(os.environ["PAGEWIRE_BUILD"])


def pagewire(*arguments, folder=None):
    return subprocess.run([BUILD / "pagewire", *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.fixture
def lab(tmp_path):
    done = pagewire("lab", "start", "1", "--student", "Ada", folder=tmp_path)
    assert done.returncode == 0 and "pagewire notebook 01-connections/lab.ipynb" in done.stdout
    return tmp_path / "01-connections"


def test_list_has_every_lab():
    done = pagewire("lab", "list")
    found = re.findall(r"^(\d\d)  .+  \(\d+ min\)$", done.stdout, re.M)
    assert done.returncode == 0 and found == [path.parent.name[:2] for path in sorted(SOURCE.glob("labs/*/worksheet.md"))]


def test_a_folder_has_the_students_own_numbers(lab):
    mine = (lab / "worksheet.md").read_text()
    printed = (SOURCE / "labs/01-connections/worksheet.md").read_text()
    assert re.search(r"\*D\* \| \d+ ms", mine).group() in mine
    assert mine != printed and mine.partition("<!-- end of numbers -->")[2].count("##") == printed.partition("<!-- end of numbers -->")[2].count("##")
    assert json.loads((lab / "answers.json").read_text())["student"] == "ada"
    delay = re.search(r"\*D\* \| (\d+ ms)", mine).group(1).replace(" ", "")
    assert f"delay = {delay}" in (lab / "short.ini").read_text()


def test_links_of_the_worksheet_still_lead_somewhere(lab):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", (lab / "worksheet.md").read_text())
    assert links
    for link in links:
        assert (lab / link).exists()


def test_without_a_handbook_only_the_words_of_a_link_are_left(tmp_path):
    assert personal_link("set-up", "../docs/no.md", tmp_path, tmp_path) == "set-up"


def test_folders_on_the_way_are_made(tmp_path):
    assert pagewire("lab", "start", "1", "-o", "class/ada", folder=tmp_path).returncode == 0
    assert (tmp_path / "class/ada/worksheet.md").is_file()


def test_starting_twice_overwrites_nothing(lab):
    (lab / "answers.json").write_text("mine")
    done = pagewire("lab", "start", "1", "--student", "Ada", folder=lab.parent)
    assert done.returncode == 2 and "is there already" in done.stderr
    assert (lab / "answers.json").read_text() == "mine"


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["start", "77"], "there is no lab '77'"),
        (["start", "01-conections"], "did you mean '01-connections'?"),
        (["start", "1", "--studnet", "x"], "did you mean '--student'?"),
        (["start"], "required: N"),
        (["start", "1", "-o", "."], "write -o 01-connections"),
        (["start", "1", "-o", "new/.."], "write -o new/../01-connections"),
        (["strat", "1"], "did you mean 'start'?"),
        (["check", "1"], "pagewire lab start makes it"),
        (["check", "1", "nowhere.json"], "there is no such file"),
        (["key", "1"], "--student"),
    ],
)
def test_mistakes(tmp_path, arguments, said):
    done = pagewire("lab", *arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "") and said in done.stderr
    assert list(tmp_path.iterdir()) == []


def unbuilt(*arguments, folder):
    """The command by the sources alone."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE / "src/python"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = ["/usr/bin/python3", "-m", "pagewire", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("arguments", [["report", "results"], ["sweep", "short.ini"]])
def test_what_needs_the_simulator_says_so_without_it(tmp_path, arguments):
    done = unbuilt(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"pagewire: this needs the simulator, .*: \./waf setup builds it\n", done.stderr)
    assert list(tmp_path.iterdir()) == []


def test_without_the_simulator_the_notebook_is_opened_by_the_sources(tmp_path):
    done = unbuilt("lab", "start", "1", "--fallback", folder=tmp_path)
    assert done.returncode == 0 and "python3 -m pagewire notebook 01-connections/lab.ipynb" in done.stdout


@pytest.mark.parametrize(
    "content, said",
    [
        ("{", "is not whole"),
        ("[]", "is no file of answers"),
        ('{"pagewire-answers": 1}', "'lab' is missing"),
        ('{"pagewire-answers": 1, "lab": "02-x", "student": "a", "questions": {}, "surprises": "", "hours": null}', "has the answers to 02-x"),
        ('{"pagewire-answers": 1, "lab": "01-connections", "student": "a", "questions": {"1": 3}, "surprises": ""}', "question '1'"),
        ('{"pagewire-answers": 1, "lab": "01-connections", "student": "a", "questions": {}, "surprises": "", "hours": "x"}', "'hours' is no number"),
    ],
)
def test_broken_answers(lab, content, said):
    (lab / "answers.json").write_text(content)
    done = pagewire("lab", "check", "1", folder=lab)
    assert done.returncode == 2 and said in done.stderr and "answers.json" in done.stderr


def test_a_check_without_answers_says_what_to_do(lab):
    done = pagewire("lab", "check", "1", folder=lab.parent)
    assert done.returncode == 1
    assert 'not answered yet: lab.predict("1", connect=..., exchange=..., link=...)' in done.stdout


def test_what_is_predicted_in_one_call_is_asked_for_in_one(tmp_path):
    assert pagewire("lab", "start", "9", "-o", "lab", folder=tmp_path).returncode == 0
    done = pagewire("lab", "check", "9", "lab", "--question", "1", folder=tmp_path)
    assert done.stdout.count('lab.predict("1", lru=..., fifo=..., unlimited=...)') == 3


def test_results_of_another_scenario_do_not_count(lab):
    mine = Lab(lab)
    mine.predict("1", connect=1, exchange=2, link=3)
    mine.measure("1", progress=False)
    mine.answer("1", plt_ms=float(mine.results("1").runs["plt_ms"].iloc[0]))
    assert "ok    plt_ms" in pagewire("lab", "check", "1", folder=lab).stdout
    changed = (lab / "short.ini").read_text().replace("h10", "h11")
    (lab / "short.ini").write_text(changed)
    done = pagewire("lab", "check", "1", "--question", "1", folder=lab)
    assert done.returncode == 2 and "short.ini: is not as pagewire lab start made it" in done.stderr
    with pytest.raises(InputError, match="is not as pagewire lab start made it"):
        mine.measure("1")
    with pytest.raises(InputError, match="is not as pagewire lab start made it"):
        mine.check()


def test_a_page_of_somebody_else_does_not_count(lab):
    shutil.copy(SOURCE / "labs/01-connections/page.json", lab)
    done = pagewire("lab", "check", "1", folder=lab)
    assert done.returncode == 2 and "page.json: is not as pagewire lab start made it" in done.stderr


def handed_in(lab, place, student, **more):
    """The answers.json of another student."""
    content = json.loads((lab / "answers.json").read_text())
    content.update(student=student, **more)
    place.write_text(json.dumps(content))
    return place


def test_a_class_has_a_line_a_student(lab, tmp_path):
    # The delay decides the first prediction; of two predictions it is the first that counts.
    numbers = dict(re.findall(r"^\| \*(\w)\* \| (\S+)", (lab / "worksheet.md").read_text(), re.M))
    trips = 2 * int(numbers["D"]) * (int(numbers["N"]) + 1)
    link = (int(numbers["H"]) + int(numbers["N"]) * int(numbers["S"])) * 8 / (int(numbers["B"]) * 1000)
    right = {"connect": trips, "exchange": trips, "link": link}
    tries = {"predictions": [right, {**right, "link": 0}], "before_measuring": 1, "answers": {}}
    files = [
        handed_in(lab, tmp_path / "ada.json", "ada", hours=1.5, questions={"1": tries}),
        handed_in(lab, tmp_path / "bob.json", "bob", hours=2),
    ]
    done = pagewire("lab", "check", "1", *files)
    assert done.returncode == 1
    found = re.findall(r"^(\w+) +(\d+) +(\d+) +(\d+) +(\d+) of 4 +([\d.]+)$", done.stdout, re.M)
    assert found == [("ada", "0", "1", "19", "1", "1.5"), ("bob", "0", "0", "20", "0", "2")]


def test_one_that_cannot_be_read_does_not_keep_a_class_from_being_checked(lab, tmp_path):
    files = [tmp_path / f"{name}.json" for name in ["ada", "broken", "bob"]]
    content = json.loads((lab / "answers.json").read_text())
    for file in files:
        file.write_text(json.dumps({**content, "student": file.stem, "fallback": file.stem == "bob"}))
    files[1].write_text("{")
    done = pagewire("lab", "check", "1", *files)
    assert done.returncode == 2 and "broken.json: is not whole" in done.stderr
    lines = done.stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines] == ["ada", "bob"]
    assert ["shipped results" in line for line in lines] == [False, True]


def test_without_the_simulator_shipped_results_are_offered_and_checked(tmp_path):
    for action in (["start", "1"], ["key", "1", "--student", "ada"]):
        done = unbuilt("lab", *action, folder=tmp_path)
        assert done.returncode == 2 and "--fallback" in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert unbuilt("lab", "start", "1", "--fallback", "-o", "lab", folder=tmp_path).returncode == 0
    done = unbuilt("lab", "check", "1", "lab/answers.json", folder=tmp_path)
    assert done.returncode == 1 and "not answered yet" in done.stdout


def closed_early(*command):
    """Exit status and complaints of a command whose reader reads nothing."""
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as output:
        done = subprocess.run([BUILD / "pagewire", *command], stdout=output, stderr=subprocess.PIPE, text=True, timeout=60)
    return done.returncode, done.stderr


@pytest.mark.parametrize("arguments", [["list"], ["key", "--help"], ["key", "1", "--student", "x"]])
def test_a_reader_may_have_had_enough(arguments):
    # By SIGPIPE, 13, other programs end, too.
    assert closed_early("lab", *arguments) == (128 + 13, "")


def test_help():
    assert "pagewire lab start N" in pagewire("lab", "--help").stdout
    for action in ["list", "start", "check", "key"]:
        done = pagewire("lab", action, "--help")
        assert done.returncode == 0 and f"pagewire lab {action}" in done.stdout


def test_figures_by_command(lab):
    assert pagewire("run", "short.ini", "-o", "r", "--har", folder=lab).returncode == 0
    assert pagewire("figure", "waterfall", "r/runs/0001", "-o", "w.png", folder=lab).returncode == 0
    assert (lab / "w.png").read_bytes().startswith(b"\x89PNG")
    done = pagewire("figure", "watrefall", "r", folder=lab)
    assert done.returncode == 2 and "did you mean 'waterfall'?" in done.stderr
    done = pagewire("figure", "waterfall", "nowhere", "-o", "x.png", folder=lab)
    assert done.returncode == 2 and "nowhere" in done.stderr and not (lab / "x.png").exists()
