# SPDX-License-Identifier: GPL-2.0-only
"""`pagewire artefact`."""

from collections.abc import Sequence

from pagewire.arguments import Arguments
from pagewire.artefact_writer import artefact


def main(arguments: Sequence[str]) -> int:
    """Writes the artefact that the arguments ask for."""
    parser = Arguments("artefact", "Packs results with all that a reviewer needs to check them: scenario, inputs, tables, versions, "
                       "seeds,\nfigures, and a script that makes a sample of the runs again and compares.")
    parser.add_argument("results", metavar="RESULTS", help="the directory that pagewire run or a sweep wrote")
    parser.add_argument("-o", "--output", metavar="DIR", required=True, help="the directory to write; it must not be there")
    options = parser.read(arguments)
    print(artefact(options.results, options.output))
    return 0
