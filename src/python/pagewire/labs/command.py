# SPDX-License-Identifier: GPL-2.0-only
"""The command `pagewire lab`."""

from __future__ import annotations

import contextlib
import pathlib
import sys
from typing import Callable, Dict, Iterator, List, Optional, Sequence, Tuple

from pagewire import missing_simulator
from pagewire.arguments import Arguments, did_you_mean
from pagewire.errors import InputError
from pagewire.labs import catalogue, starting
from pagewire.labs.answers import FILE, Answers
from pagewire.labs.checking import Replayed, check, first_guesses, numbers_of
from pagewire.labs.drawing import EXAMPLE
from pagewire.labs.lab import Findings
from pagewire.labs.measuring import Measured

DESCRIPTION = """Lab worksheets. A student's numbers come from the student's name: others for each, the same for one and the
same.

  pagewire lab list                          what labs there are
  pagewire lab start N [--student ID]        makes a folder with worksheet, notebook and scenarios
  pagewire lab check N [FOLDER | FILE ...]   what is right in it; of many answers.json, a line each
  pagewire lab key N --student ID            for teachers: what is right, timing, misconceptions

pagewire lab ACTION --help says more."""
FAILED = 1
MISTAKE = 2


def list_labs(arguments: Sequence[str]) -> int:
    Arguments("lab list", "Lists the labs.").read(arguments)
    for entry in catalogue.entries():
        print(f"{entry.number}  {entry.title}  ({entry.minutes} min)")
    return 0


def start_lab(arguments: Sequence[str]) -> int:
    parser = Arguments("lab start", "Makes a folder with the worksheet, the notebook and the scenarios of a lab.")
    parser.add_argument("lab", metavar="N", help="its number or name")
    parser.add_argument("--student", metavar="ID", default=EXAMPLE, help="whose numbers; else those that the worksheet prints")
    parser.add_argument("-o", "--output", metavar="DIR", type=pathlib.Path, help="the folder; else the lab's name, here")
    parser.add_argument("--fallback", action="store_true", help="with the shipped results of the example, where the simulator "
                        "will not run")
    options = parser.read(arguments)
    entry = catalogue.find(options.lab)
    folder = options.output or pathlib.Path(entry.name)
    starting.start(entry, options.student, folder, options.fallback)
    program = "python3 -m pagewire" if missing_simulator() else "pagewire"
    print(f"{folder}: read worksheet.md, then open the notebook: {program} notebook {folder}/lab.ipynb")
    return 0


def check_lab(arguments: Sequence[str]) -> int:
    parser = Arguments("lab check", "Checks answers. Exit status 0: all is right; 1: something is not, or is open.")
    parser.add_argument("lab", metavar="N", help="the lab's number or name")
    parser.add_argument("places", metavar="FOLDER | FILE", nargs="*", type=pathlib.Path, help="a student's folder, or "
                        "answers.json files, whose runs are made anew; else the folder that this is, or that has the lab's name")
    parser.add_argument("--question", metavar="Q", help="only this question")
    options = parser.read(arguments)
    entry = catalogue.find(options.lab)
    places: List[pathlib.Path] = options.places or [usual_place(entry)]
    if len(places) == 1:
        found = findings(entry, places[0], options.question)
        print(found)
        return 0 if found.passed else FAILED
    return check_class(entry, places, options.question)


def usual_place(entry: catalogue.Entry) -> pathlib.Path:
    """The folder that one is in, or the one that `lab start` made here."""
    here = pathlib.Path(".")
    return here if (here / FILE).is_file() else pathlib.Path(entry.name)


@contextlib.contextmanager
def opened(entry: catalogue.Entry, place: pathlib.Path) -> Iterator[Tuple[Answers, Measured]]:
    """The answers of a folder with its results; those of a lone file with the results made anew."""
    if place.is_dir():
        answers = Answers(place / FILE)
        if not answers.fallback and answers.lab == entry.name:
            starting.refuse_altered(entry, numbers_of(entry, answers), place)
        yield answers, Measured(entry.measurements, place, make=False, fallback=answers.fallback)
        return
    answers = Answers(place)
    if answers.fallback:
        yield answers, Measured(entry.measurements, entry.folder, make=False, fallback=True, results="fallback")
        return
    with Replayed(entry, answers.student) as results:
        yield answers, results


def findings(entry: catalogue.Entry, place: pathlib.Path, question: Optional[str]) -> Findings:
    """What a check finds in one place."""
    with opened(entry, place) as (answers, results):
        return Findings(check(entry, answers, results, question))


def check_class(entry: catalogue.Entry, places: Sequence[pathlib.Path], question: Optional[str]) -> int:
    """A line for each student. What cannot be read is told, and does not keep the others from being checked."""
    status = 0
    print("student           right  wrong  open  right at first  hours")
    for place in places:
        try:
            line, passed = class_line(entry, place, question)
        except InputError as error:
            print(f"pagewire: {error}", file=sys.stderr)
            status = MISTAKE
            continue
        print(line, flush=True)
        status = max(status, 0 if passed else FAILED)
    return status


def class_line(entry: catalogue.Entry, place: pathlib.Path, question: Optional[str]) -> Tuple[str, bool]:
    """How many steps are right, wrong and open; how many of those predicted were right in the first prediction; how many
    hours the student says it took; and whether everything is right. Who worked on the shipped results has the example's
    numbers, which is said."""
    with opened(entry, place) as (answers, results):
        found = Findings(check(entry, answers, results, question))
        counts = [sum(one.state == state for one in found) for state in ("right", "wrong", "open")]
        right, asked = first_guesses(entry, answers, results)
    hours = "" if answers.hours is None else f"{answers.hours:g}"
    line = f"{answers.student:<17} {counts[0]:>5}  {counts[1]:>5}  {counts[2]:>4}  {f'{right} of {asked}':>14}  {hours:>5}"
    line += "  shipped results" if answers.fallback else ""
    return line, found.passed


def key_to_lab(arguments: Sequence[str]) -> int:
    parser = Arguments("lab key", "Prints what is right for a student, as Markdown, with notes for teachers.")
    parser.add_argument("lab", metavar="N", help="its number or name")
    parser.add_argument("--student", metavar="ID", required=True, help="whose key")
    options = parser.read(arguments)
    from pagewire.labs.key import key_text

    print(key_text(catalogue.find(options.lab), options.student), end="")
    return 0


ACTIONS: Dict[str, Callable[[Sequence[str]], int]] = {
    "list": list_labs,
    "start": start_lab,
    "check": check_lab,
    "key": key_to_lab,
}


def main(arguments: Sequence[str]) -> int:
    """The exit status of the command with these arguments."""
    if not arguments or arguments[0] in ("--help", "-h"):
        print(DESCRIPTION)
        return 0 if arguments else 2
    action = arguments[0]
    if action not in ACTIONS:
        raise InputError(f"there is no lab {action}: " + did_you_mean(action, list(ACTIONS), f"there are {', '.join(ACTIONS)}"))
    return ACTIONS[action](arguments[1:])
