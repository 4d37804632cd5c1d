# SPDX-License-Identifier: GPL-2.0-only
"""What all figures share: size, fonts, colours that colour-blind readers can tell apart, reading results, saving."""

import argparse
import os
import pathlib
import sys

# Figures carry no date, so that the same results give the same bytes.
os.environ.setdefault("SOURCE_DATE_EPOCH", "1700000000")

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import pandas as pd

COLUMN_WIDTH = 3.33  # inches: one column of an ACM paper
PAGE_WIDTH = 7.0

# The Okabe-Ito colours without yellow, which is too light for lines.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
DASHES = ["-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1)), (0, (1, 1))]

PROTOCOLS = {
    "h09": "HTTP/0.9",
    "h10": "HTTP/1.0",
    "h10-keepalive": "HTTP/1.0\nkeep-alive",
    "h11": "HTTP/1.1",
    "h11-pipelined": "HTTP/1.1\npipelined",
    "h2": "HTTP/2",
    "h3": "HTTP/3",
}

# A reader wants "Packet loss", not "access.loss".
OPTIONS = {
    "access.loss": "Packet loss on the access link",
    "access.rate": "Rate of the access link",
    "access.delay": "One-way delay of the access link",
    "browser.protocol": "Protocol",
    "browser.tls": "TLS",
}

# How a request is drawn that a missing packet held up, by the kind in stalls.csv: colour, hatch and words.
HELD = {"hol_own": ("#D55E00", "", "held: own loss"), "hol_other": ("#CC79A7", "//////", "held: another's loss")}

MOST_LABELS = 60  # rows of a figure that can still be named


class ResultsError(Exception):
    """Results that a figure cannot be drawn from; the text says which and what would help."""


def use():
    """Sets matplotlib up for a paper's column."""
    matplotlib.rcParams.update(
        {
            "figure.figsize": (COLUMN_WIDTH, 2.3),
            "figure.constrained_layout.use": True,
            "figure.dpi": 200,
            "savefig.dpi": 200,
            "font.size": 8,
            "axes.titlesize": 8,
            "axes.labelsize": 8,
            "legend.fontsize": 7,
            "xtick.labelsize": 7,
            "ytick.labelsize": 7,
            "axes.grid": True,
            "axes.grid.axis": "y",
            "grid.alpha": 0.3,
            "axes.axisbelow": True,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.prop_cycle": matplotlib.cycler(color=COLOURS),
            "lines.markersize": 4,
            "pdf.fonttype": 42,
            "ps.fonttype": 42,
            "svg.fonttype": "none",
            "svg.hashsalt": "pagewire",
        }
    )


def read_table(results, name):
    """The CSV table of that name in a results folder as a data frame; swept options stay text."""
    path = pathlib.Path(results) / name
    try:
        frame = pd.read_csv(path)
    except FileNotFoundError:
        raise ResultsError(f"{path}: no such table; name a folder that `pagewire run ... -o` wrote") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
        raise ResultsError(f"{path}: not a table: {error}") from None
    return frame


def before_sending(requests):
    """The milliseconds from the moment that each request was queued until it was sent."""
    return requests[["blocked_ms", "dns_ms", "connect_ms"]].fillna(0).sum(axis=1)


def swept_options(frame):
    """The options that this sweep varied, in its order: the columns with a dot in their names."""
    return [column for column in frame.columns if "." in column and not column.startswith("Unnamed")]


def combinations(frame, options):
    """The values of these options and the rows that have them, for each combination that is there, in its order."""
    if not options:
        return [((), frame)]
    groups = frame.groupby(options if len(options) > 1 else options[0], sort=False)
    return [(values if isinstance(values, tuple) else (values,), rows) for values, rows in groups]


def protocol_label(name):
    return PROTOCOLS.get(name, name)


def short_path(path):
    """The last part of a resource's path, short enough for a row."""
    name = str(path).rsplit("/", 1)[-1] or "/"
    return name if len(name) <= 24 else name[:11] + "..." + name[-10:]


def option_label(option):
    return OPTIONS.get(option, option)


def confidence(values):
    """Half the width of the 95 % confidence interval of the mean (Student's t); 0 for a single value."""
    if len(values) < 2:
        return 0.0
    # Two-sided 97.5 % quantiles for 1 to 30 degrees of freedom, then the normal one.
    table = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228]
    table += [2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086]
    table += [2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042]
    freedom = len(values) - 1
    quantile = table[freedom - 1] if freedom <= len(table) else 1.96
    return quantile * values.std(ddof=1) / len(values) ** 0.5


def save(figure, path):
    """Writes the figure in the format of the file's ending, without dates, whole or not at all."""
    path = pathlib.Path(path)
    formats = figure.canvas.get_supported_filetypes()
    kind = path.suffix.lstrip(".").lower()
    if kind not in formats:
        raise ResultsError(f"{path}: figures are written as png, pdf or svg; name such a file")
    metadata = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}.get(kind)
    part = path.with_name(path.name + ".part")
    try:
        figure.savefig(part, format=kind, metadata=metadata)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ResultsError(f"{path}: cannot be written: {error.strerror}") from None
    plt.close(figure)


def main(draw, description, default, arguments=None):
    """The command line of a figure script: draw(results, options) gives the figure."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("results", help="what `pagewire run` wrote")
    parser.add_argument("-o", "--output", default=default, help="the file to write; its ending says the format (%(default)s)")
    for names, settings in arguments or []:
        parser.add_argument(*names, **settings)
    options = parser.parse_args()
    use()
    try:
        save(draw(options.results, options), options.output)
    except ResultsError as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        sys.exit(2)
