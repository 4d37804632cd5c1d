# SPDX-License-Identifier: GPL-2.0-only
"""A student's answers: the file answers.json, which is what is handed in."""

from __future__ import annotations

import json
import os
import pathlib
from typing import Any, Dict, Mapping, Optional

from pagewire.errors import InputError

FILE = "answers.json"
FORMAT = 1


class Answers:
    """The answers to a lab. Every change is on disk when the call returns, whole or not at all.

    It is read anew before each change, as another notebook may have written since. Of each question: `predictions`, the first one first; `before_measuring`, how many of them there were when it was measured
    for the first time; `answers`.
    """

    def __init__(self, path: pathlib.Path) -> None:
        """Reads the file; raises InputError naming what is wrong with it."""
        self.path = path
        self._content = self._read()

    def _read(self) -> Dict[str, Any]:
        """The content of the file."""
        path = self.path
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise InputError(f"{path}: there is no such file: pagewire lab start makes it") from None
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(f"{path}: is not whole ({error}): restore it from a copy, or start the lab anew") from None
        return checked(path, content)

    @classmethod
    def new(cls, path: pathlib.Path, lab: str, student: str, fallback: bool) -> Answers:
        """A file without answers yet."""
        start: Dict[str, Any] = {"pagewire-answers": FORMAT, "lab": lab, "student": student}
        if fallback:
            start["fallback"] = True
        start.update({"questions": {}, "hours": None, "surprises": ""})
        write(path, start)
        return cls(path)

    @property
    def lab(self) -> str:
        """The lab's name."""
        return str(self._content["lab"])

    @property
    def student(self) -> str:
        """Whose they are."""
        return str(self._content["student"])

    @property
    def fallback(self) -> bool:
        """Whether the shipped data took the place of runs."""
        return bool(self._content.get("fallback", False))

    @property
    def hours(self) -> Optional[float]:
        """How long it took, as the student says."""
        hours = self._content["hours"]
        return None if hours is None else float(hours)

    @property
    def surprises(self) -> str:
        """What the student did not expect."""
        return str(self._content["surprises"])

    def prediction(self, question: str) -> Dict[str, Any]:
        """The latest prediction; empty where there is none."""
        made = self._question(question)["predictions"]
        return dict(made[-1]) if made else {}

    def first_prediction(self, question: str) -> Dict[str, Any]:
        """The first prediction, if it was made before the question was measured; else empty."""
        kept = self._question(question)
        before = kept["before_measuring"]
        return dict(kept["predictions"][0]) if kept["predictions"] and before != 0 else {}

    def answers(self, question: str) -> Dict[str, Any]:
        """What was answered after measuring."""
        return dict(self._question(question)["answers"])

    def predict(self, question: str, values: Mapping[str, Any]) -> None:
        """Keeps a prediction, besides those made before."""
        self._content = self._read()
        kept = self._question(question)
        if values != self.prediction(question):
            kept["predictions"].append(dict(values))
        self._keep(question, kept)

    def measured(self, question: str) -> None:
        """Keeps how many predictions there were when the question was measured for the first time."""
        self._content = self._read()
        kept = self._question(question)
        if kept["before_measuring"] is None:
            kept["before_measuring"] = len(kept["predictions"])
            self._keep(question, kept)

    def answer(self, question: str, values: Mapping[str, Any]) -> None:
        """Keeps answers over those that were given before."""
        self._content = self._read()
        kept = self._question(question)
        kept["answers"].update(values)
        self._keep(question, kept)

    def hand_in(self, hours: float, surprises: str) -> None:
        """Keeps what the student says of the lab."""
        self._content = self._read()
        self._content.update(hours=hours, surprises=surprises)
        write(self.path, self._content)

    def _question(self, question: str) -> Dict[str, Any]:
        empty: Dict[str, Any] = {"predictions": [], "before_measuring": None, "answers": {}}
        kept: Dict[str, Any] = self._content["questions"].get(question, empty)
        return kept

    def _keep(self, question: str, kept: Dict[str, Any]) -> None:
        self._content["questions"][question] = kept
        write(self.path, self._content)


def write(path: pathlib.Path, content: Mapping[str, Any]) -> None:
    """Writes the file whole or not at all."""
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(draft, path)


def checked(path: pathlib.Path, content: Any) -> Dict[str, Any]:
    """The content of an answers.json; raises InputError where it is none."""
    if not isinstance(content, dict) or content.get("pagewire-answers") != FORMAT:
        raise InputError(f"{path}: is no file of answers, which begins with \"pagewire-answers\": {FORMAT}")
    kinds = {"lab": str, "student": str, "questions": dict, "surprises": str}
    for name, kind in kinds.items():
        if not isinstance(content.get(name), kind):
            raise InputError(f"{path}: '{name}' is missing or of the wrong kind: restore it from a copy")
    hours = content.get("hours")
    if hours is not None and (isinstance(hours, bool) or not isinstance(hours, (int, float))):
        raise InputError(f"{path}: 'hours' is no number: write how long it took")
    for question, kept in content["questions"].items():
        if not whole_question(kept):
            raise InputError(f"{path}: question '{question}' has not predictions, before_measuring and answers: restore it from a copy")
    return content


def whole_question(kept: Any) -> bool:
    """Whether a question's part of the file is as it is written here."""
    if not isinstance(kept, dict) or not isinstance(kept.get("answers"), dict):
        return False
    predictions, before = kept.get("predictions"), kept.get("before_measuring", "")
    listed = isinstance(predictions, list) and all(isinstance(one, dict) for one in predictions)
    return listed and (before is None or isinstance(before, int))
