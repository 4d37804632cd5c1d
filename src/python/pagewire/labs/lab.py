# SPDX-License-Identifier: GPL-2.0-only
"""A lab as its notebook sees it: predict, measure, explain."""

from __future__ import annotations

import numbers
import os
import pathlib
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Union

from pagewire import display
from pagewire.errors import InputError
from pagewire.labs import catalogue, starting
from pagewire.labs.answers import FILE, Answers
from pagewire.labs.checking import Finding, check, numbers_of
from pagewire.labs.drawing import EXAMPLE
from pagewire.labs.measuring import Measured
from pagewire.labs.steps import Step, Terms, fields_of, is_number, shown
from pagewire.names import did_you_mean
from pagewire.result import Result

if TYPE_CHECKING:
    from pagewire.values import FileName

#: Questions go by their number, as a word or as a number.
Question = Union[str, int]


def plain(values: Dict[str, Any]) -> Dict[str, Any]:
    """Numbers out of tables, which have types of numpy's, as numbers of Python's."""
    return {name: value.item() if isinstance(value, numbers.Number) and hasattr(value, "item") else value for name, value in values.items()}


class Lab:
    """The lab whose folder this is, as `pagewire lab start` made it.

    >>> lab = Lab()
    >>> lab.predict("1", connect=4300, request=4300)
    >>> result = lab.measure("1")
    >>> lab.answer("1", cause="handshakes", because="each object waits for its own connection")
    >>> lab.check("1")

    What is predicted and answered is kept in answers.json at once.
    """

    def __init__(self, folder: FileName = ".") -> None:
        """Raises InputError where the folder is none of a lab."""
        self.folder = pathlib.Path(os.fspath(folder)).absolute()
        if not (self.folder / FILE).is_file():
            raise InputError(f"{self.folder}: is no folder of a lab: make one with pagewire lab start N, and open its notebook")
        self._answers = Answers(self.folder / FILE)
        self._entry = catalogue.find(self._answers.lab)
        #: The student's numbers, by their symbols.
        self.numbers: Dict[str, Any] = numbers_of(self._entry, self._answers)
        self._results = Measured(self._entry.measurements, self.folder, make=False, fallback=self._answers.fallback)

    def predict(self, question: Question, **values: Any) -> None:
        """Keeps a prediction; every field of the question's has to be there. Predictions after a measurement are kept
        beside the first."""
        question, values = str(question), plain(values)
        fields = self._known(question, True, values)
        lacking = [name for name in fields if name not in values]
        if lacking:
            raise InputError(f"question {question}: the prediction lacks {', '.join(lacking)}")
        self._answers.predict(question, values)
        for step in self._steps(question):
            if isinstance(step, Terms) and all(is_number(values[term]) for term in step.fields):
                print(f"{step.name}: {shown(step.total(values), step.unit)}")

    def measure(self, question: Question, progress: Optional[bool] = None) -> Result:
        """Makes the runs of a question, once a prediction stands, and gives their results, which are kept in
        results/QUESTION; asking again costs nothing. `progress`: whether a bar shows how far it is."""
        question = str(question)
        steps = self._steps(question)
        fields = fields_of(steps, True)
        if fields and not self._answers.prediction(question):
            wanted = ", ".join(f"{name}=..." for name in fields)
            raise InputError(f'question {question}: predict first, then measure: lab.predict("{question}", {wanted})')
        self._refuse_altered()
        making = Measured(self._entry.measurements, self.folder, True, self._answers.fallback)
        result = making(question, progress)
        self._answers.measured(question)
        self._compare(question, steps)
        return result

    def results(self, question: Question) -> Result:
        """The results of a question that was measured."""
        return self._results(str(question))

    def answer(self, question: Question, **values: Any) -> None:
        """Keeps answers to a question, over those that were given before."""
        question, values = str(question), plain(values)
        self._known(question, False, values)
        self._answers.answer(question, values)

    def check(self, question: Optional[Question] = None) -> "Findings":
        """What is right and what is not, of one question or of all."""
        only = None if question is None else str(question)
        self._refuse_altered()
        return Findings(check(self._entry, Answers(self.folder / FILE), self._results, only))

    def hand_in(self, hours: float, surprises: str) -> pathlib.Path:
        """Keeps how many hours the lab took and what was unexpected. Gives the file to hand in."""
        if not is_number(hours) or hours < 0:
            raise InputError(f"hours={hours!r}: say how many hours it took, like 1.5")
        if not isinstance(surprises, str) or not surprises.strip():
            raise InputError("surprises: say what you did not expect, or what was unclear; 'nothing' is an answer")
        self._answers.hand_in(hours, surprises)
        return self._answers.path

    def _refuse_altered(self) -> None:
        if not self._answers.fallback:
            starting.refuse_altered(self._entry, self.numbers, self.folder)

    def _steps(self, question: str) -> List[Step]:
        return self._entry.steps(question, self.numbers, self._results)

    def _known(self, question: str, before: bool, values: Dict[str, Any]) -> Dict[str, Step]:
        """The fields that may be given, after a look at what is given."""
        steps = self._steps(question)
        fields, others = fields_of(steps, before), fields_of(steps, not before)
        call: Callable[[bool], str] = lambda early: "predict" if early else "answer"
        for name, value in values.items():
            if name in others:
                raise InputError(f"question {question}: '{name}' is for lab.{call(not before)}, not for lab.{call(before)}")
            if name not in fields:
                hint = did_you_mean(name, fields, f": it asks for {', '.join(fields) or 'nothing'}")
                raise InputError(f"question {question} has no '{name}' to {call(before)}{hint}")
            if value is ... or value is None:
                raise InputError(f"question {question}: put your answer in the place of {name}=...")
            if not isinstance(value, (int, float, str)):
                raise InputError(f"question {question}: {name} is a {type(value).__name__}: give a number or a text")
        return fields

    def _compare(self, question: str, steps: List[Step]) -> None:
        """Prints what was predicted beside what was measured."""
        given = self._answers.prediction(question)
        for step in steps:
            if isinstance(step, Terms) and step.outcome and all(is_number(given.get(term)) for term in step.fields):
                measured, predicted = step.outcome(), step.total(given)
                part = f", {abs(predicted - measured) / abs(measured):.1%} off" if measured else ""
                print(f"{step.name}: you predicted {shown(predicted, step.unit)}, measured is {shown(measured, step.unit)}{part}")

    def __repr__(self) -> str:
        return f"Lab {self._entry.number}, {self._entry.title}, of {self._answers.student}"

    def _repr_html_(self) -> str:
        student = EXAMPLE if self._answers.fallback else self._answers.student
        note = " (shipped results of the example)" if self._answers.fallback else ""
        # Meanings are written for the worksheet, where asterisks make symbols italic.
        rows = [(one.symbol, display.Amount(one), one.meaning.replace("*", "")) for one in self._entry.numbers(student)]
        title = display.titled(f"Lab {self._entry.number}: {self._entry.title}", f"{self._answers.student}{note}")
        return title + display.table(["symbol", "yours", "what it is"], rows)


class Findings(List[Finding]):
    """What a check found, step by step."""

    MARKS = {"right": "ok", "wrong": "WRONG", "open": "open"}

    @property
    def passed(self) -> bool:
        """Whether everything is right."""
        return all(one.state == "right" for one in self)

    def __repr__(self) -> str:
        return "\n".join(f"{one.question:>3}  {self.MARKS[one.state]:<6}{one.step}: {words(one)}" for one in self)

    def _repr_html_(self) -> str:
        rows = [(one.question, self.MARKS[one.state], one.step, words(one)) for one in self]
        return display.table(["question", "", "step", ""], rows)


def words(finding: Finding) -> str:
    """A finding's words without the step's name, which stands before them."""
    return finding.words.replace(f"{finding.step}: ", "", 1)
