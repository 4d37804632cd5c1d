# SPDX-License-Identifier: GPL-2.0-only
"""What all figures share of their look: size, fonts, colours that colour-blind readers can tell apart, words, saving.

Importing this changes nothing: no backend is chosen and no setting of matplotlib is changed. A figure carries its style
with it, and looks the same in a notebook, whatever is set there, as in a file that a script wrote.
"""

import argparse
import contextlib
import functools
import inspect
import io
import os
import pathlib
import sys
import textwrap

import matplotlib
import matplotlib.figure
import matplotlib.patches

from pagewire_tables import ResultsError, quantities

# Inches: a column of an ACM paper, one of an IEEE paper, and both of either.
WIDTHS = {"acm": 3.33, "ieee": 3.5, "page": 7.0}

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
SMALL = 6  # points: the smallest text that is legible in print
SCREEN = 120  # dots an inch on a notebook's screen, where letters are then as large as the text around

STYLE = {
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
    "hatch.linewidth": 0.6,
    "legend.frameon": False,
    "lines.markersize": 4,
    "pdf.fonttype": 42,
    "ps.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "pagewire",
}

# Figures carry no date, so that the same results give the same bytes.
METADATA = {"pdf": {"CreationDate": None}, "svg": {"Date": None}, "png": {}}


@contextlib.contextmanager
def in_style():
    """Within this, matplotlib has its defaults and our style, whatever the user has set; afterwards what was before."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        yield


class PaperFigure(matplotlib.figure.Figure):
    """A figure that is drawn and saved in our style. It is none of pyplot's, so a notebook shows it once."""

    def draw(self, renderer):
        with in_style():
            super().draw(renderer)

    def savefig(self, fname, **settings):
        """As matplotlib's, but without a date in the file."""
        named = isinstance(fname, (str, os.PathLike))
        kind = settings.get("format") or (pathlib.Path(fname).suffix.lstrip(".").lower() if named else "png")
        settings.setdefault("metadata", METADATA.get(kind))
        with in_style():
            super().savefig(fname, **settings)

    def _repr_png_(self):
        picture = io.BytesIO()
        self.savefig(picture, format="png")
        return picture.getvalue(), {"width": round(self.get_figwidth() * SCREEN)}


def inches(width: str | float) -> float:
    """The inches of a width: a name of WIDTHS, or a number."""
    try:
        return WIDTHS[width] if width in WIDTHS else float(width)
    except ValueError:
        raise ResultsError(f"{width} is no width; name {', '.join(WIDTHS)}, or inches") from None


def subplots(width: str | float, height: float, rows: int = 1, columns: int = 1, **settings):
    """A figure of this width and of this many inches of height, and its axes, as pyplot's subplots gives them."""
    figure = PaperFigure(figsize=(inches(width), height))
    return figure, figure.subplots(rows, columns, **settings)


def legend_of_panels(figure, axes):
    """A legend above of what has a name in any of the panels, each name once: one panel may lack what others have."""
    named = {}
    for panel in axes:
        for handle, label in zip(*panel.get_legend_handles_labels()):
            named.setdefault(label, handle)
    return legend_above(figure, list(named.values()), list(named))


