# SPDX-License-Identifier: GPL-2.0-only
"""Each lab is whole: its frame, its numbers, its notebook, and the effects that it promises."""

import json
import re

import pytest

from model_student import ANSWERS, calls, code_cells, model
from pagewire.labs import Terms, catalogue, checking, starting
from pagewire.labs.drawing import EXAMPLE
from pagewire.labs.steps import fields_of

STUDENTS = [EXAMPLE, "s1234567", "ada"]
# Where packets are lost or requests come at random, some student may have no luck: more are tried. Of 108 in lab 06, u10
# has the least of what HTTP/3 saves.
MORE_STUDENTS = {"06-loss": ["bob", "s2345678", "u10"], "09-shared-caches": ["bob", "s2345678"]}
CLASSES = [(entry, student) for entry in catalogue.entries() for student in [*STUDENTS, *MORE_STUDENTS.get(entry.name, [])]]
of_every_class = pytest.mark.parametrize("entry, student", CLASSES, ids=[f"{entry.name}-{student}" for entry, student in CLASSES])
FRAME = """Where this fits; Your numbers; Start; The one confusing idea; QUESTIONS; What you should have seen; Open question;
The paper behind it; FAQ; If something goes wrong; Hand in""".replace("\n", " ").split("; ")
FILES = {"worksheet.md", "lab.ipynb", "lab.py", "check.py", "teacher.md"}


def test_classes_are_of_labs_that_there_are():
    assert set(MORE_STUDENTS) <= {entry.name for entry in catalogue.entries()}


def headings(text, level):
    return re.findall(rf"^{'#' * level} (.+)$", re.sub(r"```.*?```", "", text, flags=re.S), re.M)


def test_there_are_labs():
    numbers = [entry.number for entry in catalogue.entries()]
    assert numbers == sorted(set(numbers)) and "01" in numbers


def test_its_files_are_there(entry):
    there = {path.name for path in entry.folder.iterdir()}
    assert FILES <= there and (entry.folder / "fallback").is_dir()
    assert {one.scenario for one in entry.measurements.values()} <= there
    assert (ANSWERS / f"{entry.name}.json").is_file()


def test_the_worksheet_has_the_frame(entry):
    found = headings(entry.worksheet, 2)
    asked = [head for head in found if head.startswith("Question ")]
    first, after = FRAME.index("QUESTIONS"), FRAME[FRAME.index("QUESTIONS") + 1 :]
    assert found == [*FRAME[:first], *asked, *after]
    assert [re.match(r"Question (\w+): \S", head).group(1) for head in asked] == list(entry.questions)
    assert any("Find the packet" in head for head in asked), "a question on the student's own capture or qlog"
    assert entry.title and 20 <= entry.minutes <= 180
    assert re.search(r"doi:10\.|RFC \d+", entry.worksheet.partition("## The paper behind it")[2].partition("\n## ")[0])


def test_each_question_predicts_measures_and_explains(entry, replayed):
    parts = re.split(r"^## Question (\w+): .*$", entry.worksheet.partition("\n## What you should have seen")[0], flags=re.M)
    numbers, results = replayed(entry, EXAMPLE)
    for question, text in zip(parts[1::2], parts[2::2]):
        steps = entry.steps(question, numbers, results)
        wanted = ["Predict"] if fields_of(steps, True) else []
        found = headings(text, 3)
        assert [head for head in found if head == "Predict"] == wanted, question
        assert "Measure" in found and (found.index("Measure") > found.index("Predict") if wanted else True), question
        for field in [*fields_of(steps, True), *fields_of(steps, False)]:
            assert f"`{field}`" in text, f"question {question} does not say what {field} is"


def test_what_is_made_is_up_to_date(entry, tmp_path):
    """tools/lab-files.py writes these."""
    numbers = entry.numbers(EXAMPLE)
    assert starting.with_numbers(entry.worksheet, numbers) == entry.worksheet
    starting.write_scenarios(entry, catalogue.as_mapping(numbers), tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_text() == (entry.folder / path.name).read_text(), path.name


def test_the_notebook_is_tidy_and_asks_for_every_field(entry, replayed):
    notebook = json.loads((entry.folder / "lab.ipynb").read_text(encoding="utf-8"))
    assert notebook["metadata"]["SPDX-License-Identifier"] == "GPL-2.0-only"
    for number, cell in enumerate(notebook["cells"], 1):
        assert cell["id"] == f"lab-{number:02d}" and set(cell["metadata"]) <= {"tags"}
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None), "clear the outputs"
    asked = {}
    for source in code_cells(notebook):
        for method, question, fields in calls(source):
            asked.setdefault((method, question), []).extend(fields)
    numbers, results = replayed(entry, EXAMPLE)
    wanted = {("hand_in", None): ["hours", "surprises"]}
    for question in entry.questions:
        steps = entry.steps(question, numbers, results)
        for method, before in [("predict", True), ("answer", False)]:
            if fields_of(steps, before):
                wanted[method, question] = list(fields_of(steps, before))
    assert asked == wanted


def test_measuring_cells_come_after_their_predictions(entry):
    notebook = json.loads((entry.folder / "lab.ipynb").read_text(encoding="utf-8"))
    order = [call[:2] for source in code_cells(notebook) for call in calls(source, {"predict", "measure"})]
    assert any(method == "predict" for method, _ in order)
    for question in entry.measurements:
        measured = order.index(("measure", question))
        assert ("predict", question) not in order[measured:]


@of_every_class
def test_effects_are_as_large_as_promised(entry, student, replayed):
    numbers, results = replayed(entry, student)
    effects, promised = entry.effects(numbers, results), entry.promised()
    assert promised and set(promised) == set(effects)
    for name, least in promised.items():
        assert effects[name] >= least, name


@of_every_class
def test_formulas_come_close_to_the_simulation(entry, student, replayed):
    numbers, results = replayed(entry, student)
    compared = 0
    for question, _, steps in catalogue.questions_with_steps(entry, numbers, results):
        for step in steps:
            measured = checking.outcome(step)
            if isinstance(step, Terms) and measured is not None:
                compared += 1
                assert abs(sum(step.right.values()) - measured) <= step.agreement * measured, (question, step.name)
    assert compared, "no formula is held against a measurement"


def test_students_get_different_numbers_and_the_same_again(entry):
    ids = [f"s{number}" for number in range(300)]
    drawn = {student: tuple(entry.numbers(student)) for student in ids}
    assert len(set(drawn.values())) >= 297, "draw from more"
    assert drawn == {student: tuple(entry.numbers(f" {student.upper()} ")) for student in ids}


def test_teachers_get_notes(entry):
    notes = (entry.folder / "teacher.md").read_text(encoding="utf-8")
    assert headings(notes, 2) == ["Timing", "Common misconceptions", "Grading", "Variations"]


def test_the_model_student_answers_everything(entry, replayed):
    student = model(entry.name)
    assert student["student"] == EXAMPLE
    numbers, results = replayed(entry, EXAMPLE)
    for question in entry.questions:
        steps = entry.steps(question, numbers, results)
        assert set(student["questions"][question]) == {field for step in steps for field in step.fields}
