# SPDX-License-Identifier: GPL-2.0-only
"""Finds what documents tell to type, makes one shell script of a document, and holds what it prints against what the
document shows.

A block "text" right after one that is run, with nothing but blank lines between, is what that prints, or a part of it.
"..." stands for what is left out: lines where it has a line of its own, else the rest or the middle of a line.
"""

import dataclasses
import pathlib
import re
from typing import Callable

RUN = {"sh", "python"}
# What is shown and not typed. "pycon" sessions have a test of their own, which compares what they print.
SHOWN = {"text", "ini", "json", "latex", "pycon", "cpp", "csv", "toml", "xml"}
COMMAND = re.compile(r"(\w+=\S+ )*(pagewire|\./|plots/|build/|python3|/usr/bin/|cd|export|git|sudo|apt|tshark|wireshark)\b")
FENCE = re.compile(r"^( *)(```+)(.*)$")


@dataclasses.dataclass
class Block:
    """A fenced block: its language, the number of its first line in the document, its lines without their indent."""

    language: str
    first: int
    lines: list[str]


def documents(source: pathlib.Path) -> list[pathlib.Path]:
    """The handbook, the README, the worksheets of labs and their notes for teachers."""
    found = [source / "README.md", *source.glob("docs/**/*.md"), *source.glob("labs/*/*.md")]
    return sorted(path.relative_to(source) for path in found)


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a document, from top to bottom; also those within MyST's directives, such as notes."""
    found: list[Block] = []
    directives: list[str] = []
    opened = None
    for number, line in enumerate(text.split("\n"), 1):
        fence = FENCE.match(line)
        indent, ticks, words = fence.groups() if fence else ("", "", "")
        if opened:
            if fence and ticks.startswith(opened[1]) and not words.strip():
                opened = None
            else:
                found[-1].lines.append(line.removeprefix(opened[0]))
        elif fence and directives and not words.strip():
            directives.pop()
        elif words.strip().startswith("{"):
            directives.append(ticks)
        elif fence:
            opened = (indent, ticks)
            found.append(Block(words.strip(), number + 1, []))
    return found


def loose_commands(text: str) -> list[int]:
    """The lines of commands in indented blocks, which no test would execute: commands stand in fences."""
    fenced = {number for block in blocks(text) for number in range(block.first, block.first + len(block.lines))}
    return [number for number, line in enumerate(text.split("\n"), 1)
            if number not in fenced and line.startswith("    ") and COMMAND.match(line.lstrip())]


def script(text: str, typed: Callable[[str], str]) -> str:
    """A document as a script of bash: blocks of Python become calls of `python_block`, and all else that is not to be
    run is blank, so that lines have the numbers that they have in the document. The first line, a heading, begins it.
    `typed(line)` is what is to be typed for a line of shell."""
    lines = [""] * (text.count("\n") + 1)
    lines[0] = '. "$DOCUMENT_PRELUDE"'
    for block in blocks(text):
        if block.language == "python":
            lines[block.first - 1] = f"python_block {block.first}"
        elif block.language == "sh":
            for place, line in enumerate(block.lines, block.first - 1):
                lines[place] = typed(line)
    # Who comes to the end has not failed, whatever the last program's status was.
    return "\n".join([*lines, "exit 0", ""])


def shown_outputs(text: str) -> list[tuple[Block, Block]]:
    """The blocks that are run whose output the document shows, each with what it shows."""
    lines, found = text.split("\n"), blocks(text)
    return [(run, shown) for run, shown in zip(found, found[1:]) if run.language in RUN and shown.language == "text"
            and not "".join(lines[run.first + len(run.lines) : shown.first - 2]).strip()]


def outputs(log: str, document: str) -> dict[int, str]:
    """What each line of a document has printed, by its number: in the log of its script every command is told before it is
    carried out."""
    told = re.compile(rf"\++ {re.escape(document)}:(\d+): ")
    found: dict[int, str] = {}
    place = 0
    for line in log.splitlines():
        command = told.match(line)
        if command:
            place = int(command.group(1))
        else:
            found[place] = found.get(place, "") + line.rstrip() + "\n"
    return found


def is_shown(lines: list[str], output: str) -> bool:
    """Whether these lines of a document, which may leave something out, stand in an output."""
    patterns = [r"(.*\n)*?" if line.strip() == "..." else re.escape(line.rstrip()).replace(r"\.\.\.", ".*") + r"\n"
                for line in lines]
    return re.search("^" + "".join(patterns), output, re.M) is not None


def stale_outputs(text: str, document: str, log: str) -> list[str]:
    """What a document shows of an output and its commands did not print, each told with its place."""
    printed, stale = outputs(log, document), []
    for run, shown in shown_outputs(text):
        output = "".join(printed.get(number, "") for number in range(run.first, run.first + len(run.lines)))
        if not is_shown(shown.lines, output):
            stale.append(f"{document}:{shown.first}: the commands before it print\n{output}")
    return stale
