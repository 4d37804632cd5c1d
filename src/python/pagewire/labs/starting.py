# SPDX-License-Identifier: GPL-2.0-only
"""A student's folder: the worksheet, notebook, scenario files and pages of a lab, with the student's own numbers."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import tempfile
from typing import Any, Dict, Mapping, Sequence

from pagewire.errors import InputError
from pagewire.labs.answers import FILE, Answers
from pagewire.labs.catalogue import Entry, as_mapping, labs_of_sources
from pagewire.labs.drawing import EXAMPLE, Number, cleaned, number_table

TABLE = re.compile(r"(?<=<!-- numbers -->\n).*?(?=<!-- end of numbers -->)", re.S)
LINK = re.compile(r"\[([^\]]*)\]\((\.\./[^)]*)\)")
SECTION = re.compile(r"\s*\[([^\]]+)\]")
# In a sweep options have their sections before them, and several that go together have commas between.
ASSIGNMENT = re.compile(r"(\s*([A-Za-z0-9.-]+(?:, [A-Za-z0-9.-]+)*)\s*=\s*)(.*?)(\s*#.*)?\s*$")


def personal_scenario(text: str, settings: Mapping[str, str], place: str) -> str:
    """A scenario file with other values of some options; its comments stay. `place` is what errors call it."""
    left, section, lines = dict(settings), "", []
    for line in text.splitlines():
        head, assignment = SECTION.match(line), ASSIGNMENT.match(line)
        if head and not line.lstrip().startswith("#"):
            section = head.group(1).strip()
        elif assignment:
            name = assignment.group(2) if section in ("", "sweep") else f"{section}.{assignment.group(2)}"
            if name in left:
                line = f"{assignment.group(1)}{left.pop(name)}{assignment.group(4) or ''}"
        lines.append(line)
    if left:
        raise InputError(f"{place}: has no line for {', '.join(left)}: write one, with the value of the example")
    return "\n".join(lines) + "\n"


def with_numbers(text: str, numbers: Sequence[Number]) -> str:
    """A worksheet with these numbers in its table."""
    table = number_table(numbers)
    return TABLE.sub(lambda _: f"\n{table}\n\n", text)


def personal_link(words: str, target: str, source: pathlib.Path, folder: pathlib.Path) -> str:
    """A link of a worksheet that is read in `folder`, to where it leads from `source`; installed, there is no handbook
    beside the labs, and only the words are left."""
    leads_to = (source / target).resolve()
    return f"[{words}]({os.path.relpath(leads_to, folder.resolve())})" if leads_to.exists() else words


def personal_worksheet(entry: Entry, numbers: Sequence[Number], folder: pathlib.Path) -> str:
    """The worksheet with the student's numbers, as it stands in `folder`; links lead on to where they led."""
    text, source = with_numbers(entry.worksheet, numbers), labs_of_sources() / entry.name
    return LINK.sub(lambda found: personal_link(found.group(1), found.group(2), source, folder), text)


def write_personal(entry: Entry, student: str, draft: pathlib.Path, folder: pathlib.Path) -> None:
    """Writes everything that depends on the student's numbers, and the notebook; `folder` is where `draft` will be."""
    numbers = entry.numbers(student)
    (draft / "worksheet.md").write_text(personal_worksheet(entry, numbers, folder), encoding="utf-8")
    shutil.copyfile(entry.folder / "lab.ipynb", draft / "lab.ipynb")
    write_scenarios(entry, as_mapping(numbers), draft)


def write_scenarios(entry: Entry, numbers: Mapping[str, Any], folder: pathlib.Path) -> None:
    """Writes the scenario files of these numbers, and the pages that they name."""
    settings = entry.settings(numbers)
    for path in sorted(entry.folder.glob("*.ini")):
        text = personal_scenario(path.read_text(encoding="utf-8"), settings.get(path.name, {}), str(path))
        (folder / path.name).write_text(text, encoding="utf-8")
    for name, content in pages(entry, numbers).items():
        if isinstance(content, str):
            (folder / name).write_text(content, encoding="utf-8")
        else:
            content.save(folder / name)


def refuse_altered(entry: Entry, numbers: Mapping[str, Any], folder: pathlib.Path) -> None:
    """Raises InputError where a scenario file or page in a student's folder is not the one of these numbers: what is
    measured with it would be right here, and wrong for whoever makes the runs anew from the student's name."""
    with tempfile.TemporaryDirectory(prefix="pagewire-lab-") as scratch:
        original = pathlib.Path(scratch)
        write_scenarios(entry, numbers, original)
        for path in sorted(original.iterdir()):
            own = folder / path.name
            if not own.is_file() or own.read_bytes() != path.read_bytes():
                raise InputError(
                    f"{own}: is not as pagewire lab start made it: put it back, or start the lab in a new folder and copy "
                    "answers.json there (to try other values: pagewire run --set)"
                )


def pages(entry: Entry, numbers: Mapping[str, Any]) -> Dict[str, Any]:
    """The pages of these numbers; raises InputError where the simulator, which writes pages, cannot be loaded."""
    try:
        return entry.pages(numbers)
    except ImportError as error:
        raise InputError(f"{error}; pagewire lab start {entry.number} --fallback needs none") from None


def write_fallback(entry: Entry, draft: pathlib.Path, folder: pathlib.Path) -> None:
    """Writes the example's files and shipped results, which needs no simulator; `folder` is where `draft` will be."""
    text = personal_worksheet(entry, entry.numbers(EXAMPLE), folder)
    (draft / "worksheet.md").write_text(text, encoding="utf-8")
    for path in entry.folder.iterdir():
        if path.suffix in (".ini", ".json", ".ipynb"):
            shutil.copyfile(path, draft / path.name)
    shutil.copytree(entry.folder / "fallback", draft / "results")


def already_there(folder: pathlib.Path) -> InputError:
    """What is said of a folder that is to be made and is there."""
    return InputError(f"{folder}: is there already: work on in it, or name another folder with -o")


def start(entry: Entry, student: str, folder: pathlib.Path, fallback: bool = False) -> None:
    """Makes the student's folder, whole or not at all.

    `fallback`: with the shipped results of the example, for a machine on which the simulator will not run. Raises
    InputError where the folder is there already, or has no name of its own.
    """
    student = cleaned(student)
    if folder.name in ("", ".."):
        raise InputError(f"{folder}: gives the new folder no name: write -o {folder / entry.name}")
    if folder.exists():
        raise already_there(folder)
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.absolute().parent) as draft:
        made = pathlib.Path(draft, "lab")
        made.mkdir()
        if fallback:
            write_fallback(entry, made, folder.absolute())
        else:
            write_personal(entry, student, made, folder.absolute())
        Answers.new(made / FILE, entry.name, student, fallback)
        try:
            os.rename(made, folder)
        except OSError:
            if not folder.exists():
                raise
            raise already_there(folder) from None
