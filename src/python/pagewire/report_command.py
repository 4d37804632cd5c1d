# SPDX-License-Identifier: GPL-2.0-only
"""`pagewire report`."""

from collections.abc import Sequence

from pagewire.arguments import Arguments
from pagewire.report_writer import report


def main(arguments: Sequence[str]) -> int:
    """Writes the report that the arguments ask for."""
    parser = Arguments("report", "Makes one self-contained web page of results: summary, figures, waterfalls, links to the files of "
                       "the runs,\nand the commands, versions, seeds and checksums to have it all again.")
    parser.add_argument("results", metavar="RESULTS", help="the directory that pagewire run or a sweep wrote")
    parser.add_argument("-o", "--output", metavar="FILE", default="report.html", help="the page to write (%(default)s)")
    options = parser.read(arguments)
    print(report(options.results, options.output))
    return 0
