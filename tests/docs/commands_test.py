# SPDX-License-Identifier: GPL-2.0-only
"""Types every command of the README, the handbook and the worksheets, and executes every snippet of Python there.

Blocks marked "sh" and "python" are executed in the order in which a document has them, in one shell and one interpreter,
so that later ones find what earlier ones have made. What a document shows right after them is what they print.
"""

import functools
import os
import pathlib
import re
import socket
import subprocess

import pytest
from example_checkout import BROUGHT, Checkout
from shell_blocks import RUN, SHOWN, blocks, documents, loose_commands, script, shown_outputs, stale_outputs

SOURCE = pathlib.Path(os.environ.get("PAGEWIRE_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
BUILD = pathlib.Path(os.environ.get("PAGEWIRE_BUILD", SOURCE / "build")).resolve()
DOCUMENTS = documents(SOURCE)
# A document takes less than a minute on a quiet machine with two processors; this one may be busy.
LIMIT_S = 300


def waf(checkout, *arguments):
    """Runs ./waf in a checkout that is not configured; waflib is taken from where the build had it."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return subprocess.run(["./waf", *arguments], cwd=checkout.root, env={**checkout.environment, "XDG_CACHE_HOME": cache},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT_S)


def is_understood(checkout, line):
    """The options parse, as far as ./waf reads them before it prints its help, and each command is in that help."""
    arguments = line.split()[1:]
    done = waf(checkout, *arguments, "--help")
    assert done.returncode == 0, done.stderr
    for command in arguments:
        assert command.startswith("-") or re.search(rf"^  {command} *:", done.stdout, re.M), f"./waf {command}: no such command"


def demo_runs(checkout, line):
    is_understood(checkout, line)
    done = waf(checkout, "run_demo")
    assert done.returncode == 0, done.stderr
    assert (checkout.root / "results/page-load-time.png").exists()


def notebook_opens(checkout, line):
    is_understood(checkout, line)
    done = waf(checkout, "run_notebook")
    assert done.returncode == 0, done.stderr
    assert "docs/notebooks/first-figure.ipynb" in done.stdout


# The lines that are not run as they stand, since they install, compile or test everything, wait for a browser, or want
# other machines: the test of each, or (a text) what is typed in its place.
INSTEAD = [
    # All of the demo that comes after the build is run.
    (r"\./waf setup demo", demo_runs),
    # The rest with a program in Jupyter's place.
    (r"\./waf notebook", notebook_opens),
    # Continuous integration runs this line.
    (r"\./waf setup test", is_understood),
    # handbook_test.py makes it.
    (r"\./waf (setup )?handbook", is_understood),
    # Configurations of a compilation; `build` and `install` are what the set-up does, too.
    (r"\./waf configure .*", is_understood),
    # Minutes of measuring.
    (r"\./waf bench( --reality)?", is_understood),
    # Nothing is answered yet, of which the exit status tells; tests/labs checks a model student's answers.
    (r"(pagewire lab check\b[^|]*)(\|\| true)?", r"\1 || [ $? = 1 ]"),
    # This machine is all of the machines, and servers run until the document ends.
    (r"dask-scheduler", r"dask-scheduler --host 127.0.0.1 --port DASK_PORT --no-dashboard &"),
    (r"(.*dask-worker tcp://)first-machine:8786", r"\g<1>127.0.0.1:DASK_PORT --no-dashboard &"),
    (r"(.*--dask tcp://)first-machine:8786", r"\g<1>127.0.0.1:DASK_PORT"),
]


def command_of(line):
    return line.split(" #")[0].strip()


def instead_of(line):
    """The row of the table that is about a line."""
    return next(((pattern, what) for pattern, what in INSTEAD if re.fullmatch(pattern, command_of(line))), (None, None))


@functools.cache
def dask_port():
    """A port that nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


def typed(line):
    """What is typed for a line: itself, what stands for it, or nothing where it has a test of its own."""
    pattern, what = instead_of(line)
    if pattern is None:
        return line
    return re.sub(pattern, what, command_of(line)).replace("DASK_PORT", dask_port()) if isinstance(what, str) else ""


def shell_lines(document):
    found = [block.lines for block in blocks((SOURCE / document).read_text(encoding="utf-8")) if block.language == "sh"]
    return [line for lines in found for line in lines]


EXCEPTIONS = sorted({command_of(line) for d in DOCUMENTS for line in shell_lines(d) if instead_of(line)[0]})


@pytest.fixture(scope="session")
def matplotlib(tmp_path_factory):
    """The folder for matplotlib's list of fonts, which takes seconds to make."""
    return tmp_path_factory.mktemp("matplotlib")


@pytest.fixture
def checkout(tmp_path, matplotlib):
    return Checkout(tmp_path, SOURCE, BUILD, matplotlib)


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_what_is_typed_stands_in_fences(document):
    text = (SOURCE / document).read_text(encoding="utf-8")
    for block in blocks(text):
        assert block.language in RUN | SHOWN, f"{document}:{block.first}: is what stands here to be run, or only shown?"
    assert not loose_commands(text), f"{document}: blocks are fenced, not indented"
    for block in blocks(text):
        assert block.language != "sh" or not any("&&" in line for line in block.lines), (
            f"{document}:{block.first}: a line each, since a failure before && goes unnoticed")


@pytest.mark.parametrize("document", [d for d in DOCUMENTS if any(
    block.language in RUN for block in blocks((SOURCE / d).read_text(encoding="utf-8")))], ids=str)
def test_commands_run_as_printed(document, checkout):
    text = (SOURCE / document).read_text(encoding="utf-8")
    checkout.bring("\n".join(shell_lines(document)))
    done = checkout.run(script(text, typed), str(document), LIMIT_S)
    assert done.returncode == 0, f"{document}: exit status {done.returncode}\n{done.output[-4000:]}"
    stale = stale_outputs(text, str(document), done.output)
    assert not stale, "\n".join(stale)


def test_some_document_shows_what_is_printed():
    assert any(shown_outputs((SOURCE / document).read_text(encoding="utf-8")) for document in DOCUMENTS)


@pytest.mark.parametrize("line", [line for line in EXCEPTIONS if callable(instead_of(line)[1])])
def test_lines_that_are_not_run_have_another_test(line, checkout):
    instead_of(line)[1](checkout, line)


def test_tables_of_exceptions_have_none_that_no_document_needs():
    text = "\n".join(line for document in DOCUMENTS for line in shell_lines(document))
    assert [name for name in BROUGHT if name not in text] == []
    needed = {instead_of(line)[0] for line in EXCEPTIONS}
    assert [pattern for pattern, _ in INSTEAD if pattern not in needed] == []
