# SPDX-License-Identifier: GPL-2.0-only
"""Each lab's checks, with right, wrong and borderline answers of a model student."""

import pytest

from model_student import model, right_values
from pagewire.labs import Terms, Text, Value, Word
from pagewire.labs.answers import Answers
from pagewire.labs.checking import check, check_step
from pagewire.labs.drawing import EXAMPLE


@pytest.fixture(scope="module")
def steps(entry, replayed):
    """The steps of each question, for the example."""
    numbers, results = replayed(entry, EXAMPLE)
    return {question: entry.steps(question, numbers, results) for question in entry.questions}


def test_right_answers_pass(entry, replayed, tmp_path):
    _, results = replayed(entry, EXAMPLE)
    answers = Answers.new(tmp_path / "answers.json", entry.name, EXAMPLE, False)
    for question, values in right_values(model(entry.name)).items():
        answers.answer(question, values)
    assert [one for one in check(entry, answers, results) if one.state != "right"] == []


def fields_with(entry, kind):
    """Question, field, and what the model student has of this kind."""
    questions = model(entry.name)["questions"]
    return [(q, field, kinds) for q, fields in questions.items() for field, kinds in fields.items() if kind in kinds]


@pytest.fixture
def changed(entry, steps):
    """What a check finds not right in the model student's answers to a question, one of which is another."""
    right = right_values(model(entry.name))

    def found(question, field, value):
        given = {**right[question], field: value}
        checked = [check_step(question, step, given) for step in steps[question]]
        return [one for one in checked if one.state != "right"]

    return found


def test_wrong_answers_are_told_with_what_is_off(entry, changed):
    cases = fields_with(entry, "wrong")
    assert len(cases) == sum(map(len, model(entry.name)["questions"].values())), "a wrong answer for every field"
    for question, field, kinds in cases:
        wrong = changed(question, field, kinds["wrong"])
        assert len(wrong) == 1 and wrong[0].question == question, (question, field, wrong)
        assert field in wrong[0].words and kinds["says"] in wrong[0].words, wrong[0].words


def test_what_is_off_does_not_tell_what_is_right(entry, changed):
    for question, field, kinds in fields_with(entry, "wrong"):
        if isinstance(kinds["right"], str) or kinds["right"] in (0, 1, 2):
            continue
        [wrong] = changed(question, field, kinds["wrong"])
        assert wrong.state == "wrong"
        assert f" {kinds['right']:g} " not in f" {wrong.words} ", wrong.words


def test_borderline_answers_pass(entry, changed):
    cases = fields_with(entry, "borderline")
    assert cases
    for question, field, kinds in cases:
        assert changed(question, field, kinds["borderline"]) == [], (question, field)


def margins(step):
    """Each number of a step with what it should be and how far it may be off."""
    if isinstance(step, Terms):
        return [(term, value, step.within(term)) for term, value in step.right.items()]
    return [(step.name, step.right, step.within)] if isinstance(step, Value) else []


def test_the_margin_is_where_it_is_said_to_be(entry, steps):
    right = right_values(model(entry.name))
    for question, asked in steps.items():
        for step in asked:
            for field, value, within in margins(step):
                for part, state in [(0.99, "right"), (1.01, "wrong")]:
                    for sign in (-1, 1):
                        given = {**right[question], field: value + sign * part * within}
                        assert check_step(question, step, given).state == state, (question, field, part)


def test_nonsense_is_told_apart(entry, steps):
    right = right_values(model(entry.name))
    for question, asked in steps.items():
        for step in asked:
            for field in step.fields:
                for value in ["nonsense", float("nan"), True]:
                    given = {**right[question], field: value}
                    assert check_step(question, step, given).state == "wrong", (question, field, value)
                assert check_step(question, step, {**right[question], field: None}).state == "open"


def test_words_have_hints_for_what_is_there(steps):
    for asked in steps.values():
        for step in asked:
            assert isinstance(step, (Terms, Text, Value, Word))
            if isinstance(step, Word):
                assert step.right in step.among and len(set(step.among)) >= 2
