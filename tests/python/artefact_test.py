# SPDX-License-Identifier: GPL-2.0-only
"""The artefact: made from results, carried elsewhere, checked there, and found out where a number of it was altered."""

import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

import pagewire
from pagewire import artefact_check
from pagewire.artefact_writer import duration


@pytest.fixture(scope="module")
def packed(results, tmp_path_factory):
    """An artefact in a place from which no results are to be seen."""
    folder = tmp_path_factory.mktemp("reviewer")
    return pagewire.artefact(pagewire.Result(results), folder / "artefact")


@pytest.fixture
def copy(packed, tmp_path):
    """An artefact of one's own, to be altered."""
    return shutil.copytree(packed, tmp_path / "artefact")


def check(folder, program, *arguments):
    """Runs the artefact's check as a reviewer does, with nothing of ours in the environment but the program."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C"}
    return subprocess.run([folder / "check", "--pagewire", program, *arguments], cwd=folder.parent, env=environment,
                          capture_output=True, text=True, timeout=60)


@pytest.fixture
def program():
    return pathlib.Path(pagewire.__file__).parents[2] / "pagewire"


def alter(path, number, column, value):
    """Sets one cell of a table: of the line of this number, counted from 1 without the header."""
    lines = path.read_text().splitlines()
    cells = lines[number].split(",")
    place = lines[0].split(",").index(column)
    old, cells[place] = cells[place], value
    lines[number] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n")
    return old


def test_it_has_what_a_reviewer_needs(packed, results):
    assert sorted(path.name for path in packed.iterdir()) == [
        "LICENCE.md", "README.md", "check", "figures", "manifest.json", "plots", "results"]
    for name in ["runs.csv", "requests.csv", "scenario.ini", "manifest.json"]:
        assert (packed / "results" / name).read_bytes() == (results / name).read_bytes()
    manifest = json.loads((packed / "manifest.json").read_text())
    assert manifest["pagewire"] == pagewire.versions()["pagewire"]
    assert {"libns3.37", "libgnutls30", "libc6"} <= manifest["packages"].keys() or not shutil.which("dpkg-query")
    assert (manifest["seeds"], manifest["rng_runs"], manifest["runs"]) == ([1], [1, 2], 12)
    assert {"matplotlib", "pandas", "python"} <= manifest["python"].keys()
    assert "page-load-time" in manifest["figures"]
    readme = (packed / "README.md").read_text()
    assert "pagewire run results/scenario.ini -o again --har --pcap --qlog" in readme
    assert "$" not in re.sub(r'"\$table"|\$\{table#results/\}', "", readme), "every blank is filled in"


def test_nothing_in_it_names_a_folder_of_this_machine(packed, results, source):
    for path in packed.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for folder in [results.parent, packed.parent, source, pathlib.Path.home()]:
                assert str(folder).encode() not in content or folder == pathlib.Path("/"), path


def test_it_is_the_same_each_time(packed, results, tmp_path):
    again = pagewire.artefact(results, tmp_path / "again")
    files = {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()}
    assert files == {path.relative_to(packed): path.read_bytes() for path in packed.rglob("*") if path.is_file()}


def test_its_check_passes_elsewhere(packed, program):
    done = check(packed, program, "--all")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    lines = done.stdout.splitlines()
    assert lines[0] == f"versions: the same, pagewire {pagewire.versions()['pagewire']}"
    assert "runs: 12 of 12 are made again" in lines
    assert sum(line.startswith("run ") and line.endswith(": the same") for line in lines) == 12
    figures = len(json.loads((packed / "manifest.json").read_text())["figures"])
    assert sum(line.startswith("figure ") and line.endswith(": the same") for line in lines) == figures > 1
    assert lines[-1] == "all is the same"


def test_a_sample_is_the_same_for_the_same_seed(packed, program):
    def chosen(*arguments):
        done = check(packed, program, "--no-figures", "--sample", "2", *arguments)
        assert done.returncode == 0
        return re.findall(r"^run (\d+)", done.stdout, re.M)

    first = chosen()
    assert len(first) == 2 and first == chosen("--seed", "1")
    assert any(chosen("--seed", seed) != first for seed in "abc")


def test_an_altered_number_is_found_and_named(copy, program):
    old = alter(copy / "results" / "requests.csv", 1, "wait_ms", "1.500000")
    done = check(copy, program, "--all", "--no-figures")
    assert done.returncode == 1
    assert "results/requests.csv: is not what was packed (its SHA-256 differs)" in done.stdout
    assert "run 1 (RngRun 1, browser.protocol = h3, access.rate = 10Mbps, access.delay = 25ms): differs" in done.stdout
    assert f"  requests.csv, row 1 of the run, column wait_ms: {old} here, 1.500000 packed" in done.stdout
    assert done.stdout.splitlines()[-1] == "DIFFERS: 1 files, 1 runs, 0 figures"


def test_a_row_that_is_missing_is_found(copy, program):
    path = copy / "results" / "requests.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))
    done = check(copy, program, "--all", "--no-figures")
    assert done.returncode == 1 and "requests.csv: 2 rows here, 1 packed" in done.stdout


def test_a_picture_that_was_altered_is_found(copy, program):
    manifest = json.loads((copy / "manifest.json").read_text())
    for name in manifest["figures"]:
        path = copy / "figures" / f"{name}.svg"
        path.write_text(path.read_text() + "<!-- -->")
    done = check(copy, program, "--sample", "1")
    assert done.returncode == 1
    assert re.search(r"^figure [\w-]+: differs$", done.stdout, re.M)


def test_with_other_versions_it_says_so_and_takes_a_tolerance(copy, program):
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["pagewire"] = "0.0.9"
    value = float(alter(copy / "results" / "runs.csv", 1, "plt_ms", "0"))
    alter(copy / "results" / "runs.csv", 1, "plt_ms", f"{value * 1.005:.6f}")
    del manifest["files"]["results/runs.csv"]
    (copy / "manifest.json").write_text(json.dumps(manifest))
    done = check(copy, program, "--all", "--no-figures")
    assert done.returncode == 1
    assert f"versions: pagewire {pagewire.versions()['pagewire']} here, 0.0.9 packed" in done.stdout
    assert "column plt_ms" in done.stdout and "--tolerance 0.01" in done.stdout
    assert check(copy, program, "--all", "--no-figures", "--tolerance", "0.01").returncode == 0


def test_without_a_program_it_cannot_be_checked(packed):
    done = check(packed, "no-such-program")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "check: no-such-program: no such program; install pagewire, or name it with --pagewire\n"


@pytest.mark.parametrize("new, packed, near", [
    ("101", "100", True), ("99", "100", True), ("101.1", "100", False), ("0", "0", True), ("1", "0", False), ("", "1", False),
])
def test_a_tolerance_is_a_part_of_the_packed_number(new, packed, near):
    assert artefact_check.near(new, packed, 0.01) == near


def test_words_must_agree_whatever_the_tolerance():
    found = artefact_check.differences("runs.csv", [{"status": "ok", "x": "1"}], [{"status": "failed", "x": "1"}], set(), 1)
    assert found == ["runs.csv, row 1 of the run, column status: ok here, failed packed"]


def refused(*arguments):
    with pytest.raises(pagewire.InputError) as caught:
        pagewire.artefact(*arguments)
    return str(caught.value)


def test_mistakes_leave_nothing_behind(results, tmp_path):
    whole = shutil.copytree(results, tmp_path / "out", symlinks=True)
    target = tmp_path / "artefact"
    target.mkdir()
    assert refused(whole, target) == f"{target}: is there already; name a new directory with -o"
    target.rmdir()
    assert "no such directory; make it" in refused(whole, tmp_path / "none" / "artefact")
    page = next((whole / "inputs").iterdir())
    text = page.read_text()
    page.write_text(text + " ")
    assert f"{page}: is not what the runs have read" in refused(whole, target)
    page.write_text(text)
    manifest = json.loads((whole / "manifest.json").read_text())
    (whole / "manifest.json").write_text(json.dumps({**manifest, "missing_runs": ["0003"]}))
    assert "manifest.json: 1 runs are missing; make them with --resume first" in refused(whole, target)
    (whole / "manifest.json").write_text(json.dumps({**manifest, "priorities": "0123"}))
    assert "a policy in Python gave its requests their priorities" in refused(whole, target)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_the_command_writes_it_and_needs_a_name(pagewire_command, results, tmp_path):
    done = pagewire_command("artefact", results, "-o", "made", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "made\n", "")
    assert os.access(tmp_path / "made" / "check", os.X_OK)
    done = pagewire_command("artefact", results, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr == ("pagewire: the following arguments are required: -o/--output (pagewire artefact --help says "
                           "more)\n")


@pytest.mark.parametrize("seconds, words", [(3, "a minute"), (61, "2 minutes"), (3600, "60 minutes"), (3601, "2 hours")])
def test_times_are_told_no_finer_than_they_are_known(seconds, words):
    assert duration(seconds) == words
