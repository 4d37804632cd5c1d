# SPDX-License-Identifier: GPL-2.0-only
"""The teacher's key to a lab: what is right for one student, made anew from the student's name."""

from __future__ import annotations

from typing import List

from pagewire.labs import catalogue
from pagewire.labs.catalogue import Entry
from pagewire.labs.checking import Replayed, outcome
from pagewire.labs.drawing import cleaned, number_table
from pagewire.labs.steps import Results, shown


def key_text(entry: Entry, student: str) -> str:
    """The key as Markdown: numbers, answers, what the student should have seen, and the notes for teachers."""
    student = cleaned(student)
    with Replayed(entry, student) as results:
        return key_from(entry, student, results)


def key_from(entry: Entry, student: str, results: Results) -> str:
    """The key, by these results of the student's runs."""
    numbers = entry.numbers(student)
    values = catalogue.as_mapping(numbers)
    parts = [f"# Key to lab {entry.number}: {entry.title}", f"Student: {student}", number_table(numbers)]
    for question, about, steps in catalogue.questions_with_steps(entry, values, results):
        rows = ["| field | right | when |", "| --- | --- | --- |"]
        for step in steps:
            when = "predicted" if step.before else "answered"
            rows += [f"| {field} | {right} | {when} |" for field, right in step.key()]
            measured = outcome(step)
            if measured is not None:
                rows.append(f"| {step.name}, measured | {shown(measured, getattr(step, 'unit', ''))} | |")
        parts += [f"## {question}. {about}", "\n".join(rows)]
    parts += ["## What the student should have seen", effects_table(entry, entry.effects(values, results))]
    notes = (entry.folder / "teacher.md").read_text(encoding="utf-8")
    return "\n\n".join([*parts, notes.partition("\n")[2].strip()]) + "\n"


def effects_table(entry: Entry, effects: "dict[str, float]") -> str:
    """The effects beside what the worksheet promises."""
    promised = entry.promised()
    rows: List[str] = ["| effect | at least | here |", "| --- | --- | --- |"]
    rows += [f"| {name} | {promised.get(name, '')} | {shown(value)} |" for name, value in effects.items()]
    return "\n".join(rows)
