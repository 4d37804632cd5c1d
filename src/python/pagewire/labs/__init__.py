# SPDX-License-Identifier: GPL-2.0-only
"""Lab worksheets: each student's own numbers, predictions before measurements, checks, and keys for teachers.

A notebook of a lab begins with ``lab = Lab()``; the files of a lab describe it with `Number`, `Measurement`, `Terms`,
`Value`, `Word` and `Text`.
"""

from pagewire.labs.answers import Answers
from pagewire.labs.drawing import WORDS, Draw, Number
from pagewire.labs.lab import Lab
from pagewire.labs.measuring import Measurement
from pagewire.labs.picking import picked
from pagewire.labs.steps import Step, Terms, Text, Value, Word

__all__ = ["WORDS", "Answers", "Draw", "Lab", "Measurement", "Number", "Step", "Terms", "Text", "Value", "Word", "picked"]
