# SPDX-License-Identifier: GPL-2.0-only
"""Executes blocks of Python of the document that is named, in one interpreter.

Each line of standard input is the number of a block's first line and the folder to run it in; the answer is its exit
status. What blocks print goes where errors go.
"""

import os
import pathlib
import sys
import traceback

from shell_blocks import blocks


def main(path):
    sys.path.pop(0)  # the folder of this program is none of the reader's
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    found = {block.first: block.lines for block in blocks(pathlib.Path(path).read_text(encoding="utf-8"))}
    names = {"__name__": "__main__"}
    for line in sys.stdin:
        first, folder = line.rstrip("\n").split(" ", 1)
        os.chdir(folder)
        try:
            # Lines are counted as in the document, so that a traceback names the place.
            text = "\n" * (int(first) - 1) + "\n".join(found[int(first)]) + "\n"
            exec(compile(text, path, "exec"), names)
            status = 0
        except BaseException:
            traceback.print_exc()
            status = 1
        sys.stdout.flush()
        answers.write(f"{status}\n")


if __name__ == "__main__":
    main(sys.argv[1])
