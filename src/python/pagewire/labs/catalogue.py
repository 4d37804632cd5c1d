# SPDX-License-Identifier: GPL-2.0-only
"""The labs that there are, and what their files say."""

from __future__ import annotations

import functools
import importlib.util
import pathlib
import re
import types
from typing import Any, Callable, Dict, List, Mapping, Tuple

from pagewire.arguments import did_you_mean
from pagewire.errors import InputError
from pagewire.labs.drawing import Draw, Number
from pagewire.labs.measuring import Measurement
from pagewire.labs.steps import Results, Step

PACKAGE = pathlib.Path(__file__).resolve().parent.parent
QUESTION = re.compile(r"question_(\w+)")


def labs_of_sources() -> pathlib.Path:
    """Where the labs are in the source tree, from which or from whose build tree this is run; installed, nowhere."""
    return PACKAGE.parents[2] / "labs"


def labs_folder() -> pathlib.Path:
    """Where the labs are: inside the package, or at the root of the source tree."""
    inside = PACKAGE / "worksheets"
    return inside if inside.is_dir() else labs_of_sources()


class Entry:
    """One lab: the folder NN-name with worksheet.md, lab.ipynb, lab.py, check.py and scenario files."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.name = folder.name
        self.number = folder.name.partition("-")[0]

    @property
    def worksheet(self) -> str:
        """The text of the worksheet, with the numbers of the example."""
        return (self.folder / "worksheet.md").read_text(encoding="utf-8")

    @property
    def title(self) -> str:
        """What the worksheet's heading says after the number."""
        return self._found(r"^# Lab \d+: (.+)$", "a heading '# Lab NN: TITLE'")

    @property
    def minutes(self) -> int:
        """How long a student takes, as the worksheet says."""
        return int(self._found(r"^About (\d+) minutes", "a line 'About NN minutes'"))

    def numbers(self, student: str) -> List[Number]:
        """The numbers of this student's, in the order of the worksheet."""
        drawn: List[Number] = self._module("lab").numbers(Draw(self.name, student))
        return drawn

    def settings(self, numbers: Mapping[str, Any]) -> Dict[str, Dict[str, str]]:
        """The options that these numbers decide, of each scenario file."""
        found: Dict[str, Dict[str, str]] = self._module("lab").settings(numbers)
        return found

    def pages(self, numbers: Mapping[str, Any]) -> Dict[str, Any]:
        """Page descriptions and other files that these numbers decide, by name: a `Page`, or a text."""
        make: Callable[[Mapping[str, Any]], Dict[str, Any]] = getattr(self._module("lab"), "pages", lambda _: {})
        return make(numbers)

    @property
    def measurements(self) -> Dict[str, Measurement]:
        """What is run for each question that has something to measure."""
        found: Dict[str, Measurement] = self._module("lab").MEASUREMENTS
        return found

    @property
    def questions(self) -> Dict[str, str]:
        """The questions in order, and what each is about: the first line of its function's documentation."""
        functions = vars(self._module("check"))
        asked = [(match.group(1), one) for name, one in functions.items() if (match := QUESTION.fullmatch(name))]
        return {question: str(one.__doc__).partition("\n")[0].rstrip(".") for question, one in asked}

    def steps(self, question: str, numbers: Mapping[str, Any], results: Results) -> List[Step]:
        """What is right in a question, step by step."""
        if question not in self.questions:
            hint = did_you_mean(question, list(self.questions), f"it has {', '.join(self.questions)}")
            raise InputError(f"lab {self.number} has no question '{question}': {hint}")
        found: List[Step] = getattr(self._module("check"), f"question_{question}")(numbers, results)
        return found

    def effects(self, numbers: Mapping[str, Any], results: Results) -> Dict[str, float]:
        """What the worksheet promises that one sees, by the words of its table, and how large it is."""
        found: Dict[str, float] = self._module("check").effects(numbers, results)
        return found

    def promised(self) -> Dict[str, float]:
        """How large each effect is at least, as the worksheet prints it."""
        part = self.worksheet.partition("\n## What you should have seen\n")[2].partition("\n## ")[0]
        return {name.strip(): float(least) for name, least in re.findall(r"^\| (.+?) \| ([0-9.]+) \|$", part, re.M)}

    def _module(self, name: str) -> types.ModuleType:
        return load(self.folder / f"{name}.py")

    def _found(self, pattern: str, what: str) -> str:
        match = re.search(pattern, self.worksheet, re.M)
        if not match:
            raise InputError(f"{self.folder / 'worksheet.md'}: has not {what}: write it")
        return match.group(1)


@functools.lru_cache(maxsize=None)
def load(path: pathlib.Path) -> types.ModuleType:
    """A lab's file as a module of its own; many labs have files of one name."""
    name = f"pagewire.worksheet_{path.parent.name.replace('-', '_')}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise InputError(f"{path}: cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entries() -> List[Entry]:
    """The labs by number."""
    return [Entry(path.parent) for path in sorted(labs_folder().glob("[0-9][0-9]-*/worksheet.md"))]


def find(which: str) -> Entry:
    """The lab with this number ("1", "01") or name; raises InputError where there is none."""
    known = {entry.number: entry for entry in entries()}
    by_name = {entry.name: entry for entry in known.values()}
    found = by_name.get(which) or known.get(which.zfill(2))
    if found is None:
        hint = did_you_mean(which, list(by_name), f"there are {', '.join(known)} (pagewire lab list)")
        raise InputError(f"there is no lab '{which}': {hint}")
    return found


def as_mapping(numbers: List[Number]) -> Dict[str, Any]:
    """The values by their symbols."""
    return {one.symbol: one.value for one in numbers}


def questions_with_steps(entry: Entry, numbers: Mapping[str, Any], results: Results) -> List[Tuple[str, str, List[Step]]]:
    """Each question with what it is about and its steps."""
    return [(question, about, entry.steps(question, numbers, results)) for question, about in entry.questions.items()]