def legend_above(figure, handles, labels=None, fontsize: float = 7):
    """A legend over the whole width above all axes, in as few lines as its words allow; none where nothing has a name.
    The figure grows by it."""
    if not handles:
        return None
    labels = labels or [handle.get_label() for handle in handles]
    width, height = figure.get_size_inches()
    for lines in range(1, len(handles) + 1):
        legend = figure.legend(handles, labels, loc="upper center", ncol=-(-len(handles) // lines), fontsize=fontsize,
                               borderaxespad=0.2, columnspacing=1.0, handletextpad=0.5, handlelength=1.8)
        box = legend.get_window_extent(figure._get_renderer())
        if box.width <= width * figure.dpi or lines == len(handles):
            break
        legend.remove()
    added = box.height / figure.dpi
    figure.set_size_inches(width, height + added)
    figure.get_layout_engine().set(rect=(0, 0, 1, height / (height + added)))
    return legend


def figure(draw):
    """What draws a figure: in our style, and with the words of its module before those of its options as help."""

    @functools.wraps(draw)
    def drawn(*arguments, **options):
        with in_style():
            return draw(*arguments, **options)

    about = inspect.cleandoc(draw.__globals__["__doc__"])
    drawn.__doc__ = f"{about}\n\n{inspect.cleandoc(draw.__doc__)}"
    return drawn


def protocol_label(name):
    return PROTOCOLS.get(name, str(name))


def value_label(value):
    """A value of a swept option in one line, for a legend."""
    return protocol_label(value).replace("\n", " ")


def point_label(options, values):
    """The words for a point of a sweep in one line, such as "HTTP/2, delay 10ms": a number needs its option's name."""
    words = []
    for option, value in zip(options, values):
        bare = str(value)[:1].isdigit() or str(value) in ("yes", "no", "none")
        words.append(f"{option.rsplit('.', 1)[-1]} {value}" if bare else value_label(value))
    return ", ".join(words)


def short_path(path):
    """The last part of a resource's path, short enough for a row."""
    name = str(path).rsplit("/", 1)[-1] or "/"
    return name if len(name) <= 24 else name[:11] + "..." + name[-10:]


def option_label(option, values=()):
    """The words for an option, with the unit of its values where they have one."""
    found = quantities(values)
    return OPTIONS.get(option, option) + (f" ({found[1]})" if found and found[1] else "")


def name_rows(axes, names, many: str = "rows", fontsize: float = SMALL):
    """Sets axes up for horizontal bars, the first at the top, with these names; says how many if they are too many."""
    few = len(names) <= MOST_LABELS
    axes.set_yticks(range(len(names)), names if few else [""] * len(names), fontsize=fontsize)
    if not few:
        axes.set_yticks([])
        axes.set_ylabel(f"{len(names)} {many}")
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(True, axis="x")
    axes.grid(False, axis="y")


def wrap(label, length: float, size: float = 8):
    """The label in lines that fit this many inches, at about 0.6 of the size of the letters for each of them."""
    return textwrap.fill(label, max(int(length / (0.6 * size / 72)), 8), break_long_words=False)


def look(place: int) -> dict:
    """Colour, dashes and marker of the line of this number; where colours come again, they come with other dashes."""
    round = place // len(COLOURS)
    return {
        "color": COLOURS[place % len(COLOURS)],
        "linestyle": DASHES[(place + round) % len(DASHES)],
        "marker": MARKERS[(place + round) % len(MARKERS)],
        "linewidth": 1,
    }


def dashes(place: int) -> dict:
    """The same without a marker, for lines of many points."""
    return {**look(place), "marker": ""}


def patch(colour: str, hatch: str, words: str):
    """What a legend shows for an area."""
    return matplotlib.patches.Patch(facecolor=colour, hatch=hatch, edgecolor="white", linewidth=0, label=words)


def save(figure, path):
    """Writes the figure in the format of the file's ending, without dates, whole or not at all."""
    path = pathlib.Path(path)
    kind = path.suffix.lstrip(".").lower()
    if kind not in METADATA:
        raise ResultsError(f"{path}: figures are written as png, pdf or svg; name such a file")
    part = path.with_name(path.name + ".part")
    try:
        figure.savefig(part, format=kind)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ResultsError(f"{path}: cannot be written: {error.strerror}") from None


KINDS = {float | None: float, int | None: int, float: float, int: int}


def option_help(draw) -> dict[str, str]:
    """The lines "option: what it is" of a drawing function's documentation."""
    lines = [line.split(": ", 1) for line in (draw.__doc__ or "").splitlines()]
    return {words[0]: words[1] for words in lines if len(words) == 2 and words[0].isidentifier()}


def add_option(parser, option: inspect.Parameter, words: str):
    """The option of the command line for a keyword of a drawing function."""
    name = "--" + {"begin": "from", "end": "to"}.get(option.name, option.name.replace("_", "-"))
    words = words.replace("%", "%%")
    if option.default is False:
        parser.add_argument(name, dest=option.name, action="store_true", help=words)
    elif option.default == ():
        parser.add_argument(option.name, nargs="*", default=(), help=words)
    else:
        parser.add_argument(name, dest=option.name, default=option.default, type=KINDS.get(option.annotation, str),
                            metavar=option.name.upper(), help=words)


def main(draw, arguments=None):
    """The command line of a figure script: its options are the keywords of draw(results, *, ...)."""
    script = pathlib.Path(sys.argv[0]).stem
    parser = argparse.ArgumentParser(prog=f"{script}.py", description=draw.__doc__.split("\n\n", 1)[0])
    parser.add_argument("results", help="what `pagewire` wrote: a folder, or a file where the figure is of one")
    words = "the file to write; its ending says the format (%(default)s)"
    parser.add_argument("-o", "--output", default=f"{script}.pdf", help=words)
    keywords = [p for p in inspect.signature(draw, eval_str=True).parameters.values() if p.kind is p.KEYWORD_ONLY]
    for option in keywords:
        add_option(parser, option, option_help(draw)[option.name])
    options = parser.parse_args(arguments)
    try:
        given = {option.name: getattr(options, option.name) for option in keywords}
        save(draw(options.results, **given), options.output)
    except ResultsError as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        sys.exit(2)
