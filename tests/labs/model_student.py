# SPDX-License-Identifier: GPL-2.0-only
"""The model students of tests/labs/answers: what they answer, and how they fill in a notebook."""

import ast
import json
import os
import pathlib

SOURCE = pathlib.Path(os.environ["PAGEWIRE_SOURCE"])
ANSWERS = SOURCE / "tests/labs/answers"
CALLS = {"predict", "answer", "hand_in"}


def model(name):
    """The model answers to the lab of this name: of every field what is right, wrong and borderline."""
    return json.loads((ANSWERS / f"{name}.json").read_text(encoding="utf-8"))


def right_values(student):
    """The right values of each question."""
    return {question: {field: kinds["right"] for field, kinds in fields.items()} for question, fields in student["questions"].items()}


def calls(source, methods=CALLS):
    """The calls of lab.predict, lab.answer and lab.hand_in, or of other methods, in a cell: the method, the question, the
    keywords."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in methods:
            question = node.args[0].value if node.args else None
            found.append((node.func.attr, question, [keyword.arg for keyword in node.keywords]))
    return found


class FillIn(ast.NodeTransformer):
    """Puts answers in the place of `...`."""

    def __init__(self, student):
        self.values = right_values(student)
        self.said = {"hours": student["hours"], "surprises": student["surprises"]}

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
            known = self.values[node.args[0].value] if node.args else self.said
            for keyword in node.keywords:
                if isinstance(keyword.value, ast.Constant) and keyword.value.value is ...:
                    keyword.value = ast.Constant(known[keyword.arg])
        return node


def filled_in(source, student):
    """A cell's code with the student's answers."""
    return ast.unparse(FillIn(student).visit(ast.parse(source)))


def code_cells(notebook):
    """The sources of a notebook's code cells."""
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
