# SPDX-License-Identifier: GPL-2.0-only
"""What executes the commands of documents notices what goes wrong, and says where."""

import pytest
from example_checkout import Checkout
from shell_blocks import Block, blocks, loose_commands, script, shown_outputs, stale_outputs

TEXT = """# A document

```sh
mkdir made          # in the first block
cd made
```

```python
number = 6
```

- in a list

  ```sh
  touch it
  ```

````{note}
```python
import pathlib
assert pathlib.Path("it").exists()
assert number * 7 == 42
```
````

```text
rm -r everything
```
"""


@pytest.fixture
def execute(tmp_path):
    (tmp_path / "source").mkdir()
    build = tmp_path / "no-build"
    build.mkdir()
    (build / "pagewire.pc").write_text("prefix=/usr\nlibdir=/usr/lib\nincludedir=${prefix}/include\n")

    def run(text, typed=lambda line: line, seconds=30):
        (tmp_path / "home").mkdir()
        (tmp_path / "source/x.md").write_text(text)
        checkout = Checkout(tmp_path / "home", tmp_path / "source", build, tmp_path / "fonts")
        return checkout, checkout.run(script(text, typed), "x.md", seconds)

    return run


def test_blocks_are_found_wherever_they_stand():
    assert blocks(TEXT) == [
        Block("sh", 4, ["mkdir made          # in the first block", "cd made"]),
        Block("python", 9, ["number = 6"]),
        Block("sh", 15, ["touch it"]),
        Block("python", 20, ["import pathlib", 'assert pathlib.Path("it").exists()', "assert number * 7 == 42"]),
        Block("text", 27, ["rm -r everything"]),
    ]


def test_commands_outside_of_fences_are_told():
    text = "Type\n\n    pagewire run\n    PYTHONPATH=x python3\n\nfor\n\n    time = octets / rate\n\n```sh\nif true; then\n    cd x\nfi\n```\n"
    assert loose_commands(text) == [3, 4]


def test_blocks_see_what_those_before_have_made(execute):
    checkout, done = execute(TEXT)
    assert done.returncode == 0, done.output
    assert (checkout.root / "made/it").exists()


@pytest.mark.parametrize(("line", "told"), [
    ("false", "FAILED: x.md:4: false: exit status 1"),
    ("there-is-no-such-command", "FAILED: x.md:4: there-is-no-such-command: exit status 127"),
    ("cat missing | sort", "FAILED: x.md:4: "),
    ("(exit 3)", "exit status 3"),
])
def test_the_first_failure_is_told_with_its_place_and_ends_the_document(execute, line, told):
    checkout, done = execute(f"# A\n\n```sh\n{line}\ntouch later\n```\n")
    assert done.returncode != 0 and told in done.output
    assert not (checkout.root / "later").exists()


def test_a_program_whose_reader_has_had_enough_has_not_failed(execute):
    assert execute("# A\n\n```sh\nyes | head -n 1\n```\n")[1].returncode == 0


def test_python_that_raises_is_told_with_its_line_in_the_document(execute):
    checkout, done = execute("# A\n\n```python\nx = 1\nassert x == 2\n```\n\n```sh\ntouch later\n```\n")
    assert done.returncode != 0
    assert 'x.md", line 5' in done.output and "FAILED: x.md:4: a block of Python" in done.output
    assert not (checkout.root / "later").exists()


def test_lines_may_be_left_out_or_replaced_without_moving_others(execute):
    other = {"sleep 1000": "", "wait-for-me": "sleep 1000 &"}
    text = "# A\n\n```sh\nsleep 1000\nwait-for-me\nfalse\n```\n"
    assert "FAILED: x.md:6: false" in execute(text, lambda line: other.get(line, line))[1].output


def test_a_document_that_does_not_end_is_ended(execute):
    assert execute("# A\n\n```sh\nsleep 1000\n```\n", seconds=1)[1].returncode == -9


def test_a_capture_for_wireshark_must_be_one(execute):
    _, done = execute("# A\n\n```sh\necho no capture > it.pcap\nwireshark -o tls.keylog_file:keys.log it.pcap\n```\n")
    assert done.returncode != 0 and "FAILED: x.md:5: " in done.output


SEVEN = "# A\n\n```sh\necho nothing\nseq 7 | sed 's/^/row  /'\n```\n\n```text\n{}\n```\n"


@pytest.mark.parametrize("shown", ["row  1\nrow  2", "row  7", "row  1\n...\nrow  6\nrow  7", "r...1\n...", "nothing\nrow  1"])
def test_output_may_be_shown_in_part(execute, shown):
    text = SEVEN.format(shown)
    assert stale_outputs(text, "x.md", execute(text)[1].output) == []


@pytest.mark.parametrize("shown", ["row  8", "row 1", "row  1\nrow  3", "row  3\n...\nrow  2", "row", "seq 7"])
def test_stale_output_is_told_with_its_place(execute, shown):
    text = SEVEN.format(shown)
    [told] = stale_outputs(text, "x.md", execute(text)[1].output)
    assert told.startswith("x.md:9: ") and "row  7" in told


def test_what_python_prints_is_compared_too(execute):
    text = """# A

```python
print("one")
```
```sh
echo two
```
```text
{}
```

```python
print("three")
```
```text
{}
```
"""
    log = execute(text)[1].output
    assert stale_outputs(text.format("two", "three"), "x.md", log) == []
    assert [told[:8] for told in stale_outputs(text.format("one", "two"), "x.md", log)] == ["x.md:10:", "x.md:17:"]


def test_only_what_stands_right_after_is_output():
    assert shown_outputs("```sh\na\n```\n\nOr by hand:\n\n```text\nb\n```\n") == []
    assert shown_outputs("```sh\na\n```\n\n```ini\nb\n```\n\n```text\nc\n```\n") == []
