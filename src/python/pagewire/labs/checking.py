# SPDX-License-Identifier: GPL-2.0-only
"""Holds answers against what is right: the same for students, teachers and tests."""

from __future__ import annotations

import pathlib
import tempfile
from typing import Any, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from pagewire.errors import InputError
from pagewire.labs import catalogue, starting
from pagewire.labs.answers import Answers
from pagewire.labs.drawing import EXAMPLE
from pagewire.labs.measuring import Measured
from pagewire.labs.steps import Results, Step, Terms, fields_of


class Finding(NamedTuple):
    """What a check found in one step of a question."""

    question: str
    step: str
    state: str
    """"right", "wrong", or "open": not answered, or not measured."""
    words: str
    """What is wrong or to be done; for what is right, what was answered."""


def given_words(step: Step, given: Mapping[str, Any]) -> str:
    """What was answered, in a line."""
    told = [str(given[field]) if len(step.fields) == 1 else f"{field} {given[field]}" for field in step.fields]
    line = ", ".join(told)
    return line if len(line) <= 70 else line[:67] + "..."


def check_step(question: str, step: Step, given: Mapping[str, Any], together: Sequence[str] = ()) -> Finding:
    """One step, with what was answered to it. `together`: the fields of the question that are predicted in one call."""
    lacking = [field for field in step.fields if given.get(field) is None]
    if lacking:
        asked = ", ".join(f"{field}=..." for field in (step.before and together or lacking))
        call = f'lab.{"predict" if step.before else "answer"}("{question}", {asked})'
        return Finding(question, step.name, "open", f"not answered yet: {call}")
    try:
        faults = step.faults(given)
    except InputError as error:
        return Finding(question, step.name, "open", str(error))
    if faults:
        return Finding(question, step.name, "wrong", "; ".join(faults))
    return Finding(question, step.name, "right", given_words(step, given))


def check_question(question: str, steps: Sequence[Step], answers: Answers) -> List[Finding]:
    """The steps of one question, in order."""
    given = {**answers.prediction(question), **answers.answers(question)}
    together = list(fields_of(steps, True))
    return [check_step(question, step, given, together) for step in steps]


def check(entry: catalogue.Entry, answers: Answers, results: Results, only: Optional[str] = None) -> List[Finding]:
    """All steps of all questions in order, or those of one question.

    Raises InputError where the answers are of another lab, or there is no such question.
    """
    if answers.lab != entry.name:
        raise InputError(f"{answers.path}: has the answers to {answers.lab}, not to {entry.name}")
    numbers = numbers_of(entry, answers)
    wanted = list(entry.questions) if only is None else [only]
    found: List[Finding] = []
    for question in wanted:
        found += check_question(question, entry.steps(question, numbers, results), answers)
    return found


def first_guesses(entry: catalogue.Entry, answers: Answers, results: Results) -> Tuple[int, int]:
    """Of the steps that are predicted: how many were right in the first prediction, made before measuring, and how many
    there are."""
    numbers, right, asked = numbers_of(entry, answers), 0, 0
    for question, _, steps in catalogue.questions_with_steps(entry, numbers, results):
        predicted = [step for step in steps if step.before]
        given = answers.first_prediction(question)
        asked += len(predicted)
        right += sum(check_step(question, step, given).state == "right" for step in predicted)
    return right, asked


def numbers_of(entry: catalogue.Entry, answers: Answers) -> Dict[str, Any]:
    """The numbers that the answers are about: the student's, or with the shipped data the example's."""
    return catalogue.as_mapping(entry.numbers(EXAMPLE if answers.fallback else answers.student))


class Replayed:
    """The results of a student's runs, made anew in a temporary folder from nothing but the student's name."""

    def __init__(self, entry: catalogue.Entry, student: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="pagewire-lab-")
        folder = pathlib.Path(self._folder.name)
        starting.write_scenarios(entry, catalogue.as_mapping(entry.numbers(student)), folder)
        self.results = Measured(entry.measurements, folder, make=True)

    def __enter__(self) -> Measured:
        return self.results

    def __exit__(self, *details: object) -> None:
        self._folder.cleanup()


def outcome(step: Step) -> Optional[float]:
    """What was measured in the end of what was predicted; None where there is nothing to compare."""
    return step.outcome() if isinstance(step, Terms) and step.outcome else None


def unknown_fields(steps: Sequence[Step], before: bool, given: Mapping[str, Any]) -> List[str]:
    """Names among the answers that the question does not ask for."""
    return [name for name in given if name not in fields_of(steps, before)]
