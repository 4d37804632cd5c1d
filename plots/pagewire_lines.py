# SPDX-License-Identifier: GPL-2.0-only
"""Lines that several figures draw: means over an option with their confidence, and distributions."""

import numpy as np

import pagewire_style as style
import pagewire_tables as tables

DECADES = 50  # the largest value by the smallest from which on an axis is logarithmic


def spans_decades(numbers) -> bool:
    return min(numbers) > 0 and max(numbers) / min(numbers) >= DECADES


def make_logarithmic(axes):
    """The horizontal axis, with its numbers written out."""
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")


def place_values(axes, option: str, values: list) -> list[float]:
    """Sets up the horizontal axis for the values of an option, and returns where each of them is: by its quantity,
    logarithmically where quantities span decades, or side by side in the sweep's order where they are words."""
    axes.set_xlabel(style.option_label(option, values))
    found = tables.quantities(values)
    if not found:
        axes.set_xticks(range(len(values)), [style.protocol_label(value) for value in values])
        return list(range(len(values)))
    numbers = found[0]
    if spans_decades(numbers):
        make_logarithmic(axes)
    return numbers


def means(axes, frame, along: str, column: str):
    """A line for each combination of the other swept options over the values of this one: the mean of the column, with
    the 95 % confidence interval as whiskers where there are repeats."""
    values = list(dict.fromkeys(frame[along]))
    places = place_values(axes, along, values)
    others = [option for option in tables.swept_options(frame) if option != along]
    # The protocol first: it is what lines are named by.
    others.sort(key=lambda option: option != tables.PROTOCOL)
    for index, (names, part) in enumerate(tables.combinations(frame, others)):
        cells = [part.loc[part[along] == value, column] for value in values]
        points = [(place, cell.mean(), tables.confidence(cell)) for place, cell in zip(places, cells) if not cell.empty]
        at, heights, whiskers = zip(*sorted(points))
        label = style.point_label(others, names)
        axes.errorbar(at, heights, yerr=whiskers, capsize=2, label=label, **style.look(index))


def distribution(axes, values, **line):
    """The share of the values that are at most so large, as steps."""
    ordered = np.sort(np.asarray(values, dtype=float))
    # The first step rises from 0, so that a single value is a line, too.
    shares = np.arange(len(ordered) + 1) / len(ordered)
    axes.step(np.concatenate([ordered[:1], ordered]), shares, where="post", **line)


def panels(width, count: int, labels: tuple[str, str]):
    """A figure of so many panels, two beside each other, with the same axes and these labels for all of them."""
    columns = min(count, 2)
    rows = -(-count // columns)
    figure, axes = style.subplots(width, 0.5 + 1.4 * rows, rows, columns, sharex=True, sharey=True, squeeze=False)
    for place in axes.flat[count:]:
        place.set_visible(False)
    for place in axes.flat[max(count - columns, 0) : count]:
        place.tick_params(axis="x", labelbottom=True)  # also where the panel below is not there
    figure.supxlabel(labels[0], fontsize=8)
    figure.supylabel(labels[1], fontsize=8)
    return figure, list(axes.flat[:count])
